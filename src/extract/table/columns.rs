//! `what a person says of a table's columns → which column holds what`, and to which tables it
//! applies.

use std::borrow::Cow;
use std::fmt;
use std::str::FromStr;

use super::{CUT_BYTES, DELIMITERS, EXTENSIONS, Header, delimiter, fold, next_row, without_hint};
use crate::extract::ExtractError;

/// Which columns hold what, where their names do not say so: the names as the header has them.
/// Written `title=kop,text=tekst`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Columns {
    pub title: Option<String>,
    pub text: Option<String>,
    pub published: Option<String>,
    pub author: Option<String>,
    pub url: Option<String>,
    pub site: Option<String>,
    pub language: Option<String>,
    pub own_id: Option<String>,
    pub caption: Option<String>,
}

/// Columns, and characters of their names, that a message lists: two lines of a terminal or so.
const LISTED_COLUMNS_MAX: usize = 12;
const LISTED_CHARS_MAX: usize = 24;

/// Bytes of all that is said of columns; nine names are a tenth of it.
pub const COLUMNS_BYTES_MAX: usize = 4 << 10;

/// What stands for no columns at all.
const NONE: &str = "none";

/// Why a text names no columns.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NotColumns {
    #[error("`{0}` says of no column what it holds; write title=NAME,text=NAME, or none")]
    NoName(String),
    #[error(
        "there is no field `{0}`; a column holds title, text, published, author, url, site, language, id or caption"
    )]
    NoField(String),
    #[error("`{0}` is named twice; name one column for each")]
    Twice(&'static str),
    #[error("more than {COLUMNS_BYTES_MAX} bytes; write title=NAME,text=NAME, or none")]
    TooLong,
}

impl Columns {
    pub fn is_empty(&self) -> bool {
        self.named().next().is_none()
    }

    /// The fields that have a column, and its name.
    pub fn named(&self) -> impl Iterator<Item = (&'static str, &str)> {
        let fields = [
            ("title", &self.title),
            ("text", &self.text),
            ("published", &self.published),
            ("author", &self.author),
            ("url", &self.url),
            ("site", &self.site),
            ("language", &self.language),
            ("id", &self.own_id),
            ("caption", &self.caption),
        ];
        fields
            .into_iter()
            .filter_map(|(field, name)| Some((field, name.as_deref()?)))
    }

    fn field(&mut self, field: &str) -> Option<(&'static str, &mut Option<String>)> {
        Some(match field {
            "title" => ("title", &mut self.title),
            "text" => ("text", &mut self.text),
            "published" => ("published", &mut self.published),
            "author" => ("author", &mut self.author),
            "url" => ("url", &mut self.url),
            "site" => ("site", &mut self.site),
            "language" => ("language", &mut self.language),
            "id" => ("id", &mut self.own_id),
            "caption" => ("caption", &mut self.caption),
            _ => return None,
        })
    }
}

impl FromStr for Columns {
    type Err = NotColumns;

    fn from_str(text: &str) -> Result<Self, NotColumns> {
        let mut columns = Columns::default();
        if text.len() > COLUMNS_BYTES_MAX {
            return Err(NotColumns::TooLong);
        }
        if text.trim() == NONE {
            return Ok(columns);
        }
        for part in text.split(',') {
            let (field, name) = part.split_once('=').unwrap_or((part, ""));
            let (field, name) = (field.trim(), name.trim());
            if name.is_empty() {
                return Err(NotColumns::NoName(part.trim().to_owned()));
            }
            let Some((field, column)) = columns.field(field) else {
                return Err(NotColumns::NoField(field.to_owned()));
            };
            if column.replace(name.to_owned()).is_some() {
                return Err(NotColumns::Twice(field));
            }
        }
        Ok(columns)
    }
}

impl fmt::Display for Columns {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (number, (field, name)) in self.named().enumerate() {
            let between = if number > 0 { "," } else { "" };
            write!(f, "{between}{field}={name}")?;
        }
        if self.is_empty() {
            f.write_str(NONE)?;
        }
        Ok(())
    }
}

/// Whether a text that does not look like a table is one to somebody who says what its columns
/// hold: its name says so, or its header has such a column.
pub fn is_meant(text: &str, path: &str, columns: &Columns) -> bool {
    let name = path.rsplit('/').next().unwrap_or_default();
    let mut endings = name.split('.').skip(1);
    if endings.any(|ending| EXTENSIONS.contains(&ending.to_lowercase().as_str())) {
        return true;
    }
    let text = without_hint(text);
    let head = &text[..text.floor_char_boundary(CUT_BYTES + 4)];
    let has_column = |header: &[Cow<str>]| columns.named().any(|(_, name)| has(header, name));
    header(head, columns).is_some_and(|header| has_column(&header))
        && delimiter(head, false, Some(columns)).is_some()
}

/// The columns to read a table by: those that were told; none if it is another table than was
/// meant, one that has none of them and says itself where its titles and texts are. An error if
/// it has only some of them, or nothing says where its titles and texts are.
pub(super) fn applying<'c>(
    text: &str,
    columns: &'c Columns,
) -> Result<Option<&'c Columns>, ExtractError> {
    let Some(header) = header(text, columns) else {
        return Ok(Some(columns));
    };
    let mut missing = columns.named().filter(|(_, name)| !has(&header, name));
    let Some((field, name)) = missing.next() else {
        return Ok(Some(columns));
    };
    if 1 + missing.count() == columns.named().count() && delimiter(text, true, None).is_some() {
        let own = Header::of(&header, None);
        let tells = |told: &Option<String>, own: &[usize]| told.is_none() || !own.is_empty();
        let is_of_story = columns.title.is_some() || columns.text.is_some();
        if is_of_story && tells(&columns.title, &own.title) && tells(&columns.text, &own.text) {
            return Ok(None);
        }
    }
    let short = |name: &Cow<str>| match name.char_indices().nth(LISTED_CHARS_MAX) {
        Some((end, _)) => format!("{}…", &name[..end]),
        None => name.to_string(),
    };
    let mut listed: Vec<String> = header.iter().take(LISTED_COLUMNS_MAX).map(short).collect();
    if header.len() > LISTED_COLUMNS_MAX {
        listed.push(format!("and {} more", header.len() - LISTED_COLUMNS_MAX));
    }
    Err(ExtractError::NoSuchColumn {
        field,
        name: name.to_owned(),
        columns: listed.join(", "),
    })
}

/// The first row of a table, cut by the delimiter that gives the most of the columns that were
/// told, and then the most columns.
fn header<'t>(text: &'t str, columns: &Columns) -> Option<Vec<Cow<'t, str>>> {
    let delimiters = DELIMITERS.into_iter().rev();
    let rows = delimiters.filter_map(|delimiter| next_row(&mut { text }, delimiter));
    rows.max_by_key(|row| {
        let told = columns.named().filter(|(_, name)| has(row, name));
        (told.count(), row.len())
    })
}

/// Whether a header has a column of this name, however it is spelled.
fn has(header: &[Cow<str>], name: &str) -> bool {
    let name = fold(name);
    !name.is_empty() && header.iter().any(|column| fold(column) == name)
}

#[cfg(test)]
mod tests {
    use super::super::read;
    use super::*;
    use crate::article::Article;
    use proptest::prelude::*;

    #[test]
    fn columns_are_written_as_they_are_read() {
        for text in ["none", "title=kop", "title=kop,text=De tekst,id=a=b"] {
            assert_eq!(
                text.parse::<Columns>().map(|c| c.to_string()),
                Ok(text.into())
            );
        }
        let spaced = " text = Tekst , title = Kop ".parse::<Columns>();
        assert_eq!(
            spaced.map(|c| c.to_string()),
            Ok("title=Kop,text=Tekst".into())
        );
    }

    #[test]
    fn a_mistake_says_what_can_be_written() {
        let mistake = |text: &str| match text.parse::<Columns>() {
            Ok(columns) => panic!("{text} was read as {columns}"),
            Err(error) => error.to_string(),
        };
        assert_eq!(
            mistake("titel=kop"),
            "there is no field `titel`; a column holds title, text, published, author, url, site, \
             language, id or caption"
        );
        assert!(mistake(&"x".repeat(5000)).starts_with("more than 4096 bytes"));
        for text in ["kop", "title=", "title=kop,"] {
            assert!(
                mistake(text).ends_with("write title=NAME,text=NAME, or none"),
                "{text}"
            );
        }
        assert_eq!(
            mistake("text=a,text=b"),
            "`text` is named twice; name one column for each"
        );
    }

    fn with_columns(columns: &str, text: &str) -> Vec<String> {
        let columns = columns.parse().unwrap();
        let drafts = read(text, Some(&columns)).into_iter();
        let outcome = |draft: Result<Article, ExtractError>| match draft {
            Ok(article) => format!("{}: {}", article.title, article.blocks[0].text),
            Err(error) => error.to_string(),
        };
        drafts.map(outcome).collect()
    }

    #[test]
    fn a_column_that_a_table_lacks_is_told_with_those_that_it_has() {
        assert_eq!(
            with_columns(
                "title=kop,text=tekts",
                "Kop;Tekst;Datum\nOne;It shut.;2017\n"
            ),
            ["no column `tekts`, which was to hold the text; its columns are Kop, Tekst, Datum"]
        );
        assert_eq!(
            with_columns("author=who", "title,text\nOne,It shut.\n"),
            ["no column `who`, which was to hold the author; its columns are title, text"]
        );
        let wide = format!("{}\n", "a very long name of a column,".repeat(90));
        let told = with_columns("text=b", &wide).remove(0);
        assert!(
            told.ends_with(", a very long name of a co…, and 79 more"),
            "{told}"
        );
    }

    #[test]
    fn a_table_with_none_of_the_columns_that_were_told_is_read_by_its_own() {
        let columns = "title=kop,text=tekst";
        assert_eq!(
            with_columns(columns, "title,text\nOne,It shut.\n"),
            ["One: It shut."]
        );
        assert_eq!(
            with_columns(columns, "title,body of it\nOne,It shut.\n"),
            ["no column `kop`, which was to hold the title; its columns are title, body of it"]
        );
    }

    #[test]
    fn a_text_is_a_table_if_its_header_has_the_columns_that_were_told() {
        let columns: Columns = "title=kop,text=tekst".parse().unwrap();
        for (text, path, expected) in [
            ("kop;tekst\nOne;It shut.\n", "export", true),
            ("nothing of it", "export.CSV.gz", true),
            ("nothing; of it\nOne;It shut.\n", "export.txt", false),
            (
                "Kop, tekst, and more of the same.\nIt shut.\n",
                "story.txt",
                false,
            ),
        ] {
            assert_eq!(is_meant(text, path, &columns), expected, "{path}: {text}");
        }
    }

    proptest! {
        #[test]
        fn no_text_makes_it_panic_whatever_was_told(text in "[a-cé,;|\"\\n\t=. ]{0,80}") {
            let columns: Columns = "title=a,text=b é".parse().unwrap();
            prop_assert!(!read(&text, Some(&columns)).is_empty());
            is_meant(&text, "a.txt", &columns);
        }
    }
}
