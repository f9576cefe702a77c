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
    // Some write it as any name; then nothing but a day may stand between it and the dash.
    let is_name = || {
        place.split_whitespace().count() <= 3
            && place
                .split_whitespace()
                .all(|word| word.starts_with(char::is_uppercase))
    };
    if capitals <= small {
        let line = head[..head.find(" - ")?].trim_end();
        let (_, day) = line.rsplit_once(',')?;
        return (is_name() && date::month_and_day(day.trim()).is_some()).then_some(line);
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

/// The agency of a dateline, with or without a date: `PORT (Meridian) -`, `PORT, 3 March. /TASS/`.
pub fn agency(blocks: &[Block]) -> Option<String> {
    let story = blocks.iter().filter(|block| block.role == Role::Paragraph);
    story
        .take(2)
        .find_map(|block| agency_of(&block.text))
        .map(str::to_owned)
}

fn agency_of(text: &str) -> Option<&str> {
    const BEFORE_BYTES_MAX: usize = 80;
    const AGENCY_BYTES_MAX: usize = 30;
    let head = &text[..text.floor_char_boundary(BEFORE_BYTES_MAX + AGENCY_BYTES_MAX)];
    let at = head.find(['(', '/'])?;
    let (place, rest) = head.split_at(at);
    // The place is in capitals, and perhaps a date follows it.
    let first = place.split([',', '.']).next().unwrap_or("");
    let is_place = |text: &str| {
        text.contains(char::is_uppercase) && !text.contains(char::is_lowercase) && text.len() >= 3
    };
    let has_dash = [" - ", "–", "—", "--"]
        .iter()
        .any(|dash| place.contains(dash));
    if has_dash || !(place.is_empty() || is_place(first)) {
        return None;
    }
    let close = match rest.starts_with('(') {
        true => ')',
        false => '/',
    };
    let (agency, after) = rest[1..].split_once(close)?;
    let is_name = agency.len() <= AGENCY_BYTES_MAX
        && agency
            .chars()
            .all(|c| c.is_alphabetic() || " -&".contains(c))
        && agency.contains(char::is_alphabetic)
        && agency.split_whitespace().count() <= 3;
    let after = after.trim_start();
    let goes_on = after.starts_with(['-', '–', '—'])
        || close == '/' && place.trim_end().ends_with('.') && after.starts_with('.');
    (is_name && goes_on).then_some(agency.trim())
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_dateline_names_its_place_and_day_in_many_hands() {
        for (text, expected) in [
            (
                "PORT ANSELM, March 3 (Meridian) - The ferry belonged to nobody.",
                Some("PORT ANSELM, March 3"),
            ),
            (
                "PORT ANSELM, March 3 (Meridian) — The ferry belonged to nobody.",
                Some("PORT ANSELM, March 3"),
            ),
            (
                "HALBRÜCK, 3. März (mrd) - Die Fähre",
                Some("HALBRÜCK, 3. März"),
            ),
            (
                "PORT-ANSELME, 3 mars (MRD) – Le bac",
                Some("PORT-ANSELME, 3 mars"),
            ),
            ("ПОРТ, 3 марта. /МЕР/. Паром", Some("ПОРТ, 3 марта")),
            (
                "TRESK, N.K., Feb 26 - Showers continued",
                Some("TRESK, N.K., Feb 26"),
            ),
            (
                "Port Anselm, N.K., Feb 26 - Rain",
                Some("Port Anselm, N.K., Feb 26"),
            ),
            ("The ferry, March 3 - a memory", None),
            ("Last Tuesday, in the rain - it was March 3 -", None),
            ("NATO, which met on March 3 - a Friday - said so.", None),
            ("", None),
        ] {
            assert_eq!(dateline_of(text), expected, "{text}");
        }
    }

    #[test]
    fn the_agency_of_a_dateline_is_known_with_and_without_a_date() {
        for (text, expected) in [
            (
                "PORT ANSELM, March 3 (Meridian) - The ferry",
                Some("Meridian"),
            ),
            ("PORT ANSELM (Meridian) — The ferry", Some("Meridian")),
            ("(MRD) — The ferry", Some("MRD")),
            ("ПОРТ, 3 марта. /МЕР/. Паром", Some("МЕР")),
            ("PORT ANSELM, March 3 - The ferry (Saint Orla) - sank", None),
            ("The ferry (Saint Orla) - sank", None),
            ("NATO (the alliance of 1949) - which met", None),
            ("(", None),
            ("PORT (", None),
        ] {
            assert_eq!(agency_of(text), expected, "{text}");
        }
    }
}
