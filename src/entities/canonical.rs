//! `mentions → the same mentions, each by the full form of its name within the article`.
//!
//! A surname stands for the one longer person name that ends in it, an acronym for the name that
//! defines it (`Long Name (LN)`), and spellings with one key for the most frequent that isn't all
//! in capitals. Where two full names fit, none is taken: a name left apart does less harm than one
//! given to the wrong person.

use std::collections::BTreeSet;

use rustc_hash::{FxHashMap, FxHashSet};

use super::{Alias, EntityType, Ground, Mention, context, key};

/// Sets `name` of all mentions, which are in the order of the text; returns what the article says
/// of names that are one.
pub fn resolve(text: &str, mentions: &mut [Mention]) -> Vec<Alias> {
    let keys: Vec<String> = mentions.iter().map(|m| key(m.kind, &m.name)).collect();
    let mut forms: FxHashMap<(EntityType, &str), Vec<(&str, usize)>> = FxHashMap::default();
    let mut long: FxHashMap<&str, Vec<usize>> = FxHashMap::default();
    let mut full_names: FxHashSet<&str> = FxHashSet::default();
    let mut acronyms: FxHashMap<&str, usize> = FxHashMap::default();
    for (at, (mention, key)) in mentions.iter().zip(&keys).enumerate() {
        if !mention.kind.is_name() {
            continue;
        }
        let forms = forms.entry((mention.kind, key)).or_default();
        match forms.iter_mut().find(|(form, _)| *form == mention.name) {
            Some((_, times)) => *times += 1,
            None => forms.push((&mention.name, 1)),
        }
        if mention.kind == EntityType::Person
            && let Some((_, surname)) = key.rsplit_once(' ')
            && full_names.insert(key)
        {
            long.entry(surname).or_default().push(at);
        }
        if let Some(next) = mentions.get(at + 1)
            && text
                .get(mention.span.end..next.span.start)
                .is_some_and(|gap| gap.trim() == "(")
            && text[next.span.end..].starts_with(')')
            && context::is_acronym_of(&next.name, &mention.name)
        {
            acronyms.entry(&keys[at + 1]).or_insert(at);
        }
    }
    let aliases: BTreeSet<Alias> = (acronyms.iter())
        .map(|(acronym, at)| Alias {
            kind: mentions[*at].kind,
            name: acronym.to_uppercase(),
            other: mentions[*at].name.clone(),
            ground: Ground::Acronym,
        })
        .collect();
    let printed: FxHashMap<_, &str> = forms
        .into_iter()
        .filter_map(|(key, forms)| {
            // The last of equal maxima is taken, so the first form needs to come last.
            let most = forms
                .into_iter()
                .rev()
                .max_by_key(|(form, times)| (!is_caps(form), *times));
            Some((key, most?.0))
        })
        .collect();
    let full = |at: usize| {
        let mention = &mentions[at];
        if !mention.kind.is_name() {
            return None;
        }
        let key = keys[at].as_str();
        let longer = acronyms.get(key).copied().or_else(|| {
            let surname = key
                .rsplit(' ')
                .next()
                .filter(|_| mention.kind == EntityType::Person)?;
            let ending = |other: &usize| {
                let shorter = keys[*other].strip_suffix(key);
                shorter.is_some_and(|rest| rest.ends_with(' '))
            };
            let mut fits = long.get(surname)?.iter().filter(|other| ending(other));
            fits.next().copied().filter(|_| fits.next().is_none())
        });
        let target = longer.unwrap_or(at);
        let name = *printed.get(&(mentions[target].kind, keys[target].as_str()))?;
        (name != mention.name).then(|| name.to_owned())
    };
    let names: Vec<Option<String>> = (0..mentions.len()).map(full).collect();
    for (mention, name) in mentions.iter_mut().zip(names) {
        if let Some(name) = name {
            mention.name = name;
        }
    }
    aliases.into_iter().collect()
}

fn is_caps(name: &str) -> bool {
    !name.chars().any(char::is_lowercase)
}

#[cfg(test)]
mod tests {
    use crate::article::{ArticleText, Language, Role};

    fn check(body: &str, expected: &[&str]) {
        let article = ArticleText::join("", std::iter::once((Role::Paragraph, body)));
        let mentions = super::super::detect(&article, Language::ENGLISH, None).mentions;
        let names: Vec<&str> = mentions
            .iter()
            .map(|mention| mention.name.as_str())
            .collect();
        assert_eq!(names, expected, "{body}");
    }

    #[test]
    fn a_surname_stands_for_the_only_full_name_that_ends_in_it() {
        check(
            "Anna Orlan came. Mrs Orlan spoke, and Orlan left.",
            &["Anna Orlan"; 3],
        );
        check("he saw Ali al-Venn. Later Venn spoke.", &["Ali al-Venn"; 2]);
    }

    #[test]
    fn a_surname_that_two_people_bear_is_left_apart() {
        check(
            "Anna Orlan and Peter Orlan met; Mr Orlan left.",
            &["Anna Orlan", "Peter Orlan", "Orlan"],
        );
    }

    #[test]
    fn an_acronym_stands_for_the_name_that_defines_it() {
        check(
            "the Front of Quiet Rivers (FQR) and the FQR",
            &["Front of Quiet Rivers"; 3],
        );
    }

    #[test]
    fn capitals_are_no_other_name() {
        check("DAESH lost what Daesh held", &["Daesh"; 2]);
    }
}
