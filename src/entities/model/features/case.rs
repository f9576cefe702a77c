//! `sentence → how it uses capitals`.

use super::{Letters, Word};

/// How a sentence uses capitals.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[repr(u8)]
pub enum Case {
    /// On names and at its start.
    Plain,
    /// On nearly all words, as in headlines.
    Title,
    /// On all letters.
    Caps,
}

/// Words that headlines leave small.
const SMALL: [&str; 34] = [
    "a", "an", "and", "as", "at", "but", "by", "for", "from", "in", "into", "is", "not", "of",
    "off", "on", "or", "out", "over", "per", "than", "the", "to", "up", "via", "vs", "with", "'s",
    "’s", "s", "vs.", "amid", "are", "be",
];

/// How a sentence uses capitals; of each token its text, and what is seen of it in a plain one.
pub fn case_of<'a>(tokens: impl Iterator<Item = (&'a str, &'a Word)> + Clone) -> Case {
    let (mut caps, mut capital, mut lower, mut odd) = (0usize, 0usize, 0usize, 0usize);
    for (at, (token, word)) in tokens.clone().enumerate() {
        match word.letters {
            Letters::Caps => caps += 1,
            Letters::Capital if token.len() == 1 || token.len() == 2 && token.ends_with('.') => {}
            Letters::Capital => {
                capital += 1;
                // Capitals on words that usually have none.
                odd += usize::from(at > 0 && word.usual.is_lower());
            }
            Letters::Lower => lower += 1,
            Letters::None | Letters::Digit => {}
        }
    }
    if caps >= 2 && caps > 3 * (capital + lower) {
        return Case::Caps;
    }
    capital += caps;
    if capital < 3 || odd * 4 < capital {
        return Case::Plain;
    }
    let small =
        |token: &str, word: &Word| word.letters == Letters::Lower && !SMALL.contains(&token);
    let long = tokens.filter(|(token, word)| small(token, word)).count();
    if long * 5 <= capital {
        Case::Title
    } else {
        Case::Plain
    }
}
