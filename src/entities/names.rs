//! `article → mentions of names`, by the trained model.

use std::sync::Arc;

use super::model::define::define;
use super::model::format::Model;
use super::model::labels::{Class, names_of};
use super::model::tagger::Tagger;
use super::model::tokens::Tokens;
use super::{Detector, EntityType, Mention, PlaceType};
use crate::article::{ArticleText, Language};

/// Languages that the model was trained on.
const LANGUAGES: [&str; 5] = ["en", "pt", "sv", "fr", "nl"];

/// Characters of a text whose letters tell in which script it is.
const SAMPLE_CHARS: usize = 2_000;

/// Whether the model may read a text: of other languages it knows too little, and where the
/// language is unknown the letters must be those of its languages.
pub fn reads(language: Language, text: &str) -> bool {
    if language != Language::UNDETERMINED {
        return LANGUAGES.contains(&language.code());
    }
    let letters = text
        .chars()
        .take(SAMPLE_CHARS)
        .filter(|c| c.is_alphabetic());
    let (latin, other) = letters.fold((0usize, 0usize), |(latin, other), c| match c {
        ..'\u{250}' => (latin + 1, other),
        _ => (latin, other + 1),
    });
    latin > 9 * other
}

/// Finds names with the model; one for each thread.
pub struct NameReader {
    tagger: Tagger,
    tokens: Tokens,
}

impl NameReader {
    pub fn new(model: Arc<Model>) -> NameReader {
        NameReader {
            tagger: Tagger::new(model),
            tokens: Tokens::default(),
        }
    }

    /// Finds names in all parts of an article.
    pub fn detect(&mut self, article: &ArticleText, found: &mut Vec<Mention>) {
        let text = article.text.as_str();
        self.tokens.tokens.clear();
        self.tokens.sentences.clear();
        for part in [&article.title, &article.body, &article.captions] {
            self.tokens.add(text, part.clone());
        }
        let tokens = &self.tokens.tokens;
        let words: Vec<&str> = tokens.iter().map(|token| token.text(text)).collect();
        let mut labels = self.tagger.tag(&words, &self.tokens.sentences);
        define(&words, &self.tokens.sentences, &mut labels);
        for sentence in &self.tokens.sentences {
            for (name, class) in names_of(&labels[sentence.clone()]) {
                let first = tokens[sentence.start + name.start];
                let last = tokens[sentence.start + name.end - 1];
                let span = first.start as usize..last.end as usize;
                let Some(surface) = text.get(span.clone()) else {
                    continue;
                };
                let (kind, place) = type_of(class);
                found.push(Mention {
                    name: printed(surface),
                    span,
                    kind,
                    place,
                    detector: Detector::Model,
                });
            }
        }
    }
}

/// A surface as one line.
pub fn printed(surface: &str) -> String {
    match surface.contains(['\n', '\t']) || surface.contains("  ") {
        true => surface.split_whitespace().collect::<Vec<_>>().join(" "),
        false => surface.to_owned(),
    }
}

fn type_of(class: Class) -> (EntityType, Option<PlaceType>) {
    match class {
        Class::Per => (EntityType::Person, None),
        Class::Org => (EntityType::Org, None),
        Class::Gpe => (EntityType::Place, Some(PlaceType::Gpe)),
        Class::Loc => (EntityType::Place, Some(PlaceType::Loc)),
        Class::Fac => (EntityType::Place, Some(PlaceType::Fac)),
        Class::Norp => (EntityType::Group, None),
        Class::Event => (EntityType::Event, None),
        Class::Misc => (EntityType::Work, None),
    }
}
