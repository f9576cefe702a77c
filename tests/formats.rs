//! An index that another version of the program wrote.

mod support;

use std::fs;

use support::Archive;

fn stories() -> Archive {
    let archive = Archive::indexed(&[("ferry.txt", "The ferry"), ("dam.txt", "The dam")]);
    fs::write(archive.path(".dateline/user/notes.txt"), "mine").unwrap();
    archive
}

/// The index is whole, and what the user made is still there.
#[track_caller]
fn is_whole(archive: &Archive) {
    assert_eq!(archive.found("ferry"), ["ferry.txt"]);
    archive
        .run(&["check"])
        .exits(0)
        .says("sound: 2 articles, 2 files");
    assert_eq!(
        fs::read_to_string(archive.path(".dateline/user/notes.txt")).unwrap(),
        "mine"
    );
}

#[test]
fn a_newer_index_is_refused_and_left_as_it_is() {
    let archive = stories();
    fs::write(archive.path(".dateline/index/format"), "999\n").unwrap();
    let before = archive.index_files();
    for args in [&["index"][..], &["search", "ferry"], &["status"]] {
        archive
            .run(args)
            .exits(2)
            .warns("written by a newer dateline");
    }
    assert_eq!(archive.index_files(), before);
    archive.run(&["index", "--rebuild"]).exits(0).quietly();
    is_whole(&archive);
}

#[test]
fn an_older_index_is_built_anew_and_its_articles_keep_their_ids() {
    for (old, told) in [
        ("1\n", "had an older format (1) and was built anew"),
        (
            "no number\n",
            "was damaged, without a format, and was built anew",
        ),
    ] {
        let archive = stories();
        let id = archive.id("ferry");
        fs::write(archive.path(".dateline/index/format"), old).unwrap();
        archive
            .run(&["search", "ferry"])
            .exits(2)
            .warns("run `dateline index` to build it anew");
        archive
            .run(&["index"])
            .exits(0)
            .says("2 files read")
            .warns(&format!("dateline: the index {told}\n"));
        is_whole(&archive);
        assert_eq!(archive.id("ferry"), id);
        archive
            .run(&["index"])
            .exits(0)
            .says("2 files unchanged")
            .quietly();
    }
}

#[test]
fn an_index_without_a_format_is_built_anew() {
    let archive = stories();
    fs::remove_file(archive.path(".dateline/index/format")).unwrap();
    archive
        .run(&["search", "ferry"])
        .exits(2)
        .warns("is damaged: its file `format` is missing");
    archive.run(&["index"]).exits(0).says("2 files read");
    is_whole(&archive);
}

#[test]
fn the_index_may_be_deleted() {
    let archive = stories();
    fs::remove_dir_all(archive.path(".dateline/index")).unwrap();
    archive
        .run(&["search", "ferry"])
        .exits(2)
        .warns("run `dateline index");
    archive
        .run(&["index"])
        .exits(0)
        .says("2 files read")
        .quietly();
    is_whole(&archive);
}

#[test]
fn an_archive_can_be_moved_with_its_index() {
    let archive = stories();
    let moved = Archive::new();
    for entry in ["ferry.txt", "dam.txt", ".dateline"] {
        fs::rename(archive.path(entry), moved.path(entry)).unwrap();
    }
    is_whole(&moved);
    moved.run(&["index"]).exits(0).says("2 files unchanged");
}
