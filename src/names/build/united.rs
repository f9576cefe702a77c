//! `links → entities`: the strongest links first, each only where it joins no two names that are
//! known to be two.

use std::cmp::Reverse;

use rustc_hash::FxHashMap;

use super::super::evidence::{NameId, NameSet};
use super::super::unite::Sets;
use super::{Built, BuiltDoubt, BuiltLink, Longer};
use crate::entities::Ground;
use crate::names::Reason;

/// Names of an entity; the busiest ones of news have some twenty.
const ENTITY_NAMES_MAX: usize = 64;

/// Articles that have two names side by side, for each that says they are one.
const SIDE_BY_SIDE_PART: u64 = 10;

/// Articles that mean one thing by an acronym, for each that means another, to make it theirs.
const DOMINANT_PART: u64 = 20;

/// What a name could be short for that is listed; all are counted.
const CANDIDATES_MAX: usize = 20;

/// Names that have links, numbered in an order of their own.
pub struct Numbers {
    pub names: Vec<NameId>,
}

impl Numbers {
    pub fn of(links: impl Iterator<Item = (NameId, NameId)>, longer: &[Longer]) -> Numbers {
        let pairs = links.chain(longer.iter().copied());
        let mut names: Vec<NameId> = pairs.flat_map(|(a, b)| [a, b]).collect();
        names.sort_unstable();
        names.dedup();
        Numbers { names }
    }

    pub fn number(&self, name: NameId) -> Option<u32> {
        let found = self.names.binary_search(&name).ok()?;
        Some(found as u32)
    }
}

pub struct United<'a> {
    pub sets: Sets,
    pub numbers: Numbers,
    pub side_by_side: &'a FxHashMap<(NameId, NameId), u32>,
    pub links: Vec<BuiltLink>,
    pub doubts: Vec<BuiltDoubt>,
}

impl United<'_> {
    pub fn join(&mut self, link: BuiltLink) {
        let numbers = &self.numbers;
        let (Some(a), Some(b)) = (numbers.number(link.name), numbers.number(link.other)) else {
            return;
        };
        let allowed = match link.reason {
            // One article that tells them apart is surer than those that say nothing.
            Reason::Defined(Ground::Inferred) => 0,
            Reason::Defined(_) => link.count.saturating_mul(SIDE_BY_SIDE_PART),
            _ => 0,
        };
        let is_refused = |x: u32, y: u32| {
            let (x, y) = (numbers.names[x as usize], numbers.names[y as usize]);
            let articles = self.side_by_side.get(&(x.min(y), x.max(y)));
            articles.is_some_and(|articles| u64::from(*articles) > allowed)
        };
        if self.sets.join(a, b, ENTITY_NAMES_MAX, &is_refused) {
            self.links.push(link);
        }
    }

    /// Whether a name has been joined with no other.
    pub fn is_alone(&self, name: NameId) -> bool {
        let number = self.numbers.number(name);
        number.is_some_and(|number| self.sets.with(number).len() == 1)
    }

    /// Joins each short form with what it stands for, if that is one entity.
    pub fn join_shorts(&mut self, mut links: Vec<BuiltLink>, names: &NameSet) {
        links.sort_by(|a, b| names.order(a.name).cmp(&names.order(b.name)));
        for links in links.chunk_by(|a, b| a.name == b.name) {
            let mut meanings: Vec<(u64, Vec<&BuiltLink>)> = Vec::new();
            let mut places: FxHashMap<u32, usize> = FxHashMap::default();
            for link in links {
                let Some(number) = self.numbers.number(link.other) else {
                    continue;
                };
                let at = *places.entry(self.sets.set_of(number)).or_insert_with(|| {
                    meanings.push((0, Vec::new()));
                    meanings.len() - 1
                });
                meanings[at].0 += link.count;
                meanings[at].1.push(link);
            }
            for (_, links) in &mut meanings {
                links.sort_by_key(|link| (Reverse(link.count), names.order(link.other)));
            }
            meanings.sort_by_key(|(count, links)| {
                (
                    Reverse(*count),
                    links.first().map(|link| names.order(link.other)),
                )
            });
            let Some((most, first)) = meanings.first() else {
                continue;
            };
            let rest: u64 = meanings[1..].iter().map(|(count, _)| count).sum();
            let reason = first[0].reason;
            let is_said = matches!(reason, Reason::Defined(ground) if ground != Ground::Inferred);
            if rest == 0 || (is_said && rest * DOMINANT_PART <= *most) {
                first.iter().for_each(|link| self.join((*link).clone()));
            }
            if rest > 0 {
                let candidates = meanings.iter().take(CANDIDATES_MAX);
                self.doubts.push(BuiltDoubt {
                    name: first[0].name,
                    reason,
                    candidates: candidates
                        .map(|(count, links)| (links[0].other, *count))
                        .collect(),
                    total: meanings.len() as u64,
                });
            }
        }
    }

    pub fn finish(mut self, names: &NameSet) -> Built {
        let mut links: FxHashMap<u32, Vec<BuiltLink>> = FxHashMap::default();
        for link in self.links {
            if let Some(number) = self.numbers.number(link.name) {
                let of_set = links.entry(self.sets.set_of(number)).or_default();
                of_set.push(link);
            }
        }
        let mut entities = Vec::new();
        for set in self.sets.large() {
            let mut members: Vec<NameId> = set
                .iter()
                .map(|number| self.numbers.names[*number as usize])
                .collect();
            members.sort_unstable_by_key(|id| names.order(*id));
            let links = links.remove(&self.sets.set_of(set[0])).unwrap_or_default();
            entities.push((members, links));
        }
        entities.sort_by(|a, b| names.order(a.0[0]).cmp(&names.order(b.0[0])));
        self.doubts
            .sort_by(|a, b| (names.order(a.name), a.reason).cmp(&(names.order(b.name), b.reason)));
        Built {
            entities,
            doubts: self.doubts,
        }
    }
}
