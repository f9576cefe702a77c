//! `tokens of an article → features`: what the model sees of each token, as hashes.
//!
//! Two kinds. Features of one word alone, seen from the token itself or from a place beside it
//! ([`View`]): their scores are summed once for each word and remembered. And features of the
//! place: pairs of words, the run of capitals that the token is part of, what the article says
//! of the word elsewhere.
//!
//! After Ratinov and Roth (2009) and Finkel, Grenager and Manning (2005): affixes, shapes, word
//! classes, lists, windows, and the other places of the same word.

mod case;
mod company;
mod letters;
mod places;
mod word;

pub use case::{Case, case_of};
pub use company::Company;
pub use letters::Letters;
pub use places::Places;
pub use word::Word;

/// From where a word is seen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub enum View {
    /// From itself.
    Here,
    Before2,
    Before1,
    After1,
    After2,
    /// Three to five tokens before.
    Left,
    /// Three to five tokens after.
    Right,
}

pub const VIEWS: usize = 7;

impl View {
    /// All views but that from itself.
    pub const BESIDE: [View; VIEWS - 1] = [
        View::Before2,
        View::Before1,
        View::After1,
        View::After2,
        View::Left,
        View::Right,
    ];

    /// Tokens to the farthest word that is seen.
    pub const FARTHEST: usize = 5;

    /// Where the words stand that a token sees.
    pub const OFFSETS: [(View, isize); 10] = [
        (View::Before2, -2),
        (View::Before1, -1),
        (View::After1, 1),
        (View::After2, 2),
        (View::Left, -5),
        (View::Left, -4),
        (View::Left, -3),
        (View::Right, 3),
        (View::Right, 4),
        (View::Right, 5),
    ];
}

/// A sentence as it is read: its words, how it uses capitals, and which token of the article its
/// first one is.
#[derive(Clone, Copy)]
pub struct Sentence<'a> {
    pub words: &'a [&'a Word],
    pub case: Case,
    pub first: u32,
}
