//! Archives of files: zip (APPNOTE 6.3) and tar (POSIX.1-2001 `ustar` and `pax`, and GNU's).

use std::io::{self, Read, Seek};
use std::ops::ControlFlow;

use super::DecodeError;
use super::members::{Container, Entry};

/// Files in a zip archive; its list is held in memory.
const ZIP_FILES_MAX: usize = 1_000_000;

/// An archive with a list of its files at its end.
pub struct Zip<R>(zip::ZipArchive<R>);

impl<R: Read + Seek> Zip<R> {
    pub fn open(reader: R) -> Result<Self, DecodeError> {
        let archive = zip::ZipArchive::new(reader).map_err(zip_error)?;
        if archive.len() > ZIP_FILES_MAX {
            return Err(DecodeError::Archive(
                "more than 1,000,000 files in it".into(),
            ));
        }
        Ok(Zip(archive))
    }

    /// Whether a file of this name is in it.
    pub fn has(&self, name: &str) -> bool {
        self.0.index_for_name(name).is_some()
    }
}

impl<R: Read + Seek> Container for Zip<R> {
    fn each(&mut self, see: &mut dyn FnMut(Entry) -> ControlFlow<()>) -> Result<(), DecodeError> {
        for at in 0..self.0.len() {
            let name = match self.0.by_index_raw(at) {
                Ok(file) if file.is_dir() => continue,
                Ok(file) => String::from_utf8_lossy(file.name_raw()).replace('\\', "/"),
                Err(_) => String::new(),
            };
            let entry = match self.0.by_index(at) {
                Ok(file) => Entry::of_file(name, file),
                Err(error) => Entry::of_error(name, zip_error(error)),
            };
            if see(entry).is_break() {
                break;
            }
        }
        Ok(())
    }
}

fn zip_error(error: zip::result::ZipError) -> DecodeError {
    use zip::result::ZipError;
    match error {
        ZipError::Io(error) => DecodeError::from(error),
        ZipError::UnsupportedArchive(ZipError::PASSWORD_REQUIRED) => {
            DecodeError::Passed("locked with a password; unpack it to have it read")
        }
        error => DecodeError::Archive(error.to_string()),
    }
}

/// An archive without a list: its files are read one after the other.
pub struct Tar<R>(pub R);

impl<R: Read> Container for Tar<R> {
    fn each(&mut self, see: &mut dyn FnMut(Entry) -> ControlFlow<()>) -> Result<(), DecodeError> {
        let mut archive = tar::Archive::new(&mut self.0);
        for entry in archive.entries().map_err(tar_error)? {
            let entry = entry.map_err(tar_error)?;
            let kind = entry.header().entry_type();
            if kind.is_dir() {
                continue;
            }
            let name = String::from_utf8_lossy(&entry.path_bytes()).into_owned();
            let entry = match kind.is_file() || kind.is_contiguous() || kind.is_gnu_sparse() {
                true => Entry::of_file(name, entry),
                false => Entry::of_error(name, DecodeError::Passed("a link or special file")),
            };
            if see(entry).is_break() {
                break;
            }
        }
        Ok(())
    }
}

fn tar_error(error: io::Error) -> DecodeError {
    DecodeError::Archive(error.to_string())
}
