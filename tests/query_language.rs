//! What a person sees of the query language: hits, marks, partial matches, explanations. That each
//! operator finds what it should is tried in `tests/brute`.

mod support;

use serde_json::json;
use support::Archive;

fn stories() -> Archive {
    Archive::indexed(&[
        (
            "bribe.txt",
            "Bribes at the harbour\n\nPublished: 2017-03-08\n\nMayor Anna Orlan took no bribe, she said on Monday. \
             A surveyor of the harbour said that bribery was common. The US knew of it.\n",
        ),
        (
            "ferry.txt",
            "The ferry to Riga\n\nPublished: 2017-04-02\n\nThe ferry left the harbour late. It told us nothing, and \
             the door of the bow had no lock.\n",
        ),
    ])
}

#[test]
fn operators_find_by_letters_places_and_names() {
    let archive = stories();
    for (query, found) in [
        ("brib*", "bribe.txt"),
        ("=US", "bribe.txt"),
        ("us -=US", "ferry.txt"),
        ("harbor~", "bribe.txt ferry.txt"),
        ("door NEAR/6 lock", "ferry.txt"),
        ("lock BEFORE/6 door", ""),
        ("\"door bow lock\"~5", "ferry.txt"),
        ("[person] NEAR/5 bribe", "bribe.txt"),
        ("person:Orlan NEAR/4 bribery", ""),
        ("title:(bribe OR ferry) -body:surveyor", "ferry.txt"),
        ("/fer+y/", "ferry.txt"),
        ("path:FERRY", "ferry.txt"),
        ("date:>2017-03-08", "ferry.txt"),
    ] {
        assert_eq!(archive.found(query).join(" "), found, "{query}");
    }
}

#[test]
fn fields_restrict_by_what_is_known_of_an_article() {
    let archive = Archive::new();
    let record = json!({
        "title": "Ferry", "text": "The ferry sailed.", "section": "Harbour & Sea",
        "url": "https://www.Courier.example/2017/ferry.html",
    });
    archive.write("a.jsonl", record.to_string());
    archive.write(
        "b.md",
        "# Ferry\n\nThe ferry sailed, says https://www.courier.example/2017.\n",
    );
    archive.run(&["index"]).exits(0);
    for (query, found) in [
        ("url:courier.example/2017", "a.jsonl"),
        (
            "url:\"https://www.courier.example/2017/ferry.html\"",
            "a.jsonl",
        ),
        ("url:courier.example/2018", ""),
        ("section:harbour", "a.jsonl"),
        ("section:\"SEA\"", "a.jsonl"),
        ("section:harb", ""),
        ("type:jsonl", "a.jsonl"),
        ("type:(markdown OR pdf)", "b.md"),
        ("-type:markdown ferry", "a.jsonl"),
    ] {
        assert_eq!(archive.found(query).join(" "), found, "{query}");
    }
    archive
        .run(&["search", "type:word"])
        .exits(2)
        .warns("`word` is no type of files");
}

#[test]
fn an_article_is_as_new_in_the_archive_as_its_content() {
    let archive = Archive::new();
    archive.write("old.txt", "The ferry\n\nThe ferry sailed at noon.\n");
    archive.run(&["index"]).exits(0);
    let since = |query: &str| archive.found(query).join(" ");
    assert_eq!(since("indexed:today"), "old.txt");
    assert_eq!(since("indexed:3d"), "old.txt");
    assert_eq!(since("indexed:2017"), "");
    assert_eq!(since("indexed:>=2017"), "old.txt");
    // Read again, renamed, it is no newer than before; another content is.
    archive.write("new.txt", "The crane\n\nThe crane fell at noon.\n");
    archive.run(&["index"]).exits(0);
    archive.rename("old.txt", "moved.txt");
    archive.run(&["index"]).exits(0);
    let newest = archive.run(&["search", "noon", "--sort", "added"]);
    newest.exits(0).says("  1. The crane");
    archive.write(
        "moved.txt",
        "The ferry\n\nThe ferry sailed at noon, late.\n",
    );
    archive.run(&["index"]).exits(0);
    let newest = archive.run(&["search", "noon", "--sort", "added"]);
    newest.exits(0).says("  1. The ferry");
    archive
        .run(&["search", "indexed:soon"])
        .exits(2)
        .warns("`soon` is no date");
}

#[test]
fn the_word_itself_stands_above_words_that_are_like_it() {
    let archive = Archive::indexed(&[
        (
            "smith.txt",
            "Smith, Smith and Smith\n\nSmith met Smith. Smith said so to Smith.\n",
        ),
        (
            "smyth.txt",
            "A long story\n\nOf many people who are not named here at all, one was called Smyth, and was never heard of \
             again by anybody who tells of it in this town or the next.\n",
        ),
    ]);
    let hits = archive.hits("smyth~");
    let sources: Vec<_> = hits
        .iter()
        .map(|hit| hit["source"].as_str().unwrap())
        .collect();
    assert_eq!(sources, ["smyth.txt", "smith.txt"]);
}

#[test]
fn where_no_article_has_all_words_the_nearest_are_shown_and_it_is_said() {
    let archive = stories();
    let answer = archive.run(&["search", "ferry harbour zeppelin date:2017"]);
    answer
        .exits(1)
        .says("no article has all 3 parts of the query; 1 has 2:")
        .says("The ferry to Riga");
    // What restricts or must occur is never given up.
    archive
        .run(&["search", "ferry zeppelin date:2016"])
        .exits(1)
        .says("no article matches");
    archive
        .run(&["search", "ferry +zeppelin"])
        .exits(1)
        .says("no article matches");
    archive
        .run(&["search", "harbour zeppelin -ferry"])
        .exits(1)
        .says("Bribes at the harbour");
}

#[test]
fn a_whole_article_is_shown_with_what_matched_marked() {
    let archive = stories();
    archive
        .run(&["show", "bribe.txt", "--query", "[person] NEAR/5 bribe*"])
        .exits(0)
        .says("Mayor [Anna Orlan] took no [bribe], she said")
        .says("said that bribery was common");
}

#[test]
fn a_query_is_explained_in_words() {
    let archive = stories();
    let answer = archive.run(&["search", "--explain-query", "brib* -title:ferry"]);
    answer
        .exits(0)
        .says("with a word like brib*")
        .says("but not those with “ferry” in any form, in the title")
        .says("brib* stands for: bribe, bribery, bribes")
        .quietly();
}

#[test]
fn in_a_literal_query_nothing_is_syntax() {
    let archive = stories();
    let told = ["search", "--literal", "-lock OR: (\"door\" told~ us"];
    archive.run(&told).exits(1).quietly();
    for query in ["NOT -lock: (\"door\" no", "title:lock", "-lock us*"] {
        let typed = archive.run(&["search", "--literal", query]).quietly();
        let words: Vec<&str> = query.split(|c: char| !c.is_alphabetic()).collect();
        let plain = words.join(" ").to_lowercase();
        let plain = archive.run(&["search", &plain]).quietly();
        assert_eq!(typed.status, plain.status, "{query}");
        let hits = |out: &str| out.rsplit_once("\n\n").map(|(hits, _)| hits.to_owned());
        assert_eq!(hits(&typed.out), hits(&plain.out), "{query}");
    }
    archive
        .run(&["timeline", "--literal", "-ferry (late)"])
        .exits(0)
        .says("1 article for -ferry (late) by day");
    archive
        .run(&["search", "--literal", "(-:\"*"])
        .complains("dateline: nothing to search for; write a word\n  (-:\"*\n  ^^^^^");
}

#[test]
fn a_pattern_that_stands_for_too_many_words_says_so() {
    let words: Vec<String> = (0..2_100).map(|number| format!("w{number}x")).collect();
    let archive = Archive::indexed(&[("words.txt", &format!("Words\n\n{}\n", words.join(" ")))]);
    archive
        .run(&["search", "w*"])
        .exits(0)
        .warns("w* stands for 2101 words, of which the 2000 in most articles are searched");
}
