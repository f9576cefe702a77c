//! `Built → a file → one entity at a time`.
//!
//! ```text
//! head     magic, commit, checksum, how many names, entities and doubts, ends of the keys
//! keys     of all names of the archive, by type, each on a line
//! hashes   of all names, sorted                      8 bytes a name
//! places   for each: number of its entity and doubt  8 bytes a name
//! ends     of the records                            8 bytes a record
//! records  entities, then doubts
//! ```
//!
//! Nothing is read but what is asked for. Numbers are little-endian. A table that is damaged knows
//! less, and never fails.

use std::ops::Deref;

use memchr::{memchr, memmem, memrchr};
use serde::{Deserialize, Serialize};

use super::build::Built;
use super::evidence::{NameId, NameSet};
use super::{Doubt, Entity, Form, Link, Name, Reason, kinds};
use crate::entities::EntityType;

/// The form of the file; another one is not read.
const MAGIC: [u8; 8] = *b"dlname02";

const HEAD_BYTES: usize = 56 + 8 * KINDS;

/// Types whose names can be one.
const KINDS: usize = 6;

/// Stands before and behind each key; part of none.
const LINE_END: u8 = b'\n';

/// No entity, or no doubt.
const NONE: u32 = u32::MAX;

#[derive(Serialize, Deserialize)]
struct StoredForm<'a> {
    kind: &'a str,
    key: &'a str,
    printed: &'a str,
    articles: u64,
}

#[derive(Serialize, Deserialize)]
struct StoredLink {
    name: u32,
    other: u32,
    reason: u8,
    count: u64,
    examples: Vec<u64>,
}

#[derive(Serialize, Deserialize)]
struct StoredEntity<'a> {
    #[serde(borrow)]
    forms: Vec<StoredForm<'a>>,
    links: Vec<StoredLink>,
}

#[derive(Serialize, Deserialize)]
struct StoredDoubt<'a> {
    #[serde(borrow)]
    name: StoredForm<'a>,
    reason: u8,
    candidates: Vec<(StoredForm<'a>, u64)>,
    total: u64,
}

/// Which names are one, of one commit.
pub struct Table {
    bytes: Box<dyn Deref<Target = [u8]> + Send + Sync>,
    /// Where the keys of each type end.
    keys: [usize; KINDS],
    names: usize,
    entities: usize,
    doubts: usize,
}

impl Table {
    /// Reads a table in place; `None` if it is none, or not of this commit.
    pub fn open(bytes: Box<dyn Deref<Target = [u8]> + Send + Sync>, commit: u64) -> Option<Table> {
        let head = bytes.get(..HEAD_BYTES)?;
        let number = |at: usize| Some(u64::from_le_bytes(head.get(at..at + 8)?.try_into().ok()?));
        if head.get(..8)? != MAGIC || number(8)? != commit {
            return None;
        }
        let count = |at| usize::try_from(number(at)?).ok();
        let (names, entities, doubts) = (count(32)?, count(40)?, count(48)?);
        let mut keys = [HEAD_BYTES; KINDS];
        let mut last = HEAD_BYTES;
        for (kind, end) in keys.iter_mut().enumerate() {
            *end = HEAD_BYTES.checked_add(count(56 + 8 * kind)?)?;
            if *end < std::mem::replace(&mut last, *end) {
                return None;
            }
        }
        let fixed = names
            .checked_mul(16)?
            .checked_add(entities.checked_add(doubts)?.checked_mul(8)?)?;
        if bytes.len() < last.checked_add(fixed)? {
            return None;
        }
        Some(Table {
            bytes,
            keys,
            names,
            entities,
            doubts,
        })
    }

    /// Whether it is as it was written. Reads all of it.
    pub fn is_sound(&self) -> bool {
        let hash = blake3::hash(self.bytes.get(32..).unwrap_or_default());
        self.bytes.get(16..32) == hash.as_bytes().get(..16)
    }

    /// Hands over the keys of a type that contain some words next to each other.
    pub fn keys_with(&self, kind: EntityType, words: &str, see: &mut dyn FnMut(&str)) {
        let Some(place) = kinds().position(|other| other == kind) else {
            return;
        };
        let start = place
            .checked_sub(1)
            .map_or(HEAD_BYTES, |before| self.keys[before]);
        let keys = self.bytes.get(start..self.keys[place]).unwrap_or_default();
        if words.is_empty() {
            return;
        }
        let mut seen = 0;
        for at in memmem::find_iter(keys, words) {
            let is_edge = |byte: Option<&u8>| matches!(byte, None | Some(b' ' | &LINE_END));
            let end = at + words.len();
            let before = at.checked_sub(1).and_then(|before| keys.get(before));
            if at < seen || !is_edge(before) || !is_edge(keys.get(end)) {
                continue;
            }
            let first = memrchr(LINE_END, &keys[..at]).map_or(0, |line_end| line_end + 1);
            seen = memchr(LINE_END, &keys[end..]).map_or(keys.len(), |length| end + length);
            if let Ok(key) = std::str::from_utf8(&keys[first..seen]) {
                see(key);
            }
        }
    }

    /// Entities of several names.
    pub fn entities(&self) -> usize {
        self.entities
    }

    /// Names in it.
    pub fn names(&self) -> usize {
        self.names
    }

    /// The entity of a name; `None` if it has no other names.
    pub fn entity(&self, name: &Name) -> Option<Entity> {
        self.with_hash(name).find_map(|(entity, _)| {
            let record = self.record(entity, self.entities, 0)?;
            let entity = decode_entity(record)?;
            entity.place(name).is_some().then_some(entity)
        })
    }

    /// What a name could be short for, if articles mean several things by it.
    pub fn doubt(&self, name: &Name) -> Option<Doubt> {
        self.with_hash(name).find_map(|(_, doubt)| {
            let record = self.record(doubt, self.doubts, self.entities)?;
            let stored: StoredDoubt = postcard::from_bytes(record).ok()?;
            if decode_form(&stored.name)?.name != *name {
                return None;
            }
            let candidates = stored.candidates.iter();
            Some(Doubt {
                reason: Reason::of_code(stored.reason)?,
                candidates: candidates
                    .filter_map(|(form, count)| Some((decode_form(form)?, *count)))
                    .collect(),
                total: stored.total,
            })
        })
    }

    /// The numbers of entity and doubt of the names with the hash of this one.
    fn with_hash(&self, name: &Name) -> impl Iterator<Item = (u32, u32)> {
        let hash = hash_of(name);
        let at = |place: usize| self.number(self.base() + 8 * place);
        let (mut low, mut high) = (0, self.names);
        while low < high {
            let middle = low + (high - low) / 2;
            match at(middle) < hash {
                true => low = middle + 1,
                false => high = middle,
            }
        }
        let same = (low..self.names).take_while(move |place| at(*place) == hash);
        same.map(|place| {
            let place = self.number(self.base() + 8 * (self.names + place));
            (place as u32, (place >> 32) as u32)
        })
    }

    /// The bytes of a record; `first` is the number of the first of its kind.
    fn record(&self, number: u32, count: usize, first: usize) -> Option<&[u8]> {
        let number = usize::try_from(number).ok().filter(|n| *n < count)? + first;
        let ends = self.base() + 16 * self.names;
        let base = ends + 8 * (self.entities + self.doubts);
        let end = |number: usize| usize::try_from(self.number(ends + 8 * number)).ok();
        let start = match number {
            0 => 0,
            _ => end(number - 1)?,
        };
        self.bytes.get(base..)?.get(start..end(number)?)
    }

    /// Where the hashes begin: the keys end there.
    fn base(&self) -> usize {
        self.keys[KINDS - 1]
    }

    fn number(&self, at: usize) -> u64 {
        let bytes = self.bytes.get(at..at + 8);
        let bytes = bytes.and_then(|bytes| bytes.try_into().ok());
        bytes.map_or(0, u64::from_le_bytes)
    }
}

fn decode_form(form: &StoredForm) -> Option<Form> {
    Some(Form {
        name: Name::new(form.kind.parse().ok()?, form.key),
        printed: form.printed.to_owned(),
        articles: form.articles,
    })
}

fn decode_entity(record: &[u8]) -> Option<Entity> {
    let stored: StoredEntity = postcard::from_bytes(record).ok()?;
    let forms: Vec<Form> = stored.forms.iter().filter_map(decode_form).collect();
    let mut links = Vec::with_capacity(stored.links.len());
    for link in stored.links {
        let (name, other) = (link.name as usize, link.other as usize);
        if forms.len() != stored.forms.len() || name.max(other) >= forms.len() {
            return None;
        }
        links.push(Link {
            name,
            other,
            reason: Reason::of_code(link.reason)?,
            count: link.count,
            examples: link.examples,
        });
    }
    Some(Entity { forms, links })
}

/// FNV-1a: the same on every machine.
fn hash_of(name: &Name) -> u64 {
    let kind = name.kind.name().bytes().chain([0]);
    kind.chain(name.key.bytes())
        .fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
            (hash ^ u64::from(byte)).wrapping_mul(0x100_0000_01b3)
        })
}

/// The bytes of a table. `printed` gives names as most articles print them.
pub fn encode(
    built: &Built,
    names: &NameSet,
    printed: &dyn Fn(NameId) -> String,
    keys: &Keys,
    commit: u64,
) -> Vec<u8> {
    let form = |id: NameId| Form {
        name: names.name(id),
        printed: printed(id),
        articles: names.articles(id),
    };
    let mut places: Vec<(u64, u32, u32)> = Vec::new();
    let (mut ends, mut records): (Vec<u64>, Vec<u8>) = Default::default();
    for (number, (members, links)) in built.entities.iter().enumerate() {
        let place = |id: NameId| members.iter().position(|member| *member == id);
        let links = links.iter().filter_map(|link| {
            Some(Link {
                name: place(link.name)?,
                other: place(link.other)?,
                reason: link.reason,
                count: link.count,
                examples: link.examples.clone(),
            })
        });
        let mut entity = Entity {
            forms: members.iter().map(|id| form(*id)).collect(),
            links: links.collect(),
        };
        entity.sort();
        for form in &entity.forms {
            places.push((hash_of(&form.name), number as u32, NONE));
        }
        push_record(&mut records, &mut ends, &stored_entity(&entity));
    }
    for (number, doubt) in built.doubts.iter().enumerate() {
        let name = form(doubt.name);
        places.push((hash_of(&name.name), NONE, number as u32));
        let candidates = doubt.candidates.iter();
        let candidates: Vec<(Form, u64)> =
            candidates.map(|(id, count)| (form(*id), *count)).collect();
        let candidates = candidates.iter();
        let stored = StoredDoubt {
            name: stored_form(&name),
            reason: doubt.reason.code(),
            candidates: candidates
                .map(|(form, count)| (stored_form(form), *count))
                .collect(),
            total: doubt.total,
        };
        push_record(&mut records, &mut ends, &stored);
    }
    places.sort_unstable();
    let mut bytes = Vec::with_capacity(HEAD_BYTES + 16 * places.len() + records.len());
    bytes.extend(MAGIC);
    bytes.extend(commit.to_le_bytes());
    bytes.extend([0; 16]);
    for count in [places.len(), built.entities.len(), built.doubts.len()] {
        bytes.extend((count as u64).to_le_bytes());
    }
    for kind in 0..KINDS {
        let end = keys.ends.get(kind).copied().unwrap_or(keys.bytes.len());
        bytes.extend((end as u64).to_le_bytes());
    }
    bytes.extend(&keys.bytes);
    for (hash, ..) in &places {
        bytes.extend(hash.to_le_bytes());
    }
    for (_, entity, doubt) in &places {
        bytes.extend((u64::from(*doubt) << 32 | u64::from(*entity)).to_le_bytes());
    }
    for end in ends {
        bytes.extend(end.to_le_bytes());
    }
    bytes.extend(records);
    let checksum = blake3::hash(&bytes[32..]);
    bytes[16..32].copy_from_slice(&checksum.as_bytes()[..16]);
    bytes
}

/// The keys of all names of an archive, by type.
#[derive(Debug, Default)]
pub struct Keys {
    bytes: Vec<u8>,
    ends: Vec<usize>,
}

impl Keys {
    /// Adds a key of the type that comes next in the order of [`kinds`].
    pub fn push(&mut self, key: &[u8]) {
        if !key.contains(&LINE_END) {
            self.bytes.extend(key);
            self.bytes.push(LINE_END);
        }
    }

    /// Ends the keys of a type.
    pub fn end_kind(&mut self) {
        self.ends.push(self.bytes.len());
    }
}

fn stored_form(form: &Form) -> StoredForm<'_> {
    StoredForm {
        kind: form.name.kind.name(),
        key: &form.name.key,
        printed: &form.printed,
        articles: form.articles,
    }
}

fn stored_entity(entity: &Entity) -> StoredEntity<'_> {
    let link = |link: &Link| StoredLink {
        name: link.name as u32,
        other: link.other as u32,
        reason: link.reason.code(),
        count: link.count,
        examples: link.examples.clone(),
    };
    StoredEntity {
        forms: entity.forms.iter().map(stored_form).collect(),
        links: entity.links.iter().map(link).collect(),
    }
}

fn push_record(records: &mut Vec<u8>, ends: &mut Vec<u64>, record: &impl Serialize) {
    // Writing to memory fails for no record of ours; one that did would be empty, and unreadable.
    records.extend(postcard::to_stdvec(record).unwrap_or_default());
    ends.push(records.len() as u64);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::names::Evidence;

    fn table(persons: &[&str], places: &[&str]) -> Table {
        let mut keys = Keys::default();
        for kind in kinds() {
            let list = match kind {
                EntityType::Person => persons,
                EntityType::Place => places,
                _ => &[],
            };
            list.iter().for_each(|key| keys.push(key.as_bytes()));
            keys.end_kind();
        }
        let evidence = Evidence::default();
        let bytes = encode(
            &Built::default(),
            &evidence.names,
            &|_| String::new(),
            &keys,
            7,
        );
        assert!(Table::open(Box::new(bytes.clone()), 8).is_none());
        for end in 0..bytes.len() {
            assert!(Table::open(Box::new(bytes[..end].to_vec()), 7).is_none());
        }
        Table::open(Box::new(bytes), 7).unwrap()
    }

    #[test]
    fn names_are_found_by_whole_words_of_their_type() {
        let table = table(
            &[
                "al assad",
                "anna sadler",
                "bashar al assad",
                "sad",
                "the sad sad man",
            ],
            &["assad lake"],
        );
        let with = |kind, words| {
            let mut found = Vec::new();
            table.keys_with(kind, words, &mut |key| found.push(key.to_owned()));
            found
        };
        assert_eq!(
            with(EntityType::Person, "assad"),
            ["al assad", "bashar al assad"]
        );
        assert_eq!(with(EntityType::Person, "sad"), ["sad", "the sad sad man"]);
        assert_eq!(with(EntityType::Place, "assad"), ["assad lake"]);
        assert!(with(EntityType::Org, "assad").is_empty());
        assert!(with(EntityType::Person, "").is_empty());
        assert!(table.is_sound());
        assert!(
            table
                .entity(&Name::new(EntityType::Person, "sad"))
                .is_none()
        );
    }
}
