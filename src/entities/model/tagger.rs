//! `tokens of an article → labels`: the most probable row of labels (Viterbi 1967), in whole
//! numbers, so that every machine gives the same.
//!
//! What a word is worth by itself and to its neighbours is summed once and remembered. Tokens with
//! no hint of a name within two of them are outside of all names, and cost nothing more.

use std::ops::Range;
use std::sync::Arc;

use super::agree::{Labelled, agree};
use super::chain::{Chain, Lattice};
use super::features::{Case, Company, Letters, Places, Sentence, View, Word, case_of};
use super::format::{Model, UNIT};
use super::labels::{Label, OUTSIDE};
use super::lexicon::Usual;
use super::memory::{Memory, Worth};

/// Tokens of an article that are looked at together: words say nothing of others farther off.
pub const PIECE_TOKENS_MAX: usize = 20_000;

/// How much more it must be worth, by the words around a token, that the token is outside of all names
/// than that it is in one, for its place not to be looked at: one unit of training. That is a quarter
/// of the tokens that may be in a name; places bring fewer than one in 10,000 of them back.
const SURELY_OUTSIDE: i16 = UNIT as i16;

/// Finds names with a model; one for each thread, for the words it remembers.
pub struct Tagger {
    model: Arc<Model>,
    chain: Chain,
    memory: Memory,
}

/// A sentence as it is tagged; a row of each for a token.
#[derive(Clone, Copy)]
struct Row<'a> {
    sentence: Sentence<'a>,
    worths: &'a [&'a Worth],
    /// Whether it may be part of a name.
    active: &'a [bool],
}

impl Tagger {
    pub fn new(model: Arc<Model>) -> Tagger {
        Tagger {
            chain: Chain::of(&model),
            model,
            memory: Memory::default(),
        }
    }

    /// The label of each token of an article, whose sentences are ranges of them, one after the
    /// other from the first token to the last.
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
        let Tagger {
            model,
            memory,
            chain,
        } = self;
        memory.make_room();
        // Of each token its word, and whether it may be part of a name.
        let mut numbers: Vec<u32> = Vec::with_capacity(tokens.len());
        let mut active: Vec<bool> = Vec::with_capacity(tokens.len());
        let mut cases: Vec<Case> = Vec::with_capacity(sentences.len());
        for sentence in sentences {
            let texts = tokens.get(sentence.clone()).unwrap_or_default();
            let first = numbers.len();
            numbers.extend(
                texts
                    .iter()
                    .map(|text| memory.number(text, Case::Plain, model)),
            );
            let numbers = &mut numbers[first..];
            let plain = numbers.iter().map(|number| memory.word(*number));
            let case = case_of(texts.iter().copied().zip(plain));
            if case != Case::Plain {
                for (number, text) in numbers.iter_mut().zip(texts) {
                    *number = memory.number(text, case, model);
                }
            }
            mark_active(
                texts.len(),
                |at| memory.word(numbers[at]),
                case,
                &mut active,
            );
            let active = &active[first..];
            for (at, (number, text)) in numbers.iter().zip(texts).enumerate() {
                let seen_by =
                    at.saturating_sub(View::FARTHEST)..active.len().min(at + View::FARTHEST + 1);
                if active[seen_by].contains(&true) {
                    memory.weigh(*number, text, case, active[at], model);
                }
            }
            cases.push(case);
        }
        let words: Vec<&Word> = numbers.iter().map(|number| memory.word(*number)).collect();
        let worths: Vec<&Worth> = numbers.iter().map(|number| memory.worth(*number)).collect();
        let mut first = 0;
        let rows: Vec<Row> = (sentences.iter().zip(cases))
            .map(|(range, case)| {
                let span = first..words.len().min(first + range.len());
                first = span.end;
                let sentence = Sentence {
                    words: &words[span.clone()],
                    case,
                    first: range.start as u32,
                };
                Row {
                    sentence,
                    worths: &worths[span.clone()],
                    active: &active[span],
                }
            })
            .collect();
        let company = Company::of(rows.iter().map(|row| row.sentence));
        let mut lattice = Lattice::default();
        let mut rest = labels;
        let mut at = 0;
        let mut labelled: Vec<Labelled> = Vec::with_capacity(rows.len());
        for (row, range) in rows.iter().zip(sentences) {
            let Some((_, own)) = rest.split_at_mut_checked(range.start - at) else {
                return;
            };
            let Some((own, after)) = own.split_at_mut_checked(row.active.len()) else {
                return;
            };
            (rest, at) = (after, range.start + own.len());
            label(row, model, chain, &company, &mut lattice, own);
            labelled.push(Labelled {
                sentence: row.sentence,
                labels: own,
            });
        }
        agree(&mut labelled);
    }
}

/// Labels the tokens of a sentence that may be part of a name.
fn label(
    row: &Row,
    model: &Model,
    chain: &Chain,
    company: &Company,
    lattice: &mut Lattice,
    labels: &mut [Label],
) {
    let next = |from: usize| {
        let rest = row.active.get(from..).unwrap_or_default();
        Some(from + rest.iter().position(|active| *active)?)
    };
    let Some(mut begin) = next(0) else {
        return;
    };
    let places = Places::new(row.sentence, company);
    loop {
        let mut end = begin;
        lattice.scores.clear();
        while row.active.get(end) == Some(&true) {
            let mut scores = *row.worths[end].here();
            for (view, offset) in View::OFFSETS {
                let other = end
                    .checked_add_signed(offset)
                    .and_then(|at| row.worths.get(at));
                if let Some(worth) = other {
                    for (sum, score) in scores.iter_mut().zip(worth.seen_from(view)) {
                        *sum = sum.saturating_add(i16::from(*score));
                    }
                }
            }
            let [outside, inside @ ..] = scores;
            let in_name = inside.into_iter().max().unwrap_or(0);
            if outside.saturating_sub(in_name) <= SURELY_OUTSIDE {
                lattice.features.clear();
                places.features(end, &mut lattice.features);
                model.add_weights(&lattice.features, &mut scores);
            }
            lattice.scores.push(scores);
            end += 1;
        }
        let more = end < row.active.len();
        chain.best(lattice, begin > 0, more, &mut labels[begin..end]);
        match next(end) {
            Some(next) => begin = next,
            None => return,
        }
    }
}

/// Marks which tokens of a sentence may be part of a name: those that hint at one, small words and
/// figures before them, the two words after, and whatever stands between two not far from each
/// other. In headlines, where capitals tell little, all within two tokens.
fn mark_active<'a>(
    length: usize,
    word: impl Fn(usize) -> &'a Word,
    case: Case,
    active: &mut Vec<bool>,
) {
    const FAR: usize = usize::MAX / 2;
    // The capital of a sentence's first word says nothing of one that usually has none.
    let hints = |at: usize| {
        let begins = at == 0 && case == Case::Plain && word(0).usual == Usual::Lower;
        word(at).hints && (!begins || length > 1 && word(1).hints)
    };
    let figure = |at: Option<usize>| at.is_some_and(|at| word(at).letters == Letters::Digit);
    // Tokens since the last hint, and where the next one is looked for.
    let mut since = FAR;
    let mut next = 0;
    for at in 0..length {
        let this = word(at);
        if hints(at) {
            since = 0;
            active.push(true);
            continue;
        }
        since += 1;
        next = next.max(at + 1);
        while next < length.min(at + 4) && !hints(next) {
            next += 1;
        }
        let until = if next < length.min(at + 4) {
            next - at
        } else {
            FAR
        };
        active.push(match case {
            Case::Plain => {
                since == 1
                    || since == 2 && word(at - 1).joins
                    || until == 1 && (since <= 4 || this.letters != Letters::Lower || this.joins)
                    || until <= 2 && (figure(Some(at)) || figure(at.checked_sub(1)))
                    || since <= 3 && until <= 3
            }
            _ => since <= 2 || until <= 2,
        });
    }
}
