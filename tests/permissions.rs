//! Who may read an archive, and what reading it needs.
#![cfg(unix)]

mod support;

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::Command;

use support::{Archive, Unprivileged, files_of};

fn mode(path: &Path) -> u32 {
    fs::metadata(path).unwrap().permissions().mode() & 0o777
}

fn chmod(how: &str, archive: &Archive) {
    let status = Command::new("chmod")
        .args(["-R", how])
        .arg(archive.folder())
        .status();
    assert!(status.unwrap().success());
}

#[test]
fn a_new_index_is_for_its_owner_alone() {
    let archive = Archive::indexed(&[("ferry.txt", "The ferry")]);
    for folder in [".dateline", ".dateline/index", ".dateline/user"] {
        assert_eq!(mode(&archive.path(folder)), 0o700, "{folder}");
    }
    let Some(user) = Unprivileged::of(&archive) else {
        return;
    };
    if user.is_another() {
        fs::set_permissions(archive.folder(), fs::Permissions::from_mode(0o755)).unwrap();
        user.run(&["search", "ferry"])
            .exits(2)
            .warns("ermission denied");
    }
}

#[test]
fn an_index_that_is_shared_stays_shared() {
    let archive = Archive::indexed(&[("ferry.txt", "The ferry")]);
    chmod("a+rX", &archive);
    archive.write("dam.txt", "The dam");
    archive.run(&["index"]).exits(0);
    assert_eq!(mode(&archive.path(".dateline")), 0o755);
}

#[test]
fn an_archive_that_is_read_only_can_be_searched_by_another_user() {
    let archive = Archive::indexed_sample();
    chmod("a+rX,a-w", &archive);
    let Some(user) = Unprivileged::of(&archive) else {
        return;
    };
    let before = files_of(&archive.folder());
    for (args, status, expected) in [
        (&["search", "ferry"][..], 0, "articles for ferry"),
        (&["search", "zeppelin"], 1, "no article"),
        (&["show", "ac-2017-00467"], 0, "ferry inquiry begins"),
        (&["entities", "sollis"], 0, "Sollis"),
        (&["status"], 0, "up to date with the folder"),
        (&["check"], 0, "sound: 81 articles"),
    ] {
        user.run(args).exits(status).quietly().says(expected);
    }
    let denied = user.run(&["index"]).exits(2);
    assert!(
        denied.err.contains("cannot open") && denied.err.contains("ermission denied"),
        "{denied}"
    );
    assert_eq!(files_of(&archive.folder()), before);
    chmod("u+w", &archive);
}
