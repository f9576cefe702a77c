//! `names → those that they stand with`: two names that may be one, and keep the same company, are
//! one.
//!
//! Company is known by its sound, so that articles in different languages have it in common:
//! `Порт-Ансельм` is `Port Anselm`.

use rustc_hash::FxHashMap;

use super::super::evidence::{Evidence, ForEachArticle, NameId, NameSet};
use super::sounds::{Sound, Sounds};
use super::{BuiltLink, is_bare, spelling};
use crate::names::Reason;

/// Other names that are kept of those a name stands with: the rarest, as they tell the most; as
/// many as a word has bits.
const COMPANY_MAX: usize = 64;

/// Names in common without which two names are two.
const COMPANY_MIN: usize = 2;

/// Names in common of two of several words that sound alike, or that only their type tells apart:
/// two people of one full name rarely know the same others.
const COMPANY_OF_FULL_NAMES_MIN: usize = 1;

/// A name of one word that has two types is one thing if of the company of the type that keeps
/// less, one in so many is in common.
const COMPANY_OF_TYPES_PART: usize = 3;

/// Company in more articles than one in so many, and more than [`RARE_ARTICLES`], tells nothing.
const RARE_PART: u64 = 50;

const RARE_ARTICLES: u64 = 20;

/// For each name that may be one with another, the rarest names that stand with it.
pub struct Company<'a> {
    names: &'a NameSet,
    sounds: &'a Sounds,
    of: FxHashMap<NameId, Kept>,
    /// What pairs have in common of which one keeps more company than is kept of it: a bit for each
    /// that is kept of the other.
    shared: FxHashMap<(NameId, NameId), u64>,
}

/// Names that stand with another.
#[derive(Default)]
struct Kept {
    sounds: Vec<Sound>,
    /// Whether there are more.
    is_cut: bool,
}

impl<'a> Company<'a> {
    pub fn of<E>(
        pairs: &[(NameId, NameId)],
        evidence: &'a Evidence,
        sounds: &'a Sounds,
        for_each_article: &mut ForEachArticle<'_, E>,
    ) -> Result<Company<'a>, E> {
        let names = &evidence.names;
        let both = pairs.iter().flat_map(|(a, b)| [*a, *b]);
        let of = both.map(|id| (id, Kept::default())).collect();
        let mut company = Company {
            names,
            sounds,
            of,
            shared: FxHashMap::default(),
        };
        if pairs.is_empty() {
            return Ok(company);
        }
        let mut articles: FxHashMap<Sound, u64> = FxHashMap::default();
        for id in names.ids() {
            *articles.entry(sounds.first(id)).or_default() += names.articles(id);
        }
        let articles = |sound: &Sound| articles.get(sound).copied().unwrap_or_default();
        let rare_max = RARE_ARTICLES.max(evidence.articles / RARE_PART);
        let rank = |sound: &Sound| (articles(sound), *sound);
        for_each_article(&mut |ids, _| {
            for id in ids {
                let Some(kept) = company.of.get_mut(id) else {
                    continue;
                };
                let others = ids.iter().filter(|other| *other != id);
                let others = others.map(|other| sounds.first(*other));
                let is_rare = |sound: &Sound| (2..=rare_max).contains(&articles(sound));
                kept.sounds.extend(others.filter(is_rare));
                if kept.sounds.len() > 4 * COMPANY_MAX {
                    kept.keep_first(rank);
                }
            }
        })?;
        for kept in company.of.values_mut() {
            kept.keep_first(rank);
            kept.sounds.sort_unstable();
        }
        company.look_for_what_was_cut(pairs, for_each_article)?;
        Ok(company)
    }

    /// Looks in all articles of the more frequent name of a pair for the company of the other, where
    /// not all of its own is kept.
    fn look_for_what_was_cut<E>(
        &mut self,
        pairs: &[(NameId, NameId)],
        for_each_article: &mut ForEachArticle<'_, E>,
    ) -> Result<(), E> {
        let mut rarer_of: FxHashMap<NameId, Vec<NameId>> = FxHashMap::default();
        for pair in pairs {
            let (rarer, other) = self.by_articles(*pair);
            if self.of.get(&other).is_some_and(|kept| kept.is_cut) {
                rarer_of.entry(other).or_default().push(rarer);
            }
        }
        if rarer_of.is_empty() {
            return Ok(());
        }
        let mut here: Vec<Sound> = Vec::new();
        for_each_article(&mut |ids, _| {
            for id in ids {
                let Some(rarer) = rarer_of.get(id) else {
                    continue;
                };
                here.clear();
                here.extend(ids.iter().map(|id| self.sounds.first(*id)));
                here.sort_unstable();
                for rarer in rarer {
                    let kept = self.of.get(rarer).map_or(&[][..], |kept| &kept.sounds);
                    let bits = (0..).zip(kept).fold(0, |bits, (at, sound)| {
                        bits | u64::from(here.binary_search(sound).is_ok()) << at
                    });
                    *self.shared.entry((*rarer, *id)).or_default() |= bits;
                }
            }
        })
    }

    /// The rarer name of a pair, and the other.
    fn by_articles(&self, (a, b): (NameId, NameId)) -> (NameId, NameId) {
        let rank = |id| (self.names.articles(id), self.names.order(id));
        match rank(a) <= rank(b) {
            true => (a, b),
            false => (b, a),
        }
    }

    /// The pairs of spellings that keep the same company, as links.
    pub fn spellings(&self, variants: &[(NameId, NameId)]) -> Vec<BuiltLink> {
        let mut links = Vec::new();
        for (a, b) in variants {
            let (left, right) = (self.names.key(*a), self.names.key(*b));
            let least = match !is_bare(left) && self.sounds.are_alike(*a, *b) {
                // A full name in another script is as much the same as in this one.
                true if left.is_ascii() != right.is_ascii() => 0,
                true => COMPANY_OF_FULL_NAMES_MIN,
                false => COMPANY_MIN,
            };
            let shared = self.shared(*a, *b);
            if shared >= least {
                links.push(spelling(self.names, *a, *b, shared as u64));
            }
        }
        links
    }

    /// The pairs of a slip of the detector and what it should be that keep the same company, as
    /// links.
    pub fn types(&self, slips: &[(NameId, NameId)]) -> Vec<BuiltLink> {
        let mut links = Vec::new();
        for (name, other) in slips {
            let shared = self.shared(*name, *other);
            let fewer = self.company(*name).len().min(self.company(*other).len());
            let is_one = match is_bare(self.names.key(*name)) {
                true => shared >= COMPANY_MIN && shared * COMPANY_OF_TYPES_PART >= fewer,
                false => shared >= COMPANY_OF_FULL_NAMES_MIN,
            };
            if is_one {
                links.push(BuiltLink {
                    name: *name,
                    other: *other,
                    reason: Reason::Type,
                    count: shared as u64,
                    examples: Vec::new(),
                });
            }
        }
        links
    }

    fn company(&self, id: NameId) -> &[Sound] {
        self.of.get(&id).map_or(&[], |kept| &kept.sounds)
    }

    /// How many names two keep company with.
    fn shared(&self, a: NameId, b: NameId) -> usize {
        let (rarer, other) = self.by_articles((a, b));
        let own = [self.sounds.first(a), self.sounds.first(b)];
        let theirs = self.company(other);
        let found = self.shared.get(&(rarer, other));
        let both = (0..)
            .zip(self.company(rarer))
            .filter(|(at, name)| match found {
                Some(bits) => bits >> at & 1 == 1,
                None => theirs.binary_search(name).is_ok(),
            });
        // Two surnames of one article are no company for each other's spellings.
        both.filter(|(_, name)| !own.contains(name)).count()
    }
}

impl Kept {
    /// Keeps each name once, and of those the first by a rank.
    fn keep_first<K: Ord>(&mut self, rank: impl Fn(&Sound) -> K) {
        self.sounds.sort_unstable_by_key(|sound| rank(sound));
        self.sounds.dedup();
        self.is_cut |= self.sounds.len() > COMPANY_MAX;
        self.sounds.truncate(COMPANY_MAX);
    }
}
