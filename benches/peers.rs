//! dateline against a minimal program on the same engine, on the same files, in one run.
//!
//! ```text
//! cargo bench --bench peers -- FOLDER [--runs N]
//! ```
//!
//! FOLDER holds text files (title on the first line) or JSON lines (`title`, `text`). Prints medians
//! and ratios; machines are noisy, so the runs alternate. `queries` compares searching.
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
use std::time::Instant;

mod raw;

const DATELINE: &str = env!("CARGO_BIN_EXE_dateline");

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
            eprintln!("usage: cargo bench --bench peers -- FOLDER [--runs N]");
            return ExitCode::SUCCESS;
        }
        [folder, rest @ ..] => {
            let runs = rest.iter().position(|arg| *arg == "--runs");
            let runs = runs
                .and_then(|at| rest.get(at + 1))
                .and_then(|n| n.parse().ok());
            compare(Path::new(folder), runs.unwrap_or(5))
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

fn compare(folder: &Path, runs: usize) -> Result<(), Failure> {
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
    Ok(())
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
