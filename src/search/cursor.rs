//! `the last hit of a page ⇄ a word`, from which the next page goes on.
//!
//! The word is base64url (RFC 4648, §5) of 36 bytes: a version, the place of the hit in the order,
//! how many hits came up to it, the state of the archive, the search, and a
//! check.

use std::hash::{Hash, Hasher};

use rustc_hash::FxHasher;

use super::top::{Order, Place};
use crate::query::Query;

/// The first byte of every cursor; another one is of another dateline.
const VERSION: u8 = 1;

const BYTES: usize = 36;

/// Bytes in front of the check.
const CHECKED: usize = BYTES - CHECK;

const CHECK: usize = 3;

const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

/// Where a page of hits ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cursor {
    pub(super) place: Place,
    /// Hits of this page and of all before it.
    pub(super) passed: u32,
    /// Of the archive and of what its user says of names, as they were.
    pub(super) state: u32,
    /// Of the query and the order.
    search: u32,
}

/// Why a word is no cursor for a search.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum CursorError {
    #[error(
        "the cursor is damaged; copy all {} characters of it from the end of the page before",
        BYTES / 3 * 4
    )]
    Damaged,
    #[error(
        "the cursor belongs to another search; repeat the query and the order of the page before"
    )]
    OtherSearch,
}

impl Cursor {
    pub(super) fn new(place: Place, passed: u64, state: u32, query: &Query, order: Order) -> Self {
        Cursor {
            place,
            passed: passed.try_into().unwrap_or(u32::MAX),
            state,
            search: search(query, order),
        }
    }

    /// Reads the cursor of a search.
    pub fn parse(text: &str, query: &Query, order: Order) -> Result<Cursor, CursorError> {
        let cursor = decoded(text.trim()).ok_or(CursorError::Damaged)?;
        match cursor.search == search(query, order) {
            true => Ok(cursor),
            false => Err(CursorError::OtherSearch),
        }
    }
}

impl std::fmt::Display for Cursor {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let mut bytes = vec![VERSION];
        let Place { rank, ordinal, id } = self.place;
        bytes.extend(rank.to_be_bytes());
        bytes.extend(id.to_be_bytes());
        for number in [ordinal, self.passed, self.state, self.search] {
            bytes.extend(number.to_be_bytes());
        }
        bytes.extend_from_slice(&hash(&bytes)[..CHECK]);
        for three in bytes.chunks_exact(3) {
            let bits = three
                .iter()
                .fold(0, |bits, byte| bits << 8 | usize::from(*byte));
            for shift in [18, 12, 6, 0] {
                let digit = DIGITS[bits >> shift & 63];
                write!(f, "{}", char::from(digit))?;
            }
        }
        Ok(())
    }
}

fn decoded(text: &str) -> Option<Cursor> {
    let digits = text.as_bytes();
    if digits.len() != BYTES / 3 * 4 {
        return None;
    }
    let mut bytes = Vec::with_capacity(BYTES);
    for four in digits.chunks_exact(4) {
        let mut bits = 0u32;
        for digit in four {
            let value = DIGITS.iter().position(|other| other == digit)?;
            bits = bits << 6 | value as u32;
        }
        bytes.extend_from_slice(&bits.to_be_bytes()[1..]);
    }
    let (checked, sum) = bytes.split_at_checked(CHECKED)?;
    let (version, rest) = checked.split_first()?;
    if *version != VERSION || hash(checked)[..CHECK] != *sum {
        return None;
    }
    let mut numbers = rest.chunks_exact(4);
    let mut number = || Some(u32::from_be_bytes(numbers.next()?.try_into().ok()?));
    let mut long = || Some(u64::from(number()?) << 32 | u64::from(number()?));
    let place = Place {
        rank: long()?,
        id: long()?,
        ordinal: number()?,
    };
    Some(Cursor {
        place,
        passed: number()?,
        state: number()?,
        search: number()?,
    })
}

fn hash(bytes: &[u8]) -> [u8; 4] {
    let [a, b, c, d, ..] = *blake3::hash(bytes).as_bytes();
    [a, b, c, d]
}

fn search(query: &Query, order: Order) -> u32 {
    u32::from_be_bytes(hash(format!("{order:?} {query}").as_bytes()))
}

/// A number that is likely another one for any other value.
pub(super) fn fingerprint(value: impl Hash) -> u32 {
    let mut hasher = FxHasher::default();
    value.hash(&mut hasher);
    (hasher.finish() >> 32) as u32
}

#[cfg(test)]
mod tests {
    use super::*;

    fn query(text: &str) -> Query {
        crate::query::parse(text).unwrap().query
    }

    fn cursor() -> Cursor {
        let place = Place {
            rank: u64::MAX - 7,
            ordinal: 9,
            id: 0x0123_4567_89ab_cdef,
        };
        Cursor::new(place, 20, 5, &query("ferry"), Order::Newest)
    }

    #[test]
    fn a_cursor_is_read_as_it_was_written() {
        let text = cursor().to_string();
        assert_eq!(text.len(), 48);
        let read = |text: &str, order| Cursor::parse(text, &query("ferry"), order);
        assert_eq!(read(&text, Order::Newest), Ok(cursor()));
        assert_eq!(read(&format!(" {text}\n"), Order::Newest), Ok(cursor()));
        assert_eq!(read(&text, Order::Oldest), Err(CursorError::OtherSearch));
        let other = Cursor::parse(&text, &query("ferry -strike"), Order::Newest);
        assert_eq!(other, Err(CursorError::OtherSearch));
    }

    #[test]
    fn a_cursor_with_one_letter_changed_is_damaged() {
        let text = cursor().to_string();
        for at in 0..text.len() {
            for other in ["A", "B", "-", "=", "é", ""] {
                let mut changed = text.clone();
                changed.replace_range(at..=at, other);
                if changed != text {
                    let read = Cursor::parse(&changed, &query("ferry"), Order::Newest);
                    assert_eq!(read, Err(CursorError::Damaged), "{changed}");
                }
            }
        }
        assert!(Cursor::parse("", &query("ferry"), Order::Newest).is_err());
    }
}
