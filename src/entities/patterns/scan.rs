//! Where a pattern may start: at a word, a number, a sign. A text has few such places and many bytes,
//! so 64 bytes are looked at together, and of a word no more than eight.

/// Bytes that are looked at together, one for each bit of a mask.
const BLOCK: usize = 64;

/// The places of a text at which a pattern may start, in order: the first of the ASCII letters and
/// digits that stand together, the first byte of a letter that is not ASCII, and `@`, `:`, `+`.
pub struct Places<'a> {
    bytes: &'a [u8],
    /// Where the bytes of `ahead` begin.
    block: usize,
    /// The places that are still to be told, from the lowest bit.
    ahead: u64,
}

impl<'a> Places<'a> {
    /// From `at`; what stands before is no part of the text.
    pub fn new(bytes: &'a [u8], at: usize) -> Places<'a> {
        let mut places = Places {
            bytes,
            block: 0,
            ahead: 0,
        };
        places.restart(at);
        places
    }

    /// Goes on at `at` as if nothing stood before.
    pub fn restart(&mut self, at: usize) {
        self.block = at;
        self.ahead = places(self.bytes, at, b' ');
    }

    /// Passes over the places before `at`.
    pub fn pass(&mut self, at: usize) {
        match at.saturating_sub(self.block) {
            passed @ ..BLOCK => self.ahead &= u64::MAX << passed,
            _ => self.look(at),
        }
    }

    fn look(&mut self, at: usize) {
        let before = at.checked_sub(1).and_then(|before| self.bytes.get(before));
        self.block = at;
        self.ahead = places(self.bytes, at, before.copied().unwrap_or(b' '));
    }
}

impl Iterator for Places<'_> {
    type Item = usize;

    fn next(&mut self) -> Option<usize> {
        while self.ahead == 0 {
            if self.bytes.len().saturating_sub(self.block) <= BLOCK {
                return None;
            }
            self.look(self.block + BLOCK);
        }
        let at = self.block + self.ahead.trailing_zeros() as usize;
        self.ahead &= self.ahead - 1;
        Some(at)
    }
}

/// The places among the bytes from `at`, after the byte `before`. Has no branches, for the compiler to
/// look at many bytes with one instruction.
fn places(bytes: &[u8], at: usize, before: u8) -> u64 {
    let mut window = [b' '; 1 + BLOCK];
    window[0] = before;
    let rest = bytes.get(at..).unwrap_or_default();
    match rest.first_chunk::<BLOCK>() {
        Some(block) => window[1..].copy_from_slice(block),
        None => window[1..=rest.len()].copy_from_slice(rest),
    }
    let is_alphanumeric =
        |byte: u8| ((byte | 0x20).wrapping_sub(b'a') < 26) | (byte.wrapping_sub(b'0') < 10);
    let mut flags = [0; BLOCK];
    for (n, flag) in flags.iter_mut().enumerate() {
        let (before, byte) = (window[n], window[n + 1]);
        let is_place = is_alphanumeric(byte) & !is_alphanumeric(before)
            // From here on, letters of more than one byte start.
            | (byte >= 0xc3)
            | (byte == b'@')
            | (byte == b':')
            | (byte == b'+');
        *flag = u8::from(is_place);
    }
    let (eights, _) = flags.as_chunks::<8>();
    eights.iter().rev().fold(0, |mask, eight| {
        // Brings the lowest bits of the bytes together in the highest byte.
        let bits = u64::from_le_bytes(*eight).wrapping_mul(0x0102_0408_1020_4080) >> 56;
        mask << 8 | bits
    })
}

/// The start of a word: its ASCII letters, no more than eight; of a word whose first letter is
/// another, three bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Start {
    /// The eight bytes, or as many as there are, and zeros.
    bytes: u64,
    /// Those of them that are of the start.
    letters: u64,
}

impl Start {
    pub fn of(bytes: &[u8], at: usize) -> Start {
        let bytes = eight(bytes, at);
        let letters = match bytes & 0x80 {
            0 => letters(bytes),
            _ => 0xff_ffff,
        };
        Start { bytes, letters }
    }

    /// The same for all words that start so.
    pub fn key(self) -> u64 {
        self.bytes & self.letters
    }

    /// Whether the word has a digit after one or two letters, the first a capital.
    pub fn is_code(self) -> bool {
        let [first, second, third, ..] = self.bytes.to_le_bytes();
        // Without branches: a word is as likely short as long.
        first.is_ascii_uppercase()
            & ((self.letters == 0xff) & second.is_ascii_digit()
                | (self.letters == 0xffff) & third.is_ascii_digit())
    }
}

/// How many ASCII letters stand at `at`; at least `max` where there are more than that.
pub fn count_letters(bytes: &[u8], at: usize, max: usize) -> usize {
    let mut count = 0;
    while count < max {
        let letters = letters(eight(bytes, at + count)).trailing_ones() / 8;
        count += letters as usize;
        if letters < 8 {
            break;
        }
    }
    count
}

/// Eight bytes from `at`, the first lowest; zeros where there are none.
fn eight(bytes: &[u8], at: usize) -> u64 {
    let rest = bytes.get(at..).unwrap_or_default();
    match rest.first_chunk() {
        Some(eight) => u64::from_le_bytes(*eight),
        None => rest
            .iter()
            .rev()
            .fold(0, |eight, byte| eight << 8 | u64::from(*byte)),
    }
}

/// A mask of the bytes up to the first that is no ASCII letter.
fn letters(bytes: u64) -> u64 {
    const EACH: u64 = 0x0101_0101_0101_0101;
    const HIGH: u64 = 0x80 * EACH;
    let lower = (bytes & !HIGH) | (0x20 * EACH);
    // In the high bit of each byte: whether it is as large as an `a`, and larger than a `z`.
    let from_a = lower + (0x80 - 0x61) * EACH;
    let past_z = lower + (0x80 - 0x7b) * EACH;
    let others = !(from_a & !past_z & !bytes) & HIGH;
    let first = others & others.wrapping_neg();
    (first >> 7).wrapping_sub(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn places_of(text: &str) -> Vec<usize> {
        Places::new(text.as_bytes(), 0).collect()
    }

    #[test]
    fn a_pattern_may_start_at_a_word_a_number_or_a_sign() {
        assert_eq!(places_of("On 3 May, at 5pm"), [0, 3, 5, 10, 13]);
        assert_eq!(places_of("a@b +49 x:y"), [0, 1, 2, 4, 5, 8, 9, 10]);
        assert_eq!(places_of("\u{a0}é_été"), [2, 5, 7, 8]);
        assert!(places_of("").is_empty());
        assert!(places_of(" .,-").is_empty());
    }

    #[test]
    fn a_place_is_the_same_wherever_in_a_block_it_stands() {
        let text = "Port Ellery, 3 May 1987: über 40 Boote ";
        let expected = places_of(text);
        for shift in 0..200 {
            let shifted = format!("{}{text}", ".".repeat(shift));
            let found: Vec<usize> = places_of(&shifted).iter().map(|at| at - shift).collect();
            assert_eq!(found, expected, "after {shift} bytes");
        }
    }

    #[test]
    fn places_go_on_from_where_they_are_told_to() {
        let text = format!("one two{}three four", "-".repeat(100));
        let mut places = Places::new(text.as_bytes(), 0);
        assert_eq!(places.next(), Some(0));
        places.pass(6);
        assert_eq!(places.next(), Some(107));
        places.pass(109);
        assert_eq!(places.next(), Some(113));
        places.restart(109);
        assert_eq!(places.next(), Some(109));
        places.pass(1000);
        assert_eq!(places.next(), None);
    }

    #[test]
    fn words_that_start_alike_have_one_key() {
        let key = |word: &str| Start::of(word.as_bytes(), 0).key();
        assert_eq!(key("May 3"), key("May"));
        assert_eq!(key("May3"), key("May"));
        assert_eq!(key("septembers"), key("septembe"));
        assert_eq!(key("février"), key("f"));
        assert_eq!(key("år,"), key("året"));
        assert_ne!(key("May"), key("Mayo"));
        assert_ne!(key("may"), key("May"));
    }

    #[test]
    fn letters_are_counted_up_to_the_first_that_is_none() {
        let count = |text: &str| count_letters(text.as_bytes(), 1, 40);
        assert_eq!(count(" September,"), 9);
        assert_eq!(count(" @[`{azAZ"), 0);
        assert_eq!(count(" azAZ["), 4);
        assert_eq!(count(" caf\u{e9}"), 3);
        assert_eq!(count(" "), 0);
        assert_eq!(count(""), 0);
        assert_eq!(count(&format!(" {}", "x".repeat(39))), 39);
        assert!(count(&format!(" {}", "x".repeat(60))) >= 40);
    }

    #[test]
    fn a_code_has_a_digit_near_its_start() {
        let is_code = |word: &str| Start::of(word.as_bytes(), 0).is_code();
        assert!(is_code("Q3 2016") && is_code("DE44"));
        assert!(!is_code("q3") && !is_code("May3") && !is_code("Q") && !is_code("D.4"));
    }
}
