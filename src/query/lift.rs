//! Words that count in the articles that match, though the query does not have them, as a query of
//! the engine.
//!
//! It stands beside the query, and is no condition: it changes the order of what is found, and finds
//! nothing.

use std::fmt;
use std::sync::Arc;

use tantivy::fieldnorm::FieldNormReader;
use tantivy::postings::{Postings, SegmentPostings};
use tantivy::query::{
    Bm25StatisticsProvider, Bm25Weight, EnableScoring, Explanation, Query, Scorer, Weight,
};
use tantivy::schema::{Field, IndexRecordOption};
use tantivy::{DocId, DocSet, Score, SegmentReader, TERMINATED, Term};

use super::scorer::bm25_of;

/// A word that lifts what has it.
#[derive(Debug, Clone, PartialEq)]
pub struct LiftWord {
    /// Its stem.
    pub stem: String,
    /// What it counts, in place of its idf.
    pub weight: Score,
}

/// A query for articles with any of some words, each of its own weight.
#[derive(Clone)]
pub struct LiftQuery {
    field: Field,
    words: Arc<[LiftWord]>,
}

impl LiftQuery {
    pub fn new(field: Field, words: Vec<LiftWord>) -> LiftQuery {
        LiftQuery {
            field,
            words: words.into(),
        }
    }

    /// Its words in an article, with the score that each gives; the best first.
    pub fn words_in(
        &self,
        segment: &SegmentReader,
        doc: DocId,
        statistics: &dyn Bm25StatisticsProvider,
    ) -> tantivy::Result<Vec<(&str, Score)>> {
        let lift = LiftWeight::new(self, Some(statistics))?;
        let norms = lift.norms(segment)?;
        let mut found = Vec::new();
        for (word, bm25) in self.words.iter().zip(&lift.weights) {
            let Some(mut postings) = lift.postings(segment, word)? else {
                continue;
            };
            if postings.doc() < doc {
                postings.seek(doc);
            }
            if postings.doc() == doc {
                let score = bm25.score(norms.fieldnorm_id(doc), postings.term_freq());
                found.push((word.stem.as_str(), score));
            }
        }
        found.sort_by(|a, b| b.1.total_cmp(&a.1));
        Ok(found)
    }
}

impl fmt::Debug for LiftQuery {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("LiftQuery").field(&self.words).finish()
    }
}

impl Query for LiftQuery {
    fn weight(&self, scoring: EnableScoring<'_>) -> tantivy::Result<Box<dyn Weight>> {
        let statistics = match scoring {
            EnableScoring::Enabled {
                statistics_provider,
                ..
            } => Some(statistics_provider),
            EnableScoring::Disabled { .. } => None,
        };
        Ok(Box::new(LiftWeight::new(self, statistics)?))
    }
}

struct LiftWeight {
    query: LiftQuery,
    /// What each word gives.
    weights: Vec<Bm25Weight>,
    /// Whether lengths count.
    is_scored: bool,
}

impl LiftWeight {
    fn new(
        query: &LiftQuery,
        statistics: Option<&dyn Bm25StatisticsProvider>,
    ) -> tantivy::Result<LiftWeight> {
        let (articles, average) = match statistics {
            Some(statistics) => {
                let articles = statistics.total_num_docs()?.max(1);
                let words = statistics.total_num_tokens(query.field)?;
                (articles, words as Score / articles as Score)
            }
            None => (1, 1.0),
        };
        let words = query.words.iter();
        let weights = words.map(|word| bm25_of(word.weight, articles, average));
        Ok(LiftWeight {
            weights: weights.collect(),
            query: query.clone(),
            is_scored: statistics.is_some(),
        })
    }

    fn norms(&self, segment: &SegmentReader) -> tantivy::Result<FieldNormReader> {
        match self.is_scored {
            true => segment.get_fieldnorms_reader(self.query.field),
            false => Ok(FieldNormReader::constant(segment.max_doc(), 1)),
        }
    }

    fn postings(
        &self,
        segment: &SegmentReader,
        word: &LiftWord,
    ) -> tantivy::Result<Option<SegmentPostings>> {
        let inverted = segment.inverted_index(self.query.field)?;
        let term = Term::from_field_text(self.query.field, &word.stem);
        Ok(inverted.read_postings(&term, IndexRecordOption::WithFreqs)?)
    }
}

impl Weight for LiftWeight {
    fn scorer(&self, segment: &SegmentReader, boost: Score) -> tantivy::Result<Box<dyn Scorer>> {
        let mut words = Vec::new();
        for (word, bm25) in self.query.words.iter().zip(&self.weights) {
            if let Some(postings) = self.postings(segment, word)? {
                words.push((postings, bm25.boost_by(boost)));
            }
        }
        let mut scorer = LiftScorer {
            words,
            norms: self.norms(segment)?,
            scores: vec![0.0; WINDOW as usize].into(),
            begin: 0,
            doc: 0,
        };
        scorer.fill(0);
        scorer.settle(0);
        Ok(Box::new(scorer))
    }

    fn explain(&self, segment: &SegmentReader, doc: DocId) -> tantivy::Result<Explanation> {
        let mut scorer = self.scorer(segment, 1.0)?;
        if scorer.doc() < doc {
            scorer.seek(doc);
        }
        let score = match scorer.doc() == doc {
            true => scorer.score(),
            false => 0.0,
        };
        Ok(Explanation::new("words that lift", score))
    }
}

/// Articles whose scores are summed at a time: 16 KB of sums.
const WINDOW: DocId = 4096;

/// Sums in the order of the words, so that no sum depends on where the segment begins.
struct LiftScorer {
    words: Vec<(SegmentPostings, Bm25Weight)>,
    norms: FieldNormReader,
    /// Of the articles from `begin` on; 0 for one without any of the words.
    scores: Box<[Score]>,
    begin: DocId,
    doc: DocId,
}

impl LiftScorer {
    /// Sums the scores of the articles from `begin` on.
    fn fill(&mut self, begin: DocId) {
        self.scores.fill(0.0);
        self.begin = begin;
        let end = begin.saturating_add(WINDOW);
        for (postings, bm25) in &mut self.words {
            if postings.doc() < begin {
                postings.seek(begin);
            }
            while postings.doc() < end {
                let doc = postings.doc();
                let score = bm25.score(self.norms.fieldnorm_id(doc), postings.term_freq());
                if let Some(sum) = self.scores.get_mut((doc - begin) as usize) {
                    *sum += score;
                }
                postings.advance();
            }
        }
    }

    /// Moves to the first article from `target` on that has a word.
    fn settle(&mut self, mut target: DocId) {
        loop {
            let from = target.saturating_sub(self.begin) as usize;
            let rest = self.scores.get(from..).unwrap_or_default();
            if let Some(ahead) = rest.iter().position(|score| *score > 0.0) {
                self.doc = target + ahead as DocId;
                return;
            }
            // Those in front of the window's end were looked at.
            let next = self.words.iter().map(|(postings, _)| postings.doc()).min();
            target = next.unwrap_or(TERMINATED).max(target);
            if target >= TERMINATED {
                self.doc = TERMINATED;
                return;
            }
            self.fill(target);
        }
    }
}

impl DocSet for LiftScorer {
    fn advance(&mut self) -> DocId {
        match self.doc {
            TERMINATED => TERMINATED,
            doc => self.seek(doc + 1),
        }
    }

    fn seek(&mut self, target: DocId) -> DocId {
        if self.doc < target {
            if target - self.begin >= WINDOW && target < TERMINATED {
                self.fill(target);
            }
            self.settle(target);
        }
        self.doc
    }

    fn doc(&self) -> DocId {
        self.doc
    }

    fn size_hint(&self) -> u32 {
        let words = self.words.iter();
        words
            .map(|(postings, _)| postings.size_hint())
            .max()
            .unwrap_or_default()
    }
}

impl Scorer for LiftScorer {
    fn score(&mut self) -> Score {
        let at = self.doc.wrapping_sub(self.begin) as usize;
        self.scores.get(at).copied().unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use tantivy::query::EnableScoring;
    use tantivy::schema::{Schema, TEXT};
    use tantivy::{Index, TantivyDocument};

    use super::*;

    const WORDS: [&str; 4] = ["common", "frequent", "seldom", "absent"];

    /// Which of the words a document has: the second only far from the beginning.
    fn has(doc: DocId, word: usize) -> bool {
        match word {
            0 => doc % 3 == 1,
            1 => doc.is_multiple_of(7) && doc > 2 * WINDOW,
            2 => [WINDOW - 1, WINDOW, 3 * WINDOW + 17].contains(&doc),
            _ => false,
        }
    }

    fn searcher() -> (tantivy::Searcher, Field) {
        let mut schema = Schema::builder();
        let field = schema.add_text_field("text", TEXT);
        let index = Index::create_in_ram(schema.build());
        let mut writer = index.writer_with_num_threads(1, 20_000_000).unwrap();
        for doc in 0..4 * WINDOW {
            let words = (0..WORDS.len()).filter(|word| has(doc, *word));
            let text = words.map(|word| WORDS[word]).collect::<Vec<_>>().join(" ");
            let mut document = TantivyDocument::default();
            document.add_text(field, format!("any {text}"));
            writer.add_document(document).unwrap();
        }
        writer.commit().unwrap();
        (index.reader().unwrap().searcher(), field)
    }

    #[test]
    fn it_gives_each_article_the_sum_of_its_words_wherever_it_stands() {
        let (searcher, field) = searcher();
        assert_eq!(searcher.segment_readers().len(), 1);
        let segment = searcher.segment_reader(0);
        let word = |(at, stem): (usize, &&str)| LiftWord {
            stem: (*stem).to_owned(),
            weight: 1.0 + at as Score,
        };
        let lift = LiftQuery::new(field, WORDS.iter().enumerate().map(word).collect());
        let scoring = EnableScoring::enabled_from_searcher(&searcher);
        let weight = lift.weight(scoring).unwrap();
        let expected: Vec<DocId> = (0..4 * WINDOW)
            .filter(|doc| (0..WORDS.len()).any(|word| has(*doc, word)))
            .collect();
        let mut scorer = weight.scorer(segment, 1.0).unwrap();
        let mut found = Vec::new();
        while scorer.doc() != TERMINATED {
            let doc = scorer.doc();
            let words = lift.words_in(segment, doc, &searcher).unwrap();
            let sum: Score = words.iter().map(|(_, score)| score).sum();
            assert!((scorer.score() - sum).abs() < 1e-5, "{doc}");
            assert_eq!(
                words.len(),
                (0..WORDS.len()).filter(|word| has(doc, *word)).count()
            );
            found.push(doc);
            scorer.advance();
        }
        assert_eq!(found, expected);
        assert_eq!(scorer.advance(), TERMINATED);
        for step in [1, 2, 5, 1000, WINDOW - 1, WINDOW, 2 * WINDOW + 3] {
            let mut scorer = weight.scorer(segment, 1.0).unwrap();
            let mut target = step;
            while target < 5 * WINDOW {
                let next = expected.iter().find(|doc| **doc >= target);
                assert_eq!(scorer.seek(target), next.copied().unwrap_or(TERMINATED));
                target = target.max(scorer.doc()).saturating_add(step);
            }
        }
    }
}
