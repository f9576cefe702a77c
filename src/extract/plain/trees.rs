//! `numbers of a line → score`: decision trees whose answers are added up (Friedman, "Greedy
//! function approximation: a gradient boosting machine", 2001), as log-odds of being story.
//!
//! All trees are of one depth, so that a line takes the same few comparisons whatever it holds.

use super::features::COUNT;

/// Questions on the way to an answer.
pub const DEPTH: usize = 3;
/// Questions of a tree; those below question n are 2n + 1 (no) and 2n + 2 (yes).
pub const QUESTIONS: usize = (1 << DEPTH) - 1;

/// Asks whether numbers of a line are above limits.
#[derive(Debug, Clone, PartialEq)]
pub struct Tree {
    /// Which number each question is about.
    pub numbers: [u8; QUESTIONS],
    pub limits: [f32; QUESTIONS],
    /// What is added to the score, from "no, no, no" to "yes, yes, yes".
    pub answers: [f32; QUESTIONS + 1],
}

/// The sum of the answers of all trees.
pub fn score(line: &[f32; COUNT], trees: &[Tree]) -> f32 {
    trees
        .iter()
        .map(|tree| {
            let mut at = 0;
            for _ in 0..DEPTH {
                let above = line[usize::from(tree.numbers[at]) % COUNT] > tree.limits[at];
                at = 2 * at + 1 + usize::from(above);
            }
            tree.answers[at - QUESTIONS]
        })
        .sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tree_asks_one_question_after_another() {
        let tree = Tree {
            numbers: [1, 2, 2, 3, 3, 3, 3],
            limits: [0.5; QUESTIONS],
            answers: [0.0, 1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0],
        };
        for (given, expected) in [
            ([0.0, 0.0, 0.0], 0.0),
            ([0.0, 1.0, 0.0], 2.0),
            ([1.0, 0.0, 1.0], 5.0),
            ([1.0, 1.0, 1.0], 7.0),
        ] {
            let mut line = [0.0; COUNT];
            line[1..4].copy_from_slice(&given);
            assert_eq!(score(&line, std::slice::from_ref(&tree)), expected);
        }
    }
}
