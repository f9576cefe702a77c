//! `RTF → draft`: Rich Text Format 1.9.1, by a small reader of our own.
//!
//! Text is what stands outside of destinations that hold something else (fonts, pictures, fields'
//! instructions). Its bytes are in the charset of the font that they are set in, else in that of
//! the document; `\u` gives characters directly, with a fallback after it that is skipped. Hidden
//! and deleted text is left out, footnotes follow the text.

use std::collections::HashMap;

use encoding_rs::Encoding;

use super::document::{self, Kind, Paragraph, Properties};
use super::{ExtractError, topics};
use crate::article::Article;

/// Groups within each other; word processors stay under a hundred.
const GROUPS_MAX: usize = 10_000;

/// Fonts and styles of a document.
const FONTS_MAX: usize = 50_000;

/// Letters of a control word.
const WORD_BYTES_MAX: usize = 40;

/// Where text goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Destination {
    Text,
    Note,
    Fonts,
    Styles,
    Title,
    Author,
    Keywords,
    Category,
    Created,
    Modified,
    Info,
    Nowhere,
}

/// What a group begins with, and what ends with it.
#[derive(Clone, Copy)]
struct State {
    to: Destination,
    /// Characters after `\u` that are its fallback.
    fallback: u8,
    font: i32,
    hidden: bool,
    /// Whether the group began with `\*`: a destination that is not known is skipped.
    optional: bool,
    /// Whether it is within something that holds no text of the document, wherever text would be.
    closed: bool,
}

struct Reader<'a> {
    bytes: &'a [u8],
    at: usize,
    state: State,
    groups: Vec<State>,
    charset: &'static Encoding,
    fonts: HashMap<i32, &'static Encoding>,
    styles: HashMap<i32, Kind>,
    /// Bytes that wait for their charset, whose characters may be several bytes long.
    pending: Vec<u8>,
    /// The first half of a character outside the basic plane.
    surrogate: Option<u16>,
    /// Characters of a fallback that are still to be skipped.
    skip: u8,
    /// The paragraphs that are open: that of the text, and perhaps that of a note in it.
    text: Paragraph,
    note: Paragraph,
    paragraphs: Vec<Paragraph>,
    notes: Vec<Paragraph>,
    properties: Properties,
    /// Year, month, day, hour and minute.
    created: [i32; 5],
    modified: [i32; 5],
    /// What is being said of a font or a style.
    number: i32,
    name: String,
}

/// Reads a document.
pub fn read(bytes: &[u8], path: &str) -> Result<Article, ExtractError> {
    let mut reader = Reader::new(bytes);
    reader.run()?;
    let Reader {
        mut paragraphs,
        notes,
        mut properties,
        created,
        modified,
        ..
    } = reader;
    let written = |[year, month, day, hour, minute]: [i32; 5]| {
        let date = format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:00");
        (year > 0).then_some(date)
    };
    properties.created = written(created);
    properties.modified = written(modified);
    paragraphs.extend(notes);
    Ok(document::draft(properties, paragraphs, path))
}

impl<'a> Reader<'a> {
    fn new(bytes: &'a [u8]) -> Self {
        Reader {
            bytes,
            at: 0,
            state: State {
                to: Destination::Text,
                fallback: 1,
                font: 0,
                hidden: false,
                optional: false,
                closed: false,
            },
            groups: Vec::new(),
            charset: encoding_rs::WINDOWS_1252,
            fonts: HashMap::new(),
            styles: HashMap::new(),
            pending: Vec::new(),
            surrogate: None,
            skip: 0,
            text: Paragraph::default(),
            note: Paragraph::default(),
            paragraphs: Vec::new(),
            notes: Vec::new(),
            properties: Properties::default(),
            created: [0, 1, 1, 0, 0],
            modified: [0, 1, 1, 0, 0],
            number: 0,
            name: String::new(),
        }
    }

    fn run(&mut self) -> Result<(), ExtractError> {
        while let Some(byte) = self.next() {
            match byte {
                b'{' => {
                    self.flush();
                    self.skip = 0;
                    if self.groups.len() >= GROUPS_MAX {
                        return Err(ExtractError::Damaged("groups nested too deep"));
                    }
                    self.groups.push(self.state);
                    self.state.optional = false;
                }
                b'}' => {
                    self.flush();
                    self.skip = 0;
                    self.end_group();
                    if self.groups.is_empty() {
                        // What follows the document is none of it.
                        break;
                    }
                }
                b'\\' => self.control(),
                b'\r' | b'\n' | 0 => {}
                byte => self.byte(byte),
            }
        }
        self.flush();
        self.end_paragraph(false);
        self.end_paragraph(true);
        Ok(())
    }

    fn next(&mut self) -> Option<u8> {
        let byte = self.bytes.get(self.at).copied();
        self.at += 1;
        byte
    }

    fn peek(&self) -> Option<u8> {
        self.bytes.get(self.at).copied()
    }

    fn end_group(&mut self) {
        let Some(outer) = self.groups.pop() else {
            return;
        };
        let inner = std::mem::replace(&mut self.state, outer);
        if inner.to == outer.to {
            return;
        }
        match inner.to {
            Destination::Note => self.end_paragraph(true),
            Destination::Styles => self.end_style(),
            Destination::Keywords => {
                let list = std::mem::take(&mut self.name);
                topics::add_list(&mut self.properties.keywords, &list);
            }
            Destination::Title | Destination::Author | Destination::Category => {
                let text = std::mem::take(&mut self.name);
                let field = match inner.to {
                    Destination::Title => &mut self.properties.title,
                    Destination::Category => &mut self.properties.section,
                    _ => &mut self.properties.author,
                };
                *field = Some(text).filter(|text| !text.trim().is_empty());
            }
            _ => {}
        }
    }

    fn control(&mut self) {
        let Some(byte) = self.next() else { return };
        if byte.is_ascii_alphabetic() {
            let start = self.at - 1;
            while (self.peek()).is_some_and(|byte| byte.is_ascii_alphabetic())
                && self.at - start < WORD_BYTES_MAX
            {
                self.at += 1;
            }
            let word = &self.bytes[start..self.at];
            let word = std::str::from_utf8(word).unwrap_or_default();
            let number = self.parameter();
            self.word(word, number);
            return;
        }
        match byte {
            b'\'' => {
                let digit = |byte: Option<u8>| (char::from(byte?)).to_digit(16);
                let high = digit(self.peek());
                let low = digit(self.bytes.get(self.at + 1).copied());
                if let (Some(high), Some(low)) = (high, low) {
                    self.at += 2;
                    self.byte((high * 16 + low) as u8);
                }
            }
            b'*' => self.state.optional = true,
            b'~' => self.push('\u{a0}'),
            b'_' => self.push('\u{2011}'),
            b'\\' | b'{' | b'}' => self.byte(byte),
            b'\r' | b'\n' => self.word("par", None),
            b'\t' => self.push(' '),
            // `\-` may part a word and does not; the rest is for indexes and formulas.
            _ => self.skip = self.skip.saturating_sub(1),
        }
    }

    /// The number after a control word, and the blank that ends it.
    fn parameter(&mut self) -> Option<i32> {
        let start = self.at;
        if self.peek() == Some(b'-') {
            self.at += 1;
        }
        while (self.peek()).is_some_and(|byte| byte.is_ascii_digit()) && self.at - start < 11 {
            self.at += 1;
        }
        let digits = self.bytes.get(start..self.at).unwrap_or_default();
        let number = std::str::from_utf8(digits)
            .ok()
            .and_then(|n| n.parse().ok());
        if number.is_none() {
            self.at = start;
        }
        if self.peek() == Some(b' ') {
            self.at += 1;
        }
        number
    }

    fn word(&mut self, word: &str, number: Option<i32>) {
        // Binary data has no syntax, wherever it stands.
        if word == "bin" {
            let length = usize::try_from(number.unwrap_or(0)).unwrap_or(0);
            self.at = self.at.saturating_add(length).min(self.bytes.len());
            return;
        }
        if self.skip > 0 {
            if word != "u" {
                self.skip -= 1;
                return;
            }
            self.skip = 0;
        }
        let optional = std::mem::take(&mut self.state.optional);
        let on = number != Some(0);
        let value = number.unwrap_or(0);
        match word {
            "u" => {
                self.unicode(value);
                self.skip = self.state.fallback;
            }
            "uc" => self.state.fallback = value.clamp(0, 100) as u8,
            // Charsets.
            "ansi" => self.charset = encoding_rs::WINDOWS_1252,
            "mac" => self.charset = encoding_rs::MACINTOSH,
            "ansicpg" => {
                if let Some(charset) = code_page(value) {
                    self.charset = charset;
                }
            }
            "f" if self.state.to == Destination::Fonts => self.number = value,
            "fcharset" if self.state.to == Destination::Fonts => {
                let charset = font_charset(value).and_then(code_page);
                if let Some(charset) = charset
                    && self.fonts.len() < FONTS_MAX
                {
                    self.fonts.insert(self.number, charset);
                }
            }
            "cpg" if self.state.to == Destination::Fonts => {
                if let Some(charset) = code_page(value)
                    && self.fonts.len() < FONTS_MAX
                {
                    self.fonts.insert(self.number, charset);
                }
            }
            "f" => {
                self.flush();
                self.state.font = value;
            }
            // Destinations.
            "fonttbl" => self.go(Destination::Fonts),
            "stylesheet" => self.go(Destination::Styles),
            "info" => self.go(Destination::Info),
            "title" if self.state.to == Destination::Info => self.go(Destination::Title),
            "author" if self.state.to == Destination::Info => self.go(Destination::Author),
            "keywords" if self.state.to == Destination::Info => self.go(Destination::Keywords),
            "category" if self.state.to == Destination::Info => self.go(Destination::Category),
            "revtim" if self.state.to == Destination::Info => self.go(Destination::Modified),
            "creatim" if self.state.to == Destination::Info => self.go(Destination::Created),
            "yr" | "mo" | "dy" | "hr" | "min"
                if matches!(self.state.to, Destination::Created | Destination::Modified) =>
            {
                let names = ["yr", "mo", "dy", "hr", "min"];
                let date = match self.state.to {
                    Destination::Created => &mut self.created,
                    _ => &mut self.modified,
                };
                let fields = names.iter().zip(date);
                for (_, field) in fields.filter(|(name, _)| **name == word) {
                    *field = value;
                }
            }
            "footnote" | "endnote" if self.state.to == Destination::Text => {
                self.go(Destination::Note);
            }
            "colortbl" | "pict" | "object" | "header" | "headerl" | "headerr" | "headerf"
            | "footer" | "footerl" | "footerr" | "footerf" | "fldinst" | "themedata"
            | "colorschememapping" | "datastore" | "listtable" | "listoverridetable"
            | "latentstyles" | "filetbl" | "revtbl" | "rsidtbl" | "generator" | "xmlnstbl"
            | "bkmkstart" | "bkmkend" | "nonshppict" | "annotation" | "atnid" | "atnauthor"
            | "xe" | "tc" | "ftnsep" | "ftnsepc" | "aftnsep" | "aftnsepc" | "listtext"
            | "pntext" | "private" | "comment" | "doccomm" | "keywords" | "subject"
            | "operator" | "company" | "manager" | "category" | "revtim" | "printim" | "buptim"
            | "hlinkbase" | "mmathPr" | "sn" | "sv" | "shpgrp" | "do" => {
                self.go(Destination::Nowhere);
                self.state.closed = true;
            }
            "upr" => self.go(Destination::Nowhere),
            // Text within what is skipped: the Unicode half of a pair, the text of a shape.
            "ud" | "shptxt" if !self.state.closed => self.state.to = Destination::Text,
            _ if optional => self.go(Destination::Nowhere),
            // Paragraphs and their styles.
            "par" | "sect" | "page" | "cell" | "row" | "nestcell" | "nestrow" => {
                self.flush();
                match self.state.to {
                    Destination::Text => self.end_paragraph(false),
                    Destination::Note => self.end_paragraph(true),
                    _ => {}
                }
            }
            "pard" => {
                if let Some(paragraph) = self.paragraph() {
                    paragraph.kind = Kind::Text;
                }
            }
            "s" if self.state.to == Destination::Styles => self.number = value,
            "s" => {
                let kind = self.styles.get(&value).copied().unwrap_or_default();
                if let Some(paragraph) = self.paragraph() {
                    paragraph.kind = kind;
                }
            }
            "outlinelevel" if (0..9).contains(&value) => {
                if let Some(paragraph) = self.paragraph()
                    && paragraph.kind == Kind::Text
                {
                    paragraph.kind = Kind::Heading;
                }
            }
            // Characters.
            "line" | "lbr" => self.push('\n'),
            "tab" | "emspace" | "enspace" | "qmspace" => self.push(' '),
            "emdash" => self.push('—'),
            "endash" => self.push('–'),
            "lquote" => self.push('‘'),
            "rquote" => self.push('’'),
            "ldblquote" => self.push('“'),
            "rdblquote" => self.push('”'),
            "bullet" => self.push('•'),
            "v" | "deleted" => {
                self.flush();
                self.state.hidden = on;
            }
            "plain" => {
                self.flush();
                self.state.hidden = false;
            }
            _ => {}
        }
    }

    fn go(&mut self, to: Destination) {
        self.flush();
        // What is in something skipped is skipped too.
        if self.state.to != Destination::Nowhere {
            self.state.to = to;
        }
        let is_head = !matches!(
            to,
            Destination::Text | Destination::Note | Destination::Nowhere
        );
        self.state.closed |= is_head;
    }

    fn paragraph(&mut self) -> Option<&mut Paragraph> {
        match self.state.to {
            Destination::Text => Some(&mut self.text),
            Destination::Note => Some(&mut self.note),
            _ => None,
        }
    }

    fn byte(&mut self, byte: u8) {
        if self.skip > 0 {
            self.skip -= 1;
            return;
        }
        self.surrogate = None;
        if self.state.to == Destination::Styles && byte == b';' {
            self.flush();
            self.end_style();
            return;
        }
        self.pending.push(byte);
    }

    fn unicode(&mut self, value: i32) {
        self.flush();
        // Numbers over 32,767 are written as negative ones, by most.
        let unit = (value & 0xffff) as u16;
        match (self.surrogate.take(), unit) {
            (_, 0xd800..0xdc00) => self.surrogate = Some(unit),
            (Some(high), 0xdc00..0xe000) => {
                let units = [high, unit];
                for character in char::decode_utf16(units).flatten() {
                    self.push(character);
                }
            }
            // Symbols of fonts that are no characters.
            (_, 0xdc00..0xf900) => {}
            (_, unit) => {
                if let Some(character) = char::from_u32(u32::from(unit)).filter(|c| *c != '\0') {
                    self.push(character);
                }
            }
        }
    }

    fn push(&mut self, character: char) {
        self.flush();
        self.push_text(character.encode_utf8(&mut [0; 4]));
    }

    /// Decodes the bytes that wait for it.
    fn flush(&mut self) {
        if self.pending.is_empty() {
            return;
        }
        let pending = std::mem::take(&mut self.pending);
        let charset = self.fonts.get(&self.state.font).copied();
        let charset = charset.unwrap_or(self.charset);
        let (text, _) = charset.decode_without_bom_handling(&pending);
        self.push_text(&text);
        self.pending = pending;
        self.pending.clear();
    }

    fn push_text(&mut self, text: &str) {
        if self.state.hidden {
            return;
        }
        match self.state.to {
            Destination::Text => self.text.text.push_str(text),
            Destination::Note => self.note.text.push_str(text),
            Destination::Styles
            | Destination::Title
            | Destination::Author
            | Destination::Keywords
            | Destination::Category => {
                self.name.push_str(text);
            }
            _ => {}
        }
    }

    fn end_style(&mut self) {
        let name = std::mem::take(&mut self.name);
        if let Some(kind) = Kind::of_style(name.trim())
            && self.styles.len() < FONTS_MAX
        {
            self.styles.insert(self.number, kind);
        }
        self.number = 0;
    }

    fn end_paragraph(&mut self, of_note: bool) {
        let (open, closed) = match of_note {
            true => (&mut self.note, &mut self.notes),
            false => (&mut self.text, &mut self.paragraphs),
        };
        // Its style is that of the next one too, until another is given.
        let next = Paragraph {
            kind: open.kind,
            text: String::new(),
        };
        let paragraph = std::mem::replace(open, next);
        document::add(closed, paragraph);
    }
}

/// The code page of a font by its number of a charset.
fn font_charset(number: i32) -> Option<i32> {
    Some(match number {
        0 => 1252,
        77 => 10000,
        128 => 932,
        129 => 949,
        134 => 936,
        136 => 950,
        161 => 1253,
        162 => 1254,
        163 => 1258,
        177 => 1255,
        178 => 1256,
        186 => 1257,
        204 => 1251,
        222 => 874,
        238 => 1250,
        // 1 is that of the document, 2 is symbols.
        _ => return None,
    })
}

fn code_page(number: i32) -> Option<&'static Encoding> {
    let label = match number {
        65001 => "utf-8".to_owned(),
        10000 => "macintosh".to_owned(),
        10007 => "x-mac-cyrillic".to_owned(),
        932 => "shift_jis".to_owned(),
        936 => "gbk".to_owned(),
        949 => "euc-kr".to_owned(),
        950 => "big5".to_owned(),
        866 => "ibm866".to_owned(),
        number => format!("windows-{number}"),
    };
    Encoding::for_label(label.as_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::article::Role;
    use proptest::prelude::*;

    fn texts(rtf: &str) -> Vec<String> {
        let article = read(rtf.as_bytes(), "").unwrap();
        (article.blocks.into_iter())
            .map(|block| block.text)
            .collect()
    }

    #[test]
    fn charsets_of_the_document_and_of_its_fonts_are_read() {
        for (rtf, text) in [
            (r"{\rtf1\ansi\ansicpg1252 caf\'e9 it's.\par}", "café it's."),
            (r"{\rtf1\ansi\ansicpg1251 \'cf\'ee\'f0\'f2.\par}", "Порт."),
            (
                r"{\rtf1\ansi\ansicpg1252{\fonttbl{\f0\fcharset0 A;}{\f1\fcharset204 B{\*\falt C};}}\f0 a {\f1\'cf\'ee} \'e9.\par}",
                "a По é.",
            ),
            (r"{\rtf1\ansi\ansicpg936 \'b8\'db\'bf\'da.}", "港口."),
            (r"{\rtf1\mac \'8e.}", "é."),
        ] {
            assert_eq!(texts(rtf), [text], "{rtf}");
        }
    }

    #[test]
    fn characters_are_read_and_their_fallbacks_skipped() {
        for (rtf, text) in [
            (r"{\rtf1 \u1055?\u1086?\u1088?.}", "Пор."),
            (r"{\rtf1\uc0 \u1055\u1086 x.}", "Поx."),
            (
                r"{\rtf1\uc2 \u233\'65\'65t\u233 xxt{\uc0\u233}t.}",
                "ététét.",
            ),
            (r"{\rtf1\u-10179?\u-8704?.}", "😀."),
            (r"{\rtf1 {\upr{a?}{\*\ud{a\u233 e}}}.}", "aé."),
            (
                r"{\rtf1 \ldblquote a\rdblquote\emdash\~b\_c\-d\{\\\}.}",
                "“a”—\u{a0}b\u{2011}cd{\\}.",
            ),
        ] {
            assert_eq!(texts(rtf), [text], "{rtf}");
        }
    }

    #[test]
    fn what_is_no_text_is_skipped() {
        assert_eq!(
            texts(
                "{\\rtf1{\\colortbl;\\red0;}{\\*\\generator X 1;}{\\stylesheet{\\s1 heading 1;}{\\*\\cs2 \
                 c;}}{\\header top\\par}{\\pict\\wmetafile8 0102}{\\*\\shppict{\\pict{\\*\\blipuid a}\\bin4 \
                 }{}x}}{\\field{\\*\\fldinst HYPERLINK \"x\"}{\\fldrslt a link}}{\\v hidden}{\\deleted \
                 gone}\r\n and\n more{\\footnote A note.}\\line end.\\par\\pard\\plain second.\\\nthird.}x}"
            ),
            ["a link and more\nend.", "second.", "third.", "A note."]
        );
    }

    #[test]
    fn styles_and_properties_are_read() {
        let article = read(
            br"{\rtf1{\stylesheet{\s0 Normal;}{\s15\b heading 1;}{\s16 Title;}}{\info{\title The file}{\author Ann Marsh}{\creatim\yr2017\mo3\dy8\hr6\min12}{\revtim\yr2020\mo2}{\keywords ferries, bow doors}{\category Harbour}}\pard\s16 The bow door\par\pard It shut, and nobody knew.\par\pard\s15 Why\par\pard\s0 So.\par}",
            "",
        )
        .unwrap();
        assert_eq!(article.title, "The bow door");
        assert_eq!(article.byline.as_deref(), Some("Ann Marsh"));
        assert_eq!(
            article.published.map(|p| p.to_string()),
            Some("2017-03-08T06:12:00".into())
        );
        assert_eq!(
            article.modified.map(|p| p.to_string()),
            Some("2020-02-01T00:00:00".into())
        );
        assert_eq!(article.section.as_deref(), Some("Harbour"));
        assert_eq!(article.keywords, ["ferries", "bow doors"]);
        assert_eq!(article.blocks[2].role, Role::Heading);
    }

    #[test]
    fn depth_is_bounded() {
        let deep = format!("{{\\rtf1 {}x", "{".repeat(1_000_000));
        assert_eq!(
            read(deep.as_bytes(), ""),
            Err(ExtractError::Damaged("groups nested too deep"))
        );
        assert_eq!(texts("{\\rtf1 cut off in the mi"), ["cut off in the mi"]);
    }

    proptest! {
        #[test]
        fn no_bytes_make_it_panic(pieces in prop::collection::vec(prop::sample::select(vec![
            "{", "}", "\\", "\\u", "\\u-1?", "\\'", "e9", "\\bin", "9", "-", " ", "\\*", "\\fonttbl",
            "\\f1", "\\fcharset204", "\\stylesheet", "\\s1", ";", "\\par", "\\uc", "\\info", "\\title",
            "\\footnote", "\\upr", "\\ud", "é", "\\ansicpg", "932", "\\cell", "\\v", "\\creatim\\yr",
        ]), 0..60)) {
            let _ = read(format!("{{\\rtf1{}", pieces.concat()).as_bytes(), "");
        }
    }
}
