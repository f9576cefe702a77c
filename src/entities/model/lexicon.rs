//! `word → what is known of it beforehand`: its classes, how it is usually written, and the lists
//! that it stands in.

use rustc_hash::FxHashMap;

use super::hash;

/// What is known of a word, whatever its case.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Entry {
    /// Classes of words that keep the same company, from coarse to fine; 0 when unknown.
    pub classes: [u16; CLASS_LEVELS],
    /// How it is written inside of sentences.
    pub usual: Usual,
    /// A bit for each list (see `lists`).
    pub lists: u8,
}

pub const CLASS_LEVELS: usize = 3;

/// How a word is written inside of sentences.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[repr(u8)]
pub enum Usual {
    #[default]
    Unknown,
    /// Nearly always without a capital.
    Lower,
    /// Mostly without a capital.
    MostlyLower,
    /// Mostly with a capital.
    MostlyCapital,
    Capital,
    Caps,
}

impl Usual {
    /// From how often it was seen inside of sentences without a capital, with one, all in
    /// capitals. Fewer than four say nothing.
    pub fn from_counts(lower: u32, capital: u32, caps: u32) -> Usual {
        let total = lower + capital + caps;
        if total < 4 {
            Usual::Unknown
        } else if caps * 2 > total {
            Usual::Caps
        } else if lower * 20 >= total * 19 {
            Usual::Lower
        } else if lower * 2 >= total {
            Usual::MostlyLower
        } else if lower * 20 >= total {
            Usual::MostlyCapital
        } else {
            Usual::Capital
        }
    }

    pub fn from_code(code: u8) -> Usual {
        const ALL: [Usual; 6] = [
            Usual::Unknown,
            Usual::Lower,
            Usual::MostlyLower,
            Usual::MostlyCapital,
            Usual::Capital,
            Usual::Caps,
        ];
        ALL.get(usize::from(code)).copied().unwrap_or_default()
    }

    pub fn is_lower(self) -> bool {
        matches!(self, Usual::Lower | Usual::MostlyLower)
    }
}

/// Words by the hash of their lower-case form, digits as `0`.
#[derive(Debug, Default)]
pub struct Lexicon {
    entries: FxHashMap<u32, Entry>,
}

/// 32 bits are enough for some 100,000 words: one word in 40,000 that is not there passes for one
/// that is.
fn word_hash(lower: &str) -> u32 {
    (hash::of(lower.as_bytes()) >> 32) as u32
}

/// Where words are looked up.
pub trait Known {
    /// What is known of the word with this hash.
    fn by_hash(&self, hash: u32) -> Entry;

    /// What is known of a word in lower case.
    fn get(&self, lower: &str) -> Entry {
        if lower.bytes().any(|byte| byte.is_ascii_digit()) {
            let zeros: String = lower
                .chars()
                .map(|c| if c.is_ascii_digit() { '0' } else { c })
                .collect();
            return self.by_hash(word_hash(&zeros));
        }
        self.by_hash(word_hash(lower))
    }
}

impl Known for Lexicon {
    fn by_hash(&self, hash: u32) -> Entry {
        self.entries.get(&hash).copied().unwrap_or_default()
    }
}

impl Lexicon {
    pub fn entries(&self) -> impl Iterator<Item = (u32, Entry)> {
        self.entries.iter().map(|(hash, entry)| (*hash, *entry))
    }

    /// What is known of a word, to be changed.
    pub fn entry(&mut self, lower: &str) -> &mut Entry {
        self.entries.entry(word_hash(lower)).or_default()
    }
}
