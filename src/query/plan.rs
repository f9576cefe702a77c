//! `Query → the engine's query`, with what ranks and what to highlight.
//!
//! A bare word is looked up in all forms that it has in the languages of the archive. Words,
//! phrases and names rank; author, site, language and date only restrict.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::ops::Bound;
use std::sync::Arc;

use tantivy::query::{
    AllQuery, BooleanQuery, BoostQuery, ConstScoreQuery, ExistsQuery, Occur, Query as EngineQuery,
    RangeQuery, TermQuery,
};
use tantivy::schema::{Field, IndexRecordOption};
use tantivy::{Searcher, Term};

use super::ast::{DateRange, Part, Query};
use super::sequence::Sequence;
use crate::analysis::{Stemmers, Words, fold, ranking};
use crate::article::Language;
use crate::entities::EntityType;
use crate::entities::key::{contains_words, key};
use crate::index::linked::prefix_range;
use crate::index::schema::{self, Fields, column, names};
use crate::index::stored::civil_seconds;
use crate::names::{Entity, Name, Names};

/// A query that the engine can run.
pub struct Plan {
    pub query: Box<dyn EngineQuery>,
    /// What ranks, in the order in which it was written.
    pub ranking: Vec<Box<dyn EngineQuery>>,
    /// Whether the score of an article is simply the sum of what ranks and matches: no
    /// parentheses inside, where a part may match and not count.
    pub is_sum: bool,
    /// What an article matched by, to be marked in it.
    pub marks: Vec<Mark>,
}

/// Something that a hit shows marked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Mark {
    /// Words next to each other, each in any of its stems.
    Words {
        slots: Vec<Vec<String>>,
        part: Option<Part>,
    },
    /// Mentions of these names.
    Named(Arc<Wanted>),
}

/// The names that a query means by one.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Wanted {
    /// As it was written.
    pub written: String,
    /// Names that contain it.
    pub names: BTreeSet<Name>,
    /// Other names of the same entities.
    pub others: BTreeMap<Name, Arc<Entity>>,
}

/// Plans queries over one snapshot of the index.
pub struct Planner<'a> {
    pub searcher: &'a Searcher,
    pub fields: Fields,
    /// The languages of the archive's articles.
    pub languages: &'a [Language],
    /// The language of most articles.
    pub language: Language,
    pub stemmers: &'a mut Stemmers,
    /// Which names are one; not needed for a query without names.
    pub names: Option<&'a Names>,
}

impl Planner<'_> {
    pub fn plan(&mut self, query: &Query) -> tantivy::Result<Plan> {
        let mut plan = Plan {
            query: Box::new(AllQuery),
            ranking: Vec::new(),
            is_sum: is_flat(query),
            marks: Vec::new(),
        };
        plan.query = self.compile(query, &mut plan.ranking, &mut plan.marks)?;
        if let Query::Not(_) = query {
            plan.query = self.but_not(Vec::new(), vec![plan.query]);
        }
        Ok(plan)
    }

    /// Compiles a query; a negation is compiled as what it negates.
    fn compile(
        &mut self,
        query: &Query,
        ranking: &mut Vec<Box<dyn EngineQuery>>,
        marks: &mut Vec<Mark>,
    ) -> tantivy::Result<Box<dyn EngineQuery>> {
        let mut ranks = |query: Box<dyn EngineQuery>| {
            ranking.push(query.box_clone());
            query
        };
        Ok(match query {
            Query::Words { text, part } | Query::Phrase { text, part } => {
                let field = match part {
                    Some(Part::Removed) => self.fields.removed,
                    _ => self.fields.text,
                };
                let (slots, stems) = self.slots(field, text);
                marks.push(Mark::Words {
                    slots: stems,
                    part: *part,
                });
                let weight = match query {
                    Query::Words { text, .. } => self.weight(text),
                    _ => 1.0,
                };
                ranks(boosted(words(field, slots, *part), weight))
            }
            Query::Named { kind, name, exact } => {
                let found = self.names_with(*kind, name, *exact)?;
                let wanted = match exact {
                    true => found,
                    false => self.with_others(*kind, found),
                };
                let terms = self.begin_terms(&wanted);
                marks.push(Mark::Named(Arc::new(wanted)));
                ranks(match terms.is_empty() {
                    true => Box::new(tantivy::query::EmptyQuery),
                    false => Box::new(Sequence {
                        field: self.fields.names,
                        slots: vec![terms],
                        part: None,
                        has_norms: false,
                    }),
                })
            }
            Query::Author(text) => {
                let field = self.fields.byline;
                let slots = folded_words(text)
                    .iter()
                    .map(|word| vec![Term::from_field_text(field, word)])
                    .collect();
                unranked(Box::new(Sequence {
                    field,
                    slots,
                    part: None,
                    has_norms: false,
                }))
            }
            Query::Site(text) => unranked(self.site(text)?),
            Query::Language(language) => unranked(term_query(Term::from_field_text(
                self.fields.language,
                language.code(),
            ))),
            Query::Date(range) => unranked(self.date(range)),
            Query::Not(inner) => self.compile(inner, &mut Vec::new(), &mut Vec::new())?,
            Query::And(queries) => {
                let (mut all, mut none) = (Vec::new(), Vec::new());
                for (query, times) in counted(queries) {
                    let compiled = self.compile_repeated(query, times, ranking, marks)?;
                    let list = if matches!(query, Query::Not(_)) {
                        &mut none
                    } else {
                        &mut all
                    };
                    list.push(compiled);
                }
                self.but_not(all, none)
            }
            Query::Or(queries) => {
                let mut any = Vec::new();
                for (query, times) in counted(queries) {
                    let compiled = self.compile_repeated(query, times, ranking, marks)?;
                    let compiled = match query {
                        Query::Not(_) => self.but_not(Vec::new(), vec![compiled]),
                        _ => compiled,
                    };
                    any.push((Occur::Should, compiled));
                }
                Box::new(BooleanQuery::new(any))
            }
        })
    }

    /// Compiles a query that was written `times` times, and ranks as much more.
    fn compile_repeated(
        &mut self,
        query: &Query,
        times: usize,
        ranking: &mut Vec<Box<dyn EngineQuery>>,
        marks: &mut Vec<Mark>,
    ) -> tantivy::Result<Box<dyn EngineQuery>> {
        if times == 1 {
            return self.compile(query, ranking, marks);
        }
        let mut ranks = Vec::new();
        let compiled = self.compile(query, &mut ranks, marks)?;
        let boost = |query| boosted(query, times as tantivy::Score);
        ranking.extend(ranks.into_iter().map(boost));
        Ok(boost(compiled))
    }

    /// All of some and none of others; all articles when there is nothing but exclusion.
    fn but_not(
        &self,
        all: Vec<Box<dyn EngineQuery>>,
        none: Vec<Box<dyn EngineQuery>>,
    ) -> Box<dyn EngineQuery> {
        let mut clauses: Vec<_> = all.into_iter().map(|query| (Occur::Must, query)).collect();
        if clauses.is_empty() {
            clauses.push((Occur::Must, self.all_articles()));
        }
        clauses.extend(none.into_iter().map(|query| (Occur::MustNot, query)));
        match clauses.len() {
            1 => clauses.remove(0).1,
            _ => Box::new(BooleanQuery::new(clauses)),
        }
    }

    fn all_articles(&self) -> Box<dyn EngineQuery> {
        unranked(term_query(Term::from_field_text(
            self.fields.kind,
            schema::ARTICLE,
        )))
    }

    /// What a word counts; what holds a hyphen is never small.
    fn weight(&self, text: &str) -> tantivy::Score {
        match folded_words(text).as_slice() {
            [word] => ranking::weight(self.language, word),
            _ => 1.0,
        }
    }

    /// The words of a text, each as the terms that it may have in a field of stems.
    fn slots(&mut self, field: Field, text: &str) -> (Vec<Vec<Term>>, Vec<Vec<String>>) {
        let mut words = Words::new(text);
        let mut slots = Vec::new();
        while words.next_span().is_some() {
            let stems = self.stems(field, words.folded());
            slots.push(stems);
        }
        let term = |stem: &String| Term::from_field_text(field, stem);
        (
            slots
                .iter()
                .map(|stems| stems.iter().map(term).collect())
                .collect(),
            slots,
        )
    }

    /// The stems of a word in the languages of the archive, those that occur in the field.
    fn stems(&mut self, field: Field, word: &str) -> Vec<String> {
        let mut stems: Vec<String> = Vec::new();
        for language in self.languages {
            let stem = self.stemmers.stem(*language, word);
            if !stems.iter().any(|other| other == stem) {
                stems.push(stem.to_owned());
            }
        }
        if stems.is_empty() {
            stems.push(word.to_owned());
        }
        if stems.len() > 1 {
            let occurs = |stem: &String| {
                let term = Term::from_field_text(field, stem);
                self.searcher.doc_freq(&term).unwrap_or(1) > 0
            };
            let occurring: Vec<String> =
                stems.iter().filter(|stem| occurs(stem)).cloned().collect();
            if !occurring.is_empty() {
                return occurring;
            }
            stems.truncate(1);
        }
        stems
    }

    /// The names of the archive that contain a name, and that name itself; if `exact`, that name
    /// alone.
    fn names_with(
        &self,
        kind: Option<EntityType>,
        name: &str,
        exact: bool,
    ) -> tantivy::Result<Wanted> {
        let mut found = BTreeSet::new();
        for kind in kind.map_or(EntityType::ALL.to_vec(), |kind| vec![kind]) {
            let wanted = key(kind, name);
            found.insert(Name::new(kind, &wanted));
            let mut see = |key: &str| {
                found.insert(Name::new(kind, key));
            };
            match self.names {
                _ if exact => {}
                Some(names) if kind.is_name() => names.keys_with(kind, &wanted, &mut see),
                // Of dates and addresses there are few.
                _ => self.terms_with(kind, &wanted, &mut see)?,
            }
        }
        Ok(Wanted {
            written: name.to_owned(),
            names: found,
            others: BTreeMap::new(),
        })
    }

    /// Hands over the keys of a type that contain some words, from the terms of the index.
    fn terms_with(
        &self,
        kind: EntityType,
        words: &str,
        see: &mut dyn FnMut(&str),
    ) -> tantivy::Result<()> {
        let prefix = names::begin_entity(kind, "");
        for segment in self.searcher.segment_readers() {
            let inverted = segment.inverted_index(self.fields.names)?;
            let mut terms = prefix_range(&inverted, &prefix)?;
            while terms.advance() {
                let key = terms.key().get(prefix.len()..).unwrap_or_default();
                if contains_words(key, words.as_bytes()) {
                    see(&String::from_utf8_lossy(key));
                }
            }
        }
        Ok(())
    }

    /// Adds the other names of the same entities, and applies what the user says of names.
    fn with_others(&self, kind: Option<EntityType>, mut wanted: Wanted) -> Wanted {
        let Some(names) = self.names else {
            return wanted;
        };
        for name in names.changed(&wanted.written) {
            wanted.names.insert(name);
        }
        let is_meant = |name: &Name| {
            !names.is_hidden(name) && kind.is_none_or(|kind| names.kind(name) == kind)
        };
        wanted.names.retain(is_meant);
        for name in &wanted.names {
            let Some(known) = names.get(name).filter(|known| known.entity.forms.len() > 1) else {
                continue;
            };
            let entity = Arc::new(known.entity);
            for form in &entity.forms {
                if !wanted.names.contains(&form.name) {
                    let other = wanted.others.entry(form.name.clone());
                    other.or_insert_with(|| entity.clone());
                }
            }
        }
        wanted
    }

    /// The terms at the beginnings of all mentions of names: of those that were meant also as
    /// short forms.
    fn begin_terms(&self, wanted: &Wanted) -> Vec<Term> {
        let full = wanted.names.iter().chain(wanted.others.keys());
        let full = full.map(|name| names::begin_entity(name.kind, &name.key));
        let short = wanted.names.iter();
        let short = short.map(|name| names::begin_surface(name.kind, &name.key));
        let field = self.fields.names;
        let mut terms: Vec<Term> = (full.chain(short))
            .map(|term| Term::from_field_text(field, &term))
            .filter(|term| self.searcher.doc_freq(term).unwrap_or(1) > 0)
            .collect();
        terms.sort_unstable();
        terms
    }

    /// Sites are few: all that are, or end in, the given name.
    fn site(&self, text: &str) -> tantivy::Result<Box<dyn EngineQuery>> {
        let site = fold(text);
        let below = format!(".{site}");
        let mut found = BTreeSet::new();
        for segment in self.searcher.segment_readers() {
            let inverted = segment.inverted_index(self.fields.site)?;
            let mut terms = inverted.terms().stream()?;
            while terms.advance() {
                let name = String::from_utf8_lossy(terms.key());
                if name == site || name.ends_with(&below) {
                    found.insert(name.into_owned());
                }
            }
        }
        let term = |name: &String| Term::from_field_text(self.fields.site, name);
        let terms: Vec<Term> = found.iter().map(term).collect();
        Ok(Box::new(BooleanQuery::new_multiterms_query(terms)))
    }

    fn date(&self, range: &DateRange) -> Box<dyn EngineQuery> {
        match range {
            DateRange::Unknown => {
                let known = Box::new(ExistsQuery::new(column::PUBLISHED.into(), false));
                self.but_not(Vec::new(), vec![known])
            }
            // The whole time that the article's date stands for must lie in the range: a story of
            // "2017" is not one of March 2017.
            DateRange::Between(from, to) => {
                let at = |field, date: jiff::civil::Date| {
                    Term::from_field_i64(field, civil_seconds(date.at(0, 0, 0, 0)))
                };
                let mut clauses: Vec<Box<dyn EngineQuery>> = Vec::new();
                if let Some(from) = from {
                    let first = at(self.fields.published, from.first_day());
                    clauses.push(Box::new(RangeQuery::new(
                        Bound::Included(first),
                        Bound::Unbounded,
                    )));
                }
                if let Some(end) = to.and_then(|to| to.day_after()) {
                    let end = at(self.fields.published_end, end);
                    clauses.push(Box::new(RangeQuery::new(
                        Bound::Unbounded,
                        Bound::Included(end),
                    )));
                }
                self.but_not(clauses, Vec::new())
            }
        }
    }
}

/// Words next to each other, each as any of its terms.
fn words(field: Field, mut slots: Vec<Vec<Term>>, part: Option<Part>) -> Box<dyn EngineQuery> {
    match slots.as_mut_slice() {
        // The engine's own scorer can skip whole blocks of articles.
        [terms] if terms.len() == 1 && part.is_none() => Box::new(TermQuery::new(
            terms.remove(0),
            IndexRecordOption::WithFreqs,
        )),
        [] => Box::new(tantivy::query::EmptyQuery),
        _ => Box::new(Sequence {
            field,
            slots,
            part,
            has_norms: part != Some(Part::Removed),
        }),
    }
}

/// Whether there are no lists inside of lists.
fn is_flat(query: &Query) -> bool {
    let is_list = |query: &Query| matches!(query, Query::And(_) | Query::Or(_));
    match query {
        Query::And(queries) | Query::Or(queries) => !queries.iter().any(is_list),
        _ => true,
    }
}

/// Each different query once, in the order of the first of its kind, with how often it occurs.
fn counted(queries: &[Query]) -> Vec<(&Query, usize)> {
    let mut places: HashMap<String, usize> = HashMap::new();
    let mut counted: Vec<(&Query, usize)> = Vec::new();
    for query in queries {
        let place = *places.entry(query.to_string()).or_insert(counted.len());
        match counted.get_mut(place) {
            Some((_, times)) => *times += 1,
            None => counted.push((query, 1)),
        }
    }
    counted
}

/// The folded words of a name.
fn folded_words(text: &str) -> Vec<String> {
    let mut words = Words::new(text);
    let mut folded = Vec::new();
    while words.next_span().is_some() {
        folded.push(words.folded().to_owned());
    }
    folded
}

fn boosted(query: Box<dyn EngineQuery>, weight: tantivy::Score) -> Box<dyn EngineQuery> {
    match weight == 1.0 {
        true => query,
        false => Box::new(BoostQuery::new(query, weight)),
    }
}

fn term_query(term: Term) -> Box<dyn EngineQuery> {
    Box::new(TermQuery::new(term, IndexRecordOption::Basic))
}

/// A query that restricts and does not rank.
fn unranked(query: Box<dyn EngineQuery>) -> Box<dyn EngineQuery> {
    Box::new(ConstScoreQuery::new(query, 0.0))
}
