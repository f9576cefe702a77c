//! Posting lists in memory, until they are many enough for a segment.
//!
//! A list is a chain of chunks in an arena, each twice as long as the one before, as every search
//! engine has it (Büttcher, Clarke and Cormack, *Information Retrieval*, 2010, section 4.5.1). What
//! is ours is that a document comes with each term once and its occurrences encoded, so that a
//! list grows by a copy of some bytes.

use tantivy::postings::FieldSerializer;

use super::invert::{DocumentPostings, TermHead, encoded, hash_in};

/// Bytes of a page of the arena.
const PAGE_BYTES: usize = 1 << 20;

/// Bytes of a list's first chunk, less those of the address of the next: an occurrence or two, as
/// most terms have.
const CHUNK_BYTES_MIN: usize = 8;

/// How often chunks double: up to 16 KiB.
const DOUBLINGS_MAX: u8 = 11;

/// Bytes of an address in the arena.
const ADDRESS_BYTES: usize = 4;

/// Bytes of a term that are kept with its list, where it costs nothing to compare them.
const PREFIX_BYTES: usize = 14;

/// Places of a fresh table of terms.
const PLACES: usize = 1 << 12;

/// The lists of all terms of a segment to be.
pub struct PostingLists {
    lists: Vec<List>,
    /// Bytes of all terms.
    terms: Vec<u8>,
    arena: Arena,
    /// Lists by the hash of their terms: open addressing with linear probing, at most half full.
    /// A place holds 32 bits of the hash and the number of the list, from 1; 0 is free.
    places: Vec<u64>,
    /// Occurrences of all terms of each field.
    occurrences: [u64; 256],
    /// For each term of a document, the list that it seems to have.
    candidates: Vec<u32>,
    /// The ends of these lists.
    tails: Vec<u32>,
}

struct List {
    term_start: u32,
    documents: u32,
    last_document: u32,
    /// The address of the first chunk, and of the next free byte of the last one.
    head: u32,
    tail: u32,
    /// Free bytes in the last chunk.
    room: u16,
    term_bytes: u16,
    prefix: [u8; PREFIX_BYTES],
    field: u8,
    /// How often the length of the last chunk has been doubled.
    doublings: u8,
}

impl Default for PostingLists {
    fn default() -> Self {
        PostingLists {
            lists: Vec::new(),
            terms: Vec::new(),
            arena: Arena::default(),
            places: vec![0; PLACES],
            occurrences: [0; 256],
            candidates: Vec::new(),
            tails: Vec::new(),
        }
    }
}

impl PostingLists {
    /// Adds the postings of a document. Documents come in the order of their numbers.
    pub fn add(&mut self, document: u32, postings: &DocumentPostings) {
        self.reserve(postings.terms.len());
        // Table, lists and chunks lie too far apart for any cache. Each is looked at for all terms
        // before it is needed for the first: loads that do not wait for each other overlap.
        let mut candidates = std::mem::take(&mut self.candidates);
        candidates.clear();
        candidates.extend(postings.terms.iter().map(|term| self.candidate(term.hash)));
        self.tails.clear();
        let tails = candidates
            .iter()
            .filter_map(|list| Some(self.lists.get(*list as usize)?.tail));
        self.tails.extend(tails);
        let touched = self
            .tails
            .iter()
            .map(|tail| u32::from(self.arena.at(*tail)))
            .sum::<u32>();
        std::hint::black_box(touched);
        let mut rest = postings.bytes.as_slice();
        for (head, candidate) in postings.terms.iter().zip(&candidates) {
            let (term, after) = rest.split_at(usize::from(head.term_bytes));
            let (occurrences, after) = after.split_at(head.occurrences_bytes as usize);
            rest = after;
            let list = match self.is_list_of(*candidate, head, term) {
                true => *candidate as usize,
                false => self.find_or_add(head, term),
            };
            self.append(list, document, occurrences);
            self.occurrences[usize::from(head.field)] += match occurrences {
                [] => 1,
                encoded => u64::from(Integers(encoded).next()),
            };
        }
        self.candidates = candidates;
    }

    /// The first list whose term has the same 32 bits of hash, or a number that no list has.
    fn candidate(&self, hash: u64) -> u32 {
        let mask = self.places.len() - 1;
        let mut at = place_of(hash, mask);
        loop {
            let place = self.places[at];
            if place == 0 {
                return u32::MAX;
            }
            if place >> 32 == hash & 0xFFFF_FFFF {
                return (place as u32) - 1;
            }
            at = (at + 1) & mask;
        }
    }

    fn is_list_of(&self, list: u32, head: &TermHead, term: &[u8]) -> bool {
        self.lists.get(list as usize).is_some_and(|list| {
            list.field == head.field
                && list.term_bytes == head.term_bytes
                && list.prefix == prefix_of(term)
                && (term.len() <= PREFIX_BYTES || self.term(list) == term)
        })
    }

    fn term(&self, list: &List) -> &[u8] {
        &self.terms[list.term_start as usize..][..usize::from(list.term_bytes)]
    }

    fn find_or_add(&mut self, head: &TermHead, term: &[u8]) -> usize {
        let mask = self.places.len() - 1;
        let mut at = place_of(head.hash, mask);
        loop {
            let place = self.places[at];
            if place == 0 {
                break;
            }
            let list = (place as u32) - 1;
            if place >> 32 == head.hash & 0xFFFF_FFFF && self.is_list_of(list, head, term) {
                return list as usize;
            }
            at = (at + 1) & mask;
        }
        let number = self.lists.len();
        self.places[at] = (head.hash << 32) | (number as u64 + 1);
        let chunk = self.arena.allocate(CHUNK_BYTES_MIN + ADDRESS_BYTES);
        self.lists.push(List {
            term_start: self.terms.len() as u32,
            documents: 0,
            last_document: 0,
            head: chunk,
            tail: chunk,
            room: CHUNK_BYTES_MIN as u16,
            term_bytes: head.term_bytes,
            prefix: prefix_of(term),
            field: head.field,
            doublings: 0,
        });
        self.terms.extend_from_slice(term);
        number
    }

    /// Makes room in the table for `more` terms.
    fn reserve(&mut self, more: usize) {
        let needed = (self.lists.len() + more) * 2;
        if needed <= self.places.len() {
            return;
        }
        let mask = needed.next_power_of_two() - 1;
        self.places = vec![0; mask + 1];
        for (number, list) in self.lists.iter().enumerate() {
            let term = &self.terms[list.term_start as usize..][..usize::from(list.term_bytes)];
            let hash = hash_in(list.field, term);
            let mut at = place_of(hash, mask);
            while self.places[at] != 0 {
                at = (at + 1) & mask;
            }
            self.places[at] = (hash << 32) | (number as u64 + 1);
        }
    }

    fn append(&mut self, list: usize, document: u32, occurrences: &[u8]) {
        let list = &mut self.lists[list];
        let (distance, bytes) = encoded(document - list.last_document);
        list.documents += 1;
        list.last_document = document;
        list.write(&mut self.arena, &distance[..bytes]);
        list.write(&mut self.arena, occurrences);
    }

    /// The numbers of all lists by field, and within a field by term.
    pub fn in_order(&self) -> Vec<u32> {
        // The field and the first bytes decide nearly always.
        let mut order: Vec<(u128, u32)> = (0..)
            .zip(&self.lists)
            .map(|(number, list)| {
                let mut key = [0; 1 + PREFIX_BYTES + 1];
                key[0] = list.field;
                key[1..=PREFIX_BYTES].copy_from_slice(&list.prefix);
                (u128::from_be_bytes(key), number)
            })
            .collect();
        order.sort_unstable_by(|(key, list), (other_key, other)| {
            key.cmp(other_key).then_with(|| {
                let term = |list: u32| self.term(&self.lists[list as usize]);
                term(*list).cmp(term(*other))
            })
        });
        order.into_iter().map(|(_, number)| number).collect()
    }

    /// Occurrences of all terms of a field.
    pub fn occurrences_in(&self, field: u8) -> u64 {
        self.occurrences[usize::from(field)]
    }

    /// The number of the field that a list belongs to.
    pub fn field_of(&self, list: u32) -> u8 {
        self.lists[list as usize].field
    }

    /// Writes a list; `positions`: whether its field has them.
    pub fn write(
        &self,
        list: u32,
        positions: bool,
        buffers: &mut Buffers,
        field: &mut FieldSerializer,
    ) -> std::io::Result<()> {
        let list = &self.lists[list as usize];
        // The engine's own writer gives no frequency where none is kept.
        let documents = if positions { list.documents } else { 0 };
        field.new_term(self.term(list), documents, positions)?;
        buffers.bytes.clear();
        list.read(&self.arena, &mut buffers.bytes);
        let mut integers = Integers(&buffers.bytes);
        let mut document = 0;
        for _ in 0..list.documents {
            document += integers.next();
            buffers.positions.clear();
            let mut count = 0;
            if positions {
                count = integers.next();
                buffers
                    .positions
                    .extend((0..count).map(|_| integers.next()));
            }
            field.write_doc(document, count, &buffers.positions);
        }
        field.close_term()
    }

    /// Bytes that they take in memory.
    pub fn memory(&self) -> usize {
        self.arena.pages.len() * PAGE_BYTES
            + self.lists.capacity() * size_of::<List>()
            + self.terms.capacity()
            + self.places.len() * size_of::<u64>()
    }

    /// Whether another document of the usual size still has addresses.
    pub fn is_full(&self) -> bool {
        self.arena.pages.len() > (u32::MAX as usize) / PAGE_BYTES / 2
    }
}

fn place_of(hash: u64, mask: usize) -> usize {
    (hash >> 32) as usize & mask
}

fn prefix_of(term: &[u8]) -> [u8; PREFIX_BYTES] {
    let mut prefix = [0; PREFIX_BYTES];
    let bytes = term.len().min(PREFIX_BYTES);
    prefix[..bytes].copy_from_slice(&term[..bytes]);
    prefix
}

/// Memory for [`PostingLists::write`].
#[derive(Default)]
pub struct Buffers {
    bytes: Vec<u8>,
    positions: Vec<u32>,
}

impl List {
    fn write(&mut self, arena: &mut Arena, mut bytes: &[u8]) {
        while bytes.len() > usize::from(self.room) {
            let (now, later) = bytes.split_at(usize::from(self.room));
            arena.get_mut(self.tail, now.len()).copy_from_slice(now);
            self.tail += now.len() as u32;
            bytes = later;
            self.doublings = (self.doublings + 1).min(DOUBLINGS_MAX);
            let room = CHUNK_BYTES_MIN << self.doublings;
            let chunk = arena.allocate(room + ADDRESS_BYTES);
            arena
                .get_mut(self.tail, ADDRESS_BYTES)
                .copy_from_slice(&chunk.to_le_bytes());
            self.tail = chunk;
            self.room = room as u16;
        }
        arena.get_mut(self.tail, bytes.len()).copy_from_slice(bytes);
        self.tail += bytes.len() as u32;
        self.room -= bytes.len() as u16;
    }

    /// Appends all bytes written to the list.
    fn read(&self, arena: &Arena, bytes: &mut Vec<u8>) {
        let mut chunk = self.head;
        let mut doublings = 0;
        loop {
            let room = CHUNK_BYTES_MIN << doublings;
            let content = arena.get(chunk, room + ADDRESS_BYTES);
            // The tail is in the last chunk, or at its very end.
            if (chunk..=chunk + room as u32).contains(&self.tail) {
                bytes.extend_from_slice(&content[..(self.tail - chunk) as usize]);
                return;
            }
            let (content, next) = content.split_at(room);
            bytes.extend_from_slice(content);
            let mut address = [0; ADDRESS_BYTES];
            address.copy_from_slice(next);
            chunk = u32::from_le_bytes(address);
            doublings = (doublings + 1).min(DOUBLINGS_MAX);
        }
    }
}

/// Reads integers as [`encoded`] makes them.
struct Integers<'a>(&'a [u8]);

impl Integers<'_> {
    fn next(&mut self) -> u32 {
        let mut integer = 0;
        let mut shift = 0;
        while let Some((byte, rest)) = self.0.split_first() {
            self.0 = rest;
            integer |= u32::from(byte & 0x7F) << shift;
            shift += 7;
            if byte & 0x80 == 0 || shift > 28 {
                break;
            }
        }
        integer
    }
}

/// Memory in pages, given out from the first byte of the first to the last, and never given back.
#[derive(Default)]
struct Arena {
    pages: Vec<Box<[u8]>>,
    /// Bytes used of the last page.
    used: usize,
}

impl Arena {
    /// The address of so many free bytes, all on one page.
    fn allocate(&mut self, bytes: usize) -> u32 {
        if self.pages.is_empty() || self.used + bytes > PAGE_BYTES {
            self.pages.push(vec![0; PAGE_BYTES].into_boxed_slice());
            self.used = 0;
        }
        let address = (self.pages.len() - 1) * PAGE_BYTES + self.used;
        self.used += bytes;
        address as u32
    }

    fn at(&self, address: u32) -> u8 {
        let address = address as usize;
        self.pages[address / PAGE_BYTES][address % PAGE_BYTES]
    }

    fn get_mut(&mut self, address: u32, bytes: usize) -> &mut [u8] {
        let address = address as usize;
        &mut self.pages[address / PAGE_BYTES][address % PAGE_BYTES..][..bytes]
    }

    fn get(&self, address: u32, bytes: usize) -> &[u8] {
        let address = address as usize;
        &self.pages[address / PAGE_BYTES][address % PAGE_BYTES..][..bytes]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_of_any_length_is_read_as_it_was_written() {
        let mut arena = Arena::default();
        let head = arena.allocate(CHUNK_BYTES_MIN + ADDRESS_BYTES);
        let mut list = List {
            term_start: 0,
            documents: 0,
            last_document: 0,
            head,
            tail: head,
            room: CHUNK_BYTES_MIN as u16,
            term_bytes: 0,
            prefix: [0; PREFIX_BYTES],
            field: 0,
            doublings: 0,
        };
        // More chunks than a byte can count.
        let written: Vec<u8> = (0..6 << 20).map(|n: u32| (n % 251) as u8).collect();
        for part in written.chunks(1000) {
            list.write(&mut arena, part);
        }
        let mut read = Vec::new();
        list.read(&arena, &mut read);
        assert!(read == written);
    }
}
