//! What an archive was told once and keeps: `user/columns`, a line that a person may write, change
//! or delete as well.

use std::fs::{self, File};
use std::io::{self, Read};
use std::path::PathBuf;

use super::IndexError;
use crate::archive::{Archive, replace_file};
use crate::extract::{COLUMNS_BYTES_MAX, Columns};

fn columns_file(archive: &Archive) -> PathBuf {
    archive.user_folder().join("columns")
}

/// The columns that the archive's tables have; none if it was never told any.
pub fn columns(archive: &Archive) -> Result<Columns, IndexError> {
    let path = columns_file(archive);
    let mut bytes = Vec::new();
    // One more than there may be, to tell that there are too many.
    let max = COLUMNS_BYTES_MAX as u64 + 1;
    let read = File::open(&path).and_then(|file| file.take(max).read_to_end(&mut bytes));
    match read {
        Ok(_) => {}
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Columns::default()),
        Err(source) => {
            return Err(IndexError::Io {
                action: "read",
                path,
                source,
            });
        }
    }
    String::from_utf8_lossy(&bytes)
        .trim_end()
        .parse()
        .map_err(|error| IndexError::Columns { path, error })
}

/// Keeps the columns for the runs to come, or forgets what was kept. The caller holds the
/// archive's lock.
pub fn keep_columns(archive: &Archive, columns: &Columns) -> Result<(), IndexError> {
    let path = columns_file(archive);
    let written = match columns.is_empty() {
        true => fs::remove_file(&path).or_else(|error| match error.kind() {
            io::ErrorKind::NotFound => Ok(()),
            _ => Err(error),
        }),
        false => replace_file(&path, &format!("{columns}\n")),
    };
    written.map_err(|source| IndexError::Io {
        action: "write",
        path,
        source,
    })
}
