//! [`Places`] as a query of the engine: what finds and ranks articles by what stands at places.
//!
//! A word in several forms, a word in a title, a phrase, words near each other and a name are all
//! such. Articles that have the terms are found first; their positions are read only then, and only
//! if needed: not to know that a word of many stands there, nor where so many could not lift the
//! article among the best.
//!
//! The score is BM25 (Robertson and Zaragoza, 2009) of the pattern as if it were one term: its
//! frequency is the number of places where it matches, its idf the sum of the idfs of what must
//! stand there, that of alternatives the least of theirs.

use std::fmt;

use tantivy::columnar::Column;
use tantivy::fieldnorm::FieldNormReader;
use tantivy::query::{
    Bm25StatisticsProvider, Bm25Weight, EmptyScorer, EnableScoring, Explanation, Query, Scorer,
    Weight,
};
use tantivy::schema::{Field, IndexRecordOption};
use tantivy::{DocId, DocSet, Score, SegmentReader, TERMINATED, TantivyError};

use super::ast::Part;
use super::candidates::Candidates;
use super::postings::{PostingsSource, Slot};
use super::spans::{Leaf, Node, Places, spans};
use crate::analysis::ranking::TITLE_WEIGHT;
use crate::index::schema::column;

/// A query for what stands at places.
#[derive(Clone)]
pub struct PlacesQuery {
    pub places: Places,
    pub part: Option<Part>,
    pub measure: Measure,
}

/// What the score of an article is measured by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Measure {
    /// BM25, normalized by the lengths of a field.
    Words(Field),
    /// BM25 in articles that count as equally long.
    Names,
    /// By the share that the name has of the article, whose words are in a field.
    Share(Field),
}

/// Mentions for a word of an article at which [`Measure::Share`] gives half of its most: one in
/// fifty words, which is a name in every second sentence.
const HALF_SHARE: f32 = 0.02;

impl fmt::Debug for PlacesQuery {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PlacesQuery")
            .field("places", &self.places)
            .field("part", &self.part)
            .finish()
    }
}

impl Query for PlacesQuery {
    fn weight(&self, scoring: EnableScoring<'_>) -> tantivy::Result<Box<dyn Weight>> {
        let bm25 = match scoring {
            EnableScoring::Enabled {
                statistics_provider,
                ..
            } => Some(self.bm25(statistics_provider)?),
            EnableScoring::Disabled { .. } => None,
        };
        Ok(Box::new(PlacesWeight {
            query: self.clone(),
            bm25,
        }))
    }
}

impl PlacesQuery {
    /// Its weight where scores are wanted.
    pub(super) fn scored(
        &self,
        statistics: &dyn Bm25StatisticsProvider,
    ) -> tantivy::Result<PlacesWeight> {
        Ok(PlacesWeight {
            query: self.clone(),
            bm25: Some(self.bm25(statistics)?),
        })
    }

    fn bm25(&self, statistics: &dyn Bm25StatisticsProvider) -> tantivy::Result<Bm25Weight> {
        let articles = statistics.total_num_docs()?;
        // Without lengths every article is of average length.
        let average = match self.measure {
            Measure::Words(field) if articles > 0 => {
                statistics.total_num_tokens(field)? as Score / articles as Score
            }
            _ => 1.0,
        };
        let rarity = Rarity {
            leaves: &self.places.leaves,
            statistics,
            articles,
        };
        let total = rarity.of(&self.places.root)?;
        Ok(bm25_of(total, articles, average))
    }
}

/// BM25 of what counts like a term of this idf, in articles of an average length.
pub fn bm25_of(weight: Score, articles: u64, average: Score) -> Bm25Weight {
    // A weight is an idf times a constant: that of one term, boosted.
    let one = Bm25Weight::for_one_term_without_explain(1, articles.max(1), average);
    one.boost_by(weight / idf(1, articles.max(1)))
}

/// How rare patterns are.
struct Rarity<'a> {
    leaves: &'a [Leaf],
    statistics: &'a dyn Bm25StatisticsProvider,
    articles: u64,
}

impl Rarity<'_> {
    /// The sum of the idfs of what must stand there.
    fn of(&self, node: &Node) -> tantivy::Result<Score> {
        Ok(match node {
            Node::Leaf(leaf) | Node::Without(leaf, _) | Node::Mention { begin: leaf, .. } => {
                let leaf = &self.leaves[*leaf];
                let mut frequency = 0u64;
                for term in &leaf.terms {
                    let of_term = self.statistics.doc_freq(term)?;
                    frequency = match leaf.are_words {
                        true => frequency.saturating_add(of_term),
                        false => frequency.max(of_term),
                    };
                }
                idf(frequency.min(self.articles), self.articles.max(1))
            }
            Node::Literal { candidates, .. } => self.of(candidates)?,
            Node::Sequence { slots, .. } => {
                let mut sum = 0.0;
                for slot in slots {
                    sum += self.of(slot)?;
                }
                sum
            }
            Node::Near { left, right, .. } => self.of(left)? + self.of(right)?,
            Node::Any(nodes) => {
                let mut least = Score::MAX;
                for node in nodes {
                    least = least.min(self.of(node)?);
                }
                least.min(idf(0, self.articles.max(1)))
            }
        })
    }
}

/// The engine's own: the logarithm of one more than the odds that an article lacks the term.
pub fn idf(frequency: u64, articles: u64) -> Score {
    let without = (articles - frequency.min(articles)) as Score;
    (1.0 + (without + 0.5) / (frequency as Score + 0.5)).ln()
}

pub(super) struct PlacesWeight {
    query: PlacesQuery,
    bm25: Option<Bm25Weight>,
}

impl PlacesWeight {
    /// The most that it can score.
    pub(super) fn max_score(&self) -> Score {
        self.bm25.as_ref().map_or(1.0, Bm25Weight::max_score)
    }

    /// Its scorer; `None` if no article of the segment has the terms.
    pub(super) fn places(
        &self,
        segment: &SegmentReader,
        boost: Score,
    ) -> tantivy::Result<Option<PlacesScorer>> {
        let PlacesQuery {
            places,
            part,
            measure,
        } = &self.query;
        let counts = counts(&places.root) && matches!(part, None | Some(Part::Removed));
        let option = match counts {
            true => IndexRecordOption::WithFreqs,
            false => IndexRecordOption::WithFreqsAndPositions,
        };
        let postings =
            PostingsSource::open(segment, &places.leaves, option, has_literals(&places.root))?;
        let mut tree = Tree::of(&places.root);
        tree.sort(&postings.leaves);
        if !tree.may_match(&postings.leaves) {
            return Ok(None);
        }
        let norms = match (measure, &self.bm25) {
            (Measure::Words(field) | Measure::Share(field), Some(_)) => {
                segment.get_fieldnorms_reader(*field)?
            }
            _ => FieldNormReader::constant(segment.max_doc(), 1),
        };
        let mut scorer = PlacesScorer {
            root: places.root.clone(),
            counts,
            tree,
            bounds: Bounds::new(segment, *part)?,
            postings,
            bm25: self.bm25.as_ref().map(|bm25| bm25.boost_by(boost)),
            is_share: matches!(measure, Measure::Share(_)),
            norms,
            candidates: match part {
                None => Candidates::of(segment, &places.root, &places.leaves)?,
                Some(_) => None,
            },
            doc: 0,
            frequency: None,
        };
        scorer.settle(0);
        Ok(Some(scorer))
    }
}

impl Weight for PlacesWeight {
    fn scorer(&self, segment: &SegmentReader, boost: Score) -> tantivy::Result<Box<dyn Scorer>> {
        Ok(match self.places(segment, boost)? {
            Some(scorer) => Box::new(scorer),
            None => Box::new(EmptyScorer),
        })
    }

    fn for_each_pruning(
        &self,
        mut threshold: Score,
        segment: &SegmentReader,
        callback: &mut dyn FnMut(DocId, Score) -> Score,
    ) -> tantivy::Result<()> {
        let Some(mut scorer) = self.places(segment, 1.0)? else {
            return Ok(());
        };
        while scorer.doc() != TERMINATED {
            if let Some(score) = scorer.score_above(threshold) {
                threshold = callback(scorer.doc(), score);
            }
            scorer.advance();
        }
        Ok(())
    }

    fn explain(&self, segment: &SegmentReader, doc: DocId) -> tantivy::Result<Explanation> {
        let mut scorer = self.scorer(segment, 1.0)?;
        if scorer.doc() > doc || scorer.seek(doc) != doc {
            return Err(TantivyError::InvalidArgument(format!(
                "document #{doc} does not match"
            )));
        }
        Ok(Explanation::new("words at places", scorer.score()))
    }
}

/// Whether the number of places is that of the terms: they need not be looked at. Mentions do not
/// overlap.
fn counts(node: &Node) -> bool {
    match node {
        Node::Leaf(_) | Node::Mention { .. } => true,
        Node::Any(nodes) => nodes
            .iter()
            .all(|node| matches!(node, Node::Mention { .. })),
        _ => false,
    }
}

fn has_literals(node: &Node) -> bool {
    match node {
        Node::Literal { .. } => true,
        Node::Leaf(_) | Node::Without(..) | Node::Mention { .. } => false,
        Node::Sequence { slots: nodes, .. } | Node::Any(nodes) => nodes.iter().any(has_literals),
        Node::Near { left, right, .. } => has_literals(left) || has_literals(right),
    }
}

/// Which leaves an article must have for a pattern to match.
enum Tree {
    Leaf(usize),
    All(Vec<Tree>),
    Any(Vec<Tree>),
}

impl Tree {
    fn of(node: &Node) -> Tree {
        match node {
            Node::Leaf(leaf) | Node::Without(leaf, _) | Node::Mention { begin: leaf, .. } => {
                Tree::Leaf(*leaf)
            }
            Node::Literal { candidates, .. } => Tree::of(candidates),
            Node::Sequence { slots, .. } => Tree::All(slots.iter().map(Tree::of).collect()),
            Node::Near { left, right, .. } => Tree::All(vec![Tree::of(left), Tree::of(right)]),
            Node::Any(nodes) => Tree::Any(nodes.iter().map(Tree::of).collect()),
        }
    }

    /// Lets the rarest of what is needed lead.
    fn sort(&mut self, leaves: &[Slot]) {
        if let Tree::All(trees) | Tree::Any(trees) = self {
            trees.iter_mut().for_each(|tree| tree.sort(leaves));
            trees.sort_by_key(|tree| tree.size_hint(leaves));
        }
    }

    fn size_hint(&self, leaves: &[Slot]) -> u32 {
        match self {
            Tree::Leaf(leaf) => leaves[*leaf].size_hint(),
            Tree::All(trees) => {
                let hints = trees.iter().map(|tree| tree.size_hint(leaves));
                hints.min().unwrap_or_default()
            }
            Tree::Any(trees) => {
                let hints = trees.iter().map(|tree| tree.size_hint(leaves));
                hints.fold(0, u32::saturating_add)
            }
        }
    }

    fn may_match(&self, leaves: &[Slot]) -> bool {
        match self {
            Tree::Leaf(leaf) => leaves[*leaf].doc() != TERMINATED,
            Tree::All(trees) => trees.iter().all(|tree| tree.may_match(leaves)),
            Tree::Any(trees) => trees.iter().any(|tree| tree.may_match(leaves)),
        }
    }

    /// How often its terms stand in a document.
    fn frequency(&self, leaves: &[Slot], doc: DocId) -> u32 {
        match self {
            Tree::Leaf(leaf) => match &leaves[*leaf] {
                slot if slot.doc() == doc => slot.term_freq(),
                _ => 0,
            },
            Tree::All(trees) | Tree::Any(trees) => {
                trees.iter().map(|tree| tree.frequency(leaves, doc)).sum()
            }
        }
    }

    /// The first document from `target` on that has what is needed.
    fn seek(&self, leaves: &mut [Slot], target: DocId) -> DocId {
        match self {
            Tree::Leaf(leaf) => leaves[*leaf].seek(target),
            Tree::All(trees) => {
                let mut candidate = target;
                'candidates: loop {
                    if candidate == TERMINATED {
                        return TERMINATED;
                    }
                    for tree in trees {
                        let doc = tree.seek(leaves, candidate);
                        if doc > candidate {
                            candidate = doc;
                            continue 'candidates;
                        }
                    }
                    return candidate;
                }
            }
            Tree::Any(trees) => {
                let docs = trees.iter().map(|tree| tree.seek(leaves, target));
                docs.min().unwrap_or(TERMINATED)
            }
        }
    }
}

/// How often a place counts, by the part of the article that it lies in.
struct Bounds {
    title_end: Option<Column<u64>>,
    captions_start: Option<Column<u64>>,
    /// In the title, the body and the captions.
    weights: [u32; 3],
}

impl Bounds {
    fn new(segment: &SegmentReader, part: Option<Part>) -> tantivy::Result<Self> {
        let column = |name| segment.fast_fields().column_opt::<u64>(name);
        let weights = match part {
            None => [TITLE_WEIGHT, 1, 1],
            Some(Part::Title) => [TITLE_WEIGHT, 0, 0],
            Some(Part::Body) => [0, 1, 0],
            Some(Part::Caption) => [0, 0, 1],
            // A field of its own, in which all counts alike.
            Some(Part::Removed) => [1; 3],
        };
        let [title, body, captions] = weights;
        Ok(Bounds {
            title_end: match title == body {
                true => None,
                false => column(column::TITLE_END)?,
            },
            captions_start: match body == captions {
                true => None,
                false => column(column::CAPTIONS_START)?,
            },
            weights,
        })
    }

    /// How often a place of a document counts.
    fn weigher(&self, doc: DocId) -> impl Fn(u32) -> u32 {
        let value = |column: &Option<Column<u64>>| column.as_ref().and_then(|c| c.first(doc));
        let title_end = value(&self.title_end).unwrap_or_default();
        let captions_start = value(&self.captions_start).unwrap_or(u64::MAX);
        let [title, body, captions] = self.weights;
        move |position| match u64::from(position) {
            position if position < title_end => title,
            position if position < captions_start => body,
            _ => captions,
        }
    }
}

pub(super) struct PlacesScorer {
    root: Node,
    /// Whether the number of places is that of the terms.
    counts: bool,
    tree: Tree,
    bounds: Bounds,
    postings: PostingsSource,
    bm25: Option<Bm25Weight>,
    is_share: bool,
    norms: FieldNormReader,
    /// Where it can match, if it is any of some words.
    candidates: Option<Candidates>,
    doc: DocId,
    /// How often the pattern matches in `doc`, if that was counted.
    frequency: Option<u32>,
}

impl PlacesScorer {
    /// Moves to the first document from `target` on that matches.
    fn settle(&mut self, mut target: DocId) {
        loop {
            self.doc = match &self.candidates {
                Some(candidates) => candidates.seek(target),
                None => self.tree.seek(&mut self.postings.leaves, target),
            };
            if self.doc == TERMINATED {
                return;
            }
            let candidates = self.candidates.as_ref();
            if candidates.is_some_and(|candidates| candidates.is_sure(self.doc)) {
                self.frequency = None;
                return;
            }
            let frequency = self.count();
            self.frequency = Some(frequency);
            if frequency > 0 {
                return;
            }
            target = self.doc + 1;
        }
    }

    /// How often the pattern matches in the document.
    fn frequency(&mut self) -> u32 {
        match self.frequency {
            Some(frequency) => frequency,
            None => {
                let frequency = self.count();
                *self.frequency.insert(frequency)
            }
        }
    }

    /// The score, if it is above a threshold.
    pub(super) fn score_above(&mut self, threshold: Score) -> Option<Score> {
        if let (None, Some(candidates), Some(bm25)) = (self.frequency, &self.candidates, &self.bm25)
        {
            // In the title a word counts several times, of which its postings may have one.
            let most = candidates.most(self.doc).saturating_mul(TITLE_WEIGHT);
            if !self.is_share && bm25.score(self.norms.fieldnorm_id(self.doc), most) <= threshold {
                return None;
            }
        }
        Some(self.score()).filter(|score| *score > threshold)
    }

    /// Counts the places in the document.
    fn count(&mut self) -> u32 {
        if self.counts {
            return self.tree.frequency(&self.postings.leaves, self.doc);
        }
        self.postings.stand_at(self.doc);
        let weigh = self.bounds.weigher(self.doc);
        let places = spans(&self.root, &mut self.postings);
        places.iter().map(|place| weigh(place.first)).sum()
    }
}

impl DocSet for PlacesScorer {
    fn advance(&mut self) -> DocId {
        if self.doc != TERMINATED {
            self.settle(self.doc + 1);
        }
        self.doc
    }

    fn seek(&mut self, target: DocId) -> DocId {
        if self.doc < target {
            self.settle(target);
        }
        self.doc
    }

    fn doc(&self) -> DocId {
        self.doc
    }

    fn size_hint(&self) -> u32 {
        match &self.candidates {
            Some(candidates) => candidates.len(),
            None => self.tree.size_hint(&self.postings.leaves),
        }
    }
}

impl Scorer for PlacesScorer {
    fn score(&mut self) -> Score {
        if self.bm25.is_none() {
            return 1.0;
        }
        let frequency = self.frequency();
        let Some(bm25) = &self.bm25 else { return 1.0 };
        if self.is_share {
            let words = self.norms.fieldnorm(self.doc).max(1);
            let share = frequency as Score / words as Score;
            return bm25.max_score() * share / (share + HALF_SHARE);
        }
        bm25.score(self.norms.fieldnorm_id(self.doc), frequency)
    }
}
