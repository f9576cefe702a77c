//! Results for a person at a terminal: 80 columns or what there is, colour if there is any, and
//! no character of a stranger's text that could do something to the terminal.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::io::{self, Write};
use std::ops::Range;

use anstyle::{AnsiColor, Style};
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

use crate::article::{ArticleId, Published};
use crate::entities::EntityType;
use crate::search::copies::Copied;
use crate::search::dossier::Story;
use crate::search::{Hit, Marked};

/// Columns where the output is no terminal, and what we write for at least.
const COLUMNS_DEFAULT: usize = 80;

/// Wider lines are hard to read.
const COLUMNS_MAX: usize = 100;

/// Columns of an article's id.
const ID_COLUMNS: usize = 16;

/// A title is never cut to less.
const TITLE_COLUMNS_MIN: usize = 20;

/// What the output can show.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Terminal {
    pub columns: usize,
    pub colored: bool,
}

impl Terminal {
    /// For an output of so many columns, if that is known.
    pub fn new(columns: Option<usize>, colored: bool) -> Self {
        let columns = columns.unwrap_or(COLUMNS_DEFAULT).clamp(20, COLUMNS_MAX);
        Terminal { columns, colored }
    }

    fn style(self, style: Style) -> Style {
        if self.colored { style } else { Style::new() }
    }

    pub fn mark(self) -> Style {
        self.style(AnsiColor::Yellow.on_default().bold())
    }

    pub fn heading(self) -> Style {
        self.style(Style::new().bold())
    }

    pub fn faint(self) -> Style {
        self.style(Style::new().dimmed())
    }

    pub fn bar(self) -> Style {
        self.style(AnsiColor::Cyan.on_default())
    }

    pub fn name(self, kind: EntityType) -> Style {
        self.style(match kind {
            EntityType::Person => AnsiColor::Cyan.on_default(),
            EntityType::Org => AnsiColor::Magenta.on_default(),
            EntityType::Place => AnsiColor::Green.on_default(),
            _ => AnsiColor::Blue.on_default(),
        })
    }

    /// Writes a hit: title and date, where it is from, why it matches; with the stories of
    /// `examples` that say why a name is another one.
    pub fn write_hit(
        self,
        out: &mut dyn Write,
        rank: usize,
        hit: &Hit,
        examples: &BTreeMap<ArticleId, Story>,
    ) -> io::Result<()> {
        let number = format!("{rank:>3}. ");
        let date = hit
            .published
            .map(|published| day(&published))
            .unwrap_or_default();
        let room = self
            .columns
            .saturating_sub(number.width() + date.width() + 2);
        let title = match hit.title.text.is_empty() {
            true => Marked {
                text: "(no title)".into(),
                marks: Vec::new(),
            },
            false => shorten(&hit.title, room),
        };
        let title = safe_marked(&title);
        let fill = room.saturating_sub(title.text.width()) + 2;
        write!(out, "{number}")?;
        self.write_marked(out, &title, self.heading())?;
        match date.is_empty() {
            true => writeln!(out)?,
            false => writeln!(out, "{:fill$}{date}", "")?,
        }
        let faint = self.faint();
        let room = self.columns.saturating_sub(5 + 2 + ID_COLUMNS);
        let from = self.origin(
            [hit.site.as_deref(), hit.byline.as_deref()],
            &hit.source,
            hit.own_id.as_deref(),
            room,
        );
        writeln!(out, "     {faint}{from}  {}{faint:#}", hit.id)?;
        if !hit.tags.is_empty() {
            let tags = safe_line(&format!("tags: {}", hit.tags.join(", "))).into_owned();
            let marks = Vec::new();
            self.write_wrapped(out, &Marked { text: tags, marks }, 5)?;
        }
        let mut snippet = safe_marked(&hit.snippet);
        if let Some(removal) = hit.removed {
            let reason = format!("removed: {} · ", removal.name());
            snippet.text.insert_str(0, &reason);
            for mark in &mut snippet.marks {
                *mark = mark.start + reason.len()..mark.end + reason.len();
            }
        }
        self.write_wrapped(out, &snippet, 5)?;
        if hit.copies > 0 {
            writeln!(out, "     {faint}+{}{faint:#}", copies(hit.copies))?;
        }
        for copied in &hit.copied {
            self.write_copied(out, copied, 7)?;
        }
        if let Some(explanation) = &hit.explanation {
            self.write_explanation(out, hit.score, explanation)?;
        }
        for reason in &hit.reasons {
            let words: Vec<&str> = reason.why.iter().map(|why| why.words.as_str()).collect();
            let words = match words.is_empty() {
                true => reason.name.clone(),
                false => words.join("; "),
            };
            let why = Marked {
                text: safe_line(&format!("found by {words}")).into_owned(),
                marks: Vec::new(),
            };
            self.write_wrapped(out, &why, 5)?;
            let told = reason.why.iter().flat_map(|why| &why.examples);
            for story in told.filter_map(|id| examples.get(id)) {
                let faint = self.faint();
                writeln!(out, "{:7}{faint}{}{faint:#}", "", self.story_line(story, 7))?;
            }
        }
        Ok(())
    }

    /// Day, title and id of a story in one line, after so many columns.
    pub fn story_line(self, story: &Story, after: usize) -> String {
        self.dated_line(story.published, &story.title, story.id, after)
    }

    fn dated_line(
        self,
        published: Option<Published>,
        title: &str,
        id: ArticleId,
        after: usize,
    ) -> String {
        let day = published.map(|published| day(&published));
        let day = day.unwrap_or_else(|| "undated".to_owned());
        let day = format!("{day:<10}");
        let taken = after + day.width() + 2 + 2 + ID_COLUMNS;
        let title = safe_line(title);
        let title = cut(
            &title,
            self.columns.saturating_sub(taken).max(TITLE_COLUMNS_MIN),
        );
        format!("{day}  {title}  {id}")
    }

    /// Writes a copy in two lines: day, title and id, and where it is from.
    pub fn write_copied(
        self,
        out: &mut dyn Write,
        copied: &Copied,
        indent: usize,
    ) -> io::Result<()> {
        let faint = self.faint();
        let line = self.dated_line(copied.published, &copied.title, copied.id, indent);
        writeln!(out, "{:indent$}{faint}{line}{faint:#}", "")?;
        let indent = indent + 12;
        let room = self.columns.saturating_sub(indent);
        let from = self.origin(
            [copied.site.as_deref(), copied.url.as_deref()],
            &copied.source,
            copied.own_id.as_deref(),
            room,
        );
        writeln!(out, "{:indent$}{faint}{from}{faint:#}", "")
    }

    /// Where an article is from: what is known of it beside its file, if there is room.
    fn origin(
        self,
        parts: [Option<&str>; 2],
        source: &str,
        own_id: Option<&str>,
        room: usize,
    ) -> String {
        let mut origin = source.to_owned();
        if let Some(own_id) = own_id {
            origin.push_str(&format!(" #{own_id}"));
        }
        let parts = parts.into_iter().chain([Some(&*origin)]);
        let mut from = parts.flatten().collect::<Vec<_>>().join(" · ");
        if from.width() > room {
            from = origin;
        }
        shorten_front(&safe_line(&from), room)
    }

    fn write_marked(self, out: &mut dyn Write, marked: &Marked, base: Style) -> io::Result<()> {
        let mark = self.mark();
        let mut at = 0;
        for span in &marked.marks {
            let (before, inside) = (&marked.text[at..span.start], &marked.text[span.clone()]);
            write!(out, "{base}{before}{base:#}{mark}{inside}{mark:#}")?;
            at = span.end;
        }
        write!(out, "{base}{}{base:#}", &marked.text[at..])
    }

    /// Writes text in lines of the terminal's width, with an indent.
    pub fn write_wrapped(
        self,
        out: &mut dyn Write,
        marked: &Marked,
        indent: usize,
    ) -> io::Result<()> {
        for line in wrap(&marked.text, self.columns.saturating_sub(indent).max(10)) {
            let part = clip(marked, line);
            write!(out, "{:indent$}", "")?;
            self.write_marked(out, &part, Style::new())?;
            writeln!(out)?;
        }
        Ok(())
    }
}

/// The day, or as much of it as is known.
fn day(published: &Published) -> String {
    let text = published.to_string();
    text.get(..10).map_or(text.clone(), str::to_owned)
}

/// A text without control characters and direction marks, which may hide or rewrite what a
/// terminal shows; each stands as `\u{…}`. Line feeds stay.
pub fn safe(text: &str) -> Cow<'_, str> {
    let is_harmful = |c: char| {
        (c.is_control() && c != '\n')
            || matches!(c, '\u{061C}' | '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
    };
    if !text.contains(is_harmful) {
        return Cow::Borrowed(text);
    }
    let mut safe = String::with_capacity(text.len() + 8);
    for c in text.chars() {
        match c {
            '\t' => safe.push(' '),
            _ if is_harmful(c) => safe.extend(c.escape_unicode()),
            _ => safe.push(c),
        }
    }
    Cow::Owned(safe)
}

/// [`safe`] for a value that stands on one line: line feeds are escaped too, or a file name could
/// forge the lines below it.
pub fn safe_line(text: &str) -> Cow<'_, str> {
    match safe(text) {
        safe if safe.contains('\n') => Cow::Owned(safe.replace('\n', "\\u{a}")),
        safe => safe,
    }
}

/// [`safe`] for marked text, on one line.
pub(super) fn safe_marked(marked: &Marked) -> Marked {
    let mut result = Marked::default();
    let mut at = 0;
    for mark in &marked.marks {
        result
            .text
            .push_str(&safe(&marked.text[at..mark.start]).replace('\n', " "));
        let start = result.text.len();
        result
            .text
            .push_str(&safe(&marked.text[mark.clone()]).replace('\n', " "));
        result.marks.push(start..result.text.len());
        at = mark.end;
    }
    result
        .text
        .push_str(&safe(&marked.text[at..]).replace('\n', " "));
    result
}

/// The part of a marked text, with its marks.
fn clip(marked: &Marked, part: Range<usize>) -> Marked {
    let marks = marked
        .marks
        .iter()
        .filter(|m| m.start < part.end && m.end > part.start);
    let marks =
        marks.map(|m| m.start.max(part.start) - part.start..m.end.min(part.end) - part.start);
    Marked {
        marks: marks.collect(),
        text: marked.text[part].to_owned(),
    }
}

/// Cuts a text at the end to so many columns.
fn shorten(marked: &Marked, columns: usize) -> Marked {
    let end = end_within(&marked.text, columns);
    if end == marked.text.len() {
        return marked.clone();
    }
    let mut short = clip(marked, 0..end);
    short.text.push('…');
    short
}

/// Cuts a line at the end to so many columns.
pub(super) fn cut(text: &str, columns: usize) -> Cow<'_, str> {
    match end_within(text, columns) {
        end if end == text.len() => text.into(),
        end => format!("{}…", &text[..end]).into(),
    }
}

/// Where a text ends that must not be wider than so many columns, with a sign if it is cut.
fn end_within(text: &str, columns: usize) -> usize {
    if text.width() <= columns {
        return text.len();
    }
    let mut width = 0;
    let end = text.char_indices().find(|(_, c)| {
        width += c.width().unwrap_or(0);
        width >= columns
    });
    end.map_or(text.len(), |(at, _)| at)
}

/// Cuts a text at the front to so many columns: the end of a path tells more.
fn shorten_front(text: &str, columns: usize) -> String {
    if text.width() <= columns {
        return text.to_owned();
    }
    let mut width = 1;
    let start = text.char_indices().rev().take_while(|(_, c)| {
        width += c.width().unwrap_or(0);
        width <= columns
    });
    format!(
        "…{}",
        &text[start.last().map_or(text.len(), |(at, _)| at)..]
    )
}

/// The lines of a text: byte ranges of at most so many columns, broken at spaces where there are
/// any.
pub(super) fn wrap(text: &str, columns: usize) -> Vec<Range<usize>> {
    let mut lines = Vec::new();
    let (mut start, mut width, mut space) = (0, 0, None);
    for (at, c) in text.char_indices() {
        if at < start {
            continue;
        }
        if c == ' ' {
            space = Some(at);
        }
        width += c.width().unwrap_or(0);
        if width > columns && at > start {
            let end = space.filter(|space| *space > start).unwrap_or(at);
            lines.push(start..end);
            start = if text[end..].starts_with(' ') {
                end + 1
            } else {
                end
            };
            width = text
                .get(start..at + c.len_utf8())
                .map_or(0, UnicodeWidthStr::width);
            space = None;
        }
    }
    if start < text.len() {
        lines.push(start..text.len());
    }
    lines
}

/// `1 article`, `2,345 articles`.
pub fn counted(count: u64, noun: &str) -> String {
    let plural = if count == 1 { "" } else { "s" };
    format!("{} {noun}{plural}", grouped(count))
}

/// `1 copy`, `2,345 copies`.
pub fn copies(count: u64) -> String {
    let noun = if count == 1 { "copy" } else { "copies" };
    format!("{} {noun}", grouped(count))
}

/// A number with its thousands apart.
pub fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut grouped = String::new();
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    grouped
}

/// `812 B`, `3.4 MB`: decimal, as disks are sold.
pub fn size(bytes: u64) -> String {
    const UNITS: [&str; 5] = ["B", "kB", "MB", "GB", "TB"];
    let mut value = bytes as f64;
    let mut unit = 0;
    while value >= 999.5 && unit + 1 < UNITS.len() {
        value /= 1000.0;
        unit += 1;
    }
    match unit {
        0 => format!("{bytes} B"),
        _ if value < 9.95 => format!("{value:.1} {}", UNITS[unit]),
        _ => format!("{value:.0} {}", UNITS[unit]),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_title_cannot_drive_the_terminal() {
        assert_eq!(safe("a\u{1b}[31mb\u{202e}c"), "a\\u{1b}[31mb\\u{202e}c");
    }

    #[test]
    fn a_file_name_with_a_line_feed_stays_on_its_line() {
        assert_eq!(safe_line("a\n  2. Forged"), "a\\u{a}  2. Forged");
    }

    #[test]
    fn lines_are_broken_at_spaces_and_never_wider_than_the_terminal() {
        let text = "the inquiry opened on Monday 東京東京東京東京東京 in-a-very-long-word-indeed";
        for line in wrap(text, 16) {
            assert!(text[line.clone()].width() <= 16, "{}", &text[line]);
        }
        assert!(wrap("", 10).is_empty());
    }

    #[test]
    fn numbers_are_written_for_people() {
        assert_eq!(counted(1, "article"), "1 article");
        assert_eq!(counted(1_234_567, "article"), "1,234,567 articles");
        assert_eq!(size(812), "812 B");
        assert_eq!(size(3_400_000), "3.4 MB");
        assert_eq!(size(999_700), "1.0 MB");
    }
}
