//! `word → 64 bits`, for the tables that every word of an archive passes through.

/// A hash of all bytes in steps of eight (multiply and fold, as in wyhash); never 0, so that 0 can
/// mark an empty place.
pub fn hash_of(word: &[u8]) -> u64 {
    let mut parts = word.chunks_exact(8);
    let mut hash = word.len() as u64 ^ 0xA076_1D64_78BD_642F;
    for part in &mut parts {
        hash = fold(hash, little_endian(part));
    }
    fold(hash, little_endian(parts.remainder())).max(1)
}

/// Another hash for the same word, such as that of the word in another field.
pub fn vary(hash: u64, by: u8) -> u64 {
    fold(hash, u64::from(by) + 1).max(1)
}

fn fold(hash: u64, part: u64) -> u64 {
    let product = u128::from(hash ^ part) * 0x9E37_79B9_7F4A_7C15_u128;
    (product as u64) ^ ((product >> 64) as u64)
}

fn little_endian(part: &[u8]) -> u64 {
    part.iter()
        .rev()
        .fold(0, |part, byte| part << 8 | u64::from(*byte))
}
