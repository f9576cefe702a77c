//! Pages of hits: where one ends, the next goes on; nothing comes twice and nothing is missed.

mod support;

use std::collections::BTreeSet;

use serde_json::{Value, json};
use support::{Archive, Random, invented_text, strings};

/// Search options for each order of the hits.
const ORDERS: [&str; 4] = ["relevance", "newest", "oldest", "added"];

/// The line of the results, and the ids and ranks of the hits behind it.
fn page(archive: &Archive, query: &str, more: &[&str]) -> (Value, Vec<(String, u64)>) {
    let args = [&["search", "--json", "--copies=apart", query], more].concat();
    let answer = archive.run(&args).quietly();
    let mut lines = answer.json();
    let results = lines.remove(0);
    let hits = lines.iter().map(|hit| {
        let id = hit["id"].as_str().unwrap().to_owned();
        (id, hit["rank"].as_u64().unwrap())
    });
    (results, hits.collect())
}

/// The hits of all pages of so many, read one after the other.
fn pages(archive: &Archive, query: &str, sort: &str, limit: usize) -> Vec<(String, u64)> {
    let limit = limit.to_string();
    let options = ["--sort", sort, "--limit", &limit];
    let (mut results, mut hits) = page(archive, query, &options);
    while let Some(next) = results["next"].as_str() {
        let options = [&options[..], &["--after", next]].concat();
        let (this, more) = page(archive, query, &options);
        assert!(!more.is_empty(), "a cursor leads to a hit: {query}");
        (results, hits) = (this, [hits, more].concat());
    }
    hits
}

fn all(archive: &Archive, query: &str, sort: &str) -> Vec<(String, u64)> {
    page(archive, query, &["--sort", sort, "--limit", "100000"]).1
}

/// A story of random words, some of them in many copies, with a date more often than not.
fn story(random: &mut Random, id: usize, copied: &str) -> String {
    let words = 8 + random.below(20);
    let text = match random.below(3) {
        0 => copied.to_owned(),
        _ => invented_text(random, words),
    };
    let date = match random.below(5) {
        0 => Value::Null,
        1 => json!("2017"),
        2 => json!("2017-03"),
        day => json!(format!("2017-03-{day:02}")),
    };
    json!({"id": format!("S{id}"), "title": "", "text": text, "date": date}).to_string() + "\n"
}

/// An archive of random stories that came with several commits.
fn random_archive(random: &mut Random) -> Archive {
    let archive = Archive::new();
    let copied = invented_text(random, 30);
    let mut id = 0;
    for run in 0..1 + random.below(3) {
        let mut stories = String::new();
        for _ in 0..20 + random.below(60) {
            stories.push_str(&story(random, id, &copied));
            id += 1;
        }
        archive.write(&format!("run{run}.jsonl"), stories);
        archive.run(&["index"]).exits(0);
    }
    archive
}

#[test]
fn the_pages_of_any_search_are_one_list_cut_into_pieces() {
    let mut random = Random::new();
    let queries = [
        "ferry",
        "ferry harbour",
        "ferry OR lamp OR court OR winter",
        "the ferry OR lamp of was",
        "ferry OR lamp OR court OR winter OR crane OR the OR owner OR owner",
        "ferry dam strike court winter",
        "(ferry OR lamp OR island) (paper OR talks) -crane",
        "ferry ferry lamp OR bridge",
        "\"of the\" OR ferry OR person:Sollis",
        "-ferry",
        "date:2017",
    ];
    for _ in 0..3 {
        let archive = random_archive(&mut random);
        for query in queries {
            let sort = ORDERS[random.below(ORDERS.len())];
            for sort in ["relevance", sort] {
                let whole = all(&archive, query, sort);
                let ids: BTreeSet<_> = whole.iter().map(|(id, _)| id).collect();
                assert_eq!(ids.len(), whole.len());
                let limit = 1 + random.below(30).max(whole.len() / 8);
                let paged = pages(&archive, query, sort, limit);
                assert_eq!(paged, whole, "{query} by {sort}, {limit} a page");
            }
        }
    }
}

/// Twins: their scores, and their dates, are the same.
fn twins(count: usize) -> Archive {
    let archive = Archive::new();
    for twin in 0..count {
        let text = "The ferry lay at the pier with its lamp lit, and the crane stood still.";
        let record = json!({"id": format!("T{twin}"), "date": "2017-03-08", "text": text});
        archive.write(&format!("{twin}.json"), record.to_string());
    }
    archive.run(&["index"]).exits(0);
    archive
}

#[test]
fn equal_articles_are_cut_between_pages_in_the_order_of_their_ids() {
    let archive = twins(60);
    for query in [
        "ferry",
        "ferry pier lamp crane",
        "ferry OR pier OR lamp OR crane OR stood OR rope",
    ] {
        for sort in ORDERS {
            let paged = pages(&archive, query, sort, 7);
            let ids: Vec<_> = paged.iter().map(|(id, _)| id.clone()).collect();
            assert_eq!(ids.len(), 60, "{query} by {sort}");
            assert!(ids.is_sorted(), "{query} by {sort}");
            let ranks = paged.iter().map(|(_, rank)| *rank);
            assert!(ranks.eq(1..=60), "{query} by {sort}");
        }
    }
}

/// Twins of six kinds that came with two commits, in each of which other words are rare: the engine
/// adds up their scores in another order, and rounds them otherwise.
fn twins_apart(random: &mut Random) -> Archive {
    const WORDS: [&str; 5] = ["ferry", "harbour", "lamp", "crane", "pier"];
    let archive = Archive::new();
    let kinds: Vec<String> = (0..6)
        .map(|kind| {
            let times = WORDS.map(|word| format!("{word} ").repeat(1 + random.below(9)));
            format!("{} twin{kind}", times.concat())
        })
        .collect();
    for (run, fillers) in [[7, 113, 31, 190, 64], [201, 55, 11, 90, 23]]
        .iter()
        .enumerate()
    {
        let mut stories = String::new();
        let mut add = |id: String, text: &str| {
            let record = json!({"id": id, "title": "", "text": text});
            stories.push_str(&format!("{record}\n"));
        };
        for (kind, text) in kinds.iter().enumerate() {
            (0..30).for_each(|twin| add(format!("T{run}-{kind}-{twin}"), text));
        }
        for (word, count) in WORDS.iter().zip(fillers) {
            let text = format!("{word} nothing else here");
            (0..*count).for_each(|filler| add(format!("F{run}-{word}-{filler}"), &text));
        }
        archive.write(&format!("run{run}.jsonl"), stories);
        archive.run(&["index"]).exits(0);
    }
    archive
}

#[test]
fn equal_articles_are_equal_whatever_the_engine_makes_of_their_last_bit() {
    let archive = twins_apart(&mut Random::new());
    for kind in 0..6 {
        let query = format!("ferry harbour lamp crane pier twin{kind}");
        let hits = archive.hits(&query);
        assert_eq!(hits.len(), 60);
        assert!(hits.iter().all(|hit| hit["score"] == hits[0]["score"]));
        // Twins stand in their files in the order of their numbers.
        let place = |hit: &Value| {
            let own_id = hit["own_id"].as_str().unwrap();
            let twin: u64 = own_id.rsplit('-').next().unwrap().parse().unwrap();
            (twin, hit["id"].as_str().unwrap().to_owned())
        };
        assert!(hits.iter().map(place).is_sorted(), "{query}");
        let any = query.replace(' ', " OR ");
        for query in [query, any] {
            let paged = pages(&archive, &query, "relevance", 45);
            assert_eq!(paged, all(&archive, &query, "relevance"), "{query}");
            let first = page(&archive, &query, &["--limit", "5"]).1;
            assert_eq!(first, paged[..5], "{query}");
        }
    }
}

#[test]
fn a_page_that_has_more_ends_with_what_leads_to_the_next() {
    let archive = Archive::indexed_sample();
    let first = archive.run(&["search", "ferry inquiry", "--limit", "5", "--copies=apart"]);
    let first = first.exits(0).says("1–5 of 12 articles").out;
    let next = first
        .trim_end()
        .rsplit_once("the next page: --after ")
        .unwrap()
        .1;
    let search = [
        "search",
        "ferry inquiry",
        "--limit",
        "7",
        "--copies=apart",
        "--after",
        next,
    ];
    archive
        .run(&search)
        .exits(0)
        .says("  6. ")
        .says("6–12 of 12 articles")
        .does_not_say("--after")
        .quietly();
    // The same hits as by number.
    let by_number = page(&archive, "ferry inquiry", &["--offset", "5"]);
    let by_cursor = page(&archive, "ferry inquiry", &["--after", next]);
    assert_eq!(by_cursor, by_number);
    let both = [&search[..], &["--offset", "5"]].concat();
    archive.run(&both).exits(2).warns("cannot be used with");
}

#[test]
fn the_newest_in_the_archive_come_first_whatever_their_dates() {
    let archive = Archive::new();
    for (run, date) in ["2019-01-01", "1987-01-01", "2017-01-01"]
        .iter()
        .enumerate()
    {
        let record =
            json!({"id": format!("R{run}"), "date": date, "text": "The ferry sailed at noon."});
        archive.write(&format!("{run}.json"), record.to_string());
        archive.run(&["index"]).exits(0);
    }
    let answer = archive.run(&[
        "search",
        "ferry",
        "--json",
        "--copies=apart",
        "--sort",
        "added",
    ]);
    assert_eq!(strings(&answer.json()[1..], "own_id"), ["R2", "R1", "R0"]);
}

#[test]
fn after_a_change_the_pages_go_on_and_say_so() {
    let archive = twins(9);
    let (results, first) = page(&archive, "ferry", &["--limit", "4"]);
    let next = results["next"].as_str().unwrap();
    let record = json!({"id": "new", "text": "A ferry, a ferry, a ferry: nothing but ferry."});
    archive.write("new.json", record.to_string());
    archive.run(&["index"]).exits(0);
    let answer = archive.run(&[
        "search",
        "ferry",
        "--json",
        "--copies=apart",
        "--after",
        next,
    ]);
    let lines = answer
        .exits(0)
        .warns("the archive has changed since the page before")
        .json();
    // The new article is the best, and stands before the page; the scores of the others have all
    // changed, but not their order.
    let mut ids = strings(&lines[1..], "id");
    assert_eq!(ids.len(), 5);
    ids.extend(first.into_iter().map(|(id, _)| id));
    assert_eq!(ids.iter().collect::<BTreeSet<_>>().len(), 9);
    // By date the new article changes nothing for those that were there.
    let (results, first) = page(&archive, "ferry", &["--limit", "4", "--sort", "newest"]);
    let next = results["next"].as_str().unwrap();
    let record = json!({"id": "newest", "date": "2018-01-01", "text": "The ferry is back."});
    archive.write("newest.json", record.to_string());
    archive.run(&["index"]).exits(0);
    let args = [
        "search",
        "ferry",
        "--json",
        "--copies=apart",
        "--sort",
        "newest",
        "--after",
        next,
    ];
    let answer = archive.run(&args).exits(0);
    let lines = answer.warns("the archive has changed").json();
    let mut ids = strings(&lines[1..], "id");
    assert_eq!(ids.len(), 6, "five twins, and the undated one");
    ids.extend(first.into_iter().map(|(id, _)| id));
    assert_eq!(ids.iter().collect::<BTreeSet<_>>().len(), 10);
}

#[test]
fn a_correction_of_names_is_a_change_for_those_who_search_names() {
    let archive = Archive::indexed_sample();
    let cursor = |query: &str| {
        let (results, _) = page(&archive, query, &["--limit", "1"]);
        results["next"].as_str().unwrap().to_owned()
    };
    let (named, worded) = (cursor("person:Sollis"), cursor("ferry"));
    let correct = ["entity", "Amara Sollis", "--merge", "Hugo Stenne"];
    archive.run(&correct).exits(0);
    let after = |query: &str, next: &str| archive.run(&["search", query, "--after", next]);
    after("person:Sollis", &named).exits(0).warns("has changed");
    after("ferry", &worded).exits(0).quietly();
}

#[test]
fn a_cursor_that_is_damaged_or_of_another_search_is_refused() {
    let archive = twins(3);
    let (results, _) = page(&archive, "ferry", &["--limit", "1"]);
    let next = results["next"].as_str().unwrap();
    let damaged = "dateline: the cursor is damaged; copy all 48 characters of it from the end of \
                   the page before";
    for cursor in ["", "-", "page 2", &next[1..], &next.replace('A', "B"), "é"] {
        let after = format!("--after={cursor}");
        archive.run(&["search", "ferry", &after]).complains(damaged);
    }
    let other = "dateline: the cursor belongs to another search; repeat the query and the order of \
                 the page before";
    archive
        .run(&["search", "crane", "--after", next])
        .complains(other);
    let sorted = ["search", "ferry", "--sort", "newest", "--after", next];
    archive.run(&sorted).complains(other);
}
