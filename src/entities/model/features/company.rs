//! `article → what it says of its capitalised words`, wherever they stand.

use rustc_hash::FxHashMap;

use super::super::hash::mix;
use super::{Case, Letters, Sentence, Word};

/// What the whole article says of its capitalised words.
#[derive(Debug, Default)]
pub struct Company {
    words: FxHashMap<u64, Seen>,
}

#[derive(Debug, Default)]
struct Seen {
    /// Whether it stands without a capital somewhere.
    small: bool,
    /// Whether it stands with one inside of a sentence.
    inside: bool,
    /// The words before and after it, and where it stands.
    places: Vec<(u64, u64, u32)>,
}

/// Places of one word that are remembered, and that one token looks at.
const PLACES_MAX: usize = 16;
const PLACES_SEEN: usize = 5;

pub const BEGIN: u64 = 7;
pub const END: u64 = 9;

impl Company {
    /// Reads the sentences of an article.
    pub fn of<'a>(sentences: impl Iterator<Item = Sentence<'a>> + Clone) -> Company {
        let mut words: FxHashMap<u64, Seen> = FxHashMap::default();
        // Tells most words that never have a capital without a look-up.
        let mut maybe = [0u64; 64];
        let bit = |word: &Word| ((word.lower >> 58) as usize, 1u64 << (word.lower >> 52 & 63));
        for Sentence {
            words: row,
            case,
            first,
        } in sentences.clone()
        {
            for (at, word) in row.iter().enumerate() {
                if !word.capital {
                    continue;
                }
                let (cell, bit) = bit(word);
                maybe[cell] |= bit;
                let seen = words.entry(word.lower).or_default();
                if case != Case::Plain {
                    continue;
                }
                seen.inside |= at > 0;
                if seen.places.len() < PLACES_MAX {
                    let before = at.checked_sub(1).map_or(BEGIN, |at| row[at].lower);
                    let after = row.get(at + 1).map_or(END, |word| word.lower);
                    seen.places.push((before, after, first + at as u32));
                }
            }
        }
        for word in sentences.flat_map(|sentence| sentence.words) {
            let (cell, bit) = bit(word);
            if word.letters == Letters::Lower
                && maybe[cell] & bit != 0
                && let Some(seen) = words.get_mut(&word.lower)
            {
                seen.small = true;
            }
        }
        Company { words }
    }

    /// Gives what the article says elsewhere of the word at `at`.
    pub fn features(&self, sentence: &Sentence, at: usize, features: &mut Vec<u64>) {
        let Sentence { words, case, first } = *sentence;
        let word = words[at];
        if !word.capital {
            return;
        }
        let Some(seen) = self.words.get(&word.lower) else {
            return;
        };
        let written = u64::from(seen.small) * 2 + u64::from(seen.inside);
        features.push(mix(written, 250));
        if at == 0 || case != Case::Plain {
            features.push(mix(mix(written, 251), case as u64));
        }
        let here = first + at as u32;
        let others = seen.places.iter().filter(|(_, _, place)| *place != here);
        for (before, after, _) in others.take(PLACES_SEEN) {
            features.push(mix(*before, 252));
            features.push(mix(*after, 253));
        }
    }
}
