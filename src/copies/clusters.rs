//! `pairs of copies → clusters`, each around the text that most others are copies of.
//!
//! Copies of copies may be strangers: chains would join all the reports of a market. So each member
//! of a cluster is a copy of its center.

use std::cmp::Reverse;

/// Groups `0..weights.len()` by the pairs that are copies; clusters of two or more, in order, and
/// their members too. What has the most copies is a center first, then what comes first; a thing
/// that stands for several has their weight.
pub fn clusters(weights: &[u32], pairs: &[(u32, u32)]) -> Vec<Vec<u32>> {
    let mut copies_of: Vec<Vec<u32>> = vec![Vec::new(); weights.len()];
    for (a, b) in pairs {
        for (one, other) in [(a, b), (b, a)] {
            if let Some(copies) = copies_of.get_mut(*one as usize) {
                copies.push(*other);
            }
        }
    }
    let weight = |thing: &u32| u64::from(weights.get(*thing as usize).copied().unwrap_or_default());
    let mut centers: Vec<(Reverse<u64>, u32)> = copies_of
        .iter()
        .zip(0..)
        .filter(|(copies, _)| !copies.is_empty())
        .map(|(copies, thing)| {
            let total = copies.iter().chain([&thing]).map(weight).sum();
            (Reverse(total), thing)
        })
        .collect();
    centers.sort_unstable();
    let mut is_taken = vec![false; weights.len()];
    let mut take = |thing: u32| {
        let taken = is_taken.get_mut(thing as usize);
        taken.is_some_and(|taken| !std::mem::replace(taken, true))
    };
    let mut clusters = Vec::new();
    for (_, center) in centers {
        if !take(center) {
            continue;
        }
        let copies = copies_of.get(center as usize).into_iter().flatten();
        let mut cluster: Vec<u32> = copies.copied().filter(|copy| take(*copy)).collect();
        cluster.push(center);
        cluster.sort_unstable();
        clusters.push(cluster);
    }
    clusters.retain(|cluster| cluster.len() > 1);
    clusters.sort_unstable();
    clusters
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_copy_is_one_of_its_center() {
        let chain = [(0, 1), (1, 2), (2, 3), (3, 4)];
        assert_eq!(clusters(&[1; 5], &chain), [vec![0, 1, 2], vec![3, 4]]);
        let star = [(0, 3), (1, 3), (2, 3), (3, 4)];
        assert_eq!(clusters(&[1; 5], &star), [vec![0, 1, 2, 3, 4]]);
        assert_eq!(
            clusters(&[1, 1, 1, 9], &[(0, 1), (1, 2), (2, 3)]),
            [vec![1, 2, 3]]
        );
        assert_eq!(clusters(&[1; 3], &[]), Vec::<Vec<u32>>::new());
    }
}
