//! The words and numbers around a place in a text. Every look is short, whatever the text is.

use std::ops::Range;

use super::languages::Languages;
use super::scan::count_letters;
use crate::article::Published;

/// Bytes of the longest word that a pattern knows or reads over, with room to spare.
const WORD_MAX: usize = 40;
/// Bytes of white space between two words of one pattern; more is a column of a table.
const GAP_MAX: usize = 8;
/// Bytes of the longest number that a pattern reads, with its commas and points.
const NUMBER_MAX: usize = 40;

/// One part of an article, as the patterns see it.
#[derive(Clone, Copy)]
pub struct Reader<'a> {
    /// Ends with the part.
    pub text: &'a str,
    /// Where the text that no earlier mention has taken begins, within the part.
    pub free: usize,
    pub languages: Languages,
    pub published: Option<Published>,
}

impl<'a> Reader<'a> {
    pub fn byte(&self, at: usize) -> Option<u8> {
        self.text.as_bytes().get(at).copied()
    }

    pub fn is_digit(&self, at: usize) -> bool {
        self.byte(at).is_some_and(|b| b.is_ascii_digit())
    }

    /// What follows; empty where `at` is past the end.
    pub fn rest(&self, at: usize) -> &'a str {
        self.text.get(at..).unwrap_or("")
    }

    /// What no mention has taken before `at`.
    pub fn before(&self, at: usize) -> &'a str {
        self.text.get(self.free..at).unwrap_or("")
    }

    /// Whether a word starts at `at`.
    pub fn starts_word(&self, at: usize) -> bool {
        match self.text.as_bytes()[self.free..at].last() {
            None => true,
            Some(byte) if byte.is_ascii() => !byte.is_ascii_alphanumeric(),
            Some(_) => !self.before(at).ends_with(char::is_alphanumeric),
        }
    }

    /// Whether a letter, mark or digit stands at `at`.
    pub fn is_word(&self, at: usize) -> bool {
        match self.byte(at) {
            None => false,
            Some(byte) if byte.is_ascii() => byte.is_ascii_alphanumeric() || byte == b'_',
            Some(_) => self.rest(at).starts_with(char::is_alphanumeric),
        }
    }

    /// The end of the white space at `at`: at least one space, at most one line break.
    pub fn gap(&self, at: usize) -> Option<usize> {
        let next = self.maybe_gap(at)?;
        (next > at).then_some(next)
    }

    /// The end of the white space at `at`, if any; `None` at the end of a paragraph or cell.
    pub fn maybe_gap(&self, at: usize) -> Option<usize> {
        let (mut next, mut lines) = (at, 0);
        loop {
            next += match self.byte(next) {
                Some(b' ' | b'\r') => 1,
                Some(b'\n') => {
                    lines += 1;
                    1
                }
                Some(0xc2) if self.byte(next + 1) == Some(0xa0) => 2,
                _ => break,
            };
            if lines > 1 || next - at > GAP_MAX {
                return None;
            }
        }
        Some(next)
    }

    /// The start of the white space that ends at `end`, by the same rules.
    fn gap_before(&self, end: usize) -> Option<usize> {
        let before = self.before(end);
        let mut start = end;
        let mut lines = 0;
        for c in before.chars().rev() {
            match c {
                ' ' | '\r' | '\u{a0}' => {}
                '\n' => lines += 1,
                _ => break,
            }
            start -= c.len_utf8();
            if lines > 1 || end - start > GAP_MAX {
                return None;
            }
        }
        (start < end).then_some(start)
    }

    /// The letters at `at`; empty where there are none or too many.
    pub fn word(&self, at: usize) -> &'a str {
        // As often there is none.
        match self.byte(at) {
            Some(byte) if byte.is_ascii_alphabetic() || !byte.is_ascii() => self.letters(at),
            _ => "",
        }
    }

    fn letters(&self, at: usize) -> &'a str {
        let rest = self.rest(at);
        let mut end = count_letters(rest.as_bytes(), 0, WORD_MAX + 1);
        if rest.as_bytes().get(end).is_some_and(|b| !b.is_ascii()) {
            let letters = rest[end..].chars().take_while(|c| c.is_alphabetic());
            end += letters.take(WORD_MAX).map(char::len_utf8).sum::<usize>();
        }
        if end > WORD_MAX { "" } else { &rest[..end] }
    }

    /// The word at `at`, with the points inside and at the end of an abbreviation (`U.S.`).
    pub fn dotted_word(&self, at: usize) -> &'a str {
        let rest = self.rest(at);
        let mut end = count_letters(rest.as_bytes(), 0, WORD_MAX + 1);
        if end > WORD_MAX {
            return "";
        }
        // Most words have neither a point nor another letter.
        if (rest.as_bytes().get(end)).is_none_or(|byte| byte.is_ascii() && *byte != b'.') {
            return &rest[..end];
        }
        for c in rest[end..].chars() {
            if !(c.is_alphabetic() || c == '.') {
                break;
            }
            end += c.len_utf8();
            if end > WORD_MAX {
                return "";
            }
        }
        let word = &rest[..end];
        // A single point at the end closes the sentence.
        if word.matches('.').count() == 1 {
            word.trim_end_matches('.')
        } else {
            word
        }
    }

    /// The word after a gap, and where it starts.
    pub fn next_word(&self, at: usize) -> Option<(usize, &'a str)> {
        let next = self.gap(at)?;
        Some((next, self.word(next)))
    }

    /// The end of one of these words, after a gap.
    pub fn next_is(&self, at: usize, words: &[&str]) -> Option<usize> {
        let (next, word) = self.next_word(at)?;
        (!word.is_empty() && words.contains(&word)).then(|| next + word.len())
    }

    /// The word one gap before `at`, without the point of an abbreviation; empty where there is
    /// none.
    pub fn word_before(&self, at: usize) -> Range<usize> {
        let Some(end) = self.gap_before(at) else {
            return at..at;
        };
        let end = end - usize::from(self.before(end).ends_with('.'));
        self.word_ending(end)
    }

    /// The letters that end at `end`.
    pub fn word_ending(&self, end: usize) -> Range<usize> {
        let before = self.before(end);
        let letters = before.bytes().rev().take(WORD_MAX + 1);
        let mut start = before.len() - letters.take_while(u8::is_ascii_alphabetic).count();
        if start > 0 && !before.as_bytes()[start - 1].is_ascii() {
            let letters = before[..start]
                .chars()
                .rev()
                .take_while(|c| c.is_alphabetic());
            start -= letters.take(WORD_MAX).map(char::len_utf8).sum::<usize>();
        }
        match before.len() - start > WORD_MAX {
            true => end..end,
            false => self.free + start..end,
        }
    }

    /// The text of [`Reader::word_before`].
    pub fn previous(&self, at: usize) -> &'a str {
        &self.text[self.word_before(at)]
    }

    /// The end of the digits at `at`, with the commas and points between them; `None` where they
    /// are too many.
    pub fn number_end(&self, at: usize) -> Option<usize> {
        let mut end = at;
        while let Some(byte) = self.byte(end) {
            let joins = matches!(byte, b',' | b'.') && end > at && self.is_digit(end + 1);
            if !byte.is_ascii_digit() && !joins {
                break;
            }
            end += 1;
            if end - at > NUMBER_MAX {
                return None;
            }
        }
        Some(end)
    }

    /// Whether a mark stands at `at` after which no word belongs to a number before it, or nothing.
    pub fn is_closed(&self, at: usize) -> bool {
        matches!(
            self.byte(at),
            None | Some(b',' | b'.' | b';' | b':' | b'(' | b')' | b']' | b'!' | b'?' | b'"')
        )
    }

    /// The digits at `at`, no more than `max` of them, and where they end.
    pub fn digits(&self, at: usize, max: usize) -> Option<(u32, usize)> {
        let rest = self.text.as_bytes().get(at..)?;
        let (mut value, mut count) = (0u32, 0);
        while let Some(digit @ b'0'..=b'9') = rest.get(count) {
            if count == max {
                return None;
            }
            value = value
                .checked_mul(10)?
                .checked_add(u32::from(digit - b'0'))?;
            count += 1;
        }
        (count > 0).then_some((value, at + count))
    }

    /// Whether `at` is where a sentence starts, as far as punctuation tells.
    pub fn starts_sentence(&self, at: usize) -> bool {
        let before = self.before(at);
        let bare = before.trim_end_matches(['"', '“', '‘', '(', '\'', '«', '„']);
        let trimmed = match self.gap_before(self.free + bare.len()) {
            Some(start) => &self.text[self.free..start],
            None if bare.is_empty() || bare.ends_with('\n') => return true,
            None => return false,
        };
        // The point of "Mr." and of "Feb." is no end of a sentence.
        let last = trimmed.trim_end_matches(['"', '”', '’', ')', '»', '\'']);
        let word = last.trim_end_matches('.');
        trimmed.is_empty()
            || last.ends_with(['!', '?', ':', '…', '—', '–', '-'])
            || last.ends_with('.')
                && word.len() - word.trim_end_matches(char::is_alphabetic).len() > 3
    }
}
