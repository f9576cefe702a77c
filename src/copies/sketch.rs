//! `the words of a body → 72 bytes`: a hash of them all, and 64 bytes of which two bodies have as
//! many alike as they resemble each other.
//!
//! One-permutation MinHash (Li, Owen and Zhang 2012): a hash of each shingle chooses one of 64 bins,
//! and the least hash of each bin is kept. Bins that are empty borrow from others (Shrivastava 2017,
//! "Optimal densification"), and one byte of each least hash is enough (Li and König 2010, "b-bit
//! minwise hashing"): two that differ are alike by chance once in 256.

use super::WORDS_MIN;
use super::body::{Shingler, is_fact, mixed};

/// Bins: with a resemblance of one half, the share of bytes alike has a standard deviation of .06.
pub(super) const BINS: usize = 64;

/// What a body is known by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Sketch {
    least: [u8; BINS],
    /// A hash of all words of headline and body in their order, as they are compared.
    words: u64,
}

impl Sketch {
    /// As numbers, to be kept in a column.
    pub fn to_numbers(self) -> impl Iterator<Item = u64> {
        let (parts, _) = self.least.as_chunks::<8>();
        let parts: Vec<u64> = parts.iter().map(|part| u64::from_le_bytes(*part)).collect();
        parts.into_iter().chain([self.words])
    }

    /// Of [`Sketch::to_numbers`]; `None` if they are more or fewer.
    pub fn of_numbers(mut numbers: impl Iterator<Item = u64>) -> Option<Sketch> {
        let mut least = [0; BINS];
        for part in least.as_chunks_mut::<8>().0 {
            *part = numbers.next()?.to_le_bytes();
        }
        let words = numbers.next()?;
        numbers.next().is_none().then_some(Sketch { least, words })
    }

    /// The same for articles of the same words, and for no others.
    pub fn words(&self) -> u64 {
        self.words
    }

    /// How many bytes are alike.
    pub(super) fn alike(&self, other: &Sketch) -> usize {
        let pairs = self.least.iter().zip(&other.least);
        pairs.map(|(a, b)| usize::from(a == b)).sum()
    }

    pub(super) fn least(&self) -> &[u8; BINS] {
        &self.least
    }
}

/// Makes the sketch of one body after the other.
pub struct Sketcher {
    shingler: Shingler,
    words: u32,
    hash: u64,
    least: [u64; BINS],
}

/// What no hash is.
const EMPTY: u64 = u64::MAX;

impl Default for Sketcher {
    fn default() -> Self {
        Sketcher {
            shingler: Shingler::default(),
            words: 0,
            hash: 0,
            least: [EMPTY; BINS],
        }
    }
}

impl Sketcher {
    /// Sees the hash of the next word of the headline, and the word as it is written.
    pub fn see_title(&mut self, word: u64, written: &str) {
        self.hash = mixed(self.hash ^ word ^ u64::from(is_fact(written)) << 63);
    }

    /// Sees the hash of the next word of the body, and the word as it is written.
    pub fn see(&mut self, word: u64, written: &str) {
        self.see_title(word, written);
        self.words = self.words.saturating_add(1);
        if let Some(shingle) = self.shingler.see(word) {
            // The highest bits are those of the bin.
            let bin = (shingle >> (u64::BITS - BINS.ilog2())) as usize;
            self.least[bin] = self.least[bin].min(shingle);
        }
    }

    /// The sketch of the words since the last one, if those of the body were enough.
    pub fn finish(&mut self) -> Option<Sketch> {
        let Sketcher {
            words, hash, least, ..
        } = std::mem::take(self);
        if words < WORDS_MIN {
            return None;
        }
        let full = |bin: usize| Some(least[bin]).filter(|hash| *hash != EMPTY);
        let lent = |bin: usize| {
            let mut draws = (1..).map(|draw| mixed((bin as u64) << 32 | draw));
            draws.find_map(|drawn| full(drawn as usize % BINS))
        };
        // One shingle at least has filled a bin, and the draws come to it.
        let least = |bin: usize| full(bin).or_else(|| lent(bin)).unwrap_or(EMPTY);
        Some(Sketch {
            // The lowest byte: the higher ones of the least are small.
            least: std::array::from_fn(|bin| least(bin) as u8),
            words: hash,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sketch(words: impl Iterator<Item = u64>) -> Option<Sketch> {
        let mut sketcher = Sketcher::default();
        words.for_each(|word| sketcher.see(mixed(word), "word"));
        sketcher.finish()
    }

    #[test]
    fn a_few_words_have_no_sketch() {
        assert_eq!(sketch(1..12), None);
        assert!(sketch(1..13).is_some());
    }

    #[test]
    fn bytes_alike_tell_the_resemblance() {
        for changed_every in [3, 5, 10, 20, 50] {
            let changed = |at: u64| match at % changed_every {
                0 => at + 1_000_000,
                _ => at,
            };
            let (a, b) = (sketch(0..2000), sketch((0..2000).map(changed)));
            let (Some(a), Some(b)) = (a, b) else {
                panic!("no sketch")
            };
            // Each word stands in two shingles.
            let kept = 1.0 - 2.0 / changed_every as f32;
            let is = kept / (2.0 - kept);
            let told = a.alike(&b) as f32 / BINS as f32;
            assert!((told - is).abs() < 0.2, "{told} is told for {is}");
        }
    }

    #[test]
    fn a_sketch_is_kept_in_numbers() {
        let sketch = sketch(0..40);
        assert!(sketch.is_some());
        let kept = sketch.and_then(|sketch| Sketch::of_numbers(sketch.to_numbers()));
        assert_eq!(kept, sketch);
        assert_eq!(Sketch::of_numbers(0..8), None);
        assert_eq!(Sketch::of_numbers(0..10), None);
    }
}
