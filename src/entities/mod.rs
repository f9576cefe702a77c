//! `Article → Mentions`: who and what an article names, and where.
//!
//! A mention is one occurrence: a byte span of the article's text, a type, the detector that
//! found it, and the key of the name that it stands for within this article. Invariants, held by
//! tests: spans lie on character boundaries, mentions are sorted and do not overlap.

pub mod key;

use std::fmt;
use std::ops::Range;
use std::str::FromStr;

use crate::article::{ArticleText, Language};

/// One occurrence of a name in one article.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mention {
    /// Bytes of [`ArticleText::text`]; `text[span]` is the surface form.
    pub span: Range<usize>,
    pub kind: EntityType,
    pub detector: Detector,
    /// The full form of the name within this article, as printed: `Alexander Kinshchak` where
    /// the surface is `Kinshchak`. For dates and amounts, their normal form (`2016-12`).
    pub name: String,
}

/// What sort of thing a name names. The order is that of facets.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum EntityType {
    Person,
    Org,
    Place,
    Date,
    Money,
    Email,
    Url,
}

impl EntityType {
    pub const ALL: [EntityType; 7] = [
        EntityType::Person,
        EntityType::Org,
        EntityType::Place,
        EntityType::Date,
        EntityType::Money,
        EntityType::Email,
        EntityType::Url,
    ];

    /// The name it has in queries, output and the index.
    pub fn name(self) -> &'static str {
        match self {
            EntityType::Person => "person",
            EntityType::Org => "org",
            EntityType::Place => "place",
            EntityType::Date => "date",
            EntityType::Money => "money",
            EntityType::Email => "email",
            EntityType::Url => "url",
        }
    }
}

impl fmt::Display for EntityType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

impl FromStr for EntityType {
    type Err = UnknownType;

    fn from_str(text: &str) -> Result<Self, UnknownType> {
        EntityType::ALL
            .into_iter()
            .find(|kind| kind.name() == text)
            .ok_or_else(|| UnknownType(text.to_owned()))
    }
}

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is no type of name; there are person, org, place, date, money, email and url")]
pub struct UnknownType(pub String);

/// Who found a mention.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Detector {
    /// A pattern: e-mail, URL, date, money.
    Pattern,
    /// Capitalisation and the words around.
    Context,
}

impl Detector {
    pub const ALL: [Detector; 2] = [Detector::Pattern, Detector::Context];

    pub fn name(self) -> &'static str {
        match self {
            Detector::Pattern => "pattern",
            Detector::Context => "context",
        }
    }
}

/// Changes whenever a detector would find other mentions in the same text; part of the
/// fingerprint by which the index knows that a source must be read again.
pub const DETECTOR_VERSION: u32 = 1;

/// Finds the mentions of an article.
pub fn detect(_text: &ArticleText, _language: Language) -> Vec<Mention> {
    Vec::new()
}
