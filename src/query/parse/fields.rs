//! What fields there are, and what their values mean.

use std::ops::Range;

use jiff::civil::Date;

use super::mistake::{ParseError, brief, mistake, nearest};
use super::patterns;
use crate::analysis::Words;
use crate::article::Format;
use crate::entities::EntityType;
use crate::query::ast::{ANY_TAG, Added, DateRange, Form, Part, PartialDate, Pattern, Query};

/// The names that can stand before a colon.
pub const FIELDS: [&str; 25] = [
    "title", "body", "caption", "removed", "in", "author", "site", "url", "section", "path",
    "type", "lang", "date", "indexed", "tag", "person", "org", "place", "group", "event", "work",
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
    let what = format!("there is no field `{}`", brief(name));
    let span = start..start + name.len();
    if let Some(field) = nearest(name, FIELDS) {
        let help = format!("did you mean `{field}:`?");
        return mistake(&what, &help, span.clone()).instead(span, field);
    }
    let fields = FIELDS.join(", ");
    let help =
        format!("there are {fields}; to search for the words themselves, write them in quotes");
    let mistake = mistake(&what, &help, span);
    match word.len() > name.len() + 1 {
        true => mistake.instead(start..start + word.len(), &format!("\"{word}\"")),
        // What follows stands in quotes or parentheses already.
        false => mistake.instead(start..start + word.len(), &format!("{name} ")),
    }
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
        let what =
            format!("`{field}:(…)` takes words and \"phrases\" alone, joined by OR, AND and -");
        let help = format!(
            "put what else must hold outside of the parentheses, such as {field}:(a OR \"b c\") d*"
        );
        mistake(&what, &help, span.clone())
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
            let value = value(field, &text, span.clone());
            let value = value.map_err(ParseError::without_correction)?;
            value.ok_or_else(refused)?
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
        &format!("the value of `{field}:` has neither a letter nor a digit"),
        &format!("write {field}:word or {field}:\"several words\""),
        span,
    )
}

/// What the value of a field looks for that is no part of the text.
fn value(field: &str, text: &str, span: Range<usize>) -> Result<Option<Query>, ParseError> {
    let (name, exact) = (bare(field), field.ends_with(EXACTLY));
    let text = text.trim();
    let kind = EntityType::ALL.into_iter().find(|kind| kind.name() == name);
    if is_of_names(name) && text == "*" && !exact {
        let pattern = Pattern::AnyName(kind);
        return Ok(Some(Query::Text {
            pattern,
            part: None,
        }));
    }
    if name == "tag" && text == ANY_TAG {
        return Ok(Some(Query::Tag(ANY_TAG.to_owned())));
    }
    let has_code = matches!(name, "date" | "indexed" | "lang" | "type");
    if !has_code && Words::new(text).next_span().is_none() {
        return Err(without_word(name, span));
    }
    // Addresses and amounts may have such signs.
    if !has_code && text.contains('*') && !matches!(name, "url" | "email" | "money" | "path") {
        return Err(whole_words(name, text, span));
    }
    let text = text.to_owned();
    Ok(Some(match name {
        "author" => Query::Author(text),
        "site" => Query::Site(text),
        "path" => Query::Path(text),
        "url" => Query::Url(text),
        "section" => Query::Section(text),
        "tag" => Query::Tag(text),
        "type" => Query::Type(format(&text).ok_or_else(|| no_type(&text, span))?),
        "indexed" => Query::Indexed(added(&text).ok_or_else(|| no_date(name, &text, span))?),
        "about" => Query::About { name: text, exact },
        "lang" => match text.parse() {
            Ok(language) => Query::Language(language),
            Err(_) => {
                let what = format!("`{}` is no language code", brief(&text));
                let help = "write two or three letters, such as lang:en or lang:de";
                return Err(mistake(&what, help, span));
            }
        },
        "date" => Query::Date(date_range(&text).ok_or_else(|| no_date(name, &text, span))?),
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

/// The name of a field, without the sign that its value is meant as it is written.
fn bare(field: &str) -> &str {
    field.strip_suffix(EXACTLY).unwrap_or(field)
}

/// The mistake of a value with `*` in it.
fn whole_words(field: &str, text: &str, span: Range<usize>) -> ParseError {
    let what = format!("`{field}:` takes whole words, without `*`");
    match field {
        "site" => {
            let help = "a site has those below it: site:example.org finds news.example.org";
            let host = text.trim_matches(['*', '.']);
            mistake(&what, help, span.clone()).instead(span, &format!("site:\"{host}\""))
        }
        "tag" => mistake(&what, "write tag:word, or tag:* for any", span),
        "author" => mistake(&what, "write author:word or author:\"several words\"", span),
        _ if text.contains(char::is_whitespace) => {
            let help = format!("write {field}:\"several words\", each to its end");
            mistake(&what, &help, span)
        }
        _ => {
            let help = format!("write {field}:word, or the beginning without the field");
            mistake(&what, &help, span.clone()).instead(span, text)
        }
    }
}

/// The mistake of a text that is no format.
fn no_type(text: &str, span: Range<usize>) -> ParseError {
    let what = format!("`{}` is no type of files", brief(text));
    let names = Format::ALL.map(Format::name);
    let help = format!("there are {}", names.join(", "));
    let mistake = mistake(&what, &help, span.clone());
    match nearest(text, names) {
        Some(name) => mistake.instead(span, &format!("type:{name}")),
        None => mistake,
    }
}

/// The mistake of a text that stands for no time.
fn no_date(field: &str, text: &str, span: Range<usize>) -> ParseError {
    let what = match backwards(text) {
        true => format!("`{}` ends before it begins", brief(text)),
        false => format!("`{}` is no date", brief(text)),
    };
    let help = match field {
        "indexed" => {
            "write indexed:today, indexed:7d, indexed:2026-11, indexed:2026-11-20 or indexed:>=2026-11"
        }
        _ => {
            "write date:2017, date:2017-03, date:2017-03-08, date:2017-01..2017-03, date:>=2016 or date:none"
        }
    };
    let mistake = mistake(&what, help, span.clone());
    match meant_date(text) {
        Some(meant) => mistake.instead(span, &format!("{field}:{meant}")),
        None => mistake,
    }
}

/// Whether a range of two dates has the later one first.
fn backwards(text: &str) -> bool {
    let bounds = text.split_once("..");
    let bounds = bounds.and_then(|(from, to)| Some((partial_date(from)?, partial_date(to)?)));
    bounds.is_some_and(|(from, to)| to.first_day() < from.first_day())
}

/// The date or range that was plainly meant: with other signs between its numbers, without zeros
/// before them, or with its bounds exchanged.
fn meant_date(text: &str) -> Option<String> {
    let number = |part: &str| part.bytes().all(|b| b.is_ascii_digit()) && !part.is_empty();
    let date = |text: &str| {
        let parts: Vec<&str> = text.split(['-', '/', '.']).collect();
        let is_date = parts.len() <= 3 && parts.iter().all(|part| number(part));
        let padded = parts.iter().map(|part| format!("{part:0>2}"));
        let written = padded.collect::<Vec<_>>().join("-");
        (text.is_empty() || is_date && partial_date(&written).is_some()).then_some(written)
    };
    if backwards(text) {
        let (from, to) = text.split_once("..")?;
        return Some(format!("{to}..{from}"));
    }
    let meant = match text.split_once("..") {
        Some((from, to)) => format!("{}..{}", date(from)?, date(to)?),
        None => {
            let bare = text.trim_start_matches(['<', '>', '=']);
            format!("{}{}", &text[..text.len() - bare.len()], date(bare)?)
        }
    };
    date_range(&meant).map(|_| meant)
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
