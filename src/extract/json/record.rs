//! `JSON object → article`: fields by the names that are in use for them.

use serde_json::Value;

use super::WITHIN;
use crate::article::{Article, Origin, Role};
use crate::extract::fields::{
    AUTHOR, CAPTION, KEYWORDS, LANGUAGE, MODIFIED, OWN_ID, PUBLISHED, SECTION, SITE, SUMMARY, TEXT,
    TITLE, URL, read_text,
};
use crate::extract::{
    ExtractError, block, byline, date, html, one_line, plain, remove_title, topics,
};

pub(super) fn article(value: Value) -> Result<Article, ExtractError> {
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
