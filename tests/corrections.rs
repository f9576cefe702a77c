//! The file of corrections: changed by several at once, kept elsewhere, full of mistakes.

mod support;

use std::fs;

use support::{Archive, field};

const FILE: &str = ".dateline/user/corrections.toml";

fn archive() -> Archive {
    Archive::indexed(&[(
        "orlan.txt",
        "Mayor reopens pier\n\nMayor Anna Orlan reopened the pier in Riga. Orlan thanked Peter Haas of Riga.\n",
    )])
}

#[test]
fn corrections_that_are_made_at_the_same_time_are_all_kept() {
    let archive = archive();
    let names: Vec<String> = (0..20).map(|number| format!("Name {number}")).collect();
    let started: Vec<_> = names
        .iter()
        .map(|name| archive.start(&["entity", name, "--hide"]))
        .collect();
    for mut child in started {
        assert_eq!(child.wait().unwrap().code(), Some(0));
    }
    let text = fs::read_to_string(archive.path(FILE)).unwrap();
    for name in &names {
        assert!(
            text.contains(&format!("name = \"{name}\"\n")),
            "{name}: {text}"
        );
    }
}

#[cfg(unix)]
#[test]
fn a_link_to_a_shared_file_stays_a_link() {
    let archive = archive();
    let elsewhere = tempfile::tempdir().unwrap();
    let shared = elsewhere.path().join("shared.toml");
    std::os::unix::fs::symlink(&shared, archive.path(FILE)).unwrap();
    // Also where it is not there yet.
    archive.run(&["entity", "Riga", "--hide"]).exits(0);
    archive.run(&["entity", "Haas", "--hide"]).exits(0);
    assert!(
        fs::symlink_metadata(archive.path(FILE))
            .unwrap()
            .is_symlink()
    );
    let text = fs::read_to_string(&shared).unwrap();
    assert!(
        text.contains("name = \"Riga\"") && text.contains("name = \"Haas\""),
        "{text}"
    );
}

#[test]
fn what_no_article_names_is_told_whatever_the_correction() {
    let archive = archive();
    let answer = archive.run(&["entity", "Zeppelin", "--hide"]);
    answer.exits(0).warns("no article names Zeppelin so far");
    // A name that is given to another type was one before.
    archive
        .run(&["entity", "place:Riga", "--type", "org"])
        .exits(0)
        .quietly();
}

#[test]
fn a_corrected_name_is_corrected_again_as_it_is_shown() {
    let archive = Archive::indexed_sample();
    let listed = || {
        let answer = archive.run(&["entities", "Saint Orla", "--json"]).quietly();
        let names = answer.json().into_iter();
        let called = names.map(|name| format!("{} {}", field(&name, "kind"), field(&name, "name")));
        called.collect::<Vec<_>>().join(", ")
    };
    let correct = |args: &[&str]| {
        let args = [&["entity"], args].concat();
        archive.run(&args).exits(0).quietly();
    };
    let others = "work MV Saint Orla, event Saint Orla disaster";
    // Some articles take the ship for a person, some for an organisation.
    assert_eq!(listed(), format!("place Saint Orla, {others}"));
    correct(&["Saint Orla", "--type", "work"]);
    assert_eq!(listed(), format!("work Saint Orla, {others}"));
    correct(&["work:Saint Orla", "--type", "group"]);
    assert_eq!(listed(), format!("group Saint Orla, {others}"));
    correct(&["group:Saint Orla", "--rename", "MS Saint Orla"]);
    assert_eq!(listed(), format!("group MS Saint Orla, {others}"));
    correct(&["MS Saint Orla", "--type", "place"]);
    assert_eq!(listed(), format!("place MS Saint Orla, {others}"));
    correct(&["MS Saint Orla", "--merge", "MV Saint Orla"]);
    assert_eq!(listed(), "place MS Saint Orla, event Saint Orla disaster");
    correct(&["MS Saint Orla", "--hide"]);
    assert_eq!(listed(), "event Saint Orla disaster");
    // What is hidden is still a name of articles.
    correct(&["place:Saint Orla", "--rename", "Saint Orla (ship)"]);
}

#[test]
fn a_name_of_one_type_alone_is_taken_out_of_its_entity() {
    let archive = Archive::indexed_sample();
    let articles = |query: &str| archive.found(query).len();
    let (all, persons) = (
        articles("place:\"Saint Orla\""),
        articles("person:=\"Saint Orla\""),
    );
    assert!(all > persons && persons > 0);
    archive
        .run(&["entity", "person:Saint Orla", "--type", "work"])
        .exits(0)
        .quietly();
    assert!(articles("work:\"Saint Orla\"") >= persons);
    assert!(articles("place:\"Saint Orla\"") < all);
}

#[test]
fn a_name_that_was_given_another_text_since_goes_by_that_alone() {
    let archive = Archive::indexed_sample();
    for to in ["Judge Ada", "Judge Sollis"] {
        archive
            .run(&["entity", "Amara Sollis", "--rename", to])
            .exits(0);
    }
    archive
        .run(&["entity", "Judge Ada", "--hide"])
        .exits(0)
        .warns("no article names Judge Ada so far");
    archive
        .run(&["entities", "Sollis"])
        .says("person  Judge Sollis");
    // Only what articles have is a name of it.
    archive
        .run(&[
            "entity",
            "person:Judge Sollis",
            "--merge",
            "person:Mirela Haas",
        ])
        .exits(0);
    archive
        .run(&["entity", "Mirela Haas"])
        .exits(0)
        .does_not_say("judge sollis");
}

#[test]
fn of_many_wrong_lines_the_first_are_told() {
    let archive = archive();
    archive.write(FILE, "[[hide]]\nnam = \"x\"\n\n".repeat(40));
    archive
        .run(&["entities"])
        .exits(0)
        .warns("line 14: ")
        .warns("35 more lines like that");
}

#[test]
fn a_rename_is_taken_back_by_the_old_name_or_the_new_one() {
    let archive = archive();
    for name in ["Peter Haas", "Piet Haas", "person:Piet Haas"] {
        let rename = ["entity", "Peter Haas", "--rename", "Piet Haas"];
        archive.run(&rename).exits(0).quietly();
        archive
            .run(&["entity", name, "--undo"])
            .exits(0)
            .says("taken back: Peter Haas is called Piet Haas");
    }
    archive
        .run(&["entity", "place:Piet Haas", "--undo"])
        .exits(1);
}

#[test]
fn a_new_name_that_another_entity_has_is_told_and_merging_is_offered() {
    let archive = archive();
    archive
        .run(&["entity", "Peter Haas", "--rename", "Anna Orlan"])
        .exits(0)
        .warns("another name of the archive is person:Anna Orlan; if both are one, merge them: ")
        .warns("dateline entity \"Peter Haas\" --merge \"person:Anna Orlan\"\n");
    // Other words for itself are nobody else's, nor is the name of a place.
    for to in ["Orlan", "Riga"] {
        let rename = ["entity", "Anna Orlan", "--rename", to];
        archive.run(&rename).exits(0).quietly();
    }
}

#[test]
fn a_name_has_as_many_bytes_as_one_of_a_list() {
    let archive = archive();
    let (long, most) = ("a".repeat(257), "a".repeat(256));
    let why = "dateline: the name has 257 bytes, and may have 256; write a shorter one";
    for option in ["--rename", "--merge", "--split"] {
        archive
            .run(&["entity", "Riga", option, &long])
            .complains(why);
    }
    archive.run(&["entity", &long, "--hide"]).complains(why);
    assert!(!archive.path(FILE).exists());
    let rename = ["entity", "Riga", "--rename", &most];
    archive.run(&rename).exits(0);
    archive.write(
        FILE,
        format!("[[rename]]\nname = \"Riga\"\nto = \"{long}\"\n"),
    );
    archive
        .run(&["entities"])
        .exits(0)
        .says("Riga")
        .warns("line 1: the name has 257 bytes, and may have 256");
}

#[test]
fn what_is_no_name_cannot_be_corrected() {
    let archive = archive();
    for what in ["date:2017-02-04", "money:5", "iban:DE89", "url:a.org"] {
        let kind = what.split(':').next().unwrap();
        let why = format!(
            "`{what}` is of the type {kind}; only a person, org, place, group, event or work can \
             be corrected"
        );
        let refused = |args: &[&str]| archive.run(args).complains(&format!("dateline: {why}"));
        refused(&["entity", what, "--hide"]);
        refused(&["entity", what, "--type", "work"]);
        refused(&["entity", "Riga", "--merge", what]);
        archive.write(FILE, format!("[[hide]]\nname = \"{what}\"\n"));
        archive
            .run(&["entities"])
            .exits(0)
            .warns(&format!("line 1: {why}; the other corrections hold\n"));
        archive.remove(FILE);
    }
    for kind in ["werk", "date", "iban"] {
        archive
            .run(&["entity", "Riga", "--type", kind])
            .exits(2)
            .warns(&format!(
                "`{kind}` is no type of name; write person, org, place, group, event or work\n"
            ));
    }
    // A colon makes no type.
    let hide = ["entity", "Orlan: a life", "--hide"];
    archive.run(&hide).exits(0);
}

#[test]
fn a_file_that_is_no_text_of_the_right_size_is_one_problem_and_is_not_written() {
    let archive = archive();
    let hide = "[[hide]]\nname = \"Riga\"\n";
    let utf16: Vec<u8> = hide.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let files = [
        (
            "it is not in UTF-8; save it as UTF-8",
            [b"\xff\xfe", &*utf16].concat(),
        ),
        ("it is not in UTF-8; save it as UTF-8", utf16),
        (
            "it is not in UTF-8; save it as UTF-8",
            [hide.as_bytes(), b"# caf\xe9\n"].concat(),
        ),
        (
            "it may have 4 MiB at most; remove what is not needed",
            [hide.as_bytes(), &b"# more\n".repeat(600_000)].concat(),
        ),
    ];
    for (why, bytes) in files {
        archive.write(FILE, &bytes);
        let file = archive.path(FILE);
        let file = file.display();
        let told = format!("dateline: {file}: {why}; until then no correction of it holds\n");
        let answer = archive.run(&["search", "place:Riga"]).exits(0);
        assert_eq!(answer.err, told);
        let refused = format!("dateline: cannot write {file}: {why}");
        archive
            .run(&["entity", "Haas", "--hide"])
            .complains(&refused);
        archive
            .run(&["entity", "Riga", "--undo"])
            .complains(&refused);
        assert!(fs::read(archive.path(FILE)).unwrap() == bytes, "{why}");
    }
    // The mark that some editors begin UTF-8 with is nothing.
    archive.write(FILE, format!("\u{feff}{hide}"));
    archive.run(&["search", "place:Riga"]).exits(1).quietly();
    // An entry that would make the file too large is refused, too.
    let full = format!("{hide}{}", "#".repeat((4 << 20) - hide.len() - 10));
    archive.write(FILE, &full);
    archive
        .run(&["entity", "Haas", "--hide"])
        .exits(2)
        .warns("it may have 4 MiB at most");
    assert!(fs::read_to_string(archive.path(FILE)).unwrap() == full);
}

#[test]
fn what_is_wrong_with_an_entry_is_told_by_its_right_form() {
    let archive = archive();
    let cases = [
        (
            "[hide]\nname = \"Haas\"",
            1,
            "write [[hide]] and on lines below it name = \"A\"; only reason and date may follow",
        ),
        (
            "[[hide]]",
            1,
            "write [[hide]] and on lines below it name = \"A\"; only",
        ),
        (
            "[[hide]]\nname = \"Haas\"\nwhy = \"x\"",
            3,
            "write [[hide]] and on lines below it name",
        ),
        (
            "[[merge]]\nnames = \"A\"",
            2,
            "write [[merge]] and on lines below it names = [\"A\", \"B\"]; only",
        ),
        (
            "[[split]]\nnames = [\"A\", 3]",
            2,
            "write [[split]] and on lines below it names = [",
        ),
        (
            "[[rename]]\nname = \"A\"",
            1,
            "write [[rename]] and on lines below it name = \"A\" and to = \"B\"; only",
        ),
        (
            "[[retype]]\nname = \"A\nto = \"work\"",
            2,
            "write [[retype]] and on lines below it name = \"A\" and to = \"work\"; only",
        ),
        (
            "[[retype]]\nname = \"A\"\nto = \"werk\"",
            1,
            "`werk` is no type of name; write person, org, place, group, event or work",
        ),
        (
            "[[forget]]\nname = \"A\"",
            1,
            "an entry begins with a line of [[merge]], [[split]], [[hide]], [[rename]] or [[retype]]",
        ),
        (
            "name = \"A\"",
            1,
            "an entry begins with a line of [[merge]], ",
        ),
    ];
    for (entry, line, why) in cases {
        archive.write(FILE, format!("{entry}\n[[hide]]\nname = \"Riga\"\n"));
        let answer = archive.run(&["search", "place:Riga"]).exits(1);
        let told = format!("corrections.toml, line {line}: {why}");
        let answer = answer.warns(&told).warns("; the other corrections hold\n");
        assert_eq!(answer.err.lines().count(), 1, "{answer}");
    }
}

#[test]
fn who_waits_for_the_lock_too_long_is_told_which_it_is() {
    let archive = archive();
    let folder = archive.path(".dateline/user");
    let lock = fs::File::open(&folder).unwrap();
    lock.lock().unwrap();
    archive
        .run(&["entity", "Haas", "--hide"])
        .complains(&format!(
            "dateline: cannot write {file}: another program has locked {folder} for more than 10 \
         seconds; end it, and run the command again",
            file = archive.path(FILE).display(),
            folder = folder.display(),
        ));
    assert!(!archive.path(FILE).exists());
    lock.unlock().unwrap();
    archive.run(&["entity", "Haas", "--hide"]).exits(0);
}
