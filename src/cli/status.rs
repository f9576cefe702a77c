//! `dateline status`: what is in the index, and what has changed in the folder since.

use std::io::Write;

use serde_json::json;

use super::{CliError, Common, Context, Exit, warn, warn_of_corrections};
use crate::index::ArchiveIndex;
use crate::index::status::{Naming, Status, status};
use crate::present::json;
use crate::present::terminal::{counted, grouped, safe_line, size};
use crate::search::ArchiveSearcher;

/// Tell what is in the index and what has changed in the folder since
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  dateline -C corpus status
  dateline -C corpus status --failed --skipped")]
pub struct Args {
    /// List every file and record that could not be read, with the reason
    #[arg(long)]
    failed: bool,
    /// List every file without text, with the reason
    #[arg(long)]
    skipped: bool,
    #[command(flatten)]
    common: Common,
}

pub fn run(args: Args, context: &mut Context) -> Result<Exit, CliError> {
    let index = context.open(args.common.index.as_deref())?;
    let status = status(&index)?;
    let tagged = tagged(&index)?;
    if let Some(problem) = &status.naming.problem {
        warn(problem);
    }
    if args.common.json {
        if args.failed {
            for (source, reason) in &status.failed {
                json::line(context.out, &json::failure(source, None, reason))?;
            }
            for of in &status.failed_records {
                for (record, reason) in &of.listed {
                    json::line(
                        context.out,
                        &json::failure(&of.source, Some(*record), reason),
                    )?;
                }
                if of.unlisted() > 0 {
                    let rest = json::unlisted_failures(&of.source, of.unlisted());
                    json::line(context.out, &rest)?;
                }
            }
        }
        if args.skipped {
            for (source, reason) in &status.skipped {
                json::line(context.out, &json::skip(source, reason))?;
            }
        }
        let mut object = json::status(&status);
        object["tagged"] = json!({"articles": tagged.articles, "gone": tagged.gone});
        json::line(context.out, &object)?;
    } else {
        write_status(context.out, &index, &status, &tagged, &args)?;
    }
    Ok(Exit::Done)
}

fn write_status(
    out: &mut dyn Write,
    index: &ArchiveIndex,
    status: &Status,
    tagged: &TaggedCount,
    args: &Args,
) -> Result<(), CliError> {
    let folder = index.archive.folder.display().to_string();
    writeln!(out, "{}", safe_line(&folder))?;
    writeln!(out, "  {}", counted(status.articles, "article"))?;
    let outcomes: Vec<String> = [
        (status.indexed, "read"),
        (status.partial, "read half"),
        (status.skipped.len() as u64, "without text"),
        (status.failed.len() as u64, "failed"),
    ]
    .into_iter()
    .filter(|(count, _)| *count > 0)
    .map(|(count, what)| format!("{} {what}", grouped(count)))
    .collect();
    match outcomes.is_empty() {
        true => writeln!(out, "  no files")?,
        false => {
            let files = counted(status.sources, "file");
            writeln!(out, "  {files}: {}", outcomes.join(", "))?;
        }
    }
    if status.failed_records_total() > 0 {
        let records = counted(status.failed_records_total(), "record");
        let files = counted(status.failed_records.len() as u64, "file");
        writeln!(out, "  {records} failed in {files}")?;
    }
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
    writeln!(out, "  {}", safe_line(&naming(index, &status.naming)))?;
    if tagged.articles > 0 {
        let articles = counted(tagged.articles, "article");
        let gone = match tagged.gone {
            0 => String::new(),
            1 => ", of which 1 is gone (dateline tag --lost)".to_owned(),
            gone => format!(
                ", of which {} are gone (dateline tag --lost)",
                grouped(gone)
            ),
        };
        writeln!(out, "  tags of {articles}{gone}")?;
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
    if args.failed {
        for (path, reason) in &status.failed {
            writeln!(out, "failed: {}: {}", safe_line(path), safe_line(reason))?;
        }
        for of in &status.failed_records {
            let path = safe_line(&of.source);
            for (record, reason) in &of.listed {
                writeln!(
                    out,
                    "failed: {path}, record {record}: {}",
                    safe_line(reason)
                )?;
            }
            if of.unlisted() > 0 {
                let more = counted(of.unlisted(), "record");
                writeln!(out, "failed: {path}: {more} more, which are not listed")?;
            }
        }
    }
    if args.skipped {
        for (path, reason) in &status.skipped {
            writeln!(out, "skipped: {}: {}", safe_line(path), safe_line(reason))?;
        }
    }
    Ok(())
}

/// Articles that the user has tagged.
struct TaggedCount {
    articles: u64,
    /// Those of them that are gone.
    gone: u64,
}

fn tagged(index: &ArchiveIndex) -> Result<TaggedCount, CliError> {
    let searcher = ArchiveSearcher::new(index)?;
    let articles = searcher.tags()?.articles.len() as u64;
    warn_of_corrections(&searcher);
    let there = searcher.tagged_articles()?.len() as u64;
    Ok(TaggedCount {
        articles,
        gone: articles.saturating_sub(there),
    })
}

/// What names are detected with, in words.
fn naming(index: &ArchiveIndex, naming: &Naming) -> String {
    if !naming.is_on {
        return "names: not detected".to_owned();
    }
    let mut words = match naming.own_model {
        None => "names: by the built-in model".to_owned(),
        Some(bytes) => {
            let path = index.archive.model_file();
            let unusable = match naming.problem {
                Some(_) => ", which cannot be used",
                None => "",
            };
            format!(
                "names: by the model {} of {}{unusable}",
                path.display(),
                size(bytes)
            )
        }
    };
    if naming.listed > 0 {
        words.push_str(&format!(
            " and a list of {}",
            counted(naming.listed, "name")
        ));
    }
    words
}
