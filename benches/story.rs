//! Makes and measures the weights that tell a web page's story from the rest of the page.
//!
//! ```text
//! cargo bench --bench story -- FOLDER [--write]
//! ```
//!
//! FOLDER holds `ground-truth.jsonl.gz` (`id`, `url`, `title`, `author`, `publish_date`,
//! `main_content`) and `html/ID.html.gz`, as the development part of WCXB does (CC BY 4.0, Murrough
//! Foley). A block of a page belongs to the story if most of its three-word sequences do. Weights
//! are fitted by logistic regression, for each of the two passes.
//!
//! Prints F1 of words and of four-word sequences, and the processor time a page: of another reader
//! (dom_smoothie, an implementation of Mozilla's Readability), of dateline as it is, and of
//! dateline with weights that were fitted to the other four fifths of the pages, domains never
//! divided. With `--write`, fits weights to all pages and writes `src/extract/html/weights.rs`. The
//! same pages give the same weights.

#![allow(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a benchmark prints its results"
)]

use std::collections::{HashMap, HashSet};
use std::fmt::{self, Write as _};
use std::fs;
use std::path::Path;
use std::process::ExitCode;
use std::thread;

use dateline::article::Article;
use dateline::extract::training::story::{FIRST_KINDS, KINDS, Observed, Parsed, Pass, Weights};
use dateline::extract::{Context, Format, extract};
use dom_smoothie::{Config, Readability, TextMode};

mod common;

use common::{FOLDS, Failure, Known, MISSED_MAX, Scores, Story, hashed_words, sequences};

/// How strongly weights are held to zero, against the sum of what is wrong about all blocks.
const RIDGE: f64 = 10.0;
/// Steps of Newton's method; more change nothing that is written.
const STEPS: usize = 8;
/// Times that a page is read; the fastest counts, as it is the least disturbed.
const ROUNDS: usize = 3;
/// How many of the slowest pages are named.
const SLOWEST: usize = 10;
/// Other readers nest calls as deep as the elements of a page.
const STACK_BYTES: usize = 256 << 20;

struct Page {
    id: String,
    parsed: Parsed,
    story: Story,
    fold: usize,
    blocks: Vec<Block>,
}

struct Block {
    observed: Vec<u16>,
    is_story: bool,
    weight: f64,
}

fn main() -> ExitCode {
    // `cargo bench` passes `--bench`; `cargo test --benches` passes nothing, and has nothing to do.
    let args: Vec<String> = std::env::args()
        .skip(1)
        .filter(|arg| arg != "--bench")
        .collect();
    let [folder, rest @ ..] = args.as_slice() else {
        eprintln!("usage: cargo bench --bench story -- FOLDER [--write]");
        return ExitCode::SUCCESS;
    };
    let write = rest.iter().any(|arg| arg == "--write");
    let result = thread::scope(|scope| {
        let run = || run(Path::new(folder), write).map_err(|error| error.to_string());
        let started = thread::Builder::new()
            .stack_size(STACK_BYTES)
            .spawn_scoped(scope, run);
        match started.map(|thread| thread.join()) {
            Ok(Ok(result)) => result,
            Ok(Err(_)) => Err("the measurement failed".to_owned()),
            Err(error) => Err(error.to_string()),
        }
    });
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

fn run(folder: &Path, write: bool) -> Result<(), Failure> {
    let mut pages = Vec::new();
    let (mut peer, mut ours) = (Reader::default(), Reader::default());
    common::each_page(folder, |known| {
        let Ok(html) = dateline::decode::text(known.html.clone(), None) else {
            return;
        };
        let story = Story::of(&known.text);
        peer.measure(&known, &story, || by_peer(&html, &known.stated("url")));
        ours.measure(&known, &story, || by_us(&html));
        pages.extend(Parsed::of(&html, None).map(|parsed| page(parsed, story, &known)));
    })?;
    let blocks: usize = pages.iter().map(|page| page.blocks.len()).sum();
    println!("{} pages, {blocks} blocks", ours.pages);
    peer.tell("dom_smoothie 0.19");
    ours.tell("dateline");
    ours.tell_slowest();
    let models = Models::of(&pages);
    let mut held_out = Scores::default();
    let mut held_out_missed = Vec::new();
    for fold in 0..FOLDS {
        let weights = models.both(&pages, Some(fold));
        let missed = score(&mut held_out, &weights, |page| page.fold == fold, &pages);
        held_out_missed.extend(missed);
    }
    println!("dateline, by weights of other domains: {held_out}");
    println!("  under one half: {}", held_out_missed.join(" "));
    if write {
        let weights = models.both(&pages, None);
        let mut scores = Scores::default();
        score(&mut scores, &weights, |_| true, &pages);
        println!("dateline, by weights of all pages: {scores}");
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/extract/html/weights.rs");
        fs::write(path, source(&weights, pages.len(), blocks))?;
    }
    Ok(())
}

// Reading and scoring.

/// What a reader takes from a page.
#[derive(Default)]
struct Taken {
    title: String,
    author: String,
    date: String,
    text: String,
}

fn by_us(html: &str) -> Taken {
    let articles = extract(html, Format::Html, Context::of("page.html"));
    match articles.into_iter().next() {
        Some(Ok(article)) => Taken {
            text: body(&article),
            date: (article.published).map_or(String::new(), |date| date.to_string()),
            title: article.title,
            author: article.byline.unwrap_or_default(),
        },
        _ => Taken::default(),
    }
}

fn body(article: &Article) -> String {
    let text = article.text();
    text.text[text.body].to_owned()
}

fn by_peer(html: &str, url: &str) -> Taken {
    let read = |url: Option<&str>| {
        let config = Config {
            text_mode: TextMode::Formatted,
            ..Config::default()
        };
        Readability::new(html, url, Some(config)).and_then(|mut reader| reader.parse())
    };
    // It refuses addresses that it cannot parse.
    match read(Some(url)).or_else(|_| read(None)) {
        Ok(article) => Taken {
            title: article.title,
            author: article.byline.unwrap_or_default(),
            date: article.published_time.unwrap_or_default(),
            text: article.text_content.to_string(),
        },
        Err(_) => Taken::default(),
    }
}

/// How well a reader does.
#[derive(Default)]
struct Reader {
    pages: usize,
    scores: Scores,
    title: Exact,
    author: Exact,
    date: Exact,
    seconds: f64,
    /// The processor time, the bytes and the name of each page.
    times: Vec<(f64, usize, String)>,
    missed: Vec<String>,
}

impl Reader {
    fn measure(&mut self, known: &Known, story: &Story, read: impl Fn() -> Taken) {
        let mut taken = Taken::default();
        let mut fastest = f64::MAX;
        for _ in 0..ROUNDS {
            let start = processor_seconds();
            taken = read();
            fastest = fastest.min(processor_seconds() - start);
        }
        self.pages += 1;
        self.seconds += fastest;
        let id = known.stated("id");
        if self.scores.add(story, &hashed_words(&taken.text)) < MISSED_MAX {
            self.missed.push(id.clone());
        }
        self.times.push((fastest, known.html.len(), id));
        self.title.add(&known.stated("title"), &taken.title);
        self.author.add_set(&known.stated("author"), &taken.author);
        let day = |date: &str| date.chars().take(10).collect::<String>();
        let stated = known.stated("publish_date");
        self.date.add(&day(&stated), &day(&taken.date));
    }

    fn tell(&self, name: &str) {
        let milliseconds = self.seconds * 1e3 / self.pages.max(1) as f64;
        println!("{name}: {}, {milliseconds:.2} ms a page", self.scores);
        println!(
            "{name}: title {}, author {}, date {}",
            self.title, self.author, self.date
        );
        println!("  under one half: {}", self.missed.join(" "));
    }

    fn tell_slowest(&mut self) {
        self.times.sort_by(|one, other| other.0.total_cmp(&one.0));
        println!("  the slowest pages:");
        for (seconds, bytes, id) in self.times.iter().take(SLOWEST) {
            println!("  {id}: {bytes} bytes, {:.1} ms", seconds * 1e3);
        }
    }
}

/// How many of what a page states is found as it states it.
#[derive(Default)]
struct Exact {
    right: usize,
    all: usize,
}

impl Exact {
    fn add(&mut self, known: &str, found: &str) {
        if !known.is_empty() {
            self.all += 1;
            self.right += usize::from(hashed_words(known) == hashed_words(found));
        }
    }

    /// The same words in any order.
    fn add_set(&mut self, known: &str, found: &str) {
        let set = |text: &str| -> HashSet<u64> { hashed_words(text).into_iter().collect() };
        if !known.is_empty() {
            self.all += 1;
            self.right += usize::from(set(known) == set(found));
        }
    }
}

impl fmt::Display for Exact {
    fn fmt(&self, out: &mut fmt::Formatter) -> fmt::Result {
        let share = self.right as f64 / self.all.max(1) as f64;
        write!(out, "{share:.4} of {}", self.all)
    }
}

/// What this thread has taken of the processor.
fn processor_seconds() -> f64 {
    let mut time = libc::timespec {
        tv_sec: 0,
        tv_nsec: 0,
    };
    // SAFETY: the call writes to the structure that it is given and keeps nothing.
    unsafe { libc::clock_gettime(libc::CLOCK_THREAD_CPUTIME_ID, &mut time) };
    time.tv_sec as f64 + time.tv_nsec as f64 / 1e9
}

/// Adds the scores of some of the pages, and names those of which most is missed.
fn score(
    scores: &mut Scores,
    weights: &Both,
    which: impl Fn(&Page) -> bool,
    pages: &[Page],
) -> Vec<String> {
    let (first, second) = (weights.first.rows(), weights.second.rows());
    let weights = Weights {
        first: Pass {
            bias: weights.first.bias(),
            rows: &first,
        },
        second: Pass {
            bias: weights.second.bias(),
            rows: &second,
        },
    };
    let mut missed = Vec::new();
    for page in pages.iter().filter(|page| which(page)) {
        let article = page.parsed.clone().into_article(&weights);
        if scores.add(&page.story, &hashed_words(&body(&article))) < MISSED_MAX {
            missed.push(page.id.clone());
        }
    }
    missed
}

// Truth.

fn page(parsed: Parsed, story: Story, known: &Known) -> Page {
    let observed = parsed.observed();
    let mut truth = Truth::of(&known.text);
    let blocks = (parsed.texts().zip(observed))
        .map(|(text, observed)| {
            let words = hashed_words(text);
            let share = truth.share(&words);
            let sure = ((share - 0.5).abs() * 2.0).max(0.3);
            // Long blocks matter more to the F1, and each page as much as any other.
            let size = (words.len() as f64 + 2.0).powf(0.75);
            let page = (story.word_count() as f64).max(200.0).powf(0.85);
            Block {
                observed: places(&observed),
                is_story: share >= 0.5,
                weight: match known.text.is_empty() {
                    true => 0.0,
                    false => sure * size / page,
                },
            }
        })
        .collect();
    Page {
        id: known.stated("id"),
        parsed,
        story,
        fold: known.fold(),
        blocks,
    }
}

/// The story, as blocks are compared with it.
struct Truth {
    threes: HashSet<u64>,
    /// Runs of so many words, for short blocks that no line of their own holds.
    runs: [HashSet<u64>; 5],
    lines: HashMap<Vec<u64>, usize>,
}

impl Truth {
    fn of(text: &str) -> Truth {
        let words = hashed_words(text);
        let mut lines = HashMap::new();
        for line in text.lines() {
            *lines.entry(hashed_words(line)).or_insert(0) += 1;
        }
        Truth {
            threes: sequences(&words, 3).into_iter().collect(),
            runs: std::array::from_fn(|length| match length {
                0 => HashSet::new(),
                _ => sequences(&words, length).into_iter().collect(),
            }),
            lines,
        }
    }

    /// How much of a block is of the story. A short one must be a line of it, and each line is
    /// found once.
    fn share(&mut self, words: &[u64]) -> f64 {
        match words.len() {
            0 => 0.0,
            1..5 => match self.lines.get_mut(words) {
                Some(left) if *left > 0 => {
                    *left -= 1;
                    1.0
                }
                _ => {
                    let length = words.len();
                    let run = sequences(words, length);
                    let found = length > 1 && run.iter().all(|run| self.runs[length].contains(run));
                    if found { 0.5 } else { 0.0 }
                }
            },
            _ => {
                let all = sequences(words, 3);
                let found = all.iter().filter(|part| self.threes.contains(part)).count();
                found as f64 / all.len() as f64
            }
        }
    }
}

// Fitting.

/// Where each kind's bins begin in a model, the bias being the first of all numbers.
fn starts() -> [usize; KINDS.len() + 1] {
    let mut starts = [1; KINDS.len() + 1];
    for (at, (_, bins)) in KINDS.iter().enumerate() {
        starts[at + 1] = starts[at] + bins;
    }
    starts
}

fn places(observed: &Observed) -> Vec<u16> {
    let starts = starts();
    (observed.iter())
        .map(|(kind, bin)| (starts[*kind as usize] + bin) as u16)
        .collect()
}

/// Weights of a pass, in hundredths, as they are written.
#[derive(Clone)]
struct Model {
    weights: Vec<i16>,
    kinds: usize,
}

impl Model {
    fn bias(&self) -> i16 {
        self.weights[0]
    }

    fn rows(&self) -> Vec<&[i16]> {
        let starts = starts();
        (0..self.kinds)
            .map(|kind| &self.weights[starts[kind]..starts[kind + 1]])
            .collect()
    }

    fn chance(&self, observed: &[u16]) -> f32 {
        let weight = |place: &u16| f32::from(self.weights[usize::from(*place)]) / 100.0;
        let score = weight(&0) + observed.iter().map(weight).sum::<f32>();
        1.0 / (1.0 + (-score).exp())
    }
}

struct Both {
    first: Model,
    second: Model,
}

/// Models of the first pass, each without the pages of one or two folds. The second pass learns
/// from what the first says about pages that it was not fitted to, since it will meet such.
struct Models {
    first: HashMap<(usize, usize), Model>,
}

impl Models {
    fn of(pages: &[Page]) -> Models {
        let mut first = HashMap::new();
        for one in 0..FOLDS {
            for other in one..FOLDS {
                let examples = (pages.iter())
                    .filter(|page| page.fold != one && page.fold != other)
                    .flat_map(|page| page.blocks.iter().map(Example::of));
                first.insert((one, other), fit(examples.collect(), FIRST_KINDS));
            }
        }
        Models { first }
    }

    /// Weights of both passes, without the pages of a fold.
    fn both(&self, pages: &[Page], without: Option<usize>) -> Both {
        let mut examples = Vec::new();
        for page in pages.iter().filter(|page| without != Some(page.fold)) {
            let other = without.unwrap_or(page.fold);
            let model = &self.first[&(page.fold.min(other), page.fold.max(other))];
            let chances: Vec<f32> = (page.blocks.iter())
                .map(|block| model.chance(&block.observed))
                .collect();
            let around = page.parsed.observed_around(&chances);
            for (block, around) in page.blocks.iter().zip(around) {
                let mut example = Example::of(block);
                example.observed.extend(places(&around));
                examples.push(example);
            }
        }
        let first = match without {
            Some(fold) => self.first[&(fold, fold)].clone(),
            None => {
                let all = pages.iter().flat_map(|page| &page.blocks);
                fit(all.map(Example::of).collect(), FIRST_KINDS)
            }
        };
        Both {
            first,
            second: fit(examples, KINDS.len()),
        }
    }
}

struct Example {
    /// In ascending order.
    observed: Vec<u16>,
    is_story: bool,
    weight: f64,
}

impl Example {
    fn of(block: &Block) -> Example {
        Example {
            observed: block.observed.clone(),
            is_story: block.is_story,
            weight: block.weight,
        }
    }
}

/// Logistic regression by Newton's method.
fn fit(mut examples: Vec<Example>, kinds: usize) -> Model {
    let count = starts()[kinds];
    let mean = examples.iter().map(|e| e.weight).sum::<f64>() / examples.len().max(1) as f64;
    for example in &mut examples {
        example.weight /= mean;
        example.observed.push(0);
        example.observed.sort_unstable();
        example.observed.dedup();
    }
    let mut weights = vec![0.0; count];
    for _ in 0..STEPS {
        let mut slope: Vec<f64> = weights.iter().map(|weight| -RIDGE * weight).collect();
        slope[0] = 0.0;
        let mut curve = vec![0.0; count * count];
        for at in 0..count {
            // The bias is free.
            curve[at * count + at] = if at == 0 { 1e-6 } else { RIDGE };
        }
        for example in &examples {
            let score: f64 = (example.observed.iter())
                .map(|place| weights[usize::from(*place)])
                .sum();
            let chance = 1.0 / (1.0 + (-score).exp());
            let missing = example.weight * (f64::from(u8::from(example.is_story)) - chance);
            let bend = example.weight * chance * (1.0 - chance);
            for (at, row) in example.observed.iter().enumerate() {
                slope[usize::from(*row)] += missing;
                let row = &mut curve[usize::from(*row) * count..][..count];
                for column in &example.observed[..=at] {
                    row[usize::from(*column)] += bend;
                }
            }
        }
        solve(&mut curve, &mut slope);
        for (weight, step) in weights.iter_mut().zip(slope) {
            *weight += step;
        }
    }
    let hundredths = |weight: &f64| (weight * 100.0).round().clamp(-30_000.0, 30_000.0) as i16;
    Model {
        weights: weights.iter().map(hundredths).collect(),
        kinds,
    }
}

/// Solves equations with a symmetric matrix, of which the lower half is given, by Cholesky's
/// decomposition.
fn solve(matrix: &mut [f64], vector: &mut [f64]) {
    let count = vector.len();
    let dot = |a: &[f64], b: &[f64]| a.iter().zip(b).map(|(a, b)| a * b).sum::<f64>();
    for row in 0..count {
        let (above, from_row) = matrix.split_at_mut(row * count);
        for column in 0..row {
            let other = &above[column * count..][..=column];
            let sum = from_row[column] - dot(&from_row[..column], &other[..column]);
            from_row[column] = sum / other[column];
        }
        let sum = from_row[row] - dot(&from_row[..row], &from_row[..row]);
        from_row[row] = sum.max(1e-12).sqrt();
    }
    for row in 0..count {
        let known = dot(&matrix[row * count..][..row], &vector[..row]);
        vector[row] = (vector[row] - known) / matrix[row * count + row];
    }
    for row in (0..count).rev() {
        vector[row] /= matrix[row * count + row];
        let value = vector[row];
        for (other, factor) in vector[..row].iter_mut().zip(&matrix[row * count..]) {
            *other -= value * factor;
        }
    }
}

/// The weights as a source file.
fn source(weights: &Both, pages: usize, blocks: usize) -> String {
    let mut text = format!(
        "//! The weights of [`super::story`]'s evidence; written by a program, not by hand.\n\
         //!\n\
         //! Fitted to the {blocks} blocks of the {pages} web pages of the development part of\n\
         //! WCXB (Web Content Extraction Benchmark, Murrough Foley, CC BY 4.0), which says what of \
         each\n\
         //! page is the story:\n\
         //!\n\
         //! ```text\n\
         //! cargo bench --bench story -- FOLDER --write\n\
         //! ```\n\n\
         use super::story::{{Pass, Weights}};\n\n\
         #[rustfmt::skip]\n\
         pub static WEIGHTS: Weights = Weights {{\n"
    );
    for (name, model) in [("first", &weights.first), ("second", &weights.second)] {
        // Writing to a string cannot fail.
        let _ = writeln!(
            text,
            "    {name}: Pass {{\n        bias: {},\n        rows: &[",
            model.bias()
        );
        for (row, (kind, _)) in model.rows().iter().zip(KINDS) {
            let _ = writeln!(text, "            // {kind:?}\n            &{row:?},");
        }
        text += "        ],\n    },\n";
    }
    text + "};\n"
}
