//! `markup → blocks and the elements they stand in`: the page as a reader sees it, in page order.
//!
//! One walk cuts the visible text into blocks and notes the elements around each. Elements are
//! numbered in the order in which they begin, so that the blocks within one are a range; sums over
//! the blocks then tell of any element how much text and how many links it holds without walking
//! the page again.

use std::ops::Range;

use dom_query::{Document, NodeRef};

use super::super::lines;
use super::signs::{Signs, Tags};
use crate::article::Removal;

/// A page cut into blocks.
#[derive(Clone)]
pub struct Page {
    /// In the order of their beginnings; the first holds the page.
    pub elements: Vec<Element>,
    pub pieces: Vec<Piece>,
}

/// An element of the page, and the blocks within it.
#[derive(Clone)]
pub struct Element {
    pub parent: usize,
    pub tag: Tags,
    pub signs: Signs,
    pub pieces: Range<usize>,
    /// The same for elements of the same name and classes.
    pub look: u64,
}

/// A block of text on a page, and where it stands.
#[derive(Clone)]
pub struct Piece {
    pub text: String,
    pub zone: Zone,
    /// 1 for `<h1>` to 6, 0 for none.
    pub heading: u8,
    /// Bytes of it that are links.
    pub linked: usize,
    /// The number of the innermost element that holds all of it.
    pub element: usize,
    /// Whether it is the heading of a list of stories and their links, a line each.
    pub lists_stories: bool,
    /// Whether its line breaks and blanks are as written: code, tables of figures, verse.
    pub preformatted: bool,
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
    /// What is not shown, or not at first: menus, dialogs, answers that fold.
    Hidden,
}

impl Piece {
    /// Whether nearly all of it is links; a mark may stand before each.
    pub fn is_linked(&self) -> bool {
        let letters = |text: &str| text.chars().filter(|c| c.is_alphanumeric()).count();
        self.linked > 0
            && letters(&self.text) <= self.linked
            && self.linked * 10 >= self.text.len() * 8
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
fn is_unseen(name: &str) -> bool {
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
    )
}

/// Whether an element is not shown until a script or a reader asks for it.
fn is_folded(node: &NodeRef) -> bool {
    let Some(element) = node.element_ref() else {
        return false;
    };
    let attribute = |name: &str| {
        let mut attributes = element.attrs.iter();
        attributes.find(|attribute| &*attribute.name.local == name)
    };
    // React sends what is slow to make after the rest of the page, in hidden elements with such
    // ids, and its script puts it in its place at once.
    let is_late = || attribute("id").is_some_and(|id| id.value.starts_with("S:"));
    attribute("hidden").is_some() && !is_late()
        || attribute("style").is_some_and(|style| {
            let style: String = style.value.chars().filter(|c| !c.is_whitespace()).collect();
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

/// An element that the walk is in.
struct Open<'a> {
    node: NodeRef<'a>,
    outside: Inside,
    is_block: bool,
    /// The number of the element, or 0 for one that only marks words.
    number: usize,
    /// The number of the first block within it.
    start: usize,
}

impl Page {
    /// Cuts a page. Walks without recursion, since pages nest deeper than stacks.
    pub fn of(document: &Document) -> Page {
        let mut cutter = Cutter::default();
        let mut elements = vec![Element {
            parent: 0,
            tag: Tags::default(),
            signs: Signs::default(),
            pieces: 0..0,
            look: 0,
        }];
        let mut inside = Inside {
            zone: Zone::Page,
            heading: 0,
            link: false,
            preformatted: false,
        };
        let mut open: Vec<Open> = Vec::new();
        let mut interfaces = Vec::new();
        let mut next = Some(document.root());
        loop {
            let Some(node) = next else {
                // Up and on.
                let Some(left) = open.pop() else {
                    break;
                };
                if left.is_block {
                    cutter.cut(inside);
                    cutter.block = elements[left.number].parent;
                    elements[left.number].pieces.end = cutter.pieces.len();
                } else if left.number > 0 {
                    // A cell with blocks in it is a part of the page, not of a line of figures.
                    if cutter.pieces.len() > left.start {
                        cutter.cut(inside);
                    }
                    cutter.block = elements[left.number].parent;
                    elements[left.number].pieces.end = cutter.pieces.len();
                }
                let pieces = &mut cutter.pieces[left.start..];
                if inside.zone != left.outside.zone && !pieces.is_empty() {
                    match inside.zone {
                        Zone::Caption => recaption(pieces, left.outside.zone),
                        Zone::Interface => {
                            interfaces.push((left.start..cutter.pieces.len(), left.outside.zone));
                        }
                        _ => {}
                    }
                }
                inside = left.outside;
                next = left.node.next_sibling();
                continue;
            };
            if node.is_text() {
                cutter.text(&node, inside);
                next = node.next_sibling();
                continue;
            }
            let name = node.node_name().unwrap_or_default();
            let name: &str = &name;
            if name == "br" {
                cutter.line_break(inside);
            }
            if name.is_empty() && !node.is_document() || is_unseen(name) {
                next = node.next_sibling();
                continue;
            }
            let is_block = is_block(name);
            if is_block {
                cutter.cut(inside);
            }
            let is_cell = matches!(name, "td" | "th");
            if is_cell {
                cutter.cell();
            }
            let outside = inside;
            inside = enter(name, &node, outside);
            if is_folded(&node) {
                inside.zone = Zone::Hidden;
            }
            let number = if is_block || is_cell {
                let (signs, look) = Signs::of(name, &node);
                elements.push(Element {
                    parent: cutter.block,
                    tag: Tags::of(name),
                    signs,
                    pieces: cutter.pieces.len()..cutter.pieces.len(),
                    look,
                });
                cutter.block = elements.len() - 1;
                cutter.block
            } else {
                0
            };
            next = node.first_child();
            open.push(Open {
                start: cutter.pieces.len(),
                node,
                outside,
                is_block,
                number,
            });
        }
        cutter.cut(inside);
        let mut pieces = cutter.pieces;
        elements[0].pieces.end = pieces.len();
        let bytes = |pieces: &[Piece]| pieces.iter().map(|piece| piece.text.len()).sum::<usize>();
        let all = bytes(&pieces);
        for (range, outside) in interfaces {
            // Some frameworks put the whole page into a form.
            if bytes(&pieces[range.clone()]) * 2 > all {
                for piece in &mut pieces[range] {
                    if piece.zone == Zone::Interface {
                        piece.zone = outside;
                    }
                }
            }
        }
        Page { elements, pieces }
    }

    /// The elements around a block, the innermost first.
    pub fn around(&self, piece: &Piece) -> impl Iterator<Item = &Element> {
        let mut next = Some(piece.element);
        std::iter::from_fn(move || {
            let element = &self.elements[next?];
            next = next.filter(|number| *number > 0).map(|_| element.parent);
            Some(element)
        })
    }
}

/// Takes text back that only a class called a caption: captions are short.
fn recaption(pieces: &mut [Piece], outside: Zone) {
    const CAPTION_BYTES_MAX: usize = 1500;
    if pieces.iter().map(|piece| piece.text.len()).sum::<usize>() > CAPTION_BYTES_MAX {
        for piece in pieces {
            if piece.zone == Zone::Caption {
                piece.zone = outside;
            }
        }
    }
}

fn enter(name: &str, node: &NodeRef, outside: Inside) -> Inside {
    let mut inside = outside;
    match name {
        "a" => inside.link = true,
        "pre" => inside.preformatted = true,
        "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => {
            inside.heading = name.as_bytes()[1] - b'0';
        }
        "figcaption" | "caption" if outside.zone != Zone::Hidden => inside.zone = Zone::Caption,
        "nav" | "footer" | "form" | "button" | "menu" | "label" | "dialog"
            if outside.zone != Zone::Hidden =>
        {
            inside.zone = Zone::Interface;
        }
        "aside" if outside.zone == Zone::Page => inside.zone = Zone::Aside,
        _ => {}
    }
    let may_be = !matches!(outside.zone, Zone::Interface | Zone::Hidden) && name != "body";
    if let Some(class) = node.class().filter(|_| may_be) {
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
    /// The number of the element that text belongs to.
    block: usize,
    text: String,
    linked: usize,
    /// Where the last line begins, and how much was linked before it.
    line: (usize, usize),
    /// A blank is due before the next word, but not at a block's start.
    blank: bool,
}

impl Cutter {
    fn text(&mut self, node: &NodeRef, inside: Inside) {
        let text = node.text();
        if text.trim().is_empty() {
            self.blank |= !text.is_empty();
            return;
        }
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
    }

    /// One break ends a line, two end a paragraph.
    fn line_break(&mut self, inside: Inside) {
        if self.text.ends_with('\n') {
            self.cut(inside);
        } else if !self.text.is_empty() {
            self.text.push('\n');
            self.line = (self.text.len(), self.linked);
        }
        self.blank = false;
    }

    fn cell(&mut self) {
        self.blank = true;
    }

    fn cut(&mut self, inside: Inside) {
        self.blank = false;
        let mut text = std::mem::take(&mut self.text);
        let linked = std::mem::take(&mut self.linked);
        let (line, linked_before) = std::mem::take(&mut self.line);
        text.truncate(text.trim_end().len());
        if text.trim().is_empty() {
            return;
        }
        // A link alone in the last line below a text: where the text is from, or goes on.
        let below = line > 0
            && line < text.len()
            && linked_before * 2 < line
            && linked - linked_before >= text.len() - line;
        if below {
            let last = text.split_off(line);
            text.truncate(text.trim_end().len());
            self.push(text, linked_before, inside);
            self.push(last, linked - linked_before, inside);
        } else {
            self.push(text, linked, inside);
        }
    }

    fn push(&mut self, text: String, linked: usize, inside: Inside) {
        let heading = text.lines().next().unwrap_or_default();
        let lists_stories =
            linked * 2 > text.len() && lines::judge(heading) == Some(Removal::Teaser);
        self.pieces.push(Piece {
            text,
            zone: inside.zone,
            heading: inside.heading,
            linked,
            element: self.block,
            lists_stories,
            preformatted: inside.preformatted,
        });
    }
}
