//! `file → text`: decompression, charset, and the bounds on what a stranger's file can inflate.
//!
//! A file is opened once. What it holds is judged by its first bytes; a file of JSON lines is then
//! read line by line, any other one whole. PDFs, documents of word processors and e-books stay
//! bytes, since their parts have charsets of their own.

use std::fs::{self, File};
use std::io::{self, BufRead, BufReader, Cursor, Read};
use std::path::Path;

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE};
use flate2::bufread::MultiGzDecoder;

use crate::extract::{self, Format};

/// Bytes of a file (decompressed) that is read whole. The largest books are a tenth of it.
pub const FILE_BYTES_MAX: u64 = 64 << 20;

/// Bytes of one line of a JSON Lines file.
pub const LINE_BYTES_MAX: u64 = 64 << 20;

/// Bytes by which the kind of a file is judged.
const HEAD_BYTES: u64 = 64 << 10;

/// Share of control characters above which bytes are no text, as one in this many. Random bytes
/// have one in nine, the worst real texts seen (printer files) one in two hundred.
const CONTROL_ONE_IN_MAX: usize = 50;

/// What a file holds.
pub enum Content {
    Whole {
        bytes: Vec<u8>,
        format: Format,
        /// Why the rest of a damaged archive is missing.
        broken_off: Option<DecodeError>,
    },
    /// JSON lines, without a byte order mark.
    Lines(Box<dyn BufRead + Send>),
}

/// Why a file gives no text. Skipped files hold none; failed ones could not be read.
#[derive(Debug, thiserror::Error)]
pub enum DecodeError {
    #[error("empty")]
    Empty,
    #[error("binary: {0}")]
    Binary(&'static str),
    #[error("larger than {} MiB when read whole", FILE_BYTES_MAX >> 20)]
    TooLarge,
    #[error("a line longer than {} MiB", LINE_BYTES_MAX >> 20)]
    LineTooLong,
    #[error("damaged gzip: {0}")]
    Gzip(io::Error),
    #[error("cannot be read: {0}")]
    Io(io::Error),
}

impl From<io::Error> for DecodeError {
    fn from(error: io::Error) -> Self {
        use io::ErrorKind::{InvalidData, InvalidInput, UnexpectedEof};
        // Reading a file gives none of these; decompressing what it holds does.
        match error.kind() {
            InvalidData | InvalidInput | UnexpectedEof => DecodeError::Gzip(error),
            _ => DecodeError::Io(error),
        }
    }
}

impl DecodeError {
    /// Whether the file is none for us, rather than one that we failed to read.
    pub fn is_skip(&self) -> bool {
        matches!(self, DecodeError::Empty | DecodeError::Binary(_))
    }
}

/// Opens a file and reads it, or the beginning of it if it is read line by line.
pub fn open(file: &Path, stored_path: &str) -> Result<Content, DecodeError> {
    // Opening a pipe would wait for a writer.
    if !fs::metadata(file)?.is_file() {
        return Err(DecodeError::Io(io::Error::other(
            "no longer a regular file",
        )));
    }
    let mut file = File::open(file)?;
    let head = read_head(&mut file)?;
    if !head.bytes.starts_with(&[0x1f, 0x8b]) {
        return read(head, file, stored_path);
    }
    let mut unzipped = MultiGzDecoder::new(BufReader::new(Cursor::new(head.bytes).chain(file)));
    let name = stored_path.strip_suffix(".gz").unwrap_or(stored_path);
    let head = read_head(&mut unzipped)?;
    read(head, unzipped, name)
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
        Err(error @ DecodeError::Gzip(_)) if !bytes.is_empty() => Ok(Head {
            bytes,
            broken_off: Some(error),
        }),
        Err(error) => Err(error),
    }
}

fn read(head: Head, rest: impl Read + Send + 'static, path: &str) -> Result<Content, DecodeError> {
    let Head {
        mut bytes,
        mut broken_off,
    } = head;
    let mut format = None;
    if !Format::may_be_document(&bytes) {
        let charset = Charset::of(&bytes)?;
        let of_text = Format::sniff(&charset.decode(&bytes), path);
        if of_text == Format::JsonLines && matches!(charset, Charset::Utf8 { .. }) {
            bytes.drain(..charset.mark_bytes());
            let lines = BufReader::with_capacity(256 << 10, Cursor::new(bytes).chain(rest));
            return Ok(Content::Lines(Box::new(lines)));
        }
        format = Some(of_text);
    }
    if bytes.len() as u64 == HEAD_BYTES {
        let rest = rest
            .take(FILE_BYTES_MAX + 1 - HEAD_BYTES)
            .read_to_end(&mut bytes);
        // What could be decompressed is worth reading.
        match rest.map_err(DecodeError::from) {
            Ok(_) => {}
            Err(error @ DecodeError::Gzip(_)) => broken_off = Some(error),
            Err(error) => return Err(error),
        }
    }
    if bytes.len() as u64 > FILE_BYTES_MAX {
        let known = known_binary(&bytes).filter(|_| !extract::pdf::is_pdf(&bytes));
        return Err(known.map_or(DecodeError::TooLarge, DecodeError::Binary));
    }
    bytes.shrink_to_fit();
    // A zip archive lists what it holds at its end.
    let format = match format {
        Some(format) => format,
        None => Format::of_document(&bytes, path).map_err(DecodeError::Binary)?,
    };
    Ok(Content::Whole {
        bytes,
        format,
        broken_off,
    })
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

/// Decodes the bytes of a whole file. What no charset explains becomes U+FFFD, and a stray zero
/// byte a space.
pub fn text(bytes: Vec<u8>) -> Result<String, DecodeError> {
    let text = match Charset::of(&bytes)? {
        Charset::Utf8 { mark: false } => String::from_utf8(bytes)
            .unwrap_or_else(|error| String::from_utf8_lossy(error.as_bytes()).into_owned()),
        charset => charset.decode(&bytes).into_owned(),
    };
    Ok(if text.contains('\0') {
        text.replace('\0', " ")
    } else {
        text
    })
}

enum Charset {
    Utf8 { mark: bool },
    Other(&'static Encoding),
}

impl Charset {
    /// In this order: byte order mark, valid UTF-8, what the file declares, UTF-16 by its zero
    /// bytes, the guess of the browsers.
    fn of(bytes: &[u8]) -> Result<Charset, DecodeError> {
        if let Some((encoding, _)) = Encoding::for_bom(bytes) {
            return Ok(if encoding == UTF_8 {
                Charset::Utf8 { mark: true }
            } else {
                Charset::Other(encoding)
            });
        }
        if let Some(kind) = known_binary(bytes) {
            return Err(DecodeError::Binary(kind));
        }
        let (mut controls, mut zeros) = (0, 0);
        for byte in bytes {
            controls += usize::from(IS_CONTROL[usize::from(*byte)]);
            zeros += usize::from(*byte == 0);
        }
        if zeros > 0
            && let Some(encoding) = utf16_by_zeros(bytes)
        {
            return Ok(Charset::Other(encoding));
        }
        if controls * CONTROL_ONE_IN_MAX > bytes.len() {
            return Err(DecodeError::Binary("not text"));
        }
        // A multi-byte character may be cut off where the head of a file ends.
        let valid = match std::str::from_utf8(bytes) {
            Ok(_) => true,
            Err(error) => error.error_len().is_none() && error.valid_up_to() > 0,
        };
        if valid {
            return Ok(Charset::Utf8 { mark: false });
        }
        Ok(match declared(bytes) {
            Some(encoding) if encoding != UTF_8 => Charset::Other(encoding),
            declared => guess(bytes, declared),
        })
    }

    fn decode<'a>(&self, bytes: &'a [u8]) -> std::borrow::Cow<'a, str> {
        match self {
            Charset::Utf8 { .. } => UTF_8.decode_with_bom_removal(bytes).0,
            Charset::Other(encoding) => encoding.decode(bytes).0,
        }
    }

    fn mark_bytes(&self) -> usize {
        match self {
            Charset::Utf8 { mark: true } => 3,
            _ => 0,
        }
    }
}

/// Formats that are often met and not read, by their first bytes.
fn known_binary(bytes: &[u8]) -> Option<&'static str> {
    const KNOWN: [(&[u8], &str); 11] = [
        // Met only inside of other files.
        (b"%PDF-", "a PDF"),
        (
            b"PK\x03\x04",
            "a zip archive or very large document, not read yet",
        ),
        (b"\x89PNG", "a PNG picture"),
        (b"\xff\xd8\xff", "a JPEG picture"),
        (b"GIF8", "a GIF picture"),
        (b"RIFF", "a RIFF file (sound, film or picture)"),
        (b"\x7fELF", "a program"),
        (b"SQLite format 3\0", "an SQLite database"),
        (b"\x28\xb5\x2f\xfd", "a zstd archive, a format not read yet"),
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

/// Control characters that text does not have; feeds, tabs and escapes are not among them.
const IS_CONTROL: [bool; 256] = {
    let mut table = [false; 256];
    let mut byte = 0;
    while byte < 0x20 {
        table[byte] = !matches!(byte as u8, b'\t' | b'\n' | b'\r' | 0x0c | 0x1b);
        byte += 1;
    }
    table[0x7f] = true;
    table
};

/// UTF-16 without a mark: text of European languages has a zero in nearly every second byte.
fn utf16_by_zeros(bytes: &[u8]) -> Option<&'static Encoding> {
    let zeros = |parity: usize| {
        bytes
            .iter()
            .skip(parity)
            .step_by(2)
            .filter(|b| **b == 0)
            .count()
    };
    let (even, odd, pairs) = (zeros(0), zeros(1), bytes.len() / 2);
    // Two fifths of the pairs: spaces and digits alone give a fifth in any script.
    match pairs {
        0 => None,
        _ if odd * 5 > pairs * 2 && even * 20 < pairs => Some(UTF_16LE),
        _ if even * 5 > pairs * 2 && odd * 20 < pairs => Some(UTF_16BE),
        _ => None,
    }
}

/// The charset that a page or an XML file declares in its first kilobyte, as the HTML standard's
/// prescan finds it.
fn declared(bytes: &[u8]) -> Option<&'static Encoding> {
    let head = &bytes[..bytes.len().min(1024)];
    let head = String::from_utf8_lossy(head).to_ascii_lowercase();
    let at = head.find("charset").or_else(|| head.find("encoding"))?;
    let value = head[at..]
        .split_once('=')?
        .1
        .trim_start_matches([' ', '"', '\'']);
    let end = value.find(|c: char| !c.is_ascii_alphanumeric() && !"-_:.".contains(c))?;
    let encoding = Encoding::for_label(&value.as_bytes()[..end])?;
    // A page whose declaration could be read byte by byte is not in UTF-16.
    Some(if encoding == UTF_16LE || encoding == UTF_16BE {
        UTF_8
    } else {
        encoding
    })
}

/// A declaration of UTF-8 is believed while nearly everything is: single bad bytes happen.
fn guess(bytes: &[u8], declared: Option<&'static Encoding>) -> Charset {
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Allow);
    detector.feed(bytes, true);
    let guess = detector.guess(None, Utf8Detection::Allow);
    if guess == UTF_8 || (declared == Some(UTF_8) && mostly_utf8(bytes)) {
        Charset::Utf8 { mark: false }
    } else {
        Charset::Other(guess)
    }
}

fn mostly_utf8(bytes: &[u8]) -> bool {
    let (mut good, mut bad) = (0usize, 0usize);
    for chunk in bytes.utf8_chunks() {
        good += chunk.valid().chars().filter(|c| !c.is_ascii()).count();
        bad += chunk.invalid().len();
    }
    good > bad * 4
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn any_charset_is_read() {
        let russian = "Паром «Святая Орла» затонул в проливе ночью. Погибли люди, сообщает порт.";
        let french = "La préfète a déclaré à l'Élysée que le barrage était fissuré depuis été.";
        let (cp1251, ..) = encoding_rs::WINDOWS_1251.encode(russian);
        let (latin1, ..) = encoding_rs::WINDOWS_1252.encode(french);
        let utf16: Vec<u8> = french.encode_utf16().flat_map(u16::to_le_bytes).collect();
        let marked = [b"\xef\xbb\xbf", french.as_bytes()].concat();
        for (bytes, expected) in [
            (russian.as_bytes(), russian),
            (&cp1251, russian),
            (&latin1, french),
            (&utf16, french),
            (&marked, french),
        ] {
            assert_eq!(text(bytes.to_vec()).unwrap(), expected);
        }
    }

    #[test]
    fn a_declared_charset_is_believed() {
        let page = "<meta charset=\"iso-8859-2\"><p>\u{17c}</p>";
        let (bytes, ..) = encoding_rs::ISO_8859_2.encode(page);
        assert_eq!(text(bytes.into_owned()).unwrap(), page);
    }

    #[test]
    fn pictures_programs_and_noise_are_no_text() {
        let mut state = 1u64;
        let noise: Vec<u8> = std::iter::repeat_with(|| {
            state = state
                .wrapping_mul(6364136223846793005)
                .wrapping_add(1442695040888963407);
            (state >> 56) as u8
        })
        .take(4096)
        .collect();
        for bytes in [
            &b"\x89PNG\r\n\x1a\n"[..],
            b"%PDF-1.4 text",
            &noise,
            b"\0\0\0",
        ] {
            assert!(matches!(text(bytes.to_vec()), Err(DecodeError::Binary(_))));
        }
    }

    proptest! {
        #[test]
        fn no_bytes_make_it_panic(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
            let _ = text(bytes);
        }
    }
}
