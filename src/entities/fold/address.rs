//! How a person is addressed: the title that stands before a name, or in it.

use rustc_hash::FxHashMap;

use super::super::{EntityType, Mention, words};
use super::first_names::Sex;
use super::names::Names;

/// A title, in lower case and written out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Title(String);

impl Title {
    /// Reads a word as printed.
    pub fn of(word: &str) -> Option<Title> {
        let flags = words::flags(word, false);
        let lower = word.to_lowercase();
        if (flags & words::TITLE == 0 || flags & words::FIRST_NAME != 0)
            && !HONORIFICS.contains(&lower.as_str())
        {
            return None;
        }
        let full = SHORTENED.iter().find(|(short, _)| *short == lower);
        Some(Title(full.map_or(lower, |(_, full)| (*full).to_owned())))
    }

    /// The title whose last word stands right before a place of a text.
    pub fn before(text: &str, place: usize) -> Option<Title> {
        let text = text.get(..place)?.strip_suffix([' ', '\u{a0}'])?;
        let start = text.rfind(|c: char| !c.is_alphabetic() && c != '.' && c != '-');
        let word = text.get(start.map_or(0, |at| at + 1)..).unwrap_or_default();
        let bare = word.trim_end_matches('.');
        // A longer word with a full stop ends a sentence.
        let ends = bare.len() < word.len() && bare.len() > SHORTENED_BYTES_MAX;
        let fits = bare.len() <= TITLE_BYTES_MAX && !ends;
        fits.then(|| Title::of(bare)).flatten()
    }

    /// Whether it says how its bearer is addressed, and nothing else.
    pub fn is_honorific(&self) -> bool {
        HONORIFICS.contains(&self.0.as_str())
    }

    pub fn sex(&self) -> Option<Sex> {
        let title = self.0.as_str();
        match (LADIES.contains(&title), GENTLEMEN.contains(&title)) {
            (true, _) => Some(Sex::Woman),
            (_, true) => Some(Sex::Man),
            _ => None,
        }
    }

    /// Whether a wife bears it by the name of her husband.
    pub fn is_of_husband(&self) -> bool {
        matches!(self.0.as_str(), "lady" | "queen" | "princess")
    }
}

/// Bytes of a title.
const TITLE_BYTES_MAX: usize = 24;

/// Bytes of what is cut short with a full stop: `Prof.`
const SHORTENED_BYTES_MAX: usize = 4;

/// Words that say how somebody is addressed, and are hardly ever a name.
const HONORIFICS: [&str; 19] = [
    "mr",
    "mrs",
    "ms",
    "miss",
    "dr",
    "professor",
    "prof",
    "sir",
    "dame",
    "herr",
    "frau",
    "monsieur",
    "madame",
    "dom",
    "señor",
    "señora",
    "rev",
    "hon",
    "justice",
];

const SHORTENED: [(&str, &str); 10] = [
    ("adm", "admiral"),
    ("capt", "captain"),
    ("col", "colonel"),
    ("gen", "general"),
    ("gov", "governor"),
    ("lt", "lieutenant"),
    ("maj", "major"),
    ("rep", "representative"),
    ("sen", "senator"),
    ("sgt", "sergeant"),
];

/// Titles that no man bears.
const LADIES: [&str; 14] = [
    "mrs",
    "ms",
    "miss",
    "lady",
    "dame",
    "queen",
    "princess",
    "madame",
    "frau",
    "señora",
    "sister",
    "congresswoman",
    "chairwoman",
    "spokeswoman",
];

/// Titles that no woman bears.
const GENTLEMEN: [&str; 14] = [
    "mr",
    "sir",
    "lord",
    "king",
    "prince",
    "herr",
    "monsieur",
    "señor",
    "father",
    "pope",
    "emperor",
    "congressman",
    "chairman",
    "spokesman",
];

/// A mention of a person.
pub struct Place {
    /// Its place in the list of all mentions.
    pub mention: usize,
    /// Where it stands in the text.
    pub start: usize,
    pub title: Option<Title>,
}

/// The mentions of each person's name, in the order of the text.
pub fn places(text: &str, mentions: &[Mention], names: &Names) -> FxHashMap<usize, Vec<Place>> {
    let mut places: FxHashMap<usize, Vec<Place>> = FxHashMap::default();
    for (at, mention) in mentions.iter().enumerate() {
        if mention.kind != EntityType::Person {
            continue;
        }
        if let Some(name) = names.of_mention(at) {
            places.entry(name).or_default().push(Place {
                mention: at,
                start: mention.span.start,
                title: Title::before(text, mention.span.start),
            });
        }
    }
    places
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_title_stands_right_before_a_name() {
        let title = |text: &str| Title::before(text, text.len()).map(|title| title.0);
        assert_eq!(
            title("the Kessarian President ").as_deref(),
            Some("president")
        );
        assert_eq!(title("Mr. ").as_deref(), Some("mr"));
        assert_eq!(title("met Gen. ").as_deref(), Some("general"));
        for text in [
            "the President. ",
            "the President, ",
            "President",
            "",
            " ",
            "Tresk ",
        ] {
            assert_eq!(title(text), None, "{text}");
        }
        assert_eq!(Title::before("Mr ß", 5), None);
    }
}
