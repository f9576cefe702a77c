//! What the articles of an archive say of their names.

use std::hash::{Hash, Hasher};

use rustc_hash::{FxHashMap, FxHashSet, FxHasher};

use super::Name;
use crate::entities::{EntityType, Ground};

/// Distinct names that are compared by their spelling and as short forms, some 60 bytes of memory
/// each; of an archive with more, only what articles define is used.
const NAMES_MAX: usize = 16_000_000;

/// The number of a name in a [`NameSet`].
pub type NameId = u32;

/// Distinct names, each with the number of articles that have it.
#[derive(Debug, Default)]
pub struct NameSet {
    keys: String,
    ends: Vec<u64>,
    kinds: Vec<EntityType>,
    articles: Vec<u32>,
    ids: FxHashMap<u64, NameId>,
}

impl NameSet {
    /// The number of a name, which is added if it is new.
    pub fn add(&mut self, kind: EntityType, key: &str) -> NameId {
        let mut hash = hash_of(&(kind, key));
        loop {
            match self.ids.get(&hash) {
                Some(id) if self.kind(*id) == kind && self.key(*id) == key => return *id,
                // Two names with one hash: the second one takes the next that is free.
                Some(_) => hash = hash.wrapping_add(1),
                None => break,
            }
        }
        let id = self.kinds.len() as NameId;
        self.ids.insert(hash, id);
        self.keys.push_str(key);
        self.ends.push(self.keys.len() as u64);
        self.kinds.push(kind);
        self.articles.push(0);
        id
    }

    /// [`NameSet::add`], but for a new name that there is no room for: its number is none.
    pub fn add_if_room(&mut self, kind: EntityType, key: &str) -> NameId {
        match self.is_full() {
            true => self.get(kind, key).unwrap_or(NameId::MAX),
            false => self.add(kind, key),
        }
    }

    /// Whether it takes no more names.
    pub fn is_full(&self) -> bool {
        self.len() >= NAMES_MAX
    }

    /// Counts one more article that has the name.
    pub fn count(&mut self, id: NameId) {
        if let Some(articles) = self.articles.get_mut(id as usize) {
            *articles = articles.saturating_add(1);
        }
    }

    pub fn len(&self) -> usize {
        self.kinds.len()
    }

    pub fn is_empty(&self) -> bool {
        self.kinds.is_empty()
    }

    pub fn kind(&self, id: NameId) -> EntityType {
        self.kinds[id as usize]
    }

    pub fn key(&self, id: NameId) -> &str {
        let id = id as usize;
        let start = id.checked_sub(1).map_or(0, |before| self.ends[before]);
        &self.keys[start as usize..self.ends[id] as usize]
    }

    pub fn articles(&self, id: NameId) -> u64 {
        u64::from(self.articles[id as usize])
    }

    pub fn name(&self, id: NameId) -> Name {
        Name::new(self.kind(id), self.key(id))
    }

    pub fn get(&self, kind: EntityType, key: &str) -> Option<NameId> {
        let mut hash = hash_of(&(kind, key));
        loop {
            let id = *self.ids.get(&hash)?;
            if self.kind(id) == kind && self.key(id) == key {
                return Some(id);
            }
            hash = hash.wrapping_add(1);
        }
    }

    pub fn ids(&self) -> impl Iterator<Item = NameId> {
        0..self.len() as NameId
    }

    /// An order that does not depend on the numbers.
    pub fn order(&self, id: NameId) -> (EntityType, &str) {
        (self.kind(id), self.key(id))
    }
}

pub(super) fn hash_of(value: &impl Hash) -> u64 {
    let mut hasher = FxHasher::default();
    value.hash(&mut hasher);
    hasher.finish()
}

/// Two names that articles say are one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Definition {
    pub name: NameId,
    pub other: NameId,
    pub ground: Ground,
    /// Articles that say so.
    pub articles: u64,
    /// Ids of some of them, the smallest.
    pub examples: Vec<u64>,
}

/// What the articles of an archive say of their names.
#[derive(Debug, Default)]
pub struct Evidence {
    pub names: NameSet,
    pub definitions: Vec<Definition>,
    /// All articles.
    pub articles: u64,
}

/// Sees the names of an article, and the pairs of which it says itself that they are one.
pub type SeeArticle<'a> = dyn FnMut(&[NameId], &[(NameId, NameId)]) + 'a;

/// Hands over all articles.
pub type ForEachArticle<'a, E> = dyn FnMut(&mut SeeArticle<'_>) -> Result<(), E> + 'a;

impl Evidence {
    /// Names that articles give as short for others; these may stand beside what they are short
    /// for.
    pub fn shorts(&self) -> FxHashSet<NameId> {
        let acronyms = self.definitions.iter();
        let acronyms = acronyms.filter(|definition| definition.ground == Ground::Acronym);
        acronyms.map(|definition| definition.name).collect()
    }
}
