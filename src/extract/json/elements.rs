//! `the start of a large JSON text → where its next element ends`.

use serde::de::IgnoredAny;

use super::LISTS;
use crate::extract::fields::{TEXT, TITLE};

/// What stands at the start of a text.
#[derive(Debug, PartialEq, Eq)]
pub enum ElementCut {
    /// Bytes between elements.
    Pass(usize),
    /// An element, or a value of its own, and where it ends; it need not be sound.
    Element(usize),
    /// More of the text must be known.
    More,
    End,
}

/// Cuts a JSON value too large for the memory into the elements of its list, which may be in an
/// object that wraps it; or several values one after the other.
#[derive(Debug, Default)]
pub struct Elements {
    place: Place,
}

/// Where a text is being cut: within so many objects that wrap a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Place {
    Object(usize),
    List(usize),
    /// In an element that is too long.
    Lost(usize),
}

impl Default for Place {
    fn default() -> Self {
        Place::Object(0)
    }
}

impl Elements {
    /// Cuts off what a text begins with; `is_all`: nothing follows it.
    pub fn cut(&mut self, text: &[u8], is_all: bool) -> ElementCut {
        let blank = (text.iter())
            .take_while(|byte| byte.is_ascii_whitespace() || **byte == b',')
            .count();
        match text.get(blank) {
            None if is_all => return ElementCut::End,
            None if blank == 0 => return ElementCut::More,
            _ if blank > 0 => return ElementCut::Pass(blank),
            _ => {}
        }
        match (self.place, text.first()) {
            (Place::Lost(depth), _) => self.find_next(text, depth, is_all),
            (Place::List(depth), Some(b']')) => {
                self.place = Place::Object(depth);
                ElementCut::Pass(1)
            }
            (Place::List(_), _) => element(text, is_all),
            (Place::Object(0), Some(b'[')) => {
                self.place = Place::List(0);
                ElementCut::Pass(1)
            }
            (Place::Object(0), Some(b'{')) => match wraps_list(text, is_all) {
                Some(true) => {
                    self.place = Place::Object(1);
                    ElementCut::Pass(1)
                }
                Some(false) => element(text, is_all),
                None => ElementCut::More,
            },
            (Place::Object(0), _) => element(text, is_all),
            (Place::Object(depth), Some(b'}')) => {
                self.place = Place::Object(depth - 1);
                ElementCut::Pass(1)
            }
            (Place::Object(depth), _) => self.field(text, depth, is_all),
        }
    }

    /// Passes over a field of an object, or up to the list in it.
    fn field(&mut self, text: &[u8], depth: usize, is_all: bool) -> ElementCut {
        match field(text, is_all) {
            Field::Value { name, at } => {
                let value = text.get(at..).unwrap_or_default();
                match (is_wrapper(&name, value), value.first()) {
                    (None, _) if !is_all => ElementCut::More,
                    (Some(true), Some(b'[')) => {
                        self.place = Place::List(depth);
                        ElementCut::Pass(at + 1)
                    }
                    (Some(true), _) => {
                        self.place = Place::Object(depth + 1);
                        ElementCut::Pass(at + 1)
                    }
                    _ => match value_end(value) {
                        Ok(end) => ElementCut::Pass(at + end),
                        Err(error) if error.is_eof() && !is_all => ElementCut::More,
                        // Nothing after a mistake in a wrapper can be told.
                        Err(_) => ElementCut::End,
                    },
                }
            }
            Field::More => ElementCut::More,
            Field::Bad => ElementCut::End,
        }
    }

    /// Gives up an element that is too long.
    pub fn lose_element(&mut self) {
        self.place = match self.place {
            Place::List(depth) | Place::Object(depth) | Place::Lost(depth) => Place::Lost(depth),
        };
    }

    /// Goes on where `}, {"` begins the next element.
    fn find_next(&mut self, text: &[u8], depth: usize, is_all: bool) -> ElementCut {
        /// Bytes from one element to the next.
        const GAP_BYTES_MAX: usize = 256;
        let is_end = |at: &usize| text[*at] == b'}' && begins_object(&text[at + 1..]);
        if let Some(at) = (0..text.len()).find(is_end) {
            self.place = Place::List(depth);
            return ElementCut::Pass(at + 1);
        }
        match text.len().saturating_sub(GAP_BYTES_MAX) {
            _ if is_all => ElementCut::End,
            0 => ElementCut::More,
            passed => ElementCut::Pass(passed),
        }
    }
}

/// The first element of a list, sound or not.
fn element(text: &[u8], is_all: bool) -> ElementCut {
    match value_end(text) {
        // A number may go on.
        Ok(end) if end == text.len() && !is_all => ElementCut::More,
        Ok(end) => ElementCut::Element(end),
        Err(error) if error.is_eof() && !is_all => ElementCut::More,
        Err(_) => match end_of_bad_element(text, 0) {
            end if end == text.len() && !is_all => ElementCut::More,
            end => ElementCut::Element(end.max(1)),
        },
    }
}

/// Where the first value of a text ends.
fn value_end(text: &[u8]) -> Result<usize, serde_json::Error> {
    let mut values = serde_json::Deserializer::from_slice(text).into_iter::<IgnoredAny>();
    let value = values.next();
    let value = value.unwrap_or_else(|| Err(serde::de::Error::custom("nothing")));
    value.map(|_| values.byte_offset())
}

enum Field {
    /// Where the value of a name begins.
    Value {
        name: String,
        at: usize,
    },
    More,
    Bad,
}

/// The field that a text begins with.
fn field(text: &[u8], is_all: bool) -> Field {
    let mut names = serde_json::Deserializer::from_slice(text).into_iter::<String>();
    let (name, end) = match names.next() {
        Some(Ok(name)) => (name, names.byte_offset()),
        Some(Err(error)) if error.is_eof() && !is_all => return Field::More,
        _ => return Field::Bad,
    };
    let mut rest = (text.iter().enumerate().skip(end)).filter(|(_, b)| !b.is_ascii_whitespace());
    match (rest.next(), rest.next()) {
        (Some((_, b':')), Some((at, _))) => Field::Value { name, at },
        (Some((_, b':')) | None, None) if !is_all => Field::More,
        _ => Field::Bad,
    }
}

/// Whether a field holds the list of articles, or an object around it; nothing if more of its value
/// must be known.
fn is_wrapper(name: &str, value: &[u8]) -> Option<bool> {
    if !LISTS.contains(&name) {
        return Some(false);
    }
    let mut signs = value.iter().filter(|byte| !byte.is_ascii_whitespace());
    match (signs.next(), signs.next()) {
        (Some(b'{'), _) => Some(true),
        (Some(b'['), next) => next.map(|next| *next == b'{'),
        (next, _) => next.map(|_| false),
    }
}

/// Whether the object that a text begins with wraps a list of articles, rather than being one;
/// nothing if more of it must be known.
pub(super) fn wraps_list(text: &[u8], is_all: bool) -> Option<bool> {
    let mut at = 1;
    loop {
        let rest = text.get(at..).unwrap_or_default();
        let blank = (rest.iter()).take_while(|byte| byte.is_ascii_whitespace() || **byte == b',');
        at += blank.count();
        let rest = text.get(at..).unwrap_or_default();
        match rest.first() {
            None if !is_all => return None,
            None | Some(b'}') => return Some(false),
            Some(_) => {}
        }
        let (name, value) = match field(rest, is_all) {
            Field::Value { name, at: value } => (name, at + value),
            Field::More => return None,
            Field::Bad => return Some(false),
        };
        if TITLE.iter().chain(&TEXT).any(|known| *known == name) {
            return Some(false);
        }
        let rest = text.get(value..).unwrap_or_default();
        match is_wrapper(&name, rest) {
            Some(false) => {}
            None if is_all => return Some(false),
            found => return found,
        }
        match value_end(rest) {
            Ok(end) => at = value + end,
            Err(error) if error.is_eof() && !is_all => return None,
            Err(_) => return Some(false),
        }
    }
}

/// Where an element that is no JSON ends: before the comma or bracket after it, as far as its
/// quotes and brackets tell. Where they do not (one is missing), `}, {"` begins the next element,
/// unless a list within this one is open.
pub(super) fn end_of_bad_element(bytes: &[u8], start: usize) -> usize {
    let mut open = Vec::new();
    let mut in_string = false;
    let mut at = start;
    while let Some(byte) = bytes.get(at) {
        match byte {
            b'\\' if in_string => at += 1,
            b'"' => in_string = !in_string,
            // Strings have no line breaks.
            b'\n' => in_string = false,
            b'}' if begins_object(&bytes[at + 1..]) => {
                if !in_string && open.last() == Some(&b'{') {
                    open.pop();
                }
                if in_string || open.last() != Some(&b'[') {
                    return at + 1;
                }
            }
            _ if in_string => {}
            b'{' | b'[' => open.push(*byte),
            b'}' | b']' => {
                let Some(_) = open.pop() else {
                    return at + usize::from(*byte == b'}');
                };
            }
            b',' if open.is_empty() => return at,
            _ => {}
        }
        at += 1;
    }
    bytes.len()
}

/// Whether `, {"` comes next.
fn begins_object(bytes: &[u8]) -> bool {
    let mut rest = bytes.iter().filter(|b| !b.is_ascii_whitespace());
    rest.next() == Some(&b',') && rest.next() == Some(&b'{') && rest.next() == Some(&b'"')
}

/// Bytes of white space at the start.
pub(super) fn blank(text: &str) -> usize {
    text.len() - text.trim_start().len()
}
