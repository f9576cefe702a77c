//! `blocks → which of them are the story`: a weighing of evidence, block by block.
//!
//! What speaks for and against a block is of the kinds that the literature found to matter:
//! its length and link density and those of its neighbours (Kohlschütter, Fankhauser and Nejdl,
//! "Boilerplate detection using shallow text features", 2010), what the names and classes of the
//! elements around it say, and which element holds most of the page's paragraphs (Mozilla's
//! Readability), what the page's own data repeats. Each observation adds its weight
//! ([`super::weights`]) to the block's score. A second pass weighs the same evidence together with
//! what the first said about the block's neighbours and containers, since the parts of a story
//! stand together.

use std::hash::{Hash, Hasher};

use rustc_hash::{FxHashMap, FxHashSet, FxHasher};

use super::page::{self, Page, Piece};
use super::signs::{GROUPS, Tags};
use super::wording::{MENTIONS, announces};
use crate::article::Removal;
use crate::extract::{date, lines, one_line};

/// What else is known of a page when its story is looked for.
pub struct Known<'a> {
    pub title: &'a str,
    pub byline: Option<&'a str>,
    /// The story's text in the page's own data, and its summary.
    pub declared: Option<&'a str>,
    pub description: Option<&'a str>,
}

/// Ends of the bins of a measure: a value is in the first bin whose end is above it.
type Ends = &'static [f32];
const WORDS: Ends = &[2.0, 3.0, 5.0, 8.0, 13.0, 21.0, 40.0, 80.0];
const WORDS_COARSE: Ends = &[4.0, 10.0, 25.0, 60.0];
const LINKED: Ends = &[0.001, 0.15, 0.35, 0.7, 0.95];
const LINKED_COARSE: Ends = &[0.15, 0.5];
const SHARE: Ends = &[
    0.001, 0.02, 0.05, 0.1, 0.2, 0.35, 0.5, 0.7, 0.9, 0.98, 0.999,
];
const CHANCE: Ends = &[
    0.02, 0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.98,
];

fn bin(value: f32, ends: Ends) -> usize {
    ends.iter()
        .position(|end| value < *end)
        .unwrap_or(ends.len())
}

/// A measure of two: each pair of bins is a bin.
fn bins(one: f32, ends: Ends, two: f32, other: Ends) -> usize {
    bin(one, ends) * (other.len() + 1) + bin(two, other)
}

/// The kinds of evidence; each has a row of weights, one a bin.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Evidence {
    Size,
    Before,
    After,
    TwoBefore,
    TwoAfter,
    Kind,
    KindBefore,
    KindAfter,
    End,
    Commas,
    Capitals,
    Digits,
    Start,
    Line,
    SignNear,
    SignAbove,
    TagAbove,
    Place,
    FromTitle,
    Containers,
    Parent,
    Grandparent,
    Great,
    Look,
    LookCount,
    Under,
    Repeated,
    Siblings,
    Mentions,
    Declared,
    Described,
    Zone,
    Top,
    Own,
    ChanceBefore,
    ChanceAfter,
    ChanceNear,
    ChanceAround,
    ChanceParent,
    ChanceGrandparent,
    ChancePassed,
    ChanceLeft,
    ChanceUnder,
    ChanceSize,
}

/// The kinds in their order, and how many bins each has.
#[rustfmt::skip]
pub const KINDS: [(Evidence, usize); 44] = {
    use Evidence::*;
    [
        (Size, 54), (Before, 15), (After, 15), (TwoBefore, 5),
        (TwoAfter, 5), (Kind, 11), (KindBefore, 11), (KindAfter, 11),
        (End, 6), (Commas, 5), (Capitals, 5), (Digits, 4),
        (Start, 5), (Line, 6), (SignNear, 50), (SignAbove, 50),
        (TagAbove, 24), (Place, 12), (FromTitle, 9), (Containers, 16),
        (Parent, 15), (Grandparent, 15), (Great, 15), (Look, 12),
        (LookCount, 15), (Under, 9), (Repeated, 6), (Siblings, 12),
        (Mentions, 12), (Declared, 9), (Described, 3), (Zone, 6),
        (Top, 3), (Own, 14), (ChanceBefore, 14), (ChanceAfter, 14),
        (ChanceNear, 14), (ChanceAround, 14), (ChanceParent, 14), (ChanceGrandparent, 14),
        (ChancePassed, 12), (ChanceLeft, 12), (ChanceUnder, 14), (ChanceSize, 40),
    ]
};
/// Those that the first pass has; the others tell what it said.
pub const FIRST_KINDS: usize = Evidence::Own as usize;

/// What a pass believes: a bias, and a row of weights for each kind of evidence, a column for each
/// bin; in hundredths of a natural logarithm of odds.
#[derive(Debug, Clone, Copy)]
pub struct Pass<'a> {
    pub bias: i16,
    pub rows: &'a [&'a [i16]],
}

/// The weights of both passes.
#[derive(Debug, Clone, Copy)]
pub struct Weights<'a> {
    pub first: Pass<'a>,
    pub second: Pass<'a>,
}

impl Pass<'_> {
    fn weight(&self, kind: Evidence, bin: usize) -> f32 {
        let row = self.rows.get(kind as usize).copied().unwrap_or_default();
        f32::from(row.get(bin).copied().unwrap_or(0)) / 100.0
    }

    fn bias(&self) -> f32 {
        f32::from(self.bias) / 100.0
    }
}

/// What is measured of a block once.
struct Measure {
    words: f32,
    linked: f32,
    /// Words that count as paragraphs of the page.
    mass: f32,
    kind: usize,
    judged: Option<Removal>,
}

/// Sums over the blocks of a page, by which those of any element are known.
struct Sums {
    words: Vec<f32>,
    linked: Vec<f32>,
    mass: Vec<f32>,
}

fn sums(values: impl Iterator<Item = f32>) -> Vec<f32> {
    let mut sum = 0.0;
    std::iter::once(0.0)
        .chain(values.map(|value| {
            sum += value;
            sum
        }))
        .collect()
}

/// Blocks shorter than this are not counted as paragraphs (Readability: 25 characters; more here,
/// since captions and teasers are also short).
const PARAGRAPH_WORDS_MIN: f32 = 10.0;

/// The chance of each block to be of the story, from 0 to 1.
pub fn chances(page: &Page, known: &Known, weights: &Weights) -> Vec<f32> {
    let context = Context::of(page, known);
    let mut scores = Vec::with_capacity(page.pieces.len());
    let first: Vec<f32> = (0..page.pieces.len())
        .map(|at| {
            let (mut first, mut second) = (weights.first.bias(), weights.second.bias());
            context.evidence(at, &mut |kind, bin| {
                first += weights.first.weight(kind, bin);
                second += weights.second.weight(kind, bin);
            });
            scores.push(second);
            logistic(first)
        })
        .collect();
    let around = Around::of(&context, &first);
    let mut chances: Vec<f32> = (scores.into_iter().enumerate())
        .map(|(at, mut score)| {
            around.evidence(at, &mut |kind, bin| {
                score += weights.second.weight(kind, bin)
            });
            logistic(score)
        })
        .collect();
    // Code has none of the marks of prose; it belongs where the text before it does.
    for at in 1..chances.len() {
        if page.pieces[at].preformatted {
            chances[at] = chances[at].max(chances[at - 1]);
        }
    }
    let stencils: Vec<usize> = (0..chances.len())
        .filter(|at| context.is_stencil(*at))
        .collect();
    let mass: f32 = stencils.iter().map(|at| context.measures[*at].mass).sum();
    // Of a page that is nothing else they are the story.
    if mass * 2.0 < context.sums.mass[chances.len()] {
        for at in stencils {
            chances[at] = 0.0;
        }
    }
    chances
}

/// What is observed of a block.
pub type Observed = Vec<(Evidence, usize)>;

/// What the first pass observes of each block, for the program that makes the weights.
pub fn observed(page: &Page, known: &Known) -> Vec<Observed> {
    let context = Context::of(page, known);
    observed_by(page, |at, see| context.evidence(at, see))
}

/// What the second pass observes besides, if the first gave these chances.
pub fn observed_around(page: &Page, known: &Known, first: &[f32]) -> Vec<Observed> {
    let context = Context::of(page, known);
    let around = Around::of(&context, first);
    observed_by(page, |at, see| around.evidence(at, see))
}

fn observed_by(
    page: &Page,
    tell: impl Fn(usize, &mut dyn FnMut(Evidence, usize)),
) -> Vec<Observed> {
    (0..page.pieces.len())
        .map(|at| {
            let mut observed = Vec::new();
            tell(at, &mut |kind, bin| observed.push((kind, bin)));
            observed
        })
        .collect()
}

fn logistic(score: f32) -> f32 {
    1.0 / (1.0 + (-score).exp())
}

struct Context<'a> {
    page: &'a Page,
    known: &'a Known<'a>,
    measures: Vec<Measure>,
    sums: Sums,
    /// For each element the signs and names of those around it that hold no more than a part of
    /// the page.
    above: Vec<(u64, u64)>,
    /// The smallest elements that hold half, 70 % and 90 % of the paragraphs.
    containers: [usize; 3],
    top: usize,
    looks: FxHashMap<u64, (f32, usize)>,
    looked: Vec<u64>,
    texts: FxHashMap<&'a str, usize>,
    under: Vec<usize>,
    titled: Option<usize>,
    declared: Option<FxHashSet<u64>>,
    title: String,
    description: String,
    children: Vec<usize>,
}

impl<'a> Context<'a> {
    fn of(page: &'a Page, known: &'a Known<'a>) -> Self {
        let measures: Vec<Measure> = page
            .pieces
            .iter()
            .map(|piece| measure(page, piece))
            .collect();
        let of = |value: fn(&Measure) -> f32| sums(measures.iter().map(value));
        let sums = Sums {
            words: of(|m| m.words),
            linked: of(|m| m.words * m.linked),
            mass: of(|m| m.mass),
        };
        let total = sums.mass[page.pieces.len()].max(1.0);
        let mass_of = |number: usize| {
            let range = &page.elements[number].pieces;
            sums.mass[range.end] - sums.mass[range.start]
        };
        // What holds most of the page says nothing about its parts.
        const PART_MAX: f32 = 0.6;
        let mut above: Vec<(u64, u64)> = Vec::with_capacity(page.elements.len());
        let mut children = vec![0; page.elements.len()];
        let mut containers = [0; 3];
        for (number, element) in page.elements.iter().enumerate() {
            let outer = above.get(element.parent).copied().unwrap_or((0, 0));
            let mass = mass_of(number);
            for (share, container) in [0.5, 0.7, 0.9].iter().zip(&mut containers) {
                // Elements come in the order of their beginnings: a later one that holds so much
                // is within the former.
                if mass >= share * total {
                    *container = number;
                }
            }
            above.push(match mass > PART_MAX * total {
                true => outer,
                false => (outer.0 | element.signs.0, outer.1 | element.tag.0),
            });
            children[element.parent] += usize::from(!element.pieces.is_empty());
        }
        let looked: Vec<u64> = page
            .pieces
            .iter()
            .map(|piece| {
                page.around(piece)
                    .take(3)
                    .fold(17, |hash: u64, element| hash.rotate_left(21) ^ element.look)
            })
            .collect();
        let mut looks: FxHashMap<u64, (f32, usize)> = FxHashMap::default();
        for (look, measure) in looked.iter().zip(&measures) {
            let entry = looks.entry(*look).or_default();
            entry.0 += measure.mass;
            entry.1 += 1;
        }
        let mut texts = FxHashMap::default();
        for piece in &page.pieces {
            *texts.entry(piece.text.as_str()).or_default() += 1;
        }
        let title = letters(known.title);
        let titled = page
            .pieces
            .iter()
            .position(|piece| piece.heading == 1 && letters(&piece.text) == title)
            .or_else(|| {
                let mut same = page.pieces.iter().enumerate();
                same.find(|(_, piece)| {
                    piece.text.len() < 2 * known.title.len() + 20 && letters(&piece.text) == title
                })
                .map(|(at, _)| at)
            })
            .or_else(|| page.pieces.iter().position(|piece| piece.heading == 1));
        let mut heading = 0;
        let under = page
            .pieces
            .iter()
            .map(|piece| {
                if piece.heading > 0 || piece.text.len() < 60 && announces(&piece.text) > 1 {
                    heading = announces(&piece.text);
                }
                heading
            })
            .collect();
        let top = top(page, &measures, &sums);
        Context {
            page,
            known,
            sums,
            above,
            containers,
            top,
            looks,
            looked,
            texts,
            under,
            titled,
            title,
            declared: known.declared.filter(|text| text.len() > 200).map(|text| {
                let mut known = FxHashSet::default();
                grams(text, |gram| {
                    known.insert(gram);
                });
                known
            }),
            description: known.description.map(letters).unwrap_or_default(),
            children,
            measures,
        }
    }

    /// Whether the same words stand in the page again and again: variants of a notice, a text that
    /// only keeps a place. Refrains and captions of figures are shorter, quotes come twice.
    fn is_stencil(&self, at: usize) -> bool {
        const WORDS_MIN: f32 = 8.0;
        const COPIES_MIN: usize = 3;
        let text = self.page.pieces[at].text.as_str();
        self.measures[at].words >= WORDS_MIN && self.texts[text] >= COPIES_MIN
    }

    /// Tells what can be observed of a block.
    fn evidence(&self, at: usize, see: &mut (impl FnMut(Evidence, usize) + ?Sized)) {
        use Evidence::*;
        let piece = &self.page.pieces[at];
        let measure = &self.measures[at];
        let text = piece.text.as_str();
        see(Size, bins(measure.words, WORDS, measure.linked, LINKED));
        let neighbour = |by: isize| -> Option<&Measure> {
            at.checked_add_signed(by)
                .and_then(|at| self.measures.get(at))
        };
        let coarse = |measure: Option<&Measure>| {
            measure.map_or(0, |m| bins(m.words, WORDS_COARSE, m.linked, LINKED_COARSE))
        };
        see(Before, coarse(neighbour(-1)));
        see(After, coarse(neighbour(1)));
        let words = |measure: Option<&Measure>| measure.map_or(0, |m| bin(m.mass, WORDS_COARSE));
        see(TwoBefore, words(neighbour(-2)));
        see(TwoAfter, words(neighbour(2)));
        see(Kind, measure.kind);
        see(KindBefore, neighbour(-1).map_or(10, |m| m.kind));
        see(KindAfter, neighbour(1).map_or(10, |m| m.kind));
        see(
            End,
            match text.chars().next_back() {
                _ if text.ends_with("...") => 0,
                Some('…') => 0,
                Some(':') => 1,
                Some('?') => 2,
                _ if lines::ends_sentence(text) => 3,
                Some(',' | ';') => 4,
                _ => 5,
            },
        );
        let (mut commas, mut capitals, mut all, mut digits) = (0, 0, 0, 0);
        for c in text.bytes() {
            commas += usize::from(c == b',');
            digits += usize::from(c.is_ascii_digit());
        }
        for word in text.split_whitespace() {
            all += 1;
            capitals += usize::from(word.starts_with(char::is_uppercase));
        }
        see(Commas, commas.min(4));
        let share = |n: usize, of: usize| n as f32 / of.max(1) as f32;
        let capitals = match all {
            0..3 => 4,
            _ => bin(share(capitals, all), &[0.2, 0.45, 0.7]),
        };
        see(Capitals, capitals);
        see(Digits, bin(share(digits, text.len()), &[0.001, 0.05, 0.2]));
        see(
            Start,
            match text.chars().next() {
                Some(c) if c.is_lowercase() => 0,
                Some(c) if c.is_numeric() => 1,
                Some('©') => 2,
                Some(c) if c.is_alphabetic() => 3,
                _ => 4,
            },
        );
        see(
            Line,
            match measure.judged {
                None if piece.lists_stories => 5,
                None => 0,
                Some(Removal::Interface) => 1,
                Some(Removal::Credit) => 2,
                Some(Removal::Teaser) => 3,
                Some(_) => 4,
            },
        );
        let (signs, tags) = self.above[piece.element];
        let near = self
            .page
            .around(piece)
            .take(2)
            .fold(0, |set, e| set | e.signs.0);
        for sign in super::signs::Signs(near).each() {
            see(SignNear, sign);
        }
        for sign in super::signs::Signs(signs).each() {
            see(SignAbove, sign);
        }
        for tag in Tags(tags).each() {
            see(TagAbove, tag);
        }
        let total = self.sums.mass[self.measures.len()].max(1.0);
        see(Place, bin(self.sums.mass[at] / total, SHARE));
        see(
            FromTitle,
            match self.titled {
                None => 0,
                Some(titled) if at == titled => 1,
                Some(titled) if at + 3 >= titled && at < titled => 2,
                Some(titled) if at < titled => 3,
                Some(titled) if at <= titled + 2 => 4,
                Some(titled) if at <= titled + 5 => 5,
                Some(titled) if at <= titled + 12 => 6,
                Some(titled) if at <= titled + 50 => 7,
                Some(_) => 8,
            },
        );
        let inside =
            |container: usize| usize::from(self.page.elements[container].pieces.contains(&at));
        let top = &self.page.elements[self.top];
        see(
            Top,
            match () {
                () if top.pieces.contains(&at) => 2,
                () if self.page.elements[top.parent].pieces.contains(&at) => 1,
                () => 0,
            },
        );
        let [half, most, nearly] = self.containers.map(inside);
        let direct = usize::from(
            self.page
                .around(piece)
                .take(2)
                .any(|element| std::ptr::eq(element, &self.page.elements[self.containers[1]])),
        );
        see(Containers, half + 2 * most + 4 * nearly + 8 * direct);
        let mut above = self.page.around(piece).skip(1);
        for kind in [Parent, Grandparent, Great] {
            let Some(element) = above.next() else { break };
            let range = &element.pieces;
            let sum = |sums: &[f32]| sums[range.end] - sums[range.start];
            let words = sum(&self.sums.words).max(1.0);
            see(
                kind,
                bins(
                    sum(&self.sums.mass) / words,
                    &[0.2, 0.5, 0.75, 0.9],
                    sum(&self.sums.linked) / words,
                    &[0.1, 0.4],
                ),
            );
        }
        let (mass, count) = self.looks[&self.looked[at]];
        see(Look, bin(mass / total, SHARE));
        see(
            LookCount,
            bins(
                count as f32,
                &[2.0, 4.0, 8.0, 20.0],
                mass / count as f32,
                &[5.0, 20.0],
            ),
        );
        see(Under, self.under[at]);
        let same = letters(text);
        see(
            Repeated,
            match self.texts[text] {
                _ if self.titled == Some(at) => 0,
                _ if !same.is_empty() && same == self.title => 1,
                1 => 2,
                2 => 3,
                _ => 4,
            },
        );
        let parent = self.page.elements[piece.element].parent;
        see(
            Siblings,
            bins(
                self.children[parent] as f32,
                &[2.0, 4.0, 10.0],
                measure.words,
                &[5.0, 15.0],
            ),
        );
        if text.len() < 400 {
            if let Some((range, _)) = date::find(text) {
                see(Mentions, if range.len() * 2 > text.len() { 0 } else { 1 });
            }
            let lower = text.to_lowercase();
            for (bin, marks) in MENTIONS.iter().enumerate() {
                if marks.iter().any(|mark| lower.contains(mark)) {
                    see(Mentions, 2 + bin);
                }
            }
            if let Some(byline) = self.known.byline
                && lower.contains(&byline.to_lowercase())
            {
                let early = measure.words < 12.0;
                let late = self.sums.mass[at] > 0.7 * total;
                see(Mentions, 8 + usize::from(early) + 2 * usize::from(late));
            }
        }
        match &self.declared {
            Some(declared) => {
                let (mut known, mut all) = (0, 0);
                grams(text, |gram| {
                    all += 1;
                    known += usize::from(declared.contains(&gram));
                });
                let known = usize::from(known * 2 > all);
                see(Declared, known + 2 * bin(measure.words, &[4.0, 10.0, 25.0]));
            }
            None => see(Declared, 8),
        }
        see(
            Described,
            match &self.description {
                _ if same.len() < 40 => 0,
                description if *description == same => 1,
                description => 2 * usize::from(start_of(description) == start_of(&same)),
            },
        );
        see(
            Zone,
            match piece.zone {
                page::Zone::Page => 0,
                page::Zone::Interface => 1,
                page::Zone::Aside => 2,
                page::Zone::Caption => 3,
                page::Zone::Credit => 4,
                page::Zone::Hidden => 5,
            },
        );
    }
}

/// Enough of a text to know it by.
fn start_of(letters: &str) -> &str {
    &letters[..letters.floor_char_boundary(40)]
}

/// Hashes of each three words in a row.
fn grams(text: &str, mut see: impl FnMut(u64)) {
    let (mut two, mut one) = (0u64, 0u64);
    for word in text.split(|c: char| !c.is_alphanumeric()) {
        if word.is_empty() {
            continue;
        }
        let mut hasher = FxHasher::default();
        word.hash(&mut hasher);
        let hash = hasher.finish();
        if two != 0 {
            see(two.rotate_left(14) ^ one.rotate_left(7) ^ hash);
        }
        (two, one) = (one, hash);
    }
}

/// The element that Readability's rule would hold to be the story's: each paragraph counts for its
/// parent, half for the grandparent and less for those above, by its length and its commas; links
/// count against.
fn top(page: &Page, measures: &[Measure], sums: &Sums) -> usize {
    let mut scores = vec![0.0; page.elements.len()];
    for (piece, measure) in page.pieces.iter().zip(measures) {
        if measure.mass == 0.0 {
            continue;
        }
        let commas = piece.text.bytes().filter(|byte| *byte == b',').count() as f32;
        let score = 1.0 + commas + (piece.text.len() as f32 / 100.0).min(3.0);
        let mut number = match page.elements[piece.element].tag.has("div") {
            true => piece.element,
            false => page.elements[piece.element].parent,
        };
        for part in [1.0, 0.5, 1.0 / 6.0, 1.0 / 9.0, 1.0 / 12.0] {
            scores[number] += score * part;
            if number == 0 {
                break;
            }
            number = page.elements[number].parent;
        }
    }
    let mut best = (0.0, 0);
    for (number, score) in scores.into_iter().enumerate() {
        let range = &page.elements[number].pieces;
        let sum = |sums: &[f32]| sums[range.end] - sums[range.start];
        let score = score * (1.0 - sum(&sums.linked) / sum(&sums.words).max(1.0));
        if score > best.0 {
            best = (score, number);
        }
    }
    best.1
}

/// Letters and digits alone, in lower case: a form in which two spellings of a text are the same.
fn letters(text: &str) -> String {
    text.chars()
        .filter(|c| c.is_alphanumeric())
        .flat_map(char::to_lowercase)
        .collect()
}

fn measure(page: &Page, piece: &Piece) -> Measure {
    let mut words = 0.0;
    for word in piece.text.split_whitespace() {
        // Scripts without blanks have a word in every two or three characters.
        let wide = word.chars().filter(|c| *c >= '\u{2e80}').count() as f32 / 2.5;
        words += match word.contains(char::is_alphanumeric) {
            true => wide.max(1.0),
            false => 0.0,
        };
    }
    let linked = piece.linked as f32 / piece.text.len().max(1) as f32;
    let tag = page.elements[piece.element].tag;
    let kind = match piece.heading {
        1 => 0,
        2 => 1,
        3 => 2,
        4.. => 3,
        0 if tag.has("p") => 4,
        0 if tag.has("li") => 5,
        0 if tag.has("div") || tag.has("section") || tag.has("article") => 6,
        0 if piece.preformatted => 7,
        0 if tag.has("blockquote") => 8,
        0 => 9,
    };
    let is_paragraph = words >= PARAGRAPH_WORDS_MIN
        && linked < 0.35
        && piece.heading == 0
        && matches!(piece.zone, page::Zone::Page | page::Zone::Aside);
    Measure {
        words,
        linked,
        mass: if is_paragraph {
            words * (1.0 - linked)
        } else {
            0.0
        },
        kind,
        judged: lines::judge(&one_line(&piece.text)),
    }
}

/// What the first pass said about the neighbourhood of each block.
struct Around<'a> {
    context: &'a Context<'a>,
    first: &'a [f32],
    /// Words, and words of the story by the first pass.
    words: Vec<f32>,
    story: Vec<f32>,
    count: Vec<f32>,
    under: Vec<f32>,
}

impl<'a> Around<'a> {
    fn of(context: &'a Context<'a>, first: &'a [f32]) -> Self {
        let weight = |at: usize| context.measures[at].words + 2.0;
        let all = 0..first.len();
        // The section below a heading: its blocks up to the next heading.
        let mut under = vec![0.0; first.len()];
        let mut start = 0;
        for at in 0..=first.len() {
            let is_end = at == first.len() || context.page.pieces[at].heading > 0;
            if is_end {
                let (mut sum, mut all) = (0.0, 0.0);
                for (inside, chance) in first[start..at].iter().enumerate() {
                    sum += chance * weight(start + inside);
                    all += weight(start + inside);
                }
                for mean in &mut under[start..at] {
                    *mean = if all > 0.0 { sum / all } else { 0.0 };
                }
                start = at;
            }
        }
        Around {
            context,
            first,
            words: sums(all.clone().map(weight)),
            story: sums(all.map(|at| first[at] * weight(at))),
            count: sums(first.iter().copied()),
            under,
        }
    }

    fn evidence(&self, at: usize, see: &mut (impl FnMut(Evidence, usize) + ?Sized)) {
        use Evidence::*;
        let pieces = &self.context.page.pieces;
        let own = self.first[at];
        let neighbour = |by: isize| {
            let at = at.checked_add_signed(by);
            at.and_then(|at| self.first.get(at)).copied().unwrap_or(0.0)
        };
        let chance = |chance: f32| bin(chance, CHANCE);
        see(Own, chance(own));
        see(ChanceBefore, chance(neighbour(-1)));
        see(ChanceAfter, chance(neighbour(1)));
        // Without the block itself, which has its own evidence.
        let mean = |from: usize, to: usize, sums: &[f32], of: Option<&[f32]>| {
            let of = of.map_or((to - from) as f32, |of| of[to] - of[from]);
            (sums[to] - sums[from]) / of.max(0.001)
        };
        let window = |by: usize| {
            let (from, to) = (at.saturating_sub(by), (at + by + 1).min(pieces.len()));
            mean(from, to, &self.count, None)
        };
        see(ChanceNear, chance(window(3)));
        see(ChanceAround, chance(window(10)));
        let mut above = self.context.page.around(&pieces[at]).skip(1);
        for kind in [ChanceParent, ChanceGrandparent] {
            let Some(element) = above.next() else { break };
            let range = &element.pieces;
            see(
                kind,
                chance(mean(range.start, range.end, &self.story, Some(&self.words))),
            );
        }
        let total = self.story[pieces.len()].max(1.0);
        see(ChancePassed, bin(self.story[at] / total, SHARE));
        see(
            ChanceLeft,
            bin((total - self.story[at + 1]).max(0.0) / total, SHARE),
        );
        see(ChanceUnder, chance(self.under[at]));
        let measure = &self.context.measures[at];
        see(
            ChanceSize,
            bins(
                own,
                &[0.1, 0.25, 0.4, 0.5, 0.6, 0.75, 0.9],
                measure.words,
                WORDS_COARSE,
            ),
        );
    }
}

/// How many groups of signs there are; the rows of weights have as many.
const _: () = assert!(GROUPS.len() <= 50);

#[cfg(test)]
mod tests {
    use super::super::weights::WEIGHTS;
    use super::*;

    #[test]
    fn each_bin_of_evidence_has_a_weight() {
        let bins = |pass: &Pass| -> Vec<usize> { pass.rows.iter().map(|row| row.len()).collect() };
        let expected: Vec<usize> = KINDS.iter().map(|(_, bins)| *bins).collect();
        assert_eq!(bins(&WEIGHTS.second), expected);
        assert_eq!(bins(&WEIGHTS.first), expected[..FIRST_KINDS]);
        for (at, (kind, _)) in KINDS.iter().enumerate() {
            assert_eq!(*kind as usize, at);
        }
    }
}
