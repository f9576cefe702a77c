//! Searching with dateline beside a minimal program on the same engine, on the same files, in one
//! run.
//!
//! ```text
//! cargo bench --bench queries -- FOLDER QUERIES [--keep DIR]
//! ```
//!
//! FOLDER is as for `peers`. QUERIES has a kind (`and`, `or`, `phrase`, `term`), a tab and a query on
//! each line, in the syntax of the engine's own parser; words near each other, prefixes and similar
//! words are made of them, names are the most frequent ones of the archive. DIR keeps the indexes for
//! the next run. All give ten hits with snippets, and dateline the number of all.

#![allow(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a benchmark prints its results"
)]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode, Stdio};
use std::time::{Duration, Instant};

use dateline::archive::Archive;
use dateline::entities::EntityType;
use dateline::index::ArchiveIndex;
use dateline::search::names::{NameFilter, count};
use dateline::search::{ArchiveSearcher, Options};

mod raw;

const DATELINE: &str = env!("CARGO_BIN_EXE_dateline");

/// Passes over all queries; the best time of each query counts, as it is the least disturbed.
const PASSES: usize = 7;

/// Names of each type that are searched for.
const NAMES: usize = 40;

type Failure = Box<dyn std::error::Error>;

/// A query as each program understands it.
struct Timed {
    kind: &'static str,
    /// Nothing if the engine's parser has no such query.
    raw: Option<String>,
    ours: String,
    best: [Duration; 2],
}

fn main() -> ExitCode {
    // `cargo bench` passes `--bench`; `cargo test --benches` passes nothing, and has nothing to do.
    let args: Vec<String> = (std::env::args().skip(1))
        .filter(|arg| arg != "--bench")
        .collect();
    let args: Vec<&str> = args.iter().map(String::as_str).collect();
    let result = match args.as_slice() {
        [folder, queries] => tempfile::tempdir()
            .map_err(Failure::from)
            .and_then(|work| compare(Path::new(folder), Path::new(queries), work.path())),
        [folder, queries, "--keep", work] => {
            compare(Path::new(folder), Path::new(queries), Path::new(work))
        }
        _ => {
            eprintln!("usage: cargo bench --bench queries -- FOLDER QUERIES [--keep DIR]");
            return ExitCode::SUCCESS;
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

fn compare(folder: &Path, queries: &Path, work: &Path) -> Result<(), Failure> {
    fs::create_dir_all(work)?;
    let (raw, ours) = (work.join("minimal"), work.join("dateline"));
    if !raw.exists() {
        raw::index(folder, &raw)?;
    }
    let mut command = Command::new(DATELINE);
    command.arg("index").arg(folder).arg("--index").arg(&ours);
    command.stdout(Stdio::null()).status()?;
    let raw = raw::Searcher::open(&raw)?;
    let archive = Archive::find(Path::new("."), Some(&ours))?;
    let index = ArchiveIndex::open(&archive)?;
    let searcher = ArchiveSearcher::new(&index)?;
    let mut timed = of_file(&fs::read_to_string(queries)?);
    timed.extend(of_names(&searcher, &timed)?);
    for _ in 0..PASSES {
        for query in &mut timed {
            let started = Instant::now();
            if let Some(typed) = &query.raw {
                raw.top_ten(typed)?;
                query.best[0] = query.best[0].min(started.elapsed());
            }
        }
        for query in &mut timed {
            let started = Instant::now();
            let parsed = dateline::query::parse(&query.ours)?.query;
            std::hint::black_box(searcher.search(&parsed, &Options::default())?);
            query.best[1] = query.best[1].min(started.elapsed());
        }
    }
    println!(
        "{:<14}{:>8}{:>12}{:>10}{:>12}{:>10}{:>8}",
        "µs", "queries", "minimal p50", "p99", "dateline p50", "p99", "ratio"
    );
    let mut kinds: Vec<&str> = Vec::new();
    for query in &timed {
        if !kinds.contains(&query.kind) {
            kinds.push(query.kind);
        }
    }
    for kind in kinds {
        let of: Vec<&Timed> = timed.iter().filter(|query| query.kind == kind).collect();
        let [raw, ours] = [0, 1].map(|i| {
            let mut times: Vec<f64> = (of.iter())
                .map(|query| query.best[i].as_secs_f64() * 1e6)
                .collect();
            times.sort_by(f64::total_cmp);
            [times[times.len() / 2], times[times.len() * 99 / 100]]
        });
        print!("{kind:<14}{:>8}", of.len());
        match of.iter().all(|query| query.raw.is_some()) {
            true => print!("{:>12.0}{:>10.0}", raw[0], raw[1]),
            false => print!("{:>12}{:>10}", "", ""),
        }
        print!("{:>12.0}{:>10.0}", ours[0], ours[1]);
        match of.iter().all(|query| query.raw.is_some()) {
            true => println!("{:>8.2}", ours[0] / raw[0]),
            false => println!(),
        }
    }
    println!(
        "process `dateline search`, median: {:.1} ms",
        process(&ours, &timed)?
    );
    Ok(())
}

/// The queries of a file, and those that are made of them.
fn of_file(text: &str) -> Vec<Timed> {
    let lines = || text.lines().filter_map(|line| line.split_once('\t'));
    let timed = |kind, raw: Option<&str>, ours: String| Timed {
        kind,
        raw: raw.map(str::to_owned),
        ours,
        best: [Duration::MAX; 2],
    };
    let mut all = Vec::new();
    for kind in ["term", "and", "or", "phrase"] {
        for (_, query) in lines().filter(|(of, _)| *of == kind) {
            all.push(timed(kind, Some(query), in_our_syntax(kind, query)));
        }
    }
    for (_, query) in lines().filter(|(of, _)| *of == "and") {
        let query = query.replace('+', "");
        let words: Vec<&str> = query.split_whitespace().collect();
        if let [a, b, ..] = words[..] {
            all.push(timed("near", None, format!("{a} NEAR/10 {b}")));
        }
    }
    for (_, word) in lines().filter(|(of, _)| *of == "term") {
        let beginning: String = word.chars().take(4).collect();
        all.push(timed("prefix", None, format!("{beginning}*")));
    }
    for (_, word) in lines().filter(|(of, _)| *of == "term") {
        all.push(timed("fuzzy", None, format!("{word}~")));
    }
    all
}

/// The same query as people write it for us: all words by default, OR between alternatives.
fn in_our_syntax(kind: &str, query: &str) -> String {
    match kind {
        "or" => query.split_whitespace().collect::<Vec<_>>().join(" OR "),
        _ => query.replace('+', ""),
    }
}

/// The most frequent names of the archive, by themselves and beside a word.
fn of_names(searcher: &ArchiveSearcher, timed: &[Timed]) -> Result<Vec<Timed>, Failure> {
    let mut names = Vec::new();
    for kind in [EntityType::Person, EntityType::Org, EntityType::Place] {
        let filter = NameFilter {
            kinds: vec![kind],
            limit: NAMES,
            ..NameFilter::default()
        };
        names.extend(count(searcher, &filter)?.names);
    }
    let words = timed.iter().filter(|query| query.kind == "term");
    let words: Vec<&str> = words.map(|query| query.ours.as_str()).collect();
    let mut all = Vec::new();
    for near in [false, true] {
        for (number, name) in names.iter().enumerate() {
            let wanted = format!("{}:\"{}\"", name.kind.name(), name.name.replace('"', ""));
            let word = words.get(number % words.len().max(1)).unwrap_or(&"year");
            all.push(Timed {
                kind: if near { "name near" } else { "name" },
                raw: None,
                ours: match near {
                    true => format!("{wanted} NEAR/10 {word}"),
                    false => wanted,
                },
                best: [Duration::MAX; 2],
            });
        }
    }
    Ok(all)
}

/// The median time of a whole process, in milliseconds.
fn process(index: &PathBuf, timed: &[Timed]) -> Result<f64, Failure> {
    let mut times = Vec::new();
    for query in timed.iter().filter(|query| query.raw.is_some()) {
        let mut command = Command::new(DATELINE);
        command.arg("search").arg(&query.ours);
        command.env("DATELINE_INDEX", index).stdout(Stdio::null());
        let started = Instant::now();
        command.status()?;
        times.push(started.elapsed().as_secs_f64() * 1e3);
    }
    times.sort_by(f64::total_cmp);
    Ok(times.get(times.len() / 2).copied().unwrap_or(f64::NAN))
}
