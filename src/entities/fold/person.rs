//! People: which short form of a name stands for which full one.
//!
//! A name is read without titles, honours and the comma of an index (`Doe, John`). Full names come
//! first (`J. Orlan`, `Bob Orlan`, `Robert Peter Orlan`), then single words: surnames, and first
//! names that nobody bears as a surname. What fits two people is given to none.

use rustc_hash::FxHashMap;

use super::super::{EntityType, key, words};
use super::names::{Clusters, Name, Names, Only};
use super::spelling;

/// A person's name without what is no part of it.
pub struct Person {
    /// Its place in [`Names::list`].
    pub name: usize,
    /// The key of what is left.
    key: String,
    /// What is left as printed, if it isn't all.
    pub cut: Option<String>,
    /// `jr`, `ii`: what tells a son from his father.
    generation: Option<String>,
    /// Whether a title before it says that it is a woman's.
    lady: bool,
}

/// People with one surname, or one first name, that are compared; where there are more, nobody can
/// tell them apart by a part of their names.
const NAMESAKES_MAX: usize = 24;

/// All people of an article.
pub fn people(names: &Names) -> Vec<Person> {
    let people = names
        .each()
        .filter(|(_, name)| name.kind == EntityType::Person);
    people.map(|(at, name)| person(at, name)).collect()
}

/// Words before a name that say how its bearer is addressed, and are never a name.
const HONORIFICS: [&str; 18] = [
    "mr",
    "mrs",
    "ms",
    "miss",
    "dr",
    "prof",
    "professor",
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
];

/// Titles that no man bears.
const LADIES: [&str; 8] = [
    "mrs", "ms", "miss", "lady", "dame", "queen", "princess", "madame",
];

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
        lady: false,
    };
    if name.is_word() {
        return whole(None);
    }
    let bare = |word: &str| {
        word.trim_matches(['.', ',', '"', '“', '”', '(', ')'])
            .to_owned()
    };
    let mut parts: Vec<&str> = name.printed.split_whitespace().collect();
    let is_title = |word: &str| {
        let word = bare(word);
        let flags = words::flags(&word, false);
        flags & words::TITLE != 0 && flags & words::FIRST_NAME == 0
            || HONORIFICS.contains(&word.to_lowercase().as_str())
    };
    let (all, mut changed) = (parts.len(), false);
    let (mut generation, mut lady) = (None, false);
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
        let honorific = HONORIFICS.contains(&bare(parts[title]).to_lowercase().as_str());
        lady = LADIES.contains(&bare(parts[title]).to_lowercase().as_str());
        // `Pope Francis` keeps its title in print unless the name is longer.
        changed |= honorific || parts.len() - title > 2;
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
        lady,
    }
}

/// Joins the names that are surely one person's.
pub fn join(names: &Names, people: &[Person], clusters: &mut Clusters) {
    let words: Vec<Vec<&str>> = people.iter().map(|p| p.key.split(' ').collect()).collect();
    let mut register = Register {
        people,
        words,
        by_surname: FxHashMap::default(),
        by_sound: FxHashMap::default(),
        by_first: FxHashMap::default(),
        by_middle: FxHashMap::default(),
        by_key: FxHashMap::default(),
    };
    for at in 0..people.len() {
        register.enter(at, clusters);
    }
    let mut order: Vec<usize> = (0..people.len()).collect();
    order.sort_by_key(|at| std::cmp::Reverse(register.words[*at].len()));
    for at in order {
        let other = match register.words[at].len() {
            1 => register.of_word(at, names, clusters),
            _ => register.of_full(at, clusters),
        };
        if let Some(other) = other {
            clusters.join(people[at].name, people[other].name);
        }
    }
}

/// The full names of an article by their parts. All numbers are places in `people`.
struct Register<'a> {
    people: &'a [Person],
    words: Vec<Vec<&'a str>>,
    by_surname: FxHashMap<&'a str, Vec<usize>>,
    /// By how the surname sounds.
    by_sound: FxHashMap<String, Vec<usize>>,
    by_first: FxHashMap<&'a str, Vec<usize>>,
    /// By each word between the first and the last.
    by_middle: FxHashMap<&'a str, Vec<usize>>,
    by_key: FxHashMap<&'a str, usize>,
}

impl<'a> Register<'a> {
    fn enter(&mut self, at: usize, clusters: &mut Clusters) {
        let person = &self.people[at];
        // The same without its title, or with the words in another order.
        let first = *self.by_key.entry(&person.key).or_insert(at);
        if first != at && self.people[first].generation == person.generation {
            clusters.join(self.people[first].name, person.name);
        }
        let [first, middle @ .., last] = self.words[at].as_slice() else {
            return;
        };
        if middle.is_empty() {
            let turned = format!("{last} {first}");
            if let Some(other) = self.by_key.get(turned.as_str()) {
                clusters.join(self.people[*other].name, person.name);
            }
        }
        push(self.by_surname.entry(last).or_default(), at);
        push(self.by_first.entry(first).or_default(), at);
        for word in middle {
            push(self.by_middle.entry(word).or_default(), at);
        }
        let mut sound = String::with_capacity(last.len());
        spelling::sound(last, &mut sound);
        push(self.by_sound.entry(sound).or_default(), at);
    }

    /// The only cluster of full names, of those in a list, that `fits`.
    fn only(
        &self,
        list: Option<&Vec<usize>>,
        clusters: &mut Clusters,
        fits: impl Fn(usize) -> bool,
    ) -> Result<usize, Doubt> {
        let list = list.map_or(&[][..], Vec::as_slice);
        if list.len() > NAMESAKES_MAX {
            return Err(Doubt::Many);
        }
        let (mut only, mut found) = (Only::Nothing, 0);
        for at in list.iter().copied().filter(|at| fits(*at)) {
            only.add(self.people[at].name, clusters);
            found = at;
        }
        match only {
            Only::Nothing => Err(Doubt::Nothing),
            Only::One(_) => Ok(found),
            Only::Many => Err(Doubt::Many),
        }
    }

    /// Whose surname a word is, or first name if it is nobody's surname.
    fn of_word(&self, at: usize, names: &Names, clusters: &mut Clusters) -> Option<usize> {
        let (person, word) = (&self.people[at], self.words[at][0]);
        let fits = |other: usize| {
            let other = &self.people[other];
            // `Lady Orlan` may be married to the one Orlan that has a full name.
            (person.generation.is_none() || person.generation == other.generation)
                && (!person.lady || other.lady)
        };
        let mut sound = String::with_capacity(word.len());
        spelling::sound(word, &mut sound);
        for list in [
            self.by_surname.get(word),
            self.by_first.get(word),
            self.by_middle.get(word),
            self.by_sound.get(&sound),
        ] {
            match self.only(list, clusters, fits) {
                Err(Doubt::Nothing) => {}
                found => return found.ok(),
            }
        }
        self.of_slip(at, names, clusters)
    }

    /// Whose surname a word is that stands there once and differs in one letter.
    fn of_slip(&self, at: usize, names: &Names, clusters: &mut Clusters) -> Option<usize> {
        let word = self.words[at][0];
        let once = names.list[self.people[at].name].times == 1;
        if !once || word.len() < SLIP_LETTERS_MIN || self.by_surname.len() > NAMESAKES_MAX {
            return None;
        }
        let mut near =
            (self.by_surname.iter()).filter(|(surname, _)| spelling::is_near(word, surname));
        let (_, list) = near.next().filter(|_| near.next().is_none())?;
        self.only(Some(list), clusters, |_| true).ok()
    }

    /// Which longer name a name of two words or more is a short form or a spelling of.
    fn of_full(&self, at: usize, clusters: &mut Clusters) -> Option<usize> {
        let words = self.words[at].as_slice();
        let [first, .., last] = words else {
            return None;
        };
        let own = |other: usize| {
            other != at
                && self.words[other].len() >= words.len()
                && self.people[other].generation == self.people[at].generation
        };
        for like in [Like::Exactly, Like::Nearly] {
            let mut sound = String::with_capacity(last.len());
            spelling::sound(last, &mut sound);
            let list = match like {
                Like::Exactly => self.by_surname.get(last),
                Like::Nearly => self.by_sound.get(&sound),
            };
            let found = self.only(list, clusters, |other| {
                own(other) && is_short_of(words, &self.words[other], like)
            });
            match found {
                Err(Doubt::Nothing) => {}
                found => return found.ok(),
            }
        }
        // `Maria Orlan` of `Maria Orlan Venn`.
        let begins = |other: usize| {
            own(other)
                && self.words[other].len() > words.len()
                && self.words[other].starts_with(words)
        };
        self.only(self.by_first.get(first), clusters, begins).ok()
    }
}

/// Why no name is taken.
enum Doubt {
    Nothing,
    Many,
}

/// Letters; of shorter surnames, too many differ in one.
const SLIP_LETTERS_MIN: usize = 6;

/// Lists longer than what is compared need not grow.
fn push(list: &mut Vec<usize>, at: usize) {
    if list.len() <= NAMESAKES_MAX {
        list.push(at);
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Like {
    /// Words are equal, or one is the other's initial.
    Exactly,
    /// Words sound alike, or one is short for the other: `Bob`, `Robert`.
    Nearly,
}

/// Whether a name of two words or more is a longer one with words left out, cut to initials, or
/// spelled otherwise; the surname and, unless all before it is left out, the first name stay.
fn is_short_of(short: &[&str], long: &[&str], like: Like) -> bool {
    if short.len() < long.len() && long.ends_with(short) {
        return true;
    }
    let ([first, middle @ .., last], [long_first, long_middle @ .., long_last]) = (short, long)
    else {
        return false;
    };
    if !is_like(last, long_last, like) || !is_like(first, long_first, like) {
        return false;
    }
    let mut rest = long_middle.iter();
    middle
        .iter()
        .all(|word| rest.any(|long| is_like(word, long, like)))
}

fn is_like(short: &str, long: &str, like: Like) -> bool {
    let initial = |one: &str, other: &str| one.chars().count() == 1 && other.starts_with(one);
    if short == long || initial(short, long) {
        return true;
    }
    like == Like::Nearly
        && (is_pet_name(short, long) || is_pet_name(long, short) || {
            let (mut one, mut other) = (String::new(), String::new());
            spelling::sound(short, &mut one);
            spelling::sound(long, &mut other);
            one == other
        })
}

/// Whether the first is short for the second, or spelled otherwise, by custom.
fn is_pet_name(short: &str, long: &str) -> bool {
    PET_NAMES.iter().any(|(name, shorts)| {
        let is = |word: &str| *name == word || shorts.split(' ').any(|short| short == word);
        is(short) && is(long)
    })
}

/// First names, and what their bearers are called or how else they are written.
const PET_NAMES: &[(&str, &str)] = &[
    ("alexander", "alex sasha aleksandr alexandre alec sandy"),
    ("andrew", "andy drew"),
    ("anthony", "tony"),
    ("benjamin", "ben benny"),
    ("catherine", "kate cathy katherine kathy"),
    ("charles", "charlie chuck"),
    ("christopher", "chris"),
    ("daniel", "dan danny"),
    ("david", "dave"),
    ("donald", "don"),
    ("douglas", "doug"),
    ("edward", "ed eddie ted ned"),
    ("elizabeth", "liz beth betty lizzie"),
    ("francis", "frank"),
    ("frederick", "fred freddie"),
    ("gregory", "greg"),
    ("henry", "harry hank"),
    ("jacob", "jake"),
    ("james", "jim jimmy jamie"),
    ("john", "jack johnny"),
    ("joseph", "joe joey"),
    ("joshua", "josh"),
    ("kenneth", "ken kenny"),
    ("lawrence", "larry"),
    ("margaret", "maggie meg peggy"),
    ("matthew", "matt"),
    ("michael", "mike mickey"),
    (
        "mohammed",
        "mohamed mohammad muhammad muhammed mohamad mohammod",
    ),
    ("nicholas", "nick nicky"),
    ("patrick", "pat paddy"),
    ("peter", "pete"),
    ("philip", "phil phillip"),
    ("richard", "rick dick rich ricky"),
    ("robert", "bob bobby rob robbie"),
    ("ronald", "ron ronnie"),
    ("samuel", "sam"),
    ("stephen", "steve steven"),
    ("susan", "sue susie"),
    ("theodore", "ted theo"),
    ("thomas", "tom tommy"),
    ("timothy", "tim"),
    ("victoria", "vicky"),
    ("walter", "walt"),
    ("william", "bill billy will willie"),
    ("yevgeny", "evgeny evgeni yevgeni"),
];

#[cfg(test)]
mod tests {
    use super::*;

    fn check(printed: &str, key: &str, cut: Option<&str>, generation: Option<&str>) {
        let name = Name {
            kind: EntityType::Person,
            key: super::key(EntityType::Person, printed),
            printed,
            times: 1,
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
                listed: false,
            };
            assert!(!person(0, &name).key.is_empty(), "{printed}");
        }
    }

    #[test]
    fn short_forms_keep_the_surname_and_the_first_name() {
        let fits = |short: &str, long: &str, like| {
            let (short, long): (Vec<&str>, Vec<&str>) =
                (short.split(' ').collect(), long.split(' ').collect());
            is_short_of(&short, &long, like)
        };
        assert!(fits("a orlan", "anna maria orlan", Like::Exactly));
        assert!(fits("maria orlan", "anna maria orlan", Like::Exactly));
        assert!(!fits("bob orlan", "robert orlan", Like::Exactly));
        assert!(fits("bob orlan", "robert orlan", Like::Nearly));
        assert!(!fits("anna orlan", "a orlan", Like::Nearly));
        assert!(!fits("peter orlan", "paul orlan", Like::Nearly));
    }
}
