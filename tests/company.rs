//! Who stands with whom: the dossier of a name, what two names have in common, and the network of
//! many, against counting by hand on the sample and against a count that tries everything on random
//! archives.

mod support;

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};
use support::{Archive, Random, field};

/// A type and a name.
type Entity = (String, String);

/// Where an entity stands.
#[derive(Debug, Default, Clone)]
struct Stands {
    articles: BTreeSet<usize>,
    /// An article, and the number of a paragraph or sentence in it.
    paragraphs: BTreeSet<(usize, usize)>,
    sentences: BTreeSet<(usize, usize)>,
    mentions: usize,
    /// Articles and mentions in headline, lead, body and captions.
    parts: BTreeMap<&'static str, (BTreeSet<usize>, usize)>,
}

impl Stands {
    fn units(&self, scope: &str) -> BTreeSet<(usize, usize)> {
        match scope {
            "article" => self.articles.iter().map(|it| (*it, 0)).collect(),
            "paragraph" => self.paragraphs.clone(),
            _ => self.sentences.clone(),
        }
    }
}

/// What is counted by looking at every mention of every article, as `show` gives them.
#[derive(Debug, Default)]
struct Counted {
    entities: BTreeMap<Entity, Stands>,
    articles: usize,
    paragraphs: usize,
    sentences: usize,
    /// The month of each article, by its number.
    months: Vec<Option<String>>,
}

const SCOPES: [&str; 3] = ["article", "paragraph", "sentence"];

impl Counted {
    /// The articles that match a query. Their sentences end in a full stop before a capital; there
    /// are no abbreviations in them.
    fn of(archive: &Archive, query: &str) -> Counted {
        let mut counted = Counted::default();
        for hit in archive.hits(query) {
            let shown = archive.run(&["show", field(&hit, "id"), "--json"]).exits(0);
            counted.see(&shown.json()[0]);
        }
        counted
    }

    fn see(&mut self, article: &Value) {
        let text = article["text"].as_str().unwrap();
        let number = self.articles;
        self.articles += 1;
        let date = article["published"]["date"].as_str();
        self.months.push(date.map(|date| date[..7].to_owned()));
        let (mut paragraphs, mut sentences) = (Vec::new(), Vec::new());
        let mut lead = None;
        let span = |part: &str| {
            let at = |i: usize| article["parts"][part][i].as_u64().unwrap() as usize;
            at(0)..at(1)
        };
        for part in ["title", "body", "captions"] {
            let range = span(part);
            let mut at = range.start;
            for paragraph in text[range.clone()].split("\n\n") {
                if paragraph.chars().any(char::is_alphanumeric) {
                    paragraphs.push(at);
                    if part == "body" && lead.is_none() {
                        lead = Some(at..at + paragraph.len());
                    }
                    sentences.push(at);
                    for (end, _) in paragraph.match_indices(". ") {
                        if paragraph[end + 2..].starts_with(char::is_uppercase) {
                            sentences.push(at + end + 2);
                        }
                    }
                }
                at += paragraph.len() + 2;
            }
        }
        self.paragraphs += paragraphs.len();
        self.sentences += sentences.len();
        let number_of = |starts: &[usize], at: usize| starts.partition_point(|start| *start <= at);
        for mention in article["mentions"].as_array().unwrap() {
            let at = mention["span"][0].as_u64().unwrap() as usize;
            let name = match mention["kind"].as_str().unwrap() {
                "date" => field(mention, "key"),
                _ => field(mention, "entity"),
            };
            let entity = (field(mention, "kind").to_owned(), name.to_owned());
            let stands = self.entities.entry(entity).or_default();
            stands.mentions += 1;
            stands.articles.insert(number);
            stands
                .paragraphs
                .insert((number, number_of(&paragraphs, at)));
            stands.sentences.insert((number, number_of(&sentences, at)));
            let part = match at {
                at if span("title").contains(&at) => "headline",
                at if span("captions").contains(&at) => "captions",
                at if lead.clone().is_some_and(|lead| lead.contains(&at)) => "lead",
                _ => "body",
            };
            let part = stands.parts.entry(part).or_default();
            part.0.insert(number);
            part.1 += 1;
        }
    }

    fn all(&self, scope: &str) -> usize {
        match scope {
            "article" => self.articles,
            "paragraph" => self.paragraphs,
            _ => self.sentences,
        }
    }

    /// Both, the first, the second, all.
    fn table(&self, first: &Entity, second: &Entity, scope: &str) -> [u64; 4] {
        let units = |entity: &Entity| {
            let stands = self.entities.get(entity);
            stands.map_or_else(BTreeSet::new, |stands| stands.units(scope))
        };
        let (first, second) = (units(first), units(second));
        let both = first.intersection(&second).count();
        [both, first.len(), second.len(), self.all(scope)].map(|count| count as u64)
    }

    /// Those that stand with an entity more often than by chance, with their tables.
    fn company(
        &self,
        entity: &Entity,
        scope: &str,
        wanted: impl Fn(&str) -> bool,
    ) -> BTreeMap<Entity, [u64; 4]> {
        let others = self.entities.keys();
        let others = others.filter(|other| *other != entity && wanted(&other.0));
        let company = others.map(|other| (other.clone(), self.table(entity, other, scope)));
        let is_company =
            |[both, first, second, all]: [u64; 4]| both > 0 && both * all > first * second;
        company.filter(|(_, table)| is_company(*table)).collect()
    }
}

const NAMES: [&str; 6] = ["person", "org", "group", "event", "work", "place"];

/// The counts of an object that tells of two.
fn table(object: &Value) -> [u64; 4] {
    ["both", "with_first", "with_second", "all"].map(|count| object[count].as_u64().unwrap())
}

/// The log-likelihood ratio by its definition: twice the sum of `O ln(O / E)` over the four cells.
fn log_likelihood([both, first, second, all]: [u64; 4]) -> f64 {
    let [both, first, second, all] = [both, first, second, all].map(|count| count as f64);
    let cells = [
        (both, first * second),
        (first - both, first * (all - second)),
        (second - both, (all - first) * second),
        (all - first - second + both, (all - first) * (all - second)),
    ];
    let term = |(observed, product): (f64, f64)| match observed > 0.0 {
        true => observed * (observed / (product / all)).ln(),
        false => 0.0,
    };
    2.0 * cells.into_iter().map(term).sum::<f64>()
}

/// Names in sentences, paragraphs, headlines and captions, some at the same time.
fn random_archive(random: &mut Random, articles: usize) -> String {
    const PEOPLE: [&str; 7] = [
        "Amara Sollis",
        "Viktor Dravec",
        "Ilse Marandt",
        "Henrik Baltasar-Voss",
        "Josef Lindqvar",
        "Mirela Haas",
        "Sunniva Brekke",
    ];
    const OTHERS: [&str; 7] = [
        "Port Anselm",
        "the Sound Ferry Authority",
        "Northgate Maritime Holdings",
        "the Harbour Workers' Union",
        "Upper Orrin",
        "3 March 2017",
        "12 April 2019",
    ];
    const VERBS: [&str; 4] = ["met", "wrote to", "spoke of", "was asked about"];
    let mut records = String::new();
    for number in 0..articles {
        let sentence = |random: &mut Random| {
            let mut sentence = format!("The letter said that {}", PEOPLE[random.below(7)]);
            for _ in 0..random.below(3) {
                // Some names keep company more than others.
                let other = match random.below(2) {
                    0 => PEOPLE[random.below(7)],
                    _ => {
                        let most = 1 + random.below(7);
                        OTHERS[random.below(most)]
                    }
                };
                sentence += &format!(" {} {other}", VERBS[random.below(4)]);
            }
            sentence + "."
        };
        let paragraph = |random: &mut Random| {
            let sentences: Vec<String> =
                (0..1 + random.below(3)).map(|_| sentence(random)).collect();
            sentences.join(" ")
        };
        let paragraphs: Vec<String> = (0..1 + random.below(4))
            .map(|_| paragraph(random))
            .collect();
        let mut record = json!({
            "id": format!("R{number}"),
            "title": format!("A letter {number} of {}", PEOPLE[random.below(7)]),
            "text": paragraphs.join("\n\n"),
        });
        if random.below(3) > 0 {
            let (month, day) = (1 + random.below(12), 1 + random.below(28));
            record["date"] = format!("201{}-{month:02}-{day:02}", 6 + random.below(3)).into();
        }
        if random.below(3) == 0 {
            record["caption"] = format!(
                "The pier {number}. Above it stands {}.",
                PEOPLE[random.below(7)]
            )
            .into();
        }
        records += &format!("{record}\n");
    }
    records
}

/// Several segments, some with deleted articles.
fn random_index(random: &mut Random) -> Archive {
    let archive = Archive::new();
    for part in ["a", "b", "c"] {
        archive.write(&format!("{part}.jsonl"), random_archive(random, 25));
        archive.write(&format!("gone-{part}.jsonl"), random_archive(random, 6));
        archive.run(&["index"]).exits(0);
    }
    archive.remove("gone-b.jsonl");
    archive.write("gone-c.jsonl", random_archive(random, 4));
    archive.run(&["index"]).exits(0);
    archive
}

fn dossier(archive: &Archive, entity: &Entity, more: &[&str]) -> Value {
    let name = format!("{}:{}", entity.0, entity.1);
    let args = [&["entity", &name, "--json"], more].concat();
    archive.run(&args).exits(0).json().remove(0)
}

/// Companions and places by what they are, with their tables, in the order given.
fn given(dossier: &Value, list: &str) -> Vec<(Entity, Value)> {
    let list = dossier[list].as_array().unwrap().iter();
    list.map(|other| {
        let entity = (
            field(other, "kind").to_owned(),
            field(other, "name").to_owned(),
        );
        (entity, other.clone())
    })
    .collect()
}

fn entities_of(counted: &Counted) -> Vec<Entity> {
    let names = counted.entities.keys();
    names
        .filter(|(kind, _)| NAMES.contains(&kind.as_str()))
        .cloned()
        .collect()
}

#[test]
fn the_dossier_of_the_director_is_what_a_person_counts_in_the_sample() {
    let archive = Archive::indexed_sample();
    let director = ("person".to_owned(), "Edda Finch-Moreau".to_owned());
    let found = dossier(&archive, &director, &["--companions", "3"]);
    assert_eq!(
        (&found["articles"], &found["mentions"]),
        (&json!(6), &json!(9))
    );
    let parts = json!({
        "headline": {"articles": 0, "mentions": 0},
        "lead": {"articles": 1, "mentions": 1},
        "body": {"articles": 6, "mentions": 8},
        "captions": {"articles": 0, "mentions": 0},
    });
    assert_eq!(found["parts"], parts);
    let periods = found["over_time"]["periods"].as_array().unwrap().iter();
    let periods = periods.map(|it| {
        format!(
            "{} {} {}",
            field(it, "name"),
            it["articles"],
            it["mentions"]
        )
    });
    let months = [
        "2016-12 2 2",
        "2017-01 0 0",
        "2017-02 1 2",
        "2017-03 0 0",
        "2017-04 0 0",
        "2017-05 3 5",
    ];
    assert_eq!(periods.collect::<Vec<_>>(), months);
    let roles = found["roles"].as_array().unwrap().iter();
    let roles = roles.map(|it| {
        format!(
            "{} {}",
            it["articles"],
            field(it, "words").replace('’', "'")
        )
    });
    assert_eq!(
        roles.collect::<Vec<_>>(),
        ["3 director", "2 gallery's director"]
    );
    for role in found["roles"].as_array().unwrap() {
        for source in role["sources"].as_array().unwrap() {
            let shown = archive
                .run(&["show", source.as_str().unwrap(), "--json"])
                .exits(0);
            let text = shown.json()[0]["text"].to_string().replace('’', "'");
            assert!(text.contains(field(role, "words")), "{role}");
        }
    }
    // The inspector is in all six of her articles, and in two of the 75 without her.
    let inspector = &found["companions"][0];
    assert_eq!(field(inspector, "name"), "Paul Ferrant");
    assert_eq!(table(inspector), [6, 6, 8, 81]);
    assert_eq!(inspector["times_chance"], 6.0 / (6.0 * 8.0 / 81.0));
    archive
        .run(&["entity", "Edda Finch-Moreau"])
        .exits(0)
        .quietly()
        .says("6 articles, 9 mentions, from 2016-12-01 to 2017-05-21")
        .says("stands in  lead 1 · body 6 (articles)")
        .says("        3  director ")
        .says("        6      10×  person  Paul Ferrant");
}

#[test]
fn company_is_what_counting_every_mention_gives() {
    let mut random = Random::new();
    let archive = random_index(&mut random);
    let everything = "date:none OR date:..2100";
    for query in [everything, "date:2017", "\"asked about\" date:2018"] {
        let counted = Counted::of(&archive, query);
        let within: &[&str] = match query == everything {
            true => &[],
            false => &["--query", query],
        };
        for entity in entities_of(&counted) {
            for scope in SCOPES {
                let more = [&["--within", scope, "--companions", "1000"], within].concat();
                let found = dossier(&archive, &entity, &more);
                for (list, wanted) in [
                    (
                        "companions",
                        (|kind: &str| kind != "place" && NAMES.contains(&kind)) as fn(&str) -> bool,
                    ),
                    ("places", |kind| kind == "place"),
                ] {
                    let given = given(&found, list);
                    let tables = given.iter().map(|(other, it)| (other.clone(), table(it)));
                    let company = counted.company(&entity, scope, wanted);
                    assert_eq!(
                        tables.collect::<BTreeMap<_, _>>(),
                        company,
                        "{entity:?} {scope} {query}"
                    );
                    let strengths: Vec<f64> = given
                        .iter()
                        .map(|(_, it)| it["log_likelihood"].as_f64().unwrap())
                        .collect();
                    assert!(
                        strengths.is_sorted_by(|a, b| a >= b),
                        "{entity:?}: {strengths:?}"
                    );
                    for ((_, it), strength) in given.iter().zip(strengths) {
                        let by_hand = log_likelihood(table(it));
                        assert!((strength - by_hand).abs() < 1e-6, "{it} {by_hand}");
                    }
                }
            }
        }
    }
}

#[test]
fn the_few_surest_are_the_first_of_all() {
    let mut random = Random::new();
    let archive = random_index(&mut random);
    let counted = Counted::of(&archive, "date:none OR date:..2100");
    for entity in entities_of(&counted) {
        for scope in SCOPES {
            let all = dossier(
                &archive,
                &entity,
                &["--within", scope, "--companions", "1000"],
            );
            let few = dossier(&archive, &entity, &["--within", scope, "--companions", "2"]);
            for list in ["companions", "places", "dates"] {
                let (all, few) = (all[list].as_array().unwrap(), few[list].as_array().unwrap());
                assert_eq!(&all[..all.len().min(2)], few, "{entity:?} {scope} {list}");
            }
        }
    }
}

#[test]
fn where_and_when_a_name_stands_is_what_counting_gives() {
    let mut random = Random::new();
    let archive = random_index(&mut random);
    let everything = "date:none OR date:..2100";
    let counted = Counted::of(&archive, everything);
    for entity in entities_of(&counted) {
        let found = dossier(&archive, &entity, &["--companions", "1000"]);
        let stands = &counted.entities[&entity];
        assert_eq!(found["articles"], stands.articles.len());
        assert_eq!(found["mentions"], stands.mentions);
        for part in ["headline", "lead", "body", "captions"] {
            let by_hand = stands.parts.get(part);
            let by_hand =
                by_hand.map_or((0, 0), |(articles, mentions)| (articles.len(), *mentions));
            let part = &found["parts"][part];
            assert_eq!(
                (part["articles"].clone(), part["mentions"].clone()),
                (json!(by_hand.0), json!(by_hand.1)),
                "{entity:?}"
            );
        }
        let mut dates = BTreeMap::new();
        for (other, _) in counted
            .entities
            .iter()
            .filter(|(other, _)| other.0 == "date")
        {
            let [both, ..] = counted.table(&entity, other, "sentence");
            if both > 0 {
                dates.insert(other.1.clone(), both);
            }
        }
        let given = found["dates"].as_array().unwrap().iter();
        let given = given.map(|it| {
            (
                field(it, "date").to_owned(),
                it["sentences"].as_u64().unwrap(),
            )
        });
        assert_eq!(given.collect::<BTreeMap<_, _>>(), dates, "{entity:?}");
        let mut months: BTreeMap<String, u64> = BTreeMap::new();
        let mut undated = 0;
        for article in &stands.articles {
            match &counted.months[*article] {
                Some(month) => *months.entry(month.clone()).or_default() += 1,
                None => undated += 1,
            }
        }
        let periods = found["over_time"]["periods"].as_array().unwrap().iter();
        let periods = periods.filter(|it| it["articles"] != 0);
        let periods = periods.map(|it| {
            (
                field(it, "name").to_owned(),
                it["articles"].as_u64().unwrap(),
            )
        });
        assert_eq!(periods.collect::<BTreeMap<_, _>>(), months, "{entity:?}");
        assert_eq!(found["over_time"]["undated"], undated);
        let mentions = found["over_time"]["periods"].as_array().unwrap().iter();
        let mentions: u64 = mentions.map(|it| it["mentions"].as_u64().unwrap()).sum();
        assert!(mentions <= stands.mentions as u64);
    }
}

#[test]
fn what_two_names_have_in_common_is_what_counting_gives() {
    let mut random = Random::new();
    let archive = random_index(&mut random);
    let counted = Counted::of(&archive, "date:none OR date:..2100");
    let entities = entities_of(&counted);
    for (at, first) in entities.iter().enumerate() {
        for second in entities.iter().take(at) {
            let (one, other) = (
                format!("{}:{}", first.0, first.1),
                format!("{}:{}", second.0, second.1),
            );
            let args = [
                "entity",
                &one,
                "--with",
                &other,
                "--json",
                "--limit",
                "1000",
                "--sentences",
                "1000",
            ];
            let answer = archive.run(&args);
            let found = answer.json().remove(0);
            for (scope, given) in SCOPES.iter().zip(found["together"].as_array().unwrap()) {
                assert_eq!(field(given, "within"), *scope);
                assert_eq!(
                    table(given),
                    counted.table(first, second, scope),
                    "{one} {other}"
                );
            }
            let [both, ..] = counted.table(first, second, "article");
            assert_eq!(answer.status, Some(i32::from(both == 0)), "{answer}");
            let stories = found["stories"].as_array().unwrap();
            assert_eq!(stories.len() as u64, both);
            let sum = |count: &str| {
                stories
                    .iter()
                    .map(|it| it[count].as_u64().unwrap())
                    .sum::<u64>()
            };
            assert_eq!(
                sum("sentences"),
                counted.table(first, second, "sentence")[0]
            );
            assert_eq!(
                sum("paragraphs"),
                counted.table(first, second, "paragraph")[0]
            );
            let sentences: Vec<u64> = stories
                .iter()
                .map(|it| it["sentences"].as_u64().unwrap())
                .collect();
            assert!(sentences.is_sorted_by(|a, b| a >= b));
            for story in stories {
                let told = story["told"].as_array().unwrap();
                assert_eq!(
                    told.len() as u64,
                    story["sentences"].as_u64().unwrap(),
                    "{story}"
                );
                for sentence in told {
                    let text = field(sentence, "text");
                    assert!(text.ends_with('.') || !text.contains('.'), "{text}");
                    let at = |mark: &Value, i: usize| mark[i].as_u64().unwrap() as usize;
                    let marks = sentence["marks"].as_array().unwrap().iter();
                    let marked: Vec<&str> = marks.map(|it| &text[at(it, 0)..at(it, 1)]).collect();
                    for name in [&first.1, &second.1] {
                        let last = name.split(' ').next_back().unwrap();
                        assert!(
                            marked.iter().any(|it| it.contains(last)),
                            "{name} in {marked:?} of {text}"
                        );
                    }
                }
            }
        }
    }
}

#[test]
fn a_network_is_what_counting_every_pair_gives() {
    let mut random = Random::new();
    let archive = random_index(&mut random);
    for query in ["date:none OR date:..2100", "date:2017", "person:Sollis"] {
        let counted = Counted::of(&archive, query);
        for scope in SCOPES {
            let args = [
                "graph",
                query,
                "--within",
                scope,
                "--json",
                "--min",
                "1",
                "--strength",
                "0",
                "--nodes",
                "1000",
                "--edges",
                "100000",
            ];
            let graph = archive.run(&args).exits(0).json().remove(0);
            let nodes = graph["nodes"].as_array().unwrap();
            let entity = |id: &Value| {
                let node = nodes.iter().find(|node| node["id"] == *id).unwrap();
                (
                    field(node, "kind").to_owned(),
                    field(node, "name").to_owned(),
                )
            };
            let mut given = BTreeMap::new();
            for link in graph["links"].as_array().unwrap() {
                let mut ends = [entity(&link["source"]), entity(&link["target"])];
                let mut table = table(link);
                if ends[0] > ends[1] {
                    ends.swap(0, 1);
                    table.swap(1, 2);
                }
                assert!(
                    given.insert(ends, table).is_none(),
                    "two links of one pair: {link}"
                );
            }
            let mut by_hand = BTreeMap::new();
            let entities = entities_of(&counted);
            let entities: Vec<&Entity> = entities
                .iter()
                .filter(|it| ["person", "org", "place"].contains(&it.0.as_str()))
                .collect();
            for (at, second) in entities.iter().enumerate() {
                for first in entities.iter().take(at) {
                    let table = counted.table(first, second, scope);
                    let [both, with_first, with_second, all] = table;
                    let is_everywhere = with_first == all || with_second == all;
                    if both > 0 && (both * all > with_first * with_second || is_everywhere) {
                        by_hand.insert([(*first).clone(), (*second).clone()], table);
                    }
                }
            }
            assert_eq!(given, by_hand, "{query} {scope}");
            assert_eq!(graph["ties"], by_hand.len());
            for node in nodes {
                let entity = entity(&node["id"]);
                let stands = &counted.entities[&entity];
                assert_eq!(node["articles"], stands.articles.len(), "{entity:?}");
                assert_eq!(
                    node["units"],
                    stands.units(scope).len(),
                    "{entity:?} {scope}"
                );
            }
        }
    }
}

#[test]
fn fewer_nodes_and_edges_are_the_first_of_all() {
    let mut random = Random::new();
    let archive = random_index(&mut random);
    let graph = |more: &[&str]| {
        let args = [&["graph", "letter", "--json", "--min", "1"], more].concat();
        archive.run(&args).json().remove(0)
    };
    let all = graph(&["--nodes", "1000", "--edges", "100000", "--strength", "0"]);
    let few = graph(&["--nodes", "1000", "--edges", "3", "--strength", "0"]);
    assert_eq!(few["links"].as_array().unwrap().len(), 3);
    let strength = |it: &Value| it["log_likelihood"].as_f64().unwrap();
    let links = |graph: &Value| {
        graph["links"]
            .as_array()
            .unwrap()
            .iter()
            .map(strength)
            .collect::<Vec<_>>()
    };
    assert_eq!(links(&few), links(&all)[..3]);
    let small = graph(&["--nodes", "4", "--strength", "0"]);
    assert!(small["nodes"].as_array().unwrap().len() <= 4);
    let [least, most] =
        [&small, &all].map(|graph| graph["nodes"].as_array().unwrap()[0]["articles"].as_u64());
    assert_eq!(least, most, "the names of most articles stay");
    assert!(
        links(&graph(&["--strength", "5"]))
            .iter()
            .all(|strength| *strength >= 5.0)
    );
}
