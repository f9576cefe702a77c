//! What an archive was told once and keeps: `user/columns`, a line, and `user/names`, a list; a
//! person may write, change or delete them as well.

use std::fs::{self, File};
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use super::IndexError;
use crate::archive::{Archive, replace_file};
use crate::entities::lists::{LIST_BYTES_MAX, NameList};
use crate::extract::{COLUMNS_BYTES_MAX, Columns};

fn columns_file(archive: &Archive) -> PathBuf {
    archive.user_folder().join("columns")
}

/// The columns that the archive's tables have; none if it was never told any.
pub fn columns(archive: &Archive) -> Result<Columns, IndexError> {
    let path = columns_file(archive);
    let Some(bytes) = read(&path, COLUMNS_BYTES_MAX)? else {
        return Ok(Columns::default());
    };
    String::from_utf8_lossy(&bytes)
        .trim_end()
        .parse()
        .map_err(|error| IndexError::Columns { path, error })
}

/// Keeps the columns for the runs to come, or forgets what was kept. The caller holds the
/// archive's lock.
pub fn keep_columns(archive: &Archive, columns: &Columns) -> Result<(), IndexError> {
    let text = (!columns.is_empty()).then(|| format!("{columns}\n"));
    keep(columns_file(archive), text.as_deref().map(str::as_bytes))
}

/// The list of names that the archive keeps; an empty one if it was never told any.
pub fn names(archive: &Archive) -> Result<NameList, IndexError> {
    match read(&archive.names_file(), LIST_BYTES_MAX)? {
        Some(text) => names_in(text, archive.names_file()),
        None => Ok(NameList::default()),
    }
}

/// The list of names that a file is.
pub fn names_of(path: &Path) -> Result<NameList, IndexError> {
    match read(path, LIST_BYTES_MAX)? {
        Some(text) => names_in(text, path.to_owned()),
        None => Err(not_read(path.to_owned(), io::ErrorKind::NotFound.into())),
    }
}

fn names_in(text: Vec<u8>, path: PathBuf) -> Result<NameList, IndexError> {
    if text.len() > LIST_BYTES_MAX {
        let max = LIST_BYTES_MAX >> 20;
        let what = format!("a list of names has {max} MiB at most; remove what is not needed");
        let error = io::Error::new(io::ErrorKind::InvalidData, what);
        return Err(not_read(path, error));
    }
    Ok(NameList::parse(text))
}

/// Keeps a list of names as it was given for the runs to come, or forgets what was kept. The caller
/// holds the archive's lock.
pub fn keep_names(archive: &Archive, list: &NameList) -> Result<(), IndexError> {
    let text = (!list.is_empty()).then_some(list.text.as_slice());
    keep(archive.names_file(), text)
}

/// A file's bytes, one more than there may be if there are too many; `None` if there is no file.
fn read(path: &Path, bytes_max: usize) -> Result<Option<Vec<u8>>, IndexError> {
    let mut bytes = Vec::new();
    let max = bytes_max as u64 + 1;
    let read = File::open(path).and_then(|file| file.take(max).read_to_end(&mut bytes));
    match read {
        Ok(_) => Ok(Some(bytes)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(not_read(path.to_owned(), error)),
    }
}

fn not_read(path: PathBuf, source: io::Error) -> IndexError {
    IndexError::Io {
        action: "read",
        path,
        source,
    }
}

/// Writes what is kept; `None` removes it.
fn keep(path: PathBuf, text: Option<&[u8]>) -> Result<(), IndexError> {
    let written = match text {
        None => fs::remove_file(&path).or_else(|error| match error.kind() {
            io::ErrorKind::NotFound => Ok(()),
            _ => Err(error),
        }),
        Some(text) => replace_file(&path, text),
    };
    written.map_err(|source| IndexError::Io {
        action: "write",
        path,
        source,
    })
}
