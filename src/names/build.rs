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

use std::cmp::Reverse;
use std::hash::{Hash, Hasher};

use rustc_hash::{FxHashMap, FxHashSet, FxHasher};

use super::spelling::{PARTICLES, block, is_reworded, is_variant};
use super::unite::Sets;
use super::{Name, Reason};
use crate::entities::{EntityType, Ground};

/// Distinct names that are compared by their spelling and as short forms, some 60 bytes of memory
/// each; of an archive with more, only what articles define is used.
const NAMES_MAX: usize = 16_000_000;

/// Bytes of a key that is compared with others; longer ones are titles and slips of the detector.
const KEY_BYTES_MAX: usize = 100;

/// Names of an entity; the busiest ones of news have some twenty.
const ENTITY_NAMES_MAX: usize = 64;

/// Names that links may chain together before conflicts are looked for: the pairs among them are
/// counted. From longer chains the weakest links are taken out.
const CHAIN_NAMES_MAX: usize = 1000;

/// Names of one block that each is compared with, in the order of the alphabet.
const COMPARED_MAX: usize = 40;

/// Names of an article of one chain that are paired with each other.
const SIDE_BY_SIDE_MAX: usize = 40;

/// Other names that are kept of those a name stands with: the rarest, as they tell the most.
const COMPANY_MAX: usize = 64;

/// Names in common without which two spellings are two names.
const COMPANY_MIN: usize = 2;

/// Company in more articles than one in so many, and more than [`RARE_ARTICLES`], tells nothing.
const RARE_PART: u64 = 50;
const RARE_ARTICLES: u64 = 20;

/// Names in which a word stands that is no misspelling.
const KNOWN_WORD_NAMES: u32 = 3;

/// Articles that have two names side by side, for each that says they are one.
const SIDE_BY_SIDE_PART: u64 = 10;

/// Articles that mean one thing by an acronym, for each that means another, to make it theirs.
const DOMINANT_PART: u64 = 20;

/// Articles that use one name for another without saying so, to make a link of it.
const INFERRED_ARTICLES_MIN: u64 = 3;

/// What a name could be short for that is listed; all are counted.
const CANDIDATES_MAX: usize = 20;

/// The number of a name in a [`NameSet`].
pub type NameId = u32;

/// Distinct names, each with the number of articles that have it.
#[derive(Debug, Default)]
pub struct NameSet {
    keys: String,
    ends: Vec<u64>,
    kinds: Vec<EntityType>,
    articles: Vec<u32>,
    ids: FxHashMap<u64, NameId>,
}

impl NameSet {
    /// The number of a name, which is added if it is new.
    pub fn add(&mut self, kind: EntityType, key: &str) -> NameId {
        let mut hash = hash_of(&(kind, key));
        loop {
            match self.ids.get(&hash) {
                Some(id) if self.kind(*id) == kind && self.key(*id) == key => return *id,
                // Two names with one hash: the second one takes the next that is free.
                Some(_) => hash = hash.wrapping_add(1),
                None => break,
            }
        }
        let id = self.kinds.len() as NameId;
        self.ids.insert(hash, id);
        self.keys.push_str(key);
        self.ends.push(self.keys.len() as u64);
        self.kinds.push(kind);
        self.articles.push(0);
        id
    }

    /// [`NameSet::add`], but for a new name that there is no room for: its number is none.
    pub fn add_if_room(&mut self, kind: EntityType, key: &str) -> NameId {
        match self.is_full() {
            true => self.get(kind, key).unwrap_or(NameId::MAX),
            false => self.add(kind, key),
        }
    }

    /// Whether it takes no more names.
    pub fn is_full(&self) -> bool {
        self.len() >= NAMES_MAX
    }

    /// Counts one more article that has the name.
    pub fn count(&mut self, id: NameId) {
        if let Some(articles) = self.articles.get_mut(id as usize) {
            *articles = articles.saturating_add(1);
        }
    }

    pub fn len(&self) -> usize {
        self.kinds.len()
    }

    pub fn is_empty(&self) -> bool {
        self.kinds.is_empty()
    }

    pub fn kind(&self, id: NameId) -> EntityType {
        self.kinds[id as usize]
    }

    pub fn key(&self, id: NameId) -> &str {
        let id = id as usize;
        let start = id.checked_sub(1).map_or(0, |before| self.ends[before]);
        &self.keys[start as usize..self.ends[id] as usize]
    }

    pub fn articles(&self, id: NameId) -> u64 {
        u64::from(self.articles[id as usize])
    }

    pub fn name(&self, id: NameId) -> Name {
        Name::new(self.kind(id), self.key(id))
    }

    fn get(&self, kind: EntityType, key: &str) -> Option<NameId> {
        let mut hash = hash_of(&(kind, key));
        loop {
            let id = *self.ids.get(&hash)?;
            if self.kind(id) == kind && self.key(id) == key {
                return Some(id);
            }
            hash = hash.wrapping_add(1);
        }
    }

    fn ids(&self) -> impl Iterator<Item = NameId> {
        0..self.len() as NameId
    }

    /// An order that does not depend on the numbers.
    fn order(&self, id: NameId) -> (EntityType, &str) {
        (self.kind(id), self.key(id))
    }
}

fn hash_of(value: &impl Hash) -> u64 {
    let mut hasher = FxHasher::default();
    value.hash(&mut hasher);
    hasher.finish()
}

/// Two names that articles say are one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Definition {
    pub name: NameId,
    pub other: NameId,
    pub ground: Ground,
    /// Articles that say so.
    pub articles: u64,
    /// Ids of some of them, the smallest.
    pub examples: Vec<u64>,
}

/// What the articles of an archive say of their names.
#[derive(Debug, Default)]
pub struct Evidence {
    pub names: NameSet,
    pub definitions: Vec<Definition>,
    /// All articles.
    pub articles: u64,
}

/// Sees the names of an article, and the pairs of which it says itself that they are one.
pub type SeeArticle<'a> = dyn FnMut(&[NameId], &[(NameId, NameId)]) + 'a;

/// Hands over all articles.
pub type ForEachArticle<'a, E> = dyn FnMut(&mut SeeArticle<'_>) -> Result<(), E> + 'a;

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
        side_by_side: FxHashMap::default(),
    };
    let counts = |definition: &&Definition| {
        definition.ground != Ground::Inferred || definition.articles >= INFERRED_ARTICLES_MIN
    };
    let definitions = evidence.definitions.iter().filter(counts);
    builder.links = definitions.map(of_definition).collect();
    builder.links.extend(builder.reworded(evidence));
    if !names.is_full() {
        let variants = builder.variants();
        let company = Company::of(&variants, evidence, for_each_article)?;
        builder.links.extend(company.links(&variants));
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

impl Evidence {
    /// Names that articles give as short for others; these may stand beside what they are short
    /// for.
    fn shorts(&self) -> FxHashSet<NameId> {
        let acronyms = self.definitions.iter();
        let acronyms = acronyms.filter(|definition| definition.ground == Ground::Acronym);
        acronyms.map(|definition| definition.name).collect()
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
        let mut blocks: Vec<(u64, NameId)> = Vec::new();
        for id in self.names.ids().filter(|id| self.is_compared(*id)) {
            let key = self.names.key(id);
            for word in key.split(' ') {
                *words.entry(hash_of(&word)).or_default() += 1;
            }
            if let Some(block) = block(self.names.kind(id), key) {
                blocks.push((block, id));
            }
        }
        let order = |id| self.names.order(id);
        blocks.sort_unstable_by(|a, b| a.0.cmp(&b.0).then_with(|| order(a.1).cmp(&order(b.1))));
        let is_known = |word: &str| {
            let names = words.get(&hash_of(&word)).copied();
            names.unwrap_or_default() >= KNOWN_WORD_NAMES
        };
        let mut found = Vec::new();
        for (at, (block, a)) in blocks.iter().enumerate() {
            let same = blocks[at + 1..].iter().take(COMPARED_MAX);
            for (_, b) in same.take_while(|(other, _)| other == block) {
                if self.names.kind(*a) == self.names.kind(*b)
                    && is_variant(self.names.key(*a), self.names.key(*b), &is_known)
                {
                    found.push((*a, *b));
                }
            }
        }
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
            if middle.len() > first.len() {
                push(&format!("{first} {last}"));
            }
        }
        found.retain(|(short, _)| !self.is_of_another_type(*short));
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
        let counts = &mut self.side_by_side;
        let mut here: Vec<(u32, NameId)> = Vec::new();
        for_each_article(&mut |ids, said| {
            here.clear();
            for id in ids {
                if let Some(chain) = chains.get(id)
                    && is_full(*id)
                {
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
                        if !are_said_one(said, *a, *b) {
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

/// Names that have links, numbered in an order of their own.
struct Numbers {
    names: Vec<NameId>,
}

impl Numbers {
    fn of(links: impl Iterator<Item = (NameId, NameId)>, longer: &[Longer]) -> Numbers {
        let pairs = links.chain(longer.iter().copied());
        let mut names: Vec<NameId> = pairs.flat_map(|(a, b)| [a, b]).collect();
        names.sort_unstable();
        names.dedup();
        Numbers { names }
    }

    fn number(&self, name: NameId) -> Option<u32> {
        let found = self.names.binary_search(&name).ok()?;
        Some(found as u32)
    }
}

struct United<'a> {
    sets: Sets,
    numbers: Numbers,
    side_by_side: &'a FxHashMap<(NameId, NameId), u32>,
    links: Vec<BuiltLink>,
    doubts: Vec<BuiltDoubt>,
}

impl United<'_> {
    fn join(&mut self, link: BuiltLink) {
        let numbers = &self.numbers;
        let (Some(a), Some(b)) = (numbers.number(link.name), numbers.number(link.other)) else {
            return;
        };
        let allowed = match link.reason {
            // One article that tells them apart is surer than those that say nothing.
            Reason::Defined(Ground::Inferred) => 0,
            Reason::Defined(_) => link.count.saturating_mul(SIDE_BY_SIDE_PART),
            _ => 0,
        };
        let is_refused = |x: u32, y: u32| {
            let (x, y) = (numbers.names[x as usize], numbers.names[y as usize]);
            let articles = self.side_by_side.get(&(x.min(y), x.max(y)));
            articles.is_some_and(|articles| u64::from(*articles) > allowed)
        };
        if self.sets.join(a, b, ENTITY_NAMES_MAX, &is_refused) {
            self.links.push(link);
        }
    }

    /// Whether a name has been joined with no other.
    fn is_alone(&self, name: NameId) -> bool {
        let number = self.numbers.number(name);
        number.is_some_and(|number| self.sets.with(number).len() == 1)
    }

    /// Joins each short form with what it stands for, if that is one entity.
    fn join_shorts(&mut self, mut links: Vec<BuiltLink>, names: &NameSet) {
        links.sort_by(|a, b| names.order(a.name).cmp(&names.order(b.name)));
        for links in links.chunk_by(|a, b| a.name == b.name) {
            let mut meanings: Vec<(u64, Vec<&BuiltLink>)> = Vec::new();
            let mut places: FxHashMap<u32, usize> = FxHashMap::default();
            for link in links {
                let Some(number) = self.numbers.number(link.other) else {
                    continue;
                };
                let at = *places.entry(self.sets.set_of(number)).or_insert_with(|| {
                    meanings.push((0, Vec::new()));
                    meanings.len() - 1
                });
                meanings[at].0 += link.count;
                meanings[at].1.push(link);
            }
            for (_, links) in &mut meanings {
                links.sort_by_key(|link| (Reverse(link.count), names.order(link.other)));
            }
            meanings.sort_by_key(|(count, links)| {
                (
                    Reverse(*count),
                    links.first().map(|link| names.order(link.other)),
                )
            });
            let Some((most, first)) = meanings.first() else {
                continue;
            };
            let rest: u64 = meanings[1..].iter().map(|(count, _)| count).sum();
            let reason = first[0].reason;
            let is_said = matches!(reason, Reason::Defined(ground) if ground != Ground::Inferred);
            if rest == 0 || (is_said && rest * DOMINANT_PART <= *most) {
                first.iter().for_each(|link| self.join((*link).clone()));
            }
            if rest > 0 {
                let candidates = meanings.iter().take(CANDIDATES_MAX);
                self.doubts.push(BuiltDoubt {
                    name: first[0].name,
                    reason,
                    candidates: candidates
                        .map(|(count, links)| (links[0].other, *count))
                        .collect(),
                    total: meanings.len() as u64,
                });
            }
        }
    }

    fn finish(mut self, names: &NameSet) -> Built {
        let mut links: FxHashMap<u32, Vec<BuiltLink>> = FxHashMap::default();
        for link in self.links {
            if let Some(number) = self.numbers.number(link.name) {
                let of_set = links.entry(self.sets.set_of(number)).or_default();
                of_set.push(link);
            }
        }
        let mut entities = Vec::new();
        for set in self.sets.large() {
            let mut members: Vec<NameId> = set
                .iter()
                .map(|number| self.numbers.names[*number as usize])
                .collect();
            members.sort_unstable_by_key(|id| names.order(*id));
            let links = links.remove(&self.sets.set_of(set[0])).unwrap_or_default();
            entities.push((members, links));
        }
        entities.sort_by(|a, b| names.order(a.0[0]).cmp(&names.order(b.0[0])));
        self.doubts
            .sort_by(|a, b| (names.order(a.name), a.reason).cmp(&(names.order(b.name), b.reason)));
        Built {
            entities,
            doubts: self.doubts,
        }
    }
}

/// For each name that may be a spelling of another, the rarest names that stand with it.
struct Company<'a> {
    names: &'a NameSet,
    of: FxHashMap<NameId, Vec<NameId>>,
}

impl<'a> Company<'a> {
    fn of<E>(
        variants: &[(NameId, NameId)],
        evidence: &'a Evidence,
        for_each_article: &mut ForEachArticle<'_, E>,
    ) -> Result<Company<'a>, E> {
        let names = &evidence.names;
        let both = variants.iter().flat_map(|(a, b)| [*a, *b]);
        let mut of: FxHashMap<NameId, Vec<NameId>> = both.map(|id| (id, Vec::new())).collect();
        let rare_max = RARE_ARTICLES.max(evidence.articles / RARE_PART);
        let is_rare = |id: &NameId| (2..=rare_max).contains(&names.articles(*id));
        let rank = |id: &NameId| (names.articles(*id), names.order(*id));
        if !of.is_empty() {
            for_each_article(&mut |ids, _| {
                for id in ids {
                    let Some(company) = of.get_mut(id) else {
                        continue;
                    };
                    let others = ids.iter().filter(|other| *other != id && is_rare(other));
                    company.extend(others);
                    if company.len() > 4 * COMPANY_MAX {
                        keep_first(company, rank);
                    }
                }
            })?;
        }
        for company in of.values_mut() {
            keep_first(company, rank);
            company.sort_unstable();
        }
        Ok(Company { names, of })
    }

    /// The pairs that keep the same company, as links.
    fn links(&self, variants: &[(NameId, NameId)]) -> Vec<BuiltLink> {
        let company = |id: NameId| self.of.get(&id).map_or(&[][..], Vec::as_slice);
        let shared = |(a, b): &(NameId, NameId)| {
            let theirs = company(*b);
            let mine = company(*a).iter();
            let both = mine.filter(|id| theirs.binary_search(id).is_ok());
            // Two surnames of one article are no company for each other's spellings.
            both.filter(|id| **id != *a && **id != *b).count()
        };
        let found = variants.iter().map(|pair| (pair, shared(pair)));
        let found = found.filter(|(_, shared)| *shared >= COMPANY_MIN);
        found
            .map(|((a, b), shared)| spelling(self.names, *a, *b, shared as u64))
            .collect()
    }
}

/// Keeps each name once, and of those the first by a rank.
fn keep_first<K: Ord>(company: &mut Vec<NameId>, rank: impl Fn(&NameId) -> K) {
    company.sort_unstable_by_key(|id| rank(id));
    company.dedup();
    company.truncate(COMPANY_MAX);
}
