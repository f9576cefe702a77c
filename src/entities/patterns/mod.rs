//! `text → mentions that a pattern shows`: dates, amounts of money, percentages, addresses, numbers
//! of telephones and accounts, coordinates.
//!
//! One [`scan`] over the bytes finds the tell-tale ones: `@`, `://`, `+`, the digit or the letters that
//! start a word of [`date::words`]. Only there the surroundings are read, and of them only a few words. Each
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
mod scan;

use std::ops::Range;

use super::{Detector, EntityType, Mention};
use crate::article::{Language, Published};
use date::words::{Starts, Word, word};
use languages::Languages;
use reader::Reader;
use scan::{Places, Start};

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
    let mut places = Places::new(bytes, part.start);
    while let Some(at) = places.next() {
        let match_ = match bytes[at] {
            b'0'..=b'9' => {
                if !reader.starts_word(at) {
                    continue;
                }
                // A number that is too long is one of nothing.
                let Some(end) = reader.number_end(at) else {
                    continue;
                };
                places.pass(end);
                at_number(&reader, at..end, found[first..].last())
            }
            b'@' | b':' | b'+' => at_sign(&reader, at),
            _ => {
                let start = Start::of(bytes, at);
                let is_code = start.is_code();
                let may_be_one = is_code | starts.may_be_word(start, reader.languages);
                if !may_be_one || !reader.starts_word(at) {
                    continue;
                }
                match is_code {
                    true => at_code(&reader, at),
                    false => at_word(&reader, at),
                }
            }
        };
        let Some(Match { span, kind, name }) = match_ else {
            continue;
        };
        let end = span.end.max(at + 1);
        places.restart(end);
        reader.free = end;
        found.push(Mention {
            span,
            kind,
            place: None,
            detector: Detector::Pattern,
            name,
        });
    }
}

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
