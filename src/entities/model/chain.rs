//! `worth of each label for each token → labels`: the most probable row of labels (Viterbi 1967), in
//! whole numbers, so that every machine gives the same.

use super::format::Model;
use super::labels::{BEGINS, Class, ENDED, ENDS, LABELS, Label, OUTSIDE, may_follow, places_of};
use super::memory::Scores;

/// Worth of what cannot be: less than that of any row of labels, by more than they differ.
const NEVER: i32 = i32::MIN / 2;

/// What it is worth that one label follows another.
pub struct Chain {
    follow: Box<[[i32; LABELS]; LABELS]>,
    /// The same from each of [`ENDS`] to each of [`BEGINS`].
    begin: Box<[[i32; ENDED]; ENDED]>,
}

/// Where rows of labels are worked out, kept from one to the next.
#[derive(Default)]
pub struct Lattice {
    /// The features of a token.
    pub features: Vec<u64>,
    /// What each label is worth by the features of each token.
    pub scores: Vec<Scores>,
    /// The most that a row of labels up to a token is worth, by its last.
    sums: Vec<[i32; LABELS]>,
}

impl Chain {
    pub fn of(model: &Model) -> Chain {
        let follow = Box::new(model.follow());
        let begin = ENDS.map(|from| BEGINS.map(|to| follow[from][to]));
        Chain {
            follow,
            begin: Box::new(begin),
        }
    }

    /// Finds the best row of labels; `after` and `before` say whether tokens outside of all names
    /// stand on either side.
    pub fn best(&self, lattice: &mut Lattice, after: bool, before: bool, labels: &mut [Label]) {
        let Lattice { scores, sums, .. } = lattice;
        let follow = &*self.follow;
        sums.clear();
        for scores in scores.iter() {
            let mut best = [NEVER; LABELS];
            match sums.last() {
                None => {
                    for to in BEGINS {
                        best[to] = if after {
                            follow[usize::from(OUTSIDE)][to]
                        } else {
                            0
                        };
                    }
                }
                Some(last) => self.step(last, &mut best),
            }
            for (best, score) in best.iter_mut().zip(scores) {
                *best = best.wrapping_add(i32::from(*score));
            }
            sums.push(best);
        }
        let Some(last) = sums.last() else { return };
        let worth = |label: usize| {
            last[label].wrapping_add(if before {
                follow[label][usize::from(OUTSIDE)]
            } else {
                0
            })
        };
        let ends = ENDS.into_iter().rev();
        let mut label = ends
            .max_by_key(|label| worth(*label))
            .unwrap_or(usize::from(OUTSIDE));
        for at in (0..sums.len()).rev() {
            labels[at] = label as Label;
            if let Some(before) = at.checked_sub(1).map(|at| &sums[at]) {
                let from = (0..LABELS).filter(|from| may_follow(*from as Label, label as Label));
                label = from
                    .rev()
                    .max_by_key(|from| before[*from].wrapping_add(follow[*from][label]))
                    .unwrap_or(0);
            }
        }
    }

    /// The best way to each label from the labels of the token before: a new name or none where one
    /// may end, or on within the same name.
    fn step(&self, last: &[i32; LABELS], best: &mut [i32; LABELS]) {
        let mut begins = [NEVER; ENDED];
        for (from, steps) in ENDS.into_iter().zip(&*self.begin) {
            let so_far = last[from];
            for (best, step) in begins.iter_mut().zip(steps) {
                *best = (*best).max(so_far.wrapping_add(*step));
            }
        }
        for (to, begin) in BEGINS.into_iter().zip(begins) {
            best[to] = begin;
        }
        for class in Class::ALL {
            let [begin, inside, end] = places_of(class);
            for to in [inside, end] {
                let from = |from: usize| last[from].wrapping_add(self.follow[from][to]);
                best[to] = from(begin).max(from(inside));
            }
        }
    }
}
