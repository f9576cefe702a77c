//! `names → those that may be one, which the detector took for two things`: `Kessary`, a place in
//! most articles and a person in a few.

use rustc_hash::FxHashSet;

use super::super::evidence::{NameId, NameSet, hash_of};
use super::{Builder, is_bare};
use crate::entities::{EntityType, is_first_name};

impl Builder<'_> {
    /// Pairs of a name, and the same one of another type that it more likely is.
    ///
    /// A person of one word may well be another than the place or the organisation of that name
    /// (`Georgia`, `Washington`): not one of these if anybody's full name has the word.
    pub fn of_two_types(&self) -> Vec<(NameId, NameId)> {
        let names = self.names;
        let of_persons = words_of_persons(names);
        let is_somebody = |key: &str| is_first_name(key) || of_persons.contains(&hash_of(&key));
        let is_doubtful =
            |id: NameId| names.kind(id) == EntityType::Person && is_bare(names.key(id));
        let mut found = Vec::new();
        for id in names.ids().filter(|id| self.is_compared(*id)) {
            let key = names.key(id);
            let of_key = super::super::kinds().filter_map(|kind| names.get(kind, key));
            let of_key = of_key.filter(|id| self.is_compared(*id));
            // Nobody's name is least likely a person's; else the rarer is the slip.
            let rank = |id: &NameId| (!is_doubtful(*id), names.articles(*id), names.order(*id));
            if let Some(best) = of_key.max_by_key(rank)
                && best != id
                && !(is_doubtful(id) && is_somebody(key))
            {
                found.push((id, best));
            }
        }
        found
    }
}

/// The first and last words of all full names of persons.
fn words_of_persons(names: &NameSet) -> FxHashSet<u64> {
    let mut words = FxHashSet::default();
    for id in names
        .ids()
        .filter(|id| names.kind(*id) == EntityType::Person)
    {
        let key = names.key(id);
        if names.articles(id) > 0
            && let (Some((first, _)), Some((_, last))) = (key.split_once(' '), key.rsplit_once(' '))
        {
            words.extend([hash_of(&first), hash_of(&last)]);
        }
    }
    words
}

#[cfg(test)]
mod tests {
    use super::super::super::evidence::Evidence;
    use super::super::build;
    use super::*;

    /// The entities of two names or more, of articles that have these names: `place kessary`.
    fn united(articles: &[&[&str]]) -> Vec<Vec<String>> {
        let mut evidence = Evidence::default();
        let mut ids: Vec<Vec<NameId>> = Vec::new();
        for article in articles {
            let named = article.iter().map(|name| {
                let (kind, key) = name.split_once(' ').unwrap();
                let id = evidence.names.add(kind.parse().unwrap(), key);
                evidence.names.count(id);
                id
            });
            ids.push(named.collect());
            evidence.articles += 1;
        }
        let built = build(&evidence, &mut |see| {
            ids.iter().for_each(|ids| see(ids, &[]));
            Ok::<(), ()>(())
        });
        let entities = built.unwrap().entities.into_iter();
        entities
            .map(|(names, _)| {
                let names = names.into_iter().map(|id| {
                    let name = evidence.names.name(id);
                    format!("{} {}", name.kind.name(), name.key)
                });
                let mut names: Vec<String> = names.collect();
                names.sort();
                names
            })
            .collect()
    }

    #[test]
    fn a_name_of_two_types_is_one_where_it_keeps_the_same_company() {
        let both = [vec!["person kessary", "place kessary"]];
        let one = united(&[
            &["place kessary", "person ida rand", "org orrin hydro"],
            &["person kessary", "person ida rand", "org orrin hydro"],
        ]);
        assert_eq!(one, both);
        let apart = united(&[
            &["place kessary", "person ida rand", "org orrin hydro"],
            &["person kessary", "person ida rand", "org tidemark"],
        ]);
        assert!(apart.is_empty(), "{apart:?}");
        // A name of several words needs less.
        let long = united(&[
            &["place saint orla", "person ida rand"],
            &["person saint orla", "person ida rand"],
        ]);
        assert_eq!(long, [vec!["person saint orla", "place saint orla"]]);
    }

    #[test]
    fn a_place_and_a_person_of_one_name_stay_two() {
        let company = ["person ida rand", "org orrin hydro"];
        let with = |name: &'static str| [&[name][..], &company].concat();
        // A first name; the surname of somebody; both in one article.
        let diana = united(&[&with("place diana"), &with("person diana")]);
        assert!(diana.is_empty(), "{diana:?}");
        let orlan = united(&[
            &with("place orlan"),
            &with("person orlan"),
            &["person mads orlan"],
            &["person bo orlan"],
        ]);
        assert!(orlan.is_empty(), "{orlan:?}");
        let together = with("place kessary");
        let together = [&together[..], &["person kessary"]].concat();
        let together = united(&[&together, &with("person kessary")]);
        assert!(together.is_empty(), "{together:?}");
    }

    #[test]
    fn transcriptions_of_a_full_name_are_one_across_scripts() {
        let one = united(&[
            &["person viktor dravec", "place port anselm"],
            &["person виктор дравец", "place порт ансельм"],
            &["place port anselm"],
            &["place порт ансельм"],
        ]);
        let dravec = ["person viktor dravec", "person виктор дравец"];
        assert!(
            one.contains(&dravec.iter().map(|name| name.to_string()).collect()),
            "{one:?}"
        );
        let strangers = united(&[
            &["person viktor dravec", "place port anselm"],
            &["person victor dravets", "place hallowbridge"],
        ]);
        assert!(strangers.is_empty(), "{strangers:?}");
    }
}
