//! `file → records`: files of any size, one record after the other in the memory of one.
//!
//! Lines of JSON, rows of a table, elements of a JSON list. They are numbered from 1 in their
//! order, so that whoever was stopped goes on where it was.

use std::borrow::Cow;
use std::io::{self, BufRead, BufReader, Read};

use encoding_rs::{Decoder, Encoding};

use super::charset::{Charset, mostly_utf8};
use super::members::Budget;
use super::{DecodeError, LINE_BYTES_MAX, read_line};
use crate::extract::{Elements, ExtractError, RecordKind, RowCutter};

/// Bytes that are read at once.
const READ_BYTES: usize = 256 << 10;

/// A file of records, read one by one.
pub struct Records<'r> {
    source: Source<'r>,
    line: u64,
    hasher: Box<blake3::Hasher>,
    budget: Budget,
}

enum Source<'r> {
    Lines(Box<dyn BufRead + 'r>),
    Rows(Window<'r>, RowCutter),
    Elements(Window<'r>, Elements),
}

/// What comes next of a file of records.
#[derive(Debug, PartialEq, Eq)]
pub enum Next {
    /// A record, which begins at a line of the file.
    Record {
        line: u64,
    },
    /// A record that cannot be read, and why.
    Bad(ExtractError),
    End,
}

impl<'r> Records<'r> {
    /// The lines of a text.
    pub(super) fn of_lines(text: impl Read + 'r, budget: &Budget) -> Self {
        let lines = BufReader::with_capacity(READ_BYTES, text);
        Records::new(Source::Lines(Box::new(lines)), 0, budget)
    }

    /// The rows of a table in UTF-8, header included.
    pub(super) fn of_rows(
        text: impl Read + 'r,
        cutter: RowCutter,
        budget: &Budget,
    ) -> Result<Self, DecodeError> {
        let (start, line) = (cutter.layout.start, cutter.layout.first_line);
        let mut window = Window::new(text);
        while window.rest().len() < start && window.more()? {}
        let mut hasher = Box::new(blake3::Hasher::new());
        hasher.update(&window.rest()[..start.min(window.rest().len())]);
        window.pass(start);
        Ok(Records {
            hasher,
            ..Records::new(Source::Rows(window, cutter), line, budget)
        })
    }

    /// The elements of the lists of a JSON value in UTF-8.
    pub(super) fn of_elements(text: impl Read + 'r, budget: &Budget) -> Self {
        let source = Source::Elements(Window::new(text), Elements::default());
        Records::new(source, 1, budget)
    }

    fn new(source: Source<'r>, line: u64, budget: &Budget) -> Self {
        Records {
            source,
            line,
            hasher: Box::new(blake3::Hasher::new()),
            budget: budget.clone(),
        }
    }

    /// How its records are read.
    pub fn kind(&self) -> RecordKind {
        match &self.source {
            Source::Lines(_) => RecordKind::Line,
            Source::Rows(_, cutter) => RecordKind::Row(cutter.layout.clone()),
            Source::Elements(..) => RecordKind::Element,
        }
    }

    /// Reads the next record into `record`. After a bad record the next one can be read, after an
    /// error none.
    pub fn next(&mut self, record: &mut Vec<u8>) -> Result<Next, DecodeError> {
        record.clear();
        let next = match &mut self.source {
            Source::Lines(lines) => {
                self.line += 1;
                match read_line(lines.as_mut(), record) {
                    Ok(true) => Ok(Next::Record { line: self.line }),
                    Ok(false) => Ok(Next::End),
                    Err(DecodeError::LineTooLong) => Ok(Next::Bad(ExtractError::RecordTooLong)),
                    Err(error) => Err(error),
                }
            }
            Source::Rows(window, cutter) => next_row(window, cutter, &mut self.line, record),
            Source::Elements(window, cutter) => {
                next_element(window, cutter, &mut self.line, record)
            }
        };
        if self.budget.is_spent() {
            return Err(DecodeError::Bomb);
        }
        if matches!(next, Ok(Next::Record { .. })) {
            self.hasher.update(record);
            self.hasher.update(b"\n");
        }
        next
    }

    /// The hash of all that was read of it.
    pub fn hash(&self) -> blake3::Hash {
        self.hasher.finalize()
    }
}

fn next_row(
    window: &mut Window,
    cutter: &mut RowCutter,
    line: &mut u64,
    record: &mut Vec<u8>,
) -> Result<Next, DecodeError> {
    loop {
        let rest = window.rest();
        let blank = rest.iter().take_while(|b| matches!(b, b'\r' | b'\n'));
        let blank = blank.count();
        *line += window.pass(blank);
        if window.rest().is_empty() {
            match window.more()? {
                true => continue,
                false => return Ok(Next::End),
            }
        }
        let Some((bounds, next)) = cutter.cut(window.rest(), *line, window.is_all) else {
            if window.is_full() {
                // Nothing that is known of a row so long tells where the next one begins.
                let at = *line;
                *line += window.pass_line()?;
                return Ok(Next::Bad(match window.was_long_line {
                    true => ExtractError::RecordTooLong,
                    false => ExtractError::OpenQuote { line: at },
                }));
            }
            window.more()?;
            continue;
        };
        let at = *line;
        let read = bounds.map(|end| record.extend_from_slice(&window.rest()[..end]));
        *line += window.pass(next);
        return Ok(match read {
            Ok(()) => Next::Record { line: at },
            Err(error) => Next::Bad(error),
        });
    }
}

fn next_element(
    window: &mut Window,
    cutter: &mut Elements,
    line: &mut u64,
    record: &mut Vec<u8>,
) -> Result<Next, DecodeError> {
    use crate::extract::ElementCut;
    loop {
        match cutter.cut(window.rest(), window.is_all) {
            ElementCut::Pass(bytes) => *line += window.pass(bytes),
            ElementCut::Element(end) => {
                let at = *line;
                record.extend_from_slice(&window.rest()[..end]);
                *line += window.pass(end);
                return Ok(Next::Record { line: at });
            }
            ElementCut::More if window.is_full() => {
                cutter.lose_element();
                return Ok(Next::Bad(ExtractError::RecordTooLong));
            }
            ElementCut::More => {
                window.more()?;
            }
            ElementCut::End => return Ok(Next::End),
        }
    }
}

/// The text of a record: UTF-8 with single mistakes, else what its bytes seem to be.
pub fn record_text(record: &[u8]) -> Cow<'_, str> {
    match std::str::from_utf8(record) {
        Ok(text) => Cow::Borrowed(text),
        Err(_) if mostly_utf8(record) => String::from_utf8_lossy(record),
        Err(_) => match Charset::of(record) {
            Ok(charset) => charset.decode(record),
            Err(_) => String::from_utf8_lossy(record),
        },
    }
}

/// A part of a stream: what is being looked at and comes after it, as far as it is known.
struct Window<'r> {
    reader: Box<dyn Read + 'r>,
    bytes: Vec<u8>,
    start: usize,
    /// Whether nothing follows.
    is_all: bool,
    /// Whether the line passed over last was too long by itself.
    was_long_line: bool,
}

impl<'r> Window<'r> {
    fn new(reader: impl Read + 'r) -> Self {
        Window {
            reader: Box::new(reader),
            bytes: Vec::new(),
            start: 0,
            is_all: false,
            was_long_line: false,
        }
    }

    fn rest(&self) -> &[u8] {
        self.bytes.get(self.start..).unwrap_or_default()
    }

    /// Whether more is known than a record may have.
    fn is_full(&self) -> bool {
        self.rest().len() as u64 > LINE_BYTES_MAX
    }

    /// Passes over so many bytes, and gives how many lines end in them.
    fn pass(&mut self, bytes: usize) -> u64 {
        let bytes = bytes.min(self.rest().len());
        let lines = self.rest()[..bytes].iter().filter(|b| **b == b'\n').count();
        self.start += bytes;
        lines as u64
    }

    /// Passes over the first line, however long it is, and gives how many lines end in it.
    fn pass_line(&mut self) -> Result<u64, DecodeError> {
        self.was_long_line = false;
        loop {
            if let Some(end) = self.rest().iter().position(|byte| *byte == b'\n') {
                return Ok(self.pass(end + 1));
            }
            self.was_long_line = true;
            self.start = self.bytes.len();
            if !self.more()? {
                return Ok(0);
            }
        }
    }

    /// Reads as much again as is known, up to the longest record, and gives whether there was more. What can be read before
    /// a damage is.
    fn more(&mut self) -> Result<bool, DecodeError> {
        if self.is_all {
            return Ok(false);
        }
        self.bytes.drain(..self.start.min(self.bytes.len()));
        self.start = 0;
        let room = (LINE_BYTES_MAX as usize + 1).saturating_sub(self.bytes.len());
        let wanted = self.bytes.len().max(READ_BYTES).min(room);
        let read = (&mut self.reader).take(wanted as u64);
        let known = self.bytes.len();
        let result = { read }.read_to_end(&mut self.bytes);
        let read = self.bytes.len() - known;
        match result {
            Err(error) if read == 0 => Err(error.into()),
            // Comes again when it is asked for more.
            Err(_) => Ok(true),
            Ok(_) => {
                self.is_all = read < wanted;
                Ok(read > 0)
            }
        }
    }
}

/// Reads a text in another charset as UTF-8.
pub struct Recoded<R> {
    reader: R,
    decoder: Decoder,
    text: Vec<u8>,
    at: usize,
    is_all: bool,
}

impl<R: Read> Recoded<R> {
    pub fn new(reader: R, encoding: &'static Encoding) -> Self {
        Recoded {
            reader,
            decoder: encoding.new_decoder_with_bom_removal(),
            text: Vec::new(),
            at: 0,
            is_all: false,
        }
    }
}

impl<R: Read> Read for Recoded<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        while self.at == self.text.len() && !self.is_all {
            let mut raw = vec![0; READ_BYTES];
            let read = self.reader.read(&mut raw)?;
            self.is_all = read == 0;
            let room = self.decoder.max_utf8_buffer_length(read).unwrap_or(0);
            self.text.resize(room, 0);
            let raw = raw.get(..read).unwrap_or_default();
            let (_, _, written, _) =
                (self.decoder).decode_to_utf8(raw, &mut self.text, self.is_all);
            self.text.truncate(written);
            self.at = 0;
        }
        let mut rest = self.text.get(self.at..).unwrap_or_default();
        let read = rest.read(buffer)?;
        self.at += read;
        Ok(read)
    }
}
