//! Percentages: `5.2 percent`, `5 %`, `five per cent`, `three percentage points`. The normal form is
//! `5.2%`, with the sign that is written.

use std::ops::Range;

use super::amount::{amount, cardinal};
use super::reader::Reader;
use super::{Match, range};
use crate::entities::EntityType;

/// The percentage whose number starts at `at`.
pub fn percent(reader: &Reader, number: Range<usize>) -> Option<Match> {
    let end = match sign(reader, number.end) {
        Some(end) => end,
        // "5-7 percent" are two.
        None => {
            let at = range::join(reader, number.end)?;
            let second = reader.number_end(at).filter(|end| *end > at)?;
            sign(reader, second)?;
            number.end
        }
    };
    let mut name = amount(&reader.text[number.clone()], 0, reader.languages)?;
    name.push('%');
    let mut start = number.start;
    for minus in ["-", "−"] {
        let before = reader.before(number.start).strip_suffix(minus);
        // "10-12 percent" has no minus.
        let is_start = |before: &str| before.ends_with([' ', '(', '\n']) || start == minus.len();
        if before.is_some_and(is_start) {
            start -= minus.len();
            name.insert(0, '-');
        }
    }
    Some(Match {
        span: start..end,
        kind: EntityType::Percent,
        name,
    })
}

/// The percentage that ends with the word at `at` and whose number is a word: `five percent`.
pub fn percent_in_words(reader: &Reader, at: usize) -> Option<Match> {
    let end = words(reader, at)?;
    let before = reader.word_before(at);
    let mut start = before.start;
    let mut value = cardinal(&reader.text[before])?;
    // "twenty-five".
    if reader.before(start).ends_with('-') {
        let tens = reader.word_ending(start - 1);
        let ten = cardinal(&reader.text[tens.clone()]).filter(|ten| *ten >= 20 && value < 10)?;
        value += ten;
        start = tens.start;
    }
    if matches!(reader.previous(start), "and" | "hundred" | "point") {
        return None;
    }
    let name = format!("{value}%");
    Some(Match {
        span: start..end,
        kind: EntityType::Percent,
        name,
    })
}

/// The end of a sign or word for "of a hundred" after a number that ends at `at`.
fn sign(reader: &Reader, at: usize) -> Option<usize> {
    let next = reader.maybe_gap(at)?;
    if reader.byte(next) == Some(b'%') {
        // "%d", "%20" and "5%%" are of a program.
        let code = reader.is_word(next + 1) || reader.byte(next + 1) == Some(b'%');
        return (!code).then_some(next + 1);
    }
    let next = match reader.byte(next) {
        Some(b'-') if next == at => next + 1,
        _ if next == at => return None,
        _ => next,
    };
    words(reader, next)
}

/// The end of `percent`, `per cent`, `percentage points` at `at`.
fn words(reader: &Reader, at: usize) -> Option<usize> {
    let word = reader.word(at);
    let end = at + word.len();
    match word {
        "percent" | "pct" | "Prozent" | "procent" | "Prozentpunkte" | "Prozentpunkten" => Some(end),
        "per" => reader.next_is(end, &["cent"]),
        "percentage" => reader.next_is(end, &["point", "points"]),
        "pour" | "por" => reader.next_is(end, &["cent", "ciento", "cento"]),
        _ => None,
    }
}
