//! `text → Articles`: finds the story in a decoded file, whatever its format.
//!
//! Every format file gives a draft: title, blocks, and what the text says about itself. [`finish`]
//! alone adds what holds for all formats: the language of the text, the date in the file's name.
//! Nothing here reads a file, and no input makes it panic.

mod byline;
mod date;
mod html;
mod json;
mod language;
mod lines;
mod markdown;
mod metadata;
mod plain;

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};

use crate::article::{Article, Block, Origin, Removal, Role};

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
pub const EXTRACTOR_VERSION: u32 = 2;

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
    #[error("not valid JSON: {message} ({}column {column})", in_line(*line))]
    Json {
        message: String,
        /// Unknown for a record, which is one line: whoever numbers the records knows it.
        line: Option<usize>,
        column: usize,
    },
    #[error(
        "a JSON {found} where an article was expected; an article is an object with text or a title"
    )]
    NotAnArticle { found: &'static str },
    #[error("a record longer than {} MiB", crate::decode::LINE_BYTES_MAX >> 20)]
    RecordTooLong,
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
    pub fn sniff(head: &str, path: &str) -> Format {
        let head = head.trim_start_matches('\u{feff}').trim_start();
        let extension = extension(path);
        let named = |names: &[&str]| names.contains(&extension.as_str());
        if json::looks_like_json(head) {
            return match json::looks_like_lines(head) || named(&["jsonl", "ndjson"]) {
                true => Format::JsonLines,
                false => Format::Json,
            };
        }
        if html::looks_like_html(head, named(&["html", "htm", "xhtml"])) {
            return Format::Html;
        }
        if markdown::looks_like_markdown(head) || named(&["md", "markdown", "mdown"]) {
            return Format::Markdown;
        }
        Format::Plain
    }
}

/// Reads every article of a text in a known format. A record of a JSON array that is no article
/// is an error of its own; the others are still read.
pub fn extract(text: &str, format: Format, context: Context) -> Vec<Result<Article, ExtractError>> {
    let text = text.trim_start_matches('\u{feff}');
    match format {
        Format::Plain => vec![finish(plain::read(text, context.path), context)],
        Format::Html => vec![finish(html::read(text), context)],
        Format::Markdown => vec![finish(markdown::read(text), context)],
        Format::Json => json::read(text)
            .into_iter()
            .map(|draft| finish(draft?, context))
            .collect(),
        Format::JsonLines => text
            .lines()
            .filter(|line| !line.trim().is_empty())
            .map(|line| extract_record(line, context))
            .collect(),
    }
}

/// Reads one line of a JSON Lines file.
pub fn extract_record(line: &str, context: Context) -> Result<Article, ExtractError> {
    finish(json::read_record(line)?, context)
}

/// The line of a mistake, before its column.
fn in_line(line: Option<usize>) -> String {
    line.map_or(String::new(), |line| format!("line {line}, "))
}

/// Makes an article of a draft, whose `language` is only what the source declares.
fn finish(mut draft: Article, context: Context) -> Result<Article, ExtractError> {
    if draft.is_empty() {
        return Err(ExtractError::Empty);
    }
    draft.published = draft
        .published
        .or_else(|| date::in_path(context.path).map(|date| date.from(Origin::FileName)));
    draft.language = language::of(&draft, draft.language);
    Ok(draft)
}

/// The file name's extension in lower case, or nothing.
fn extension(path: &str) -> String {
    let name = path.rsplit('/').next().unwrap_or("");
    name.rsplit_once('.')
        .map_or(String::new(), |(_, extension)| extension.to_lowercase())
}

/// A block of trimmed text, unless there is none.
fn block(role: Role, text: impl Into<String>) -> Option<Block> {
    let mut text = text.into();
    text.truncate(text.trim_end().len());
    let blank = text.len() - text.trim_start().len();
    text.drain(..blank);
    (!text.is_empty()).then_some(Block { role, text })
}

/// Takes blocks that only repeat the title out of the story.
fn remove_title(blocks: &mut [Block], title: &str) {
    for block in blocks {
        if block.text == title && block.role != Role::Caption {
            block.role = Role::Removed(Removal::Repeated);
        }
    }
}

/// One line, each run of white space a single blank.
fn one_line(text: &str) -> String {
    let mut line = String::with_capacity(text.len());
    for word in text.split_whitespace() {
        if !line.is_empty() {
            line.push(' ');
        }
        line.push_str(word);
    }
    line
}

/// Hashes short words fast. The words of the tables are our own, so that nobody can choose such as
/// collide.
#[derive(Default)]
struct WordHasher(u64);

impl Hasher for WordHasher {
    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.0 = (self.0 ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3);
        }
    }

    fn finish(&self) -> u64 {
        self.0
    }
}

/// A table of known words.
type Words<T> = HashMap<&'static str, T, BuildHasherDefault<WordHasher>>;

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const FORMATS: [Format; 5] = [
        Format::Plain,
        Format::Html,
        Format::Markdown,
        Format::Json,
        Format::JsonLines,
    ];

    #[test]
    fn content_tells_the_format_before_the_name_does() {
        let check = |head: &str, path: &str, expected| {
            assert_eq!(Format::sniff(head, path), expected, "{head:?} in {path}");
        };
        check("<!DOCTYPE html><html>", "a.txt", Format::Html);
        check("\u{feff}\n<html lang=en>", "page", Format::Html);
        check("<div class=story><p>One.</p></div>", "a.md", Format::Html);
        check("The <b> tag is bold.", "a.txt", Format::Plain);
        check("Plain words.", "a.html", Format::Plain);
        check("Words.<p>More <i>words</i>.</p>", "a.html", Format::Html);
        check("{\"title\": \"One\"}", "a.txt", Format::Json);
        check("{\n  \"title\": \"One\"\n}", "a.txt", Format::Json);
        check("[{\"title\": \"One\"}]", "a.json", Format::Json);
        check("{\"a\":1}\n{\"a\":2}", "a.json", Format::JsonLines);
        check("{\"a\":1}", "a.jsonl", Format::JsonLines);
        check("[Update] The pier is open.", "a.json", Format::Plain);
        check("{note} The pier is open.", "a.txt", Format::Plain);
        check("---\ntitle: One\n---\nText", "a.txt", Format::Markdown);
        check("# One\n\nText", "a", Format::Markdown);
        check("One\n\nText", "a.MD", Format::Markdown);
        check("One\n\nText", "a.b/one", Format::Plain);
        check("", "", Format::Plain);
    }

    #[test]
    fn a_bad_line_is_an_error_and_the_rest_is_read() {
        let text = "{\"title\":\"One\"}\n\n{oops\n7\n{\"title\":\"Two\"}\n{}\n";
        let articles = extract(text, Format::JsonLines, Context { path: "a.jsonl" });
        let outcomes: Vec<String> = articles
            .into_iter()
            .map(|article| match article {
                Ok(article) => article.title,
                Err(error) => error.to_string(),
            })
            .collect();
        assert_eq!(
            outcomes,
            [
                "One",
                "not valid JSON: key must be a string (column 2)",
                "a JSON number where an article was expected; an article is an object with text \
                 or a title",
                "Two",
                "a JSON object where an article was expected; an article is an object with text \
                 or a title",
            ]
        );
    }

    #[test]
    fn the_file_name_dates_an_article_that_nothing_else_dates() {
        let context = Context {
            path: "2017/03/2017-03-08-bow-door.txt",
        };
        let articles = extract("The bow door\n\nIt shut.", Format::Plain, context);
        let published = articles[0].as_ref().ok().and_then(|a| a.published);
        assert_eq!(
            published.map(|p| (p.to_string(), p.origin)),
            Some(("2017-03-08".into(), Origin::FileName))
        );
    }

    #[test]
    fn nothing_to_read_is_an_error_not_an_empty_article() {
        for format in [Format::Plain, Format::Html, Format::Markdown] {
            let articles = extract(" \n\t\n", format, Context { path: "" });
            assert_eq!(articles, [Err(ExtractError::Empty)], "{format:?}");
        }
    }

    fn holds_its_contract(text: &str) {
        for format in FORMATS {
            for article in extract(text, format, Context { path: text }) {
                let Ok(article) = article else { continue };
                assert_eq!(article.title, article.title.trim());
                for block in &article.blocks {
                    assert!(!block.text.is_empty());
                    assert_eq!(block.text, block.text.trim());
                }
            }
        }
        Format::sniff(text, text);
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(128))]

        #[test]
        fn no_text_panics(text in "\\PC{0,200}") {
            holds_its_contract(&text);
        }

        #[test]
        fn no_bytes_panic(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
            holds_its_contract(&String::from_utf8_lossy(&bytes));
        }

        /// Pieces that the formats give a meaning to, in any order.
        #[test]
        fn no_mixture_of_syntax_panics(pieces in prop::collection::vec(prop::sample::select(vec![
            "<p>", "</p>", "<div>", "<h1>", "<time datetime=", "\"", "<script>", "<figcaption>",
            "<!--", "<meta name=author content='", "'", ">", "{", "}", "[", "]", "\"title\":",
            "\"text\":", ",", "---\n", "title: ", "# ", "![", "](", ")", "*", "> ", "- ", "|",
            "\n", "\n\n", "\r", "    ", "By Ann Marsh", "March 3, 2017", "31 февраля 2017",
            "© ", " - Site", "Photo: ", "Share", "PORT ANSELM, March 3 (Meridian) - ", "2017",
            "é", "漢字", "\u{0}", "\u{301}", "word ", "A sentence of some length ends here. ",
        ]), 0..60)) {
            holds_its_contract(&pieces.concat());
        }
    }
}
