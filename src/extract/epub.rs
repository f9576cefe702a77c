//! `EPUB → drafts`: an article for each chapter of an e-book (EPUB 3, and EPUB 2, which differs
//! little): the documents of its spine that hold text.
//!
//! A chapter is what a reader opens and cites, and a magazine in this form has a story in each;
//! the whole book in one article would make every name of it appear with every other. A chapter's
//! title is its first heading; author and date are those of the lines below it, else the book's,
//! whose title stands as the site, as a paper's name does. The table of contents and the title page are no chapters.

use std::collections::{HashMap, HashSet};

use super::xml::{Node, Xml, to_html};
use super::zipped::Zip;
use super::{ExtractError, byline, date, document, html, one_line, remove_title, topics};
use crate::article::{Article, Block, Origin, Role};

/// Chapters of a book.
const CHAPTERS_MAX: usize = 20_000;

/// Authors, publishers and dates of a book, each.
const NAMES_MAX: usize = 100;

/// What a book says of itself.
#[derive(Default)]
struct Book {
    title: String,
    authors: Vec<String>,
    /// Who published it, and who holds its rights.
    publishers: Vec<String>,
    dates: Vec<(u8, String)>,
    modified: Option<String>,
    keywords: Vec<String>,
    language: Option<String>,
    /// The documents of the spine, as members of the archive.
    chapters: Vec<String>,
}

/// Reads a book.
pub fn read(bytes: &[u8]) -> Vec<Result<Article, ExtractError>> {
    match read_book(bytes) {
        Ok(drafts) => drafts,
        Err(error) => vec![Err(error)],
    }
}

fn read_book(bytes: &[u8]) -> Result<Vec<Result<Article, ExtractError>>, ExtractError> {
    let mut zip = Zip::open(bytes)?;
    let locks = [
        "META-INF/rights.xml",
        "META-INF/sinf.xml",
        "META-INF/license.lcpl",
    ];
    if locks.iter().any(|lock| zip.has(lock)) {
        return Err(ExtractError::Encrypted);
    }
    let package = package(&zip.text("META-INF/container.xml")?)?;
    let book = Book::of(&zip.text(&package)?, &package);
    let mut drafts = Vec::new();
    for chapter in &book.chapters {
        let text = match zip.text(chapter) {
            Ok(text) => text,
            Err(error @ ExtractError::TooLarge) => {
                drafts.push(Err(error));
                break;
            }
            Err(error) => {
                drafts.push(Err(error));
                continue;
            }
        };
        let draft = book.chapter(chapter, &text);
        if draft.blocks.iter().any(|block| !book.says(&block.text)) {
            drafts.push(Ok(draft));
        }
    }
    if drafts.is_empty() {
        drafts.push(Err(ExtractError::Empty));
    }
    Ok(drafts)
}

/// The path of the package document.
fn package(container: &str) -> Result<String, ExtractError> {
    let mut xml = Xml::new(container);
    while let Some(node) = xml.next() {
        if let Node::Open(tag) = node
            && tag.local() == "rootfile"
            && let Some(path) = tag.attribute("full-path")
        {
            return Ok(path);
        }
    }
    Err(ExtractError::Damaged("it does not say where its text is"))
}

impl Book {
    fn of(text: &str, path: &str) -> Book {
        struct Resource {
            path: String,
            is_chapter: bool,
        }
        let mut book = Book::default();
        let mut resources = HashMap::new();
        let mut spine = Vec::new();
        let mut xml = Xml::new(text);
        while let Some(node) = xml.next() {
            let Node::Open(tag) = node else { continue };
            match tag.local() {
                "title" => {
                    let title = one_line(&xml.text(&tag));
                    if book.title.is_empty() {
                        book.title = title;
                    }
                }
                "creator" => {
                    let name = one_line(&xml.text(&tag));
                    if !name.is_empty()
                        && book.authors.len() < NAMES_MAX
                        && !book.authors.contains(&name)
                    {
                        book.authors.push(name);
                    }
                }
                "publisher" | "rights" => {
                    let name = one_line(&xml.text(&tag));
                    book.publishers.push(name);
                }
                "subject" => topics::add(&mut book.keywords, &xml.text(&tag)),
                "meta" if tag.attribute("property").as_deref() == Some("dcterms:modified") => {
                    let date = xml.text(&tag);
                    book.modified.get_or_insert(date);
                }
                "date" if tag.attribute("event").as_deref() == Some("modification") => {
                    let date = xml.text(&tag);
                    book.modified.get_or_insert(date);
                }
                "date" => {
                    let rank = match tag.attribute("event").as_deref() {
                        Some("publication" | "original-publication") => 0,
                        None => 1,
                        Some("creation") => 2,
                        Some(_) => continue,
                    };
                    let date = xml.text(&tag);
                    book.dates.push((rank, date));
                }
                "language" => {
                    let language = xml.text(&tag);
                    book.language.get_or_insert(language);
                }
                "item" => {
                    let (Some(id), Some(href)) = (tag.attribute("id"), tag.attribute("href"))
                    else {
                        continue;
                    };
                    let kind = tag.attribute("media-type").unwrap_or_default();
                    let properties = tag.attribute("properties").unwrap_or_default();
                    let is_nav = properties.split_whitespace().any(|word| word == "nav");
                    let is_text = ["application/xhtml+xml", "text/html", "text/x-oeb1-document"]
                        .contains(&kind.as_str());
                    let resource = Resource {
                        path: resolve(path, &href),
                        is_chapter: is_text && !is_nav,
                    };
                    resources.insert(id, resource);
                }
                "itemref" => spine.extend(tag.attribute("idref")),
                _ => {}
            }
        }
        book.dates.sort_by_key(|(rank, _)| *rank);
        book.dates.truncate(NAMES_MAX);
        book.publishers.truncate(NAMES_MAX);
        let mut seen = HashSet::new();
        book.chapters = (spine.iter().filter_map(|id| resources.get(id)))
            .filter(|resource| resource.is_chapter && seen.insert(&resource.path))
            .map(|resource| resource.path.clone())
            .take(CHAPTERS_MAX)
            .collect();
        book
    }

    fn chapter(&self, path: &str, text: &str) -> Article {
        let (title, body) = parts(text);
        let language = language(text).or_else(|| self.language.clone());
        let mut draft = Article {
            own_id: Some(path.to_owned()),
            blocks: html::blocks_of_fragment(&body),
            language: (language)
                .and_then(|code| code.parse().ok())
                .unwrap_or_default(),
            modified: (self.modified.as_deref().and_then(date::parse))
                .map(|date| date.from(Origin::Field)),
            keywords: self.keywords.clone(),
            site: (!self.title.is_empty()).then(|| self.title.clone()),
            ..Article::default()
        };
        draft.title = heading(&mut draft.blocks)
            .or_else(|| {
                // Many books have their own title in every head, or the name of a file.
                let is_own = title != self.title && !title.contains(".htm") && title.contains(' ');
                (is_own && !title.is_empty()).then_some(title)
            })
            .unwrap_or_else(|| self.title.clone());
        document::read_first_lines(&mut draft);
        draft.byline =
            (draft.byline.take()).or_else(|| byline::clean(&self.authors.join(", "), None));
        draft.published = draft.published.or_else(|| {
            let mut dates = self.dates.iter();
            let date = dates.find_map(|(_, written)| date::parse(written))?;
            Some(date.from(Origin::Field))
        });
        remove_title(&mut draft.blocks, &draft.title);
        draft
    }

    /// Whether a text is one that the whole book has: its title, its authors.
    fn says(&self, text: &str) -> bool {
        let line = one_line(text);
        line == self.title
            || self.publishers.contains(&line)
            || self
                .authors
                .iter()
                .any(|name| line.contains(name.as_str()) && line.len() < 100)
            || self.dates.iter().any(|(_, date)| line == *date)
            || line.len() < 40 && date::parse(&line).is_some()
    }
}

/// The heading that a chapter begins with, as one line.
fn heading(blocks: &mut [Block]) -> Option<String> {
    /// A number or a motto may stand above it.
    const BLOCKS_BEFORE: usize = 3;
    let mut blocks = blocks.iter_mut().take(BLOCKS_BEFORE);
    let block = blocks.find(|block| block.role == Role::Heading)?;
    block.text = one_line(&block.text);
    Some(block.text.clone())
}

/// The title in the head of a chapter, and its body in HTML.
fn parts(text: &str) -> (String, String) {
    // The numbers of notes would be glued to the words before them.
    let keep = |name: &str, attributes: &str| {
        let is_mark = name == "a"
            && ["noteref", "backlink"]
                .iter()
                .any(|kind| attributes.contains(kind));
        (!is_mark && !["head", "title", "script", "style"].contains(&name)).then_some("")
    };
    let mut title = String::new();
    let mut xml = Xml::new(text);
    while let Some(node) = xml.next() {
        let Node::Open(tag) = node else { continue };
        match tag.local() {
            "title" if title.is_empty() => title = one_line(&xml.text(&tag)),
            "body" => return (title, to_html(xml.markup(&tag), keep)),
            _ => {}
        }
    }
    (title, to_html(text, keep))
}

/// The language that a chapter declares.
fn language(text: &str) -> Option<String> {
    let mut xml = Xml::new(text);
    while let Some(node) = xml.next() {
        if let Node::Open(tag) = node {
            return tag.attribute("lang");
        }
    }
    None
}

/// A reference from the package document, as the path of a member.
fn resolve(base: &str, href: &str) -> String {
    let href = href.split(['#', '?']).next().unwrap_or_default();
    let href = unescape(href);
    let folder = base.rsplit_once('/').map_or("", |(folder, _)| folder);
    let mut parts: Vec<&str> = match href.starts_with('/') {
        true => Vec::new(),
        false => folder.split('/').filter(|part| !part.is_empty()).collect(),
    };
    for part in href.split('/') {
        match part {
            "" | "." => {}
            ".." => drop(parts.pop()),
            part => parts.push(part),
        }
    }
    parts.join("/")
}

/// Resolves `%20` and its kin.
fn unescape(text: &str) -> String {
    let bytes = text.as_bytes();
    let mut plain = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while let Some(byte) = bytes.get(at) {
        let code = (*byte == b'%')
            .then(|| std::str::from_utf8(bytes.get(at + 1..at + 3)?).ok())
            .flatten()
            .filter(|hex| hex.bytes().all(|b| b.is_ascii_hexdigit()))
            .and_then(|hex| u8::from_str_radix(hex, 16).ok());
        plain.push(code.unwrap_or(*byte));
        at += if code.is_some() { 3 } else { 1 };
    }
    String::from_utf8_lossy(&plain).into_owned()
}

#[cfg(test)]
mod tests {
    use super::super::zipped::tests::zip;
    use super::*;

    const CONTAINER: &[u8] =
        b"<container><rootfiles><rootfile full-path='OPS/a.opf'/></rootfiles></container>";

    fn book(chapters: &[(&str, &str)]) -> Vec<u8> {
        let mut items = String::new();
        let mut spine = String::new();
        for (n, (name, _)) in chapters.iter().enumerate() {
            items += &format!(
                "<item id='c{n}' href='text/{}' media-type='application/xhtml+xml'/>",
                name.replace(' ', "%20")
            );
            spine += &format!("<itemref idref='c{n}'/><itemref idref='c{n}'/>");
        }
        let package = format!(
            "<package xmlns='http://www.idpf.org/2007/opf' xmlns:dc='http://purl.org/dc/elements/1.1/'>\
             <metadata><dc:title>The Courier, No. 3</dc:title><dc:creator>Ann Marsh</dc:creator>\
             <dc:creator>Jo Bell</dc:creator><dc:date>2017-03</dc:date>\
             <dc:subject>Ferries</dc:subject><dc:subject>Bow doors</dc:subject>\
             <meta property='dcterms:modified'>2017-04-01T00:00:00Z</meta><dc:language>en</dc:language>\
             </metadata><manifest><item id='nav' href='nav.xhtml' properties='nav' \
             media-type='application/xhtml+xml'/>{items}</manifest><spine><itemref idref='nav'/>{spine}\
             <itemref idref='none'/></spine></package>"
        );
        let names: Vec<String> = (chapters.iter())
            .map(|(name, _)| format!("OPS/text/{name}"))
            .collect();
        let mut members: Vec<(&str, &[u8])> = vec![
            ("META-INF/container.xml", CONTAINER),
            ("OPS/a.opf", package.as_bytes()),
            (
                "OPS/nav.xhtml",
                b"<html><body><p>Contents</p></body></html>",
            ),
        ];
        for (name, (_, text)) in names.iter().zip(chapters) {
            members.push((name, text.as_bytes()));
        }
        zip(&members)
    }

    #[test]
    fn each_chapter_is_an_article_with_the_books_metadata() {
        let drafts = read(&book(&[
            (
                "title.xhtml",
                "<html><body><h1>The Courier, No. 3</h1><p>Ann Marsh</p></body></html>",
            ),
            (
                "one of two.xhtml",
                "<?xml version='1.0'?><html xmlns='http://www.w3.org/1999/xhtml'><head><title/>\
                 <script/></head><body><a id='p1'/><h1>The bow\ndoor</h1><p>It shut.</p></body></html>",
            ),
            (
                "two.xhtml",
                "<html><head><title>A letter home</title></head><body><p>Dear all.</p></body></html>",
            ),
            ("three.xhtml", "<html><body><img src='a'/></body></html>"),
        ]));
        let articles: Vec<&Article> = drafts.iter().flatten().collect();
        assert_eq!(drafts.len(), articles.len());
        let titles: Vec<&str> = articles.iter().map(|a| a.title.as_str()).collect();
        assert_eq!(titles, ["The bow door", "A letter home"]);
        let first = articles[0];
        assert_eq!(first.byline.as_deref(), Some("Ann Marsh, Jo Bell"));
        assert_eq!(first.site.as_deref(), Some("The Courier, No. 3"));
        assert_eq!(first.own_id.as_deref(), Some("OPS/text/one of two.xhtml"));
        assert_eq!(
            first.published.map(|p| p.to_string()),
            Some("2017-03".into())
        );
        assert_eq!(
            first.modified.map(|p| p.to_string()),
            Some("2017-04-01T00:00:00".into())
        );
        assert_eq!(first.keywords, ["Ferries", "Bow doors"]);
        assert_eq!(
            first.blocks.last().map(|b| b.text.as_str()),
            Some("It shut.")
        );
    }

    #[test]
    fn references_are_resolved_within_the_archive() {
        for (base, href, path) in [
            ("OPS/a.opf", "b/c.xhtml#d", "OPS/b/c.xhtml"),
            ("a.opf", "b%20c.xhtml", "b c.xhtml"),
            ("OPS/x/a.opf", "../../../b", "b"),
            ("OPS/a.opf", "/b", "b"),
            ("OPS/a.opf", "100%", "OPS/100%"),
        ] {
            assert_eq!(resolve(base, href), path);
        }
    }

    #[test]
    fn a_book_without_text_and_one_with_a_lock_say_so() {
        assert_eq!(read(&book(&[])), [Err(ExtractError::Empty)]);
        let locked = zip(&[
            ("META-INF/container.xml", CONTAINER),
            ("META-INF/rights.xml", b""),
        ]);
        assert_eq!(read(&locked), [Err(ExtractError::Encrypted)]);
    }
}
