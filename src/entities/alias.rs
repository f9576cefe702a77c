//! What an article says or shows of two names: that they are one, and on what ground.

use super::EntityType;

/// Two names of one entity, by the word of one article.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Alias {
    pub kind: EntityType,
    /// The name that it introduces, as printed: `HTS`.
    pub name: String,
    /// The name that it stands for, as printed: `Hayat Tahrir al-Sham`.
    pub other: String,
    pub ground: Ground,
}

/// Why two names of an article are one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Ground {
    /// The initials of one beside the other: `Hayat Tahrir al-Sham (HTS)`, in either order.
    Acronym,
    /// One beside the other in words that say so: `also known as`, `dubbed`, `Daesh (ISIS)`.
    AlsoKnownAs,
    /// [`Alias::name`] was the name before: `formerly`, `renamed`.
    Formerly,
    /// The article uses one for the other and doesn't say so: `Sound Ferry Authority`, then `SFA`.
    Inferred,
}

impl Ground {
    pub const ALL: [Ground; 4] = [
        Ground::Acronym,
        Ground::AlsoKnownAs,
        Ground::Formerly,
        Ground::Inferred,
    ];

    /// The word it has in output and the index.
    pub fn name(self) -> &'static str {
        match self {
            Ground::Acronym => "acronym",
            Ground::AlsoKnownAs => "also-known-as",
            Ground::Formerly => "formerly",
            Ground::Inferred => "inferred",
        }
    }
}
