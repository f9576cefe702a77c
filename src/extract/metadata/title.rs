//! `web page → title`: the headline, and the block that shows it.

use std::collections::HashSet;

use super::linked_data::name;
use super::{Piece, Sources, Zone};
use crate::extract::one_line;
use crate::extract::xml::unescape;

/// Meta tags that hold the title, in lower case.
const TITLE: [&str; 6] = [
    "og:title",
    "twitter:title",
    "parsely-title",
    "sailthru.title",
    "dc.title",
    "citation_title",
];

/// The headline, and the block that shows it. The `<h1>` is the paper's own wording; what stands
/// in `<title>` is often bent for search engines and ends with the site's name. But an `<h1>` that
/// has little in common with it is the site's logo.
pub fn of(sources: &Sources, site: Option<&str>) -> (String, Option<usize>) {
    let pieces = sources.pieces;
    let story = sources.linked_data.story();
    let tags = TITLE.iter().filter_map(|name| sources.tags.get(name));
    let declared: Vec<String> = (story
        .and_then(|story| name(story.get("headline")?))
        .into_iter())
    .chain(tags.map(str::to_owned))
    .chain([one_line(&sources.page.select_single("head title").text())])
    .filter(|title| !title.is_empty())
    // Some sites escape twice.
    .map(|title| without_site(&unescape(&title), site))
    .collect();
    // Of a title's words, how many in a hundred a short heading has: few, if it is a rubric or the
    // name of somebody in the story.
    const COVERED_MIN: usize = 20;
    const SHORT_WORDS: usize = 3;
    let covers = |text: &str| {
        let mut covered = declared.iter().map(|title| shared_words(title, text));
        let is_long = text.split_whitespace().count() > SHORT_WORDS;
        is_long || declared.is_empty() || covered.any(|covered| covered >= COVERED_MIN)
    };
    let best = pieces
        .iter()
        .enumerate()
        .filter(|(_, piece)| piece.heading == 1 && piece.text.len() <= 400)
        .filter(|(_, piece)| piece.zone != Zone::Hidden)
        .map(|(at, piece)| (at, one_line(&piece.text)))
        .filter(|(_, text)| site.is_none_or(|site| !site.eq_ignore_ascii_case(text)))
        .filter(|(at, text)| covers(text) && !is_logo(&pieces[*at], text, &declared))
        .map(|(at, text)| {
            let shared = declared
                .iter()
                .map(|title| shared_words(&text, title))
                .max();
            (shared.unwrap_or(0), at, text)
        })
        // Of equals the first.
        .max_by_key(|(shared, at, _)| (*shared, std::cmp::Reverse(*at)));
    if let Some((shared, at, text)) = best
        && (declared.is_empty() || shared >= 60)
    {
        return (text, Some(at));
    }
    let title = declared.first().cloned().unwrap_or_default();
    let at = pieces.iter().position(|piece| piece.text == title);
    (title, at)
}

/// Whether a heading is a link to the front page that stands above every story: the page's title
/// has its words too, but what the page declares first does not.
fn is_logo(piece: &Piece, text: &str, declared: &[String]) -> bool {
    let first = declared.first();
    piece.is_linked() && first.is_some_and(|first| shared_words(text, first) < 60)
}

/// Of a heading's words, how many in a hundred the other title has.
fn shared_words(heading: &str, title: &str) -> usize {
    let words = |text: &str| -> HashSet<String> {
        text.to_lowercase()
            .split(|c: char| !c.is_alphanumeric())
            .filter(|word| !word.is_empty())
            .map(str::to_owned)
            .collect()
    };
    let (heading, title) = (words(heading), words(title));
    heading.intersection(&title).count() * 100 / heading.len().max(1)
}

/// Cuts ` - Site` and ` | Site` off: the site's name, or what is short beside the rest.
fn without_site(title: &str, site: Option<&str>) -> String {
    for mark in [" | ", " - ", " – ", " — ", " :: ", " » ", " · ", " • "] {
        let Some((before, after)) = title.rsplit_once(mark) else {
            continue;
        };
        let plain = |text: &str| -> String {
            text.chars()
                .filter(|c| c.is_alphanumeric())
                .flat_map(char::to_lowercase)
                .collect()
        };
        let is_site = site.is_some_and(|site| {
            let (site, after) = (plain(site), plain(after));
            !after.is_empty() && (site.contains(&after) || after.contains(&site))
        });
        let short = after.split_whitespace().count() <= 4
            && before.split_whitespace().count() >= 4
            && (mark == " | " || after.starts_with(char::is_uppercase));
        if is_site || short {
            return before.trim().to_owned();
        }
    }
    title.to_owned()
}
