//! `dateline export`: the archive as tables for other programs.

use std::fs::{self, File};
use std::io::{self, BufRead, BufReader, BufWriter, Seek, Write};
use std::path::{Path, PathBuf};

use clap::ValueEnum;
use serde_json::{Value, json};

use super::queries::Within;
use super::{CliError, Common, Context, Exit, warn_of_corrections};
use crate::article::ArticleId;
use crate::index::derived::commit_of;
use crate::present::{csv, json};
use crate::search::ArchiveSearcher;
use crate::search::export::{Row, SCHEMA_VERSION, Table, export, object};

/// Write articles, mentions, entities or hits as a table, for other programs
///
/// A row stands on a line, as a JSON object or as CSV (RFC 4180, with the names of the columns first).
/// Nothing that matches is left out. Rows of articles and mentions come in the order of the articles'
/// ids.
///
/// With --output the table is written to FILE.part and renamed when it is whole; when it was broken off,
/// --resume goes on with it.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Columns (version 1; times are ISO 8601, start and end count bytes of the article's text in UTF-8):
  articles  article own_id source ordinal title byline published
            published_precision published_origin modified section keywords
            language site url format content_hash text
  mentions  article type entity key surface part start end detector
  entities  type entity key articles mentions first last aliases
  hits      rank score article own_id title source

Examples:
  dateline -C corpus export mentions --format csv
  dateline -C corpus export hits --query 'ferry inquiry'

Exit codes: 0 done, 1 nothing to write, 2 error.")]
pub struct Args {
    /// What to write
    #[arg(value_enum)]
    what: What,
    /// Form of the rows
    #[arg(long, value_enum, default_value_t = Format::Json, conflicts_with = "json")]
    format: Format,
    /// Write to this file instead of the standard output
    #[arg(long, value_name = "FILE")]
    output: Option<PathBuf>,
    /// Go on with an export to the same file that was broken off
    #[arg(long, requires = "output")]
    resume: bool,
    #[command(flatten)]
    within: Within,
    #[command(flatten)]
    common: Common,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum What {
    /// Articles with their text
    Articles,
    /// Each mention of a name, a date or an amount, with the entity that it stands for
    Mentions,
    /// People, organisations, places and so on, with their other names
    Entities,
    /// The articles that match a query, the best first
    Hits,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// JSON lines
    Json,
    Csv,
}

impl Format {
    fn name(self) -> &'static str {
        match self {
            Format::Json => "json",
            Format::Csv => "csv",
        }
    }
}

pub fn run(args: Args, context: &mut Context) -> Result<Exit, CliError> {
    let table = match args.what {
        What::Articles => Table::Articles,
        What::Mentions => Table::Mentions,
        What::Entities => Table::Entities,
        What::Hits => Table::Hits,
    };
    let query = args.within.query()?;
    if table == Table::Hits && query.is_none() {
        return Err(CliError::Usage(
            "hits of which query? Write it behind --query, as in --query 'ferry inquiry'".into(),
        ));
    }
    let index = context.open(args.common.index.as_deref())?;
    let searcher = ArchiveSearcher::new(&index)?;
    let mut rows_written = 0_u64;
    let mut write = |out: &mut dyn Write, from: Option<ArticleId>| {
        if args.format == Format::Csv && from.is_none() {
            csv::write_row(out, table.columns())?;
        }
        export::<CliError>(&searcher, table, query.as_ref(), from, &mut |rows| {
            rows_written += rows.len() as u64;
            Ok(rows.into_iter().try_for_each(|row| match args.format {
                Format::Json => json::line(out, &object(table, row)),
                Format::Csv => csv::write_row(out, cells(row)),
            })?)
        })?;
        Ok::<(), CliError>(())
    };
    match &args.output {
        None => write(context.out, None)?,
        Some(path) => {
            let path = context.stand.join(path);
            let mark = json!({
                "version": SCHEMA_VERSION,
                "table": table.name(),
                "format": args.format.name(),
                "query": query.as_ref().map(ToString::to_string),
                "commit": format!("{:016x}", commit_of(searcher.engine())),
            });
            let part = Part::new(&path, mark);
            let unwritten = |error: io::Error| {
                CliError::Usage(format!("cannot write {}: {error}", part.path.display()))
            };
            let is_resumed = args.resume && part.path.exists();
            let (file, from) = match is_resumed {
                true => part.resumed(table, args.format)?,
                false => (part.begun().map_err(unwritten)?, None),
            };
            let mut out = BufWriter::new(file);
            write(&mut out, from)?;
            let file = out
                .into_inner()
                .map_err(|error| unwritten(error.into_error()))?;
            file.sync_all().map_err(unwritten)?;
            part.finish(&path).map_err(unwritten)?;
            rows_written = rows_written.max(u64::from(is_resumed));
        }
    }
    warn_of_corrections(&searcher);
    Ok(match rows_written {
        0 => Exit::NothingFound,
        _ => Exit::Done,
    })
}

fn cells(row: Row) -> impl Iterator<Item = String> {
    row.into_iter().map(|value| match value {
        Value::Null => String::new(),
        Value::String(text) => text,
        other => other.to_string(),
    })
}

/// A file that is not whole yet, and beside it what it is a part of.
struct Part {
    path: PathBuf,
    mark_path: PathBuf,
    mark: Value,
}

impl Part {
    fn new(path: &Path, mark: Value) -> Part {
        let beside = |ending: &str| {
            let mut name = path.as_os_str().to_owned();
            name.push(ending);
            PathBuf::from(name)
        };
        Part {
            path: beside(".part"),
            mark_path: beside(".part.json"),
            mark,
        }
    }

    fn begun(&self) -> io::Result<File> {
        fs::write(&self.mark_path, self.mark.to_string())?;
        File::create(&self.path)
    }

    /// The file without the rows of the last article, of which some may be missing, and that article.
    fn resumed(&self, table: Table, format: Format) -> Result<(File, Option<ArticleId>), CliError> {
        let refused = |why: String| {
            let path = self.path.display();
            CliError::Usage(format!(
                "cannot go on with {path}: {why}; without --resume it is begun anew"
            ))
        };
        let unread = |error: io::Error| refused(error.to_string());
        let mark = fs::read_to_string(&self.mark_path).map_err(unread)?;
        if serde_json::from_str::<Value>(&mark).ok().as_ref() != Some(&self.mark) {
            return Err(refused(
                "the archive or the command has changed since".into(),
            ));
        }
        if !table.is_by_article() {
            return Ok((self.begun().map_err(unread)?, None));
        }
        let mut file = File::options()
            .read(true)
            .write(true)
            .open(&self.path)
            .map_err(unread)?;
        let (keep, from) = last_article(BufReader::new(&file), format).map_err(unread)?;
        file.set_len(keep).map_err(unread)?;
        file.seek(io::SeekFrom::End(0)).map_err(unread)?;
        Ok((file, from))
    }

    fn finish(&self, path: &Path) -> io::Result<()> {
        fs::rename(&self.path, path)?;
        fs::remove_file(&self.mark_path)
    }
}

/// The bytes before the rows of the last article that any stand of, and that article; none if there is
/// none yet.
fn last_article(mut file: impl BufRead, format: Format) -> io::Result<(u64, Option<ArticleId>)> {
    let (mut at, mut last) = (0_u64, (0, None));
    let mut line = Vec::new();
    // Line feeds stand within the cells of CSV.
    let mut is_quoted = false;
    loop {
        line.clear();
        let bytes = file.read_until(b'\n', &mut line)? as u64;
        if bytes == 0 {
            return Ok(last);
        }
        let id = match (format, is_quoted) {
            (Format::Json, _) => line.strip_prefix(b"{\"article\":\""),
            (Format::Csv, false) => Some(line.as_slice()),
            (Format::Csv, true) => None,
        };
        let id = id.and_then(|id| std::str::from_utf8(id.get(..16)?).ok());
        let id = id
            .and_then(|id| u64::from_str_radix(id, 16).ok())
            .map(ArticleId);
        if id.is_some() && id != last.1 {
            last = (at, id);
        }
        if format == Format::Csv && line.iter().filter(|byte| **byte == b'"').count() % 2 == 1 {
            is_quoted = !is_quoted;
        }
        at += bytes;
    }
}
