//! Quarters, halves and centuries by their number, `19th century`, `Q3 2016`; and the units whose
//! `last` or `next` stands after them.

use super::super::super::reader::Reader;
use super::super::Dated;
use super::super::calendar;
use super::super::time::{self, Now};
use super::super::words::Unit;
use super::shifted::postponed_shift;

/// `first`, `3rd`.
fn ordinal(name: &str) -> Option<i16> {
    const NAMES: [&str; 22] = [
        "first",
        "second",
        "third",
        "fourth",
        "fifth",
        "sixth",
        "seventh",
        "eighth",
        "ninth",
        "tenth",
        "eleventh",
        "twelfth",
        "thirteenth",
        "fourteenth",
        "fifteenth",
        "sixteenth",
        "seventeenth",
        "eighteenth",
        "nineteenth",
        "twentieth",
        "21st",
        "22nd",
    ];
    let name = name.to_ascii_lowercase();
    if let Some(at) = NAMES.iter().position(|known| *known == name) {
        return i16::try_from(at + 1).ok();
    }
    let ending = ["st", "nd", "rd", "th"]
        .into_iter()
        .find_map(|ending| name.strip_suffix(ending))?;
    ending
        .parse()
        .ok()
        .filter(|number| (1..=22).contains(number))
}

/// The ordinal that ends before `at`, and where it starts.
fn ordinal_before(reader: &Reader, at: usize) -> Option<(i16, usize)> {
    let before = reader.before(at);
    let bare = before.strip_suffix([' ', '-', '\n'])?;
    let length = bare
        .bytes()
        .rev()
        .take(16)
        .take_while(u8::is_ascii_alphanumeric)
        .count();
    let name = &bare[bare.len() - length..];
    let start = reader.free + bare.len() - length;
    let is_part = reader.before(start).ends_with('-') && !reader.before(start).ends_with("mid-");
    Some((ordinal(name)?, start)).filter(|_| !is_part)
}

/// `19th century`, `first quarter of 2016`, `la semaine dernière`.
pub fn unit_first(reader: &Reader, at: usize, end: usize, unit: Unit) -> Option<Dated> {
    match unit {
        Unit::Century => {
            let (number, start) = ordinal_before(reader, at)?;
            let is_old = super::super::is_before_christ(reader, end) || reader.is_word(end);
            (!is_old).then(|| Dated::new(start, end, time::century(number)))
        }
        Unit::Quarter | Unit::Half => {
            let (number, start) = ordinal_before(reader, at)?;
            let (year, end) = calendar::year_after(reader, end)?;
            let number = i8::try_from(number).ok()?;
            let stretch = match unit {
                Unit::Half if number <= 2 => time::half(year, number),
                Unit::Quarter if number <= 4 => time::quarter(year, number),
                _ => return None,
            };
            Some(Dated::new(start, end, stretch))
        }
        Unit::Week | Unit::Month | Unit::Year => {
            let (shift, end) = postponed_shift(reader, end)?;
            let stretch = Now::of(reader.published)?.shifted(unit, shift)?;
            Some(Dated::new(at, end, stretch))
        }
        _ => None,
    }
}

/// `Q3 2016`, `H1 2016`, from the letter.
pub fn lettered(reader: &Reader, at: usize) -> Option<Dated> {
    let (number, end) = reader.digits(at + 1, 1)?;
    let number = i8::try_from(number).ok().filter(|number| *number > 0)?;
    let (year, year_end) = calendar::year_after(reader, end)?;
    let stretch = match reader.byte(at)? {
        b'Q' if number <= 4 => time::quarter(year, number),
        b'H' if number <= 2 => time::half(year, number),
        _ => return None,
    };
    Some(Dated::new(at, year_end, stretch))
}
