//! `glyphs → lines`: words by the gaps between letters, lines by their baselines, and columns by
//! the gutters between them.
//!
//! A gutter is a strip that stays free over several lines one below the other and has prose on both
//! sides. A page is cut at the one that runs along most lines: what is above it comes first, then
//! what is left of it, what is right of it, and what is below; each part is cut again in the same
//! way. A table has no prose in its columns and is read line by line.

use super::glyphs::{Glyph, Page};

/// The gap between two words, as a part of the letters' size. Blanks have a quarter of it in most
/// fonts and shrink by a third in justified lines; letters are moved by less than a tenth.
const WORD_GAP: f32 = 0.15;

/// The least width of a gutter, as a part of the letters' size: two or three blanks.
const GUTTER: f32 = 0.75;

/// Lines on each side of a gutter.
const GUTTER_LINES_MIN: usize = 3;

/// Words a line on each side of a gutter, on average.
const GUTTER_WORDS_MIN: f32 = 2.0;

/// Lines of a page above which it is not cut to columns: cutting takes time for each of them.
const CUT_LINES_MAX: usize = 2_000;

/// Cuts inside each other.
const CUTS_MAX: usize = 40;

/// The part of a page's height at its edges in which headers and footers stand, their lines, and
/// the step from them to the text, as a part of the letters' size.
const EDGE: f32 = 0.13;
const EDGE_LINES_MAX: usize = 3;
const EDGE_GAP: f32 = 1.6;

/// Steps in which gutters are looked for, in points, and how many of them there may be.
const STEP: f32 = 1.0;
const STEPS_MAX: usize = 4_000;

/// A line of a column.
#[derive(Debug, Clone, PartialEq)]
pub struct Line {
    pub text: String,
    pub x0: f32,
    pub x1: f32,
    /// Where it stands; grows downwards.
    pub y: f32,
    /// That of most of its letters.
    pub size: f32,
    pub is_bold: bool,
    pub is_artifact: bool,
    /// It does not run in the direction of the page.
    pub is_across: bool,
    /// The width of its first word.
    pub first_word: f32,
    /// The number of its column.
    pub column: usize,
    /// Where its column begins and ends.
    pub left: f32,
    pub right: f32,
}

#[derive(Debug, Clone)]
struct Word {
    text: String,
    x0: f32,
    x1: f32,
    y: f32,
    size: f32,
    is_bold: bool,
    is_artifact: bool,
    /// Its place among the words as they were drawn, and whether a blank was before or after it.
    order: usize,
    blank_before: bool,
    blank_after: bool,
}

/// The words of a line, from left to right.
#[derive(Debug, Clone, Default)]
struct Row {
    y: f32,
    size: f32,
    words: Vec<Word>,
}

/// The lines of a page in reading order.
pub fn lines(page: &Page) -> Vec<Line> {
    let mut lines = Vec::new();
    let mut column = 0;
    let (top, rows, bottom) = without_edges(rows(words(page)), page.height);
    let mut add = |rows| {
        column += 1;
        add_lines(rows, column, &mut lines);
    };
    add(top);
    cut(rows, 0, &mut add);
    add(bottom);
    for text in &page.across {
        lines.push(Line {
            text: super::super::one_line(text),
            x0: 0.0,
            x1: 0.0,
            y: 0.0,
            size: 0.0,
            is_bold: false,
            is_artifact: false,
            is_across: true,
            first_word: 0.0,
            column: column + 1,
            left: 0.0,
            right: 0.0,
        });
    }
    lines
}

/// Letters that follow each other closely, in the order in which they were drawn.
fn words(page: &Page) -> Vec<Word> {
    let mut words: Vec<Word> = Vec::new();
    let mut blank = true;
    for glyph in &page.glyphs {
        let text = page.text(glyph);
        if text.trim().is_empty() {
            blank = true;
            if let Some(word) = words.last_mut() {
                word.blank_after = true;
            }
            continue;
        }
        let joins = |word: &&mut Word| {
            let size = word.size.max(glyph.size);
            let gap = glyph.x0 - word.x1;
            !blank
                && !text.starts_with(' ')
                && (glyph.y - word.y).abs() < size * 0.1
                && gap < size * WORD_GAP
                && gap > -size * 0.5
                && word.is_artifact == glyph.is_artifact
                && glyph.size < word.size * 1.6
                && word.size < glyph.size * 1.6
        };
        match words.last_mut().filter(joins) {
            Some(word) => {
                word.text.push_str(text);
                word.x1 = word.x1.max(glyph.x1);
                word.size = word.size.max(glyph.size);
            }
            None => {
                let word = new_word(text, glyph, words.len(), blank);
                words.push(word);
            }
        }
        blank = text.ends_with(' ');
    }
    words
}

fn new_word(text: &str, glyph: &Glyph, order: usize, blank_before: bool) -> Word {
    Word {
        text: text.to_owned(),
        x0: glyph.x0,
        x1: glyph.x1.max(glyph.x0),
        y: glyph.y,
        size: glyph.size,
        is_bold: glyph.is_bold,
        is_artifact: glyph.is_artifact,
        order,
        blank_before,
        blank_after: false,
    }
}

/// Gathers words that stand on the same baseline, from top to bottom.
fn rows(mut words: Vec<Word>) -> Vec<Row> {
    words.sort_by(|a, b| a.y.total_cmp(&b.y));
    let mut rows: Vec<Row> = Vec::new();
    for word in words {
        match rows.last_mut() {
            Some(row) if word.y - row.y <= row.size.min(word.size) * 0.25 => {
                row.size = row.size.max(word.size);
                row.words.push(word);
            }
            _ => rows.push(Row {
                y: word.y,
                size: word.size,
                words: vec![word],
            }),
        }
    }
    let mut rows = merge_raised(rows);
    for row in &mut rows {
        row.words.sort_by(|a, b| a.x0.total_cmp(&b.x0));
        join_parts(&mut row.words);
    }
    rows
}

/// Takes off what stands apart at the top and at the bottom of a page: headers and footers have
/// columns of their own.
fn without_edges(mut rows: Vec<Row>, height: f32) -> (Vec<Row>, Vec<Row>, Vec<Row>) {
    let is_apart =
        |upper: &Row, lower: &Row| lower.y - upper.y > lower.size.max(upper.size) * EDGE_GAP;
    let first = (1..rows.len().min(EDGE_LINES_MAX + 1))
        .find(|at| rows[at - 1].y < height * EDGE && is_apart(&rows[at - 1], &rows[*at]));
    let rest = rows.split_off(first.unwrap_or(0));
    let (top, mut rows) = (rows, rest);
    let last = (rows.len().saturating_sub(EDGE_LINES_MAX).max(1)..rows.len())
        .rev()
        .find(|at| rows[*at].y > height * (1.0 - EDGE) && is_apart(&rows[at - 1], &rows[*at]));
    let bottom = rows.split_off(last.unwrap_or(rows.len()));
    (top, rows, bottom)
}

/// Puts small letters that are set higher or lower, such as the marks of notes, on the line that
/// they belong to.
fn merge_raised(rows: Vec<Row>) -> Vec<Row> {
    let mut merged: Vec<Row> = Vec::with_capacity(rows.len());
    let touches = |small: &Row, large: &Row| {
        small.size < large.size * 0.85
            && (small.y - large.y).abs() < large.size * 0.6
            && small.words.len() < large.words.len()
            && small.words.iter().all(|word| {
                let near = |other: &Word| {
                    let gap = (word.x0 - other.x1).max(other.x0 - word.x1);
                    gap < large.size * 0.3 && gap > -large.size
                };
                large.words.iter().any(near)
            })
    };
    for mut row in rows {
        while let Some(before) = merged.pop_if(|before| touches(before, &row)) {
            row.words.extend(before.words);
        }
        match merged.last_mut().filter(|before| touches(&row, before)) {
            Some(before) => before.words.extend(row.words),
            None => merged.push(row),
        }
    }
    merged
}

/// Joins parts of words that were drawn apart.
fn join_parts(words: &mut Vec<Word>) {
    let parts = std::mem::take(words);
    for part in parts {
        let joins = |word: &&mut Word| {
            let (first, second) = match word.order < part.order {
                true => (word.blank_after, part.blank_before),
                false => (word.blank_before, part.blank_after),
            };
            let gap = part.x0 - word.x1;
            let size = word.size.max(part.size);
            !first && !second && gap < size * WORD_GAP && gap > -size * 0.5
        };
        match words.last_mut().filter(joins) {
            Some(word) => {
                word.text.push_str(&part.text);
                word.x1 = word.x1.max(part.x1);
                word.size = word.size.max(part.size);
                word.order = part.order;
                word.blank_before = part.blank_before;
                word.blank_after = part.blank_after;
            }
            None => words.push(part),
        }
    }
}

/// Cuts rows to columns and hands these over in reading order.
fn cut(rows: Vec<Row>, depth: usize, see: &mut dyn FnMut(Vec<Row>)) {
    if rows.is_empty() {
        return;
    }
    let gutter = match depth < CUTS_MAX && rows.len() <= CUT_LINES_MAX {
        true => gutter(&rows),
        false => None,
    };
    let Some((x, from, to)) = gutter else {
        see(rows);
        return;
    };
    let mut above = rows;
    let mut between = above.split_off(from);
    let below = between.split_off(to - from);
    let side = |is_left: bool| {
        let rows = between.iter().map(|row| {
            let words = row.words.iter();
            Row {
                words: words
                    .filter(|word| (word.x0 < x) == is_left)
                    .cloned()
                    .collect(),
                ..*row
            }
        });
        rows.filter(|row| !row.words.is_empty()).collect()
    };
    let (left, right): (Vec<Row>, Vec<Row>) = (side(true), side(false));
    cut(above, depth + 1, see);
    cut(left, depth + 1, see);
    cut(right, depth + 1, see);
    cut(below, depth + 1, see);
}

/// The gutter with most lines along it: its place, and the rows from and before which it runs.
fn gutter(rows: &[Row]) -> Option<(f32, usize, usize)> {
    if rows.len() < GUTTER_LINES_MIN {
        return None;
    }
    let mut sizes: Vec<f32> = rows.iter().map(|row| row.size).collect();
    sizes.sort_by(f32::total_cmp);
    let size = sizes[sizes.len() / 2];
    let width = size * GUTTER;
    let words = || rows.iter().flat_map(|row| &row.words);
    let left = words().map(|word| word.x0).fold(f32::INFINITY, f32::min);
    let right = words()
        .map(|word| word.x1)
        .fold(f32::NEG_INFINITY, f32::max);
    let steps = ((right - left) / STEP).ceil().max(0.0) as usize;
    let steps = steps.min(STEPS_MAX);
    // The rows of the open run at each step, from which row it goes on, and where words end.
    let mut best: Option<(usize, Found)> = None;
    let mut runs: Vec<Run> = vec![Run::default(); steps];
    let step_of = |x: f32| (((x - left) / STEP).max(0.0) as usize).min(steps);
    for (number, row) in rows.iter().enumerate() {
        // What a word covers, and half a gutter around it.
        let mut covered = vec![false; steps];
        for word in &row.words {
            let (from, to) = (word.x0 - width / 2.0, word.x1 + width / 2.0);
            covered[step_of(from)..step_of(to)].fill(true);
        }
        let mut before = 0;
        for (step, run) in runs.iter_mut().enumerate() {
            if covered[step] {
                consider(&mut best, rows, step, run, number);
                *run = Run {
                    from: number + 1,
                    ..Run::default()
                };
                continue;
            }
            let x = left + step as f32 * STEP;
            while row.words.get(before).is_some_and(|word| word.x0 < x) {
                before += 1;
            }
            let after = row.words.len() - before;
            run.left += usize::from(before > 0);
            run.right += usize::from(after > 0);
            run.left_words += before;
            run.right_words += after;
        }
    }
    for (step, run) in runs.iter().enumerate() {
        consider(&mut best, rows, step, run, rows.len());
    }
    let (_, found) = best?;
    // The middle of the strip.
    let x = left + (found.first + found.last) as f32 / 2.0 * STEP;
    let (from, to) = without_ends(rows, x, found.from, found.to)?;
    Some((x, from, to))
}

/// Rows one below the other that leave a step free.
#[derive(Debug, Clone, Copy, Default)]
struct Run {
    from: usize,
    left: usize,
    right: usize,
    left_words: usize,
    right_words: usize,
}

#[derive(Debug, Clone, Copy)]
struct Found {
    from: usize,
    to: usize,
    /// Steps with the same run.
    first: usize,
    last: usize,
}

/// Keeps a run that has more lines along it than the best so far.
fn consider(best: &mut Option<(usize, Found)>, rows: &[Row], step: usize, run: &Run, to: usize) {
    let is_prose = |rows: usize, words: usize| {
        rows >= GUTTER_LINES_MIN && words as f32 >= rows as f32 * GUTTER_WORDS_MIN
    };
    if !is_prose(run.left, run.left_words) || !is_prose(run.right, run.right_words) {
        return;
    }
    let score = run.left.min(run.right);
    match best {
        Some((most, found))
            if *most == score
                && found.from == run.from
                && found.to == to
                && found.last + 1 == step =>
        {
            found.last = step;
        }
        Some((most, _)) if *most >= score => {}
        _ => {
            if run.from < to && to <= rows.len() {
                let found = Found {
                    from: run.from,
                    to,
                    first: step,
                    last: step,
                };
                *best = Some((score, found));
            }
        }
    }
}

/// Leaves away rows at the ends of a gutter that stand on one side only and apart from the others:
/// a headline above the columns, a line below them.
fn without_ends(rows: &[Row], x: f32, from: usize, to: usize) -> Option<(usize, usize)> {
    let has = |row: &Row, is_left: bool| row.words.iter().any(|word| (word.x0 < x) == is_left);
    let of_side = |is_left: bool| {
        let mut range = (from..to).filter(|at| has(&rows[*at], is_left));
        let first = range.next()?;
        Some((first, range.next_back().unwrap_or(first)))
    };
    let (left, right) = (of_side(true)?, of_side(false)?);
    let mut steps: Vec<f32> = Vec::new();
    for is_left in [true, false] {
        let ys = rows[from..to].iter().filter(|row| has(row, is_left));
        let ys: Vec<f32> = ys.map(|row| row.y).collect();
        steps.extend(ys.windows(2).map(|pair| pair[1] - pair[0]));
    }
    steps.sort_by(f32::total_cmp);
    let apart = steps.get(steps.len() / 2).copied().unwrap_or_default() * 1.7;
    let (mut from, mut to) = (from, to);
    // From the first row that has a neighbour on the other side upwards.
    let mut below = left.0.max(right.0);
    let upper_is_left = left.0 < right.0;
    for at in (from..below).rev() {
        if !has(&rows[at], upper_is_left) {
            continue;
        }
        if rows[below].y - rows[at].y > apart {
            from = at + 1;
            break;
        }
        below = at;
    }
    let mut above = left.1.min(right.1);
    let lower_is_left = left.1 > right.1;
    for at in above + 1..to {
        if !has(&rows[at], lower_is_left) {
            continue;
        }
        if rows[at].y - rows[above].y > apart {
            to = at;
            break;
        }
        above = at;
    }
    (from < to).then_some((from, to))
}

/// Makes lines of the rows of a column.
fn add_lines(rows: Vec<Row>, column: usize, lines: &mut Vec<Line>) {
    let first = lines.len();
    for row in rows {
        let Some((x0, x1)) = ends(&row.words) else {
            continue;
        };
        let text = joined(&row.words);
        if text.is_empty() {
            continue;
        }
        let letters = |is: &dyn Fn(&Word) -> bool| -> usize {
            let words = row.words.iter().filter(|word| is(word));
            words.map(|word| word.text.len()).sum()
        };
        let all = letters(&|_| true);
        let first_word = match row.words.first() {
            // Lines of scripts without blanks end anywhere.
            Some(word) if word.text.starts_with(is_unspaced) => word.size,
            Some(word) => word.x1 - word.x0,
            None => 0.0,
        };
        lines.push(Line {
            text,
            x0,
            x1,
            y: row.y,
            size: size_of(&row.words),
            is_bold: letters(&|word| word.is_bold) * 5 > all * 4,
            is_artifact: row.words.iter().all(|word| word.is_artifact),
            is_across: false,
            first_word,
            column,
            left: 0.0,
            right: 0.0,
        });
    }
    let column = &mut lines[first..];
    let left = column.iter().map(|line| line.x0).reduce(f32::min);
    let mut ends: Vec<f32> = column.iter().map(|line| line.x1).collect();
    ends.sort_by(f32::total_cmp);
    // Some lines stand out.
    let right = ends.get((ends.len() * 9 / 10).min(ends.len().saturating_sub(1)));
    let (left, right) = (left.unwrap_or_default(), right.copied().unwrap_or_default());
    for line in column {
        line.left = left;
        line.right = right;
    }
}

fn ends(words: &[Word]) -> Option<(f32, f32)> {
    let left = words.iter().map(|word| word.x0).reduce(f32::min)?;
    let right = words.iter().map(|word| word.x1).reduce(f32::max)?;
    Some((left, right))
}

/// The size of most letters.
fn size_of(words: &[Word]) -> f32 {
    let mut sizes: Vec<(f32, usize)> = (words.iter())
        .map(|word| (word.size, word.text.len()))
        .collect();
    sizes.sort_by(|a, b| a.0.total_cmp(&b.0));
    let half = sizes.iter().map(|(_, letters)| letters).sum::<usize>() / 2;
    let mut before = 0;
    for (size, letters) in &sizes {
        before += letters;
        if before > half {
            return *size;
        }
    }
    sizes.last().map_or(0.0, |(size, _)| *size)
}

/// The text of a line. Scripts that are written from right to left are printed as they stand, so
/// their letters are turned round, and the words of a line that is written in one of them.
fn joined(words: &[Word]) -> String {
    let texts: Vec<String> = words.iter().map(|word| logical(&word.text)).collect();
    let letters = |is: fn(&str) -> bool| -> usize {
        let texts = texts.iter().filter(|text| is(text));
        texts.map(String::len).sum()
    };
    let mut order: Vec<&str> = texts.iter().map(String::as_str).collect();
    let other = letters(|text| !is_right_to_left(text) && text.contains(char::is_alphabetic));
    if letters(is_right_to_left) > other {
        order.reverse();
        // Runs of other words keep their order.
        let mut at = 0;
        while at < order.len() {
            let run = order[at..]
                .iter()
                .take_while(|text| !is_right_to_left(text));
            let run = run.count();
            order[at..at + run].reverse();
            at += run + 1;
        }
    }
    let mut line = String::new();
    for text in order {
        if !line.is_empty() {
            line.push(' ');
        }
        line.push_str(text);
    }
    super::super::one_line(&line)
}

fn logical(text: &str) -> String {
    if !is_right_to_left(text) {
        return text.to_owned();
    }
    // Marks follow their letters in either direction.
    let mut letters: Vec<String> = Vec::new();
    for c in text.chars() {
        match letters.last_mut() {
            Some(last) if unicode_normalization::char::is_combining_mark(c) => last.push(c),
            _ => letters.push(c.to_string()),
        }
    }
    letters.iter().rev().map(String::as_str).collect()
}

/// Whether a word is written from right to left.
fn is_right_to_left(text: &str) -> bool {
    text.contains(
        |c| matches!(c, '\u{590}'..='\u{8ff}' | '\u{fb1d}'..='\u{fdff}' | '\u{fe70}'..='\u{fefc}'),
    )
}

/// Letters of scripts that put no blanks between words.
pub fn is_unspaced(c: char) -> bool {
    matches!(c, '\u{2e80}'..='\u{a4cf}' | '\u{f900}'..='\u{faff}' | '\u{ff00}'..='\u{ffef}'
        | '\u{20000}'..='\u{3ffff}' | '\u{e00}'..='\u{eff}')
}
