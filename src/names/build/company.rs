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

/// Other names that are kept of those a name stands with: the rarest, as they tell the most.
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
    of: FxHashMap<NameId, Vec<Sound>>,
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
        let mut of: FxHashMap<NameId, Vec<Sound>> = both.map(|id| (id, Vec::new())).collect();
        if of.is_empty() {
            return Ok(Company { names, sounds, of });
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
                let Some(company) = of.get_mut(id) else {
                    continue;
                };
                let others = ids.iter().filter(|other| *other != id);
                let others = others.map(|other| sounds.first(*other));
                company.extend(others.filter(|sound| (2..=rare_max).contains(&articles(sound))));
                if company.len() > 4 * COMPANY_MAX {
                    keep_first(company, rank);
                }
            }
        })?;
        for company in of.values_mut() {
            keep_first(company, rank);
            company.sort_unstable();
        }
        Ok(Company { names, sounds, of })
    }

    /// The pairs of spellings that keep the same company, as links.
    pub fn spellings(&self, variants: &[(NameId, NameId)]) -> Vec<BuiltLink> {
        let mut links = Vec::new();
        for (a, b) in variants {
            let is_bare = is_bare(self.names.key(*a));
            let least = match !is_bare && self.sounds.are_alike(*a, *b) {
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
        self.of.get(&id).map_or(&[], Vec::as_slice)
    }

    /// How many names two keep company with.
    fn shared(&self, a: NameId, b: NameId) -> usize {
        let own = [self.sounds.first(a), self.sounds.first(b)];
        let theirs = self.company(b);
        let mine = self.company(a).iter();
        let both = mine.filter(|name| theirs.binary_search(name).is_ok());
        // Two surnames of one article are no company for each other's spellings.
        both.filter(|name| !own.contains(name)).count()
    }
}

/// Keeps each name once, and of those the first by a rank.
fn keep_first<K: Ord>(company: &mut Vec<Sound>, rank: impl Fn(&Sound) -> K) {
    company.sort_unstable_by_key(|sound| rank(sound));
    company.dedup();
    company.truncate(COMPANY_MAX);
}
