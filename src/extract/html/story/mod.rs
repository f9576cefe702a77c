//! `blocks → which of them are the story`: a weighing of evidence, block by block.
//!
//! What speaks for and against a block is of the kinds that the literature found to matter:
//! its length and link density and those of its neighbours (Kohlschütter, Fankhauser and Nejdl,
//! "Boilerplate detection using shallow text features", 2010), what the names and classes of the
//! elements around it say, and which element holds most of the page's paragraphs (Mozilla's
//! Readability), what the page's own data repeats. Each observation adds its weight
//! ([`super::weights`]) to the block's score. A second pass weighs the same evidence together with
//! what the first said about the block's neighbours and containers, since the parts of a story
//! stand together.
//!
//! [`evidence`] names the kinds of evidence and their weights; [`measure`] measures each block
//! alone, [`context`] finds what is known of the page as a whole; [`first`] and [`second`] tell
//! what each pass observes of a block.

mod context;
mod evidence;
mod first;
mod measure;
mod second;

use super::page::Page;
use context::Context;
pub use evidence::{Evidence, FIRST_KINDS, KINDS, Pass, Weights};
use second::Around;

/// What else is known of a page when its story is looked for.
pub struct Known<'a> {
    pub title: &'a str,
    pub byline: Option<&'a str>,
    /// The story's text in the page's own data, and its summary.
    pub declared: Option<&'a str>,
    pub description: Option<&'a str>,
}

/// The chance of each block to be of the story, from 0 to 1.
pub fn chances(page: &Page, known: &Known, weights: &Weights) -> Vec<f32> {
    let context = Context::of(page, known);
    let mut scores = Vec::with_capacity(page.pieces.len());
    let first: Vec<f32> = (0..page.pieces.len())
        .map(|at| {
            let (mut first, mut second) = (weights.first.bias(), weights.second.bias());
            context.evidence(at, &mut |kind, bin| {
                first += weights.first.weight(kind, bin);
                second += weights.second.weight(kind, bin);
            });
            scores.push(second);
            logistic(first)
        })
        .collect();
    let around = Around::of(&context, &first);
    let mut chances: Vec<f32> = (scores.into_iter().enumerate())
        .map(|(at, mut score)| {
            around.evidence(at, &mut |kind, bin| {
                score += weights.second.weight(kind, bin)
            });
            logistic(score)
        })
        .collect();
    // Code has none of the marks of prose; it belongs where the text before it does.
    for at in 1..chances.len() {
        if page.pieces[at].preformatted {
            chances[at] = chances[at].max(chances[at - 1]);
        }
    }
    let stencils: Vec<usize> = (0..chances.len())
        .filter(|at| context.is_stencil(*at))
        .collect();
    let mass: f32 = stencils.iter().map(|at| context.measures[*at].mass).sum();
    // Of a page that is nothing else they are the story.
    if mass * 2.0 < context.sums.mass[chances.len()] {
        for at in stencils {
            chances[at] = 0.0;
        }
    }
    chances
}

/// What is observed of a block.
pub type Observed = Vec<(Evidence, usize)>;

/// What the first pass observes of each block, for the program that makes the weights.
pub fn observed(page: &Page, known: &Known) -> Vec<Observed> {
    let context = Context::of(page, known);
    observed_by(page, |at, see| context.evidence(at, see))
}

/// What the second pass observes besides, if the first gave these chances.
pub fn observed_around(page: &Page, known: &Known, first: &[f32]) -> Vec<Observed> {
    let context = Context::of(page, known);
    let around = Around::of(&context, first);
    observed_by(page, |at, see| around.evidence(at, see))
}

fn observed_by(
    page: &Page,
    tell: impl Fn(usize, &mut dyn FnMut(Evidence, usize)),
) -> Vec<Observed> {
    (0..page.pieces.len())
        .map(|at| {
            let mut observed = Vec::new();
            tell(at, &mut |kind, bin| observed.push((kind, bin)));
            observed
        })
        .collect()
}

fn logistic(score: f32) -> f32 {
    1.0 / (1.0 + (-score).exp())
}
