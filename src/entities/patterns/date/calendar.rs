//! Dates by the calendar: `March 2, 2017`, `3. März`, `2017-03-02T14:30`, `mars 2017`.

use jiff::civil::{Date, Weekday};

use super::super::languages::Languages;
use super::super::reader::Reader;
use super::time::{Now, Point};
use super::words::{Shift, Unit, Word, word};

/// What is written of a date.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Fields {
    pub year: Option<i16>,
    pub month: Option<i8>,
    pub day: Option<i8>,
    pub weekday: Option<Weekday>,
    /// Hour and minute.
    pub clock: Option<(i8, i8)>,
}

impl Fields {
    /// The point in time; a day without a year is the nearest to the article's, and a leap year's
    /// where there is none. A day that the calendar lacks is no date.
    pub fn point(self, now: Option<Now>) -> Option<Point> {
        let day = match (self.year, self.month, self.day) {
            (Some(year), Some(month), Some(day)) => Date::new(year, month, day).ok()?,
            (Some(year), Some(month), None) => return Some(Point::Month(year, month)),
            (Some(year), None, None) => return Some(Point::Year(year)),
            (None, Some(month), Some(day)) => {
                Date::new(2000, month, day).ok()?;
                match now.and_then(|now| now.nearest(month, day, self.weekday)) {
                    Some(day) => day,
                    None => return Some(Point::Yearless(month, day)),
                }
            }
            _ => return None,
        };
        Some(match self.clock {
            Some((hour, minute)) => Point::Minute(day.at(hour, minute, 0, 0)),
            None => Point::Day(day),
        })
    }

    /// Whether only a month is written.
    pub fn is_month(self) -> bool {
        self.day.is_none() && self.year.is_none()
    }
}

/// Reads a date from its first word or digit.
pub fn fields(reader: &Reader, at: usize) -> Option<(Fields, usize)> {
    if reader.is_digit(at) {
        return numeric(reader, at).or_else(|| day_month(reader, at));
    }
    let name = reader.word(at);
    match word(name, reader.languages)? {
        Word::Weekday(weekday) | Word::ShyWeekday(weekday) => {
            let end = weekday_end(reader, at + name.len());
            let end = end + usize::from(matches!(reader.byte(end), Some(b'.')));
            let end = end + usize::from(reader.byte(end) == Some(b','));
            let next = reader.gap(end)?;
            let next = match reader.word(next) {
                the @ ("the" | "den" | "der" | "le") => reader.gap(next + the.len())?,
                _ => next,
            };
            let (fields, end) = match reader.is_digit(next) {
                true => day_month(reader, next)?,
                false => month_first(reader, next)?,
            };
            fields.day?;
            Some((
                Fields {
                    weekday: Some(weekday),
                    ..fields
                },
                end,
            ))
        }
        Word::Month(_) | Word::ShortMonth(_) => month_first(reader, at),
        _ => None,
    }
}

/// The end of a weekday's name, with the second half that it has in Portuguese.
pub fn weekday_end(reader: &Reader, end: usize) -> usize {
    match reader.rest(end).starts_with("-feira") {
        true => end + "-feira".len(),
        false => end,
    }
}

/// The month at `at`, whether its name is short, and its end.
fn month(reader: &Reader, at: usize) -> Option<(i8, bool, usize)> {
    let name = reader.word(at);
    let end = at + name.len();
    match word(name, reader.languages)? {
        Word::Month(month) => Some((
            month,
            name.len() <= 4 && reader.byte(end) == Some(b'.'),
            end,
        )),
        Word::ShortMonth(month) => Some((month, true, end)),
        _ => None,
    }
}

/// `March 3, 2017`, `March 2017`, `March`.
fn month_first(reader: &Reader, at: usize) -> Option<(Fields, usize)> {
    let (month, is_short, name_end) = month(reader, at)?;
    let end = name_end + usize::from(is_short && reader.byte(name_end) == Some(b'.'));
    let of_month = Fields {
        month: Some(month),
        ..Fields::default()
    };
    if let Some((year, end)) = year_after(reader, end) {
        return Some((
            Fields {
                year: Some(year),
                ..of_month
            },
            end,
        ));
    }
    let day = reader.gap(end).and_then(|next| match reader.word(next) {
        "the" => day(reader, reader.gap(next + 3)?, false),
        _ => day(reader, next, false),
    });
    if let Some((day, end)) = day {
        let of_day = Fields {
            day: Some(day),
            ..of_month
        };
        return Some(match year_after(reader, end) {
            Some((year, end)) => (
                Fields {
                    year: Some(year),
                    ..of_day
                },
                end,
            ),
            None => (of_day, end),
        });
    }
    let is_word = !matches!(
        word(reader.word(at), reader.languages),
        Some(Word::ShortMonth(_))
    );
    is_word.then_some((of_month, name_end))
}

/// `3rd of March 2017`, `3. März`, `3 de marzo de 2017`.
pub fn day_month(reader: &Reader, at: usize) -> Option<(Fields, usize)> {
    let (day, end) = day(reader, at, true)?;
    let dashed = reader.byte(end) == Some(b'-') && !reader.is_digit(end + 1);
    let mut next = if dashed { end + 1 } else { reader.gap(end)? };
    if let of @ ("of" | "de" | "day") = reader.word(next) {
        next = reader.gap(next + of.len())?;
        if of == "day" {
            next = reader
                .gap(reader.next_is(end, &["day"])?)
                .filter(|next| reader.word(*next) == "of")?;
            next = reader.gap(next + 2)?;
        }
    }
    let (month, is_short, end) = month(reader, next)?;
    let pointed = end + usize::from(is_short && reader.byte(end) == Some(b'.'));
    let fields = Fields {
        month: Some(month),
        day: Some(day),
        ..Fields::default()
    };
    let year = match reader.byte(end) {
        Some(b'-') if dashed => year(reader, end + 1),
        _ => year_after(reader, pointed).or_else(|| year_after(reader, end)),
    };
    match year {
        Some((year, end)) => Some((
            Fields {
                year: Some(year),
                ..fields
            },
            end,
        )),
        // "6-Mar" is as often a score that a table took for a date.
        None => (!dashed).then_some((fields, end)),
    }
}

/// A day of a month, with the ending of an ordinal; a point is one only before a month (`3. März`).
pub fn day(reader: &Reader, at: usize, before_month: bool) -> Option<(i8, usize)> {
    let (value, digits_end) = reader.digits(at, 2)?;
    let day = i8::try_from(value)
        .ok()
        .filter(|day| (1..=31).contains(day))?;
    let rest = reader.rest(digits_end);
    let ending = ["st", "nd", "rd", "th", "er", "º", "."]
        .into_iter()
        // Most days have none.
        .filter(|_| !rest.starts_with([' ', ',', '-']))
        .find(|ending| {
            rest.starts_with(ending)
                && !reader.is_word(digits_end + ending.len())
                && (*ending != "." || before_month && reader.gap(digits_end + 1).is_some())
        });
    let end = digits_end + ending.map_or(0, str::len);
    let counts = match reader.byte(end) {
        Some(b'.' | b':' | b'/' | b'\'') => reader.is_digit(end + 1),
        // "March 3,2017" without a space, but not "March 3,400".
        Some(b',') => reader.is_digit(end + 1) && year(reader, end + 1).is_none(),
        Some(b'%') => true,
        _ => reader.is_word(end),
    };
    (!counts).then_some((day, end))
}

/// A year of four digits and its end.
pub fn year(reader: &Reader, at: usize) -> Option<(i16, usize)> {
    let (value, end) = reader.digits(at, 4)?;
    let year = i16::try_from(value)
        .ok()
        .filter(|year| (1000..2100).contains(year))?;
    let counts = match reader.byte(end) {
        Some(b'.' | b',' | b':') => reader.is_digit(end + 1),
        Some(b'%') => true,
        _ => reader.is_word(end),
    };
    (end == at + 4 && !counts).then_some((year, end))
}

/// The year after a day or month: `, 2017`, ` of 2017`, ` de 2017`, ` of last year`.
pub fn year_after(reader: &Reader, end: usize) -> Option<(i16, usize)> {
    let comma = end + usize::from(reader.byte(end) == Some(b','));
    let mut next = reader.maybe_gap(comma).filter(|next| *next > end)?;
    let mut of = reader.word(next);
    if matches!(of, "of" | "de" | "del") {
        next = reader.gap(next + of.len())?;
    } else {
        of = "";
    }
    if reader.is_digit(next) {
        return year(reader, next);
    }
    if comma > end && of.is_empty() {
        return None;
    }
    relative_year(reader, next)
}

/// `last year`, `this year`, `next year`.
fn relative_year(reader: &Reader, at: usize) -> Option<(i16, usize)> {
    let name = reader.word(at);
    let Word::Shift(shift @ (Shift::Last | Shift::This | Shift::Next)) =
        word(name, reader.languages)?
    else {
        return None;
    };
    let (next, name) = reader.next_word(at + name.len())?;
    let is_year = reader.languages.meets(Languages::EN) && name == "year";
    let now = Now::of(reader.published).filter(|_| is_year)?;
    match now.shifted(Unit::Year, shift)?.from {
        Point::Year(year) => Some((year, next + name.len())),
        _ => None,
    }
}

/// `2017-03-02`, `2017-03-02T14:30:00Z`, `2.3.2017`, `02/03/2017` where its language or numbers tell day
/// from month.
fn numeric(reader: &Reader, at: usize) -> Option<(Fields, usize)> {
    let (first, first_end) = reader.digits(at, 4)?;
    let mark = reader
        .byte(first_end)
        .filter(|mark| b"-/.".contains(mark))?;
    let joined = |c: char| c.is_alphanumeric() || "-./_:+#".contains(c);
    if reader.before(at).ends_with(joined) {
        return None;
    }
    let (second, second_end) = reader.digits(first_end + 1, 2)?;
    if reader.byte(second_end) != Some(mark) {
        return None;
    }
    let (third, end) = reader.digits(second_end + 1, 4)?;
    let (year, month, day) = match (first_end - at, end - second_end - 1) {
        (4, 1..=2) if mark != b'-' || end - second_end == 3 => (first, second, third),
        (1..=2, 4) => {
            let day_first = mark == b'.' || !reader.languages.meets(Languages::EN);
            let (day, month) = match (first, second) {
                (13.., _) => (first, second),
                (_, 13..) => (second, first),
                _ if day_first || first == second => (first, second),
                _ => return None,
            };
            (third, month, day)
        }
        _ => return None,
    };
    if !(1000..2100).contains(&year)
        || first_end - at == 4 && second_end - first_end != 3 && mark == b'-'
    {
        return None;
    }
    let fields = Fields {
        year: i16::try_from(year).ok(),
        month: i8::try_from(month).ok(),
        day: i8::try_from(day).ok(),
        ..Fields::default()
    };
    fields.point(None)?;
    if reader.byte(end) == Some(b'T')
        && let Some((clock, end)) = digital(reader, end + 1)
    {
        let seconds = reader
            .rest(end)
            .trim_start_matches(|c: char| c.is_ascii_digit() || ":.Z+-".contains(c));
        return Some((
            Fields {
                clock: Some(clock),
                ..fields
            },
            reader.text.len() - seconds.len(),
        ));
    }
    let goes_on =
        matches!(reader.byte(end), Some(b'-' | b'/' | b'.' | b':')) && reader.is_digit(end + 1);
    (!reader.is_word(end) && !goes_on).then_some((fields, end))
}

/// `14:30`.
fn digital(reader: &Reader, at: usize) -> Option<((i8, i8), usize)> {
    let (hour, end) = reader.digits(at, 2).filter(|(hour, _)| *hour < 24)?;
    if !matches!(reader.byte(end), Some(b':')) {
        return None;
    }
    let (minute, minute_end) = reader
        .digits(end + 1, 2)
        .filter(|(minute, _)| *minute < 60)?;
    let clock = (i8::try_from(hour).ok()?, i8::try_from(minute).ok()?);
    (minute_end == end + 3).then_some((clock, minute_end))
}

/// A time of day: `14:30`, `2:30 p.m.`, `2 pm`; and whether it can be nothing else.
pub fn clock(reader: &Reader, at: usize) -> Option<((i8, i8), bool, usize)> {
    let (clock, end) = match digital(reader, at) {
        Some(found) => found,
        None => {
            let (hour, end) = reader
                .digits(at, 2)
                .filter(|(hour, _)| (1..=12).contains(hour))?;
            ((i8::try_from(hour).ok()?, 0), end)
        }
    };
    let next = reader.maybe_gap(end)?;
    let half = [
        "a.m.", "p.m.", "am", "pm", "AM", "PM", "A.M.", "P.M.", "a.m", "p.m",
    ]
    .into_iter()
    .find(|half| reader.rest(next).starts_with(half) && !reader.is_word(next + half.len()));
    let Some(half) = half else {
        let is_clock = end > at + 2
            && !reader.is_word(end)
            && !matches!(reader.byte(end), Some(b':' | b'.' | b'-' | b',') if reader.is_digit(end + 1));
        return is_clock.then_some((clock, false, end));
    };
    let (hour, minute) = clock;
    let hour = match half.as_bytes()[0].to_ascii_lowercase() {
        _ if !(1..=12).contains(&hour) => return None,
        b'a' => hour % 12,
        _ => hour % 12 + 12,
    };
    // The point of "p.m." may close the sentence, and is no part of it then or otherwise.
    Some((
        (hour, minute),
        true,
        next + half.trim_end_matches('.').len(),
    ))
}

/// The time after a date: `, at 2:30 p.m.`, ` 14:30`.
pub fn clock_after(reader: &Reader, end: usize) -> Option<((i8, i8), usize)> {
    let comma = end + usize::from(reader.byte(end) == Some(b','));
    let next = reader.gap(comma)?;
    let (next, told) = match reader.word(next) {
        at @ ("at" | "um" | "à" | "om" | "kl" | "around" | "about") => {
            let end = next + at.len();
            (
                reader.gap(end + usize::from(reader.byte(end) == Some(b'.')))?,
                true,
            )
        }
        _ => (next, false),
    };
    let (clock, is_sure, end) = clock(reader, next)?;
    (told || is_sure || comma == reader.gap(comma)? - 1).then_some((clock, end))
}
