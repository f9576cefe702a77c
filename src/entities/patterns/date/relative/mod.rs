//! Dates that are reckoned from the article's own: `last Tuesday`, `two years ago`, `in December`.

mod counted;
mod day;
mod named;
mod ordinal;
mod shifted;

use super::super::reader::Reader;
use super::Dated;
use super::calendar;
use super::time;
use super::words::Word;
pub use named::{month, weekday};
pub use ordinal::lettered;

/// The date in which a word of neither month nor weekday stands.
pub fn worded(reader: &Reader, at: usize, end: usize, meaning: Word) -> Option<Dated> {
    match meaning {
        Word::Day(days) => day::day(reader, at, end, days),
        Word::Shift(shift) => shifted::shifted(reader, at, end, shift),
        Word::Unit(unit) => ordinal::unit_first(reader, at, end, unit),
        Word::Season(season) => {
            let is_of = reader.next_is(end, &["of"]).is_some();
            let (year, end) = calendar::year_after(reader, end)?;
            // "fall 2000 feet".
            let is_year = is_of || super::is_alone(reader, end);
            is_year.then(|| Dated::new(at, end, time::season(year, season)))
        }
        Word::Third(third) => shifted::third_of(reader, at, end, third),
        Word::Ago => counted::ago(reader, at, end),
        Word::AgoBefore => counted::ago_before(reader, at, end),
        _ => None,
    }
}
