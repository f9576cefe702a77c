//! `text → Articles`: finds the story in a decoded file, whatever its format.

use crate::article::Article;

/// What a file holds, judged by its content first and its name second.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    Plain,
    Html,
    Markdown,
    /// One JSON value: an article, or an array of them.
    Json,
    /// One JSON object a line.
    JsonLines,
}

/// Changes whenever extraction would give other articles for the same bytes; part of the
/// fingerprint by which the index knows that a source must be read again.
pub const EXTRACTOR_VERSION: u32 = 1;

/// Where a text came from: what its name may tell about it.
#[derive(Debug, Clone, Copy)]
pub struct Context<'a> {
    /// The path within the archive, with `/`, such as `2017/03/bow-door.html`.
    pub path: &'a str,
}

/// Why no article could be had from a text. Each is the reason that a source or record ends with.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ExtractError {
    #[error("no text in it")]
    Empty,
    #[error("not valid JSON: {message} (line {line}, column {column})")]
    Json {
        message: String,
        line: usize,
        column: usize,
    },
    #[error(
        "a JSON {found} where an article was expected; an article is an object with text or a title"
    )]
    NotAnArticle { found: &'static str },
    #[error("dateline failed on it, which is our mistake; please report it with the file")]
    Internal,
}

impl ExtractError {
    /// Whether there is no article to be had, rather than one that could not be read.
    pub fn is_skip(&self) -> bool {
        matches!(
            self,
            ExtractError::Empty | ExtractError::NotAnArticle { .. }
        )
    }
}

impl Format {
    /// Judges by the first part of the text (some kilobytes are enough) and the file's name.
    pub fn sniff(_head: &str, _path: &str) -> Format {
        Format::Plain
    }
}

/// Reads every article of a text in a known format. A record of a JSON array that is no article
/// is an error of its own; the others are still read.
pub fn extract(
    _text: &str,
    _format: Format,
    _context: Context,
) -> Vec<Result<Article, ExtractError>> {
    Vec::new()
}

/// Reads one line of a JSON Lines file.
pub fn extract_record(_line: &str, _context: Context) -> Result<Article, ExtractError> {
    Err(ExtractError::Empty)
}
