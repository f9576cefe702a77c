//! What is said of every query that is wrong, and of every one that is set right: in
//! `query/errors.txt`, for people to read.
//!
//! ```text
//! UPDATE_GOLDEN=1 cargo test --test query_errors
//! ```
//!
//! writes what is found into that file.

mod support;

use support::{Archive, assert_golden};

/// Queries with a mistake, by what is wrong.
const MISTAKES: &[(&str, &[&str])] = &[
    (
        "nothing to look for",
        &[
            "",
            " & ",
            "()",
            "NOT",
            "*",
            "ferry *",
            "\"a * lock\"",
            "=* ?",
        ],
    ),
    (
        "no such field",
        &[
            "persn:Haas",
            "Person:Haas",
            "persn:Haas titel:dam orgs:\"Tidemark Leasing\"",
            "ship:Orla",
            "ship:\"Saint Orla\" -strike",
            "in:removd subscribe",
            "in:title ferry",
        ],
    ),
    (
        "values of fields",
        &[
            "title: dam",
            "person: \"Amara Sollis\"",
            "ferry title:",
            "title:&",
            "person:--",
            "site:\"…\"",
            "person:Soll*",
            "org:\"Tidemark Leas*\"",
            "author:qui*",
            "site:*.example.org",
            "person:\"Amara Sollis\"~3",
            "lang:german",
            "type:word",
            "type:pfd",
            "indexed:soon",
            "indexed:2026/11/3",
            "indexed:none",
            "lang:e*",
        ],
    ),
    (
        "dates",
        &[
            "date:yesterday",
            "date:2017/3/8",
            "date:2017-3",
            "date:>=2017.3",
            "date:2017-13",
            "date:2017-02-30",
            "date:2017-03..2016-12",
            "date:2017-1..2017-3",
            "date:2017*",
            "date:..",
        ],
    ),
    (
        "groups of values",
        &[
            "person:(Haas OR Soll*)",
            "author:(Quill date:2017)",
            "date:(2016 OR spring)",
            "date:(2016 OR \"2017/3\")",
            "lang:(en OR /d./)",
        ],
    ),
    (
        "near each other",
        &[
            "door NEAR/5",
            "BEFORE/3 lock",
            "NEAR/5",
            "door NEAR/5 -lock",
            "door NEAR/0 lock",
            "door NEAR/200 lock",
            "door BEFORE/x lock",
            "door NEAR/ lock",
            "door NEAR/5 (lock bow)",
            "door NEAR/5 title:lock",
            "a NEAR/9 b NEAR/9 c NEAR/9 d NEAR/9 e NEAR/9 f NEAR/9 g NEAR/9 h NEAR/9 i",
        ],
    ),
    (
        "types of names",
        &[
            "[persn] NEAR/5 dam",
            "[People]",
            "[ship] sank",
            "\"[plce] ferry\"",
            "person:(Haas [Dravec])",
        ],
    ),
    (
        "letters left open",
        &[
            "harbor~3",
            "harbor~0",
            "brib*~",
            "al-Assad~",
            "/harb(o|u/",
            "/[z-a]/ ferry",
            "/(a{999}){999}/",
        ],
    ),
    (
        "numbers behind signs",
        &[
            "\"bow door\"~",
            "\"bow door\"~99",
            "\"bow door\"~x",
            "ferry^0 dam",
            "ferry^1000",
            "(ferry dam)^1.234",
            "\"bow door\"^much",
        ],
    ),
    (
        "what was taken off the pages",
        &[
            "in:removed",
            "in:removed date:2017",
            "ferry (in:removed strike)",
            "-in:removed ferry",
            "in:removed sub*",
            "removed:(ferry~)",
        ],
    ),
    (
        "several mistakes in one query",
        &[
            "persn:Haas date:2017/3 [plce] ferry~7",
            "persn:Haas date:soon",
        ],
    ),
];

/// Queries that are set right, by what is left over or left out.
const REPAIRS: &[(&str, &[&str])] = &[
    (
        "never closed",
        &[
            "\"bow door",
            "title:\"bow door",
            "ferry (dam OR (strike",
            "=\"Saint Orla",
        ],
    ),
    ("never opened", &["ferry) dam", "ferry dam))"]),
    (
        "an operator too many",
        &[
            "ferry OR",
            "OR ferry",
            "ferry OR OR dam",
            "AND ferry",
            "ferry AND",
            "ferry AND AND dam",
            "ferry NOT",
            "ferry NOT OR dam",
        ],
    ),
];

/// Runs the program on each query of each group, and gives the texts one below the other.
fn told(archive: &Archive, groups: &[(&str, &[&str])], status: i32) -> String {
    let mut told = String::new();
    for (group, queries) in groups {
        told += &format!("\n# {group}\n");
        for query in *queries {
            let answer = archive.run(&["search", "--explain-query", "--", query]);
            assert_eq!(answer.status, Some(status), "{answer}");
            assert!(!answer.err.is_empty(), "{answer}");
            told += &format!("\n{}", answer.err);
        }
    }
    told
}

#[test]
fn every_mistake_names_the_thing_and_tells_what_to_write() {
    let archive = Archive::indexed(&[("dam.txt", "The dam\n\nIt holds.\n")]);
    let long = archive.run(&["search", &"ferry ".repeat(11_000)]).exits(2);
    let nested = archive.run(&["search", &("(".repeat(70) + "dam")]).exits(2);
    let mistakes = told(&archive, MISTAKES, 2);
    let repairs = told(&archive, REPAIRS, 0);
    let found = format!(
        "Mistakes: nothing is searched\n{mistakes}\n# too much\n\n{}\n{}\n\nRepairs: the search goes on\n{repairs}",
        long.err, nested.err
    );
    assert_golden("query/errors.txt", &found);
    // What is offered is understood, without another word.
    let offered = mistakes
        .lines()
        .filter_map(|line| line.strip_prefix("  try: "));
    let mut count = 0;
    for query in offered {
        count += 1;
        let answer = archive.run(&["search", "--explain-query", "--", query]);
        answer.exits(0).quietly();
    }
    assert!(count > 30, "{count} corrections are offered");
}
