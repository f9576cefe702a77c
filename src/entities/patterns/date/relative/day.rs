//! A day by its nearness, `today`, `the day before yesterday`, and the part or time of a day.

use super::super::super::languages::Languages;
use super::super::super::reader::Reader;
use super::super::Dated;
use super::super::calendar;
use super::super::time::{Now, Point, Stretch};

/// A day, and the time of it that may follow.
pub fn at_time(reader: &Reader, at: usize, end: usize, day: impl Into<Stretch>) -> Dated {
    let stretch = day.into();
    match (stretch.from, stretch.to, calendar::clock_after(reader, end)) {
        (Point::Day(day), None, Some(((hour, minute), end))) => {
            Dated::new(at, end, Point::Minute(day.at(hour, minute, 0, 0)))
        }
        _ => Dated::new(at, end, stretch),
    }
}

/// The end of `morning`, `Abend` and their like after a day.
pub fn part_of_day(reader: &Reader, end: usize) -> usize {
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
pub fn day(reader: &Reader, at: usize, end: usize, days: i8) -> Option<Dated> {
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
