//! `dateline show`: one article with its names marked.

use super::{CliError, Common, Context, Exit, parse_query, warn_of_corrections};
use crate::article::ArticleText;
use crate::index::stored::StoredArticle;
use crate::present::json;
use crate::present::names::{Shown, article_names};
use crate::present::page::Head;
use crate::search::{ArchiveSearcher, Found, Named};

/// Show an article with its names marked
///
/// Names are coloured on a terminal, and stand in brackets with their types elsewhere. Below the
/// text they are listed as the archive and your corrections have them (see `dateline entity`).
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  dateline -C corpus show exports/single-story.json
  dateline -C corpus show ac-2017-00467 --query 'person:Sollis NEAR/10 said'")]
pub struct Args {
    /// An id or its first eight digits, the article's own id, or the path of its file
    article: String,
    /// Show every block of the page in reading order, with what was removed and why
    #[arg(long)]
    removed: bool,
    /// Mark what this query matches, instead of the names
    #[arg(long, value_name = "QUERY", allow_hyphen_values = true)]
    query: Option<String>,
    #[command(flatten)]
    common: Common,
}

pub fn run(args: Args, context: &mut Context) -> Result<Exit, CliError> {
    let query = args.query.as_deref().map(parse_query).transpose()?;
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
        let text = article.text();
        let named = searcher.named(&article, &text)?;
        let related = searcher.related(&article)?;
        let tags = searcher.tags_of(found.id, &article)?;
        let matches = match &query {
            Some(query) => Some(searcher.matches(query, &article, &text)?),
            None => None,
        };
        if i == 0 {
            warn_of_corrections(&searcher);
        }
        if args.common.json {
            let mut object =
                json::stored_article(found.id, &article, &text, &named, &related, args.removed);
            object["tags"] = tags.into();
            if let Some(matches) = &matches {
                object["matches"] = json::matches(matches);
            }
            json::line(context.out, &object)?;
        } else {
            if i > 0 {
                writeln!(context.out)?;
            }
            write_head(context, found, &article, &tags.join(", "))?;
            match &matches {
                _ if args.removed => write_blocks(context, &article)?,
                Some(matches) => {
                    let terminal = context.terminal;
                    terminal.write_article(context.out, &text, &Shown::matches(matches))?;
                }
                None => write_text(context, &text, named)?,
            }
            context.terminal.write_related(context.out, &related)?;
        }
    }
    Ok(Exit::Done)
}

fn write_head(
    context: &mut Context,
    found: &Found,
    article: &StoredArticle,
    tags: &str,
) -> Result<(), CliError> {
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
        tags,
    };
    Ok(context.terminal.write_head(context.out, head)?)
}

fn write_blocks(context: &mut Context, article: &StoredArticle) -> Result<(), CliError> {
    let blocks = article.blocks.iter();
    let blocks = blocks.map(|block| (block.role(), &*block.text));
    Ok(context.terminal.write_blocks(context.out, blocks)?)
}

/// The text with its names marked, and the names; dates and amounts are marked alone.
fn write_text(
    context: &mut Context,
    text: &ArticleText,
    mut named: Vec<Named>,
) -> Result<(), CliError> {
    let terminal = context.terminal;
    terminal.write_article(context.out, text, &Shown::names(&named))?;
    named.retain(|named| named.mention.kind.is_name());
    let names = article_names(text, &named);
    Ok(terminal.write_article_names(context.out, &names)?)
}
