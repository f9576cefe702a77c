//! `dateline entities`: the entities of an archive, counted.

use clap::ValueEnum;

use super::queries::Within;
use super::{CliError, Common, Context, Exit, warn_of_corrections};
use crate::entities::EntityType;
use crate::present::json;
use crate::present::terminal::counted;
use crate::search::ArchiveSearcher;
use crate::search::names::{CountedName, NameFilter, NameOrder, count};

/// List the names of an archive by the number of articles that mention them
///
/// Names that are one by the word of the articles, or by your own (see `dateline entity`), are
/// counted as one, and each article once.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  dateline -C corpus entities --type person,org --limit 5
  dateline -C corpus entities maritime --query 'ferry' --since 2017 --mentions")]
pub struct Args {
    /// Only names with these words, the last one from its beginning
    filter: Vec<String>,
    /// Names with nearly these words too: a letter in five may differ
    #[arg(long)]
    fuzzy: bool,
    /// Only names of these types, with commas between them: person, org, place, group, event, work,
    /// date, money, percent, email, url, phone, handle, coordinates or iban
    #[arg(long = "type", value_name = "TYPE,…", value_delimiter = ',')]
    kinds: Vec<EntityType>,
    #[command(flatten)]
    within: Within,
    /// Order of the names
    #[arg(long, value_enum, default_value_t = Sort::Articles)]
    sort: Sort,
    /// Count the mentions too
    #[arg(long)]
    mentions: bool,
    /// Number of names to show
    #[arg(long, value_name = "N", default_value_t = 20)]
    limit: usize,
    #[command(flatten)]
    common: Common,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Sort {
    /// The most articles first
    Articles,
    /// The most mentions first
    Mentions,
    /// By the alphabet
    Name,
    /// By the first article, the oldest first
    First,
    /// By the last article, the newest first
    Last,
}

pub fn run(args: Args, context: &mut Context) -> Result<Exit, CliError> {
    let filter = filter(&args)?;
    let index = context.open(args.common.index.as_deref())?;
    let searcher = ArchiveSearcher::new(&index)?;
    let found = count(&searcher, &filter)?;
    warn_of_corrections(&searcher);
    for name in &found.names {
        if args.common.json {
            json::line(context.out, &json::name(name))?;
        } else {
            write_name(context, name)?;
        }
    }
    if found.total == 0 {
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
    let shown = found.names.len();
    if !args.common.json && (shown as u64) < found.total {
        let total = counted(found.total, "name");
        writeln!(
            context.out,
            "{shown} of {total}; for more: --limit {}",
            found.total
        )?;
    }
    Ok(Exit::Done)
}

fn filter(args: &Args) -> Result<NameFilter, CliError> {
    Ok(NameFilter {
        kinds: args.kinds.clone(),
        words: args.filter.join(" "),
        fuzzy: args.fuzzy,
        query: args.within.query()?,
        order: match args.sort {
            Sort::Articles => NameOrder::Articles,
            Sort::Mentions => NameOrder::Mentions,
            Sort::Name => NameOrder::Name,
            Sort::First => NameOrder::First,
            Sort::Last => NameOrder::Last,
        },
        limit: args.limit,
        mentions: args.mentions,
    })
}

/// A line of the list; other names that the entity has stand behind it.
fn write_name(context: &mut Context, name: &CountedName) -> Result<(), CliError> {
    let counts: Vec<u64> = [Some(name.articles), name.mentions]
        .into_iter()
        .flatten()
        .collect();
    let forms = name.entity.iter().flat_map(|entity| &entity.forms);
    let others: Vec<&str> = forms
        .map(|form| form.printed.as_str())
        .filter(|form| *form != name.name)
        .collect();
    let (kind, name) = (name.kind, &name.name);
    Ok(context
        .terminal
        .write_name(context.out, &counts, kind, name, &others)?)
}
