//! The network of names in the formats that other tools open: well-formed, complete, and safe from
//! the names of strangers.

mod support;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use quick_xml::events::{BytesStart, Event};
use quick_xml::reader::Reader;
use serde_json::{Value, json};
use support::{Archive, field};

/// An element: its name, its attributes, and the text within it.
#[derive(Debug, Default, Clone)]
struct Element {
    name: String,
    attributes: BTreeMap<String, String>,
    text: String,
    /// The elements around it, the outermost first.
    within: Vec<String>,
}

/// All elements of a document, in the order of their ends; panics where it is not well-formed.
fn elements(xml: &str) -> Vec<Element> {
    let mut reader = Reader::from_str(xml);
    reader.config_mut().check_end_names = true;
    let begin = |start: &BytesStart, open: &[Element]| Element {
        name: start.name().as_ref().to_owned(),
        attributes: start
            .attributes()
            .map(|attribute| {
                let attribute = attribute.unwrap();
                let name = attribute.key.as_ref().to_owned();
                let value = &attribute.value;
                (
                    name,
                    quick_xml::escape::unescape(value).unwrap().into_owned(),
                )
            })
            .collect(),
        within: open.iter().map(|it| it.name.clone()).collect(),
        ..Element::default()
    };
    let (mut open, mut done): (Vec<Element>, Vec<Element>) = (Vec::new(), Vec::new());
    loop {
        match reader.read_event().unwrap() {
            Event::Start(start) => {
                let element = begin(&start, &open);
                open.push(element);
            }
            Event::Empty(start) => done.push(begin(&start, &open)),
            Event::End(_) => done.push(open.pop().unwrap()),
            Event::Text(text) => {
                if let Some(element) = open.last_mut() {
                    element.text += &text;
                }
            }
            Event::GeneralRef(name) => {
                let name = &*name;
                let text = quick_xml::escape::unescape(&format!("&{name};"))
                    .unwrap()
                    .into_owned();
                open.last_mut().unwrap().text += &text;
            }
            Event::Eof => break,
            _ => {}
        }
    }
    assert!(open.is_empty(), "{open:?} has no end");
    done
}

fn named<'e>(elements: &'e [Element], name: &str) -> Vec<&'e Element> {
    elements.iter().filter(|it| it.name == name).collect()
}

/// The network as JSON: names with their ids, and links with how many have both.
fn network(archive: &Archive, args: &[&str]) -> (BTreeMap<String, String>, BTreeSet<String>) {
    let args = [&["graph"], args, &["--json"]].concat();
    let graph: Value = archive.run(&args).exits(0).json().remove(0);
    let nodes = graph["nodes"].as_array().unwrap().iter();
    let nodes = nodes.map(|it| (field(it, "id").to_owned(), field(it, "name").to_owned()));
    let links = graph["links"].as_array().unwrap().iter();
    let links = links.map(|it| {
        format!(
            "{} {} {}",
            field(it, "source"),
            field(it, "target"),
            it["both"]
        )
    });
    (nodes.collect(), links.collect())
}

const FERRY: [&str; 1] = ["ferry inquiry"];

#[test]
fn graphml_has_every_name_and_tie() {
    let archive = Archive::indexed_sample();
    let (nodes, links) = network(&archive, &FERRY);
    assert!(nodes.len() > 10 && links.len() > 10, "{nodes:?}");
    let answer = archive.run(&[&["graph"], &FERRY[..], &["--format", "graphml"]].concat());
    let answer = answer.exits(0).warns("12 articles for ferry inquiry");
    let elements = elements(&answer.out);
    let data = |of: &Element, key: &str| {
        // The data of an element end before it does.
        let at = elements.iter().position(|it| std::ptr::eq(it, of)).unwrap();
        let data = elements[..at]
            .iter()
            .rev()
            .take_while(|it| it.name == "data");
        let mut data = data.filter(|it| it.attributes["key"] == key);
        data.next().unwrap().text.clone()
    };
    let keys: BTreeSet<&String> = named(&elements, "key")
        .iter()
        .map(|it| &it.attributes["id"])
        .collect();
    assert!(
        named(&elements, "data")
            .iter()
            .all(|it| keys.contains(&it.attributes["key"]))
    );
    let given = named(&elements, "node").into_iter();
    let given = given.map(|it| (it.attributes["id"].clone(), data(it, "label")));
    assert_eq!(given.collect::<BTreeMap<_, _>>(), nodes);
    let given = named(&elements, "edge").into_iter();
    let given = given.map(|it| {
        format!(
            "{} {} {}",
            it.attributes["source"],
            it.attributes["target"],
            data(it, "both")
        )
    });
    assert_eq!(given.collect::<BTreeSet<_>>(), links);
}

#[test]
fn gexf_has_every_name_and_tie() {
    let archive = Archive::indexed_sample();
    let (nodes, links) = network(&archive, &FERRY);
    let answer = archive
        .run(&[&["graph"], &FERRY[..], &["--format", "gexf"]].concat())
        .exits(0);
    let elements = elements(&answer.out);
    let given = named(&elements, "node").into_iter();
    let given = given.map(|it| (it.attributes["id"].clone(), it.attributes["label"].clone()));
    assert_eq!(given.collect::<BTreeMap<_, _>>(), nodes);
    let given = named(&elements, "edge").into_iter();
    let given = given.map(|it| {
        format!(
            "{} {} {}",
            it.attributes["source"], it.attributes["target"], it.attributes["weight"]
        )
    });
    assert_eq!(given.collect::<BTreeSet<_>>(), links);
    // Every value is of an attribute that is declared for its class.
    let declared = |class: &str| {
        named(&elements, "attributes")
            .iter()
            .any(|it| it.attributes["class"] == class)
    };
    assert!(declared("node") && declared("edge"));
    assert_eq!(named(&elements, "viz:color").len(), nodes.len());
}

#[test]
fn a_picture_has_a_dot_a_label_and_a_title_for_each_name_and_a_line_for_each_tie() {
    let archive = Archive::indexed_sample();
    let (nodes, links) = network(&archive, &FERRY);
    let path = archive.home().join("ferry.svg");
    let output = path.to_str().unwrap();
    archive
        .run(&[&["graph"], &FERRY[..], &["--output", output]].concat())
        .exits(0)
        .warns("12 articles for ferry inquiry")
        .does_not_say("<svg");
    let svg = fs::read_to_string(&path).unwrap();
    let elements = elements(&svg);
    let titles: Vec<&String> = named(&elements, "title")
        .iter()
        .map(|it| &it.text)
        .collect();
    for name in nodes.values() {
        assert!(
            titles
                .iter()
                .any(|title| title.starts_with(&format!("{name} ("))),
            "{name}"
        );
    }
    assert_eq!(named(&elements, "line").len(), links.len());
    let dots: Vec<&Element> = named(&elements, "circle")
        .into_iter()
        .filter(|it| it.within.last().unwrap() == "g")
        .collect();
    assert_eq!(dots.len(), nodes.len());
    // Everything lies within the picture, and nothing comes from elsewhere.
    let root = named(&elements, "svg")[0];
    let number = |it: &Element, name: &str| it.attributes[name].parse::<f64>().unwrap();
    let (width, height) = (number(root, "width"), number(root, "height"));
    for dot in dots {
        let (x, y, r) = (number(dot, "cx"), number(dot, "cy"), number(dot, "r"));
        assert!(
            x > r && x < width - r && y > r && y < height - r,
            "{dot:?} in {width}×{height}"
        );
    }
    assert!(!svg.contains("href") && !svg.contains("<script") && !svg.contains("url("));
    let again = archive.run(&[&["graph"], &FERRY[..], &["--format", "svg"]].concat());
    assert_eq!(again.out, svg, "the same network is the same picture");
}

#[test]
fn labels_of_forty_names_do_not_lie_over_each_other() {
    let archive = Archive::indexed_sample();
    let answer = archive.run(&["graph", "date:..2100", "--format", "svg", "--strength", "0"]);
    let elements = elements(&answer.exits(0).out);
    let labels: Vec<&Element> = named(&elements, "text")
        .into_iter()
        .filter(|it| it.within.last().unwrap() == "g")
        .collect();
    assert!(labels.len() > 30, "{}", labels.len());
    let number = |it: &Element, name: &str| it.attributes[name].parse::<f64>().unwrap();
    let boxes: Vec<(f64, f64, f64)> = labels
        .iter()
        .map(|it| {
            (
                number(it, "x"),
                number(it, "y"),
                it.text.chars().count() as f64 * 6.5,
            )
        })
        .collect();
    for (at, a) in boxes.iter().enumerate() {
        for (b, label) in boxes.iter().zip(&labels).take(at) {
            let is_apart = (a.0 - b.0).abs() >= (a.2 + b.2) / 2.0 || (a.1 - b.1).abs() >= 12.0;
            assert!(is_apart, "{} over {}", labels[at].text, label.text);
        }
    }
}

/// Two names that would be markup, in enough articles to be tied.
fn markup() -> Archive {
    let archive = Archive::new();
    let mut records = String::new();
    for number in 0..6 {
        let text = match number % 2 {
            0 => "A letter of R&D <Harbour> \"Works\" Ltd came to the Quay's & Piers Board today.",
            _ => "Nobody wrote a letter on that day, and the pier was empty until noon.",
        };
        records += &format!("{}\n", json!({"id": format!("M{number}"), "text": text}));
    }
    archive.write("letters.jsonl", records);
    archive
}

#[test]
fn names_of_strangers_are_no_markup() {
    let archive = markup();
    let list = archive.home().join("names.tsv");
    let names = "R&D <Harbour> \"Works\" Ltd\torg\nQuay's & Piers Board\torg\n";
    fs::write(&list, names).unwrap();
    archive
        .run(&["index", "--names", list.to_str().unwrap()])
        .exits(0);
    for format in ["graphml", "gexf", "svg"] {
        let query = "letter & <b> \"quoted";
        let args = [
            "graph",
            "--literal",
            "letter",
            "--format",
            format,
            "--strength",
            "0",
        ];
        let answer = archive.run(&args).exits(0);
        let elements = elements(&answer.out);
        let texts = elements
            .iter()
            .flat_map(|it| it.attributes.values().chain([&it.text]));
        let texts: Vec<&String> = texts.collect();
        for name in ["R&D <Harbour> \"Works\" Ltd", "Quay's & Piers Board"] {
            assert!(
                texts.iter().any(|text| text.contains(name)),
                "{name} in {format}: {answer}"
            );
        }
        assert!(named(&elements, "Harbour").is_empty());
        let answer = archive.run(&["graph", "--literal", query, "--format", format]);
        assert!(answer.out.is_empty(), "{answer}");
    }
}

#[test]
fn the_text_lists_the_surest_ties_first_in_eighty_columns() {
    let archive = Archive::indexed_sample();
    let answer = archive
        .run(&["graph", "ferry inquiry", "--edges", "4"])
        .exits(0)
        .quietly();
    let lines: Vec<&str> = answer.out.lines().collect();
    assert_eq!(
        lines[0],
        "who stands with whom (articles, times as many as by chance)"
    );
    assert_eq!(lines.len(), 6, "{answer}");
    assert!(
        lines[5].starts_with("12 articles for ferry inquiry: "),
        "{answer}"
    );
    assert!(
        lines.iter().all(|line| line.chars().count() <= 80),
        "{answer}"
    );
}

#[test]
fn a_name_that_every_article_has_is_tied_to_the_others_by_their_number() {
    let archive = Archive::indexed_sample();
    let args = ["graph", "person:=\"Amara Sollis\"", "--json", "--min", "3"];
    let graph = archive.run(&args).exits(0).json().remove(0);
    let nodes = graph["nodes"].as_array().unwrap();
    let sollis = nodes
        .iter()
        .find(|it| it["name"] == "Amara Sollis")
        .unwrap();
    assert_eq!(sollis["articles"], graph["articles"]);
    let links = graph["links"].as_array().unwrap().iter();
    let hers: Vec<&Value> = links
        .filter(|it| it["source"] == sollis["id"] || it["target"] == sollis["id"])
        .collect();
    assert!(!hers.is_empty());
    assert!(
        hers.iter().all(|it| it["both"].as_u64() >= Some(3)),
        "{hers:?}"
    );
}

#[test]
fn nothing_found_and_mistakes_are_told() {
    let archive = Archive::indexed_sample();
    archive
        .run(&["graph", "zzzz"])
        .exits(1)
        .says("no article matches zzzz");
    archive
        .run(&["graph", "ferry", "--strength", "100000"])
        .exits(1)
        .says("no two names stand in the same article surely more often than by chance");
    archive.run(&["graph", "ferry", "--output", "ferry.png"]).complains(
        "dateline: what is ferry.png to be? name it .svg, .graphml, .gexf, .json or .txt, or add --format",
    );
    archive
        .run(&["graph", "ferry", "--nodes", "301", "--format", "svg"])
        .complains("dateline: --nodes is at most 300 here; --format graphml takes more");
    archive
        .run(&["graph", "ferry", "--nodes", "2001"])
        .complains("dateline: --nodes is at most 2,000 here");
    archive
        .run(&["graph", "ferry", "--json", "--format", "svg"])
        .complains("dateline: --json is --format json; name one format");
    archive
        .run(&["graph", "ferry", "--output", "no/such/folder/ferry.svg"])
        .exits(2)
        .warns("cannot write no/such/folder/ferry.svg");
    let before = archive.index_files();
    let file = archive.home().join("kept.svg");
    fs::write(&file, "kept").unwrap();
    let path = file.to_str().unwrap();
    archive.run(&["graph", "zzzz", "--output", path]).exits(1);
    assert_eq!(
        fs::read_to_string(&file).unwrap(),
        "kept",
        "nothing found overwrites nothing"
    );
    assert_eq!(archive.index_files(), before);
}
