//! Watched lists: what is new since the last call, told at least once, and once if nothing goes wrong.

mod support;

use std::collections::BTreeSet;
use std::fs::{self, File};
use std::thread::sleep;
use std::time::Duration;

use serde_json::Value;
use support::{Archive, Random, answer, end, field, record, strings};

const FERRY: (&str, &str) = (
    "ferry.txt",
    "The ferry that came back\n\nThe ferry came back to Port Anselm, said Judge Amara Sollis.\n",
);

const DAM: (&str, &str) = (
    "dam.txt",
    "A dam and a debt\n\nThe dam above Tresk-on-Sea was never paid for, said Ruth Abelard.\n",
);

/// An archive with a list beside it.
fn archive(list: &str) -> Archive {
    let archive = Archive::indexed(&[FERRY, DAM]);
    fs::write(archive.home().join("list.txt"), list).unwrap();
    archive
}

fn list(archive: &Archive) -> String {
    archive.home().join("list.txt").to_str().unwrap().to_owned()
}

/// What a call tells: item, kind and source of each hit.
#[track_caller]
fn told(archive: &Archive, more: &[&str]) -> Vec<String> {
    let list = list(archive);
    let answer = archive.run(&[&["watch", &list, "--json"], more].concat());
    let hits: Vec<Value> = answer
        .json()
        .into_iter()
        .filter(|it| it["type"] == "hit")
        .collect();
    let status = if hits.is_empty() { 1 } else { 0 };
    assert_eq!(answer.status, Some(status), "{answer}");
    let words = |hit: &Value| ["item", "kind", "source"].map(|name| field(hit, name).to_owned());
    hits.iter().map(|hit| words(hit).join(" ")).collect()
}

/// The files that keep what was told.
fn states(archive: &Archive) -> Vec<std::path::PathBuf> {
    let folder = fs::read_dir(archive.path(".dateline/user/watch")).unwrap();
    let files = folder.map(|entry| entry.unwrap().path());
    files
        .filter(|path| path.extension().is_some_and(|it| it == "state"))
        .collect()
}

#[test]
fn the_first_call_begins_and_each_later_one_tells_what_came_since() {
    let archive = archive("# what we follow\nferry\n\nThe dam\tdam OR debt\n");
    let list = list(&archive);
    archive
        .run(&["watch", &list])
        .exits(1)
        .warns("ferry: it is watched from now on; it matches 1 article so far")
        .warns("The dam: it is watched from now on")
        .does_not_say("came back");
    archive.run(&["watch", &list]).exits(1).quietly();
    archive.write(
        "second.txt",
        "A second ferry\n\nThe second ferry cost as much as the dam.\n",
    );
    archive.index(&[]);
    archive
        .run(&["watch", &list])
        .exits(0)
        .quietly()
        .says("ferry: 1 new\n  new      undated     A second ferry  ")
        .says("The dam: 1 new\n");
    let answer = archive.run(&["watch", &list]).exits(1).quietly();
    assert_eq!(answer.out, "");
}

#[test]
fn what_is_indexed_again_and_unchanged_is_not_new_and_what_is_changed_is() {
    let archive = archive("ferry\n");
    assert!(told(&archive, &[]).is_empty());
    archive.touch("ferry.txt");
    archive.index(&[]);
    assert!(told(&archive, &[]).is_empty());
    archive.index(&["--rebuild"]);
    assert!(told(&archive, &[]).is_empty());
    fs::remove_dir_all(archive.path(".dateline/index")).unwrap();
    archive.rename("ferry.txt", "boats/ferry.txt");
    archive.rename("boats/ferry.txt", "ferry.txt");
    archive.index(&[]);
    assert!(told(&archive, &[]).is_empty());
    archive.rename("ferry.txt", "boats/ferry.txt");
    archive.index(&[]);
    assert!(told(&archive, &[]).is_empty());
    archive.write(
        "boats/ferry.txt",
        FERRY.1.to_owned() + "\nIt leaves again in May.\n",
    );
    archive.index(&[]);
    assert_eq!(told(&archive, &[]), ["ferry changed boats/ferry.txt"]);
    assert!(told(&archive, &[]).is_empty());
    // What went away and came back as it was is nothing new, though it has another id.
    let text = fs::read_to_string(archive.path("boats/ferry.txt")).unwrap();
    archive.remove("boats/ferry.txt");
    archive.index(&[]);
    assert!(told(&archive, &[]).is_empty());
    archive.write("boats/ferry.txt", text);
    archive.index(&[]);
    let back = told(&archive, &[]);
    assert!(back.is_empty(), "{back:?}");
    // A copy is another article.
    archive.copy(&archive.path("boats/ferry.txt"), "copy.txt");
    archive.index(&[]);
    assert_eq!(told(&archive, &[]), ["ferry new copy.txt"]);
    fs::remove_dir_all(archive.path(".dateline/index")).unwrap();
    archive.index(&[]);
    assert!(told(&archive, &[]).is_empty());
}

#[test]
fn an_older_article_that_matches_only_now_is_told() {
    let archive = archive("tag:urgent\nperson:\"Ruth Abelard\"\n");
    assert!(told(&archive, &[]).is_empty());
    archive.run(&["tag", "dam.txt", "--add", "urgent"]).exits(0);
    assert_eq!(told(&archive, &[]), ["tag:\"urgent\" older dam.txt"]);
    archive
        .run(&["entity", "Amara Sollis", "--merge", "Ruth Abelard"])
        .exits(0);
    assert_eq!(
        told(&archive, &[]),
        ["person:\"Ruth Abelard\" older ferry.txt"]
    );
    assert!(told(&archive, &[]).is_empty());
    // Taken back and made again, it is known.
    archive
        .run(&["tag", "dam.txt", "--remove", "urgent"])
        .exits(0);
    assert!(told(&archive, &[]).is_empty());
    archive.run(&["tag", "dam.txt", "--add", "urgent"]).exits(0);
    assert!(told(&archive, &[]).is_empty());
}

#[test]
fn an_item_with_another_query_begins_anew_and_a_new_one_alone() {
    let archive = archive("boats\tferry\n");
    told(&archive, &[]);
    archive.write("lamp.txt", "The lamp\n\nA lamp on the ferry was green.\n");
    archive.index(&[]);
    fs::write(list(&archive), "boats\tferry OR lamp\ndam\n").unwrap();
    archive
        .run(&["watch", &list(&archive)])
        .exits(1)
        .warns("boats: its query has changed, and is watched from now on; it matches 2 articles")
        .warns("dam: it is watched from now on; it matches 1 article so far");
    // Blanks change nothing, and a line that was taken out is forgotten.
    fs::write(list(&archive), "boats\t ferry  OR  lamp\n").unwrap();
    archive.run(&["watch", &list(&archive)]).exits(1).quietly();
    let text = fs::read_to_string(&states(&archive)[0]).unwrap();
    assert_eq!(text.matches("\nitem\t").count(), 1, "{text}");
}

#[test]
fn a_wrong_line_is_told_and_the_rest_goes_on() {
    let archive = archive("persn:haas\nboats\tferry\nboats\tdam\nferry\nferry\n\"bow door\n");
    let list = list(&archive);
    archive
        .run(&["watch", &list])
        .exits(3)
        .warns(&format!("{list}, line 1: there is no field `persn`"))
        .warns("line 3: its title `boats` is that of line 2; give it another one; the rest goes on")
        .warns("line 6: the quotation mark is never closed; the rest goes on");
    archive.write("second.txt", "A second ferry\n\nIt is a ferry.\n");
    archive.index(&[]);
    let answer = archive.run(&["watch", &list]).exits(3);
    assert_eq!(answer.out.matches("A second ferry").count(), 2, "{answer}");
    // While a line is wrong, what is known of it is kept.
    fs::write(&list, "boats\t(ferry\"\nferry\n").unwrap();
    archive.run(&["watch", &list]).exits(3);
    archive.write("third.txt", "A third ferry\n\nIt is a ferry too.\n");
    archive.index(&[]);
    fs::write(&list, "boats\tferry\nferry\n").unwrap();
    let answer = archive.run(&["watch", &list]).exits(0).quietly();
    assert_eq!(answer.out.matches("A third ferry").count(), 2, "{answer}");
    fs::write(&list, "# nothing\n").unwrap();
    archive
        .run(&["watch", &list])
        .exits(2)
        .warns("no line of it can be watched");
}

#[test]
fn a_list_of_names_and_one_in_toml() {
    let archive = archive("Sollis, Amara\nRuth Abelard\n");
    let names = list(&archive);
    let watch = ["watch", &names, "--names", "person"];
    archive.run(&watch).exits(1);
    let toml = archive.home().join("list.toml");
    let toml = toml.to_str().unwrap();
    fs::write(
        toml,
        "[[watch]]\ntitle = \"The judge\"\nname = \"person:Amara Sollis\"\n\n\
         [[watch]]\nquery = \"ferry -dam\"\n\n[[watch]]\nqery = \"x\"\n\n[[watch]]\ntitle = \"both\"\n",
    )
    .unwrap();
    archive
        .run(&["watch", toml])
        .exits(3)
        .warns("The judge: it is watched from now on; it matches 1 article")
        .warns("list.toml, line 8: write [[watch]] and on lines below it")
        .warns("list.toml, line 11: an entry has either query");
    archive.write(
        "second.txt",
        "Sollis signs\n\nJudge Amara Sollis signed the report about the dam yesterday.\n",
    );
    archive.index(&[]);
    archive
        .run(&watch)
        .exits(0)
        .says("Sollis, Amara: 1 new\n")
        .does_not_say("Abelard");
    archive
        .run(&["watch", toml])
        .exits(3)
        .says("The judge: 1 new")
        .does_not_say("ferry");
    archive
        .run(&["watch", &names, "--names", "boat"])
        .complains("dateline: no names are of type `boat`; there are person, org, place, group, event and work");
    // The list that the archive keeps.
    archive.run(&["watch"]).exits(2).warns("there is no list");
    fs::copy(toml, archive.path(".dateline/user/watch.toml")).unwrap();
    archive
        .run(&["watch"])
        .exits(3)
        .warns("it is watched from now on");
    // A column of a table.
    let csv = archive.home().join("people.csv");
    fs::write(&csv, "nr;name\n1;Amara Sollis\n2;Ruth Abelard\n").unwrap();
    let csv = csv.to_str().unwrap();
    archive
        .run(&["watch", csv, "--column", "name", "--names", "person"])
        .exits(1)
        .warns("Amara Sollis: it is watched from now on; it matches 2 articles");
}

#[test]
fn one_item_is_asked_for_a_time_looked_back_on_and_news_are_peeked_at() {
    let archive = archive("boats\tferry\ndam\n");
    told(&archive, &[]);
    archive.write(
        "second.txt",
        "A second ferry\n\nThe ferry cost as much as the dam.\n",
    );
    archive.index(&[]);
    let both = ["boats new second.txt", "dam new second.txt"];
    assert_eq!(told(&archive, &["--peek"]), both);
    assert_eq!(told(&archive, &["--item", "boats"]), [both[0]]);
    assert_eq!(told(&archive, &["--since", "today"]).len(), 4);
    assert_eq!(told(&archive, &["--since", "2d", "--item", "dam"]).len(), 2);
    assert!(told(&archive, &["--since", "2999"]).is_empty());
    // The other item has not been told yet.
    assert_eq!(told(&archive, &[]), [both[1]]);
    assert!(told(&archive, &[]).is_empty());
    let list = list(&archive);
    archive
        .run(&["watch", &list, "--item", "lamps"])
        .complains("dateline: the list has no item `lamps`; write its title, or its query");
    archive
        .run(&["watch", &list, "--since", "soon"])
        .exits(2)
        .warns("write a date such as 2026");
}

#[test]
fn two_lists_are_told_apart_and_a_list_in_the_archive_moves_with_it() {
    let archive = archive("ferry\n");
    told(&archive, &[]);
    fs::create_dir_all(archive.path(".lists")).unwrap();
    archive.write(".lists/list.txt", "ferry\n");
    archive
        .run(&["watch", ".lists/list.txt"])
        .exits(1)
        .warns("watched from now on");
    assert_eq!(states(&archive).len(), 2);
    archive.write("second.txt", "A second ferry\n\nIt is a ferry.\n");
    archive.index(&[]);
    assert_eq!(told(&archive, &[]).len(), 1);
    let moved = tempfile::tempdir().unwrap();
    let place = moved.path().join("moved");
    let script = format!("cp -r . '{}'", place.display());
    archive.shell(&script).exits(0);
    let folder = place.to_str().unwrap();
    let within = format!("{folder}/.lists/list.txt");
    let answer = archive
        .run(&["-C", folder, "watch", &within])
        .exits(0)
        .quietly();
    answer.says("ferry: 1 new");
}

#[test]
fn what_could_not_be_written_is_told_again() {
    let archive = archive("ferry\n");
    told(&archive, &[]);
    archive.write("second.txt", "A second ferry\n\nIt is a ferry.\n");
    archive.index(&[]);
    if let Ok(full) = File::options().write(true).open("/dev/full") {
        let mut command = archive.command(&["watch", &list(&archive)]);
        command.stdout(full);
        let child = command
            .stderr(std::process::Stdio::piped())
            .spawn()
            .unwrap();
        end(child).exits(2).warns("cannot write the output");
    }
    assert_eq!(told(&archive, &[]).len(), 1);
}

#[test]
fn a_call_that_is_killed_loses_nothing() {
    let mut random = Random::new();
    let queries: String = (0..300)
        .map(|n| format!("q{n}\tferry OR word{n}\n"))
        .collect();
    let archive = archive(&queries);
    told(&archive, &[]);
    let mut seen: BTreeSet<String> = BTreeSet::new();
    let mut killed = 0;
    for round in 0..12 {
        let records: String = (0..20)
            .map(|n| {
                record(
                    &format!("r{round}-{n}"),
                    "A ferry",
                    &format!("The ferry {n} of {round}."),
                )
            })
            .collect();
        archive.write(&format!("export-{round}.jsonl"), records);
        archive.index(&[]);
        let mut child = archive.start(&["watch", &list(&archive), "--item", "q7", "--json"]);
        sleep(Duration::from_micros(random.below(30_000) as u64));
        killed += usize::from(child.try_wait().unwrap().is_none());
        child.kill().unwrap();
        // A line that was cut off was not told.
        let out = String::from_utf8(child.wait_with_output().unwrap().stdout).unwrap();
        let lines = out
            .lines()
            .filter_map(|line| serde_json::from_str(line).ok());
        let lines: Vec<Value> = lines.collect();
        seen.extend(strings(&lines, "own_id"));
    }
    let answer = archive.run(&["watch", &list(&archive), "--item", "q7", "--json"]);
    seen.extend(strings(&answer.json(), "own_id"));
    seen.remove("");
    support::tell(&format!("{killed} killed"));
    assert_eq!(seen.len(), 12 * 20);
    assert!(told(&archive, &["--item", "q7"]).is_empty());
}

#[test]
fn a_damaged_state_is_told_and_kept() {
    let archive = archive("ferry\n");
    told(&archive, &[]);
    let state = &states(&archive)[0];
    let text = fs::read_to_string(state).unwrap();
    for damaged in [&text[..text.len() / 2], "", "garbage\n"] {
        fs::write(state, damaged).unwrap();
        let answer = archive.run(&["watch", &list(&archive)]);
        if damaged.is_empty() {
            // As if it had never been watched.
            answer.exits(1).warns("watched from now on");
            continue;
        }
        answer.exits(2).warns("is damaged; put an older copy");
        assert_eq!(fs::read_to_string(state).unwrap(), damaged);
    }
}

#[test]
fn two_calls_at_a_time_do_not_tell_the_same_and_nothing_is_read_twice() {
    let archive = archive("ferry\n");
    told(&archive, &[]);
    archive.write("second.txt", "A second ferry\n\nIt is a ferry.\n");
    archive.index(&[]);
    let started: Vec<_> = (0..6)
        .map(|_| archive.start(&["watch", &list(&archive)]))
        .collect();
    let answers: Vec<_> = started.into_iter().map(end).collect();
    let told = answers.iter().filter(|answer| answer.status == Some(0));
    assert_eq!(told.count(), 1);
    for answer in answers.iter().filter(|answer| answer.status == Some(2)) {
        assert!(
            answer.err.contains("another dateline is just telling"),
            "{answer}"
        );
    }
    // A call without news leaves the state as it is.
    let state = &states(&archive)[0];
    let before = fs::metadata(state).unwrap().modified().unwrap();
    answer(archive.command(&["watch", &list(&archive)]))
        .exits(1)
        .quietly();
    assert_eq!(fs::metadata(state).unwrap().modified().unwrap(), before);
}
