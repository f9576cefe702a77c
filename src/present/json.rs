//! Results for a script: one JSON object a line, each with a `type`; the first of a command says
//! which `version` of the format it is. The forms are made by hand, so that no change inside is a
//! change for scripts by accident.

use std::io::{self, Write};

use serde::Serialize;
use serde_json::{Value, json};

use super::names::{ArticleName, article_names};
use crate::article::ArticleId;
use crate::article::{Article, ArticleText, Published, Removal, Role};
use crate::entities::key::key;
use crate::entities::{Alias, Mention, PlaceType};
use crate::index::check::Soundness;
use crate::index::run::Finished;
use crate::index::settle::related::Related;
use crate::index::status::Status;
use crate::index::stored::StoredArticle;
use crate::names::{Entity, Form, Link};
use crate::query::Query;
use crate::query::describe::describe;
use crate::query::plan::{Aspect, Plan};
use crate::search::bursts::Burst;
use crate::search::copies::{Cluster, Clusters, Copied, Version};
use crate::search::dossier::Story;
use crate::search::explain::{Explanation, ScorePart};
use crate::search::facets::{self, Facet};
use crate::search::names::CountedName;
use crate::search::similar::{Similar, SimilarStories};
use crate::search::suggest::Suggestion;
use crate::search::timeline::{Bar, Timeline};
use crate::search::{Hit, Marked, Match, NameReason, Named, Ranked, Results};
use crate::tags::Place;
use crate::watch::{Kind, News, Told};

mod dossier;
mod graph;

pub use dossier::{dossier, pair};
pub use graph::graph;

/// Raised when a script that reads the output could break.
pub const VERSION: u32 = 1;

/// Writes one object as a line.
pub fn line(out: &mut dyn Write, object: &impl Serialize) -> io::Result<()> {
    serde_json::to_writer(&mut *out, object)?;
    writeln!(out)
}

pub fn results(query: &Query, results: &Results, suggestions: &[Suggestion]) -> Value {
    json!({
        "type": "results",
        "version": VERSION,
        "query": query.to_string(),
        "total": results.total,
        "copies": results.copies,
        "hits": results.hits.len(),
        "cuts": results.cuts,
        "partial": results.partial.map(|partial| json!({
            "parts": partial.parts,
            "have": partial.have,
            "articles": partial.articles,
        })),
        "suggestions": suggestions.iter().map(|suggestion| json!({
            "query": suggestion.query.to_string(),
            "articles": suggestion.articles,
        })).collect::<Vec<_>>(),
        "next": results.next.map(|cursor| cursor.to_string()),
    })
}

/// A tag, and the articles that have it.
pub fn tag(tag: &str, articles: u64) -> Value {
    json!({"type": "tag", "version": VERSION, "tag": tag, "articles": articles})
}

/// An article with its tags; one that is gone stands where it was last found.
pub fn tagged(id: ArticleId, place: &Place, tags: &[String], is_gone: bool) -> Value {
    json!({
        "type": "tagged",
        "version": VERSION,
        "id": id.to_string(),
        "own_id": Some(&place.own_id).filter(|own_id| !own_id.is_empty()),
        "title": place.title,
        "source": place.source,
        "tags": tags,
        "gone": is_gone,
    })
}

/// An item of a watched list that has news; a line for each article follows.
pub fn watched(key: &str, query: &Query, news: &News) -> Value {
    let count = |kind: Kind| news.told.iter().filter(|told| told.kind == kind).count();
    json!({
        "type": "item",
        "version": VERSION,
        "item": key,
        "query": query.to_string(),
        "matches": news.matches,
        "begun": news.begun.is_some(),
        "new": count(Kind::New),
        "changed": count(Kind::Changed),
        "older": count(Kind::Older),
    })
}

/// An article that is news to an item.
pub fn told(key: &str, told: &Told) -> Value {
    let since = jiff::Timestamp::from_microsecond(told.since).ok();
    json!({
        "type": "hit",
        "item": key,
        "kind": told.kind.name(),
        "id": told.id.to_string(),
        "own_id": told.own_id,
        "title": told.title,
        "published": published(told.published),
        "url": told.url,
        "source": told.source,
        "indexed": since.map(|since| since.to_string()),
    })
}

/// What a query means.
pub fn explained_query(query: &Query, plan: &Plan) -> Value {
    json!({
        "type": "query",
        "version": VERSION,
        "query": query.to_string(),
        "words": describe(query),
        "patterns": plan.patterns.iter().map(|expanded| json!({
            "pattern": expanded.pattern,
            "words": expanded.words,
            "total": expanded.total,
        })).collect::<Vec<_>>(),
        "names": plan.names.iter().map(|wanted| json!({
            "written": wanted.written,
            "names": wanted.names.iter().map(|name| &name.key).collect::<Vec<_>>(),
            "others": wanted.others.keys().map(|name| &name.key).collect::<Vec<_>>(),
        })).collect::<Vec<_>>(),
        "cuts": plan.cuts,
    })
}

/// What the articles that match have in common; a line behind that of the results.
pub fn facets(facets: &[Facet]) -> Value {
    let value = |value: &facets::Value| json!({"name": value.name, "articles": value.articles});
    let mut object = json!({"type": "facets"});
    for facet in facets {
        object[facet.field.name()] = json!({
            "values": facet.values,
            "without": facet.without,
            "best": facet.best.iter().map(value).collect::<Vec<_>>(),
        });
    }
    object
}

/// When the articles that match were published; a line for each bar follows.
pub fn timeline(query: &Query, timeline: &Timeline) -> Value {
    json!({
        "type": "timeline",
        "version": VERSION,
        "query": query.to_string(),
        "by": timeline.by.noun(),
        "total": timeline.articles,
        "placed": timeline.placed(),
        "only_year": timeline.only_year,
        "only_month": timeline.only_month,
        "undated": timeline.undated,
    })
}

/// A period of a timeline, or several without an article.
pub fn bar(bar: &Bar) -> Value {
    json!({
        "type": "period",
        "name": bar.name,
        "first": bar.first.to_string(),
        "last": bar.last.to_string(),
        "periods": bar.periods,
        "articles": bar.articles,
    })
}

/// A time with more articles than chance allows; behind the periods.
pub fn burst(burst: &Burst) -> Value {
    json!({
        "type": "burst",
        "name": burst.name,
        "first": burst.first.to_string(),
        "last": burst.last.to_string(),
        "articles": burst.articles,
        "expected": burst.expected,
        "names": burst.names,
        "words": burst.words,
    })
}

pub fn hit(rank: usize, hit: &Hit) -> Value {
    json!({
        "type": "hit",
        "rank": rank,
        "id": hit.id.to_string(),
        "own_id": hit.own_id,
        "score": hit.score,
        "title": hit.title.text,
        "title_marks": marks(&hit.title),
        "snippet": hit.snippet.text,
        "snippet_marks": marks(&hit.snippet),
        "removed": hit.removed.map(Removal::name),
        "copies": hit.copies,
        "copied": hit.copied.iter().map(copied).collect::<Vec<_>>(),
        "reasons": hit.reasons.iter().map(name_reason).collect::<Vec<_>>(),
        "explanation": hit.explanation.as_ref().map(explanation),
        "byline": hit.byline,
        "published": published(hit.published),
        "language": hit.language.code(),
        "site": hit.site,
        "url": hit.url,
        "format": hit.format.name(),
        "source": hit.source,
        "tags": hit.tags,
    })
}

pub fn copied(copied: &Copied) -> Value {
    json!({
        "id": copied.id.to_string(),
        "own_id": copied.own_id,
        "title": copied.title,
        "published": published(copied.published),
        "site": copied.site,
        "url": copied.url,
        "source": copied.source,
    })
}

/// Clusters of copies; a line for each that is shown follows.
pub fn clusters(clusters: &Clusters) -> Value {
    json!({
        "type": "copies",
        "version": VERSION,
        "total": clusters.total,
        "articles": clusters.articles,
        "hits": clusters.shown.len(),
    })
}

/// The articles of one text, the oldest first.
pub fn cluster(cluster: &Cluster) -> Value {
    let version = |version: &Version| {
        let mut object = copied(&version.article);
        object["words_cut"] = json!(version.cut);
        object["words_added"] = json!(version.added);
        let passages = version.passages.iter();
        object["passages"] = passages
            .map(|(cut, added)| json!({"cut": cut, "added": added}))
            .collect();
        object
    };
    json!({
        "type": "cluster",
        "articles": cluster.articles,
        "versions": cluster.versions.iter().map(version).collect::<Vec<_>>(),
    })
}

/// The stories like an article; a line for each follows.
pub fn similar_stories(title: &str, id: Option<ArticleId>, found: &SimilarStories) -> Value {
    json!({
        "type": "similar",
        "version": VERSION,
        "title": title,
        "id": id.map(|id| id.to_string()),
        "query": found.query.as_ref().map(Query::to_string),
        "hits": found.stories.len(),
    })
}

/// A story like an article: a hit, with what both have in common.
pub fn similar(rank: usize, similar: &Similar) -> Value {
    let mut object = hit(rank, &similar.hit);
    object["shared"] = json!({
        "names": similar.shared.names,
        "words": similar.shared.words,
    });
    object
}

fn explanation(explanation: &Explanation) -> Value {
    let part = |part: &ScorePart| {
        json!({
            "query": part.query.to_string(),
            "aspect": part.aspect.map(Aspect::name),
            "words": part.words,
            "score": part.score,
            "factor": part.factor,
            "times": part.times,
            "times_in_title": part.times_in_title,
            "articles": part.articles,
        })
    };
    json!({
        "parts": explanation.parts.iter().map(part).collect::<Vec<_>>(),
        "words": explanation.words,
        "average_words": explanation.average_words,
    })
}

/// A hit of one query of many, by the query's id.
pub fn ranked(query: &str, rank: usize, hit: &Ranked) -> Value {
    json!({
        "type": "hit",
        "version": VERSION,
        "query": query,
        "rank": rank,
        "id": hit.id.to_string(),
        "own_id": hit.own_id,
        "title": hit.title,
        "score": hit.score,
        "source": hit.source,
    })
}

fn name_reason(reason: &NameReason) -> Value {
    json!({
        "kind": reason.kind.name(),
        "name": reason.name,
        "wanted": reason.wanted,
        "why": reason.why.iter().map(|why| &why.words).collect::<Vec<_>>(),
        "examples": reason.why.iter().map(|why| {
            why.examples.iter().map(ArticleId::to_string).collect::<Vec<_>>()
        }).collect::<Vec<_>>(),
        "weight": reason.weight,
    })
}

/// What matched a query in an article: byte ranges of its text, as pairs.
pub fn matches(matches: &[Match]) -> Value {
    let pairs = matches
        .iter()
        .map(|found| [found.span.start, found.span.end]);
    json!(pairs.collect::<Vec<_>>())
}

/// Byte ranges, as pairs.
fn marks(marked: &Marked) -> Vec<[usize; 2]> {
    marked
        .marks
        .iter()
        .map(|mark| [mark.start, mark.end])
        .collect()
}

fn published(published: Option<Published>) -> Value {
    published.map_or(Value::Null, |published| {
        json!({
            "date": published.to_string(),
            "precision": published.precision.name(),
            "origin": published.origin.name(),
        })
    })
}

/// An article of the index with its names and the articles that it leads to; every block in reading order too, if
/// `with_blocks`.
pub fn stored_article(
    id: ArticleId,
    article: &StoredArticle,
    text: &ArticleText,
    named: &[Named],
    related: &[Related],
    with_blocks: bool,
) -> Value {
    let mentions = named.iter().map(|named| {
        let mut object = mention(text, &named.mention);
        object["entity"] = named.name.as_str().into();
        object
    });
    let mut object = json!({
        "type": "article",
        "version": VERSION,
        "id": id.to_string(),
        "own_id": article.own_id,
        "title": article.title,
        "byline": article.byline,
        "published": published(article.published()),
        "modified": published(article.modified()),
        "section": article.section,
        "keywords": article.keywords,
        "language": article.language,
        "site": article.site,
        "url": article.url,
        "format": article.format().name(),
        "source": article.source,
        "content_hash": format!("{:016x}", article.content_hash()),
        "text": text.text,
        "parts": parts(text),
        "mentions": mentions.collect::<Vec<_>>(),
        "names": article_names(text, named).iter().map(article_name).collect::<Vec<_>>(),
        "related": related
            .iter()
            .map(|other| json!({ "id": other.id.to_string(), "title": other.title }))
            .collect::<Vec<_>>(),
        "removed": article.blocks.iter().filter_map(|block| {
            removed(block.role(), &block.text)
        }).collect::<Vec<_>>(),
    });
    if with_blocks {
        let blocks = article.blocks.iter();
        let blocks = blocks.map(|block| self::block(block.role(), &block.text));
        object["blocks"] = blocks.collect();
    }
    object
}

/// What extraction saw in a file.
pub fn extracted(path: &str, article: &Article) -> Value {
    let text = article.text();
    json!({
        "type": "article",
        "version": VERSION,
        "path": path,
        "own_id": article.own_id,
        "title": article.title,
        "byline": article.byline,
        "published": article.published.map(|published| published.to_string()),
        "published_origin": article.published.map(|published| published.origin.name()),
        "modified": article.modified.map(|modified| modified.to_string()),
        "section": article.section,
        "keywords": article.keywords,
        "body": text.text.get(text.body.clone()),
        "language": article.language.code(),
        "site": article.site,
        "url": article.url,
        "format": article.format.name(),
        "blocks": article.blocks.iter().map(|block| {
            self::block(block.role, &block.text)
        }).collect::<Vec<_>>(),
    })
}

/// What detection saw in an article.
pub fn annotated(
    article: &Article,
    text: &ArticleText,
    named: &[Named],
    aliases: &[Alias],
) -> Value {
    json!({
        "type": "annotation",
        "version": VERSION,
        "own_id": article.own_id,
        "title": article.title,
        "language": article.language.code(),
        "text": text.text,
        "parts": parts(text),
        "mentions": named.iter().map(|named| mention(text, &named.mention)).collect::<Vec<_>>(),
        "names": article_names(text, named).iter().map(article_name).collect::<Vec<_>>(),
        "aliases": aliases.iter().map(alias).collect::<Vec<_>>(),
    })
}

/// A name of an article with what else it is called there.
fn article_name(name: &ArticleName) -> Value {
    json!({
        "kind": name.kind.name(),
        "name": name.name,
        "key": name.id.key,
        "mentions": name.mentions,
        "forms": name.forms,
    })
}

/// Two names that an article says are one.
fn alias(alias: &Alias) -> Value {
    json!({
        "kind": alias.kind.name(),
        "name": alias.name,
        "of": alias.other,
        "ground": alias.ground.name(),
    })
}

fn parts(text: &ArticleText) -> Value {
    let pair = |range: &std::ops::Range<usize>| [range.start, range.end];
    json!({
        "title": pair(&text.title),
        "body": pair(&text.body),
        "captions": pair(&text.captions),
    })
}

fn mention(text: &ArticleText, mention: &Mention) -> Value {
    json!({
        "span": [mention.span.start, mention.span.end],
        "surface": text.text.get(mention.span.clone()),
        "kind": mention.kind.name(),
        "place": mention.place.map(PlaceType::name),
        "name": mention.name,
        "key": key(mention.kind, &mention.name),
        "detector": mention.detector.name(),
    })
}

fn block(role: Role, text: &str) -> Value {
    let role = match role {
        Role::Removed(removal) => format!("removed: {}", removal.name()),
        kept => kept.name().into(),
    };
    json!({"role": role, "text": text})
}

fn removed(role: Role, text: &str) -> Option<Value> {
    match role {
        Role::Removed(removal) => Some(json!({"reason": removal.name(), "text": text})),
        _ => None,
    }
}

pub fn failure(source: &str, record: Option<u64>, reason: &str) -> Value {
    json!({"type": "failure", "version": VERSION, "source": source, "record": record, "reason": reason})
}

/// A source without text.
pub fn skip(source: &str, reason: &str) -> Value {
    json!({"type": "skipped", "version": VERSION, "source": source, "reason": reason})
}

/// Failed records of a source that are counted only.
pub fn unlisted_failures(source: &str, records: u64) -> Value {
    json!({"type": "unlisted_failures", "version": VERSION, "source": source, "records": records})
}

pub fn name(name: &CountedName) -> Value {
    let day = |day: jiff::civil::Date| day.to_string();
    json!({
        "type": "name",
        "version": VERSION,
        "kind": name.kind.name(),
        "name": name.name,
        "articles": name.articles,
        "mentions": name.mentions,
        "first": name.period.map(|(first, _)| day(first)),
        "last": name.period.map(|(_, last)| day(last)),
        "aliases": name.entity.as_ref().map(aliases).unwrap_or_else(|| json!([])),
    })
}

/// The names of an entity that do not stand for it, each with what joins it to others.
fn aliases(entity: &Entity) -> Value {
    let forms = entity.forms.iter().enumerate().skip(1);
    let form = |(place, form): (usize, &Form)| {
        let links = entity.links.iter();
        let links = links.filter(|link| link.name == place || link.other == place);
        json!({
            "name": form.printed,
            "kind": form.name.kind.name(),
            "articles": form.articles,
            "evidence": links.map(|link| evidence(entity, link, place)).collect::<Vec<_>>(),
        })
    };
    forms.map(form).collect()
}

/// What says that two names are one, seen from one of them.
fn evidence(entity: &Entity, link: &Link, from: usize) -> Value {
    let printed = |at: usize| entity.forms.get(at).map(|form| &form.printed);
    json!({
        "ground": link.reason.name(),
        "name": printed(link.name),
        "of": printed(link.other),
        "words": entity.words(link, from),
        "count": link.count,
        "weight": link.weight(),
        "examples": link.examples.iter().map(|id| ArticleId(*id).to_string()).collect::<Vec<_>>(),
    })
}

fn story(story: &Story) -> Value {
    json!({
        "id": story.id.to_string(),
        "title": story.title,
        "published": published(story.published),
        "source": story.source,
        "mentions": story.mentions,
    })
}

/// A name that several entities bear, or none.
pub fn candidates(written: &str, candidates: &[CountedName], are_found: bool) -> Value {
    json!({
        "type": if are_found { "ambiguous" } else { "not_found" },
        "version": VERSION,
        "name": written,
        "candidates": candidates.iter().map(name).collect::<Vec<_>>(),
    })
}

/// A line of the corrections that was written or taken away.
pub fn correction(done: &str, line: Option<u32>, path: &std::path::Path) -> Value {
    json!({
        "type": "correction",
        "version": VERSION,
        "done": done,
        "line": line,
        "file": path.display().to_string(),
    })
}

pub fn report(finished: &Finished) -> Value {
    let report = &finished.report;
    let seconds = |duration: std::time::Duration| duration.as_secs_f64();
    let passed_over: serde_json::Map<String, Value> = report
        .passed_over
        .iter()
        .map(|(why, n)| (why.sentence().to_owned(), json!(n)))
        .collect();
    json!({
        "type": "report",
        "version": VERSION,
        "indexed": report.indexed,
        "articles": report.articles,
        "unchanged": report.unchanged,
        "renamed": report.renamed,
        "removed": report.removed,
        "skipped": report.skipped,
        "skipped_members": report.skipped_members,
        "failed": report.failed.len(),
        "failed_records": report.failed_records_total,
        "unreachable": report.unreachable.len(),
        "vanished": report.vanished,
        "passed_over": passed_over,
        "unreadable": report.unreadable.len(),
        "settled": report.settled,
        "stopped": report.stopped,
        "seconds": {
            "walk": seconds(report.timings.walk),
            "read": seconds(report.timings.read),
            "extract": seconds(report.timings.extract),
            "detect": seconds(report.timings.detect),
            "analyze": seconds(report.timings.analyze),
            "add": seconds(report.timings.add),
            "commit": seconds(report.timings.commit),
            "settle": seconds(report.timings.settle),
            "merge": seconds(report.timings.merge),
            "link": seconds(report.timings.link),
            "copies": seconds(report.timings.copies),
            "total": seconds(report.timings.total),
        },
    })
}

pub fn status(status: &Status) -> Value {
    let languages: serde_json::Map<String, Value> = status
        .languages
        .iter()
        .map(|(code, n)| (code.clone(), json!(n)))
        .collect();
    json!({
        "type": "status",
        "version": VERSION,
        "articles": status.articles,
        "sources": status.sources,
        "indexed": status.indexed,
        "skipped": status.skipped.len(),
        "failed": status.failed.len(),
        "failed_records": status.failed_records_total(),
        "partial": status.partial,
        "languages": languages,
        "undated": status.undated,
        "first_day": status.first_day.map(|day| day.to_string()),
        "last_day": status.last_day.map(|day| day.to_string()),
        "source_bytes": status.source_bytes,
        "index_bytes": status.index_bytes,
        "names": {
            "detected": status.naming.is_on,
            "own_model_bytes": status.naming.own_model,
            "model_fingerprint": status.naming.model_fingerprint.map(|it| format!("{it:016x}")),
            "listed": status.naming.listed,
        },
        "drift": {
            "new": status.drift.new,
            "changed": status.drift.changed,
            "deleted": status.drift.deleted,
            "unreachable": status.drift.unreachable,
        },
    })
}

pub fn soundness(soundness: &Soundness) -> Value {
    json!({
        "type": "check",
        "version": VERSION,
        "sound": soundness.is_sound(),
        "articles": soundness.articles,
        "sources": soundness.sources,
        "mentions": soundness.mentions,
        "problems": soundness.problems,
        "problems_total": soundness.problems_total,
    })
}
