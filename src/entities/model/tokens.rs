//! `text → sentences of tokens`, by the conventions of the marked texts (Penn Treebank): marks and
//! the possessive `'s` are tokens of their own, words with hyphens are one, abbreviations keep
//! their point.
//!
//! One pass over the bytes; ASCII never decodes a character.

use std::ops::Range;

/// A token; `text[start..end]` is its surface.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Token {
    pub start: u32,
    pub end: u32,
}

impl Token {
    pub fn span(self) -> Range<usize> {
        self.start as usize..self.end as usize
    }

    pub fn text(self, text: &str) -> &str {
        text.get(self.span()).unwrap_or("")
    }
}

/// The tokens of a text, and the sentences as ranges of them.
#[derive(Debug, Clone, Default)]
pub struct Tokens {
    pub tokens: Vec<Token>,
    pub sentences: Vec<Range<usize>>,
}

/// Tokens of one sentence: whatever is longer is no sentence but a table or a list, and is cut.
pub const SENTENCE_TOKENS_MAX: usize = 256;

/// The lengths in bytes of a line that was wrapped by a machine: shorter ones are headings or the
/// ends of paragraphs, longer ones whole paragraphs.
const WRAPPED_LINE_BYTES: Range<usize> = 45..85;

/// Whether the line break at `end` of the line at the start of `bytes` was put in by a machine:
/// the sentence goes on at the start of another such line.
fn is_wrapped(bytes: &[u8], end: usize) -> bool {
    let next = bytes.get(end + 1..).unwrap_or_default();
    let next = &next[..next.len().min(WRAPPED_LINE_BYTES.end)];
    WRAPPED_LINE_BYTES.contains(&end)
        && next.first().is_some_and(|byte| !byte.is_ascii_whitespace())
        && (next.len() < WRAPPED_LINE_BYTES.end || next.contains(&b'\n'))
}

impl Tokens {
    /// Adds the tokens of one part of a text; a sentence never reaches from one part into another.
    pub fn add(&mut self, text: &str, part: Range<usize>) {
        let Some(whole) = text.get(..part.end) else {
            return;
        };
        let bytes = whole.as_bytes();
        self.tokens.reserve(part.len() / 5);
        let (mut at, mut line_start) = (part.start, part.start);
        let mut first = self.tokens.len();
        let mut end = End::No;
        while at < bytes.len() {
            let byte = bytes[at];
            if byte.is_ascii_whitespace() {
                if byte == b'\n' {
                    if !is_wrapped(&bytes[line_start..], at - line_start) {
                        self.close(&mut first);
                        end = End::No;
                    }
                    line_start = at + 1;
                }
                at += 1;
                continue;
            }
            if byte >= 0x80
                && let Some(c) = whole[at..].chars().next()
                && c.is_whitespace()
            {
                at += c.len_utf8();
                continue;
            }
            let token_end = at + token_length(&whole[at..]);
            let token = &whole[at..token_end];
            // A quotation mark right after the full stop still belongs to its sentence.
            let closes = end == End::Sure
                && is_quote(token)
                && at > 0
                && !bytes[at - 1].is_ascii_whitespace();
            if end == End::Sure && !closes && begins_sentence(token)
                || end == End::Abbreviation && STARTERS.contains(&token)
                || self.tokens.len() - first >= SENTENCE_TOKENS_MAX
            {
                self.close(&mut first);
            }
            end = end.after(token, bytes.get(token_end));
            self.tokens.push(Token {
                start: at as u32,
                end: token_end as u32,
            });
            at = token_end;
        }
        self.close(&mut first);
    }

    fn close(&mut self, first: &mut usize) {
        if *first < self.tokens.len() {
            self.sentences.push(*first..self.tokens.len());
            *first = self.tokens.len();
        }
    }
}

/// Whether the tokens so far end a sentence.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum End {
    No,
    /// A full stop, question or exclamation mark.
    Sure,
    /// An abbreviation's point, which may be the sentence's too.
    Abbreviation,
}

impl End {
    fn after(self, token: &str, next: Option<&u8>) -> End {
        let spaced = next.is_none_or(|byte| byte.is_ascii_whitespace() || *byte >= 0x80);
        match token {
            "." | "!" | "?" | "…" | "..." => End::Sure,
            _ if self == End::Sure && is_quote(token) => {
                if spaced {
                    End::Sure
                } else {
                    End::No
                }
            }
            _ if token.len() > 1 && token.ends_with('.') => End::Abbreviation,
            _ => End::No,
        }
    }
}

/// Whether a token may begin a sentence after a full stop.
fn begins_sentence(token: &str) -> bool {
    let first = token.chars().next().unwrap_or(' ');
    first.is_uppercase()
        || first.is_numeric()
        || matches!(first, '"' | '“' | '„' | '«' | '\'' | '‘' | '(' | '[')
        || token.starts_with("al-")
}

fn is_quote(token: &str) -> bool {
    matches!(token, "\"" | "”" | "’" | "'" | ")" | "»" | "“")
}

/// Words that begin a sentence after an abbreviation.
const STARTERS: [&str; 30] = [
    "The", "In", "He", "She", "It", "But", "A", "An", "On", "At", "They", "We", "I", "This",
    "That", "These", "There", "His", "Her", "Its", "Their", "As", "And", "After", "For", "When",
    "While", "If", "However", "Some",
];

/// The length in bytes of the token at the start of `text`, which is no white space.
fn token_length(text: &str) -> usize {
    let bytes = text.as_bytes();
    let first = bytes[0];
    if first.is_ascii_alphanumeric() || first >= 0x80 && starts_alphanumeric(text) {
        return word_length(text);
    }
    // 's after a word, with nothing between.
    if matches!(first, b'\'') || text.starts_with('’') {
        let mark = if first == b'\'' { 1 } else { '’'.len_utf8() };
        let rest = &bytes[mark..];
        if matches!(rest.first(), Some(b's' | b'S')) && !goes_on(&text[mark + 1..]) {
            return mark + 1;
        }
        return mark;
    }
    if matches!(first, b'.' | b'-' | b'=' | b'_' | b'*' | b'`') {
        return bytes
            .iter()
            .take_while(|byte| **byte == first)
            .count()
            .min(RUN_BYTES_MAX);
    }
    text.chars().next().map_or(1, char::len_utf8)
}

/// A row of the same mark is cut there, so that no token is endless.
const RUN_BYTES_MAX: usize = 64;

fn starts_alphanumeric(text: &str) -> bool {
    text.chars()
        .next()
        .is_some_and(|c| c.is_alphanumeric() || matches!(c, '\u{300}'..='\u{36f}'))
}

/// Whether a word goes on at the start of `text`.
fn goes_on(text: &str) -> bool {
    match text.as_bytes().first() {
        None => false,
        Some(byte) if byte.is_ascii() => byte.is_ascii_alphanumeric(),
        Some(_) => starts_alphanumeric(text),
    }
}

fn word_length(text: &str) -> usize {
    let bytes = text.as_bytes();
    let mut at = 0;
    // Where the part after the last joint begins.
    let mut part = 0;
    // Whether a joint was a point: `U.S`, `p.m`.
    let mut pointed = false;
    while at < bytes.len() {
        let byte = bytes[at];
        if byte.is_ascii_alphanumeric() {
            at += 1;
            continue;
        }
        if byte >= 0x80 {
            let Some(c) = text[at..].chars().next() else {
                break;
            };
            let next = at + c.len_utf8();
            if c.is_alphanumeric() || matches!(c, '\u{300}'..='\u{36f}') {
                at = next;
                continue;
            }
            let joins = goes_on(&text[next..]);
            if c == '’' && joins && !is_possessive(&text[next..])
                || matches!(c, '‐' | '\u{2011}' | '·') && joins
            {
                at = next;
                part = at;
                continue;
            }
            break;
        }
        let joins = goes_on(&text[at + 1..]);
        match byte {
            b'\'' if joins && !is_possessive(&text[at + 1..]) => {}
            b'-' if joins => {}
            b'&' if joins
                && bytes[at - 1].is_ascii_uppercase()
                && bytes[at + 1].is_ascii_uppercase() => {}
            b',' | b':'
                if joins && bytes[at - 1].is_ascii_digit() && bytes[at + 1].is_ascii_digit() => {}
            b'.' if joins && bytes[at - 1].is_ascii_digit() && bytes[at + 1].is_ascii_digit() => {}
            b'.' if joins && at - part == 1 && bytes[at - 1].is_ascii_alphabetic() => {
                pointed = true
            }
            b'.' if joins && bytes[at - 1].is_ascii_lowercase() && is_domain(&bytes[at + 1..]) => {}
            _ => break,
        }
        at += 1;
        part = at;
    }
    // The point of an abbreviation belongs to it.
    if bytes.get(at) == Some(&b'.') && bytes.get(at + 1) != Some(&b'.') {
        let initial = at - part == 1 && bytes[part].is_ascii_uppercase();
        let lower = pointed && at - part == 1;
        if initial || lower || is_abbreviation(&text[..at]) {
            at += 1;
        }
    }
    at
}

/// Whether an apostrophe's `s` ends the word.
fn is_possessive(rest: &str) -> bool {
    matches!(rest.as_bytes().first(), Some(b's' | b'S')) && !goes_on(&rest[1..])
}

/// Whether what follows a point ends the name of a host: `Yahoo.com`.
fn is_domain(rest: &[u8]) -> bool {
    let end = rest
        .iter()
        .position(|byte| !byte.is_ascii_alphanumeric())
        .unwrap_or(rest.len());
    matches!(
        &rest[..end],
        b"com"
            | b"org"
            | b"net"
            | b"gov"
            | b"edu"
            | b"co"
            | b"uk"
            | b"de"
            | b"fr"
            | b"ru"
            | b"info"
            | b"io"
            | b"tv"
    )
}

fn is_abbreviation(word: &str) -> bool {
    word.len() <= 6 && word.as_bytes()[0].is_ascii_uppercase() && ABBREVIATIONS.contains(&word)
        || matches!(word, "vs" | "etc" | "al" | "ft")
}

const ABBREVIATIONS: [&str; 60] = [
    "Mr", "Mrs", "Ms", "Dr", "Prof", "Sen", "Rep", "Reps", "Sens", "Gov", "Gen", "Col", "Maj",
    "Capt", "Lt", "Sgt", "Cpl", "Brig", "Adm", "Rev", "St", "Ste", "Hon", "Messrs", "Mt", "Ft",
    "Fr", "Pvt", "Cmdr", "Supt", "Insp", "No", "Jan", "Feb", "Mar", "Apr", "Jun", "Jul", "Aug",
    "Sep", "Sept", "Oct", "Nov", "Dec", "Inc", "Corp", "Co", "Ltd", "Bros", "Jr", "Sr", "Ave",
    "Blvd", "Rd", "Dept", "Univ", "Assn", "Bhd", "Pty", "Ph",
];

#[cfg(test)]
mod tests {
    use super::*;

    fn split(text: &str) -> String {
        let mut tokens = Tokens::default();
        tokens.add(text, 0..text.len());
        let sentence = |range: &Range<usize>| {
            let words: Vec<&str> = tokens.tokens[range.clone()]
                .iter()
                .map(|t| t.text(text))
                .collect();
            words.join(" ")
        };
        tokens
            .sentences
            .iter()
            .map(sentence)
            .collect::<Vec<_>>()
            .join(" | ")
    }

    #[test]
    fn marks_and_possessives_stand_apart_and_abbreviations_keep_their_point() {
        assert_eq!(
            split("Mr. J.R. Vale’s U.S. aide (O'Neill) paid $3.4 million, 5% of AT&T's 1,000."),
            "Mr. J.R. Vale ’s U.S. aide ( O'Neill ) paid $ 3.4 million , 5 % of AT&T 's 1,000 ."
        );
        assert_eq!(
            split("Ki-moon's at 3 p.m. on Yahoo.com"),
            "Ki-moon 's at 3 p.m. on Yahoo.com"
        );
    }

    #[test]
    fn sentences_end_at_full_stops_and_breaks_but_not_at_titles() {
        assert_eq!(
            split("Yes. Dr. Vale said: \"Go.\" He left the U.S. The end"),
            "Yes . | Dr. Vale said : \" Go . \" | He left the U.S. | The end"
        );
        assert_eq!(split("One\nTwo\n\nThree"), "One | Two | Three");
    }

    #[test]
    fn a_text_without_spaces_is_cut_into_bounded_sentences() {
        let text = "!".repeat(10_000);
        let mut tokens = Tokens::default();
        tokens.add(&text, 0..text.len());
        assert!(
            tokens
                .sentences
                .iter()
                .all(|s| s.len() <= SENTENCE_TOKENS_MAX)
        );
    }
}
