//! Names across an archive: which are one, on what grounds, and what the user says of them.

mod support;

use std::fs;

use serde_json::Value;
use support::{Archive, strings};

/// A story with a date.
fn story(id: &str, date: &str, title: &str, text: &str) -> (String, String) {
    let record = serde_json::json!({"id": id, "title": title, "date": date, "text": text});
    (format!("{id}.json"), record.to_string())
}

fn archive(stories: &[(&str, &str, &str, &str)]) -> Archive {
    let archive = Archive::new();
    for (id, date, title, text) in stories {
        let (path, record) = story(id, date, title, text);
        archive.write(&path, record);
    }
    archive.run(&["index"]).exits(0);
    archive
}

/// The ids of the stories that a query finds, in the order of the alphabet.
fn found(archive: &Archive, query: &str) -> Vec<String> {
    let mut ids = strings(&archive.hits(query), "own_id");
    ids.sort();
    ids
}

fn entity(archive: &Archive, name: &str) -> Value {
    let answer = archive.run(&["entity", name, "--json"]).exits(0);
    answer.json().remove(0)
}

/// The name of an entity and its other names.
fn names(entity: &Value) -> Vec<String> {
    let aliases = entity["aliases"].as_array().unwrap();
    let mut names = vec![entity["name"].as_str().unwrap().to_owned()];
    names.extend(strings(aliases, "name"));
    names
}

fn listed(archive: &Archive, args: &[&str]) -> Vec<String> {
    let answer = archive.run(&[&["entities", "--json"], args].concat());
    strings(&answer.json(), "name")
}

/// A lock that a front blocks, a judge, an inspector; some stories say only half of the names.
const LOCK: [(&str, &str, &str, &str); 4] = [
    (
        "L1",
        "2017-01-15",
        "The lock is blocked",
        "The Northern Rivers Union (NRU) blocked the lock at Port Anselm on Monday. The NRU said in a statement that Judge Amara Sollis had been told.",
    ),
    (
        "L2",
        "2017-03-06",
        "Blocked again",
        "The lock was blocked again on Tuesday, said Inspector Paul Ferrant in Port Anselm. Mrs. Sollis, who is to hear the case, did not comment.",
    ),
    (
        "L3",
        "2018-05-09",
        "A meeting upstream",
        "The Northern Rivers Union met in Tresk. Inspector Paul Ferrant stood at the door. Mr. Ferrant took no notes.",
    ),
    (
        "L4",
        "2019-04-12",
        "Nobody came",
        "Rain fell on the harbour all day. The ferry was late and the lamps stayed dark.",
    ),
];

#[test]
fn one_name_finds_the_other_and_the_hit_says_why() {
    let archive = archive(&LOCK);
    assert_eq!(found(&archive, "entity:NRU"), ["L1", "L3"]);
    assert_eq!(
        found(&archive, "org:\"Northern Rivers Union\""),
        ["L1", "L3"]
    );
    archive
        .run(&["search", "entity:NRU"])
        .exits(0)
        .says("found by Northern Rivers Union, NRU for short by 1 article");
    let hits = archive.hits("entity:NRU");
    let by_other = hits.iter().find(|hit| hit["own_id"] == "L3").unwrap();
    assert_eq!(by_other["reasons"][0]["name"], "Northern Rivers Union");
    assert_eq!(by_other["reasons"][0]["wanted"], "NRU");
    let by_itself = hits.iter().find(|hit| hit["own_id"] == "L1").unwrap();
    assert_eq!(by_itself["reasons"], serde_json::json!([]));
}

#[test]
fn a_hit_explains_which_articles_say_that_two_names_are_one() {
    let archive = archive(&LOCK);
    archive
        .run(&["search", "org:NRU"])
        .exits(0)
        .does_not_say("2017-01-15  The lock is blocked");
    let hit = archive.id("org:=NRU");
    let told = archive.run(&["search", "org:NRU", "--explain"]).exits(0);
    let by_other = "     found by Northern Rivers Union, NRU for short by 1 article\n";
    let story = format!("       2017-01-15  The lock is blocked  {hit}\n");
    // As the dossier has it, under the same words.
    let told = told.says(&format!("{by_other}{story}"));
    archive
        .run(&["entity", "NRU"])
        .says("short for Northern Rivers Union by 1 article\n")
        .says(&story);
    // The other hit has the very name.
    told.says("     found by NRU, which is Northern Rivers Union there\n");
    archive
        .run(&["search", "person:ferrant", "--explain"])
        .says("     found by Paul Ferrant\n");
    let json = |args: &[&str]| archive.run(args).exits(0).json();
    let hits = json(&["search", "org:NRU", "--json"]);
    let reasons = hits.iter().map(|hit| &hit["reasons"]);
    let examples: Vec<_> = reasons
        .filter_map(|r| r.get(0))
        .map(|r| &r["examples"])
        .collect();
    assert_eq!(examples, [&serde_json::json!([[hit]])]);
    // A query without names has nothing to explain.
    archive
        .run(&["search", "lock", "--explain"])
        .exits(0)
        .does_not_say("found by");
}

#[test]
fn an_article_is_shown_with_its_names_as_the_archive_and_the_user_have_them() {
    let archive = archive(&LOCK);
    let shown = |id: &str| archive.run(&["show", id]).exits(0);
    let named = |id: &str| {
        let article = archive
            .run(&["show", id, "--json"])
            .exits(0)
            .json()
            .remove(0);
        let mentions = article["mentions"].as_array().unwrap().clone();
        let told = |m: &Value| {
            let field = |field: &str| m[field].as_str().unwrap().to_owned();
            format!(
                "{}: {} {}",
                field("surface"),
                field("kind"),
                field("entity")
            )
        };
        mentions.iter().map(told).collect::<Vec<_>>()
    };
    // L2 says Mrs. Sollis alone; another article says who that is.
    let sollis = "Sollis: person Amara Sollis".to_owned();
    assert!(named("L2").contains(&sollis), "{:?}", named("L2"));
    shown("L2")
        .says("[Sollis|person]")
        .says("\nits names (mentions)\n")
        .says("        1  person  Amara Sollis  = Sollis\n");
    let correct = |args: &[&str]| {
        archive.run(&[&["entity"], args].concat()).exits(0);
    };
    correct(&["Sollis", "--split", "Amara Sollis"]);
    assert!(named("L2").contains(&"Sollis: person Sollis".to_owned()));
    correct(&["Sollis", "--undo"]);
    correct(&["Amara Sollis", "--rename", "Justice Sollis"]);
    assert!(named("L2").contains(&"Sollis: person Justice Sollis".to_owned()));
    shown("L2").says("1  person  Justice Sollis  = Sollis\n");
    correct(&["Port Anselm", "--merge", "Tresk"]);
    assert!(named("L3").contains(&"Tresk: place Port Anselm".to_owned()));
    correct(&["place:Port Anselm", "--type", "org"]);
    shown("L1")
        .says("Anselm|org] on")
        .says("  org     Port Anselm\n");
    correct(&["Paul Ferrant", "--hide"]);
    shown("L2")
        .says("said Inspector Paul Ferrant in")
        .does_not_say("Ferrant|person");
    assert!(named("L2").iter().all(|name| !name.contains("Ferrant")));
    // All of it holds in an index that is made anew.
    let before = [named("L1"), named("L2"), named("L3")];
    archive.run(&["index", "--rebuild"]).exits(0);
    assert_eq!(before, [named("L1"), named("L2"), named("L3")]);
    archive.write(".dateline/user/corrections.toml", "[[hide]]\n");
    archive.run(&["show", "L2"]).exits(0).warns("line 1: ");
}

#[test]
fn an_equals_sign_means_that_very_name() {
    let archive = archive(&LOCK);
    assert_eq!(found(&archive, "entity:=NRU"), ["L1"]);
    assert_eq!(found(&archive, "person:=\"Amara Sollis\""), ["L1"]);
    assert_eq!(found(&archive, "person:=Sollis"), ["L2"]);
    assert!(found(&archive, "person:=Amara").is_empty());
}

#[test]
fn a_bare_word_is_never_another_name() {
    let archive = archive(&LOCK);
    assert_eq!(found(&archive, "NRU"), ["L1"]);
    assert_eq!(found(&archive, "amara"), ["L1"]);
}

#[test]
fn a_surname_stands_for_the_only_full_name_of_the_archive() {
    let archive = archive(&LOCK);
    assert_eq!(found(&archive, "person:\"Amara Sollis\""), ["L1", "L2"]);
    let sollis = entity(&archive, "Sollis");
    assert_eq!(names(&sollis), ["Amara Sollis", "Sollis"]);
    assert_eq!(sollis["aliases"][0]["evidence"][0]["ground"], "short-form");
    assert_eq!(sollis["articles"], 2);
    assert_eq!(sollis["first"], "2017-01-15");
    assert_eq!(sollis["last"], "2017-03-06");
}

#[test]
fn a_surname_of_two_people_stays_apart_and_says_so() {
    let archive = archive(&LOCK);
    let (path, record) = story(
        "L5",
        "2018-01-01",
        "Her brother",
        "Dr. Hugo Sollis runs the clinic in Tresk.",
    );
    archive.write(&path, record);
    archive.run(&["index"]).exits(0);
    assert_eq!(found(&archive, "person:\"Amara Sollis\""), ["L1"]);
    archive
        .run(&["entity", "Sollis"])
        .exits(0)
        .says("Sollis could be")
        .says("Amara Sollis")
        .says("Hugo Sollis")
        .says("dateline entity TYPE:NAME");
    // And when he is gone, she is the only one again.
    archive.remove(&path);
    archive.run(&["index"]).exits(0);
    assert_eq!(found(&archive, "person:\"Amara Sollis\""), ["L1", "L2"]);
}

#[test]
fn an_acronym_of_two_names_stays_apart_and_says_so() {
    let archive = archive(&LOCK);
    let (path, record) = story(
        "L5",
        "2018-01-01",
        "Another front",
        "The National Railways Union (NRU) bought two engines. The NRU has nine.",
    );
    archive.write(&path, record);
    archive.run(&["index"]).exits(0);
    assert_eq!(
        found(&archive, "org:\"Northern Rivers Union\""),
        ["L1", "L3"]
    );
    assert_eq!(found(&archive, "org:\"National Railways Union\""), ["L5"]);
    let answer = archive.run(&["entity", "NRU", "--json"]).exits(0).json();
    assert_eq!(answer[0]["type"], "ambiguous");
    let candidates = answer[0]["candidates"].as_array().unwrap();
    assert_eq!(
        strings(candidates, "name"),
        ["Northern Rivers Union", "National Railways Union"]
    );
}

#[test]
fn what_three_articles_use_for_one_name_is_another_name_of_it() {
    let story = |id, date| {
        (
            id,
            date,
            "The lock is blocked",
            "The Northern Rivers Union blocked the lock at Port Anselm on Monday. The NRU said in a statement that Judge Amara Sollis had been told.",
        )
    };
    let short = (
        "I4",
        "2017-03-01",
        "The lock is open",
        "The NRU left the lock at Port Anselm on Friday, the harbour office said in a statement.",
    );
    let two = [story("I1", "2017-01-15"), story("I2", "2017-01-16"), short];
    let nru = entity(&archive(&two), "NRU");
    assert_eq!(names(&nru), ["NRU"]);
    let three = [two[0], two[1], story("I3", "2017-01-17"), short];
    let archive = archive(&three);
    let nru = entity(&archive, "NRU");
    assert_eq!(names(&nru), ["Northern Rivers Union", "NRU"]);
    assert_eq!(nru["aliases"][0]["evidence"][0]["ground"], "inferred");
    assert_eq!(nru["aliases"][0]["evidence"][0]["count"], 3);
}

#[test]
fn a_surname_that_three_articles_fold_is_nobodys_where_two_bear_it() {
    let story = |id, date| {
        (
            id,
            date,
            "The lock is blocked",
            "Judge Henrik Baltasar-Voss closed the lock on Monday. Mr Baltasar-Voss said in a statement that he had been told.",
        )
    };
    let stories = [
        story("V1", "2017-01-15"),
        story("V2", "2017-01-16"),
        story("V3", "2017-01-17"),
        (
            "V4",
            "2017-02-01",
            "The pier is open",
            "Mayor Ilse Baltasar-Voss opened the pier on Friday. Mrs Baltasar-Voss spoke in the rain.",
        ),
    ];
    let archive = archive(&stories);
    for name in ["Henrik Baltasar-Voss", "Ilse Baltasar-Voss"] {
        assert_eq!(names(&entity(&archive, name)), [name]);
    }
    assert_eq!(
        found(&archive, "person:\"Henrik Baltasar-Voss\""),
        ["V1", "V2", "V3"]
    );
}

#[test]
fn spellings_are_one_in_the_same_company_alone() {
    let text = |name: &str, more: &str| {
        format!(
            "President {name} met Mayor Ludmila Orban and Senator Tobias Grell in Anselm. {more}"
        )
    };
    let first = text("Karim Gaddari", "");
    let second = text("Karim Qaddari", "");
    let elsewhere = "President Karim Qaddari opened a bridge. Mr. Qaddari cut the ribbon.";
    let together = archive(&[
        ("S1", "2017-01-01", "A visit", &first),
        ("S2", "2017-01-02", "The visit", &second),
    ]);
    assert_eq!(found(&together, "person:Gaddari"), ["S1", "S2"]);
    let spelt = entity(&together, "Karim Gaddari");
    assert_eq!(spelt["aliases"][0]["evidence"][0]["ground"], "spelling");
    let apart = archive(&[
        ("S1", "2017-01-01", "A visit", &first),
        ("S2", "2017-01-02", "A bridge", elsewhere),
    ]);
    assert_eq!(found(&apart, "person:Gaddari"), ["S1"]);
    let both = text(
        "Karim Gaddari",
        "His cousin, President Karim Qaddari, was there too.",
    );
    let side_by_side = archive(&[
        ("S1", "2017-01-01", "A visit", &first),
        ("S2", "2017-01-02", "The visit", &second),
        ("S3", "2017-01-03", "Two cousins", &both),
    ]);
    assert_eq!(found(&side_by_side, "person:Gaddari"), ["S1", "S3"]);
}

#[test]
fn each_article_counts_once_for_an_entity() {
    let archive = archive(&LOCK);
    let people = archive
        .run(&["entities", "--type", "person", "--mentions", "--json"])
        .exits(0)
        .json();
    let counts: Vec<_> = people
        .iter()
        .map(|name| {
            (
                name["name"].as_str(),
                name["articles"].as_u64(),
                name["mentions"].as_u64(),
            )
        })
        .collect();
    assert_eq!(
        counts,
        [
            (Some("Amara Sollis"), Some(2), Some(2)),
            (Some("Paul Ferrant"), Some(2), Some(3)),
        ]
    );
    assert_eq!(
        strings(people[0]["aliases"].as_array().unwrap(), "name"),
        ["Sollis"]
    );
    assert_eq!(people[1]["first"], "2017-03-06");
    assert_eq!(people[1]["last"], "2018-05-09");
}

#[test]
fn names_are_filtered_by_spelling_period_and_query() {
    let archive = archive(&LOCK);
    assert_eq!(listed(&archive, &["ferant", "--fuzzy"]), ["Paul Ferrant"]);
    assert!(listed(&archive, &["ferant"]).is_empty());
    assert_eq!(listed(&archive, &["nru"]), ["Northern Rivers Union"]);
    // The last word may be begun only.
    assert_eq!(
        listed(&archive, &["northern", "riv"]),
        ["Northern Rivers Union"]
    );
    assert!(listed(&archive, &["orthern"]).is_empty());
    let upstream = ["Northern Rivers Union", "Paul Ferrant", "Tresk"];
    assert_eq!(listed(&archive, &["--since", "2018"]), upstream);
    assert_eq!(
        listed(&archive, &["--until", "2017-01", "--type", "person"]),
        ["Amara Sollis"]
    );
    assert_eq!(listed(&archive, &["--query", "upstream"]), upstream);
    let of_types = listed(&archive, &["--type", "org,place"]);
    assert_eq!(
        listed(&archive, &["--type", "org", "--type", "place"]),
        of_types
    );
    for name in ["Northern Rivers Union", "Tresk", "Port Anselm"] {
        assert!(of_types.iter().any(|other| other == name), "{of_types:?}");
    }
    assert!(
        !of_types.iter().any(|name| name == "Paul Ferrant"),
        "{of_types:?}"
    );
    archive
        .run(&["entities", "--since", "soon"])
        .exits(2)
        .complains("dateline: `soon` is no date for --since; write 2017, 2017-03 or 2017-03-08");
}

#[test]
fn names_come_in_the_order_that_is_asked_for() {
    let archive = archive(&LOCK);
    let sorted = |order: &str| listed(&archive, &["--sort", order, "--type", "person"]);
    assert_eq!(sorted("mentions"), ["Paul Ferrant", "Amara Sollis"]);
    assert_eq!(sorted("name"), ["Amara Sollis", "Paul Ferrant"]);
    assert_eq!(sorted("first"), ["Amara Sollis", "Paul Ferrant"]);
    assert_eq!(sorted("last"), ["Paul Ferrant", "Amara Sollis"]);
}

#[test]
fn a_dossier_tells_names_evidence_company_and_stories() {
    let archive = archive(&LOCK);
    archive
        .run(&["entity", "nru"])
        .exits(0)
        .quietly()
        .says("Northern Rivers Union  org")
        .says("2 articles, 4 mentions, from 2017-01-15 to 2018-05-09")
        .says("short for Northern Rivers Union by 1 article")
        .says("2017-01-15  The lock is blocked")
        .says("2018-05-09  A meeting upstream");
    let front = entity(&archive, "NRU");
    // Port Anselm is in one of its two articles, and in one of the two others: as often as by chance.
    let places = strings(front["places"].as_array().unwrap(), "name");
    assert_eq!(places, ["Tresk"]);
    assert_eq!(
        strings(front["stories"].as_array().unwrap(), "title"),
        ["The lock is blocked", "A meeting upstream"]
    );
    assert_eq!(front["years"]["2017"], 1);
}

#[test]
fn a_name_that_nobody_bears_has_near_ones() {
    let archive = archive(&LOCK);
    archive
        .run(&["entity", "Paul Ferant"])
        .exits(1)
        .says("no article names Paul Ferant")
        .says("Paul Ferrant");
    archive
        .run(&["entity", "Zzyzx Qwq"])
        .exits(1)
        .does_not_say("near it");
}

#[test]
fn a_country_and_its_people_are_related_and_not_the_same() {
    let archive = archive(&[
        (
            "C1",
            "2017-01-01",
            "Trade",
            "Trade with Denmark grew, said Minister Ole Varn in Copenhagen.",
        ),
        (
            "C2",
            "2017-01-02",
            "Ships",
            "Two Danish ships lay in the harbour, said Minister Ole Varn.",
        ),
    ]);
    let denmark = entity(&archive, "place:Denmark");
    assert_eq!(denmark["articles"], 1);
    let related = strings(denmark["related"].as_array().unwrap(), "name");
    let listed = listed(&archive, &["--type", "group"]);
    assert_eq!(
        related.is_empty(),
        listed.is_empty(),
        "{related:?} {listed:?}"
    );
    assert_eq!(found(&archive, "place:Denmark"), ["C1"]);
}

#[test]
fn a_merge_holds_at_once_and_survives_a_rebuild() {
    let archive = archive(&LOCK);
    assert_eq!(found(&archive, "place:Tresk"), ["L3"]);
    archive
        .run(&[
            "entity",
            "Port Anselm",
            "--merge",
            "Tresk",
            "--reason",
            "its old name",
        ])
        .exits(0)
        .quietly()
        .says("Port Anselm and Tresk are one")
        .says("corrections.toml");
    assert_eq!(found(&archive, "place:Tresk"), ["L1", "L2", "L3"]);
    archive
        .run(&["search", "place:Tresk"])
        .says("found by Port Anselm, the same as Tresk by line");
    assert_eq!(names(&entity(&archive, "tresk")), ["Port Anselm", "Tresk"]);
    assert_eq!(listed(&archive, &["--type", "place"]), ["Port Anselm"]);
    archive.run(&["index", "--rebuild"]).exits(0);
    assert_eq!(found(&archive, "place:Tresk"), ["L1", "L2", "L3"]);
}

#[test]
fn a_split_parts_what_articles_join_and_undo_takes_it_back() {
    let archive = archive(&LOCK);
    archive
        .run(&["entity", "Sollis", "--split", "Amara Sollis"])
        .exits(0)
        .says("Sollis and Amara Sollis are not one");
    assert_eq!(found(&archive, "person:\"Amara Sollis\""), ["L1"]);
    archive
        .run(&["entity", "Sollis", "--undo"])
        .exits(0)
        .says("taken back");
    assert_eq!(found(&archive, "person:\"Amara Sollis\""), ["L1", "L2"]);
    archive
        .run(&["entity", "Sollis", "--split"])
        .exits(0)
        .says("Sollis is none of the others");
    assert_eq!(found(&archive, "person:\"Amara Sollis\""), ["L1"]);
    archive.run(&["index", "--rebuild"]).exits(0);
    assert_eq!(found(&archive, "person:\"Amara Sollis\""), ["L1"]);
    archive.run(&["entity", "Nobody", "--undo"]).exits(1);
}

#[test]
fn of_a_merge_and_a_split_the_later_one_wins() {
    let archive = archive(&LOCK);
    let merge = "[[merge]]\nnames = [\"Tresk\", \"Port Anselm\"]\n";
    let split = "[[split]]\nnames = [\"Port Anselm\", \"Tresk\"]\n";
    let file = ".dateline/user/corrections.toml";
    archive.write(file, format!("{merge}{split}"));
    assert_eq!(found(&archive, "place:Tresk"), ["L3"]);
    archive.write(file, format!("{split}{merge}"));
    assert_eq!(found(&archive, "place:Tresk"), ["L1", "L2", "L3"]);
}

#[test]
fn a_name_is_hidden_renamed_and_given_another_type() {
    let archive = archive(&LOCK);
    archive.run(&["entity", "Tresk", "--hide"]).exits(0);
    assert!(found(&archive, "place:Tresk").is_empty());
    assert_eq!(listed(&archive, &["--type", "place"]), ["Port Anselm"]);

    archive
        .run(&["entity", "Paul Ferrant", "--rename", "Inspector Ferrant"])
        .exits(0);
    let people = listed(&archive, &["--type", "person"]);
    assert_eq!(people, ["Amara Sollis", "Inspector Ferrant"]);
    assert_eq!(entity(&archive, "Inspector Ferrant")["articles"], 2);
    assert_eq!(
        found(&archive, "person:\"Inspector Ferrant\""),
        ["L2", "L3"]
    );

    archive
        .run(&["entity", "place:Port Anselm", "--type", "org"])
        .exits(0);
    assert!(found(&archive, "place:\"Port Anselm\"").is_empty());
    assert_eq!(found(&archive, "org:\"Port Anselm\""), ["L1", "L2"]);
    assert_eq!(entity(&archive, "Port Anselm")["kind"], "org");
    archive.run(&["index", "--rebuild"]).exits(0);
    assert!(found(&archive, "place:Tresk").is_empty());
    assert_eq!(entity(&archive, "Inspector Ferrant")["articles"], 2);
    assert_eq!(found(&archive, "org:\"Port Anselm\""), ["L1", "L2"]);
    archive
        .run(&["entity", "Tresk", "--type", "date"])
        .exits(2)
        .warns("`date` is no type of name; write person, org, place, group, event or work\n");
}

#[test]
fn comments_survive_what_the_command_writes_and_takes_back() {
    let archive = archive(&LOCK);
    let file = ".dateline/user/corrections.toml";
    let ours = "# what the desk agreed on\n\n[[hide]] # no town of ours\nname = \"Tresk\"\n# to be asked: Hugo\n";
    archive.write(file, ours);
    let text = || fs::read_to_string(archive.path(file)).unwrap();
    let rename = [
        "entity",
        "NRU",
        "--rename",
        "The Union",
        "--reason",
        "as they sign",
    ];
    archive.run(&rename).exits(0);
    let written = text();
    let added = written.strip_prefix(ours).unwrap();
    assert!(
        added.contains("to = \"The Union\"\nreason = \"as they sign\"\ndate = "),
        "{added}"
    );
    archive.run(&["entity", "NRU", "--undo"]).exits(0);
    assert_eq!(text().trim_end(), ours.trim_end());
    archive.run(&["entity", "Tresk", "--undo"]).exits(0);
    let left = text();
    assert!(left.contains("# what the desk agreed on"), "{left}");
    assert!(left.contains("# to be asked: Hugo"), "{left}");
    assert_eq!(found(&archive, "place:Tresk"), ["L3"]);
}

#[test]
fn a_wrong_line_is_reported_and_the_others_hold() {
    let archive = archive(&LOCK);
    let file = ".dateline/user/corrections.toml";
    let text = "\
# what the desk agreed on
[[hide]]
nam = \"Tresk\"

[[merge]] # they share a mayor
names = [\"Tresk\", \"Port Anselm\"]
";
    archive.write(file, text);
    archive
        .run(&["search", "place:Tresk"])
        .exits(0)
        .says("1–3 of 3 articles")
        .warns("corrections.toml, line 3: ");
    archive.run(&["entity", "Tresk"]).exits(0).warns("line 3: ");
    archive.run(&["entities"]).exits(0).warns("line 3: ");
    archive
        .run(&["entity", "NRU", "--rename", "The Front"])
        .exits(0)
        .warns("line 3: ");
    let after = fs::read_to_string(archive.path(file)).unwrap();
    assert!(after.starts_with(text), "{after}");
}

#[test]
fn the_table_does_not_depend_on_the_order_of_the_files() {
    let at_once = archive(&LOCK);
    let one_by_one = Archive::new();
    for (id, date, title, text) in LOCK.iter().rev() {
        let (path, record) = story(id, date, title, text);
        one_by_one.write(&path, record);
        one_by_one.run(&["index"]).exits(0);
    }
    let table = |archive: &Archive| {
        let bytes = fs::read(archive.path(".dateline/index/names")).unwrap();
        bytes[32..].to_vec()
    };
    assert_eq!(table(&at_once), table(&one_by_one));
}

#[test]
fn a_table_that_is_missing_or_of_another_commit_is_made_in_memory() {
    let archive = archive(&LOCK);
    let path = archive.path(".dateline/index/names");
    let table = fs::read(&path).unwrap();
    fs::remove_file(&path).unwrap();
    assert_eq!(found(&archive, "entity:NRU"), ["L1", "L3"]);
    assert!(!path.exists());
    for damaged in [&b"dlname01"[..], &b""[..], &table[..table.len() / 2]] {
        fs::write(&path, damaged).unwrap();
        archive.run(&["search", "entity:NRU"]).exits(0);
        archive.run(&["entities"]).exits(0);
    }
    let mut changed = table.clone();
    *changed.last_mut().unwrap() ^= 1;
    fs::write(&path, changed).unwrap();
    archive
        .run(&["check"])
        .exits(2)
        .says("the table of names is damaged");
    // The next run puts it back.
    archive.run(&["index"]).exits(0);
    assert_eq!(fs::read(&path).unwrap(), table);
}
