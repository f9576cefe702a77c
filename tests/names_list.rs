//! Lists of names of the user's own: what stands on them is found wherever it stands.

mod support;

use serde_json::Value;
use support::Archive;

const LIST: &str = "\u{feff}# what the Courier watches\r\n\
    Northgate Maritime Holdings\torg\tNorthgate | NMH\r\n\
    \r\n\
    Paris Lake\tperson\r\n\
    Front of the Quiet Rivers\torg\tQuiet Rivers\r\n\
    Торговый дом Дравец\torg\tДравец\r\n\
    Movement of 3 March\tevent\r\n";

const STORY: &str = "Northgate sells a pier\n\n\
    Paris Lake, who chairs Northgate's board, said in Paris on 3 March 2017 that NMH had sold the \
    pier. The Movement of 3 March wrote to desk@northgate.example about the sale.\n\n\
    Lake and the Quiet Rivers met the mayor of Tresk for an hour.\n";

const HEADLINE: &str = "NORTHGATE SUES FRONT OF THE QUIET RIVERS\n\n\
    The company went to court on Monday, and the mayor said nothing of it.\n";

const RUSSIAN: &str = "Паром вышел в море\n\n\
    Компания Дравец купила паром, и ТОРГОВЫЙ ДОМ ДРАВЕЦ продал его осенью. Так говорят на \
    причале, где ждали весь день и всю ночь.\n";

fn stories() -> Archive {
    let archive = Archive::with(&[
        ("story.txt", STORY),
        ("headline.txt", HEADLINE),
        ("parom.txt", RUSSIAN),
    ]);
    write_list(&archive, LIST);
    archive
}

fn write_list(archive: &Archive, text: &str) {
    std::fs::write(list(archive), text).unwrap();
}

/// Where the list lies, outside of the archive.
fn list(archive: &Archive) -> String {
    let path = archive.home().join("watched.tsv");
    path.to_str().unwrap().to_owned()
}

/// What the list finds in a file, as `surface: type name`.
fn listed(archive: &Archive, file: &str) -> Vec<String> {
    let list = list(archive);
    let annotated = archive
        .run(&["annotate", file, "--json", "--names", &list])
        .exits(0);
    let annotated = annotated.quietly().json().remove(0);
    let mentions = annotated["mentions"].as_array().unwrap().iter();
    let of_list = mentions.filter(|mention| mention["detector"] == "list");
    let word = |mention: &Value, field: &str| mention[field].as_str().unwrap().to_owned();
    of_list
        .map(|mention| {
            let (surface, kind) = (word(mention, "surface"), word(mention, "kind"));
            format!("{surface}: {kind} {}", word(mention, "name"))
        })
        .collect()
}

#[test]
fn a_listed_name_wins_by_any_alias_and_keeps_its_name_and_type() {
    let archive = stories();
    assert_eq!(
        listed(&archive, "story.txt"),
        [
            "Northgate: org Northgate Maritime Holdings",
            "Paris Lake: person Paris Lake",
            "Northgate: org Northgate Maritime Holdings",
            "NMH: org Northgate Maritime Holdings",
            "Movement of 3 March: event Movement of 3 March",
            "Quiet Rivers: org Front of the Quiet Rivers",
        ]
    );
    let list = list(&archive);
    // An address with a listed name in it stays one, and so do dates that are in none.
    archive
        .run(&["annotate", "story.txt", "--json", "--names", &list])
        .says("\"kind\":\"email\"")
        .says("2017-03-03");
}

#[test]
fn capitals_of_a_headline_are_the_listed_name() {
    assert_eq!(
        listed(&stories(), "headline.txt"),
        [
            "NORTHGATE: org Northgate Maritime Holdings",
            "FRONT OF THE QUIET RIVERS: org Front of the Quiet Rivers",
        ]
    );
}

#[test]
fn a_list_works_in_languages_that_the_model_does_not_know() {
    let house = "org Торговый дом Дравец";
    assert_eq!(
        listed(&stories(), "parom.txt"),
        [
            format!("Дравец: {house}"),
            format!("ТОРГОВЫЙ ДОМ ДРАВЕЦ: {house}")
        ]
    );
}

#[test]
fn a_wrong_line_is_told_and_the_rest_holds() {
    let archive = stories();
    let list = list(&archive);
    write_list(&archive, "Northgate\nParis Lake\tpeople\nNMH\torg\n");
    archive
        .run(&["annotate", "story.txt", "--json", "--names", &list])
        .exits(0)
        .says("\"detector\":\"list\"")
        .warns("watched.tsv, line 1: no type; write the name, a tab, and person, org, place, group, event or work; the rest of the list holds\n")
        .warns("watched.tsv, line 2: `people` is no type of name; write person,");
    archive
        .run(&["index", "--names", &list])
        .exits(0)
        .warns("watched.tsv, line 2:");
    // What is wrong by itself is told of in every run.
    archive
        .run(&["index"])
        .exits(0)
        .warns(".dateline/user/names, line 2:");
    let kept = std::fs::read(archive.path(".dateline/user/names")).unwrap();

    // A file that is no list at all takes nothing away.
    archive
        .run(&["index", "--names", "headline.txt"])
        .exits(2)
        .warns("headline.txt, line 1: no type; ")
        .warns("; no line of it is a name\n");
    archive
        .run(&["index", "--names", "gone.list"])
        .exits(2)
        .warns("gone.list: No such file");
    write_list(&archive, &"NMH\torg\n".repeat((1 << 20) + 1));
    archive
        .run(&["index", "--names", &list])
        .exits(2)
        .warns("a list of names has 8 MiB at most; remove what is not needed");
    assert_eq!(
        std::fs::read(archive.path(".dateline/user/names")).unwrap(),
        kept
    );
}

#[test]
fn a_list_is_kept_for_the_next_runs_until_it_is_taken_back() {
    let archive = stories();
    let list = list(&archive);
    archive.run(&["index"]).exits(0);
    let house = "org:=\"Northgate Maritime Holdings\"";
    assert_eq!(archive.found(house), [""; 0]);

    assert_eq!(archive.index(&["--names", &list])["indexed"], 3);
    assert_eq!(archive.found(house), ["headline.txt", "story.txt"]);
    assert_eq!(archive.found("org:=NMH"), ["story.txt"]);
    assert_eq!(archive.found("org:дравец"), ["parom.txt"]);
    archive.run(&["status"]).says("up to date with the folder");
    let kept = archive.path(".dateline/user/names");
    assert_eq!(std::fs::read_to_string(&kept).unwrap(), LIST);

    // Without the option nothing has changed, and new articles are read by it.
    assert_eq!(archive.index(&[])["unchanged"], 3);
    archive.write("later.txt", "A pier\n\nThe pier was sold by NMH in May.\n");
    assert_eq!(archive.index(&[])["indexed"], 1);
    assert_eq!(archive.found(house).len(), 3);
    archive.run(&["index", "--rebuild"]).exits(0);
    assert_eq!(archive.found(house).len(), 3);

    assert_eq!(archive.index(&["--names", "none"])["indexed"], 4);
    assert!(!kept.exists());
    assert_eq!(archive.found(house), [""; 0]);
    archive.run(&["status"]).says("up to date with the folder");
    assert_eq!(archive.index(&[])["unchanged"], 4);
}

#[test]
fn an_alias_finds_the_articles_that_have_the_main_name_alone() {
    let archive = stories();
    archive.write(
        "short.txt",
        "A pier\n\nThe pier was sold by Northgate Maritime Holdings in May, two clerks said.\n",
    );
    archive.index(&["--names", &list(&archive)]);
    let all = ["headline.txt", "short.txt", "story.txt"];
    assert_eq!(archive.found("org:NMH"), all);
    assert_eq!(archive.found("entity:NMH"), all);
    assert_eq!(archive.found("org:=NMH"), ["story.txt"]);
    archive
        .run(&["search", "org:NMH", "--sort", "oldest"])
        .says("found by Northgate Maritime Holdings, NMH as an alias by line 2 of the list");
    archive
        .run(&["entity", "NMH"])
        .exits(0)
        .says("Northgate Maritime Holdings  org\n3 articles")
        .says("an alias of Northgate Maritime Holdings by line 2 of the list");
    // An alias that stands in no article is known too, and by each of its words.
    assert_eq!(archive.found("org:rivers"), ["headline.txt", "story.txt"]);
    // What no article has is no name of the archive.
    archive.run(&["entity", "Nobody"]).exits(1);

    // The user's word is stronger.
    archive
        .run(&["entity", "NMH", "--split", "Northgate Maritime Holdings"])
        .exits(0);
    assert_eq!(archive.found("org:NMH"), ["story.txt"]);
}

#[test]
fn a_changed_list_has_everything_read_again_and_a_new_comment_nothing() {
    let archive = stories();
    archive.index(&["--names", &list(&archive)]);
    let kept = archive.path(".dateline/user/names");
    std::fs::write(&kept, format!("{LIST}# to be looked at again\n")).unwrap();
    assert_eq!(archive.index(&[])["unchanged"], 3);

    // The file may be edited by hand.
    std::fs::write(&kept, "Northgate Maritime\torg\tNorthgate\n").unwrap();
    archive.run(&["status"]).says("0 new, 3 changed");
    assert_eq!(archive.index(&[])["indexed"], 3);
    assert_eq!(
        archive.found("org:=\"Northgate Maritime\""),
        ["headline.txt", "story.txt"]
    );
    assert_eq!(archive.index(&[])["unchanged"], 3);
    std::fs::remove_file(&kept).unwrap();
    assert_eq!(archive.index(&[])["indexed"], 3);
}

#[test]
fn what_only_the_names_of_a_list_together_show_is_told_when_files_are_read() {
    let archive = stories();
    write_list(&archive, "NMH\torg\nNMH\tplace\nTresk\ttown\n");
    let clash = "line 2: `NMH` is the org `NMH` by an earlier line, which holds; remove one";
    let no_type = "line 3: `town` is no type of name; ";
    archive
        .run(&["index", "--names", &list(&archive)])
        .exits(0)
        .warns(clash)
        .warns(no_type);
    // Nothing is read, so no name is looked for.
    archive
        .run(&["index"])
        .exits(0)
        .warns(no_type)
        .does_not_say("by an earlier line");
    archive.write("later.txt", "A pier\n\nThe pier was sold by NMH in May.\n");
    archive.run(&["index"]).exits(0).warns(clash).warns(no_type);
    archive.run(&["status"]).exits(0).says("a list of 2 names");
}

#[test]
fn a_line_that_does_not_hold_has_nothing_read_again() {
    let archive = stories();
    archive.index(&["--names", &list(&archive)]);
    let kept = archive.path(".dateline/user/names");
    std::fs::write(&kept, format!("{LIST}\r\n  # a comment\nno type\n")).unwrap();
    assert_eq!(archive.index(&[])["unchanged"], 3);
    std::fs::write(&kept, format!("{LIST}Tresk\tplace\n")).unwrap();
    assert_eq!(archive.index(&[])["indexed"], 3);
    // Another alias finds other mentions.
    std::fs::write(&kept, format!("{LIST}Tresk\tplace\tTresk Town\n")).unwrap();
    assert_eq!(archive.index(&[])["indexed"], 3);
}
