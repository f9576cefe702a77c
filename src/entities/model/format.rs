//! The model as bytes: read in place, without parsing.
//!
//! ```text
//! magic, version, counts │ lexicon │ follow │ checks │ rows
//! ```
//!
//! All numbers are little-endian; nothing needs alignment. A feature's row of weights lies in one
//! of two buckets of eight that its hash names (cuckoo hashing, Pagh and Rodler 2004), found by 16
//! bits of the hash: another feature passes for it once in 4,000 look-ups. Weights are bytes, a
//! 32nd of a unit each.

use std::borrow::Cow;
use std::cmp::Ordering;

use rustc_hash::FxHashMap;

use super::hash::mix;
use super::labels::LABELS;
use super::lexicon::{CLASS_LEVELS, Entry, Known, Lexicon, Usual};

/// Units of a stored weight in one of training.
pub const UNIT: f32 = 32.0;

const MAGIC: &[u8; 8] = b"dateline";
/// Raise it with every change to this layout or to what features are.
pub const VERSION: u32 = 1;
const HEADER: usize = 8 + 4 * 4;
/// Hash, classes, usual case, lists.
const WORD: usize = 4 + 2 * CLASS_LEVELS + 2;
const SLOTS: usize = 8;
/// A slot that holds no row.
const FREE: u16 = 0;

/// A row of weights, by label.
pub type Row = [i8; LABELS];

/// A trained model.
pub struct Model {
    bytes: Cow<'static, [u8]>,
    words: usize,
    buckets: usize,
    /// Where the parts begin.
    follow: usize,
    checks: usize,
    rows: usize,
}

/// Bytes that are no model.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum FormatError {
    #[error("it is no model of dateline")]
    NotAModel,
    #[error(
        "it has version {0}, this program reads version {VERSION}; make it again with `dateline model train`"
    )]
    OtherVersion(u32),
    #[error("it is damaged: {have} bytes instead of {want}")]
    Damaged { have: usize, want: usize },
}

impl Model {
    /// Takes the bytes of a model; only their header and length are looked at.
    pub fn from_bytes(bytes: impl Into<Cow<'static, [u8]>>) -> Result<Model, FormatError> {
        let bytes = bytes.into();
        if bytes.len() < HEADER || &bytes[..8] != MAGIC {
            return Err(FormatError::NotAModel);
        }
        let version = number(&bytes, 8);
        if version != VERSION {
            return Err(FormatError::OtherVersion(version));
        }
        let (words, buckets) = (number(&bytes, 12) as usize, number(&bytes, 16) as usize);
        let labels = number(&bytes, 20) as usize;
        let follow = words.saturating_mul(WORD).saturating_add(HEADER);
        let checks = follow.saturating_add(LABELS * LABELS * 2);
        let rows = buckets.saturating_mul(SLOTS * 2).saturating_add(checks);
        let want = buckets.saturating_mul(SLOTS * LABELS).saturating_add(rows);
        if labels != LABELS || bytes.len() != want || buckets == 0 {
            return Err(FormatError::Damaged {
                have: bytes.len(),
                want,
            });
        }
        Ok(Model {
            bytes,
            words,
            buckets,
            follow,
            checks,
            rows,
        })
    }

    /// A model that knows nothing and finds nothing.
    pub fn empty() -> Model {
        let (bytes, _) = Model::write(
            &Lexicon::default(),
            &[[0.0; LABELS]; LABELS],
            &FxHashMap::default(),
        );
        let follow = HEADER;
        let checks = follow + LABELS * LABELS * 2;
        Model {
            bytes: bytes.into(),
            words: 0,
            buckets: 1,
            follow,
            checks,
            rows: checks + SLOTS * 2,
        }
    }

    /// Writes a model. Of rows that find no place (about none below the usual load) the last are
    /// left out; how many is returned.
    pub fn write(
        lexicon: &Lexicon,
        follow: &[[f32; LABELS]; LABELS],
        rows: &FxHashMap<u64, Row>,
    ) -> (Vec<u8>, usize) {
        let mut words: Vec<(u32, Entry)> = lexicon.entries().collect();
        words.sort_unstable_by_key(|(hash, _)| *hash);
        words.dedup_by_key(|(hash, _)| *hash);
        let buckets = (rows.len() * 100).div_ceil(SLOTS * 96).max(1);
        let (slots, lost) = place(rows, buckets);
        let mut bytes = Vec::new();
        bytes.extend_from_slice(MAGIC);
        for number in [VERSION, words.len() as u32, buckets as u32, LABELS as u32] {
            bytes.extend_from_slice(&number.to_le_bytes());
        }
        for (hash, entry) in &words {
            bytes.extend_from_slice(&hash.to_le_bytes());
            for class in entry.classes {
                bytes.extend_from_slice(&class.to_le_bytes());
            }
            bytes.extend_from_slice(&[entry.usual as u8, entry.lists]);
        }
        for weight in follow.iter().flatten() {
            let weight = (weight * UNIT).round().clamp(-20_000.0, 20_000.0) as i16;
            bytes.extend_from_slice(&weight.to_le_bytes());
        }
        for slot in &slots {
            bytes.extend_from_slice(&slot.map_or(FREE, check).to_le_bytes());
        }
        for slot in &slots {
            let row = slot
                .and_then(|feature| rows.get(&feature))
                .copied()
                .unwrap_or([0; LABELS]);
            bytes.extend(row.map(|weight| weight as u8));
        }
        (bytes, lost)
    }

    /// Another one for another model: FNV-1a over a sample of its bytes.
    pub fn fingerprint(&self) -> u64 {
        let sample = self.bytes.iter().step_by(self.bytes.len() / 65_536 + 1);
        sample.fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
            (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3)
        })
    }

    /// What it is worth that one label follows another.
    pub fn follow(&self) -> [[i32; LABELS]; LABELS] {
        let mut follow = [[0; LABELS]; LABELS];
        let weights = self.bytes[self.follow..self.checks].chunks_exact(2);
        for (weight, bytes) in follow.iter_mut().flatten().zip(weights) {
            *weight = i32::from(short(bytes, 0) as i16);
        }
        follow
    }

    /// Adds the weights of features to the worth of labels.
    ///
    /// Most features have no weights. The slots of those that do are found first, without a branch,
    /// since no processor can guess which they are.
    pub fn add_weights(&self, features: &[u64], scores: &mut [i16; LABELS]) {
        const BATCH: usize = 64;
        for features in features.chunks(BATCH) {
            let mut slots = [0u32; BATCH];
            let mut found = 0;
            for feature in features {
                let [first, second] =
                    places(*feature, self.buckets).map(|bucket| self.slot(bucket, check(*feature)));
                let (slot, has) = if first.1 { first } else { second };
                slots[found] = slot;
                found += usize::from(has || second.1);
            }
            for slot in &slots[..found] {
                let at = self.rows + *slot as usize * LABELS;
                let row = self.bytes.get(at..at + LABELS).unwrap_or_default();
                for (score, weight) in scores.iter_mut().zip(row) {
                    *score = score.saturating_add(i16::from(*weight as i8));
                }
            }
        }
    }

    /// The slot of a bucket with this check, and whether there is one: all eight are compared at
    /// once, 16 bits each.
    #[inline]
    fn slot(&self, bucket: usize, wanted: u16) -> (u32, bool) {
        const LOW: u128 = u128::MAX / 0xffff;
        const HIGH: u128 = LOW << 15;
        let at = self.checks + bucket * SLOTS * 2;
        let checks = self.bytes.get(at..).and_then(|bytes| bytes.first_chunk());
        let checks = u128::from_le_bytes(*checks.unwrap_or(&[0; SLOTS * 2]));
        let other = checks ^ (LOW * u128::from(wanted));
        // The lowest bit that is set is that of the first check without a difference.
        let equal = other.wrapping_sub(LOW) & !other & HIGH;
        let slot = bucket * SLOTS + equal.trailing_zeros() as usize / 16;
        (slot as u32, equal != 0)
    }
}

/// Words lie in the order of their hashes.
impl Known for Model {
    fn by_hash(&self, hash: u32) -> Entry {
        let words = &self.bytes[HEADER..self.follow];
        let (mut low, mut high) = (0, self.words);
        while low < high {
            let middle = low.midpoint(high);
            let word = &words[middle * WORD..][..WORD];
            match number(word, 0).cmp(&hash) {
                Ordering::Less => low = middle + 1,
                Ordering::Greater => high = middle,
                Ordering::Equal => {
                    let mut entry = Entry::default();
                    for (level, class) in entry.classes.iter_mut().enumerate() {
                        *class = short(word, 4 + 2 * level);
                    }
                    let end = 4 + 2 * CLASS_LEVELS;
                    entry.usual = Usual::from_code(word[end]);
                    entry.lists = word[end + 1];
                    return entry;
                }
            }
        }
        Entry::default()
    }
}

fn number(bytes: &[u8], at: usize) -> u32 {
    u32::from_le_bytes([bytes[at], bytes[at + 1], bytes[at + 2], bytes[at + 3]])
}

#[inline]
fn short(bytes: &[u8], at: usize) -> u16 {
    u16::from_le_bytes([bytes[at], bytes[at + 1]])
}

/// The part of a feature's hash that tells it from others in its bucket.
fn check(feature: u64) -> u16 {
    (feature as u16).max(FREE + 1)
}

/// The two buckets that may hold a feature.
fn places(feature: u64, buckets: usize) -> [usize; 2] {
    let scale = |hash: u64| ((u128::from(hash) * buckets as u128) >> 64) as usize;
    [scale(feature), scale(mix(feature, 0x5bd1_e995))]
}

/// Finds a slot for each feature: the feature that is in the way moves to its other bucket.
fn place(rows: &FxHashMap<u64, Row>, buckets: usize) -> (Vec<Option<u64>>, usize) {
    /// Moves until a feature counts as homeless.
    const MOVES_MAX: usize = 2_000;
    let mut slots: Vec<Option<u64>> = vec![None; buckets * SLOTS];
    let mut features: Vec<u64> = rows.keys().copied().collect();
    features.sort_unstable();
    let mut lost = 0;
    for feature in features {
        let (mut homeless, mut turn) = (feature, 0);
        loop {
            let free = places(homeless, buckets).into_iter().find_map(|bucket| {
                let first = bucket * SLOTS;
                (first..first + SLOTS).find(|slot| slots[*slot].is_none())
            });
            if let Some(slot) = free {
                slots[slot] = Some(homeless);
                break;
            }
            if turn == MOVES_MAX {
                lost += 1;
                break;
            }
            let bucket = places(homeless, buckets)[turn % 2];
            let slot = bucket * SLOTS + (mix(homeless, turn as u64) as usize) % SLOTS;
            homeless = slots[slot].replace(homeless).unwrap_or(homeless);
            turn += 1;
        }
    }
    (slots, lost)
}
