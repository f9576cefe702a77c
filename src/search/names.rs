//! `articles that match → their names, counted`: each article once for a name, however often it
//! mentions it.

use std::collections::HashMap;

use tantivy::query::EnableScoring;

use super::ArchiveSearcher;
use crate::entities::EntityType;
use crate::entities::key::{contains_words, key};
use crate::index::schema::{column, entity_parts};
use crate::index::{IndexError, guarded};
use crate::query::Query;

/// A name of the archive.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CountedName {
    pub kind: EntityType,
    /// The name as most articles print it.
    pub name: String,
    /// Articles that mention it.
    pub articles: u64,
}

/// Which names are wanted.
#[derive(Debug, Clone, Default)]
pub struct NameFilter {
    pub kind: Option<EntityType>,
    /// Names that contain these words, or words that begin with the last of them.
    pub words: String,
    /// Only articles that match this query count.
    pub query: Option<Query>,
}

/// Counts names, the most frequent first, equals in the order of the alphabet.
pub fn count(
    searcher: &ArchiveSearcher,
    filter: &NameFilter,
) -> Result<Vec<CountedName>, IndexError> {
    guarded(|| count_all(searcher, filter))
}

fn count_all(
    searcher: &ArchiveSearcher,
    filter: &NameFilter,
) -> Result<Vec<CountedName>, IndexError> {
    // Key → for each printed form, the articles.
    let mut names: HashMap<(EntityType, String), HashMap<String, u64>> = HashMap::new();
    let weight = match &filter.query {
        Some(query) => {
            let plan = searcher.plan(query, &mut Default::default())?;
            let scoring = EnableScoring::disabled_from_searcher(searcher.engine());
            Some(plan.query.weight(scoring)?)
        }
        None => None,
    };
    for segment in searcher.engine().segment_readers() {
        let Some(entities) = segment.fast_fields().str(column::ENTITY)? else {
            continue;
        };
        let mut counts = vec![0u64; entities.num_terms()];
        let mut see = |doc| {
            for ordinal in entities.term_ords(doc) {
                if let Some(count) = counts.get_mut(ordinal as usize) {
                    *count += 1;
                }
            }
        };
        match &weight {
            Some(weight) => weight.for_each_no_score(segment, &mut |docs| {
                docs.iter()
                    .filter(|doc| !segment.is_deleted(**doc))
                    .for_each(|doc| see(*doc));
            })?,
            None => segment.doc_ids_alive().for_each(&mut see),
        }
        let mut terms = entities
            .dictionary()
            .stream()
            .map_err(tantivy::TantivyError::from)?;
        let mut ordinal = 0;
        while terms.advance() {
            let count = counts.get(ordinal).copied().unwrap_or_default();
            ordinal += 1;
            if count == 0 {
                continue;
            }
            let value = String::from_utf8_lossy(terms.key());
            let Some((kind, name)) = entity_parts(&value) else {
                continue;
            };
            if filter.kind.is_some_and(|wanted| wanted != kind) {
                continue;
            }
            let key = key(kind, name);
            if filter.accepts(kind, &key) {
                let forms = names.entry((kind, key)).or_default();
                *forms.entry(name.to_owned()).or_default() += count;
            }
        }
    }
    let mut counted: Vec<CountedName> = names
        .into_iter()
        .filter_map(|((kind, _), forms)| {
            let articles = forms.values().sum();
            let (name, _) = forms
                .into_iter()
                .max_by(|a, b| a.1.cmp(&b.1).then(b.0.cmp(&a.0)))?;
            Some(CountedName {
                kind,
                name,
                articles,
            })
        })
        .collect();
    counted.sort_unstable_by(|a, b| {
        b.articles
            .cmp(&a.articles)
            .then_with(|| (&a.name, a.kind).cmp(&(&b.name, b.kind)))
    });
    Ok(counted)
}

impl NameFilter {
    fn accepts(&self, kind: EntityType, key: &str) -> bool {
        let words = crate::entities::key::key(kind, &self.words);
        words.is_empty()
            || contains_words(key.as_bytes(), words.as_bytes())
            || key.starts_with(&words)
            || key.contains(&format!(" {words}"))
    }
}
