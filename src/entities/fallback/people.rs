//! People: a known first name and what follows it, a capital after a title.

use std::ops::Range;

use super::super::EntityType;
use super::super::words::{COMPANY, FIRST_NAME, ORG, ORG_HEAD, OTHER, PLACE, RANK};
use super::Reader;
use super::word::Shape;

/// Words of a person's name without titles.
const PERSON_WORDS_MAX: usize = 5;

/// First names that are German nouns as well.
const NOUNS: [&str; 8] = [
    "Mark", "Ernst", "Kai", "Islam", "Rosa", "Guy", "Will", "Roman",
];

impl Reader<'_> {
    pub(super) fn people(&mut self, sentence: &Range<usize>) {
        let mut at = sentence.start;
        while at < sentence.end {
            if let Some(end) = self.person_end(at, sentence) {
                self.push(at..end, EntityType::Person);
                at = end;
            } else {
                at += 1;
            }
        }
    }

    /// Where the name of a person ends that begins at `at` with a first name or after a title.
    fn person_end(&self, at: usize, sentence: &Range<usize>) -> Option<usize> {
        let word = self.words[at];
        if !word.is_name() {
            return None;
        }
        let before = (at > sentence.start && word.near).then(|| self.words[at - 1]);
        let titled = before.is_some_and(|word| word.is(RANK));
        let first_name = word.is(FIRST_NAME) && !(self.nouns && NOUNS.contains(&word.text));
        // The first capital of a sentence may be any word's.
        let opening = at == sentence.start + 1 && !self.words[sentence.start].is(ORG_HEAD);
        let starts = self.nouns || titled || opening || !before.is_some_and(|word| word.is_name());
        let end = self.run_end(at, sentence.end);
        let plain = |at: &usize| {
            !self.words[*at].is(PLACE | ORG | OTHER | ORG_HEAD | COMPANY)
                || self.words[*at].is(FIRST_NAME)
        };
        if first_name && starts {
            let end = self.surname_end(at + 1, end);
            let end = (at + 1..end).find(|at| !plain(at)).unwrap_or(end);
            return (end - at >= 2 && self.words[end - 1].is_name()).then_some(end);
        }
        // "Ministra Orlan"; an acronym after a title is no name, nor is another title.
        let single = titled && self.titles && word.shape == Shape::Capital && !word.is(RANK);
        if !single || !(at..end).all(|at| plain(&at)) || end - at > PERSON_WORDS_MAX {
            return None;
        }
        Some(if self.nouns && end - at > 2 {
            at + 1
        } else {
            end
        })
    }

    /// The end of the surname at `at`, after more first names, initials and particles.
    fn surname_end(&self, mut at: usize, end: usize) -> usize {
        let end = end.min(at + PERSON_WORDS_MAX - 1);
        if !self.nouns {
            return end;
        }
        while at < end
            && (self.words[at].is(FIRST_NAME)
                || self.words[at].is_initial()
                || !self.words[at].is_name())
        {
            at += 1;
        }
        end.min(at + 1)
    }
}
