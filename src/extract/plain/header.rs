//! `lines → metadata`: what stands above a story, read and taken out of it.

use super::super::{block, byline, date, lines, one_line, topics};
use super::Line;
use super::dateline::dateline_of;
use super::reflow::is_full;
use crate::article::{Article, Origin, Precision, Removal, Role};

/// Lines above a story; more is no header.
const HEADER_LINES_MAX: usize = 16;

/// Reads slug, fields, title, byline and date, and gives the number of lines read. What is read
/// into metadata is kept as a removed block. Of a page it is known that a menu stood above.
pub fn read_header(
    lines: &[Line],
    wrap: Option<usize>,
    is_page: bool,
    draft: &mut Article,
) -> usize {
    let head = &lines[..lines.len().min(HEADER_LINES_MAX)];
    let prose = head
        .iter()
        .position(|line| is_prose(line.text))
        .unwrap_or(head.len());
    let mut at = 0;
    let remove = |draft: &mut Article, text: &str, reason| {
        draft.blocks.extend(block(Role::Removed(reason), text));
    };
    // A site's name and menu, up to the menu's last line.
    // Where no prose follows, it is a table.
    let may_have_menu = wrap.is_none() && prose < head.len();
    if let Some(last) = last_menu_line(&head[..prose]).filter(|_| may_have_menu) {
        for line in &head[..=last] {
            remove(draft, line.text, Removal::Interface);
        }
        at = last + 1;
    }
    let has_menu = is_page || at > 0;
    let (mut dated, mut standfirst) = (false, false);
    while let Some(line) = head.get(at) {
        let text = line.text;
        let next = head.get(at + 1);
        if draft.title.is_empty() && is_slug(text) {
            read_date_line(text, draft);
        } else if let Some((key, value)) = field(text) {
            read_field(key, value, draft);
        } else if text.starts_with("http") && !text.contains(char::is_whitespace) {
            draft.url.get_or_insert_with(|| text.to_owned());
        } else if is_date_line(text) && (!draft.title.is_empty() || next.is_some()) {
            read_date_line(text, draft);
            dated = true;
        } else if draft.title.is_empty() && has_menu && is_section(text) && next.is_some() {
            remove(draft, text, Removal::Interface);
            at += 1;
            continue;
        } else if draft.title.is_empty() && is_title(line, next, wrap) {
            draft.title = one_line(text);
            at += 1;
            dated = false;
            continue;
        } else if let Some(author) = byline::in_line(text).filter(|_| draft.byline.is_none()) {
            draft.byline = Some(author);
        } else if let Some(author) = bare_author(text, dated, has_menu && at < prose)
            .filter(|_| !draft.title.is_empty() && draft.byline.is_none())
        {
            draft.byline = Some(author);
        } else if !standfirst
            && !draft.title.is_empty()
            && dateline_of(text).is_none()
            && next.is_some_and(|next| {
                wrap.is_none_or(|wrap| next.apart || !is_full(line, next, wrap))
            })
            && names_author(next)
        {
            // A standfirst between title and byline is part of the story.
            standfirst = true;
            draft.blocks.extend(block(Role::Paragraph, text));
            at += 1;
            continue;
        } else {
            break;
        }
        remove(draft, text, Removal::Metadata);
        at += 1;
    }
    at
}

fn names_author(line: Option<&Line>) -> bool {
    line.is_some_and(|line| byline::in_line(line.text).is_some() || byline::is_bare_name(line.text))
}

/// A sentence, as a story has and a header has not.
fn is_prose(text: &str) -> bool {
    text.len() > 200 || text.len() > 60 && lines::ends_sentence(text)
}

/// The last line of a menu above the story: a trail of sections, or one of at least four lines of
/// a word or two.
fn last_menu_line(head: &[Line]) -> Option<usize> {
    let is_short = |line: &Line| {
        line.text.split_whitespace().count() <= 2
            && !lines::ends_sentence(line.text)
            && !line.text.contains(':')
    };
    let mut last = None;
    let mut run = 0;
    for (at, line) in head.iter().enumerate() {
        run = if is_short(line) { run + 1 } else { 0 };
        if run >= 4 || lines::judge(line.text) == Some(Removal::Interface) {
            last = Some(at);
        }
    }
    last
}

/// The name of a section above a title: `COUNTRY`.
fn is_section(text: &str) -> bool {
    !text.contains(char::is_whitespace) && !text.contains(char::is_lowercase)
}

/// Whether a line is a title, and not the first line of a wrapped paragraph.
fn is_title(line: &Line, next: Option<&Line>, wrap: Option<usize>) -> bool {
    let Some(next) = next else {
        return lines::is_headline(line.text) && !lines::ends_sentence(line.text);
    };
    let stands_alone = next.apart
        || next.indent > line.indent
        || !line.text.contains(char::is_lowercase)
        || wrap.is_none_or(|wrap| !is_full(line, next, wrap))
        || byline::in_line(next.text).is_some()
        || dateline_of(next.text).is_some();
    lines::is_headline(line.text)
        && stands_alone
        && (next.apart || !next.text.starts_with(char::is_lowercase))
}

/// An agency's number and keywords: `MP170303-0042  3 Mar 2017 14:22 GMT  biz/sea`.
fn is_slug(text: &str) -> bool {
    let first = text.split_whitespace().next().unwrap_or("");
    let letters = first.bytes().take_while(u8::is_ascii_uppercase).count();
    let digits = first
        .bytes()
        .skip(letters)
        .take_while(u8::is_ascii_digit)
        .count();
    (1..=5).contains(&letters) && digits >= 4 && first[letters + digits..].contains('-')
}

/// A short line whose point is a date, beside a weekday, a place or the paper's name.
pub fn is_date_line(text: &str) -> bool {
    let Some((range, date)) = date::find(text).filter(|_| text.len() <= 120) else {
        return false;
    };
    let others = || {
        text[..range.start]
            .split_whitespace()
            .chain(text[range.end..].split_whitespace())
    };
    // A sentence or title with a date in it has verbs and prepositions.
    let small = others()
        .filter(|word| word.starts_with(char::is_lowercase))
        .count();
    date.precision >= Precision::Day
        && dateline_of(text).is_none()
        && others().count() <= 6
        && small <= 2
}

fn read_date_line(text: &str, draft: &mut Article) {
    if let Some((range, date)) = date::find(text) {
        // `Updated` and its kin say when the story was changed.
        let before = text[..range.start].to_lowercase();
        let changed = [
            "updated",
            "modified",
            "aktualisiert",
            "mis à jour",
            "обновлено",
        ]
        .iter()
        .any(|word| before.contains(word));
        if !changed {
            draft.published.get_or_insert(date.from(Origin::Header));
        }
    }
    if draft.byline.is_none() {
        draft.byline = byline::within_line(text);
    }
}

/// `Author: Ann Marsh`, for keys that headers use.
fn field(text: &str) -> Option<(&'static str, &str)> {
    const KEYS: [(&str, &str); 30] = [
        ("title", "title"),
        ("headline", "title"),
        ("subject", "title"),
        ("titel", "title"),
        ("titre", "title"),
        ("date", "date"),
        ("published", "date"),
        ("publication date", "date"),
        ("datum", "date"),
        ("date published", "date"),
        ("published on", "date"),
        ("author", "author"),
        ("authors", "author"),
        ("byline", "author"),
        ("autor", "author"),
        ("auteur", "author"),
        ("source", "site"),
        ("publication", "site"),
        ("newspaper", "site"),
        ("site", "site"),
        ("url", "url"),
        ("link", "url"),
        ("language", "language"),
        ("lang", "language"),
        ("section", "section"),
        ("category", "section"),
        ("keywords", "keywords"),
        ("tags", "keywords"),
        ("page", ""),
        ("edition", ""),
    ];
    let (key, value) = text.split_once(':')?;
    let (key, value) = (key.trim().to_lowercase(), value.trim());
    let known = KEYS.iter().find(|(name, _)| *name == key)?;
    (!value.is_empty() && value.len() <= 300).then_some((known.1, value))
}

/// Puts a header's field in its place; the first of a kind counts.
pub fn read_field(key: &str, value: &str, draft: &mut Article) {
    match key {
        "title" if draft.title.is_empty() => draft.title = one_line(value),
        "date" => {
            let date = date::parse(value).map(|date| date.from(Origin::Header));
            draft.published = draft.published.or(date);
        }
        "modified" => {
            let date = date::parse(value).map(|date| date.from(Origin::Header));
            draft.modified = draft.modified.or(date);
        }
        "section" if draft.section.is_none() => draft.section = topics::section(value),
        "keywords" => topics::add_list(&mut draft.keywords, value),
        "author" if draft.byline.is_none() => draft.byline = byline::clean(value, None),
        "site" => {
            draft.site.get_or_insert_with(|| one_line(value));
        }
        "url" => {
            draft.url.get_or_insert_with(|| one_line(value));
        }
        "language" => draft.language = value.parse().unwrap_or(draft.language),
        _ => {}
    }
}

/// Names without "By", where the page shows that they are: right under the date, or between a
/// scraped page's title and its first paragraph.
fn bare_author(text: &str, after_date: bool, before_prose: bool) -> Option<String> {
    /// With a job or an agency beside the name.
    const WORDS_MAX: usize = 9;
    let fits = !lines::ends_sentence(text)
        && lines::judge(text).is_none()
        && text.starts_with(char::is_uppercase)
        && text.split_whitespace().count() <= WORDS_MAX;
    if fits && before_prose && byline::is_bare_name(text) {
        // `Vera Zalesskaya, Upper Orrin`: the place is where she wrote.
        return byline::clean(text.split(',').next()?, None);
    }
    (fits && after_date)
        .then(|| byline::clean(text, None))
        .flatten()
}
