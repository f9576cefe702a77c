//! `the best articles of an entity → what they say of it`: the roles that it has beside its name,
//! and the sentences that tell most.
//!
//! Only here stored articles are read, and only so many of those that mention it most.

use std::collections::BTreeMap;
use std::ops::Range;

use rustc_hash::{FxHashMap, FxHashSet};

use super::companions::Companion;
use super::{Extent, Seen, Story, roles, story};
use crate::analysis::{fold, sentences::sentences};
use crate::article::{ArticleId, ArticleText};
use crate::entities::EntityType;
use crate::entities::key::key;
use crate::index::IndexError;
use crate::index::stored::StoredArticle;
use crate::names::{Entity, Name};
use crate::search::{ArchiveSearcher, Marked, Match};

/// Articles that are read: some 20 ms.
pub const ARTICLES_READ_MAX: usize = 200;

/// Companions and places that make a sentence telling, at least.
pub(super) const COMPANY_ASKED: usize = 20;

/// Sentences that are weighed: those of a few thousand words in each article that is read.
const SENTENCES_MAX: usize = 40_000;

/// Sentences that are told: choosing each looks at all.
const SENTENCES_TOLD_MAX: usize = 100;

/// Characters of a sentence that tells: a shorter one has no room for a fact, a longer one is a list
/// or not one sentence.
const SENTENCE_CHARS: Range<usize> = 40..320;

/// Characters by which two sentences are the same one, printed by several papers.
const SAME_CHARS: usize = 60;

/// Ids of the articles that are given for a role.
const SOURCES_MAX: usize = 3;

/// Longer phrases are cut sentences.
const ROLE_CHARS_MAX: usize = 90;

/// What the best articles say.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Told {
    /// The articles that were read, of all that there are: those with the most mentions.
    pub articles_read: u64,
    pub articles: u64,
    pub roles: Vec<Role>,
    pub sentences: Vec<TellingSentence>,
}

/// What stands beside the name in apposition.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Role {
    /// As most of the articles print it.
    pub words: String,
    /// Articles of those read that have it.
    pub articles: u64,
    /// Some of them, those with the most mentions.
    pub sources: Vec<ArticleId>,
}

/// A sentence in which the entity stands.
#[derive(Debug, Clone, PartialEq)]
pub struct TellingSentence {
    /// With the entity marked.
    pub text: Marked,
    pub story: Story,
}

/// A sentence that may be told.
struct Weighed {
    article: usize,
    text: Marked,
    weight: f64,
    /// The companions that it has, by their numbers.
    company: Vec<usize>,
}

/// Reads the best articles of an entity.
pub(super) fn told<'c>(
    searcher: &ArchiveSearcher,
    entity: &Entity,
    ranked: &[(ArticleId, Seen)],
    company: impl Iterator<Item = &'c Companion>,
    extent: &Extent,
) -> Result<Told, IndexError> {
    let mut told = Told {
        articles: ranked.len() as u64,
        ..Told::default()
    };
    if extent.roles == 0 && extent.sentences == 0 {
        return Ok(told);
    }
    let company: Vec<&Companion> = company.collect();
    let strongest = company.iter().map(|other| other.together.strength());
    let strongest = strongest.fold(1.0, f64::max);
    let places = company.iter().enumerate();
    let places: FxHashMap<&Name, usize> = places.map(|(at, other)| (&other.id, at)).collect();
    let worth = |at: usize| {
        let strength = company
            .get(at)
            .map_or(0.0, |other| other.together.strength());
        (1.0 + strength).ln() / (1.0 + strongest).ln()
    };
    let names = searcher.names()?;
    let kind = entity.forms.first().map(|form| names.kind(&form.name));
    let is_attribute = matches!(kind, Some(EntityType::Place | EntityType::Group));
    let mut found_roles: BTreeMap<String, FoundRole> = BTreeMap::new();
    let mut weighed: Vec<Weighed> = Vec::new();
    let mut read: Vec<Story> = Vec::new();
    for (number, (id, seen)) in ranked.iter().take(ARTICLES_READ_MAX).enumerate() {
        let content = searcher.content(seen.address)?;
        let article = StoredArticle::decode(&content)?;
        let text = article.text();
        read.push(story(&article, *id, seen.mentions));
        // The mentions of the entity, and of its company by their numbers.
        let mut own: Vec<Range<usize>> = Vec::new();
        let mut others: Vec<(usize, usize)> = Vec::new();
        for mention in article.mentions(&text) {
            let name = Name::new(mention.kind, &key(mention.kind, &mention.name));
            if entity.place(&name).is_some() {
                own.push(mention.span);
                continue;
            }
            let known = names.get(&name);
            let id = known.as_ref().map_or(&name, |known| known.first());
            if let Some(place) = places.get(id) {
                others.push((mention.span.start, *place));
            }
        }
        let mut roles_here: FxHashSet<String> = FxHashSet::default();
        for sentence in sentences_of(&text) {
            let inside = |at: usize| sentence.contains(&at);
            let spans: Vec<&Range<usize>> = own.iter().filter(|span| inside(span.start)).collect();
            let Some(first) = spans.first() else { continue };
            let mut has_role = false;
            // Headlines leave articles and commas out.
            let in_text = spans.iter().filter(|span| span.start >= text.body.start);
            for span in in_text {
                for role in roles::roles(&text.text, sentence.clone(), span, is_attribute) {
                    let printed = text.text.get(role).unwrap_or_default();
                    if printed.chars().count() > ROLE_CHARS_MAX {
                        continue;
                    }
                    has_role = true;
                    let printed = one_line(printed);
                    let folded = fold_words(&printed);
                    let role = found_roles.entry(folded.clone()).or_default();
                    *role.printed.entry(printed).or_default() += 1;
                    if roles_here.insert(folded) {
                        role.articles += 1;
                        if role.sources.len() < SOURCES_MAX {
                            role.sources.push(*id);
                        }
                    }
                }
            }
            let Some(printed) = text.text.get(sentence.clone()) else {
                continue;
            };
            let length = printed.chars().count();
            if !SENTENCE_CHARS.contains(&length)
                || sentence.start < text.body.start
                || weighed.len() >= SENTENCES_MAX
            {
                continue;
            }
            let mut company: Vec<usize> = others
                .iter()
                .filter(|(at, _)| inside(*at))
                .map(|(_, place)| *place)
                .collect();
            company.sort_unstable();
            company.dedup();
            let is_early = first.start - sentence.start < printed.len() / 3;
            let is_lead = sentence.start == text.body.start;
            let bonus = [(has_role, 0.6), (is_early, 0.4), (is_lead, 0.2)];
            let bonus: f64 = bonus
                .iter()
                .filter(|(is, _)| *is)
                .map(|(_, bonus)| bonus)
                .sum();
            let marks: Vec<Match> = spans
                .iter()
                .map(|span| Match {
                    span: (*span).clone(),
                    mark: 0,
                })
                .collect();
            weighed.push(Weighed {
                article: number,
                text: Marked::part(&text.text, sentence.clone(), &marks),
                weight: bonus - length as f64 / 600.0,
                company,
            });
        }
    }
    told.articles_read = read.len() as u64;
    told.roles = most_told(found_roles, extent.roles);
    told.sentences = best(weighed, extent.sentences.min(SENTENCES_TOLD_MAX), worth)
        .into_iter()
        .filter_map(|sentence| {
            Some(TellingSentence {
                story: read.get(sentence.article)?.clone(),
                text: sentence.text,
            })
        })
        .collect();
    Ok(told)
}

/// The sentences of an article: of its headline, its text and its captions.
pub(super) fn sentences_of(text: &ArticleText) -> Vec<Range<usize>> {
    let parts = [&text.title, &text.body, &text.captions].into_iter();
    parts
        .flat_map(|part| sentences(&text.text, part.clone()))
        .collect()
}

/// A phrase with its forms and the articles that have it.
#[derive(Default)]
struct FoundRole {
    printed: BTreeMap<String, u64>,
    articles: u64,
    sources: Vec<ArticleId>,
}

/// The roles of the most articles; of equals the longest, which say more.
fn most_told(found: BTreeMap<String, FoundRole>, wanted: usize) -> Vec<Role> {
    let mut roles: Vec<Role> = found
        .into_values()
        .filter_map(|role| {
            let printed = role.printed.into_iter();
            let most = printed.max_by(|a, b| a.1.cmp(&b.1).then_with(|| b.0.cmp(&a.0)));
            Some(Role {
                words: most?.0,
                articles: role.articles,
                sources: role.sources,
            })
        })
        .collect();
    roles.sort_by(|a, b| {
        (b.articles, b.words.len(), &a.words).cmp(&(a.articles, a.words.len(), &b.words))
    });
    roles.truncate(wanted);
    roles
}

/// The best sentences: each next one counts less what was told already, and no article has two
/// unless all have one.
fn best(mut weighed: Vec<Weighed>, wanted: usize, worth: impl Fn(usize) -> f64) -> Vec<Weighed> {
    const TOLD_ALREADY: f64 = 0.3;
    const SAME_ARTICLE: f64 = 1.0;
    let mut best: Vec<Weighed> = Vec::new();
    let (mut told, mut articles) = (FxHashSet::default(), FxHashSet::default());
    let mut printed: FxHashSet<String> = FxHashSet::default();
    while best.len() < wanted {
        let value = |sentence: &Weighed| {
            let company = sentence.company.iter().map(|at| match told.contains(at) {
                true => TOLD_ALREADY * worth(*at),
                false => worth(*at),
            });
            let again = match articles.contains(&sentence.article) {
                true => SAME_ARTICLE,
                false => 0.0,
            };
            sentence.weight + company.sum::<f64>().min(3.0) - again
        };
        let values = weighed.iter().map(value).enumerate();
        // The first of equals: that of the article with the most mentions.
        let next = values.rev().max_by(|a, b| a.1.total_cmp(&b.1));
        let Some((next, _)) = next else { break };
        let next = weighed.remove(next);
        let same: String = fold(&next.text.text).chars().take(SAME_CHARS).collect();
        if printed.insert(same) {
            told.extend(next.company.iter().copied());
            articles.insert(next.article);
            best.push(next);
        }
    }
    best
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn fold_words(text: &str) -> String {
    fold(&text.replace('-', " ").replace('’', "'"))
}
