//! `tasks → prepared articles`, in parallel, in order, within bounds.
//!
//! One thread reads files in the order of the tasks and cuts them into pieces: a whole file, or
//! some records of a file of records. Workers decode, extract, detect and analyze. Whoever
//! holds the [`Pieces`] gets them back in order, so that it may stop after any one of them and
//! knows that all before it are done and none after it is begun.

use std::collections::{BTreeMap, HashMap};
use std::ops::ControlFlow;
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
use crate::decode::{
    self, Budget, Content, DecodeError, Found, Member, Members, Next, Records, RecordsMember,
    Whole, record_text,
};
use crate::entities::detect;
use crate::extract::{self, Context, ExtractError, Format, RecordKind};
use crate::report::Timings;

/// Bytes of text between reading and indexing. A larger file travels alone.
const IN_FLIGHT_BYTES_MAX: usize = 48 << 20;

/// Bytes of a batch of short files, and how many they may be.
const BATCH_BYTES: usize = 64 << 10;
const BATCH_FILES_MAX: usize = 32;

/// Bytes of records in one piece: enough to make hand-overs cheap, little enough to spread
/// them over the cores.
const PIECE_BYTES: usize = 512 << 10;

/// Mails that are attached to each other.
const ATTACHED_DEPTH_MAX: usize = 3;

/// Articles of the files that are attached to a mail: they are held in memory together.
const ATTACHED_ARTICLES_MAX: usize = 20_000;

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

/// What the pieces of a source that is being cut have in common.
struct Cutting {
    task: usize,
    begin: Option<Begin>,
    /// Records that are in the index already.
    done: u64,
    /// Records that were read.
    records: u64,
    bytes_left: usize,
}

impl Cutting {
    /// Makes a piece of work. A compressed file has fewer bytes than its pieces: they count until
    /// it is used up.
    fn piece(&mut self, payload: Payload) -> Work {
        let bytes = payload.weight().min(self.bytes_left);
        self.bytes_left -= bytes;
        Work {
            begin: self.begin.take(),
            payload,
            records: self.records,
            ..Work::of(self.task, bytes)
        }
    }
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
            Reader {
                shared,
                work: work_sender,
                batch: Batch::default(),
            }
            .run();
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

struct Reader<'a> {
    shared: &'a Shared<'a>,
    work: Sender<Batch>,
    /// What is not handed over yet.
    batch: Batch,
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
        // Whoever has stopped taking work needs no more of it.
        self.hand_over().ok();
    }

    fn send(&mut self, work: Work) -> Result<(), Over> {
        self.batch.weight += work.payload.weight();
        self.batch.work.push(work);
        let is_full = self.batch.weight >= BATCH_BYTES || self.batch.work.len() >= BATCH_FILES_MAX;
        if is_full { self.hand_over() } else { Ok(()) }
    }

    fn hand_over(&mut self) -> Result<(), Over> {
        let next = Batch {
            order: self.batch.order + 1,
            ..Batch::default()
        };
        let batch = std::mem::replace(&mut self.batch, next);
        self.shared.in_flight.enter(batch.weight, self.shared);
        self.work.send(batch).map_err(|_| Over)
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
            Ok(Content::Whole(mut whole)) => {
                let hash = first_64_bits(&blake3::hash(&whole.bytes));
                let begin = self.begin(number, Some(hash));
                let broken_off = whole.broken_off.take();
                let payload = match begin.untouched {
                    true => Payload::Nothing,
                    false => Payload::File(whole),
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
            Ok(Content::Members(members)) => match hash_of_file(&path) {
                Ok(hash) => self.read_members(number, members, hash),
                Err(error) => self.send_failure(number, DecodeError::Io(error).into()),
            },
            Ok(Content::Records(records)) => {
                if !self.content_decides(number) {
                    return self.read_records(number, records, None);
                }
                let hash = match hash_of_records(records) {
                    Ok(hash) => Some(hash),
                    Err(error) => return self.send_failure(number, error.into()),
                };
                match decode::open(&path, &task.candidate.path) {
                    Ok(Content::Records(records)) => self.read_records(number, records, hash),
                    Ok(Content::Whole(_) | Content::Members(_)) => {
                        self.send_failure(number, access_error("changed while it was read"))
                    }
                    Err(error) => self.send_failure(number, error.into()),
                }
            }
        }
    }

    fn cutting(&self, number: usize, hash: Option<u64>) -> Cutting {
        let shared = self.shared;
        let done = shared.records_done.get(&number).copied();
        Cutting {
            task: number,
            begin: Some(self.begin(number, hash)),
            done: done.unwrap_or_default(),
            records: 0,
            bytes_left: shared.tasks[number].candidate.bytes as usize,
        }
    }

    /// Cuts a file of records into pieces.
    fn read_records(
        &mut self,
        number: usize,
        mut records: Records,
        hash: Option<u64>,
    ) -> Result<(), Over> {
        let mut cutting = self.cutting(number, hash);
        if (cutting.begin.as_ref()).is_some_and(|begin| begin.untouched) {
            let end = Some(self.end(number, hash.unwrap_or_default(), None));
            let bytes = cutting.bytes_left;
            return self.send(Work {
                end,
                bytes,
                ..cutting.piece(Payload::Nothing)
            });
        }
        let (last, error) = self.cut(&mut cutting, &mut records, None)?;
        let hash = first_64_bits(&records.hash());
        let end = Some(self.end(number, hash, error.map(SourceError::from)));
        let bytes = last.bytes + cutting.bytes_left;
        self.send(Work { end, bytes, ..last })
    }

    /// Cuts records into pieces, and hands over all of them but the last; gives what ended them
    /// early. `member`: the path and the address of their file, if that is in a container.
    fn cut(
        &mut self,
        cutting: &mut Cutting,
        records: &mut Records,
        member: Option<&(String, Option<String>)>,
    ) -> Result<(Work, Option<DecodeError>), Over> {
        let shared = self.shared;
        let mut record = Vec::new();
        loop {
            let started = Instant::now();
            let mut batch = RecordBatch {
                kind: records.kind(),
                member: member.cloned(),
                bytes: Vec::with_capacity(PIECE_BYTES + (PIECE_BYTES >> 3)),
                records: Vec::new(),
                bad: Vec::new(),
            };
            let mut error = None;
            let mut ended = false;
            // Bad records have no bytes, but take time.
            while batch.bytes.len() + batch.bad.len() < PIECE_BYTES {
                let next = match records.next(&mut record) {
                    Ok(Next::End) => None,
                    Ok(next) => Some(next),
                    Err(failure) => {
                        error = Some(failure);
                        None
                    }
                };
                let Some(next) = next else {
                    ended = true;
                    break;
                };
                cutting.records += 1;
                let number = cutting.records;
                if number <= cutting.done {
                    if number % 1024 == 0 && shared.is_over() {
                        return Err(Over);
                    }
                    continue;
                }
                match next {
                    Next::Bad(error) => batch.bad.push((number, error)),
                    Next::Record { line } => {
                        batch.bytes.extend_from_slice(&record);
                        // An empty line weighs as well.
                        batch.bytes.push(b'\n');
                        let end = batch.bytes.len();
                        batch.records.push(Record { number, line, end });
                    }
                    Next::End => {}
                }
            }
            shared.clock.add(Stage::Read, started);
            let work = cutting.piece(Payload::Records(batch));
            if ended {
                return Ok((work, error));
            }
            self.send(work)?;
            if shared.is_over() {
                return Err(Over);
            }
        }
    }

    /// Hands over the files of a container one by one.
    fn read_members(&mut self, number: usize, members: Members, hash: u64) -> Result<(), Over> {
        let shared = self.shared;
        let container = &shared.tasks[number].candidate.path;
        let mut cutting = self.cutting(number, Some(hash));
        let mut over = Ok(());
        let mut error = None;
        if (cutting.begin.as_ref()).is_some_and(|begin| !begin.untouched) {
            let read = members.each(&mut |found| {
                over = match found {
                    Ok(Found::Records(found)) => {
                        self.read_records_member(&mut cutting, container, found)
                    }
                    Ok(Found::File(member)) => self.send_member(&mut cutting, Ok(member)),
                    Err(error) => self.send_member(&mut cutting, Err(error)),
                };
                match over.is_err() || shared.is_over() {
                    true => ControlFlow::Break(()),
                    false => ControlFlow::Continue(()),
                }
            });
            error = read.err().map(SourceError::from);
        }
        over?;
        if shared.is_over() {
            return Err(Over);
        }
        let end = Some(self.end(number, hash, error));
        let bytes = cutting.bytes_left;
        self.send(Work {
            end,
            bytes,
            ..cutting.piece(Payload::Nothing)
        })
    }

    fn read_records_member(
        &mut self,
        cutting: &mut Cutting,
        container: &str,
        found: RecordsMember,
    ) -> Result<(), Over> {
        let mut records = found.records;
        let member = (format!("{container}/{}", found.name), found.url);
        let (last, error) = self.cut(cutting, &mut records, Some(&member))?;
        self.send(last)?;
        match error {
            // It ends the container as well, which says so.
            Some(DecodeError::Bomb) | None => Ok(()),
            Some(error) => self.send_member(cutting, Err(error)),
        }
    }

    fn send_member(
        &mut self,
        cutting: &mut Cutting,
        member: Result<Member, DecodeError>,
    ) -> Result<(), Over> {
        cutting.records += 1;
        if cutting.records <= cutting.done {
            return Ok(());
        }
        let work = cutting.piece(Payload::Member(member));
        self.send(work)
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

/// The hash of a file as it lies on the disk.
fn hash_of_file(path: &Path) -> std::io::Result<u64> {
    let mut hasher = blake3::Hasher::new();
    hasher.update_reader(std::fs::File::open(path)?)?;
    Ok(first_64_bits(&hasher.finalize()))
}

/// The hash that [`Reader::read_records`] finds at the end.
fn hash_of_records(mut records: Records) -> Result<u64, DecodeError> {
    let mut record = Vec::new();
    loop {
        match records.next(&mut record) {
            // Where the file breaks off is its end, here as when it is read.
            Ok(Next::End) | Err(DecodeError::Packed(_) | DecodeError::Bomb) => {
                return Ok(first_64_bits(&records.hash()));
            }
            Ok(_) => {}
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

    fn run(mut self, batches: &Receiver<Batch>, results: &Sender<(u64, Vec<Piece>)>) {
        for batch in batches {
            let mut pieces = Vec::with_capacity(batch.work.len());
            for work in batch.work {
                if self.shared.closed.load(Ordering::Relaxed) {
                    return;
                }
                pieces.push(self.piece(work));
            }
            if results.send((batch.order, pieces)).is_err() {
                return;
            }
        }
    }

    fn piece(&mut self, work: Work) -> Piece {
        let path = &self.shared.tasks[work.task].candidate.path;
        let context = Context::of(path);
        let mut piece = Piece {
            task: work.task,
            begin: work.begin,
            articles: Vec::new(),
            records: work.records,
            is_container: matches!(work.payload, Payload::Records(_) | Payload::Member(_)),
            skipped: Vec::new(),
            end: work.end,
            bytes: work.bytes,
            weight: work.payload.weight(),
        };
        match work.payload {
            Payload::Nothing => {}
            Payload::File(whole) => {
                match self.extract(|pdfs, is_over| articles_of(whole, context, pdfs, is_over)) {
                    Ok(articles) => self.prepare_all(articles, path, &mut piece),
                    Err(error) => {
                        if let Some(end) = &mut piece.end {
                            end.error = Some(error.into());
                        }
                    }
                }
            }
            Payload::Member(member) => {
                let articles = self.extract(|pdfs, is_over| {
                    Ok::<_, DecodeError>(articles_of_member(member, path, pdfs, is_over))
                });
                for article in articles.unwrap_or_default() {
                    match self.prepare(article, path, work.records) {
                        Err(error) if error.is_skip() => piece.skipped.push(error.to_string()),
                        prepared => piece.articles.push((work.records, prepared)),
                    }
                }
            }
            Payload::Records(batch) => {
                let bad = batch.bad.into_iter();
                piece.articles = bad.map(|(number, error)| (number, Err(error))).collect();
                let context = match &batch.member {
                    Some((path, url)) => Context {
                        path,
                        url: url.as_deref(),
                    },
                    None => context,
                };
                let mut start = 0;
                for record in batch.records {
                    let bytes = batch.bytes.get(start..record.end).unwrap_or_default();
                    start = record.end;
                    if bytes.trim_ascii().is_empty() {
                        continue;
                    }
                    let text = record_text(bytes);
                    let article = self.extract(|_, _| {
                        let article =
                            extract::extract_record(&text, &batch.kind, record.line, context);
                        Ok::<_, DecodeError>(vec![article])
                    });
                    for article in article.unwrap_or_default() {
                        let prepared = self.prepare(article, path, record.number);
                        piece.articles.push((record.number, prepared));
                    }
                }
            }
        }
        piece
    }

    /// Extraction runs other people's parsers over strangers' files: a panic in one of them is a
    /// failure of that text and of no other.
    fn extract<E>(
        &mut self,
        extract: impl FnOnce(
            &mut PdfReader,
            &dyn Fn() -> bool,
        ) -> Result<Vec<Result<Article, ExtractError>>, E>,
    ) -> Result<Vec<Result<Article, ExtractError>>, E> {
        let started = Instant::now();
        let (pdfs, shared) = (&mut self.pdf_reader, self.shared);
        let articles = catch_unwind(AssertUnwindSafe(|| extract(pdfs, &|| shared.is_over())));
        self.shared.clock.add(Stage::Extract, started);
        articles.unwrap_or_else(|_| Ok(vec![Err(ExtractError::Internal)]))
    }

    fn prepare_all(
        &mut self,
        articles: Vec<Result<Article, ExtractError>>,
        path: &str,
        piece: &mut Piece,
    ) {
        let has_more = articles.len() > 1;
        for (number, article) in (1..).zip(articles) {
            match self.prepare(article, path, number) {
                // What a file brings along and is no text, such as a picture with a mail.
                Err(error @ ExtractError::Unreadable { is_skip: true, .. }) if has_more => {
                    piece.skipped.push(error.to_string());
                }
                prepared => piece.articles.push((number, prepared)),
            }
        }
        piece.is_container = piece.articles.len() > 1;
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

/// The articles of a file, and those of the files that are attached to it.
fn articles_of(
    file: Whole,
    context: Context,
    pdfs: &mut PdfReader,
    is_over: &dyn Fn() -> bool,
) -> Result<Vec<Result<Article, ExtractError>>, DecodeError> {
    let budget = Budget::new(0);
    articles_within(file, context, (0, &budget), pdfs, is_over)
}

/// The articles of a file that is attached so many times, and what may still be unpacked for it.
fn articles_within(
    file: Whole,
    context: Context,
    (depth, budget): (usize, &Budget),
    pdfs: &mut PdfReader,
    is_over: &dyn Fn() -> bool,
) -> Result<Vec<Result<Article, ExtractError>>, DecodeError> {
    let (bytes, format) = (file.bytes, file.format);
    if format == Format::Pdf {
        return Ok(extract::extract_pdf(pdfs.read(bytes, is_over), context));
    }
    if !format.is_document() {
        let text = decode::text(bytes, file.charset)?;
        return Ok(extract::extract(&text, format, context));
    }
    let mut articles = extract::extract_document(&bytes, format, context);
    if format == Format::Mail && depth < ATTACHED_DEPTH_MAX {
        for attachment in extract::attachments(&bytes) {
            if is_over() {
                break;
            }
            let path = format!("{}/{}", context.path, attachment.name);
            let content = decode::open_bytes(attachment.bytes, &path, budget);
            let within = (depth + 1, budget);
            let read = content
                .and_then(|content| attached(content, &path, within, pdfs, is_over, &mut articles));
            articles.extend(read.err().map(|error| Err(unreadable(error))));
        }
    }
    Ok(articles)
}

/// Adds the articles of a file that is attached.
fn attached(
    content: Content,
    path: &str,
    within: (usize, &Budget),
    pdfs: &mut PdfReader,
    is_over: &dyn Fn() -> bool,
    articles: &mut Vec<Result<Article, ExtractError>>,
) -> Result<(), DecodeError> {
    let add_records = |records: Records, context: Context, articles: &mut Vec<_>| {
        see_records(records, context, &mut 0, &mut |_, article| {
            articles.push(article);
            articles.len() < ATTACHED_ARTICLES_MAX && !is_over()
        })
    };
    match content {
        Content::Whole(whole) => {
            let context = Context::of(path);
            articles.extend(articles_within(whole, context, within, pdfs, is_over)?);
        }
        Content::Records(records) => {
            add_records(records, Context::of(path), articles)?;
        }
        Content::Members(members) => members.each(&mut |found| {
            let read = match found {
                Ok(Found::File(member)) => {
                    let path = format!("{path}/{}", member.name);
                    let context = Context::of(&path);
                    articles_within(member.file, context, within, pdfs, is_over)
                        .map(|more| articles.extend(more))
                }
                Ok(Found::Records(found)) => {
                    let path = format!("{path}/{}", found.name);
                    add_records(found.records, Context::of(&path), articles).map(|_| ())
                }
                Err(error) => Err(error),
            };
            articles.extend(read.err().map(|error| Err(unreadable(error))));
            match articles.len() < ATTACHED_ARTICLES_MAX && !is_over() {
                true => ControlFlow::Continue(()),
                false => ControlFlow::Break(()),
            }
        })?,
    }
    if articles.len() >= ATTACHED_ARTICLES_MAX {
        let max = ATTACHED_ARTICLES_MAX;
        articles.push(Err(ExtractError::TooMany { max }));
    }
    Ok(())
}

fn unreadable(error: DecodeError) -> ExtractError {
    ExtractError::Unreadable {
        is_skip: error.is_skip(),
        reason: error.to_string(),
    }
}

/// The articles of a file in a container; its path there may tell as much as any other.
fn articles_of_member(
    member: Result<Member, DecodeError>,
    container: &str,
    pdfs: &mut PdfReader,
    is_over: &dyn Fn() -> bool,
) -> Vec<Result<Article, ExtractError>> {
    let articles = member.and_then(|member| {
        let path = format!("{container}/{}", member.name);
        let context = Context {
            path: &path,
            url: member.url.as_deref(),
        };
        articles_of(member.file, context, pdfs, is_over)
    });
    articles.unwrap_or_else(|error| vec![Err(unreadable(error))])
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
    let context = Context::of(&path);
    let words = |error: DecodeError| error.to_string();
    let mut pdfs = PdfReader::new(reader);
    match decode::open(file, &path).map_err(words)? {
        Content::Whole(whole) => {
            let articles = articles_of(whole, context, &mut pdfs, &|| false).map_err(words)?;
            for (number, article) in (1..).zip(articles) {
                if !see(number, article) {
                    break;
                }
            }
        }
        Content::Members(members) => {
            let mut number = 0;
            let read = members.each(&mut |found| {
                let read = match found {
                    Ok(Found::Records(found)) => {
                        let member = format!("{path}/{}", found.name);
                        let context = Context {
                            path: &member,
                            url: found.url.as_deref(),
                        };
                        match see_records(found.records, context, &mut number, see) {
                            Ok(true) => return ControlFlow::Continue(()),
                            Ok(false) => return ControlFlow::Break(()),
                            Err(error) => Err(error),
                        }
                    }
                    Ok(Found::File(member)) => Ok(member),
                    Err(error) => Err(error),
                };
                number += 1;
                let articles = articles_of_member(read, &path, &mut pdfs, &|| false);
                match articles.into_iter().all(|article| see(number, article)) {
                    true => ControlFlow::Continue(()),
                    false => ControlFlow::Break(()),
                }
            });
            read.map_err(words)?;
        }
        Content::Records(records) => {
            see_records(records, context, &mut 0, see).map_err(words)?;
        }
    }
    Ok(())
}

/// Reads records, which count on from `number`; gives whether to go on.
fn see_records(
    mut records: Records,
    context: Context,
    number: &mut u64,
    see: &mut dyn FnMut(u64, Result<Article, ExtractError>) -> bool,
) -> Result<bool, DecodeError> {
    let kind = records.kind();
    let mut record = Vec::new();
    loop {
        let next = records.next(&mut record)?;
        *number += 1;
        let article = match next {
            Next::End => {
                *number -= 1;
                return Ok(true);
            }
            Next::Bad(error) => Err(error),
            Next::Record { .. } if record.trim_ascii().is_empty() => continue,
            Next::Record { line } => {
                extract::extract_record(&record_text(&record), &kind, line, context)
            }
        };
        if !see(*number, article) {
            return Ok(false);
        }
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
