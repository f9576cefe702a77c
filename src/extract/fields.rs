//! `a record's fields → draft`: the names that exports give to the fields of an article, whatever
//! the syntax around them, and how the value of a text field is read.

use super::{html, plain};
use crate::article::{Article, Block};

// The names of each field, the most telling first.
pub const TITLE: [&str; 7] = [
    "title",
    "headline",
    "name",
    "heading",
    "head",
    "webTitle",
    "headlines",
];
pub const TEXT: [&str; 19] = [
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
    "excerpt",
    "full_article",
    "article_content",
    "content_text",
    "content_html",
];
/// Where nothing has the text, what tells about it. A list of articles may have such fields too.
pub const SUMMARY: [&str; 6] = [
    "article",
    "description",
    "short_description",
    "summary",
    "abstract",
    "lead",
];
pub const PUBLISHED: [&str; 21] = [
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
    "datetime",
    "article_date",
    "time",
];
pub const MODIFIED: [&str; 16] = [
    "date_modify",
    "modified",
    "modified_at",
    "modifiedAt",
    "dateModified",
    "date_modified",
    "modified_date",
    "modified_time",
    "updated",
    "updated_at",
    "updatedAt",
    "date_updated",
    "last_modified",
    "lastModified",
    "last_updated",
    "lastmod",
];
pub const SECTION: [&str; 12] = [
    "section",
    "section_name",
    "sectionName",
    "article_section",
    "articleSection",
    "category",
    "categories",
    "news_desk",
    "newsdesk",
    "desk",
    "rubric",
    "channel",
];
pub const KEYWORDS: [&str; 6] = [
    "keywords",
    "tags",
    "news_keywords",
    "topics",
    "subjects",
    "labels",
];
pub const AUTHOR: [&str; 6] = ["author", "authors", "byline", "creator", "writer", "by"];
pub const URL: [&str; 6] = [
    "url",
    "link",
    "canonical_url",
    "permalink",
    "web_url",
    "webUrl",
];
pub const SITE: [&str; 9] = [
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
pub const LANGUAGE: [&str; 5] = ["language", "lang", "inLanguage", "language_code", "locale"];
pub const OWN_ID: [&str; 6] = ["_id", "id", "docno", "uuid", "guid", "article_id"];
pub const CAPTION: [&str; 3] = ["caption", "captions", "image_caption"];

/// Adds a text that is the story and nothing else, plain or in HTML.
pub fn read_text(text: &str, draft: &mut Article) {
    draft.blocks.extend(blocks(text));
}

/// The blocks of such a text.
pub fn blocks(text: &str) -> Vec<Block> {
    if html::looks_like_fragment(text) {
        html::blocks_of_fragment(text)
    } else {
        plain::paragraphs(text).collect()
    }
}
