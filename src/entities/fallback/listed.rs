//! Names of the lists of places and organisations, where they stand for themselves.

use std::ops::Range;

use super::super::EntityType;
use super::super::names::printed;
use super::super::words::{self, Flags, ORG, OTHER, PLACE, RANK};
use super::word::{Shape, Word};
use super::{NAME_WORDS_MAX, Reader};

impl Reader<'_> {
    /// Names in the lists that have so many words.
    pub(super) fn listed(&mut self, sentence: &Range<usize>, shouts: bool, counts: Range<usize>) {
        let mut at = sentence.start;
        while at < sentence.end {
            let word = self.words[at];
            if word.shape == Shape::Caseless && counts.contains(&1) {
                self.within(word);
            }
            let longest = counts.clone().rev().find_map(|count| {
                let flags = self.list(at..at + count, sentence, shouts);
                (flags != 0).then_some((count, flags))
            });
            if let Some((count, flags)) = longest {
                if flags & ORG != 0 {
                    self.push(at..at + count, EntityType::Org);
                } else if flags & PLACE != 0 {
                    self.push(at..at + count, EntityType::Place);
                }
            }
            at += longest.map_or(1, |(count, _)| count);
        }
    }

    /// What the lists say of these words, if they stand for themselves here.
    fn list(&self, range: Range<usize>, sentence: &Range<usize>, shouts: bool) -> Flags {
        let Some(words) = self
            .words
            .get(range.clone())
            .filter(|_| range.end <= sentence.end)
        else {
            return 0;
        };
        let first = words[0];
        if matches!(first.shape, Shape::Lower | Shape::Other)
            || words[1..].iter().any(|word| !word.near)
        {
            return 0;
        }
        let [word] = words else {
            let caps = words.iter().all(|word| word.shape == Shape::Caps);
            return words::flags(&printed(self.surface(range)), caps) & (PLACE | ORG | OTHER);
        };
        let flags = word.flags & (PLACE | ORG | OTHER);
        // "Real Madrid" and "Paris Hilton" are no places.
        let capital = |at: usize| self.words[at].is_name() && at > sentence.start;
        let before = range.start > sentence.start
            && word.near
            && capital(range.start - 1)
            && !self.words[range.start - 1].is(RANK);
        let after = range.end < sentence.end && self.words[range.end].near && capital(range.end);
        let part = !shouts && !self.nouns && word.shape != Shape::Caps && (before || after);
        // "UN" may be an article there.
        let small = shouts && word.text.chars().count() <= 3;
        if part || small || self.is_common(range.start, sentence) && word.shape == Shape::Capital {
            return 0;
        }
        flags
    }

    /// Listed names within a word of a script that parts no words.
    fn within(&mut self, word: Word) {
        const IDEOGRAMS: std::ops::RangeInclusive<char> = '\u{3040}'..='\u{9fff}';
        if !word.text.starts_with(|c| IDEOGRAMS.contains(&c)) {
            return;
        }
        let mut bounds: Vec<usize> = word.text.char_indices().map(|(at, _)| at).collect();
        bounds.push(word.text.len());
        let mut at = 0;
        while at + 2 < bounds.len() {
            let longest = (at + 2..bounds.len().min(at + NAME_WORDS_MAX + 1)).rev();
            let listed = longest.into_iter().find_map(|to| {
                let flags = words::flags(&word.text[bounds[at]..bounds[to]], false);
                (flags & (PLACE | ORG) != 0).then_some((to, flags))
            });
            let Some((to, flags)) = listed else {
                at += 1;
                continue;
            };
            let kind = if flags & ORG != 0 {
                EntityType::Org
            } else {
                EntityType::Place
            };
            self.found
                .push((word.start + bounds[at]..word.start + bounds[to], kind));
            at = to;
        }
    }
}
