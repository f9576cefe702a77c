//! The kinds of evidence, the bins that what is observed falls into, and what each bin weighs.

use crate::extract::html::signs::GROUPS;

/// Ends of the bins of a measure: a value is in the first bin whose end is above it.
pub type Ends = &'static [f32];
pub const WORDS: Ends = &[2.0, 3.0, 5.0, 8.0, 13.0, 21.0, 40.0, 80.0];
pub const WORDS_COARSE: Ends = &[4.0, 10.0, 25.0, 60.0];
pub const LINKED: Ends = &[0.001, 0.15, 0.35, 0.7, 0.95];
pub const LINKED_COARSE: Ends = &[0.15, 0.5];
pub const SHARE: Ends = &[
    0.001, 0.02, 0.05, 0.1, 0.2, 0.35, 0.5, 0.7, 0.9, 0.98, 0.999,
];
pub const CHANCE: Ends = &[
    0.02, 0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.98,
];

/// The number of the bin that a value is in.
pub fn bin(value: f32, ends: Ends) -> usize {
    ends.iter()
        .position(|end| value < *end)
        .unwrap_or(ends.len())
}

/// A measure of two: each pair of bins is a bin.
pub fn bins(one: f32, ends: Ends, two: f32, other: Ends) -> usize {
    bin(one, ends) * (other.len() + 1) + bin(two, other)
}

/// The kinds of evidence; each has a row of weights, one a bin.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Evidence {
    Size,
    Before,
    After,
    TwoBefore,
    TwoAfter,
    Kind,
    KindBefore,
    KindAfter,
    End,
    Commas,
    Capitals,
    Digits,
    Start,
    Line,
    SignNear,
    SignAbove,
    TagAbove,
    Place,
    FromTitle,
    Containers,
    Parent,
    Grandparent,
    Great,
    Look,
    LookCount,
    Under,
    Repeated,
    Siblings,
    Mentions,
    Declared,
    Described,
    Zone,
    Top,
    Own,
    ChanceBefore,
    ChanceAfter,
    ChanceNear,
    ChanceAround,
    ChanceParent,
    ChanceGrandparent,
    ChancePassed,
    ChanceLeft,
    ChanceUnder,
    ChanceSize,
}

/// The kinds in their order, and how many bins each has.
#[rustfmt::skip]
pub const KINDS: [(Evidence, usize); 44] = {
    use Evidence::*;
    [
        (Size, 54), (Before, 15), (After, 15), (TwoBefore, 5),
        (TwoAfter, 5), (Kind, 11), (KindBefore, 11), (KindAfter, 11),
        (End, 6), (Commas, 5), (Capitals, 5), (Digits, 4),
        (Start, 5), (Line, 6), (SignNear, 50), (SignAbove, 50),
        (TagAbove, 24), (Place, 12), (FromTitle, 9), (Containers, 16),
        (Parent, 15), (Grandparent, 15), (Great, 15), (Look, 12),
        (LookCount, 15), (Under, 9), (Repeated, 6), (Siblings, 12),
        (Mentions, 12), (Declared, 9), (Described, 3), (Zone, 6),
        (Top, 3), (Own, 14), (ChanceBefore, 14), (ChanceAfter, 14),
        (ChanceNear, 14), (ChanceAround, 14), (ChanceParent, 14), (ChanceGrandparent, 14),
        (ChancePassed, 12), (ChanceLeft, 12), (ChanceUnder, 14), (ChanceSize, 40),
    ]
};
/// Those that the first pass has; the others tell what it said.
pub const FIRST_KINDS: usize = Evidence::Own as usize;

/// What a pass believes: a bias, and a row of weights for each kind of evidence, a column for each
/// bin; in hundredths of a natural logarithm of odds.
#[derive(Debug, Clone, Copy)]
pub struct Pass<'a> {
    pub bias: i16,
    pub rows: &'a [&'a [i16]],
}

/// The weights of both passes.
#[derive(Debug, Clone, Copy)]
pub struct Weights<'a> {
    pub first: Pass<'a>,
    pub second: Pass<'a>,
}

impl Pass<'_> {
    /// What an observation adds to a block's score.
    pub fn weight(&self, kind: Evidence, bin: usize) -> f32 {
        let row = self.rows.get(kind as usize).copied().unwrap_or_default();
        f32::from(row.get(bin).copied().unwrap_or(0)) / 100.0
    }

    /// The score of a block of which nothing is observed.
    pub fn bias(&self) -> f32 {
        f32::from(self.bias) / 100.0
    }
}

/// How many groups of signs there are; the rows of weights have as many.
const _: () = assert!(GROUPS.len() <= 50);

#[cfg(test)]
mod tests {
    use super::*;
    use crate::extract::html::weights::WEIGHTS;

    #[test]
    fn each_bin_of_evidence_has_a_weight() {
        let bins = |pass: &Pass| -> Vec<usize> { pass.rows.iter().map(|row| row.len()).collect() };
        let expected: Vec<usize> = KINDS.iter().map(|(_, bins)| *bins).collect();
        assert_eq!(bins(&WEIGHTS.second), expected);
        assert_eq!(bins(&WEIGHTS.first), expected[..FIRST_KINDS]);
        for (at, (kind, _)) in KINDS.iter().enumerate() {
            assert_eq!(*kind as usize, at);
        }
    }
}
