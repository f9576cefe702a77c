//! `dateline show`: one article with its names marked.

use super::{CliError, Common, Context, Exit};
use crate::article::{ArticleText, Published};
use crate::entities::Mention;
use crate::index::stored::StoredArticle;
use crate::present::json;
use crate::present::terminal::{safe, safe_line};
use crate::search::{ArchiveSearcher, Found};

/// Show an article with its names marked
///
/// Names are coloured on a terminal, and stand in brackets with their types elsewhere.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  dateline -C corpus show exports/single-story.json
  dateline -C corpus show ac-2017-00467 --json")]
pub struct Args {
    /// An id or its first eight digits, the article's own id, or the path of its file
    article: String,
    /// Show what was removed from the page too, with the reason
    #[arg(long)]
    removed: bool,
    #[command(flatten)]
    common: Common,
}

pub fn run(args: Args, context: &mut Context) -> Result<Exit, CliError> {
    let index = context.open(args.common.index.as_deref())?;
    let searcher = ArchiveSearcher::new(&index)?;
    let found = searcher.find(&args.article)?;
    if found.is_empty() {
        super::warn(&format!(
            "no article {}; write an id, an own id or a path as `dateline search` shows them",
            args.article
        ));
        return Ok(Exit::NothingFound);
    }
    for (i, found) in found.iter().enumerate() {
        let article = found.article()?;
        if args.common.json {
            json::line(context.out, &json::stored_article(found.id, &article))?;
        } else {
            if i > 0 {
                writeln!(context.out)?;
            }
            write_article(context, found, &article, args.removed)?;
        }
    }
    Ok(Exit::Done)
}

fn write_article(
    context: &mut Context,
    found: &Found,
    article: &StoredArticle,
    with_removed: bool,
) -> Result<(), CliError> {
    let terminal = context.terminal;
    let (heading, faint) = (terminal.heading(), terminal.faint());
    let out = &mut *context.out;
    let text: ArticleText = article.text();
    let mentions: Vec<Mention> = article.mentions(&text).collect();
    let title = if article.title.is_empty() {
        "(no title)"
    } else {
        &article.title
    };
    writeln!(out, "{heading}{}{heading:#}", safe_line(title))?;
    let dated = |date: Published| format!("{date} ({})", date.origin.name());
    let published = article.published().map(dated);
    let keywords = article.keywords.join(", ");
    for (what, value) in [
        ("byline", article.byline.as_deref()),
        (
            "published",
            Some(published.as_deref().unwrap_or("not known")),
        ),
        ("modified", article.modified().map(dated).as_deref()),
        ("section", article.section.as_deref()),
        (
            "keywords",
            Some(&*keywords).filter(|keywords| !keywords.is_empty()),
        ),
        ("site", article.site.as_deref()),
        ("url", article.url.as_deref()),
        ("language", Some(&*article.language)),
        ("file", Some(&*article.source)),
        ("own id", article.own_id.as_deref()),
        ("id", Some(&*found.id.to_string())),
    ] {
        if let Some(value) = value {
            writeln!(out, "{faint}{what:>9}  {}{faint:#}", safe_line(value))?;
        }
    }
    writeln!(out)?;
    terminal.write_article(out, &text, &mentions)?;
    if with_removed {
        for block in &article.blocks {
            if let crate::article::Role::Removed(removal) = block.role() {
                writeln!(
                    out,
                    "{faint}removed ({}): {}{faint:#}",
                    removal.name(),
                    safe(&block.text)
                )?;
            }
        }
    }
    Ok(())
}
