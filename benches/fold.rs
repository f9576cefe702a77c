//! Measures how names are folded within an article, on articles whose clusters are known.
//!
//! ```text
//! cargo bench --bench fold -- FILE.jsonl.gz [--errors N]
//! cargo bench --bench fold -- --growth
//! ```
//!
//! FILE has an article a line, as Re-DocRED does (MIT; text of Wikipedia, CC BY-SA): `sents`, lists
//! of tokens, and `entities`, each with a `type` and `mentions` (`sent`, `pos`). The mentions are
//! given, and folded by their text alone. Counted are pairs of mentions of one article, and pairs
//! of its distinct names (by key), which is the task proper: equal names need no folding. A pair
//! of names is right if some cluster has both. Prints precision, recall and F1, by type and by what
//! the names of a pair have in common, and what an article takes. With `--errors`, prints so many of
//! the wrong and of the missing pairs, each with what stands between the two where they are
//! neighbours. With `--growth`, folds invented articles of ever more mentions, and prints what a
//! mention takes.

#![allow(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a benchmark prints its results"
)]

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::fs::File;
use std::io::{BufRead, BufReader};
use std::ops::AddAssign;
use std::process::ExitCode;
use std::time::Instant;

use dateline::entities::{Detector, EntityType, Mention, fold, key};
use dateline::names::{Name, related};
use flate2::read::MultiGzDecoder;
use serde::Deserialize;

type Failure = Box<dyn std::error::Error>;

/// Each article is folded so often for its time.
const ROUNDS: u32 = 20;

#[derive(Deserialize)]
struct Row {
    title: String,
    sents: Vec<Vec<String>>,
    entities: Vec<Entity>,
}

#[derive(Deserialize)]
struct Entity {
    #[serde(rename = "type")]
    kind: String,
    mentions: Vec<Place>,
}

#[derive(Deserialize)]
struct Place {
    sent: usize,
    pos: [usize; 2],
}

/// An article with its mentions in the order of the text, and the cluster of each.
struct Known {
    title: String,
    text: String,
    mentions: Vec<Mention>,
    clusters: Vec<usize>,
}

fn main() -> ExitCode {
    // `cargo bench` passes `--bench`; `cargo test --benches` passes nothing, and has nothing to do.
    let args: Vec<String> = std::env::args()
        .skip(1)
        .filter(|arg| arg != "--bench")
        .collect();
    let args: Vec<&str> = args.iter().map(String::as_str).collect();
    let (file, errors) = match args.as_slice() {
        ["--growth"] => {
            growth();
            return ExitCode::SUCCESS;
        }
        [file] => (*file, Some(0)),
        [file, "--errors", errors] => (*file, errors.parse().ok()),
        _ => ("", None),
    };
    let Some(errors) = errors else {
        eprintln!("usage: cargo bench --bench fold -- FILE.jsonl.gz [--errors N] | --growth");
        return ExitCode::SUCCESS;
    };
    match run(file, errors) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{file}: {error}");
            ExitCode::FAILURE
        }
    }
}

fn run(file: &str, errors: usize) -> Result<(), Failure> {
    let mut articles = Vec::new();
    for line in BufReader::new(MultiGzDecoder::new(File::open(file)?)).lines() {
        articles.push(known(serde_json::from_str(&line?)?));
    }
    let mut table: BTreeMap<String, [Counts; 2]> = BTreeMap::new();
    let mut sorts: BTreeMap<&str, Counts> = BTreeMap::new();
    let (mut wrong, mut missing) = (Vec::new(), Vec::new());
    for article in &articles {
        let mut folded = article.mentions.clone();
        fold(&article.text, 0, &mut folded);
        for (kind, counts) in mention_pairs(article, &folded) {
            table.entry(kind).or_default()[0] += counts;
        }
        let truth = name_pairs(article, |at| (article.clusters[at], String::new()));
        let found = name_pairs(article, |at| {
            (folded[at].kind as usize, folded[at].name.clone())
        });
        for (pair, kind) in &found {
            let counts = Counts {
                right: usize::from(truth.contains_key(pair)),
                found: 1,
                known: 0,
            };
            table.entry((*kind).to_owned()).or_default()[1] += counts;
            *sorts.entry(sort(pair)).or_default() += counts;
            if counts.right == 0 {
                wrong.push(article.tell(kind, pair));
            }
        }
        for (pair, kind) in &truth {
            table.entry((*kind).to_owned()).or_default()[1].known += 1;
            sorts.entry(sort(pair)).or_default().known += 1;
            if !found.contains_key(pair) {
                missing.push(article.tell(kind, pair));
            }
        }
    }
    let mentions: usize = articles.iter().map(|article| article.mentions.len()).sum();
    println!("{} articles, {mentions} mentions", articles.len());
    let mut all = [Counts::default(); 2];
    for counts in table.values() {
        all[0] += counts[0];
        all[1] += counts[1];
    }
    for (kind, counts) in table.iter().chain([(&"all".to_owned(), &all)]) {
        println!(
            "{kind:7} pairs of mentions: {}; of different names: {}",
            counts[0], counts[1]
        );
    }
    let mut alike = Counts::default();
    for (sort, counts) in &sorts {
        println!("{sort:14} {counts}");
        if *sort != PEOPLE {
            alike += *counts;
        }
    }
    println!("all but {PEOPLE}: {alike}");
    println!("{:.1} µs an article", micros(&articles));
    tell("wrong", &wrong, errors);
    tell("missing", &missing, errors);
    Ok(())
}

/// Folds articles of 1,000 to 100,000 mentions: a table in which every name is another one, twenty
/// people of one surname, and names that are one another's spellings.
fn growth() {
    use EntityType::{Org, Person};
    type Row = fn(usize) -> (EntityType, String);
    let texts: [(&str, Row); 3] = [
        ("a table", |row| match row % 4 {
            0 => (Person, format!("P{row} Orlan{}", row / 40)),
            1 => (Person, format!("Orlan{}, A. B{row}", row / 40)),
            2 => (Org, format!("Bank of Tresk {row}")),
            _ => (Org, format!("OW{row}")),
        }),
        ("namesakes", |row| match row % 10 {
            0 => (Person, format!("P{} Orlan", row / 10 % 20)),
            1 => (Person, "Mr Orlan".to_owned()),
            _ => (Person, "Orlan".to_owned()),
        }),
        ("spellings", |row| {
            let name = format!("{:b}", row % 4096)
                .replace('0', "k")
                .replace('1', "ck");
            (
                Person,
                format!("Ilse {name}{}", if row % 2 == 0 { "" } else { "a" }),
            )
        }),
    ];
    for (what, row) in texts {
        for count in [1_000, 10_000, 100_000] {
            let (mut text, mut mentions) = (String::new(), Vec::new());
            for at in 0..count {
                let (kind, name) = row(at);
                let start = text.len();
                text.push_str(&name);
                mentions.push(Mention {
                    span: start..text.len(),
                    kind,
                    place: None,
                    detector: Detector::Model,
                    name,
                });
                text.push_str([", ", " (", ") ", " said. "][at % 4]);
            }
            let start = Instant::now();
            std::hint::black_box(fold(&text, 0, &mut mentions));
            let micros = start.elapsed().as_secs_f64() * 1e6 / count as f64;
            println!("{what:10} {count:7} mentions: {micros:.2} µs a mention");
        }
    }
}

/// Prints so many, evenly chosen.
fn tell(what: &str, pairs: &[String], count: usize) {
    let step = pairs.len().div_ceil(count.max(1)).max(1);
    for pair in pairs.iter().step_by(step).take(count) {
        println!("{what}: {pair}");
    }
}

/// The sort of a country and its people, which are no aliases by the rules of this program.
const PEOPLE: &str = "demonyms";

/// What two names have in common; both are keys.
fn sort((one, other): &(String, String)) -> &'static str {
    let people = |key: &str| !related(&Name::new(EntityType::Group, key)).is_empty();
    if people(one) || people(other) {
        return PEOPLE;
    }
    let words = |key: &str| key.split(' ').map(str::to_owned).collect::<BTreeSet<_>>();
    let (a, b) = (words(one), words(other));
    let script = |key: &str| key.chars().any(|c| c > '\u{2af}' && c.is_alphabetic());
    let initials = |short: &str, long: &str| {
        let all: String = long.split(' ').filter_map(|w| w.chars().next()).collect();
        short.len() > 1 && !short.contains(' ') && (all.contains(short) || short.contains(&all))
    };
    if script(one) != script(other) {
        "another script"
    } else if a.is_subset(&b) || b.is_subset(&a) {
        "a part"
    } else if a.len() > 1 && initials(other, one) || b.len() > 1 && initials(one, other) {
        "initials"
    } else if !a.is_disjoint(&b) {
        "a word"
    } else if one.chars().take(3).eq(other.chars().take(3)) {
        "three letters"
    } else {
        "nothing"
    }
}

impl Known {
    /// A pair of names, and what stands between them where they are neighbours.
    fn tell(&self, kind: &str, pair: &(String, String)) -> String {
        let of = |mention: &Mention| key(mention.kind, &mention.name);
        let mut beside = String::new();
        for neighbours in self.mentions.windows(2) {
            let keys = [of(&neighbours[0]), of(&neighbours[1])];
            let is_pair = |one: &str, other: &str| keys[0] == one && keys[1] == other;
            let between = self
                .text
                .get(neighbours[0].span.end..neighbours[1].span.start);
            if let Some(between) = between.filter(|between| between.len() < 40)
                && (is_pair(&pair.0, &pair.1) || is_pair(&pair.1, &pair.0))
            {
                beside = format!(
                    " [{} …{between}… {}]",
                    neighbours[0].name, neighbours[1].name
                );
            }
        }
        format!(
            "{kind}, {}: {} | {} ({}){beside}",
            sort(pair),
            pair.0,
            pair.1,
            self.title
        )
    }
}

fn micros(articles: &[Known]) -> f64 {
    let mut copies = Vec::new();
    for article in articles {
        copies.extend((0..ROUNDS).map(|_| (&article.text, article.mentions.clone())));
    }
    let start = Instant::now();
    for (text, mentions) in &mut copies {
        std::hint::black_box(fold(text, 0, mentions));
    }
    start.elapsed().as_secs_f64() * 1e6 / copies.len().max(1) as f64
}

/// Joins the tokens as they were printed, and finds the mentions that don't overlap.
fn known(row: Row) -> Known {
    let mut text = String::new();
    let mut starts: Vec<Vec<usize>> = Vec::new();
    for sentence in &row.sents {
        let mut places = Vec::new();
        for token in sentence {
            let joins = token.starts_with([',', '.', ';', ':', '!', '?', ')', ']', '-', '/'])
                || matches!(token.as_str(), "'s" | "’s" | "'" | "n't" | "%");
            if joins && !places.is_empty() || text.ends_with(['(', '[', '-', '/', '$']) {
                text.truncate(text.trim_end_matches(' ').len());
            }
            places.push(text.len());
            text.push_str(token);
            if !text.ends_with(['(', '[', '-', '/', '$']) {
                text.push(' ');
            }
        }
        starts.push(places);
    }
    let mut mentions: Vec<(Mention, usize)> = Vec::new();
    for (cluster, entity) in row.entities.iter().enumerate() {
        let kind = match entity.kind.as_str() {
            "PER" => EntityType::Person,
            "ORG" => EntityType::Org,
            "LOC" => EntityType::Place,
            "MISC" => EntityType::Work,
            _ => continue,
        };
        for place in &entity.mentions {
            let (Some(places), [first, end]) = (starts.get(place.sent), place.pos) else {
                continue;
            };
            let Some(last) = end.checked_sub(1).filter(|last| *last < places.len()) else {
                continue;
            };
            let span = places[first]..places[last] + row.sents[place.sent][last].len();
            let mention = Mention {
                name: text[span.clone()]
                    .split_whitespace()
                    .collect::<Vec<_>>()
                    .join(" "),
                span,
                kind,
                place: None,
                detector: Detector::Model,
            };
            if !mention.name.is_empty() {
                mentions.push((mention, cluster));
            }
        }
    }
    mentions.sort_by_key(|(mention, _)| (mention.span.start, std::cmp::Reverse(mention.span.end)));
    let mut end = 0;
    mentions.retain(|(mention, _)| {
        let apart = mention.span.start >= end;
        end = end.max(mention.span.end);
        apart
    });
    let (mentions, clusters) = mentions.into_iter().unzip();
    Known {
        title: row.title,
        text,
        mentions,
        clusters,
    }
}

/// Pairs that are one.
#[derive(Clone, Copy, Default)]
struct Counts {
    right: usize,
    found: usize,
    known: usize,
}

impl AddAssign for Counts {
    fn add_assign(&mut self, other: Counts) {
        self.right += other.right;
        self.found += other.found;
        self.known += other.known;
    }
}

impl fmt::Display for Counts {
    fn fmt(&self, out: &mut fmt::Formatter) -> fmt::Result {
        let share = |of: usize| 100.0 * self.right as f64 / of.max(1) as f64;
        let (p, r) = (share(self.found), share(self.known));
        let f1 = 2.0 * p * r / (p + r).max(f64::MIN_POSITIVE);
        let (found, known) = (self.found, self.known);
        write!(
            out,
            "P {p:.1} R {r:.1} F1 {f1:.1} ({found} found, {known} known)"
        )
    }
}

/// How many pairs of mentions are right, found and known, by the type of the first.
fn mention_pairs(article: &Known, folded: &[Mention]) -> BTreeMap<String, Counts> {
    let mut table: BTreeMap<String, Counts> = BTreeMap::new();
    for (one, mention) in article.mentions.iter().enumerate() {
        let counts = table.entry(mention.kind.to_string()).or_default();
        for other in one + 1..folded.len() {
            let known = article.clusters[one] == article.clusters[other];
            let found =
                (folded[one].kind, &folded[one].name) == (folded[other].kind, &folded[other].name);
            *counts += Counts {
                right: usize::from(known && found),
                found: usize::from(found),
                known: usize::from(known),
            };
        }
    }
    table
}

/// The pairs of distinct names that are together in a cluster, with their type.
fn name_pairs<C: Ord>(
    article: &Known,
    cluster: impl Fn(usize) -> C,
) -> BTreeMap<(String, String), &'static str> {
    let mut clusters: BTreeMap<C, (BTreeSet<String>, &'static str)> = BTreeMap::new();
    for (at, mention) in article.mentions.iter().enumerate() {
        let names = clusters.entry(cluster(at)).or_default();
        names.0.insert(key(mention.kind, &mention.name));
        names.1 = mention.kind.name();
    }
    let mut pairs = BTreeMap::new();
    for (names, kind) in clusters.values() {
        let names: Vec<&String> = names.iter().collect();
        for (at, one) in names.iter().enumerate() {
            for other in &names[at + 1..] {
                pairs.insert(((*one).clone(), (*other).clone()), *kind);
            }
        }
    }
    pairs
}
