//! What a query asks for that is nothing but words, any of them.

use std::collections::BTreeMap;

use super::super::ast::Query;
use super::super::expand::Letters;
use super::super::lift::LiftWord;
use super::super::scorer::idf;
use super::{Planner, counted, folded_words};
use crate::analysis::ranking::{self, lifting};

/// Words of a query whose kin are looked up, the first: more than a question of a page has. Each takes
/// some tens of microseconds.
const WORDS_WITH_KIN_MAX: usize = 100;

/// Kin of all words of a query together, those that count the most: each is searched like a word.
const KIN_MAX: usize = 200;

/// The words of a query for any of many.
#[derive(Debug, Clone, PartialEq)]
pub struct Asked {
    /// The stems of its words, sorted.
    pub stems: Vec<String>,
    /// Words that begin like its words, or with which its words begin.
    pub kin: Vec<LiftWord>,
    /// What all its words count together that the archive has: the sum of their idfs, each times
    /// what it counts.
    pub total: f32,
}

/// A word of a query.
struct AskedWord {
    stems: Vec<String>,
    /// What it counts, without how rare it is.
    times: f32,
    idf: f32,
    /// Whether the archive has it.
    is_known: bool,
    is_telling: bool,
}

impl Planner<'_> {
    /// What a query asks for, in so many articles; `None` if it is not any of some words, of which
    /// many tell something.
    pub fn asked(&mut self, query: &Query, articles: u64) -> tantivy::Result<Option<Asked>> {
        let Query::Or(queries) = query else {
            return Ok(None);
        };
        let mut words = Vec::new();
        for (query, times) in counted(queries) {
            match query.as_words().map(folded_words).as_deref() {
                Some([word]) => words.push(self.asked_word(word, times, articles)?),
                // Characters next to each other, or a word with a hyphen.
                Some(_) => (),
                None => return Ok(None),
            }
        }
        let telling = || words.iter().filter(|word| word.is_telling);
        if telling().count() < lifting::WORDS_MIN {
            return Ok(None);
        }
        let mut kin: BTreeMap<String, f32> = BTreeMap::new();
        for word in telling().take(WORDS_WITH_KIN_MAX) {
            let weight = lifting::KIN_WEIGHT * word.times * word.idf;
            for stem in &word.stems {
                for stem in self.kin(stem)? {
                    *kin.entry(stem).or_default() += weight;
                }
            }
        }
        let kin = kin.into_iter();
        let mut kin: Vec<LiftWord> = kin
            .map(|(stem, weight)| LiftWord { stem, weight })
            .collect();
        kin.sort_by(|a, b| b.weight.total_cmp(&a.weight));
        kin.truncate(KIN_MAX);
        let known = words.iter().filter(|word| word.is_known);
        let total = known.map(|word| word.times * word.idf).sum();
        let mut stems: Vec<String> = words.into_iter().flat_map(|word| word.stems).collect();
        stems.sort_unstable();
        Ok(Some(Asked { stems, kin, total }))
    }

    fn asked_word(
        &mut self,
        word: &str,
        times: usize,
        articles: u64,
    ) -> tantivy::Result<AskedWord> {
        let stems = self.stems(self.fields.text, word);
        let mut most = 0;
        for stem in &stems {
            most = most.max(self.searcher.doc_freq(stem)?);
        }
        let weight = ranking::weight(self.language, word);
        let stems = stems.iter();
        let stems = stems.filter_map(|stem| stem.value().as_str().map(str::to_owned));
        Ok(AskedWord {
            stems: stems.collect(),
            times: weight * times as f32,
            idf: idf(most.min(articles), articles.max(1)),
            is_known: most > 0,
            is_telling: weight >= 1.0,
        })
    }

    /// The stems of the archive that begin with a stem, or with which it begins: those in most
    /// articles.
    fn kin(&self, stem: &str) -> tantivy::Result<Vec<String>> {
        let is_word = |stem: &str| stem.chars().all(char::is_alphabetic);
        let letters = stem.char_indices();
        let ends: Vec<usize> = letters
            .skip(lifting::KIN_LETTERS_MIN)
            .map(|it| it.0)
            .collect();
        if !is_word(stem) || stem.chars().count() < lifting::KIN_LETTERS_MIN {
            return Ok(Vec::new());
        }
        let field = self.fields.text;
        let mut kin = Letters::Prefix(stem.to_owned()).terms(self.searcher, field)?;
        for end in ends {
            let shorter = stem.get(..end).unwrap_or_default();
            kin.extend(Letters::Word(shorter.to_owned()).terms(self.searcher, field)?);
        }
        let is_kin = |(other, _): &(String, u64)| {
            other != stem && is_word(other) && ranking::weight(self.language, other) >= 1.0
        };
        let mut kin: Vec<(String, u64)> = kin.into_iter().filter(is_kin).collect();
        kin.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
        kin.truncate(lifting::KIN_MAX);
        Ok(kin.into_iter().map(|(stem, _)| stem).collect())
    }
}
