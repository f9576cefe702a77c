//! `stored articles → articles as the whole archive wants them`, in parallel.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use crossbeam_channel::{Sender, bounded};
use tantivy::schema::Value;
use tantivy::store::StoreReader;
use tantivy::{DocAddress, Searcher, TantivyDocument, TantivyError};

use super::Settling;
use super::sign::{Line, lines_of};
use super::verdict::Verdicts;
use crate::article::Article;
use crate::entities::{Detected, Finder};
use crate::index::IndexError;
use crate::index::document::Preparer;
use crate::index::schema::column;
use crate::index::segment::Document;
use crate::index::stored::StoredArticle;
use crate::index::writer::Writer;

/// Articles that a thread takes at once: about as many as are compressed together.
const TAKEN_AT_ONCE: usize = 16;

/// Blocks of stored articles that each thread keeps.
const STORE_CACHE_BLOCKS: usize = 2;

/// Up to so many articles go into one segment, since each segment makes searches slower.
const FEW_ARTICLES: usize = 4_000;

/// An article made anew, and its id.
type Remade = (u64, Document);

pub(super) fn remake(
    settling: &Settling,
    searcher: &Searcher,
    places: &[DocAddress],
    verdicts: &Verdicts,
    writer: &mut Writer,
) -> Result<u64, IndexError> {
    if places.len() < FEW_ARTICLES {
        writer.set_builders(1);
    }
    let next = AtomicUsize::new(0);
    let (sender, remade) = bounded(settling.threads * TAKEN_AT_ONCE);
    let mut count = 0;
    thread::scope(|scope| {
        for _ in 0..settling.threads {
            let (sender, next) = (sender.clone(), &next);
            scope.spawn(move || {
                let result = remake_some(settling, searcher, places, next, verdicts, &sender);
                if let Err(error) = result {
                    sender.send(Err(error)).ok();
                }
            });
        }
        drop(sender);
        for article in remade {
            let (id, document) = article?;
            writer.delete_article(id)?;
            writer.add(document)?;
            count += 1;
        }
        Ok(count)
    })
}

/// Remakes articles until none is left, or nobody wants them.
fn remake_some(
    settling: &Settling,
    searcher: &Searcher,
    places: &[DocAddress],
    next: &AtomicUsize,
    verdicts: &Verdicts,
    remade: &Sender<Result<Remade, IndexError>>,
) -> Result<(), IndexError> {
    let mut preparer = Preparer::new(settling.fields);
    let mut finder = Finder::new(&settling.detectors);
    let mut store: Option<(u32, StoreReader)> = None;
    loop {
        let begin = next.fetch_add(TAKEN_AT_ONCE, Ordering::Relaxed);
        let Some(rest) = places.get(begin..).filter(|rest| !rest.is_empty()) else {
            return Ok(());
        };
        for place in rest.iter().take(TAKEN_AT_ONCE) {
            if settling.stop.load(Ordering::Relaxed) {
                return Ok(());
            }
            let segment = searcher.segment_reader(place.segment_ord);
            let store = match &mut store {
                Some((of, store)) if *of == place.segment_ord => store,
                other => {
                    let store = segment
                        .get_store_reader(STORE_CACHE_BLOCKS)
                        .map_err(TantivyError::from)?;
                    &mut other.insert((place.segment_ord, store)).1
                }
            };
            let ids = segment.fast_fields().u64(column::ID)?;
            let indexed = segment.fast_fields().i64(column::INDEXED)?;
            let Some(id) = ids.first(place.doc_id) else {
                continue;
            };
            let document: TantivyDocument = store.get(place.doc_id)?;
            let content = document.get_first(settling.fields.content);
            let content = content.as_ref().and_then(|value| value.as_bytes());
            let stored = StoredArticle::decode(content.unwrap_or_default())?;
            let mut article = stored.to_article();
            let lines: Vec<_> = lines_of(&article).collect();
            if !verdicts.apply(&mut article, &stored.source, &lines)? {
                continue;
            }
            let made = catch_unwind(AssertUnwindSafe(|| {
                document_of(
                    settling,
                    &mut finder,
                    &mut preparer,
                    article,
                    &stored,
                    &lines,
                )
            }));
            // One that makes the detector fail stays as it is, and the run goes on.
            if made.is_err() {
                preparer = Preparer::new(settling.fields);
                finder = Finder::new(&settling.detectors);
            }
            if let Ok(mut document) = made {
                document.add_number_key(settling.fields.id, id);
                if let Some(indexed) = indexed.first(place.doc_id) {
                    document.values.add_i64(settling.fields.indexed, indexed);
                }
                if remade.send(Ok((id, document))).is_err() {
                    return Ok(());
                }
            }
        }
    }
}

/// The document of an article that is stored so.
fn document_of(
    settling: &Settling,
    finder: &mut Finder,
    preparer: &mut Preparer,
    article: Article,
    stored: &StoredArticle,
    lines: &[Line],
) -> Document {
    let text = article.text();
    let names = match settling.entities || stored.mention_count() > 0 {
        true => finder.detect(&text, article.language, article.published),
        false => Detected::default(),
    };
    let (source, ordinal) = (&stored.source, stored.ordinal);
    let prepared = preparer.prepare(article, &text, &names, lines, source, ordinal);
    prepared.document
}
