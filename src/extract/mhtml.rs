//! `MHTML → draft`: a web page that a browser saved with its pictures in one file (RFC 2557).
//!
//! The page is the root of a `multipart/related`, and is read as any other. Its address is where
//! it was saved from, unless the page names a better one itself. The date in the header is that
//! of saving, not of publication, and is not taken.

use super::mime::{Kind, Message, Part};
use super::{ExtractError, html, one_line};
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
    let page = (message.root_of(root)).and_then(|number| message.parts.get(number));
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
        _ => message.root_of(root),
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

#[cfg(test)]
mod tests {
    use super::*;

    fn page(head: &str, location: &str, body: &str) -> String {
        format!(
            "{head}MIME-Version: 1.0\nContent-Type: multipart/related; start=\"<two>\"; boundary=b\n\n\
             --b\nContent-Type: text/html\nContent-ID: <one>\n\n<p>A frame.</p>\n--b\n\
             Content-Type: text/html\nContent-ID: <two>\n{location}\n{body}\n--b--\n"
        )
    }

    const STORY: &str = "<h1>The bow door</h1><p>The bow door had been passed by six inspectors, none \
                         of whom had been aboard, and it opened in a moderate sea.</p>";

    #[test]
    fn a_saved_page_is_told_from_mail_with_pictures() {
        let of_web = "Content-Location: https://a.example/b\n";
        for (head, location, extension, expected) in [
            ("From: <Saved by Blink>\n", "", "", true),
            (
                "Snapshot-Content-Location: https://a.example/b\n",
                "",
                "",
                true,
            ),
            ("Subject: x\n", of_web, "", true),
            ("Subject: x\n", "", "mht", true),
            ("Subject: x\n", "", "", false),
            ("To: jo@a.example\n", of_web, "mht", false),
            ("Message-ID: <1@a>\n", of_web, "", false),
        ] {
            let text = page(head, location, STORY);
            assert_eq!(
                is_page(text.as_bytes(), extension),
                expected,
                "{head:?} {location:?}"
            );
        }
        assert!(!is_page(b"", "mht"));
        assert!(!is_page(b"MIME-Version: 1.0\nSubject: x\n\nWords", "mht"));
    }

    #[test]
    fn the_root_is_read_and_a_frame_only_if_the_root_is_empty() {
        let location = "Content-Location: https://www.a.example/b\n";
        let head = "Subject: Saved\nDate: Mon, 20 Mar 2017 20:20:00 +0000\n";
        let draft = read(page(head, location, STORY).as_bytes()).unwrap();
        assert_eq!(draft.title, "The bow door");
        assert_eq!(draft.url.as_deref(), Some("https://www.a.example/b"));
        assert_eq!(draft.site.as_deref(), Some("a.example"));
        assert_eq!(draft.published, None);
        let draft = read(page(head, location, "<frameset>").as_bytes()).unwrap();
        assert_eq!(draft.title, "Saved");
        assert_eq!(draft.blocks[0].text, "A frame.");
        let cut = &page(head, location, "")[..60];
        assert_eq!(read(cut.as_bytes()), Err(ExtractError::Empty));
    }
}
