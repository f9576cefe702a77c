//! `a pattern of letters → the words of the archive that have it`.
//!
//! The index has each word's stem, and the word itself only where it is not its own stem. So the
//! words that fit stand where the one field has them, and where the other has a stem that fits and
//! no word of another form stands.

use std::collections::BTreeMap;

use levenshtein_automata::{DFA, Distance, LevenshteinAutomatonBuilder};
use tantivy::schema::Field;
use tantivy::{Searcher, Term};
use tantivy_fst::{Automaton, Regex};

use super::spans::{Node, Places};
use crate::analysis::{Stemmers, fold};
use crate::article::Language;
use crate::index::schema::Fields;

/// Words that one pattern is taken for: those in most articles. Each costs some microseconds and
/// some kilobytes.
pub const WORDS_MAX: usize = 2_000;

/// The letters of a word.
pub enum Letters {
    /// These, folded.
    Word(String),
    /// A regular expression for the whole folded word.
    Like(Regex),
    /// At most so many letters off.
    Near(DFA, u8),
}

impl Letters {
    /// The words that `*` and `?` leave open; `None` if that is too much for a machine.
    pub fn of_wildcard(text: &str) -> Option<Letters> {
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
        let builder = LevenshteinAutomatonBuilder::new(letters, true);
        Letters::Near(builder.build_dfa(word), letters)
    }

    /// The terms of a field that fit, with the articles that have them.
    fn terms(&self, searcher: &Searcher, field: Field) -> tantivy::Result<BTreeMap<String, u64>> {
        let mut found = BTreeMap::new();
        match self {
            Letters::Word(word) => {
                let articles = searcher.doc_freq(&Term::from_field_text(field, word))?;
                if articles > 0 {
                    found.insert(word.clone(), articles);
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
        let mut terms = inverted.terms().search(automaton.clone()).into_stream()?;
        while terms.advance() {
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
    Ok(())
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
    /// How many there are in the archive, if they are more than are searched.
    pub too_many: Option<usize>,
}

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
        let mut all: Vec<(Field, String, u64)> = Vec::new();
        for (field, terms) in [(self.fields.exact, exact), (self.fields.text, stems)] {
            let terms = terms.into_iter();
            all.extend(
                terms
                    .filter(|(term, _)| Some(term.as_str()) != except)
                    .map(|(term, articles)| (field, term, articles)),
            );
        }
        let too_many = (all.len() > WORDS_MAX).then_some(all.len());
        all.sort_by(|a, b| b.2.cmp(&a.2).then_with(|| a.1.cmp(&b.1)));
        all.truncate(WORDS_MAX);
        let (mut alone, mut nodes) = (Vec::new(), Vec::new());
        for (field, word, _) in &all {
            let term = Term::from_field_text(*field, word);
            let others = match *field == self.fields.text {
                true => self.words_of_stem(word)?,
                false => Vec::new(),
            };
            if others.is_empty() {
                alone.push(term);
            } else {
                let (stem, others) = (places.leaf(vec![term], true), places.leaf(others, true));
                nodes.push(Node::Without(stem, others));
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
        Ok(Expansion { node, too_many })
    }

    /// Whether some language leaves a word as it is.
    fn is_own_stem(&mut self, word: &str) -> bool {
        let mut languages = self.languages.iter();
        self.languages.is_empty()
            || languages.any(|language| self.stemmers.stem(*language, word) == word)
    }

    /// The words of another form that have this stem.
    fn words_of_stem(&mut self, stem: &str) -> tantivy::Result<Vec<Term>> {
        /// Letters at the end of a stem that its words need not have: `happi` of `happy`, `die` of
        /// `dying`.
        const CHANGED_MAX: usize = 2;
        let chars = stem.chars().count();
        let kept = chars.saturating_sub(CHANGED_MAX).max(1);
        let prefix: String = stem.chars().take(kept).collect();
        let mut found: Vec<Term> = Vec::new();
        for segment in self.searcher.segment_readers() {
            let inverted = segment.inverted_index(self.fields.exact)?;
            let mut words = crate::index::linked::prefix_range(&inverted, &prefix)?;
            while words.advance() {
                let Ok(word) = std::str::from_utf8(words.key()) else {
                    continue;
                };
                let mut languages = self.languages.iter();
                if languages.any(|language| self.stemmers.stem(*language, word) == stem) {
                    found.push(Term::from_field_text(self.fields.exact, word));
                }
            }
        }
        found.sort_unstable();
        found.dedup();
        Ok(found)
    }
}
