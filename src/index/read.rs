//! `tasks → prepared articles`, in parallel, in order, within bounds.
//!
//! One thread reads files in the order of the tasks and cuts them into pieces: a whole file, or
//! some records of a file of records. Workers decode, extract, detect and analyze. Whoever
//! holds the [`Pieces`] gets them back in order, so that it may stop after any one of them and
//! knows that all before it are done and none after it is begun.

mod reader;
mod worker;

use std::collections::{BTreeMap, HashMap};
use std::path::Path;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Condvar, Mutex, PoisonError};
use std::thread::{self, Scope};
use std::time::{Duration, Instant};

use crossbeam_channel::{Receiver, bounded, unbounded};

use super::changes::Task;
use super::document::Prepared;
use super::schema::Fields;
use super::settle::forecast::Forecast;
use crate::decode::{DecodeError, Member, Whole};
use crate::entities::Detectors;
use crate::extract::{Columns, Context, ExtractError, RecordKind};
use crate::report::Timings;
use reader::Reader;
use worker::Worker;

/// Bytes of text between reading and indexing. A larger file travels alone.
const IN_FLIGHT_BYTES_MAX: usize = 48 << 20;

/// Stack of a worker. Pages nest hundreds of elements deep, and their DOM is walked recursively.
const WORKER_STACK_BYTES: usize = 64 << 20;

/// What all threads of a run share.
pub struct Shared<'a> {
    pub folder: &'a Path,
    pub fields: Fields,
    pub tasks: &'a [Task],
    /// Sources whose files are gone, by their size: to recognise them under a new path.
    pub gone: &'a HashMap<u64, Vec<Gone>>,
    pub stages: u64,
    /// What to detect names with, if at all.
    pub detectors: Option<&'a Detectors>,
    /// Set by whoever wants the run to end early.
    pub stop: &'a AtomicBool,
    pub clock: &'a Clock,
    /// Records of half-read sources that are in the index already, by the number of the task.
    pub records_done: &'a HashMap<usize, u64>,
    /// The program that reads PDFs.
    reader: Option<&'a Path>,
    /// Which columns of tables hold what.
    columns: Option<&'a Columns>,
    forecast: Forecast,
    in_flight: InFlight,
    /// Set when nobody takes pieces any more.
    closed: AtomicBool,
}

/// A source whose file is gone.
#[derive(Debug, Clone)]
pub struct Gone {
    pub path: String,
    pub content_hash: u64,
}

/// A part of a source, read; pieces of a source come one after the other.
pub struct Piece {
    /// The number of its task.
    pub task: usize,
    /// Present on the first piece of a source.
    pub begin: Option<Begin>,
    /// Articles, or why a record has none, with the number of the record from 1.
    pub articles: Vec<(u64, Result<Prepared, ExtractError>)>,
    /// Records read from the source up to the end of this piece.
    pub records: u64,
    /// Whether the articles are records of a container, rather than the whole of a file.
    pub is_container: bool,
    /// Why files of a container are none for us.
    pub skipped: Vec<String>,
    /// Present on the last piece of a source.
    pub end: Option<End>,
    /// Bytes of the source that this piece stands for.
    pub bytes: usize,
    /// Bytes of text in it, which count as in flight.
    weight: usize,
}

/// What is known of a source before its first article.
#[derive(Debug, Clone, Default)]
pub struct Begin {
    /// Paths of sources with this very content whose files are gone: the one that it had before,
    /// if no other source was found to have had it.
    pub renamed_from: Vec<String>,
    /// It goes on where the last run was stopped.
    pub resumed: bool,
    /// Its content is what the index has of it already.
    pub untouched: bool,
}

/// What is known of a source after its last article.
#[derive(Debug, Clone)]
pub struct End {
    pub content_hash: u64,
    /// The time to remember: that of the file, or [`IN_DOUBT`].
    pub modified: i64,
    pub error: Option<SourceError>,
}

/// Why a source, or the rest of it, could not be read.
#[derive(Debug, Clone)]
pub struct SourceError {
    pub reason: String,
    /// It holds no text, rather than text that we failed to read.
    pub is_skip: bool,
    /// The file could not be opened or read: try again next time, keep what is known of it.
    pub is_access: bool,
}

impl From<DecodeError> for SourceError {
    fn from(error: DecodeError) -> Self {
        SourceError {
            reason: error.to_string(),
            is_skip: error.is_skip(),
            is_access: matches!(error, DecodeError::Io(_)),
        }
    }
}

/// Pieces of work that are handed over at once, as a short file is read in less time than it takes
/// to wake a thread.
#[derive(Default)]
struct Batch {
    order: u64,
    work: Vec<Work>,
    weight: usize,
}

/// A piece of work: bytes that a worker turns into a [`Piece`].
struct Work {
    task: usize,
    begin: Option<Begin>,
    payload: Payload,
    /// Records read from the source up to the end of this piece.
    records: u64,
    end: Option<End>,
    bytes: usize,
}

impl Work {
    /// Nothing to do yet for a task.
    fn of(task: usize, bytes: usize) -> Work {
        Work {
            task,
            begin: None,
            payload: Payload::Nothing,
            records: 0,
            end: None,
            bytes,
        }
    }
}

enum Payload {
    Nothing,
    File(Whole),
    Records(RecordBatch),
    /// A file of a container, or why it can't be had.
    Member(Result<Member, DecodeError>),
}

/// Records that follow each other.
struct RecordBatch {
    kind: RecordKind,
    /// The path and the address of their file, if that is in a container.
    member: Option<(String, Option<String>)>,
    bytes: Vec<u8>,
    records: Vec<Record>,
    /// Those that cannot be read, by their numbers.
    bad: Vec<(u64, ExtractError)>,
}

/// A record, among the bytes of others.
struct Record {
    number: u64,
    line: u64,
    end: usize,
}

impl Payload {
    fn weight(&self) -> usize {
        match self {
            Payload::Nothing => 0,
            Payload::File(Whole { bytes, .. }) => bytes.len(),
            Payload::Records(batch) => batch.bytes.len(),
            Payload::Member(member) => member.as_ref().map_or(0, |member| member.file.bytes.len()),
        }
    }
}

impl<'a> Shared<'a> {
    #[expect(
        clippy::too_many_arguments,
        reason = "the one place that gathers what threads share"
    )]
    pub fn new(
        folder: &'a Path,
        fields: Fields,
        tasks: &'a [Task],
        gone: &'a HashMap<u64, Vec<Gone>>,
        stages: u64,
        detectors: Option<&'a Detectors>,
        stop: &'a AtomicBool,
        clock: &'a Clock,
        records_done: &'a HashMap<usize, u64>,
        reader: Option<&'a Path>,
        columns: Option<&'a Columns>,
    ) -> Self {
        let forecast = Forecast::default();
        let in_flight = InFlight::default();
        let closed = AtomicBool::new(false);
        Shared {
            folder,
            fields,
            tasks,
            gone,
            stages,
            detectors,
            stop,
            clock,
            records_done,
            reader,
            columns,
            forecast,
            in_flight,
            closed,
        }
    }

    /// What is known of the file of a task before it is read.
    fn context(&self, task: usize) -> Context<'a> {
        Context {
            columns: self.columns,
            ..Context::of(&self.tasks[task].candidate.path)
        }
    }

    fn is_over(&self) -> bool {
        self.closed.load(Ordering::Relaxed) || self.stop.load(Ordering::Relaxed)
    }
}

/// The pieces of all tasks, in order.
pub struct Pieces<'a> {
    shared: &'a Shared<'a>,
    results: Receiver<(u64, Vec<Piece>)>,
    waiting: BTreeMap<u64, Vec<Piece>>,
    next: u64,
    /// What is left of the batch whose turn it is.
    current: std::vec::IntoIter<Piece>,
}

/// Starts the reader and `workers` workers, which end with their work or when the pieces are
/// dropped.
pub fn start<'scope, 'env: 'scope>(
    scope: &'scope Scope<'scope, 'env>,
    shared: &'env Shared<'env>,
    workers: usize,
) -> std::io::Result<Pieces<'env>> {
    let (work_sender, work) = bounded(workers * 16);
    let (result_sender, results) = unbounded();
    let pieces = Pieces {
        shared,
        results,
        waiting: BTreeMap::new(),
        next: 0,
        current: Vec::new().into_iter(),
    };
    for _ in 0..workers {
        let (work, results) = (work.clone(), result_sender.clone());
        thread::Builder::new()
            .name("worker".into())
            .stack_size(WORKER_STACK_BYTES)
            .spawn_scoped(scope, move || Worker::new(shared).run(&work, &results))?;
    }
    thread::Builder::new()
        .name("reader".into())
        .spawn_scoped(scope, move || {
            Reader::new(shared, work_sender).run();
        })?;
    Ok(pieces)
}

impl Iterator for Pieces<'_> {
    type Item = Piece;

    fn next(&mut self) -> Option<Piece> {
        loop {
            if let Some(piece) = self.current.next() {
                self.shared.in_flight.leave(piece.weight);
                return Some(piece);
            }
            if let Some(pieces) = self.waiting.remove(&self.next) {
                self.next += 1;
                self.current = pieces.into_iter();
                continue;
            }
            let (order, pieces) = self.results.recv().ok()?;
            self.waiting.insert(order, pieces);
        }
    }
}

impl Drop for Pieces<'_> {
    fn drop(&mut self) {
        self.shared.closed.store(true, Ordering::Relaxed);
        self.shared.in_flight.leave(0);
    }
}

/// Bounds the bytes between reader and indexer.
#[derive(Default)]
struct InFlight {
    bytes: Mutex<usize>,
    changed: Condvar,
}

impl InFlight {
    /// Waits until `bytes` more fit, or the run is over.
    fn enter(&self, bytes: usize, shared: &Shared) {
        let mut now = self.bytes.lock().unwrap_or_else(PoisonError::into_inner);
        while *now > 0 && *now + bytes > IN_FLIGHT_BYTES_MAX && !shared.is_over() {
            // A stop is noticed although nobody signals it.
            let wait = self.changed.wait_timeout(now, Duration::from_millis(50));
            now = wait.unwrap_or_else(PoisonError::into_inner).0;
        }
        *now += bytes;
    }

    fn leave(&self, bytes: usize) {
        let mut now = self.bytes.lock().unwrap_or_else(PoisonError::into_inner);
        *now = now.saturating_sub(bytes);
        self.changed.notify_all();
    }
}

/// The stages whose time is taken.
#[derive(Debug, Clone, Copy)]
pub enum Stage {
    Read,
    Extract,
    Detect,
    Analyze,
}

/// Sums the time of each stage over all threads.
#[derive(Default)]
pub struct Clock {
    nanoseconds: [AtomicU64; 4],
}

impl Clock {
    fn add(&self, stage: Stage, started: Instant) {
        let nanoseconds = started.elapsed().as_nanos() as u64;
        self.nanoseconds[stage as usize].fetch_add(nanoseconds, Ordering::Relaxed);
    }

    pub fn write_to(&self, timings: &mut Timings) {
        let of = |stage: Stage| {
            Duration::from_nanos(self.nanoseconds[stage as usize].load(Ordering::Relaxed))
        };
        timings.read = of(Stage::Read);
        timings.extract = of(Stage::Extract);
        timings.detect = of(Stage::Detect);
        timings.analyze = of(Stage::Analyze);
    }
}
