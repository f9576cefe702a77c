//! `article → mentions of names`, by the trained model.

use std::sync::Arc;

use super::model::define::define;
use super::model::format::Model;
use super::model::labels::{Class, names_of};
use super::model::tagger::Tagger;
use super::model::tokens::Tokens;
use super::{Detector, EntityType, Mention, PlaceType};
use crate::article::Language;

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
}

impl NameReader {
    pub fn new(model: Arc<Model>) -> NameReader {
        NameReader {
            tagger: Tagger::new(model),
        }
    }

    /// Finds names in the tokens of an article's text.
    pub fn detect(&mut self, text: &str, tokens: &Tokens, found: &mut Vec<Mention>) {
        let Tokens { tokens, sentences } = tokens;
        let words: Vec<&str> = tokens.iter().map(|token| token.text(text)).collect();
        let mut labels = self.tagger.tag(&words, sentences);
        define(&words, sentences, &mut labels);
        for sentence in sentences {
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
