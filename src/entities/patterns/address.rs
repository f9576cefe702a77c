//! Addresses: e-mail (`desk@example.org`), URLs, and accounts of social networks (`@name`).

use super::Match;
use super::reader::Reader;
use crate::entities::EntityType;

/// Characters of the longest account name of the large networks.
const HANDLE_MAX: usize = 30;

/// What stands after an `@` in program text and style sheets.
const KEYWORDS: [&str; 36] = [
    "author",
    "autowired",
    "bean",
    "brief",
    "charset",
    "class",
    "classmethod",
    "component",
    "dataclass",
    "deprecated",
    "else",
    "end",
    "example",
    "extend",
    "if",
    "import",
    "include",
    "inject",
    "interface",
    "keyframes",
    "media",
    "mixin",
    "notnull",
    "nullable",
    "override",
    "page",
    "param",
    "property",
    "return",
    "returns",
    "see",
    "since",
    "staticmethod",
    "supports",
    "test",
    "throws",
];

/// An address or account around the `@` at `at`.
pub fn at_sign(reader: &Reader, at: usize) -> Option<Match> {
    email(reader, at).or_else(|| handle(reader, at))
}

fn is_host(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b".-".contains(&byte)
}

/// The local part and the host around an `@`; the host needs a point and letters after it.
fn email(reader: &Reader, at: usize) -> Option<Match> {
    let text = reader.text;
    let bytes = text.as_bytes();
    let local = |b: u8| b.is_ascii_alphanumeric() || b"._%+-".contains(&b);
    let before = bytes[reader.free..at].iter().rev();
    let start = at - before.take_while(|b| local(**b)).count();
    let span = &text[start..host_end(bytes, at + 1)];
    let end = start + span.trim_end_matches(['.', '-']).len();
    let start = start + (span.len() - span.trim_start_matches(['.', '-', '%', '+']).len());
    let (_, suffix) = text.get(at + 1..end)?.rsplit_once('.')?;
    let is_address =
        start < at && suffix.len() >= 2 && suffix.bytes().all(|b| b.is_ascii_alphabetic());
    is_address.then(|| Match {
        span: start..end,
        kind: EntityType::Email,
        name: text[start..end].to_ascii_lowercase(),
    })
}

fn host_end(bytes: &[u8], at: usize) -> usize {
    at + bytes[at..].iter().take_while(|b| is_host(**b)).count()
}

/// `@name`, and `@name@host` of networks with many hosts; in lower case.
fn handle(reader: &Reader, at: usize) -> Option<Match> {
    let bytes = reader.text.as_bytes();
    let before = reader.before(at).chars().next_back();
    if before.is_some_and(|c| c.is_alphanumeric() || "@_/\\.=%&#-+:;".contains(c)) {
        return None;
    }
    let inside = |b: &u8| b.is_ascii_alphanumeric() || b"_.".contains(b);
    let length = bytes[at + 1..]
        .iter()
        .take(HANDLE_MAX + 1)
        .take_while(|b| inside(b))
        .count();
    if length > HANDLE_MAX {
        return None;
    }
    let name = reader.text[at + 1..at + 1 + length].trim_end_matches('.');
    let mut end = at + 1 + name.len();
    let is_name = name.len() >= 2
        && !name.starts_with('.')
        && !name.contains("..")
        && name.bytes().any(|b| b.is_ascii_alphabetic())
        && KEYWORDS
            .binary_search(&&*name.to_ascii_lowercase())
            .is_err();
    if !is_name {
        return None;
    }
    match bytes.get(end) {
        Some(b'@') => {
            let host = &reader.text[end + 1..host_end(bytes, end + 1)];
            let host = host.trim_end_matches(['.', '-']);
            let (_, suffix) = host.rsplit_once('.')?;
            if suffix.len() < 2 || !suffix.bytes().all(|b| b.is_ascii_alphabetic()) {
                return None;
            }
            end += 1 + host.len();
        }
        Some(b'(' | b'{' | b'=' | b'-' | b'/' | b'\\' | b'[') => return None,
        _ if reader.is_word(end) => return None,
        _ => {}
    }
    Some(Match {
        span: at..end,
        kind: EntityType::Handle,
        name: reader.text[at..end].to_ascii_lowercase(),
    })
}

/// A URL whose scheme ends at the `:` at `colon`.
pub fn url(reader: &Reader, colon: usize) -> Option<Match> {
    let before = reader.before(colon).as_bytes();
    let scheme = ["https", "http", "ftp"].into_iter().find(|scheme| {
        let tail = before.len().checked_sub(scheme.len());
        tail.is_some_and(|tail| before[tail..].eq_ignore_ascii_case(scheme.as_bytes()))
    })?;
    url_from(reader, colon - scheme.len(), colon + 3)
}

/// A URL that starts with `www.` at the word at `at`.
pub fn www(reader: &Reader, at: usize) -> Option<Match> {
    let is_www = reader
        .rest(at)
        .as_bytes()
        .get(..4)?
        .eq_ignore_ascii_case(b"www.");
    is_www.then(|| url_from(reader, at, at + 4))?
}

/// Reads a URL to its end: white space, a quote or bracket; closing punctuation is the
/// sentence's, except a `)` whose `(` is in the URL.
fn url_from(reader: &Reader, start: usize, host: usize) -> Option<Match> {
    if !reader.rest(host).starts_with(char::is_alphanumeric) {
        return None;
    }
    let rest = reader.rest(start);
    let stop = |c: char| c.is_whitespace() || c.is_control() || "\"<>“”«»„{}|\\^`".contains(c);
    let url = &rest[..rest.find(stop).unwrap_or(rest.len())];
    let opens = url.contains('(');
    let url = url.trim_end_matches(|c| ".,;:!?'’]*…".contains(c) || c == ')' && !opens);
    Some(Match {
        span: start..start + url.len(),
        kind: EntityType::Url,
        name: url.to_owned(),
    })
}
