//! The command line: one file a command, and the only code that prints.
//!
//! Each command turns its arguments into what the library takes, and the answer into words or
//! JSON lines. Exit codes: 0 found or done, 1 nothing found, 2 error or unsound, 3 done but some
//! sources failed, 130 stopped by a signal.

use std::io::{self, BufWriter, IsTerminal, Write};
use std::ops::Range;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;

use clap::{Parser, Subcommand};

use crate::apart;
use crate::archive::{Archive, ArchiveError};
use crate::entities::lists::{NameList, WrongLine, WrongLines};
use crate::index::{ArchiveIndex, IndexError, told, words_of};
use crate::present::terminal::{Terminal, counted};
use crate::query::Query;
use crate::query::parse::ParseError;
use crate::user_file::Problem;

mod annotate;
mod articles;
mod batch;
mod check;
mod completions;
mod copies;
mod entities;
mod entity;
mod export;
mod extract;
mod follow;
mod graph;
mod index;
mod man;
mod model;
mod queries;
mod read_pdf;
mod search;
mod show;
mod similar;
mod status;
mod tag;
mod timeline;
mod watch;

/// Full-text and entity search for archives of articles
///
/// Point dateline at a folder of article files. It finds the stories in them, reads title,
/// byline, date and language, detects the people, organisations, places and dates they name, and
/// indexes it all in ARCHIVE/.dateline.
#[derive(Debug, Parser)]
#[command(name = "dateline", version, max_term_width = 100)]
#[command(after_help = "\
Examples:
  dateline -C corpus search --index-first 'ferry inquiry'
  dateline -C corpus entities --type person

Exit codes: 0 found or done, 1 nothing found, 2 error, 3 done but some files failed,
130 stopped (Ctrl-C).")]
struct Cli {
    /// Stand in this folder; the archive is it or the nearest indexed folder above
    #[arg(
        short = 'C',
        value_name = "DIR",
        default_value = ".",
        hide_default_value = true
    )]
    stand: PathBuf,
    #[command(subcommand)]
    command: Command,
}

/// Options that every command has.
#[derive(Debug, clap::Args)]
struct Common {
    /// Keep the index in this folder instead of ARCHIVE/.dateline
    #[arg(long, value_name = "DIR", env = "DATELINE_INDEX")]
    index: Option<PathBuf>,
    /// Print JSON lines
    #[arg(long)]
    json: bool,
}

#[derive(Debug, Subcommand)]
enum Command {
    Index(index::Args),
    Search(search::Args),
    Batch(batch::Args),
    Show(show::Args),
    Similar(similar::Args),
    Copies(copies::Args),
    Timeline(timeline::Args),
    Watch(watch::Args),
    Tag(tag::Args),
    Entities(entities::Args),
    Entity(entity::Args),
    Export(export::Args),
    Graph(graph::Args),
    Status(status::Args),
    Check(check::Args),
    Extract(extract::Args),
    Annotate(annotate::Args),
    Model(model::Args),
    Completions(completions::Args),
    Man(man::Args),
}

/// How a command ended, when nothing went wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Exit {
    Done,
    NothingFound,
    Unsound,
    SomeFailed,
    Stopped,
}

/// What a command cannot go on after.
#[derive(Debug, thiserror::Error)]
enum CliError {
    #[error(transparent)]
    Index(#[from] IndexError),
    #[error(transparent)]
    Archive(#[from] ArchiveError),
    #[error("{error}")]
    Query { query: String, error: ParseError },
    #[error("{0}")]
    Usage(String),
    #[error("dateline failed, which is our mistake: {0}; please report it with the command")]
    Ours(String),
    #[error("stopped while indexing; what was read is kept: run the command again to go on")]
    Stopped,
    #[error("cannot write the output: {0}")]
    Output(#[from] io::Error),
}

/// Where a command stands and writes.
struct Context<'a> {
    stand: PathBuf,
    out: &'a mut dyn Write,
    terminal: Terminal,
}

impl Context<'_> {
    /// The indexed archive that we stand in.
    fn open(&self, index: Option<&Path>) -> Result<ArchiveIndex, CliError> {
        let archive = Archive::find(&self.stand, index)?;
        Ok(ArchiveIndex::open(&archive)?)
    }
}

/// Runs the program.
pub fn main() -> ExitCode {
    // A panic is our mistake; it is told below like any other failure.
    std::panic::set_hook(Box::new(|_| {}));
    if std::env::args_os()
        .nth(1)
        .is_some_and(|arg| arg == apart::COMMAND)
    {
        return read_pdf::main();
    }
    let cli = Cli::parse();
    let stdout = io::stdout();
    let is_terminal = stdout.is_terminal();
    let mut out = BufWriter::new(stdout.lock());
    let result = {
        let mut context = Context {
            stand: cli.stand,
            out: &mut out,
            terminal: terminal(is_terminal),
        };
        let run = AssertUnwindSafe(|| run(cli.command, &mut context));
        catch_unwind(run).unwrap_or_else(|panic| Err(CliError::Ours(words_of(&*panic))))
    };
    let result = result.and_then(|exit| out.flush().map(|()| exit).map_err(CliError::from));
    match result {
        Ok(Exit::Done) => ExitCode::from(0),
        Ok(Exit::NothingFound) => ExitCode::from(1),
        Ok(Exit::Unsound) => ExitCode::from(2),
        Ok(Exit::SomeFailed) => ExitCode::from(3),
        // As shells have it for Ctrl-C.
        Ok(Exit::Stopped) => ExitCode::from(130),
        // Whoever read our output has seen enough: `dateline search … | head`.
        Err(CliError::Output(error)) if error.kind() == io::ErrorKind::BrokenPipe => {
            ExitCode::from(0)
        }
        Err(error) => {
            complain(&error);
            ExitCode::from(if matches!(error, CliError::Stopped) {
                130
            } else {
                2
            })
        }
    }
}

fn run(command: Command, context: &mut Context) -> Result<Exit, CliError> {
    match command {
        Command::Index(args) => index::run(args, context),
        Command::Search(args) => search::run(args, context),
        Command::Batch(args) => batch::run(args, context),
        Command::Show(args) => show::run(args, context),
        Command::Similar(args) => similar::run(args, context),
        Command::Copies(args) => copies::run(args, context),
        Command::Timeline(args) => timeline::run(args, context),
        Command::Watch(args) => watch::run(args, context),
        Command::Tag(args) => tag::run(args, context),
        Command::Entities(args) => entities::run(args, context),
        Command::Entity(args) => entity::run(args, context),
        Command::Export(args) => export::run(args, context),
        Command::Graph(args) => graph::run(args, context),
        Command::Status(args) => status::run(args, context),
        Command::Check(args) => check::run(args, context),
        Command::Extract(args) => extract::run(args, context),
        Command::Annotate(args) => annotate::run(args, context),
        Command::Model(args) => model::run(args, context),
        Command::Completions(args) => completions::run(args, context),
        Command::Man(args) => man::run(args, context),
    }
}

fn terminal(is_terminal: bool) -> Terminal {
    let columns = terminal_size::terminal_size().map(|(width, _)| usize::from(width.0));
    let stdout = anstream::AutoStream::choice(&io::stdout());
    let colored = stdout != anstream::ColorChoice::Never;
    Terminal::new(columns.filter(|_| is_terminal), colored)
}

/// Tells what is wrong, on the error stream; nothing can be done if that is closed too.
fn complain(error: &CliError) {
    let mut err = io::stderr().lock();
    let _ = writeln!(
        err,
        "dateline: {}",
        crate::present::terminal::safe_line(&error.to_string())
    );
    if let CliError::Query { query, error } = error {
        let _ = write_mistake(&mut err, query, error);
    }
}

/// Shows the line of a query with a mistake, and marks the place.
fn write_mistake(err: &mut dyn Write, query: &str, error: &ParseError) -> io::Result<()> {
    use unicode_width::UnicodeWidthStr;
    if error.span.is_empty() {
        return Ok(());
    }
    let columns = |text: &str| UnicodeWidthStr::width(&*one_line(text));
    let part = around(query, error.span.start);
    let marked = error.span.start..error.span.end.min(part.end);
    let cut = |is_cut| if is_cut { "…" } else { "" };
    let (front, end) = (cut(part.start > 0), cut(part.end < query.len()));
    let before = columns(front) + columns(&query[part.start..marked.start]);
    let marked = columns(&query[marked]).max(1);
    writeln!(err, "  {front}{}{end}", one_line(&query[part]))?;
    writeln!(err, "  {:before$}{}", "", "^".repeat(marked))?;
    match error.corrected(query) {
        Some(corrected) => writeln!(err, "  try: {}", one_line(&corrected)),
        None => Ok(()),
    }
}

/// What is shown of a query in which a byte matters.
fn around(query: &str, byte: usize) -> Range<usize> {
    /// Characters before the place, and from it on: two lines of a terminal in all.
    const BEFORE_MAX: usize = 40;
    const AFTER_MAX: usize = 120;
    let mut before = query[..byte].char_indices().rev().map(|(at, _)| at);
    let mut after = query[byte..].char_indices().map(|(at, _)| byte + at);
    before.nth(BEFORE_MAX - 1).unwrap_or(0)..after.nth(AFTER_MAX).unwrap_or(query.len())
}

fn one_line(text: &str) -> String {
    crate::present::terminal::safe_line(&text.replace('\n', " ")).into_owned()
}

/// Writes a warning; the run goes on.
fn warn(message: &str) {
    let message = crate::present::terminal::safe_line(message);
    let _ = writeln!(io::stderr().lock(), "dateline: {message}");
}

/// Warns of what cannot be read of the user's corrections and tags, as far as they were asked for;
/// the others hold.
fn warn_of_corrections(searcher: &crate::search::ArchiveSearcher) {
    let path = searcher.corrections_file();
    warn_of_problems(&path, searcher.problems(), "correction");
    let (path, problems) = searcher.problems_of_tags();
    warn_of_problems(&path, problems, "tag");
}

/// Warns of the lines of a file that cannot be read; `noun` is what it is a list of.
fn warn_of_problems(path: &Path, problems: &[Problem], noun: &str) {
    /// Problems that are told one by one: what fills half a screen.
    const TOLD_MAX: usize = 5;
    let path = path.display();
    for problem in problems.iter().take(TOLD_MAX) {
        let what = &problem.what;
        warn(&match problem.line {
            Some(line) => format!("{path}, line {line}: {what}; the other {noun}s hold"),
            None => format!("{path}: {what}; until then no {noun} of it holds"),
        });
    }
    let untold = problems.len().saturating_sub(TOLD_MAX);
    if untold > 0 {
        let more = counted(untold as u64, "more line");
        warn(&format!("{path}: {more} like that"));
    }
}

/// The list of names that a file is; what is wrong in it is told, and the rest holds.
fn names_of(path: &Path) -> Result<Arc<NameList>, CliError> {
    let list = told::names_of(path)?;
    let wrong = list.all_wrong();
    if let Some(first) = wrong.first.first().filter(|_| list.is_empty()) {
        let (path, line) = (path.display(), first.line);
        return Err(CliError::Usage(format!(
            "{path}, line {line}: {}; no line of it is a name",
            first.what
        )));
    }
    let warnings = warnings_of_names(path, wrong);
    warnings.iter().for_each(|warning| warn(warning));
    Ok(Arc::new(list))
}

/// What to warn of for the lines of a list that do not hold; the others do.
fn warnings_of_names(path: &Path, wrong: &WrongLines) -> Vec<String> {
    let path = path.display();
    let first = wrong.first.iter();
    let mut warnings: Vec<String> = first
        .map(|WrongLine { line, what }| {
            format!("{path}, line {line}: {what}; the rest of the list holds")
        })
        .collect();
    let unlisted = wrong.total - wrong.first.len();
    if unlisted > 0 {
        let more = counted(unlisted as u64, "line");
        warnings.push(format!("{path}: {more} more that are wrong"));
    }
    warnings
}

/// Parses a query, and says what of it was set right.
fn parse_query(query: &str) -> Result<Query, CliError> {
    let parsed = crate::query::parse(query).map_err(|error| CliError::Query {
        query: query.to_owned(),
        error,
    })?;
    for repair in &parsed.repairs {
        warn(&repair.to_string());
        let _ = write_mistake(&mut io::stderr().lock(), query, repair);
    }
    Ok(parsed.query)
}

/// The commands with all their options, for completions, man pages and tests.
pub fn command() -> clap::Command {
    <Cli as clap::CommandFactory>::command()
}
