//! `lines → paragraphs`: joins what a typewriter, a wire or a mail program broke at a fixed width.
//!
//! A text was broken so if nearly every line that goes on could not have taken the next one's
//! first word; then a line that could have ends its paragraph.

use std::borrow::Cow;

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
    let hyphenated = lines.iter().filter(|line| breaks_word(line.text)).count();
    // A typesetter divides words in one line of ten or so; others break at hyphens only.
    let divides_words = hyphenated >= 2 && hyphenated * 25 >= lines.len();
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
                if breaks_word(text) && line.text.starts_with(char::is_lowercase) {
                    if divides_words {
                        text.pop();
                    }
                } else {
                    text.push(' ');
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
