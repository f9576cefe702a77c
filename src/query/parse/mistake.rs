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
    pub instead: Option<String>,
}

impl ParseError {
    /// The whole query, set right.
    pub fn corrected(&self, query: &str) -> Option<String> {
        let (before, after) = (query.get(..self.span.start)?, query.get(self.span.end..)?);
        Some(format!("{before}{}{after}", self.instead.as_ref()?))
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

/// What was typed, short enough to be repeated in a sentence.
pub fn brief(text: &str) -> String {
    match text.char_indices().nth(TYPED_CHARS_MAX) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}
