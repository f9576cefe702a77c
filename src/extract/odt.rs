//! `ODT → draft`: text documents of LibreOffice and its kin (OpenDocument 1.3, ISO 26300).
//!
//! Read are the paragraphs and headings with their styles; notes follow the text. Deleted text,
//! comments, tables of contents and descriptions of pictures are not part of it.

use std::collections::HashMap;

use super::document::{self, Kind, Paragraph, Properties};
use super::xml::{Node, Xml};
use super::zipped::Zip;
use super::{ExtractError, topics};
use crate::article::Article;

/// Styles that are made from each other, one from the next.
const STYLE_STEPS_MAX: usize = 20;

/// Paragraphs within paragraphs, as text boxes and notes have them.
const NESTED_MAX: usize = 100;

/// Blanks that one element stands for.
const BLANKS_MAX: usize = 100;

/// Reads a document.
pub fn read(bytes: &[u8], path: &str) -> Result<Article, ExtractError> {
    let mut zip = Zip::open(bytes)?;
    // The text of a document with a password is noise.
    let manifest = zip.text_if_any("META-INF/manifest.xml");
    if manifest.is_some_and(|manifest| manifest.contains("encryption-data")) {
        return Err(ExtractError::Encrypted);
    }
    let text = zip.text("content.xml")?;
    let mut styles = Styles::default();
    if let Some(text) = zip.text_if_any("styles.xml") {
        styles.read(&text);
    }
    styles.read(&text);
    let (paragraphs, mistake) = paragraphs(&text, &styles);
    if let Some(mistake) = mistake
        && paragraphs.is_empty()
    {
        return Err(mistake);
    }
    let properties = (zip.text_if_any("meta.xml"))
        .map(|meta| read_properties(&meta))
        .unwrap_or_default();
    Ok(document::draft(properties, paragraphs, path))
}

fn read_properties(text: &str) -> Properties {
    let mut properties = Properties::default();
    let mut last_author = None;
    let mut xml = Xml::new(text);
    while let Some(node) = xml.next() {
        let Node::Open(tag) = node else { continue };
        let field = match tag.local() {
            "title" => &mut properties.title,
            "initial-creator" => &mut properties.author,
            // Who saved it last.
            "creator" => &mut last_author,
            "creation-date" => &mut properties.created,
            "date" => &mut properties.modified,
            "language" => &mut properties.language,
            "keyword" => {
                topics::add(&mut properties.keywords, &xml.text(&tag));
                continue;
            }
            _ => continue,
        };
        let text = xml.text(&tag);
        if field.is_none() && !text.is_empty() {
            *field = Some(text);
        }
    }
    properties.author = properties.author.or(last_author);
    properties
}

/// The styles of a document, each with the one that it is made from.
#[derive(Default)]
struct Styles(HashMap<String, String>);

impl Styles {
    fn read(&mut self, text: &str) {
        let mut xml = Xml::new(text);
        while let Some(node) = xml.next() {
            if let Node::Open(tag) = node
                && tag.name() == ("style", "style")
                && let Some(name) = tag.attribute("name")
                && let Some(parent) = tag.attribute("parent-style-name")
            {
                self.0.insert(name, parent);
            }
        }
    }

    fn kind_of(&self, name: &str) -> Kind {
        let mut name = name;
        for _ in 0..STYLE_STEPS_MAX {
            if let Some(kind) = Kind::of_style(name) {
                return kind;
            }
            match self.0.get(name) {
                Some(parent) => name = parent,
                None => break,
            }
        }
        Kind::Text
    }
}

fn paragraphs(text: &str, styles: &Styles) -> (Vec<Paragraph>, Option<ExtractError>) {
    let (mut paragraphs, mut notes) = (Vec::new(), Vec::new());
    let mut open: Vec<Paragraph> = Vec::new();
    // Notes within notes there are none.
    let mut in_note = false;
    let mut xml = Xml::new(text);
    while let Some(node) = xml.next() {
        match node {
            Node::Open(tag) => match tag.name() {
                ("text", name @ ("p" | "h")) if open.len() < NESTED_MAX => {
                    let style = tag.attribute("style-name").unwrap_or_default();
                    let kind = match styles.kind_of(&style) {
                        Kind::Text if name == "h" => Kind::Heading,
                        kind => kind,
                    };
                    open.push(Paragraph {
                        kind,
                        text: String::new(),
                    });
                }
                ("text", "note") => in_note = true,
                ("text", "s") => {
                    let count = tag.attribute("c").and_then(|count| count.parse().ok());
                    let blanks = " ".repeat(count.unwrap_or(1).min(BLANKS_MAX));
                    push(&mut open, &blanks);
                }
                ("text", "tab") => push(&mut open, " "),
                ("text", "line-break") => push(&mut open, "\n"),
                (
                    "text",
                    "note-citation" | "tracked-changes" | "table-of-content" | "alphabetical-index"
                    | "illustration-index" | "table-index" | "object-index" | "user-index"
                    | "bibliography" | "ruby-text",
                )
                | ("office", "annotation" | "scripts" | "font-face-decls" | "automatic-styles")
                | ("svg", "title" | "desc") => xml.skip(&tag),
                _ => {}
            },
            Node::Close(tag) => match tag.name() {
                ("text", "p" | "h") => {
                    let to = if in_note { &mut notes } else { &mut paragraphs };
                    if let Some(paragraph) = open.pop() {
                        document::add(to, paragraph);
                    }
                }
                ("text", "note") => in_note = false,
                _ => {}
            },
            Node::Text(text) => {
                if let Some(paragraph) = open.last_mut() {
                    push_collapsed(&mut paragraph.text, &text);
                }
            }
        }
    }
    // Where the document breaks off.
    paragraphs.extend(open.into_iter().rev());
    paragraphs.append(&mut notes);
    (paragraphs, xml.mistake())
}

fn push(open: &mut [Paragraph], text: &str) {
    if let Some(paragraph) = open.last_mut() {
        paragraph.text.push_str(text);
    }
}

/// Adds a text in which any run of white space stands for one blank.
fn push_collapsed(to: &mut String, text: &str) {
    for part in text.split_inclusive([' ', '\t', '\n', '\r']) {
        let word = part.trim_end_matches([' ', '\t', '\n', '\r']);
        to.push_str(word);
        if word.len() < part.len() && !to.ends_with([' ', '\n']) {
            to.push(' ');
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::zipped::tests::zip;
    use super::*;
    use crate::article::Role;

    const OPEN: &str = "<office:document-content \
        xmlns:office='urn:oasis:names:tc:opendocument:xmlns:office:1.0' \
        xmlns:style='urn:oasis:names:tc:opendocument:xmlns:style:1.0' \
        xmlns:t='urn:oasis:names:tc:opendocument:xmlns:text:1.0'>";

    fn blocks(body: &str) -> Vec<(Role, String)> {
        let content = format!("{OPEN}{body}</office:document-content>");
        let bytes = zip(&[("content.xml", content.as_bytes())]);
        let blocks = read(&bytes, "").unwrap().blocks.into_iter();
        blocks.map(|block| (block.role, block.text)).collect()
    }

    #[test]
    fn paragraphs_are_read_with_their_styles_and_notes_after_them() {
        assert_eq!(
            blocks(
                "<office:automatic-styles><style:style style:name='P1' \
                 style:parent-style-name='Heading_20_2'/><style:style style:name='P2' \
                 style:parent-style-name='P2'/></office:automatic-styles>\
                 <office:body><office:text><t:tracked-changes><t:p>gone</t:p></t:tracked-changes>\
                 <t:p t:style-name='P2'>It  shut<t:note><t:note-citation>1</t:note-citation>\
                 <t:note-body><t:p>A note.</t:p></t:note-body></t:note>,\n <t:span>twice</t:span>\
                 <t:s t:c='2'/>so.<t:line-break/>End.</t:p><t:p t:style-name='P1'>Why</t:p>\
                 <t:h>How</t:h><t:p t:style-name='Illustration'>The door</t:p>\
                 <office:annotation><t:p>comment</t:p></office:annotation></office:text></office:body>"
            ),
            [
                (Role::Paragraph, "It shut, twice  so.\nEnd.".into()),
                (Role::Heading, "Why".into()),
                (Role::Heading, "How".into()),
                (Role::Caption, "The door".into()),
                (Role::Paragraph, "A note.".into()),
            ]
        );
    }

    #[test]
    fn properties_are_read() {
        let properties = read_properties(
            "<office:meta><meta:initial-creator>Ann Marsh</meta:initial-creator><dc:creator>Clerk \
             One</dc:creator><meta:keyword>ferries</meta:keyword><meta:keyword>bow doors\
             </meta:keyword><meta:creation-date>2017-03-08T06:12:00</meta:creation-date>\
             <dc:date>2017-03-09T08:00:00</dc:date></office:meta>",
        );
        assert_eq!(properties.author.as_deref(), Some("Ann Marsh"));
        assert_eq!(properties.keywords, ["ferries", "bow doors"]);
        assert_eq!(properties.created.as_deref(), Some("2017-03-08T06:12:00"));
        assert_eq!(properties.modified.as_deref(), Some("2017-03-09T08:00:00"));
    }

    #[test]
    fn a_document_with_a_password_says_so() {
        let bytes = zip(&[
            ("content.xml", &[0x81, 0, 3, 0xff]),
            (
                "META-INF/manifest.xml",
                b"<manifest:encryption-data manifest:checksum='x'/>",
            ),
        ]);
        assert_eq!(read(&bytes, ""), Err(ExtractError::Encrypted));
    }
}
