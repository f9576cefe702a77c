//! `pieces → story`: takes out what is no part of the story.
//!
//! A page that was copied as text is a menu, the story, and links to other stories. Each line gets
//! a score from what it looks like ([`features`], [`trees`]), and the run of
//! lines with the best sum is the story (Pasternack and Roth, "Extracting article text from the
//! web with maximum subsequence segmentation", 2009). A text that shows no mark of a page is not
//! looked at so, since a table or a list of works looks much like a menu.

use std::ops::Range;

use super::super::{block, byline, lines};
use super::captions::{captions, split_credits, teasers};
use super::foreign::remove_foreign_script;
use super::header::is_date_line;
use super::reflow::is_subhead;
use super::trained::TREES;
use super::trees::{self, Tree};
use super::{Line, Piece, features, is_kept};
use crate::article::{Block, Removal, Role};

/// Different lines that are or may be buttons; a text with so many is a page. Of 69,000 articles of
/// an encyclopaedia and an agency none has them, of 793 pages all but 34.
const PAGE_MARKS_MIN: usize = 4;

/// Each line that is scored takes some hundreds of bytes; texts with more lines are data, not pages.
const PAGE_LINES_MAX: usize = 100_000;

/// What is added to what the trees say: losing a paragraph is worse than keeping a line too many.
/// Together with [`SURE`] the best of a dozen pairs on pages that the trees had not seen.
const BIAS: f32 = 0.6;

/// The weight that one line has in the sum grows with its length, but no line is surer than this.
const SURE: f32 = 1.5;

/// How much a line looks like a part of a story, from −`SURE` to `SURE`.
pub fn score(numbers: &[f32; features::COUNT], trees: &[Tree]) -> f32 {
    (trees::score(numbers, trees) + BIAS).clamp(-SURE, SURE)
}

fn scores(texts: &[&str]) -> Vec<f32> {
    features::of(texts)
        .iter()
        .map(|numbers| score(numbers, &TREES))
        .collect()
}

/// The run of lines with the best sum of scores, each weighing as much as it is long.
pub fn window(lines: impl Iterator<Item = (f32, usize)>) -> Range<usize> {
    let (mut best, mut window) = (0.0, 0..0);
    let (mut sum, mut start) = (0.0f64, 0);
    for (at, (score, length)) in lines.enumerate() {
        if sum <= 0.0 {
            (sum, start) = (0.0, at);
        }
        // About a word.
        sum += f64::from(score) * (length as f64 / 6.0).max(1.0);
        if sum > best {
            (best, window) = (sum, start..at + 1);
        }
    }
    window
}

/// The scores of the lines of what is a page, copied with all that stands around the story.
pub(super) fn page_scores(lines: &[Line]) -> Option<Vec<f32>> {
    if lines.len() > PAGE_LINES_MAX || !is_page(lines.iter().map(|line| line.text)) {
        return None;
    }
    let texts: Vec<&str> = lines.iter().map(|line| line.text).collect();
    Some(scores(&texts))
}

/// Whether the lines of a text show that it was copied from a page.
pub fn is_page<'a>(lines: impl Iterator<Item = &'a str>) -> bool {
    let mut marks: Vec<&str> = Vec::new();
    for line in lines {
        let is_new = !marks.contains(&line);
        if is_new && (features::is_button(line) || is_mark(lines::judge(line))) {
            marks.push(line);
            if marks.len() == PAGE_MARKS_MIN {
                return true;
            }
        }
    }
    false
}

fn is_mark(reason: Option<Removal>) -> bool {
    matches!(reason, Some(Removal::Interface | Removal::Teaser))
}

/// Where the title of a page stands, below its menu.
pub(super) fn top(lines: &[Line], scores: &[f32]) -> Option<usize> {
    /// Lines between title and story: standfirst, authors, date, buttons, a picture.
    const BETWEEN_MAX: usize = 12;
    /// A headline has more characters than a section's name, and fewer than a standfirst.
    const CHARS: Range<usize> = 15..160;
    let widths = lines.iter().map(|line| line.text.len());
    let window = window(scores.iter().copied().zip(widths));
    let from = window.start.saturating_sub(BETWEEN_MAX);
    let to = (window.start + 2).min(lines.len());
    let is_sign = |line: &Line| {
        is_date_line(line.text)
            || byline::in_line(line.text).is_some()
            || byline::within_line(line.text).is_some() && line.text.len() < 80
    };
    let is_credit =
        |line: &Line| line.text.contains('©') || lines::judge(line.text) == Some(Removal::Credit);
    let fits = |at: usize| {
        let text = lines[at].text;
        // A caption stands above its credit.
        if is_credit(&lines[at]) || lines.get(at + 1).is_some_and(is_credit) {
            return false;
        }
        CHARS.contains(&text.chars().count())
            && lines::is_headline(text)
            && !lines::ends_sentence(text.trim_end_matches(['?', '!']))
            && lines::judge(text).is_none()
            && !is_sign(&lines[at])
    };
    let mark = |at: usize| {
        let next = lines.iter().skip(at + 1).take(3);
        // A standfirst between title and story is no better for being nearer.
        let distance = (window.start.abs_diff(at) / 4) as f32;
        let long = lines[at].text.len() >= 30;
        let repeated = lines
            .iter()
            .take(from + 40)
            .filter(|line| line.text == lines[at].text);
        f32::from(u8::from(next.into_iter().any(is_sign)))
            + f32::from(u8::from(long))
            + f32::from(u8::from(repeated.count() > 1))
            - distance * 0.4
    };
    // Of equals the first.
    (from..to)
        .rev()
        .filter(|at| fits(*at))
        .max_by(|a, b| mark(*a).total_cmp(&mark(*b)))
}

/// What stands above a page's title.
pub(super) fn above(lines: &[Line]) -> impl Iterator<Item = Block> {
    lines.iter().filter_map(|line| {
        let reason = lines::judge(line.text).unwrap_or(Removal::OutsideStory);
        block(Role::Removed(reason), line.text)
    })
}

/// Takes furniture out and gives the site's name if its captions end with it.
pub(super) fn take_furniture(pieces: &mut Vec<Piece>) -> Option<String> {
    if pieces.iter().any(|piece| piece.text.contains('©')) {
        split_credits(pieces);
    }
    let mut sure = false;
    for piece in pieces.iter_mut().filter(|piece| is_kept(piece.role)) {
        if let Some(reason) = lines::judge(&piece.text) {
            piece.role = Role::Removed(reason);
        }
        sure |= !is_kept(piece.role);
    }
    sure |= remove_foreign_script(pieces);
    sure |= pieces.iter().any(|piece| piece.role == Role::Caption);
    let site = captions(pieces, sure);
    if sure {
        teasers(pieces);
        outside(pieces);
    }
    site
}

/// Removes what stands before and after the run of lines with the best sum of scores, on the side
/// where there is a sure piece of furniture. Where there is little of it, sentences stay.
fn outside(pieces: &mut [Piece]) {
    if pieces.len() > PAGE_LINES_MAX {
        return;
    }
    let is_page = pieces.first().is_some_and(|piece| piece.score.is_some());
    if !is_page {
        let texts: Vec<&str> = pieces.iter().map(|piece| piece.text.as_ref()).collect();
        let scores = scores(&texts);
        for (piece, score) in pieces.iter_mut().zip(scores) {
            piece.score = Some(score);
        }
    }
    let lines = pieces.iter().map(|piece| {
        let score = match piece.role {
            Role::Removed(_) => -SURE,
            // Captions stand within the story or at its edge: they neither lengthen nor end it.
            Role::Caption => 0.0,
            _ => piece.score.unwrap_or(0.0),
        };
        (score, piece.text.len())
    });
    let mut window = window(lines);
    if window.is_empty() {
        return;
    }
    window.end -= links_at_end(&pieces[window.clone()]);
    let below = &pieces[window.end..];
    window.end += below
        .iter()
        .take(PARAGRAPHS_AT_EDGE)
        .take_while(|piece| is_paragraph(piece))
        .count();
    let above = pieces[..window.start].iter().rev();
    window.start -= above
        .take(PARAGRAPHS_AT_EDGE)
        .take_while(|piece| is_paragraph(piece))
        .count();
    let count = pieces.len();
    for side in [0..window.start, window.end..count] {
        let is_furniture = |piece: &Piece| {
            matches!(
                piece.role,
                Role::Removed(Removal::Interface | Removal::Teaser)
            )
        };
        if !is_page && !pieces[side.clone()].iter().any(is_furniture) {
            continue;
        }
        for piece in &mut pieces[side] {
            let stays = !is_page && lines::ends_sentence(&piece.text) && piece.text.len() >= 60;
            if is_kept(piece.role) && !stays {
                piece.role = Role::Removed(Removal::OutsideStory);
            }
        }
    }
}

/// Paragraphs that are taken for the story's first or last ones if nothing parts them from it,
/// whatever stands on their other side.
const PARAGRAPHS_AT_EDGE: usize = 1;

/// Whether a piece is a sentence or more, and may be one of the story's.
fn is_paragraph(piece: &Piece) -> bool {
    const BYTES_MIN: usize = 100;
    is_kept(piece.role)
        && piece.text.len() >= BYTES_MIN
        && lines::ends_sentence(&piece.text)
        && piece.score.is_none_or(|score| score > -SURE)
}

/// How many headlines of other stories end a story: nothing stands under them.
fn links_at_end(pieces: &[Piece]) -> usize {
    /// More would be a list that belongs to the story.
    const LINKS_MAX: usize = 5;
    let links = pieces.iter().rev().take(LINKS_MAX + 1);
    let links = links.take_while(|piece| {
        !is_kept(piece.role)
            || (4..=20).contains(&piece.text.split_whitespace().count()) && is_subhead(&piece.text)
    });
    let count = links.count();
    if count <= LINKS_MAX { count } else { 0 }
}
