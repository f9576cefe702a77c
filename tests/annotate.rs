//! `dateline annotate`: the names of one file, as marked text for people and as JSON for scripts.

mod support;

use serde_json::{Value, json};
use support::{Archive, strings};

const STORY: &str = "Inquiry hears Marandt\n\n\
    March 8, 2017\n\n\
    Energy minister Ilse Marandt told the inquiry on Monday that 214 million crowns were missing.\n\n\
    The Sound Ferry Authority (SFA) knew, said Marandt. The SFA did not answer.\n";

fn story() -> Archive {
    Archive::with(&[("story.txt", STORY)])
}

#[test]
fn a_person_gets_the_text_with_its_names_in_brackets_and_lists_them_below() {
    let archive = story();
    let told = archive
        .run(&["annotate", "story.txt"])
        .exits(0)
        .quietly()
        .says("Inquiry hears [Marandt|person]\nen · 2017-03-08\n\n")
        .says("[Ilse Marandt|person]")
        .says("\n\nThe [Sound Ferry Authority|org] ([SFA|org]) knew, said [Marandt|person].")
        .says("\nits names (mentions)\n        3  person  Ilse Marandt  = Marandt\n")
        .says("\n        3  org     Sound Ferry Authority  = SFA\n")
        .says("date    2017-03-06  = Monday\n")
        .says("money   214000000 crown  = 214 million crowns\n");
    for line in told.out.lines() {
        assert!(line.chars().count() <= 80, "{line}");
    }
}

#[test]
fn a_terminal_has_colours_and_no_brackets() {
    let archive = story();
    let told = archive.shell(&format!(
        "CLICOLOR_FORCE=1 {} annotate story.txt",
        support::DATELINE
    ));
    told.exits(0)
        .says("Inquiry hears \u{1b}[36mMarandt\u{1b}[0m\n")
        .does_not_say("|person]");
}

#[test]
fn a_script_gets_span_type_detector_name_and_key_of_each_mention() {
    let archive = story();
    let lines = archive.run(&["annotate", "story.txt", "--json"]).exits(0);
    let article = lines.json().remove(0);
    let text = article["text"].as_str().unwrap();
    let mentions = article["mentions"].as_array().unwrap();
    for mention in mentions {
        let at = |i: usize| mention["span"][i].as_u64().unwrap() as usize;
        assert_eq!(mention["surface"], text[at(0)..at(1)]);
    }
    let field = |surface: &str, field: &str| {
        let mention = mentions.iter().find(|m| m["surface"] == surface);
        mention.unwrap_or(&Value::Null)[field].clone()
    };
    assert_eq!(field("SFA", "name"), "Sound Ferry Authority");
    assert_eq!(field("SFA", "key"), "sound ferry authority");
    assert_eq!(field("SFA", "detector"), "model");
    assert_eq!(field("Monday", "key"), "2017-03-06");
    assert_eq!(field("214 million crowns", "key"), "214000000 crown");
    assert_eq!(
        article["aliases"],
        json!([{"kind": "org", "name": "SFA", "of": "Sound Ferry Authority", "ground": "acronym"}])
    );
    let marandt = &article["names"][0];
    assert_eq!(marandt["mentions"], 3);
    assert_eq!(marandt["forms"], json!(["Marandt"]));
}

#[test]
fn types_are_chosen() {
    let archive = story();
    let kinds = |types: &str| {
        let answer = archive.run(&["annotate", "story.txt", "--type", types, "--json"]);
        strings(
            answer.exits(0).json()[0]["mentions"].as_array().unwrap(),
            "kind",
        )
    };
    assert_eq!(kinds("org"), ["org"; 3]);
    assert_eq!(kinds("org,money"), ["money", "org", "org", "org"]);
    archive
        .run(&["annotate", "story.txt", "--type", "work"])
        .exits(0)
        .says("Inquiry hears Marandt\n")
        .says("\nno names\n");
    archive
        .run(&["annotate", "story.txt", "--type", "ship"])
        .exits(2)
        .warns("ship");
}

#[test]
fn each_article_of_a_file_is_told_by_itself() {
    let records = support::record("A1", "One", "Ilse Marandt left Port Anselm.")
        + &support::record("A2", "Two", "Nothing happened.");
    let archive = Archive::with(&[("two.jsonl", &records)]);
    archive
        .run(&["annotate", "two.jsonl"])
        .exits(0)
        .says("One\n")
        .says("#A1\n\n[Ilse Marandt|person] left")
        .says("\n\nTwo\n")
        .says("Nothing happened.\n\nno names\n");
}
