//! `names → how they sound`: what transcriptions of one name have in common.

use super::super::evidence::{NameId, NameSet, hash_of};
use super::super::spelling::sounds;
use super::KEY_BYTES_MAX;

/// A way in which a name may sound, by its hash.
pub type Sound = u32;

/// How each name of an archive may sound; of names that are too long to be compared, the hash of
/// their letters.
#[derive(Debug, Default)]
pub struct Sounds {
    of: Vec<[Sound; 2]>,
}

impl Sounds {
    pub fn of(names: &NameSet) -> Sounds {
        let of = names.ids().map(|id| {
            let key = names.key(id);
            if key.len() > KEY_BYTES_MAX {
                return [fold(hash_of(&key)); 2];
            }
            let mut sounds = sounds(key).map(|sound| fold(hash_of(&sound)));
            let first = sounds.next().unwrap_or_default();
            [first, sounds.next().unwrap_or(first)]
        });
        Sounds { of: of.collect() }
    }

    /// The ways in which a name may sound: twice the same, if there is but one.
    pub fn get(&self, id: NameId) -> [Sound; 2] {
        self.of.get(id as usize).copied().unwrap_or_default()
    }

    /// The one that stands for a name.
    pub fn first(&self, id: NameId) -> Sound {
        // Of a `c`, `ts` can be told from `k`, and not the other way round.
        self.get(id)[1]
    }

    /// Whether two names can be transcriptions of one.
    pub fn are_alike(&self, a: NameId, b: NameId) -> bool {
        let (a, b) = (self.get(a), self.get(b));
        a.iter().any(|sound| b.contains(sound))
    }
}

fn fold(hash: u64) -> Sound {
    (hash >> 32) as Sound
}
