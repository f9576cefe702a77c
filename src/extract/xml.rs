//! `XML → elements`, one after the other: what the readers of XML formats have in common.
//!
//! Nothing here builds a tree or recurses, so that the depth of a document costs nothing. Entities
//! that a document defines are not expanded, and none is ever read from elsewhere; an unknown
//! `&name;` stays as it is written. Elements are told apart by their namespaces, with the usual
//! prefixes as their short names whatever prefixes a document chose. End tags need not match:
//! what is not well-formed is read as far as it goes.

use std::borrow::Cow;

use quick_xml::Reader;
use quick_xml::events::{BytesEnd, BytesStart, Event};

use super::ExtractError;

/// Elements within each other. Each takes some bytes while it is open; real documents stay under
/// some hundreds.
const DEPTH_MAX: usize = 1 << 20;

/// Prefixes that a document declares; real ones declare some dozens.
const PREFIXES_MAX: usize = 200;

/// Comments and declarations before the root element is looked for no further.
const PROLOG_EVENTS_MAX: usize = 100;

/// The namespaces that matter, and the prefixes that they usually have.
const NAMESPACES: [(&str, &str); 16] = [
    ("http://purl.org/rss/1.0/modules/content/", "content"),
    ("http://purl.org/rss/1.0/", ""),
    ("http://purl.org/dc/elements/1.1/", "dc"),
    ("http://purl.org/dc/terms/", "dcterms"),
    ("http://www.w3.org/2005/Atom", "atom"),
    ("http://purl.org/atom/ns#", "atom"),
    ("http://search.yahoo.com/mrss/", "media"),
    (
        "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
        "w",
    ),
    ("http://purl.oclc.org/ooxml/wordprocessingml/main", "w"),
    ("urn:oasis:names:tc:opendocument:xmlns:text:1.0", "text"),
    ("urn:oasis:names:tc:opendocument:xmlns:office:1.0", "office"),
    ("urn:oasis:names:tc:opendocument:xmlns:style:1.0", "style"),
    ("urn:oasis:names:tc:opendocument:xmlns:meta:1.0", "meta"),
    ("urn:oasis:names:tc:opendocument:xmlns:table:1.0", "table"),
    ("urn:oasis:names:tc:opendocument:xmlns:drawing:1.0", "draw"),
    ("http://www.idpf.org/2007/opf", "opf"),
];

/// What comes next in a document.
pub enum Node<'a> {
    Open(Tag<'a>),
    Close(Close<'a>),
    Text(Cow<'a, str>),
}

/// The start of an element; one that is empty is closed at once.
pub struct Tag<'a> {
    start: BytesStart<'a>,
    prefix: Option<&'static str>,
}

/// The end of an element.
pub struct Close<'a> {
    end: BytesEnd<'a>,
    prefix: Option<&'static str>,
}

impl Close<'_> {
    /// The usual prefix of its namespace, or the one that is written, and its name.
    pub fn name(&self) -> (&str, &str) {
        let name = self.end.name().0;
        (self.prefix.unwrap_or(prefix_of(name)), local_of(name))
    }
}

impl Tag<'_> {
    /// The usual prefix of its namespace, or the one that is written, and its name.
    pub fn name(&self) -> (&str, &str) {
        (self.prefix(), self.local())
    }

    fn prefix(&self) -> &str {
        match self.prefix {
            Some(prefix) => prefix,
            None => prefix_of(self.start.name().0),
        }
    }

    /// Its name without prefix.
    pub fn local(&self) -> &str {
        self.start.local_name().into_inner()
    }

    /// The value of an attribute by its name without prefix.
    pub fn attribute(&self, name: &str) -> Option<String> {
        let mut attributes = self.start.attributes();
        let attributes = attributes.with_checks(false).flatten();
        let mut attributes = attributes.filter(|a| local_of(a.key.0) == name);
        attributes.next().map(|a| unescape(&a.value).into_owned())
    }

    fn raw(&self) -> &str {
        self.start.name().0
    }
}

fn prefix_of(name: &str) -> &str {
    name.split_once(':').map_or("", |(prefix, _)| prefix)
}

fn local_of(name: &str) -> &str {
    name.split_once(':').map_or(name, |(_, local)| local)
}

/// A document that is being read.
pub struct Xml<'a> {
    text: &'a str,
    reader: Reader<&'a [u8]>,
    /// Prefixes that the document declares; the empty one is that of its root.
    prefixes: Vec<(String, Option<&'static str>)>,
    depth: usize,
    any: bool,
    mistake: Option<ExtractError>,
}

impl<'a> Xml<'a> {
    pub fn new(text: &'a str) -> Xml<'a> {
        Xml {
            text,
            reader: reader(text),
            prefixes: Vec::new(),
            depth: 0,
            any: false,
            mistake: None,
        }
    }

    /// What made reading end before the document did.
    pub fn mistake(self) -> Option<ExtractError> {
        self.mistake
    }

    /// How many elements are open.
    pub fn depth(&self) -> usize {
        self.depth
    }

    /// What comes next; nothing at the end, or where a mistake is.
    pub fn next(&mut self) -> Option<Node<'a>> {
        while self.mistake.is_none() {
            match self.reader.read_event() {
                Ok(Event::Start(start)) => {
                    self.depth += 1;
                    if self.depth > DEPTH_MAX {
                        self.fail("elements nested too deep".into());
                        break;
                    }
                    self.declare(&start);
                    let prefix = self.known_prefix(start.name().0);
                    return Some(Node::Open(Tag { start, prefix }));
                }
                Ok(Event::End(end)) => {
                    self.depth = self.depth.saturating_sub(1);
                    let prefix = self.known_prefix(end.name().0);
                    return Some(Node::Close(Close { end, prefix }));
                }
                Ok(Event::Text(text)) => return Some(Node::Text(text.into_inner())),
                Ok(Event::CData(text)) => return Some(Node::Text(text.into_inner())),
                Ok(Event::GeneralRef(reference)) => {
                    let written = format!("&{};", reference.into_inner());
                    return Some(Node::Text(Cow::Owned(unescape(&written).into_owned())));
                }
                Ok(Event::Eof) => break,
                Ok(_) => {}
                Err(error) => self.fail(error.to_string()),
            }
        }
        None
    }

    fn known_prefix(&self, name: &str) -> Option<&'static str> {
        let prefix = prefix_of(name);
        let known = self.prefixes.iter().find(|(known, _)| known == prefix);
        known.and_then(|(_, known)| *known)
    }

    fn fail(&mut self, message: String) {
        // What goes on after the message is of no use to a reader: it quotes the document.
        let message = message.trim_start_matches("syntax error: ");
        let message = message.trim_start_matches("ill-formed document: ");
        let at = (self.reader.error_position() as usize).min(self.text.len());
        let before = &self.text.as_bytes()[..at];
        self.mistake = Some(ExtractError::Xml {
            message: message.chars().take(100).collect(),
            line: 1 + before.iter().filter(|b| **b == b'\n').count(),
        });
    }

    fn declare(&mut self, start: &BytesStart) {
        let is_root = !self.any;
        self.any = true;
        if self.prefixes.len() >= PREFIXES_MAX || !start.attributes_raw().contains("xmlns") {
            return;
        }
        let mut attributes = start.attributes();
        for attribute in attributes.with_checks(false).flatten() {
            let prefix = match attribute.key.0 {
                "xmlns" if is_root => "",
                key => match key.strip_prefix("xmlns:") {
                    Some(prefix) => prefix,
                    None => continue,
                },
            };
            let known = short(&attribute.value);
            let mut declared = self.prefixes.iter();
            match declared.position(|(known, _)| known == prefix) {
                Some(at) => self.prefixes[at].1 = known,
                None if self.prefixes.len() < PREFIXES_MAX => {
                    self.prefixes.push((prefix.to_owned(), known));
                }
                None => {}
            }
        }
    }

    /// Reads on to the end of an element that was just opened, and gives the markup in it.
    pub fn markup(&mut self, tag: &Tag) -> &'a str {
        let start = self.reader.buffer_position() as usize;
        let mut end = start;
        let mut open = 1;
        while self.mistake.is_none() {
            end = self.reader.buffer_position() as usize;
            match self.reader.read_event() {
                Ok(Event::Start(start)) => {
                    self.depth += 1;
                    open += usize::from(start.name().0 == tag.raw());
                    if self.depth > DEPTH_MAX {
                        self.fail("elements nested too deep".into());
                    }
                }
                Ok(Event::End(end)) => {
                    self.depth = self.depth.saturating_sub(1);
                    open -= usize::from(end.name().0 == tag.raw());
                    if open == 0 {
                        break;
                    }
                }
                Ok(Event::Eof) => break,
                Ok(_) => {}
                Err(error) => self.fail(error.to_string()),
            }
        }
        self.text.get(start..end).unwrap_or_default()
    }

    /// Reads on to the end of an element that was just opened.
    pub fn skip(&mut self, tag: &Tag) {
        self.markup(tag);
    }

    /// Reads on to the end of an element that was just opened, and gives the text in it, less the
    /// white space around it.
    pub fn text(&mut self, tag: &Tag) -> String {
        let mut text = self.content(tag);
        text.truncate(text.trim_end().len());
        let blank = text.len() - text.trim_start().len();
        text.drain(..blank);
        text
    }

    /// Reads on to the end of an element that was just opened, and gives the text in it.
    pub fn content(&mut self, tag: &Tag) -> String {
        let mut text = String::new();
        let mut open = 1;
        while let Some(node) = self.next() {
            match node {
                Node::Open(inner) => open += usize::from(inner.raw() == tag.raw()),
                Node::Close(inner) => {
                    open -= usize::from(inner.end.name().0 == tag.raw());
                    if open == 0 {
                        break;
                    }
                }
                Node::Text(part) => text.push_str(&part),
            }
        }
        text
    }
}

fn reader(text: &str) -> Reader<&[u8]> {
    let mut reader = Reader::from_str(text);
    let config = reader.config_mut();
    config.expand_empty_elements = true;
    config.check_end_names = false;
    config.allow_unmatched_ends = true;
    config.allow_dangling_amp = true;
    reader
}

/// The usual prefix of a namespace.
fn short(address: &str) -> Option<&'static str> {
    if address.starts_with("http://wordpress.org/export/") {
        return Some(match address.trim_end_matches('/').ends_with("excerpt") {
            true => "excerpt",
            false => "wp",
        });
    }
    let known = NAMESPACES.iter().find(|(known, _)| *known == address);
    known.map(|(_, short)| *short)
}

/// The name of a document's root element and the attributes in its tag, where a text begins as
/// XML does.
pub fn root(head: &str) -> Option<(String, String)> {
    if !head.trim_start().starts_with('<') {
        return None;
    }
    let mut reader = reader(head.trim_start());
    for _ in 0..PROLOG_EVENTS_MAX {
        match reader.read_event().ok()? {
            Event::Start(start) => {
                return Some((start.name().0.to_owned(), start.attributes_raw().to_owned()));
            }
            Event::Text(text) if !text.trim().is_empty() => return None,
            Event::End(_) | Event::GeneralRef(_) | Event::CData(_) | Event::Eof => return None,
            _ => {}
        }
    }
    None
}

/// Resolves references to characters, and to those that XML itself names. HTML's names are those
/// that feeds use without declaring them.
pub fn unescape(text: &str) -> Cow<'_, str> {
    const LONGEST: usize = 10;
    const NAMED: [(&str, char); 25] = [
        ("amp", '&'),
        ("lt", '<'),
        ("gt", '>'),
        ("quot", '"'),
        ("apos", '\''),
        ("nbsp", '\u{a0}'),
        ("ndash", '–'),
        ("mdash", '—'),
        ("lsquo", '‘'),
        ("rsquo", '’'),
        ("ldquo", '“'),
        ("rdquo", '”'),
        ("laquo", '«'),
        ("raquo", '»'),
        ("hellip", '…'),
        ("bull", '•'),
        ("euro", '€'),
        ("pound", '£'),
        ("copy", '©'),
        ("auml", 'ä'),
        ("ouml", 'ö'),
        ("uuml", 'ü'),
        ("szlig", 'ß'),
        ("eacute", 'é'),
        ("egrave", 'è'),
    ];
    if !text.contains('&') {
        return Cow::Borrowed(text);
    }
    let mut resolved = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('&') {
        resolved.push_str(&rest[..at]);
        rest = &rest[at..];
        let end = rest.bytes().take(LONGEST + 2).position(|b| b == b';');
        let name = end.map_or("", |end| &rest[1..end]);
        let character = match name.strip_prefix('#') {
            Some(number) => {
                let number = match number.strip_prefix(['x', 'X']) {
                    Some(hex) => u32::from_str_radix(hex, 16).ok(),
                    None => number.parse().ok(),
                };
                number.filter(|n| *n != 0).and_then(char::from_u32)
            }
            None => (NAMED.iter().find(|(known, _)| *known == name)).map(|(_, c)| *c),
        };
        match (character, end) {
            (Some(character), Some(end)) => {
                resolved.push(character);
                rest = &rest[end + 1..];
            }
            _ => {
                resolved.push('&');
                rest = &rest[1..];
            }
        }
    }
    resolved.push_str(rest);
    Cow::Owned(resolved)
}

/// Writes markup of XML as a reader of HTML expects it: without prefixes, and with an end tag
/// where `<x/>` stands. `rename` gets the name of an element and its attributes, and gives the name
/// that it shall have (an empty one is its own), or none if it is left out with all that is in it.
pub fn to_html<'n>(markup: &'n str, rename: impl Fn(&str, &str) -> Option<&'static str>) -> String {
    const VOID: [&str; 8] = ["br", "img", "hr", "input", "col", "source", "wbr", "area"];
    let mut html = String::with_capacity(markup.len() + markup.len() / 8);
    let mut reader: Reader<&'n [u8]> = reader(markup);
    // The element that is left out, and how many of its name are open.
    let mut out: Option<(String, usize)> = None;
    loop {
        let at = reader.buffer_position() as usize;
        let event = reader.read_event();
        if let Some((name, open)) = &mut out {
            match &event {
                Ok(Event::Start(start)) if start.name().0 == *name => *open += 1,
                Ok(Event::End(end)) if end.name().0 == *name => *open -= 1,
                Ok(Event::Eof) | Err(_) => break,
                _ => {}
            }
            if *open == 0 {
                out = None;
            }
            continue;
        }
        match event {
            Ok(Event::Start(start)) => {
                let local = start.local_name().into_inner();
                let Some(new) = rename(local, start.attributes_raw()) else {
                    out = Some((start.name().0.to_owned(), 1));
                    continue;
                };
                let name = if new.is_empty() { local } else { new };
                html.push('<');
                html.push_str(name);
                html.push_str(start.attributes_raw());
                html.push('>');
            }
            Ok(Event::End(end)) => {
                let local = end.local_name().into_inner();
                let Some(new) = rename(local, "") else {
                    continue;
                };
                let name = if new.is_empty() { local } else { new };
                if !VOID.contains(&name) {
                    html.push_str("</");
                    html.push_str(name);
                    html.push('>');
                }
            }
            Ok(Event::Text(text)) => html.push_str(&text),
            Ok(Event::CData(text)) => {
                html.push_str(&text.replace('&', "&amp;").replace('<', "&lt;"));
            }
            Ok(Event::GeneralRef(reference)) => {
                html.push('&');
                html.push_str(&reference);
                html.push(';');
            }
            Ok(Event::Eof) => break,
            Ok(_) => {}
            Err(_) => {
                html.push_str(markup.get(at..).unwrap_or_default());
                break;
            }
        }
    }
    html
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn first<'a>(xml: &mut Xml<'a>) -> Tag<'a> {
        match xml.next() {
            Some(Node::Open(tag)) => tag,
            _ => panic!("no element"),
        }
    }

    #[test]
    fn elements_are_known_by_their_namespace_whatever_their_prefix() {
        let mut xml = Xml::new(
            "<a xmlns='http://www.w3.org/2005/Atom' xmlns:x=\"http://purl.org/dc/elements/1.1/\">\
             <x:date x:n='1 &amp; 2'>2017</x:date><y:z/></a>",
        );
        assert_eq!(first(&mut xml).name(), ("atom", "a"));
        let date = first(&mut xml);
        assert_eq!(date.name(), ("dc", "date"));
        assert_eq!(date.attribute("n").as_deref(), Some("1 & 2"));
        assert_eq!(xml.text(&date), "2017");
        assert_eq!(first(&mut xml).name(), ("y", "z"));
    }

    #[test]
    fn markup_and_text_of_an_element_end_where_it_does() {
        let text = "<p>a<p>b</p> &amp;<![CDATA[<c>]]>&#x43;</p><q/>";
        let mut xml = Xml::new(text);
        let tag = first(&mut xml);
        assert_eq!(xml.markup(&tag), "a<p>b</p> &amp;<![CDATA[<c>]]>&#x43;");
        assert_eq!(first(&mut xml).local(), "q");
        let mut xml = Xml::new(text);
        let tag = first(&mut xml);
        assert_eq!(xml.text(&tag), "ab &<c>C");
        assert_eq!(first(&mut xml).local(), "q");
    }

    #[test]
    fn entities_of_the_document_are_not_expanded() {
        let bomb = "<!DOCTYPE a [<!ENTITY b 'ha'><!ENTITY c '&b;&b;'><!ENTITY d SYSTEM \
                    'file:///etc/passwd'>]><a>&c;&d;</a>";
        let mut xml = Xml::new(bomb);
        let tag = first(&mut xml);
        assert_eq!(xml.text(&tag), "&c;&d;");
        assert_eq!(root(bomb).map(|(name, _)| name).as_deref(), Some("a"));
    }

    #[test]
    fn depth_costs_no_stack() {
        let deep = format!("{}x{}", "<a>".repeat(100_000), "</a>".repeat(100_000));
        let mut xml = Xml::new(&deep);
        let tag = first(&mut xml);
        assert_eq!(xml.text(&tag), "x");
        assert!(xml.next().is_none());
        assert_eq!(to_html(&deep, |_, _| Some("")), deep);
    }

    #[test]
    fn a_mistake_has_a_line() {
        let mut xml = Xml::new("<a>\n<b>one</b>\n<!-- two");
        while xml.next().is_some() {}
        assert_eq!(
            xml.mistake().map(|error| error.to_string()).as_deref(),
            Some("not valid XML: comment not closed: `-->` not found before end of input (line 3)")
        );
    }

    #[test]
    fn markup_is_written_for_a_reader_of_html() {
        let rename = |name: &str, _: &str| match name {
            "hl2" => Some("h2"),
            "gone" => None,
            _ => Some(""),
        };
        assert_eq!(
            to_html(
                "<x:hl2 a='b'>A &amp; <![CDATA[<b>]]></x:hl2><br/><i/><gone>x<gone/>y</gone>z",
                rename
            ),
            "<h2 a='b'>A &amp; &lt;b></h2><br><i></i>z"
        );
    }

    proptest! {
        #[test]
        fn no_text_makes_it_panic(pieces in prop::collection::vec(prop::sample::select(vec![
            "<a", "<b>", "</b>", "/>", ">", "<!--", "-->", "<![CDATA[", "]]>", "<?", "?>", "&", ";",
            "#x", "amp", "é", " ", "xmlns:", "='", "'", "\"", "<!DOCTYPE", "[", "]", "a:b", "\u{0}",
        ]), 0..40)) {
            let text = pieces.concat();
            let mut xml = Xml::new(&text);
            while let Some(node) = xml.next() {
                if let Node::Open(tag) = node {
                    tag.attribute("a");
                    if tag.local() == "b" {
                        xml.markup(&tag);
                    } else {
                        xml.text(&tag);
                    }
                }
            }
            to_html(&text, |name, _| (name != "a").then_some(""));
            root(&text);
        }
    }
}
