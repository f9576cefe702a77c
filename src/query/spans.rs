//! `pattern + where its terms stand → the places where it matches`.
//!
//! The same functions read the postings of the index, to find articles, and the words of one
//! article, to mark what was found: so that what is marked is what matched.

use std::collections::BTreeMap;

use tantivy::Term;

/// Places in one article of patterns near each other, or of a loose phrase. A text that repeats two
/// words hundreds of times beside each other has more; what lies beyond is passed over.
const SPANS_MAX: usize = 10_000;

/// A run of positions: from its first to its last, both included.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Span {
    pub first: u32,
    pub last: u32,
}

/// A pattern in terms of the index.
#[derive(Debug, Clone)]
pub struct Places {
    pub root: Node,
    pub leaves: Vec<Leaf>,
}

/// Terms of which any will do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Leaf {
    pub terms: Vec<Term>,
    /// Whether the terms are different words, whose articles add up; else forms of one.
    pub are_words: bool,
}

/// What stands at places, in terms of [`Places::leaves`], which it names by number.
#[derive(Debug, Clone)]
pub enum Node {
    Leaf(usize),
    /// Where the first stands and the second does not.
    Without(usize, usize),
    /// Where the text has these very letters.
    Literal {
        candidates: Box<Node>,
        typed: String,
    },
    /// From the begin of a mention to the next end of one of its type.
    Mention {
        begin: usize,
        end: usize,
    },
    /// One after the other, with at most `slop` positions left out between them.
    Sequence {
        slots: Vec<Node>,
        slop: u32,
    },
    /// At most `distance` positions from the end of one to the begin of the other.
    Near {
        left: Box<Node>,
        right: Box<Node>,
        distance: u32,
        ordered: bool,
    },
    Any(Vec<Node>),
}

/// Where terms stand in one article.
pub trait Source {
    /// Appends the positions of a leaf, in order, each once.
    fn positions(&mut self, leaf: usize, positions: &mut Vec<u32>);

    /// Whether the word at a position is written so.
    fn is_written(&mut self, position: u32, typed: &str) -> bool;
}

/// The places of a pattern in an article, in order, each once.
pub fn spans(node: &Node, source: &mut dyn Source) -> Vec<Span> {
    let mut found = match node {
        Node::Leaf(leaf) => points(positions(*leaf, source)),
        Node::Without(leaf, others) => {
            let mut places = positions(*leaf, source);
            if !places.is_empty() {
                let others = positions(*others, source);
                places.retain(|place| others.binary_search(place).is_err());
            }
            points(places)
        }
        Node::Literal { candidates, typed } => {
            let mut found = spans(candidates, source);
            found.retain(|span| source.is_written(span.first, typed));
            found
        }
        Node::Mention { begin, end } => {
            let begins = positions(*begin, source);
            if begins.is_empty() {
                return Vec::new();
            }
            let ends = positions(*end, source);
            let whole = |first: u32| {
                let end = ends.partition_point(|end| *end < first);
                let last = ends.get(end).copied().unwrap_or(first);
                Span { first, last }
            };
            begins.into_iter().map(whole).collect()
        }
        Node::Sequence { slots, slop } => sequences(slots, *slop, source),
        Node::Near {
            left,
            right,
            distance,
            ordered,
        } => {
            let lefts = spans(left, source);
            let rights = match lefts.is_empty() {
                true => Vec::new(),
                false => spans(right, source),
            };
            pairs(&lefts, &rights, *distance, *ordered)
                .map(|(left, right)| hull(left, right))
                .take(SPANS_MAX)
                .collect()
        }
        Node::Any(nodes) => nodes.iter().flat_map(|node| spans(node, source)).collect(),
    };
    found.sort_unstable();
    found.dedup();
    found
}

/// What takes part in some places of a pattern: of two patterns near each other both, without
/// what stands between them.
pub fn parts(node: &Node, source: &mut dyn Source, wanted: &[Span], into: &mut Vec<Span>) {
    if wanted.is_empty() {
        return;
    }
    let is_wanted = |span: &Span| wanted.binary_search(span).is_ok();
    match node {
        Node::Leaf(_) | Node::Without(..) | Node::Literal { .. } | Node::Mention { .. } => {
            into.extend_from_slice(wanted);
        }
        Node::Sequence { slop: 0, .. } => into.extend_from_slice(wanted),
        Node::Sequence { slots, .. } => {
            let found: Vec<Vec<Span>> = slots.iter().map(|slot| spans(slot, source)).collect();
            for span in wanted {
                // The nearest of each slot, from the last backwards.
                let mut end = span.last + 1;
                for spans in found.iter().rev() {
                    let inside = |s: &&Span| s.first >= span.first && s.last < end;
                    if let Some(slot) = spans.iter().rev().find(inside) {
                        into.push(*slot);
                        end = slot.first;
                    }
                }
            }
        }
        Node::Near {
            left,
            right,
            distance,
            ordered,
        } => {
            let (lefts, rights) = (spans(left, source), spans(right, source));
            let (mut at_left, mut at_right) = (Vec::new(), Vec::new());
            for (a, b) in pairs(&lefts, &rights, *distance, *ordered) {
                if is_wanted(&hull(a, b)) {
                    at_left.push(a);
                    at_right.push(b);
                }
            }
            for (node, mut wanted) in [(left, at_left), (right, at_right)] {
                wanted.sort_unstable();
                wanted.dedup();
                parts(node, source, &wanted, into);
            }
        }
        Node::Any(nodes) => {
            for node in nodes {
                let mut found = spans(node, source);
                found.retain(is_wanted);
                parts(node, source, &found, into);
            }
        }
    }
}

fn positions(leaf: usize, source: &mut dyn Source) -> Vec<u32> {
    let mut found = Vec::new();
    source.positions(leaf, &mut found);
    found
}

fn points(positions: Vec<u32>) -> Vec<Span> {
    let point = |at| Span {
        first: at,
        last: at,
    };
    positions.into_iter().map(point).collect()
}

fn hull(a: Span, b: Span) -> Span {
    Span {
        first: a.first.min(b.first),
        last: a.last.max(b.last),
    }
}

fn sequences(slots: &[Node], slop: u32, source: &mut dyn Source) -> Vec<Span> {
    let Some((first, rest)) = slots.split_first() else {
        return Vec::new();
    };
    let begun = spans(first, source);
    if slop == 0 {
        return rest.iter().fold(begun, |begun, slot| {
            if begun.is_empty() {
                return begun;
            }
            follow(&begun, &spans(slot, source))
        });
    }
    // How few positions were left out on the way to each span.
    let mut begun: BTreeMap<Span, u32> = begun.into_iter().map(|span| (span, 0)).collect();
    for slot in rest {
        if begun.is_empty() {
            break;
        }
        let found = spans(slot, source);
        let mut longer: BTreeMap<Span, u32> = BTreeMap::new();
        for (span, used) in begun {
            let from = found.partition_point(|next| next.first <= span.last);
            for next in &found[from..] {
                let used = used + (next.first - span.last - 1);
                if used > slop {
                    break;
                }
                let least = longer.entry(hull(span, *next)).or_insert(used);
                *least = used.min(*least);
            }
            if longer.len() > SPANS_MAX {
                break;
            }
        }
        begun = longer;
    }
    begun.into_keys().collect()
}

/// The spans that go on with one that stands right behind them.
fn follow(begun: &[Span], found: &[Span]) -> Vec<Span> {
    let mut longer = Vec::new();
    for span in begun {
        let after = span.last.saturating_add(1);
        let from = found.partition_point(|next| next.first < after);
        let next = found[from..].iter().take_while(|next| next.first == after);
        longer.extend(next.map(|next| hull(*span, *next)));
        if longer.len() > SPANS_MAX {
            break;
        }
    }
    longer
}

/// Pairs that are near each other and do not overlap.
fn pairs<'a>(
    lefts: &'a [Span],
    rights: &'a [Span],
    distance: u32,
    ordered: bool,
) -> impl Iterator<Item = (Span, Span)> + 'a {
    let after = move |a: &'a Span, others: &'a [Span]| {
        let from = others.partition_point(|b| b.first <= a.last);
        let near = others[from..].iter();
        near.take_while(move |b| b.first - a.last <= distance)
    };
    let forth = lefts
        .iter()
        .flat_map(move |a| after(a, rights).map(|b| (*a, *b)));
    let back = rights
        .iter()
        .filter(move |_| !ordered)
        .flat_map(move |b| after(b, lefts).map(|a| (*a, *b)));
    forth.chain(back)
}

impl Default for Places {
    /// Nothing that stands anywhere.
    fn default() -> Self {
        Places {
            root: Node::Any(Vec::new()),
            leaves: Vec::new(),
        }
    }
}

impl Places {
    /// Whether some article may match: no part of it that is needed lacks terms.
    pub fn may_match(&self) -> bool {
        self.may_match_at(&self.root)
    }

    fn may_match_at(&self, node: &Node) -> bool {
        let has_terms = |leaf: &usize| !self.leaves[*leaf].terms.is_empty();
        match node {
            Node::Leaf(leaf) | Node::Without(leaf, _) | Node::Mention { begin: leaf, .. } => {
                has_terms(leaf)
            }
            Node::Literal { candidates, .. } => self.may_match_at(candidates),
            Node::Sequence { slots, .. } => slots.iter().all(|slot| self.may_match_at(slot)),
            Node::Near { left, right, .. } => self.may_match_at(left) && self.may_match_at(right),
            Node::Any(nodes) => nodes.iter().any(|node| self.may_match_at(node)),
        }
    }

    /// Adds a leaf, and gives its number. Each node needs its own, as each goes through the articles
    /// at its own pace.
    pub fn leaf(&mut self, terms: Vec<Term>, are_words: bool) -> usize {
        self.leaves.push(Leaf { terms, are_words });
        self.leaves.len() - 1
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Leaves by number.
    struct Given(Vec<Vec<u32>>);

    impl Source for Given {
        fn positions(&mut self, leaf: usize, positions: &mut Vec<u32>) {
            positions.extend(&self.0[leaf]);
        }

        fn is_written(&mut self, position: u32, _: &str) -> bool {
            position.is_multiple_of(2)
        }
    }

    fn found(node: &Node, leaves: &[&[u32]]) -> Vec<(u32, u32)> {
        let mut source = Given(leaves.iter().map(|leaf| leaf.to_vec()).collect());
        let spans = spans(node, &mut source);
        spans.iter().map(|span| (span.first, span.last)).collect()
    }

    fn near(distance: u32, ordered: bool) -> Node {
        Node::Near {
            left: Box::new(Node::Leaf(0)),
            right: Box::new(Node::Leaf(1)),
            distance,
            ordered,
        }
    }

    #[test]
    fn distance_is_counted_from_word_to_word_in_either_order() {
        assert_eq!(
            found(&near(3, false), &[&[5, 20], &[2, 9, 23]]),
            [(2, 5), (20, 23)]
        );
        assert_eq!(found(&near(3, true), &[&[5, 20], &[2, 9, 23]]), [(20, 23)]);
        assert_eq!(found(&near(4, true), &[&[5], &[9]]), [(5, 9)]);
    }

    #[test]
    fn a_word_is_not_near_itself() {
        let same: &[u32] = &[4, 9];
        assert_eq!(found(&near(9, false), &[same, same]), [(4, 9)]);
        assert_eq!(found(&near(9, false), &[&[4], &[4]]), []);
    }

    #[test]
    fn a_mention_reaches_to_its_end_and_can_be_part_of_a_phrase() {
        let mention = Node::Mention { begin: 0, end: 1 };
        let phrase = Node::Sequence {
            slots: vec![mention, Node::Leaf(2)],
            slop: 0,
        };
        assert_eq!(found(&phrase, &[&[3, 10], &[5, 10], &[6, 12]]), [(3, 6)]);
    }

    #[test]
    fn the_slop_of_a_phrase_is_spent_once() {
        let phrase = |slop| Node::Sequence {
            slots: (0..3).map(Node::Leaf).collect(),
            slop,
        };
        let leaves: &[&[u32]] = &[&[1], &[3], &[5]];
        assert_eq!(found(&phrase(2), leaves), [(1, 5)]);
        assert_eq!(found(&phrase(1), leaves), []);
    }

    #[test]
    fn what_takes_part_is_without_what_stands_between() {
        let mut source = Given(vec![vec![5, 40], vec![2, 9]]);
        let node = near(4, false);
        let wanted = spans(&node, &mut source);
        let mut found = Vec::new();
        parts(&node, &mut source, &wanted, &mut found);
        found.sort_unstable();
        found.dedup();
        let found: Vec<u32> = found.iter().map(|span| span.first).collect();
        assert_eq!(found, [2, 5, 9]);
    }
}
