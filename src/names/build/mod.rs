//! `Evidence → Built`: names united along links.
//!
//! The strongest links come first: what articles define, then spellings and longer forms, then
//! what an acronym or a surname stands for, which must be one entity by then. A name that could
//! stand for two stays apart, and is told as a [`Doubt`](super::Doubt) unless nearly all articles
//! mean the same. Last comes what articles use for one name without saying so: it adds names that
//! have no link yet, and unites no entities.
//!
//! What an article has side by side, as two names, are two entities: no spelling and no short
//! form joins them, and a definition does only if as many articles give it as one in ten of those
//! that have both. (An article that says itself that they are one is not counted among those.)

mod company;
mod sounds;
mod types;
mod united;

use std::cmp::Reverse;

use rustc_hash::{FxHashMap, FxHashSet};

use self::company::Company;
use self::sounds::Sounds;
use self::united::{Numbers, United};
use super::Reason;
use super::evidence::{Definition, Evidence, ForEachArticle, NameId, NameSet, hash_of};
use super::spelling::{PARTICLES, block, is_reworded, is_variant, sound_alike};
use super::unite::Sets;
use crate::entities::{EntityType, Ground, is_first_name};

/// Bytes of a key that is compared with others; longer ones are titles and slips of the detector.
const KEY_BYTES_MAX: usize = 100;

/// Names that links may chain together before conflicts are looked for: the pairs among them are
/// counted. From longer chains the weakest links are taken out.
const CHAIN_NAMES_MAX: usize = 1000;

/// Names of one block that each is compared with, in the order of the alphabet.
const COMPARED_MAX: usize = 40;

/// Names of an article of one chain that are paired with each other.
const SIDE_BY_SIDE_MAX: usize = 40;

/// Names in which a word stands that is no misspelling.
const KNOWN_WORD_NAMES: u32 = 3;

/// Articles that use one name for another without saying so, to make a link of it.
const INFERRED_ARTICLES_MIN: u64 = 3;

/// A link between two names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BuiltLink {
    pub name: NameId,
    pub other: NameId,
    pub reason: Reason,
    pub count: u64,
    pub examples: Vec<u64>,
}

/// A name that could be short for several others.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BuiltDoubt {
    pub name: NameId,
    pub reason: Reason,
    pub candidates: Vec<(NameId, u64)>,
    pub total: u64,
}

/// Names united, and those in doubt.
#[derive(Debug, Default)]
pub struct Built {
    /// Entities of two names or more.
    pub entities: Vec<(Vec<NameId>, Vec<BuiltLink>)>,
    pub doubts: Vec<BuiltDoubt>,
}

/// Unites the names of an archive.
pub fn build<E>(
    evidence: &Evidence,
    for_each_article: &mut ForEachArticle<'_, E>,
) -> Result<Built, E> {
    let names = &evidence.names;
    let mut builder = Builder {
        names,
        links: Vec::new(),
        short: evidence.shorts(),
        sounds: Sounds::default(),
        side_by_side: FxHashMap::default(),
    };
    let counts = |definition: &&Definition| {
        definition.ground != Ground::Inferred || definition.articles >= INFERRED_ARTICLES_MIN
    };
    let definitions = evidence.definitions.iter().filter(counts);
    builder.links = definitions.map(of_definition).collect();
    builder.links.extend(builder.reworded(evidence));
    if !names.is_full() {
        builder.sounds = Sounds::of(names);
        let (variants, slips) = (builder.variants(), builder.of_two_types());
        let pairs = [&variants[..], &slips[..]].concat();
        let company = Company::of(&pairs, evidence, &builder.sounds, for_each_article)?;
        let links = [company.spellings(&variants), company.types(&slips)];
        builder.links.extend(links.into_iter().flatten());
    }
    let longer = match names.is_full() {
        true => Vec::new(),
        false => builder.longer_forms(),
    };
    builder.see_side_by_side(&longer, for_each_article)?;
    Ok(builder.unite(&longer))
}

fn of_definition(definition: &Definition) -> BuiltLink {
    BuiltLink {
        name: definition.name,
        other: definition.other,
        reason: Reason::Defined(definition.ground),
        count: definition.articles,
        examples: definition.examples.clone(),
    }
}

/// A link between two spellings, the rarer one standing for the other.
fn spelling(names: &NameSet, a: NameId, b: NameId, count: u64) -> BuiltLink {
    let rank = |id| (Reverse(names.articles(id)), names.order(id));
    let (name, other) = if rank(a) > rank(b) { (a, b) } else { (b, a) };
    BuiltLink {
        name,
        other,
        reason: Reason::Spelling,
        count,
        examples: Vec::new(),
    }
}

struct Builder<'a> {
    names: &'a NameSet,
    links: Vec<BuiltLink>,
    /// Acronyms.
    short: FxHashSet<NameId>,
    sounds: Sounds,
    /// Articles that have two names of one chain side by side; the smaller id first.
    side_by_side: FxHashMap<(NameId, NameId), u32>,
}

/// A short form, and a longer one that it may stand for.
type Longer = (NameId, NameId);

impl Builder<'_> {
    /// Links between the long names of one acronym that are forms of one name.
    fn reworded(&self, evidence: &Evidence) -> Vec<BuiltLink> {
        let mut longs: FxHashMap<NameId, Vec<NameId>> = FxHashMap::default();
        for definition in &evidence.definitions {
            if definition.ground == Ground::Acronym {
                longs
                    .entry(definition.name)
                    .or_default()
                    .push(definition.other);
            }
        }
        let mut found = Vec::new();
        for longs in longs.values_mut() {
            longs.sort_unstable_by_key(|id| self.names.order(*id));
            longs.dedup();
            for (at, name) in longs.iter().enumerate() {
                for other in longs.iter().skip(at + 1).take(COMPARED_MAX) {
                    let (a, b) = (self.names.key(*name), self.names.key(*other));
                    if is_reworded(a, b) || is_variant(a, b, &|_| false) {
                        found.push(spelling(self.names, *name, *other, 1));
                    }
                }
            }
        }
        found
    }

    fn is_compared(&self, id: NameId) -> bool {
        self.names.articles(id) > 0 && self.names.key(id).len() <= KEY_BYTES_MAX
    }

    /// Names that may be spellings of each other by their letters.
    fn variants(&self) -> Vec<(NameId, NameId)> {
        let mut words: FxHashMap<u64, u32> = FxHashMap::default();
        let mut in_blocks: Vec<(u64, NameId)> = Vec::new();
        for id in self.names.ids().filter(|id| self.is_compared(*id)) {
            let key = self.names.key(id);
            for word in key.split(' ') {
                *words.entry(hash_of(&word)).or_default() += 1;
            }
            let kind = self.names.kind(id);
            if let Some(block) = block(kind, key) {
                let [one, other] = self.sounds.get(id).map(|sound| hash_of(&(kind, sound)));
                in_blocks.extend([(block, id), (one, id)]);
                in_blocks.extend(Some((other, id)).filter(|_| one != other));
            }
        }
        let order = |id| self.names.order(id);
        in_blocks.sort_unstable_by(|a, b| a.0.cmp(&b.0).then_with(|| order(a.1).cmp(&order(b.1))));
        let is_known = |word: &str| {
            let names = words.get(&hash_of(&word)).copied();
            names.unwrap_or_default() >= KNOWN_WORD_NAMES
        };
        let mut found = Vec::new();
        for (at, (block, a)) in in_blocks.iter().enumerate() {
            let same = in_blocks[at + 1..].iter().take(COMPARED_MAX);
            for (_, b) in same.take_while(|(other, _)| other == block) {
                let (left, right) = (self.names.key(*a), self.names.key(*b));
                // Two sounds may share a hash: a million names have hundreds of such pairs.
                let is_alike = || self.sounds.are_alike(*a, *b) && sound_alike(left, right);
                if self.names.kind(*a) == self.names.kind(*b)
                    && (is_alike() || is_variant(left, right, &is_known))
                {
                    found.push((*a, *b));
                }
            }
        }
        found.sort_unstable();
        found.dedup();
        found
    }

    /// Persons whose name may be a longer form of another one: `Peter Haas` of `Haas`, `Anna B.
    /// Orlan` of `Anna Orlan`.
    fn longer_forms(&self) -> Vec<Longer> {
        let mut found = Vec::new();
        let persons = |id: &NameId| self.names.kind(*id) == EntityType::Person;
        for id in self.names.ids().filter(persons) {
            let key = self.names.key(id);
            if !self.is_compared(id) || is_bare(key) {
                continue;
            }
            let mut push = |short: &str| {
                if let Some(short) = self.names.get(EntityType::Person, short)
                    && self.is_compared(short)
                {
                    found.push((short, id));
                }
            };
            // From the last word backwards, as far as particles go.
            let mut rest = key;
            while let Some((before, _)) = rest.rsplit_once(' ') {
                push(&key[before.len() + 1..]);
                let last = before.rsplit(' ').next().unwrap_or(before);
                if !PARTICLES.contains(&last) {
                    break;
                }
                rest = before;
            }
            let (Some((first, _)), Some((middle, last))) =
                (key.split_once(' '), key.rsplit_once(' '))
            else {
                continue;
            };
            if let Some(initial) = first.chars().next()
                && !is_initial(first)
            {
                push(&format!("{initial} {last}"));
            }
            if middle.len() > first.len() {
                push(&format!("{first} {last}"));
                // A surname of two words: `Baltasar-Voss`.
                let before = middle.rsplit(' ').next().unwrap_or(middle);
                if !is_first_name(before) {
                    push(&format!("{before} {last}"));
                }
            }
        }
        found.retain(|(short, _)| !self.is_of_another_type(*short));
        // `A. Orlan` is no other than Anna.
        let is_spelt = |(_, long): &&Longer| {
            !self
                .names
                .key(*long)
                .split(' ')
                .next()
                .is_some_and(is_initial)
        };
        let spelt: FxHashSet<NameId> = found
            .iter()
            .filter(is_spelt)
            .map(|(short, _)| *short)
            .collect();
        found.retain(|longer| is_spelt(&longer) || !spelt.contains(&longer.0));
        found
    }

    /// Whether a bare name is one of another type above all: `Paris`, a person once by mistake.
    fn is_of_another_type(&self, short: NameId) -> bool {
        let key = self.names.key(short);
        let others = super::kinds().filter(|kind| *kind != self.names.kind(short));
        let others = others.filter_map(|kind| self.names.get(kind, key));
        let most = others.map(|id| self.names.articles(id)).max();
        is_bare(key) && most.unwrap_or_default() > 4 * self.names.articles(short)
    }

    /// Counts the articles that have two names of one chain of links side by side.
    fn see_side_by_side<E>(
        &mut self,
        longer: &[Longer],
        for_each_article: &mut ForEachArticle<'_, E>,
    ) -> Result<(), E> {
        let chains = self.chains(longer);
        let names = self.names;
        let is_full = |id: NameId| {
            !self.short.contains(&id)
                && (names.kind(id) != EntityType::Person || !is_bare(names.key(id)))
        };
        // Who prints a full name in two transcriptions speaks of how it is written; one of two types
        // is one of which the detector was not sure.
        let sounds = &self.sounds;
        let is_one_full_name =
            |a: NameId, b: NameId| !is_bare(names.key(a)) && sounds.are_alike(a, b);
        // A surname stands beside the full name, but not beside a place of that name.
        let is_same_word = |a: NameId, b: NameId| names.key(a) == names.key(b);
        let counts = &mut self.side_by_side;
        let mut here: Vec<(u32, NameId)> = Vec::new();
        for_each_article(&mut |ids, said| {
            here.clear();
            for id in ids {
                if let Some(chain) = chains.get(id) {
                    here.push((*chain, *id));
                }
            }
            if here.len() < 2 {
                return;
            }
            here.sort_unstable_by(|a, b| {
                let order = |id| names.order(id);
                a.0.cmp(&b.0).then_with(|| order(a.1).cmp(&order(b.1)))
            });
            for chain in here.chunk_by(|a, b| a.0 == b.0) {
                let chain = &chain[..chain.len().min(SIDE_BY_SIDE_MAX)];
                for (at, (_, a)) in chain.iter().enumerate() {
                    for (_, b) in &chain[at + 1..] {
                        let are_two = (is_full(*a) && is_full(*b)) || is_same_word(*a, *b);
                        if are_two && !is_one_full_name(*a, *b) && !are_said_one(said, *a, *b) {
                            *counts.entry((*a.min(b), *a.max(b))).or_default() += 1;
                        }
                    }
                }
            }
        })
    }

    /// The chain of each name that has a link. Of chains that are too long, the weakest links are
    /// dropped.
    fn chains(&mut self, longer: &[Longer]) -> FxHashMap<NameId, u32> {
        let mut least = 1;
        loop {
            let numbers = Numbers::of(
                self.links.iter().map(|link| (link.name, link.other)),
                longer,
            );
            let mut sets = Sets::new(numbers.names.len());
            let mut join = |a: NameId, b: NameId| {
                if let (Some(a), Some(b)) = (numbers.number(a), numbers.number(b)) {
                    sets.join(a, b, usize::MAX, &|_, _| false);
                }
            };
            self.links
                .iter()
                .for_each(|link| join(link.name, link.other));
            // A surname is short for too many to chain them.
            let forms = longer
                .iter()
                .filter(|(short, _)| !is_bare(self.names.key(*short)));
            forms.for_each(|(short, long)| join(*short, *long));
            let is_long = |name: NameId| {
                let number = numbers.number(name);
                number.is_some_and(|number| sets.with(number).len() > CHAIN_NAMES_MAX)
            };
            least *= 2;
            let before = self.links.len();
            self.links
                .retain(|link| link.count >= least || !is_long(link.name));
            if self.links.len() == before {
                let chain = |(number, name): (usize, &NameId)| (*name, sets.set_of(number as u32));
                return numbers.names.iter().enumerate().map(chain).collect();
            }
        }
    }

    /// Joins names along all links, and tells of those in doubt.
    fn unite(&mut self, longer: &[Longer]) -> Built {
        let names = self.names;
        let mut links = std::mem::take(&mut self.links);
        // What can have several meanings waits until the meanings are united.
        let is_short = |link: &BuiltLink| match link.reason {
            Reason::Defined(Ground::Acronym) => true,
            Reason::Defined(_) => names.kind(link.name) == EntityType::Person,
            _ => false,
        };
        links.sort_by(|a, b| {
            let rank = |link: &BuiltLink| (link.reason, Reverse(link.count));
            let order = |link: &BuiltLink| (names.order(link.name), names.order(link.other));
            rank(a).cmp(&rank(b)).then_with(|| order(a).cmp(&order(b)))
        });
        // The same said twice: the one of the higher count comes first.
        let mut seen = FxHashSet::default();
        links.retain(|link| seen.insert((link.name, link.other, link.reason)));
        let (inferred, links): (Vec<_>, Vec<_>) = links
            .into_iter()
            .partition(|link| link.reason == Reason::Defined(Ground::Inferred));
        let (shorts, firm): (Vec<_>, Vec<_>) = links.into_iter().partition(is_short);
        let all = firm.iter().chain(&shorts).chain(&inferred);
        let numbers = Numbers::of(all.map(|link| (link.name, link.other)), longer);
        let mut united = United {
            sets: Sets::new(numbers.names.len()),
            numbers,
            side_by_side: &self.side_by_side,
            links: Vec::new(),
            doubts: Vec::new(),
        };
        firm.into_iter().for_each(|link| united.join(link));
        let by_longer = |is_of: &dyn Fn(&str) -> bool| {
            let of = longer.iter().filter(|(short, _)| is_of(names.key(*short)));
            let link = |(short, long): &Longer| BuiltLink {
                name: *short,
                other: *long,
                reason: Reason::ShortForm,
                count: names.articles(*long),
                examples: Vec::new(),
            };
            of.map(link).collect::<Vec<_>>()
        };
        united.join_shorts(by_longer(&|key| !is_bare(key)), names);
        united.join_shorts(shorts, names);
        united.join_shorts(by_longer(&is_bare), names);
        // What is only inferred adds names that nothing else is known of, and unites no entities.
        let doubtful: FxHashSet<NameId> = united.doubts.iter().map(|doubt| doubt.name).collect();
        let mut inferred = inferred;
        inferred.retain(|link| !doubtful.contains(&link.name) && united.is_alone(link.name));
        united.join_shorts(inferred, names);
        united.finish(names)
    }
}

/// Whether a key is a surname alone: one word, but for particles before it.
fn is_bare(key: &str) -> bool {
    let mut words = key.split(' ').rev();
    words.next();
    words.all(|word| PARTICLES.contains(&word))
}

fn is_initial(word: &str) -> bool {
    word.chars().nth(1).is_none()
}

/// Whether an article says itself that two names are one, perhaps by way of others.
fn are_said_one(said: &[(NameId, NameId)], a: NameId, b: NameId) -> bool {
    if said.is_empty() {
        return false;
    }
    let mut one = vec![a];
    let mut at = 0;
    while let Some(name) = one.get(at).copied() {
        at += 1;
        for (x, y) in said {
            let next = match (*x == name, *y == name) {
                (true, _) => *y,
                (_, true) => *x,
                _ => continue,
            };
            if next == b {
                return true;
            }
            if !one.contains(&next) {
                one.push(next);
            }
        }
    }
    false
}
