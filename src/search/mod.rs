//! `Query + index → Results`: hits in order, with what matched marked in them.
//!
//! - [`top`] finds the best articles; ties are broken by place and id, so that no result depends on
//!   segments or threads
//! - [`highlight`] finds in an article what the query matched by, [`snippet`] the passage to show,
//!   `reasons` why a name is one that was searched for
//! - [`names`] counts the entities of the articles that match, [`dossier`] gathers all of one
//! - [`company`] counts who stands with whom, [`graph`] makes the network of it
//! - [`facets`] counts what the articles that match have in common, [`timeline`] when they were
//!   published
//! - [`similar`] finds the stories that are like an article
//! - `lift` lets words count that a long query does not have
//! - [`suggest`] offers another query where one finds too little
//! - [`explain`] takes a score apart
//! - `tagged` finds the articles that the user has tagged, `matched` those of a watched query
//! - [`cursor`] is where a page ends and the next one goes on
//! - [`named`] gives the entities that the mentions of an article are of

use std::ops::Range;
use std::path::PathBuf;
use std::sync::{Mutex, OnceLock, PoisonError};

use tantivy::directory::OwnedBytes;
use tantivy::query::{
    BooleanQuery, ConstScoreQuery, EnableScoring, Query as EngineQuery, TermQuery, Weight,
};
use tantivy::schema::IndexRecordOption;
use tantivy::store::StoreReader;
use tantivy::{DocAddress, Searcher, Term};

use crate::analysis::Stemmers;
use crate::analysis::ranking::RECENT_SHARE;
use crate::archive::Archive;
use crate::article::{ArticleId, ArticleText, Format, Language, Published, Removal};
use crate::index::copied::Copies;
use crate::index::schema::{self, Fields};
use crate::index::stored::{Damaged, StoredArticle, content_of};
use crate::index::told;
use crate::index::{ArchiveIndex, IndexError, derived, guarded, linked};
use crate::names::corrections::Problem;
use crate::names::{Corrections, Name, Names};
use crate::query::Query;
use crate::query::plan::{Plan, Planner};
use crate::tags::Tags;

pub mod bursts;
mod collapse;
pub mod company;
pub mod copies;
pub mod cursor;
pub mod dossier;
pub mod explain;
pub mod export;
pub mod facets;
mod find;
pub mod graph;
pub mod highlight;
mod lift;
pub mod matched;
pub mod named;
pub mod names;
mod reasons;
pub mod similar;
pub mod snippet;
mod statistics;
pub mod suggest;
mod tagged;
pub mod timeline;
mod top;

pub use collapse::Collapse;
use collapse::{First, Matching};
pub use copies::Copied;
pub use cursor::Cursor;
pub use explain::Explanation;
pub use highlight::Highlighter;
pub use matched::Matched;
pub use named::Named;
pub use reasons::{NameReason, Why};
pub use snippet::Marked;
use statistics::{ArticleStatistics, languages, most_frequent};
pub use top::Order;
use top::{Place, Top};

/// What of the results is wanted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Options {
    pub limit: usize,
    pub offset: usize,
    /// Only hits behind this one: those of the next page.
    pub after: Option<Cursor>,
    pub order: Order,
    /// Count all articles that match, beyond those that are shown.
    pub count: bool,
    pub collapse: Collapse,
    /// Give the names too by which hits were found as they were written, and the sum of each score.
    pub explain: bool,
}

impl Default for Options {
    fn default() -> Self {
        Options {
            limit: 10,
            offset: 0,
            after: None,
            order: Order::Relevance,
            count: true,
            collapse: Collapse::Counted,
            explain: false,
        }
    }
}

/// The answer to a query.
#[derive(Debug, Clone, PartialEq)]
pub struct Results {
    /// All articles that match, if they were counted.
    pub total: Option<u64>,
    /// Those of them that stand under another one as its copies; 0 if copies are hits of their own.
    pub copies: u64,
    /// Hits that stand before these.
    pub passed: u64,
    pub hits: Vec<Hit>,
    /// What was not searched as it was written, in words.
    pub cuts: Vec<String>,
    /// If no article matches: how near the hits come.
    pub partial: Option<Partial>,
    /// Where the next page goes on, if there is one.
    pub next: Option<Cursor>,
    /// Whether the archive, or what the user says of names, has changed since the page before.
    pub has_changed: bool,
}

/// Articles that have some of the words of a query, where none has all.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Partial {
    /// Words, phrases and names of the query.
    pub parts: usize,
    /// How many of them the hits have.
    pub have: usize,
    /// Articles that have as many.
    pub articles: u64,
}

/// An article that matches.
#[derive(Debug, Clone, PartialEq)]
pub struct Hit {
    pub id: ArticleId,
    /// The name that the source gives the article.
    pub own_id: Option<String>,
    /// BM25; 0 when the query only restricts.
    pub score: f32,
    pub title: Marked,
    /// Copies of it that match too, and those that are listed.
    pub copies: u64,
    pub copied: Vec<Copied>,
    /// The passage that shows best why the article matches, or its beginning.
    pub snippet: Marked,
    /// Why the text of the snippet was removed from the page; `None` if it was not.
    pub removed: Option<Removal>,
    /// Names by which it was found that are not the one that was searched for; all names, if that
    /// is to be explained.
    pub reasons: Vec<NameReason>,
    /// The sum of the score, if that is to be explained.
    pub explanation: Option<Explanation>,
    pub byline: Option<String>,
    pub published: Option<Published>,
    pub language: Language,
    pub site: Option<String>,
    pub url: Option<String>,
    pub format: Format,
    /// Path of the source within the archive.
    pub source: String,
    /// What the user has tagged it with.
    pub tags: Vec<String>,
}

/// An article that matches, and no more of it than a list of many needs.
#[derive(Debug, Clone, PartialEq)]
pub struct Ranked {
    pub id: ArticleId,
    /// The name that the source gives the article.
    pub own_id: Option<String>,
    /// BM25; 0 when the query only restricts.
    pub score: f32,
    pub title: String,
    /// Path of the source within the archive.
    pub source: String,
}

/// Searches one snapshot of an archive.
pub struct ArchiveSearcher {
    archive: Archive,
    names: OnceLock<Names>,
    copies: OnceLock<Copies>,
    tags: OnceLock<Tags>,
    searcher: Searcher,
    fields: Fields,
    statistics: ArticleStatistics,
    languages: Vec<Language>,
    /// The language of most articles, the first by code among equals.
    language: Language,
    stemmers: Mutex<Stemmers>,
    /// The stored articles of each segment.
    stores: Vec<StoreReader>,
}

/// Blocks of stored articles that are kept decompressed for each segment: some 1.6 MB.
const STORE_BLOCKS_CACHED: usize = 100;

/// An article read back from the index.
pub struct Found {
    pub id: ArticleId,
    address: DocAddress,
    content: OwnedBytes,
}

impl Found {
    pub fn article(&self) -> Result<StoredArticle<'_>, IndexError> {
        Ok(StoredArticle::decode(&self.content)?)
    }
}

impl ArchiveSearcher {
    /// Takes the snapshot that the index is at.
    pub fn new(index: &ArchiveIndex) -> Result<Self, IndexError> {
        guarded(|| Self::of_snapshot(index))
    }

    fn of_snapshot(index: &ArchiveIndex) -> Result<Self, IndexError> {
        let (searcher, fields) = (index.searcher(), index.fields);
        let statistics = ArticleStatistics::of(&searcher, fields)?;
        let languages = languages(&searcher, fields)?;
        let language = most_frequent(&searcher, fields, &languages)?;
        let stemmers = Mutex::default();
        let stores = searcher.segment_readers().iter();
        let stores = stores
            .map(|segment| segment.get_store_reader(STORE_BLOCKS_CACHED))
            .collect::<Result<_, _>>()
            .map_err(tantivy::TantivyError::from)?;
        Ok(ArchiveSearcher {
            archive: index.archive.clone(),
            names: OnceLock::new(),
            copies: OnceLock::new(),
            tags: OnceLock::new(),
            stores,
            searcher,
            fields,
            statistics,
            languages,
            language,
            stemmers,
        })
    }

    /// Which names are one, by the archive's articles and its user's corrections; read when it is
    /// first asked for.
    pub fn names(&self) -> Result<&Names, IndexError> {
        if let Some(names) = self.names.get() {
            return Ok(names);
        }
        let path = self.archive.corrections_file();
        let corrections = Corrections::read(&path).map_err(|source| IndexError::Io {
            action: "read",
            path,
            source,
        })?;
        let table = linked::table_of(&self.archive.index_folder(), &self.searcher)?;
        let articles = |name: &Name| self.articles_naming(name);
        let listed = told::aliases(&self.archive)?;
        let names = guarded(|| Ok(Names::new(table, corrections, &listed, &articles)))?;
        Ok(self.names.get_or_init(|| names))
    }

    /// How many articles have a name, by itself or as a short form; deleted ones count until the
    /// index is compacted.
    pub fn articles_naming(&self, name: &Name) -> u64 {
        let terms = [schema::names::begin_entity, schema::names::begin_surface];
        let terms = terms.map(|begin| begin(name.kind, &name.key));
        let articles = terms.iter().map(|term| {
            let term = Term::from_field_text(self.fields.names, term);
            self.searcher.doc_freq(&term).unwrap_or(0)
        });
        articles.sum()
    }

    pub fn corrections_file(&self) -> PathBuf {
        self.archive.corrections_file()
    }

    /// Lines of the corrections that cannot be read; none where no names were asked for.
    pub fn problems(&self) -> &[Problem] {
        let names = self.names.get();
        names.map_or(&[], |names| &names.corrections().problems)
    }

    /// The engine's snapshot.
    pub fn engine(&self) -> &Searcher {
        &self.searcher
    }

    pub fn fields(&self) -> Fields {
        self.fields
    }

    /// The languages of the archive's articles.
    pub fn languages(&self) -> &[Language] {
        &self.languages
    }

    /// Runs a query.
    pub fn search(&self, query: &Query, options: &Options) -> Result<Results, IndexError> {
        guarded(|| self.run(query, options))
    }

    fn run(&self, query: &Query, options: &Options) -> Result<Results, IndexError> {
        let mut stemmers = self.stemmers.lock().unwrap_or_else(PoisonError::into_inner);
        let mut plan = self.plan(query, &mut stemmers)?;
        // One more tells whether there is a next page.
        let wanted = options
            .offset
            .saturating_add(options.limit)
            .saturating_add(1);
        let state = self.state(query)?;
        let has_changed = options.after.is_some_and(|cursor| cursor.state != state);
        let order = match options.order {
            // Without anything that ranks, the newest come first.
            Order::Relevance | Order::Recent if plan.ranking.is_empty() => Order::Newest,
            order => order,
        };
        if order.is_by_score() {
            self.lift(query, &mut plan, &mut stemmers)?;
        }
        self.prefer_recent(query, &mut plan, order)?;
        let mut weight = plan.query.weight(self.scoring())?;
        let mut after = options.after.map(|cursor| cursor.place);
        if let Some(place) = after.as_mut().filter(|_| has_changed) {
            *place = self.place_now(*place, &plan, order)?;
        }
        let first = |weight: &dyn Weight, plan: &Plan| {
            let matching = Matching {
                weight,
                plan,
                order,
            };
            self.first_of_each(matching, wanted, after, options.collapse)
        };
        let mut best = first(weight.as_ref(), &plan)?;
        let mut partial = None;
        if best.is_empty()
            && self.count(weight.as_ref())? == 0
            && let Some((have, closest)) = self.closest(query, &mut stemmers)?
        {
            plan = closest;
            self.prefer_recent(query, &mut plan, order)?;
            weight = plan.query.weight(self.scoring())?;
            best = first(weight.as_ref(), &plan)?;
            partial = Some(Partial {
                parts: query.optional_parts(),
                have,
                articles: self.count(weight.as_ref())?,
            });
        }
        let page = best.get(options.offset..).unwrap_or_default();
        let (page, rest) = page.split_at(options.limit.min(page.len()));
        let before = options.after.map_or(0, |cursor| u64::from(cursor.passed));
        let passed = before.saturating_add(options.offset as u64);
        let next = match (page.last(), rest.is_empty()) {
            (Some(last), false) => {
                let passed = passed.saturating_add(page.len() as u64);
                Some(Cursor::new(
                    last.top.place,
                    passed,
                    state,
                    query,
                    options.order,
                ))
            }
            _ => None,
        };
        let total = match partial {
            Some(_) => Some(0),
            None if options.count => Some(self.count(weight.as_ref())?),
            None => None,
        };
        let copies = match options.count && options.collapse != Collapse::Apart {
            true => self.count_copies(weight.as_ref())?,
            false => 0,
        };
        let mut highlighter = Highlighter::new(plan.marks, plan.names, self.fields, &mut stemmers);
        let mut hits = Vec::with_capacity(page.len());
        for First { top, copies } in page {
            let content = self.content(top.address)?;
            let article = StoredArticle::decode(&content)?;
            let id = ArticleId(top.place.id);
            let highlighter = &mut highlighter;
            let mut hit = hit(&article, id, top.score, highlighter, options.explain);
            hit.copies = copies.len() as u64;
            if options.collapse == Collapse::Listed {
                hit.copied = self.copied(copies)?;
            }
            hit.tags = self.tags_of(id, &article)?;
            hits.push(hit);
        }
        drop(highlighter);
        drop(stemmers);
        if options.explain && order.is_by_score() {
            let clauses = self.counted(&plan.ranking)?;
            for (hit, First { top, .. }) in hits.iter_mut().zip(page) {
                let content = self.content(top.address)?;
                let article = StoredArticle::decode(&content)?;
                let explanation = self.explain(&clauses, top, &article, &article.text())?;
                hit.explanation = Some(explanation);
            }
        }
        Ok(Results {
            total,
            copies,
            passed,
            hits,
            next,
            has_changed,
            cuts: plan.cuts,
            partial,
        })
    }

    /// Of a query that no article matches, the most parts that one has, and the plan for all that
    /// have as many; `None` if none has any.
    fn closest(
        &self,
        query: &Query,
        stemmers: &mut Stemmers,
    ) -> Result<Option<(usize, Plan)>, IndexError> {
        let parts = query.optional_parts();
        let (mut least, mut too_many, mut found) = (1, parts, None);
        // Articles with more parts are among those with fewer.
        while least < too_many {
            let middle = least.midpoint(too_many);
            let plan = self.planned(query, stemmers, |planner| {
                planner.plan_partial(query, middle)
            })?;
            let weight = plan.query.weight(self.scoring())?;
            if self.count(weight.as_ref())? > 0 {
                found = Some((middle, plan));
                least = middle + 1;
            } else {
                too_many = middle;
            }
        }
        Ok(found)
    }

    /// The first articles in an order, of those behind a place.
    fn best(
        &self,
        weight: &dyn Weight,
        plan: &Plan,
        order: Order,
        wanted: usize,
        after: Option<Place>,
    ) -> tantivy::Result<Vec<Top>> {
        let searcher = &self.searcher;
        match order {
            order if order.is_by_score() => {
                top::best(searcher, weight, plan, self.scoring(), wanted, after)
            }
            order => top::by_column(searcher, weight, order, wanted, after),
        }
    }

    /// Where the article stands that had a place in an older state of the archive; that place, if
    /// it is found no more.
    fn place_now(&self, place: Place, plan: &Plan, order: Order) -> tantivy::Result<Place> {
        let id = Term::from_field_u64(self.fields.id, place.id);
        let id = TermQuery::new(id, IndexRecordOption::Basic);
        let this = BooleanQuery::intersection(vec![
            plan.query.box_clone(),
            Box::new(ConstScoreQuery::new(Box::new(id), 0.0)),
        ]);
        let weight = this.weight(self.scoring())?;
        let found = self.best(weight.as_ref(), plan, order, 1, None)?;
        Ok(found.first().map_or(place, |top| top.place))
    }

    /// Gives the newest articles a part of the score that the best match has, if the order wants it.
    fn prefer_recent(
        &self,
        query: &Query,
        plan: &mut Plan,
        order: Order,
    ) -> Result<(), IndexError> {
        if order == Order::Recent {
            let weight = plan.query.weight(self.scoring())?;
            let best = self.best(weight.as_ref(), plan, Order::Relevance, 1, None)?;
            let most = best.first().map_or(0.0, |top| top.score * RECENT_SHARE);
            plan.prefer_recent(query, &self.searcher, most)?;
        }
        Ok(())
    }

    /// What the hits of a query depend on beside it: the commit, and for names what the user says
    /// of them.
    fn state(&self, query: &Query) -> Result<u32, IndexError> {
        let commit = derived::commit_of(&self.searcher);
        let corrections = match query.has_names() {
            true => Some(&self.names()?.corrections().entries),
            false => None,
        };
        let tags = match query.tags().is_empty() {
            true => None,
            false => Some(self.articles_of_tags(query)?),
        };
        Ok(cursor::fingerprint((commit, corrections, tags)))
    }

    /// The articles that a query finds, without their scores.
    fn matching(&self, query: &Query) -> Result<Box<dyn Weight>, IndexError> {
        let plan = self.plan(query, &mut Stemmers::default())?;
        let scoring = EnableScoring::disabled_from_searcher(&self.searcher);
        Ok(plan.query.weight(scoring)?)
    }

    /// The best articles for a query, without what it takes to show them.
    pub fn rank(&self, query: &Query, limit: usize) -> Result<Vec<Ranked>, IndexError> {
        guarded(|| {
            let plan = {
                let mut stemmers = self.stemmers.lock().unwrap_or_else(PoisonError::into_inner);
                let mut plan = self.plan(query, &mut stemmers)?;
                self.lift(query, &mut plan, &mut stemmers)?;
                plan
            };
            let weight = plan.query.weight(self.scoring())?;
            let order = match plan.ranking.is_empty() {
                true => Order::Newest,
                false => Order::Relevance,
            };
            let best = self.best(weight.as_ref(), &plan, order, limit, None)?;
            let ranked = best.into_iter().map(|top| {
                let content = self.content(top.address)?;
                let article = StoredArticle::decode(&content)?;
                Ok(Ranked {
                    id: ArticleId(top.place.id),
                    own_id: article.own_id.as_deref().map(str::to_owned),
                    score: top.score,
                    title: article.title.clone().into_owned(),
                    source: article.source.clone().into_owned(),
                })
            });
            ranked.collect()
        })
    }

    pub fn plan(&self, query: &Query, stemmers: &mut Stemmers) -> Result<Plan, IndexError> {
        self.planned(query, stemmers, |planner| planner.plan(query))
    }

    /// Everything in an article that a query matches, in order.
    pub fn matches(
        &self,
        query: &Query,
        article: &StoredArticle,
        text: &ArticleText,
    ) -> Result<Vec<Match>, IndexError> {
        let mut stemmers = self.stemmers.lock().unwrap_or_else(PoisonError::into_inner);
        let plan = self.plan(query, &mut stemmers)?;
        let mut highlighter = Highlighter::new(plan.marks, plan.names, self.fields, &mut stemmers);
        Ok(highlighter.matches(article, text))
    }

    /// Plans a query to be explained: of the words that its patterns stand for, those that are only
    /// stems of others are left out.
    pub fn plan_to_explain(&self, query: &Query) -> Result<Plan, IndexError> {
        let mut stemmers = self.stemmers.lock().unwrap_or_else(PoisonError::into_inner);
        let mut plan = self.plan(query, &mut stemmers)?;
        for expanded in &mut plan.patterns {
            let before = expanded.words.len();
            let mut words = Vec::new();
            for text in std::mem::take(&mut expanded.words) {
                let weight = self
                    .plan(&Query::folded(&text), &mut stemmers)?
                    .query
                    .weight(self.scoring())?;
                if guarded(|| self.count(weight.as_ref()))? > 0 {
                    words.push(text);
                }
            }
            expanded.total -= before - words.len();
            expanded.words = words;
        }
        Ok(plan)
    }

    fn planned<P>(
        &self,
        query: &Query,
        stemmers: &mut Stemmers,
        plan: impl FnOnce(&mut Planner) -> tantivy::Result<P>,
    ) -> Result<P, IndexError> {
        let (searcher, fields) = (&self.searcher, self.fields);
        let languages = &self.languages;
        let names = match query.has_names() {
            true => Some(self.names()?),
            false => None,
        };
        let tagged = self.articles_of_tags(query)?;
        Ok(plan(&mut Planner {
            searcher,
            fields,
            languages,
            language: self.language,
            stemmers,
            names,
            tagged,
        })?)
    }

    fn scoring(&self) -> EnableScoring<'_> {
        EnableScoring::enabled_from_statistics_provider(&self.statistics, &self.searcher)
    }

    fn count(&self, weight: &dyn Weight) -> Result<u64, IndexError> {
        let mut total = 0;
        for segment in self.searcher.segment_readers() {
            total += u64::from(weight.count(segment)?);
        }
        Ok(total)
    }

    fn content(&self, address: DocAddress) -> Result<OwnedBytes, IndexError> {
        let store = self
            .stores
            .get(address.segment_ord as usize)
            .ok_or(Damaged("article"))?;
        Ok(content_of(store.get_document_bytes(address.doc_id)?)?)
    }
}

fn hit(
    article: &StoredArticle,
    id: ArticleId,
    score: f32,
    highlighter: &mut Highlighter,
    explain: bool,
) -> Hit {
    let text: ArticleText = article.text();
    let matches = highlighter.preview(article, &text);
    let (removed, snippet) = match highlighter.removed(article) {
        Some((removal, snippet)) => (Some(removal), snippet),
        None => (None, snippet::snippet(&text, &matches)),
    };
    let string = |text: &Option<std::borrow::Cow<str>>| text.as_deref().map(str::to_owned);
    Hit {
        id,
        own_id: string(&article.own_id),
        score,
        title: Marked::part(&text.text, text.title.clone(), &matches),
        copies: 0,
        copied: Vec::new(),
        snippet,
        removed,
        reasons: highlighter.reasons(article, &text, explain),
        explanation: None,
        byline: string(&article.byline),
        published: article.published(),
        language: article.language(),
        site: string(&article.site),
        url: string(&article.url),
        format: article.format(),
        source: article.source.clone().into_owned(),
        tags: Vec::new(),
    }
}

/// Bytes that matched, and which of the query's [`Mark`]s they matched.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Match {
    pub span: Range<usize>,
    pub mark: usize,
}
