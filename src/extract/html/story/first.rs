//! What the first pass observes of a block: its text, what is around it, what the page says of it.
//!
//! Scores are sums of rounded numbers: evidence told in another order can change them.

use super::context::{Context, grams, letters};
use super::evidence::{Evidence, LINKED, LINKED_COARSE, SHARE, WORDS, WORDS_COARSE, bin, bins};
use super::measure::{Measure, within};
use crate::article::Removal;
use crate::extract::html::page;
use crate::extract::html::signs::{Signs, Tags};
use crate::extract::html::wording::MENTIONS;
use crate::extract::{date, lines};

impl Context<'_> {
    /// Tells what can be observed of a block.
    pub fn evidence(&self, at: usize, see: &mut (impl FnMut(Evidence, usize) + ?Sized)) {
        let letters = letters(&self.page.pieces[at].text);
        self.size(at, see);
        self.text(at, see);
        self.names(at, see);
        self.place(at, see);
        self.alike(at, &letters, see);
        self.mentions(at, see);
        self.repeated(at, &letters, see);
        self.zone(at, see);
    }

    /// Its length and link density, and those of its neighbours.
    fn size(&self, at: usize, see: &mut (impl FnMut(Evidence, usize) + ?Sized)) {
        use Evidence::*;
        let measure = &self.measures[at];
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
    }

    /// How its text begins, ends and is written.
    fn text(&self, at: usize, see: &mut (impl FnMut(Evidence, usize) + ?Sized)) {
        use Evidence::*;
        let piece = &self.page.pieces[at];
        let measure = &self.measures[at];
        let text = piece.text.as_str();
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
    }

    /// What the names of the elements around it say.
    fn names(&self, at: usize, see: &mut (impl FnMut(Evidence, usize) + ?Sized)) {
        use Evidence::*;
        let piece = &self.page.pieces[at];
        let (signs, tags) = self.above[piece.element];
        let near = self
            .page
            .around(piece)
            .take(2)
            .fold(0, |set, e| set | e.signs.0);
        for sign in Signs(near).each() {
            see(SignNear, sign);
        }
        for sign in Signs(signs).each() {
            see(SignAbove, sign);
        }
        for tag in Tags(tags).each() {
            see(TagAbove, tag);
        }
    }

    /// Where it stands in the page, and in which of its containers.
    fn place(&self, at: usize, see: &mut (impl FnMut(Evidence, usize) + ?Sized)) {
        use Evidence::*;
        let piece = &self.page.pieces[at];
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
            let words = within(&self.sums.words, range).max(1.0);
            see(
                kind,
                bins(
                    within(&self.sums.mass, range) / words,
                    &[0.2, 0.5, 0.75, 0.9],
                    within(&self.sums.linked, range) / words,
                    &[0.1, 0.4],
                ),
            );
        }
    }

    /// Which blocks look or read like it, and what stands over and beside it.
    fn alike(&self, at: usize, letters: &str, see: &mut (impl FnMut(Evidence, usize) + ?Sized)) {
        use Evidence::*;
        let piece = &self.page.pieces[at];
        let measure = &self.measures[at];
        let text = piece.text.as_str();
        let total = self.sums.mass[self.measures.len()].max(1.0);
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
        see(
            Repeated,
            match self.texts[text] {
                _ if self.titled == Some(at) => 0,
                _ if !letters.is_empty() && letters == self.title => 1,
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
    }

    /// What a short text mentions.
    fn mentions(&self, at: usize, see: &mut (impl FnMut(Evidence, usize) + ?Sized)) {
        use Evidence::*;
        let piece = &self.page.pieces[at];
        let measure = &self.measures[at];
        let text = piece.text.as_str();
        let total = self.sums.mass[self.measures.len()].max(1.0);
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
    }

    /// Whether the page's own data repeats it.
    fn repeated(&self, at: usize, letters: &str, see: &mut (impl FnMut(Evidence, usize) + ?Sized)) {
        use Evidence::*;
        match &self.declared {
            Some(declared) => {
                let (mut known, mut all) = (0, 0);
                grams(&self.page.pieces[at].text, |gram| {
                    all += 1;
                    known += usize::from(declared.contains(&gram));
                });
                let known = usize::from(known * 2 > all);
                see(
                    Declared,
                    known + 2 * bin(self.measures[at].words, &[4.0, 10.0, 25.0]),
                );
            }
            None => see(Declared, 8),
        }
        see(
            Described,
            match &self.description {
                _ if letters.len() < 40 => 0,
                description if description.as_str() == letters => 1,
                description => 2 * usize::from(start_of(description) == start_of(letters)),
            },
        );
    }

    /// The part of the page it stands in.
    fn zone(&self, at: usize, see: &mut (impl FnMut(Evidence, usize) + ?Sized)) {
        use Evidence::*;
        see(
            Zone,
            match self.page.pieces[at].zone {
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
