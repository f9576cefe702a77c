//! `web page → section and keywords`: what the story is about, as the page says.

use serde_json::Value;

use super::Sources;
use super::linked_data::name;
use crate::extract::topics;

/// Meta tags that hold the section, in lower case.
const SECTION: [&str; 8] = [
    "article:section",
    "og:article:section",
    "articlesection",
    "parsely-section",
    "cxenseparse:section",
    "sailthru.section",
    "dc.type.section",
    "section",
];
/// Meta tags that hold keywords, the desk's before those for search engines.
const KEYWORDS: [&str; 7] = [
    "news_keywords",
    "article:tag",
    "og:article:tag",
    "parsely-tags",
    "sailthru.tags",
    "dc.subject",
    "keywords",
];

/// The part of the paper that the story stands in.
pub fn section(sources: &Sources) -> Option<String> {
    let linked = || {
        let section = sources.linked_data.story()?.get("articleSection")?;
        topics::section(&name(section)?)
    };
    let shown = || {
        let element = sources.page.select_single("[itemprop=articleSection]");
        topics::section(&element.text())
    };
    linked()
        .or_else(|| {
            let mut tags = SECTION.iter().filter_map(|name| sources.tags.get(name));
            tags.find_map(topics::section)
        })
        .or_else(shown)
}

/// The keywords of the first source that gives any.
pub fn keywords(sources: &Sources) -> Vec<String> {
    let mut keywords = Vec::new();
    match sources
        .linked_data
        .story()
        .and_then(|story| story.get("keywords"))
    {
        Some(Value::Array(values)) => {
            for keyword in values.iter().filter_map(name) {
                topics::add(&mut keywords, &keyword);
            }
        }
        Some(Value::String(list)) => topics::add_list(&mut keywords, list),
        _ => {}
    }
    for tag in KEYWORDS {
        if !keywords.is_empty() {
            break;
        }
        match sources.tags.all(tag) {
            [list] => topics::add_list(&mut keywords, list),
            each => each
                .iter()
                .for_each(|keyword| topics::add(&mut keywords, keyword)),
        }
    }
    keywords
}
