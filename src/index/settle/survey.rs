//! `the signs of all articles → lines that stand in several articles of a site`.
//!
//! Three passes over one column: the first counts in a table of fixed size, which tells most lines
//! to be rare; the second counts the others one by one; the third chooses the articles by which
//! the frequent ones are judged. All depends on the set of articles alone, not on their order.

use std::hash::{Hash, Hasher};

use rustc_hash::{FxHashMap, FxHasher};
use tantivy::{DocAddress, Searcher};

use super::sign::{Kind, Sign};
use crate::index::IndexError;
use crate::index::schema::column;

/// Articles of its site that a line must stand in to be looked at.
pub const LINE_ARTICLES_MIN: u32 = 4;

/// Of the articles of its site, one in so many at least: lines of one section are as rare.
const LINE_SHARE_MIN: u32 = 50;

/// Articles by which a line is judged: those that have it, and those that don't.
pub const SAMPLE_MAX: usize = 16;

/// Counters of the first pass, of a byte each: at least and at most. Above, more lines are counted
/// one by one.
const COUNTERS_MIN: usize = 1 << 16;
const COUNTERS_MAX: usize = 1 << 26;

/// A line on a site, by their hashes.
pub type SiteLine = (u32, u32);

/// An article, by a number that its text alone decides, and its place.
pub type Place = (u64, DocAddress);

/// What stands in several articles.
#[derive(Default)]
pub struct Survey {
    /// Articles of each site.
    pub sites: FxHashMap<u32, u32>,
    /// Titles that would be known again, each with an article that has it.
    pub titles: FxHashMap<u32, Place>,
    /// The frequent lines, in how many articles they stand, and some of these articles.
    pub lines: FxHashMap<SiteLine, Frequent>,
    /// Some articles of each site and, for sites of few, of the archive.
    pub articles_of: FxHashMap<u32, Smallest>,
    pub articles: Smallest,
}

/// A line that is frequent on its site.
#[derive(Debug, Clone, Default)]
pub struct Frequent {
    pub articles: u32,
    pub sample: Smallest,
}

/// The articles with the smallest numbers, which are as good as drawn by lot, and always the same:
/// ids are kept when files are renamed or edited, and would tell how the archive came about.
#[derive(Debug, Clone, Default)]
pub struct Smallest(Vec<Place>);

impl Smallest {
    fn add(&mut self, article: Place, max: usize) {
        if self.0.len() == max && self.0.last().is_some_and(|last| *last <= article) {
            return;
        }
        let at = self.0.partition_point(|other| *other < article);
        self.0.insert(at, article);
        self.0.truncate(max);
    }

    pub fn iter(&self) -> impl Iterator<Item = Place> {
        self.0.iter().copied()
    }
}

/// Looks at the signs of all articles.
pub fn survey(searcher: &Searcher) -> Result<Survey, IndexError> {
    let mut survey = Survey::default();
    let mut counters = Counters::new(signs_total(searcher)?);
    for_each_article(searcher, |place, signs| {
        *survey.sites.entry(signs.site).or_default() += 1;
        if let Some(title) = signs.title {
            let holder = survey.titles.entry(title).or_insert(place);
            *holder = place.min(*holder);
        }
        for line in signs.lines() {
            counters.count((signs.site, *line));
        }
    })?;

    let lines = &mut survey.lines;
    for_each_article(searcher, |_, signs| {
        for line in signs.lines().iter().map(|line| (signs.site, *line)) {
            if counters.reach_min(line) {
                lines.entry(line).or_default().articles += 1;
            }
        }
    })?;
    drop(counters);
    let sites = &survey.sites;
    lines.retain(|(site, _), line| {
        let articles = sites.get(site).copied().unwrap_or_default();
        line.articles >= LINE_ARTICLES_MIN && line.articles >= articles / LINE_SHARE_MIN
    });
    if lines.is_empty() {
        return Ok(survey);
    }

    let (articles, articles_of) = (&mut survey.articles, &mut survey.articles_of);
    for_each_article(searcher, |place, signs| {
        for line in signs.lines() {
            if let Some(line) = lines.get_mut(&(signs.site, *line)) {
                line.sample.add(place, SAMPLE_MAX);
            }
        }
        // Some of them have the line in question.
        let of_site = articles_of.entry(signs.site).or_default();
        of_site.add(place, 2 * SAMPLE_MAX);
        articles.add(place, 2 * SAMPLE_MAX);
    })?;
    Ok(survey)
}

/// The signs of one article.
#[derive(Default)]
pub struct Signs {
    pub site: u32,
    pub title: Option<u32>,
    /// Of its blocks, in order.
    pub blocks: Vec<Sign>,
    lines: Vec<u32>,
}

impl Signs {
    /// The hashes of its blocks, each once.
    fn lines(&self) -> &[u32] {
        &self.lines
    }

    /// A number that these signs decide, whatever became of the blocks.
    fn number(&self) -> u64 {
        let mut hasher = FxHasher::default();
        (self.site, self.title, &self.lines).hash(&mut hasher);
        hasher.finish()
    }

    fn read(&mut self, codes: impl Iterator<Item = u64>) {
        self.title = None;
        self.blocks.clear();
        self.lines.clear();
        for sign in codes.filter_map(Sign::decode) {
            match sign.kind {
                Kind::Site => self.site = sign.hash,
                Kind::Title => self.title = Some(sign.hash),
                _ => {
                    self.blocks.push(sign);
                    self.lines.push(sign.hash);
                }
            }
        }
        self.lines.sort_unstable();
        self.lines.dedup();
    }
}

/// The signs of all articles, and of those that were deleted.
fn signs_total(searcher: &Searcher) -> Result<usize, IndexError> {
    let mut total = 0;
    for segment in searcher.segment_readers() {
        let signs = segment.fast_fields().column_opt::<u64>(column::SIGNS)?;
        total += signs.map_or(0, |signs| signs.values.num_vals() as usize);
    }
    Ok(total)
}

/// Calls `see` with the place and signs of every article.
pub fn for_each_article(
    searcher: &Searcher,
    mut see: impl FnMut(Place, &Signs),
) -> Result<(), IndexError> {
    let mut article = Signs::default();
    for (ordinal, segment) in searcher.segment_readers().iter().enumerate() {
        let columns = segment.fast_fields();
        let ids = columns.column_opt::<u64>(column::ID)?;
        let signs = columns.column_opt::<u64>(column::SIGNS)?;
        let (Some(ids), Some(signs)) = (ids, signs) else {
            continue;
        };
        for doc in segment.doc_ids_alive() {
            // The record of a source has no id.
            if ids.first(doc).is_some() {
                article.read(signs.values_for_doc(doc));
                let place = DocAddress::new(ordinal as u32, doc);
                see((article.number(), place), &article);
            }
        }
    }
    Ok(())
}

/// Counts lines up to [`LINE_ARTICLES_MIN`]; those that share a counter are counted together.
struct Counters(Vec<u8>);

impl Counters {
    fn new(signs: usize) -> Self {
        // Half of the counters stay empty, so that few are shared.
        let counters = (2 * signs).next_power_of_two();
        Counters(vec![0; counters.clamp(COUNTERS_MIN, COUNTERS_MAX)])
    }

    fn place(&self, (site, line): SiteLine) -> usize {
        let both = (u64::from(site) << 32 | u64::from(line)).wrapping_mul(0x9E37_79B9_7F4A_7C15);
        (both >> 32) as usize & (self.0.len() - 1)
    }

    fn count(&mut self, line: SiteLine) {
        let place = self.place(line);
        self.0[place] = self.0[place].saturating_add(1);
    }

    fn reach_min(&self, line: SiteLine) -> bool {
        u32::from(self.0[self.place(line)]) >= LINE_ARTICLES_MIN
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_smallest_do_not_depend_on_the_order() {
        let places: Vec<Place> = [5, 1, 4, 2, 3]
            .map(|id| (id, DocAddress::new(0, id as u32)))
            .into();
        let mut smallest = Smallest::default();
        places.iter().for_each(|place| smallest.add(*place, 3));
        let mut reversed = Smallest::default();
        places
            .iter()
            .rev()
            .for_each(|place| reversed.add(*place, 3));
        let ids = |smallest: &Smallest| -> Vec<u64> { smallest.iter().map(|p| p.0).collect() };
        assert_eq!(ids(&smallest), [1, 2, 3]);
        assert_eq!(ids(&reversed), [1, 2, 3]);
    }

    #[test]
    fn a_line_is_counted_on_its_own_site() {
        let mut counters = Counters::new(4);
        for _ in 0..LINE_ARTICLES_MIN - 1 {
            counters.count((1, 7));
        }
        counters.count((2, 7));
        assert!(!counters.reach_min((1, 7)));
        counters.count((1, 7));
        assert!(counters.reach_min((1, 7)));
        assert!(!counters.reach_min((2, 7)));
    }
}
