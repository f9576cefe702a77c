//! `article → mentions of people, organisations and places`, in the languages that the model
//! doesn't read.
//!
//! Only sure signs count, since a missing name is found by its words all the same, and a wrong one
//! spoils every list: a known first name and what follows it, a title, the ending of a company, an
//! acronym in brackets after its long form, a quoted name after a word such as "newspaper", a list
//! of places and organisations. What one place of the article proved is believed in all others,
//! also of surnames.
//!
//! How much a capital says depends on the language. Where it marks names, it shows where a name
//! ends, and two capitals in a row are a person when the last recurs alone (in Cyrillic, where
//! only names have two, always). In German it marks all nouns. In scripts without capitals the
//! lists alone count.

mod capitals;
mod listed;
mod organisations;
mod people;
mod recurrences;
mod word;

use std::ops::Range;

use rustc_hash::FxHashSet;

use super::model::tokens::Tokens;
use super::names::printed;
use super::{Detector, EntityType, Mention};
use crate::article::{ArticleText, Language};
use word::{Shape, Word, word};

/// Finds names in all parts of an article; spans may overlap, then the first is the surest.
pub fn detect(article: &ArticleText, language: Language, found: &mut Vec<Mention>) {
    let text = article.text.as_str();
    let mut tokens = Tokens::default();
    for part in [&article.title, &article.body, &article.captions] {
        tokens.add(text, part.clone());
    }
    let mut reader = Reader::new(text, language, &tokens);
    for sentence in &tokens.sentences {
        reader.sentence(sentence.clone());
    }
    let names = reader.known_names();
    for sentence in &tokens.sentences {
        reader.recurrences(sentence.clone(), &names);
    }
    found.extend(reader.found.into_iter().map(|(span, kind)| Mention {
        name: printed(&text[span.clone()]),
        span,
        kind,
        place: None,
        detector: Detector::Fallback,
    }));
}

/// Languages that write all nouns with a capital.
const NOUN_CAPITALS: [&str; 2] = ["de", "lb"];

/// Languages that say "president of Poland" with a small word; in others, the capital after a title
/// may be a country in the genitive.
const OF_LANGUAGES: [&str; 10] = ["de", "lb", "es", "ca", "gl", "it", "da", "no", "nb", "nn"];

/// Words of a run of capitals; a longer one is a list.
const RUN_WORDS_MAX: usize = 12;

/// Words of a name: no list and few articles have longer ones.
const NAME_WORDS_MAX: usize = 6;

struct Reader<'a> {
    text: &'a str,
    words: Vec<Word<'a>>,
    /// Whether all nouns have capitals.
    nouns: bool,
    /// Whether one capital after a title is a name.
    titles: bool,
    /// Words that stand in small letters somewhere in the article.
    lower: FxHashSet<&'a str>,
    /// Single capitals inside a sentence.
    alone: FxHashSet<&'a str>,
    /// Runs of capitals that stand right after a quotation mark somewhere in the article.
    quoted: FxHashSet<&'a str>,
    found: Vec<(Range<usize>, EntityType)>,
}

impl<'a> Reader<'a> {
    fn new(text: &'a str, language: Language, tokens: &Tokens) -> Reader<'a> {
        let nouns = NOUN_CAPITALS.contains(&language.code());
        let mut words = Vec::with_capacity(tokens.tokens.len());
        let mut last_end = 0;
        for token in &tokens.tokens {
            let (start, surface) = (token.start as usize, token.text(text));
            let between = text.get(last_end..start).unwrap_or(".");
            last_end = token.end as usize;
            let near = !between.is_empty() && between.chars().all(char::is_whitespace);
            words.push(word(surface, start, near, nouns));
        }
        let lower = words.iter().filter(|word| word.shape == Shape::Lower);
        let mut reader = Reader {
            text,
            nouns,
            titles: OF_LANGUAGES.contains(&language.code()),
            lower: lower.map(|word| word.text).collect(),
            alone: FxHashSet::default(),
            quoted: FxHashSet::default(),
            words,
            found: Vec::new(),
        };
        for sentence in &tokens.sentences {
            for run in reader.runs(sentence.clone()) {
                let word = reader.words[run.start];
                let mark = run.start > 0 && opens(reader.words[run.start - 1].text);
                if mark && !word.near {
                    reader.quoted.insert(reader.surface(run.clone()));
                }
                if run.len() == 1 && run.start > sentence.start && word.shape == Shape::Capital {
                    reader.alone.insert(word.text);
                }
            }
        }
        reader
    }

    /// Runs of words with capitals, and the particles between them.
    fn runs(&self, sentence: Range<usize>) -> Vec<Range<usize>> {
        let mut runs = Vec::new();
        let mut at = sentence.start;
        while at < sentence.end {
            if !self.words[at].is_name() {
                at += 1;
                continue;
            }
            let end = self.run_end(at, sentence.end);
            runs.push(at..end);
            at = end;
        }
        runs
    }

    fn run_end(&self, first: usize, limit: usize) -> usize {
        let limit = limit.min(first + RUN_WORDS_MAX);
        let name_at = |at: usize| at < limit && self.words[at].near && self.words[at].is_name();
        let mut end = first + 1;
        while end < limit && self.words[end].near {
            let joins = PARTICLES.contains(&self.words[end].text) || self.words[end].text == "&";
            match () {
                _ if name_at(end) => end += 1,
                _ if joins && name_at(end + 1) => end += 2,
                _ => break,
            }
        }
        end
    }

    fn surface(&self, words: Range<usize>) -> &'a str {
        let (first, last) = (self.words[words.start], self.words[words.end - 1]);
        &self.text[first.start..last.end()]
    }

    fn push(&mut self, words: Range<usize>, kind: EntityType) {
        let span = self.words[words.start].start..self.words[words.end - 1].end();
        self.found.push((span, kind));
    }

    /// Whether a capital at the start of a sentence belongs to a common word.
    fn is_common(&self, at: usize, sentence: &Range<usize>) -> bool {
        let text = self.words[at].text;
        at == sentence.start
            && (text.chars().count() <= 3 || self.lower.contains(text.to_lowercase().as_str()))
    }

    /// Takes the sure signs of a sentence, the surest first.
    fn sentence(&mut self, sentence: Range<usize>) {
        let shouts = self.shouts(&sentence);
        if !shouts {
            self.acronyms(&sentence);
            self.companies(&sentence);
        }
        self.listed(&sentence, shouts, 2..NAME_WORDS_MAX + 1);
        if !shouts {
            self.people(&sentence);
        }
        self.listed(&sentence, shouts, 1..2);
        if !shouts {
            self.quoted(&sentence);
            if !self.nouns {
                self.by_capitals(&sentence);
            }
        }
    }

    /// Whether capitals say nothing in a sentence: a headline that has them on all long words.
    fn shouts(&self, sentence: &Range<usize>) -> bool {
        let words = &self.words[sentence.clone()];
        let names = words.iter().filter(|word| word.is_name()).count();
        let caps = words.iter().filter(|word| word.shape == Shape::Caps);
        let mut lower = words.iter().filter(|word| word.shape == Shape::Lower);
        let ends = words.iter().rev().take(2).any(|word| word.text == ".");
        names >= 3
            && (caps.count() * 2 > names || !ends && !self.nouns)
            && !lower.any(|word| word.text.chars().count() > 3)
    }
}

fn opens(mark: &str) -> bool {
    matches!(mark, "«" | "„" | "“" | "\"" | "»")
}

/// Small words within names.
const PARTICLES: [&str; 26] = [
    "de", "del", "della", "dello", "dei", "delle", "der", "den", "des", "di", "da", "do", "dos",
    "du", "la", "las", "los", "van", "von", "vom", "zu", "bin", "ibn", "al", "el", "y",
];

#[cfg(test)]
mod tests;
