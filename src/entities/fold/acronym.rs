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

/// Whether `acronym` is one of a name; both are keys.
pub fn fit(acronym: &str, name: &str) -> Option<Fit> {
    if !name.contains(' ') || acronym.contains(' ') || acronym.len() >= name.len() {
        return None;
    }
    if initials(name, true).eq(acronym.chars()) || initials(name, false).eq(acronym.chars()) {
        return Some(Fit::Initials);
    }
    made_of(acronym, name).then_some(Fit::Letters)
}

fn initials(name: &str, small: bool) -> impl Iterator<Item = char> {
    name.split(' ')
        .filter(move |word| small || !SMALL_WORDS.contains(word))
        .filter_map(|word| word.chars().next())
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
            clusters.join(at, *other);
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
    fn letters_inside_words_make_an_acronym_only_of_a_neighbour() {
        assert_eq!(fit("unites", "university of tesk"), Some(Fit::Letters));
        assert_eq!(fit("kesbank", "kessary bank"), Some(Fit::Letters));
        assert_eq!(fit("tk", "university of tesk"), None);
        assert_eq!(fit("usb", "university of tesk"), None);
    }
}
