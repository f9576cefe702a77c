//! Cuts a message into its parts, in one pass over its lines.

use std::ops::Range;

use super::headers::Headers;
use super::transfer::Transfer;
use super::{Kind, MESSAGE, Part, without_byte_order_mark};

/// Parts within each other, messages among them. Real mail stays under ten.
const DEPTH_MAX: usize = 32;

/// Parts of a message; each takes some hundreds of bytes. Digests have some hundreds.
const PARTS_MAX: usize = 10_000;

/// Where the pass over the lines stands.
#[derive(Clone, Copy)]
enum Place {
    /// In the header block of a part, which began here.
    Headers(usize, usize),
    Body(usize),
    /// Before the first part, or after the last.
    Between,
}

pub struct Cutter<'a> {
    bytes: &'a [u8],
    pub parts: Vec<Part>,
    /// The parts that are open, each with its boundary; messages have none.
    open: Vec<(usize, Option<Vec<u8>>)>,
    place: Place,
}

impl<'a> Cutter<'a> {
    pub fn new(bytes: &'a [u8]) -> Cutter<'a> {
        Cutter {
            bytes,
            parts: Vec::new(),
            open: Vec::new(),
            place: Place::Between,
        }
    }

    pub fn run(&mut self) {
        let mut at = self.bytes.len() - without_byte_order_mark(self.bytes).len();
        while matches!(self.bytes.get(at), Some(b'\n' | b'\r')) {
            at += 1;
        }
        self.begin(at, true);
        while at < self.bytes.len() {
            let rest = &self.bytes[at..];
            let length = rest.iter().position(|b| *b == b'\n');
            let end = length.map_or(self.bytes.len(), |length| at + length + 1);
            self.line(at, end);
            at = end;
        }
        self.finish(self.bytes.len());
        self.close_to(0, self.bytes.len());
    }

    /// Begins a part at the start of its headers.
    fn begin(&mut self, at: usize, is_message: bool) {
        let number = self.parts.len();
        if let Some((parent, _)) = self.open.last()
            && let Some(parent) = self.parts.get_mut(*parent)
        {
            parent.children.push(number);
        }
        self.parts.push(Part {
            headers: Headers::default(),
            kind: Kind::Leaf,
            children: Vec::new(),
            is_message,
            body: at..at,
        });
        self.place = Place::Headers(number, at);
    }

    fn line(&mut self, start: usize, end: usize) {
        let line = self.bytes[start..end].trim_ascii_end();
        if line.starts_with(b"--")
            && let Some((level, is_last)) = self.boundary(&line[2..])
        {
            self.finish(start);
            self.close_to(level + 1, start);
            self.place = Place::Between;
            if is_last {
                self.close_to(level, start);
            } else if self.parts.len() < PARTS_MAX {
                self.begin(end, false);
            }
            return;
        }
        if let Place::Headers(number, from) = self.place
            && line.is_empty()
        {
            self.read_headers(number, from..start, end);
        }
    }

    /// Which open part's boundary a line is, and whether it is the last.
    fn boundary(&self, line: &[u8]) -> Option<(usize, bool)> {
        (self.open.iter().enumerate().rev()).find_map(|(level, (_, boundary))| {
            match line.strip_prefix(boundary.as_deref()?)? {
                b"" => Some((level, false)),
                b"--" => Some((level, true)),
                _ => None,
            }
        })
    }

    /// Reads the header block of a part, whose body begins at `body`.
    fn read_headers(&mut self, number: usize, block: Range<usize>, body: usize) {
        let in_digest = self.open.last().is_some_and(|(parent, _)| {
            let parent = self.parts.get(*parent);
            parent.is_some_and(|parent| parent.content_type() == "multipart/digest")
        });
        let is_full = self.open.len() >= DEPTH_MAX;
        let has_room = self.parts.len() < PARTS_MAX;
        let headers = Headers::read(self.bytes.get(block).unwrap_or_default());
        let Some(part) = self.parts.get_mut(number) else {
            return;
        };
        part.body = body..body;
        part.headers = headers;
        let kind = part.headers.kind.as_deref();
        let holds_message = match kind {
            Some(kind) => kind == MESSAGE || kind == "message/global",
            None => in_digest,
        };
        let is_multipart = kind.is_some_and(|kind| kind.starts_with("multipart/"));
        self.place = Place::Body(number);
        if is_full {
            return;
        }
        if is_multipart && let Some(boundary) = part.headers.boundary.take() {
            part.kind = Kind::Multipart;
            self.open.push((number, Some(boundary.into_bytes())));
            self.place = Place::Between;
        } else if holds_message && part.headers.transfer == Transfer::Identity {
            if !has_room {
                return;
            }
            part.kind = Kind::Message;
            self.open.push((number, None));
            self.begin(body, true);
        } else if holds_message {
            // Encoded, against the standard: whoever reads it cuts it again.
            part.headers.kind = Some(MESSAGE.into());
        }
    }

    /// Ends the part that the pass is in. The line break before a boundary belongs to that.
    fn finish(&mut self, end: usize) {
        match self.place {
            // Headers without a body.
            Place::Headers(number, from) => {
                self.read_headers(number, from..end, end);
                if let Place::Headers(number, from) = self.place
                    && let Some(part) = self.parts.get_mut(number)
                {
                    part.body = from..from;
                }
            }
            Place::Body(number) => {
                let before =
                    |end: usize, byte: u8| end > 0 && self.bytes.get(end - 1) == Some(&byte);
                let is_cut = end < self.bytes.len();
                let mut end = end;
                if is_cut && before(end, b'\n') {
                    end -= 1;
                    end -= usize::from(before(end, b'\r'));
                }
                if let Some(part) = self.parts.get_mut(number) {
                    part.body.end = end.max(part.body.start);
                }
            }
            Place::Between => {}
        }
    }

    /// Closes the open parts but so many. One that has no parts is text.
    fn close_to(&mut self, level: usize, end: usize) {
        while self.open.len() > level {
            let Some((number, _)) = self.open.pop() else {
                return;
            };
            let Some(part) = self.parts.get_mut(number) else {
                continue;
            };
            part.body.end = end.max(part.body.start);
            if part.children.is_empty() {
                part.kind = Kind::Leaf;
                part.headers.kind = None;
            }
        }
    }
}
