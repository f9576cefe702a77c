//! `the archive → rows`: its articles, mentions, entities or hits, as tables that other programs read.
//!
//! Rows of articles and mentions come in the order of the articles' ids, one article after the other, so
//! that an export that was broken off can go on.

use std::ops::ControlFlow;

use serde_json::{Map, Value, json};
use tantivy::query::{AllQuery, EnableScoring, Query as _};

use super::names::{CountedName, NameFilter, NameOrder, count};
use super::{ArchiveSearcher, Named, Ranked, top};
use crate::article::{ArticleId, ArticleText, Published};
use crate::index::stored::StoredArticle;
use crate::index::{IndexError, guarded};
use crate::query::Query;

/// The version of the tables. Raised when a column changes its meaning, its name or its place; new ones
/// are added behind the others.
pub const SCHEMA_VERSION: u32 = 1;

/// What can be exported.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Table {
    Articles,
    Mentions,
    Entities,
    Hits,
}

impl Table {
    pub fn name(self) -> &'static str {
        match self {
            Table::Articles => "articles",
            Table::Mentions => "mentions",
            Table::Entities => "entities",
            Table::Hits => "hits",
        }
    }

    /// Whether its rows come article by article, in the order of ids that stand in the first column.
    pub fn is_by_article(self) -> bool {
        matches!(self, Table::Articles | Table::Mentions)
    }

    /// The names of its columns.
    pub fn columns(self) -> &'static [&'static str] {
        match self {
            Table::Articles => &[
                "article",
                "own_id",
                "source",
                "ordinal",
                "title",
                "byline",
                "published",
                "published_precision",
                "published_origin",
                "modified",
                "section",
                "keywords",
                "language",
                "site",
                "url",
                "format",
                "content_hash",
                "text",
            ],
            Table::Mentions => &[
                "article", "type", "entity", "key", "surface", "part", "start", "end", "detector",
            ],
            Table::Entities => &[
                "type", "entity", "key", "articles", "mentions", "first", "last", "aliases",
            ],
            Table::Hits => &["rank", "score", "article", "own_id", "title", "source"],
        }
    }
}

/// A row: a value for each column, a text, a number or nothing.
pub type Row = Vec<Value>;

/// A row as an object.
pub fn object(table: Table, row: Row) -> Value {
    let columns = table.columns().iter().map(|column| (*column).to_owned());
    Value::Object(columns.zip(row).collect::<Map<_, _>>())
}

/// Takes the rows of an article, or some rows of another table.
pub type TakeRows<'a, E> = &'a mut dyn FnMut(Vec<Row>) -> Result<(), E>;

/// Hands over the rows of a table for the articles that match, from an article on.
pub fn export<E: From<IndexError>>(
    searcher: &ArchiveSearcher,
    table: Table,
    query: Option<&Query>,
    from: Option<ArticleId>,
    take: TakeRows<'_, E>,
) -> Result<(), E> {
    match table {
        Table::Articles | Table::Mentions => {
            let mut failure = None;
            searcher.each_by_id(query, from, &mut |id, article| {
                let rows: Vec<Row> = match table {
                    Table::Articles => vec![article_row(id, article, &article.text())],
                    _ => mention_rows(searcher, id, article)?,
                };
                match take(rows) {
                    Ok(()) => Ok(ControlFlow::Continue(())),
                    Err(error) => {
                        failure = Some(error);
                        Ok(ControlFlow::Break(()))
                    }
                }
            })?;
            failure.map_or(Ok(()), Err)
        }
        Table::Entities => {
            let filter = NameFilter {
                query: query.cloned(),
                order: NameOrder::Articles,
                limit: usize::MAX,
                mentions: true,
                ..NameFilter::default()
            };
            take(
                count(searcher, &filter)?
                    .names
                    .iter()
                    .map(entity_row)
                    .collect(),
            )
        }
        Table::Hits => {
            let Some(query) = query else {
                return Ok(());
            };
            let hits = searcher.rank(query, usize::MAX)?;
            let row = |(rank, hit): (u64, &Ranked)| {
                vec![
                    json!(rank),
                    json!(hit.score),
                    json!(hit.id.to_string()),
                    json!(hit.own_id),
                    json!(hit.title),
                    json!(hit.source),
                ]
            };
            take((1..).zip(&hits).map(row).collect())
        }
    }
}

/// Sees an article; breaks to see no more.
type SeeArticle<'a> =
    dyn FnMut(ArticleId, &StoredArticle) -> Result<ControlFlow<()>, IndexError> + 'a;

impl ArchiveSearcher {
    /// Hands over the articles that match in the order of their ids, from one on.
    fn each_by_id(
        &self,
        query: Option<&Query>,
        from: Option<ArticleId>,
        see: &mut SeeArticle,
    ) -> Result<(), IndexError> {
        guarded(|| {
            let weight = match query {
                Some(query) => self.matching(query)?,
                None => AllQuery.weight(EnableScoring::disabled_from_searcher(&self.searcher))?,
            };
            let mut articles = top::all(&self.searcher, weight.as_ref())?;
            articles.retain(|top| from.is_none_or(|from| top.place.id >= from.0));
            articles.sort_unstable_by_key(|top| top.place.id);
            for top in articles {
                let content = self.content(top.address)?;
                let article = StoredArticle::decode(&content)?;
                if see(ArticleId(top.place.id), &article)?.is_break() {
                    break;
                }
            }
            Ok(())
        })
    }
}

fn article_row(id: ArticleId, article: &StoredArticle, text: &ArticleText) -> Row {
    let published = article.published();
    let date = |date: Option<Published>| date.map(|date| date.to_string());
    vec![
        json!(id.to_string()),
        json!(article.own_id),
        json!(article.source),
        json!(article.ordinal),
        json!(article.title),
        json!(article.byline),
        json!(date(published)),
        json!(published.map(|date| date.precision.name())),
        json!(published.map(|date| date.origin.name())),
        json!(date(article.modified())),
        json!(article.section),
        json!(article.keywords.join("; ")),
        json!(article.language),
        json!(article.site),
        json!(article.url),
        json!(article.format().name()),
        json!(format!("{:016x}", article.content_hash())),
        json!(text.text),
    ]
}

fn mention_rows(
    searcher: &ArchiveSearcher,
    id: ArticleId,
    article: &StoredArticle,
) -> Result<Vec<Row>, IndexError> {
    let text = article.text();
    let named = searcher.named(article, &text)?;
    let part = |start: usize| match start {
        start if start < text.title.end => "title",
        start if start < text.body.end => "body",
        _ => "caption",
    };
    let row = |named: &Named| {
        let mention = &named.mention;
        vec![
            json!(id.to_string()),
            json!(mention.kind.name()),
            json!(named.name),
            json!(named.id.key),
            json!(text.text.get(mention.span.clone())),
            json!(part(mention.span.start)),
            json!(mention.span.start),
            json!(mention.span.end),
            json!(mention.detector.name()),
        ]
    };
    Ok(named.iter().map(row).collect())
}

fn entity_row(name: &CountedName) -> Row {
    let forms = name.entity.iter().flat_map(|entity| &entity.forms);
    let aliases: Vec<&str> = forms
        .map(|form| form.printed.as_str())
        .filter(|form| *form != name.name)
        .collect();
    let (first, last) = name.period.unzip();
    vec![
        json!(name.kind.name()),
        json!(name.name),
        json!(name.id.key),
        json!(name.articles),
        json!(name.mentions),
        json!(first.map(|day| day.to_string())),
        json!(last.map(|day| day.to_string())),
        json!(aliases.join("; ")),
    ]
}
