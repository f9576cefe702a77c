//! Why an article has a name that was searched for: under which of its names, and on whose word.

use std::sync::Arc;

use crate::article::{ArticleId, ArticleText};
use crate::entities::key::key;
use crate::entities::{EntityType, Mention};
use crate::index::stored::StoredArticle;
use crate::names::Name;
use crate::query::named::Wanted;

/// Other names of one entity that a hit tells of.
const REASONS_MAX: usize = 3;

/// Why an article matches that has none of the names that were written, but others of the
/// same entities; if `all`, also by which names it matches that has some that were written.
pub fn reasons(
    names: &[Arc<Wanted>],
    article: &StoredArticle,
    text: &ArticleText,
    all: bool,
) -> Vec<NameReason> {
    let mut reasons: Vec<NameReason> = Vec::new();
    for wanted in names {
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
