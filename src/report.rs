//! What a run did: every source ends in exactly one of these counts.

use std::collections::BTreeMap;
use std::time::Duration;

use crate::walk::PassedOver;

/// The account of one run of the indexer.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Report {
    /// Sources that were read to their end because they are new or changed, and gave articles.
    pub indexed: u64,
    /// Articles read, those before the place where a source failed included.
    pub articles: u64,
    /// Sources that are as the index knows them, but for those that failed.
    pub unchanged: u64,
    /// Sources found under a new path, among `indexed`.
    pub renamed: u64,
    /// Sources whose file is gone.
    pub removed: u64,
    /// Sources without text, by reason.
    pub skipped: BTreeMap<String, u64>,
    /// Files without text in the archives that were read, by reason.
    pub skipped_members: BTreeMap<String, u64>,
    /// Sources that could not be read, or not to their end, now or when last tried: path and
    /// reason.
    pub failed: Vec<(String, String)>,
    /// Records inside sources that could not be read: path, number of the record from 1, reason.
    /// A list of the first ones; `failed_records_total` counts all.
    pub failed_records: Vec<(String, u64, String)>,
    pub failed_records_total: u64,
    /// Sources that are kept although their file was not found: path.
    pub unreachable: Vec<String>,
    /// Sources among `unreachable` that look deleted, but are too many to be believed.
    pub vanished: u64,
    /// Entries of the folder that are no candidates, by reason.
    pub passed_over: BTreeMap<PassedOver, u64>,
    /// Folders and files that could not be read, with the system's word for it.
    pub unreadable: Vec<(String, String)>,
    /// Articles made anew for what the others say of them.
    pub settled: u64,
    /// Whether the run was stopped before its end.
    pub stopped: bool,
    pub timings: Timings,
}

impl Report {
    pub fn skipped_total(&self) -> u64 {
        self.skipped.values().sum()
    }

    /// Whether there was nothing to read, and nothing known from before.
    pub fn is_empty(&self) -> bool {
        let sources = self.indexed + self.unchanged + self.removed + self.skipped_total();
        let troubled = self.failed.len() + self.unreachable.len() + self.unreadable.len();
        !self.stopped && sources == 0 && troubled == 0
    }

    /// Failed records that are only counted, not listed.
    pub fn failed_records_unlisted(&self) -> u64 {
        self.failed_records_total
            .saturating_sub(self.failed_records.len() as u64)
    }

    /// Whether some of what was there could not be read.
    pub fn has_failures(&self) -> bool {
        !self.failed.is_empty() || self.failed_records_total > 0 || !self.unreadable.is_empty()
    }
}

/// Time spent in each stage, summed over the threads that work on it.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Timings {
    /// The walk, and the state of the sources read from the index.
    pub walk: Duration,
    pub read: Duration,
    pub extract: Duration,
    pub detect: Duration,
    /// Words, stems, positions, stored forms.
    pub analyze: Duration,
    /// Handing over to the engine, which includes waiting for it.
    pub add: Duration,
    pub commit: Duration,
    /// Bringing articles up to date with each other.
    pub settle: Duration,
    pub merge: Duration,
    /// Finding which names are one.
    pub link: Duration,
    /// Finding which articles are copies.
    pub copies: Duration,
    /// From the first to the last moment.
    pub total: Duration,
}

/// How far a run is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Progress {
    pub sources: u64,
    pub sources_total: u64,
    pub bytes: u64,
    pub bytes_total: u64,
    pub articles: u64,
}
