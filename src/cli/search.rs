//! `dateline search`: ranked hits for a query.

use std::collections::BTreeMap;
use std::io::{self, BufRead, IsTerminal, Write};
use std::path::PathBuf;

use clap::ValueEnum;

use super::index::{advised, index_with_progress, refuse_whole_disks};
use super::queries::Typed;
use super::{CliError, Common, Context, Exit, warn, warn_of_corrections};
use crate::apart;
use crate::archive::{Archive, ArchiveError};
use crate::index::ArchiveIndex;
use crate::index::run::Options as IndexOptions;
use crate::present::json;
use crate::present::terminal::{counted, grouped, safe_line};
use crate::query::Query;
use crate::query::describe::describe;
use crate::query::named::Wanted;
use crate::search::dossier::stories;
use crate::search::facets::facets;
use crate::search::suggest::{Suggestion, suggestions};
use crate::search::{ArchiveSearcher, Collapse, Cursor, Options, Order, Partial, Results};
use crate::walk::walk;

/// Search an archive by word, by name and by date
///
/// All words must occur, in any form: ferry finds ferries. Write "several words" for a phrase, OR
/// between alternatives, - before what must not occur, and parentheses around what belongs
/// together.
///
/// in:removed searches what was taken off the pages (menus, teasers, calls to subscribe) instead of
/// the articles; removed:word does so for one word.
///
/// Put the query in single quotes, so that the shell leaves it alone.
#[derive(Debug, clap::Args)]
#[command(disable_help_flag = true)]
#[command(after_help = "\
Queries:
  words   certif*  ha?s  fery~  =Ferry  /regex/  inquiry^2
  places  door NEAR/5 lock   door BEFORE/5 lock   \"door lock\"~3
  names   person:Sollis   [person] NEAR/10 certif*   \"[org] surveyor\"   about:Sollis
  fields  title: body: caption: author: site: url: section: path: type: lang:
          person: org: place: group: event: work: entity: about: email: money:
          tag: (see dateline tag)
  dates   date:2017  date:2017-03-08  date:2017-01..2017-03  date:>=2016  date:none
          indexed:today  indexed:7d

Examples:
  dateline -C corpus search 'ferry \"bow door\" -strike'
  dateline -C corpus search 'person:Sollis date:2017-03..2017-07' --sort newest --facets")]
pub struct Args {
    #[command(flatten)]
    typed: Typed,
    /// Number of hits to show
    #[arg(long, value_name = "N", default_value_t = 10)]
    limit: usize,
    /// Number of hits to pass over first
    #[arg(long, value_name = "N", default_value_t = 0)]
    offset: usize,
    /// Show the page behind the one that ended with this cursor
    #[arg(long, value_name = "CURSOR", conflicts_with = "offset")]
    after: Option<String>,
    /// Order of the hits
    #[arg(long, value_enum, default_value_t = Sort::Relevance)]
    sort: Sort,
    /// Prefer what was published lately, mildly
    #[arg(long, conflicts_with = "sort")]
    recent: bool,
    /// What becomes of copies of one text; --copies alone lists them
    #[arg(
        long,
        value_name = "HOW",
        value_enum,
        default_value_t = HowCopies::Counted,
        default_missing_value = "listed",
        num_args = 0..=1,
        require_equals = true
    )]
    copies: HowCopies,
    /// Count what all articles that match have in common: people, organisations, places, sites, authors,
    /// sections, formats, languages, years, months and tags
    #[arg(long)]
    facets: bool,
    /// Number of people, organisations and so on to show
    #[arg(long, value_name = "N", default_value_t = 5, requires = "facets")]
    facet_limit: usize,
    /// Say of every hit what its score is the sum of, by which names it was found, and which articles
    /// say that they are one
    #[arg(long)]
    explain: bool,
    /// Say in words what will be searched, and search nothing
    #[arg(long)]
    explain_query: bool,
    /// Index the folder first, without asking, if it has never been indexed
    #[arg(long)]
    index_first: bool,
    #[command(flatten)]
    common: Common,
    /// Print help
    #[arg(long, action = clap::ArgAction::Help)]
    help: Option<bool>,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Sort {
    /// The best match first; a query of restrictions alone has the newest first
    Relevance,
    Newest,
    Oldest,
    /// What came last into the archive first, or was changed in it
    Added,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum HowCopies {
    /// The best one is shown, with the number of the others that match
    Counted,
    /// The best one is shown, and the others are listed below it
    Listed,
    /// Each is a hit of its own
    Apart,
}

pub fn run(args: Args, context: &mut Context) -> Result<Exit, CliError> {
    let (text, query) = (args.typed.text(), args.typed.query()?);
    let order = match args.sort {
        Sort::Relevance if args.recent => Order::Recent,
        Sort::Relevance => Order::Relevance,
        Sort::Newest => Order::Newest,
        Sort::Oldest => Order::Oldest,
        Sort::Added => Order::Added,
    };
    let after = args.after.as_deref();
    let after = after.map(|text| Cursor::parse(text, &query, order));
    let after = after
        .transpose()
        .map_err(|error| CliError::Usage(error.to_string()))?;
    let index = open(&args, context)?;
    let searcher = ArchiveSearcher::new(&index)?;
    if args.explain_query {
        return explain_query(&query, &searcher, &args, context);
    }
    let options = Options {
        limit: args.limit,
        offset: args.offset,
        after,
        order,
        count: true,
        collapse: match args.copies {
            HowCopies::Counted => Collapse::Counted,
            HowCopies::Listed => Collapse::Listed,
            HowCopies::Apart => Collapse::Apart,
        },
        explain: args.explain,
    };
    let results = searcher.search(&query, &options)?;
    let reasons = results.hits.iter().flat_map(|hit| &hit.reasons);
    let told = reasons.flat_map(|reason| &reason.why);
    let examples = match args.explain {
        true => stories(&searcher, told.flat_map(|why| why.examples.clone()))?,
        false => BTreeMap::new(),
    };
    let facets = match args.facets {
        true => Some(facets(&searcher, &query, args.facet_limit)?),
        false => None,
    };
    let total = results.total.unwrap_or_default();
    let suggestions = match results.passed {
        0 => suggestions(&searcher, &query, total)?,
        _ => Vec::new(),
    };
    warn_of_corrections(&searcher);
    results.cuts.iter().for_each(|cut| warn(cut));
    if results.has_changed {
        warn("the archive has changed since the page before; hits may be missing or come twice");
    }
    if args.common.json {
        json::line(context.out, &json::results(&query, &results, &suggestions))?;
        if let Some(facets) = &facets {
            json::line(context.out, &json::facets(facets))?;
        }
    } else if let Some(Partial {
        parts,
        have,
        articles,
    }) = results.partial
    {
        let verb = if articles == 1 { "has" } else { "have" };
        writeln!(
            context.out,
            "no article has all {parts} parts of the query; {} {verb} {have}:",
            grouped(articles)
        )?;
        write_suggestions(context.out, &suggestions)?;
        writeln!(context.out)?;
    }
    let ranks = (results.passed as usize).saturating_add(1)..;
    for (hit, rank) in results.hits.iter().zip(ranks) {
        if args.common.json {
            json::line(context.out, &json::hit(rank, hit))?;
        } else {
            context
                .terminal
                .write_hit(context.out, rank, hit, &examples)?;
            writeln!(context.out)?;
        }
    }
    if !args.common.json {
        if let Some(facets) = facets.filter(|_| total > 0) {
            context.terminal.write_facets(context.out, &facets)?;
            writeln!(context.out)?;
        }
        write_summary(context.out, &text, &results)?;
        if results.partial.is_none() {
            write_suggestions(context.out, &suggestions)?;
        }
    }
    Ok(if total == 0 {
        Exit::NothingFound
    } else {
        Exit::Done
    })
}

/// Says in words what a query finds, and what names and patterns of letters stand for.
fn explain_query(
    query: &Query,
    searcher: &ArchiveSearcher,
    args: &Args,
    context: &mut Context,
) -> Result<Exit, CliError> {
    let plan = searcher.plan_to_explain(query)?;
    warn_of_corrections(searcher);
    if args.common.json {
        json::line(context.out, &json::explained_query(query, &plan))?;
        return Ok(Exit::Done);
    }
    let mut lines = describe(query);
    for expanded in &plan.patterns {
        let more = expanded.total - expanded.words.len();
        let more = match more {
            0 => String::new(),
            more => format!(" and {} more", grouped(more as u64)),
        };
        let words = match expanded.words.is_empty() {
            true => "no word of the archive".to_owned(),
            false => expanded.words.join(", "),
        };
        lines.push(format!("{} stands for: {words}{more}", expanded.pattern));
    }
    for wanted in &plan.names {
        lines.push(format!("{}: {}", wanted.written, names_meant(wanted)));
    }
    for line in lines {
        writeln!(context.out, "{}", safe_line(&line))?;
    }
    plan.cuts.iter().for_each(|cut| warn(cut));
    Ok(Exit::Done)
}

/// How many names of the archive a name stands for, and which others of the same entities.
fn names_meant(wanted: &Wanted) -> String {
    /// Other names that are told.
    const OTHERS_MAX: usize = 12;
    if wanted.others.is_empty() {
        return format!("the names that contain it ({})", wanted.names.len());
    }
    let others = wanted.others.keys().take(OTHERS_MAX);
    let others: Vec<&str> = others.map(|name| name.key.as_str()).collect();
    let more = wanted.others.len() - others.len();
    format!(
        "the names that contain it ({}), and other names of the same: {}{}",
        wanted.names.len(),
        others.join(", "),
        match more {
            0 => String::new(),
            more => format!(" and {more} more"),
        }
    )
}

fn write_suggestions(out: &mut dyn Write, suggestions: &[Suggestion]) -> io::Result<()> {
    for Suggestion { query, articles } in suggestions {
        let query = query.to_string();
        let articles = counted(*articles, "article");
        writeln!(out, "did you mean: {}  ({articles})", safe_line(&query))?;
    }
    Ok(())
}

fn write_summary(out: &mut dyn Write, query: &str, results: &Results) -> io::Result<()> {
    /// Characters of a query that are repeated: what a person can see at a glance.
    const QUERY_CHARS_MAX: usize = 200;
    let query = match query.char_indices().nth(QUERY_CHARS_MAX) {
        Some((end, _)) => format!("{}…", &query[..end]),
        None => query.to_owned(),
    };
    let query = safe_line(&query);
    let total = match results.partial {
        Some(partial) => partial.articles,
        None => results.total.unwrap_or_default(),
    };
    match (total, results.hits.len() as u64) {
        (0, _) => writeln!(out, "no article matches {query}"),
        (_, 0) => writeln!(
            out,
            "{} match {query}; none from number {} on",
            counted(total, "article"),
            results.passed.saturating_add(1)
        ),
        (_, shown) => {
            let (first, last) = (results.passed + 1, results.passed + shown);
            let noun = if total == 1 { "article" } else { "articles" };
            let copies = match results.copies {
                0 => String::new(),
                1 => ", 1 of them a copy".to_owned(),
                copies => format!(", {} of them copies", grouped(copies)),
            };
            writeln!(
                out,
                "{first}–{last} of {} {noun} for {query}{copies}",
                grouped(total)
            )?;
            match &results.next {
                Some(next) => writeln!(out, "the next page: --after {next}"),
                None => Ok(()),
            }
        }
    }
}

/// Opens the index; a folder that was never indexed is indexed first, if it may be.
fn open(args: &Args, context: &Context) -> Result<ArchiveIndex, CliError> {
    let index = args.common.index.as_deref();
    let archive = match Archive::find(&context.stand, index) {
        Ok(archive) => archive,
        Err(ArchiveError::NotIndexed(_) | ArchiveError::NoIndexThere(_)) => {
            let archive = Archive::at(&context.stand, index)?;
            refuse_whole_disks(&archive.folder)?;
            if !args.index_first && !asked(&archive)? {
                return Err(ArchiveError::NotIndexed(PathBuf::from(&context.stand)).into());
            }
            let options = IndexOptions {
                reader: apart::this_program(),
                ..IndexOptions::default()
            };
            let finished = index_with_progress(&archive, &options)?;
            if finished.report.stopped {
                return Err(CliError::Stopped);
            }
            let failed = finished.report.failed.len() as u64;
            if failed > 0 {
                let (files, status) = (
                    counted(failed, "file"),
                    advised(&archive, "status --failed"),
                );
                warn(&format!(
                    "{files} could not be read; to list them: {status}"
                ));
            }
            archive
        }
        Err(error) => return Err(error.into()),
    };
    Ok(ArchiveIndex::open(&archive)?)
}

/// Asks whether to index a folder now. Scripts are not asked.
fn asked(archive: &Archive) -> Result<bool, CliError> {
    if !io::stdin().is_terminal() || !io::stderr().is_terminal() {
        return Ok(false);
    }
    let files = walk(&archive.folder).candidates.len() as u64;
    let mut err = io::stderr().lock();
    write!(
        err,
        "{} has never been indexed. Index {} now? [y/N] ",
        archive.folder.display(),
        counted(files, "file")
    )?;
    err.flush()?;
    let mut answer = String::new();
    io::stdin().lock().read_line(&mut answer)?;
    Ok(matches!(answer.trim().to_lowercase().as_str(), "y" | "yes"))
}
