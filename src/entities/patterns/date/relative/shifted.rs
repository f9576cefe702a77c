//! The one before, this one, the next one, and the thirds of it: `last week`, `late next year`.

use super::super::super::languages::Languages;
use super::super::super::reader::Reader;
use super::super::calendar::{self, Fields};
use super::super::time::{self, Now, Point};
use super::super::words::{Shift, Word, word};
use super::super::{Dated, dated};
use super::counted::count;
use super::day::{at_time, part_of_day};

/// `last week`, `next Tuesday`, `this December`, `the past three weeks`.
pub fn shifted(reader: &Reader, at: usize, end: usize, shift: Shift) -> Option<Dated> {
    let now = Now::of(reader.published)?;
    let before = reader.previous(at);
    let has_article = matches!(before, "the" | "The");
    let next = reader.gap(end)?;
    if reader.before(at).ends_with(['-', '\'', '’']) {
        return None;
    }
    // "the past three weeks".
    if shift != Shift::This
        && (shift != Shift::Past || has_article)
        && let Some((count, counted)) = count(reader, next).filter(|(count, _)| *count > 1)
    {
        let (unit_at, name) = reader.next_word(counted)?;
        let Some(Word::Unit(unit)) = word(name, reader.languages) else {
            return None;
        };
        let stretch = match shift {
            Shift::Next => now.coming(count, unit)?,
            _ => now.past(count, unit)?,
        };
        let end = unit_at + name.len();
        let is_of = reader.next_is(end, &["of"]).is_some();
        return (!is_of).then(|| Dated::new(at, end, stretch));
    }
    let name = reader.word(next);
    let end = next + name.len();
    // "the last week of the war", "the next year".
    let is_told_of_other = has_article
        && (shift == Shift::Next
            || reader
                .next_is(end, &["of", "in", "when", "before"])
                .is_some());
    match word(name, reader.languages)? {
        Word::Unit(unit) if shift == Shift::Past && has_article => {
            Some(Dated::new(at, end, now.past(1, unit)?))
        }
        _ if shift == Shift::Past || is_told_of_other => None,
        Word::Unit(unit) => {
            // "the last week" is the one that ends now.
            let shift = if has_article && shift == Shift::Last {
                Shift::Past
            } else {
                shift
            };
            let goes_on = reader.byte(end) == Some(b'-') || reader.is_word(end);
            let stretch = now.shifted(unit, shift).filter(|_| !goes_on)?;
            Some(at_time(reader, at, end, stretch))
        }
        Word::Weekday(day) | Word::ShyWeekday(day) => {
            let end = part_of_day(reader, end);
            let day = now.shifted_weekday(day, shift)?;
            Some(at_time(reader, at, end, Point::Day(day)))
        }
        Word::Month(month) => {
            let (year, month) = now.shifted_month(month, shift)?;
            let (fields, end) =
                calendar::fields(reader, next).filter(|(fields, _)| fields.year.is_none())?;
            let fields = Fields {
                year: Some(year),
                month: Some(month),
                ..fields
            };
            Some(Dated::new(at, end, fields.point(Some(now))?))
        }
        Word::Season(season) => Some(Dated::new(at, end, now.shifted_season(season, shift)?)),
        _ => None,
    }
}

/// The end of a `dernière`, `pasado` or `prochain` after what it says it of.
pub fn postponed_shift(reader: &Reader, end: usize) -> Option<(Shift, usize)> {
    let follows = Languages::FR.or(Languages::ES).or(Languages::PT);
    if !reader.languages.meets(follows) {
        return None;
    }
    let (next, name) = reader.next_word(end)?;
    match word(name, reader.languages)? {
        Word::Shift(shift @ (Shift::Last | Shift::Next)) => Some((shift, next + name.len())),
        _ => None,
    }
}

/// `early 2017`, `mid-March`, `late last year`, `the late 1990s`.
pub fn third_of(reader: &Reader, at: usize, end: usize, third: i8) -> Option<Dated> {
    let next = match reader.byte(end) {
        Some(b'-') => end + 1,
        _ => reader.gap(end)?,
    };
    if reader.before(at).ends_with(['-', '.', '/']) {
        return None;
    }
    let next = match reader.word(next) {
        "in" => {
            let after = reader.gap(next + 2)?;
            if reader.word(after) == "the" {
                reader.gap(after + 3)?
            } else {
                after
            }
        }
        _ => next,
    };
    let date = dated(reader, next, true).filter(|date| date.start == next)?;
    let stretch = time::third(date.stretch, third)?;
    Some(Dated::new(at, date.end, stretch))
}
