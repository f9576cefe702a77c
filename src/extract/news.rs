//! `news agencies' XML → drafts`: an article for each item of NITF 3.6, NewsML-G2 2.x (which wraps
//! NITF, XHTML or plain text) and NewsML 1, all of them standards of the IPTC.
//!
//! Headline, byline, date and place stand in fields of their own; the body is written for a reader
//! of HTML and read as other bodies are. The dateline's words are the first paragraph, as they are
//! in print. Packages and lists of concepts hold no text and give nothing.

use super::xml::{Node, Tag, Xml, to_html};
use super::{
    ExtractError, block, byline, date, fields, html, one_line, plain, remove_title, topics,
};
use crate::article::{Article, Block, Origin, Role};

/// Whether a document with this root element holds news.
pub fn is_root(name: &str) -> bool {
    let local = name.rsplit(':').next().unwrap_or(name);
    [
        "nitf",
        "newsmessage",
        "newsitem",
        "newsml",
        "packageitem",
        "conceptitem",
        "knowledgeitem",
        "catalogitem",
    ]
    .iter()
    .any(|root| local.eq_ignore_ascii_case(root))
}

/// Items of a message.
const ITEMS_MAX: usize = 200_000;

/// Items within each other, such as NITF in NewsML; each is read again from its markup.
const WRAPPED_MAX: usize = 4;

/// Names and lines of a kind, of which an item has a few.
const LINES_MAX: usize = 100;

/// What an item says of itself.
#[derive(Default)]
struct Item {
    id: Option<String>,
    headline: String,
    /// A title for the desk rather than the reader.
    title: String,
    subheads: Vec<String>,
    bylines: Vec<String>,
    creator: Option<String>,
    dateline: Option<String>,
    /// Dates with their rank; the least is the most telling.
    dates: Vec<(u8, String)>,
    modified: Option<String>,
    section: Option<String>,
    keywords: Vec<String>,
    site: Option<String>,
    agency: Option<String>,
    language: Option<String>,
    blocks: Vec<Block>,
    captions: Vec<String>,
    summary: Vec<Block>,
    tagline: Vec<Block>,
    /// How many items are around what is being read.
    wrapped: usize,
}

/// Reads a document.
pub fn read(text: &str) -> Vec<Result<Article, ExtractError>> {
    let mut xml = Xml::new(text);
    let mut drafts = Vec::new();
    while let Some(node) = xml.next() {
        let Node::Open(tag) = node else { continue };
        if drafts.len() == ITEMS_MAX {
            drafts.push(Err(ExtractError::TooMany { max: ITEMS_MAX }));
            break;
        }
        let mut item = Item::default();
        match tag.local() {
            "nitf" | "newsItem" | "NewsItem" => item.read(&tag, &mut xml),
            "packageItem" | "conceptItem" | "knowledgeItem" | "catalogItem" | "header" => {
                xml.skip(&tag);
                continue;
            }
            _ => continue,
        }
        drafts.push(item.article());
    }
    match xml.mistake() {
        Some(mistake) => drafts.push(Err(mistake)),
        None if drafts.is_empty() => drafts.push(Err(ExtractError::Empty)),
        None => {}
    }
    drafts
}

impl Item {
    /// Reads an element and all that is in it.
    fn read(&mut self, tag: &Tag, xml: &mut Xml) {
        self.id = self.id.take().or_else(|| tag.attribute("guid"));
        self.language = self.language.take().or_else(|| tag.attribute("lang"));
        let depth = xml.depth();
        while let Some(node) = xml.next() {
            match node {
                Node::Open(tag) => self.read_field(&tag, xml),
                Node::Close(_) if xml.depth() < depth => break,
                _ => {}
            }
        }
    }

    fn read_field(&mut self, tag: &Tag, xml: &mut Xml) {
        let set = |field: &mut Option<String>, value: Option<String>| {
            let value = value.map(|value| one_line(&value));
            if field.is_none() {
                *field = value.filter(|value| !value.is_empty());
            }
        };
        let norm = tag.attribute("norm");
        match tag.local() {
            // Headlines.
            "hl1" | "headline" | "HeadLine" => {
                let text = words(tag, xml);
                if self.headline.is_empty() {
                    self.headline = text;
                }
            }
            "hl2" | "SubHeadLine" => self.subheads.push(words(tag, xml)),
            "title" => {
                let text = words(tag, xml);
                if self.title.is_empty() {
                    self.title = text;
                }
            }
            // Who.
            "byline" | "by" | "ByLine" => {
                let names = byline::clean(&words_in(xml.markup(tag)), None);
                self.bylines
                    .extend(names.filter(|names| !self.bylines.contains(names)));
                self.bylines.truncate(LINES_MAX);
            }
            "creator" => {
                let name = name_of(tag, xml);
                set(&mut self.creator, name);
            }
            "provider" => {
                let name = name_of(tag, xml);
                set(&mut self.site, name);
            }
            "distributor" | "creditline" | "CreditLine" => {
                let name = Some(words(tag, xml));
                set(&mut self.agency, name);
            }
            "pubdata" => {
                set(&mut self.site, tag.attribute("name"));
                set(&mut self.section, tag.attribute("position.section"));
                self.add_date(1, tag.attribute("date.publication"));
            }
            "doc.copyright" => set(&mut self.agency, tag.attribute("holder")),
            // When.
            "contentCreated" => self.add_date(0, Some(xml.text(tag))),
            "date.issue" => self.add_date(0, norm),
            "date.release" => self.add_date(2, norm),
            "story.date" => self.add_date(3, norm),
            "firstCreated" | "FirstCreated" => self.add_date(4, Some(xml.text(tag))),
            "versionCreated" | "ThisRevisionCreated" => {
                let date = Some(xml.text(tag));
                self.add_date(5, date.clone());
                set(&mut self.modified, date);
            }
            "contentModified" => self.modified = Some(xml.text(tag)),
            "DateId" => self.add_date(6, Some(xml.text(tag))),
            // Where.
            "dateline" | "DateLine" => {
                let inside = xml.markup(tag);
                self.add_date(3, norm.or_else(|| story_date(inside)));
                set(&mut self.dateline, Some(words_in(inside)));
            }
            // What it is called, and its language.
            "doc-id" => set(&mut self.id, tag.attribute("id-string")),
            "PublicIdentifier" => {
                let id = Some(xml.text(tag));
                set(&mut self.id, id);
            }
            "language" => set(&mut self.language, tag.attribute("tag")),
            "Language" => set(&mut self.language, tag.attribute("FormalName")),
            // What it is about.
            "keyword" if tag.attribute("key").is_some() => {
                let key = tag.attribute("key").unwrap_or_default();
                topics::add(&mut self.keywords, &key);
            }
            "keyword" => topics::add_list(&mut self.keywords, &xml.text(tag)),
            "KeywordLine" => topics::add_list(&mut self.keywords, &words(tag, xml)),
            "tobject.subject" => {
                let names = ["matter", "type"].map(|part| format!("tobject.subject.{part}"));
                if let Some(name) = names.iter().find_map(|name| tag.attribute(name)) {
                    topics::add(&mut self.keywords, &name);
                }
            }
            "fixture" if self.section.is_none() => {
                let name = tag.attribute("fix-id");
                self.section = name.and_then(|name| topics::section(&name));
            }
            "subject" => {
                // Where it has no name, the number of a subject in a list that is elsewhere.
                let name = name_of(tag, xml);
                let name = name.filter(|name| name.contains(char::is_alphabetic));
                if let Some(name) = name {
                    topics::add(&mut self.keywords, &name);
                }
            }
            // What it says.
            "body.content" => self.blocks.extend(blocks(xml.markup(tag))),
            "abstract" => self.summary.extend(blocks(xml.markup(tag))),
            "tagline" => self.tagline.extend(blocks(xml.markup(tag))),
            "inlineXML" | "DataContent" => self.read_content(xml.markup(tag)),
            "inlineData" => {
                let text = xml.text(tag);
                self.blocks.extend(fields::blocks(&text));
            }
            "description" => {
                let is_caption = tag.attribute("role").is_some_and(|r| r.contains("caption"));
                let text = xml.text(tag);
                if is_caption {
                    self.captions.push(text);
                } else {
                    self.summary.extend(fields::blocks(&text));
                }
            }
            // Whose names and titles are none of the story's.
            "link" | "assert" | "genre" | "located" | "catalogRef" | "catalog"
            | "remoteContent" | "bibliography" | "series" | "TopicSet" | "contributor"
            | "infoSource" | "rightsInfo" => xml.skip(tag),
            _ => {}
        }
    }

    /// Reads what an item wraps: NITF, a page, or elements of their kinds.
    fn read_content(&mut self, markup: &str) {
        let mut xml = Xml::new(markup);
        while let Some(node) = xml.next() {
            match node {
                Node::Open(tag) => match tag.local() {
                    "nitf" if self.wrapped < WRAPPED_MAX => {
                        self.wrapped += 1;
                        self.read(&tag, &mut xml);
                        self.wrapped -= 1;
                        return;
                    }
                    "html" => {}
                    "body" => return self.blocks.extend(blocks(xml.markup(&tag))),
                    "head" => xml.skip(&tag),
                    _ => break,
                },
                Node::Text(text) if text.trim().is_empty() => {}
                _ => break,
            }
        }
        self.blocks.extend(blocks(markup));
    }

    fn add_date(&mut self, rank: u8, date: Option<String>) {
        self.dates.extend(date.map(|date| (rank, date)));
    }

    fn article(mut self) -> Result<Article, ExtractError> {
        self.dates.sort_by_key(|(rank, _)| *rank);
        let site = self.site.or(self.agency);
        let headline = [self.headline, self.title];
        let title = headline.into_iter().find(|title| !title.is_empty());
        let authors = match self.bylines.is_empty() {
            true => self
                .creator
                .and_then(|name| byline::clean(&name, site.as_deref())),
            false => Some(self.bylines.join(", ")),
        };
        let mut draft = Article {
            own_id: self.id,
            title: title.unwrap_or_default(),
            byline: authors,
            published: (self.dates.iter())
                .find_map(|(_, written)| date::parse(&extended(written)))
                .map(|date| date.from(Origin::Field)),
            modified: (self.modified)
                .and_then(|written| date::parse(&extended(&written)))
                .map(|date| date.from(Origin::Field)),
            section: self.section.as_deref().and_then(topics::section),
            keywords: self.keywords,
            language: (self.language)
                .and_then(|code| code.parse().ok())
                .unwrap_or_default(),
            site,
            ..Article::default()
        };
        let text = match self.blocks.is_empty() {
            true => self.summary,
            false => self.blocks,
        };
        let subheads = self.subheads.into_iter();
        draft
            .blocks
            .extend(subheads.filter_map(|text| block(Role::Heading, text)));
        let begins = |dateline: &str| (text.first()).is_some_and(|b| b.text.starts_with(dateline));
        let dateline = self.dateline.filter(|dateline| !begins(dateline));
        draft
            .blocks
            .extend(dateline.and_then(|text| block(Role::Paragraph, text)));
        draft.blocks.extend(text);
        draft.blocks.extend(self.tagline);
        for caption in self.captions {
            draft
                .blocks
                .extend(block(Role::Caption, one_line(&caption)));
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

/// A date and time as ISO 8601 has them with marks: NITF has `20170308T061200+0100`.
fn extended(written: &str) -> String {
    let written = written.trim();
    let digits = |from, to| -> Option<&str> {
        let digits = written.get(from..to)?;
        digits.bytes().all(|b| b.is_ascii_digit()).then_some(digits)
    };
    match (digits(0, 8), written.get(8..9), digits(9, 15)) {
        (Some(day), Some("T"), Some(time)) => format!(
            "{}-{}-{}T{}:{}:{}",
            &day[..4],
            &day[4..6],
            &day[6..],
            &time[..2],
            &time[2..4],
            &time[4..]
        ),
        _ => written.to_owned(),
    }
}

/// The words of an element as one line.
fn words(tag: &Tag, xml: &mut Xml) -> String {
    words_in(xml.markup(tag))
}

/// The words of a markup as one line, without the job in a byline.
fn words_in(markup: &str) -> String {
    let mut words = String::new();
    let mut xml = Xml::new(markup);
    while let Some(node) = xml.next() {
        match node {
            Node::Text(text) => words.push_str(&text),
            Node::Open(tag) if tag.local() == "byttl" => xml.skip(&tag),
            Node::Open(tag) if ["br", "p"].contains(&tag.local()) => words.push(' '),
            _ => {}
        }
    }
    one_line(&words)
}

/// The name of a person or an organisation, which an element has in it or as an attribute:
/// `<provider literal="Meridian"/>`, `<creator><name>Ann Marsh</name></creator>`.
fn name_of(tag: &Tag, xml: &mut Xml) -> Option<String> {
    let given = (tag.attribute("literal")).or_else(|| {
        let code = tag.attribute("qcode")?;
        Some(
            code.split_once(':')
                .map_or(code.as_str(), |(_, name)| name)
                .to_owned(),
        )
    });
    let mut name = None;
    let mut inside = Xml::new(xml.markup(tag));
    while let Some(node) = inside.next() {
        if let Node::Open(tag) = node
            && tag.local() == "name"
        {
            name = Some(inside.text(&tag)).filter(|name| !name.is_empty());
            break;
        }
    }
    name.or(given)
}

/// The date in a dateline, as a machine writes it.
fn story_date(markup: &str) -> Option<String> {
    let mut xml = Xml::new(markup);
    while let Some(node) = xml.next() {
        if let Node::Open(tag) = node
            && tag.local() == "story.date"
        {
            return tag.attribute("norm");
        }
    }
    None
}

/// The blocks of a body, whose elements are those of NITF or XHTML.
fn blocks(markup: &str) -> Vec<Block> {
    let html = to_html(markup, |name, _| {
        Some(match name {
            "hl1" => "h2",
            "hl2" => "h3",
            "block" | "body.content" | "abstract" | "hedline" | "nitf-table" => "div",
            "media" => "figure",
            "media-caption" => "figcaption",
            "tagline" | "byline" | "dateline" | "note" | "datasource" | "credit" => "p",
            "media-producer" | "media-reference" | "media-metadata" | "media-object" | "head"
            | "title" | "style" | "script" => return None,
            _ => "",
        })
    });
    match html.contains('<') {
        true => html::blocks_of_fragment(&html),
        false => fields::blocks(&super::xml::unescape(&html)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NITF: &str = "<nitf xml:lang='en'><head><title>ferry-2</title><docdata>\
        <doc-id id-string='MP-17'/><date.issue norm='20170308T061200Z'/><key-list>\
        <keyword key='bow doors'/></key-list></docdata>\
        <pubdata name='Meridian Wire' position.section='Harbour'/></head><body><body.head><hedline><hl1>The <person>bow\
        </person> door</hl1><hl2>Six signatures</hl2></hedline><byline>By <person>Ann Marsh\
        </person><byttl>Staff</byttl></byline><dateline><location>PORT ANSELM</location>, \
        <story.date norm='20170307'>March 7</story.date></dateline><abstract><p>Short.</p>\
        </abstract></body.head><body.content><block><p>It <em>shut</em>.</p><media \
        media-type='image'><media-reference source='a'/><media-caption><p>The door</p>\
        </media-caption><media-producer>Photo Co</media-producer></media><hl2>Why</hl2>\
        <p>Nobody knows.</p></block></body.content><body.end><tagline>Edited by Jo Bell\
        </tagline></body.end></body></nitf>";

    fn only(text: &str) -> Article {
        let mut drafts = read(text);
        assert_eq!(drafts.len(), 1);
        match drafts.remove(0) {
            Ok(article) => article,
            Err(error) => panic!("{error}"),
        }
    }

    fn blocks_of(article: &Article) -> Vec<(Role, &str)> {
        (article.blocks.iter())
            .map(|block| (block.role, block.text.as_str()))
            .collect()
    }

    fn check(article: &Article) {
        assert_eq!(article.title, "The bow door");
        assert_eq!(article.byline.as_deref(), Some("Ann Marsh"));
        assert_eq!(article.site.as_deref(), Some("Meridian Wire"));
        assert_eq!(
            article.published.map(|p| p.to_string()),
            Some("2017-03-08T06:12:00".into())
        );
        assert_eq!(
            blocks_of(article),
            [
                (Role::Heading, "Six signatures"),
                (Role::Paragraph, "PORT ANSELM, March 7"),
                (Role::Paragraph, "It shut."),
                (Role::Caption, "The door"),
                (Role::Heading, "Why"),
                (Role::Paragraph, "Nobody knows."),
                (Role::Paragraph, "Edited by Jo Bell"),
            ]
        );
    }

    #[test]
    fn nitf_is_read_with_its_fields() {
        let article = only(&format!(
            "<?xml version='1.0'?><!DOCTYPE nitf SYSTEM 'x.dtd'>{NITF}"
        ));
        assert_eq!(article.own_id.as_deref(), Some("MP-17"));
        assert_eq!(article.language.code(), "en");
        assert_eq!(article.section.as_deref(), Some("Harbour"));
        assert_eq!(article.keywords, ["bow doors"]);
        check(&article);
    }

    #[test]
    fn nitf_is_read_within_newsml() {
        let g2 = only(&format!(
            "<newsItem xmlns='http://iptc.org/std/nar/2006-10-01/' guid='urn:1'><itemMeta>\
             <provider literal='Meridian Wire'/><versionCreated>2018-01-01T00:00:00Z\
             </versionCreated></itemMeta><contentMeta><contentCreated>2017-03-08T06:12:00+01:00\
             </contentCreated><by>By Ann Marsh</by><subject><name>Ferries</name></subject>\
             </contentMeta><contentSet><inlineXML>{NITF}</inlineXML></contentSet></newsItem>"
        ));
        assert_eq!(g2.own_id.as_deref(), Some("urn:1"));
        assert_eq!(g2.keywords, ["Ferries", "bow doors"]);
        assert_eq!(
            g2.modified.map(|p| p.to_string()),
            Some("2018-01-01T00:00:00".into())
        );
        check(&g2);
        let first = only(&format!(
            "<NewsML><NewsItem><Identification><PublicIdentifier>urn:1</PublicIdentifier>\
             </Identification><NewsComponent><NewsLines><HeadLine>The bow door</HeadLine>\
             </NewsLines><ContentItem><DataContent>{NITF}</DataContent></ContentItem>\
             </NewsComponent></NewsItem></NewsML>"
        ));
        check(&first);
    }

    #[test]
    fn a_message_gives_each_of_its_items() {
        let item = |n: u8, class: &str, content: &str| {
            format!(
                "<newsItem guid='{n}'><contentMeta><headline>Item {n}</headline><creator><name>\
                 Ann Marsh</name></creator><description role='drol:caption'>Caption {class}\
                 </description></contentMeta><contentSet>{content}</contentSet></newsItem>"
            )
        };
        let drafts = read(&format!(
            "<newsMessage><header><sender>x</sender></header><itemSet>{}{}<packageItem><headline>\
             None</headline></packageItem>{}</itemSet></newsMessage>",
            item(
                1,
                "a",
                "<inlineXML><h:html xmlns:h='http://www.w3.org/1999/xhtml'><h:head><h:title>x\
                 </h:title></h:head><h:body><h:p>One.</h:p></h:body></h:html></inlineXML>"
            ),
            item(2, "b", "<inlineData>One.\n\nTwo &amp; three.</inlineData>"),
            item(
                3,
                "c",
                "<remoteContent href='x'><title>no</title></remoteContent>"
            ),
        ));
        let articles: Vec<&Article> = drafts.iter().flatten().collect();
        assert_eq!(articles.len(), 3);
        assert_eq!(articles[0].byline.as_deref(), Some("Ann Marsh"));
        assert_eq!(
            blocks_of(articles[0]),
            [(Role::Paragraph, "One."), (Role::Caption, "Caption a")]
        );
        assert_eq!(articles[1].blocks[1].text, "Two & three.");
        assert_eq!(articles[2].title, "Item 3");
        assert_eq!(blocks_of(articles[2]), [(Role::Caption, "Caption c")]);
    }

    #[test]
    fn items_within_items_cost_no_stack() {
        let deep = "<newsItem><inlineXML><nitf>".repeat(50_000);
        assert_eq!(read(&deep).len(), 1);
        let deep = format!("<nitf>{}", "<inlineXML><nitf>".repeat(50_000));
        assert_eq!(read(&deep).len(), 1);
    }

    #[test]
    fn a_package_alone_holds_no_text() {
        let package = "<packageItem><headline>None</headline></packageItem>";
        assert_eq!(read(package), [Err(ExtractError::Empty)]);
    }
}
