//! The name of a person, read without titles, honours and the comma of an index (`Doe, John`).

use super::super::{EntityType, key, words};
use super::address::Title;
use super::first_names::{self, Sex};
use super::names::{Name, Names};

/// A person's name without what is no part of it.
pub struct Person {
    /// Its place in [`Names::list`].
    pub name: usize,
    /// The key of what is left.
    pub key: String,
    /// What is left as printed, if it isn't all.
    pub cut: Option<String>,
    /// `jr`, `ii`: what tells a son from his father.
    pub generation: Option<String>,
    pub title: Option<Title>,
    /// Whose the first name is.
    pub sex: Option<Sex>,
}

/// All people of an article.
pub fn people(names: &Names) -> Vec<Person> {
    let people = names
        .each()
        .filter(|(_, name)| name.kind == EntityType::Person);
    people.map(|(at, name)| person(at, name)).collect()
}

/// Letters after a name.
const HONOURS: [&str; 22] = [
    "CBE", "OBE", "MBE", "KBE", "DBE", "GBE", "AO", "AC", "AM", "MC", "DSO", "DFC", "VC", "MP",
    "MEP", "QC", "KC", "PhD", "MD", "Esq", "RN", "FRS",
];

fn person(at: usize, name: &Name) -> Person {
    let whole = |generation| Person {
        name: at,
        key: name.key.clone(),
        cut: None,
        generation,
        title: None,
        sex: first_names::sex(name.printed.split(' ').next().unwrap_or_default()),
    };
    if name.is_word() {
        return whole(None);
    }
    let bare = |word: &str| {
        word.trim_matches(['.', ',', '"', '“', '”', '(', ')'])
            .to_owned()
    };
    let mut parts: Vec<&str> = name.printed.split_whitespace().collect();
    let is_title = |word: &str| Title::of(&bare(word)).is_some();
    let (all, mut changed) = (parts.len(), false);
    let (mut generation, mut title_of) = (None, None);
    while parts.len() > 1 {
        let last = bare(parts[parts.len() - 1]);
        if matches!(
            last.as_str(),
            "Jr" | "Sr" | "II" | "III" | "IV" | "V" | "VI" | "I"
        ) {
            generation = Some(last.to_lowercase());
        } else if !(HONOURS.contains(&last.as_str()) && parts.len() > 2) {
            break;
        }
        parts.pop();
    }
    // A king's number is part of the name; a son's `Jr` isn't.
    changed |= parts.len() < all && generation.is_none();
    let title = (0..parts.len() - 1).rev().find(|at| is_title(parts[*at]));
    let first_name = words::flags(&bare(parts[0]), false) & words::FIRST_NAME != 0;
    if let Some(title) = title.filter(|_| !first_name) {
        title_of = Title::of(&bare(parts[title]));
        // `Pope Francis` keeps its title in print unless the name is longer; `Col. Elkady` doesn't.
        let honorific = title_of.as_ref().is_some_and(Title::is_honorific);
        let is_short = parts[title].ends_with('.');
        changed |= honorific || is_short || parts.len() - title > 2;
        parts.drain(..=title);
    }
    if let Some(comma) = parts.iter().position(|part| part.ends_with(','))
        && comma + 1 < parts.len()
    {
        parts.rotate_left(comma + 1);
        changed = true;
    }
    let initials = parts
        .iter()
        .any(|part| part.find('.').is_some_and(|dot| dot + 1 < part.len()));
    if parts.len() == all && !changed && !initials && generation.is_none() {
        return whole(None);
    }
    let mut printed = parts.join(" ");
    if printed.ends_with(',') {
        printed.pop();
    }
    // `al-` of `Assad, Bashar al-` belongs to what follows.
    printed = printed.replace("- ", "-");
    let spaced = match initials {
        true => printed.replace('.', ". "),
        false => printed.clone(),
    };
    let core = key(EntityType::Person, &spaced);
    if core.is_empty() {
        return whole(generation);
    }
    Person {
        name: at,
        key: core,
        cut: changed.then(|| printed.replace(',', "")),
        generation,
        title: title_of,
        sex: (parts.len() > 1)
            .then(|| first_names::sex(parts[0]))
            .flatten(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(printed: &str, key: &str, cut: Option<&str>, generation: Option<&str>) {
        let name = Name {
            kind: EntityType::Person,
            key: super::key(EntityType::Person, printed),
            printed,
            times: 1,
            first: 0,
            listed: false,
        };
        let person = person(0, &name);
        assert_eq!(person.key, key, "{printed}");
        assert_eq!(person.cut.as_deref(), cut, "{printed}");
        assert_eq!(person.generation.as_deref(), generation, "{printed}");
    }

    #[test]
    fn titles_and_honours_are_no_part_of_a_name() {
        check("Anna Orlan", "anna orlan", None, None);
        check("Dr. Anna Orlan", "anna orlan", Some("Anna Orlan"), None);
        check(
            "Colonel Rustam Elkady",
            "rustam elkady",
            Some("Rustam Elkady"),
            None,
        );
        check("Anna Orlan CBE", "anna orlan", Some("Anna Orlan"), None);
        check("Anna Orlan, MP", "anna orlan", Some("Anna Orlan"), None);
        check("Orlan, Anna", "anna orlan", Some("Anna Orlan"), None);
        check("Pope Orlan", "orlan", None, None);
        check("Mrs Orlan", "orlan", Some("Orlan"), None);
        check("Justice Orlan", "orlan", Some("Orlan"), None);
        check("Col. Orlan", "orlan", Some("Orlan"), None);
    }

    #[test]
    fn initials_are_parted_and_generations_kept() {
        check("J.R. Orlan", "j r orlan", None, None);
        check("Paul Orlan Jr.", "paul orlan", None, Some("jr"));
        check("Paul Orlan, Sr.", "paul orlan", None, Some("sr"));
    }

    #[test]
    fn names_of_nothing_but_titles_and_marks_are_left_alone() {
        for printed in ["Mr.", "Dr. Mr", ", ,", "Orlan,", ". .", "Jr. Jr.", "- -"] {
            let kept = super::key(EntityType::Person, printed);
            let name = Name {
                kind: EntityType::Person,
                key: kept,
                printed,
                times: 1,
                first: 0,
                listed: false,
            };
            assert!(!person(0, &name).key.is_empty(), "{printed}");
        }
    }
}
