//! What the articles that match have in common, for a person: a line for each field.

use std::io::{self, Write};

use unicode_width::UnicodeWidthStr;

use super::terminal::{Terminal, grouped, safe_line};
use crate::entities::EntityType;
use crate::search::facets::{Facet, Field};

/// Columns before the values.
const INDENT: usize = "organisations".len() + 2;

impl Terminal {
    /// Writes each field with its values and how many articles have them; a field without any is
    /// left out.
    pub fn write_facets(self, out: &mut dyn Write, facets: &[Facet]) -> io::Result<()> {
        let faint = self.faint();
        for facet in facets.iter().filter(|facet| facet.values > 0) {
            let mut label = plural(facet.field);
            for line in lines(&values(facet), self.columns.saturating_sub(INDENT)) {
                let fill = INDENT.saturating_sub(label.width());
                writeln!(out, "{faint}{label}{faint:#}{:fill$}{line}", "")?;
                label = "";
            }
        }
        Ok(())
    }
}

fn plural(field: Field) -> &'static str {
    match field {
        Field::Name(EntityType::Person) => "people",
        Field::Name(EntityType::Org) => "organisations",
        Field::Name(EntityType::Place) => "places",
        Field::Name(kind) => kind.name(),
        Field::Site => "sites",
        Field::Author => "authors",
        Field::Section => "sections",
        Field::Format => "formats",
        Field::Language => "languages",
        Field::Year => "years",
        Field::Month => "months",
        Field::Tag => "tags",
    }
}

/// `Viktor Dravec (9)`, `Mirela Haas (4)`, `12 more`.
fn values(facet: &Facet) -> Vec<String> {
    let value = |name: &str, articles| format!("{} ({})", safe_line(name), grouped(articles));
    let best = facet.best.iter();
    let mut values: Vec<String> = best.map(|best| value(&best.name, best.articles)).collect();
    let more = facet.values.saturating_sub(facet.best.len() as u64);
    if more > 0 {
        values.push(format!("{} more", grouped(more)));
    }
    if let Some(without) = facet.without.filter(|without| *without > 0) {
        let none = match facet.field {
            Field::Year => "undated",
            Field::Month => "not known",
            _ => "none",
        };
        values.push(value(none, without));
    }
    values
}

/// Values in lines of so many columns; only one that is longer than a line goes beyond.
pub(super) fn lines(values: &[String], columns: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for (at, value) in values.iter().enumerate() {
        let sign = if at + 1 < values.len() { " ·" } else { "" };
        match lines.last_mut() {
            Some(line) if line.width() + 1 + value.width() + sign.width() <= columns => {
                line.push_str(&format!(" {value}{sign}"));
            }
            _ => lines.push(format!("{value}{sign}")),
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_broken_between_values_alone() {
        let values = ["Bo Castellan (12)", "Pant (3)", "7 more"].map(str::to_owned);
        assert_eq!(
            lines(&values, 30),
            ["Bo Castellan (12) · Pant (3) ·", "7 more"]
        );
        assert_eq!(
            lines(&values, 5),
            ["Bo Castellan (12) ·", "Pant (3) ·", "7 more"]
        );
    }
}
