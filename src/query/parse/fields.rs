//! What fields there are, and what their values mean.

use std::ops::Range;

use jiff::civil::Date;

use super::mistake::{ParseError, brief, mistake};
use super::patterns;
use crate::analysis::Words;
use crate::article::Format;
use crate::entities::EntityType;
use crate::query::ast::{Added, DateRange, Form, Part, PartialDate, Pattern, Query};

/// The names that can stand before a colon.
pub const FIELDS: [&str; 24] = [
    "title", "body", "caption", "removed", "in", "author", "site", "url", "section", "path",
    "type", "lang", "date", "indexed", "person", "org", "place", "group", "event", "work",
    "entity", "about", "email", "money",
];

/// What follows the name of a field that means a name as it is written.
const EXACTLY: &str = ":=";

/// Whether a field means names, of one type or any.
pub fn is_of_names(field: &str) -> bool {
    matches!(field, "entity" | "about")
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
    let what = format!("there is no field `{}`", brief(name));
    let mut mistake = mistake(&what, &help, start..start + name.len());
    mistake.instead = near.map(|field| (*field).to_owned());
    mistake
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

/// What a word looks for; nothing if it is but signs.
pub fn word(
    field: Option<&str>,
    text: &str,
    span: Range<usize>,
) -> Result<Option<Query>, ParseError> {
    match part_or_none(field) {
        Some(part) => {
            let mut pattern = patterns::word(text, span.clone())?;
            if field.is_none() {
                pattern = pattern.map(patterns::quoted_if_needed);
            }
            placed(field, part, pattern, span)
        }
        None => value(field.unwrap_or_default(), text, span),
    }
}

/// What a phrase looks for; nothing if it is but signs.
pub fn phrase(
    field: Option<&str>,
    text: &str,
    slop: u32,
    span: Range<usize>,
) -> Result<Option<Query>, ParseError> {
    let literal = field == Some("=");
    let field = field.filter(|_| !literal);
    match part_or_none(field) {
        Some(part) => {
            let pattern = patterns::phrase(text, slop, literal, span.clone())?;
            placed(field, part, pattern, span)
        }
        None if slop > 0 => Err(mistake(
            "`~` is for phrases of the text",
            "leave it out",
            span,
        )),
        None => value(field.unwrap_or_default(), text, span),
    }
}

/// Makes a field hold for all words of a group that have none of their own.
pub fn group(field: &str, query: Query, span: Range<usize>) -> Result<Query, ParseError> {
    if let Some(part) = Part::ALL.into_iter().find(|part| part.name() == field) {
        let mut query = query;
        query.move_to(part);
        return Ok(query);
    }
    let refused = || {
        mistake(
            &format!("`{field}:(…)` takes words and \"phrases\", joined by OR, AND and -"),
            &format!("write {field}: before each value"),
            span.clone(),
        )
    };
    let list = |queries: Vec<Query>| -> Result<Vec<Query>, ParseError> {
        let queries = queries.into_iter();
        queries
            .map(|query| group(field, query, span.clone()))
            .collect()
    };
    let inside = |query: Box<Query>| group(field, *query, span.clone()).map(Box::new);
    Ok(match query {
        Query::And(queries) => Query::And(list(queries)?),
        Query::Or(queries) => Query::Or(list(queries)?),
        Query::Not(query) => Query::Not(inside(query)?),
        Query::Must(query) => Query::Must(inside(query)?),
        Query::Boost(query, boost) => Query::Boost(inside(query)?, boost),
        Query::Text {
            pattern,
            part: None,
        } => {
            let (sign, text) = match &pattern {
                Pattern::Word(word) if word.form == Form::Stem => ("", word.text.clone()),
                Pattern::Word(word) if word.form == Form::Literal => (EXACTLY, word.text.clone()),
                Pattern::Phrase { slop: 0, .. } => {
                    let written = pattern.to_string();
                    ("", written.trim_matches('"').to_owned())
                }
                _ => return Err(refused()),
            };
            let exact = format!("{field}{sign}");
            let field = if sign.is_empty() { field } else { &exact };
            value(field, &text, span.clone())?.ok_or_else(refused)?
        }
        _ => return Err(refused()),
    })
}

/// The part of the article that a field means: none for all of it, nothing if the field means no
/// text.
fn part_or_none(field: Option<&str>) -> Option<Option<Part>> {
    match field {
        None => Some(None),
        Some(field) => Part::ALL
            .into_iter()
            .find(|part| part.name() == field)
            .map(Some),
    }
}

fn placed(
    field: Option<&str>,
    part: Option<Part>,
    pattern: Option<Pattern>,
    span: Range<usize>,
) -> Result<Option<Query>, ParseError> {
    match (pattern, field) {
        (Some(pattern), _) => Ok(Some(Query::Text { pattern, part })),
        // A lone sign between words, as in `Marks & Spencer`.
        (None, None) => Ok(None),
        (None, Some(field)) => Err(without_word(field, span)),
    }
}

fn without_word(field: &str, span: Range<usize>) -> ParseError {
    mistake(
        &format!("`{field}:` needs a letter or digit"),
        "write the value behind the colon",
        span,
    )
}

/// What the value of a field looks for that is no part of the text.
fn value(field: &str, text: &str, span: Range<usize>) -> Result<Option<Query>, ParseError> {
    let (name, exact) = match field.strip_suffix(EXACTLY) {
        Some(name) => (name, true),
        None => (field, false),
    };
    let text = text.trim();
    let kind = EntityType::ALL.into_iter().find(|kind| kind.name() == name);
    if is_of_names(name) && text == "*" && !exact {
        let pattern = Pattern::AnyName(kind);
        return Ok(Some(Query::Text {
            pattern,
            part: None,
        }));
    }
    if Words::new(text).next_span().is_none() {
        return Err(without_word(name, span));
    }
    // Addresses and amounts may have such signs.
    if text.contains('*') && !matches!(name, "url" | "email" | "money" | "path") {
        return Err(mistake(
            &format!("`{name}:` takes whole words"),
            &format!("write {name}:word, without `*`"),
            span,
        ));
    }
    let text = text.to_owned();
    Ok(Some(match name {
        "author" => Query::Author(text),
        "site" => Query::Site(text),
        "path" => Query::Path(text),
        "url" => Query::Url(text),
        "section" => Query::Section(text),
        "type" => Query::Type(format(&text).ok_or_else(|| {
            let what = format!("`{}` is no type of files", brief(&text));
            let names: Vec<&str> = Format::ALL.iter().map(|format| format.name()).collect();
            let help = format!("there are {}", names.join(", "));
            mistake(&what, &help, span.clone())
        })?),
        "indexed" => Query::Indexed(added(&text).ok_or_else(|| {
            let what = format!("`{}` is no date", brief(&text));
            let help = "write indexed:today, indexed:7d, indexed:2026-11 or indexed:>=2026-11-20";
            mistake(&what, help, span.clone())
        })?),
        "about" => Query::About { name: text, exact },
        "lang" => match text.parse() {
            Ok(language) => Query::Language(language),
            Err(_) => {
                let what = format!("`{}` is no language code", brief(&text));
                let help = "write two or three letters, such as lang:en or lang:de";
                return Err(mistake(&what, help, span));
            }
        },
        "date" => Query::Date(date_range(&text).ok_or_else(|| {
            let what = format!("`{}` is no date", brief(&text));
            let help = "write date:2017, date:2017-03, date:2017-03-08, date:2017-01..2017-03, date:>=2016 or date:none";
            mistake(&what, help, span)
        })?),
        _ => {
            let pattern = Pattern::Named {
                kind,
                name: text,
                exact,
            };
            Query::Text {
                pattern,
                part: None,
            }
        }
    }))
}

/// A format by its name.
fn format(name: &str) -> Option<Format> {
    let name = name.to_ascii_lowercase();
    Format::ALL.into_iter().find(|format| format.name() == name)
}

fn added(text: &str) -> Option<Added> {
    if text == "today" {
        return Some(Added::Days(0));
    }
    if let Some(days) = text.strip_suffix('d') {
        return days.parse().ok().map(Added::Days);
    }
    match date_range(text)? {
        DateRange::Between(from, to) => Some(Added::Between(from, to)),
        DateRange::Unknown => None,
    }
}

fn date_range(text: &str) -> Option<DateRange> {
    if text == "none" {
        return Some(DateRange::Unknown);
    }
    if let Some(bound) = text.strip_prefix(">=") {
        return Some(DateRange::Between(Some(partial_date(bound)?), None));
    }
    if let Some(bound) = text.strip_prefix("<=") {
        return Some(DateRange::Between(None, Some(partial_date(bound)?)));
    }
    if let Some(bound) = text.strip_prefix('>') {
        let after = partial_date(bound)?.day_after()?;
        return Some(DateRange::Between(Some(PartialDate::Day(after)), None));
    }
    if let Some(bound) = text.strip_prefix('<') {
        let before = partial_date(bound)?.first_day().yesterday().ok()?;
        return Some(DateRange::Between(None, Some(PartialDate::Day(before))));
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
