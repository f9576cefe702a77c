//! What only the archive as a whole can tell: lines that recur on a site are none of its stories,
//! and titles of other articles are links to them. The index depends on the set of the files, not
//! on how they came.

#[path = "../support/mod.rs"]
mod support;

mod sites;

use std::collections::{BTreeMap, HashSet};

use dateline::article::{ArticleId, Removal, Role};
use dateline::index::ArchiveIndex;
use dateline::search::ArchiveSearcher;
use support::{Archive, Random, invented_text, tell};

use sites::{Page, pages};

/// Words of a text.
fn words(text: &str) -> usize {
    text.split_whitespace().count()
}

/// The blocks of every article, by the path of its file, with their roles.
fn articles(
    archive: &Archive,
    pages: &[Page],
) -> BTreeMap<String, (ArticleId, Vec<(Role, String)>)> {
    let opened = dateline::archive::Archive::at(&archive.folder(), None).unwrap();
    let index = ArchiveIndex::open(&opened).unwrap();
    let searcher = ArchiveSearcher::new(&index).unwrap();
    let mut articles = BTreeMap::new();
    for Page { path, .. } in pages {
        for found in searcher.find(path).unwrap() {
            let article = found.article().unwrap();
            let blocks = article.blocks.iter();
            let blocks = blocks.map(|block| (block.role(), block.text.to_string()));
            articles.insert(path.clone(), (found.id, blocks.collect()));
        }
    }
    articles
}

fn write(archive: &Archive, pages: &[Page]) {
    for page in pages {
        archive.write(&page.path, &page.content);
    }
}

#[test]
fn however_the_files_came_the_index_is_that_of_a_fresh_run() {
    let mut random = Random::new();
    let pages = pages(400);
    let fresh = Archive::new();
    write(&fresh, &pages);
    fresh.index(&[]);
    let wanted = articles(&fresh, &pages);
    // In any order; and paper by paper.
    for shuffled in [true, false] {
        let mut order: Vec<&Page> = pages.iter().collect();
        for at in (1..order.len()).rev().filter(|_| shuffled) {
            order.swap(at, random.below(at + 1));
        }
        let archive = Archive::new();
        for part in order.chunks(150) {
            for page in part {
                archive.write(&page.path, &page.content);
            }
            archive.index(&[]);
        }
        // Half of a paper goes, and some of its lines do not recur any more; then it is back.
        let gone = &pages[..20];
        gone.iter().for_each(|page| archive.remove(&page.path));
        archive.index(&[]);
        assert!(articles(&archive, &pages) != wanted);
        for page in gone {
            archive.write(&page.path, &page.content);
        }
        assert_eq!(archive.index(&[])["indexed"], 20);
        let found = articles(&archive, &pages);
        for (path, article) in &wanted {
            assert_eq!(&found[path], article, "{path}");
        }
        archive.run(&["check"]).exits(0);
        // Nothing is left to be done.
        assert_eq!(archive.index(&[])["settled"], 0);
    }
}

#[test]
fn a_line_that_ceases_to_recur_returns_to_its_story() {
    let mut random = Random::new();
    let archive = Archive::new();
    for n in 0..12 {
        let own = invented_text(&mut random, 40);
        let text = format!(
            "Story number {n} of the harbour\n\n{own}\n\nPrinted on the press of Rope Walk\n"
        );
        archive.write(&format!("{n}.txt"), text);
        let other = invented_text(&mut random, 40);
        archive.write(
            &format!("other{n}.txt"),
            format!("Other story {n} of the dam\n\n{other}\n"),
        );
    }
    archive.index(&[]);
    assert_eq!(archive.found("press"), Vec::<String>::new());
    assert_eq!(archive.found("removed:press").len(), 12);
    for n in 3..12 {
        archive.remove(&format!("{n}.txt"));
    }
    assert_eq!(archive.index(&[])["settled"], 3);
    assert_eq!(archive.found("press").len(), 3);
}

#[test]
fn the_title_of_another_article_is_a_link_to_it_and_no_text() {
    let archive = Archive::indexed(&[
        (
            "lamp.txt",
            "The lamp is found in a container\n\nA customs dog sat down before it.\n\nEighty-three \
             chairs stay empty at the inquiry\n\nThe painting is unharmed, the museum said.",
        ),
        (
            "inquiry.txt",
            "Eighty-three chairs stay empty at the inquiry\n\nThe judge looked at the first row.",
        ),
    ]);
    assert_eq!(archive.found("chairs"), ["inquiry.txt"]);
    let inquiry = archive.id("judge");
    let shown = &archive.run(&["show", "lamp.txt", "--json"]).exits(0).json()[0];
    assert_eq!(shown["related"][0]["id"], inquiry.as_str(), "{shown:#}");
    archive
        .run(&["show", "lamp.txt"])
        .exits(0)
        .says("Eighty-three chairs stay empty at the inquiry")
        .says(&inquiry);
    // Without the other article it is text again.
    archive.remove("inquiry.txt");
    archive.index(&["--prune"]);
    assert_eq!(archive.found("chairs"), ["lamp.txt"]);
}

#[test]
fn the_pages_of_ten_papers_are_left_without_furniture_and_with_all_of_their_stories() {
    let pages = pages(3000);
    let archive = Archive::new();
    write(&archive, &pages);
    archive.index(&[]);
    let articles = articles(&archive, &pages);
    assert_eq!(articles.len(), pages.len());

    let (mut story, mut body, mut furniture, mut lost, mut taken_out) = (0, 0, 0, 0, 0);
    let mut worst: BTreeMap<String, usize> = BTreeMap::new();
    for page in &pages {
        let (_, blocks) = &articles[&page.path];
        let kept: Vec<&str> = blocks
            .iter()
            .filter(|(role, _)| matches!(role, Role::Paragraph | Role::Heading))
            .map(|(_, text)| text.as_str())
            .collect();
        for (role, text) in blocks {
            if let Role::Removed(Removal::Recurring(_) | Removal::TitleElsewhere(_)) = role {
                taken_out += words(text);
            }
        }
        let wanted: HashSet<&str> = page.paragraphs.iter().map(String::as_str).collect();
        for text in &kept {
            body += words(text);
            if !wanted.contains(text) {
                furniture += words(text);
                *worst
                    .entry(format!("left in {}: {text}", &page.path[..6]))
                    .or_default() += words(text);
            }
        }
        for paragraph in &page.paragraphs {
            story += words(paragraph);
            if !kept.contains(&paragraph.as_str()) {
                lost += words(paragraph);
                *worst
                    .entry(format!("lost in {}: {paragraph}", &page.path[..6]))
                    .or_default() += words(paragraph);
            }
        }
    }
    let mut worst: Vec<_> = worst.into_iter().collect();
    worst.sort_by_key(|(_, words)| std::cmp::Reverse(*words));
    worst.truncate(20);
    let left = furniture as f64 / body as f64;
    let lost = lost as f64 / story as f64;
    tell(&format!(
        "furniture left: {left:.5} of the words; story lost: {lost:.5}"
    ));
    let without = taken_out as f64 / body as f64;
    tell(&format!("without the archive's help: {without:.5}"));
    assert!(taken_out * 50 > body, "the pages put nothing to the test");
    assert!(left < 0.005 && lost < 0.002, "{left} {lost} {worst:#?}");
}

#[test]
fn an_article_that_is_nothing_but_recurring_lines_keeps_them() {
    let archive = Archive::new();
    for n in 0..30 {
        let own = if n < 29 {
            format!("Boat {n} came in late.\n\n")
        } else {
            String::new()
        };
        archive.write(
            &format!("{n}.txt"),
            format!("Harbour notes of day {n}\n\n{own}Printed on the press of Rope Walk\n"),
        );
    }
    archive.index(&[]);
    assert_eq!(archive.found("press"), ["29.txt"]);
}

#[test]
fn edits_and_renames_leave_the_index_as_a_fresh_run_makes_it() {
    let mut pages = pages(400);
    let archive = Archive::new();
    write(&archive, &pages);
    archive.index(&[]);
    for page in &mut pages {
        archive.remove(&page.path);
        page.path = page.path.replace('/', "/renamed-");
        page.content = page.content.replace("Monday", "Thursday");
    }
    write(&archive, &pages);
    archive.index(&["--prune"]);
    let fresh = Archive::new();
    write(&fresh, &pages);
    fresh.index(&[]);
    let blocks = |archive: &Archive| -> Vec<_> {
        let articles = articles(archive, &pages).into_values();
        articles.map(|(_, blocks)| blocks).collect()
    };
    assert!(blocks(&archive) == blocks(&fresh));
}

#[test]
fn what_a_few_stories_of_one_affair_have_in_common_stays_in_them() {
    let archive = Archive::new();
    for n in 1..=6 {
        archive.write(
            &format!("strike/{n}.txt"),
            format!(
                "The strike enters week {n}\n\nPickets stood at gate {n} in the rain.\n\nThe \
                 strike began on 3 March, when the board cut wages by a tenth.\n\nTalks resume \
                 on Monday.\n"
            ),
        );
        archive.write(
            &format!("other/{n}.txt"),
            format!("Snow on hill {n} of the valley\n\nIt fell for {n} days and lay for nine.\n"),
        );
    }
    archive.index(&[]);
    assert_eq!(archive.found("\"wages by a tenth\"").len(), 6);
    assert_eq!(archive.found("\"talks resume\"").len(), 6);
}

#[test]
fn articles_out_of_reach_keep_their_names_when_a_run_without_names_settles_them() {
    let mut random = Random::new();
    let mut story = |archive: &Archive, path: &str, line: &str| {
        let own = invented_text(&mut random, 30);
        let text =
            format!("Notes of {path} for today\n\nJudge Amara Sollis said so. {own}\n\n{line}");
        archive.write(path, text);
    };
    const LINE: &str = "Follow the paper on every channel";
    let archive = Archive::new();
    for n in 0..3 {
        story(&archive, &format!("gone{n}.txt"), LINE);
    }
    for n in 0..14 {
        story(&archive, &format!("plain{n}.txt"), "");
    }
    archive.index(&[]);
    let names = |archive: &Archive| {
        let shown = archive
            .run(&["show", "gone0.txt", "--json"])
            .exits(0)
            .json();
        let mentions = shown[0]["mentions"].as_array().unwrap().len();
        (mentions > 0, shown[0]["removed"].to_string().contains(LINE))
    };
    assert_eq!(names(&archive), (true, false));
    // Most of the archive is out of reach, and the line recurs.
    let gone: Vec<String> = (0..3).map(|n| format!("gone{n}.txt")).collect();
    let gone = gone
        .into_iter()
        .chain((0..9).map(|n| format!("plain{n}.txt")));
    gone.for_each(|path| archive.remove(&path));
    for n in 0..3 {
        story(&archive, &format!("new{n}.txt"), LINE);
    }
    assert_eq!(archive.index(&["--no-entities"])["vanished"], 12);
    assert_eq!(names(&archive), (true, true));
}
