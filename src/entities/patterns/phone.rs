//! Telephone numbers: international ones with their `+`, those of North America by their groups of
//! three and four digits, all others where a word before says what they are (`call`, `tel.`).
//! The normal form is the digits, with the `+` where it is written; a `(0)` is left out.

use std::ops::Range;

use super::Match;
use super::reader::Reader;
use crate::entities::EntityType;

/// Digits of a number with its country's code, by the plan of the ITU (E.164).
const DIGITS: Range<usize> = 8..16;
/// Digits of a number within a country.
const NATIONAL_DIGITS: Range<usize> = 7..13;
/// Bytes of a number with all that stands between its digits.
const BYTES_MAX: usize = 32;
/// Groups of digits; a row of a table has more.
const GROUPS_MAX: usize = 7;

/// What says that a number is one of a telephone.
const CUES: [&str; 38] = [
    "Call",
    "Contact",
    "Dial",
    "Fax",
    "Handy",
    "Hotline",
    "Mobile",
    "Phone",
    "Ring",
    "Tel",
    "Telefon",
    "Telefono",
    "Teléfono",
    "Telephone",
    "Text",
    "Tél",
    "Téléphone",
    "WhatsApp",
    "call",
    "calling",
    "contact",
    "dial",
    "dialling",
    "fax",
    "hotline",
    "mobile",
    "phone",
    "phoning",
    "ring",
    "ringing",
    "tel",
    "telefon",
    "telefone",
    "telephone",
    "text",
    "tél",
    "téléphone",
    "whatsapp",
];

/// A number that starts with the `+` at `at`.
pub fn international(reader: &Reader, at: usize) -> Option<Match> {
    let before = reader.before(at).chars().next_back();
    let starts = before.is_none_or(|c| c.is_whitespace() || "(:[\"“,;/".contains(c));
    let (digits, groups, end) = read(reader, at + 1)?;
    let is_number = starts
        && !digits.starts_with('0')
        && DIGITS.contains(&digits.len())
        // "+1 2 3 4 5 6 7".
        && digits.len() >= 2 * (groups - 1);
    is_number.then(|| Match {
        span: at..end,
        kind: EntityType::Phone,
        name: format!("+{digits}"),
    })
}

/// A number without a country's code whose first digit is at `at`.
pub fn national(reader: &Reader, at: usize) -> Option<Match> {
    // Most numbers stand alone.
    let digits = (0..NATIONAL_DIGITS.start)
        .take_while(|n| reader.is_digit(at + n))
        .count();
    let goes_on = match reader.byte(at + digits) {
        Some(b'-' | b'.' | b' ' | b'/') => {
            matches!(reader.byte(at + digits + 1), Some(b'0'..=b'9' | b'('))
        }
        Some(b')' | b'(') => true,
        // The first byte of a hyphen or space that is not ASCII.
        Some(byte) => !byte.is_ascii(),
        None => false,
    };
    if digits < NATIONAL_DIGITS.start && !goes_on {
        return None;
    }
    let opens = reader.before(at).ends_with('(');
    let start = at - usize::from(opens);
    let before = reader.before(start).chars().next_back();
    if before.is_some_and(|c| !c.is_whitespace() && !":([\"“".contains(c)) {
        return None;
    }
    let (digits, groups, end) = read(reader, start)?;
    let text = &reader.text[start..end];
    let local = digits.strip_prefix('1').unwrap_or(&digits);
    let is_american = local.len() == 10
        && [0, 3]
            .iter()
            .all(|at| (b'2'..=b'9').contains(&local.as_bytes()[*at]))
        && has_american_shape(text);
    // "(020) 7946 0000".
    let has_area = opens
        && digits.starts_with('0')
        && !digits.starts_with("00")
        && digits.len() >= 9
        && groups >= 2;
    let is_cued = NATIONAL_DIGITS.contains(&digits.len())
        && groups <= 6
        && digits.len() >= 2 * (groups - 1)
        && has_cue(reader, start);
    (is_american || has_area || is_cued).then_some(Match {
        span: start..end,
        kind: EntityType::Phone,
        name: digits,
    })
}

/// Whether the digits stand in groups as they do in North America.
fn has_american_shape(text: &str) -> bool {
    let bare = text
        .strip_prefix("1-")
        .or(text.strip_prefix("1 ("))
        .unwrap_or(text);
    let shape: String = bare
        .chars()
        .map(|c| if c.is_ascii_digit() { '0' } else { c })
        .collect();
    let shapes = [
        "000-000-0000",
        "000.000.0000",
        "(000) 000-0000",
        "000) 000-0000",
        "(000)000-0000",
    ];
    shapes.contains(&shape.as_str())
}

/// Whether a word that says so stands before: `call`, `tel.:`, `phone number is`.
fn has_cue(reader: &Reader, at: usize) -> bool {
    let before = reader.before(at).trim_end_matches([' ', ':', '.', '(']);
    let mut end = reader.free + before.len();
    if at - end > 4 {
        return false;
    }
    for _ in 0..3 {
        let word = reader.word_ending(end);
        let text = &reader.text[word.clone()];
        if CUES.binary_search(&text).is_ok() {
            return true;
        }
        if !matches!(
            text,
            "us" | "on" | "at" | "number" | "is" | "them" | "the" | "No" | "no" | "unter"
        ) {
            return false;
        }
        let before = reader.before(word.start).trim_end_matches([' ', '.']);
        end = reader.free + before.len();
    }
    false
}

/// The digits, the number of their groups, and the end of a number that starts at `start`.
fn read(reader: &Reader, start: usize) -> Option<(String, usize, usize)> {
    let mut digits = String::with_capacity(DIGITS.end);
    let (mut at, mut groups, mut end, mut open) = (start, 0, start, false);
    loop {
        let group = at;
        while reader.is_digit(at) {
            digits.push(char::from(reader.text.as_bytes()[at]));
            at += 1;
            if digits.len() >= DIGITS.end {
                return None;
            }
        }
        if at > group {
            groups += 1;
            end = at;
            if groups > GROUPS_MAX {
                return None;
            }
        }
        // What is between two groups: a mark, or a bracket and a space.
        let rest = reader.rest(at);
        if digits.len() > 1 && rest.trim_start_matches(' ').starts_with("(0)") {
            at += rest.find(')').unwrap_or(0) + 1;
            continue;
        }
        let between = [
            ") ", ")-", ")", " (", "(", " - ", " ", "-", "‑", ".", "/", "\u{a0}",
        ]
        .into_iter()
        .find(|mark| rest.starts_with(mark));
        let Some(mark) = between else { break };
        open = match mark.trim() {
            "(" if open => return None,
            "(" => true,
            mark if mark.starts_with(')') && !open && reader.byte(start) != Some(b'(') => break,
            mark if mark.starts_with(')') => false,
            _ => open,
        };
        let next = at + mark.len();
        if !reader.is_digit(next) && !reader.rest(next).starts_with('(') || next - start > BYTES_MAX
        {
            break;
        }
        at = next;
    }
    // The number goes on as something else: a word, a decimal, a date, a score, a list.
    let goes_on = reader.is_word(end)
        || matches!(reader.byte(end), Some(b',' | b':' | b'.')) && reader.is_digit(end + 1)
        || matches!(
            reader.byte(end),
            Some(b'%' | b'-' | b'=' | b'+' | b'*' | b'\'')
        );
    (groups > 0 && !open_at(reader, start, end) && !goes_on).then_some((digits, groups, end))
}

/// Whether a bracket is open at the end.
fn open_at(reader: &Reader, start: usize, end: usize) -> bool {
    let text = &reader.text[start..end];
    text.matches('(').count() != text.matches(')').count()
}
