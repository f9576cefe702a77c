//! `JSON → drafts`: reads articles out of records, under the names that exports give the fields.
//!
//! A record's text is taken as clean: somebody chose it. Only its paragraphs are found.

mod elements;
mod record;

use serde_json::{Map, Value};

pub use elements::{ElementCut, Elements};

use super::ExtractError;
use super::fields::{TEXT, TITLE};
use crate::article::Article;
use elements::{blank, end_of_bad_element, wraps_list};
use record::article;

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

/// Reads an element of a list that begins at a line.
pub fn read_element(text: &str, line: u64) -> Result<Article, ExtractError> {
    let value: Value = serde_json::from_str(text.trim_end()).map_err(|error| {
        let line = line as usize + error.line().saturating_sub(1);
        invalid(&error, Some(line), error.column())
    })?;
    article(value)
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
