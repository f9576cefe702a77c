//! `HTS` and `Hayat Tahrir al-Sham`: acronyms and the names whose initials they are.

use rustc_hash::FxHashMap;

use super::super::EntityType;
use super::names::{Clusters, Names, Only};

/// Words that give no letter in most acronyms.
pub const SMALL_WORDS: [&str; 26] = [
    "of", "the", "and", "for", "in", "on", "at", "to", "a", "an", "by", "with", "de", "la", "le",
    "les", "du", "des", "der", "die", "das", "und", "e", "y", "al", "et",
];

/// How a word in capitals is made of another name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Fit {
    /// Of letters inside its words as well: `KESBANK` of `Kessary Bank`. Says something only where
    /// one stands beside the other.
    Letters,
    /// Of the initials of all words, small ones counted or not.
    Initials,
}

/// Letters and digits of what is printed as a short form.
const SHORT_LETTERS_MAX: usize = 12;

/// The letters of a short form as printed, in lower case: `EU`, `TF-104`, `POWs`, `U.S. NAVCENT`;
/// `None` for what is none.
pub fn letters(printed: &str) -> Option<String> {
    // The plural of an acronym has a small letter.
    let bare = printed.strip_suffix('s').unwrap_or(printed);
    let letters: String = bare.chars().filter(|c| c.is_alphanumeric()).collect();
    let capitals = letters.chars().filter(|c| c.is_uppercase()).count();
    let is_short = capitals >= 2
        && letters.len() <= SHORT_LETTERS_MAX
        && !letters.chars().any(char::is_lowercase)
        && printed.split_whitespace().count() <= 2;
    is_short.then(|| letters.to_lowercase())
}

/// Whether letters are an acronym of a name, which is a key.
pub fn fit(letters: &str, name: &str) -> Option<Fit> {
    if !name.contains(' ') || letters.len() >= name.len() || letters.len() < 2 {
        return None;
    }
    let all: String = initials(name, true).collect();
    let main: String = initials(name, false).collect();
    if all == letters || main == letters {
        return Some(Fit::Initials);
    }
    let ends = letters.len() >= ENDING_LETTERS_MIN
        && [all, main]
            .iter()
            .any(|initials| initials.ends_with(letters));
    (ends || made_of(letters, name)).then_some(Fit::Letters)
}

/// Letters of an acronym that leaves out the first words: `AP` of `Northern Area Plan`.
const ENDING_LETTERS_MIN: usize = 2;

fn initials(name: &str, small: bool) -> impl Iterator<Item = char> {
    name.split(' ')
        .filter(move |word| small || !SMALL_WORDS.contains(word))
        .flat_map(|word| {
            // A number stands in an acronym as it is.
            let is_number = word.bytes().all(|byte| byte.is_ascii_digit());
            word.chars().take(if is_number { word.len() } else { 1 })
        })
}

/// Whether all letters stand in the name in their order, the first at its start (after Schwartz and
/// Hearst, 2003).
fn made_of(acronym: &str, name: &str) -> bool {
    let mut letters = acronym.chars();
    if letters.next() != name.chars().next() {
        return false;
    }
    let mut rest = name.chars();
    rest.next();
    letters.all(|letter| rest.any(|c| c == letter))
}

/// Joins each acronym with the only name of its type that it can be one of.
pub fn join(names: &Names, clusters: &mut Clusters) {
    let acronyms: Vec<usize> = (names.each())
        .filter(|(_, name)| name.is_caps())
        .map(|(at, _)| at)
        .collect();
    if acronyms.is_empty() {
        return;
    }
    let mut long: FxHashMap<(EntityType, String), Only> = FxHashMap::default();
    for (at, name) in names.each() {
        let words = name.words().count();
        // The initials of two words are those of too many people.
        let least = if name.kind == EntityType::Person {
            3
        } else {
            2
        };
        if words < least || name.kind == EntityType::Group {
            continue;
        }
        let all: String = initials(&name.key, true).collect();
        let main: String = initials(&name.key, false).collect();
        if main != all && main.len() > 1 {
            add(&mut long, (name.kind, main), at, clusters);
        }
        add(&mut long, (name.kind, all), at, clusters);
    }
    for at in acronyms {
        let name = &names.list[at];
        if let Some(Only::One(other)) = long.get(&(name.kind, name.key.clone())) {
            clusters.infer(at, *other);
        }
    }
}

fn add(
    long: &mut FxHashMap<(EntityType, String), Only>,
    initials: (EntityType, String),
    at: usize,
    clusters: &mut Clusters,
) {
    (long.entry(initials).or_insert(Only::Nothing)).add(at, clusters);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn initials_count_small_words_or_leave_them_out() {
        for acronym in ["forq", "frq"] {
            assert_eq!(fit(acronym, "front of river quays"), Some(Fit::Initials));
        }
        assert_eq!(fit("frx", "front of river quays"), None);
        assert_eq!(fit("f", "front"), None);
    }

    #[test]
    fn a_short_form_is_printed_in_capitals() {
        assert_eq!(letters("TF-104").as_deref(), Some("tf104"));
        assert_eq!(letters("POWs").as_deref(), Some("pow"));
        assert_eq!(letters("U.S. NAVCENT").as_deref(), Some("usnavcent"));
        for printed in [
            "Nato",
            "A",
            "104",
            "THE FRONT OF QUAYS",
            "QUIET WATERS OF TRESK",
            "",
        ] {
            assert_eq!(letters(printed), None, "{printed}");
        }
        assert_eq!(fit("tf104", "task force 104"), Some(Fit::Initials));
    }

    #[test]
    fn letters_inside_words_make_an_acronym_only_of_a_neighbour() {
        assert_eq!(fit("unites", "university of tesk"), Some(Fit::Letters));
        assert_eq!(fit("kesbank", "kessary bank"), Some(Fit::Letters));
        assert_eq!(fit("tk", "university of tesk"), None);
        assert_eq!(fit("usb", "university of tesk"), None);
        assert_eq!(fit("ap", "northern area plan"), Some(Fit::Letters));
    }
}
