//! What is known of a page as a whole when its blocks are judged.

use std::hash::{Hash, Hasher};

use rustc_hash::{FxHashMap, FxHashSet, FxHasher};

use super::Known;
use super::measure::{Measure, Sums, within};
use crate::extract::html::page::Page;
use crate::extract::html::wording::announces;

/// A page, with what is known of its blocks and elements by all of them.
pub struct Context<'a> {
    pub page: &'a Page,
    pub known: &'a Known<'a>,
    /// What is measured of each block, and its sums.
    pub measures: Vec<Measure>,
    pub sums: Sums,
    /// For each element the signs and names of those around it that hold no more than a part of
    /// the page.
    pub above: Vec<(u64, u64)>,
    /// The smallest elements that hold half, 70 % and 90 % of the paragraphs.
    pub containers: [usize; 3],
    /// The element that Readability's rule holds to be the story's.
    pub top: usize,
    /// By look the mass and number of the blocks that have it.
    pub looks: FxHashMap<u64, (f32, usize)>,
    /// The look of each block: that of the three elements around it.
    pub looked: Vec<u64>,
    /// How often each text stands in the page.
    pub texts: FxHashMap<&'a str, usize>,
    /// For each block what the heading above it announces.
    pub under: Vec<usize>,
    /// The block that is the title.
    pub titled: Option<usize>,
    /// Hashes of each three words in a row of the declared text, if it is long enough to tell.
    pub declared: Option<FxHashSet<u64>>,
    /// The title's letters, and the description's.
    pub title: String,
    pub description: String,
    /// For each element how many of those in it hold blocks.
    pub children: Vec<usize>,
}

impl<'a> Context<'a> {
    pub fn of(page: &'a Page, known: &'a Known<'a>) -> Self {
        let measures: Vec<Measure> = page
            .pieces
            .iter()
            .map(|piece| Measure::of(page, piece))
            .collect();
        let sums = Sums::of(&measures);
        let total = sums.mass[page.pieces.len()].max(1.0);
        // What holds most of the page says nothing about its parts.
        const PART_MAX: f32 = 0.6;
        let mut above: Vec<(u64, u64)> = Vec::with_capacity(page.elements.len());
        let mut children = vec![0; page.elements.len()];
        let mut containers = [0; 3];
        for (number, element) in page.elements.iter().enumerate() {
            let outer = above.get(element.parent).copied().unwrap_or((0, 0));
            let mass = within(&sums.mass, &element.pieces);
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
    pub fn is_stencil(&self, at: usize) -> bool {
        const WORDS_MIN: f32 = 8.0;
        const COPIES_MIN: usize = 3;
        let text = self.page.pieces[at].text.as_str();
        self.measures[at].words >= WORDS_MIN && self.texts[text] >= COPIES_MIN
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
        let words = within(&sums.words, range).max(1.0);
        let score = score * (1.0 - within(&sums.linked, range) / words);
        if score > best.0 {
            best = (score, number);
        }
    }
    best.1
}

/// Letters and digits alone, in lower case: a form in which two spellings of a text are the same.
pub fn letters(text: &str) -> String {
    text.chars()
        .filter(|c| c.is_alphanumeric())
        .flat_map(char::to_lowercase)
        .collect()
}

/// Hashes of each three words in a row.
pub fn grams(text: &str, mut see: impl FnMut(u64)) {
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
