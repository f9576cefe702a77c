//! `JSON → drafts`: reads articles out of records, under the names that exports give the fields.
//!
//! A record's text is taken as clean: somebody chose it. Only its paragraphs are found.

use serde_json::{Map, Value};

use super::{ExtractError, block, byline, date, html, one_line, plain, remove_title};
use crate::article::{Article, Origin, Role};

/// The names of each field, the most telling first.
const TITLE: [&str; 6] = ["title", "headline", "name", "heading", "head", "webTitle"];
const TEXT: [&str; 14] = [
    "text",
    "body",
    "content",
    "maintext",
    "article_body",
    "articleBody",
    "full_text",
    "fulltext",
    "body_text",
    "article_text",
    "cleaned_text",
    "story",
    "paragraphs",
    "contents",
];
const PUBLISHED: [&str; 18] = [
    "date_publish",
    "published",
    "published_at",
    "publishedAt",
    "datePublished",
    "date_published",
    "published_date",
    "publication_date",
    "publish_date",
    "pubDate",
    "pub_date",
    "pubdate",
    "published_time",
    "webPublicationDate",
    "date",
    "issued",
    "created_at",
    "timestamp",
];
const AUTHOR: [&str; 6] = ["author", "authors", "byline", "creator", "writer", "by"];
const URL: [&str; 6] = [
    "url",
    "link",
    "canonical_url",
    "permalink",
    "web_url",
    "webUrl",
];
const SITE: [&str; 9] = [
    "site",
    "site_name",
    "publication",
    "publisher",
    "newspaper",
    "outlet",
    "source",
    "source_domain",
    "domain",
];
const LANGUAGE: [&str; 5] = ["language", "lang", "inLanguage", "language_code", "locale"];
const OWN_ID: [&str; 6] = ["_id", "id", "docno", "uuid", "guid", "article_id"];
const CAPTION: [&str; 3] = ["caption", "captions", "image_caption"];
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

/// Reads a JSON value, or several one after the other: each an article, or a list of articles.
/// What follows a mistake cannot be read, what stands before it is.
pub fn read(text: &str) -> Vec<Result<Article, ExtractError>> {
    let mut drafts = Vec::new();
    for value in serde_json::Deserializer::from_str(text).into_iter::<Value>() {
        match value {
            Ok(value) => read_value(value, &mut drafts),
            Err(error) => {
                drafts.push(Err(invalid(&error)));
                break;
            }
        }
    }
    if drafts.is_empty() {
        drafts.push(Err(ExtractError::Empty));
    }
    drafts
}

/// Reads one record.
pub fn read_record(line: &str) -> Result<Article, ExtractError> {
    let value: Value = serde_json::from_str(line).map_err(|error| invalid(&error))?;
    article(value)
}

fn read_value(value: Value, drafts: &mut Vec<Result<Article, ExtractError>>) {
    match value {
        Value::Array(values) => drafts.extend(values.into_iter().map(article)),
        Value::Object(mut object) => match list(&mut object) {
            Some(values) => drafts.extend(values.into_iter().map(article)),
            None => drafts.push(article(Value::Object(object))),
        },
        other => drafts.push(article(other)),
    }
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

fn invalid(error: &serde_json::Error) -> ExtractError {
    let message = error.to_string();
    ExtractError::Json {
        message: message
            .split(" at line ")
            .next()
            .unwrap_or_default()
            .to_owned(),
        line: error.line(),
        column: error.column(),
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
        if let Some(Value::Object(inner)) = object.get_mut(name).map(Value::take) {
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
    let mut draft = Article {
        own_id: first(&OWN_ID),
        title: first(&TITLE).map_or(String::new(), |title| one_line(&html::without_tags(&title))),
        byline: first(&AUTHOR).and_then(|names| byline::clean(&names, site.as_deref())),
        published: PUBLISHED
            .iter()
            .find_map(|name| object.get(*name).and_then(date::of_value))
            .map(|date| date.from(Origin::Field)),
        language: first(&LANGUAGE)
            .and_then(|code| code.parse().ok())
            .unwrap_or_default(),
        url: first(&URL),
        site,
        ..Article::default()
    };
    if let Some(text) = TEXT
        .iter()
        .find_map(|name| object.get(*name).filter(|value| !is_blank(value)))
    {
        match text {
            Value::String(text) => read_text(text, &mut draft),
            Value::Array(parts) => {
                for part in parts {
                    if let Some(text) = words(part) {
                        read_text(&text, &mut draft);
                    }
                }
            }
            _ => {}
        }
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

fn read_text(text: &str, draft: &mut Article) {
    if html::looks_like_fragment(text) {
        draft.blocks.extend(html::blocks_of_fragment(text));
    } else {
        draft.blocks.extend(plain::paragraphs(text));
    }
}

/// Whether a field is there but says nothing, so that the next name is to be tried.
fn is_blank(value: &Value) -> bool {
    match value {
        Value::String(text) => text.trim().is_empty(),
        Value::Array(parts) => !parts.iter().any(|part| words(part).is_some()),
        _ => true,
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
        Value::Object(object) => ["name", "title", "text", "value", "href", "$oid"]
            .iter()
            .find_map(|key| object.get(*key).filter(|v| v.is_string()).and_then(words)),
        Value::Bool(_) | Value::Null => None,
    }
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
}
