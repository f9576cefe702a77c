//! `first and last lines → place, date, agency`: how agencies begin and sign a story.

use super::super::{byline, date};
use super::Piece;
use crate::article::{Article, Block, Origin, Precision, Published, Removal, Role};

/// The date of a wire's dateline: `PORT ANSELM, March 3 (Meridian) - A ferry …`. Its year is
/// written there, or follows from the file's name, or is not known: then there is no date.
pub fn dateline(blocks: &[Block], path: &str) -> Option<Published> {
    // A note to editors may stand above it.
    let line = (blocks.iter().filter(|block| block.role == Role::Paragraph))
        .take(2)
        .find_map(|block| dateline_of(&block.text))?;
    if let Some((_, date)) = date::find(line).filter(|(_, date)| date.precision >= Precision::Day) {
        return Some(date.from(Origin::Dateline));
    }
    let place_ends = line.rfind(',')?;
    let (month, day) = date::month_and_day(line[place_ends + 1..].trim())?;
    let year = match date::in_path(path) {
        // The day in the name is the paper's, the dateline's is the reporter's.
        Some(named) if named.precision >= Precision::Day => return None,
        Some(named) => named.at.year(),
        None => date::slug_year(path, month, day)?,
    };
    date::day(year, month, day).map(|date| date.from(Origin::Dateline))
}

/// The place and date that a story begins with, without agency.
pub fn dateline_of(text: &str) -> Option<&str> {
    /// The longest: a place, its country, a date, an agency.
    const DATELINE_BYTES_MAX: usize = 100;
    let mut end = text.len().min(DATELINE_BYTES_MAX);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    let head = &text[..end];
    // The place is in capitals: few lines pass this, and the rest is dear.
    let (place, _) = head.split_once(',')?;
    let capitals = place.chars().filter(|c| c.is_uppercase()).count();
    let small = place.chars().filter(|c| c.is_lowercase()).count();
    if capitals <= small {
        return None;
    }
    let dash = [" - ", " – ", " — ", " -- ", "--", ". "]
        .iter()
        .filter_map(|mark| {
            head.match_indices(mark)
                .find(|(at, _)| ends_dateline(&head[..*at]))
        })
        .map(|(at, _)| at)
        .min()?;
    let line = head[..dash].split('(').next()?.trim().trim_end_matches('.');
    line.contains(',').then_some(line)
}

/// Whether a date stands at the end of what may be a dateline, before its agency.
fn ends_dateline(head: &str) -> bool {
    let head = head.split('(').next().unwrap_or(head).trim();
    let last = head.rfind(',').map_or("", |at| head[at + 1..].trim());
    date::month_and_day(last).is_some() || date::find(head).is_some()
}

/// Reads the wire's initials and the source line that end a story into the metadata.
pub fn sign_off(pieces: &mut [Piece], draft: &mut Article) {
    let Some(last) = pieces.last_mut() else {
        return;
    };
    let text = &last.text;
    if draft.byline.is_none() && byline::is_bare_name(text) && text.ends_with("orrespondent") {
        draft.byline = Some(text.to_string());
        last.role = Role::Removed(Removal::Metadata);
    } else if is_initials(text) {
        last.role = Role::Removed(Removal::Metadata);
    } else if is_source_line(text) {
        last.role = Role::Removed(Removal::Metadata);
        let date = date::find(text).map(|(_, date)| date.from(Origin::Header));
        draft.published = draft.published.or(date);
    }
}

/// `Meridian/ra/jp`, `(mp)`.
fn is_initials(text: &str) -> bool {
    let short =
        |part: &str| (2..=3).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_lowercase());
    let bracketed = text
        .strip_prefix('(')
        .and_then(|text| text.strip_suffix(')'));
    match text.split_once('/') {
        Some((agency, initials)) => {
            !agency.contains(char::is_whitespace) && initials.split('/').all(short)
        }
        None => bracketed.is_some_and(short),
    }
}

/// `From the Tresk Herald of 24 May 2017.`
fn is_source_line(text: &str) -> bool {
    const STARTS: [&str; 8] = [
        "From the ",
        "First published ",
        "Published ",
        "This article appeared ",
        "Aus der ",
        "Aus dem ",
        "Erschienen ",
        "Paru ",
    ];
    text.len() <= 120
        && STARTS.iter().any(|start| text.starts_with(start))
        && date::find(text).is_some()
}
