//! Tables whose columns have names of their own: a person says once which column holds what.

mod support;

use support::{Archive, gzip, strings};

const LANTERNS: &str = "Kop;Tekst;Dag;Schrijver\n\
    De veerboot ligt stil;De veerboot ligt sinds dinsdag stil in de haven.;2017-04-18;Joost Vaan\n\
    Een lamp gevonden;Een lamp is gevonden achter de wasbakken.;2017-05-20;Mies Tol\n";

const COLUMNS: &str = "title=kop,text=tekst,published=dag,author=schrijver";

fn tables() -> Archive {
    Archive::with(&[
        ("lanterns.csv", LANTERNS),
        (
            "known.csv",
            "title,text\nThe bell,The bell was rung for the ferry.\n",
        ),
        (
            "story.txt",
            "The rope\n\nShe held the rope of the ferry all night.\n",
        ),
    ])
}

#[test]
fn a_table_is_read_by_the_columns_that_are_named() {
    let archive = tables();
    archive.write("packed.csv.gz", gzip(LANTERNS));
    for file in ["lanterns.csv", "packed.csv.gz"] {
        let articles = archive
            .run(&["extract", "--columns", COLUMNS, file])
            .exits(0)
            .quietly()
            .json();
        assert_eq!(
            strings(&articles, "title"),
            ["De veerboot ligt stil", "Een lamp gevonden"]
        );
        assert_eq!(strings(&articles, "byline"), ["Joost Vaan", "Mies Tol"]);
        assert_eq!(
            strings(&articles, "published"),
            ["2017-04-18", "2017-05-20"]
        );
        assert_eq!(
            articles[1]["body"],
            "Een lamp is gevonden achter de wasbakken."
        );
    }
}

#[test]
fn a_column_or_a_field_that_there_is_not_is_told_with_those_that_there_are() {
    let archive = tables();
    archive
        .run(&[
            "extract",
            "--columns",
            "title=kop,text=tekts",
            "lanterns.csv",
        ])
        .exits(2)
        .warns(
            "lanterns.csv: no column `tekts`, which was to hold the text; its columns \
             are Kop, Tekst, Dag, Schrijver\n",
        );
    archive
        .run(&["index", "--columns", "titel=kop"])
        .exits(2)
        .warns(
            "there is no field `titel`; a column holds title, text, published, author, url, site, \
             language, id or caption\n",
        );
    archive
        .run(&["index", "--failed", "--columns", "title=kop,text=tekts"])
        .exits(3)
        .says("failed: lanterns.csv: no column `tekts`");
}

#[test]
fn what_an_archive_is_told_of_its_columns_holds_for_the_next_runs() {
    let archive = tables();
    archive.run(&["index"]).exits(0);
    assert_eq!(archive.found("title:veerboot"), [""; 0]);

    // A change of the columns has everything read again.
    let report = archive.index(&["--columns", COLUMNS]);
    assert_eq!(
        (&report["indexed"], &report["articles"]),
        (&3.into(), &4.into())
    );
    assert_eq!(archive.found("title:veerboot"), ["lanterns.csv"]);
    assert_eq!(archive.found("title:bell"), ["known.csv"]);
    archive.run(&["status"]).says("up to date with the folder");

    // Without the option nothing has changed, and a new table is read in the same way.
    assert_eq!(archive.index(&[])["unchanged"], 3);
    archive.write("more.csv", LANTERNS.replace("veerboot", "kraan"));
    assert_eq!(archive.index(&[])["indexed"], 1);
    assert_eq!(archive.found("title:kraan"), ["more.csv"]);
    assert_eq!(archive.index(&["--rebuild"])["articles"], 6);
    assert_eq!(archive.found("author:vaan"), ["lanterns.csv", "more.csv"]);
    archive.run(&["status"]).says("up to date with the folder");

    // It is a line in a file of the user, until it is taken back.
    let kept = archive.path(".dateline/user/columns");
    assert_eq!(
        std::fs::read_to_string(&kept).unwrap(),
        format!("{COLUMNS}\n")
    );
    assert_eq!(archive.index(&["--columns", "none"])["indexed"], 4);
    assert!(!kept.exists());
    assert_eq!(archive.found("title:veerboot"), [""; 0]);
    assert_eq!(archive.index(&[])["unchanged"], 4);

    std::fs::write(&kept, "titel=kop\n").unwrap();
    for args in [&["index"][..], &["status"]] {
        archive
            .run(args)
            .exits(2)
            .warns("user/columns: there is no field `titel`");
    }
}

#[test]
fn tables_within_archives_are_read_by_the_same_columns() {
    let archive = Archive::new();
    let mut tar = tar::Builder::new(Vec::new());
    let mut header = tar::Header::new_gnu();
    header.set_size(LANTERNS.len() as u64);
    header.set_mode(0o644);
    tar.append_data(&mut header, "2017/lanterns.csv", LANTERNS.as_bytes())
        .unwrap();
    archive.write("all.tar", tar.into_inner().unwrap());
    let report = archive.index(&["--columns", COLUMNS]);
    assert_eq!(report["articles"], 2);
    assert_eq!(archive.found("title:lamp"), ["all.tar"]);
}
