//! What is stored with an article and a source: everything needed to show them, and to clean an
//! article again without its file.
//!
//! Encoded with postcard; text is borrowed when it is read back, so that showing ten hits copies
//! ten snippets and no articles. A change of these types is a change of `FORMAT_VERSION`.

use std::borrow::Cow;

use jiff::civil::DateTime;
use serde::{Deserialize, Serialize};
use tantivy::directory::OwnedBytes;

use crate::article::{
    Article, ArticleText, Block, Format, Language, Origin, Precision, Published, Removal, Role,
};
use crate::entities::{Detector, EntityType, Mention, PlaceType};

/// An article as it lies in the index.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct StoredArticle<'a> {
    /// Path of its source within the archive.
    #[serde(borrow)]
    pub source: Cow<'a, str>,
    /// Its place among the articles of its source, from 0.
    pub ordinal: u32,
    #[serde(borrow)]
    pub own_id: Option<Cow<'a, str>>,
    #[serde(borrow)]
    pub title: Cow<'a, str>,
    #[serde(borrow)]
    pub blocks: Vec<StoredBlock<'a>>,
    #[serde(borrow)]
    pub byline: Option<Cow<'a, str>>,
    pub published: Option<StoredPublished>,
    pub modified: Option<StoredPublished>,
    #[serde(borrow)]
    pub section: Option<Cow<'a, str>>,
    #[serde(borrow)]
    pub keywords: Vec<Cow<'a, str>>,
    #[serde(borrow)]
    pub language: Cow<'a, str>,
    #[serde(borrow)]
    pub site: Option<Cow<'a, str>>,
    #[serde(borrow)]
    pub url: Option<Cow<'a, str>>,
    /// The place of the format in its list.
    format: u8,
    /// Full names that differ from the surface, each once; mentions refer to them.
    #[serde(borrow)]
    pub names: Vec<Cow<'a, str>>,
    pub mentions: Vec<StoredMention>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct StoredBlock<'a> {
    role: u8,
    #[serde(borrow)]
    pub text: Cow<'a, str>,
}

/// Seconds since 1970 of the local time, and the places of precision and origin in their lists.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct StoredPublished {
    seconds: i64,
    precision: u8,
    origin: u8,
}

/// A mention; `after` counts bytes from the end of the one before.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct StoredMention {
    after: u32,
    length: u32,
    /// What it names (see [`type_code`]), plus [`DETECTOR`] times the place of the detector.
    code: u8,
    /// 0 when the surface is the name, else the place of the name in the list, from 1.
    name: u32,
}

/// More than there are codes of types.
const DETECTOR: u8 = 32;

/// The place of the type in its list; sorts of places come after the types.
fn type_code(mention: &Mention) -> u8 {
    match mention.place {
        None => place_of(&EntityType::ALL, mention.kind),
        Some(place) => EntityType::ALL.len() as u8 + place_of(&PlaceType::ALL, place),
    }
}

/// The type that has a code.
fn type_of(code: u8) -> Option<(EntityType, Option<PlaceType>)> {
    let code = usize::from(code);
    match code.checked_sub(EntityType::ALL.len()) {
        None => Some((*EntityType::ALL.get(code)?, None)),
        Some(place) => Some((EntityType::Place, Some(*PlaceType::ALL.get(place)?))),
    }
}

/// A stored document that cannot be read: the index is damaged.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "the index is damaged: a stored {0} cannot be read; `dateline index --rebuild` builds it anew"
)]
pub struct Damaged(pub &'static str);

impl<'a> StoredArticle<'a> {
    /// The stored form of an article with this text; source and ordinal are set later.
    pub fn new(article: &'a Article, text: &ArticleText, mentions: &'a [Mention]) -> Self {
        let mut names: Vec<Cow<str>> = Vec::new();
        let mut places = rustc_hash::FxHashMap::<&str, u32>::default();
        let mut last_end = 0;
        let mentions = mentions
            .iter()
            .map(|mention| {
                let is_surface = text.text.get(mention.span.clone()) == Some(&mention.name);
                let name = match is_surface {
                    true => 0,
                    false => *places.entry(&mention.name).or_insert_with(|| {
                        names.push(Cow::Borrowed(&mention.name));
                        names.len() as u32
                    }),
                };
                let stored = StoredMention {
                    after: (mention.span.start - last_end) as u32,
                    length: mention.span.len() as u32,
                    code: type_code(mention)
                        + DETECTOR * place_of(&Detector::ALL, mention.detector),
                    name,
                };
                last_end = mention.span.end;
                stored
            })
            .collect();
        StoredArticle {
            source: Cow::Borrowed(""),
            ordinal: 0,
            own_id: article.own_id.as_deref().map(Cow::Borrowed),
            title: Cow::Borrowed(&article.title),
            blocks: article
                .blocks
                .iter()
                .map(|block| StoredBlock {
                    role: role_code(block.role),
                    text: Cow::Borrowed(&block.text),
                })
                .collect(),
            byline: article.byline.as_deref().map(Cow::Borrowed),
            published: article.published.as_ref().map(StoredPublished::new),
            modified: article.modified.as_ref().map(StoredPublished::new),
            section: article.section.as_deref().map(Cow::Borrowed),
            keywords: (article.keywords.iter())
                .map(|keyword| Cow::Borrowed(keyword.as_str()))
                .collect(),
            language: Cow::Owned(article.language.code().to_owned()),
            site: article.site.as_deref().map(Cow::Borrowed),
            url: article.url.as_deref().map(Cow::Borrowed),
            format: place_of(&Format::ALL, article.format),
            names,
            mentions,
        }
    }

    pub fn decode(bytes: &'a [u8]) -> Result<Self, Damaged> {
        postcard::from_bytes(bytes).map_err(|_| Damaged("article"))
    }

    /// The bytes to store.
    pub fn encode(&self) -> Vec<u8> {
        let text: usize = self.blocks.iter().map(|block| block.text.len() + 8).sum();
        let bytes = Vec::with_capacity(text + 8 * self.mentions.len() + 256);
        postcard::to_extend(self, bytes).unwrap_or_default()
    }

    /// The article that was stored.
    pub fn to_article(&self) -> Article {
        let owned = |text: &Option<Cow<str>>| text.as_deref().map(str::to_owned);
        let blocks = self.blocks.iter().map(|block| Block {
            role: block.role(),
            text: block.text.as_ref().to_owned(),
        });
        Article {
            own_id: owned(&self.own_id),
            title: self.title.as_ref().to_owned(),
            blocks: blocks.collect(),
            byline: owned(&self.byline),
            published: self.published(),
            modified: self.modified(),
            section: owned(&self.section),
            keywords: self
                .keywords
                .iter()
                .map(|word| word.as_ref().to_owned())
                .collect(),
            language: self.language(),
            site: owned(&self.site),
            url: owned(&self.url),
            format: self.format(),
        }
    }

    /// What it was read from.
    pub fn format(&self) -> Format {
        Format::ALL
            .get(usize::from(self.format))
            .copied()
            .unwrap_or_default()
    }

    /// The string that spans refer to.
    pub fn text(&self) -> ArticleText {
        ArticleText::join(
            &self.title,
            self.blocks.iter().map(|block| (block.role(), &*block.text)),
        )
    }

    /// 64 bits of the BLAKE3 hash of title and blocks, as its own file has them: what a citation
    /// names besides the id.
    pub fn content_hash(&self) -> u64 {
        let mut hasher = blake3::Hasher::new();
        hasher.update(self.title.as_bytes());
        for block in &self.blocks {
            hasher.update(&[role_code(block.role().by_its_file())]);
            hasher.update(block.text.as_bytes());
        }
        first_64_bits(&hasher.finalize())
    }

    pub fn language(&self) -> Language {
        self.language.parse().unwrap_or_default()
    }

    pub fn published(&self) -> Option<Published> {
        self.published.and_then(|published| published.get())
    }

    pub fn modified(&self) -> Option<Published> {
        self.modified.and_then(|modified| modified.get())
    }

    /// The mentions, with their spans in `text` and their full names.
    pub fn mentions<'t>(&'t self, text: &'t ArticleText) -> impl Iterator<Item = Mention> + 't {
        let mut end = 0usize;
        self.mentions.iter().filter_map(move |mention| {
            let start = end.saturating_add(mention.after as usize);
            end = start.saturating_add(mention.length as usize);
            let name = match mention.name.checked_sub(1) {
                None => text.text.get(start..end)?,
                Some(place) => self.names.get(place as usize)?,
            };
            let (kind, place) = type_of(mention.code % DETECTOR)?;
            Some(Mention {
                span: start..end,
                kind,
                place,
                detector: *Detector::ALL.get(usize::from(mention.code / DETECTOR))?,
                name: name.to_owned(),
            })
        })
    }

    /// How many mentions there are, readable or not.
    pub fn mention_count(&self) -> usize {
        self.mentions.len()
    }
}

impl StoredBlock<'_> {
    pub fn role(&self) -> Role {
        role_of(self.role)
    }
}

impl StoredPublished {
    pub fn new(published: &Published) -> Self {
        StoredPublished {
            seconds: civil_seconds(published.at),
            precision: place_of(&Precision::ALL, published.precision),
            origin: place_of(&Origin::ALL, published.origin),
        }
    }

    fn get(self) -> Option<Published> {
        Some(Published {
            at: civil_from_seconds(self.seconds)?,
            precision: *Precision::ALL.get(self.precision as usize)?,
            origin: *Origin::ALL.get(self.origin as usize)?,
        })
    }
}

/// Seconds from 1970-01-01T00:00:00 to a local time, as if there were no zones.
pub fn civil_seconds(at: DateTime) -> i64 {
    at.in_tz("UTC")
        .map_or(0, |zoned| zoned.timestamp().as_second())
}

/// The inverse of [`civil_seconds`]; `None` beyond the years -9999 to 9999.
pub fn civil_from_seconds(seconds: i64) -> Option<DateTime> {
    let timestamp = jiff::Timestamp::from_second(seconds).ok()?;
    Some(timestamp.to_zoned(jiff::tz::TimeZone::UTC).datetime())
}

/// The first 64 bits of a hash, for a column.
pub fn first_64_bits(hash: &blake3::Hash) -> u64 {
    let [a, b, c, d, e, f, g, h, ..] = *hash.as_bytes();
    u64::from_le_bytes([a, b, c, d, e, f, g, h])
}

/// Why a source is not in the index, or where reading it stopped; stored with the source.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct StoredSource<'a> {
    #[serde(borrow)]
    pub path: Cow<'a, str>,
    /// What went wrong, in words; empty if nothing did.
    #[serde(borrow)]
    pub reason: Cow<'a, str>,
    /// Records that failed: their number from 1, and why.
    pub failed_records: Vec<(u64, String)>,
    /// How many records failed in all; only the first are listed.
    pub failed_records_total: u64,
    /// Records read so far, when the run was stopped in the middle of the source.
    pub records_read: u64,
}

impl<'a> StoredSource<'a> {
    pub fn decode(bytes: &'a [u8]) -> Result<Self, Damaged> {
        postcard::from_bytes(bytes).map_err(|_| Damaged("source"))
    }

    pub fn encode(&self) -> Vec<u8> {
        postcard::to_stdvec(self).unwrap_or_default()
    }
}

const PARAGRAPH: u8 = 0;
const HEADING: u8 = 1;
const CAPTION: u8 = 2;
const REMOVED: u8 = 3;

fn role_code(role: Role) -> u8 {
    match role {
        Role::Paragraph => PARAGRAPH,
        Role::Heading => HEADING,
        Role::Caption => CAPTION,
        Role::Removed(removal) => REMOVED + place_of(&Removal::ALL, removal),
    }
}

fn role_of(code: u8) -> Role {
    match code {
        PARAGRAPH => Role::Paragraph,
        HEADING => Role::Heading,
        CAPTION => Role::Caption,
        // A code of the future is at worst not shown.
        _ => Role::Removed(
            Removal::ALL
                .get(usize::from(code - REMOVED))
                .copied()
                .unwrap_or(Removal::OutsideStory),
        ),
    }
}

/// The place of a value in the list of all values of its type.
fn place_of<T: PartialEq>(all: &[T], value: T) -> u8 {
    all.iter()
        .position(|other| *other == value)
        .unwrap_or_default() as u8
}

/// The stored form within the engine's form of a document, of which it is the only value: a count
/// of values, a field of four bytes, a type, a length whose last byte has the high bit set, and
/// the bytes. The engine's own reader copies byte by byte, which took a tenth of a search.
pub fn content_of(document: OwnedBytes) -> Result<OwnedBytes, Damaged> {
    const BEFORE_LENGTH: usize = 1 + 4 + 1;
    let length = document.get(BEFORE_LENGTH..).unwrap_or_default();
    match length.iter().position(|byte| byte & 0x80 != 0) {
        Some(last) => Ok(document.slice(BEFORE_LENGTH + last + 1..document.len())),
        None => Err(Damaged("article")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::article::Block;

    #[test]
    fn an_article_is_read_back_as_it_was_stored() {
        let article = Article {
            own_id: Some("42".into()),
            title: "Ferry inquiry opens".into(),
            blocks: vec![
                Block {
                    role: Role::Paragraph,
                    text: "Judge Sollis spoke.".into(),
                },
                Block {
                    role: Role::Removed(Removal::Teaser),
                    text: "More news".into(),
                },
            ],
            published: Some(Published {
                at: jiff::civil::date(2017, 3, 6).at(0, 0, 0, 0),
                precision: Precision::Day,
                origin: Origin::Url,
            }),
            modified: Some(Published {
                at: jiff::civil::date(2017, 3, 8).at(6, 12, 0, 0),
                precision: Precision::Second,
                origin: Origin::MetaTag,
            }),
            section: Some("Harbour".into()),
            keywords: vec!["ferries".into(), "bow doors".into()],
            language: Language::ENGLISH,
            ..Article::default()
        };
        let mentions = vec![Mention {
            span: 21..33,
            kind: EntityType::Person,
            place: None,
            detector: Detector::Fallback,
            name: "Amara Sollis".into(),
        }];
        let text = article.text();
        let bytes = StoredArticle::new(&article, &text, &mentions).encode();
        let stored = StoredArticle::decode(&bytes).unwrap();
        assert_eq!(stored.text(), article.text());
        assert_eq!(stored.published(), article.published);
        assert_eq!(stored.modified(), article.modified);
        assert_eq!(stored.section.as_deref(), Some("Harbour"));
        assert_eq!(stored.keywords, ["ferries", "bow doors"]);
        assert_eq!(stored.mentions(&text).collect::<Vec<_>>(), mentions);
        let roles: Vec<Role> = stored.blocks.iter().map(StoredBlock::role).collect();
        assert_eq!(roles, [Role::Paragraph, Role::Removed(Removal::Teaser)]);
    }

    #[test]
    fn damaged_bytes_are_an_error_and_no_panic() {
        assert!(StoredArticle::decode(&[1, 2, 3]).is_err());
        assert!(StoredSource::decode(&[255; 9]).is_err());
    }
}
