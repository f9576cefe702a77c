//! `query → all articles that match`, by their ids and since when the archive has them as they are.

use tantivy::DocAddress;

use super::names::each_article;
use super::top::ids;
use super::{ArchiveSearcher, Found};
use crate::article::ArticleId;
use crate::index::schema::column;
use crate::index::{IndexError, guarded};
use crate::query::Query;

/// An article that matches.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Matched {
    pub id: ArticleId,
    /// Microseconds since 1970.
    pub since: i64,
    address: DocAddress,
}

impl ArchiveSearcher {
    /// All articles that match a query, in no particular order.
    pub fn matched(&self, query: &Query) -> Result<Vec<Matched>, IndexError> {
        guarded(|| {
            let weight = self.matching(query)?;
            let mut matched = Vec::new();
            for (ordinal, segment) in (0..).zip(self.searcher.segment_readers()) {
                let Some(ids) = ids(segment)? else { continue };
                let since = segment.fast_fields().column_opt::<i64>(column::INDEXED)?;
                each_article(Some(weight.as_ref()), segment, &mut |doc| {
                    // The record of a source has no id.
                    if let Some(id) = ids.first(doc) {
                        let since = since.as_ref().and_then(|since| since.first(doc));
                        matched.push(Matched {
                            id: ArticleId(id),
                            since: since.unwrap_or_default(),
                            address: DocAddress::new(ordinal, doc),
                        });
                    }
                })?;
            }
            Ok(matched)
        })
    }

    /// The article that matched.
    pub fn found(&self, matched: &Matched) -> Result<Found, IndexError> {
        let content = guarded(|| self.content(matched.address))?;
        Ok(Found {
            id: matched.id,
            address: matched.address,
            content,
        })
    }

    /// When the newest article came into the archive, in microseconds since 1970.
    pub fn newest(&self) -> Result<i64, IndexError> {
        guarded(|| {
            let mut newest = i64::MIN;
            for segment in self.searcher.segment_readers() {
                let since = segment.fast_fields().column_opt::<i64>(column::INDEXED)?;
                newest = newest.max(since.map_or(i64::MIN, |since| since.max_value()));
            }
            Ok(newest)
        })
    }
}
