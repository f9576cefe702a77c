//! `dateline batch`: the hits of many queries, for a script or for measuring how well it ranks.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Read, Write};
use std::path::{Path, PathBuf};

use clap::ValueEnum;

use super::{CliError, Common, Context, Exit, warn, warn_of_corrections};
use crate::present::json;
use crate::query::parse::{Parsed, parse};
use crate::query::plain;
use crate::search::{ArchiveSearcher, Ranked};

/// Bytes of one line: what a query may have, and as much again for its id.
const LINE_BYTES_MAX: usize = 128 << 10;

/// Run many queries, one a line
///
/// A line is an id, a tab and a query as `dateline search` takes it; a line without a tab is a
/// query, and its number is its id. A line that is no query is reported, and the rest goes on.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  dateline -C corpus batch queries.tsv --any --limit 3
  dateline -C corpus batch queries.tsv --any --format trec --limit 1000 > run.txt

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
    let mut lines = Lines::open(&args.queries)?;
    let searcher = ArchiveSearcher::new(&context.open(args.common.index.as_deref())?)?;
    if args.format == Format::Csv {
        writeln!(context.out, "query,rank,id,own_id,title,score,source")?;
    }
    let (mut found, mut wrong) = (false, false);
    while let Some(line) = lines.next()? {
        let (id, parsed) = match line.and_then(|line| read(&line, lines.number, &args)) {
            Ok(read) => read,
            Err(what) => {
                let (name, number) = (&lines.name, lines.number);
                warn(&format!("{name}, line {number}: {what}; the rest goes on"));
                wrong = true;
                continue;
            }
        };
        for repair in &parsed.repairs {
            warn(&format!("{}, line {}: {repair}", lines.name, lines.number));
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

/// The id and the query of a line, or what is wrong with it.
fn read(line: &str, number: u64, args: &Args) -> Result<(String, Parsed), String> {
    let (id, text) = match line.split_once('\t') {
        Some((id, text)) => (id.trim().to_owned(), text),
        None => (String::new(), line),
    };
    let id = match id.is_empty() {
        true => number.to_string(),
        false => id,
    };
    let words = match (args.any, args.literal) {
        (true, _) => plain::any_of(text),
        (_, true) => plain::all_of(text),
        _ => {
            let parsed = parse(text).map_err(|error| error.to_string())?;
            return Ok((id, parsed));
        }
    };
    let query = words.ok_or("there is no word in it; write words after the tab")?;
    let repairs = Vec::new();
    Ok((id, Parsed { query, repairs }))
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
            writeln!(out, "{}", cells.map(quoted).join(","))
        }
        Format::Trec => {
            let id = hit.id.to_string();
            let (query, document) = (unspaced(query), unspaced(own_id.unwrap_or(&id)));
            writeln!(out, "{query} Q0 {document} {rank} {} dateline", hit.score)
        }
    }
}

/// A cell of a CSV file (RFC 4180).
fn quoted(cell: &str) -> String {
    match cell.contains([',', '"', '\n', '\r']) {
        true => format!("\"{}\"", cell.replace('"', "\"\"")),
        false => cell.to_owned(),
    }
}

/// A column of a TREC run, which spaces end.
fn unspaced(name: &str) -> String {
    name.replace(char::is_whitespace, "_")
}

/// The lines of a file that are not empty.
struct Lines {
    name: String,
    input: Box<dyn BufRead>,
    /// The number of the last line, from 1.
    number: u64,
}

impl Lines {
    fn open(path: &Path) -> Result<Lines, CliError> {
        let (name, input): (String, Box<dyn BufRead>) = match path.to_str() {
            Some("-") => ("standard input".into(), Box::new(io::stdin().lock())),
            _ => {
                let name = path.display().to_string();
                let file = File::open(path)
                    .map_err(|error| CliError::Usage(format!("cannot read {name}: {error}")))?;
                (name, Box::new(BufReader::new(file)))
            }
        };
        Ok(Lines {
            name,
            input,
            number: 0,
        })
    }

    /// The next line, or why it cannot be read; `None` after the last.
    fn next(&mut self) -> Result<Option<Result<String, String>>, CliError> {
        loop {
            let mut bytes = Vec::new();
            let mut part = (&mut self.input).take(LINE_BYTES_MAX as u64 + 1);
            let read = part.read_until(b'\n', &mut bytes);
            self.told(read)?;
            if bytes.is_empty() {
                return Ok(None);
            }
            self.number += 1;
            if bytes.len() > LINE_BYTES_MAX {
                if bytes.last() != Some(&b'\n') {
                    let passed = self.input.skip_until(b'\n');
                    self.told(passed)?;
                }
                let most = LINE_BYTES_MAX >> 10;
                return Ok(Some(Err(format!("it is longer than {most} KiB"))));
            }
            let line = match String::from_utf8(bytes) {
                Ok(line) => line,
                Err(_) => return Ok(Some(Err("it is not UTF-8; save the file as such".into()))),
            };
            let line = line.trim_end_matches(['\n', '\r']);
            let line = match self.number {
                1 => line.trim_start_matches('\u{feff}'),
                _ => line,
            };
            if !line.trim().is_empty() {
                return Ok(Some(Ok(line.to_owned())));
            }
        }
    }

    fn told(&self, read: io::Result<usize>) -> Result<usize, CliError> {
        read.map_err(|error| CliError::Usage(format!("cannot read {}: {error}", self.name)))
    }
}
