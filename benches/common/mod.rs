//! What the benches of extraction share: pages whose story is known, and how a story is scored.

use std::collections::HashMap;
use std::fmt;
use std::fs::File;
use std::io::Read;
use std::path::Path;

use flate2::read::MultiGzDecoder;
use serde_json::Value;

pub type Failure = Box<dyn std::error::Error>;

/// Parts of the pages; what is made of the others is measured on each. Domains are never divided.
pub const FOLDS: usize = 5;

/// With a lower F1, most of a story is missed.
pub const MISSED_MAX: f64 = 0.5;

/// A page, and what is known of it.
pub struct Known {
    pub html: Vec<u8>,
    pub text: String,
    row: Value,
}

impl Known {
    /// What is stated of the page under a name, or nothing.
    pub fn stated(&self, name: &str) -> String {
        match &self.row[name] {
            Value::String(text) => text.clone(),
            Value::Array(parts) => {
                let parts: Vec<&str> = parts.iter().filter_map(Value::as_str).collect();
                parts.join("; ")
            }
            _ => String::new(),
        }
    }

    pub fn fold(&self) -> usize {
        let url = self.stated("url");
        let host = url.split('/').nth(2).unwrap_or("");
        (hash(host.trim_start_matches("www.")) % FOLDS as u64) as usize
    }
}

/// Reads `ground-truth.jsonl.gz` and `html/ID.html.gz`, page by page.
pub fn each_page(folder: &Path, mut see: impl FnMut(Known)) -> Result<(), Failure> {
    let truth = String::from_utf8(gunzip(&folder.join("ground-truth.jsonl.gz"))?)?;
    for row in truth.lines() {
        let row: Value = serde_json::from_str(row)?;
        let id = row["id"].as_str().ok_or("a row without id")?;
        see(Known {
            html: gunzip(&folder.join(format!("html/{id}.html.gz")))?,
            text: row["main_content"].as_str().unwrap_or("").to_owned(),
            row,
        });
    }
    Ok(())
}

fn gunzip(path: &Path) -> Result<Vec<u8>, Failure> {
    let mut bytes = Vec::new();
    MultiGzDecoder::new(File::open(path)?).read_to_end(&mut bytes)?;
    Ok(bytes)
}

fn hash(text: &str) -> u64 {
    // FNV-1a: the same on every machine.
    text.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    })
}

/// The words of a text in lower case, hashed.
pub fn hashed_words(text: &str) -> Vec<u64> {
    text.to_lowercase()
        .split(|c: char| !(c.is_alphanumeric() || c == '_'))
        .filter(|word| !word.is_empty())
        .map(hash)
        .collect()
}

/// All sequences of so many words, or the words if they are fewer.
pub fn sequences(words: &[u64], length: usize) -> Vec<u64> {
    words
        .windows(words.len().clamp(1, length))
        .map(|part| {
            part.iter().fold(7, |hash: u64, word| {
                (hash.rotate_left(13) ^ word).wrapping_mul(0x9e37_79b9_7f4a_7c15)
            })
        })
        .collect()
}

type Counts = HashMap<u64, usize>;

fn counted(parts: &[u64]) -> Counts {
    let mut counts = Counts::new();
    for part in parts {
        *counts.entry(*part).or_insert(0) += 1;
    }
    counts
}

/// How many of the parts are in both.
fn shared(one: &Counts, other: &Counts) -> usize {
    let in_both = |(part, count): (&u64, &usize)| *count.min(other.get(part).unwrap_or(&0));
    one.iter().map(in_both).sum()
}

/// A page's story, to compare another with.
pub struct Story {
    words: Counts,
    pub sequences: Counts,
}

impl Story {
    pub fn of(text: &str) -> Story {
        let words = hashed_words(text);
        Story {
            words: counted(&words),
            sequences: counted(&sequences(&words, 4)),
        }
    }

    pub fn word_count(&self) -> usize {
        self.words.values().sum()
    }
}

/// Scores of pages.
#[derive(Default)]
pub struct Scores {
    words: Vec<f64>,
    precision: Vec<f64>,
    recall: Vec<f64>,
}

impl Scores {
    /// Scores the words that were found on a page, and tells their F1.
    pub fn add(&mut self, story: &Story, found: &[u64]) -> f64 {
        let words = counted(found);
        let both = story.word_count() + found.len();
        let f1 = match both {
            0 => 1.0,
            _ => 2.0 * shared(&story.words, &words) as f64 / both as f64,
        };
        self.words.push(f1);
        let found = counted(&sequences(found, 4));
        let right = shared(&story.sequences, &found);
        let share = |of: usize| (of > 0).then(|| right as f64 / of as f64);
        self.precision.extend(share(found.values().sum()));
        self.recall.extend(share(story.sequences.values().sum()));
        f1
    }
}

fn mean(shares: &[f64]) -> f64 {
    shares.iter().sum::<f64>() / shares.len().max(1) as f64
}

impl fmt::Display for Scores {
    /// The mean F1 of the bags of words, F1 of the mean precision and the mean recall of sequences
    /// of four words, and on how many pages most was missed.
    fn fmt(&self, out: &mut fmt::Formatter) -> fmt::Result {
        let (p, r) = (mean(&self.precision), mean(&self.recall));
        let f1 = 2.0 * p * r / (p + r).max(f64::MIN_POSITIVE);
        let missed = self.words.iter().filter(|f1| **f1 < MISSED_MAX).count();
        let words = mean(&self.words);
        write!(
            out,
            "words {words:.4}, sequences {f1:.4} (precision {p:.4}, recall {r:.4}), under one half: \
             {missed}"
        )
    }
}
