//! What is wrong with a query, and what to write instead.

use std::ops::Range;

/// Characters of what was typed that a message repeats: more than any field or date has.
const TYPED_CHARS_MAX: usize = 40;

/// A mistake in a query.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{what}; {help}")]
pub struct ParseError {
    /// What is wrong.
    pub what: String,
    /// What to write instead; of a mistake that was set right, what was taken for it.
    pub help: String,
    /// Where, in bytes of the query.
    pub span: Range<usize>,
    /// What should stand there, if it is known.
    instead: Option<Box<Correction>>,
}

/// Bytes of a query, and what should stand in their place.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Correction {
    span: Range<usize>,
    instead: String,
}

/// Mistakes of one query that are corrected together; each is found by parsing anew.
const CORRECTIONS_MAX: usize = 8;

impl ParseError {
    /// The whole query, set right: one that is understood without a further mistake.
    pub fn corrected(&self, query: &str) -> Option<String> {
        let mut corrected = self.replaced(query)?;
        for _ in 0..CORRECTIONS_MAX {
            corrected = match super::parse(&corrected) {
                Ok(_) => return Some(corrected),
                Err(error) => error.replaced(&corrected)?,
            };
        }
        None
    }

    fn replaced(&self, query: &str) -> Option<String> {
        let Correction { span, instead } = self.instead.as_deref()?;
        let (before, mut after) = (query.get(..span.start)?, query.get(span.end..)?);
        if instead.is_empty() && before.ends_with(char::is_whitespace) {
            after = after.trim_start();
        }
        Some(format!("{before}{instead}{after}").trim().to_owned())
    }

    /// Does not know what should stand there: its span is that of more than the mistake.
    pub fn without_correction(mut self) -> ParseError {
        self.instead = None;
        self
    }

    /// Knows what should stand at these bytes of the query.
    pub fn instead(mut self, span: Range<usize>, instead: &str) -> ParseError {
        let instead = instead.to_owned();
        self.instead = Some(Box::new(Correction { span, instead }));
        self
    }
}

/// The mistake at a place.
pub fn mistake(what: &str, help: &str, span: Range<usize>) -> ParseError {
    ParseError {
        what: what.into(),
        help: help.into(),
        span,
        instead: None,
    }
}

/// The word of a list that a misspelt one stands for: one that differs from it by case, by one letter
/// changed, added or left out, or by two neighbours exchanged.
pub fn nearest<'a>(typed: &str, words: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let typed = typed.to_ascii_lowercase();
    let is_near = |word: &&str| word.len() > 2 && strsim::osa_distance(&typed, word) <= 1;
    words.into_iter().find(is_near)
}

/// What was typed, short enough to be repeated in a sentence.
pub fn brief(text: &str) -> String {
    match text.char_indices().nth(TYPED_CHARS_MAX) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}
