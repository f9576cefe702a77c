//! `file → text`: unpacking, charset, and the bounds on what a stranger's file can inflate.
//!
//! What a file holds is judged by its first bytes. A file of JSON lines is read line by line, a
//! container member by member, any other one whole. PDFs, documents of word processors, e-books and mail stay
//! bytes, since their parts have charsets of their own.

use std::fs::{self, File};
use std::io::{self, BufRead, BufReader, Cursor, Read};
use std::path::Path;

use crate::extract::{self, Format};

mod archive;
mod charset;
mod mailbox;
mod members;
mod packing;
mod warc;

pub use charset::{Charset, text};
pub use members::{Member, Members};

use archive::{Tar, Zip};
use mailbox::Mailbox;
use members::{Container, Kind};
use packing::Packing;
use warc::Warc;

/// Bytes of a file (decompressed) that is read whole. The largest books are a tenth of it.
pub const FILE_BYTES_MAX: u64 = 64 << 20;

/// Bytes of one line of a JSON Lines file.
pub const LINE_BYTES_MAX: u64 = 64 << 20;

/// Bytes by which the kind of a file is judged.
pub const HEAD_BYTES: u64 = 64 << 10;

/// Times that a file may be packed.
const PACKINGS_MAX: usize = 4;

/// What a file holds.
pub enum Content {
    Whole {
        bytes: Vec<u8>,
        /// The charset, if the bytes by which the file was judged are all there are.
        charset: Option<Charset>,
        format: Format,
        /// Why the rest of a damaged archive is missing.
        broken_off: Option<DecodeError>,
    },
    /// JSON lines, without a byte order mark.
    Lines(Box<dyn BufRead + Send>),
    /// The files of a container.
    Members(Members),
}

/// Why a file gives no text. Skipped files hold none; failed ones could not be read.
#[derive(Debug, thiserror::Error)]
pub enum DecodeError {
    #[error("empty")]
    Empty,
    #[error("binary: {0}")]
    Binary(&'static str),
    #[error("{0}")]
    Passed(&'static str),
    #[error("larger than {} MiB when read whole", FILE_BYTES_MAX >> 20)]
    TooLarge,
    #[error("a line longer than {} MiB", LINE_BYTES_MAX >> 20)]
    LineTooLong,
    #[error("damaged archive: {0}")]
    Packed(io::Error),
    #[error("damaged archive: {0}")]
    Archive(String),
    #[error("archives within archives, deeper than {PACKINGS_MAX}")]
    TooDeep,
    #[error("it unpacks to far more than any text does; unpack it by hand if you trust it")]
    Bomb,
    #[error("cannot be read: {0}")]
    Io(io::Error),
}

impl From<io::Error> for DecodeError {
    fn from(error: io::Error) -> Self {
        use io::ErrorKind::{InvalidData, InvalidInput, UnexpectedEof};
        // Reading a file gives none of these; decompressing what it holds does.
        match error.kind() {
            InvalidData | InvalidInput | UnexpectedEof => DecodeError::Packed(error),
            _ => DecodeError::Io(error),
        }
    }
}

impl DecodeError {
    /// Whether the file is none for us, rather than one that we failed to read.
    pub fn is_skip(&self) -> bool {
        matches!(
            self,
            DecodeError::Empty | DecodeError::Binary(_) | DecodeError::Passed(_)
        )
    }
}

/// Opens a file and reads it, or the beginning of it if it is read part by part.
pub fn open(file: &Path, stored_path: &str) -> Result<Content, DecodeError> {
    let metadata = fs::metadata(file)?;
    // Opening a pipe would wait for a writer.
    if !metadata.is_file() {
        return Err(DecodeError::Io(io::Error::other(
            "no longer a regular file",
        )));
    }
    let packed = metadata.len();
    let mut reader: Box<dyn Read + Send> = Box::new(File::open(file)?);
    let mut name = stored_path.to_owned();
    let mut head = read_head(&mut reader)?;
    let mut layers = 0;
    while let Some(packing) = Packing::of(&head.bytes).filter(|_| head.broken_off.is_none()) {
        layers += 1;
        if layers > PACKINGS_MAX {
            return Err(DecodeError::TooDeep);
        }
        name = packing.bare_name(&name);
        reader = packing.unpack(Cursor::new(head.bytes).chain(reader));
        head = read_head(&mut reader)?;
    }
    if let Some(kind) = Kind::of(&head.bytes) {
        let whole = Cursor::new(head.bytes).chain(reader);
        let container: Box<dyn Container> = match kind {
            Kind::Warc => Box::new(Warc::new(whole)),
            Kind::Mailbox => Box::new(Mailbox::new(whole)),
            Kind::Tar | Kind::Zip => Box::new(Tar(whole)),
        };
        return Ok(Content::Members(Members::new(container, packed)));
    }
    // A large archive is read where it lies; a document of that size is not read at all.
    if layers == 0 && packed > FILE_BYTES_MAX && head.bytes.starts_with(b"PK") {
        let zip = Zip::open(File::open(file)?)?;
        let is_document = zip.has("mimetype") || zip.has("[Content_Types].xml");
        return match is_document {
            true => Err(DecodeError::TooLarge),
            false => Ok(Content::Members(Members::new(Box::new(zip), packed))),
        };
    }
    read(head, reader, &name, packed)
}

/// The bytes by which a file is judged, and why there are no more of them in a damaged archive.
struct Head {
    bytes: Vec<u8>,
    broken_off: Option<DecodeError>,
}

fn read_head(reader: &mut impl Read) -> Result<Head, DecodeError> {
    let mut bytes = Vec::with_capacity(HEAD_BYTES as usize);
    let read = reader.take(HEAD_BYTES).read_to_end(&mut bytes);
    match read.map_err(DecodeError::from) {
        Ok(_) if bytes.is_empty() => Err(DecodeError::Empty),
        Ok(_) => Ok(Head {
            bytes,
            broken_off: None,
        }),
        Err(error @ DecodeError::Packed(_)) if !bytes.is_empty() => Ok(Head {
            bytes,
            broken_off: Some(error),
        }),
        Err(error) => Err(error),
    }
}

fn read(
    head: Head,
    rest: impl Read + Send + 'static,
    path: &str,
    packed: u64,
) -> Result<Content, DecodeError> {
    let Head {
        mut bytes,
        mut broken_off,
    } = head;
    let is_all = (bytes.len() as u64) < HEAD_BYTES;
    let mut judged = None;
    if !Format::may_be_document(&bytes, path) {
        let (format, charset) = judge_text(&bytes, path)?;
        if format == Format::JsonLines && matches!(charset, Charset::Utf8 { .. }) {
            bytes.drain(..charset.mark_bytes());
            let lines = BufReader::with_capacity(256 << 10, Cursor::new(bytes).chain(rest));
            return Ok(Content::Lines(Box::new(lines)));
        }
        judged = Some((format, is_all.then_some(charset)));
    }
    if !is_all {
        let rest = rest
            .take(FILE_BYTES_MAX + 1 - HEAD_BYTES)
            .read_to_end(&mut bytes);
        // What could be unpacked is worth reading.
        match rest.map_err(DecodeError::from) {
            Ok(_) => {}
            Err(error @ DecodeError::Packed(_)) => broken_off = Some(error),
            Err(error) => return Err(error),
        }
    }
    if bytes.len() as u64 > FILE_BYTES_MAX {
        let known = known_binary(&bytes).filter(|_| !extract::pdf::is_pdf(&bytes));
        return Err(known.map_or(DecodeError::TooLarge, DecodeError::Binary));
    }
    bytes.shrink_to_fit();
    let (format, charset) = match judged {
        Some(judged) => judged,
        None => judge(&bytes, path)?,
    };
    if format == Format::Zip {
        let zip = Zip::open(Cursor::new(bytes))?;
        return Ok(Content::Members(Members::new(Box::new(zip), packed)));
    }
    Ok(Content::Whole {
        bytes,
        charset,
        format,
        broken_off,
    })
}

/// What all the bytes of a file are, and their charset if that is known by now.
fn judge(bytes: &[u8], path: &str) -> Result<(Format, Option<Charset>), DecodeError> {
    if bytes.is_empty() {
        return Err(DecodeError::Empty);
    }
    if Format::may_be_document(bytes, path) {
        // A zip archive lists what it holds at its end.
        let format = Format::of_document(bytes, path).map_err(DecodeError::Binary)?;
        return Ok((format, None));
    }
    let head = &bytes[..bytes.len().min(HEAD_BYTES as usize)];
    let (format, charset) = judge_text(head, path)?;
    Ok((format, (head.len() == bytes.len()).then_some(charset)))
}

fn judge_text(head: &[u8], path: &str) -> Result<(Format, Charset), DecodeError> {
    let charset = Charset::of(head)?;
    Ok((Format::sniff(&charset.decode(head), path), charset))
}

/// Reads the next line into `line`, without its end; `false` at the end of the file. A line that
/// is too long is an error, after which the next one can be read.
pub fn read_line(reader: &mut dyn BufRead, line: &mut Vec<u8>) -> Result<bool, DecodeError> {
    line.clear();
    let read = reader.take(LINE_BYTES_MAX + 1).read_until(b'\n', line)?;
    if read as u64 > LINE_BYTES_MAX {
        while !line.ends_with(b"\n") {
            line.clear();
            if reader.take(LINE_BYTES_MAX).read_until(b'\n', line)? == 0 {
                break;
            }
        }
        return Err(DecodeError::LineTooLong);
    }
    while line.last().is_some_and(|b| matches!(b, b'\n' | b'\r')) {
        line.pop();
    }
    Ok(read > 0)
}

/// Formats that are often met and not read, by their first bytes.
fn known_binary(bytes: &[u8]) -> Option<&'static str> {
    const KNOWN: [(&[u8], &str); 10] = [
        // Met only inside of other files.
        (b"%PDF-", "a PDF"),
        (b"PK\x03\x04", "a very large document, not read yet"),
        (b"\x89PNG", "a PNG picture"),
        (b"\xff\xd8\xff", "a JPEG picture"),
        (b"GIF8", "a GIF picture"),
        (b"RIFF", "a RIFF file (sound, film or picture)"),
        (b"\x7fELF", "a program"),
        (b"SQLite format 3\0", "an SQLite database"),
        (b"\xfd7zXZ", "an xz archive, a format not read yet"),
        (b"7z\xbc\xaf", "a 7z archive, a format not read yet"),
    ];
    if bytes.starts_with(b"\xd0\xcf\x11\xe0") {
        return Some(extract::old_office(bytes));
    }
    KNOWN
        .iter()
        .find(|(magic, _)| bytes.starts_with(magic))
        .map(|(_, kind)| *kind)
}
