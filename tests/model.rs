//! The model of names: it can be run, measured and made by anybody.

mod support;

use support::{Answer, Archive};

/// Stories of the sample archive, with their names marked.
const MARKED: &str = include_str!("files/marked.conll");

fn archive() -> Archive {
    Archive::with(&[("marked.conll", MARKED)])
}

/// The F1 over person, organisation and place that `model eval` prints.
fn f1(answer: &Answer) -> f64 {
    let words: Vec<&str> = answer.out.split_whitespace().collect();
    assert_eq!(words[0], "F1", "{answer}");
    words[1].parse().unwrap()
}

#[test]
fn tagging_keeps_tokens_and_sentences_as_they_are() {
    let archive = archive();
    let tagged = archive.run(&["model", "tag", "marked.conll"]).exits(0);
    let first = |line: &str| line.split('\t').next().unwrap().to_owned();
    let tokens: Vec<String> = tagged.out.lines().map(first).collect();
    let expected: Vec<String> = MARKED.lines().map(first).collect();
    assert_eq!(tokens, expected);
    let coarse = ["PER", "ORG", "LOC", "MISC"];
    let fine = ["PER", "ORG", "GPE", "LOC", "FAC", "NORP", "EVENT", "MISC"];
    for line in tagged
        .out
        .lines()
        .filter(|line| !line.is_empty() && !line.starts_with("-DOC"))
    {
        let columns: Vec<&str> = line.split('\t').collect();
        assert_eq!(columns.len(), 3, "{line}");
        for (tag, kinds) in [(columns[1], &coarse[..]), (columns[2], &fine[..])] {
            let known = tag == "O" || kinds.iter().any(|kind| tag.get(2..) == Some(kind));
            assert!(known, "{line}");
        }
    }
}

#[test]
fn names_of_stories_that_the_model_has_never_seen_are_found() {
    let archive = archive();
    let eval = |more: &[&str]| {
        let args = [&["model", "eval", "marked.conll"], more].concat();
        f1(&archive.run(&args).exits(0))
    };
    let plain = eval(&[]);
    assert!(plain >= PLAIN_FLOOR, "{plain}");
    let (title, caps) = (eval(&["--recase", "title"]), eval(&["--recase", "caps"]));
    assert!(title >= TITLE_FLOOR * plain, "{title} of {plain}");
    assert!(caps >= CAPS_FLOOR * plain, "{caps} of {plain}");
}

/// What the built-in model reaches on an invented world, whose names no text ever taught, less
/// two points or hundredths.
const PLAIN_FLOOR: f64 = 76.0;
const TITLE_FLOOR: f64 = 0.73;
const CAPS_FLOOR: f64 = 0.65;

#[test]
fn a_model_of_ones_own_is_the_same_each_time_it_is_made() {
    let archive = archive();
    let words = [
        "model",
        "words",
        "words.tsv",
        "marked.conll",
        "--least",
        "2",
    ];
    archive.run(&words).exits(0).says("words");
    let train = |out: &str| {
        let args = [
            "model",
            "train",
            out,
            "--words",
            "words.tsv",
            "--marked",
            "marked.conll",
        ];
        let small = ["--rounds", "2", "--choosing-rounds", "1", "--rows", "3000"];
        archive.run(&[&args[..], &small[..]].concat()).exits(0);
        std::fs::read(archive.path(out)).unwrap()
    };
    assert_eq!(train("one.model"), train("two.model"));
    let own = archive
        .run(&["model", "eval", "marked.conll", "--model", "one.model"])
        .exits(0);
    assert!(f1(&own) > 80.0, "it knows what it was made of: {own}");
}

#[test]
fn what_is_no_model_is_told_from_one() {
    let archive = archive();
    archive.write(
        "damaged.model",
        &include_bytes!("../src/entities/model/names.model")[..5000],
    );
    let tag = |model: &str| {
        archive
            .run(&["model", "tag", "marked.conll", "--model", model])
            .exits(2)
    };
    tag("marked.conll").warns("it is no model of dateline");
    tag("damaged.model").warns("it is damaged: 5000 bytes instead of");
    tag("missing.model").warns("cannot use the model");
    archive
        .run(&["model", "tag", "missing.conll"])
        .exits(2)
        .warns("cannot read");
}

#[test]
fn a_table_of_figures_names_nobody() {
    let row = "1,204.5  33.1%  -17  2,001  0.004  12:45  A  B3  x  1e6  NA  --\n";
    let archive = Archive::with(&[("figures.txt", &row.repeat(500))]);
    let mentions = archive.run(&["annotate", "figures.txt"]).exits(0).json()[0]["mentions"].clone();
    let names = mentions.as_array().unwrap().iter();
    let names = names
        .filter(|mention| mention["detector"] == "model")
        .count();
    assert!(names <= 5, "{names} names in a table of figures");
}
