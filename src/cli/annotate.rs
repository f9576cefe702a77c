//! `dateline annotate`: what detection sees in one file.

use std::io;
use std::path::PathBuf;

use super::extract::for_each_article;
use super::model::ModelArgs;
use super::{CliError, Context, Exit, names_of};
use crate::article::{Article, ArticleText};
use crate::entities::{Detectors, EntityType, Finder};
use crate::present::json;
use crate::present::names::{Shown, article_names};
use crate::present::terminal::safe_line;
use crate::search::Named;

/// Show the names that detection finds in a file
///
/// Names are coloured on a terminal, and stand in brackets with their types elsewhere; below the
/// text they are listed with the number of mentions and their other forms. With --json, each
/// mention has its span, type, detector, and the name and key by which the index has it.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  dateline annotate corpus/exports/single-story.json
  dateline annotate corpus/scrapes/untitled-3.txt --type person,org --json")]
pub struct Args {
    /// The file; it need not lie in an archive
    file: PathBuf,
    /// Only names of these types, with commas between them (see `dateline entities`)
    #[arg(long = "type", value_name = "TYPE,…", value_delimiter = ',')]
    kinds: Vec<EntityType>,
    /// A list of names that always win (see `dateline index`)
    #[arg(long, value_name = "LIST")]
    names: Option<PathBuf>,
    #[command(flatten)]
    model: ModelArgs,
    /// Print JSON lines
    #[arg(long)]
    json: bool,
}

pub fn run(args: Args, context: &mut Context) -> Result<Exit, CliError> {
    let mut detectors = Detectors::with_model(args.model.open(context)?);
    if let Some(list) = &args.names {
        detectors = detectors.with_list(names_of(&context.stand.join(list))?);
    }
    let mut finder = Finder::new(&detectors);
    let mut written = 0;
    for_each_article(&context.stand.join(&args.file), None, |article| {
        let text = article.text();
        let found = finder.detect(&text, article.language, article.published);
        let is_wanted = |kind: EntityType| args.kinds.is_empty() || args.kinds.contains(&kind);
        let mentions = found.mentions.into_iter();
        let mentions = mentions.filter(|mention| is_wanted(mention.kind));
        let named: Vec<Named> = mentions.map(Named::within_article).collect();
        if args.json {
            let annotated = json::annotated(&article, &text, &named, &found.aliases);
            return Ok(json::line(context.out, &annotated)?);
        }
        if written > 0 {
            writeln!(context.out)?;
        }
        written += 1;
        Ok(write_article(context, &article, &text, &named)?)
    })
}

/// Writes title, body and captions with their names marked, and the list of the names.
fn write_article(
    context: &mut Context,
    article: &Article,
    text: &ArticleText,
    named: &[Named],
) -> io::Result<()> {
    let (terminal, out) = (context.terminal, &mut *context.out);
    if !text.title.is_empty() {
        terminal.write_with_marks(out, &text.text, text.title.clone(), &Shown::names(named))?;
    }
    // Names depend on the language, and dates like "last week" on the day.
    let published = article.published.map(|published| published.to_string());
    let own_id = article.own_id.as_ref().map(|own_id| format!("#{own_id}"));
    let known = [Some(article.language.code().to_owned()), published, own_id];
    let known: Vec<String> = known.into_iter().flatten().collect();
    let faint = terminal.faint();
    let known = safe_line(&known.join(" · ")).into_owned();
    writeln!(out, "{faint}{known}{faint:#}\n")?;
    terminal.write_article(out, text, &Shown::names(named))?;
    match named.is_empty() {
        true => writeln!(out, "\nno names"),
        false => terminal.write_article_names(out, &article_names(text, named)),
    }
}
