//! `pieces → captions, credits, teasers`: what belongs to the pictures of a page.

use std::borrow::Cow;
use std::collections::HashMap;

use super::super::lines;
use super::reflow::is_subhead;
use super::{Piece, is_kept};
use crate::article::{Removal, Role};

/// Cuts credits out of the lines they are glued to.
pub fn split_credits(pieces: &mut Vec<Piece>) {
    *pieces = std::mem::take(pieces)
        .into_iter()
        .flat_map(|piece| {
            let parts = lines::split_credit(&piece.text).map(|parts| {
                (parts.into_iter().enumerate())
                    .map(|(place, (role, text))| Piece {
                        text: Cow::Owned(text.to_owned()),
                        role,
                        apart: piece.apart && place == 0,
                        score: piece.score,
                    })
                    .collect()
            });
            parts.unwrap_or_else(|| vec![piece])
        })
        .collect();
}

/// Marks captions: the line above a credit, lines in several spellings, lines that end with the
/// site's name. Gives that name.
pub fn captions(pieces: &mut [Piece], sure: bool) -> Option<String> {
    for at in 1..pieces.len() {
        let credited = pieces[at].role == Role::Removed(Removal::Credit) && !pieces[at].apart;
        let before = &mut pieces[at - 1];
        let fits = !lines::ends_sentence(&before.text) && before.text.len() <= 300;
        if credited && is_kept(before.role) && fits {
            before.role = Role::Caption;
        }
    }
    let repeated = repeated_captions(pieces);
    let site = (sure || repeated).then(|| site_suffix(pieces)).flatten();
    if let Some(site) = &site {
        let suffixes = [format!(" - {site}"), format!(" | {site}")];
        for piece in pieces
            .iter_mut()
            .filter(|piece| is_kept(piece.role) || piece.role == Role::Caption)
        {
            let cut = suffixes
                .iter()
                .find_map(|suffix| piece.text.strip_suffix(suffix.as_str()));
            if let Some(length) = cut.map(str::len) {
                piece.text.to_mut().truncate(length);
                piece.role = Role::Caption;
            }
        }
    }
    site
}

/// Lines of one picture repeat its caption with a credit or the site's name around it: the
/// shortest spelling stays. A paragraph may quote a neighbour (a pull quote does), so a line that
/// ends as a sentence is no caption for that.
fn repeated_captions(pieces: &mut [Piece]) -> bool {
    /// Shorter lines occur in their neighbours by chance.
    const CHARS_MIN: usize = 40;
    const CAPTION_BYTES_MAX: usize = 400;
    let fits = |piece: &Piece| {
        (CHARS_MIN..=CAPTION_BYTES_MAX).contains(&piece.text.len())
            && (is_kept(piece.role) || piece.role == Role::Caption)
            && (piece.role == Role::Caption || !lines::ends_sentence(&piece.text))
    };
    let mut found = false;
    for at in 0..pieces.len() {
        for other in (at + 1)..pieces.len().min(at + 5) {
            if !(fits(&pieces[at]) && fits(&pieces[other])) {
                continue;
            }
            let (short, long) = match pieces[at].text.len() < pieces[other].text.len() {
                true => (at, other),
                false => (other, at),
            };
            if pieces[long].text.contains(pieces[short].text.as_ref()) {
                pieces[long].role = Role::Removed(Removal::Repeated);
                pieces[short].role = Role::Caption;
                found = true;
            }
        }
    }
    found
}

/// What two or more lines end with after ` - ` or ` | `: the name of the site.
fn site_suffix(pieces: &[Piece]) -> Option<String> {
    let mut counts: HashMap<&str, usize> = HashMap::new();
    for piece in pieces
        .iter()
        .filter(|piece| !lines::ends_sentence(&piece.text))
    {
        let suffix = [" - ", " | "]
            .iter()
            .filter_map(|mark| piece.text.rsplit_once(mark))
            .next();
        if let Some((_, name)) = suffix
            && name.starts_with(char::is_uppercase)
            && name.split_whitespace().count() <= 4
        {
            *counts.entry(name).or_insert(0) += 1;
        }
    }
    let most = counts
        .into_iter()
        .max_by_key(|(name, count)| (*count, std::cmp::Reverse(*name)))?;
    (most.1 >= 2).then(|| most.0.to_owned())
}

/// A headline directly under a caption belongs to another story: a site puts both there as one
/// picture with its link.
pub fn teasers(pieces: &mut [Piece]) {
    let spaced = pieces.iter().any(|piece| piece.apart);
    for at in 1..pieces.len() {
        let under = matches!(
            pieces[at - 1].role,
            Role::Caption | Role::Removed(Removal::Repeated | Removal::Credit)
        );
        let piece = &pieces[at];
        let words = piece.text.split_whitespace().count();
        if under
            && spaced
            && !piece.apart
            && is_kept(piece.role)
            && (4..=20).contains(&words)
            && is_subhead(&piece.text)
        {
            pieces[at].role = Role::Removed(Removal::Teaser);
        }
    }
}
