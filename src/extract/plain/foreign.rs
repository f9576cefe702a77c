//! Lines in another script than the article's: the buttons of a site whose other edition this is.

use super::super::lines;
use super::{Piece, is_kept};
use crate::article::{Removal, Role};

/// Lines near the ends in a script that the article is not written in: the buttons of a site whose
/// other edition this is. Gives whether there were any.
pub fn remove_foreign_script(pieces: &mut [Piece]) -> bool {
    /// Lines from either end that are looked at.
    const EDGE: usize = 5;
    const LETTERS_MIN: usize = 5;
    let count = pieces.len();
    if count < 3 {
        return false;
    }
    // The script of the longest line stands for the article's.
    let Some(longest) = pieces.iter().max_by_key(|piece| piece.text.len()) else {
        return false;
    };
    let Some(own) = script(&longest.text) else {
        return false;
    };
    let mut found = false;
    for at in (0..count.min(EDGE)).chain(count.saturating_sub(EDGE).max(EDGE)..count) {
        let text = &pieces[at].text;
        let letters = || text.chars().filter(|c| c.is_alphabetic());
        let is_foreign = text.len() <= 300
            && !lines::ends_sentence(text)
            && letters().take(LETTERS_MIN).count() == LETTERS_MIN
            && script(text).is_some_and(|script| script != own);
        if is_foreign && is_kept(pieces[at].role) {
            pieces[at].role = Role::Removed(Removal::ForeignScript);
            found = true;
        }
    }
    found
}

/// The script that at least nine of ten letters are in, roughly: what matters is that two differ.
fn script(text: &str) -> Option<u32> {
    let of = |c: char| match u32::from(c) {
        0..0x250 | 0x1e00..0x1f00 => 0,
        0x370..0x400 => 1,
        0x400..0x530 => 2,
        0x590..0x600 => 3,
        0x600..0x780 => 4,
        // Japanese mixes its scripts with Chinese characters; Korean stands close enough.
        0x3040..0xd7b0 => 5,
        code => code >> 7,
    };
    let mut letters = text
        .chars()
        .filter(|c| c.is_alphabetic())
        .take(100)
        .peekable();
    let first = of(*letters.peek()?);
    let (mut same, mut all) = (0, 0);
    for c in letters {
        all += 1;
        same += u32::from(of(c) == first);
    }
    (same * 10 >= all * 9).then_some(first)
}
