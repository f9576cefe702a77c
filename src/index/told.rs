//! What an archive was told once and keeps: `user/columns`, a line, `user/names`, a list, and
//! `user/model`, a model of names; a person may write, change or delete them as well.

use std::fs::{self, File};
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use super::IndexError;
use crate::archive::{Archive, replace_file};
use crate::entities::Detectors;
use crate::entities::lists::{LIST_BYTES_MAX, Listed, NameList, listed};
use crate::entities::model::built_in;
use crate::entities::model::format::Model;
use crate::extract::{COLUMNS_BYTES_MAX, Columns};

/// Bytes of a model: it is held in memory, and the built-in one has ten million.
const MODEL_BYTES_MAX: usize = 256 << 20;

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
    names_in(read_given(path, LIST_BYTES_MAX)?, path.to_owned())
}

fn names_in(text: Vec<u8>, path: PathBuf) -> Result<NameList, IndexError> {
    if text.len() > LIST_BYTES_MAX {
        let max = LIST_BYTES_MAX >> 20;
        let what = format!("a list of names has {max} MiB at most; remove what is not needed");
        return Err(not_read(path, invalid(what)));
    }
    Ok(NameList::new(text))
}

/// Keeps a list of names as it was given for the runs to come, or forgets what was kept. The caller
/// holds the archive's lock.
pub fn keep_names(archive: &Archive, list: &NameList) -> Result<(), IndexError> {
    let text = (!list.is_empty()).then_some(list.text.as_slice());
    keep(archive.names_file(), text)
}

/// The names of the archive's list that have aliases, without what detection needs of them.
pub fn aliases(archive: &Archive) -> Result<Vec<Listed>, IndexError> {
    let text = read(&archive.names_file(), LIST_BYTES_MAX)?;
    Ok(text.map_or_else(Vec::new, |text| listed(&text)))
}

/// The model that the archive keeps; `None` for the one that is part of the program.
pub fn model(archive: &Archive) -> Result<Option<Model>, IndexError> {
    let path = archive.model_file();
    let bytes = read(&path, MODEL_BYTES_MAX)?;
    let Some(bytes) = bytes else { return Ok(None) };
    not_too_large(&bytes, &path)?;
    model_in(bytes, path).map(Some)
}

/// The bytes of a file that is a model.
pub fn model_bytes(path: &Path) -> Result<Vec<u8>, IndexError> {
    plain(path).map_err(|error| not_read(path.to_owned(), error))?;
    let bytes = read_given(path, MODEL_BYTES_MAX)?;
    not_too_large(&bytes, path)?;
    Ok(bytes)
}

fn not_too_large(model: &[u8], path: &Path) -> Result<(), IndexError> {
    if model.len() > MODEL_BYTES_MAX {
        let what = format!("a model has {} MiB at most", MODEL_BYTES_MAX >> 20);
        return Err(not_read(path.to_owned(), invalid(what)));
    }
    Ok(())
}

/// The model that some bytes are; `path` is where they are kept.
pub fn model_in(bytes: Vec<u8>, path: PathBuf) -> Result<Model, IndexError> {
    Model::from_bytes(bytes).map_err(|error| IndexError::Model { path, error })
}

/// Keeps a model for the runs to come; without bytes, goes back to the program's own. The caller
/// holds the archive's lock.
pub fn keep_model(archive: &Archive, bytes: &[u8]) -> Result<(), IndexError> {
    keep(
        archive.model_file(),
        Some(bytes).filter(|bytes| !bytes.is_empty()),
    )
}

/// What the archive detects names with.
pub fn detectors(archive: &Archive) -> Result<Detectors, IndexError> {
    let model = model(archive)?.unwrap_or_else(built_in);
    Ok(Detectors::with_model(model).with_list(names(archive)?.into()))
}

/// The bytes of a file that is kept; `None` if there is none.
fn read(path: &Path, bytes_max: usize) -> Result<Option<Vec<u8>>, IndexError> {
    match plain(path).and_then(|()| bytes_of(path, bytes_max)) {
        Ok(bytes) => Ok(Some(bytes)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(not_read(path.to_owned(), error)),
    }
}

/// The bytes of a file that the user names.
fn read_given(path: &Path, bytes_max: usize) -> Result<Vec<u8>, IndexError> {
    bytes_of(path, bytes_max).map_err(|error| not_read(path.to_owned(), error))
}

/// An error for what is no plain file: a pipe or a device need not end.
fn plain(path: &Path) -> io::Result<()> {
    match fs::metadata(path)?.is_file() {
        true => Ok(()),
        false => Err(invalid(
            "it is no plain file; put one in its place".to_owned(),
        )),
    }
}

fn invalid(what: String) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, what)
}

/// A file's bytes, one more than there may be if there are too many.
fn bytes_of(path: &Path, bytes_max: usize) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    let max = bytes_max as u64 + 1;
    File::open(path)?.take(max).read_to_end(&mut bytes)?;
    Ok(bytes)
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
