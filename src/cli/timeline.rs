//! `dateline timeline`: when the articles that match were published.

use clap::ValueEnum;

use super::queries::{Time, Typed};
use super::{CliError, Common, Context, Exit, parse_query, warn_of_corrections};
use crate::present::json;
use crate::present::terminal::{counted, grouped, safe_line};
use crate::present::timeline::{Line, letter};
use crate::search::ArchiveSearcher;
use crate::search::bursts::bursts;
use crate::search::timeline::{Axis, Timeline, timelines};

/// Show when the articles that match a query were published
///
/// A bar for each day, week, month or year from the first to the last. Weeks begin on Monday and
/// have the numbers of ISO 8601; the Monday stands behind. An article of which only the year is
/// known stands in no shorter period; it is counted below the bars, as are those without a date.
///
/// A star marks a burst: at least twice as many articles as there would be if they had the same part of
/// the archive in each period from the first to the last, and more than chance allows. Below stands what
/// the articles of a burst name and say more often than the others that match, by 200 of each.
#[derive(Debug, clap::Args)]
#[command(disable_help_flag = true)]
#[command(after_help = "\
Examples:
  dateline -C corpus timeline 'ferry OR inquiry'
  dateline -C corpus timeline 'person:Dravec' --with 'person:Sollis' --by month")]
pub struct Args {
    #[command(flatten)]
    typed: Typed,
    /// Time of a bar; where none is given, the shortest of which forty span most of the articles
    #[arg(long, value_enum)]
    by: Option<Time>,
    /// Show this query too, on the same scale; may be given several times
    #[arg(long, value_name = "QUERY", allow_hyphen_values = true)]
    with: Vec<String>,
    /// Which dates count
    #[arg(long, value_enum, default_value_t = Dates::Published)]
    dates: Dates,
    #[command(flatten)]
    common: Common,
    /// Print help
    #[arg(long, action = clap::ArgAction::Help)]
    help: Option<bool>,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Dates {
    /// Of publication
    Published,
    /// Those that the articles tell of; an article stands in each period that it names
    Text,
}

pub fn run(args: Args, context: &mut Context) -> Result<Exit, CliError> {
    let (mut texts, mut queries) = (vec![args.typed.text()], vec![args.typed.query()?]);
    for text in args.with {
        queries.push(parse_query(&text)?);
        texts.push(text);
    }
    let index = context.open(args.common.index.as_deref())?;
    let searcher = ArchiveSearcher::new(&index)?;
    let by = args.by.map(Time::period);
    let axis = match args.dates {
        Dates::Published => Axis::Published,
        Dates::Text => Axis::Text,
    };
    let timelines = timelines(&searcher, &queries, by, axis)?;
    let mut all_bursts = Vec::with_capacity(timelines.len());
    for (query, timeline) in queries.iter().zip(&timelines) {
        all_bursts.push(bursts(&searcher, query, timeline, axis)?);
    }
    let lines = timelines.iter().zip(&all_bursts);
    let lines = lines.map(|(timeline, bursts)| Line { timeline, bursts });
    let lines: Vec<Line> = lines.collect();
    warn_of_corrections(&searcher);
    if args.common.json {
        for (query, line) in queries.iter().zip(&lines) {
            json::line(context.out, &json::timeline(query, line.timeline))?;
            for bar in &line.timeline.bars {
                json::line(context.out, &json::bar(bar))?;
            }
            for burst in line.bursts {
                json::line(context.out, &json::burst(burst))?;
            }
        }
    } else {
        let terminal = context.terminal;
        terminal.write_timelines(context.out, &lines)?;
        for ((line, text), number) in lines.iter().zip(&texts).zip(0..) {
            let letter = match lines.len() {
                1 => String::new(),
                _ => format!("{}  ", letter(number)),
            };
            writeln!(context.out, "{letter}{}", summary(line.timeline, text))?;
        }
        for (line, number) in lines.iter().zip(0..) {
            let of = (lines.len() > 1).then(|| letter(number));
            terminal.write_bursts(context.out, of, line.bursts)?;
        }
    }
    Ok(match lines.iter().all(|line| line.timeline.articles == 0) {
        true => Exit::NothingFound,
        false => Exit::Done,
    })
}

/// `9 of 12 articles for ferry by month; 2 known only by year, 1 undated`
fn summary(timeline: &Timeline, query: &str) -> String {
    let query = safe_line(query);
    let (all, placed) = (timeline.articles, timeline.placed());
    if all == 0 {
        return format!("no article matches {query}");
    }
    let mut summary = match all == placed {
        true => counted(all, "article"),
        false => format!("{} of {}", grouped(placed), counted(all, "article")),
    };
    summary.push_str(&format!(" for {query} by {}", timeline.by));
    let apart = [
        (timeline.only_year, "known only by year"),
        (timeline.only_month, "known only by month"),
        (timeline.undated, "undated"),
    ];
    let apart = apart.into_iter().filter(|(articles, _)| *articles > 0);
    let apart: Vec<String> = apart
        .map(|(articles, what)| format!("{} {what}", grouped(articles)))
        .collect();
    if !apart.is_empty() {
        summary.push_str(&format!("; {}", apart.join(", ")));
    }
    summary
}
