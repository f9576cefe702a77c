//! `weight → the best articles`, in an order that depends on nothing but the articles.
//!
//! Equal scores are ordered by article id, at the cut too. The engine adds up the scores of an
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
    Newest,
    Oldest,
}

/// An article and why it is where it is.
#[derive(Debug, Clone, Copy)]
pub struct Top {
    pub score: Score,
    pub id: u64,
    pub address: DocAddress,
}

/// Articles kept beyond the wanted ones, to be scored anew: equal scores at the cut can be apart
/// by rounding.
const SLACK: usize = 16;

/// The share of a score that rounding and the bounds of the engine's blocks may hide. A block's
/// best score is kept for the average length of its segment, which is not quite the archive's.
const THRESHOLD_SHARE: Score = 0.99;

/// The best articles by score.
pub fn best(
    searcher: &Searcher,
    weight: &dyn Weight,
    plan: &Plan,
    scoring: EnableScoring,
    wanted: usize,
) -> tantivy::Result<Vec<Top>> {
    let again = plan.is_sum && plan.ranking.len() > 2;
    let kept = wanted.saturating_add(if again { SLACK } else { 0 });
    let mut heap: BinaryHeap<Worst> = BinaryHeap::new();
    if wanted == 0 {
        return Ok(Vec::new());
    }
    let mut threshold = Score::MIN;
    for (ordinal, segment) in searcher.segment_readers().iter().enumerate() {
        let ids = ids(segment)?;
        weight.for_each_pruning(threshold, segment, &mut |doc, score| {
            if segment.is_deleted(doc) {
                return threshold;
            }
            let is_full = heap.len() >= kept;
            if is_full && heap.peek().is_some_and(|worst| score < worst.0.score) {
                return threshold;
            }
            let address = DocAddress::new(ordinal as u32, doc);
            let top = Worst(Top {
                score,
                id: id(&ids, doc),
                address,
            });
            if !is_full {
                heap.push(top);
            } else if let Some(mut worst) = heap.peek_mut()
                && top < *worst
            {
                *worst = top;
            }
            if heap.len() >= kept
                && let Some(worst) = heap.peek()
            {
                threshold = worst.0.score * THRESHOLD_SHARE;
            }
            threshold
        })?;
    }
    let mut best: Vec<Top> = heap.into_iter().map(|worst| worst.0).collect();
    if again {
        score_again(searcher, plan, scoring, &mut best)?;
    }
    best.sort_unstable_by(by_score);
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
    for query in &plan.ranking {
        let weight = query.weight(scoring)?;
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
    Ok(())
}

/// The first articles by date; those without one come last.
pub fn by_date(
    searcher: &Searcher,
    weight: &dyn Weight,
    order: Order,
    wanted: usize,
) -> tantivy::Result<Vec<Top>> {
    let mut dated: BinaryHeap<(DateKey, u64, DocAddress)> = BinaryHeap::new();
    for_each(searcher, weight, |segment, address| {
        let dates = &segment.dates;
        let seconds = dates.as_ref().and_then(|dates| dates.first(address.doc_id));

        let key = match order {
            Order::Oldest => DateKey(seconds.is_none(), seconds.unwrap_or_default()),
            _ => DateKey(
                seconds.is_none(),
                seconds.unwrap_or_default().saturating_neg(),
            ),
        };
        dated.push((key, id(&segment.ids, address.doc_id), address));
        if dated.len() > wanted {
            dated.pop();
        }
    })?;
    let dated = dated.into_sorted_vec().into_iter();
    Ok(dated
        .map(|(_, id, address)| Top {
            score: 0.0,
            id,
            address,
        })
        .collect())
}

/// Whether there is no date, and where in the order the date stands.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct DateKey(bool, i64);

/// All articles that match, in no particular order.
pub fn all(searcher: &Searcher, weight: &dyn Weight) -> tantivy::Result<Vec<Top>> {
    let mut all = Vec::new();
    for_each(searcher, weight, |segment, address| {
        // The record of a source has no id.
        let id = segment
            .ids
            .as_ref()
            .and_then(|ids| ids.first(address.doc_id));
        all.extend(id.map(|id| Top {
            score: 0.0,
            id,
            address,
        }));
    })?;
    Ok(all)
}

struct Columns {
    ids: Option<Column<u64>>,
    dates: Option<Column<i64>>,
}

fn for_each(
    searcher: &Searcher,
    weight: &dyn Weight,
    mut see: impl FnMut(&Columns, DocAddress),
) -> tantivy::Result<()> {
    for (ordinal, segment) in searcher.segment_readers().iter().enumerate() {
        let dates = segment.fast_fields().column_opt(column::PUBLISHED)?;
        let columns = Columns {
            ids: ids(segment)?,
            dates,
        };
        weight.for_each_no_score(segment, &mut |docs| {
            for doc in docs.iter().filter(|doc| !segment.is_deleted(**doc)) {
                see(&columns, DocAddress::new(ordinal as u32, *doc));
            }
        })?;
    }
    Ok(())
}

fn ids(segment: &SegmentReader) -> tantivy::Result<Option<Column<u64>>> {
    segment.fast_fields().column_opt(column::ID)
}

fn id(ids: &Option<Column<u64>>, doc: u32) -> u64 {
    ids.as_ref()
        .and_then(|ids| ids.first(doc))
        .unwrap_or_default()
}

fn by_score(a: &Top, b: &Top) -> Ordering {
    b.score.total_cmp(&a.score).then(a.id.cmp(&b.id))
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
        by_score(&self.0, &other.0)
    }
}
