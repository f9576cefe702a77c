//! `feed → drafts`: an article for each item of a feed: RSS 2.0, RSS 1.0 (RDF), Atom (RFC 4287),
//! and the export that WordPress writes (WXR, which is RSS with more fields).
//!
//! The whole text counts if an item has it (`content:encoded`, `content`), else its summary. Texts
//! in HTML, which most are, are read as the bodies of other records are. Of a WordPress export
//! the published posts and pages are articles; drafts, pictures, menus and settings are not.

use std::collections::HashMap;

use super::xml::{Node, Tag, Xml, to_html};
use super::{ExtractError, byline, date, fields, html, one_line, plain, remove_title, topics};
use crate::article::{Article, Origin};

/// Items of a feed. The largest exports have some ten thousands.
const ITEMS_MAX: usize = 200_000;

/// Authors of an item.
const AUTHORS_MAX: usize = 100;

/// Whether a document with this root element is a feed.
pub fn is_root(name: &str, attributes: &str) -> bool {
    let local = name.rsplit(':').next().unwrap_or(name);
    match local.to_ascii_lowercase().as_str() {
        "rss" => true,
        "rdf" => attributes.contains("http://purl.org/rss/1.0/"),
        "feed" => attributes.contains("Atom") || attributes.contains("purl.org/atom"),
        "entry" => attributes.contains("http://www.w3.org/2005/Atom"),
        _ => false,
    }
}

/// What a feed says of an item, or of itself.
#[derive(Default)]
struct Item {
    id: Option<String>,
    title: Option<String>,
    link: Option<String>,
    /// The last resort for a link: an `id` that is an address.
    address: Option<String>,
    authors: Vec<String>,
    /// Dates, the most telling first when sorted by their rank.
    dates: Vec<(u8, String)>,
    modified: Option<String>,
    section: Option<String>,
    keywords: Vec<String>,
    language: Option<String>,
    site: Option<String>,
    content: Option<String>,
    summary: Option<String>,
    /// What a WordPress export has in the item.
    kind: Option<String>,
    status: Option<String>,
    is_wordpress: bool,
    /// The names of a WordPress site's authors, by those that they sign in with.
    names: HashMap<String, String>,
}

/// Reads a feed.
pub fn read(text: &str) -> Vec<Result<Article, ExtractError>> {
    let mut xml = Xml::new(text);
    let mut feed = Item::default();
    let mut items = Vec::new();
    let mut too_many = None;
    while let Some(node) = xml.next() {
        let Node::Open(tag) = node else { continue };
        match tag.name().1 {
            "item" | "entry" if items.len() == ITEMS_MAX => {
                too_many = Some(Err(ExtractError::TooMany { max: ITEMS_MAX }));
                break;
            }
            "item" | "entry" => {
                let mut item = Item::default();
                let depth = xml.depth();
                while let Some(node) = xml.next() {
                    match node {
                        Node::Open(inner) => item.read(&inner, &mut xml),
                        Node::Close(_) if xml.depth() < depth => break,
                        _ => {}
                    }
                }
                items.push(item);
            }
            "rss" | "RDF" | "channel" | "feed" => {
                feed.language = feed.language.take().or_else(|| tag.attribute("lang"));
            }
            _ => feed.read(&tag, &mut xml),
        }
    }
    let mut drafts: Vec<Result<Article, ExtractError>> = items
        .into_iter()
        .filter(Item::is_story)
        .map(|item| item.article(&feed))
        .collect();
    drafts.extend(too_many);
    match xml.mistake() {
        Some(mistake) => drafts.push(Err(mistake)),
        None if drafts.is_empty() => drafts.push(Err(ExtractError::Empty)),
        None => {}
    }
    drafts
}

impl Item {
    /// Reads a field, up to its end.
    fn read(&mut self, tag: &Tag, xml: &mut Xml) {
        let name = (tag.name().0.to_owned(), tag.name().1.to_owned());
        let text = |xml: &mut Xml| Some(xml.text(tag)).filter(|text| !text.is_empty());
        let set = |field: &mut Option<String>, value: Option<String>| {
            if field.is_none() {
                *field = value;
            }
        };
        match (name.0.as_str(), name.1.as_str()) {
            ("" | "atom", "title") => set(&mut self.title, rich_text(tag, xml)),
            ("" | "atom", "link") => {
                let address = tag.attribute("href");
                let relation = tag.attribute("rel");
                let own = text(xml).or_else(|| {
                    let is_own = relation.is_none_or(|relation| relation == "alternate");
                    address.filter(|_| is_own)
                });
                set(&mut self.link, own);
            }
            ("", "guid") => {
                let is_link = tag.attribute("isPermaLink").is_none_or(|is| is == "true");
                let id = text(xml);
                if is_link {
                    set(&mut self.address, id.clone());
                }
                set(&mut self.id, id);
            }
            ("atom", "id") => {
                let id = text(xml);
                set(&mut self.address, id.clone());
                set(&mut self.id, id);
            }
            ("dc", "creator") => {
                let names = text(xml);
                // Better than the address that RSS asks for.
                self.authors.retain(|name| !name.contains('@'));
                self.add_author(names);
            }
            ("" | "itunes", "author") => {
                let names = text(xml).map(|text| without_address(&text));
                if self.authors.is_empty() {
                    self.add_author(names);
                }
            }
            ("atom", "author") => {
                let depth = xml.depth();
                while let Some(node) = xml.next() {
                    match node {
                        Node::Open(inner) if inner.local() == "name" => {
                            let name = Some(xml.text(&inner));
                            self.add_author(name);
                        }
                        Node::Open(inner) => xml.skip(&inner),
                        Node::Close(_) if xml.depth() < depth => break,
                        _ => {}
                    }
                }
            }
            ("wp", "author") => {
                let depth = xml.depth();
                let (mut login, mut name) = (String::new(), String::new());
                while let Some(node) = xml.next() {
                    match node {
                        Node::Open(inner) => match inner.local() {
                            "author_login" => login = xml.text(&inner),
                            "author_display_name" => name = xml.text(&inner),
                            _ => xml.skip(&inner),
                        },
                        Node::Close(_) if xml.depth() < depth => break,
                        Node::Close(_) | Node::Text(_) => {}
                    }
                }
                if !name.is_empty() {
                    self.names.insert(login, name);
                }
            }
            // The time at the publisher's place before the same in Greenwich.
            ("wp", "post_date") => self.add_date(0, text(xml)),
            ("atom", "published" | "issued") => self.add_date(1, text(xml)),
            ("", "pubDate") => self.add_date(2, text(xml)),
            ("dc", "date") | ("dcterms", "issued" | "created") => self.add_date(3, text(xml)),
            ("atom", "updated" | "modified") => {
                let date = text(xml);
                self.add_date(4, date.clone());
                set(&mut self.modified, date);
            }
            ("wp", "post_modified") | ("dcterms", "modified") => {
                set(&mut self.modified, text(xml));
            }
            // WordPress parts what others call categories: those and its tags.
            ("", "category") if tag.attribute("domain").as_deref() == Some("category") => {
                let name = text(xml).and_then(|name| topics::section(&name));
                match (name, &self.section) {
                    (Some(name), Some(_)) => topics::add(&mut self.keywords, &name),
                    (name, _) => self.section = name,
                }
            }
            ("" | "atom", "category") => {
                let label = tag.attribute("label").or_else(|| tag.attribute("term"));
                if let Some(name) = text(xml).or(label) {
                    topics::add(&mut self.keywords, &name);
                }
            }
            ("dc", "subject") | ("itunes" | "media", "keywords") => {
                topics::add_list(&mut self.keywords, &xml.text(tag));
            }
            ("" | "dc", "language") => set(&mut self.language, text(xml)),
            ("dc", "publisher") => set(&mut self.site, text(xml)),
            ("content", "encoded") => self.content = text(xml).or(self.content.take()),
            ("atom", "content") => {
                let content = rich_text(tag, xml);
                set(&mut self.content, content);
            }
            ("", "description") | ("atom", "summary") | ("excerpt", "encoded") => {
                let summary = rich_text(tag, xml);
                set(&mut self.summary, summary);
            }
            ("wp", "post_type") => self.kind = text(xml),
            ("wp", "status") => self.status = text(xml),
            _ => xml.skip(tag),
        }
        self.is_wordpress |= name.0 == "wp";
    }

    fn add_author(&mut self, names: Option<String>) {
        let names = names.map(|names| one_line(&names));
        self.authors
            .extend(names.filter(|name| !name.is_empty() && !self.authors.contains(name)));
        self.authors.truncate(AUTHORS_MAX);
    }

    fn add_date(&mut self, rank: u8, date: Option<String>) {
        self.dates.extend(date.map(|date| (rank, date)));
    }

    /// Whether it is an article: nearly all that a WordPress export holds besides is not.
    fn is_story(&self) -> bool {
        const STORIES: [&str; 12] = [
            "post",
            "page",
            "article",
            "story",
            "news",
            "report",
            "blog",
            "column",
            "opinion",
            "press",
            "interview",
            "review",
        ];
        let is_story = |kind: &String| {
            let mut words = kind.split(['-', '_']);
            let is_story =
                words.any(|word| STORIES.contains(&word.strip_suffix('s').unwrap_or(word)));
            // WordPress's own kinds for what it is made of: `wp_block`.
            (is_story || kind == "news") && !kind.starts_with("wp_")
        };
        self.kind.as_ref().is_none_or(is_story)
            && (self.status.as_ref()).is_none_or(|status| status == "publish")
    }

    fn article(self, feed: &Item) -> Result<Article, ExtractError> {
        let Item {
            id,
            title,
            link,
            address,
            mut authors,
            mut dates,
            content,
            summary,
            ..
        } = self;
        if authors.is_empty() {
            authors.clone_from(&feed.authors);
        }
        for author in &mut authors {
            if let Some(name) = feed.names.get(author) {
                author.clone_from(name);
            }
        }
        dates.sort_by_key(|(rank, _)| *rank);
        let site = self.site.or_else(|| feed.title.clone());
        let site = site.map(|site| one_line(&html::without_tags(&site)));
        let address = address.filter(|address| address.starts_with("http"));
        let mut draft = Article {
            own_id: id,
            title: title.map_or(String::new(), |title| one_line(&html::without_tags(&title))),
            byline: byline::clean(&authors.join(", "), site.as_deref()),
            published: (dates.iter())
                .find_map(|(_, written)| date::parse(written))
                .map(|date| date.from(Origin::Field)),
            modified: (self.modified.as_deref().and_then(date::parse))
                .map(|date| date.from(Origin::Field)),
            section: self.section,
            keywords: self.keywords,
            language: (self.language.as_ref().or(feed.language.as_ref()))
                .and_then(|code| code.parse().ok())
                .unwrap_or_default(),
            url: link.or(address),
            site,
            ..Article::default()
        };
        let content = match content {
            Some(content) if self.is_wordpress => Some(unwrap_wordpress(&content)),
            content => content,
        };
        for text in [content, summary].into_iter().flatten() {
            draft.blocks = fields::blocks(&text);
            if !draft.blocks.is_empty() {
                break;
            }
        }
        if draft.is_empty() {
            return Err(ExtractError::Empty);
        }
        draft.published = draft
            .published
            .or_else(|| plain::dateline(&draft.blocks, ""));
        remove_title(&mut draft.blocks, &draft.title);
        Ok(draft)
    }
}

/// A text that may be in HTML: escaped, as most are, or as elements of the feed's own.
fn rich_text(tag: &Tag, xml: &mut Xml) -> Option<String> {
    let kind = tag.attribute("type").unwrap_or_default();
    let is_markup = kind == "xhtml" || kind.ends_with("+xml") || kind.ends_with("/xml");
    let text = if is_markup {
        to_html(xml.markup(tag), |_, _| Some("")).trim().to_owned()
    } else {
        xml.text(tag)
    };
    (!text.is_empty()).then_some(text)
}

/// The name in `ann@courier.example (Ann Marsh)`, which is how RSS has its authors.
fn without_address(text: &str) -> String {
    let name = text.split_once('(').and_then(|(before, rest)| {
        let name = rest.split_once(')')?.0;
        before.contains('@').then_some(name)
    });
    match name {
        Some(name) => name.to_owned(),
        None if text.contains('@') && !text.contains(' ') => String::new(),
        None => text.to_owned(),
    }
}

/// The body of a post as WordPress would print it: paragraphs end at blank lines where no element
/// says so, captions are what their shortcodes hold, and other shortcodes show nothing.
fn unwrap_wordpress(body: &str) -> String {
    const EMPTY: [&str; 8] = [
        "gallery", "embed", "video", "audio", "playlist", "wpvideo", "more", "nextpage",
    ];
    let mut text = String::with_capacity(body.len());
    let mut rest = body;
    while let Some(at) = rest.find('[') {
        text.push_str(&rest[..at]);
        let code = &rest[at + 1..];
        let is_end = code.starts_with('/');
        let inner = code.strip_prefix('/').unwrap_or(code);
        let length = inner.bytes().take_while(u8::is_ascii_lowercase).count();
        let name = &inner[..length];
        let known = name == "caption" || EMPTY.contains(&name);
        // A shortcode stands in one line, and holds no other.
        let end = (known.then(|| code.find([']', '\n', '['])).flatten())
            .filter(|end| code[*end..].starts_with(']'));
        let Some(end) = end else {
            text.push('[');
            rest = code;
            continue;
        };
        rest = &code[end + 1..];
        match (name, is_end) {
            ("caption", false) => text.push_str("<figure><figcaption>"),
            ("caption", true) => text.push_str("</figcaption></figure>"),
            // What is between `[embed]` and its end is an address.
            ("embed" | "video" | "audio", false) => {
                let close = rest.find(['[', '\n']).filter(|close| {
                    let end = rest[*close..].strip_prefix("[/");
                    end.is_some_and(|end| end.starts_with(name))
                });
                rest = &rest[close.unwrap_or(0)..];
            }
            _ => {}
        }
    }
    text.push_str(rest);
    if text.contains("<p>") || text.contains("<p ") {
        return text;
    }
    text.replace("\r\n", "\n").replace("\n\n", "\n<p>")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::article::Role;

    fn only(text: &str) -> Article {
        match read(text).remove(0) {
            Ok(article) => article,
            Err(error) => panic!("{error}"),
        }
    }

    fn texts(article: &Article) -> Vec<&str> {
        (article.blocks.iter().map(|b| b.text.as_str())).collect()
    }

    #[test]
    fn an_item_of_rss_is_an_article_with_the_text_of_its_content() {
        let article = only(
            "<?xml version='1.0'?><rss version='2.0' \
             xmlns:c='http://purl.org/rss/1.0/modules/content/' \
             xmlns:dc='http://purl.org/dc/elements/1.1/'><channel><title>Anselm Courier</title>\
             <link>https://courier.example</link><image><title>Logo</title></image><item>\
             <title>Bow &amp;amp; door</title><link>https://courier.example/1</link>\
             <guid isPermaLink='false'>c-1</guid><pubDate>Wed, 08 Mar 2017 06:12:00 +0000</pubDate>\
             <category>Ferries</category><category>Sea, air</category>\
             <author>ann@courier.example (Ann Marsh)</author><dc:creator>Jo Bell</dc:creator>\
             <description>It shut.</description>\
             <c:encoded><![CDATA[<p>It shut.</p><p>Twice.</p>]]></c:encoded></item>\
             <language>en-gb</language></channel></rss>",
        );
        assert_eq!(article.title, "Bow & door");
        assert_eq!(article.own_id.as_deref(), Some("c-1"));
        assert_eq!(article.site.as_deref(), Some("Anselm Courier"));
        assert_eq!(article.url.as_deref(), Some("https://courier.example/1"));
        assert_eq!(article.byline.as_deref(), Some("Ann Marsh, Jo Bell"));
        assert_eq!(article.language.code(), "en");
        assert_eq!(
            article.published.map(|p| p.to_string()),
            Some("2017-03-08T06:12:00".into())
        );
        assert_eq!(article.keywords, ["Ferries", "Sea, air"]);
        assert_eq!(article.modified, None);
        assert_eq!(texts(&article), ["It shut.", "Twice."]);
    }

    #[test]
    fn an_entry_of_atom_is_an_article() {
        let article = only(
            "<feed xmlns='http://www.w3.org/2005/Atom'><title>Courier</title>\
             <author><name>Ann Marsh</name></author><entry><id>urn:1</id>\
             <title type='html'>The &lt;b&gt;bow&lt;/b&gt; door</title>\
             <link rel='self' href='x'/><link href='https://courier.example/1'/>\
             <category term='sea' label='Ferries'/><updated>2018-01-01T00:00:00Z</updated><published>2017-03-08T06:12:00Z</published>\
             <summary>Short.</summary><content type='xhtml'>\
             <div xmlns='http://www.w3.org/1999/xhtml'><p>It <i>shut</i>.</p><br/><p>Twice.</p>\
             </div></content><source><title>Other</title></source></entry></feed>",
        );
        assert_eq!(article.title, "The bow door");
        assert_eq!(article.own_id.as_deref(), Some("urn:1"));
        assert_eq!(article.url.as_deref(), Some("https://courier.example/1"));
        assert_eq!(article.byline.as_deref(), Some("Ann Marsh"));
        assert_eq!(
            article.published.map(|p| p.to_string()),
            Some("2017-03-08T06:12:00".into())
        );
        assert_eq!(
            article.modified.map(|p| p.to_string()),
            Some("2018-01-01T00:00:00".into())
        );
        assert_eq!(article.keywords, ["Ferries"]);
        assert_eq!(texts(&article), ["It shut.", "Twice."]);
    }

    #[test]
    fn an_entry_that_was_only_updated_is_of_that_date() {
        let article = only(
            "<feed xmlns='http://www.w3.org/2005/Atom'><entry><title>One</title>\
             <updated>2018-01-01T00:00:00Z</updated><content>It shut.</content></entry></feed>",
        );
        let written = |date: Option<crate::article::Published>| date.map(|date| date.to_string());
        assert_eq!(
            written(article.published),
            Some("2018-01-01T00:00:00".into())
        );
        assert_eq!(written(article.modified), written(article.published));
    }

    #[test]
    fn an_item_of_rdf_is_an_article() {
        let article = only(
            "<rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#' \
             xmlns='http://purl.org/rss/1.0/' xmlns:dc='http://purl.org/dc/elements/1.1/'>\
             <channel><title>Courier</title></channel><item rdf:about='a'><title>One</title>\
             <description>It shut.</description><dc:date>2017-03-08</dc:date></item></rdf:RDF>",
        );
        assert_eq!(
            (article.title.as_str(), texts(&article)),
            ("One", vec!["It shut."])
        );
        assert!(article.published.is_some());
    }

    #[test]
    fn only_what_wordpress_published_is_an_article() {
        let item = |kind: &str, status: &str| {
            format!(
                "<item><title>{kind} {status}</title><dc:creator>am</dc:creator><content:encoded><![CDATA[One.\n\nTwo.\
                 [caption id='1']<img src='a'/> The door[/caption]\n\n[gallery ids='1'][embed]https://x.example[/embed]Three \
                 [sic].]]></content:encoded><wp:post_date>2017-03-08 06:12:00</wp:post_date>\
                 <wp:post_modified>2017-03-09 08:00:00</wp:post_modified>\
                 <category domain='category' nicename='sea'>Harbour</category>\
                 <category domain='post_tag' nicename='f'>Ferries</category>\
                 <wp:post_type>{kind}</wp:post_type><wp:status>{status}</wp:status></item>"
            )
        };
        let kinds = [
            ("post", "publish"),
            ("post", "draft"),
            ("page", "publish"),
            ("attachment", "inherit"),
            ("nav_menu_item", "publish"),
            ("news", "publish"),
            ("wp_template", "publish"),
        ];
        let items: String = kinds
            .iter()
            .map(|(kind, status)| item(kind, status))
            .collect();
        let drafts = read(&format!(
            "<rss><channel><wp:author><wp:author_login>am</wp:author_login>\
             <wp:author_display_name>Ann Marsh</wp:author_display_name></wp:author>{items}\
             </channel></rss>"
        ));
        let titles: Vec<&str> = drafts.iter().flatten().map(|a| a.title.as_str()).collect();
        assert_eq!(titles, ["post publish", "page publish", "news publish"]);
        let article = drafts[0].as_ref().unwrap();
        assert_eq!(article.byline.as_deref(), Some("Ann Marsh"));
        assert_eq!(
            article.modified.map(|p| p.to_string()),
            Some("2017-03-09T08:00:00".into())
        );
        assert_eq!(article.section.as_deref(), Some("Harbour"));
        assert_eq!(article.keywords, ["Ferries"]);
        let blocks: Vec<(Role, &str)> = (article.blocks.iter())
            .map(|block| (block.role, block.text.as_str()))
            .collect();
        assert_eq!(
            blocks,
            [
                (Role::Paragraph, "One."),
                (Role::Paragraph, "Two."),
                (Role::Caption, "The door"),
                (Role::Paragraph, "Three [sic]."),
            ]
        );
    }

    #[test]
    fn items_before_a_mistake_are_kept() {
        let drafts = read("<rss><channel><item><title>One</title></item><item><title>Two <!-- ");
        assert_eq!(drafts.len(), 3);
        assert!(drafts[0].is_ok() && drafts[1].is_ok() && drafts[2].is_err());
    }

    #[test]
    fn a_feed_without_items_is_empty() {
        assert_eq!(read("<rss><channel/></rss>"), [Err(ExtractError::Empty)]);
    }
}
