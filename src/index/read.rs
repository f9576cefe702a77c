//! `tasks → prepared articles`, in parallel, in order, within bounds.
//!
//! One thread reads files in the order of the tasks and cuts them into pieces: a whole file, or
//! some records of a file of JSON lines. Workers decode, extract, detect and analyze. Whoever
//! holds the [`Pieces`] gets them back in order, so that it may stop after any one of them and
//! knows that all before it are done and none after it is begun.

use std::collections::{BTreeMap, HashMap};
use std::io::BufRead;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Condvar, Mutex, PoisonError};
use std::thread::{self, Scope};
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use crossbeam_channel::{Receiver, Sender, bounded, unbounded};

use super::changes::Task;
use super::document::{Prepared, Preparer};
use super::manifest::IN_DOUBT;
use super::schema::Fields;
use super::stored::first_64_bits;
use crate::apart::PdfReader;
use crate::archive::{file_path, stored_path};
use crate::article::Article;
use crate::decode::{self, Content, DecodeError};
use crate::entities::detect;
use crate::extract::{self, Context, ExtractError, Format};
use crate::report::Timings;

/// Bytes of text between reading and indexing. A larger file travels alone.
const IN_FLIGHT_BYTES_MAX: usize = 48 << 20;

/// Bytes of JSON lines in one piece: enough to make hand-overs cheap, little enough to spread
/// them over the cores.
const PIECE_BYTES: usize = 512 << 10;

/// Stack of a worker. Pages nest hundreds of elements deep, and their DOM is walked recursively.
const WORKER_STACK_BYTES: usize = 64 << 20;

/// A file changed more recently than this when it is read may change again without a new time.
const RACY: Duration = Duration::from_secs(2);

/// What all threads of a run share.
pub struct Shared<'a> {
    pub folder: &'a Path,
    pub fields: Fields,
    pub tasks: &'a [Task],
    /// Sources whose files are gone, by their size: to recognise them under a new path.
    pub gone: &'a HashMap<u64, Vec<Gone>>,
    pub stages: u64,
    pub entities: bool,
    /// Set by whoever wants the run to end early.
    pub stop: &'a AtomicBool,
    pub clock: &'a Clock,
    /// Records of half-read sources that are in the index already, by the number of the task.
    pub records_done: &'a HashMap<usize, u64>,
    /// The program that reads PDFs.
    reader: Option<&'a Path>,
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

/// A piece of work: bytes that a worker turns into a [`Piece`].
struct Work {
    order: u64,
    task: usize,
    begin: Option<Begin>,
    payload: Payload,
    /// Number of the first record, from 1.
    first_record: u64,
    end: Option<End>,
    /// Records that are too long to be read.
    too_long: Vec<u64>,
    bytes: usize,
}

impl Work {
    /// Nothing to do yet for a task.
    fn of(task: usize, bytes: usize) -> Work {
        Work {
            order: 0,
            task,
            begin: None,
            payload: Payload::Nothing,
            first_record: 1,
            end: None,
            too_long: Vec::new(),
            bytes,
        }
    }
}

enum Payload {
    Nothing,
    File(Vec<u8>, Format),
    /// JSON lines, each with its end.
    Lines(Vec<u8>),
}

impl Payload {
    fn weight(&self) -> usize {
        match self {
            Payload::Nothing => 0,
            Payload::File(bytes, _) | Payload::Lines(bytes) => bytes.len(),
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
        entities: bool,
        stop: &'a AtomicBool,
        clock: &'a Clock,
        records_done: &'a HashMap<usize, u64>,
        reader: Option<&'a Path>,
    ) -> Self {
        let in_flight = InFlight::default();
        let closed = AtomicBool::new(false);
        Shared {
            folder,
            fields,
            tasks,
            gone,
            stages,
            entities,
            stop,
            clock,
            records_done,
            reader,
            in_flight,
            closed,
        }
    }

    fn is_over(&self) -> bool {
        self.closed.load(Ordering::Relaxed) || self.stop.load(Ordering::Relaxed)
    }
}

/// The pieces of all tasks, in order.
pub struct Pieces<'a> {
    shared: &'a Shared<'a>,
    results: Receiver<(u64, Piece)>,
    waiting: BTreeMap<u64, Piece>,
    next: u64,
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
            Reader {
                shared,
                work: work_sender,
                order: 0,
            }
            .run();
        })?;
    Ok(pieces)
}

impl Iterator for Pieces<'_> {
    type Item = Piece;

    fn next(&mut self) -> Option<Piece> {
        loop {
            if let Some(piece) = self.waiting.remove(&self.next) {
                self.next += 1;
                self.shared.in_flight.leave(piece.weight);
                return Some(piece);
            }
            let (order, piece) = self.results.recv().ok()?;
            self.waiting.insert(order, piece);
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

struct Reader<'a> {
    shared: &'a Shared<'a>,
    work: Sender<Work>,
    order: u64,
}

/// The receiving side is gone: the run is over.
struct Over;

impl Reader<'_> {
    fn run(mut self) {
        for task in 0..self.shared.tasks.len() {
            if self.shared.is_over() || self.read_source(task).is_err() {
                return;
            }
        }
    }

    fn send(&mut self, mut work: Work) -> Result<(), Over> {
        work.order = self.order;
        self.order += 1;
        self.shared
            .in_flight
            .enter(work.payload.weight(), self.shared);
        self.work.send(work).map_err(|_| Over)
    }

    fn read_source(&mut self, number: usize) -> Result<(), Over> {
        let shared = self.shared;
        let task = &shared.tasks[number];
        let path = file_path(shared.folder, &task.candidate.path);
        let started = Instant::now();
        let content = decode::open(&path, &task.candidate.path);
        shared.clock.add(Stage::Read, started);
        match content {
            Err(error) => self.send_failure(number, error.into()),
            Ok(Content::Whole {
                bytes,
                format,
                broken_off,
            }) => {
                let hash = first_64_bits(&blake3::hash(&bytes));
                let begin = self.begin(number, Some(hash));
                let payload = if begin.untouched {
                    Payload::Nothing
                } else {
                    Payload::File(bytes, format)
                };
                let end = self.end(number, hash, broken_off.map(SourceError::from));
                let bytes = task.candidate.bytes as usize;
                self.send(Work {
                    begin: Some(begin),
                    payload,
                    end: Some(end),
                    ..Work::of(number, bytes)
                })
            }
            Ok(Content::Lines(lines)) => {
                let hash = if self.content_decides(number) {
                    match hash_of_lines(lines) {
                        Ok(hash) => Some(hash),
                        Err(error) => return self.send_failure(number, error.into()),
                    }
                } else {
                    return self.read_lines(number, lines, None);
                };
                match decode::open(&path, &task.candidate.path) {
                    Ok(Content::Lines(lines)) => self.read_lines(number, lines, hash),
                    Ok(Content::Whole { .. }) => {
                        self.send_failure(number, access_error("changed while it was read"))
                    }
                    Err(error) => self.send_failure(number, error.into()),
                }
            }
        }
    }

    /// Cuts a file of JSON lines into pieces.
    fn read_lines(
        &mut self,
        number: usize,
        mut lines: Box<dyn BufRead + Send>,
        hash: Option<u64>,
    ) -> Result<(), Over> {
        let shared = self.shared;
        let task = &shared.tasks[number];
        let mut begin = Some(self.begin(number, hash));
        if begin.as_ref().is_some_and(|begin| begin.untouched) {
            let end = Some(self.end(number, hash.unwrap_or_default(), None));
            let bytes = task.candidate.bytes as usize;
            return self.send(Work {
                begin,
                end,
                ..Work::of(number, bytes)
            });
        }
        let skip = shared
            .records_done
            .get(&number)
            .copied()
            .unwrap_or_default();
        let mut hasher = blake3::Hasher::new();
        let (mut record, mut bytes_left) = (0, task.candidate.bytes as usize);
        let mut error = None;
        let mut line = Vec::new();
        loop {
            let started = Instant::now();
            let first_record = record + 1;
            let mut too_long = Vec::new();
            let mut piece = Vec::with_capacity(PIECE_BYTES + (PIECE_BYTES >> 3));
            let mut ended = false;
            while piece.len() < PIECE_BYTES && !ended {
                match decode::read_line(lines.as_mut(), &mut line) {
                    Ok(false) => ended = true,
                    Ok(true) => {
                        record += 1;
                        hasher.update(&line);
                        hasher.update(b"\n");
                        if record > skip {
                            piece.extend_from_slice(&line);
                            piece.push(b'\n');
                        }
                    }
                    Err(DecodeError::LineTooLong) => {
                        record += 1;
                        if record > skip {
                            too_long.push(record);
                            // An empty line keeps the numbers of the records right.
                            piece.push(b'\n');
                        }
                    }
                    Err(failure) => {
                        error = Some(SourceError::from(failure));
                        ended = true;
                    }
                }
                if record == skip && !ended {
                    // What was read before counts as a piece of its own.
                    break;
                }
            }
            shared.clock.add(Stage::Read, started);
            let hash = first_64_bits(&hasher.finalize());
            let end = ended.then(|| self.end(number, hash, error.take()));
            // A compressed file has fewer bytes than its pieces: they count until it is used up.
            let bytes = if ended {
                bytes_left
            } else {
                piece.len().min(bytes_left)
            };
            bytes_left -= bytes;
            let first_record = first_record.max(skip + 1);
            let payload = if piece.is_empty() {
                Payload::Nothing
            } else {
                Payload::Lines(piece)
            };
            self.send(Work {
                begin: begin.take(),
                payload,
                first_record,
                end,
                too_long,
                ..Work::of(number, bytes)
            })?;
            if ended || shared.is_over() {
                return if ended { Ok(()) } else { Err(Over) };
            }
        }
    }

    /// Whether the content must be known before the first article: it may be that of the index,
    /// or that of a source that is gone.
    fn content_decides(&self, number: usize) -> bool {
        let task = &self.shared.tasks[number];
        task.is_in_doubt(self.shared.stages)
            || (task.known.is_none() && self.shared.gone.contains_key(&task.candidate.bytes))
    }

    fn begin(&self, number: usize, hash: Option<u64>) -> Begin {
        let shared = self.shared;
        let task = &shared.tasks[number];
        let untouched = task.is_in_doubt(shared.stages)
            && task
                .known
                .is_some_and(|known| Some(known.content_hash) == hash);
        let renamed_from = match hash {
            Some(hash) if task.known.is_none() => shared
                .gone
                .get(&task.candidate.bytes)
                .into_iter()
                .flatten()
                .filter(|gone| gone.content_hash == hash)
                .map(|gone| gone.path.clone())
                .collect(),
            _ => Vec::new(),
        };
        Begin {
            renamed_from,
            resumed: task.goes_on(shared.stages),
            untouched,
        }
    }

    fn end(&self, number: usize, content_hash: u64, error: Option<SourceError>) -> End {
        let modified = self.shared.tasks[number].candidate.modified;
        let now = SystemTime::now()
            .duration_since(UNIX_EPOCH)
            .unwrap_or_default();
        let racy = now.saturating_sub(RACY).as_nanos() < u128::try_from(modified).unwrap_or(0);
        let doubt = racy || error.as_ref().is_some_and(|error| error.is_access);
        End {
            content_hash,
            modified: if doubt { IN_DOUBT } else { modified },
            error,
        }
    }

    fn send_failure(&mut self, number: usize, error: SourceError) -> Result<(), Over> {
        let end = Some(self.end(number, 0, Some(error)));
        let bytes = self.shared.tasks[number].candidate.bytes as usize;
        let begin = Some(Begin::default());
        self.send(Work {
            begin,
            end,
            ..Work::of(number, bytes)
        })
    }
}

fn access_error(reason: &str) -> SourceError {
    SourceError {
        reason: reason.into(),
        is_skip: false,
        is_access: true,
    }
}

/// The hash that [`Reader::read_lines`] finds at the end.
fn hash_of_lines(mut lines: Box<dyn BufRead + Send>) -> Result<u64, DecodeError> {
    let mut hasher = blake3::Hasher::new();
    let mut line = Vec::new();
    loop {
        match decode::read_line(lines.as_mut(), &mut line) {
            Ok(true) => {
                hasher.update(&line);
                hasher.update(b"\n");
            }
            // Where the file breaks off is its end, here as when it is read.
            Ok(false) | Err(DecodeError::Gzip(_)) => {
                return Ok(first_64_bits(&hasher.finalize()));
            }
            Err(DecodeError::LineTooLong) => {}
            Err(error) => return Err(error),
        }
    }
}

struct Worker<'a> {
    shared: &'a Shared<'a>,
    preparer: Preparer,
    pdf_reader: PdfReader,
}

impl<'a> Worker<'a> {
    fn new(shared: &'a Shared<'a>) -> Self {
        Worker {
            shared,
            preparer: Preparer::new(shared.fields),
            pdf_reader: PdfReader::new(shared.reader),
        }
    }

    fn run(mut self, work: &Receiver<Work>, results: &Sender<(u64, Piece)>) {
        for work in work {
            if self.shared.closed.load(Ordering::Relaxed) {
                return;
            }
            let order = work.order;
            if results.send((order, self.piece(work))).is_err() {
                return;
            }
        }
    }

    fn piece(&mut self, work: Work) -> Piece {
        let path = &self.shared.tasks[work.task].candidate.path;
        let context = Context { path };
        let mut piece = Piece {
            task: work.task,
            begin: work.begin,
            articles: Vec::new(),
            records: work.first_record - 1,
            is_container: matches!(work.payload, Payload::Lines(_)) || !work.too_long.is_empty(),
            end: work.end,
            bytes: work.bytes,
            weight: work.payload.weight(),
        };
        let too_long = |number| (number, Err(ExtractError::RecordTooLong));
        piece
            .articles
            .extend(work.too_long.into_iter().map(too_long));
        match work.payload {
            Payload::Nothing => {}
            Payload::File(bytes, Format::Pdf) => {
                let (reader, shared) = (&mut self.pdf_reader, self.shared);
                let started = Instant::now();
                let document = reader.read(bytes, &|| shared.is_over());
                shared.clock.add(Stage::Extract, started);
                let articles = self.extract(|| extract::extract_pdf(document, context));
                self.prepare_all(articles, path, &mut piece);
            }
            Payload::File(bytes, format) if format.is_document() => {
                let articles = self.extract(|| extract::extract_document(&bytes, format, context));
                drop(bytes);
                self.prepare_all(articles, path, &mut piece);
            }
            Payload::File(bytes, format) => {
                let started = Instant::now();
                let text = decode::text(bytes);
                self.shared.clock.add(Stage::Decode, started);
                match text {
                    Ok(text) => {
                        let articles = self.extract(|| extract::extract(&text, format, context));
                        drop(text);
                        self.prepare_all(articles, path, &mut piece);
                    }
                    Err(error) => {
                        if let Some(end) = &mut piece.end {
                            end.error = Some(error.into());
                        }
                    }
                }
            }
            Payload::Lines(lines) => {
                for line in lines.split_inclusive(|b| *b == b'\n') {
                    piece.records += 1;
                    let line = String::from_utf8_lossy(line);
                    if line.trim().is_empty() {
                        continue;
                    }
                    let article = self.extract(|| vec![extract::extract_record(&line, context)]);
                    for article in article {
                        let prepared = self.prepare(article, path, piece.records);
                        piece.articles.push((piece.records, prepared));
                    }
                }
            }
        }
        piece
    }

    /// Extraction runs other people's parsers over strangers' files: a panic in one of them is a
    /// failure of that text and of no other.
    fn extract(
        &self,
        extract: impl FnOnce() -> Vec<Result<Article, ExtractError>>,
    ) -> Vec<Result<Article, ExtractError>> {
        let started = Instant::now();
        let articles = catch_unwind(AssertUnwindSafe(extract));
        self.shared.clock.add(Stage::Extract, started);
        articles.unwrap_or_else(|_| vec![Err(ExtractError::Internal)])
    }

    /// Adds the articles of a whole file to its piece.
    fn prepare_all(
        &mut self,
        articles: Vec<Result<Article, ExtractError>>,
        path: &str,
        piece: &mut Piece,
    ) {
        piece.is_container = articles.len() > 1;
        for (number, article) in (1..).zip(articles) {
            let prepared = self.prepare(article, path, number);
            piece.articles.push((number, prepared));
        }
    }

    fn prepare(
        &mut self,
        article: Result<Article, ExtractError>,
        path: &str,
        number: u64,
    ) -> Result<Prepared, ExtractError> {
        let article = article?;
        if article.is_empty() {
            return Err(ExtractError::Empty);
        }
        let shared = self.shared;
        let prepared = catch_unwind(AssertUnwindSafe(|| {
            let text = article.text();
            let mentions = if shared.entities {
                let started = Instant::now();
                let mentions = detect(&text, article.language);
                shared.clock.add(Stage::Detect, started);
                mentions
            } else {
                Vec::new()
            };
            let started = Instant::now();
            let prepared =
                self.preparer
                    .prepare(article, &text, &mentions, path, number as u32 - 1);
            shared.clock.add(Stage::Analyze, started);
            prepared
        }));
        prepared.map_err(|_| {
            self.preparer = Preparer::new(shared.fields);
            ExtractError::Internal
        })
    }
}

/// Reads one file as a run would, and hands over each article, or why a record has none, until
/// the answer is `false`. Fails in words if the file cannot be read. `reader` is the program that
/// reads PDFs.
pub fn read_file(
    file: &Path,
    reader: Option<&Path>,
    see: &mut dyn FnMut(u64, Result<Article, ExtractError>) -> bool,
) -> Result<(), String> {
    let path = file
        .file_name()
        .map(|name| stored_path(Path::new(name)))
        .unwrap_or_default();
    let context = Context { path: &path };
    let words = |error: DecodeError| error.to_string();
    match decode::open(file, &path).map_err(words)? {
        Content::Whole { bytes, format, .. } => {
            let articles = if format == Format::Pdf {
                let document = PdfReader::new(reader).read(bytes, &|| false);
                extract::extract_pdf(document, context)
            } else if format.is_document() {
                extract::extract_document(&bytes, format, context)
            } else {
                extract::extract(&decode::text(bytes).map_err(words)?, format, context)
            };
            for (number, article) in (1..).zip(articles) {
                if !see(number, article) {
                    break;
                }
            }
        }
        Content::Lines(mut lines) => {
            let mut line = Vec::new();
            let mut number = 0;
            while decode::read_line(lines.as_mut(), &mut line).map_err(words)? {
                number += 1;
                let text = String::from_utf8_lossy(&line);
                if !text.trim().is_empty() && !see(number, extract::extract_record(&text, context))
                {
                    break;
                }
            }
        }
    }
    Ok(())
}

/// The stages whose time is taken.
#[derive(Debug, Clone, Copy)]
pub enum Stage {
    Read,
    Decode,
    Extract,
    Detect,
    Analyze,
}

/// Sums the time of each stage over all threads.
#[derive(Default)]
pub struct Clock {
    nanoseconds: [AtomicU64; 5],
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
        timings.decode = of(Stage::Decode);
        timings.extract = of(Stage::Extract);
        timings.detect = of(Stage::Detect);
        timings.analyze = of(Stage::Analyze);
    }
}
