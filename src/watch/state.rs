//! What is known of the items of a list, and the file that it is kept in.
//!
//! ```text
//! dateline watch 1
//! list    "people.txt"
//! article    a614c061d53ef715    52f04dc753eed158    1795427824000000
//! item    "Sollis"    "person:\"Sollis\""    1795427824000000    0 3 1 1
//! end    1    1
//! ```
//!
//! Tabs (here four blanks) divide what stands on a line. An article stands once for each content that an
//! item knows, with its hash and since when the archive had it so. Strings are those of JSON; the numbers
//! of an item say how many lines each of its articles is behind the one before.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::io;
use std::path::Path;

use rustc_hash::FxHashMap;

use crate::index::IndexError;
use crate::search::{ArchiveSearcher, Matched};
use crate::user_file;

/// Bytes of the file: what twenty million known articles of items take.
const FILE_BYTES_MAX: u64 = 512 << 20;

/// The first line; a file with another one is of another dateline.
const HEAD: &str = "dateline watch 1";

/// The number of an article with a content.
pub type Version = u32;

/// An article as it was when it matched.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct ArticleVersion {
    pub id: u64,
    /// The hash of its content.
    pub content: u64,
    /// Since when the archive had it so when it was last seen, in microseconds since 1970.
    pub since: i64,
}

/// What is known of an item.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Known {
    pub query: String,
    /// When the newest article of the archive had come, in microseconds since 1970.
    pub mark: i64,
    /// Articles that matched, each once.
    pub versions: Vec<Version>,
}

/// What is known of a list.
#[derive(Debug, Default)]
pub struct State {
    articles: Vec<ArticleVersion>,
    /// By id and content.
    numbers: FxHashMap<(u64, u64), Version>,
    /// The content of an article as it is since a time.
    contents: FxHashMap<(u64, i64), u64>,
    items: BTreeMap<String, Known>,
    /// Articles that all items know.
    known: usize,
    /// What the file holds.
    text: String,
}

/// Why a file is no state.
#[derive(Debug, thiserror::Error)]
pub enum StateError {
    #[error(transparent)]
    Io(#[from] io::Error),
    #[error(
        "line {0} is damaged; put an older copy of the file in its place, or remove it: then all items are watched from the next call on"
    )]
    Damaged(u32),
}

impl State {
    /// Reads a file; one that isn't there knows nothing.
    pub fn read(path: &Path) -> Result<State, StateError> {
        let text = user_file::read(path, FILE_BYTES_MAX)?;
        if text.is_empty() {
            return Ok(State::default());
        }
        let mut state = State::parse(&text)?;
        state.text = text;
        Ok(state)
    }

    fn parse(text: &str) -> Result<State, StateError> {
        let mut state = State::default();
        let mut is_whole = false;
        let mut last = 0;
        for (number, line) in (1..).zip(text.lines()) {
            last = number;
            let (kind, rest) = line.split_once('\t').unwrap_or((line, ""));
            let read = match kind {
                HEAD if number == 1 => Some(()),
                _ if number == 1 || is_whole => None,
                "list" => Some(()),
                "article" => state.read_article(rest),
                "item" => state.read_item(rest),
                "end" => {
                    is_whole = true;
                    let counts = format!("{}\t{}", state.articles.len(), state.items.len());
                    (rest == counts).then_some(())
                }
                _ => None,
            };
            read.ok_or(StateError::Damaged(number))?;
        }
        match is_whole {
            true => Ok(state),
            false => Err(StateError::Damaged(last + 1)),
        }
    }

    fn read_article(&mut self, line: &str) -> Option<()> {
        let mut cells = line.split('\t');
        let id = u64::from_str_radix(cells.next()?, 16).ok()?;
        let content = u64::from_str_radix(cells.next()?, 16).ok()?;
        let since = cells.next()?.parse().ok()?;
        self.number(ArticleVersion { id, content, since })?;
        self.contents.insert((id, since), content);
        Some(())
    }

    fn read_item(&mut self, line: &str) -> Option<()> {
        let mut cells = line.split('\t');
        let mut string = || serde_json::from_str(cells.next()?).ok();
        let (key, query) = (string()?, string()?);
        let mark = cells.next()?.parse().ok()?;
        let (mut versions, mut at) = (Vec::new(), 0u32);
        for behind in cells.next()?.split_ascii_whitespace() {
            at = at.checked_add(behind.parse().ok()?)?;
            self.articles.get(at as usize)?;
            versions.push(at);
        }
        let known = Known {
            query,
            mark,
            versions,
        };
        self.put(key, known);
        Some(())
    }

    /// The number of an article with a content; `None` if there are too many.
    fn number(&mut self, article: ArticleVersion) -> Option<Version> {
        let next = Version::try_from(self.articles.len()).ok()?;
        let number = *(self.numbers)
            .entry((article.id, article.content))
            .or_insert(next);
        match self.articles.get_mut(number as usize) {
            Some(known) => known.since = article.since,
            None => self.articles.push(article),
        }
        Some(number)
    }

    /// The number of an article as it is now. It is read only if it came into the archive, or was made
    /// anew in it, since it was seen.
    pub fn version(
        &mut self,
        searcher: &ArchiveSearcher,
        matched: &Matched,
    ) -> Result<Version, IndexError> {
        let (id, since) = (matched.id.0, matched.since);
        let content = match self.contents.get(&(id, since)) {
            Some(content) => *content,
            None => {
                let content = searcher.found(matched)?.article()?.content_hash();
                self.contents.insert((id, since), content);
                content
            }
        };
        let number = self.number(ArticleVersion { id, content, since });
        number.ok_or_else(|| IndexError::Broken("it has too many articles".into()))
    }

    pub fn article(&self, version: Version) -> ArticleVersion {
        let article = self.articles.get(version as usize).copied();
        article.unwrap_or_default()
    }

    /// Articles that all items know.
    pub fn known(&self) -> usize {
        self.known
    }

    /// What is known of an item.
    pub fn get(&self, key: &str) -> Option<&Known> {
        self.items.get(key)
    }

    pub fn put(&mut self, key: String, known: Known) {
        self.known += known.versions.len();
        if let Some(old) = self.items.insert(key, known) {
            self.known -= old.versions.len();
        }
    }

    /// Forgets the items that are not wanted.
    pub fn retain(&mut self, mut is_wanted: impl FnMut(&str) -> bool) {
        self.items.retain(|key, _| is_wanted(key));
        self.known = self.items.values().map(|item| item.versions.len()).sum();
    }

    /// Writes the state of a list to its file, unless that holds it already.
    pub fn write(&self, path: &Path, list: &str) -> io::Result<()> {
        let text = self.to_text(list);
        match text == self.text {
            true => Ok(()),
            false => user_file::replace(path, &text),
        }
    }

    fn to_text(&self, list: &str) -> String {
        // Only what an item knows, in an order of its own: equal states are equal files.
        let mut used = vec![false; self.articles.len()];
        for version in self.items.values().flat_map(|item| &item.versions) {
            if let Some(used) = used.get_mut(*version as usize) {
                *used = true;
            }
        }
        let numbered = (0..).zip(&self.articles).zip(used);
        let mut articles: Vec<(ArticleVersion, Version)> = numbered
            .filter(|(_, used)| *used)
            .map(|((number, article), _)| (*article, number))
            .collect();
        articles.sort_unstable();
        let mut places = vec![0; self.articles.len()];
        let mut text = format!("{HEAD}\nlist\t{}\n", quoted(list));
        for (place, (article, number)) in (0u32..).zip(&articles) {
            if let Some(it) = places.get_mut(*number as usize) {
                *it = place;
            }
            let ArticleVersion { id, content, since } = article;
            let _ = writeln!(text, "article\t{id:016x}\t{content:016x}\t{since}");
        }
        for (key, item) in &self.items {
            let (key, query) = (quoted(key), quoted(&item.query));
            let _ = write!(text, "item\t{key}\t{query}\t{}\t", item.mark);
            let mut lines: Vec<u32> = (item.versions.iter())
                .filter_map(|version| places.get(*version as usize).copied())
                .collect();
            lines.sort_unstable();
            let mut at = 0;
            for (i, line) in lines.into_iter().enumerate() {
                let blank = if i > 0 { " " } else { "" };
                let _ = write!(text, "{blank}{}", line - at);
                at = line;
            }
            text.push('\n');
        }
        let _ = writeln!(text, "end\t{}\t{}", articles.len(), self.items.len());
        text
    }
}

/// A string of JSON.
fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn state() -> State {
        let mut state = State::default();
        for (id, content) in [(9, 1), (3, 7), (3, 8), (5, 5)] {
            state.number(ArticleVersion {
                id,
                content,
                since: 100,
            });
        }
        for (key, versions) in [("a\tb", vec![2, 0]), ("c", vec![]), ("ferry", vec![0, 1])] {
            let known = Known {
                query: format!("{key} \"x\"\n"),
                mark: -7,
                versions,
            };
            state.put(key.to_owned(), known);
        }
        state
    }

    #[test]
    fn a_state_is_read_as_it_was_written() {
        let text = state().to_text("people.txt");
        // The fourth article is known to no item.
        assert_eq!(text.matches("\narticle\t").count(), 3, "{text}");
        let read = State::parse(&text).unwrap();
        assert_eq!(read.to_text("people.txt"), text);
        assert_eq!(read.known(), 4);
        let known = read.get("a\tb").unwrap();
        let articles = known.versions.iter().map(|it| read.article(*it));
        let articles: Vec<_> = articles.map(|it| (it.id, it.content)).collect();
        assert_eq!(articles, [(3, 8), (9, 1)]);
    }

    #[test]
    fn a_state_that_lacks_a_line_or_has_another_one_is_damaged() {
        let text = state().to_text("people.txt");
        let lines: Vec<&str> = text.lines().collect();
        for at in 0..lines.len() {
            let mut fewer = lines.clone();
            fewer.remove(at);
            let is_list = at == 1;
            assert_eq!(State::parse(&fewer.join("\n")).is_ok(), is_list, "{at}");
            let mut other = lines.clone();
            other[at] = "item\t\"x\"\t\"y\"\t0\t99";
            assert!(State::parse(&other.join("\n")).is_err(), "{at}");
        }
    }
}
