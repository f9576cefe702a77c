//! `articles that match → their entities, counted`: each article once for an entity, however often
//! and by whatever names it mentions it.

use std::cmp::Reverse;

use jiff::civil::Date;
use rustc_hash::FxHashMap;
use tantivy::columnar::Column;
use tantivy::query::Weight;
use tantivy::schema::IndexRecordOption;
use tantivy::{DocSet, SegmentReader, TERMINATED, Term};

use super::ArchiveSearcher;
use crate::entities::EntityType;
use crate::entities::key::{contains_words, key};
use crate::index::schema::{column, entity_parts, names};
use crate::index::stored::civil_from_seconds;
use crate::index::{IndexError, guarded};
use crate::names::{Entity, Known, Name};
use crate::query::Query;

/// Letters of a name for each letter by which a similar one may differ.
const LETTERS_PER_SLIP: usize = 5;

/// An entity of the archive.
#[derive(Debug, Clone, PartialEq)]
pub struct CountedName {
    /// The name by which it is known.
    pub id: Name,
    pub kind: EntityType,
    /// The name as most articles print it, or as the user has it.
    pub name: String,
    /// Articles that mention it.
    pub articles: u64,
    /// Mentions in these articles, if they were counted.
    pub mentions: Option<u64>,
    /// The first and the last day from which an article mentions it.
    pub period: Option<(Date, Date)>,
    /// Its names and what joins them; `None` if it has but one.
    pub entity: Option<Entity>,
}

/// In which order names come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum NameOrder {
    #[default]
    Articles,
    Mentions,
    Name,
    /// By the first article, the oldest first.
    First,
    /// By the last article, the newest first.
    Last,
}

/// Which names are wanted.
#[derive(Debug, Clone, Default)]
pub struct NameFilter {
    /// Only names of these types; of all where none is given.
    pub kinds: Vec<EntityType>,
    /// Names that contain these words, or words that begin with the last of them.
    pub words: String,
    /// Words may differ by a letter in five.
    pub fuzzy: bool,
    /// Only articles that match this query count.
    pub query: Option<Query>,
    pub order: NameOrder,
    /// Names to return; all are counted.
    pub limit: usize,
    /// Count mentions too.
    pub mentions: bool,
}

/// The names that were wanted, and how many there are.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct CountedNames {
    pub names: Vec<CountedName>,
    pub total: u64,
}

/// Counts names, by the order that is wanted; equals in the order of the alphabet.
pub fn count(searcher: &ArchiveSearcher, filter: &NameFilter) -> Result<CountedNames, IndexError> {
    guarded(|| Counting::of(searcher, filter)?.counted(filter))
}

/// Counts the names of each type of a filter by itself, in its order of types.
pub fn count_each_type(
    searcher: &ArchiveSearcher,
    filter: &NameFilter,
) -> Result<Vec<CountedNames>, IndexError> {
    guarded(|| {
        let mut counting = Counting::of(searcher, filter)?;
        let mut rest = std::mem::take(&mut counting.tallies);
        let mut of_types = Vec::with_capacity(filter.kinds.len());
        for kind in &filter.kinds {
            (counting.tallies, rest) = rest.into_iter().partition(|tally| tally.kind == *kind);
            of_types.push(counting.counted(filter)?);
        }
        Ok(of_types)
    })
}

/// What is counted of an entity.
struct Tally {
    kind: EntityType,
    /// The name by which it is known.
    id: Name,
    renamed: Option<String>,
    /// Its printed forms with the articles that have them.
    printed: Vec<(String, u64)>,
    /// The names that the articles have it by.
    forms: Vec<Name>,
    /// The keys of its other names.
    others: Vec<String>,
    articles: u64,
    mentions: u64,
    /// Seconds since 1970: of the first article, and of the last.
    period: Option<(i64, i64)>,
}

struct Counting<'a> {
    searcher: &'a ArchiveSearcher,
    /// The articles that count; `None` for all.
    weight: Option<Box<dyn Weight>>,
    tallies: Vec<Tally>,
    places: FxHashMap<Name, usize>,
}

/// A value that is no name that counts.
const NONE: u32 = u32::MAX;

impl<'a> Counting<'a> {
    fn of(searcher: &'a ArchiveSearcher, filter: &NameFilter) -> Result<Self, IndexError> {
        let weight = match &filter.query {
            Some(query) => Some(searcher.matching(query)?),
            None => None,
        };
        let mut counting = Counting {
            searcher,
            weight,
            tallies: Vec::new(),
            places: FxHashMap::default(),
        };
        for segment in searcher.engine().segment_readers() {
            counting.count_segment(segment, filter)?;
        }
        Ok(counting)
    }

    fn count_segment(
        &mut self,
        segment: &SegmentReader,
        filter: &NameFilter,
    ) -> Result<(), IndexError> {
        let columns = segment.fast_fields();
        let Some(values) = columns.str(column::ENTITY)? else {
            return Ok(());
        };
        let dates = columns.column_opt::<i64>(column::PUBLISHED)?;
        // First which values occur, then which entities they are, then each article.
        let mut counts = vec![0u64; values.num_terms()];
        self.each_article(segment, &mut |doc| {
            for value in values.term_ords(doc) {
                if let Some(count) = counts.get_mut(value as usize) {
                    *count += 1;
                }
            }
        })?;
        let entities = self.entities_of(&values, &counts, filter)?;
        let tallies = &mut self.tallies;
        let mut here: Vec<u32> = Vec::new();
        let weight = self.weight.as_deref();
        each_article(weight, segment, &mut |doc| {
            here.clear();
            let values = values.term_ords(doc);
            here.extend(
                values
                    .filter_map(|value| entities.get(value as usize).copied())
                    .filter(|entity| *entity != NONE),
            );
            here.sort_unstable();
            here.dedup();
            let date = first(dates.as_ref(), doc);
            for entity in &here {
                if let Some(tally) = tallies.get_mut(*entity as usize) {
                    tally.articles += 1;
                    if let Some(date) = date {
                        let (first, last) = tally.period.unwrap_or((date, date));
                        tally.period = Some((first.min(date), last.max(date)));
                    }
                }
            }
        })
    }

    /// The number of the entity that each value of a column stands for.
    fn entities_of(
        &mut self,
        values: &tantivy::columnar::StrColumn,
        counts: &[u64],
        filter: &NameFilter,
    ) -> Result<Vec<u32>, IndexError> {
        let known = self.searcher.names()?;
        let occurring: Vec<(u64, u64)> = (0..)
            .zip(counts.iter().copied())
            .filter(|(_, count)| *count > 0)
            .collect();
        let mut entities = vec![NONE; counts.len()];
        let ordinals: Vec<u64> = occurring.iter().map(|(value, _)| *value).collect();
        let mut occurring = occurring.into_iter();
        let found = values
            .dictionary()
            .sorted_ords_to_term_cb(&ordinals, |term| {
                let Some((ordinal, count)) = occurring.next() else {
                    return;
                };
                let value = String::from_utf8_lossy(term);
                let entity = entity_parts(&value).and_then(|(kind, printed)| {
                    let name = Name::new(kind, &key(kind, printed));
                    let known = known.get(&name);
                    let kind = known.as_ref().map_or(kind, |known| known.kind);
                    let is_hidden = known.as_ref().is_some_and(|known| known.hidden);
                    if is_hidden || !filter.has(kind) {
                        return None;
                    }
                    let id = known.as_ref().map_or(&name, |known| known.first());
                    let place = match self.places.get(id) {
                        Some(place) => *place,
                        None => {
                            self.places.insert(id.clone(), self.tallies.len());
                            self.tallies.push(Tally {
                                kind,
                                id: id.clone(),
                                renamed: known.as_ref().and_then(|known| known.renamed.clone()),
                                printed: Vec::new(),
                                forms: Vec::new(),
                                others: known.as_ref().map_or_else(Vec::new, Known::keys),
                                articles: 0,
                                mentions: 0,
                                period: None,
                            });
                            self.tallies.len() - 1
                        }
                    };
                    let tally = self.tallies.get_mut(place)?;
                    // An entity is called by the name that stands for it, where articles have it.
                    let worth = match name == tally.id {
                        true => count << 32,
                        false => count,
                    };
                    match tally.printed.iter_mut().find(|(form, _)| form == printed) {
                        Some((_, articles)) => *articles += worth,
                        None => tally.printed.push((printed.to_owned(), worth)),
                    }
                    if !tally.forms.contains(&name) {
                        tally.forms.push(name);
                    }
                    Some(place as u32)
                });
                if let (Some(entity), Some(place)) = (entity, entities.get_mut(ordinal as usize)) {
                    *place = entity;
                }
            });
        found.map_err(tantivy::TantivyError::from)?;
        Ok(entities)
    }

    fn each_article(
        &self,
        segment: &SegmentReader,
        see: &mut dyn FnMut(u32),
    ) -> Result<(), IndexError> {
        each_article(self.weight.as_deref(), segment, see)
    }

    fn counted(&mut self, filter: &NameFilter) -> Result<CountedNames, IndexError> {
        self.tallies.retain(|tally| filter.accepts(tally));
        let by_mentions = filter.order == NameOrder::Mentions;
        let last = self.tallies.len();
        if by_mentions {
            self.count_mentions(last)?;
        }
        let rank = |tally: &Tally| match filter.order {
            NameOrder::Articles => (Reverse(tally.articles), 0),
            NameOrder::Mentions => (Reverse(tally.mentions), 0),
            NameOrder::Name => (Reverse(0), 0),
            // Names without a date come last.
            NameOrder::First => (
                Reverse(0),
                tally.period.map_or(i64::MAX, |(first, _)| first),
            ),
            NameOrder::Last => (
                Reverse(0),
                tally
                    .period
                    .map_or(i64::MAX, |(_, last)| last.saturating_neg()),
            ),
        };
        self.tallies.sort_by_cached_key(|tally| {
            (
                rank(tally),
                tally.name().to_owned(),
                tally.kind,
                tally.id.clone(),
            )
        });
        let total = self.tallies.len() as u64;
        self.tallies.truncate(filter.limit);
        if filter.mentions && !by_mentions {
            self.count_mentions(self.tallies.len())?;
        }
        let known = self.searcher.names()?;
        let tallies = std::mem::take(&mut self.tallies).into_iter();
        let names = tallies.map(|tally| CountedName {
            name: tally.name().to_owned(),
            kind: tally.kind,
            articles: tally.articles,
            mentions: (filter.mentions || by_mentions).then_some(tally.mentions),
            period: tally
                .period
                .and_then(|(first, last)| Some((day(first)?, day(last)?))),
            entity: (known.get(&tally.id).map(|known| known.entity))
                .filter(|entity| entity.forms.len() > 1),
            id: tally.id,
        });
        Ok(CountedNames {
            names: names.collect(),
            total,
        })
    }

    /// Counts the mentions of the first entities.
    fn count_mentions(&mut self, entities: usize) -> Result<(), IndexError> {
        let field = self.searcher.fields().names;
        for segment in self.searcher.engine().segment_readers() {
            let mut counts = vec![false; segment.max_doc() as usize];
            self.each_article(segment, &mut |doc| {
                if let Some(counts) = counts.get_mut(doc as usize) {
                    *counts = true;
                }
            })?;
            let inverted = segment.inverted_index(field)?;
            for tally in self.tallies.iter_mut().take(entities) {
                for form in &tally.forms {
                    let term = names::begin_entity(form.kind, &form.key);
                    let term = Term::from_field_text(field, &term);
                    let postings = inverted.read_postings(&term, IndexRecordOption::WithFreqs);
                    let postings = postings.map_err(tantivy::TantivyError::from)?;
                    let Some(mut postings) = postings else {
                        continue;
                    };
                    while postings.doc() != TERMINATED {
                        if counts.get(postings.doc() as usize) == Some(&true) {
                            use tantivy::postings::Postings;
                            tally.mentions += u64::from(postings.term_freq());
                        }
                        postings.advance();
                    }
                }
            }
        }
        Ok(())
    }
}

/// Hands over the articles of a segment that count.
pub(super) fn each_article(
    weight: Option<&dyn Weight>,
    segment: &SegmentReader,
    see: &mut dyn FnMut(u32),
) -> Result<(), IndexError> {
    match weight {
        Some(weight) => weight.for_each_no_score(segment, &mut |docs| {
            let alive = docs.iter().filter(|doc| !segment.is_deleted(**doc));
            alive.for_each(|doc| see(*doc));
        })?,
        None => segment.doc_ids_alive().for_each(see),
    }
    Ok(())
}

fn first(dates: Option<&Column<i64>>, doc: u32) -> Option<i64> {
    dates.and_then(|dates| dates.first(doc))
}

/// The day that a second since 1970 lies in.
pub fn day(seconds: i64) -> Option<Date> {
    Some(civil_from_seconds(seconds)?.date())
}

impl Tally {
    fn name(&self) -> &str {
        if let Some(renamed) = &self.renamed {
            return renamed;
        }
        let printed = self.printed.iter();
        let most = printed.max_by(|a, b| a.1.cmp(&b.1).then_with(|| b.0.cmp(&a.0)));
        most.map_or(&self.id.key, |(printed, _)| printed)
    }
}

impl NameFilter {
    fn has(&self, kind: EntityType) -> bool {
        self.kinds.is_empty() || self.kinds.contains(&kind)
    }

    fn accepts(&self, tally: &Tally) -> bool {
        let words = key(tally.kind, &self.words);
        let fits = |key: &str| match self.fuzzy {
            true => is_like(key, &words),
            false => {
                contains_words(key.as_bytes(), words.as_bytes())
                    || key.starts_with(&words)
                    || key.contains(&format!(" {words}"))
            }
        };
        let renamed = tally.renamed.as_ref();
        words.is_empty()
            || tally.forms.iter().any(|form| fits(&form.key))
            || tally.others.iter().any(|key| fits(key))
            || renamed.is_some_and(|name| fits(&key(tally.kind, name)))
    }
}

/// Whether some words of a key, next to each other, are nearly those wanted.
pub fn is_like(key: &str, wanted: &str) -> bool {
    let slips = (wanted.chars().count() / LETTERS_PER_SLIP).max(1);
    let count = wanted.split(' ').count();
    let starts = std::iter::once(0).chain(key.match_indices(' ').map(|(at, _)| at + 1));
    let mut starts = starts;
    starts.any(|start| {
        let rest = &key[start..];
        let end = rest.match_indices(' ').nth(count - 1);
        let window = &rest[..end.map_or(rest.len(), |(at, _)| at)];
        window.len().abs_diff(wanted.len()) <= 4 * slips
            && strsim::osa_distance(window, wanted) <= slips
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_letter_in_five_may_differ() {
        assert!(is_like("alexander kinshchak", "kinschak"));
        assert!(is_like("front of quiet rivers", "quite rivers"));
        assert!(!is_like("front of quiet rivers", "wild rivers"));
        assert!(is_like("haas", "has"));
        assert!(!is_like("", "haas"));
    }
}
