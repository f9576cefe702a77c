//! `message → parts`: the structure of a message (RFC 5322 and MIME, RFC 2045 to 2049), the fields
//! of its headers that matter (encoded words, RFC 2047; parameters, RFC 2231), and the text of a
//! part whatever its encoding and charset.
//!
//! A message is cut in one pass over its lines: a line that begins with two hyphens is compared
//! with the boundaries of the parts that are open, and nothing is looked for ahead or twice. The
//! library that reads the fields could cut messages too, but nests what it finds without a bound,
//! and looks for every boundary up to the end of the message. What is broken is read as far as it
//! goes: a part that is never closed ends with the message, one whose boundary never comes is text.

use std::ops::Range;

use encoding_rs::{Encoding, REPLACEMENT, WINDOWS_1252};
use mail_parser::{Address, HeaderName, HeaderValue, MessageParser};

use super::date::{self, Written};
use super::{one_line, topics};
use crate::decode;

/// Parts within each other, messages among them. Real mail stays under ten.
const DEPTH_MAX: usize = 32;

/// Parts of a message; each takes some hundreds of bytes. Digests have some hundreds.
const PARTS_MAX: usize = 10_000;

/// Bytes of a header block that are read; the rest of it is passed over. Mail that came a long way
/// has some ten thousand.
const HEADER_BYTES_MAX: usize = 128 << 10;

/// Bytes of a boundary; the standard allows 70.
const BOUNDARY_BYTES_MAX: usize = 256;

/// The kind of a part that is a message.
const MESSAGE: &str = "message/rfc822";

/// How the bytes of a part are to be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
enum Transfer {
    #[default]
    Identity,
    Base64,
    QuotedPrintable,
}

/// What the headers of a message or a part say.
#[derive(Debug, Clone, Default)]
pub struct Headers {
    pub subject: Option<String>,
    /// The first author.
    pub from: Mailbox,
    pub date: Option<Written>,
    pub message_id: Option<String>,
    /// As [`topics::add_list`] adds them.
    pub keywords: Vec<String>,
    pub list: Option<Mailbox>,
    /// Whether it was sent to many: by a mailing list or as a newsletter.
    pub is_bulk: bool,
    /// Whether it was sent at all: it names a receiver, or a program that passed it on.
    pub is_sent: bool,
    /// Where a page was saved from.
    pub snapshot: Option<String>,
    /// Where the content is found on the web.
    pub location: Option<String>,
    content_id: Option<String>,
    pub language: Option<String>,
    /// `text/html`, in lower case; nothing if it is not said.
    pub kind: Option<String>,
    charset: Option<String>,
    /// The root of `multipart/related`.
    start: Option<String>,
    /// Whether lines that end with a blank go on in the next (RFC 3676).
    pub is_flowed: bool,
    /// Whether that blank is none of the text.
    pub drops_space: bool,
    transfer: Transfer,
    pub is_attachment: bool,
    /// What a file that is passed on is called.
    pub file_name: Option<String>,
    boundary: Option<String>,
}

/// A name and an address, either of which may be missing.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Mailbox {
    pub name: Option<String>,
    pub address: Option<String>,
}

/// What a part is made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// `multipart/…`, with its children.
    Multipart,
    /// A message within the message: its child is that message.
    Message,
    Leaf,
}

/// A message or a part of one.
#[derive(Debug)]
pub struct Part {
    pub headers: Headers,
    pub kind: Kind,
    pub children: Vec<usize>,
    /// Whether it is a whole message, with a subject and an author.
    pub is_message: bool,
    body: Range<usize>,
}

/// A message, cut into its parts; the first is the message itself.
pub struct Message<'a> {
    bytes: &'a [u8],
    pub parts: Vec<Part>,
}

impl<'a> Message<'a> {
    pub fn cut(bytes: &'a [u8]) -> Message<'a> {
        let mut cutter = Cutter::new(bytes);
        cutter.run();
        Message {
            bytes,
            parts: cutter.parts,
        }
    }

    /// The bytes of a part, decoded.
    pub fn content(&self, part: &Part) -> Vec<u8> {
        let body = self.bytes.get(part.body.clone()).unwrap_or_default();
        match part.headers.transfer {
            Transfer::Identity => body.to_vec(),
            Transfer::Base64 => base64(body),
            Transfer::QuotedPrintable => quoted_printable(body),
        }
    }

    /// The text of a part; nothing if it is none.
    pub fn text(&self, part: &Part) -> Option<String> {
        text(self.content(part), part.headers.charset.as_deref())
    }

    /// The root of a compound (RFC 2387), to which its other parts belong: the one that it names,
    /// else the first.
    pub fn root_of(&self, part: &Part) -> Option<usize> {
        let start = part.headers.start.as_deref().unwrap_or_default();
        let start = start.trim_matches(['<', '>']);
        let named = part.children.iter().find(|child| {
            let id = (self.parts.get(**child)).and_then(|part| part.headers.content_id.as_deref());
            !start.is_empty() && id.is_some_and(|id| id.trim_matches(['<', '>']) == start)
        });
        named.or(part.children.first()).copied()
    }
}

impl Part {
    /// The kind of its content, in lower case.
    pub fn content_type(&self) -> &str {
        self.headers.kind.as_deref().unwrap_or("text/plain")
    }

    /// Whether it is a message whose parts are not known, as it is encoded as a whole or lies too
    /// deep: whoever reads it cuts its content.
    pub fn is_uncut_message(&self) -> bool {
        self.kind == Kind::Leaf && self.content_type() == MESSAGE
    }
}

/// Where the pass over the lines stands.
#[derive(Clone, Copy)]
enum Place {
    /// In the header block of a part, which began here.
    Headers(usize, usize),
    Body(usize),
    /// Before the first part, or after the last.
    Between,
}

struct Cutter<'a> {
    bytes: &'a [u8],
    parts: Vec<Part>,
    /// The parts that are open, each with its boundary; messages have none.
    open: Vec<(usize, Option<Vec<u8>>)>,
    place: Place,
}

impl<'a> Cutter<'a> {
    fn new(bytes: &'a [u8]) -> Cutter<'a> {
        Cutter {
            bytes,
            parts: Vec::new(),
            open: Vec::new(),
            place: Place::Between,
        }
    }

    fn run(&mut self) {
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

impl Headers {
    fn read(block: &[u8]) -> Headers {
        let block = &block[..block.len().min(HEADER_BYTES_MAX)];
        // Headers should be in ASCII, and are in any charset.
        let text = decode::text(block.to_vec(), None);
        let mut text = text.unwrap_or_else(|_| String::from_utf8_lossy(block).replace('\0', " "));
        text.push_str("\n\n");
        let text = join_words(&text);
        let mut headers = Headers::default();
        let Some(message) = MessageParser::new().parse_headers(text.as_bytes()) else {
            return headers;
        };
        for header in message.headers() {
            let range = header.offset_start as usize..header.offset_end as usize;
            let written = text.get(range).unwrap_or_default();
            headers.add(&header.name, &header.value, written);
        }
        headers
    }

    /// Adds a field; the first of a name counts.
    fn add(&mut self, name: &HeaderName, value: &HeaderValue, written: &str) {
        let set = |field: &mut Option<String>, value: Option<&str>| {
            if field.is_none() {
                *field = value.map(one_line).filter(|value| !value.is_empty());
            }
        };
        // Long addresses are folded, with a blank that is none of them.
        let address = || written.split_whitespace().collect::<String>();
        match name {
            HeaderName::Subject => set(&mut self.subject, value.as_text()),
            HeaderName::From if self.from == Mailbox::default() => {
                self.from = mailbox(value.as_address());
            }
            HeaderName::Date => {
                self.date = self.date.or_else(|| date::parse(&one_line(written)));
            }
            HeaderName::MessageId => set(&mut self.message_id, first_id(value)),
            HeaderName::Keywords => {
                for list in value.as_text_list().unwrap_or_default() {
                    topics::add_list(&mut self.keywords, list);
                }
            }
            HeaderName::ContentId => set(&mut self.content_id, first_id(value)),
            HeaderName::ListId => {
                self.is_bulk = true;
                self.list.get_or_insert_with(|| mailbox(value.as_address()));
            }
            HeaderName::ListUnsubscribe | HeaderName::ListPost | HeaderName::ListHelp => {
                self.is_bulk = true;
            }
            HeaderName::To | HeaderName::Received | HeaderName::ReturnPath | HeaderName::Cc => {
                self.is_sent = true;
            }
            HeaderName::ContentLocation => set(&mut self.location, Some(&address())),
            HeaderName::ContentLanguage => {
                let list = value.as_text_list().and_then(|list| list.first());
                set(&mut self.language, list.map(AsRef::as_ref));
            }
            HeaderName::ContentTransferEncoding => {
                let encoding = written.trim().to_ascii_lowercase();
                self.transfer = match encoding.as_str() {
                    "base64" => Transfer::Base64,
                    "quoted-printable" => Transfer::QuotedPrintable,
                    _ => Transfer::Identity,
                };
            }
            HeaderName::ContentDisposition => {
                let value = value.as_content_type();
                let kind = value.map(|value| value.ctype());
                self.is_attachment |= kind.is_some_and(|k| k.eq_ignore_ascii_case("attachment"));
                // What the older field calls it comes second.
                let name = value.and_then(|value| value.attribute("filename"));
                self.file_name = name.map(one_line).or_else(|| self.file_name.take());
            }
            HeaderName::ContentType if self.kind.is_none() => {
                let Some(value) = value.as_content_type() else {
                    return;
                };
                let subtype = value.subtype().unwrap_or("plain");
                self.kind = Some(format!("{}/{subtype}", value.ctype()).to_ascii_lowercase());
                let get = |name: &str| value.attribute(name).map(str::to_owned);
                let says = |name: &str, word: &str| {
                    value
                        .attribute(name)
                        .is_some_and(|said| said.eq_ignore_ascii_case(word))
                };
                self.charset = get("charset");
                set(&mut self.file_name, value.attribute("name"));
                self.start = get("start");
                self.is_flowed = says("format", "flowed");
                self.drops_space = says("delsp", "yes");
                self.boundary = get("boundary")
                    .map(|boundary| boundary.trim_end().to_owned())
                    .filter(|b| !b.is_empty() && b.len() <= BOUNDARY_BYTES_MAX);
            }
            HeaderName::Other(name) => {
                let is = |known: &str| name.eq_ignore_ascii_case(known);
                if is("Snapshot-Content-Location") {
                    set(&mut self.snapshot, Some(&address()));
                } else if is("Content-Base") {
                    set(&mut self.location, Some(written));
                } else if is("Precedence") {
                    let kind = written.trim().to_ascii_lowercase();
                    self.is_bulk |= kind == "bulk" || kind == "list";
                } else if is("Delivered-To") || is("X-Original-To") {
                    self.is_sent = true;
                }
            }
            _ => {}
        }
    }
}

/// Joins encoded words that follow each other: many programs divide characters between them, against
/// the standard.
fn join_words(text: &str) -> String {
    let mut joined = String::with_capacity(text.len());
    let mut rest = text;
    // How the word before was encoded, if it can be gone on with.
    let mut open: Option<&str> = None;
    while let Some(at) = rest.find("=?") {
        let (before, word) = rest.split_at(at);
        let Some((how, content, length)) = encoded_word(word) else {
            joined.push_str(before);
            joined.push_str("=?");
            rest = &word[2..];
            open = None;
            continue;
        };
        let is_blank = !before.is_empty() && before.bytes().all(|b| b.is_ascii_whitespace());
        match open.filter(|open| is_blank && open.eq_ignore_ascii_case(how)) {
            Some(_) => {
                joined.truncate(joined.len() - "?=".len());
                joined.push_str(content);
                joined.push_str("?=");
            }
            None => {
                joined.push_str(before);
                joined.push_str(&word[..length]);
            }
        }
        let is_base64 = how.ends_with(['b', 'B']);
        let is_whole = !is_base64 || content.len() % 4 == 0 && !content.ends_with('=');
        open = is_whole.then_some(how);
        rest = &word[length..];
    }
    joined.push_str(rest);
    joined
}

/// The `charset?q`, the content and the length of an encoded word.
fn encoded_word(text: &str) -> Option<(&str, &str, usize)> {
    const WORD_BYTES_MAX: usize = 1000;
    let word = &text[..text.floor_char_boundary(WORD_BYTES_MAX)];
    let charset = word.get(2..)?.find('?').filter(|length| *length > 0)? + 2;
    let content = charset + 3;
    let how = word.get(2..content - 1)?;
    let is_word =
        how.ends_with(['b', 'B', 'q', 'Q']) && word.as_bytes().get(content - 1) == Some(&b'?');
    let length = word.get(content..).filter(|_| is_word)?.find("?=")?;
    let text = &word[content..content + length];
    let has_blank = text.contains(|c: char| c.is_ascii_whitespace());
    (!has_blank).then_some((how, text, content + length + 2))
}

fn first_id<'a>(value: &'a HeaderValue) -> Option<&'a str> {
    match value {
        HeaderValue::Text(id) => Some(id.as_ref()),
        HeaderValue::TextList(ids) => ids.first().map(AsRef::as_ref),
        _ => None,
    }
}

fn mailbox(address: Option<&Address>) -> Mailbox {
    let Some(first) = address.and_then(Address::first) else {
        return Mailbox::default();
    };
    let line = |text: &Option<std::borrow::Cow<str>>| {
        let line = one_line(text.as_deref()?);
        let line = line.trim_matches(|c: char| c.is_whitespace() || "\"'".contains(c));
        (!line.is_empty()).then(|| line.to_owned())
    };
    Mailbox {
        name: line(&first.name),
        address: line(&first.address),
    }
}

/// A file without the mark that some editors put at the beginning of UTF-8.
pub fn without_byte_order_mark(bytes: &[u8]) -> &[u8] {
    bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes)
}

/// The text of bytes in a charset that may be wrong.
fn text(bytes: Vec<u8>, label: Option<&str>) -> Option<String> {
    let declared = label.and_then(|label| Encoding::for_label(label.trim().as_bytes()));
    match declared {
        // Old programs say so of everything.
        Some(charset) if charset == WINDOWS_1252 && std::str::from_utf8(&bytes).is_ok() => {}
        Some(charset) if charset != REPLACEMENT && charset != encoding_rs::UTF_8 => {
            let (text, _, _) = charset.decode(&bytes);
            return Some(text.replace('\0', " "));
        }
        _ => {}
    }
    decode::text(bytes, None).ok()
}

/// Decodes what is in the alphabet of base64 and passes over the rest.
fn base64(bytes: &[u8]) -> Vec<u8> {
    const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    const NONE: u8 = 64;
    const VALUES: [u8; 256] = {
        let mut values = [NONE; 256];
        let mut value = 0;
        while value < 64 {
            values[ALPHABET[value] as usize] = value as u8;
            value += 1;
        }
        values
    };
    let mut decoded = Vec::with_capacity(bytes.len() / 4 * 3);
    let (mut bits, mut count) = (0u32, 0);
    for byte in bytes {
        let value = VALUES[usize::from(*byte)];
        if value == NONE {
            // The end of a piece; programs put several into one body.
            if *byte == b'=' {
                (bits, count) = (0, 0);
            }
            continue;
        }
        bits = bits << 6 | u32::from(value);
        count += 6;
        if count >= 8 {
            count -= 8;
            decoded.push((bits >> count) as u8);
        }
    }
    decoded
}

/// Decodes quoted-printable; what is no code stays as it is.
fn quoted_printable(bytes: &[u8]) -> Vec<u8> {
    let mut decoded = Vec::with_capacity(bytes.len());
    for line in bytes.split_inclusive(|b| *b == b'\n') {
        let content = line.trim_ascii_end();
        let is_soft = content.ends_with(b"=");
        let content = if is_soft {
            &content[..content.len() - 1]
        } else {
            content
        };
        let mut at = 0;
        while let Some(byte) = content.get(at) {
            let hex = |at: usize| content.get(at).and_then(|b| char::from(*b).to_digit(16));
            match (*byte == b'=')
                .then(|| Some(hex(at + 1)? << 4 | hex(at + 2)?))
                .flatten()
            {
                Some(code) => {
                    decoded.push(code as u8);
                    at += 3;
                }
                None => {
                    decoded.push(*byte);
                    at += 1;
                }
            }
        }
        if !is_soft && line.ends_with(b"\n") {
            decoded.push(b'\n');
        }
    }
    decoded
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn characters_divided_between_encoded_words_are_put_together() {
        let subject = |text: &str| {
            let block = format!("Subject: {text}\nX: y\n");
            Headers::read(block.as_bytes()).subject.unwrap_or_default()
        };
        for (written, expected) in [
            ("=?utf-8?q?F=C3?=\n =?UTF-8?Q?=A4hre?=", "Fähre"),
            ("=?gb2312?b?xt+6?= =?gb2312?b?xcLrzbc=?=", "七号码头"),
            ("=?utf-8?b?w6Q=?= =?utf-8?b?w6Q=?=", "ää"),
            ("=?utf-8?q?a?= b =?utf-8?q?c?=", "a b c"),
            ("a =? b ?= c", "a =? b ?= c"),
        ] {
            assert_eq!(subject(written), expected, "{written}");
        }
    }

    #[test]
    fn headers_in_no_declared_charset_are_read() {
        let (subject, ..) = encoding_rs::WINDOWS_1251.encode("Фонарь на причале снова горит");
        let block = [b"Subject: ".as_slice(), &subject, b"\n"].concat();
        let headers = Headers::read(&block);
        assert_eq!(
            headers.subject.as_deref(),
            Some("Фонарь на причале снова горит")
        );
    }

    #[test]
    fn parts_end_where_the_boundary_of_any_open_part_comes() {
        let text = "Content-Type: multipart/mixed; boundary=a\r\n\r\n--a\r\n\
                    Content-Type: multipart/alternative; boundary=ab\r\n\r\n--ab\r\n\r\nOne\r\n\
                    --a\r\n\r\nTwo\r\n--a--\r\nAfter";
        let message = Message::cut(text.as_bytes());
        let leaves = message.parts.iter().filter(|part| part.kind == Kind::Leaf);
        let texts: Vec<String> = leaves.filter_map(|part| message.text(part)).collect();
        assert_eq!(texts, ["One", "Two"]);
        assert_eq!(message.parts[0].children, [1, 3]);
    }

    #[test]
    fn codes_are_decoded_and_mistakes_passed_over() {
        assert_eq!(base64(b"SXQg\r\nc2h1dC4=SQ=="), b"It shut.I");
        assert_eq!(quoted_printable(b"a=3Db=\r\nc  \r\n=4"), b"a=bc\n=4");
    }

    proptest! {
        #[test]
        fn no_bytes_make_a_decoder_panic(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
            base64(&bytes);
            quoted_printable(&bytes);
        }
    }
}
