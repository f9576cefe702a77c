//! `JSON → drafts`: reads articles out of records, under the names that exports give the fields.
//!
//! A record's text is taken as clean: somebody chose it. Only its paragraphs are found.

use serde::de::IgnoredAny;
use serde_json::{Map, Value};

use super::fields::{
    AUTHOR, CAPTION, KEYWORDS, LANGUAGE, MODIFIED, OWN_ID, PUBLISHED, SECTION, SITE, SUMMARY, TEXT,
    TITLE, URL, read_text,
};
use super::{ExtractError, block, byline, date, html, one_line, plain, remove_title, topics};
use crate::article::{Article, Origin, Role};

/// Objects that hold the article, or a part of its fields.
const WITHIN: [&str; 5] = ["_source", "article", "metadata", "meta", "fields"];
/// Objects that hold the articles as a list.
const LISTS: [&str; 7] = [
    "articles", "items", "data", "results", "docs", "hits", "response",
];

/// Whether a text begins as a JSON object or a list of them; `[Update] …` and `{{…}}` do not.
pub fn looks_like_json(head: &str) -> bool {
    let mut rest = head.trim_start().chars();
    let opening = rest.next();
    let next = rest.as_str().trim_start().chars().next();
    match opening {
        Some('{') => matches!(next, Some('"' | '}')),
        Some('[') => matches!(next, Some('{' | ']')),
        _ => false,
    }
}

/// Whether the first line is a whole object and another follows.
pub fn looks_like_lines(head: &str) -> bool {
    let mut lines = head.lines().filter(|line| !line.trim().is_empty());
    let (Some(first), Some(second)) = (lines.next(), lines.next()) else {
        return false;
    };
    second.trim_start().starts_with('{') && serde_json::from_str::<Map<_, _>>(first).is_ok()
}

/// Bad elements of an array in a row, after which the rest is not looked at: it holds something
/// else than articles, and each error takes more memory than its element did.
const BAD_ELEMENTS_MAX: usize = 10_000;

/// Reads a JSON value, or several one after the other: each an article, or a list of articles.
/// Of a list every good element is read. What follows a mistake outside of a list cannot be read,
/// what stands before it is.
pub fn read(text: &str) -> Vec<Result<Article, ExtractError>> {
    let mut drafts = Vec::new();
    let mut seen = Seen::default();
    let mut at = 0;
    loop {
        at += blank(&text[at..]);
        if at == text.len() {
            break;
        }
        if text[at..].starts_with('[') {
            at = read_elements(text, at + 1, &mut seen, &mut drafts);
            continue;
        }
        match next_value(text, at, &mut seen) {
            Ok((Value::Object(mut object), end)) => {
                match list(&mut object) {
                    Some(values) => drafts.extend(values.into_iter().map(article)),
                    None => drafts.push(article(Value::Object(object))),
                }
                at = end;
            }
            Ok((other, end)) => {
                drafts.push(article(other));
                at = end;
            }
            Err(error) => {
                read_cut_off(&text[at..], &mut drafts);
                drafts.push(Err(error));
                break;
            }
        }
    }
    if drafts.is_empty() {
        drafts.push(Err(ExtractError::Empty));
    }
    drafts
}

/// Reads the sound elements of a list whose wrapper is broken or cut off.
fn read_cut_off(text: &str, drafts: &mut Vec<Result<Article, ExtractError>>) {
    if wraps_list(text.as_bytes(), true) != Some(true) {
        return;
    }
    let mut cutter = Elements::default();
    let mut rest = text;
    loop {
        let passed = match cutter.cut(rest.as_bytes(), true) {
            ElementCut::Pass(bytes) => bytes,
            ElementCut::Element(end) => {
                let value = rest.get(..end).map(serde_json::from_str);
                // What is wrong with the others is told for the wrapper.
                if let Some(Ok(value)) = value {
                    drafts.push(article(value));
                }
                end
            }
            ElementCut::More | ElementCut::End => return,
        };
        rest = rest.get(passed..).unwrap_or_default();
    }
}

/// Reads one record, and gives the place of a mistake as a column: a record is one line.
pub fn read_record(line: &str) -> Result<Article, ExtractError> {
    let value: Value = serde_json::from_str(line.trim_end()).map_err(|error| {
        let column = match error.line() {
            1 => error.column(),
            _ => line.trim_end().len(),
        };
        invalid(&error, None, column)
    })?;
    article(value)
}

/// Reads the elements of a list up to its end, and gives the place after it. One by one, so that
/// a bad element takes no other with it.
fn read_elements(
    text: &str,
    mut at: usize,
    seen: &mut Seen,
    drafts: &mut Vec<Result<Article, ExtractError>>,
) -> usize {
    let mut bad = 0;
    loop {
        at += blank(&text[at..]);
        match text.as_bytes().get(at) {
            Some(b',') => {
                at += 1;
                continue;
            }
            Some(b']') => return at + 1,
            _ => {}
        }
        let draft = match next_value(text, at, seen) {
            Ok((value, end)) => {
                at = end;
                article(value)
            }
            Err(error) => {
                at = end_of_bad_element(text.as_bytes(), at);
                Err(error)
            }
        };
        bad = if draft.is_ok() { 0 } else { bad + 1 };
        drafts.push(draft);
        if bad > BAD_ELEMENTS_MAX || at == text.len() && bad > 0 {
            return text.len();
        }
    }
}

/// The lines before a place, so that they are counted once.
#[derive(Default)]
struct Seen {
    at: usize,
    lines: usize,
    /// Where the last line began.
    start: usize,
}

/// The value that begins at a place, and where it ends.
fn next_value(text: &str, at: usize, seen: &mut Seen) -> Result<(Value, usize), ExtractError> {
    let mut values = serde_json::Deserializer::from_str(&text[at..]).into_iter::<Value>();
    match values.next() {
        Some(Ok(value)) => Ok((value, at + values.byte_offset())),
        Some(Err(error)) => {
            for (place, _) in text[seen.at..at].match_indices('\n') {
                seen.lines += 1;
                seen.start = seen.at + place + 1;
            }
            seen.at = at;
            let line = seen.lines + error.line();
            let column = match error.line() {
                1 => at - seen.start + error.column(),
                _ => error.column(),
            };
            Err(invalid(&error, Some(line), column))
        }
        None => Err(ExtractError::Json {
            message: "EOF while parsing a list".into(),
            line: Some(text.lines().count()),
            column: text.lines().next_back().map_or(0, str::len),
        }),
    }
}

/// What stands at the start of a text.
#[derive(Debug, PartialEq, Eq)]
pub enum ElementCut {
    /// Bytes between elements.
    Pass(usize),
    /// An element, or a value of its own, and where it ends; it need not be sound.
    Element(usize),
    /// More of the text must be known.
    More,
    End,
}

/// Cuts a JSON value too large for the memory into the elements of its list, which may be in an
/// object that wraps it; or several values one after the other.
#[derive(Debug, Default)]
pub struct Elements {
    place: Place,
}

/// Where a text is being cut: within so many objects that wrap a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Place {
    Object(usize),
    List(usize),
    /// In an element that is too long.
    Lost(usize),
}

impl Default for Place {
    fn default() -> Self {
        Place::Object(0)
    }
}

impl Elements {
    /// Cuts off what a text begins with; `is_all`: nothing follows it.
    pub fn cut(&mut self, text: &[u8], is_all: bool) -> ElementCut {
        let blank = (text.iter())
            .take_while(|byte| byte.is_ascii_whitespace() || **byte == b',')
            .count();
        match text.get(blank) {
            None if is_all => return ElementCut::End,
            None if blank == 0 => return ElementCut::More,
            _ if blank > 0 => return ElementCut::Pass(blank),
            _ => {}
        }
        match (self.place, text.first()) {
            (Place::Lost(depth), _) => self.find_next(text, depth, is_all),
            (Place::List(depth), Some(b']')) => {
                self.place = Place::Object(depth);
                ElementCut::Pass(1)
            }
            (Place::List(_), _) => element(text, is_all),
            (Place::Object(0), Some(b'[')) => {
                self.place = Place::List(0);
                ElementCut::Pass(1)
            }
            (Place::Object(0), Some(b'{')) => match wraps_list(text, is_all) {
                Some(true) => {
                    self.place = Place::Object(1);
                    ElementCut::Pass(1)
                }
                Some(false) => element(text, is_all),
                None => ElementCut::More,
            },
            (Place::Object(0), _) => element(text, is_all),
            (Place::Object(depth), Some(b'}')) => {
                self.place = Place::Object(depth - 1);
                ElementCut::Pass(1)
            }
            (Place::Object(depth), _) => self.field(text, depth, is_all),
        }
    }

    /// Passes over a field of an object, or up to the list in it.
    fn field(&mut self, text: &[u8], depth: usize, is_all: bool) -> ElementCut {
        match field(text, is_all) {
            Field::Value { name, at } => {
                let value = text.get(at..).unwrap_or_default();
                match (is_wrapper(&name, value), value.first()) {
                    (None, _) if !is_all => ElementCut::More,
                    (Some(true), Some(b'[')) => {
                        self.place = Place::List(depth);
                        ElementCut::Pass(at + 1)
                    }
                    (Some(true), _) => {
                        self.place = Place::Object(depth + 1);
                        ElementCut::Pass(at + 1)
                    }
                    _ => match value_end(value) {
                        Ok(end) => ElementCut::Pass(at + end),
                        Err(error) if error.is_eof() && !is_all => ElementCut::More,
                        // Nothing after a mistake in a wrapper can be told.
                        Err(_) => ElementCut::End,
                    },
                }
            }
            Field::More => ElementCut::More,
            Field::Bad => ElementCut::End,
        }
    }

    /// Gives up an element that is too long.
    pub fn lose_element(&mut self) {
        self.place = match self.place {
            Place::List(depth) | Place::Object(depth) | Place::Lost(depth) => Place::Lost(depth),
        };
    }

    /// Goes on where `}, {"` begins the next element.
    fn find_next(&mut self, text: &[u8], depth: usize, is_all: bool) -> ElementCut {
        /// Bytes from one element to the next.
        const GAP_BYTES_MAX: usize = 256;
        let is_end = |at: &usize| text[*at] == b'}' && begins_object(&text[at + 1..]);
        if let Some(at) = (0..text.len()).find(is_end) {
            self.place = Place::List(depth);
            return ElementCut::Pass(at + 1);
        }
        match text.len().saturating_sub(GAP_BYTES_MAX) {
            _ if is_all => ElementCut::End,
            0 => ElementCut::More,
            passed => ElementCut::Pass(passed),
        }
    }
}

/// The first element of a list, sound or not.
fn element(text: &[u8], is_all: bool) -> ElementCut {
    match value_end(text) {
        // A number may go on.
        Ok(end) if end == text.len() && !is_all => ElementCut::More,
        Ok(end) => ElementCut::Element(end),
        Err(error) if error.is_eof() && !is_all => ElementCut::More,
        Err(_) => match end_of_bad_element(text, 0) {
            end if end == text.len() && !is_all => ElementCut::More,
            end => ElementCut::Element(end.max(1)),
        },
    }
}

/// Where the first value of a text ends.
fn value_end(text: &[u8]) -> Result<usize, serde_json::Error> {
    let mut values = serde_json::Deserializer::from_slice(text).into_iter::<IgnoredAny>();
    let value = values.next();
    let value = value.unwrap_or_else(|| Err(serde::de::Error::custom("nothing")));
    value.map(|_| values.byte_offset())
}

enum Field {
    /// Where the value of a name begins.
    Value {
        name: String,
        at: usize,
    },
    More,
    Bad,
}

/// The field that a text begins with.
fn field(text: &[u8], is_all: bool) -> Field {
    let mut names = serde_json::Deserializer::from_slice(text).into_iter::<String>();
    let (name, end) = match names.next() {
        Some(Ok(name)) => (name, names.byte_offset()),
        Some(Err(error)) if error.is_eof() && !is_all => return Field::More,
        _ => return Field::Bad,
    };
    let mut rest = (text.iter().enumerate().skip(end)).filter(|(_, b)| !b.is_ascii_whitespace());
    match (rest.next(), rest.next()) {
        (Some((_, b':')), Some((at, _))) => Field::Value { name, at },
        (Some((_, b':')) | None, None) if !is_all => Field::More,
        _ => Field::Bad,
    }
}

/// Whether a field holds the list of articles, or an object around it; nothing if more of its value
/// must be known.
fn is_wrapper(name: &str, value: &[u8]) -> Option<bool> {
    if !LISTS.contains(&name) {
        return Some(false);
    }
    let mut signs = value.iter().filter(|byte| !byte.is_ascii_whitespace());
    match (signs.next(), signs.next()) {
        (Some(b'{'), _) => Some(true),
        (Some(b'['), next) => next.map(|next| *next == b'{'),
        (next, _) => next.map(|_| false),
    }
}

/// Whether the object that a text begins with wraps a list of articles, rather than being one;
/// nothing if more of it must be known.
fn wraps_list(text: &[u8], is_all: bool) -> Option<bool> {
    let mut at = 1;
    loop {
        let rest = text.get(at..).unwrap_or_default();
        let blank = (rest.iter()).take_while(|byte| byte.is_ascii_whitespace() || **byte == b',');
        at += blank.count();
        let rest = text.get(at..).unwrap_or_default();
        match rest.first() {
            None if !is_all => return None,
            None | Some(b'}') => return Some(false),
            Some(_) => {}
        }
        let (name, value) = match field(rest, is_all) {
            Field::Value { name, at: value } => (name, at + value),
            Field::More => return None,
            Field::Bad => return Some(false),
        };
        if TITLE.iter().chain(&TEXT).any(|known| *known == name) {
            return Some(false);
        }
        let rest = text.get(value..).unwrap_or_default();
        match is_wrapper(&name, rest) {
            Some(false) => {}
            None if is_all => return Some(false),
            found => return found,
        }
        match value_end(rest) {
            Ok(end) => at = value + end,
            Err(error) if error.is_eof() && !is_all => return None,
            Err(_) => return Some(false),
        }
    }
}

/// Reads an element of a list that begins at a line.
pub fn read_element(text: &str, line: u64) -> Result<Article, ExtractError> {
    let value: Value = serde_json::from_str(text.trim_end()).map_err(|error| {
        let line = line as usize + error.line().saturating_sub(1);
        invalid(&error, Some(line), error.column())
    })?;
    article(value)
}

/// Where an element that is no JSON ends: before the comma or bracket after it, as far as its
/// quotes and brackets tell. Where they do not (one is missing), `}, {"` begins the next element,
/// unless a list within this one is open.
fn end_of_bad_element(bytes: &[u8], start: usize) -> usize {
    let mut open = Vec::new();
    let mut in_string = false;
    let mut at = start;
    while let Some(byte) = bytes.get(at) {
        match byte {
            b'\\' if in_string => at += 1,
            b'"' => in_string = !in_string,
            // Strings have no line breaks.
            b'\n' => in_string = false,
            b'}' if begins_object(&bytes[at + 1..]) => {
                if !in_string && open.last() == Some(&b'{') {
                    open.pop();
                }
                if in_string || open.last() != Some(&b'[') {
                    return at + 1;
                }
            }
            _ if in_string => {}
            b'{' | b'[' => open.push(*byte),
            b'}' | b']' => {
                let Some(_) = open.pop() else {
                    return at + usize::from(*byte == b'}');
                };
            }
            b',' if open.is_empty() => return at,
            _ => {}
        }
        at += 1;
    }
    bytes.len()
}

/// Whether `, {"` comes next.
fn begins_object(bytes: &[u8]) -> bool {
    let mut rest = bytes.iter().filter(|b| !b.is_ascii_whitespace());
    rest.next() == Some(&b',') && rest.next() == Some(&b'{') && rest.next() == Some(&b'"')
}

/// Bytes of white space at the start.
fn blank(text: &str) -> usize {
    text.len() - text.trim_start().len()
}

/// The list of articles that an object wraps, as the answers of search services do.
fn list(object: &mut Map<String, Value>) -> Option<Vec<Value>> {
    if TITLE
        .iter()
        .chain(&TEXT)
        .any(|name| object.contains_key(*name))
    {
        return None;
    }
    LISTS.iter().find_map(|name| match object.get_mut(*name)? {
        Value::Array(values) if values.iter().any(Value::is_object) => Some(std::mem::take(values)),
        Value::Object(inner) => list(inner),
        _ => None,
    })
}

fn invalid(error: &serde_json::Error, line: Option<usize>, column: usize) -> ExtractError {
    let message = error.to_string();
    ExtractError::Json {
        message: message
            .split(" at line ")
            .next()
            .unwrap_or_default()
            .to_owned(),
        line,
        column,
    }
}

fn article(value: Value) -> Result<Article, ExtractError> {
    let found = match &value {
        Value::Object(_) => "object",
        Value::Array(_) => "list",
        Value::String(_) => "string",
        Value::Number(_) => "number",
        Value::Bool(_) => "boolean",
        Value::Null => "null",
    };
    let Value::Object(mut object) = value else {
        return Err(ExtractError::NotAnArticle { found });
    };
    for name in WITHIN {
        let inner = object.get_mut(name).filter(|value| value.is_object());
        if let Some(Value::Object(inner)) = inner.map(Value::take) {
            for (key, value) in inner {
                object.entry(key).or_insert(value);
            }
        }
    }
    let first = |names: &[&str]| {
        names
            .iter()
            .find_map(|name| object.get(*name).and_then(words))
    };
    let site = first(&SITE);
    let dated = |names: &[&str]| {
        let mut values = names.iter().filter_map(|name| object.get(*name));
        let date = values.find_map(date::of_value)?;
        Some(date.from(Origin::Field))
    };
    let mut draft = Article {
        own_id: first(&OWN_ID),
        title: first(&TITLE).map_or(String::new(), |title| one_line(&html::without_tags(&title))),
        byline: first(&AUTHOR).and_then(|names| byline::clean(&names, site.as_deref())),
        published: dated(&PUBLISHED),
        modified: dated(&MODIFIED),
        section: (SECTION.iter())
            .filter_map(|name| match object.get(*name)? {
                Value::Array(sections) => topic(sections.first()?),
                section => topic(section),
            })
            .find_map(topics::section),
        keywords: (KEYWORDS.iter())
            .filter_map(|name| object.get(*name).map(keywords))
            .find(|keywords| !keywords.is_empty())
            .unwrap_or_default(),
        language: first(&LANGUAGE)
            .and_then(|code| code.parse().ok())
            .unwrap_or_default(),
        url: first(&URL),
        site,
        ..Article::default()
    };
    let text = TEXT.iter().chain(&SUMMARY).find_map(|name| {
        let mut texts = Vec::new();
        gather_texts(object.get(*name)?, &mut texts);
        (!texts.is_empty()).then_some(texts)
    });
    for text in text.into_iter().flatten() {
        read_text(&text, &mut draft);
    }
    for name in CAPTION {
        match object.get(name) {
            Some(Value::Array(captions)) => {
                let captions = captions.iter().filter_map(words);
                draft
                    .blocks
                    .extend(captions.filter_map(|text| block(Role::Caption, text)));
            }
            Some(value) => draft
                .blocks
                .extend(words(value).and_then(|text| block(Role::Caption, text))),
            None => {}
        }
    }
    if draft.is_empty() {
        return Err(ExtractError::NotAnArticle { found });
    }
    draft.published = draft
        .published
        .or_else(|| plain::dateline(&draft.blocks, ""));
    remove_title(&mut draft.blocks, &draft.title);
    Ok(draft)
}

/// The texts of a field: a string, a list of paragraphs, or an object around them, such as
/// `{"rendered": "<p>…"}`. Of an object the best known name counts; where none is known, every
/// string of several words, so that no text is lost for its name.
fn gather_texts(value: &Value, texts: &mut Vec<String>) {
    const NAMES: [&str; 8] = [
        "rendered", "#text", "value", "html", "plain", "blocks", "data", "name",
    ];
    match value {
        Value::Array(parts) => {
            for part in parts {
                gather_texts(part, texts);
            }
        }
        Value::Object(object) => {
            let before = texts.len();
            for name in NAMES[..3].iter().chain(&TEXT).chain(&NAMES[3..]) {
                if let Some(inner) = object.get(*name) {
                    gather_texts(inner, texts);
                }
                if texts.len() > before {
                    return;
                }
            }
            let is_text = |value: &&Value| match value {
                Value::String(text) => text.trim().contains(char::is_whitespace),
                Value::Array(_) | Value::Object(_) => true,
                _ => false,
            };
            for inner in object.values().filter(is_text) {
                gather_texts(inner, texts);
            }
        }
        other => texts.extend(words(other)),
    }
}

/// A string, a number, a list of names, or an object with a name.
fn words(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => {
            let text = text.trim();
            (!text.is_empty()).then(|| text.to_owned())
        }
        Value::Number(number) => Some(number.to_string()),
        Value::Array(values) => {
            // One level: names in a list, not lists in lists.
            let names: Vec<String> = values
                .iter()
                .filter(|v| !v.is_array())
                .filter_map(words)
                .collect();
            (!names.is_empty()).then(|| names.join(", "))
        }
        Value::Object(object) => [
            "name", "rendered", "title", "text", "#text", "value", "href", "$oid",
        ]
        .iter()
        .find_map(|key| object.get(*key).filter(|v| v.is_string()).and_then(words)),
        Value::Bool(_) | Value::Null => None,
    }
}

/// The name of a section or a keyword: `value` in the records of some papers, whose `name` is the
/// kind of keyword. Numbers refer to names that are elsewhere.
fn topic(value: &Value) -> Option<&str> {
    match value {
        Value::String(name) => Some(name),
        Value::Object(object) => ["value", "name", "title", "label", "webTitle", "term"]
            .iter()
            .find_map(|key| object.get(*key)?.as_str()),
        _ => None,
    }
}

/// The keywords of a field: a list of strings or objects, or a string with all of them.
fn keywords(value: &Value) -> Vec<String> {
    let mut keywords = Vec::new();
    match value {
        Value::Array(values) => {
            for keyword in values.iter().filter_map(topic) {
                topics::add(&mut keywords, keyword);
            }
        }
        Value::String(list) => topics::add_list(&mut keywords, list),
        _ => {}
    }
    keywords
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn only(value: Value) -> Article {
        match read_record(&value.to_string()) {
            Ok(article) => article,
            Err(error) => panic!("{error}"),
        }
    }

    fn texts(article: &Article) -> Vec<&str> {
        article
            .blocks
            .iter()
            .map(|block| block.text.as_str())
            .collect()
    }

    /// The elements of a text of which so many bytes become known at once.
    fn elements(text: &str, step: usize) -> Vec<String> {
        let (mut cutter, mut all) = (Elements::default(), Vec::new());
        let (mut at, mut known) = (0, step);
        loop {
            let is_all = known >= text.len();
            let rest = &text[at..known.min(text.len())];
            match cutter.cut(rest.as_bytes(), is_all) {
                ElementCut::Pass(bytes) => at += bytes,
                ElementCut::Element(end) => {
                    all.push(rest[..end].to_owned());
                    at += end;
                }
                ElementCut::More => {
                    assert!(!is_all, "{text}");
                    known += step;
                }
                ElementCut::End => return all,
            }
        }
    }

    #[test]
    fn a_list_is_cut_into_its_elements_wherever_it_stands() {
        let one = r#"{"title":"One, [a]","n":[1,{"b":2}]}"#;
        let two = r#"{"text":"Two \"}, {\""}"#;
        for text in [
            format!("[{one},\n {two}]"),
            format!("[{one},{two}"),
            format!("{{\"status\":\"ok\",\"n\":[1],\"articles\":[{one},{two}],\"page\":1}}"),
            format!("{{\"response\":{{\"n\":1,\"docs\": [ {one} , {two} ] }} }}"),
            format!("{one}\n{two}\n"),
            format!("{{\"items\":[{one}]}} [{two}]"),
        ] {
            for step in [1, 7, 10_000] {
                assert_eq!(elements(&text, step), [one, two], "{text} by {step}");
            }
        }
    }

    #[test]
    fn a_wrapper_that_is_cut_off_keeps_what_stands_before() {
        let text = r#"{"n":2,"articles":[{"title":"One"},{"title":"Two"},{"title":"Th"#;
        let drafts = read(text);
        let titles: Vec<_> = drafts.iter().flatten().map(|one| &*one.title).collect();
        assert_eq!(titles, ["One", "Two"]);
        assert!(matches!(
            drafts.last(),
            Some(Err(ExtractError::Json { .. }))
        ));
        assert_eq!(read(r#"{"title":"One","text":"cut o"#).len(), 1);
    }

    #[test]
    fn a_bad_element_is_cut_out_alone() {
        for bad in [r#"{"title":"a}"#, r#"{"title" "a"}"#, r#"{,}"#, "nonsense"] {
            let text = format!("[{{\"id\":1}},{bad},{{\"id\":2}},{{\"id\":3}}]");
            for step in [1, 10_000] {
                let all = elements(&text, step);
                assert_eq!(all.len(), 4, "{all:?}");
                assert_eq!((&*all[0], &*all[3]), ("{\"id\":1}", "{\"id\":3}"));
            }
        }
    }

    #[test]
    fn fields_are_found_under_their_usual_names() {
        let article = only(json!({
            "_id": 17, "headline": "The bow door", "maintext": "One.\n\nTwo.",
            "authors": ["Ann Marsh", "Jo Bell"], "date_publish": "2017-03-08 06:12:00",
            "url": "https://courier.example/1", "source_domain": "courier.example", "lang": "en"
        }));
        assert_eq!(article.own_id.as_deref(), Some("17"));
        assert_eq!(article.title, "The bow door");
        assert_eq!(texts(&article), ["One.", "Two."]);
        assert_eq!(article.byline.as_deref(), Some("Ann Marsh, Jo Bell"));
        assert_eq!(article.site.as_deref(), Some("courier.example"));
        assert_eq!(
            article.published.map(|published| published.to_string()),
            Some("2017-03-08T06:12:00".into())
        );
    }

    #[test]
    fn section_keywords_and_change_are_read_in_the_shapes_they_have() {
        for (section, keywords) in [
            (json!("Harbour"), json!("ferries, bow doors")),
            (json!(["Harbour", "Sea"]), json!(["ferries", "bow doors"])),
            (
                json!({"name": "Harbour"}),
                json!([{"name": "subject", "value": "ferries"}, {"webTitle": "bow doors"}, 7]),
            ),
        ] {
            let article = only(json!({
                "title": "One", "section": section, "tags": keywords, "date": "2017-03-08",
                "updated_at": 1489046400
            }));
            assert_eq!(article.section.as_deref(), Some("Harbour"));
            assert_eq!(article.keywords, ["ferries", "bow doors"]);
            assert_eq!(
                article.modified.map(|modified| modified.to_string()),
                Some("2017-03-09T08:00:00".into())
            );
        }
        let article = only(json!({"title": "One", "categories": [3, 7], "tags": null}));
        assert_eq!((article.section, article.keywords.len()), (None, 0));
    }

    #[test]
    fn a_record_may_be_nested_one_level() {
        let article = only(json!({
            "_id": "a1", "_source": {"title": "One", "text": "Text.", "author": {"name": "Ann"}}
        }));
        assert_eq!(
            (article.own_id.as_deref(), article.title.as_str()),
            (Some("a1"), "One")
        );
        assert_eq!(article.byline.as_deref(), Some("Ann"));
    }

    #[test]
    fn text_may_be_a_list_of_paragraphs() {
        let article = only(json!({"title": "One", "body": ["First.", "", "Second."]}));
        assert_eq!(texts(&article), ["First.", "Second."]);
    }

    #[test]
    fn an_empty_field_gives_way_to_the_next_name() {
        let article = only(json!({"title": "", "name": "One", "text": " ", "content": "Text."}));
        assert_eq!(
            (article.title.as_str(), texts(&article)),
            ("One", vec!["Text."])
        );
    }

    #[test]
    fn a_body_in_html_is_read_as_html() {
        let article =
            only(json!({"title": "One", "body": "<p>First.</p><p>Se<b>co</b>nd &amp; last.</p>"}));
        assert_eq!(texts(&article), ["First.", "Second & last."]);
    }

    #[test]
    fn lists_and_wrapped_lists_give_each_article() {
        for text in [
            r#"[{"title":"One"},{"title":"Two"}]"#,
            r#"{"status":"ok","articles":[{"title":"One"},{"title":"Two"}]}"#,
            r#"{"hits":{"hits":[{"_source":{"title":"One"}},{"_source":{"title":"Two"}}]}}"#,
            "{\"title\":\"One\"}\n{\"title\":\"Two\"}",
        ] {
            let titles: Vec<String> = read(text).into_iter().flatten().map(|a| a.title).collect();
            assert_eq!(titles, ["One", "Two"], "{text}");
        }
    }

    #[test]
    fn what_is_no_article_says_what_it_is() {
        for (text, message) in [
            (
                "[7]",
                "a JSON number where an article was expected; an article is an object with text or a title",
            ),
            (
                "{\"a\":1}",
                "a JSON object where an article was expected; an article is an object with text or a title",
            ),
            (
                "{\"title\":",
                "not valid JSON: EOF while parsing a value (line 1, column 9)",
            ),
        ] {
            let messages: Vec<String> = read(text)
                .into_iter()
                .filter_map(|draft| draft.err())
                .map(|error| error.to_string())
                .collect();
            assert_eq!(messages, [message]);
        }
    }

    #[test]
    fn articles_before_a_mistake_are_kept() {
        let outcomes: Vec<bool> = read("{\"title\":\"One\"}\n{oops}")
            .iter()
            .map(Result::is_ok)
            .collect();
        assert_eq!(outcomes, [true, false]);
    }

    #[test]
    fn a_bad_element_of_a_list_takes_no_other_with_it() {
        let outcomes = |text: &str| -> Vec<String> {
            let drafts = read(text).into_iter().map(|draft| match draft {
                Ok(article) => article.title,
                Err(error) => error.to_string(),
            });
            drafts.collect()
        };
        for bad in [
            "{oops}",
            "{\"title\":\"Bad,\"text\":\"b\"}",
            "{\"title\":{\"b\":1}",
            "{\"title\" 5, \"authors\":[{\"name\":\"a\"},{\"name\":\"b\"}]}",
            "oops",
            "{\"title\":\"a\\\" ] } \",}",
        ] {
            let text = format!("[{{\"title\":\"One\"}}, {bad}, {{\"title\":\"Two\"}}]");
            let outcomes = outcomes(&text);
            assert_eq!(outcomes.len(), 3, "{bad}: {outcomes:?}");
            assert_eq!((&*outcomes[0], &*outcomes[2]), ("One", "Two"), "{bad}");
        }
        assert_eq!(
            outcomes("[\n{\"title\":\"One\"},\n  {oops},\n{\"title\":\"Two\"}]"),
            [
                "One",
                "not valid JSON: key must be a string (line 3, column 4)",
                "Two"
            ]
        );
        assert_eq!(
            outcomes("[{\"title\":\"One\"},\n{\"title\":\"Tw"),
            [
                "One",
                "not valid JSON: EOF while parsing a string (line 2, column 12)"
            ]
        );
        assert_eq!(
            outcomes("[{\"title\":\"One\"},\n"),
            [
                "One",
                "not valid JSON: EOF while parsing a list (line 1, column 17)"
            ]
        );
    }

    #[test]
    fn a_text_within_an_object_is_read() {
        let article = only(json!({
            "title": {"rendered": "The bow &amp; door"},
            "content": {"rendered": "<p>First.</p><p>Second.</p>", "protected": false},
        }));
        assert_eq!(article.title, "The bow & door");
        assert_eq!(texts(&article), ["First.", "Second."]);
        for body in [
            json!({"#text": "The first."}),
            json!({"body": {"value": "The first."}}),
            json!({"type": "doc", "content": [{"type": "text", "text": "The first."}]}),
            json!({"kind": "story", "own": "The first."}),
        ] {
            let article = only(json!({"title": "One", "text": body}));
            assert_eq!(texts(&article), ["The first."]);
        }
    }

    #[test]
    fn a_mistake_in_a_record_is_placed_by_its_column() {
        let error = read_record("{\"title\": \"One\n").err();
        assert_eq!(
            error.map(|error| error.to_string()).as_deref(),
            Some("not valid JSON: EOF while parsing a string (column 14)")
        );
    }
}
