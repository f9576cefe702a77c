//! `two copies → the words in which they differ`.

use std::ops::Range;

use similar::{Algorithm, DiffOp, capture_diff_slices};

use crate::analysis::Words;
use crate::analysis::hash::hash_of;

/// Words of each text that are compared, from its beginning: those of a short book. Of two such texts
/// without a word in common it takes a second.
const WORDS_MAX: usize = 20_000;

/// In what a text differs from an older one; case, accents and signs do not count.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Difference {
    /// Words of the older text that are not in the newer one, and the other way round.
    pub cut: usize,
    pub added: usize,
    /// Where they stand, in order.
    pub changes: Vec<Change>,
}

/// A passage of the older text that another one of the newer text stands for; one of them may be
/// empty. Both are bytes of their texts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    pub cut: Range<usize>,
    pub added: Range<usize>,
}

impl Difference {
    /// The shortest list of changes (Myers 1986).
    pub fn between(older: &str, newer: &str) -> Difference {
        let (old, old_spans) = words(older);
        let (new, new_spans) = words(newer);
        let mut difference = Difference::default();
        let ops = capture_diff_slices(Algorithm::Myers, &old, &new);
        for op in ops.iter().filter(|op| !matches!(op, DiffOp::Equal { .. })) {
            let (cut, added) = (op.old_range(), op.new_range());
            difference.cut += cut.len();
            difference.added += added.len();
            difference.changes.push(Change {
                cut: bytes(&old_spans, cut),
                added: bytes(&new_spans, added),
            });
        }
        difference
    }
}

/// The words of a text by their hashes, and where they stand.
fn words(text: &str) -> (Vec<u64>, Vec<Range<usize>>) {
    let mut words = Words::new(text);
    let (mut hashes, mut spans) = (Vec::new(), Vec::new());
    while hashes.len() < WORDS_MAX
        && let Some(span) = words.next_span()
    {
        hashes.push(hash_of(words.folded().as_bytes()));
        spans.push(span);
    }
    (hashes, spans)
}

/// The bytes from the first to the last of some words; none of none.
fn bytes(spans: &[Range<usize>], words: Range<usize>) -> Range<usize> {
    match spans.get(words) {
        Some([first, .., last]) => first.start..last.end,
        Some([only]) => only.clone(),
        _ => 0..0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_cut_and_added_stand_where_they_are() {
        let (older, newer) = (
            "The ferry left at noon, late.",
            "The old ferry left, at one.",
        );
        let difference = Difference::between(older, newer);
        assert_eq!((difference.cut, difference.added), (2, 2));
        let texts: Vec<(&str, &str)> = difference
            .changes
            .iter()
            .map(|change| (&older[change.cut.clone()], &newer[change.added.clone()]))
            .collect();
        assert_eq!(texts, [("", "old"), ("noon, late", "one")]);
        assert_eq!(Difference::between("Same", "same!"), Difference::default());
    }
}
