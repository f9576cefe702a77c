//! International bank account numbers (ISO 13616), with or without spaces between groups of four.
//! The normal form has no spaces.

use super::Match;
use super::reader::Reader;
use crate::entities::EntityType;

/// Characters of an account number by its country, from the registry of ISO 13616.
const LENGTHS: [(&str, usize); 79] = [
    ("AD", 24),
    ("AE", 23),
    ("AL", 28),
    ("AT", 20),
    ("AZ", 28),
    ("BA", 20),
    ("BE", 16),
    ("BG", 22),
    ("BH", 22),
    ("BR", 29),
    ("BY", 28),
    ("CH", 21),
    ("CR", 22),
    ("CY", 28),
    ("CZ", 24),
    ("DE", 22),
    ("DK", 18),
    ("DO", 28),
    ("EE", 20),
    ("EG", 29),
    ("ES", 24),
    ("FI", 18),
    ("FO", 18),
    ("FR", 27),
    ("GB", 22),
    ("GE", 22),
    ("GI", 23),
    ("GL", 18),
    ("GR", 27),
    ("GT", 28),
    ("HR", 21),
    ("HU", 28),
    ("IE", 22),
    ("IL", 23),
    ("IQ", 23),
    ("IS", 26),
    ("IT", 27),
    ("JO", 30),
    ("KW", 30),
    ("KZ", 20),
    ("LB", 28),
    ("LC", 32),
    ("LI", 21),
    ("LT", 20),
    ("LU", 20),
    ("LV", 21),
    ("LY", 25),
    ("MC", 27),
    ("MD", 24),
    ("ME", 22),
    ("MK", 19),
    ("MR", 27),
    ("MT", 31),
    ("MU", 30),
    ("NL", 18),
    ("NO", 15),
    ("PK", 24),
    ("PL", 28),
    ("PS", 29),
    ("PT", 25),
    ("QA", 29),
    ("RO", 24),
    ("RS", 22),
    ("RU", 33),
    ("SA", 24),
    ("SC", 31),
    ("SD", 18),
    ("SE", 24),
    ("SI", 19),
    ("SK", 24),
    ("SM", 27),
    ("ST", 25),
    ("SV", 28),
    ("TL", 23),
    ("TN", 24),
    ("TR", 26),
    ("UA", 29),
    ("VA", 22),
    ("XK", 20),
];

/// The account number at the word at `at`.
pub fn iban(reader: &Reader, at: usize) -> Option<Match> {
    let bytes = reader.text.as_bytes();
    let country = reader.text.get(at..at + 2)?;
    if !(reader.is_digit(at + 2) && reader.is_digit(at + 3)) {
        return None;
    }
    let index = LENGTHS
        .binary_search_by_key(&country, |(code, _)| code)
        .ok()?;
    let length = LENGTHS[index].1;
    let mut name = String::with_capacity(length);
    let mut end = at;
    while name.len() < length {
        match *bytes.get(end)? {
            byte if byte.is_ascii_uppercase() || byte.is_ascii_digit() => {
                name.push(char::from(byte))
            }
            b' ' if name.len().is_multiple_of(4) && bytes[end - 1] != b' ' => {}
            _ => return None,
        }
        end += 1;
    }
    (!reader.is_word(end) && remainder(&name) == 1).then_some(Match {
        span: at..end,
        kind: EntityType::Iban,
        name,
    })
}

/// The remainder by 97, of the account before the country and the check digits; letters count from
/// 10 (ISO 7064).
fn remainder(account: &str) -> u32 {
    let (head, tail) = account.split_at(4);
    tail.chars()
        .chain(head.chars())
        .filter_map(|c| c.to_digit(36))
        .fold(0, |rest, digit| {
            let place = if digit < 10 { 10 } else { 100 };
            (rest * place + digit) % 97
        })
}
