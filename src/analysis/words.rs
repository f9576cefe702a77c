//! `text → words`: byte spans and their folded forms.
//!
//! A word is a run of letters, digits and the marks that belong to them. Folding makes spellings
//! equal that a reader takes for the same word: case (`NATO`, `Nato`), Latin and Greek accents
//! (`Élysée`, `Elysee`), compatibility forms (`ﬁ`, full-width letters), Arabic vowel signs. It
//! keeps what tells words apart in their script: Cyrillic `й`, the virama of Devanagari.
//!
//! Rules beyond the run of letters, each with its reason:
//! - an apostrophe ends a word, and a possessive `'s` is dropped: `Assad's` is found by `Assad`,
//!   `l'Élysée` by `Élysée`, and `O'Brien` becomes the neighbours `o` and `brien`, in text and
//!   query alike;
//! - a point between digits stays (`3.5`, `8.03.2017`), and so does a comma that groups
//!   thousands, which is then dropped: `1,750` is found by `1750`;
//! - characters of scripts written without spaces (Han, kana, Thai, Lao, Khmer, Burmese) are
//!   words of their own; a run of them in a query becomes a phrase.

use std::ops::Range;

use unicode_normalization::char::{compose, decompose_compatible, is_combining_mark};

/// Iterates over the words of a text. The folded form lives in a buffer until the next call.
pub struct Words<'a> {
    text: &'a str,
    at: usize,
    folded: String,
}

impl<'a> Words<'a> {
    pub fn new(text: &'a str) -> Self {
        Words {
            text,
            at: 0,
            folded: String::with_capacity(32),
        }
    }

    /// The folded form of the word that [`Words::next_span`] found last.
    pub fn folded(&self) -> &str {
        &self.folded
    }

    /// Finds the next word: its bytes, without a possessive ending.
    pub fn next_span(&mut self) -> Option<Range<usize>> {
        loop {
            let start = self.skip_to_word()?;
            self.folded.clear();
            let end = self.read_word(start);
            self.at = end;
            self.skip_possessive();
            // A run of marks alone (a stray accent) folds to nothing and is no word.
            if !self.folded.is_empty() {
                return Some(start..end);
            }
        }
    }

    /// Finds the next word like [`Words::next_span`], but folds it only if the byte that its folded
    /// form begins with is wanted; else `folded` is empty.
    pub fn next_span_if(&mut self, wanted: &[bool; 256]) -> Option<Range<usize>> {
        let start = self.skip_to_word()?;
        let bytes = self.text.as_bytes();
        if !wanted[usize::from(bytes[start].to_ascii_lowercase())]
            && bytes[start].is_ascii_alphabetic()
        {
            let run = bytes[start..]
                .iter()
                .take_while(|b| b.is_ascii_alphabetic())
                .count();
            let end = start + run;
            // Only where nothing but a space or the like follows is this all of the word.
            let ends =
                |b: &u8| b.is_ascii() && !b.is_ascii_alphanumeric() && !matches!(b, b'\'' | b'`');
            if bytes.get(end).is_none_or(ends) {
                self.folded.clear();
                self.at = end;
                return Some(start..end);
            }
        }
        self.next_span()
    }

    fn skip_to_word(&self) -> Option<usize> {
        let bytes = self.text.as_bytes();
        let mut at = self.at;
        while let Some(&byte) = bytes.get(at) {
            if byte.is_ascii() {
                if byte.is_ascii_alphanumeric() {
                    return Some(at);
                }
                at += 1;
            } else {
                let c = self.text[at..].chars().next()?;
                if c.is_alphanumeric() {
                    return Some(at);
                }
                at += c.len_utf8();
            }
        }
        None
    }

    /// Reads the word that starts at `start` into `folded`; returns its end.
    fn read_word(&mut self, start: usize) -> usize {
        let bytes = self.text.as_bytes();
        let mut at = start;
        while let Some(&byte) = bytes.get(at) {
            if byte.is_ascii_alphanumeric() {
                // The common case: a run of ASCII letters, copied in one go.
                let run = bytes[at..]
                    .iter()
                    .take_while(|b| b.is_ascii_alphanumeric())
                    .count();
                let folded = self.folded.len();
                self.folded.push_str(&self.text[at..at + run]);
                self.folded[folded..].make_ascii_lowercase();
                at += run;
            } else if byte == b'.' && between_digits(bytes, at) {
                self.folded.push('.');
                at += 1;
            } else if byte == b',' && groups_thousands(bytes, at) {
                at += 1;
            } else if byte.is_ascii() {
                break;
            } else {
                let Some(c) = self.text[at..].chars().next() else {
                    break;
                };
                if stands_alone(c) {
                    if at > start {
                        break;
                    }
                    self.folded.push(c);
                    at += c.len_utf8();
                    while let Some(mark) = self.text[at..]
                        .chars()
                        .next()
                        .filter(|c| is_combining_mark(*c))
                    {
                        self.folded.push(mark);
                        at += mark.len_utf8();
                    }
                    break;
                }
                if !c.is_alphanumeric() && !is_combining_mark(c) && !is_joiner(c) {
                    break;
                }
                fold_char(c, &mut self.folded);
                at += c.len_utf8();
            }
        }
        at
    }

    fn skip_possessive(&mut self) {
        let rest = &self.text[self.at..];
        let Some(quote) = rest.chars().next().filter(|c| is_apostrophe(*c)) else {
            return;
        };
        let after = &rest[quote.len_utf8()..];
        if after.starts_with(['s', 'S']) && !after[1..].starts_with(char::is_alphanumeric) {
            self.at += quote.len_utf8() + 1;
        }
    }
}

/// Folds a single word or name; characters that belong to no word are kept as they are.
pub fn fold(word: &str) -> String {
    let mut folded = String::with_capacity(word.len());
    word.chars().for_each(|c| fold_char(c, &mut folded));
    folded
}

/// Whether the character ends a word as an apostrophe does.
pub fn is_apostrophe(c: char) -> bool {
    matches!(c, '\'' | '\u{2019}' | '\u{02BC}' | '`')
}

fn between_digits(bytes: &[u8], at: usize) -> bool {
    let digit = |i: usize| bytes.get(i).is_some_and(u8::is_ascii_digit);
    at > 0 && digit(at - 1) && digit(at + 1)
}

/// Whether the comma at `at` is followed by exactly three digits: `1,750`, but not `2017,12`.
fn groups_thousands(bytes: &[u8], at: usize) -> bool {
    let digit = |i: usize| bytes.get(i).is_some_and(u8::is_ascii_digit);
    between_digits(bytes, at) && digit(at + 2) && digit(at + 3) && !digit(at + 4)
}

/// Whether the character is a word by itself, since its script puts no spaces between words.
fn stands_alone(c: char) -> bool {
    matches!(c as u32,
        0x0E01..=0x0E30 | 0x0E32..=0x0E33 | 0x0E40..=0x0E46 // Thai letters, not its marks
        | 0x0E81..=0x0EB0 | 0x0EC0..=0x0EC6                 // Lao
        | 0x1000..=0x102A | 0x1780..=0x17B3                 // Burmese, Khmer letters
        | 0x3041..=0x30FF | 0x31F0..=0x31FF                 // kana
        | 0x3400..=0x4DBF | 0x4E00..=0x9FFF | 0xF900..=0xFAFF | 0x20000..=0x323AF // Han
    )
}

/// Invisible characters inside words: soft hyphen, zero-width joiners.
fn is_joiner(c: char) -> bool {
    matches!(c, '\u{00AD}' | '\u{200C}' | '\u{200D}' | '\u{0640}')
}

fn fold_char(c: char, folded: &mut String) {
    if c.is_ascii() {
        folded.push(c.to_ascii_lowercase());
    } else if is_cyrillic(c) {
        c.to_lowercase()
            .for_each(|c| folded.push(if c == 'ё' { 'е' } else { c }));
    } else if is_combining_mark(c) {
        fold_mark(c, folded);
    } else if !is_joiner(c) {
        for lower in c.to_lowercase() {
            match letter_without_decomposition(lower) {
                Some(letters) => folded.push_str(letters),
                // Parts may be capitals (`𝕀`), or the blank that carries a lone mark (`ﹰ`).
                None => decompose_compatible(lower, |part| {
                    if part == lower {
                        folded.push(part);
                    } else if !part.is_whitespace() {
                        fold_char(part, folded);
                    }
                }),
            }
        }
    }
}

/// Drops accents and vowel signs; keeps marks that are letters of their script.
fn fold_mark(mark: char, folded: &mut String) {
    let dropped = matches!(mark as u32,
        0x0300..=0x036F        // Latin, Greek, Cyrillic accents
        | 0x0591..=0x05C7      // Hebrew points
        | 0x064B..=0x065F | 0x0670 // Arabic vowel signs
    );
    if !dropped {
        folded.push(mark);
        return;
    }
    // Decomposed `й` and `ї` are the letters themselves, as they are when composed.
    if let Some(base) = folded.chars().next_back().filter(|c| is_cyrillic(*c))
        && let Some(letter) = compose(base, mark)
    {
        folded.pop();
        folded.push(if letter == 'ё' { 'е' } else { letter });
    }
}

fn is_cyrillic(c: char) -> bool {
    matches!(c as u32, 0x0400..=0x052F)
}

/// Letters that Unicode does not decompose although readers without them write others.
fn letter_without_decomposition(c: char) -> Option<&'static str> {
    Some(match c {
        'ß' => "ss",
        'æ' => "ae",
        'œ' => "oe",
        'ø' => "o",
        'ł' => "l",
        'đ' | 'ð' => "d",
        'þ' => "th",
        'ı' => "i",
        'ħ' => "h",
        'ŋ' => "n",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn words(text: &str) -> Vec<String> {
        let mut words = Words::new(text);
        let mut found = Vec::new();
        while words.next_span().is_some() {
            found.push(words.folded().to_owned());
        }
        found
    }

    #[test]
    fn case_and_accents_make_no_difference() {
        assert_eq!(
            words("NATO Élysée Łódź Straße"),
            ["nato", "elysee", "lodz", "strasse"]
        );
        assert_eq!(words("e\u{301}lan"), ["elan"]);
    }

    #[test]
    fn signs_that_fold_to_capitals_or_blanks_are_folded_to_the_end() {
        for sign in ["𝕀", "ﹰ", "ﹲ"] {
            assert_eq!(fold(&fold(sign)), fold(sign));
            assert!(!fold(sign).contains(char::is_whitespace));
        }
    }

    #[test]
    fn cyrillic_keeps_its_letters_composed_or_not() {
        assert_eq!(words("Ещё Новый"), ["еще", "новый"]);
        assert_eq!(words("Новыи\u{306}"), ["новый"]);
    }

    #[test]
    fn a_possessive_belongs_to_no_word() {
        assert_eq!(
            words("Assad's troops, the dog’s"),
            ["assad", "troops", "the", "dog"]
        );
        assert_eq!(words("O'Brien l'Élysée"), ["o", "brien", "l", "elysee"]);
    }

    #[test]
    fn numbers_stay_whole() {
        assert_eq!(
            words("1,750 crowns, 3.5 on 8.03.2017."),
            ["1750", "crowns", "3.5", "on", "8.03.2017"]
        );
        assert_eq!(words("2,3,4"), ["2", "3", "4"]);
    }

    #[test]
    fn scripts_without_spaces_give_a_word_a_character() {
        assert_eq!(words("東京tower"), ["東", "京", "tower"]);
    }

    proptest! {
        #[test]
        fn spans_are_words_of_the_text_in_order(text in "\\PC{0,80}") {
            let mut words = Words::new(&text);
            let mut last = 0;
            while let Some(span) = words.next_span() {
                prop_assert!(span.start >= last && span.end > span.start);
                prop_assert!(text.get(span.clone()).is_some());
                prop_assert!(!words.folded().is_empty());
                prop_assert!(!words.folded().contains(char::is_whitespace) );
                last = span.end;
            }
        }

        #[test]
        fn passing_over_words_changes_no_span(text in "[a-dé' .,0-9東-]{0,60}", first in any::<u8>()) {
            let mut wanted = [false; 256];
            wanted[usize::from(first)] = true;
            let (mut all, mut some) = (Words::new(&text), Words::new(&text));
            while let Some(span) = all.next_span() {
                prop_assert_eq!(some.next_span_if(&wanted), Some(span));
                prop_assert!(some.folded().is_empty() || some.folded() == all.folded());
                if all.folded().as_bytes()[0] == first {
                    prop_assert_eq!(some.folded(), all.folded());
                }
            }
            prop_assert_eq!(some.next_span_if(&wanted), None);
        }

        #[test]
        fn folding_a_folded_word_changes_nothing(text in "\\PC{0,40}") {
            let once = fold(&text);
            prop_assert_eq!(fold(&once), once.clone());
        }
    }
}
