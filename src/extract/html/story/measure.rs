//! What is measured of each block alone, and sums of it over the blocks of an element.

use std::ops::Range;

use crate::article::Removal;
use crate::extract::html::page::{Page, Piece, Zone};
use crate::extract::{lines, one_line};

/// Blocks shorter than this are not counted as paragraphs (Readability: 25 characters; more here,
/// since captions and teasers are also short).
const PARAGRAPH_WORDS_MIN: f32 = 10.0;

/// What is measured of a block once.
pub struct Measure {
    /// Words of the text, and the share of it that is linked.
    pub words: f32,
    pub linked: f32,
    /// Words that count as paragraphs of the page.
    pub mass: f32,
    /// Headings by their level, other blocks by the element that holds them.
    pub kind: usize,
    /// What the line alone looks like.
    pub judged: Option<Removal>,
}

impl Measure {
    pub fn of(page: &Page, piece: &Piece) -> Self {
        let mut words = 0.0;
        for word in piece.text.split_whitespace() {
            // Scripts without blanks have a word in every two or three characters.
            let wide = word.chars().filter(|c| *c >= '\u{2e80}').count() as f32 / 2.5;
            words += match word.contains(char::is_alphanumeric) {
                true => wide.max(1.0),
                false => 0.0,
            };
        }
        let linked = piece.linked as f32 / piece.text.len().max(1) as f32;
        let tag = page.elements[piece.element].tag;
        let kind = match piece.heading {
            1 => 0,
            2 => 1,
            3 => 2,
            4.. => 3,
            0 if tag.has("p") => 4,
            0 if tag.has("li") => 5,
            0 if tag.has("div") || tag.has("section") || tag.has("article") => 6,
            0 if piece.preformatted => 7,
            0 if tag.has("blockquote") => 8,
            0 => 9,
        };
        let is_paragraph = words >= PARAGRAPH_WORDS_MIN
            && linked < 0.35
            && piece.heading == 0
            && matches!(piece.zone, Zone::Page | Zone::Aside);
        Measure {
            words,
            linked,
            mass: if is_paragraph {
                words * (1.0 - linked)
            } else {
                0.0
            },
            kind,
            judged: lines::judge(&one_line(&piece.text)),
        }
    }
}

/// Sums of the measures of a page's blocks, by which those of any element are known.
pub struct Sums {
    pub words: Vec<f32>,
    pub linked: Vec<f32>,
    pub mass: Vec<f32>,
}

impl Sums {
    pub fn of(measures: &[Measure]) -> Self {
        let of = |value: fn(&Measure) -> f32| sums(measures.iter().map(value));
        Sums {
            words: of(|m| m.words),
            linked: of(|m| m.words * m.linked),
            mass: of(|m| m.mass),
        }
    }
}

/// For each block the sum of the values before it, and at the end the sum of all.
pub fn sums(values: impl Iterator<Item = f32>) -> Vec<f32> {
    let mut sum = 0.0;
    std::iter::once(0.0)
        .chain(values.map(|value| {
            sum += value;
            sum
        }))
        .collect()
}

/// What the blocks in a range add up to.
pub fn within(sums: &[f32], range: &Range<usize>) -> f32 {
    sums[range.end] - sums[range.start]
}
