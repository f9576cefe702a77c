//! What capitals alone say, in languages where they mark names.

use std::ops::Range;

use super::super::EntityType;
use super::super::words::{COMPANY, ORG, ORG_HEAD, ORG_KIND, OTHER, PLACE, RANK};
use super::Reader;
use super::word::Shape;

impl Reader<'_> {
    /// Where capitals mark names: organisations by their first word, people by two words of which
    /// the last recurs alone.
    pub(super) fn by_capitals(&mut self, sentence: &Range<usize>) {
        for run in self.runs(sentence.clone()) {
            let words = &self.words[run.clone()];
            let quoted = self.quoted.contains(self.surface(run.clone()));
            let (first, last) = (words[0], words[words.len() - 1]);
            if words.len() < 2 || quoted {
                continue;
            }
            if first.is(ORG_HEAD) {
                self.push(run, EntityType::Org);
                continue;
            }
            // The first capital of a sentence may be any word's.
            let run = run.start.max(sentence.start + 1)..run.end;
            let words = &self.words[run.clone()];
            let Some(first) = words.first().filter(|_| words.len() >= 2) else {
                continue;
            };
            let plain = words.iter().all(|word| {
                word.shape == Shape::Capital
                    && !word.is(PLACE | ORG | OTHER | RANK | COMPANY | ORG_KIND)
                    && !self.lower.contains(word.text.to_lowercase().as_str())
            });
            let cyrillic = words.iter().all(|word| is_cyrillic(word.text));
            let recurs = words.len() == 2 && self.alone.contains(last.text);
            let person = cyrillic && words.len() <= 3 && !is_adjective(first.text) || recurs;
            if plain && person {
                self.push(run, EntityType::Person);
            }
        }
    }
}

fn is_cyrillic(word: &str) -> bool {
    word.starts_with(|c| ('\u{400}'..='\u{4ff}').contains(&c))
}

/// Whether a Cyrillic word ends like the adjectives that begin the names of places.
fn is_adjective(word: &str) -> bool {
    const ENDINGS: [&str; 14] = [
        "ая", "ое", "ые", "ой", "ую", "ого", "ому", "ых", "ым", "ский", "ской", "ный", "вый", "ное",
    ];
    ENDINGS.iter().any(|ending| word.ends_with(ending))
}
