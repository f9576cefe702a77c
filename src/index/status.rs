//! What is in an index, and what has changed in the folder since.

use super::changes::{Changes, Task};
use super::manifest::{self, Outcome, SourceState};
use super::run::{content_of, stages_fingerprint};
use super::schema::column;
use super::stored::StoredSource;
use super::{ArchiveIndex, IndexError, guarded};
use crate::walk::walk;

/// The state of an archive.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Status {
    pub articles: u64,
    pub sources: u64,
    pub skipped: u64,
    /// Sources that could not be read, and why.
    pub failed: Vec<(String, String)>,
    /// Records inside sources that could not be read: path, number of the record from 1, reason.
    /// A list of the first ones of each source; `failed_records_total` counts all.
    pub failed_records: Vec<(String, u64, String)>,
    pub failed_records_total: u64,
    /// Sources that a stopped run has read half.
    pub partial: u64,
    /// Articles by language, the most frequent first.
    pub languages: Vec<(String, u64)>,
    pub undated: u64,
    /// The first and last day on which an article was published.
    pub first_day: Option<jiff::civil::Date>,
    pub last_day: Option<jiff::civil::Date>,
    /// Bytes of the files that were read.
    pub source_bytes: u64,
    pub index_bytes: u64,
    pub drift: Drift,
}

/// How the folder differs from the index.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Drift {
    pub new: u64,
    pub changed: u64,
    pub deleted: u64,
    pub unreachable: u64,
}

impl Drift {
    pub fn is_none(&self) -> bool {
        *self == Drift::default()
    }
}

/// Reads the state of an archive; walks its folder to see what has changed.
pub fn status(index: &ArchiveIndex) -> Result<Status, IndexError> {
    guarded(|| read_status(index))
}

fn read_status(index: &ArchiveIndex) -> Result<Status, IndexError> {
    let (searcher, fields) = (index.searcher(), index.fields);
    let mut status = Status {
        index_bytes: index.bytes_on_disk(),
        ..Status::default()
    };
    let mut languages = std::collections::BTreeMap::<String, u64>::new();
    let mut days: Option<(i64, i64)> = None;
    for segment in searcher.segment_readers() {
        let columns = segment.fast_fields();
        let dates = columns.column_opt::<i64>(column::PUBLISHED)?;
        let Some(ids) = columns.column_opt::<u64>(column::ID)? else {
            continue;
        };
        let language = columns.str(column::LANGUAGE)?;
        let mut counts = vec![0u64; language.as_ref().map_or(0, |column| column.num_terms())];
        for doc in segment
            .doc_ids_alive()
            .filter(|doc| ids.first(*doc).is_some())
        {
            status.articles += 1;
            match dates.as_ref().and_then(|dates| dates.first(doc)) {
                Some(at) => {
                    days = Some(days.map_or((at, at), |(a, b)| (a.min(at), b.max(at))));
                }
                None => status.undated += 1,
            }
            let ordinal = language
                .as_ref()
                .and_then(|column| column.term_ords(doc).next());
            if let Some(count) = ordinal.and_then(|ordinal| counts.get_mut(ordinal as usize)) {
                *count += 1;
            }
        }
        for (ordinal, count) in (0..).zip(counts) {
            let mut code = String::new();
            if let Some(column) = &language
                && count > 0
                && column
                    .ord_to_str(ordinal, &mut code)
                    .map_err(tantivy::TantivyError::from)?
            {
                *languages.entry(code).or_default() += count;
            }
        }
    }
    status.languages = languages.into_iter().collect();
    status
        .languages
        .sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    let day = |seconds| super::stored::civil_from_seconds(seconds).map(|at| at.date());
    status.first_day = days.and_then(|(first, _)| day(first));
    status.last_day = days.and_then(|(_, last)| day(last));

    let manifest = manifest::read(&searcher, fields)?;
    for (path, state) in &manifest {
        status.sources += 1;
        status.source_bytes += state.bytes;
        match state.outcome {
            Outcome::Indexed => {}
            Outcome::Skipped => status.skipped += 1,
            Outcome::Partial => status.partial += 1,
            Outcome::Failed => {}
        }
        if state.outcome == Outcome::Failed || state.failed_records > 0 {
            let document: tantivy::TantivyDocument = searcher.doc(state.record)?;
            let record = StoredSource::decode(content_of(&document, fields))?;
            if state.outcome == Outcome::Failed {
                status.failed.push((path.clone(), record.reason.into()));
            }
            let records = record.failed_records.into_iter();
            let records = records.map(|(number, why)| (path.clone(), number, why));
            status.failed_records.extend(records);
            status.failed_records_total += record.failed_records_total;
        }
    }
    status.failed.sort_unstable();
    status.failed_records.sort_unstable();
    status.drift = drift(index, manifest);
    Ok(status)
}

fn drift(index: &ArchiveIndex, manifest: manifest::Manifest) -> Drift {
    // An archive that was indexed without names has not changed for that.
    let without_names = stages_fingerprint(false);
    let is_without = manifest
        .values()
        .any(|state: &SourceState| state.stages == without_names);
    let stages = stages_fingerprint(!is_without);
    let mut walk = walk(&index.archive.folder);
    let changes = Changes::between(&mut walk, manifest, stages);
    // In doubt is not changed: the time of the file just says nothing.
    let is_changed = |known: SourceState, task: &Task| {
        known.modified != manifest::IN_DOUBT || !task.is_in_doubt(stages)
    };
    let tasks = || changes.tasks.iter();
    Drift {
        new: tasks().filter(|task| task.known.is_none()).count() as u64,
        changed: tasks()
            .filter(|task| task.known.is_some_and(|known| is_changed(known, task)))
            .count() as u64,
        deleted: changes.deleted.len() as u64,
        unreachable: changes.unreachable.len() as u64,
    }
}
