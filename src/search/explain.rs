//! `hit → the sum of its score`: what each part of the query gave to it.

use tantivy::query::EnableScoring;
use tantivy::{DocSet, TERMINATED};

use super::top::Top;
use super::{ArchiveSearcher, Match};
use crate::article::ArticleText;
use crate::index::IndexError;
use crate::index::stored::StoredArticle;
use crate::query::Query;
use crate::query::lift::LiftQuery;
use crate::query::plan::{Aspect, Clause};

/// Words that are told of a part that has many.
const WORDS_TOLD_MAX: usize = 8;

/// How a score came about. It is the sum of its parts.
#[derive(Debug, Clone, PartialEq)]
pub struct Explanation {
    pub parts: Vec<ScorePart>,
    /// Words of the article that count in its length, about: lengths are kept in a byte.
    pub words: u32,
    /// The same of an article on average.
    pub average_words: f32,
}

/// What a part of the query gives to a score.
#[derive(Debug, Clone, PartialEq)]
pub struct ScorePart {
    pub query: Query,
    /// What it is of a part that gives several.
    pub aspect: Option<Aspect>,
    /// Of words that the query does not have, the stems that the article has, those that give the
    /// most first.
    pub words: Vec<String>,
    pub score: f32,
    /// What it was multiplied by: more as it was written, less for words that tell little.
    pub factor: f32,
    /// Places of the article where a word or a name stands, and how many of them are in the title,
    /// where each counts several times; of what takes several places, none are told.
    pub times: u64,
    pub times_in_title: u64,
    /// Articles that match it.
    pub articles: u64,
}

impl ArchiveSearcher {
    /// What ranks, and how many articles have each.
    pub(super) fn counted<'a>(
        &self,
        clauses: &'a [Clause],
    ) -> Result<Vec<(&'a Clause, u64)>, IndexError> {
        let clauses = clauses.iter();
        clauses
            .map(|clause| {
                let weight = clause.query.weight(self.scoring())?;
                Ok((clause, self.count(weight.as_ref())?))
            })
            .collect()
    }

    /// Explains the score of an article that matches a plan, whose parts were counted.
    pub(super) fn explain(
        &self,
        clauses: &[(&Clause, u64)],
        top: &Top,
        article: &StoredArticle,
        text: &ArticleText,
    ) -> Result<Explanation, IndexError> {
        let segment = self.searcher.segment_reader(top.address.segment_ord);
        let lengths = segment.get_fieldnorms_reader(self.fields.text)?;
        let mut parts = Vec::new();
        for (clause, articles) in clauses {
            let Some(score) = self.score_of(clause, top)? else {
                continue;
            };
            let words = match clause.query.downcast_ref::<LiftQuery>() {
                Some(lift) => lift.words_in(segment, top.address.doc_id, &self.statistics)?,
                None => Vec::new(),
            };
            let words = words.into_iter().take(WORDS_TOLD_MAX);
            let found = match clause.leaf.is_of_one_place() {
                true => self.matches(&clause.leaf, article, text)?,
                false => Vec::new(),
            };
            let is_in_title = |found: &&Match| found.span.end <= text.title.end;
            parts.push(ScorePart {
                query: clause.leaf.clone(),
                aspect: clause.aspect,
                words: words.map(|(stem, _)| stem.to_owned()).collect(),
                score,
                factor: clause.factor,
                times: found.len() as u64,
                times_in_title: found.iter().filter(is_in_title).count() as u64,
                articles: *articles,
            });
        }
        Ok(Explanation {
            parts,
            words: lengths.fieldnorm(top.address.doc_id),
            average_words: self.statistics.average_words(),
        })
    }

    /// What a clause gives to the score of an article; `None` where it does not count.
    fn score_of(&self, clause: &Clause, top: &Top) -> Result<Option<f32>, IndexError> {
        let segment = self.searcher.segment_reader(top.address.segment_ord);
        let doc = top.address.doc_id;
        let unscored = EnableScoring::disabled_from_searcher(&self.searcher);
        for condition in clause.conditions() {
            let mut scorer = condition.weight(unscored)?.scorer(segment, 1.0)?;
            if !is_at(scorer.as_mut(), doc) {
                return Ok(None);
            }
        }
        let mut scorer = clause.query.weight(self.scoring())?.scorer(segment, 1.0)?;
        let matches = is_at(scorer.as_mut(), doc);
        Ok(matches.then(|| scorer.score()))
    }
}

/// Moves to a document, and tells whether it is among those that match.
fn is_at(docs: &mut (impl DocSet + ?Sized), doc: u32) -> bool {
    if docs.doc() < doc {
        docs.seek(doc);
    }
    docs.doc() == doc && doc != TERMINATED
}
