//! `what was typed → tokens`: words, phrases and signs, each with its place.

use std::ops::Range;

use super::fields::{FIELDS, is_of_names, unknown_field};
use super::mistake::{ParseError, brief, mistake, nearest};
use crate::query::ast::{Boost, Part};

/// The farthest that two patterns may be apart: less than the gap between the parts of an article.
const DISTANCE_MAX: u32 = 99;

/// What a token is.
#[derive(Debug, Clone, PartialEq)]
pub enum Kind<'a> {
    Open,
    /// A parenthesis for all of which a field holds.
    OpenField(&'a str),
    Close,
    Minus,
    Plus,
    Or,
    And,
    Not,
    Near {
        distance: u32,
        ordered: bool,
    },
    Word {
        field: Option<&'a str>,
        text: &'a str,
    },
    Phrase {
        field: Option<&'a str>,
        text: &'a str,
        slop: u32,
    },
    /// A regular expression.
    Regex(&'a str),
}

/// A word, a phrase or a sign of a query.
pub struct Token<'a> {
    pub kind: Kind<'a>,
    /// Where it stands, in bytes of the query.
    pub span: Range<usize>,
    /// How much it counts, if that is said.
    pub boost: Option<Boost>,
}

/// Cuts a query into tokens, in their order; what was set right on the way is told.
pub fn tokens<'a>(
    text: &'a str,
    repairs: &mut Vec<ParseError>,
) -> Result<Vec<Token<'a>>, ParseError> {
    let mut tokens = Vec::new();
    let mut at = 0;
    while let Some(c) = text[at..].chars().next() {
        let token = |kind, end: usize| Token {
            kind,
            span: at..end,
            boost: None,
        };
        let next = at + c.len_utf8();
        let rest = &text[next..];
        let token = match c {
            _ if c.is_whitespace() => {
                at = next;
                continue;
            }
            '(' => token(Kind::Open, next),
            ')' => with_boost(text, token(Kind::Close, next))?,
            '-' if starts_operand(rest) => token(Kind::Minus, next),
            '+' if starts_operand(rest) => token(Kind::Plus, next),
            _ if is_quote(c) => {
                let (phrase, end) = phrase(text, at, repairs);
                let (slop, end) = slop(text, end)?;
                let kind = Kind::Phrase {
                    field: None,
                    text: phrase,
                    slop,
                };
                with_boost(text, token(kind, end))?
            }
            '=' if rest.starts_with(is_quote) => {
                let (phrase, end) = phrase(text, next, repairs);
                let kind = Kind::Phrase {
                    field: Some("="),
                    text: phrase,
                    slop: 0,
                };
                with_boost(text, token(kind, end))?
            }
            _ => match regex(rest).filter(|_| c == '/') {
                Some(regex) => {
                    let end = next + regex.len() + 1;
                    with_boost(text, token(Kind::Regex(regex), end))?
                }
                None => word(text, at, repairs)?,
            },
        };
        at = token.span.end;
        tokens.push(token);
    }
    Ok(tokens)
}

/// Takes `in:removed` out of a query, and tells where the last one was.
pub fn take_in_removed(tokens: &mut Vec<Token>) -> Result<Option<Range<usize>>, ParseError> {
    let (mut found, mut depth, mut at) = (None, 0usize, 0);
    while let Some(token) = tokens.get(at) {
        match token.kind {
            Kind::Open | Kind::OpenField(_) => depth += 1,
            Kind::Close => depth = depth.saturating_sub(1),
            Kind::Word {
                field: Some("in"),
                text,
            }
            | Kind::Phrase {
                field: Some("in"),
                text,
                ..
            } => {
                let span = token.span.clone();
                if text != "removed" {
                    let what = format!("there is no `in:{}`", brief(text));
                    let help = "write in:removed to search what was taken off the pages; for other parts, title:word, body:word or caption:word";
                    let mistake = mistake(&what, help, span.clone());
                    return Err(match nearest(text, ["removed"]) {
                        Some(near) => mistake.instead(span, &format!("in:{near}")),
                        None => mistake,
                    });
                }
                let before = at.checked_sub(1).map(|before| &tokens[before].kind);
                let is_signed = matches!(before, Some(Kind::Minus | Kind::Not | Kind::Plus));
                if depth > 0 || is_signed {
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

/// Whether a sign before this text is one of ours: something follows for which it can hold.
fn starts_operand(rest: &str) -> bool {
    rest.starts_with(|c: char| {
        c.is_alphanumeric() || matches!(c, '(' | '-' | '+' | '[' | '=' | '*' | '/') || is_quote(c)
    })
}

/// The quotes that word processors and other languages use.
pub fn is_quote(c: char) -> bool {
    matches!(
        c,
        '"' | '\u{201C}' | '\u{201D}' | '\u{201E}' | '\u{AB}' | '\u{BB}'
    )
}

/// The phrase whose opening quote stands at `start`, and where it ends. One that is never closed
/// ends with the query.
fn phrase<'a>(text: &'a str, start: usize, repairs: &mut Vec<ParseError>) -> (&'a str, usize) {
    let inside = start + text[start..].chars().next().map_or(1, char::len_utf8);
    match text[inside..].find(is_quote) {
        Some(length) => {
            let close = inside + length;
            let quote = text[close..].chars().next().map_or(1, char::len_utf8);
            (&text[inside..close], close + quote)
        }
        None => {
            repairs.push(mistake(
                "the quotation mark is never closed",
                "taken as closed at the end",
                start..inside,
            ));
            (&text[inside..], text.len())
        }
    }
}

/// The words that may stand between those of a phrase that ends at `at`: `~3`.
fn slop(text: &str, at: usize) -> Result<(u32, usize), ParseError> {
    /// A loose phrase reaches no farther than words near each other do.
    const SLOP_MAX: u32 = 50;
    let Some(rest) = text[at..].strip_prefix('~') else {
        return Ok((0, at));
    };
    let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
    let end = at + 1 + digits;
    match rest[..digits].parse() {
        Ok(slop) if slop <= SLOP_MAX => Ok((slop, end)),
        slop => {
            let slop = if slop.is_ok() { SLOP_MAX } else { 3 };
            let end = word_end(text, end);
            let typed = brief(&text[at..end]);
            let what = format!("`{typed}` is not how many other words a phrase may have between");
            let help = format!("write \"several words\"~3, at most ~{SLOP_MAX}");
            Err(mistake(&what, &help, at..end).instead(at..end, &format!("~{slop}")))
        }
    }
}

/// Takes in what stands behind a token of how much it counts: `^2`, `^0.5`.
fn with_boost<'a>(text: &str, mut token: Token<'a>) -> Result<Token<'a>, ParseError> {
    let at = token.span.end;
    let Some(rest) = text[at..].strip_prefix('^') else {
        return Ok(token);
    };
    let number = rest
        .bytes()
        .take_while(|b| b.is_ascii_digit() || *b == b'.');
    let end = match number.count() {
        0 => word_end(text, at),
        digits => at + 1 + digits,
    };
    token.boost = Some(boost(&text[at + 1..end], at..end)?);
    token.span.end = end;
    Ok(token)
}

fn boost(number: &str, span: Range<usize>) -> Result<Boost, ParseError> {
    let (whole, part) = number.split_once('.').unwrap_or((number, ""));
    let hundredths = || {
        let whole: u32 = whole.parse().ok().filter(|whole| *whole <= Boost::MAX)?;
        let part: u32 = match part.len() {
            0 => 0,
            1 => part.parse::<u32>().ok()? * 10,
            2 => part.parse().ok()?,
            _ => return None,
        };
        Some(whole * 100 + part).filter(|all| (1..=Boost::MAX * 100).contains(all))
    };
    hundredths().map(Boost).ok_or_else(|| {
        let what = format!(
            "`^{}` is not how many times as much it counts",
            brief(number)
        );
        let help = format!("write word^2 or word^0.5, from ^0.01 to ^{}", Boost::MAX);
        let is_more = number
            .parse()
            .is_ok_and(|number: f64| number > f64::from(Boost::MAX));
        let instead = if is_more {
            format!("^{}", Boost::MAX)
        } else {
            String::new()
        };
        mistake(&what, &help, span.clone()).instead(span, &instead)
    })
}

/// The regular expression that a text behind a slash begins with: up to the next slash, without
/// blanks.
fn regex(rest: &str) -> Option<&str> {
    let mut escaped = false;
    let end = rest.find(|c: char| {
        let ends = c.is_whitespace() || c == '/' && !escaped;
        escaped = c == '\\' && !escaped;
        ends
    })?;
    let after = rest[end..].strip_prefix('/')?.chars().next();
    let is_over = after.is_none_or(|c| c.is_whitespace() || matches!(c, ')' | '^'));
    (end > 0 && is_over).then(|| &rest[..end])
}

/// Where the word ends that stands at a byte.
fn word_end(text: &str, start: usize) -> usize {
    let ends = |c: char| c.is_whitespace() || matches!(c, '(' | ')') || is_quote(c);
    text[start..]
        .find(ends)
        .map_or(text.len(), |length| start + length)
}

/// The word, operator or field with its value that begins at `start`.
fn word<'a>(
    text: &'a str,
    start: usize,
    repairs: &mut Vec<ParseError>,
) -> Result<Token<'a>, ParseError> {
    let end = word_end(text, start);
    let word = &text[start..end];
    if let Some((name, value)) = word.split_once(':') {
        let is_field = !name.is_empty() && name.bytes().all(|b| b.is_ascii_alphabetic());
        // An address or a time of day is a word.
        if is_field && !value.starts_with("//") {
            return named(text, name, value, start..end, repairs);
        }
    }
    let kind = match word {
        "OR" => Kind::Or,
        "AND" => Kind::And,
        "NOT" => Kind::Not,
        _ => match near(word, start)? {
            Some(near) => near,
            None => return boosted(None, word, start..end),
        },
    };
    Ok(Token {
        kind,
        span: start..end,
        boost: None,
    })
}

/// `NEAR/5` or `BEFORE/5`.
fn near(word: &str, start: usize) -> Result<Option<Kind<'static>>, ParseError> {
    for (name, ordered) in [("NEAR", false), ("BEFORE", true)] {
        let Some(distance) = word.strip_prefix(name).and_then(|w| w.strip_prefix('/')) else {
            continue;
        };
        return match distance.parse() {
            Ok(distance) if (1..=DISTANCE_MAX).contains(&distance) => {
                Ok(Some(Kind::Near { distance, ordered }))
            }
            far => {
                let what = format!(
                    "`{}` has no distance from 1 to {DISTANCE_MAX} words",
                    brief(word)
                );
                let help = format!("write {name}/5");
                let meant = match far {
                    Ok(0) => 1,
                    Ok(_) => DISTANCE_MAX,
                    Err(_) => 5,
                };
                let span = start..start + word.len();
                Err(mistake(&what, &help, span.clone()).instead(span, &format!("{name}/{meant}")))
            }
        };
    }
    Ok(None)
}

/// A word that may end with how much it counts.
fn boosted<'a>(
    field: Option<&'a str>,
    text: &'a str,
    span: Range<usize>,
) -> Result<Token<'a>, ParseError> {
    let number = |number: &str| number.starts_with(|c: char| c.is_ascii_digit());
    let (text, boost) = match text.rsplit_once('^') {
        Some((before, after)) if !before.is_empty() && number(after) => {
            let at = span.end - after.len() - 1;
            (before, Some(boost(after, at..span.end)?))
        }
        _ => (text, None),
    };
    Ok(Token {
        kind: Kind::Word { field, text },
        span,
        boost,
    })
}

/// The word that stands at `span`: a field's name, a colon and the value, which is a phrase if
/// a quotation mark follows, and a group if a parenthesis does.
fn named<'a>(
    text: &'a str,
    name: &'a str,
    value: &'a str,
    span: Range<usize>,
    repairs: &mut Vec<ParseError>,
) -> Result<Token<'a>, ParseError> {
    let after = text[span.end..].chars().next();
    if !FIELDS.contains(&name) {
        // A headline: `Re: ferry`, `Sollis: the report`.
        if value.is_empty() && after.is_none_or(|c| c.is_whitespace() || c == ')') {
            let (field, text, slop) = (None, name, 0);
            let kind = match name {
                "OR" | "AND" | "NOT" => Kind::Phrase { field, text, slop },
                _ => Kind::Word { field, text },
            };
            return Ok(Token {
                kind,
                span,
                boost: None,
            });
        }
        return Err(unknown_field(name, &text[span.clone()], span.start));
    }
    let mut field = Some(name);
    let mut value = value;
    if let Some(rest) = value.strip_prefix('=')
        && is_of_names(name)
    {
        // The sign stays with the field.
        field = text.get(span.start..span.end - rest.len());
        value = rest;
    }
    if !value.is_empty() {
        return boosted(field, value, span);
    }
    if after == Some('(') && field == Some(name) {
        return Ok(Token {
            kind: Kind::OpenField(name),
            span: span.start..span.end + 1,
            boost: None,
        });
    }
    if after.is_some_and(is_quote) {
        let (phrase, closed) = phrase(text, span.end, repairs);
        let (slop, end) = slop(text, closed)?;
        if slop > 0 && Part::ALL.iter().all(|part| part.name() != name) {
            let what = format!("`{name}:` takes no `~{slop}`");
            let help = "only \"phrases\" of the text may have other words between; leave it out";
            return Err(mistake(&what, help, closed..end).instead(closed..end, ""));
        }
        let kind = Kind::Phrase {
            field,
            text: phrase,
            slop,
        };
        let token = Token {
            kind,
            span: span.start..end,
            boost: None,
        };
        return with_boost(text, token);
    }
    let help = format!("write {name}:word or {name}:\"several words\", without a space");
    let mistake = mistake(&format!("`{name}:` has no value"), &help, span.clone());
    let rest = &text[span.end..];
    let value = rest.trim_start();
    Err(
        match value.starts_with(|c: char| c.is_alphanumeric() || is_quote(c)) {
            true => mistake.instead(span.end..text.len() - value.len(), ""),
            false => mistake,
        },
    )
}
