//! `article + plan → what matched`.
//!
//! The article's words and names are read again as they were for the index, and the patterns of the
//! query are looked for among them by the function that found the article: so that what is marked is
//! what matched.

use std::ops::Range;
use std::sync::Arc;

use rustc_hash::FxHashMap;
use tantivy::Term;

use super::reasons::reasons;
use super::snippet::{SNIPPET_CHARS_MAX, passage, shows, worth};
use super::{Marked, Match, NameReason};
use crate::analysis::{Stemmers, Words};
use crate::article::{ArticleText, Language, Removal, Role};
use crate::entities::Mention;
use crate::index::document::MentionTerms;
use crate::index::schema::Fields;
use crate::index::stored::StoredArticle;
use crate::query::ast::Part;
use crate::query::named::Wanted;
use crate::query::plan::Mark;
use crate::query::spans::{Source, Span, parts, spans};
use crate::query::text::WordReader;

/// Finds what a query matched by, in one article after the other.
pub struct Highlighter<'a> {
    marks: Vec<Mark>,
    names: Vec<Arc<Wanted>>,
    stemmers: &'a mut Stemmers,
    stems: Wants,
    exact: Wants,
    mentions: Wants,
    removed: Wants,
    /// Bytes with which words begin that may be wanted, to pass over most words without folding
    /// them.
    first_bytes: [bool; 256],
    /// Where the leaves of each mark stand in the article.
    places: Vec<Vec<Vec<u32>>>,
}

/// The leaves that a term is of: mark and number.
type Wants = FxHashMap<String, Vec<(usize, usize)>>;

impl<'a> Highlighter<'a> {
    pub fn new(
        marks: Vec<Mark>,
        names: Vec<Arc<Wanted>>,
        fields: Fields,
        stemmers: &'a mut Stemmers,
    ) -> Self {
        let mut highlighter = Highlighter {
            marks: Vec::new(),
            names,
            stemmers,
            stems: Wants::default(),
            exact: Wants::default(),
            mentions: Wants::default(),
            removed: Wants::default(),
            first_bytes: [false; 256],
            places: Vec::new(),
        };
        for (number, mark) in marks.iter().enumerate() {
            let leaves = &mark.places.leaves;
            highlighter.places.push(vec![Vec::new(); leaves.len()]);
            for (leaf, terms) in leaves.iter().enumerate() {
                for term in &terms.terms {
                    highlighter.want(fields, term, (number, leaf));
                }
            }
        }
        highlighter.marks = marks;
        highlighter
    }

    fn want(&mut self, fields: Fields, term: &Term, leaf: (usize, usize)) {
        let field = term.field();
        let value = term.value();
        let Some(text) = value.as_str() else { return };
        let wants = if field == fields.names {
            &mut self.mentions
        } else if field == fields.removed {
            &mut self.removed
        } else {
            let first = text.bytes().next().map_or(0, usize::from);
            self.first_bytes[first] = true;
            match field == fields.exact {
                true => &mut self.exact,
                false => &mut self.stems,
            }
        };
        wants.entry(text.to_owned()).or_default().push(leaf);
    }

    /// Everything in an article that matches, in order.
    pub fn matches(&mut self, article: &StoredArticle, text: &ArticleText) -> Vec<Match> {
        self.find(article, text, usize::MAX)
    }

    /// What matches in the title, and in the body as far as it takes to find a passage with all
    /// the words and phrases of the query: enough for a snippet, and for a long article a fraction of
    /// the work.
    pub fn preview(&mut self, article: &StoredArticle, text: &ArticleText) -> Vec<Match> {
        let is_anywhere = |mark: &&Mark| mark.part.is_none();
        let all = self.marks.iter().filter(is_anywhere).count();
        self.find(article, text, all)
    }

    /// The block that was removed from the page and shows the most of what matched in such, the
    /// first of equals, and why it was removed; `None` if nothing did.
    pub fn removed(&mut self, article: &StoredArticle) -> Option<(Removal, Marked)> {
        if self.removed.is_empty() {
            return None;
        }
        let mut best = None;
        let mut most = (0, 0);
        for block in &article.blocks {
            let Role::Removed(removal) = block.role() else {
                continue;
            };
            let matches = self.matches_removed(&block.text, article.language());
            let worth = worth(matches.iter());
            if worth > most {
                most = worth;
                best = Some((removal, &*block.text, matches));
            }
        }
        let (removal, text, matches) = best?;
        Some((removal, passage(text, 0..text.len(), &matches)))
    }

    fn matches_removed(&mut self, text: &str, language: Language) -> Vec<Match> {
        self.forget();
        let mut words = Words::new(text);
        let mut spots = Spots::default();
        let mut position = 0;
        while let Some(span) = words.next_span() {
            let stem = self.stemmers.stem(language, words.folded());
            if let Some(leaves) = self.removed.get(stem) {
                spots.word(position, span);
                stand(&mut self.places, leaves, position);
            }
            position += 1;
        }
        self.found(&spots, |part, _| part == Some(Part::Removed))
    }

    /// `enough`: different marks within the length of a snippet after which the body is passed
    /// over.
    fn find(&mut self, article: &StoredArticle, text: &ArticleText, enough: usize) -> Vec<Match> {
        if self.stems.is_empty() && self.exact.is_empty() && self.mentions.is_empty() {
            return Vec::new();
        }
        self.forget();
        let mentions: Vec<Mention> = match self.mentions.is_empty() {
            true => Vec::new(),
            false => article.mentions(text).collect(),
        };
        let mut mentions = MentionTerms::new(&text.text, &mentions);
        let language = article.language();
        let all = [true; 256];
        let mut reader = WordReader::of(text);
        let mut spots = Spots::default();
        let mut bounds = PartBounds::default();
        let mut part = Part::Title;
        // After how many words that may match to look whether they are enough, and how far to read
        // then.
        let (mut look, mut stop) = (enough.max(1), usize::MAX);
        loop {
            let wanted = match keeps_beginnings(language) {
                true => &self.first_bytes,
                false => &all,
            };
            let next = reader.next_if(wanted);
            if next.is_none() || reader.part != part {
                let (places, wants) = (&mut self.places, &self.mentions);
                mentions.close(&mut |at, term, mention| {
                    see_mention(places, wants, &mut spots, at, term, mention);
                });
            }
            let Some((position, bytes)) = next else { break };
            if bytes.start > stop {
                break;
            }
            if reader.part != part {
                part = reader.part;
                bounds.begin(part, position);
            }
            if !reader.folded().is_empty() {
                let word = reader.folded();
                let stem = self.stemmers.stem(language, word);
                let by_stem = self.stems.get(stem);
                // A word that is its own stem stands in the field of stems alone.
                let by_word = self.exact.get(word).filter(|_| stem != word);
                if by_stem.is_some() || by_word.is_some() {
                    spots.word(position, bytes.clone());
                }
                for leaves in [by_stem, by_word].into_iter().flatten() {
                    stand(&mut self.places, leaves, position);
                }
            }
            let bytes_end = bytes.end;
            let (places, wants) = (&mut self.places, &self.mentions);
            mentions.write(bytes, position, &mut |at, term, mention| {
                see_mention(places, wants, &mut spots, at, term, mention);
            });
            if part == Part::Body && spots.count() >= look {
                look = 2 * spots.count();
                if shows(&self.found_in(&spots, &bounds, text), enough) {
                    (look, stop) = (usize::MAX, bytes_end + SNIPPET_CHARS_MAX);
                }
            }
        }
        self.found_in(&spots, &bounds, text)
    }

    /// What matches by the words that were read.
    fn found_in(&self, spots: &Spots, bounds: &PartBounds, text: &ArticleText) -> Vec<Match> {
        let mut source = WordsSource {
            places: &[],
            spots,
            text: &text.text,
        };
        self.matched(&mut source, |part, span| bounds.has(part, span))
    }

    fn found(&self, spots: &Spots, is_inside: impl Fn(Option<Part>, Span) -> bool) -> Vec<Match> {
        let mut source = WordsSource {
            places: &[],
            spots,
            text: "",
        };
        self.matched(&mut source, is_inside)
    }

    fn matched<'s>(
        &'s self,
        source: &mut WordsSource<'s>,
        is_inside: impl Fn(Option<Part>, Span) -> bool,
    ) -> Vec<Match> {
        let mut matches = Vec::new();
        for (number, (mark, places)) in self.marks.iter().zip(&self.places).enumerate() {
            source.places = places;
            let mut wanted = spans(&mark.places.root, source);
            wanted.retain(|span| is_inside(mark.part, *span));
            let mut found = Vec::new();
            parts(&mark.places.root, source, &wanted, &mut found);
            found.sort_unstable();
            found.dedup();
            let bytes = found.iter().filter_map(|span| source.spots.bytes(*span));
            matches.extend(bytes.map(|span| Match { span, mark: number }));
        }
        matches.sort_unstable_by_key(|found| (found.span.start, found.span.end));
        matches
    }

    fn forget(&mut self) {
        self.places.iter_mut().flatten().for_each(Vec::clear);
    }

    /// Why an article matches that has none of the names that were written, but others of the
    /// same entities; if `all`, also by which names it matches that has some that were written.
    pub fn reasons(
        &self,
        article: &StoredArticle,
        text: &ArticleText,
        all: bool,
    ) -> Vec<NameReason> {
        reasons(&self.names, article, text, all)
    }
}

fn stand(places: &mut [Vec<Vec<u32>>], leaves: &[(usize, usize)], position: u32) {
    for (mark, leaf) in leaves {
        let positions = &mut places[*mark][*leaf];
        if positions.last() != Some(&position) {
            positions.push(position);
        }
    }
}

fn see_mention(
    places: &mut [Vec<Vec<u32>>],
    wants: &Wants,
    spots: &mut Spots,
    position: u32,
    term: &str,
    mention: &Mention,
) {
    if let Some(leaves) = wants.get(term) {
        spots.mention(position, &mention.span);
        stand(places, leaves, position);
    }
}

/// Where the bytes of positions begin and end, of those that may be marked.
#[derive(Default)]
struct Spots {
    begins: FxHashMap<u32, usize>,
    ends: FxHashMap<u32, usize>,
    /// The bytes of words by themselves.
    words: FxHashMap<u32, Range<usize>>,
}

impl Spots {
    fn word(&mut self, position: u32, bytes: Range<usize>) {
        self.begins.entry(position).or_insert(bytes.start);
        self.ends.entry(position).or_insert(bytes.end);
        self.words.insert(position, bytes);
    }

    /// A mention may begin or end with signs that are no words.
    fn mention(&mut self, position: u32, bytes: &Range<usize>) {
        self.begins.insert(position, bytes.start);
        self.ends.insert(position, bytes.end);
    }

    /// How many positions there are.
    fn count(&self) -> usize {
        self.begins.len()
    }

    fn bytes(&self, span: Span) -> Option<Range<usize>> {
        if span.first == span.last
            && let Some(word) = self.words.get(&span.first)
        {
            return Some(word.clone());
        }
        let (begin, end) = (self.begins.get(&span.first)?, self.ends.get(&span.last)?);
        (begin < end).then_some(*begin..*end)
    }
}

/// The first positions of body and captions.
struct PartBounds {
    body: u32,
    captions: u32,
}

impl Default for PartBounds {
    fn default() -> Self {
        PartBounds {
            body: u32::MAX,
            captions: u32::MAX,
        }
    }
}

impl PartBounds {
    fn begin(&mut self, part: Part, position: u32) {
        match part {
            Part::Body => self.body = position,
            Part::Caption => self.captions = position,
            Part::Title | Part::Removed => {}
        }
    }

    fn has(&self, part: Option<Part>, span: Span) -> bool {
        match part {
            None => true,
            Some(Part::Title) => span.first < self.body.min(self.captions),
            Some(Part::Body) => (self.body..self.captions).contains(&span.first),
            Some(Part::Caption) => span.first >= self.captions,
            Some(Part::Removed) => false,
        }
    }
}

/// The words of one article that may match.
struct WordsSource<'a> {
    /// The positions of each leaf.
    places: &'a [Vec<u32>],
    spots: &'a Spots,
    text: &'a str,
}

impl Source for WordsSource<'_> {
    fn positions(&mut self, leaf: usize, positions: &mut Vec<u32>) {
        positions.extend(&self.places[leaf]);
    }

    fn is_written(&mut self, position: u32, typed: &str) -> bool {
        let bytes = self.spots.words.get(&position);
        bytes.and_then(|bytes| self.text.get(bytes.clone())) == Some(typed)
    }
}

/// Most stemmers leave the beginning of a word alone.
fn keeps_beginnings(language: Language) -> bool {
    !matches!(language.code(), "ar" | "id")
}

#[cfg(test)]
mod tests {
    use super::super::snippet::snippet;
    use super::*;
    use crate::article::{Article, Block};
    use crate::query::spans::{Node, Places};
    use proptest::prelude::*;

    fn article(title: &str, body: &str) -> Article {
        Article {
            title: title.into(),
            blocks: body
                .split("\n\n")
                .map(|text| Block {
                    role: Role::Paragraph,
                    text: text.trim().into(),
                })
                .collect(),
            language: Language::ENGLISH,
            ..Article::default()
        }
    }

    fn matched(title: &str, body: &str, marks: Vec<Mark>) -> (Marked, Marked) {
        let article = article(title, body);
        let text = article.text();
        let stored = StoredArticle::new(&article, &text, &[]);
        let mut stemmers = Stemmers::default();
        let matches = Highlighter::new(marks, Vec::new(), Fields::new().1, &mut stemmers)
            .matches(&stored, &text);
        (
            Marked::part(&text.text, text.title.clone(), &matches),
            snippet(&text, &matches),
        )
    }

    fn words(stems: &[&str], part: Option<Part>) -> Mark {
        let mut places = Places::default();
        let field = Fields::new().1.text;
        let term = |stem: &&str| vec![Term::from_field_text(field, stem)];
        let slots = stems.iter().map(term);
        let slots = slots.map(|terms| Node::Leaf(places.leaf(terms, false)));
        let slots = slots.collect();
        places.root = Node::Sequence { slots, slop: 0 };
        Mark { places, part }
    }

    fn shown(marked: &Marked) -> String {
        let mut shown = marked.text.clone();
        for mark in marked.marks.iter().rev() {
            shown.insert(mark.end, ']');
            shown.insert(mark.start, '[');
        }
        shown
    }

    #[test]
    fn every_form_of_a_word_is_marked_and_a_phrase_only_where_it_stands_together() {
        let (title, body) = matched(
            "Ferries sank",
            "The bow door of the ferry was open. A door at the bow was not.",
            vec![words(&["ferri"], None), words(&["bow", "door"], None)],
        );
        assert_eq!(shown(&title), "[Ferries] sank");
        assert_eq!(
            shown(&body),
            "The [bow door] of the [ferry] was open. A door at the bow was not."
        );
    }

    #[test]
    fn a_word_of_the_title_is_marked_there_alone() {
        let (title, body) = matched(
            "Ferry sank",
            "The ferry.",
            vec![words(&["ferri"], Some(Part::Title))],
        );
        assert_eq!(shown(&title), "[Ferry] sank");
        assert_eq!(shown(&body), "The ferry.");
    }

    #[test]
    fn a_long_body_is_cut_around_what_matched() {
        let body = format!(
            "{} The inquiry opened on Monday. {}",
            "Rain fell. ".repeat(60),
            "More rain. ".repeat(60)
        );
        let (_, snippet) = matched("", &body, vec![words(&["inquiri"], None)]);
        assert!(
            snippet.text.starts_with('…') && snippet.text.ends_with('…'),
            "{}",
            snippet.text
        );
        assert!(shown(&snippet).contains("[inquiry]"));
        assert!(snippet.text.chars().count() <= SNIPPET_CHARS_MAX + 2);
    }

    #[test]
    fn a_preview_gives_the_snippet_that_all_matches_would_if_it_has_all_words_early() {
        let body = format!(
            "Rain. The ferry sank at the pier. {}",
            "A ferry, a pier. ".repeat(500)
        );
        let article = article("", &body);
        let text = article.text();
        let stored = StoredArticle::new(&article, &text, &[]);
        let mut stemmers = Stemmers::default();
        let marks = vec![words(&["ferri"], None), words(&["pier"], None)];
        let mut highlighter = Highlighter::new(marks, Vec::new(), Fields::new().1, &mut stemmers);
        let (all, preview) = (
            highlighter.matches(&stored, &text),
            highlighter.preview(&stored, &text),
        );
        assert!(preview.len() < all.len());
        assert!(
            snippet(&text, &preview)
                .text
                .starts_with("Rain. The ferry sank")
        );
    }

    proptest! {
        #[test]
        fn marks_are_words_of_the_snippet(body in "[a-c .\n東é]{0,600}", first in "[a-c]{1,2}") {
            let (_, snippet) = matched("", &body, vec![words(&[&first], None)]);
            let mut last = 0;
            for mark in &snippet.marks {
                prop_assert!(mark.start >= last);
                let text = snippet.text.get(mark.clone());
                prop_assert!(text.is_some_and(|text| !text.trim().is_empty()), "{:?}", text);
                last = mark.end;
            }
        }
    }
}
