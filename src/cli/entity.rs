//! `dateline entity`: all that the archive knows of one name, and the user's corrections to it.

use std::io;
use std::path::Path;

use super::queries::{Shared, Time, Within};
use super::{CliError, Common, Context, Exit, warn, warn_of_corrections};
use crate::entities::EntityType;
use crate::index::IndexError;
use crate::names::corrections::{self, Correction};
use crate::names::{Name, NameRef};
use crate::present::json;
use crate::present::terminal::safe_line;
use crate::search::ArchiveSearcher;
use crate::search::dossier::pair::{PairExtent, pair};
use crate::search::dossier::{Extent, Found, dossier, find};

/// Show all that the archive knows of a name, or correct it
///
/// Its other names and what says so, when and where in articles it stands, what it is called, who
/// appears with it and how much more than by chance, the sentences that tell most, and the articles
/// that mention it most. With --with, what it has in common with another name. Where several things
/// have the name, they are listed: write the type before it to choose, as in place:Georgia.
///
/// Who appears with it is ranked by the log-likelihood ratio (Dunning 1993): the more often two
/// stand together than by chance, and the more articles prove it, the higher.
///
/// Corrections are written to .dateline/user/corrections.toml, which you may edit, share and keep
/// in version control. They hold at once and survive indexing; the later of two that contradict
/// each other wins.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  dateline -C corpus entity 'Viktor Dravec' --with Northgate --since 2017-03
  dateline -C corpus entity 'Saint Orla' --type work --reason 'a ship'")]
pub struct Args {
    /// A name, or its type, a colon and the name
    #[arg(required = true)]
    name: Vec<String>,
    /// Show what it has in common with this name: the articles and the sentences that have both
    #[arg(
        long,
        value_name = "OTHER",
        conflicts_with = "correction",
        conflicts_with = "undo"
    )]
    with: Option<String>,
    /// It is the same as this name
    #[arg(long, value_name = "OTHER", group = "correction")]
    merge: Option<String>,
    /// It is not the same as this name; without one, as none of its other names. What an article says
    /// itself of its names, as in Sound Ferry Authority (SFA), holds within that article
    #[arg(long, value_name = "OTHER", group = "correction", num_args = 0..=1)]
    split: Option<Option<String>>,
    /// It is no name, or not one to be seen
    #[arg(long, group = "correction")]
    hide: bool,
    /// It is to be called so
    #[arg(long, value_name = "NEW", group = "correction")]
    rename: Option<String>,
    /// It is of this type: person, org, place, group, event or work
    #[arg(long = "type", value_name = "TYPE", group = "correction", value_parser = EntityType::of_names)]
    kind: Option<EntityType>,
    /// Take the last correction of this name back
    #[arg(long, group = "correction")]
    undo: bool,
    /// Why; written beside the correction
    #[arg(
        long,
        value_name = "TEXT",
        requires = "correction",
        conflicts_with = "undo"
    )]
    reason: Option<String>,
    /// Names appear together in the same article, paragraph or sentence
    #[arg(long, value_enum, default_value_t = Shared::Article)]
    within: Shared,
    #[command(flatten)]
    articles: Within,
    /// Show bars for its articles and mentions, each for so much time
    #[arg(long, value_enum)]
    by: Option<Time>,
    /// Number of names, places and dates to show that appear with it
    #[arg(long, value_name = "N", default_value_t = 10)]
    companions: usize,
    /// Number of the things to show that it is called
    #[arg(long, value_name = "N", default_value_t = 5)]
    roles: usize,
    /// Number of sentences to show; with --with, of each article
    #[arg(long, value_name = "N", default_value_t = 3)]
    sentences: usize,
    /// Number of articles to show
    #[arg(long, value_name = "N", default_value_t = 5)]
    limit: usize,
    #[command(flatten)]
    common: Common,
}

pub fn run(args: Args, context: &mut Context) -> Result<Exit, CliError> {
    let name = NameRef::parse(&args.name.join(" "));
    if name.key().is_empty() {
        return Err(CliError::Usage("the name is empty".to_owned()));
    }
    let index = context.open(args.common.index.as_deref())?;
    let path = index.archive.corrections_file();
    if args.undo {
        return undo(&name, &path, &args, context);
    }
    if let Some(correction) = correction(&args)? {
        // Before it is made: it may give the name to another type.
        let searcher = ArchiveSearcher::new(&index)?;
        let mut unknown = Vec::new();
        for name in correction.names() {
            // One that an earlier correction changed is still a name of articles.
            let names = searcher.names()?;
            let any_type = NameRef {
                kind: None,
                ..name.clone()
            };
            let is_meant = |other: &Name| name.kind.is_none_or(|kind| names.kind(other) == kind);
            let is_named = |other: &Name| is_meant(other) && searcher.articles_naming(other) > 0;
            if !any_type.names().iter().any(is_named)
                && let Found::None(near) = find(&searcher, name)?
            {
                unknown.push((name, near));
            }
        }
        let namesake = namesake(&searcher, &correction)?;
        correct(&correction, &path, &args, context)?;
        let searcher = ArchiveSearcher::new(&index)?;
        searcher.names()?;
        warn_of_corrections(&searcher);
        for (name, near) in unknown {
            let near = near
                .first()
                .map(|near| format!("; near it is {}", near.name));
            let near = near.unwrap_or_default();
            warn(&format!("no article names {name} so far{near}"));
        }
        if let Some(hint) = namesake {
            warn(&hint);
        }
        return Ok(Exit::Done);
    }
    let searcher = ArchiveSearcher::new(&index)?;
    let query = args.articles.query()?;
    let others = match &args.with {
        None => Vec::new(),
        Some(other) => vec![NameRef::parse(other)],
    };
    let mut ids = Vec::new();
    let mut same_name = Vec::new();
    for name in [&name].into_iter().chain(&others) {
        match find(&searcher, name)? {
            Found::One(id, others) => {
                ids.push(id);
                same_name = others;
            }
            found => {
                warn_of_corrections(&searcher);
                return unclear(name, found, &args, context);
            }
        }
    }
    warn_of_corrections(&searcher);
    let (is_json, with_bars) = (args.common.json, args.by.is_some());
    let by = args.by.map(Time::period);
    let count = match ids.as_slice() {
        [first, second] if first == second => {
            return Err(CliError::Usage(format!(
                "{name} and {} are the same",
                others[0]
            )));
        }
        [first, second] => {
            let extent = PairExtent {
                query,
                by,
                stories: args.limit,
                sentences: args.sentences,
            };
            let pair = pair(&searcher, [first, second], &extent)?;
            match is_json {
                true => json::line(context.out, &json::pair(&pair))?,
                false => context.terminal.write_pair(context.out, &pair, with_bars)?,
            }
            pair.over_time.articles
        }
        ids => {
            let extent = Extent {
                query,
                by,
                scope: args.within.scope(),
                companions: args.companions,
                roles: args.roles,
                sentences: args.sentences,
                stories: args.limit,
            };
            let Some(id) = ids.first() else {
                return Ok(Exit::NothingFound);
            };
            let dossier = dossier(&searcher, id, &extent)?;
            match is_json {
                true => json::line(context.out, &json::dossier(&dossier, &same_name))?,
                false => {
                    let terminal = context.terminal;
                    terminal.write_dossier(context.out, &dossier, &same_name, with_bars)?;
                }
            }
            dossier.articles
        }
    };
    Ok(match count {
        0 => Exit::NothingFound,
        _ => Exit::Done,
    })
}

/// Tells what a name could stand for, or which ones are near it.
fn unclear(
    name: &NameRef,
    found: Found,
    args: &Args,
    context: &mut Context,
) -> Result<Exit, CliError> {
    let (names, are_found) = match found {
        Found::Several(names) => (names, true),
        Found::None(near) => (near, false),
        Found::One(..) => (Vec::new(), false),
    };
    let exit = match are_found {
        true => Exit::Done,
        false => Exit::NothingFound,
    };
    let written = name.to_string();
    if args.common.json {
        json::line(context.out, &json::candidates(&written, &names, are_found))?;
        return Ok(exit);
    }
    let written = safe_line(&written);
    let terminal = context.terminal;
    if are_found {
        writeln!(context.out, "{written} could be")?;
        terminal.write_names(context.out, &names)?;
        writeln!(context.out, "to choose: dateline entity TYPE:NAME")?;
        return Ok(exit);
    }
    writeln!(context.out, "no article names {written}")?;
    if !names.is_empty() {
        writeln!(context.out, "near it are")?;
        terminal.write_names(context.out, &names)?;
    }
    Ok(exit)
}

/// What the user says of the name.
fn correction(args: &Args) -> Result<Option<Correction>, CliError> {
    let named = |text: &str| NameRef::corrected(text).map_err(CliError::Usage);
    let name = || named(&args.name.join(" "));
    let with = |text: &str| match (name()?, named(text)?) {
        (name, other) if name == other => {
            Err(CliError::Usage("the two names are the same".to_owned()))
        }
        (name, other) => Ok(vec![name, other]),
    };
    Ok(Some(if let Some(other) = &args.merge {
        Correction::Merge(with(other)?)
    } else if let Some(other) = &args.split {
        Correction::Split(match other {
            Some(other) => with(other)?,
            None => vec![name()?],
        })
    } else if args.hide {
        Correction::Hide(name()?)
    } else if let Some(to) = &args.rename {
        Correction::Rename(name()?, corrections::printed(to).map_err(CliError::Usage)?)
    } else if let Some(kind) = args.kind {
        Correction::Retype(name()?, kind)
    } else {
        return Ok(None);
    }))
}

/// What to do where a new name is that of another entity, if the two are one.
fn namesake(
    searcher: &ArchiveSearcher,
    correction: &Correction,
) -> Result<Option<String>, CliError> {
    let Correction::Rename(name, to) = correction else {
        return Ok(None);
    };
    let Found::One(id, _) = find(searcher, name)? else {
        return Ok(None);
    };
    let wanted = NameRef {
        kind: Some(searcher.names()?.kind(&id)),
        text: to.clone(),
    };
    Ok(match find(searcher, &wanted)? {
        Found::One(other, _) if other != id => Some(format!(
            "another name of the archive is {wanted}; if both are one, merge them: dateline entity \
             \"{name}\" --merge \"{wanted}\""
        )),
        _ => None,
    })
}

fn correct(
    correction: &Correction,
    path: &Path,
    args: &Args,
    context: &mut Context,
) -> Result<(), CliError> {
    let today = jiff::Zoned::now().date();
    corrections::add(path, correction, args.reason.as_deref(), today)
        .map_err(|source| not_written(path, source))?;
    say(&words(correction), None, path, args, context)
}

fn undo(name: &NameRef, path: &Path, args: &Args, context: &mut Context) -> Result<Exit, CliError> {
    let taken = corrections::take_back(path, name).map_err(|source| not_written(path, source))?;
    match taken {
        Some((line, correction)) => {
            let done = format!("taken back: {}", words(&correction));
            say(&done, Some(line), path, args, context)?;
            Ok(Exit::Done)
        }
        None => {
            warn(&format!("{} has no correction of {name}", path.display()));
            Ok(Exit::NothingFound)
        }
    }
}

fn not_written(path: &Path, source: io::Error) -> CliError {
    let action = "write";
    let path = path.to_owned();
    CliError::Index(IndexError::Io {
        action,
        path,
        source,
    })
}

fn say(
    done: &str,
    line: Option<u32>,
    path: &Path,
    args: &Args,
    context: &mut Context,
) -> Result<(), CliError> {
    match args.common.json {
        true => json::line(context.out, &json::correction(done, line, path))?,
        false => {
            let at = line
                .map(|line| format!(", line {line}"))
                .unwrap_or_default();
            let path = path.display().to_string();
            writeln!(context.out, "{}", safe_line(done))?;
            writeln!(context.out, "  in {}{at}", safe_line(&path))?;
        }
    }
    Ok(())
}

/// A correction in words.
fn words(correction: &Correction) -> String {
    let list = |names: &[NameRef], word: &str| {
        let names: Vec<String> = names.iter().map(NameRef::to_string).collect();
        names.join(word)
    };
    match correction {
        Correction::Merge(names) => format!("{} are one", list(names, " and ")),
        Correction::Split(names) if names.len() == 1 => {
            format!("{} is none of the others", names[0])
        }
        Correction::Split(names) => format!("{} are not one", list(names, " and ")),
        Correction::Hide(name) => format!("{name} is hidden"),
        Correction::Rename(name, to) => format!("{name} is called {to}"),
        Correction::Retype(name, kind) => format!("{name} is of type {kind}"),
    }
}
