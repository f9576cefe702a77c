//! `Query → the engine's query`, with what ranks and what to highlight.
//!
//! A bare word is looked up in all forms that it has in the languages of the archive. Words,
//! phrases and names rank; author, site, path, language and date only restrict.

mod asked;
mod patterns;
mod restrictions;

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use tantivy::query::{
    BooleanQuery, BoostQuery, ConstScoreQuery, Occur, Query as EngineQuery, TermQuery,
};
use tantivy::schema::IndexRecordOption;
use tantivy::{Searcher, Term};

use super::ast::{Part, Pattern, Query};
use super::expand::{Expansion, WORDS_MAX};
use super::lift::LiftQuery;
use super::named::Wanted;
use super::recency::RecencyQuery;
use super::scorer::Measure;
use super::spans::{Node, Places};
use crate::analysis::{Stemmers, Words};
use crate::article::Language;
use crate::index::schema::{self, Fields};
use crate::names::Names;
pub use asked::Asked;
use patterns::ranked;

/// A query that the engine can run.
pub struct Plan {
    pub query: Box<dyn EngineQuery>,
    /// What ranks, in the order in which it was written.
    pub ranking: Vec<Clause>,
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

/// Something that ranks.
pub struct Clause {
    pub query: Box<dyn EngineQuery>,
    /// The part of the query that it is of.
    pub leaf: Query,
    /// What it is of that part, if it is not all of it.
    pub aspect: Option<Aspect>,
    /// What its score was multiplied by.
    pub factor: f32,
    /// Lists that it stands in, inside of others: it counts only in articles that match them too.
    within: Vec<Box<dyn EngineQuery>>,
}

/// A part of the score of a word that may be spelt otherwise.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Aspect {
    Itself,
    /// Lifts the word itself above all that is but like it.
    Exact,
    Similar,
    /// Words that begin like those of the query.
    Kin,
    /// Words that the best articles have.
    Company,
    /// The date of the article.
    Recent,
}

impl Plan {
    /// Gives the newest articles of those that match up to so much more.
    pub fn prefer_recent(
        &mut self,
        query: &Query,
        searcher: &Searcher,
        most: f32,
    ) -> tantivy::Result<()> {
        let recency: Box<dyn EngineQuery> = Box::new(RecencyQuery::new(searcher, most)?);
        self.prefer(query, vec![(recency, Aspect::Recent)]);
        Ok(())
    }

    /// Lets words count that the query does not have.
    pub fn lift(&mut self, query: &Query, lifts: Vec<(LiftQuery, Aspect)>) {
        let lifts = lifts.into_iter();
        let lifts = lifts
            .map(|(lift, aspect)| -> (Box<dyn EngineQuery>, Aspect) { (Box::new(lift), aspect) });
        self.prefer(query, lifts.collect());
    }

    /// Gives articles that match what some queries give to them, whether or not they match these.
    fn prefer(&mut self, query: &Query, preferred: Vec<(Box<dyn EngineQuery>, Aspect)>) {
        let mut clauses = vec![(Occur::Must, self.query.box_clone())];
        for (preferred, aspect) in preferred {
            clauses.push((Occur::Should, preferred.box_clone()));
            self.ranking.push(Clause {
                query: preferred,
                leaf: query.clone(),
                aspect: Some(aspect),
                factor: 1.0,
                within: Vec::new(),
            });
        }
        self.query = Box::new(BooleanQuery::new(clauses));
    }
}

impl Aspect {
    /// The word it has in output.
    pub fn name(self) -> &'static str {
        match self {
            Aspect::Itself => "itself",
            Aspect::Exact => "exact",
            Aspect::Similar => "similar",
            Aspect::Kin => "kin",
            Aspect::Company => "company",
            Aspect::Recent => "recent",
        }
    }
}

impl Clause {
    /// What an article must match for the clause to count.
    pub fn conditions(&self) -> impl Iterator<Item = &dyn EngineQuery> {
        self.within.iter().map(|query| &**query)
    }
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
    /// The language of most articles.
    pub language: Language,
    pub stemmers: &'a mut Stemmers,
    /// Which names are one; not needed for a query without names.
    pub names: Option<&'a Names>,
    /// The articles that have the tags of the query.
    pub tagged: BTreeMap<String, Vec<u64>>,
}

/// What is gathered beside the engine's query.
#[derive(Default)]
struct Gathered {
    ranking: Vec<Clause>,
    marks: Vec<Mark>,
    names: Vec<Arc<Wanted>>,
    patterns: Vec<Expanded>,
    cuts: Vec<String>,
    /// What an exact match counts beyond any sum of others (see [`exact_bonus`]).
    bonus: f32,
}

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
            Query::Text { pattern, part } => self.text(query, pattern, *part, gathered)?,
            Query::About { name, exact } => {
                let mut places = Places::default();
                let wanted = self.wanted(None, name, *exact)?;
                places.root = self.mentions(&wanted, &mut places);
                gathered.names.push(Arc::new(wanted));
                gathered.mark(&places, None);
                let ranked = ranked(places, None, Measure::Share(self.fields.text));
                gathered.rank(ranked, query, None, 1.0)
            }
            Query::Author(text) => unranked(self.byline(text)),
            Query::Site(text) => unranked(self.site(text)?),
            Query::Path(text) => self.path(text)?,
            Query::Url(text) => self.url(text)?,
            Query::Section(text) => self.section(text)?,
            Query::Type(format) => unranked(term_query(Term::from_field_text(
                self.fields.format,
                format.name(),
            ))),
            Query::Indexed(added) => self.indexed(*added),
            Query::Tag(tag) => self.tag(tag),
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
                let before = gathered.ranking.len();
                for (query, times) in counted(queries) {
                    let compiled = self.repeated(query, times, gathered)?;
                    match query {
                        Query::Not(_) => none.push(compiled),
                        _ => all.push(compiled),
                    }
                }
                let compiled = self.but_not(all, none);
                for clause in gathered.ranking.iter_mut().skip(before) {
                    clause.within.push(compiled.box_clone());
                }
                compiled
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
        for clause in gathered.ranking.iter_mut().skip(before) {
            clause.query = boost(clause.query.box_clone(), factor);
            clause.factor *= factor;
        }
        let compiled = match query {
            Query::Not(_) => self.but_not(Vec::new(), vec![compiled]),
            _ => compiled,
        };
        Ok(boost(compiled, factor))
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

    /// Takes a query in that ranks, of a part of the query, which counts `factor` times as much.
    fn rank(
        &mut self,
        query: Box<dyn EngineQuery>,
        leaf: &Query,
        aspect: Option<Aspect>,
        factor: f32,
    ) -> Box<dyn EngineQuery> {
        let query = boost(query, factor);
        self.ranking.push(Clause {
            query: query.box_clone(),
            leaf: leaf.clone(),
            aspect,
            factor,
            within: Vec::new(),
        });
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

fn boost(query: Box<dyn EngineQuery>, factor: f32) -> Box<dyn EngineQuery> {
    match factor == 1.0 {
        true => query,
        false => Box::new(BoostQuery::new(query, factor)),
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

fn term_query(term: Term) -> Box<dyn EngineQuery> {
    Box::new(TermQuery::new(term, IndexRecordOption::Basic))
}

/// A query that restricts and does not rank.
fn unranked(query: Box<dyn EngineQuery>) -> Box<dyn EngineQuery> {
    Box::new(ConstScoreQuery::new(query, 0.0))
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
