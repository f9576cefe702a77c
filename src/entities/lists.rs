//! `a list of names + tokens → mentions`: what a user knows, and is never wrong about.
//!
//! A list is a text in UTF-8 with a name a line; `⇥` is a tab:
//!
//! ```text
//! # what the Courier watches
//! Northgate Maritime Holdings ⇥ org ⇥ Northgate | NMH
//! Saint Orla ⇥ work
//! ```
//!
//! Names and aliases are found word by word, in the case of the list or all in capitals; accents,
//! apostrophes and hyphens don't count, as in [`key`](super::key). They begin and end where tokens
//! do, so that a possessive is outside. Of two that begin at one word the longer is found.

use std::sync::OnceLock;

use self::matcher::Matcher;
use super::model::hash::{mix, of};
use super::model::tokens::Tokens;
use super::{EntityType, Mention, NoNameType, types_of_names};

mod matcher;

/// Bytes of a list: a hundred thousand names with aliases.
pub const LIST_BYTES_MAX: usize = 8 << 20;

/// Lines of a list: with all their aliases they fit into some hundred MiB.
const LINES_MAX: usize = 200_000;

/// Bytes of a name or alias; longer ones are sentences.
pub const NAME_BYTES_MAX: usize = 256;

/// Aliases of one name.
const ALIASES_MAX: usize = 64;

/// Wrong lines that are told; all are counted.
const WRONG_LISTED_MAX: usize = 20;

/// A line, or a part of it, that doesn't hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WrongLine {
    /// Counted from 1.
    pub line: usize,
    /// What is wrong and what to do.
    pub what: String,
}

/// The lines of a list that don't hold.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct WrongLines {
    /// The first ones.
    pub first: Vec<WrongLine>,
    pub total: usize,
}

impl WrongLines {
    fn add(&mut self, line: usize, what: String) {
        self.total += 1;
        if self.first.len() < WRONG_LISTED_MAX {
            self.first.push(WrongLine { line, what });
        }
    }
}

/// A list of names, which are made ready to be found when a text is first looked through.
#[derive(Debug, Clone, Default)]
pub struct NameList {
    /// The list as it was given.
    pub text: Vec<u8>,
    len: usize,
    fingerprint: u64,
    wrong: WrongLines,
    matcher: OnceLock<Matcher>,
}

impl PartialEq for NameList {
    fn eq(&self, other: &NameList) -> bool {
        self.text == other.text
    }
}

impl NameList {
    /// Takes a list; what is wrong in it is told, and the rest holds.
    pub fn new(text: Vec<u8>) -> NameList {
        let (mut len, mut fingerprint, mut wrong) = (0, 0, WrongLines::default());
        for (line, read) in read_lines(&text) {
            match read {
                Ok(columns) => {
                    len += 1;
                    fingerprint = mix(fingerprint, columns.fingerprint());
                }
                Err(what) => wrong.add(line, what),
            }
        }
        NameList {
            text,
            len,
            fingerprint,
            wrong,
            matcher: OnceLock::new(),
        }
    }

    pub fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// How many names it has, aliases not counted.
    pub fn len(&self) -> usize {
        self.len
    }

    /// Another one for a list that has other names or aliases; 0 for none.
    pub fn fingerprint(&self) -> u64 {
        self.fingerprint
    }

    /// The lines that don't hold; before names were looked for, only those that are wrong by
    /// themselves.
    pub fn wrong(&self) -> &WrongLines {
        let matcher = self.matcher.get();
        matcher.map_or(&self.wrong, |matcher| &matcher.wrong)
    }

    /// All lines that don't hold.
    pub fn all_wrong(&self) -> &WrongLines {
        &self.matcher().wrong
    }

    fn matcher(&self) -> &Matcher {
        self.matcher
            .get_or_init(|| Matcher::of(&self.text, &self.wrong))
    }

    /// Finds the names of the list in the tokens of a text.
    pub fn detect(&self, text: &str, tokens: &Tokens, found: &mut Vec<Mention>) {
        self.matcher().detect(text, tokens, found);
    }
}

/// A name of a list and its aliases, as they are written there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listed {
    /// Counted from 1.
    pub line: u32,
    pub name: String,
    pub kind: EntityType,
    pub aliases: Vec<String>,
}

/// The names of a list that have aliases, by the lines that hold.
pub fn listed(text: &[u8]) -> Vec<Listed> {
    let listed = read_lines(text).filter_map(|(line, read)| {
        let columns = read.ok()?;
        Some(Listed {
            line: line as u32,
            name: one_line(columns.name),
            kind: columns.kind,
            aliases: columns.aliases.into_iter().map(one_line).collect(),
        })
    });
    listed.filter(|listed| !listed.aliases.is_empty()).collect()
}

/// The lines of a list that say something, with their numbers from 1; a byte order mark is none
/// of it. After the last line that may be the next one is wrong.
fn read_lines(text: &[u8]) -> impl Iterator<Item = (usize, Result<Columns<'_>, String>)> {
    let text = text.strip_prefix(b"\xef\xbb\xbf").unwrap_or(text);
    let lines = (1..).zip(text.split(|byte| *byte == b'\n'));
    let lines = lines.filter(|(line, bytes)| *line <= LINES_MAX || !bytes.is_empty());
    let mut left_out = 0;
    let lines = lines.take_while(move |(line, _)| {
        left_out += usize::from(*line > LINES_MAX);
        left_out <= 1
    });
    lines.filter_map(|(line, bytes)| {
        let read = match std::str::from_utf8(bytes) {
            _ if line > LINES_MAX => Err(format!(
                "a list has {LINES_MAX} lines at most; what follows is left out"
            )),
            Ok(text) => columns(text).transpose()?,
            Err(_) => Err("it is not UTF-8; save the list as UTF-8".to_owned()),
        };
        Some((line, read))
    })
}

/// What stands on a line.
struct Columns<'t> {
    name: &'t str,
    kind: EntityType,
    aliases: Vec<&'t str>,
}

impl Columns<'_> {
    fn fingerprint(&self) -> u64 {
        let name = mix(of(self.name.as_bytes()), of(self.kind.name().as_bytes()));
        let aliases = self.aliases.iter();
        aliases.fold(name, |sum, alias| mix(sum, of(alias.as_bytes())))
    }
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// `None` for a comment and for nothing.
fn columns(text: &str) -> Result<Option<Columns<'_>>, String> {
    let text = text.trim();
    if text.is_empty() || text.starts_with('#') {
        return Ok(None);
    }
    let columns: Vec<&str> = text
        .split('\t')
        .map(str::trim)
        .filter(|column| !column.is_empty())
        .collect();
    let (name, kind, aliases) = match columns[..] {
        [name, kind] => (name, kind, ""),
        [name, kind, aliases] => (name, kind, aliases),
        [_] => {
            return Err(format!(
                "no type; write the name, a tab, and {}",
                types_of_names()
            ));
        }
        _ => {
            return Err(
                "more than three columns; write name, type, and the aliases with | between".into(),
            );
        }
    };
    let kind = EntityType::of_names(&kind.to_lowercase())
        .map_err(|_| NoNameType(kind.to_owned()).to_string())?;
    let aliases = aliases.split('|').map(str::trim);
    let aliases: Vec<&str> = aliases.filter(|alias| !alias.is_empty()).collect();
    if aliases.len() > ALIASES_MAX {
        return Err(format!("more than {ALIASES_MAX} aliases; write fewer"));
    }
    for name in std::iter::once(&name).chain(&aliases) {
        if name.len() > NAME_BYTES_MAX {
            return Err(format!("a name has {NAME_BYTES_MAX} bytes at most"));
        }
        if !name.contains(char::is_alphanumeric) {
            return Err(format!("`{name}` has no letter or digit"));
        }
    }
    Ok(Some(Columns {
        name,
        kind,
        aliases,
    }))
}

#[cfg(test)]
mod tests {
    use super::matcher::NAME_WORDS_MAX;
    use super::*;
    use proptest::prelude::*;

    /// What a list finds, as `surface = name`.
    fn found(list: &str, text: &str) -> Vec<String> {
        let list = NameList::new(list.into());
        let mut tokens = Tokens::default();
        tokens.add(text, 0..text.len());
        let mut found = Vec::new();
        list.detect(text, &tokens, &mut found);
        let told = |mention: Mention| format!("{} = {}", &text[mention.span], mention.name);
        found.into_iter().map(told).collect()
    }

    fn check(list: &str, text: &str, expected: &[&str]) {
        assert_eq!(found(list, text), expected, "{text}");
    }

    #[test]
    fn a_name_is_found_in_its_case_or_in_capitals() {
        let list = "al-Venn Will\torg\nWill\tperson";
        check(
            list,
            "Will said he will. WILL IT? al-Venn Will, AL VENN WILL",
            &[
                "Will = Will",
                "WILL = Will",
                "al-Venn Will = al-Venn Will",
                "AL VENN WILL = al-Venn Will",
            ],
        );
        check(
            list,
            "Al-Venn Will won. Al-venn will not.",
            &["Al-Venn Will = al-Venn Will"],
        );
        check(
            "The Lantern Club\torg",
            "At the Lantern Club, The Lantern Club, Lantern Club",
            &[
                "the Lantern Club = The Lantern Club",
                "The Lantern Club = The Lantern Club",
            ],
        );
    }

    #[test]
    fn accents_apostrophes_and_hyphens_do_not_count_and_a_possessive_is_outside() {
        let list = "José Núñez-Da’esh\tperson\nХрущёв\tperson\nOrlan & Sons\torg";
        for text in [
            "Jose Nunez Daesh",
            "José Núñez‐Da'esh’s",
            "JOSÉ NÚÑEZ-DAESH'S",
        ] {
            let found = found(list, text);
            assert_eq!(found.len(), 1, "{text}");
            assert!(!found[0].contains("s =") && found[0].ends_with("= José Núñez-Da’esh"));
        }
        check(
            list,
            "Хрущев и ХРУЩЁВ",
            &["Хрущев = Хрущёв", "ХРУЩЁВ = Хрущёв"],
        );
        check(
            list,
            "Orlan Sons; Orlan & Sons’s",
            &["Orlan & Sons = Orlan & Sons"],
        );
    }

    #[test]
    fn the_longest_name_wins_within_a_paragraph_and_between_tokens() {
        let list = "Tresk\tplace\nTresk Ferry Works\torg\tTFW | Works of Tresk";
        check(
            list,
            "Tresk Ferry left the Tresk Ferry Works of Tresk. Tresk-born TFW",
            &[
                "Tresk = Tresk",
                "Tresk Ferry Works = Tresk Ferry Works",
                "Tresk = Tresk",
                "TFW = Tresk Ferry Works",
            ],
        );
        check(list, "Tresk\n\nFerry Works", &["Tresk = Tresk"]);
    }

    #[test]
    fn wrong_lines_are_told_and_the_rest_holds() {
        let long = format!("{}\torg", "a ".repeat(NAME_WORDS_MAX + 1));
        let many = format!("Much\torg\t{}", "a|".repeat(ALIASES_MAX + 1));
        let text = format!(
            "\u{feff}# watched\r\n\r\nNMH\torg\r\nTresk\nTresk\ttown\nOrla\twork\tNMH|Saint Orla\n\
             Orla\tdate\n-\torg\na\torg\tb\tc\n{long}\n{many}\nVenn \t\t ORG \t\n"
        );
        let mut text = text.into_bytes();
        text.extend(b"Venn\xe9\torg\n");
        let list = NameList::new(text.clone());
        let wrong: Vec<(usize, &str)> = (list.all_wrong().first.iter())
            .map(|wrong| (wrong.line, wrong.what.as_str()))
            .collect();
        let types = "person, org, place, group, event or work";
        assert_eq!(
            wrong,
            [
                (4, &*format!("no type; write the name, a tab, and {types}")),
                (5, &format!("`town` is no type of name; write {types}")),
                (
                    6,
                    "`NMH` is the org `NMH` by an earlier line, which holds; remove one"
                ),
                (7, &format!("`date` is no type of name; write {types}")),
                (8, "`-` has no letter or digit"),
                (
                    9,
                    "more than three columns; write name, type, and the aliases with | between"
                ),
                (10, "a name has 24 words at most"),
                (11, "more than 64 aliases; write fewer"),
                (13, "it is not UTF-8; save the list as UTF-8"),
            ]
        );
        assert_eq!(list.wrong().total, wrong.len());
        assert_eq!(list.matcher().names().len(), 3);
        assert_eq!(list.text, text);
        // What is wrong by itself is known before names are looked for, and changes nothing.
        let known = NameList::new(text);
        assert_eq!(known.wrong().total, wrong.len() - 2);
        let without_wrong = format!("NMH\torg\nOrla\twork\tNMH|Saint Orla\n{long}\nVenn\torg");
        let other = NameList::new(without_wrong.into());
        assert_eq!(other.fingerprint(), list.fingerprint());
        let shorter = NameList::new("NMH\torg\nVenn\torg".into());
        assert_ne!(shorter.fingerprint(), list.fingerprint());
    }

    #[test]
    fn a_hundred_thousand_namesakes_are_found_in_linear_time() {
        let list: String = (0..LINES_MAX / 2)
            .map(|n| format!("Anna B{n}\tperson\n"))
            .collect();
        let text = "Anna ".repeat(100_000) + "B7";
        assert_eq!(found(&list, &text), ["Anna B7 = Anna B7"]);
    }

    proptest! {
        #[test]
        fn any_list_finds_itself_and_only_whole_spans(
            list in "([A-Za-zé’&.|#-]{1,6}[ \t]?(org|person|[A-Z]x)?\n?){0,12}", text in "\\PC{0,60}"
        ) {
            let names = NameList::new(list.clone().into_bytes());
            found(&list, &text);
            for (name, _) in names.matcher().names() {
                prop_assert!(!found(&list, name).is_empty(), "{name:?}");
            }
        }
    }
}
