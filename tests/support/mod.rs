//! A temporary archive, the real binary run in it, and answers that tell everything when they are
//! not what a test expects.

#![allow(dead_code, reason = "each test file uses a part of it")]

use std::cell::Cell;
use std::collections::{BTreeMap, HashMap};
use std::fs::{self, File};
use std::io::Write;
#[cfg(unix)]
use std::os::unix::{fs::MetadataExt, process::CommandExt};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::time::{Duration, SystemTime};

use serde_json::{Value, json};
use tempfile::TempDir;

pub const DATELINE: &str = env!("CARGO_BIN_EXE_dateline");

/// The sample archive of the project.
pub fn corpus() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus")
}

/// A folder that is removed with the test, and a home to keep the user's own out of it.
pub struct Archive {
    folder: TempDir,
    home: TempDir,
    clock: Cell<u64>,
}

impl Archive {
    pub fn new() -> Archive {
        Archive {
            folder: tempfile::tempdir().unwrap(),
            home: tempfile::tempdir().unwrap(),
            clock: Cell::new(0),
        }
    }

    /// With files in it, not indexed.
    pub fn with(files: &[(&str, &str)]) -> Archive {
        let archive = Archive::new();
        for (path, text) in files {
            archive.write(path, text);
        }
        archive
    }

    /// With files in it, indexed.
    #[track_caller]
    pub fn indexed(files: &[(&str, &str)]) -> Archive {
        let archive = Archive::with(files);
        archive.run(&["index"]).exits(0);
        archive
    }

    /// A copy of the sample archive, not indexed.
    pub fn sample() -> Archive {
        let archive = Archive::new();
        archive.copy(&corpus(), "");
        archive
    }

    /// A copy of the sample archive, indexed; two of its files have records that cannot be read.
    #[track_caller]
    pub fn indexed_sample() -> Archive {
        let archive = Archive::sample();
        archive.run(&["index"]).exits(3);
        archive
    }

    pub fn folder(&self) -> PathBuf {
        self.folder.path().canonicalize().unwrap()
    }

    pub fn home(&self) -> &Path {
        self.home.path()
    }

    pub fn path(&self, path: &str) -> PathBuf {
        self.folder().join(path)
    }

    /// Writes a file with a time of its own, long past: what is new by seconds is read twice.
    pub fn write(&self, path: &str, content: impl AsRef<[u8]>) {
        let path = self.path(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, content).unwrap();
        self.touch_path(&path);
    }

    /// Gives a file another time.
    pub fn touch(&self, path: &str) {
        self.touch_path(&self.path(path));
    }

    fn touch_path(&self, path: &Path) {
        self.clock.set(self.clock.get() + 1);
        let time = SystemTime::UNIX_EPOCH + Duration::from_secs(1_500_000_000 + self.clock.get());
        let file = File::options().append(true).open(path).unwrap();
        file.set_modified(time).unwrap();
    }

    /// Copies a file or a folder into the archive.
    pub fn copy(&self, from: &Path, to: &str) {
        if from.is_dir() {
            for entry in fs::read_dir(from).unwrap() {
                let entry = entry.unwrap();
                let name = entry.file_name().into_string().unwrap();
                if name != ".dateline" {
                    self.copy(&entry.path(), &format!("{to}/{name}"));
                }
            }
        } else {
            self.write(to.trim_start_matches('/'), fs::read(from).unwrap());
        }
    }

    pub fn remove(&self, path: &str) {
        fs::remove_file(self.path(path)).unwrap();
    }

    pub fn rename(&self, from: &str, to: &str) {
        let to = self.path(to);
        fs::create_dir_all(to.parent().unwrap()).unwrap();
        fs::rename(self.path(from), to).unwrap();
    }

    /// The program, standing in the archive, with nothing of the user's environment.
    pub fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::new(DATELINE);
        command
            .args(args)
            .current_dir(self.folder.path())
            .env("HOME", self.home())
            .env_remove("DATELINE_INDEX")
            .env_remove("NO_COLOR")
            .stdin(Stdio::null());
        command
    }

    /// Runs the program in the archive to its end.
    #[track_caller]
    pub fn run(&self, args: &[&str]) -> Answer {
        answer(self.command(args))
    }

    /// Runs a line of shell in the archive.
    #[track_caller]
    pub fn shell(&self, script: &str) -> Answer {
        let environment = self.command(&[]);
        let mut command = Command::new("sh");
        command
            .args(["-c", script])
            .current_dir(self.folder.path())
            .stdin(Stdio::null());
        for (name, value) in environment.get_envs() {
            match value {
                Some(value) => command.env(name, value),
                None => command.env_remove(name),
            };
        }
        answer(command)
    }

    pub fn start(&self, args: &[&str]) -> Child {
        let mut command = self.command(args);
        command.stdout(Stdio::piped()).stderr(Stdio::piped());
        command.spawn().unwrap()
    }

    /// The report of a run of the indexer.
    #[track_caller]
    pub fn index(&self, more: &[&str]) -> Value {
        let answer = self.run(&[&["index", "--json"], more].concat());
        assert!(matches!(answer.status, Some(0 | 3)), "{answer}");
        answer.json().pop().unwrap()
    }

    /// All hits of a query, as JSON.
    #[track_caller]
    pub fn hits(&self, query: &str) -> Vec<Value> {
        let answer = self.run(&[
            "search",
            "--json",
            "--copies=apart",
            "--limit",
            "100000",
            query,
        ]);
        assert!(matches!(answer.status, Some(0 | 1)), "{answer}");
        let mut lines = answer.json();
        let results = lines.remove(0);
        assert_eq!(results["hits"], lines.len(), "{answer}");
        lines
    }

    /// The sources of all hits of a query, sorted.
    #[track_caller]
    pub fn found(&self, query: &str) -> Vec<String> {
        let mut found = strings(&self.hits(query), "source");
        found.sort();
        found
    }

    /// The id of the only article that matches.
    #[track_caller]
    pub fn id(&self, query: &str) -> String {
        let hits = self.hits(query);
        assert_eq!(hits.len(), 1, "{query}: {hits:#?}");
        hits[0]["id"].as_str().unwrap().to_owned()
    }

    /// What tables of expectations call each article, by its id: its own id, its path or, where its
    /// file holds several without own ids, its title.
    #[track_caller]
    pub fn article_names(&self) -> HashMap<String, String> {
        let articles = self.hits("date:none OR date:..2100");
        let mut in_file: HashMap<&str, usize> = HashMap::new();
        for article in &articles {
            *in_file.entry(field(article, "source")).or_default() += 1;
        }
        let name = |article: &Value| match (field(article, "own_id"), field(article, "source")) {
            ("", source) if in_file[source] > 1 => field(article, "title").to_owned(),
            ("", source) => source.to_owned(),
            (own_id, _) => own_id.to_owned(),
        };
        let id = |article: &Value| field(article, "id").to_owned();
        articles.iter().map(|it| (id(it), name(it))).collect()
    }

    /// Every file of the index, with its bytes.
    pub fn index_files(&self) -> BTreeMap<PathBuf, Vec<u8>> {
        files_of(&self.path(".dateline"))
    }
}

/// Every file in a folder and below, with its bytes.
pub fn files_of(folder: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let mut files = BTreeMap::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files.extend(files_of(&path));
        } else if let Ok(bytes) = fs::read(&path) {
            files.insert(path, bytes);
        }
    }
    files
}

/// What a run of the program gave.
pub struct Answer {
    pub command: String,
    pub status: Option<i32>,
    pub out: String,
    pub err: String,
}

impl std::fmt::Display for Answer {
    fn fmt(&self, f: &mut std::fmt::Formatter) -> std::fmt::Result {
        let Answer {
            command,
            status,
            out,
            err,
        } = self;
        write!(
            f,
            "\n$ {command}\n--- status: {status:?}\n--- output:\n{out}--- errors:\n{err}---"
        )
    }
}

/// Runs a command to its end.
#[track_caller]
pub fn answer(mut command: Command) -> Answer {
    let output = command.output().unwrap();
    told(format!("{command:?}"), output)
}

/// Waits for the end of a command that was started.
#[track_caller]
pub fn end(child: Child) -> Answer {
    told("(started before)".into(), child.wait_with_output().unwrap())
}

fn told(command: String, output: Output) -> Answer {
    let text = |bytes| String::from_utf8(bytes).expect("output in UTF-8");
    let answer = Answer {
        command,
        status: output.status.code(),
        out: text(output.stdout),
        err: text(output.stderr),
    };
    assert!(!answer.err.contains("panicked"), "{answer}");
    answer
}

impl Answer {
    #[track_caller]
    pub fn exits(self, status: i32) -> Answer {
        assert_eq!(self.status, Some(status), "{self}");
        self
    }

    #[track_caller]
    pub fn says(self, expected: &str) -> Answer {
        assert!(self.out.contains(expected), "no {expected:?} in {self}");
        self
    }

    #[track_caller]
    pub fn does_not_say(self, unexpected: &str) -> Answer {
        let is_absent = !self.out.contains(unexpected) && !self.err.contains(unexpected);
        assert!(is_absent, "{unexpected:?} in {self}");
        self
    }

    #[track_caller]
    pub fn warns(self, expected: &str) -> Answer {
        assert!(self.err.contains(expected), "no {expected:?} in {self}");
        self
    }

    /// Nothing on the error stream.
    #[track_caller]
    pub fn quietly(self) -> Answer {
        assert!(self.err.is_empty(), "{self}");
        self
    }

    /// Exactly this on the error stream, and nothing on the output; status 2.
    #[track_caller]
    pub fn complains(self, expected: &str) {
        assert_eq!((self.status, &*self.out), (Some(2), ""), "{self}");
        assert_eq!(self.err.trim_end(), expected.trim_end(), "{self}");
    }

    /// The output as JSON lines.
    #[track_caller]
    pub fn json(&self) -> Vec<Value> {
        let parse = |line| serde_json::from_str(line).unwrap_or_else(|e| panic!("{e}: {self}"));
        self.out.lines().map(parse).collect()
    }
}

/// One field of an object; "" where there is none.
pub fn field<'a>(object: &'a Value, name: &str) -> &'a str {
    object[name].as_str().unwrap_or_default()
}

/// One field of many objects; "" where there is none.
pub fn strings(objects: &[Value], name: &str) -> Vec<String> {
    let string = |object| field(object, name).to_owned();
    objects.iter().map(string).collect()
}

/// A file in the folder of the tests.
pub fn beside(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests")
        .join(name)
}

/// The lines of a file of expectations that say something; those with `#` are remarks.
pub fn told_lines(file: &str) -> Vec<String> {
    let text = fs::read_to_string(beside(file)).unwrap();
    let lines = text.lines();
    let told = lines.filter(|line| !line.is_empty() && !line.starts_with('#'));
    told.map(str::to_owned).collect()
}

/// The lines of a file of expectations, cut at tabs.
pub fn rows(file: &str) -> Vec<Vec<String>> {
    let cut = |line: &String| line.split('\t').map(str::to_owned).collect();
    told_lines(file).iter().map(cut).collect()
}

/// Says which lines of a golden file are not as they are found; `UPDATE_GOLDEN=1` in the
/// environment writes the file instead.
#[track_caller]
pub fn assert_golden(file: &str, found: &str) {
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        return fs::write(beside(file), found).unwrap();
    }
    let golden = fs::read_to_string(beside(file)).unwrap_or_default();
    assert!(
        golden == found,
        "tests/{file} says `-`, found is `+`; UPDATE_GOLDEN=1 writes what is found:\n{}",
        differing_lines(&golden, found)
    );
}

/// The lines that only one of two texts has, in order, by their longest common subsequence.
fn differing_lines(old: &str, new: &str) -> String {
    let (old, new): (Vec<&str>, Vec<&str>) = (old.lines().collect(), new.lines().collect());
    let mut common = vec![vec![0_usize; new.len() + 1]; old.len() + 1];
    for (i, before) in old.iter().enumerate().rev() {
        for (j, after) in new.iter().enumerate().rev() {
            common[i][j] = match before == after {
                true => common[i + 1][j + 1] + 1,
                false => common[i + 1][j].max(common[i][j + 1]),
            };
        }
    }
    let (mut i, mut j, mut lines) = (0, 0, String::new());
    while i < old.len() || j < new.len() {
        if i < old.len() && j < new.len() && old[i] == new[j] {
            (i, j) = (i + 1, j + 1);
        } else if j == new.len() || (i < old.len() && common[i + 1][j] >= common[i][j + 1]) {
            lines += &format!("- {}\n", old[i]);
            i += 1;
        } else {
            lines += &format!("+ {}\n", new[j]);
            j += 1;
        }
    }
    lines
}

/// The texts that are marked in a field of a hit.
pub fn marked(hit: &Value, field: &str) -> Vec<String> {
    let text = hit[field].as_str().unwrap();
    let marks = hit[format!("{field}_marks")].as_array().unwrap();
    let at = |mark: &Value, i: usize| mark[i].as_u64().unwrap() as usize;
    marks
        .iter()
        .map(|mark| text[at(mark, 0)..at(mark, 1)].to_owned())
        .collect()
}

/// A record of a file of JSON lines.
pub fn record(id: &str, title: &str, text: &str) -> String {
    json!({"id": id, "title": title, "text": text}).to_string() + "\n"
}

/// Tells how a test went; shown when it fails.
#[allow(clippy::print_stdout, reason = "this is how the harness is told")]
pub fn tell(what: &str) {
    println!("{what}");
}

/// Random numbers (SplitMix64), the same for the same seed; `SEED=1234` in the environment sets
/// another one.
pub struct Random(u64);

impl Random {
    pub fn new() -> Random {
        let seed = std::env::var("SEED")
            .ok()
            .and_then(|seed| seed.parse().ok());
        let seed = seed.unwrap_or(20170115);
        tell(&format!("SEED={seed}"));
        Random(seed)
    }

    pub fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    pub fn below(&mut self, bound: usize) -> usize {
        (self.next() % bound as u64) as usize
    }

    pub fn bytes(&mut self, length: usize) -> Vec<u8> {
        (0..length).map(|_| self.next() as u8).collect()
    }
}

/// Articles made of a few words, so that every word is in many.
pub fn invented_text(random: &mut Random, words: usize) -> String {
    const WORDS: [&str; 24] = [
        "ferry",
        "harbour",
        "inquiry",
        "minister",
        "dam",
        "strike",
        "court",
        "winter",
        "paper",
        "lamp",
        "bridge",
        "talks",
        "lease",
        "owner",
        "crane",
        "letter",
        "island",
        "engineer",
        "Amara Sollis",
        "Viktor Dravec",
        "Port Anselm",
        "the",
        "of",
        "was",
    ];
    let mut text = String::new();
    for i in 0..words {
        text.push_str(WORDS[random.below(WORDS.len())]);
        text.push_str(if i % 12 == 11 { ". " } else { " " });
    }
    text
}

/// Compressed by gzip.
pub fn gzip(text: &str) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    encoder.write_all(text.as_bytes()).unwrap();
    encoder.finish().unwrap()
}

/// Somebody else, for whom the modes of files hold: root becomes nobody.
#[cfg(unix)]
pub struct Unprivileged<'a> {
    archive: &'a Archive,
    nobody: Option<u32>,
}

#[cfg(unix)]
impl<'a> Unprivileged<'a> {
    /// `None`, and why on the output, if nobody else can be had.
    pub fn of(archive: &'a Archive) -> Option<Self> {
        let is_root = fs::metadata(archive.home()).unwrap().uid() == 0;
        let nobody = is_root.then_some(65534);
        let user = Unprivileged { archive, nobody };
        let mut command = user.command(&["--version"]);
        if command
            .current_dir("/")
            .output()
            .is_ok_and(|output| output.status.success())
        {
            return Some(user);
        }
        tell(&format!("skipped: another user cannot run {DATELINE}"));
        None
    }

    /// Whether the archive belongs to another user.
    pub fn is_another(&self) -> bool {
        self.nobody.is_some()
    }

    /// Gives the archive to this user.
    pub fn own(&self) {
        fn give(path: &Path, to: u32) {
            std::os::unix::fs::chown(path, Some(to), Some(to)).unwrap();
            if path.is_dir() {
                fs::read_dir(path)
                    .unwrap()
                    .for_each(|entry| give(&entry.unwrap().path(), to));
            }
        }
        if let Some(nobody) = self.nobody {
            give(&self.archive.folder(), nobody);
        }
    }

    pub fn command(&self, args: &[&str]) -> Command {
        let mut command = self.archive.command(args);
        if let Some(nobody) = self.nobody {
            command.uid(nobody).gid(nobody);
        }
        command
    }

    #[track_caller]
    pub fn run(&self, args: &[&str]) -> Answer {
        answer(self.command(args))
    }
}
