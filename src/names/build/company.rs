//! `names → those that they stand with`: two spellings that keep the same company are one name.

use rustc_hash::FxHashMap;

use super::super::evidence::{Evidence, ForEachArticle, NameId, NameSet};
use super::{BuiltLink, spelling};

/// Other names that are kept of those a name stands with: the rarest, as they tell the most.
const COMPANY_MAX: usize = 64;

/// Names in common without which two spellings are two names.
const COMPANY_MIN: usize = 2;

/// Company in more articles than one in so many, and more than [`RARE_ARTICLES`], tells nothing.
const RARE_PART: u64 = 50;

const RARE_ARTICLES: u64 = 20;

/// For each name that may be a spelling of another, the rarest names that stand with it.
pub struct Company<'a> {
    names: &'a NameSet,
    of: FxHashMap<NameId, Vec<NameId>>,
}

impl<'a> Company<'a> {
    pub fn of<E>(
        variants: &[(NameId, NameId)],
        evidence: &'a Evidence,
        for_each_article: &mut ForEachArticle<'_, E>,
    ) -> Result<Company<'a>, E> {
        let names = &evidence.names;
        let both = variants.iter().flat_map(|(a, b)| [*a, *b]);
        let mut of: FxHashMap<NameId, Vec<NameId>> = both.map(|id| (id, Vec::new())).collect();
        let rare_max = RARE_ARTICLES.max(evidence.articles / RARE_PART);
        let is_rare = |id: &NameId| (2..=rare_max).contains(&names.articles(*id));
        let rank = |id: &NameId| (names.articles(*id), names.order(*id));
        if !of.is_empty() {
            for_each_article(&mut |ids, _| {
                for id in ids {
                    let Some(company) = of.get_mut(id) else {
                        continue;
                    };
                    let others = ids.iter().filter(|other| *other != id && is_rare(other));
                    company.extend(others);
                    if company.len() > 4 * COMPANY_MAX {
                        keep_first(company, rank);
                    }
                }
            })?;
        }
        for company in of.values_mut() {
            keep_first(company, rank);
            company.sort_unstable();
        }
        Ok(Company { names, of })
    }

    /// The pairs that keep the same company, as links.
    pub fn links(&self, variants: &[(NameId, NameId)]) -> Vec<BuiltLink> {
        let company = |id: NameId| self.of.get(&id).map_or(&[][..], Vec::as_slice);
        let shared = |(a, b): &(NameId, NameId)| {
            let theirs = company(*b);
            let mine = company(*a).iter();
            let both = mine.filter(|id| theirs.binary_search(id).is_ok());
            // Two surnames of one article are no company for each other's spellings.
            both.filter(|id| **id != *a && **id != *b).count()
        };
        let found = variants.iter().map(|pair| (pair, shared(pair)));
        let found = found.filter(|(_, shared)| *shared >= COMPANY_MIN);
        found
            .map(|((a, b), shared)| spelling(self.names, *a, *b, shared as u64))
            .collect()
    }
}

/// Keeps each name once, and of those the first by a rank.
fn keep_first<K: Ord>(company: &mut Vec<NameId>, rank: impl Fn(&NameId) -> K) {
    company.sort_unstable_by_key(|id| rank(id));
    company.dedup();
    company.truncate(COMPANY_MAX);
}
