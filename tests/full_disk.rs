//! The disk is full in the middle of a run.
#![cfg(target_os = "linux")]

mod support;

use std::path::Path;
use std::process::Command;

use support::{Answer, Archive, DATELINE, Random, invented_text, record, tell};

/// A small disk, if one may be mounted.
struct Disk<'a>(&'a Path);

impl<'a> Disk<'a> {
    fn mount(folder: &'a Path) -> Option<Disk<'a>> {
        mount("size=1m", folder).then_some(Disk(folder))
    }

    fn make_room(&self) {
        assert!(mount("remount,size=64m", self.0));
    }
}

impl Drop for Disk<'_> {
    fn drop(&mut self) {
        Command::new("umount").arg(self.0).status().ok();
    }
}

fn mount(options: &str, folder: &Path) -> bool {
    let mut command = Command::new("mount");
    command
        .args(["-t", "tmpfs", "-o", options, "tmpfs"])
        .arg(folder);
    command.output().is_ok_and(|output| output.status.success())
}

fn more(archive: &Archive) {
    let mut random = Random::new();
    for n in 0..4 {
        let record = |n| record(&format!("r{n}"), "Story", &invented_text(&mut random, 400));
        archive.write(
            &format!("export-{n}.jsonl"),
            (0..300).map(record).collect::<String>(),
        );
    }
}

/// The first commit holds, and with room the run is finished.
fn check(archive: &Archive, index: &str, failed: Answer, make_room: impl FnOnce()) {
    let failed = failed.exits(2);
    assert_eq!(failed.err.lines().count(), 1, "{failed}");
    let search = |query| archive.run(&["search", "--index", index, query]);
    search("lighthouse").exits(0).says("first.txt");
    make_room();
    archive.run(&["index", "--index", index]).exits(0);
    archive
        .run(&["check", "--index", index])
        .exits(0)
        .says("sound: 1,201 articles, 5 files");
    search("lighthouse").exits(0);
}

#[test]
fn a_full_disk_is_told_and_what_was_committed_is_kept() {
    let archive = Archive::with(&[("first.txt", "The keeper of the lighthouse")]);
    let disk = tempfile::tempdir().unwrap();
    let Some(mounted) = Disk::mount(disk.path()) else {
        tell("skipped: no disk can be mounted here");
        return;
    };
    let index = disk.path().join("index");
    let index = index.to_str().unwrap();
    archive.run(&["index", "--index", index]).exits(0);
    more(&archive);
    let failed = archive.run(&["index", "--index", index, "--commit-interval", "0"]).warns(
        "dateline: the disk is full: no space left on device; what was committed before is safe: \
         make room and run the command again",
    );
    check(&archive, index, failed, || mounted.make_room());
}

#[test]
fn a_bound_on_the_size_of_files_is_told_and_what_was_committed_is_kept() {
    let archive = Archive::with(&[("first.txt", "The keeper of the lighthouse")]);
    let index = archive.home().join("index");
    let index = index.to_str().unwrap();
    archive.run(&["index", "--index", index]).exits(0);
    more(&archive);
    let script = format!("trap '' XFSZ; ulimit -f 64; exec {DATELINE} index --index '{index}'");
    let failed = archive.shell(&script).warns("File too large");
    check(&archive, index, failed, || ());
}
