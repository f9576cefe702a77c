//! `Article → Mentions`: who and what an article names, and where.
//!
//! A mention is one occurrence: a byte span of the article's text, a type, the detector that
//! found it, and the key of the name that it stands for within this article. Invariants, held by
//! tests: spans lie on character boundaries within one part and paragraph, mentions are sorted
//! and do not overlap.
//!
//! Detectors are pure functions that see the article alone. What they find goes through two
//! steps: overlaps are resolved (a pattern is surer than a context), then each mention gets the
//! full form of its name within the article.

mod alias;
mod context;
mod fold;
mod mention;
mod patterns;
mod tokens;
mod words;

pub mod key;

pub use alias::{Alias, Ground};
pub use fold::fold;
pub use key::key;
pub use mention::{Detector, EntityType, Mention, PlaceType, UnknownType};

use crate::article::{ArticleText, Language};

/// Changes whenever a detector would find other mentions in the same text; part of the
/// fingerprint by which the index knows that a source must be read again.
pub const DETECTOR_VERSION: u32 = 1;

/// What detection makes of an article.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Detected {
    /// In the order of the text, without overlaps.
    pub mentions: Vec<Mention>,
    /// Which names it says are one, each pair once for a ground.
    pub aliases: Vec<Alias>,
}

/// Finds the names of an article.
pub fn detect(text: &ArticleText, language: Language) -> Detected {
    let mut found = Vec::new();
    for part in [&text.title, &text.body, &text.captions] {
        patterns::detect(&text.text, part.clone(), language, &mut found);
    }
    context::detect(text, language, &mut found);
    let mut mentions = without_overlaps(found);
    let aliases = fold(&text.text, &mut mentions);
    Detected { mentions, aliases }
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
    use crate::article::{PART_BREAK, Role};
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
        let found: Vec<String> = detect(&article, Language::ENGLISH)
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
            language in proptest::sample::select(&["en", "de", "ru", "und"][..]),
        ) {
            let article = article(&title, &paragraphs, &caption);
            let language = language.parse().unwrap_or_default();
            let mentions = detect(&article, language).mentions;
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
