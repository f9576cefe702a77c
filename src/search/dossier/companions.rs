//! `the entities of the same articles → those that stand with one more than chance allows`.
//!
//! The candidates are as many as the articles have names, and reading where each stands would take
//! long. What is known without reading bounds how strong each can be: it shares no more sentences
//! than there are in the shared articles. So they are read from the most promising on, until no
//! other can be among those that are wanted. The result is the same as if all were read.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use tantivy::DocAddress;

use super::find::known_of;
use crate::entities::EntityType;
use crate::entities::key::key;
use crate::index::IndexError;
use crate::names::{Known, Name};
use crate::query::spans::Leaf;
use crate::search::company::{Chosen, Scope, Stands, Together, mentions_of};

/// An entity that stands with another one more often than by chance.
#[derive(Debug, Clone, PartialEq)]
pub struct Companion {
    pub id: Name,
    pub kind: EntityType,
    pub name: String,
    /// Articles that have both.
    pub articles: u64,
    /// Articles, paragraphs or sentences that have the one, the other, and both.
    pub together: Together,
}

/// A date that stands in the same sentences.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NamedDate {
    /// In its normal form: `2017-03-06`.
    pub date: String,
    pub sentences: u64,
    pub articles: u64,
}

/// Another entity, or a date, with the articles that have both.
pub(super) struct Candidate {
    pub id: Name,
    /// In the order of segments, within one in the order of documents.
    pub articles: Vec<DocAddress>,
    /// How these print it, and how many do.
    printed: Vec<(String, u64)>,
}

impl Candidate {
    pub fn new(id: Name) -> Candidate {
        Candidate {
            id,
            articles: Vec::new(),
            printed: Vec::new(),
        }
    }

    /// Sees a form that so many articles print.
    pub fn see(&mut self, form: String, articles: u64) {
        match self.printed.iter_mut().find(|(other, _)| *other == form) {
            Some((_, count)) => *count += articles,
            None => self.printed.push((form, articles)),
        }
    }

    /// Adds what later segments have of it.
    pub fn absorb(&mut self, later: Candidate) {
        self.articles.extend(later.articles);
        for (form, articles) in later.printed {
            self.see(form, articles);
        }
    }

    /// What it is called: by the user, by the archive, or as most of the articles print the name that
    /// stands for it.
    fn called(&self, known: &Known) -> String {
        let form = known.entity.forms.first();
        if let Some(renamed) = &known.renamed {
            return renamed.clone();
        }
        if let Some(form) = form.filter(|form| form.printed != form.name.key) {
            return form.printed.clone();
        }
        let printed = self.printed.iter();
        let own = printed.filter(|(form, _)| key(self.id.kind, form) == self.id.key);
        let most = own.max_by(|a, b| a.1.cmp(&b.1).then_with(|| b.0.cmp(&a.0)));
        most.map_or_else(|| self.id.key.clone(), |(form, _)| form.clone())
    }
}

/// Where an entity stands, to be compared with where others do.
pub(super) struct Company<'a> {
    pub chosen: &'a Chosen<'a>,
    pub scope: Scope,
    /// Articles, paragraphs or sentences that have the entity, and all.
    pub units: u64,
    pub units_all: u64,
    /// Those of each segment; of articles none.
    pub stands: Vec<Stands>,
}

impl Company<'_> {
    /// The candidates that stand with the entity more often than by chance, the surest first;
    /// equals in the order of the alphabet.
    pub fn strongest(
        &self,
        candidates: Vec<Candidate>,
        wanted: usize,
    ) -> Result<Vec<Companion>, IndexError> {
        let mut most: Vec<(u64, Candidate)> = candidates
            .into_iter()
            .map(|other| (self.shared_at_most(&other), other))
            .collect();
        let bound = |both: u64| Strength::of(&self.table(both, both));
        most.sort_by_cached_key(|(both, other)| (Reverse(bound(*both)), other.id.clone()));
        // The strengths of the best so far, the weakest on top.
        let mut best: BinaryHeap<Reverse<Strength>> = BinaryHeap::new();
        let mut found: Vec<(Strength, Candidate, Together)> = Vec::new();
        for (both, other) in most {
            let is_full = best.len() >= wanted;
            let weakest = best.peek().map_or(Strength(0), |weakest| weakest.0);
            if is_full && bound(both) < weakest {
                break;
            }
            let mentions = self.mentions(&other)?;
            let both = self.shared(&other, &mentions)?;
            if both == 0 || (is_full && bound(both) < weakest) {
                continue;
            }
            let second = self.chosen.with(&mentions, self.scope)?;
            let together = self.table(both, second);
            let strength = Strength::of(&together);
            if strength == Strength(0) || (is_full && strength < weakest) {
                continue;
            }
            best.push(Reverse(strength));
            if is_full {
                best.pop();
            }
            found.push((strength, other, together));
        }
        found.sort_by(|a, b| (Reverse(a.0), &a.1.id).cmp(&(Reverse(b.0), &b.1.id)));
        found.truncate(wanted);
        let mut companions = Vec::new();
        for (_, other, together) in found {
            let known = known_of(self.chosen.searcher(), &other.id)?;
            companions.push(Companion {
                kind: known.kind,
                name: other.called(&known),
                articles: other.articles.len() as u64,
                id: other.id,
                together,
            });
        }
        Ok(companions)
    }

    /// The dates that share the most sentences; equals in their order.
    pub fn dates(
        &self,
        candidates: Vec<Candidate>,
        wanted: usize,
    ) -> Result<Vec<NamedDate>, IndexError> {
        let mut most: Vec<(u64, Candidate)> = candidates
            .into_iter()
            .map(|date| (self.shared_at_most(&date), date))
            .collect();
        most.sort_by(|a, b| (Reverse(a.0), &a.1.id).cmp(&(Reverse(b.0), &b.1.id)));
        let mut best: BinaryHeap<Reverse<u64>> = BinaryHeap::new();
        let mut found = Vec::new();
        for (bound, date) in most {
            let is_full = best.len() >= wanted;
            if is_full && best.peek().is_none_or(|fewest| bound < fewest.0) {
                break;
            }
            let sentences = self.shared(&date, &self.mentions(&date)?)?;
            if sentences == 0 {
                continue;
            }
            best.push(Reverse(sentences));
            if is_full {
                best.pop();
            }
            found.push(NamedDate {
                date: date.id.key,
                sentences,
                articles: date.articles.len() as u64,
            });
        }
        found.sort_by(|a, b| (Reverse(a.sentences), &a.date).cmp(&(Reverse(b.sentences), &b.date)));
        found.truncate(wanted);
        Ok(found)
    }

    fn table(&self, both: u64, second: u64) -> Together {
        Together {
            both,
            first: self.units,
            second,
            all: self.units_all,
        }
    }

    fn mentions(&self, other: &Candidate) -> Result<Leaf, IndexError> {
        let searcher = self.chosen.searcher();
        let known = known_of(searcher, &other.id)?;
        Ok(mentions_of(searcher, &known.entity))
    }

    /// How many units can have both.
    fn shared_at_most(&self, other: &Candidate) -> u64 {
        let units = |article: &DocAddress| self.stands(article).of(article.doc_id).len() as u64;
        match self.scope {
            Scope::Article => other.articles.len() as u64,
            _ => other.articles.iter().map(units).sum(),
        }
    }

    /// How many units have both.
    fn shared(&self, other: &Candidate, mentions: &Leaf) -> Result<u64, IndexError> {
        if self.scope == Scope::Article {
            return Ok(other.articles.len() as u64);
        }
        let mut shared = 0;
        let same = |a: &DocAddress, b: &DocAddress| a.segment_ord == b.segment_ord;
        for articles in other.articles.chunk_by(same) {
            let first = &articles[0];
            let segment = self
                .chosen
                .searcher()
                .engine()
                .segment_reader(first.segment_ord);
            let docs = articles.iter().map(|article| article.doc_id);
            let see = &mut |_, units| shared += units;
            self.stands(first)
                .each_shared(segment, mentions, docs, see)?;
        }
        Ok(shared)
    }

    fn stands(&self, article: &DocAddress) -> &Stands {
        static NONE: Stands = Stands::new();
        self.stands
            .get(article.segment_ord as usize)
            .unwrap_or(&NONE)
    }
}

/// A strength as a number that can be ordered; 0 for what is not more than chance.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Strength(u64);

impl Strength {
    fn of(together: &Together) -> Strength {
        // The bits of positive numbers are in the order of the numbers.
        Strength(together.strength().max(0.0).to_bits())
    }
}
