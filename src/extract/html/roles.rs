//! `blocks and their chances → roles`: what each block of a page is to its story.

use super::page::{Piece, Zone};
use crate::article::{Article, Block, Removal, Role};
use crate::extract::{block, byline, date, lines, one_line};

/// A block is of the story from this chance on.
pub const STORY_CHANCE_MIN: f32 = 0.5;

/// A block is of the story from this chance on even if its words alone look like furniture.
const SURE_CHANCE_MIN: f32 = 0.85;

/// Tells what each block of a page is to its story.
pub fn roles(pieces: Vec<Piece>, chances: &[f32], draft: &Article) -> Vec<Block> {
    let is_kept = |chance: f32| chance > STORY_CHANCE_MIN;
    // What is not shown and not the story is no text of the page.
    let (pieces, chances): (Vec<Piece>, Vec<f32>) = (pieces.into_iter().zip(chances))
        .filter(|(piece, chance)| piece.zone != Zone::Hidden || is_kept(**chance))
        .map(|(piece, chance)| (piece, *chance))
        .unzip();
    let first = chances.iter().position(|chance| is_kept(*chance));
    let last = chances.iter().rposition(|chance| is_kept(*chance));
    let (Some(first), Some(last)) = (first, last) else {
        return Vec::new();
    };
    let titled = pieces.iter().position(|piece| piece.text == draft.title);
    let within = titled.map_or(first, |titled| titled.min(first))..=last;
    let author = draft.byline.as_deref().unwrap_or("\u{0}");
    let role = |at: usize, piece: &Piece| -> Role {
        let in_story = within.contains(&at);
        let judged = (piece.lists_stories.then_some(Removal::Teaser))
            .or_else(|| is_box(&piece.text).then_some(Removal::Interface))
            .or_else(|| lines::judge(&one_line(&piece.text)));
        match piece.zone {
            Zone::Credit if in_story => return Role::Removed(Removal::Credit),
            Zone::Caption if in_story => {
                return match judged {
                    Some(reason) => Role::Removed(reason),
                    None => Role::Caption,
                };
            }
            _ => {}
        }
        if !is_kept(chances[at]) {
            return Role::Removed(match piece.zone {
                Zone::Interface => Removal::Interface,
                Zone::Credit => Removal::Credit,
                _ => match judged {
                    Some(reason) => reason,
                    None if in_story && piece.linked * 10 > piece.text.len() * 9 => Removal::Teaser,
                    None => Removal::OutsideStory,
                },
            });
        }
        if let Some(reason) =
            judged.filter(|_| chances[at] < SURE_CHANCE_MIN || is_box(&piece.text))
        {
            return Role::Removed(reason);
        }
        if at <= first + 3 && is_metadata_line(&piece.text, author) {
            return Role::Removed(Removal::Metadata);
        }
        match piece.heading {
            0 if ends_in_credit(&piece.text) => Role::Caption,
            0 => Role::Paragraph,
            _ => Role::Heading,
        }
    };
    let mut roles: Vec<Role> = (pieces.iter().enumerate())
        .map(|(at, piece)| role(at, piece))
        .collect();
    // The links under `More on this story`, which often look like a part of it.
    for at in 1..pieces.len() {
        let piece = &pieces[at];
        if roles[at - 1] == Role::Removed(Removal::Teaser)
            && matches!(
                roles[at],
                Role::Paragraph | Role::Heading | Role::Removed(Removal::OutsideStory)
            )
            && piece.is_linked()
        {
            roles[at] = Role::Removed(Removal::Teaser);
        }
    }
    // What heads nothing is the name of another page.
    let end = roles.iter().rposition(|role| *role == Role::Paragraph);
    for role in &mut roles[end.map_or(0, |end| end + 1)..] {
        if *role == Role::Heading {
            *role = Role::Removed(Removal::OutsideStory);
        }
    }
    (roles.into_iter().zip(pieces))
        .filter_map(|(role, piece)| block(role, piece.text))
        .collect()
}

/// Whether a text is a caption that only its credit shows to be one: `The pier. Photo: Ann Marsh`.
fn ends_in_credit(text: &str) -> bool {
    const CAPTION_BYTES_MAX: usize = 300;
    const CREDIT_WORDS_MAX: usize = 6;
    const MARKS: [&str; 7] = [
        "Photo:",
        "Picture:",
        "Photograph:",
        "Foto:",
        "Bild:",
        "Photo :",
        "Фото:",
    ];
    text.len() <= CAPTION_BYTES_MAX
        && MARKS.iter().any(|mark| {
            text.rsplit_once(mark).is_some_and(|(caption, credit)| {
                !caption.is_empty()
                    && (1..=CREDIT_WORDS_MAX).contains(&credit.split_whitespace().count())
            })
        })
}

/// The line of rights at the end of a page, or a box whose first line says what it is: `Newsletter`
/// and what is in it.
fn is_box(text: &str) -> bool {
    const BOX_BYTES_MAX: usize = 400;
    text.len() <= BOX_BYTES_MAX
        && (text.starts_with('©')
            || text
                .split_once('\n')
                .is_some_and(|(first, _)| lines::judge(first) == Some(Removal::Interface)))
}

/// The byline or date at the top of a story, which is not its text.
fn is_metadata_line(text: &str, author: &str) -> bool {
    text.len() <= 120
        && !lines::ends_sentence(text)
        && (text == author
            || text.contains(author) && text.len() <= author.len() + 60
            || byline::in_line(text).is_some()
            || date::find(text)
                .is_some_and(|(range, _)| text.len() - (range.end - range.start) <= 30))
}
