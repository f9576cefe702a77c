//! `Articles and Mentions → disk`, and the state of the archive read back from it.
//!
//! The engine's index is the single source of truth: articles, and for every source what was
//! seen of it and how it ended, in the same atomic commits.
//!
//! - [`schema`] names the fields; [`stored`] is what is stored with each document
//! - [`document`] makes the document of an article: its terms, columns and stored form
//! - [`segment`] makes a segment of documents, [`writer`] commits of segments
//! - [`manifest`] reads back what is known of every source
//! - [`told`] is what the archive was told once and keeps
//! - [`run`] brings the index up to date with the folder, [`settle`] every article with the
//!   others
//! - [`linked`] keeps the table of the names that are one
//! - [`status`] tells what is in the index, [`check`] proves it sound
//! - [`directory`] lets an index be read without writing to its folder

use std::any::Any;
use std::fs;
use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};

use tantivy::directory::error::OpenReadError;
use tantivy::schema::Schema;
use tantivy::{Index, IndexReader, IndexSettings, ReloadPolicy, Searcher, TantivyError};

use crate::archive::Archive;

pub mod articles;
pub mod changes;
pub mod check;
pub mod copied;
pub mod derived;
mod directory;
pub mod document;
mod ids;
pub mod linked;
pub mod manifest;
mod queue;
pub mod read;
pub mod run;
pub mod schema;
pub mod segment;
pub mod settle;
pub mod status;
pub mod stored;
pub mod told;
mod writer;

use directory::ReadableDirectory;
use schema::{FORMAT_VERSION, Fields};

/// The file that names the format of the index beside it.
const FORMAT_FILE: &str = "format";

/// Times that opening is tried while another process replaces the files under our hands.
const OPEN_TRIES_MAX: u32 = 5;

/// Bytes of stored articles that are compressed together. Half of the engine's default: to show
/// ten hits, ten blocks are decompressed, which was a third of the time of a search; the stored
/// text grows by 4 %.
const STORE_BLOCK_BYTES: usize = 8 << 10;

#[derive(Debug, thiserror::Error)]
pub enum IndexError {
    #[error("{} is not indexed yet; run `dateline index {}`", .0.display(), .0.display())]
    NotIndexed(PathBuf),
    #[error(
        "the index of {} has format {found}, written by a newer dateline; this one reads format {FORMAT_VERSION}: update dateline, or run `dateline index --rebuild`",
        .archive.display()
    )]
    Newer { archive: PathBuf, found: u32 },
    #[error(
        "the index of {} has format {found}, written by an older dateline; run `dateline index` to build it anew in format {FORMAT_VERSION}",
        .archive.display()
    )]
    Older { archive: PathBuf, found: u32 },
    #[error(
        "the index of {} is damaged: its file `format` is missing or no number; run `dateline index` to build it anew",
        .0.display()
    )]
    NoFormat(PathBuf),
    #[error(transparent)]
    Archive(#[from] crate::archive::ArchiveError),
    #[error(transparent)]
    Damaged(#[from] stored::Damaged),
    #[error(
        "the disk is full: {0}; what was committed before is safe: make room and run the command again"
    )]
    DiskFull(String),
    #[error("cannot {action} {}: {source}", .path.display())]
    Io {
        action: &'static str,
        path: PathBuf,
        source: io::Error,
    },
    #[error(
        "the index cannot be read or written: {0}; if this happens again, `dateline index --rebuild` builds it anew"
    )]
    Engine(TantivyError),
    #[error("{}: {error}; correct it, or run `dateline index --columns` with the right ones", .path.display())]
    Columns {
        path: PathBuf,
        error: crate::extract::NotColumns,
    },
    #[error(
        "{}: {error}; `dateline index --model FILE` puts another model there, `--model built-in` goes back to the program's own",
        .path.display()
    )]
    Model {
        path: PathBuf,
        error: crate::entities::model::format::FormatError,
    },
    #[error("the index is damaged: {0}; `dateline index --rebuild` builds it anew")]
    Broken(String),
}

impl From<TantivyError> for IndexError {
    fn from(error: TantivyError) -> Self {
        let words = error.to_string();
        // The engine reports a write error of its own threads only in words.
        if words.contains("No space left on device") || words.contains("StorageFull") {
            return IndexError::DiskFull("no space left on device".into());
        }
        match &error {
            TantivyError::DataCorruption(_) => {
                IndexError::Broken("a file of it is not what was written".into())
            }
            TantivyError::OpenReadError(OpenReadError::FileDoesNotExist(path)) => {
                IndexError::Broken(format!("its file {} is missing", path.display()))
            }
            TantivyError::IoError(io) if is_nonsense(io) => IndexError::Broken(io.to_string()),
            _ => IndexError::Engine(error),
        }
    }
}

/// Whether a file could be read and makes no sense.
fn is_nonsense(error: &io::Error) -> bool {
    matches!(
        error.kind(),
        io::ErrorKind::InvalidData | io::ErrorKind::UnexpectedEof | io::ErrorKind::Other
    )
}

/// An index opened for reading; a snapshot until it is reloaded.
pub struct ArchiveIndex {
    pub archive: Archive,
    pub fields: Fields,
    index: Index,
    reader: IndexReader,
}

impl ArchiveIndex {
    /// Opens the last commit of an archive's index. Needs no permission to write.
    pub fn open(archive: &Archive) -> Result<ArchiveIndex, IndexError> {
        let folder = archive.index_folder();
        match read_format(&folder)? {
            None => return Err(IndexError::NotIndexed(archive.folder.clone())),
            Some(NO_FORMAT) => return Err(IndexError::NoFormat(archive.folder.clone())),
            Some(found) if found > FORMAT_VERSION => {
                return Err(IndexError::Newer {
                    archive: archive.folder.clone(),
                    found,
                });
            }
            Some(found) if found < FORMAT_VERSION => {
                return Err(IndexError::Older {
                    archive: archive.folder.clone(),
                    found,
                });
            }
            Some(_) => {}
        }
        let mut tries = 1;
        loop {
            match guarded(|| Ok(open_engine(&folder)?)) {
                Ok((index, reader)) => {
                    let (_, fields) = Fields::new();
                    return Ok(ArchiveIndex {
                        archive: archive.clone(),
                        fields,
                        index,
                        reader,
                    });
                }
                Err(_) if tries < OPEN_TRIES_MAX => tries += 1,
                Err(error) => return Err(error),
            }
        }
    }

    /// The snapshot to search.
    pub fn searcher(&self) -> Searcher {
        self.reader.searcher()
    }

    /// Moves on to the newest commit.
    pub fn reload(&self) -> Result<(), IndexError> {
        Ok(self.reader.reload()?)
    }

    /// Files whose checksum is wrong.
    pub fn damaged_files(&self) -> Result<Vec<PathBuf>, IndexError> {
        let mut files: Vec<PathBuf> = self.index.validate_checksum()?.into_iter().collect();
        files.sort();
        Ok(files)
    }

    /// Bytes that the index takes on disk.
    pub fn bytes_on_disk(&self) -> u64 {
        walkdir::WalkDir::new(self.archive.index_folder())
            .into_iter()
            .filter_map(|entry| entry.ok()?.metadata().ok())
            .filter(|metadata| metadata.is_file())
            .map(|metadata| metadata.len())
            .sum()
    }

    /// When the last commit was made, if the file system says so.
    pub fn committed_at(&self) -> Option<std::time::SystemTime> {
        fs::metadata(self.archive.index_folder().join("meta.json"))
            .ok()?
            .modified()
            .ok()
    }
}

fn open_engine(folder: &Path) -> tantivy::Result<(Index, IndexReader)> {
    let index = Index::open(ReadableDirectory::open(folder)?)?;
    let reader = index
        .reader_builder()
        .reload_policy(ReloadPolicy::Manual)
        .try_into()?;
    Ok((index, reader))
}

/// The format of an index that names none, older than all: what is derived can be made anew.
const NO_FORMAT: u32 = 0;

/// The format that an index folder names; `None` if there is no index in it.
fn read_format(folder: &Path) -> Result<Option<u32>, IndexError> {
    let path = folder.join(FORMAT_FILE);
    match fs::read(&path) {
        Ok(text) => {
            let text = String::from_utf8_lossy(&text);
            Ok(Some(text.trim().parse().unwrap_or(NO_FORMAT)))
        }
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            Ok(folder.join("meta.json").exists().then_some(NO_FORMAT))
        }
        Err(source) => Err(IndexError::Io {
            action: "read",
            path,
            source,
        }),
    }
}

/// Runs what reads an index. The engine trusts its files, and panics over some that are damaged;
/// here that is an error like any other.
pub fn guarded<T>(read: impl FnOnce() -> Result<T, IndexError>) -> Result<T, IndexError> {
    catch_unwind(AssertUnwindSafe(read))
        .unwrap_or_else(|panic| Err(IndexError::Broken(words_of(&*panic))))
}

/// What a panic says.
pub fn words_of(panic: &(dyn Any + Send)) -> String {
    let words = panic.downcast_ref::<String>().map(String::as_str);
    let words = words.or_else(|| panic.downcast_ref::<&str>().copied());
    words.unwrap_or("without a word").to_owned()
}

/// What [`open_for_writing`] did with an index that was there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Opened {
    New,
    Kept,
    /// An index of this older format was thrown away.
    Replaced(u32),
    /// An index that names no format was thrown away.
    Repaired,
    /// An index was thrown away since the user asked for it.
    Rebuilt,
}

/// Opens or creates the index; the caller holds the archive's lock.
fn open_for_writing(archive: &Archive, rebuild: bool) -> Result<(Index, Opened), IndexError> {
    let folder = archive.index_folder();
    let (schema, _) = Fields::new();
    let opened = match read_format(&folder)? {
        Some(_) if rebuild => Opened::Rebuilt,
        Some(found) if found > FORMAT_VERSION => {
            return Err(IndexError::Newer {
                archive: archive.folder.clone(),
                found,
            });
        }
        Some(NO_FORMAT) => Opened::Repaired,
        Some(found) if found < FORMAT_VERSION => Opened::Replaced(found),
        Some(_) => {
            let index = Index::open(ReadableDirectory::open(&folder)?)?;
            if index.schema() == schema {
                remove_leftovers(&folder, &index)?;
                return Ok((index, Opened::Kept));
            }
            Opened::Replaced(FORMAT_VERSION)
        }
        None => Opened::New,
    };
    create(&folder, schema).map(|index| (index, opened))
}

/// Removes the files of segments that the last commit does not name, and those that were on their
/// way to their place: a run that was killed leaves them, and the engine overwrites none.
fn remove_leftovers(folder: &Path, index: &Index) -> Result<(), IndexError> {
    let named = index.load_metas()?.list_segment_files();
    let entries = fs::read_dir(folder).map_err(|source| IndexError::Io {
        action: "read",
        path: folder.to_owned(),
        source,
    })?;
    for name in entries.filter_map(|entry| Some(entry.ok()?.file_name())) {
        let text = name.to_string_lossy();
        let stem = text.split('.').next().unwrap_or_default();
        let is_of_segment = stem.len() == 32 && stem.bytes().all(|b| b.is_ascii_hexdigit());
        if (is_of_segment || text.starts_with(".tmp")) && !named.contains(Path::new(&name)) {
            // One that cannot be removed now will be in the way only of its like.
            fs::remove_file(folder.join(&name)).ok();
        }
    }
    Ok(())
}

/// Makes an empty index, in place of whatever lies in the folder.
fn create(folder: &Path, schema: Schema) -> Result<Index, IndexError> {
    let io = |action, path: &Path| {
        let path = path.to_owned();
        move |source| IndexError::Io {
            action,
            path,
            source,
        }
    };
    for entry in fs::read_dir(folder).map_err(io("read", folder))? {
        let path = entry.map_err(io("read", folder))?.path();
        // Without the format no index: it goes first, and comes last.
        fs::remove_file(folder.join(FORMAT_FILE)).ok();
        fs::remove_file(&path)
            .or_else(|error| if path.exists() { Err(error) } else { Ok(()) })
            .map_err(io("delete", &path))?;
    }
    let directory = ReadableDirectory::open(folder)?;
    let settings = IndexSettings {
        docstore_blocksize: STORE_BLOCK_BYTES,
        ..IndexSettings::default()
    };
    let index = Index::create(directory, schema, settings)?;
    let path = folder.join(FORMAT_FILE);
    fs::write(&path, format!("{FORMAT_VERSION}\n")).map_err(io("write", &path))?;
    Ok(index)
}
