//! `dateline graph`: the network of the names of the articles that match.

use std::fs::File;
use std::io::{self, BufWriter, IsTerminal, Write};
use std::path::{Path, PathBuf};
use std::time::Duration;

use clap::ValueEnum;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use super::queries::{Shared, Typed};
use super::{CliError, Common, Context, Exit, warn, warn_of_corrections};
use crate::entities::EntityType;
use crate::present::graph::{SVG_NODES_MAX, write_gexf, write_graphml, write_svg};
use crate::present::json;
use crate::present::terminal::{counted, grouped, safe_line};
use crate::search::ArchiveSearcher;
use crate::search::graph::{Graph, NODES_MAX, STRENGTH_MIN, Wanted, graph};

/// Edges for each node where nothing is said: more make a picture a ball of wool.
const EDGES_PER_NODE: usize = 3;

/// Show who stands with whom in the articles that match a query
///
/// The names of most articles and the surest ties between them: in the same article, paragraph or
/// sentence more often than by chance. How sure a tie is, is told by the log-likelihood ratio
/// (Dunning 1993) within these articles. With a name that all of them have, as one that is searched
/// for, nobody stands more often than by chance; such ties are drawn by their number.
#[derive(Debug, clap::Args)]
#[command(disable_help_flag = true)]
#[command(after_help = "\
Examples:
  dateline -C corpus graph 'ferry inquiry' --format svg > ferry.svg
  dateline -C corpus graph 'date:2017-03' --type person --within sentence --min 1")]
pub struct Args {
    #[command(flatten)]
    typed: Typed,
    /// Two names share an article, a paragraph or a sentence
    #[arg(long, value_enum, default_value_t = Shared::Article)]
    within: Shared,
    /// Only names of these types, with commas between them: person, org, place, group, event or work
    #[arg(
        long = "type",
        value_name = "TYPE,…",
        value_delimiter = ',',
        value_parser = EntityType::of_names,
        default_value = "person,org,place"
    )]
    kinds: Vec<EntityType>,
    /// Names at most, those of most articles
    #[arg(long, value_name = "N", default_value_t = 40)]
    nodes: usize,
    /// Ties at most, the surest [default: three for each name]
    #[arg(long, value_name = "N")]
    edges: Option<usize>,
    /// Only ties of so many articles, paragraphs or sentences
    #[arg(long, value_name = "N", default_value_t = 2)]
    min: u64,
    /// Only ties with at least this log-likelihood ratio: by chance alone one pair in twenty is above
    /// 3.84, one in a thousand above 10.83
    #[arg(long, value_name = "X", default_value_t = STRENGTH_MIN)]
    strength: f64,
    /// Format [default: that of the name of the output, else text]
    #[arg(long, value_enum)]
    format: Option<Format>,
    /// Write to this file
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
    #[command(flatten)]
    common: Common,
    /// Print help
    #[arg(long, action = clap::ArgAction::Help)]
    help: Option<bool>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// A list of ties
    Text,
    /// GraphML, for yEd, Gephi, Cytoscape, igraph, networkx
    Graphml,
    /// GEXF, for Gephi
    Gexf,
    /// One object with `nodes` and `links`, for networkx, D3 and scripts
    Json,
    /// A picture, for any browser
    Svg,
}

pub fn run(args: Args, context: &mut Context) -> Result<Exit, CliError> {
    let (text, query) = (args.typed.text(), args.typed.query()?);
    let format = format(&args)?;
    check(&args, format)?;
    let canonical = query.to_string();
    let wanted = Wanted {
        query: Some(query),
        kinds: args.kinds.clone(),
        scope: args.within.scope(),
        nodes: args.nodes,
        edges: args.edges.unwrap_or(EDGES_PER_NODE * args.nodes),
        both_min: args.min,
        strength_min: args.strength,
    };
    let index = context.open(args.common.index.as_deref())?;
    let searcher = ArchiveSearcher::new(&index)?;
    let bar = progress_bar();
    let graph = graph(&searcher, &wanted, &mut |seen, all| {
        let percent = 100 * seen / all.max(1);
        bar.set_message(format!("comparing where they stand, {percent}%"));
    });
    bar.finish_and_clear();
    let graph = graph?;
    warn_of_corrections(&searcher);
    let is_empty = graph.edges.is_empty();
    let terminal = context.terminal;
    let write = |out: &mut dyn Write| match format {
        Format::Text => terminal.write_graph(out, &graph),
        Format::Graphml => write_graphml(out, &graph),
        Format::Gexf => write_gexf(out, &graph),
        Format::Json => json::line(out, &json::graph(&canonical, &graph)),
        Format::Svg => write_svg(out, &graph, &text),
    };
    match &args.output {
        // Nothing is no picture; what lay there stays.
        Some(_) if is_empty => {}
        Some(path) => {
            let written = File::create(path).and_then(|file| {
                let mut out = BufWriter::new(file);
                write(&mut out)?;
                out.flush()
            });
            written.map_err(|error| not_written(path, &error))?;
        }
        None if is_empty && format != Format::Json => {}
        None => write(context.out)?,
    }
    let summary = summary(&graph, &text);
    match (format, &args.output) {
        (Format::Text, None) => writeln!(context.out, "{summary}")?,
        (Format::Json, None) => {}
        _ => warn(&summary),
    }
    Ok(match is_empty {
        true => Exit::NothingFound,
        false => Exit::Done,
    })
}

/// The format that is asked for, in one way or another.
fn format(args: &Args) -> Result<Format, CliError> {
    if let Some(format) = args.format {
        return match args.common.json && format != Format::Json {
            true => Err(CliError::Usage(
                "--json is --format json; name one format".to_owned(),
            )),
            false => Ok(format),
        };
    }
    if args.common.json {
        return Ok(Format::Json);
    }
    let Some(path) = &args.output else {
        return Ok(Format::Text);
    };
    let ending = path.extension().and_then(|ending| ending.to_str());
    let ending = ending.unwrap_or_default().to_lowercase();
    match ending.as_str() {
        "txt" => Ok(Format::Text),
        ending => Format::from_str(ending, true).map_err(|_| {
            let path = path.display();
            CliError::Usage(format!(
                "what is {path} to be? name it .svg, .graphml, .gexf, .json or .txt, or add --format"
            ))
        }),
    }
}

/// Refuses what would be too large, before anything is counted.
fn check(args: &Args, format: Format) -> Result<(), CliError> {
    let (most, instead) = match format {
        Format::Svg => (SVG_NODES_MAX, "; --format graphml takes more"),
        _ => (NODES_MAX, ""),
    };
    if args.nodes > most {
        return Err(CliError::Usage(format!(
            "--nodes is at most {} here{instead}",
            grouped(most as u64)
        )));
    }
    Ok(())
}

/// `12 articles for ferry inquiry: 17 of 82 names, 38 of 38 ties`
fn summary(graph: &Graph, query: &str) -> String {
    let query = safe_line(query);
    let (what, articles) = (graph.scope.noun(), counted(graph.articles, "article"));
    match (graph.articles, graph.edges.len()) {
        (0, _) => format!("no article matches {query}"),
        (_, 0) => format!(
            "no two names stand in the same {what} surely more often than by chance in the \
             {articles} for {query}; --min and --strength ask for less"
        ),
        (_, edges) => format!(
            "{articles} for {query}: {} of {}, {} of {}",
            grouped(graph.nodes.len() as u64),
            counted(graph.names, "name"),
            grouped(edges as u64),
            counted(graph.pairs, "tie"),
        ),
    }
}

fn not_written(path: &Path, error: &io::Error) -> CliError {
    CliError::Usage(format!("cannot write {}: {error}", path.display()))
}

/// How often the progress moves.
const TICK: Duration = Duration::from_millis(200);

/// Shows how far the counting is, if somebody can see it.
fn progress_bar() -> ProgressBar {
    if !io::stderr().is_terminal() {
        return ProgressBar::hidden();
    }
    let bar = ProgressBar::with_draw_target(None, ProgressDrawTarget::stderr_with_hz(5));
    if let Ok(style) = ProgressStyle::with_template("{spinner} {wide_msg}") {
        bar.set_style(style);
    }
    bar.set_message("counting names");
    bar.enable_steady_tick(TICK);
    bar
}
