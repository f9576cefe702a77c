//! What stands between the two ends of a range: `5-7`, `5 to 7`, `between 5 and 7`.

use super::reader::Reader;

/// Where the second end starts, after a first that ends at `at`.
pub fn join(reader: &Reader, at: usize) -> Option<usize> {
    dash(reader, at).or_else(|| {
        let (next, word) = reader.next_word(at)?;
        let joins = matches!(word, "to" | "and" | "bis" | "tot" | "till");
        joins.then(|| reader.gap(next + word.len()))?
    })
}

/// Where the second end starts, if a dash joins the two.
pub fn dash(reader: &Reader, at: usize) -> Option<usize> {
    let dash = reader.maybe_gap(at)?;
    let end = dash + dash_length(reader, dash)?;
    let next = reader.maybe_gap(end)?;
    // "5 -7" is five and minus seven.
    ((dash > at) == (next > end)).then_some(next)
}

/// The bytes of the hyphen or dash at `at`.
pub fn dash_length(reader: &Reader, at: usize) -> Option<usize> {
    match reader.byte(at)? {
        b'-' => Some(1),
        // Most bytes are of no other.
        byte if byte.is_ascii() => None,
        _ => ["–", "‑", "−"]
            .into_iter()
            .find(|dash| reader.rest(at).starts_with(dash))
            .map(str::len),
    }
}
