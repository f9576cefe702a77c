//! `weight → the best articles`, in an order that depends on nothing but the articles.
//!
//! Equal scores are ordered by the place of the article in its source, then by its id, at the cut
//! too: in a file of many, an editor or a program put what matters first, or what came first. The engine adds up the scores of an
//! article's words in an order of its own, so that equal articles may differ in the last bit;
//! where three or more words rank, the best are scored anew in the order of the query.

use std::cmp::Ordering;
use std::collections::BinaryHeap;

use tantivy::columnar::Column;
use tantivy::query::{EnableScoring, Weight};
use tantivy::{DocAddress, DocSet, Score, Searcher, SegmentReader};

use crate::index::schema::column;
use crate::query::plan::Plan;

/// In which order hits come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Order {
    #[default]
    Relevance,
    /// By relevance, with a mild preference for what was published lately.
    Recent,
    Newest,
    Oldest,
    /// Those that came last into the archive first, and those that were changed in it.
    Added,
}

impl Order {
    pub fn is_by_score(self) -> bool {
        matches!(self, Order::Relevance | Order::Recent)
    }
}

/// Where an article stands in an order; smaller is earlier.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    pub rank: u64,
    /// The article's place among those of its source.
    pub ordinal: u32,
    pub id: u64,
}

impl Place {
    const LAST: Place = Place {
        rank: u64::MAX,
        ordinal: u32::MAX,
        id: u64::MAX,
    };

    /// By score, the best first.
    fn of_score(score: Score, (ordinal, id): Tie) -> Place {
        let bits = score.to_bits();
        let ascending = match score.is_sign_negative() {
            true => !bits,
            false => bits | 1 << 31,
        };
        Place {
            rank: u64::from(!ascending),
            ordinal,
            id,
        }
    }

    /// The score of which it was made.
    fn score(self) -> Score {
        let ascending = !(self.rank as u32);
        Score::from_bits(match ascending >> 31 {
            0 => !ascending,
            _ => ascending & !(1 << 31),
        })
    }
}

/// What orders equals: the article's place in its source, and its id.
type Tie = (u32, u64);

/// An article and why it is where it is.
#[derive(Debug, Clone, Copy)]
pub struct Top {
    pub score: Score,
    pub place: Place,
    pub address: DocAddress,
}

impl Top {
    fn scored(score: Score, tie: Tie, address: DocAddress) -> Top {
        Top {
            score,
            place: Place::of_score(score, tie),
            address,
        }
    }

    fn placed(place: Place, address: DocAddress) -> Top {
        Top {
            score: 0.0,
            place,
            address,
        }
    }
}

/// The share of a score that two sums of the same numbers may be apart by rounding: ten times what
/// it can be for a query of a hundred words. Articles that near to the cut, or to the cursor, are
/// scored anew before they are compared.
const ROUNDING_SHARE: Score = 1e-4;

/// Articles to be scored anew that are not worth looking through.
const UNSURE_FEW: usize = 1 << 10;

/// The share of a score that rounding and the bounds of the engine's blocks may hide. A block's
/// best score is kept for the average length of its segment, which is not quite the archive's.
const THRESHOLD_SHARE: Score = 0.99;

/// The share of a score that may be lost by rounding.
fn rounding_share(plan: &Plan) -> Score {
    match plan.is_sum && plan.ranking.len() > 2 {
        true => ROUNDING_SHARE,
        false => 0.0,
    }
}

/// The best articles by score, of those behind a place.
pub fn best(
    searcher: &Searcher,
    weight: &dyn Weight,
    plan: &Plan,
    scoring: EnableScoring,
    wanted: usize,
    after: Option<Place>,
) -> tantivy::Result<Vec<Top>> {
    let share = rounding_share(plan);
    let again = share > 0.0;
    // The best by the engine's score; and those of which only the true score can tell whether they
    // stand behind the place, or before the last of the best.
    let mut heap: BinaryHeap<Worst> = BinaryHeap::new();
    let mut unsure: Vec<Top> = Vec::new();
    if wanted == 0 {
        return Ok(Vec::new());
    }
    let after_score = after.map(Place::score).filter(|_| again);
    let (mut threshold, mut near) = (Score::MIN, Vec::new());
    for (ordinal, segment) in searcher.segment_readers().iter().enumerate() {
        let ties = Ties::of(segment)?;
        weight.for_each_pruning(threshold, segment, &mut |doc, score| {
            if segment.is_deleted(doc) {
                return threshold;
            }
            let is_full = heap.len() >= wanted;
            let floor = heap.peek().filter(|_| is_full);
            let floor = floor.map_or(Score::MIN, |worst| worst.0.score * (1.0 - share));
            if score < floor {
                return threshold;
            }
            let address = DocAddress::new(ordinal as u32, doc);
            let top = Top::scored(score, ties.get(doc), address);
            match (after, after_score) {
                (_, Some(after)) if score > after * (1.0 + share) => return threshold,
                (_, Some(after)) if score >= after * (1.0 - share) => {
                    near.push(top);
                    return threshold;
                }
                (Some(after), None) if top.place <= after => return threshold,
                _ => {}
            }
            heap.push(Worst(top));
            if heap.len() > wanted
                && let Some(worst) = heap.pop()
                && again
            {
                unsure.push(worst.0);
                // From time to time those that have become sure are let go.
                if unsure.len() >= UNSURE_FEW && unsure.len().is_power_of_two() {
                    let best = heap.peek().map_or(Score::MIN, |worst| worst.0.score);
                    unsure.retain(|top| top.score >= best * (1.0 - share));
                }
            }
            if heap.len() >= wanted
                && let Some(worst) = heap.peek()
            {
                threshold = worst.0.score * THRESHOLD_SHARE;
            }
            threshold
        })?;
    }
    let mut best: Vec<Top> = heap.into_iter().map(|worst| worst.0).collect();
    if again {
        best.append(&mut unsure);
        best.append(&mut near);
        score_again(searcher, plan, scoring, &mut best)?;
        best.retain(|top| after.is_none_or(|after| top.place > after));
    }
    best.sort_unstable_by_key(|top| top.place);
    best.truncate(wanted);
    Ok(best)
}

/// Sums the scores of what ranks in the order in which it was written.
fn score_again(
    searcher: &Searcher,
    plan: &Plan,
    scoring: EnableScoring,
    best: &mut [Top],
) -> tantivy::Result<()> {
    best.sort_unstable_by_key(|top| top.address);
    best.iter_mut().for_each(|top| top.score = 0.0);
    for clause in &plan.ranking {
        let weight = clause.query.weight(scoring)?;
        for tops in best.chunk_by_mut(|a, b| a.address.segment_ord == b.address.segment_ord) {
            let Some(first) = tops.first() else { continue };
            let segment = searcher.segment_reader(first.address.segment_ord);
            let mut scorer = weight.scorer(segment, 1.0)?;
            for top in tops {
                let doc = top.address.doc_id;
                if scorer.doc() < doc {
                    scorer.seek(doc);
                }
                if scorer.doc() == doc {
                    top.score += scorer.score();
                }
            }
        }
    }
    for top in best {
        let tie = (top.place.ordinal, top.place.id);
        *top = Top::scored(top.score, tie, top.address);
    }
    Ok(())
}

/// The first articles by a column, of those behind a place; those without a value come last.
pub fn by_column(
    searcher: &Searcher,
    weight: &dyn Weight,
    order: Order,
    wanted: usize,
    after: Option<Place>,
) -> tantivy::Result<Vec<Top>> {
    let mut first: BinaryHeap<(Place, DocAddress)> = BinaryHeap::new();
    for_each(searcher, weight, |segment, address| {
        let place = segment.place(order, address.doc_id);
        if after.is_none_or(|after| place > after) {
            first.push((place, address));
        }
        if first.len() > wanted {
            first.pop();
        }
    })?;
    let first = first.into_sorted_vec().into_iter();
    Ok(first
        .map(|(place, address)| Top::placed(place, address))
        .collect())
}

/// Those of some articles that match, in order.
pub fn of(
    searcher: &Searcher,
    weight: &dyn Weight,
    plan: &Plan,
    scoring: EnableScoring,
    order: Order,
    addresses: &[DocAddress],
) -> tantivy::Result<Vec<Top>> {
    let mut addresses = addresses.to_vec();
    addresses.sort_unstable();
    let mut tops = Vec::new();
    for addresses in addresses.chunk_by(|a, b| a.segment_ord == b.segment_ord) {
        let Some(first) = addresses.first() else {
            continue;
        };
        let segment = searcher.segment_reader(first.segment_ord);
        let columns = Columns::of(segment)?;
        let mut scorer = weight.scorer(segment, 1.0)?;
        for address in addresses {
            let doc = address.doc_id;
            if scorer.doc() < doc {
                scorer.seek(doc);
            }
            if scorer.doc() != doc || segment.is_deleted(doc) {
                continue;
            }
            tops.push(match order.is_by_score() {
                true => Top::scored(scorer.score(), columns.ties.get(doc), *address),
                false => Top::placed(columns.place(order, doc), *address),
            });
        }
    }
    if order.is_by_score() && rounding_share(plan) > 0.0 {
        score_again(searcher, plan, scoring, &mut tops)?;
    }
    tops.sort_unstable_by_key(|top| top.place);
    Ok(tops)
}

/// All articles that match, in no particular order.
pub fn all(searcher: &Searcher, weight: &dyn Weight) -> tantivy::Result<Vec<Top>> {
    let mut all = Vec::new();
    for_each(searcher, weight, |segment, address| {
        // The record of a source has no id.
        if segment.ties.has_id(address.doc_id) {
            let tie = segment.ties.get(address.doc_id);
            all.push(Top::scored(0.0, tie, address));
        }
    })?;
    Ok(all)
}

/// Where each article of a snapshot stands in the orders by a column.
pub struct Places(Vec<Columns>);

impl Places {
    pub fn of(searcher: &Searcher) -> tantivy::Result<Places> {
        let segments = searcher.segment_readers().iter();
        let columns: tantivy::Result<_> = segments.map(Columns::of).collect();
        Ok(Places(columns?))
    }

    pub fn get(&self, order: Order, address: DocAddress) -> Place {
        let segment = self.0.get(address.segment_ord as usize);
        segment.map_or(Place::LAST, |segment| segment.place(order, address.doc_id))
    }
}

struct Columns {
    ties: Ties,
    dates: Option<Column<i64>>,
    added: Option<Column<i64>>,
}

impl Columns {
    fn of(segment: &SegmentReader) -> tantivy::Result<Columns> {
        let columns = segment.fast_fields();
        Ok(Columns {
            ties: Ties::of(segment)?,
            dates: columns.column_opt(column::PUBLISHED)?,
            added: columns.column_opt(column::INDEXED)?,
        })
    }

    /// Where an article stands in an order by a column.
    fn place(&self, order: Order, doc: u32) -> Place {
        let date = || self.dates.as_ref().and_then(|dates| dates.first(doc));
        // As a number without a sign.
        let date = || date().map(|date| date.cast_unsigned() ^ 1 << 63);
        let added = || self.added.as_ref().and_then(|all| all.first(doc));
        let added = || added().map(|added| !added.cast_unsigned());
        let rank = match order {
            Order::Oldest => date(),
            Order::Added => added(),
            Order::Newest | Order::Relevance | Order::Recent => date().map(|date| !date),
        };
        let (ordinal, id) = self.ties.get(doc);
        Place {
            rank: rank.unwrap_or(u64::MAX),
            ordinal,
            id,
        }
    }
}

fn for_each(
    searcher: &Searcher,
    weight: &dyn Weight,
    mut see: impl FnMut(&Columns, DocAddress),
) -> tantivy::Result<()> {
    for (ordinal, segment) in searcher.segment_readers().iter().enumerate() {
        let columns = Columns::of(segment)?;
        weight.for_each_no_score(segment, &mut |docs| {
            for doc in docs.iter().filter(|doc| !segment.is_deleted(**doc)) {
                see(&columns, DocAddress::new(ordinal as u32, *doc));
            }
        })?;
    }
    Ok(())
}

pub(super) fn ids(segment: &SegmentReader) -> tantivy::Result<Option<Column<u64>>> {
    segment.fast_fields().column_opt(column::ID)
}

/// What orders equals among the articles of a segment.
struct Ties {
    ordinals: Option<Column<u64>>,
    ids: Option<Column<u64>>,
}

impl Ties {
    fn of(segment: &SegmentReader) -> tantivy::Result<Ties> {
        Ok(Ties {
            ordinals: segment.fast_fields().column_opt(column::ORDINAL)?,
            ids: ids(segment)?,
        })
    }

    fn get(&self, doc: u32) -> Tie {
        let first = |column: &Option<Column<u64>>| column.as_ref().and_then(|all| all.first(doc));
        let ordinal = first(&self.ordinals).unwrap_or_default();
        (
            u32::try_from(ordinal).unwrap_or(u32::MAX),
            first(&self.ids).unwrap_or_default(),
        )
    }

    fn has_id(&self, doc: u32) -> bool {
        self.ids.as_ref().and_then(|ids| ids.first(doc)).is_some()
    }
}

/// Ordered so that the worst article is the largest.
struct Worst(Top);

impl PartialEq for Worst {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other).is_eq()
    }
}

impl Eq for Worst {}

impl PartialOrd for Worst {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Worst {
    fn cmp(&self, other: &Self) -> Ordering {
        self.0.place.cmp(&other.0.place)
    }
}
