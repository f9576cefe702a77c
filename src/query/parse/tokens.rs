//! `what was typed → tokens`: words, phrases and signs, each with its place.

use std::ops::Range;

use super::fields::{FIELDS, is_of_names, unknown_field};
use super::mistake::{ParseError, brief, mistake};

/// What a token is.
#[derive(Debug, Clone, PartialEq)]
pub enum Kind<'a> {
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

/// A word, a phrase or a sign of a query.
pub struct Token<'a> {
    pub kind: Kind<'a>,
    /// Where it stands, in bytes of the query.
    pub span: Range<usize>,
}

/// Cuts a query into tokens, in their order.
pub fn tokens(text: &str) -> Result<Vec<Token<'_>>, ParseError> {
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
pub fn take_in_removed(tokens: &mut Vec<Token>) -> Result<Option<Range<usize>>, ParseError> {
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

/// The word, operator or field with its value that begins at `start`.
fn word(text: &str, start: usize) -> Result<Token<'_>, ParseError> {
    let stop = |c: char| c.is_whitespace() || matches!(c, '(' | ')') || is_quote(c);
    let end = text[start..]
        .find(stop)
        .map_or(text.len(), |length| start + length);
    let word = &text[start..end];
    if let Some((name, value)) = word.split_once(':') {
        let is_field = !name.is_empty() && name.bytes().all(|b| b.is_ascii_alphabetic());
        // An address or a time of day is a word.
        if is_field && !value.starts_with("//") {
            return named(text, name, value, start..end);
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

/// The word that stands at `span`: a field's name, a colon and the value, which is a phrase if
/// a quotation mark follows.
fn named<'a>(
    text: &'a str,
    name: &'a str,
    value: &'a str,
    span: Range<usize>,
) -> Result<Token<'a>, ParseError> {
    let after = text[span.end..].chars().next();
    if !FIELDS.contains(&name) {
        // A headline: `Re: ferry`, `Sollis: the report`.
        if value.is_empty() && after.is_none_or(|c| c.is_whitespace() || c == ')') {
            let (field, text) = (None, name);
            let kind = match name {
                "OR" | "AND" | "NOT" => Kind::Phrase { field, text },
                _ => Kind::Word { field, text },
            };
            return Ok(Token { kind, span });
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
        // Addresses and amounts may have such signs.
        if !matches!(name, "url" | "email" | "money" | "site") {
            refuse_what_is_to_come(value, span.end - value.len())?;
        }
        let kind = Kind::Word { field, text: value };
        return Ok(Token { kind, span });
    }
    if after.is_some_and(is_quote) {
        let (text, end) = phrase(text, span.end)?;
        let kind = Kind::Phrase { field, text };
        let span = span.start..end;
        return Ok(Token { kind, span });
    }
    let help = format!("write {name}:word or {name}:\"several words\", without a space");
    Err(mistake(&format!("`{name}:` has no value"), &help, span))
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
