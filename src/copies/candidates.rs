//! `sketches → pairs that may be copies`, without comparing each with each.
//!
//! Locality-sensitive hashing (Indyk and Motwani 1998): three bytes of a sketch are a band, and
//! sketches that have a band alike are compared. With 21 bands, a pair of resemblance .68 (a tenth of the
//! words replaced, here and there) has one alike with a probability of .999, one of .47 (a fifth) of .9,
//! one of .1 of .02.

use super::sketch::{BINS, Sketch};

/// Bytes of a band, and bands.
const ROWS: usize = 3;
const BANDS: usize = BINS / ROWS;

/// Bytes that must be alike for the bodies to be read: a resemblance of .4 has fewer once in a hundred
/// times.
const ALIKE_MIN: usize = BINS / 4;

/// Of the sketches that have a band alike, those that each is compared with. More are made by one
/// form.
const COMPARED_MAX: usize = 32;

/// Pairs of each sketch with those before it, the most alike: their bodies are read.
const PAIRS_MAX: usize = 16;

/// The pairs, the lesser number first; in order. The first sketches count before the others where
/// there are too many: they are to be in an order that depends on nothing else.
pub fn candidates(sketches: &[Sketch]) -> Vec<(u32, u32)> {
    let mut found: Vec<Vec<(usize, u32)>> = vec![Vec::new(); sketches.len()];
    let mut keys: Vec<(u32, u32)> = Vec::with_capacity(sketches.len());
    for band in 0..BANDS {
        keys.clear();
        let sketches_of = sketches.iter().zip(0_u32..);
        keys.extend(sketches_of.map(|(sketch, number)| (key(sketch, band), number)));
        keys.sort_unstable();
        for alike in keys.chunk_by(|a, b| a.0 == b.0) {
            for (at, (_, number)) in alike.iter().enumerate().skip(1) {
                let Some(found) = found.get_mut(*number as usize) else {
                    continue;
                };
                for (_, other) in &alike[..at.min(COMPARED_MAX)] {
                    let bytes = alike_bytes(sketches, *number, *other);
                    if bytes >= ALIKE_MIN {
                        keep(found, (bytes, *other));
                    }
                }
            }
        }
    }
    let pairs = found.iter().zip(0_u32..);
    let pairs =
        pairs.flat_map(|(found, number)| found.iter().map(move |(_, other)| (*other, number)));
    let mut pairs: Vec<(u32, u32)> = pairs.collect();
    pairs.sort_unstable();
    pairs
}

/// The bytes of a band, as a number.
fn key(sketch: &Sketch, band: usize) -> u32 {
    let bytes = sketch.least().iter().skip(band * ROWS).take(ROWS);
    bytes.fold(0, |key, byte| key << 8 | u32::from(*byte))
}

fn alike_bytes(sketches: &[Sketch], a: u32, b: u32) -> usize {
    match (sketches.get(a as usize), sketches.get(b as usize)) {
        (Some(a), Some(b)) => a.alike(b),
        _ => 0,
    }
}

/// Keeps a pair if it is among the best.
fn keep(found: &mut Vec<(usize, u32)>, pair: (usize, u32)) {
    if found.contains(&pair) {
        return;
    }
    let is_before = |kept: &(usize, u32)| (kept.0, pair.1) > (pair.0, kept.1);
    let at = found.partition_point(is_before);
    if at < PAIRS_MAX {
        found.insert(at, pair);
        found.truncate(PAIRS_MAX);
    }
}
