//! `plain text → draft`: typed, wired, printed and scraped text.
//!
//! In three steps: what stands above the story (slug, title, byline, date) is read into the
//! metadata; lines are joined to paragraphs where they were broken at a fixed width; and lines
//! that are no part of the story are taken out. The last step needs evidence: a text without a
//! single sure piece of furniture keeps every line, however odd its lines are, since a table or
//! a list of works looks much like a menu.

mod captions;
mod dateline;
pub mod features;
mod foreign;
mod header;
mod reflow;
pub mod story;
mod trained;
pub mod trees;

use std::borrow::Cow;

use super::{block, remove_title};
use crate::article::{Article, Block, Role};

pub use dateline::dateline;
pub use header::read_field;
use reflow::{join, wrap_width};

/// One line that is not blank.
#[derive(Clone, Copy)]
struct Line<'a> {
    text: &'a str,
    /// Blanks before it, a tab counting as four.
    indent: usize,
    /// Columns, the indent among them.
    width: usize,
    /// Whether a blank line stands before it.
    apart: bool,
}

/// Reads a file of plain text.
pub fn read(text: &str, path: &str) -> Article {
    let lines = split(text);
    let width = wrap_width(&lines);
    let mut draft = Article::default();
    let scores = match width {
        Some(_) => None,
        None => story::page_scores(&lines),
    };
    let top = scores
        .as_deref()
        .and_then(|scores| story::top(&lines, scores))
        .unwrap_or(0);
    draft.blocks.extend(story::above(&lines[..top]));
    let read = top + header::read_header(&lines[top..], width, scores.is_some(), &mut draft);
    let rest = &lines[read..];
    let mut pieces = join(rest, wrap_width(rest).filter(|_| scores.is_none()));
    for (piece, score) in pieces.iter_mut().zip(scores.iter().flatten().skip(read)) {
        piece.score = Some(*score);
    }
    dateline::sign_off(&mut pieces, &mut draft);
    let site = story::take_furniture(&mut pieces);
    draft.site = draft.site.or(site);
    draft.blocks.extend(
        pieces
            .into_iter()
            .filter_map(|piece| block(piece.role, piece.text)),
    );
    draft.published = draft.published.or_else(|| dateline(&draft.blocks, path));
    draft.site = draft.site.or_else(|| dateline::agency(&draft.blocks));
    remove_title(&mut draft.blocks, &draft.title);
    draft
}

/// The paragraphs of a text that is known to be the story and nothing else.
pub fn paragraphs(text: &str) -> impl Iterator<Item = Block> {
    let lines = split(text);
    let width = wrap_width(&lines);
    join(&lines, width)
        .into_iter()
        .filter_map(|piece| block(piece.role, piece.text))
}

/// Visible text of unknown structure, one line a block of the page.
pub fn scraped(text: &str) -> Vec<Block> {
    let mut pieces = join(&split(text), None);
    story::take_furniture(&mut pieces);
    pieces
        .into_iter()
        .filter_map(|piece| block(piece.role, piece.text))
        .collect()
}

fn split(text: &str) -> Vec<Line<'_>> {
    let mut apart = false;
    let mut lines = Vec::new();
    // A lone "\r" ended lines on old machines; beside "\n" it is trimmed away.
    let ends = if text.contains('\n') { '\n' } else { '\r' };
    // To look for several kinds of breaks takes several times as long.
    const RARE: [char; 3] = ['\u{c}', '\u{2028}', '\u{2029}'];
    let parts: Box<dyn Iterator<Item = &str>> = match RARE.iter().any(|c| text.contains(*c)) {
        true => Box::new(text.split(move |c| c == ends || RARE.contains(&c))),
        false => Box::new(text.split(ends)),
    };
    for line in parts {
        let trimmed = line.trim();
        if trimmed.is_empty() {
            apart = !lines.is_empty();
            continue;
        }
        let indent = line.len() - line.trim_start().len();
        let tabs = line[..indent].bytes().filter(|b| *b == b'\t').count();
        lines.push(Line {
            text: trimmed,
            indent: indent + 3 * tabs,
            width: indent + 3 * tabs + trimmed.chars().count(),
            apart: std::mem::take(&mut apart),
        });
    }
    lines
}

/// A paragraph or line, and what it is to the story.
struct Piece<'a> {
    text: Cow<'a, str>,
    role: Role,
    apart: bool,
    /// How much it looks like a part of the story, if that was asked; see [`features`].
    score: Option<f32>,
}

fn is_kept(role: Role) -> bool {
    matches!(role, Role::Paragraph | Role::Heading)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::article::Removal;
    use proptest::prelude::*;

    const REMOVED: fn(Removal) -> Role = Role::Removed;

    fn blocks(text: &str) -> Vec<(Role, String)> {
        let draft = read(text, "");
        (draft.blocks.into_iter())
            .map(|block| (block.role, block.text))
            .collect()
    }

    fn check(text: &str, expected: &[(Role, &str)]) {
        let expected: Vec<(Role, String)> = (expected.iter())
            .map(|(role, text)| (*role, (*text).to_owned()))
            .collect();
        assert_eq!(blocks(text), expected, "{text}");
    }

    /// Two sentences of body.
    const BODY: &str = "The bow door had been passed by six inspectors, none of whom had been \
                        aboard. It opened at eleven minutes past eleven in a moderate sea.";

    #[test]
    fn the_first_line_is_the_title_if_it_has_the_shape_of_one() {
        assert_eq!(
            read(&format!("The bow door\n\n{BODY}"), "").title,
            "The bow door"
        );
        assert_eq!(read(&format!("{BODY}\n\nIt shut."), "").title, "");
        assert_eq!(
            read("BAY COCOA REVIEW\nPORT, Feb 26 - It rained.", "").title,
            "BAY COCOA REVIEW"
        );
        assert_eq!(read("Only a title", "").title, "Only a title");
    }

    #[test]
    fn byline_date_and_address_under_the_title_are_read_and_removed() {
        let text = format!(
            "The bow door\n\nHallow Post, Monday, 16 January 2017\nBy Ann Marsh\n\
             https://post.example/bow-door\n\n{BODY}"
        );
        let draft = read(&text, "");
        assert_eq!(draft.byline.as_deref(), Some("Ann Marsh"));
        assert_eq!(draft.url.as_deref(), Some("https://post.example/bow-door"));
        assert_eq!(
            draft.published.map(|p| p.to_string()),
            Some("2017-01-16".into())
        );
        let kept = draft.blocks.iter().filter(|block| is_kept(block.role));
        assert_eq!(kept.count(), 1);
    }

    #[test]
    fn fields_at_the_top_are_read() {
        let draft = read(
            &format!(
                "Title: The bow door\nDate: 8 March 2017\nAuthor: Ann Marsh\nSection: Harbour\n\
                 Keywords: ferries, bow doors\n\n{BODY}"
            ),
            "",
        );
        assert_eq!(draft.section.as_deref(), Some("Harbour"));
        assert_eq!(draft.keywords, ["ferries", "bow doors"]);
        assert_eq!(draft.title, "The bow door");
        assert_eq!(draft.byline.as_deref(), Some("Ann Marsh"));
        assert_eq!(
            draft.published.map(|p| p.to_string()),
            Some("2017-03-08".into())
        );
    }

    #[test]
    fn a_datelines_year_comes_from_the_file_or_not_at_all() {
        let dated = |text: &str, path: &str| {
            let published = read(&format!("Bow door\n\n{text}"), path).published;
            published.map(|published| published.to_string())
        };
        let story = "PORT ANSELM, March 3 (Meridian) - The ferry belonged to nobody at all.";
        assert_eq!(dated(story, ""), None);
        assert_eq!(dated(story, "2017/bow-door.txt"), Some("2017-03-03".into()));
        assert_eq!(dated(story, "MP170303-0042.txt"), Some("2017-03-03".into()));
        assert_eq!(dated(story, "MP170304-0042.txt"), None);
        let story = "PORT ANSELM, 8 November 1994. By our correspondent.";
        assert_eq!(dated(story, ""), Some("1994-11-08".into()));
    }

    #[test]
    fn wires_are_unwrapped_and_their_slug_and_initials_removed() {
        check(
            "MP170303-0042  3 Mar 2017  biz\nPaper trail leads to a firm with no staff\n\
             By Ann Marsh\n\n   PORT, March 3 (Meridian) - The ferry in which 83 people\ndied \
             belonged to a company with no staff, no telephone\nand no furniture.\n   Its office \
             is a bedroom above a bakery, and a long-\nterm guest of it said nothing.\n\nMeridian/am",
            &[
                (REMOVED(Removal::Metadata), "MP170303-0042  3 Mar 2017  biz"),
                (REMOVED(Removal::Metadata), "By Ann Marsh"),
                (
                    Role::Paragraph,
                    "PORT, March 3 (Meridian) - The ferry in which 83 people died belonged to a \
                     company with no staff, no telephone and no furniture.",
                ),
                (
                    Role::Paragraph,
                    "Its office is a bedroom above a bakery, and a long-term guest of it said \
                     nothing.",
                ),
                (REMOVED(Removal::Metadata), "Meridian/am"),
            ],
        );
    }

    #[test]
    fn divided_words_are_joined_where_the_printer_divides_them() {
        let text = "It is understood in the Exchange that the con-\ncession was granted to the \
                    owner of two tugs, a cor-\nporation which now possesses the sea and all of\n\
                    the ferries on it.";
        check(
            text,
            &[(
                Role::Paragraph,
                "It is understood in the Exchange that the concession was granted to the owner of \
                 two tugs, a corporation which now possesses the sea and all of the ferries on it.",
            )],
        );
    }

    #[test]
    fn a_scraped_page_loses_its_furniture_and_keeps_its_story() {
        let text = format!(
            "Door opened at sea, inquiry hears\n\n\
             © MERIDIAN / Lotte ArnesenThe bow door of the ferry on the quay at Port Anselm\n\
             The bow door of the ferry on the quay at Port Anselm - Courier International\n{BODY}\n\n\
             Six Signatures\n\n{BODY}\n\n\
             The judge with a model of the door in the Customs Hall on Monday - Courier International\n\
             Dockers: No Ship Sails Without an Inspection by the Union\n{BODY}\n\n\
             To participate in the discussion\nlog in or register\nЗаголовок материала"
        );
        let caption = "The bow door of the ferry on the quay at Port Anselm";
        check(
            &text,
            &[
                (REMOVED(Removal::Credit), "© MERIDIAN / Lotte Arnesen"),
                (Role::Caption, caption),
                (
                    REMOVED(Removal::Repeated),
                    &format!("{caption} - Courier International"),
                ),
                (Role::Paragraph, BODY),
                (Role::Heading, "Six Signatures"),
                (Role::Paragraph, BODY),
                (
                    Role::Caption,
                    "The judge with a model of the door in the Customs Hall on Monday",
                ),
                (
                    REMOVED(Removal::Teaser),
                    "Dockers: No Ship Sails Without an Inspection by the Union",
                ),
                (Role::Paragraph, BODY),
                (
                    REMOVED(Removal::Interface),
                    "To participate in the discussion",
                ),
                (REMOVED(Removal::Interface), "log in or register"),
                (REMOVED(Removal::ForeignScript), "Заголовок материала"),
            ],
        );
    }

    #[test]
    fn menus_around_a_story_are_removed_where_buttons_prove_them() {
        let text = format!(
            "The Courier\nHome / Port / Inquiry\nThe bow door was open\n4 March 2017\nAnn Marsh\n\n\
             {BODY}\n\nShare this\nMore on this story\nDam engineer warned of cracks"
        );
        let draft = read(&text, "");
        assert_eq!(draft.title, "The bow door was open");
        assert_eq!(draft.byline.as_deref(), Some("Ann Marsh"));
        let kept: Vec<&str> = (draft.blocks.iter())
            .filter(|block| is_kept(block.role))
            .map(|block| block.text.as_str())
            .collect();
        assert_eq!(kept, [BODY]);
    }

    #[test]
    fn without_proof_every_line_is_kept() {
        let text = format!(
            "Ann Marsh\n{BODY}\nWorks.\nThe Bell\nThe Door - A Novel\nShare prices\n1911\n"
        );
        assert!(blocks(&text).iter().all(|(role, _)| is_kept(*role)));
    }

    #[test]
    fn a_text_without_furniture_keeps_every_line_whatever_its_shape() {
        let poem = "The door stood open\nall the night\nand nobody\n\ncame home to\nclose it\n";
        let talk = format!("Why now?\nBecause.\nAnd then?\nMore tea.\n{BODY}\nThank you.\n");
        let table = format!("{BODY}\nGrain 411 412 -1\nTin 90 88 +2\nRope 7 7 0\nTar 12 9 +3\n");
        let list = format!("{BODY}\nWorks.\nThe Bell, 1911\nThe Door, 1913\nMenu for a Wake\n");
        let capitals = format!("FERRY INQUIRY OPENS\n\n{}\n", BODY.to_uppercase());
        for text in [poem, &talk, &table, &list, &capitals] {
            let draft = read(text, "");
            assert!(
                draft.blocks.iter().all(|block| is_kept(block.role)),
                "{text}: {:?}",
                draft.blocks
            );
        }
    }

    #[test]
    fn the_story_of_a_copied_page_stands_between_its_menu_and_its_links() {
        let menu: String = ["Startseite", "Politik", "Hafen", "Suche", "Anmelden", "Abo"]
            .iter()
            .cycle()
            .take(40)
            .map(|line| format!("{line}\n"))
            .collect();
        let days = [
            "ersten", "zweiten", "dritten", "vierten", "fünften", "sechsten",
        ];
        let story = days.map(|day| {
            format!(
                "Am {day} Tag hieß es, die Bugklappe sei von sechs Prüfern abgenommen worden, von denen \
                 keiner an Bord gewesen war. Sie öffnete sich elf Minuten nach elf bei See.\n"
            )
        });
        let text = format!(
            "{menu}Die Klappe, die nicht hielt\n4. März 2017\n{}Teilen\nDrucken\n\
             Mehr zum Thema\nDammbau kostet mehr als gedacht\nDatenschutz\nImpressum\nKontakt\n",
            story.concat()
        );
        let draft = read(&text, "");
        assert_eq!(draft.title, "Die Klappe, die nicht hielt");
        assert_eq!(
            draft.published.map(|p| p.to_string()),
            Some("2017-03-04".into())
        );
        let kept: Vec<&str> = (draft.blocks.iter())
            .filter(|block| is_kept(block.role))
            .map(|block| block.text.as_str())
            .collect();
        assert_eq!(kept, story.each_ref().map(|paragraph| paragraph.trim()));
        assert_eq!(draft.blocks.len(), text.lines().count() - 1);
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(128))]

        /// What is cut is cut out of the text; nothing is made up and no letter is lost.
        #[test]
        fn every_letter_is_in_a_block_or_the_title(text in "([A-Za-z ,.]{0,90}\n{1,2}){0,12}") {
            let draft = read(&text, "");
            let letters = |text: &str| text.chars().filter(|c| c.is_alphabetic()).count();
            let read = draft.blocks.iter().map(|block| letters(&block.text)).sum::<usize>();
            prop_assert!(read + letters(&draft.title) >= letters(&text));
        }
    }
}
