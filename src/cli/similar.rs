//! `dateline similar`: stories about the same thing as an article.

use std::collections::BTreeMap;
use std::path::Path;

use super::articles::article;
use super::extract::{for_each_article, for_each_article_of_input};
use super::queries::Within;
use super::{CliError, Common, Context, Exit, warn_of_corrections};
use crate::article::{Article, ArticleId};
use crate::entities::Finder;
use crate::index::stored::StoredArticle;
use crate::index::told;
use crate::present::json;
use crate::present::terminal::{counted, safe_line};
use crate::search::similar::{SimilarStories, Wanted, similar};
use crate::search::{ArchiveSearcher, Marked};

/// Show the stories that are like an article
///
/// They are found by its most telling words and names: those that it has often, and few other
/// articles have. Each says what it has in common with the article. Copies of it are left out, and
/// of copies of another story the best is shown.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  dateline -C corpus similar ac-2017-00248
  dateline -C corpus similar tidewater-notes/pier-7.md --since 2017-05 --query 'lang:en' --limit 5

Exit codes: 0 found, 1 nothing found, 2 error.")]
pub struct Args {
    /// An id or its first eight digits, the article's own id, the path of its file; or any other
    /// file, or - for a text from the standard input
    article: String,
    /// Number of stories to show
    #[arg(long, value_name = "N", default_value_t = 10)]
    limit: usize,
    #[command(flatten)]
    within: Within,
    #[command(flatten)]
    common: Common,
}

pub fn run(args: Args, context: &mut Context) -> Result<Exit, CliError> {
    let within = args.within.query()?;
    let index = context.open(args.common.index.as_deref())?;
    let searcher = ArchiveSearcher::new(&index)?;
    let mut wanted = Wanted {
        limit: args.limit,
        within: within.as_ref(),
        not: None,
    };
    let found = match args.article.as_str() {
        "-" => None,
        name => article(&searcher, name)?,
    };
    if let Some(found) = &found {
        wanted.not = Some(found);
        return write(&found.article()?, &searcher, &wanted, &args, context);
    }
    let article = article_of_file(&args.article, context)?;
    let text = article.text();
    let detectors = told::detectors(&index.archive)?;
    let mut finder = Finder::new(&detectors);
    let detected = finder.detect(&text, article.language, article.published);
    let stored = StoredArticle::new(&article, &text, &detected.mentions);
    write(&stored, &searcher, &wanted, &args, context)
}

/// The only article of a file, or of the standard input.
fn article_of_file(name: &str, context: &Context) -> Result<Article, CliError> {
    let path = context.stand.join(Path::new(name));
    let mut articles = Vec::new();
    let mut others = 0u64;
    let mut see = |article| {
        match articles.is_empty() {
            true => articles.push(article),
            false => others += 1,
        }
        Ok(())
    };
    match name {
        "-" => for_each_article_of_input(&mut see)?,
        _ if path.exists() => for_each_article(&path, None, &mut see)?,
        _ => {
            return Err(CliError::Usage(format!(
                "there is no article and no file {name}; write an id, an own id or a path as `dateline search` shows them, or a file"
            )));
        }
    };
    let name = if name == "-" {
        "the standard input"
    } else {
        name
    };
    match (articles.pop(), others) {
        (Some(article), 0) => Ok(article),
        (None, _) => Err(CliError::Usage(format!("{name} holds no article"))),
        (_, others) => Err(CliError::Usage(format!(
            "{name} holds {} articles; give one of them by itself",
            others + 1
        ))),
    }
}

fn write(
    article: &StoredArticle,
    searcher: &ArchiveSearcher,
    wanted: &Wanted,
    args: &Args,
    context: &mut Context,
) -> Result<Exit, CliError> {
    let found = similar(searcher, article, wanted)?;
    let id = wanted.not.map(|found| found.id);
    warn_of_corrections(searcher);
    let stories = (1..).zip(&found.stories);
    if args.common.json {
        let about = json::similar_stories(&article.title, id, &found);
        json::line(context.out, &about)?;
        for (rank, story) in stories {
            json::line(context.out, &json::similar(rank, story))?;
        }
    } else {
        for (rank, story) in stories {
            let terminal = context.terminal;
            terminal.write_hit(context.out, rank, &story.hit, &BTreeMap::new())?;
            let shared = [story.shared.names.join(", "), story.shared.words.join(", ")];
            let shared = shared.into_iter().filter(|terms| !terms.is_empty());
            let shared = shared.collect::<Vec<_>>().join("; ");
            let shared = Marked {
                text: safe_line(&format!("in common: {shared}")).into_owned(),
                marks: Vec::new(),
            };
            terminal.write_wrapped(context.out, &shared, 5)?;
            writeln!(context.out)?;
        }
        writeln!(context.out, "{}", summary(&found, article, id))?;
    }
    Ok(match found.stories.is_empty() {
        true => Exit::NothingFound,
        false => Exit::Done,
    })
}

/// `the 3 articles most like Signed at a desk  a614c061d53ef715`
fn summary(found: &SimilarStories, article: &StoredArticle, id: Option<ArticleId>) -> String {
    let what = match found.stories.len() as u64 {
        0 => "no article like".to_owned(),
        1 => "the article most like".to_owned(),
        many => format!("the {} most like", counted(many, "article")),
    };
    let title = match article.title.is_empty() {
        true => "this one",
        false => &*article.title,
    };
    let id = id.map_or(String::new(), |id| format!("  {id}"));
    format!("{what} {}{id}", safe_line(title))
}
