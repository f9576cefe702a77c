//! What the user says of articles: their tags, in a file with a line for each article, sorted by its
//! id, which a person may write, share and keep in version control as well.
//!
//! ```text
//! a614c061d53ef715    interview star    exports/courier-2017-q1.jsonl    ac-2017-00248    Signed at a desk
//! ```
//!
//! Tabs (here four blanks) divide the id, the tags with blanks between, and where the article was
//! found: its file, its own id and its title. Those are for people, and for an index that was made anew
//! and gave an article another id. A line without a tag holds nothing; a mistake costs one line alone.

use std::collections::{BTreeMap, HashMap};
use std::io;
use std::path::Path;

use crate::analysis::fold;
use crate::article::ArticleId;
use crate::index::stored::StoredArticle;
use crate::user_file::{self, Problem, too_large};

/// Bytes of the file: some 100,000 articles.
const FILE_BYTES_MAX: u64 = 16 << 20;

/// Bytes of a tag: more is no tag but a note.
const TAG_BYTES_MAX: usize = 64;

/// Tags of one article: more than a person can use.
const TAGS_MAX: usize = 64;

/// Characters of a title that are kept: enough to know it by.
const TITLE_CHARS_MAX: usize = 120;

/// The tag that a star is.
pub const STAR: &str = "star";

/// What a new file begins with.
const PREAMBLE: &str = "\
# Tags of this archive's articles: id, tags, file, own id and title, with tabs between.
";

/// A tag as it is to be written; or what is wrong with it.
pub fn tag(text: &str) -> Result<String, String> {
    let text = text.trim();
    let is_ours = |c: char| {
        c.is_whitespace() || c.is_control() || "()*^,\"\u{201C}\u{201D}\u{201E}«»".contains(c)
    };
    if !text.contains(char::is_alphanumeric) {
        return Err(format!(
            "`{text}` is no tag; write one with a letter or a digit"
        ));
    }
    if text.contains(is_ours) {
        return Err(format!(
            "`{text}` is no tag; a tag is one word without signs of the query language, such as to-check"
        ));
    }
    match text.len() > TAG_BYTES_MAX {
        true => Err(format!(
            "a tag has {TAG_BYTES_MAX} bytes at most; write a shorter one"
        )),
        false => Ok(text.to_owned()),
    }
}

/// Where an article was found, as a line has it.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
pub struct Place {
    pub source: String,
    /// Empty if there is none.
    pub own_id: String,
    pub title: String,
}

impl Place {
    pub fn of(article: &StoredArticle) -> Place {
        let own_id = article.own_id.as_deref().unwrap_or_default();
        Place {
            source: cell(&article.source),
            own_id: cell(own_id),
            title: cell(
                &article
                    .title
                    .chars()
                    .take(TITLE_CHARS_MAX)
                    .collect::<String>(),
            ),
        }
    }

    /// Whether an article at the one can be that which stood at the other: two of file, own id and
    /// title are the same, its own id among them if it has one.
    pub fn meets(&self, other: &Place) -> bool {
        let (same_source, same_title) = (self.source == other.source, self.title == other.title);
        let same = match self.own_id.is_empty() {
            true => same_source && same_title,
            false => same_source || same_title,
        };
        self.own_id == other.own_id && same
    }

    /// What is the same at all places that it meets.
    fn key(&self) -> &str {
        match self.own_id.is_empty() {
            true => &self.source,
            false => &self.own_id,
        }
    }
}

/// A text as a column of a line.
fn cell(text: &str) -> String {
    let text = text.replace(char::is_control, " ");
    text.trim().to_owned()
}

/// The tags of an article, as a line has them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tagged {
    pub id: ArticleId,
    /// In the order of the alphabet; one at least.
    pub tags: Vec<String>,
    pub place: Place,
}

impl Tagged {
    /// Whether it has a tag, whatever its case and accents.
    pub fn has(&self, tag: &str) -> bool {
        let wanted = fold(tag);
        self.tags.iter().any(|tag| fold(tag) == wanted)
    }
}

/// All tags of an archive.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Tags {
    /// Each article once, in the order of the file.
    pub articles: Vec<Tagged>,
    pub problems: Vec<Problem>,
    by_id: HashMap<u64, usize>,
    by_place: HashMap<String, Vec<usize>>,
}

impl Tags {
    /// Reads a file; one that isn't there has none, and one that is no text of the right size has
    /// one problem.
    pub fn read(path: &Path) -> io::Result<Tags> {
        match user_file::read(path, FILE_BYTES_MAX) {
            Ok(text) => Ok(Tags::parse(&text)),
            Err(error) => Ok(Tags {
                problems: user_file::unreadable(error)?,
                ..Tags::default()
            }),
        }
    }

    pub fn parse(text: &str) -> Tags {
        let mut tags = Tags::default();
        for (number, line) in (1..).zip(text.lines()) {
            match tagged(line) {
                Ok(None) => {}
                Ok(Some(read)) => tags.take_in(read),
                Err(what) => tags.problems.push(Problem {
                    line: Some(number),
                    what,
                }),
            }
        }
        tags
    }

    /// Adds a line; one of an article that had one, as after a merge of two versions, adds its tags.
    fn take_in(&mut self, read: Tagged) {
        if let Some(known) = self.by_id.get(&read.id.0) {
            if let Some(known) = self.articles.get_mut(*known) {
                add(&mut known.tags, read.tags);
            }
            return;
        }
        let at = self.articles.len();
        self.by_id.insert(read.id.0, at);
        let at_place = self.by_place.entry(read.place.key().to_owned());
        at_place.or_default().push(at);
        self.articles.push(read);
    }

    pub fn is_empty(&self) -> bool {
        self.articles.is_empty()
    }

    /// What its line says of an article.
    pub fn get(&self, id: ArticleId) -> Option<&Tagged> {
        self.articles.get(*self.by_id.get(&id.0)?)
    }

    /// The lines of articles that were found at a place.
    pub fn at(&self, place: &Place) -> impl Iterator<Item = &Tagged> {
        let at_place = self.by_place.get(place.key()).into_iter().flatten();
        let tagged = at_place.filter_map(|at| self.articles.get(*at));
        tagged.filter(|tagged| tagged.place.meets(place))
    }
}

/// What a line says; nothing if it is empty or a remark.
fn tagged(line: &str) -> Result<Option<Tagged>, String> {
    if line.trim().is_empty() || line.starts_with('#') {
        return Ok(None);
    }
    let mut cells = line.split('\t').map(str::trim);
    let mut next = || cells.next().unwrap_or_default();
    let id = id_of(line).ok_or(
        "a line begins with the id of an article, sixteen digits, and a tab; its tags follow",
    )?;
    next();
    let mut tags = Vec::new();
    for text in next().split_whitespace() {
        add(&mut tags, vec![tag(text)?]);
    }
    if tags.len() > TAGS_MAX {
        return Err(format!("an article has {TAGS_MAX} tags at most"));
    }
    let place = Place {
        source: next().to_owned(),
        own_id: next().to_owned(),
        title: next().to_owned(),
    };
    Ok((!tags.is_empty()).then_some(Tagged { id, tags, place }))
}

/// The id that a line begins with.
fn id_of(line: &str) -> Option<ArticleId> {
    let (id, _) = line.split_once('\t')?;
    let id = id.trim();
    let is_id = id.len() == 16 && id.bytes().all(|byte| byte.is_ascii_hexdigit());
    u64::from_str_radix(id, 16)
        .ok()
        .filter(|_| is_id)
        .map(ArticleId)
}

/// Adds tags that are not there in another case, in the order of the alphabet.
fn add(tags: &mut Vec<String>, more: Vec<String>) {
    for tag in more {
        let folded = fold(&tag);
        if tags.iter().all(|known| fold(known) != folded) {
            tags.push(tag);
        }
    }
    tags.sort_unstable();
}

/// What is to become of the tags of an article.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    pub id: ArticleId,
    /// The id under which its tags stand, if it is another one.
    pub was: Option<ArticleId>,
    pub place: Place,
    pub add: Vec<String>,
    pub remove: Vec<String>,
}

/// Changes the lines of some articles, each once, and leaves the rest of a file as it is. Gives the
/// tags that each of them has.
pub fn change(path: &Path, changes: &[Change]) -> io::Result<Vec<Vec<String>>> {
    let _lock = user_file::lock(path)?;
    let before = user_file::read(path, FILE_BYTES_MAX)?;
    let known = Tags::parse(&before);
    let mut changed = Vec::new();
    // What the changed lines become; no line for those without a tag.
    let mut lines: BTreeMap<u64, Option<String>> = BTreeMap::new();
    for change in changes {
        let ids = [Some(change.id), change.was];
        let mut tags = Vec::new();
        for id in ids.into_iter().flatten() {
            lines.insert(id.0, None);
            let old = known.get(id).map(|tagged| tagged.tags.clone());
            add(&mut tags, old.unwrap_or_default());
        }
        let removed: Vec<String> = change.remove.iter().map(|tag| fold(tag)).collect();
        tags.retain(|tag| !removed.contains(&fold(tag)));
        add(&mut tags, change.add.clone());
        if tags.len() > TAGS_MAX {
            let what = format!(
                "an article has {TAGS_MAX} tags at most; {} would have more",
                change.id
            );
            return Err(io::Error::new(io::ErrorKind::InvalidInput, what));
        }
        if !tags.is_empty() {
            let Place {
                source,
                own_id,
                title,
            } = &change.place;
            let cells = [
                &change.id.to_string(),
                &tags.join(" "),
                source,
                own_id,
                title,
            ];
            let line = cells.map(String::as_str).join("\t");
            lines.insert(change.id.0, Some(line.trim_end().to_owned()));
        }
        changed.push(tags);
    }
    let after = merged(&before, lines);
    if after.len() as u64 > FILE_BYTES_MAX {
        return Err(too_large(FILE_BYTES_MAX));
    }
    if after != before {
        user_file::replace(path, &after)?;
    }
    Ok(changed)
}

/// A text with some of its lines replaced, by their ids; new ones stand where the order of ids wants
/// them.
fn merged(text: &str, lines: BTreeMap<u64, Option<String>>) -> String {
    let mut merged = String::new();
    let mut push = |line: &str| {
        merged.push_str(line);
        merged.push('\n');
    };
    if text.is_empty() {
        PREAMBLE.lines().for_each(&mut push);
    }
    let mut new = lines.iter().peekable();
    for line in text.lines() {
        let id = match tagged(line) {
            Ok(Some(tagged)) => Some(tagged.id.0),
            Ok(None) => id_of(line).map(|id| id.0),
            Err(_) => None,
        };
        while let Some((_, line)) = new.next_if(|(other, _)| id.is_some_and(|id| **other <= id)) {
            line.iter().for_each(|line| push(line));
        }
        if id.is_none_or(|id| !lines.contains_key(&id)) {
            push(line);
        }
    }
    for (_, line) in new {
        line.iter().for_each(|line| push(line));
    }
    merged
}

#[cfg(test)]
mod tests {
    use super::*;

    fn change_of(id: u64, add: &[&str], remove: &[&str]) -> Change {
        let owned = |tags: &[&str]| tags.iter().map(|tag| (*tag).to_owned()).collect();
        Change {
            id: ArticleId(id),
            was: None,
            place: Place {
                source: "a/ferry.txt".into(),
                own_id: String::new(),
                title: "The ferry".into(),
            },
            add: owned(add),
            remove: owned(remove),
        }
    }

    #[test]
    fn a_mistake_costs_one_line_and_two_lines_of_an_article_are_one() {
        let text = "# ours\n\
            00000000000000aa\ttodo star\ta.txt\t\tFerry\n\
            <<<<<<< theirs\n\
            00000000000000ab\tto,do\tb.txt\n\
            00000000000000aa\tinterview TODO\ta.txt\n\
            00000000000000ac\t\n";
        let tags = Tags::parse(text);
        let lines: Vec<_> = tags.problems.iter().filter_map(|it| it.line).collect();
        assert_eq!(lines, [3, 4]);
        assert_eq!(tags.articles.len(), 1);
        assert_eq!(tags.articles[0].tags, ["interview", "star", "todo"]);
        assert!(tags.articles[0].has("Interview"));
    }

    #[test]
    fn lines_are_sorted_by_id_and_what_is_not_changed_stays_as_it_is() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("tags");
        for id in [0xb, 0xa] {
            change(&path, &[change_of(id, &["todo"], &[])]).unwrap();
        }
        let text = std::fs::read_to_string(&path).unwrap();
        let a = "000000000000000a\ttodo\ta/ferry.txt\t\tThe ferry\n";
        let b = "000000000000000b\ttodo\ta/ferry.txt\t\tThe ferry\n";
        assert_eq!(text, format!("{PREAMBLE}{a}{b}"));
        // A remark, what cannot be read, and a line of another hand.
        let mine = format!("# mine\n{a}what is this\n000000000000000c\tx\n# end\n{b}");
        std::fs::write(&path, &mine).unwrap();
        let tags = change(&path, &[change_of(0xa, &["Star"], &["ToDo"])]).unwrap();
        assert_eq!(tags, [["Star"]]);
        let text = std::fs::read_to_string(&path).unwrap();
        assert_eq!(text, mine.replace("00a\ttodo", "00a\tStar"));
        // The last tag takes the line with it; the id that an article had before goes too.
        let mut moved = change_of(0xd, &[], &["x"]);
        moved.was = Some(ArticleId(0xc));
        assert_eq!(change(&path, &[moved]).unwrap(), [[""; 0]]);
        let text = std::fs::read_to_string(&path).unwrap();
        assert!(!text.contains("00c") && !text.contains("00d"), "{text}");
    }

    #[test]
    fn a_file_that_cannot_be_read_is_not_overwritten() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("tags");
        std::fs::write(&path, b"caf\xe9").unwrap();
        assert!(change(&path, &[change_of(1, &["todo"], &[])]).is_err());
        assert_eq!(std::fs::read(&path).unwrap(), b"caf\xe9");
        assert_eq!(Tags::read(&path).unwrap().problems.len(), 1);
    }

    #[test]
    fn a_tag_is_a_word_that_a_query_can_have() {
        for good in ["todo", "to-check", "2017", "Überprüfen", "a/b", "मसौदा"] {
            assert_eq!(tag(good).as_deref(), Ok(good));
        }
        for bad in [
            "",
            "--",
            "two words",
            "a*",
            "(a)",
            "a,b",
            "\"a\"",
            &"a".repeat(65),
        ] {
            assert!(tag(bad).is_err(), "{bad}");
        }
    }
}
