//! The words of an article as they are written, by the positions that the index has them at.

use std::ops::Range;

use crate::analysis::Words;
use crate::article::ArticleText;
use crate::index::document::PART_GAP;
use crate::query::ast::Part;

/// The parts of an article that share positions, in their order.
pub fn parts(text: &ArticleText) -> [(Part, Range<usize>); 3] {
    [
        (Part::Title, text.title.clone()),
        (Part::Body, text.body.clone()),
        (Part::Caption, text.captions.clone()),
    ]
}

/// Reads the words of an article in order.
pub struct WordReader<'a> {
    words: Words<'a>,
    /// Where the part begins in the text.
    base: usize,
    position: u32,
    /// The parts to come.
    rest: std::array::IntoIter<(Part, Range<usize>), 3>,
    text: &'a str,
    pub part: Part,
}

impl<'a> WordReader<'a> {
    pub fn of(text: &'a ArticleText) -> WordReader<'a> {
        let mut rest = parts(text).into_iter();
        let (part, range) = rest.next().unwrap_or((Part::Title, 0..0));
        WordReader {
            base: range.start,
            words: Words::new(&text.text[range]),
            position: 0,
            rest,
            text: &text.text,
            part,
        }
    }

    /// The next word: its position and its bytes; it is folded only if the byte with which its folded
    /// form begins is wanted.
    pub fn next_if(&mut self, wanted: &[bool; 256]) -> Option<(u32, Range<usize>)> {
        loop {
            if let Some(span) = self.words.next_span_if(wanted) {
                let position = self.position;
                self.position += 1;
                return Some((position, self.base + span.start..self.base + span.end));
            }
            let (part, range) = self.rest.next()?;
            self.part = part;
            self.base = range.start;
            self.words = Words::new(&self.text[range]);
            self.position += PART_GAP;
        }
    }

    /// The folded form of the last word; empty if it was not wanted.
    pub fn folded(&self) -> &str {
        self.words.folded()
    }
}

/// All words of an article.
pub struct WrittenWords {
    text: String,
    words: Vec<(u32, Range<usize>)>,
}

impl WrittenWords {
    pub fn of(text: ArticleText) -> WrittenWords {
        let mut reader = WordReader::of(&text);
        let mut words = Vec::new();
        // None is folded, and each is found.
        while let Some(word) = reader.next_if(&[false; 256]) {
            words.push(word);
        }
        WrittenWords {
            text: text.text,
            words,
        }
    }

    /// The word at a position.
    pub fn at(&self, position: u32) -> Option<&str> {
        let at = self.words.binary_search_by_key(&position, |word| word.0);
        let (_, span) = self.words.get(at.ok()?)?;
        self.text.get(span.clone())
    }
}
