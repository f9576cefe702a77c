//! The fields of the index; the only file that knows their names.
//!
//! Two kinds of documents share the index, so that one atomic commit carries both: articles, and
//! the sources they were read from. Numbers that every run needs of every source are columns, so
//! that a run over an unchanged archive reads no stored document at all.
//!
//! No field has a tokenizer: terms come ready made (see `segment`).

use crate::entities::{Alias, EntityType, Ground};
use tantivy::schema::{
    BytesOptions, Field, IndexRecordOption, NumericOptions, Schema, TextFieldIndexing, TextOptions,
};

/// The format of the index. Raise it with every change to this file or to what is stored: a newer
/// index is refused, an older one is rebuilt.
pub const FORMAT_VERSION: u32 = 6;

/// Values of [`Fields::kind`].
pub const ARTICLE: &str = "article";
pub const SOURCE: &str = "source";

/// Handles of all fields.
#[derive(Debug, Clone, Copy)]
pub struct Fields {
    /// [`ARTICLE`] or [`SOURCE`].
    pub kind: Field,
    /// Path within the archive; on articles and sources. What is deleted when a source goes.
    pub source: Field,
    /// The whole stored form (see `stored`).
    pub content: Field,
    /// The commit that the document came with (see `writer`).
    pub batch: Field,

    // Articles
    /// `ArticleId`.
    pub id: Field,
    /// Its place among the articles of its source, from 0.
    pub ordinal: Field,
    /// The name that the source gives its article.
    pub own_id: Field,
    /// Stems at their positions: what a bare word searches.
    pub text: Field,
    /// Folded words that are not their own stems, at the same positions. A word that is its own
    /// stem stands where `text` has it and `exact` has none of the words with that stem; so
    /// literal words, prefixes and patterns are found at half the size of a field of all words.
    pub exact: Field,
    /// Begins and ends of mentions, sentences and paragraphs, at the same positions.
    pub names: Field,
    /// Stems of what was removed from the page, at positions of its own: searched only when asked
    /// for, so that nothing else in the index depends on it.
    pub removed: Field,
    /// Folded words of the byline.
    pub byline: Field,
    /// Each of those whom the byline names, as printed.
    pub author: Field,
    pub language: Field,
    /// The name of its format.
    pub format: Field,
    /// As printed.
    pub section: Field,
    pub url: Field,
    /// Host or name of the paper, folded.
    pub site: Field,
    /// The time span that the publication date stands for: its first second, and the first one
    /// after it, counted from 1970. The engine's own dates end in the years 1677 and 2262.
    pub published: Field,
    pub published_end: Field,
    /// When it came into the archive as it is, in microseconds since 1970.
    pub indexed: Field,
    /// Each entity of the article once (see [`entity_value`]), to be counted.
    pub entity: Field,
    /// What the article says of names that are one (see [`alias_value`]).
    pub alias: Field,
    /// The number of positions that the title takes: below it lies the title.
    pub title_end: Field,
    /// The position from which on there are captions.
    pub captions_start: Field,
    /// What the rest of the archive must know of the article: its site, its title and its blocks,
    /// each in 32 bits (see `settle::sign`).
    pub signs: Field,
    /// What its copies are known by (see [`Sketch::to_numbers`](crate::copies::Sketch::to_numbers)).
    pub sketch: Field,

    // Sources
    pub bytes: Field,
    /// Nanoseconds since 1970.
    pub modified: Field,
    pub content_hash: Field,
    /// The fingerprint of the stages that read it.
    pub stages: Field,
    pub outcome: Field,
    /// The number of articles read from it.
    pub articles: Field,
    /// The number of its records that could not be read.
    pub failed_records: Field,
    /// 1 if it lay on another file system than the archive's folder.
    pub mounted: Field,
}

impl Fields {
    /// The schema and its fields. Pure: calling it twice gives equal schemas.
    pub fn new() -> (Schema, Fields) {
        let mut schema = Schema::builder();
        let positions = |norms| {
            TextFieldIndexing::default()
                .set_tokenizer("raw")
                .set_index_option(IndexRecordOption::WithFreqsAndPositions)
                .set_fieldnorms(norms)
        };
        let positional = |norms| TextOptions::default().set_indexing_options(positions(norms));
        let key = || {
            TextOptions::default().set_indexing_options(
                TextFieldIndexing::default()
                    .set_tokenizer("raw")
                    .set_index_option(IndexRecordOption::Basic)
                    .set_fieldnorms(false),
            )
        };
        let column = || NumericOptions::default().set_fast();
        let fields = Fields {
            kind: schema.add_text_field("kind", key()),
            source: schema.add_text_field("source", key().set_fast("raw")),
            content: schema.add_bytes_field("content", BytesOptions::default().set_stored()),
            batch: schema.add_u64_field("batch", column()),
            id: schema.add_u64_field("id", column().set_indexed()),
            ordinal: schema.add_u64_field("ordinal", column()),
            own_id: schema.add_text_field("own_id", key()),
            text: schema.add_text_field("text", positional(true)),
            exact: schema.add_text_field("exact", positional(false)),
            names: schema.add_text_field("names", positional(false)),
            removed: schema.add_text_field("removed", positional(false)),
            byline: schema.add_text_field("byline", positional(false)),
            author: schema.add_text_field("author", TextOptions::default().set_fast("raw")),
            language: schema.add_text_field("language", key().set_fast("raw")),
            format: schema.add_text_field("format", key().set_fast("raw")),
            section: schema.add_text_field("section", key().set_fast("raw")),
            url: schema.add_text_field("url", key()),
            site: schema.add_text_field("site", key().set_fast("raw")),
            published: schema.add_i64_field("published", column()),
            published_end: schema.add_i64_field("published_end", column()),
            indexed: schema.add_i64_field("indexed", column()),
            entity: schema.add_text_field("entity", TextOptions::default().set_fast("raw")),
            alias: schema.add_text_field("alias", TextOptions::default().set_fast("raw")),
            title_end: schema.add_u64_field("title_end", column()),
            captions_start: schema.add_u64_field("captions_start", column()),
            signs: schema.add_u64_field("signs", column()),
            sketch: schema.add_u64_field("sketch", column()),
            bytes: schema.add_u64_field("bytes", column()),
            modified: schema.add_i64_field("modified", column()),
            content_hash: schema.add_u64_field("content_hash", column()),
            stages: schema.add_u64_field("stages", column()),
            outcome: schema.add_u64_field("outcome", column()),
            articles: schema.add_u64_field("articles", column()),
            failed_records: schema.add_u64_field("failed_records", column()),
            mounted: schema.add_u64_field("mounted", column()),
        };
        (schema.build(), fields)
    }
}

/// Names of the columns, for readers of columns.
pub mod column {
    pub const SOURCE: &str = "source";
    pub const BATCH: &str = "batch";
    pub const ID: &str = "id";
    pub const ORDINAL: &str = "ordinal";
    pub const AUTHOR: &str = "author";
    pub const FORMAT: &str = "format";
    pub const SECTION: &str = "section";
    pub const INDEXED: &str = "indexed";
    pub const LANGUAGE: &str = "language";
    pub const SITE: &str = "site";
    pub const PUBLISHED: &str = "published";
    pub const PUBLISHED_END: &str = "published_end";
    pub const ENTITY: &str = "entity";
    pub const ALIAS: &str = "alias";
    pub const TITLE_END: &str = "title_end";
    pub const CAPTIONS_START: &str = "captions_start";
    pub const SIGNS: &str = "signs";
    pub const SKETCH: &str = "sketch";
    pub const BYTES: &str = "bytes";
    pub const MODIFIED: &str = "modified";
    pub const CONTENT_HASH: &str = "content_hash";
    pub const STAGES: &str = "stages";
    pub const OUTCOME: &str = "outcome";
    pub const ARTICLES: &str = "articles";
    pub const FAILED_RECORDS: &str = "failed_records";
    pub const MOUNTED: &str = "mounted";
}

/// Terms of the `names` field. Mentions do not overlap, so that the end of a mention of an entity
/// is the next end of a mention of its type, and needs no term of its own.
pub mod names {
    use crate::entities::EntityType;

    /// At the first word of a sentence, and of a paragraph.
    pub const SENTENCE: &str = ".";
    pub const PARAGRAPH: &str = "\u{b6}";

    /// At the first word of every mention of a type.
    pub fn begin_type(kind: EntityType) -> &'static str {
        match kind {
            EntityType::Person => "(person",
            EntityType::Org => "(org",
            EntityType::Place => "(place",
            EntityType::Group => "(group",
            EntityType::Event => "(event",
            EntityType::Work => "(work",
            EntityType::Date => "(date",
            EntityType::Money => "(money",
            EntityType::Percent => "(percent",
            EntityType::Email => "(email",
            EntityType::Url => "(url",
            EntityType::Phone => "(phone",
            EntityType::Handle => "(handle",
            EntityType::Coordinates => "(coordinates",
            EntityType::Iban => "(iban",
        }
    }

    /// At the last word of every mention of a type.
    pub fn end_type(kind: EntityType) -> &'static str {
        match kind {
            EntityType::Person => ")person",
            EntityType::Org => ")org",
            EntityType::Place => ")place",
            EntityType::Group => ")group",
            EntityType::Event => ")event",
            EntityType::Work => ")work",
            EntityType::Date => ")date",
            EntityType::Money => ")money",
            EntityType::Percent => ")percent",
            EntityType::Email => ")email",
            EntityType::Url => ")url",
            EntityType::Phone => ")phone",
            EntityType::Handle => ")handle",
            EntityType::Coordinates => ")coordinates",
            EntityType::Iban => ")iban",
        }
    }

    /// At the first word of every mention of an entity.
    pub fn begin_entity(kind: EntityType, key: &str) -> String {
        let mut term = String::new();
        write_begin_entity(&mut term, kind, key);
        term
    }

    /// At the first word of every mention that has this surface form, where that is not the name
    /// it stands for.
    pub fn begin_surface(kind: EntityType, key: &str) -> String {
        let mut term = String::new();
        write_begin_surface(&mut term, kind, key);
        term
    }

    /// Appends a [`begin_surface`].
    pub fn write_begin_surface(term: &mut String, kind: EntityType, key: &str) {
        term.push_str(begin_type(kind));
        term.push('~');
        term.push_str(key);
    }

    /// Appends a [`begin_entity`].
    pub fn write_begin_entity(term: &mut String, kind: EntityType, key: &str) {
        term.push_str(begin_type(kind));
        term.push(' ');
        term.push_str(key);
    }
}

/// Separates the parts of an [`entity_value`] or [`alias_value`]; part of no name.
const PART: char = '\u{1f}';

/// A value of the `entity` column: type, and the name as it is printed.
pub fn entity_value(kind: EntityType, name: &str) -> String {
    format!("{}{PART}{name}", kind.name())
}

/// The parts of an [`entity_value`].
pub fn entity_parts(value: &str) -> Option<(EntityType, &str)> {
    let (kind, name) = value.split_once(PART)?;
    Some((kind.parse().ok()?, name))
}

/// A value of the `alias` column: ground, type, and the two names as they are printed.
pub fn alias_value(alias: &Alias) -> String {
    let (ground, kind) = (alias.ground.name(), alias.kind.name());
    format!(
        "{ground}{PART}{kind}{PART}{}{PART}{}",
        alias.name, alias.other
    )
}

/// The parts of an [`alias_value`].
pub fn alias_parts(value: &str) -> Option<Alias> {
    let mut parts = value.split(PART);
    let (ground, kind) = (parts.next()?, parts.next()?.parse().ok()?);
    Some(Alias {
        kind,
        name: parts.next()?.to_owned(),
        other: parts.next()?.to_owned(),
        ground: Ground::ALL.into_iter().find(|g| g.name() == ground)?,
    })
}
