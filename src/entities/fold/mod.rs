//! `mentions → the same mentions, each by the full form of its name within the article`.
//!
//! Distinct names are joined to clusters, one rule after the other, surest first:
//!
//! - [`stated`]: the article says that two names are one, in words or with brackets; this is given
//!   on as [`Alias`], for the whole archive to learn from, even if one is no mention ([`unmarked`]);
//! - [`spelling`]: they differ in spelling alone;
//! - [`person`], [`register`]: surnames, first names, initials stand for the one full name that
//!   they fit; of a name that several [`bearers`] have, each mention by itself;
//! - [`parts`]: the start or the end of the one longer name of an organisation, place or event;
//! - [`acronym`]: initials that are those of one name alone.
//!
//! Where two names fit, none is taken: a name left apart does less harm than one given to the
//! wrong person. Groups are joined by nothing but their key.

pub mod acronym;
mod address;
mod bearers;
mod first_names;
mod names;
mod parts;
mod person;
mod register;
mod spelling;
pub use first_names::is_first_name;
pub use spelling::whole_sound;
mod stated;
mod unmarked;

use std::cmp::Reverse;
use std::collections::BTreeSet;

use rustc_hash::{FxHashMap, FxHashSet};

use super::{Alias, Detector, EntityType, Ground, Mention, key};
use names::{Clusters, Names};
use stated::Statements;

/// Pairs of names that are folded without a word of the article, kept for other articles; a table
/// with more is no evidence of how people write.
const INFERRED_MAX: usize = 256;

/// Sets `name` of all mentions, which are in the order of the text and have their surface forms
/// as names; a type that a name has by a slip is set right. Returns what the article says of names
/// that are one, sorted. The headline, if there is one, ends at a place of the text.
pub fn fold(text: &str, headline: usize, mentions: &mut [Mention]) -> Vec<Alias> {
    let names = Names::of(mentions, headline);
    let mut clusters = Clusters::new(names.list.len());
    let people = person::people(&names);
    let stated = stated::read(text, mentions, &names);
    for pair in &stated.pairs {
        clusters.join(pair.name, pair.other);
    }
    spelling::join(&names, &mut clusters);
    let places = address::places(text, mentions, &names);
    let given = register::join(&names, &people, &places, &mut clusters);
    parts::join(&names, &mut clusters);
    acronym::join(&names, &mut clusters);

    let cut: FxHashMap<usize, &str> = (people.iter())
        .filter(|person| !names.list[person.name].listed)
        .filter_map(|person| Some((person.name, person.cut.as_deref()?)))
        .collect();
    let printed = |name: usize| cut.get(&name).copied().unwrap_or(names.list[name].printed);
    let introduced: FxHashSet<usize> = (stated.pairs.iter()).map(|pair| pair.name).collect();
    // Of each cluster, the listed or else fullest name that nothing says to be only another for it.
    let rank = |name: usize| {
        let it = &names.list[name];
        let words = printed(name).split([' ', '-']).count();
        let usual = spelling::is_usual(it);
        (
            it.listed,
            !introduced.contains(&name),
            usual,
            !it.is_caps(),
            words,
            it.times,
            Reverse(name),
        )
    };
    let mut fullest: Vec<usize> = (0..names.list.len()).collect();
    for (name, _) in names.each() {
        let root = clusters.root(name);
        if rank(name) > rank(fullest[root]) || names.list[fullest[root]].times == 0 {
            fullest[root] = name;
        }
    }
    let mut inferred = std::mem::take(&mut clusters.inferred);
    inferred.truncate(INFERRED_MAX);
    for (name, other) in &mut inferred {
        if rank(*name) > rank(*other) {
            std::mem::swap(name, other);
        }
    }
    let mut kind = |name: usize| names.list[fullest[clusters.root(name)]].kind;
    let aliases = aliases(stated, &inferred, &mut kind, &printed);
    let given: FxHashMap<usize, usize> = given.into_iter().collect();
    let chosen: Vec<Option<(EntityType, String)>> = (0..mentions.len())
        .map(|at| {
            let mention = &mentions[at];
            if mention.detector == Detector::List {
                return None;
            }
            let own = names.of_mention(at)?;
            let name = fullest[clusters.root(given.get(&at).copied().unwrap_or(own))];
            let (kind, full) = (names.list[name].kind, printed(name));
            (mention.kind != kind || mention.name != full).then(|| (kind, full.to_owned()))
        })
        .collect();
    for (mention, chosen) in mentions.iter_mut().zip(chosen) {
        let Some((kind, name)) = chosen else {
            continue;
        };
        mention.name = name;
        if mention.kind != kind {
            mention.kind = kind;
            mention.place = None;
        }
    }
    aliases.into_iter().collect()
}

/// What the article says of names that are one, and of pairs that were inferred what may hold in
/// others: the first of a pair stands for the second.
fn aliases<'a>(
    stated: Statements,
    inferred: &[(usize, usize)],
    kind: &mut dyn FnMut(usize) -> EntityType,
    printed: &dyn Fn(usize) -> &'a str,
) -> BTreeSet<Alias> {
    let mut aliases = BTreeSet::new();
    for pair in stated.pairs {
        aliases.insert(Alias {
            kind: kind(pair.name),
            name: printed(pair.name).to_owned(),
            other: printed(pair.other).to_owned(),
            ground: pair.ground,
        });
    }
    for unmarked in stated.unmarked {
        let ground = unmarked.ground();
        let kind = kind(unmarked.beside);
        let beside = printed(unmarked.beside).to_owned();
        let (name, other) = match unmarked.is_newer() {
            true => (beside, unmarked.printed),
            false => (unmarked.printed, beside),
        };
        aliases.insert(Alias {
            kind,
            name,
            other,
            ground,
        });
    }
    let said: FxHashSet<[String; 2]> = (aliases.iter())
        .flat_map(|alias| {
            let [name, other] = [&alias.name, &alias.other].map(String::clone);
            [[name.clone(), other.clone()], [other, name]]
        })
        .collect();
    for (name, other) in inferred {
        let kind = kind(*other);
        let pair = [*name, *other].map(|name| printed(name).to_owned());
        let holds =
            key(kind, &pair[0]) != key(kind, &pair[1]) && holds_elsewhere(kind, &pair[0], &pair[1]);
        if holds && !said.contains(&pair) {
            let [name, other] = pair;
            aliases.insert(Alias {
                kind,
                name,
                other,
                ground: Ground::Inferred,
            });
        }
    }
    aliases
}

/// Whether one name means the other in other articles too, as far as anybody can tell: surnames,
/// first names and initials of people mean others there.
fn holds_elsewhere(kind: EntityType, short: &str, long: &str) -> bool {
    if kind != EntityType::Person {
        return true;
    }
    let is_full = |name: &str| {
        let mut words = name.split(' ').map(|word| word.trim_end_matches('.'));
        name.contains(' ') && words.all(|word| word.chars().nth(1).is_some())
    };
    let [short_key, long_key] = [short, long].map(|name| key(kind, name));
    // `de Orlan` of `Anna de Orlan`.
    let is_part = long_key.starts_with(&short_key) || long_key.ends_with(&short_key);
    is_full(short) && is_full(long) && !is_part
}

#[cfg(test)]
mod tests;
