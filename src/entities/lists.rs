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

use rustc_hash::FxHashMap;

use super::key::fold_in_case;
use super::model::hash::{mix, of};
use super::model::tokens::Tokens;

use super::{Detector, EntityType, Mention, NoNameType, types_of_names};

/// Bytes of a list: a hundred thousand names with aliases.
pub const LIST_BYTES_MAX: usize = 8 << 20;

/// Lines of a list: with all their aliases they fit into some hundred MiB.
const LINES_MAX: usize = 200_000;

/// Bytes of a name or alias; longer ones are sentences.
pub const NAME_BYTES_MAX: usize = 256;

/// Words of a name or alias: how far each word of a text is followed.
const NAME_WORDS_MAX: usize = 24;

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

/// Names to find in every text, each as a path of words.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct NameList {
    /// The list as it was given.
    pub text: Vec<u8>,
    names: Vec<(String, EntityType)>,
    words: FxHashMap<Box<str>, u32>,
    /// From a place on a path, by a word, to the next place.
    steps: FxHashMap<(u32, u32), u32>,
    /// The name whose path ends at a place.
    ends: FxHashMap<u32, u32>,
    fingerprint: u64,
    /// The first ones that are wrong.
    pub wrong: Vec<WrongLine>,
    pub wrong_total: usize,
}

/// Where all paths begin.
const START: u32 = 0;

/// A word that is on no list.
const UNKNOWN: u32 = u32::MAX;

/// A line that holds.
struct Line {
    name: String,
    kind: EntityType,
    /// The name and its aliases as folded words.
    forms: Vec<Vec<String>>,
}

impl NameList {
    /// Reads a list; what is wrong in it is told, and the rest holds.
    pub fn parse(text: Vec<u8>) -> NameList {
        let mut list = NameList::default();
        let mut derived = Vec::new();
        for (line, bytes) in lines(&text) {
            if line > LINES_MAX && !bytes.is_empty() {
                let what =
                    format!("a list has {LINES_MAX} lines at most; what follows is left out");
                list.add_wrong(line, what);
                break;
            }
            let read = match std::str::from_utf8(bytes) {
                Ok(text) => read_line(text),
                Err(_) => Err("it is not UTF-8; save the list as UTF-8".to_owned()),
            };
            match read {
                Ok(Some(read)) => list.add(line, read, &mut derived),
                Ok(None) => {}
                Err(what) => list.add_wrong(line, what),
            }
        }
        // What is written on any line is surer than what is only meant by one.
        for (form, name) in derived {
            let end = list.path(&form);
            list.ends.entry(end).or_insert(name);
        }
        list.text = text;
        list
    }

    pub fn is_empty(&self) -> bool {
        self.names.is_empty()
    }

    /// How many names it has, aliases not counted.
    pub fn len(&self) -> usize {
        self.names.len()
    }

    /// Another one for a list that finds other names; 0 for none.
    pub fn fingerprint(&self) -> u64 {
        self.fingerprint
    }

    fn add_wrong(&mut self, line: usize, what: String) {
        self.wrong_total += 1;
        if self.wrong.len() < WRONG_LISTED_MAX {
            self.wrong.push(WrongLine { line, what });
        }
    }

    fn add(&mut self, line: usize, read: Line, derived: &mut Vec<(Vec<String>, u32)>) {
        let number = self.names.len() as u32;
        let mut fingerprint = mix(of(read.name.as_bytes()), of(read.kind.name().as_bytes()));
        self.names.push((read.name, read.kind));
        for form in read.forms {
            fingerprint = mix(fingerprint, of(form.join(" ").as_bytes()));
            let end = self.path(&form);
            let holder = *self.ends.entry(end).or_insert(number);
            if self.names[holder as usize] != self.names[number as usize] {
                let (name, kind) = &self.names[holder as usize];
                let form = form.join(" ");
                let what = format!(
                    "`{form}` is the {kind} `{name}` by an earlier line, which holds; remove one"
                );
                self.add_wrong(line, what);
                continue;
            }
            let capitals = form.iter().map(|word| word.to_uppercase()).collect();
            let mut sentence = form;
            if let Some(first) = sentence.first_mut() {
                *first = with_capital(first);
            }
            derived.extend([(sentence, number), (capitals, number)]);
        }
        self.fingerprint = mix(self.fingerprint, fingerprint);
    }

    /// Where the path of some words ends; it is made if there is none.
    fn path(&mut self, form: &[String]) -> u32 {
        let mut place = START;
        for word in form {
            let word = match self.words.get(word.as_str()) {
                Some(word) => *word,
                None => {
                    let number = self.words.len() as u32;
                    self.words.insert(word.as_str().into(), number);
                    number
                }
            };
            let next = self.steps.len() as u32 + 1;
            place = *self.steps.entry((place, word)).or_insert(next);
        }
        place
    }

    /// Finds the names of the list in the tokens of a text.
    pub fn detect(&self, text: &str, tokens: &Tokens, found: &mut Vec<Mention>) {
        let words = self.words_of(text, tokens);
        let mut at = 0;
        while at < words.len() {
            let Some((end, name)) = self.longest(&words[at..]) else {
                at += 1;
                continue;
            };
            let last = at + end;
            let (first, last_word) = (&words[at], &words[last]);
            let span = tokens.tokens[first.token].start as usize
                ..tokens.tokens[last_word.token].end as usize;
            if let Some((name, kind)) = self.names.get(name as usize) {
                found.push(Mention {
                    span,
                    kind: *kind,
                    place: None,
                    detector: Detector::List,
                    name: name.clone(),
                });
            }
            at = last + 1;
        }
    }

    /// The longest name at the start of some words: its last word, and its number.
    fn longest(&self, words: &[TextWord]) -> Option<(usize, u32)> {
        if !words.first()?.begins {
            return None;
        }
        let (mut place, mut longest) = (START, None);
        for (at, word) in words.iter().enumerate() {
            let Some(next) = self.steps.get(&(place, word.word)) else {
                break;
            };
            place = *next;
            if let Some(name) = self.ends.get(&place).filter(|_| word.ends) {
                longest = Some((at, *name));
            }
        }
        longest
    }

    /// The words of a text, and one that is unknown wherever a paragraph ends.
    fn words_of(&self, text: &str, tokens: &Tokens) -> Vec<TextWord> {
        let mut words: Vec<TextWord> = Vec::with_capacity(tokens.tokens.len());
        let mut end = 0;
        for sentence in &tokens.sentences {
            for at in sentence.clone() {
                let token = tokens.tokens[at];
                let gap = text.get(end..token.start as usize).unwrap_or("\n");
                if at == sentence.start && gap.contains('\n') {
                    words.push(TextWord {
                        word: UNKNOWN,
                        token: at,
                        begins: false,
                        ends: false,
                    });
                }
                let first = words.len();
                for_each_word(token.text(text), |word| {
                    words.push(TextWord {
                        word: self.words.get(word).copied().unwrap_or(UNKNOWN),
                        token: at,
                        begins: false,
                        ends: false,
                    });
                });
                if let Some(word) = words.get_mut(first) {
                    word.begins = true;
                }
                if let Some(word) = words[first..].last_mut() {
                    word.ends = true;
                }
                end = token.end as usize;
            }
        }
        words
    }
}

/// A word of a text: a token, or what stands between its hyphens.
struct TextWord {
    word: u32,
    token: usize,
    /// Whether it is the first of its token, and the last.
    begins: bool,
    ends: bool,
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
    let lines = lines(text).take(LINES_MAX);
    let listed = lines.filter_map(|(line, bytes)| {
        let columns = columns(std::str::from_utf8(bytes).ok()?).ok()??;
        let one_line = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
        Some(Listed {
            line: line as u32,
            name: one_line(columns.name),
            kind: columns.kind,
            aliases: columns.aliases.into_iter().map(one_line).collect(),
        })
    });
    listed.filter(|listed| !listed.aliases.is_empty()).collect()
}

/// The lines of a list with their numbers from 1; a byte order mark is none of it.
fn lines(text: &[u8]) -> impl Iterator<Item = (usize, &[u8])> {
    let text = text.strip_prefix(b"\xef\xbb\xbf").unwrap_or(text);
    (1..).zip(text.split(|byte| *byte == b'\n'))
}

/// What stands on a line.
struct Columns<'t> {
    name: &'t str,
    kind: EntityType,
    aliases: Vec<&'t str>,
}

/// `None` for a comment and for nothing.
fn read_line(text: &str) -> Result<Option<Line>, String> {
    let Some(columns) = columns(text)? else {
        return Ok(None);
    };
    let forms = std::iter::once(columns.name).chain(columns.aliases);
    Ok(Some(Line {
        name: columns
            .name
            .split_whitespace()
            .collect::<Vec<_>>()
            .join(" "),
        kind: columns.kind,
        forms: forms.map(form).collect::<Result<_, _>>()?,
    }))
}

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
    Ok(Some(Columns {
        name,
        kind,
        aliases,
    }))
}

/// The folded words of a name or alias. A "The" at its start may be small within a sentence.
fn form(name: &str) -> Result<Vec<String>, String> {
    if name.len() > NAME_BYTES_MAX {
        return Err(format!("a name has {NAME_BYTES_MAX} bytes at most"));
    }
    if !name.contains(char::is_alphanumeric) {
        return Err(format!("`{name}` has no letter or digit"));
    }
    let mut tokens = Tokens::default();
    tokens.add(name, 0..name.len());
    let mut words = Vec::new();
    for token in &tokens.tokens {
        for_each_word(token.text(name), |word| words.push(word.to_owned()));
    }
    if words.len() > NAME_WORDS_MAX {
        return Err(format!("a name has {NAME_WORDS_MAX} words at most"));
    }
    if words.len() > 1 && words[0] == "The" {
        words[0] = "the".to_owned();
    }
    Ok(words)
}

/// The folded words of a token; a mark is one by itself, whichever of its shapes it has.
fn for_each_word(token: &str, mut see: impl FnMut(&str)) {
    if token.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
        return see(token);
    }
    let folded = fold_in_case(token);
    if folded.contains(char::is_alphanumeric) {
        return folded.split_ascii_whitespace().for_each(see);
    }
    match token {
        "’" | "‘" | "`" | "ʼ" => see("'"),
        "“" | "”" | "„" | "«" | "»" => see("\""),
        "–" | "—" | "‐" | "‑" => see("-"),
        mark => see(mark),
    }
}

fn with_capital(word: &str) -> String {
    let mut chars = word.chars();
    let first = chars.next().into_iter().flat_map(char::to_uppercase);
    first.chain(chars).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// What a list finds, as `surface = name`.
    fn found(list: &str, text: &str) -> Vec<String> {
        let list = NameList::parse(list.into());
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
        let list = NameList::parse(text.clone());
        let wrong: Vec<(usize, &str)> = (list.wrong.iter())
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
        assert_eq!(list.wrong_total, wrong.len());
        assert_eq!(list.names.len(), 3);
        assert_eq!(list.text, text);
        let without_wrong = "NMH\torg\nOrla\twork\tNMH|Saint Orla\nVenn\torg";
        let other = NameList::parse(without_wrong.into());
        assert_eq!(other.fingerprint(), list.fingerprint());
        let shorter = NameList::parse("NMH\torg\nVenn\torg".into());
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
            let names = NameList::parse(list.clone().into_bytes()).names;
            found(&list, &text);
            for (name, _) in names {
                prop_assert!(!found(&list, &name).is_empty(), "{name:?}");
            }
        }
    }
}
