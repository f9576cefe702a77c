//! `dateline extract`: what extraction sees in one file.

use std::path::{Path, PathBuf};

use super::{CliError, Context, Exit, warn};
use crate::apart;
use crate::article::Article;
use crate::index::read::read_file;
use crate::present::json;

/// Show what extraction sees in a file, as JSON: each article with every block, kept or removed
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  dateline extract corpus/exports/single-story.json
  dateline extract corpus/scrapes/untitled-3.txt")]
pub struct Args {
    /// The file; it need not lie in an archive
    file: PathBuf,
}

pub fn run(args: Args, context: &mut Context) -> Result<Exit, CliError> {
    for_each_article(&context.stand.join(&args.file), |article| {
        Ok(json::line(context.out, &json::extracted(&article))?)
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
                failures += 1;
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
