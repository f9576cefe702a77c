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

use super::ExtractError;
use super::document::{self, Paragraph, Properties};
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
    Properties {
        title: text(&metadata.title),
        author: text(&metadata.author),
        created: metadata.creation_date.as_ref().map(written),
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
