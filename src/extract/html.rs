//! `web page → draft`: the story by Readability, and everything else that can be seen on the page
//! as removed blocks, in the order of the page.
//!
//! Every element with text of its own gets a number before Readability takes the page apart; the
//! numbers that are left in what it gives back tell which text it holds to be the story. So the
//! blocks are cut once, from the page as it was, and nothing that Readability drops is lost.

use std::borrow::Cow;
use std::collections::HashSet;
use std::panic::{AssertUnwindSafe, catch_unwind};

use dom_query::{Document, NodeRef};
use dom_smoothie::{Config, Readability};

use super::{block, lines, metadata, one_line, plain, remove_title};
use crate::article::{Article, Block, Removal, Role};

/// The attribute that carries an element's number.
const NUMBER: &str = "data-dateline";

/// Open elements within each other; browsers stop at 512 too. Deeper pages are hostile or broken,
/// and cost time that grows with the square of the depth.
const DEPTH_MAX: usize = 512;
/// Sum of the depths of all tags: Readability reads an element's text once for every element
/// around it. Real pages stay under a million; this many take some seconds.
const DEPTH_SUM_MAX: usize = 10_000_000;
/// Attributes of one element; the parser compares each with all others.
const ATTRIBUTES_MAX: usize = 1000;
/// Attributes of all elements; each takes some dozens of bytes.
const ATTRIBUTES_SUM_MAX: usize = 1_000_000;
/// Bytes of markup; larger pages are logs and data. Real ones stay under one mebibyte.
const MARKUP_BYTES_MAX: usize = 8 << 20;
/// What may be tags: each takes some hundreds of bytes as a node, and as many as a mistake. The
/// longest real pages have some ten thousands.
const TAGS_MAX: usize = 400_000;
/// Bytes that are copied while the parser puts texts together: it adds piece by piece to what it
/// has between two elements, and references, line breaks and lone `<` cut pieces. This many take
/// about a second.
const COPIED_BYTES_MAX: usize = 10_000_000_000;

/// Whether a text begins as a web page does. A file that is `named` so need only have a tag.
pub fn looks_like_html(head: &str, named: bool) -> bool {
    const OPENINGS: [&str; 16] = [
        "<!doctype html",
        "<html",
        "<head",
        "<body",
        "<meta",
        "<title",
        "<div",
        "<article",
        "<main",
        "<section",
        "<header",
        "<p>",
        "<h1",
        "<table",
        "<link",
        "<script",
    ];
    let mut start = head.trim_start();
    // Comments and XML declarations may stand before everything.
    while let Some(rest) = start
        .strip_prefix("<!--")
        .or_else(|| start.strip_prefix("<?xml"))
    {
        let Some(end) = rest.find('>') else { break };
        start = rest[end + 1..].trim_start();
    }
    let begins = |text: &str| {
        OPENINGS.iter().any(|opening| {
            text.get(..opening.len())
                .is_some_and(|start| start.eq_ignore_ascii_case(opening))
        })
    };
    begins(start) || named && looks_like_fragment(head) || {
        let early = &start[..start.floor_char_boundary(1000)];
        early.match_indices('<').any(|(at, _)| {
            let text = &early[at..];
            ["<!doctype html", "<html", "<body"].iter().any(|opening| {
                text.get(..opening.len())
                    .is_some_and(|start| start.eq_ignore_ascii_case(opening))
            })
        })
    }
}

/// Whether a text has the tags that bodies in HTML have.
pub fn looks_like_fragment(text: &str) -> bool {
    const TAGS: [&str; 14] = [
        "p",
        "/p",
        "br",
        "div",
        "/div",
        "a",
        "ul",
        "li",
        "h2",
        "h3",
        "strong",
        "em",
        "span",
        "blockquote",
    ];
    text.contains('<')
        && text.match_indices('<').take(50).any(|(at, _)| {
            let rest = &text[at + 1..];
            let end = rest.find(['>', ' ', '\n']).unwrap_or(0);
            // `a < p > b` is no tag.
            TAGS.iter()
                .any(|tag| rest[..end].trim_end_matches('/').eq_ignore_ascii_case(tag))
                && rest.contains('>')
        })
}

/// Reads a page.
pub fn read(html: &str) -> Article {
    read_saved(html, None)
}

/// Reads a page that was saved from an address, which counts where the page names none.
pub fn read_saved(html: &str, address: Option<&str>) -> Article {
    let address = address.or_else(|| saved_from(html));
    let html: &str = &without_data(html);
    if !is_tame(html) {
        return Article {
            blocks: plain::scraped(&without_tags(html)),
            url: address.map(str::to_owned),
            ..Article::default()
        };
    }
    let page = Document::from(html);
    let mut pieces = pieces(&page);
    let mut draft = metadata::read(&page, &pieces, address);
    let story = story(page);
    if story.is_empty() {
        let text: Vec<&str> = pieces.iter().map(|piece| piece.text.as_str()).collect();
        draft.blocks = plain::scraped(&text.join("\n"));
    } else {
        for piece in &mut pieces {
            piece.keep(&story);
        }
        draft.blocks = roles(pieces, &draft);
    }
    remove_title(&mut draft.blocks, &draft.title);
    draft
}

/// The address that programs which save pages write in a comment at the top: SingleFile with the
/// time of saving, browsers as `saved from url=(0026)https://…`.
fn saved_from(html: &str) -> Option<&str> {
    const HEAD_BYTES: usize = 4096;
    let head = &html[..html.floor_char_boundary(HEAD_BYTES)];
    let after = match head.split_once("Page saved with SingleFile") {
        Some((_, after)) => after.split_once("url:")?.1.trim_start(),
        None => head.split_once("saved from url=(")?.1.split_once(')')?.1,
    };
    let end = after.find(|c: char| c.is_whitespace() || c == '<')?;
    let address = &after[..end];
    address.starts_with("http").then_some(address)
}

/// A page without the pictures, fonts and sheets that are written into its addresses
/// (`data:image/png;base64,…`). They are most of a page that was saved in one file.
fn without_data(html: &str) -> Cow<'_, str> {
    const SCHEME: &str = "data:";
    /// Shorter ones cost little.
    const DATA_BYTES_MIN: usize = 200;
    let is_data = |byte: &u8| byte.is_ascii_alphanumeric() || b"+/=%;,._~!*$-".contains(byte);
    let mut short = String::new();
    let (mut copied, mut at) = (0, 0);
    while let Some(found) = html[at..].find(SCHEME) {
        let start = at + found + SCHEME.len();
        let bytes = html.as_bytes()[start..].iter();
        let length = bytes.take_while(|byte| is_data(byte)).count();
        at = start + length;
        if length >= DATA_BYTES_MIN {
            short.push_str(&html[copied..start]);
            copied = at;
        }
    }
    if copied == 0 {
        return Cow::Borrowed(html);
    }
    short.push_str(&html[copied..]);
    Cow::Owned(short)
}

/// Reads a piece of HTML that is the story and nothing else, such as a record's body.
pub fn blocks_of_fragment(html: &str) -> Vec<Block> {
    if !is_tame(html) {
        return plain::paragraphs(&without_tags(html)).collect();
    }
    let page = Document::from(html);
    let blocks = pieces(&page).into_iter().filter_map(|piece| {
        let role = match piece.zone {
            Zone::Caption => Role::Caption,
            Zone::Credit => Role::Removed(Removal::Credit),
            _ if piece.heading > 0 => Role::Heading,
            _ => Role::Paragraph,
        };
        block(role, piece.text)
    });
    blocks.collect()
}

/// The text of a piece of HTML that is not worth a parser, or not safe for one.
pub fn without_tags(html: &str) -> String {
    if !html.contains(['<', '&']) {
        return html.to_owned();
    }
    let mut text = String::with_capacity(html.len());
    let mut rest = html;
    // Looking for an end that never comes would take time with the square of the size.
    let last_end = html.rfind('>').unwrap_or(0);
    while let Some(at) = rest.find('<') {
        let may_end = html.len() - rest.len() + at < last_end;
        text.push_str(&rest[..at]);
        let tag = &rest[at..];
        let is_tag = tag[1..].starts_with(|c: char| c.is_ascii_alphabetic() || "/!?".contains(c));
        match (is_tag && may_end).then(|| tag.find('>')).flatten() {
            Some(end) => {
                let name = tag[1..].trim_start_matches('/');
                let inline = [
                    "a", "b", "i", "em", "strong", "span", "u", "sup", "sub", "font",
                ];
                let name = &name[..name.find(['>', ' ', '/', '\n']).unwrap_or(0)];
                if !inline.iter().any(|tag| name.eq_ignore_ascii_case(tag)) {
                    text.push('\n');
                }
                rest = &tag[end + 1..];
            }
            None => {
                text.push('<');
                rest = &tag[1..];
            }
        }
    }
    text.push_str(rest);
    for (name, character) in [
        ("&nbsp;", " "),
        ("&lt;", "<"),
        ("&gt;", ">"),
        ("&quot;", "\""),
        ("&#39;", "'"),
        ("&apos;", "'"),
        ("&rsquo;", "’"),
        ("&lsquo;", "‘"),
        ("&ldquo;", "“"),
        ("&rdquo;", "”"),
        ("&ndash;", "–"),
        ("&mdash;", "—"),
        ("&amp;", "&"),
    ] {
        if text.contains(name) {
            text = text.replace(name, character);
        }
    }
    text
}

/// Whether a page can be parsed in time that grows with its size alone. Elements that close each
/// other (`<p>`, `<li>`, table cells) are not counted, and neither are those without content.
fn is_tame(html: &str) -> bool {
    // Elements of which the parser makes one wherever they stand.
    const ENDS_TEXT: [&str; 5] = ["p", "li", "br", "img", "hr"];
    const NOT_NESTING: [&str; 28] = [
        "p", "li", "td", "th", "tr", "dt", "dd", "option", "optgroup", "br", "img", "meta", "link",
        "input", "hr", "source", "area", "base", "col", "embed", "track", "wbr", "param", "html",
        "head", "body", "tbody", "thead",
    ];
    if html.len() > MARKUP_BYTES_MAX {
        return false;
    }
    let bytes = html.as_bytes();
    let (mut depth, mut depth_sum, mut at) = (0usize, 0usize, 0);
    let (mut tags, mut attributes_sum) = (0, 0);
    // Where the text began that the parser may be adding to.
    let (mut text, mut copied) = (0, 0usize);
    let copies = |from: usize, to: usize, text: usize| -> usize {
        let cuts = (from..to).filter(|at| matches!(bytes[*at], b'&' | b'\n' | b'\r' | 0 | b'<'));
        cuts.map(|at| at - text).sum()
    };
    while let Some(found) = html[at..].find('<') {
        tags += 1;
        copied += copies(at, at + found + 1, text);
        if tags > TAGS_MAX || copied > COPIED_BYTES_MAX {
            return false;
        }
        let closing = bytes.get(at + found + 1) == Some(&b'/');
        let name_at = at + found + 1 + usize::from(closing);
        let name_length = bytes[name_at..]
            .iter()
            .take_while(|b| b.is_ascii_alphanumeric())
            .count();
        let name = &html[name_at..name_at + name_length];
        at = name_at + name_length;
        if !name.starts_with(|c: char| c.is_ascii_alphabetic()) {
            continue;
        }
        let (end, attributes) = tag_end(bytes, at);
        depth_sum += depth;
        attributes_sum += attributes;
        if attributes > ATTRIBUTES_MAX
            || depth_sum > DEPTH_SUM_MAX
            || attributes_sum > ATTRIBUTES_SUM_MAX
        {
            return false;
        }
        let empty = bytes.get(end.wrapping_sub(2)) == Some(&b'/');
        at = html.ceil_char_boundary(end);
        let is_among = |names: &[&str]| names.iter().any(|tag| name.eq_ignore_ascii_case(tag));
        if !closing && (is_among(&ENDS_TEXT) || !is_among(&NOT_NESTING)) {
            text = at;
        }
        if is_among(&NOT_NESTING) {
            continue;
        }
        if closing {
            depth = depth.saturating_sub(1);
        } else if ["script", "style"]
            .iter()
            .any(|tag| name.eq_ignore_ascii_case(tag))
        {
            // Their content is no markup.
            let end = html[at..].find("</").map_or(html.len(), |end| at + end);
            copied += copies(at, end, text);
            at = end;
        } else if !empty {
            depth += 1;
            if depth > DEPTH_MAX {
                return false;
            }
        }
    }
    copied + copies(at, html.len(), text) <= COPIED_BYTES_MAX
}

/// Where a tag ends, and how many attributes it may have. A `>` in quotes does not end it; quotes
/// only count after `=`.
fn tag_end(bytes: &[u8], from: usize) -> (usize, usize) {
    let (mut at, mut attributes, mut after_equals) = (from, 0, false);
    while let Some(byte) = bytes.get(at) {
        at += 1;
        match byte {
            b'>' => break,
            b'"' | b'\'' if after_equals => {
                let rest = &bytes[at..];
                at += rest
                    .iter()
                    .position(|b| b == byte)
                    .map_or(rest.len(), |end| end + 1);
                after_equals = false;
            }
            b'=' => after_equals = true,
            b' ' | b'\n' | b'\t' | b'\r' | b'/' | b'\x0c' => {
                attributes += usize::from(!after_equals);
            }
            _ => after_equals = false,
        }
    }
    (at, attributes)
}

/// A block of text on a page, and where it stands.
pub struct Piece {
    pub text: String,
    pub zone: Zone,
    /// 1 for `<h1>` to 6, 0 for none.
    pub heading: u8,
    /// Bytes of it that are links.
    linked: usize,
    /// The elements that its text is in, each with its number and the end of its text.
    parts: Vec<(usize, usize)>,
    kept: bool,
    /// Whether it is the heading of a list of stories and their links, a line each.
    lists_stories: bool,
}

/// The part of a page that a block stands in, as far as its elements tell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Zone {
    Page,
    /// Menus, headers, footers, forms, buttons.
    Interface,
    Aside,
    Caption,
    Credit,
}

impl Piece {
    /// Whether nearly all of it is links; a mark may stand before each.
    fn is_linked(&self) -> bool {
        let letters = |text: &str| text.chars().filter(|c| c.is_alphanumeric()).count();
        self.linked > 0
            && letters(&self.text) <= self.linked
            && self.linked * 10 >= self.text.len() * 8
    }

    /// Keeps the text that Readability kept. A block that is mostly gone was none of the story; one
    /// that lost a little had a button in it.
    fn keep(&mut self, story: &HashSet<usize>) {
        let mut start = 0;
        let (mut kept, mut text) = (0, String::new());
        for (number, end) in &self.parts {
            let part = &self.text[start..*end];
            if story.contains(number) {
                kept += part.len();
                text.push_str(part);
            }
            start = *end;
        }
        self.kept = kept * 2 > self.text.len();
        if self.kept && kept < self.text.len() {
            self.text = text;
        }
    }
}

/// Elements that end a paragraph where they begin and end.
fn is_block(name: &str) -> bool {
    matches!(
        name,
        "address"
            | "article"
            | "aside"
            | "blockquote"
            | "body"
            | "button"
            | "caption"
            | "center"
            | "dd"
            | "details"
            | "dialog"
            | "div"
            | "dl"
            | "dt"
            | "fieldset"
            | "figcaption"
            | "figure"
            | "footer"
            | "form"
            | "h1"
            | "h2"
            | "h3"
            | "h4"
            | "h5"
            | "h6"
            | "header"
            | "hgroup"
            | "hr"
            | "html"
            | "iframe"
            | "label"
            | "legend"
            | "li"
            | "main"
            | "menu"
            | "nav"
            | "ol"
            | "option"
            | "p"
            | "pre"
            | "search"
            | "section"
            | "select"
            | "summary"
            | "table"
            | "tbody"
            | "tfoot"
            | "thead"
            | "tr"
            | "ul"
            | "video"
            | "audio"
    )
}

/// What is never seen.
fn is_hidden(name: &str, node: &NodeRef) -> bool {
    matches!(
        name,
        "head"
            | "script"
            | "style"
            | "template"
            | "noscript"
            | "svg"
            | "math"
            | "iframe"
            | "object"
            | "textarea"
            | "select"
            | "datalist"
            | "canvas"
            | "video"
            | "audio"
    ) || node.has_attr("hidden")
        || node.attr("style").is_some_and(|style| {
            let style: String = style.chars().filter(|c| !c.is_whitespace()).collect();
            style.contains("display:none") || style.contains("visibility:hidden")
        })
}

/// What holds for all text within an element.
#[derive(Clone, Copy)]
struct Inside {
    zone: Zone,
    heading: u8,
    link: bool,
    preformatted: bool,
}

/// Cuts the page into blocks and numbers its elements. Walks without recursion, since pages nest
/// deeper than stacks.
fn pieces(page: &Document) -> Vec<Piece> {
    let mut cutter = Cutter::default();
    let mut inside = Inside {
        zone: Zone::Page,
        heading: 0,
        link: false,
        preformatted: false,
    };
    let mut open: Vec<(NodeRef, Inside, bool)> = Vec::new();
    let mut next = Some(page.root());
    loop {
        let Some(node) = next else {
            // Up and on.
            let Some((node, outside, is_block)) = open.pop() else {
                break;
            };
            if is_block {
                cutter.cut(inside);
            }
            inside = outside;
            next = node.next_sibling();
            continue;
        };
        if node.is_text() {
            let after = node.next_sibling();
            cutter.text(page, &node, inside);
            next = after;
            continue;
        }
        let name = node.node_name().unwrap_or_default();
        let name: &str = &name;
        if name == "br" {
            cutter.line_break(inside);
        }
        if name.is_empty() && !node.is_document() || is_hidden(name, &node) {
            next = node.next_sibling();
            continue;
        }
        let is_block = is_block(name);
        if is_block {
            cutter.cut(inside);
        } else if matches!(name, "td" | "th") {
            cutter.cell();
        }
        open.push((node, inside, is_block));
        inside = enter(name, &node, inside);
        next = node.first_child();
    }
    cutter.cut(inside);
    cutter.pieces
}

fn enter(name: &str, node: &NodeRef, outside: Inside) -> Inside {
    let mut inside = outside;
    match name {
        "a" => inside.link = true,
        "pre" => inside.preformatted = true,
        "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => {
            inside.heading = name.as_bytes()[1] - b'0';
        }
        "figcaption" | "caption" => inside.zone = Zone::Caption,
        "nav" | "footer" | "form" | "button" | "menu" | "label" | "dialog" => {
            inside.zone = Zone::Interface;
        }
        "aside" if outside.zone == Zone::Page => inside.zone = Zone::Aside,
        _ => {}
    }
    if let Some(class) = node.class().filter(|_| outside.zone != Zone::Interface) {
        let has = |wanted: &[&str]| {
            class
                .split(|c: char| c.is_whitespace() || c == '-' || c == '_')
                .any(|word| {
                    wanted
                        .iter()
                        .any(|wanted| word.eq_ignore_ascii_case(wanted))
                })
        };
        if has(&["caption"]) {
            inside.zone = Zone::Caption;
        }
        if has(&["credit", "credits", "copyright", "photographer"]) && is_within_picture(node) {
            inside.zone = Zone::Credit;
        }
    }
    inside
}

fn is_within_picture(node: &NodeRef) -> bool {
    node.ancestors_it(Some(4)).any(|ancestor| {
        ancestor.has_name("figure")
            || ancestor.has_name("figcaption")
            || ancestor
                .class()
                .is_some_and(|class| class.contains("caption") || class.contains("image"))
    })
}

/// Gathers text into blocks.
#[derive(Default)]
struct Cutter {
    pieces: Vec<Piece>,
    numbers: usize,
    text: String,
    linked: usize,
    parts: Vec<(usize, usize)>,
    /// A blank is due before the next word, but not at a block's start.
    blank: bool,
}

impl Cutter {
    fn text(&mut self, page: &Document, node: &NodeRef, inside: Inside) {
        let text = node.text();
        if text.trim().is_empty() {
            self.blank |= !text.is_empty();
            return;
        }
        let number = self.number(page, node);
        let start = self.text.len();
        if inside.preformatted {
            self.text.push_str(&text);
        } else {
            self.blank |= text.starts_with(char::is_whitespace);
            for word in text.split_whitespace() {
                if self.blank && !self.text.is_empty() && !self.text.ends_with('\n') {
                    self.text.push(' ');
                }
                self.text.push_str(word);
                self.blank = true;
            }
            self.blank = text.ends_with(char::is_whitespace);
        }
        if inside.link {
            self.linked += self.text.len() - start;
        }
        self.parts.push((number, self.text.len()));
    }

    /// Numbers the element that a text is in. Readability may put a paragraph in the place of a
    /// `div`, attributes and all, so there a `span` carries the number.
    fn number(&mut self, page: &Document, node: &NodeRef) -> usize {
        self.numbers += 1;
        let number = self.numbers;
        if let Some(parent) = node.parent() {
            if !parent.has_name("div") {
                if let Some(known) = parent.attr(NUMBER).and_then(|known| known.parse().ok()) {
                    return known;
                }
                parent.set_attr(NUMBER, &number.to_string());
            } else {
                let span = page.tree.new_element("span");
                span.set_attr(NUMBER, &number.to_string());
                node.insert_before(&span);
                span.append_child(node);
            }
        }
        number
    }

    /// One break ends a line, two end a paragraph.
    fn line_break(&mut self, inside: Inside) {
        if self.text.ends_with('\n') {
            self.cut(inside);
        } else if !self.text.is_empty() {
            self.text.push('\n');
        }
        self.blank = false;
    }

    fn cell(&mut self) {
        self.blank = true;
    }

    fn cut(&mut self, inside: Inside) {
        self.blank = false;
        let text = std::mem::take(&mut self.text);
        let linked = std::mem::take(&mut self.linked);
        let parts = std::mem::take(&mut self.parts);
        if !text.trim().is_empty() {
            let heading = text.lines().next().unwrap_or_default();
            let lists_stories =
                linked * 2 > text.len() && lines::judge(heading) == Some(Removal::Teaser);
            self.pieces.push(Piece {
                lists_stories,
                text: text.trim_end().to_owned(),
                zone: inside.zone,
                heading: inside.heading,
                linked,
                parts: parts
                    .into_iter()
                    .map(|(number, end)| (number, end.min(text.trim_end().len())))
                    .collect(),
                kept: false,
            });
        }
    }
}

/// The numbers of the elements that Readability holds to be the story.
fn story(page: Document) -> HashSet<usize> {
    // No address is given: a relative one would be refused, and links are of no use here.
    let config = Config {
        disable_json_ld: true,
        ..Config::default()
    };
    // A stranger's page in a stranger's code: should it panic, the page is still read as text.
    let article = catch_unwind(AssertUnwindSafe(|| {
        Readability::with_document(page, None, Some(config))?.parse()
    }));
    let Ok(Ok(article)) = article else {
        return HashSet::new();
    };
    let mark = format!("{NUMBER}=\"");
    article
        .content
        .split(mark.as_str())
        .skip(1)
        .filter_map(|rest| rest[..rest.find('"')?].parse().ok())
        .collect()
}

/// Tells what each block of a page is to its story.
fn roles(pieces: Vec<Piece>, draft: &Article) -> Vec<Block> {
    let first = pieces.iter().position(|piece| piece.kept);
    let last = pieces.iter().rposition(|piece| piece.kept);
    let (Some(first), Some(last)) = (first, last) else {
        return Vec::new();
    };
    let titled = pieces.iter().position(|piece| piece.text == draft.title);
    let within = titled.map_or(first, |titled| titled.min(first))..=last;
    let byline = draft.byline.as_deref().unwrap_or("\u{0}");
    let role = |at: usize, piece: &Piece| -> Role {
        let in_story = within.contains(&at);
        let judged = (piece.lists_stories.then_some(Removal::Teaser))
            .or_else(|| lines::judge(&one_line(&piece.text)));
        match piece.zone {
            Zone::Credit if in_story => return Role::Removed(Removal::Credit),
            Zone::Caption if in_story => {
                return match judged {
                    Some(reason) => Role::Removed(reason),
                    None => Role::Caption,
                };
            }
            _ => {}
        }
        if !piece.kept {
            return Role::Removed(match piece.zone {
                Zone::Interface => Removal::Interface,
                Zone::Credit => Removal::Credit,
                _ => match judged {
                    Some(reason) => reason,
                    None if in_story && piece.linked * 10 > piece.text.len() * 9 => Removal::Teaser,
                    None => Removal::OutsideStory,
                },
            });
        }
        if let Some(reason) = judged {
            return Role::Removed(reason);
        }
        if at <= first + 3 && is_metadata_line(&piece.text, byline) {
            return Role::Removed(Removal::Metadata);
        }
        match piece.heading {
            0 => Role::Paragraph,
            _ => Role::Heading,
        }
    };
    let mut roles: Vec<Role> = (pieces.iter().enumerate())
        .map(|(at, piece)| role(at, piece))
        .collect();
    // The links under `More on this story`, which Readability takes for a part of it.
    for at in 1..pieces.len() {
        let piece = &pieces[at];
        if roles[at - 1] == Role::Removed(Removal::Teaser)
            && matches!(
                roles[at],
                Role::Paragraph | Role::Heading | Role::Removed(Removal::OutsideStory)
            )
            && piece.is_linked()
        {
            roles[at] = Role::Removed(Removal::Teaser);
        }
    }
    (roles.into_iter().zip(pieces))
        .filter_map(|(role, piece)| block(role, piece.text))
        .collect()
}

/// The byline or date at the top of a story, which Readability sometimes keeps.
fn is_metadata_line(text: &str, byline: &str) -> bool {
    text.len() <= 120
        && !lines::ends_sentence(text)
        && (text == byline
            || text.contains(byline) && text.len() <= byline.len() + 60
            || super::byline::in_line(text).is_some()
            || super::date::find(text)
                .is_some_and(|(range, _)| text.len() - (range.end - range.start) <= 30))
}

#[cfg(test)]
mod tests {
    use super::*;

    const ONE: &str = "The bow door had been passed by six inspectors, none of whom had been aboard, \
                       and it opened at eleven minutes past eleven in a moderate sea.";
    const TWO: &str = "The judge, who had the windows shut, listened to four minutes of tape, and \
                       asked the surveyor where he had been, and for how long, and with whom.";

    fn page(head: &str, story: &str) -> Article {
        read(&format!(
            "<!doctype html><html lang=en><head>{head}</head><body><nav><a href=/>Home</a> <a \
             href=/sea>Sea</a></nav><article>{story}</article><aside><a href=/x>Dam engineer warned \
             of cracks</a></aside><footer>The Courier, Port Anselm</footer></body></html>"
        ))
    }

    #[test]
    fn a_saved_page_tells_its_address_unless_it_names_a_better_one() {
        let url = |comment: &str, head: &str| {
            read(&format!(
                "<!doctype html><html><!--{comment}--><head>{head}</head><p>{ONE}</p>"
            ))
            .url
        };
        let single =
            "\n Page saved with SingleFile \n url: https://a.example/b?c \n saved date: x\n";
        let browser = " saved from url=(0019)https://a.example/b ";
        let canonical = "<link rel=canonical href=https://a.example/d>";
        assert_eq!(url(single, "").as_deref(), Some("https://a.example/b?c"));
        assert_eq!(url(browser, "").as_deref(), Some("https://a.example/b"));
        assert_eq!(
            url(single, canonical).as_deref(),
            Some("https://a.example/d")
        );
        assert_eq!(url(" saved from url=(0014)about:internet ", ""), None);
        assert_eq!(url(" saved from url=", ""), None);
    }

    #[test]
    fn data_in_addresses_is_left_out() {
        let long = "QUJD".repeat(1000);
        let page =
            |data: &str| format!("<p>It is <img src=data:image/png;base64,{data} alt=x>shut.");
        assert_eq!(
            without_data(&page(&long)),
            "<p>It is <img src=data: alt=x>shut."
        );
        assert_eq!(without_data(&page("QUJD")), page("QUJD"));
        assert_eq!(without_data("data: it shut"), "data: it shut");
    }

    fn story() -> String {
        format!(
            "<h1>The bow door</h1><p>{ONE}</p><figure><img src=a><figcaption>The door on the \
             quay</figcaption></figure><h2>Six signatures</h2><div>{TWO}<br><br>{ONE}</div><p>{TWO}</p>"
        )
    }

    #[test]
    fn the_story_is_kept_and_the_rest_of_the_page_is_removed_in_page_order() {
        let blocks: Vec<(Role, String)> = (page("<title>The bow door</title>", &story()).blocks)
            .into_iter()
            .map(|block| (block.role, block.text))
            .collect();
        let expected = [
            (Role::Removed(Removal::Interface), "Home Sea"),
            (Role::Removed(Removal::Repeated), "The bow door"),
            (Role::Paragraph, ONE),
            (Role::Caption, "The door on the quay"),
            (Role::Heading, "Six signatures"),
            (Role::Paragraph, TWO),
            (Role::Paragraph, ONE),
            (Role::Paragraph, TWO),
            (
                Role::Removed(Removal::OutsideStory),
                "Dam engineer warned of cracks",
            ),
            (
                Role::Removed(Removal::Interface),
                "The Courier, Port Anselm",
            ),
        ];
        let expected: Vec<(Role, String)> =
            expected.map(|(role, text)| (role, text.to_owned())).into();
        assert_eq!(blocks, expected);
    }

    #[test]
    fn words_in_different_elements_are_parted_as_they_are_seen() {
        let texts: Vec<String> = blocks_of_fragment(
            "<p>One<b>s</b> and <i>two</i>&nbsp;&amp; three</p>four<br>five<p></p><pre>a\n  b</pre>\
             <table><tr><td>1</td><td>2</td></tr></table><script>no</script><p hidden>no</p>",
        )
        .into_iter()
        .map(|block| block.text)
        .collect();
        assert_eq!(
            texts,
            ["Ones and two & three", "four\nfive", "a\n  b", "1 2"]
        );
    }

    #[test]
    fn a_page_too_short_for_readability_is_still_read() {
        let draft = read("<html><body><p>Fog in the harbour.</p></body></html>");
        let texts: Vec<&str> = draft
            .blocks
            .iter()
            .map(|block| block.text.as_str())
            .collect();
        assert_eq!(texts, ["Fog in the harbour."]);
    }

    #[test]
    fn hostile_markup_is_read_without_a_parser() {
        for (open, close) in [("<div>", "</div>"), ("<b id=1>", ""), ("<p \"><div>", "")] {
            let deep = format!("{}{ONE}{}", open.repeat(20_000), close.repeat(20_000));
            assert!(!is_tame(&deep));
            let kept = read(&deep).blocks;
            assert!(
                kept.iter()
                    .any(|block| block.text.contains("six inspectors"))
            );
        }
        let (open, close) = ("<div>".repeat(500), "</div>".repeat(500));
        assert!(!is_tame(&format!(
            "{open}{}{close}",
            "<i>x</i>".repeat(20_000)
        )));
        let nested = format!("{}{ONE}{}", "<div>".repeat(500), "</div>".repeat(500));
        assert!(is_tame(&nested));
        assert!(!read(&nested).is_empty());
        let attributes: String = (0..5_000).map(|n| format!(" a{n}")).collect();
        assert!(!is_tame(&format!("<p{attributes}>One</p>")));
        assert!(is_tame(&"<p>One<li>Two<br><img src=a>".repeat(5_000)));
    }

    #[test]
    fn tags_are_stripped_where_no_parser_is_worth_it() {
        for (html, text) in [
            ("a <b>bold</b> word", "a bold word"),
            ("one<p>two", "one\ntwo"),
            ("1 < 2 &amp; 3 > 2", "1 < 2 & 3 > 2"),
            ("cut <a href=", "cut <a href="),
        ] {
            assert_eq!(without_tags(html), text);
        }
    }

    #[test]
    fn references_and_brackets_without_end_are_read_without_a_parser() {
        let prose = "Smith &amp; Sons said so. ";
        assert!(is_tame(&format!("<p>{}", prose.repeat(2_000))));
        assert!(is_tame(&format!("<p>{prose}").repeat(20_000)));
        for hostile in [
            format!("<p>{}", prose.repeat(200_000)),
            "&amp;".repeat(1_000_000),
            "a</x>&".repeat(500_000),
            "<".repeat(1_000_000),
            "<p a b c d e f g h i j k l m n o>".repeat(100_000),
        ] {
            assert!(!is_tame(&hostile), "{}", &hostile[..20]);
        }
        let text = without_tags(&"<a".repeat(1_000_000));
        assert_eq!(text.len(), 2_000_000);
    }

    #[test]
    fn links_under_more_on_this_story_are_teasers() {
        let list = "<p><b>More on this story</b><br>&raquo; <a href=/a>Ferry sinks in Sound of \
                    Orla</a><br>&raquo; <a href=/b>The trail behind the Saint Orla</a></p>";
        for list in [list, &list.replace("<br>", "<br><br>")] {
            let draft = page("<title>The bow door</title>", &format!("{}{list}", story()));
            for text in ["Ferry sinks", "The trail behind"] {
                let block = draft.blocks.iter().find(|block| block.text.contains(text));
                let role = block.map(|block| block.role);
                assert_eq!(role, Some(Role::Removed(Removal::Teaser)), "{text}");
            }
        }
    }
}
