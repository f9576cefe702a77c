//! `a query that finds too little → queries that find more`: misspelt words replaced by words of the
//! archive.
//!
//! The word that was meant is chosen by the model of a noisy channel (Kernighan, Church and Gale
//! 1990): the most likely one is that with the greatest product of how often it is written and how
//! easily it is mistyped as what was typed. The first is the number of its articles, the second a
//! constant power of the letters that differ, by the distance of Damerau and Levenshtein. What was
//! typed competes with no letter off, so that a word of the archive gives way only to one that is
//! many times as frequent.
//!
//! The words of names are words of the text too; one is offered for a name if a name has it.

use std::time::{Duration, Instant};

use super::ArchiveSearcher;
use crate::analysis::hash::hash_of;
use crate::analysis::ranking::small_words;
use crate::analysis::{Stemmers, Words};
use crate::article::Language;
use crate::entities::EntityType;
use crate::entities::key::key;
use crate::index::{IndexError, guarded};
use crate::names::Names;
use crate::query::Query;
use crate::query::ast::{Form, Leaf};
use crate::query::expand::near_terms;

/// How likely one letter is wrong, beside none. In 2,000 words typed by people a few dozen are
/// wrong, and most of these by one letter.
const SLIP: f64 = 1.0 / 50.0;

/// How likely a slip is in the first letter, beside one in the others.
const FIRST_LETTER: f64 = 1.0 / 5.0;

/// Letters of the words that are looked at. Most words of three letters are near another one, and
/// nobody types more than forty.
const LETTERS: std::ops::RangeInclusive<usize> = 4..=40;

/// Letters of each of two words that were written as one.
const PART_LETTERS_MIN: usize = 3;

/// Words from this many letters on may have two wrong.
const LONG_LETTERS: usize = 8;

/// Words of a query that are looked at, the rarest; each is sought in the dictionary of each segment
/// for some milliseconds.
const WORDS_MAX: usize = 6;

/// Words of the archive that are tried for each, the most likely.
const CANDIDATES_MAX: usize = 3;

/// How likely a word must be beside the most likely one.
const LIKELY_SHARE: f64 = 1.0 / 20.0;

/// Queries that are run to see whether they find more.
const TRIED_MAX: usize = 12;

/// Queries that are offered.
const OFFERED_MAX: usize = 3;

/// Time after which no further word is looked at and no further query tried.
const TIME_MAX: Duration = Duration::from_millis(500);

/// A query that finds more than the one that was typed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Suggestion {
    pub query: Query,
    /// Articles that match.
    pub articles: u64,
}

/// Queries that find more articles than one that matches `total`, the most likely first; none if it
/// matches some, and each of its words and names stands in some article.
pub fn suggestions(
    searcher: &ArchiveSearcher,
    query: &Query,
    total: u64,
) -> Result<Vec<Suggestion>, IndexError> {
    guarded(|| {
        let names = match query.has_names() {
            true => Some(searcher.names()?),
            false => None,
        };
        let mut suggesting = Suggesting {
            searcher,
            names,
            stemmers: Stemmers::default(),
            end: Instant::now() + TIME_MAX,
        };
        suggesting.suggestions(query, total)
    })
}

struct Suggesting<'a> {
    searcher: &'a ArchiveSearcher,
    /// Needed for a query with names.
    names: Option<&'a Names>,
    stemmers: Stemmers,
    end: Instant,
}

/// A word of a query.
struct Slot {
    /// Which of the query's leaves it is in.
    leaf: usize,
    /// Its bytes there.
    span: std::ops::Range<usize>,
    folded: String,
    /// Articles that have it.
    articles: u64,
    /// The types of the name that it is in.
    kinds: Option<Vec<EntityType>>,
}

/// A word for a slot, and how likely it was meant.
type Candidate = (String, f64);

impl Suggesting<'_> {
    fn suggestions(&mut self, query: &Query, total: u64) -> Result<Vec<Suggestion>, IndexError> {
        let mut slots = self.slots(query)?;
        let is_absent = |slot: &Slot| slot.articles == 0;
        if total > 0 && !slots.iter().any(is_absent) {
            return Ok(Vec::new());
        }
        slots.sort_by_key(|slot| slot.articles);
        slots.truncate(WORDS_MAX);
        let mut tries = self.joined(query)?;
        tries.extend(of_other_types(query));
        let mut found: Vec<(Slot, Vec<Candidate>)> = Vec::new();
        for slot in slots {
            if Instant::now() < self.end {
                let candidates = self.candidates(&slot)?;
                found.push((slot, candidates));
            }
        }
        tries.extend(replaced(query, &found));
        let mut offered: Vec<Suggestion> = Vec::new();
        for query in tries.into_iter().take(TRIED_MAX) {
            if offered.len() >= OFFERED_MAX || Instant::now() >= self.end {
                break;
            }
            let articles = self.count(&query)?;
            if articles > total && offered.iter().all(|other| other.query != query) {
                offered.push(Suggestion { query, articles });
            }
        }
        Ok(offered)
    }

    fn count(&mut self, query: &Query) -> Result<u64, IndexError> {
        let plan = self.searcher.plan(query, &mut self.stemmers)?;
        let weight = plan.query.weight(self.searcher.scoring())?;
        self.searcher.count(weight.as_ref())
    }

    /// The words of a query that may be misspelt.
    fn slots(&mut self, query: &Query) -> Result<Vec<Slot>, IndexError> {
        let mut all = Vec::new();
        let mut leaf = 0;
        query.clone().each_leaf(&mut |found| {
            let (text, kinds) = match found {
                Leaf::Word(word) if word.form == Form::Stem => (word.text.clone(), None),
                Leaf::Name { kind, name } => match kind {
                    Some(kind) => (name.clone(), Some(vec![*kind])),
                    None => (name.clone(), Some(crate::names::kinds().collect())),
                },
                Leaf::Word(_) => (String::new(), None),
            };
            let mut words = Words::new(&text);
            while let Some(span) = words.next_span() {
                all.push(Slot {
                    leaf,
                    span,
                    folded: words.folded().to_owned(),
                    articles: 0,
                    kinds: kinds.clone(),
                });
            }
            leaf += 1;
        });
        all.retain(|slot| {
            let of_names = slot.kinds.as_deref().unwrap_or_default();
            self.may_be_misspelt(&slot.folded) && of_names.iter().all(|kind| kind.is_name())
        });
        for slot in &mut all {
            slot.articles = match &slot.kinds {
                Some(kinds) if !self.is_in_names(kinds, &slot.folded) => 0,
                _ => self.count(&Query::words(&slot.folded))?,
            };
        }
        Ok(all)
    }

    /// Whether a folded word is one that people misspell.
    fn may_be_misspelt(&self, word: &str) -> bool {
        LETTERS.contains(&word.chars().count()) && self.is_telling(word)
    }

    /// Whether a folded word is neither a number nor one of the small words.
    fn is_telling(&self, word: &str) -> bool {
        let hash = hash_of(word.as_bytes());
        let of_archive = [self.searcher.language, Language::ENGLISH];
        let is_small = |language| small_words(language).is_some_and(|all| all.has_hashed(hash));
        word.chars().count() >= PART_LETTERS_MIN
            && word.chars().all(char::is_alphabetic)
            && !of_archive.into_iter().any(is_small)
    }

    /// Whether a word stands in a name of some types.
    fn is_in_names(&self, kinds: &[EntityType], word: &str) -> bool {
        let mut is_found = false;
        for kind in kinds {
            let mut see = |_: &str| is_found = true;
            match self.names {
                Some(names) => names.keys_with(*kind, &key(*kind, word), &mut see),
                None => return false,
            }
        }
        is_found
    }

    /// The words that are most likely meant by one that was typed.
    fn candidates(&mut self, slot: &Slot) -> Result<Vec<Candidate>, IndexError> {
        let typed = slot.folded.as_str();
        let letters = if typed.chars().count() < LONG_LETTERS {
            1
        } else {
            2
        };
        let near = near_terms(
            self.searcher.engine(),
            self.searcher.fields(),
            typed,
            letters,
        )?;
        let mut likely: Vec<Candidate> = Vec::new();
        for (word, articles) in near {
            if self.may_be_misspelt(&word) && !self.is_form_of(&word, typed) {
                let likelihood = articles as f64 * slip(typed, &word);
                likely.push((word, likelihood));
            }
        }
        for (first, second, articles) in self.parts(typed)? {
            likely.push((format!("{first}-{second}"), articles as f64 * SLIP));
        }
        likely.retain(|(_, likelihood)| *likelihood > slot.articles as f64);
        likely.sort_by(|a, b| b.1.total_cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
        let least = likely.first().map_or(0.0, |(_, most)| most * LIKELY_SHARE);
        let mut candidates: Vec<Candidate> = Vec::new();
        for (word, likelihood) in likely {
            let is_told = candidates
                .iter()
                .any(|(told, _)| self.is_form_of(&word, told));
            if is_told || likelihood < least {
                continue;
            }
            let stands = match &slot.kinds {
                Some(kinds) => self.is_in_names(kinds, &word),
                // A stem may be no word.
                None => word.contains('-') || self.count(&Query::folded(&word))? > 0,
            };
            if stands {
                candidates.push((word, likelihood));
            }
            if candidates.len() >= CANDIDATES_MAX || Instant::now() >= self.end {
                break;
            }
        }
        Ok(candidates)
    }

    /// Whether two words are forms of one in some language of the archive, and find the same.
    fn is_form_of(&mut self, word: &str, other: &str) -> bool {
        let mut languages = self.searcher.languages().iter();
        word == other
            || languages.any(|language| {
                let stem = self.stemmers.stem(*language, word).to_owned();
                stem == self.stemmers.stem(*language, other)
            })
    }

    /// Two words of the archive that were written as one, and the articles of the rarer.
    fn parts(&mut self, word: &str) -> Result<Vec<(String, String, u64)>, IndexError> {
        let mut found = Vec::new();
        for (at, _) in word.char_indices() {
            let (first, second) = word.split_at(at);
            if [first, second].iter().all(|part| self.is_telling(part)) {
                let first_articles = self.count(&Query::words(first))?;
                if first_articles > 0 {
                    let articles = first_articles.min(self.count(&Query::words(second))?);
                    found.push((first.to_owned(), second.to_owned(), articles));
                }
            }
        }
        Ok(found)
    }

    /// The query with two words as one, for each two next to each other that are one in the archive.
    fn joined(&mut self, query: &Query) -> Result<Vec<Query>, IndexError> {
        let Query::And(queries) = query else {
            return Ok(Vec::new());
        };
        let mut joined = Vec::new();
        let pairs = queries.windows(2).enumerate().take(WORDS_MAX);
        for (at, pair) in pairs {
            let [Some(first), Some(second)] = [&pair[0], &pair[1]].map(Query::as_words) else {
                continue;
            };
            let word = Query::words(&format!("{first}{second}"));
            if self.count(&word)? > 0 {
                let mut queries = queries.clone();
                queries.splice(at..at + 2, [word]);
                joined.push(match queries.len() {
                    1 => queries.remove(0),
                    _ => Query::And(queries),
                });
            }
        }
        Ok(joined)
    }
}

/// How likely a word is mistyped as another one.
fn slip(typed: &str, word: &str) -> f64 {
    let distance = strsim::osa_distance(typed, word);
    let first = match typed.chars().next() == word.chars().next() {
        true => 1.0,
        false => FIRST_LETTER,
    };
    SLIP.powi(distance as i32) * first
}

/// The query with the most likely word in every slot, and with another one in each slot by itself, the
/// most likely first.
fn replaced(query: &Query, found: &[(Slot, Vec<Candidate>)]) -> Vec<Query> {
    const TYPED: usize = usize::MAX;
    let best: Vec<usize> = vec![0; found.len()];
    let mut choices = vec![best.clone()];
    for (at, (_, candidates)) in found.iter().enumerate() {
        for other in (1..candidates.len()).chain([TYPED]) {
            let mut choice = best.clone();
            choice[at] = other;
            choices.push(choice);
        }
    }
    let mut made: Vec<(Query, f64)> = Vec::new();
    for choice in choices {
        let mut likelihood = 1.0;
        let mut edits: Vec<(&Slot, &str)> = Vec::new();
        for ((slot, candidates), chosen) in found.iter().zip(choice) {
            match candidates.get(chosen) {
                Some((word, likely)) => {
                    edits.push((slot, word));
                    likelihood *= likely;
                }
                // A word that no article has is hardly meant.
                None => likelihood *= (slot.articles as f64).max(SLIP),
            }
        }
        if !edits.is_empty() {
            made.push((edited(query, edits), likelihood));
        }
    }
    made.sort_by(|a, b| b.1.total_cmp(&a.1));
    made.into_iter().map(|(query, _)| query).collect()
}

/// The query with other words in some slots, written with a capital where the typed ones are.
fn edited(query: &Query, mut edits: Vec<(&Slot, &str)>) -> Query {
    // From the last one on, so that places before stay.
    edits.sort_by_key(|(slot, _)| std::cmp::Reverse((slot.leaf, slot.span.start)));
    let mut query = query.clone();
    let mut at = 0;
    query.each_leaf(&mut |leaf| {
        let text = match leaf {
            Leaf::Word(word) => &mut word.text,
            Leaf::Name { name, .. } => name,
        };
        for (slot, word) in edits.iter().filter(|(slot, _)| slot.leaf == at) {
            let Some(typed) = text.get(slot.span.clone()) else {
                continue;
            };
            let is_capital = typed.starts_with(char::is_uppercase);
            let mut letters = word.chars();
            let written: String = match letters.next().filter(|_| is_capital) {
                Some(first) => first.to_uppercase().chain(letters).collect(),
                None => (*word).to_owned(),
            };
            text.replace_range(slot.span.clone(), &written);
        }
        at += 1;
    });
    query
}

/// The query with names of any type, if it has names of one.
fn of_other_types(query: &Query) -> Option<Query> {
    let mut other = query.clone();
    other.each_leaf(&mut |leaf| {
        if let Leaf::Name { kind, .. } = leaf
            && kind.is_some_and(EntityType::is_name)
        {
            *kind = None;
        }
    });
    (other != *query).then_some(other)
}
