//! `clusters of copies → what a person reads of them`: which articles have one text, and in what they
//! differ.

use std::cmp::Reverse;
use std::ops::Range;

use tantivy::{DocAddress, DocSet};

use super::top::{Places, Top};
use super::{ArchiveSearcher, Found, Order, Place};
use crate::article::{ArticleId, Published};
use crate::copies::Difference;
use crate::index::stored::StoredArticle;
use crate::index::{IndexError, guarded};
use crate::query::Query;

/// An article that has copies.
#[derive(Debug, Clone, PartialEq)]
pub struct Copied {
    pub id: ArticleId,
    /// The name that the source gives the article.
    pub own_id: Option<String>,
    pub title: String,
    pub published: Option<Published>,
    pub site: Option<String>,
    pub url: Option<String>,
    /// Path of the source within the archive.
    pub source: String,
}

/// Articles of one text, in the order of their dates.
#[derive(Debug, Clone, PartialEq)]
pub struct Cluster {
    /// How many there are.
    pub articles: usize,
    /// Those that are shown.
    pub versions: Vec<Version>,
}

/// An article of a cluster.
#[derive(Debug, Clone, PartialEq)]
pub struct Version {
    pub article: Copied,
    /// In what its body differs from that of the first one.
    pub cut: usize,
    pub added: usize,
    /// The passages that differ, the older one before the newer, if they are wanted.
    pub passages: Vec<(String, String)>,
}

/// Some clusters of an archive.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Clusters {
    /// How many there are, and the articles in them.
    pub total: u64,
    pub articles: u64,
    /// Those that are shown: the largest first, then the oldest.
    pub shown: Vec<Cluster>,
}

/// What of the clusters is wanted.
#[derive(Debug, Clone, Copy)]
pub struct Wanted<'a> {
    /// Clusters of which an article matches.
    pub within: Option<&'a Query>,
    pub clusters: usize,
    /// Articles of each that are read.
    pub versions: usize,
    pub passages: bool,
}

/// The clusters of copies.
pub fn clusters(searcher: &ArchiveSearcher, wanted: &Wanted) -> Result<Clusters, IndexError> {
    guarded(|| {
        let copies = searcher.copies()?;
        let matching = match wanted.within {
            Some(within) => searcher.clusters_matching(within)?,
            None => (0..copies.len() as u32).collect(),
        };
        let places = Places::of(searcher.engine())?;
        let sizes = matching
            .iter()
            .map(|number| copies.cluster(*number).len() as u64);
        let mut found = Clusters {
            total: matching.len() as u64,
            articles: sizes.sum(),
            shown: Vec::new(),
        };
        let mut order: Vec<_> = matching
            .into_iter()
            .map(|number| {
                let cluster = copies.cluster(number);
                let places = cluster
                    .iter()
                    .map(|address| places.get(Order::Oldest, *address));
                (Reverse(cluster.len()), places.min(), number)
            })
            .collect();
        order.sort_unstable();
        for (.., number) in order.into_iter().take(wanted.clusters) {
            let cluster = copies.cluster(number);
            found
                .shown
                .push(searcher.cluster(cluster, &places, wanted)?);
        }
        Ok(found)
    })
}

/// The cluster that an article stands in, if it has copies.
pub fn cluster_of(
    searcher: &ArchiveSearcher,
    article: &Found,
    wanted: &Wanted,
) -> Result<Option<Cluster>, IndexError> {
    guarded(|| {
        let copies = searcher.copies()?;
        let Some(number) = copies.cluster_of(article.address) else {
            return Ok(None);
        };
        let places = Places::of(searcher.engine())?;
        let cluster = searcher.cluster(copies.cluster(number), &places, wanted)?;
        Ok(Some(cluster))
    })
}

impl ArchiveSearcher {
    /// The clusters of which an article matches.
    fn clusters_matching(&self, query: &Query) -> Result<Vec<u32>, IndexError> {
        let copies = self.copies()?;
        let weight = self.matching(query)?;
        let mut found = Vec::new();
        for (segment, ordinal) in self.searcher.segment_readers().iter().zip(0..) {
            let mut scorer = weight.scorer(segment, 1.0)?;
            for (doc, cluster) in copies.of_segment(ordinal) {
                if scorer.doc() < *doc {
                    scorer.seek(*doc);
                }
                if scorer.doc() == *doc {
                    found.push(*cluster);
                }
            }
        }
        found.sort_unstable();
        found.dedup();
        Ok(found)
    }

    fn cluster(
        &self,
        addresses: &[DocAddress],
        places: &Places,
        wanted: &Wanted,
    ) -> Result<Cluster, IndexError> {
        let mut order: Vec<(Place, DocAddress)> = addresses
            .iter()
            .map(|address| (places.get(Order::Oldest, *address), *address))
            .collect();
        order.sort_unstable();
        let mut first: Option<String> = None;
        let mut versions = Vec::new();
        for (place, address) in order.into_iter().take(wanted.versions) {
            let content = self.content(address)?;
            let article = StoredArticle::decode(&content)?;
            let text = article.text();
            let body = text.text.get(text.body).unwrap_or_default();
            let first = first.get_or_insert_with(|| body.to_owned());
            let difference = Difference::between(first, body);
            let mut passages = Vec::new();
            if wanted.passages {
                let part = |text: &str, range: Range<usize>| {
                    text.get(range).unwrap_or_default().to_owned()
                };
                let changes = difference.changes.into_iter();
                passages.extend(
                    changes.map(|change| (part(first, change.cut), part(body, change.added))),
                );
            }
            versions.push(Version {
                article: Copied::new(&article, ArticleId(place.id)),
                cut: difference.cut,
                added: difference.added,
                passages,
            });
        }
        Ok(Cluster {
            articles: addresses.len(),
            versions,
        })
    }

    /// The articles to be shown for copies.
    pub(super) fn copied(&self, copies: &[Top]) -> Result<Vec<Copied>, IndexError> {
        let copied = |top: &Top| {
            let content = self.content(top.address)?;
            let article = StoredArticle::decode(&content)?;
            Ok(Copied::new(&article, ArticleId(top.place.id)))
        };
        copies.iter().map(copied).collect()
    }
}

impl Copied {
    fn new(article: &StoredArticle, id: ArticleId) -> Copied {
        let owned = |text: &Option<std::borrow::Cow<str>>| text.as_deref().map(str::to_owned);
        Copied {
            id,
            own_id: owned(&article.own_id),
            title: article.title.clone().into_owned(),
            published: article.published(),
            site: owned(&article.site),
            url: owned(&article.url),
            source: article.source.clone().into_owned(),
        }
    }
}
