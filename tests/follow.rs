//! `index --follow`: a folder that is kept indexed as its files come and go.
#![cfg(unix)]

mod support;

use std::fs;
use std::io::{BufRead, BufReader};
use std::process::Child;
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::thread::{sleep, spawn};
use std::time::{Duration, Instant};

use support::{Archive, Random, end, invented_text, record};

/// Long enough for a machine that has much else to do.
const DEADLINE: Duration = Duration::from_secs(120);

/// As long as nothing is expected: longer than a change takes to be noticed.
const QUIET: Duration = Duration::from_secs(4);

/// The program that follows an archive, and its lines as they come.
struct Follower {
    child: Child,
    lines: Receiver<String>,
}

impl Follower {
    /// Starts it, and waits for the end of the first run.
    fn start(archive: &Archive, more: &[&str]) -> Follower {
        let mut child = archive.start(&[&["index", "--follow"], more].concat());
        let out = BufReader::new(child.stdout.take().unwrap());
        let (sender, lines) = channel();
        spawn(move || {
            for line in out.lines() {
                if sender.send(line.unwrap()).is_err() {
                    break;
                }
            }
        });
        let follower = Follower { child, lines };
        if more.is_empty() {
            follower.waits_for("indexed ");
        }
        follower
    }

    /// The next line that says something.
    #[track_caller]
    fn waits_for(&self, expected: &str) -> String {
        let until = Instant::now() + DEADLINE;
        let mut said = Vec::new();
        loop {
            let left = until.saturating_duration_since(Instant::now());
            match self.lines.recv_timeout(left) {
                Ok(line) if line.contains(expected) => return line,
                Ok(line) => said.push(line),
                Err(error) => panic!("{error}: no {expected:?} in {said:#?}"),
            }
        }
    }

    /// No line that says anything of a run.
    #[track_caller]
    fn says_nothing(&self) {
        let until = Instant::now() + QUIET;
        loop {
            let left = until.saturating_duration_since(Instant::now());
            match self.lines.recv_timeout(left) {
                Ok(line) => assert!(!line.starts_with("20"), "{line}"),
                Err(RecvTimeoutError::Timeout) => return,
                Err(error) => panic!("{error}"),
            }
        }
    }

    #[track_caller]
    fn stops(self, signal: &str, status: i32) -> String {
        let id = self.child.id().to_string();
        let killed = std::process::Command::new("kill")
            .args([signal, &id])
            .status();
        assert!(killed.unwrap().success());
        let since = Instant::now();
        let answer = end(self.child).exits(status);
        assert!(since.elapsed() < DEADLINE);
        answer.err
    }
}

/// Waits until a query finds so many articles.
#[track_caller]
fn found(archive: &Archive, query: &str, articles: usize) {
    let until = Instant::now() + DEADLINE;
    while archive.found(query).len() != articles {
        assert!(
            Instant::now() < until,
            "{query}: {:?}",
            archive.found(query)
        );
        sleep(Duration::from_millis(50));
    }
}

const FERRY: (&str, &str) = (
    "ferry.txt",
    "The ferry\n\nThe ferry came back to the harbour.\n",
);

#[test]
fn files_are_indexed_as_they_come_change_and_go() {
    let archive = Archive::with(&[FERRY]);
    let follower = Follower::start(&archive, &[]);
    archive.write("dam.txt", "The dam\n\nThe dam was never paid for.\n");
    follower.waits_for("1 article read from 1 file");
    assert_eq!(archive.found("dam"), ["dam.txt"]);
    // In a folder that was not there before.
    archive.write(
        "2017/03/lamp.txt",
        "The lamp\n\nThe lamp on the pier was green.\n",
    );
    follower.waits_for("1 article read from 1 file");
    archive.write("2017/03/lease.txt", "The lease\n\nThe lease ends in May.\n");
    follower.waits_for("1 article read from 1 file");
    assert_eq!(archive.found("lease"), ["2017/03/lease.txt"]);
    fs::write(
        archive.path("dam.txt"),
        "The dam\n\nThe dam was paid for, by the crew.\n",
    )
    .unwrap();
    follower.waits_for("1 article read from 1 file");
    assert_eq!(archive.found("crew"), ["dam.txt"]);
    archive.rename("2017/03/lamp.txt", "2017/04/lamp.txt");
    follower.waits_for("1 file renamed");
    archive.remove("ferry.txt");
    follower.waits_for("1 file gone and forgotten");
    assert!(archive.found("ferry").is_empty());
    let err = follower.stops("-INT", 0);
    assert_eq!(err, "");
    archive.run(&["check"]).exits(0);
    archive
        .run(&["status"])
        .exits(0)
        .says("up to date with the folder");
}

#[test]
fn what_editors_keep_beside_a_file_makes_no_noise() {
    let archive = Archive::with(&[FERRY]);
    let follower = Follower::start(&archive, &[]);
    for name in [
        "ferry.txt~",
        ".ferry.txt.swp",
        "#ferry.txt#",
        "new.txt.part",
        ".hidden/a.txt",
    ] {
        archive.write(
            name,
            "The ferry\n\nA copy of the ferry that nobody wants.\n",
        );
    }
    // As an editor tries whether it may write.
    fs::write(archive.path("4913"), "").unwrap();
    fs::remove_file(archive.path("4913")).unwrap();
    follower.says_nothing();
    // As it saves: the old file aside, the new one in its place, the old one away.
    fs::rename(archive.path("ferry.txt"), archive.path("ferry.txt~")).unwrap();
    fs::write(
        archive.path("ferry.txt"),
        "The ferry\n\nThe ferry left the harbour.\n",
    )
    .unwrap();
    fs::remove_file(archive.path("ferry.txt~")).unwrap();
    let line = follower.waits_for("1 article read from 1 file");
    assert!(line.ends_with("1 article read from 1 file"), "{line}");
    assert_eq!(archive.found("ferry"), ["ferry.txt"]);
    follower.says_nothing();
    follower.stops("-TERM", 0);
}

#[test]
fn other_commands_work_beside_it() {
    let mut random = Random::new();
    let archive = Archive::with(&[FERRY]);
    let follower = Follower::start(&archive, &[]);
    for round in 1..=5 {
        let text = invented_text(&mut random, 50);
        archive.write(
            &format!("{round}.jsonl"),
            record(&format!("r{round}"), "A ferry", &text),
        );
        // Either of both reads it; a run that meets the other's says so.
        let answer = archive.run(&["index"]);
        assert!(matches!(answer.status, Some(0 | 2)), "{answer}");
        if answer.status == Some(2) {
            assert!(
                answer.err.contains("being written by another dateline"),
                "{answer}"
            );
        }
        archive
            .run(&["tag", "ferry.txt", "--add", &format!("t{round}")])
            .exits(0);
        archive
            .run(&[
                "entity",
                "Amara Sollis",
                "--rename",
                &format!("A. Sollis {round}"),
            ])
            .exits(0);
        found(&archive, "title:ferry", round + 1);
        archive.run(&["check"]).exits(0);
    }
    let err = follower.stops("-INT", 0);
    assert!(!err.contains("failed"), "{err}");
    assert_eq!(archive.found("tag:t5"), ["ferry.txt"]);
}

#[test]
fn it_can_look_every_so_often_instead_and_write_json() {
    let archive = Archive::with(&[FERRY]);
    let follower = Follower::start(&archive, &["--poll", "1", "--json"]);
    follower.waits_for("\"type\":\"report\"");
    archive.write(
        "broken.jsonl",
        record("a", "The dam", "The dam.") + "{\"id\": \n",
    );
    let line = follower.waits_for("\"type\":\"report\"");
    let report: serde_json::Value = serde_json::from_str(&line).unwrap();
    assert_eq!(
        (&report["articles"], &report["failed_records"]),
        (&1.into(), &1.into())
    );
    // A failure is told once.
    archive.write("lamp.txt", "The lamp\n\nThe lamp was green.\n");
    follower.waits_for("\"indexed\":1");
    follower.stops("-INT", 0);
    archive.run(&["index", "--poll", "5"]).exits(2);
}

#[test]
fn a_folder_that_is_gone_is_not_made_anew_and_followed_when_it_is_back() {
    let archive = Archive::new();
    let news = archive.path("news");
    fs::create_dir(&news).unwrap();
    archive.write("news/ferry.txt", FERRY.1);
    let folder = news.to_str().unwrap();
    let follower = Follower::start(&archive, &[folder, "--poll", "1"]);
    follower.waits_for("indexed ");
    let away = archive.path("away");
    fs::rename(&news, &away).unwrap();
    sleep(QUIET);
    assert!(!news.exists());
    fs::rename(&away, &news).unwrap();
    archive.write("news/dam.txt", "The dam\n\nThe dam was never paid for.\n");
    follower.waits_for("1 article read from 1 file");
    let err = follower.stops("-INT", 0);
    assert_eq!(err.matches("no such folder").count(), 1, "{err}");
}

#[test]
fn a_failure_is_told_when_it_comes_and_not_again() {
    let archive = Archive::with(&[FERRY]);
    let follower = Follower::start(&archive, &[]);
    archive.write(
        "broken.jsonl",
        record("a", "The dam", "The dam.") + "{\"id\": \n",
    );
    follower.waits_for("failed: broken.jsonl, record 2: not valid JSON");
    archive.write("lamp.txt", "The lamp\n\nThe lamp was green.\n");
    follower.waits_for("1 article read from 1 file");
    follower.says_nothing();
    follower.stops("-INT", 0);
}

#[test]
fn killed_in_the_middle_it_leaves_what_was_committed_and_can_be_started_again() {
    let mut random = Random::new();
    let archive = Archive::with(&[FERRY]);
    let mut expected = 1;
    for round in 0..4 {
        let mut follower = Follower::start(&archive, &[]);
        let records: String = (0..400)
            .map(|n| {
                record(
                    &format!("r{round}-{n}"),
                    "A story",
                    &invented_text(&mut random, 120),
                )
            })
            .collect();
        archive.write(&format!("export-{round}.jsonl"), records);
        expected += 400;
        sleep(Duration::from_millis(900 + random.below(900) as u64));
        follower.child.kill().unwrap();
        follower.child.wait().unwrap();
        archive.run(&["check"]).exits(0);
    }
    let follower = Follower::start(&archive, &[]);
    found(&archive, "date:none", expected);
    follower.stops("-INT", 0);
    archive.run(&["check"]).exits(0);
}
