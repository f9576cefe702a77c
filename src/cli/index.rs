//! `dateline index`: brings an archive's index up to date with its folder.

use std::io::{self, IsTerminal, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::time::Duration;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use super::follow::{Followed, follow, notices};
use super::{CliError, Common, Context, Exit, warn, warnings_of_names};
use crate::apart;
use crate::archive::Archive;
use crate::entities::lists::NameList;
use crate::extract::Columns;
use crate::index::run::{Finished, Options, run as run_indexer};
use crate::index::{IndexError, Opened};
use crate::present::json;
use crate::present::terminal::{counted, grouped};
use crate::report::{Progress, Report};

/// In place of a file: forget what was kept.
const NONE: &str = "none";

/// In place of a model's file: the program's own.
const BUILT_IN: &str = "built-in";

/// Read and index what is new or changed in an archive
///
/// The first run reads everything; the next ones read only files that are new or changed, and
/// forget files that are gone. A run can be stopped at any time (Ctrl-C) and goes on when it is
/// started again.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  dateline index corpus
  dateline -C corpus index --failed")]
pub struct Args {
    /// The folder of article files [default: the indexed folder that you stand in, else this one]
    archive: Option<PathBuf>,
    /// Do not detect names
    #[arg(long)]
    no_entities: bool,
    /// Throw the index away and build it anew
    #[arg(long)]
    rebuild: bool,
    /// Forget files that are gone even if they are more than half of the archive
    #[arg(long)]
    prune: bool,
    /// Make the index small and fast: one segment, deleted text off the disk
    #[arg(long)]
    compact: bool,
    /// List every source that failed, and every failed record
    #[arg(long)]
    failed: bool,
    /// Print the time spent in each stage
    #[arg(long)]
    timings: bool,
    /// Which columns of tables hold what, where their names do not say so; kept for the next runs
    ///
    /// Such as title=kop,text=tekst. Columns can be named for title, text, published, author, url,
    /// site, language, id and caption; `none` forgets what was kept. All files are read again when
    /// this changes.
    #[arg(long, value_name = "FIELD=NAME,…")]
    columns: Option<Columns>,
    /// A list of names that always win, for what you watch or know; kept for the next runs
    ///
    /// A text with a line for each name: the name, a tab, its type (person, org, place, group,
    /// event or work) and, after another tab, its aliases with | between them; # begins a comment.
    /// They are found in every language, as written or all in capitals. `none` forgets the list. All
    /// files are read again when it changes.
    #[arg(long, value_name = "FILE")]
    names: Option<PathBuf>,
    /// A model that detects names instead of the built-in one; kept for the next runs
    ///
    /// As `dateline model train` makes it. `built-in` goes back to the model that is part of the
    /// program. All files are read again when it changes.
    #[arg(long, value_name = "FILE")]
    model: Option<PathBuf>,
    /// Stay, and index what changes in the folder as it changes, until Ctrl-C
    ///
    /// After the first run, a line is written for each run that changed something. Files are read when
    /// nothing has changed for a second, or after ten. Other commands work meanwhile. --rebuild, --prune
    /// and --compact hold for the first run.
    #[arg(long)]
    follow: bool,
    /// Look every so many seconds what has changed, for file systems that do not tell; without this, it
    /// is done where they are known not to
    #[arg(long, value_name = "SECONDS", requires = "follow")]
    #[arg(value_parser = clap::value_parser!(u64).range(1..=86_400))]
    poll: Option<u64>,
    /// Seconds between two commits of a long run
    #[arg(long, value_name = "SECONDS", default_value_t = 30)]
    commit_interval: u64,
    /// Threads to read and to index with, each [default: as many as there are cores, 8 at most]
    #[arg(long, value_name = "N", default_value_t = 0, hide_default_value = true)]
    threads: usize,
    #[command(flatten)]
    common: Common,
}

pub fn run(args: Args, context: &mut Context) -> Result<Exit, CliError> {
    let index = args.common.index.as_deref();
    let archive = match &args.archive {
        Some(folder) => Archive::at(&context.stand.join(folder), index)?,
        None => match Archive::find(&context.stand, index) {
            Ok(archive) => archive,
            Err(_) => Archive::at(&context.stand, index)?,
        },
    };
    refuse_whole_disks(&archive.folder)?;
    if index.is_none() {
        refuse_archives_inside(&archive)?;
    }
    let names = match &args.names {
        Some(file) => Some(names_to_keep(context, file)?),
        None => None,
    };
    let model = match &args.model {
        Some(file) => Some(model_to_keep(context, file)?),
        None => None,
    };
    let options = Options {
        entities: !args.no_entities,
        rebuild: args.rebuild,
        prune: args.prune,
        compact: args.compact,
        commit_interval: Duration::from_secs(args.commit_interval),
        threads: args.threads,
        reader: apart::this_program(),
        columns: args.columns,
        names,
        model,
    };
    let stop = stop_on_signals();
    let followed = Followed {
        archive: &archive,
        is_json: args.common.json,
        poll: args.poll.map(Duration::from_secs),
    };
    let notices = args.follow.then(|| notices(&followed));
    let finished = run_with_progress(&archive, &options, &stop)?;
    warnings(&archive, &options, &finished)
        .iter()
        .for_each(|warning| warn(warning));
    let report = &finished.report;
    if args.common.json {
        if args.failed {
            for (source, reason) in &report.failed {
                json::line(context.out, &json::failure(source, None, reason))?;
            }
            for (source, record, reason) in &report.failed_records {
                json::line(context.out, &json::failure(source, Some(*record), reason))?;
            }
        }
        json::line(context.out, &json::report(&finished))?;
    } else {
        write_report(context.out, &archive, &finished, args.failed)?;
        if args.timings {
            write_timings(context.out, report)?;
        }
    }
    if let Some(notices) = notices.filter(|_| !report.stopped) {
        return follow(&followed, notices, options, finished, &stop, context);
    }
    Ok(if report.stopped {
        Exit::Stopped
    } else if report.has_failures() {
        Exit::SomeFailed
    } else {
        Exit::Done
    })
}

/// The list that the archive is to keep; an empty one for the word `none`.
fn names_to_keep(context: &Context, file: &Path) -> Result<Arc<NameList>, CliError> {
    if file == Path::new(NONE) {
        return Ok(Arc::default());
    }
    super::names_of(&context.stand.join(file))
}

/// The bytes of the model that the archive is to keep; none for the built-in one.
fn model_to_keep(context: &Context, file: &Path) -> Result<Arc<[u8]>, CliError> {
    if file == Path::new(BUILT_IN) {
        return Ok(Arc::default());
    }
    let path = context.stand.join(file);
    let bytes = super::model::bytes_of(&path)?;
    Ok(bytes.into())
}

/// Somebody who types `dateline index` at home does not mean all they have.
pub fn refuse_whole_disks(folder: &Path) -> Result<(), CliError> {
    let home = std::env::home_dir().and_then(|home| home.canonicalize().ok());
    if folder.parent().is_none() || home.as_deref() == Some(folder) {
        return Err(CliError::Usage(format!(
            "{} is not an archive but everything you have; name the folder with the articles",
            folder.display()
        )));
    }
    Ok(())
}

/// An archive inside an archive would take its files away from the outer one.
fn refuse_archives_inside(archive: &Archive) -> Result<(), CliError> {
    let above = archive.folder.parent().filter(|_| !archive.is_indexed());
    let Some(Ok(outer)) = above.map(|above| Archive::find(above, None)) else {
        return Ok(());
    };
    let (folder, outer) = (archive.folder.display(), outer.folder.display());
    Err(CliError::Usage(format!(
        "{folder} lies in the archive {outer}, which has its files already; to read what is new \
         in it, run `dateline index` there"
    )))
}

/// Runs the indexer once, and warns of what it met.
pub fn index_with_progress(archive: &Archive, options: &Options) -> Result<Finished, CliError> {
    let finished = run_with_progress(archive, options, &stop_on_signals())?;
    warnings(archive, options, &finished)
        .iter()
        .for_each(|warning| warn(warning));
    Ok(finished)
}

/// What the first Ctrl-C sets, to be asked for once.
fn stop_on_signals() -> Arc<AtomicBool> {
    let stop = Arc::new(AtomicBool::new(false));
    for signal in [signal_hook::consts::SIGINT, signal_hook::consts::SIGTERM] {
        // The second signal ends the program at once; the first asks it to finish.
        let registered =
            signal_hook::flag::register_conditional_shutdown(signal, 130, stop.clone())
                .and_then(|_| signal_hook::flag::register(signal, stop.clone()));
        if let Err(error) = registered {
            warn(&format!(
                "Ctrl-C will stop the run without a last commit: {error}"
            ));
        }
    }
    stop
}

/// Runs the indexer with a progress bar on the error stream, if that is a terminal.
pub fn run_with_progress(
    archive: &Archive,
    options: &Options,
    stop: &AtomicBool,
) -> Result<Finished, IndexError> {
    let bar = progress_bar();
    let mut observe = |progress: Progress| {
        if bar.is_hidden() {
            return;
        }
        bar.set_length(progress.bytes_total);
        bar.set_position(progress.bytes);
        bar.set_message(format!(
            "{} of {}, {}",
            grouped(progress.sources),
            counted(progress.sources_total, "file"),
            counted(progress.articles, "article"),
        ));
    };
    let finished = run_indexer(archive, options, stop, &mut observe);
    bar.finish_and_clear();
    finished
}

/// What to warn of after a run.
pub fn warnings(archive: &Archive, options: &Options, finished: &Finished) -> Vec<String> {
    let mut warnings = Vec::new();
    match finished.opened {
        Opened::Replaced(found) => {
            warnings.push(format!(
                "the index had an older format ({found}) and was built anew"
            ));
        }
        Opened::Repaired => {
            warnings.push("the index was damaged, without a format, and was built anew".to_owned());
        }
        Opened::New | Opened::Kept | Opened::Rebuilt => {}
    }
    if options.names.is_none() {
        warnings.extend(warnings_of_names(
            &archive.names_file(),
            finished.names.wrong(),
        ));
    }
    for (path, words) in &finished.report.unreadable {
        let path = if path.is_empty() {
            "the archive's folder"
        } else {
            path
        };
        warnings.push(format!(
            "cannot read {path}: {words}; what is known of it is kept"
        ));
    }
    warnings
}

fn progress_bar() -> ProgressBar {
    if !io::stderr().is_terminal() {
        return ProgressBar::hidden();
    }
    let bar = ProgressBar::with_draw_target(Some(0), ProgressDrawTarget::stderr_with_hz(5));
    // 38 columns and the message, which is cut to the width of the terminal.
    let template = "{bar:10} {percent:>3}%  {eta:>3} left  {decimal_bytes_per_sec:>9}  {wide_msg}";
    if let Ok(style) = ProgressStyle::with_template(template) {
        bar.set_style(style.progress_chars("=> "));
    }
    bar
}

/// A command on this archive, to be pasted where the user stands.
pub fn advised(archive: &Archive, command: &str) -> String {
    let here = std::env::current_dir().is_ok_and(|here| archive.folder == here);
    if here {
        return format!("dateline {command}");
    }
    let folder = archive.folder.display().to_string();
    let is_plain = |c: char| c.is_alphanumeric() || "/._-+".contains(c);
    match folder.chars().all(is_plain) {
        true => format!("dateline -C {folder} {command}"),
        false => format!("dateline -C '{}' {command}", folder.replace('\'', "'\\''")),
    }
}

/// One line an outcome, the usual ones first; reasons below.
fn write_report(
    out: &mut dyn Write,
    archive: &Archive,
    finished: &Finished,
    list_failed: bool,
) -> io::Result<()> {
    let report = &finished.report;
    let seconds = report.timings.total.as_secs_f64();
    let folder = archive.folder.display().to_string();
    let folder = crate::present::terminal::safe_line(&folder);
    if report.stopped {
        let again = "what was read is kept: run the command again to go on";
        writeln!(out, "stopped after {seconds:.1} s; {again}")?;
    } else if report.is_empty() {
        writeln!(out, "no files in {folder}")?;
    } else {
        writeln!(out, "indexed {folder} in {seconds:.1} s")?;
    }
    let mut lines: Vec<(u64, &str, String)> = vec![
        (report.articles, "article", "read".into()),
        (report.indexed, "file", "read".into()),
        (report.unchanged, "file", "unchanged".into()),
        (
            report.renamed,
            "file",
            "renamed, with articles that keep their ids".into(),
        ),
        (report.removed, "file", "gone and forgotten".into()),
    ];
    let skipped = report.skipped.iter();
    lines.extend(skipped.map(|(reason, count)| (*count, "file", format!("skipped: {reason}"))));
    let skipped = report.skipped_members.iter();
    lines.extend(
        skipped
            .map(|(reason, count)| (*count, "file", format!("inside archives skipped: {reason}"))),
    );
    let passed_over = report.passed_over.iter();
    lines.extend(passed_over.map(|(reason, count)| {
        (
            *count,
            "entry",
            format!("passed over: {}", reason.sentence()),
        )
    }));
    let unreachable = report.unreachable.len() as u64 - report.vanished;
    let prune = format!(
        "gone, more than half of the archive; their articles are kept: if you deleted them, run `{}`",
        advised(archive, "index --prune")
    );
    lines.extend([
        (
            unreachable,
            "file",
            "out of reach; their articles are kept".into(),
        ),
        (report.vanished, "file", prune),
        (report.failed.len() as u64, "file", "failed".into()),
        (report.failed_records_total, "record", "failed".into()),
    ]);
    for (count, noun, what) in lines.into_iter().filter(|(count, ..)| *count > 0) {
        let noun = match (count, noun) {
            (1, noun) => noun.to_owned(),
            (_, "entry") => "entries".to_owned(),
            (_, noun) => format!("{noun}s"),
        };
        writeln!(out, "{:>11} {noun} {what}", grouped(count))?;
    }
    if list_failed {
        for (path, reason) in &report.failed {
            writeln!(
                out,
                "failed: {}: {}",
                crate::present::terminal::safe_line(path),
                crate::present::terminal::safe_line(reason)
            )?;
        }
        for (path, record, reason) in &report.failed_records {
            let path = crate::present::terminal::safe_line(path);
            let reason = crate::present::terminal::safe_line(reason);
            writeln!(out, "failed: {path}, record {record}: {reason}")?;
        }
        if report.failed_records_unlisted() > 0 {
            let more = counted(report.failed_records_unlisted(), "record");
            writeln!(out, "failed: {more} more, which are not listed")?;
        }
    } else if !report.failed.is_empty() || report.failed_records_total > 0 {
        let status = advised(archive, "status --failed");
        writeln!(out, "to list what failed and why: {status}")?;
    }
    if report.skipped_total() > 0 {
        let status = advised(archive, "status --skipped");
        writeln!(out, "to list what was skipped and why: {status}")?;
    }
    Ok(())
}

fn write_timings(out: &mut dyn Write, report: &Report) -> io::Result<()> {
    let timings = &report.timings;
    writeln!(out, "seconds by stage, summed over threads:")?;
    for (stage, time) in [
        ("walk", timings.walk),
        ("read", timings.read),
        ("extract", timings.extract),
        ("detect", timings.detect),
        ("analyze", timings.analyze),
        ("add", timings.add),
        ("commit", timings.commit),
        ("settle", timings.settle),
        ("merge", timings.merge),
        ("link", timings.link),
        ("copies", timings.copies),
        ("total", timings.total),
    ] {
        writeln!(out, "  {stage:<8} {:>8.2}", time.as_secs_f64())?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_inside_an_archive_is_no_archive_of_its_own() {
        let folder = tempfile::tempdir().unwrap();
        let inner = folder.path().join("scrapes");
        std::fs::create_dir_all(&inner).unwrap();
        let inner = Archive::at(&inner, None).unwrap();
        assert!(refuse_archives_inside(&inner).is_ok());
        std::fs::create_dir_all(folder.path().join(".dateline/index")).unwrap();
        assert!(refuse_archives_inside(&inner).is_err());
        std::fs::create_dir_all(inner.index_folder()).unwrap();
        assert!(refuse_archives_inside(&inner).is_ok());
    }

    #[test]
    fn an_empty_folder_and_a_stopped_run_are_told_so() {
        let archive = Archive {
            folder: "/news".into(),
            data: "/news/.dateline".into(),
        };
        for (stopped, told) in [
            (false, "no files in /news\n"),
            (
                true,
                "stopped after 0.0 s; what was read is kept: run the command again to go on\n",
            ),
        ] {
            let report = Report {
                stopped,
                ..Report::default()
            };
            let finished = Finished {
                opened: Opened::Kept,
                report,
                names: Arc::default(),
            };
            let mut out = Vec::new();
            write_report(&mut out, &archive, &finished, false).unwrap();
            assert_eq!(String::from_utf8(out).unwrap(), told);
        }
    }
}
