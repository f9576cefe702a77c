//! `terms of one document, as they come → its postings, each term once`.
//!
//! Half of the words of an article have been met before in it. Counting them here, in tables that
//! fit the fastest cache of a core, leaves the builder of segments one step for each different
//! term, where it would have one for each word; and a word met before is not stemmed again.

use crate::analysis::ranking::SmallWords;
use tantivy::schema::Field;

use crate::analysis::hash::{hash_of, vary};

/// Places of a fresh table; more are made as an article needs them.
const PLACES: usize = 1 << 10;

/// Places above which a table is thrown away after its article. Long articles are rare.
const PLACES_KEPT_MAX: usize = 1 << 16;

/// The longest term, in bytes; longer ones are not indexed.
const TERM_BYTES_MAX: usize = u16::MAX as usize;

/// No such entry.
const NONE: u32 = u32::MAX;

/// The postings of one document: each of its terms, and where it stands.
#[derive(Debug, Clone, Default)]
pub struct DocumentPostings {
    pub(super) terms: Vec<TermHead>,
    /// For each term, its bytes and then its occurrences: how many there are and the distances
    /// between their positions, as variable-length integers. A term without positions has none.
    pub(super) bytes: Vec<u8>,
}

/// What stands in [`DocumentPostings::bytes`] for a term.
#[derive(Debug, Clone, Copy)]
pub(super) struct TermHead {
    /// Of field and term.
    pub hash: u64,
    pub field: u8,
    pub term_bytes: u16,
    pub occurrences_bytes: u32,
}

impl DocumentPostings {
    /// Adds a term without positions, to a field that has none.
    pub fn push_key(&mut self, field: Field, term: &[u8]) {
        let Ok(term_bytes) = u16::try_from(term.len()) else {
            return;
        };
        let field = number(field);
        self.terms.push(TermHead {
            hash: hash_in(field, term),
            field,
            term_bytes,
            occurrences_bytes: 0,
        });
        self.bytes.extend_from_slice(term);
    }

    /// Bytes that they take in memory.
    pub fn memory(&self) -> usize {
        self.bytes.capacity() + self.terms.capacity() * size_of::<TermHead>()
    }
}

/// The number of a field in the schema, of which there are fewer than 256.
pub(super) fn number(field: Field) -> u8 {
    field.field_id() as u8
}

/// The hash of a term in a field.
pub(super) fn hash_in(field: u8, term: &[u8]) -> u64 {
    vary(hash_of(term), field)
}

/// Collects the terms of one document after the other; one for each thread.
pub struct Inverter {
    /// The fields of stems, and of words that are not their own stems.
    text: u8,
    exact: u8,
    terms: Vec<Entry>,
    bytes: Vec<u8>,
    occurrences: Vec<Occurrence>,
    by_term: Places,
    words: Vec<Word>,
    by_word: Places,
    /// Words so far, each as often as it counts.
    length: u32,
}

/// A term of the document.
struct Entry {
    hash: u64,
    start: u32,
    term_bytes: u16,
    field: u8,
    count: u32,
    first: u32,
    last: u32,
}

/// A position of a term, and the place of its next one.
struct Occurrence {
    position: u32,
    next: u32,
}

/// What a word of the text is indexed as: the entries of its stem and of itself.
#[derive(Clone, Copy)]
struct Word {
    stem: u32,
    /// [`NONE`] if the word is its own stem.
    exact: u32,
    is_small: bool,
}

impl Inverter {
    pub fn new(text: Field, exact: Field) -> Self {
        Inverter {
            text: number(text),
            exact: number(exact),
            terms: Vec::new(),
            bytes: Vec::new(),
            occurrences: Vec::new(),
            by_term: Places::default(),
            words: Vec::new(),
            by_word: Places::default(),
            length: 0,
        }
    }

    /// Adds a term. The positions of a term must not decrease: a smaller one counts as its last.
    pub fn push(&mut self, field: Field, position: u32, term: &[u8]) {
        if term.len() <= TERM_BYTES_MAX {
            let entry = self.entry(number(field), term, hash_of(term));
            self.occur(entry, position);
        }
    }

    /// Adds a word of the text and its hash, `weight` times; `stem` is asked for its stem if it is
    /// new. The `small` words have no part in the length.
    pub fn push_word<'s>(
        &mut self,
        position: u32,
        weight: u32,
        (word, hash): (&str, u64),
        small: Option<&SmallWords>,
        stem: impl FnOnce() -> &'s str,
    ) {
        if word.len() > TERM_BYTES_MAX {
            return;
        }
        let known = self.by_word.find(hash, |number| {
            let Word { stem, exact, .. } = self.words[number as usize];
            self.term(if exact == NONE { stem } else { exact }) == word.as_bytes()
        });
        let Word {
            stem,
            exact,
            is_small,
        } = match known {
            Ok(number) => self.words[number as usize],
            Err(place) => {
                let stem = stem();
                let is_own_stem = stem == word;
                let stem_hash = match is_own_stem {
                    true => hash,
                    false => hash_of(stem.as_bytes()),
                };
                let terms = Word {
                    stem: self.entry(self.text, stem.as_bytes(), stem_hash),
                    exact: match is_own_stem {
                        true => NONE,
                        false => self.entry(self.exact, word.as_bytes(), hash),
                    },
                    is_small: small.is_some_and(|small| small.has_hashed(hash)),
                };
                self.by_word.insert(place, hash, self.words.len() as u32);
                self.words.push(terms);
                terms
            }
        };
        if !is_small {
            self.length += weight;
        }
        for _ in 0..weight {
            self.occur(stem, position);
        }
        if exact != NONE {
            self.occur(exact, position);
        }
    }

    fn term(&self, entry: u32) -> &[u8] {
        let entry = &self.terms[entry as usize];
        &self.bytes[entry.start as usize..][..usize::from(entry.term_bytes)]
    }

    /// The entry of a term with this hash, new or not.
    fn entry(&mut self, field: u8, term: &[u8], hash: u64) -> u32 {
        let hash = vary(hash, field);
        let known = self.by_term.find(hash, |number| {
            self.terms[number as usize].field == field && self.term(number) == term
        });
        match known {
            Ok(number) => number,
            Err(place) => {
                let number = self.terms.len() as u32;
                self.by_term.insert(place, hash, number);
                self.terms.push(Entry {
                    hash,
                    start: self.bytes.len() as u32,
                    term_bytes: term.len() as u16,
                    field,
                    count: 0,
                    first: NONE,
                    last: NONE,
                });
                self.bytes.extend_from_slice(term);
                number
            }
        }
    }

    fn occur(&mut self, entry: u32, position: u32) {
        let number = self.occurrences.len() as u32;
        let entry = &mut self.terms[entry as usize];
        entry.count += 1;
        match self.occurrences.get_mut(entry.last as usize) {
            Some(last) => last.next = number,
            None => entry.first = number,
        }
        entry.last = number;
        self.occurrences.push(Occurrence {
            position,
            next: NONE,
        });
    }

    /// The postings of the terms added since the last call, and the length of the text: the
    /// number of its words, each as often as it counts, less the small ones.
    pub fn finish(&mut self) -> (DocumentPostings, u32) {
        let mut postings = DocumentPostings {
            terms: Vec::with_capacity(self.terms.len() + 8),
            bytes: Vec::with_capacity(self.bytes.len() + 2 * self.occurrences.len() + 256),
        };
        for entry in &self.terms {
            let term = &self.bytes[entry.start as usize..][..usize::from(entry.term_bytes)];
            postings.bytes.extend_from_slice(term);
            let start = postings.bytes.len();
            write_integer(&mut postings.bytes, entry.count);
            let (mut last, mut next) = (0, entry.first);
            while let Some(occurrence) = self.occurrences.get(next as usize) {
                let distance = occurrence.position.saturating_sub(last);
                write_integer(&mut postings.bytes, distance);
                last += distance;
                next = occurrence.next;
            }
            postings.terms.push(TermHead {
                hash: entry.hash,
                field: entry.field,
                term_bytes: entry.term_bytes,
                occurrences_bytes: (postings.bytes.len() - start) as u32,
            });
        }
        let length = self.length;
        self.clear();
        (postings, length)
    }

    /// Forgets the terms of a document.
    pub fn clear(&mut self) {
        self.terms.clear();
        self.bytes.clear();
        self.occurrences.clear();
        self.words.clear();
        self.by_term.clear();
        self.by_word.clear();
        self.length = 0;
    }
}

/// Appends an integer.
fn write_integer(bytes: &mut Vec<u8>, integer: u32) {
    if integer < 0x80 {
        bytes.push(integer as u8);
    } else {
        let (encoded, length) = encoded(integer);
        bytes.extend_from_slice(&encoded[..length]);
    }
}

/// An integer in the first so many bytes: seven bits a byte, the lowest first; the last byte has
/// its highest bit free.
pub(super) fn encoded(integer: u32) -> ([u8; 5], usize) {
    let mut bytes = [0; 5];
    let mut rest = integer;
    let mut at = 0;
    while rest >= 0x80 {
        bytes[at] = rest as u8 | 0x80;
        rest >>= 7;
        at += 1;
    }
    bytes[at] = rest as u8;
    (bytes, at + 1)
}

/// An open-addressed table of numbers by hash, emptied at no cost.
#[derive(Default)]
struct Places {
    places: Vec<Place>,
    used: usize,
    /// Places of an earlier generation are free.
    generation: u32,
}

#[derive(Clone, Copy, Default)]
struct Place {
    hash: u64,
    generation: u32,
    number: u32,
}

impl Places {
    /// The number with this hash that `is_it` knows, else the place where it belongs.
    fn find(&self, hash: u64, is_it: impl Fn(u32) -> bool) -> Result<u32, usize> {
        if self.places.is_empty() {
            return Err(0);
        }
        let mask = self.places.len() - 1;
        let mut at = (hash >> 32) as usize & mask;
        loop {
            let place = self.places[at];
            if place.generation != self.generation {
                return Err(at);
            }
            if place.hash == hash && is_it(place.number) {
                return Ok(place.number);
            }
            at = (at + 1) & mask;
        }
    }

    /// The place where another number with this hash belongs.
    fn free_place(&self, hash: u64) -> usize {
        self.find(hash, |_| false).err().unwrap_or_default()
    }

    /// Puts a number at the place that [`Places::find`] has just named for its hash.
    fn insert(&mut self, mut at: usize, hash: u64, number: u32) {
        if (self.used + 1) * 2 > self.places.len() {
            self.grow();
            at = self.free_place(hash);
        }
        self.places[at] = Place {
            hash,
            generation: self.generation,
            number,
        };
        self.used += 1;
    }

    fn grow(&mut self) {
        let larger = (self.places.len() * 2).max(PLACES);
        let old = std::mem::replace(&mut self.places, vec![Place::default(); larger]);
        let old_generation = self.generation;
        self.generation = 1;
        for place in old {
            if place.generation == old_generation {
                let at = self.free_place(place.hash);
                self.places[at] = Place {
                    generation: 1,
                    ..place
                };
            }
        }
    }

    fn clear(&mut self) {
        self.used = 0;
        if self.places.len() > PLACES_KEPT_MAX || self.generation == u32::MAX {
            *self = Places::default();
        }
        self.generation += 1;
    }
}
