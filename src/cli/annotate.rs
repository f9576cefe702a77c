//! `dateline annotate`: what detection sees in one file.

use std::path::PathBuf;

use super::extract::for_each_article;
use super::{CliError, Context, Exit};
use crate::entities::detect;
use crate::present::json;

/// Show the names that detection finds in a file, as JSON: each with its span, type and detector
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  dateline annotate corpus/exports/single-story.json
  dateline annotate corpus/scrapes/untitled-3.txt")]
pub struct Args {
    /// The file; it need not lie in an archive
    file: PathBuf,
}

pub fn run(args: Args, context: &mut Context) -> Result<Exit, CliError> {
    for_each_article(&context.stand.join(&args.file), None, |article| {
        let text = article.text();
        let names = detect(&text, article.language, article.published);
        Ok(json::line(
            context.out,
            &json::annotated(&article, &text, &names.mentions),
        )?)
    })
}
