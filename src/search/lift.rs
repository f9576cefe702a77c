//! `a query for any of many words → what else lifts the articles that match`.
//!
//! Articles that say the same in other words should stand near those that have the words of the
//! query. Two kinds of words tell of them:
//!
//! - their kin: stems that begin with the stem of a word, or with which it begins (`experi` and
//!   `experiment`, `japan` and `japanes`), which stemming leaves apart
//! - their company: the words by which the best articles differ most from all others
//!
//! Company is feedback from what was found first (Rocchio 1971), of which only new words are taken:
//! those of the query would count twice, which lets an article that answers a part of the query pass
//! one that answers all. An article counts by a high power of its score. So where one is far ahead, as
//! is the one that is looked for by its headline, the new words are its own, and it stays ahead.

use rustc_hash::FxHashMap;
use tantivy::Term;
use tantivy::query::Bm25StatisticsProvider;

use super::top::Top;
use super::{ArchiveSearcher, Order};
use crate::analysis::ranking::{self, TITLE_WEIGHT, lifting};
use crate::analysis::{Stemmers, Words};
use crate::index::IndexError;
use crate::index::stored::StoredArticle;
use crate::query::Query;
use crate::query::ast::Part;
use crate::query::lift::{LiftQuery, LiftWord};
use crate::query::plan::{Asked, Aspect, Plan};
use crate::query::scorer::{bm25_of, idf};
use crate::query::text::parts;

/// Words of an article that are read. What a story is about is told at its beginning.
const WORDS_READ_MAX: usize = 2_000;

/// Different words of the best articles of which the rarity is looked up; each takes some
/// microseconds.
const WORDS_WEIGHED_MAX: usize = 150;

/// Articles that a word must be in to lift another one.
const ARTICLES_MIN: u64 = 2;

impl ArchiveSearcher {
    /// Lets other words than those of the query count too, where it is a query for any of many.
    pub(super) fn lift(
        &self,
        query: &Query,
        plan: &mut Plan,
        stemmers: &mut Stemmers,
    ) -> Result<(), IndexError> {
        let articles = self.statistics.articles;
        let asked = self.planned(query, stemmers, |planner| planner.asked(query, articles))?;
        let Some(mut asked) = asked else {
            return Ok(());
        };
        let weight = plan.query.weight(self.scoring())?;
        let order = Order::Relevance;
        let best = self.best(weight.as_ref(), plan, order, lifting::ARTICLES, None)?;
        let company = self.company(&best, &asked, stemmers)?;
        let field = self.fields.text;
        let lifts = [
            (std::mem::take(&mut asked.kin), Aspect::Kin),
            (company, Aspect::Company),
        ];
        let lifts = lifts.into_iter().filter(|(words, _)| !words.is_empty());
        let lifts = lifts.map(|(words, aspect)| (LiftQuery::new(field, words), aspect));
        plan.lift(query, lifts.collect());
        Ok(())
    }

    /// The words that the best articles have and the query has not, those that tell the most.
    fn company(
        &self,
        best: &[Top],
        asked: &Asked,
        stemmers: &mut Stemmers,
    ) -> Result<Vec<LiftWord>, IndexError> {
        let statistics = &self.statistics;
        let average = statistics.average_words();
        let bm25 = bm25_of(1.0, statistics.articles, average);
        let most = best.first().map_or(0.0, |top| top.score);
        let mut sums: FxHashMap<String, f32> = FxHashMap::default();
        for top in best.iter().filter(|_| most > 0.0) {
            let share = (top.score / most).powi(lifting::POWER);
            let segment = self.searcher.segment_reader(top.address.segment_ord);
            let lengths = segment.get_fieldnorms_reader(self.fields.text)?;
            let length = lengths.fieldnorm_id(top.address.doc_id);
            let content = self.content(top.address)?;
            let article = StoredArticle::decode(&content)?;
            for (stem, times) in telling_stems(&article, stemmers) {
                *sums.entry(stem).or_default() += share * bm25.score(length, times);
            }
        }
        let mut sums: Vec<(String, f32)> = sums.into_iter().collect();
        sums.retain(|(stem, _)| asked.stems.binary_search(stem).is_err());
        take_best(&mut sums, WORDS_WEIGHED_MAX);
        let rarest = idf(ARTICLES_MIN, statistics.articles);
        let mut words: Vec<(String, f32)> = Vec::new();
        for (stem, sum) in sums {
            // Of those to come none is worth more.
            let least = words.get(lifting::WORDS - 1).map_or(0.0, |last| last.1);
            if sum * rarest < least {
                break;
            }
            let term = Term::from_field_text(self.fields.text, &stem);
            let articles = statistics.doc_freq(&term)?;
            if articles >= ARTICLES_MIN {
                words.push((stem, sum * idf(articles, statistics.articles)));
                take_best(&mut words, lifting::WORDS);
            }
        }
        let sum: f32 = words.iter().map(|(_, worth)| worth).sum();
        let words = words.into_iter().map(|(stem, worth)| LiftWord {
            stem,
            weight: lifting::COMPANY_WEIGHT * asked.total * worth / sum,
        });
        Ok(words.collect())
    }
}

/// The stems of an article's words that tell something, with how often they count.
fn telling_stems(article: &StoredArticle, stemmers: &mut Stemmers) -> FxHashMap<String, u32> {
    let (text, language) = (article.text(), article.language());
    let mut stems: FxHashMap<String, u32> = FxHashMap::default();
    let mut read = 0;
    for (part, range) in parts(&text) {
        let times = match part {
            Part::Title => TITLE_WEIGHT,
            _ => 1,
        };
        let mut words = Words::new(text.text.get(range).unwrap_or_default());
        while read < WORDS_READ_MAX && words.next_span().is_some() {
            read += 1;
            let word = words.folded();
            if ranking::weight(language, word) >= 1.0 {
                let stem = stemmers.stem(language, word);
                match stems.get_mut(stem) {
                    Some(known) => *known += times,
                    None => {
                        stems.insert(stem.to_owned(), times);
                    }
                }
            }
        }
    }
    stems
}

/// Keeps the words that are worth the most, the best first; equals in alphabetical order.
fn take_best(words: &mut Vec<(String, f32)>, most: usize) {
    words.sort_by(|a, b| b.1.total_cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    words.truncate(most);
}
