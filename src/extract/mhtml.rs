//! `MHTML → draft`: a web page that a browser saved with its pictures in one file (RFC 2557).
//!
//! The page is the root of a `multipart/related`, and is read as any other. Its address is where
//! it was saved from, unless the page names a better one itself. The date in the header is that
//! of saving, not of publication, and is not taken.

use super::mime::{Kind, Message, Part};
use super::{ExtractError, html, mail, one_line};
use crate::article::Article;

/// Pages of one file that are tried until one has text: a page may be made of frames.
const PAGES_MAX: usize = 50;

/// Whether a message is a saved page rather than mail.
pub fn is_page(bytes: &[u8], extension: &str) -> bool {
    let message = Message::cut(bytes);
    let Some(root) = message.parts.first() else {
        return false;
    };
    let kind = root.content_type();
    if kind != "multipart/related" && kind != "text/html" {
        return false;
    }
    let headers = &root.headers;
    let saved_by = headers
        .from
        .name
        .as_deref()
        .or(headers.from.address.as_deref());
    let is_saved = saved_by.is_some_and(|name| name.to_lowercase().contains("saved by "));
    let of_web = |part: &Part| {
        let location = part.headers.location.as_deref();
        location.is_some_and(|location| location.contains("://"))
    };
    let page = mail::root_of(&message, root).and_then(|number| message.parts.get(number));
    is_saved
        || headers.snapshot.is_some()
        || !headers.is_sent
            && (["mht", "mhtml"].contains(&extension)
                || of_web(root)
                || page.is_some_and(of_web) && headers.message_id.is_none())
}

/// Reads a saved page.
pub fn read(bytes: &[u8]) -> Result<Article, ExtractError> {
    let message = Message::cut(bytes);
    let root = message.parts.first().ok_or(ExtractError::Empty)?;
    let first = match root.kind {
        Kind::Leaf => Some(0),
        _ => mail::root_of(&message, root),
    };
    let others = (0..message.parts.len()).filter(|number| Some(*number) != first);
    let pages = (first.into_iter().chain(others))
        .filter_map(|number| message.parts.get(number))
        .filter(|part| part.kind == Kind::Leaf)
        .filter(|part| ["text/html", "application/xhtml+xml"].contains(&part.content_type()));
    for (number, page) in pages.take(PAGES_MAX).enumerate() {
        let Some(text) = message.text(page) else {
            continue;
        };
        let headers = [&root.headers, &page.headers];
        let address = (root.headers.snapshot.as_ref())
            .filter(|_| number == 0)
            .into_iter()
            .chain(
                headers
                    .iter()
                    .rev()
                    .filter_map(|headers| headers.location.as_ref()),
            )
            .find(|address| address.starts_with("http"));
        let mut draft = html::read_saved(&text, address.map(String::as_str));
        if draft.is_empty() || draft.blocks.is_empty() {
            continue;
        }
        if draft.title.is_empty() {
            draft.title = root
                .headers
                .subject
                .as_deref()
                .map(one_line)
                .unwrap_or_default();
        }
        return Ok(draft);
    }
    Err(ExtractError::Empty)
}
