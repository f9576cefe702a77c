//! `article → mentions of people, organisations and places`, in the languages that the model
//! doesn't read.
//!
//! Only sure signs count, since a missing name is found by its words all the same, and a wrong one
//! spoils every list: a known first name and what follows it, a title, the ending of a company, an
//! acronym in brackets after its long form, a quoted name after a word such as "newspaper", a list
//! of places and organisations. What one place of the article proved is believed in all others,
//! also of surnames.
//!
//! How much a capital says depends on the language. Where it marks names, it shows where a name
//! ends, and two capitals in a row are a person when the last recurs alone (in Cyrillic, where
//! only names have two, always). In German it marks all nouns. In scripts without capitals the
//! lists alone count.

mod word;

use std::ops::Range;

use rustc_hash::{FxHashMap, FxHashSet};

use super::fold::acronym::{Fit, fit};
use super::model::tokens::Tokens;
use super::names::printed;
use super::words::{self, COMPANY, FIRST_NAME, Flags, ORG, ORG_HEAD, ORG_KIND, OTHER, PLACE, RANK};
use super::{Detector, EntityType, Mention, key};
use crate::article::{ArticleText, Language};
use word::{Shape, Word, word};

/// Finds names in all parts of an article; spans may overlap, then the first is the surest.
pub fn detect(article: &ArticleText, language: Language, found: &mut Vec<Mention>) {
    let text = article.text.as_str();
    let mut tokens = Tokens::default();
    for part in [&article.title, &article.body, &article.captions] {
        tokens.add(text, part.clone());
    }
    let mut reader = Reader::new(text, language, &tokens);
    for sentence in &tokens.sentences {
        reader.sentence(sentence.clone());
    }
    let names = reader.known_names();
    for sentence in &tokens.sentences {
        reader.recurrences(sentence.clone(), &names);
    }
    found.extend(reader.found.into_iter().map(|(span, kind)| Mention {
        name: printed(&text[span.clone()]),
        span,
        kind,
        place: None,
        detector: Detector::Fallback,
    }));
}

/// Languages that write all nouns with a capital.
const NOUN_CAPITALS: [&str; 2] = ["de", "lb"];

/// Languages that say "president of Poland" with a small word; in others, the capital after a title
/// may be a country in the genitive.
const OF_LANGUAGES: [&str; 10] = ["de", "lb", "es", "ca", "gl", "it", "da", "no", "nb", "nn"];

/// Words of a run of capitals; a longer one is a list.
const RUN_WORDS_MAX: usize = 12;

/// Words of a name: no list and few articles have longer ones.
const NAME_WORDS_MAX: usize = 6;

/// Words of a person's name without titles.
const PERSON_WORDS_MAX: usize = 5;

/// Letters of an acronym.
const ACRONYM_LETTERS: std::ops::RangeInclusive<usize> = 2..=8;

struct Reader<'a> {
    text: &'a str,
    words: Vec<Word<'a>>,
    /// Whether all nouns have capitals.
    nouns: bool,
    /// Whether one capital after a title is a name.
    titles: bool,
    /// Words that stand in small letters somewhere in the article.
    lower: FxHashSet<&'a str>,
    /// Single capitals inside a sentence.
    alone: FxHashSet<&'a str>,
    /// Runs of capitals that stand right after a quotation mark somewhere in the article.
    quoted: FxHashSet<&'a str>,
    found: Vec<(Range<usize>, EntityType)>,
}

impl<'a> Reader<'a> {
    fn new(text: &'a str, language: Language, tokens: &Tokens) -> Reader<'a> {
        let nouns = NOUN_CAPITALS.contains(&language.code());
        let mut words = Vec::with_capacity(tokens.tokens.len());
        let mut last_end = 0;
        for token in &tokens.tokens {
            let (start, surface) = (token.start as usize, token.text(text));
            let between = text.get(last_end..start).unwrap_or(".");
            last_end = token.end as usize;
            let near = !between.is_empty() && between.chars().all(char::is_whitespace);
            words.push(word(surface, start, near, nouns));
        }
        let lower = words.iter().filter(|word| word.shape == Shape::Lower);
        let mut reader = Reader {
            text,
            nouns,
            titles: OF_LANGUAGES.contains(&language.code()),
            lower: lower.map(|word| word.text).collect(),
            alone: FxHashSet::default(),
            quoted: FxHashSet::default(),
            words,
            found: Vec::new(),
        };
        for sentence in &tokens.sentences {
            for run in reader.runs(sentence.clone()) {
                let word = reader.words[run.start];
                let mark = run.start > 0 && opens(reader.words[run.start - 1].text);
                if mark && !word.near {
                    reader.quoted.insert(reader.surface(run.clone()));
                }
                if run.len() == 1 && run.start > sentence.start && word.shape == Shape::Capital {
                    reader.alone.insert(word.text);
                }
            }
        }
        reader
    }

    /// Runs of words with capitals, and the particles between them.
    fn runs(&self, sentence: Range<usize>) -> Vec<Range<usize>> {
        let mut runs = Vec::new();
        let mut at = sentence.start;
        while at < sentence.end {
            if !self.words[at].is_name() {
                at += 1;
                continue;
            }
            let end = self.run_end(at, sentence.end);
            runs.push(at..end);
            at = end;
        }
        runs
    }

    fn run_end(&self, first: usize, limit: usize) -> usize {
        let limit = limit.min(first + RUN_WORDS_MAX);
        let name_at = |at: usize| at < limit && self.words[at].near && self.words[at].is_name();
        let mut end = first + 1;
        while end < limit && self.words[end].near {
            let joins = PARTICLES.contains(&self.words[end].text) || self.words[end].text == "&";
            match () {
                _ if name_at(end) => end += 1,
                _ if joins && name_at(end + 1) => end += 2,
                _ => break,
            }
        }
        end
    }

    fn surface(&self, words: Range<usize>) -> &'a str {
        let (first, last) = (self.words[words.start], self.words[words.end - 1]);
        &self.text[first.start..last.end()]
    }

    fn push(&mut self, words: Range<usize>, kind: EntityType) {
        let span = self.words[words.start].start..self.words[words.end - 1].end();
        self.found.push((span, kind));
    }

    /// Whether a capital at the start of a sentence belongs to a common word.
    fn is_common(&self, at: usize, sentence: &Range<usize>) -> bool {
        let text = self.words[at].text;
        at == sentence.start
            && (text.chars().count() <= 3 || self.lower.contains(text.to_lowercase().as_str()))
    }

    /// Takes the sure signs of a sentence, the surest first.
    fn sentence(&mut self, sentence: Range<usize>) {
        let shouts = self.shouts(&sentence);
        if !shouts {
            self.acronyms(&sentence);
            self.companies(&sentence);
        }
        self.listed(&sentence, shouts, 2..NAME_WORDS_MAX + 1);
        if !shouts {
            self.people(&sentence);
        }
        self.listed(&sentence, shouts, 1..2);
        if !shouts {
            self.quoted(&sentence);
            if !self.nouns {
                self.by_capitals(&sentence);
            }
        }
    }

    /// Whether capitals say nothing in a sentence: a headline that has them on all long words.
    fn shouts(&self, sentence: &Range<usize>) -> bool {
        let words = &self.words[sentence.clone()];
        let names = words.iter().filter(|word| word.is_name()).count();
        let caps = words.iter().filter(|word| word.shape == Shape::Caps);
        let mut lower = words.iter().filter(|word| word.shape == Shape::Lower);
        let ends = words.iter().rev().take(2).any(|word| word.text == ".");
        names >= 3
            && (caps.count() * 2 > names || !ends && !self.nouns)
            && !lower.any(|word| word.text.chars().count() > 3)
    }

    /// "Front Orlan Nord (FON)": an acronym in brackets and the words before whose initials it has.
    fn acronyms(&mut self, sentence: &Range<usize>) {
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
    fn companies(&mut self, sentence: &Range<usize>) {
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

    /// Names in the lists that have so many words.
    fn listed(&mut self, sentence: &Range<usize>, shouts: bool, counts: Range<usize>) {
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

    fn people(&mut self, sentence: &Range<usize>) {
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

    /// "die Zeitung „Orlan Post“": what is quoted after a word for organisations.
    fn quoted(&mut self, sentence: &Range<usize>) {
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

    /// Where capitals mark names: organisations by their first word, people by two words of which
    /// the last recurs alone.
    fn by_capitals(&mut self, sentence: &Range<usize>) {
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

    /// The names found, their short forms and surnames, by their keys.
    fn known_names(&self) -> FxHashMap<String, EntityType> {
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
    fn recurrences(&mut self, sentence: Range<usize>, names: &FxHashMap<String, EntityType>) {
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

fn opens(mark: &str) -> bool {
    matches!(mark, "«" | "„" | "“" | "\"" | "»")
}

fn closes(mark: &str) -> bool {
    matches!(mark, "»" | "“" | "”" | "\"" | "«")
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

/// Small words within names.
const PARTICLES: [&str; 26] = [
    "de", "del", "della", "dello", "dei", "delle", "der", "den", "des", "di", "da", "do", "dos",
    "du", "la", "las", "los", "van", "von", "vom", "zu", "bin", "ibn", "al", "el", "y",
];

/// First names that are German nouns as well.
const NOUNS: [&str; 8] = [
    "Mark", "Ernst", "Kai", "Islam", "Rosa", "Guy", "Will", "Roman",
];

/// German words before a noun, but not before a surname.
const DETERMINERS: [&str; 24] = [
    "der", "die", "das", "den", "dem", "des", "ein", "eine", "einen", "einem", "einer", "eines",
    "im", "am", "zum", "zur", "vom", "beim", "kein", "keine", "sein", "seine", "ihr", "ihre",
];

#[cfg(test)]
mod tests;
