//! What the archive knows of one entity, and of two, as JSON.

use serde_json::{Value, json};

use super::{VERSION, aliases, marks, name, story};
use crate::article::ArticleId;
use crate::names::{Doubt, Form};
use crate::search::company::Together;
use crate::search::dossier::pair::{Member, Pair, SharedStory};
use crate::search::dossier::{
    Companion, Dossier, NamedDate, Occurrences, Parts, Role, TellingSentence,
};
use crate::search::names::CountedName;
use crate::search::timeline::Timeline;

/// All that is known of an entity, and others of its name.
pub fn dossier(dossier: &Dossier, others: &[CountedName]) -> Value {
    let companion = |companion: &Companion| {
        let mut object = together(&companion.together);
        object["kind"] = companion.kind.name().into();
        object["name"] = companion.name.as_str().into();
        object["articles"] = companion.articles.into();
        object
    };
    let doubt = |(form, doubt): &(Form, Doubt)| {
        json!({
            "name": form.printed,
            "ground": doubt.reason.name(),
            "total": doubt.total,
            "candidates": doubt.candidates.iter().map(|(form, articles)| {
                json!({"name": form.printed, "articles": articles})
            }).collect::<Vec<_>>(),
        })
    };
    let mentions = dossier
        .mentions_over_time
        .bars
        .iter()
        .map(|bar| bar.articles);
    json!({
        "type": "entity",
        "version": VERSION,
        "kind": dossier.kind.name(),
        "name": dossier.name,
        "articles": dossier.articles,
        "mentions": dossier.mentions,
        "first": dossier.period.map(|(first, _)| first.to_string()),
        "last": dossier.period.map(|(_, last)| last.to_string()),
        "years": dossier.years,
        "over_time": over_time(&dossier.articles_over_time, mentions.map(Some)),
        "parts": parts(&dossier.parts),
        "printed": dossier.entity.forms.first().map(|form| &form.printed),
        "aliases": aliases(&dossier.entity),
        "ambiguous": dossier.doubts.iter().map(doubt).collect::<Vec<_>>(),
        "related": dossier.related.iter().map(name).collect::<Vec<_>>(),
        "same_name": others.iter().map(name).collect::<Vec<_>>(),
        "within": dossier.scope.noun(),
        "units": dossier.units,
        "units_all": dossier.units_all,
        "companions": dossier.companions.iter().map(companion).collect::<Vec<_>>(),
        "places": dossier.places.iter().map(companion).collect::<Vec<_>>(),
        "dates": dossier.dates.iter().map(date).collect::<Vec<_>>(),
        "articles_read": dossier.told.articles_read,
        "roles": dossier.told.roles.iter().map(role).collect::<Vec<_>>(),
        "sentences": dossier.told.sentences.iter().map(sentence).collect::<Vec<_>>(),
        "stories": dossier.stories.iter().map(story).collect::<Vec<_>>(),
    })
}

/// What two entities have in common.
pub fn pair(pair: &Pair) -> Value {
    let member = |member: &Member| json!({"kind": member.kind.name(), "name": member.name});
    let shared = |shared: &SharedStory| {
        let mut object = story(&shared.story);
        object["paragraphs"] = shared.paragraphs.into();
        object["sentences"] = shared.sentences.into();
        let told = shared.told.iter();
        let told = told.map(|told| json!({"text": told.text, "marks": marks(told)}));
        object["told"] = told.collect();
        object
    };
    let scopes = pair.together.iter();
    let scopes = scopes.map(|(scope, table)| {
        let mut object = together(table);
        object["within"] = scope.noun().into();
        object
    });
    json!({
        "type": "pair",
        "version": VERSION,
        "first": member(&pair.first),
        "second": member(&pair.second),
        "together": scopes.collect::<Vec<_>>(),
        "over_time": over_time(&pair.over_time, std::iter::repeat(None)),
        "stories": pair.stories.iter().map(shared).collect::<Vec<_>>(),
    })
}

/// The counts of a fourfold table and what is made of them.
pub(super) fn together(together: &Together) -> Value {
    json!({
        "both": together.both,
        "with_first": together.first,
        "with_second": together.second,
        "all": together.all,
        "by_chance": together.by_chance(),
        "times_chance": together.times_chance(),
        "log_likelihood": together.strength(),
    })
}

/// Articles by their time; mentions too, where they are counted.
fn over_time(timeline: &Timeline, mentions: impl Iterator<Item = Option<u64>>) -> Value {
    let bars = timeline.bars.iter().zip(mentions).map(|(bar, mentions)| {
        let mut object = super::bar(bar);
        if let Some(fields) = object.as_object_mut() {
            fields.remove("type");
        }
        if let Some(mentions) = mentions {
            object["mentions"] = mentions.into();
        }
        object
    });
    json!({
        "by": timeline.by.noun(),
        "placed": timeline.placed(),
        "only_year": timeline.only_year,
        "only_month": timeline.only_month,
        "undated": timeline.undated,
        "periods": bars.collect::<Vec<_>>(),
    })
}

fn parts(parts: &Parts) -> Value {
    let occurrences = |(part, found): (&'static str, Occurrences)| {
        let counts = json!({"articles": found.articles, "mentions": found.mentions});
        (part.to_owned(), counts)
    };
    Value::Object(parts.all().into_iter().map(occurrences).collect())
}

fn date(date: &NamedDate) -> Value {
    json!({"date": date.date, "sentences": date.sentences, "articles": date.articles})
}

fn role(role: &Role) -> Value {
    json!({
        "words": role.words,
        "articles": role.articles,
        "sources": role.sources.iter().map(ArticleId::to_string).collect::<Vec<_>>(),
    })
}

fn sentence(sentence: &TellingSentence) -> Value {
    json!({
        "text": sentence.text.text,
        "marks": marks(&sentence.text),
        "id": sentence.story.id.to_string(),
        "title": sentence.story.title,
        "published": super::published(sentence.story.published),
        "source": sentence.story.source,
    })
}
