//! `the bodies of all articles → which are copies of one text`.
//!
//! ```text
//! words ─▶ Sketch ─▶ candidates ─▶ Body ─▶ clusters
//! a body   72 bytes   likely pairs   compared   around one text each
//! ```
//!
//! Two articles are copies if most of what stands in either body stands in both (resemblance; Broder
//! 1997, "On the resemblance and containment of documents"), and what they tell is the same
//! ([`Body::is_copy_of`]). That is so for the prints of one agency's story, for re-posts and for
//! versions of it, whoever's headline stands above and whichever paragraphs were cut; not for stories
//! of one event by several hands, nor for forms that are filled in.
//!
//! All of it is a function of the set of bodies: the order in which articles came is nowhere in it.

mod body;
mod candidates;
mod clusters;
mod difference;
mod sketch;

pub use body::Body;
use candidates::candidates;
use clusters::clusters;
pub use difference::{Change, Difference};

pub use sketch::{Sketch, Sketcher};

/// Words that a body must have to be compared: shorter ones are alike by chance.
pub const WORDS_MIN: u32 = 12;

/// Finds the clusters of copies among bodies, each by its number; `are_copies` is asked which pairs are,
/// after reading them. Bodies of the same words are copies unread; the first of them stands for all. The
/// numbers of a cluster are in order, and so are the clusters.
pub fn find<E>(
    sketches: &[Sketch],
    are_copies: impl FnOnce(&[(u32, u32)]) -> Result<Vec<bool>, E>,
) -> Result<Vec<Vec<u32>>, E> {
    let mut order: Vec<(Sketch, u32)> = sketches.iter().copied().zip(0..).collect();
    order.sort_unstable();
    let same: Vec<&[(Sketch, u32)]> = order.chunk_by(|a, b| a.0 == b.0).collect();
    let firsts: Vec<(Sketch, u32)> = same
        .iter()
        .filter_map(|same| same.first().copied())
        .collect();
    let weights: Vec<u32> = same.iter().map(|same| same.len() as u32).collect();
    let distinct: Vec<Sketch> = firsts.iter().map(|(sketch, _)| *sketch).collect();
    let mut pairs = candidates(&distinct);
    let first = |at: u32| firsts.get(at as usize).map_or(0, |(_, number)| *number);
    let bodies: Vec<(u32, u32)> = pairs.iter().map(|(a, b)| (first(*a), first(*b))).collect();
    let mut verdicts = are_copies(&bodies)?.into_iter();
    pairs.retain(|_| verdicts.next().unwrap_or(false));
    let mut found = clusters(&weights, &pairs);
    let mut is_alone = vec![true; same.len()];
    for at in found.iter().flatten() {
        if let Some(is_alone) = is_alone.get_mut(*at as usize) {
            *is_alone = false;
        }
    }
    let alone = (0..same.len() as u32).filter(|at| is_alone.get(*at as usize) == Some(&true));
    found.extend(alone.map(|at| vec![at]));
    let members = |at: &u32| same.get(*at as usize).copied().unwrap_or_default();
    let numbers = found.iter().map(|cluster| {
        let numbers = cluster.iter().flat_map(members).map(|(_, number)| *number);
        let mut numbers: Vec<u32> = numbers.collect();
        numbers.sort_unstable();
        numbers
    });
    let mut numbers: Vec<Vec<u32>> = numbers.filter(|cluster| cluster.len() > 1).collect();
    numbers.sort_unstable();
    Ok(numbers)
}
