//! Sources of which pieces are coming in, and what is stored of how their reading ended.

use tantivy::schema::Value;
use tantivy::{Searcher, TantivyDocument};

use super::super::IndexError;
use super::super::changes::Task;
use super::super::ids::Ids;
use super::super::manifest::{Outcome, SourceState};
use super::super::read::End;
use super::super::schema::Fields;
use super::super::stored::StoredSource;
use crate::extract::ExtractError;

/// Failed records that are listed for each source; all are counted.
const FAILED_RECORDS_LISTED_MAX: usize = 100;

/// A source of which pieces are coming in.
pub(super) struct OpenSource<'t> {
    pub(super) task: &'t Task,
    pub(super) ids: Ids,
    pub(super) articles: u64,
    pub(super) records: u64,
    pub(super) failed_records: Vec<(u64, String)>,
    pub(super) failed_records_total: u64,
    /// Why the only article of the source could not be had.
    pub(super) error: Option<ExtractError>,
    /// What the index has of it stays.
    pub(super) untouched: bool,
    /// A record of it was written in this run.
    pub(super) recorded: bool,
}

impl<'t> OpenSource<'t> {
    pub(super) fn new(task: &'t Task) -> Self {
        OpenSource {
            task,
            ids: Ids::default(),
            articles: 0,
            records: 0,
            failed_records: Vec::new(),
            failed_records_total: 0,
            error: None,
            untouched: false,
            recorded: false,
        }
    }

    pub(super) fn record_failed(&mut self, number: u64, reason: String) {
        self.failed_records_total += 1;
        if self.failed_records.len() < FAILED_RECORDS_LISTED_MAX {
            self.failed_records.push((number, reason));
        }
    }

    /// Takes over what the index knows of the source; gives the reason stored with it.
    pub(super) fn recall(
        &mut self,
        searcher: &Searcher,
        fields: Fields,
        known: &SourceState,
    ) -> Result<String, IndexError> {
        let stored = stored_source(searcher, fields, known)?;
        self.articles = known.articles;
        self.failed_records = stored.failed_records;
        self.failed_records_total = stored.failed_records_total;
        self.records = stored.records_read;
        Ok(stored.reason.into_owned())
    }

    /// How the reading ended, and the reason if it is not simply well.
    pub(super) fn outcome(&self, end: &End) -> (Outcome, String) {
        if let Some(error) = &end.error {
            let outcome = match error.is_skip {
                true => Outcome::Skipped,
                false => Outcome::Failed,
            };
            return (outcome, error.reason.clone());
        }
        match (&self.error, self.articles) {
            (_, 1..) => (Outcome::Indexed, String::new()),
            (Some(error), 0) if error.is_skip() => (Outcome::Skipped, error.to_string()),
            (Some(error), 0) => (Outcome::Failed, error.to_string()),
            (None, 0) if self.failed_records_total > 0 => {
                (Outcome::Failed, "none of its records could be read".into())
            }
            (None, 0) => (Outcome::Skipped, "no article in it".into()),
        }
    }
}

/// What is stored about the failures of a source.
pub fn stored_source(
    searcher: &Searcher,
    fields: Fields,
    state: &SourceState,
) -> Result<StoredSource<'static>, IndexError> {
    let document: TantivyDocument = searcher.doc(state.record)?;
    let stored = StoredSource::decode(content_of(&document, fields))?;
    Ok(StoredSource {
        path: stored.path.into_owned().into(),
        reason: stored.reason.into_owned().into(),
        ..stored
    })
}

fn content_of(document: &TantivyDocument, fields: Fields) -> &[u8] {
    let content = document.get_first(fields.content);
    content
        .and_then(|value| value.as_bytes())
        .unwrap_or_default()
}
