//! So many days, weeks, months or years ago.

use super::super::super::amount::cardinal;
use super::super::super::languages::Languages;
use super::super::super::reader::Reader;
use super::super::Dated;
use super::super::time::Now;
use super::super::words::{Word, word};

/// Larger counts of years or days are not reckoned from an article.
const COUNT_DIGITS_MAX: usize = 3;

/// A number of one to three digits, or as a word; `a` is one.
pub fn count(reader: &Reader, at: usize) -> Option<(u32, usize)> {
    if reader.is_digit(at) {
        let (count, end) = reader.digits(at, COUNT_DIGITS_MAX)?;
        return (!matches!(reader.byte(end), Some(b'.' | b',' | b'%'))).then_some((count, end));
    }
    let name = reader.word(at);
    let count = match name {
        "a" | "an" | "ein" | "einem" | "einer" | "un" | "una" | "une" | "um" | "uma" | "een"
        | "ett" | "en" => 1,
        _ => cardinal(name)?,
    };
    Some((count, at + name.len()))
}

/// The number that ends before `at`, and where it starts.
fn count_before(reader: &Reader, at: usize) -> Option<(u32, usize)> {
    let name = reader.word_before(at);
    if !name.is_empty() {
        // "twenty-two years", "two and a half years", "sixty-a-day".
        let goes_back = reader.before(name.start).ends_with(['-', '\'', '’'])
            || matches!(reader.previous(name.start), "and" | "hundred" | "half");
        return count(reader, name.start)
            .filter(|_| !goes_back)
            .map(|(count, _)| (count, name.start));
    }
    let before = reader.before(at).as_bytes();
    let bare = before.strip_suffix(b" ").or(before.strip_suffix(b"\n"))?;
    let digits = bare
        .iter()
        .rev()
        .take(COUNT_DIGITS_MAX + 1)
        .take_while(|b| b.is_ascii_digit())
        .count();
    let start = reader.free + bare.len() - digits;
    let (count, _) = reader.digits(start, COUNT_DIGITS_MAX)?;
    let goes_back = reader
        .before(start)
        .ends_with(['.', ',', '-', '/', ':', '$'])
        || !reader.starts_word(start);
    (!goes_back && count > 0).then_some((count, start))
}

/// `two years ago`.
pub fn ago(reader: &Reader, at: usize, end: usize) -> Option<Dated> {
    let now = Now::of(reader.published)?;
    let unit_at = reader.word_before(at);
    let Word::Unit(unit) = word(&reader.text[unit_at.clone()], reader.languages)? else {
        return None;
    };
    let (count, start) = count_before(reader, unit_at.start)?;
    Some(Dated::new(start, end, now.ago(count, unit)?))
}

/// `vor zwei Jahren`, `hace dos años`, `il y a deux ans`.
pub fn ago_before(reader: &Reader, at: usize, end: usize) -> Option<Dated> {
    let now = Now::of(reader.published)?;
    let end = match reader.languages {
        Languages::FR => {
            let y = reader.next_is(end, &["y"])?;
            reader.next_is(y, &["a"])?
        }
        _ => end,
    };
    let (count, end) = count(reader, reader.gap(end)?)?;
    let (next, name) = reader.next_word(end)?;
    let Word::Unit(unit) = word(name, reader.languages)? else {
        return None;
    };
    Some(Dated::new(at, next + name.len(), now.ago(count, unit)?))
}
