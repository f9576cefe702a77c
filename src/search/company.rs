//! `where names stand → who stands with whom`: in the same article, paragraph or sentence, and how
//! much more than by chance.
//!
//! How sure it is that two names keep company is told by the log-likelihood ratio of their fourfold
//! table (Dunning 1993, "Accurate methods for the statistics of surprise and coincidence"). Unlike
//! mutual information it makes nothing of a pair that stands together once, however rare both are,
//! and unlike chi-square it needs no large counts. All counts are exact: they are read from postings.

use tantivy::schema::IndexRecordOption;
use tantivy::{DocId, SegmentReader, TERMINATED, Term};

use super::ArchiveSearcher;
use super::names::each_article;
use crate::index::schema::{self, names};
use crate::index::{IndexError, guarded};
use crate::names::{Entity, Name};
use crate::query::Query;
use crate::query::postings::PostingsSource;
use crate::query::spans::{Leaf, Source};

/// Where two names must stand to be in company.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Scope {
    #[default]
    Article,
    Paragraph,
    /// A headline is one too.
    Sentence,
}

impl Scope {
    pub const ALL: [Scope; 3] = [Scope::Article, Scope::Paragraph, Scope::Sentence];

    pub fn noun(self) -> &'static str {
        match self {
            Scope::Article => "article",
            Scope::Paragraph => "paragraph",
            Scope::Sentence => "sentence",
        }
    }

    /// The term that stands where one begins.
    fn mark(self) -> Option<&'static str> {
        match self {
            Scope::Article => None,
            Scope::Paragraph => Some(names::PARAGRAPH),
            Scope::Sentence => Some(names::SENTENCE),
        }
    }
}

/// How many articles, paragraphs or sentences have two names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Together {
    pub both: u64,
    pub first: u64,
    pub second: u64,
    pub all: u64,
}

impl Together {
    /// How many would have both if the two had nothing to do with each other.
    pub fn by_chance(&self) -> f64 {
        self.first as f64 * self.second as f64 / (self.all.max(1)) as f64
    }

    /// How many times more have both than by chance.
    pub fn times_chance(&self) -> f64 {
        self.both as f64 / self.by_chance().max(f64::MIN_POSITIVE)
    }

    /// The log-likelihood ratio (G²): 0 where they stand together as often as by chance, negative
    /// where less often. By chance alone, one pair in twenty is above 3.84, and one in a thousand
    /// above 10.83.
    pub fn strength(&self) -> f64 {
        let all = self.all as f64;
        let cell = |observed: u64, row: u64, column: u64| match observed {
            0 => 0.0,
            _ => {
                let observed = observed as f64;
                observed * (observed * all / (row as f64 * column as f64)).ln()
            }
        };
        let (without_first, without_second) = (
            self.all.saturating_sub(self.first),
            self.all.saturating_sub(self.second),
        );
        let (only_first, only_second) = (
            self.first.saturating_sub(self.both),
            self.second.saturating_sub(self.both),
        );
        let none = without_first.saturating_sub(only_second);
        let ratio = 2.0
            * (cell(self.both, self.first, self.second)
                + cell(only_first, self.first, without_second)
                + cell(only_second, without_first, self.second)
                + cell(none, without_first, without_second));
        match self.both as f64 >= self.by_chance() {
            true => ratio.max(0.0),
            false => -ratio.max(0.0),
        }
    }
}

/// Takes an article, the positions of an entity's mentions, and those where paragraphs or sentences
/// begin.
pub(super) type SeeStand<'a> = dyn FnMut(DocId, &[u32], &[u32]) + 'a;

/// The articles that count: all, or those that match a query.
pub struct Chosen<'a> {
    searcher: &'a ArchiveSearcher,
    /// Of each segment, whether each document counts; `None` where all do.
    segments: Vec<Option<Vec<bool>>>,
}

impl<'a> Chosen<'a> {
    pub fn of(searcher: &'a ArchiveSearcher, query: Option<&Query>) -> Result<Self, IndexError> {
        guarded(|| {
            let weight = query.map(|query| searcher.matching(query)).transpose()?;
            let mut segments = Vec::new();
            for segment in searcher.engine().segment_readers() {
                segments.push(match (&weight, segment.has_deletes()) {
                    (None, false) => None,
                    (weight, _) => {
                        let mut chosen = vec![false; segment.max_doc() as usize];
                        each_article(weight.as_deref(), segment, &mut |doc| {
                            if let Some(chosen) = chosen.get_mut(doc as usize) {
                                *chosen = true;
                            }
                        })?;
                        Some(chosen)
                    }
                });
            }
            Ok(Chosen { searcher, segments })
        })
    }

    pub fn searcher(&self) -> &'a ArchiveSearcher {
        self.searcher
    }

    /// The segments of the archive, by their numbers.
    pub fn segments(&self) -> impl Iterator<Item = (u32, &'a SegmentReader)> + use<'a> {
        (0..).zip(self.searcher.engine().segment_readers())
    }

    /// Whether a document of a segment counts.
    pub fn has(&self, segment: u32, doc: DocId) -> bool {
        match self.segments.get(segment as usize) {
            Some(Some(chosen)) => chosen.get(doc as usize) == Some(&true),
            Some(None) => true,
            None => false,
        }
    }

    /// How many articles, paragraphs or sentences the articles have.
    pub fn units(&self, scope: Scope) -> Result<u64, IndexError> {
        let fields = self.searcher.fields();
        let (term, option) = match scope.mark() {
            None => (
                Term::from_field_text(fields.kind, schema::ARTICLE),
                IndexRecordOption::Basic,
            ),
            Some(mark) => (
                Term::from_field_text(fields.names, mark),
                IndexRecordOption::WithFreqs,
            ),
        };
        let leaf = one(term);
        let mut units = 0;
        for (number, segment) in self.segments() {
            let source = PostingsSource::open(segment, std::slice::from_ref(&leaf), option, false)?;
            self.each_of(source, number, &mut |source, _| {
                units += match scope {
                    Scope::Article => 1,
                    _ => u64::from(source.leaves[0].term_freq()),
                };
            });
        }
        Ok(units)
    }

    /// How many articles, paragraphs or sentences have an entity.
    pub fn with(&self, mentions: &Leaf, scope: Scope) -> Result<u64, IndexError> {
        let mut units = 0;
        for (number, segment) in self.segments() {
            match scope.mark() {
                None => {
                    let leaves = std::slice::from_ref(mentions);
                    let option = IndexRecordOption::Basic;
                    let source = PostingsSource::open(segment, leaves, option, false)?;
                    self.each_of(source, number, &mut |_, _| units += 1);
                }
                Some(_) => {
                    self.each_stand(number, segment, mentions, scope, &mut |_, at, starts| {
                        units += distinct_units(at, starts).count() as u64;
                    })?
                }
            }
        }
        Ok(units)
    }

    /// The articles of a segment that have an entity, in order, each with its number of mentions.
    pub fn articles_with(
        &self,
        number: u32,
        segment: &SegmentReader,
        mentions: &Leaf,
    ) -> Result<Vec<(DocId, u64)>, IndexError> {
        let mut articles = Vec::new();
        let leaves = std::slice::from_ref(mentions);
        let source = PostingsSource::open(segment, leaves, IndexRecordOption::WithFreqs, false)?;
        self.each_of(source, number, &mut |source, doc| {
            articles.push((doc, u64::from(source.leaves[0].term_freq())));
        });
        Ok(articles)
    }

    /// Hands over each article of a segment that has an entity, with the positions of its mentions
    /// and of the beginnings of paragraphs or sentences.
    pub(super) fn each_stand(
        &self,
        number: u32,
        segment: &SegmentReader,
        mentions: &Leaf,
        scope: Scope,
        see: &mut SeeStand<'_>,
    ) -> Result<(), IndexError> {
        let leaves = [mentions.clone(), self.marks(scope)];
        let option = IndexRecordOption::WithFreqsAndPositions;
        let source = PostingsSource::open(segment, &leaves, option, false)?;
        let (mut at, mut starts) = (Vec::new(), Vec::new());
        self.each_of(source, number, &mut |source, doc| {
            at.clear();
            starts.clear();
            source.stand_at(doc);
            source.positions(0, &mut at);
            source.positions(1, &mut starts);
            see(doc, &at, &starts);
        });
        Ok(())
    }

    /// The paragraphs or sentences of a segment's articles that have an entity.
    pub(super) fn stands(
        &self,
        number: u32,
        segment: &SegmentReader,
        mentions: &Leaf,
        scope: Scope,
    ) -> Result<Stands, IndexError> {
        let mut stands = Stands::default();
        self.each_stand(number, segment, mentions, scope, &mut |doc, at, starts| {
            stands.docs.push(doc);
            stands.firsts.push(stands.units.len());
            for unit in distinct_units(at, starts) {
                let first = starts.get(unit).copied().unwrap_or(0);
                let end = starts.get(unit + 1).copied().unwrap_or(u32::MAX);
                stands.units.push((first, end));
            }
        })?;
        Ok(stands)
    }

    /// The marks where paragraphs or sentences begin.
    pub(super) fn marks(&self, scope: Scope) -> Leaf {
        let fields = self.searcher.fields();
        let terms = scope.mark().into_iter();
        Leaf {
            terms: terms
                .map(|mark| Term::from_field_text(fields.names, mark))
                .collect(),
            are_words: false,
        }
    }

    /// Moves through the articles of the first leaf that count.
    fn each_of(
        &self,
        mut source: PostingsSource,
        number: u32,
        see: &mut dyn FnMut(&mut PostingsSource, DocId),
    ) {
        let Some(slot) = source.leaves.first() else {
            return;
        };
        let mut doc = slot.doc();
        while doc != TERMINATED {
            if self.has(number, doc) {
                see(&mut source, doc);
            }
            doc = match source.leaves.first_mut() {
                Some(slot) => slot.seek(doc + 1),
                None => TERMINATED,
            };
        }
    }
}

/// The paragraphs or sentences of a segment's articles that have an entity.
#[derive(Debug, Default)]
pub(super) struct Stands {
    /// The articles that have any, in order.
    docs: Vec<DocId>,
    /// Where those of each article begin in `units`.
    firsts: Vec<usize>,
    /// From their first position to the one behind their last.
    units: Vec<(u32, u32)>,
}

impl Stands {
    pub const fn new() -> Stands {
        Stands {
            docs: Vec::new(),
            firsts: Vec::new(),
            units: Vec::new(),
        }
    }

    /// Those of all articles.
    pub fn count(&self) -> u64 {
        self.units.len() as u64
    }

    /// Those of one article.
    pub fn of(&self, doc: DocId) -> &[(u32, u32)] {
        let Ok(at) = self.docs.binary_search(&doc) else {
            return &[];
        };
        let first = self.firsts.get(at).copied().unwrap_or_default();
        let end = self.firsts.get(at + 1).copied();
        let end = end.unwrap_or(self.units.len());
        self.units.get(first..end).unwrap_or_default()
    }

    /// How many of them have another entity too: of each of its articles, given in order.
    pub fn each_shared(
        &self,
        segment: &SegmentReader,
        mentions: &Leaf,
        docs: impl Iterator<Item = DocId>,
        see: &mut dyn FnMut(DocId, u64),
    ) -> Result<(), IndexError> {
        let leaves = std::slice::from_ref(mentions);
        let option = IndexRecordOption::WithFreqsAndPositions;
        let mut source = PostingsSource::open(segment, leaves, option, false)?;
        let mut at = Vec::new();
        for doc in docs {
            at.clear();
            source.stand_at(doc);
            source.positions(0, &mut at);
            see(doc, shared_units(self.of(doc), &at).count() as u64);
        }
        Ok(())
    }
}

/// The units of a list that have one of some positions.
fn shared_units<'u>(
    units: &'u [(u32, u32)],
    at: &'u [u32],
) -> impl Iterator<Item = (u32, u32)> + 'u {
    let has = |(first, end): &(u32, u32)| {
        let next = at.partition_point(|at| at < first);
        at.get(next).is_some_and(|at| at < end)
    };
    units.iter().copied().filter(has)
}

/// The paragraphs or sentences, by their numbers, in which positions lie, each once.
pub(super) fn distinct_units<'p>(
    at: &'p [u32],
    starts: &'p [u32],
) -> impl Iterator<Item = usize> + 'p {
    let mut last = None;
    at.iter().filter_map(move |at| {
        let unit = unit_of(*at, starts);
        (last.replace(unit) != Some(unit)).then_some(unit)
    })
}

/// The number of the paragraph or sentence in which a position lies, by where they begin.
pub(super) fn unit_of(at: u32, starts: &[u32]) -> usize {
    let unit = starts.partition_point(|start| *start <= at);
    unit.saturating_sub(1)
}

/// The terms at which the mentions of an entity begin, by any of its names.
pub(super) fn mentions_of(searcher: &ArchiveSearcher, entity: &Entity) -> Leaf {
    let forms = entity.forms.iter();
    Leaf {
        terms: forms.map(|form| begin(searcher, &form.name)).collect(),
        are_words: false,
    }
}

/// The term at which the mentions begin that a name stands for.
pub(super) fn begin(searcher: &ArchiveSearcher, name: &Name) -> Term {
    let term = names::begin_entity(name.kind, &name.key);
    Term::from_field_text(searcher.fields().names, &term)
}

fn one(term: Term) -> Leaf {
    Leaf {
        terms: vec![term],
        are_words: false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table(both: u64, first: u64, second: u64, all: u64) -> Together {
        Together {
            both,
            first,
            second,
            all,
        }
    }

    #[test]
    fn the_log_likelihood_ratio_is_that_of_the_literature() {
        // Dunning's table 1: "the swiss", 110 times, with 2442 and 111 of its words.
        let swiss = table(110, 2552, 221, 31777);
        assert!(
            (swiss.strength() - 270.72).abs() < 0.01,
            "{}",
            swiss.strength()
        );
        // Independent: nothing is told.
        assert!(table(10, 100, 100, 1000).strength().abs() < 1e-9);
        assert!((table(10, 100, 100, 1000).times_chance() - 1.0).abs() < 1e-9);
    }

    #[test]
    fn rare_names_that_meet_once_are_no_company_beside_many_meetings() {
        let once = table(1, 1, 1, 10_000);
        let often = table(60, 100, 400, 10_000);
        assert!(once.times_chance() > often.times_chance());
        assert!(once.strength() < often.strength());
    }

    #[test]
    fn who_avoid_each_other_have_a_negative_strength() {
        assert!(table(1, 500, 500, 1000).strength() < 0.0);
    }

    #[test]
    fn more_in_common_is_never_weaker_and_more_apart_never_stronger() {
        // What the search for the strongest company rests on.
        for all in [3, 20, 500] {
            for first in 1..=all.min(40) {
                let mut last = 0.0;
                for both in 1..=first {
                    let most = table(both, first, both, all).strength();
                    assert!(most + 1e-9 >= last, "{both} of {first} of {all}");
                    last = most;
                    let mut weaker = most;
                    for second in both..=(all - first + both) {
                        let strength = table(both, first, second, all).strength();
                        assert!(strength <= weaker + 1e-9, "{both} {first} {second} {all}");
                        weaker = strength;
                    }
                }
            }
        }
    }

    #[test]
    fn counts_that_cannot_be_are_no_panic() {
        for (both, first, second, all) in [(5, 1, 1, 0), (0, 0, 0, 0), (9, 2, 3, 1)] {
            assert!(table(both, first, second, all).strength().is_finite());
        }
    }

    #[test]
    fn a_unit_with_several_mentions_is_one() {
        let units: Vec<usize> = distinct_units(&[0, 4, 9, 12, 13], &[0, 5, 10]).collect();
        assert_eq!(units, [0, 1, 2]);
        let shared: Vec<_> =
            shared_units(&[(0, 5), (5, 10), (10, u32::MAX)], &[6, 7, 99]).collect();
        assert_eq!(shared, [(5, 10), (10, u32::MAX)]);
    }
}
