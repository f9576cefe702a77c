//! The headers of a message or a part: the fields that matter, whatever they are encoded in.

use mail_parser::{Address, HeaderName, HeaderValue, MessageParser};

use super::transfer::Transfer;
use crate::decode;
use crate::extract::date::{self, Written};
use crate::extract::{one_line, topics};

/// Bytes of a header block that are read; the rest of it is passed over. Mail that came a long way
/// has some ten thousand.
const HEADER_BYTES_MAX: usize = 128 << 10;

/// Bytes of a boundary; the standard allows 70.
const BOUNDARY_BYTES_MAX: usize = 256;

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
    pub(super) content_id: Option<String>,
    pub language: Option<String>,
    /// `text/html`, in lower case; nothing if it is not said.
    pub kind: Option<String>,
    pub(super) charset: Option<String>,
    /// The root of `multipart/related`.
    pub(super) start: Option<String>,
    /// Whether lines that end with a blank go on in the next (RFC 3676).
    pub is_flowed: bool,
    /// Whether that blank is none of the text.
    pub drops_space: bool,
    pub(super) transfer: Transfer,
    pub is_attachment: bool,
    /// What a file that is passed on is called.
    pub file_name: Option<String>,
    pub(super) boundary: Option<String>,
}

/// A name and an address, either of which may be missing.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Mailbox {
    pub name: Option<String>,
    pub address: Option<String>,
}

impl Headers {
    pub fn read(block: &[u8]) -> Headers {
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

#[cfg(test)]
mod tests {
    use super::*;

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
}
