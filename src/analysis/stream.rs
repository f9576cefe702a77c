//! Terms with positions, written by the analysis and read back by the engine.
//!
//! The engine takes a string for each field and asks a tokenizer for its terms. Ours are known
//! by then (two fields share one pass over the article), so the string is not text but a list of
//! lines: one character for the distance from the position before, the term, a line feed. No
//! term contains a line feed or another control character.
//!
//! ```text
//! ␠saint⏎!orla⏎!sinks⏎      saint at 0, orla at 1, sinks at 2
//! ␠saint⏎␠saint⏎!orla⏎      saint twice at 0: a title's words count several times
//! ```

use tantivy::tokenizer::{Token, TokenStream, Tokenizer};

/// The character of distance 0. Distance `d` is the character `ZERO + d`.
const ZERO: u32 = ' ' as u32;

/// The largest distance of one line; farther ones take several lines, of which only the last has
/// a term. Ends below the surrogates, which are no characters.
const DISTANCE_MAX: u32 = 0xD7FF - ZERO;

/// Writes terms in the order of their positions.
#[derive(Debug, Default)]
pub struct TermStream {
    lines: String,
    position: u32,
    tokens: u32,
}

impl TermStream {
    pub fn with_capacity(bytes: usize) -> Self {
        TermStream {
            lines: String::with_capacity(bytes),
            ..TermStream::default()
        }
    }

    /// Adds a term. Positions must not decrease: a smaller one counts as the last one's.
    pub fn push(&mut self, position: u32, term: &str) {
        self.start_line(position);
        self.lines.push_str(term);
        self.lines.push('\n');
    }

    /// Adds a term of several parts, joined without anything between.
    pub fn push_parts(&mut self, position: u32, parts: &[&str]) {
        self.start_line(position);
        parts.iter().for_each(|part| self.lines.push_str(part));
        self.lines.push('\n');
    }

    fn start_line(&mut self, position: u32) {
        let mut distance = position.saturating_sub(self.position);
        while distance > DISTANCE_MAX {
            self.lines.push(distance_char(DISTANCE_MAX));
            self.lines.push('\n');
            distance -= DISTANCE_MAX;
        }
        self.lines.push(distance_char(distance));
        self.position = self.position.max(position);
        self.tokens += 1;
    }

    pub fn tokens(&self) -> u32 {
        self.tokens
    }

    pub fn into_string(self) -> String {
        self.lines
    }
}

fn distance_char(distance: u32) -> char {
    char::from_u32(ZERO + distance).unwrap_or(' ')
}

/// Reads a [`TermStream`] back; the engine's tokenizer for every field that has positions.
#[derive(Clone, Default)]
pub struct TermStreamTokenizer {
    token: Token,
}

impl Tokenizer for TermStreamTokenizer {
    type TokenStream<'a> = Lines<'a>;

    fn token_stream<'a>(&'a mut self, text: &'a str) -> Lines<'a> {
        self.token.reset();
        self.token.position = 0;
        Lines {
            rest: text,
            token: &mut self.token,
        }
    }
}

pub struct Lines<'a> {
    rest: &'a str,
    token: &'a mut Token,
}

impl TokenStream for Lines<'_> {
    fn advance(&mut self) -> bool {
        loop {
            let Some(distance) = self.rest.chars().next() else {
                return false;
            };
            let after = &self.rest[distance.len_utf8()..];
            let end = after
                .as_bytes()
                .iter()
                .position(|b| *b == b'\n')
                .unwrap_or(after.len());
            let term = &after[..end];
            self.rest = after.get(end + 1..).unwrap_or("");
            self.token.position = self
                .token
                .position
                .wrapping_add((distance as u32).saturating_sub(ZERO) as usize);
            if !term.is_empty() {
                self.token.text.clear();
                self.token.text.push_str(term);
                return true;
            }
        }
    }

    fn token(&self) -> &Token {
        self.token
    }

    fn token_mut(&mut self) -> &mut Token {
        self.token
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn read(lines: &str) -> Vec<(u32, String)> {
        let mut tokenizer = TermStreamTokenizer::default();
        let mut stream = tokenizer.token_stream(lines);
        let mut terms = Vec::new();
        while stream.advance() {
            terms.push((stream.token().position as u32, stream.token().text.clone()));
        }
        terms
    }

    proptest! {
        #[test]
        fn what_is_written_is_read_back(
            steps in prop::collection::vec((0u32..200_000, "[a-zа-я 東]{1,8}"), 0..30)
        ) {
            let mut position = 0;
            let mut stream = TermStream::default();
            let mut expected = Vec::new();
            for (step, term) in steps {
                position += step;
                stream.push(position, &term);
                expected.push((position, term));
            }
            prop_assert_eq!(stream.tokens() as usize, expected.len());
            prop_assert_eq!(read(&stream.into_string()), expected);
        }

        #[test]
        fn no_string_makes_the_reader_panic(text in "\\PC*") {
            read(&text);
        }
    }
}
