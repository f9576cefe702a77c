//! People: which short form of a name stands for which full one.
//!
//! Full names come first (`J. Orlan`, `Bob Orlan`, `Robert Peter Orlan`), then single words:
//! surnames, and first names that nobody bears as a surname. What fits two people is given to none,
//! unless the place of a mention in the text, or how it is addressed, tells whom it means.

use rustc_hash::FxHashMap;

use super::address::{Place, Title};
use super::bearers::Bearers;
use super::first_names::{Like, Sex, is_short_of};
use super::names::{Clusters, Names, Only};
use super::person::Person;
use super::spelling;

/// People with one surname, or one first name, that are compared; where there are more, nobody can
/// tell them apart by a part of their names.
const NAMESAKES_MAX: usize = 24;

/// Joins the names that are surely one person's. Gives the mentions of a name that means several
/// people, or one but not everywhere, each with the full name that it stands for.
pub fn join(
    names: &Names,
    people: &[Person],
    places: &FxHashMap<usize, Vec<Place>>,
    clusters: &mut Clusters,
) -> Vec<(usize, usize)> {
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
    let mut full: Vec<usize> = (0..people.len()).collect();
    full.retain(|at| register.words[*at].len() > 1);
    full.sort_by_key(|at| std::cmp::Reverse(register.words[*at].len()));
    for at in &full {
        if let Some(other) = register.of_full(*at, clusters) {
            clusters.infer(people[*at].name, people[other].name);
        }
    }
    let mut bearers = Bearers::of(people, &full, places, clusters);
    let mut given = Vec::new();
    let mut unknown: FxHashMap<(&str, Option<&str>), usize> = FxHashMap::default();
    for (at, person) in people.iter().enumerate() {
        if register.words[at].len() > 1 {
            continue;
        }
        let candidates = register.of_word(at, names, clusters);
        if candidates.is_empty() {
            // Nobody's: the same without its title.
            let whole = (person.key.as_str(), person.generation.as_deref());
            let first = *unknown.entry(whole).or_insert(at);
            let sexes = [first, at].map(|at| people[at].title.as_ref().and_then(Title::sex));
            if !sexes.contains(&Some(Sex::Man)) || !sexes.contains(&Some(Sex::Woman)) {
                clusters.join(people[first].name, person.name);
            }
            continue;
        }
        let places = places.get(&person.name).map_or(&[][..], Vec::as_slice);
        let meant = bearers.meant(person, &candidates, places);
        let first = meant.first().copied().flatten();
        if let Some(bearer) = first.filter(|_| meant.iter().all(|other| *other == first))
            && bearers.take(person, people, bearer, clusters)
        {
            continue;
        }
        let each = places.iter().zip(meant);
        given
            .extend(each.filter_map(|(place, bearer)| Some((place.mention, people[bearer?].name))));
    }
    given
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
        let [first_name, middle @ .., last] = self.words[at].as_slice() else {
            return;
        };
        // The same without its title.
        let first = *self.by_key.entry(&person.key).or_insert(at);
        if first != at && self.people[first].generation == person.generation {
            clusters.join(self.people[first].name, person.name);
        }
        push(self.by_first.entry(first_name).or_default(), at);
        if middle.contains(&"of") {
            // `Josef of Tresk` is called Josef, and many are of Tresk.
            return;
        }
        push(self.by_surname.entry(last).or_default(), at);
        for (word, before) in middle.iter().zip(&self.words[at]) {
            // What follows `ibn` is the name of the father.
            if !PATRONYMIC.contains(before) {
                push(self.by_middle.entry(word).or_default(), at);
            }
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

    /// The people whose surname a word is, or first name if it is nobody's surname; one for each
    /// cluster.
    fn of_word(&self, at: usize, names: &Names, clusters: &mut Clusters) -> Vec<usize> {
        let (person, word) = (&self.people[at], self.words[at][0]);
        let mut sound = String::with_capacity(word.len());
        spelling::sound(word, &mut sound);
        for (list, several) in [
            (self.by_surname.get(word), true),
            (self.by_first.get(word), true),
            (self.by_middle.get(word), false),
            (self.by_sound.get(&sound), false),
        ] {
            let list = list.map_or(&[][..], Vec::as_slice);
            if list.len() > NAMESAKES_MAX {
                return Vec::new();
            }
            let (mut found, mut roots) = (Vec::new(), Vec::new());
            for other in list {
                let generation = &self.people[*other].generation;
                let root = clusters.root(self.people[*other].name);
                if (person.generation.is_none() || person.generation == *generation)
                    && !roots.contains(&root)
                {
                    roots.push(root);
                    found.push(*other);
                }
            }
            match found.len() {
                0 => {}
                1 => return found,
                _ if several => return found,
                _ => return Vec::new(),
            }
        }
        self.of_slip(at, names, clusters).into_iter().collect()
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

/// Before the name of a father.
const PATRONYMIC: [&str; 6] = ["ibn", "bin", "ben", "bint", "binti", "ap"];

/// Letters; of shorter surnames, too many differ in one.
const SLIP_LETTERS_MIN: usize = 6;

/// Lists longer than what is compared need not grow.
fn push(list: &mut Vec<usize>, at: usize) {
    if list.len() <= NAMESAKES_MAX {
        list.push(at);
    }
}
