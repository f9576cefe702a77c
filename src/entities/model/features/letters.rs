//! `word → what its letters look like`.

use super::super::hash::mix;

/// The kind of a token by its letters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub enum Letters {
    /// A mark, or anything without a letter or digit.
    None,
    Lower,
    /// A capital first, or after `al-` or `d'`.
    Capital,
    /// Capitals alone, at least two.
    Caps,
    Digit,
}

pub fn letters(word: &str) -> Letters {
    let (mut upper, mut lower, mut digit) = (0, 0, 0);
    let mut first = None;
    for c in word.chars() {
        if c.is_uppercase() {
            upper += 1;
            first = first.or(Some(true));
        } else if c.is_alphabetic() {
            lower += 1;
            first = first.or(Some(false));
        } else if c.is_numeric() {
            digit += 1;
        }
    }
    match (upper, lower, digit) {
        (0, 0, 0) => Letters::None,
        (0, 0, _) => Letters::Digit,
        (0, _, 0) => Letters::Lower,
        (0, _, _) => Letters::Digit,
        (2.., 0, _) => Letters::Caps,
        _ if first == Some(true) => Letters::Capital,
        _ if is_article(word)
            || word.starts_with("i")
            || word.starts_with("e")
            || word.starts_with("Mc") =>
        {
            Letters::Capital
        }
        _ if word.contains('-') => Letters::Lower,
        _ => Letters::Capital,
    }
}

/// Whether a word begins with an article in lower case, as Arabic names do: `al-Assad`.
fn is_article(word: &str) -> bool {
    word.split_once(['-', '\'', '’'])
        .is_some_and(|(article, name)| {
            matches!(
                article,
                "al" | "el" | "as" | "ash" | "ad" | "an" | "at" | "ar" | "az" | "ul" | "d" | "l"
            ) && name.chars().next().is_some_and(char::is_uppercase)
        })
}

/// What a character looks like: a capital, a letter, a digit, or itself.
fn looks(c: char) -> char {
    if c.is_uppercase() {
        'X'
    } else if c.is_alphabetic() {
        'x'
    } else if c.is_numeric() {
        'd'
    } else {
        c
    }
}

pub fn shape(word: &str) -> u64 {
    let mut last = ' ';
    let mut shape = 0u64;
    let mut length = 0;
    for c in word.chars() {
        let kind = looks(c);
        if kind != last {
            shape = mix(shape, kind as u64);
            last = kind;
            length += 1;
            if length == 10 {
                break;
            }
        }
    }
    shape
}

pub fn long_shape(word: &str) -> u64 {
    word.chars().take(12).fold(0, |shape, c| {
        let kind = looks(c);
        mix(shape, kind as u64)
    })
}
