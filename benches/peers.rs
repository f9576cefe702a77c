//! dateline against a minimal program on the same engine, on the same files, in one run.
//!
//! ```text
//! cargo bench --bench peers -- FOLDER [QUERIES] [--runs N]
//! ```
//!
//! FOLDER holds text files (title on the first line) or JSON lines (`title`, `text`). QUERIES has
//! a kind (`and`, `or`, `phrase`, `term`), a tab and a query on each line, in the syntax of the
//! engine's own parser. Prints medians and ratios; machines are noisy, so the runs alternate.
//!
//! The minimal program walks the folder and indexes title and body with the engine's English
//! stemmer, positions and stored text, with as many threads and as much memory as dateline.

#![allow(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a benchmark prints its results"
)]

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode, Stdio};
use std::time::{Duration, Instant};

use dateline::archive::Archive;
use dateline::index::ArchiveIndex;
use dateline::search::{ArchiveSearcher, Options};

mod raw;

const DATELINE: &str = env!("CARGO_BIN_EXE_dateline");

/// Passes over all queries; the best time of each query counts, as it is the least disturbed.
const PASSES: usize = 7;

type Failure = Box<dyn std::error::Error>;

fn main() -> ExitCode {
    // `cargo bench` passes `--bench`; `cargo test --benches` passes nothing, and has nothing to do.
    let args: Vec<String> = std::env::args()
        .skip(1)
        .filter(|arg| arg != "--bench")
        .collect();
    let result = match args
        .iter()
        .map(String::as_str)
        .collect::<Vec<_>>()
        .as_slice()
    {
        ["raw-index", folder, index] => raw::index(Path::new(folder), Path::new(index)),
        [] => {
            eprintln!("usage: cargo bench --bench peers -- FOLDER [QUERIES] [--runs N]");
            return ExitCode::SUCCESS;
        }
        [folder, rest @ ..] => {
            let runs = rest.iter().position(|arg| *arg == "--runs");
            let runs = runs
                .and_then(|at| rest.get(at + 1))
                .and_then(|n| n.parse().ok());
            let queries = rest.first().filter(|arg| !arg.starts_with("--"));
            compare(Path::new(folder), queries.map(Path::new), runs.unwrap_or(5))
        }
    };
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

/// What a process took.
#[derive(Clone, Copy)]
struct Cost {
    wall: f64,
    cpu: f64,
    peak_mb: f64,
}

fn compare(folder: &Path, queries: Option<&Path>, runs: usize) -> Result<(), Failure> {
    let work = tempfile::tempdir()?;
    let text = bytes_below(folder)? as f64;
    println!("{}: {:.1} MB of text", folder.display(), text / 1e6);
    let at = |name: &str| work.path().join(name);
    let kinds: [(&str, Option<&[&str]>); 3] = [
        ("minimal program", None),
        ("dateline, no names", Some(&["--no-entities"])),
        ("dateline", Some(&[])),
    ];
    let mut costs: Vec<Vec<Cost>> = vec![Vec::new(); kinds.len()];
    for _ in 0..runs {
        for (i, (name, options)) in kinds.iter().enumerate() {
            let index = at(name);
            fs::remove_dir_all(&index).ok();
            costs[i].push(cost_of(&mut indexing(folder, &index, *options)?)?);
        }
    }
    println!(
        "{:<22}{:>9}{:>9}{:>9}{:>10}{:>9}",
        "indexing", "wall s", "cpu s", "rate", "peak MB", "x text"
    );
    let base = median(costs[0].iter().map(|cost| cost.wall));
    for ((name, _), costs) in kinds.iter().zip(&costs) {
        let wall = median(costs.iter().map(|cost| cost.wall));
        println!(
            "{name:<22}{wall:>9.2}{:>9.2}{:>9.2}{:>10.0}{:>9.2}",
            median(costs.iter().map(|cost| cost.cpu)),
            base / wall,
            costs.iter().map(|cost| cost.peak_mb).fold(0.0, f64::max),
            bytes_below(&at(name))? as f64 / text,
        );
    }
    let again = cost_of(&mut indexing(folder, &at("dateline"), Some(&[]))?)?;
    let first = median(costs[2].iter().map(|cost| cost.wall));
    println!(
        "second run, unchanged: {:.2} s wall, {:.3} of the first",
        again.wall,
        again.wall / first
    );
    match queries {
        Some(queries) => compare_queries(&at("minimal program"), &at("dateline"), queries),
        None => Ok(()),
    }
}

/// The process that indexes a folder: dateline with these options, or the minimal program.
fn indexing(folder: &Path, index: &Path, options: Option<&[&str]>) -> io::Result<Command> {
    let mut command = match options {
        Some(options) => {
            let mut command = Command::new(DATELINE);
            command
                .arg("index")
                .arg(folder)
                .args(options)
                .arg("--index")
                .arg(index);
            command
        }
        None => {
            let mut command = Command::new(std::env::current_exe()?);
            command.arg("raw-index").arg(folder).arg(index);
            command
        }
    };
    command.stdout(Stdio::null());
    Ok(command)
}

fn compare_queries(raw: &Path, ours: &Path, queries: &Path) -> Result<(), Failure> {
    let raw = raw::Searcher::open(raw)?;
    let archive = Archive::find(Path::new("."), Some(ours))?;
    let index = ArchiveIndex::open(&archive)?;
    let searcher = ArchiveSearcher::new(&index)?;
    let text = fs::read_to_string(queries)?;
    let queries: Vec<(&str, &str)> = text
        .lines()
        .filter_map(|line| line.split_once('\t'))
        .collect();
    // Minimal program; dateline without and with the count of all hits.
    let mut best = vec![[Duration::MAX; 3]; queries.len()];
    for _ in 0..PASSES {
        for ((kind, query), best) in queries.iter().zip(&mut best) {
            let started = Instant::now();
            raw.top_ten(query)?;
            best[0] = best[0].min(started.elapsed());
            let ours = in_our_syntax(kind, query);
            for (count, best) in [false, true].into_iter().zip(&mut best[1..]) {
                let options = Options {
                    count,
                    ..Options::default()
                };
                let started = Instant::now();
                let query = dateline::query::parse(&ours)?.query;
                std::hint::black_box(searcher.search(&query, &options)?);
                *best = (*best).min(started.elapsed());
            }
        }
    }
    println!(
        "\n{:<22}{:>10}{:>12}{:>12}{:>8}",
        "query, median µs", "minimal", "dateline", "and count", "ratio"
    );
    let mut kinds: Vec<&str> = queries.iter().map(|(kind, _)| *kind).collect();
    kinds.sort_unstable();
    kinds.dedup();
    for kind in kinds.into_iter().map(Some).chain([None]) {
        let of = |i: usize| {
            let chosen = queries
                .iter()
                .zip(&best)
                .filter(|((k, _), _)| kind.is_none_or(|kind| kind == *k));
            median(chosen.map(|(_, best)| best[i].as_secs_f64() * 1e6))
        };
        let name = kind.unwrap_or("all");
        println!(
            "{name:<22}{:>10.0}{:>12.0}{:>12.0}{:>8.2}",
            of(0),
            of(1),
            of(2),
            of(1) / of(0)
        );
    }
    let mut processes = Vec::new();
    for (kind, query) in &queries {
        let mut command = Command::new(DATELINE);
        command
            .arg("search")
            .arg(in_our_syntax(kind, query))
            .env("DATELINE_INDEX", ours);
        command.stdout(Stdio::null());
        let started = Instant::now();
        command.status()?;
        processes.push(started.elapsed().as_secs_f64() * 1e3);
    }
    println!(
        "process `dateline search`, median: {:.1} ms",
        median(processes.into_iter())
    );
    Ok(())
}

/// The same query as people write it for us: all words by default, OR between alternatives.
fn in_our_syntax(kind: &str, query: &str) -> String {
    match kind {
        "or" => query.split_whitespace().collect::<Vec<_>>().join(" OR "),
        _ => query.replace('+', ""),
    }
}

/// Runs a process and takes the operating system's account of it.
fn cost_of(command: &mut Command) -> Result<Cost, Failure> {
    let started = Instant::now();
    let child = command.spawn()?;
    let mut status = 0;
    // SAFETY: an all-zero rusage is valid, and both pointers are to our own variables.
    let mut usage: libc::rusage = unsafe { std::mem::zeroed() };
    let waited = unsafe { libc::wait4(child.id() as i32, &mut status, 0, &mut usage) };
    if waited < 0 || status != 0 {
        return Err(format!("{command:?} ended with status {status}").into());
    }
    let seconds = |time: libc::timeval| time.tv_sec as f64 + time.tv_usec as f64 / 1e6;
    Ok(Cost {
        wall: started.elapsed().as_secs_f64(),
        cpu: seconds(usage.ru_utime) + seconds(usage.ru_stime),
        peak_mb: usage.ru_maxrss as f64 / 1024.0,
    })
}

fn median(values: impl Iterator<Item = f64>) -> f64 {
    let mut values: Vec<f64> = values.collect();
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or(f64::NAN)
}

/// Bytes of all files below a folder, without an index that lies in it.
fn bytes_below(folder: &Path) -> Result<u64, Failure> {
    let mut bytes = 0;
    for file in raw::files(folder) {
        bytes += fs::metadata::<PathBuf>(file?)?.len();
    }
    Ok(bytes)
}
