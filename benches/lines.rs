//! Makes and measures the trees that tell a story's lines from a page's.
//!
//! ```text
//! cargo bench --bench lines -- FOLDER [--write]
//! ```
//!
//! FOLDER holds `ground-truth.jsonl.gz` (`id`, `url`, `main_content`) and `html/ID.html.gz`, as
//! the development part of WCXB does (CC BY 4.0, Murrough Foley). Every page is made plain text,
//! one visible line a block; a line belongs to the story if most of its four-word sequences do.
//! Prints F1 of words and of four-word sequences for all lines, and for the story as it is found
//! by trees that were made of the other four fifths of the pages, domains never divided. With
//! `--write`, makes trees of all pages and writes `src/extract/plain/trained.rs`. The same pages
//! give the same trees.

#![allow(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a benchmark prints its results"
)]

use std::collections::HashSet;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use std::process::ExitCode;

use dateline::extract::training::lines::{self as training, COUNT, DEPTH, QUESTIONS, Tree};
use dom_query::{Document, NodeRef};

mod common;

use common::{FOLDS, Failure, Known, Scores, Story, hashed_words, sequences};

/// More trees fit the pages at hand better, and others no better.
const TREES: usize = 64;
/// How much of what a tree finds is believed.
const RATE: f64 = 0.25;
/// Limits that a number is tried with.
const LIMITS: usize = 31;

/// Elements that end a line before and after them.
const BLOCKS: &str = "address article aside blockquote body br button caption center dd details \
    dialog dir div dl dt fieldset figcaption figure footer form h1 h2 h3 h4 h5 h6 header hgroup hr \
    legend li main menu nav ol option p pre section summary table tbody td tfoot th thead tr ul";
/// Elements that show no text.
const UNSEEN: &str = "script style head noscript template svg select textarea iframe object video \
    audio math datalist canvas map input";

struct Page {
    lines: Vec<String>,
    /// The words of each line, hashed.
    words: Vec<Vec<u64>>,
    numbers: Vec<[f32; COUNT]>,
    /// Which lines belong to the story.
    truth: Vec<bool>,
    story: Story,
    weight: f64,
    fold: usize,
}

fn main() -> ExitCode {
    // `cargo bench` passes `--bench`; `cargo test --benches` passes nothing, and has nothing to do.
    let args: Vec<String> = std::env::args()
        .skip(1)
        .filter(|arg| arg != "--bench")
        .collect();
    let [folder, rest @ ..] = args.as_slice() else {
        eprintln!("usage: cargo bench --bench lines -- FOLDER [--write]");
        return ExitCode::SUCCESS;
    };
    match run(Path::new(folder), rest.iter().any(|arg| arg == "--write")) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

fn run(folder: &Path, write: bool) -> Result<(), Failure> {
    let pages = read(folder)?;
    let lines: usize = pages.iter().map(|page| page.lines.len()).sum();
    println!("{} pages, {lines} lines", pages.len());
    let all: Vec<&Page> = pages.iter().collect();
    tell("all lines", &all, |page| vec![true; page.lines.len()]);
    tell("the lines that belong to it", &all, |page| {
        page.truth.clone()
    });
    let mut held_out = vec![Vec::new(); FOLDS];
    for (fold, trees) in held_out.iter_mut().enumerate() {
        let others: Vec<&Page> = (pages.iter()).filter(|page| page.fold != fold).collect();
        *trees = grow(&others);
    }
    tell("story, by trees of other domains", &all, |page| {
        story(page, &held_out[page.fold])
    });
    if write {
        let trees = grow(&all);
        tell("story, by trees of all pages", &all, |page| {
            story(page, &trees)
        });
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/extract/plain/trained.rs");
        fs::write(path, source(&trees, pages.len(), lines))?;
    }
    Ok(())
}

fn read(folder: &Path) -> Result<Vec<Page>, Failure> {
    let mut pages = Vec::new();
    common::each_page(folder, |known| {
        let lines = visible_lines(&String::from_utf8_lossy(&known.html));
        pages.push(page(lines, &known));
    })?;
    Ok(pages)
}

fn page(lines: Vec<String>, known: &Known) -> Page {
    let texts: Vec<&str> = lines.iter().map(String::as_str).collect();
    let numbers = training::of(&texts);
    let words: Vec<Vec<u64>> = lines.iter().map(|line| hashed_words(line)).collect();
    let whole_lines: HashSet<Vec<u64>> = known.text.lines().map(hashed_words).collect();
    let story = Story::of(&known.text);
    let truth = words.iter().map(|words| match words.len() {
        0 => false,
        1..4 => whole_lines.contains(words),
        _ => {
            let all = sequences(words, 4);
            let found = (all.iter()).filter(|part| story.sequences.contains_key(part));
            found.count() * 10 >= all.len() * 6
        }
    });
    Page {
        truth: truth.collect(),
        fold: known.fold(),
        // Each page counts as much as any other, since the F1 is an average over pages.
        weight: 20.0 / story.word_count().max(300) as f64,
        lines,
        words,
        numbers,
        story,
    }
}

/// What a reader sees of a page, block by block.
fn visible_lines(html: &str) -> Vec<String> {
    let mut text = String::new();
    see(&Document::from(html).root(), &mut text, 0);
    text.lines()
        .map(|line| line.split_whitespace().collect::<Vec<_>>().join(" "))
        .filter(|line| !line.is_empty())
        .collect()
}

fn see(node: &NodeRef, text: &mut String, depth: usize) {
    const DEPTH_MAX: usize = 400;
    if node.is_text() {
        let blank = |c: char| if c.is_whitespace() { ' ' } else { c };
        text.extend(node.text().chars().map(blank));
        return;
    }
    let name = node.node_name().unwrap_or_default().to_lowercase();
    let is_among = |names: &str| names.split_whitespace().any(|other| other == name);
    if depth > DEPTH_MAX || node.is_element() && (is_among(UNSEEN) || is_hidden(node, &name)) {
        return;
    }
    let breaks = node.is_element() && is_among(BLOCKS);
    text.push_str(if breaks { "\n" } else { "" });
    for child in node.children() {
        see(&child, text, depth + 1);
    }
    text.push_str(if breaks { "\n" } else { "" });
}

fn is_hidden(node: &NodeRef, name: &str) -> bool {
    let style = node.attr("style").unwrap_or_default().to_lowercase();
    let style: String = style.chars().filter(|c| !c.is_whitespace()).collect();
    // A script shows what was streamed into a hidden element, and the page itself.
    let shown_later = node.attr("id").is_some_and(|id| id.starts_with("S:"));
    node.has_attr("hidden") && !shown_later
        || !matches!(name, "body" | "html")
            && (style.contains("display:none") || style.contains("visibility:hidden"))
}

/// The lines that the given trees hold to be the story.
fn story(page: &Page, trees: &[Tree]) -> Vec<bool> {
    if !training::is_page(page.lines.iter().map(String::as_str)) {
        return vec![true; page.lines.len()];
    }
    let scored = page.numbers.iter().zip(&page.lines);
    let scored = scored.map(|(numbers, line)| (training::score(numbers, trees), line.len()));
    let window = training::window(scored);
    (0..page.lines.len())
        .map(|at| window.contains(&at))
        .collect()
}

/// Prints the scores of the lines that are kept.
fn tell(what: &str, pages: &[&Page], kept: impl Fn(&Page) -> Vec<bool>) {
    let mut scores = Scores::default();
    for page in pages {
        let words: Vec<u64> = (page.words.iter().zip(kept(page)))
            .filter(|(_, kept)| *kept)
            .flat_map(|(words, _)| words.iter().copied())
            .collect();
        scores.add(&page.story, &words);
    }
    println!("{what}: {scores}");
}

/// The slope and the curvature of the loss, summed over lines.
type Sums = (f64, f64);

fn plus(a: Sums, b: Sums) -> Sums {
    (a.0 + b.0, a.1 + b.1)
}

/// How well one answer can be for all lines with these sums.
fn gain((slope, curve): Sums) -> f64 {
    slope * slope / (curve + 1.0)
}

/// Grows trees, each on what the ones before it got wrong.
fn grow(pages: &[&Page]) -> Vec<Tree> {
    let lines: Vec<(&[f32; COUNT], bool, f64)> = (pages.iter())
        .flat_map(|page| {
            (page.numbers.iter().zip(&page.truth).zip(&page.words)).map(
                |((numbers, truth), words)| {
                    let weight = (words.len() + 3) as f64 * page.weight;
                    (numbers, *truth, weight)
                },
            )
        })
        .collect();
    let limits: Vec<Vec<f32>> = (0..COUNT).map(|number| limits(&lines, number)).collect();
    // Between which limits each number of each line is.
    let places: Vec<[u8; COUNT]> = (lines.iter())
        .map(|(numbers, ..)| {
            std::array::from_fn(|number| {
                limits[number].partition_point(|limit| *limit < numbers[number]) as u8
            })
        })
        .collect();
    let mut scores = vec![0.0; lines.len()];
    let mut trees = Vec::new();
    for _ in 0..TREES {
        let sums: Vec<Sums> = (lines.iter().zip(&scores))
            .map(|((_, truth, weight), score)| {
                let chance = 1.0 / (1.0 + f64::exp(-score));
                let truth = f64::from(u8::from(*truth));
                ((truth - chance) * weight, chance * (1.0 - chance) * weight)
            })
            .collect();
        let (tree, at) = grow_one(&places, &sums, &limits);
        for (score, at) in scores.iter_mut().zip(at) {
            *score += f64::from(tree.answers[at]);
        }
        trees.push(tree);
    }
    trees
}

/// Limits that part the lines into groups of about equal size.
fn limits(lines: &[(&[f32; COUNT], bool, f64)], number: usize) -> Vec<f32> {
    let mut values: Vec<f32> = (lines.iter().step_by(7))
        .map(|(numbers, ..)| numbers[number])
        .collect();
    values.sort_by(f32::total_cmp);
    let Some(most) = values.last().copied() else {
        return Vec::new();
    };
    let mut limits: Vec<f32> = (1..LIMITS - 1)
        .map(|at| values[at * values.len() / (LIMITS - 1)])
        .chain([0.0, 0.5])
        // As they will be written.
        .map(|limit| (limit * 1e4).round() / 1e4)
        .filter(|limit| *limit < most)
        .collect();
    limits.sort_by(f32::total_cmp);
    limits.dedup();
    limits
}

/// One tree, and which of its answers each line gets.
fn grow_one(places: &[[u8; COUNT]], sums: &[Sums], limits: &[Vec<f32>]) -> (Tree, Vec<usize>) {
    /// A question with less on one side is about too few lines.
    const CURVE_MIN: f64 = 0.5;
    let mut tree = Tree {
        numbers: [0; QUESTIONS],
        limits: [f32::MAX; QUESTIONS],
        answers: [0.0; QUESTIONS + 1],
    };
    let mut asked = [u8::MAX; QUESTIONS];
    let mut at = vec![0; places.len()];
    for depth in 0..DEPTH {
        let first = (1 << depth) - 1;
        let mut table = vec![[(0.0, 0.0); LIMITS + 1]; (COUNT) << depth];
        for ((places, sums), at) in places.iter().zip(sums).zip(&at) {
            for (number, place) in places.iter().enumerate() {
                let cell = &mut table[(at - first) * COUNT + number][usize::from(*place)];
                *cell = plus(*cell, *sums);
            }
        }
        for node in 0..1 << depth {
            let mut best = 1e-9;
            for number in 0..COUNT {
                let row = &table[node * COUNT + number];
                let all = row.iter().fold((0.0, 0.0), |a, b| plus(a, *b));
                let mut below = (0.0, 0.0);
                for (place, limit) in limits[number].iter().enumerate() {
                    below = plus(below, row[place]);
                    let above = (all.0 - below.0, all.1 - below.1);
                    let better = gain(below) + gain(above) - gain(all);
                    if better > best && below.1 >= CURVE_MIN && above.1 >= CURVE_MIN {
                        best = better;
                        tree.numbers[first + node] = number as u8;
                        tree.limits[first + node] = *limit;
                        asked[first + node] = place as u8;
                    }
                }
            }
        }
        for (places, at) in places.iter().zip(&mut at) {
            let above = places[usize::from(tree.numbers[*at])] > asked[*at];
            *at = 2 * *at + 1 + usize::from(above);
        }
    }
    let mut leaves = [(0.0, 0.0); QUESTIONS + 1];
    for (at, sums) in at.iter_mut().zip(sums) {
        *at -= QUESTIONS;
        leaves[*at] = plus(leaves[*at], *sums);
    }
    for (answer, (slope, curve)) in tree.answers.iter_mut().zip(leaves) {
        // As it will be written.
        *answer = ((RATE * slope / (curve + 1.0) * 1e3).round() / 1e3) as f32;
    }
    (tree, at)
}

/// The trees as a source file.
fn source(trees: &[Tree], pages: usize, lines: usize) -> String {
    let mut text = format!(
        "//! The trees that tell a story's lines from a page's; written by a program, not by hand.\n\
         //!\n\
         //! Made of the {lines} visible lines of the {pages} article pages of the development part \
         of\n\
         //! WCXB (Web Content Extraction Benchmark, Murrough Foley, CC BY 4.0), which says what of \
         each\n\
         //! page is the story:\n\
         //!\n\
         //! ```text\n\
         //! cargo bench --bench lines -- FOLDER --write\n\
         //! ```\n\n\
         use super::trees::Tree;\n\n\
         #[rustfmt::skip]\n\
         pub static TREES: [Tree; {}] = [\n",
        trees.len()
    );
    for tree in trees {
        let limits: Vec<String> = (tree.limits.iter())
            .map(|limit| match *limit == f32::MAX {
                true => "f32::MAX".to_owned(),
                false => format!("{limit:?}"),
            })
            .collect();
        // Writing to a string cannot fail.
        let _ = writeln!(
            text,
            "    Tree {{\n        numbers: {:?},\n        limits: [{}],\n        answers: {:?},\n    }},",
            tree.numbers,
            limits.join(", "),
            tree.answers
        );
    }
    text + "];\n"
}
