//! `mail → drafts`: an article for a message (RFC 5322, MIME), and one for each message within it
//! that has text, as in digests and where stories were passed on.
//!
//! The subject is the title, without `Re:` and the mark of a mailing list. Who wrote it is said by
//! the story itself, else by `From`; the site is the list, else the sender's domain. Of two
//! versions of one text, what was sent to many is read in HTML, as a page is, with its menus and
//! footers taken off; what was sent to one is read as plain text, where quotations can be told,
//! unless the other version says much more. The files that it brings along are given as they are:
//! whoever asks for them reads them as files.

mod attachment;
mod header;
mod letter;
mod naming;
mod newsletter;
mod quoted;
mod story;

pub use attachment::attachments;
pub use header::kind;

use super::mime::Message;
use super::{ExtractError, byline, remove_title};
use crate::article::{Article, Block, Origin, Role};

/// Messages that are encoded as a whole, within each other.
const ENCODED_DEPTH_MAX: usize = 3;

/// Reads a message and those within it.
pub fn read(bytes: &[u8]) -> Vec<Result<Article, ExtractError>> {
    let mut drafts = Vec::new();
    read_within(bytes, ENCODED_DEPTH_MAX, &mut drafts);
    if drafts.iter().any(|draft| has_story(&draft.blocks)) {
        drafts.retain(|draft| has_story(&draft.blocks));
    } else {
        // A subject alone is read, if there is no more.
        drafts.retain(|draft| !draft.is_empty());
        drafts.truncate(1);
    }
    match drafts.is_empty() {
        true => vec![Err(ExtractError::Empty)],
        false => drafts.into_iter().map(Ok).collect(),
    }
}

fn has_story(blocks: &[Block]) -> bool {
    story_of(blocks).next().is_some()
}

/// The blocks of the story: those that were not taken out.
fn story_of(blocks: &[Block]) -> impl Iterator<Item = &Block> {
    let blocks = blocks.iter();
    blocks.filter(|block| !matches!(block.role, Role::Removed(_)))
}

fn read_within(bytes: &[u8], depth: usize, drafts: &mut Vec<Article>) {
    let message = Message::cut(bytes);
    for (number, part) in message.parts.iter().enumerate() {
        if part.is_message {
            drafts.push(article(&message, number));
        } else if part.is_uncut_message() && depth > 0 {
            read_within(&message.content(part), depth - 1, drafts);
        }
    }
}

/// The article of the message that is this part of `message`: its story, and what its header says.
fn article(message: &Message, number: usize) -> Article {
    let headers = &message.parts[number].headers;
    let subject = headers.subject.as_deref().unwrap_or_default();
    let title = naming::title(subject, headers.list.as_ref());
    let mut draft = story::read(message, number, &title).unwrap_or_default();
    if !title.is_empty() {
        draft.title = title;
    }
    draft.own_id.clone_from(&headers.message_id);
    if !headers.keywords.is_empty() {
        draft.keywords.clone_from(&headers.keywords);
    }
    draft.published = (headers.date)
        .map(|date| date.from(Origin::Header))
        .or(draft.published);
    draft.site = naming::site(headers.list.as_ref(), &headers.from).or(draft.site);
    let from = headers.from.name.as_deref();
    draft.byline = (draft.byline)
        .or_else(|| byline::clean(&byline::in_order(from?), draft.site.as_deref()))
        .or_else(|| headers.from.address.clone().filter(|_| from.is_none()));
    let location = headers.location.clone();
    draft.url = location
        .filter(|location| location.starts_with("http"))
        .or(draft.url);
    if let Some(language) = headers
        .language
        .as_deref()
        .and_then(|code| code.parse().ok())
    {
        draft.language = language;
    }
    remove_title(&mut draft.blocks, &draft.title);
    draft
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn all(text: &str) -> Vec<Article> {
        read(text.as_bytes()).into_iter().flatten().collect()
    }

    pub fn only(text: &str) -> Article {
        let mut all = all(text);
        assert_eq!(all.len(), 1, "{all:#?}");
        all.remove(0)
    }

    pub fn story(article: &Article) -> Vec<&str> {
        story_of(&article.blocks)
            .map(|block| block.text.as_str())
            .collect()
    }

    pub const HEAD: &str = "From: Ann Marsh <ann@courier.example>\nSubject: The door\n\
                            Date: Wed, 08 Mar 2017 06:12:00 +0000\nMIME-Version: 1.0\n";

    #[test]
    fn the_sender_is_the_author_unless_the_story_names_one() {
        let article = only(&format!(
            "Keywords: ferries,\n bow doors\n{HEAD}\nIt shut at eleven.\n"
        ));
        assert_eq!(article.keywords, ["ferries", "bow doors"]);
        assert_eq!(article.title, "The door");
        assert_eq!(article.byline.as_deref(), Some("Ann Marsh"));
        assert_eq!(article.site.as_deref(), Some("courier.example"));
        assert_eq!(story(&article), ["It shut at eleven."]);
        let article = only(&format!("{HEAD}\nBy Jo Bell\n\nIt shut at eleven.\n"));
        assert_eq!(article.byline.as_deref(), Some("Jo Bell"));
        assert_eq!(byline::in_order("Marsh, Ann"), "Ann Marsh");
        assert_eq!(byline::in_order("Ann Marsh, Courier"), "Ann Marsh, Courier");
    }

    #[test]
    fn parts_that_are_broken_are_read_as_far_as_they_go() {
        for (body, expected) in [
            // A boundary that never comes.
            (
                "Content-Type: multipart/mixed; boundary=b\n\nIt shut.\n",
                "It shut.",
            ),
            // None at all.
            ("Content-Type: multipart/mixed\n\nIt shut.\n", ""),
            // Never closed.
            (
                "Content-Type: multipart/mixed; boundary=b\n\n--b\n\nIt shut.\n",
                "It shut.",
            ),
            (
                "Content-Transfer-Encoding: base64\n\nSXQgc2h1dC4\n",
                "It shut.",
            ),
            (
                "Content-Transfer-Encoding: quoted-printable\n\nIt=20shut=2E=\n=ZZ\n",
                "It shut.=ZZ",
            ),
            (
                "Content-Type: text/plain; charset=none\n\nIt shut.\n",
                "It shut.",
            ),
        ] {
            let article = only(&format!("{HEAD}{body}"));
            assert_eq!(story(&article).join(" "), expected, "{body}");
        }
    }

    #[test]
    fn a_message_without_text_is_empty_and_one_with_a_subject_is_not() {
        assert_eq!(read(b""), [Err(ExtractError::Empty)]);
        assert_eq!(read(b"X-A: b\n\n"), [Err(ExtractError::Empty)]);
        assert_eq!(only(&format!("{HEAD}\n")).title, "The door");
        assert_eq!(only(HEAD.trim_end()).title, "The door");
    }

    #[test]
    fn each_message_of_a_digest_is_an_article() {
        let articles = all(&format!(
            "{HEAD}Content-Type: multipart/digest; boundary=b\n\n--b\n\nSubject: One\n\nIt shut.\n\
             --b\n\nSubject: Two\n\nTwice.\n--b\nContent-Type: message/rfc822\n\
             Content-Transfer-Encoding: base64\n\n{}\n--b--\n",
            "U3ViamVjdDogVGhyZWUKCkFnYWluLgo="
        ));
        let titles: Vec<&str> = articles
            .iter()
            .map(|article| article.title.as_str())
            .collect();
        assert_eq!(titles, ["One", "Two", "Three"]);
        assert_eq!(story(&articles[2]), ["Again."]);
    }

    #[test]
    fn what_is_hostile_takes_no_time() {
        let start = std::time::Instant::now();
        let deep = |count: usize, part: &str| format!("{HEAD}{}", part.repeat(count));
        let mut nested = HEAD.to_owned();
        for level in 0..20_000 {
            nested += &format!("Content-Type: multipart/mixed; boundary=b{level}\n\n--b{level}\n");
        }
        for text in [
            deep(200_000, "Content-Type: message/rfc822\n\n"),
            deep(1_000_000, "a:\n"),
            deep(1, &format!("To: {}\n\nx", "a@b, ".repeat(400_000))),
            format!(
                "{HEAD}Content-Type: multipart/mixed; boundary=b\n\n{}",
                "--b\n\nx\n".repeat(500_000)
            ),
            format!(
                "{HEAD}Content-Type: multipart/mixed; boundary={}\n\n{}",
                "-".repeat(200),
                "-".repeat(4_000_000)
            ),
            format!(
                "{HEAD}Content-Type: multipart/mixed; boundary=b\n\n{}",
                "--b\nContent-Type: multipart/mixed; boundary=never\n\nx\n".repeat(100_000)
            ),
            format!("{HEAD}\n{}", ">\n\n".repeat(500_000)),
            format!("{HEAD}\n{}", "> x\nwrote 1:\n".repeat(100_000)),
            format!(
                "{HEAD}Content-Type: text/html\n\n{}",
                "<blockquote type=cite>".repeat(100_000)
            ),
            nested,
        ] {
            read(text.as_bytes());
        }
        // Seconds would be enough for what is linear, in a debug build under load; what is not
        // takes hours.
        assert!(start.elapsed().as_secs() < 120, "{:?}", start.elapsed());
    }

    proptest! {
        #[test]
        fn no_bytes_make_it_panic(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
            read(&bytes);
            kind(&bytes, "eml");
            attachments(&bytes);
        }

        #[test]
        fn no_mixture_of_syntax_panics(pieces in prop::collection::vec(prop::sample::select(vec![
            "From: ", "Subject: ", "Date: ", "Message-ID: ", "List-Id: ", "<a@b>", "\"", "(", ")",
            "Content-Type: multipart/mixed; boundary=b\n", "Content-Type: message/rfc822\n",
            "Content-Type: text/html; charset=gb2312\n", "Content-Type: text/plain; format=flowed\n",
            "Content-Transfer-Encoding: base64\n", "Content-Transfer-Encoding: quoted-printable\n",
            "multipart/alternative", "; boundary*0*=utf-8''%41", "charset=", "=?utf-8?q?=C3?=",
            "=?gb2312?b?xt+6?=", "\n", "\n\n", "\r\n", " ", "--b\n", "--b--\n", "=", "> ", ">From ",
            "-- \n", "<p>", "<blockquote type=cite>", "</blockquote>", "é", "\0", "word ", ",", ";", ":",
        ]), 0..60)) {
            let text = pieces.concat();
            read(text.as_bytes());
            attachments(text.as_bytes());
        }
    }
}
