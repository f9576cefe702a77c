//! Organisations, places, events and works: a short form is the start or the end of a full one.

use rustc_hash::FxHashMap;

use super::super::{EntityType, words};
use super::acronym::SMALL_WORDS;
use super::names::{Clusters, Name, Names, Only};

/// Words; of a longer name nobody uses a part that is looked up here.
const NAME_WORDS_MAX: usize = 12;

/// Full names that begin or end alike and are told apart; more are a list.
const LIKE_MAX: usize = 4;

/// Joins each short form with the only full one that it can stand for.
pub fn join(names: &Names, clusters: &mut Clusters) {
    let mut wholes: FxHashMap<(EntityType, &str), Vec<usize>> = FxHashMap::default();
    for (at, name) in names.each() {
        let spaces = name.key.bytes().filter(|byte| *byte == b' ').count();
        if !(1..NAME_WORDS_MAX).contains(&spaces) || !is_divisible(name.kind) {
            continue;
        }
        for (space, _) in name.key.match_indices(' ') {
            for part in [&name.key[..space], &name.key[space + 1..]] {
                if names.find(name.kind, part).is_none() {
                    continue;
                }
                let wholes = wholes.entry((name.kind, part)).or_default();
                if wholes.len() <= LIKE_MAX {
                    wholes.push(at);
                }
            }
        }
    }
    // Longer parts first: they are parts' wholes.
    let mut parts: Vec<((EntityType, &str), Vec<usize>)> = wholes.into_iter().collect();
    parts.sort_by_key(|((kind, part), _)| (std::cmp::Reverse(part.len()), *kind, *part));
    for ((kind, part), wholes) in parts {
        let Some(at) = names.find(kind, part).filter(|_| wholes.len() <= LIKE_MAX) else {
            continue;
        };
        let mut only = Only::Nothing;
        for whole in wholes {
            let (part, whole_name) = (&names.list[at], &names.list[whole]);
            // Named before any longer name, it is a body by itself: `BBC`, then `BBC Television`.
            let is_older = kind == EntityType::Org
                && whole_name.first != usize::MAX
                && part.first < whole_name.first;
            if !is_older && stands_for(part, whole_name) {
                only.add(whole, clusters);
            }
        }
        if let Only::One(whole) = only {
            clusters.join(at, whole);
        }
    }
}

fn is_divisible(kind: EntityType) -> bool {
    !matches!(kind, EntityType::Person | EntityType::Group)
}

/// Whether a name that is the start or the end of another can be short for it.
fn stands_for(part: &Name, whole: &Name) -> bool {
    if words::flags(part.printed, false) & words::DEMONYM != 0 {
        return false;
    }
    let (begins, rest) = match whole.key.strip_prefix(part.key.as_str()) {
        Some(rest) if rest.starts_with(' ') => (true, rest.trim_start()),
        _ => (
            false,
            whole.key[..whole.key.len() - part.key.len()].trim_end(),
        ),
    };
    match (part.kind, begins) {
        (EntityType::Org, true) => org_begins(rest),
        (EntityType::Org, false) => !rest.split(' ').any(|word| SMALL_WORDS.contains(&word)),
        (EntityType::Place, _) => place_stands_for(part, begins, rest),
        (_, true) => has_remark(part, whole),
        (_, false) => work_ends(part, rest),
    }
}

/// Whether what stands after the start of an organisation's name only says of what sort it is, or
/// of where: `Orlan Corporation`, `Court of Norland`; but `Orlan Research Brazil` is a part of it.
fn org_begins(rest: &str) -> bool {
    let mut words = rest.split(' ').peekable();
    if words
        .peek()
        .is_some_and(|word| matches!(*word, "of" | "for" | "and" | "in"))
    {
        return true;
    }
    words.all(|word| ORG_SORTS.binary_search(&word).is_ok())
}

/// In the order of the alphabet.
const ORG_SORTS: [&str; 95] = [
    "ab",
    "academy",
    "ag",
    "agency",
    "airlines",
    "airways",
    "as",
    "asa",
    "association",
    "athletic",
    "bancorp",
    "band",
    "bank",
    "bhd",
    "board",
    "books",
    "broadcasting",
    "bros",
    "brothers",
    "bv",
    "church",
    "club",
    "co",
    "college",
    "communications",
    "companies",
    "company",
    "corp",
    "corporation",
    "cycling",
    "energy",
    "ensemble",
    "enterprises",
    "entertainment",
    "fc",
    "film",
    "films",
    "football",
    "games",
    "gmbh",
    "group",
    "hall",
    "high",
    "holding",
    "holdings",
    "hospital",
    "hotel",
    "hotels",
    "inc",
    "incorporated",
    "industries",
    "institute",
    "insurance",
    "investments",
    "kg",
    "league",
    "limited",
    "llc",
    "llp",
    "ltd",
    "magazine",
    "media",
    "motor",
    "motors",
    "movement",
    "museum",
    "music",
    "newspaper",
    "nv",
    "orchestra",
    "oy",
    "party",
    "pharmacy",
    "pictures",
    "plc",
    "press",
    "productions",
    "publishers",
    "publishing",
    "qsc",
    "quartet",
    "records",
    "restaurants",
    "sa",
    "school",
    "society",
    "software",
    "spa",
    "stores",
    "symphony",
    "systems",
    "team",
    "technologies",
    "television",
    "university",
];

/// Places that are larger than the cities called after them.
const OTHER_THAN_CITY: [&str; 11] = [
    "mexico",
    "kuwait",
    "panama",
    "guatemala",
    "belize",
    "kansas",
    "oklahoma",
    "iowa",
    "gaza",
    "luxembourg",
    "djibouti",
];

fn place_stands_for(part: &Name, begins: bool, rest: &str) -> bool {
    if begins {
        return rest == "city" && !OTHER_THAN_CITY.contains(&part.key.as_str());
    }
    matches!(rest, "state of" | "kingdom of" | "city of" | "island of")
}

/// `Quiet Water` of `Quiet Water (film)`; but `Quiet Water: The Return` is another work.
fn has_remark(part: &Name, whole: &Name) -> bool {
    let rest = whole.printed.get(part.printed.len()..);
    rest.is_some_and(|rest| rest.trim_start().starts_with('('))
}

/// What stands before the name of a ship.
const SHIP_SORTS: [&str; 7] = ["uss", "hms", "ss", "mv", "ms", "rms", "hmas"];

/// `Bush War` of `Kessarian Bush War`, `Saint Orla` of `MV Saint Orla`; but the `Winter Games` are
/// more than the `1988 Winter Games`.
fn work_ends(part: &Name, rest: &str) -> bool {
    let is_word = !rest.contains(' ') && !rest.contains(|c: char| c.is_ascii_digit());
    SHIP_SORTS.contains(&rest) || !part.is_word() && is_word
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sorts_of_organisations_are_in_order() {
        assert!(ORG_SORTS.is_sorted());
    }

    #[test]
    fn what_follows_says_of_what_sort_an_organisation_is_or_of_where() {
        for rest in ["corporation", "football club", "of norland", "for the arts"] {
            assert!(org_begins(rest), "{rest}");
        }
        for rest in [
            "research",
            "research institute",
            "brazil",
            "university hospital trust",
        ] {
            assert!(!org_begins(rest), "{rest}");
        }
    }
}
