//! `dateline watch`: what is new for a list of names and queries.

use std::collections::HashMap;
use std::fs::{self, File, TryLockError};
use std::path::{Path, PathBuf};

use serde::Deserialize;

use super::batch::input::{Asked, Input};
use super::batch::{ANY_TYPE, name, type_of_names};
use super::{CliError, Common, Context, Exit, warn, warn_of_corrections};
use crate::archive::{Archive, stored_path};
use crate::entities::EntityType;
use crate::index::IndexError;
use crate::names::NameRef;
use crate::present::json;
use crate::present::terminal::{counted, grouped, safe_line};
use crate::query::Query;
use crate::query::ast::Added;
use crate::query::parse::{parse, partial_date};
use crate::search::ArchiveSearcher;
use crate::search::dossier::Story;
use crate::user_file::{self, toml_entries};
use crate::watch::state::{State, StateError};
use crate::watch::{Begun, Item, Kind, News, WatchError, matching, news};

/// Items of a list.
const ITEMS_MAX: usize = 100_000;

/// Bytes of a list in TOML.
const TOML_BYTES_MAX: u64 = 16 << 20;

/// Items that are told one by one to be watched from now on: what fills half a screen.
const BEGUN_TOLD_MAX: usize = 5;

/// Tell what is new for a list of names and queries
///
/// Each line of the list is a query as `dateline search` takes it, or a title, a tab and a query; a
/// line that begins with # is a remark. A list whose name ends in .toml has entries of [[watch]] with
/// query = or name =, and title = if you like. A wrong line is reported, and the rest goes on.
///
/// An item is watched from the call on that sees it first: what matches then is counted and not told,
/// and neither is it for an item whose query has changed (--since shows it). After that each call tells
/// what the former ones did not: articles that came into the archive, that were changed in it, and
/// older ones that match only now, for a correction, a tag or another name. Articles that were indexed
/// again and are as they were are not new. What was told is kept in .dateline/user/watch/ when the
/// output has been written; a call that is stopped before tells it again.
///
/// Nothing is written where nothing is new, so that cron mails what is.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  dateline -C corpus watch people.csv --column name --names person --since 7d
  dateline -C corpus watch queries.tsv --since today --json

Exit codes: 0 something is new, 1 nothing is, 2 error, 3 done but some lines are wrong.")]
pub struct Args {
    /// The list; - for the standard input [default: .dateline/user/watch.toml]
    list: Option<PathBuf>,
    /// Only this item, by its title or its query; may be given several times
    #[arg(long, value_name = "TITLE")]
    item: Vec<String>,
    /// Show what came into the archive since then, told before or not, and keep nothing: a year, month
    /// or day, today, or 7d
    #[arg(long, value_name = "DATE", value_parser = since)]
    since: Option<Added>,
    /// Tell what is new without keeping that it was told
    #[arg(long)]
    peek: bool,
    /// Take each line as a name, of a type if one is given: nothing in it is syntax
    #[arg(long, value_name = "TYPE", num_args = 0..=1, default_missing_value = ANY_TYPE)]
    names: Option<String>,
    /// Take the list as a table (CSV), and the queries or names from the column of this name
    #[arg(long, value_name = "NAME")]
    column: Option<String>,
    #[command(flatten)]
    common: Common,
}

/// The times that `--since` means: from the beginning of a date on.
fn since(text: &str) -> Result<Added, String> {
    if let Some(date) = partial_date(text) {
        return Ok(Added::Between(Some(date), None));
    }
    match parse(&format!("indexed:{text}")).map(|parsed| parsed.query) {
        Ok(Query::Indexed(added @ Added::Days(_))) => Ok(added),
        _ => Err("write a date such as 2026, 2026-11 or 2026-11-20, today, or 7d".to_owned()),
    }
}

pub fn run(args: Args, context: &mut Context) -> Result<Exit, CliError> {
    let index = context.open(args.common.index.as_deref())?;
    let list = List::of(&args, &index.archive);
    let (items, wrong) = list.read(&args)?;
    let chosen = chosen(&items, &args.item)?;
    let searcher = ArchiveSearcher::new(&index)?;
    let done = match args.since {
        Some(added) => look_back(&chosen, added, &searcher, &args, context),
        None => {
            let is_all = args.item.is_empty() && !wrong;
            tell(&list, &items, &chosen, is_all, &searcher, &args, context)
        }
    };
    let Done {
        found,
        wrong: some_wrong,
    } = done?;
    warn_of_corrections(&searcher);
    Ok(match (wrong || some_wrong, found) {
        (true, _) => Exit::SomeFailed,
        (_, true) => Exit::Done,
        _ => Exit::NothingFound,
    })
}

/// How a call ended.
#[derive(Default)]
struct Done {
    found: bool,
    wrong: bool,
}

/// Tells what came into the archive in a time.
fn look_back(
    items: &[&Item],
    added: Added,
    searcher: &ArchiveSearcher,
    args: &Args,
    context: &mut Context,
) -> Result<Done, CliError> {
    let mut done = Done::default();
    for item in items {
        let within = Query::And(vec![item.query.clone(), Query::Indexed(added)]);
        let told = matching(searcher, &within)?;
        done.found |= !told.is_empty();
        let news = News {
            matches: told.len() as u64,
            told,
            begun: None,
        };
        write_news(item, &news, args.common.json, context)?;
    }
    Ok(done)
}

/// Tells what is new, and then keeps that it was told.
fn tell(
    list: &List,
    all: &[Item],
    items: &[&Item],
    is_all: bool,
    searcher: &ArchiveSearcher,
    args: &Args,
    context: &mut Context,
) -> Result<Done, CliError> {
    let _lock = match args.peek {
        true => None,
        false => Some(list.lock()?),
    };
    let mut state = State::read(&list.state).map_err(|error| match error {
        StateError::Io(source) => not_done("read", &list.state, source),
        error => CliError::Usage(format!("{}: {error}", list.state.display())),
    })?;
    let mut done = Done::default();
    let mut begun: Vec<(&Item, Begun, u64)> = Vec::new();
    for item in items {
        let news = match news(searcher, &mut state, item) {
            Ok(news) => news,
            Err(WatchError::Index(error)) => return Err(error.into()),
            Err(error) => {
                warn(&format!("{}: {error}; the rest goes on", item.key));
                done.wrong = true;
                continue;
            }
        };
        done.found |= !news.told.is_empty();
        begun.extend(news.begun.map(|why| (*item, why, news.matches)));
        write_news(item, &news, args.common.json, context)?;
    }
    // First it is out, then it is kept.
    context.out.flush()?;
    warn_of_begun(&begun, items.len(), list);
    if args.peek {
        return Ok(done);
    }
    if is_all {
        let known: HashMap<&str, ()> = all.iter().map(|item| (item.key.as_str(), ())).collect();
        state.retain(|key| known.contains_key(key));
    }
    let written = state.write(&list.state, &list.identity);
    written.map_err(|source| not_done("write", &list.state, source))?;
    Ok(done)
}

fn not_done(action: &'static str, path: &Path, source: std::io::Error) -> CliError {
    let path = path.to_owned();
    CliError::Index(IndexError::Io {
        action,
        path,
        source,
    })
}

/// Says which items are watched from now on.
fn warn_of_begun(begun: &[(&Item, Begun, u64)], items: usize, list: &List) {
    if begun.len() > BEGUN_TOLD_MAX && begun.len() == items {
        let matches = begun.iter().map(|(_, _, matches)| *matches).sum();
        warn(&format!(
            "{}: {} items are watched from now on, with {} matches so far (--since shows them)",
            list.name,
            grouped(items as u64),
            grouped(matches),
        ));
        return;
    }
    for (item, why, matches) in begun.iter().take(BEGUN_TOLD_MAX) {
        let why = match why {
            Begun::First => "it is watched from now on",
            Begun::OtherQuery => "its query has changed, and is watched from now on",
        };
        let matches = counted(*matches, "article");
        warn(&format!(
            "{}: {why}; it matches {matches} so far (--since shows them)",
            item.key
        ));
    }
    let more = begun.len().saturating_sub(BEGUN_TOLD_MAX) as u64;
    if more > 0 {
        warn(&format!(
            "{} more are watched from now on",
            counted(more, "item")
        ));
    }
}

fn write_news(
    item: &Item,
    news: &News,
    is_json: bool,
    context: &mut Context,
) -> Result<(), CliError> {
    if is_json {
        if !news.told.is_empty() || news.begun.is_some() {
            json::line(context.out, &json::watched(&item.key, &item.query, news))?;
        }
        for told in &news.told {
            json::line(context.out, &json::told(&item.key, told))?;
        }
        return Ok(());
    }
    if news.told.is_empty() {
        return Ok(());
    }
    let counts = Kind::ALL.into_iter().filter_map(|kind| {
        let count = news.told.iter().filter(|told| told.kind == kind).count() as u64;
        (count > 0).then(|| format!("{} {}", grouped(count), kind.words()))
    });
    let counts = counts.collect::<Vec<_>>().join(", ");
    let (heading, key) = (context.terminal.heading(), safe_line(&item.key));
    writeln!(context.out, "{heading}{key}{heading:#}: {counts}")?;
    for told in &news.told {
        let story = Story {
            id: told.id,
            title: told.title.clone(),
            published: told.published,
            source: told.source.clone(),
            mentions: 0,
        };
        let line = context.terminal.story_line(&story, 11);
        writeln!(context.out, "  {:<7}  {line}", told.kind.name())?;
    }
    writeln!(context.out)?;
    Ok(())
}

/// The items that are meant: all, or those that are named.
fn chosen<'a>(items: &'a [Item], names: &[String]) -> Result<Vec<&'a Item>, CliError> {
    if names.is_empty() {
        return Ok(items.iter().collect());
    }
    let mut chosen = Vec::new();
    for name in names {
        let query = parse(name).map(|parsed| parsed.query.to_string()).ok();
        let item = items
            .iter()
            .find(|item| item.key == *name)
            .or_else(|| items.iter().find(|item| Some(&item.key) == query.as_ref()));
        match item {
            Some(item) => chosen.push(item),
            None => {
                let what = format!("the list has no item `{name}`; write its title, or its query");
                return Err(CliError::Usage(what));
            }
        }
    }
    Ok(chosen)
}

/// A list, and where it is kept what was told of it.
struct List {
    path: PathBuf,
    /// As it is called in messages.
    name: String,
    /// What tells it from other lists: its path within the archive, else its own.
    identity: String,
    state: PathBuf,
}

impl List {
    fn of(args: &Args, archive: &Archive) -> List {
        let path = match &args.list {
            Some(path) => path.clone(),
            None => archive.user_folder().join("watch.toml"),
        };
        let whole = path.canonicalize().unwrap_or_else(|_| path.clone());
        let identity = match whole.strip_prefix(&archive.folder) {
            Ok(within) => stored_path(within),
            Err(_) => whole.display().to_string(),
        };
        let is_plain = |c: char| c.is_ascii_alphanumeric() || "._-".contains(c);
        let stem = whole.file_name().unwrap_or_default().to_string_lossy();
        let stem: String = stem.chars().filter(|c| is_plain(*c)).take(40).collect();
        let hash = blake3::hash(identity.as_bytes()).to_hex();
        let hash = hash.get(..8).unwrap_or_default();
        let folder = archive.user_folder().join("watch");
        List {
            name: args.list.as_ref().unwrap_or(&path).display().to_string(),
            state: folder.join(format!("{stem}-{hash}.state")),
            path,
            identity,
        }
    }

    /// Keeps another call from telling the same; ends with the returned file.
    fn lock(&self) -> Result<File, CliError> {
        let path = self.state.with_extension("lock");
        let locked = path
            .parent()
            .map_or(Ok(()), fs::create_dir_all)
            .and_then(|()| {
                let mut options = File::options();
                options.create(true).truncate(false).write(true).open(&path)
            });
        let file = locked.map_err(|source| not_done("open", &path, source))?;
        match file.try_lock() {
            Ok(()) => Ok(file),
            Err(TryLockError::WouldBlock) => Err(CliError::Usage(format!(
                "another dateline is just telling what is new in {}; wait until it is done",
                self.name
            ))),
            Err(TryLockError::Error(source)) => Err(not_done("lock", &path, source)),
        }
    }

    /// The items of the list, each once, and whether some of it is wrong.
    fn read(&self, args: &Args) -> Result<(Vec<Item>, bool), CliError> {
        let kind = args.names.as_deref().map(type_of_names).transpose()?;
        let mut items = Items {
            list: &self.name,
            items: Vec::new(),
            lines: HashMap::new(),
            is_wrong: false,
        };
        if self.path.extension().is_some_and(|ending| ending == "toml") {
            self.read_toml(&mut items)?;
        } else {
            let column = args.column.as_deref().map(|column| (column, None));
            let mut input = Input::open(&self.path, column)?;
            while let Some(line) = input.next()? {
                let number = line.number;
                let asked = line.read;
                let is_remark =
                    |asked: &Asked| asked.id.starts_with('#') || asked.text.starts_with('#');
                if column.is_none() && asked.as_ref().is_ok_and(is_remark) {
                    continue;
                }
                items.take_in(number, asked.and_then(|asked| item(asked, kind)));
            }
        }
        if items.items.is_empty() {
            let what = format!(
                "{}: no line of it can be watched; write a query on each",
                self.name
            );
            return Err(CliError::Usage(what));
        }
        Ok((items.items, items.is_wrong))
    }

    fn read_toml(&self, items: &mut Items) -> Result<(), CliError> {
        if !self.path.exists() {
            return Err(CliError::Usage(format!(
                "there is no list {}; name a file with a query on each line, or write entries of [[watch]] with query = \"…\" there",
                self.path.display()
            )));
        }
        let text = user_file::read(&self.path, TOML_BYTES_MAX)
            .map_err(|source| not_done("read", &self.path, source))?;
        for (line, block) in toml_entries(&text) {
            let block = text.get(block).unwrap_or_default();
            match toml::from_str::<Entries>(block) {
                Ok(entries) => {
                    for entry in entries.watch {
                        items.take_in(u64::from(line), entry.item());
                    }
                }
                Err(_) => {
                    let what = "write [[watch]] and on lines below it query = \"…\" or name = \"…\"; title = \"…\" may follow";
                    items.take_in(u64::from(line), Err(what.to_owned()));
                }
            }
        }
        Ok(())
    }
}

/// The items of a list as far as it is read.
struct Items<'a> {
    list: &'a str,
    items: Vec<Item>,
    /// By their keys, on which line and at which place they stand.
    lines: HashMap<String, (u64, usize)>,
    is_wrong: bool,
}

impl Items<'_> {
    fn take_in(&mut self, line: u64, item: Result<Item, String>) {
        let taken = item.and_then(|item| {
            if self.items.len() >= ITEMS_MAX {
                return Err(format!("a list has {ITEMS_MAX} items at most"));
            }
            match self.lines.get(&item.key) {
                None => {
                    let at = (line, self.items.len());
                    self.lines.insert(item.key.clone(), at);
                    self.items.push(item);
                    Ok(())
                }
                // Twice the same is once.
                Some((_, at)) if self.items.get(*at) == Some(&item) => Ok(()),
                Some((first, _)) => Err(format!(
                    "its title `{}` is that of line {first}; give it another one",
                    item.key
                )),
            }
        });
        if let Err(what) = taken {
            warn(&format!(
                "{}, line {line}: {what}; the rest goes on",
                self.list
            ));
            self.is_wrong = true;
        }
    }
}

/// What a line of a list asks for.
fn item(asked: Asked, kind: Option<Option<EntityType>>) -> Result<Item, String> {
    let (query, usual) = match kind {
        None => {
            let parsed = parse(&asked.text).map_err(|error| error.to_string())?;
            if let Some(repair) = parsed.repairs.first() {
                // What is watched must be what was meant.
                return Err(repair.what.clone());
            }
            let usual = parsed.query.to_string();
            (parsed.query, usual)
        }
        Some(kind) => {
            let query = name(kind, &asked.text).ok_or("there is no name in it")?;
            (query, asked.text.trim().to_owned())
        }
    };
    let key = if asked.id.is_empty() { usual } else { asked.id };
    Ok(Item { key, query })
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Entries {
    #[serde(default)]
    watch: Vec<Entry>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    title: Option<String>,
    query: Option<String>,
    name: Option<String>,
}

impl Entry {
    fn item(self) -> Result<Item, String> {
        let text = |text: String| Asked {
            id: self.title.clone().unwrap_or_default().trim().to_owned(),
            text,
        };
        match (self.query, self.name) {
            (Some(query), None) => item(text(query), None),
            (None, Some(name)) => {
                let NameRef { kind, text: name } = NameRef::parse(&name);
                item(text(name), Some(kind))
            }
            _ => Err("an entry has either query = \"…\" or name = \"…\"".to_owned()),
        }
    }
}
