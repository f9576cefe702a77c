//! One run of the indexer: brings the index up to date with the folder.
//!
//! The pieces of all sources come in order (see `read`), so a commit after any of them is
//! consistent: it has everything before and nothing after. In the middle of a large container the
//! commit records how far it got. A killed run leaves the last commit, and the next one finishes
//! the rest.

mod options;
mod pieces;
mod source;

pub use options::Options;
pub use source::stored_source;

use std::collections::{HashMap, HashSet};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::Instant;

use tantivy::{Index, IndexReader, IndexWriter, Searcher};

use self::source::OpenSource;
use super::changes::{Changes, Task};
use super::manifest::{self, Outcome, SourceState};
use super::read::{self, Clock, Gone, Shared};
use super::schema::{self, Fields};
use super::settle::{SETTLE_VERSION, Settling};
use super::stored::first_64_bits;
use super::writer::{self, Writer};
use super::{IndexError, Opened, copied, guarded, linked, open_for_writing, told};
use crate::analysis::ANALYZER_VERSION;
use crate::archive::Archive;
use crate::entities::Detectors;
use crate::entities::lists::NameList;
use crate::entities::model::built_in;
use crate::extract::{Columns, EXTRACTOR_VERSION};
use crate::report::{Progress, Report};
use crate::walk::walk;

/// What a run did, and with which index.
pub struct Finished {
    pub opened: Opened,
    pub report: Report,
    /// The archive's list of names.
    pub names: Arc<NameList>,
}

/// The fingerprint of the stages that read a source: if it is another one, the source is read
/// again.
pub fn stages_fingerprint(entities: Option<&Detectors>, columns: &Columns) -> u64 {
    let versions = [schema::FORMAT_VERSION, EXTRACTOR_VERSION, ANALYZER_VERSION];
    let mut stages = versions.map(u32::to_le_bytes).concat();
    let detectors = entities.map_or(0, Detectors::fingerprint);
    stages.extend(detectors.to_le_bytes());
    if !columns.is_empty() {
        stages.extend(columns.to_string().into_bytes());
    }
    first_64_bits(&blake3::hash(&stages))
}

/// Runs the indexer over an archive. `stop` ends it early, with a commit of what is done.
pub fn run(
    archive: &Archive,
    options: &Options,
    stop: &AtomicBool,
    observe: &mut dyn FnMut(Progress),
) -> Result<Finished, IndexError> {
    let started = Instant::now();
    let _lock = archive.lock()?;
    let columns = match &options.columns {
        Some(columns) => columns.clone(),
        None => told::columns(archive)?,
    };
    let names = match &options.names {
        Some(names) => names.clone(),
        None => Arc::new(told::names(archive)?),
    };
    let model = match &options.model {
        Some(bytes) if bytes.is_empty() => None,
        Some(bytes) => Some(told::model_in(bytes.to_vec(), archive.model_file())?),
        None => told::model(archive)?,
    };
    let detectors = Detectors::with_model(model.unwrap_or_else(built_in)).with_list(names.clone());
    let (index, opened) = open_for_writing(archive, options.rebuild)?;
    let reader = index.reader()?;
    let (_, fields) = Fields::new();
    let mut run = Run {
        fields,
        options,
        threads: options.threads(),
        stop,
        index,
        searcher: reader.searcher(),
        report: Report::default(),
        writer: None,
        claimed: HashSet::new(),
        columns: Some(columns.clone()).filter(|columns| !columns.is_empty()),
        detectors,
        began: jiff::Timestamp::now().as_microsecond(),
    };
    let manifest = guarded(|| manifest::read(&run.searcher, fields))?;
    let mut walk = walk(&archive.folder);
    if options.columns.is_some() {
        told::keep_columns(archive, &columns)?;
    }
    if options.names.is_some() {
        told::keep_names(archive, &names)?;
    }
    if let Some(bytes) = &options.model {
        told::keep_model(archive, bytes)?;
    }
    let stages = stages_fingerprint(run.wanted_detectors(), &columns);
    let changes = Changes::between(&mut walk, manifest, stages);
    run.report.timings.walk = started.elapsed();
    for (_, reason) in &walk.passed_over {
        *run.report.passed_over.entry(*reason).or_default() += 1;
    }
    run.report.unreadable = std::mem::take(&mut walk.unreadable);
    run.account_unchanged(&changes)?;
    run.read(archive, &changes, stages, observe)?;
    if !run.report.stopped {
        run.remove_deleted(&changes)?;
    }
    run.report.unreachable.extend(changes.unreachable);
    run.settle(&reader)?;
    run.finish(&reader)?;
    if !run.report.stopped {
        let linking = Instant::now();
        reader.reload()?;
        linked::bring_up_to_date(&archive.index_folder(), &reader.searcher())?;
        run.report.timings.link = linking.elapsed();
        let comparing = Instant::now();
        let (folder, threads) = (archive.index_folder(), run.threads);
        copied::bring_up_to_date(&folder, &reader.searcher(), threads, stop)?;
        run.report.timings.copies = comparing.elapsed();
    }
    run.report.timings.total = started.elapsed();
    Ok(Finished {
        opened,
        report: run.report,
        names,
    })
}

struct Run<'a> {
    fields: Fields,
    options: &'a Options,
    threads: usize,
    stop: &'a AtomicBool,
    index: Index,
    /// The state before the run.
    searcher: Searcher,
    report: Report,
    /// Made when there is something to write: an unchanged archive is not touched.
    writer: Option<Writer<'a>>,
    /// Gone sources that were found under a new path.
    claimed: HashSet<String>,
    /// Which columns of tables hold what.
    columns: Option<Columns>,
    /// What the archive detects names with, whether this run does or not.
    detectors: Detectors,
    /// When the run began, in microseconds since 1970: what it adds has come then.
    began: i64,
}

impl<'a> Run<'a> {
    fn wanted_detectors(&self) -> Option<&Detectors> {
        self.options.entities.then_some(&self.detectors)
    }

    fn writer(&mut self) -> Result<&mut Writer<'a>, IndexError> {
        match &mut self.writer {
            Some(writer) => Ok(writer),
            none => {
                let writer = Writer::new(&self.index, self.fields, self.threads, self.stop)?;
                Ok(none.insert(writer))
            }
        }
    }

    /// Sources that were not read again still stand in the account, and so do their failures.
    fn account_unchanged(&mut self, changes: &Changes) -> Result<(), IndexError> {
        for (path, state) in &changes.unchanged {
            self.account_known(path, state)?;
        }
        Ok(())
    }

    fn account_known(&mut self, path: &str, state: &SourceState) -> Result<(), IndexError> {
        self.report.unchanged += 1;
        if state.outcome == Outcome::Failed || state.failed_records > 0 {
            let record = stored_source(&self.searcher, self.fields, state)?;
            // Each source is in one count alone.
            self.report.unchanged -= u64::from(state.outcome == Outcome::Failed);
            self.account_failures(path, &record.reason, &record.failed_records);
            self.report.failed_records_total += record.failed_records_total;
        }
        Ok(())
    }

    /// A source with a reason has failed.
    fn account_failures(&mut self, path: &str, reason: &str, records: &[(u64, String)]) {
        if !reason.is_empty() {
            self.report
                .failed
                .push((path.to_owned(), reason.to_owned()));
        }
        let records = records
            .iter()
            .map(|(number, why)| (path.to_owned(), *number, why.clone()));
        self.report.failed_records.extend(records);
    }

    fn read(
        &mut self,
        archive: &Archive,
        changes: &Changes,
        stages: u64,
        observe: &mut dyn FnMut(Progress),
    ) -> Result<(), IndexError> {
        if changes.tasks.is_empty() {
            return Ok(());
        }
        let mut gone: HashMap<u64, Vec<Gone>> = HashMap::new();
        let mut deleted: Vec<_> = changes.deleted.iter().collect();
        deleted.sort_unstable_by_key(|(path, _)| *path);
        for (path, state) in deleted {
            let source = Gone {
                path: path.clone(),
                content_hash: state.content_hash,
            };
            gone.entry(state.bytes).or_default().push(source);
        }
        let records_done = self.records_done(&changes.tasks, stages)?;
        let clock = Clock::default();
        let columns = self.columns.clone();
        let detectors = self.wanted_detectors().cloned();
        let shared = Shared::new(
            &archive.folder,
            self.fields,
            &changes.tasks,
            &gone,
            stages,
            detectors.as_ref(),
            self.stop,
            &clock,
            &records_done,
            self.options.reader.as_deref(),
            columns.as_ref(),
        );
        let threads = self.threads;
        thread::scope(|scope| {
            let pieces = read::start(scope, &shared, threads).map_err(|source| IndexError::Io {
                action: "start threads to read",
                path: archive.folder.clone(),
                source,
            })?;
            self.index_pieces(pieces, &changes.tasks, stages, observe)
        })?;
        clock.write_to(&mut self.report.timings);
        Ok(())
    }

    fn records_done(&self, tasks: &[Task], stages: u64) -> Result<HashMap<usize, u64>, IndexError> {
        let mut done = HashMap::new();
        for (number, task) in tasks.iter().enumerate() {
            if let Some(known) = task.known.filter(|_| task.goes_on(stages)) {
                let stored = stored_source(&self.searcher, self.fields, &known)?;
                done.insert(number, stored.records_read);
            }
        }
        Ok(done)
    }

    /// Commits, with a record of how far the source got that is being read.
    fn commit_between(
        &mut self,
        open: &mut Option<OpenSource>,
        stages: u64,
    ) -> Result<(), IndexError> {
        if let Some(source) = open.as_mut().filter(|source| !source.untouched) {
            let modified = source.task.candidate.modified;
            self.write_record(source, Outcome::Partial, "", 0, modified, stages)?;
            source.recorded = true;
        }
        self.commit()
    }

    /// Commits what the run has written so far, which may not be settled yet.
    fn commit(&mut self) -> Result<(), IndexError> {
        self.commit_as("")
    }

    fn commit_as(&mut self, words: &str) -> Result<(), IndexError> {
        if let Some(writer) = &mut self.writer {
            let started = Instant::now();
            writer.commit(words)?;
            self.report.timings.commit += started.elapsed();
        }
        Ok(())
    }

    /// Brings every article up to date with the others, unless the last commit has them so.
    fn settle(&mut self, reader: &IndexReader) -> Result<(), IndexError> {
        self.commit()?;
        let settled = format!("settled by rules {SETTLE_VERSION}");
        let is_settled = || Ok(self.index.load_metas()?.payload.as_deref() == Some(&settled));
        if self.report.stopped || guarded(is_settled)? {
            return Ok(());
        }
        let started = Instant::now();
        reader.reload()?;
        let settling = Settling {
            fields: self.fields,
            entities: self.options.entities,
            detectors: self.detectors.clone(),
            threads: self.threads,
            stop: self.stop,
        };
        let writer = self.writer()?;
        self.report.settled = guarded(|| settling.settle(&reader.searcher(), writer))?;
        self.report.stopped = self.stop.load(Ordering::Relaxed);
        self.report.timings.settle = started.elapsed();
        self.commit_as(if self.report.stopped { "" } else { &settled })
    }

    fn delete_source(&mut self, path: &str) -> Result<(), IndexError> {
        self.writer()?.delete_source(path)
    }

    /// Removes sources whose files are gone; if they are too many to be believed, says so instead.
    fn remove_deleted(&mut self, changes: &Changes) -> Result<(), IndexError> {
        let mut gone: Vec<&String> = changes
            .deleted
            .keys()
            .filter(|path| !self.claimed.contains(*path))
            .collect();
        gone.sort_unstable();
        let is_believed = self.options.prune || gone.len() * 2 <= changes.known_total;
        for path in gone {
            if is_believed {
                self.delete_source(path)?;
                self.report.removed += 1;
            } else {
                self.report.vanished += 1;
                self.report.unreachable.push(path.clone());
            }
        }
        Ok(())
    }

    fn finish(&mut self, reader: &IndexReader) -> Result<(), IndexError> {
        let started = Instant::now();
        if let Some(writer) = self.writer.take()
            && !self.report.stopped
        {
            writer.wait_for_merges()?;
        }
        if self.options.compact && !self.report.stopped {
            self.compact(reader)?;
        }
        self.report.timings.merge = started.elapsed();
        Ok(())
    }

    fn compact(&mut self, reader: &IndexReader) -> Result<(), IndexError> {
        reader.reload()?;
        let searcher = reader.searcher();
        let segments = searcher.segment_readers();
        if segments.len() <= 1 && segments.iter().all(|segment| !segment.has_deletes()) {
            return Ok(());
        }
        let mut writer: IndexWriter = self
            .index
            .writer_with_num_threads(1, writer::ENGINE_BYTES)?;
        writer.merge(&self.index.searchable_segment_ids()?).wait()?;
        writer.garbage_collect_files().wait()?;
        writer.wait_merging_threads()?;
        Ok(())
    }
}
