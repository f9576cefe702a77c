//! `table → drafts`: reads articles out of the rows of a table with a header: comma-separated
//! values (RFC 4180) and their kin with semicolons, tabs or bars.
//!
//! The header tells the columns, by the names that fields of other records have ([`fields`]), in
//! any case and with blanks, dots, hyphens or underscores between their words. A row that cannot
//! be read is an error of its own; after one over several lines that has too many fields, as after
//! a quote that is never closed, reading goes on with the next line.

mod columns;

pub use columns::{COLUMNS_BYTES_MAX, Columns, NotColumns, is_meant};

use std::borrow::Cow;
use std::sync::Arc;

use super::rows::{self, Cut, Rows};
use super::{
    ExtractError, block, byline, date, fields, html, one_line, plain, remove_title, topics,
};
use crate::article::{Article, Origin, Role};
use columns::applying;

/// What names of tables end with.
pub const EXTENSIONS: [&str; 3] = ["csv", "tsv", "tab"];

const DELIMITERS: [u8; 4] = [b',', b'\t', b';', b'|'];

/// Bytes of a column's name; longer is a sentence.
const NAME_BYTES_MAX: usize = 64;

/// Columns of a table.
const COLUMNS_MAX: usize = 4096;

/// Rows of a table. Lists of headlines have a million; each takes some hundreds of bytes.
const ROWS_MAX: usize = 1_500_000;

/// Columns that hold the same field; the first that has a value counts.
const COLUMNS_OF_FIELD_MAX: usize = 20;

/// Bad rows in a row, after which the rest is not looked at: it is no table of articles, and each
/// error takes more memory than its row did.
const BAD_ROWS_MAX: usize = 10_000;

/// A shorter text is whole when it is judged: a row at its end is not cut off.
const CUT_BYTES: usize = 16 << 10;

/// What a value is that stands for none.
const NOTHING: [&str; 8] = ["nan", "none", "null", "nil", "n/a", "na", "-", "\\n"];

/// The columns of each field, the most telling first.
#[derive(Debug, Default, PartialEq)]
struct Header {
    columns: usize,
    title: Vec<usize>,
    text: Vec<usize>,
    published: Vec<usize>,
    modified: Vec<usize>,
    section: Vec<usize>,
    keywords: Vec<usize>,
    author: Vec<usize>,
    url: Vec<usize>,
    site: Vec<usize>,
    language: Vec<usize>,
    own_id: Vec<usize>,
    caption: Vec<usize>,
}

/// Whether a text begins as a table of articles. One that is `named` so need have no second
/// column that is known.
pub fn looks_like_table(head: &str, named: bool) -> bool {
    (named || may_be_header(head)) && delimiter(head, named, None).is_some()
}

/// Whether the first line has something short with a part of the name that a column of titles or
/// texts bears; parsing the first lines of every text would take longer than all else that is
/// done with it.
fn may_be_header(head: &str) -> bool {
    /// Known names have 20 bytes at most; blanks and quotes may stand around them.
    const HINT_BYTES_MAX: usize = 32;
    const PARTS: [&str; 9] = [
        "title",
        "head",
        "text",
        "body",
        "content",
        "article",
        "story",
        "summary",
        "description",
    ];
    let lines = head.lines().filter(|line| !line.trim().is_empty());
    lines.take(2).any(|line| {
        let line = line[..line.floor_char_boundary(1000)].to_ascii_lowercase();
        let mut names = line.split([',', ';', '\t', '|']);
        line.contains([',', ';', '\t', '|'])
            && names.any(|name| {
                name.len() <= HINT_BYTES_MAX && PARTS.iter().any(|part| name.contains(part))
            })
    })
}

/// What the rows of a table are made of.
#[derive(Debug)]
pub struct Layout {
    delimiter: u8,
    header: Header,
    /// Bytes before the first row, and the line that it begins at.
    pub start: usize,
    pub first_line: u64,
}

impl Layout {
    /// Reads the header of a table of which the beginning is known; `columns` tells what the header
    /// does not. Fails if nothing tells where its titles and texts are.
    pub fn of(head: &str, columns: Option<&Columns>) -> Result<Layout, ExtractError> {
        let mut rest = without_hint(head);
        let columns = match columns {
            Some(columns) => applying(rest, columns)?,
            None => None,
        };
        let delimiter = delimiter(head, true, columns).ok_or(ExtractError::NoColumns)?;
        let names = next_row(&mut rest, delimiter).ok_or(ExtractError::NoColumns)?;
        let start = head.len() - rest.len();
        Ok(Layout {
            delimiter,
            header: Header::of(&names, columns),
            start,
            first_line: 1 + head[..start].matches('\n').count() as u64,
        })
    }

    /// How many fields a row has, if they are too many.
    fn surplus(&self, row: &str) -> Option<usize> {
        let columns = self.header.columns;
        let (mut count, mut is_blank) = (columns, true);
        for value in rows::fields(row, self.delimiter).skip(columns) {
            count += 1;
            is_blank &= value.trim().is_empty();
        }
        (!is_blank).then_some(count)
    }

    /// Reads a row that begins at a line.
    pub fn article(&self, row: &str, line: u64) -> Result<Article, ExtractError> {
        let columns = self.header.columns;
        if let Some(fields) = self.surplus(row) {
            return Err(ExtractError::RowTooLong {
                line,
                fields,
                columns,
            });
        }
        let row: Vec<_> = rows::fields(row, self.delimiter).take(columns).collect();
        self.header.article(&row)
    }
}

/// Cuts the rows of a table.
#[derive(Debug)]
pub struct RowCutter {
    pub layout: Arc<Layout>,
    rows: Rows,
}

impl RowCutter {
    pub fn new(layout: Arc<Layout>) -> RowCutter {
        let rows = Rows::new(layout.delimiter);
        RowCutter { layout, rows }
    }

    /// Where the row ends that a text begins with, at a line that is not blank, or why it is none;
    /// and where the next one begins. Nothing if more of the text must be known; `is_all`: this is
    /// all there is.
    pub fn cut(&mut self, text: &[u8], line: u64, is_all: bool) -> Option<(Bounds, usize)> {
        match self.rows.cut(text, is_all) {
            Cut::More => None,
            Cut::OpenQuote { next } => Some((Err(ExtractError::OpenQuote { line }), next)),
            Cut::Row { end, next } => {
                let row = &text[..end];
                let surplus = match row.contains(&b'\n') {
                    true => self.layout.surplus(&String::from_utf8_lossy(row)),
                    false => None,
                };
                let Some(fields) = surplus else {
                    return Some((Ok(end), next));
                };
                let columns = self.layout.header.columns;
                let error = ExtractError::RowTooLong {
                    line,
                    fields,
                    columns,
                };
                // The next row may have been taken for a part of this one.
                Some((Err(error), self.rows.after_line(text, next)))
            }
        }
    }
}

/// Where a record ends, or why it is none.
pub type Bounds = Result<usize, ExtractError>;

/// Reads a table; `columns` tells what its header does not.
pub fn read(text: &str, columns: Option<&Columns>) -> Vec<Result<Article, ExtractError>> {
    let layout = match Layout::of(text, columns) {
        Ok(layout) => layout,
        Err(error) => return vec![Err(error)],
    };
    let (mut rest, mut line) = (&text[layout.start..], layout.first_line);
    let mut cutter = RowCutter::new(Arc::new(layout));
    let mut drafts = Vec::new();
    let mut bad = 0;
    loop {
        line += skip_blank(&mut rest);
        if rest.is_empty() {
            break;
        }
        let Some((bounds, next)) = cutter.cut(rest.as_bytes(), line, true) else {
            break;
        };
        let row = |end| cutter.layout.article(&rest[..end], line);
        let draft = bounds.and_then(row);
        bad = if draft.is_ok() { 0 } else { bad + 1 };
        drafts.push(draft);
        if bad > BAD_ROWS_MAX {
            break;
        }
        if drafts.len() == ROWS_MAX {
            drafts.push(Err(ExtractError::TooMany { max: ROWS_MAX }));
            break;
        }
        line += rest[..next].matches('\n').count() as u64;
        rest = &rest[next..];
    }
    if drafts.is_empty() {
        drafts.push(Err(ExtractError::Empty));
    }
    drafts
}

/// Goes on to the next line that is not blank, and gives how many were.
fn skip_blank(rest: &mut &str) -> u64 {
    let after = rest.trim_start_matches(['\r', '\n']);
    let blank = &rest[..rest.len() - after.len()];
    *rest = after;
    blank.matches('\n').count() as u64
}

/// The fields of the next row, but those after [`COLUMNS_MAX`].
fn next_row<'t>(rest: &mut &'t str, delimiter: u8) -> Option<Vec<Cow<'t, str>>> {
    skip_blank(rest);
    let (end, next) = match Rows::new(delimiter).cut(rest.as_bytes(), true) {
        Cut::Row { end, next } => (end, next),
        Cut::OpenQuote { next } => (next, next),
        Cut::More => return None,
    };
    let row = rest.get(..end).filter(|row| !row.is_empty())?;
    let fields = rows::fields(row, delimiter).take(COLUMNS_MAX + 1).collect();
    *rest = rest.get(next..)?;
    Some(fields)
}

/// Leaves out the line by which a spreadsheet is told the delimiter: `sep=;`.
fn without_hint(text: &str) -> &str {
    match text.split_once('\n') {
        Some((line, rest)) if line.trim_end().len() == 5 && line.starts_with("sep=") => rest,
        _ => text,
    }
}

/// What parts the columns of a text that begins with a header of articles.
fn delimiter(head: &str, named: bool, columns: Option<&Columns>) -> Option<u8> {
    let head = without_hint(head);
    let recognised = |delimiter: u8| -> Option<(usize, u8)> {
        // A table of Markdown is for reading.
        if delimiter == b'|' && head.trim_start().starts_with('|') {
            return None;
        }
        let mut rest = head;
        let row = next_row(&mut rest, delimiter)?;
        let is_name = |name: &str| {
            name.len() <= NAME_BYTES_MAX
                && !name.trim_end().ends_with(['.', '!', '?', ':'])
                && !name.trim().contains('\n')
        };
        if row.len() > COLUMNS_MAX || !row.iter().all(|name| is_name(name)) {
            return None;
        }
        let header = Header::of(&row, columns);
        let known = header.known();
        let tells = header.text.len() + header.title.len() > 0;
        let least = if named { 1 } else { 2 };
        if !tells || known < least || (!named && header.columns < 2) {
            return None;
        }
        // The first row has as many fields, unless it is cut off where the head ends.
        let first = next_row(&mut rest, delimiter);
        let is_cut = head.len() >= CUT_BYTES && rest.is_empty();
        let fits = is_cut || (first.as_ref()).is_some_and(|row| row.len() == header.columns);
        (named || first.is_some() && fits).then_some((known, delimiter))
    };
    let best = DELIMITERS.into_iter().filter_map(recognised);
    // Of equals the first.
    best.rev().max_by_key(|(known, _)| *known).map(|(_, d)| d)
}

impl Header {
    fn of(names: &[Cow<str>], given: Option<&Columns>) -> Header {
        let folded: Vec<String> = names.iter().map(|name| fold(name)).collect();
        let mut taken = Vec::new();
        let mut find = |names_of_field: &[&str], own: Option<&String>| -> Vec<usize> {
            let places = |name: &str| {
                let name = fold(name);
                folded.iter().enumerate().filter_map(move |(at, folded)| {
                    (*folded == name && !name.is_empty()).then_some(at)
                })
            };
            if let Some(own) = own {
                return places(own).collect();
            }
            let mut found = Vec::new();
            for at in names_of_field.iter().flat_map(|name| places(name)) {
                if !taken.contains(&at) && found.len() < COLUMNS_OF_FIELD_MAX {
                    taken.push(at);
                    found.push(at);
                }
            }
            found
        };
        let own = |field: fn(&Columns) -> &Option<String>| given.and_then(|c| field(c).as_ref());
        let text: Vec<&str> = [&fields::TEXT[..], &fields::SUMMARY].concat();
        Header {
            columns: names.len(),
            title: find(&fields::TITLE, own(|c| &c.title)),
            text: find(&text, own(|c| &c.text)),
            published: find(&fields::PUBLISHED, own(|c| &c.published)),
            modified: find(&fields::MODIFIED, None),
            section: find(&fields::SECTION, None),
            keywords: find(&fields::KEYWORDS, None),
            author: find(&fields::AUTHOR, own(|c| &c.author)),
            url: find(&fields::URL, own(|c| &c.url)),
            site: find(&fields::SITE, own(|c| &c.site)),
            language: find(&fields::LANGUAGE, own(|c| &c.language)),
            own_id: find(&fields::OWN_ID, own(|c| &c.own_id)),
            caption: find(&fields::CAPTION, own(|c| &c.caption)),
        }
    }

    /// How many fields have a column.
    fn known(&self) -> usize {
        [
            &self.title,
            &self.text,
            &self.published,
            &self.author,
            &self.url,
            &self.site,
            &self.language,
            &self.own_id,
            &self.caption,
        ]
        .iter()
        .filter(|columns| !columns.is_empty())
        .count()
    }

    fn article(&self, row: &[Cow<str>]) -> Result<Article, ExtractError> {
        let first = |columns: &[usize]| columns.iter().find_map(|at| value(row.get(*at)?));
        let site = first(&self.site).map(one_line);
        let authors = first(&self.author).map(names);
        let dated = |columns: &[usize]| {
            let mut values = columns.iter().filter_map(|at| value(row.get(*at)?));
            Some(values.find_map(date::of_text)?.from(Origin::Field))
        };
        let mut draft = Article {
            own_id: first(&self.own_id).map(one_line),
            title: first(&self.title)
                .map_or(String::new(), |title| one_line(&html::without_tags(title))),
            byline: authors.and_then(|names| byline::clean(&names, site.as_deref())),
            published: dated(&self.published),
            modified: dated(&self.modified),
            section: first(&self.section).and_then(topics::section),
            language: first(&self.language)
                .and_then(|code| code.parse().ok())
                .unwrap_or_default(),
            url: first(&self.url).map(one_line),
            site,
            ..Article::default()
        };
        if let Some(list) = first(&self.keywords) {
            topics::add_list(&mut draft.keywords, &names(list));
        }
        if let Some(text) = first(&self.text) {
            fields::read_text(text, &mut draft);
        }
        for at in &self.caption {
            let caption = row.get(*at).and_then(|text| value(text));
            draft
                .blocks
                .extend(caption.and_then(|text| block(Role::Caption, text)));
        }
        if draft.is_empty() {
            return Err(ExtractError::Empty);
        }
        draft.published = draft
            .published
            .or_else(|| plain::dateline(&draft.blocks, ""));
        remove_title(&mut draft.blocks, &draft.title);
        Ok(draft)
    }
}

/// A column's name without what its spellings differ in.
fn fold(name: &str) -> String {
    name.chars()
        .filter(|c| c.is_alphanumeric())
        .flat_map(char::to_lowercase)
        .collect()
}

/// A value, unless it stands for none.
fn value(text: &str) -> Option<&str> {
    let text = text.trim();
    let is_nothing =
        text.is_empty() || text.len() <= 4 && NOTHING.contains(&text.to_lowercase().as_str());
    (!is_nothing).then_some(text)
}

/// Names, which may be written as a list: `['Ann Marsh', "Jo Bell"]`.
fn names(text: &str) -> String {
    let list = (text.strip_prefix('[')).and_then(|text| text.strip_suffix(']'));
    let Some(list) = list else {
        return text.to_owned();
    };
    let names = list
        .split(',')
        .map(|name| name.trim().trim_matches(['\'', '"']));
    let names: Vec<&str> = names.filter(|name| !name.is_empty()).collect();
    names.join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn outcomes(text: &str) -> Vec<String> {
        let drafts = read(text, None).into_iter().map(|draft| match draft {
            Ok(article) => article.title,
            Err(error) => error.to_string(),
        });
        drafts.collect()
    }

    fn only(text: &str) -> Article {
        match read(text, None).remove(0) {
            Ok(article) => article,
            Err(error) => panic!("{error}"),
        }
    }

    #[test]
    fn columns_are_found_under_the_names_of_other_records() {
        let article = only(
            "ID,Publication Date,Author(s),Head-Line,Full Text,newspaper,Section,Tags,Last Updated\n\
             7,2017-03-08,\"['Ann Marsh', 'Jo Bell']\",The bow door,\"It shut.\n\nTwice, \
             \"\"they\"\" said.\",Courier,Harbour,\"ferries, bow doors\",2017-03-09\n"
                .replace("Author(s)", "authors")
                .as_str(),
        );
        assert_eq!(article.own_id.as_deref(), Some("7"));
        assert_eq!(article.title, "The bow door");
        assert_eq!(article.byline.as_deref(), Some("Ann Marsh, Jo Bell"));
        assert_eq!(article.site.as_deref(), Some("Courier"));
        assert_eq!(article.section.as_deref(), Some("Harbour"));
        assert_eq!(article.keywords, ["ferries", "bow doors"]);
        assert_eq!(
            article.modified.map(|p| p.to_string()),
            Some("2017-03-09".into())
        );
        assert_eq!(
            article.published.map(|p| p.to_string()),
            Some("2017-03-08".into())
        );
        let texts: Vec<&str> = article.blocks.iter().map(|b| b.text.as_str()).collect();
        assert_eq!(texts, ["It shut.", "Twice, \"they\" said."]);
    }

    #[test]
    fn any_of_the_usual_delimiters_parts_the_columns() {
        for delimiter in [",", ";", "\t", "|"] {
            let text = ["title", "text"].join(delimiter)
                + "\r\n"
                + &["One", "First."].join(delimiter)
                + "\r\n"
                + &["Two", "Second."].join(delimiter);
            assert!(looks_like_table(&text, false), "{text:?}");
            assert_eq!(outcomes(&text), ["One", "Two"], "{text:?}");
        }
        assert_eq!(outcomes("sep=;\ntitle;text\nOne;First, it shut."), ["One"]);
    }

    #[test]
    fn prose_with_commas_is_no_table() {
        for text in [
            "The story, told by many\n\nIt shut, and shut again.",
            "Title, text, and all the rest.\nOne,Two,Three",
            "Text, author\nIt shut, and shut again, and then it did not.\n",
            "name,count\n",
            "a,b,c\n1,2,3\n",
            "story\nIt shut.\n",
            "| title | text |\n|---|---|\n| One | Two |\n",
            "",
        ] {
            assert!(!looks_like_table(text, false), "{text:?}");
        }
        assert!(looks_like_table("text\nIt shut.\n", true));
    }

    #[test]
    fn a_bad_row_takes_no_other_with_it() {
        assert_eq!(
            outcomes("title,text\nOne,a\nTwo,b,c,d\n\nThree,d\n,\n"),
            [
                "One",
                "a row of 4 fields under a header of 2 (line 3)",
                "Three",
                "no text in it"
            ]
        );
    }

    #[test]
    fn a_quote_that_is_never_closed_costs_its_own_row() {
        assert_eq!(
            outcomes("title,text\nOne,a\nTwo,\"b\nThree,c\nFour,d\n"),
            [
                "One",
                "a quote that is never closed (line 3)",
                "Three",
                "Four"
            ]
        );
        let many = format!("title,text\n{}", "One,\"a\n\n".repeat(2_001));
        assert_eq!(outcomes(&many).len(), 2_001);
        let wide = format!("{}\n", "title,".repeat(COLUMNS_MAX + 1));
        assert_eq!(read(&wide, None), [Err(ExtractError::NoColumns)]);
    }

    #[test]
    fn lines_are_counted_on_after_a_bad_row() {
        assert_eq!(
            outcomes("title,text\nA,\"b\nOne,c\nTwo,d\ne,f,g\n\nThree,\"x\nFour,y"),
            [
                "a quote that is never closed (line 2)",
                "One",
                "Two",
                "a row of 3 fields under a header of 2 (line 5)",
                "a quote that is never closed (line 7)",
                "Four"
            ]
        );
    }

    #[test]
    fn a_value_that_stands_for_none_is_none() {
        let article = only("title,author,date,description,content\nOne,NaN,null,About it.,\n");
        assert_eq!((article.byline.as_deref(), article.published), (None, None));
        assert_eq!(article.blocks[0].text, "About it.");
    }

    #[test]
    fn columns_can_be_given() {
        let columns = Columns {
            title: Some("kop".into()),
            text: Some("Tekst".into()),
            ..Columns::default()
        };
        let drafts = read("kop;tekst;url\nOne;It shut.;x\n", Some(&columns));
        let article = drafts[0].as_ref().unwrap();
        assert_eq!((article.title.as_str(), article.blocks.len()), ("One", 1));
    }
}
