//! How well copies are found, and how fast.
//!
//! ```sh
//! cargo bench --bench copies -- FILE.jsonl.gz [--originals 2000] [--show 20]
//! ```
//!
//! FILE has an article with a `text` a line. Its own copies are found first; `--show` prints some
//! pairs of them, the least alike, to be read. Of its other articles of sixty words or more, some are
//! originals; of each, copies are made with 5, 10, 20 and 40 % of the words changed in each of three
//! ways: *words* replaced, dropped or added here and there; *sentences* replaced by those of another
//! article, one of those that are left out for that; the end *cut*. All articles and all copies are
//! looked through together. Recall: copies that stand in the cluster of their original. Precision: of
//! the pairs with a made copy that stand in a cluster, those of one original.

#![allow(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a benchmark prints its results"
)]

use std::collections::BTreeMap;
use std::convert::Infallible;
use std::fs::File;
use std::io::{BufRead, BufReader};
use std::process::ExitCode;
use std::time::Instant;

use dateline::analysis::Words;
use dateline::analysis::hash::hash_of;
use dateline::copies::{self, Sketch, Sketcher};
use flate2::read::MultiGzDecoder;

/// Words that an original has at least: a tenth of fewer are few.
const WORDS_MIN: usize = 60;

const SHARES: [usize; 4] = [5, 10, 20, 40];
const WAYS: [&str; 3] = ["words", "sentences", "cut"];

struct Article {
    title: String,
    text: String,
    /// The article that it was made of, and how; an article of the file is its own.
    origin: usize,
    made: Option<(&'static str, usize)>,
}

impl Article {
    fn body(&self) -> copies::Body {
        copies::Body::new(&self.title, &self.text)
    }
}

fn main() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

fn run() -> Result<(), Box<dyn std::error::Error>> {
    let args: Vec<String> = std::env::args()
        .skip(1)
        .filter(|arg| arg != "--bench")
        .collect();
    let number = |name: &str, default: usize| {
        let at = args.iter().position(|arg| arg == name);
        let value = at.and_then(|at| args.get(at + 1));
        value
            .and_then(|value| value.parse().ok())
            .unwrap_or(default)
    };
    let file = args
        .first()
        .ok_or("name a file of articles: FILE.jsonl.gz")?;
    let mut bodies = Vec::new();
    for line in BufReader::new(MultiGzDecoder::new(File::open(file)?)).lines() {
        let row: serde_json::Value = serde_json::from_str(&line?)?;
        let part = |name: &str| row[name].as_str().unwrap_or_default().to_owned();
        let (title, text) = (part("title"), part("text"));
        let origin = bodies.len();
        bodies.push(Article {
            title,
            text,
            origin,
            made: None,
        });
    }
    let articles = bodies.len();
    println!("{articles} articles");
    let own = clusters(&bodies);
    let pairs: usize = own
        .iter()
        .map(|cluster| cluster.len() * (cluster.len() - 1) / 2)
        .sum();
    println!("{} clusters, {pairs} pairs\n", own.len());
    show(&bodies, &own, number("--show", 0));
    let mut is_copy = vec![false; articles];
    own.iter().flatten().for_each(|at| is_copy[*at] = true);
    add_copies(&mut bodies, &is_copy, number("--originals", 2000));
    println!("{articles} articles and {} copies", bodies.len() - articles);
    tell(&bodies, &clusters(&bodies));
    Ok(())
}

/// Finds the copies, and prints how long each step takes.
fn clusters(bodies: &[Article]) -> Vec<Vec<usize>> {
    let started = Instant::now();
    let seconds = || format!("{:.2} s", started.elapsed().as_secs_f64());
    let (mut numbers, mut sketches) = (Vec::new(), Vec::new());
    for (at, body) in bodies.iter().enumerate() {
        if let Some(sketch) = sketch(body) {
            numbers.push(at);
            sketches.push(sketch);
        }
    }
    println!("sketches: {}", seconds());
    let body = |number: u32| numbers[number as usize];
    let found = copies::find(&sketches, |pairs| {
        println!("{} pairs to read: {}", pairs.len(), seconds());
        let mut read: BTreeMap<u32, copies::Body> = BTreeMap::new();
        for number in pairs.iter().flat_map(|(a, b)| [a, b]) {
            let article = &bodies[body(*number)];
            read.entry(*number).or_insert_with(|| article.body());
        }
        let are_copies = |(a, b): &(u32, u32)| read[a].is_copy_of(&read[b]);
        Ok::<_, Infallible>(pairs.iter().map(are_copies).collect())
    });
    let Ok(found) = found;
    println!("clusters: {}", seconds());
    let of_bodies = |cluster: &Vec<u32>| cluster.iter().map(|number| body(*number)).collect();
    found.iter().map(of_bodies).collect()
}

fn tell(bodies: &[Article], found: &[Vec<usize>]) {
    let mut made: BTreeMap<(&str, usize), (u32, u32)> = BTreeMap::new();
    for how in bodies.iter().filter_map(|body| body.made) {
        made.entry(how).or_default().1 += 1;
    }
    let (mut right, mut wrong) = (0_u64, 0_u64);
    for cluster in found {
        for (at, a) in cluster.iter().enumerate() {
            let one = &bodies[*a];
            if let Some(made) = one.made.and_then(|how| made.get_mut(&how)) {
                made.0 += u32::from(cluster.contains(&one.origin));
            }
            for other in cluster[at + 1..].iter().map(|b| &bodies[*b]) {
                if one.made.is_some() || other.made.is_some() {
                    match one.origin == other.origin {
                        true => right += 1,
                        false => wrong += 1,
                    }
                }
            }
        }
    }
    println!(
        "{:>10} {}",
        "recall at",
        SHARES.map(|share| format!("{share:>5} %")).join(" ")
    );
    for way in WAYS {
        let recall = SHARES.map(|share| {
            let (found, of) = made.get(&(way, share)).copied().unwrap_or((0, 1));
            format!("{:>7.3}", f64::from(found) / f64::from(of))
        });
        println!("{way:>10} {}", recall.join(" "));
    }
    println!(
        "precision {:.4}: {right} pairs right, {wrong} wrong",
        right as f64 / (right + wrong).max(1) as f64
    );
}

/// Prints the pairs that resemble each other least.
fn show(bodies: &[Article], found: &[Vec<usize>], shown: usize) {
    let mut alike = Vec::new();
    for cluster in found {
        for (at, a) in cluster.iter().enumerate() {
            for b in &cluster[at + 1..] {
                let [one, other] = [a, b].map(|at| bodies[*at].body());
                alike.push((one.resemblance(&other), *a, *b));
            }
        }
    }
    alike.sort_by(|a, b| a.0.total_cmp(&b.0));
    for (resemblance, a, b) in alike.iter().take(shown) {
        println!("{resemblance:.2}");
        for at in [a, b] {
            let text: String = bodies[*at].text.chars().take(400).collect();
            let title = &bodies[*at].title;
            println!("  {at}: {title}: {}\n", text.replace('\n', " "));
        }
    }
}

fn sketch(article: &Article) -> Option<Sketch> {
    let mut sketcher = Sketcher::default();
    for_each_word(&article.title, |hash, written| {
        sketcher.see_title(hash, written)
    });
    for_each_word(&article.text, |hash, written| sketcher.see(hash, written));
    sketcher.finish()
}

fn for_each_word(text: &str, mut see: impl FnMut(u64, &str)) {
    let mut words = Words::new(text);
    while let Some(span) = words.next_span() {
        see(hash_of(words.folded().as_bytes()), &text[span]);
    }
}

/// Adds the copies of some of the articles that are none themselves; leaves one in ten articles out,
/// from which words and sentences come.
fn add_copies(bodies: &mut Vec<Article>, is_copy: &[bool], originals: usize) {
    let is_long = |at: &usize| bodies[*at].text.split_whitespace().count() >= WORDS_MIN;
    let all = (0..bodies.len()).filter(is_long);
    let (foreigners, long): (Vec<usize>, Vec<usize>) =
        all.filter(|at| !is_copy[*at]).partition(|at| at % 10 == 0);
    let foreigners: Vec<String> = foreigners
        .into_iter()
        .map(|at| std::mem::take(&mut bodies[at].text))
        .collect();
    let step = (long.len() / originals.max(1)).max(1);
    let mut random = Random(7);
    for original in long.iter().step_by(step) {
        for share in SHARES {
            for way in WAYS {
                let foreign = &foreigners[random.below(foreigners.len())];
                let text = &bodies[*original].text;
                let text = match way {
                    "words" => words_changed(text, foreign, share, &mut random),
                    "sentences" => sentences_changed(text, foreign, share, &mut random),
                    _ => {
                        let words: Vec<&str> = text.split_whitespace().collect();
                        words[..words.len() - words.len() * share / 100].join(" ")
                    }
                };
                bodies.push(Article {
                    title: bodies[*original].title.clone(),
                    text,
                    origin: *original,
                    made: Some((way, share)),
                });
            }
        }
    }
}

/// Replaces, drops or adds a share of the words, in percent.
fn words_changed(text: &str, foreign: &str, share: usize, random: &mut Random) -> String {
    let foreign: Vec<&str> = foreign.split_whitespace().collect();
    let mut changed = Vec::new();
    for word in text.split_whitespace() {
        let other = foreign[random.below(foreign.len())];
        match (random.below(100) < share, random.below(4)) {
            (false, _) => changed.push(word),
            (true, 0) => {}
            (true, 1) => changed.extend([word, other]),
            (true, _) => changed.push(other),
        }
    }
    changed.join(" ")
}

/// Replaces sentences that have a share of the words together, in percent.
fn sentences_changed(text: &str, foreign: &str, share: usize, random: &mut Random) -> String {
    let mut sentences: Vec<&str> = text.split_inclusive(". ").collect();
    let others: Vec<&str> = foreign.split_inclusive(". ").collect();
    let words = |text: &str| text.split_whitespace().count();
    let mut left = words(text) * share / 100;
    for _ in 0..sentences.len() {
        let at = random.below(sentences.len());
        let size = words(sentences[at]);
        if size <= left {
            left -= size;
            sentences[at] = others[random.below(others.len())];
        }
    }
    sentences.concat()
}

/// Xorshift (Marsaglia 2003): the same numbers on every machine.
struct Random(u64);

impl Random {
    fn below(&mut self, bound: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % bound.max(1) as u64) as usize
    }
}
