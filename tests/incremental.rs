//! The second run: what is unchanged is left alone, what is changed is replaced, what is gone is
//! forgotten if that is proved, and an article keeps its id through all of it.

mod support;

use std::fs::{self, File};

use serde_json::Value;
#[cfg(unix)]
use support::Unprivileged;
use support::{Archive, gzip, record, strings};

const STORIES: [(&str, &str); 4] = [
    (
        "ferry.txt",
        "The ferry\n\nIt sank off Port Anselm in a storm last night.",
    ),
    (
        "dam.md",
        "# The dam\n\nCracks were found in the wall above the valley.",
    ),
    (
        "2017/lamp.html",
        "<html><head><title>The lamp</title></head><body><article><h1>The lamp</h1><p>A painting was stolen from room nine, and the guard was peeling an orange when it happened.</p></article></body></html>",
    ),
    (
        "2017/strike.txt",
        "The strike\n\nNothing moved in the harbour on Tuesday.",
    ),
];

/// Asserts fields of a report; all that are not named are zero.
#[track_caller]
fn check(report: &Value, expected: &[(&str, u64)]) {
    for field in [
        "indexed",
        "articles",
        "unchanged",
        "renamed",
        "removed",
        "failed",
        "failed_records",
        "unreachable",
        "vanished",
        "unreadable",
    ] {
        let value = expected
            .iter()
            .find(|(name, _)| *name == field)
            .map_or(0, |(_, n)| *n);
        assert_eq!(report[field], value, "{field} in {report:#}");
    }
}

#[test]
fn an_unchanged_archive_is_not_read_and_its_index_not_touched() {
    let archive = Archive::indexed_sample();
    let before = archive.index_files();
    check(
        &archive.index(&[]),
        &[("unchanged", 59), ("failed_records", 1)],
    );
    assert!(archive.index_files() == before, "the index was written");
}

#[test]
fn a_file_with_a_new_time_and_the_same_content_is_unchanged() {
    let archive = Archive::indexed(&STORIES);
    let id = archive.id("storm");
    archive.touch("ferry.txt");
    check(&archive.index(&[]), &[("unchanged", 4)]);
    assert_eq!(archive.id("storm"), id);
    // Its new time is remembered.
    let before = archive.index_files();
    check(&archive.index(&[]), &[("unchanged", 4)]);
    assert!(archive.index_files() == before, "the index was written");
}

#[test]
fn a_changed_file_is_replaced_and_its_article_keeps_its_id() {
    let archive = Archive::indexed(&STORIES);
    let id = archive.id("storm");
    archive.write(
        "ferry.txt",
        "The ferry\n\nIt was raised off Port Anselm by a crane this morning.",
    );
    check(
        &archive.index(&[]),
        &[("indexed", 1), ("articles", 1), ("unchanged", 3)],
    );
    assert_eq!(archive.found("storm"), [""; 0]);
    assert_eq!(archive.id("crane"), id);
    // A new title and a new text: still the only article of its file.
    archive.write("ferry.txt", "The wreck\n\nDivers have been down to it.");
    archive.index(&[]);
    assert_eq!(archive.id("divers"), id);
    archive.run(&["check"]).exits(0);
}

#[test]
fn a_change_of_the_same_length_within_a_moment_is_seen() {
    let archive = Archive::new();
    let path = archive.path("ferry.txt");
    fs::write(&path, "The ferry sank in a storm.").unwrap();
    archive.run(&["index"]).exits(0);
    let time = fs::metadata(&path).unwrap().modified().unwrap();
    fs::write(&path, "The ferry sank in a night.").unwrap();
    File::options()
        .append(true)
        .open(&path)
        .unwrap()
        .set_modified(time)
        .unwrap();
    check(&archive.index(&[]), &[("indexed", 1), ("articles", 1)]);
    assert_eq!(archive.found("night"), ["ferry.txt"]);
    assert_eq!(archive.found("storm"), [""; 0]);
}

#[test]
fn a_deleted_file_is_forgotten() {
    let archive = Archive::indexed(&STORIES);
    archive.remove("ferry.txt");
    check(&archive.index(&[]), &[("unchanged", 3), ("removed", 1)]);
    assert_eq!(archive.found("storm"), [""; 0]);
    // With its folder too.
    fs::remove_dir_all(archive.path("2017")).unwrap();
    check(
        &archive.index(&["--prune"]),
        &[("unchanged", 1), ("removed", 2)],
    );
    assert_eq!(archive.found("-zeppelin"), ["dam.md"]);
}

#[test]
fn deleted_text_leaves_the_disk_when_the_index_is_compacted() {
    let archive = Archive::with(&STORIES);
    archive.write(
        "secret.txt",
        "A secret\n\nThe informant is called Zyxquorn.",
    );
    archive.index(&[]);
    let is_on_disk = || {
        let files = archive.index_files();
        files
            .values()
            .any(|bytes| bytes.windows(7).any(|part| part == b"yxquorn"))
    };
    assert!(is_on_disk(), "the words of an index are plain to read");
    archive.remove("secret.txt");
    archive.index(&["--compact"]);
    assert!(!is_on_disk());
    archive.run(&["check"]).exits(0);
}

#[test]
fn a_renamed_file_keeps_the_id_of_its_article() {
    let archive = Archive::indexed(&STORIES);
    let id = archive.id("storm");
    archive.rename("ferry.txt", "2017/01/saint-orla.txt");
    check(
        &archive.index(&[]),
        &[
            ("indexed", 1),
            ("articles", 1),
            ("unchanged", 3),
            ("renamed", 1),
        ],
    );
    assert_eq!(archive.found("storm"), ["2017/01/saint-orla.txt"]);
    assert_eq!(archive.id("storm"), id);
}

#[test]
fn a_copy_is_an_article_of_its_own() {
    let archive = Archive::indexed(&STORIES);
    let id = archive.id("storm");
    archive.copy(&archive.path("ferry.txt"), "copy.txt");
    check(
        &archive.index(&[]),
        &[("indexed", 1), ("articles", 1), ("unchanged", 4)],
    );
    assert_eq!(archive.found("storm"), ["copy.txt", "ferry.txt"]);
    assert!(strings(&archive.hits("storm"), "id").contains(&id));
    archive.run(&["check"]).exits(0);
}

#[test]
fn when_more_than_half_has_vanished_it_is_kept_until_pruned() {
    let archive = Archive::indexed(&STORIES);
    for path in ["ferry.txt", "dam.md", "2017/lamp.html"] {
        archive.remove(path);
    }
    check(
        &archive.index(&[]),
        &[("unchanged", 1), ("unreachable", 3), ("vanished", 3)],
    );
    assert_eq!(archive.found("-zeppelin").len(), 4);
    archive.run(&["index"]).exits(0).says("index --prune`");
    check(
        &archive.index(&["--prune"]),
        &[("unchanged", 1), ("removed", 3)],
    );
    assert_eq!(archive.found("-zeppelin"), ["2017/strike.txt"]);
}

#[test]
fn an_empty_folder_keeps_everything() {
    let archive = Archive::indexed(&STORIES);
    for (path, _) in STORIES {
        archive.remove(path);
    }
    check(&archive.index(&[]), &[("unreachable", 4), ("vanished", 4)]);
    assert_eq!(archive.found("storm"), ["ferry.txt"]);
}

#[cfg(unix)]
#[test]
fn a_folder_that_cannot_be_read_keeps_its_articles() {
    use std::os::unix::fs::PermissionsExt;
    let archive = Archive::with(&STORIES);
    let Some(user) = Unprivileged::of(&archive) else {
        return;
    };
    user.own();
    user.run(&["index"]).exits(0);
    let id = archive.id("painting");
    let set = |path: &str, mode| {
        fs::set_permissions(archive.path(path), fs::Permissions::from_mode(mode)).unwrap()
    };
    set("2017", 0o000);
    set("dam.md", 0o200);
    archive.write("ferry.txt", "The ferry\n\nIt was raised.");
    let answer = user
        .run(&["index", "--json"])
        .exits(3)
        .warns("cannot read 2017: ");
    // Nothing says that the file has changed, so it is not opened.
    check(
        &answer.json()[0],
        &[
            ("indexed", 1),
            ("articles", 1),
            ("unchanged", 1),
            ("unreachable", 2),
            ("unreadable", 1),
        ],
    );
    archive.touch("dam.md");
    let answer = user.run(&["index", "--json", "--prune"]).exits(3);
    check(
        &answer.json()[0],
        &[
            ("unchanged", 1),
            ("failed", 1),
            ("unreachable", 2),
            ("unreadable", 1),
        ],
    );
    set("2017", 0o755);
    set("dam.md", 0o644);
    assert_eq!(archive.id("painting"), id);
    assert_eq!(archive.found("cracks"), ["dam.md"]);
    check(
        &user.run(&["index", "--json"]).exits(0).json()[0],
        &[("unchanged", 4)],
    );
}

#[test]
fn records_of_a_container_come_change_and_go() {
    let lines = |records: &[(&str, &str)]| -> String {
        records
            .iter()
            .map(|(id, text)| record(id, &format!("Story {id}"), text))
            .collect()
    };
    let archive = Archive::indexed(&[(
        "export.jsonl",
        &lines(&[("a", "ferry"), ("b", "dam"), ("c", "lamp")]),
    )]);
    let (a, b) = (archive.id("ferry"), archive.id("dam"));
    // `c` goes, `b` changes, `d` comes, and the order is another one.
    archive.write(
        "export.jsonl",
        lines(&[("d", "strike"), ("b", "reservoir"), ("a", "ferry")]),
    );
    check(&archive.index(&[]), &[("indexed", 1), ("articles", 3)]);
    assert_eq!(archive.id("ferry"), a);
    assert_eq!(archive.id("reservoir"), b);
    assert_eq!(archive.hits("dam OR lamp"), [] as [Value; 0]);
    assert_eq!(archive.hits("strike").len(), 1);
    archive.run(&["check"]).exits(0).says("3 articles, 1 file,");
    archive.rename("export.jsonl", "renamed.jsonl");
    check(
        &archive.index(&[]),
        &[("indexed", 1), ("articles", 3), ("renamed", 1)],
    );
    assert_eq!(archive.id("ferry"), a);
}

#[test]
fn records_without_an_id_are_known_by_content_and_title() {
    let line = |title: &str, text: &str| {
        serde_json::json!({"title": title, "text": text}).to_string() + "\n"
    };
    let (ferry, dam) = (
        line("One", "The ferry sank."),
        line("Two", "The dam is in the valley."),
    );
    let archive = Archive::indexed(&[("export.jsonl", &format!("{ferry}{dam}{dam}"))]);
    let one = archive.id("sank");
    let twins = strings(&archive.hits("dam"), "id");
    assert_eq!(twins.len(), 2);
    assert_ne!(twins[0], twins[1]);
    let (edited, new) = (
        line("One", "The ferry was raised."),
        line("New", "The lamp is back."),
    );
    archive.write("export.jsonl", format!("{dam}{new}{edited}{dam}"));
    archive.index(&[]);
    assert_eq!(archive.id("raised"), one);
    assert_eq!(strings(&archive.hits("dam"), "id"), twins);
    archive.run(&["check"]).exits(0);
}

#[cfg(unix)]
#[test]
fn hidden_files_links_and_archives_inside_are_passed_over() {
    let archive = Archive::with(&STORIES);
    archive.write(".hidden.txt", "ferry");
    archive.write(".git/config.txt", "ferry");
    archive.write("inner/one.txt", "ferry");
    archive.write("inner/.dateline/index/format", "1\n");
    std::os::unix::fs::symlink(archive.path("ferry.txt"), archive.path("link.txt")).unwrap();
    std::os::unix::fs::symlink(archive.folder(), archive.path("loop")).unwrap();
    let report = archive.index(&[]);
    check(&report, &[("indexed", 4), ("articles", 4)]);
    assert_eq!(
        report["passed_over"],
        serde_json::json!({
            "hidden (its name begins with a point)": 2,
            "a symbolic link (what it points to is indexed where it lies)": 2,
            "an archive of its own (it has its own index)": 1,
        })
    );
    assert_eq!(archive.found("ferry"), ["ferry.txt"]);
}

#[test]
fn names_are_detected_afterwards_if_they_were_left_out() {
    let archive = Archive::with(&STORIES);
    check(
        &archive.index(&["--no-entities"]),
        &[("indexed", 4), ("articles", 4)],
    );
    let id = archive.id("storm");
    archive.run(&["entities"]).exits(1);
    archive.run(&["status"]).says("up to date with the folder");
    check(&archive.index(&["--no-entities"]), &[("unchanged", 4)]);
    check(&archive.index(&[]), &[("indexed", 4), ("articles", 4)]);
    archive
        .run(&["entities", "anselm"])
        .exits(0)
        .says("Port Anselm");
    assert_eq!(archive.id("storm"), id);
}

#[test]
fn what_failed_is_told_again_until_it_is_mended() {
    let whole = gzip(&many_records(2000));
    let archive = Archive::with(&STORIES);
    archive.write("bad.json", "{\"title\": \"Half");
    archive.write("cut.jsonl.gz", &whole[..whole.len() * 2 / 3]);
    let answer = archive.run(&["index"]).exits(3);
    answer.says("1 file failed").says("1 record failed");
    let kept = archive.hits("title:crane").len();
    assert!(kept > 500, "what stands before the damage is kept: {kept}");
    for args in [["index", "--failed"], ["status", "--failed"]] {
        let answer = archive.run(&args);
        let answer = answer.says("failed: bad.json: not valid JSON");
        answer.says(&format!(
            "failed: cut.jsonl.gz, record {}: damaged archive: ",
            kept + 1
        ));
    }
    archive.run(&["index"]).exits(3).says("5 files unchanged");
    archive.run(&["check"]).exits(0);

    archive.write(
        "bad.json",
        "{\"title\": \"Whole\", \"text\": \"It was mended.\"}",
    );
    archive.write("cut.jsonl.gz", whole);
    archive.run(&["index"]).exits(0);
    assert_eq!(archive.found("mended"), ["bad.json"]);
    assert_eq!(archive.hits("title:crane").len(), 2000);
    archive.run(&["check"]).exits(0);
}

#[test]
fn a_container_that_breaks_off_is_read_as_far_as_it_goes_and_once() {
    let whole = gzip(&many_records(2000));
    let archive = Archive::indexed(&[("dump.jsonl.gz", ""), ("ferry.txt", "The ferry")]);
    archive.write("dump.jsonl.gz", &whole);
    archive.run(&["index"]).exits(0);
    let ids = strings(&archive.hits("title:crane"), "id");
    assert_eq!(ids.len(), 2000);
    // Its end was lost; then it is found again.
    archive.write("dump.jsonl.gz", &whole[..whole.len() / 2]);
    archive.run(&["index"]).exits(3);
    archive.run(&["check"]).exits(0);
    let kept = strings(&archive.hits("title:crane"), "id");
    assert!((500..1500).contains(&kept.len()), "{}", kept.len());
    assert!(kept.iter().all(|id| ids.contains(id)));
    archive.write("dump.jsonl.gz", &whole);
    archive.run(&["index"]).exits(0);
    archive.run(&["check"]).exits(0);
    assert_eq!(archive.hits("title:crane").len(), 2000);
}

fn many_records(count: usize) -> String {
    let mut random = support::Random::new();
    (0..count)
        .map(|n| {
            record(
                &format!("r{n}"),
                "Crane",
                &support::invented_text(&mut random, 40),
            )
        })
        .collect()
}

#[test]
fn a_copy_under_the_old_name_of_a_renamed_file_is_an_article_of_its_own() {
    let archive = Archive::indexed(&STORIES);
    archive.rename("ferry.txt", "moved.txt");
    archive.index(&[]);
    let text = fs::read(archive.path("moved.txt")).unwrap();
    archive.write("ferry.txt", text);
    archive.index(&[]);
    let hits = archive.hits("storm");
    assert_eq!(hits.len(), 2);
    assert_ne!(hits[0]["id"], hits[1]["id"]);
    archive.run(&["check"]).exits(0);
}
