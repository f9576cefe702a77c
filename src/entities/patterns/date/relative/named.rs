//! A month or a weekday by its name alone: `in December`, `on Tuesday`. It may lie ahead, be a name of
//! something else, or a habit.

use super::super::super::reader::Reader;
use super::super::Dated;
use super::super::calendar::{self, Fields};
use super::super::time::{Now, Point};
use super::super::words::{Word, word};
use super::day::{at_time, part_of_day};
use super::shifted::postponed_shift;

/// Words before a date that are read for whether it lies ahead.
const WORDS_BEFORE: usize = 10;

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
