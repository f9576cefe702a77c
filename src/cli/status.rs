//! `dateline status`: what is in the index, and what has changed in the folder since.

use std::io::Write;

use super::{CliError, Common, Context, Exit};
use crate::index::ArchiveIndex;
use crate::index::status::{Status, status};
use crate::present::json;
use crate::present::terminal::{counted, grouped, safe, size};

/// Tell what is in the index and what has changed in the folder since
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  dateline -C corpus status
  dateline -C corpus status --failed")]
pub struct Args {
    /// List every source and record that could not be read, with the reason
    #[arg(long)]
    failed: bool,
    #[command(flatten)]
    common: Common,
}

pub fn run(args: Args, context: &mut Context) -> Result<Exit, CliError> {
    let index = context.open(args.common.index.as_deref())?;
    let status = status(&index)?;
    if args.common.json {
        if args.failed {
            for (source, reason) in &status.failed {
                json::line(context.out, &json::failure(source, None, reason))?;
            }
            for (source, record, reason) in &status.failed_records {
                json::line(context.out, &json::failure(source, Some(*record), reason))?;
            }
        }
        json::line(context.out, &json::status(&status))?;
    } else {
        write_status(context.out, &index, &status, args.failed)?;
    }
    Ok(Exit::Done)
}

fn write_status(
    out: &mut dyn Write,
    index: &ArchiveIndex,
    status: &Status,
    list_failed: bool,
) -> Result<(), CliError> {
    writeln!(out, "{}", index.archive.folder.display())?;
    writeln!(
        out,
        "  {} in {}",
        counted(status.articles, "article"),
        counted(status.sources, "file")
    )?;
    if let (Some(first), Some(last)) = (status.first_day, status.last_day) {
        writeln!(
            out,
            "  published {first} to {last}; {} without a date",
            grouped(status.undated)
        )?;
    }
    let languages: Vec<String> = status
        .languages
        .iter()
        .take(8)
        .map(|(code, count)| format!("{code} {}", grouped(*count)))
        .collect();
    if !languages.is_empty() {
        writeln!(out, "  languages: {}", languages.join(", "))?;
    }
    writeln!(
        out,
        "  files of {}, index of {}",
        size(status.source_bytes),
        size(status.index_bytes)
    )?;
    for (count, noun, what) in [
        (status.skipped, "file", "without text"),
        (status.failed.len() as u64, "file", "failed"),
        (status.failed_records_total, "record", "failed"),
        (
            status.partial,
            "file",
            "read half; run `dateline index` to go on",
        ),
    ] {
        if count > 0 {
            writeln!(out, "  {} {what}", counted(count, noun))?;
        }
    }
    let drift = &status.drift;
    if drift.is_none() {
        writeln!(out, "  up to date with the folder")?;
    } else {
        writeln!(
            out,
            "  since then: {} new, {} changed, {} deleted, {} out of reach; run `dateline index`",
            drift.new, drift.changed, drift.deleted, drift.unreachable
        )?;
    }
    if list_failed {
        for (path, reason) in &status.failed {
            writeln!(out, "failed: {}: {}", safe(path), safe(reason))?;
        }
        for (path, record, reason) in &status.failed_records {
            let (path, reason) = (safe(path), safe(reason));
            writeln!(out, "failed: {path}, record {record}: {reason}")?;
        }
    }
    Ok(())
}
