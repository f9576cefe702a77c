//! Stars and tags of articles: in a file of the user's own, found by queries, kept whatever happens to
//! the index.

mod support;

use std::fs;

use support::{Archive, field, record, strings};

const FILE: &str = ".dateline/user/tags";

fn archive() -> Archive {
    Archive::indexed(&[
        (
            "ferry.txt",
            "The ferry that came back\n\nThe ferry came back to Port Anselm on Tuesday with an empty deck.\n",
        ),
        (
            "notes/dam.txt",
            "A dam and a debt\n\nThe dam above Tresk-on-Sea was never paid for, said the clerk.\n",
        ),
        (
            "export.jsonl",
            &(record(
                "r1",
                "Lamps on pier 7",
                "The lamps on pier 7 were green all night.",
            ) + &record(
                "r2",
                "A lease for the cranes",
                "The cranes have a lease until May.",
            )),
        ),
    ])
}

fn file(archive: &Archive) -> String {
    fs::read_to_string(archive.path(FILE)).unwrap()
}

#[test]
fn an_article_is_tagged_by_path_own_id_or_id_and_found_by_its_tags() {
    let archive = archive();
    let id = archive.id("lease");
    archive
        .run(&["tag", "ferry.txt", "--add", "interview", "--add", "todo"])
        .exits(0)
        .quietly()
        .says("The ferry that came back")
        .says("tags: interview, todo");
    archive.run(&["tag", "r1", "--star"]).exits(0).quietly();
    archive
        .run(&["tag", &id[..8], "notes/dam.txt", "--add", "Todo"])
        .exits(0)
        .quietly();
    let found = |query: &str| archive.found(query);
    assert_eq!(found("tag:interview"), ["ferry.txt"]);
    // Case and accents do not matter.
    assert_eq!(found("tag:todo"), found("tag:TÓDO"));
    assert_eq!(
        found("tag:todo"),
        ["export.jsonl", "ferry.txt", "notes/dam.txt"]
    );
    assert_eq!(found("tag:todo ferry"), ["ferry.txt"]);
    assert_eq!(
        found("tag:todo -tag:interview title:dam"),
        ["notes/dam.txt"]
    );
    assert_eq!(found("tag:star"), ["export.jsonl"]);
    assert_eq!(found("tag:*").len(), 4);
    assert_eq!(found("-tag:todo"), ["export.jsonl"]);
    assert_eq!(found("tag:(interview OR star)").len(), 2);
    assert!(found("tag:nobody").is_empty());
    archive
        .run(&["tag", "ferry.txt", "--remove", "TODO", "--star"])
        .exits(0)
        .says("tags: interview, star");
    assert_eq!(found("tag:todo").len(), 2);
    archive
        .run(&["tag"])
        .exits(0)
        .says("1  interview")
        .says("2  star")
        .says("2  Todo")
        .says("4 articles have tags");
    archive
        .run(&["tag", "r1", "--unstar"])
        .exits(0)
        .says("no tags");
    assert!(!file(&archive).contains("r1"), "{}", file(&archive));
}

#[test]
fn hits_and_articles_show_their_tags() {
    let archive = archive();
    archive
        .run(&["search", "ferry"])
        .exits(0)
        .does_not_say("tags");
    archive.run(&["tag", "ferry.txt", "--add", "to-check", "--star"]);
    archive
        .run(&["search", "ferry"])
        .exits(0)
        .says("\n     tags: star, to-check\n");
    assert_eq!(archive.hits("ferry")[0]["tags"][1], "to-check");
    archive
        .run(&["show", "ferry.txt"])
        .exits(0)
        .says("     tags  star, to-check\n");
    archive
        .run(&["search", "date:none", "--facets"])
        .exits(0)
        .says("tags           star (1) · to-check (1) · none (3)");
    let shown = archive.run(&["show", "ferry.txt", "--json"]).json();
    assert_eq!(shown[0]["tags"][0], "star");
    archive
        .run(&["tag", "ferry.txt"])
        .exits(0)
        .says("tags: star, to-check");
    archive.run(&["tag", "r2"]).exits(1).says("no tags");
    let listed = archive.run(&["tag", "--json"]).exits(0).json();
    assert_eq!(strings(&listed, "tag"), ["star", "to-check"]);
    assert_eq!(listed[0]["articles"], 1);
}

#[test]
fn what_is_no_tag_or_no_article_is_refused() {
    let archive = archive();
    for tag in ["", "two words", "a*", "(x)", "--"] {
        let answer = archive.run(&["tag", "ferry.txt", &format!("--add={tag}")]);
        answer.exits(2).warns("no tag");
    }
    archive
        .run(&["tag", "ferry.txt", "--add", "todo", "--remove", "Todo"])
        .complains("dateline: `todo` is to be added and removed; write one of both");
    archive
        .run(&["tag", "export.jsonl", "--add", "x"])
        .exits(2)
        .warns("holds 2 articles");
    archive.run(&["tag", "--add", "x"]).exits(2);
    // Those that are there are tagged all the same.
    archive
        .run(&["tag", "nowhere.txt", "r1", "--add", "x"])
        .exits(1)
        .warns("no article nowhere.txt");
    assert_eq!(archive.found("tag:x"), ["export.jsonl"]);
}

#[test]
fn tags_survive_edits_renames_a_new_index_and_a_copy_of_the_folder() {
    let archive = archive();
    archive.run(&["tag", "ferry.txt", "--add", "a"]).exits(0);
    archive.run(&["tag", "r1", "--add", "b"]).exits(0);
    let id = archive.id("tag:a");
    archive.write(
        "ferry.txt",
        "The ferry that came back\n\nThe ferry came back on Wednesday, the harbour master corrected.\n",
    );
    archive.rename("export.jsonl", "2017/export.jsonl");
    archive.index(&[]);
    assert_eq!(archive.id("tag:a"), id);
    assert_eq!(archive.found("tag:b"), ["2017/export.jsonl"]);
    // A new index gives an article that was edited another id, and one whose file was renamed.
    let check = |archive: &Archive| {
        assert_eq!(archive.found("tag:a"), ["ferry.txt"]);
        assert_eq!(archive.found("tag:b"), ["2017/export.jsonl"]);
        archive.run(&["tag", "--lost"]).exits(1).quietly();
        archive.run(&["search", "lamps"]).exits(0).says("tags: b");
    };
    fs::remove_dir_all(archive.path(".dateline/index")).unwrap();
    archive.index(&[]);
    assert_ne!(archive.id("title:ferry"), id);
    check(&archive);
    let copy = Archive::new();
    copy.copy(&archive.folder(), "");
    fs::create_dir_all(copy.path(".dateline/user")).unwrap();
    fs::copy(archive.path(FILE), copy.path(FILE)).unwrap();
    copy.index(&[]);
    check(&copy);
    // The next change writes the id that it has now.
    copy.run(&["tag", "ferry.txt", "--add", "c"])
        .exits(0)
        .says("tags: a, c");
    let text = file(&copy);
    assert!(!text.contains(&id), "{text}");
    assert_eq!(text.matches("ferry.txt").count(), 1, "{text}");
}

#[test]
fn the_tags_of_an_article_that_is_gone_are_kept_and_told() {
    let archive = archive();
    archive
        .run(&["tag", "notes/dam.txt", "--add", "debt"])
        .exits(0);
    archive.run(&["tag", "ferry.txt", "--add", "debt"]).exits(0);
    let id = archive.id("title:dam");
    let text = fs::read_to_string(archive.path("notes/dam.txt")).unwrap();
    archive.remove("notes/dam.txt");
    archive.index(&[]);
    assert_eq!(archive.found("tag:debt"), ["ferry.txt"]);
    archive
        .run(&["tag"])
        .exits(0)
        .says("1  debt")
        .says("1 article has tags; 1 tagged article gone from the archive: --lost lists them");
    archive
        .run(&["status"])
        .exits(0)
        .says("tags of 2 articles, of which 1 is gone (dateline tag --lost)");
    let lost = archive.run(&["tag", "--lost", "--json"]).exits(0).json();
    assert_eq!(lost.len(), 1);
    assert_eq!(field(&lost[0], "title"), "A dam and a debt");
    assert_eq!(
        (&lost[0]["gone"], field(&lost[0], "id")),
        (&true.into(), &*id)
    );
    // It comes back with its file.
    archive.write("notes/dam.txt", text);
    archive.index(&[]);
    assert_eq!(archive.found("tag:debt").len(), 2);
    archive.run(&["tag", "--lost"]).exits(1);
    // Or its tags are taken away.
    archive.remove("notes/dam.txt");
    archive.index(&[]);
    archive
        .run(&["tag", &id, "--remove", "debt"])
        .exits(0)
        .says("no tags");
    archive.run(&["tag", "--lost"]).exits(1);
}

#[test]
fn a_wrong_line_is_told_and_stays_and_a_file_that_cannot_be_read_is_not_overwritten() {
    let archive = archive();
    archive.run(&["tag", "ferry.txt", "--add", "a"]).exits(0);
    let mut text = file(&archive);
    text.push_str("<<<<<<< theirs\n");
    fs::write(archive.path(FILE), &text).unwrap();
    archive
        .run(&["search", "tag:a"])
        .exits(0)
        .warns("tags, line 3: a line begins with the id of an article")
        .warns("the other tags hold");
    archive.run(&["tag", "r1", "--add", "b"]).exits(0);
    assert!(file(&archive).contains("<<<<<<< theirs\n"));
    assert_eq!(archive.found("tag:b"), ["export.jsonl"]);
    fs::write(archive.path(FILE), b"caf\xe9\n").unwrap();
    archive
        .run(&["tag", "r1", "--add", "b"])
        .exits(2)
        .warns("it is not in UTF-8; save it as UTF-8");
    assert_eq!(fs::read(archive.path(FILE)).unwrap(), b"caf\xe9\n");
    archive
        .run(&["search", "ferry"])
        .exits(0)
        .warns("until then no tag of it holds");
}

#[test]
fn tags_that_are_given_at_the_same_time_are_all_kept() {
    let archive = archive();
    let tags: Vec<String> = (0..20).map(|number| format!("tag-{number}")).collect();
    let started: Vec<_> = tags
        .iter()
        .map(|tag| archive.start(&["tag", "ferry.txt", "--add", tag]))
        .collect();
    for mut child in started {
        assert_eq!(child.wait().unwrap().code(), Some(0));
    }
    for tag in &tags {
        assert_eq!(archive.found(&format!("tag:{tag}")), ["ferry.txt"], "{tag}");
    }
    assert_eq!(file(&archive).lines().count(), 2);
}

#[test]
fn a_page_of_tagged_articles_goes_on_where_it_ended_and_says_if_a_tag_has_changed() {
    let archive = archive();
    for name in ["ferry.txt", "r1", "r2"] {
        archive.run(&["tag", name, "--add", "a"]).exits(0);
    }
    let page = archive
        .run(&["search", "tag:a", "--limit", "1", "--json"])
        .json();
    let next = field(&page[0], "next").to_owned();
    let after = [
        "search", "tag:a", "--limit", "2", "--after", &next, "--json",
    ];
    let rest = archive.run(&after).quietly().json();
    assert_eq!(rest.len(), 3);
    archive.run(&["tag", "r2", "--remove", "a"]).exits(0);
    archive
        .run(&after)
        .warns("the archive has changed since the page before");
}
