//! `text → tokens`: words with their shape, the gap before them, and where sentences start.
//!
//! One pass over the bytes; ASCII never decodes a character. Initials (`U.S.`, `J.`) and short
//! titles (`Mr.`, `St.`) keep their point, since it ends no sentence; a possessive `'s` belongs
//! to no word.

use std::ops::Range;

use super::words::{self, Flags};

#[derive(Debug, Clone, Copy)]
pub struct Token<'a> {
    pub text: &'a str,
    pub start: usize,
    pub shape: Shape,
    /// What stands between the former token and this one.
    pub gap: Gap,
    /// Whether a capital letter here says nothing, since a sentence or quotation begins.
    pub starts_sentence: bool,
    /// What the word lists know; empty unless the word has a capital letter.
    pub flags: Flags,
}

impl Token<'_> {
    pub fn end(&self) -> usize {
        self.start + self.text.len()
    }

    pub fn is(&self, flags: Flags) -> bool {
        self.flags & flags != 0
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shape {
    Lower,
    /// `Palmyra`, `McDonald`, `J.`, `al-Assad`.
    Capital,
    /// `NATO`, `U.N.`, `REUTERS`.
    Caps,
    Number,
    /// One character that is no part of a word.
    Mark,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Gap {
    None,
    /// Spaces, or the line break of hard-wrapped text.
    Space,
    /// The end of a paragraph, list item or heading.
    Break,
}

/// The lengths of a line that was wrapped by a machine: shorter ones are headings or the ends of
/// paragraphs, longer ones whole paragraphs.
const WRAPPED_LINE_BYTES: Range<usize> = 45..85;

/// Whether the line break at `end` of the line at the start of `bytes` was put in by a machine:
/// the sentence goes on at the start of another such line.
fn is_wrapped(bytes: &[u8], end: usize) -> bool {
    let next = &bytes[end + 1..];
    let next = &next[..next.len().min(WRAPPED_LINE_BYTES.end)];
    WRAPPED_LINE_BYTES.contains(&end)
        && next.first().is_some_and(|byte| !byte.is_ascii_whitespace())
        && (next.len() < WRAPPED_LINE_BYTES.end || next.contains(&b'\n'))
}

/// Splits one part of an article; the first token comes after a break.
pub fn tokens(text: &str, part: Range<usize>) -> Vec<Token<'_>> {
    let bytes = text.as_bytes();
    let mut tokens: Vec<Token> = Vec::with_capacity(part.len() / 5);
    let (mut at, mut gap, mut fresh) = (part.start, Gap::Break, true);
    let mut line_start = part.start;
    while at < part.end {
        let byte = bytes[at];
        if byte == b'\n' {
            let wrapped = is_wrapped(&bytes[line_start..part.end], at - line_start);
            gap = if wrapped && gap != Gap::Break {
                Gap::Space
            } else {
                Gap::Break
            };
            fresh |= gap == Gap::Break;
            at += 1;
            line_start = at;
            continue;
        }
        if byte.is_ascii_whitespace() {
            gap = if gap == Gap::None { Gap::Space } else { gap };
            at += 1;
            continue;
        }
        let Some(first) = text[at..part.end].chars().next() else {
            break;
        };
        if first.is_whitespace() {
            gap = if gap == Gap::None { Gap::Space } else { gap };
            at += first.len_utf8();
            continue;
        }
        let start = at;
        if !first.is_alphanumeric() {
            at += first.len_utf8();
            tokens.push(Token {
                text: &text[start..at],
                start,
                shape: Shape::Mark,
                gap,
                starts_sentence: fresh,
                flags: 0,
            });
            let spaced = gap != Gap::None;
            fresh = match first {
                '.' | '!' | '?' | '…' | ':' | ';' | '•' | '|' | '*' | '>' | '/' => true,
                '"' | '“' | '„' | '«' | '‘' | '\'' => fresh || spaced,
                '-' | '–' | '—' => fresh || spaced,
                '(' | '[' | ')' | ']' | '”' | '’' | '»' => fresh,
                _ => false,
            };
            gap = Gap::None;
            continue;
        }
        let word = word(&text[start..part.end]);
        at = start + word.end;
        let text = &text[start..start + word.name_end];
        let flags = match word.shape {
            Shape::Capital | Shape::Caps => words::flags(text, word.shape == Shape::Caps),
            _ => 0,
        };
        tokens.push(Token {
            text,
            start,
            shape: word.shape,
            gap,
            starts_sentence: fresh,
            flags,
        });
        if bytes[..part.end].get(at) == Some(&b'.') && flags & words::ABBREVIATION != 0 {
            // The point stays outside the word, but it ends no sentence.
            at += 1;
        }
        fresh = false;
        gap = Gap::None;
    }
    tokens
}

struct Word {
    shape: Shape,
    /// Where the word ends without its possessive.
    name_end: usize,
    /// Where the next token may begin.
    end: usize,
}

/// Reads the word at the start of `text`, which begins with a letter or digit.
fn word(text: &str) -> Word {
    let bytes = text.as_bytes();
    let (mut at, mut upper, mut lower) = (0, 0usize, 0usize);
    let mut name_end = None;
    // Whether the last thing read is a capital that stands alone: it may take a point.
    let mut initial = false;
    let mut alone = true;
    while at < bytes.len() {
        let byte = bytes[at];
        if byte.is_ascii_alphanumeric() {
            let is_upper = byte.is_ascii_uppercase();
            upper += usize::from(is_upper);
            lower += usize::from(byte.is_ascii_lowercase());
            initial = is_upper && alone;
            alone = false;
            at += 1;
            continue;
        }
        if byte == b'.' && initial {
            at += 1;
            (initial, alone) = (false, true);
            if !bytes
                .get(at)
                .is_some_and(|b| b.is_ascii_uppercase() || *b == b'-')
            {
                break;
            }
            continue;
        }
        let Some(c) = text[at..].chars().next() else {
            break;
        };
        let next = at + c.len_utf8();
        if byte >= 0x80 && (c.is_alphanumeric() || matches!(c, '\u{300}'..='\u{36f}')) {
            upper += usize::from(c.is_uppercase());
            lower += usize::from(c.is_lowercase());
            initial = c.is_uppercase() && alone;
            alone = false;
            at = next;
            continue;
        }
        let joins = text[next..]
            .chars()
            .next()
            .is_some_and(char::is_alphanumeric);
        match c {
            '\'' | '’' if joins => {
                let rest = &bytes[next..];
                let ends = !rest
                    .get(1)
                    .is_some_and(|b| b.is_ascii_alphanumeric() || *b >= 0x80);
                if matches!(rest[0], b's' | b'S') && ends {
                    name_end = Some(at);
                    at = next + 1;
                    break;
                }
                at = next;
            }
            '-' | '‐' if joins => at = next,
            '&' if joins && lower == 0 => at = next,
            _ => break,
        }
        (initial, alone) = (false, true);
    }
    let name_end = name_end.unwrap_or(at);
    Word {
        shape: shape(&text[..name_end], upper, lower),
        name_end,
        end: at,
    }
}

/// What follows a hyphen in adjectives made of names (`U.S.-led`), but not in names (`Ki-moon`).
const ADJECTIVE_ENDINGS: [&str; 24] = [
    "led",
    "backed",
    "based",
    "born",
    "held",
    "style",
    "controlled",
    "run",
    "owned",
    "made",
    "era",
    "wide",
    "old",
    "like",
    "allied",
    "occupied",
    "ruled",
    "trained",
    "speaking",
    "sponsored",
    "funded",
    "dominated",
    "friendly",
    "mediated",
];

/// The particles that begin a name word in lower case (`al-Assad`).
const ARTICLES: [&str; 10] = ["al", "el", "as", "ash", "ad", "an", "at", "ar", "az", "ul"];

fn shape(word: &str, upper: usize, lower: usize) -> Shape {
    if word.as_bytes()[0].is_ascii_digit() {
        return Shape::Number;
    }
    if upper == 0 {
        return Shape::Lower;
    }
    let (head, tail) = match word.rsplit_once('-') {
        Some((head, tail)) => (head, tail),
        None => ("", word),
    };
    if !head.is_empty() && ADJECTIVE_ENDINGS.contains(&tail) {
        return Shape::Lower;
    }
    let capital = word.chars().next().is_some_and(char::is_uppercase);
    match (capital, lower) {
        (true, 0) if upper >= 2 => Shape::Caps,
        (true, _) => Shape::Capital,
        (false, _) => {
            let article = word.split_once('-').map_or("", |(article, _)| article);
            if ARTICLES.contains(&article) {
                Shape::Capital
            } else {
                Shape::Lower
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &[&str]) {
        let found: Vec<&str> = tokens(text, 0..text.len()).iter().map(|t| t.text).collect();
        assert_eq!(found, expected, "{text}");
    }

    #[test]
    fn initials_keep_their_points_and_names_lose_their_possessive() {
        check(
            "Mr. J.R. Vale's U.S. aide",
            &["Mr", "J.R.", "Vale", "U.S.", "aide"],
        );
        check("Bashar al-Assad’s", &["Bashar", "al-Assad"]);
        check("Shi'ite (O'Neill)", &["Shi'ite", "(", "O'Neill", ")"]);
    }

    #[test]
    fn sentences_start_after_points_and_quotes_but_not_after_titles() {
        let text = "Yes. Dr. Vale said: \"Go to Rome.\"";
        let starts: Vec<&str> = tokens(text, 0..text.len())
            .iter()
            .filter(|t| t.starts_sentence && t.shape != Shape::Mark)
            .map(|t| t.text)
            .collect();
        assert_eq!(starts, ["Yes", "Dr", "Go"]);
    }

    #[test]
    fn adjectives_made_of_names_are_no_names() {
        let shapes: Vec<Shape> = tokens("U.S.-led Ki-moon al-Sham anti-Daesh", 0..35)
            .iter()
            .map(|t| t.shape)
            .collect();
        assert_eq!(
            shapes,
            [Shape::Lower, Shape::Capital, Shape::Capital, Shape::Lower]
        );
    }
}
