//! How long it takes to find which names are one, by the number of distinct names.
//!
//! ```sh
//! cargo bench --bench names -- 1000000
//! ```
//!
//! The names are made: persons of first names, initials and surnames of random letters, a tenth of
//! them misspelt forms of others in the same company, bare surnames, and organisations with
//! acronyms, which some articles define. Each article has ten names. Prints the time of each step,
//! the most memory, and how long it takes to look a name up.

use std::convert::Infallible;
use std::time::Instant;

use dateline::entities::{EntityType, Ground};
use dateline::names::table::Keys;
use dateline::names::{Definition, Evidence, Name, NameId, Table, build, kinds, table};

const COMMIT: u64 = 1;

fn main() {
    let names: usize = std::env::args()
        .skip(1)
        .find_map(|arg| arg.parse().ok())
        .unwrap_or(100_000);
    let mut random = Random(7);
    let started = Instant::now();
    let (evidence, articles) = archive(names, &mut random);
    let all = evidence.names.len();
    let articles_total = articles.len();
    tell(&format!(
        "{all} names in {articles_total} articles, made in {:.1} s; memory {} MB",
        started.elapsed().as_secs_f64(),
        memory_mb()
    ));
    let started = Instant::now();
    let built = build::<Infallible>(&evidence, &mut |see| {
        articles.iter().for_each(|names| see(names, &[]));
        Ok(())
    });
    let Ok(built) = built;
    tell(&format!(
        "{} entities of several names, {} in doubt: {:.2} s; most memory {} MB",
        built.entities.len(),
        built.doubts.len(),
        started.elapsed().as_secs_f64(),
        memory_mb()
    ));
    let started = Instant::now();
    let keys = keys(&evidence);
    let printed = |id: NameId| evidence.names.key(id).to_owned();
    let bytes = table::encode(&built, &evidence.names, &printed, &keys, COMMIT);
    tell(&format!(
        "written: {:.2} s, {:.1} MB",
        started.elapsed().as_secs_f64(),
        bytes.len() as f64 / 1e6
    ));
    let Some(table) = Table::open(Box::new(bytes), COMMIT) else {
        return tell("the table cannot be opened");
    };
    let started = Instant::now();
    let mut found = 0;
    let surname = evidence.names.key(0).rsplit(' ').next().unwrap_or_default();
    table.keys_with(EntityType::Person, surname, &mut |_| found += 1);
    tell(&format!(
        "names with a word: {:.1} ms, {found} found",
        started.elapsed().as_secs_f64() * 1e3
    ));
    let wanted: Vec<Name> = (0..100_000)
        .map(|_| evidence.names.name(random.below(all) as NameId))
        .collect();
    let started = Instant::now();
    let found = wanted.iter().filter(|name| table.entity(name).is_some());
    let found = found.count();
    tell(&format!(
        "looked up: {:.2} µs a name, {found} of {} with other names",
        started.elapsed().as_secs_f64() * 1e6 / wanted.len() as f64,
        wanted.len()
    ));
}

/// The keys of all names, by type.
fn keys(evidence: &Evidence) -> Keys {
    let mut keys = Keys::default();
    for kind in kinds() {
        for id in 0..evidence.names.len() as NameId {
            if evidence.names.kind(id) == kind {
                keys.push(evidence.names.key(id).as_bytes());
            }
        }
        keys.end_kind();
    }
    keys
}

/// So many names, and articles that have them.
fn archive(wanted: usize, random: &mut Random) -> (Evidence, Vec<Vec<NameId>>) {
    let mut evidence = Evidence::default();
    let firsts: Vec<String> = (0..2000).map(|_| random.word(5)).collect();
    let surnames: Vec<String> = (0..wanted / 4 + 1).map(|_| random.word(8)).collect();
    let mut articles = Vec::new();
    while evidence.names.len() < wanted {
        // A circle of people and organisations that two articles speak of, with slips in one.
        let mut circle: Vec<(EntityType, String)> = Vec::new();
        for _ in 0..7 {
            let (first, last) = (random.of(&firsts), random.of(&surnames));
            circle.push((EntityType::Person, format!("{first} {last}")));
        }
        let words: Vec<String> = (0..4).map(|_| random.word(7)).collect();
        circle.push((EntityType::Org, words.join(" ")));
        let acronym: String = words
            .iter()
            .filter_map(|word| word.chars().next())
            .collect();
        let mut again = circle.clone();
        if let Some((_, name)) = again.first_mut() {
            name.insert(name.len() - 3, 'h');
        }
        if let Some((_, name)) = again.get_mut(1) {
            *name = name.rsplit(' ').next().unwrap_or(name).to_owned();
        }
        let mut ids = |names: &[(EntityType, String)]| -> Vec<NameId> {
            let ids = names
                .iter()
                .map(|(kind, key)| evidence.names.add(*kind, key));
            ids.collect()
        };
        let (one, other) = (ids(&circle), ids(&again));
        let short = ids(&[(EntityType::Org, acronym)]);
        evidence.definitions.push(Definition {
            name: short[0],
            other: one[7],
            ground: Ground::Acronym,
            articles: 1,
            examples: vec![articles.len() as u64],
        });
        articles.push(one);
        articles.push(other.into_iter().chain(short).collect());
    }
    for id in articles.iter().flatten() {
        evidence.names.count(*id);
    }
    evidence.articles = articles.len() as u64;
    (evidence, articles)
}

/// Numbers that are the same in every run.
struct Random(u64);

impl Random {
    fn below(&mut self, bound: usize) -> usize {
        self.0 = self
            .0
            .wrapping_mul(6364136223846793005)
            .wrapping_add(1442695040888963407);
        ((self.0 >> 33) as usize) % bound.max(1)
    }

    fn of<'a>(&mut self, list: &'a [String]) -> &'a str {
        let at = self.below(list.len());
        list.get(at).map_or("", String::as_str)
    }

    fn word(&mut self, letters: usize) -> String {
        const CONSONANTS: &[u8] = b"bdfgklmnprstvz";
        const VOWELS: &[u8] = b"aeiou";
        let mut word = String::new();
        for at in 0..letters {
            let list = if at % 2 == 0 { CONSONANTS } else { VOWELS };
            word.push(char::from(list[self.below(list.len())]));
        }
        word
    }
}

/// The most memory so far, where the system tells.
fn memory_mb() -> u64 {
    let mut usage = std::mem::MaybeUninit::<libc::rusage>::zeroed();
    // SAFETY: the call fills the structure that it is given; all zeros are one too.
    let usage = unsafe {
        libc::getrusage(libc::RUSAGE_SELF, usage.as_mut_ptr());
        usage.assume_init()
    };
    usage.ru_maxrss as u64 / 1024
}

#[allow(clippy::print_stdout, reason = "a bench is for reading")]
fn tell(what: &str) {
    println!("{what}");
}
