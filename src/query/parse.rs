//! `what was typed → Query`, or where the mistake is and what to write instead.
//!
//! ```text
//! query   = and { "OR" and }
//! and     = unary { ["AND"] unary }
//! unary   = ("-" | "NOT") unary | primary
//! primary = "(" query ")" | [field ":"] ( '"' phrase '"' | word )
//! field   = title caption removed author site lang date person org place entity email url money
//! date    = day | day ".." | ".." day | day ".." day | "none"
//! day     = YYYY | YYYY-MM | YYYY-MM-DD
//! ```
//!
//! `in:removed`, anywhere outside of parentheses, makes every word and phrase without a field one
//! with `removed:`.
//!
//! `OR`, `AND` and `NOT` are operators in capitals only. Signs that belong to no word are
//! ignored, so that a name can be pasted as it is printed; so is a colon at the end of a word that
//! is no field, as headlines have it.

use std::ops::Range;

use jiff::civil::Date;

use super::ast::{DateRange, Part, PartialDate, Query};
use crate::analysis::Words;
use crate::entities::EntityType;

/// Parentheses inside parentheses; a person needs three.
const NESTING_MAX: usize = 64;

/// Bytes of a query. A page of text pasted by mistake is a tenth of it.
const QUERY_BYTES_MAX: usize = 64 << 10;

/// Characters of what was typed that a message repeats: more than any field or date has.
const TYPED_CHARS_MAX: usize = 40;

/// A mistake in a query.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{what}; {help}")]
pub struct ParseError {
    /// What is wrong.
    pub what: String,
    /// What to write instead.
    pub help: String,
    /// Where, in bytes of the query.
    pub span: Range<usize>,
}

/// Parses a query; an empty one, or one of nothing but signs, is a mistake.
pub fn parse(text: &str) -> Result<Query, ParseError> {
    if text.len() > QUERY_BYTES_MAX {
        return Err(ParseError {
            what: format!("the query is longer than {} KiB", QUERY_BYTES_MAX >> 10),
            help: "search for its most telling words".into(),
            span: 0..0,
        });
    }
    let mut tokens = tokens(text)?;
    let in_removed = take_in_removed(&mut tokens)?;
    let mut parser = Parser {
        tokens,
        next: 0,
        end: text.len(),
        depth: 0,
    };
    let mut query = parser.or()?;
    if let Some(token) = parser.tokens.get(parser.next) {
        return Err(mistake(
            "`)` without `(`",
            "remove it, or open it before",
            token.span.clone(),
        ));
    }
    if let Some(span) = in_removed
        && !query
            .as_mut()
            .is_some_and(|query| query.move_to(Part::Removed))
    {
        return Err(mistake(
            "`in:removed` needs a word to look for",
            "write in:removed word or in:removed \"several words\"",
            span,
        ));
    }
    query.ok_or_else(|| {
        mistake(
            "nothing to search for",
            "write a word, \"a phrase\" or person:name",
            0..text.len(),
        )
    })
}

#[derive(Debug, Clone, PartialEq)]
enum Kind<'a> {
    Open,
    Close,
    Minus,
    Or,
    And,
    Not,
    Word {
        field: Option<&'a str>,
        text: &'a str,
    },
    Phrase {
        field: Option<&'a str>,
        text: &'a str,
    },
}

struct Token<'a> {
    kind: Kind<'a>,
    span: Range<usize>,
}

fn tokens(text: &str) -> Result<Vec<Token<'_>>, ParseError> {
    let mut tokens = Vec::new();
    let mut at = 0;
    while let Some(c) = text[at..].chars().next() {
        let single = |kind| Token {
            kind,
            span: at..at + c.len_utf8(),
        };
        match c {
            _ if c.is_whitespace() => {}
            '(' => tokens.push(single(Kind::Open)),
            ')' => tokens.push(single(Kind::Close)),
            '-' if starts_operand(&text[at + 1..]) => tokens.push(single(Kind::Minus)),
            _ if is_quote(c) => {
                let (phrase, end) = phrase(text, at)?;
                tokens.push(Token {
                    kind: Kind::Phrase {
                        field: None,
                        text: phrase,
                    },
                    span: at..end,
                });
                at = end;
                continue;
            }
            _ => {
                let token = word(text, at)?;
                at = token.span.end;
                tokens.push(token);
                continue;
            }
        }
        at += c.len_utf8();
    }
    Ok(tokens)
}

/// Takes `in:removed` out of a query, and tells where the last one was.
fn take_in_removed(tokens: &mut Vec<Token>) -> Result<Option<Range<usize>>, ParseError> {
    let (mut found, mut depth, mut at) = (None, 0usize, 0);
    while let Some(token) = tokens.get(at) {
        match token.kind {
            Kind::Open => depth += 1,
            Kind::Close => depth = depth.saturating_sub(1),
            Kind::Word {
                field: Some("in"),
                text,
            }
            | Kind::Phrase {
                field: Some("in"),
                text,
            } => {
                let span = token.span.clone();
                if text != "removed" {
                    return Err(mistake(
                        &format!("there is no `in:{}`", brief(text)),
                        "write in:removed to search what was taken off the pages",
                        span,
                    ));
                }
                let before = at.checked_sub(1).map(|before| &tokens[before].kind);
                if depth > 0 || matches!(before, Some(Kind::Minus | Kind::Not)) {
                    return Err(mistake(
                        "`in:removed` holds for the whole query",
                        "write it outside of parentheses, without a minus; for one word there is removed:word",
                        span,
                    ));
                }
                // An `AND` that joined it to the rest goes with it.
                let ends_with_and = matches!(before, Some(Kind::And));
                tokens.remove(at);
                if tokens.get(at).is_some_and(|next| next.kind == Kind::And) {
                    tokens.remove(at);
                } else if ends_with_and {
                    at -= 1;
                    tokens.remove(at);
                }
                found = Some(span);
                continue;
            }
            _ => {}
        }
        at += 1;
    }
    Ok(found)
}

/// Whether a minus before this text excludes something.
fn starts_operand(rest: &str) -> bool {
    rest.starts_with(|c: char| c.is_alphanumeric() || c == '(' || c == '-' || is_quote(c))
}

/// The quotes that word processors and other languages use.
fn is_quote(c: char) -> bool {
    matches!(
        c,
        '"' | '\u{201C}' | '\u{201D}' | '\u{201E}' | '\u{AB}' | '\u{BB}'
    )
}

/// The phrase whose opening quote stands at `start`, and where it ends.
fn phrase(text: &str, start: usize) -> Result<(&str, usize), ParseError> {
    let inside = start + text[start..].chars().next().map_or(1, char::len_utf8);
    match text[inside..].find(is_quote) {
        Some(length) => {
            let close = inside + length;
            let quote = text[close..].chars().next().map_or(1, char::len_utf8);
            Ok((&text[inside..close], close + quote))
        }
        None => Err(mistake(
            "the quotation mark is never closed",
            "add one at the end of the phrase, or remove this one",
            start..inside,
        )),
    }
}

fn word(text: &str, start: usize) -> Result<Token<'_>, ParseError> {
    let stop = |c: char| c.is_whitespace() || matches!(c, '(' | ')') || is_quote(c);
    let end = text[start..]
        .find(stop)
        .map_or(text.len(), |length| start + length);
    let word = &text[start..end];
    if let Some(colon) = word.find(':') {
        let name = &word[..colon];
        let value = start + colon + 1;
        let is_field = !name.is_empty() && name.bytes().all(|b| b.is_ascii_alphabetic());
        // An address or a time of day is a word.
        if is_field && !word[colon..].starts_with("://") {
            if !FIELDS.contains(&name) {
                // A headline: `Re: ferry`, `Sollis: the report`.
                let after = text[end..].chars().next();
                if value == end && after.is_none_or(|c| c.is_whitespace() || c == ')') {
                    let (field, text) = (None, name);
                    let kind = match name {
                        "OR" | "AND" | "NOT" => Kind::Phrase { field, text },
                        _ => Kind::Word { field, text },
                    };
                    return Ok(Token {
                        kind,
                        span: start..end,
                    });
                }
                return Err(unknown_field(name, word, start));
            }
            if let Some(quote) = text[value..]
                .chars()
                .next()
                .filter(|c| is_quote(*c) && value == end)
            {
                let (phrase, end) = phrase(text, end)?;
                let _ = quote;
                return Ok(Token {
                    kind: Kind::Phrase {
                        field: Some(name),
                        text: phrase,
                    },
                    span: start..end,
                });
            }
            if value == end {
                let help =
                    format!("write {name}:word or {name}:\"several words\", without a space");
                return Err(mistake(
                    &format!("`{name}:` has no value"),
                    &help,
                    start..end,
                ));
            }
            let kind = Kind::Word {
                field: Some(name),
                text: &text[value..end],
            };
            return Ok(Token {
                kind,
                span: start..end,
            });
        }
    }
    let kind = match word {
        "OR" => Kind::Or,
        "AND" => Kind::And,
        "NOT" => Kind::Not,
        _ => {
            refuse_what_is_to_come(word, start)?;
            Kind::Word {
                field: None,
                text: word,
            }
        }
    };
    Ok(Token {
        kind,
        span: start..end,
    })
}

const FIELDS: [&str; 15] = [
    "title", "caption", "removed", "in", "author", "site", "lang", "date", "person", "org",
    "place", "entity", "email", "url", "money",
];

fn unknown_field(name: &str, word: &str, start: usize) -> ParseError {
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

/// Signs that will mean something are refused by name, rather than ignored.
fn refuse_what_is_to_come(word: &str, start: usize) -> Result<(), ParseError> {
    let has_word = word.contains(char::is_alphanumeric);
    let what = if has_word && word.ends_with('*') {
        "prefixes (`brib*`) are not supported yet"
    } else if word.starts_with("NEAR/") {
        "`NEAR` is not supported yet"
    } else if has_word && word.starts_with('[') && word.ends_with(']') {
        "types of names in brackets (`[person]`) are not supported yet"
    } else if has_word && word.starts_with('=') {
        "literal words (`=Word`) are not supported yet"
    } else if has_word && word.contains('~') {
        "fuzzy words (`word~`) are not supported yet"
    } else {
        return Ok(());
    };
    Err(mistake(
        what,
        "write whole words or \"phrases\"",
        start..start + word.len(),
    ))
}

/// What was typed, short enough to be repeated in a sentence.
fn brief(text: &str) -> String {
    match text.char_indices().nth(TYPED_CHARS_MAX) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}

fn mistake(what: &str, help: &str, span: Range<usize>) -> ParseError {
    ParseError {
        what: what.into(),
        help: help.into(),
        span,
    }
}

struct Parser<'a> {
    tokens: Vec<Token<'a>>,
    next: usize,
    end: usize,
    depth: usize,
}

impl<'a> Parser<'a> {
    fn peek(&self) -> Option<&Kind<'a>> {
        self.tokens.get(self.next).map(|token| &token.kind)
    }

    /// Bytes of the token before, or of the end.
    fn last_span(&self) -> Range<usize> {
        match self.next.checked_sub(1).and_then(|i| self.tokens.get(i)) {
            Some(token) => token.span.clone(),
            None => self.end..self.end,
        }
    }

    fn or(&mut self) -> Result<Option<Query>, ParseError> {
        let mut alternatives: Vec<Query> = Vec::new();
        let mut after_or = false;
        loop {
            let operand = self.and()?;
            if operand.is_none() && (after_or || self.peek() == Some(&Kind::Or)) {
                let span = match self.peek() {
                    Some(Kind::Or) => self.tokens[self.next].span.clone(),
                    _ => self.last_span(),
                };
                return Err(mistake(
                    "`OR` needs something on both sides",
                    "to search for the word, write \"or\"",
                    span,
                ));
            }
            // `a OR (b OR c)` is `a OR b OR c`.
            match operand {
                Some(Query::Or(inner)) => alternatives.extend(inner),
                Some(query) => alternatives.push(query),
                None => {}
            }
            if self.peek() != Some(&Kind::Or) {
                break;
            }
            self.next += 1;
            after_or = true;
        }
        Ok(one_or(alternatives, Query::Or))
    }

    fn and(&mut self) -> Result<Option<Query>, ParseError> {
        let mut all: Vec<Query> = Vec::new();
        loop {
            match self.peek() {
                None | Some(Kind::Close | Kind::Or) => break,
                Some(Kind::And) => {
                    let span = self.tokens[self.next].span.clone();
                    self.next += 1;
                    if all.is_empty()
                        || matches!(self.peek(), None | Some(Kind::Close | Kind::Or | Kind::And))
                    {
                        return Err(mistake(
                            "`AND` needs something on both sides",
                            "leave it out: all words are searched anyway",
                            span,
                        ));
                    }
                }
                Some(_) => match self.unary()? {
                    Some(Query::And(inner)) => all.extend(inner),
                    Some(query) => all.push(query),
                    None => {}
                },
            }
        }
        Ok(one_or(all, Query::And))
    }

    fn unary(&mut self) -> Result<Option<Query>, ParseError> {
        let mut negated = false;
        while matches!(self.peek(), Some(Kind::Minus | Kind::Not)) {
            negated = !negated;
            self.next += 1;
        }
        if matches!(self.peek(), None | Some(Kind::Close | Kind::Or | Kind::And)) {
            return Err(mistake(
                "nothing to exclude",
                "write -word without a space; to search for the word, write \"not\"",
                self.last_span(),
            ));
        }
        let query = self.primary()?;
        Ok(match query {
            // Two negations are none.
            Some(Query::Not(inner)) if negated => Some(*inner),
            Some(query) if negated => Some(Query::Not(Box::new(query))),
            other => other,
        })
    }

    fn primary(&mut self) -> Result<Option<Query>, ParseError> {
        let Some(token) = self.tokens.get(self.next) else {
            return Ok(None);
        };
        let (kind, span) = (token.kind.clone(), token.span.clone());
        self.next += 1;
        match kind {
            Kind::Open => {
                self.depth += 1;
                if self.depth > NESTING_MAX {
                    return Err(mistake(
                        "too many parentheses inside each other",
                        "write the query flatter",
                        span,
                    ));
                }
                let query = self.or()?;
                if self.peek() != Some(&Kind::Close) {
                    return Err(mistake(
                        "`(` is never closed",
                        "add `)`, or remove this one",
                        span,
                    ));
                }
                self.next += 1;
                self.depth -= 1;
                Ok(query)
            }
            Kind::Word { field, text } => operand(field, text, false, span),
            Kind::Phrase { field, text } => operand(field, text, true, span),
            Kind::Close | Kind::Minus | Kind::Or | Kind::And | Kind::Not => Ok(None),
        }
    }
}

fn one_or(mut queries: Vec<Query>, many: fn(Vec<Query>) -> Query) -> Option<Query> {
    if queries.len() > 1 {
        Some(many(queries))
    } else {
        queries.pop()
    }
}

fn operand(
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
        Some(field) => Query::Named {
            kind: EntityType::ALL.into_iter().find(|kind| kind.name() == field),
            name: text.to_owned(),
        },
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

fn partial_date(text: &str) -> Option<PartialDate> {
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

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn check(typed: &str, understood: &str) {
        match parse(typed) {
            Ok(query) => assert_eq!(query.to_string(), understood, "{typed}"),
            Err(error) => panic!("{typed}: {error}"),
        }
    }

    fn check_mistake(typed: &str, marked: &str, message: &str) {
        match parse(typed) {
            Ok(query) => panic!("{typed} was understood as {query}"),
            Err(error) => {
                assert_eq!(&typed[error.span.clone()], marked, "{typed}");
                assert_eq!(error.to_string(), message, "{typed}");
            }
        }
    }

    #[test]
    fn words_phrases_and_operators() {
        check("ferry  inquiry", "ferry inquiry");
        check("ferry AND inquiry", "ferry inquiry");
        check("\"saint orla\" ferry", "\"saint orla\" ferry");
        check("ferry OR boat harbour", "(ferry OR boat harbour)");
        check("(ferry OR boat) harbour", "(ferry OR boat) harbour");
        check("ferry -boat", "ferry -boat");
        check("NOT (a b)", "-(a b)");
        check("--a", "a");
        check("a OR (b OR c)", "(a OR b OR c)");
    }

    #[test]
    fn fields_and_dates() {
        check("title:inquiry", "title:inquiry");
        check("title:\"bow door\"", "title:\"bow door\"");
        check("person:\"Amara Sollis\"", "person:\"Amara Sollis\"");
        check("entity:NMH", "entity:\"NMH\"");
        check("date:2017-03", "date:2017-03");
        check("date:2017-01..2017-03", "date:2017-01..2017-03");
        check("date:..2016", "date:..2016");
        check("date:none", "date:none");
        check("lang:EN", "lang:en");
    }

    #[test]
    fn in_removed_is_short_for_a_field_before_every_word() {
        check(
            "in:removed \"sign up\" dravec",
            "removed:\"sign up\" removed:dravec",
        );
        check("ferry in:removed", "removed:ferry");
        check(
            "(a OR -b) date:2017 in:removed title:c",
            "(removed:a OR -removed:b) date:2017 title:c",
        );
        check("in:removed AND a", "removed:a");
        check("a AND in:removed AND b", "removed:a removed:b");
        check("a AND in:removed", "removed:a");
        check("in:removed a OR b", "(removed:a OR removed:b)");
        check("dravec removed:\"sign up\"", "dravec removed:\"sign up\"");
        check_mistake(
            "in:captions a",
            "in:captions",
            "there is no `in:captions`; write in:removed to search what was taken off the pages",
        );
        for (typed, marked) in [
            ("a (in:removed b)", "in:removed"),
            ("-in:removed a", "in:removed"),
        ] {
            check_mistake(
                typed,
                marked,
                "`in:removed` holds for the whole query; write it outside of parentheses, without a minus; for one word there is removed:word",
            );
        }
        for typed in ["in:removed", "in:removed date:2017", "in:removed title:a"] {
            check_mistake(
                typed,
                "in:removed",
                "`in:removed` needs a word to look for; write in:removed word or in:removed \"several words\"",
            );
        }
    }

    #[test]
    fn names_can_be_pasted_as_they_are_printed() {
        check("Marks & Spencer", "Marks Spencer");
        check("al-Assad", "al-Assad");
        check("„Saint Orla“", "\"Saint Orla\"");
        check(
            "http://anselm-courier.example/2017",
            "http://anselm-courier.example/2017",
        );
        check("10:30", "10:30");
        check("a - b", "a b");
    }

    #[test]
    fn a_headline_with_a_colon_can_be_pasted() {
        check("Sollis: the report", "Sollis the report");
        check("Re: ferry", "Re ferry");
        check("ferry:", "ferry");
        check_mistake(
            "foo:bar",
            "foo",
            "there is no field `foo`; there are title, caption, removed, in, author, site, lang, date, person, org, place, entity, email, url, money; to search for the words themselves, write \"foo:bar\"",
        );
        check_mistake(
            "persn:\"Amara Sollis\"",
            "persn",
            "there is no field `persn`; did you mean `person:`?",
        );
    }

    #[test]
    fn a_message_repeats_only_the_beginning_of_what_was_typed() {
        let typed = format!("date:{}", "x".repeat(60_000));
        let message = parse(&typed).map_or_else(|e| e.to_string(), |q| q.to_string());
        assert!(message.chars().count() < 200, "{message}");
    }

    #[test]
    fn a_mistake_is_shown_where_it_is_with_what_to_write_instead() {
        check_mistake(
            "a (b",
            "(",
            "`(` is never closed; add `)`, or remove this one",
        );
        check_mistake("a) b", ")", "`)` without `(`; remove it, or open it before");
        check_mistake(
            "\"a b",
            "\"",
            "the quotation mark is never closed; add one at the end of the phrase, or remove this one",
        );
        check_mistake(
            "persn:haas",
            "persn",
            "there is no field `persn`; did you mean `person:`?",
        );
        check_mistake(
            "title: a",
            "title:",
            "`title:` has no value; write title:word or title:\"several words\", without a space",
        );
        check_mistake(
            "date:yesterday",
            "date:yesterday",
            "`yesterday` is no date; write date:2017, date:2017-03, date:2017-03-08, date:2017-01..2017-03 or date:none",
        );
        check_mistake(
            "a OR",
            "OR",
            "`OR` needs something on both sides; to search for the word, write \"or\"",
        );
        check_mistake(
            "brib*",
            "brib*",
            "prefixes (`brib*`) are not supported yet; write whole words or \"phrases\"",
        );
        check_mistake(
            " & ",
            " & ",
            "nothing to search for; write a word, \"a phrase\" or person:name",
        );
    }

    proptest! {
        #[test]
        fn no_text_makes_it_panic_and_mistakes_lie_inside(text in "\\PC{0,60}") {
            if let Err(error) = parse(&text) {
                prop_assert!(text.get(error.span).is_some());
            }
        }

        #[test]
        fn what_is_written_is_understood_the_same_way(
            words in prop::collection::vec(
                prop::sample::select(vec![
                    "ferry", "(", ")", "OR", "AND", "NOT", "-", "\"", "title:", "person:", "al-Assad",
                    "date:2017", "date:2016..", "in:removed", "removed:", "\"bow door\"", "&", "site:x.example", "Élysée", "10:30",
                ]),
                0..12,
            ),
            spaces in prop::bool::ANY,
        ) {
            let text = words.join(if spaces { " " } else { "" });
            if let Ok(query) = parse(&text) {
                let written = query.to_string();
                prop_assert_eq!(parse(&written), Ok(query), "{}", written);
            }
        }
    }
}
