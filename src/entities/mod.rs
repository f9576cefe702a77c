//! `Article → Mentions`: who and what an article names, and where.
//!
//! A mention is one occurrence: a byte span of the article's text, a type, the detector that
//! found it, and the key of the name that it stands for within this article. Invariants, held by
//! tests: spans lie on character boundaries within one part and paragraph, mentions are sorted
//! and do not overlap.
//!
//! Names are found by the trained model ([`names`]) in the languages that it was trained on, and by
//! sure signs alone ([`fallback`]) in all others. Detectors see the article alone, and give the same
//! for the same article. What they find goes through two steps: overlaps are resolved (a pattern and the
//! user's list are surer than the model), then each mention gets the full form of its name within the article.

mod alias;
mod fallback;
mod fold;
pub mod key;
pub mod lists;
mod mention;
pub mod model;
mod names;
mod patterns;
mod words;

pub use alias::{Alias, Ground};
pub use fold::{fold, is_first_name, whole_sound};
pub use key::key;
pub use mention::{
    Detector, EntityType, Mention, NoNameType, PlaceType, UnknownType, types_of_names,
};

use std::fmt;
use std::sync::Arc;

use self::lists::NameList;
use self::model::format::Model;
use self::model::tokens::Tokens;
use self::names::NameReader;
use crate::article::{ArticleText, Language, Published};

/// Changes whenever a detector would find other mentions in the same text; part of the
/// fingerprint by which the index knows that a source must be read again.
pub const DETECTOR_VERSION: u32 = 5;

/// What detection makes of an article.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Detected {
    /// In the order of the text, without overlaps.
    pub mentions: Vec<Mention>,
    /// Which names it says are one, each pair once for a ground.
    pub aliases: Vec<Alias>,
}

/// What to detect with; shared by all threads.
#[derive(Clone)]
pub struct Detectors {
    model: Arc<Model>,
    list: Arc<NameList>,
}

impl Detectors {
    /// The model that comes with the program.
    pub fn built_in() -> Detectors {
        Detectors::with_model(model::built_in())
    }

    pub fn with_model(model: impl Into<Arc<Model>>) -> Detectors {
        Detectors {
            model: model.into(),
            list: Arc::default(),
        }
    }

    /// The same, and the names of a user's list.
    pub fn with_list(self, list: Arc<NameList>) -> Detectors {
        Detectors { list, ..self }
    }

    pub fn model(&self) -> &Model {
        &self.model
    }

    pub fn list(&self) -> &NameList {
        &self.list
    }

    /// Changes whenever other mentions would be found in the same text.
    pub fn fingerprint(&self) -> u64 {
        self.model.fingerprint() ^ u64::from(DETECTOR_VERSION) ^ self.list.fingerprint()
    }
}

impl PartialEq for Detectors {
    fn eq(&self, other: &Detectors) -> bool {
        self.fingerprint() == other.fingerprint()
    }
}

impl fmt::Debug for Detectors {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Detectors({:x})", self.fingerprint())
    }
}

/// Detects; one for each thread, for the words that it remembers.
pub struct Finder {
    names: NameReader,
    list: Arc<NameList>,
    tokens: Tokens,
}

impl Finder {
    pub fn new(detectors: &Detectors) -> Finder {
        Finder {
            names: NameReader::new(detectors.model.clone()),
            list: detectors.list.clone(),
            tokens: Tokens::default(),
        }
    }

    /// Finds the names of an article, and the dates that its text reckons from when it was
    /// published.
    pub fn detect(
        &mut self,
        text: &ArticleText,
        language: Language,
        published: Option<Published>,
    ) -> Detected {
        let mut found = Vec::new();
        self.tokens.tokens.clear();
        self.tokens.sentences.clear();
        let reads = names::reads(language, &text.text);
        for part in [&text.title, &text.body, &text.captions] {
            patterns::detect(&text.text, part.clone(), language, published, &mut found);
            if reads || !self.list.is_empty() {
                self.tokens.add(&text.text, part.clone());
            }
        }
        if !self.list.is_empty() {
            // An address with a listed name in it is an address; a listed name with a date in it
            // is that name.
            found.sort_by_key(|mention| is_amount(mention.kind));
            let at = found.partition_point(|mention| !is_amount(mention.kind));
            let mut listed = Vec::new();
            self.list.detect(&text.text, &self.tokens, &mut listed);
            found.splice(at..at, listed);
        }
        if reads {
            self.names.detect(&text.text, &self.tokens, &mut found);
        } else {
            fallback::detect(text, language, &mut found);
        }
        let mut mentions = without_overlaps(found);
        let aliases = fold(&text.text, text.title.end, &mut mentions);
        Detected { mentions, aliases }
    }
}

fn is_amount(kind: EntityType) -> bool {
    use EntityType::{Date, Money, Percent};
    matches!(kind, Date | Money | Percent)
}

/// Detects in one article with what comes with the program.
pub fn detect(text: &ArticleText, language: Language, published: Option<Published>) -> Detected {
    Finder::new(&Detectors::built_in()).detect(text, language, published)
}

/// Sorts mentions and keeps, of those that overlap, the one that was found first: detectors run
/// in the order of their certainty.
fn without_overlaps(found: Vec<Mention>) -> Vec<Mention> {
    let mut order: Vec<usize> = (0..found.len()).collect();
    order.sort_by_key(|at| (found[*at].span.start, *at));
    let mut kept: Vec<(usize, Mention)> = Vec::with_capacity(found.len());
    let mut found: Vec<Option<Mention>> = found.into_iter().map(Some).collect();
    for at in order {
        let Some(mention) = found[at].take() else {
            continue;
        };
        while let Some((earlier, last)) = kept.last() {
            if last.span.end <= mention.span.start || *earlier < at {
                break;
            }
            kept.pop();
        }
        if kept
            .last()
            .is_none_or(|(_, last)| last.span.end <= mention.span.start)
        {
            kept.push((at, mention));
        }
    }
    kept.into_iter().map(|(_, mention)| mention).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::article::{Origin, PART_BREAK, Precision, Role};
    use proptest::prelude::*;

    fn article(title: &str, paragraphs: &[String], caption: &str) -> ArticleText {
        let body = paragraphs
            .iter()
            .map(|text| (Role::Paragraph, text.as_str()));
        ArticleText::join(title, body.chain([(Role::Caption, caption)]))
    }

    #[test]
    fn a_story_is_read_from_its_headline_to_its_caption() {
        let article = article(
            "ORLAN REOPENS SALT PIER",
            &[
                "Mayor Anna Orlan reopened the pier on March 3, 2017, for 214 million crowns. \
               Write to Orlan at town@example.org."
                    .to_owned(),
            ],
            "Anna Orlan in Riga",
        );
        let found: Vec<String> = detect(&article, Language::ENGLISH, None)
            .mentions
            .iter()
            .map(|mention| format!("{} {}", mention.kind, mention.name))
            .collect();
        assert_eq!(
            found,
            [
                "person Anna Orlan",
                "person Anna Orlan",
                "date 2017-03-03",
                "money 214000000 crown",
                "person Anna Orlan",
                "email town@example.org",
                "person Anna Orlan",
                "place Riga",
            ]
        );
    }

    fn fragment() -> impl Strategy<Value = String> {
        const FRAGMENTS: &[&str] = &[
            "Mr. ",
            "President ",
            "Anna ",
            "Orlan",
            "'s ",
            "’s ",
            "al-Venn ",
            "U.S. ",
            "(UN)",
            " (",
            ")",
            "Bank ",
            "of ",
            "the ",
            "said ",
            "in ",
            "Paris",
            ", ",
            ". ",
            "\n",
            "\n\n",
            "\n \n",
            "March ",
            "3",
            ", 2017",
            "2017-03-08",
            "$",
            "3.4",
            " million ",
            "crowns",
            "a@b.org ",
            "http://",
            "www.",
            "x.org/(a) ",
            "—",
            "É",
            "ß",
            "İ",
            "\u{301}",
            "\u{a0}",
            "Пётр ",
            "中",
            "NATO ",
            "DAESH ",
            "-",
            "\u{200d}",
            "1,",
            ".5",
            "@",
            "+1 ",
            "(212) 555-0134",
            "DE89 3704 0044 0532 0130 00",
            "54°18′",
            "N ",
            "%",
            "last ",
            "week ",
            "Tuesday",
            "two years ago",
            "early ",
            "–",
            "to ",
            "2016",
            "aujourd’hui ",
            "9 p.m.",
            "century ",
            "Q3 ",
        ];
        prop_oneof![
            3 => proptest::collection::vec(proptest::sample::select(FRAGMENTS), 0..40)
                .prop_map(|fragments| fragments.concat()),
            1 => "\\PC{0,60}",
        ]
    }

    proptest! {
        #[test]
        fn spans_are_sacred_in_any_text(
            title in fragment(),
            paragraphs in proptest::collection::vec(fragment(), 0..4),
            caption in fragment(),
            language in proptest::sample::select(&["en", "de", "fr", "sv", "ru", "und"][..]),
            day in proptest::option::of((-9999i16..=9999, 1i8..=12, 1i8..=28)),
        ) {
            let article = article(&title, &paragraphs, &caption);
            let language = language.parse().unwrap_or_default();
            let published = day.map(|(year, month, day)| Published {
                at: jiff::civil::date(year, month, day).at(0, 0, 0, 0),
                precision: Precision::Day,
                origin: Origin::Url,
            });
            let mentions = detect(&article, language, published).mentions;
            let mut end = 0;
            for mention in &mentions {
                let span = mention.span.clone();
                let surface = article.text.get(span.clone());
                prop_assert!(surface.is_some_and(|s| !s.is_empty() && s.trim() == s), "{:?}", mention);
                prop_assert!(!surface.unwrap_or("").contains(PART_BREAK));
                prop_assert!(span.start >= end);
                end = span.end;
                let parts = [&article.title, &article.body, &article.captions];
                prop_assert!(parts.iter().any(|p| p.start <= span.start && span.end <= p.end));
                prop_assert!(!mention.name.is_empty());
                let folded = key(mention.kind, &mention.name);
                prop_assert!(!folded.is_empty());
                prop_assert_eq!(key(mention.kind, &folded), folded);
            }
        }
    }
}
