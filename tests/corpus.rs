//! The sample archive as a specification: what is extracted from each of its files (`corpus.tsv`).

mod support;

use std::collections::HashMap;

use serde_json::Value;
use support::{Archive, rows};

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
