//! `a written name → the entity that it stands for`, or those that it could stand for.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use tantivy::schema::IndexRecordOption;
use tantivy::{DocSet, TERMINATED};

use crate::entities::EntityType;
use crate::entities::key::key;
use crate::index::schema::{column, entity_parts};
use crate::index::{IndexError, guarded};
use crate::names::{Entity, Form, Known, Name, NameRef, kinds};
use crate::search::ArchiveSearcher;
use crate::search::company::begin;
use crate::search::names::{CountedName, NameFilter, count};

/// A name is taken for the entity that so many times more articles have than any other of that
/// name.
const DOMINANT_PART: u64 = 10;

/// Articles of a segment that are asked how they print a name.
const PRINTED_ARTICLES: usize = 10;

/// Candidates and near names that are listed.
const CANDIDATES_MAX: usize = 20;

/// What a written name stands for.
#[derive(Debug, Clone, PartialEq)]
pub enum Found {
    /// One entity, and others of the same name that are much rarer.
    One(Name, Vec<CountedName>),
    /// Several.
    Several(Vec<CountedName>),
    /// None; names that are written alike.
    None(Vec<CountedName>),
}

/// Finds what a written name stands for.
pub fn find(searcher: &ArchiveSearcher, name: &NameRef) -> Result<Found, IndexError> {
    guarded(|| find_all(searcher, name))
}

fn find_all(searcher: &ArchiveSearcher, name: &NameRef) -> Result<Found, IndexError> {
    let known = searcher.names()?;
    let key = name.key();
    let is_kind = |kind: EntityType| name.kind.is_none_or(|wanted| wanted == kind);
    let mut same: Vec<CountedName> = Vec::new();
    let mut add = |candidate: CountedName| {
        if same.iter().all(|other| other.id != candidate.id) {
            same.push(candidate);
        }
    };
    let mut is_in_doubt = false;
    for name in kinds()
        .map(|kind| Name::new(kind, &key))
        .chain(known.changed(&name.text))
    {
        let is_renamed = known.get(&name).and_then(|known| known.renamed);
        let is_same = name.key == key
            || is_renamed.is_some_and(|to| crate::entities::key::key(name.kind, &to) == key);
        if !is_same || !is_kind(known.kind(&name)) {
            continue;
        }
        if let Some(found) = counted(searcher, &name)? {
            add(found);
        }
        if let Some(doubt) = known.doubt(&name)
            && known
                .get(&name)
                .is_none_or(|known| known.entity.forms.len() < 2)
        {
            is_in_doubt = true;
            for (form, _) in doubt.candidates {
                if let Some(found) = counted(searcher, &form.name)? {
                    add(found);
                }
            }
        }
    }
    same.sort_by(|a, b| (Reverse(a.articles), &a.id).cmp(&(Reverse(b.articles), &b.id)));
    if let Some((first, others)) = same.split_first()
        && !is_in_doubt
        && others
            .iter()
            .all(|other| other.articles * DOMINANT_PART <= first.articles)
    {
        return Ok(Found::One(first.id.clone(), others.to_vec()));
    }
    // Who writes the type has chosen the very name.
    if name.kind.is_some()
        && let Some(at) = same.iter().position(|found| found.id.key == key)
    {
        let chosen = same.remove(at);
        return Ok(Found::One(chosen.id, same));
    }
    if !same.is_empty() {
        same.truncate(CANDIDATES_MAX);
        return Ok(Found::Several(same));
    }
    // Longer names that have these words; else names that are written alike.
    let mut filter = NameFilter {
        kinds: name.kind.into_iter().collect(),
        words: name.text.clone(),
        limit: CANDIDATES_MAX,
        ..NameFilter::default()
    };
    let longer = count(searcher, &filter)?.names;
    match longer.as_slice() {
        [] => {
            filter.fuzzy = true;
            filter.limit = 5;
            Ok(Found::None(count(searcher, &filter)?.names))
        }
        [one] => Ok(Found::One(one.id.clone(), Vec::new())),
        _ => Ok(Found::Several(longer)),
    }
}

/// The entity of a name, with the articles of all its names, as far as the index counts them
/// without looking at each: an article counts for each of the names that it has.
pub(super) fn counted(
    searcher: &ArchiveSearcher,
    name: &Name,
) -> Result<Option<CountedName>, IndexError> {
    let known = known_of(searcher, name)?;
    if known.hidden {
        return Ok(None);
    }
    let mut articles = 0;
    for form in &known.entity.forms {
        articles += searcher.engine().doc_freq(&begin(searcher, &form.name))?;
    }
    if articles == 0 && known.entity.forms.len() < 2 {
        return Ok(None);
    }
    let first = known.first().clone();
    Ok(Some(CountedName {
        kind: known.kind,
        name: name_of(searcher, &known)?,
        articles,
        mentions: None,
        period: None,
        entity: Some(known.entity).filter(|entity| entity.forms.len() > 1),
        id: first,
    }))
}

/// What an entity is called: as the user has it, or as the articles print the name that stands for
/// it.
pub fn name_of(searcher: &ArchiveSearcher, known: &Known) -> Result<String, IndexError> {
    let form = &known.entity.forms[0];
    match &known.renamed {
        Some(renamed) => Ok(renamed.clone()),
        None if form.printed == form.name.key => printed(searcher, &form.name),
        None => Ok(form.printed.clone()),
    }
}

/// How articles print a name: as most of the first [`PRINTED_ARTICLES`] of each segment do.
fn printed(searcher: &ArchiveSearcher, name: &Name) -> Result<String, IndexError> {
    let term = begin(searcher, name);
    let mut forms: BTreeMap<String, u64> = BTreeMap::new();
    for segment in searcher.engine().segment_readers() {
        let inverted = segment.inverted_index(searcher.fields().names)?;
        let postings = inverted.read_postings(&term, IndexRecordOption::Basic);
        let postings = postings.map_err(tantivy::TantivyError::from)?;
        let values = segment.fast_fields().str(column::ENTITY)?;
        let (Some(mut postings), Some(values)) = (postings, values) else {
            continue;
        };
        let mut text = String::new();
        for _ in 0..PRINTED_ARTICLES {
            if postings.doc() == TERMINATED {
                break;
            }
            for value in values.term_ords(postings.doc()) {
                text.clear();
                if values.ord_to_str(value, &mut text).is_ok_and(|found| found)
                    && let Some((kind, form)) = entity_parts(&text)
                    && kind == name.kind
                    && key(kind, form) == name.key
                {
                    *forms.entry(form.to_owned()).or_default() += 1;
                }
            }
            postings.advance();
        }
    }
    let most = forms
        .into_iter()
        .max_by(|a, b| a.1.cmp(&b.1).then(b.0.cmp(&a.0)));
    Ok(most.map_or_else(|| name.key.clone(), |(form, _)| form))
}

/// What is known of a name, at least the name.
pub(in crate::search) fn known_of(
    searcher: &ArchiveSearcher,
    name: &Name,
) -> Result<Known, IndexError> {
    let known = searcher.names()?.get(name);
    Ok(known.unwrap_or_else(|| Known {
        entity: Entity {
            forms: vec![Form {
                name: name.clone(),
                printed: name.key.clone(),
                articles: 0,
            }],
            links: Vec::new(),
        },
        kind: name.kind,
        renamed: None,
        hidden: false,
    }))
}
