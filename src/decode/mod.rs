//! `file → text`: unpacking, charset, and the bounds on what a stranger's file can inflate.
//!
//! What a file holds is judged by its first bytes. JSON lines, tables and large JSON lists are read
//! record by record, a container member by member, any other file whole. PDFs, documents of word
//! processors, e-books and mail stay bytes, since their parts have charsets of their own.

use std::fs::{self, File};
use std::io::{self, BufRead, Cursor, Read, Seek};
use std::path::Path;
use std::sync::Arc;

use crate::extract::{self, Columns, Context, ExtractError, Format, Layout, RowCutter};

mod archive;
mod charset;
mod mailbox;
mod members;
mod packing;
mod records;
mod warc;

pub use charset::{Charset, text};
pub use members::{Budget, Found, Member, Members, RecordsMember};
pub use records::{Next, Records, record_text};

use archive::Zip;
use members::{Container, Kind};
use packing::Packing;
use records::Recoded;

/// Bytes of a file (decompressed) that is read whole. The largest books are a tenth of it.
pub const FILE_BYTES_MAX: u64 = 64 << 20;

/// Bytes of one record: a line of a JSON Lines file, a row of a table, an element of a list.
pub const LINE_BYTES_MAX: u64 = 64 << 20;

/// Bytes by which the kind of a file is judged.
pub const HEAD_BYTES: u64 = 64 << 10;

/// Times that a file may be packed.
const PACKINGS_MAX: usize = 4;

/// What a file holds.
pub enum Content {
    Whole(Whole),
    Records(Records<'static>),
    /// The files of a container.
    Members(Members),
}

/// A file that is read whole.
pub struct Whole {
    pub bytes: Vec<u8>,
    /// The charset, if the bytes by which the file was judged are all there are.
    pub charset: Option<Charset>,
    pub format: Format,
    /// Why the rest of a damaged archive is missing.
    pub broken_off: Option<DecodeError>,
}

/// What a stream turns out to be.
enum Judged<'r> {
    Whole(Whole),
    Records(Records<'r>),
    Container(Box<dyn Container + 'r>),
    /// An archive that is read from its end.
    Zip(Vec<u8>),
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
    /// A table whose header does not tell enough.
    #[error(transparent)]
    Table(#[from] ExtractError),
}

impl From<io::Error> for DecodeError {
    fn from(error: io::Error) -> Self {
        use io::ErrorKind::{InvalidData, InvalidInput, UnexpectedEof};
        if (error.get_ref()).is_some_and(|inner| inner.is::<DecodeError>()) {
            return DecodeError::Bomb;
        }
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
pub fn open(file: &Path, context: Context) -> Result<Content, DecodeError> {
    let metadata = fs::metadata(file)?;
    // Opening a pipe would wait for a writer.
    if !metadata.is_file() {
        return Err(DecodeError::Io(io::Error::other(
            "no longer a regular file",
        )));
    }
    let packed = metadata.len();
    let budget = Budget::new(packed);
    let mut name = context.path.to_owned();
    let mut file_reader = File::open(file)?;
    let mut magic = [0; 2];
    let is_zip = file_reader.read(&mut magic)? == 2 && magic == *b"PK";
    // A large archive is read where it lies; a document of that size is not read at all.
    if is_zip && packed > FILE_BYTES_MAX {
        let zip = Zip::open(file_reader)?;
        let is_document = zip.has("mimetype") || zip.has("[Content_Types].xml");
        return match is_document {
            true => Err(DecodeError::TooLarge),
            false => Ok(Content::Members(Members::new(
                Box::new(zip),
                budget,
                context.columns,
            ))),
        };
    }
    file_reader.rewind()?;
    let (head, reader) = unpack(Box::new(file_reader), &mut name, &budget)?;
    let context = context.within(&name, context.url);
    let judged = judge_stream(head, reader, context, &budget)?;
    content(judged, budget, context.columns)
}

/// Opens a file in memory, such as one of those that are attached to a mail, which share a budget.
pub fn open_bytes(
    bytes: Vec<u8>,
    context: Context,
    budget: &Budget,
) -> Result<Content, DecodeError> {
    let mut name = context.path.to_owned();
    let (head, reader) = unpack(Box::new(Cursor::new(bytes)), &mut name, budget)?;
    let context = context.within(&name, context.url);
    let judged = judge_stream(head, reader, context, budget)?;
    content(judged, budget.clone(), context.columns)
}

/// What is to be read of a stream.
fn content(
    judged: Judged<'static>,
    budget: Budget,
    columns: Option<&Columns>,
) -> Result<Content, DecodeError> {
    Ok(match judged {
        Judged::Whole(whole) => Content::Whole(whole),
        Judged::Records(records) => Content::Records(records),
        Judged::Container(container) => Content::Members(Members::new(container, budget, columns)),
        Judged::Zip(bytes) => {
            let zip = Zip::open(Cursor::new(bytes))?;
            Content::Members(Members::new(Box::new(zip), budget, columns))
        }
    })
}

/// Takes off what a stream is packed in, and its name with it; gives its beginning and the rest.
fn unpack<'r>(
    mut reader: Box<dyn Read + 'r>,
    name: &mut String,
    budget: &Budget,
) -> Result<(Head, Box<dyn Read + 'r>), DecodeError> {
    let mut head = read_head(&mut reader)?;
    let mut layers = 0;
    while let Some(packing) = Packing::of(&head.bytes).filter(|_| head.broken_off.is_none()) {
        layers += 1;
        if layers > PACKINGS_MAX {
            return Err(DecodeError::TooDeep);
        }
        *name = packing.bare_name(name);
        let unpacked = packing.unpack(Cursor::new(head.bytes).chain(reader));
        reader = Box::new(budget.count(unpacked));
        head = read_head(&mut reader)?;
    }
    Ok((head, reader))
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

/// Reads a stream, or makes ready what is read part by part.
fn judge_stream<'r>(
    head: Head,
    rest: Box<dyn Read + 'r>,
    context: Context,
    budget: &Budget,
) -> Result<Judged<'r>, DecodeError> {
    let Head {
        mut bytes,
        mut broken_off,
    } = head;
    if let Some(kind) = Kind::of(&bytes) {
        return Ok(Judged::Container(kind.open(Cursor::new(bytes).chain(rest))));
    }
    let is_all = (bytes.len() as u64) < HEAD_BYTES;
    let mut judged = None;
    if !Format::may_be_document(&bytes, context.path) {
        let (format, charset) = judge_text(&bytes, context)?;
        if format == Format::Table {
            let layout = Layout::of(&charset.decode(&bytes), context.columns)?;
            let cutter = RowCutter::new(Arc::new(layout));
            let text = in_utf8(Cursor::new(bytes).chain(rest), charset);
            return Ok(Judged::Records(Records::of_rows(text, cutter, budget)?));
        }
        if format == Format::JsonLines {
            let text = in_utf8(Cursor::new(bytes).chain(rest), charset);
            return Ok(Judged::Records(Records::of_lines(text, budget)));
        }
        judged = Some((format, charset));
    }
    let mut rest = rest;
    if !is_all {
        let read = (&mut rest)
            .take(FILE_BYTES_MAX + 1 - HEAD_BYTES)
            .read_to_end(&mut bytes);
        // What could be unpacked is worth reading.
        match read.map_err(DecodeError::from) {
            Ok(_) => {}
            Err(error @ DecodeError::Packed(_)) => broken_off = Some(error),
            Err(error) => return Err(error),
        }
    }
    if bytes.len() as u64 > FILE_BYTES_MAX {
        if let Some((Format::Json, charset)) = judged {
            let text = in_utf8(Cursor::new(bytes).chain(rest), charset);
            return Ok(Judged::Records(Records::of_elements(text, budget)));
        }
        let known = known_binary(&bytes).filter(|_| !extract::pdf::is_pdf(&bytes));
        return Err(known.map_or(DecodeError::TooLarge, DecodeError::Binary));
    }
    bytes.shrink_to_fit();
    let (format, charset) = match judged {
        Some((format, charset)) => (format, is_all.then_some(charset)),
        None => judge(&bytes, context)?,
    };
    if format == Format::Zip {
        return Ok(Judged::Zip(bytes));
    }
    Ok(Judged::Whole(Whole {
        bytes,
        charset,
        format,
        broken_off,
    }))
}

/// A text without a byte order mark.
fn in_utf8<'r>(mut text: impl Read + 'r, charset: Charset) -> Box<dyn Read + 'r> {
    if let Charset::Other(encoding) = charset {
        return Box::new(Recoded::new(text, encoding));
    }
    let mut mark = vec![0; charset.mark_bytes()];
    // It is there, as the charset was told by it.
    let _ = text.read_exact(&mut mark);
    Box::new(text)
}

/// What all the bytes of a file are, and their charset if that is known by now.
fn judge(bytes: &[u8], context: Context) -> Result<(Format, Option<Charset>), DecodeError> {
    if bytes.is_empty() {
        return Err(DecodeError::Empty);
    }
    if Format::may_be_document(bytes, context.path) {
        // A zip archive lists what it holds at its end.
        let format = Format::of_document(bytes, context.path).map_err(DecodeError::Binary)?;
        return Ok((format, None));
    }
    let head = &bytes[..bytes.len().min(HEAD_BYTES as usize)];
    let (format, charset) = judge_text(head, context)?;
    Ok((format, (head.len() == bytes.len()).then_some(charset)))
}

fn judge_text(head: &[u8], context: Context) -> Result<(Format, Charset), DecodeError> {
    let charset = Charset::of(head)?;
    let format = Format::sniff(&charset.decode(head), context.path, context.columns);
    Ok((format, charset))
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
