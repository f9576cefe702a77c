//! `tokens of an article → features`: what the model sees of each token, as hashes.
//!
//! Two kinds. Features of one word alone, seen from the token itself or from a place beside it
//! ([`View`]): their scores are summed once for each word and remembered. And features of the
//! place: pairs of words, the run of capitals that the token is part of, what the article says
//! of the word elsewhere.
//!
//! After Ratinov and Roth (2009) and Finkel, Grenager and Manning (2005): affixes, shapes, word
//! classes, lists, windows, and the other places of the same word.

use rustc_hash::FxHashMap;

use super::hash::{mix, of};
use super::lexicon::{CLASS_LEVELS, Known, Usual};

/// Takes features as they are found.
pub trait Sink {
    fn add(&mut self, feature: u64);
}

impl Sink for Vec<u64> {
    fn add(&mut self, feature: u64) {
        self.push(feature);
    }
}

/// From where a word is seen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub enum View {
    /// From itself.
    Here,
    Before2,
    Before1,
    After1,
    After2,
    /// Three to five tokens before.
    Left,
    /// Three to five tokens after.
    Right,
}

pub const VIEWS: usize = 7;

impl View {
    /// All views but that from itself.
    pub const BESIDE: [View; VIEWS - 1] = [
        View::Before2,
        View::Before1,
        View::After1,
        View::After2,
        View::Left,
        View::Right,
    ];

    /// Tokens to the farthest word that is seen.
    pub const FARTHEST: usize = 5;

    /// Where the words stand that a token sees.
    pub const OFFSETS: [(View, isize); 10] = [
        (View::Before2, -2),
        (View::Before1, -1),
        (View::After1, 1),
        (View::After2, 2),
        (View::Left, -5),
        (View::Left, -4),
        (View::Left, -3),
        (View::Right, 3),
        (View::Right, 4),
        (View::Right, 5),
    ];
}

/// How a sentence uses capitals.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[repr(u8)]
pub enum Case {
    /// On names and at its start.
    Plain,
    /// On nearly all words, as in headlines.
    Title,
    /// On all letters.
    Caps,
}

/// The kind of a token by its letters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub enum Letters {
    /// A mark, or anything without a letter or digit.
    None,
    Lower,
    /// A capital first, or after `al-` or `d'`.
    Capital,
    /// Capitals alone, at least two.
    Caps,
    Digit,
}

/// What is seen of a word, in a sentence of some case.
#[derive(Debug, Clone)]
pub struct Word {
    pub lower: u64,
    /// Its short shape: `Xx`, `d-x`; the same for all words of headlines.
    pub shape: u64,
    pub letters: Letters,
    pub classes: [u16; CLASS_LEVELS],
    pub usual: Usual,
    pub lists: u8,
    /// Whether it may be part of a name by its looks.
    pub capital: bool,
    /// A small word that may stand inside of names: `of`, `de`, `al`.
    pub joins: bool,
    /// Whether a name may be near: it has a capital, or is usually written with one.
    pub hints: bool,
}

/// Bytes of a word that are looked at.
const WORD_BYTES_MAX: usize = 64;

const JOINERS: [&str; 30] = [
    "of", "the", "and", "for", "&", "-", "de", "la", "le", "du", "des", "del", "della", "di", "da",
    "do", "dos", "van", "von", "der", "den", "bin", "ibn", "al", "el", "y", "e", "zu", "on", "in",
];

/// Cuts a word to the bytes that are looked at.
fn head(word: &str) -> &str {
    let mut end = word.len().min(WORD_BYTES_MAX);
    while !word.is_char_boundary(end) {
        end -= 1;
    }
    &word[..end]
}

pub fn letters(word: &str) -> Letters {
    let (mut upper, mut lower, mut digit) = (0, 0, 0);
    let mut first = None;
    for c in word.chars() {
        if c.is_uppercase() {
            upper += 1;
            first = first.or(Some(true));
        } else if c.is_alphabetic() {
            lower += 1;
            first = first.or(Some(false));
        } else if c.is_numeric() {
            digit += 1;
        }
    }
    match (upper, lower, digit) {
        (0, 0, 0) => Letters::None,
        (0, 0, _) => Letters::Digit,
        (0, _, 0) => Letters::Lower,
        (0, _, _) => Letters::Digit,
        (2.., 0, _) => Letters::Caps,
        _ if first == Some(true) => Letters::Capital,
        _ if is_article(word)
            || word.starts_with("i")
            || word.starts_with("e")
            || word.starts_with("Mc") =>
        {
            Letters::Capital
        }
        _ if word.contains('-') => Letters::Lower,
        _ => Letters::Capital,
    }
}

/// Whether a word begins with an article in lower case, as Arabic names do: `al-Assad`.
fn is_article(word: &str) -> bool {
    word.split_once(['-', '\'', '’'])
        .is_some_and(|(article, name)| {
            matches!(
                article,
                "al" | "el" | "as" | "ash" | "ad" | "an" | "at" | "ar" | "az" | "ul" | "d" | "l"
            ) && name.chars().next().is_some_and(char::is_uppercase)
        })
}

/// What a character looks like: a capital, a letter, a digit, or itself.
fn looks(c: char) -> char {
    if c.is_uppercase() {
        'X'
    } else if c.is_alphabetic() {
        'x'
    } else if c.is_numeric() {
        'd'
    } else {
        c
    }
}

fn shape(word: &str) -> u64 {
    let mut last = ' ';
    let mut shape = 0u64;
    let mut length = 0;
    for c in word.chars() {
        let kind = looks(c);
        if kind != last {
            shape = mix(shape, kind as u64);
            last = kind;
            length += 1;
            if length == 10 {
                break;
            }
        }
    }
    shape
}

impl Word {
    /// Reads a word of a sentence of some case.
    pub fn read(word: &str, case: Case, lexicon: &impl Known) -> Word {
        let word = head(word);
        let lower_text = word.to_lowercase();
        let lower_text = head(&lower_text);
        let known = lexicon.get(lower_text);
        let letters = letters(word);
        let lower = of(lower_text.as_bytes());
        let has_letters = !matches!(letters, Letters::None | Letters::Digit);
        let shown = shape(word);
        let shape = match case {
            Case::Caps if has_letters => mix(1, 1000),
            Case::Title if letters == Letters::Capital || letters == Letters::Lower => mix(2, 1000),
            _ => shown,
        };
        let capital = match (case, letters) {
            (_, Letters::None | Letters::Digit) => false,
            (Case::Plain, Letters::Lower) => false,
            (Case::Plain, _) => true,
            (_, Letters::Lower) => false,
            _ => !known.usual.is_lower(),
        };
        Word {
            lower,
            shape,
            letters,
            classes: known.classes,
            usual: known.usual,
            lists: known.lists,
            capital,
            joins: JOINERS.contains(&lower_text),
            hints: capital
                || matches!(
                    known.usual,
                    Usual::MostlyCapital | Usual::Capital | Usual::Caps
                ),
        }
    }

    /// Gives its features as they are seen from itself; `word` and `case` are what it was read of.
    pub fn own(&self, word: &str, case: Case, sink: &mut impl Sink) {
        let word = head(word);
        let lower = word.to_lowercase();
        let lower = head(&lower);
        let salt = case as u64;
        if case == Case::Plain {
            sink.add(mix(of(word.as_bytes()), 1));
        } else {
            sink.add(mix(mix(self.lower, 1), 90 + salt));
        }
        sink.add(mix(self.lower, 2));
        sink.add(mix(self.shape, 4));
        if case == Case::Plain {
            sink.add(mix(long_shape(word), 3));
        }
        let ends: Vec<usize> = lower
            .char_indices()
            .map(|(at, _)| at)
            .chain([lower.len()])
            .collect();
        let chars = ends.len() - 1;
        for length in 1..=6usize {
            if chars > length {
                let (prefix, suffix) = (&lower[..ends[length]], &lower[ends[chars - length]..]);
                sink.add(mix(of(prefix.as_bytes()), 10 + length as u64));
                sink.add(mix(of(suffix.as_bytes()), 20 + length as u64));
                if length == 3 || length == 2 {
                    sink.add(mix(
                        mix(of(suffix.as_bytes()), 30 + length as u64),
                        self.shape,
                    ));
                }
            }
        }
        if lower.contains(['-', '‐', '–', '/']) {
            sink.add(mix(1, 9));
            for part in lower.split(['-', '‐', '–', '/']).take(6) {
                sink.add(mix(of(part.as_bytes()), 31));
            }
        }
        if lower.contains('.') && chars > 1 {
            sink.add(mix(2, 9));
        }
        if lower.contains('&') {
            sink.add(mix(3, 9));
        }
        sink.add(mix(mix(chars.min(4) as u64, 8), self.shape));
        for list in 0..8 {
            if self.lists >> list & 1 == 1 {
                sink.add(mix(40 + list, 5));
            }
        }
        if self.lists != 0 {
            sink.add(mix(mix(u64::from(self.lists), 7), self.shape));
        } else {
            sink.add(mix(self.shape, 8));
        }
        for (level, class) in self.classes() {
            sink.add(mix(class, 50 + level));
            sink.add(mix(mix(class, 53 + level), self.shape));
            if case != Case::Plain {
                sink.add(mix(mix(class, 60 + level), salt));
            }
        }
        sink.add(mix(mix(self.usual as u64, 70), self.shape));
        if case != Case::Plain {
            sink.add(mix(mix(self.usual as u64, 71), salt));
            sink.add(mix(mix(u64::from(self.lists), 72), salt));
        }
    }

    /// The known classes with their level.
    fn classes(&self) -> impl Iterator<Item = (u64, u64)> {
        let levels = self.classes.into_iter().zip(0u64..);
        levels
            .filter(|(class, _)| *class != 0)
            .map(|(class, level)| (level, u64::from(class)))
    }

    /// Gives its features as they are seen from beside it.
    pub fn seen_from(&self, view: View, sink: &mut impl Sink) {
        let place = view as u64;
        match view {
            View::Here => {}
            View::Left | View::Right => {
                sink.add(mix(self.lower, 100 + place));
                if let Some((_, class)) = self.classes().nth(1) {
                    sink.add(mix(class, 140 + place));
                }
            }
            View::Before1 | View::After1 => {
                sink.add(mix(self.lower, 100 + place));
                sink.add(mix(self.shape, 110 + place));
                if self.lists != 0 {
                    sink.add(mix(u64::from(self.lists), 120 + place));
                }
                for (level, class) in self.classes() {
                    sink.add(mix(class, 130 + 10 * level + place));
                }
                sink.add(mix(self.usual as u64, 180 + place));
            }
            View::Before2 | View::After2 => {
                sink.add(mix(self.lower, 100 + place));
                sink.add(mix(self.shape, 110 + place));
                for (level, class) in self.classes() {
                    sink.add(mix(class, 130 + 10 * level + place));
                }
            }
        }
    }
}

fn long_shape(word: &str) -> u64 {
    word.chars().take(12).fold(0, |shape, c| {
        let kind = looks(c);
        mix(shape, kind as u64)
    })
}

/// Words that headlines leave small.
const SMALL: [&str; 34] = [
    "a", "an", "and", "as", "at", "but", "by", "for", "from", "in", "into", "is", "not", "of",
    "off", "on", "or", "out", "over", "per", "than", "the", "to", "up", "via", "vs", "with", "'s",
    "’s", "s", "vs.", "amid", "are", "be",
];

/// How a sentence uses capitals; of each token its text, and what is seen of it in a plain one.
pub fn case_of<'a>(tokens: impl Iterator<Item = (&'a str, &'a Word)> + Clone) -> Case {
    let (mut caps, mut capital, mut lower, mut odd) = (0usize, 0usize, 0usize, 0usize);
    for (at, (token, word)) in tokens.clone().enumerate() {
        match word.letters {
            Letters::Caps => caps += 1,
            Letters::Capital if token.len() == 1 || token.len() == 2 && token.ends_with('.') => {}
            Letters::Capital => {
                capital += 1;
                // Capitals on words that usually have none.
                odd += usize::from(at > 0 && word.usual.is_lower());
            }
            Letters::Lower => lower += 1,
            Letters::None | Letters::Digit => {}
        }
    }
    if caps >= 2 && caps > 3 * (capital + lower) {
        return Case::Caps;
    }
    capital += caps;
    if capital < 3 || odd * 4 < capital {
        return Case::Plain;
    }
    let small =
        |token: &str, word: &Word| word.letters == Letters::Lower && !SMALL.contains(&token);
    let long = tokens.filter(|(token, word)| small(token, word)).count();
    if long * 5 <= capital {
        Case::Title
    } else {
        Case::Plain
    }
}

/// A sentence as it is read: its words, how it uses capitals, and which token of the article its
/// first one is.
#[derive(Clone, Copy)]
pub struct Sentence<'a> {
    pub words: &'a [&'a Word],
    pub case: Case,
    pub first: u32,
}

/// What the whole article says of its capitalised words.
#[derive(Debug, Default)]
pub struct Company {
    words: FxHashMap<u64, Seen>,
}

#[derive(Debug, Default)]
struct Seen {
    /// Whether it stands without a capital somewhere.
    small: bool,
    /// Whether it stands with one inside of a sentence.
    inside: bool,
    /// The words before and after it, and where it stands.
    places: Vec<(u64, u64, u32)>,
}

/// Places of one word that are remembered, and that one token looks at.
const PLACES_MAX: usize = 16;
const PLACES_SEEN: usize = 5;

const BEGIN: u64 = 7;
const END: u64 = 9;

impl Company {
    /// Reads the sentences of an article.
    pub fn of<'a>(sentences: impl Iterator<Item = Sentence<'a>> + Clone) -> Company {
        let mut words: FxHashMap<u64, Seen> = FxHashMap::default();
        // Tells most words that never have a capital without a look-up.
        let mut maybe = [0u64; 64];
        let bit = |word: &Word| ((word.lower >> 58) as usize, 1u64 << (word.lower >> 52 & 63));
        for Sentence {
            words: row,
            case,
            first,
        } in sentences.clone()
        {
            for (at, word) in row.iter().enumerate() {
                if !word.capital {
                    continue;
                }
                let (cell, bit) = bit(word);
                maybe[cell] |= bit;
                let seen = words.entry(word.lower).or_default();
                if case != Case::Plain {
                    continue;
                }
                seen.inside |= at > 0;
                if seen.places.len() < PLACES_MAX {
                    let before = at.checked_sub(1).map_or(BEGIN, |at| row[at].lower);
                    let after = row.get(at + 1).map_or(END, |word| word.lower);
                    seen.places.push((before, after, first + at as u32));
                }
            }
        }
        for word in sentences.flat_map(|sentence| sentence.words) {
            let (cell, bit) = bit(word);
            if word.letters == Letters::Lower
                && maybe[cell] & bit != 0
                && let Some(seen) = words.get_mut(&word.lower)
            {
                seen.small = true;
            }
        }
        Company { words }
    }
}

/// A run of capitalised words, joined by small ones: `Bank of New Tresk`.
#[derive(Debug, Clone, Copy, Default)]
struct Run {
    begin: usize,
    end: usize,
}

/// Tokens of a run.
const RUN_MAX: usize = 12;

/// Features of the places of one sentence.
pub struct Places<'a> {
    sentence: Sentence<'a>,
    company: &'a Company,
    /// Runs without joints, and with them.
    tight: Vec<Run>,
    loose: Vec<Run>,
}

impl<'a> Places<'a> {
    pub fn new(sentence: Sentence<'a>, company: &'a Company) -> Places<'a> {
        Places {
            sentence,
            company,
            tight: runs(sentence.words, false),
            loose: runs(sentence.words, true),
        }
    }

    /// Gives the features of the token at `at` that are not of single words.
    pub fn features(&self, at: usize, sink: &mut impl Sink) {
        let words = self.sentence.words;
        let word = words[at];
        let before = |n: usize| at.checked_sub(n).map(|at| words[at]);
        let after = |n: usize| words.get(at + n).copied();
        let lower = |word: Option<&Word>, edge: u64| word.map_or(edge, |word| word.lower);
        let shape = |word: Option<&Word>, edge: u64| word.map_or(edge, |word| word.shape);
        let (b1, b2, a1, a2) = (before(1), before(2), after(1), after(2));
        if at == 0 {
            sink.add(mix(1, 200));
            sink.add(mix(word.shape, 201));
            sink.add(mix(mix(word.usual as u64, 203), word.shape));
        }
        if a1.is_none() {
            sink.add(mix(2, 200));
        }
        let case = self.sentence.case;
        if case != Case::Plain {
            sink.add(mix(3 + case as u64, 200));
        }
        let capital = u64::from(word.capital);
        sink.add(mix(mix(lower(b1, BEGIN), 210), word.lower));
        sink.add(mix(mix(lower(a1, END), 211), word.lower));
        sink.add(mix(
            mix(mix(shape(b1, BEGIN), 212), word.shape),
            shape(a1, END),
        ));
        sink.add(mix(mix(lower(b1, BEGIN), 213), word.shape));
        sink.add(mix(mix(lower(a1, END), 214), word.shape));
        sink.add(mix(
            mix(mix(lower(b1, BEGIN), 215), lower(a1, END)),
            capital,
        ));
        if let Some(b2) = b2 {
            sink.add(mix(mix(mix(b2.lower, 216), lower(b1, BEGIN)), capital));
        }
        if let Some(a2) = a2 {
            sink.add(mix(mix(mix(a2.lower, 217), lower(a1, END)), capital));
        }
        for (other, place) in [(b1, 218), (a1, 220)] {
            let Some(other) = other else { continue };
            if word.lists != 0 || other.lists != 0 {
                sink.add(mix(
                    mix(u64::from(word.lists), place),
                    u64::from(other.lists),
                ));
            }
            for level in 0..2 {
                let (a, b) = (word.classes[level], other.classes[level]);
                if a != 0 || b != 0 {
                    sink.add(mix(
                        mix(u64::from(a), place + 10 + level as u64),
                        u64::from(b),
                    ));
                }
            }
        }
        if let (Some(b1), Some(a1)) = (b1, a1) {
            sink.add(mix(
                mix(
                    mix(u64::from(b1.classes[0]), 240),
                    u64::from(word.classes[0]),
                ),
                u64::from(a1.classes[0]),
            ));
        }
        self.run_features(at, sink);
        self.company_features(at, sink);
    }

    fn run_features(&self, at: usize, sink: &mut impl Sink) {
        let words = self.sentence.words;
        for (runs, salt) in [(&self.tight, 300u64), (&self.loose, 340u64)] {
            let run = runs[at];
            if run.end <= run.begin + 1 && salt == 340 {
                continue;
            }
            if run.end == run.begin {
                continue;
            }
            let (first, last) = (words[run.begin], words[run.end - 1]);
            let length = run.end - run.begin;
            let place = match (at == run.begin, at + 1 == run.end) {
                (true, true) => 0u64,
                (true, false) => 1,
                (false, true) => 2,
                _ => 3,
            };
            sink.add(mix(mix(length.min(6) as u64, salt), place));
            if length > 1 {
                sink.add(mix(mix(last.lower, salt + 1), place));
                sink.add(mix(mix(first.lower, salt + 2), place));
                for level in 0..2 {
                    sink.add(mix(
                        mix(u64::from(last.classes[level]), salt + 3 + level as u64),
                        place,
                    ));
                    sink.add(mix(
                        mix(u64::from(first.classes[level]), salt + 5 + level as u64),
                        place,
                    ));
                }
                sink.add(mix(mix(u64::from(last.lists), salt + 7), place));
                sink.add(mix(mix(u64::from(first.lists), salt + 8), place));
                for other in run.begin..run.end.min(run.begin + RUN_MAX) {
                    if other != at {
                        sink.add(mix(words[other].lower, salt + 9));
                    }
                }
            }
            let before = run.begin.checked_sub(1).map(|at| words[at]);
            let after = words.get(run.end).copied();
            let before2 = run.begin.checked_sub(2).map_or(BEGIN, |at| words[at].lower);
            let after2 = words.get(run.end + 1).map_or(END, |word| word.lower);
            let (b, a) = (
                before.map_or(BEGIN, |w| w.lower),
                after.map_or(END, |w| w.lower),
            );
            let many = u64::from(length > 1);
            if length > 1 {
                sink.add(mix(b, salt + 10));
                sink.add(mix(a, salt + 11));
                sink.add(mix(
                    before.map_or(BEGIN, |w| u64::from(w.classes[1]) + 10),
                    salt + 14,
                ));
                sink.add(mix(
                    after.map_or(END, |w| u64::from(w.classes[1]) + 10),
                    salt + 15,
                ));
            }
            sink.add(mix(mix(mix(b, salt + 12), a), many));
            sink.add(mix(mix(mix(before2, salt + 16), b), many));
            sink.add(mix(mix(mix(after2, salt + 17), a), many));
            sink.add(mix(
                mix(mix(b, salt + 18), u64::from(last.classes[0])),
                many,
            ));
            sink.add(mix(
                mix(mix(a, salt + 19), u64::from(last.classes[0])),
                many,
            ));
        }
    }

    fn company_features(&self, at: usize, sink: &mut impl Sink) {
        let Sentence { words, case, first } = self.sentence;
        let word = words[at];
        if !word.capital {
            return;
        }
        let Some(seen) = self.company.words.get(&word.lower) else {
            return;
        };
        let written = u64::from(seen.small) * 2 + u64::from(seen.inside);
        sink.add(mix(written, 250));
        if at == 0 || case != Case::Plain {
            sink.add(mix(mix(written, 251), case as u64));
        }
        let here = first + at as u32;
        let others = seen.places.iter().filter(|(_, _, place)| *place != here);
        for (before, after, _) in others.take(PLACES_SEEN) {
            sink.add(mix(*before, 252));
            sink.add(mix(*after, 253));
        }
    }
}

/// The run that each token is part of.
fn runs(words: &[&Word], joined: bool) -> Vec<Run> {
    let mut runs = vec![Run::default(); words.len()];
    let mut at = 0;
    while at < words.len() {
        if !words[at].capital {
            at += 1;
            continue;
        }
        let begin = at;
        let mut end = at + 1;
        loop {
            if end < words.len() && words[end].capital {
                end += 1;
                continue;
            }
            if !joined {
                break;
            }
            let next = (end..words.len())
                .take_while(|at| words[*at].joins && !words[*at].capital)
                .take(2)
                .count();
            if next > 0 && words.get(end + next).is_some_and(|word| word.capital) {
                end += next + 1;
            } else {
                break;
            }
        }
        for run in &mut runs[begin..end] {
            *run = Run { begin, end };
        }
        at = end;
    }
    runs
}
