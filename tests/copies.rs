//! Copies of one text: which they are, and how search shows them.

mod support;

use serde_json::Value;
use support::{Archive, field, strings};

/// What an agency sent.
const WIRE: [&str; 6] = [
    "HOLMVIK, May 2 (Nordlys) - The last keeper of Skarv lighthouse locked its door on Thursday when an \
     auctioneer came for the lens.",
    "Odile Brandvik, 61, told the man through the letterbox that the lens had been ground for Skarv in \
     1884 and would leave it only in pieces.",
    "The coast directorate sold the tower in March for 240,000 crowns to a hotel company from Tresk, \
     which wants the lens for its lobby.",
    "\"A lamp that nobody at sea can see is a chandelier,\" Brandvik said.",
    "The directorate's lawyer, Per Aune, said the sale had been proper and that the keeper had been told \
     to leave by the end of April.",
    "Forty boats sounded their horns off the point at noon, and the auctioneer went back by the ferry.",
];

/// An article with a headline, a day and some paragraphs.
fn article(title: &str, day: &str, paragraphs: &[&str]) -> String {
    format!(
        "{title}\n\nPublished: {day}\n\n{}\n",
        paragraphs.join("\n\n")
    )
}

/// Three prints of what the agency sent, a story of the same event by another hand, and another story.
fn lighthouse() -> Archive {
    let archive = Archive::new();
    archive.write(
        "nordlys.txt",
        article(
            "Keeper of Skarv light locks out auctioneer",
            "2019-05-02",
            &WIRE,
        ),
    );
    archive.write(
        "tresk-daily.txt",
        article("Lens of Skarv stays where it is", "2019-05-03", &WIRE[..4]),
    );
    let [first, rest @ ..] = WIRE;
    let first = first.replace("HOLMVIK, May 2 (Nordlys) - The", "The");
    let more = "The hotel company did not answer the Herald's questions.";
    let paragraphs = [&[&*first], &rest[..], &[more]].concat();
    archive.write(
        "herald/skarv.txt",
        article("LIGHTHOUSE KEEPER DEFIES HOTEL", "2019-05-04", &paragraphs),
    );
    archive.write(
        "own-story.txt",
        article(
            "A night on Skarv",
            "2019-05-05",
            &[
                "Odile Brandvik brews coffee under the lens that an auctioneer came for on Thursday. The \
                 lighthouse smells of paraffin, though none has burned here since the war.",
                "She will not say how long she means to stay. The hotel, she says, may have the stairs.",
            ],
        ),
    );
    archive.write(
        "herring.txt",
        article(
            "Herring prices fall",
            "2019-06-12",
            &["A barrel of herring cost nine crowns on Tuesday at the market of Holmvik. Fishermen blamed \
               the weather, the mackerel and the hotel company from Tresk."],
        ),
    );
    archive.run(&["index"]).exits(0);
    archive
}

/// The clusters of an archive: the sources of each.
#[track_caller]
fn clusters(archive: &Archive) -> Vec<Vec<String>> {
    let answer = archive.run(&["copies", "--json", "--limit", "1000", "--articles", "1000"]);
    let lines = answer.json();
    assert_eq!(lines[0]["total"], lines.len() - 1, "{answer}");
    let sources = |line: &Value| strings(line["versions"].as_array().unwrap(), "source");
    lines[1..].iter().map(sources).collect()
}

#[test]
fn the_prints_of_one_story_are_copies_whatever_was_cut_and_whatever_stands_above() {
    let archive = lighthouse();
    assert_eq!(
        clusters(&archive),
        [["nordlys.txt", "tresk-daily.txt", "herald/skarv.txt"]]
    );
    let answer = archive.run(&["copies", "--words"]).exits(0);
    for line in [
        "3 articles of one text",
        "2019-05-03  Lens of Skarv stays where it is",
        "tresk-daily.txt",
        "43 words cut",
        "4 words cut, 9 added",
        "- HOLMVIK, May 2 (Nordlys",
        "+ The hotel company did not answer the Herald’s questions",
        "1 cluster of copies, 3 articles in all",
    ] {
        assert!(
            answer.out.replace('\'', "’").contains(line),
            "{line}\n{answer}"
        );
    }
}

#[test]
fn the_best_copy_is_the_hit_and_says_how_many_there_are() {
    let archive = lighthouse();
    let answer = archive.run(&["search", "skarv auctioneer"]).exits(0);
    assert!(answer.out.contains("+2 copies"), "{answer}");
    assert!(
        answer
            .out
            .contains("1–2 of 4 articles for skarv auctioneer, 2 of them copies"),
        "{answer}"
    );
    let listed = archive
        .run(&["search", "skarv auctioneer", "--copies"])
        .exits(0);
    for source in [
        "nordlys.txt",
        "tresk-daily.txt",
        "herald/skarv.txt",
        "own-story.txt",
    ] {
        assert!(listed.out.contains(source), "{source}\n{listed}");
    }
    let apart = archive
        .run(&["search", "skarv auctioneer", "--copies=apart"])
        .exits(0);
    assert!(
        apart
            .out
            .contains("1–4 of 4 articles for skarv auctioneer\n"),
        "{apart}"
    );
    assert!(!apart.out.contains("copies"), "{apart}");
}

#[test]
fn only_copies_that_match_are_counted() {
    let archive = lighthouse();
    for (query, first, copies) in [
        ("skarv lobby date:2019-05-03..", "tresk-daily.txt", 1),
        ("skarv \"herald's questions\"", "herald/skarv.txt", 0),
        ("path:tresk-daily.txt", "tresk-daily.txt", 0),
    ] {
        let answer = archive.run(&["search", "--json", query]).exits(0);
        let hit = &answer.json()[1];
        assert_eq!(field(hit, "source"), first, "{query}\n{answer}");
        assert_eq!(hit["copies"], copies, "{query}\n{answer}");
    }
    for (order, first) in [("newest", "herald/skarv.txt"), ("oldest", "nordlys.txt")] {
        let answer = archive.run(&[
            "search",
            "--json",
            "lens nordlys OR hotel skarv",
            "--sort",
            order,
        ]);
        let hits = answer.json();
        let hit = hits[1..].iter().find(|hit| hit["copies"] == 2);
        assert_eq!(hit.map(|hit| field(hit, "source")), Some(first), "{answer}");
    }
}

#[test]
fn no_text_comes_twice_however_small_the_pages() {
    let archive = Archive::new();
    for event in 0..5 {
        for print in 0..4 {
            let paragraphs: Vec<String> = WIRE
                .iter()
                .map(|text| text.replace("Skarv", &format!("Skarv{event}")))
                .map(|text| text.replace("lens", &format!("lens{event} of{event} glass{event}")))
                .map(|text| text.replace("Brandvik", &format!("Brandvik{event}")))
                .map(|text| text.replace("said", &format!("said{event} to{event} them{event}")))
                .map(|text| {
                    text.replace("keeper", &format!("keeper{event} and{event} guard{event}"))
                })
                .collect();
            let paragraphs: Vec<&str> = paragraphs.iter().map(String::as_str).collect();
            let day = format!("2019-05-{:02}", 1 + event * 4 + print);
            let text = article(
                &format!("Print {print} of story {event}"),
                &day,
                &paragraphs,
            );
            archive.write(&format!("{event}-{print}.txt"), text);
        }
    }
    archive.run(&["index"]).exits(0);
    assert_eq!(clusters(&archive).len(), 5);
    for sort in ["relevance", "newest"] {
        let (mut seen, mut after) = (Vec::new(), None::<String>);
        loop {
            let mut args = vec![
                "search",
                "--json",
                "auctioneer ferry",
                "--limit",
                "2",
                "--sort",
                sort,
            ];
            args.extend(after.iter().flat_map(|after| ["--after", after]));
            let lines = archive.run(&args).exits(0).json();
            assert_eq!(
                (&lines[0]["total"], &lines[0]["copies"]),
                (&20.into(), &15.into())
            );
            seen.extend(lines[1..].iter().map(|hit| {
                assert_eq!(hit["copies"], 3);
                field(hit, "source")[..1].to_owned()
            }));
            after = lines[0]["next"].as_str().map(str::to_owned);
            if after.is_none() {
                break;
            }
        }
        seen.sort();
        assert_eq!(seen, ["0", "1", "2", "3", "4"], "{sort}");
    }
}

#[test]
fn clusters_are_the_same_in_whatever_order_the_files_came() {
    let archive = lighthouse();
    let fresh = clusters(&archive);
    let files = [
        "nordlys.txt",
        "tresk-daily.txt",
        "herald/skarv.txt",
        "own-story.txt",
    ];
    let texts = files.map(|file| std::fs::read_to_string(archive.path(file)).unwrap());
    let other = Archive::new();
    for at in [2, 3, 0, 1] {
        other.write(files[at], &texts[at]);
        other.run(&["index"]).exits(0);
    }
    assert_eq!(clusters(&other), fresh);
    other.remove("nordlys.txt");
    other.run(&["index"]).exits(0);
    assert_eq!(clusters(&other), [["tresk-daily.txt", "herald/skarv.txt"]]);
    other.write("nordlys.txt", &texts[0]);
    other.write("herald/skarv.txt", "Nothing new\n\nThe page is gone.\n");
    other.run(&["index"]).exits(0);
    assert_eq!(clusters(&other), [["nordlys.txt", "tresk-daily.txt"]]);
}

#[test]
fn stories_like_an_article_are_no_copies_of_it_nor_of_each_other() {
    let archive = lighthouse();
    let answer = archive
        .run(&["similar", "--json", "own-story.txt"])
        .exits(0);
    let stories = answer.json();
    assert_eq!(stories[1]["copies"], 2, "{answer}");
    let answer = archive.run(&["similar", "--json", "nordlys.txt"]).exits(0);
    assert_eq!(
        strings(&answer.json()[1..], "source"),
        ["own-story.txt", "herring.txt"],
        "{answer}"
    );
}

#[test]
fn the_copies_of_one_article_are_found_by_what_names_it() {
    let archive = lighthouse();
    let answer = archive.run(&["copies", "tresk-daily.txt"]).exits(0);
    assert!(answer.out.contains("herald/skarv.txt"), "{answer}");
    archive
        .run(&["copies", "herring.txt"])
        .exits(1)
        .says("herring.txt has no copies");
    archive
        .run(&["copies", "nothing.txt"])
        .exits(2)
        .warns("there is no article nothing.txt");
    archive.run(&["copies", "--query", "herring"]).exits(1);
    let answer = archive.run(&["copies", "--since", "2019-05-04"]).exits(0);
    assert!(
        answer.out.contains("nordlys.txt"),
        "a cluster is shown whole\n{answer}"
    );
}

#[test]
fn forms_filled_in_are_no_copies() {
    let archive = Archive::new();
    for (company, place, cents) in [
        ("Tidemark", "SARNE", 12),
        ("Orlan Mills", "TRESK", 9),
        ("Kveld", "HOLMVIK", 31),
    ] {
        let notice = format!(
            "{place}, March 3 - {company} Ltd pays a dividend of {cents} cents a share on April {} to those who \
             hold its shares on March {}, as it did in the last quarter.",
            cents - 4,
            cents - 2
        );
        archive.write(
            &format!("{cents}.txt"),
            article(
                &format!("{company} sets dividend"),
                "2019-03-03",
                &[&notice],
            ),
        );
    }
    archive.run(&["index"]).exits(0);
    archive
        .run(&["copies"])
        .exits(1)
        .says("no articles are copies of each other");
}

/// What must be reached with a tenth of the words changed.
const RECALL_MIN: f64 = 0.95;
const PRECISION_MIN: f64 = 0.99;

/// Words of an article that is changed: a tenth of fewer are few.
const LONG: usize = 100;

#[test]
fn with_a_tenth_of_the_words_changed_copies_are_found_and_nothing_else() {
    let sample = Archive::indexed_sample();
    let mut stories: Vec<(String, Vec<String>)> = Vec::new();
    let all = sample.run(&[
        "search",
        "--json",
        "--limit",
        "1000",
        "date:none OR date:..2100",
    ]);
    // The sample has copies of its own.
    for hit in all.json().split_off(1) {
        let shown = sample.run(&["show", "--json", field(&hit, "id")]).json();
        let text = field(&shown[0], "text").replace(field(&hit, "title"), "");
        let words: Vec<String> = text.split_whitespace().map(str::to_owned).collect();
        stories.push((field(&hit, "title").to_owned(), words));
    }
    let mut random = 7_u64;
    let mut below = |bound: usize| {
        // Xorshift (Marsaglia 2003).
        random ^= random << 13;
        random ^= random >> 7;
        random ^= random << 17;
        (random % bound as u64) as usize
    };
    let mut lines = String::new();
    let mut write = |id: String, title: &str, words: &[String]| {
        let record = serde_json::json!({"id": id, "title": title, "text": words.join(" ")});
        lines.push_str(&format!("{record}\n"));
    };
    let mut copies = 0;
    for (number, (title, words)) in stories.iter().enumerate() {
        write(format!("{number}"), title, words);
        if words.len() < LONG {
            continue;
        }
        copies += 2;
        let foreign = &stories[below(stories.len())].1;
        let changed = words.iter().map(|word| match (below(10), foreign.len()) {
            (0, 1..) => foreign[below(foreign.len())].clone(),
            _ => word.clone(),
        });
        write(
            format!("{number} words"),
            title,
            &changed.collect::<Vec<_>>(),
        );
        write(
            format!("{number} cut"),
            title,
            &words[..words.len() * 9 / 10],
        );
    }
    let archive = Archive::indexed(&[("made.jsonl", &lines)]);
    let answer = archive.run(&["copies", "--json", "--limit", "1000", "--articles", "1000"]);
    let (mut found, mut right, mut pairs) = (0, 0, 0);
    for cluster in &answer.exits(0).json()[1..] {
        let ids = strings(cluster["versions"].as_array().unwrap(), "own_id");
        let story = |id: &String| id.split(' ').next().unwrap_or_default().to_owned();
        found += ids
            .iter()
            .filter(|id| id.contains(' ') && ids.contains(&story(id)))
            .count();
        for (at, one) in ids.iter().enumerate() {
            for other in &ids[at + 1..] {
                pairs += 1;
                right += usize::from(story(one) == story(other));
            }
        }
    }
    assert!(copies > 100, "{copies}");
    let (recall, precision) = (
        found as f64 / f64::from(copies),
        right as f64 / pairs as f64,
    );
    assert!(
        recall >= RECALL_MIN && precision >= PRECISION_MIN,
        "{recall} {precision}"
    );
}

#[test]
fn a_damaged_file_of_copies_is_told_and_made_anew() {
    let archive = lighthouse();
    let file = archive.path(".dateline/index/copies");
    let sound = std::fs::read(&file).unwrap();
    for damaged in [
        &sound[..20],
        &sound[..sound.len() - 1],
        b"",
        &[sound.as_slice(), b"x"].concat(),
    ] {
        std::fs::write(&file, damaged).unwrap();
        archive
            .run(&["check"])
            .exits(2)
            .says("the file of copies is damaged");
        archive
            .run(&["search", "skarv auctioneer"])
            .says("1–4 of 4 articles");
        archive.run(&["index"]).exits(0);
        archive.run(&["check"]).exits(0);
        archive
            .run(&["search", "skarv auctioneer"])
            .says("2 of them copies");
    }
}
