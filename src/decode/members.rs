//! `container → the files in it`, one after the other, in bounded memory.
//!
//! A container is an archive, a mailbox or a crawl; what it holds may be packed or be a container
//! again. Whoever reads it sees files alone, as if they lay unpacked in one folder, numbered from
//! 1 in their order.

use std::io::{self, Cursor, Read};
use std::ops::ControlFlow;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use encoding_rs::Encoding;

use super::archive::{Tar, Zip};
use super::charset::Charset;
use super::mailbox::{Mailbox, is_mailbox};
use super::records::Records;
use super::warc::Warc;
use super::{DecodeError, FILE_BYTES_MAX, Judged, Whole, judge_stream, unpack};
use crate::extract::{Columns, Context};

/// Containers within each other, the outermost one included.
const DEPTH_MAX: usize = 4;

/// How many times its own size a source may unpack to, in [`UNPACKED_BYTES_MIN`] at least. The
/// best packed real text, logs and tables, reaches a few dozens.
const UNPACKED_TIMES_MAX: u64 = 200;

/// Bytes that any source may unpack to.
const UNPACKED_BYTES_MIN: u64 = 256 << 20;

/// A file in a container.
pub struct Member {
    /// Its path within the container, or its address on the web.
    pub name: String,
    /// The address that it was fetched from.
    pub url: Option<String>,
    pub file: Whole,
}

/// A file of records in a container.
pub struct RecordsMember<'r> {
    pub name: String,
    pub url: Option<String>,
    pub records: Records<'r>,
}

/// What is found in a container.
pub enum Found<'r> {
    File(Member),
    Records(RecordsMember<'r>),
}

/// What a container says of its next file.
pub struct Entry<'e> {
    pub name: String,
    pub url: Option<String>,
    /// What the container says of the charset.
    pub charset: Option<&'static Encoding>,
    pub content: Result<Box<dyn Read + 'e>, DecodeError>,
}

impl<'e> Entry<'e> {
    /// A file of which nothing but its name is said.
    pub fn of_file(name: String, content: impl Read + 'e) -> Self {
        Entry {
            name,
            url: None,
            charset: None,
            content: Ok(Box::new(content)),
        }
    }

    /// A file that can't be had.
    pub fn of_error(name: String, error: DecodeError) -> Self {
        Entry {
            name,
            url: None,
            charset: None,
            content: Err(error),
        }
    }
}

/// A kind of container.
pub trait Container {
    /// Shows every file until the answer is to stop. An error ends the container; that of a single
    /// file is in its entry.
    fn each(&mut self, see: &mut dyn FnMut(Entry) -> ControlFlow<()>) -> Result<(), DecodeError>;
}

/// The files of a container and of those in it.
pub struct Members {
    container: Box<dyn Container>,
    reading: Reading,
}

/// How the files of a container are read.
struct Reading {
    budget: Budget,
    /// What was told of the columns of tables.
    columns: Option<Columns>,
}

/// What a file of a container turns out to be.
enum Content<'r> {
    Found(Found<'r>),
    Container(String, Box<dyn Container + 'r>),
}

type See<'a> = &'a mut dyn FnMut(Result<Found, DecodeError>) -> ControlFlow<()>;

impl Members {
    pub(super) fn new(
        container: Box<dyn Container>,
        budget: Budget,
        columns: Option<&Columns>,
    ) -> Self {
        let columns = columns.cloned();
        let reading = Reading { budget, columns };
        Members { container, reading }
    }

    /// Shows every file, or why it can't be had, until the answer is to stop. An error ends them.
    pub fn each(self, see: See) -> Result<(), DecodeError> {
        let mut container = self.container;
        visit(container.as_mut(), "", 1, &self.reading, see).map(|_| ())
    }
}

fn visit(
    container: &mut dyn Container,
    folder: &str,
    depth: usize,
    reading: &Reading,
    see: See,
) -> Result<ControlFlow<()>, DecodeError> {
    let budget = &reading.budget;
    let mut flow = ControlFlow::Continue(());
    let result = container.each(&mut |mut entry| {
        if !folder.is_empty() {
            entry.name = format!("{folder}/{}", entry.name);
        }
        let found = match open(entry, depth, reading) {
            Ok(Content::Container(name, mut inner)) => {
                match visit(inner.as_mut(), &name, depth + 1, reading, see) {
                    Ok(inner) => {
                        flow = inner;
                        return flow;
                    }
                    // A broken container within this one is one of its files that can't be had.
                    Err(error) => Err(error),
                }
            }
            Ok(Content::Found(found)) => Ok(found),
            Err(error) => Err(error),
        };
        if !budget.is_spent() {
            flow = see(found);
        }
        if budget.is_spent() {
            flow = ControlFlow::Break(());
        }
        flow
    });
    if budget.is_spent() {
        return Err(DecodeError::Bomb);
    }
    result.map(|()| flow)
}

/// Unpacks and judges a file of a container at a depth.
fn open<'e>(entry: Entry<'e>, depth: usize, reading: &Reading) -> Result<Content<'e>, DecodeError> {
    let budget = &reading.budget;
    let mut name = entry.name;
    let reader = Box::new(budget.count(entry.content?));
    let (head, reader) = unpack(reader, &mut name, budget)?;
    if is_hidden(&name) {
        return Err(DecodeError::Passed("a hidden file"));
    }
    let url = entry.url;
    let context = Context {
        path: &name,
        url: url.as_deref(),
        columns: reading.columns.as_ref(),
    };
    Ok(match judge_stream(head, reader, context, budget)? {
        Judged::Container(_) | Judged::Zip(_) if depth >= DEPTH_MAX => {
            return Err(DecodeError::TooDeep);
        }
        Judged::Container(container) => Content::Container(name, container),
        Judged::Zip(bytes) => Content::Container(name, Box::new(Zip::open(Cursor::new(bytes))?)),
        Judged::Records(records) => {
            let found = RecordsMember { name, url, records };
            Content::Found(Found::Records(found))
        }
        Judged::Whole(Whole {
            broken_off: Some(error),
            ..
        }) => return Err(error),
        Judged::Whole(file) => {
            // A byte order mark and sound UTF-8 are surer than what a server said.
            let charset = match (entry.charset, file.charset) {
                (Some(said), Some(Charset::Other(_))) => Some(Charset::Other(said)),
                (_, found) => found,
            };
            let file = Whole { charset, ..file };
            Content::Found(Found::File(Member { name, url, file }))
        }
    })
}

/// Bytes that a source may still unpack to.
#[derive(Clone)]
pub struct Budget(Arc<AtomicU64>);

impl Budget {
    /// The budget of a source that has so many bytes as it lies on the disk.
    pub fn new(packed: u64) -> Budget {
        let left = packed.saturating_mul(UNPACKED_TIMES_MAX);
        // 0 is what is left when it was not enough.
        Budget(Arc::new(AtomicU64::new(left.max(UNPACKED_BYTES_MIN) + 1)))
    }

    pub fn is_spent(&self) -> bool {
        self.0.load(Ordering::Relaxed) == 0
    }

    /// Counts what is read, which ends with an error when it is too much.
    pub fn count<R>(&self, reader: R) -> Counted<R> {
        Counted {
            reader,
            budget: self.clone(),
        }
    }
}

pub struct Counted<R> {
    reader: R,
    budget: Budget,
}

impl<R: Read> Read for Counted<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.reader.read(buffer)?;
        let left = self.budget.0.load(Ordering::Relaxed);
        let left = left.saturating_sub(read as u64);
        self.budget.0.store(left, Ordering::Relaxed);
        match left {
            0 => Err(io::Error::other(DecodeError::Bomb)),
            _ => Ok(read),
        }
    }
}

/// The kinds of containers that their first bytes show, and that are read in one go.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Tar,
    Warc,
    Mailbox,
}

impl Kind {
    pub fn of(head: &[u8]) -> Option<Kind> {
        if head.starts_with(b"WARC/") {
            Some(Kind::Warc)
        } else if head.get(257..262) == Some(b"ustar") {
            Some(Kind::Tar)
        } else if is_mailbox(head) {
            Some(Kind::Mailbox)
        } else {
            None
        }
    }

    pub(super) fn open<'r>(self, reader: impl Read + 'r) -> Box<dyn Container + 'r> {
        match self {
            Kind::Tar => Box::new(Tar(reader)),
            Kind::Warc => Box::new(Warc::new(reader)),
            Kind::Mailbox => Box::new(Mailbox::new(reader)),
        }
    }
}

/// Reads to the end, unless that is too far.
pub fn read_bounded(reader: impl Read) -> Result<Vec<u8>, DecodeError> {
    let mut bytes = Vec::new();
    reader.take(FILE_BYTES_MAX + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > FILE_BYTES_MAX {
        return Err(DecodeError::TooLarge);
    }
    Ok(bytes)
}

/// Files that a program left for itself: hidden ones, and what macOS adds to archives.
fn is_hidden(name: &str) -> bool {
    !name.contains("://")
        && name.split('/').any(|part| {
            part.len() > 1 && part.starts_with('.') && part != ".." || part == "__MACOSX"
        })
}
