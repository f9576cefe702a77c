//! What is in an index, and what has changed in the folder since.

use rustc_hash::FxHashMap;

use super::changes::{Changes, Task};
use super::manifest::{self, Outcome, SourceState};
use super::run::{stages_fingerprint, stored_source};
use super::schema::column;
use super::stored::StoredSource;
use super::{ArchiveIndex, IndexError, guarded, told};
use crate::entities::Detectors;
use crate::entities::model::built_in;
use crate::walk::walk;

/// The state of an archive.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Status {
    pub articles: u64,
    /// All sources: those that were read, skipped, failed, and read half.
    pub sources: u64,
    /// Sources that gave articles.
    pub indexed: u64,
    /// Sources without text, and why.
    pub skipped: Vec<(String, String)>,
    /// Sources that could not be read, and why.
    pub failed: Vec<(String, String)>,
    /// Records inside sources that could not be read.
    pub failed_records: Vec<FailedRecords>,
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
    pub naming: Naming,
    pub drift: Drift,
}

/// What an archive detects names with.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Naming {
    /// Whether it was indexed with names.
    pub is_on: bool,
    /// Bytes of the model that it keeps; `None` for the one that is part of the program.
    pub own_model: Option<u64>,
    /// `None` if that model cannot be used.
    pub model_fingerprint: Option<u64>,
    /// Why it cannot.
    pub problem: Option<String>,
    /// Names on its list.
    pub listed: u64,
}

/// The records of one source that could not be read.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct FailedRecords {
    pub source: String,
    /// The first ones: their number from 1, and why.
    pub listed: Vec<(u64, String)>,
    pub total: u64,
}

impl FailedRecords {
    /// Records that are only counted.
    pub fn unlisted(&self) -> u64 {
        self.total.saturating_sub(self.listed.len() as u64)
    }
}

impl Status {
    /// Failed records of all sources.
    pub fn failed_records_total(&self) -> u64 {
        self.failed_records.iter().map(|of| of.total).sum()
    }
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
        let is_well = state.outcome == Outcome::Indexed && state.failed_records == 0;
        let stored = match is_well {
            true => StoredSource::default(),
            false => stored_source(&searcher, fields, state)?,
        };
        let reason = stored.reason.into_owned();
        if stored.failed_records_total > 0 {
            status.failed_records.push(FailedRecords {
                source: path.clone(),
                listed: stored.failed_records,
                total: stored.failed_records_total,
            });
        }
        match state.outcome {
            Outcome::Indexed => status.indexed += 1,
            Outcome::Failed => status.failed.push((path.clone(), reason)),
            Outcome::Skipped => status.skipped.push((path.clone(), reason)),
            Outcome::Partial => status.partial += 1,
        }
    }
    status.failed.sort_unstable();
    status.skipped.sort_unstable();
    status
        .failed_records
        .sort_unstable_by(|a, b| a.source.cmp(&b.source));
    let list = told::names(&index.archive)?;
    let listed = list.len() as u64;
    let (detectors, problem) = match told::model(&index.archive) {
        Ok(model) => {
            let detectors = Detectors::with_model(model.unwrap_or_else(built_in));
            (Some(detectors.with_list(list.into())), None)
        }
        Err(error) => (None, Some(error.to_string())),
    };
    let own_model = std::fs::metadata(index.archive.model_file());
    let columns = told::columns(&index.archive)?;
    // An archive that was indexed without names has not changed for that.
    let without_names = stages_fingerprint(None, &columns);
    let is_without = manifest
        .values()
        .any(|state: &SourceState| state.stages == without_names);
    status.naming = Naming {
        is_on: !is_without,
        own_model: own_model.ok().map(|file| file.len()),
        model_fingerprint: (detectors.as_ref()).map(|detectors| detectors.model().fingerprint()),
        problem,
        listed,
    };
    let stages = match &detectors {
        _ if is_without => without_names,
        Some(detectors) => stages_fingerprint(Some(detectors), &columns),
        None => usual_stages(&manifest),
    };
    status.drift = drift(index, manifest, stages);
    Ok(status)
}

/// The fingerprint that most sources were read with.
fn usual_stages(manifest: &manifest::Manifest) -> u64 {
    let mut sources = FxHashMap::<u64, u64>::default();
    for state in manifest.values() {
        *sources.entry(state.stages).or_default() += 1;
    }
    let usual = sources
        .into_iter()
        .max_by_key(|(stages, count)| (*count, *stages));
    usual.map_or(0, |(stages, _)| stages)
}

fn drift(index: &ArchiveIndex, manifest: manifest::Manifest, stages: u64) -> Drift {
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

#[cfg(test)]
mod tests {
    use std::sync::atomic::AtomicBool;

    use super::*;
    use crate::archive::Archive;
    use crate::index::run::{Options, run};

    #[test]
    fn every_source_has_one_outcome_and_every_failure_is_told_again() {
        let folder = tempfile::tempdir().unwrap();
        let story = "{\"title\": \"Ferry\", \"text\": \"The ferry left the harbour at noon.\"}\n";
        std::fs::write(folder.path().join("good.jsonl"), story).unwrap();
        let broken = format!("{story}{}", "{broken\n".repeat(120));
        std::fs::write(folder.path().join("some.jsonl"), broken).unwrap();
        std::fs::write(folder.path().join("empty.txt"), "").unwrap();
        let archive = Archive::at(folder.path(), None).unwrap();
        let index = || {
            let stop = AtomicBool::new(false);
            run(&archive, &Options::default(), &stop, &mut |_| {}).unwrap()
        };
        assert_eq!(index().report.failed_records_total, 120);
        let again = index().report;
        assert_eq!((again.failed_records_total, again.unchanged), (120, 3));
        let status = status(&ArchiveIndex::open(&archive).unwrap()).unwrap();
        assert_eq!((status.sources, status.indexed), (3, 2));
        assert_eq!(status.skipped.len(), 1);
        let of = &status.failed_records[0];
        assert_eq!((&*of.source, of.listed.len()), ("some.jsonl", 100));
        assert_eq!((of.listed[0].0, of.unlisted()), (2, 20));
    }

    #[test]
    fn where_a_file_breaks_off_is_told_in_every_later_run() {
        use std::io::Write;
        let folder = tempfile::tempdir().unwrap();
        let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        let mut at = 1u64;
        for number in 0..20_000 {
            at = at.wrapping_mul(6364136223846793005).wrapping_add(number);
            writeln!(
                packed,
                "{{\"title\": \"Ferry {at}\", \"text\": \"It left at {at}.\"}}"
            )
            .unwrap();
        }
        let packed = packed.finish().unwrap();
        let cut = &packed[..packed.len() - 200];
        std::fs::write(folder.path().join("cut.jsonl.gz"), cut).unwrap();
        let archive = Archive::at(folder.path(), None).unwrap();
        for _ in 0..2 {
            let stop = AtomicBool::new(false);
            let options = Options {
                entities: false,
                ..Options::default()
            };
            let report = run(&archive, &options, &stop, &mut |_| {}).unwrap().report;
            assert_eq!((report.failed.len(), report.failed_records_total), (0, 1));
            let status = status(&ArchiveIndex::open(&archive).unwrap()).unwrap();
            assert!(status.articles > 0);
            assert_eq!((status.failed.len(), status.indexed), (0, 1));
            assert!(
                status.failed_records[0].listed[0]
                    .1
                    .starts_with("damaged archive")
            );
        }
    }
}
