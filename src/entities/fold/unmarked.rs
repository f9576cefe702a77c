//! What an article says of a name and of another one that no detector found: `Northgate Holdings,
//! formerly Dravec Shipping`, `the Sound Ferry Authority (SFA)`.
//!
//! What is no mention must be sure to be a name by where it stands: behind words that introduce
//! one, in capitals, and with a comma, a bracket or the end of the sentence after it.

use super::super::{EntityType, Ground, words};
use super::acronym::{self, Fit};
use super::stated::{Pair, Reader, Said, said, without_possessive};

/// A name that is no mention, and the mention that it is another name for.
pub struct Unmarked {
    /// As printed.
    pub printed: String,
    /// The name of the mention, as a place in the list of names.
    pub beside: usize,
    said: Said,
}

impl Unmarked {
    pub fn ground(&self) -> Ground {
        self.said.ground
    }

    /// Whether the mention has the name that is no longer used.
    pub fn is_newer(&self) -> bool {
        self.said.head_is_former
    }

    /// The same of a name that is mentioned elsewhere.
    pub fn pair(&self, name: usize) -> Pair {
        let (name, other) = match self.is_newer() {
            true => (self.beside, name),
            false => (name, self.beside),
        };
        let ground = self.said.ground;
        Pair {
            name,
            other,
            ground,
        }
    }
}

/// Bytes after a mention that are read: words that introduce a name, and the name.
const READ_BYTES_MAX: usize = 160;

/// Words of a name; longer ones are titles of books, or a whole sentence.
const NAME_WORDS_MAX: usize = 8;

impl Reader<'_> {
    /// What is said of a mention and of a name after it that is no mention.
    pub fn unmarked(&self, at: usize) -> Option<Unmarked> {
        let beside = self.names.of_mention(at)?;
        let kind = self.names.list[beside].kind;
        let rest = without_possessive(self.rest(at));
        if kind == EntityType::Group || !rest.starts_with([',', ' ']) {
            return None;
        }
        let until = self.mentions.get(at + 1).map(|next| next.span.start);
        let rest = rest.get(..rest.floor_char_boundary(READ_BYTES_MAX))?;
        let rest = rest.split("\n\n").next()?;
        let start = self.text.len() - without_possessive(self.rest(at)).len();
        let free = |name: &str, place: usize| {
            until.is_none_or(|until| start + place + name.len() <= until)
        };
        if let Some(short) = rest
            .strip_prefix(" (")
            .and_then(|rest| rest.split_once(')'))
        {
            let letters = acronym::letters(short.0)?;
            let is_one = kind != EntityType::Person
                && acronym::fit(&letters, &self.names.list[beside].key) == Some(Fit::Initials);
            return (is_one && free(short.0, 2)).then(|| Unmarked {
                printed: short.0.to_owned(),
                beside,
                said: Said {
                    ground: Ground::Acronym,
                    head_is_former: false,
                    weak: false,
                },
            });
        }
        if !rest.trim_start().starts_with([',', '(']) {
            return None;
        }
        let place = rest.find(char::is_uppercase)?;
        let said = said(&rest[..place]).filter(|said| !said.weak)?;
        // What a person was formerly is an office.
        if kind == EntityType::Person && said.ground == Ground::Formerly {
            return None;
        }
        let name = name_at(&rest[place..])?;
        free(name, place).then(|| Unmarked {
            printed: name.to_owned(),
            beside,
            said,
        })
    }
}

/// The name that a text starts with, if it is surely one and ends surely.
fn name_at(text: &str) -> Option<&str> {
    let (mut end, mut words) = (0, 0);
    for word in text.split(' ') {
        let bare = word.trim_end_matches([',', ')', ';', ':', '"', '”', '’', '\'', '.', '!', '?']);
        let starts = bare.starts_with(|c: char| c.is_uppercase() || c.is_ascii_digit());
        let is_small = acronym::SMALL_WORDS.contains(&bare);
        if bare.is_empty() || words >= NAME_WORDS_MAX || !(starts || is_small && bare == word) {
            return None;
        }
        words += 1;
        let from = end;
        end += word.len();
        if bare.len() < word.len() {
            let name = &text[..from + bare.len()];
            let flags = words::flags(name, false);
            let is_name = !bare.ends_with("'s") && !bare.ends_with("’s") && !is_small;
            let first = name.split(' ').next().unwrap_or_default();
            let is_title = words::flags(first, false) & words::TITLE != 0;
            return (is_name && !is_title && flags & words::DEMONYM == 0).then_some(name);
        }
        end += 1;
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_ends_with_a_mark() {
        assert_eq!(name_at("Dravec Shipping, was"), Some("Dravec Shipping"));
        assert_eq!(name_at("Bank of Tresk) was"), Some("Bank of Tresk"));
        for text in [
            "Dravec Shipping was sold",
            "Dravec's",
            "Tresk's largest bank,",
            "President of Tresk,",
            "Bank of, it",
            "Turkish,",
            "",
        ] {
            assert_eq!(name_at(text), None, "{text}");
        }
    }
}
