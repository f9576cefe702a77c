//! The query language against a matcher that tries everything: random archives, random queries, each
//! operator inside of each.

mod matcher;

use std::collections::BTreeSet;
use std::fs;
use std::ops::Range;
use std::sync::atomic::AtomicBool;

use dateline::analysis::Stemmers;
use dateline::archive::Archive;
use dateline::entities::EntityType;
use dateline::index::ArchiveIndex;
use dateline::index::run::{Options as RunOptions, run};
use dateline::query::ast::{Boost, Form, Part, Pattern, Query, Word};
use dateline::query::parse;
use dateline::search::{ArchiveSearcher, Collapse, Highlighter, Options};
use matcher::Article;

/// What the articles are made of: words that share stems, beginnings and all but a letter, names,
/// signs and breaks.
const TEXT: [&str; 44] = [
    "ferry",
    "ferries",
    "Ferry",
    "ferried",
    "bribe",
    "bribes",
    "Bribes",
    "bribery",
    "bribed",
    "tribe",
    "happy",
    "happiness",
    "happily",
    "dam",
    "Dam",
    "dams",
    "damn",
    "the",
    "the",
    "the",
    "of",
    "a",
    "US",
    "us",
    "Élysée",
    "elysee",
    "die",
    "dying",
    "dies",
    "Anna Orlan",
    "Ms Orlan",
    "Riga",
    "Tresk",
    "Sound Ferry Authority",
    "$3 million",
    "March 3, 2017",
    "Bank of Riga",
    "al-Venn",
    "said.",
    "said",
    "—",
    "5",
    "\n\n",
    "\n\n",
];

/// What is asked for.
const WORDS: [&str; 20] = [
    "ferry",
    "ferries",
    "bribe",
    "bribery",
    "happy",
    "happiness",
    "dam",
    "dams",
    "the",
    "of",
    "US",
    "us",
    "Élysée",
    "die",
    "dying",
    "orlan",
    "riga",
    "al-venn",
    "said",
    "authority",
];
const WILDCARDS: [&str; 12] = [
    "ferr*", "brib*", "b?ib*", "*ibe", "happ*", "happi*", "d?m", "da*", "*s", "di*", "élys*", "t?e",
];
const REGEXES: [&str; 4] = ["ferr(y|ies)", "[bt]ribes?", "d.m+s?", "d(ie|ying)"];
const FUZZY: [&str; 6] = ["bribe", "dam", "ferry", "happi", "us", "dye"];
const NAMES: [(Option<EntityType>, &str); 5] = [
    (Some(EntityType::Person), "Anna Orlan"),
    (Some(EntityType::Place), "Riga"),
    (None, "Riga"),
    (None, "Sound Ferry Authority"),
    (Some(EntityType::Person), "Orlan"),
];
const KINDS: [Option<EntityType>; 5] = [
    Some(EntityType::Person),
    Some(EntityType::Place),
    Some(EntityType::Date),
    Some(EntityType::Money),
    None,
];

/// Pseudo-random numbers (xorshift, Marsaglia 2003).
struct Random(u64);

impl Random {
    fn new(seed: u64) -> Random {
        Random(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15))
    }

    fn below(&mut self, n: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 11) as usize % n
    }

    fn of<T: Copy>(&mut self, list: &[T]) -> T {
        list[self.below(list.len())]
    }

    fn text(&mut self, words: usize) -> String {
        let words: Vec<&str> = (0..1 + self.below(words)).map(|_| self.of(&TEXT)).collect();
        words.join(" ")
    }

    fn word(&mut self) -> Word {
        let (text, form) = match self.below(9) {
            0 | 1 => (self.of(&WILDCARDS), Form::Wildcard),
            2 => (self.of(&FUZZY), Form::Fuzzy(1 + self.below(2) as u8)),
            3 => (self.of(&REGEXES), Form::Regex),
            4 => (self.of(&TEXT[..29]), Form::Literal),
            _ => (self.of(&WORDS), Form::Stem),
        };
        Word {
            text: text.to_owned(),
            form,
        }
    }

    fn name(&mut self) -> Pattern {
        match self.below(3) {
            0 => Pattern::AnyName(self.of(&KINDS)),
            // By this very name: what other names the archive has for it is not tried here.
            _ => {
                let (kind, name) = self.of(&NAMES);
                Pattern::Named {
                    kind,
                    name: name.to_owned(),
                    exact: true,
                }
            }
        }
    }

    /// What can stand in a phrase.
    fn slot(&mut self) -> Pattern {
        match self.below(4) {
            0 => Pattern::AnyName(self.of(&KINDS)),
            _ => loop {
                let word = self.word();
                if word.form != Form::Regex {
                    return Pattern::Word(word);
                }
            },
        }
    }

    fn pattern(&mut self, depth: usize) -> Pattern {
        match self.below(if depth == 0 { 5 } else { 8 }) {
            0..=2 => Pattern::Word(self.word()),
            3 => self.name(),
            4 => Pattern::Phrase {
                slots: (0..1 + self.below(3)).map(|_| self.slot()).collect(),
                slop: self.of(&[0, 0, 1, 4]),
            },
            5 | 6 => Pattern::Near {
                left: Box::new(self.near_side(depth)),
                right: Box::new(self.near_side(depth)),
                distance: self.of(&[1, 2, 5, 20]),
                ordered: self.below(2) == 0,
            },
            _ => self.pattern(0),
        }
    }

    fn near_side(&mut self, depth: usize) -> Pattern {
        match self.below(4) {
            0 => Pattern::AnyOf((0..2).map(|_| self.pattern(0)).collect()),
            _ => self.pattern(depth - 1),
        }
    }

    fn query(&mut self, depth: usize) -> Query {
        let several = |random: &mut Random| {
            (0..2 + random.below(2))
                .map(|_| random.query(depth - 1))
                .collect()
        };
        match self.below(if depth == 0 { 6 } else { 11 }) {
            0..=5 => Query::Text {
                pattern: self.pattern(2),
                part: self.of(&[None, None, None, Some(Part::Title), Some(Part::Body)]),
            },
            6 => Query::Not(Box::new(self.query(depth - 1))),
            7 => Query::Must(Box::new(self.query(depth - 1))),
            8 => Query::Boost(Box::new(self.query(depth - 1)), Boost(self.of(&[50, 200]))),
            9 => Query::And(several(self)),
            _ => Query::Or(several(self)),
        }
    }
}

/// A random archive in two segments or more, with an article that was changed.
fn archive(random: &mut Random) -> (tempfile::TempDir, ArchiveSearcher) {
    let folder = tempfile::tempdir().unwrap();
    let archive = Archive::at(folder.path(), None).unwrap();
    let write = |random: &mut Random, number: usize| {
        let text = format!(
            "{}\n\n{}\n",
            random.text(6).replace('\n', " "),
            random.text(40)
        );
        // The first line says in which language it is.
        let article = serde_json::json!({"title": text.lines().next(), "text": text.split_once("\n\n").unwrap().1, "lang": "en"});
        fs::write(
            folder.path().join(format!("{number}.json")),
            article.to_string(),
        )
        .unwrap();
    };
    for numbers in [0..8, 6..14] {
        numbers.for_each(|number| write(random, number));
        run(
            &archive,
            &RunOptions::default(),
            &AtomicBool::new(false),
            &mut |_| {},
        )
        .unwrap();
    }
    let index = ArchiveIndex::open(&archive).unwrap();
    let searcher = ArchiveSearcher::new(&index).unwrap();
    (folder, searcher)
}

fn articles(searcher: &ArchiveSearcher) -> Vec<Article> {
    let all = parse("-nosuchword").unwrap().query;
    let options = Options {
        limit: 1_000,
        collapse: Collapse::Apart,
        ..Options::default()
    };
    let hits = searcher.search(&all, &options).unwrap().hits;
    let articles = hits.iter().map(|hit| {
        let found = searcher.find(&hit.source).unwrap();
        let stored = found[0].article().unwrap();
        let text = stored.text();
        let mentions: Vec<_> = stored.mentions(&text).collect();
        Article::of(&hit.source, &text, stored.language(), &mentions)
    });
    articles.collect()
}

#[test]
fn every_query_finds_what_trying_everything_finds() {
    for seed in 1..=8 {
        let mut random = Random::new(seed);
        let (_folder, searcher) = archive(&mut random);
        let articles = articles(&searcher);
        assert_eq!(articles.len(), 14);
        for _ in 0..400 {
            let query = random.query(2);
            let written = query.to_string();
            let parsed = parse(&written).unwrap_or_else(|error| panic!("{written}: {error}"));
            assert_eq!(parsed.repairs, [], "{written}");
            let options = Options {
                limit: 1_000,
                collapse: Collapse::Apart,
                ..Options::default()
            };
            let results = searcher.search(&parsed.query, &options).unwrap();
            // Articles that have only some of the words are another matter.
            let hits = results.hits.iter().filter(|_| results.partial.is_none());
            let found: BTreeSet<&str> = hits.map(|hit| hit.source.as_str()).collect();
            let expected: BTreeSet<&str> = (articles.iter())
                .filter(|article| article.matches(&query))
                .map(|article| article.source.as_str())
                .collect();
            assert_eq!(found, expected, "seed {seed}: {written}");
            assert_eq!(results.total, Some(expected.len() as u64), "{written}");
        }
    }
}

#[test]
fn what_is_marked_is_what_matches() {
    for seed in 11..=16 {
        let mut random = Random::new(seed);
        let (_folder, searcher) = archive(&mut random);
        for article in articles(&searcher) {
            for _ in 0..30 {
                // Of words near each other only those are marked, not what stands between.
                let pattern = random.pattern(0);
                if matches!(&pattern, Pattern::Phrase { slop, .. } if *slop > 0) {
                    continue;
                }
                let part = random.of(&[None, None, Some(Part::Title)]);
                let query = Query::Text { pattern, part };
                let Query::Text { pattern, .. } = &query else {
                    unreachable!()
                };
                let expected: BTreeSet<(usize, usize)> =
                    (article.places(pattern, part).into_iter())
                        .map(|place| article.bytes(place))
                        .map(|bytes| (bytes.start, bytes.end))
                        .collect();
                assert_eq!(
                    marked(&searcher, &query, &article),
                    expected,
                    "seed {seed}: {query}"
                );
            }
        }
    }
}

/// The bytes that are marked in an article, without signs at the ends of names.
fn marked(
    searcher: &ArchiveSearcher,
    query: &Query,
    article: &Article,
) -> BTreeSet<(usize, usize)> {
    let mut stemmers = Stemmers::default();
    let plan = searcher.plan(query, &mut stemmers).unwrap();
    let mut highlighter =
        Highlighter::new(plan.marks, plan.names, searcher.fields(), &mut stemmers);
    let found = searcher.find(&article.source).unwrap();
    let stored = found[0].article().unwrap();
    let text = stored.text();
    let matches = highlighter.matches(&stored, &text);
    let trimmed = |bytes: Range<usize>| {
        let marked = &text.text[bytes.clone()];
        let start = bytes.start + (marked.len() - marked.trim_start_matches(is_sign).len());
        (
            start,
            bytes.end - (marked.len() - marked.trim_end_matches(is_sign).len()),
        )
    };
    matches
        .into_iter()
        .map(|found| trimmed(found.span))
        .collect()
}

fn is_sign(c: char) -> bool {
    !c.is_alphanumeric()
}
