//! A word and the words like it, as a query of the engine.
//!
//! Few articles have the word itself, many one that is like it. The first are scored first; where these
//! are enough, the others need not be scored, since a word that is like it never lifts an article above
//! one that has the word.

use std::fmt;

use tantivy::query::Occur::Should;
use tantivy::query::{BooleanQuery, BoostQuery, EnableScoring, Explanation, Query, Scorer, Weight};
use tantivy::{DocId, DocSet, Score, SegmentReader, TERMINATED};

use super::scorer::{PlacesQuery, PlacesWeight};

/// A word, and with less weight the words like it.
#[derive(Clone)]
pub struct FuzzyQuery {
    all: BooleanQuery,
    itself: BooleanQuery,
    similar: PlacesQuery,
    factor: Score,
}

impl FuzzyQuery {
    /// Of queries that sum up: what scores the word itself, and what is like it, times a factor.
    pub fn new(itself: Vec<Box<dyn Query>>, similar: PlacesQuery, factor: Score) -> FuzzyQuery {
        let should = |queries: &[Box<dyn Query>]| {
            let queries = queries.iter().map(|query| (Should, query.box_clone()));
            BooleanQuery::new(queries.collect())
        };
        let boosted = BoostQuery::new(Box::new(similar.clone()), factor);
        let mut all = itself;
        let of_itself = should(&all);
        all.push(Box::new(boosted));
        FuzzyQuery {
            all: should(&all),
            itself: of_itself,
            similar,
            factor,
        }
    }
}

impl fmt::Debug for FuzzyQuery {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("FuzzyQuery").field(&self.all).finish()
    }
}

impl Query for FuzzyQuery {
    fn weight(&self, scoring: EnableScoring<'_>) -> tantivy::Result<Box<dyn Weight>> {
        let EnableScoring::Enabled {
            statistics_provider,
            ..
        } = scoring
        else {
            return self.all.weight(scoring);
        };
        Ok(Box::new(FuzzyWeight {
            all: self.all.weight(scoring)?,
            itself: self.itself.weight(scoring)?,
            similar: self.similar.scored(statistics_provider)?,
            factor: self.factor,
        }))
    }
}

struct FuzzyWeight {
    all: Box<dyn Weight>,
    itself: Box<dyn Weight>,
    similar: PlacesWeight,
    factor: Score,
}

impl Weight for FuzzyWeight {
    fn scorer(&self, segment: &SegmentReader, boost: Score) -> tantivy::Result<Box<dyn Scorer>> {
        self.all.scorer(segment, boost)
    }

    fn explain(&self, segment: &SegmentReader, doc: DocId) -> tantivy::Result<Explanation> {
        self.all.explain(segment, doc)
    }

    fn for_each_pruning(
        &self,
        mut threshold: Score,
        segment: &SegmentReader,
        callback: &mut dyn FnMut(DocId, Score) -> Score,
    ) -> tantivy::Result<()> {
        let mut itself = self.itself.scorer(segment, 1.0)?;
        let mut similar = self.similar.places(segment, self.factor)?;
        while itself.doc() != TERMINATED {
            let doc = itself.doc();
            let mut score = itself.score();
            if let Some(similar) = &mut similar
                && similar.seek(doc) == doc
            {
                score += similar.score();
            }
            if score > threshold {
                threshold = callback(doc, score);
            }
            itself.advance();
        }
        if self.similar.max_score() * self.factor <= threshold {
            return Ok(());
        }
        let Some(mut similar) = self.similar.places(segment, self.factor)? else {
            return Ok(());
        };
        let mut itself = self.itself.scorer(segment, 1.0)?;
        while similar.doc() != TERMINATED {
            let doc = similar.doc();
            if itself.doc() < doc {
                itself.seek(doc);
            }
            if itself.doc() != doc
                && let Some(score) = similar.score_above(threshold)
            {
                threshold = callback(doc, score);
            }
            similar.advance();
        }
        Ok(())
    }
}
