//! What the user says of names: a file of TOML, which a person may write, share and keep in
//! version control as well.
//!
//! ```toml
//! [[merge]]
//! names = ["Harbour Front", "Front of the Quiet Rivers"]
//! reason = "the Courier of 3 March says so"
//!
//! [[split]]
//! names = ["NMH", "New Mercantile House"]
//!
//! [[hide]]
//! name = "Read More"
//!
//! [[rename]]
//! name = "A. Sollis"
//! to = "Amara Sollis"
//!
//! [[retype]]
//! name = "person:Saint Orla"
//! to = "work"
//! ```
//!
//! A name may have its type before it; without one it is meant in all types. `reason` and `date`
//! are for people. `split` with one name takes that name apart from all others. Of two corrections
//! that contradict each other, the later one wins.
//!
//! Every entry is read by itself, so that a mistake costs one entry alone.

use std::io;
use std::path::Path;

use serde::Deserialize;

use super::{Name, kinds};
use crate::entities::key::key;
use crate::entities::lists::NAME_BYTES_MAX;
use crate::entities::{EntityType, types_of_names};
pub use crate::user_file::Problem;
use crate::user_file::{self, toml_entries, too_large};

/// Bytes of the file: some 40,000 corrections.
const CORRECTIONS_BYTES_MAX: u64 = 4 << 20;

/// Names of one correction; all pairs of them are looked at.
const NAMES_MAX: usize = 64;

/// What a new file begins with.
const PREAMBLE: &str = "\
# Corrections to the names of this archive, in force at once. Entries: [[merge]] and [[split]] with
# names = [\"…\", \"…\"], [[hide]] with name = \"…\", [[rename]] and [[retype]] with name and to. A name
# may have its type before it: \"place:Georgia\". Of contradictions the later one holds.
";

/// A name as a user writes it: `Georgia`, or `place:Georgia`.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct NameRef {
    /// `None` for all types.
    pub kind: Option<EntityType>,
    pub text: String,
}

impl NameRef {
    pub fn parse(text: &str) -> NameRef {
        let typed = text.split_once(':').and_then(|(kind, rest)| {
            let kind: EntityType = kind.trim().parse().ok()?;
            (kind.is_name() && !rest.trim().is_empty()).then(|| (kind, rest.trim()))
        });
        match typed {
            Some((kind, rest)) => NameRef {
                kind: Some(kind),
                text: rest.to_owned(),
            },
            None => NameRef {
                kind: None,
                text: text.trim().to_owned(),
            },
        }
    }

    /// The name that a user corrects; or what is wrong with it.
    pub fn corrected(text: &str) -> Result<NameRef, String> {
        let name = NameRef::parse(text);
        let typed = name.text.split_once(':').filter(|_| name.kind.is_none());
        if let Some((kind, _)) = typed
            && let Ok(kind) = kind.trim().parse::<EntityType>()
            && !kind.is_name()
        {
            let types = types_of_names();
            return Err(format!(
                "`{}` is of the type {kind}; only a {types} can be corrected",
                name.text
            ));
        }
        if name.key().is_empty() {
            return Err("the name is empty".to_owned());
        }
        printed(&name.text)?;
        Ok(name)
    }

    /// The key of the name; that of all types whose names can be one is the same.
    pub fn key(&self) -> String {
        key(self.kind.unwrap_or(EntityType::Org), &self.text)
    }

    /// The names that are written so: one, or one of each type.
    pub fn names(&self) -> Vec<Name> {
        let key = self.key();
        let kinds = kinds().filter(|kind| self.kind.is_none_or(|wanted| wanted == *kind));
        kinds.map(|kind| Name::new(kind, &key)).collect()
    }

    /// Whether two references can mean one name.
    pub fn meets(&self, other: &NameRef) -> bool {
        let same_kind = self.kind.is_none() || other.kind.is_none() || self.kind == other.kind;
        same_kind && self.key() == other.key()
    }
}

/// A name as it is to be printed; or what is wrong with it.
pub fn printed(text: &str) -> Result<String, String> {
    match text.trim() {
        "" => Err("the new name is empty".to_owned()),
        text if text.len() > NAME_BYTES_MAX => Err(format!(
            "the name has {} bytes, and may have {NAME_BYTES_MAX}; write a shorter one",
            text.len()
        )),
        text => Ok(text.to_owned()),
    }
}

impl std::fmt::Display for NameRef {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.kind {
            Some(kind) => write!(f, "{}:{}", kind.name(), self.text),
            None => f.write_str(&self.text),
        }
    }
}

/// One entry.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Correction {
    /// All of them are one.
    Merge(Vec<NameRef>),
    /// No two of them are one; a single name is none of the others.
    Split(Vec<NameRef>),
    /// It is no name, or not one to be seen.
    Hide(NameRef),
    Rename(NameRef, String),
    Retype(NameRef, EntityType),
}

impl Correction {
    pub fn names(&self) -> &[NameRef] {
        match self {
            Correction::Merge(names) | Correction::Split(names) => names,
            Correction::Hide(name) | Correction::Rename(name, _) | Correction::Retype(name, _) => {
                std::slice::from_ref(name)
            }
        }
    }

    /// Whether it is one of a name, or gives it.
    fn concerns(&self, name: &NameRef) -> bool {
        let given = match self {
            Correction::Rename(old, to) => Some(NameRef {
                kind: old.kind,
                text: to.clone(),
            }),
            _ => None,
        };
        let mut names = self.names().iter().chain(&given);
        names.any(|other| other.meets(name))
    }
}

/// What the user says of names, in the order of the file.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Corrections {
    /// Each with its line, counted from 1.
    pub entries: Vec<(u32, Correction)>,
    pub problems: Vec<Problem>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    #[serde(default)]
    merge: Vec<Several>,
    #[serde(default)]
    split: Vec<Several>,
    #[serde(default)]
    hide: Vec<One>,
    #[serde(default)]
    rename: Vec<Changed>,
    #[serde(default)]
    retype: Vec<Changed>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Several {
    names: Vec<String>,
    #[serde(default, rename = "reason")]
    _reason: Option<String>,
    #[serde(default, rename = "date")]
    _date: Option<toml::Value>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct One {
    name: String,
    #[serde(default, rename = "reason")]
    _reason: Option<String>,
    #[serde(default, rename = "date")]
    _date: Option<toml::Value>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Changed {
    name: String,
    to: String,
    #[serde(default, rename = "reason")]
    _reason: Option<String>,
    #[serde(default, rename = "date")]
    _date: Option<toml::Value>,
}

impl Corrections {
    /// Reads a file; one that isn't there has none, and one that is no text of the right size has
    /// one problem.
    pub fn read(path: &Path) -> io::Result<Corrections> {
        match user_file::read(path, CORRECTIONS_BYTES_MAX) {
            Ok(text) => Ok(Corrections::parse(&text)),
            Err(error) => Ok(Corrections {
                entries: Vec::new(),
                problems: user_file::unreadable(error)?,
            }),
        }
    }

    pub fn parse(text: &str) -> Corrections {
        let mut corrections = Corrections::default();
        for (line, block) in toml_entries(text) {
            let block = &text[block];
            match toml::from_str::<Entry>(block) {
                Ok(entry) => match entry.corrections() {
                    Ok(read) => {
                        let read = read.into_iter();
                        corrections.entries.extend(read.map(|entry| (line, entry)));
                    }
                    Err(what) => corrections.problems.push(Problem {
                        line: Some(line),
                        what,
                    }),
                },
                Err(error) => {
                    let at = error.span().map_or(0, |span| span.start).min(block.len());
                    let before = block.as_bytes()[..at].iter();
                    let lines = before.filter(|byte| **byte == b'\n').count() as u32;
                    corrections.problems.push(Problem {
                        line: Some(line + lines),
                        what: right_form(block),
                    });
                }
            }
        }
        corrections
    }
}

impl Entry {
    fn corrections(self) -> Result<Vec<Correction>, String> {
        let mut read = Vec::new();
        let names = |entry: Several, least: usize| match entry.names.len() {
            n if n < least => Err(format!("it names {n}; there must be {least} or more")),
            n if n > NAMES_MAX => Err(format!("it names {n}; there may be {NAMES_MAX}")),
            _ => {
                let names = entry.names.iter().map(|name| NameRef::corrected(name));
                names.collect::<Result<Vec<_>, _>>()
            }
        };
        let name = NameRef::corrected;
        for entry in self.merge {
            read.push(Correction::Merge(names(entry, 2)?));
        }
        for entry in self.split {
            read.push(Correction::Split(names(entry, 1)?));
        }
        for entry in self.hide {
            read.push(Correction::Hide(name(&entry.name)?));
        }
        for entry in self.rename {
            read.push(Correction::Rename(name(&entry.name)?, printed(&entry.to)?));
        }
        for entry in self.retype {
            let kind = EntityType::of_names(&entry.to).map_err(|error| error.to_string())?;
            read.push(Correction::Retype(name(&entry.name)?, kind));
        }
        Ok(read)
    }
}

/// What to write in place of an entry that cannot be read.
fn right_form(block: &str) -> String {
    let head = block.trim_start().trim_start_matches('[');
    let end = head.find(|c: char| !c.is_ascii_alphanumeric());
    let kind = &head[..end.unwrap_or(head.len())];
    let form = match kind {
        "merge" | "split" => "names = [\"A\", \"B\"]",
        "hide" => "name = \"A\"",
        "rename" => "name = \"A\" and to = \"B\"",
        "retype" => "name = \"A\" and to = \"work\"",
        _ => {
            return "an entry begins with a line of [[merge]], [[split]], [[hide]], [[rename]] or \
                    [[retype]]"
                .to_owned();
        }
    };
    format!("write [[{kind}]] and on lines below it {form}; only reason and date may follow")
}

/// Adds an entry at the end of a file, and leaves the rest of it as it is.
pub fn add(
    path: &Path,
    correction: &Correction,
    reason: Option<&str>,
    date: jiff::civil::Date,
) -> io::Result<()> {
    let _lock = user_file::lock(path)?;
    let mut text = user_file::read(path, CORRECTIONS_BYTES_MAX)?;
    if text.is_empty() {
        text.push_str(PREAMBLE);
    }
    if !text.ends_with('\n') {
        text.push('\n');
    }
    let list = |names: &[NameRef]| {
        let names: Vec<String> = names.iter().map(|name| quoted(&name.to_string())).collect();
        format!("names = [{}]\n", names.join(", "))
    };
    let name = |name: &NameRef| format!("name = {}\n", quoted(&name.to_string()));
    let entry = match correction {
        Correction::Merge(names) => format!("[[merge]]\n{}", list(names)),
        Correction::Split(names) => format!("[[split]]\n{}", list(names)),
        Correction::Hide(hidden) => format!("[[hide]]\n{}", name(hidden)),
        Correction::Rename(old, to) => {
            format!("[[rename]]\n{}to = {}\n", name(old), quoted(to))
        }
        Correction::Retype(old, to) => {
            format!("[[retype]]\n{}to = {}\n", name(old), quoted(to.name()))
        }
    };
    text.push('\n');
    text.push_str(&entry);
    if let Some(reason) = reason {
        text.push_str(&format!("reason = {}\n", quoted(reason)));
    }
    text.push_str(&format!("date = {date}\n"));
    if text.len() as u64 > CORRECTIONS_BYTES_MAX {
        return Err(too_large(CORRECTIONS_BYTES_MAX));
    }
    user_file::replace(path, &text)
}

/// Takes the last entry away that has this name, or gives it, with its line.
pub fn take_back(path: &Path, name: &NameRef) -> io::Result<Option<(u32, Correction)>> {
    let _lock = user_file::lock(path)?;
    let text = user_file::read(path, CORRECTIONS_BYTES_MAX)?;
    let corrections = Corrections::parse(&text);
    let mut entries = corrections.entries.into_iter().rev();
    let Some((line, entry)) = entries.find(|(_, entry)| entry.concerns(name)) else {
        return Ok(None);
    };
    let block = toml_entries(&text)
        .into_iter()
        .find(|(first, _)| *first == line);
    let Some((_, block)) = block else {
        return Ok(None);
    };
    // Comments behind the entry belong to the next one.
    let (mut end, mut at) = (block.start, block.start);
    for line in text[block].split_inclusive('\n') {
        at += line.len();
        if !line.trim().is_empty() && !line.trim_start().starts_with('#') {
            end = at;
        }
    }
    let start = text.get(..line_start(&text, line)).map_or(0, |before| {
        // The blank line before it goes too.
        before
            .strip_suffix("\n\n")
            .map_or(before.len(), |rest| rest.len() + 1)
    });
    let mut kept = text.clone();
    kept.replace_range(start..end, "");
    user_file::replace(path, &kept)?;
    Ok(Some((line, entry)))
}

/// The byte that a line begins at.
fn line_start(text: &str, line: u32) -> usize {
    let before = text
        .split_inclusive('\n')
        .take(line.saturating_sub(1) as usize);
    before.map(str::len).sum()
}

/// A string of TOML.
fn quoted(text: &str) -> String {
    let mut quoted = String::from("\"");
    for c in text.chars() {
        match c {
            '"' | '\\' => quoted.extend(['\\', c]),
            c if c.is_control() => quoted.push_str(&format!("\\u{:04X}", u32::from(c))),
            c => quoted.push(c),
        }
    }
    quoted.push('"');
    quoted
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    #[test]
    fn a_mistake_costs_one_entry_and_has_its_line() {
        let text = "\
# ours
[[merge]]
names = [\"Harbour Front\", \"Quiet Rivers\"]

[[merge]]
names = [\"Alone\"]

<<<<<<< theirs
[[hide]]
nme = \"Read More\"
[[hide]]
name = \"Sign Up\" # it is a button
[[retype]]
name = \"person:Saint Orla\"
to = \"ship\"
[[retype]]
name = \"person:Saint Orla\"
to = \"work\"
";
        let corrections = Corrections::parse(text);
        let lines: Vec<u32> = (corrections.problems.iter().filter_map(|p| p.line)).collect();
        assert_eq!(lines, [8, 10, 13]);
        let entries: Vec<u32> = corrections.entries.iter().map(|(line, _)| *line).collect();
        assert_eq!(entries, [2, 11, 16]);
    }

    #[test]
    fn what_is_added_is_read_back_and_comments_stay() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("corrections.toml");
        let names = ["Harbour \"Front\"", "org:Quiet\\Rivers"].map(NameRef::parse);
        let merge = Correction::Merge(names.to_vec());
        let hide = Correction::Hide(NameRef::parse("Read More"));
        let date = jiff::civil::date(2017, 3, 1);
        add(&path, &merge, Some("they say so"), date).unwrap();
        let mut before = fs::read_to_string(&path).unwrap();
        before.push_str("# mine\n");
        fs::write(&path, &before).unwrap();
        add(&path, &hide, None, date).unwrap();
        let read = Corrections::read(&path).unwrap();
        assert!(read.problems.is_empty(), "{:?}", read.problems);
        let entries: Vec<Correction> = read.entries.into_iter().map(|(_, entry)| entry).collect();
        assert_eq!(entries, [merge, hide.clone()]);
        let taken = take_back(&path, &NameRef::parse("read more")).unwrap();
        assert_eq!(taken.map(|(_, entry)| entry), Some(hide));
        assert_eq!(fs::read_to_string(&path).unwrap(), before);
        assert_eq!(take_back(&path, &NameRef::parse("nobody")).unwrap(), None);
    }
}
