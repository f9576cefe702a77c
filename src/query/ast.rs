//! The syntax tree of a query, and how it is written.
//!
//! Writing a tree and parsing what was written gives the same tree.

use std::fmt;

use jiff::civil::Date;

use crate::article::{Format, Language};
use crate::entities::EntityType;

/// What to look for: an article.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Query {
    /// In which something stands, anywhere or in one part of it.
    Text {
        pattern: Pattern,
        part: Option<Part>,
    },
    /// That is about something: it ranks by how much of the article the name is.
    About {
        name: String,
        /// Only this very name, and no other name of what it names.
        exact: bool,
    },
    /// The byline contains these words.
    Author(String),
    /// From this paper: its name, host, or a host above it (`example.org` for `news.example.org`).
    Site(String),
    /// From a source whose path within the archive contains this.
    Path(String),
    /// Whose own address contains this.
    Url(String),
    /// From a section of which the name contains these words.
    Section(String),
    /// Read from a file of this format.
    Type(Format),
    Language(Language),
    Date(DateRange),
    Indexed(Added),
    /// That the user has given this tag, or any ([`ANY_TAG`]).
    Tag(String),
    Not(Box<Query>),
    /// Must match even where an article with fewer of the words is taken.
    Must(Box<Query>),
    /// Counts so many times as much.
    Boost(Box<Query>, Boost),
    /// All of them; two or more.
    And(Vec<Query>),
    /// At least one of them; two or more.
    Or(Vec<Query>),
}

/// In place of a tag: whatever it is.
pub const ANY_TAG: &str = "*";

/// Something that stands at some place of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Pattern {
    Word(Word),
    /// Patterns one after the other, with at most so many other words between them in all.
    Phrase {
        slots: Vec<Pattern>,
        slop: u32,
    },
    /// Any mention of a type, or any name at all.
    AnyName(Option<EntityType>),
    /// A mention of something of which one name contains these words.
    Named {
        kind: Option<EntityType>,
        name: String,
        /// Only this very name, and no other name of what it names.
        exact: bool,
    },
    /// Two patterns whose nearest edges are at most so many words apart; they do not overlap.
    Near {
        left: Box<Pattern>,
        right: Box<Pattern>,
        distance: u32,
        /// Whether `left` must come first.
        ordered: bool,
    },
    /// Any of them; two or more.
    AnyOf(Vec<Pattern>),
}

/// A word as it was typed; several for the analysis when it holds a hyphen (`al-Assad`).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Word {
    pub text: String,
    pub form: Form,
}

/// What counts as the word.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// Any of its forms in the language of the article.
    Stem,
    /// The very letters: case, accents and ending.
    Literal,
    /// `*` stands for any letters or none, `?` for one.
    Wildcard,
    /// Words that differ by so many letters at most: one changed, added, left out, or two
    /// neighbours exchanged.
    Fuzzy(u8),
    /// A regular expression for the whole folded word.
    Regex,
}

/// What an article is searched for, and can be changed without a change of the rest of the query.
#[derive(Debug)]
pub enum Leaf<'a> {
    Word(&'a mut Word),
    /// A name of some type or any.
    Name {
        kind: &'a mut Option<EntityType>,
        name: &'a mut String,
    },
}

/// A part of an article, to which words can be restricted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Part {
    Title,
    Body,
    Caption,
    /// What was taken off the page, which nothing searches unless asked to.
    Removed,
}

impl Part {
    pub const ALL: [Part; 4] = [Part::Title, Part::Body, Part::Caption, Part::Removed];

    pub fn name(self) -> &'static str {
        match self {
            Part::Title => "title",
            Part::Body => "body",
            Part::Caption => "caption",
            Part::Removed => "removed",
        }
    }
}

/// A weight, in hundredths, so that two can be compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Boost(pub u32);

impl Boost {
    /// Times; more lets one word drown all others.
    pub const MAX: u32 = 100;

    pub fn factor(self) -> f32 {
        self.0 as f32 / 100.0
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

/// When an article came into the archive as it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Added {
    /// Since the beginning of the day that was so many days ago; of today, none.
    Days(u16),
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
    /// Words in any of their forms, anywhere.
    pub fn words(text: &str) -> Query {
        let word = Word {
            text: text.to_owned(),
            form: Form::Stem,
        };
        Query::Text {
            pattern: Pattern::Word(word),
            part: None,
        }
    }

    /// A word in its folded form alone, anywhere: a pattern of letters that leaves none open.
    pub fn folded(text: &str) -> Query {
        let word = Word {
            text: text.to_owned(),
            form: Form::Wildcard,
        };
        Query::Text {
            pattern: Pattern::Word(word),
            part: None,
        }
    }

    /// Of all that an article must have, how many parts it might lack and still be near to what was
    /// meant: words, phrases and names, each once.
    pub fn optional_parts(&self) -> usize {
        let Query::And(queries) = self else { return 0 };
        let optional = queries.iter().filter(|query| query.is_optional());
        let mut written: Vec<String> = optional.map(Query::to_string).collect();
        written.sort_unstable();
        written.dedup();
        written.len()
    }

    /// Whether an article that lacks it may still be near to what was meant.
    pub fn is_optional(&self) -> bool {
        match self {
            Query::Text { .. } | Query::About { .. } | Query::Or(_) | Query::And(_) => true,
            Query::Boost(query, _) => query.is_optional(),
            _ => false,
        }
    }

    /// Whether it is a word or a name, and no pattern of several.
    pub fn is_of_one_place(&self) -> bool {
        match self {
            Query::About { .. } => true,
            Query::Text { pattern, .. } => matches!(
                pattern,
                Pattern::Word(_) | Pattern::AnyName(_) | Pattern::Named { .. }
            ),
            _ => false,
        }
    }

    /// The text of a word in any of its forms, anywhere; `None` if it is something else.
    pub fn as_words(&self) -> Option<&str> {
        match self {
            Query::Text {
                pattern: Pattern::Word(word),
                part: None,
            } if word.form == Form::Stem => Some(&word.text),
            _ => None,
        }
    }

    /// Hands over the words and names that may occur in the text, in their order.
    pub fn each_leaf(&mut self, see: &mut dyn FnMut(Leaf)) {
        match self {
            Query::Text {
                part: Some(Part::Removed),
                ..
            } => {}
            Query::Text { pattern, .. } => pattern.each_leaf(see),
            Query::About { name, .. } => see(Leaf::Name {
                kind: &mut None,
                name,
            }),
            Query::Must(query) | Query::Boost(query, _) => query.each_leaf(see),
            Query::And(queries) | Query::Or(queries) => {
                queries.iter_mut().for_each(|query| query.each_leaf(see));
            }
            Query::Not(_)
            | Query::Author(_)
            | Query::Site(_)
            | Query::Path(_)
            | Query::Url(_)
            | Query::Section(_)
            | Query::Type(_)
            | Query::Language(_)
            | Query::Date(_)
            | Query::Indexed(_)
            | Query::Tag(_) => {}
        }
    }

    /// Whether it looks for names that may have others.
    pub fn has_names(&self) -> bool {
        match self {
            Query::Text { pattern, .. } => pattern.has_names(),
            Query::About { .. } => true,
            Query::Not(query) | Query::Must(query) | Query::Boost(query, _) => query.has_names(),
            Query::And(queries) | Query::Or(queries) => queries.iter().any(Query::has_names),
            _ => false,
        }
    }

    /// The tags that it asks for.
    pub fn tags(&self) -> Vec<&str> {
        match self {
            Query::Tag(tag) => vec![tag],
            Query::Not(query) | Query::Must(query) | Query::Boost(query, _) => query.tags(),
            Query::And(queries) | Query::Or(queries) => {
                queries.iter().flat_map(Query::tags).collect()
            }
            _ => Vec::new(),
        }
    }

    /// Moves what is bound to no part to one; tells whether there is any. Names are not detected in
    /// what was removed.
    pub fn move_to(&mut self, to: Part) -> bool {
        match self {
            Query::Text { pattern, part } => {
                let is_free = part.is_none() && (to != Part::Removed || !pattern.is_of_names());
                if is_free {
                    *part = Some(to);
                }
                is_free
            }
            Query::Not(query) | Query::Must(query) | Query::Boost(query, _) => query.move_to(to),
            Query::And(queries) | Query::Or(queries) => {
                let moved = queries.iter_mut().map(|query| query.move_to(to));
                moved.fold(false, |any, is_free| any | is_free)
            }
            Query::About { .. }
            | Query::Author(_)
            | Query::Site(_)
            | Query::Path(_)
            | Query::Url(_)
            | Query::Section(_)
            | Query::Type(_)
            | Query::Language(_)
            | Query::Date(_)
            | Query::Indexed(_)
            | Query::Tag(_) => false,
        }
    }

    /// Whether it looks for more than words and phrases in what was removed, of which only stems are
    /// indexed.
    pub fn asks_too_much_of_removed(&self) -> bool {
        match self {
            Query::Text {
                pattern,
                part: Some(Part::Removed),
            } => pattern.any(&|pattern| match pattern {
                Pattern::Word(word) => word.form != Form::Stem,
                Pattern::AnyName(_) | Pattern::Named { .. } => true,
                _ => false,
            }),
            Query::Not(query) | Query::Must(query) | Query::Boost(query, _) => {
                query.asks_too_much_of_removed()
            }
            Query::And(queries) | Query::Or(queries) => {
                queries.iter().any(Query::asks_too_much_of_removed)
            }
            _ => false,
        }
    }

    /// Whether it is written without blanks, so that a sign before or after it holds for all of it.
    fn is_closed(&self) -> bool {
        match self {
            Query::Text { pattern, .. } => !matches!(pattern, Pattern::Near { .. }),
            Query::Not(_) | Query::Must(_) | Query::Boost(..) | Query::And(_) => false,
            _ => true,
        }
    }
}

impl Pattern {
    /// Whether names are part of it that may have others.
    fn has_names(&self) -> bool {
        self.any(&|pattern| matches!(pattern, Pattern::Named { .. }))
    }

    /// Whether mentions are part of it.
    pub fn is_of_names(&self) -> bool {
        self.any(&|pattern| matches!(pattern, Pattern::Named { .. } | Pattern::AnyName(_)))
    }

    fn each_leaf(&mut self, see: &mut dyn FnMut(Leaf)) {
        match self {
            Pattern::Word(word) => see(Leaf::Word(word)),
            Pattern::AnyName(_) => {}
            Pattern::Named { kind, name, .. } => see(Leaf::Name { kind, name }),
            Pattern::Phrase { slots, .. } | Pattern::AnyOf(slots) => {
                slots.iter_mut().for_each(|slot| slot.each_leaf(see));
            }
            Pattern::Near { left, right, .. } => {
                left.each_leaf(see);
                right.each_leaf(see);
            }
        }
    }

    /// Whether something holds for it or any part of it.
    fn any(&self, holds: &dyn Fn(&Pattern) -> bool) -> bool {
        holds(self)
            || match self {
                Pattern::Word(_) | Pattern::AnyName(_) | Pattern::Named { .. } => false,
                Pattern::Phrase { slots, .. } | Pattern::AnyOf(slots) => {
                    slots.iter().any(|slot| slot.any(holds))
                }
                Pattern::Near { left, right, .. } => left.any(holds) || right.any(holds),
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

impl fmt::Display for Word {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = &self.text;
        match self.form {
            Form::Stem | Form::Wildcard => f.write_str(text),
            Form::Literal => write!(f, "={text}"),
            Form::Fuzzy(letters) => write!(f, "{text}~{letters}"),
            Form::Regex => write!(f, "/{text}/"),
        }
    }
}

impl fmt::Display for Pattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Pattern::Word(word) => write!(f, "{word}"),
            Pattern::Phrase { slots, slop } => {
                f.write_str("\"")?;
                write_list(f, slots, " ")?;
                f.write_str("\"")?;
                match slop {
                    0 => Ok(()),
                    slop => write!(f, "~{slop}"),
                }
            }
            Pattern::AnyName(kind) => write!(f, "[{}]", field_of(*kind)),
            Pattern::Named { kind, name, exact } => {
                let is = if *exact { "=" } else { "" };
                write!(f, "{}:{is}\"{name}\"", field_of(*kind))
            }
            Pattern::Near {
                left,
                right,
                distance,
                ordered,
            } => {
                let operator = if *ordered { "BEFORE" } else { "NEAR" };
                write_operand(f, left)?;
                write!(f, " {operator}/{distance} ")?;
                write_operand(f, right)
            }
            Pattern::AnyOf(patterns) => {
                f.write_str("(")?;
                write_list(f, patterns, " OR ")?;
                f.write_str(")")
            }
        }
    }
}

/// The word for names of a type, or of any.
fn field_of(kind: Option<EntityType>) -> &'static str {
    kind.map_or("entity", EntityType::name)
}

/// Writes one side of a [`Pattern::Near`].
fn write_operand(f: &mut fmt::Formatter<'_>, pattern: &Pattern) -> fmt::Result {
    match pattern {
        Pattern::Near { .. } => write!(f, "({pattern})"),
        _ => write!(f, "{pattern}"),
    }
}

impl fmt::Display for Query {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Query::Text {
                pattern,
                part: None,
            } => write!(f, "{pattern}"),
            Query::Text {
                pattern,
                part: Some(part),
            } => match pattern {
                Pattern::Word(Word {
                    form: Form::Regex, ..
                })
                | Pattern::AnyName(_)
                | Pattern::Named { .. }
                | Pattern::Near { .. } => write!(f, "{}:({pattern})", part.name()),
                _ => write!(f, "{}:{pattern}", part.name()),
            },
            Query::About { name, exact } => {
                write!(f, "about:{}\"{name}\"", if *exact { "=" } else { "" })
            }
            Query::Author(text) => write!(f, "author:\"{text}\""),
            Query::Site(text) => write!(f, "site:\"{text}\""),
            Query::Path(text) => write!(f, "path:\"{text}\""),
            Query::Url(text) => write!(f, "url:\"{text}\""),
            Query::Section(text) => write!(f, "section:\"{text}\""),
            Query::Type(format) => write!(f, "type:{}", format.name()),
            Query::Language(language) => write!(f, "lang:{language}"),
            Query::Date(range) => write!(f, "date:{range}"),
            Query::Indexed(Added::Days(0)) => f.write_str("indexed:today"),
            Query::Indexed(Added::Days(days)) => write!(f, "indexed:{days}d"),
            Query::Indexed(Added::Between(from, to)) => {
                write!(f, "indexed:{}", DateRange::Between(*from, *to))
            }
            Query::Tag(tag) if tag == ANY_TAG => write!(f, "tag:{ANY_TAG}"),
            Query::Tag(tag) => write!(f, "tag:\"{tag}\""),
            Query::Not(query) => write_signed(f, "-", query),
            Query::Must(query) => write_signed(f, "+", query),
            Query::Boost(query, boost) => {
                write_signed(f, "", query)?;
                match (boost.0 / 100, boost.0 % 100) {
                    (whole, 0) => write!(f, "^{whole}"),
                    (whole, part) => write!(f, "^{whole}.{part:02}"),
                }
            }
            Query::And(queries) => write_list(f, queries, " "),
            Query::Or(queries) => {
                f.write_str("(")?;
                write_list(f, queries, " OR ")?;
                f.write_str(")")
            }
        }
    }
}

/// Writes a query behind a sign that holds for all of it.
fn write_signed(f: &mut fmt::Formatter<'_>, sign: &str, query: &Query) -> fmt::Result {
    match query.is_closed() {
        true => write!(f, "{sign}{query}"),
        false => write!(f, "{sign}({query})"),
    }
}

fn write_list(
    f: &mut fmt::Formatter<'_>,
    items: &[impl fmt::Display],
    between: &str,
) -> fmt::Result {
    for (i, item) in items.iter().enumerate() {
        if i > 0 {
            f.write_str(between)?;
        }
        write!(f, "{item}")?;
    }
    Ok(())
}
