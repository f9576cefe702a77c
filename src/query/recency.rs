//! `date → a part of the score`: a mild preference for what was published lately, as a query of the
//! engine.

use tantivy::columnar::Column;
use tantivy::query::{EnableScoring, Explanation, Query, Scorer, Weight};
use tantivy::{DocId, DocSet, Score, Searcher, SegmentReader, TERMINATED};

use crate::analysis::ranking::RECENT_HALF_LIFE_DAYS;
use crate::index::schema::column;

const DAY_SECONDS: f32 = 86_400.0;

/// Finds every article, and gives the newest the most: half of it to those a half-life older, and
/// nothing to those without a date.
#[derive(Debug, Clone)]
pub struct RecencyQuery {
    /// When the newest were published, in seconds since 1970.
    newest: i64,
    most: Score,
}

impl RecencyQuery {
    /// Of articles that are counted from the newest of the archive, but not from the future: a date
    /// may be wrong.
    pub fn new(searcher: &Searcher, most: Score) -> tantivy::Result<RecencyQuery> {
        let now = jiff::Timestamp::now().as_second();
        let mut newest = i64::MIN;
        for segment in searcher.segment_readers() {
            if let Some(dates) = dates(segment)? {
                newest = newest.max(dates.max_value());
            }
        }
        Ok(RecencyQuery {
            newest: newest.min(now),
            most,
        })
    }
}

fn dates(segment: &SegmentReader) -> tantivy::Result<Option<Column<i64>>> {
    segment.fast_fields().column_opt(column::PUBLISHED)
}

impl Query for RecencyQuery {
    fn weight(&self, _: EnableScoring<'_>) -> tantivy::Result<Box<dyn Weight>> {
        Ok(Box::new(self.clone()))
    }
}

impl Weight for RecencyQuery {
    fn scorer(&self, segment: &SegmentReader, boost: Score) -> tantivy::Result<Box<dyn Scorer>> {
        let max_doc = segment.max_doc();
        Ok(Box::new(RecencyScorer {
            doc: if max_doc > 0 { 0 } else { TERMINATED },
            max_doc,
            dates: dates(segment)?,
            newest: self.newest,
            most: self.most * boost,
        }))
    }

    fn explain(&self, segment: &SegmentReader, doc: DocId) -> tantivy::Result<Explanation> {
        let mut scorer = self.scorer(segment, 1.0)?;
        scorer.seek(doc);
        Ok(Explanation::new("recency", scorer.score()))
    }
}

struct RecencyScorer {
    doc: DocId,
    max_doc: DocId,
    dates: Option<Column<i64>>,
    newest: i64,
    most: Score,
}

impl DocSet for RecencyScorer {
    fn advance(&mut self) -> DocId {
        self.seek(self.doc.saturating_add(1))
    }

    fn seek(&mut self, target: DocId) -> DocId {
        self.doc = match target < self.max_doc {
            true => target.max(self.doc),
            false => TERMINATED,
        };
        self.doc
    }

    fn doc(&self) -> DocId {
        self.doc
    }

    fn size_hint(&self) -> u32 {
        self.max_doc
    }
}

impl Scorer for RecencyScorer {
    fn score(&mut self) -> Score {
        let date = self.dates.as_ref().and_then(|dates| dates.first(self.doc));
        date.map_or(0.0, |date| {
            let age = self.newest.saturating_sub(date).max(0) as f32 / DAY_SECONDS;
            self.most * 0.5f32.powf(age / RECENT_HALF_LIFE_DAYS)
        })
    }
}
