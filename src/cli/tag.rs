//! `dateline tag`: stars and tags of articles, in the user's own file.

use std::collections::BTreeMap;
use std::io;

use super::{CliError, Common, Context, Exit, warn, warn_of_corrections};
use crate::analysis::fold;
use crate::article::ArticleId;
use crate::index::IndexError;
use crate::present::json;
use crate::present::terminal::{counted, grouped, safe_line};
use crate::search::ArchiveSearcher;
use crate::search::dossier::Story;
use crate::tags::{self, Change, Place, STAR, Tagged};

/// Star and tag articles, or list the tags
///
/// Tags are written to .dateline/user/tags, a line for each article, which you may edit, share and keep
/// in version control. They hold at once and survive indexing; tag:interview in a query finds the
/// articles. Without articles, all tags are listed; without a tag to add or remove, those of the
/// articles.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  dateline -C corpus tag ac-2017-00248 --add interview --remove todo
  dateline -C corpus search 'tag:interview ferry'

Exit codes: 0 found or done, 1 no such article or no tags, 2 error.")]
pub struct Args {
    /// Ids or their first eight digits, own ids, or paths of files that hold one article
    #[arg(value_name = "ARTICLE")]
    articles: Vec<String>,
    /// A tag to add: one word, such as to-check
    #[arg(long, value_name = "TAG", requires = "articles", value_parser = tags::tag)]
    add: Vec<String>,
    /// A tag to remove
    #[arg(long, value_name = "TAG", requires = "articles", value_parser = tags::tag)]
    remove: Vec<String>,
    /// Star it, which is the tag `star`
    #[arg(long, requires = "articles", conflicts_with = "unstar")]
    star: bool,
    /// Take the star away
    #[arg(long, requires = "articles")]
    unstar: bool,
    /// List the tagged articles that are gone from the archive
    #[arg(long, conflicts_with = "articles")]
    lost: bool,
    #[command(flatten)]
    common: Common,
}

pub fn run(args: Args, context: &mut Context) -> Result<Exit, CliError> {
    let index = context.open(args.common.index.as_deref())?;
    let searcher = ArchiveSearcher::new(&index)?;
    if args.articles.is_empty() {
        return list(&args, &searcher, context);
    }
    let (mut add, mut remove) = (args.add.clone(), args.remove.clone());
    add.extend(args.star.then(|| STAR.to_owned()));
    remove.extend(args.unstar.then(|| STAR.to_owned()));
    if let Some(both) = add.iter().find(|tag| {
        let folded = fold(tag);
        remove.iter().any(|other| fold(other) == folded)
    }) {
        let what = format!("`{both}` is to be added and removed; write one of both");
        return Err(CliError::Usage(what));
    }
    let mut chosen: Vec<Chosen> = Vec::new();
    let mut is_missing = false;
    for name in &args.articles {
        match choose(name, &searcher)? {
            Some(one) if chosen.iter().any(|other| other.story.id == one.story.id) => {}
            Some(one) => chosen.push(one),
            None => {
                let how = "write an id, an own id or a path as `dateline search` shows them";
                warn(&format!("no article {name}; {how}"));
                is_missing = true;
            }
        }
    }
    let is_change = !add.is_empty() || !remove.is_empty();
    if is_change && !chosen.is_empty() {
        let changes: Vec<Change> = chosen
            .iter()
            .map(|one| Change {
                id: one.story.id,
                was: one.was,
                place: one.place.clone(),
                add: add.clone(),
                remove: remove.clone(),
            })
            .collect();
        let path = index.archive.tags_file();
        let changed = tags::change(&path, &changes).map_err(|source| {
            CliError::Index(IndexError::Io {
                action: "write",
                path,
                source,
            })
        })?;
        for (one, tags) in chosen.iter_mut().zip(changed) {
            one.tags = tags;
        }
    }
    warn_of_corrections(&searcher);
    for one in &chosen {
        write(one, args.common.json, context)?;
    }
    let is_found = is_change || chosen.iter().any(|one| !one.tags.is_empty());
    Ok(match is_found && !is_missing {
        true => Exit::Done,
        false => Exit::NothingFound,
    })
}

/// An article that was named.
struct Chosen {
    story: Story,
    place: Place,
    tags: Vec<String>,
    /// The id under which its tags stand, if it is another one.
    was: Option<ArticleId>,
    is_gone: bool,
}

/// The article of a name: one of the archive, or one that is gone and has tags.
fn choose(name: &str, searcher: &ArchiveSearcher) -> Result<Option<Chosen>, CliError> {
    let found = searcher.find(name)?;
    let Some(first) = found.first() else {
        let digits = name.to_ascii_lowercase();
        let mut gone = searcher
            .tags()?
            .articles
            .iter()
            .filter(|tagged| digits.len() >= 8 && tagged.id.to_string().starts_with(&digits));
        return Ok(gone.next().map(gone_article));
    };
    if found.len() > 1 {
        let number = counted(found.len() as u64, "article");
        return Err(CliError::Usage(format!(
            "{name} holds {number}; write the id of one, such as {} (`dateline search path:…` shows them)",
            first.id
        )));
    }
    let article = first.article()?;
    let tagged = searcher.tagged(first.id, &article)?;
    Ok(Some(Chosen {
        story: Story {
            id: first.id,
            title: article.title.clone().into_owned(),
            published: article.published(),
            source: article.source.clone().into_owned(),
            mentions: 0,
        },
        place: Place::of(&article),
        tags: tagged.map_or_else(Vec::new, |tagged| tagged.tags.clone()),
        was: tagged.map(|tagged| tagged.id).filter(|id| *id != first.id),
        is_gone: false,
    }))
}

fn gone_article(tagged: &Tagged) -> Chosen {
    Chosen {
        story: Story {
            id: tagged.id,
            title: tagged.place.title.clone(),
            published: None,
            source: tagged.place.source.clone(),
            mentions: 0,
        },
        place: tagged.place.clone(),
        tags: tagged.tags.clone(),
        was: None,
        is_gone: true,
    }
}

fn write(one: &Chosen, is_json: bool, context: &mut Context) -> io::Result<()> {
    if is_json {
        let object = json::tagged(one.story.id, &one.place, &one.tags, one.is_gone);
        return json::line(context.out, &object);
    }
    writeln!(
        context.out,
        "{}",
        context.terminal.story_line(&one.story, 0)
    )?;
    let tags = match one.tags.is_empty() {
        true => "no tags".to_owned(),
        false => format!("tags: {}", one.tags.join(", ")),
    };
    let gone = match one.is_gone {
        true => format!("; gone from {}", one.story.source),
        false => String::new(),
    };
    writeln!(
        context.out,
        "            {}",
        safe_line(&format!("{tags}{gone}"))
    )
}

/// Lists all tags, or the articles that are gone.
fn list(args: &Args, searcher: &ArchiveSearcher, context: &mut Context) -> Result<Exit, CliError> {
    let tags = searcher.tags()?;
    warn_of_corrections(searcher);
    let (mut gone, mut articles) = (Vec::new(), 0u64);
    // By the folded tag: as it is written first, and its articles.
    let mut counts: BTreeMap<String, (&str, u64)> = BTreeMap::new();
    for tagged in &tags.articles {
        if searcher.meant(tagged)?.is_none() {
            gone.push(tagged);
            continue;
        }
        articles += 1;
        for tag in &tagged.tags {
            counts.entry(fold(tag)).or_insert((tag, 0)).1 += 1;
        }
    }
    let is_json = args.common.json;
    if args.lost {
        for tagged in &gone {
            write(&gone_article(tagged), is_json, context)?;
        }
        return Ok(match gone.is_empty() {
            true => Exit::NothingFound,
            false => Exit::Done,
        });
    }
    for (tag, count) in counts.values() {
        match is_json {
            true => json::line(context.out, &json::tag(tag, *count))?,
            false => writeln!(context.out, "{:>9}  {}", grouped(*count), safe_line(tag))?,
        }
    }
    if !is_json {
        let mut line = match articles {
            1 => "1 article has tags".to_owned(),
            _ => format!("{} have tags", counted(articles, "article")),
        };
        if !gone.is_empty() {
            let gone = counted(gone.len() as u64, "tagged article");
            line.push_str(&format!(
                "; {gone} gone from the archive: --lost lists them"
            ));
        }
        writeln!(context.out, "{line}")?;
    }
    Ok(match tags.is_empty() {
        true => Exit::NothingFound,
        false => Exit::Done,
    })
}
