//! `documents and deletions → commits`.
//!
//! Builders, each on a thread of its own, collect documents into segments; the engine's writer
//! takes the finished segments up, deletes, commits and merges. A deletion means the documents of
//! earlier commits alone: each document knows the commit that it came with.

use std::ops::Bound;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::{self, JoinHandle};

use tantivy::index::SegmentMeta;
use tantivy::indexer::IndexWriterOptions;
use tantivy::merge_policy::LogMergePolicy;
use tantivy::query::{BooleanQuery, Query, RangeQuery, TermQuery};
use tantivy::schema::{Field, IndexRecordOption};
use tantivy::{Index, IndexWriter, Opstamp, TantivyError, Term};

use super::queue::Queue;
use super::schema::Fields;
use super::segment::{Document, SegmentBuilder};
use super::{IndexError, words_of};

/// Memory of all builders together before they put their segments on disk. More makes fewer and
/// larger segments; above this the gain on 50,000 articles is under 2 %.
const BUILDERS_BYTES: usize = 204 << 20;

/// Bytes of documents that wait for a builder. A larger document waits until none does.
const QUEUE_BYTES_MAX: usize = 32 << 20;

/// Documents are handed over in batches of so many bytes, as waking a thread takes longer than
/// indexing a short document.
const BATCH_BYTES: usize = 128 << 10;

/// Memory of the engine's own writer: its smallest, since it is given no documents.
pub const ENGINE_BYTES: usize = 15_000_000;

/// Documents of a segment above which it is not merged any more. Merging maps whole segments into
/// memory; without a bound that memory grows with the archive. Compacting merges all the same.
const MERGED_DOCS_MAX: usize = 50_000;

/// Merges that run at the same time, beside the builders; each maps what it merges.
const MERGES_AT_ONCE_MAX: usize = 1;

/// Writes to an index; there can be one at a time.
pub struct Writer<'a> {
    index: Index,
    fields: Fields,
    threads: usize,
    /// Set by whoever wants the run to end early.
    stop: &'a AtomicBool,
    engine: IndexWriter,
    /// The number of the last commit.
    committed: Opstamp,
    builders: Option<Builders>,
    batch: Batch,
}

/// Documents on their way to a builder.
#[derive(Default)]
struct Batch {
    documents: Vec<Document>,
    bytes: usize,
}

impl<'a> Writer<'a> {
    /// Opens an index for writing, with so many builders.
    pub fn new(
        index: &Index,
        fields: Fields,
        threads: usize,
        stop: &'a AtomicBool,
    ) -> Result<Self, IndexError> {
        let options = IndexWriterOptions::builder()
            .memory_budget_per_thread(ENGINE_BYTES)
            .num_merge_threads(MERGES_AT_ONCE_MAX)
            .build();
        let engine = index.writer_with_options(options)?;
        let mut merges = LogMergePolicy::default();
        merges.set_max_docs_before_merge(MERGED_DOCS_MAX);
        engine.set_merge_policy(Box::new(merges));
        Ok(Writer {
            index: index.clone(),
            fields,
            threads,
            stop,
            committed: engine.commit_opstamp(),
            engine,
            builders: None,
            batch: Batch::default(),
        })
    }

    /// Sets the number of builders after the next commit, each of which makes a segment of its own
    /// at least.
    pub fn set_builders(&mut self, builders: usize) {
        self.threads = builders;
    }

    /// Adds a document. Documents of one commit may come to lie in any order.
    pub fn add(&mut self, mut document: Document) -> Result<(), IndexError> {
        document
            .values
            .add_u64(self.fields.batch, self.committed + 1);
        self.batch.bytes += document.memory();
        self.batch.documents.push(document);
        match self.batch.bytes >= BATCH_BYTES {
            true => self.hand_over(),
            false => Ok(()),
        }
    }

    fn hand_over(&mut self) -> Result<(), IndexError> {
        let Batch { documents, bytes } = std::mem::take(&mut self.batch);
        if documents.is_empty() {
            return Ok(());
        }
        let builders = match &mut self.builders {
            Some(builders) => builders,
            none => none.insert(Builders::start(
                &self.index,
                self.fields.text,
                self.threads,
            )?),
        };
        let is_over = || self.stop.load(Ordering::Relaxed);
        if builders.queue.push(documents, bytes, is_over).is_ok() {
            return Ok(());
        }
        // They end early for a reason, which is told now.
        self.finish_segments()?;
        Err(IndexError::Broken("its builders ended early".into()))
    }

    /// Deletes what earlier commits have of a source, its record too.
    pub fn delete_source(&self, path: &str) -> Result<(), IndexError> {
        let fields = self.fields;
        self.delete(vec![term_query(fields.source, path)])
    }

    /// Deletes the record that earlier commits have of a source, and none of its articles.
    pub fn delete_record(&self, path: &str) -> Result<(), IndexError> {
        let fields = self.fields;
        self.delete(vec![
            term_query(fields.kind, super::schema::SOURCE),
            term_query(fields.source, path),
        ])
    }

    /// Deletes the article that earlier commits have under this id.
    pub fn delete_article(&self, id: u64) -> Result<(), IndexError> {
        let term = Term::from_field_u64(self.fields.id, id);
        let article = TermQuery::new(term, IndexRecordOption::Basic);
        self.delete(vec![Box::new(article)])
    }

    fn delete(&self, mut conditions: Vec<Box<dyn Query>>) -> Result<(), IndexError> {
        let last = Term::from_field_u64(self.fields.batch, self.committed);
        conditions.push(Box::new(RangeQuery::new(
            Bound::Unbounded,
            Bound::Included(last),
        )));
        let query = BooleanQuery::intersection(conditions);
        self.engine.delete_query(Box::new(query))?;
        Ok(())
    }

    /// Makes all that was added and deleted visible at once. `words` are kept with the commit.
    pub fn commit(&mut self, words: &str) -> Result<(), IndexError> {
        self.hand_over()?;
        for segment in self.finish_segments()? {
            self.engine.add_segment(segment)?;
        }
        let mut commit = self.engine.prepare_commit()?;
        commit.set_payload(words);
        self.committed = commit.commit()?;
        Ok(())
    }

    /// The segments that were built since the last commit.
    fn finish_segments(&mut self) -> Result<Vec<SegmentMeta>, IndexError> {
        self.builders
            .take()
            .map_or(Ok(Vec::new()), Builders::finish)
    }

    /// Waits for the merges that the commits have begun.
    pub fn wait_for_merges(self) -> Result<(), IndexError> {
        Ok(self.engine.wait_merging_threads()?)
    }
}

fn term_query(field: Field, text: &str) -> Box<dyn Query> {
    let term = Term::from_field_text(field, text);
    Box::new(TermQuery::new(term, IndexRecordOption::Basic))
}

/// The threads that build segments.
struct Builders {
    queue: Arc<Queue<Vec<Document>>>,
    threads: Vec<JoinHandle<Result<Vec<SegmentMeta>, IndexError>>>,
}

impl Builders {
    fn start(index: &Index, ranked: Field, threads: usize) -> Result<Self, IndexError> {
        let queue = Arc::new(Queue::new(QUEUE_BYTES_MAX, threads));
        let mut builders = Builders {
            queue: queue.clone(),
            threads: Vec::new(),
        };
        for _ in 0..threads {
            let (index, taken) = (index.clone(), queue.clone());
            let thread = thread::Builder::new()
                .name("builder".into())
                .spawn(move || build(&index, ranked, &Taker(&taken), BUILDERS_BYTES / threads));
            match thread {
                Ok(thread) => builders.threads.push(thread),
                // One is enough; the others are as if they had left.
                Err(_) if !builders.threads.is_empty() => queue.leave(),
                Err(error) => return Err(TantivyError::from(error).into()),
            }
        }
        Ok(builders)
    }

    fn finish(self) -> Result<Vec<SegmentMeta>, IndexError> {
        self.queue.close();
        let mut segments = Vec::new();
        let mut failure = None;
        for thread in self.threads {
            match thread.join() {
                Ok(Ok(built)) => segments.extend(built),
                Ok(Err(error)) => failure = Some(error),
                Err(panic) => failure = Some(IndexError::Broken(words_of(&*panic))),
            }
        }
        failure.map_or(Ok(segments), Err)
    }
}

/// Counts as a taker of the queue for as long as it lives.
struct Taker<'a>(&'a Queue<Vec<Document>>);

impl Drop for Taker<'_> {
    fn drop(&mut self) {
        self.0.leave();
    }
}

fn build(
    index: &Index,
    ranked: Field,
    documents: &Taker,
    memory_max: usize,
) -> Result<Vec<SegmentMeta>, IndexError> {
    let mut segments = Vec::new();
    let mut builder = None;
    while let Some(batch) = documents.0.pop() {
        for document in batch {
            let building = match &mut builder {
                Some(building) => building,
                none => none.insert(SegmentBuilder::new(index, ranked)?),
            };
            building.add(&document)?;
            if building.is_full(memory_max)
                && let Some(full) = builder.take()
            {
                segments.push(full.finish()?);
            }
        }
    }
    if let Some(last) = builder {
        segments.push(last.finish()?);
    }
    Ok(segments)
}
