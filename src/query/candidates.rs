//! `postings of any of some words → the documents that have one`, as a set of bits.
//!
//! A prefix or a word of three letters stands for a hundred words: looking through all their postings
//! for each document costs more than reading each once.

use tantivy::postings::Postings;
use tantivy::schema::IndexRecordOption;
use tantivy::{DocId, DocSet, SegmentReader, TERMINATED, Term};

use super::spans::{Leaf, Node};

/// Documents of a segment.
#[derive(Clone)]
struct Bits(Vec<u64>);

impl Bits {
    fn new(documents: u32) -> Bits {
        Bits(vec![0; documents.div_ceil(u64::BITS) as usize])
    }

    fn insert(&mut self, doc: DocId) {
        if let Some(bits) = self.0.get_mut((doc / u64::BITS) as usize) {
            *bits |= 1 << (doc % u64::BITS);
        }
    }

    fn has(&self, doc: DocId) -> bool {
        let bits = self.0.get((doc / u64::BITS) as usize);
        bits.is_some_and(|bits| bits >> (doc % u64::BITS) & 1 == 1)
    }
}

/// The documents in which any of some words may stand.
pub struct Candidates {
    /// Where one stands.
    sure: Bits,
    /// Where one stands, or where only the positions can tell.
    all: Bits,
    len: u32,
    /// For each document, occurrences of the words and stems together.
    most: Vec<u32>,
}

impl Candidates {
    /// Of words, and of stems without other words that have them; `None` of another pattern.
    pub fn of(
        segment: &SegmentReader,
        root: &Node,
        leaves: &[Leaf],
    ) -> tantivy::Result<Option<Candidates>> {
        let Node::Any(nodes) = root else {
            return Ok(None);
        };
        let documents = segment.max_doc();
        let (mut sure, mut doubtful) = (Bits::new(documents), Bits::new(documents));
        let mut most = vec![0_u32; documents as usize];
        let mut count = |doc: DocId, times: u32| {
            if let Some(most) = most.get_mut(doc as usize) {
                *most = most.saturating_add(times);
            }
        };
        let terms = |leaf: &usize| leaves.get(*leaf).map_or(&[][..], |leaf| &leaf.terms);
        for node in nodes {
            match node {
                Node::Leaf(leaf) => {
                    for_each(segment, terms(leaf), &mut |doc, times| {
                        sure.insert(doc);
                        count(doc, times);
                    })?;
                }
                Node::Without(stem, others) => {
                    let mut with_others = Bits::new(documents);
                    for_each(segment, terms(others), &mut |doc, _| {
                        with_others.insert(doc)
                    })?;
                    for_each(segment, terms(stem), &mut |doc, times| {
                        count(doc, times);
                        match with_others.has(doc) {
                            true => doubtful.insert(doc),
                            false => sure.insert(doc),
                        }
                    })?;
                }
                _ => return Ok(None),
            }
        }
        let all = sure.0.iter().zip(&doubtful.0);
        let all = Bits(all.map(|(sure, doubtful)| sure | doubtful).collect());
        let len = all.0.iter().map(|bits| bits.count_ones()).sum();
        Ok(Some(Candidates {
            sure,
            all,
            len,
            most,
        }))
    }

    /// How many there are.
    pub fn len(&self) -> u32 {
        self.len
    }

    /// Whether a word stands there for sure.
    pub fn is_sure(&self, doc: DocId) -> bool {
        self.sure.has(doc)
    }

    /// How often the words stand there at most, a stem in the title counted as often as it counts.
    pub fn most(&self, doc: DocId) -> u32 {
        self.most.get(doc as usize).copied().unwrap_or_default()
    }

    /// The first candidate from a document on.
    pub fn seek(&self, target: DocId) -> DocId {
        let first = (target / u64::BITS) as usize;
        let rest = self.all.0.iter().enumerate().skip(first);
        for (at, bits) in rest {
            let bits = match at == first {
                true => bits & (u64::MAX << (target % u64::BITS)),
                false => *bits,
            };
            if bits != 0 {
                return at as u32 * u64::BITS + bits.trailing_zeros();
            }
        }
        TERMINATED
    }
}

fn for_each(
    segment: &SegmentReader,
    terms: &[Term],
    see: &mut dyn FnMut(DocId, u32),
) -> tantivy::Result<()> {
    for term in terms {
        let inverted = segment.inverted_index(term.field())?;
        let Some(mut postings) = inverted.read_postings(term, IndexRecordOption::WithFreqs)? else {
            continue;
        };
        while postings.doc() != TERMINATED {
            see(postings.doc(), postings.term_freq());
            postings.advance();
        }
    }
    Ok(())
}
