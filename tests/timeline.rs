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
    lines.retain(|line| line["type"] == "period");
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

/// Four letters a day from March to May, one of them of the ferry; on May 8 and 9 forty more, of a
/// strike on it.
fn struck() -> Archive {
    let archive = Archive::new();
    let mut records = String::new();
    let mut write = |day: &str, number: usize, text: &str| {
        let id = format!("{day}-{number}");
        let record = json!({"id": id, "date": day, "text": format!("{text} Letter {id}.")});
        records += &format!("{record}\n");
    };
    for (month, days) in [(3, 31), (4, 30), (5, 31)] {
        for day in 1..=days {
            let date = format!("2017-{month:02}-{day:02}");
            for number in 0..4 {
                let subject = ["ferry", "lighthouse", "market", "school"][number];
                write(
                    &date,
                    number,
                    &format!("The {subject} opened at noon, as on any day."),
                );
            }
            if month == 5 && (8..=9).contains(&day) {
                for number in 4..44 {
                    let text = "Viktor Dravec told the deckhands of the ferry that the strike would cost them \
                                their wages.";
                    write(&date, number, text);
                }
            }
        }
    }
    archive.write("letters.jsonl", records);
    archive.run(&["index"]).exits(0);
    archive
}

#[test]
fn a_time_with_more_articles_than_chance_allows_is_marked_and_told() {
    let archive = struck();
    let answer = archive
        .run(&["timeline", "ferry", "--by", "week"])
        .exits(0)
        .quietly();
    let starred: Vec<&str> = answer
        .out
        .lines()
        .filter(|line| line.contains("*  █"))
        .collect();
    assert!(
        matches!(starred[..], [line] if line.starts_with("2017-W19 05-08  87*")),
        "{answer}"
    );
    let told = "* 2017-W19: 87 articles where 41.5 would be chance; Viktor Dravec;";
    assert!(answer.out.replace('\n', " ").contains(told), "{answer}");
    for word in ["strike", "deckhands", "wages"] {
        assert!(answer.out.contains(word), "{word}\n{answer}");
    }
    let lines = archive
        .run(&["timeline", "ferry", "--by", "week", "--json"])
        .json();
    let burst = lines.last().unwrap();
    assert_eq!(
        (&burst["type"], &burst["articles"]),
        (&"burst".into(), &87.into())
    );
    assert_eq!(
        (&burst["first"], &burst["last"]),
        (&"2017-05-08".into(), &"2017-05-14".into())
    );
    // Days in a row are one burst.
    let answer = archive.run(&["timeline", "ferry", "--by", "day"]).exits(0);
    answer.says("* 2017-05-08..2017-05-09: 82 articles");
}

#[test]
fn what_follows_the_archive_itself_is_no_burst() {
    let archive = struck();
    let answer = archive
        .run(&["timeline", "letter", "--by", "week"])
        .exits(0);
    assert!(!answer.out.contains('*'), "{answer}");
    let answer = archive
        .run(&["timeline", "lighthouse", "--by", "week"])
        .exits(0);
    assert!(!answer.out.contains('*'), "{answer}");
}

#[test]
fn by_the_dates_in_its_text_an_article_stands_in_each_period_that_it_names() {
    let archive = Archive::indexed(&[
        (
            "a.txt",
            "Two storms\n\nPublished: 2017-05-02\n\nThe pier broke on March 3, 2016, and again on March 9, 2016. It was \
             mended in April 2017.\n",
        ),
        (
            "b.txt",
            "One storm\n\nPublished: 2017-06-02\n\nThe pier broke in 2016.\n",
        ),
        (
            "c.txt",
            "No storm\n\nPublished: 2017-06-03\n\nThe pier stands.\n",
        ),
    ]);
    let (head, months) = bars(&archive, "pier", &["--dates", "text", "--by", "month"]);
    assert_eq!(months, ["2016-03 1", "2016-04..2017-03 0", "2017-04 1"]);
    let told = ["total", "placed", "only_year", "undated"].map(|what| head[what].as_u64().unwrap());
    assert_eq!(told, [3, 1, 1, 1], "{head}");
    let (_, years) = bars(&archive, "pier", &["--dates", "text", "--by", "year"]);
    assert_eq!(years, ["2016 2", "2017 1"]);
    archive
        .run(&["timeline", "pier", "--dates", "text", "--by", "month"])
        .says("1 of 3 articles for pier by month; 1 known only by year, 1 undated");
}

#[test]
fn several_queries_stand_on_one_scale_period_by_period() {
    let archive = Archive::indexed(&[
        (
            "a.txt",
            "A\n\nPublished: 2017-01-02\n\nThe ferry sailed at noon.\n",
        ),
        (
            "b.txt",
            "B\n\nPublished: 2017-01-03\n\nThe ferry sailed at one.\n",
        ),
        (
            "c.txt",
            "C\n\nPublished: 2017-03-03\n\nThe school opened at eight.\n",
        ),
    ]);
    archive
        .run(&["timeline", "ferry", "--with", "school", "--with", "zebra", "--by", "month"])
        .exits(0)
        .says(
            "2017-01 A  2  ██████████████████████████████████████████████████████████████████\n        \
             B  0\n        \
             C  0\n\
             2017-02 A  0\n        \
             B  0\n        \
             C  0\n\
             2017-03 A  0\n        \
             B  1  █████████████████████████████████\n        \
             C  0\n\
             A  2 articles for ferry by month\n\
             B  1 article for school by month\n\
             C  no article matches zebra\n",
        );
    let lines = archive
        .run(&[
            "timeline", "ferry", "--with", "school", "--by", "month", "--json",
        ])
        .json();
    assert_eq!(
        strings(&lines, "query"),
        ["ferry", "", "", "", "school", "", "", ""]
    );
}
