//! `HTML → draft`: what one person wrote to another, without what it answers.

use super::has_story;
use crate::article::{Article, Block, Removal, Role};
use crate::extract::{block, html};

/// Reads a letter, in HTML: all of it is the story but what it answers. One that says nothing else
/// is kept whole.
pub fn read(text: &str) -> Article {
    Article {
        blocks: blocks(text),
        ..Article::default()
    }
}

fn blocks(text: &str) -> Vec<Block> {
    let parts = split_quotations(text);
    let mut found: Vec<Block> = Vec::new();
    for (is_quoted, text) in &parts {
        found.extend(html::blocks_of_fragment(text).into_iter().filter_map(
            |found| match is_quoted {
                false => Some(found),
                true => block(Role::Removed(Removal::Repeated), found.text),
            },
        ));
    }
    match has_story(&found) {
        true => found,
        false => html::blocks_of_fragment(text),
    }
}

/// A letter in HTML in parts, each with whether it quotes what the letter answers.
fn split_quotations(text: &str) -> Vec<(bool, &str)> {
    /// What programs write around a quotation, and whether it has an end.
    const MARKS: [(&str, bool); 6] = [
        ("<blockquote type=\"cite\"", true),
        ("<blockquote type=cite", true),
        ("<blockquote class=\"gmail_quote\"", true),
        ("<div id=\"appendonsend\"", false),
        ("<div id=\"divrplyfwdmsg\"", false),
        ("<div class=\"yahoo_quoted\"", false),
    ];
    let lower = text.to_ascii_lowercase();
    let mut parts = Vec::new();
    let mut at = 0;
    while let Some(open) = lower[at..].find("<") {
        let open = at + open;
        let mark = MARKS
            .iter()
            .find(|(mark, _)| lower[open..].starts_with(mark));
        let Some((_, has_end)) = mark else {
            at = open + 1;
            continue;
        };
        let begun = parts.last().map_or(0, |(_, end): &(bool, usize)| *end);
        let end = match has_end {
            true => end_of_quotation(&lower, open),
            false => text.len(),
        };
        if open > begun {
            parts.push((false, open));
        }
        parts.push((true, end));
        at = end;
    }
    parts.push((false, text.len()));
    let mut begun = 0;
    let mut texts = Vec::new();
    for (is_quoted, end) in parts {
        texts.push((is_quoted, &text[begun..end]));
        begun = end;
    }
    texts
}

/// Where a `<blockquote>` ends, those within it passed over.
fn end_of_quotation(lower: &str, open: usize) -> usize {
    let (mut at, mut depth) = (open, 0usize);
    while let Some(found) = lower[at..].find("blockquote") {
        let name = at + found;
        at = name + "blockquote".len();
        if lower[..name].ends_with("</") {
            depth = depth.saturating_sub(1);
            if depth == 0 {
                return lower[at..]
                    .find('>')
                    .map_or(lower.len(), |end| at + end + 1);
            }
        } else if lower[..name].ends_with('<') {
            depth += 1;
        }
    }
    lower.len()
}

#[cfg(test)]
mod tests {
    use crate::extract::mail::tests::{HEAD, only, story};

    #[test]
    fn what_a_letter_in_html_answers_is_taken_out() {
        let letter = |body: &str| {
            let article = only(&format!("{HEAD}Content-Type: text/html\n\n{body}"));
            story(&article).join(" ")
        };
        assert_eq!(
            letter(
                "<p>Yes.</p><blockquote type=\"cite\"><p>Did it?</p><blockquote>Well?</blockquote>\
                 </blockquote><p>Twice.</p>"
            ),
            "Yes. Twice."
        );
        assert_eq!(letter("<blockquote type=cite><p>Did it?"), "Did it?");
        assert_eq!(
            letter("<p>Yes.</p><div id=\"divRplyFwdMsg\">From: Ann"),
            "Yes."
        );
    }
}
