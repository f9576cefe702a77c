//! `dateline timeline`: when the articles that match were published.

use super::queries::{Time, Typed};
use super::{CliError, Common, Context, Exit, warn_of_corrections};
use crate::present::json;
use crate::present::terminal::{counted, grouped, safe_line};
use crate::search::ArchiveSearcher;
use crate::search::timeline::{Timeline, timeline};

/// Show when the articles that match a query were published
///
/// A bar for each day, week, month or year from the first to the last. Weeks begin on Monday and
/// have the numbers of ISO 8601; the Monday stands behind. An article of which only the year is
/// known stands in no shorter period; it is counted below the bars, as are those without a date.
#[derive(Debug, clap::Args)]
#[command(disable_help_flag = true)]
#[command(after_help = "\
Examples:
  dateline -C corpus timeline 'ferry OR inquiry'
  dateline -C corpus timeline 'person:Dravec date:2017' --by week")]
pub struct Args {
    #[command(flatten)]
    typed: Typed,
    /// Time of a bar; where none is given, the shortest of which forty span most of the articles
    #[arg(long, value_enum)]
    by: Option<Time>,
    #[command(flatten)]
    common: Common,
    /// Print help
    #[arg(long, action = clap::ArgAction::Help)]
    help: Option<bool>,
}

pub fn run(args: Args, context: &mut Context) -> Result<Exit, CliError> {
    let (text, query) = (args.typed.text(), args.typed.query()?);
    let index = context.open(args.common.index.as_deref())?;
    let searcher = ArchiveSearcher::new(&index)?;
    let by = args.by.map(Time::period);
    let timeline = timeline(&searcher, &query, by)?;
    warn_of_corrections(&searcher);
    if args.common.json {
        json::line(context.out, &json::timeline(&query, &timeline))?;
        for bar in &timeline.bars {
            json::line(context.out, &json::bar(bar))?;
        }
    } else {
        let terminal = context.terminal;
        terminal.write_timeline(context.out, &timeline)?;
        writeln!(context.out, "{}", summary(&timeline, &text))?;
    }
    Ok(match timeline.articles {
        0 => Exit::NothingFound,
        _ => Exit::Done,
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
