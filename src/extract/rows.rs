//! `table → rows → fields`: comma-separated values (RFC 4180) and their kin.
//!
//! A quote at the start of a field opens it to line breaks and delimiters, a doubled one within is
//! a quote, and one anywhere else a character like any other. A row over several lines whose
//! quotes do not part its fields so is taken for one line with a quote that is never closed, which
//! would swallow the rest of the table: reading goes on with the next line.

use std::borrow::Cow;

/// Bytes of a table that are looked at a second time, where reading goes on in the middle of what
/// was taken for a row.
const REREAD_BYTES_MAX: usize = 256 << 20;

/// What stands at the start of a text.
#[derive(Debug, PartialEq, Eq)]
pub enum Cut {
    /// A row, which ends before its line break, and where the next one begins.
    Row { end: usize, next: usize },
    /// A line with a quote that is never closed.
    OpenQuote { next: usize },
    /// More of the text must be known.
    More,
}

/// Cuts a table into rows.
#[derive(Debug)]
pub struct Rows {
    delimiter: u8,
    reread_left: usize,
}

impl Rows {
    pub fn new(delimiter: u8) -> Rows {
        Rows {
            delimiter,
            reread_left: REREAD_BYTES_MAX,
        }
    }

    /// Cuts the first row, which is no blank line; `is_all`: nothing follows the text.
    pub fn cut(&mut self, text: &[u8], is_all: bool) -> Cut {
        match scan(text, self.delimiter, is_all) {
            Scan::Row { end, next } => Cut::Row { end, next },
            Scan::More => Cut::More,
            Scan::Open { seen } => Cut::OpenQuote {
                next: self.after_line(text, seen),
            },
        }
    }

    /// Where the line after the first begins, to go on with although so many bytes were looked at;
    /// behind these, once too much was looked at twice.
    pub fn after_line(&mut self, text: &[u8], seen: usize) -> usize {
        let Some(left) = self.reread_left.checked_sub(seen) else {
            return seen;
        };
        self.reread_left = left;
        let line = text.iter().position(|byte| *byte == b'\n');
        line.map_or(seen, |end| end + 1).min(seen)
    }
}

enum Scan {
    Row { end: usize, next: usize },
    Open { seen: usize },
    More,
}

fn is_break(byte: u8) -> bool {
    byte == b'\n' || byte == b'\r'
}

fn scan(text: &[u8], delimiter: u8, is_all: bool) -> Scan {
    let mut at = 0;
    let (mut has_breaks, mut is_odd) = (false, false);
    loop {
        if text.get(at) == Some(&b'"') {
            at += 1;
            loop {
                let rest = text.get(at..).unwrap_or_default();
                let quote = rest.iter().position(|byte| *byte == b'"');
                let inside = &rest[..quote.unwrap_or(rest.len())];
                // A line break at the very end parts nothing.
                has_breaks |= match quote {
                    Some(_) => inside.contains(&b'\n'),
                    None => inside.trim_ascii_end().contains(&b'\n'),
                };
                if has_breaks && is_odd {
                    return Scan::Open { seen: at };
                }
                let Some(quote) = quote else {
                    return match (is_all, has_breaks) {
                        (false, _) => Scan::More,
                        (true, true) => Scan::Open { seen: text.len() },
                        (true, false) => Scan::Row {
                            end: text.trim_ascii_end().len(),
                            next: text.len(),
                        },
                    };
                };
                at += quote + 1;
                match text.get(at) {
                    Some(b'"') => at += 1,
                    None if !is_all => return Scan::More,
                    None => break,
                    Some(byte) if *byte == delimiter || is_break(*byte) => break,
                    Some(_) if has_breaks => return Scan::Open { seen: at },
                    Some(_) => {
                        is_odd = true;
                        break;
                    }
                }
            }
        }
        let rest = text.get(at..).unwrap_or_default();
        let Some(end) = rest.iter().position(|b| *b == delimiter || is_break(*b)) else {
            return match is_all {
                true => Scan::Row {
                    end: text.len(),
                    next: text.len(),
                },
                false => Scan::More,
            };
        };
        let end = at + end;
        match (text.get(end), text.get(end + 1)) {
            (Some(b'\r'), Some(b'\n')) => return Scan::Row { end, next: end + 2 },
            (Some(b'\r'), None) if !is_all => return Scan::More,
            (Some(byte), _) if is_break(*byte) => return Scan::Row { end, next: end + 1 },
            _ => at = end + 1,
        }
    }
}

/// The fields of a row, one after the other.
pub fn fields(row: &str, delimiter: u8) -> impl Iterator<Item = Cow<'_, str>> {
    let mut rest = Some(row);
    std::iter::from_fn(move || {
        let text = rest?;
        let bytes = text.as_bytes();
        let Some(mut quoted) = text.strip_prefix('"') else {
            let end = bytes.iter().position(|byte| *byte == delimiter);
            rest = end.and_then(|end| text.get(end + 1..));
            return Some(Cow::Borrowed(&text[..end.unwrap_or(text.len())]));
        };
        let mut value = Cow::Borrowed("");
        loop {
            let (inside, after) = quoted.split_once('"').unwrap_or((quoted, ""));
            match value.is_empty() {
                true => value = Cow::Borrowed(inside),
                false => value.to_mut().push_str(inside),
            }
            match after.strip_prefix('"') {
                Some(after) if quoted.len() > inside.len() => {
                    value.to_mut().push('"');
                    quoted = after;
                }
                _ => {
                    quoted = after;
                    break;
                }
            }
        }
        // What stands behind the closing quote belongs to the field.
        let end = quoted.bytes().position(|byte| byte == delimiter);
        let tail = &quoted[..end.unwrap_or(quoted.len())];
        if !tail.is_empty() {
            value.to_mut().push_str(tail);
        }
        rest = end.and_then(|end| quoted.get(end + 1..));
        Some(value)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// The rows of a text, each with its fields in brackets, as they are when so many bytes of it
    /// come at once.
    fn rows(text: &str, step: usize) -> Vec<String> {
        let (mut rows, mut all) = (Rows::new(b','), Vec::new());
        let (mut at, mut known) = (0, step);
        while at < text.len() {
            let is_all = known >= text.len();
            let rest = &text.as_bytes()[at..known.min(text.len())];
            let (row, next) = match rows.cut(rest, is_all) {
                Cut::More => {
                    assert!(!is_all);
                    known += step;
                    continue;
                }
                Cut::Row { end, next } => {
                    let row = std::str::from_utf8(&rest[..end]).unwrap();
                    let fields: Vec<String> = fields(row, b',')
                        .map(|field| format!("[{field}]"))
                        .collect();
                    (fields.concat(), next)
                }
                Cut::OpenQuote { next } => ("open".into(), next),
            };
            assert!(next > 0);
            all.push(row);
            at += next;
        }
        all
    }

    #[test]
    fn quotes_open_a_field_to_delimiters_and_line_breaks() {
        for (text, expected) in [
            ("a,b\r\nc,d", &["[a][b]", "[c][d]"][..]),
            ("a\rb\n\n", &["[a]", "[b]", "[]"]),
            ("\"a,b\",\"c\nd\"\ne", &["[a,b][c\nd]", "[e]"]),
            ("\"say \"\"no\"\"\",\"\"\"\",\"\"", &["[say \"no\"][\"][]"]),
            ("a \"b\" c,d\"", &["[a \"b\" c][d\"]"]),
            ("\"a\" b,c\nd", &["[a b][c]", "[d]"]),
            ("a,\"b\nc,d\ne,\"f\"\n", &["open", "[c][d]", "[e][f]"]),
            ("a,\"b", &["[a][b]"]),
            (",", &["[][]"]),
        ] {
            for step in [1, 2, 1000] {
                assert_eq!(rows(text, step), expected, "{text:?}");
            }
        }
    }

    #[test]
    fn what_is_never_closed_is_not_looked_at_over_and_over() {
        let start = std::time::Instant::now();
        for line in [
            "a,\"b\n",
            "\"\"\"\n",
            "\",\n,\"",
            "\"a\",\"b\n",
            "\"a\"b,\"c\n",
        ] {
            rows(&line.repeat(300_000), usize::MAX);
        }
        assert!(start.elapsed().as_secs() < 60, "{:?}", start.elapsed());
    }

    proptest! {
        #[test]
        fn every_byte_of_a_table_is_in_some_row(text in "[a\",\r\n]{0,60}", step in 1..9usize) {
            rows(&text, step);
        }
    }
}
