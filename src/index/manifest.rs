//! What the index knows of every source, read from its columns.

use std::collections::HashMap;

use tantivy::columnar::Column;
use tantivy::schema::IndexRecordOption;
use tantivy::{DocAddress, DocSet, Searcher, SegmentReader, TERMINATED, Term};

use super::IndexError;
use super::schema::{self, Fields, column};

/// How the reading of a source ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    Indexed,
    /// It holds no text: empty, a picture, a program.
    Skipped,
    /// It could not be read; the reason is stored with it.
    Failed,
    /// The run was stopped in the middle of it; the next one goes on from there.
    Partial,
}

impl Outcome {
    pub const ALL: [Outcome; 4] = [
        Outcome::Indexed,
        Outcome::Skipped,
        Outcome::Failed,
        Outcome::Partial,
    ];

    pub fn name(self) -> &'static str {
        match self {
            Outcome::Indexed => "indexed",
            Outcome::Skipped => "skipped",
            Outcome::Failed => "failed",
            Outcome::Partial => "partial",
        }
    }

    pub(super) fn code(self) -> u64 {
        Outcome::ALL
            .iter()
            .position(|other| *other == self)
            .unwrap_or_default() as u64
    }

    fn from_code(code: u64) -> Outcome {
        // An unknown outcome is one that must be read again.
        usize::try_from(code)
            .ok()
            .and_then(|code| Outcome::ALL.get(code).copied())
            .unwrap_or(Outcome::Partial)
    }
}

/// A source as the index knows it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SourceState {
    pub bytes: u64,
    /// Nanoseconds since 1970, or [`IN_DOUBT`].
    pub modified: i64,
    pub content_hash: u64,
    pub stages: u64,
    pub outcome: Outcome,
    pub articles: u64,
    pub failed_records: u64,
    pub mounted: bool,
    /// Where its record lies, for the reasons stored with it.
    pub record: DocAddress,
}

/// Stands for the time of a file that was changed so shortly before it was read that a later
/// change might not show in its time.
pub const IN_DOUBT: i64 = i64::MIN;

/// All sources by their paths. Takes some 150 bytes a source.
pub type Manifest = HashMap<String, SourceState>;

/// Reads the state of all sources.
pub fn read(searcher: &Searcher, fields: Fields) -> Result<Manifest, IndexError> {
    let mut manifest = Manifest::new();
    for (ordinal, segment) in searcher.segment_readers().iter().enumerate() {
        read_segment(segment, ordinal as u32, fields, &mut manifest)?;
    }
    Ok(manifest)
}

fn read_segment(
    segment: &SegmentReader,
    segment_ord: u32,
    fields: Fields,
    manifest: &mut Manifest,
) -> Result<(), IndexError> {
    let term = Term::from_field_text(fields.kind, schema::SOURCE);
    let postings = segment
        .inverted_index(fields.kind)?
        .read_postings(&term, IndexRecordOption::Basic);
    let Some(mut postings) = postings.map_err(tantivy::TantivyError::from)? else {
        return Ok(());
    };
    let columns = segment.fast_fields();
    let Some(paths) = columns.str(column::SOURCE)? else {
        return Ok(());
    };
    let number = |name| columns.column_opt::<u64>(name);
    let bytes = number(column::BYTES)?;
    let modified: Option<Column<i64>> = columns.column_opt(column::MODIFIED)?;
    let content_hash = number(column::CONTENT_HASH)?;
    let stages = number(column::STAGES)?;
    let outcome = number(column::OUTCOME)?;
    let articles = number(column::ARTICLES)?;
    let failed_records = number(column::FAILED_RECORDS)?;
    let mounted = number(column::MOUNTED)?;
    let of = |column: &Option<Column<u64>>, doc| {
        column
            .as_ref()
            .and_then(|column| column.first(doc))
            .unwrap_or_default()
    };

    let mut docs: Vec<(u64, u32)> = Vec::new();
    while postings.doc() != TERMINATED {
        let doc = postings.doc();
        if !segment.is_deleted(doc)
            && let Some(path) = paths.term_ords(doc).next()
        {
            docs.push((path, doc));
        }
        postings.advance();
    }
    docs.sort_unstable();
    let ordinals: Vec<u64> = docs.iter().map(|(path, _)| *path).collect();
    let mut rest = docs.iter();
    let add = |path: &[u8]| {
        if let Some((_, doc)) = rest.next() {
            let state = SourceState {
                bytes: of(&bytes, *doc),
                modified: modified
                    .as_ref()
                    .and_then(|c| c.first(*doc))
                    .unwrap_or(IN_DOUBT),
                content_hash: of(&content_hash, *doc),
                stages: of(&stages, *doc),
                outcome: Outcome::from_code(of(&outcome, *doc)),
                articles: of(&articles, *doc),
                failed_records: of(&failed_records, *doc),
                mounted: of(&mounted, *doc) == 1,
                record: DocAddress::new(segment_ord, *doc),
            };
            manifest.insert(String::from_utf8_lossy(path).into_owned(), state);
        }
    };
    let complete = paths
        .dictionary()
        .sorted_ords_to_term_cb(&ordinals, add)
        .map_err(tantivy::TantivyError::from)?;
    if complete {
        Ok(())
    } else {
        Err(super::stored::Damaged("source").into())
    }
}
