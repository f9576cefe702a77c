//! `Query → the engine's query`, with what ranks and what to highlight.
//!
//! A bare word is looked up in all forms that it has in the languages of the archive. Words,
//! phrases and names rank; author, site, path, language and date only restrict.

use std::collections::{BTreeSet, HashMap};
use std::ops::Bound;
use std::sync::Arc;

use tantivy::query::{
    BooleanQuery, BoostQuery, ConstScoreQuery, EmptyQuery, ExistsQuery, Occur,
    Query as EngineQuery, RangeQuery, TermQuery, TermSetQuery,
};
use tantivy::schema::{Field, IndexRecordOption};
use tantivy::{Searcher, Term};

use super::ast::{DateRange, Form, Part, Pattern, Query, Word};
use super::expand::{Expander, Expansion, Letters, WORDS_MAX};
use super::named::Wanted;
use super::scorer::{Measure, PlacesQuery};
use super::spans::{Node, Places};
use crate::analysis::{Stemmers, Words, fold};
use crate::article::Language;
use crate::index::schema::{self, Fields, column};
use crate::index::stored::civil_seconds;
use crate::names::Names;

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
    /// The names that are meant, in the order in which they were written.
    pub names: Vec<Arc<Wanted>>,
    /// What the patterns of letters stand for.
    pub patterns: Vec<Expanded>,
    /// What is not searched as it was written, in words.
    pub cuts: Vec<String>,
}

/// A pattern of letters and the words of the archive that it stands for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Expanded {
    pub pattern: String,
    /// Those in most articles.
    pub words: Vec<String>,
    pub total: usize,
}

/// Something that a hit shows marked.
#[derive(Debug, Clone)]
pub struct Mark {
    pub places: Places,
    pub part: Option<Part>,
}

/// Plans queries over one snapshot of the index.
pub struct Planner<'a> {
    pub searcher: &'a Searcher,
    pub fields: Fields,
    /// The languages of the archive's articles.
    pub languages: &'a [Language],
    pub stemmers: &'a mut Stemmers,
    /// Which names are one; not needed for a query without names.
    pub names: Option<&'a Names>,
}

/// What is gathered beside the engine's query.
#[derive(Default)]
struct Gathered {
    ranking: Vec<Box<dyn EngineQuery>>,
    marks: Vec<Mark>,
    names: Vec<Arc<Wanted>>,
    patterns: Vec<Expanded>,
    cuts: Vec<String>,
    /// What an exact match counts beyond any sum of others (see [`exact_bonus`]).
    bonus: f32,
}

/// What similar words count beside the word itself.
const SIMILAR_WEIGHT: f32 = 0.5;

impl Planner<'_> {
    pub fn plan(&mut self, query: &Query) -> tantivy::Result<Plan> {
        let mut gathered = Gathered {
            bonus: exact_bonus(query),
            ..Gathered::default()
        };
        let mut compiled = self.compile(query, &mut gathered)?;
        if let Query::Not(_) = query {
            compiled = self.but_not(Vec::new(), vec![compiled]);
        }
        Ok(gathered.plan(query, compiled))
    }

    /// Plans a query so that of its optional parts an article needs only so many (see
    /// [`Query::optional_parts`]).
    pub fn plan_partial(&mut self, query: &Query, least: usize) -> tantivy::Result<Plan> {
        let Query::And(queries) = query else {
            return self.plan(query);
        };
        let mut gathered = Gathered {
            bonus: exact_bonus(query),
            ..Gathered::default()
        };
        let (mut all, mut some, mut none) = (Vec::new(), Vec::new(), Vec::new());
        for (query, times) in counted(queries) {
            let compiled = self.repeated(query, times, &mut gathered)?;
            match query {
                Query::Not(_) => none.push(compiled),
                query if query.is_optional() => some.push((Occur::Should, compiled)),
                _ => all.push(compiled),
            }
        }
        all.push(Box::new(BooleanQuery::with_minimum_required_clauses(
            some, least,
        )));
        let compiled = self.but_not(all, none);
        Ok(gathered.plan(query, compiled))
    }

    /// Compiles a query; a negation is compiled as what it negates.
    fn compile(
        &mut self,
        query: &Query,
        gathered: &mut Gathered,
    ) -> tantivy::Result<Box<dyn EngineQuery>> {
        Ok(match query {
            Query::Text { pattern, part } => self.text(pattern, *part, gathered)?,
            Query::About { name, exact } => {
                let mut places = Places::default();
                let wanted = self.wanted(None, name, *exact)?;
                places.root = self.mentions(&wanted, &mut places);
                gathered.names.push(Arc::new(wanted));
                gathered.mark(&places, None);
                gathered.rank(ranked(places, None, Measure::Share(self.fields.text)))
            }
            Query::Author(text) => unranked(self.byline(text)),
            Query::Site(text) => unranked(self.site(text)?),
            Query::Path(text) => self.path(text)?,
            Query::Language(language) => unranked(term_query(Term::from_field_text(
                self.fields.language,
                language.code(),
            ))),
            Query::Date(range) => unranked(self.date(range)),
            // What must not occur neither ranks nor is marked.
            Query::Not(inner) => {
                let mut apart = Gathered::default();
                let compiled = self.compile(inner, &mut apart)?;
                gathered.cuts.append(&mut apart.cuts);
                compiled
            }
            Query::Must(inner) => self.compile(inner, gathered)?,
            Query::Boost(inner, boost) => self.boosted(inner, boost.factor(), gathered)?,
            Query::And(queries) => {
                let (mut all, mut none) = (Vec::new(), Vec::new());
                for (query, times) in counted(queries) {
                    let compiled = self.repeated(query, times, gathered)?;
                    match query {
                        Query::Not(_) => none.push(compiled),
                        _ => all.push(compiled),
                    }
                }
                self.but_not(all, none)
            }
            Query::Or(queries) => Box::new(BooleanQuery::new(self.any_of(queries, gathered)?)),
        })
    }

    /// Of some queries, at least so many.
    fn any_of(
        &mut self,
        queries: &[Query],
        gathered: &mut Gathered,
    ) -> tantivy::Result<Vec<(Occur, Box<dyn EngineQuery>)>> {
        let mut any = Vec::new();
        for (query, times) in counted(queries) {
            let compiled = self.repeated(query, times, gathered)?;
            let compiled = match query {
                Query::Not(_) => self.but_not(Vec::new(), vec![compiled]),
                _ => compiled,
            };
            any.push((Occur::Should, compiled));
        }
        Ok(any)
    }

    /// Compiles a query that was written `times` times, and ranks as much more.
    fn repeated(
        &mut self,
        query: &Query,
        times: usize,
        gathered: &mut Gathered,
    ) -> tantivy::Result<Box<dyn EngineQuery>> {
        match times {
            1 => self.compile(query, gathered),
            times => self.boosted(query, times as f32, gathered),
        }
    }

    /// Compiles a query that counts so many times as much.
    fn boosted(
        &mut self,
        query: &Query,
        factor: f32,
        gathered: &mut Gathered,
    ) -> tantivy::Result<Box<dyn EngineQuery>> {
        let before = gathered.ranking.len();
        let compiled = self.compile(query, gathered)?;
        let ranks = gathered.ranking.split_off(before);
        let boosted = ranks.into_iter().map(|query| boost(query, factor));
        gathered.ranking.extend(boosted);
        let compiled = match query {
            Query::Not(_) => self.but_not(Vec::new(), vec![compiled]),
            _ => compiled,
        };
        Ok(boost(compiled, factor))
    }

    /// What stands somewhere in the text or one part of it.
    fn text(
        &mut self,
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
            return self.fuzzy(text, *letters, part, gathered);
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
        Ok(gathered.rank(ranked(places, part, measure)))
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
        let near = boost(ranked(near, part, measure), SIMILAR_WEIGHT);
        let any = [exact, bonus, near].map(|query| (Occur::Should, gathered.rank(query)));
        Ok(Box::new(BooleanQuery::new(any.into())))
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
                    gathered
                        .cuts
                        .push(format!("{word} is too complex, and finds nothing"));
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
    fn stems(&mut self, field: Field, word: &str) -> Vec<Term> {
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

    /// Words next to each other in the byline.
    fn byline(&self, text: &str) -> Box<dyn EngineQuery> {
        let mut places = Places::default();
        let words = folded_words(text).into_iter();
        let slots = words
            .map(|word| Term::from_field_text(self.fields.byline, &word))
            .map(|term| Node::Leaf(places.leaf(vec![term], false)))
            .collect();
        places.root = sequence(slots, 0);
        // The parts of the article have other positions.
        Box::new(PlacesQuery {
            places,
            part: Some(Part::Removed),
            measure: Measure::Names,
        })
    }

    /// Sites are few: all that are, or end in, the given name.
    fn site(&self, text: &str) -> tantivy::Result<Box<dyn EngineQuery>> {
        let site = fold(text);
        let below = format!(".{site}");
        self.with_key(self.fields.site, &|name| {
            name == site || name.ends_with(&below)
        })
    }

    /// Articles of sources whose path has a text in it, whatever its case.
    fn path(&self, text: &str) -> tantivy::Result<Box<dyn EngineQuery>> {
        let wanted = text.to_lowercase();
        let found = self.with_key(self.fields.source, &|path| {
            path.to_lowercase().contains(&wanted)
        })?;
        // The records of sources have paths too.
        Ok(self.but_not(vec![unranked(found), self.all_articles()], Vec::new()))
    }

    /// Documents of which a key is one of those that are meant.
    fn with_key(
        &self,
        field: Field,
        is_meant: &dyn Fn(&str) -> bool,
    ) -> tantivy::Result<Box<dyn EngineQuery>> {
        let mut found = BTreeSet::new();
        for segment in self.searcher.segment_readers() {
            let inverted = segment.inverted_index(field)?;
            let mut terms = inverted.terms().stream()?;
            while terms.advance() {
                let name = String::from_utf8_lossy(terms.key());
                if is_meant(&name) {
                    found.insert(name.into_owned());
                }
            }
        }
        let terms = found.iter().map(|name| Term::from_field_text(field, name));
        Ok(Box::new(TermSetQuery::new(terms)))
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

/// What an exact match counts beyond a similar one: more than all words of the query together can.
/// A word's score is at most 2.2 times its idf, which in a million articles is below 15.
fn exact_bonus(query: &Query) -> f32 {
    const WORD_MAX: f32 = 35.0;
    fn patterns(pattern: &Pattern) -> f32 {
        match pattern {
            Pattern::Word(_) | Pattern::AnyName(_) | Pattern::Named { .. } => 1.0,
            Pattern::Phrase { slots, .. } | Pattern::AnyOf(slots) => {
                slots.iter().map(patterns).sum()
            }
            Pattern::Near { left, right, .. } => patterns(left) + patterns(right),
        }
    }
    fn most(query: &Query) -> f32 {
        match query {
            Query::Text { pattern, .. } => WORD_MAX * patterns(pattern),
            Query::About { .. } => WORD_MAX,
            Query::Must(query) => most(query),
            Query::Boost(query, boost) => most(query) * boost.factor().max(1.0),
            Query::And(queries) | Query::Or(queries) => queries.iter().map(most).sum(),
            _ => 0.0,
        }
    }
    most(query)
}

impl Gathered {
    /// The plan of a query, of which this was gathered.
    fn plan(self, query: &Query, compiled: Box<dyn EngineQuery>) -> Plan {
        Plan {
            query: compiled,
            ranking: self.ranking,
            is_sum: is_flat(query),
            marks: self.marks,
            names: self.names,
            patterns: self.patterns,
            cuts: self.cuts,
        }
    }

    /// Takes a query in that ranks.
    fn rank(&mut self, query: Box<dyn EngineQuery>) -> Box<dyn EngineQuery> {
        self.ranking.push(query.box_clone());
        query
    }

    fn mark(&mut self, places: &Places, part: Option<Part>) {
        self.marks.push(Mark {
            places: places.clone(),
            part,
        });
    }

    /// Takes in what a pattern stands for, and gives where.
    fn expanded(&mut self, pattern: String, expansion: Expansion) -> Node {
        let Expansion { node, total, words } = expansion;
        if total > WORDS_MAX {
            self.cuts.push(format!(
                "{pattern} stands for {total} words, of which the {WORDS_MAX} in most articles are searched"
            ));
        }
        self.patterns.push(Expanded {
            pattern,
            words,
            total,
        });
        node
    }
}

/// One node after the other.
fn sequence(mut slots: Vec<Node>, slop: u32) -> Node {
    match slots.len() {
        1 => slots.remove(0),
        _ => Node::Sequence { slots, slop },
    }
}

fn boost(query: Box<dyn EngineQuery>, factor: f32) -> Box<dyn EngineQuery> {
    Box::new(BoostQuery::new(query, factor))
}

/// A query for what stands at places.
fn ranked(places: Places, part: Option<Part>, measure: Measure) -> Box<dyn EngineQuery> {
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

/// Whether there are no lists inside of lists.
fn is_flat(query: &Query) -> bool {
    fn is_list(query: &Query) -> bool {
        match query {
            Query::And(_) | Query::Or(_) => true,
            Query::Must(query) | Query::Boost(query, _) | Query::Not(query) => is_list(query),
            _ => false,
        }
    }
    match query {
        Query::And(queries) | Query::Or(queries) => !queries.iter().any(is_list),
        query => !is_list(query),
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

fn term_query(term: Term) -> Box<dyn EngineQuery> {
    Box::new(TermQuery::new(term, IndexRecordOption::Basic))
}

/// A query that restricts and does not rank.
fn unranked(query: Box<dyn EngineQuery>) -> Box<dyn EngineQuery> {
    Box::new(ConstScoreQuery::new(query, 0.0))
}
