//! What a score is made of: every part told, and the sum right.

mod support;

use serde_json::Value;
use support::{Archive, field};

const QUERIES: [&str; 21] = [
    "ferry",
    "ferry inquiry",
    "ferry ferry inquiry the",
    "ferry OR crane OR inquiry OR lamp",
    "(ferry crane) OR inquiry",
    "((ferry crane) OR lamp) (inquiry OR (dam engineer))",
    "ferry -(crane lamp)",
    "+ferry inquiry^3 title:orla",
    "(ferry^0.5 OR lamp)^2",
    "fery~ OR certif*",
    "fery~2 inquiry",
    "\"ferry inquiry\" OR \"bow door\"~3",
    "person:Sollis ferry",
    "person:Sollis NEAR/20 ferry",
    "about:Sollis OR about:Dravec",
    "[person] BEFORE/5 said",
    "=Ferry OR /inqu.*/",
    "in:removed subscribe",
    "date:2017-03 ferry OR person:*",
    "ferry crane inquiry lamp dam engineer harbour letter",
    "the ferry OR crane OR inquiry OR lamp OR dam OR engineer OR engineer",
];

fn parts(hit: &Value) -> &Vec<Value> {
    hit["explanation"]["parts"].as_array().unwrap()
}

#[test]
fn the_parts_of_a_score_add_up() {
    let archive = Archive::indexed_sample();
    let mut compared = 0;
    for query in QUERIES {
        let hits = |more: &[&str]| {
            let args = ["search", "--explain", "--json", "--limit", "100"];
            let args = [&args[..], more, &["--", query]].concat();
            archive.run(&args).json().split_off(1)
        };
        for hit in hits(&[]).iter().chain(&hits(&["--recent"])) {
            let score = hit["score"].as_f64().unwrap();
            let sum: f64 = parts(hit)
                .iter()
                .map(|part| part["score"].as_f64().unwrap())
                .sum();
            let id = field(hit, "id");
            assert!(
                (score - sum).abs() <= 1e-5 * score.max(1.0),
                "{query}, {id}: {score}, {sum}"
            );
            compared += 1;
        }
    }
    assert!(compared > 600, "{compared} hits");
}

#[test]
fn what_a_word_gives_is_told_with_what_made_it() {
    let archive = Archive::indexed(&[
        (
            "a.txt",
            "The ferry\n\nThe ferry left the pier at noon, and no other ferry came.\n",
        ),
        (
            "b.txt",
            "The pier\n\nA crane fell on the pier in the night, and nobody was there.\n",
        ),
    ]);
    let answer = archive.run(&["search", "ferry pier^2", "--explain"]);
    answer
        .exits(0)
        .says("ferry: 3 times, 1 in the title; in this article alone\n")
        .says("pier: once; in 2 articles; counted 2 times\n");
    let answer = archive.run(&["search", "fery~", "--explain"]);
    answer
        .exits(0)
        .says("fery~1: words like it; in this article alone; counted 0.5 times\n");
    let answer = archive.run(&["search", "ferry~", "--explain"]);
    answer
        .exits(0)
        .says("ferry~1: the word itself is above all others\n");
    let query = "ferry OR pier OR lamp OR ship OR harbour";
    let answer = archive.run(&["search", query, "--explain"]);
    answer.exits(0).does_not_say("words of");
    // Where nothing ranks, there is no score.
    let answer = archive.run(&["search", "path:a.txt", "--explain"]);
    answer.exits(0).does_not_say("score");
}
