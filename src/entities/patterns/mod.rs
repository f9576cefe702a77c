//! `text → mentions that a pattern shows`: dates, amounts of money, percentages, addresses, numbers
//! of telephones and accounts, coordinates.
//!
//! One scan over the bytes finds the tell-tale ones: `@`, `://`, `+`, the digit or the letters that start
//! a word of [`date::words`]. Only there the surroundings are read, and of them only a few words. Each
//! pattern has a normal form, in which it is looked up; its module says which. Where a pattern may also be
//! something else, it is none.

mod address;
mod amount;
mod coordinates;
mod date;
mod iban;
mod languages;
mod money;
mod percent;
mod phone;
mod range;
mod reader;

use std::ops::Range;

use super::{Detector, EntityType, Mention};
use crate::article::{Language, Published};
use date::words::{Starts, Word, word};
use languages::Languages;
use reader::Reader;

/// What a pattern shows, and where.
struct Match {
    span: Range<usize>,
    kind: EntityType,
    name: String,
}

/// Finds the patterns of one part of an article, in order and without overlap. Dates are reckoned from
/// `published`.
pub fn detect(
    text: &str,
    part: Range<usize>,
    language: Language,
    published: Option<Published>,
    found: &mut Vec<Mention>,
) {
    let first = found.len();
    let mut reader = Reader {
        text: &text[..part.end],
        free: part.start,
        languages: Languages::of(language),
        published,
    };
    let starts = Starts::get();
    let bytes = reader.text.as_bytes();
    let mut at = part.start;
    while at < bytes.len() {
        let byte = bytes[at];
        let (match_, next) = match CLASSES[usize::from(byte)] {
            Class::Plain => {
                at += 1;
                continue;
            }
            Class::Sign => (at_sign(&reader, at), at + 1),
            Class::Letter => {
                let end = at
                    + 1
                    + bytes[at + 1..]
                        .iter()
                        .take_while(|b| b.is_ascii_alphanumeric())
                        .count();
                let start = [0, 1, 2].map(|n| match bytes.get(at + n) {
                    Some(byte) if byte.is_ascii_alphabetic() || !byte.is_ascii() => *byte,
                    _ => b' ',
                });
                let is_code = byte.is_ascii_uppercase()
                    && bytes.get(at + 1).is_some_and(u8::is_ascii_alphanumeric)
                    && bytes[at + 1..end].iter().take(2).any(u8::is_ascii_digit);
                let may_match = is_code || starts.may_be_word(start, reader.languages);
                if !may_match || !reader.starts_word(at) {
                    at = end;
                    continue;
                }
                let match_ = if is_code {
                    at_code(&reader, at)
                } else {
                    at_word(&reader, at)
                };
                (match_, end)
            }
            Class::Digit if reader.starts_word(at) => {
                let earlier = found[first..].last();
                let end = bytes[at..]
                    .iter()
                    .take_while(|b| b.is_ascii_digit())
                    .count();
                match reader.number_end(at) {
                    Some(end) => (at_number(&reader, at..end, earlier), end),
                    // Too long for a number of anything.
                    None => (None, at + end),
                }
            }
            Class::Digit => (None, at + 1),
        };
        let Some(Match { span, kind, name }) = match_ else {
            at = next;
            continue;
        };
        at = span.end.max(at + 1);
        reader.free = at;
        found.push(Mention {
            span,
            kind,
            place: None,
            detector: Detector::Pattern,
            name,
        });
    }
}

/// What a byte may start.
#[derive(Clone, Copy)]
enum Class {
    Plain,
    Sign,
    Digit,
    /// Also the first byte of a letter that is not ASCII.
    Letter,
}

const CLASSES: [Class; 256] = {
    let mut table = [Class::Plain; 256];
    let mut byte = 0;
    while byte < 256 {
        table[byte] = match byte as u8 {
            b'@' | b':' | b'+' => Class::Sign,
            b'0'..=b'9' => Class::Digit,
            b'a'..=b'z' | b'A'..=b'Z' | 0xc3..=0xf4 => Class::Letter,
            _ => Class::Plain,
        };
        byte += 1;
    }
    table
};

fn at_sign(reader: &Reader, at: usize) -> Option<Match> {
    match reader.byte(at)? {
        b'@' => address::at_sign(reader, at),
        b':' if reader.rest(at).starts_with("://") => address::url(reader, at),
        b'+' if reader.is_digit(at + 1) => phone::international(reader, at),
        _ => None,
    }
}

/// A word with a digit near its start: an account number, a quarter of a year.
fn at_code(reader: &Reader, at: usize) -> Option<Match> {
    iban::iban(reader, at).or_else(|| date::from_letter(reader, at))
}

fn at_word(reader: &Reader, at: usize) -> Option<Match> {
    let name = reader.word(at);
    match word(name, reader.languages)? {
        Word::Web => address::www(reader, at),
        Word::Percent => percent::percent_in_words(reader, at),
        Word::Currency => money::money_in_words(reader, at, name),
        meaning => date::from_word(reader, at, at + name.len(), meaning),
    }
}

fn at_number(reader: &Reader, number: Range<usize>, earlier: Option<&Mention>) -> Option<Match> {
    let at = number.start;
    coordinates::coordinates(reader, at)
        .or_else(|| phone::national(reader, at))
        .or_else(|| money::money(reader, number.clone(), earlier))
        .or_else(|| percent::percent(reader, number.clone()))
        .or_else(|| date::from_number(reader, at))
}

#[cfg(test)]
mod tests;
