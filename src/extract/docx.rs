//! `DOCX → draft`: the documents of Word and its kin (ECMA-376, ISO 29500; WordprocessingML in an
//! Open Packaging archive).
//!
//! Read are the paragraphs of the main part with their styles, then the notes; text that was
//! deleted, moved away or hidden is not, and neither are headers, footers and comments. A cell of
//! a table gives its paragraphs: tables are often layout.

use std::collections::HashMap;

use super::document::{self, Kind, Paragraph, Properties};
use super::xml::{Node, Tag, Xml};
use super::zipped::Zip;
use super::{ExtractError, topics};
use crate::article::Article;

/// Styles that are made from each other, one from the next.
const STYLE_STEPS_MAX: usize = 20;

/// Paragraphs within paragraphs, as text boxes have them.
const NESTED_MAX: usize = 100;

/// Reads a document.
pub fn read(bytes: &[u8], path: &str) -> Result<Article, ExtractError> {
    let mut zip = Zip::open(bytes)?;
    let main = main_part(&mut zip);
    let folder = main.rsplit_once('/').map_or("", |(folder, _)| folder);
    let text = zip.text(&main)?;
    let part = |name: &str| match folder {
        "" => name.to_owned(),
        folder => format!("{folder}/{name}"),
    };
    let styles = (zip.text_if_any(&part("styles.xml")))
        .map(|styles| styles_of(&styles))
        .unwrap_or_default();
    let (mut paragraphs, mistake) = paragraphs(&text, &styles);
    for notes in ["footnotes.xml", "endnotes.xml"] {
        if let Some(notes) = zip.text_if_any(&part(notes)) {
            paragraphs.extend(self::paragraphs(&notes, &styles).0);
        }
    }
    if let Some(mistake) = mistake
        && paragraphs.is_empty()
    {
        return Err(mistake);
    }
    let properties = (zip.text_if_any("docProps/core.xml"))
        .map(|properties| read_properties(&properties))
        .unwrap_or_default();
    Ok(document::draft(properties, paragraphs, path))
}

/// The part that holds the text: the package says which.
fn main_part(zip: &mut Zip) -> String {
    let usual = "word/document.xml";
    if zip.has(usual) {
        return usual.to_owned();
    }
    let relations = zip.text_if_any("_rels/.rels").unwrap_or_default();
    let mut xml = Xml::new(&relations);
    while let Some(node) = xml.next() {
        if let Node::Open(tag) = node
            && tag.local() == "Relationship"
            && (tag.attribute("Type")).is_some_and(|kind| kind.ends_with("/officeDocument"))
            && let Some(target) = tag.attribute("Target")
        {
            return target.trim_start_matches('/').to_owned();
        }
    }
    usual.to_owned()
}

/// What the file says of itself, in Dublin Core.
pub fn read_properties(text: &str) -> Properties {
    let mut properties = Properties::default();
    let mut xml = Xml::new(text);
    while let Some(node) = xml.next() {
        let Node::Open(tag) = node else { continue };
        let field = match tag.local() {
            "title" => &mut properties.title,
            "creator" => &mut properties.author,
            "created" => &mut properties.created,
            "modified" => &mut properties.modified,
            "category" => &mut properties.section,
            "keywords" => {
                topics::add_list(&mut properties.keywords, &xml.text(&tag));
                continue;
            }
            "language" => &mut properties.language,
            _ => continue,
        };
        let text = xml.text(&tag);
        if field.is_none() && !text.is_empty() {
            *field = Some(text);
        }
    }
    properties
}

/// What paragraphs of each style are, by the style's id.
fn styles_of(text: &str) -> HashMap<String, Kind> {
    struct Style {
        kind: Option<Kind>,
        parent: Option<String>,
    }
    let mut styles: HashMap<String, Style> = HashMap::new();
    let mut id = String::new();
    let mut xml = Xml::new(text);
    while let Some(node) = xml.next() {
        let Node::Open(tag) = node else { continue };
        let value = || tag.attribute("val").unwrap_or_default();
        match tag.name() {
            ("w", "style") => {
                id = tag.attribute("styleId").unwrap_or_default();
                let style = Style {
                    kind: None,
                    parent: None,
                };
                styles.insert(id.clone(), style);
            }
            ("w", name @ ("name" | "basedOn" | "outlineLvl")) => {
                let Some(style) = styles.get_mut(&id) else {
                    continue;
                };
                match name {
                    "name" => style.kind = Kind::of_style(&value()),
                    "basedOn" => style.parent = Some(value()),
                    _ if is_outlined(&value()) => {
                        style.kind = style.kind.or(Some(Kind::Heading));
                    }
                    _ => {}
                }
            }
            _ => {}
        }
    }
    let kind_of = |id: &String| {
        let mut id = Some(id);
        for _ in 0..STYLE_STEPS_MAX {
            let style = styles.get(id?)?;
            if style.kind.is_some() {
                return style.kind;
            }
            id = style.parent.as_ref();
        }
        None
    };
    (styles.keys())
        .filter_map(|id| Some((id.clone(), kind_of(id)?)))
        .collect()
}

/// Levels 0 to 8 are headings, 9 is text.
fn is_outlined(level: &str) -> bool {
    level.parse::<u8>().is_ok_and(|level| level < 9)
}

fn paragraphs(
    text: &str,
    styles: &HashMap<String, Kind>,
) -> (Vec<Paragraph>, Option<ExtractError>) {
    let mut paragraphs = Vec::new();
    let mut open: Vec<Paragraph> = Vec::new();
    let mut hidden = false;
    let mut xml = Xml::new(text);
    while let Some(node) = xml.next() {
        match node {
            Node::Open(tag) => match tag.name() {
                ("w", "p") if open.len() < NESTED_MAX => open.push(Paragraph::default()),
                ("w", "t") => {
                    let text = xml.content(&tag);
                    if !hidden && let Some(paragraph) = open.last_mut() {
                        paragraph.text.push_str(&text);
                    }
                }
                ("w", name) => {
                    let Some(paragraph) = open.last_mut() else {
                        continue;
                    };
                    match name {
                        "pStyle" => {
                            let style = tag.attribute("val").unwrap_or_default();
                            let kind = styles.get(&style).copied();
                            paragraph.kind =
                                kind.or_else(|| Kind::of_style(&style)).unwrap_or_default();
                        }
                        "outlineLvl"
                            if paragraph.kind == Kind::Text
                                && (tag.attribute("val"))
                                    .is_some_and(|level| is_outlined(&level)) =>
                        {
                            paragraph.kind = Kind::Heading;
                        }
                        "tab" | "ptab" => paragraph.text.push('\t'),
                        "br" | "cr" => paragraph.text.push('\n'),
                        "noBreakHyphen" => paragraph.text.push('\u{2011}'),
                        "r" => hidden = false,
                        "vanish" => hidden = is_on(&tag),
                        "moveFrom" | "del" | "pPrChange" | "rPrChange" => xml.skip(&tag),
                        _ => {}
                    }
                }
                // The same again for programs that cannot draw it.
                ("mc", "Fallback") => xml.skip(&tag),
                _ => {}
            },
            Node::Close(tag) if tag.name() == ("w", "p") => {
                if let Some(paragraph) = open.pop() {
                    document::add(&mut paragraphs, paragraph);
                }
            }
            _ => {}
        }
    }
    // Where the document breaks off.
    paragraphs.extend(open.into_iter().rev());
    for paragraph in &mut paragraphs {
        if paragraph.text.contains('\t') {
            paragraph.text = paragraph.text.replace('\t', " ");
        }
    }
    (paragraphs, xml.mistake())
}

/// Whether a switch is on, which it is unless it says otherwise.
fn is_on(tag: &Tag) -> bool {
    let value = tag.attribute("val");
    !value.is_some_and(|value| ["0", "false", "off"].contains(&value.as_str()))
}

#[cfg(test)]
mod tests {
    use super::super::zipped::tests::zip;
    use super::*;
    use crate::article::Role;

    const OPEN: &str = "<w:document xmlns:w='http://schemas.openxmlformats.org/wordprocessingml/2006/main' xmlns:a='http://x'><w:body>";

    fn document(body: &str, styles: &str) -> Vec<u8> {
        let text = format!("{OPEN}{body}</w:body></w:document>");
        let styles = format!(
            "<x:styles xmlns:x='http://schemas.openxmlformats.org/wordprocessingml/2006/main'>{styles}</x:styles>"
        );
        zip(&[
            ("[Content_Types].xml", b""),
            ("word/document.xml", text.as_bytes()),
            ("word/styles.xml", styles.as_bytes()),
        ])
    }

    fn blocks(body: &str, styles: &str) -> Vec<(Role, String)> {
        let article = read(&document(body, styles), "").unwrap();
        let blocks = article.blocks.into_iter();
        blocks.map(|block| (block.role, block.text)).collect()
    }

    #[test]
    fn only_what_is_seen_is_read() {
        assert_eq!(
            blocks(
                "<w:p><w:r><w:t>One</w:t></w:r><w:r><w:rPr><w:vanish/></w:rPr><w:t>hidden</w:t></w:r>\
                 <w:del><w:r><w:delText>gone</w:delText></w:r></w:del><w:r><w:t xml:space='preserve'> \
                 &amp; two</w:t><w:tab/><w:t>three.</w:t></w:r><w:moveFrom><w:r><w:t>moved</w:t></w:r>\
                 </w:moveFrom><w:r><w:instrText>PAGE</w:instrText></w:r></w:p><w:tbl><w:tr><w:tc><w:p>\
                 <w:r><w:t>cell</w:t></w:r></w:p></w:tc></w:tr></w:tbl><a:p><a:t>no</a:t></a:p>",
                ""
            ),
            [
                (Role::Paragraph, "One & two three.".into()),
                (Role::Paragraph, "cell".into())
            ]
        );
    }

    #[test]
    fn a_style_made_from_a_heading_is_one() {
        let styles = "<x:style x:styleId='a'><x:name x:val='Zwischentitel'/><x:basedOn x:val='b'/>\
                      </x:style><x:style x:styleId='b'><x:name x:val='heading 2'/></x:style>\
                      <x:style x:styleId='c'><x:name x:val='c'/><x:basedOn x:val='c'/></x:style>";
        let paragraph = |style: &str, text: &str| {
            format!(
                "<w:p><w:pPr><w:pStyle w:val='{style}'/></w:pPr><w:r><w:t>{text}</w:t></w:r></w:p>"
            )
        };
        let body = paragraph("c", "It shut.") + &paragraph("a", "Why") + &paragraph("c", "So.");
        assert_eq!(
            blocks(&body, styles),
            [
                (Role::Paragraph, "It shut.".into()),
                (Role::Heading, "Why".into()),
                (Role::Paragraph, "So.".into())
            ]
        );
    }

    #[test]
    fn depth_costs_no_stack() {
        let deep = format!(
            "{}<w:r><w:t>x</w:t></w:r>{}",
            "<w:p>".repeat(100_000),
            "</w:p>".repeat(100_000)
        );
        assert_eq!(blocks(&deep, ""), [(Role::Paragraph, "x".into())]);
    }

    #[test]
    fn properties_are_read() {
        let core = b"<cp:coreProperties xmlns:cp='a' xmlns:dc='b' xmlns:dcterms='c'>\
                     <dc:creator>Ann Marsh</dc:creator><cp:keywords>ferries; bow doors</cp:keywords>\
                     <cp:category>Harbour</cp:category><dcterms:created>2017-03-08T06:12:00Z\
                     </dcterms:created><dcterms:modified>2017-03-09T08:00:00Z</dcterms:modified>\
                     </cp:coreProperties>";
        let properties = read_properties(&String::from_utf8_lossy(core));
        assert_eq!(properties.author.as_deref(), Some("Ann Marsh"));
        assert_eq!(properties.section.as_deref(), Some("Harbour"));
        assert_eq!(properties.keywords, ["ferries", "bow doors"]);
        assert_eq!(properties.created.as_deref(), Some("2017-03-08T06:12:00Z"));
        assert_eq!(properties.modified.as_deref(), Some("2017-03-09T08:00:00Z"));
    }

    #[test]
    fn a_package_without_text_is_damaged() {
        let bytes = zip(&[("[Content_Types].xml", b""), ("word/styles.xml", b"")]);
        assert_eq!(
            read(&bytes, ""),
            Err(ExtractError::Damaged("a part of it is missing"))
        );
    }
}
