//! `token → word`: how it is written, and what the lists know of it.

use crate::entities::words::{self, Flags, PLACE, RANK};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shape {
    Capital,
    /// Two letters or more, none of them small.
    Caps,
    Lower,
    /// Letters of a script that has no capitals.
    Caseless,
    /// Numbers and marks.
    Other,
}

#[derive(Debug, Clone, Copy)]
pub struct Word<'a> {
    pub text: &'a str,
    pub start: usize,
    pub shape: Shape,
    /// Whether white space alone parts it from the word before.
    pub near: bool,
    pub flags: Flags,
}

impl Word<'_> {
    pub fn end(&self) -> usize {
        self.start + self.text.len()
    }

    pub fn is(&self, flags: Flags) -> bool {
        self.flags & flags != 0
    }

    pub fn is_name(&self) -> bool {
        matches!(self.shape, Shape::Capital | Shape::Caps)
    }

    pub fn is_initial(&self) -> bool {
        self.is_name() && self.text.ends_with('.') && self.text.chars().count() == 2
    }
}

/// A token as a word; `dell'Italia` is `Italia`.
pub fn word(surface: &str, start: usize, near: bool, nouns: bool) -> Word<'_> {
    let whole = |text, start, near| {
        let shape = shape(text);
        Word {
            text,
            start,
            shape,
            near,
            flags: flags(text, shape, nouns),
        }
    };
    let elided = surface
        .find(['\'', '’'])
        .filter(|at| *at <= ELISION_BYTES_MAX);
    if let Some(mark) = elided
        && surface.starts_with(char::is_lowercase)
        && let Some(c) = surface[mark..].chars().next()
        && let name = &surface[mark + c.len_utf8()..]
        && name.starts_with(char::is_uppercase)
    {
        return whole(name, start + surface.len() - name.len(), false);
    }
    whole(surface, start, near)
}

/// Bytes before the apostrophe of an elided small word: `sull'`, `quell'`.
const ELISION_BYTES_MAX: usize = 5;

fn shape(text: &str) -> Shape {
    let Some(first) = text.chars().next() else {
        return Shape::Other;
    };
    if !first.is_alphabetic() {
        return Shape::Other;
    }
    let small = text.chars().any(char::is_lowercase);
    let capitals = text.chars().filter(|c| c.is_uppercase()).count();
    if first.is_uppercase() {
        return if small || capitals < 2 {
            Shape::Capital
        } else {
            Shape::Caps
        };
    }
    if !small && capitals == 0 {
        return Shape::Caseless;
    }
    // `al-Venn`.
    let article = text.split_once('-').filter(|(head, _)| head.len() <= 3);
    if article.is_some_and(|(_, tail)| tail.starts_with(char::is_uppercase)) {
        return Shape::Capital;
    }
    Shape::Lower
}

fn flags(text: &str, shape: Shape, nouns: bool) -> Flags {
    match shape {
        Shape::Other => 0,
        Shape::Capital if nouns => {
            // `CDU-Politikerin`, `Frankreichs`.
            let tail = text.rsplit_once('-').map_or("", |(_, tail)| tail);
            let genitive = text.strip_suffix('s').unwrap_or("");
            words::flags(text, false)
                | words::flags(tail, false) & RANK
                | words::flags(genitive, false) & PLACE
        }
        shape => words::flags(text, shape == Shape::Caps),
    }
}
