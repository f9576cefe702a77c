//! `dateline batch`: the hits of many queries, for a script or for measuring how well it ranks.

use std::io::{self, Write};
use std::path::PathBuf;

use clap::ValueEnum;

use super::{CliError, Common, Context, Exit, warn, warn_of_corrections};
use crate::entities::EntityType;
use crate::extract::in_order;
use crate::present::{csv, json};
use crate::query::Query;
use crate::query::ast::Pattern;
use crate::query::parse::{Parsed, parse};
use crate::query::plain;
use crate::search::{ArchiveSearcher, Ranked};

pub mod input;

use input::{Asked, Input};

/// Run many queries, one a line or in a column of a table
///
/// A line is an id, a tab and a query as `dateline search` takes it; a line without a tab is a
/// query, and its number is its id. A line that is no query is reported, and the rest goes on.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  dateline -C corpus batch queries.tsv --any --format trec --limit 1000 > run.txt
  dateline -C corpus batch people.csv --column name --names person --format csv

Exit codes: 0 found, 1 nothing found, 2 error, 3 done but some lines are no queries.")]
pub struct Args {
    /// File of queries; - for the standard input
    #[arg(value_name = "QUERIES")]
    queries: PathBuf,
    /// Take queries as plain words of which any may occur: nothing is syntax, the best come first
    #[arg(long)]
    any: bool,
    /// Take queries as plain words that must all occur: nothing is syntax
    #[arg(long, conflicts_with = "any")]
    literal: bool,
    /// Take each as a name, of a type if one is given: nothing in it is syntax
    #[arg(long, value_name = "TYPE", num_args = 0..=1, default_missing_value = ANY_TYPE)]
    #[arg(conflicts_with_all = ["any", "literal"])]
    names: Option<String>,
    /// Take the file as a table (CSV), and the queries from the column of this name; the number of
    /// a row's first line is the id
    #[arg(long, value_name = "NAME")]
    column: Option<String>,
    /// Take the ids from the column of this name
    #[arg(long, value_name = "NAME", requires = "column")]
    id_column: Option<String>,
    /// Number of hits for each query
    #[arg(long, value_name = "N", default_value_t = 10)]
    limit: usize,
    /// Form of the hits
    #[arg(long, value_enum, default_value_t = Format::Json, conflicts_with = "json")]
    format: Format,
    #[command(flatten)]
    common: Common,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// JSON lines, one a hit
    Json,
    Csv,
    /// The runs of TREC: query, Q0, document, rank, score, dateline. The document is the name that
    /// the source gives the article, or else dateline's id
    Trec,
}

pub fn run(args: Args, context: &mut Context) -> Result<Exit, CliError> {
    let taken = Taken::of(&args)?;
    let columns = args.column.as_deref();
    let columns = columns.map(|column| (column, args.id_column.as_deref()));
    let mut input = Input::open(&args.queries, columns)?;
    let searcher = ArchiveSearcher::new(&context.open(args.common.index.as_deref())?)?;
    if args.format == Format::Csv {
        writeln!(context.out, "query,rank,id,own_id,title,score,source")?;
    }
    let (mut found, mut wrong) = (false, false);
    while let Some(asked) = input.next()? {
        let number = asked.number;
        let about = |what: &str| format!("{}, line {number}: {what}", input.name);
        let (id, parsed) = match asked.read.and_then(|asked| taken.read(asked, number)) {
            Ok(read) => read,
            Err(what) => {
                warn(&about(&format!("{what}; the rest goes on")));
                wrong = true;
                continue;
            }
        };
        for repair in &parsed.repairs {
            warn(&about(&repair.to_string()));
        }
        for (rank, hit) in (1..).zip(searcher.rank(&parsed.query, args.limit)?) {
            found = true;
            write_hit(context.out, args.format, &id, rank, &hit)?;
        }
    }
    warn_of_corrections(&searcher);
    Ok(match (wrong, found) {
        (true, _) => Exit::SomeFailed,
        (_, true) => Exit::Done,
        _ => Exit::NothingFound,
    })
}

/// Stands for names of any type.
pub const ANY_TYPE: &str = "entity";

/// The type of names that an option gives; `None` for any.
pub fn type_of_names(text: &str) -> Result<Option<EntityType>, CliError> {
    match text.parse::<EntityType>() {
        _ if text == ANY_TYPE => Ok(None),
        Ok(kind) if kind.is_name() => Ok(Some(kind)),
        _ => Err(CliError::Usage(format!(
            "no names are of type `{text}`; there are person, org, place, group, event and work"
        ))),
    }
}

/// What the texts are taken for.
enum Taken {
    Queries,
    /// Words, any of them.
    Any,
    /// Words, all of them.
    All,
    Names(Option<EntityType>),
}

impl Taken {
    fn of(args: &Args) -> Result<Taken, CliError> {
        Ok(match (&args.names, args.any, args.literal) {
            (Some(kind), ..) => Taken::Names(type_of_names(kind)?),
            (None, true, _) => Taken::Any,
            (None, _, true) => Taken::All,
            _ => Taken::Queries,
        })
    }

    /// The id and the query of a line, or what is wrong with it.
    fn read(&self, asked: Asked, number: u64) -> Result<(String, Parsed), String> {
        let id = match asked.id.is_empty() {
            true => number.to_string(),
            false => asked.id,
        };
        let text = asked.text;
        let query = match self {
            Taken::Queries => {
                let parsed = parse(&text).map_err(|error| error.to_string())?;
                return Ok((id, parsed));
            }
            Taken::Any => plain::any_of(&text),
            Taken::All => plain::all_of(&text),
            Taken::Names(kind) => name(*kind, &text),
        };
        let query = query.ok_or("there is no word in it; write a word or leave the line out")?;
        let repairs = Vec::new();
        Ok((id, Parsed { query, repairs }))
    }
}

/// A name as a query, if there is a letter or a digit in it. People may be listed by their surnames
/// (`Sollis, Amara`), companies with their form (`Tidemark, Ltd`).
pub fn name(kind: Option<EntityType>, text: &str) -> Option<Query> {
    let named = |name: String| Query::Text {
        pattern: Pattern::Named {
            kind,
            name,
            exact: false,
        },
        part: None,
    };
    let (written, said) = (text.trim(), in_order(text.trim()));
    text.contains(char::is_alphanumeric).then(|| match kind {
        Some(EntityType::Person) => named(said),
        None if said != written => Query::Or(vec![named(written.to_owned()), named(said)]),
        _ => named(written.to_owned()),
    })
}

fn write_hit(
    out: &mut dyn Write,
    format: Format,
    query: &str,
    rank: usize,
    hit: &Ranked,
) -> io::Result<()> {
    let own_id = hit.own_id.as_deref();
    match format {
        Format::Json => json::line(out, &json::ranked(query, rank, hit)),
        Format::Csv => {
            let (id, score) = (hit.id.to_string(), hit.score.to_string());
            let rank = rank.to_string();
            let own_id = own_id.unwrap_or_default();
            let cells = [query, &rank, &id, own_id, &hit.title, &score, &hit.source];
            csv::write_row(out, cells)
        }
        Format::Trec => {
            let id = hit.id.to_string();
            let (query, document) = (unspaced(query), unspaced(own_id.unwrap_or(&id)));
            writeln!(out, "{query} Q0 {document} {rank} {} dateline", hit.score)
        }
    }
}

/// A column of a TREC run, which spaces end.
fn unspaced(name: &str) -> String {
    name.replace(char::is_whitespace, "_")
}
