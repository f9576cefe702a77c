//! `plain text → draft`: typed, wired, printed and scraped text.
//!
//! In three steps: what stands above the story (slug, title, byline, date) is read into the
//! metadata; lines are joined to paragraphs where they were broken at a fixed width; and lines
//! that are no part of the story are taken out. The last step needs evidence: a text without a
//! single sure piece of furniture keeps every line, however odd its lines are, since a table or
//! a list of works looks much like a menu.

use std::borrow::Cow;
use std::collections::HashMap;

use super::{block, byline, date, lines, one_line, remove_title};
use crate::article::{Article, Block, Origin, Precision, Published, Removal, Role};

/// One line that is not blank.
#[derive(Clone, Copy)]
struct Line<'a> {
    text: &'a str,
    /// Blanks before it, a tab counting as four.
    indent: usize,
    /// Columns, the indent among them.
    width: usize,
    /// Whether a blank line stands before it.
    apart: bool,
}

/// Reads a file of plain text.
pub fn read(text: &str, path: &str) -> Article {
    let lines = split(text);
    let width = wrap_width(&lines);
    let mut draft = Article::default();
    let read = read_header(&lines, width, &mut draft);
    let rest = &lines[read..];
    let mut pieces = join(rest, wrap_width(rest));
    sign_off(&mut pieces, &mut draft);
    let site = take_furniture(&mut pieces);
    draft.site = draft.site.or(site);
    draft.blocks.extend(
        pieces
            .into_iter()
            .filter_map(|piece| block(piece.role, piece.text)),
    );
    draft.published = draft.published.or_else(|| dateline(&draft.blocks, path));
    remove_title(&mut draft.blocks, &draft.title);
    draft
}

/// The paragraphs of a text that is known to be the story and nothing else.
pub fn paragraphs(text: &str) -> impl Iterator<Item = Block> {
    let lines = split(text);
    let width = wrap_width(&lines);
    join(&lines, width)
        .into_iter()
        .filter_map(|piece| block(piece.role, piece.text))
}

/// Visible text of unknown structure, one line a block of the page.
pub fn scraped(text: &str) -> Vec<Block> {
    let mut pieces = join(&split(text), None);
    take_furniture(&mut pieces);
    pieces
        .into_iter()
        .filter_map(|piece| block(piece.role, piece.text))
        .collect()
}

fn split(text: &str) -> Vec<Line<'_>> {
    let mut apart = false;
    let mut lines = Vec::new();
    // A lone "\r" ended lines on old machines; beside "\n" it is trimmed away.
    let breaks: &[char] = match text.contains('\n') {
        true => &['\n', '\u{c}', '\u{2028}', '\u{2029}'],
        false => &['\r', '\u{c}', '\u{2028}', '\u{2029}'],
    };
    for line in text.split(breaks) {
        let trimmed = line.trim();
        if trimmed.is_empty() {
            apart = !lines.is_empty();
            continue;
        }
        let indent = line.len() - line.trim_start().len();
        let tabs = line[..indent].bytes().filter(|b| *b == b'\t').count();
        lines.push(Line {
            text: trimmed,
            indent: indent + 3 * tabs,
            width: indent + 3 * tabs + trimmed.chars().count(),
            apart: std::mem::take(&mut apart),
        });
    }
    lines
}

/// The width at which a text was broken into lines, if it was: nearly every line that goes on in
/// the next could not have taken the next one's first word.
fn wrap_width(lines: &[Line]) -> Option<usize> {
    /// Typewriters, wires and mail break between these.
    const WIDTHS: std::ops::RangeInclusive<usize> = 40..=100;
    if lines
        .iter()
        .filter(|line| line.text.len() > 3 * WIDTHS.end())
        .count()
        * 10
        > lines.len()
    {
        return None;
    }
    let mut widths: Vec<usize> = lines.iter().map(|line| line.width).collect();
    if widths
        .iter()
        .filter(|width| **width > *WIDTHS.end())
        .count()
        * 10
        > lines.len()
    {
        return None;
    }
    // A table may be wider than the text, so not the widest line.
    let at = widths.len().checked_sub(1)? * 9 / 10;
    let width = *widths.select_nth_unstable(at).1;
    let pairs = || lines.windows(2).filter(|pair| !pair[1].apart);
    let full = pairs()
        .filter(|pair| is_full(&pair[0], &pair[1], width))
        .count();
    (WIDTHS.contains(&width) && full > 0 && full * 2 >= pairs().count()).then_some(width)
}

/// Whether a line is as long as it can be before the next one's first word.
fn is_full(line: &Line, next: &Line, wrap: usize) -> bool {
    /// Typists break earlier than they must.
    const SLACK: usize = 10;
    let word = next.text.split_whitespace().next().unwrap_or("");
    line.width + 1 + word.chars().count() + SLACK > wrap
}

/// A paragraph or line, and what it is to the story.
struct Piece<'a> {
    text: Cow<'a, str>,
    role: Role,
    apart: bool,
}

/// Joins the lines of a wrapped text to paragraphs; other lines are paragraphs as they are.
fn join<'a>(lines: &[Line<'a>], wrap: Option<usize>) -> Vec<Piece<'a>> {
    let mut pieces: Vec<Piece> = Vec::with_capacity(lines.len());
    let hyphenated = lines.iter().filter(|line| breaks_word(line.text)).count();
    // A typesetter divides words in one line of ten or so; others break at hyphens only.
    let divides_words = hyphenated >= 2 && hyphenated * 25 >= lines.len();
    let mut before: Option<Line> = None;
    for line in lines {
        let goes_on = wrap.is_some_and(|wrap| {
            before.is_some_and(|before| {
                !line.apart
                    && line.indent <= before.indent
                    && (is_full(&before, line, wrap)
                        || !lines::ends_sentence(before.text)
                            && line.text.starts_with(char::is_lowercase))
            })
        });
        match pieces.last_mut() {
            Some(piece) if goes_on => {
                let text = piece.text.to_mut();
                if breaks_word(text) && line.text.starts_with(char::is_lowercase) {
                    if divides_words {
                        text.pop();
                    }
                } else {
                    text.push(' ');
                }
                text.push_str(line.text);
            }
            _ => pieces.push(Piece {
                text: Cow::Borrowed(line.text),
                role: Role::Paragraph,
                apart: line.apart,
            }),
        }
        before = Some(*line);
    }
    for at in 0..pieces.len() {
        let prose_follows = pieces
            .get(at + 1)
            .is_some_and(|next| next.text.len() > 80 && lines::ends_sentence(&next.text));
        if prose_follows && is_subhead(&pieces[at].text) {
            pieces[at].role = Role::Heading;
        }
    }
    pieces
}

/// Whether a line ends within a word.
fn breaks_word(text: &str) -> bool {
    text.strip_suffix('-')
        .is_some_and(|text| text.ends_with(char::is_alphabetic))
}

/// A short line that is no sentence; a question is one if it is capitalised as headlines are.
fn is_subhead(text: &str) -> bool {
    let capitals = || {
        let small = text
            .split_whitespace()
            .filter(|word| word.starts_with(char::is_lowercase));
        small.count() * 3 <= text.split_whitespace().count()
    };
    text.len() <= 120
        && lines::is_headline(text)
        && !text.starts_with(|c: char| c.is_lowercase() || c == '(')
        && (!lines::ends_sentence(text) || text.ends_with('?') && capitals())
}

// What stands above the story.

/// Lines above a story; more is no header.
const HEADER_LINES_MAX: usize = 16;

/// Reads slug, fields, title, byline and date, and gives the number of lines read. What is read
/// into metadata is kept as a removed block.
fn read_header(lines: &[Line], wrap: Option<usize>, draft: &mut Article) -> usize {
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
    let has_menu = at > 0;
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
fn is_date_line(text: &str) -> bool {
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
        ("section", ""),
        ("category", ""),
        ("keywords", ""),
        ("tags", ""),
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

/// The date of a wire's dateline: `PORT ANSELM, March 3 (Meridian) - A ferry …`. Its year is
/// written there, or follows from the file's name, or is not known: then there is no date.
pub fn dateline(blocks: &[Block], path: &str) -> Option<Published> {
    // A note to editors may stand above it.
    let line = (blocks.iter().filter(|block| block.role == Role::Paragraph))
        .take(2)
        .find_map(|block| dateline_of(&block.text))?;
    if let Some((_, date)) = date::find(line).filter(|(_, date)| date.precision >= Precision::Day) {
        return Some(date.from(Origin::Dateline));
    }
    let place_ends = line.rfind(',')?;
    let (month, day) = date::month_and_day(line[place_ends + 1..].trim())?;
    let year = match date::in_path(path) {
        // The day in the name is the paper's, the dateline's is the reporter's.
        Some(named) if named.precision >= Precision::Day => return None,
        Some(named) => named.at.year(),
        None => date::slug_year(path, month, day)?,
    };
    date::day(year, month, day).map(|date| date.from(Origin::Dateline))
}

/// The place and date that a story begins with, without agency.
fn dateline_of(text: &str) -> Option<&str> {
    /// The longest: a place, its country, a date, an agency.
    const DATELINE_BYTES_MAX: usize = 100;
    let mut end = text.len().min(DATELINE_BYTES_MAX);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    let head = &text[..end];
    // The place is in capitals: few lines pass this, and the rest is dear.
    let (place, _) = head.split_once(',')?;
    let capitals = place.chars().filter(|c| c.is_uppercase()).count();
    let small = place.chars().filter(|c| c.is_lowercase()).count();
    if capitals <= small {
        return None;
    }
    let dash = [" - ", " – ", " — ", " -- ", "--", ". "]
        .iter()
        .filter_map(|mark| {
            head.match_indices(mark)
                .find(|(at, _)| ends_dateline(&head[..*at]))
        })
        .map(|(at, _)| at)
        .min()?;
    let line = head[..dash].split('(').next()?.trim().trim_end_matches('.');
    line.contains(',').then_some(line)
}

/// Whether a date stands at the end of what may be a dateline, before its agency.
fn ends_dateline(head: &str) -> bool {
    let head = head.split('(').next().unwrap_or(head).trim();
    let last = head.rfind(',').map_or("", |at| head[at + 1..].trim());
    date::month_and_day(last).is_some() || date::find(head).is_some()
}

/// Reads the wire's initials and the source line that end a story into the metadata.
fn sign_off(pieces: &mut [Piece], draft: &mut Article) {
    let Some(last) = pieces.last_mut() else {
        return;
    };
    let text = &last.text;
    if draft.byline.is_none() && byline::is_bare_name(text) && text.ends_with("orrespondent") {
        draft.byline = Some(text.to_string());
        last.role = Role::Removed(Removal::Metadata);
    } else if is_initials(text) {
        last.role = Role::Removed(Removal::Metadata);
    } else if is_source_line(text) {
        last.role = Role::Removed(Removal::Metadata);
        let date = date::find(text).map(|(_, date)| date.from(Origin::Header));
        draft.published = draft.published.or(date);
    }
}

/// `Meridian/ra/jp`, `(mp)`.
fn is_initials(text: &str) -> bool {
    let short =
        |part: &str| (2..=3).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_lowercase());
    let bracketed = text
        .strip_prefix('(')
        .and_then(|text| text.strip_suffix(')'));
    match text.split_once('/') {
        Some((agency, initials)) => {
            !agency.contains(char::is_whitespace) && initials.split('/').all(short)
        }
        None => bracketed.is_some_and(short),
    }
}

/// `From the Tresk Herald of 24 May 2017.`
fn is_source_line(text: &str) -> bool {
    const STARTS: [&str; 8] = [
        "From the ",
        "First published ",
        "Published ",
        "This article appeared ",
        "Aus der ",
        "Aus dem ",
        "Erschienen ",
        "Paru ",
    ];
    text.len() <= 120
        && STARTS.iter().any(|start| text.starts_with(start))
        && date::find(text).is_some()
}

// What is no part of the story.

/// Takes furniture out and gives the site's name if its captions end with it.
fn take_furniture(pieces: &mut Vec<Piece>) -> Option<String> {
    if pieces.iter().any(|piece| piece.text.contains('©')) {
        split_credits(pieces);
    }
    let mut sure = false;
    for piece in pieces.iter_mut().filter(|piece| is_kept(piece.role)) {
        if let Some(reason) = lines::judge(&piece.text) {
            piece.role = Role::Removed(reason);
        }
        sure |= !is_kept(piece.role);
    }
    sure |= remove_foreign_script(pieces);
    sure |= pieces.iter().any(|piece| piece.role == Role::Caption);
    let site = captions(pieces, sure);
    if sure {
        teasers(pieces);
        outside(pieces);
    }
    site
}

fn is_kept(role: Role) -> bool {
    matches!(role, Role::Paragraph | Role::Heading)
}

/// Cuts credits out of the lines they are glued to.
fn split_credits(pieces: &mut Vec<Piece>) {
    *pieces = std::mem::take(pieces)
        .into_iter()
        .flat_map(|piece| {
            let parts = lines::split_credit(&piece.text).map(|parts| {
                (parts.into_iter().enumerate())
                    .map(|(place, (role, text))| Piece {
                        text: Cow::Owned(text.to_owned()),
                        role,
                        apart: piece.apart && place == 0,
                    })
                    .collect()
            });
            parts.unwrap_or_else(|| vec![piece])
        })
        .collect();
}

/// Marks captions: the line above a credit, lines in several spellings, lines that end with the
/// site's name. Gives that name.
fn captions(pieces: &mut [Piece], sure: bool) -> Option<String> {
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
fn teasers(pieces: &mut [Piece]) {
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

/// Removes what stands before and after the run of lines with the best sum of scores, on the side
/// where there is a sure piece of furniture. Sentences stay wherever they are.
fn outside(pieces: &mut [Piece]) {
    /// A line that scores this is a sentence.
    const SENTENCE: f32 = 0.5;
    let scores: Vec<f32> = pieces
        .iter()
        .map(|piece| match piece.role {
            Role::Removed(_) => -1.0,
            // Captions stand within the story or at its edge: they neither lengthen nor end it.
            Role::Caption => 0.0,
            _ => score(&piece.text),
        })
        .collect();
    let (mut best, mut window) = (0.0, 0..0);
    let (mut sum, mut start) = (0.0, 0);
    for (at, score) in scores.iter().enumerate() {
        if sum <= 0.0 {
            (sum, start) = (0.0, at);
        }
        sum += score;
        if sum > best {
            (best, window) = (sum, start..at + 1);
        }
    }
    if window.is_empty() {
        return;
    }
    let count = pieces.len();
    for side in [0..window.start, window.end..count] {
        let is_furniture = |piece: &Piece| {
            matches!(
                piece.role,
                Role::Removed(Removal::Interface | Removal::Teaser)
            )
        };
        if !pieces[side.clone()].iter().any(is_furniture) {
            continue;
        }
        for at in side {
            if is_kept(pieces[at].role) && scores[at] < SENTENCE {
                pieces[at].role = Role::Removed(Removal::OutsideStory);
            }
        }
    }
}

/// How much a line looks like a part of a story: sentences and length speak for it, capitals
/// and bars against.
fn score(text: &str) -> f32 {
    let sentence = if lines::ends_sentence(text) { 1.2 } else { 0.0 };
    let length = (text.len() as f32 / 120.0).min(2.0) - 0.9;
    if text.len() > 300 {
        return (sentence + length).clamp(-1.0, 2.5);
    }
    let (mut words, mut capitals) = (0.0, 0.0);
    for word in text.split_whitespace() {
        words += 1.0;
        capitals += f32::from(u8::from(word.starts_with(char::is_uppercase)));
    }
    // A script without capitals or blanks is one word, in small letters.
    let headline = if words > 0.0 {
        (capitals / words - 0.35_f32).max(0.0) * 2.0
    } else {
        0.0
    };
    let bars = if text.contains(['|', '·', '›']) {
        1.0
    } else {
        0.0
    };
    let address = if text.len() < 80 && (text.contains('@') || text.contains("://")) {
        0.5
    } else {
        0.0
    };
    (sentence + length - headline - bars - address).clamp(-1.0, 2.5)
}

/// Lines near the ends in a script that the article is not written in: the buttons of a site whose
/// other edition this is. Gives whether there were any.
fn remove_foreign_script(pieces: &mut [Piece]) -> bool {
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

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const REMOVED: fn(Removal) -> Role = Role::Removed;

    fn blocks(text: &str) -> Vec<(Role, String)> {
        let draft = read(text, "");
        (draft.blocks.into_iter())
            .map(|block| (block.role, block.text))
            .collect()
    }

    fn check(text: &str, expected: &[(Role, &str)]) {
        let expected: Vec<(Role, String)> = (expected.iter())
            .map(|(role, text)| (*role, (*text).to_owned()))
            .collect();
        assert_eq!(blocks(text), expected, "{text}");
    }

    /// Two sentences of body.
    const BODY: &str = "The bow door had been passed by six inspectors, none of whom had been \
                        aboard. It opened at eleven minutes past eleven in a moderate sea.";

    #[test]
    fn the_first_line_is_the_title_if_it_has_the_shape_of_one() {
        assert_eq!(
            read(&format!("The bow door\n\n{BODY}"), "").title,
            "The bow door"
        );
        assert_eq!(read(&format!("{BODY}\n\nIt shut."), "").title, "");
        assert_eq!(
            read("BAY COCOA REVIEW\nPORT, Feb 26 - It rained.", "").title,
            "BAY COCOA REVIEW"
        );
        assert_eq!(read("Only a title", "").title, "Only a title");
    }

    #[test]
    fn byline_date_and_address_under_the_title_are_read_and_removed() {
        let text = format!(
            "The bow door\n\nHallow Post, Monday, 16 January 2017\nBy Ann Marsh\n\
             https://post.example/bow-door\n\n{BODY}"
        );
        let draft = read(&text, "");
        assert_eq!(draft.byline.as_deref(), Some("Ann Marsh"));
        assert_eq!(draft.url.as_deref(), Some("https://post.example/bow-door"));
        assert_eq!(
            draft.published.map(|p| p.to_string()),
            Some("2017-01-16".into())
        );
        let kept = draft.blocks.iter().filter(|block| is_kept(block.role));
        assert_eq!(kept.count(), 1);
    }

    #[test]
    fn fields_at_the_top_are_read() {
        let draft = read(
            &format!("Title: The bow door\nDate: 8 March 2017\nAuthor: Ann Marsh\n\n{BODY}"),
            "",
        );
        assert_eq!(draft.title, "The bow door");
        assert_eq!(draft.byline.as_deref(), Some("Ann Marsh"));
        assert_eq!(
            draft.published.map(|p| p.to_string()),
            Some("2017-03-08".into())
        );
    }

    #[test]
    fn a_datelines_year_comes_from_the_file_or_not_at_all() {
        let dated = |text: &str, path: &str| {
            let published = read(&format!("Bow door\n\n{text}"), path).published;
            published.map(|published| published.to_string())
        };
        let story = "PORT ANSELM, March 3 (Meridian) - The ferry belonged to nobody at all.";
        assert_eq!(dated(story, ""), None);
        assert_eq!(dated(story, "2017/bow-door.txt"), Some("2017-03-03".into()));
        assert_eq!(dated(story, "MP170303-0042.txt"), Some("2017-03-03".into()));
        assert_eq!(dated(story, "MP170304-0042.txt"), None);
        let story = "PORT ANSELM, 8 November 1994. By our correspondent.";
        assert_eq!(dated(story, ""), Some("1994-11-08".into()));
    }

    #[test]
    fn wires_are_unwrapped_and_their_slug_and_initials_removed() {
        check(
            "MP170303-0042  3 Mar 2017  biz\nPaper trail leads to a firm with no staff\n\
             By Ann Marsh\n\n   PORT, March 3 (Meridian) - The ferry in which 83 people\ndied \
             belonged to a company with no staff, no telephone\nand no furniture.\n   Its office \
             is a bedroom above a bakery, and a long-\nterm guest of it said nothing.\n\nMeridian/am",
            &[
                (REMOVED(Removal::Metadata), "MP170303-0042  3 Mar 2017  biz"),
                (REMOVED(Removal::Metadata), "By Ann Marsh"),
                (
                    Role::Paragraph,
                    "PORT, March 3 (Meridian) - The ferry in which 83 people died belonged to a \
                     company with no staff, no telephone and no furniture.",
                ),
                (
                    Role::Paragraph,
                    "Its office is a bedroom above a bakery, and a long-term guest of it said \
                     nothing.",
                ),
                (REMOVED(Removal::Metadata), "Meridian/am"),
            ],
        );
    }

    #[test]
    fn divided_words_are_joined_where_the_printer_divides_them() {
        let text = "It is understood in the Exchange that the con-\ncession was granted to the \
                    owner of two tugs, a cor-\nporation which now possesses the sea and all of\n\
                    the ferries on it.";
        check(
            text,
            &[(
                Role::Paragraph,
                "It is understood in the Exchange that the concession was granted to the owner of \
                 two tugs, a corporation which now possesses the sea and all of the ferries on it.",
            )],
        );
    }

    #[test]
    fn a_scraped_page_loses_its_furniture_and_keeps_its_story() {
        let text = format!(
            "Door opened at sea, inquiry hears\n\n\
             © MERIDIAN / Lotte ArnesenThe bow door of the ferry on the quay at Port Anselm\n\
             The bow door of the ferry on the quay at Port Anselm - Courier International\n{BODY}\n\n\
             Six Signatures\n\n{BODY}\n\n\
             The judge with a model of the door in the Customs Hall on Monday - Courier International\n\
             Dockers: No Ship Sails Without an Inspection by the Union\n{BODY}\n\n\
             To participate in the discussion\nlog in or register\nЗаголовок материала"
        );
        let caption = "The bow door of the ferry on the quay at Port Anselm";
        check(
            &text,
            &[
                (REMOVED(Removal::Credit), "© MERIDIAN / Lotte Arnesen"),
                (Role::Caption, caption),
                (
                    REMOVED(Removal::Repeated),
                    &format!("{caption} - Courier International"),
                ),
                (Role::Paragraph, BODY),
                (Role::Heading, "Six Signatures"),
                (Role::Paragraph, BODY),
                (
                    Role::Caption,
                    "The judge with a model of the door in the Customs Hall on Monday",
                ),
                (
                    REMOVED(Removal::Teaser),
                    "Dockers: No Ship Sails Without an Inspection by the Union",
                ),
                (Role::Paragraph, BODY),
                (
                    REMOVED(Removal::Interface),
                    "To participate in the discussion",
                ),
                (REMOVED(Removal::Interface), "log in or register"),
                (REMOVED(Removal::ForeignScript), "Заголовок материала"),
            ],
        );
    }

    #[test]
    fn menus_around_a_story_are_removed_where_buttons_prove_them() {
        let text = format!(
            "The Courier\nHome / Port / Inquiry\nThe bow door was open\n4 March 2017\nAnn Marsh\n\n\
             {BODY}\n\nShare this\nMore on this story\nDam engineer warned of cracks"
        );
        let draft = read(&text, "");
        assert_eq!(draft.title, "The bow door was open");
        assert_eq!(draft.byline.as_deref(), Some("Ann Marsh"));
        let kept: Vec<&str> = (draft.blocks.iter())
            .filter(|block| is_kept(block.role))
            .map(|block| block.text.as_str())
            .collect();
        assert_eq!(kept, [BODY]);
    }

    #[test]
    fn without_proof_every_line_is_kept() {
        let text = format!(
            "Ann Marsh\n{BODY}\nWorks.\nThe Bell\nThe Door - A Novel\nShare prices\n1911\n"
        );
        assert!(blocks(&text).iter().all(|(role, _)| is_kept(*role)));
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(128))]

        /// What is cut is cut out of the text; nothing is made up and no letter is lost.
        #[test]
        fn every_letter_is_in_a_block_or_the_title(text in "([A-Za-z ,.]{0,90}\n{1,2}){0,12}") {
            let draft = read(&text, "");
            let letters = |text: &str| text.chars().filter(|c| c.is_alphabetic()).count();
            let read = draft.blocks.iter().map(|block| letters(&block.text)).sum::<usize>();
            prop_assert!(read + letters(&draft.title) >= letters(&text));
        }
    }
}
