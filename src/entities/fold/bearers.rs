//! Whom a surname or first name means that several people of an article bear.
//!
//! A mention means the one whom nothing speaks against: `Mrs Orlan` is no man, `President Orlan` the
//! one who is called so. Else it means the one who was named in full before it, as long as nobody
//! else of that name was. Whoever alone was meant in this way holds the name: later mentions mean
//! the holder too, but for those that stand after another bearer's.

use rustc_hash::FxHashMap;

use super::address::{Place, Title};
use super::first_names::Sex;
use super::names::Clusters;
use super::person::Person;

/// Somebody with a full name.
#[derive(Default)]
struct Bearer {
    /// Where all full names stand, in the order of the text.
    starts: Vec<usize>,
    sex: Option<Sex>,
    /// Whether sexes that contradict each other were found.
    unsure: bool,
    titles: Vec<Title>,
}

/// Titles of one person that are kept.
const TITLES_MAX: usize = 8;

/// All people with a full name.
pub struct Bearers {
    /// By the cluster as it was when all full names were joined.
    list: FxHashMap<usize, Bearer>,
    /// That cluster, of each of the people with a full name.
    whose: FxHashMap<usize, usize>,
    /// The bearer that a cluster has got, by its root.
    taken: FxHashMap<usize, usize>,
}

impl Bearers {
    /// `full` are the places in `people` of those with a full name.
    pub fn of(
        people: &[Person],
        full: &[usize],
        places: &FxHashMap<usize, Vec<Place>>,
        clusters: &mut Clusters,
    ) -> Bearers {
        let mut bearers = Bearers {
            list: FxHashMap::default(),
            whose: FxHashMap::default(),
            taken: FxHashMap::default(),
        };
        for at in full {
            let person = &people[*at];
            let root = clusters.root(person.name);
            bearers.whose.insert(*at, root);
            bearers.taken.insert(root, root);
            let bearer = bearers.list.entry(root).or_default();
            bearer.is_a(person.sex);
            bearer.is_called(person.title.as_ref());
            for place in places.get(&person.name).into_iter().flatten() {
                bearer.starts.push(place.start);
                bearer.is_called(place.title.as_ref());
            }
        }
        for bearer in bearers.list.values_mut() {
            bearer.starts.sort_unstable();
        }
        bearers
    }

    /// Whom each mention of a short name means, of the people that it fits by its letters.
    pub fn meant(
        &self,
        short: &Person,
        candidates: &[usize],
        places: &[Place],
    ) -> Vec<Option<usize>> {
        let of = |at: &usize| self.whose.get(at).and_then(|root| self.list.get(root));
        let known: Vec<(usize, &Bearer)> = (candidates.iter())
            .filter_map(|at| Some((*at, of(at)?)))
            .collect();
        let fit = |place: &Place| {
            let title = place.title.as_ref().or(short.title.as_ref()).cloned();
            let fits = |bearer: &Bearer| title.as_ref().is_none_or(|title| bearer.may_be(title));
            let mut fit: Vec<(usize, &Bearer)> = known.clone();
            fit.retain(|(_, bearer)| fits(bearer));
            let called = |bearer: &Bearer| {
                (title.as_ref())
                    .is_some_and(|title| !title.is_honorific() && bearer.titles.contains(title))
            };
            if fit.iter().filter(|(_, bearer)| called(bearer)).count() == 1 {
                fit.retain(|(_, bearer)| called(bearer));
            }
            fit
        };
        let mut holder = None;
        let mut held = true;
        let mut meant: Vec<Option<usize>> = (places.iter())
            .map(|place| {
                let fit = fit(place);
                if let [(only, _)] = fit[..] {
                    return Some(only);
                }
                let mut before = fit.iter().filter(|(_, it)| it.is_before(place.start));
                let (only, _) = before.next().filter(|_| before.next().is_none())?;
                held &= holder.is_none_or(|holder| holder == *only);
                holder = Some(*only);
                Some(*only)
            })
            .collect();
        let Some(holder) = holder.filter(|_| held) else {
            return meant;
        };
        for (place, meant) in places.iter().zip(&mut meant) {
            if meant.is_none() {
                let fit = fit(place);
                let last = fit.iter().max_by_key(|(_, it)| it.last_before(place.start));
                let nobody = fit.iter().all(|(_, it)| !it.is_before(place.start));
                let holds = fit.iter().any(|(at, _)| *at == holder);
                let last = last.map(|(at, _)| *at);
                *meant = (holds && (nobody || last == Some(holder))).then_some(holder);
            }
        }
        meant
    }

    /// Joins a short name with its bearer, unless another spelling of it has gone to another one.
    pub fn take(
        &mut self,
        short: &Person,
        people: &[Person],
        bearer: usize,
        clusters: &mut Clusters,
    ) -> bool {
        let Some(whose) = self.whose.get(&bearer).copied() else {
            return false;
        };
        let root = clusters.root(short.name);
        if self.taken.get(&root).is_some_and(|other| *other != whose) {
            return false;
        }
        clusters.join(short.name, people[bearer].name);
        self.taken.insert(clusters.root(short.name), whose);
        true
    }
}

impl Bearer {
    fn is_a(&mut self, sex: Option<Sex>) {
        if let Some(sex) = sex {
            self.unsure |= self.sex.is_some_and(|other| other != sex);
            self.sex = Some(sex);
        }
    }

    fn is_called(&mut self, title: Option<&Title>) {
        let Some(title) = title else {
            return;
        };
        self.is_a(title.sex());
        if self.titles.len() < TITLES_MAX && !self.titles.contains(title) {
            self.titles.push(title.clone());
        }
    }

    fn may_be(&self, title: &Title) -> bool {
        let sex = self.sex.filter(|_| !self.unsure);
        let contrary = title
            .sex()
            .zip(sex)
            .is_some_and(|(one, other)| one != other);
        // `Lady Orlan` may be married to the one Orlan that has a full name.
        !contrary && (!title.is_of_husband() || sex == Some(Sex::Woman))
    }

    fn is_before(&self, place: usize) -> bool {
        self.starts.first().is_some_and(|start| *start < place)
    }

    fn last_before(&self, place: usize) -> Option<usize> {
        let count = self.starts.partition_point(|start| *start < place);
        self.starts.get(count.checked_sub(1)?).copied()
    }
}
