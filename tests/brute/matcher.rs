//! The query language once more, as plainly as can be: an article is a list of words, and a pattern
//! is tried at every place.

use std::collections::BTreeSet;
use std::ops::Range;

use dateline::analysis::{Stemmers, Words, fold};
use dateline::article::{ArticleText, Language};
use dateline::entities::Mention;
use dateline::entities::key::key;
use dateline::query::ast::{Form, Part, Pattern, Query, Word};

/// A word of an article.
pub struct Token {
    pub position: u32,
    pub part: Part,
    pub bytes: Range<usize>,
    written: String,
    folded: String,
    stem: String,
}

/// An article as a list of words, and its mentions by the positions of their first and last word.
pub struct Article {
    pub source: String,
    tokens: Vec<Token>,
    mentions: Vec<(u32, u32, Mention, String)>,
}

/// A first and a last position.
type Place = (u32, u32);

impl Article {
    pub fn of(
        source: &str,
        text: &ArticleText,
        language: Language,
        mentions: &[Mention],
    ) -> Article {
        let mut stemmers = Stemmers::default();
        let mut tokens = Vec::new();
        let mut position = 0;
        for (part, range) in [
            (Part::Title, &text.title),
            (Part::Body, &text.body),
            (Part::Caption, &text.captions),
        ] {
            let mut words = Words::new(&text.text[range.clone()]);
            while let Some(span) = words.next_span() {
                let bytes = range.start + span.start..range.start + span.end;
                tokens.push(Token {
                    position,
                    part,
                    written: text.text[bytes.clone()].to_owned(),
                    bytes,
                    folded: words.folded().to_owned(),
                    stem: stemmers.stem(language, words.folded()).to_owned(),
                });
                position += 1;
            }
            position += 1000;
        }
        let mentions = mentions.iter().filter_map(|mention| {
            let overlaps = |token: &&Token| {
                token.bytes.start < mention.span.end && mention.span.start < token.bytes.end
            };
            let mut inside = tokens.iter().filter(overlaps).map(|token| token.position);
            let first = inside.next()?;
            let last = inside.next_back().unwrap_or(first);
            let surface = text.text[mention.span.clone()].to_owned();
            Some((first, last, mention.clone(), surface))
        });
        Article {
            source: source.to_owned(),
            mentions: mentions.collect(),
            tokens,
        }
    }

    pub fn matches(&self, query: &Query) -> bool {
        match query {
            Query::Text { pattern, part } => !self.places(pattern, *part).is_empty(),
            Query::Not(query) => !self.matches(query),
            Query::Must(query) | Query::Boost(query, _) => self.matches(query),
            Query::And(queries) => queries.iter().all(|query| self.matches(query)),
            Query::Or(queries) => queries.iter().any(|query| self.matches(query)),
            query => panic!("{query} is not tried here"),
        }
    }

    /// Where a pattern stands, in one part or anywhere.
    pub fn places(&self, pattern: &Pattern, part: Option<Part>) -> BTreeSet<Place> {
        let mut places = self.anywhere(pattern);
        places.retain(|(first, _)| {
            let token = self.tokens.iter().find(|token| token.position == *first);
            part.is_none_or(|part| token.is_some_and(|token| token.part == part))
        });
        places
    }

    /// The bytes from the first to the last word of a place.
    pub fn bytes(&self, place: Place) -> Range<usize> {
        let at = |position| self.tokens.iter().find(|token| token.position == position);
        let (first, last) = (at(place.0).unwrap(), at(place.1).unwrap());
        first.bytes.start..last.bytes.end
    }

    fn anywhere(&self, pattern: &Pattern) -> BTreeSet<Place> {
        match pattern {
            Pattern::Word(word) => self.phrase(&self.of_words(word), 0),
            Pattern::Phrase { slots, slop } => {
                let slots: Vec<_> = slots.iter().map(|slot| self.anywhere(slot)).collect();
                self.phrase(&slots, *slop)
            }
            Pattern::AnyName(kind) => self.mentioned(|mention, _| match kind {
                Some(kind) => mention.kind == *kind,
                None => mention.kind.is_name(),
            }),
            Pattern::Named { kind, name, .. } => self.mentioned(|mention, surface| {
                let is_kind = kind.is_none_or(|kind| mention.kind == kind);
                let is = |form: &str| key(mention.kind, form) == key(mention.kind, name);
                is_kind && (is(&mention.name) || mention.kind.is_name() && is(surface))
            }),
            Pattern::Near {
                left,
                right,
                distance,
                ordered,
            } => {
                let (lefts, rights) = (self.anywhere(left), self.anywhere(right));
                let mut found = BTreeSet::new();
                for a in &lefts {
                    for b in &rights {
                        let forth = b.0 > a.1 && b.0 - a.1 <= *distance;
                        let back = a.0 > b.1 && a.0 - b.1 <= *distance;
                        if forth || back && !ordered {
                            found.insert((a.0.min(b.0), a.1.max(b.1)));
                        }
                    }
                }
                found
            }
            Pattern::AnyOf(patterns) => patterns
                .iter()
                .flat_map(|pattern| self.anywhere(pattern))
                .collect(),
        }
    }

    fn mentioned(&self, is_wanted: impl Fn(&Mention, &str) -> bool) -> BTreeSet<Place> {
        let mentions = self.mentions.iter();
        mentions
            .filter(|(_, _, mention, surface)| is_wanted(mention, surface))
            .map(|(first, last, _, _)| (*first, *last))
            .collect()
    }

    /// One place of each slot after the other, with so many positions between them at most.
    fn phrase(&self, slots: &[BTreeSet<Place>], slop: u32) -> BTreeSet<Place> {
        fn go(
            slots: &[BTreeSet<Place>],
            slop: u32,
            so_far: Option<Place>,
            found: &mut BTreeSet<Place>,
        ) {
            let Some((slot, rest)) = slots.split_first() else {
                found.extend(so_far);
                return;
            };
            for place in slot {
                match so_far {
                    None => go(rest, slop, Some(*place), found),
                    Some((first, last)) if place.0 > last && place.0 - last - 1 <= slop => {
                        let left = slop - (place.0 - last - 1);
                        go(rest, left, Some((first, place.1)), found);
                    }
                    Some(_) => {}
                }
            }
        }
        let mut found = BTreeSet::new();
        go(slots, slop, None, &mut found);
        found
    }

    /// Where each of the words stands that a typed word is.
    fn of_words(&self, word: &Word) -> Vec<BTreeSet<Place>> {
        let mut stemmers = Stemmers::default();
        let english: Language = "en".parse().unwrap();
        let mut words = Words::new(&word.text);
        let mut typed: Vec<(String, String)> = Vec::new();
        while let Some(span) = words.next_span() {
            typed.push((word.text[span].to_owned(), words.folded().to_owned()));
        }
        let where_it = |is: &dyn Fn(&Token) -> bool| -> BTreeSet<Place> {
            let tokens = self.tokens.iter().filter(|token| is(token));
            tokens.map(|t| (t.position, t.position)).collect()
        };
        match word.form {
            Form::Stem => (typed.iter())
                .map(|(_, folded)| {
                    let stem = stemmers.stem(english, folded).to_owned();
                    where_it(&|token| token.stem == stem)
                })
                .collect(),
            Form::Literal => (typed.iter())
                .map(|(written, _)| where_it(&|token| token.written == *written))
                .collect(),
            Form::Fuzzy(letters) => (typed.iter())
                .map(|(_, folded)| {
                    where_it(&|token| {
                        strsim::osa_distance(&token.folded, folded) <= usize::from(letters)
                    })
                })
                .collect(),
            Form::Wildcard => {
                let pattern: Vec<char> = fold(&word.text).chars().collect();
                vec![where_it(&|token| {
                    let word: Vec<char> = token.folded.chars().collect();
                    is_like(&pattern, &word)
                })]
            }
            Form::Regex => {
                let regex = regex::Regex::new(&format!("^(?:{})$", word.text)).unwrap();
                vec![where_it(&|token| regex.is_match(&token.folded))]
            }
        }
    }
}

/// Whether a word is like a pattern of letters, `*` and `?`.
fn is_like(pattern: &[char], word: &[char]) -> bool {
    match pattern.split_first() {
        None => word.is_empty(),
        Some(('*', rest)) => (0..=word.len()).any(|from| is_like(rest, &word[from..])),
        Some((letter, rest)) => word.split_first().is_some_and(|(first, word)| {
            (*letter == '?' || letter == first) && is_like(rest, word)
        }),
    }
}
