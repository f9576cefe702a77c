//! `an article → stories about the same thing`.
//!
//! The article is made into a query: any of its most telling words and names, each weighed by how
//! often the article has it. How rare it is in the archive, and how often the other articles have it,
//! is weighed by the ranking that every search has. So the terms are those of BM25 with the article
//! as the query (Robertson and Zaragoza 2009, section 3.4).

use std::collections::BTreeSet;
use std::ops::Range;

use rustc_hash::FxHashMap;
use tantivy::Term;
use tantivy::query::{BooleanQuery, ConstScoreQuery};
use tantivy::schema::Field;

use super::collapse::{Collapse, First, Matching};
use super::{ArchiveSearcher, Found, Highlighter, Hit, Order, hit};
use crate::analysis::ranking::{self, TITLE_WEIGHT, likeness};
use crate::analysis::{Stemmers, Words};
use crate::article::{ArticleId, ArticleText};
use crate::copies::Body;
use crate::index::schema::names;
use crate::index::stored::StoredArticle;
use crate::index::{IndexError, guarded};
use crate::names::Name;
use crate::query::Query;
use crate::query::ast::{Boost, Pattern};
use crate::query::text::parts;

/// Words of an article that are read: those of a short book. What a story is about is told at its
/// beginning.
const WORDS_READ_MAX: usize = 50_000;

/// Different words of which the rarity is looked up, the most frequent; each takes some microseconds.
const WORDS_WEIGHED_MAX: usize = 400;

/// Names of an entity that are searched, those in most articles.
const FORMS_MAX: usize = 6;

/// Names and words in common that are told of a story.
const NAMES_TOLD_MAX: usize = 4;
const WORDS_TOLD_MAX: usize = 6;

/// Stories like one article.
#[derive(Debug, Clone, PartialEq)]
pub struct SimilarStories {
    /// What the article was made into; `None` if it has neither a word nor a name that another
    /// article has.
    pub query: Option<Query>,
    pub stories: Vec<Similar>,
}

/// A story like another one.
#[derive(Debug, Clone, PartialEq)]
pub struct Similar {
    pub hit: Hit,
    /// What it has in common with the other, the most telling first.
    pub shared: Shared,
}

/// Some of what two articles have in common.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Shared {
    pub names: Vec<String>,
    /// Words that are not part of these names.
    pub words: Vec<String>,
}

/// Which stories are wanted.
#[derive(Clone, Default)]
pub struct Wanted<'a> {
    pub limit: usize,
    /// Only articles that match this query.
    pub within: Option<&'a Query>,
    /// The article itself, if it is one of the archive.
    pub not: Option<&'a Found>,
}

/// The stories most like an article, without its copies.
pub fn similar(
    searcher: &ArchiveSearcher,
    article: &StoredArticle,
    wanted: &Wanted,
) -> Result<SimilarStories, IndexError> {
    guarded(|| {
        let text = article.text();
        let mut telling = Telling {
            searcher,
            stemmers: Stemmers::default(),
            // An article of the archive is one of those that have its words.
            articles_min: 1 + u64::from(wanted.not.is_some()),
        };
        let mut terms = telling.names(article, &text)?;
        terms.extend(telling.words(article, &text)?);
        telling.stories(&text, terms, wanted)
    })
}

/// A word or a name of the article.
struct TellingTerm {
    /// As the article has it.
    written: String,
    pattern: Query,
    is_name: bool,
    /// What it counts in the query.
    weight: f32,
    /// How much it tells: with its rarity.
    worth: f32,
}

struct Telling<'a> {
    searcher: &'a ArchiveSearcher,
    stemmers: Stemmers,
    /// Articles that a word must be in to find another one.
    articles_min: u64,
}

impl Telling<'_> {
    fn articles_with(&self, field: Field, term: &str) -> Result<u64, IndexError> {
        let term = Term::from_field_text(field, term);
        Ok(self.searcher.engine().doc_freq(&term)?)
    }

    /// The most telling words, the best first.
    fn words(
        &mut self,
        article: &StoredArticle,
        text: &ArticleText,
    ) -> Result<Vec<TellingTerm>, IndexError> {
        let language = article.language();
        // By their stems: as they are first written, and how often.
        let mut stems: FxHashMap<String, (usize, String, u32)> = FxHashMap::default();
        let mut read = 0;
        for (part, range) in parts(text) {
            let written = text.text.get(range).unwrap_or_default();
            let times = match part {
                crate::query::ast::Part::Title => TITLE_WEIGHT,
                _ => 1,
            };
            let mut words = Words::new(written);
            while let Some(span) = words.next_span() {
                read += 1;
                if read > WORDS_READ_MAX {
                    break;
                }
                let stem = self.stemmers.stem(language, words.folded()).to_owned();
                let word = written.get(span).unwrap_or_default();
                let seen = stems.entry(stem);
                seen.or_insert_with(|| (read, word.to_owned(), 0)).2 += times;
            }
        }
        let mut stems: Vec<(String, (usize, String, u32))> = stems.into_iter().collect();
        stems.sort_by_key(|(_, (first, _, times))| (std::cmp::Reverse(*times), *first));
        let field = self.searcher.fields().text;
        let weight_of = |word: &str| {
            let mut words = Words::new(word);
            words.next_span();
            ranking::weight(language, words.folded())
        };
        stems.retain(|(_, (_, word, _))| weight_of(word) >= 1.0);
        let mut terms = Vec::new();
        for (stem, (_, written, times)) in stems.into_iter().take(WORDS_WEIGHED_MAX) {
            let articles = self.articles_with(field, &stem)?;
            if articles >= self.articles_min {
                let weight = likeness::word(times);
                terms.push(TellingTerm {
                    pattern: Query::words(&written.to_lowercase()),
                    written,
                    is_name: false,
                    weight,
                    worth: weight * self.rarity(articles),
                });
            }
        }
        Ok(best(terms, likeness::WORDS))
    }

    /// The most telling names, the best first.
    fn names(
        &self,
        article: &StoredArticle,
        text: &ArticleText,
    ) -> Result<Vec<TellingTerm>, IndexError> {
        let mut all: Vec<(Name, String, u32)> = Vec::new();
        let mut places: FxHashMap<Name, usize> = FxHashMap::default();
        let named = self.searcher.named(article, text)?.into_iter();
        for named in named.filter(|named| named.mention.kind.is_name()) {
            let place = *places.entry(named.id.clone()).or_insert(all.len());
            match all.get_mut(place) {
                Some((_, _, times)) => *times += 1,
                None => all.push((named.id, named.name, 1)),
            }
        }
        all.sort_by_key(|(_, _, times)| std::cmp::Reverse(*times));
        all.truncate(WORDS_WEIGHED_MAX);
        let known = self.searcher.names()?;
        let field = self.searcher.fields().names;
        let mut terms = Vec::new();
        for (name, written, times) in all {
            let forms = match known.get(&name) {
                Some(known) => known
                    .entity
                    .forms
                    .into_iter()
                    .map(|form| form.name)
                    .collect(),
                None => vec![name],
            };
            let (mut articles, mut patterns) = (0, Vec::new());
            for form in forms.into_iter().take(FORMS_MAX) {
                articles +=
                    self.articles_with(field, &names::begin_entity(form.kind, &form.key))?;
                patterns.push(Pattern::Named {
                    kind: Some(form.kind),
                    name: form.key,
                    exact: true,
                });
            }
            if articles >= self.articles_min {
                let weight = likeness::name(times);
                let pattern = match patterns.len() {
                    1 => patterns.remove(0),
                    _ => Pattern::AnyOf(patterns),
                };
                terms.push(TellingTerm {
                    written,
                    pattern: Query::Text {
                        pattern,
                        part: None,
                    },
                    is_name: true,
                    weight,
                    worth: weight * self.rarity(articles),
                });
            }
        }
        Ok(best(terms, likeness::NAMES))
    }

    /// The idf of what stands in so many articles.
    fn rarity(&self, articles: u64) -> f32 {
        let all = self.searcher.statistics.articles.max(articles) as f32;
        let articles = articles as f32;
        (1.0 + (all - articles + 0.5) / (articles + 0.5)).ln()
    }

    fn stories(
        &mut self,
        text: &ArticleText,
        terms: Vec<TellingTerm>,
        wanted: &Wanted,
    ) -> Result<SimilarStories, IndexError> {
        let searcher = self.searcher;
        let mut any: Vec<Query> = (terms.iter())
            .map(|term| {
                let weight = Boost((term.weight * 100.0).round().max(1.0) as u32);
                Query::Boost(Box::new(term.pattern.clone()), weight)
            })
            .collect();
        let query = match any.len() {
            0 => {
                return Ok(SimilarStories {
                    query: None,
                    stories: Vec::new(),
                });
            }
            1 => any.remove(0),
            _ => Query::Or(any),
        };
        let plan = searcher.plan(&query, &mut self.stemmers)?;
        let found = match wanted.within {
            None => plan.query.box_clone(),
            Some(within) => {
                let within = searcher.plan(within, &mut self.stemmers)?.query;
                Box::new(BooleanQuery::intersection(vec![
                    plan.query.box_clone(),
                    Box::new(ConstScoreQuery::new(within, 0.0)),
                ]))
            }
        };
        let weight = found.weight(searcher.scoring())?;
        let matching = Matching {
            weight: weight.as_ref(),
            plan: &plan,
            order: Order::Relevance,
        };
        // One more is the article itself, or one of its copies.
        let most = wanted.limit.saturating_add(1);
        let mut tops = searcher.first_of_each(matching, most, None, Collapse::Counted)?;
        if let Some(article) = wanted.not {
            let copies = searcher.copies()?;
            let cluster = copies.cluster_of(article.address);
            tops.retain(|first| {
                let address = first.top.address;
                let is_copy = cluster.is_some() && copies.cluster_of(address) == cluster;
                address != article.address && !is_copy
            });
        }
        let mut highlighter = Highlighter::new(
            plan.marks,
            plan.names,
            searcher.fields(),
            &mut self.stemmers,
        );
        let mut stories = Vec::new();
        let body = |text: &ArticleText| {
            let part = |range: &Range<usize>| text.text.get(range.clone()).unwrap_or_default();
            Body::new(part(&text.title), part(&text.body))
        };
        let this = body(text);
        for First { top, copies } in tops {
            if stories.len() == wanted.limit {
                break;
            }
            let content = searcher.content(top.address)?;
            let article = StoredArticle::decode(&content)?;
            let other = article.text();
            // The article may be none of the archive.
            if wanted.not.is_none() && this.is_copy_of(&body(&other)) {
                continue;
            }
            let matches = highlighter.matches(&article, &other);
            let marks: BTreeSet<usize> = matches.iter().map(|found| found.mark).collect();
            let shared = shared(marks.into_iter().filter_map(|mark| terms.get(mark)));
            if shared.names.len() + shared.words.len() < likeness::SHARED_MIN {
                continue;
            }
            let id = ArticleId(top.place.id);
            let mut hit = hit(&article, id, top.score, &mut highlighter, false);
            hit.copies = copies.len() as u64;
            hit.tags = searcher.tags_of(id, &article)?;
            stories.push(Similar { hit, shared });
        }
        Ok(SimilarStories {
            query: Some(query),
            stories,
        })
    }
}

/// The terms that tell the most; equals in the order of the article.
fn best(mut terms: Vec<TellingTerm>, wanted: usize) -> Vec<TellingTerm> {
    terms.sort_by(|a, b| b.worth.total_cmp(&a.worth));
    terms.truncate(wanted);
    terms
}

/// What to tell of the terms in common, which come with the most telling first.
fn shared<'t>(terms: impl Iterator<Item = &'t TellingTerm>) -> Shared {
    let (names, words): (Vec<_>, Vec<_>) = terms.partition(|term| term.is_name);
    let names: Vec<String> = names.into_iter().map(|term| term.written.clone()).collect();
    let is_of_name = |word: &str| {
        let mut of_names = names
            .iter()
            .flat_map(|name| name.split(|c: char| !c.is_alphanumeric()));
        of_names.any(|of_name| of_name.eq_ignore_ascii_case(word))
    };
    let words = words.into_iter().map(|term| term.written.clone());
    let words = words
        .filter(|word| !is_of_name(word))
        .take(WORDS_TOLD_MAX)
        .collect();
    Shared {
        names: names.into_iter().take(NAMES_TOLD_MAX).collect(),
        words,
    }
}
