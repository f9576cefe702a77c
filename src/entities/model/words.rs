//! `plain text → lexicon`: how words are written, and the classes that their company puts them in.

use std::fmt::Write;

use rustc_hash::FxHashMap;

use super::classes::{Bigrams, exchange};
use super::lexicon::{CLASS_LEVELS, Entry, Lexicon, Usual};
use super::tokens::Tokens;

/// Characters of a word that are looked at.
const WORD_CHARS_MAX: usize = 64;

/// Passes over all words in which they may change their class.
const ROUNDS: usize = 15;

/// Numbers of classes, from coarse to fine.
const CLASSES: [usize; CLASS_LEVELS] = [64, 320, 1280];

/// Counts words of texts.
#[derive(Default)]
pub struct WordCounter {
    numbers: FxHashMap<String, u32>,
    counts: Vec<Count>,
    /// The words of all texts in order, by number, with [`BREAK`] before each sentence.
    stream: Vec<u32>,
}

#[derive(Default, Clone, Copy)]
struct Count {
    total: u32,
    /// Inside of sentences: without a capital, with one, all in capitals.
    lower: u32,
    capital: u32,
    caps: u32,
}

const BREAK: u32 = u32::MAX;

impl WordCounter {
    /// Takes in a text.
    pub fn add_text(&mut self, text: &str) {
        let mut tokens = Tokens::default();
        tokens.add(text, 0..text.len());
        for sentence in &tokens.sentences {
            let words = tokens.tokens[sentence.clone()]
                .iter()
                .map(|token| token.text(text));
            self.add_sentence(words);
        }
    }

    /// Takes in a sentence that is tokens already.
    pub fn add_sentence<'t>(&mut self, words: impl Iterator<Item = &'t str> + Clone) {
        let capital = |word: &str| word.chars().next().is_some_and(char::is_uppercase);
        let capitals = words.clone().filter(|word| capital(word)).count();
        let headline = capitals * 2 > words.clone().count();
        self.stream.push(BREAK);
        for (at, word) in words.enumerate() {
            let mut lower = String::with_capacity(word.len());
            for c in word.chars().take(WORD_CHARS_MAX) {
                match c.is_ascii_digit() {
                    true => lower.push('0'),
                    false => lower.extend(c.to_lowercase()),
                }
            }
            let next = self.counts.len() as u32;
            let number = *self.numbers.entry(lower).or_insert(next);
            if number == next {
                self.counts.push(Count::default());
            }
            self.stream.push(number);
            let count = &mut self.counts[number as usize];
            count.total += 1;
            if at == 0 || headline {
                continue;
            }
            let upper = word.chars().filter(|c| c.is_uppercase()).count();
            match word.chars().filter(|c| c.is_alphabetic()).count() {
                0 => {}
                _ if upper == 0 => count.lower += 1,
                letters if letters > 1 && upper == letters => count.caps += 1,
                _ => count.capital += 1,
            }
        }
    }

    /// The table of the words seen `least` times or more: word, how it is written, classes.
    pub fn table(&self, least: u32) -> String {
        let mut words: Vec<(&String, u32)> = self
            .numbers
            .iter()
            .map(|(word, number)| (word, *number))
            .collect();
        words.retain(|(_, number)| self.counts[*number as usize].total >= least);
        let total = |number: u32| self.counts[number as usize].total;
        words.sort_unstable_by(|a, b| total(b.1).cmp(&total(a.1)).then_with(|| a.0.cmp(b.0)));
        let bigrams = self.bigrams(&words);
        let classes = CLASSES.map(|count| exchange(&bigrams, count, ROUNDS));
        let mut table = String::new();
        for (rank, (word, number)) in words.iter().enumerate() {
            let count = self.counts[*number as usize];
            // Writing to a string cannot fail.
            let _ = write!(
                table,
                "{word}\t{}\t{}\t{}",
                count.lower, count.capital, count.caps
            );
            for classes in &classes {
                let _ = write!(table, "\t{}", classes[rank + RANKS] + 1);
            }
            table.push('\n');
        }
        table
    }

    fn bigrams(&self, words: &[(&String, u32)]) -> Bigrams {
        let mut ranks = vec![RARE; self.counts.len()];
        for (rank, (_, number)) in words.iter().enumerate() {
            ranks[*number as usize] = (rank + RANKS) as u32;
        }
        let mut counts = vec![0u32; words.len() + RANKS];
        let mut pairs: FxHashMap<(u32, u32), u32> = FxHashMap::default();
        let mut last = 0;
        for number in &self.stream {
            let rank = if *number == BREAK {
                0
            } else {
                ranks[*number as usize]
            };
            counts[rank as usize] += 1;
            if (last, rank) != (0, 0) {
                *pairs.entry((last, rank)).or_default() += 1;
            }
            last = rank;
        }
        let mut pairs: Vec<(u32, u32, u32)> = pairs
            .into_iter()
            .map(|((a, b), times)| (a, b, times))
            .collect();
        pairs.sort_unstable();
        Bigrams { counts, pairs }
    }
}

/// Rank 0 is the break between sentences, 1 all words too rare for a class.
const RARE: u32 = 1;
const RANKS: usize = 2;

/// A line of a table of words that cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "line {line}: `{text}` is no word with three counts and {CLASS_LEVELS} classes, parted by tabs"
)]
pub struct TableError {
    pub line: usize,
    pub text: String,
}

/// Reads a table of words.
pub fn read_table(table: &str, lexicon: &mut Lexicon) -> Result<(), TableError> {
    for (at, line) in table.lines().enumerate() {
        let entry = read_line(line).ok_or_else(|| TableError {
            line: at + 1,
            text: line.chars().take(80).collect(),
        })?;
        *lexicon.entry(entry.0) = entry.1;
    }
    Ok(())
}

fn read_line(line: &str) -> Option<(&str, Entry)> {
    let mut columns = line.split('\t');
    let word = columns.next()?;
    let mut count = || columns.next()?.parse::<u32>().ok();
    let usual = Usual::from_counts(count()?, count()?, count()?);
    let mut classes = [0; CLASS_LEVELS];
    for class in &mut classes {
        *class = u16::try_from(count()?).ok()?;
    }
    Some((
        word,
        Entry {
            classes,
            usual,
            lists: 0,
        },
    ))
}

/// Marks the words of a list, a name a line: of names of one word with three letters or more.
pub fn read_list<'t>(names: impl Iterator<Item = &'t str>, list: u8, lexicon: &mut Lexicon) {
    for name in names {
        let name = name.trim().to_lowercase();
        if name.len() >= 3 && !name.contains(char::is_whitespace) {
            lexicon.entry(&name).lists |= 1 << (list % 8);
        }
    }
}
