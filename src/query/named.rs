//! `a name as it was written → the names of the archive that are meant`, and where they stand.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use tantivy::Term;

use super::plan::Planner;
use super::spans::{Node, Places};
use crate::entities::EntityType;
use crate::entities::key::{contains_words, key};
use crate::index::linked::prefix_range;
use crate::index::schema::names;
use crate::names::{Entity, Name};

/// The names that a query means by one.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Wanted {
    /// As it was written.
    pub written: String,
    /// Names that contain it.
    pub names: BTreeSet<Name>,
    /// Other names of the same entities.
    pub others: BTreeMap<Name, Arc<Entity>>,
}

impl Planner<'_> {
    /// What a name means.
    pub(super) fn wanted(
        &self,
        kind: Option<EntityType>,
        name: &str,
        exact: bool,
    ) -> tantivy::Result<Wanted> {
        let found = self.names_with(kind, name, exact)?;
        Ok(match exact {
            true => found,
            false => self.with_others(kind, found),
        })
    }

    /// Where the mentions of some names stand.
    pub(super) fn mentions(&self, wanted: &Wanted, places: &mut Places) -> Node {
        let mut kinds: Vec<EntityType> = (wanted.names.iter().chain(wanted.others.keys()))
            .map(|name| name.kind)
            .collect();
        kinds.sort_unstable();
        kinds.dedup();
        let mut nodes: Vec<Node> = Vec::new();
        for kind in kinds {
            let begins = self.begin_terms(wanted, kind);
            if !begins.is_empty() {
                nodes.push(Node::Mention {
                    begin: places.leaf(begins, false),
                    end: self.ends(kind, places),
                });
            }
        }
        match nodes.len() {
            0 => Node::Leaf(places.leaf(Vec::new(), false)),
            1 => nodes.remove(0),
            _ => Node::Any(nodes),
        }
    }

    /// Where any mention of a type stands, or of any name.
    pub(super) fn any_mention(&self, kind: Option<EntityType>, places: &mut Places) -> Node {
        let kinds = EntityType::ALL.into_iter();
        let kinds = kinds.filter(|other| match kind {
            Some(kind) => *other == kind,
            None => other.is_name(),
        });
        let mut nodes: Vec<Node> = kinds
            .map(|kind| Node::Mention {
                begin: places.leaf(vec![self.term(names::begin_type(kind))], false),
                end: self.ends(kind, places),
            })
            .collect();
        match nodes.len() {
            1 => nodes.remove(0),
            _ => Node::Any(nodes),
        }
    }

    fn ends(&self, kind: EntityType, places: &mut Places) -> usize {
        places.leaf(vec![self.term(names::end_type(kind))], false)
    }

    fn term(&self, term: &str) -> Term {
        Term::from_field_text(self.fields.names, term)
    }

    /// The names of the archive that contain a name, and that name itself; if `exact`, that name
    /// alone.
    fn names_with(
        &self,
        kind: Option<EntityType>,
        name: &str,
        exact: bool,
    ) -> tantivy::Result<Wanted> {
        let mut found = BTreeSet::new();
        for kind in kind.map_or(EntityType::ALL.to_vec(), |kind| vec![kind]) {
            let wanted = key(kind, name);
            found.insert(Name::new(kind, &wanted));
            let mut see = |key: &str| {
                found.insert(Name::new(kind, key));
            };
            match self.names {
                _ if exact => {}
                Some(names) if kind.is_name() => names.keys_with(kind, &wanted, &mut see),
                // Of dates and addresses there are few.
                _ => self.terms_with(kind, &wanted, &mut see)?,
            }
        }
        Ok(Wanted {
            written: name.to_owned(),
            names: found,
            others: BTreeMap::new(),
        })
    }

    /// Hands over the keys of a type that contain some words, from the terms of the index.
    fn terms_with(
        &self,
        kind: EntityType,
        words: &str,
        see: &mut dyn FnMut(&str),
    ) -> tantivy::Result<()> {
        let prefix = names::begin_entity(kind, "");
        for segment in self.searcher.segment_readers() {
            let inverted = segment.inverted_index(self.fields.names)?;
            let mut terms = prefix_range(&inverted, &prefix)?;
            while terms.advance() {
                let key = terms.key().get(prefix.len()..).unwrap_or_default();
                if contains_words(key, words.as_bytes()) {
                    see(&String::from_utf8_lossy(key));
                }
            }
        }
        Ok(())
    }

    /// Adds the other names of the same entities, and applies what the user says of names.
    fn with_others(&self, kind: Option<EntityType>, mut wanted: Wanted) -> Wanted {
        let Some(names) = self.names else {
            return wanted;
        };
        for name in names.changed(&wanted.written) {
            wanted.names.insert(name);
        }
        let is_meant = |name: &Name| {
            !names.is_hidden(name) && kind.is_none_or(|kind| names.kind(name) == kind)
        };
        wanted.names.retain(is_meant);
        for name in &wanted.names {
            let Some(known) = names.get(name).filter(|known| known.entity.forms.len() > 1) else {
                continue;
            };
            let entity = Arc::new(known.entity);
            for form in &entity.forms {
                if !wanted.names.contains(&form.name) {
                    let other = wanted.others.entry(form.name.clone());
                    other.or_insert_with(|| entity.clone());
                }
            }
        }
        wanted
    }

    /// The terms at the begins of all mentions of the names of a type: of those that were meant
    /// also as short forms.
    fn begin_terms(&self, wanted: &Wanted, kind: EntityType) -> Vec<Term> {
        let full = wanted.names.iter().chain(wanted.others.keys());
        let full = full.filter(|name| name.kind == kind);
        let full = full.map(|name| names::begin_entity(kind, &name.key));
        let short = wanted.names.iter().filter(|name| name.kind == kind);
        let short = short.map(|name| names::begin_surface(kind, &name.key));
        let mut terms: Vec<Term> = (full.chain(short))
            .map(|term| self.term(&term))
            .filter(|term| self.searcher.doc_freq(term).unwrap_or(1) > 0)
            .collect();
        terms.sort_unstable();
        terms
    }
}
