//! `articles that match → the network of their names`: who stands with whom, and how much more than
//! by chance.
//!
//! The nodes are the names of most articles. Where each of them stands is read from postings, some
//! thousand articles at a time, so that memory does not grow with the archive.

use std::cmp::Reverse;

use rustc_hash::FxHashMap;
use tantivy::schema::IndexRecordOption;
use tantivy::{DocId, SegmentReader, TERMINATED};

use super::ArchiveSearcher;
use super::company::{Chosen, Scope, Together, mentions_of, unit_of};
use super::dossier::known_of;
use super::names::{NameFilter, count};
use crate::entities::EntityType;
use crate::index::{IndexError, guarded};
use crate::names::Name;
use crate::query::Query;
use crate::query::postings::PostingsSource;
use crate::query::spans::{Leaf, Source};

/// Nodes of a network: their pairs, of which each takes 8 bytes, are 16 MB.
pub const NODES_MAX: usize = 2000;

/// Articles that are looked at together: the places of their names take some megabytes.
const WINDOW: DocId = 8192;

/// The strength from which on an edge is drawn if nothing else is said: of pairs that have nothing to
/// do with each other, one in twenty reaches it.
pub const STRENGTH_MIN: f64 = 3.84;

/// Which network is wanted.
#[derive(Debug, Clone, Default)]
pub struct Wanted {
    /// Only articles that match this query; all where there is none.
    pub query: Option<Query>,
    /// Names of these types.
    pub kinds: Vec<EntityType>,
    pub scope: Scope,
    /// The names of most articles, at most [`NODES_MAX`].
    pub nodes: usize,
    /// The strongest edges.
    pub edges: usize,
    /// Articles, paragraphs or sentences that an edge stands for, at least.
    pub both_min: u64,
    /// The log-likelihood ratio of an edge, at least.
    pub strength_min: f64,
}

/// Names, and which of them stand together.
#[derive(Debug, Clone, PartialEq)]
pub struct Graph {
    pub scope: Scope,
    /// Articles that match, and their articles, paragraphs or sentences.
    pub articles: u64,
    pub units: u64,
    /// Names of the wanted types in them.
    pub names: u64,
    /// Those of most articles that have an edge, in this order.
    pub nodes: Vec<Node>,
    /// The surest first.
    pub edges: Vec<Edge>,
    /// Pairs that could be edges, if more were wanted.
    pub pairs: u64,
}

/// A name.
#[derive(Debug, Clone, PartialEq)]
pub struct Node {
    pub id: Name,
    pub kind: EntityType,
    pub name: String,
    pub articles: u64,
    /// Articles, paragraphs or sentences.
    pub units: u64,
}

/// Two names that stand together, by their places among the nodes.
#[derive(Debug, Clone, PartialEq)]
pub struct Edge {
    pub first: usize,
    pub second: usize,
    pub together: Together,
}

/// Gathers a network. `observe` is told how many of how many documents have been looked at.
pub fn graph(
    searcher: &ArchiveSearcher,
    wanted: &Wanted,
    observe: &mut dyn FnMut(u64, u64),
) -> Result<Graph, IndexError> {
    let chosen = Chosen::of(searcher, wanted.query.as_ref())?;
    let filter = NameFilter {
        kinds: wanted.kinds.clone(),
        query: wanted.query.clone(),
        limit: wanted.nodes.min(NODES_MAX),
        ..NameFilter::default()
    };
    let counted = count(searcher, &filter)?;
    guarded(|| {
        let mut pairs = Pairs::new(counted.names.len());
        let mut mentions = Vec::with_capacity(counted.names.len());
        for name in &counted.names {
            mentions.push(mentions_of(searcher, &known_of(searcher, &name.id)?.entity));
        }
        let all = chosen.segments();
        let all: u64 = all.map(|(_, segment)| u64::from(segment.max_doc())).sum();
        let mut before = 0;
        for (number, segment) in chosen.segments() {
            let see = &mut |seen: DocId| observe(before + u64::from(seen), all);
            pairs.count_segment(&chosen, number, segment, &mentions, wanted.scope, see)?;
            before += u64::from(segment.max_doc());
        }
        let units = chosen.units(wanted.scope)?;
        let nodes = counted.names.into_iter().zip(&pairs.units);
        let nodes = nodes.map(|(name, units)| Node {
            id: name.id,
            kind: name.kind,
            name: name.name,
            articles: name.articles,
            units: *units,
        });
        let (edges, pairs) = pairs.edges(units, wanted);
        let mut graph = Graph {
            scope: wanted.scope,
            articles: chosen.units(Scope::Article)?,
            units,
            names: counted.total,
            nodes: nodes.collect(),
            edges,
            pairs,
        };
        graph.leave_out_the_lonely();
        Ok(graph)
    })
}

impl Graph {
    /// Leaves out the nodes without an edge.
    fn leave_out_the_lonely(&mut self) {
        let mut places: FxHashMap<usize, usize> = FxHashMap::default();
        let mut used: Vec<usize> = self
            .edges
            .iter()
            .flat_map(|e| [e.first, e.second])
            .collect();
        used.sort_unstable();
        used.dedup();
        places.extend(used.iter().enumerate().map(|(to, from)| (*from, to)));
        let mut number = 0;
        self.nodes.retain(|_| {
            number += 1;
            places.contains_key(&(number - 1))
        });
        for edge in &mut self.edges {
            let place = |at: usize| places.get(&at).copied().unwrap_or_default();
            (edge.first, edge.second) = (place(edge.first), place(edge.second));
        }
    }
}

/// Counts of some names and of all their pairs.
struct Pairs {
    /// Articles, paragraphs or sentences with each name.
    units: Vec<u64>,
    /// Those with each pair; the second name of a pair stands before the first.
    both: Vec<u64>,
}

/// Where a name stands: in an article, at a position or, later, in a unit.
type Place = (DocId, u32, u32);

impl Pairs {
    fn new(names: usize) -> Pairs {
        Pairs {
            units: vec![0; names],
            both: vec![0; names * names.saturating_sub(1) / 2],
        }
    }

    fn place(first: usize, second: usize) -> usize {
        let (low, high) = (first.min(second), first.max(second));
        high * high.saturating_sub(1) / 2 + low
    }

    fn count_segment(
        &mut self,
        chosen: &Chosen,
        number: u32,
        segment: &SegmentReader,
        mentions: &[Leaf],
        scope: Scope,
        observe: &mut dyn FnMut(DocId),
    ) -> Result<(), IndexError> {
        let option = match scope {
            Scope::Article => IndexRecordOption::Basic,
            _ => IndexRecordOption::WithFreqsAndPositions,
        };
        // The last leaf is that of the marks.
        let leaves: Vec<Leaf> = mentions
            .iter()
            .cloned()
            .chain([chosen.marks(scope)])
            .collect();
        let mut source = PostingsSource::open(segment, &leaves, option, false)?;
        let mut places: Vec<Place> = Vec::new();
        let (mut at, mut starts) = (Vec::new(), Vec::new());
        let mut from = 0;
        while from < segment.max_doc() {
            let end = from.saturating_add(WINDOW);
            places.clear();
            for name in 0..mentions.len() {
                let Some(slot) = source.leaves.get_mut(name) else {
                    continue;
                };
                let mut doc = slot.seek(from);
                while doc != TERMINATED && doc < end {
                    if chosen.has(number, doc) {
                        at.clear();
                        match scope {
                            Scope::Article => at.push(0),
                            _ => {
                                source.stand_at(doc);
                                source.positions(name, &mut at);
                            }
                        }
                        places.extend(at.iter().map(|at| (doc, *at, name as u32)));
                    }
                    let slot = source.leaves.get_mut(name);
                    doc = slot.map_or(TERMINATED, |slot| slot.seek(doc + 1));
                }
            }
            places.sort_unstable();
            for article in places.chunk_by_mut(|a, b| a.0 == b.0) {
                if scope != Scope::Article {
                    starts.clear();
                    source.stand_at(article[0].0);
                    source.positions(mentions.len(), &mut starts);
                    for place in article.iter_mut() {
                        place.1 = unit_of(place.1, &starts) as u32;
                    }
                }
                for unit in article.chunk_by_mut(|a, b| a.1 == b.1) {
                    self.count_unit(unit);
                }
            }
            from = end;
            observe(from.min(segment.max_doc()));
        }
        Ok(())
    }

    /// Counts the names of one article, paragraph or sentence, each once.
    fn count_unit(&mut self, names: &mut [Place]) {
        names.sort_unstable_by_key(|(_, _, name)| *name);
        let mut here: Vec<usize> = names.iter().map(|(_, _, name)| *name as usize).collect();
        here.dedup();
        for (at, second) in here.iter().enumerate() {
            if let Some(units) = self.units.get_mut(*second) {
                *units += 1;
            }
            for first in here.iter().take(at) {
                if let Some(both) = self.both.get_mut(Self::place(*first, *second)) {
                    *both += 1;
                }
            }
        }
    }

    /// The edges that are wanted, and how many pairs are strong enough to be one.
    ///
    /// With a name that stands everywhere nobody stands more often than by chance, since chance is
    /// all there is: such pairs are drawn by their count, beside the others.
    fn edges(&self, all: u64, wanted: &Wanted) -> (Vec<Edge>, u64) {
        let (mut by_strength, mut everywhere) = (Vec::new(), Vec::new());
        for second in 0..self.units.len() {
            for first in 0..second {
                let both = self.both.get(Self::place(first, second)).copied();
                let both = both.unwrap_or_default();
                if both < wanted.both_min.max(1) {
                    continue;
                }
                let together = Together {
                    both,
                    first: self.units[first],
                    second: self.units[second],
                    all,
                };
                let edge = Edge {
                    first,
                    second,
                    together,
                };
                let strength = together.strength();
                if together.first == all || together.second == all {
                    everywhere.push(edge);
                } else if strength > 0.0 && strength >= wanted.strength_min {
                    by_strength.push((strength, edge));
                }
            }
        }
        let pairs = (by_strength.len() + everywhere.len()) as u64;
        by_strength.sort_by(|(a, one), (b, other)| {
            let place = |edge: &Edge| (Reverse(edge.together.both), edge.second, edge.first);
            b.total_cmp(a).then_with(|| place(one).cmp(&place(other)))
        });
        by_strength.truncate(wanted.edges);
        everywhere.sort_by_key(|edge| (Reverse(edge.together.both), edge.second, edge.first));
        let mut edges: Vec<Edge> = by_strength.into_iter().map(|(_, edge)| edge).collect();
        edges.append(&mut everywhere);
        (edges, pairs)
    }
}
