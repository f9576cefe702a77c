//! `words → date`: reads dates as people and machines write them, to the precision they give.
//!
//! A date is never guessed. `3/8/2017` is 3 August to some readers and 8 March to others, so it
//! is no date here; `13/8/2017` is. Zones are read over, not applied (see
//! [`Published::at`](crate::article::Published)).

use std::ops::Range;
use std::sync::LazyLock;

use jiff::civil::{Date, DateTime, Time};
use jiff::{ToSpan, Zoned};
use serde_json::Value;

use super::Words;
use crate::article::{Origin, Precision, Published};

/// A date that somebody wrote, and how exactly.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Written {
    pub at: DateTime,
    pub precision: Precision,
}

impl Written {
    pub fn from(self, origin: Origin) -> Published {
        Published {
            at: self.at,
            precision: self.precision,
            origin,
        }
    }
}

/// Years before printing are numbers that are no dates.
const YEAR_MIN: i16 = 1450;

/// Longer text is not looked at: a line with a date in it is shorter.
const TEXT_BYTES_MAX: usize = 400;

/// Tomorrow, since a paper east of here may be dated so.
static LAST_DAY: LazyLock<Date> = LazyLock::new(|| {
    let today = Zoned::now().date();
    today.checked_add(1.day()).unwrap_or(today)
});

/// A text that is a date and nothing else of weight, such as a field's value: `2017-03-08`,
/// `Wed, 08 Mar 2017 06:12:00 +0000`, `3. März 2017`, `20170308`, `2017`.
pub fn parse(text: &str) -> Option<Written> {
    let text = text.trim();
    if let Some((_, date)) = find(text) {
        return Some(date);
    }
    let digits = text.bytes().all(|b| b.is_ascii_digit());
    match text.len() {
        8 if digits => compact(text),
        // `20170308T061200Z`, `20170308061200`
        14.. if text.is_char_boundary(8) => compact(&text[..8]),
        7 if text.as_bytes()[4] == b'-' || text.as_bytes()[4] == b'/' => {
            whole(year(text.get(..4)?)?, text.get(5..)?.parse().ok()?, None)
        }
        4 if digits => whole(year(text)?, 1, None).map(|date| Written {
            precision: Precision::Year,
            ..date
        }),
        _ => None,
    }
}

/// A JSON value: a string, seconds or milliseconds since 1970, or `{"$date": …}` and its kin.
pub fn of_value(value: &Value) -> Option<Written> {
    match value {
        Value::String(text) => of_text(text),
        Value::Number(number) => {
            let number = number.as_i64().or(number.as_f64().map(|f| f as i64))?;
            since_1970(number).or_else(|| parse(&number.to_string()))
        }
        Value::Object(object) => ["$date", "iso", "value"]
            .iter()
            .find_map(|key| object.get(*key).filter(|v| !v.is_object()))
            .and_then(of_value),
        _ => None,
    }
}

/// A text that is a date, or seconds or milliseconds since 1970.
pub fn of_text(text: &str) -> Option<Written> {
    match text.trim().parse::<i64>() {
        Ok(number) if text.trim().len() > 8 => since_1970(number).or_else(|| parse(text)),
        _ => parse(text),
    }
}

/// Ten digits or so are seconds and thirteen milliseconds; eight are `20170308`.
fn since_1970(number: i64) -> Option<Written> {
    let seconds = match number {
        100_000_000..=9_999_999_999 => number,
        100_000_000_000..=9_999_999_999_999 => number / 1000,
        _ => return None,
    };
    let at = jiff::Timestamp::from_second(seconds).ok()?;
    let at = at.to_zoned(jiff::tz::TimeZone::UTC).datetime();
    sane(at.date()).then_some(Written {
        at,
        precision: Precision::Second,
    })
}

/// The date in an address: `/2017/03/08/`, `/2017-03-08-`, `/2017/mar/08/`.
pub fn in_url(url: &str) -> Option<Written> {
    let path = url.split_once("://").map_or(url, |(_, rest)| rest);
    let path = path.split(['?', '#']).next()?;
    in_path(path.split_once('/')?.1).filter(|date| date.precision >= Precision::Month)
}

/// The date in a path, from its last part to its first. Digits that run on, as in an agency's
/// slug `MP170303-0042`, are no date, and neither is a lone number that could be a year, unless
/// it is a folder's whole name.
pub fn in_path(path: &str) -> Option<Written> {
    let parts: Vec<&str> = path.split('/').collect();
    // A name that begins or ends with a date says more than the folders around it.
    for part in parts.iter().rev() {
        if part.len() <= TEXT_BYTES_MAX
            && let Some(date) = in_name(part)
            && (!is_number(part) || parts.iter().any(|other| is_year_of(other, part)))
        {
            return Some(date);
        }
    }
    let number = |part: &str, length: Range<usize>| -> Option<i8> {
        (length.contains(&part.len()) && part.bytes().all(|b| b.is_ascii_digit()))
            .then(|| part.parse().ok())?
    };
    let position = parts
        .iter()
        .position(|part| part.len() == 4 && year(part).is_some())?;
    let year = year(parts[position])?;
    let below = |n: usize| parts.get(position + n).copied().unwrap_or("");
    let month = number(below(1), 1..3).or_else(|| month(&below(1).to_lowercase()));
    // The day may be glued to the slug: `/2017/03/08-bow-door`.
    let day = below(2).split(['-', '_', '.']).next().unwrap_or("");
    let day = number(day, 1..3);
    match month {
        Some(month) => whole(year, month, day).or_else(|| whole(year, month, None)),
        None => whole(year, 1, None).map(|date| Written {
            precision: Precision::Year,
            ..date
        }),
    }
}

/// A name of eight digits and nothing else: as often an article's number as a date, so that a
/// folder of that year must say that it is one.
fn is_number(name: &str) -> bool {
    let stem = name.split('.').next().unwrap_or(name);
    stem.len() == 8 && stem.bytes().all(|b| b.is_ascii_digit())
}

/// Whether a folder is named by the year, or the year and month, that a date begins with.
fn is_year_of(folder: &str, date: &str) -> bool {
    let is_year = |part: &str| part.len() >= 4 && date.starts_with(part);
    folder.len() < 8 && is_year(folder.split('-').next().unwrap_or(folder))
}

/// `2017-03-08-bow-door`, `bow-door_20170308`, `2017-03`.
fn in_name(name: &str) -> Option<Written> {
    let bytes = name.as_bytes();
    let alone = |start: usize, end: usize| {
        let apart = |b: Option<&u8>| b.is_none_or(|b| !b.is_ascii_alphanumeric());
        apart(start.checked_sub(1).and_then(|i| bytes.get(i)))
            && bytes.get(end).is_none_or(|b| !b.is_ascii_digit())
    };
    let mut start = 0;
    while start + 7 <= bytes.len() {
        let run = bytes[start..].iter().take_while(|b| b.is_ascii_digit());
        let digits = run.count();
        if digits == 8 && alone(start, start + 8) {
            if let Some(date) = compact(&name[start..start + 8]) {
                return Some(date);
            }
        } else if digits == 4 && alone(start, start + 4) {
            let separator = bytes.get(start + 4).copied();
            let two = |at: usize| -> Option<i8> {
                let pair = name.get(at..at + 2)?;
                let ends = !bytes.get(at + 2).is_some_and(u8::is_ascii_digit);
                (ends && pair.bytes().all(|b| b.is_ascii_digit())).then(|| pair.parse().ok())?
            };
            if let Some(separator @ (b'-' | b'_' | b'.')) = separator
                && let (Some(year), Some(month)) = (year(&name[start..start + 4]), two(start + 5))
            {
                let day = (bytes.get(start + 7) == Some(&separator))
                    .then(|| two(start + 8))
                    .flatten();
                if let Some(date) = whole(year, month, day) {
                    return Some(date);
                }
            }
        }
        start += digits.max(1);
    }
    None
}

/// Which of day and month comes first, where both are numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Order {
    DayFirst,
    MonthFirst,
}

/// The order of the first date in a line of which only one order makes sense: `13/8/2017`.
pub fn order_in(text: &str) -> Option<Order> {
    if !text.contains('/') {
        return None;
    }
    let (_, date) = find_ordered(text, None)?;
    let written = |order: &str| date.at.date().strftime(order).to_string();
    let has = |order: &str| text.contains(&written(order));
    match (
        has("%-d/%-m/%Y") || has("%d/%m/%Y"),
        has("%-m/%-d/%Y") || has("%m/%d/%Y"),
    ) {
        (true, false) => Some(Order::DayFirst),
        (false, true) => Some(Order::MonthFirst),
        _ => None,
    }
}

/// The first date with at least a month in a line of text, and where it stands.
pub fn find(text: &str) -> Option<(Range<usize>, Written)> {
    find_ordered(text, None)
}

/// [`find`], where the order of day and month may be known from elsewhere: it decides what
/// `3/8/2017` is.
pub fn find_ordered(text: &str, order: Option<Order>) -> Option<(Range<usize>, Written)> {
    if text.len() > TEXT_BYTES_MAX || !text.bytes().any(|b| b.is_ascii_digit()) {
        return None;
    }
    let tokens = tokens(text);
    (0..tokens.len()).find_map(|at| {
        let rest = &tokens[at..];
        let (length, date) = date_at(rest, order)?;
        // `31 February 2017` is no date, and no February either.
        let after_day = at > 0 && tokens[at - 1].number(1..=2).is_some();
        if after_day && date.precision == Precision::Month {
            return None;
        }
        let (length, date) = match time_at(&rest[length..]) {
            Some((more, time)) if date.precision == Precision::Day => (
                length + more,
                Written {
                    at: date.at.date().to_datetime(time),
                    precision: Precision::Second,
                },
            ),
            _ => (length, date),
        };
        Some((rest[0].start..rest[length - 1].end, date))
    })
}

/// A month and day without a year, as in a wire's dateline: `March 3`, `3 March`, `3. März`.
pub fn month_and_day(text: &str) -> Option<(i8, i8)> {
    match tokens(text).as_slice() {
        [
            Token {
                kind: Kind::Word(word),
                ..
            },
            day,
        ]
        | [
            Token {
                kind: Kind::Word(word),
                ..
            },
            Token {
                kind: Kind::Mark('.'),
                ..
            },
            day,
        ] => Some((month(word)?, day.number(1..=2)? as i8)),
        [
            day,
            Token {
                kind: Kind::Word(word),
                ..
            },
        ]
        | [
            day,
            Token {
                kind: Kind::Mark('.'),
                ..
            },
            Token {
                kind: Kind::Word(word),
                ..
            },
        ] => Some((month(word)?, day.number(1..=2)? as i8)),
        _ => None,
    }
}

/// The year in an agency's slug, if it holds the very day that a dateline gives without a year:
/// `MP170303-0042.txt` and `March 3` agree on 2017, so neither is a guess any more.
pub fn slug_year(path: &str, month: i8, day: i8) -> Option<i16> {
    let name = path.rsplit('/').next()?;
    let digits = name.trim_start_matches(|c: char| c.is_ascii_alphabetic());
    let slug = digits.get(..6)?;
    let longer = digits.as_bytes().get(6).is_some_and(u8::is_ascii_digit);
    if longer || slug.get(2..)? != format!("{month:02}{day:02}") {
        return None;
    }
    let year: i16 = slug[..2].parse().ok()?;
    // Of the two centuries in question, the latest that has come.
    [2000 + year, 1900 + year]
        .into_iter()
        .find(|year| *year <= LAST_DAY.year())
}

/// A day of a year that is known from elsewhere.
pub fn day(year: i16, month: i8, day: i8) -> Option<Written> {
    whole(year, month, Some(day))
}

/// A number, a word in lower case, or one other character; white space is skipped.
struct Token {
    kind: Kind,
    start: usize,
    end: usize,
}

enum Kind {
    Number { value: u32, digits: usize },
    Word(String),
    Mark(char),
}

impl Token {
    /// The value of a number written with so many digits.
    fn number(&self, length: std::ops::RangeInclusive<usize>) -> Option<u32> {
        match self.kind {
            Kind::Number { value, digits } if length.contains(&digits) => Some(value),
            _ => None,
        }
    }

    fn is(&self, mark: char) -> bool {
        matches!(self.kind, Kind::Mark(c) if c == mark)
    }

    fn word(&self) -> &str {
        match &self.kind {
            Kind::Word(word) => word,
            _ => "",
        }
    }
}

fn tokens(text: &str) -> Vec<Token> {
    let mut tokens = Vec::new();
    let mut chars = text.char_indices().peekable();
    while let Some((start, c)) = chars.next() {
        if c.is_whitespace() {
            continue;
        }
        let mut end = start + c.len_utf8();
        let mut run = |belongs: fn(char) -> bool| {
            while let Some((at, c)) = chars.next_if(|(_, c)| belongs(*c)) {
                end = at + c.len_utf8();
            }
            end
        };
        let kind = if c.is_ascii_digit() {
            let end = run(|c| c.is_ascii_digit());
            Kind::Number {
                value: text[start..end].parse().unwrap_or(u32::MAX),
                digits: end - start,
            }
        } else if is_cjk(c) {
            Kind::Mark(c)
        } else if c.is_alphabetic() {
            // A capital after a small letter begins a word: `HealthMarch 3`, where a page sets
            // them apart by their looks alone.
            let mut small = c.is_lowercase();
            while let Some((at, c)) = chars
                .next_if(|(_, c)| c.is_alphabetic() && !is_cjk(*c) && !(small && c.is_uppercase()))
            {
                end = at + c.len_utf8();
                small = c.is_lowercase();
            }
            Kind::Word(text[start..end].to_lowercase())
        } else {
            Kind::Mark(c)
        };
        tokens.push(Token { kind, start, end });
    }
    tokens
}

fn is_cjk(c: char) -> bool {
    ('\u{3000}'..'\u{a000}').contains(&c) || ('\u{ac00}'..'\u{d7a4}').contains(&c)
}

/// The date that begins at the first token, and how many tokens it takes.
fn date_at(tokens: &[Token], order: Option<Order>) -> Option<(usize, Written)> {
    let number = |at: usize, length| tokens.get(at).and_then(|t: &Token| t.number(length));
    let is = |at: usize, mark| tokens.get(at).is_some_and(|t| t.is(mark));
    let word = |at: usize| tokens.get(at).map_or("", Token::word);
    let first = tokens.first()?;

    if let Some(year) = first.number(4..=4).and_then(known_year) {
        for mark in ['-', '/', '.'] {
            // 2017-03-08, 2017/3/8, 2017.03.08
            if is(1, mark) && is(3, mark) {
                let (month, day) = (number(2, 1..=2)?, number(4, 1..=2)?);
                return Some((5, whole(year, month as i8, Some(day as i8))?));
            }
        }
        // 2017 Mar 8, as papers of science have it
        if let (Some(month), Some(day)) = (month(word(1)), number(2, 1..=2)) {
            return Some((3, whole(year, month, Some(day as i8))?));
        }
        // 2017年3月8日, 2017년 3월 8일
        if (is(1, '年') || is(1, '년')) && (is(3, '月') || is(3, '월')) {
            let month = number(2, 1..=2)? as i8;
            return match (number(4, 1..=2), is(5, '日') || is(5, '일')) {
                (Some(day), true) => Some((6, whole(year, month, Some(day as i8))?)),
                _ => Some((4, whole(year, month, None)?)),
            };
        }
        return None;
    }
    if let Some(one) = first.number(1..=2) {
        for mark in ['.', '/', '-'] {
            // 08.03.2017 is day first; the others only if the order is beyond doubt.
            if let (Some(two), Some(year)) = (number(2, 1..=2), number(4, 4..=4))
                && is(1, mark)
                && is(3, mark)
            {
                let year = known_year(year)?;
                let (day, month) = match mark {
                    '.' => (one, two),
                    _ if one > 12 || one == two => (one, two),
                    _ if two > 12 => (two, one),
                    _ => match order? {
                        Order::DayFirst => (one, two),
                        Order::MonthFirst => (two, one),
                    },
                };
                return Some((5, whole(year, month as i8, Some(day as i8))?));
            }
        }
        // 3 March 2017, 3. März 2017, 3rd of March, 2017, 3-Mar-2017, 1er mars 2017
        let mut at = 1;
        let skip = |at: &mut usize, words: &[&str], marks: &[char]| {
            while words.contains(&word(*at)) || marks.iter().any(|mark| is(*at, *mark)) {
                *at += 1;
            }
        };
        skip(
            &mut at,
            &[
                "st", "nd", "rd", "th", "er", "of", "de", "di", "d", "ª", "º",
            ],
            &['.', '-', '°', '’', '\''],
        );
        let month = month(word(at))?;
        at += 1;
        skip(
            &mut at,
            &["de", "del", "of", "d"],
            &['.', ',', '-', '’', '\''],
        );
        let year = known_year(number(at, 4..=4)?)?;
        return Some((at + 1, whole(year, month, Some(one as i8))?));
    }
    // March 3, 2017; Mar. 3rd 2017; March 2017
    let month = month(first.word())?;
    let mut at = 1;
    if is(at, '.') {
        at += 1;
    }
    if word(at) == "de" {
        at += 1;
    }
    if let Some(year) = number(at, 4..=4).and_then(known_year) {
        return Some((at + 1, whole(year, month, None)?));
    }
    let day = number(at, 1..=2)?;
    at += 1;
    while ["st", "nd", "rd", "th", "of"].contains(&word(at)) || is(at, ',') || is(at, '.') {
        at += 1;
    }
    let year = known_year(number(at, 4..=4)?)?;
    Some((at + 1, whole(year, month, Some(day as i8))?))
}

/// The time of day after a date: `T06:12:00`, `, 6:12 pm`, ` um 06.12 Uhr`, `à 6h12`.
fn time_at(tokens: &[Token]) -> Option<(usize, Time)> {
    const BETWEEN: [&str; 14] = [
        "t", "at", "um", "à", "a", "alle", "ore", "las", "às", "om", "kl", "o", "в", "г",
    ];
    let start = tokens.iter().take(4).position(|token| {
        let between = BETWEEN.contains(&token.word())
            || [',', '-', '–', '—', '|', '·', '.', '/']
                .iter()
                .any(|m| token.is(*m));
        !between
    })?;
    let number = |at: usize| tokens.get(start + at).and_then(|t| t.number(1..=2));
    let word = |at: usize| tokens.get(start + at).map_or("", Token::word);
    let colon = |at: usize| tokens.get(start + at).is_some_and(|t| t.is(':'));
    let (hour, minute) = (number(0)?, number(2)?);
    let dotted =
        tokens.get(start + 1)?.is('.') && (word(3) == "uhr" || half_day(word(3)).is_some());
    if !(colon(1) || dotted || word(1) == "h") {
        return None;
    }
    let (second, used) = match number(4) {
        Some(second) if colon(3) => (second, 5),
        _ => (0, 3),
    };
    let (hour, used) = match half_day(word(used)) {
        Some(after_noon) if (1..=12).contains(&hour) => {
            (hour % 12 + if after_noon { 12 } else { 0 }, used + 1)
        }
        _ => (hour, used),
    };
    // A leap second is read as the second before it.
    let time = Time::new(hour as i8, minute as i8, second.min(59) as i8, 0).ok()?;
    Some((start + used, time))
}

/// Whether `am` or `pm` puts an hour after noon.
fn half_day(word: &str) -> Option<bool> {
    match word {
        "am" => Some(false),
        "pm" => Some(true),
        _ => None,
    }
}

fn compact(text: &str) -> Option<Written> {
    let part = |range: Range<usize>| text.get(range)?.parse::<i8>().ok();
    text.bytes().all(|b| b.is_ascii_digit()).then_some(())?;
    whole(year(text.get(..4)?)?, part(4..6)?, Some(part(6..8)?))
}

fn year(text: &str) -> Option<i16> {
    let digits = text.len() == 4 && text.bytes().all(|b| b.is_ascii_digit());
    digits.then(|| text.parse().ok())?.and_then(known_year)
}

fn known_year(value: u32) -> Option<i16> {
    let year = i16::try_from(value).ok()?;
    (YEAR_MIN..=LAST_DAY.year()).contains(&year).then_some(year)
}

fn whole(year: i16, month: i8, day: Option<i8>) -> Option<Written> {
    let date = Date::new(year, month, day.unwrap_or(1)).ok()?;
    sane(date).then_some(Written {
        at: date.to_datetime(Time::midnight()),
        precision: match day {
            Some(_) => Precision::Day,
            None => Precision::Month,
        },
    })
}

fn sane(date: Date) -> bool {
    date.year() >= YEAR_MIN && date <= *LAST_DAY
}

/// The number of a month by any of its names, in lower case.
fn month(word: &str) -> Option<i8> {
    static NUMBERS: LazyLock<Words<i8>> = LazyLock::new(|| {
        let months = (1..).zip(MONTHS);
        months
            .flat_map(|(number, names)| names.split(' ').map(move |name| (name, number)))
            .collect()
    });
    NUMBERS.get(word).copied()
}

/// Names of the months: English, German, French, Spanish, Italian, Portuguese, Dutch, the
/// Scandinavian languages, Polish, Czech, Russian and Ukrainian (in the genitive that dates
/// take), Turkish; with the usual short forms.
const MONTHS: [&str; 12] = [
    "january jan januar jänner janvier janv enero ene gennaio gen janeiro januari stycznia styczeń \
     ledna leden января январь янв січня ocak",
    "february feb februar feber février févr fév fevrier febrero febbraio fevereiro fev februari \
     lutego luty února únor февраля февраль фев лютого şubat",
    "march mar mars märz maerz mrz marzo março maart mrt marts marca marzec března březen марта \
     март мар березня mart",
    "april apr avril avr abril abr aprile kwietnia kwiecień dubna duben апреля апрель апр квітня \
     nisan",
    "may mai mayo maggio mag maio mei maj maja května květen мая май травня mayıs",
    "june jun juni juin junio giugno giu junho czerwca czerwiec června červen июня июнь июн червня \
     haziran",
    "july jul juli juillet juil julio luglio lug julho lipca lipiec července červenec июля июль \
     июл липня temmuz",
    "august aug août aout agosto ago augustus augusti sierpnia sierpień srpna srpen августа август \
     авг серпня ağustos",
    "september sep sept septembre septiembre settembre set setembro września wrzesień září \
     сентября сентябрь сен сент вересня eylül",
    "october oct oktober okt octobre octubre ottobre ott outubro out oktober października \
     październik října říjen октября октябрь окт жовтня ekim",
    "november nov novembre noviembre novembro listopada listopad listopadu ноября ноябрь ноя нояб \
     листопада kasım",
    "december dec dezember dez décembre déc decembre diciembre dic dicembre dezembro desember \
     grudnia grudzień prosince prosinec декабря декабрь дек грудня aralık",
];

#[cfg(test)]
mod tests {
    use super::*;

    fn printed(date: Option<Written>) -> String {
        date.map_or("none".into(), |date| date.from(Origin::Field).to_string())
    }

    #[test]
    fn dates_are_read_as_they_are_usually_written() {
        for (text, expected) in [
            ("2017-03-08", "2017-03-08"),
            ("2017-03-08T06:12:00+02:00", "2017-03-08T06:12:00"),
            ("2017-03-08T06:12:00.123Z", "2017-03-08T06:12:00"),
            ("2017-03-08 06:12:00", "2017-03-08T06:12:00"),
            ("2017-03-08 06:12", "2017-03-08T06:12:00"),
            ("2017/3/8", "2017-03-08"),
            ("20170308", "2017-03-08"),
            ("2017-03", "2017-03"),
            ("2017", "2017"),
            ("Wed, 08 Mar 2017 06:12:00 +0000", "2017-03-08T06:12:00"),
            ("March 3, 2017", "2017-03-03"),
            ("Mar. 3rd, 2017 at 6:12 p.m.", "2017-03-03T06:12:00"),
            ("March 3, 2017 6:12 PM", "2017-03-03T18:12:00"),
            ("12:05 March 3, 2017", "2017-03-03"),
            ("3 March 2017", "2017-03-03"),
            ("3rd of March, 2017", "2017-03-03"),
            ("08-Mar-2017", "2017-03-08"),
            ("Friday 3 March 2017", "2017-03-03"),
            ("2017 Mar 8", "2017-03-08"),
            ("HarbourMARCH 3, 2017Updated", "2017-03-03"),
            ("March 2017", "2017-03"),
            ("3. März 2017, 06.12 Uhr", "2017-03-03T06:12:00"),
            ("1er mars 2017 à 6h12", "2017-03-01T06:12:00"),
            ("3 de marzo de 2017", "2017-03-03"),
            ("3 марта 2017 г., 06:12", "2017-03-03T06:12:00"),
            ("2017年3月8日", "2017-03-08"),
            ("08.03.2017", "2017-03-08"),
            ("13/8/2017", "2017-08-13"),
            ("8/13/2017", "2017-08-13"),
            ("8/8/2017", "2017-08-08"),
        ] {
            assert_eq!(printed(parse(text)), expected, "{text}");
        }
    }

    #[test]
    fn what_is_no_date_or_could_be_two_is_none() {
        for text in [
            "",
            "3/8/2017",
            "31 February 2017",
            "2017-13-01",
            "soon",
            "9999-01-01",
            "0017-03-08",
            "March",
            "Article 3, 2017",
            "12345",
            "1 of 2017",
            "3 May",
            "99.99.2017",
        ] {
            assert_eq!(printed(parse(text)), "none", "{text}");
        }
    }

    #[test]
    fn the_order_of_day_and_month_may_be_known_from_elsewhere() {
        let read = |order| printed(find_ordered("Friday 3/8/2017", order).map(|(_, date)| date));
        assert_eq!(read(Some(Order::DayFirst)), "2017-08-03");
        assert_eq!(read(Some(Order::MonthFirst)), "2017-03-08");
        for (line, order) in [
            ("13/08/2017", Some(Order::DayFirst)),
            ("on 8/13/2017", Some(Order::MonthFirst)),
            ("8/8/2017", None),
            ("3/8/2017", None),
            ("13 August 2017", None),
        ] {
            assert_eq!(order_in(line), order, "{line}");
        }
    }

    #[test]
    fn a_date_in_the_future_is_none_but_tomorrow_is_accepted() {
        let ahead = |days: i32| Zoned::now().date().checked_add(days.days());
        let text = |days| ahead(days).map_or(String::new(), |date| date.to_string());
        assert!(parse(&text(1)).is_some());
        assert!(parse(&text(3)).is_none());
    }

    #[test]
    fn a_date_is_found_within_a_line() {
        let line = "Published on 3 March 2017, 06:12 | Updated 5 March 2017";
        let found = find(line).map(|(range, date)| (&line[range], printed(Some(date))));
        assert_eq!(
            found,
            Some(("3 March 2017, 06:12", "2017-03-03T06:12:00".into()))
        );
    }

    #[test]
    fn json_numbers_are_seconds_milliseconds_or_digits_of_a_date() {
        for (value, expected) in [
            (serde_json::json!(1488953520), "2017-03-08T06:12:00"),
            (serde_json::json!(1488953520123u64), "2017-03-08T06:12:00"),
            (serde_json::json!(1488953520.5), "2017-03-08T06:12:00"),
            (serde_json::json!("1488953520"), "2017-03-08T06:12:00"),
            (serde_json::json!(20170308), "2017-03-08"),
            (serde_json::json!(2017), "2017"),
            (
                serde_json::json!({"$date": "2017-03-08T06:12:00Z"}),
                "2017-03-08T06:12:00",
            ),
            (serde_json::json!(-5), "none"),
            (serde_json::json!(null), "none"),
        ] {
            assert_eq!(printed(of_value(&value)), expected, "{value}");
        }
    }

    #[test]
    fn paths_and_addresses_carry_dates_that_stand_apart() {
        for (path, expected) in [
            ("2017-03-08-bow-door.md", "2017-03-08"),
            ("letters/bow-door_20170308.txt", "2017-03-08"),
            ("2017/03/08/bow-door.html", "2017-03-08"),
            ("2017/03/bow-door.html", "2017-03"),
            ("2017/03/08-bow-door.html", "2017-03-08"),
            ("archive/2017/bow-door.html", "2017"),
            ("2017-03/bow-door.html", "2017-03"),
            ("2016/2017-03-08.html", "2017-03-08"),
            ("wire/MP170303-0042.txt", "none"),
            ("wire/20171399.txt", "none"),
            // The number of a page.
            ("wiki/094/18790128.txt", "none"),
            ("1879/18790128.txt", "1879-01-28"),
            ("a-1234567890.html", "none"),
            ("room-2017.html", "none"),
        ] {
            assert_eq!(printed(in_path(path)), expected, "{path}");
        }
        for (url, expected) in [
            (
                "https://a.example/2017/03/08/bow-door?d=2019-01-01",
                "2017-03-08",
            ),
            ("https://a.example/2017/mar/08/bow-door", "2017-03-08"),
            ("https://a.example/2017/", "none"),
            ("https://2017.example/", "none"),
        ] {
            assert_eq!(printed(in_url(url)), expected, "{url}");
        }
    }

    #[test]
    fn a_dateline_has_no_year() {
        assert_eq!(month_and_day("March 3"), Some((3, 3)));
        assert_eq!(month_and_day("3. März"), Some((3, 3)));
        assert_eq!(month_and_day("Feb. 26"), Some((2, 26)));
        assert_eq!(month_and_day("March 3 2017"), None);
        assert_eq!(slug_year("wire/MP170303-0042.txt", 3, 3), Some(2017));
        assert_eq!(slug_year("wire/MP870303-0042.txt", 3, 3), Some(1987));
        assert_eq!(slug_year("wire/MP170303-0042.txt", 3, 4), None);
        assert_eq!(slug_year("wire/20170303.txt", 3, 3), None);
    }
}
