//! `word → what is known of it and what it is worth`: worked out once and remembered, since a few
//! thousand words make up most of any text.

use super::features::{Case, VIEWS, View, Word};
use super::format::Model;
use super::hash::{mix, of};
use super::labels::LABELS;
use super::tagger::PIECE_TOKENS_MAX;

/// Words remembered, about 80 bytes each.
const WORDS_MAX: usize = 60_000;

/// Places of the table of words: twice as many as words, and some.
const PLACES: usize = (2 * WORDS_MAX + PIECE_TOKENS_MAX).next_power_of_two();

/// A place without a word.
const FREE: u32 = u32::MAX;

/// Words of which it is remembered what they are worth, 264 bytes each.
const WORTHS_MAX: usize = 40_000;

/// What each label is worth.
pub type Scores = [i16; LABELS];

/// What a word is worth to itself and to its neighbours; to these it is little, and kept small,
/// since reading it is most of the work.
#[derive(Clone, Copy)]
pub struct Worth {
    here: Scores,
    beside: [[i8; LABELS]; VIEWS - 1],
}

impl Worth {
    /// What the word is worth to itself.
    pub fn here(&self) -> &Scores {
        &self.here
    }

    /// What it is worth to a word that sees it from beside.
    pub fn seen_from(&self, view: View) -> &[i8; LABELS] {
        &self.beside[(view as usize).saturating_sub(1) % self.beside.len()]
    }
}

/// The place of [`NOTHING`].
const UNWEIGHED: u32 = 0;
const NOTHING: Worth = Worth {
    here: [0; LABELS],
    beside: [[0; LABELS]; VIEWS - 1],
};

/// A word of the memory.
#[derive(Clone)]
struct Known {
    word: Word,
    key: u64,
    /// Where in the list of worths.
    worth: u32,
    /// Whether what it is worth to itself is known.
    here: bool,
    /// How often it was met since the memory was last cleared of others, up to 255.
    met: u8,
}

/// Words that were met; one for each thread.
pub struct Memory {
    words: Vec<Known>,
    worths: Vec<Worth>,
    /// Numbers of words, each at the place that its key names or the next free one.
    places: Vec<u32>,
}

impl Default for Memory {
    fn default() -> Memory {
        Memory {
            words: Vec::new(),
            worths: vec![NOTHING],
            places: vec![FREE; PLACES],
        }
    }
}

impl Memory {
    /// The number of a word; it holds until [`Memory::make_room`].
    pub fn number(&mut self, text: &str, case: Case, model: &Model) -> u32 {
        let key = mix(of(text.as_bytes()), case as u64);
        let mut place = key as usize % PLACES;
        while let Some(known) = self.words.get_mut(self.places[place] as usize) {
            if known.key == key {
                known.met = known.met.saturating_add(1);
                return self.places[place];
            }
            place = (place + 1) % PLACES;
        }
        let number = self.words.len() as u32;
        self.words.push(Known {
            word: Word::read(text, case, model),
            key,
            worth: UNWEIGHED,
            here: false,
            met: 1,
        });
        self.places[place] = number;
        number
    }

    pub fn word(&self, number: u32) -> &Word {
        &self.words[number as usize].word
    }

    /// What a word is worth; nothing if it was never weighed.
    pub fn worth(&self, number: u32) -> &Worth {
        &self.worths[self.words[number as usize].worth as usize]
    }

    /// Works out what a word is worth to its neighbours and, if it is `wanted`, to itself.
    pub fn weigh(&mut self, number: u32, text: &str, case: Case, wanted: bool, model: &Model) {
        let known = &mut self.words[number as usize];
        if known.worth != UNWEIGHED && known.here >= wanted {
            return;
        }
        let mut features = Vec::with_capacity(128);
        if known.worth == UNWEIGHED {
            let mut worth = NOTHING;
            for (view, row) in View::BESIDE.into_iter().zip(&mut worth.beside) {
                features.clear();
                known.word.seen_from(view, &mut features);
                let mut scores = [0; LABELS];
                model.add_weights(&features, &mut scores);
                let byte = |score: i16| score.clamp(i8::MIN.into(), i8::MAX.into()) as i8;
                *row = scores.map(byte);
            }
            known.worth = self.worths.len() as u32;
            self.worths.push(worth);
        }
        if wanted && !known.here {
            features.clear();
            known.word.own(text, case, &mut features);
            let worth = &mut self.worths[known.worth as usize];
            model.add_weights(&features, &mut worth.here);
            known.here = true;
        }
    }

    /// Forgets the half of the words that were met least since it last did, if there are too many.
    pub fn make_room(&mut self) {
        if self.words.len() > WORDS_MAX {
            let least = least(&self.words, WORDS_MAX / 2);
            self.words.retain(|known| known.met >= least);
            self.places.fill(FREE);
            for (known, number) in self.words.iter().zip(0..) {
                let mut place = known.key as usize % PLACES;
                while self.places[place] != FREE {
                    place = (place + 1) % PLACES;
                }
                self.places[place] = number;
            }
        } else if self.worths.len() <= WORTHS_MAX {
            return;
        }
        let weighed = self.words.iter().filter(|known| known.worth != UNWEIGHED);
        let least = least(weighed, WORTHS_MAX / 2);
        let old = std::mem::replace(&mut self.worths, vec![NOTHING]);
        for known in &mut self.words {
            let worth = std::mem::take(&mut known.worth);
            let here = std::mem::take(&mut known.here);
            if worth != UNWEIGHED && known.met >= least {
                known.worth = self.worths.len() as u32;
                known.here = here;
                self.worths.push(old[worth as usize]);
            }
            known.met = known.met.min(1);
        }
    }
}

/// How often a word must have been met at least to be one of the `most` that were met most.
fn least<'a>(words: impl IntoIterator<Item = &'a Known>, most: usize) -> u8 {
    let mut by_met = [0usize; 256];
    for known in words {
        by_met[usize::from(known.met)] += 1;
    }
    let mut kept = 0;
    let enough = (0..=255u8).rev().find(|met| {
        kept += by_met[usize::from(*met)];
        kept > most
    });
    enough.map_or(0, |met| met.saturating_add(1))
}
