//! Cells of CSV files (RFC 4180).

use std::io::{self, Write};

/// Writes a row.
pub fn write_row<C: AsRef<str>>(
    out: &mut dyn Write,
    cells: impl IntoIterator<Item = C>,
) -> io::Result<()> {
    for (place, cell) in cells.into_iter().enumerate() {
        let (comma, cell) = (if place == 0 { "" } else { "," }, cell.as_ref());
        match cell.contains([',', '"', '\n', '\r']) {
            true => write!(out, "{comma}\"{}\"", cell.replace('"', "\"\""))?,
            false => write!(out, "{comma}{cell}")?,
        }
    }
    writeln!(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_would_end_a_cell_is_quoted() {
        let mut out = Vec::new();
        write_row(&mut out, ["plain", "a, b", "say \"no\"", "two\nlines", ""]).unwrap();
        let row = "plain,\"a, b\",\"say \"\"no\"\"\",\"two\nlines\",\n";
        assert_eq!(String::from_utf8(out).unwrap(), row);
    }
}
