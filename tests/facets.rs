//! What all articles that match have in common, counted: the same as a person would count who
//! looked at each of them.

mod support;

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};
use support::{Archive, Random, invented_text};

type Counts = BTreeMap<String, u64>;

/// The line of the facets.
fn facets(archive: &Archive, query: &str, more: &[&str]) -> Value {
    let args = [&["search", query, "--json", "--facets"], more].concat();
    let mut lines = archive.run(&args).quietly().json();
    assert_eq!(lines[0]["type"], "results");
    assert_eq!(lines[1]["type"], "facets");
    lines.remove(1)
}

/// The values of a field, in the order in which they are given.
fn values(facets: &Value, field: &str) -> Vec<(String, u64)> {
    let best = facets[field]["best"].as_array().unwrap().iter();
    best.map(|value| {
        let name = value["name"].as_str().unwrap().to_owned();
        (name, value["articles"].as_u64().unwrap())
    })
    .collect()
}

/// Counts in the order that is promised: by the number, then by the alphabet.
fn in_order(counts: &Counts) -> Vec<(String, u64)> {
    let mut counts: Vec<_> = counts.clone().into_iter().collect();
    counts.sort_by_key(|(name, articles)| (std::cmp::Reverse(*articles), name.clone()));
    counts
}

/// Counts the hits by what is made of each; one of which nothing is made counts apart.
fn by_hand(hits: &[Value], of: impl Fn(&Value) -> Option<String>) -> (Counts, u64) {
    let (mut counts, mut without) = (Counts::new(), 0);
    for hit in hits {
        match of(hit) {
            Some(value) => *counts.entry(value).or_default() += 1,
            None => without += 1,
        }
    }
    (counts, without)
}

fn date(hit: &Value, letters: usize) -> Option<String> {
    let date = hit["published"]["date"].as_str()?;
    Some(date.get(..letters)?.to_owned())
}

/// The entities of a type in each article that matches, each once, counted over the articles. What
/// an article names is asked of `show`, which knows an entity by the same key in every article.
fn names_by_hand(archive: &Archive, hits: &[Value], kind: &str) -> Counts {
    let mut counts = Counts::new();
    for hit in hits {
        let id = hit["id"].as_str().unwrap();
        let article = archive
            .run(&["show", id, "--json"])
            .exits(0)
            .json()
            .remove(0);
        let names = article["names"].as_array().unwrap().iter();
        let names: BTreeSet<String> = names
            .filter(|name| name["kind"] == kind)
            .map(|name| name["key"].as_str().unwrap().to_owned())
            .collect();
        for name in names {
            *counts.entry(name).or_default() += 1;
        }
    }
    counts
}

const MANY: [&str; 2] = ["--facet-limit", "100000"];

#[test]
fn the_facets_of_the_sample_are_what_a_person_counts() {
    let archive = Archive::indexed_sample();
    for query in ["ferry inquiry", "person:Dravec date:2017", "-zzz"] {
        let hits = archive.hits(query);
        // One hit is shown; all are counted.
        let facets = facets(&archive, query, &[&MANY[..], &["--limit", "1"]].concat());
        let string = |hit: &Value, field: &str| hit[field].as_str().map(str::to_owned);
        let fields: [(&str, (Counts, u64)); 4] = [
            ("format", by_hand(&hits, |hit| string(hit, "format"))),
            ("language", by_hand(&hits, |hit| string(hit, "language"))),
            ("year", by_hand(&hits, |hit| date(hit, 4))),
            ("month", by_hand(&hits, |hit| date(hit, 7))),
        ];
        for (field, (counts, without)) in fields {
            assert_eq!(
                values(&facets, field),
                in_order(&counts),
                "{query}: {field}"
            );
            assert_eq!(facets[field]["values"], counts.len(), "{query}: {field}");
            assert_eq!(facets[field]["without"], without, "{query}: {field}");
        }
        let (sites, without) = by_hand(&hits, |hit| string(hit, "site"));
        let found: Counts = values(&facets, "site").into_iter().collect();
        assert_eq!(
            (found, &facets["site"]["without"]),
            (sites, &json!(without))
        );
    }
}

#[test]
fn an_article_counts_once_for_an_entity_by_whatever_names_it_mentions_it() {
    let archive = Archive::indexed_sample();
    for query in ["ferry inquiry", "dam OR strike"] {
        let hits = archive.hits(query);
        let facets = facets(&archive, query, &MANY);
        for kind in ["person", "org", "place"] {
            let counts = names_by_hand(&archive, &hits, kind);
            let found = values(&facets, kind);
            let numbers = |counts: Vec<(String, u64)>| -> Vec<u64> {
                counts.into_iter().map(|(_, articles)| articles).collect()
            };
            let counted = numbers(in_order(&counts));
            assert_eq!(numbers(found.clone()), counted, "{query}: {kind}");
            // `entities` counts the same names of the same articles.
            let args = [
                "entities", "--json", "--limit", "100000", "--type", kind, "--query", query,
            ];
            let names = archive.run(&args).exits(0).json();
            let names = names.iter().map(|name| {
                let articles = name["articles"].as_u64().unwrap();
                (name["name"].as_str().unwrap().to_owned(), articles)
            });
            assert_eq!(found, names.collect::<Vec<_>>(), "{query}: {kind}");
        }
    }
}

#[test]
fn a_correction_changes_the_counts_at_once() {
    let archive = Archive::indexed_sample();
    let query = "ferry inquiry";
    let people = || -> Counts {
        let facets = facets(&archive, query, &MANY);
        values(&facets, "person").into_iter().collect()
    };
    let before = people();
    let (one, other) = ("Amara Sollis", "Josef Lindqvar");
    let hits = archive.hits(query);
    let with_either = hits.iter().filter(|hit| {
        let id = hit["id"].as_str().unwrap();
        let show = archive.run(&["show", id, "--json"]).exits(0);
        let article = show.json().remove(0);
        let mut names = article["names"].as_array().unwrap().iter();
        names.any(|name| name["name"] == one || name["name"] == other)
    });
    let with_either = with_either.count() as u64;
    assert!(
        with_either < before[one] + before[other],
        "they meet somewhere"
    );
    archive.run(&["entity", one, "--merge", other]).exits(0);
    let merged = people();
    let of_both = merged.get(one).or(merged.get(other));
    assert_eq!(of_both, Some(&with_either));
    assert_eq!(merged.len(), before.len() - 1);
    archive.run(&["entity", "Viktor Dravec", "--hide"]).exits(0);
    assert!(!people().contains_key("Viktor Dravec"));
    archive
        .run(&["entity", "Hugo Stenne", "--type", "org"])
        .exits(0);
    let facets = facets(&archive, query, &MANY);
    let orgs: Counts = values(&facets, "org").into_iter().collect();
    assert_eq!(orgs.get("Hugo Stenne"), before.get("Hugo Stenne"));
}

/// Stories of two papers; of one only the year is known, one has no date and no paper.
fn papers() -> Archive {
    let story = |id: &str, site: &str, date: &str| {
        let text = "The ferry Saint Orla lay at the pier all day and nobody went aboard.";
        let record = json!({"id": id, "site": site, "date": date, "text": text, "language": "en"});
        record.to_string() + "\n"
    };
    let stories = [
        story("P1", "Tresk Herald", "2017-03-08"),
        story("P2", "Tresk Herald", "2017-03-09"),
        story("P3", "The Anselm Courier", "2017"),
        story("P4", "The Anselm Courier", "2016-12-01"),
        story("P5", "", ""),
    ];
    Archive::indexed(&[("papers.jsonl", &stories.concat())])
}

#[test]
fn facets_stand_below_the_hits_with_what_is_not_known_apart() {
    papers()
        .run(&[
            "search",
            "ferry",
            "--facets",
            "--limit",
            "1",
            "--copies=apart",
        ])
        .exits(0)
        .quietly()
        .says("sites          The Anselm Courier (2) · Tresk Herald (2) · none (1)\n")
        .says("languages      en (5)\n")
        .says("years          2017 (3) · 2016 (1) · undated (1)\n")
        .says("months         2017-03 (2) · 2016-12 (1) · not known (2)\n")
        .says("1–1 of 5 articles for ferry\n");
}

#[test]
fn the_best_of_each_field_are_shown_and_the_others_counted() {
    let archive = papers();
    let best = facets(&archive, "ferry", &["--facet-limit", "1"]);
    assert_eq!(values(&best, "year"), [("2017".to_owned(), 3)]);
    assert_eq!(best["year"]["values"], 2);
    archive
        .run(&["search", "ferry", "--facets", "--facet-limit", "1"])
        .says("years          2017 (3) · 1 more · undated (1)\n");
    let none = facets(&archive, "crane", &[]);
    assert_eq!(
        (&none["site"]["values"], &none["site"]["without"]),
        (&json!(0), &json!(0))
    );
    archive
        .run(&["search", "crane", "--facets"])
        .exits(1)
        .does_not_say("languages");
    archive
        .run(&["search", "ferry", "--facet-limit", "3"])
        .exits(2)
        .warns("--facets");
}

#[test]
fn each_author_of_a_byline_counts_whatever_the_case() {
    let archive = Archive::new();
    let mut stories = String::new();
    for (byline, section) in [
        (json!("Hanne Quill and Jo Bell"), json!("Harbour")),
        (json!("By Jo Bell, Bo Lund"), json!("Harbour")),
        (json!("JO BELL"), json!("HARBOUR")),
        (json!(null), json!("Sport")),
        (json!("Hanne Quill, Jo Bell and Bo Lund"), json!(null)),
    ] {
        let record = json!({"author": byline, "section": section, "text": "The ferry sailed."});
        stories.push_str(&format!("{record}\n"));
    }
    archive.write("a.jsonl", stories);
    archive.run(&["index"]).exits(0);
    let facets = facets(&archive, "ferry", &[]);
    let counted = |counts: &[(&str, u64)]| -> Vec<(String, u64)> {
        let counts = counts.iter();
        counts
            .map(|(name, count)| (name.to_string(), *count))
            .collect()
    };
    let authors = counted(&[("Jo Bell", 4), ("Bo Lund", 2), ("Hanne Quill", 2)]);
    assert_eq!(values(&facets, "author"), authors);
    assert_eq!(facets["author"]["without"], 1);
    let sections = counted(&[("Harbour", 3), ("Sport", 1)]);
    assert_eq!(values(&facets, "section"), sections);
    assert_eq!(facets["section"]["without"], 1);
    archive
        .run(&["search", "ferry", "--facets"])
        .says("authors        Jo Bell (4) · Bo Lund (2) · Hanne Quill (2) · none (1)\n");
}

#[test]
fn counts_do_not_depend_on_how_the_articles_came_into_the_index() {
    let mut random = Random::new();
    let files: Vec<(String, String)> = (0..12)
        .map(|file| {
            let lines = (0..10).map(|line| {
                let text = invented_text(&mut random, 20);
                let site = ["Tresk Herald", "tresk herald", "Golos Porta", ""][random.below(4)];
                let date = format!("201{}-0{}-11", random.below(9), 1 + random.below(9));
                let id = format!("A{file}-{line}");
                let record = json!({"id": id, "text": text, "site": site, "date": date});
                record.to_string() + "\n"
            });
            (format!("{file}.jsonl"), lines.collect())
        })
        .collect();
    let (piecemeal, whole) = (Archive::new(), Archive::new());
    for (path, text) in &files {
        whole.write(path, text);
    }
    whole.run(&["index", "--threads", "1"]).exits(0);
    for (path, text) in files.iter().rev() {
        piecemeal.write(path, text);
        // What is written first is thrown away again.
        piecemeal.write("gone.jsonl", text.replace("\"A", "\"B"));
        piecemeal.run(&["index"]).exits(0);
    }
    piecemeal.remove("gone.jsonl");
    piecemeal.run(&["index"]).exits(0);
    for query in ["ferry", "harbour OR lamp", "-winter", "person:Sollis"] {
        assert_eq!(
            facets(&piecemeal, query, &MANY),
            facets(&whole, query, &MANY),
            "{query}"
        );
        let timeline = |archive: &Archive| archive.run(&["timeline", query, "--json"]).out;
        assert_eq!(timeline(&piecemeal), timeline(&whole), "{query}");
    }
}
