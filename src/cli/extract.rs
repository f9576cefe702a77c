//! `dateline extract`: what extraction sees in files.

use std::io::{self, Read};
use std::path::{Path, PathBuf};

use super::{CliError, Context, Exit, warn};
use crate::apart;
use crate::archive::stored_path;
use crate::article::Article;
use crate::extract::{Columns, ExtractError};
use crate::index::articles::{read_bytes, read_file};
use crate::present::json;
use crate::present::page::Head;

/// Bytes of the standard input: what a file may have.
const INPUT_BYTES_MAX: u64 = 64 << 20;

/// Show what extraction sees in files: each article with every block, kept or removed
///
/// As JSON lines, or for a person with --explain.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  dateline extract corpus/exports/single-story.json
  dateline extract --explain corpus/anselm-courier/dam-memo-leak.html")]
pub struct Args {
    /// The files; they need not lie in an archive
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,

    /// Show it to a person: what was removed is dimmed and stands behind a minus, with the reason
    #[arg(long)]
    explain: bool,

    /// Which columns of a table hold what, such as title=kop,text=tekst (see `dateline index`)
    #[arg(long, value_name = "FIELD=NAME,…")]
    columns: Option<Columns>,

    /// Print JSON lines, as it does without --explain
    #[arg(long)]
    json: bool,
}

pub fn run(args: Args, context: &mut Context) -> Result<Exit, CliError> {
    let (mut done, mut failed, mut written) = (0, 0, 0);
    let columns = args.columns.as_ref().filter(|columns| !columns.is_empty());
    for file in &args.files {
        let path = stored_path(file);
        let read = for_each_article(&context.stand.join(file), columns, |article| {
            match args.explain && !args.json {
                true => explain(context, &path, &article, &mut written),
                false => json::line(context.out, &json::extracted(&path, &article)),
            }?;
            Ok(())
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

/// Writes an article for a person, apart from those written before.
fn explain(
    context: &mut Context,
    path: &str,
    article: &Article,
    written: &mut usize,
) -> io::Result<()> {
    let (terminal, out) = (context.terminal, &mut *context.out);
    if *written > 0 {
        writeln!(out)?;
    }
    *written += 1;
    let keywords = article.keywords.join(", ");
    let head = Head {
        title: &article.title,
        byline: article.byline.as_deref(),
        published: article.published,
        modified: article.modified,
        section: article.section.as_deref(),
        keywords: &keywords,
        site: article.site.as_deref(),
        url: article.url.as_deref(),
        language: article.language.code(),
        file: path,
        own_id: article.own_id.as_deref(),
        id: None,
        tags: "",
    };
    terminal.write_head(out, head)?;
    let blocks = article.blocks.iter();
    terminal.write_blocks(out, blocks.map(|block| (block.role, &*block.text)))
}

/// Reads a file as the indexer would, and hands over its articles; those that fail are told.
pub fn for_each_article(
    file: &Path,
    columns: Option<&Columns>,
    mut see: impl FnMut(Article) -> Result<(), CliError>,
) -> Result<Exit, CliError> {
    let name = file.display().to_string();
    if file.is_dir() {
        let reason = "it is a folder; name a file in it";
        return Err(CliError::Usage(format!("{name}: {reason}")));
    }
    let read =
        |see: &mut TakeArticle| read_file(file, apart::this_program().as_deref(), columns, see);
    each_article(&name, read, &mut see)
}

/// The same for the standard input.
pub fn for_each_article_of_input(
    mut see: impl FnMut(Article) -> Result<(), CliError>,
) -> Result<Exit, CliError> {
    const NAME: &str = "standard input";
    let mut bytes = Vec::new();
    let mut input = io::stdin().lock().take(INPUT_BYTES_MAX + 1);
    let read = input.read_to_end(&mut bytes);
    read.map_err(|error| CliError::Usage(format!("cannot read {NAME}: {error}")))?;
    if bytes.len() as u64 > INPUT_BYTES_MAX {
        let most = INPUT_BYTES_MAX >> 20;
        return Err(CliError::Usage(format!(
            "{NAME}: it is longer than {most} MiB"
        )));
    }
    let read = |see: &mut TakeArticle| read_bytes(bytes, apart::this_program().as_deref(), see);
    each_article(NAME, read, &mut see)
}

/// Takes an article or why a record has none, and tells whether to go on.
type TakeArticle<'a> = dyn FnMut(u64, Result<Article, ExtractError>) -> bool + 'a;

fn each_article(
    name: &str,
    read: impl FnOnce(&mut TakeArticle) -> Result<(), String>,
    see: &mut dyn FnMut(Article) -> Result<(), CliError>,
) -> Result<Exit, CliError> {
    let (mut articles, mut failures) = (0, 0);
    let mut result = Ok(());
    read(&mut |number, article| match article {
        Ok(article) => {
            articles += 1;
            result = std::mem::replace(&mut result, Ok(())).and_then(|()| see(article));
            result.is_ok()
        }
        Err(error) => {
            // What is no text, such as a picture among others, is no failure.
            let is_skip = matches!(error, ExtractError::Unreadable { is_skip: true, .. });
            failures += usize::from(!is_skip);
            warn(&format!("{name}, record {number}: {error}"));
            true
        }
    })
    .map_err(|reason| CliError::Usage(format!("{name}: {reason}")))?;
    result?;
    Ok(match (articles, failures) {
        (_, 1..) if articles > 0 => Exit::SomeFailed,
        (0, _) => Exit::NothingFound,
        _ => Exit::Done,
    })
}
