//! `frequent lines → those that are furniture`.
//!
//! A line that recurs on a site is furniture, unless it belongs to the stories that it stands in:
//! background that a paper repeats in every story of one affair, a wire paragraph in all its
//! updates. Such a paragraph speaks of what its articles speak of, more than of what the others
//! do; furniture speaks of neither.

use std::collections::hash_map::Entry;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};
use std::thread;

use rustc_hash::{FxHashMap, FxHashSet};
use tantivy::{DocAddress, Searcher};

use super::sign::{self, Kind, Line, Sign};
use super::stored_article;
use super::survey::{LINE_ARTICLES_MIN, Place, SAMPLE_MAX, SiteLine, Survey};
use crate::analysis::Words;
use crate::analysis::hash::hash_of;
use crate::article::{Article, Block, Kept, Removal, Role};
use crate::extract::lines;
use crate::index::schema::Fields;
use crate::index::{IndexError, words_of as panic_words};

/// A line in half of the articles of a site of so many is furniture, whatever it speaks of. Of a
/// smaller site no sentence is, and no line in less than half of its articles.
const SITE_ARTICLES_MIN: u32 = 20;

/// Of the words of a line, the share that stands elsewhere in its articles too, less the share
/// that stands in other articles: above this, it speaks of what its articles speak of. On made-up
/// sites, furniture has -0.1 to 0.1, background of an affair 0.2 to 0.6.
const OWN_WORDS_MIN: f64 = 0.15;

/// Articles without the line that are needed to compare with.
const OTHERS_MIN: usize = 4;

/// A sentence must be more frequent than a line of few words: in one of so many articles of its
/// site. Short stories of one kind may end with the same sentence: in an encyclopaedia, some did in
/// 2 to 3 of 100.
const SENTENCE_SHARE_MIN: u32 = 32;

/// In the midst of the story, a line must be more frequent: in so many articles, and in one of so
/// many of its site. In an encyclopaedia, `History.` heads a section of up to one in five.
const INSIDE_ARTICLES_MIN: u32 = 2 * LINE_ARTICLES_MIN;
const INSIDE_SHARE_MIN: u32 = 4;

/// What has so many words and ends as a sentence is one.
const SENTENCE_WORDS_MIN: usize = 8;

/// Shorter words tell nothing.
const WORD_CHARS_MIN: usize = 4;

/// What the archive as a whole says of the blocks of its articles.
pub struct Verdicts<'a> {
    searcher: &'a Searcher,
    fields: Fields,
    recurring: FxHashSet<SiteLine>,
    titles: FxHashMap<u32, Place>,
}

impl<'a> Verdicts<'a> {
    /// Judges the frequent lines, with so many threads.
    pub fn new(
        searcher: &'a Searcher,
        fields: Fields,
        survey: Survey,
        threads: usize,
    ) -> Result<Self, IndexError> {
        let mut lines: Vec<SiteLine> = survey.lines.keys().copied().collect();
        lines.sort_unstable();
        // The articles of one site serve many of its lines.
        let sites: Vec<&[SiteLine]> = lines.chunk_by(|one, other| one.0 == other.0).collect();
        let (next, found) = (AtomicUsize::new(0), Mutex::new(FxHashSet::default()));
        let judge = || -> Result<(), IndexError> {
            while let Some(lines) = sites.get(next.fetch_add(1, Ordering::Relaxed)) {
                let mut judge = Judge {
                    searcher,
                    fields,
                    survey: &survey,
                    portraits: FxHashMap::default(),
                };
                for line in *lines {
                    if judge.is_furniture(*line)? {
                        let mut found = found.lock().unwrap_or_else(PoisonError::into_inner);
                        found.insert(*line);
                    }
                }
            }
            Ok(())
        };
        thread::scope(|scope| {
            let judges: Vec<_> = (1..threads).map(|_| scope.spawn(judge)).collect();
            let mut result = judge();
            for other in judges {
                let other = other.join();
                let other = other.unwrap_or_else(|p| Err(IndexError::Broken(panic_words(&*p))));
                result = result.and(other);
            }
            result
        })?;
        Ok(Verdicts {
            searcher,
            fields,
            recurring: found.into_inner().unwrap_or_else(PoisonError::into_inner),
            titles: survey.titles,
        })
    }

    /// Whether an article with this sign may have to be made anew. [`Verdicts::apply`] decides: it
    /// compares the texts of titles, and spares headings of sections and last blocks.
    pub fn may_change(&self, site: u32, sign: Sign) -> bool {
        let kind = if self.titles.contains_key(&sign.hash) {
            Kind::TitleElsewhere
        } else if self.recurring.contains(&(site, sign.hash)) {
            Kind::Recurring
        } else {
            Kind::Kept
        };
        sign.kind.is_of_body() && sign.kind != kind
    }

    /// Gives the blocks of an article the roles that they have by the archive as a whole; tells
    /// whether that changes any.
    pub fn apply(
        &self,
        article: &mut Article,
        source: &str,
        lines: &[Line],
    ) -> Result<bool, IndexError> {
        let site = sign::site_of(article, source);
        let before: Vec<Role> = article.blocks.iter().map(|block| block.role).collect();
        for block in &mut article.blocks {
            block.role = block.role.by_its_file();
        }
        for line in lines {
            let begins_section = begins_section(&article.blocks[line.block..]);
            let block = &mut article.blocks[line.block];
            if !begins_section && self.is_title(line.hash, &block.text)? {
                take_out(block, Removal::TitleElsewhere);
            } else if self.recurring.contains(&(site, line.hash)) {
                take_out(block, Removal::Recurring);
            }
        }
        leave_something(article);
        let after = article.blocks.iter().map(|block| block.role);
        Ok(before.into_iter().ne(after))
    }

    /// Whether a line is the title of an article; not of its own, which is none of its lines.
    fn is_title(&self, line: u32, text: &str) -> Result<bool, IndexError> {
        let Some((_, holder)) = self.titles.get(&line) else {
            return Ok(false);
        };
        let holder = stored_article(self.searcher, self.fields, *holder)?;
        Ok(sign::is_same_line(&holder.title, text))
    }
}

/// Whether the first of these blocks is a heading with text of its own below it.
fn begins_section(blocks: &[Block]) -> bool {
    let mut body = blocks.iter().map(|block| block.role.by_its_file());
    let mut next = || body.find(|role| matches!(role, Role::Paragraph | Role::Heading));
    next() == Some(Role::Heading) && next() == Some(Role::Paragraph)
}

/// Puts everything back if nothing of the body would be left: what is there is the story, such as
/// it is.
pub(super) fn leave_something(article: &mut Article) {
    let is_kept = |block: &Block| matches!(block.role, Role::Paragraph | Role::Heading);
    if !article.blocks.iter().any(is_kept) {
        for block in &mut article.blocks {
            block.role = block.role.by_its_file();
        }
    }
}

/// Takes a block out of the body, if it is in it.
pub(super) fn take_out(block: &mut Block, removal: fn(Kept) -> Removal) {
    let kept = match block.role {
        Role::Paragraph => Kept::Paragraph,
        Role::Heading => Kept::Heading,
        Role::Caption | Role::Removed(_) => return,
    };
    block.role = Role::Removed(removal(kept));
}

struct Judge<'a> {
    searcher: &'a Searcher,
    fields: Fields,
    survey: &'a Survey,
    portraits: FxHashMap<DocAddress, Portrait>,
}

/// What the judgement needs of an article.
struct Portrait {
    /// Its words, but for those of frequent lines.
    words: FxHashSet<u64>,
    lines: Vec<PortraitLine>,
}

struct PortraitLine {
    hash: u32,
    is_heading: bool,
    /// Whether it ends as a sentence does.
    is_closed: bool,
    is_sentence: bool,
    /// Whether it stands before or after all that is not frequent, or outside the body.
    is_outside: bool,
    words: FxHashSet<u64>,
}

impl Portrait {
    /// The share of these words that stand in the article.
    fn share_of(&self, words: &FxHashSet<u64>) -> f64 {
        if words.is_empty() {
            return 0.0;
        }
        let shared = words.iter().filter(|word| self.words.contains(word));
        shared.count() as f64 / words.len() as f64
    }
}

impl Judge<'_> {
    fn is_furniture(&mut self, line: SiteLine) -> Result<bool, IndexError> {
        let (site, hash) = line;
        let Some(frequent) = self.survey.lines.get(&line) else {
            return Ok(false);
        };
        let sites = &self.survey.sites;
        let of_site = sites.get(&site).copied().unwrap_or_default();
        let share_min = |share| frequent.articles >= of_site / share;

        let (mut outside, mut headings, mut closed, mut sentences, mut with) = (0, 0, 0, 0, 0);
        let mut own_share = 0.0;
        let mut words = FxHashSet::default();
        for (_, place) in frequent.sample.iter() {
            let portrait = self.portrait(place, site)?;
            let Some(line) = portrait.lines.iter().find(|line| line.hash == hash) else {
                continue;
            };
            with += 1;
            outside += usize::from(line.is_outside);
            headings += usize::from(line.is_heading);
            closed += usize::from(line.is_closed);
            sentences += usize::from(line.is_sentence);
            own_share += portrait.share_of(&line.words);
            if words.is_empty() {
                words.clone_from(&line.words);
            }
        }
        if with == 0 {
            return Ok(false);
        }
        let is_inside = outside * 4 < with * 3;
        if is_inside && headings * 2 > with {
            return Ok(false);
        }
        if of_site >= SITE_ARTICLES_MIN && share_min(2) {
            return Ok(true);
        }
        // Few articles may well speak of the same in the same words.
        let is_closed = closed * 2 > with;
        if of_site < SITE_ARTICLES_MIN && (is_closed || frequent.articles * 2 < of_site) {
            return Ok(false);
        }
        if is_inside && !(frequent.articles >= INSIDE_ARTICLES_MIN && share_min(INSIDE_SHARE_MIN)) {
            return Ok(false);
        }
        if sentences * 2 > with && !share_min(SENTENCE_SHARE_MIN) {
            return Ok(false);
        }
        let Some(others_share) = self.share_in_others(line, &words)? else {
            return Ok(false);
        };
        Ok(own_share / with as f64 - others_share <= OWN_WORDS_MIN)
    }

    /// The share of words that stand in articles without the line: of its site, or of the archive
    /// if the site has too few.
    fn share_in_others(
        &mut self,
        (site, hash): SiteLine,
        words: &FxHashSet<u64>,
    ) -> Result<Option<f64>, IndexError> {
        let of_site = self.survey.articles_of.get(&site);
        for articles in of_site.into_iter().chain([&self.survey.articles]) {
            let (mut count, mut share) = (0, 0.0);
            for (_, place) in articles.iter() {
                let portrait = self.portrait(place, site)?;
                if count < SAMPLE_MAX && portrait.lines.iter().all(|line| line.hash != hash) {
                    share += portrait.share_of(words);
                    count += 1;
                }
            }
            if count >= OTHERS_MIN {
                return Ok(Some(share / count as f64));
            }
        }
        Ok(None)
    }

    fn portrait(&mut self, place: DocAddress, site: u32) -> Result<&Portrait, IndexError> {
        match self.portraits.entry(place) {
            Entry::Occupied(known) => Ok(known.into_mut()),
            Entry::Vacant(new) => {
                let article = stored_article(self.searcher, self.fields, place)?;
                Ok(new.insert(portrait_of(&article, site, self.survey)))
            }
        }
    }
}

fn portrait_of(article: &Article, site: u32, survey: &Survey) -> Portrait {
    let mut hashes = vec![None; article.blocks.len()];
    for line in sign::lines_of(article) {
        hashes[line.block] = Some(line.hash);
    }
    let mut words = words_of(&article.title);
    let mut lines = Vec::new();
    // The blocks of the body that are not frequent: the story spans from the first to the last.
    let mut story: Option<(usize, usize)> = None;
    for (at, (block, hash)) in article.blocks.iter().zip(&hashes).enumerate() {
        let role = block.role.by_its_file();
        let is_of_body = matches!(role, Role::Paragraph | Role::Heading);
        let block_words = words_of(&block.text);
        match hash.filter(|hash| survey.lines.contains_key(&(site, *hash))) {
            Some(hash) => lines.push((
                at,
                is_of_body,
                PortraitLine {
                    hash,
                    is_heading: role == Role::Heading,
                    is_closed: lines::ends_sentence(&block.text),
                    is_sentence: is_sentence(&block.text),
                    is_outside: false,
                    words: block_words,
                },
            )),
            None if is_of_body => {
                words.extend(block_words);
                story = Some((story.map_or(at, |(first, _)| first), at));
            }
            None => {}
        }
    }
    let lines = lines
        .into_iter()
        .map(|(at, is_of_body, line)| PortraitLine {
            is_outside: !is_of_body || story.is_none_or(|(first, last)| at < first || at > last),
            ..line
        });
    Portrait {
        words,
        lines: lines.collect(),
    }
}

/// Whether a line is a sentence or more, by its length and its end.
fn is_sentence(text: &str) -> bool {
    lines::ends_sentence(text)
        && text
            .split_whitespace()
            .nth(SENTENCE_WORDS_MIN - 1)
            .is_some()
}

/// The words of a text that may tell what it speaks of, each once, by their hashes.
fn words_of(text: &str) -> FxHashSet<u64> {
    let mut words = Words::new(text);
    let mut found = FxHashSet::default();
    while words.next_span().is_some() {
        let word = words.folded();
        if word.chars().nth(WORD_CHARS_MIN - 1).is_some() {
            found.insert(hash_of(word.as_bytes()));
        }
    }
    found
}
