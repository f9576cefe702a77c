//! Dates, by the calendar and by the day of the article: `March 2, 2017`, `last week`, `2016-17`.
//!
//! The normal form is that of ISO 8601, as exact as what is written: a year `2016`, a month
//! `2016-12`, a day `2017-03-02`, a minute `2017-03-02T14:30` (the local time of whoever wrote
//! it), and a stretch by its first and last year, month or day: `2016/2017` (also a decade, `1990/1999`, and
//! a century, `1801/1900`), `2016-07/2016-09` (a quarter, a season of the north),
//! `2017-02-27/2017-03-05` (a week, from Monday). `early`, `mid` and `late` are thirds: of a year four
//! months, of a month about ten days. The form of a day starts with that of its month.
//!
//! What is relative is reckoned from the article's date as far as that is exact: `last year` needs its
//! year, `yesterday` its day. Where that is missing, a day without its year is `--03-02`, and a date that
//! says nothing by itself is none.
//!
//! A weekday is the latest up to the article's own day, unless the words before say what will be; a
//! month alone is the latest, or the coming one where that is within three months. What
//! repeats (`on Mondays`, `Monday to Friday`) and what follows another event (`the next day`) is no date.

mod calendar;
mod relative;
#[cfg(test)]
mod tests;
mod time;
pub mod words;

use super::Match;
use super::range;
use super::reader::Reader;
use crate::entities::EntityType;
use calendar::Fields;
use time::{Now, Point, Stretch};
use words::Word;

/// A stretch of time that is written between two places of the text.
struct Dated {
    start: usize,
    end: usize,
    stretch: Stretch,
}

impl Dated {
    fn new(start: usize, end: usize, stretch: impl Into<Stretch>) -> Dated {
        let stretch = stretch.into();
        Dated {
            start,
            end,
            stretch,
        }
    }

    fn into_match(self) -> Match {
        Match {
            span: self.start..self.end,
            kind: EntityType::Date,
            name: self.stretch.to_string(),
        }
    }
}

/// The date whose first digit is at `at`.
pub fn from_number(reader: &Reader, at: usize) -> Option<Match> {
    numbered(reader, at).map(Dated::into_match)
}

/// The date in or around which `meaning` stands, the word from `at` to `end`.
pub fn from_word(reader: &Reader, at: usize, end: usize, meaning: Word) -> Option<Match> {
    worded(reader, at, end, meaning, false).map(Dated::into_match)
}

/// A quarter or half of a year whose letter is at `at`: `Q3 2016`.
pub fn from_letter(reader: &Reader, at: usize) -> Option<Match> {
    relative::lettered(reader, at).map(Dated::into_match)
}

/// A date at `at`, for what stands before it. `told`: what stands before says that there is one, as "early" does.
fn dated(reader: &Reader, at: usize, told: bool) -> Option<Dated> {
    if reader.is_digit(at) {
        return match calendar::fields(reader, at) {
            Some((fields, end)) => finished(reader, at, fields, end),
            None => years(reader, at, told),
        };
    }
    let word = reader.word(at);
    // "early" and times of day stand before dates, and so before none of their own kind.
    match words::word(word, reader.languages)? {
        Word::Third(_) => None,
        meaning => worded(reader, at, at + word.len(), meaning, told),
    }
}

fn numbered(reader: &Reader, at: usize) -> Option<Dated> {
    // Other numbers are of no date.
    let (_, end) = reader.digits(at, 4)?;
    let length = end - at;
    if length == 3 {
        return None;
    }
    if let Some((fields, end)) = calendar::fields(reader, at) {
        return finished(reader, at, fields, end);
    }
    match length {
        4 => years(reader, at, false),
        _ => days_of_month(reader, at)
            .or_else(|| timed(reader, at))
            .or_else(|| decade(reader, at)),
    }
}

fn worded(reader: &Reader, at: usize, end: usize, meaning: Word, told: bool) -> Option<Dated> {
    match meaning {
        Word::Month(_) | Word::ShortMonth(_) => {
            let (fields, end) = calendar::fields(reader, at)?;
            if !fields.is_month() {
                return finished(reader, at, fields, end);
            }
            months(reader, at, fields, end)
                .or_else(|| relative::month(reader, at, fields, end, told))
        }
        Word::Weekday(_) | Word::ShyWeekday(_) => match calendar::fields(reader, at) {
            Some((fields, end)) => finished(reader, at, fields, end),
            None => relative::weekday(reader, at, end, meaning, told),
        },
        _ => relative::worded(reader, at, end, meaning),
    }
}

/// A date by the calendar, with the end of a range or the time of day after it.
fn finished(reader: &Reader, at: usize, fields: Fields, end: usize) -> Option<Dated> {
    let now = Now::of(reader.published);
    if fields.day.is_some()
        && fields.clock.is_none()
        && let Some((clock, end)) = calendar::clock_after(reader, end)
    {
        let point = Fields {
            clock: Some(clock),
            ..fields
        }
        .point(now)?;
        // Without a year there is no day to put the time on.
        let end = if matches!(point, Point::Minute(_)) {
            Some(end)
        } else {
            None
        };
        if let Some(end) = end {
            return Some(Dated::new(at, end, point));
        }
    }
    if let Some((other, other_end)) = other_end(reader, at, fields, end)
        && let Some(stretch) = stretch_between(fields, other, now)
    {
        return Some(Dated::new(at, other_end, stretch));
    }
    Some(Dated::new(at, end, fields.point(now)?))
}

/// The second date of a range whose first ends at `end`.
fn other_end(reader: &Reader, at: usize, fields: Fields, end: usize) -> Option<(Fields, usize)> {
    let dashed = range::dash(reader, end);
    let next = match dashed {
        Some(next) => next,
        None => joined(reader, at, end)?,
    };
    if let Some((other, other_end)) = calendar::fields(reader, next) {
        let alike = other.day.is_some() == fields.day.is_some() && !other.is_month();
        if alike {
            return Some((other, other_end));
        }
    }
    // "March 3-5, 2017", "from March 3 to 5".
    let (day, mut day_end) = calendar::day(reader, next, false)?;
    let mut other = Fields {
        day: Some(day),
        ..fields
    };
    if fields.day? >= day {
        return None;
    }
    if let Some((year, end)) =
        calendar::year_after(reader, day_end).filter(|_| fields.year.is_none())
    {
        other.year = Some(year);
        day_end = end;
    }
    let is_told = dashed.is_some()
        || other.year != fields.year
        || reader.previous(at).eq_ignore_ascii_case("from");
    is_told.then_some((other, day_end))
}

/// Where the second part of `from … to …` or `between … and …` starts.
fn joined(reader: &Reader, at: usize, end: usize) -> Option<usize> {
    let (next, word) = reader.next_word(end)?;
    let before = || reader.previous(at);
    let joins = match word {
        "to" | "until" | "till" | "through" | "bis" | "au" | "al" | "tot" => true,
        "and" => matches!(before(), "between" | "Between"),
        "und" => matches!(before(), "zwischen" | "Zwischen"),
        "et" | "y" | "e" => matches!(before(), "entre" | "Entre"),
        "en" => matches!(before(), "tussen" | "Tussen"),
        "och" => matches!(before(), "mellan" | "Mellan"),
        _ => false,
    };
    joins.then(|| reader.gap(next + word.len()))?
}

/// From one date to another, which may lack what the other has.
fn stretch_between(first: Fields, last: Fields, now: Option<Now>) -> Option<Stretch> {
    let mut first = first;
    if first.year.is_none()
        && let Some(year) = last.year
    {
        let crosses = (first.month, first.day) > (last.month, last.day);
        first.year = Some(if crosses { year - 1 } else { year });
    }
    let (from, to) = (first.point(now)?, last.point(now)?);
    let starts_before = match (from, to) {
        (Point::Day(from), Point::Day(to)) => from < to,
        (Point::Month(year, month), Point::Month(to_year, to_month)) => {
            (year, month) < (to_year, to_month)
        }
        (Point::Yearless(month, day), Point::Yearless(to_month, to_day)) => {
            (month, day) < (to_month, to_day)
        }
        _ => false,
    };
    starts_before.then(|| Stretch::between(from, to))
}

/// `3-5 March 2017`, `3 to 5 March`.
fn days_of_month(reader: &Reader, at: usize) -> Option<Dated> {
    let (day, end) = calendar::day(reader, at, false)?;
    // "3.-5. März".
    let end = end + usize::from(reader.byte(end) == Some(b'.'));
    if reader
        .before(at)
        .ends_with(['-', '–', '/', '.', '$', '€', '£'])
    {
        return None;
    }
    let next = match range::dash(reader, end) {
        Some(next) => next,
        None => joined(reader, at, end)?,
    };
    if !reader.is_digit(next) {
        return None;
    }
    let (last, last_end) = calendar::day_month(reader, next)?;
    let first = Fields {
        day: Some(day),
        ..last
    };
    let stretch = stretch_between(first, last, Now::of(reader.published))?;
    Some(Dated::new(at, last_end, stretch))
}

/// `January to March 2017`, `Jan.-Mar. 2017`.
fn months(reader: &Reader, at: usize, first: Fields, end: usize) -> Option<Dated> {
    let next = match range::dash(reader, end) {
        Some(next) => next,
        None => joined(reader, at, end)?,
    };
    let (last, last_end) = calendar::fields(reader, next)?;
    let is_month = last.day.is_none() && last.year.is_some();
    let stretch = stretch_between(first, last, None).filter(|_| is_month)?;
    Some(Dated::new(at, last_end, stretch))
}

/// A time of day before its date: `2:30 p.m. on March 2, 2017`, `9 a.m. Tuesday`.
fn timed(reader: &Reader, at: usize) -> Option<Dated> {
    const BEFORE: [&str; 10] = [
        "at", "At", "around", "about", "by", "until", "um", "Um", "à", "from",
    ];
    let (clock, is_sure, end) = calendar::clock(reader, at)?;
    if !is_sure && !BEFORE.contains(&reader.previous(at))
        || reader.before(at).ends_with(['-', ':', '.', '/'])
    {
        return None;
    }
    let end = end + usize::from(reader.byte(end) == Some(b'.'));
    let zone = reader.next_is(
        end,
        &["GMT", "UTC", "EST", "EDT", "ET", "CET", "BST", "PST", "PT"],
    );
    let end = zone.unwrap_or(end);
    let end = match reader.next_is(end, &["local"]) {
        Some(local) => reader.next_is(local, &["time"]).unwrap_or(end),
        None => end,
    };
    let comma = end + usize::from(reader.byte(end) == Some(b','));
    let next = reader.gap(comma)?;
    let (next, told) = match reader.word(next) {
        on @ ("on" | "am") => (reader.gap(next + on.len())?, true),
        _ => (next, false),
    };
    let date = dated(reader, next, told).filter(|date| date.start == next)?;
    match (date.stretch.from, date.stretch.to) {
        (Point::Day(day), None) => {
            let minute = day.at(clock.0, clock.1, 0, 0);
            Some(Dated::new(at, date.end, Point::Minute(minute)))
        }
        _ => None,
    }
}

/// What a year is of where it stands before: `the 2016-17 season`.
const OF_YEARS: [&str; 40] = [
    "academic",
    "attack",
    "attacks",
    "budget",
    "budgets",
    "campaign",
    "census",
    "ceasefire",
    "championship",
    "conflict",
    "coup",
    "crisis",
    "cup",
    "deal",
    "disaster",
    "earthquake",
    "edition",
    "election",
    "elections",
    "financial",
    "fiscal",
    "flood",
    "floods",
    "games",
    "harvest",
    "league",
    "period",
    "protests",
    "referendum",
    "report",
    "revolution",
    "school",
    "season",
    "seasons",
    "strike",
    "talks",
    "term",
    "tournament",
    "war",
    "year",
];

/// A year, the years from one to another, a decade.
fn years(reader: &Reader, at: usize, told: bool) -> Option<Dated> {
    if let Some(decade) = decade(reader, at) {
        return Some(decade);
    }
    let before = reader.before(at).chars().next_back();
    if before.is_some_and(|c| c.is_alphanumeric() || "$€£¥#+/.:_@&=*%<>~\\".contains(c)) {
        return None;
    }
    let (first, end) = calendar::year(reader, at)?;
    if first >= 1500
        && let Some((last, last_end)) = last_year(reader, at, first, end)
    {
        return Some(Dated::new(
            at,
            last_end,
            Stretch::between(Point::Year(first), Point::Year(last)),
        ));
    }
    let dashed = before.is_some_and(|c| "-–—".contains(c));
    let is_year = (first >= 1500 && told && is_alone(reader, end)
        || !dashed && is_told_year(reader, at, first, end))
        && !is_before_christ(reader, end);
    is_year.then(|| Dated::new(at, end, Point::Year(first)))
}

/// The last of the years that start with `first`.
fn last_year(reader: &Reader, at: usize, first: i16, end: usize) -> Option<(i16, usize)> {
    let dash = range::dash_length(reader, end).or((reader.byte(end) == Some(b'/')).then_some(1));
    let (last, last_end, is_short) = match dash {
        Some(dash) if !reader.before(at).ends_with(['-', '–']) => {
            let (digits, last_end) = reader.digits(end + dash, 4)?;
            match last_end - end - dash {
                2 => (
                    first / 100 * 100 + i16::try_from(digits).ok()?,
                    last_end,
                    true,
                ),
                4 => (i16::try_from(digits).ok()?, last_end, false),
                _ => return None,
            }
        }
        _ => {
            let before = reader.previous(at);
            let next = joined(reader, at, end).filter(|_| {
                [
                    "from", "From", "between", "Between", "von", "zwischen", "entre", "tussen",
                    "mellan", "de", "van",
                ]
                .contains(&before)
            })?;
            let (last, last_end) = calendar::year(reader, next)?;
            (last, last_end, false)
        }
    };
    const SPAN_MAX: i16 = 300;
    let goes_on = reader.is_word(last_end)
        || matches!(reader.byte(last_end), Some(b'%' | b'/'))
        || matches!(reader.byte(last_end), Some(b'-' | b'.' | b',' | b':'))
            && reader.is_digit(last_end + 1);
    let is_plain = reader.byte(end) != Some(b'/') || last == first + 1;
    // "2003-04" is a season; "1500-1600 men" are men.
    let is_season = last == first + 1 && (1800..2100).contains(&first);
    let follows = is_season || is_alone(reader, last_end) || is_of_year(reader, last_end);
    let fits = first < last && last < 2100 && last - first <= SPAN_MAX;
    let likely = !is_short || is_season || first >= 1800;
    (fits && !goes_on && is_plain && follows && likely).then_some((last, last_end))
}

/// `1990s`, `’90s`.
fn decade(reader: &Reader, at: usize) -> Option<Dated> {
    let (value, end) = reader.digits(at, 4)?;
    let value = i16::try_from(value).ok()?;
    let ends = reader.rest(end).starts_with('s') && !reader.is_word(end + 1);
    let before = reader.before(at);
    let (first, start) = match end - at {
        4 if (1500..2100).contains(&value)
            && !before.ends_with(['$', '-', '.', ',']) | before.ends_with("mid-") =>
        {
            (value, at)
        }
        2 if (30..100).contains(&value) => {
            let mark = ['\'', '’', '‘']
                .into_iter()
                .find(|mark| before.ends_with(*mark))?;
            (1900 + value, at - mark.len_utf8())
        }
        _ => return None,
    };
    if !ends || first % 10 != 0 {
        return None;
    }
    // "the 1800s" are a century, "the 2000s" ten years.
    let last = if first % 100 == 0 && first < 2000 {
        first + 99
    } else {
        first + 9
    };
    Some(Dated::new(
        start,
        end + 1,
        Stretch::between(Point::Year(first), Point::Year(last)),
    ))
}

/// Whether the words before and after a number say that it is a year: "in 2016", but not "until
/// 1500" (an hour), "in 2016 cases" or "in 1500 dollars".
fn is_told_year(reader: &Reader, at: usize, year: i16, end: usize) -> bool {
    /// No amount stands after these without what it is an amount of.
    const SURE: [&str; 15] = [
        "in", "In", "since", "Since", "during", "During", "en", "em", "depuis", "seit", "Jahr",
        "Jahre", "año", "ano", "sinds",
    ];
    const LIKELY: [&str; 25] = [
        "by", "By", "until", "of", "from", "From", "before", "Before", "after", "After", "year",
        "Year", "im", "desde", "Ende", "Anfang", "Mitte", "fin", "début", "vanaf", "till", "sedan",
        "från", "eind", "begin",
    ];
    const DETERMINERS: [&str; 9] = [
        "the", "The", "s", "his", "her", "its", "their", "that", "our",
    ];
    let range = reader.word_before(at);
    let before = &reader.text[range.clone()];
    let is_recent = (1900..2100).contains(&year);
    if SURE.contains(&before) && year >= 1500 {
        return is_alone(reader, end) || is_recent && !is_counted(reader, end);
    }
    if LIKELY.contains(&before) {
        let counts = before == "of"
            && matches!(
                reader.previous(range.start),
                "total"
                    | "number"
                    | "some"
                    | "value"
                    | "price"
                    | "rate"
                    | "level"
                    | "average"
                    | "most"
                    | "each"
                    | "capacity"
                    | "population"
                    | "group"
                    | "one"
                    | "record"
                    | "maximum"
            );
        return is_recent && !counts && is_alone(reader, end);
    }
    is_recent && DETERMINERS.contains(&before) && is_of_year(reader, end)
}

fn is_of_year(reader: &Reader, end: usize) -> bool {
    reader
        .next_word(end)
        .is_some_and(|(_, word)| OF_YEARS.contains(&word))
}

/// Whether what follows a year can't be what is counted: nothing, a name, a word of grammar.
fn is_alone(reader: &Reader, end: usize) -> bool {
    const FUNCTION_WORDS: [&str; 54] = [
        "the", "a", "an", "and", "or", "but", "to", "by", "for", "from", "with", "when", "after",
        "as", "at", "on", "in", "he", "she", "it", "they", "we", "who", "which", "while", "was",
        "were", "is", "are", "had", "has", "have", "that", "before", "under", "because", "his",
        "her", "its", "their", "this", "would", "will", "than", "und", "wurde", "et", "y", "och",
        "over", "until", "if", "there", "did",
    ];
    if is_marked(reader, end) {
        return false;
    }
    let Some(next) = reader.gap(end) else {
        return !reader.is_word(end);
    };
    let word = reader.dotted_word(next);
    if word.is_empty() {
        let rest = reader.rest(next);
        return !rest.starts_with(|c: char| c.is_ascii_digit() || "%°€$£+=*/x×".contains(c));
    }
    word.starts_with(char::is_uppercase) && super::money::currency(word).is_none()
        || FUNCTION_WORDS.contains(&word)
}

/// Whether a plural or a unit follows.
fn is_counted(reader: &Reader, end: usize) -> bool {
    if is_marked(reader, end) {
        return true;
    }
    let Some((next, word)) = reader.next_word(end) else {
        return false;
    };
    match word {
        "" => !is_alone(reader, end),
        "was" | "is" | "has" | "his" | "this" | "as" | "its" | "us" | "thus" | "plus" => false,
        "people" | "men" | "women" | "children" | "square" | "cubic" | "metric" | "percent"
        | "per" | "pct" | "km" | "m" | "kg" | "mm" | "cm" | "ft" | "feet" | "mln" | "bln"
        | "million" | "billion" | "hp" | "rpm" | "more" | "other" | "different" | "separate"
        | "new" | "mg" | "tn" | "members" | "out" | "km²" => true,
        word if super::money::currency(word).is_some() => true,
        word => {
            word.ends_with('s')
                && !word.ends_with("ss")
                && !word.ends_with("us")
                && reader.byte(next + word.len()) != Some(b'\'')
        }
    }
}

/// Whether a sign that makes it a number, or part of a word, follows directly.
fn is_marked(reader: &Reader, end: usize) -> bool {
    matches!(
        reader.byte(end),
        Some(b'%' | b'-' | b'\'' | b'/' | b'+' | b'=' | b'_' | b'*' | b'"')
    ) || reader.is_word(end)
}

/// Whether `BC` follows.
fn is_before_christ(reader: &Reader, end: usize) -> bool {
    reader.next_word(end).is_some_and(|(next, word)| {
        matches!(word, "BC" | "BCE" | "AH") || reader.rest(next).starts_with("B.C")
    })
}
