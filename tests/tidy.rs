//! What every file and every command of the project has.

mod support;

use std::path::Path;

use support::{Archive, DATELINE, files_of};

#[test]
fn every_source_file_says_what_it_is_for() {
    for folder in ["src", "tests"] {
        for (path, bytes) in files_of(&Path::new(env!("CARGO_MANIFEST_DIR")).join(folder)) {
            if path.extension().is_some_and(|extension| extension == "rs") {
                assert!(bytes.starts_with(b"//! "), "{}", path.display());
            }
        }
    }
}

/// The commands that the help lists.
fn commands(archive: &Archive) -> Vec<String> {
    let help = archive.run(&["--help"]).exits(0).out;
    let list = help
        .split("Commands:\n")
        .nth(1)
        .unwrap()
        .split("\n\n")
        .next()
        .unwrap();
    // What a description goes on with stands further to the right.
    let names = list.lines().filter(|line| !line.starts_with("   "));
    let names = names.filter_map(|line| line.split_whitespace().next());
    names
        .filter(|name| *name != "help")
        .map(str::to_owned)
        .collect()
}

/// The last lines of a help text from `Examples:` on.
fn examples(help: &str) -> Vec<&str> {
    let part = help.split("\nExamples:\n").nth(1).unwrap_or_default();
    part.lines()
        .take_while(|line| !line.is_empty())
        .map(str::trim)
        .collect()
}

#[test]
fn every_help_ends_with_two_examples_that_work() {
    let archive = Archive::new();
    archive.copy(&support::corpus(), "corpus");
    archive.write("marked.conll", include_str!("files/marked.conll"));
    archive.write("queries.tsv", include_str!("files/queries.tsv"));
    archive.write(
        "people.csv",
        "name,since\nSollis,2016\n\"Dravec, Viktor\",2017\n",
    );
    let commands = commands(&archive);
    assert!(commands.len() >= 10, "{commands:?}");
    // The program's own examples come first: they index the archive.
    for command in std::iter::once("").chain(commands.iter().map(String::as_str)) {
        let args: Vec<&str> = command.split_whitespace().chain(["--help"]).collect();
        let help = archive.run(&args).exits(0).quietly().out;
        let examples = examples(&help);
        assert_eq!(examples.len(), 2, "dateline {command} --help\n{help}");
        for example in examples {
            let line = example
                .strip_prefix("dateline ")
                .unwrap_or_else(|| panic!("{example}"));
            assert!(line.contains(command), "{example}");
            // Where it writes to the system, it writes here.
            let line = line.split(" > ").next().unwrap();
            let line = line.replace("/usr/local/share/man/man1", ".");
            let answer = archive.shell(&format!("'{DATELINE}' {line}"));
            // The sample archive has a file with a broken line.
            let expected = if line.contains("index ") && !line.contains("search") {
                3
            } else {
                0
            };
            assert_eq!(answer.status, Some(expected), "{answer}");
            assert!(
                !answer.out.is_empty() || line.contains("man --folder"),
                "{answer}"
            );
        }
    }
}

#[test]
fn help_texts_are_no_wider_than_a_terminal() {
    let archive = Archive::new();
    let mut all = commands(&archive);
    all.push(String::new());
    for command in &all {
        for flag in ["--help", "-h"] {
            // There a query may begin with a minus.
            if ["search", "timeline", "graph"].contains(&command.as_str()) && flag == "-h" {
                continue;
            }
            let args: Vec<&str> = command.split_whitespace().chain([flag]).collect();
            let help = archive.run(&args).exits(0).out;
            for line in help.lines() {
                assert!(line.chars().count() <= 100, "{command} {flag}: {line}");
            }
        }
    }
}
