//! The archive as tables for other programs.

mod support;

use std::collections::BTreeMap;

use serde_json::Value;
use support::{Archive, field, strings};

/// The rows of a CSV file, each by the names of its columns.
fn rows(csv: &str) -> Vec<BTreeMap<String, String>> {
    let mut lines: Vec<Vec<String>> = vec![vec![String::new()]];
    let mut is_quoted = false;
    let mut signs = csv.chars().peekable();
    while let Some(sign) = signs.next() {
        let row = lines.last_mut().unwrap();
        match sign {
            '"' if is_quoted && signs.next_if_eq(&'"').is_some() => {
                row.last_mut().unwrap().push('"');
            }
            '"' => is_quoted = !is_quoted,
            ',' if !is_quoted => row.push(String::new()),
            '\n' if !is_quoted => lines.push(vec![String::new()]),
            _ => row.last_mut().unwrap().push(sign),
        }
    }
    assert_eq!(lines.pop(), Some(vec![String::new()]), "the last line ends");
    let names = lines.remove(0);
    let row = |cells: Vec<String>| {
        assert_eq!(cells.len(), names.len(), "{cells:?}");
        names.iter().cloned().zip(cells).collect()
    };
    lines.into_iter().map(row).collect()
}

#[test]
fn every_article_is_a_row_in_the_order_of_ids() {
    let archive = Archive::indexed_sample();
    let answer = archive.run(&["export", "articles"]).exits(0).quietly();
    let articles = answer.json();
    let mut ids = strings(&archive.hits("date:none OR date:..2100"), "id");
    ids.sort();
    assert_eq!(strings(&articles, "article"), ids);
    let csv = archive
        .run(&["export", "articles", "--format", "csv"])
        .exits(0);
    for (row, article) in rows(&csv.out).iter().zip(&articles) {
        for (name, value) in article.as_object().unwrap() {
            let value = match value {
                Value::String(text) => text.clone(),
                Value::Null => String::new(),
                other => other.to_string(),
            };
            assert_eq!(row[name], value, "{name} of {}", row["article"]);
        }
    }
}

#[test]
fn a_mention_stands_where_its_row_says() {
    let archive = Archive::indexed_sample();
    let articles = archive.run(&["export", "articles"]).json();
    let texts: BTreeMap<&str, &str> = articles
        .iter()
        .map(|article| (field(article, "article"), field(article, "text")))
        .collect();
    let mentions = archive.run(&["export", "mentions"]).exits(0).json();
    assert!(mentions.len() > 1_000, "{}", mentions.len());
    for mention in &mentions {
        let place = |name: &str| mention[name].as_u64().unwrap() as usize;
        let surface = &texts[field(mention, "article")][place("start")..place("end")];
        assert_eq!(field(mention, "surface"), surface);
    }
    let entities = archive.run(&["export", "entities"]).exits(0).json();
    let sollis =
        |row: &&Value| field(row, "entity") == "Amara Sollis" && field(row, "type") == "person";
    let counted = mentions.iter().filter(sollis).count();
    let told = entities.iter().find(sollis).unwrap();
    assert_eq!(told["mentions"], counted, "{told}");
}

#[test]
fn hits_and_articles_of_a_query_are_those_that_match() {
    let archive = Archive::indexed_sample();
    let expected = strings(&archive.hits("ferry inquiry"), "id");
    let hits = archive
        .run(&["export", "hits", "--query", "ferry inquiry"])
        .exits(0)
        .json();
    assert_eq!(strings(&hits, "article"), expected);
    let articles = archive
        .run(&["export", "articles", "--query", "ferry inquiry"])
        .json();
    assert_eq!(articles.len(), expected.len());
    archive
        .run(&["export", "hits"])
        .exits(2)
        .warns("hits of which query?");
    archive
        .run(&["export", "articles", "--query", "zebra"])
        .exits(1);
}

#[test]
fn an_export_that_was_broken_off_anywhere_goes_on() {
    let archive = Archive::indexed_sample();
    for (table, format) in [
        ("articles", "csv"),
        ("mentions", "csv"),
        ("mentions", "json"),
    ] {
        let export = |more: &[&str]| {
            let args = ["export", table, "--format", format, "--output", "out"];
            archive.run(&[&args, more].concat())
        };
        export(&[]).exits(0).quietly();
        let whole = std::fs::read(archive.path("out")).unwrap();
        let part = archive.path("out.part");
        assert!(!part.exists() && !archive.path("out.part.json").exists());
        // The mark of a broken export, by breaking one: its folder of a name that a file cannot have.
        std::fs::remove_file(archive.path("out")).unwrap();
        std::fs::create_dir(archive.path("out")).unwrap();
        export(&[]).exits(2).warns("cannot write");
        std::fs::remove_dir(archive.path("out")).unwrap();
        let broken = std::fs::read(&part).unwrap();
        assert_eq!(broken, whole);
        let mark = std::fs::read(archive.path("out.part.json")).unwrap();
        for end in [0, 5, 40, 300, whole.len() / 2, whole.len() - 1, whole.len()] {
            std::fs::write(&part, &whole[..end]).unwrap();
            std::fs::write(archive.path("out.part.json"), &mark).unwrap();
            export(&["--resume"]).exits(0).quietly();
            let resumed = std::fs::read(archive.path("out")).unwrap();
            assert!(resumed == whole, "{table} {format} broken off at {end}");
        }
        std::fs::write(&part, &whole[..100]).unwrap();
        std::fs::write(archive.path("out.part.json"), "{}").unwrap();
        export(&["--resume"]).exits(2).warns(
            "the archive or the command has changed since; without --resume it is begun anew",
        );
        export(&[]).exits(0);
    }
}
