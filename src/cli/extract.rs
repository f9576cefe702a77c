//! `dateline extract`: what extraction sees in files.

use std::path::{Path, PathBuf};

use super::{CliError, Context, Exit, warn};
use crate::apart;
use crate::archive::stored_path;
use crate::article::Article;
use crate::extract::ExtractError;
use crate::index::articles::read_file;
use crate::present::json;

/// Show what extraction sees in files, as JSON: each article with every block, kept or removed
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  dateline extract corpus/exports/single-story.json
  dateline extract corpus/scrapes/untitled-3.txt")]
pub struct Args {
    /// The files; they need not lie in an archive
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,

    /// Print JSON lines, as it always does
    #[arg(long)]
    json: bool,
}

pub fn run(args: Args, context: &mut Context) -> Result<Exit, CliError> {
    let (mut done, mut failed) = (0, 0);
    for file in &args.files {
        let path = stored_path(file);
        let read = for_each_article(&context.stand.join(file), |article| {
            Ok(json::line(context.out, &json::extracted(&path, &article))?)
        });
        match read {
            Ok(Exit::Done) => done += 1,
            Ok(Exit::SomeFailed) => {
                done += 1;
                failed += 1;
            }
            Ok(_) => {}
            // One of many that can't be read is no reason to leave the others.
            Err(CliError::Usage(reason)) if args.files.len() > 1 => {
                failed += 1;
                warn(&reason);
            }
            Err(error) => return Err(error),
        }
    }
    Ok(match (done, failed) {
        (1.., 0) => Exit::Done,
        (0, 0) => Exit::NothingFound,
        _ => Exit::SomeFailed,
    })
}

/// Reads a file as the indexer would, and hands over its articles; those that fail are told.
pub fn for_each_article(
    file: &Path,
    mut see: impl FnMut(Article) -> Result<(), CliError>,
) -> Result<Exit, CliError> {
    let (mut articles, mut failures) = (0, 0);
    let unreadable = |reason: String| CliError::Usage(format!("{}: {reason}", file.display()));
    let mut result = Ok(());
    let reader = apart::this_program();
    read_file(
        file,
        reader.as_deref(),
        &mut |number, article| match article {
            Ok(article) => {
                articles += 1;
                result = std::mem::replace(&mut result, Ok(())).and_then(|()| see(article));
                result.is_ok()
            }
            Err(error) => {
                // What is no text, such as a picture among others, is no failure.
                let is_skip = matches!(error, ExtractError::Unreadable { is_skip: true, .. });
                failures += usize::from(!is_skip);
                warn(&format!("{}, record {number}: {error}", file.display()));
                true
            }
        },
    )
    .map_err(unreadable)?;
    result?;
    Ok(match (articles, failures) {
        (_, 1..) if articles > 0 => Exit::SomeFailed,
        (0, _) => Exit::NothingFound,
        _ => Exit::Done,
    })
}
