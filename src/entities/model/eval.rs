//! How well labels agree with marks: strict, span and type.

use std::fmt;

use super::conll::Marked;
use super::labels::{Label, names_of};

/// The coarse types, in the order of the scores.
pub const COARSE: [&str; 4] = ["PER", "ORG", "LOC", "MISC"];

/// Names found, marked, and right, by coarse type.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Scores {
    pub right: [usize; 4],
    pub found: [usize; 4],
    pub marked: [usize; 4],
    /// Person, organisation or place found where one of them is marked, whichever.
    pub spans: usize,
    /// Right names whose fine type is marked too, and those of them that have it.
    pub fine: usize,
    pub fine_right: usize,
}

impl Scores {
    /// Takes in a sentence.
    pub fn add(&mut self, sentence: &Marked, labels: &[Label]) {
        let marked = marks(sentence);
        for (_, kind) in &marked {
            self.marked[*kind] += 1;
        }
        for (span, class) in names_of(labels) {
            let kind = kind_of(class.coarse());
            self.found[kind] += 1;
            let mark = marked.iter().find(|(other, _)| *other == span);
            if mark.is_some_and(|mark| mark.1 == kind) {
                self.right[kind] += 1;
                let allowed = sentence.allowed[span.start];
                if allowed.count_ones() == 1 {
                    self.fine += 1;
                    self.fine_right += usize::from(allowed >> labels[span.start] & 1 == 1);
                }
            }
            if kind < 3 && mark.is_some_and(|mark| mark.1 < 3) {
                self.spans += 1;
            }
        }
    }

    /// F1 of some types together, in percent.
    pub fn f1(&self, kinds: &[usize]) -> f64 {
        let sum =
            |counts: &[usize; 4]| kinds.iter().map(|kind| counts[*kind]).sum::<usize>() as f64;
        let both = sum(&self.found) + sum(&self.marked);
        if both == 0.0 {
            0.0
        } else {
            200.0 * sum(&self.right) / both
        }
    }

    /// Precision and recall over person, organisation and place, in percent.
    fn precision_and_recall(&self) -> (f64, f64) {
        let sum = |counts: &[usize; 4]| counts[..3].iter().sum::<usize>() as f64;
        let share = |whole: f64| 100.0 * sum(&self.right) / whole.max(1.0);
        (share(sum(&self.found)), share(sum(&self.marked)))
    }
}

/// Two lines; `-` for what is not marked.
impl fmt::Display for Scores {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let is_marked = |kinds: &[usize]| kinds.iter().any(|kind| self.marked[*kind] > 0);
        let all = [0, 1, 2];
        let both: usize = self.found[..3].iter().chain(&self.marked[..3]).sum();
        let spans = 200.0 * self.spans as f64 / both.max(1) as f64;
        let fine = 100.0 * self.fine_right as f64 / self.fine.max(1) as f64;
        let (precision, recall) = self.precision_and_recall();
        let first = [
            ("F1", self.f1(&all), is_marked(&all)),
            ("P", precision, is_marked(&all)),
            ("R", recall, is_marked(&all)),
            ("spans", spans, is_marked(&all)),
            ("fine", fine, self.fine > 0),
        ];
        for (name, share, is_told) in first {
            write_share(f, name, share, is_told)?;
        }
        writeln!(f)?;
        for (kind, name) in COARSE.iter().enumerate() {
            write_share(f, name, self.f1(&[kind]), is_marked(&[kind]))?;
        }
        Ok(())
    }
}

fn write_share(f: &mut fmt::Formatter, name: &str, share: f64, is_told: bool) -> fmt::Result {
    match is_told {
        true => write!(f, "  {name} {share:6.2}"),
        false => write!(f, "  {name} {:>6}", "-"),
    }
}

fn kind_of(coarse: &str) -> usize {
    COARSE.iter().position(|name| *name == coarse).unwrap_or(3)
}

/// The marked names of a sentence.
fn marks(sentence: &Marked) -> Vec<(std::ops::Range<usize>, usize)> {
    let mut marks = Vec::new();
    let mut at = 0;
    while at < sentence.coarse.len() {
        let Some(kind) = sentence.coarse[at].get(2..) else {
            at += 1;
            continue;
        };
        let begin = at;
        at += 1;
        while sentence
            .coarse
            .get(at)
            .is_some_and(|tag| tag.strip_prefix("I-") == Some(kind))
        {
            at += 1;
        }
        marks.push((begin..at, kind_of(kind)));
    }
    marks
}
