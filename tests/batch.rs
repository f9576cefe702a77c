//! Many queries in one run: how lines are read, what is syntax, and the forms of the hits.

mod support;

use std::io::Write;
use std::process::Stdio;

use support::{Archive, strings};

const NEWS: &str = r#"{"_id": "N1", "title": "Ferry loses its bow door", "text": "The ferry to Tresk turned back when the rope of its bow door broke."}
{"_id": "N2", "title": "Harbour on strike", "text": "The harbour workers of Port Anselm left the ferry at the pier for a day."}
{"_id": "N 3", "title": "Storm over Tresk", "text": "A \"great\" storm, the first of the year, took the roof of the market hall in the night."}
"#;

fn news() -> Archive {
    Archive::indexed(&[("news.jsonl", NEWS)])
}

/// Writes the queries where the archive does not read them.
fn queries(archive: &Archive, text: impl AsRef<[u8]>) -> String {
    let path = archive.home().join("queries.tsv");
    std::fs::write(&path, text).unwrap();
    path.to_str().unwrap().to_owned()
}

#[test]
fn a_run_of_any_words_has_the_lines_that_trec_knows() {
    let archive = news();
    let path = queries(&archive, "q1\tferry door storm\nq 2\tmarket-hall\n");
    let args = ["batch", &path, "--any", "--format", "trec"];
    let out = archive.run(&args).exits(0).quietly().out;
    let lines: Vec<Vec<&str>> = out.lines().map(|line| line.split(' ').collect()).collect();
    let places: Vec<[&str; 4]> = lines.iter().map(|l| [l[0], l[1], l[2], l[3]]).collect();
    assert_eq!(places[0], ["q1", "Q0", "N1", "1"], "{out}");
    assert_eq!(places[3], ["q_2", "Q0", "N_3", "1"], "{out}");
    assert_eq!(lines.len(), 4, "{out}");
    assert!(
        lines
            .iter()
            .all(|line| line.len() == 6 && line[5] == "dateline")
    );
    let score = |line: &Vec<&str>| line[4].parse::<f32>().unwrap();
    assert!(score(&lines[0]) >= score(&lines[1]), "{out}");
}

#[test]
fn an_article_without_a_name_of_its_own_is_named_by_its_id() {
    let archive = Archive::indexed(&[("pier.txt", "A pier for sale\n\nThe pier is for sale.\n")]);
    let path = queries(&archive, "1\tpier\n");
    let id = archive.id("pier");
    archive
        .run(&["batch", &path, "--format", "trec"])
        .exits(0)
        .says(&format!("1 Q0 {id} 1 "));
}

#[test]
fn the_usual_language_of_queries_is_the_default() {
    let archive = news();
    let path = queries(&archive, "a\t\"bow door\" OR storm\nb\tferry -strike\n");
    let hits = archive.run(&["batch", &path]).exits(0).json();
    let mut found: Vec<(String, String)> = strings(&hits, "query")
        .into_iter()
        .zip(strings(&hits, "own_id"))
        .collect();
    found.sort();
    let found: Vec<(&str, &str)> = found.iter().map(|(q, id)| (&**q, &**id)).collect();
    assert_eq!(found, [("a", "N 3"), ("a", "N1"), ("b", "N1")]);
    assert_eq!(hits[0]["rank"], 1);
    assert_eq!(hits[0]["source"], "news.jsonl");
}

#[test]
fn nothing_is_syntax_in_plain_words() {
    let archive = news();
    let path = queries(&archive, "a\t-ferry (\"strike\n");
    let own_ids = |flag| {
        let hits = archive.run(&["batch", &path, flag]).exits(0).json();
        let mut ids = strings(&hits, "own_id");
        ids.sort();
        ids
    };
    assert_eq!(own_ids("--any"), ["N1", "N2"]);
    assert_eq!(own_ids("--literal"), ["N2"]);
}

#[test]
fn a_bad_line_is_told_with_its_number_and_the_rest_goes_on() {
    let archive = news();
    let path = queries(&archive, b"a\tcolour:red\nb\tstorm\n\nc\t\xff\nstrike\n");
    let answer = archive.run(&["batch", &path]).exits(3);
    let answer = answer
        .warns("queries.tsv, line 1: ")
        .warns("line 4: it is not UTF-8");
    // A line without a tab is a query, and its number its id.
    assert_eq!(strings(&answer.json(), "query"), ["b", "5"]);
    let path = queries(&archive, "a\t...\n");
    archive
        .run(&["batch", &path, "--any"])
        .exits(3)
        .warns("line 1: there is no word in it");
}

#[test]
fn a_line_of_any_length_is_passed_over() {
    let archive = news();
    let path = queries(&archive, format!("{}\nb\tstorm\n", "x ".repeat(1 << 20)));
    let answer = archive.run(&["batch", &path, "--any"]).exits(3);
    let answer = answer.warns("line 1: it is longer than 128 KiB");
    assert_eq!(strings(&answer.json(), "query"), ["b"]);
}

#[test]
fn cells_of_csv_are_quoted() {
    let archive = Archive::indexed(&[(
        "hall.jsonl",
        r#"{"_id": "H,1", "title": "The \"hall\" falls", "text": "The market hall fell in the storm of the night."}"#,
    )]);
    let path = queries(&archive, "a\thall\n");
    let out = archive
        .run(&["batch", &path, "--format", "csv"])
        .exits(0)
        .out;
    let lines: Vec<&str> = out.lines().collect();
    assert_eq!(lines[0], "query,rank,id,own_id,title,score,source");
    assert!(
        lines[1].contains(",\"H,1\",\"The \"\"hall\"\" falls\","),
        "{out}"
    );
}

#[test]
fn queries_are_read_from_the_standard_input() {
    let archive = news();
    let mut command = archive.command(&["batch", "-", "--limit", "1"]);
    command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    let mut input = child.stdin.take().unwrap();
    input.write_all("\u{feff}a\tferry\r\n".as_bytes()).unwrap();
    drop(input);
    let answer = support::end(child).exits(0).quietly();
    assert_eq!(strings(&answer.json(), "query"), ["a"]);
}

#[test]
fn a_run_without_any_hit_finds_nothing() {
    let archive = news();
    let path = queries(&archive, "a\tzeppelin\n");
    archive.run(&["batch", &path]).exits(1).quietly();
    archive
        .run(&["batch", "nowhere.tsv"])
        .exits(2)
        .warns("cannot read nowhere.tsv");
}

#[test]
fn small_words_of_a_query_count_little() {
    let archive = Archive::indexed(&[(
        "small.jsonl",
        r#"{"_id": "small", "title": "What is what", "text": "What is between what and what was said about the harbour of the island."}
{"_id": "meant", "title": "A quay", "text": "The quay of the island is closed, and the harbour of the town was open for a week."}
{"_id": "other", "title": "A field", "text": "The field of the farmer was wet for a week, and the harvest of the year is lost."}"#,
    )]);
    let path = queries(&archive, "a\twhat is between what and the quay\n");
    let hits = archive.run(&["batch", &path, "--any"]).exits(0).json();
    assert_eq!(strings(&hits, "own_id")[0], "meant");
}

#[test]
fn a_headline_of_no_known_language_is_stemmed() {
    let archive = Archive::indexed(&[(
        "short.jsonl",
        r#"{"_id": "S", "title": "Ferries collide", "text": ""}"#,
    )]);
    let path = queries(&archive, "a\tferry collides\n");
    let hits = archive.run(&["batch", &path, "--literal"]).exits(0).json();
    assert_eq!(strings(&hits, "own_id"), ["S"]);
}

#[test]
fn names_come_from_a_column_of_a_table() {
    let archive = Archive::indexed_sample();
    let table = "\u{feff}Nr;Name;Note\n\
                 7;Sollis;the judge\n\
                 8;\"Dravec, Viktor\";\"a shipowner;\nrich\"\n\
                 9;;nobody\n\
                 10;?!;no name\n\
                 11;Zeppelin;not here\n";
    let path = queries(&archive, table);
    let batch = |more: &[&str]| {
        let args = [&["batch", &path, "--limit", "2", "--column", "name"], more].concat();
        archive.run(&args)
    };
    let answer = batch(&["--names", "person", "--id-column", "nr", "--format", "csv"]);
    let answer = answer.exits(3).warns("line 6: there is no word in it");
    let lines: Vec<&str> = answer.out.lines().collect();
    let id = |line: &&str| line.split(',').next().unwrap_or_default().to_owned();
    assert!(
        answer.err.contains("line 5: nothing stands in the column"),
        "{}",
        answer.err
    );
    let ids: Vec<String> = lines.iter().map(id).collect();
    assert_eq!(ids, ["query", "7", "7", "8", "8"], "{}", answer.out);
    // Without a column of ids, the line is the id; without a type, names of all types are meant.
    let hits = batch(&["--names"]).exits(3).json();
    assert_eq!(strings(&hits, "query"), ["2", "2", "3", "3"]);
    batch(&["--names", "ship"])
        .exits(2)
        .warns("no names are of type `ship`");
    archive
        .run(&["batch", &path, "--column", "title"])
        .complains(&format!(
            "dateline: {path}: no column `title`; its columns are nr, name, note"
        ));
}

#[test]
fn a_table_of_queries_may_be_anything() {
    let archive = news();
    for table in [
        "",
        "name",
        "name\n",
        "name\n\n\n",
        "name\n\"ferry",
        "\"name\nferry\n",
        "\u{0}\n\u{0}",
    ] {
        let path = queries(&archive, table);
        let answer = archive.run(&["batch", &path, "--column", "name"]);
        assert!(matches!(answer.status, Some(0..=3)), "{table:?}: {answer}");
    }
    let path = queries(&archive, b"name\n\xff\n");
    archive
        .run(&["batch", &path, "--column", "name"])
        .exits(2)
        .warns("it is not UTF-8");
}
