//! `tasks → work`: opens the files in the order of the tasks and cuts them into pieces of work.

use std::ops::ControlFlow;
use std::path::Path;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use crossbeam_channel::Sender;

use super::super::manifest::IN_DOUBT;
use super::super::stored::first_64_bits;
use super::{Batch, Begin, End, Payload, Record, RecordBatch, Shared, SourceError, Stage, Work};
use crate::archive::file_path;
use crate::decode::{
    self, Content, DecodeError, Found, Member, Members, Next, Records, RecordsMember,
};

/// Bytes of a batch of short files, and how many they may be.
const BATCH_BYTES: usize = 64 << 10;
const BATCH_FILES_MAX: usize = 32;

/// Bytes of records in one piece: enough to make hand-overs cheap, little enough to spread
/// them over the cores.
const PIECE_BYTES: usize = 512 << 10;

/// A file changed more recently than this when it is read may change again without a new time.
const RACY: Duration = Duration::from_secs(2);

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

pub struct Reader<'a> {
    shared: &'a Shared<'a>,
    work: Sender<Batch>,
    /// What is not handed over yet.
    batch: Batch,
}

/// The receiving side is gone: the run is over.
struct Over;

impl<'a> Reader<'a> {
    pub fn new(shared: &'a Shared<'a>, work: Sender<Batch>) -> Self {
        Reader {
            shared,
            work,
            batch: Batch::default(),
        }
    }

    pub fn run(mut self) {
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
        let content = decode::open(&path, shared.context(number));
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
                match decode::open(&path, shared.context(number)) {
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
                    if number.is_multiple_of(1024) && shared.is_over() {
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
