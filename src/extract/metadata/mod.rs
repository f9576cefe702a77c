//! `web page → title, authors, dates, topics, site, address`: what a page says about itself, in
//! JSON-LD, meta tags and near its headline, the most deliberate source first.

mod authors;
mod dates;
mod linked_data;
mod tags;
mod title;
mod topics;

use dom_query::{Document, NodeRef};

use super::html::{Piece, Zone};
use super::{address, one_line};
use crate::article::Article;
use linked_data::{LinkedData, name};
use tags::Tags;

/// Blocks looked at below the headline for the byline or date, and bytes of such a line.
const NEAR_BLOCKS: usize = 12;
const NEAR_BYTES_MAX: usize = 160;

/// What a page's data says of its text, which helps to find it.
#[derive(Clone)]
pub struct Told {
    /// JSON-LD's `articleBody`.
    pub body: Option<String>,
    pub description: Option<String>,
}

/// The places where a page says something about itself.
struct Sources<'a> {
    page: &'a Document,
    tags: Tags,
    linked_data: LinkedData,
    /// The visible blocks.
    pieces: &'a [Piece],
}

/// Reads what a page says about itself; `pieces` are its visible blocks. The address that it was
/// saved from counts after those that it gives: it may have marks of a campaign or a session.
pub fn read(page: &Document, pieces: &[Piece], saved_from: Option<&str>) -> (Article, Told) {
    let sources = Sources {
        page,
        tags: Tags::read(page),
        linked_data: LinkedData::read(page),
        pieces,
    };
    let tags = &sources.tags;
    let story = sources.linked_data.story();
    let url = sources.address(saved_from);
    let site = (tags
        .first(&["og:site_name", "application-name"])
        .map(str::to_owned))
    .or_else(|| name(story?.get("publisher")?))
    .or_else(|| address::host(url.as_deref().or(sources.canonical().as_deref())?));
    let (title, at) = title::of(&sources, site.as_deref());
    let near = near(pieces, at);
    let told = Told {
        body: story
            .and_then(|story| story.get("articleBody")?.as_str())
            .map(str::to_owned),
        description: tags
            .first(&["description", "og:description", "twitter:description"])
            .map(str::to_owned),
    };
    let draft = Article {
        byline: authors::of(&sources, site.as_deref(), url.as_deref(), near),
        published: dates::published(&sources, near, &title, url.as_deref()),
        modified: dates::modified(&sources, near),
        section: topics::section(&sources),
        keywords: topics::keywords(&sources),
        language: page
            .select_single("html")
            .attr("lang")
            .and_then(|code| code.parse().ok())
            .or_else(|| tags.first(&["og:locale", "language"])?.parse().ok())
            .unwrap_or_default(),
        title,
        site,
        url,
        ..Article::default()
    };
    (draft, told)
}

impl Sources<'_> {
    fn canonical(&self) -> Option<String> {
        let href = self.page.select_single("link[rel=canonical]").attr("href");
        href.map(|href| href.trim().to_owned())
    }

    /// The address that the page calls its own. A template may give the site's root or that of a
    /// test server: then the next one counts.
    fn address(&self, saved_from: Option<&str>) -> Option<String> {
        let canonical = self.canonical();
        let linked = [self.linked_data.story(), self.linked_data.page()].into_iter();
        let linked = linked.flatten().flat_map(|object| {
            let keys = ["url", "mainEntityOfPage", "@id"].iter();
            keys.filter_map(|key| object.get(*key)?.as_str())
        });
        let named: Vec<&str> = (canonical.as_deref().into_iter())
            .chain(
                ["og:url", "twitter:url"]
                    .iter()
                    .filter_map(|key| self.tags.get(key)),
            )
            .chain(linked)
            .collect();
        // What a relative address is relative to.
        let base = (saved_from.into_iter())
            .chain(named.iter().copied())
            .find(|address| address.contains("://"));
        (named.iter())
            .find_map(|reference| address::of_story(reference, base))
            .or_else(|| saved_from.map(str::to_owned))
    }
}

/// The text of an element that may be a line; empty if it is too long to be. Read piece by
/// piece, since elements of this kind may hold each other and the whole page. Where two elements
/// meet without a blank, as a name and a job do that the page's style sets apart, a line ends.
fn short_text(node: &NodeRef) -> String {
    let mut lines = vec![String::new()];
    let mut length = 0;
    for part in node.descendants_it().filter(|part| part.is_text()) {
        let text = part.text();
        length += text.len();
        if length > 2 * NEAR_BYTES_MAX {
            return String::new();
        }
        let ends_word = |line: &String| line.ends_with(|c: char| c.is_alphanumeric() || c == '.');
        let glued = lines.last().is_some_and(ends_word)
            && text.starts_with(|c: char| c.is_uppercase() || c.is_numeric());
        if glued {
            lines.push(String::new());
        }
        if let Some(line) = lines.last_mut() {
            line.push_str(&text);
        }
    }
    let lines: Vec<String> = (lines.iter().map(|line| one_line(line)))
        .filter(|line| !line.is_empty())
        .collect();
    let text = lines.join("\n");
    match text.len() <= NEAR_BYTES_MAX {
        true => text,
        false => String::new(),
    }
}

/// The blocks around a headline.
fn near(pieces: &[Piece], title: Option<usize>) -> &[Piece] {
    let Some(at) = title else {
        return &pieces[..pieces.len().min(NEAR_BLOCKS)];
    };
    &pieces[at.saturating_sub(3)..pieces.len().min(at + 1 + NEAR_BLOCKS)]
}

#[cfg(test)]
mod tests {
    use super::super::html;
    use super::*;

    fn read_page(head: &str, body: &str) -> Article {
        html::read(&format!(
            "<html lang=de><head>{head}</head><body>{body}<p>The bow door had been passed by six \
             inspectors, none of whom had been aboard, and it opened in a moderate sea.</p></body>"
        ))
    }

    fn check_title(head: &str, body: &str, expected: &str) {
        assert_eq!(read_page(head, body).title, expected, "{head} {body}");
    }

    #[test]
    fn the_heading_is_the_title_if_the_page_agrees() {
        let seo = "<title>Bow door open: six inspectors signed | The Courier</title>";
        check_title(
            seo,
            "<h1>Six inspectors signed the bow door</h1>",
            "Six inspectors signed the bow door",
        );
        check_title(
            seo,
            "<h1>The Courier Online</h1>",
            "Bow door open: six inspectors signed",
        );
        check_title("", "<h1>Bow door</h1>", "Bow door");
        let of_many_words = "<meta property=og:title content='Bow door open, and six inspectors \
                             signed what nobody of them had seen'>";
        check_title(
            of_many_words,
            "<h1>Door</h1>",
            "Bow door open, and six inspectors signed what nobody of them had seen",
        );
        check_title(
            "<meta property=og:title content='Six signatures'><title>The Lamp: Six signatures</title>",
            "<h1><a href=/>The Lamp</a></h1>",
            "Six signatures",
        );
        check_title(
            "<meta property=og:title content='Bow &amp;#038; door'>",
            "",
            "Bow & door",
        );
        check_title(
            "<title>Bow door - The Courier</title><meta property=og:site_name content='The Courier'>",
            "",
            "Bow door",
        );
    }

    #[test]
    fn authors_come_from_the_most_deliberate_source() {
        let linked = "<script type=application/ld+json>{\"@type\":\"NewsArticle\",\"author\":[{\"name\":\"Ann Marsh\"},{\"name\":\"Jo Bell\"}]}</script>";
        for (head, body, expected) in [
            (
                linked,
                "<p class=byline>Somebody Else</p>",
                Some("Ann Marsh, Jo Bell"),
            ),
            (
                linked,
                "<p>Ann Marsh and Jo Bell</p>",
                Some("Ann Marsh and Jo Bell"),
            ),
            (
                "<meta name=author content='By Ann Marsh'>",
                "",
                Some("Ann Marsh"),
            ),
            (
                "<meta name=author content='Staff'>",
                "<a rel=author>Ann Marsh</a>",
                Some("Ann Marsh"),
            ),
            (
                "",
                "<div class=byline>By Ann Marsh, 3 March 2017</div>",
                Some("Ann Marsh"),
            ),
            (
                "",
                "<p>Ann Marsh <time datetime=2017-03-03>Friday</time></p>",
                Some("Ann Marsh"),
            ),
            (
                "",
                "<div class=author><span>Ann Marsh</span><span>Published 3 March 2017</span></div>",
                Some("Ann Marsh"),
            ),
            (
                "",
                "<div class=author><p>Written by</p><p>Ann Marsh</p><p>Harbour master</p></div>",
                Some("Ann Marsh"),
            ),
            (
                "",
                "<h1>Bow door</h1><p>3 March 2017 by Ann Marsh</p>",
                Some("Ann Marsh"),
            ),
            (
                "<meta name=twitter:label1 content='Written by'><meta name=twitter:data1 \
                 content='Ann Marsh'>",
                "",
                Some("Ann Marsh"),
            ),
            (
                "<meta property=og:site_name content='Ann Marsh'><meta name=author content='Ann Marsh'>",
                "",
                Some("Ann Marsh"),
            ),
            (
                "<meta name=author content=desk2>",
                "<h1>Bow door</h1><p>By Ann Marsh</p>",
                Some("Ann Marsh"),
            ),
            (
                "<meta name=author content='Jo Bell'>",
                "<h1>Bow door</h1><h2>More</h2><p>By Ann Marsh</p>",
                Some("Jo Bell"),
            ),
            (
                "<meta name=citation_author content='Marsh, Ann'><meta name=citation_author \
                 content='Jo Bell'>",
                "",
                Some("Ann Marsh, Jo Bell"),
            ),
            (
                "",
                "<h1>Bow door</h1><p>Ann Marsh</p><p>3 March 2017</p>",
                Some("Ann Marsh"),
            ),
            (
                "",
                "<h1>Bow door</h1><p>Ann Marsh</p><p>Port Anselm</p>",
                None,
            ),
            (
                "<link rel=canonical href=https://a.example/press-releases/bow-door>",
                "<h1>Bow door</h1><p>Press Release</p><p>3 March 2017</p>",
                None,
            ),
            (
                "",
                "<div class=byline>Updated by Jo Bell</div><div class=byline>By Ann Marsh</div>",
                Some("Ann Marsh"),
            ),
            (
                "<meta name=author content='Ann &amp;amp; Jo Bell'>",
                "",
                Some("Ann & Jo Bell"),
            ),
            ("", "", None),
        ] {
            assert_eq!(
                read_page(head, body).byline.as_deref(),
                expected,
                "{head} {body}"
            );
        }
    }

    #[test]
    fn dates_of_publication_are_told_from_dates_of_change() {
        let linked = |fields: &str| {
            format!(
                "<script type=application/ld+json>{{\"@graph\":[{{\"@type\":\"Article\",{fields}}}]}}</script>"
            )
        };
        for (head, body, expected) in [
            (
                linked("\"datePublished\":\"2017-03-08T06:12:00Z\""),
                "",
                "2017-03-08T06:12:00 json-ld",
            ),
            (linked("\"dateModified\":\"2017-03-08\""), "", "none"),
            (
                "<meta property=article:published_time content=2017-03-08>".into(),
                "",
                "2017-03-08 meta tag",
            ),
            (
                "<meta property=article:modified_time content=2017-03-08>".into(),
                "",
                "none",
            ),
            (
                String::new(),
                "<h1>A</h1><time datetime=2017-03-08>x</time>",
                "2017-03-08 time element",
            ),
            (
                String::new(),
                "<h1>A</h1><p>8 March 2017</p>",
                "2017-03-08 byline",
            ),
            (
                String::new(),
                "<h1>A</h1><p>Updated 8 March 2017</p><p>© 2016</p>",
                "none",
            ),
            (
                linked("\"datePublished\":\"2017-03-09T02:12:00Z\""),
                "<h1>A</h1><p>8 March 2017</p>",
                "2017-03-08 byline",
            ),
            (
                String::new(),
                "<h1>A</h1><p>8 March 2017. Updated 9 March 2017</p>",
                "2017-03-08 byline",
            ),
            (
                String::new(),
                "<p>A</p><p>Said on 1 May 2016</p><p>Posted on 8 March 2017</p>",
                "2017-03-08 byline",
            ),
            (
                linked("\"datePublished\":\"2019-05-01T10:00:00Z\""),
                "<h1>A</h1><p>8 March 2017</p>",
                "2017-03-08 byline",
            ),
            (
                linked("\"datePublished\":\"2017-03-08T10:00:00Z\""),
                "<h1>A</h1><p>Updated 1 May 2016</p>",
                "2017-03-08T10:00:00 json-ld",
            ),
            (
                String::new(),
                "<p><time datetime=2019-05-01>x</time></p><h1>A</h1><p>8 March 2017</p>",
                "2017-03-08 byline",
            ),
            (
                String::new(),
                "<h1>A</h1><p>Said on 1 May 2016</p><p>Published:</p><p>8 March 2017</p>",
                "2017-03-08 byline",
            ),
            (
                String::new(),
                "<h1>A</h1><p>Updated 1 May 2019</p><p>First seen</p><p>It was originally published on 8 March 2017</p>",
                "2017-03-08 byline",
            ),
            (
                String::new(),
                "<h1>A</h1><p>Updated 9 March 2017 | Published 8 March 2017</p>",
                "2017-03-08 byline",
            ),
            (
                String::new(),
                "<h1>A</h1><p class=field-changed><time datetime=2019-05-01>1 May 2019</time></p>",
                "none",
            ),
            (
                String::new(),
                "<h1>A</h1><time class=published datetime=2019-05-01>Updated 1 May 2019</time>",
                "none",
            ),
            (
                String::new(),
                "<h1>A</h1><p><b>Updated on</b> <time datetime=2019-05-01>1 May</time></p>",
                "none",
            ),
            (
                String::new(),
                "<h1>A</h1><p>3/8/2017</p>",
                "2017-08-03 byline",
            ),
            (
                "<meta name=citation_publication_date content='2017 Mar 8'>".into(),
                "",
                "2017-03-08 meta tag",
            ),
            (
                "<link rel=canonical href=https://a.example/2017/03/08/bow-door>".into(),
                "",
                "2017-03-08 url",
            ),
            (
                "<script>x={\"publishedAt\":\"2017-03-08\"}</script>".into(),
                "",
                "2017-03-08 json-ld",
            ),
        ] {
            let published = read_page(&head, body).published;
            let printed = published.map_or("none".into(), |p| format!("{p} {}", p.origin.name()));
            assert_eq!(printed, expected, "{head} {body}");
        }
    }

    #[test]
    fn a_change_is_told_from_the_publication() {
        for (head, body, expected) in [
            (
                "<script type=application/ld+json>{\"@type\":\"Article\",\"dateModified\":\
                 \"2017-03-09T08:00:00Z\"}</script>",
                "",
                "2017-03-09T08:00:00 json-ld",
            ),
            (
                "<meta property=article:modified_time content=2017-03-09>",
                "",
                "2017-03-09 meta tag",
            ),
            (
                "",
                "<h1>A</h1><time class=updated datetime=2017-03-09>x</time>",
                "2017-03-09 time element",
            ),
            (
                "",
                "<h1>A</h1><time class='published updated' datetime=2017-03-09>x</time>",
                "none",
            ),
            (
                "",
                "<h1>A</h1><p>8 March 2017. Updated 9 March 2017</p>",
                "2017-03-09 byline",
            ),
            ("", "<h1>A</h1><p>© 9 March 2017</p>", "none"),
        ] {
            let modified = read_page(head, body).modified;
            let printed = modified.map_or("none".into(), |m| format!("{m} {}", m.origin.name()));
            assert_eq!(printed, expected, "{head} {body}");
        }
    }

    #[test]
    fn section_and_keywords_come_from_the_most_deliberate_source() {
        let linked = "<script type=application/ld+json>{\"@type\":\"NewsArticle\",\
                      \"articleSection\":[\"Harbour\"],\"keywords\":[\"ferries\",{\"name\":\
                      \"bow doors\"}]}</script>";
        let tags = "<meta property=article:section content=Harbour><meta property=article:tag \
                    content=ferries><meta property=article:tag content='bow doors'>";
        let list =
            "<meta name=section content=Harbour><meta name=keywords content='ferries, bow doors'>";
        let other = "<meta name=keywords content='cheap tickets'>";
        for head in [
            linked,
            tags,
            list,
            &format!("{other}{linked}"),
            &format!("{other}{tags}"),
        ] {
            let draft = read_page(head, "");
            assert_eq!(draft.section.as_deref(), Some("Harbour"), "{head}");
            assert_eq!(draft.keywords, ["ferries", "bow doors"], "{head}");
        }
        let draft = read_page("", "");
        assert_eq!((draft.section, draft.keywords.len()), (None, 0));
    }

    #[test]
    fn the_address_is_that_of_the_story() {
        for (head, expected) in [
            (
                "<link rel=canonical href=/b><meta property=og:url content=https://a.example/c>",
                "https://a.example/b",
            ),
            (
                "<link rel=canonical href=https://a.example/><meta property=og:url content=https://a.example/c>",
                "https://a.example/c",
            ),
            (
                "<link rel=canonical href=//a.example/b>",
                "https://a.example/b",
            ),
            (
                "<script type=application/ld+json>{\"@type\":\"Article\",\"mainEntityOfPage\":{\"@type\":\"WebPage\",\"@id\":\"https://a.example/b\"}}</script>",
                "https://a.example/b",
            ),
        ] {
            assert_eq!(read_page(head, "").url.as_deref(), Some(expected), "{head}");
        }
        let root = read_page("<link rel=canonical href=https://a.example>", "");
        assert_eq!((root.url, root.site.as_deref()), (None, Some("a.example")));
    }

    #[test]
    fn site_address_and_declared_language_are_read() {
        let draft = read_page(
            "<link rel=canonical href=https://www.courier.example/a>",
            "",
        );
        assert_eq!(draft.url.as_deref(), Some("https://www.courier.example/a"));
        assert_eq!(draft.site.as_deref(), Some("courier.example"));
        assert_eq!(draft.language.code(), "de");
    }
}
