//! When articles were published: a bar for each period, and nothing on a day that is not known.

mod support;

use std::collections::BTreeMap;

use serde_json::{Value, json};
use support::{Archive, strings};

/// An archive of articles with these dates.
fn dated(dates: &[&str]) -> Archive {
    let archive = Archive::new();
    let mut records = String::new();
    for (number, date) in dates.iter().enumerate() {
        let text = format!("The ferry sailed at noon, says letter {number} of the harbour master.");
        let record = json!({"id": format!("D{number}"), "date": date, "text": text});
        records += &format!("{record}\n");
    }
    archive.write("letters.jsonl", records);
    archive.run(&["index"]).exits(0);
    archive
}

/// The bars of a timeline, as `name articles`, and the line before them.
fn bars(archive: &Archive, query: &str, more: &[&str]) -> (Value, Vec<String>) {
    let args = [&["timeline", query, "--json"], more].concat();
    let mut lines = archive.run(&args).quietly().json();
    let head = lines.remove(0);
    let bar = |bar: &Value| format!("{} {}", bar["name"].as_str().unwrap(), bar["articles"]);
    (head, lines.iter().map(bar).collect())
}

#[test]
fn every_period_from_the_first_article_to_the_last_has_its_line() {
    let archive = dated(&["2017-01-30", "2017-01-31", "2017-03-08", "2017-11-01", ""]);
    archive
        .run(&["timeline", "ferry", "--by", "month"])
        .exits(0)
        .quietly()
        .says(
            "2017-01  2  ████████████████████████████████████████████████████████████████████\n\
             2017-02  0\n\
             2017-03  1  ██████████████████████████████████\n\
             … 7 months without\n\
             2017-11  1  ██████████████████████████████████\n\
             4 of 5 articles for ferry by month; 1 undated\n",
        );
    let (_, months) = bars(&archive, "ferry", &["--by", "month"]);
    assert_eq!(
        months,
        [
            "2017-01 2",
            "2017-02 0",
            "2017-03 1",
            "2017-04..2017-10 0",
            "2017-11 1"
        ]
    );
}

#[test]
fn weeks_are_those_of_iso_8601_and_stand_with_their_monday() {
    // The first day of 2017 lies in the last week of 2016.
    let archive = dated(&["2017-01-01", "2017-01-02", "2017-01-08", "2018-12-31"]);
    let answer = archive.run(&["timeline", "ferry", "--by", "week"]).exits(0);
    let lines: Vec<&str> = answer.out.lines().collect();
    assert!(lines[0].starts_with("2016-W52 12-26  1  █"), "{answer}");
    assert!(lines[1].starts_with("2017-W01 01-02  2  █"), "{answer}");
    assert_eq!(lines[2], "… 103 weeks without");
    assert!(lines[3].starts_with("2019-W01 12-31  1  █"), "{answer}");
    let weeks = archive
        .run(&["timeline", "ferry", "--by", "week", "--json"])
        .json();
    assert_eq!(weeks[1]["first"], "2016-12-26");
    assert_eq!(weeks[1]["last"], "2017-01-01");
    assert_eq!(weeks[3]["periods"], 103);
}

#[test]
fn an_article_stands_nowhere_where_its_date_does_not_say_so() {
    let archive = dated(&["2017", "2017-02", "2017-02-28", "2016-02-29T06:12:00", ""]);
    let apart = |by: &str| {
        let (head, bars) = bars(&archive, "ferry", &["--by", by]);
        let apart = ["only_year", "only_month", "undated"].map(|what| head[what].as_u64().unwrap());
        assert_eq!(head["total"], 5);
        assert_eq!(
            head["placed"].as_u64().unwrap() + apart.iter().sum::<u64>(),
            5
        );
        (
            apart,
            bars.first().unwrap().clone(),
            bars.last().unwrap().clone(),
        )
    };
    let told = |apart, first: &str, last: &str| (apart, first.to_owned(), last.to_owned());
    assert_eq!(apart("year"), told([0, 0, 1], "2016 1", "2017 3"));
    assert_eq!(apart("month"), told([1, 0, 1], "2016-02 1", "2017-02 2"));
    assert_eq!(apart("week"), told([1, 1, 1], "2016-W09 1", "2017-W09 1"));
    assert_eq!(
        apart("day"),
        told([1, 1, 1], "2016-02-29 1", "2017-02-28 1")
    );
    archive.run(&["timeline", "ferry", "--by", "day"]).says(
        "2 of 5 articles for ferry by day; 1 known only by year, 1 known only by month, 1 undated",
    );
}

#[test]
fn the_period_is_chosen_by_the_span_of_the_articles() {
    let by = |dates: &[&str]| dated(dates).run(&["timeline", "ferry"]).exits(0);
    by(&["2017-03-06", "2017-03-08"]).says("2 articles for ferry by day");
    by(&["2017-03-06", "2017-09-08"]).says("2 articles for ferry by week");
    by(&["2017-03-06", "2019-03-08"]).says("2 articles for ferry by month");
    by(&["1987-03-06", "2017-03-08"]).says("2 articles for ferry by year");
    by(&["2016", "2017", "2017-03-08"]).says("3 articles for ferry by year");
}

#[test]
fn a_timeline_may_have_nothing_to_show() {
    let archive = dated(&["", ""]);
    let undated = archive.run(&["timeline", "ferry"]).exits(0).quietly();
    assert_eq!(undated.out, "0 of 2 articles for ferry by day; 2 undated\n");
    let none = archive.run(&["timeline", "crane"]).exits(1).quietly();
    assert_eq!(none.out, "no article matches crane\n");
    archive
        .run(&["timeline", "persn:haas"])
        .exits(2)
        .warns("person:");
}

#[test]
fn the_bars_of_the_sample_are_the_dates_of_its_hits() {
    let archive = Archive::indexed_sample();
    for query in ["ferry OR inquiry", "person:Dravec", "-zzz", "date:2017-03"] {
        let hits = archive.hits(query);
        for (by, letters) in [("year", 4), ("month", 7), ("day", 10)] {
            let mut counts: BTreeMap<String, u64> = BTreeMap::new();
            for hit in &hits {
                let date = hit["published"]["date"].as_str().unwrap_or_default();
                if let Some(period) = date.get(..letters) {
                    *counts.entry(period.to_owned()).or_default() += 1;
                }
            }
            let (head, bars) = bars(&archive, query, &["--by", by]);
            let counted = counts
                .iter()
                .map(|(name, articles)| format!("{name} {articles}"));
            let shown = bars.into_iter().filter(|bar| !bar.ends_with(" 0"));
            assert_eq!(
                shown.collect::<Vec<_>>(),
                counted.collect::<Vec<_>>(),
                "{query}"
            );
            let undated = strings(&hits, "published").len();
            assert_eq!(
                (head["total"].as_u64(), undated),
                (Some(hits.len() as u64), hits.len())
            );
            let placed: u64 = counts.values().sum();
            assert_eq!(head["placed"], placed, "{query} by {by}");
        }
    }
}
