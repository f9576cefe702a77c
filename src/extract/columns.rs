//! `what a person says of a table's columns → which column holds what`.

use std::fmt;
use std::str::FromStr;

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

#[cfg(test)]
mod tests {
    use super::*;

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
}
