//! A query looks for words in a part of an article: in its captions, or in what was removed from
//! its page.

mod support;

use serde_json::Value;
use support::{Archive, marked, strings};

/// A page with a story, a caption, and what papers put around them.
fn page(title: &str, story: &str, caption: &str, around: &str) -> String {
    format!(
        "<!doctype html><html lang=en><head><title>{title} | The Anselm Courier</title></head><body>\
         <nav><ul><li><a href=/>Front page</a></li><li><a href=/sea>Shipping news</a></li></ul></nav>\
         <article><h1>{title}</h1>\
         <p>{story} The harbour office confirmed it in the afternoon, and said that nobody had been \
         asked before.</p>\
         <figure><img src=p.jpg alt=''><figcaption>{caption}</figcaption></figure>\
         <p>Those who stood at the rail had seen it coming for a week, they said, and had written \
         letters about it that were never answered by anyone in the office.</p>\
         </article><aside><h3>More stories</h3>{around}</aside>\
         <footer><p>Printed on Quay Street since 1871</p></footer></body></html>"
    )
}

fn pages() -> Archive {
    Archive::indexed(&[
        (
            "crane.html",
            &page(
                "The old crane is taken down",
                "The old crane at pier 7 was taken down on Tuesday.",
                "The lighthouse of Port Anselm, seen from the crane",
                "<p><a href=/1>Dravec denies everything, twice</a></p>\
                 <p><a href=/2>Sign up for the morning letters of our harbour desk</a></p>",
            ),
        ),
        (
            "lighthouse.html",
            &page(
                "A lighthouse goes dark",
                "The lighthouse of Port Anselm was switched off for repairs, and Dravec paid.",
                "The keeper with his two lamps",
                "<p><a href=/3>Sign here for a better pier, up to noon</a></p>",
            ),
        ),
    ])
}

fn found(archive: &Archive, query: &str) -> Vec<String> {
    archive.found(query)
}

fn only(archive: &Archive, query: &str) -> Value {
    let mut hits = archive.hits(query);
    assert_eq!(hits.len(), 1, "{query}: {hits:#?}");
    hits.remove(0)
}

#[test]
fn caption_finds_words_and_phrases_in_captions_alone() {
    let archive = pages();
    assert_eq!(
        found(&archive, "lighthouse"),
        ["crane.html", "lighthouse.html"]
    );
    assert_eq!(found(&archive, "caption:lighthouse"), ["crane.html"]);
    assert_eq!(found(&archive, "caption:lamp"), ["lighthouse.html"]);
    assert_eq!(
        found(&archive, "caption:\"two lamps\""),
        ["lighthouse.html"]
    );
    assert_eq!(found(&archive, "caption:\"lamps two\""), [""; 0]);
    assert_eq!(found(&archive, "caption:pier"), [""; 0]);
    assert_eq!(
        found(&archive, "lighthouse -caption:lighthouse"),
        ["lighthouse.html"]
    );
    assert_eq!(found(&archive, "caption:crane pier"), ["crane.html"]);
}

#[test]
fn a_caption_that_matches_is_the_excerpt_and_is_marked_there_alone() {
    let archive = pages();
    let hit = only(&archive, "caption:crane");
    assert_eq!(
        hit["snippet"],
        "…The lighthouse of Port Anselm, seen from the crane"
    );
    assert_eq!(marked(&hit, "snippet"), ["crane"]);
    assert_eq!(marked(&hit, "title"), [""; 0]);
}

#[test]
fn what_was_removed_is_found_only_when_asked_for() {
    let archive = pages();
    assert_eq!(found(&archive, "dravec"), ["lighthouse.html"]);
    assert_eq!(found(&archive, "in:removed dravec"), ["crane.html"]);
    assert_eq!(found(&archive, "\"sign up\""), [""; 0]);
    assert_eq!(
        found(&archive, "in:removed \"sign up\" dravec"),
        ["crane.html"]
    );
    assert_eq!(
        found(&archive, "in:removed sign"),
        ["crane.html", "lighthouse.html"]
    );
    // Any form of a word, and phrases within a block.
    assert_eq!(found(&archive, "in:removed denied"), ["crane.html"]);
    assert_eq!(
        found(&archive, "in:removed \"morning letter\""),
        ["crane.html"]
    );
    assert_eq!(found(&archive, "in:removed \"twice sign\""), [""; 0]);
    // The story is not what was removed.
    assert_eq!(found(&archive, "in:removed repairs"), [""; 0]);
}

#[test]
fn in_removed_goes_with_everything_else_of_a_query() {
    let archive = pages();
    assert_eq!(
        found(&archive, "in:removed sign -dravec"),
        ["lighthouse.html"]
    );
    assert_eq!(
        found(&archive, "in:removed dravec OR noon"),
        ["crane.html", "lighthouse.html"]
    );
    assert_eq!(
        found(&archive, "in:removed sign title:lighthouse"),
        ["lighthouse.html"]
    );
    assert_eq!(found(&archive, "in:removed sign date:2017"), [""; 0]);
    assert_eq!(
        found(&archive, "in:removed sign date:none lang:en"),
        ["crane.html", "lighthouse.html"]
    );
    // A single word of what was removed, next to words of the story.
    assert_eq!(found(&archive, "pier removed:dravec"), ["crane.html"]);
    assert_eq!(found(&archive, "dravec removed:sign"), ["lighthouse.html"]);
}

#[test]
fn a_hit_in_what_was_removed_shows_the_block_and_why_it_was_removed() {
    let archive = pages();
    let hit = only(&archive, "in:removed dravec");
    assert_eq!(hit["snippet"], "Dravec denies everything, twice");
    assert_eq!(marked(&hit, "snippet"), ["Dravec"]);
    assert_eq!(marked(&hit, "title"), [""; 0]);
    let shown = archive.run(&["show", "--json", "crane.html"]).json();
    let removed = shown[0]["removed"].as_array().unwrap();
    let block = removed
        .iter()
        .find(|block| block["text"] == hit["snippet"])
        .unwrap();
    assert_eq!(hit["removed"], block["reason"]);
    let reason = block["reason"].as_str().unwrap();
    archive
        .run(&["search", "in:removed dravec"])
        .exits(0)
        .says(&format!(
            "     removed: {reason} · Dravec denies everything, twice\n"
        ));
    let hit = only(&archive, "caption:crane");
    assert_eq!(hit["removed"], Value::Null);
}

#[test]
fn what_was_removed_is_found_in_any_form_that_the_language_of_its_article_has() {
    let archive = pages();
    archive.write(
        "kran.html",
        "<html lang=de><head><title>Der alte Kran</title></head><body><article>\
         <h1>Der alte Kran</h1><p>Der alte Kran am Hafen von Anselmshafen wurde am Dienstag \
         abgebaut, und niemand hatte vorher die Arbeiter gefragt, die ihn seit vierzig Jahren \
         geschmiert und gestrichen hatten.</p><p>Sie standen am Tor und sahen zu, wie ein Teil \
         nach dem anderen auf die Wagen gelegt und weggefahren wurde.</p></article>\
         <aside><p><a href=/4>Die bunten Häuser am Kai</a></p></aside></body></html>",
    );
    archive.run(&["index"]).exits(0);
    assert_eq!(found(&archive, "in:removed Häusern"), ["kran.html"]);
    assert_eq!(
        found(&archive, "in:removed \"bunte haus\" lang:de"),
        ["kran.html"]
    );
    assert_eq!(found(&archive, "in:removed denying"), ["crane.html"]);
}

#[test]
fn of_very_long_pages_the_beginning_of_what_was_removed_is_searched() {
    let link = "<p><a href=/5>Ferry, harbour, letter and more of the same for all of us</a></p>";
    let around = format!(
        "<p><a href=/6>Zeppelin over the quay</a></p>{}<p><a href=/7>Walrus at the rail</a></p>",
        link.repeat(4_000)
    );
    let page = page(
        "A ferry leaves",
        "The ferry left at noon.",
        "A flag",
        &around,
    );
    let archive = Archive::indexed(&[("long.html", &page)]);
    assert_eq!(found(&archive, "in:removed zeppelin"), ["long.html"]);
    assert_eq!(found(&archive, "in:removed walrus"), [""; 0]);
    archive
        .run(&["extract", "--explain", "long.html"])
        .exits(0)
        .says("Walrus at the rail\n");
}

#[test]
fn what_was_removed_does_not_move_the_ranking_of_stories() {
    let story = "The ferry left the harbour at noon, and the harbour office waved it off with a \
                 flag that was older than the ferry.";
    let scores = |around: &str| {
        let archive = Archive::indexed(&[
            ("a.html", &page("A ferry leaves", story, "A flag", around)),
            (
                "b.txt",
                "A letter\n\nNobody answered the letter about the ferry.\n",
            ),
        ]);
        let hits = archive.hits("ferry harbour OR letter");
        let scores: Vec<f64> = hits
            .iter()
            .map(|hit| hit["score"].as_f64().unwrap())
            .collect();
        (strings(&hits, "source"), scores)
    };
    let menu = "<p><a href=/9>Ferry, harbour, letter and more</a></p>".repeat(40);
    assert_eq!(scores("<p>Nothing</p>"), scores(&menu));
}

#[test]
fn extract_explains_every_block_of_a_page() {
    let archive = pages();
    let explained = archive
        .run(&["extract", "--explain", "crane.html"])
        .exits(0);
    let explained = explained
        .quietly()
        .says("The old crane is taken down\n")
        .says("published  not known\n")
        .says("     file  crane.html\n")
        .says(
            "\n  paragraph       The old crane at pier 7 was taken down on Tuesday. The harbour\n",
        )
        .says("\n  caption         The lighthouse of Port Anselm, seen from the crane\n")
        .does_not_say("\u{1b}");
    assert!(explained.out.lines().all(|line| line.chars().count() <= 80));
    let line = |text: &str| {
        let found = explained.out.lines().find(|line| line.ends_with(text));
        found.unwrap_or_else(|| panic!("no {text:?} in {explained}"))
    };
    assert!(line("Dravec denies everything, twice").starts_with("- "));
    assert!(line("Printed on Quay Street since 1871").starts_with("- "));
    // In the order in which they stand on the page.
    let at = |text: &str| explained.out.find(text).unwrap();
    assert!(
        at("Shipping news") < at("The old crane at") && at("the crane\n") < at("Dravec denies")
    );

    // The same of an article in the index, and the same again for scripts.
    let blocks = |text: &str| text.split_once("\n\n").unwrap().1.to_owned();
    let shown = archive.run(&["show", "--removed", "crane.html"]).exits(0);
    assert_eq!(blocks(&shown.out), blocks(&explained.out));
    let json = [
        &["extract", "--explain", "--json"][..],
        &["show", "--removed", "--json"],
    ];
    let [extracted, shown] = json.map(|args| {
        let answer = archive.run(&[args, &["crane.html"]].concat()).exits(0);
        answer.json().remove(0)["blocks"].clone()
    });
    assert_eq!(extracted, shown);
    let roles = strings(extracted.as_array().unwrap(), "role");
    assert!(roles.contains(&"paragraph".into()) && roles.contains(&"caption".into()));
    assert!(
        roles.iter().any(|role| role.starts_with("removed: ")),
        "{roles:?}"
    );
}
