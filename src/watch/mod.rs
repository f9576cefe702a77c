//! `watched queries + what was told of them → what is new`.
//!
//! Of every item it is known which articles matched it, each with its content: what matches and is
//! not among them is new to it, whatever clocks say. So an article that was read again and is as it
//! was is not new, nor is any after the index was made anew, though it may have another id then; one
//! that came to match for another name, a tag or a correction is.
//!
//! [`state`] keeps what is known. It is written when the news are: who is stopped in between is told
//! them again.

pub mod state;

use rustc_hash::{FxHashMap, FxHashSet};

use crate::article::{ArticleId, Published};
use crate::index::IndexError;
use crate::query::Query;
use crate::search::{ArchiveSearcher, Matched};
use state::{State, Version};

/// Articles that an item may match: it takes 4 bytes for each.
const MATCHES_MAX: usize = 1_000_000;

/// Articles that all items of a list may know together: 80 MB of memory.
const KNOWN_MAX: usize = 20_000_000;

/// A query of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Item {
    /// Its title; without one, the name, or the query as it is understood.
    pub key: String,
    pub query: Query,
}

/// Why an article is news.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// It came into the archive.
    New,
    /// It matched before, with another text.
    Changed,
    /// It was in the archive before, and did not match.
    Older,
}

impl Kind {
    pub const ALL: [Kind; 3] = [Kind::New, Kind::Changed, Kind::Older];

    /// What it says of articles.
    pub fn words(self) -> &'static str {
        match self {
            Kind::Older => "older that match now",
            other => other.name(),
        }
    }

    /// The word it has in output.
    pub fn name(self) -> &'static str {
        match self {
            Kind::New => "new",
            Kind::Changed => "changed",
            Kind::Older => "older",
        }
    }
}

/// An article to be told of.
#[derive(Debug, Clone, PartialEq)]
pub struct Told {
    pub kind: Kind,
    pub id: ArticleId,
    pub own_id: Option<String>,
    pub title: String,
    pub published: Option<Published>,
    pub source: String,
    pub url: Option<String>,
    /// Since when the archive has it as it is, in microseconds since 1970.
    pub since: i64,
}

/// Why an item starts with what matches now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Begun {
    /// It was not watched before.
    First,
    /// Its query was another one.
    OtherQuery,
}

/// What there is to say of an item.
#[derive(Debug, Clone, PartialEq)]
pub struct News {
    /// The newest first.
    pub told: Vec<Told>,
    /// Articles that match.
    pub matches: u64,
    pub begun: Option<Begun>,
}

/// Why an item has no news.
#[derive(Debug, thiserror::Error)]
pub enum WatchError {
    #[error("it matches {0} articles, and may match {MATCHES_MAX}; narrow it")]
    TooBroad(usize),
    #[error("all items together match more than {KNOWN_MAX} articles; split the list")]
    TooMany,
    #[error(transparent)]
    Index(#[from] IndexError),
}

/// What is new of an item, which it knows from then on.
pub fn news(
    searcher: &ArchiveSearcher,
    state: &mut State,
    item: &Item,
) -> Result<News, WatchError> {
    let matched = searcher.matched(&item.query)?;
    if matched.len() > MATCHES_MAX {
        return Err(WatchError::TooBroad(matched.len()));
    }
    let query = item.query.to_string();
    let known = state.get(&item.key).cloned();
    let known_before = known.as_ref().map_or(0, |known| known.versions.len());
    let begun = match &known {
        None => Some(Begun::First),
        Some(known) if known.query != query => Some(Begun::OtherQuery),
        Some(_) => None,
    };
    let mut known = known.filter(|_| begun.is_none()).unwrap_or_default();
    let versions: FxHashSet<Version> = known.versions.iter().copied().collect();
    let ids: FxHashSet<u64> = (known.versions.iter())
        .map(|version| state.article(*version).id)
        .collect();
    let matching: FxHashSet<u64> = matched.iter().map(|matched| matched.id.0).collect();
    // What does not match now is known all the same, lest it be news when it does again; of what
    // matches, other versions are forgotten.
    let mut gone: FxHashMap<u64, Vec<Version>> = FxHashMap::default();
    for version in &known.versions {
        let article = state.article(*version);
        if !matching.contains(&article.id) {
            gone.entry(article.content).or_default().push(*version);
        }
    }
    let mut fresh = Vec::new();
    let mut now = Vec::with_capacity(matched.len());
    for matched in &matched {
        let version = state.version(searcher, matched)?;
        now.push(version);
        if versions.contains(&version) || begun.is_some() {
            continue;
        }
        let was_changed = ids.contains(&matched.id.0);
        let same = gone.get_mut(&state.article(version).content);
        // An index that was made anew gave it another id.
        if !was_changed && same.and_then(Vec::pop).is_some() {
            continue;
        }
        let kind = match was_changed {
            true => Kind::Changed,
            false if matched.since <= known.mark => Kind::Older,
            false => Kind::New,
        };
        fresh.push((kind, *matched));
    }
    let mut gone: Vec<Version> = gone.into_values().flatten().collect();
    gone.sort_unstable();
    gone.truncate(MATCHES_MAX.saturating_sub(now.len()));
    now.append(&mut gone);
    known.versions = now;
    known.query = query;
    known.mark = searcher.newest()?;
    if state.known() - known_before + known.versions.len() > KNOWN_MAX {
        return Err(WatchError::TooMany);
    }
    state.put(item.key.clone(), known);
    Ok(News {
        told: told(searcher, fresh)?,
        matches: matched.len() as u64,
        begun,
    })
}

/// The articles that match a query, all as if they were new.
pub fn matching(searcher: &ArchiveSearcher, query: &Query) -> Result<Vec<Told>, IndexError> {
    let matched = searcher.matched(query)?;
    told(
        searcher,
        matched.into_iter().map(|matched| (Kind::New, matched)),
    )
}

fn told(
    searcher: &ArchiveSearcher,
    fresh: impl IntoIterator<Item = (Kind, Matched)>,
) -> Result<Vec<Told>, IndexError> {
    let mut told = Vec::new();
    for (kind, matched) in fresh {
        let found = searcher.found(&matched)?;
        let article = found.article()?;
        let string = |text: &Option<std::borrow::Cow<str>>| text.as_deref().map(str::to_owned);
        told.push(Told {
            kind,
            id: matched.id,
            own_id: string(&article.own_id),
            title: article.title.clone().into_owned(),
            published: article.published(),
            source: article.source.clone().into_owned(),
            url: string(&article.url),
            since: matched.since,
        });
    }
    let day = |told: &Told| told.published.map(|published| published.to_string());
    told.sort_by_cached_key(|told| (told.kind, std::cmp::Reverse(day(told)), told.id));
    Ok(told)
}
