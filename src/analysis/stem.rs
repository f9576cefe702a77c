//! `folded word → stem`, by language, with a memory of the words already seen.
//!
//! The algorithms are Snowball's. They are given folded words, so that a query without accents
//! finds the same stems as the text with them. Stemming is some 40 % of the cost of indexing
//! without a memory; a newspaper's everyday words are few, so nearly all are remembered.

use frostem::{Algorithm, Stemmer};
use rustc_hash::FxHashMap;

use crate::article::Language;

/// Words remembered for one language, as a power of two: 65,536 words in 1 MB, half of what a core
/// has of cache to itself. A word that falls on the place of another takes it over.
const PLACES_LOG2: u32 = 16;

/// A stem that replaces more than this at the end of its word is computed anew each time.
const TAIL_BYTES_MAX: usize = 6;

/// The stemmers of one thread.
#[derive(Default)]
pub struct Stemmers {
    languages: FxHashMap<Language, Option<Memory>>,
}

struct Memory {
    stemmer: Stemmer,
    places: Box<[Place]>,
    /// The last stem that is not the beginning of its word.
    stem: String,
}

/// A word by its hash, and its stem: so many bytes of the word, and what replaces the rest. That
/// two words of an archive share all 64 bits of the hash is less likely than a fault of the
/// machine; and the word itself would double the memory, and the time it takes to fetch it.
#[derive(Clone, Copy, Default)]
struct Place {
    hash: u64,
    kept: u8,
    tail_bytes: u8,
    tail: [u8; TAIL_BYTES_MAX],
}

impl Stemmers {
    /// The stem of a folded word; the word itself in a language without a stemmer.
    pub fn stem<'a>(&'a mut self, language: Language, word: &'a str) -> &'a str {
        match self.memory(language) {
            Some(memory) => memory.stem(word),
            None => word,
        }
    }

    /// The stemming function of a language, looked up once for a whole article.
    pub fn memory(&mut self, language: Language) -> Option<&mut impl StemWord> {
        self.languages
            .entry(language)
            .or_insert_with(|| algorithm(language).map(Memory::new))
            .as_mut()
    }
}

/// Reduces a folded word to its stem.
pub trait StemWord {
    fn stem<'a>(&'a mut self, word: &'a str) -> &'a str;
}

impl Memory {
    fn new(algorithm: Algorithm) -> Self {
        Memory {
            stemmer: Stemmer::new(algorithm),
            places: vec![Place::default(); 1 << PLACES_LOG2].into_boxed_slice(),
            stem: String::new(),
        }
    }

    /// Computes a stem, and remembers it.
    fn stem_anew<'a>(&'a mut self, word: &'a str, hash: u64) -> &'a str {
        self.stem = stem_once(self.stemmer, word);
        let same = word
            .bytes()
            .zip(self.stem.bytes())
            .take_while(|(a, b)| a == b)
            .count();
        let kept = (0..=same)
            .rev()
            .find(|at| word.is_char_boundary(*at))
            .unwrap_or_default();
        let tail = &self.stem.as_bytes()[kept..];
        if let Ok(kept) = u8::try_from(kept)
            && tail.len() <= TAIL_BYTES_MAX
        {
            let tail_bytes = tail.len() as u8;
            let mut place = Place {
                hash,
                kept,
                tail_bytes,
                ..Place::default()
            };
            place.tail[..tail.len()].copy_from_slice(tail);
            self.places[place_of(hash)] = place;
        }
        &self.stem
    }
}

/// A hash of all bytes in steps of eight (multiply and fold, as in wyhash); never 0, which marks
/// an empty place.
fn hash_of(word: &[u8]) -> u64 {
    let fold = |hash: u64, part: u64| {
        let product = u128::from(hash ^ part) * 0x9E37_79B9_7F4A_7C15_u128;
        (product as u64) ^ ((product >> 64) as u64)
    };
    let mut parts = word.chunks_exact(8);
    let mut hash = word.len() as u64 ^ 0xA076_1D64_78BD_642F;
    for part in &mut parts {
        hash = fold(
            hash,
            part.iter()
                .rev()
                .fold(0, |part, byte| part << 8 | u64::from(*byte)),
        );
    }
    let rest = parts
        .remainder()
        .iter()
        .rev()
        .fold(0, |part, byte| part << 8 | u64::from(*byte));
    fold(hash, rest).max(1)
}

fn place_of(hash: u64) -> usize {
    (hash >> (64 - PLACES_LOG2)) as usize
}

impl StemWord for Memory {
    fn stem<'a>(&'a mut self, word: &'a str) -> &'a str {
        // Numbers have no endings.
        if word.as_bytes().first().is_none_or(u8::is_ascii_digit) {
            return word;
        }
        let hash = hash_of(word.as_bytes());
        let known = self.places[place_of(hash)];
        let kept = word.get(..usize::from(known.kept));
        let Some(kept) = kept.filter(|_| known.hash == hash) else {
            return self.stem_anew(word, hash);
        };
        if known.tail_bytes == 0 {
            return kept;
        }
        let tail = &known.tail[..usize::from(known.tail_bytes)];
        self.stem.clear();
        self.stem.push_str(kept);
        self.stem
            .push_str(std::str::from_utf8(tail).unwrap_or_default());
        &self.stem
    }
}

/// A stem is never empty: some algorithms strip a word that is all suffix.
fn stem_once(stemmer: Stemmer, word: &str) -> String {
    let stem = stemmer.stem(word);
    if stem.is_empty() {
        word.to_owned()
    } else {
        stem.into_owned()
    }
}

/// The languages that are stemmed.
fn algorithm(language: Language) -> Option<Algorithm> {
    Some(match language.code() {
        "ar" => Algorithm::Arabic,
        "ca" => Algorithm::Catalan,
        "da" => Algorithm::Danish,
        "de" => Algorithm::German,
        "el" => Algorithm::Greek,
        "en" => Algorithm::English,
        "es" => Algorithm::Spanish,
        "fi" => Algorithm::Finnish,
        "fr" => Algorithm::French,
        "hu" => Algorithm::Hungarian,
        "id" => Algorithm::Indonesian,
        "it" => Algorithm::Italian,
        "nb" | "nn" | "no" => Algorithm::Norwegian,
        "nl" => Algorithm::Dutch,
        "pl" => Algorithm::Polish,
        "pt" => Algorithm::Portuguese,
        "ro" => Algorithm::Romanian,
        "ru" => Algorithm::Russian,
        "sr" => Algorithm::Serbian,
        "sv" => Algorithm::Swedish,
        "tr" => Algorithm::Turkish,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stem(language: &str, word: &str) -> String {
        let language = language.parse().unwrap_or_default();
        Stemmers::default().stem(language, word).to_owned()
    }

    #[test]
    fn each_language_has_its_own_endings() {
        assert_eq!(stem("en", "elections"), stem("en", "election"));
        assert_eq!(stem("de", "wahlen"), stem("de", "wahl"));
        assert_eq!(stem("ru", "выборы"), stem("ru", "выборов"));
    }

    #[test]
    fn a_language_without_a_stemmer_keeps_its_words() {
        assert_eq!(stem("und", "elections"), "elections");
    }

    #[test]
    fn a_remembered_stem_is_the_same_as_a_fresh_one() {
        let words = [
            "running",
            "news",
            "happy",
            "skies",
            "a-word-far-too-long-to-be-remembered",
        ];
        for language in ["en", "de", "fr", "ru"] {
            let mut stemmers = Stemmers::default();
            let language = language.parse().unwrap_or_default();
            for word in words
                .iter()
                .chain(["größe", "élections", "выборы"].iter())
                .cycle()
                .take(24)
            {
                let remembered = stemmers.stem(language, word).to_owned();
                assert_eq!(remembered, stem(language.code(), word), "{word}");
            }
        }
    }
}
