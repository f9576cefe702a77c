//! Files beside those of the index that are derived from it: each names the commit that it was made
//! of, and one of another commit is passed over or caught up with.

use std::fs::{self, File};
use std::io::Write;
use std::path::Path;

use tantivy::directory::OwnedBytes;
use tantivy::{Directory, Searcher, TantivyError};

use super::IndexError;
use super::directory::ReadableDirectory;
use super::stored::first_64_bits;

/// What a snapshot has: its segments, and how many articles of each are alive. A segment is never
/// changed, and what is deleted stays so.
pub fn commit_of(searcher: &Searcher) -> u64 {
    let segments = searcher.segment_readers().iter();
    let mut segments: Vec<String> = segments
        .map(|segment| {
            format!(
                "{} {}",
                segment.segment_id().uuid_string(),
                segment.num_docs()
            )
        })
        .collect();
    segments.sort_unstable();
    first_64_bits(&blake3::hash(segments.join("\n").as_bytes()))
}

/// The bytes of a derived file in an index folder, in place; `None` if there is none.
pub(super) fn read(folder: &Path, name: &str) -> tantivy::Result<Option<OwnedBytes>> {
    let directory = ReadableDirectory::open(folder)?;
    let Ok(file) = directory.get_file_handle(Path::new(name)) else {
        return Ok(None);
    };
    let bytes = file.read_bytes(0..file.len()).map_err(TantivyError::from)?;
    Ok(Some(bytes))
}

/// Writes a derived file whole, or not at all.
pub(super) fn write(folder: &Path, name: &str, bytes: &[u8]) -> Result<(), IndexError> {
    let path = folder.join(name);
    let new = folder.join(format!(".tmp-{name}"));
    let written = File::create(&new)
        .and_then(|mut file| file.write_all(bytes).and_then(|()| file.sync_all()))
        .and_then(|()| fs::rename(&new, &path));
    written.map_err(|source| {
        // What could not be written whole is of no use to anybody.
        fs::remove_file(&new).ok();
        IndexError::Io {
            action: "write",
            path,
            source,
        }
    })
}
