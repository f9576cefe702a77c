//! The sample archive as a specification: what is extracted from each of its files
//! (`corpus.tsv`), and what a person who searches it finds first (`ranking.tsv`).

mod support;

use std::collections::HashMap;
use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;
use support::{Archive, strings, tell};

fn beside(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests")
        .join(name)
}

/// The lines of a file of expectations, cut at tabs; those with `#` are remarks.
fn rows(file: &str) -> Vec<Vec<String>> {
    let text = fs::read_to_string(beside(file)).unwrap();
    let lines = text.lines().filter(|line| !line.starts_with('#'));
    lines
        .map(|line| line.split('\t').map(str::to_owned).collect())
        .collect()
}

#[test]
fn every_article_of_the_sample_is_extracted_as_a_person_reads_it() {
    let archive = Archive::indexed_sample();
    let mut articles: HashMap<String, Vec<Value>> = HashMap::new();
    let mut wrong = Vec::new();
    for row in rows("corpus.tsv") {
        let [
            path,
            own_id,
            title,
            byline,
            date,
            language,
            body,
            boilerplate,
        ] = &row[..]
        else {
            panic!("a row of {} columns: {row:?}", row.len());
        };
        let of_file = articles
            .entry(path.clone())
            .or_insert_with(|| archive.run(&["show", "--json", path]).exits(0).json());
        let found = of_file.iter().find(|article| match &**own_id {
            "" => article["title"] == **title || of_file.len() == 1,
            own_id => article["own_id"] == *own_id,
        });
        let Some(article) = found else {
            wrong.push(format!("{path}: no article {own_id} {title}"));
            continue;
        };
        let mut check = |what: &str, expected: &str, found: &str| {
            let is_right = match expected {
                "" => true,
                expected => found == expected || (what == "date" && found.starts_with(expected)),
            };
            if !is_right {
                wrong.push(format!(
                    "{path}: {what} is {found:?}, expected {expected:?}"
                ));
            }
        };
        let field = |name: &str| article[name].as_str().unwrap_or_default();
        check("title", title, field("title"));
        check("byline", byline, field("byline"));
        check(
            "date",
            date,
            article["published"]["date"].as_str().unwrap_or_default(),
        );
        check("language", language, field("language"));
        let text = field("text")
            .split_whitespace()
            .collect::<Vec<_>>()
            .join(" ");
        if !text.contains(&**body) {
            wrong.push(format!("{path}: the text lacks {body:?}"));
        }
        if !boilerplate.is_empty() && text.contains(&**boilerplate) {
            wrong.push(format!("{path}: the text has {boilerplate:?}"));
        }
    }
    assert!(
        wrong.is_empty(),
        "{} wrong:\n{}",
        wrong.len(),
        wrong.join("\n")
    );
    assert_eq!(articles.len(), 57);
}

#[test]
fn files_without_articles_are_skipped_and_broken_lines_told() {
    let archive = Archive::sample();
    archive
        .run(&["index", "--failed"])
        .exits(3)
        .says("81 articles read")
        .says("57 files read")
        .says("1 file skipped: empty")
        .says("1 file skipped: binary: not text")
        .says("failed: exports/broken-lines.jsonl, record ");
}

/// Where the article that a person wants stands among the hits, for each query; the file is the
/// floor. `UPDATE=1` in the environment writes it anew, unless a measure would fall.
#[test]
fn what_a_person_wants_is_found_first() {
    let archive = Archive::indexed_sample();
    archive.run(&["index", "--compact"]);
    let (mut written, mut before, mut after, mut diff) =
        (String::new(), Vec::new(), Vec::new(), String::new());
    for row in rows("ranking.tsv") {
        let [rank, query, wanted] = &row[..] else {
            panic!("{row:?}")
        };
        let hits = archive.hits(query);
        let names: Vec<String> = hits
            .iter()
            .zip(strings(&hits, "source"))
            .map(|(hit, source)| match hit["own_id"].as_str() {
                Some(own_id) => format!("{source}#{own_id}"),
                None => source,
            })
            .collect();
        let now = names
            .iter()
            .position(|name| name == wanted)
            .map_or(0, |at| at + 1);
        let stored: usize = rank.parse().unwrap();
        if now != stored {
            diff.push_str(&format!(
                "{query}: {wanted} is at {now}, was at {stored}; first are:\n"
            ));
            names
                .iter()
                .take(3)
                .for_each(|name| diff.push_str(&format!("    {name}\n")));
        }
        written.push_str(&format!("{now}\t{query}\t{wanted}\n"));
        before.push(stored);
        after.push(now);
    }
    let (floor, measured) = (measures(&before), measures(&after));
    tell(&format!(
        "recall@1, recall@5, MRR: {measured:.3?}; stored: {floor:.3?}"
    ));
    let has_fallen = floor
        .iter()
        .zip(measured)
        .any(|(floor, now)| now < floor - 1e-9);
    if std::env::var_os("UPDATE").is_some() && !has_fallen {
        let file = fs::read_to_string(beside("ranking.tsv")).unwrap();
        let remarks = file.lines().filter(|line| line.starts_with('#'));
        let remarks: String = remarks.map(|line| format!("{line}\n")).collect();
        fs::write(beside("ranking.tsv"), remarks + &written).unwrap();
    } else {
        assert!(
            diff.is_empty(),
            "recall@1, recall@5, MRR: {measured:.3?}, were {floor:.3?}\n{diff}"
        );
    }
}

/// recall@1, recall@5, mean reciprocal rank; rank 0 is not found.
fn measures(ranks: &[usize]) -> [f64; 3] {
    let share = |n: usize| ranks.iter().filter(|rank| (1..=n).contains(*rank)).count() as f64;
    let reciprocal = |rank: &usize| if *rank == 0 { 0.0 } else { 1.0 / *rank as f64 };
    let sum: f64 = ranks.iter().map(reciprocal).sum();
    [share(1), share(5), sum].map(|total| total / ranks.len() as f64)
}
