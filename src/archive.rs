//! `where you stand → which archive`: the folder, its `.dateline`, and paths within it.
//!
//! ```text
//! ARCHIVE/.dateline/index/   what dateline made; may be deleted, `dateline index` makes it anew
//! ARCHIVE/.dateline/user/    what you made: corrections, tags, names, what is watched; never deleted
//! ARCHIVE/.dateline/lock     held by the process that writes
//! ```

use std::ffi::OsStr;
use std::fs::{self, File, TryLockError};
use std::io;
use std::path::{Component, Path, PathBuf};

/// The folder of an archive that holds what dateline keeps.
pub const DATA_FOLDER: &str = ".dateline";

/// In a data folder outside the archive: the file that says where the archive is.
const ARCHIVE_POINTER: &str = "archive";

/// A folder of files, and the place of its index.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Archive {
    /// The folder of article files.
    pub folder: PathBuf,
    /// The data folder: `.dateline` within it, unless put elsewhere.
    pub data: PathBuf,
}

#[derive(Debug, thiserror::Error)]
pub enum ArchiveError {
    #[error("no such folder: {}", .0.display())]
    NoFolder(PathBuf),
    #[error("{} is a file; an archive is a folder of files", .0.display())]
    NotAFolder(PathBuf),
    #[error("no archive here: neither {} nor a folder above it has been indexed; run `dateline index {}`", .0.display(), .0.display())]
    NotIndexed(PathBuf),
    #[error("{} holds no index", .0.display())]
    NoIndexThere(PathBuf),
    #[error("{} is being written by another dateline; wait until it is done (searching is possible meanwhile)", .0.display())]
    Busy(PathBuf),
    #[error("cannot {action} {}: {source}", .path.display())]
    Io {
        action: &'static str,
        path: PathBuf,
        source: io::Error,
    },
}

impl Archive {
    /// The archive that a folder is, or is to become.
    pub fn at(folder: &Path, index: Option<&Path>) -> Result<Archive, ArchiveError> {
        let folder = folder
            .canonicalize()
            .map_err(|source| match source.kind() {
                io::ErrorKind::NotFound => ArchiveError::NoFolder(folder.to_owned()),
                _ => ArchiveError::Io {
                    action: "open",
                    path: folder.to_owned(),
                    source,
                },
            })?;
        if !folder.is_dir() {
            return Err(ArchiveError::NotAFolder(folder));
        }
        let data = index.map_or_else(|| folder.join(DATA_FOLDER), Path::to_owned);
        Ok(Archive { folder, data })
    }

    /// The archive that a folder lies in: the nearest folder upwards that has been indexed.
    pub fn find(from: &Path, index: Option<&Path>) -> Result<Archive, ArchiveError> {
        if let Some(data) = index {
            let pointer = data.join(ARCHIVE_POINTER);
            let folder = fs::read_to_string(&pointer)
                .map_err(|_| ArchiveError::NoIndexThere(data.to_owned()))?;
            let folder = PathBuf::from(folder.trim_end_matches('\n'));
            return Ok(Archive {
                folder,
                data: data.to_owned(),
            });
        }
        let start = Archive::at(from, None)?;
        start
            .folder
            .ancestors()
            .map(|folder| Archive {
                folder: folder.to_owned(),
                data: folder.join(DATA_FOLDER),
            })
            .find(Archive::is_indexed)
            .ok_or(ArchiveError::NotIndexed(from.to_owned()))
    }

    /// Whether a first run has at least begun.
    pub fn is_indexed(&self) -> bool {
        match fs::metadata(self.index_folder()) {
            Ok(metadata) => metadata.is_dir(),
            // It is there, and closed to us: opening it will say so.
            Err(error) => error.kind() == io::ErrorKind::PermissionDenied && self.data.is_dir(),
        }
    }

    pub fn index_folder(&self) -> PathBuf {
        self.data.join("index")
    }

    pub fn user_folder(&self) -> PathBuf {
        self.data.join("user")
    }

    /// What the user says of names.
    pub fn corrections_file(&self) -> PathBuf {
        self.user_folder().join("corrections.toml")
    }

    /// What the user says of articles.
    pub fn tags_file(&self) -> PathBuf {
        self.user_folder().join("tags")
    }

    /// The user's list of names, found in every article.
    pub fn names_file(&self) -> PathBuf {
        self.user_folder().join("names")
    }

    /// A model of names of the user's own.
    pub fn model_file(&self) -> PathBuf {
        self.user_folder().join("model")
    }

    /// Makes the data folder and takes its lock, which ends with the returned file.
    pub fn lock(&self) -> Result<File, ArchiveError> {
        for folder in [self.data.clone(), self.index_folder(), self.user_folder()] {
            create_private_folder(&folder).map_err(|source| ArchiveError::Io {
                action: "create",
                path: folder,
                source,
            })?;
        }
        if self.data != self.folder.join(DATA_FOLDER) {
            let path = self.data.join(ARCHIVE_POINTER);
            replace_file(&path, format!("{}\n", self.folder.display())).map_err(|source| {
                ArchiveError::Io {
                    action: "write",
                    path,
                    source,
                }
            })?;
        }
        let path = self.data.join("lock");
        let file = File::options()
            .create(true)
            .truncate(false)
            .write(true)
            .open(&path)
            .map_err(|source| ArchiveError::Io {
                action: "open",
                path: path.clone(),
                source,
            })?;
        match file.try_lock() {
            Ok(()) => Ok(file),
            Err(TryLockError::WouldBlock) => Err(ArchiveError::Busy(self.folder.clone())),
            Err(TryLockError::Error(source)) => Err(ArchiveError::Io {
                action: "lock",
                path,
                source,
            }),
        }
    }
}

/// Writes a file whole: who is killed in the middle leaves what was there before.
pub fn replace_file(path: &Path, text: impl AsRef<[u8]>) -> io::Result<()> {
    let new = path.with_extension("new");
    fs::write(&new, text)?;
    fs::rename(&new, path)
}

/// Articles may be confidential: a new data folder is for its owner alone. Who wants to share it
/// changes its mode; nothing here changes it back.
fn create_private_folder(path: &Path) -> io::Result<()> {
    if path.is_dir() {
        return Ok(());
    }
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(path)
}

/// Bytes of a file name that are no UTF-8 stand in the path of a source as characters of a
/// private-use block, from this one on; so every name can be stored, shown and opened again.
const RAW_BYTE: u32 = 0x10_FE00;
const RAW_BYTE_LAST: u32 = RAW_BYTE + 0xFF;

/// The path of a source within its archive, as it is stored: with `/`, in UTF-8.
pub fn stored_path(relative: &Path) -> String {
    let mut stored = String::new();
    for component in relative.components() {
        if let Component::Normal(name) = component {
            if !stored.is_empty() {
                stored.push('/');
            }
            push_name(&mut stored, name);
        }
    }
    stored
}

fn push_name(stored: &mut String, name: &OsStr) {
    let raw = |bytes: &[u8]| -> String {
        bytes
            .iter()
            .filter_map(|b| char::from_u32(RAW_BYTE + u32::from(*b)))
            .collect()
    };
    for chunk in name.as_encoded_bytes().utf8_chunks() {
        for c in chunk.valid().chars() {
            // A name that has such a character itself must not be taken for another one.
            match c as u32 {
                RAW_BYTE..=RAW_BYTE_LAST => {
                    stored.push_str(&raw(c.encode_utf8(&mut [0; 4]).as_bytes()))
                }
                _ => stored.push(c),
            }
        }
        stored.push_str(&raw(chunk.invalid()));
    }
}

/// The file that a stored path names.
pub fn file_path(folder: &Path, stored: &str) -> PathBuf {
    let mut path = folder.to_owned();
    for name in stored.split('/') {
        path.push(os_name(name));
    }
    path
}

#[cfg(unix)]
fn os_name(name: &str) -> std::ffi::OsString {
    use std::os::unix::ffi::OsStringExt;
    let mut bytes = Vec::with_capacity(name.len());
    for c in name.chars() {
        match u8::try_from((c as u32).wrapping_sub(RAW_BYTE)) {
            Ok(byte) if byte >= 0x80 => bytes.push(byte),
            _ => bytes.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes()),
        }
    }
    std::ffi::OsString::from_vec(bytes)
}

#[cfg(not(unix))]
fn os_name(name: &str) -> std::ffi::OsString {
    name.into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_archive_is_found_from_a_folder_inside_it() {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir_all(folder.path().join("2017/03")).unwrap();
        fs::create_dir_all(folder.path().join(DATA_FOLDER).join("index")).unwrap();
        let found = Archive::find(&folder.path().join("2017/03"), None).unwrap();
        assert_eq!(found.folder, folder.path().canonicalize().unwrap());
    }

    #[test]
    fn a_second_lock_is_refused_while_the_first_is_held() {
        let folder = tempfile::tempdir().unwrap();
        let archive = Archive::at(folder.path(), None).unwrap();
        let first = archive.lock().unwrap();
        assert!(matches!(archive.lock(), Err(ArchiveError::Busy(_))));
        drop(first);
        assert!(archive.lock().is_ok());
    }

    #[cfg(unix)]
    #[test]
    fn every_file_name_can_be_stored_and_opened_again() {
        use std::os::unix::ffi::OsStrExt;
        for name in [
            &b"plain.txt"[..],
            "Größe.txt".as_bytes(),
            b"caf\xe9.txt",
            "caf\u{10FEE9}.txt".as_bytes(),
            b"\xff\xfe",
        ] {
            let relative = Path::new("a").join(OsStr::from_bytes(name));
            let stored = stored_path(&relative);
            assert_eq!(
                file_path(Path::new("/x"), &stored),
                Path::new("/x").join(&relative)
            );
        }
    }
}
