//! `dateline copies`: which articles are copies of one text, and in what they differ.

use super::articles::article;
use super::queries::Within;
use super::{CliError, Common, Context, Exit};
use crate::present::json;
use crate::present::terminal::{counted, grouped};
use crate::search::ArchiveSearcher;
use crate::search::copies::{Clusters, Wanted, cluster_of, clusters};

/// Show the articles that are copies of one text
///
/// The prints of one agency's story, re-posts, and versions of it, whatever headline they have: most
/// of what they say is the same, word for word. The oldest of a cluster comes first, and the others say how
/// many of its words they leave out and how many they add.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  dateline -C corpus copies
  dateline -C corpus copies ac-2017-00467 --words

Exit codes: 0 found, 1 nothing found, 2 error.")]
pub struct Args {
    /// Only the copies of this article: an id or its first eight digits, its own id, or the path of its
    /// file
    article: Option<String>,
    /// Number of clusters to show, the largest first
    #[arg(long, value_name = "N", default_value_t = 10)]
    limit: usize,
    /// Number of articles to show of each
    #[arg(long, value_name = "N", default_value_t = 10)]
    articles: usize,
    /// Show the words that differ
    #[arg(long)]
    words: bool,
    #[command(flatten)]
    within: Within,
    #[command(flatten)]
    common: Common,
}

pub fn run(args: Args, context: &mut Context) -> Result<Exit, CliError> {
    let within = args.within.query()?;
    let index = context.open(args.common.index.as_deref())?;
    let searcher = ArchiveSearcher::new(&index)?;
    let wanted = Wanted {
        within: within.as_ref(),
        clusters: args.limit,
        versions: args.articles,
        passages: args.words,
    };
    let found = match &args.article {
        None => clusters(&searcher, &wanted)?,
        Some(name) => of_article(&searcher, name, &wanted)?,
    };
    if args.common.json {
        json::line(context.out, &json::clusters(&found))?;
    }
    for cluster in &found.shown {
        match args.common.json {
            true => json::line(context.out, &json::cluster(cluster))?,
            false => context.terminal.write_cluster(context.out, cluster)?,
        }
    }
    if !args.common.json {
        let clusters = counted(found.total, "cluster");
        let articles = counted(found.articles, "article");
        match (&args.article, found.total, found.shown.len() as u64) {
            (Some(name), 0, _) => writeln!(context.out, "{name} has no copies")?,
            (Some(_), ..) => {}
            (None, 0, _) => writeln!(context.out, "no articles are copies of each other")?,
            (None, total, shown) if shown == total => {
                writeln!(context.out, "{clusters} of copies, {articles} in all")?;
            }
            (None, _, shown) => writeln!(
                context.out,
                "{} of {clusters} of copies, {articles} in all",
                grouped(shown)
            )?,
        }
    }
    Ok(match found.total {
        0 => Exit::NothingFound,
        _ => Exit::Done,
    })
}

fn of_article(
    searcher: &ArchiveSearcher,
    name: &str,
    wanted: &Wanted,
) -> Result<Clusters, CliError> {
    let Some(article) = article(searcher, name)? else {
        return Err(CliError::Usage(format!(
            "there is no article {name}; write an id, an own id or a path as `dateline search` shows them"
        )));
    };
    let cluster = cluster_of(searcher, &article, wanted)?;
    Ok(Clusters {
        total: u64::from(cluster.is_some()),
        articles: cluster
            .as_ref()
            .map_or(0, |cluster| cluster.articles as u64),
        shown: cluster.into_iter().collect(),
    })
}
