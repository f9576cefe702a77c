//! One run of the indexer: brings the index up to date with the folder.
//!
//! The pieces of all sources come in order (see `read`), so a commit after any of them is
//! consistent: it has everything before and nothing after. In the middle of a large container the
//! commit records how far it got. A killed run leaves the last commit, and the next one finishes
//! the rest.

use std::collections::{HashMap, HashSet};
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use tantivy::schema::Value;
use tantivy::{Index, IndexReader, IndexWriter, Searcher, TantivyDocument};

use super::changes::{Changes, Task};
use super::ids::{self, Ids};
use super::manifest::{self, Outcome, SourceState};
use super::read::{self, Begin, Clock, End, Gone, Piece, Shared};
use super::schema::{self, Fields};
use super::segment::Document;
use super::settle::{SETTLE_VERSION, Settling};
use super::stored::{StoredSource, first_64_bits};
use super::writer::{self, Writer};
use super::{IndexError, Opened, guarded, linked, open_for_writing, told};
use crate::analysis::ANALYZER_VERSION;
use crate::archive::Archive;
use crate::entities::Detectors;
use crate::entities::lists::NameList;
use crate::entities::model::built_in;
use crate::extract::{Columns, EXTRACTOR_VERSION, ExtractError};
use crate::report::{Progress, Report};
use crate::walk::walk;

/// Threads of one kind at most; more gain little, as one thread hands the pieces on.
const THREADS_MAX: usize = 8;

/// Failed records that are listed for each source; all are counted.
const FAILED_RECORDS_LISTED_MAX: usize = 100;

/// What a run is asked to do.
#[derive(Debug, Clone, PartialEq)]
pub struct Options {
    /// Detect names.
    pub entities: bool,
    /// Throw the index away first.
    pub rebuild: bool,
    /// Remove sources whose files are gone even if they are most of the archive.
    pub prune: bool,
    /// Merge all into one segment, and so remove deleted text from the disk.
    pub compact: bool,
    /// Time between two commits of a long run: what a power failure can cost.
    pub commit_interval: Duration,
    /// Threads for reading and for indexing, each; 0 for as many as there are cores.
    pub threads: usize,
    /// The program that reads PDFs, so that it can be stopped ([`crate::apart`]); without it, they
    /// are read in this process.
    pub reader: Option<PathBuf>,
    /// Which columns of tables hold what, from this run on; `None` for what the archive was told
    /// before, none at all to forget that.
    pub columns: Option<Columns>,
    /// The list of names to find, from this run on; `None` for the one that the archive keeps, an
    /// empty one to forget that.
    pub names: Option<Arc<NameList>>,
    /// The bytes of the model that detects names, from this run on; `None` for the one that the
    /// archive keeps, none at all for the program's own.
    pub model: Option<Arc<[u8]>>,
}

impl Default for Options {
    fn default() -> Self {
        Options {
            entities: true,
            rebuild: false,
            prune: false,
            compact: false,
            commit_interval: Duration::from_secs(30),
            threads: 0,
            reader: None,
            columns: None,
            names: None,
            model: None,
        }
    }
}

/// What a run did, and with which index.
pub struct Finished {
    pub opened: Opened,
    pub report: Report,
    /// The archive's list of names.
    pub names: Arc<NameList>,
}

impl Options {
    fn threads(&self) -> usize {
        match self.threads {
            0 => thread::available_parallelism()
                .map_or(1, usize::from)
                .min(THREADS_MAX),
            threads => threads.min(THREADS_MAX),
        }
    }
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

    fn index_pieces(
        &mut self,
        pieces: impl Iterator<Item = Piece>,
        tasks: &[Task],
        stages: u64,
        observe: &mut dyn FnMut(Progress),
    ) -> Result<(), IndexError> {
        let mut progress = Progress {
            sources_total: tasks.len() as u64,
            bytes_total: tasks.iter().map(|task| task.candidate.bytes).sum(),
            ..Progress::default()
        };
        let mut committed = Instant::now();
        let mut source = None;
        for piece in pieces {
            if self.stop.load(Ordering::Relaxed) {
                break;
            }
            let started = Instant::now();
            let task = &tasks[piece.task];
            progress.bytes += piece.bytes as u64;
            progress.articles += piece.articles.len() as u64;
            progress.sources += u64::from(piece.end.is_some());
            self.index_piece(piece, task, stages, &mut source)?;
            self.report.timings.add += started.elapsed();
            observe(progress);
            if committed.elapsed() >= self.options.commit_interval {
                self.commit_between(&mut source, stages)?;
                committed = Instant::now();
            }
        }
        if self.stop.load(Ordering::Relaxed) {
            self.report.stopped = true;
            self.commit_between(&mut source, stages)?;
        }
        Ok(())
    }

    fn index_piece<'t>(
        &mut self,
        piece: Piece,
        task: &'t Task,
        stages: u64,
        open: &mut Option<OpenSource<'t>>,
    ) -> Result<(), IndexError> {
        if let Some(begin) = &piece.begin {
            *open = Some(self.begin(task, begin, &piece, stages)?);
        }
        let Some(source) = open else { return Ok(()) };
        source.records = piece.records;
        for reason in piece.skipped {
            *self.report.skipped_members.entry(reason).or_default() += 1;
        }
        let alone = !piece.is_container && piece.articles.len() == 1;
        let articles = if source.untouched {
            Vec::new()
        } else {
            piece.articles
        };
        for (number, article) in articles {
            match article {
                Ok(mut article) => {
                    let path = &source.task.candidate.path;
                    let (searcher, fields) = (&self.searcher, self.fields);
                    let is_taken = |id| ids::is_taken(searcher, fields, id);
                    let id = source.ids.assign(path, &article, alone, &is_taken)?;
                    article.document.add_number_key(self.fields.id, id.0);
                    self.writer()?.add(article.document)?;
                    source.articles += 1;
                    self.report.articles += 1;
                }
                Err(error) if piece.is_container => {
                    source.record_failed(number, error.to_string());
                }
                Err(error) => source.error = Some(error),
            }
        }
        if let Some(end) = piece.end
            && let Some(source) = open.take()
        {
            self.end(source, end, stages)?;
        }
        Ok(())
    }

    /// Clears away what the index had of a source that is read again.
    fn begin<'t>(
        &mut self,
        task: &'t Task,
        begin: &Begin,
        piece: &Piece,
        stages: u64,
    ) -> Result<OpenSource<'t>, IndexError> {
        let mut source = OpenSource::new(task);
        let path = &task.candidate.path;
        let error = piece.end.as_ref().and_then(|end| end.error.as_ref());
        // What was read of it once is worth more than nothing.
        let is_out_of_reach = task.known.is_some() && error.is_some_and(|error| error.is_access);
        // A file that gave nothing, and still gives nothing for the same reason.
        let is_still_nothing = error.is_some()
            && piece.articles.is_empty()
            && task.is_in_doubt(stages)
            && task.known.is_some_and(|known| known.articles == 0);
        if begin.untouched || is_out_of_reach || is_still_nothing {
            source.untouched = true;
            return Ok(source);
        }
        let (searcher, fields) = (self.searcher.clone(), self.fields);
        if begin.resumed {
            source.ids = Ids::of_begun_source(&searcher, fields, path)?;
            if let Some(known) = task.known {
                source.recall(&searcher, fields, &known)?;
            }
            return Ok(source);
        }
        if task.known.is_some() {
            source.ids = Ids::of_source(&searcher, fields, path)?;
            self.delete_source(path)?;
        } else if let Some(old) = begin
            .renamed_from
            .iter()
            .find(|old| !self.claimed.contains(*old))
            .cloned()
        {
            source.ids = Ids::of_source(&searcher, fields, &old)?;
            self.delete_source(&old)?;
            self.claimed.insert(old);
            self.report.renamed += 1;
        }
        Ok(source)
    }

    fn end(&mut self, mut source: OpenSource, mut end: End, stages: u64) -> Result<(), IndexError> {
        let path = source.task.candidate.path.clone();
        if source.untouched {
            return self.end_untouched(source, end, stages);
        }
        // Where a container breaks off, the rest of it counts as one record that failed.
        if source.articles > 0
            && let Some(error) = end.error.take_if(|error| !error.is_skip)
        {
            source.record_failed(source.records + 1, error.reason);
        }
        let (outcome, reason) = source.outcome(&end);
        match outcome {
            Outcome::Skipped => *self.report.skipped.entry(reason.clone()).or_default() += 1,
            Outcome::Indexed | Outcome::Partial => self.report.indexed += 1,
            Outcome::Failed => {}
        }
        if outcome != Outcome::Skipped {
            self.account_failures(&path, &reason, &source.failed_records);
        }
        self.report.failed_records_total += source.failed_records_total;
        self.write_record(
            &source,
            outcome,
            &reason,
            end.content_hash,
            end.modified,
            stages,
        )
    }

    /// The articles stay as they are; at most the time of the file is news.
    fn end_untouched(
        &mut self,
        mut source: OpenSource,
        end: End,
        stages: u64,
    ) -> Result<(), IndexError> {
        let path = &source.task.candidate.path;
        let Some(known) = source.task.known else {
            return Ok(());
        };
        if let Some(error) = end.error.filter(|error| error.is_access) {
            self.account_failures(path, &error.reason, &[]);
            return Ok(());
        }
        self.account_known(path, &known)?;
        if known.modified == end.modified {
            return Ok(());
        }
        let (searcher, fields) = (self.searcher.clone(), self.fields);
        let reason = source.recall(&searcher, fields, &known)?;
        let (outcome, hash) = (known.outcome, known.content_hash);
        self.write_record(&source, outcome, &reason, hash, end.modified, stages)
    }

    /// Writes the record of a source, in place of the one before.
    fn write_record(
        &mut self,
        source: &OpenSource,
        outcome: Outcome,
        reason: &str,
        content_hash: u64,
        modified: i64,
        stages: u64,
    ) -> Result<(), IndexError> {
        let fields = self.fields;
        let candidate = &source.task.candidate;
        let mut document = Document::default();
        document.add_key(fields.kind, schema::SOURCE);
        document.add_key(fields.source, &candidate.path);
        let values = &mut document.values;
        values.add_u64(fields.bytes, candidate.bytes);
        values.add_i64(fields.modified, modified);
        values.add_u64(fields.content_hash, content_hash);
        values.add_u64(fields.stages, stages);
        values.add_u64(fields.outcome, outcome.code());
        values.add_u64(fields.articles, source.articles);
        values.add_u64(fields.failed_records, source.failed_records_total);
        values.add_u64(fields.mounted, u64::from(candidate.mounted));
        let stored = StoredSource {
            path: candidate.path.as_str().into(),
            reason: reason.into(),
            failed_records: source.failed_records.clone(),
            failed_records_total: source.failed_records_total,
            records_read: source.records,
        };
        values.add_bytes(fields.content, &stored.encode());
        let had_record = source.task.known.is_some() || source.recorded;
        let writer = self.writer()?;
        if had_record {
            writer.delete_record(&candidate.path)?;
        }
        writer.add(document)
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

/// A source of which pieces are coming in.
struct OpenSource<'t> {
    task: &'t Task,
    ids: Ids,
    articles: u64,
    records: u64,
    failed_records: Vec<(u64, String)>,
    failed_records_total: u64,
    /// Why the only article of the source could not be had.
    error: Option<ExtractError>,
    /// What the index has of it stays.
    untouched: bool,
    /// A record of it was written in this run.
    recorded: bool,
}

impl<'t> OpenSource<'t> {
    fn new(task: &'t Task) -> Self {
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

    fn record_failed(&mut self, number: u64, reason: String) {
        self.failed_records_total += 1;
        if self.failed_records.len() < FAILED_RECORDS_LISTED_MAX {
            self.failed_records.push((number, reason));
        }
    }

    /// Takes over what the index knows of the source; gives the reason stored with it.
    fn recall(
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
    fn outcome(&self, end: &End) -> (Outcome, String) {
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
