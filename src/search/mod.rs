//! `Query + index → Results`: hits in order, with what matched marked in them.
//!
//! - [`top`] finds the best articles, with ties broken by id, so that no result depends on
//!   segments or threads
//! - [`highlight`] finds in an article what the query matched by, and the passage to show
//! - [`names`] counts the entities of the articles that match, [`dossier`] gathers all of one
//! - [`named`] gives the entities that the mentions of an article are of

use std::ops::Range;
use std::path::PathBuf;
use std::sync::{Mutex, OnceLock, PoisonError};

use tantivy::directory::OwnedBytes;
use tantivy::query::{Bm25StatisticsProvider, EnableScoring};
use tantivy::schema::Field;
use tantivy::store::StoreReader;
use tantivy::{DocAddress, Searcher, Term};

use crate::analysis::Stemmers;
use crate::archive::Archive;
use crate::article::{ArticleId, ArticleText, Language, Published, Removal};
use crate::index::linked;
use crate::index::schema::{self, Fields};
use crate::index::settle::related::{Related, related};
use crate::index::stored::{Damaged, StoredArticle};
use crate::index::told;
use crate::index::{ArchiveIndex, IndexError, guarded};
use crate::names::corrections::Problem;
use crate::names::{Corrections, Name, Names};
use crate::query::Query;
use crate::query::plan::{Mark, Plan, Planner};

pub mod dossier;
pub mod highlight;
pub mod named;
pub mod names;
mod top;

pub use highlight::{Highlighter, Marked, NameReason, Why};
pub use named::Named;
pub use top::Order;
use top::Top;

/// What of the results is wanted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Options {
    pub limit: usize,
    pub offset: usize,
    pub order: Order,
    /// Count all articles that match, beyond those that are shown.
    pub count: bool,
    /// Give the names too by which hits were found as they were written.
    pub explain: bool,
}

impl Default for Options {
    fn default() -> Self {
        Options {
            limit: 10,
            offset: 0,
            order: Order::Relevance,
            count: true,
            explain: false,
        }
    }
}

/// The answer to a query.
#[derive(Debug, Clone, PartialEq)]
pub struct Results {
    /// All articles that match, if they were counted.
    pub total: Option<u64>,
    pub hits: Vec<Hit>,
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
    /// The passage that shows best why the article matches, or its beginning.
    pub snippet: Marked,
    /// Why the text of the snippet was removed from the page; `None` if it was not.
    pub removed: Option<Removal>,
    /// Names by which it was found that are not the one that was searched for; all names, if that
    /// is to be explained.
    pub reasons: Vec<NameReason>,
    pub byline: Option<String>,
    pub published: Option<Published>,
    pub language: Language,
    pub site: Option<String>,
    pub url: Option<String>,
    /// Path of the source within the archive.
    pub source: String,
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
        let articles = |name: &Name| {
            let terms = [schema::names::begin_entity, schema::names::begin_surface];
            let terms = terms.map(|begin| begin(name.kind, &name.key));
            let articles = terms.iter().map(|term| {
                let term = Term::from_field_text(self.fields.names, term);
                self.searcher.doc_freq(&term).unwrap_or(0)
            });
            articles.sum()
        };
        let listed = told::aliases(&self.archive)?;
        let names = guarded(|| Ok(Names::new(table, corrections, &listed, &articles)))?;
        Ok(self.names.get_or_init(|| names))
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
        let plan = self.plan(query, &mut stemmers)?;
        let weight = plan.query.weight(self.scoring())?;
        let wanted = options.offset.saturating_add(options.limit);
        let best = self.best(&plan, weight.as_ref(), options.order, wanted)?;
        let total = if options.count {
            Some(self.count(weight.as_ref())?)
        } else {
            None
        };
        let mut highlighter = Highlighter::new(plan.marks, &mut stemmers);
        let hits = best.into_iter().skip(options.offset).map(|top| {
            let content = self.content(top.address)?;
            let article = StoredArticle::decode(&content)?;
            Ok(hit(
                &article,
                ArticleId(top.id),
                top.score,
                &mut highlighter,
                options.explain,
            ))
        });
        Ok(Results {
            total,
            hits: hits.collect::<Result<_, IndexError>>()?,
        })
    }

    fn best(
        &self,
        plan: &Plan,
        weight: &dyn tantivy::query::Weight,
        order: Order,
        wanted: usize,
    ) -> tantivy::Result<Vec<Top>> {
        match order {
            // Without anything that ranks, the newest come first.
            Order::Relevance if plan.ranking.is_empty() => {
                top::by_date(&self.searcher, weight, Order::Newest, wanted)
            }
            Order::Relevance => top::best(&self.searcher, weight, plan, self.scoring(), wanted),
            order => top::by_date(&self.searcher, weight, order, wanted),
        }
    }

    /// The best articles for a query, without what it takes to show them.
    pub fn rank(&self, query: &Query, limit: usize) -> Result<Vec<Ranked>, IndexError> {
        guarded(|| {
            let plan = {
                let mut stemmers = self.stemmers.lock().unwrap_or_else(PoisonError::into_inner);
                self.plan(query, &mut stemmers)?
            };
            let weight = plan.query.weight(self.scoring())?;
            let best = self.best(&plan, weight.as_ref(), Order::Relevance, limit)?;
            let ranked = best.into_iter().map(|top| {
                let content = self.content(top.address)?;
                let article = StoredArticle::decode(&content)?;
                Ok(Ranked {
                    id: ArticleId(top.id),
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
        let (searcher, fields) = (&self.searcher, self.fields);
        let languages = &self.languages;
        let names = match query.has_names() {
            true => Some(self.names()?),
            false => None,
        };
        Ok(Planner {
            searcher,
            fields,
            languages,
            language: self.language,
            stemmers,
            names,
        }
        .plan(query)?)
    }

    fn scoring(&self) -> EnableScoring<'_> {
        EnableScoring::enabled_from_statistics_provider(&self.statistics, &self.searcher)
    }

    fn count(&self, weight: &dyn tantivy::query::Weight) -> Result<u64, IndexError> {
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
        content_of(store.get_document_bytes(address.doc_id)?)
    }

    /// Finds articles by what a person may have at hand: an id or the beginning of one (eight
    /// digits or more), the name that the source gives the article, or the path of its source.
    pub fn find(&self, name: &str) -> Result<Vec<Found>, IndexError> {
        guarded(|| self.find_all(name))
    }

    fn find_all(&self, name: &str) -> Result<Vec<Found>, IndexError> {
        let mut found = Vec::new();
        let path = name.trim_start_matches("./");
        for (field, text) in [(self.fields.own_id, name), (self.fields.source, path)] {
            if found.is_empty() {
                found = self.articles_with(Term::from_field_text(field, text))?;
            }
        }
        if found.is_empty()
            && let Some((low, high)) = id_range(name)
        {
            found = self.articles_between(low, high)?;
        }
        Ok(found)
    }

    /// The articles to which the teasers of an article lead.
    pub fn related(&self, article: &StoredArticle) -> Result<Vec<Related>, IndexError> {
        guarded(|| related(&self.searcher, self.fields, article))
    }

    fn articles_with(&self, term: Term) -> Result<Vec<Found>, IndexError> {
        let query = tantivy::query::TermQuery::new(term, tantivy::schema::IndexRecordOption::Basic);
        self.collect(&query)
    }

    fn articles_between(&self, low: u64, high: u64) -> Result<Vec<Found>, IndexError> {
        use std::ops::Bound::Included;
        let term = |id| Included(Term::from_field_u64(self.fields.id, id));
        self.collect(&tantivy::query::RangeQuery::new(term(low), term(high)))
    }

    /// All articles that a query of the engine finds, in the order of their sources.
    fn collect(&self, query: &dyn tantivy::query::Query) -> Result<Vec<Found>, IndexError> {
        let scoring = EnableScoring::disabled_from_searcher(&self.searcher);
        let weight = query.weight(scoring)?;
        let mut found = Vec::new();
        for top in top::all(&self.searcher, weight.as_ref())? {
            found.push(Found {
                id: ArticleId(top.id),
                content: self.content(top.address)?,
            });
        }
        let place = |found: &Found| {
            let article = found.article().ok();
            article.map(|article| (article.source.into_owned(), article.ordinal))
        };
        found.sort_by_cached_key(place);
        Ok(found)
    }
}

/// The ids that begin with these hexadecimal digits.
fn id_range(digits: &str) -> Option<(u64, u64)> {
    if !(8..=16).contains(&digits.len()) || !digits.bytes().all(|b| b.is_ascii_hexdigit()) {
        return None;
    }
    let shift = 4 * (16 - digits.len());
    let low = u64::from_str_radix(digits, 16).ok()? << shift;
    Some((low, low | ((1u64 << shift) - 1)))
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
        None => (None, highlight::snippet(&text, &matches)),
    };
    let string = |text: &Option<std::borrow::Cow<str>>| text.as_deref().map(str::to_owned);
    Hit {
        id,
        own_id: string(&article.own_id),
        score,
        title: Marked::part(&text.text, text.title.clone(), &matches),
        snippet,
        removed,
        reasons: highlighter.reasons(article, &text, explain),
        byline: string(&article.byline),
        published: article.published(),
        language: article.language(),
        site: string(&article.site),
        url: string(&article.url),
        source: article.source.clone().into_owned(),
    }
}

/// Bytes that matched, and which of the query's [`Mark`]s they matched.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Match {
    pub span: Range<usize>,
    pub mark: usize,
}

/// The stored form within the engine's form of a document, of which it is the only value: a count
/// of values, a field of four bytes, a type, a length whose last byte has the high bit set, and
/// the bytes. The engine's own reader copies byte by byte, which took a tenth of a search.
fn content_of(document: OwnedBytes) -> Result<OwnedBytes, IndexError> {
    const BEFORE_LENGTH: usize = 1 + 4 + 1;
    let length = document.get(BEFORE_LENGTH..).unwrap_or_default();
    match length.iter().position(|byte| byte & 0x80 != 0) {
        Some(last) => Ok(document.slice(BEFORE_LENGTH + last + 1..document.len())),
        None => Err(Damaged("article").into()),
    }
}

/// Statistics for ranking: of articles only, and consistent with document frequencies, which
/// count deleted articles until the index is compacted.
struct ArticleStatistics {
    searcher: Searcher,
    articles: u64,
    text: Field,
    words: u64,
}

impl ArticleStatistics {
    fn of(searcher: &Searcher, fields: Fields) -> Result<Self, IndexError> {
        let articles = searcher.doc_freq(&Term::from_field_text(fields.kind, schema::ARTICLE))?;
        // The engine's own sum is a guess after a merge that dropped deleted articles, and would
        // make scores depend on the history of the index.
        let mut words = 0;
        for segment in searcher.segment_readers() {
            let lengths = segment.get_fieldnorms_reader(fields.text)?;
            let lengths = (0..segment.max_doc()).map(|doc| u64::from(lengths.fieldnorm(doc)));
            words += lengths.sum::<u64>();
        }
        Ok(ArticleStatistics {
            searcher: searcher.clone(),
            articles,
            text: fields.text,
            words,
        })
    }
}

impl Bm25StatisticsProvider for ArticleStatistics {
    fn total_num_tokens(&self, field: Field) -> tantivy::Result<u64> {
        if field == self.text {
            Ok(self.words)
        } else {
            self.searcher.total_num_tokens(field)
        }
    }

    fn total_num_docs(&self) -> tantivy::Result<u64> {
        Ok(self.articles)
    }

    fn doc_freq(&self, term: &Term) -> tantivy::Result<u64> {
        Ok(self.searcher.doc_freq(term)?.min(self.articles))
    }
}

fn languages(searcher: &Searcher, fields: Fields) -> Result<Vec<Language>, IndexError> {
    let mut languages: Vec<Language> = Vec::new();
    for segment in searcher.segment_readers() {
        let inverted = segment.inverted_index(fields.language)?;
        let mut terms = inverted
            .terms()
            .stream()
            .map_err(tantivy::TantivyError::from)?;
        while terms.advance() {
            let language = String::from_utf8_lossy(terms.key())
                .parse()
                .unwrap_or_default();
            if !languages.contains(&language) {
                languages.push(language);
            }
        }
    }
    languages.sort_unstable();
    Ok(languages)
}

fn most_frequent(
    searcher: &Searcher,
    fields: Fields,
    languages: &[Language],
) -> Result<Language, IndexError> {
    let mut most = (0, Language::UNDETERMINED);
    for language in languages {
        let term = Term::from_field_text(fields.language, language.code());
        let articles = searcher.doc_freq(&term)?;
        if articles > most.0 {
            most = (articles, *language);
        }
    }
    Ok(most.1)
}

/// The marks of a query, for showing an article that did not come from a search.
pub fn marks_of(searcher: &ArchiveSearcher, query: &Query) -> Result<Vec<Mark>, IndexError> {
    Ok(searcher.plan(query, &mut Stemmers::default())?.marks)
}
