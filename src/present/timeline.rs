//! When articles were published, for a person: a bar for each period.

use std::io::{self, Write};

use unicode_width::UnicodeWidthStr;

use super::terminal::{Terminal, counted, grouped, safe_line};
use crate::search::Marked;
use crate::search::bursts::Burst;
use crate::search::timeline::{Bar, Period, Timeline};

/// A bar is never shorter than this, however narrow the terminal.
const BAR_COLUMNS_MIN: usize = 4;

/// The last sign of a bar, by the eighths of it that are filled.
const EIGHTHS: [&str; 8] = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"];

impl Terminal {
    /// Writes a line for each bar: its period, its articles and a bar as long as these are many;
    /// one line for many empty periods. A star marks the periods of bursts.
    pub fn write_timeline(
        self,
        out: &mut dyn Write,
        timeline: &Timeline,
        bursts: &[Burst],
    ) -> io::Result<()> {
        let by = timeline.by;
        let most = timeline.bars.iter().map(|bar| bar.articles).max();
        let most = most.unwrap_or_default().max(1);
        let lines = timeline.bars.iter();
        let lines: Vec<_> = lines.map(|bar| (label(by, bar), bar)).collect();
        let widths = lines.iter().filter(|(_, bar)| bar.periods == 1);
        let width = widths.map(|(label, _)| label.width()).max();
        let width = width.unwrap_or_default();
        let digits = grouped(most).len();
        let is_burst = |bar: &Bar| {
            let mut bursts = bursts.iter();
            bursts.any(|burst| burst.first <= bar.first && bar.last <= burst.last)
        };
        let mark = |bar: &Bar| match (bursts.is_empty(), is_burst(bar)) {
            (true, _) => "",
            (false, true) => "*",
            (false, false) => " ",
        };
        let marks = usize::from(!bursts.is_empty());
        let room = self.columns.saturating_sub(width + digits + marks + 4);
        let room = room.max(BAR_COLUMNS_MIN);
        let (style, faint) = (self.bar(), self.faint());
        for (label, bar) in &lines {
            match (bar.periods, bar.articles) {
                (1, 0) => writeln!(out, "{faint}{label:<width$}  {:>digits$}{faint:#}", 0)?,
                (1, articles) => writeln!(
                    out,
                    "{label:<width$}  {:>digits$}{}  {style}{}{style:#}",
                    grouped(articles),
                    mark(bar),
                    filled(articles, most, room)
                )?,
                _ => writeln!(out, "{faint}{label}{faint:#}")?,
            }
        }
        Ok(())
    }

    /// Writes what makes each burst.
    pub fn write_bursts(self, out: &mut dyn Write, bursts: &[Burst]) -> io::Result<()> {
        for burst in bursts {
            let articles = counted(burst.articles, "article");
            let told = [burst.names.join(", "), burst.words.join(", ")];
            let told = told.into_iter().filter(|told| !told.is_empty());
            let told = told.map(|told| format!("; {told}")).collect::<String>();
            let text = format!(
                "* {}: {articles} where {:.1} would be chance{told}",
                burst.name, burst.expected
            );
            let marks = Vec::new();
            let text = safe_line(&text).into_owned();
            self.write_wrapped(out, &Marked { text, marks }, 0)?;
        }
        Ok(())
    }
}

/// What stands before a bar. A week has its Monday, since nobody knows weeks by number.
fn label(by: Period, bar: &Bar) -> String {
    match (bar.periods, by) {
        (1, Period::Week) => format!(
            "{} {:02}-{:02}",
            bar.name,
            bar.first.month(),
            bar.first.day()
        ),
        (1, _) => bar.name.clone(),
        (periods, _) => format!("… {} without", counted(periods, by.noun())),
    }
}

/// A bar of some of the most articles, where the most fill so many columns; what is there is
/// seen.
fn filled(articles: u64, most: u64, columns: usize) -> String {
    let eighths = (articles as f64 / most as f64 * (8 * columns) as f64).round() as usize;
    let eighths = eighths.clamp(1, 8 * columns);
    "█".repeat(eighths / 8) + EIGHTHS[eighths % 8]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bar_is_as_long_as_its_articles_are_many_and_never_nothing() {
        assert_eq!(filled(10, 10, 4), "████");
        assert_eq!(filled(5, 10, 4), "██");
        assert_eq!(filled(3, 10, 4), "█▎");
        assert_eq!(filled(1, 1_000_000, 4), "▏");
    }
}
