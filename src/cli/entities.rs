//! `dateline entities`: the names of an archive, counted.

use super::{CliError, Common, Context, Exit, parse_query};
use crate::entities::EntityType;
use crate::present::json;
use crate::present::terminal::{counted, grouped, safe_line};
use crate::search::ArchiveSearcher;
use crate::search::names::{NameFilter, count};

/// List the names of an archive by the number of articles that mention them
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  dateline -C corpus entities --type person --limit 5
  dateline -C corpus entities maritime --query 'ferry'")]
pub struct Args {
    /// Only names with these words, the last one from its beginning
    filter: Vec<String>,
    /// Only names of this type: person, org, place, group, event, work, date, money, percent,
    /// email, url, phone, handle, coordinates or iban
    #[arg(long = "type", value_name = "TYPE")]
    kind: Option<EntityType>,
    /// Only names in articles that match this query
    #[arg(long, value_name = "QUERY", allow_hyphen_values = true)]
    query: Option<String>,
    /// Number of names to show
    #[arg(long, value_name = "N", default_value_t = 20)]
    limit: usize,
    #[command(flatten)]
    common: Common,
}

pub fn run(args: Args, context: &mut Context) -> Result<Exit, CliError> {
    let query = args.query.as_deref().map(parse_query).transpose()?;
    let index = context.open(args.common.index.as_deref())?;
    let searcher = ArchiveSearcher::new(&index)?;
    let filter = NameFilter {
        kind: args.kind,
        words: args.filter.join(" "),
        query,
    };
    let names = count(&searcher, &filter)?;
    let shown = &names[..names.len().min(args.limit)];
    for name in shown {
        if args.common.json {
            json::line(context.out, &json::name(name))?;
        } else {
            let style = context.terminal.name(name.kind);
            let (articles, kind, text) = (grouped(name.articles), name.kind, safe_line(&name.name));
            writeln!(
                context.out,
                "{articles:>9}  {kind:<6}  {style}{text}{style:#}"
            )?;
        }
    }
    if names.is_empty() {
        if !args.common.json {
            writeln!(
                context.out,
                "no names{}",
                if args.filter.is_empty() {
                    ""
                } else {
                    " with these words"
                }
            )?;
        }
        return Ok(Exit::NothingFound);
    }
    if !args.common.json && shown.len() < names.len() {
        let total = counted(names.len() as u64, "name");
        writeln!(
            context.out,
            "{} of {total}; for more: --limit {}",
            shown.len(),
            names.len()
        )?;
    }
    Ok(Exit::Done)
}
