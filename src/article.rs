//! The noun everything else speaks of: one story, with its text, its metadata and its stable id.
//!
//! An article is a title and a list of [`Block`]s in reading order. Blocks that are not part of
//! the story (menus, teasers, share buttons) are kept too, with the reason for their removal, so
//! that an article can be cleaned again without its file. [`Article::text`] is the one string
//! that mentions, highlights and positions refer to: title, body, captions.

use std::fmt;
use std::ops::Range;
use std::str::FromStr;

use jiff::civil::DateTime;

/// One story of the archive, as extraction found it.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Article {
    /// The name that the source itself gives the article (`_id`, `docno`, Message-ID).
    pub own_id: Option<String>,
    /// The headline; empty when none was found.
    pub title: String,
    /// Everything else that was read, in reading order, kept or removed.
    pub blocks: Vec<Block>,
    /// Who wrote it, as printed, without "By".
    pub byline: Option<String>,
    /// When it was published; `None` is a bucket of its own, never a guess.
    pub published: Option<Published>,
    /// When it was last changed after that, as the source says.
    pub modified: Option<Published>,
    /// The part of the paper that it stands in: a rubric, a desk.
    pub section: Option<String>,
    /// What it is about, in the words of the source, the first fifty at most.
    pub keywords: Vec<String>,
    /// The language of the body.
    pub language: Language,
    /// The name of the paper or its host name.
    pub site: Option<String>,
    /// Where the article is found on the web: the address that its page calls its own, else where
    /// it was fetched from.
    pub url: Option<String>,
    /// What it was read from.
    pub format: Format,
}

/// What a file holds, judged by its content first and its name second.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Format {
    #[default]
    Plain,
    Html,
    Markdown,
    /// One JSON value: an article, or an array of them.
    Json,
    /// One JSON object a line.
    JsonLines,
    /// Rows under a header, an article each.
    Table,
    /// RSS, Atom, an export of WordPress.
    Feed,
    /// NITF and NewsML, the XML of news agencies.
    News,
    // Documents, which are read from their bytes.
    Docx,
    Odt,
    Epub,
    Rtf,
    /// A message, as mail programs save it.
    Mail,
    /// A mailbox of messages.
    Mbox,
    /// A page with its pictures, as browsers save it.
    Mhtml,
    /// A zip archive that is no document: its files are read one by one.
    Zip,
    Pdf,
}

impl Format {
    pub const ALL: [Format; 17] = [
        Format::Plain,
        Format::Html,
        Format::Markdown,
        Format::Json,
        Format::JsonLines,
        Format::Table,
        Format::Feed,
        Format::News,
        Format::Docx,
        Format::Odt,
        Format::Epub,
        Format::Rtf,
        Format::Mail,
        Format::Mbox,
        Format::Mhtml,
        Format::Zip,
        Format::Pdf,
    ];

    /// The word it has in queries and output.
    pub fn name(self) -> &'static str {
        match self {
            Format::Plain => "text",
            Format::Html => "html",
            Format::Markdown => "markdown",
            Format::Json => "json",
            Format::JsonLines => "jsonl",
            Format::Table => "table",
            Format::Feed => "feed",
            Format::News => "newsml",
            Format::Docx => "docx",
            Format::Odt => "odt",
            Format::Epub => "epub",
            Format::Rtf => "rtf",
            Format::Mail => "mail",
            Format::Mbox => "mbox",
            Format::Mhtml => "mhtml",
            Format::Zip => "zip",
            Format::Pdf => "pdf",
        }
    }
}

/// A paragraph, heading, caption or removed line of an article.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Block {
    pub role: Role,
    /// Non-empty text without leading or trailing white space.
    pub text: String,
}

/// What a block is to the story.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    Paragraph,
    /// A heading inside the story; part of the body.
    Heading,
    /// The caption of a picture or table; searched, but after the body and apart from it.
    Caption,
    /// Not part of the story; stored, and searched only when asked for.
    Removed(Removal),
}

impl Role {
    /// What the block is by its own file, whatever the rest of the archive says of it.
    pub fn by_its_file(self) -> Role {
        match self {
            Role::Removed(Removal::Recurring(kept) | Removal::TitleElsewhere(kept)) => match kept {
                Kept::Paragraph => Role::Paragraph,
                Kept::Heading => Role::Heading,
            },
            other => other,
        }
    }

    /// Its name in output; for a removed block, why it was removed.
    pub fn name(self) -> &'static str {
        match self {
            Role::Paragraph => "paragraph",
            Role::Heading => "heading",
            Role::Caption => "caption",
            Role::Removed(removal) => removal.name(),
        }
    }
}

/// What a block of the body is that only the rest of the archive tells to be none.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kept {
    Paragraph,
    Heading,
}

/// Why a block was taken out of the story.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Removal {
    /// Outside the part of the page that holds the story.
    OutsideStory,
    /// The headline of another story, linked to from this one.
    Teaser,
    /// Buttons, forms, cookie lines, calls to subscribe or comment.
    Interface,
    /// The credit of a picture.
    Credit,
    /// The same text as a neighbour: the title again, a caption in a second spelling.
    Repeated,
    /// A line in a script that the rest of the article is not written in.
    ForeignScript,
    /// Byline or date, read into the metadata.
    Metadata,
    /// A line that recurs in other articles of its site (see `index::settle`).
    Recurring(Kept),
    /// The title of another article of the archive.
    TitleElsewhere(Kept),
}

impl Removal {
    /// The reasons, by the name that they have in output and in the index.
    pub const ALL: [Removal; 11] = [
        Removal::OutsideStory,
        Removal::Teaser,
        Removal::Interface,
        Removal::Credit,
        Removal::Repeated,
        Removal::ForeignScript,
        Removal::Metadata,
        Removal::Recurring(Kept::Paragraph),
        Removal::Recurring(Kept::Heading),
        Removal::TitleElsewhere(Kept::Paragraph),
        Removal::TitleElsewhere(Kept::Heading),
    ];

    pub fn name(self) -> &'static str {
        match self {
            Removal::OutsideStory => "outside story",
            Removal::Teaser | Removal::TitleElsewhere(_) => "teaser",
            Removal::Interface => "interface",
            Removal::Credit => "credit",
            Removal::Repeated => "repeated",
            Removal::ForeignScript => "foreign script",
            Removal::Metadata => "metadata",
            Removal::Recurring(_) => "recurring",
        }
    }
}

/// When an article was published or changed, how exactly that is known, and who says so.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Published {
    /// The local time of the publisher, as written; a zone offset is not applied, since the day
    /// in the paper is the day people remember. Parts beyond `precision` are the first of their
    /// kind (1 January, midnight).
    pub at: DateTime,
    pub precision: Precision,
    pub origin: Origin,
}

/// The smallest part of a date that its source gives.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Precision {
    Year,
    Month,
    Day,
    Second,
}

impl Precision {
    pub const ALL: [Precision; 4] = [
        Precision::Year,
        Precision::Month,
        Precision::Day,
        Precision::Second,
    ];

    pub fn name(self) -> &'static str {
        match self {
            Precision::Year => "year",
            Precision::Month => "month",
            Precision::Day => "day",
            Precision::Second => "second",
        }
    }
}

/// Where a date was read. The file's own time is no evidence: copying resets it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Origin {
    /// `datePublished` or `dateModified` of a JSON-LD block.
    JsonLd,
    /// `article:published_time` and its kin.
    MetaTag,
    /// A `<time>` element.
    TimeElement,
    /// A field of a record, a feed or a document.
    Field,
    /// Front matter of a Markdown file, or `Date:` at the top of a text.
    Header,
    /// The wire's dateline: `LONDON, March 3 (Agency) -`.
    Dateline,
    /// A line near the title.
    Byline,
    /// `/2017/03/08/` in the address.
    Url,
    /// A date in the file's name or its folders' names.
    FileName,
}

impl Origin {
    pub const ALL: [Origin; 9] = [
        Origin::JsonLd,
        Origin::MetaTag,
        Origin::TimeElement,
        Origin::Field,
        Origin::Header,
        Origin::Dateline,
        Origin::Byline,
        Origin::Url,
        Origin::FileName,
    ];

    pub fn name(self) -> &'static str {
        match self {
            Origin::JsonLd => "json-ld",
            Origin::MetaTag => "meta tag",
            Origin::TimeElement => "time element",
            Origin::Field => "field",
            Origin::Header => "header",
            Origin::Dateline => "dateline",
            Origin::Byline => "byline",
            Origin::Url => "url",
            Origin::FileName => "file name",
        }
    }
}

impl fmt::Display for Published {
    /// As much of the date as is known: `2017`, `2017-03`, `2017-03-08`, `2017-03-08T06:12:00`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (date, time) = (self.at.date(), self.at.time());
        write!(f, "{:04}", date.year())?;
        if self.precision >= Precision::Month {
            write!(f, "-{:02}", date.month())?;
        }
        if self.precision >= Precision::Day {
            write!(f, "-{:02}", date.day())?;
        }
        if self.precision >= Precision::Second {
            write!(
                f,
                "T{:02}:{:02}:{:02}",
                time.hour(),
                time.minute(),
                time.second()
            )?;
        }
        Ok(())
    }
}

/// A language by its ISO 639-1 code (639-3 where there is no shorter one), or undetermined.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Language([u8; 3]);

impl Language {
    /// ISO 639-2's code for "undetermined".
    pub const UNDETERMINED: Language = Language(*b"und");
    pub const ENGLISH: Language = Language(*b"en\0");

    pub fn code(&self) -> &str {
        let length = if self.0[2] == 0 { 2 } else { 3 };
        // The bytes are ASCII letters by construction.
        std::str::from_utf8(&self.0[..length]).unwrap_or("und")
    }

    /// The language by which to read words: a text too short to tell its language is mostly a
    /// headline, and the rules of English leave words of other languages mostly as they are.
    pub fn or_english(self) -> Language {
        match self.is_determined() {
            true => self,
            false => Language::ENGLISH,
        }
    }

    pub fn is_determined(self) -> bool {
        self != Language::UNDETERMINED
    }
}

impl Default for Language {
    fn default() -> Self {
        Language::UNDETERMINED
    }
}

impl fmt::Debug for Language {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

impl fmt::Display for Language {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

impl FromStr for Language {
    type Err = NotALanguage;

    /// Reads `en`, `EN`, `deu`, `en-GB`, `pt_BR`: the primary subtag, two or three letters.
    fn from_str(text: &str) -> Result<Self, NotALanguage> {
        let primary = text.trim().split(['-', '_']).next().unwrap_or("");
        let mut code = [0u8; 3];
        if !(2..=3).contains(&primary.len()) || !primary.bytes().all(|b| b.is_ascii_alphabetic()) {
            return Err(NotALanguage(text.to_owned()));
        }
        for (to, from) in code.iter_mut().zip(primary.bytes()) {
            *to = from.to_ascii_lowercase();
        }
        Ok(Language(code))
    }
}

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is no language code; write two or three letters, such as en, de, rus")]
pub struct NotALanguage(pub String);

/// The text of an article as one string, and which part of it is what.
///
/// `title`, `body` and `captions` are byte ranges on character boundaries, in this order, apart
/// from each other by [`PART_BREAK`]. Every span of a mention or highlight indexes `text`.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ArticleText {
    pub text: String,
    pub title: Range<usize>,
    pub body: Range<usize>,
    pub captions: Range<usize>,
}

/// Stands between title, body and captions, and between paragraphs.
pub const PART_BREAK: &str = "\n\n";

impl ArticleText {
    /// Joins a title and blocks; removed blocks are left out.
    pub fn join<'a>(title: &str, blocks: impl Iterator<Item = (Role, &'a str)> + Clone) -> Self {
        let length: usize = blocks
            .clone()
            .map(|(_, text)| text.len() + PART_BREAK.len())
            .sum();
        let mut text = String::with_capacity(title.len() + PART_BREAK.len() + length);
        text.push_str(title);
        let title = 0..text.len();
        let mut part = |wanted: fn(Role) -> bool| {
            let mut range: Option<Range<usize>> = None;
            for (_, block) in blocks.clone().filter(|(role, _)| wanted(*role)) {
                if !text.is_empty() {
                    text.push_str(PART_BREAK);
                }
                let start = range.map_or(text.len(), |range| range.start);
                text.push_str(block);
                range = Some(start..text.len());
            }
            range.unwrap_or(text.len()..text.len())
        };
        let body = part(|role| matches!(role, Role::Paragraph | Role::Heading));
        let captions = part(|role| role == Role::Caption);
        ArticleText {
            text,
            title,
            body,
            captions,
        }
    }
}

impl Article {
    /// The string that spans refer to, and its parts.
    pub fn text(&self) -> ArticleText {
        ArticleText::join(
            &self.title,
            self.blocks
                .iter()
                .map(|block| (block.role, block.text.as_str())),
        )
    }

    /// Whether there is anything to search.
    pub fn is_empty(&self) -> bool {
        self.title.is_empty()
            && self
                .blocks
                .iter()
                .all(|block| matches!(block.role, Role::Removed(_)))
    }
}

/// The stable name of an article within its archive: 64 bits, printed as 16 hexadecimal digits.
///
/// It is the hash of the source's path and the article's own id or content when first seen, and
/// stays with the article when its file is renamed or edited.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ArticleId(pub u64);

impl fmt::Display for ArticleId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:016x}", self.0)
    }
}

impl ArticleId {
    /// The id of an article that was never seen before. `occurrence` tells apart articles of one
    /// source whose `identity` (own id, else content) is the same; the first is 0.
    pub fn new(source: &str, identity: &[u8], occurrence: u32) -> Self {
        let mut hasher = blake3::Hasher::new();
        hasher.update(source.as_bytes());
        hasher.update(&[0]);
        hasher.update(identity);
        hasher.update(&occurrence.to_le_bytes());
        let mut bytes = [0; 8];
        hasher.finalize_xof().fill(&mut bytes);
        ArticleId(u64::from_le_bytes(bytes))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_text_is_title_body_captions_and_nothing_removed() {
        let block = |role, text: &str| Block {
            role,
            text: text.into(),
        };
        let article = Article {
            title: "Title".into(),
            blocks: vec![
                block(Role::Caption, "A pier"),
                block(Role::Paragraph, "One."),
                block(Role::Removed(Removal::Interface), "Share this"),
                block(Role::Paragraph, "Two."),
            ],
            ..Article::default()
        };
        let text = article.text();
        assert_eq!(text.text, "Title\n\nOne.\n\nTwo.\n\nA pier");
        assert_eq!(&text.text[text.title], "Title");
        assert_eq!(&text.text[text.body], "One.\n\nTwo.");
        assert_eq!(&text.text[text.captions], "A pier");
    }

    #[test]
    fn a_date_is_printed_as_exactly_as_it_is_known() {
        let at = jiff::civil::date(2017, 3, 8).at(6, 12, 0, 0);
        let printed = |precision| {
            Published {
                at,
                precision,
                origin: Origin::Url,
            }
            .to_string()
        };
        assert_eq!(printed(Precision::Month), "2017-03");
        assert_eq!(printed(Precision::Day), "2017-03-08");
        assert_eq!(printed(Precision::Second), "2017-03-08T06:12:00");
    }

    #[test]
    fn language_codes_are_read_in_their_usual_spellings() {
        for (written, code) in [
            ("en-GB", "en"),
            ("DE", "de"),
            ("pt_BR", "pt"),
            ("rus", "rus"),
        ] {
            assert_eq!(
                written.parse::<Language>().map(|l| l.to_string()),
                Ok(code.to_owned())
            );
        }
        assert!("english".parse::<Language>().is_err());
        assert_eq!(Language::default().code(), "und");
    }
}
