//! `a word or what stands in quotes → Pattern`.

use std::ops::Range;

use unicode_normalization::char::is_combining_mark;

use super::mistake::{ParseError, brief, mistake};
use crate::analysis::Words;
use crate::entities::EntityType;
use crate::query::ast::{Form, Pattern, Word};

/// Letters that a fuzzy word may differ by; with three, most short words are alike.
const FUZZY_MAX: u8 = 2;

/// What a word means; nothing if it is but signs.
pub fn word(text: &str, span: Range<usize>) -> Result<Option<Pattern>, ParseError> {
    // Signs around a word are no part of it, unless they are some of ours.
    let is_other =
        |c: char, ours: &str| !c.is_alphanumeric() && !is_combining_mark(c) && !ours.contains(c);
    let text = text.trim_start_matches(|c| is_other(c, "=[*?"));
    let text = text.trim_end_matches(|c| is_other(c, "]*?~"));
    if let Some(kind) = text
        .strip_prefix('[')
        .and_then(|rest| rest.strip_suffix(']'))
    {
        return any_name(kind, text, span).map(Some);
    }
    if let Some(text) = text.strip_prefix('=') {
        return Ok(of_form(text, Form::Literal));
    }
    if let Some((word, letters)) = text.rsplit_once('~')
        && has_word(word)
        && letters.bytes().all(|b| b.is_ascii_digit())
    {
        return fuzzy(word, letters, span).map(Some);
    }
    if is_wildcard(text) {
        if !has_word(text) {
            return Err(mistake(
                &format!("`{}` alone stands for every word", brief(text)),
                "write some of its letters, such as brib*",
                span,
            ));
        }
        return Ok(of_form(text, Form::Wildcard));
    }
    Ok(of_form(text, Form::Stem))
}

/// A word that had signs before it, without which it would be an operator or have a field, as a
/// phrase.
pub fn quoted_if_needed(pattern: Pattern) -> Pattern {
    match &pattern {
        Pattern::Word(word)
            if matches!(word.form, Form::Stem | Form::Wildcard)
                && (word.text.contains(':')
                    || word.text.contains('/')
                    || matches!(word.text.as_str(), "OR" | "AND" | "NOT")) =>
        {
            Pattern::Phrase {
                slots: vec![pattern],
                slop: 0,
            }
        }
        _ => pattern,
    }
}

/// What words in quotes mean; nothing if they are but signs.
pub fn phrase(
    text: &str,
    slop: u32,
    literal: bool,
    span: Range<usize>,
) -> Result<Option<Pattern>, ParseError> {
    let mut slots = Vec::new();
    for part in text.split_whitespace() {
        let slot = match literal {
            true => of_form(part.trim_start_matches('='), Form::Literal),
            false => word(part, span.clone())?,
        };
        slots.extend(slot);
    }
    Ok((!slots.is_empty()).then_some(Pattern::Phrase { slots, slop }))
}

/// A regular expression, whose text stands at `span`.
pub fn regex(text: &str, span: Range<usize>) -> Result<Pattern, ParseError> {
    match regex::Regex::new(text) {
        Ok(_) => Ok(Pattern::Word(Word {
            text: text.to_owned(),
            form: Form::Regex,
        })),
        Err(_) => Err(mistake(
            &format!("`/{}/` is no regular expression", brief(text)),
            "to search for the words, leave the slashes out",
            span,
        )),
    }
}

fn any_name(kind: &str, text: &str, span: Range<usize>) -> Result<Pattern, ParseError> {
    let kinds = EntityType::ALL;
    if kind == "entity" {
        return Ok(Pattern::AnyName(None));
    }
    match kinds.into_iter().find(|known| known.name() == kind) {
        Some(kind) => Ok(Pattern::AnyName(Some(kind))),
        None => {
            let names: Vec<&str> = kinds.iter().map(|kind| kind.name()).collect();
            Err(mistake(
                &format!("there is no type of names `{}`", brief(text)),
                &format!(
                    "there are [entity], [{}]; to search for the word, leave the brackets out",
                    names.join("], [")
                ),
                span,
            ))
        }
    }
}

fn fuzzy(word: &str, letters: &str, span: Range<usize>) -> Result<Pattern, ParseError> {
    let letters = match letters {
        "" => Some(1),
        _ => letters.parse().ok().filter(|n| (1..=FUZZY_MAX).contains(n)),
    };
    let mut words = Words::new(word);
    let is_one = words.next_span().is_some() && words.next_span().is_none();
    match letters.filter(|_| is_one && !is_wildcard(word)) {
        Some(letters) => Ok(Pattern::Word(Word {
            text: word.to_owned(),
            form: Form::Fuzzy(letters),
        })),
        None => Err(mistake(
            "`~` behind a word needs how many letters may differ",
            &format!("write word~ or word~{FUZZY_MAX}; each word by itself"),
            span,
        )),
    }
}

/// A word without the signs before and behind it.
fn of_form(text: &str, form: Form) -> Option<Pattern> {
    let is_wild = |c: char| form == Form::Wildcard && matches!(c, '*' | '?');
    let is_sign = |c: char| !c.is_alphanumeric() && !is_combining_mark(c) && !is_wild(c);
    let text = text.trim_matches(is_sign).trim_end_matches('?');
    let word = || Word {
        text: text.to_owned(),
        form,
    };
    has_word(text).then(|| Pattern::Word(word()))
}

fn has_word(text: &str) -> bool {
    Words::new(text).next_span().is_some()
}

/// Whether a word stands for many. A question mark at its end is punctuation.
fn is_wildcard(text: &str) -> bool {
    let text = text.trim_end_matches(|c: char| !c.is_alphanumeric() && c != '*');
    text.contains(['*', '?'])
}
