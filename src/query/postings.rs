//! Where the terms of a pattern stand, in the postings of one segment.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use tantivy::postings::{Postings, SegmentPostings};
use tantivy::schema::IndexRecordOption;
use tantivy::store::StoreReader;
use tantivy::{DocId, DocSet, SegmentReader, TERMINATED};

use super::spans::{Leaf, Source};
use super::text::WrittenWords;
use crate::index::stored::{StoredArticle, content_of};

/// The postings of one segment as they stand at a document.
pub struct PostingsSource {
    pub leaves: Vec<Slot>,
    texts: Option<Texts>,
    doc: DocId,
}

impl PostingsSource {
    /// Opens the postings of some leaves in a segment; `confirms` if words will be compared with what
    /// was typed.
    pub fn open(
        segment: &SegmentReader,
        leaves: &[Leaf],
        option: IndexRecordOption,
        confirms: bool,
    ) -> tantivy::Result<PostingsSource> {
        let mut slots = Vec::with_capacity(leaves.len());
        for leaf in leaves {
            let mut postings = Vec::new();
            for term in &leaf.terms {
                let inverted = segment.inverted_index(term.field())?;
                postings.extend(inverted.read_postings(term, option)?);
            }
            slots.push(Slot::new(postings));
        }
        Ok(PostingsSource {
            leaves: slots,
            texts: match confirms {
                true => Some(Texts::of(segment)?),
                false => None,
            },
            doc: 0,
        })
    }

    /// Moves to a document, which must not lie before the last one.
    pub fn stand_at(&mut self, doc: DocId) {
        self.doc = doc;
    }
}

impl Source for PostingsSource {
    fn positions(&mut self, leaf: usize, positions: &mut Vec<u32>) {
        let slot = &mut self.leaves[leaf];
        if slot.seek(self.doc) == self.doc {
            slot.append_positions(positions);
        }
    }

    fn is_written(&mut self, position: u32, typed: &str) -> bool {
        let texts = self.texts.as_mut();
        texts.is_some_and(|texts| texts.is_written(self.doc, position, typed))
    }
}

/// The stored articles of a segment, to compare words with what was typed.
struct Texts {
    store: StoreReader,
    /// The words of the article that was read last.
    words: Option<(DocId, WrittenWords)>,
}

/// Blocks of stored articles that are kept: words are looked at in the order of the articles.
const STORE_BLOCKS_CACHED: usize = 2;

impl Texts {
    fn of(segment: &SegmentReader) -> tantivy::Result<Texts> {
        Ok(Texts {
            store: segment.get_store_reader(STORE_BLOCKS_CACHED)?,
            words: None,
        })
    }

    fn is_written(&mut self, doc: DocId, position: u32, typed: &str) -> bool {
        if self.words.as_ref().is_none_or(|(known, _)| *known != doc) {
            self.words = self.read(doc).map(|words| (doc, words));
        }
        let words = self.words.as_ref();
        words.is_some_and(|(_, words)| words.at(position) == Some(typed))
    }

    /// What is damaged has no words: `check` finds it.
    fn read(&self, doc: DocId) -> Option<WrittenWords> {
        let content = content_of(self.store.get_document_bytes(doc).ok()?).ok()?;
        let article = StoredArticle::decode(&content).ok()?;
        Some(WrittenWords::of(article.text()))
    }
}

/// The documents that have any of a leaf's terms.
pub enum Slot {
    None,
    One(Box<SegmentPostings>),
    Any(Union),
}

/// Several lists of documents as one.
pub struct Union {
    postings: Vec<SegmentPostings>,
    /// The lists by the documents they stand at, the nearest first.
    queue: BinaryHeap<Reverse<(DocId, usize)>>,
    doc: DocId,
}

impl Slot {
    fn new(mut postings: Vec<SegmentPostings>) -> Self {
        match postings.len() {
            0 => Slot::None,
            1 => Slot::One(Box::new(postings.remove(0))),
            _ => Slot::Any(Union::new(postings)),
        }
    }

    pub fn doc(&self) -> DocId {
        match self {
            Slot::None => TERMINATED,
            Slot::One(postings) => postings.doc(),
            Slot::Any(union) => union.doc,
        }
    }

    pub fn seek(&mut self, target: DocId) -> DocId {
        match self {
            Slot::One(postings) if postings.doc() < target => postings.seek(target),
            Slot::Any(union) if union.doc < target => {
                union.move_beyond(target - 1, |postings| {
                    postings.seek(target);
                });
                union.doc
            }
            slot => slot.doc(),
        }
    }

    pub fn term_freq(&self) -> u32 {
        match self {
            Slot::None => 0,
            Slot::One(postings) => postings.term_freq(),
            Slot::Any(union) => union.current().map(Postings::term_freq).sum(),
        }
    }

    /// Positions in the document, each once, in order.
    fn append_positions(&mut self, positions: &mut Vec<u32>) {
        match self {
            Slot::None => {}
            Slot::One(postings) => postings.append_positions_with_offset(0, positions),
            Slot::Any(union) => {
                for postings in &mut union.postings {
                    if postings.doc() == union.doc {
                        postings.append_positions_with_offset(0, positions);
                    }
                }
                positions.sort_unstable();
            }
        }
        positions.dedup();
    }

    pub fn size_hint(&self) -> u32 {
        match self {
            Slot::None => 0,
            Slot::One(postings) => postings.size_hint(),
            Slot::Any(union) => union.postings.iter().map(DocSet::size_hint).sum(),
        }
    }
}

impl Union {
    fn new(postings: Vec<SegmentPostings>) -> Self {
        let queue = postings
            .iter()
            .enumerate()
            .map(|(i, p)| Reverse((p.doc(), i)))
            .collect();
        let mut union = Union {
            postings,
            queue,
            doc: 0,
        };
        union.doc = union.nearest();
        union
    }

    fn nearest(&self) -> DocId {
        self.queue
            .peek()
            .map_or(TERMINATED, |Reverse((doc, _))| *doc)
    }

    /// Moves all lists that stand at a document up to `last`.
    fn move_beyond(&mut self, last: DocId, mut go: impl FnMut(&mut SegmentPostings)) {
        if self.doc == TERMINATED {
            return;
        }
        while let Some(mut head) = self.queue.peek_mut() {
            let Reverse((doc, list)) = *head;
            if doc > last {
                break;
            }
            go(&mut self.postings[list]);
            *head = Reverse((self.postings[list].doc(), list));
        }
        self.doc = self.nearest();
    }

    /// The lists that have the document.
    fn current(&self) -> impl Iterator<Item = &SegmentPostings> {
        self.postings
            .iter()
            .filter(|postings| postings.doc() == self.doc)
    }
}
