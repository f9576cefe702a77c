//! `word → its features`, as they are seen from itself and from beside it.

use super::super::hash::{mix, of};
use super::super::lexicon::{CLASS_LEVELS, Known, Usual};
use super::letters::{letters, long_shape, shape};
use super::{Case, Letters, View};

/// What is seen of a word, in a sentence of some case.
#[derive(Debug, Clone)]
pub struct Word {
    pub lower: u64,
    /// Its short shape: `Xx`, `d-x`; the same for all words of headlines.
    pub shape: u64,
    pub letters: Letters,
    pub classes: [u16; CLASS_LEVELS],
    pub usual: Usual,
    pub lists: u8,
    /// Whether it may be part of a name by its looks.
    pub capital: bool,
    /// A small word that may stand inside of names: `of`, `de`, `al`.
    pub joins: bool,
    /// Whether a name may be near: it has a capital, or is usually written with one.
    pub hints: bool,
}

/// Bytes of a word that are looked at.
const WORD_BYTES_MAX: usize = 64;

const JOINERS: [&str; 30] = [
    "of", "the", "and", "for", "&", "-", "de", "la", "le", "du", "des", "del", "della", "di", "da",
    "do", "dos", "van", "von", "der", "den", "bin", "ibn", "al", "el", "y", "e", "zu", "on", "in",
];

/// Cuts a word to the bytes that are looked at.
fn head(word: &str) -> &str {
    let mut end = word.len().min(WORD_BYTES_MAX);
    while !word.is_char_boundary(end) {
        end -= 1;
    }
    &word[..end]
}

impl Word {
    /// Reads a word of a sentence of some case.
    pub fn read(word: &str, case: Case, lexicon: &impl Known) -> Word {
        let word = head(word);
        let lower_text = word.to_lowercase();
        let lower_text = head(&lower_text);
        let known = lexicon.get(lower_text);
        let letters = letters(word);
        let lower = of(lower_text.as_bytes());
        let has_letters = !matches!(letters, Letters::None | Letters::Digit);
        let shown = shape(word);
        let shape = match case {
            Case::Caps if has_letters => mix(1, 1000),
            Case::Title if letters == Letters::Capital || letters == Letters::Lower => mix(2, 1000),
            _ => shown,
        };
        let capital = match (case, letters) {
            (_, Letters::None | Letters::Digit) => false,
            (Case::Plain, Letters::Lower) => false,
            (Case::Plain, _) => true,
            (_, Letters::Lower) => false,
            _ => !known.usual.is_lower(),
        };
        Word {
            lower,
            shape,
            letters,
            classes: known.classes,
            usual: known.usual,
            lists: known.lists,
            capital,
            joins: JOINERS.contains(&lower_text),
            hints: capital
                || matches!(
                    known.usual,
                    Usual::MostlyCapital | Usual::Capital | Usual::Caps
                ),
        }
    }

    /// Gives its features as they are seen from itself; `word` and `case` are what it was read of.
    pub fn own(&self, word: &str, case: Case, features: &mut Vec<u64>) {
        let word = head(word);
        let lower = word.to_lowercase();
        let lower = head(&lower);
        let salt = case as u64;
        if case == Case::Plain {
            features.push(mix(of(word.as_bytes()), 1));
        } else {
            features.push(mix(mix(self.lower, 1), 90 + salt));
        }
        features.push(mix(self.lower, 2));
        features.push(mix(self.shape, 4));
        if case == Case::Plain {
            features.push(mix(long_shape(word), 3));
        }
        let ends: Vec<usize> = lower
            .char_indices()
            .map(|(at, _)| at)
            .chain([lower.len()])
            .collect();
        let chars = ends.len() - 1;
        for length in 1..=6usize {
            if chars > length {
                let (prefix, suffix) = (&lower[..ends[length]], &lower[ends[chars - length]..]);
                features.push(mix(of(prefix.as_bytes()), 10 + length as u64));
                features.push(mix(of(suffix.as_bytes()), 20 + length as u64));
                if length == 3 || length == 2 {
                    features.push(mix(
                        mix(of(suffix.as_bytes()), 30 + length as u64),
                        self.shape,
                    ));
                }
            }
        }
        if lower.contains(['-', '‐', '–', '/']) {
            features.push(mix(1, 9));
            for part in lower.split(['-', '‐', '–', '/']).take(6) {
                features.push(mix(of(part.as_bytes()), 31));
            }
        }
        if lower.contains('.') && chars > 1 {
            features.push(mix(2, 9));
        }
        if lower.contains('&') {
            features.push(mix(3, 9));
        }
        features.push(mix(mix(chars.min(4) as u64, 8), self.shape));
        for list in 0..8 {
            if self.lists >> list & 1 == 1 {
                features.push(mix(40 + list, 5));
            }
        }
        if self.lists != 0 {
            features.push(mix(mix(u64::from(self.lists), 7), self.shape));
        } else {
            features.push(mix(self.shape, 8));
        }
        for (level, class) in self.classes() {
            features.push(mix(class, 50 + level));
            features.push(mix(mix(class, 53 + level), self.shape));
            if case != Case::Plain {
                features.push(mix(mix(class, 60 + level), salt));
            }
        }
        features.push(mix(mix(self.usual as u64, 70), self.shape));
        if case != Case::Plain {
            features.push(mix(mix(self.usual as u64, 71), salt));
            features.push(mix(mix(u64::from(self.lists), 72), salt));
        }
    }

    /// The known classes with their level.
    fn classes(&self) -> impl Iterator<Item = (u64, u64)> {
        let levels = self.classes.into_iter().zip(0u64..);
        levels
            .filter(|(class, _)| *class != 0)
            .map(|(class, level)| (level, u64::from(class)))
    }

    /// Gives its features as they are seen from beside it.
    pub fn seen_from(&self, view: View, features: &mut Vec<u64>) {
        let place = view as u64;
        match view {
            View::Here => {}
            View::Left | View::Right => {
                features.push(mix(self.lower, 100 + place));
                if let Some((_, class)) = self.classes().nth(1) {
                    features.push(mix(class, 140 + place));
                }
            }
            View::Before1 | View::After1 => {
                features.push(mix(self.lower, 100 + place));
                features.push(mix(self.shape, 110 + place));
                if self.lists != 0 {
                    features.push(mix(u64::from(self.lists), 120 + place));
                }
                for (level, class) in self.classes() {
                    features.push(mix(class, 130 + 10 * level + place));
                }
                features.push(mix(self.usual as u64, 180 + place));
            }
            View::Before2 | View::After2 => {
                features.push(mix(self.lower, 100 + place));
                features.push(mix(self.shape, 110 + place));
                for (level, class) in self.classes() {
                    features.push(mix(class, 130 + 10 * level + place));
                }
            }
        }
    }
}
