//! `article → mentions of people, organisations and places`, by capitals and the words around.
//!
//! Runs of capitalised words are candidates. What a run names is decided in two passes: first
//! each run by its own evidence (a title, a first name, a head word, a list, a verb of speech),
//! then what one place of the article proved is believed in all others, also of surnames and the
//! short names of companies. What nothing speaks for is dropped: a missing name is found by its
//! words all the same, a wrong one spoils every list.
//!
//! Headlines prove nothing, since all their words have capitals; there, only names that the
//! article or the lists know are taken. So do all lines in languages whose capitals mean
//! something else than in English, apart from a few sure signs.

use rustc_hash::{FxHashMap, FxHashSet};
use std::ops::Range;

use super::tokens::{Gap, Shape, Token, tokens};
use super::words::{
    self, COMPANY, COMPASS, DEMONYM, FIRST_NAME, Flags, ORG, ORG_HEAD, OTHER, PLACE, PLACE_HEAD,
    SPEECH, STARTER, STATE_HEAD, TITLE,
};
use super::{Detector, EntityType, Mention, key};
use crate::article::{ArticleText, Language};

/// Finds names in all parts of an article; spans may overlap those of other detectors.
pub fn detect(article: &ArticleText, language: Language, found: &mut Vec<Mention>) {
    let english = matches!(language.code(), "en" | "und");
    let mut reader = Reader {
        text: &article.text,
        candidates: Vec::new(),
    };
    let mut headlines = Vec::new();
    for part in [&article.title, &article.body, &article.captions] {
        let tokens = tokens(&article.text, part.clone());
        for line in tokens.chunk_by(|_, next| next.gap != Gap::Break) {
            if is_headline(line) {
                headlines.push(line.to_vec());
            } else {
                reader.line(line, english);
            }
        }
    }
    reader.full_names(&headlines);
    let mut names = reader.resolve(found);
    for line in &headlines {
        headline(&article.text, line, &mut names, found);
    }
}

/// Whether capitals say nothing in this line: it has them on all words but the smallest and
/// doesn't end as sentences do, or most of its words are all in capitals.
fn is_headline(line: &[Token]) -> bool {
    let (mut capital, mut lower, mut caps, mut has_long) = (0, 0, 0, false);
    for token in line {
        match token.shape {
            Shape::Capital => capital += 1,
            Shape::Caps => caps += 1,
            Shape::Lower => {
                lower += 1;
                has_long = has_long || !SMALL_WORDS.contains(&token.text);
            }
            Shape::Number | Shape::Mark => {}
        }
    }
    let starts = line.iter().find(|token| token.shape != Shape::Mark);
    let starts = starts.is_some_and(|token| token.shape != Shape::Lower);
    let ends = line.iter().rev().take(2).any(|token| token.text == ".");
    let titled = starts && !ends && !has_long && capital + caps >= 3;
    titled || caps >= 3 && caps > 2 * (capital + lower)
}

/// The words that headlines in title case leave small.
const SMALL_WORDS: [&str; 28] = [
    "a", "an", "and", "as", "at", "but", "by", "for", "from", "in", "into", "is", "not", "of",
    "off", "on", "or", "out", "over", "per", "than", "the", "to", "up", "via", "vs", "with", "s",
];

/// A run of capitalised words, and what it seems to name.
struct Candidate {
    span: Range<usize>,
    words: usize,
    kind: Option<EntityType>,
    /// Whether the evidence holds by itself.
    sure: bool,
    /// Whether its capital may be due to the start of a sentence.
    initial: bool,
}

struct Reader<'a> {
    text: &'a str,
    candidates: Vec<Candidate>,
}

impl<'a> Reader<'a> {
    fn line(&mut self, line: &[Token], english: bool) {
        let mut at = 0;
        while at < line.len() {
            if !is_name_word(&line[at]) {
                at += 1;
                continue;
            }
            let end = self.run_end(line, at);
            if english {
                self.run(line, at, end);
            } else {
                self.sure_signs(line, at, end);
            }
            at = end;
        }
    }

    /// The end of the run that starts at `first`.
    fn run_end(&self, line: &[Token], first: usize) -> usize {
        let name_at = |at: usize| {
            line.get(at)
                .is_some_and(|token| token.gap == Gap::Space && is_name_word(token))
        };
        let mut last = first;
        while let Some(next) = line.get(last + 1).filter(|_| last - first < RUN_WORDS_MAX) {
            // "Israeli-American Robert Orlan" after another name; "Orlan Jr" is "Orlan".
            let parts =
                next.is(DEMONYM) && next.text.contains('-') || matches!(next.text, "Jr" | "Sr");
            if parts || line[last].is(COMPANY) || self.is_possessive(&line[last]) {
                break;
            }
            let head =
                line[first].is(ORG_HEAD | PLACE_HEAD) || line[last].is(ORG_HEAD | PLACE_HEAD);
            let step = match next.text {
                _ if name_at(last + 1) => 1,
                "&" if name_at(last + 2) => 2,
                "," if line.get(last + 2).is_some_and(|t| t.is(COMPANY)) && name_at(last + 2) => 2,
                "of" | "for" if head && name_at(last + 2) => 2,
                "of" | "for"
                    if head
                        && line[last + 1..].get(1).is_some_and(|t| t.text == "the")
                        && name_at(last + 3) =>
                {
                    3
                }
                // "Department of Health and Welfare", but not "Bank of Japan and Toyota".
                "and"
                    if MINISTRIES.contains(&line[first].text)
                        && line[first..last].iter().any(|token| token.text == "of")
                        && name_at(last + 2)
                        && !line[last + 2].is(PLACE | ORG | FIRST_NAME) =>
                {
                    2
                }
                _ if PARTICLES.contains(&next.text) && name_at(last + 2) => 2,
                _ => break,
            };
            last += step;
        }
        last + 1
    }

    /// `Lord's Resistance Army` goes on after the possessive, `Syria's Army` doesn't.
    fn is_possessive(&self, token: &Token) -> bool {
        self.text[token.end()..].starts_with(['\'', '’'])
            && !matches!(
                token.text,
                "People" | "Lord" | "Women" | "Children" | "Workers" | "Men"
            )
    }

    /// Cuts what is no name off a run, parts what are two, and judges the rest.
    fn run(&mut self, line: &[Token], mut first: usize, end: usize) {
        loop {
            if first >= end {
                return;
            }
            let whole = self.listed(line, first, end);
            if whole & OTHER != 0 {
                return;
            }
            if whole & (PLACE | ORG) != 0 {
                return self.judge(line, first, end);
            }
            let token = &line[first];
            let demonym =
                token.is(DEMONYM) && !token.is(FIRST_NAME) && !self.belongs(line, first, end);
            let starter = token.is(STARTER) && !self.compass(line, first, end);
            if token.shape != Shape::Lower && !demonym && !starter {
                break;
            }
            first += 1;
        }
        // "Foreign Minister Sergei Lavrov": a title parts what it is of from who has it.
        let is_title = |at: usize| line[at].is(TITLE) && !line[at].is(FIRST_NAME);
        if let Some(title) = (first..end).rev().find(|at| is_title(*at)) {
            let name = title + 1;
            let organisation = line[name..end]
                .iter()
                .any(|token| token.is(ORG_HEAD | COMPANY));
            let surname = name == end && end - first > 1 && line[first].is(FIRST_NAME);
            if !organisation && !surname {
                let mut titles = title;
                while titles > first && is_title(titles - 1) {
                    titles -= 1;
                }
                self.run(line, first, titles);
                return self.run(line, name, end);
            }
        }
        // "Syria Alexander Kinshchak", "U.S. State Department".
        for split in first + 1..end {
            let before = self.listed(line, first, split);
            let country =
                matches!(line[first].text, "U.S." | "US" | "U.K." | "UK") && split == first + 1;
            let two = country
                && !(split + 1 == end && line[split].is(ORG_HEAD) && !line[split].is(ORG))
                || line[split].is(FIRST_NAME) && before & (PLACE | ORG) != 0 && split + 1 < end;
            if two {
                self.run(line, first, split);
                return self.run(line, split, end);
            }
        }
        self.judge(line, first, end);
    }

    /// Whether a nationality is part of the organisation that it precedes: "Palestinian
    /// Authority", "Syrian Arab Army", but "Russian" + "Air Force", which every country has.
    fn belongs(&self, line: &[Token], first: usize, end: usize) -> bool {
        let (next, last) = (first + 1, &line[end - 1]);
        let head = |token: &Token| token.is(ORG_HEAD | PLACE_HEAD | COMPANY);
        next < end
            && line[next..end].iter().any(head)
            && (next + 1 == end || line[next].is(DEMONYM) || !last.is(STATE_HEAD))
    }

    /// "North Province", "First Orlan Corp": words that may start sentences are part of a name
    /// that has a head word.
    fn compass(&self, line: &[Token], first: usize, end: usize) -> bool {
        let head = |token: &Token| token.is(ORG_HEAD | PLACE_HEAD | COMPANY);
        line[first].is(COMPASS) && line[first + 1..end].iter().any(head)
    }

    fn listed(&self, line: &[Token], first: usize, end: usize) -> Flags {
        if end == first + 1 {
            return line[first].flags;
        }
        let caps = line[first..end]
            .iter()
            .all(|token| token.shape == Shape::Caps);
        let name = &self.text[line[first].start..line[end - 1].end()];
        if name.contains('\n') {
            return words::flags(&name.replace('\n', " "), caps);
        }
        words::flags(name, caps)
    }

    /// Decides by its own evidence what a run names.
    fn judge(&mut self, line: &[Token], first: usize, end: usize) {
        let run = &line[first..end];
        let (words, head, last) = (run.len(), &run[0], &run[run.len() - 1]);
        let listed = self.listed(line, first, end);
        let before = first.checked_sub(1).map(|at| &line[at]);
        let next = line
            .get(end)
            .filter(|token| token.gap == Gap::Space)
            .map_or("", |t| t.text);
        let titled = before.is_some_and(|token| {
            token.shape == Shape::Lower && words::flags(token.text, false) & TITLE != 0
                || token.is(TITLE) && token.shape != Shape::Mark
        });
        let initial = |token: &Token| token.text.len() == 2 && token.text.ends_with('.');
        let acronym = words == 1 && head.shape == Shape::Caps;
        let speaks = words::flags(next, false) & SPEECH != 0
            || before.is_some_and(|token| matches!(token.text, "said" | "says")) && words <= 3;
        let speaks_as_org = speaks
            && line
                .get(end + 1)
                .is_some_and(|t| matches!(t.text, "it" | "its"));
        let defined = self.acronym_after(line, first, end);
        let plain = !run
            .iter()
            .any(|token| token.is(STARTER | DEMONYM | OTHER | ORG_HEAD | PLACE_HEAD));
        use EntityType::{Org, Person, Place};
        let (kind, sure) = if listed & ORG != 0 {
            (Some(Org), true)
        } else if titled && words <= 4 && plain && listed == 0 && !acronym {
            (Some(Person), true)
        } else if listed & PLACE != 0
            || is_dateline(line, first, end)
            || named_place(line, first) && plain
        {
            (Some(Place), true)
        } else if words == 1
            && listed & (STARTER | DEMONYM | OTHER | TITLE | ORG_HEAD | PLACE_HEAD | COMPANY) != 0
        {
            return;
        } else if words >= 2 && last.is(COMPANY) {
            (Some(Org), true)
        } else if words >= 2 && head.is(PLACE_HEAD) && !last.is(ORG_HEAD)
            || words >= 2 && last.is(PLACE_HEAD) && !head.is(ORG_HEAD)
        {
            (Some(Place), true)
        } else if words >= 2 && (last.is(ORG_HEAD) || defined.is_some())
            || words >= 3 && run.iter().any(|token| token.is(ORG_HEAD))
        {
            (Some(Org), true)
        } else if run.iter().any(|token| token.is(OTHER)) {
            return;
        } else if (2..=5).contains(&words)
            && (head.is(FIRST_NAME)
                || run[..words - 1].iter().any(initial)
                || run[1..].iter().any(|token| {
                    ["al-", "el-", "bin", "ibn"]
                        .iter()
                        .any(|a| token.text.starts_with(a))
                }))
        {
            (Some(Person), true)
        } else if speaks && plain && words <= 3 {
            (
                Some(if acronym || speaks_as_org {
                    Org
                } else {
                    Person
                }),
                false,
            )
        } else if words <= 2
            && plain
            && !acronym
            && before.is_some_and(|token| matches!(token.text, "in" | "near" | "In" | "Near"))
        {
            (Some(Place), false)
        } else {
            (None, false)
        };
        // Recurrence speaks for a person only where no word speaks for anything else.
        if kind.is_some() || plain && !run.iter().any(|token| token.is(PLACE | ORG)) {
            self.push(line, first, end, kind, sure);
        }
        if let Some(acronym) = defined {
            self.push(line, acronym, acronym + 1, kind, sure);
        }
    }

    fn push(
        &mut self,
        line: &[Token],
        first: usize,
        end: usize,
        kind: Option<EntityType>,
        sure: bool,
    ) {
        self.candidates.push(Candidate {
            span: line[first].start..line[end - 1].end(),
            words: end - first,
            kind,
            sure,
            initial: line[first].starts_sentence,
        });
    }

    /// The token of `(ABC)` after the run, when its letters are the run's initials.
    fn acronym_after(&self, line: &[Token], first: usize, end: usize) -> Option<usize> {
        let [open, acronym, close] = line.get(end..end + 3)? else {
            return None;
        };
        let run = &self.text[line[first].start..line[end - 1].end()];
        (open.text == "(" && close.text == ")" && is_acronym_of(acronym.text, run))
            .then_some(end + 1)
    }

    /// In languages where capitals mean less (German nouns) or their words are unknown here:
    /// listed names, and a first name with what follows it.
    fn sure_signs(&mut self, line: &[Token], first: usize, end: usize) {
        let mut at = first;
        while at < end {
            let listed = (at + 1..=end.min(at + NAME_WORDS_MAX))
                .rev()
                .find(|to| self.listed(line, at, *to) & (PLACE | ORG) != 0);
            let (to, kind) = if let Some(to) = listed {
                let place = self.listed(line, at, to) & PLACE != 0;
                (
                    to,
                    if place {
                        EntityType::Place
                    } else {
                        EntityType::Org
                    },
                )
            } else if let Some(to) = person_end(line, at, end) {
                (to, EntityType::Person)
            } else {
                at += 1;
                continue;
            };
            self.push(line, at, to, Some(kind), true);
            at = to;
        }
    }

    /// Takes from headlines what only they may tell: the first name of somebody whose surname
    /// stands inside a sentence of the article.
    fn full_names(&mut self, headlines: &[Vec<Token>]) {
        let inside = self
            .candidates
            .iter()
            .filter(|candidate| !candidate.initial);
        let seen: FxHashSet<&str> = inside.map(|c| &self.text[c.span.clone()]).collect();
        for line in headlines {
            for (first, pair) in line.windows(2).enumerate() {
                let apart = pair[1].gap != Gap::Space;
                if !apart && pair[0].is(FIRST_NAME) && seen.contains(pair[1].text) {
                    self.push(line, first, first + 2, Some(EntityType::Person), true);
                }
            }
        }
    }

    /// Lets the sure evidence of one place hold for the whole article; gives the names found.
    fn resolve(&self, found: &mut Vec<Mention>) -> FxHashMap<String, EntityType> {
        let surface = |candidate: &Candidate| &self.text[candidate.span.clone()];
        let (mut sure, mut weak) = (FxHashMap::default(), FxHashMap::default());
        let mut parts: FxHashMap<&str, EntityType> = FxHashMap::default();
        let mut times: FxHashMap<&str, usize> = FxHashMap::default();
        for candidate in &self.candidates {
            let name = surface(candidate);
            let Some(kind) = candidate.kind else {
                if candidate.words <= 3 {
                    *times.entry(name).or_default() += 1;
                }
                continue;
            };
            if !candidate.sure {
                if !candidate.initial || candidate.words > 1 {
                    weak.entry(name).or_insert(kind);
                }
                continue;
            }
            sure.entry(name).or_insert(kind);
            let word_ends = name.match_indices(' ').map(|(at, _)| at);
            match kind {
                EntityType::Person => {
                    if let Some((_, surname)) = name.rsplit_once([' ', '\n']) {
                        parts.insert(surname, kind);
                        if let Some((_, surname)) = surname.split_once('-') {
                            parts.insert(surname, kind);
                        }
                    }
                }
                // "Vale Systems", "Vale" of "Vale Systems Inc"; but of "Vale River Authority" only
                // "Vale River".
                EntityType::Org => {
                    let last = name.rsplit(' ').next().unwrap_or("");
                    let company = words::flags(last, false) & COMPANY != 0;
                    let short = word_ends.skip(usize::from(!company)).map(|at| &name[..at]);
                    parts.extend(short.map(|name| (name, kind)));
                }
                _ => {}
            }
        }
        let mut names = parts.clone();
        for candidate in &self.candidates {
            let name = surface(candidate);
            let recurs = || {
                let recurs = times.get(name).is_some_and(|times| *times >= 2);
                let acronym = name.len() > 2 && name.bytes().all(|byte| byte.is_ascii_uppercase());
                match candidate.words {
                    1 => (recurs && acronym).then_some(EntityType::Org),
                    _ => recurs.then_some(EntityType::Person),
                }
            };
            let listed = if candidate.sure { candidate.kind } else { None };
            let kind = listed
                .or_else(|| sure.get(name).copied())
                .or_else(|| parts.get(name).copied())
                .or_else(|| weak.get(name).copied())
                .or_else(recurs);
            if let Some(kind) = kind {
                names.entry(name).or_insert(kind);
                found.push(mention(self.text, candidate.span.clone(), kind));
            }
        }
        let mut kinds = FxHashMap::with_capacity_and_hasher(names.len(), Default::default());
        for (name, kind) in names {
            // The lesser of two types, whatever the order of the table.
            let known = kinds.entry(key(kind, name)).or_insert(kind);
            *known = kind.min(*known);
        }
        kinds
    }
}

/// A longer run is a list without commas; what is cut off starts a run of its own. Bounds the time
/// that one run can take.
const RUN_WORDS_MAX: usize = 16;

/// No name in the lists, and few elsewhere, has more words.
const NAME_WORDS_MAX: usize = 6;

/// Finds known names in a line whose capitals say nothing.
fn headline(
    text: &str,
    line: &[Token],
    names: &mut FxHashMap<String, EntityType>,
    found: &mut Vec<Mention>,
) {
    let mut at = 0;
    while at < line.len() {
        let longest = (at + 1..=line.len().min(at + NAME_WORDS_MAX))
            .rev()
            .find_map(|to| {
                let run = &line[at..to];
                let words = run.iter().all(|token| token.shape != Shape::Mark);
                if !words || !is_name_word(&run[0]) || run[1..].iter().any(|t| t.gap != Gap::Space)
                {
                    return None;
                }
                let span = run[0].start..run[run.len() - 1].end();
                Some((to, span.clone(), known(&text[span], run, names)?))
            });
        let Some((to, span, kind)) = longest else {
            at += 1;
            continue;
        };
        names.entry(key(kind, &text[span.clone()])).or_insert(kind);
        found.push(mention(text, span, kind));
        at = to;
    }
}

fn known(name: &str, run: &[Token], names: &FxHashMap<String, EntityType>) -> Option<EntityType> {
    if run.len() == 1 && words::flags(&words::usual_case(name), false) & STARTER != 0 {
        // "US", "WHO" and "IT" among capitals may be words.
        return None;
    }
    if let Some(kind) = names.get(&key(EntityType::Person, name)) {
        return Some(*kind);
    }
    let caps = run.iter().all(|token| token.shape == Shape::Caps);
    let listed = if run.len() == 1 {
        run[0].flags
    } else {
        words::flags(name, caps)
    };
    if listed & ORG != 0 {
        return Some(EntityType::Org);
    }
    if listed & PLACE != 0 {
        return Some(EntityType::Place);
    }
    None
}

fn mention(text: &str, span: Range<usize>, kind: EntityType) -> Mention {
    let surface = &text[span.clone()];
    let name = if surface.contains(['\n', '\t']) || surface.contains("  ") {
        surface.split_whitespace().collect::<Vec<_>>().join(" ")
    } else {
        surface.to_owned()
    };
    Mention {
        span,
        kind,
        place: None,
        detector: Detector::Fallback,
        name,
    }
}

fn is_name_word(token: &Token) -> bool {
    matches!(token.shape, Shape::Capital | Shape::Caps)
        && !token.is(words::CALENDAR)
        // "I", "A", but "J." and letters outside ASCII.
        && token.text.len() > 1
}

/// Where a person's name ends that begins at `at` by a first name; in Cyrillic, any two
/// capitalised words inside a sentence are one.
fn person_end(line: &[Token], at: usize, end: usize) -> Option<usize> {
    let surname = |at: usize| at < end && !line[at].is(STARTER | DEMONYM | TITLE);
    let cyrillic = |at: usize| {
        line[at]
            .text
            .starts_with(|c| ('\u{400}'..='\u{4ff}').contains(&c))
    };
    if !line[at].is(FIRST_NAME) {
        let whole = end - at == 2 && cyrillic(at) && cyrillic(at + 1);
        return (whole && !line[at].starts_sentence).then_some(end);
    }
    let mut next = at + 1;
    while next < end && (line[next].text.ends_with('.') || PARTICLES.contains(&line[next].text)) {
        next += 1;
    }
    surname(next).then_some(next + 1)
}

/// Whether a line begins "SALVADOR, Feb 26 - Showers": the place from which a story was sent.
fn is_dateline(line: &[Token], first: usize, end: usize) -> bool {
    const DATELINE_TOKENS_MAX: usize = 9;
    let rest = &line[end..line.len().min(end + DATELINE_TOKENS_MAX)];
    first == 0
        && line[..end].iter().all(|token| token.shape == Shape::Caps)
        && rest
            .first()
            .is_some_and(|token| matches!(token.text, "," | "(" | "-" | "–" | "—"))
        && rest
            .iter()
            .any(|t| t.gap == Gap::Space && matches!(t.text, "-" | "–" | "—"))
}

/// Whether "the town of" or its like stands before the run.
fn named_place(line: &[Token], first: usize) -> bool {
    const KINDS: [&str; 14] = [
        "city",
        "cities",
        "town",
        "village",
        "province",
        "state",
        "district",
        "capital",
        "island",
        "region",
        "port",
        "suburb",
        "governorate",
        "outskirts",
    ];
    first >= 2 && line[first - 1].text == "of" && KINDS.contains(&line[first - 2].text)
}

/// Whether the letters of `acronym` are the initials of a name, small words counted or not:
/// `Front of Northern Rivers (FNR)`.
pub fn is_acronym_of(acronym: &str, name: &str) -> bool {
    let letters: Vec<char> = acronym.chars().filter(|c| *c != '.').collect();
    let initials = |small: bool| {
        name.split([' ', '-', '\n'])
            .filter_map(|word| word.chars().next())
            .filter(|c| c.is_uppercase() || small && c.is_lowercase())
            .flat_map(char::to_uppercase)
            .collect::<Vec<char>>()
    };
    (2..=8).contains(&letters.len())
        && letters.iter().all(|c| c.is_uppercase())
        && (letters == initials(false) || letters == initials(true))
}

const PARTICLES: [&str; 20] = [
    "de", "del", "della", "der", "den", "des", "di", "da", "do", "dos", "du", "la", "van", "von",
    "bin", "ibn", "bint", "al", "el", "ter",
];

const MINISTRIES: [&str; 5] = ["Ministry", "Department", "Office", "Bureau", "Committee"];

#[cfg(test)]
mod tests {
    use super::*;

    fn check_in(language: &str, title: &str, body: &str, expected: &str) {
        let block = (crate::article::Role::Paragraph, body);
        let article = ArticleText::join(title, std::iter::once(block));
        let mut found = Vec::new();
        detect(&article, language.parse().unwrap_or_default(), &mut found);
        let found: Vec<String> = super::super::without_overlaps(found)
            .iter()
            .map(|m| format!("{} {}", m.kind, &article.text[m.span.clone()]))
            .collect();
        assert_eq!(found.join(", "), expected, "{title} / {body}");
    }

    fn check(body: &str, expected: &str) {
        check_in("en", "", body, expected);
    }

    #[test]
    fn titles_and_first_names_make_persons() {
        check(
            "Then President Orlan met Judge Pia Venn.",
            "person Orlan, person Pia Venn",
        );
        check(
            "A visit by Mr. Orlan and Maria von Tessel.",
            "person Orlan, person Maria von Tessel",
        );
        check(
            "Russian Foreign Minister Piotr Delk left.",
            "person Piotr Delk",
        );
        check(
            "the ambassador to Syria Alexander Venn told us",
            "place Syria, person Alexander Venn",
        );
        check(
            "he met Nouri al-Venn, and al-Venn smiled",
            "person Nouri al-Venn, person al-Venn",
        );
    }

    #[test]
    fn head_words_make_organisations_and_places() {
        check(
            "the Ministry of River Works and the Tessel Bank",
            "org Ministry of River Works, org Tessel Bank",
        );
        check(
            "the Organization for the Liberation of the Levant",
            "org Organization for the Liberation of the Levant",
        );
        check(
            "shares of Tessel Mills Inc rose. Tessel Mills fell.",
            "org Tessel Mills Inc, org Tessel Mills",
        );
        check(
            "over the Orlan Bridge to Lake Venn",
            "place Orlan Bridge, place Lake Venn",
        );
        check(
            "the Syrian Arab Army and the Russian Air Force",
            "org Syrian Arab Army, org Air Force",
        );
        check("U.S. State Department", "place U.S., org State Department");
    }

    #[test]
    fn the_words_before_a_name_may_say_that_it_is_a_place() {
        check("PORT ORLAN, Feb 26 - Rain fell.", "place PORT ORLAN");
        check("VENNABURG (Wire) - Rain fell.", "place VENNABURG");
        check("rain fell on the town of Tesselby", "place Tesselby");
        check(
            "the growers of the coast sent their July report to New\nYork July sales were low",
            "place New\nYork",
        );
    }

    #[test]
    fn a_word_of_direction_or_nation_belongs_to_a_company_but_not_to_a_ministry() {
        check(
            "shares of First Orlan Corp and American Venn Corp",
            "org First Orlan Corp, org American Venn Corp",
        );
        check("the Danish Interior Ministry", "org Interior Ministry");
    }

    #[test]
    fn an_acronym_in_parentheses_is_its_organisation() {
        check(
            "the Front of Northern Rivers (FNR) met; the FNR left",
            "org Front of Northern Rivers, org FNR, org FNR",
        );
    }

    #[test]
    fn what_one_sentence_proves_holds_in_all() {
        check(
            "Orlan waited. Then Anna Orlan came. She saw Orlan.",
            "person Orlan, person Anna Orlan, person Orlan",
        );
    }

    #[test]
    fn capitals_alone_make_no_name() {
        check(
            "However, on Monday the Russian President spoke English.",
            "",
        );
        check("Dredging began. Harbours closed, and I saw Brimstone.", "");
    }

    #[test]
    fn headlines_name_only_what_is_known_elsewhere() {
        check_in(
            "en",
            "Orlan Will Visit Damascus Before Big Vote",
            "There Anna Orlan said so.",
            "person Orlan, place Damascus, person Anna Orlan",
        );
        check_in(
            "en",
            "WHO KNEW? ORLAN BACK IN PARIS",
            "Then Anna Orlan spoke.",
            "person ORLAN, place PARIS, person Anna Orlan",
        );
    }

    #[test]
    fn german_nouns_are_no_names() {
        check_in(
            "de",
            "",
            "Die Ministerin Anna Orlan besuchte in Berlin die Werft.",
            "person Anna Orlan, place Berlin",
        );
    }

    #[test]
    fn two_cyrillic_names_in_a_row_are_a_person() {
        check_in(
            "ru",
            "",
            "Об этом заявил Пётр Орлан в Дамаске.",
            "person Пётр Орлан, place Дамаске",
        );
    }
}
