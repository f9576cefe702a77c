//! `Article + Mentions → the document to index`.
//!
//! One pass over the article's words gives the terms of three fields that share their positions:
//! stems, the words that are not stems, and the begins and ends of names, sentences and
//! paragraphs.
//!
//! ```text
//! title words │ gap │ body words │ gap │ words of captions
//! 0 …         t     t+gap …
//! ```
//!
//! What was removed from the page has a field and positions of its own.

use std::ops::Range;

use rustc_hash::FxHashSet;
use tantivy::TantivyDocument;
use tantivy::schema::Field;

use super::schema::{self, Fields, names};
use super::segment::{Document, Inverter};
use super::settle::sign::{Line, signs_of};
use super::stored::{StoredArticle, civil_seconds};
use crate::analysis::hash::hash_of;
use crate::analysis::ranking::{SmallWords, TITLE_WEIGHT, small_words};
use crate::analysis::sentences::{paragraph_begins, sentence_begins};
use crate::analysis::stem::StemWord;
use crate::analysis::{Stemmers, Words, fold};
use crate::article::{Article, ArticleText, Block, Precision, Published, Role};
use crate::copies::{Sketch, Sketcher};
use crate::entities::key::key;
use crate::entities::{Detected, Mention};
use crate::extract::authors;

/// Positions left free between title, body and captions: more than any NEAR may span, so that no
/// phrase or neighbourhood reaches from one part into the next.
pub const PART_GAP: u32 = 128;

/// Positions of what was removed from an article, in words, that are indexed: five times what the
/// busiest of 800 pages of all kinds has around its story.
const REMOVED_POSITIONS_MAX: u32 = 50_000;

/// An article ready for the engine, but for its id, which depends on its neighbours.
pub struct Prepared {
    pub document: Document,
    pub own_id: Option<String>,
    pub title: String,
    pub content_hash: u64,
}

/// Makes documents; one for each thread, for the stems it remembers.
pub struct Preparer {
    fields: Fields,
    stemmers: Stemmers,
    inverter: Inverter,
    sketcher: Sketcher,
}

impl Preparer {
    pub fn new(fields: Fields) -> Self {
        Preparer {
            fields,
            inverter: Inverter::new(fields.text, fields.exact),
            stemmers: Stemmers::default(),
            sketcher: Sketcher::default(),
        }
    }

    /// Makes the document of the article that stands at `ordinal` in its source; `text` is its
    /// text, to which the names refer, `lines` what other articles compare with theirs.
    pub fn prepare(
        &mut self,
        article: Article,
        text: &ArticleText,
        names: &Detected,
        lines: &[Line],
        source: &str,
        ordinal: u32,
    ) -> Prepared {
        let fields = self.fields;
        let mut document = Document::default();
        self.add_terms(&mut document, &article, text, &names.mentions);
        document.add_key(fields.kind, schema::ARTICLE);
        document.add_key(fields.source, source);
        document.add_key(fields.language, article.language.code());
        if let Some(site) = &article.site {
            document.add_key(fields.site, &fold(site));
        }
        document.add_key(fields.format, article.format.name());
        let keys = [
            (fields.own_id, &article.own_id),
            (fields.section, &article.section),
            (fields.url, &article.url),
        ];
        for (field, text) in keys {
            if let Some(text) = text {
                document.add_key(field, text);
            }
        }
        for author in article.byline.iter().flat_map(|line| authors(line)) {
            document.values.add_text(fields.author, author);
        }
        for sign in signs_of(&article, source, lines) {
            document.values.add_u64(fields.signs, sign.encode());
        }
        let mut stored = StoredArticle::new(&article, text, &names.mentions);
        stored.source = source.into();
        stored.ordinal = ordinal;
        let content_hash = stored.content_hash();
        let values = &mut document.values;
        values.add_u64(fields.ordinal, u64::from(ordinal));
        values.add_bytes(fields.content, &stored.encode());
        if let Some(published) = &article.published {
            let (first, end) = span(published);
            values.add_i64(fields.published, first);
            values.add_i64(fields.published_end, end);
        }
        add_entities(values, fields, &names.mentions);
        for alias in &names.aliases {
            values.add_text(fields.alias, schema::alias_value(alias));
        }
        Prepared {
            document,
            content_hash,
            own_id: article.own_id,
            title: article.title,
        }
    }

    fn add_terms(
        &mut self,
        document: &mut Document,
        article: &Article,
        text: &ArticleText,
        mentions: &[Mention],
    ) {
        let fields = self.fields;
        // What a panic left of the article before.
        self.inverter.clear();
        self.sketcher = Sketcher::default();
        if let Some(byline) = &article.byline {
            let mut words = Words::new(byline);
            let mut position = 0;
            while words.next_span().is_some() {
                let word = words.folded().as_bytes();
                self.inverter.push(fields.byline, position, word);
                position += 1;
            }
        }
        self.add_removed(article);
        let mut writer = TermWriter {
            text: &text.text,
            stemmer: self.stemmers.memory(article.language),
            small: small_words(article.language),
            terms: Terms {
                inverter: &mut self.inverter,
                names: fields.names,
            },
            mentions: MentionTerms::new(&text.text, mentions),
            position: 0,
        };
        let sketcher = &mut self.sketcher;
        writer.write_part(text.title.clone(), TITLE_WEIGHT, &mut |hash, written| {
            sketcher.see_title(hash, written);
        });
        let title_end = writer.position;
        writer.position += PART_GAP;
        writer.write_part(text.body.clone(), 1, &mut |hash, written| {
            sketcher.see(hash, written);
        });
        writer.position += PART_GAP;
        let captions_start = writer.position;
        writer.write_part(text.captions.clone(), 1, &mut |_, _| {});
        (document.postings, document.length) = self.inverter.finish();
        let values = &mut document.values;
        values.add_u64(fields.title_end, u64::from(title_end));
        values.add_u64(fields.captions_start, u64::from(captions_start));
        for number in self
            .sketcher
            .finish()
            .into_iter()
            .flat_map(Sketch::to_numbers)
        {
            values.add_u64(fields.sketch, number);
        }
    }

    /// Adds the stems of what was removed from the page.
    fn add_removed(&mut self, article: &Article) {
        let mut stemmer = self.stemmers.memory(article.language);
        let mut position = 0;
        let is_removed = |block: &&Block| matches!(block.role, Role::Removed(_));
        for block in article.blocks.iter().filter(is_removed) {
            let mut words = Words::new(&block.text);
            while words.next_span().is_some() {
                if position >= REMOVED_POSITIONS_MAX {
                    return;
                }
                let word = words.folded();
                let stem = match stemmer.as_deref_mut() {
                    Some(stemmer) => stemmer.stem(word),
                    None => word,
                };
                self.inverter
                    .push(self.fields.removed, position, stem.as_bytes());
                position += 1;
            }
            // No phrase reaches from one block into the next.
            position += 1;
        }
    }
}

struct TermWriter<'a, S> {
    text: &'a str,
    stemmer: Option<&'a mut S>,
    small: Option<&'static SmallWords>,
    terms: Terms<'a>,
    mentions: MentionTerms<'a>,
    /// The position of the next word.
    position: u32,
}

/// Takes the terms of an article.
struct Terms<'a> {
    inverter: &'a mut Inverter,
    /// The field of names and marks.
    names: Field,
}

impl Terms<'_> {
    fn mark(&mut self, position: u32, term: &str) {
        self.inverter.push(self.names, position, term.as_bytes());
    }
}

impl<S: StemWord> TermWriter<'_, S> {
    /// Writes the words of one part, each stem `weight` times; hands over the hash of each word, and
    /// the word as it is written.
    fn write_part(&mut self, part: Range<usize>, weight: u32, see: &mut dyn FnMut(u64, &str)) {
        let base = part.start;
        let text = &self.text[part];
        let mut words = Words::new(text);
        let mut last: Option<Range<usize>> = None;
        while let Some(span) = words.next_span() {
            let word = words.folded();
            match &last {
                None => {
                    self.terms.mark(self.position, names::PARAGRAPH);
                    self.terms.mark(self.position, names::SENTENCE);
                }
                // Most words stand one space apart.
                Some(last) if span.start - last.end > 1 => {
                    let between = &text[last.end..span.start];
                    let is_paragraph = paragraph_begins(between);
                    if is_paragraph {
                        self.terms.mark(self.position, names::PARAGRAPH);
                    }
                    if is_paragraph
                        || sentence_begins(&text[last.clone()], between, &text[span.start..])
                    {
                        self.terms.mark(self.position, names::SENTENCE);
                    }
                }
                Some(_) => {}
            }
            let hash = hash_of(word.as_bytes());
            see(hash, &text[span.clone()]);
            let stemmer = self.stemmer.as_deref_mut();
            let stem = move || match stemmer {
                Some(stemmer) => stemmer.stem_hashed(word, hash),
                None => word,
            };
            self.terms
                .inverter
                .push_word(self.position, weight, (word, hash), self.small, stem);
            let bytes = base + span.start..base + span.end;
            let terms = &mut self.terms;
            let mark = &mut |position, term: &str, _: &Mention| terms.mark(position, term);
            self.mentions.write(bytes, self.position, mark);
            self.position += 1;
            last = Some(span);
        }
        let terms = &mut self.terms;
        self.mentions
            .close(&mut |position, term, _| terms.mark(position, term));
    }
}

/// Gives a begin term at the first word of each mention, and an end term at its last.
pub struct MentionTerms<'a> {
    text: &'a str,
    mentions: &'a [Mention],
    /// The mention that we are inside of, and the position of its last word so far.
    open: Option<(&'a Mention, u32)>,
    /// Memory for the term of a name.
    term: String,
}

/// Takes a term of a mention and the position at which it stands.
pub type TakeTerm<'a> = dyn FnMut(u32, &str, &Mention) + 'a;

impl<'a> MentionTerms<'a> {
    /// For the mentions of an article, in their order.
    pub fn new(text: &'a str, mentions: &'a [Mention]) -> Self {
        MentionTerms {
            text,
            mentions,
            open: None,
            term: String::new(),
        }
    }

    /// Sees the next word: its bytes and its position.
    pub fn write(&mut self, bytes: Range<usize>, position: u32, take: &mut TakeTerm<'_>) {
        if let Some((mention, last)) = &mut self.open {
            if bytes.start < mention.span.end {
                *last = position;
                return;
            }
            self.close(take);
        }
        while let Some((mention, rest)) = self.mentions.split_first() {
            if mention.span.start >= bytes.end {
                return;
            }
            self.mentions = rest;
            // A mention without a word of its own, such as a lone currency sign.
            if mention.span.end <= bytes.start {
                continue;
            }
            let kind = mention.kind;
            let entity = key(kind, &mention.name);
            take(position, names::begin_type(kind), mention);
            self.term.clear();
            names::write_begin_entity(&mut self.term, kind, &entity);
            take(position, &self.term, mention);
            // A short form is found by itself too: `NMH` as by the name that it stands for.
            let surface = &self.text[mention.span.clone()];
            if kind.is_name() && surface != mention.name {
                let surface = key(kind, surface);
                if surface != entity {
                    self.term.clear();
                    names::write_begin_surface(&mut self.term, kind, &surface);
                    take(position, &self.term, mention);
                }
            }
            self.open = Some((mention, position));
            return;
        }
    }

    /// Ends a part of the article: no mention reaches into the next.
    pub fn close(&mut self, take: &mut TakeTerm<'_>) {
        if let Some((mention, last)) = self.open.take() {
            take(last, names::end_type(mention.kind), mention);
        }
    }
}

fn add_entities(values: &mut TantivyDocument, fields: Fields, mentions: &[Mention]) {
    let (mut names, mut keys) = (FxHashSet::default(), FxHashSet::default());
    for mention in mentions {
        let kind = mention.kind;
        if names.insert((kind, mention.name.as_str()))
            && keys.insert((kind, key(kind, &mention.name)))
        {
            values.add_text(fields.entity, schema::entity_value(kind, &mention.name));
        }
    }
}

/// The seconds that a date stands for: its first, and the first after it.
fn span(published: &Published) -> (i64, i64) {
    let step = match published.precision {
        Precision::Year => jiff::Span::new().years(1),
        Precision::Month => jiff::Span::new().months(1),
        Precision::Day => jiff::Span::new().days(1),
        Precision::Second => jiff::Span::new().seconds(1),
    };
    let end = published.at.checked_add(step).unwrap_or(published.at);
    (civil_seconds(published.at), civil_seconds(end))
}
