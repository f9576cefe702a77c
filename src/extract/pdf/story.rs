//! `lines → paragraphs`: what stands in the margins of the pages, what is one paragraph, what a
//! heading, and which of them the title.
//!
//! Nothing says so but the place and the size of the letters. A paragraph ends at a wider gap, before
//! an indented line, and after a line that had room for the next word. It goes on over the end of
//! a column or page if its sentence does.

use std::collections::{HashMap, HashSet};

use super::layout::{Line, is_unspaced};
use crate::extract::document::{Kind, Paragraph, is_default_title};
use crate::extract::{lines, one_line};

/// The part of a page's height, at the top and at the bottom, in which headers and footers stand.
const MARGIN: f32 = 0.13;

/// Points by which a header's place may differ from page to page.
const MARGIN_SHIFT: f32 = 3.0;

/// A line this much larger than the text is a heading.
const HEADING: f32 = 1.12;

/// A line this much larger than the text may be the title, whatever the file says of itself.
const TITLE: f32 = 1.25;

/// Letters of a heading.
const HEADING_CHARS_MAX: usize = 200;

/// Paragraphs looked back over for one that goes on in the next column: notes and captions stand
/// between.
const LOOK_BACK: usize = 8;

/// A line, and where it stands.
struct Placed {
    page: usize,
    /// The page's height.
    height: f32,
    line: Line,
    is_margin: bool,
}

impl Placed {
    fn is_at_top(&self) -> bool {
        self.line.y < self.height * MARGIN
    }

    fn is_at_bottom(&self) -> bool {
        self.line.y > self.height * (1.0 - MARGIN)
    }
}

/// The lines of all pages.
#[derive(Default)]
pub struct Story {
    lines: Vec<Placed>,
    pages: usize,
    bytes: usize,
}

/// A paragraph with the looks of its lines.
struct Piece {
    text: String,
    size: f32,
    is_bold: bool,
    kind: Kind,
    page: usize,
    /// Whether its last line is as long as its column is wide.
    is_full: bool,
    /// It begins a column, so that it may go on where another one broke off.
    begins_column: bool,
}

impl Story {
    /// Adds the lines of the next page.
    pub fn add(&mut self, lines: Vec<Line>, height: f32) {
        self.pages += 1;
        let page = self.pages;
        for line in lines {
            self.bytes += line.text.len();
            self.lines.push(Placed {
                page,
                height,
                line,
                is_margin: false,
            });
        }
    }

    pub fn bytes(&self) -> usize {
        self.bytes
    }

    pub fn letters(&self) -> usize {
        let letters = |line: &Placed| {
            let chars = line.line.text.chars();
            chars.filter(|c| c.is_alphanumeric()).count()
        };
        self.lines.iter().map(letters).sum()
    }

    /// The paragraphs of the document; `declared` is the title that the file says it has.
    pub fn paragraphs(mut self, declared: Option<&str>) -> Vec<Paragraph> {
        self.find_margins();
        let size = self.body_size();
        let words = Vocabulary::of(&self.lines);
        let mut paragraphs = Vec::new();
        let (margin, text): (Vec<Placed>, Vec<Placed>) =
            self.lines.into_iter().partition(|line| line.is_margin);
        let mut pieces = pieces(&text, &words);
        classify(&mut pieces, size);
        let pieces = go_on(pieces, size, &words);
        let title = title(&pieces, size, declared);
        for (number, piece) in pieces.into_iter().enumerate() {
            let kind = match title == Some(number) {
                true => Kind::Title,
                false => piece.kind,
            };
            let text = piece.text;
            crate::extract::document::add(&mut paragraphs, Paragraph { kind, text });
        }
        // Each line of the margins once.
        let mut seen = HashSet::new();
        for line in margin {
            let text = line.line.text;
            if seen.insert(without_numbers(&text)) {
                let kind = Kind::Margin;
                crate::extract::document::add(&mut paragraphs, Paragraph { kind, text });
            }
        }
        paragraphs
    }

    /// Finds headers, footers, numbers of pages, and what does not run with the text.
    fn find_margins(&mut self) {
        let bytes = |is: &dyn Fn(&Line) -> bool| -> usize {
            let lines = self.lines.iter().filter(|line| is(&line.line));
            lines.map(|line| line.line.text.len()).sum()
        };
        // A file that declares most of its text to be none is wrong about it.
        let believes = bytes(&|line| line.is_artifact) * 2 < bytes(&|_| true);
        let mut places: HashMap<String, Vec<(usize, f32)>> = HashMap::new();
        let is_repeatable = |line: &Placed| line.is_at_top() || line.is_at_bottom();
        for line in self.lines.iter().filter(|line| is_repeatable(line)) {
            let key = without_numbers(&line.line.text);
            places
                .entry(key)
                .or_default()
                .push((line.page, line.line.y));
        }
        for places in places.values_mut() {
            places.sort_by(|a, b| a.1.total_cmp(&b.1));
        }
        for line in &mut self.lines {
            let text = &line.line.text;
            let (is_at_edge, is_number) = (
                line.is_at_top() || line.is_at_bottom(),
                is_page_number(text),
            );
            let recurs = is_at_edge
                && (places.get(&without_numbers(text))).is_some_and(|places| {
                    let y = line.line.y;
                    let from = places.partition_point(|(_, other)| *other < y - MARGIN_SHIFT);
                    let near = places[from..].iter();
                    let mut near = near.take_while(|(_, other)| *other <= y + MARGIN_SHIFT);
                    near.any(|(page, _)| *page != line.page)
                });
            line.is_margin = line.line.is_across
                || recurs
                || is_at_edge && is_number
                || believes && line.line.is_artifact;
        }
    }

    /// The size of most letters.
    fn body_size(&self) -> f32 {
        let mut sizes: HashMap<i64, usize> = HashMap::new();
        for line in self.lines.iter().filter(|line| !line.is_margin) {
            let size = (line.line.size * 4.0).round() as i64;
            *sizes.entry(size).or_default() += line.line.text.len();
        }
        let most = sizes
            .into_iter()
            .max_by_key(|(size, bytes)| (*bytes, *size));
        most.map_or(0.0, |(size, _)| size as f32 / 4.0)
    }
}

/// A line of a margin, with each number made the same.
fn without_numbers(text: &str) -> String {
    let mut key = String::with_capacity(text.len());
    for c in text.chars() {
        match c.is_ascii_digit() {
            true if key.ends_with('#') => {}
            true => key.push('#'),
            false => key.push(c),
        }
    }
    key
}

/// `7`, `- 7 -`, `Page 7 of 9`, `Seite 7`, `vii`.
fn is_page_number(text: &str) -> bool {
    const WORDS: [&str; 12] = [
        "page",
        "p",
        "seite",
        "s",
        "стр",
        "страница",
        "página",
        "pagina",
        "of",
        "von",
        "de",
        "из",
    ];
    let around = |c: char| !c.is_alphanumeric();
    let words = text.split(around).filter(|word| !word.is_empty());
    let is_number = |word: &str| {
        word.len() <= 5 && word.bytes().all(|b| b.is_ascii_digit())
            || word.len() <= 6 && word.bytes().all(|b| b"ivxlc".contains(&b))
    };
    let mut numbers = 0;
    for word in words {
        if is_number(word) {
            numbers += 1;
        } else if !WORDS.contains(&word.to_lowercase().as_str()) {
            return false;
        }
    }
    matches!(numbers, 1 | 2) && text.chars().count() <= 24
}

/// The words of a document, to know how a word that was divided is written.
struct Vocabulary {
    words: HashSet<String>,
    /// Lines that end within a word are divided words rather than compounds.
    divides: bool,
}

impl Vocabulary {
    fn of(lines: &[Placed]) -> Vocabulary {
        let mut words = HashSet::new();
        let mut broken = 0;
        for line in lines.iter().filter(|line| !line.is_margin) {
            let text = line.line.text.as_str();
            broken += usize::from(breaks_word(text));
            let mut all = text.split_whitespace().peekable();
            while let Some(word) = all.next() {
                let is_part = all.peek().is_none() && breaks_word(word);
                if !is_part {
                    let word = word.trim_matches(|c: char| !c.is_alphanumeric());
                    words.insert(word.to_lowercase());
                }
            }
        }
        Vocabulary {
            words,
            // A typesetter divides words in one line of ten or so; others break at hyphens only.
            divides: broken >= 2 && broken * 25 >= lines.len(),
        }
    }

    /// Adds a line to a paragraph.
    fn join(&self, text: &mut String, line: &str) {
        if let Some(c) = text.chars().next_back()
            && is_unspaced(c)
            && line.starts_with(is_unspaced)
        {
            text.push_str(line);
            return;
        }
        if !breaks_word(text) || !line.starts_with(char::is_lowercase) {
            // A hyphen that is seen at the ends of lines only.
            let soft = text.strip_suffix('\u{ad}').map(str::len);
            match soft {
                Some(length) => text.truncate(length),
                None => text.push(' '),
            }
            text.push_str(line);
            return;
        }
        let hyphen = text.chars().next_back().unwrap_or('-');
        let start = text.rfind(char::is_whitespace).map_or(0, |at| at + 1);
        let part = |text: &str| {
            let word = text.trim_matches(|c: char| !c.is_alphanumeric());
            word.to_lowercase()
        };
        let first = part(&text[start..]);
        let second = part(line.split_whitespace().next().unwrap_or_default());
        let keeps = match hyphen {
            '-' if self.words.contains(&format!("{first}-{second}")) => true,
            '-' if self.words.contains(&format!("{first}{second}")) => false,
            '-' => !self.divides,
            _ => false,
        };
        if !keeps {
            text.truncate(text.len() - hyphen.len_utf8());
        }
        text.push_str(line);
    }
}

/// Whether a line ends within a word.
fn breaks_word(text: &str) -> bool {
    let text = text.strip_suffix(['-', '\u{ad}', '\u{2010}']);
    text.is_some_and(|text| text.ends_with(char::is_alphabetic))
}

/// Joins the lines of each column to paragraphs.
fn pieces(lines: &[Placed], words: &Vocabulary) -> Vec<Piece> {
    let mut pieces: Vec<Piece> = Vec::new();
    let mut from = 0;
    while from < lines.len() {
        let is_same = |line: &&Placed| {
            line.page == lines[from].page && line.line.column == lines[from].line.column
        };
        let to = from + lines[from..].iter().take_while(is_same).count();
        let column = &lines[from..to];
        let leading = leading(column);
        for (at, placed) in column.iter().enumerate() {
            let line = &placed.line;
            let goes_on = at > 0 && {
                let before = &column[at - 1].line;
                let next = column.get(at + 1).map(|next| &next.line);
                belongs(before, line, next, leading)
            };
            let is_full = line.x1 > line.right - line.size * 2.0;
            match pieces.last_mut() {
                Some(piece) if goes_on => {
                    words.join(&mut piece.text, &line.text);
                    piece.is_full = is_full;
                }
                _ => pieces.push(Piece {
                    text: line.text.clone(),
                    size: line.size,
                    is_bold: line.is_bold,
                    kind: Kind::Text,
                    page: placed.page,
                    is_full,
                    begins_column: at == 0,
                }),
            }
        }
        from = to.max(from + 1);
    }
    pieces
}

/// The usual step from line to line, as a part of the letters' size.
fn leading(column: &[Placed]) -> f32 {
    let pairs = column.windows(2);
    let mut steps: Vec<f32> = pairs
        .map(|pair| (pair[1].line.y - pair[0].line.y) / pair[1].line.size.max(0.1))
        .filter(|step| (0.5..2.6).contains(step))
        .collect();
    steps.sort_by(f32::total_cmp);
    // Of short columns, where half of the steps may be gaps, a smaller one.
    steps.get(steps.len() * 2 / 5).copied().unwrap_or(1.25)
}

/// Whether a line belongs to the paragraph of the one above it.
fn belongs(before: &Line, line: &Line, next: Option<&Line>, leading: f32) -> bool {
    let size = before.size.max(line.size);
    if (before.size - line.size).abs() > size * 0.08 || before.is_bold != line.is_bold {
        return false;
    }
    let step = line.y - before.y;
    if step <= 0.0 || step > size * leading * 1.35 + 0.5 {
        return false;
    }
    if starts_item(&line.text) {
        return false;
    }
    // What begins with a small letter goes on, whatever its place.
    let is_open = !lines::ends_sentence(&before.text);
    if is_open && line.text.starts_with(char::is_lowercase) {
        return true;
    }
    let indent = line.x0 - before.x0;
    if indent > size * 0.7 && before.x0 < line.left + size * 0.7 {
        let next_is_indented = next.is_some_and(|next| next.x0 - before.x0 > size * 0.7);
        let is_hanging = next_is_indented && is_open;
        if !is_hanging {
            return false;
        }
    }
    let room = line.right - before.x1;
    room < line.first_word + size * 0.8
}

/// Whether a line begins an item of a list.
fn starts_item(text: &str) -> bool {
    let mut words = text.split_whitespace();
    let first = words.next().unwrap_or_default();
    let is_mark = ["•", "‣", "▪", "–", "—", "*", "-", "◦", "●", "■"].contains(&first);
    is_mark && words.next().is_some()
}

/// Tells headings and captions from text.
fn classify(pieces: &mut [Piece], body: f32) {
    for piece in pieces {
        let is_short = piece.text.chars().count() <= HEADING_CHARS_MAX;
        let is_open = !lines::ends_sentence(&piece.text) || piece.text.ends_with(['?', '!']);
        let has_letters = piece.text.chars().filter(|c| c.is_alphabetic()).count() > 2;
        let is_large = piece.size > body * HEADING;
        let is_bold = piece.is_bold && piece.size > body * 0.9 && piece.text.len() <= 120;
        if is_caption(&piece.text) && !is_large {
            piece.kind = Kind::Caption;
        } else if is_short && is_open && has_letters && (is_large || is_bold) {
            piece.kind = Kind::Heading;
        }
    }
}

/// `Figure 3: The pier`.
fn is_caption(text: &str) -> bool {
    const WORDS: [&str; 9] = [
        "Figure",
        "Fig.",
        "FIGURE",
        "Table",
        "TABLE",
        "Abbildung",
        "Abb.",
        "Tabelle",
        "Рис.",
    ];
    let mut words = text.split_whitespace();
    let is_named = words.next().is_some_and(|word| WORDS.contains(&word));
    is_named
        && (words.next()).is_some_and(|number| {
            number.ends_with([':', '.']) && number.starts_with(|c: char| c.is_ascii_digit())
        })
}

/// Joins paragraphs that go on in the next column or on the next page.
fn go_on(pieces: Vec<Piece>, body: f32, words: &Vocabulary) -> Vec<Piece> {
    let mut joined: Vec<Piece> = Vec::with_capacity(pieces.len());
    for piece in pieces {
        let is_alike = |before: &Piece| {
            before.kind == piece.kind
                && before.is_bold == piece.is_bold
                && (before.size - piece.size).abs() < piece.size * 0.08
        };
        let is_text = piece.kind == Kind::Text && piece.size > body * 0.85;
        if piece.begins_column && is_text {
            let last = joined.iter().rposition(is_alike);
            let last = last.filter(|at| at + LOOK_BACK > joined.len());
            if let Some(before) = last.and_then(|at| joined.get_mut(at))
                && before.page + 1 >= piece.page
                && !lines::ends_sentence(&before.text)
                && (before.is_full && piece.text.starts_with(char::is_lowercase)
                    || breaks_word(&before.text))
            {
                words.join(&mut before.text, &piece.text);
                before.is_full = piece.is_full;
                before.page = piece.page;
                continue;
            }
        }
        joined.push(piece);
    }
    joined
}

/// The title: what the first page prints of the title that the file declares, else the largest
/// heading of the first page, if it is much larger than the text.
fn title(pieces: &[Piece], body: f32, declared: Option<&str>) -> Option<usize> {
    const CONTENTS: [&str; 6] = [
        "contents",
        "table of contents",
        "abstract",
        "inhalt",
        "inhaltsverzeichnis",
        "содержание",
    ];
    let first = pieces.first()?.page;
    let on_first = || {
        let pieces = pieces.iter().enumerate();
        pieces.take_while(move |(_, piece)| piece.page == first)
    };
    let letters = |text: &str| -> String {
        let letters = text.chars().filter(|c| c.is_alphanumeric());
        letters.flat_map(char::to_lowercase).collect()
    };
    let is_headline = |piece: &Piece| {
        let text = one_line(&piece.text);
        let is_contents = CONTENTS.contains(&text.to_lowercase().as_str());
        !is_contents
            && lines::is_headline(&text)
            && text.chars().filter(|c| c.is_alphabetic()).count() > 3
    };
    if let Some(declared) = declared.filter(|title| !is_default_title(title)) {
        let declared = letters(declared);
        // The site's name may stand behind it, or a part of it in another line.
        let found = on_first().filter(|(_, piece)| {
            let printed = letters(&piece.text);
            let length = printed.chars().count();
            is_headline(piece) && length >= 8 && declared.contains(&printed)
        });
        let longest = found.max_by(|a, b| {
            let length = |piece: &Piece| piece.text.chars().count();
            length(a.1).cmp(&length(b.1)).then(b.0.cmp(&a.0))
        });
        if let Some((number, piece)) = longest
            && letters(&piece.text).len() * 2 > declared.len()
        {
            return Some(number);
        }
    }
    let largest = on_first()
        .filter(|(_, piece)| piece.kind == Kind::Heading && is_headline(piece))
        .max_by(|a, b| a.1.size.total_cmp(&b.1.size).then(b.0.cmp(&a.0)));
    let (number, piece) = largest?;
    (piece.size > body * TITLE).then_some(number)
}
