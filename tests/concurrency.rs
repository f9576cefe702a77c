//! One writes, many read.

mod support;

use support::{Archive, Random, end, invented_text, record, tell};

/// Enough to be busy with for some seconds.
fn records(random: &mut Random, count: usize) -> String {
    (0..count)
        .map(|n| {
            record(
                &format!("r{n}"),
                &format!("Story {n}"),
                &invented_text(random, 150),
            )
        })
        .collect()
}

#[test]
fn searches_go_on_while_the_archive_is_indexed_and_a_second_writer_is_refused() {
    let mut random = Random::new();
    let archive = Archive::indexed(&[("first.txt", "The first ferry\n\nIt is always there.")]);
    for n in 0..8 {
        archive.write(&format!("export-{n}.jsonl"), records(&mut random, 500));
    }
    let mut child = archive.start(&["index", "--commit-interval", "0"]);
    let (mut totals, mut refused) = (Vec::new(), 0);
    while child.try_wait().unwrap().is_none() {
        // Whatever is committed meanwhile, the index is whole.
        let hits = archive.hits("ferry");
        assert!(hits.iter().any(|hit| hit["source"] == "first.txt"));
        totals.push(hits.len());
        archive.run(&["entities", "--type", "person"]);
        archive.run(&["show", "first.txt"]).exits(0);
        let second = archive.run(&["index"]);
        if second.status == Some(2) {
            second.complains(&format!(
                "dateline: {} is being written by another dateline; wait until it is done \
                 (searching is possible meanwhile)",
                archive.folder().display()
            ));
            refused += 1;
        }
    }
    end(child).exits(0).quietly();
    tell(&format!(
        "{} searches, {totals:?}; {refused} writers refused",
        totals.len()
    ));
    assert!(totals.len() > 2 && refused > 0);
    assert!(totals.is_sorted(), "articles went away: {totals:?}");
    archive
        .run(&["check"])
        .exits(0)
        .says("sound: 4,001 articles, 9 files");
}

#[test]
fn searches_go_on_while_the_index_is_compacted() {
    let mut random = Random::new();
    let archive = Archive::with(&[]);
    for n in 0..6 {
        archive.write(&format!("export-{n}.jsonl"), records(&mut random, 150));
        archive.run(&["index"]).exits(0);
    }
    let before = archive.hits("ferry").len();
    let mut child = archive.start(&["index", "--compact"]);
    while child.try_wait().unwrap().is_none() {
        assert_eq!(archive.hits("ferry").len(), before);
    }
    end(child).exits(0);
    assert_eq!(archive.hits("ferry").len(), before);
}
