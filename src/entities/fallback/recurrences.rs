//! Names that one place of the article proved, found again in all others.

use std::ops::Range;

use rustc_hash::FxHashMap;

use super::super::names::printed;
use super::super::words::{self, COMPANY, FIRST_NAME, ORG, PLACE, RANK};
use super::super::{EntityType, key};
use super::word::{Shape, Word};
use super::{NAME_WORDS_MAX, Reader};

/// German words before a noun, but not before a surname.
const DETERMINERS: [&str; 24] = [
    "der", "die", "das", "den", "dem", "des", "ein", "eine", "einen", "einem", "einer", "eines",
    "im", "am", "zum", "zur", "vom", "beim", "kein", "keine", "sein", "seine", "ihr", "ihre",
];

impl Reader<'_> {
    /// The names found, their short forms and surnames, by their keys.
    pub(super) fn known_names(&self) -> FxHashMap<String, EntityType> {
        let mut names = FxHashMap::default();
        let mut add = |name: &str, kind: EntityType| {
            let known = names.entry(key(kind, name)).or_insert(kind);
            // The lesser of two types, whatever their order.
            *known = kind.min(*known);
        };
        for (span, kind) in &self.found {
            let name = printed(&self.text[span.clone()]);
            let (start, last) = name.rsplit_once(' ').unwrap_or(("", &name));
            let listed = words::flags(last, false);
            match kind {
                EntityType::Person => {
                    let taken = listed & (PLACE | ORG | RANK | FIRST_NAME) != 0;
                    if !taken && last.chars().count() > 2 {
                        add(last, *kind);
                    }
                }
                EntityType::Org if listed & COMPANY != 0 && !start.is_empty() => add(start, *kind),
                EntityType::Org => {}
                _ => continue,
            }
            add(&name, *kind);
        }
        names
    }

    /// Finds known names again, also where nothing speaks for them.
    pub(super) fn recurrences(
        &mut self,
        sentence: Range<usize>,
        names: &FxHashMap<String, EntityType>,
    ) {
        let mut at = sentence.start;
        while at < sentence.end {
            let longest = (at + 1..=sentence.end.min(at + NAME_WORDS_MAX))
                .rev()
                .find_map(|to| Some((to, self.recurrence(at..to, &sentence, names)?)));
            let Some((to, kind)) = longest else {
                at += 1;
                continue;
            };
            self.push(at..to, kind);
            at = to;
        }
    }

    fn recurrence(
        &self,
        range: Range<usize>,
        sentence: &Range<usize>,
        names: &FxHashMap<String, EntityType>,
    ) -> Option<EntityType> {
        let words = &self.words[range.clone()];
        if !words[0].is_name()
            || words[1..].iter().any(|word| !word.near)
            || words
                .iter()
                .any(|word| word.shape == Shape::Other && word.text != "&")
        {
            return None;
        }
        let kind = *names.get(&key(EntityType::Person, self.surface(range.clone())))?;
        let before = (range.start > sentence.start).then(|| self.words[range.start - 1]);
        let after = self
            .words
            .get(range.end)
            .filter(|_| range.end < sentence.end);
        if words.len() > 1 {
            return Some(kind);
        }
        let noun =
            before.is_some_and(|word| DETERMINERS.contains(&word.text.to_lowercase().as_str()));
        let joined = |word: &Word| word.near && word.is_name() && !self.shouts(sentence);
        let part = before.is_some_and(|word| {
            words[0].near && joined(&Word { near: true, ..word }) && !word.is(RANK)
        }) && range.start > sentence.start + 1
            || after.is_some_and(joined);
        let wrong = if self.nouns {
            noun && kind == EntityType::Person
        } else {
            part
        };
        (!wrong && !self.is_common(range.start, sentence)).then_some(kind)
    }
}
