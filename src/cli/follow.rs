//! `dateline index --follow`: keeps an archive indexed as its files come and go.

use std::collections::BTreeSet;
use std::io::{self, Write};
use std::sync::atomic::AtomicBool;
use std::time::Duration;

use super::index::{advised, run_with_progress, warnings};
use super::{CliError, Context, Exit, warn};
use crate::archive::{Archive, ArchiveError};
use crate::index::IndexError;
use crate::index::run::{Finished, Options};
use crate::notice::{NoNotices, Noticed, Notices};
use crate::present::json;
use crate::present::terminal::{counted, safe_line};
use crate::report::Report;

/// The longest time between two looks at a folder of which the system tells what changes: it may have
/// lost a notice, or a disk may have been mounted.
const LOOK_PAUSE_MAX: Duration = Duration::from_secs(600);

/// Between two looks at a folder of which the system tells nothing: from so long, so many times as
/// long as a look takes, up to so long.
const POLL_PAUSE_MIN: Duration = Duration::from_secs(2);
const POLL_SHARE: u32 = 50;
const POLL_PAUSE_MAX: Duration = Duration::from_secs(120);

/// Before a run is tried again for which there was no room, or no permission.
const TROUBLE_PAUSE: Duration = Duration::from_secs(10);

/// Before a run is tried again while another process writes.
const BUSY_PAUSE: Duration = Duration::from_millis(500);

/// How a folder is followed.
pub struct Followed<'a> {
    pub archive: &'a Archive,
    pub is_json: bool,
    /// Look every so often, whatever the system tells.
    pub poll: Option<Duration>,
}

/// Takes notice of a folder; to be called before its first run, so that nothing is missed.
pub fn notices(followed: &Followed) -> Notices {
    if followed.poll.is_some() {
        return Notices::none();
    }
    let Archive { folder, data } = followed.archive;
    Notices::of(folder, data).unwrap_or_else(|why: NoNotices| {
        let folder = folder.display();
        warn(&format!(
            "{folder}: {why}; it is looked at from time to time instead"
        ));
        Notices::none()
    })
}

/// Runs the indexer whenever something has changed, until it is stopped.
pub fn follow(
    followed: &Followed,
    mut notices: Notices,
    options: Options,
    first: Finished,
    stop: &AtomicBool,
    context: &mut Context,
) -> Result<Exit, CliError> {
    let archive = followed.archive;
    // What was asked of the first run alone, or is kept since.
    let options = Options {
        rebuild: false,
        prune: false,
        compact: false,
        columns: None,
        names: None,
        model: None,
        ..options
    };
    let mut told: BTreeSet<String> = warnings(archive, &options, &first).into_iter().collect();
    let mut before = first.report;
    let mut trouble = None;
    context.out.flush()?;
    loop {
        let pause = match &trouble {
            Some(IndexError::Archive(ArchiveError::Busy(_))) => BUSY_PAUSE,
            Some(_) => TROUBLE_PAUSE,
            None if notices.are_any() => LOOK_PAUSE_MAX,
            None => followed.poll.unwrap_or_else(|| {
                let pause = before.timings.total * POLL_SHARE;
                pause.clamp(POLL_PAUSE_MIN, POLL_PAUSE_MAX)
            }),
        };
        if notices.wait(stop, pause) == Noticed::Stopped {
            return Ok(Exit::Done);
        }
        // A run would make the folder anew.
        let run = match archive.folder.is_dir() {
            true => run_with_progress(archive, &options, stop),
            false => Err(ArchiveError::NoFolder(archive.folder.clone()).into()),
        };
        let finished = match run {
            Ok(finished) => finished,
            Err(error) if is_passing(&error) => {
                let words = error.to_string();
                if told.insert(words.clone()) {
                    warn(&format!("{words}; it is tried again"));
                }
                trouble = Some(error);
                continue;
            }
            Err(error) => return Err(error.into()),
        };
        if let Some(IndexError::Archive(ArchiveError::NoFolder(_))) = trouble.take() {
            // It is another folder now, of which nothing is told.
            notices = self::notices(followed);
        }
        let warnings: BTreeSet<String> =
            warnings(archive, &options, &finished).into_iter().collect();
        for warning in warnings.difference(&told) {
            warn(warning);
        }
        told = warnings;
        if followed.is_json {
            if !changes(archive, &finished.report, &before).is_empty() {
                json::line(context.out, &json::report(&finished))?;
            }
        } else {
            write_changes(context.out, archive, &finished.report, &before)?;
        }
        context.out.flush()?;
        if finished.report.stopped {
            return Ok(Exit::Stopped);
        }
        before = finished.report;
    }
}

/// Whether a run may succeed when it is tried again.
fn is_passing(error: &IndexError) -> bool {
    matches!(
        error,
        IndexError::Archive(_) | IndexError::DiskFull(_) | IndexError::Io { .. }
    )
}

/// One line for what a run changed, and one for each file that failed; none if it changed nothing.
fn write_changes(
    out: &mut dyn Write,
    archive: &Archive,
    report: &Report,
    before: &Report,
) -> io::Result<()> {
    let changes = changes(archive, report, before);
    let now = jiff::Zoned::now().strftime("%Y-%m-%d %H:%M:%S").to_string();
    if let Some((first, rest)) = changes.split_first() {
        writeln!(out, "{now}  {}", safe_line(first))?;
        for line in rest {
            writeln!(out, "{now}  {}", safe_line(line))?;
        }
    }
    Ok(())
}

/// What a run changed, in words.
fn changes(archive: &Archive, report: &Report, before: &Report) -> Vec<String> {
    let mut parts = Vec::new();
    if report.articles > 0 || report.indexed > 0 {
        let (articles, files) = (
            counted(report.articles, "article"),
            counted(report.indexed, "file"),
        );
        parts.push(format!("{articles} read from {files}"));
    }
    if report.renamed > 0 {
        parts.push(format!("{} renamed", counted(report.renamed, "file")));
    }
    if report.removed > 0 {
        parts.push(format!(
            "{} gone and forgotten",
            counted(report.removed, "file")
        ));
    }
    for (reason, count) in &report.skipped {
        parts.push(format!("{} skipped: {reason}", counted(*count, "file")));
    }
    if report.vanished > 0 && report.vanished != before.vanished {
        parts.push(format!(
            "{} gone, more than half of the archive, and kept: if you deleted them, run `{}`",
            counted(report.vanished, "file"),
            advised(archive, "index --prune")
        ));
    }
    if report.stopped {
        parts.push("stopped; the next run goes on from there".to_owned());
    }
    let mut lines = Vec::new();
    if !parts.is_empty() {
        lines.push(parts.join(", "));
    }
    let known: BTreeSet<_> = before.failed.iter().collect();
    let failed = report.failed.iter().filter(|it| !known.contains(it));
    lines.extend(failed.map(|(path, reason)| format!("failed: {path}: {reason}")));
    let known: BTreeSet<_> = before.failed_records.iter().collect();
    let failed = report
        .failed_records
        .iter()
        .filter(|it| !known.contains(it));
    lines.extend(
        failed.map(|(path, record, reason)| format!("failed: {path}, record {record}: {reason}")),
    );
    lines
}
