//! The syntax tree of a query, and how it is written.
//!
//! Writing a tree and parsing what was written gives the same tree.

use std::fmt;

use jiff::civil::Date;

use crate::article::Language;
use crate::entities::EntityType;

/// What to look for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Query {
    /// One word as it was typed; several for the analysis when it holds a hyphen (`al-Assad`).
    Words {
        text: String,
        part: Option<Part>,
    },
    /// Words next to each other in this order.
    Phrase {
        text: String,
        part: Option<Part>,
    },
    /// An article that names something of which one name contains these words.
    Named {
        kind: Option<EntityType>,
        name: String,
        /// Only this very name, and no other name of what it names.
        exact: bool,
    },
    /// The byline contains these words.
    Author(String),
    /// From this paper: its name, host, or a host above it (`example.org` for `news.example.org`).
    Site(String),
    Language(Language),
    Date(DateRange),
    Not(Box<Query>),
    /// All of them; two or more.
    And(Vec<Query>),
    /// At least one of them; two or more.
    Or(Vec<Query>),
}

/// A part of an article, to which words can be restricted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Part {
    Title,
    Caption,
    /// What was taken off the page, which nothing searches unless asked to.
    Removed,
}

impl Part {
    pub fn name(self) -> &'static str {
        match self {
            Part::Title => "title",
            Part::Caption => "caption",
            Part::Removed => "removed",
        }
    }
}

/// When an article was published.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DateRange {
    /// The date is not known.
    Unknown,
    /// From the beginning of the first to the end of the second; at least one is given.
    Between(Option<PartialDate>, Option<PartialDate>),
}

/// A year, a month or a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PartialDate {
    Year(i16),
    Month(i16, i8),
    Day(Date),
}

impl PartialDate {
    /// The first day of it.
    pub fn first_day(self) -> Date {
        match self {
            PartialDate::Year(year) => jiff::civil::date(year, 1, 1),
            PartialDate::Month(year, month) => jiff::civil::date(year, month, 1),
            PartialDate::Day(day) => day,
        }
    }

    /// The first day after it; the last day of the calendar has none.
    pub fn day_after(self) -> Option<Date> {
        let step = match self {
            PartialDate::Year(_) => jiff::Span::new().years(1),
            PartialDate::Month(..) => jiff::Span::new().months(1),
            PartialDate::Day(_) => jiff::Span::new().days(1),
        };
        self.first_day().checked_add(step).ok()
    }
}

impl Query {
    /// Whether it looks for names.
    pub fn has_names(&self) -> bool {
        match self {
            Query::Named { .. } => true,
            Query::Not(query) => query.has_names(),
            Query::And(queries) | Query::Or(queries) => queries.iter().any(Query::has_names),
            _ => false,
        }
    }

    /// Moves the words and phrases that are bound to no part to one; tells whether there are any.
    pub fn move_to(&mut self, to: Part) -> bool {
        match self {
            Query::Words { part, .. } | Query::Phrase { part, .. } => {
                let is_free = part.is_none();
                part.get_or_insert(to);
                is_free
            }
            Query::Not(query) => query.move_to(to),
            Query::And(queries) | Query::Or(queries) => {
                let moved = queries.iter_mut().map(|query| query.move_to(to));
                moved.fold(false, |any, is_free| any | is_free)
            }
            Query::Named { .. }
            | Query::Author(_)
            | Query::Site(_)
            | Query::Language(_)
            | Query::Date(_) => false,
        }
    }
}

impl fmt::Display for PartialDate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            PartialDate::Year(year) => write!(f, "{year:04}"),
            PartialDate::Month(year, month) => write!(f, "{year:04}-{month:02}"),
            PartialDate::Day(day) => write!(f, "{day}"),
        }
    }
}

impl fmt::Display for DateRange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            DateRange::Unknown => f.write_str("none"),
            DateRange::Between(Some(from), Some(to)) if from == to => write!(f, "{from}"),
            DateRange::Between(from, to) => {
                if let Some(from) = from {
                    write!(f, "{from}")?;
                }
                f.write_str("..")?;
                if let Some(to) = to {
                    write!(f, "{to}")?;
                }
                Ok(())
            }
        }
    }
}

impl fmt::Display for Query {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let prefix = |part: &Option<Part>| part.map_or(String::new(), |p| format!("{}:", p.name()));
        match self {
            Query::Words { text, part } => write!(f, "{}{text}", prefix(part)),
            Query::Phrase { text, part } => write!(f, "{}\"{text}\"", prefix(part)),
            Query::Named { kind, name, exact } => {
                let (field, is) = (
                    kind.map_or("entity", EntityType::name),
                    if *exact { "=" } else { "" },
                );
                write!(f, "{field}:{is}\"{name}\"")
            }
            Query::Author(text) => write!(f, "author:\"{text}\""),
            Query::Site(text) => write!(f, "site:\"{text}\""),
            Query::Language(language) => write!(f, "lang:{language}"),
            Query::Date(range) => write!(f, "date:{range}"),
            Query::Not(query) => match **query {
                Query::And(_) => write!(f, "-({query})"),
                _ => write!(f, "-{query}"),
            },
            Query::And(queries) => write_list(f, queries, " "),
            Query::Or(queries) => {
                f.write_str("(")?;
                write_list(f, queries, " OR ")?;
                f.write_str(")")
            }
        }
    }
}

fn write_list(f: &mut fmt::Formatter<'_>, queries: &[Query], between: &str) -> fmt::Result {
    for (i, query) in queries.iter().enumerate() {
        if i > 0 {
            f.write_str(between)?;
        }
        write!(f, "{query}")?;
    }
    Ok(())
}
