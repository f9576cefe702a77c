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

/// A timeline and its bursts.
#[derive(Clone, Copy)]
pub struct Line<'a> {
    pub timeline: &'a Timeline,
    pub bursts: &'a [Burst],
}

impl Line<'_> {
    fn is_burst(&self, bar: &Bar) -> bool {
        let mut bursts = self.bursts.iter();
        bursts.any(|burst| burst.first <= bar.first && bar.last <= burst.last)
    }
}

/// What the timeline of a number is called among others: A, B and so on.
pub fn letter(number: u32) -> char {
    char::from_u32(u32::from('A') + number % 26).unwrap_or('A')
}

impl Terminal {
    /// Writes one timeline.
    pub fn write_timeline(self, out: &mut dyn Write, timeline: &Timeline) -> io::Result<()> {
        let bursts = &[];
        self.write_timelines(out, &[Line { timeline, bursts }])
    }

    /// Writes a line for each bar: its period, its articles and a bar as long as these are many;
    /// one line for many empty periods. A star marks the periods of bursts. Of several timelines the bars
    /// of a period stand below each other, behind their letters.
    pub fn write_timelines(self, out: &mut dyn Write, lines: &[Line]) -> io::Result<()> {
        let Some(first) = lines.first() else {
            return Ok(());
        };
        let by = first.timeline.by;
        let labels = first.timeline.bars.iter().map(|bar| label(by, bar));
        let labels: Vec<String> = labels.collect();
        let single = first.timeline.bars.iter().zip(&labels);
        let single = single.filter(|(bar, _)| bar.periods == 1);
        let width = single.map(|(_, label)| label.width()).max();
        let width = width.unwrap_or_default();
        let bars = lines.iter().flat_map(|line| &line.timeline.bars);
        let most = bars.map(|bar| bar.articles).max();
        let most = most.unwrap_or_default().max(1);
        let digits = grouped(most).len();
        let letters = if lines.len() > 1 { 2 } else { 0 };
        let marks = usize::from(lines.iter().any(|line| !line.bursts.is_empty()));
        let taken = width + letters + digits + marks + 4;
        let room = self.columns.saturating_sub(taken).max(BAR_COLUMNS_MIN);
        let (style, faint) = (self.bar(), self.faint());
        for (place, label) in labels.iter().enumerate() {
            let bars = lines.iter().zip(0..);
            let bars = bars
                .filter_map(|(line, number)| Some((line.timeline.bars.get(place)?, line, number)));
            for (bar, line, number) in bars {
                let label = if number == 0 { label } else { "" };
                if bar.periods > 1 {
                    if number == 0 {
                        writeln!(out, "{faint}{label}{faint:#}")?;
                    }
                    continue;
                }
                let letter = match letters {
                    0 => String::new(),
                    _ => format!(" {}", letter(number)),
                };
                if bar.articles == 0 {
                    writeln!(
                        out,
                        "{faint}{label:<width$}{letter}  {:>digits$}{faint:#}",
                        0
                    )?;
                    continue;
                }
                let mark = match line.is_burst(bar) {
                    true => "*",
                    false => &" "[..marks],
                };
                let (articles, filled) = (grouped(bar.articles), filled(bar.articles, most, room));
                writeln!(
                    out,
                    "{label:<width$}{letter}  {articles:>digits$}{mark}  {style}{filled}{style:#}"
                )?;
            }
        }
        Ok(())
    }

    /// Writes what makes each burst, behind the letter of its timeline.
    pub fn write_bursts(
        self,
        out: &mut dyn Write,
        of: Option<char>,
        bursts: &[Burst],
    ) -> io::Result<()> {
        let of = of.map_or(String::new(), |letter| format!("{letter} "));
        for burst in bursts {
            let articles = counted(burst.articles, "article");
            let told = [burst.names.join(", "), burst.words.join(", ")];
            let told = told.into_iter().filter(|told| !told.is_empty());
            let told = told.map(|told| format!("; {told}")).collect::<String>();
            let text = format!(
                "{of}* {}: {articles} where {:.1} would be chance{told}",
                burst.name, burst.expected
            );
            let marks = Vec::new();
            let text = safe_line(&text).into_owned();
            self.write_wrapped(out, &Marked { text, marks }, 0)?;
        }
        Ok(())
    }

    /// Writes a timeline as one line of signs as high as the articles are many, with its ends; with
    /// what a sign stands for and the highest one, if `with_legend`.
    pub fn write_sparkline(
        self,
        out: &mut dyn Write,
        label: &str,
        timeline: &Timeline,
        with_legend: bool,
    ) -> io::Result<()> {
        let (style, faint) = (self.bar(), self.faint());
        let (Some(first), Some(last)) = (timeline.bars.first(), timeline.bars.last()) else {
            return Ok(());
        };
        let taken = SPARK_LABEL + first.name.width() + last.name.width() + 2;
        let room = self.columns.saturating_sub(taken).max(BAR_COLUMNS_MIN);
        let signs = Signs::of(timeline, room);
        writeln!(
            out,
            "{faint}{label:<SPARK_LABEL$}{} {faint:#}{style}{}{style:#}{faint} {}{faint:#}",
            first.name, signs.line, last.name
        )?;
        if !with_legend {
            return Ok(());
        }
        let by = timeline.by.noun();
        let by = match signs.periods {
            1 => format!("a {by}"),
            periods => format!("{periods} {by}s"),
        };
        let most = timeline.bars.iter().rev().max_by_key(|bar| bar.articles);
        let most = most.map_or_else(String::new, |bar| {
            format!(", most in {}: {}", bar.name, grouped(bar.articles))
        });
        let placed = timeline.articles.saturating_sub(timeline.placed());
        let apart = match placed {
            0 => String::new(),
            apart => format!("; {} more in no {}", grouped(apart), timeline.by),
        };
        writeln!(
            out,
            "{:SPARK_LABEL$}{faint}each sign {by}{most}{apart}{faint:#}",
            ""
        )
    }
}

/// Columns before a line of signs.
const SPARK_LABEL: usize = 11;

/// Signs by the eighths of their height.
const HEIGHTS: [char; 9] = [' ', '▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];

/// A line of signs, of which each stands for so many periods.
struct Signs {
    line: String,
    periods: u64,
}

impl Signs {
    fn of(timeline: &Timeline, room: usize) -> Signs {
        let all: u64 = timeline.bars.iter().map(|bar| bar.periods).sum();
        let periods = all.div_ceil(room.max(1) as u64).max(1);
        let mut sums = vec![0u64; all.div_ceil(periods) as usize];
        let mut at = 0;
        for bar in &timeline.bars {
            if let Some(sum) = sums.get_mut((at / periods) as usize) {
                *sum += bar.articles;
            }
            at += bar.periods;
        }
        let most = sums.iter().copied().max().unwrap_or_default().max(1);
        let sign = |sum: &u64| match sum {
            0 => HEIGHTS[0],
            sum => HEIGHTS[((*sum as f64 / most as f64 * 8.0).round() as usize).clamp(1, 8)],
        };
        let line = sums.iter().map(sign).collect();
        Signs { line, periods }
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

    fn timeline(bars: &[(u64, u64)]) -> Timeline {
        let day = jiff::civil::date(2017, 3, 8);
        let bar = |(periods, articles): &(u64, u64)| Bar {
            name: "2017".to_owned(),
            first: day,
            last: day,
            periods: *periods,
            articles: *articles,
        };
        Timeline {
            by: Period::Year,
            articles: 0,
            undated: 0,
            only_year: 0,
            only_month: 0,
            bars: bars.iter().map(bar).collect(),
        }
    }

    #[test]
    fn a_sign_is_as_high_as_its_articles_are_many_and_none_is_lost() {
        let years = timeline(&[(1, 8), (1, 4), (5, 0), (1, 1), (1, 1000)]);
        assert_eq!(Signs::of(&years, 80).line, "▁▁     ▁█");
        let few = Signs::of(&years, 5);
        assert_eq!((few.line.as_str(), few.periods), ("▁  ▁█", 2));
        assert_eq!(Signs::of(&timeline(&[]), 5).line, "");
    }
}
