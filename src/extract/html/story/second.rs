//! What the second pass observes of a block: what the first said of it and of those around it.

use super::context::Context;
use super::evidence::{CHANCE, Evidence, SHARE, WORDS_COARSE, bin, bins};
use super::measure::sums;

/// What the first pass said about the neighbourhood of each block.
pub struct Around<'a> {
    context: &'a Context<'a>,
    first: &'a [f32],
    /// Words, and words of the story by the first pass.
    words: Vec<f32>,
    story: Vec<f32>,
    /// Sums of the chances, one a block.
    count: Vec<f32>,
    /// For each block the mean chance of the section that it is in.
    under: Vec<f32>,
}

impl<'a> Around<'a> {
    pub fn of(context: &'a Context<'a>, first: &'a [f32]) -> Self {
        let weight = |at: usize| context.measures[at].words + 2.0;
        let all = 0..first.len();
        // The section below a heading: its blocks up to the next heading.
        let mut under = vec![0.0; first.len()];
        let mut start = 0;
        for at in 0..=first.len() {
            let is_end = at == first.len() || context.page.pieces[at].heading > 0;
            if is_end {
                let (mut sum, mut all) = (0.0, 0.0);
                for (inside, chance) in first[start..at].iter().enumerate() {
                    sum += chance * weight(start + inside);
                    all += weight(start + inside);
                }
                for mean in &mut under[start..at] {
                    *mean = if all > 0.0 { sum / all } else { 0.0 };
                }
                start = at;
            }
        }
        Around {
            context,
            first,
            words: sums(all.clone().map(weight)),
            story: sums(all.map(|at| first[at] * weight(at))),
            count: sums(first.iter().copied()),
            under,
        }
    }

    /// Tells what can be observed of a block.
    pub fn evidence(&self, at: usize, see: &mut (impl FnMut(Evidence, usize) + ?Sized)) {
        use Evidence::*;
        let pieces = &self.context.page.pieces;
        let own = self.first[at];
        let neighbour = |by: isize| {
            let at = at.checked_add_signed(by);
            at.and_then(|at| self.first.get(at)).copied().unwrap_or(0.0)
        };
        let chance = |chance: f32| bin(chance, CHANCE);
        see(Own, chance(own));
        see(ChanceBefore, chance(neighbour(-1)));
        see(ChanceAfter, chance(neighbour(1)));
        // Without the block itself, which has its own evidence.
        let mean = |from: usize, to: usize, sums: &[f32], of: Option<&[f32]>| {
            let of = of.map_or((to - from) as f32, |of| of[to] - of[from]);
            (sums[to] - sums[from]) / of.max(0.001)
        };
        let window = |by: usize| {
            let (from, to) = (at.saturating_sub(by), (at + by + 1).min(pieces.len()));
            mean(from, to, &self.count, None)
        };
        see(ChanceNear, chance(window(3)));
        see(ChanceAround, chance(window(10)));
        let mut above = self.context.page.around(&pieces[at]).skip(1);
        for kind in [ChanceParent, ChanceGrandparent] {
            let Some(element) = above.next() else { break };
            let range = &element.pieces;
            see(
                kind,
                chance(mean(range.start, range.end, &self.story, Some(&self.words))),
            );
        }
        let total = self.story[pieces.len()].max(1.0);
        see(ChancePassed, bin(self.story[at] / total, SHARE));
        see(
            ChanceLeft,
            bin((total - self.story[at + 1]).max(0.0) / total, SHARE),
        );
        see(ChanceUnder, chance(self.under[at]));
        let measure = &self.context.measures[at];
        see(
            ChanceSize,
            bins(
                own,
                &[0.1, 0.25, 0.4, 0.5, 0.6, 0.75, 0.9],
                measure.words,
                WORDS_COARSE,
            ),
        );
    }
}
