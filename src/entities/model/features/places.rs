//! `place in a sentence → its features`: pairs of words, the run of capitals that it is part of, and
//! what the article says of the word elsewhere.

use super::super::hash::mix;
use super::company::{BEGIN, Company, END};
use super::{Case, Sentence, Word};

/// A run of capitalised words, joined by small ones: `Bank of New Tresk`.
#[derive(Debug, Clone, Copy, Default)]
struct Run {
    begin: usize,
    end: usize,
}

/// Tokens of a run.
const RUN_MAX: usize = 12;

/// Features of the places of one sentence.
pub struct Places<'a> {
    sentence: Sentence<'a>,
    company: &'a Company,
    /// Runs without joints, and with them.
    tight: Vec<Run>,
    loose: Vec<Run>,
}

impl<'a> Places<'a> {
    pub fn new(sentence: Sentence<'a>, company: &'a Company) -> Places<'a> {
        Places {
            sentence,
            company,
            tight: runs(sentence.words, false),
            loose: runs(sentence.words, true),
        }
    }

    /// Gives the features of the token at `at` that are not of single words.
    pub fn features(&self, at: usize, features: &mut Vec<u64>) {
        let words = self.sentence.words;
        let word = words[at];
        let before = |n: usize| at.checked_sub(n).map(|at| words[at]);
        let after = |n: usize| words.get(at + n).copied();
        let lower = |word: Option<&Word>, edge: u64| word.map_or(edge, |word| word.lower);
        let shape = |word: Option<&Word>, edge: u64| word.map_or(edge, |word| word.shape);
        let (b1, b2, a1, a2) = (before(1), before(2), after(1), after(2));
        if at == 0 {
            features.push(mix(1, 200));
            features.push(mix(word.shape, 201));
            features.push(mix(mix(word.usual as u64, 203), word.shape));
        }
        if a1.is_none() {
            features.push(mix(2, 200));
        }
        let case = self.sentence.case;
        if case != Case::Plain {
            features.push(mix(3 + case as u64, 200));
        }
        let capital = u64::from(word.capital);
        features.push(mix(mix(lower(b1, BEGIN), 210), word.lower));
        features.push(mix(mix(lower(a1, END), 211), word.lower));
        features.push(mix(
            mix(mix(shape(b1, BEGIN), 212), word.shape),
            shape(a1, END),
        ));
        features.push(mix(mix(lower(b1, BEGIN), 213), word.shape));
        features.push(mix(mix(lower(a1, END), 214), word.shape));
        features.push(mix(
            mix(mix(lower(b1, BEGIN), 215), lower(a1, END)),
            capital,
        ));
        if let Some(b2) = b2 {
            features.push(mix(mix(mix(b2.lower, 216), lower(b1, BEGIN)), capital));
        }
        if let Some(a2) = a2 {
            features.push(mix(mix(mix(a2.lower, 217), lower(a1, END)), capital));
        }
        for (other, place) in [(b1, 218), (a1, 220)] {
            let Some(other) = other else { continue };
            if word.lists != 0 || other.lists != 0 {
                features.push(mix(
                    mix(u64::from(word.lists), place),
                    u64::from(other.lists),
                ));
            }
            for level in 0..2 {
                let (a, b) = (word.classes[level], other.classes[level]);
                if a != 0 || b != 0 {
                    features.push(mix(
                        mix(u64::from(a), place + 10 + level as u64),
                        u64::from(b),
                    ));
                }
            }
        }
        if let (Some(b1), Some(a1)) = (b1, a1) {
            features.push(mix(
                mix(
                    mix(u64::from(b1.classes[0]), 240),
                    u64::from(word.classes[0]),
                ),
                u64::from(a1.classes[0]),
            ));
        }
        self.run_features(at, features);
        self.company.features(&self.sentence, at, features);
    }

    fn run_features(&self, at: usize, features: &mut Vec<u64>) {
        let words = self.sentence.words;
        for (runs, salt) in [(&self.tight, 300u64), (&self.loose, 340u64)] {
            let run = runs[at];
            if run.end <= run.begin + 1 && salt == 340 {
                continue;
            }
            if run.end == run.begin {
                continue;
            }
            let (first, last) = (words[run.begin], words[run.end - 1]);
            let length = run.end - run.begin;
            let place = match (at == run.begin, at + 1 == run.end) {
                (true, true) => 0u64,
                (true, false) => 1,
                (false, true) => 2,
                _ => 3,
            };
            features.push(mix(mix(length.min(6) as u64, salt), place));
            if length > 1 {
                features.push(mix(mix(last.lower, salt + 1), place));
                features.push(mix(mix(first.lower, salt + 2), place));
                for level in 0..2 {
                    features.push(mix(
                        mix(u64::from(last.classes[level]), salt + 3 + level as u64),
                        place,
                    ));
                    features.push(mix(
                        mix(u64::from(first.classes[level]), salt + 5 + level as u64),
                        place,
                    ));
                }
                features.push(mix(mix(u64::from(last.lists), salt + 7), place));
                features.push(mix(mix(u64::from(first.lists), salt + 8), place));
                let others = words.iter().enumerate().take(run.end).skip(run.begin);
                for (other, word) in others.take(RUN_MAX) {
                    if other != at {
                        features.push(mix(word.lower, salt + 9));
                    }
                }
            }
            let before = run.begin.checked_sub(1).map(|at| words[at]);
            let after = words.get(run.end).copied();
            let before2 = run.begin.checked_sub(2).map_or(BEGIN, |at| words[at].lower);
            let after2 = words.get(run.end + 1).map_or(END, |word| word.lower);
            let (b, a) = (
                before.map_or(BEGIN, |w| w.lower),
                after.map_or(END, |w| w.lower),
            );
            let many = u64::from(length > 1);
            if length > 1 {
                features.push(mix(b, salt + 10));
                features.push(mix(a, salt + 11));
                features.push(mix(
                    before.map_or(BEGIN, |w| u64::from(w.classes[1]) + 10),
                    salt + 14,
                ));
                features.push(mix(
                    after.map_or(END, |w| u64::from(w.classes[1]) + 10),
                    salt + 15,
                ));
            }
            features.push(mix(mix(mix(b, salt + 12), a), many));
            features.push(mix(mix(mix(before2, salt + 16), b), many));
            features.push(mix(mix(mix(after2, salt + 17), a), many));
            features.push(mix(
                mix(mix(b, salt + 18), u64::from(last.classes[0])),
                many,
            ));
            features.push(mix(
                mix(mix(a, salt + 19), u64::from(last.classes[0])),
                many,
            ));
        }
    }
}

/// The run that each token is part of.
fn runs(words: &[&Word], joined: bool) -> Vec<Run> {
    let mut runs = vec![Run::default(); words.len()];
    let mut at = 0;
    while at < words.len() {
        if !words[at].capital {
            at += 1;
            continue;
        }
        let begin = at;
        let mut end = at + 1;
        loop {
            if end < words.len() && words[end].capital {
                end += 1;
                continue;
            }
            if !joined {
                break;
            }
            let next = (end..words.len())
                .take_while(|at| words[*at].joins && !words[*at].capital)
                .take(2)
                .count();
            if next > 0 && words.get(end + next).is_some_and(|word| word.capital) {
                end += next + 1;
            } else {
                break;
            }
        }
        for run in &mut runs[begin..end] {
            *run = Run { begin, end };
        }
        at = end;
    }
    runs
}
