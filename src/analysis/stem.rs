//! `folded word → stem`, by language, with a memory of the words already seen.
//!
//! The algorithms are Snowball's. They are given folded words, so that a query without accents
//! finds the same stems as the text with them. Stemming is some 40 % of the cost of indexing
//! without a memory; a newspaper's everyday words are few, so nearly all are remembered.

use frostem::{Algorithm, Stemmer};
use rustc_hash::FxHashMap;

use super::hash::hash_of;
use crate::article::Language;

/// Words remembered for one language, as a power of two: 65,536 words in half a megabyte, so that
/// they stay in the cache of a core. A word that falls on the place of another takes it over.
const PLACES_LOG2: u32 = 16;

/// Bytes of the word that a remembered stem keeps at most; longer stems are computed each time.
const KEPT_MAX: usize = 0x7F;

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

/// A word by its hash, and its stem: so many bytes of the word, and perhaps one ASCII letter in
/// place of the rest (`happy`, `happi`). A place's number and what it holds of the hash are all 64
/// bits of it: that two words of an archive share them is less likely than a fault of the machine,
/// and the word itself would double the memory, and the time it takes to fetch it.
#[derive(Clone, Copy, Default, PartialEq)]
struct Place(u64);

impl Place {
    /// The bits of the hash that the number of its place does not tell.
    const HASH: u64 = (1 << (64 - PLACES_LOG2)) - 1;

    fn new(hash: u64, kept: usize, letter: Option<u8>) -> Place {
        let stem = (kept as u64) << 8 | u64::from(letter.unwrap_or_default());
        Place(stem << (64 - PLACES_LOG2) | hash & Place::HASH)
    }

    fn is_of(self, hash: u64) -> bool {
        // A remembered stem keeps a byte at least, so that 0 is no place's.
        self.0 & Place::HASH == hash & Place::HASH && self.kept() > 0
    }

    fn kept(self) -> usize {
        (self.0 >> 56) as usize
    }

    fn letter(self) -> Option<char> {
        let letter = (self.0 >> 48) as u8;
        (letter > 0).then_some(char::from(letter))
    }
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
        let language = language.or_english();
        self.languages
            .entry(language)
            .or_insert_with(|| algorithm(language).map(Memory::new))
            .as_mut()
    }
}

/// Reduces a folded word to its stem.
pub trait StemWord {
    fn stem<'a>(&'a mut self, word: &'a str) -> &'a str {
        self.stem_hashed(word, hash_of(word.as_bytes()))
    }

    /// The same for a word whose hash is known.
    fn stem_hashed<'a>(&'a mut self, word: &'a str, hash: u64) -> &'a str;
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
        let letter = match &self.stem.as_bytes()[same..] {
            [] => Some(None),
            [letter] if letter.is_ascii() => Some(Some(*letter)),
            _ => None,
        };
        if let Some(letter) = letter
            && (1..=KEPT_MAX).contains(&same)
        {
            self.places[place_of(hash)] = Place::new(hash, same, letter);
        }
        &self.stem
    }
}

fn place_of(hash: u64) -> usize {
    (hash >> (64 - PLACES_LOG2)) as usize
}

impl StemWord for Memory {
    fn stem_hashed<'a>(&'a mut self, word: &'a str, hash: u64) -> &'a str {
        // Numbers have no endings.
        if word.as_bytes().first().is_none_or(u8::is_ascii_digit) {
            return word;
        }
        let known = self.places[place_of(hash)];
        let kept = word.get(..known.kept());
        match kept.filter(|_| known.is_of(hash)) {
            None => self.stem_anew(word, hash),
            Some(kept) => match known.letter() {
                None => kept,
                Some(letter) => {
                    self.stem.clear();
                    self.stem.push_str(kept);
                    self.stem.push(letter);
                    &self.stem
                }
            },
        }
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
        assert_eq!(stem("vi", "elections"), "elections");
    }

    #[test]
    fn a_text_of_no_known_language_is_stemmed_as_english() {
        assert_eq!(stem("und", "elections"), stem("en", "election"));
        assert_eq!(stem("und", "wahlen"), "wahlen");
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
