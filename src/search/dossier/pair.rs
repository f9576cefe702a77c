//! `two entities → what they have in common`: the articles that have both, and the sentences.

use std::cmp::Reverse;
use std::ops::Range;

use tantivy::{DocAddress, DocId};

use super::find::known_of;
use super::told::sentences_of;
use super::{Story, story};
use crate::article::ArticleId;
use crate::entities::EntityType;
use crate::entities::key::key;
use crate::index::schema::column;
use crate::index::stored::StoredArticle;
use crate::index::{IndexError, guarded};
use crate::names::{Entity, Name};
use crate::query::Query;
use crate::search::company::{Chosen, Scope, Together, mentions_of};
use crate::search::timeline::{Dates, Days, Period, Timeline};
use crate::search::{ArchiveSearcher, Marked, Match};

/// What two entities have in common.
#[derive(Debug, Clone, PartialEq)]
pub struct Pair {
    pub first: Member,
    pub second: Member,
    /// Articles, paragraphs and sentences that have them.
    pub together: [(Scope, Together); 3],
    /// The articles that have both, by their time.
    pub over_time: Timeline,
    /// The articles that have both: those with the most sentences of both first.
    pub stories: Vec<SharedStory>,
}

/// One of the two.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Member {
    pub kind: EntityType,
    pub name: String,
}

/// An article that has both.
#[derive(Debug, Clone, PartialEq)]
pub struct SharedStory {
    /// With the mentions of both.
    pub story: Story,
    /// Paragraphs and sentences in which both stand.
    pub paragraphs: u64,
    pub sentences: u64,
    /// The first of the sentences, with both marked.
    pub told: Vec<Marked>,
}

/// What of a pair is wanted.
#[derive(Debug, Clone, Default)]
pub struct PairExtent {
    /// Only articles that match this query count; all where there is none.
    pub query: Option<Query>,
    /// The time that a bar stands for; a month where nothing is said.
    pub by: Option<Period>,
    pub stories: usize,
    /// Sentences of each article.
    pub sentences: usize,
}

/// Gathers what two entities have in common, by the names that [`find`](super::find) gave.
pub fn pair(
    searcher: &ArchiveSearcher,
    names: [&Name; 2],
    extent: &PairExtent,
) -> Result<Pair, IndexError> {
    let chosen = Chosen::of(searcher, extent.query.as_ref())?;
    guarded(|| gather(&chosen, names, extent))
}

/// An article of both, with what it is ranked by.
struct Shared {
    address: DocAddress,
    id: u64,
    date: Option<i64>,
    mentions: u64,
    paragraphs: u64,
    sentences: u64,
}

fn gather(chosen: &Chosen, names: [&Name; 2], extent: &PairExtent) -> Result<Pair, IndexError> {
    let searcher = chosen.searcher();
    let known = [known_of(searcher, names[0])?, known_of(searcher, names[1])?];
    let [first, second] = [0, 1].map(|at| mentions_of(searcher, &known[at].entity));
    let mut shared: Vec<Shared> = Vec::new();
    let mut together = Scope::ALL.map(|scope| (scope, Together::default()));
    let mut days = Days::default();
    for (number, segment) in chosen.segments() {
        let of_first = chosen.articles_with(number, segment, &first)?;
        let of_second = chosen.articles_with(number, segment, &second)?;
        let columns = segment.fast_fields();
        let ids = columns.column_opt::<u64>(column::ID)?;
        let seconds = columns.column_opt::<i64>(column::PUBLISHED)?;
        let dates = Dates::of(segment)?;
        let from = shared.len();
        for (doc, mentions) in &of_first {
            if let Ok(at) = of_second.binary_search_by_key(doc, |(doc, _)| *doc) {
                days.add(dates.get(*doc), 1);
                shared.push(Shared {
                    address: DocAddress::new(number, *doc),
                    id: ids
                        .as_ref()
                        .and_then(|ids| ids.first(*doc))
                        .unwrap_or_default(),
                    date: seconds.as_ref().and_then(|seconds| seconds.first(*doc)),
                    mentions: mentions + of_second.get(at).map_or(0, |(_, mentions)| *mentions),
                    paragraphs: 0,
                    sentences: 0,
                });
            }
        }
        let here = shared.get_mut(from..).unwrap_or_default();
        for (scope, together) in &mut together {
            if *scope == Scope::Article {
                together.first += of_first.len() as u64;
                together.both += here.len() as u64;
                continue;
            }
            let stands = chosen.stands(number, segment, &first, *scope)?;
            together.first += stands.count();
            let docs: Vec<DocId> = here.iter().map(|article| article.address.doc_id).collect();
            let mut articles = here.iter_mut();
            let see = &mut |_, units: u64| {
                together.both += units;
                if let Some(article) = articles.next() {
                    match scope {
                        Scope::Sentence => article.sentences = units,
                        _ => article.paragraphs = units,
                    }
                }
            };
            stands.each_shared(segment, &second, docs.into_iter(), see)?;
        }
    }
    for (scope, together) in &mut together {
        together.second = chosen.with(&second, *scope)?;
        together.all = chosen.units(*scope)?;
    }
    shared.sort_by_key(|it| {
        (
            Reverse(it.sentences),
            Reverse(it.paragraphs),
            Reverse(it.date),
            it.id,
        )
    });
    let mut stories = Vec::new();
    for article in shared.into_iter().take(extent.stories) {
        let content = searcher.content(article.address)?;
        let stored = StoredArticle::decode(&content)?;
        stories.push(SharedStory {
            story: story(&stored, ArticleId(article.id), article.mentions),
            paragraphs: article.paragraphs,
            sentences: article.sentences,
            told: told(
                &stored,
                [&known[0].entity, &known[1].entity],
                extent.sentences,
            ),
        });
    }
    let member = |at: usize| -> Result<Member, IndexError> {
        Ok(Member {
            kind: known[at].kind,
            name: super::name_of(searcher, &known[at])?,
        })
    };
    Ok(Pair {
        first: member(0)?,
        second: member(1)?,
        together,
        over_time: days.timeline(Some(extent.by.unwrap_or(Period::Month))),
        stories,
    })
}

/// The first sentences in which both stand.
fn told(article: &StoredArticle, entities: [&Entity; 2], wanted: usize) -> Vec<Marked> {
    if wanted == 0 {
        return Vec::new();
    }
    let text = article.text();
    let mut spans: Vec<(usize, Range<usize>)> = Vec::new();
    for mention in article.mentions(&text) {
        let name = Name::new(mention.kind, &key(mention.kind, &mention.name));
        let which = entities
            .iter()
            .position(|entity| entity.place(&name).is_some());
        spans.extend(which.map(|which| (which, mention.span)));
    }
    let both = sentences_of(&text).into_iter().filter_map(|sentence| {
        let inside = spans
            .iter()
            .filter(|(_, span)| sentence.contains(&span.start));
        let marks = inside.map(|(which, span)| Match {
            span: span.clone(),
            mark: *which,
        });
        let marks: Vec<Match> = marks.collect();
        let has = |which| marks.iter().any(|found| found.mark == which);
        (has(0) && has(1)).then(|| Marked::part(&text.text, sentence, &marks))
    });
    both.take(wanted).collect()
}
