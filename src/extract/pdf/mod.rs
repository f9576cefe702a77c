//! `PDF → draft`: the text layer of a document whose pages only say where each letter is printed
//! (ISO 32000-1 and -2; objects and encryption in section 7, text in section 9).
//!
//! ```text
//! bytes ─▶ glyphs ─▶ lines ─▶ paragraphs ─▶ draft
//!          page      columns, headings,
//!          by page   margins
//! ```
//!
//! [`read`] goes as far as paragraphs, [`draft`] from there. What lies between is plain data that
//! can be handed over by a process that may be killed ([`crate::apart`]): the first half runs a
//! large library over the bytes of strangers, the second half none.
//!
//! Pictures are never decoded; a scanned page without a text layer has no text.

mod glyphs;
mod layout;
mod story;

use std::sync::Arc;

use hayro_interpret::hayro_syntax::object::{DateTime, Dict, String as PdfString};
use hayro_interpret::hayro_syntax::{DecryptionError, LoadPdfError, Pdf};
use serde::{Deserialize, Serialize};

use super::document::{self, Paragraph, Properties};
use super::{ExtractError, topics};
use crate::article::Article;

/// Bytes of text in one document. The longest books are a tenth of it.
const TEXT_BYTES_MAX: usize = 32 << 20;

/// The first bytes of a file within which a PDF may begin, as readers have always allowed.
const HEAD_BYTES: usize = 1024;

/// What a PDF says, in reading order.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Document {
    properties: Properties,
    paragraphs: Vec<Paragraph>,
}

impl Document {
    pub fn paragraphs(&self) -> &[Paragraph] {
        &self.paragraphs
    }
}

/// Why a PDF gives no text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum PdfError {
    NotReadable,
    UnknownEncryption,
    Encrypted,
    NoPages,
    NoTextLayer,
    TooLarge,
    /// The library broke off.
    Broken,
}

impl From<PdfError> for ExtractError {
    fn from(error: PdfError) -> Self {
        match error {
            PdfError::NotReadable => ExtractError::Damaged("no PDF could be made out"),
            PdfError::UnknownEncryption => {
                ExtractError::Damaged("it is encrypted in a way that is not known")
            }
            PdfError::NoPages => ExtractError::Damaged("it has no pages"),
            PdfError::Broken => ExtractError::Damaged("reading it broke off"),
            PdfError::Encrypted => ExtractError::Encrypted,
            PdfError::NoTextLayer => ExtractError::NoTextLayer,
            PdfError::TooLarge => ExtractError::TooLarge,
        }
    }
}

/// Whether the first bytes of a file are those of a PDF (ISO 32000-1, 7.5.2). Other text may
/// stand before its first line; a text that speaks of PDF is none.
pub fn is_pdf(head: &[u8]) -> bool {
    const MAGIC: &[u8] = b"%PDF-";
    let start = head.trim_ascii_start();
    let start = start.strip_prefix(b"\xef\xbb\xbf").unwrap_or(start);
    if start.starts_with(MAGIC) {
        return true;
    }
    let first = &head[..head.len().min(HEAD_BYTES)];
    let mut found = first.windows(MAGIC.len()).enumerate();
    let begins_line = found.any(|(at, window)| {
        window == MAGIC && (first[..at].ends_with(b"\n") || first[..at].ends_with(b"\r"))
    });
    let is_object = |window: &[u8]| window.starts_with(b" obj") && !window[4].is_ascii_alphabetic();
    begins_line && head.windows(5).any(is_object)
}

/// Reads the text of a document. Runs the library that may panic, loop or take memory.
pub fn read(bytes: Vec<u8>) -> Result<Document, PdfError> {
    let pdf = Pdf::new(Arc::new(bytes)).map_err(|error| match error {
        LoadPdfError::Invalid => PdfError::NotReadable,
        LoadPdfError::Decryption(DecryptionError::PasswordProtected) => PdfError::Encrypted,
        LoadPdfError::Decryption(_) => PdfError::UnknownEncryption,
    })?;
    if pdf.pages().is_empty() {
        return Err(PdfError::NoPages);
    }
    let mut story = story::Story::default();
    let mut images = 0;
    let mut undeciphered = 0;
    glyphs::for_each_page(&pdf, |page| {
        images += usize::from(page.is_image);
        undeciphered += page.undeciphered;
        story.add(layout::lines(&page), page.height);
        story.bytes() <= TEXT_BYTES_MAX
    });
    if story.bytes() > TEXT_BYTES_MAX {
        return Err(PdfError::TooLarge);
    }
    let letters = story.letters();
    // Programs that scan put a line of their own on each picture of a page.
    let is_scanned = images == pdf.pages().len() && letters < images * LETTERS_MIN;
    if letters * 20 <= undeciphered || is_scanned {
        return Err(PdfError::NoTextLayer);
    }
    let properties = properties(&pdf);
    let paragraphs = story.paragraphs(properties.title.as_deref());
    Ok(Document {
        properties,
        paragraphs,
    })
}

/// Letters on a picture of a page below which they are no text layer of it.
const LETTERS_MIN: usize = 25;

/// Makes a draft of what was read.
pub fn draft(document: Document, path: &str) -> Article {
    document::draft(document.properties, document.paragraphs, path)
}

/// What the file says of itself, in its information dictionary and its catalog (ISO 32000-1,
/// 14.3.3 and 7.7.2).
fn properties(pdf: &Pdf) -> Properties {
    let metadata = pdf.metadata();
    let text = |bytes: &Option<Box<[u8]>>| {
        let text = super::one_line(&text_string(bytes.as_deref()?));
        (!text.is_empty()).then_some(text)
    };
    let catalog = pdf.xref().get::<Dict>(pdf.xref().root_id());
    let language = catalog.and_then(|catalog| catalog.get::<PdfString>(b"Lang"));
    let mut keywords = Vec::new();
    if let Some(list) = text(&metadata.keywords) {
        topics::add_list(&mut keywords, &list);
    }
    Properties {
        title: text(&metadata.title),
        author: text(&metadata.author),
        created: metadata.creation_date.as_ref().map(written),
        modified: metadata.modification_date.as_ref().map(written),
        section: None,
        keywords,
        language: language.map(|language| text_string(language.as_bytes())),
    }
}

/// A date as ISO 8601 has it.
fn written(date: &DateTime) -> String {
    format!(
        "{:04}-{:02}-{:02}T{:02}:{:02}:{:02}",
        date.year, date.month, date.day, date.hour, date.minute, date.second
    )
}

/// Decodes a text string (ISO 32000-2, 7.9.2.2): UTF-16 or UTF-8 with a mark, else
/// PDFDocEncoding.
fn text_string(bytes: &[u8]) -> String {
    /// What PDFDocEncoding has from 0x80 on, where it is not Latin-1.
    const UPPER: [char; 33] = [
        '•', '†', '‡', '…', '—', '–', 'ƒ', '⁄', '‹', '›', '−', '‰', '„', '“', '”', '‘', '’', '‚',
        '™', 'ﬁ', 'ﬂ', 'Ł', 'Œ', 'Š', 'Ÿ', 'Ž', 'ı', 'ł', 'œ', 'š', 'ž', '\u{fffd}', '€',
    ];
    let utf16 = |bytes: &[u8], unit: fn([u8; 2]) -> u16| {
        let units = bytes.chunks_exact(2).map(|pair| unit([pair[0], pair[1]]));
        char::decode_utf16(units)
            .map(|unit| unit.unwrap_or(char::REPLACEMENT_CHARACTER))
            .collect::<String>()
    };
    let text = match bytes {
        [0xfe, 0xff, rest @ ..] => utf16(rest, u16::from_be_bytes),
        [0xff, 0xfe, rest @ ..] => utf16(rest, u16::from_le_bytes),
        [0xef, 0xbb, 0xbf, rest @ ..] => String::from_utf8_lossy(rest).into_owned(),
        // Not allowed, and common.
        _ if !bytes.is_ascii() && std::str::from_utf8(bytes).is_ok() => {
            String::from_utf8_lossy(bytes).into_owned()
        }
        _ => (bytes.iter())
            .map(|byte| match byte {
                0x80..=0xa0 => UPPER[usize::from(byte - 0x80)],
                _ => char::from(*byte),
            })
            .collect(),
    };
    let text = text.trim_matches(|c: char| c.is_control() || c.is_whitespace());
    text.chars().filter(|c| !c.is_control()).collect()
}

#[cfg(test)]
mod tests {
    use super::document::Kind;
    use super::*;

    /// A document of these pages' operators; `F` is an upright font, `B` a bold one.
    fn pdf(pages: &[String]) -> Vec<u8> {
        let mut objects = vec![
            "<</Type/Catalog/Pages 2 0 R/Lang(en-GB)>>".to_owned(),
            String::new(),
            "<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>".to_owned(),
            "<</Type/Font/Subtype/Type1/BaseFont/Helvetica-Bold>>".to_owned(),
        ];
        let mut kids = String::new();
        for page in pages {
            let number = objects.len() + 1;
            kids += &format!("{number} 0 R ");
            objects.push(format!(
                "<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Contents {} 0 R\
                 /Resources<</Font<</F 3 0 R/B 4 0 R>>>>>>",
                number + 1
            ));
            let length = page.len();
            objects.push(format!("<</Length {length}>>stream\n{page}\nendstream"));
        }
        let count = pages.len();
        objects[1] = format!("<</Type/Pages/Kids[{kids}]/Count {count}>>");
        let mut bytes = String::from("%PDF-1.7\n");
        for (number, object) in (1..).zip(&objects) {
            bytes += &format!("{number} 0 obj\n{object}\nendobj\n");
        }
        bytes += "trailer\n<</Root 1 0 R>>\n%%EOF";
        bytes.into_bytes()
    }

    /// Lines of ten points from a place downwards.
    fn lines(x: u32, y: u32, texts: &[&str]) -> String {
        let line = |(number, text): (u32, &&str)| {
            format!("BT /F 10 Tf {x} {} Td ({text}) Tj ET\n", y - number * 12)
        };
        (0..).zip(texts).map(line).collect()
    }

    #[track_caller]
    fn paragraphs(pages: &[String]) -> Vec<(Kind, String)> {
        let document = read(pdf(pages)).unwrap();
        assert_eq!(document.properties.language.as_deref(), Some("en-GB"));
        let paragraphs = document.paragraphs.into_iter();
        paragraphs.map(|p| (p.kind, p.text)).collect()
    }

    fn text(text: &str) -> (Kind, String) {
        (Kind::Text, text.to_owned())
    }

    const LEFT: [&str; 5] = [
        "The bow door of the ferry was found",
        "open at eleven minutes past eleven,",
        "and the investigators of the author-",
        "ity have not been able to say who it",
        "was that opened it, or when, or why",
    ];

    const RIGHT: [&str; 5] = [
        "it had not been shut. The harbour had",
        "no record of the evening, since a re-",
        "placement for the book was on order",
        "and the old one was full. The author-",
        "ity ordered one in a larger format.",
    ];

    const STORY: &str = "The bow door of the ferry was found open at eleven minutes past eleven, and \
                         the investigators of the authority have not been able to say who it was \
                         that opened it, or when, or why it had not been shut. The harbour had no \
                         record of the evening, since a replacement for the book was on order and \
                         the old one was full. The authority ordered one in a larger format.";

    #[test]
    fn columns_are_read_one_after_the_other_and_words_are_whole() {
        // Line by line, as some programs write them.
        let mut page = String::from("BT /B 24 Tf 50 700 Td (Nobody shut the bow door) Tj ET\n");
        for (number, pair) in (0..).zip(LEFT.iter().zip(&RIGHT)) {
            let y = 600 - number * 12;
            page += &lines(50, y, &[pair.0]);
            page += &lines(250, y, &[pair.1]);
        }
        page += &lines(50, 500, &["The inquiry goes on, and will do so in June."]);
        assert_eq!(
            paragraphs(&[page]),
            [
                (Kind::Title, "Nobody shut the bow door".into()),
                text(STORY),
                text("The inquiry goes on, and will do so in June."),
            ]
        );
    }

    #[test]
    fn a_table_is_read_line_by_line() {
        let mut page = lines(50, 700, &["Ferry", "Barge", "Tug", "Raft"]);
        page += &lines(300, 700, &["11:40", "12:10", "13:00", "14:25"]);
        let read: Vec<String> = paragraphs(&[page]).into_iter().map(|p| p.1).collect();
        assert_eq!(
            read.join(" "),
            "Ferry 11:40 Barge 12:10 Tug 13:00 Raft 14:25"
        );
    }

    #[test]
    fn what_recurs_at_the_edges_of_pages_is_no_text() {
        let page = |number: u32, story: &[&str]| {
            lines(50, 770, &["The Tidewater Review"])
                + &lines(50, 600, story)
                + &lines(300, 30, &[&format!("- {number} -")])
        };
        assert_eq!(
            paragraphs(&[page(1, &LEFT), page(2, &RIGHT)]),
            [
                text(STORY),
                (Kind::Margin, "The Tidewater Review".into()),
                (Kind::Margin, "- 1 -".into()),
            ]
        );
    }

    #[test]
    fn words_are_parted_by_their_distance_and_letters_are_not() {
        let page = "BT /F 10 Tf 50 700 Td [(T)80(wo)-300(w)20(ords,)-300(sh)-40(ut)] TJ ET\n\
                    BT /F 10 Tf 50 640 Td (Printed) Tj ET BT /F 10 Tf 50.3 640 Td (Printed) Tj ET";
        assert_eq!(
            paragraphs(&[page.to_owned()]),
            [text("Two words, shut"), text("Printed")]
        );
    }

    #[test]
    fn what_the_document_says_of_its_text_is_believed() {
        let page = "/Artifact BMC BT /F 10 Tf 50 400 Td (Draft) Tj ET EMC\n\
                    /Span <</ActualText (office)>> BDC BT /F 10 Tf 50 700 Td (o ce) Tj ET EMC\n\
                    BT /F 10 Tf 100 700 Td (of the harbour) Tj ET\n\
                    BT /F 30 Tf 0.7 0.7 -0.7 0.7 200 200 Tm (COPY) Tj ET";
        assert_eq!(
            paragraphs(&[page.to_owned()]),
            [
                text("office of the harbour"),
                (Kind::Margin, "Draft".into()),
                (Kind::Margin, "COPY".into()),
            ]
        );
    }

    #[test]
    fn a_page_that_lies_on_its_side_is_turned() {
        let page = "BT /F 10 Tf 0 1 -1 0 100 50 Tm (The first line) Tj ET\n\
                    BT /F 10 Tf 0 1 -1 0 160 50 Tm (The second one) Tj ET";
        assert_eq!(
            paragraphs(&[page.to_owned()]),
            [text("The first line"), text("The second one")]
        );
    }

    #[test]
    fn nothing_printed_is_no_text_layer() {
        let empty = read(pdf(&["1 0 0 rg 0 0 600 800 re f".to_owned()]));
        assert_eq!(empty, Err(PdfError::NoTextLayer));
        assert_eq!(read(Vec::new()), Err(PdfError::NotReadable));
    }

    #[test]
    fn a_pdf_is_known_by_its_first_line() {
        for (head, expected) in [
            ("%PDF-1.4\n1 0 obj", true),
            ("\n\n%PDF-1.4\n", true),
            ("From a mail\r\n%PDF-2.0\r\n1 0 obj\r\n", true),
            ("A file begins with %PDF-1.7 and ends.", false),
            ("It begins with\n%PDF-1.7\nand has objects.", false),
            ("", false),
        ] {
            assert_eq!(is_pdf(head.as_bytes()), expected, "{head:?}");
        }
    }

    #[test]
    fn strings_are_read_in_all_their_encodings() {
        for (bytes, expected) in [
            (&b"Plain"[..], "Plain"),
            (b"\xfe\xff\x04\x24\x04\x3e", "Фо"),
            (b"\xef\xbb\xbf\xc3\xa9", "é"),
            (b"\xe9t\xe9 \x8dquoted\x8e", "été “quoted”"),
            (b"\xc3\xa9", "é"),
            (b"\xfe\xff\x04", ""),
        ] {
            assert_eq!(text_string(bytes), expected);
        }
    }
}
