//! One occurrence of a name: where it stands, what it names, who found it.

use std::fmt;
use std::ops::Range;
use std::str::FromStr;

/// One occurrence of a name in one article.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mention {
    /// Bytes of [`ArticleText::text`](crate::article::ArticleText::text); `text[span]` is the
    /// surface form.
    pub span: Range<usize>,
    pub kind: EntityType,
    /// What sort of place; `None` where the detector doesn't say, and on all other types.
    pub place: Option<PlaceType>,
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
    /// A nationality, people, religion or the adherents of a party, also as an adjective.
    Group,
    /// A war, battle, summit, tournament, holiday or storm with a name.
    Event,
    /// A product, law, ship, award, language, or the title of a work.
    Work,
    Date,
    Money,
    Percent,
    Email,
    Url,
    Phone,
    /// An account of a social network: `@name`.
    Handle,
    Coordinates,
    Iban,
}

impl EntityType {
    pub const ALL: [EntityType; 15] = [
        EntityType::Person,
        EntityType::Org,
        EntityType::Place,
        EntityType::Group,
        EntityType::Event,
        EntityType::Work,
        EntityType::Date,
        EntityType::Money,
        EntityType::Percent,
        EntityType::Email,
        EntityType::Url,
        EntityType::Phone,
        EntityType::Handle,
        EntityType::Coordinates,
        EntityType::Iban,
    ];

    /// The word it has in queries, output and the index.
    pub fn name(self) -> &'static str {
        match self {
            EntityType::Person => "person",
            EntityType::Org => "org",
            EntityType::Place => "place",
            EntityType::Group => "group",
            EntityType::Event => "event",
            EntityType::Work => "work",
            EntityType::Date => "date",
            EntityType::Money => "money",
            EntityType::Percent => "percent",
            EntityType::Email => "email",
            EntityType::Url => "url",
            EntityType::Phone => "phone",
            EntityType::Handle => "handle",
            EntityType::Coordinates => "coordinates",
            EntityType::Iban => "iban",
        }
    }

    /// The type of proper names that a word is.
    pub fn of_names(word: &str) -> Result<EntityType, NoNameType> {
        let kind = word.parse().ok().filter(|kind: &EntityType| kind.is_name());
        kind.ok_or_else(|| NoNameType(word.to_owned()))
    }

    /// Whether its mentions are proper names; the others are found by a pattern, and are looked
    /// up in their normal form.
    pub fn is_name(self) -> bool {
        match self {
            EntityType::Person
            | EntityType::Org
            | EntityType::Place
            | EntityType::Group
            | EntityType::Event
            | EntityType::Work => true,
            EntityType::Date
            | EntityType::Money
            | EntityType::Percent
            | EntityType::Email
            | EntityType::Url
            | EntityType::Phone
            | EntityType::Handle
            | EntityType::Coordinates
            | EntityType::Iban => false,
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
#[error("`{0}` is no type of name; there are {all}", all = list_of_types())]
pub struct UnknownType(pub String);

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is no type of name; write {all}", all = types_of_names())]
pub struct NoNameType(pub String);

/// The types of proper names, as a sentence lists them.
pub fn types_of_names() -> String {
    let kinds = EntityType::ALL.into_iter().filter(|kind| kind.is_name());
    let names: Vec<&str> = kinds.map(EntityType::name).collect();
    match names.split_last() {
        Some((last, others)) => format!("{} or {last}", others.join(", ")),
        None => String::new(),
    }
}

fn list_of_types() -> String {
    let names = EntityType::ALL.map(EntityType::name);
    match names.split_last() {
        Some((last, others)) => format!("{} and {last}", others.join(", ")),
        None => String::new(),
    }
}

/// What sort of place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum PlaceType {
    /// A country, state, city or district: a place with a government.
    Gpe,
    /// A continent, region, sea, river, mountain or planet.
    Loc,
    /// A building, road, airport, base or other site.
    Fac,
}

impl PlaceType {
    pub const ALL: [PlaceType; 3] = [PlaceType::Gpe, PlaceType::Loc, PlaceType::Fac];

    /// The word it has in output: those of the OntoNotes guidelines.
    pub fn name(self) -> &'static str {
        match self {
            PlaceType::Gpe => "gpe",
            PlaceType::Loc => "loc",
            PlaceType::Fac => "fac",
        }
    }
}

/// Who found a mention.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Detector {
    /// A pattern: e-mail, URL, date, money.
    Pattern,
    /// The trained model.
    Model,
    /// Capitals, a few sure signs and short lists, in languages that the model does not know.
    Fallback,
    /// The user's own list of names.
    List,
}

impl Detector {
    /// In the order of their codes in the index: a new one comes last.
    pub const ALL: [Detector; 4] = [
        Detector::Pattern,
        Detector::Model,
        Detector::Fallback,
        Detector::List,
    ];

    pub fn name(self) -> &'static str {
        match self {
            Detector::Pattern => "pattern",
            Detector::Model => "model",
            Detector::Fallback => "fallback",
            Detector::List => "list",
        }
    }
}
