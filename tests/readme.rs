//! What README.md says is so: its sessions give the output that they show, and its queries are
//! understood or refused as it tells.
//!
//! ```text
//! UPDATE_README=1 cargo test --test readme
//! ```
//!
//! writes the true output into the sessions. A line `…` stands for any number of lines and stays;
//! times, sizes, cursors and the place of the archive may differ.

mod support;

use std::fs;
use std::path::{Path, PathBuf};

use support::{Answer, Archive, answer, corpus};

/// Where the reader of README.md is said to have the project.
const FOLDER: &str = "/home/you/dateline";

fn path() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("README.md")
}

fn readme() -> String {
    fs::read_to_string(path()).unwrap()
}

/// The list that the sessions watch: README.md shows it, with its name as a remark.
const LIST: &str = "ferry.txt";

/// The sample archive in a folder of its own, as it lies in the project, and the list beside it.
fn project() -> Archive {
    let archive = Archive::new();
    archive.copy(&corpus(), "corpus");
    let readme = readme();
    let start = readme.find(&format!("# {LIST}\n")).unwrap();
    let list = readme[start..].split("```").next().unwrap();
    archive.write(LIST, list);
    archive
}

/// The words of a command line; the sessions need no more of a shell than single quotes.
fn words(line: &str) -> Vec<String> {
    let mut words = Vec::new();
    for (i, part) in line.split('\'').enumerate() {
        match i % 2 {
            0 => {
                assert!(!part.contains(['"', '|', '>', ';']), "{line}");
                words.extend(part.split_whitespace().map(str::to_owned));
            }
            _ => words.push(part.to_owned()),
        }
    }
    words
}

fn run(archive: &Archive, args: &[&str]) -> Answer {
    let mut command = archive.command(args);
    command.env_remove("CLICOLOR_FORCE");
    answer(command)
}

/// What a session shows for a command: the output, then the errors.
fn output(archive: &Archive, command: &str, last_status: &mut Option<i32>) -> Vec<String> {
    let words = words(command);
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let args = match words.as_slice() {
        ["echo", "$?"] => return vec![last_status.unwrap().to_string()],
        ["dateline", args @ ..] | ["cargo", "run", "--release", "--", args @ ..] => args,
        _ => panic!("no command of ours: {command}"),
    };
    let answer = run(archive, args);
    *last_status = answer.status;
    let folder = archive.folder();
    let shown = (answer.out + &answer.err).replace(folder.to_str().unwrap(), FOLDER);
    shown.lines().map(str::to_owned).collect()
}

/// A line without what changes from run to run: times, sizes and cursors.
fn steady(line: &str) -> String {
    let words: Vec<&str> = line.split(' ').collect();
    let is_unit = |word: &&str| ["s", "kB", "MB"].contains(&word.trim_end_matches(','));
    let steady = words.iter().enumerate().map(|(i, word)| {
        let is_number = word.parse::<f64>().is_ok() && words.get(i + 1).is_some_and(is_unit);
        let is_cursor = i > 0 && words[i - 1] == "--after";
        match is_number || is_cursor {
            true => "N",
            false => word,
        }
    });
    steady.collect::<Vec<_>>().join(" ")
}

/// How many lines a session shows before and after its `…`, if it has one.
fn around_gap(shown: &[&str]) -> Option<(usize, usize)> {
    let gap = shown.iter().position(|line| *line == "…")?;
    let after = &shown[gap + 1..];
    assert!(!after.contains(&"…"), "one … is enough: {shown:#?}");
    Some((gap, after.len()))
}

/// Whether an output is what a session shows.
fn is_as_shown(shown: &[&str], output: &[String]) -> bool {
    let same = |shown: &[&str], output: &[String]| {
        shown.len() == output.len()
            && shown
                .iter()
                .zip(output)
                .all(|(shown, line)| steady(shown) == steady(line))
    };
    match around_gap(shown) {
        None => same(shown, output),
        Some((before, after)) => {
            before + after <= output.len()
                && same(&shown[..before], &output[..before])
                && same(&shown[before + 1..], &output[output.len() - after..])
        }
    }
}

/// The output as a session shows it that has as many lines before and after its `…` as this one.
fn as_long_as(shown: &[&str], output: Vec<String>) -> Vec<String> {
    match around_gap(shown) {
        Some((before, after)) if before + after < output.len() => {
            let last = &output[output.len() - after..];
            [&output[..before], &["…".to_owned()], last].concat()
        }
        _ => output,
    }
}

#[test]
fn the_sessions_give_the_output_that_they_show() {
    let readme = readme();
    let archive = project();
    let (mut in_session, mut status, mut sessions) = (false, None, 0);
    let (mut truth, mut wrong) = (Vec::new(), String::new());
    let mut lines = readme.lines().peekable();
    while let Some(line) = lines.next() {
        truth.push(line.to_owned());
        if line.starts_with("```") {
            in_session = !in_session && line == "```console";
        }
        let Some(command) = line.strip_prefix("$ ").filter(|_| in_session) else {
            continue;
        };
        sessions += 1;
        let mut shown = Vec::new();
        while let Some(line) = lines.next_if(|line| !line.starts_with("$ ") && *line != "```") {
            shown.push(line);
        }
        let output = output(&archive, command, &mut status);
        if is_as_shown(&shown, &output) {
            truth.extend(shown.iter().map(|line| (*line).to_owned()));
        } else {
            let output = as_long_as(&shown, output);
            wrong += &format!("\n$ {command}\n{}\n", output.join("\n"));
            truth.extend(output);
        }
    }
    assert!(sessions > 5, "{sessions} commands");
    if wrong.is_empty() {
        return;
    }
    assert!(
        std::env::var_os("UPDATE_README").is_some(),
        "README.md shows another output; UPDATE_README=1 writes the true one into it:\n{wrong}"
    );
    fs::write(path(), truth.join("\n") + "\n").unwrap();
}

/// The first cells of the table below a heading line, without the code signs.
fn first_cells<'a>(readme: &'a str, heading: &str) -> Vec<&'a str> {
    let table = readme.lines().skip_while(|line| *line != heading).skip(2);
    table
        .map_while(|line| line.strip_prefix("| `")?.split('`').next())
        .collect()
}

#[test]
fn every_query_of_the_table_is_understood_and_finds_something() {
    let archive = project();
    archive.run(&["-C", "corpus", "index"]);
    let tag = ["-C", "corpus", "tag", "ac-2017-00248", "--add", "interview"];
    archive.run(&tag).exits(0);
    let readme = readme();
    let queries = first_cells(&readme, "| query | finds articles |");
    assert!(queries.len() > 15, "{queries:?}");
    for query in queries {
        run(&archive, &["-C", "corpus", "search", query])
            .exits(0)
            .quietly();
    }
}
