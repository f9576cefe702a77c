//! `walk + manifest → what is to be read, what is as it was, what is gone`.

use std::collections::HashMap;

use super::manifest::{IN_DOUBT, Manifest, Outcome, SourceState};
use crate::walk::{Absence, Candidate, Walk};

/// A source to be read, and what the index knows of it.
#[derive(Debug, Clone)]
pub struct Task {
    pub candidate: Candidate,
    pub known: Option<SourceState>,
}

impl Task {
    /// Whether only the content can tell if the source has changed.
    pub fn is_in_doubt(&self, stages: u64) -> bool {
        self.known.is_some_and(|known| {
            known.bytes == self.candidate.bytes
                && known.stages == stages
                && matches!(
                    known.outcome,
                    Outcome::Indexed | Outcome::Skipped | Outcome::Failed
                )
        })
    }

    /// Whether an interrupted run has read the beginning of it.
    pub fn goes_on(&self, stages: u64) -> bool {
        self.known.is_some_and(|known| {
            known.outcome == Outcome::Partial
                && known.stages == stages
                && known.bytes == self.candidate.bytes
                && known.modified == self.candidate.modified
        })
    }
}

/// The difference between the folder and the index.
#[derive(Debug, Default)]
pub struct Changes {
    pub tasks: Vec<Task>,
    pub unchanged: Vec<(String, SourceState)>,
    /// Gone, as the folder that held them proves.
    pub deleted: HashMap<String, SourceState>,
    /// Not found, and nothing proves that they are gone.
    pub unreachable: Vec<String>,
    /// All sources known before.
    pub known_total: usize,
}

impl Changes {
    /// `stages` is the fingerprint that sources read today would get.
    pub fn between(walk: &mut Walk, mut manifest: Manifest, stages: u64) -> Changes {
        let mut changes = Changes {
            known_total: manifest.len(),
            ..Changes::default()
        };
        for candidate in std::mem::take(&mut walk.candidates) {
            match manifest.remove_entry(&candidate.path) {
                Some((path, known)) if is_unchanged(&candidate, &known, stages) => {
                    changes.unchanged.push((path, known));
                }
                known => {
                    changes.tasks.push(Task {
                        candidate,
                        known: known.map(|(_, known)| known),
                    });
                }
            }
        }
        for (path, known) in manifest {
            match walk.explains(&path, known.mounted) {
                Absence::Deleted => {
                    changes.deleted.insert(path, known);
                }
                Absence::Unreachable => changes.unreachable.push(path),
            }
        }
        changes.unreachable.sort_unstable();
        changes
    }
}

fn is_unchanged(candidate: &Candidate, known: &SourceState, stages: u64) -> bool {
    known.bytes == candidate.bytes
        && known.modified == candidate.modified
        && known.modified != IN_DOUBT
        && known.stages == stages
        && known.outcome != Outcome::Partial
}
