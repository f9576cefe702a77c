//! `text → Articles`: finds the story in a decoded file, or the bytes of a document, whatever its
//! format.
//!
//! Every format file gives a draft: title, blocks, and what the text says about itself. [`finish`]
//! alone adds what holds for all formats: the language of the text, the date in the file's name.
//! Nothing here reads a file, and no input makes it panic.

mod address;
mod byline;
mod date;
mod document;
mod docx;
mod epub;
mod feed;
mod fields;
mod html;
mod json;
pub mod language;
pub mod lines;
mod mail;
mod markdown;
pub mod mbox;
mod metadata;
mod mhtml;
mod mime;
mod news;
mod odt;
pub mod pdf;
mod plain;
pub mod rows;
mod rtf;
mod table;
mod topics;
mod xml;
mod zipped;

pub use byline::{authors, in_order};
pub use json::{ElementCut, Elements};
pub use mail::attachments;
pub use table::{COLUMNS_BYTES_MAX, Columns, Layout, NotColumns, RowCutter};
pub use zipped::old_office;

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};
use std::sync::Arc;

pub use crate::article::Format;
use crate::article::{Article, Block, Origin, Removal, Role};
use crate::decode;

/// Changes whenever extraction would give other articles for the same bytes; part of the
/// fingerprint by which the index knows that a source must be read again.
pub const EXTRACTOR_VERSION: u32 = 7;

/// Where a text came from: what its name, or a person, may tell about it.
#[derive(Debug, Clone, Copy)]
pub struct Context<'a> {
    /// The path within the archive, with `/`, such as `2017/03/bow-door.html`.
    pub path: &'a str,
    /// The address that it was fetched from, where a container says so.
    pub url: Option<&'a str>,
    /// Which columns hold what, if it is a table.
    pub columns: Option<&'a Columns>,
}

impl<'a> Context<'a> {
    /// A file of which only its path is known.
    pub fn of(path: &'a str) -> Self {
        Context {
            path,
            url: None,
            columns: None,
        }
    }

    /// A file within this one, and where it comes from if that is known.
    pub fn within<'b>(self, path: &'b str, url: Option<&'b str>) -> Context<'b>
    where
        'a: 'b,
    {
        Context {
            path,
            url,
            columns: self.columns,
        }
    }
}

/// Lines of a text: each takes some 150 bytes of memory besides its words, and a book has a tenth
/// of it.
const LINES_MAX: usize = 1_000_000;

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
    #[error("not valid XML: {message} (line {line})")]
    Xml { message: String, line: usize },
    #[error("a damaged document: {0}")]
    Damaged(&'static str),
    #[error("a document with a password; save it without one to have it read")]
    Encrypted,
    #[error("no text layer; run OCR (for instance ocrmypdf) first")]
    NoTextLayer,
    #[error("took longer than {} s, given up", crate::apart::SECONDS_MAX)]
    TookTooLong,
    #[error("needed more than {} MiB of memory, given up", crate::apart::MEMORY_BYTES_MAX >> 20)]
    TooMuchMemory,
    #[error("a document that unpacks to more than {} MiB", zipped::UNPACKED_BYTES_MAX >> 20)]
    TooLarge,
    #[error("a text of {lines} lines, more than {LINES_MAX}; split it if it holds articles")]
    TooManyLines { lines: usize },
    #[error("more than {max} articles in one file, of which the others are left out")]
    TooMany { max: usize },
    #[error("a row of {fields} fields under a header of {columns} (line {line})")]
    RowTooLong {
        line: u64,
        fields: usize,
        columns: usize,
    },
    #[error("a table without a column that is known to hold titles or texts")]
    NoColumns,
    #[error("no column `{name}`, which was to hold the {field}; its columns are {columns}")]
    NoSuchColumn {
        field: &'static str,
        name: String,
        columns: String,
    },
    #[error("a quote that is never closed (line {line})")]
    OpenQuote { line: u64 },
    #[error("a record longer than {} MiB", crate::decode::LINE_BYTES_MAX >> 20)]
    RecordTooLong,
    #[error("{reason}")]
    Unreadable { reason: String, is_skip: bool },
    #[error("dateline failed on it, which is our mistake; please report it with the file")]
    Internal,
}

impl ExtractError {
    /// Whether there is no article to be had, rather than one that could not be read.
    pub fn is_skip(&self) -> bool {
        matches!(
            self,
            ExtractError::Empty
                | ExtractError::NotAnArticle { .. }
                | ExtractError::NoColumns
                | ExtractError::Encrypted
                | ExtractError::Unreadable { is_skip: true, .. }
                | ExtractError::NoTextLayer
        )
    }
}

impl Format {
    /// Judges by the first part of the text (some kilobytes are enough), the file's name, and what
    /// was told of the columns of tables.
    pub fn sniff(head: &str, path: &str, columns: Option<&Columns>) -> Format {
        match (Format::by_itself(head, path), columns) {
            (Format::Plain, Some(columns)) if table::is_meant(head, path, columns) => Format::Table,
            (format, _) => format,
        }
    }

    fn by_itself(head: &str, path: &str) -> Format {
        let head = head.trim_start_matches('\u{feff}').trim_start();
        let extension = extension(path);
        let named = |names: &[&str]| names.contains(&extension.as_str());
        if json::looks_like_json(head) {
            return match json::looks_like_lines(head) || named(&["jsonl", "ndjson"]) {
                true => Format::JsonLines,
                false => Format::Json,
            };
        }
        if let Some((root, attributes)) = xml::root(head)
            && let Some(format) = Format::of_root(&root, &attributes)
        {
            return format;
        }
        if html::looks_like_html(head, named(&["html", "htm", "xhtml"])) {
            return Format::Html;
        }
        if table::looks_like_table(head, named(&table::EXTENSIONS)) {
            return Format::Table;
        }
        if markdown::looks_like_markdown(head) || named(&["md", "markdown", "mdown"]) {
            return Format::Markdown;
        }
        Format::Plain
    }

    /// Whether the first bytes may be those of a document that is read from its bytes.
    pub fn may_be_document(head: &[u8], path: &str) -> bool {
        head.starts_with(b"{\\rtf")
            || head.starts_with(b"PK\x03\x04")
            || pdf::is_pdf(head)
            || mail::kind(head, &extension(path)).is_some()
    }

    /// Judges such a document by all of its bytes: what it is, or why it is not read, in words.
    pub fn of_document(bytes: &[u8], path: &str) -> Result<Format, &'static str> {
        let extension = extension(path);
        if bytes.starts_with(b"{\\rtf") {
            return Ok(Format::Rtf);
        }
        let head = &bytes[..bytes.len().min(decode::HEAD_BYTES as usize)];
        match mail::kind(head, &extension) {
            Some(Format::Mail) if mhtml::is_page(bytes, &extension) => Ok(Format::Mhtml),
            Some(format) => Ok(format),
            None if bytes.starts_with(b"PK") => zipped::kind(bytes, &extension),
            None => Ok(Format::Pdf),
        }
    }

    /// Whether it is read from its bytes, by [`extract_document`], rather than from a text.
    pub fn is_document(self) -> bool {
        matches!(
            self,
            Format::Docx
                | Format::Odt
                | Format::Epub
                | Format::Rtf
                | Format::Pdf
                | Format::Mail
                | Format::Mbox
                | Format::Mhtml
        )
    }

    /// Judges XML by the name and the attributes of its root element.
    fn of_root(name: &str, attributes: &str) -> Option<Format> {
        if feed::is_root(name, attributes) {
            return Some(Format::Feed);
        }
        news::is_root(name).then_some(Format::News)
    }
}

/// Reads every article of a text in a known format. A record of a JSON array that is no article
/// is an error of its own; the others are still read.
pub fn extract(text: &str, format: Format, context: Context) -> Vec<Result<Article, ExtractError>> {
    let text = text.trim_start_matches('\u{feff}');
    if matches!(format, Format::Plain | Format::Markdown) {
        let lines = text.bytes().filter(|byte| *byte == b'\n').count();
        if lines > LINES_MAX {
            return vec![Err(ExtractError::TooManyLines { lines })];
        }
    }
    match format {
        Format::Plain => vec![finish(plain::read(text, context.path), format, context)],
        Format::Html => vec![finish(html::read_saved(text, context.url), format, context)],
        // What its marks would take is more than a text of that size is worth.
        Format::Markdown if text.len() > markdown::TEXT_BYTES_MAX => {
            vec![finish(plain::read(text, context.path), format, context)]
        }
        Format::Markdown => vec![finish(markdown::read(text), format, context)],
        Format::Json => finish_all(json::read(text), format, context),
        Format::Feed => finish_all(feed::read(text), format, context),
        Format::News => finish_all(news::read(text), format, context),
        Format::Docx
        | Format::Odt
        | Format::Epub
        | Format::Rtf
        | Format::Pdf
        | Format::Mail
        | Format::Mbox
        | Format::Mhtml => extract_document(text.as_bytes(), format, context),
        Format::Zip => Vec::new(),
        Format::Table => finish_all(table::read(text, context.columns), format, context),
        Format::JsonLines => text
            .lines()
            .filter(|line| !line.trim().is_empty())
            .map(|line| extract_record(line, &RecordKind::Line, 1, context))
            .collect(),
    }
}

/// Reads every article of a document, whose format is one that is read from bytes.
pub fn extract_document(
    bytes: &[u8],
    format: Format,
    context: Context,
) -> Vec<Result<Article, ExtractError>> {
    let drafts = match format {
        Format::Docx => vec![docx::read(bytes, context.path)],
        Format::Odt => vec![odt::read(bytes, context.path)],
        Format::Epub => epub::read(bytes),
        Format::Rtf => vec![rtf::read(bytes, context.path)],
        Format::Mail => mail::read(bytes),
        Format::Mbox => mbox::read(bytes),
        Format::Mhtml => vec![mhtml::read(bytes)],
        Format::Pdf => return extract_pdf(pdf::read(bytes.to_vec()), context),
        _ => return extract(&String::from_utf8_lossy(bytes), format, context),
    };
    finish_all(drafts, format, context)
}

/// Makes an article of what was read of a PDF.
pub fn extract_pdf(
    document: Result<pdf::Document, impl Into<ExtractError>>,
    context: Context,
) -> Vec<Result<Article, ExtractError>> {
    let draft = document.map(|document| pdf::draft(document, context.path));
    finish_all(vec![draft.map_err(Into::into)], Format::Pdf, context)
}

/// How the records of a file are read that is cut into them.
#[derive(Debug, Clone)]
pub enum RecordKind {
    /// A line of a JSON Lines file.
    Line,
    /// An element of a JSON list.
    Element,
    /// A row of a table.
    Row(Arc<Layout>),
}

/// Reads one record, which begins at a line of its file.
pub fn extract_record(
    record: &str,
    kind: &RecordKind,
    line: u64,
    context: Context,
) -> Result<Article, ExtractError> {
    let (draft, format) = match kind {
        RecordKind::Line => (json::read_record(record)?, Format::JsonLines),
        RecordKind::Element => (json::read_element(record, line)?, Format::Json),
        RecordKind::Row(layout) => (layout.article(record, line)?, Format::Table),
    };
    finish(draft, format, context)
}

fn finish_all(
    drafts: Vec<Result<Article, ExtractError>>,
    format: Format,
    context: Context,
) -> Vec<Result<Article, ExtractError>> {
    let drafts = drafts.into_iter();
    drafts
        .map(|draft| finish(draft?, format, context))
        .collect()
}

/// The line of a mistake, before its column.
fn in_line(line: Option<usize>) -> String {
    line.map_or(String::new(), |line| format!("line {line}, "))
}

/// For the programs that make what tells a story from its page (`benches/lines.rs`,
/// `benches/story.rs`); nothing that other programs can rely on.
#[doc(hidden)]
pub mod training {
    /// Lines of plain text.
    pub mod lines {
        pub use crate::extract::plain::features::{COUNT, of};
        pub use crate::extract::plain::story::{is_page, score, window};
        pub use crate::extract::plain::trees::{DEPTH, QUESTIONS, Tree};
    }

    /// Blocks of web pages.
    pub mod story {
        pub use crate::extract::html::{
            Evidence, FIRST_KINDS, KINDS, Observed, Parsed, Pass, Weights,
        };
    }
}

/// Makes an article of a draft, whose `language` is only what the source declares.
fn finish(mut draft: Article, format: Format, context: Context) -> Result<Article, ExtractError> {
    if draft.is_empty() {
        return Err(ExtractError::Empty);
    }
    draft.format = format;
    draft.published = draft
        .published
        .or_else(|| date::in_path(context.path).map(|date| date.from(Origin::FileName)));
    draft.modified = (draft.modified).filter(|modified| {
        let published = draft.published;
        // What a program writes of both at once is no change.
        published.is_none_or(|published| modified.at > published.at)
    });
    draft.language = language::of(&draft, draft.language);
    if let Some(url) = context.url {
        draft.url.get_or_insert_with(|| url.to_owned());
        draft.site = draft.site.or_else(|| address::host(url));
    }
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

    #[test]
    fn content_tells_the_format_before_the_name_does() {
        let check = |head: &str, path: &str, expected| {
            assert_eq!(
                Format::sniff(head, path, None),
                expected,
                "{head:?} in {path}"
            );
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
        check("title;text\nOne;Two", "a.txt", Format::Table);
        check("title,text, and more\nOne", "a.txt", Format::Plain);
        check("One\n\nText", "a.MD", Format::Markdown);
        check("One\n\nText", "a.b/one", Format::Plain);
        check("", "", Format::Plain);
    }

    #[test]
    fn a_bad_line_is_an_error_and_the_rest_is_read() {
        let text = "{\"title\":\"One\"}\n\n{oops\n7\n{\"title\":\"Two\"}\n{}\n";
        let articles = extract(text, Format::JsonLines, Context::of("a.jsonl"));
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
        let context = Context::of("2017/03/2017-03-08-bow-door.txt");
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
            let articles = extract(" \n\t\n", format, Context::of(""));
            assert_eq!(articles, [Err(ExtractError::Empty)], "{format:?}");
        }
    }

    fn holds_its_contract(text: &str) {
        for format in Format::ALL {
            for article in extract(text, format, Context::of(text)) {
                let Ok(article) = article else { continue };
                assert_eq!(article.title, article.title.trim());
                for block in &article.blocks {
                    assert!(!block.text.is_empty());
                    assert_eq!(block.text, block.text.trim());
                }
            }
        }
        Format::sniff(text, text, None);
    }

    /// What is read of a file's bytes, as the indexer would.
    fn read(bytes: Vec<u8>, path: &str) -> Vec<Result<Article, ExtractError>> {
        let context = Context::of(path);
        if Format::may_be_document(&bytes, path) {
            return match Format::of_document(&bytes, path) {
                Ok(format) => extract_document(&bytes, format, context),
                Err(_) => Vec::new(),
            };
        }
        match crate::decode::text(bytes, None) {
            Ok(text) => extract(&text, Format::sniff(&text, path, None), context),
            Err(_) => Vec::new(),
        }
    }

    struct Random(u64);

    impl Random {
        fn below(&mut self, end: usize) -> usize {
            self.0 = (self.0)
                .wrapping_mul(6364136223846793005)
                .wrapping_add(1442695040888963407);
            (self.0 >> 33) as usize % end.max(1)
        }

        /// Bytes changed, doubled, taken from elsewhere, left out or cut off.
        fn mutate(&mut self, bytes: &mut Vec<u8>) {
            for _ in 0..=self.below(6) {
                let at = self.below(bytes.len());
                let end = bytes.len().min(at + self.below(60));
                match self.below(7) {
                    _ if bytes.is_empty() => return,
                    0 => bytes[at] = self.below(256) as u8,
                    1 => bytes[at] ^= 1 << self.below(8),
                    2 => bytes[at] = b"<>{}\\&;\"'/,"[self.below(11)],
                    3 => drop(bytes.drain(at..end)),
                    4 => {
                        let part = bytes[at..end].repeat(1 + self.below(50));
                        bytes.splice(at..at, part);
                    }
                    5 => {
                        let part = bytes[at..end].to_vec();
                        let to = self.below(bytes.len());
                        bytes.splice(to..to, part);
                    }
                    _ if self.below(4) == 0 => bytes.truncate(at),
                    _ => {}
                }
            }
        }
    }

    /// An archive with one of its members changed and its checksums right, so that the change
    /// gets past them.
    fn with_changed_member(bytes: &[u8], random: &mut Random) -> Option<Vec<u8>> {
        let mut zip = zipped::Zip::open(bytes).ok()?;
        let mut names: Vec<String> = zip.names().map(str::to_owned).collect();
        names.sort();
        let changed = random.below(names.len());
        let mut members = Vec::new();
        for (at, name) in names.iter().enumerate() {
            let mut content = zip.read(name).ok()??;
            if at == changed {
                random.mutate(&mut content);
            }
            members.push((name.as_str(), content));
        }
        let members: Vec<(&str, &[u8])> = (members.iter())
            .map(|(name, content)| (*name, content.as_slice()))
            .collect();
        Some(zipped::tests::zip(&members))
    }

    /// More of them with `DATELINE_MUTATIONS=20000`, the number of all.
    #[test]
    fn no_change_to_a_real_file_makes_it_panic() {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/files/formats");
        let mut files: Vec<_> = std::fs::read_dir(folder).unwrap().flatten().collect();
        files.sort_by_key(std::fs::DirEntry::path);
        let mutations = std::env::var("DATELINE_MUTATIONS").ok();
        let mutations = mutations.and_then(|n| n.parse().ok()).unwrap_or(600usize);
        let mut random = Random(7);
        let (mut read_still, mut failed) = (0, 0);
        for number in 0..mutations {
            let path = files[number % files.len()].path();
            let mut bytes = std::fs::read(&path).unwrap();
            let repacked = match random.below(4) {
                0 => None,
                _ => with_changed_member(&bytes, &mut random),
            };
            match repacked {
                Some(repacked) => bytes = repacked,
                None => random.mutate(&mut bytes),
            }
            let name = path.file_name().and_then(|name| name.to_str()).unwrap();
            let articles = read(bytes, name);
            assert!(!articles.contains(&Err(ExtractError::Internal)), "{name}");
            match articles.iter().any(Result::is_ok) {
                true => read_still += 1,
                false => failed += 1,
            }
        }
        // Changes that stop everything at the door would test nothing.
        assert!(read_still > failed, "{read_still} read, {failed} not");
        #[cfg(target_os = "linux")]
        {
            let status = std::fs::read_to_string("/proc/self/status").unwrap();
            let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
            let peak = peak.and_then(|peak| peak.trim().strip_suffix(" kB"));
            let kilobytes: u64 = peak.unwrap().trim().parse().unwrap();
            assert!(kilobytes < 1 << 20, "{kilobytes} kB at the peak");
        }
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
