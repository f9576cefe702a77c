//! `folded word → stem`, by language, with a memory of the words already seen.
//!
//! The algorithms are Snowball's. They are given folded words, so that a query without accents
//! finds the same stems as the text with them. Stemming is some 40 % of the cost of indexing
//! without a memory; a newspaper's everyday words are few, so nearly all are remembered.

use std::collections::HashMap;

use frostem::{Algorithm, Stemmer};
use rustc_hash::FxBuildHasher;

use crate::article::Language;

/// Words remembered for one language before the memory starts anew. Bounds a thread's memory to
/// some 10 MB a language; the vocabulary of a million-word archive is about half of it.
const WORDS_REMEMBERED_MAX: usize = 100_000;

/// Longer words are stemmed but not remembered: they are seldom words, and rarely come twice.
const REMEMBERED_WORD_BYTES_MAX: usize = 32;

/// The stemmers of one thread.
#[derive(Default)]
pub struct Stemmers {
    languages: HashMap<Language, Option<Memory>, FxBuildHasher>,
}

struct Memory {
    stemmer: Stemmer,
    /// Word → place in `stems`.
    words: HashMap<Box<str>, usize, FxBuildHasher>,
    stems: Vec<Box<str>>,
    /// The stem of the last word that is not remembered.
    stem: String,
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
            words: HashMap::default(),
            stems: Vec::new(),
            stem: String::new(),
        }
    }
}

impl StemWord for Memory {
    fn stem<'a>(&'a mut self, word: &'a str) -> &'a str {
        if word.len() > REMEMBERED_WORD_BYTES_MAX {
            self.stem = stem_once(self.stemmer, word);
            return &self.stem;
        }
        if let Some(&place) = self.words.get(word) {
            return &self.stems[place];
        }
        if self.stems.len() == WORDS_REMEMBERED_MAX {
            self.words.clear();
            self.stems.clear();
        }
        let place = self.stems.len();
        self.stems.push(stem_once(self.stemmer, word).into());
        self.words.insert(word.into(), place);
        &self.stems[place]
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
        "uk" => Algorithm::Ukrainian,
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
        let mut stemmers = Stemmers::default();
        for word in [
            "running",
            "news",
            "running",
            "a-word-far-too-long-to-be-remembered-by-anyone",
        ] {
            let remembered = stemmers.stem(Language::ENGLISH, word).to_owned();
            assert_eq!(remembered, stem("en", word));
        }
    }
}
