//! `mail → drafts`: an article for a message (RFC 5322, MIME), and one for each message within it
//! that has text, as in digests and where stories were passed on.
//!
//! The subject is the title, without `Re:` and the mark of a mailing list. Who wrote it is said by
//! the story itself, else by `From`; the site is the list, else the sender's domain. Of two
//! versions of one text, what was sent to many is read in HTML, as a page is, with its menus and
//! footers taken off; what was sent to one is read as plain text, where quotations can be told,
//! unless the other version says much more. The files that it brings along are given as they are:
//! whoever asks for them reads them as files.

use super::mime::{Kind, Mailbox, Message, Part};
use super::quoted::{self, Flow};
use super::{ExtractError, Format, block, byline, html, lines, one_line, remove_title};
use crate::article::{Article, Block, Origin, Removal, Role};

/// Messages that are encoded as a whole, within each other.
const ENCODED_DEPTH_MAX: usize = 3;

/// Lines by which a header is known.
const HEADER_LINES_MAX: usize = 500;

// Which files are mail.

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
    let head = head
        .strip_prefix(b"\xef\xbb\xbf")
        .unwrap_or(head)
        .trim_ascii_start();
    let end = head.iter().position(|b| *b == b'\n').unwrap_or(head.len());
    let first = &head[..end];
    if first.starts_with(b"From ") {
        let rest = &head[end..];
        let header = Header::read(rest.strip_prefix(b"\n").unwrap_or(rest));
        let is_dated = super::mbox::is_dated(first);
        let needed = if is_dated { 1 } else { 2 };
        let is_mailbox = super::mbox::is_separator(first) && header.known() >= needed;
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

// A message.

/// Reads a message and those within it.
pub fn read(bytes: &[u8]) -> Vec<Result<Article, ExtractError>> {
    let mut drafts = Vec::new();
    read_within(bytes, ENCODED_DEPTH_MAX, &mut drafts);
    if drafts.iter().any(has_text) {
        drafts.retain(has_text);
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

fn has_text(draft: &Article) -> bool {
    let mut blocks = draft.blocks.iter();
    blocks.any(|block| !matches!(block.role, Role::Removed(_)))
}

fn read_within(bytes: &[u8], depth: usize, drafts: &mut Vec<Article>) {
    let message = Message::cut(bytes);
    for (number, part) in message.parts.iter().enumerate() {
        if part.is_message {
            drafts.push(Reader::new(&message, number).article());
        } else if part.kind == Kind::Leaf && part.content_type() == "message/rfc822" && depth > 0 {
            read_within(&message.content(part), depth - 1, drafts);
        }
    }
}

/// A file that a message brings along.
pub struct Attachment {
    /// Its name, or its number in the message.
    pub name: String,
    pub bytes: Vec<u8>,
}

/// Attachments of a message that are read.
const ATTACHMENTS_MAX: usize = 1_000;

/// The files that a message, and those within it, bring along; messages themselves are none.
pub fn attachments(bytes: &[u8]) -> Vec<Attachment> {
    let message = Message::cut(bytes);
    let parts = (1..).zip(message.parts.iter().skip(1));
    let files = parts
        .filter(|(_, part)| is_file(part))
        .map(|(number, part)| {
            let name = part.headers.file_name.as_deref().unwrap_or_default();
            // A name is no path.
            let name = name.rsplit(['/', '\\']).next().unwrap_or_default().trim();
            Attachment {
                name: match name.is_empty() {
                    true => format!("attachment {number}"),
                    false => name.to_owned(),
                },
                bytes: message.content(part),
            }
        });
    files.take(ATTACHMENTS_MAX).collect()
}

/// Whether a part is a file that is passed on, rather than a text or a picture of the message.
fn is_file(part: &Part) -> bool {
    /// What programs add for each other.
    const FOR_PROGRAMS: [&str; 9] = [
        "application/ics",
        "application/ms-tnef",
        "application/pgp-encrypted",
        "application/pgp-keys",
        "application/pgp-signature",
        "application/pkcs7-signature",
        "application/x-pkcs7-signature",
        "text/calendar",
        "text/vcard",
    ];
    let (headers, kind) = (&part.headers, part.content_type());
    let is_document = headers.file_name.is_some() && kind.starts_with("application/");
    part.kind == Kind::Leaf
        && kind != "message/rfc822"
        && !FOR_PROGRAMS.contains(&kind)
        && (headers.is_attachment || is_document)
}

/// A text of a message.
struct Story {
    draft: Article,
    version: Version,
}

/// How a text was read.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Version {
    Plain,
    /// HTML that one person wrote to another.
    Letter,
    /// HTML that was sent to many.
    Page,
}

impl Story {
    /// Letters of the story, addresses not counted.
    fn letters(&self) -> usize {
        let blocks = self.draft.blocks.iter();
        let blocks = blocks.filter(|block| !matches!(block.role, Role::Removed(_)));
        let words = blocks.flat_map(|block| block.text.split_whitespace());
        let words = words.filter(|word| !word.contains("://"));
        words
            .flat_map(str::chars)
            .filter(|c| c.is_alphabetic())
            .count()
    }
}

struct Reader<'a> {
    message: &'a Message<'a>,
    root: &'a Part,
    number: usize,
    title: String,
}

impl<'a> Reader<'a> {
    fn new(message: &'a Message<'a>, number: usize) -> Reader<'a> {
        let root = &message.parts[number];
        let subject = root.headers.subject.as_deref().unwrap_or_default();
        Reader {
            message,
            root,
            number,
            title: title(subject, root.headers.list.as_ref()),
        }
    }

    fn article(&self) -> Article {
        let headers = &self.root.headers;
        let story = self.story(self.number);
        let mut draft = story.map(|story| story.draft).unwrap_or_default();
        if !self.title.is_empty() {
            draft.title.clone_from(&self.title);
        }
        draft.own_id.clone_from(&headers.message_id);
        if !headers.keywords.is_empty() {
            draft.keywords.clone_from(&headers.keywords);
        }
        draft.published = (headers.date)
            .map(|date| date.from(Origin::Header))
            .or(draft.published);
        draft.site = site(headers.list.as_ref(), &headers.from).or(draft.site);
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

    /// The text of a part and of those within it, messages left out.
    fn story(&self, number: usize) -> Option<Story> {
        let part = self.message.parts.get(number)?;
        match part.kind {
            Kind::Message => None,
            Kind::Leaf => self.leaf(part, number == self.number),
            Kind::Multipart => match part.content_type() {
                "multipart/alternative" => self.best_of(part),
                "multipart/related" => self.related(part),
                // Of a notice that mail was not delivered, what it says to people.
                "multipart/report" => self.story(*part.children.first()?),
                _ => self.all_of(part),
            },
        }
    }

    fn leaf(&self, part: &Part, is_root: bool) -> Option<Story> {
        if part.headers.is_attachment && !is_root {
            return None;
        }
        let is_html = match part.content_type() {
            "text/html" => true,
            "text/plain" => false,
            // Old programs say `text`, or nothing that is known, of the whole message.
            kind if is_root && !kind.contains('/') => false,
            _ => return None,
        };
        let text = self.message.text(part)?;
        let is_html = is_html || html::looks_like_html(&text, false);
        if is_html && self.is_bulk(&text) {
            return Some(Story {
                draft: self.page(&text),
                version: Version::Page,
            });
        }
        if is_html {
            let blocks = letter(&text);
            return Some(Story {
                draft: Article {
                    blocks,
                    ..Article::default()
                },
                version: Version::Letter,
            });
        }
        let flow = match part.headers.is_flowed {
            true => Flow::Flowed {
                drops_space: part.headers.drops_space,
            },
            false => Flow::Fixed,
        };
        Some(Story {
            draft: quoted::read(&text, flow, &self.title),
            version: Version::Plain,
        })
    }

    fn page(&self, text: &str) -> Article {
        let mut draft = html::read(text);
        // The headline of the page is a headline within the message, whose title is another.
        if !self.title.is_empty() && draft.title != self.title {
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

    /// Whether it was sent to many, by its header or by what every newsletter has to offer.
    fn is_bulk(&self, text: &str) -> bool {
        self.root.headers.is_bulk || {
            let text = text.to_lowercase();
            LEAVING.iter().any(|word| text.contains(word))
        }
    }

    /// The better of several versions of a text.
    fn best_of(&self, part: &Part) -> Option<Story> {
        /// The other version is taken if it has more than so many times the letters.
        const MUCH_MORE: usize = 2;
        let stories = part.children.iter().filter_map(|child| self.story(*child));
        let (mut rich, mut plain) = (None, None);
        for story in stories {
            // Later versions are the richer ones.
            match story.version {
                Version::Plain => plain = Some(story),
                Version::Letter | Version::Page => rich = Some(story),
            }
        }
        let (rich, plain) = match (rich, plain) {
            (Some(rich), Some(plain)) => (rich, plain),
            (rich, plain) => return rich.or(plain),
        };
        let (wanted, other) = match rich.version {
            Version::Page => (rich, plain),
            _ => (plain, rich),
        };
        let is_better = other.letters() > wanted.letters() * MUCH_MORE;
        Some(if is_better { other } else { wanted })
    }

    /// The root of a compound of a page and its pictures: the part that it names, else the first.
    fn related(&self, part: &Part) -> Option<Story> {
        self.story(root_of(self.message, part)?)
    }

    /// The texts of all parts, one after the other. What the first says of itself counts.
    fn all_of(&self, part: &Part) -> Option<Story> {
        let mut stories = part.children.iter().filter_map(|child| self.story(*child));
        let mut all = stories.next()?;
        for story in stories {
            all.draft.byline = all.draft.byline.or(story.draft.byline);
            all.draft.blocks.extend(story.draft.blocks);
        }
        Some(all)
    }
}

/// The part of a compound that the others belong to.
pub fn root_of(message: &Message, part: &Part) -> Option<usize> {
    let start = part.headers.start.as_deref().unwrap_or_default();
    let start = start.trim_matches(['<', '>']);
    let named = part.children.iter().find(|child| {
        let id = message
            .parts
            .get(**child)
            .and_then(|part| part.headers.content_id.as_deref());
        !start.is_empty() && id.is_some_and(|id| id.trim_matches(['<', '>']) == start)
    });
    named.or(part.children.first()).copied()
}

/// The title that a subject gives: without `Re:`, `Fwd:` and their kin, and without the name of the
/// mailing list in brackets.
fn title(subject: &str, list: Option<&Mailbox>) -> String {
    const PREFIXES: [&str; 20] = [
        "re", "fwd", "fw", "aw", "wg", "antw", "antwort", "tr", "rv", "res", "enc", "sv", "vs",
        "vb", "odp", "rif", "на", "отв", "回复", "转发",
    ];
    let mut rest = one_line(subject);
    loop {
        let before = rest.len();
        if let Some((prefix, after)) = rest.split_once([':', '：']) {
            // `Re[2]:`
            let prefix = prefix.split(['[', '(']).next().unwrap_or_default();
            let prefix = prefix.trim().to_lowercase();
            if PREFIXES.contains(&prefix.as_str()) && !after.trim().is_empty() {
                rest = after.trim().to_owned();
            }
        }
        if let Some(inner) = rest.strip_prefix('[')
            && let Some((name, after)) = inner.split_once(']')
            && !after.trim().is_empty()
            && list.is_some_and(|list| is_list_name(name, list))
        {
            rest = after.trim().to_owned();
        }
        if rest.len() == before {
            return rest;
        }
    }
}

/// Whether a word in brackets is how a mailing list calls itself.
fn is_list_name(name: &str, list: &Mailbox) -> bool {
    let letters = |text: &str| -> String {
        let letters = text.chars().filter(|c| c.is_alphanumeric());
        letters.flat_map(char::to_lowercase).collect()
    };
    let name = letters(name);
    let known = [&list.name, &list.address].into_iter().flatten();
    !name.is_empty()
        && known
            .map(|known| letters(known))
            .any(|known| known.contains(&name))
}

/// The name of a mailing list, if it is one for people, else the domain of the sender.
fn site(list: Option<&Mailbox>, from: &Mailbox) -> Option<String> {
    let name = list.and_then(|list| list.name.as_deref()).filter(|name| {
        let has_word = name.split_whitespace().any(|word| {
            word.len() > 2
                && word
                    .chars()
                    .all(|c| c.is_alphabetic() || "-'’.,".contains(c))
        });
        // Services number their lists: `1a2b3c4dmc list`.
        let has_number = name.chars().filter(char::is_ascii_digit).count() > 4;
        has_word && !has_number && !name.ends_with("mc list")
    });
    let domain = || {
        let (_, domain) = from.address.as_deref()?.rsplit_once('@')?;
        let domain = domain.trim().trim_end_matches('.').to_lowercase();
        let domain = domain.strip_prefix("www.").unwrap_or(&domain);
        (domain.contains('.') && !domain.contains(char::is_whitespace)).then(|| domain.to_owned())
    };
    name.map(str::to_owned).or_else(domain)
}

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

/// A message of a person to persons: all of it is the story but what it answers.
fn letter(text: &str) -> Vec<Block> {
    let parts = split_quotations(text);
    let blocks = |text: &str| html::blocks_of_fragment(text);
    let mut found: Vec<Block> = Vec::new();
    for (is_quoted, text) in &parts {
        found.extend(
            blocks(text)
                .into_iter()
                .filter_map(|found| match is_quoted {
                    false => Some(found),
                    true => block(Role::Removed(Removal::Repeated), found.text),
                }),
        );
    }
    let has_story = (found.iter()).any(|block| !matches!(block.role, Role::Removed(_)));
    match has_story {
        true => found,
        false => blocks(text),
    }
}

/// A letter in HTML in parts, each with whether it quotes what the letter answers.
fn split_quotations(text: &str) -> Vec<(bool, &str)> {
    /// What programs write around a quotation, and whether it has an end.
    const MARKS: [(&str, bool); 6] = [
        ("<blockquote type=\"cite\"", true),
        ("<blockquote type=cite", true),
        ("<blockquote class=\"gmail_quote\"", true),
        ("<div id=\"appendonsend\"", false),
        ("<div id=\"divrplyfwdmsg\"", false),
        ("<div class=\"yahoo_quoted\"", false),
    ];
    let lower = text.to_ascii_lowercase();
    let mut parts = Vec::new();
    let mut at = 0;
    while let Some(open) = lower[at..].find("<") {
        let open = at + open;
        let mark = MARKS
            .iter()
            .find(|(mark, _)| lower[open..].starts_with(mark));
        let Some((_, has_end)) = mark else {
            at = open + 1;
            continue;
        };
        let begun = parts.last().map_or(0, |(_, end): &(bool, usize)| *end);
        let end = match has_end {
            true => end_of_quotation(&lower, open),
            false => text.len(),
        };
        if open > begun {
            parts.push((false, open));
        }
        parts.push((true, end));
        at = end;
    }
    parts.push((false, text.len()));
    let mut begun = 0;
    let mut texts = Vec::new();
    for (is_quoted, end) in parts {
        texts.push((is_quoted, &text[begun..end]));
        begun = end;
    }
    texts
}

/// Where a `<blockquote>` ends, those within it passed over.
fn end_of_quotation(lower: &str, open: usize) -> usize {
    let (mut at, mut depth) = (open, 0usize);
    while let Some(found) = lower[at..].find("blockquote") {
        let name = at + found;
        at = name + "blockquote".len();
        if lower[..name].ends_with("</") {
            depth = depth.saturating_sub(1);
            if depth == 0 {
                return lower[at..]
                    .find('>')
                    .map_or(lower.len(), |end| at + end + 1);
            }
        } else if lower[..name].ends_with('<') {
            depth += 1;
        }
    }
    lower.len()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::extract::mime;
    use proptest::prelude::*;

    fn all(text: &str) -> Vec<Article> {
        read(text.as_bytes()).into_iter().flatten().collect()
    }

    fn only(text: &str) -> Article {
        let mut all = all(text);
        assert_eq!(all.len(), 1, "{all:#?}");
        all.remove(0)
    }

    fn story(article: &Article) -> Vec<&str> {
        let blocks = article.blocks.iter();
        let blocks = blocks.filter(|block| !matches!(block.role, Role::Removed(_)));
        blocks.map(|block| block.text.as_str()).collect()
    }

    const HEAD: &str = "From: Ann Marsh <ann@courier.example>\nSubject: The door\n\
                        Date: Wed, 08 Mar 2017 06:12:00 +0000\nMIME-Version: 1.0\n";

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

    #[test]
    fn a_subject_is_a_title_without_what_programs_add() {
        let list = Mailbox {
            name: Some("Harbour News".into()),
            address: Some("harbour.list.example".into()),
        };
        for (subject, expected) in [
            ("Re: Door", "Door"),
            ("RE[2]: AW: Fwd: [Harbour] Re: Door", "Door"),
            ("[Update] Door", "[Update] Door"),
            ("Re:", "Re:"),
            ("Report: Door", "Report: Door"),
            ("Re: Zero: an hour", "Zero: an hour"),
            ("回复：门", "门"),
        ] {
            assert_eq!(title(subject, Some(&list)), expected);
        }
        assert_eq!(title("[Harbour] Door", None), "[Harbour] Door");
    }

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
    fn the_version_that_says_more_is_read() {
        let both = |list: &str, plain: &str, html: &str| {
            let text = format!(
                "{HEAD}{list}Content-Type: multipart/alternative; boundary=b\n\n--b\n\n{plain}\n--b\n\
                 Content-Type: text/html\n\n{html}\n--b--\n"
            );
            story(&only(&text)).join(" ")
        };
        let html = "<p>It shut at <b>eleven</b> and nobody saw who did it.</p>";
        assert_eq!(
            both("", "It shut at eleven, plainly.", html),
            "It shut at eleven, plainly."
        );
        let whole = "It shut at eleven and nobody saw who did it.";
        assert_eq!(both("", "See the web.", html), whole);
        assert_eq!(
            both("List-Id: <a.b>\n", "It shut at eleven, plainly.", html),
            whole
        );
        let long = "It shut at eleven. ".repeat(10);
        assert_eq!(
            both("List-Id: <a.b>\n", &long, "<p>Picture</p>"),
            long.trim()
        );
    }

    #[test]
    fn what_a_letter_in_html_answers_is_taken_out() {
        let letter = |body: &str| {
            let article = only(&format!("{HEAD}Content-Type: text/html\n\n{body}"));
            story(&article).join(" ")
        };
        assert_eq!(
            letter(
                "<p>Yes.</p><blockquote type=\"cite\"><p>Did it?</p><blockquote>Well?</blockquote>\
                 </blockquote><p>Twice.</p>"
            ),
            "Yes. Twice."
        );
        assert_eq!(letter("<blockquote type=cite><p>Did it?"), "Did it?");
        assert_eq!(
            letter("<p>Yes.</p><div id=\"divRplyFwdMsg\">From: Ann"),
            "Yes."
        );
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
            mime::base64(&bytes);
            mime::quoted_printable(&bytes);
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
            read(pieces.concat().as_bytes());
        }
    }
}
