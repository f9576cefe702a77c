//! `message → parts`: the structure of a message (RFC 5322 and MIME, RFC 2045 to 2049), the fields
//! of its headers that matter (encoded words, RFC 2047; parameters, RFC 2231), and the text of a
//! part whatever its encoding and charset.
//!
//! A message is cut in one pass over its lines: a line that begins with two hyphens is compared
//! with the boundaries of the parts that are open, and nothing is looked for ahead or twice. The
//! library that reads the fields could cut messages too, but nests what it finds without a bound,
//! and looks for every boundary up to the end of the message. What is broken is read as far as it
//! goes: a part that is never closed ends with the message, one whose boundary never comes is text.

mod cutter;
mod headers;
mod transfer;

use std::ops::Range;

use cutter::Cutter;
pub use headers::{Headers, Mailbox};
use transfer::{Transfer, base64, quoted_printable, text};

/// The kind of a part that is a message.
const MESSAGE: &str = "message/rfc822";

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

/// A file without the mark that some editors put at the beginning of UTF-8.
pub fn without_byte_order_mark(bytes: &[u8]) -> &[u8] {
    bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

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
}
