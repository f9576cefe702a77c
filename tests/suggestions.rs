//! What is offered where a search finds too little: the query with misspelt words written as the
//! archive writes them.

mod support;

use support::{Archive, field};

/// The queries that are offered for one, as JSON has them.
#[track_caller]
fn offered(archive: &Archive, query: &str) -> Vec<String> {
    let answer = archive.run(&["search", "--json", "--limit", "0", "--", query]);
    let results = answer.json().remove(0);
    let total = results["total"].as_u64().unwrap();
    let offered = results["suggestions"].as_array().unwrap().iter();
    let offered = offered.map(|suggestion| {
        let query = field(suggestion, "query");
        let found = archive.hits(query).len() as u64;
        assert!(found > total, "{query} finds {found}");
        assert_eq!(suggestion["articles"], found, "{query}");
        query.to_owned()
    });
    offered.collect()
}

#[track_caller]
fn offers(archive: &Archive, query: &str, first: &str) {
    let offered = offered(archive, query);
    assert_eq!(
        offered.first().map_or("", String::as_str),
        first,
        "{query}: {offered:?}"
    );
}

fn of_texts(texts: &[&str]) -> Archive {
    let archive = Archive::new();
    for (number, text) in texts.iter().enumerate() {
        archive.write(
            &format!("{number}.txt"),
            format!("Story {number}\n\n{text}\n"),
        );
    }
    archive.run(&["index"]).exits(0);
    archive
}

#[test]
fn a_misspelt_word_is_offered_as_the_archive_writes_it() {
    let archive = Archive::indexed_sample();
    archive
        .run(&["search", "zertifikatt"])
        .exits(1)
        .says("no article matches zertifikatt\n");
    archive
        .run(&["search", "ferry inqiury"])
        .exits(1)
        .says("no article has all 2 parts of the query")
        .says("did you mean: ferry inquiry  (12 articles)\n");
    for (typed, meant) in [
        ("certifcate", "certificate"),
        ("Certifcate -dam", "Certificate -dam"),
        ("\"bow dooor\"", "\"bow door\""),
        ("title:inqury", "title:inquiry"),
        (
            "certifcate NEAR/20 inspektion",
            "certificate NEAR/20 inspection",
        ),
        ("+inqury ferry^2", "+inquiry ferry^2"),
        // What one article has stays as it is.
        (
            "surveyer certifcate date:2017",
            "surveyer certificate date:2017",
        ),
    ] {
        offers(&archive, typed, meant);
    }
}

#[test]
fn a_misspelt_name_is_offered_as_articles_have_it() {
    let archive = Archive::indexed_sample();
    for (typed, meant) in [
        ("person:\"Amara Solis\"", "person:\"Amara Sollis\""),
        ("person:dravek ferry", "person:\"dravec\" ferry"),
        (
            "org:\"Sound Fery Authority\"",
            "org:\"Sound Ferry Authority\"",
        ),
        (
            "entity:\"Northgate Maritme\"",
            "entity:\"Northgate Maritime\"",
        ),
        ("about:Solliss", "about:\"Sollis\""),
        ("place:Sollis", "entity:\"Sollis\""),
    ] {
        offers(&archive, typed, meant);
    }
}

#[test]
fn nothing_is_offered_where_enough_is_found() {
    let archive = Archive::indexed_sample();
    for query in [
        "ferry",
        "ferry inquiry",
        "person:Sollis",
        "ferry OR dam",
        "-ferry",
        "date:2017",
    ] {
        offers_none(&archive, query);
    }
    // One of the alternatives stands nowhere.
    offers(&archive, "dam OR inqiury", "(dam OR inquiry)");
}

#[test]
fn nothing_is_offered_that_finds_no_more() {
    let archive = Archive::indexed_sample();
    for query in [
        "inqiury date:1850",
        "inqiury lang:ja",
        "inqiury site:nowhere.example",
        "-inqiury date:1850",
    ] {
        offers_none(&archive, query);
    }
}

#[test]
fn the_more_frequent_of_equally_near_words_is_meant_and_one_letter_is_likelier_than_two() {
    let archive = of_texts(&[
        "The lantern hung in the harbour.",
        "Another harbour, another lantern, and a barbour coat.",
        "The harbour again, and the lectern.",
        "Pontoons lay there.",
        "The platform of the pontifex. The platforms.",
    ]);
    offers(&archive, "larbour", "harbour");
    offers(&archive, "lantorn", "lantern");
    offers(&archive, "platfrom", "platform");
}

#[test]
fn other_forms_of_a_word_are_never_offered_nor_small_words_nor_numbers() {
    let archive = of_texts(&[
        "Two bridges stood there in 2017, and the bridge of 1988 was theirs.",
        "Their bridging cost 45000 crowns, and there was nothing between the bridges. Zürich knew.",
    ]);
    for query in [
        "bridge zeppelin",
        "bridged zeppelin",
        "thier",
        "theer",
        "betwen",
        "2018",
        "45001",
        "Zuerch45",
        "zurich zeppelin",
    ] {
        offers_none(&archive, query);
    }
    offers(&archive, "Zurihc", "Zurich");
}

#[test]
fn words_that_are_one_in_the_archive_are_joined_and_one_that_is_two_is_parted() {
    let archive = of_texts(&[
        "The lighthouse keeper read the newspaper.",
        "The harbour master slept; the harbour master snored under a red lamp.",
    ]);
    offers(&archive, "news paper keeper", "newspaper keeper");
    offers(&archive, "harbourmaster", "harbour-master");
    offers(&archive, "redlamp", "red-lamp");
}

#[test]
fn a_word_of_the_archive_gives_way_only_to_one_that_is_many_times_as_frequent() {
    let mut texts = vec!["The minster has a tower."; 2];
    texts.extend(["The minister spoke of the budget."; 3]);
    offers_none(&of_texts(&texts), "minster budget");
    texts.extend(["The minister spoke again of the budget."; 120]);
    let many = of_texts(&texts);
    offers(&many, "minster budget", "minister budget");
    offers(&many, "minster bugdet", "minister budget");
}

#[track_caller]
fn offers_none(archive: &Archive, query: &str) {
    let offered = offered(archive, query);
    assert!(offered.is_empty(), "{query}: {offered:?}");
}
