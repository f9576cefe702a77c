//! `HTML → draft`: a newsletter, read as a page is, without what a newsletter has around its
//! stories.

use crate::article::{Article, Removal, Role};
use crate::extract::{byline, html, lines};

/// What every newsletter has to offer: to leave it.
const LEAVING: [&str; 9] = [
    "unsubscribe",
    "abmelden",
    "abbestellen",
    "désabonner",
    "désinscrire",
    "darse de baja",
    "отписаться",
    "退订",
    "uitschrijven",
];

/// What stands above and below the stories of a newsletter.
const AROUND: [&str; 12] = [
    "view this email",
    "view in browser",
    "view it in your browser",
    "in your browser",
    "read online",
    "view online",
    "im browser",
    "online lesen",
    "dans votre navigateur",
    "version en ligne",
    "en su navegador",
    "открыть в браузере",
];

/// Whether a text offers what every newsletter does.
pub fn is_newsletter(text: &str) -> bool {
    let text = text.to_lowercase();
    LEAVING.iter().any(|offer| text.contains(offer))
}

/// Reads a newsletter, in HTML, that is called `title`.
pub fn read(text: &str, title: &str) -> Article {
    let mut draft = html::read(text);
    // The headline of the page is a headline within the message, whose title is another.
    if !title.is_empty() && draft.title != title {
        let headline = draft.blocks.iter_mut().find(|block| {
            block.text == draft.title && block.role == Role::Removed(Removal::Repeated)
        });
        if let Some(block) = headline {
            block.role = Role::Heading;
        }
    }
    take_offers(&mut draft);
    draft
}

/// Takes out what a newsletter has around its stories and a page has not: lines about the
/// newsletter itself, menus that are nothing but short lines, and the author, who is known.
fn take_offers(draft: &mut Article) {
    const LINE_BYTES_MAX: usize = 300;
    const MENU_ENTRY_BYTES_MAX: usize = 30;
    const MENU_ENTRIES_MIN: usize = 3;
    let mut menu = 0;
    for at in 0..draft.blocks.len() {
        let block = &mut draft.blocks[at];
        if !matches!(block.role, Role::Paragraph | Role::Heading) {
            menu = 0;
            continue;
        }
        let text = &block.text;
        let is_entry = text.len() <= MENU_ENTRY_BYTES_MAX
            && text.split_whitespace().count() <= 3
            && block.role == Role::Paragraph
            && !lines::ends_sentence(text);
        if text.len() <= LINE_BYTES_MAX {
            let lower = text.to_lowercase();
            let author = byline::in_line(text);
            if LEAVING
                .iter()
                .chain(&AROUND)
                .any(|offer| lower.contains(offer))
            {
                block.role = Role::Removed(Removal::Interface);
            } else if author.is_some() && author == draft.byline {
                block.role = Role::Removed(Removal::Metadata);
            }
        }
        menu = if is_entry { menu + 1 } else { 0 };
        if menu >= MENU_ENTRIES_MIN {
            for entry in &mut draft.blocks[at + 1 - MENU_ENTRIES_MIN..=at] {
                if entry.role == Role::Paragraph {
                    entry.role = Role::Removed(Removal::Interface);
                }
            }
        }
    }
}
