//! `sketches of all articles → the copies of a snapshot`, and the file that they are kept in.
//!
//! The file keeps the clusters and which pairs of articles were compared, so that a run reads only
//! what is new. Between the commits of a run it is out of date: then the clusters are those of the
//! last whole run, less what is gone.

use std::path::Path;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};
use tantivy::columnar::Column;
use tantivy::{DocAddress, DocId, Searcher};

use super::derived::{self, commit_of};
use super::schema::{Fields, column};
use super::settle::stored_text;
use super::{ArchiveIndex, IndexError, guarded};
use crate::copies::{self, Body, Sketch};

/// The file of the copies, beside those of the index.
const COPIES_FILE: &str = "copies";

/// What the file begins with: its kind and version.
const MAGIC: &[u8; 8] = b"dlcopy01";

/// Kind, commit, and half of the BLAKE3 hash of what follows.
const HEAD_BYTES: usize = 32;

/// Pairs whose articles are held at once, by each thread; most have one in common with the next.
const PAIRS_AT_ONCE: usize = 1 << 12;

/// Which articles of a snapshot are copies of each other.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Copies {
    /// Of each segment the articles that have copies, in order, and their clusters.
    segments: Vec<Vec<(DocId, u32)>>,
    clusters: Vec<Vec<DocAddress>>,
}

impl Copies {
    fn new(segments: usize, clusters: Vec<Vec<DocAddress>>) -> Copies {
        let mut by_segment = vec![Vec::new(); segments];
        for (cluster, number) in clusters.iter().zip(0..) {
            for address in cluster {
                if let Some(segment) = by_segment.get_mut(address.segment_ord as usize) {
                    segment.push((address.doc_id, number));
                }
            }
        }
        by_segment
            .iter_mut()
            .for_each(|segment| segment.sort_unstable());
        Copies {
            segments: by_segment,
            clusters,
        }
    }

    /// The number of the cluster that an article stands in, if it has copies.
    pub fn cluster_of(&self, address: DocAddress) -> Option<u32> {
        let segment = self.of_segment(address.segment_ord);
        let at = segment.binary_search_by_key(&address.doc_id, |(doc, _)| *doc);
        Some(segment.get(at.ok()?)?.1)
    }

    /// The articles of a cluster.
    pub fn cluster(&self, number: u32) -> &[DocAddress] {
        let cluster = self.clusters.get(number as usize);
        cluster.map(Vec::as_slice).unwrap_or_default()
    }

    /// The articles of a segment that have copies, in order, and their clusters.
    pub fn of_segment(&self, ordinal: u32) -> &[(DocId, u32)] {
        let segment = self.segments.get(ordinal as usize);
        segment.map(Vec::as_slice).unwrap_or_default()
    }

    /// How many clusters there are.
    pub fn len(&self) -> usize {
        self.clusters.len()
    }

    pub fn is_empty(&self) -> bool {
        self.clusters.is_empty()
    }
}

/// What stands in the file.
#[derive(Default, Serialize, Deserialize)]
struct Stored {
    /// The segments of the snapshot.
    segments: Vec<String>,
    clusters: Vec<Vec<StoredMember>>,
    /// Pairs of articles by [`Sketch::words`], in order, and whether they are copies.
    verdicts: Vec<(u64, u64, bool)>,
}

#[derive(Clone, Copy, Serialize, Deserialize)]
struct StoredMember {
    /// The place of its segment among those of the snapshot, and its number there.
    segment: u32,
    doc: DocId,
    id: u64,
}

/// The copies of a snapshot, as far as the file in the index folder knows them.
pub fn copies_of(folder: &Path, searcher: &Searcher) -> Result<Copies, IndexError> {
    guarded(|| {
        let Some((commit, stored)) = stored(folder)? else {
            return Ok(Copies::default());
        };
        match commit == commit_of(searcher) {
            true => Ok(stored.in_snapshot(searcher)),
            false => Ok(stored.by_ids(searcher)?),
        }
    })
}

/// Whether the file of an index folder is damaged.
pub fn is_damaged(index: &ArchiveIndex) -> Result<bool, IndexError> {
    let folder = index.archive.index_folder();
    let exists = guarded(|| Ok(derived::read(&folder, COPIES_FILE)?.is_some()))?;
    Ok(exists && guarded(|| Ok(stored(&folder)?))?.is_none())
}

/// Brings the file of an index folder up to date with a snapshot; nothing is written if it is, or if
/// the run is stopped before.
pub fn bring_up_to_date(
    folder: &Path,
    searcher: &Searcher,
    threads: usize,
    stop: &AtomicBool,
) -> Result<(), IndexError> {
    let commit = commit_of(searcher);
    let known = guarded(|| Ok(stored(folder)?))?;
    let known = match known {
        Some((last, _)) if last == commit => return Ok(()),
        Some((_, known)) => known.verdicts,
        None => Vec::new(),
    };
    let search = Search {
        searcher,
        threads,
        stop,
        known,
    };
    let found = guarded(|| search.run())?;
    if stop.load(Ordering::Relaxed) {
        return Ok(());
    }
    let body = postcard::to_stdvec(&found).unwrap_or_default();
    let hash = blake3::hash(&body);
    let half = hash.as_bytes().iter().copied().take(16);
    let mut bytes = MAGIC.to_vec();
    bytes.extend(commit.to_le_bytes());
    bytes.extend(half);
    bytes.extend(body);
    derived::write(folder, COPIES_FILE, &bytes)
}

/// The commit of the file in an index folder, and what stands in it; `None` if there is none that can
/// be read.
fn stored(folder: &Path) -> tantivy::Result<Option<(u64, Stored)>> {
    let Some(bytes) = derived::read(folder, COPIES_FILE)? else {
        return Ok(None);
    };
    let read = || {
        let (head, body) = bytes.split_at_checked(HEAD_BYTES)?;
        let (magic, head) = head.split_first_chunk()?;
        let (commit, hash) = head.split_first_chunk()?;
        let is_sound = magic == MAGIC && blake3::hash(body).as_bytes().starts_with(hash);
        let stored = is_sound.then(|| postcard::from_bytes(body).ok())??;
        Some((u64::from_le_bytes(*commit), stored))
    };
    Ok(read())
}

impl Stored {
    /// The clusters, in the snapshot that they were made of.
    fn in_snapshot(&self, searcher: &Searcher) -> Copies {
        let readers = searcher.segment_readers();
        let here: FxHashMap<String, u32> = readers
            .iter()
            .map(|segment| segment.segment_id().uuid_string())
            .zip(0..)
            .collect();
        let here: Vec<Option<u32>> = self
            .segments
            .iter()
            .map(|segment| here.get(segment).copied())
            .collect();
        let address = |member: &StoredMember| {
            let segment = here.get(member.segment as usize).copied().flatten()?;
            Some(DocAddress::new(segment, member.doc))
        };
        let clusters = self.clusters.iter();
        let clusters = clusters.map(|cluster| cluster.iter().filter_map(address).collect());
        Copies::new(readers.len(), clusters.collect())
    }

    /// The clusters, in another snapshot.
    fn by_ids(&self, searcher: &Searcher) -> tantivy::Result<Copies> {
        let mut clusters = vec![Vec::new(); self.clusters.len()];
        let mut numbers: FxHashMap<u64, usize> = FxHashMap::default();
        for (number, cluster) in self.clusters.iter().enumerate() {
            numbers.extend(cluster.iter().map(|member| (member.id, number)));
        }
        let readers = searcher.segment_readers();
        for (segment, ordinal) in readers.iter().zip(0..) {
            let ids: Option<Column<u64>> = segment.fast_fields().column_opt(column::ID)?;
            let Some(ids) = ids else { continue };
            for doc in segment.doc_ids_alive() {
                let number = ids.first(doc).and_then(|id| numbers.get(&id));
                if let Some(cluster) = number.and_then(|number| clusters.get_mut(*number)) {
                    cluster.push(DocAddress::new(ordinal, doc));
                }
            }
        }
        clusters.retain(|cluster| cluster.len() > 1);
        Ok(Copies::new(readers.len(), clusters))
    }
}

/// The search for copies in a snapshot.
struct Search<'a> {
    searcher: &'a Searcher,
    threads: usize,
    stop: &'a AtomicBool,
    /// Pairs that were compared before.
    known: Vec<(u64, u64, bool)>,
}

/// An article that can have copies.
#[derive(Clone, Copy)]
struct Sketched {
    address: DocAddress,
    id: u64,
}

impl Search<'_> {
    fn run(&self) -> Result<Stored, IndexError> {
        let (articles, sketches) = self.sketched()?;
        let mut verdicts = Vec::new();
        let clusters = copies::find(&sketches, |pairs| {
            let pairs: Vec<(u32, u32, Words)> = pairs
                .iter()
                .map(|(a, b)| (*a, *b, words(&sketches, *a, *b)))
                .collect();
            let are_copies = self.are_copies(&articles, &pairs)?;
            let compared = pairs.iter().zip(&are_copies);
            verdicts.extend(compared.map(|((.., (a, b)), are)| (*a, *b, *are)));
            Ok::<_, IndexError>(are_copies)
        })?;
        verdicts.sort_unstable();
        verdicts.dedup();
        let member = |number: &u32| {
            let article = articles.get(*number as usize)?;
            Some(StoredMember {
                segment: article.address.segment_ord,
                doc: article.address.doc_id,
                id: article.id,
            })
        };
        let segments = self.searcher.segment_readers().iter();
        Ok(Stored {
            segments: segments
                .map(|segment| segment.segment_id().uuid_string())
                .collect(),
            clusters: clusters
                .iter()
                .map(|cluster| cluster.iter().filter_map(member).collect())
                .collect(),
            verdicts,
        })
    }

    /// The articles that have a sketch.
    fn sketched(&self) -> tantivy::Result<(Vec<Sketched>, Vec<Sketch>)> {
        let (mut articles, mut sketches) = (Vec::new(), Vec::new());
        for (segment, ordinal) in self.searcher.segment_readers().iter().zip(0..) {
            let columns = segment.fast_fields();
            let ids: Option<Column<u64>> = columns.column_opt(column::ID)?;
            let numbers: Option<Column<u64>> = columns.column_opt(column::SKETCH)?;
            let (Some(ids), Some(numbers)) = (ids, numbers) else {
                continue;
            };
            for doc in segment.doc_ids_alive() {
                let sketch = Sketch::of_numbers(numbers.values_for_doc(doc));
                if let (Some(sketch), Some(id)) = (sketch, ids.first(doc)) {
                    let address = DocAddress::new(ordinal, doc);
                    articles.push(Sketched { address, id });
                    sketches.push(sketch);
                }
            }
        }
        Ok((articles, sketches))
    }

    /// Which pairs are copies. What was compared before is not read again.
    fn are_copies(
        &self,
        articles: &[Sketched],
        pairs: &[(u32, u32, Words)],
    ) -> Result<Vec<bool>, IndexError> {
        let mut verdicts: Vec<Option<bool>> = pairs
            .iter()
            .map(|(.., (a, b))| {
                let at = self
                    .known
                    .binary_search_by_key(&(*a, *b), |(a, b, _)| (*a, *b));
                Some(self.known.get(at.ok()?)?.2)
            })
            .collect();
        let unknown = pairs.iter().zip(verdicts.iter_mut());
        let unknown = unknown.filter(|(_, verdict)| verdict.is_none());
        let mut unknown: Vec<_> = unknown
            .map(|((a, b, _), verdict)| (*a, *b, verdict))
            .collect();
        let failure = Mutex::new(None);
        let parts: Vec<Mutex<&mut [_]>> =
            unknown.chunks_mut(PAIRS_AT_ONCE).map(Mutex::new).collect();
        let next = AtomicUsize::new(0);
        let work = || {
            while let Some(part) = parts.get(next.fetch_add(1, Ordering::Relaxed)) {
                let Ok(mut part) = part.lock() else { return };
                if self.stop.load(Ordering::Relaxed) {
                    return;
                }
                if let Err(error) = self.compare(articles, &mut part)
                    && let Ok(mut failure) = failure.lock()
                {
                    *failure = Some(error);
                    return;
                }
            }
        };
        std::thread::scope(|scope| {
            for _ in 1..self.threads.min(parts.len()) {
                scope.spawn(work);
            }
            work();
        });
        if let Ok(Some(error)) = failure.into_inner() {
            return Err(error);
        }
        drop(parts);
        drop(unknown);
        Ok(verdicts
            .into_iter()
            .map(|verdict| verdict.unwrap_or(false))
            .collect())
    }

    /// Reads the articles of some pairs and compares them.
    fn compare(
        &self,
        articles: &[Sketched],
        pairs: &mut [(u32, u32, &mut Option<bool>)],
    ) -> Result<(), IndexError> {
        let (_, fields) = Fields::new();
        let mut bodies: FxHashMap<u32, Body> = FxHashMap::default();
        for (a, b, verdict) in pairs {
            for number in [*a, *b] {
                if let Some(article) = articles.get(number as usize)
                    && !bodies.contains_key(&number)
                {
                    let text = stored_text(self.searcher, fields, article.address)?;
                    let part = |range| text.text.get(range).unwrap_or_default();
                    let body = Body::new(part(text.title.clone()), part(text.body.clone()));
                    bodies.insert(number, body);
                }
            }
            if let (Some(a), Some(b)) = (bodies.get(a), bodies.get(b)) {
                **verdict = Some(a.is_copy_of(b));
            }
        }
        Ok(())
    }
}

/// A pair of articles by their words, the lesser number first.
type Words = (u64, u64);

fn words(sketches: &[Sketch], a: u32, b: u32) -> Words {
    let words = |number: u32| sketches.get(number as usize).map_or(0, Sketch::words);
    let (a, b) = (words(a), words(b));
    (a.min(b), a.max(b))
}
