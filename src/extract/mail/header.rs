//! `head of a file → format`: which files are messages, and which are mailboxes of them, by the
//! fields that they begin with.

use crate::extract::{Format, mbox, mime};

/// Lines by which a header is known.
const HEADER_LINES_MAX: usize = 500;

/// Fields that only mail has.
const SURE: [&str; 21] = [
    "arc-seal",
    "authentication-results",
    "content-transfer-encoding",
    "delivered-to",
    "dkim-signature",
    "envelope-to",
    "in-reply-to",
    "list-id",
    "list-unsubscribe",
    "message-id",
    "mime-version",
    "received",
    "references",
    "reply-to",
    "return-path",
    "snapshot-content-location",
    "x-gmail-labels",
    "x-mailer",
    "x-mozilla-status",
    "x-original-to",
    "x-received",
];

/// Fields that others have too.
const LIKELY: [&str; 10] = [
    "cc",
    "content-location",
    "content-type",
    "date",
    "from",
    "newsgroups",
    "organization",
    "sender",
    "subject",
    "to",
];

/// Fields that typists put above an article.
const TYPED: [&str; 10] = [
    "author",
    "byline",
    "headline",
    "link",
    "published",
    "section",
    "source",
    "text",
    "title",
    "url",
];

/// What the head of a file shows it to be: a message, or a mailbox of them.
pub fn kind(head: &[u8], extension: &str) -> Option<Format> {
    let head = mime::without_byte_order_mark(head).trim_ascii_start();
    let end = head.iter().position(|b| *b == b'\n').unwrap_or(head.len());
    let first = &head[..end];
    if first.starts_with(b"From ") {
        let rest = &head[end..];
        let header = Header::read(rest.strip_prefix(b"\n").unwrap_or(rest));
        let is_dated = mbox::is_dated(first);
        let needed = if is_dated { 1 } else { 2 };
        let is_mailbox = mbox::is_separator(first) && header.known() >= needed;
        return is_mailbox.then_some(Format::Mbox);
    }
    let is_named = ["eml", "mht", "mhtml", "nws"].contains(&extension);
    Header::read(head).is_mail(is_named).then_some(Format::Mail)
}

/// The fields at the beginning of a file.
#[derive(Default)]
struct Header {
    sure: Vec<&'static str>,
    likely: Vec<&'static str>,
    typed: bool,
    from_address: bool,
    /// A line among them that is none.
    foreign: bool,
}

impl Header {
    fn read(head: &[u8]) -> Header {
        let mut header = Header::default();
        let lines = head.split(|b| *b == b'\n');
        for (number, line) in lines.take(HEADER_LINES_MAX).enumerate() {
            let line = line.trim_ascii_end();
            if line.is_empty() {
                break;
            }
            if line.starts_with(b" ") || line.starts_with(b"\t") {
                header.foreign |= number == 0;
                continue;
            }
            if line.starts_with(b">From ") {
                continue;
            }
            let Some(name) = field_name(line) else {
                header.foreign = true;
                break;
            };
            let add = |names: &[&'static str], known: &mut Vec<&'static str>| {
                let name = names.iter().find(|known| known.as_bytes() == name);
                known.extend(name.filter(|name| !known.contains(name)));
            };
            add(&SURE, &mut header.sure);
            add(&LIKELY, &mut header.likely);
            header.typed |= TYPED.iter().any(|typed| typed.as_bytes() == name);
            header.from_address |= name == b"from" && line.contains(&b'@');
        }
        header
    }

    fn known(&self) -> usize {
        self.sure.len() + self.likely.len()
    }

    fn is_mail(&self, is_named: bool) -> bool {
        let (sure, known) = (self.sure.len(), self.known());
        if self.foreign {
            // The first lines of a message that something broke.
            return sure >= 2 && known >= 4;
        }
        sure >= 1 && known >= 2
            || !self.typed && (self.from_address && known >= 2 || is_named && known >= 1)
    }
}

/// The name of a field in lower case, if the line is one.
fn field_name(line: &[u8]) -> Option<Vec<u8>> {
    const NAME_BYTES_MAX: usize = 76;
    let head = &line[..line.len().min(NAME_BYTES_MAX + 1)];
    let end = head
        .iter()
        .position(|b| *b == b':')
        .filter(|end| *end > 0)?;
    let name = &head[..end];
    name.iter()
        .all(u8::is_ascii_graphic)
        .then(|| name.to_ascii_lowercase())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::extract::mail::tests::HEAD;

    #[test]
    fn mail_is_known_by_its_header_and_nothing_else_is_taken_for_it() {
        let check = |head: &str, extension: &str, expected| {
            assert_eq!(
                kind(head.as_bytes(), extension),
                expected,
                "{head:?} .{extension}"
            );
        };
        let (mail, mbox) = (Some(Format::Mail), Some(Format::Mbox));
        check(HEAD, "txt", mail);
        check(
            "Received: from a\n\tby b\nMessage-ID: <1>\n\nHello",
            "",
            mail,
        );
        check(
            "From: ann@courier.example\nSubject: Door\n\nIt shut.",
            "txt",
            mail,
        );
        check("Subject: Door\n\nIt shut.", "eml", mail);
        check("Subject: Door\n\nIt shut.", "txt", None);
        check("Date: 8 March 2017\nTitle: Door\n\nIt shut.", "txt", None);
        check("Date: 8 March 2017\nSubject: Door\n\nIt shut.", "txt", None);
        check(
            "From: ann@courier.example\nDate: 2017\nTitle: Door\n\nIt shut.",
            "",
            None,
        );
        check(
            "HTTP/1.1 200 OK\nDate: Wed\nContent-Type: text/html\n\n<p>",
            "",
            None,
        );
        check(
            "WARC/1.0\nWARC-Type: response\nContent-Type: a\n\n",
            "",
            None,
        );
        check("Words.\n", "eml", None);
        check("", "eml", None);
        let from = "From ann@courier.example Wed Mar  8 06:12:00 2017\n";
        check(&format!("{from}{HEAD}"), "", mbox);
        check(&format!("From \n{HEAD}"), "", mbox);
        check("From the pier: words.\nSubject: x\nDate: y\n", "mbox", None);
        check(&format!("{from}Words.\n"), "mbox", None);
    }
}
