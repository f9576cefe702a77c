//! `dateline annotate`: what detection sees in one file.

use std::path::PathBuf;

use super::extract::for_each_article;
use super::model::ModelArgs;
use super::{CliError, Context, Exit, names_of};
use crate::entities::{Detectors, Finder};
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
    /// A list of names that always win (see `dateline index`)
    #[arg(long, value_name = "LIST")]
    names: Option<PathBuf>,
    #[command(flatten)]
    model: ModelArgs,
}

pub fn run(args: Args, context: &mut Context) -> Result<Exit, CliError> {
    let mut detectors = Detectors::with_model(args.model.open(context)?);
    if let Some(list) = &args.names {
        detectors = detectors.with_list(names_of(&context.stand.join(list))?);
    }
    let mut finder = Finder::new(&detectors);
    for_each_article(&context.stand.join(&args.file), None, |article| {
        let text = article.text();
        let names = finder.detect(&text, article.language, article.published);
        Ok(json::line(
            context.out,
            &json::annotated(&article, &text, &names.mentions),
        )?)
    })
}
