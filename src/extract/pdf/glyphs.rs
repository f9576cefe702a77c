//! `page → glyphs`: every letter with its place, turned so that the lines of the page run from
//! left to right and from top to bottom.
//!
//! What a letter means comes from the font's `ToUnicode`, its encoding and the names of its glyphs
//! (ISO 32000-1, 9.10), unless the page itself says what a sequence stands for (`ActualText`,
//! 14.9.4), or by the font's own table where the document is silent. Artifacts (14.8.2.2) are what a tagged document declares to be none of its text:
//! headers, footers, numbers of pages.

use hayro_interpret::font::{FontData, Glyph as PdfGlyph, GlyphRun};
use hayro_interpret::hayro_cmap::{BfString, WritingMode};
use hayro_interpret::hayro_syntax::Pdf;
use hayro_interpret::hayro_syntax::object::{Dict, String as PdfString};
use hayro_interpret::hayro_syntax::page::Page as PdfPage;
use hayro_interpret::kurbo::{Affine, BezPath, Point, Rect, Vec2};
use hayro_interpret::{
    BlendMode, ClipPath, Context, Device, DrawMode, DrawProps, Image, ImageDrawProps,
    InterpreterCache, InterpreterSettings, SoftMask, TransformExt, interpret_page,
};
use rustc_hash::{FxHashMap, FxHashSet};
use skrifa::{FontRef, MetadataProvider};
use unicode_normalization::UnicodeNormalization;

use super::text_string;

/// Glyphs of one page; what comes after them is not read. A page of small advertisements has
/// twenty thousand.
const GLYPHS_MAX: usize = 300_000;

/// Sequences of marked content inside each other that are kept apart.
const MARKED_MAX: usize = 200;

/// Farther than this from the page is nothing, in points: no page is larger than 14,400.
const FAR: f64 = 30_000.0;

/// A letter, or what stands for several of them.
#[derive(Debug, Clone, Copy)]
pub struct Glyph {
    /// Where it begins and ends on its line.
    pub x0: f32,
    pub x1: f32,
    /// Where its line stands; grows downwards.
    pub y: f32,
    pub size: f32,
    /// Its bytes in the page's text; none for a blank.
    start: u32,
    bytes: u32,
    pub is_bold: bool,
    pub is_artifact: bool,
}

/// The letters of a page.
#[derive(Default)]
pub struct Page {
    /// From top to bottom as the text runs.
    pub height: f32,
    pub glyphs: Vec<Glyph>,
    /// What runs in another direction than most of it: stamps, watermarks, credits along a
    /// picture.
    pub across: Vec<String>,
    /// Glyphs of which nobody knows what they mean.
    pub undeciphered: usize,
    /// A picture covers most of it.
    pub is_image: bool,
    text: String,
}

impl Page {
    pub fn text(&self, glyph: &Glyph) -> &str {
        let (start, bytes) = (glyph.start as usize, glyph.bytes as usize);
        self.text.get(start..start + bytes).unwrap_or_default()
    }
}

/// Hands over one page after the other, until the answer is `false`.
pub fn for_each_page(pdf: &Pdf, mut see: impl FnMut(Page) -> bool) {
    let settings = InterpreterSettings::default();
    let cache = InterpreterCache::new();
    let mut meanings = Meanings::default();
    for page in pdf.pages().iter() {
        if !see(read(page, &cache, &settings, &mut meanings)) {
            return;
        }
    }
}

fn read<'a>(
    page: &'a PdfPage<'a>,
    cache: &InterpreterCache<'a>,
    settings: &InterpreterSettings,
    meanings: &mut Meanings,
) -> Page {
    let (width, height) = page.render_dimensions();
    let bounds = Rect::new(0.0, 0.0, f64::from(width), f64::from(height));
    let transform = page.initial_transform(true).to_kurbo();
    let mut context = Context::new(transform, bounds, cache, page.xref(), settings.clone());
    let mut reader = Reader::new(bounds, meanings);
    interpret_page(page, &mut context, &mut reader);
    reader.page()
}

/// Which way a line runs, in quarters of a turn; `None` if it is slanted.
type Turn = Option<u8>;

struct Raw {
    origin: Point,
    end: Point,
    turn: Turn,
    glyph: Glyph,
    /// Its code was taken for its letter.
    is_by_code: bool,
}

/// What holds within a sequence of marked content.
#[derive(Clone, Copy, Default)]
struct Marked {
    is_artifact: bool,
    /// Which of the texts that the page gives in place of glyphs.
    actual: Option<usize>,
}

/// Sees everything that a page draws, and keeps the letters.
struct Reader<'m> {
    bounds: Rect,
    meanings: &'m mut Meanings,
    raw: Vec<Raw>,
    text: String,
    marked: Vec<Marked>,
    /// Sequences beyond those that are kept apart.
    marked_beyond: usize,
    /// Texts in place of glyphs, until they were used.
    actual: Vec<Option<String>>,
    /// Where each letter stands already: shadows and false bold print it twice.
    seen: FxHashSet<(u64, i32, i32)>,
    undeciphered: usize,
    is_image: bool,
}

impl<'m> Reader<'m> {
    fn new(bounds: Rect, meanings: &'m mut Meanings) -> Reader<'m> {
        Reader {
            bounds,
            meanings,
            raw: Vec::new(),
            text: String::new(),
            marked: Vec::new(),
            marked_beyond: 0,
            actual: Vec::new(),
            seen: FxHashSet::default(),
            undeciphered: 0,
            is_image: false,
        }
    }

    fn add(&mut self, transform: Affine, glyph: &PdfGlyph<'_>, is_vertical: bool, is_bold: bool) {
        let advance = match glyph {
            PdfGlyph::Outline(glyph) => glyph.advance_width(),
            PdfGlyph::Type3(glyph) => glyph.advance_width(),
        };
        let origin = transform * Point::ZERO;
        let up = transform * Point::new(0.0, 1000.0) - origin;
        let across = transform * Point::new(1000.0, 0.0) - origin;
        let size = up.hypot();
        let (origin, end) = match is_vertical {
            false => {
                let width = f64::from(advance.unwrap_or(500.0)).clamp(0.0, 10_000.0);
                (origin, transform * Point::new(width, 0.0))
            }
            true => (origin + up * 0.8, origin - up * 0.2),
        };
        let direction = if is_vertical { -up } else { across };
        let is_on_page = self.bounds.inflate(size, size).contains(origin);
        let is_sane = size.is_finite() && size > 0.1 && end.is_finite() && size < FAR;
        if !is_sane || !is_on_page {
            return;
        }
        let marked = self.marked.last().copied().unwrap_or_default();
        let start = self.text.len();
        let mut is_by_code = false;
        match marked.actual {
            Some(at) => match self.actual.get_mut(at).and_then(Option::take) {
                Some(text) => push_clean(&mut self.text, &text),
                // The rest of what stands for it.
                None => {
                    if let Some(last) = self.raw.last_mut()
                        && (end - last.end).hypot() < size * 2.0
                    {
                        last.end = end;
                    }
                    return;
                }
            },
            None => match glyph.as_unicode() {
                Some(BfString::Char(c)) => push_clean(&mut self.text, c.encode_utf8(&mut [0; 4])),
                Some(BfString::String(text)) => push_clean(&mut self.text, &text),
                None => match self.meanings.of(glyph) {
                    Meaning::Letter(letter) => {
                        push_clean(&mut self.text, letter.encode_utf8(&mut [0; 4]));
                    }
                    Meaning::Code(text) => {
                        push_clean(&mut self.text, &text);
                        is_by_code = true;
                    }
                    Meaning::Unknown => self.undeciphered += 1,
                },
            },
        }
        let text = &self.text[start..];
        if text.trim().is_empty() {
            self.text.truncate(start);
        } else {
            // The narrowest letters are a fifth of their size wide.
            let place = |value: f64| (value / (size * 0.04)).round() as i32;
            let (x, y) = (place(origin.x), place(origin.y));
            let name = text.bytes().fold(0u64, |name, byte| {
                name.wrapping_mul(257).wrapping_add(u64::from(byte) + 1)
            });
            let mut near = (-2..=2).flat_map(|right| (-2..=2).map(move |down| (right, down)));
            let is_again = near.any(|(right, down)| {
                self.seen
                    .contains(&(name, x.saturating_add(right), y.saturating_add(down)))
            });
            if is_again {
                self.text.truncate(start);
                return;
            }
            self.seen.insert((name, x, y));
        }
        let glyph = Glyph {
            x0: 0.0,
            x1: 0.0,
            y: 0.0,
            size: size as f32,
            start: start as u32,
            bytes: (self.text.len() - start) as u32,
            is_bold,
            is_artifact: marked.is_artifact,
        };
        self.raw.push(Raw {
            origin,
            end,
            turn: turn_of(direction),
            glyph,
            is_by_code,
        });
    }

    /// Leaves out letters that are only codes, unless they look like text: many programs number
    /// the letters of a font as they come.
    fn check_codes(&mut self) {
        let text = |raw: &Raw| {
            let start = raw.glyph.start as usize;
            self.text.get(start..start + raw.glyph.bytes as usize)
        };
        let by_code = || self.raw.iter().filter(|raw| raw.is_by_code);
        let is_letter = |c: char| c.is_ascii_alphabetic();
        let letters =
            by_code().filter(|raw| text(raw).is_some_and(|text| text.contains(is_letter)));
        let small = by_code().filter(|raw| {
            text(raw).is_some_and(|text| text.contains(|c: char| c.is_ascii_lowercase()))
        });
        let (all, letters, small) = (by_code().count(), letters.count(), small.count());
        if letters * 4 < all * 3 || small * 2 < all {
            self.raw.retain(|raw| !raw.is_by_code);
            self.undeciphered += all;
        }
    }

    /// Turns the page so that most of its lines run from left to right.
    fn page(mut self) -> Page {
        self.check_codes();
        let mut counts = [0usize; 4];
        for raw in &self.raw {
            if let Some(turn) = raw.turn {
                counts[usize::from(turn)] += raw.glyph.bytes as usize;
            }
        }
        // The first of the largest.
        let most = (0..4u8).rev().max_by_key(|turn| counts[usize::from(*turn)]);
        let most = most.unwrap_or_default();
        let (width, height) = (self.bounds.width(), self.bounds.height());
        let turned = |point: Point| match most {
            0 => point,
            1 => Point::new(point.y, width - point.x),
            2 => Point::new(width - point.x, height - point.y),
            _ => Point::new(height - point.y, point.x),
        };
        let mut page = Page {
            height: (if most % 2 == 0 { height } else { width }) as f32,
            text: self.text,
            undeciphered: self.undeciphered,
            is_image: self.is_image,
            ..Page::default()
        };
        let mut across = String::new();
        let mut before: Option<Point> = None;
        for raw in self.raw {
            let mut glyph = raw.glyph;
            if raw.turn == Some(most) {
                let (origin, end) = (turned(raw.origin), turned(raw.end));
                glyph.x0 = origin.x.min(end.x) as f32;
                glyph.x1 = origin.x.max(end.x) as f32;
                glyph.y = origin.y as f32;
                page.glyphs.push(glyph);
                continue;
            }
            let gap = before.map_or(0.0, |before| (raw.origin - before).hypot());
            if gap > f64::from(glyph.size) * 2.0 {
                page.across.push(std::mem::take(&mut across));
            } else if gap > f64::from(glyph.size) * 0.15 || glyph.bytes == 0 {
                across.push(' ');
            }
            across.push_str(page.text(&glyph));
            before = Some(raw.end);
        }
        page.across.push(across);
        page.across.retain(|text| !text.trim().is_empty());
        page
    }
}

/// What glyphs mean of which the document does not say it: by the font itself, which knows which
/// letters its glyphs are for, or by the codes that simple fonts use for them.
#[derive(Default)]
struct Meanings {
    /// The letter of each glyph, by the font; which is kept, so that no other one takes its place.
    fonts: FxHashMap<*const u8, (FontData, FxHashMap<u32, char>)>,
}

enum Meaning {
    Letter(char),
    /// What its code would mean in ASCII.
    Code(String),
    Unknown,
}

impl Meanings {
    fn of(&mut self, glyph: &PdfGlyph<'_>) -> Meaning {
        let font = match glyph {
            PdfGlyph::Outline(outline) => outline.font_data().map(|font| (outline, font.data)),
            PdfGlyph::Type3(_) => None,
        };
        let Some((outline, data)) = font else {
            return of_code(glyph.char_code());
        };
        let key = (*data).as_ref().as_ptr();
        let (_, letters) = (self.fonts.entry(key)).or_insert_with(|| {
            let letters = letters_of((*data).as_ref());
            (data, letters)
        });
        let letter = letters.get(&outline.glyph_id().to_u32());
        letter.map_or(Meaning::Unknown, |letter| Meaning::Letter(*letter))
    }
}

/// The letters of a font's glyphs, by its own table (`cmap` of OpenType).
fn letters_of(font: &[u8]) -> FxHashMap<u32, char> {
    let mut letters = FxHashMap::default();
    let Ok(font) = FontRef::new(font) else {
        return letters;
    };
    for (code, glyph) in font.charmap().mappings() {
        // Fonts of symbols have their codes in a range of their own.
        let code = if (0xf020..=0xf0ff).contains(&code) {
            code - 0xf000
        } else {
            code
        };
        let Some(letter) = char::from_u32(code).filter(|c| !matches!(c, '\u{e000}'..='\u{f8ff}'))
        else {
            continue;
        };
        letters.entry(glyph.to_u32()).or_insert(letter);
    }
    letters
}

/// What a code means in a font with names of its own for its glyphs: most keep to ASCII, those of
/// TeX with ligatures below it.
fn of_code(code: u32) -> Meaning {
    Meaning::Code(match code {
        0x0b => "ff".into(),
        0x0c => "fi".into(),
        0x0d => "fl".into(),
        0x0e => "ffi".into(),
        0x0f => "ffl".into(),
        0x10..=0x1f => "?".into(),
        0x20..=0x7e | 0xa1..=0xff => char::from_u32(code).unwrap_or('?').into(),
        _ => return Meaning::Unknown,
    })
}

/// The quarter of a turn nearest to a direction, if it is near.
fn turn_of(direction: Vec2) -> Turn {
    let (x, y) = (direction.x, direction.y);
    let is_near = |along: f64, aside: f64| along > 0.0 && aside.abs() < along * 0.2;
    match () {
        () if is_near(x, y) => Some(0),
        () if is_near(y, x) => Some(1),
        () if is_near(-x, y) => Some(2),
        () if is_near(-y, x) => Some(3),
        () => None,
    }
}

/// Adds text with ligatures and letters' shapes resolved, blanks as blanks, and no controls.
fn push_clean(to: &mut String, text: &str) {
    for c in text.chars() {
        match c {
            'ﬀ'..='ﬆ'
            | '\u{fb13}'..='\u{fb17}'
            | '\u{fb50}'..='\u{fdff}'
            | '\u{fe70}'..='\u{fefc}' => {
                to.extend(std::iter::once(c).nfkc());
            }
            c if c.is_whitespace() => to.push(' '),
            '\u{200b}' | '\u{feff}' | '\u{2060}' => {}
            c if c.is_control() => {}
            c => to.push(c),
        }
    }
}

impl<'a> Device<'a> for Reader<'_> {
    fn draw_glyph_run(&mut self, run: &GlyphRun<'_, 'a>, props: DrawProps<'a>, _: &DrawMode) {
        let is_vertical = run.writing_mode() == WritingMode::Vertical;
        let is_bold = (run.glyphs().first()).is_some_and(|glyph| match &**glyph {
            PdfGlyph::Outline(glyph) => glyph.font_data().is_some_and(|font| {
                font.weight.is_some_and(|weight| weight >= 600)
                    || (font.postscript_name.as_deref()).is_some_and(is_bold_name)
            }),
            PdfGlyph::Type3(_) => false,
        });
        for glyph in run.glyphs() {
            if self.raw.len() >= GLYPHS_MAX {
                return;
            }
            let transform = props.transform * glyph.transform();
            self.add(transform, glyph, is_vertical, is_bold);
        }
    }

    fn draw_image(&mut self, _: Image<'a, '_>, props: ImageDrawProps<'a>) {
        let [a, b, c, d, ..] = props.transform.as_coeffs();
        let (width, height) = (a.hypot(b), c.hypot(d));
        self.is_image |= width * height >= self.bounds.area() / 2.0;
    }

    fn begin_marked_content(&mut self, tag: &[u8], properties: Option<&Dict<'_>>) {
        if self.marked.len() >= MARKED_MAX {
            self.marked_beyond += 1;
            return;
        }
        let mut marked = self.marked.last().copied().unwrap_or_default();
        marked.is_artifact |= tag == b"Artifact";
        let actual = properties.and_then(|list| list.get::<PdfString>(b"ActualText"));
        if let Some(actual) = actual.filter(|_| marked.actual.is_none()) {
            marked.actual = Some(self.actual.len());
            self.actual.push(Some(text_string(actual.as_bytes())));
        }
        self.marked.push(marked);
    }

    fn end_marked_content(&mut self) {
        match self.marked_beyond {
            0 => drop(self.marked.pop()),
            _ => self.marked_beyond -= 1,
        }
    }

    fn draw_path(&mut self, _: &BezPath, _: DrawProps<'a>, _: &DrawMode) {}
    fn push_clip_path(&mut self, _: &ClipPath) {}
    fn push_transparency_group(&mut self, _: f32, _: Option<SoftMask<'a>>, _: BlendMode) {}
    fn pop_clip(&mut self) {}
    fn pop_transparency_group(&mut self) {}
}

/// Whether a font's name says that it is bold.
fn is_bold_name(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    ["bold", "black", "heavy", "cmbx"]
        .iter()
        .any(|word| name.contains(word))
}
