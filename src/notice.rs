//! `folder → word that something in it has changed`, when it has become quiet again.
//!
//! The system tells what changes; which file it is does not matter, since a run finds that out by
//! itself, and faster than notices can be trusted. Where the system cannot tell, who asks is told to
//! look every so often.

use std::ffi::OsStr;
use std::path::{Component, Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use crossbeam_channel::{Receiver, RecvTimeoutError, Sender, bounded};
use notify::{Event, EventKind, RecursiveMode, Watcher};

use crate::walk::is_temporary;

/// How long nothing may change before it is told that something has: editors write a file in several
/// steps.
const QUIET: Duration = Duration::from_secs(1);

/// How long it may go on changing before it is told nevertheless.
const QUIET_WAIT_MAX: Duration = Duration::from_secs(10);

/// Between two looks whether to stop.
const STOP_PAUSE: Duration = Duration::from_millis(100);

/// Notices of one folder and all below it.
pub struct Notices {
    /// Tells for as long as it lives.
    watcher: Option<Box<dyn Watcher>>,
    changed: Receiver<()>,
}

/// Why the system cannot tell what changes.
#[derive(Debug, thiserror::Error)]
pub enum NoNotices {
    #[error(
        "it lies on a file system of another machine or program, which may not tell what changes"
    )]
    Remote,
    #[error("the system watches no more folders; raise fs.inotify.max_user_watches")]
    TooMany,
    #[error("the system does not tell what changes: {0}")]
    Other(notify::Error),
}

/// What a wait ended with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Noticed {
    /// Something has changed, and no more does.
    Changed,
    /// The time is over.
    Nothing,
    Stopped,
}

impl Notices {
    /// Begins to take notice of a folder; changes in `data`, hidden files and what programs keep beside
    /// those that they write are none.
    pub fn of(folder: &Path, data: &Path) -> Result<Notices, NoNotices> {
        if is_remote(folder) {
            return Err(NoNotices::Remote);
        }
        // One word is enough: that something has changed.
        let (sender, changed) = bounded(1);
        let data = data.canonicalize().unwrap_or_else(|_| data.to_owned());
        let see = see(folder.to_owned(), data, sender);
        let mut watcher = notify::recommended_watcher(see).map_err(no_notices)?;
        let watched = watcher.watch(folder, RecursiveMode::Recursive);
        watched.map_err(no_notices)?;
        Ok(Notices {
            watcher: Some(Box::new(watcher)),
            changed,
        })
    }

    /// For a folder of which the system tells nothing.
    pub fn none() -> Notices {
        Notices {
            watcher: None,
            changed: bounded(1).1,
        }
    }

    /// Waits until something has changed, for so long at most.
    pub fn wait(&self, stop: &AtomicBool, at_most: Duration) -> Noticed {
        let until = Instant::now() + at_most;
        match self.next(stop, until) {
            Noticed::Changed => {}
            other => return other,
        }
        let until = Instant::now() + QUIET_WAIT_MAX;
        loop {
            match self.next(stop, until.min(Instant::now() + QUIET)) {
                Noticed::Changed if Instant::now() < until => {}
                Noticed::Stopped => return Noticed::Stopped,
                Noticed::Changed | Noticed::Nothing => return Noticed::Changed,
            }
        }
    }

    /// The next word, until a time.
    fn next(&self, stop: &AtomicBool, until: Instant) -> Noticed {
        loop {
            if stop.load(Ordering::Relaxed) {
                return Noticed::Stopped;
            }
            let left = until.saturating_duration_since(Instant::now());
            if left.is_zero() {
                return Noticed::Nothing;
            }
            let pause = left.min(STOP_PAUSE);
            match self.changed.recv_timeout(pause) {
                Ok(()) => return Noticed::Changed,
                Err(RecvTimeoutError::Timeout) => {}
                Err(RecvTimeoutError::Disconnected) => thread::sleep(pause),
            }
        }
    }

    /// Whether the system tells.
    pub fn are_any(&self) -> bool {
        self.watcher.is_some()
    }
}

fn no_notices(error: notify::Error) -> NoNotices {
    match error.kind {
        notify::ErrorKind::MaxFilesWatch => NoNotices::TooMany,
        _ => NoNotices::Other(error),
    }
}

/// Hands on the word that something has changed that a run would see.
fn see(
    folder: PathBuf,
    data: PathBuf,
    changed: Sender<()>,
) -> impl FnMut(notify::Result<Event>) + Send + 'static {
    move |event| {
        let is_seen = match &event {
            // Notices were lost.
            Err(_) => true,
            Ok(event) if event.need_rescan() => true,
            Ok(Event {
                kind: EventKind::Access(_),
                ..
            }) => false,
            Ok(event) => {
                let mut paths = event.paths.iter();
                paths.any(|path| is_seen(path, &folder, &data)) || event.paths.is_empty()
            }
        };
        if is_seen {
            // Where a word waits already, it says the same.
            let _ = changed.try_send(());
        }
    }
}

/// Whether a run takes notice of a path.
fn is_seen(path: &Path, folder: &Path, data: &Path) -> bool {
    let Ok(within) = path.strip_prefix(folder) else {
        return true;
    };
    let is_hidden = |part: Component| part.as_os_str().as_encoded_bytes().starts_with(b".");
    let is_temporary = is_temporary(path.file_name().unwrap_or(OsStr::new("")));
    !path.starts_with(data) && !within.components().any(is_hidden) && !is_temporary
}

/// Whether a folder lies on a file system on which others change files without this machine being told.
#[cfg(target_os = "linux")]
fn is_remote(folder: &Path) -> bool {
    /// The magic numbers of statfs(2): NFS, SMB, CIFS, SMB2, FUSE, 9P, AFS, Coda, Ceph, VirtualBox,
    /// Lustre, GPFS.
    const REMOTE: [u32; 12] = [
        0x6969,
        0x517B,
        0xFF53_4D42,
        0xFE53_4D42,
        0x6573_5546,
        0x0102_1997,
        0x5346_414F,
        0x7375_7245,
        0x00C3_6400,
        0x786F_4256,
        0x0BD0_0BD0,
        0x4750_4653,
    ];
    rustix::fs::statfs(folder).is_ok_and(|it| REMOTE.contains(&(it.f_type as u32)))
}

#[cfg(not(target_os = "linux"))]
fn is_remote(_: &Path) -> bool {
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_run_does_not_read_is_not_noticed() {
        let (folder, data) = (Path::new("/news"), Path::new("/news/.dateline"));
        for (path, seen) in [
            ("/news/a.txt", true),
            ("/news/2017/a.txt", true),
            ("/news", true),
            ("/news/4913", true),
            ("/news/.dateline/index/meta.json", false),
            ("/news/2017/.a.txt.swp", false),
            ("/news/.git/index", false),
            ("/news/a.txt~", false),
            ("/news/a.html.part", false),
        ] {
            assert_eq!(is_seen(Path::new(path), folder, data), seen, "{path}");
        }
        let elsewhere = Path::new("/news/kept");
        assert!(!is_seen(Path::new("/news/kept/index/x"), folder, elsewhere));
    }

    #[test]
    fn a_change_is_told_when_it_is_quiet_and_a_wait_can_be_stopped() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().canonicalize().unwrap();
        let notices = Notices::of(&path, &path.join(".dateline")).unwrap();
        let stop = AtomicBool::new(false);
        std::fs::write(path.join(".hidden"), "x").unwrap();
        assert_eq!(
            notices.wait(&stop, Duration::from_millis(300)),
            Noticed::Nothing
        );
        std::fs::write(path.join("a.txt"), "x").unwrap();
        let since = Instant::now();
        assert_eq!(
            notices.wait(&stop, Duration::from_secs(60)),
            Noticed::Changed
        );
        assert!(since.elapsed() >= QUIET);
        stop.store(true, Ordering::Relaxed);
        assert_eq!(
            notices.wait(&stop, Duration::from_secs(60)),
            Noticed::Stopped
        );
    }
}
