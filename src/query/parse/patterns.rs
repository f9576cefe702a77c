//! `a word or what stands in quotes → Pattern`.

use std::ops::Range;

use unicode_normalization::char::is_combining_mark;

use super::mistake::{ParseError, brief, mistake, nearest};
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
            let what = format!("`{}` alone stands for every word", brief(text));
            let help = "write some letters of the word, such as brib*, or leave it out";
            return Err(mistake(&what, help, span.clone()).instead(span, ""));
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
            false => word(part, span.clone()).map_err(ParseError::without_correction)?,
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
        Err(error) => {
            // The last line says it; those before it show the place.
            let error = error.to_string();
            let reason = error.lines().last().unwrap_or_default();
            let reason = reason.trim_start_matches("error: ").to_lowercase();
            let reason = reason.trim_end_matches('.');
            let what = format!("`/{}/` is no regular expression: {reason}", brief(text));
            let help = "to search for the words themselves, write them in quotes";
            Err(mistake(&what, help, span.clone()).instead(span, &format!("\"/{text}/\"")))
        }
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
            let names = || kinds.iter().map(|kind| kind.name());
            let what = format!("there is no type of names `{}`", brief(text));
            if let Some(near) = nearest(kind, names().chain(["entity"])) {
                let help = format!("did you mean [{near}]?");
                return Err(mistake(&what, &help, span.clone()).instead(span, &format!("[{near}]")));
            }
            let help = format!(
                "there are [entity], [{}]; to search for the word, leave the brackets out",
                names().collect::<Vec<_>>().join("], [")
            );
            Err(mistake(&what, &help, span.clone()).instead(span, kind))
        }
    }
}

fn fuzzy(word: &str, letters: &str, span: Range<usize>) -> Result<Pattern, ParseError> {
    let most = match letters {
        "" => Some(1),
        _ => letters.parse().ok().filter(|n| (1..=FUZZY_MAX).contains(n)),
    };
    let mut words = Words::new(word);
    let is_one = words.next_span().is_some() && words.next_span().is_none();
    match most.filter(|_| is_one && !is_wildcard(word)) {
        Some(letters) => Ok(Pattern::Word(Word {
            text: word.to_owned(),
            form: Form::Fuzzy(letters),
        })),
        None if is_wildcard(word) => {
            let what = format!("`{}` has `*` or `?` in it, and `~` behind it", brief(word));
            let help = "write brib* for words that begin so, or bribe~ for words like it";
            Err(mistake(&what, help, span.clone()).instead(span, word))
        }
        None if !is_one => {
            let what = format!("`{}` is more than one word", brief(word));
            let help = "`~` is for one word: put it behind each, with blanks between them";
            Err(mistake(&what, help, span))
        }
        None => {
            let what = format!("`~{}` is not how many letters may differ", brief(letters));
            let help = format!(
                "write {0}~ for one letter, or {0}~{FUZZY_MAX} for two",
                brief(word)
            );
            let instead = match letters.trim_matches('0') {
                "" => word.to_owned(),
                _ => format!("{word}~{FUZZY_MAX}"),
            };
            Err(mistake(&what, &help, span.clone()).instead(span, &instead))
        }
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
