//! `container → the files in it`, one after the other, in bounded memory.
//!
//! A container is an archive, a mailbox or a crawl; what it holds may be packed or be a container
//! again. Whoever reads it sees files alone, as if they lay unpacked in one folder, numbered from
//! 1 in their order.

use std::io::{Cursor, Read};
use std::ops::ControlFlow;

use encoding_rs::Encoding;

use super::archive::{Tar, Zip};
use super::charset::Charset;
use super::mailbox::{Mailbox, is_mailbox};
use super::packing::Packing;
use super::warc::Warc;
use super::{DecodeError, FILE_BYTES_MAX, judge};
use crate::extract::Format;

/// Containers within each other, the outermost one included.
const DEPTH_MAX: usize = 4;

/// How many times its own size a container may unpack to, in [`UNPACKED_BYTES_MIN`] at least. The
/// best packed real text, logs and tables, reaches a few dozens.
const UNPACKED_TIMES_MAX: u64 = 200;

/// Bytes that any container may unpack to.
const UNPACKED_BYTES_MIN: u64 = 256 << 20;

/// A file in a container.
pub struct Member {
    /// Its path within the container, or its address on the web.
    pub name: String,
    /// The address that it was fetched from.
    pub url: Option<String>,
    pub bytes: Vec<u8>,
    pub charset: Option<Charset>,
    pub format: Format,
}

/// What a container says of its next file.
pub struct Entry {
    pub name: String,
    pub url: Option<String>,
    /// What the container says of the charset.
    pub charset: Option<&'static Encoding>,
    pub content: Result<Vec<u8>, DecodeError>,
}

impl Entry {
    /// A file of which nothing but its name is said.
    pub fn of_file(name: String, content: Result<Vec<u8>, DecodeError>) -> Entry {
        Entry {
            name,
            url: None,
            charset: None,
            content,
        }
    }
}

/// A kind of container.
pub trait Container: Send {
    /// Shows every file until the answer is to stop. An error ends the container; that of a single
    /// file is in its entry.
    fn each(&mut self, see: &mut dyn FnMut(Entry) -> ControlFlow<()>) -> Result<(), DecodeError>;
}

/// The files of a container and of those in it.
pub struct Members {
    container: Box<dyn Container>,
    budget: Budget,
}

/// What a file of a container turns out to be.
enum Content {
    File(Member),
    Container(String, Box<dyn Container>),
}

type See<'a> = &'a mut dyn FnMut(Result<Member, DecodeError>) -> ControlFlow<()>;

impl Members {
    /// The files of a container that has so many bytes as it lies on the disk.
    pub fn new(container: Box<dyn Container>, packed: u64) -> Self {
        let left = packed.saturating_mul(UNPACKED_TIMES_MAX);
        Members {
            container,
            budget: Budget {
                left: left.max(UNPACKED_BYTES_MIN),
            },
        }
    }

    /// Shows every file, or why it can't be had, until the answer is to stop. An error ends them.
    pub fn each(mut self, see: See) -> Result<(), DecodeError> {
        let mut container = self.container;
        visit(container.as_mut(), "", 1, &mut self.budget, see).map(|_| ())
    }
}

fn visit(
    container: &mut dyn Container,
    folder: &str,
    depth: usize,
    budget: &mut Budget,
    see: See,
) -> Result<ControlFlow<()>, DecodeError> {
    let mut is_bomb = false;
    let mut flow = ControlFlow::Continue(());
    container.each(&mut |mut entry| {
        if !folder.is_empty() {
            entry.name = format!("{folder}/{}", entry.name);
        }
        let content = match budget.open(entry, depth) {
            Ok(Content::Container(name, mut inner)) => {
                match visit(inner.as_mut(), &name, depth + 1, budget, see) {
                    Ok(inner) => {
                        flow = inner;
                        return flow;
                    }
                    Err(error) => Err(error),
                }
            }
            Ok(Content::File(member)) => Ok(member),
            Err(error) => Err(error),
        };
        is_bomb = matches!(content, Err(DecodeError::Bomb));
        flow = match is_bomb {
            true => ControlFlow::Break(()),
            // A broken container within this one is one of its files that can't be had.
            false => see(content),
        };
        flow
    })?;
    if is_bomb {
        Err(DecodeError::Bomb)
    } else {
        Ok(flow)
    }
}

/// Bytes that may still be unpacked.
struct Budget {
    left: u64,
}

impl Budget {
    /// Unpacks and judges a file at a depth.
    fn open(&mut self, entry: Entry, depth: usize) -> Result<Content, DecodeError> {
        let mut bytes = entry.content?;
        let mut name = entry.name;
        self.count(bytes.len())?;
        let mut layers = 0;
        while let Some(packing) = Packing::of(&bytes) {
            layers += 1;
            if layers > DEPTH_MAX {
                return Err(DecodeError::TooDeep);
            }
            name = packing.bare_name(&name);
            bytes = read_bounded(packing.unpack(Cursor::new(bytes)))?;
            self.count(bytes.len())?;
        }
        if is_hidden(&name) {
            return Err(DecodeError::Passed("a hidden file"));
        }
        let mut kind = Kind::of(&bytes);
        let mut judged = None;
        if kind.is_none() {
            let (format, charset) = judge(&bytes, &name)?;
            kind = (format == Format::Zip).then_some(Kind::Zip);
            judged = Some((format, charset));
        }
        if let Some(kind) = kind {
            if depth >= DEPTH_MAX {
                return Err(DecodeError::TooDeep);
            }
            return Ok(Content::Container(name, kind.open(bytes)?));
        }
        let (format, found) = judged.unwrap_or((Format::Plain, None));
        // A byte order mark and sound UTF-8 are surer than what a server said.
        let charset = match (entry.charset, found) {
            (Some(said), Some(Charset::Other(_))) => Some(Charset::Other(said)),
            (_, found) => found,
        };
        Ok(Content::File(Member {
            name,
            url: entry.url,
            bytes,
            charset,
            format,
        }))
    }

    fn count(&mut self, bytes: usize) -> Result<(), DecodeError> {
        let left = self.left.checked_sub(bytes as u64);
        self.left = left.ok_or(DecodeError::Bomb)?;
        Ok(())
    }
}

/// The kinds of containers that their first bytes show; a zip archive may be a document as well.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Zip,
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

    fn open(self, bytes: Vec<u8>) -> Result<Box<dyn Container>, DecodeError> {
        let reader = Cursor::new(bytes);
        Ok(match self {
            Kind::Zip => Box::new(Zip::open(reader)?),
            Kind::Tar => Box::new(Tar(reader)),
            Kind::Warc => Box::new(Warc::new(reader)),
            Kind::Mailbox => Box::new(Mailbox::new(reader)),
        })
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
