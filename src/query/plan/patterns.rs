//! What stands at places of the text: words, phrases, names.

use std::sync::Arc;

use tantivy::Term;
use tantivy::query::{ConstScoreQuery, EmptyQuery, Query as EngineQuery, TermQuery};
use tantivy::schema::{Field, IndexRecordOption};

use super::super::ast::{Form, Part, Pattern, Query, Word};
use super::super::expand::{Expander, Expansion, Letters};
use super::super::fuzzy::FuzzyQuery;
use super::super::scorer::{Measure, PlacesQuery};
use super::super::spans::{Node, Places};
use super::{Aspect, Gathered, Planner, folded_words};
use crate::analysis::{Words, ranking};

/// What similar words count beside the word itself.
const SIMILAR_WEIGHT: f32 = 0.5;

impl Planner<'_> {
    /// What stands somewhere in the text or one part of it.
    pub(super) fn text(
        &mut self,
        query: &Query,
        pattern: &Pattern,
        part: Option<Part>,
        gathered: &mut Gathered,
    ) -> tantivy::Result<Box<dyn EngineQuery>> {
        if let Pattern::Word(Word {
            text,
            form: Form::Fuzzy(letters),
        }) = pattern
            && part != Some(Part::Removed)
        {
            return self.fuzzy(query, text, *letters, part, gathered);
        }
        let field = self.field_of(part);
        let mut places = Places::default();
        places.root = self.node(pattern, field, &mut places, gathered)?;
        gathered.mark(&places, part);
        let measure = match (pattern, part) {
            (Pattern::Named { .. } | Pattern::AnyName(_), _) | (_, Some(Part::Removed)) => {
                Measure::Names
            }
            _ => Measure::Words(field),
        };
        let weight = match pattern {
            Pattern::Word(word) if word.form == Form::Stem => self.weight(&word.text),
            _ => 1.0,
        };
        Ok(gathered.rank(ranked(places, part, measure), query, None, weight))
    }

    /// What a word counts; what holds a hyphen is never small.
    fn weight(&self, text: &str) -> f32 {
        match folded_words(text).as_slice() {
            [word] => ranking::weight(self.language, word),
            _ => 1.0,
        }
    }

    fn field_of(&self, part: Option<Part>) -> Field {
        match part {
            Some(Part::Removed) => self.fields.removed,
            _ => self.fields.text,
        }
    }

    /// A word, and below it words that are like it.
    fn fuzzy(
        &mut self,
        query: &Query,
        text: &str,
        letters: u8,
        part: Option<Part>,
        gathered: &mut Gathered,
    ) -> tantivy::Result<Box<dyn EngineQuery>> {
        let Some(word) = folded_words(text).into_iter().next() else {
            return Ok(Box::new(EmptyQuery));
        };
        let (mut exact, mut near) = (Places::default(), Places::default());
        exact.root = self
            .expand(&Letters::Word(word.clone()), None, &mut exact)?
            .node;
        let all = Letters::near(&word, letters);
        let expansion = self.expand(&all, Some(&word), &mut near)?;
        near.root = gathered.expanded(format!("{text}~{letters}"), expansion);
        gathered.mark(&exact, part);
        gathered.mark(&near, part);
        let measure = Measure::Words(self.fields.text);
        let exact = ranked(exact, part, measure);
        let bonus: Box<dyn EngineQuery> =
            Box::new(ConstScoreQuery::new(exact.box_clone(), gathered.bonus));
        let itself = [(exact, Aspect::Itself), (bonus, Aspect::Exact)];
        let itself = itself.map(|(ranked, aspect)| gathered.rank(ranked, query, Some(aspect), 1.0));
        let similar = ranked(near.clone(), part, measure);
        gathered.rank(similar, query, Some(Aspect::Similar), SIMILAR_WEIGHT);
        let similar = PlacesQuery {
            places: near,
            part,
            measure,
        };
        Ok(Box::new(FuzzyQuery::new(
            itself.into(),
            similar,
            SIMILAR_WEIGHT,
        )))
    }

    /// What a pattern is in terms of the index.
    fn node(
        &mut self,
        pattern: &Pattern,
        field: Field,
        places: &mut Places,
        gathered: &mut Gathered,
    ) -> tantivy::Result<Node> {
        Ok(match pattern {
            Pattern::Word(word) => {
                let slots = self.word(word, field, places, gathered)?;
                sequence(slots, 0)
            }
            Pattern::Phrase { slots, slop } => {
                let mut nodes = Vec::new();
                for slot in slots {
                    match slot {
                        Pattern::Word(word) if *slop == 0 => {
                            nodes.extend(self.word(word, field, places, gathered)?);
                        }
                        slot => nodes.push(self.node(slot, field, places, gathered)?),
                    }
                }
                sequence(nodes, *slop)
            }
            Pattern::AnyName(kind) => self.any_mention(*kind, places),
            Pattern::Named { kind, name, exact } => {
                let wanted = self.wanted(*kind, name, *exact)?;
                let node = self.mentions(&wanted, places);
                gathered.names.push(Arc::new(wanted));
                node
            }
            Pattern::Near {
                left,
                right,
                distance,
                ordered,
            } => Node::Near {
                left: Box::new(self.node(left, field, places, gathered)?),
                right: Box::new(self.node(right, field, places, gathered)?),
                distance: *distance,
                ordered: *ordered,
            },
            Pattern::AnyOf(patterns) => {
                let mut nodes = Vec::new();
                for pattern in patterns {
                    nodes.push(self.node(pattern, field, places, gathered)?);
                }
                Node::Any(nodes)
            }
        })
    }

    /// The words of the analysis that a word is, one after the other.
    fn word(
        &mut self,
        word: &Word,
        field: Field,
        places: &mut Places,
        gathered: &mut Gathered,
    ) -> tantivy::Result<Vec<Node>> {
        let mut nodes = Vec::new();
        let mut words = Words::new(&word.text);
        // Of what was removed only stems are indexed.
        let form = match word.form {
            _ if field == self.fields.removed => Form::Stem,
            form => form,
        };
        let letters = match form {
            Form::Stem => {
                while words.next_span().is_some() {
                    let terms = self.stems(field, words.folded());
                    nodes.push(Node::Leaf(places.leaf(terms, false)));
                }
                return Ok(nodes);
            }
            Form::Literal => {
                while let Some(span) = words.next_span() {
                    let letters = Letters::Word(words.folded().to_owned());
                    let candidates = self.expand(&letters, None, places)?.node;
                    nodes.push(Node::Literal {
                        candidates: Box::new(candidates),
                        typed: word.text[span].to_owned(),
                    });
                }
                return Ok(nodes);
            }
            Form::Wildcard => {
                let is_inside = |c: char| c.is_alphanumeric() || matches!(c, '*' | '?');
                let pieces = word.text.split(|c: char| !is_inside(c) && c.is_ascii());
                pieces
                    .filter(|piece| piece.contains(char::is_alphanumeric))
                    .map(Letters::of_wildcard)
                    .collect()
            }
            Form::Fuzzy(letters) => {
                while words.next_span().is_some() {
                    let letters = Letters::near(words.folded(), letters);
                    let expansion = self.expand(&letters, None, places)?;
                    nodes.push(gathered.expanded(word.to_string(), expansion));
                }
                return Ok(nodes);
            }
            Form::Regex => vec![Letters::of_regex(&word.text)],
        };
        for letters in letters {
            match letters {
                Some(letters) => {
                    let expansion = self.expand(&letters, None, places)?;
                    nodes.push(gathered.expanded(word.to_string(), expansion));
                }
                None => {
                    gathered.cuts.push(format!(
                        "{word} is too complex, or asks for more than letters, and finds nothing"
                    ));
                    nodes.push(Node::Leaf(places.leaf(Vec::new(), true)));
                }
            }
        }
        Ok(nodes)
    }

    fn expand(
        &mut self,
        letters: &Letters,
        except: Option<&str>,
        places: &mut Places,
    ) -> tantivy::Result<Expansion> {
        Expander {
            searcher: self.searcher,
            fields: self.fields,
            languages: self.languages,
            stemmers: self.stemmers,
        }
        .expand(letters, except, places)
    }

    /// The stems of a word in the languages of the archive, those that occur in the field.
    pub(super) fn stems(&mut self, field: Field, word: &str) -> Vec<Term> {
        let term = |stem: &str| Term::from_field_text(field, stem);
        let mut stems: Vec<Term> = Vec::new();
        for language in self.languages {
            let stem = term(self.stemmers.stem(*language, word));
            if !stems.contains(&stem) {
                stems.push(stem);
            }
        }
        if stems.is_empty() {
            stems.push(term(word));
        }
        if stems.len() > 1 {
            let occurs = |stem: &Term| self.searcher.doc_freq(stem).unwrap_or(1) > 0;
            let occurring: Vec<Term> = stems.iter().filter(|stem| occurs(stem)).cloned().collect();
            if !occurring.is_empty() {
                return occurring;
            }
            stems.truncate(1);
        }
        stems
    }
}

/// One node after the other.
pub(super) fn sequence(mut slots: Vec<Node>, slop: u32) -> Node {
    match slots.len() {
        1 => slots.remove(0),
        _ => Node::Sequence { slots, slop },
    }
}

/// A query for what stands at places.
pub(super) fn ranked(places: Places, part: Option<Part>, measure: Measure) -> Box<dyn EngineQuery> {
    // The engine's own scorer can skip whole blocks of articles.
    if let (Node::Leaf(leaf), None, Measure::Words(_)) = (&places.root, part, measure)
        && let [term] = places.leaves[*leaf].terms.as_slice()
    {
        let term = term.clone();
        let has_norms = matches!(measure, Measure::Words(field) if field == term.field());
        if has_norms {
            return Box::new(TermQuery::new(term, IndexRecordOption::WithFreqs));
        }
    }
    match places.may_match() {
        true => Box::new(PlacesQuery {
            places,
            part,
            measure,
        }),
        false => Box::new(EmptyQuery),
    }
}
