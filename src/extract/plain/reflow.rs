//! `lines → paragraphs`: joins what a typewriter, a wire or a mail program broke at a fixed width.
//!
//! A text was broken so if nearly every line that goes on could not have taken the next one's
//! first word; then a line that could have ends its paragraph.

use std::borrow::Cow;
use std::collections::HashSet;

use super::super::lines;
use super::{Line, Piece};
use crate::article::Role;

/// The width at which a text was broken into lines, if it was: nearly every line that goes on in
/// the next could not have taken the next one's first word.
pub fn wrap_width(lines: &[Line]) -> Option<usize> {
    /// Typewriters, wires and mail break between these.
    const WIDTHS: std::ops::RangeInclusive<usize> = 40..=100;
    if lines
        .iter()
        .filter(|line| line.text.len() > 3 * WIDTHS.end())
        .count()
        * 10
        > lines.len()
    {
        return None;
    }
    let mut widths: Vec<usize> = lines.iter().map(|line| line.width).collect();
    if widths
        .iter()
        .filter(|width| **width > *WIDTHS.end())
        .count()
        * 10
        > lines.len()
    {
        return None;
    }
    // A table may be wider than the text, so not the widest line.
    let at = widths.len().checked_sub(1)? * 9 / 10;
    let width = *widths.select_nth_unstable(at).1;
    let pairs = || lines.windows(2).filter(|pair| !pair[1].apart);
    let full = pairs()
        .filter(|pair| is_full(&pair[0], &pair[1], width))
        .count();
    (WIDTHS.contains(&width) && full > 0 && full * 2 >= pairs().count()).then_some(width)
}

/// Whether a line is as long as it can be before the next one's first word.
pub fn is_full(line: &Line, next: &Line, wrap: usize) -> bool {
    /// Typists break earlier than they must.
    const SLACK: usize = 10;
    let word = next.text.split_whitespace().next().unwrap_or("");
    line.width + 1 + word.chars().count() + SLACK > wrap
}

/// Joins the lines of a wrapped text to paragraphs; other lines are paragraphs as they are.
pub fn join<'a>(lines: &[Line<'a>], wrap: Option<usize>) -> Vec<Piece<'a>> {
    let mut pieces: Vec<Piece> = Vec::with_capacity(lines.len());
    let hyphens = Hyphens::of(lines, wrap);
    let mut before: Option<Line> = None;
    for line in lines {
        let goes_on = wrap.is_some_and(|wrap| {
            before.is_some_and(|before| {
                !line.apart
                    && line.indent <= before.indent
                    && (is_full(&before, line, wrap)
                        || !lines::ends_sentence(before.text)
                            && line.text.starts_with(char::is_lowercase))
            })
        });
        match pieces.last_mut() {
            Some(piece) if goes_on => {
                let text = piece.text.to_mut();
                match hyphens.between(text, line.text) {
                    Between::Blank => text.push(' '),
                    Between::Hyphen => {}
                    Between::Nothing => {
                        text.pop();
                    }
                }
                text.push_str(line.text);
            }
            _ => pieces.push(Piece {
                text: Cow::Borrowed(line.text),
                role: Role::Paragraph,
                apart: line.apart,
                score: None,
            }),
        }
        before = Some(*line);
    }
    for at in 0..pieces.len() {
        let prose_follows = pieces
            .get(at + 1)
            .is_some_and(|next| next.text.len() > 80 && lines::ends_sentence(&next.text));
        if prose_follows && is_subhead(&pieces[at].text) {
            pieces[at].role = Role::Heading;
        }
    }
    pieces
}

/// What stands between two lines of a paragraph once they are joined; a hyphen at the end of the
/// first is there already.
#[derive(Debug, PartialEq)]
enum Between {
    Blank,
    Hyphen,
    Nothing,
}

/// What a text shows of how it divides words at the ends of its lines.
struct Hyphens {
    /// A typesetter divides words in one line of ten or so; others break at hyphens only.
    divides_words: bool,
    /// Of the words that its divided words may be or consist of, those that it has elsewhere.
    words: HashSet<String>,
}

impl Hyphens {
    fn of(lines: &[Line], wrap: Option<usize>) -> Hyphens {
        let divided = |pair: &&[Line]| breaks_word(pair[0].text);
        let pairs = || lines.windows(2).filter(divided);
        let mut hyphens = Hyphens {
            divides_words: false,
            words: HashSet::new(),
        };
        let count = pairs().count();
        if wrap.is_none() || count == 0 {
            return hyphens;
        }
        hyphens.divides_words = count >= 2 && count * 25 >= lines.len();
        let mut wanted = HashSet::new();
        // Most words fail at length and first letter.
        let mut kinds = 0u64;
        for pair in pairs() {
            let (first, second) = halves(pair[0].text, pair[1].text);
            let forms = [
                format!("{first}{second}"),
                format!("{first}-{second}"),
                first.to_owned(),
                second.to_owned(),
            ];
            for form in forms {
                kinds |= kind(&form);
                wanted.insert(form);
            }
        }
        let mut was_divided = false;
        for line in lines {
            // Halves of divided words are none.
            let half = std::mem::replace(&mut was_divided, breaks_word(line.text));
            let words = line.text.split_whitespace().skip(usize::from(half));
            for word in words.filter(|word| !word.ends_with('-')).map(bare) {
                if kinds & kind(word) != 0
                    && let Some(word) = wanted.take(word)
                {
                    hyphens.words.insert(word);
                }
            }
        }
        hyphens
    }

    /// A divided word is one that the text has elsewhere, or one whose second half is an ending
    /// and no word; a name (`al-Assad`) and a compound (`well-known`) keep their hyphen.
    fn between(&self, before: &str, after: &str) -> Between {
        if before.ends_with('\u{ad}') {
            return Between::Nothing;
        }
        if !breaks_word(before) {
            return Between::Blank;
        }
        let next = after.split_whitespace().next().unwrap_or("");
        let (half, second) = halves(before, after);
        if next.starts_with(char::is_uppercase) || next.starts_with(|c: char| c.is_ascii_digit()) {
            return Between::Hyphen;
        }
        // `long- and short-term` leaves a word out.
        if !next.starts_with(char::is_lowercase) || LEFT_OUT.contains(&second) {
            return Between::Blank;
        }
        if self.words.contains(format!("{half}{second}").as_str()) {
            return Between::Nothing;
        }
        if self.words.contains(format!("{half}-{second}").as_str()) || half.contains('-') {
            return Between::Hyphen;
        }
        if is_ending(second) {
            return Between::Nothing;
        }
        let lower = half.to_lowercase();
        let compound = COMPOUNDS.contains(&lower.as_str())
            || self.words.contains(half) && self.words.contains(second);
        match self.divides_words && !compound {
            true => Between::Nothing,
            false => Between::Hyphen,
        }
    }
}

/// What goes on after a hyphen that stands for a word left out.
const LEFT_OUT: [&str; 10] = [
    "and", "or", "to", "und", "oder", "bis", "et", "ou", "y", "o",
];

/// First halves that are words of their own, so that their hyphen is part of the word.
const COMPOUNDS: [&str; 40] = [
    "well", "self", "long", "short", "high", "low", "half", "ex", "non", "anti", "pro", "vice",
    "co", "al", "el", "an", "ar", "as", "so", "all", "old", "new", "one", "two", "three", "four",
    "five", "six", "seven", "ten", "cross", "far", "near", "full", "part", "first", "second",
    "third", "mid", "post",
];

/// Whether letters end words and are none, in English, German, French and Spanish.
fn is_ending(text: &str) -> bool {
    const ENDINGS: [&str; 42] = [
        "ment", "ments", "mental", "tion", "tions", "tional", "sion", "sions", "cial", "tial",
        "ing", "ings", "ity", "ities", "ness", "ly", "ally", "tive", "tives", "ble", "bly", "able",
        "ible", "ence", "ance", "ed", "er", "ers", "ism", "ists", "ung", "ungen", "heit", "keit",
        "schaft", "lich", "lichen", "ción", "ciones", "mente", "tique", "teur",
    ];
    ENDINGS.contains(&text)
}

/// The two halves of a word that is divided between two lines.
fn halves<'a>(before: &'a str, after: &'a str) -> (&'a str, &'a str) {
    let first = before.split_whitespace().next_back().unwrap_or("");
    let first = first.trim_start_matches(|c: char| !c.is_alphanumeric());
    let second = after.split_whitespace().next().unwrap_or("");
    (first.strip_suffix('-').unwrap_or(first), bare(second))
}

/// One of 64 kinds, as a bit.
fn kind(word: &str) -> u64 {
    let first = word.bytes().next().unwrap_or(0);
    1 << ((word.len() % 8) * 8 + usize::from(first % 8))
}

fn bare(word: &str) -> &str {
    word.trim_matches(|c: char| !c.is_alphanumeric())
}

/// Whether a line ends within a word.
fn breaks_word(text: &str) -> bool {
    text.strip_suffix('-')
        .is_some_and(|text| text.ends_with(char::is_alphabetic))
}

/// A short line that is no sentence; a question is one if it is capitalised as headlines are.
pub fn is_subhead(text: &str) -> bool {
    let capitals = || {
        let small = text
            .split_whitespace()
            .filter(|word| word.starts_with(char::is_lowercase));
        small.count() * 3 <= text.split_whitespace().count()
    };
    text.len() <= 120
        && lines::is_headline(text)
        && !text.starts_with(|c: char| c.is_lowercase() || c == '(')
        && (!lines::ends_sentence(text) || text.ends_with('?') && capitals())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hyphen_at_the_end_of_a_line_stays_where_it_belongs_to_the_word() {
        let check = |before: &str, after: &str, divides_words, expected| {
            let hyphens = Hyphens {
                divides_words,
                words: ["harbour", "breakwater", "sea-wall"]
                    .map(str::to_owned)
                    .into(),
            };
            assert_eq!(hyphens.between(before, after), expected, "{before} {after}");
        };
        check("said the govern-", "ment of", false, Between::Nothing);
        check("the break-", "water, which", false, Between::Nothing);
        check("die Regie-", "rung sagte", true, Between::Nothing);
        check("President Bashar al-", "Assad said", true, Between::Hyphen);
        check("a well-", "known pilot", true, Between::Hyphen);
        check("the old sea-", "wall, where", true, Between::Hyphen);
        check("a long-", "term guest", false, Between::Hyphen);
        check("Covid-", "19 had", true, Between::Hyphen);
        check("both long-", "and short-term", true, Between::Blank);
        check("the ferry -", "which", true, Between::Blank);
        check("the har\u{ad}", "bour", false, Between::Nothing);
        check("the ferry", "sank", true, Between::Blank);
    }
}
