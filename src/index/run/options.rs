//! What a run of the indexer is asked to do.

use std::path::PathBuf;
use std::sync::Arc;
use std::thread;
use std::time::Duration;

use crate::entities::lists::NameList;
use crate::extract::Columns;
/// Threads of one kind at most; more gain little, as one thread hands the pieces on.
const THREADS_MAX: usize = 8;

/// What a run is asked to do.
#[derive(Debug, Clone, PartialEq)]
pub struct Options {
    /// Detect names.
    pub entities: bool,
    /// Throw the index away first.
    pub rebuild: bool,
    /// Remove sources whose files are gone even if they are most of the archive.
    pub prune: bool,
    /// Merge all into one segment, and so remove deleted text from the disk.
    pub compact: bool,
    /// Time between two commits of a long run: what a power failure can cost.
    pub commit_interval: Duration,
    /// Threads for reading and for indexing, each; 0 for as many as there are cores.
    pub threads: usize,
    /// The program that reads PDFs, so that it can be stopped ([`crate::apart`]); without it, they
    /// are read in this process.
    pub reader: Option<PathBuf>,
    /// Which columns of tables hold what, from this run on; `None` for what the archive was told
    /// before, none at all to forget that.
    pub columns: Option<Columns>,
    /// The list of names to find, from this run on; `None` for the one that the archive keeps, an
    /// empty one to forget that.
    pub names: Option<Arc<NameList>>,
    /// The bytes of the model that detects names, from this run on; `None` for the one that the
    /// archive keeps, none at all for the program's own.
    pub model: Option<Arc<[u8]>>,
}

impl Default for Options {
    fn default() -> Self {
        Options {
            entities: true,
            rebuild: false,
            prune: false,
            compact: false,
            commit_interval: Duration::from_secs(30),
            threads: 0,
            reader: None,
            columns: None,
            names: None,
            model: None,
        }
    }
}

impl Options {
    pub(super) fn threads(&self) -> usize {
        match self.threads {
            0 => thread::available_parallelism()
                .map_or(1, usize::from)
                .min(THREADS_MAX),
            threads => threads.min(THREADS_MAX),
        }
    }
}
