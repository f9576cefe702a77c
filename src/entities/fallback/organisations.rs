//! Organisations that show themselves: an acronym in brackets after its long form, the ending of a
//! company, a quoted name after a word such as "newspaper".

use std::ops::Range;

use super::super::fold::acronym::{Fit, fit};
use super::super::words::{self, COMPANY, FIRST_NAME, ORG_KIND, PLACE, RANK};
use super::super::{EntityType, key};
use super::word::Shape;
use super::{NAME_WORDS_MAX, Reader, opens};

/// Letters of an acronym.
const ACRONYM_LETTERS: std::ops::RangeInclusive<usize> = 2..=8;

impl Reader<'_> {
    /// "Front Orlan Nord (FON)": an acronym in brackets and the words before whose initials it has.
    pub(super) fn acronyms(&mut self, sentence: &Range<usize>) {
        for open in sentence.start + 2..sentence.end.saturating_sub(2) {
            let [bracket, acronym, close] = [0, 1, 2].map(|at| self.words[open + at]);
            let letters = acronym.text.chars().count();
            if bracket.text != "("
                || close.text != ")"
                || acronym.shape != Shape::Caps
                || !ACRONYM_LETTERS.contains(&letters)
            {
                continue;
            }
            let short = key(EntityType::Org, acronym.text);
            let first = open.saturating_sub(letters * 2).max(sentence.start);
            let long = (first..open - 1).rev().find(|first| {
                let words = &self.words[*first..open];
                words[0].is_name()
                    && words[1..].iter().all(|word| word.near)
                    && words.iter().all(|word| word.shape != Shape::Other)
                    && fit(&short, &key(EntityType::Org, self.surface(*first..open)))
                        == Some(Fit::Initials)
            });
            if let Some(first) = long.filter(|first| !self.words[*first].is(FIRST_NAME)) {
                let listed = words::flags(self.surface(first..open), false);
                let kind = if listed & PLACE != 0 {
                    EntityType::Place
                } else {
                    EntityType::Org
                };
                self.push(first..open, kind);
                self.push(open + 1..open + 2, kind);
            }
        }
    }

    /// "Orlan Werft GmbH", "Orlan & Venn S.p.A.".
    pub(super) fn companies(&mut self, sentence: &Range<usize>) {
        for run in self.runs(sentence.clone()) {
            let mut first = run.start;
            while first < run.end
                && (self.is_common(first, sentence) || self.words[first].is(ORG_KIND | RANK))
            {
                first += 1;
            }
            let ends = |at: &usize| self.words[*at].is(COMPANY);
            let mut end = (first + 1..run.end).find(ends).map_or(run.end, |at| at + 1);
            // "e.V.", "s.r.o." begin with a small letter.
            let small = self.words.get(end).filter(|_| end < sentence.end);
            if small.is_some_and(|word| word.near && word.is(COMPANY)) {
                end += 1;
            }
            // "GmbH & Co. KG".
            while end < run.end && self.words[end - 1].is(COMPANY) {
                end += 1;
            }
            if end - first.min(end) >= 2 && self.words[end - 1].is(COMPANY) {
                self.push(first..end, EntityType::Org);
            }
        }
    }

    /// "die Zeitung „Orlan Post“": what is quoted after a word for organisations.
    pub(super) fn quoted(&mut self, sentence: &Range<usize>) {
        for at in sentence.start + 1..sentence.end.saturating_sub(2) {
            if !self.words[at - 1].is(ORG_KIND) || !opens(self.words[at].text) {
                continue;
            }
            let first = at + 1;
            let limit = sentence.end.min(first + NAME_WORDS_MAX + 1);
            let end = (first + 1..limit).find(|end| closes(self.words[*end].text));
            if let Some(end) = end.filter(|_| self.words[first].is_name()) {
                self.push(first..end, EntityType::Org);
            }
        }
    }
}

fn closes(mark: &str) -> bool {
    matches!(mark, "»" | "“" | "”" | "\"" | "«")
}
