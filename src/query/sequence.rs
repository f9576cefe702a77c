//! Words at positions: the query and scorer that the engine lacks.
//!
//! A [`Sequence`] matches where its slots stand next to each other, in order. A slot is any of
//! several terms: the stems that a word has in the languages of the archive, or the keys of the
//! names that contain it. It may be restricted to one part of the article. A word in several
//! forms, a word in a title, a phrase and a name are all sequences.
//!
//! The score is BM25 (Robertson and Zaragoza, 2009) of the sequence as if it were one term: its
//! frequency is the number of places where it matches, its idf the sum of the idfs of its slots,
//! a slot's document frequency the largest of its terms'.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use tantivy::columnar::Column;
use tantivy::fieldnorm::FieldNormReader;
use tantivy::postings::{Postings, SegmentPostings};
use tantivy::query::{
    Bm25StatisticsProvider, Bm25Weight, EmptyScorer, EnableScoring, Explanation, Query, Scorer,
    Weight,
};
use tantivy::schema::{Field, IndexRecordOption};
use tantivy::{DocId, DocSet, Score, SegmentReader, TERMINATED, TantivyError, Term};

use super::ast::Part;
use crate::analysis::ranking::TITLE_WEIGHT;
use crate::index::schema::column;

/// A query for slots that stand next to each other.
#[derive(Debug, Clone)]
pub struct Sequence {
    pub field: Field,
    /// The terms of each slot, of which any will do. No slot is empty.
    pub slots: Vec<Vec<Term>>,
    pub part: Option<Part>,
    /// Whether the field has lengths by which scores are normalized.
    pub has_norms: bool,
}

impl Query for Sequence {
    fn weight(&self, scoring: EnableScoring<'_>) -> tantivy::Result<Box<dyn Weight>> {
        let bm25 = match scoring {
            EnableScoring::Enabled {
                statistics_provider,
                ..
            } => Some(self.bm25(statistics_provider)?),
            EnableScoring::Disabled { .. } => None,
        };
        Ok(Box::new(SequenceWeight {
            sequence: self.clone(),
            bm25,
        }))
    }
}

impl Sequence {
    fn bm25(&self, statistics: &dyn Bm25StatisticsProvider) -> tantivy::Result<Bm25Weight> {
        let articles = statistics.total_num_docs()?;
        // Without lengths every article is of average length.
        let average = match self.has_norms && articles > 0 {
            true => statistics.total_num_tokens(self.field)? as Score / articles as Score,
            false => 1.0,
        };
        let mut weights = Vec::new();
        for slot in &self.slots {
            let mut frequency = 0;
            for term in slot {
                frequency = frequency.max(statistics.doc_freq(term)?);
            }
            let frequency = frequency.min(articles);
            weights.push(Bm25Weight::for_one_term_without_explain(
                frequency, articles, average,
            ));
        }
        // A weight is an idf times a constant: their sum is the first one boosted by the rest.
        let idf = |weight: &Bm25Weight| weight.max_score();
        let total: Score = weights.iter().map(idf).sum();
        let first = weights.first().ok_or_else(|| {
            TantivyError::InvalidArgument("a sequence needs at least one slot".into())
        })?;
        Ok(first.boost_by(total / idf(first)))
    }
}

struct SequenceWeight {
    sequence: Sequence,
    bm25: Option<Bm25Weight>,
}

impl Weight for SequenceWeight {
    fn scorer(&self, segment: &SegmentReader, boost: Score) -> tantivy::Result<Box<dyn Scorer>> {
        let sequence = &self.sequence;
        let option = match (sequence.slots.len(), sequence.part) {
            (1, None | Some(Part::Removed)) => IndexRecordOption::WithFreqs,
            _ => IndexRecordOption::WithFreqsAndPositions,
        };
        let inverted = segment.inverted_index(sequence.field)?;
        let mut slots = Vec::with_capacity(sequence.slots.len());
        for (offset, terms) in sequence.slots.iter().enumerate() {
            let mut postings = Vec::new();
            for term in terms {
                postings.extend(inverted.read_postings(term, option)?);
            }
            if postings.is_empty() {
                return Ok(Box::new(EmptyScorer));
            }
            slots.push(Slot::new(offset as u32, postings));
        }
        // The rarest slot leads.
        slots.sort_by_key(Slot::size_hint);
        let norms = match &self.bm25 {
            Some(_) if sequence.has_norms => segment.get_fieldnorms_reader(sequence.field)?,
            _ => FieldNormReader::constant(segment.max_doc(), 1),
        };
        let mut scorer = SequenceScorer {
            needs_positions: option == IndexRecordOption::WithFreqsAndPositions,
            bounds: Bounds::new(segment, sequence.part)?,
            slots,
            bm25: self.bm25.as_ref().map(|bm25| bm25.boost_by(boost)),
            norms,
            doc: 0,
            frequency: 0,
            places: Vec::new(),
            positions: Vec::new(),
        };
        scorer.settle();
        Ok(Box::new(scorer))
    }

    fn explain(&self, segment: &SegmentReader, doc: DocId) -> tantivy::Result<Explanation> {
        let mut scorer = self.scorer(segment, 1.0)?;
        if scorer.doc() > doc || scorer.seek(doc) != doc {
            return Err(TantivyError::InvalidArgument(format!(
                "document #{doc} does not match"
            )));
        }
        Ok(Explanation::new("words at positions", scorer.score()))
    }
}

/// The positions at which a sequence counts.
enum Bounds {
    Everywhere { title_end: Option<Column<u64>> },
    Title(Option<Column<u64>>),
    Captions(Option<Column<u64>>),
}

impl Bounds {
    fn new(segment: &SegmentReader, part: Option<Part>) -> tantivy::Result<Self> {
        let column = |name| segment.fast_fields().column_opt::<u64>(name);
        Ok(match part {
            None => Bounds::Everywhere {
                title_end: column(column::TITLE_END)?,
            },
            // A field of its own, in which all counts alike.
            Some(Part::Removed) => Bounds::Everywhere { title_end: None },
            Some(Part::Title) => Bounds::Title(column(column::TITLE_END)?),
            Some(Part::Caption) => Bounds::Captions(column(column::CAPTIONS_START)?),
        })
    }

    /// How often a place counts: not at all outside the part, and more within the title.
    fn weigher(&self, doc: DocId) -> impl Fn(u32) -> u32 {
        let first = |column: &Option<Column<u64>>| {
            column
                .as_ref()
                .and_then(|column| column.first(doc))
                .unwrap_or_default()
        };
        let (title_end, everywhere, captions) = match self {
            Bounds::Everywhere { title_end } => (first(title_end), true, None),
            Bounds::Title(title_end) => (first(title_end), false, None),
            Bounds::Captions(start) => (0, false, Some(first(start))),
        };
        move |position| {
            let position = u64::from(position);
            match captions {
                Some(start) => u32::from(position >= start),
                None if position < title_end => TITLE_WEIGHT,
                None => u32::from(everywhere),
            }
        }
    }
}

struct SequenceScorer {
    slots: Vec<Slot>,
    bounds: Bounds,
    /// Whether a document with all slots still has to be looked into.
    needs_positions: bool,
    bm25: Option<Bm25Weight>,
    norms: FieldNormReader,
    doc: DocId,
    /// How often the sequence matches in `doc`.
    frequency: u32,
    /// Buffers: where the sequence may begin, and the positions of one slot.
    places: Vec<u32>,
    positions: Vec<u32>,
}

impl SequenceScorer {
    /// Moves on from wherever the slots are to the next document that matches.
    fn settle(&mut self) {
        loop {
            self.doc = self.align();
            if self.doc == TERMINATED || self.count() > 0 {
                return;
            }
            self.slots[0].advance();
        }
    }

    /// The next document that has all slots.
    fn align(&mut self) -> DocId {
        let mut candidate = self.slots[0].doc();
        'candidates: loop {
            if candidate == TERMINATED {
                return TERMINATED;
            }
            for slot in &mut self.slots {
                let doc = slot.seek(candidate);
                if doc > candidate {
                    candidate = doc;
                    continue 'candidates;
                }
            }
            return candidate;
        }
    }

    /// Counts the places in the document that all slots stand at.
    fn count(&mut self) -> u32 {
        if !self.needs_positions {
            self.frequency = self.slots[0].term_freq();
            return self.frequency;
        }
        // Where the sequence would begin, by the positions of each slot.
        self.places.clear();
        for (i, slot) in self.slots.iter_mut().enumerate() {
            self.positions.clear();
            slot.append_positions(&mut self.positions);
            self.positions
                .retain_mut(|position| match position.checked_sub(slot.offset()) {
                    Some(begin) => {
                        *position = begin;
                        true
                    }
                    None => false,
                });
            if i == 0 {
                std::mem::swap(&mut self.places, &mut self.positions);
            } else {
                keep_common(&mut self.places, &self.positions);
            }
            if self.places.is_empty() {
                break;
            }
        }
        let weigh = self.bounds.weigher(self.doc);
        self.frequency = self.places.iter().map(|place| weigh(*place)).sum();
        self.frequency
    }
}

/// Keeps what two sorted lists have in common.
fn keep_common(list: &mut Vec<u32>, other: &[u32]) {
    let mut other = other.iter().peekable();
    list.retain(|value| {
        while other.next_if(|other| *other < value).is_some() {}
        other.peek() == Some(&value)
    });
}

impl DocSet for SequenceScorer {
    fn advance(&mut self) -> DocId {
        if self.doc != TERMINATED {
            self.slots[0].advance();
            self.settle();
        }
        self.doc
    }

    fn seek(&mut self, target: DocId) -> DocId {
        if self.doc < target {
            self.slots[0].seek(target);
            self.settle();
        }
        self.doc
    }

    fn doc(&self) -> DocId {
        self.doc
    }

    fn size_hint(&self) -> u32 {
        self.slots
            .iter()
            .map(Slot::size_hint)
            .min()
            .unwrap_or_default()
    }
}

impl Scorer for SequenceScorer {
    fn score(&mut self) -> Score {
        match &self.bm25 {
            Some(bm25) => bm25.score(self.norms.fieldnorm_id(self.doc), self.frequency),
            None => 1.0,
        }
    }
}

/// The documents that have any of a slot's terms.
enum Slot {
    One {
        offset: u32,
        postings: Box<SegmentPostings>,
    },
    Any {
        offset: u32,
        union: Union,
    },
}

/// Several lists of documents as one.
struct Union {
    postings: Vec<SegmentPostings>,
    /// The lists by the documents they stand at, the nearest first.
    queue: BinaryHeap<Reverse<(DocId, usize)>>,
    doc: DocId,
}

impl Slot {
    fn new(offset: u32, mut postings: Vec<SegmentPostings>) -> Self {
        match postings.len() {
            1 => Slot::One {
                offset,
                postings: Box::new(postings.remove(0)),
            },
            _ => Slot::Any {
                offset,
                union: Union::new(postings),
            },
        }
    }

    fn offset(&self) -> u32 {
        match self {
            Slot::One { offset, .. } | Slot::Any { offset, .. } => *offset,
        }
    }

    fn doc(&self) -> DocId {
        match self {
            Slot::One { postings, .. } => postings.doc(),
            Slot::Any { union, .. } => union.doc,
        }
    }

    fn advance(&mut self) {
        match self {
            Slot::One { postings, .. } => {
                postings.advance();
            }
            Slot::Any { union, .. } => union.move_beyond(union.doc, |postings| {
                postings.advance();
            }),
        }
    }

    fn seek(&mut self, target: DocId) -> DocId {
        match self {
            Slot::One { postings, .. } if postings.doc() < target => postings.seek(target),
            Slot::Any { union, .. } if union.doc < target => {
                union.move_beyond(target - 1, |postings| {
                    postings.seek(target);
                });
                union.doc
            }
            slot => slot.doc(),
        }
    }

    fn term_freq(&self) -> u32 {
        match self {
            Slot::One { postings, .. } => postings.term_freq(),
            Slot::Any { union, .. } => union.current().map(Postings::term_freq).sum(),
        }
    }

    /// Positions in the document, each once, in order.
    fn append_positions(&mut self, positions: &mut Vec<u32>) {
        match self {
            Slot::One { postings, .. } => postings.append_positions_with_offset(0, positions),
            Slot::Any { union, .. } => {
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

    fn size_hint(&self) -> u32 {
        match self {
            Slot::One { postings, .. } => postings.size_hint(),
            Slot::Any { union, .. } => union.postings.iter().map(DocSet::size_hint).sum(),
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
