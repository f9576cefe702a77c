//! `text + matches → the passage to show`, with what matched marked in it.

use std::ops::Range;

use super::Match;
use crate::article::{ArticleText, PART_BREAK};

/// Characters of a snippet: three lines of a terminal.
pub const SNIPPET_CHARS_MAX: usize = 240;

/// Text with what matched marked in it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Marked {
    pub text: String,
    /// Byte ranges of `text`, in order, apart from each other.
    pub marks: Vec<Range<usize>>,
}

impl Marked {
    /// A part of a text, with the matches that lie in it.
    pub fn part(text: &str, part: Range<usize>, matches: &[Match]) -> Marked {
        let mut marks: Vec<Range<usize>> = Vec::new();
        for found in matches {
            if found.span.start < part.start || found.span.end > part.end {
                continue;
            }
            let span = found.span.start - part.start..found.span.end - part.start;
            match marks.last_mut() {
                Some(last) if span.start < last.end => last.end = last.end.max(span.end),
                _ => marks.push(span),
            }
        }
        Marked {
            text: text.get(part).unwrap_or_default().to_owned(),
            marks,
        }
    }
}

/// The passage of the body, or of the captions, that holds the most of what matched; the
/// beginning of the body if nothing did.
pub fn snippet(text: &ArticleText, matches: &[Match]) -> Marked {
    let whole = text.body.start..text.captions.end.max(text.body.end);
    passage(&text.text, whole, matches)
}

/// The passage of a part of a text that holds the most of what matched; its beginning if nothing
/// did.
pub fn passage(text: &str, whole: Range<usize>, matches: &[Match]) -> Marked {
    let inside: Vec<&Match> = matches
        .iter()
        .filter(|found| found.span.start >= whole.start)
        .collect();
    let Some(window) = best_window(text, &inside) else {
        let start = whole.start.min(text.len());
        return cut(text, start, whole, matches);
    };
    let start = lead_in(text, window.start, window.end, whole.start);
    cut(text, start, whole, matches)
}

/// What matches are worth showing: how many different marks, then how many matches.
pub fn worth<'m>(matches: impl ExactSizeIterator<Item = &'m Match>) -> (usize, usize) {
    let count = matches.len().min(4);
    let mut marks: Vec<usize> = matches.map(|found| found.mark).collect();
    marks.sort_unstable();
    marks.dedup();
    (marks.len(), count)
}

/// The run of matches that fits a snippet and shows the most different marks, then the most
/// matches; the first of equals.
fn best_window(text: &str, matches: &[&Match]) -> Option<Range<usize>> {
    let mut best: Option<((usize, usize), Range<usize>)> = None;
    let mut first = 0;
    for last in 0..matches.len() {
        let end = matches[last].span.end;
        while first < last && chars_exceed(text, matches[first].span.start..end, SNIPPET_CHARS_MAX)
        {
            first += 1;
        }
        let window = &matches[first..=last];
        let worth = worth(window.iter().copied());
        if best.as_ref().is_none_or(|(other, _)| worth > *other) {
            best = Some((worth, window[0].span.start..end));
        }
    }
    best.map(|(_, window)| window)
}

fn chars_exceed(text: &str, range: Range<usize>, max: usize) -> bool {
    range.len() > max && text[range].chars().count() > max
}

/// Where a snippet begins that shows `start..end`: at the beginning of the sentence or paragraph
/// if that is near, else some words before.
fn lead_in(text: &str, start: usize, end: usize, body: usize) -> usize {
    let room = SNIPPET_CHARS_MAX.saturating_sub(text[start..end].chars().count());
    let earliest = text[body..start]
        .char_indices()
        .rev()
        .take(room / 2)
        .last()
        .map_or(start, |(at, _)| body + at);
    let before = &text[earliest..start];
    if let Some(at) = before.rfind(PART_BREAK) {
        return earliest + at + PART_BREAK.len();
    }
    if earliest == body {
        return body;
    }
    let sentence = before.rfind(['.', '!', '?', '…']).and_then(|at| {
        let after = &before[at..];
        let next = after.find(char::is_whitespace)? + at;
        Some(next + before[next..].find(|c: char| !c.is_whitespace())?)
    });
    let word = || before.find(char::is_whitespace).map(|at| at + 1);
    sentence.or_else(word).map_or(start, |at| earliest + at)
}

/// A snippet from `start` on, cut at a word, with white space made single and `…` where text was
/// left out.
fn cut(text: &str, start: usize, whole: Range<usize>, matches: &[Match]) -> Marked {
    let rest = text.get(start..whole.end).unwrap_or_default();
    let mut length = rest
        .char_indices()
        .nth(SNIPPET_CHARS_MAX)
        .map_or(rest.len(), |(at, _)| at);
    if length < rest.len() && !rest[length..].starts_with(char::is_whitespace) {
        length = rest[..length]
            .rfind(char::is_whitespace)
            .filter(|at| *at > 0)
            .unwrap_or(length);
    }
    let part = Marked::part(text, start..start + length, matches);
    let mut marked = single_spaced(&part);
    if start > whole.start {
        marked.text.insert(0, '…');
        for mark in &mut marked.marks {
            *mark = mark.start + '…'.len_utf8()..mark.end + '…'.len_utf8();
        }
    }
    if length < rest.len() {
        marked.text.truncate(marked.text.trim_end().len());
        marked.text.push('…');
    }
    marked
}

/// Replaces every run of white space by one space; marks move along.
fn single_spaced(marked: &Marked) -> Marked {
    let mut spaced = Marked::default();
    let mut bounds = marked
        .marks
        .iter()
        .flat_map(|mark| [mark.start, mark.end])
        .peekable();
    let mut moved = Vec::new();
    for (at, c) in marked.text.char_indices() {
        while bounds.next_if(|bound| *bound <= at).is_some() {
            moved.push(spaced.text.len());
        }
        if !c.is_whitespace() {
            spaced.text.push(c);
        } else if !spaced.text.ends_with(' ') {
            spaced.text.push(' ');
        }
    }
    bounds.for_each(|_| moved.push(spaced.text.len()));
    spaced.marks = moved.chunks_exact(2).map(|pair| pair[0]..pair[1]).collect();
    spaced
}

/// Whether the last matches that fit a snippet are of so many different marks.
pub fn shows(matches: &[Match], marks: usize) -> bool {
    let Some(last) = matches.last().filter(|_| marks <= matches.len()) else {
        return false;
    };
    let near = |found: &&Match| found.span.start + SNIPPET_CHARS_MAX >= last.span.end;
    let mut near: Vec<usize> = matches
        .iter()
        .rev()
        .take_while(near)
        .map(|m| m.mark)
        .collect();
    near.sort_unstable();
    near.dedup();
    near.len() >= marks
}
