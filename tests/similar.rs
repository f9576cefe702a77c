//! Stories that are like an article, as a person asks for them.

mod support;

use std::collections::{BTreeSet, HashMap};

use support::{Archive, assert_golden, corpus, field, strings, told_lines};

/// Just below what is reached: mean average precision of the other stories of the same event, and the
/// share of articles whose first story is one.
const EVENTS_MIN: [f64; 2] = [0.73, 0.74];

/// The stories like an article, as JSON.
#[track_caller]
fn like(archive: &Archive, article: &str, more: &[&str]) -> Vec<serde_json::Value> {
    let answer = archive.run(&[&["similar", "--json", "--limit", "100", article], more].concat());
    assert!(matches!(answer.status, Some(0 | 1)), "{answer}");
    let mut lines = answer.json();
    let about = lines.remove(0);
    assert_eq!(about["hits"], lines.len(), "{answer}");
    lines
}

#[track_caller]
fn titles(archive: &Archive, article: &str, more: &[&str]) -> Vec<String> {
    strings(&like(archive, article, more), "title")
}

/// A quarrel about a lighthouse, told twice, and what has nothing to do with it.
fn lighthouse() -> Archive {
    Archive::indexed(&[
        (
            "first.txt",
            "Keeper of Skarv light refuses to leave\n\nPublished: 2019-05-02\n\nOdile Brandvik, the last keeper of the \
             lighthouse on Skarv, locked its door yesterday when the auctioneer came. The lens is to be sold.\n",
        ),
        (
            "second.txt",
            "The lens stays, says Brandvik\n\nPublished: 2019-06-11\n\nNobody will carry the lens down from Skarv, \
             Odile Brandvik told the auctioneer through the door of the lighthouse.\n",
        ),
        (
            "third.txt",
            "Herring prices fall\n\nPublished: 2019-06-12\n\nA barrel of herring cost nine crowns on Tuesday. Fishermen \
             blamed the weather and the mackerel.\n",
        ),
        (
            "fourth.txt",
            "Fishermen land mackerel\n\nPublished: 2019-06-14\n\nFishermen brought forty barrels of mackerel, and no \
             herring, to the market on Thursday. The weather was calm.\n",
        ),
    ])
}

#[test]
fn stories_of_the_same_event_come_first() {
    let archive = Archive::indexed_sample();
    archive.run(&["index", "--compact"]).exits(3);
    let all = archive.hits("date:none OR date:..2100");
    let ids: HashMap<&str, &str> = all
        .iter()
        .map(|it| (field(it, "title"), field(it, "id")))
        .collect();
    let mut events: Vec<Vec<String>> = Vec::new();
    for line in told_lines("ranking/events.txt") {
        match line.strip_prefix("  ") {
            Some(title) => {
                assert!(ids.contains_key(title), "no article is called {title}");
                events
                    .last_mut()
                    .expect("an event before")
                    .push(title.to_owned());
            }
            None => events.push(Vec::new()),
        }
    }
    let clusters = archive
        .run(&["copies", "--json"])
        .exits(0)
        .json()
        .split_off(1);
    let clusters: Vec<Vec<String>> = clusters
        .iter()
        .map(|cluster| strings(cluster["versions"].as_array().unwrap(), "title"))
        .collect();
    // The title that stands for all copies of a text.
    let text_of = |title: &String| {
        let cluster = clusters.iter().find(|cluster| cluster.contains(title));
        cluster.map_or(title, |cluster| &cluster[0]).clone()
    };
    let (mut precision, mut first, mut articles, mut shown) = (0.0, 0, 0, String::new());
    for event in &events {
        for title in event {
            let others: BTreeSet<String> = event.iter().map(text_of).collect();
            let others = &others - &BTreeSet::from([text_of(title)]);
            if others.is_empty() {
                continue;
            }
            articles += 1;
            let stories = titles(&archive, ids[title.as_str()], &[]);
            let is_same = |story: &String| others.contains(&text_of(story));
            assert!(!stories.contains(title), "{title} is like itself");
            let ranks = (1..).zip(&stories).filter(|(_, story)| is_same(story));
            let precisions = (1..)
                .zip(ranks)
                .map(|(found, (rank, _)): (i32, (i32, _))| f64::from(found) / f64::from(rank));
            precision += precisions.sum::<f64>() / others.len() as f64;
            first += usize::from(stories.first().is_some_and(is_same));
            shown += &format!("\n{title}\n");
            for story in stories.iter().take(3) {
                shown += &format!("    {} {story}\n", if is_same(story) { '*' } else { ' ' });
            }
        }
    }
    let reached = [
        precision / f64::from(articles),
        first as f64 / f64::from(articles),
    ];
    let summary = format!(
        "average precision     {:.3}\nfirst of the event    {:.3}\n",
        reached[0], reached[1]
    );
    assert_golden("ranking/events-golden.txt", &(summary + &shown));
    let is_reached = reached
        .iter()
        .zip(EVENTS_MIN)
        .all(|(it, floor)| *it >= floor);
    assert!(is_reached, "{reached:.3?} is below {EVENTS_MIN:?}");
}

#[test]
fn a_story_says_what_it_has_in_common_with_the_article() {
    let archive = lighthouse();
    let stories = like(&archive, "first.txt", &[]);
    assert_eq!(strings(&stories, "source"), ["second.txt"]);
    let shared = &stories[0]["shared"];
    assert_eq!(shared["names"][0], "Odile Brandvik", "{shared}");
    let words: Vec<&str> = shared["words"]
        .as_array()
        .unwrap()
        .iter()
        .filter_map(|word| word.as_str())
        .collect();
    for word in ["lighthouse", "auctioneer", "door", "lens"] {
        assert!(words.contains(&word), "{word}: {words:?}");
    }
    assert!(!words.contains(&"Brandvik"), "{words:?}");
    archive
        .run(&["similar", "first.txt"])
        .exits(0)
        .says("  1. The lens stays, says Brandvik")
        .says("     in common: Odile Brandvik")
        .says("\nthe article most like Keeper of Skarv light refuses to leave  ")
        .quietly();
}

#[test]
fn an_article_is_like_neither_itself_nor_its_copies() {
    let archive = lighthouse();
    let text = std::fs::read(archive.path("first.txt")).unwrap();
    for copy in 0..30 {
        archive.write(&format!("copies/{copy}.txt"), &text);
    }
    archive.run(&["index"]).exits(0);
    assert_eq!(
        titles(&archive, "first.txt", &[]),
        ["The lens stays, says Brandvik"]
    );
    let one = archive.run(&["similar", "first.txt", "--limit", "1"]);
    one.exits(0).says("The lens stays");
}

#[test]
fn a_text_from_elsewhere_has_its_stories_too() {
    let archive = lighthouse();
    let draft = "Auction on Skarv\n\nThe auctioneer stood before the lighthouse, and Odile Brandvik kept its lens.\n";
    let elsewhere = Archive::with(&[("draft.txt", draft)]);
    let draft = elsewhere.path("draft.txt");
    let expected = [
        "Keeper of Skarv light refuses to leave",
        "The lens stays, says Brandvik",
    ];
    let mut of_file = titles(&archive, draft.to_str().unwrap(), &[]);
    of_file.sort();
    assert_eq!(of_file, expected);
    let piped = format!(
        "{} similar - --json < '{}'",
        support::DATELINE,
        draft.display()
    );
    let mut of_input = strings(&archive.shell(&piped).exits(0).json()[1..], "title");
    of_input.sort();
    assert_eq!(of_input, expected);
    let page = corpus().join("anselm-courier/dam-memo-leak.html");
    let sample = Archive::indexed_sample();
    let first = &titles(&sample, page.to_str().unwrap(), &[])[0];
    assert!(
        first.starts_with("Engineer warned of cracks in Orrin Dam"),
        "{first}"
    );
}

#[test]
fn stories_can_be_limited_to_a_time_and_a_query() {
    let archive = lighthouse();
    let none: [&str; 0] = [];
    assert_eq!(titles(&archive, "first.txt", &["--until", "2019-05"]), none);
    assert_eq!(
        titles(&archive, "third.txt", &["--since", "2019-06-13"]),
        ["Fishermen land mackerel"]
    );
    assert_eq!(titles(&archive, "first.txt", &["--query", "-lens"]), none);
    // What chooses among the stories does not change how like they are.
    let all = like(&archive, "first.txt", &[]);
    let chosen = like(&archive, "first.txt", &["--query", "lens OR door"]);
    assert_eq!(all[0]["score"], chosen[0]["score"]);
}

#[test]
fn what_has_nothing_in_common_is_not_found_and_what_is_no_article_is_told() {
    let archive = lighthouse();
    let other = Archive::with(&[
        ("other.txt", "Zebra\n\nOkapis graze quietly.\n"),
        ("empty.txt", ""),
    ]);
    let path = |name| other.path(name).display().to_string();
    archive
        .run(&["similar", &path("other.txt")])
        .exits(1)
        .says("no article like Zebra\n");
    archive.run(&["similar", "nobody.txt"]).complains(
        "dateline: there is no article and no file nobody.txt; write an id, an own id or a path as `dateline search` shows them, or a file",
    );
    let answer = archive.run(&["similar", &path("empty.txt")]).exits(2);
    answer.warns("empty.txt");
    archive
        .run(&["similar", "first.txt", "--since", "soon"])
        .complains("dateline: `soon` is no date for --since; write 2017, 2017-03 or 2017-03-08");
    let sample = Archive::indexed_sample();
    sample
        .run(&["similar", "exports/courier-2017-q1.jsonl"])
        .exits(2)
        .warns("exports/courier-2017-q1.jsonl holds 10 articles; write the id of one, such as ");
}
