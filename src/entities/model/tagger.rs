//! `tokens of an article → labels`: the most probable row of labels (Viterbi 1967), in whole
//! numbers, so that every machine gives the same.
//!
//! What a word is worth by itself and to its neighbours is summed once and remembered. Tokens with
//! no hint of a name within two of them are outside of all names, and cost nothing more.

use std::ops::Range;
use std::sync::Arc;

use rustc_hash::FxHashMap;

use super::agree::{Sentence, agree};
use super::features::{Case, Company, Places, Sink, VIEWS, View, Word, case_of};
use super::format::Model;
use super::hash::{mix, of};
use super::labels::{LABELS, Label, OUTSIDE, may_begin, may_end, may_follow};

/// Words remembered by one tagger, about 600 bytes each.
const WORDS_MAX: usize = 20_000;

/// Tokens of an article that are looked at together: words say nothing of others farther off.
const PIECE_TOKENS_MAX: usize = 20_000;

/// Worth of what cannot be.
const NEVER: i32 = i32::MIN / 2;

type Scores = [i16; LABELS];

/// A word with its scores from all views.
struct Scored {
    word: Word,
    scores: [Scores; VIEWS],
}

/// Finds names with a model; one for each thread, for the words it remembers.
pub struct Tagger {
    model: Arc<Model>,
    follow: Box<[[i32; LABELS]; LABELS]>,
    places: FxHashMap<u64, u32>,
    words: Vec<Scored>,
}

/// Sums the rows of features.
struct Sum<'m> {
    model: &'m Model,
    scores: Scores,
}

impl Sink for Sum<'_> {
    #[inline]
    fn add(&mut self, feature: u64) {
        if let Some(row) = self.model.row(feature) {
            for (score, weight) in self.scores.iter_mut().zip(row) {
                *score = score.saturating_add(i16::from(*weight as i8));
            }
        }
    }
}

impl Tagger {
    pub fn new(model: Arc<Model>) -> Tagger {
        let mut follow = Box::new(model.follow());
        for (from, steps) in follow.iter_mut().enumerate() {
            for (to, step) in steps.iter_mut().enumerate() {
                if !may_follow(from as Label, to as Label) {
                    *step = NEVER;
                }
            }
        }
        Tagger {
            model,
            follow,
            places: FxHashMap::default(),
            words: Vec::new(),
        }
    }

    /// The label of each token of an article, whose sentences are ranges of them in order.
    pub fn tag(&mut self, tokens: &[&str], sentences: &[Range<usize>]) -> Vec<Label> {
        let mut labels = vec![OUTSIDE; tokens.len()];
        let mut first = 0;
        while first < sentences.len() {
            let begin = sentences[first].start;
            let more = sentences[first + 1..]
                .iter()
                .take_while(|s| s.end - begin <= PIECE_TOKENS_MAX);
            let end = first + 1 + more.count();
            self.piece(tokens, &sentences[first..end], &mut labels);
            first = end;
        }
        labels
    }

    fn piece(&mut self, tokens: &[&str], sentences: &[Range<usize>], labels: &mut [Label]) {
        if self.words.len() > WORDS_MAX {
            self.words.clear();
            self.places.clear();
        }
        // The place of each token's word in memory.
        let mut read: Vec<(Vec<u32>, Case)> = Vec::with_capacity(sentences.len());
        for sentence in sentences {
            let texts = tokens.get(sentence.clone()).unwrap_or_default();
            let mut words: Vec<u32> = texts
                .iter()
                .map(|token| self.word(token, Case::Plain))
                .collect();
            let plain = words.iter().map(|at| &self.words[*at as usize].word);
            let case = case_of(texts.iter().copied().zip(plain));
            if case != Case::Plain {
                words = texts.iter().map(|token| self.word(token, case)).collect();
            }
            read.push((words, case));
        }
        let mut company = Company::default();
        let mut words: Vec<&Word> = Vec::new();
        for (sentence, (places, case)) in sentences.iter().zip(&read) {
            words.clear();
            words.extend(places.iter().map(|at| &self.words[*at as usize].word));
            company.add(&words, *case, sentence.start as u32);
        }
        for (sentence, (places, case)) in sentences.iter().zip(&read) {
            let scored: Vec<&Scored> = (places.iter())
                .map(|at| &self.words[*at as usize])
                .collect();
            if let Some(labels) = labels.get_mut(sentence.clone()) {
                self.sentence(&scored, *case, sentence.start as u32, &company, labels);
            }
        }
        let words: Vec<Vec<&Word>> = (read.iter())
            .map(|(places, _)| {
                places
                    .iter()
                    .map(|at| &self.words[*at as usize].word)
                    .collect()
            })
            .collect();
        let mut rest = labels;
        let mut offset = 0;
        let mut labelled: Vec<Sentence> = Vec::with_capacity(read.len());
        for ((sentence, words), (_, case)) in sentences.iter().zip(&words).zip(&read) {
            let (_, from) = rest.split_at_mut(sentence.start - offset);
            let (own, after) = from.split_at_mut(sentence.len());
            (rest, offset) = (after, sentence.end);
            labelled.push(Sentence {
                words,
                case: *case,
                labels: own,
            });
        }
        agree(&mut labelled);
    }

    /// The place in memory of a word.
    fn word(&mut self, text: &str, case: Case) -> u32 {
        let key = mix(of(text.as_bytes()), case as u64);
        if let Some(at) = self.places.get(&key) {
            return *at;
        }
        let model = &*self.model;
        let sum = || Sum {
            model,
            scores: [0; LABELS],
        };
        let mut here = sum();
        let word = Word::read(text, case, model, &mut here);
        let mut scores = [[0; LABELS]; VIEWS];
        scores[View::Here as usize] = here.scores;
        for view in View::BESIDE {
            let mut beside = sum();
            word.seen_from(view, &mut beside);
            scores[view as usize] = beside.scores;
        }
        let at = self.words.len() as u32;
        self.words.push(Scored { word, scores });
        self.places.insert(key, at);
        at
    }

    fn sentence(
        &self,
        scored: &[&Scored],
        case: Case,
        first: u32,
        company: &Company,
        labels: &mut [Label],
    ) {
        let words: Vec<&Word> = scored.iter().map(|scored| &scored.word).collect();
        let Some(mut next) = next_active(&words, 0) else {
            return;
        };
        let places = Places::new(&words, case, first, company);
        let mut scores: Vec<Scores> = Vec::new();
        loop {
            let begin = next;
            let mut end = begin;
            scores.clear();
            while end < words.len() && is_active(&words, end) {
                let mut sum = Sum {
                    model: &self.model,
                    scores: scored[end].scores[View::Here as usize],
                };
                for (view, offset) in View::OFFSETS {
                    if let Some(other) =
                        end.checked_add_signed(offset).and_then(|at| scored.get(at))
                    {
                        for (sum, score) in sum.scores.iter_mut().zip(&other.scores[view as usize])
                        {
                            *sum = sum.saturating_add(*score);
                        }
                    }
                }
                places.features(end, &mut sum);
                scores.push(sum.scores);
                end += 1;
            }
            self.best(
                &scores,
                begin > 0,
                end < words.len(),
                &mut labels[begin..end],
            );
            match next_active(&words, end) {
                Some(at) => next = at,
                None => return,
            }
        }
    }

    /// Finds the best row of labels; `after` and `before` say whether tokens outside of all names
    /// stand on either side.
    fn best(&self, scores: &[Scores], after: bool, before: bool, labels: &mut [Label]) {
        let follow = &*self.follow;
        let mut sums: Vec<[i32; LABELS]> = Vec::with_capacity(scores.len());
        for scores in scores {
            let mut best = [NEVER; LABELS];
            match sums.last() {
                None => {
                    for (label, best) in best.iter_mut().enumerate() {
                        if may_begin(label as Label) {
                            *best = if after {
                                follow[usize::from(OUTSIDE)][label]
                            } else {
                                0
                            };
                        }
                    }
                }
                Some(last) => {
                    for from in 0..LABELS {
                        let so_far = last[from];
                        if so_far <= NEVER {
                            continue;
                        }
                        for (best, step) in best.iter_mut().zip(&follow[from]) {
                            *best = (*best).max(so_far.saturating_add(*step));
                        }
                    }
                }
            }
            for (best, score) in best.iter_mut().zip(scores) {
                *best = if *best <= NEVER {
                    NEVER
                } else {
                    *best + i32::from(*score)
                };
            }
            sums.push(best);
        }
        let Some(last) = sums.last() else { return };
        let ends = (0..LABELS).filter(|label| may_end(*label as Label));
        let worth = |label: usize| {
            last[label].saturating_add(if before {
                follow[label][usize::from(OUTSIDE)]
            } else {
                0
            })
        };
        let mut label = ends
            .rev()
            .max_by_key(|label| worth(*label))
            .unwrap_or(usize::from(OUTSIDE));
        for at in (0..sums.len()).rev() {
            labels[at] = label as Label;
            if let Some(before) = at.checked_sub(1).map(|at| &sums[at]) {
                let from = (0..LABELS).filter(|from| may_follow(*from as Label, label as Label));
                label = from
                    .rev()
                    .max_by_key(|from| before[*from].saturating_add(follow[*from][label]))
                    .unwrap_or(0);
            }
        }
    }
}

/// Whether a word that hints at a name stands within two tokens.
fn is_active(words: &[&Word], at: usize) -> bool {
    words[at.saturating_sub(2)..words.len().min(at + 3)]
        .iter()
        .any(|word| word.hints)
}

fn next_active(words: &[&Word], from: usize) -> Option<usize> {
    (from..words.len()).find(|at| is_active(words, *at))
}
