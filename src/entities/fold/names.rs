//! The distinct names of an article, and which of them are one.

use rustc_hash::FxHashMap;

use super::super::{Detector, EntityType, Mention, key};

/// A name as an article uses it: all its mentions of one type and key.
pub struct Name<'a> {
    pub kind: EntityType,
    pub key: String,
    /// The form that is printed most often and not in capitals.
    pub printed: &'a str,
    pub times: usize,
    /// Its first mention below the headline; the largest number if there is none.
    pub first: usize,
    /// Whether it stands on the user's list, as printed.
    pub listed: bool,
}

impl Name<'_> {
    pub fn words(&self) -> impl DoubleEndedIterator<Item = &str> + Clone {
        self.key.split(' ')
    }

    pub fn is_word(&self) -> bool {
        !self.key.contains(' ')
    }

    /// Whether it may be an acronym: a word in capitals.
    pub fn is_caps(&self) -> bool {
        (2..=ACRONYM_LETTERS_MAX).contains(&self.key.len())
            && self.is_word()
            && is_caps(self.printed)
            && self.key.bytes().all(|byte| byte.is_ascii_alphabetic())
    }
}

/// Letters; longer words in capitals are no acronyms, but stand in a headline.
const ACRONYM_LETTERS_MAX: usize = 8;

/// Types come first in [`EntityType`] that are names.
const KINDS: usize = 6;

/// A name that is lacking.
const NONE: u32 = u32::MAX;

/// Of two types that a name has in one article, the rarer is a slip when the other is so many
/// times as frequent.
const DOMINATES: usize = 4;

/// The distinct names of an article, in the order of the text.
pub struct Names<'a> {
    pub list: Vec<Name<'a>>,
    /// The name of each mention, as a place in `list`; none for dates, amounts and addresses.
    of: Vec<u32>,
    by_key: FxHashMap<String, [u32; KINDS]>,
}

impl<'a> Names<'a> {
    /// The headline ends at a place of the text.
    pub fn of(mentions: &'a [Mention], headline: usize) -> Names<'a> {
        struct Form<'a> {
            text: &'a str,
            name: u32,
            times: usize,
            listed: bool,
        }
        let mut forms: Vec<Form> = Vec::new();
        let mut form_at: FxHashMap<(EntityType, &str), usize> = FxHashMap::default();
        let mut names = Names {
            list: Vec::new(),
            of: Vec::with_capacity(mentions.len()),
            by_key: FxHashMap::default(),
        };
        for (place, mention) in mentions.iter().enumerate() {
            if !mention.kind.is_name() {
                names.of.push(NONE);
                continue;
            }
            let at = *form_at
                .entry((mention.kind, &mention.name))
                .or_insert_with(|| {
                    forms.push(Form {
                        text: &mention.name,
                        name: names.add(mention.kind, &mention.name),
                        times: 0,
                        listed: false,
                    });
                    forms.len() - 1
                });
            forms[at].times += 1;
            forms[at].listed |= mention.detector == Detector::List;
            names.of.push(forms[at].name);
            if mention.span.start >= headline {
                let first = &mut names.list[forms[at].name as usize].first;
                *first = place.min(*first);
            }
        }
        let mut best = vec![(false, false, 0); names.list.len()];
        for form in forms {
            let name = &mut names.list[form.name as usize];
            let rank = (form.listed, !is_caps(form.text), form.times);
            name.times += form.times;
            name.listed |= form.listed;
            if rank > best[form.name as usize] {
                best[form.name as usize] = rank;
                name.printed = form.text;
            }
        }
        names.retype();
        names
    }

    /// The place in `list` of a name seen for the first time in this form.
    fn add(&mut self, kind: EntityType, printed: &'a str) -> u32 {
        let key = key(kind, printed);
        let slot = kind as usize;
        if let Some(slots) = self.by_key.get_mut(&key) {
            if slots[slot] != NONE {
                return slots[slot];
            }
            slots[slot] = self.list.len() as u32;
        } else {
            let mut slots = [NONE; KINDS];
            slots[slot] = self.list.len() as u32;
            self.by_key.insert(key.clone(), slots);
        }
        self.list.push(Name {
            kind,
            key,
            printed,
            times: 0,
            first: usize::MAX,
            listed: false,
        });
        self.list.len() as u32 - 1
    }

    /// Gives the mentions of a name that has another type nearly everywhere that type.
    fn retype(&mut self) {
        let mut instead: FxHashMap<u32, u32> = FxHashMap::default();
        for slots in self.by_key.values_mut() {
            let times = |name: u32| self.list.get(name as usize).map_or(0, |name| name.times);
            let all: usize = slots.iter().map(|name| times(*name)).sum();
            let is_listed = |name: u32| self.list.get(name as usize).is_some_and(|it| it.listed);
            let rank = |name: &u32| (is_listed(*name), times(*name));
            let Some(most) = slots.iter().copied().max_by_key(rank) else {
                continue;
            };
            let others = all - times(most);
            if others == 0 || times(most) < DOMINATES * others {
                continue;
            }
            for name in slots.iter_mut().filter(|name| **name != NONE) {
                if *name != most {
                    instead.insert(std::mem::replace(name, NONE), most);
                }
            }
        }
        for (slip, name) in &instead {
            let times = std::mem::take(&mut self.list[*slip as usize].times);
            let first = self.list[*slip as usize].first;
            let name = &mut self.list[*name as usize];
            name.times += times;
            name.first = name.first.min(first);
        }
        if !instead.is_empty() {
            for name in &mut self.of {
                *name = instead.get(name).copied().unwrap_or(*name);
            }
        }
    }

    /// The name that a mention has.
    pub fn of_mention(&self, mention: usize) -> Option<usize> {
        let name = *self.of.get(mention)?;
        (name != NONE).then_some(name as usize)
    }

    /// The name of a type with a key.
    pub fn find(&self, kind: EntityType, key: &str) -> Option<usize> {
        let name = *self.by_key.get(key)?.get(kind as usize)?;
        (name != NONE).then_some(name as usize)
    }

    /// All that are mentioned, with their places in `list`.
    pub fn each(&self) -> impl Iterator<Item = (usize, &Name<'a>)> {
        let mentioned = |(_, name): &(usize, &Name)| name.times > 0;
        self.list.iter().enumerate().filter(mentioned)
    }
}

pub fn is_caps(name: &str) -> bool {
    !name.chars().any(char::is_lowercase)
}

/// Names that are one are in one cluster; each starts in its own.
pub struct Clusters {
    parents: Vec<usize>,
    /// Pairs that were joined without a word of the article, and may be one in others as well.
    pub inferred: Vec<(usize, usize)>,
}

impl Clusters {
    pub fn new(names: usize) -> Clusters {
        Clusters {
            parents: (0..names).collect(),
            inferred: Vec::new(),
        }
    }

    /// [`Clusters::join`], and keeps the pair for other articles.
    pub fn infer(&mut self, one: usize, other: usize) {
        if self.root(one) != self.root(other) {
            self.inferred.push((one, other));
            self.join(one, other);
        }
    }

    /// The name that stands for its cluster.
    pub fn root(&mut self, mut name: usize) -> usize {
        while self.parents[name] != name {
            self.parents[name] = self.parents[self.parents[name]];
            name = self.parents[name];
        }
        name
    }

    pub fn join(&mut self, one: usize, other: usize) {
        let (one, other) = (self.root(one), self.root(other));
        // The earlier name is the root, whatever order they were joined in.
        self.parents[one.max(other)] = one.min(other);
    }
}

/// The one cluster that fits, as long as there is but one.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Only {
    Nothing,
    One(usize),
    Many,
}

impl Only {
    pub fn add(&mut self, name: usize, clusters: &mut Clusters) {
        *self = match *self {
            Only::Nothing => Only::One(name),
            Only::One(other) if clusters.root(other) == clusters.root(name) => Only::One(other),
            _ => Only::Many,
        };
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mention(kind: EntityType, name: &str) -> Mention {
        Mention {
            span: 0..name.len(),
            kind,
            place: None,
            detector: Detector::Model,
            name: name.to_owned(),
        }
    }

    #[test]
    fn a_name_is_printed_as_it_is_most_often_and_not_in_capitals() {
        let mentions = ["DAESH", "DAESH", "Da'esh", "Daesh", "Daesh"];
        let mentions = mentions.map(|name| mention(EntityType::Org, name));
        let names = Names::of(&mentions, 0);
        assert_eq!(names.list.len(), 1);
        assert_eq!((names.list[0].printed, names.list[0].times), ("Daesh", 5));
    }

    #[test]
    fn a_type_that_a_name_has_once_among_many_is_a_slip() {
        let kinds = |orgs: usize| {
            let mut mentions = vec![mention(EntityType::Org, "Tidemark"); orgs];
            mentions.push(mention(EntityType::Person, "Tidemark"));
            Names::of(&mentions, 0).each().count()
        };
        assert_eq!(kinds(DOMINATES), 1);
        assert_eq!(kinds(DOMINATES - 1), 2);
    }

    #[test]
    fn joining_goes_on_through_names_in_between() {
        let mut clusters = Clusters::new(4);
        clusters.join(3, 2);
        clusters.join(2, 1);
        assert_eq!([1, 2, 3].map(|name| clusters.root(name)), [1; 3]);
        assert_eq!(clusters.root(0), 0);
        let mut only = Only::Nothing;
        only.add(3, &mut clusters);
        only.add(1, &mut clusters);
        assert!(matches!(only, Only::One(_)));
        only.add(0, &mut clusters);
        assert!(only == Only::Many);
    }
}
