//! The indexer is killed at random moments, again and again; running it once more gives the same
//! archive as a run that nobody disturbed.
#![cfg(unix)]

mod support;

use std::process::Command;
use std::thread::sleep;
use std::time::{Duration, Instant};

use serde_json::Value;
use support::{Archive, Random, answer, end, gzip, invented_text, record, tell};

const KILLS: usize = 20;
const ARTICLES: u64 = 1830;

const QUERIES: [&str; 7] = [
    "ferry",
    "ferry -dam",
    "\"harbour inquiry\" OR \"talks lease\"",
    "title:story17",
    "person:Sollis crane",
    "lamp OR crane",
    "date:2017",
];

/// Some files, and two containers that take several pieces to read.
fn make(archive: &Archive, random: &mut Random) {
    for n in 0..30 {
        let date = format!("2017-{:02}-{:02}", n % 12 + 1, n % 28 + 1);
        let text = invented_text(random, 40);
        archive.write(
            &format!("{n:03}.md"),
            format!("---\ntitle: Story{n}\ndate: {date}\n---\n\n{text}\n"),
        );
    }
    let mut records = |count, prefix: &str| -> String {
        (0..count)
            .map(|n| {
                record(
                    &format!("{prefix}{n}"),
                    &format!("Story{n}"),
                    &invented_text(random, 300),
                )
            })
            .collect()
    };
    archive.write("export.jsonl", records(1200, "e"));
    archive.write("dump.jsonl.gz", gzip(&records(600, "d")));
}

/// An index of the archive, in a folder of its own.
struct Index<'a> {
    archive: &'a Archive,
    folder: String,
}

impl<'a> Index<'a> {
    fn new(archive: &'a Archive, name: &str) -> Index<'a> {
        let folder = archive.home().join(name).to_str().unwrap().to_owned();
        Index { archive, folder }
    }

    fn with<'b>(&'b self, args: &[&'b str]) -> Vec<&'b str> {
        [args, &["--index", &self.folder]].concat()
    }

    fn command(&self) -> Command {
        self.archive
            .command(&self.with(&["index", "--json", "--commit-interval", "0"]))
    }

    #[track_caller]
    fn finish(&self) -> Value {
        answer(self.command()).exits(0).json().remove(0)
    }

    /// Starts the indexer and kills it; false if it was done before.
    fn kill_after(&self, time: Duration) -> bool {
        let mut child = self
            .command()
            .stdout(std::process::Stdio::null())
            .spawn()
            .unwrap();
        sleep(time);
        let was_running = child.try_wait().unwrap().is_none();
        child.kill().unwrap();
        child.wait().unwrap();
        was_running
    }

    /// What each query finds: ids with scores, in order.
    fn hits(&self) -> Vec<Vec<String>> {
        QUERIES
            .iter()
            .map(|query| {
                let args = ["search", "--json", "--limit", "10000", query];
                let lines = self.archive.run(&self.with(&args)).exits(0).json();
                assert_eq!(lines[0]["total"], lines.len() - 1);
                lines[1..]
                    .iter()
                    .map(|hit| format!("{} {}", hit["id"], hit["score"]))
                    .collect()
            })
            .collect()
    }

    fn articles(&self) -> u64 {
        let checked = self
            .archive
            .run(&self.with(&["check", "--json"]))
            .exits(0)
            .json()
            .remove(0);
        checked["articles"].as_u64().unwrap()
    }

    /// What a stopped run has committed; nothing if it did not come so far.
    fn committed(&self) -> Option<u64> {
        let answer = self.archive.run(&self.with(&["status", "--json"]));
        (answer.status == Some(0)).then(|| answer.json()[0]["articles"].as_u64().unwrap())
    }
}

fn ids(hits: &[Vec<String>]) -> Vec<Vec<&str>> {
    let id = |hit: &'_ str| hit.split_once(' ').map_or(0, |(id, _)| id.len());
    hits.iter()
        .map(|hits| {
            let mut ids: Vec<&str> = hits.iter().map(|hit| &hit[..id(hit)]).collect();
            ids.sort_unstable();
            ids
        })
        .collect()
}

#[test]
fn a_killed_run_is_finished_by_the_next_one_as_if_nothing_had_happened() {
    let mut random = Random::new();
    let archive = Archive::new();
    make(&archive, &mut random);

    let undisturbed = Index::new(&archive, "undisturbed");
    let started = Instant::now();
    undisturbed.finish();
    let whole = started.elapsed();
    tell(&format!("undisturbed in {whole:.1?}"));
    let expected = undisturbed.hits();
    answer(archive.command(&undisturbed.with(&["index", "--compact"]))).exits(0);
    let expected_compact = undisturbed.hits();
    assert_eq!(ids(&expected), ids(&expected_compact));
    assert_eq!(undisturbed.articles(), ARTICLES);

    let (mut kills, mut in_the_middle, mut round) = (0, 0, 0);
    while kills < KILLS {
        round += 1;
        assert!(
            round <= 3 * KILLS,
            "the indexer is always done before it is killed"
        );
        let index = Index::new(&archive, &format!("killed-{round}"));
        let mut log = Vec::new();
        // Three kills of the same archive, on average half-way through what is left of it.
        for _ in 0..3 {
            let time = whole.mul_f64(random.below(1000) as f64 / 2000.0);
            if index.kill_after(time) {
                kills += 1;
                let committed = index.committed();
                in_the_middle += usize::from(committed.is_some_and(|n| 0 < n && n < ARTICLES));
                log.push(format!(
                    "killed after {time:.1?} with {committed:?} articles"
                ));
            }
        }
        tell(&format!("round {round}: {}", log.join(", ")));
        index.finish();
        assert_eq!(index.articles(), ARTICLES);
        assert_eq!(ids(&index.hits()), ids(&expected), "round {round}");
        assert_eq!(index.finish()["unchanged"], 32);
        answer(archive.command(&index.with(&["index", "--compact"]))).exits(0);
        let compact = index.hits();
        for (number, query) in QUERIES.iter().enumerate() {
            let pairs = || compact[number].iter().zip(&expected_compact[number]);
            let differs = pairs().position(|(now, undisturbed)| now != undisturbed);
            let first = differs.and_then(|at| pairs().nth(at));
            assert_eq!(
                first, None,
                "{query}: hit {differs:?} differs in round {round}"
            );
        }
        std::fs::remove_dir_all(&index.folder).unwrap();
    }
    assert!(
        in_the_middle >= KILLS / 4,
        "only {in_the_middle} kills fell between two commits"
    );
}

#[test]
fn an_interrupted_run_keeps_what_is_done_and_says_so() {
    let mut random = Random::new();
    let archive = Archive::new();
    make(&archive, &mut random);
    let interrupt = |signal: &str| {
        let child = archive.start(&["index", "--commit-interval", "0"]);
        // Until something is committed.
        let deadline = Instant::now() + Duration::from_secs(60);
        while archive.run(&["search", "ferry"]).status != Some(0) {
            assert!(Instant::now() < deadline, "nothing was committed");
        }
        Command::new("kill")
            .args([signal, &child.id().to_string()])
            .status()
            .unwrap();
        end(child)
    };
    for signal in ["-INT", "-TERM"] {
        std::fs::remove_dir_all(archive.path(".dateline")).ok();
        let said = "what was read is kept: run the command again to go on";
        interrupt(signal).exits(130).says(said);
        let status = archive.run(&["status", "--json"]).exits(0).json().remove(0);
        let kept = status["articles"].as_u64().unwrap();
        assert!((1..ARTICLES).contains(&kept), "{kept}");
        archive.run(&["check"]).exits(0);
        let report = archive.index(&[]);
        assert_eq!(report["stopped"], false);
        assert_eq!(report["articles"], ARTICLES - kept, "only the rest is read");
        archive
            .run(&["check"])
            .exits(0)
            .says("sound: 1,830 articles, 32 files");
    }
}

/// A PDF that draws without end: forms that each draw the next one ten times.
#[cfg(target_os = "linux")]
fn endless_pdf() -> String {
    let form = |number: u32, draws: &str| {
        format!(
            "{number} 0 obj\n<</Type/XObject/Subtype/Form/BBox[0 0 9 9]/Length {}\
             /Resources<</XObject<</X {} 0 R>>>>>>stream\n{draws}\nendstream\nendobj\n",
            draws.len(),
            number + 1
        )
    };
    let mut pdf = String::from(
        "%PDF-1.7\n1 0 obj\n<</Type/Catalog/Pages 2 0 R>>\nendobj\n\
         2 0 obj\n<</Type/Pages/Kids[3 0 R]/Count 1>>\nendobj\n\
         3 0 obj\n<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]/Contents 4 0 R\
         /Resources<</XObject<</X 5 0 R>>>>>>\nendobj\n\
         4 0 obj\n<</Length 5>>stream\n/X Do\nendstream\nendobj\n",
    );
    for number in 5..45 {
        pdf += &form(number, &"/X Do ".repeat(10));
    }
    pdf + "trailer\n<</Root 1 0 R>>\n%%EOF"
}

/// The processes that a process started.
#[cfg(target_os = "linux")]
fn children(parent: u32) -> Vec<u32> {
    let processes = std::fs::read_dir("/proc").unwrap().flatten();
    let numbers = processes.filter_map(|entry| entry.file_name().to_str()?.parse().ok());
    let is_child = |process: &u32| {
        let stat = std::fs::read_to_string(format!("/proc/{process}/stat")).unwrap_or_default();
        let fields = stat.rsplit(')').next().unwrap_or_default();
        fields.split_whitespace().nth(1) == Some(&parent.to_string())
    };
    numbers.filter(is_child).collect()
}

#[cfg(target_os = "linux")]
#[test]
fn a_run_ends_in_the_middle_of_a_pdf_and_nothing_goes_on_without_it() {
    let archive = Archive::new();
    archive.write("endless.pdf", endless_pdf());
    for (signal, status) in [("-INT", Some(130)), ("-KILL", None)] {
        let child = archive.start(&["index"]);
        let deadline = Instant::now() + Duration::from_secs(60);
        let reader = loop {
            assert!(Instant::now() < deadline, "nothing reads the PDF");
            if let [reader] = children(child.id())[..] {
                break reader;
            }
        };
        sleep(Duration::from_millis(200));
        let interrupted = Instant::now();
        Command::new("kill")
            .args([signal, &child.id().to_string()])
            .status()
            .unwrap();
        assert_eq!(end(child).status, status);
        assert!(interrupted.elapsed() < Duration::from_secs(10));
        let stat = format!("/proc/{reader}/stat");
        let is_gone = || match std::fs::read_to_string(&stat) {
            Ok(stat) => stat.contains(") Z ") || stat.contains(") X "),
            Err(_) => true,
        };
        while !is_gone() {
            assert!(
                interrupted.elapsed() < Duration::from_secs(20),
                "it goes on"
            );
            sleep(Duration::from_millis(10));
        }
    }
}

#[test]
fn what_a_killed_run_left_in_the_index_is_in_nobodys_way() {
    let texts = [("1.txt", "One"), ("2.txt", "Two"), ("3.txt", "Three")];
    let archive = Archive::indexed(&texts);
    let before = support::files_of(&archive.path(".dateline/index"));
    // The next run deletes, in files that have the number of its commit in their names.
    archive.write("3.txt", "Three, corrected");
    archive.run(&["index"]).exits(0);
    let after = support::files_of(&archive.path(".dateline/index"));
    // Killed just before its commit, it leaves these files beside those of the commit before.
    for (path, bytes) in &after {
        let name = path.file_name().unwrap().to_string_lossy();
        if !before.contains_key(path) && !name.starts_with("meta") {
            std::fs::write(path, bytes).unwrap();
        } else if let Some(old) = before.get(path) {
            std::fs::write(path, old).unwrap();
        }
    }
    for (path, bytes) in &before {
        std::fs::write(path, bytes).unwrap();
    }
    std::fs::write(archive.path(".dateline/index/.tmpAbCdEf"), "half a file").unwrap();
    archive.run(&["index"]).exits(0);
    assert_eq!(archive.found("corrected"), ["3.txt"]);
    archive.run(&["check"]).exits(0);
    assert!(!archive.path(".dateline/index/.tmpAbCdEf").exists());
}
