//! `dateline show`: one article with its names marked.

use super::{CliError, Common, Context, Exit};
use crate::entities::Mention;
use crate::index::stored::StoredArticle;
use crate::present::json;
use crate::present::page::Head;
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
    /// Show every block of the page in reading order, with what was removed and why
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
        let related = searcher.related(&article)?;
        if args.common.json {
            json::line(
                context.out,
                &json::stored_article(found.id, &article, &related, args.removed),
            )?;
        } else {
            if i > 0 {
                writeln!(context.out)?;
            }
            write_article(context, found, &article, args.removed)?;
            context.terminal.write_related(context.out, &related)?;
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
    let (terminal, out) = (context.terminal, &mut *context.out);
    let keywords = article.keywords.join(", ");
    let head = Head {
        title: &article.title,
        byline: article.byline.as_deref(),
        published: article.published(),
        modified: article.modified(),
        section: article.section.as_deref(),
        keywords: &keywords,
        site: article.site.as_deref(),
        url: article.url.as_deref(),
        language: &article.language,
        file: &article.source,
        own_id: article.own_id.as_deref(),
        id: Some(&found.id.to_string()),
    };
    terminal.write_head(out, head)?;
    if with_removed {
        let blocks = article.blocks.iter();
        let blocks = blocks.map(|block| (block.role(), &*block.text));
        terminal.write_blocks(out, blocks)?;
    } else {
        let text = article.text();
        let mentions: Vec<Mention> = article.mentions(&text).collect();
        terminal.write_article(out, &text, &mentions)?;
    }
    Ok(())
}
