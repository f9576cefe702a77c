//! `folder → candidate files`, each taken or passed over with a reason, and the folders that
//! could not be read.
//!
//! Only a folder that was read proves that a file is gone: [`Walk::explains`] tells a deletion
//! from a folder that could not be read and from a file system that is not mounted.

use std::collections::HashSet;
use std::ffi::OsStr;
use std::fs::Metadata;
use std::path::Path;
use std::time::UNIX_EPOCH;

use walkdir::{DirEntry, WalkDir};

use crate::archive::{DATA_FOLDER, stored_path};

/// A file that may hold articles.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Candidate {
    /// Path within the archive, as it is stored.
    pub path: String,
    pub bytes: u64,
    /// Nanoseconds since 1970.
    pub modified: i64,
    /// Whether it lies on another file system than the archive's folder.
    pub mounted: bool,
}

/// Why an entry of the folder is no candidate.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum PassedOver {
    /// The name begins with a point.
    Hidden,
    /// A symbolic link; what it points to is indexed where it lies.
    Link,
    /// A folder with an index of its own.
    ArchiveInside,
    /// A folder that a browser saved beside a page, with its pictures and scripts.
    PartOfPage,
    /// What an editor, an office or a download keeps beside the file that it is about.
    Temporary,
    /// A pipe, socket or device.
    Special,
}

impl PassedOver {
    pub fn sentence(self) -> &'static str {
        match self {
            PassedOver::Hidden => "hidden (its name begins with a point)",
            PassedOver::Link => "a symbolic link (what it points to is indexed where it lies)",
            PassedOver::ArchiveInside => "an archive of its own (it has its own index)",
            PassedOver::PartOfPage => "the pictures and scripts of a saved page beside it",
            PassedOver::Temporary => "what an editor or a download keeps beside a file",
            PassedOver::Special => "not a regular file",
        }
    }
}

/// What a walk found.
#[derive(Debug, Default)]
pub struct Walk {
    /// Sorted by path, so that runs are repeatable.
    pub candidates: Vec<Candidate>,
    pub passed_over: Vec<(String, PassedOver)>,
    /// Files and folders that could not be read, with the system's word for it.
    pub unreadable: Vec<(String, String)>,
    /// Folders that were read; "" is the archive's folder.
    folders: HashSet<String>,
    /// Folders among them that lie on another file system than the archive's folder.
    mounted: HashSet<String>,
}

/// What the walk says of a source that it did not find.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Absence {
    /// The folder that held it was read: the file is gone.
    Deleted,
    /// Its folder could not be read, or its disk is not there.
    Unreachable,
}

/// Walks through an archive's folder.
pub fn walk(folder: &Path) -> Walk {
    let mut walk = Walk::default();
    let device = std::fs::metadata(folder)
        .ok()
        .map(|metadata| device(&metadata));
    let mut entries = WalkDir::new(folder).sort_by_file_name().into_iter();
    while let Some(entry) = entries.next() {
        let entry = match entry {
            Ok(entry) => entry,
            Err(error) => {
                let path = error.path().and_then(|path| path.strip_prefix(folder).ok());
                let path = path.map(stored_path).unwrap_or_default();
                let words = error
                    .io_error()
                    .map_or_else(|| error.to_string(), |io| io.to_string());
                // walkdir gives a folder before it tries to read it.
                walk.folders.remove(&path);
                walk.unreadable.push((path, words));
                continue;
            }
        };
        let path = entry
            .path()
            .strip_prefix(folder)
            .map(stored_path)
            .unwrap_or_default();
        if let Some(reason) = passed_over(&entry) {
            if entry.file_type().is_dir() {
                entries.skip_current_dir();
            }
            // Our own folder is no entry of the archive.
            if entry.file_name() != DATA_FOLDER {
                walk.passed_over.push((path, reason));
            }
            continue;
        }
        let metadata = match entry.metadata() {
            Ok(metadata) => metadata,
            Err(error) => {
                walk.unreadable.push((path, error.to_string()));
                continue;
            }
        };
        let mounted = device.is_some_and(|archive| archive != self::device(&metadata));
        if entry.file_type().is_dir() {
            if mounted {
                walk.mounted.insert(path.clone());
            }
            walk.folders.insert(path);
        } else {
            walk.candidates.push(Candidate {
                path,
                bytes: metadata.len(),
                modified: modified(&metadata),
                mounted,
            });
        }
    }
    walk
}

impl Walk {
    /// Why a known source was not found. `mounted` is whether it lay on another file system.
    pub fn explains(&self, path: &str, mounted: bool) -> Absence {
        let unreadable = |folder: &str| self.unreadable.iter().any(|(path, _)| path == folder);
        // The file itself may be there and its metadata unreadable.
        if unreadable(path) || self.folders.is_empty() {
            return Absence::Unreachable;
        }
        let mut folder = path;
        while let Some((parent, _)) = folder.rsplit_once('/') {
            folder = parent;
            if unreadable(folder) {
                return Absence::Unreachable;
            }
            if self.folders.contains(folder) {
                let same = mounted == self.mounted.contains(folder);
                return if same {
                    Absence::Deleted
                } else {
                    Absence::Unreachable
                };
            }
        }
        // The archive's own folder was read.
        if mounted {
            Absence::Unreachable
        } else {
            Absence::Deleted
        }
    }
}

fn passed_over(entry: &DirEntry) -> Option<PassedOver> {
    // The archive's folder itself may have any name.
    if entry.depth() == 0 {
        return None;
    }
    let kind = entry.file_type();
    if kind.is_symlink() {
        Some(PassedOver::Link)
    } else if entry.file_name().as_encoded_bytes().starts_with(b".") {
        Some(PassedOver::Hidden)
    } else if kind.is_dir() && entry.path().join(DATA_FOLDER).join("index").is_dir() {
        Some(PassedOver::ArchiveInside)
    } else if kind.is_dir() && is_part_of_page(entry.path()) {
        Some(PassedOver::PartOfPage)
    } else if !kind.is_dir() && !kind.is_file() {
        Some(PassedOver::Special)
    } else if kind.is_file() && is_temporary(entry.file_name()) {
        Some(PassedOver::Temporary)
    } else {
        None
    }
}

/// Whether a file of this name is what a program keeps beside the file that it writes: a backup or a
/// lock of an editor or an office, the half of a download.
pub fn is_temporary(name: &OsStr) -> bool {
    let name = name.to_string_lossy();
    let ending = name.rsplit_once('.').map_or("", |(_, ending)| ending);
    let ending = ending.to_ascii_lowercase();
    let is_enclosed = name.len() > 2 && name.starts_with('#') && name.ends_with('#');
    name.ends_with('~')
        || name.starts_with("~$")
        || is_enclosed
        || matches!(
            &*ending,
            "swp" | "swo" | "swx" | "tmp" | "part" | "crdownload"
        )
}

/// Whether a folder is the `page_files` of a `page.html` beside it. Browsers and Word name it in
/// the language of their user.
fn is_part_of_page(folder: &Path) -> bool {
    const ENDINGS: [&str; 24] = [
        "_files",
        ".files",
        "-files",
        "-Dateien",
        "_Dateien",
        "_fichiers",
        "-fichiers",
        "_bestanden",
        "-bestanden",
        "_file",
        "-file",
        "_archivos",
        "-archivos",
        "-filer",
        "_tiedostot",
        "_pliki",
        "-pliki",
        "_soubory",
        "_elemei",
        "_ficheiros",
        "_arquivos",
        "_dosyalar",
        "_datoteke",
        "_fitxers",
    ];
    let name = folder.file_name().and_then(|name| name.to_str());
    let page = name.and_then(|name| ENDINGS.iter().find_map(|ending| name.strip_suffix(ending)));
    page.filter(|page| !page.is_empty()).is_some_and(|page| {
        let endings = ["html", "htm", "xhtml", "HTML", "HTM", "mht", "mhtml"];
        let mut pages = endings
            .iter()
            .map(|ending| folder.with_file_name(format!("{page}.{ending}")));
        pages.any(|page| page.is_file())
    })
}

fn modified(metadata: &Metadata) -> i64 {
    let Ok(modified) = metadata.modified() else {
        return 0;
    };
    match modified.duration_since(UNIX_EPOCH) {
        Ok(after) => i64::try_from(after.as_nanos()).unwrap_or(i64::MAX),
        Err(before) => i64::try_from(before.duration().as_nanos()).map_or(i64::MIN, |n| -n),
    }
}

#[cfg(unix)]
fn device(metadata: &Metadata) -> u64 {
    std::os::unix::fs::MetadataExt::dev(metadata)
}

#[cfg(not(unix))]
fn device(_: &Metadata) -> u64 {
    0
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;

    #[test]
    fn files_are_taken_and_the_rest_is_passed_over_with_a_reason() {
        let folder = tempfile::tempdir().unwrap();
        let make = |path: &str| {
            let path = folder.path().join(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, "text").unwrap();
        };
        for path in [
            "b.txt",
            "a/c.txt",
            ".git/config",
            ".dateline/lock",
            "old/.dateline/index/x",
        ] {
            make(path);
        }
        let walk = walk(folder.path());
        let taken: Vec<&str> = walk.candidates.iter().map(|c| c.path.as_str()).collect();
        assert_eq!(taken, ["a/c.txt", "b.txt"]);
        let mut passed_over = walk.passed_over;
        passed_over.sort();
        assert_eq!(
            passed_over,
            [
                (".git".into(), PassedOver::Hidden),
                ("old".into(), PassedOver::ArchiveInside)
            ]
        );
    }

    #[test]
    fn the_folder_beside_a_saved_page_is_passed_over_with_it() {
        let folder = tempfile::tempdir().unwrap();
        for path in [
            "ferry.html",
            "ferry_files/frame.html",
            "Damm.htm",
            "Damm-Dateien/a.js",
            "case_files/one.txt",
            "_files/two.txt",
        ] {
            let path = folder.path().join(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, "text").unwrap();
        }
        let walk = walk(folder.path());
        let taken: Vec<&str> = walk.candidates.iter().map(|c| c.path.as_str()).collect();
        assert_eq!(
            taken,
            [
                "Damm.htm",
                "_files/two.txt",
                "case_files/one.txt",
                "ferry.html"
            ]
        );
        let passed_over = ["Damm-Dateien", "ferry_files"];
        let passed_over = passed_over.map(|path| (path.to_owned(), PassedOver::PartOfPage));
        assert_eq!(walk.passed_over, passed_over);
    }

    #[test]
    fn what_programs_keep_beside_a_file_is_passed_over() {
        for name in [
            "a.txt~",
            "a.swp",
            "#a.txt#",
            "~$a.docx",
            "b.TMP",
            "c.html.part",
            "d.crdownload",
        ] {
            assert!(is_temporary(OsStr::new(name)), "{name}");
        }
        for name in [
            "a.txt",
            "part",
            "tmp",
            "#1 in the harbour.txt",
            "#",
            "a~b.txt",
            "4913",
        ] {
            assert!(!is_temporary(OsStr::new(name)), "{name}");
        }
    }

    #[test]
    fn only_a_folder_that_was_read_proves_a_deletion() {
        let mut walk = Walk::default();
        walk.folders
            .extend(["".to_owned(), "read".to_owned(), "disk".to_owned()]);
        walk.unreadable
            .push(("locked".into(), "permission denied".into()));
        for (path, mounted, expected) in [
            ("gone.txt", false, Absence::Deleted),
            ("read/gone.txt", false, Absence::Deleted),
            ("read/folder-gone/gone.txt", false, Absence::Deleted),
            ("locked/a.txt", false, Absence::Unreachable),
            ("locked/b/a.txt", false, Absence::Unreachable),
            // The folder is there and empty: the disk that was mounted on it is not.
            ("disk/a.txt", true, Absence::Unreachable),
        ] {
            assert_eq!(walk.explains(path, mounted), expected, "{path}");
        }
    }

    #[test]
    fn a_folder_that_is_not_there_proves_nothing() {
        let walk = walk(Path::new("/no/such/folder"));
        assert_eq!(walk.explains("a.txt", false), Absence::Unreachable);
    }
}
