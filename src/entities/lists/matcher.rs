//! `lines of a list + tokens → mentions`: the names as paths of words, all found in one pass.

use rustc_hash::FxHashMap;

use super::super::key::fold_in_case;
use super::super::model::tokens::Tokens;
use super::super::{Detector, EntityType, Mention};
use super::{Columns, WRONG_LISTED_MAX, WrongLines, one_line, read_lines};

/// Words of a name or alias: how far each word of a text is followed.
pub const NAME_WORDS_MAX: usize = 24;

/// Where all paths begin.
const START: u32 = 0;

/// A word that is on no list.
const UNKNOWN: u32 = u32::MAX;

/// Names to find in every text, each as a path of words.
#[derive(Debug, Clone, Default)]
pub struct Matcher {
    names: Vec<(String, EntityType)>,
    words: FxHashMap<Box<str>, u32>,
    /// From a place on a path, by a word, to the next place.
    steps: FxHashMap<(u32, u32), u32>,
    /// The name whose path ends at a place.
    ends: FxHashMap<u32, u32>,
    /// All lines of the list that don't hold.
    pub wrong: WrongLines,
}

impl Matcher {
    /// Makes the names of a list ready; `wrong` are its lines that are wrong by themselves.
    pub fn of(text: &[u8], wrong: &WrongLines) -> Matcher {
        let mut matcher = Matcher::default();
        let mut derived = Vec::new();
        for (line, read) in read_lines(text) {
            let Ok(columns) = read else { continue };
            match forms_of(&columns) {
                Ok(forms) => matcher.add(line, &columns, forms, &mut derived),
                Err(what) => matcher.wrong.add(line, what),
            }
        }
        // What is written on any line is surer than what is only meant by one.
        for (form, name) in derived {
            let end = matcher.path(&form);
            matcher.ends.entry(end).or_insert(name);
        }
        let all = &mut matcher.wrong;
        all.total += wrong.total;
        all.first.extend_from_slice(&wrong.first);
        all.first.sort_by_key(|wrong| wrong.line);
        all.first.truncate(WRONG_LISTED_MAX);
        matcher
    }

    #[cfg(test)]
    pub fn names(&self) -> &[(String, EntityType)] {
        &self.names
    }

    fn add(
        &mut self,
        line: usize,
        columns: &Columns,
        forms: Vec<Vec<String>>,
        derived: &mut Vec<(Vec<String>, u32)>,
    ) {
        let number = self.names.len() as u32;
        self.names.push((one_line(columns.name), columns.kind));
        for form in forms {
            let end = self.path(&form);
            let holder = *self.ends.entry(end).or_insert(number);
            if self.names[holder as usize] != self.names[number as usize] {
                let (name, kind) = &self.names[holder as usize];
                let form = form.join(" ");
                let what = format!(
                    "`{form}` is the {kind} `{name}` by an earlier line, which holds; remove one"
                );
                self.wrong.add(line, what);
                continue;
            }
            let capitals = form.iter().map(|word| word.to_uppercase()).collect();
            let mut sentence = form;
            if let Some(first) = sentence.first_mut() {
                *first = with_capital(first);
            }
            derived.extend([(sentence, number), (capitals, number)]);
        }
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

    /// Finds the names in the tokens of a text.
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

/// The name of a line and its aliases as folded words.
fn forms_of(columns: &Columns) -> Result<Vec<Vec<String>>, String> {
    let forms = std::iter::once(&columns.name).chain(&columns.aliases);
    forms.map(|name| form(name)).collect()
}

/// The folded words of a name or alias. A "The" at its start may be small within a sentence.
fn form(name: &str) -> Result<Vec<String>, String> {
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
