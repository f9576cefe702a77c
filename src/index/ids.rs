//! Which id an article gets: the one it had, else one that nobody has.
//!
//! An article keeps its id when its source is renamed or edited: it is recognised by its own id,
//! else by its content, else by its title, else as the only article of its source before and now.
//! One whose content is as before is not newer for being read again.

use std::collections::{HashMap, HashSet};

use tantivy::schema::{IndexRecordOption, Value};
use tantivy::{DocSet, Searcher, TERMINATED, TantivyDocument, Term};

use super::IndexError;
use super::document::Prepared;
use super::schema::{Fields, column};
use super::stored::{StoredArticle, first_64_bits};
use crate::article::ArticleId;

/// The ids of one source.
#[derive(Default)]
pub struct Ids {
    by_own_id: HashMap<u64, Vec<u64>>,
    by_content: HashMap<u64, Vec<u64>>,
    by_title: HashMap<u64, Vec<u64>>,
    /// The id of the only article that the source had.
    only: Option<u64>,
    used: HashSet<u64>,
    /// The content of each, and since when the archive has it.
    since: HashMap<u64, (u64, i64)>,
    /// How many articles of an identity there were, where there was more than one try.
    occurrences: HashMap<u64, u32>,
}

impl Ids {
    /// The ids that the articles of a source had, to be given again.
    pub fn of_source(searcher: &Searcher, fields: Fields, source: &str) -> Result<Ids, IndexError> {
        let mut ids = Ids::default();
        let mut count = 0;
        for_each_article(searcher, fields, source, |id, since, article| {
            let content = article.content_hash();
            ids.since.insert(id, (content, since));
            if let Some(own_id) = &article.own_id {
                ids.by_own_id
                    .entry(hash(own_id.as_bytes()))
                    .or_default()
                    .push(id);
            }
            ids.by_content.entry(content).or_default().push(id);
            ids.by_title
                .entry(hash(article.title.as_bytes()))
                .or_default()
                .push(id);
            count += 1;
            ids.only = (count == 1).then_some(id);
        })?;
        Ok(ids)
    }

    /// The ids that the articles of a half-read source have and keep.
    pub fn of_begun_source(
        searcher: &Searcher,
        fields: Fields,
        source: &str,
    ) -> Result<Ids, IndexError> {
        let mut ids = Ids::default();
        for_each_article(searcher, fields, source, |id, _, _| {
            ids.used.insert(id);
        })?;
        Ok(ids)
    }

    /// Gives the next article of `source` its id. `alone`: it is the only article of its source;
    /// `is_taken` tells which ids the articles of other sources have, such as one that was renamed.
    pub fn assign(
        &mut self,
        source: &str,
        article: &Prepared,
        alone: bool,
        is_taken: &dyn Fn(u64) -> Result<bool, IndexError>,
    ) -> Result<ArticleId, IndexError> {
        let known = match &article.own_id {
            Some(own_id) => take(&mut self.by_own_id, hash(own_id.as_bytes()), &self.used),
            None => take(&mut self.by_content, article.content_hash, &self.used)
                .or_else(|| {
                    take(
                        &mut self.by_title,
                        hash(article.title.as_bytes()),
                        &self.used,
                    )
                })
                .or_else(|| self.only.filter(|id| alone && !self.used.contains(id))),
        };
        let id = match known {
            Some(id) => id,
            None => self.fresh(source, article, is_taken)?,
        };
        self.used.insert(id);
        Ok(ArticleId(id))
    }

    /// Since when the archive has an article as it is, if it had it before, in microseconds since
    /// 1970.
    pub fn since(&self, id: ArticleId, article: &Prepared) -> Option<i64> {
        let (content, since) = self.since.get(&id.0)?;
        (*content == article.content_hash).then_some(*since)
    }

    fn fresh(
        &mut self,
        source: &str,
        article: &Prepared,
        is_taken: &dyn Fn(u64) -> Result<bool, IndexError>,
    ) -> Result<u64, IndexError> {
        let content = article.content_hash.to_le_bytes();
        let identity = article
            .own_id
            .as_deref()
            .map_or(&content[..], str::as_bytes);
        let occurrence = self.occurrences.entry(hash(identity)).or_default();
        loop {
            let ArticleId(id) = ArticleId::new(source, identity, *occurrence);
            *occurrence += 1;
            if !self.used.contains(&id) && !is_taken(id)? {
                return Ok(id);
            }
        }
    }
}

fn take(ids: &mut HashMap<u64, Vec<u64>>, key: u64, used: &HashSet<u64>) -> Option<u64> {
    let ids = ids.get_mut(&key)?;
    // In the order in which they were given: the first article keeps the first id.
    while !ids.is_empty() {
        let id = ids.remove(0);
        if !used.contains(&id) {
            return Some(id);
        }
    }
    None
}

fn hash(bytes: &[u8]) -> u64 {
    first_64_bits(&blake3::hash(bytes))
}

/// Whether an article of the index has this id.
pub fn is_taken(searcher: &Searcher, fields: Fields, id: u64) -> Result<bool, IndexError> {
    let term = Term::from_field_u64(fields.id, id);
    for segment in searcher.segment_readers() {
        let postings = segment
            .inverted_index(fields.id)?
            .read_postings(&term, IndexRecordOption::Basic)
            .map_err(tantivy::TantivyError::from)?;
        let Some(mut postings) = postings else {
            continue;
        };
        while postings.doc() != TERMINATED {
            if !segment.is_deleted(postings.doc()) {
                return Ok(true);
            }
            postings.advance();
        }
    }
    Ok(false)
}

/// Calls `see` with the id of every article of a source, since when it is as it is, and its stored
/// form.
pub fn for_each_article(
    searcher: &Searcher,
    fields: Fields,
    source: &str,
    mut see: impl FnMut(u64, i64, &StoredArticle),
) -> Result<(), IndexError> {
    let term = Term::from_field_text(fields.source, source);
    for segment in searcher.segment_readers() {
        let columns = segment.fast_fields();
        let ids = columns.column_opt::<u64>(column::ID)?;
        let since = columns.column_opt::<i64>(column::INDEXED)?;
        let postings = segment
            .inverted_index(fields.source)?
            .read_postings(&term, IndexRecordOption::Basic)
            .map_err(tantivy::TantivyError::from)?;
        let (Some(ids), Some(mut postings)) = (ids, postings) else {
            continue;
        };
        let store = segment
            .get_store_reader(1)
            .map_err(tantivy::TantivyError::from)?;
        while postings.doc() != TERMINATED {
            let doc = postings.doc();
            // The record of the source itself has no id.
            if let Some(id) = ids.first(doc).filter(|_| !segment.is_deleted(doc)) {
                let document: TantivyDocument = store.get(doc)?;
                let content = document.get_first(fields.content);
                let content = content.as_ref().and_then(|value| value.as_bytes());
                let since = since.as_ref().and_then(|since| since.first(doc));
                let article = StoredArticle::decode(content.unwrap_or_default())?;
                see(id, since.unwrap_or_default(), &article);
            }
            postings.advance();
        }
    }
    Ok(())
}
