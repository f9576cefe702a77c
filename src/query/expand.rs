//! `a pattern of letters → the words of the archive that have it`.
//!
//! The index has each word's stem, and the word itself only where it is not its own stem. So the
//! words that fit stand where the one field has them, and where the other has a stem that fits and
//! no word of another form stands.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::OnceLock;

use levenshtein_automata::{DFA, Distance, LevenshteinAutomatonBuilder};
use rustc_hash::FxHashMap;
use tantivy::schema::Field;
use tantivy::termdict::TermStreamer;
use tantivy::{Searcher, Term};
use tantivy_fst::{Automaton, Regex};

use super::spans::{Node, Places};
use crate::analysis::{Stemmers, fold};
use crate::article::Language;
use crate::index::linked::prefix_range;
use crate::index::schema::Fields;

/// Words that one pattern is taken for: those in most articles. Each costs some microseconds and
/// some kilobytes.
pub const WORDS_MAX: usize = 2_000;

/// Terms of a field that are taken in for one pattern before the most frequent are chosen: more than
/// any language has words of one beginning, and 100 MB.
const TERMS_MAX: usize = 1_000_000;

/// The letters of a word.
pub enum Letters {
    /// These, folded.
    Word(String),
    /// Those that begin with these, folded.
    Prefix(String),
    /// A regular expression for the whole folded word.
    Like(Regex),
    /// At most so many letters off.
    Near(DFA, u8),
}

impl Letters {
    /// The words that `*` and `?` leave open; `None` if that is too much for a machine.
    pub fn of_wildcard(text: &str) -> Option<Letters> {
        if let Some(prefix) = text.strip_suffix('*')
            && !prefix.contains(['*', '?'])
        {
            return Some(Letters::Prefix(fold(prefix)));
        }
        let mut pattern = String::new();
        for c in text.chars() {
            match c {
                '*' => pattern.push_str(".*"),
                '?' => pattern.push('.'),
                c => pattern.push_str(&regex::escape(&fold(c.encode_utf8(&mut [0; 4])))),
            }
        }
        Regex::new(&pattern).ok().map(Letters::Like)
    }

    /// Words by a regular expression, whose letters are folded as words are.
    pub fn of_regex(text: &str) -> Option<Letters> {
        let mut pattern = String::new();
        let mut escaped = false;
        for c in text.chars() {
            match escaped || !c.is_alphabetic() {
                true => pattern.push(c),
                false => pattern.push_str(&fold(c.encode_utf8(&mut [0; 4]))),
            }
            escaped = c == '\\' && !escaped;
        }
        Regex::new(&pattern).ok().map(Letters::Like)
    }

    /// Words near a folded one (Damerau 1964, Levenshtein 1965; by the automata of Schulz and
    /// Mihov 2002).
    pub fn near(word: &str, letters: u8) -> Letters {
        static BUILDERS: [OnceLock<LevenshteinAutomatonBuilder>; 2] =
            [const { OnceLock::new() }; 2];
        let letters = letters.clamp(1, 2);
        // A builder takes milliseconds to make.
        let builder = BUILDERS[usize::from(letters) - 1]
            .get_or_init(|| LevenshteinAutomatonBuilder::new(letters, true));
        Letters::Near(builder.build_dfa(word), letters)
    }

    /// Whether a word that fits may be the stem of words that do not.
    fn is_in_doubt(&self, stem: &str) -> bool {
        match self {
            Letters::Prefix(prefix) => {
                let is_irregular = IRREGULAR.iter().any(|(_, irregular)| *irregular == stem);
                is_irregular || !kept(stem).starts_with(prefix.as_str())
            }
            _ => true,
        }
    }

    /// The terms of a field that fit, with the articles that have them.
    pub fn terms(
        &self,
        searcher: &Searcher,
        field: Field,
    ) -> tantivy::Result<BTreeMap<String, u64>> {
        let mut found = BTreeMap::new();
        match self {
            Letters::Word(word) => {
                let articles = searcher.doc_freq(&Term::from_field_text(field, word))?;
                if articles > 0 {
                    found.insert(word.clone(), articles);
                }
            }
            Letters::Prefix(prefix) => {
                for segment in searcher.segment_readers() {
                    let inverted = segment.inverted_index(field)?;
                    take_all(prefix_range(&inverted, prefix)?, &mut found);
                }
            }
            Letters::Like(regex) => search(searcher, field, regex, &mut found)?,
            Letters::Near(dfa, letters) => {
                let near = Near {
                    dfa,
                    letters: *letters,
                };
                search(searcher, field, near, &mut found)?;
            }
        }
        Ok(found)
    }
}

/// The words and stems of the archive that differ from a folded word by so many letters at most, with
/// the articles that have them.
pub fn near_terms(
    searcher: &Searcher,
    fields: Fields,
    word: &str,
    letters: u8,
) -> tantivy::Result<BTreeMap<String, u64>> {
    let near = Letters::near(word, letters);
    let mut found = near.terms(searcher, fields.exact)?;
    for (stem, articles) in near.terms(searcher, fields.text)? {
        *found.entry(stem).or_default() += articles;
    }
    Ok(found)
}

fn search<A: Automaton + Clone>(
    searcher: &Searcher,
    field: Field,
    automaton: A,
    found: &mut BTreeMap<String, u64>,
) -> tantivy::Result<()>
where
    A::State: Clone,
{
    for segment in searcher.segment_readers() {
        let inverted = segment.inverted_index(field)?;
        let terms = inverted.terms().search(automaton.clone());
        take_all(terms.into_stream()?, found);
    }
    Ok(())
}

/// Takes in terms, with the articles that have them.
fn take_all<A: Automaton>(mut terms: TermStreamer<'_, A>, found: &mut BTreeMap<String, u64>)
where
    A::State: Clone,
{
    while found.len() < TERMS_MAX && terms.advance() {
        if let Ok(term) = std::str::from_utf8(terms.key()) {
            let articles = u64::from(terms.value().doc_freq);
            match found.get_mut(term) {
                Some(all) => *all += articles,
                None => {
                    found.insert(term.to_owned(), articles);
                }
            }
        }
    }
}

/// The automaton as the engine's dictionary wants it.
#[derive(Clone)]
struct Near<'a> {
    dfa: &'a DFA,
    letters: u8,
}

impl Automaton for Near<'_> {
    type State = u32;

    fn start(&self) -> u32 {
        self.dfa.initial_state()
    }

    fn is_match(&self, state: &u32) -> bool {
        matches!(self.dfa.distance(*state), Distance::Exact(off) if off <= self.letters)
    }

    fn can_match(&self, state: &u32) -> bool {
        *state != levenshtein_automata::SINK_STATE
    }

    fn accept(&self, state: &u32, byte: u8) -> u32 {
        self.dfa.transition(*state, byte)
    }
}

/// Finds words in the dictionaries of one snapshot.
pub struct Expander<'a> {
    pub searcher: &'a Searcher,
    pub fields: Fields,
    pub languages: &'a [Language],
    pub stemmers: &'a mut Stemmers,
}

/// The words of a pattern.
pub struct Expansion {
    pub node: Node,
    /// How many there are in the archive; no more than [`WORDS_MAX`] are searched.
    pub total: usize,
    /// Those in most articles, at most [`SHOWN_MAX`].
    pub words: Vec<String>,
}

/// Words that are told of a pattern.
const SHOWN_MAX: usize = 12;

impl Expander<'_> {
    /// Where words stand that fit; `except` is left out.
    pub fn expand(
        &mut self,
        letters: &Letters,
        except: Option<&str>,
        places: &mut Places,
    ) -> tantivy::Result<Expansion> {
        let exact = letters.terms(self.searcher, self.fields.exact)?;
        let mut stems = letters.terms(self.searcher, self.fields.text)?;
        stems.retain(|stem, _| self.is_own_stem(stem));
        let in_doubt = stems.keys().filter(|stem| letters.is_in_doubt(stem));
        let mut others = self.words_of_stems(in_doubt, &exact)?;
        let mut all: Vec<(u64, Field, String)> = Vec::new();
        for (field, terms) in [(self.fields.exact, exact), (self.fields.text, stems)] {
            let terms = terms
                .into_iter()
                .map(|(term, articles)| (articles, field, term));
            all.extend(terms.filter(|(_, _, term)| Some(term.as_str()) != except));
        }
        let total = all.len();
        all.sort_by(|a, b| b.0.cmp(&a.0).then_with(|| a.2.cmp(&b.2)));
        all.truncate(WORDS_MAX);
        let mut words: Vec<String> = Vec::new();
        for (_, _, word) in &all {
            if words.len() < SHOWN_MAX && !words.contains(word) {
                words.push(word.clone());
            }
        }
        let (mut alone, mut nodes) = (Vec::new(), Vec::new());
        for (_, field, word) in &all {
            let term = Term::from_field_text(*field, word);
            let others = match *field == self.fields.text {
                true => others.remove(word),
                false => None,
            };
            match others {
                Some(others) => {
                    let (stem, others) = (places.leaf(vec![term], true), places.leaf(others, true));
                    nodes.push(Node::Without(stem, others));
                }
                None => alone.push(term),
            }
        }
        alone.sort_unstable();
        if !alone.is_empty() || nodes.is_empty() {
            nodes.insert(0, Node::Leaf(places.leaf(alone, true)));
        }
        let node = match nodes.len() {
            1 => nodes.remove(0),
            _ => Node::Any(nodes),
        };
        Ok(Expansion { node, total, words })
    }

    /// Whether some language leaves a word as it is.
    fn is_own_stem(&mut self, word: &str) -> bool {
        let mut languages = self.languages.iter();
        self.languages.is_empty()
            || languages.any(|language| self.stemmers.stem(*language, word) == word)
    }

    /// The words that have one of some stems and are other words, by their stems; without those that
    /// are searched too.
    fn words_of_stems<'s>(
        &mut self,
        stems: impl Iterator<Item = &'s String>,
        searched: &BTreeMap<String, u64>,
    ) -> tantivy::Result<FxHashMap<String, Vec<Term>>> {
        let mut found: FxHashMap<String, Vec<Term>> = FxHashMap::default();
        let mut beginnings: BTreeSet<String> = BTreeSet::new();
        for stem in stems {
            found.insert(stem.clone(), Vec::new());
            beginnings.insert(kept(stem).to_owned());
        }
        let mut last: Option<&String> = None;
        for beginning in &beginnings {
            // A longer beginning comes right after the shorter one.
            if last.is_some_and(|last| beginning.starts_with(last.as_str())) {
                continue;
            }
            last = Some(beginning);
            for segment in self.searcher.segment_readers() {
                let inverted = segment.inverted_index(self.fields.exact)?;
                let mut words = prefix_range(&inverted, beginning)?;
                while words.advance() {
                    if let Ok(word) = std::str::from_utf8(words.key()) {
                        self.note(word, searched, &mut found);
                    }
                }
            }
        }
        for (word, stem) in IRREGULAR {
            if found.contains_key(stem) {
                self.note(word, searched, &mut found);
            }
        }
        found.retain(|_, words| {
            words.sort_unstable();
            words.dedup();
            !words.is_empty()
        });
        Ok(found)
    }

    /// Notes a word by those of its stems that are wanted.
    fn note(
        &mut self,
        word: &str,
        searched: &BTreeMap<String, u64>,
        found: &mut FxHashMap<String, Vec<Term>>,
    ) {
        for language in self.languages {
            let stem = self.stemmers.stem(*language, word);
            if let Some(words) = found.get_mut(stem)
                && !searched.contains_key(word)
            {
                words.push(Term::from_field_text(self.fields.exact, word));
            }
        }
    }
}

/// The beginning of a stem that all words of the stem have, but for [`IRREGULAR`] ones: `happi` is the
/// stem of `happy`, `hope` that of `hoping`.
fn kept(stem: &str) -> &str {
    let chars = stem.chars().count();
    let kept = match chars {
        0..=2 => chars,
        3 | 4 => chars - 1,
        _ => chars - 2,
    };
    stem.char_indices()
        .nth(kept)
        .map_or(stem, |(end, _)| &stem[..end])
}

/// English words of which little is left in their stems.
const IRREGULAR: [(&str, &str); 3] = [("dying", "die"), ("lying", "lie"), ("tying", "tie")];
