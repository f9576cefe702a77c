//! `article + marks → what matched, and the passage to show`.
//!
//! The article's words are read again as they were for the index, so that what is marked is what
//! matched: a phrase only where its words stand together, a word of the title only there.

use std::ops::Range;

use rustc_hash::FxHashMap;

use super::Match;
use crate::analysis::{Stemmers, Words};
use crate::article::{ArticleId, ArticleText, Language, PART_BREAK, Removal, Role};
use crate::entities::key::key;
use crate::entities::{EntityType, Mention};
use crate::index::stored::StoredArticle;
use crate::names::Name;
use crate::query::ast::Part;
use crate::query::plan::{Mark, Wanted};

/// Characters of a snippet: three lines of a terminal.
pub const SNIPPET_CHARS_MAX: usize = 240;

/// Other names of one entity that a hit tells of.
const REASONS_MAX: usize = 3;

/// Text with what matched marked in it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Marked {
    pub text: String,
    /// Byte ranges of `text`, in order, apart from each other.
    pub marks: Vec<Range<usize>>,
}

impl Marked {
    /// A part of a text, with the matches that lie in it.
    pub fn part(text: &str, part: Range<usize>, matches: &[Match]) -> Marked {
        let mut marks: Vec<Range<usize>> = Vec::new();
        for found in matches {
            if found.span.start < part.start || found.span.end > part.end {
                continue;
            }
            let span = found.span.start - part.start..found.span.end - part.start;
            match marks.last_mut() {
                Some(last) if span.start < last.end => last.end = last.end.max(span.end),
                _ => marks.push(span),
            }
        }
        Marked {
            text: text.get(part).unwrap_or_default().to_owned(),
            marks,
        }
    }
}

/// Finds what a query matched by, in one article after the other.
pub struct Highlighter<'a> {
    marks: Vec<Mark>,
    stemmers: &'a mut Stemmers,
    /// Where each stem stands: mark and slot.
    stems: FxHashMap<String, Vec<(usize, usize)>>,
    /// Bytes with which the stems begin, to pass over most words without stemming them.
    first_bytes: [bool; 256],
}

impl<'a> Highlighter<'a> {
    pub fn new(marks: Vec<Mark>, stemmers: &'a mut Stemmers) -> Self {
        let mut stems: FxHashMap<String, Vec<(usize, usize)>> = FxHashMap::default();
        let mut first_bytes = [false; 256];
        for (number, mark) in marks.iter().enumerate() {
            let Mark::Words { slots, .. } = mark else {
                continue;
            };
            for (slot, forms) in slots.iter().enumerate() {
                for stem in forms {
                    first_bytes[first_byte(stem)] = true;
                    stems.entry(stem.clone()).or_default().push((number, slot));
                }
            }
        }
        Highlighter {
            marks,
            stemmers,
            stems,
            first_bytes,
        }
    }

    /// Everything in an article that matches, in order.
    pub fn matches(&mut self, article: &StoredArticle, text: &ArticleText) -> Vec<Match> {
        self.find(article, text, usize::MAX)
    }

    /// What matches in the title, and in the body as far as it takes to find a passage with all
    /// the words and phrases of the query: enough for [`snippet`], and for a long article a
    /// fraction of the work.
    pub fn preview(&mut self, article: &StoredArticle, text: &ArticleText) -> Vec<Match> {
        let is_anywhere = |mark: &&Mark| matches!(mark, Mark::Words { part: None, .. });
        let all = self.marks.iter().filter(is_anywhere).count();
        self.find(article, text, all)
    }

    /// The block that was removed from the page and shows the most of what matched in such, the
    /// first of equals, and why it was removed; `None` if nothing did.
    pub fn removed(&mut self, article: &StoredArticle) -> Option<(Removal, Marked)> {
        let is_removed = |mark: &Mark| {
            matches!(
                mark,
                Mark::Words {
                    part: Some(Part::Removed),
                    ..
                }
            )
        };
        if !self.marks.iter().any(is_removed) {
            return None;
        }
        let mut best = None;
        let mut most = (0, 0);
        for block in &article.blocks {
            let Role::Removed(removal) = block.role() else {
                continue;
            };
            let mut matches = Vec::new();
            self.match_words(
                &block.text,
                0..block.text.len(),
                Some(Part::Removed),
                article.language(),
                usize::MAX,
                &mut matches,
            );
            let worth = worth(matches.iter());
            if worth > most {
                most = worth;
                best = Some((removal, &*block.text, matches));
            }
        }
        let (removal, text, mut matches) = best?;
        matches.sort_unstable_by_key(|found| (found.span.start, found.span.end));
        Some((removal, passage(text, 0..text.len(), &matches)))
    }

    /// `enough`: different marks within the length of a snippet after which the body is passed
    /// over.
    fn find(&mut self, article: &StoredArticle, text: &ArticleText, enough: usize) -> Vec<Match> {
        let mut matches = Vec::new();
        if !self.stems.is_empty() {
            for (part, range) in [
                (Some(Part::Title), &text.title),
                (None, &text.body),
                (Some(Part::Caption), &text.captions),
            ] {
                self.match_words(
                    &text.text,
                    range.clone(),
                    part,
                    article.language(),
                    if part.is_none() { enough } else { usize::MAX },
                    &mut matches,
                );
            }
        }
        for (number, mark) in self.marks.iter().enumerate() {
            if let Mark::Named(wanted) = mark {
                let mentions = article.mentions(text);
                let mentions = mentions.filter(|mention| meant(wanted, mention, text).is_some());
                matches.extend(mentions.map(|mention| Match {
                    span: mention.span,
                    mark: number,
                }));
            }
        }
        matches.sort_unstable_by_key(|found| (found.span.start, found.span.end));
        matches
    }

    /// Why an article matches that has none of the names that were written, but others of the
    /// same entities; if `all`, also by which names it matches that has some that were written.
    pub fn reasons(
        &self,
        article: &StoredArticle,
        text: &ArticleText,
        all: bool,
    ) -> Vec<NameReason> {
        let mut reasons: Vec<NameReason> = Vec::new();
        for mark in &self.marks {
            let Mark::Named(wanted) = mark else { continue };
            let mut direct: Vec<(Mention, Meant)> = Vec::new();
            let mut others: Vec<Mention> = Vec::new();
            for mention in article.mentions(text) {
                let is_new = |other: &Mention| other.name != mention.name;
                match meant(wanted, &mention, text) {
                    Some(Meant::Other) if others.iter().all(is_new) => others.push(mention),
                    Some(Meant::Other) | None => {}
                    Some(how) if direct.iter().all(|(other, _)| is_new(other)) => {
                        direct.push((mention, how));
                    }
                    Some(_) => {}
                }
            }
            if direct.is_empty() {
                let others = others.into_iter().take(REASONS_MAX);
                reasons.extend(others.filter_map(|mention| NameReason::of(wanted, mention)));
            } else if all {
                let direct = direct.into_iter().take(REASONS_MAX);
                reasons.extend(direct.map(|(mention, how)| {
                    let is_short = how == Meant::Short;
                    let surface = is_short.then(|| &text.text[mention.span.clone()]);
                    NameReason::written(wanted, &mention, surface)
                }));
            }
        }
        reasons
    }

    fn match_words(
        &mut self,
        text: &str,
        range: Range<usize>,
        part: Option<Part>,
        language: Language,
        enough: usize,
        matches: &mut Vec<Match>,
    ) {
        let base = range.start;
        let wanted = match keeps_beginnings(language) {
            true => &self.first_bytes,
            false => &[true; 256],
        };
        let mut words = Words::new(&text[range]);
        let mut begun: Vec<Begun> = Vec::new();
        let first_match = matches.len();
        let mut stop = usize::MAX;
        for number in 0.. {
            let Some(span) = words.next_span_if(wanted) else {
                break;
            };
            if span.start > stop {
                break;
            }
            if words.folded().is_empty() {
                continue;
            }
            let stem = self.stemmers.stem(language, words.folded());
            let Some(places) = self.stems.get(stem) else {
                continue;
            };
            // A phrase goes on only with the very next word.
            begun.retain(|begun| begun.last + 1 >= number);
            for (mark, slot) in places {
                let Mark::Words {
                    slots,
                    part: wanted,
                } = &self.marks[*mark]
                else {
                    continue;
                };
                if wanted.is_some() && *wanted != part {
                    continue;
                }
                let goes_on = |begun: &&Begun| {
                    begun.mark == *mark && begun.slots == *slot && begun.last + 1 == number
                };
                let start = match slot {
                    0 => Some(span.start),
                    _ => begun.iter().find(goes_on).map(|begun| begun.start),
                };
                let Some(start) = start else { continue };
                if slot + 1 == slots.len() {
                    matches.push(Match {
                        span: base + start..base + span.end,
                        mark: *mark,
                    });
                    if stop == usize::MAX && shows(&matches[first_match..], enough) {
                        stop = span.end + SNIPPET_CHARS_MAX;
                    }
                } else {
                    begun.push(Begun {
                        mark: *mark,
                        slots: slot + 1,
                        start,
                        last: number,
                    });
                }
            }
        }
    }
}

/// How a mention is one of what was wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Meant {
    /// By the name that was written.
    Written,
    /// By the name that was written, which is short for another one there.
    Short,
    /// By another name of the same entity.
    Other,
}

fn meant(wanted: &Wanted, mention: &Mention, text: &ArticleText) -> Option<Meant> {
    let name = |form: &str| Name::new(mention.kind, &key(mention.kind, form));
    let full = name(&mention.name);
    if wanted.names.contains(&full) {
        return Some(Meant::Written);
    }
    let surface = &text.text[mention.span.clone()];
    if mention.kind.is_name() && surface != mention.name && wanted.names.contains(&name(surface)) {
        return Some(Meant::Short);
    }
    wanted.others.contains_key(&full).then_some(Meant::Other)
}

/// Another name by which an article was found, and why it is one with the name that was written.
#[derive(Debug, Clone, PartialEq)]
pub struct NameReason {
    pub kind: EntityType,
    /// As the article prints it.
    pub name: String,
    /// The name that was searched for, as it was written.
    pub wanted: String,
    /// One for each link from it to the name that was searched for; none if it has that one.
    pub why: Vec<Why>,
    /// The product of the links' weights.
    pub weight: f64,
}

/// Why two names are one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Why {
    /// `Daesh, also known as ISIS by 3 articles`.
    pub words: String,
    /// Some of the articles that say so.
    pub examples: Vec<ArticleId>,
}

impl NameReason {
    /// For a name that was written, or one that a `surface` that was written is short for.
    fn written(wanted: &Wanted, mention: &Mention, surface: Option<&str>) -> NameReason {
        let short = surface.map(|surface| Why {
            words: format!("{surface}, which is {} there", mention.name),
            examples: Vec::new(),
        });
        NameReason {
            kind: mention.kind,
            name: mention.name.clone(),
            wanted: wanted.written.clone(),
            why: short.into_iter().collect(),
            weight: 1.0,
        }
    }

    fn of(wanted: &Wanted, mention: Mention) -> Option<NameReason> {
        let name = Name::new(mention.kind, &key(mention.kind, &mention.name));
        let entity = wanted.others.get(&name)?;
        let to = entity.place(&name)?;
        let from: Vec<usize> = (0..entity.forms.len())
            .filter(|at| wanted.names.contains(&entity.forms[*at].name))
            .collect();
        let mut at = to;
        let (mut why, mut weight) = (Vec::new(), 1.0);
        for link in entity.path(&from, to).into_iter().rev() {
            let printed = match at == to {
                true => &mention.name,
                false => &entity.forms[at].printed,
            };
            why.push(Why {
                words: format!("{printed}, {}", entity.words(link, at)),
                examples: link.examples.iter().copied().map(ArticleId).collect(),
            });
            weight *= link.weight();
            at = if link.name == at {
                link.other
            } else {
                link.name
            };
        }
        Some(NameReason {
            kind: mention.kind,
            name: mention.name,
            wanted: wanted.written.clone(),
            why,
            weight,
        })
    }
}

/// Whether the last matches that fit a snippet are of so many different marks.
fn shows(matches: &[Match], marks: usize) -> bool {
    let Some(last) = matches.last().filter(|_| marks <= matches.len()) else {
        return false;
    };
    let near = |found: &&Match| found.span.start + SNIPPET_CHARS_MAX >= last.span.end;
    let mut near: Vec<usize> = matches
        .iter()
        .rev()
        .take_while(near)
        .map(|m| m.mark)
        .collect();
    near.sort_unstable();
    near.dedup();
    near.len() >= marks
}

/// A phrase of which some words have been seen.
struct Begun {
    mark: usize,
    slots: usize,
    /// Where its first word begins.
    start: usize,
    /// The number of its last word.
    last: usize,
}

/// Most stemmers leave the beginning of a word alone.
fn keeps_beginnings(language: Language) -> bool {
    !matches!(language.code(), "ar" | "id")
}

fn first_byte(word: &str) -> usize {
    word.bytes().next().map_or(0, usize::from)
}

/// The passage of the body, or of the captions, that holds the most of what matched; the
/// beginning of the body if nothing did.
pub fn snippet(text: &ArticleText, matches: &[Match]) -> Marked {
    let whole = text.body.start..text.captions.end.max(text.body.end);
    passage(&text.text, whole, matches)
}

/// The passage of a part of a text that holds the most of what matched; its beginning if nothing
/// did.
fn passage(text: &str, whole: Range<usize>, matches: &[Match]) -> Marked {
    let inside: Vec<&Match> = matches
        .iter()
        .filter(|found| found.span.start >= whole.start)
        .collect();
    let Some(window) = best_window(text, &inside) else {
        let start = whole.start.min(text.len());
        return cut(text, start, whole, matches);
    };
    let start = lead_in(text, window.start, window.end, whole.start);
    cut(text, start, whole, matches)
}

/// What matches are worth showing: how many different marks, then how many matches.
fn worth<'m>(matches: impl ExactSizeIterator<Item = &'m Match>) -> (usize, usize) {
    let count = matches.len().min(4);
    let mut marks: Vec<usize> = matches.map(|found| found.mark).collect();
    marks.sort_unstable();
    marks.dedup();
    (marks.len(), count)
}

/// The run of matches that fits a snippet and shows the most different marks, then the most
/// matches; the first of equals.
fn best_window(text: &str, matches: &[&Match]) -> Option<Range<usize>> {
    let mut best: Option<((usize, usize), Range<usize>)> = None;
    let mut first = 0;
    for last in 0..matches.len() {
        let end = matches[last].span.end;
        while first < last && chars_exceed(text, matches[first].span.start..end, SNIPPET_CHARS_MAX)
        {
            first += 1;
        }
        let window = &matches[first..=last];
        let worth = worth(window.iter().copied());
        if best.as_ref().is_none_or(|(other, _)| worth > *other) {
            best = Some((worth, window[0].span.start..end));
        }
    }
    best.map(|(_, window)| window)
}

fn chars_exceed(text: &str, range: Range<usize>, max: usize) -> bool {
    range.len() > max && text[range].chars().count() > max
}

/// Where a snippet begins that shows `start..end`: at the beginning of the sentence or paragraph
/// if that is near, else some words before.
fn lead_in(text: &str, start: usize, end: usize, body: usize) -> usize {
    let room = SNIPPET_CHARS_MAX.saturating_sub(text[start..end].chars().count());
    let earliest = text[body..start]
        .char_indices()
        .rev()
        .take(room / 2)
        .last()
        .map_or(start, |(at, _)| body + at);
    let before = &text[earliest..start];
    if let Some(at) = before.rfind(PART_BREAK) {
        return earliest + at + PART_BREAK.len();
    }
    if earliest == body {
        return body;
    }
    let sentence = before.rfind(['.', '!', '?', '…']).and_then(|at| {
        let after = &before[at..];
        let next = after.find(char::is_whitespace)? + at;
        Some(next + before[next..].find(|c: char| !c.is_whitespace())?)
    });
    let word = || before.find(char::is_whitespace).map(|at| at + 1);
    sentence.or_else(word).map_or(start, |at| earliest + at)
}

/// A snippet from `start` on, cut at a word, with white space made single and `…` where text was
/// left out.
fn cut(text: &str, start: usize, whole: Range<usize>, matches: &[Match]) -> Marked {
    let rest = text.get(start..whole.end).unwrap_or_default();
    let mut length = rest
        .char_indices()
        .nth(SNIPPET_CHARS_MAX)
        .map_or(rest.len(), |(at, _)| at);
    if length < rest.len() && !rest[length..].starts_with(char::is_whitespace) {
        length = rest[..length]
            .rfind(char::is_whitespace)
            .filter(|at| *at > 0)
            .unwrap_or(length);
    }
    let part = Marked::part(text, start..start + length, matches);
    let mut marked = single_spaced(&part);
    if start > whole.start {
        marked.text.insert(0, '…');
        for mark in &mut marked.marks {
            *mark = mark.start + '…'.len_utf8()..mark.end + '…'.len_utf8();
        }
    }
    if length < rest.len() {
        marked.text.truncate(marked.text.trim_end().len());
        marked.text.push('…');
    }
    marked
}

/// Replaces every run of white space by one space; marks move along.
fn single_spaced(marked: &Marked) -> Marked {
    let mut spaced = Marked::default();
    let mut bounds = marked
        .marks
        .iter()
        .flat_map(|mark| [mark.start, mark.end])
        .peekable();
    let mut moved = Vec::new();
    for (at, c) in marked.text.char_indices() {
        while bounds.next_if(|bound| *bound <= at).is_some() {
            moved.push(spaced.text.len());
        }
        if !c.is_whitespace() {
            spaced.text.push(c);
        } else if !spaced.text.ends_with(' ') {
            spaced.text.push(' ');
        }
    }
    bounds.for_each(|_| moved.push(spaced.text.len()));
    spaced.marks = moved.chunks_exact(2).map(|pair| pair[0]..pair[1]).collect();
    spaced
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::article::{Article, Block};
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
        let matches = Highlighter::new(marks, &mut stemmers).matches(&stored, &text);
        (
            Marked::part(&text.text, text.title.clone(), &matches),
            snippet(&text, &matches),
        )
    }

    fn words(stems: &[&str], part: Option<Part>) -> Mark {
        Mark::Words {
            slots: stems.iter().map(|stem| vec![(*stem).to_owned()]).collect(),
            part,
        }
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
            "A ferry, a pier. ".repeat(50)
        );
        let article = article("", &body);
        let text = article.text();
        let stored = StoredArticle::new(&article, &text, &[]);
        let mut stemmers = Stemmers::default();
        let marks = vec![words(&["ferri"], None), words(&["pier"], None)];
        let mut highlighter = Highlighter::new(marks, &mut stemmers);
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
