//! Coordinates: pairs of a latitude and a longitude, in degrees (`54.3127, 18.6470`) or in degrees,
//! minutes and seconds (`54°18′46″N 18°38′49″E`). The normal form is `lat,lon` in degrees with
//! five decimals, south and west negative.

use super::Match;
use super::reader::Reader;
use crate::entities::EntityType;

/// Bytes before a pair of plain numbers in which a word says what they are.
const CUE_BYTES: usize = 48;

/// One of the two numbers.
struct Angle {
    degrees: f64,
    /// `N`, `S`, `E`, `W`.
    side: Option<u8>,
    /// Digits after the point of a plain number.
    decimals: usize,
    /// Whether it has the sign of degrees.
    is_marked: bool,
    end: usize,
}

/// The pair whose first digit is at `at`.
pub fn coordinates(reader: &Reader, at: usize) -> Option<Match> {
    let (_, end) = reader.digits(at, 3)?;
    let is_likely = match reader.byte(end)? {
        b'.' => reader.is_digit(end + 1),
        b' ' => reader.rest(end + 1).starts_with(['°', 'º', 'd']),
        byte => !byte.is_ascii(),
    };
    if !is_likely {
        return None;
    }
    let (start, side) = before(reader, at)?;
    let first = angle(reader, at, start, side)?;
    let sure = first.side.is_some() && (first.is_marked || first.decimals >= 2);
    if !sure && (first.decimals < 2 || first.is_marked) {
        return None;
    }
    let next = separator(reader, first.end)?;
    let (digit, side) = after(reader, next)?;
    let second = angle(reader, digit, next, side)?;
    let (latitude, longitude) = match (first.side, second.side) {
        (Some(b'N' | b'S'), Some(b'E' | b'W')) => (&first, &second),
        (Some(b'E' | b'W'), Some(b'N' | b'S')) => (&second, &first),
        (None, None) if is_plain_pair(reader, start, &first, &second) => (&first, &second),
        _ => return None,
    };
    if latitude.degrees.abs() > 90.0 || longitude.degrees.abs() > 180.0 {
        return None;
    }
    // No minus before a zero.
    let printed = |degrees: f64| format!("{:.5}", (degrees * 1e5).round() / 1e5 + 0.0);
    Some(Match {
        span: start..second.end,
        kind: EntityType::Coordinates,
        name: format!(
            "{},{}",
            printed(latitude.degrees),
            printed(longitude.degrees)
        ),
    })
}

/// Two numbers without a side need many decimals, or a word before that says what they are; and
/// they are two, not more.
fn is_plain_pair(reader: &Reader, start: usize, first: &Angle, second: &Angle) -> bool {
    let decimals = first.decimals.min(second.decimals);
    let cued = || {
        let mut from = start.saturating_sub(CUE_BYTES).max(reader.free);
        while !reader.text.is_char_boundary(from) {
            from += 1;
        }
        let before = reader.text[from..start].to_lowercase();
        [
            "coordinat",
            "koordinat",
            "coordenad",
            "coordonn",
            "gps",
            "latitud",
            "lat/lon",
        ]
        .iter()
        .any(|cue| before.contains(cue))
    };
    let before = reader.before(start).trim_end_matches(' ');
    let in_list = before.ends_with([',', ';', '|', '\t'])
        && before
            .trim_end_matches([',', ';', '|', '\t'])
            .ends_with(|c: char| c.is_ascii_digit());
    let after = reader.rest(second.end);
    let goes_on = after.starts_with([',', ';', '|', '\t'])
        && after
            .trim_start_matches([',', ';', '|', '\t', ' '])
            .starts_with(|c: char| c.is_ascii_digit() || c == '-');
    !in_list && !goes_on && (decimals >= 5 && first.degrees.abs() > 1.0 || decimals >= 2 && cued())
}

/// Where the pair starts, with the sign or side before its first digit.
fn before(reader: &Reader, at: usize) -> Option<(usize, Option<u8>)> {
    let before = reader.before(at).as_bytes();
    match before {
        [.., b'-'] => Some((at - 1, None)),
        [.., side @ (b'N' | b'S' | b'E' | b'W'), b' '] if reader.starts_word(at - 2) => {
            Some((at - 2, Some(*side)))
        }
        [.., side @ (b'N' | b'S' | b'E' | b'W')] if reader.starts_word(at - 1) => {
            Some((at - 1, Some(*side)))
        }
        [.., last] if last.is_ascii_alphanumeric() || b"$#/.,+_".contains(last) => None,
        _ => Some((at, None)),
    }
}

/// The first digit of the second number, with the side before it.
fn after(reader: &Reader, at: usize) -> Option<(usize, Option<u8>)> {
    match reader.byte(at)? {
        b'-' => Some((at + 1, None)),
        side @ (b'N' | b'S' | b'E' | b'W') => {
            let digit = at + 1 + usize::from(reader.byte(at + 1) == Some(b' '));
            Some((digit, Some(side)))
        }
        _ => Some((at, None)),
    }
}

/// The end of what is between the two: a comma, a slash, a space.
fn separator(reader: &Reader, at: usize) -> Option<usize> {
    let next = reader.maybe_gap(at)?;
    let marked = next + usize::from(matches!(reader.byte(next), Some(b',' | b'/' | b';')));
    let end = reader.maybe_gap(marked)?;
    (end > at || matches!(reader.byte(at), Some(b'E' | b'W'))).then_some(end)
}

/// Reads a number of degrees, with minutes and seconds after it and a side, from its first digit.
/// `start` is where its sign stands.
fn angle(reader: &Reader, digit: usize, start: usize, side: Option<u8>) -> Option<Angle> {
    let (whole, decimals, end) = decimal(reader, digit, 3)?;
    let mut angle = Angle {
        degrees: whole,
        side,
        decimals,
        is_marked: false,
        end,
    };
    if let Some(end) = mark(reader, end, &["°", "º", "deg", "degrees"]) {
        angle.is_marked = true;
        angle.end = end;
        let parts = [
            (60.0, ["′", "'", "’", "min", "minutes"].as_slice()),
            (
                3600.0,
                ["″", "\"", "”", "''", "′′", "sec", "seconds"].as_slice(),
            ),
        ];
        for (share, marks) in parts {
            let part = reader.maybe_gap(angle.end).filter(|_| angle.decimals == 0);
            let part = part.and_then(|at| decimal(reader, at, 2));
            let Some((value, decimals, end)) = part else {
                break;
            };
            let Some(end) = mark(reader, end, marks) else {
                break;
            };
            if value >= 60.0 {
                return None;
            }
            angle.degrees += value / share;
            angle.decimals = decimals;
            angle.end = end;
        }
    }
    let next = reader.maybe_gap(angle.end)?;
    if angle.side.is_none()
        && let Some(side @ (b'N' | b'S' | b'E' | b'W')) = reader.byte(next)
        // "S" of "54.31 Street"; "N18" of "54°N18°E" may be close.
        && !reader.byte(next + 1).is_some_and(|b| b.is_ascii_alphabetic() || b == b'\'')
    {
        angle.side = Some(side);
        angle.end = next + 1;
    }
    let negative = reader.byte(start) == Some(b'-') && start < digit;
    if negative || matches!(angle.side, Some(b'S' | b'W')) {
        angle.degrees = -angle.degrees;
    }
    let ends = !reader.is_word(angle.end) || angle.side.is_some();
    ends.then_some(angle)
}

/// `54.3127` from no more than `whole_max` digits before the point, as a number, the count of its
/// decimals, and its end.
fn decimal(reader: &Reader, at: usize, whole_max: usize) -> Option<(f64, usize, usize)> {
    const DECIMALS_MAX: usize = 15;
    let (_, mut end) = reader.digits(at, whole_max)?;
    let mut decimals = 0;
    if reader.byte(end) == Some(b'.') && reader.is_digit(end + 1) {
        decimals = (1..=DECIMALS_MAX + 1)
            .take_while(|n| reader.is_digit(end + n))
            .count();
        if decimals > DECIMALS_MAX {
            return None;
        }
        end += 1 + decimals;
    }
    Some((reader.text[at..end].parse().ok()?, decimals, end))
}

/// The end of one of these marks at `at`, or one space later.
fn mark(reader: &Reader, at: usize, marks: &[&str]) -> Option<usize> {
    let next = at + usize::from(reader.byte(at) == Some(b' '));
    let rest = reader.rest(next);
    // The longest first: `''` is no `'`.
    let mark = marks
        .iter()
        .filter(|mark| rest.starts_with(**mark))
        .max_by_key(|mark| mark.len())?;
    let end = next + mark.len();
    let is_word = mark.starts_with(|c: char| c.is_ascii_alphabetic());
    (!is_word || !reader.is_word(end)).then_some(end)
}
