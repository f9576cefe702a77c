//! `dateline entity`: all that the archive knows of one name, and the user's corrections to it.

use std::io::{self, Write};
use std::path::Path;

use super::{CliError, Common, Context, Exit, warn, warn_of_corrections};
use crate::article::ArticleId;
use crate::entities::EntityType;
use crate::index::IndexError;
use crate::names::corrections::{self, Correction};
use crate::names::{Entity, Name, NameRef};
use crate::present::json;
use crate::present::terminal::{Terminal, counted, grouped, safe_line};
use crate::search::ArchiveSearcher;
use crate::search::dossier::{Dossier, Extent, Found, dossier, find};
use crate::search::names::CountedName;

/// Show all that the archive knows of a name, or correct it
///
/// Its other names and what says so, when it was first and last seen, who appears with it and how
/// much more than by chance, and the articles that mention it most. Where several things have the
/// name, they are listed: write the type before it to choose, as in place:Georgia.
///
/// Corrections are written to .dateline/user/corrections.toml, which you may edit, share and keep
/// in version control. They hold at once and survive indexing; the later of two that contradict
/// each other wins.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  dateline -C corpus entity 'Sound Ferry Authority'
  dateline -C corpus entity 'Saint Orla' --type work --reason 'a ship'")]
pub struct Args {
    /// A name, or its type, a colon and the name
    #[arg(required = true)]
    name: Vec<String>,
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
    /// Number of names to show that appear with it
    #[arg(long, value_name = "N", default_value_t = 10)]
    companions: usize,
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
    let found = find(&searcher, &name)?;
    warn_of_corrections(&searcher);
    let is_json = args.common.json;
    match found {
        Found::One(id, others) => {
            let extent = Extent {
                companions: args.companions,
                stories: args.limit,
            };
            let dossier = dossier(&searcher, &id, extent)?;
            match is_json {
                true => json::line(context.out, &json::dossier(&dossier, &others))?,
                false => write_dossier(context.out, context.terminal, &dossier, &others)?,
            }
            Ok(Exit::Done)
        }
        Found::Several(names) => {
            if is_json {
                let written = name.to_string();
                json::line(context.out, &json::candidates(&written, &names, true))?;
            } else {
                writeln!(context.out, "{} could be", safe_line(&name.to_string()))?;
                write_names(context.out, context.terminal, &names)?;
                writeln!(context.out, "to choose: dateline entity TYPE:NAME")?;
            }
            Ok(Exit::Done)
        }
        Found::None(near) => {
            if is_json {
                let written = name.to_string();
                json::line(context.out, &json::candidates(&written, &near, false))?;
            } else {
                writeln!(
                    context.out,
                    "no article names {}",
                    safe_line(&name.to_string())
                )?;
                if !near.is_empty() {
                    writeln!(context.out, "near it are")?;
                    write_names(context.out, context.terminal, &near)?;
                }
            }
            Ok(Exit::NothingFound)
        }
    }
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

fn write_names(out: &mut dyn Write, terminal: Terminal, names: &[CountedName]) -> io::Result<()> {
    for name in names {
        terminal.write_name(out, &[name.articles], name.kind, &name.name, &[])?;
    }
    Ok(())
}

fn write_dossier(
    out: &mut dyn Write,
    terminal: Terminal,
    dossier: &Dossier,
    others: &[CountedName],
) -> io::Result<()> {
    let (heading, faint) = (terminal.heading(), terminal.faint());
    let name = safe_line(&dossier.name);
    writeln!(out, "{heading}{name}{heading:#}  {}", dossier.kind)?;
    let mut line = format!(
        "{}, {}",
        counted(dossier.articles, "article"),
        counted(dossier.mentions, "mention")
    );
    match dossier.period {
        Some((first, last)) if first == last => line.push_str(&format!(", on {first}")),
        Some((first, last)) => line.push_str(&format!(", from {first} to {last}")),
        None => line.push_str(", without dates"),
    }
    writeln!(out, "{line}")?;
    write_aliases(out, terminal, dossier)?;
    for (form, doubt) in &dossier.doubts {
        let candidates = doubt.candidates.iter();
        let candidates: Vec<String> = candidates
            .map(|(other, articles)| {
                format!("{} ({})", other.printed, counted(*articles, "article"))
            })
            .collect();
        let more = doubt.total.saturating_sub(candidates.len() as u64);
        let more = if more > 0 {
            format!(" and {more} more")
        } else {
            String::new()
        };
        let text = format!(
            "{} can be short for {}{more}",
            form.printed,
            candidates.join(", ")
        );
        writeln!(out, "{}", safe_line(&text))?;
    }
    if !others.is_empty() {
        writeln!(out, "\nof the same name")?;
        write_names(out, terminal, others)?;
    }
    if !dossier.related.is_empty() {
        writeln!(out, "\nrelated")?;
        write_names(out, terminal, &dossier.related)?;
    }
    if !dossier.companions.is_empty() {
        writeln!(
            out,
            "\nwith it {faint}(articles, times as many as by chance){faint:#}"
        )?;
        for other in &dossier.companions {
            let style = terminal.name(other.kind);
            let (articles, text) = (grouped(other.articles), safe_line(&other.name));
            let (lift, kind) = (format!("{:.1}×", other.lift), other.kind);
            writeln!(
                out,
                "{articles:>9}  {lift:>7}  {kind:<6}  {style}{text}{style:#}"
            )?;
        }
    }
    if !dossier.stories.is_empty() {
        writeln!(out, "\narticles {faint}(mentions){faint:#}")?;
        for story in &dossier.stories {
            let mentions = grouped(story.mentions);
            writeln!(out, "{mentions:>9}  {}", terminal.story_line(story, 11))?;
        }
    }
    Ok(())
}

/// The other names, each with what says so.
fn write_aliases(out: &mut dyn Write, terminal: Terminal, dossier: &Dossier) -> io::Result<()> {
    let entity: &Entity = &dossier.entity;
    if entity.forms.len() < 2 {
        return Ok(());
    }
    let faint = terminal.faint();
    writeln!(out, "\nits names {faint}(articles){faint:#}")?;
    for (place, form) in entity.forms.iter().enumerate() {
        terminal.write_name(out, &[form.articles], form.name.kind, &form.printed, &[])?;
        // Each link is told once, with the name that stands for the other.
        for link in entity.links.iter().filter(|link| link.name == place) {
            let words = entity.words(link, place);
            writeln!(out, "{:19}{faint}{}{faint:#}", "", safe_line(&words))?;
            for id in &link.examples {
                if let Some(story) = dossier.examples.get(&ArticleId(*id)) {
                    writeln!(
                        out,
                        "{:21}{faint}{}{faint:#}",
                        "",
                        terminal.story_line(story, 21)
                    )?;
                }
            }
        }
    }
    Ok(())
}
