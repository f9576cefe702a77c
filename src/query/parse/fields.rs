//! What fields there are, and what their values mean.

use std::ops::Range;

use jiff::civil::Date;

use super::mistake::{ParseError, brief, mistake};
use crate::analysis::Words;
use crate::entities::EntityType;
use crate::query::ast::{DateRange, Part, PartialDate, Query};

/// The names that can stand before a colon.
pub const FIELDS: [&str; 18] = [
    "title", "caption", "removed", "in", "author", "site", "lang", "date", "person", "org",
    "place", "group", "event", "work", "entity", "email", "url", "money",
];

/// What follows the name of a field that means a name as it is written.
const EXACTLY: &str = ":=";

/// Whether a field means names, of one type or any.
pub fn is_of_names(field: &str) -> bool {
    field == "entity"
        || EntityType::ALL
            .iter()
            .any(|kind| kind.is_name() && kind.name() == field)
}

/// The mistake of a word that begins with a name that is no field's, at a byte of the query.
pub fn unknown_field(name: &str, word: &str, start: usize) -> ParseError {
    let near = FIELDS.iter().find(|field| is_near(name, field));
    let help = match near {
        Some(field) => format!("did you mean `{field}:`?"),
        None => format!(
            "there are {}; to search for the words themselves, write \"{}\"",
            FIELDS.join(", "),
            brief(word)
        ),
    };
    mistake(
        &format!("there is no field `{}`", brief(name)),
        &help,
        start..start + name.len(),
    )
}

/// Whether two names differ by case, or by one letter changed, added or left out.
fn is_near(a: &str, b: &str) -> bool {
    let (a, b) = (a.to_ascii_lowercase().into_bytes(), b.as_bytes());
    let same_start = a.iter().zip(b).take_while(|(a, b)| a == b).count();
    let same_end = a
        .iter()
        .rev()
        .zip(b.iter().rev())
        .take_while(|(a, b)| a == b)
        .count();
    let longer = a.len().max(b.len());
    a.len().abs_diff(b.len()) <= 1 && (same_start + same_end + 1 >= longer) && longer > 2
}

/// What a word or a phrase looks for; nothing if it is but signs.
pub fn operand(
    field: Option<&str>,
    text: &str,
    quoted: bool,
    span: Range<usize>,
) -> Result<Option<Query>, ParseError> {
    let part = match field {
        Some("title") => Some(Part::Title),
        Some("caption") => Some(Part::Caption),
        Some("removed") => Some(Part::Removed),
        _ => None,
    };
    if Words::new(text).next_span().is_none() {
        return match field {
            // A lone sign between words, as in `Marks & Spencer`.
            None => Ok(None),
            Some(field) => Err(mistake(
                &format!("`{field}:` needs a letter or digit"),
                "write the value behind the colon",
                span,
            )),
        };
    }
    let text = text.trim();
    Ok(Some(match field {
        None => words(text, quoted, part),
        Some(_) if part.is_some() => words(text, quoted, part),
        Some("author") => Query::Author(text.to_owned()),
        Some("site") => Query::Site(text.to_owned()),
        Some("lang") => match text.parse() {
            Ok(language) => Query::Language(language),
            Err(_) => {
                let what = format!("`{}` is no language code", brief(text));
                return Err(mistake(&what, "write two or three letters, such as lang:en or lang:de", span));
            }
        },
        Some("date") => Query::Date(date_range(text).ok_or_else(|| {
            let what = format!("`{}` is no date", brief(text));
            let help = "write date:2017, date:2017-03, date:2017-03-08, date:2017-01..2017-03 or date:none";
            mistake(&what, help, span)
        })?),
        Some(field) => {
            let (field, exact) = match field.strip_suffix(EXACTLY) {
                Some(field) => (field, true),
                None => (field, false),
            };
            Query::Named {
                kind: EntityType::ALL.into_iter().find(|kind| kind.name() == field),
                name: text.to_owned(),
                exact,
            }
        }
    }))
}

fn words(text: &str, quoted: bool, part: Option<Part>) -> Query {
    let text = text.to_owned();
    match quoted {
        true => Query::Phrase { text, part },
        false => Query::Words { text, part },
    }
}

fn date_range(text: &str) -> Option<DateRange> {
    if text == "none" {
        return Some(DateRange::Unknown);
    }
    let Some((from, to)) = text.split_once("..") else {
        let date = partial_date(text)?;
        return Some(DateRange::Between(Some(date), Some(date)));
    };
    let bound = |text: &str| match text {
        "" => Some(None),
        text => partial_date(text).map(Some),
    };
    match (bound(from)?, bound(to)?) {
        (None, None) => None,
        (Some(from), Some(to)) if to.first_day() < from.first_day() => None,
        (from, to) => Some(DateRange::Between(from, to)),
    }
}

/// A year, a month or a day as people write them.
pub fn partial_date(text: &str) -> Option<PartialDate> {
    let mut parts = text.split('-');
    let number = |part: Option<&str>, digits: usize| -> Option<Option<i16>> {
        match part {
            None => Some(None),
            Some(part) if part.len() == digits && part.bytes().all(|b| b.is_ascii_digit()) => {
                part.parse().ok().map(Some)
            }
            Some(_) => None,
        }
    };
    let year = number(parts.next(), 4)??;
    let month = number(parts.next(), 2)?;
    let day = number(parts.next(), 2)?;
    if parts.next().is_some() {
        return None;
    }
    match (month, day) {
        (None, _) => Some(PartialDate::Year(year)),
        (Some(month), None) => (1..=12)
            .contains(&month)
            .then_some(PartialDate::Month(year, month as i8)),
        (Some(month), Some(day)) => Date::new(year, month as i8, day as i8)
            .ok()
            .map(PartialDate::Day),
    }
}
