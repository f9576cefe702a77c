//! The program as a person or a script meets it, command by command.

mod support;

use std::io::Read;
use std::process::Stdio;

use serde_json::Value;
use support::{Answer, Archive, DATELINE, answer, files_of, marked, strings};

/// Five stories, small enough to know by heart.
const NEWS: [(&str, &str); 5] = [
    (
        "sinking.json",
        r#"{"id": "N1", "title": "Ferry sinks in the Sound", "date": "2017-01-15", "author": "Ruth Abelard",
        "site": "meridian.example", "text": "The ferry Saint Orla sank off Port Anselm in a storm. Its owner, Viktor Dravec, was not reached. The bow door stood open, said Inspector Paul Ferrant."}"#,
    ),
    (
        "inquiry.json",
        r#"{"id": "N2", "title": "Inquiry opens", "date": "2017-03-06", "author": "Hanne Quill",
        "site": "courier.example", "text": "Judge Amara Sollis opened the inquiry into the loss of two ferries yesterday. Mr Viktor Dravec is to be heard by the judge in Port Anselm."}"#,
    ),
    (
        "strike.json",
        r#"{"id": "N3", "title": "Cranes stop", "date": "2017-04-19", "author": "Hanne Quill",
        "site": "courier.example", "text": "Nothing moved in the harbour on Tuesday. The strike of the Harbour Workers' Union is about a lease, and the door of the bow thruster works."}"#,
    ),
    (
        "urteil.json",
        r#"{"id": "N4", "title": "Sechs Jahre für den Reeder", "date": "2019-04-12", "author": "Jost Wiedenau",
        "site": "bote.example", "text": "Das Gericht hat den Reeder nach dem Untergang der Fähre zu sechs Jahren verurteilt. Viktor Dravec nahm das Urteil an und ging mit seinem Anwalt nach Hause."}"#,
    ),
    (
        "undated.txt",
        "The woman who holds the rope\n\nShe stood at the quay and held the rope of the ferry. Nobody asked her for a name.\n",
    ),
];

#[test]
fn index_a_folder_then_search_it() {
    let archive = Archive::with(&NEWS);
    let folder = archive.folder();
    let done = archive.run(&["index"]).exits(0).quietly();
    assert!(
        done.out
            .starts_with(&format!("indexed {} in ", folder.display())),
        "{done}"
    );
    done.says("5 articles read").says("5 files read");

    archive
        .run(&["search", "inquiry"])
        .exits(0)
        .quietly()
        .says("  1. Inquiry opens")
        .says("2017-03-06")
        .says("courier.example · Hanne Quill · inquiry.json #N2")
        .says("1–1 of 1 article for inquiry");
}

#[test]
fn a_query_combines_words_phrases_and_fields() {
    let archive = Archive::indexed(&NEWS);
    let check = |query: &str, expected: &[&str]| {
        let found = archive.hits(query);
        let mut ids = strings(&found, "own_id");
        ids.sort();
        assert_eq!(ids, expected, "{query}");
    };
    // Words in any form, all of them; "" is the one without an id of its own.
    check("ferry", &["", "N1", "N2"]);
    check("ferries judge", &["N2"]);
    check("FERRY AND inquiry", &["N2"]);
    check("ferry OR strike", &["", "N1", "N2", "N3"]);
    check("ferry -inquiry", &["", "N1"]);
    check("-ferry", &["N3", "N4"]);
    check("NOT ferry", &["N3", "N4"]);
    check("(ferry OR strike) -(judge OR storm)", &["", "N3"]);
    // Phrases.
    check("bow door", &["N1", "N3"]);
    check("\"bow door\"", &["N1"]);
    check("\"door bow\"", &[]);
    check("-\"bow door\" bow", &["N3"]);
    // Parts of an article, and what is known of it.
    check("title:ferry", &["N1"]);
    check("title:\"inquiry opens\"", &["N2"]);
    check("author:Quill", &["N2", "N3"]);
    check("author:\"Ruth Abelard\"", &["N1"]);
    check("site:courier.example", &["N2", "N3"]);
    check("site:example", &["N1", "N2", "N3", "N4"]);
    check("lang:de", &["N4"]);
    check("lang:en dravec", &["N1", "N2"]);
    // Dates.
    check("date:2017", &["N1", "N2", "N3"]);
    check("date:2017-03", &["N2"]);
    check("date:2017-03-06", &["N2"]);
    check("date:2017-03..2017-04", &["N2", "N3"]);
    check("date:2017-04-20..", &["N4"]);
    check("date:..2017-02", &["N1"]);
    check("date:none", &[""]);
    // Names, by any of their words.
    check("person:Dravec", &["N1", "N2", "N4"]);
    check("person:\"Viktor Dravec\" lang:de", &["N4"]);
    check("person:Sollis", &["N2"]);
    check("place:\"Port Anselm\"", &["N1", "N2"]);
    check("org:\"Harbour Workers\"", &["N3"]);
    check("entity:ferrant", &["N1"]);
    check("person:Anselm", &[]);
}

#[test]
fn words_without_quotes_are_one_query() {
    let archive = Archive::indexed(&NEWS);
    archive
        .run(&["search", "ferry", "inquiry"])
        .exits(0)
        .says("1–1 of 1 article for ferry inquiry");
}

#[test]
fn a_query_may_begin_with_a_minus() {
    let archive = Archive::indexed(&NEWS);
    archive
        .run(&["search", "-ferry"])
        .exits(0)
        .says("1–2 of 2 articles for -ferry");
    archive
        .run(&["search", "-h"])
        .exits(0)
        .says("of 5 articles for -h");
    archive
        .run(&["search", "--limit", "1", "-ferry"])
        .exits(0)
        .says("1–1 of 2 articles");
    archive
        .run(&["search", "--help"])
        .exits(0)
        .says("Usage: dateline search");
}

#[test]
fn hits_are_sorted_by_relevance_or_date() {
    let archive = Archive::indexed(&NEWS);
    let order = |args: &[&str]| {
        let all = [&["search", "--json"], args].concat();
        strings(&archive.run(&all).exits(0).json()[1..], "own_id")
    };
    // In the title is better than in the text.
    assert_eq!(order(&["ferry -rope"]), ["N1", "N2"]);
    assert_eq!(order(&["dravec", "--sort", "newest"]), ["N4", "N2", "N1"]);
    assert_eq!(order(&["dravec", "--sort", "oldest"]), ["N1", "N2", "N4"]);
    // Without a date is last either way.
    assert_eq!(order(&["ferry", "--sort", "newest"]), ["N2", "N1", ""]);
    assert_eq!(order(&["ferry", "--sort", "oldest"]), ["N1", "N2", ""]);
    // Nothing to rank by: the newest come first.
    assert_eq!(order(&["date:2017"]), ["N3", "N2", "N1"]);
}

#[test]
fn limit_and_offset_cut_a_window_out_of_the_hits() {
    let archive = Archive::indexed_sample();
    let ids = |args: &[&str]| {
        let all = [&["search", "--json", "--copies=apart", "ferry"], args].concat();
        let lines = archive.run(&all).exits(0).json();
        (
            lines[0].clone(),
            strings(&lines[1..], "id"),
            lines[1..].to_vec(),
        )
    };
    let (results, all, _) = ids(&["--limit", "1000"]);
    assert_eq!(results["total"], all.len());
    assert_eq!(ids(&[]).1, all[..10], "ten by default");
    for (offset, limit) in [(0, 1), (3, 4), (9, 2), (10, 10)] {
        let (offset_text, limit_text) = (offset.to_string(), limit.to_string());
        let (results, window, hits) = ids(&["--offset", &offset_text, "--limit", &limit_text]);
        assert_eq!(window, all[offset..offset + limit]);
        assert_eq!(results["total"], all.len(), "all are counted");
        assert_eq!(hits[0]["rank"], offset + 1);
    }
    archive
        .run(&["search", "ferry", "--offset", "1000"])
        .exits(0)
        .says(&format!(
            "{} articles match ferry; none from number 1001 on",
            all.len()
        ));
    archive.run(&["search", "ferry", "--limit", "0"]).exits(0);
}

#[test]
fn what_matched_is_marked_in_title_and_snippet() {
    let archive = Archive::indexed(&NEWS);
    let check = |query: &str, title: &[&str], snippet: &[&str]| {
        let hit = archive.hits(query).remove(0);
        assert_eq!(marked(&hit, "title"), title, "{query}: {hit:#}");
        assert_eq!(marked(&hit, "snippet"), snippet, "{query}: {hit:#}");
    };
    check("ferry storm", &["Ferry"], &["ferry", "storm"]);
    check("loss ferry", &[], &["loss", "ferries"]);
    check("\"bow door\" storm", &[], &["storm", "bow door"]);
    check("title:cranes strike", &["Cranes"], &["strike"]);
    check("person:Sollis", &[], &["Amara Sollis"]);
    check("fähre", &[], &["Fähre"]);
}

#[test]
fn json_lines_have_a_type_and_a_version() {
    let archive = Archive::indexed(&NEWS);
    let lines = archive.run(&["search", "--json", "sollis"]).exits(0).json();
    assert_eq!(lines[0]["type"], "results");
    assert_eq!(lines[0]["version"], 1);
    assert_eq!(lines[0]["total"], 1);
    let hit = &lines[1];
    for (field, expected) in [
        ("type", "hit"),
        ("own_id", "N2"),
        ("title", "Inquiry opens"),
        ("byline", "Hanne Quill"),
        ("language", "en"),
        ("site", "courier.example"),
        ("source", "inquiry.json"),
    ] {
        assert_eq!(hit[field], expected, "{field}");
    }
    assert_eq!(hit["rank"], 1);
    assert_eq!(hit["published"]["date"], "2017-03-06");
    assert_eq!(hit["published"]["precision"], "day");
    assert_eq!(hit["id"].as_str().unwrap().len(), 16);

    let is_versioned = |args: &[&str], kind: &str| {
        let answer = archive.run(args);
        let first = answer.json().remove(0);
        assert_eq!(
            (&first["type"], &first["version"]),
            (&kind.into(), &1.into()),
            "{answer}"
        );
    };
    is_versioned(&["index", "--json"], "report");
    is_versioned(&["show", "--json", "N2"], "article");
    is_versioned(&["entities", "--json"], "name");
    is_versioned(&["status", "--json"], "status");
    is_versioned(&["check", "--json"], "check");
    is_versioned(&["extract", "inquiry.json"], "article");
    is_versioned(&["annotate", "--json", "inquiry.json"], "annotation");
}

#[test]
fn exit_codes_tell_how_it_ended() {
    let archive = Archive::with(&NEWS);
    archive.run(&["index"]).exits(0);
    archive.run(&["search", "ferry"]).exits(0);
    archive
        .run(&["search", "zeppelin"])
        .exits(1)
        .says("no article matches zeppelin")
        .quietly();
    archive
        .run(&["search", "--json", "zeppelin"])
        .exits(1)
        .says("\"total\":0");
    archive.run(&["show", "N9"]).exits(1).warns("no article N9");
    archive
        .run(&["entities", "zeppelin"])
        .exits(1)
        .says("no names with these words");
    archive.run(&["search", "colour:red"]).exits(2);
    archive.run(&["search"]).exits(2);
    archive.run(&["serach", "ferry"]).exits(2);

    archive.write(
        "half.jsonl",
        "{\"title\": \"One\", \"text\": \"Ferry.\"}\n{\"title\": \"Tw\n",
    );
    archive.run(&["index"]).exits(3).says("1 record failed");
    archive
        .run(&["index"])
        .exits(3)
        .says("6 files unchanged")
        .says("1 record failed");
    archive.run(&["search", "ferry"]).exits(0);
}

#[test]
fn a_folder_that_was_never_indexed_is_not_searched_unasked() {
    let archive = Archive::with(&NEWS);
    let folder = archive.folder();
    let command = format!("dateline index {}", folder.display());
    let at = folder.to_str().unwrap();
    archive
        .run(&["-C", at, "search", "ferry"])
        .exits(2)
        .warns(&command);
    assert!(!folder.join(".dateline").exists());

    archive
        .run(&["search", "--index-first", "ferry"])
        .exits(0)
        .says("3 articles for ferry");
    archive.run(&["search", "ferry"]).exits(0);
}

#[test]
fn index_first_does_not_read_again_what_is_indexed() {
    let archive = Archive::indexed(&NEWS);
    archive.write("new.txt", "A ferry of another kind.");
    archive
        .run(&["search", "--index-first", "ferry"])
        .exits(0)
        .says("3 articles for ferry");
}

#[test]
fn the_home_folder_and_the_root_are_never_indexed() {
    let archive = Archive::with(&NEWS);
    for args in [
        &["index"][..],
        &["search", "--index-first", "ferry"],
        &["index", archive.folder().to_str().unwrap()],
    ] {
        let mut command = archive.command(args);
        command.env("HOME", archive.folder());
        answer(command)
            .exits(2)
            .warns("is not an archive but everything you have");
    }
    archive
        .run(&["index", "/"])
        .exits(2)
        .warns("everything you have");
    assert!(!archive.path(".dateline").exists());
}

#[test]
fn the_archive_is_found_from_a_folder_inside_it_or_by_c() {
    let archive = Archive::with(&NEWS);
    archive.write(
        "2017/03/deep.txt",
        "A lonely lighthouse keeper, deep inside.",
    );
    archive.run(&["index"]).exits(0);
    let inside = archive.path("2017/03");

    let mut command = archive.command(&["search", "--json", "ferry"]);
    command.current_dir(&inside);
    assert_eq!(answer(command).exits(0).json()[0]["total"], 3);

    let mut command = archive.command(&["-C", inside.to_str().unwrap(), "search", "lighthouse"]);
    command.current_dir("/");
    answer(command).exits(0).says("2017/03/deep.txt");

    // `index` without a folder means the same archive.
    archive.write("new.txt", "One more ferry.");
    let mut command = archive.command(&["index", "--json"]);
    command.current_dir(&inside);
    let report = answer(command).exits(0).json().remove(0);
    assert_eq!(
        (&report["indexed"], &report["unchanged"]),
        (&1.into(), &6.into())
    );
    assert!(!inside.join(".dateline").exists());
}

#[test]
fn the_index_can_be_kept_elsewhere() {
    let archive = Archive::with(&NEWS);
    let elsewhere = tempfile::tempdir().unwrap();
    let by_option = elsewhere.path().join("by option");
    let by_variable = elsewhere.path().join("by variable");
    let before = files_of(&archive.folder());

    let option = by_option.to_str().unwrap();
    archive.run(&["index", "--index", option]).exits(0);
    archive
        .run(&["search", "--index", option, "ferry"])
        .exits(0)
        .says("3 articles");

    let with_variable = |args: &[&str]| {
        let mut command = archive.command(args);
        command.env("DATELINE_INDEX", &by_variable);
        answer(command)
    };
    with_variable(&["index"]).exits(0);
    with_variable(&["search", "ferry"])
        .exits(0)
        .says("3 articles");
    with_variable(&["status"])
        .exits(0)
        .says("up to date with the folder");

    // Such an index knows its archive, wherever one stands.
    let mut command = archive.command(&["index", "--json", "--index", option]);
    command.current_dir(elsewhere.path());
    assert_eq!(answer(command).exits(0).json()[0]["unchanged"], 5);

    assert_eq!(
        files_of(&archive.folder()),
        before,
        "nothing is written to the archive"
    );
    archive.run(&["search", "ferry"]).exits(2);
}

#[test]
fn show_takes_an_id_its_beginning_an_own_id_or_a_path() {
    let archive = Archive::indexed(&NEWS);
    let id = archive.id("sollis");
    for name in [&id, &id[..8], "N2", "inquiry.json", "./inquiry.json"] {
        let shown = archive.run(&["show", "--json", name]).exits(0).json();
        assert_eq!(strings(&shown, "id"), [&*id], "{name}");
    }
    archive
        .run(&["show", &id])
        .exits(0)
        .says("Inquiry opens\n")
        .says("   byline  Hanne Quill\n")
        .says("published  2017-03-06 (")
        .says(&format!("       id  {id}\n"))
        .says("[Amara Sollis|person]");
}

#[test]
fn show_gives_section_keywords_and_the_last_change_if_the_source_does() {
    let archive = Archive::indexed(&[
        (
            "bow-door.md",
            "---\ntitle: The bow door\ndate: 2017-03-08\nlastmod: 2017-03-09\nsection: Harbour\n\
             tags: [ferries, bow doors]\n---\n\nIt shut.\n",
        ),
        ("bare.md", "# Nothing more\n\nIt shut.\n"),
    ]);
    let shown = |path: &str| archive.run(&["show", path]).exits(0);
    shown("bow-door.md")
        .says("published  2017-03-08 (header)\n")
        .says(" modified  2017-03-09 (header)\n")
        .says("  section  Harbour\n")
        .says(" keywords  ferries, bow doors\n");
    shown("bare.md")
        .does_not_say("modified")
        .does_not_say("section")
        .does_not_say("keywords");
    let json = |args: &[&str]| archive.run(args).exits(0).json().remove(0);
    let article = json(&["show", "--json", "bow-door.md"]);
    assert_eq!(article["modified"]["date"], "2017-03-09");
    assert_eq!(article["section"], "Harbour");
    assert_eq!(article["keywords"][1], "bow doors");
    let article = json(&["extract", "bow-door.md"]);
    assert_eq!(article["modified"], "2017-03-09");
    assert_eq!(article["section"], "Harbour");
    assert_eq!(article["keywords"][0], "ferries");
    let bare = json(&["show", "--json", "bare.md"]);
    assert!(bare["modified"].is_null() && bare["section"].is_null());
    assert_eq!(bare["keywords"].as_array().map(Vec::len), Some(0));
}

#[test]
fn show_gives_text_mentions_and_what_was_removed_as_json() {
    let archive = Archive::indexed_sample();
    let path = "anselm-courier/dam-memo-leak.html";
    let article = archive
        .run(&["show", "--json", path])
        .exits(0)
        .json()
        .remove(0);
    let text = article["text"].as_str().unwrap();
    let mentions = article["mentions"].as_array().unwrap();
    assert!(!mentions.is_empty());
    for mention in mentions {
        let at = |i: usize| mention["span"][i].as_u64().unwrap() as usize;
        assert_eq!(mention["surface"], text[at(0)..at(1)], "{mention}");
    }
    let removed = article["removed"].as_array().unwrap();
    assert!(!removed.is_empty());
    let is_removed = |piece: &str| {
        strings(removed, "text")
            .iter()
            .any(|text| text.contains(piece))
    };
    assert!(is_removed("You may say no and read on"));
    archive
        .run(&["show", path])
        .exits(0)
        .does_not_say("You may say no");
    archive
        .run(&["show", path, "--removed"])
        .exits(0)
        .says("You may say no and read on");
}

#[test]
fn a_path_shows_every_article_of_its_file_in_order() {
    let archive = Archive::indexed_sample();
    let shown = archive
        .run(&["show", "--json", "exports/courier-2017-q1.jsonl"])
        .exits(0)
        .json();
    let own = strings(&shown, "own_id");
    assert_eq!(own.len(), 10);
    assert!(own.is_sorted(), "{own:?}");
}

#[test]
fn entities_are_counted_filtered_and_limited() {
    let archive = Archive::indexed(&NEWS);
    let check = |args: &[&str], expected: &[(&str, &str, u64)]| {
        let answer = archive.run(&[&["entities", "--json"], args].concat());
        let names = answer.json();
        let found: Vec<(&str, &str, u64)> = names
            .iter()
            .map(|name| {
                let text = |field: &str| name[field].as_str().unwrap();
                (
                    text("kind"),
                    text("name"),
                    name["articles"].as_u64().unwrap(),
                )
            })
            .collect();
        assert_eq!(found, expected, "{answer}");
    };
    let dravec = ("person", "Viktor Dravec", 3);
    let (sollis, ferrant) = (("person", "Amara Sollis", 1), ("person", "Paul Ferrant", 1));
    check(&["--type", "person"], &[dravec, sollis, ferrant]);
    check(&["--type", "person", "--limit", "1"], &[dravec]);
    check(&["dravec"], &[dravec]);
    check(&["vik"], &[dravec]);
    check(&["viktor", "dra"], &[dravec]);
    check(&["--type", "place", "dravec"], &[]);
    check(
        &["--type", "person", "--query", "inquiry"],
        &[sollis, ("person", "Viktor Dravec", 1)],
    );
    check(
        &["--type", "person", "--query", "-ferry"],
        &[("person", "Viktor Dravec", 1)],
    );
    archive
        .run(&["entities", "--type", "person", "--limit", "2"])
        .exits(0)
        .says("        3  person  Viktor Dravec\n")
        .says("2 of 3 names; for more: --limit 3");
}

#[test]
fn status_tells_what_is_there_and_what_has_changed_since() {
    let archive = Archive::indexed(&NEWS);
    archive
        .run(&["status"])
        .exits(0)
        .says("5 articles\n")
        .says("5 files: 5 read")
        .says("published 2017-01-15 to 2019-04-12; 1 without a date")
        .says("languages: en 4, de 1")
        .says("up to date with the folder");

    archive.write("new.txt", "News.");
    archive.write(
        "strike.json",
        "{\"title\": \"Cranes move\", \"text\": \"It is over.\"}",
    );
    archive.remove("undated.txt");
    let drift = &archive.run(&["status", "--json"]).exits(0).json()[0]["drift"];
    let expected = serde_json::json!({"new": 1, "changed": 1, "deleted": 1, "unreachable": 0});
    assert_eq!(*drift, expected);
    archive
        .run(&["status"])
        .says("since then: 1 new, 1 changed, 1 deleted, 0 out of reach; run `dateline index`");
    archive.run(&["index"]).exits(0);
    archive.run(&["status"]).says("up to date with the folder");
}

#[test]
fn failures_are_listed_with_their_reasons() {
    let archive = Archive::with(&NEWS);
    archive.write("bad.json", "{\"title\": ");
    archive.write(
        "half.jsonl",
        "{\"title\": \"One\", \"text\": \"Ferry.\"}\n{\"title\": \"Tw\n",
    );
    let told = archive.run(&["index"]).exits(3);
    let told = told.says("1 file failed").says("1 record failed");
    let told = told.says("status --failed");
    // What the report promises, that command keeps; and so does the next run.
    for args in [&["status", "--failed"][..], &["index", "--failed"]] {
        let listed = archive.run(args);
        let listed = listed
            .says("failed: bad.json: not valid JSON")
            .says("failed: half.jsonl, record 2: ");
        drop(listed);
        let json = archive.run(&[args, &["--json"]].concat()).json();
        let failures: Vec<&Value> = json
            .iter()
            .filter(|line| line["type"] == "failure")
            .collect();
        assert_eq!(failures.len(), 2, "{args:?}");
        assert_eq!(failures[0]["source"], "bad.json");
        assert_eq!(
            (&failures[1]["source"], &failures[1]["record"]),
            (&"half.jsonl".into(), &2.into())
        );
    }
    drop(told);
}

#[test]
fn check_proves_the_index_sound_or_says_what_is_wrong() {
    let archive = Archive::indexed_sample();
    archive
        .run(&["check"])
        .exits(0)
        .says("sound: 81 articles, 59 files, ");
    let files = archive.index_files();
    let (store, bytes) = files
        .iter()
        .find(|(path, _)| path.extension().is_some_and(|e| e == "store"))
        .unwrap();
    let mut damaged = bytes.clone();
    damaged[bytes.len() / 2] ^= 0xff;
    std::fs::write(store, damaged).unwrap();
    archive
        .run(&["check"])
        .exits(2)
        .says("the checksum of")
        .says("unsound: 1 problem; run `dateline index --rebuild`");
    archive.run(&["index", "--rebuild"]).exits(3);
    archive.run(&["check"]).exits(0);
}

#[test]
fn extract_and_annotate_show_one_stage_on_one_file() {
    let archive = Archive::with(&NEWS);
    let article = archive
        .run(&["extract", "inquiry.json"])
        .exits(0)
        .json()
        .remove(0);
    assert_eq!(article["title"], "Inquiry opens");
    assert_eq!(article["blocks"][0]["role"], "paragraph");

    let annotated = archive
        .run(&["annotate", "--json", "inquiry.json"])
        .exits(0)
        .json()
        .remove(0);
    let names = strings(annotated["mentions"].as_array().unwrap(), "name");
    assert!(names.contains(&"Amara Sollis".into()), "{names:?}");

    archive.write(
        "half.jsonl",
        "{\"title\": \"One\", \"text\": \"Ferry.\"}\n{\"title\": \"Tw\n",
    );
    archive
        .run(&["extract", "half.jsonl"])
        .exits(3)
        .warns("half.jsonl, record 2: not valid JSON");
    archive
        .run(&["extract", "missing.txt"])
        .exits(2)
        .warns("missing.txt");
    assert!(
        !archive.path(".dateline").exists(),
        "no archive is needed, none is made"
    );
}

#[test]
fn completions_and_manual_pages_are_printed() {
    let archive = Archive::new();
    for shell in ["bash", "zsh", "fish", "elvish", "powershell"] {
        archive
            .run(&["completions", shell])
            .exits(0)
            .quietly()
            .says("entities");
    }
    archive
        .run(&["man"])
        .exits(0)
        .quietly()
        .says(".TH dateline 1");
    archive.run(&["man", "--folder", "."]).exits(0).quietly();
    assert!(archive.path("dateline-search.1").exists());
}

#[test]
fn a_reader_who_has_seen_enough_is_no_error() {
    let archive = Archive::indexed_sample();
    for args in [
        &["search", "ferry", "--limit", "1000"][..],
        &["show", "exports/herald-export.json"],
    ] {
        let mut child = archive
            .command(args)
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        // The pipe is closed before anything is read.
        drop(child.stdout.take());
        let mut err = String::new();
        child
            .stderr
            .take()
            .unwrap()
            .read_to_string(&mut err)
            .unwrap();
        assert_eq!(
            (child.wait().unwrap().code(), &*err),
            (Some(0), ""),
            "{args:?}"
        );
    }
    let script = format!("{DATELINE} search ferry --limit 1000 | head -1");
    let head = archive.shell(&script).exits(0).quietly();
    assert_eq!(head.out.lines().count(), 1, "{head}");
}

#[test]
fn a_pipe_gets_no_colour_and_80_columns() {
    let archive = Archive::indexed_sample();
    let check = |answer: Answer| {
        assert!(!answer.out.contains('\u{1b}'), "{answer}");
        for line in answer.out.lines() {
            let columns = unicode_width(line);
            assert!(columns <= 80, "{columns} columns: {line}\n{answer}");
        }
    };
    for query in [
        "ferry",
        "lang:ru",
        "lang:fr",
        "lang:de",
        "date:2017",
        "dam OR lamp",
    ] {
        check(archive.run(&["search", query, "--limit", "100"]).exits(0));
    }
    let mut shown = archive
        .run(&["show", "exports/herald-export.json"])
        .exits(0);
    // An address stays in one piece.
    let lines = shown
        .out
        .lines()
        .filter(|line| !line.starts_with("      url  "));
    shown.out = lines.collect::<Vec<_>>().join("\n");
    check(shown);
    check(archive.run(&["entities", "--limit", "1000"]).exits(0));
}

/// Columns of a line, wide characters of East Asia counted as two.
fn unicode_width(line: &str) -> usize {
    let is_wide = |c| matches!(c, '\u{1100}'..='\u{115f}' | '\u{2e80}'..='\u{a4cf}' | '\u{ac00}'..='\u{d7a3}' | '\u{f900}'..='\u{faff}' | '\u{fe30}'..='\u{fe6f}' | '\u{ff00}'..='\u{ff60}');
    line.chars().map(|c| 1 + usize::from(is_wide(c))).sum()
}

#[test]
fn wide_characters_fit_into_the_columns() {
    let title =
        "海峡渡轮沉没事故调查委员会今日举行第一次公开听证会并传唤船东出庭作证各界高度关注事态发展";
    let text = format!("{title}。").repeat(5);
    let story = serde_json::json!({"title": title, "text": text, "date": "2017-03-06"});
    let archive = Archive::indexed(&[("渡轮.json", &story.to_string())]);
    let answer = archive.run(&["search", "date:2017"]).exits(0);
    for line in answer.out.lines() {
        assert!(
            unicode_width(line) <= 80,
            "{} columns: {line}",
            unicode_width(line)
        );
    }
}

#[test]
fn a_strangers_text_does_nothing_to_the_terminal() {
    let story = serde_json::json!({
        "title": "Ferry \u{1b}]0;owned\u{7} and \u{202e}sdrawkcab",
        "text": "A ferry \u{1b}[2J\u{1b}[31mred\u{9b}0m, and a bell \u{7}.",
        "author": "Eve \u{1b}[5mBlink", "site": "evil\u{1b}[8m.example", "id": "x\u{1b}[1m",
    });
    let archive = Archive::with(&[]);
    archive.write("evil\u{1b}[31m.json", story.to_string());
    archive.write("evil\u{1b}[32m.jsonl", "{\"title\": \"\n{}\n");
    let is_harmful = |c: char| (c.is_control() && c != '\n') || c == '\u{202e}';
    for args in [
        &["index", "--failed"][..],
        &["status", "--failed"],
        &["search", "ferry"],
        &["search", "ferry \u{1b}[31m"],
        &["search", "colour:\u{1b}[31m"],
        &["show", "evil\u{1b}[31m.json"],
        &["show", "nothing\u{1b}[31m"],
        &["entities"],
        &["extract", "missing\u{1b}[31m"],
    ] {
        let answer = archive.run(args);
        assert!(
            !answer.out.contains(is_harmful),
            "{args:?} {:?}",
            answer.out
        );
        assert!(
            !answer.err.contains(is_harmful),
            "{args:?} {:?}",
            answer.err
        );
    }
    archive
        .run(&["search", "ferry"])
        .exits(0)
        .says("Ferry \\u{1b}]0;owned");
}
