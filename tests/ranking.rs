//! Searching the sample archive as a person does, measured: whether the article that they want
//! stands first (`ranking/queries.tsv`), and whether a search for a name finds the articles that
//! name it (`ranking/entities.txt`).
//!
//! ```text
//! UPDATE_GOLDEN=1 cargo test --test ranking
//! ```
//!
//! writes what is found into the golden files beside them, for people to read.

mod support;

use std::collections::{BTreeMap, BTreeSet};

use support::{
    Archive, Random, assert_golden, field, invented_text, record, rows, strings, told_lines,
};

/// Floors of the queries, just below what is reached: recall@1, recall@5, mean reciprocal rank.
const QUERIES_MIN: [f64; 3] = [0.88, 0.915, 0.9];

/// Floors of the searches for names, just below what is reached: precision, recall, and recall
/// among articles in English.
const NAMES_MIN: [f64; 3] = [0.99, 0.81, 0.88];

/// The same for names in languages other than English.
const ABROAD_MIN: [f64; 3] = [0.99, 0.17, 0.16];

/// What stands between several names, or several articles, in a table.
const OR: &str = " | ";

fn sample() -> Archive {
    let archive = Archive::indexed_sample();
    archive.run(&["index", "--compact"]).exits(3);
    archive
}

/// Measures with three digits, each behind its label.
fn table(labels: [&str; 3], measures: [f64; 3]) -> String {
    let line = |(label, measure)| format!("{label:22}{measure:.3}\n");
    labels.into_iter().zip(measures).map(line).collect()
}

#[track_caller]
fn assert_reached(what: &str, measures: [f64; 3], floors: [f64; 3]) {
    let is_reached = measures.iter().zip(floors).all(|(it, floor)| *it >= floor);
    assert!(is_reached, "{what}: {measures:.3?} is below {floors:?}");
}

/// recall@1, recall@5, mean reciprocal rank; a rank counts from 1.
fn rank_measures(ranks: &[Option<usize>]) -> [f64; 3] {
    let within = |n: usize| ranks.iter().flatten().filter(|rank| **rank <= n).count() as f64;
    let reciprocal: f64 = ranks.iter().flatten().map(|rank| 1.0 / *rank as f64).sum();
    [within(1), within(5), reciprocal].map(|sum| sum / ranks.len() as f64)
}

#[test]
fn what_a_person_wants_is_found_first() {
    let archive = sample();
    let names = archive.article_names();
    let known: BTreeSet<&str> = names.values().map(String::as_str).collect();
    let (mut ranks, mut shown) = (Vec::new(), String::new());
    for row in rows("ranking/queries.tsv") {
        let [query, wanted, why] = &row[..] else {
            panic!("not query, article, reason: {row:?}");
        };
        let wanted: Vec<&str> = wanted.split(OR).collect();
        let unknown: Vec<_> = wanted.iter().filter(|it| !known.contains(**it)).collect();
        assert!(unknown.is_empty(), "{query}: no article {unknown:?}");
        let hits = archive.hits(query);
        let is_wanted = |hit| wanted.contains(&&*names[field(hit, "id")]);
        let rank = hits.iter().position(is_wanted).map(|before| before + 1);
        let place = rank.map_or("–".to_owned(), |rank| rank.to_string());
        shown += &format!("\n{place:>2}  {query}\n      ({why})\n");
        for hit in hits.iter().take(3) {
            let mark = if is_wanted(hit) { '*' } else { ' ' };
            shown += &format!("    {mark} {}\n", field(hit, "title"));
        }
        ranks.push(rank);
    }
    assert_eq!(ranks.len(), 60);
    let measures = rank_measures(&ranks);
    let summary = table(["recall@1", "recall@5", "MRR"], measures);
    assert_golden("ranking/golden.txt", &(summary + &shown));
    assert_reached("recall@1, recall@5, MRR", measures, QUERIES_MIN);
}

/// Somebody or something that recurs in the sample archive.
struct Recurring {
    /// A type, or `entity` for any.
    kind: String,
    name: String,
    names: Vec<String>,
    /// In languages other than English.
    abroad: Vec<String>,
    /// What tables call the articles that name it.
    articles: BTreeSet<String>,
}

fn recurring() -> Vec<Recurring> {
    let mut all: Vec<Recurring> = Vec::new();
    for line in told_lines("ranking/entities.txt") {
        let Some(inner) = line.strip_prefix("  ") else {
            let (kind, name) = line.split_once(' ').unwrap();
            all.push(Recurring {
                kind: kind.into(),
                name: name.into(),
                names: Vec::new(),
                abroad: Vec::new(),
                articles: BTreeSet::new(),
            });
            continue;
        };
        let it = all.last_mut().expect("a type and a name");
        let listed = |names: &str| names.trim().split(OR).map(str::to_owned).collect();
        match (inner.strip_prefix("  "), inner.split_once(' ')) {
            (Some(article), _) => assert!(it.articles.insert(article.into()), "twice: {line}"),
            (None, Some(("names", names))) => it.names = listed(names),
            (None, Some(("abroad", names))) => it.abroad = listed(names),
            (None, Some(("also", _))) => (),
            _ => panic!("no line of this file: {line}"),
        }
    }
    all
}

/// How many articles searches for names found, and should have.
#[derive(Default)]
struct Tally {
    found: usize,
    right: usize,
    wanted: usize,
    right_english: usize,
    wanted_english: usize,
}

impl Tally {
    /// Precision, recall, recall among articles in English.
    fn measures(&self) -> [f64; 3] {
        [
            (self.right, self.found),
            (self.right, self.wanted),
            (self.right_english, self.wanted_english),
        ]
        .map(|(part, whole)| part as f64 / whole as f64)
    }
}

#[test]
fn a_search_for_a_name_finds_the_articles_that_name_it() {
    let archive = sample();
    let articles = archive.article_names();
    let known: BTreeSet<&String> = articles.values().collect();
    let english: BTreeSet<String> = strings(&archive.hits("lang:en"), "id")
        .iter()
        .map(|id| articles[id].clone())
        .collect();
    let (mut tallies, mut shown) = (<[Tally; 2]>::default(), String::new());
    for it in recurring() {
        assert!(it.articles.len() > 2, "{} does not recur", it.name);
        let unknown: Vec<_> = it
            .articles
            .iter()
            .filter(|of| !known.contains(of))
            .collect();
        assert!(unknown.is_empty(), "{}: no article {unknown:?}", it.name);
        shown += &format!("\n{} {}\n", it.kind, it.name);
        let mut misses: BTreeMap<(&str, String), Vec<&str>> = BTreeMap::new();
        for (tally, names) in tallies.iter_mut().zip([&it.names, &it.abroad]) {
            for name in names {
                let hits = archive.hits(&format!("{}:\"{name}\"", it.kind));
                let ids = strings(&hits, "id");
                let found: BTreeSet<String> = ids.iter().map(|id| articles[id].clone()).collect();
                let right = found.intersection(&it.articles).count();
                let (found_len, wanted) = (found.len(), it.articles.len());
                shown += &format!(
                    "  {right} of {wanted}, and {} others  {name}\n",
                    found_len - right
                );
                for article in it.articles.difference(&found) {
                    misses
                        .entry(("lacks", article.clone()))
                        .or_default()
                        .push(name);
                }
                for article in found.difference(&it.articles) {
                    misses
                        .entry(("wrong", article.clone()))
                        .or_default()
                        .push(name);
                }
                let in_english =
                    |articles: &BTreeSet<String>| articles.intersection(&english).count();
                tally.found += found_len;
                tally.right += right;
                tally.wanted += wanted;
                tally.wanted_english += in_english(&it.articles);
                tally.right_english += found
                    .iter()
                    .filter(|of| it.articles.contains(*of) && english.contains(*of))
                    .count();
            }
        }
        let searched = it.names.len() + it.abroad.len();
        for ((what, article), names) in misses {
            let by = if names.len() == searched {
                "every name".into()
            } else {
                names.join(OR)
            };
            shown += &format!("    {what} {article}  ({by})\n");
        }
    }
    let [names, abroad] = tallies.map(|tally| tally.measures());
    let labels = ["precision", "recall", "recall, English"];
    let summary = format!(
        "names\n{}\nnames abroad\n{}",
        table(labels, names),
        table(labels, abroad)
    );
    assert_golden("ranking/entities-golden.txt", &(summary + &shown));
    assert_reached("names: precision, recall, in English", names, NAMES_MIN);
    assert_reached(
        "names abroad: precision, recall, in English",
        abroad,
        ABROAD_MIN,
    );
}

#[test]
fn what_was_published_lately_is_preferred_mildly_and_only_if_asked() {
    let record = |id: &str, date: &str, times: usize| {
        let text = format!(
            "The {}left. Nobody was at the pier of the harbour that day.",
            "ferry ".repeat(times)
        );
        let record = serde_json::json!({"id": id, "date": date, "title": "A day", "text": text});
        record.to_string() + "\n"
    };
    let stories = [
        record("old and good", "2009-03-01", 4),
        record("new", "2017-02-01", 3),
        record("newest and weak", "2017-03-01", 1),
        record("undated", "", 3),
    ];
    let archive = Archive::indexed(&[("a.jsonl", &stories.concat())]);
    let page = |more: &[&str]| {
        let args = [&["search", "ferry", "--json", "--copies=apart"], more].concat();
        let mut lines = archive.run(&args).exits(0).json();
        let hits = strings(&lines.split_off(1), "own_id");
        (field(&lines[0], "next").to_owned(), hits)
    };
    let by_words = ["old and good", "new", "undated", "newest and weak"];
    assert_eq!(page(&[]).1, by_words);
    let recent = ["new", "old and good", "undated", "newest and weak"];
    assert_eq!(page(&["--recent"]).1, recent);
    archive
        .run(&["search", "ferry", "--recent", "--explain"])
        .says("its date, the newer the more\n");
    let (next, first) = page(&["--recent", "--limit", "2"]);
    let (_, second) = page(&["--recent", "--limit", "2", "--after", &next]);
    assert_eq!([first, second].concat(), recent);
}

/// The own ids of the articles that have any of some words, the best first.
fn with_any_of(archive: &Archive, words: &[&str]) -> Vec<String> {
    strings(&archive.hits(&words.join(" OR ")), "own_id")
}

#[test]
fn words_that_the_best_articles_have_lift_others_where_a_query_has_many() {
    let stories = [
        record(
            "best",
            "",
            "The ferry and the trawler met in the harbour. A lamp told of the strike.",
        ),
        record(
            "good",
            "",
            "A trawler hit the ferry in the harbour, and the lamp of the strike fell.",
        ),
        record(
            "plain",
            "",
            "In winter nobody came to the market of the island, and it was closed.",
        ),
        record(
            "lifted",
            "",
            "In winter nobody came to the trawler of the island, and it was closed.",
        ),
        record(
            "market",
            "",
            "The market was closed, and the baker was at home with his sons.",
        ),
        record(
            "trawler",
            "",
            "The trawler was closed, and the baker was at home with his sons.",
        ),
    ];
    let archive = Archive::indexed(&[("a.jsonl", &stories.concat())]);
    let words = ["ferry", "harbour", "strike", "lamp", "winter"];
    let found = with_any_of(&archive, &words);
    assert_eq!(found, ["best", "good", "lifted", "plain"]);
    archive
        .run(&["search", "--explain", &words.join(" OR ")])
        .says("words of the best articles: trawler\n");
    // Of a few words each is meant as it stands.
    let found = with_any_of(&archive, &words[1..]);
    assert_eq!(found, ["best", "good", "plain", "lifted"]);
}

#[test]
fn words_that_begin_like_those_of_a_query_of_many_lift_too() {
    let stories = [
        record("plain", "", "A great ferry left the pier of Tresk at noon."),
        record(
            "kin",
            "",
            "An experimental ferry left the pier of Tresk at noon.",
        ),
        record(
            "stranger",
            "",
            "An experimental lamp stood on the roof of the hall.",
        ),
    ];
    let archive = Archive::indexed(&[("a.jsonl", &stories.concat())]);
    let words = ["ferry", "experiment", "winter", "strike", "harbour"];
    assert_eq!(with_any_of(&archive, &words), ["kin", "plain"]);
    archive
        .run(&["search", "--explain", &words.join(" OR ")])
        .says("words that begin like these: experiment\n");
    assert_eq!(with_any_of(&archive, &words[..4]), ["plain", "kin"]);
}

#[test]
fn how_an_archive_was_indexed_changes_no_score() {
    let mut random = Random::new();
    let archive = Archive::new();
    for run in 0..4 {
        let mut stories = String::new();
        for story in 0..50 {
            let words = 8 + random.below(60);
            let text = invented_text(&mut random, words);
            stories += &record(
                &format!("{run}-{story}"),
                &invented_text(&mut random, 4),
                &text,
            );
        }
        archive.write(&format!("{run}.jsonl"), stories);
        archive.run(&["index"]).exits(0);
    }
    let queries = archive.home().join("queries.tsv");
    let lines = "1\tferry\n\
                 2\tthe ferry of the minister\n\
                 3\tferry dam strike court winter\n\
                 4\tthe owner of the lamp and the bridge, the letter of the engineer and the lease\n";
    std::fs::write(&queries, lines).unwrap();
    let path = queries.to_str().unwrap();
    let run = || {
        let args = [
            "batch", path, "--any", "--format", "trec", "--limit", "1000",
        ];
        archive.run(&args).exits(0).out
    };
    let in_pieces = run();
    archive.run(&["index", "--compact"]).exits(0);
    let in_one = run();
    assert!(in_one.lines().count() > 400, "{in_one}");
    assert_eq!(in_pieces, in_one);
}

#[test]
fn a_word_of_the_query_in_the_title_never_lowers_an_article() {
    let mut random = Random::new();
    let mut stories = String::new();
    for pair in 0..200 {
        let words = |random: &mut Random, most: usize| {
            let words =
                (0..1 + random.below(most)).map(|_| ["ferry", "pier", "lamp"][random.below(3)]);
            words.collect::<Vec<_>>().join(" ")
        };
        let (title, text) = (words(&mut random, 6), words(&mut random, 60));
        for (id, title) in [
            ("without", title.clone()),
            ("with", format!("ferry {title}")),
        ] {
            let record =
                serde_json::json!({"id": format!("{id} {pair}"), "title": title, "text": text});
            stories.push_str(&format!("{record}\n"));
        }
    }
    let archive = Archive::indexed(&[("pairs.jsonl", &stories)]);
    let hits = archive.run(&[
        "search",
        "ferry",
        "--json",
        "--copies=apart",
        "--limit",
        "400",
    ]);
    let hits = hits.exits(0).json().split_off(1);
    let scores: BTreeMap<&str, f64> = hits
        .iter()
        .map(|hit| (field(hit, "own_id"), hit["score"].as_f64().unwrap()))
        .collect();
    for pair in 0..200 {
        let with = scores[&*format!("with {pair}")];
        let without = scores
            .get(&*format!("without {pair}"))
            .copied()
            .unwrap_or_default();
        assert!(
            with >= without,
            "pair {pair}: {with} < {without}\n{stories}"
        );
    }
}
