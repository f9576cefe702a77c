//! Dates that are reckoned from the article's own: `last Tuesday`, `two years ago`, `in December`.

use super::super::amount::cardinal;
use super::super::languages::Languages;
use super::super::reader::Reader;
use super::calendar::{self, Fields};
use super::time::{self, Now, Point, Stretch};
use super::words::{Shift, Unit, Word, word};
use super::{Dated, dated};

/// Words before a date that are read for whether it lies ahead.
const WORDS_BEFORE: usize = 10;
/// Larger counts of years or days are not reckoned from an article.
const COUNT_DIGITS_MAX: usize = 3;

/// The date in which a word of neither month nor weekday stands.
pub fn worded(reader: &Reader, at: usize, end: usize, meaning: Word) -> Option<Dated> {
    match meaning {
        Word::Day(days) => day(reader, at, end, days),
        Word::Shift(shift) => shifted(reader, at, end, shift),
        Word::Unit(unit) => unit_first(reader, at, end, unit),
        Word::Season(season) => {
            let is_of = reader.next_is(end, &["of"]).is_some();
            let (year, end) = calendar::year_after(reader, end)?;
            // "fall 2000 feet".
            let is_year = is_of || super::is_alone(reader, end);
            is_year.then(|| Dated::new(at, end, time::season(year, season)))
        }
        Word::Third(third) => third_of(reader, at, end, third),
        Word::Ago => ago(reader, at, end),
        Word::AgoBefore => ago_before(reader, at, end),
        _ => None,
    }
}

/// A month alone: `in December`, `since March`, `décembre dernier`.
pub fn month(reader: &Reader, at: usize, fields: Fields, end: usize, told: bool) -> Option<Dated> {
    /// A person can't be meant after these; "by May" and "of April" may be people.
    const SURE: [&str; 22] = [
        "in", "In", "since", "Since", "during", "until", "till", "im", "Im", "seit", "en", "En",
        "em", "Em", "depuis", "i", "sinds", "begin", "eind", "Ende", "Anfang", "Mitte",
    ];
    const LIKELY: [&str; 10] = [
        "of", "by", "By", "from", "before", "after", "between", "and", "to", "through",
    ];
    let (now, month) = (Now::of(reader.published)?, fields.month?);
    if let Some((shift, end)) = postponed_shift(reader, end) {
        let (year, month) = now.shifted_month(month, shift)?;
        return Some(Dated::new(at, end, Point::Month(year, month)));
    }
    let name = &reader.text[at..end];
    let is_name = matches!(
        name,
        "May" | "April" | "June" | "August" | "March" | "Mai" | "Mars" | "Avril" | "Mar"
    );
    let before = reader.previous(at);
    let is_told = told || SURE.contains(&before) || !is_name && LIKELY.contains(&before);
    let next = reader.next_word(end).map_or("", |(_, word)| word);
    // "in March Madness", "in April's view".
    let is_of_name = next.starts_with(char::is_uppercase) && !follows_freely(next)
        || is_name && reader.rest(end).starts_with(['\'', '’'])
        || reader.byte(end) == Some(b'-');
    if !is_told || is_of_name {
        return None;
    }
    let (year, month) = now.named_month(month, is_ahead(reader, at))?;
    Some(Dated::new(at, end, Point::Month(year, month)))
}

/// A weekday alone.
pub fn weekday(reader: &Reader, at: usize, end: usize, meaning: Word, told: bool) -> Option<Dated> {
    /// With these a weekday is a holiday, a club, a song.
    const NAMES: [&str; 22] = [
        "Black",
        "Good",
        "Easter",
        "Super",
        "Bloody",
        "Ash",
        "Ruby",
        "Sheffield",
        "Cyber",
        "Palm",
        "Holy",
        "Maundy",
        "Shrove",
        "Whit",
        "Fat",
        "Casual",
        "Giving",
        "Blue",
        "Manic",
        "Spy",
        "Pentecost",
        "Freaky",
    ];
    const REPEATS: [&str; 22] = [
        "every",
        "Every",
        "each",
        "Each",
        "any",
        "le",
        "Le",
        "chaque",
        "jeden",
        "cada",
        "elke",
        "iedere",
        "varje",
        "through",
        "jeder",
        "most",
        "one",
        "alternate",
        "a",
        "un",
        "some",
        "only",
    ];
    let now = Now::of(reader.published)?;
    let (weekday, is_shy) = match meaning {
        Word::Weekday(weekday) => (weekday, false),
        Word::ShyWeekday(weekday) => (weekday, true),
        _ => return None,
    };
    let name_end = calendar::weekday_end(reader, end);
    let name = &reader.text[at..end];
    if matches!(name, "segunda" | "terça" | "quarta" | "quinta" | "sexta") && name_end == end {
        return None;
    }
    if let Some((shift, end)) = postponed_shift(reader, name_end) {
        return Some(Dated::new(
            at,
            end,
            Point::Day(now.shifted_weekday(weekday, shift)?),
        ));
    }
    let range = reader.word_before(at);
    let before = &reader.text[range.clone()];
    let is_on = told
        || matches!(
            before,
            "on" | "On" | "late" | "early" | "since" | "until" | "by" | "from"
        );
    if is_shy {
        const TOLD: [&str; 18] = [
            "am", "Am", "bis", "zum", "vom", "seit", "el", "El", "del", "al", "na", "no", "Na",
            "No", "nesta", "neste", "da", "à",
        ];
        if !TOLD.contains(&before) {
            return None;
        }
    }
    if REPEATS.contains(&before) || !is_on && NAMES.contains(&before) {
        return None;
    }
    let next = reader.next_word(name_end).map_or("", |(_, word)| word);
    let is_paper = matches!(
        next,
        "Times"
            | "Mirror"
            | "Telegraph"
            | "Mail"
            | "Herald"
            | "Post"
            | "World"
            | "Express"
            | "Star"
            | "Tribune"
            | "Independent"
            | "Sun"
            | "Mass"
            | "Club"
            | "School"
            | "Addams"
            | "Business"
            | "People"
            | "Age"
    );
    // "Sunday Oliseh", "Friday Night Lights".
    let is_name = is_paper
        || !is_on && !is_shy && next.starts_with(char::is_uppercase) && !follows_freely(next)
        || next == "Night";
    if is_name || is_habit(reader, at, name_end) {
        return None;
    }
    let end = part_of_day(reader, name_end);
    let date = now.weekday(weekday, is_ahead(reader, at))?;
    Some(at_time(reader, at, end, Point::Day(date)))
}

/// `Monday to Friday`, `Monday-Friday`.
fn is_habit(reader: &Reader, at: usize, end: usize) -> bool {
    let is_weekday = |name: &str| {
        matches!(
            word(name, reader.languages),
            Some(Word::Weekday(_) | Word::ShyWeekday(_))
        )
    };
    let dashes = |text: &str| text.starts_with(['-', '–', '/']);
    let joins = |name: &str| matches!(name, "to" | "through" | "bis" | "à" | "a" | "tot" | "till");
    let after = match dashes(reader.rest(end)) {
        true => reader
            .rest(end)
            .chars()
            .next()
            .map(|dash| end + dash.len_utf8()),
        false => reader
            .next_word(end)
            .filter(|(_, name)| joins(name))
            .and_then(|(next, name)| reader.gap(next + name.len())),
    };
    if after.is_some_and(|next| is_weekday(reader.word(next))) {
        return true;
    }
    let before = reader.word_before(at);
    let first = match reader.before(at).chars().next_back() {
        Some(dash @ ('-' | '–' | '/')) => reader.word_ending(at - dash.len_utf8()),
        _ if joins(&reader.text[before.clone()]) => reader.word_before(before.start),
        _ => return false,
    };
    is_weekday(&reader.text[first])
}

/// Words with a capital in headlines that end the name before them.
fn follows_freely(word: &str) -> bool {
    const WORDS: [&str; 24] = [
        "After",
        "And",
        "As",
        "At",
        "Before",
        "But",
        "By",
        "For",
        "From",
        "I",
        "In",
        "Of",
        "On",
        "Over",
        "The",
        "To",
        "With",
        "When",
        "While",
        "Amid",
        "During",
        "Morning",
        "Evening",
        "Afternoon",
    ];
    WORDS.contains(&word)
}

/// A day, and the time of it that may follow.
fn at_time(reader: &Reader, at: usize, end: usize, day: impl Into<Stretch>) -> Dated {
    let stretch = day.into();
    match (stretch.from, stretch.to, calendar::clock_after(reader, end)) {
        (Point::Day(day), None, Some(((hour, minute), end))) => {
            Dated::new(at, end, Point::Minute(day.at(hour, minute, 0, 0)))
        }
        _ => Dated::new(at, end, stretch),
    }
}

/// The end of `morning`, `Abend` and their like after a day.
fn part_of_day(reader: &Reader, end: usize) -> usize {
    const PARTS: [&str; 30] = [
        "morning",
        "afternoon",
        "evening",
        "night",
        "Morgen",
        "morgen",
        "früh",
        "Früh",
        "Mittag",
        "Nachmittag",
        "Abend",
        "abend",
        "Nacht",
        "nacht",
        "Vormittag",
        "matin",
        "soir",
        "après",
        "midi",
        "nuit",
        "noche",
        "tarde",
        "noite",
        "manhã",
        "ochtend",
        "middag",
        "avond",
        "morse",
        "kväll",
        "natt",
    ];
    reader.next_is(end, &PARTS).unwrap_or(end)
}

/// `today`, `the day before yesterday`, `tomorrow night`.
fn day(reader: &Reader, at: usize, end: usize, days: i8) -> Option<Dated> {
    let now = Now::of(reader.published)?;
    let name = &reader.text[at..end];
    let range = reader.word_before(at);
    let before = &reader.text[range.clone()];
    let next = reader.next_word(end).map_or("", |(_, word)| word);
    // "USA Today", "Tomorrow Never Dies".
    let is_title = name.starts_with(char::is_uppercase)
        && (!reader.starts_sentence(at)
            || next.starts_with(char::is_uppercase) && reader.languages.meets(Languages::EN));
    let is_other = match name {
        "morgen" => matches!(
            before,
            "goede"
                | "Goede"
                | "guten"
                | "Guten"
                | "deze"
                | "de"
                | "den"
                | "am"
                | "jeden"
                | "een"
                | "der"
        ),
        "hoy" => next == "en",
        "hoje" => next == "em",
        "hier" => matches!(before, "d"),
        "today" | "tomorrow" => matches!(before, "of" | "for") && reader.byte(end) == Some(b'\''),
        _ => false,
    };
    if is_title
        || is_other
        || reader.byte(end) == Some(b'_')
        || reader.before(at).ends_with(['-', '_', '#', '.', '/'])
    {
        return None;
    }
    let (mut start, mut days, mut end) = (at, days, end);
    match name {
        // "aujourd’hui".
        "aujourd" | "Aujourd" => {
            let rest = reader.rest(end);
            let tail = ["'hui", "’hui"]
                .into_iter()
                .find(|tail| rest.starts_with(tail))?;
            end += tail.len();
        }
        "yesterday" | "tomorrow" => {
            let (side, step) = if name == "yesterday" {
                ("before", -1)
            } else {
                ("after", 1)
            };
            let day = reader.word_before(range.start);
            if before == side && &reader.text[day.clone()] == "day" {
                (start, days) = (day.start, days + step);
            }
        }
        _ => {}
    }
    let end = part_of_day(reader, end);
    Some(at_time(reader, start, end, now.day_from(i64::from(days))?))
}

/// `last week`, `next Tuesday`, `this December`, `the past three weeks`.
fn shifted(reader: &Reader, at: usize, end: usize, shift: Shift) -> Option<Dated> {
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

/// A number of one to three digits, or as a word; `a` is one.
fn count(reader: &Reader, at: usize) -> Option<(u32, usize)> {
    if reader.is_digit(at) {
        let (count, end) = reader.digits(at, COUNT_DIGITS_MAX)?;
        return (!matches!(reader.byte(end), Some(b'.' | b',' | b'%'))).then_some((count, end));
    }
    let name = reader.word(at);
    let count = match name {
        "a" | "an" | "ein" | "einem" | "einer" | "un" | "una" | "une" | "um" | "uma" | "een"
        | "ett" | "en" => 1,
        _ => cardinal(name)?,
    };
    Some((count, at + name.len()))
}

/// The number that ends before `at`, and where it starts.
fn count_before(reader: &Reader, at: usize) -> Option<(u32, usize)> {
    let name = reader.word_before(at);
    if !name.is_empty() {
        // "twenty-two years", "two and a half years", "sixty-a-day".
        let goes_back = reader.before(name.start).ends_with(['-', '\'', '’'])
            || matches!(reader.previous(name.start), "and" | "hundred" | "half");
        return count(reader, name.start)
            .filter(|_| !goes_back)
            .map(|(count, _)| (count, name.start));
    }
    let before = reader.before(at).as_bytes();
    let bare = before.strip_suffix(b" ").or(before.strip_suffix(b"\n"))?;
    let digits = bare
        .iter()
        .rev()
        .take(COUNT_DIGITS_MAX + 1)
        .take_while(|b| b.is_ascii_digit())
        .count();
    let start = reader.free + bare.len() - digits;
    let (count, _) = reader.digits(start, COUNT_DIGITS_MAX)?;
    let goes_back = reader
        .before(start)
        .ends_with(['.', ',', '-', '/', ':', '$'])
        || !reader.starts_word(start);
    (!goes_back && count > 0).then_some((count, start))
}

/// `two years ago`.
fn ago(reader: &Reader, at: usize, end: usize) -> Option<Dated> {
    let now = Now::of(reader.published)?;
    let unit_at = reader.word_before(at);
    let Word::Unit(unit) = word(&reader.text[unit_at.clone()], reader.languages)? else {
        return None;
    };
    let (count, start) = count_before(reader, unit_at.start)?;
    Some(Dated::new(start, end, now.ago(count, unit)?))
}

/// `vor zwei Jahren`, `hace dos años`, `il y a deux ans`.
fn ago_before(reader: &Reader, at: usize, end: usize) -> Option<Dated> {
    let now = Now::of(reader.published)?;
    let end = match reader.languages {
        Languages::FR => {
            let y = reader.next_is(end, &["y"])?;
            reader.next_is(y, &["a"])?
        }
        _ => end,
    };
    let (count, end) = count(reader, reader.gap(end)?)?;
    let (next, name) = reader.next_word(end)?;
    let Word::Unit(unit) = word(name, reader.languages)? else {
        return None;
    };
    Some(Dated::new(at, next + name.len(), now.ago(count, unit)?))
}

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
fn unit_first(reader: &Reader, at: usize, end: usize, unit: Unit) -> Option<Dated> {
    match unit {
        Unit::Century => {
            let (number, start) = ordinal_before(reader, at)?;
            let is_old = super::is_before_christ(reader, end) || reader.is_word(end);
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

/// The end of a `dernière`, `pasado` or `prochain` after what it says it of.
fn postponed_shift(reader: &Reader, end: usize) -> Option<(Shift, usize)> {
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
fn third_of(reader: &Reader, at: usize, end: usize, third: i8) -> Option<Dated> {
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

/// Whether the words before a date, in its sentence, say what will be rather than what was.
fn is_ahead(reader: &Reader, at: usize) -> bool {
    const AHEAD: [&str; 25] = [
        "will",
        "would",
        "shall",
        "scheduled",
        "due",
        "expected",
        "plans",
        "planned",
        "planning",
        "upcoming",
        "set",
        "slated",
        "ahead",
        "coming",
        "ll",
        "won",
        "hopes",
        "hope",
        "intends",
        "until",
        "by",
        "wird",
        "werden",
        "zal",
        "ska",
    ];
    const PAST: [&str; 14] = [
        "said", "told", "was", "were", "had", "has", "have", "since", "did", "took", "made",
        "came", "held", "began",
    ];
    let mut at = at;
    for _ in 0..WORDS_BEFORE {
        let before = reader
            .before(at)
            .trim_end_matches([' ', ',', '\'', '’', '"', '”']);
        let end = reader.free + before.len();
        if at - end > 4 || before.ends_with('\n') && at - end > 1 {
            return false;
        }
        let end = if before.ends_with('\n') { end - 1 } else { end };
        let range = reader.word_ending(end);
        let name = &reader.text[range.clone()];
        if name.is_empty() {
            return false;
        }
        if AHEAD.contains(&name) {
            return true;
        }
        if PAST.contains(&name) || name.len() > 4 && name.ends_with("ed") {
            return false;
        }
        at = range.start;
    }
    false
}
