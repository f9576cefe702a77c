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
