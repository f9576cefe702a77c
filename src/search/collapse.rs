//! `the first articles → one of each text`: copies stand under the first of them.

use rustc_hash::FxHashMap;
use tantivy::DocSet;
use tantivy::query::Weight;

use super::top::{self, Top};
use super::{ArchiveSearcher, Order, Place};
use crate::index::IndexError;
use crate::index::copied::{self, Copies};
use crate::query::plan::Plan;

/// What becomes of copies among the hits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Collapse {
    /// The first of those that match is a hit, with the number of the others.
    #[default]
    Counted,
    /// The first is a hit, and the others are listed with it.
    Listed,
    /// Each is a hit.
    Apart,
}

/// An article of a page, and those of its copies that match too, in the same order.
#[derive(Debug, Clone)]
pub(super) struct First {
    pub top: Top,
    pub copies: Vec<Top>,
}

/// What the articles of a page are chosen from.
#[derive(Clone, Copy)]
pub(super) struct Matching<'a> {
    pub weight: &'a dyn Weight,
    pub plan: &'a Plan,
    pub order: Order,
}

impl ArchiveSearcher {
    /// Which articles are copies; read when they are first asked for.
    pub fn copies(&self) -> Result<&Copies, IndexError> {
        if let Some(copies) = self.copies.get() {
            return Ok(copies);
        }
        let copies = copied::copies_of(&self.archive.index_folder(), &self.searcher)?;
        Ok(self.copies.get_or_init(|| copies))
    }

    /// The first articles behind a place, of copies the first that matches. A text whose first copy
    /// stands before the place has been on a page before.
    pub(super) fn first_of_each(
        &self,
        matching: Matching,
        wanted: usize,
        mut after: Option<Place>,
        collapse: Collapse,
    ) -> Result<Vec<First>, IndexError> {
        let Matching {
            weight,
            plan,
            order,
        } = matching;
        let mut firsts: Vec<First> = Vec::new();
        let mut clusters: FxHashMap<u32, Vec<Top>> = FxHashMap::default();
        let mut asked = wanted;
        while firsts.len() < wanted {
            let best = self.best(weight, plan, order, asked, after)?;
            let is_last = best.len() < asked;
            after = best.last().map(|top| top.place);
            for top in best {
                let cluster = match collapse {
                    Collapse::Apart => None,
                    _ => self.copies()?.cluster_of(top.address),
                };
                let mut copies = Vec::new();
                if let Some(cluster) = cluster {
                    let all = match clusters.get(&cluster) {
                        Some(all) => all,
                        None => {
                            let all = self.matching_copies(matching, cluster)?;
                            clusters.entry(cluster).or_insert(all)
                        }
                    };
                    let is_this = |other: &&Top| other.address == top.address;
                    if all.first().is_some_and(|first| !is_this(&first)) {
                        continue;
                    }
                    copies.extend(all.iter().filter(|other| !is_this(other)));
                }
                if firsts.len() < wanted {
                    firsts.push(First { top, copies });
                }
            }
            if is_last {
                break;
            }
            // Most of the articles may be copies of one text.
            asked = asked.saturating_mul(2);
        }
        Ok(firsts)
    }

    /// The articles of a cluster that match, in order.
    fn matching_copies(&self, matching: Matching, cluster: u32) -> Result<Vec<Top>, IndexError> {
        let Matching {
            weight,
            plan,
            order,
        } = matching;
        let addresses = self.copies()?.cluster(cluster);
        let (searcher, scoring) = (&self.searcher, self.scoring());
        Ok(top::of(searcher, weight, plan, scoring, order, addresses)?)
    }

    /// How many of the articles that match stand under another one.
    pub(super) fn count_copies(&self, weight: &dyn Weight) -> Result<u64, IndexError> {
        let copies = self.copies()?;
        let mut seen = vec![false; copies.len()];
        let mut under = 0;
        for (segment, ordinal) in self.searcher.segment_readers().iter().zip(0..) {
            let of_segment = copies.of_segment(ordinal);
            if of_segment.is_empty() {
                continue;
            }
            let mut scorer = weight.scorer(segment, 1.0)?;
            for (doc, cluster) in of_segment {
                if scorer.doc() < *doc {
                    scorer.seek(*doc);
                }
                if scorer.doc() == *doc
                    && !segment.is_deleted(*doc)
                    && let Some(seen) = seen.get_mut(*cluster as usize)
                {
                    under += u64::from(std::mem::replace(seen, true));
                }
            }
        }
        Ok(under)
    }
}
