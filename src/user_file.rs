//! The plain files in which an archive's user says something of it. A person may write them too, so
//! they are read with what is wrong in them, changed under a lock, and replaced whole; one that
//! cannot be read is never overwritten.

use std::fs::{self, File, TryLockError};
use std::io::{self, Read, Write};
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::thread;
use std::time::{Duration, Instant};

/// How long a command waits for another one that writes: such a one needs some milliseconds.
const LOCK_WAIT_MAX: Duration = Duration::from_secs(10);

/// Between two looks at a lock that another one holds.
const LOCK_PAUSE: Duration = Duration::from_millis(20);

/// Something in a file that cannot be read, or a whole file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// Counted from 1; `None` for the whole file.
    pub line: Option<u32>,
    pub what: String,
}

/// The text of a file, none if it isn't there. One that is too large or no UTF-8 is
/// [`InvalidData`](io::ErrorKind::InvalidData).
pub fn read(path: &Path, bytes_max: u64) -> io::Result<String> {
    let mut bytes = Vec::new();
    // A pipe would never end.
    if fs::metadata(path).is_ok_and(|metadata| !metadata.is_file()) {
        let what = "it is not a file; remove it or move it away";
        return Err(io::Error::new(io::ErrorKind::InvalidInput, what));
    }
    // One more than there may be, to tell that there are too many.
    let read = File::open(path).and_then(|file| file.take(bytes_max + 1).read_to_end(&mut bytes));
    match read {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(String::new()),
        Err(error) => return Err(error),
        Ok(_) if bytes.len() as u64 > bytes_max => return Err(too_large(bytes_max)),
        Ok(_) => {}
    }
    // UTF-16 has zeros, or a mark at its start that UTF-8 never has.
    match String::from_utf8(bytes) {
        Ok(text) if !text.contains('\0') => Ok(text),
        _ => {
            let what = "it is not in UTF-8; save it as UTF-8";
            Err(io::Error::new(io::ErrorKind::InvalidData, what))
        }
    }
}

/// What is wrong with a whole file that was read, if that is what an error says.
pub fn unreadable(error: io::Error) -> io::Result<Vec<Problem>> {
    match error.kind() {
        io::ErrorKind::InvalidData => Ok(vec![Problem {
            line: None,
            what: error.to_string(),
        }]),
        _ => Err(error),
    }
}

pub fn too_large(bytes_max: u64) -> io::Error {
    let max = bytes_max >> 20;
    let what = format!("it may have {max} MiB at most; remove what is not needed");
    io::Error::new(io::ErrorKind::InvalidData, what)
}

/// The entries of a file of TOML, each with its line, to be read one by one; what stands before the first one is one too.
pub fn toml_entries(text: &str) -> Vec<(u32, Range<usize>)> {
    let mut blocks: Vec<(u32, Range<usize>)> = Vec::new();
    let mut at = 0;
    for (number, line) in (1..).zip(text.split_inclusive('\n')) {
        let end = at + line.len();
        match blocks.last_mut() {
            Some((_, block)) if !line.trim_start().starts_with('[') => block.end = end,
            _ => blocks.push((number, at..end)),
        }
        at = end;
    }
    blocks
}

/// The file itself, or the one that a link leads to, be it there or not.
fn target(path: &Path) -> PathBuf {
    let linked = || {
        let target = fs::read_link(path).ok()?;
        Some(path.parent()?.join(target))
    };
    let target = fs::canonicalize(path).ok().or_else(linked);
    target.unwrap_or_else(|| path.to_owned())
}

/// Keeps others from changing a file until it is dropped: those who come wait, but not for
/// ever. It is its folder that is locked, since the file itself is replaced.
pub fn lock(path: &Path) -> io::Result<File> {
    let target = target(path);
    let folder = target.parent().unwrap_or(Path::new("."));
    fs::create_dir_all(folder)?;
    let file = File::open(folder)?;
    let since = Instant::now();
    loop {
        match file.try_lock() {
            Ok(()) => return Ok(file),
            Err(TryLockError::WouldBlock) if since.elapsed() < LOCK_WAIT_MAX => {
                thread::sleep(LOCK_PAUSE);
            }
            Err(TryLockError::WouldBlock) => {
                let (folder, seconds) = (folder.display(), LOCK_WAIT_MAX.as_secs());
                let what = format!(
                    "another program has locked {folder} for more than {seconds} seconds; end it, \
                     and run the command again"
                );
                return Err(io::Error::new(io::ErrorKind::TimedOut, what));
            }
            Err(TryLockError::Error(error)) => return Err(error),
        }
    }
}

/// Writes a file whole, or the one that a link leads to: who is killed in the middle leaves what was
/// there before.
pub fn replace(path: &Path, text: &str) -> io::Result<()> {
    let target = target(path);
    let new = target.with_extension("new");
    let mut file = File::create(&new)?;
    file.write_all(text.as_bytes())?;
    file.sync_all()?;
    fs::rename(&new, &target)
}
