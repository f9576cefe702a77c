//! `labels of an article → labels that agree with each other`: what one place shows of a name is
//! believed in the others (Ratinov and Roth 2009; Krishnan and Manning 2006).
//!
//! A name that is mostly of one type is of that type everywhere; the last word of a person's full
//! name is that person; a name of several words that was found once is a name wherever it stands,
//! headlines included.

use std::ops::Range;

use rustc_hash::FxHashMap;

use super::features::{Case, Sentence, Word};
use super::hash::mix;
use super::labels::{CLASSES, Class, Label, OUTSIDE, labels_of, names_of};

/// A sentence with its labels.
pub struct Labelled<'a> {
    pub sentence: Sentence<'a>,
    pub labels: &'a mut [Label],
}

/// How often a name was found with each type.
#[derive(Default, Clone, Copy)]
struct Votes {
    classes: [u32; CLASSES],
}

impl Votes {
    fn total(&self) -> u32 {
        self.classes.iter().sum()
    }

    /// The type with most votes, the first of equals, and how many.
    fn most(&self) -> (Class, u32) {
        let most = self.classes.iter().copied().max().unwrap_or_default();
        let place = self
            .classes
            .iter()
            .position(|votes| *votes == most)
            .unwrap_or_default();
        (Class::ALL[place % CLASSES], most)
    }
}

/// Words of a name that is looked for elsewhere.
const NAME_WORDS_MAX: usize = 8;

fn surface(words: &[&Word]) -> u64 {
    words.iter().fold(1, |hash, word| mix(hash, word.lower))
}

/// Makes the labels of an article agree.
pub fn agree(sentences: &mut [Labelled]) {
    let mut names: FxHashMap<u64, Votes> = FxHashMap::default();
    // Names of several words by their first: class, length and hash of the whole.
    let mut long: FxHashMap<u64, Vec<(usize, u64)>> = FxHashMap::default();
    let mut surnames: FxHashMap<u64, u32> = FxHashMap::default();
    for Labelled { sentence, labels } in sentences.iter() {
        let weight = if sentence.case == Case::Plain { 2 } else { 1 };
        for (span, class) in names_of(labels) {
            let words = &sentence.words[span];
            let hash = surface(words);
            let votes = names.entry(hash).or_default();
            votes.classes[class as usize] += weight;
            if votes.total() > weight || sentence.case != Case::Plain {
                continue;
            }
            if (2..=NAME_WORDS_MAX).contains(&words.len()) {
                long.entry(words[0].lower)
                    .or_default()
                    .push((words.len(), hash));
                if class == Class::Per {
                    surnames.insert(mix(1, words[words.len() - 1].lower), 1);
                }
            }
        }
    }
    if names.is_empty() {
        return;
    }
    for labelled in sentences {
        let sentence = labelled.sentence;
        if sentence.case != Case::Plain {
            part_headline(labelled, &names, &surnames);
        }
        for (span, class) in names_of(labelled.labels) {
            let hash = surface(&sentence.words[span.clone()]);
            let Some(votes) = names.get(&hash) else {
                continue;
            };
            let (most, times) = votes.most();
            let headline = sentence.case != Case::Plain && votes.classes[class as usize] < times;
            let clear = times * 3 >= votes.total() * 2 && times >= 4;
            if most != class && (clear || headline) {
                set(labelled.labels, span, most);
            } else if most != Class::Per
                && span.len() == 1
                && votes.total() <= 2
                && surnames.contains_key(&hash)
            {
                set(labelled.labels, span, Class::Per);
            }
        }
        repeat(labelled, &names, &long, &surnames);
    }
}

/// Takes back names of headlines that nothing else in the article knows, but of whose words
/// something does: `ORLAN REOPENS SALT PIER`.
fn part_headline(
    Labelled { sentence, labels }: &mut Labelled,
    names: &FxHashMap<u64, Votes>,
    surnames: &FxHashMap<u64, u32>,
) {
    let known = |hash: u64| names.get(&hash).is_some_and(|votes| votes.total() > 1);
    for (span, _) in names_of(labels) {
        let words = &sentence.words[span.clone()];
        let part =
            |word: &&Word| known(mix(1, word.lower)) || surnames.contains_key(&mix(1, word.lower));
        if words.len() > 1 && !known(surface(words)) && words.iter().any(part) {
            labels[span].fill(OUTSIDE);
        }
    }
}

/// Finds names where the model saw none.
fn repeat(
    Labelled { sentence, labels }: &mut Labelled,
    names: &FxHashMap<u64, Votes>,
    long: &FxHashMap<u64, Vec<(usize, u64)>>,
    surnames: &FxHashMap<u64, u32>,
) {
    let words = sentence.words;
    for at in 0..words.len() {
        if labels[at] != OUTSIDE || !words[at].capital {
            continue;
        }
        let known = long.get(&words[at].lower).into_iter().flatten();
        let found = known.filter(|(length, hash)| {
            let span = at..at + length;
            words
                .get(span.clone())
                .is_some_and(|words| surface(words) == *hash)
                && labels[span].iter().all(|label| *label == OUTSIDE)
        });
        if let Some((length, hash)) = found.max_by_key(|(length, _)| *length) {
            if let Some(votes) = names.get(hash) {
                set(labels, at..at + length, votes.most().0);
            }
            continue;
        }
        let hash = mix(1, words[at].lower);
        if words[at].usual.is_lower() {
            continue;
        }
        let headline = sentence.case != Case::Plain;
        let votes = names
            .get(&hash)
            .filter(|votes| votes.total() >= if headline { 2 } else { 4 });
        if let Some(votes) = votes {
            let class = match surnames.contains_key(&hash) && votes.total() <= 2 {
                true => Class::Per,
                false => votes.most().0,
            };
            set(labels, at..at + 1, class);
        } else if surnames.contains_key(&hash) && !names.contains_key(&hash) {
            let beside = |at: Option<usize>| {
                at.and_then(|at| words.get(at))
                    .is_some_and(|word| word.capital)
            };
            if headline || !beside(at.checked_sub(1)) && !beside(Some(at + 1)) {
                set(labels, at..at + 1, Class::Per);
            }
        }
    }
}

fn set(labels: &mut [Label], span: Range<usize>, class: Class) {
    let length = span.len();
    for (label, new) in labels[span].iter_mut().zip(labels_of(class, length)) {
        *label = new;
    }
}
