//! `article → what the rest of the archive must know of it`, 32 bits a piece, in one column.
//!
//! A line is known by 29 bits of its hash. That two lines share one by chance does no harm: lines
//! are compared on their own site, and count only where several articles have them; the text of
//! a title is compared before a line is held to be it.

use crate::analysis::hash::hash_of;
use crate::article::{Article, Block, Removal, Role};
use crate::extract::lines;

/// Bits of a line's hash.
const HASH_BITS: u32 = 29;
const KIND_BITS: u32 = 3;

/// Blocks of the body that are looked at from its begin and from its end, each: furniture stands
/// around the story, or in it as one line among few.
const BLOCKS_AT_ENDS_MAX: usize = 24;

/// Blocks outside the story that are looked at, for what they say of the same line elsewhere.
const REMOVED_BLOCKS_MAX: usize = 48;

/// Bytes of a block that may be furniture: a notice of two or three sentences, no more.
const LINE_BYTES_MAX: usize = 320;

/// Up to this length, only letters and digits of a line count, whatever their case.
const FOLDED_BYTES_MAX: usize = 200;

/// A title is known as such inside another article if it has so many words with letters, and is no
/// longer than titles are: neither `Weather` nor the first sentence of a wire story.
const TITLE_WORDS_MIN: usize = 4;
const TITLE_BYTES_MAX: usize = 140;

/// What a [`Sign`] is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// The site, or whatever stands for it.
    Site,
    /// The title, if it is long enough to be known again.
    Title,
    /// A block of the body.
    Kept,
    /// A block that the article's own file shows not to be of the story.
    Removed,
    /// A block of the body, taken out as one that recurs.
    Recurring,
    /// A block of the body, taken out as the title of another article.
    TitleElsewhere,
}

impl Kind {
    const ALL: [Kind; 6] = [
        Kind::Site,
        Kind::Title,
        Kind::Kept,
        Kind::Removed,
        Kind::Recurring,
        Kind::TitleElsewhere,
    ];

    /// Whether it is of a block that belongs to the body by its own file.
    pub fn is_of_body(self) -> bool {
        matches!(self, Kind::Kept | Kind::Recurring | Kind::TitleElsewhere)
    }
}

/// A site, title or block of an article, by its hash.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sign {
    pub kind: Kind,
    pub hash: u32,
}

impl Sign {
    pub fn encode(self) -> u64 {
        let kind = Kind::ALL.iter().position(|kind| *kind == self.kind);
        u64::from(self.hash) << KIND_BITS | kind.unwrap_or_default() as u64
    }

    pub fn decode(code: u64) -> Option<Sign> {
        Some(Sign {
            kind: *Kind::ALL.get((code & ((1 << KIND_BITS) - 1)) as usize)?,
            hash: (code >> KIND_BITS) as u32,
        })
    }
}

/// The signs of an article that stands in this source and has these lines.
pub fn signs_of<'a>(
    article: &'a Article,
    source: &str,
    lines: &'a [Line],
) -> impl Iterator<Item = Sign> + 'a {
    let site = Sign {
        kind: Kind::Site,
        hash: site_of(article, source),
    };
    let title = title_hash(&article.title).map(|hash| Sign {
        kind: Kind::Title,
        hash,
    });
    let blocks = lines.iter().map(|line| Sign {
        kind: match article.blocks[line.block].role {
            Role::Removed(Removal::Recurring(_)) => Kind::Recurring,
            Role::Removed(Removal::TitleElsewhere(_)) => Kind::TitleElsewhere,
            Role::Removed(_) => Kind::Removed,
            _ => Kind::Kept,
        },
        hash: line.hash,
    });
    [Some(site), title].into_iter().flatten().chain(blocks)
}

/// A block that may be furniture.
#[derive(Debug, Clone, Copy)]
pub struct Line {
    /// Its place among the blocks.
    pub block: usize,
    pub hash: u32,
}

/// The blocks of an article that may be furniture, and those outside the story. Depends on the
/// article's own file alone.
pub fn lines_of(article: &Article) -> impl Iterator<Item = Line> {
    let of_body =
        |block: &Block| matches!(block.role.by_its_file(), Role::Paragraph | Role::Heading);
    let count = article.blocks.iter().filter(|block| of_body(block)).count();
    let own_title = line_hash(&article.title);
    let (mut body, mut removed) = (0, 0);
    let lines = article.blocks.iter().enumerate().filter(move |(_, block)| {
        let is_looked_at = if of_body(block) {
            body += 1;
            body <= BLOCKS_AT_ENDS_MAX || body + BLOCKS_AT_ENDS_MAX > count
        } else {
            removed += 1;
            block.role != Role::Caption && removed <= REMOVED_BLOCKS_MAX
        };
        is_looked_at && block.text.len() <= LINE_BYTES_MAX
    });
    lines.filter_map(move |(block, Block { text, .. })| {
        let hash = line_hash(text).filter(|hash| Some(*hash) != own_title)?;
        Some(Line { block, hash })
    })
}

/// The hash of a line; `None` for one without letters and digits.
pub fn line_hash(text: &str) -> Option<u32> {
    full_hash(text).map(|hash| (hash >> (64 - HASH_BITS)) as u32)
}

/// Whether two lines are the same to all that counts of them.
pub fn is_same_line(one: &str, other: &str) -> bool {
    full_hash(one) == full_hash(other)
}

fn full_hash(text: &str) -> Option<u64> {
    if text.len() > FOLDED_BYTES_MAX {
        Some(hash_of(text.as_bytes()))
    } else {
        let mut folded = [0; FOLDED_BYTES_MAX];
        let mut length = 0;
        // A letter stays as long as it is, so that there is always room.
        if text.is_ascii() {
            for byte in text.bytes().filter(u8::is_ascii_alphanumeric) {
                folded[length] = byte.to_ascii_lowercase();
                length += 1;
            }
        } else {
            for c in text.chars().filter(|c| c.is_alphanumeric()) {
                let letter = c.to_ascii_lowercase();
                length += letter.encode_utf8(&mut folded[length..]).len();
            }
        }
        (length > 0).then(|| hash_of(&folded[..length]))
    }
}

/// The hash of a title that would be known again.
pub fn title_hash(title: &str) -> Option<u32> {
    let words = title
        .split_whitespace()
        .filter(|word| word.contains(char::is_alphabetic));
    let is_known_again = title.len() <= TITLE_BYTES_MAX
        && !lines::ends_sentence(title)
        && words.count() >= TITLE_WORDS_MIN;
    is_known_again.then(|| line_hash(title)).flatten()
}

/// The hash of the site; where none is known, the topmost folder stands for it.
pub fn site_of(article: &Article, source: &str) -> u32 {
    let folder = || source.split_once('/').map_or("", |(folder, _)| folder);
    let hash = match &article.site {
        Some(site) => hash_of(site.as_bytes()),
        None => !hash_of(folder().as_bytes()),
    };
    (hash >> (64 - HASH_BITS)) as u32
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::article::Kept;

    fn article(title: &str, blocks: &[(Role, &str)]) -> Article {
        Article {
            title: title.into(),
            blocks: blocks
                .iter()
                .map(|(role, text)| Block {
                    role: *role,
                    text: (*text).into(),
                })
                .collect(),
            ..Article::default()
        }
    }

    #[test]
    fn a_sign_is_read_back_as_it_was_written() {
        for kind in Kind::ALL {
            let sign = Sign {
                kind,
                hash: (1 << HASH_BITS) - 1,
            };
            assert_eq!(Sign::decode(sign.encode()), Some(sign));
            assert!(sign.encode() <= u64::from(u32::MAX));
        }
        assert_eq!(Sign::decode(7), None);
    }

    #[test]
    fn the_same_line_is_known_again_in_other_quotes_and_case() {
        assert_eq!(line_hash("“Read also”"), line_hash("READ ALSO"));
        assert_ne!(line_hash("Read also"), line_hash("Read more"));
        assert_eq!(line_hash("* * *"), None);
        let long = "ж".repeat(FOLDED_BYTES_MAX / 2);
        assert!(line_hash(&long).is_some());
    }

    #[test]
    fn what_the_archive_took_out_is_still_looked_at_as_of_the_body() {
        let kept = article(
            "Bow door",
            &[
                (Role::Paragraph, "One."),
                (Role::Paragraph, "Bow door"),
                (Role::Caption, "A pier"),
                (Role::Removed(Removal::Teaser), "More"),
            ],
        );
        let mut taken = kept.clone();
        taken.blocks[0].role = Role::Removed(Removal::Recurring(Kept::Paragraph));
        let kinds = |article: &Article| -> Vec<Kind> {
            let lines: Vec<Line> = lines_of(article).collect();
            let signs = signs_of(article, "a.txt", &lines);
            signs.map(|sign| sign.kind).collect()
        };
        // Neither the article's own title nor a caption.
        assert_eq!(kinds(&kept), [Kind::Site, Kind::Kept, Kind::Removed]);
        assert_eq!(kinds(&taken), [Kind::Site, Kind::Recurring, Kind::Removed]);
    }

    #[test]
    fn the_middle_of_a_long_story_is_not_looked_at() {
        let texts: Vec<String> = (0..100).map(|n| format!("Paragraph {n}")).collect();
        let blocks: Vec<_> = texts
            .iter()
            .map(|text| (Role::Paragraph, &**text))
            .collect();
        let article = article("Long", &blocks);
        let lines: Vec<usize> = lines_of(&article).map(|line| line.block).collect();
        assert_eq!(lines.len(), 2 * BLOCKS_AT_ENDS_MAX);
        assert_eq!(lines[BLOCKS_AT_ENDS_MAX], 100 - BLOCKS_AT_ENDS_MAX);
    }
}
