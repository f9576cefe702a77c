//! `what a person has at hand of an article → the article`: its id, its name, its file.

use tantivy::Term;
use tantivy::query::{EnableScoring, Query as EngineQuery, TermQuery};
use tantivy::schema::IndexRecordOption;

use super::{ArchiveSearcher, Found, top};
use crate::article::ArticleId;
use crate::index::settle::related::{Related, related};
use crate::index::stored::StoredArticle;
use crate::index::{IndexError, guarded};

impl ArchiveSearcher {
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

    pub(super) fn articles_with(&self, term: Term) -> Result<Vec<Found>, IndexError> {
        let query = TermQuery::new(term, IndexRecordOption::Basic);
        self.collect(&query)
    }

    pub(super) fn articles_between(&self, low: u64, high: u64) -> Result<Vec<Found>, IndexError> {
        use std::ops::Bound::Included;
        let term = |id| Included(Term::from_field_u64(self.fields.id, id));
        self.collect(&tantivy::query::RangeQuery::new(term(low), term(high)))
    }

    /// All articles that a query of the engine finds, in the order of their sources.
    fn collect(&self, query: &dyn EngineQuery) -> Result<Vec<Found>, IndexError> {
        let scoring = EnableScoring::disabled_from_searcher(&self.searcher);
        let weight = query.weight(scoring)?;
        let mut found = Vec::new();
        for top in top::all(&self.searcher, weight.as_ref())? {
            found.push(Found {
                id: ArticleId(top.place.id),
                address: top.address,
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
