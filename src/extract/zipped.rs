//! `zip archive → members`: reads the parts of office documents and e-books out of memory.
//!
//! A document's archive (APPNOTE 6.3, as ECMA-376, ODF and EPUB restrict it) needs little: the
//! central directory, members as they are or deflated, checksums. What it claims of itself is not
//! believed: every place is checked against the bytes, and what members unpack to is bounded for
//! all of them together.

use std::collections::HashMap;
use std::io::Read;

use flate2::Crc;
use flate2::read::DeflateDecoder;

use super::{ExtractError, Format};
use crate::decode;

/// Bytes that the members of a document unpack to, all together: as much as a file read whole.
pub const UNPACKED_BYTES_MAX: u64 = decode::FILE_BYTES_MAX;

/// Members of a document; a book of many pictures has some thousands.
const MEMBERS_MAX: usize = 20_000;

const DIRECTORY_END: &[u8] = b"PK\x05\x06";
const DIRECTORY_ENTRY: &[u8] = b"PK\x01\x02";
const MEMBER: &[u8] = b"PK\x03\x04";

const DAMAGED: ExtractError = ExtractError::Damaged("the zip archive is broken or cut off");

/// An archive in memory.
pub struct Zip<'a> {
    bytes: &'a [u8],
    members: HashMap<String, Member>,
    left: u64,
}

#[derive(Clone, Copy)]
struct Member {
    at: usize,
    method: u16,
    encrypted: bool,
    packed: usize,
    crc: u32,
}

fn number(bytes: &[u8], at: usize, length: usize) -> Option<usize> {
    let bytes = bytes.get(at..at.checked_add(length)?)?;
    let number = bytes.iter().rev();
    Some(number.fold(0, |number, byte| number << 8 | usize::from(*byte)))
}

impl<'a> Zip<'a> {
    pub fn open(bytes: &'a [u8]) -> Result<Zip<'a>, ExtractError> {
        // A comment of up to 64 KiB may follow.
        let tail = bytes.len().saturating_sub(22 + 0xffff);
        let found = bytes[tail..]
            .windows(DIRECTORY_END.len())
            .rposition(|window| window == DIRECTORY_END);
        let end = tail + found.ok_or(DAMAGED)?;
        let count = number(bytes, end + 10, 2).ok_or(DAMAGED)?;
        let mut at = number(bytes, end + 16, 4).ok_or(DAMAGED)?;
        if count > MEMBERS_MAX {
            return Err(ExtractError::Damaged("more than 20,000 files in it"));
        }
        let mut members = HashMap::with_capacity(count);
        for _ in 0..count {
            let entry = bytes.get(at..).ok_or(DAMAGED)?;
            if !entry.starts_with(DIRECTORY_ENTRY) {
                return Err(DAMAGED);
            }
            let field = |at, length| number(entry, at, length).ok_or(DAMAGED);
            let (length, extra, comment) = (field(28, 2)?, field(30, 2)?, field(32, 2)?);
            let member = Member {
                at: field(42, 4)?,
                method: field(10, 2)? as u16,
                encrypted: field(8, 2)? & 1 == 1,
                packed: field(20, 4)?,
                crc: field(16, 4)? as u32,
            };
            let name = String::from_utf8_lossy(entry.get(46..46 + length).ok_or(DAMAGED)?);
            // Some writers use the other slash.
            members.entry(name.replace('\\', "/")).or_insert(member);
            at += 46 + length + extra + comment;
        }
        Ok(Zip {
            bytes,
            members,
            left: UNPACKED_BYTES_MAX,
        })
    }

    pub fn has(&self, name: &str) -> bool {
        self.members.contains_key(name)
    }

    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.members.keys().map(String::as_str)
    }

    /// Unpacks a member; nothing if there is none of that name.
    pub fn read(&mut self, name: &str) -> Result<Option<Vec<u8>>, ExtractError> {
        let Some(member) = self.members.get(name) else {
            return Ok(None);
        };
        if member.encrypted {
            return Err(ExtractError::Encrypted);
        }
        let header = self.bytes.get(member.at..).ok_or(DAMAGED)?;
        if !header.starts_with(MEMBER) {
            return Err(DAMAGED);
        }
        let field = |at| number(header, at, 2).ok_or(DAMAGED);
        let start = 30 + field(26)? + field(28)?;
        let packed = header.get(start..).ok_or(DAMAGED)?;
        let packed = &packed[..packed.len().min(member.packed)];
        let mut bytes = Vec::new();
        let limit = self.left + 1;
        let read = match member.method {
            0 => packed.take(limit).read_to_end(&mut bytes),
            8 => DeflateDecoder::new(packed)
                .take(limit)
                .read_to_end(&mut bytes),
            _ => {
                return Err(ExtractError::Damaged(
                    "packed in a way that documents are not",
                ));
            }
        };
        // What a broken member unpacked to counts as well.
        let fits = bytes.len() as u64 <= self.left;
        self.left = self.left.saturating_sub(bytes.len() as u64);
        if !fits {
            return Err(ExtractError::TooLarge);
        }
        read.map_err(|_| DAMAGED)?;
        let mut crc = Crc::new();
        crc.update(&bytes);
        if crc.sum() != member.crc {
            return Err(DAMAGED);
        }
        Ok(Some(bytes))
    }

    /// Unpacks a member that must be there and be text.
    pub fn text(&mut self, name: &str) -> Result<String, ExtractError> {
        let bytes = self.read(name)?;
        let bytes = bytes.ok_or(ExtractError::Damaged("a part of it is missing"))?;
        decode::text(bytes, None).map_err(|_| ExtractError::Damaged("a part of it is no text"))
    }

    /// Unpacks a member that need not be there, or be sound.
    pub fn text_if_any(&mut self, name: &str) -> Option<String> {
        let bytes = self.read(name).ok()??;
        decode::text(bytes, None).ok()
    }
}

/// What document an archive is, or what else it is, in words; where it is broken its name decides.
pub fn kind(bytes: &[u8], extension: &str) -> Result<Format, &'static str> {
    const SPREADSHEET: &str = "a spreadsheet; save it as .csv to have it read";
    const SLIDES: &str = "slides, a format not read yet";
    let Ok(mut zip) = Zip::open(bytes) else {
        return match extension {
            "docx" | "docm" | "dotx" => Ok(Format::Docx),
            "odt" | "ott" => Ok(Format::Odt),
            "epub" => Ok(Format::Epub),
            _ => Ok(Format::Zip),
        };
    };
    let kind = zip.text_if_any("mimetype").unwrap_or_default();
    let kind = kind.trim();
    if let Some(kind) = kind.strip_prefix("application/vnd.oasis.opendocument.") {
        return match kind.split('-').next() {
            Some("text") => Ok(Format::Odt),
            Some("spreadsheet") => Err(SPREADSHEET),
            Some("presentation") => Err(SLIDES),
            _ => Err("an office document of a kind not read yet"),
        };
    }
    if kind == "application/epub+zip" || zip.has("META-INF/container.xml") {
        return Ok(Format::Epub);
    }
    if zip.has("[Content_Types].xml") {
        let begins = |start: &str| zip.names().any(|name| name.starts_with(start));
        return match () {
            () if begins("word/") => Ok(Format::Docx),
            () if begins("xl/") => Err(SPREADSHEET),
            () if begins("ppt/") => Err(SLIDES),
            () => Err("an office document of a kind not read yet"),
        };
    }
    Ok(Format::Zip)
}

/// Old office documents, by what their directory names.
pub fn old_office(head: &[u8]) -> &'static str {
    const KINDS: [(&str, &str); 5] = [
        (
            "EncryptedPackage",
            "an office document with a password; save it without one to have it read",
        ),
        (
            "WordDocument",
            "an old Word document; save it as .docx, .odt or .rtf to have it read",
        ),
        (
            "PowerPoint Document",
            "old PowerPoint slides, a format not read yet",
        ),
        (
            "Workbook",
            "an old Excel spreadsheet; save it as .csv to have it read",
        ),
        (
            "__substg1.0_",
            "an Outlook message; save it as .eml to have it read",
        ),
    ];
    let is_in = |name: &str| {
        let name: Vec<u8> = name.encode_utf16().flat_map(u16::to_le_bytes).collect();
        head.windows(name.len()).any(|window| window == name)
    };
    let kind = KINDS.iter().find(|(name, _)| is_in(name));
    kind.map_or(
        "an old office document; save it as .docx, .odt or .csv to have it read",
        |(_, reason)| reason,
    )
}

#[cfg(test)]
pub mod tests {
    use super::*;
    use flate2::Compression;
    use flate2::write::DeflateEncoder;
    use proptest::prelude::*;
    use std::io::Write;

    /// An archive with these members, deflated.
    pub fn zip(members: &[(&str, &[u8])]) -> Vec<u8> {
        let (mut bytes, mut directory) = (Vec::new(), Vec::new());
        for (name, content) in members {
            let mut encoder = DeflateEncoder::new(Vec::new(), Compression::fast());
            encoder.write_all(content).unwrap();
            let packed = encoder.finish().unwrap();
            let mut crc = Crc::new();
            crc.update(content);
            let mut fields = Vec::new();
            fields.extend([20, 0, 0, 0, 8, 0, 0, 0, 0, 0]);
            fields.extend(crc.sum().to_le_bytes());
            fields.extend((packed.len() as u32).to_le_bytes());
            fields.extend((content.len() as u32).to_le_bytes());
            fields.extend((name.len() as u16).to_le_bytes());
            fields.extend([0, 0]);
            directory.extend(DIRECTORY_ENTRY);
            directory.extend([20, 0]);
            directory.extend(&fields);
            directory.extend([0; 10]);
            directory.extend((bytes.len() as u32).to_le_bytes());
            directory.extend(name.as_bytes());
            bytes.extend(MEMBER);
            bytes.extend(&fields);
            bytes.extend(name.as_bytes());
            bytes.extend(packed);
        }
        let start = bytes.len() as u32;
        bytes.extend(&directory);
        bytes.extend(DIRECTORY_END);
        bytes.extend([0; 6]);
        bytes.extend((members.len() as u16).to_le_bytes());
        bytes.extend((directory.len() as u32).to_le_bytes());
        bytes.extend(start.to_le_bytes());
        bytes.extend([0, 0]);
        bytes
    }

    #[test]
    fn members_are_unpacked_by_name() {
        let bytes = zip(&[("a", b"one"), ("b\\c", &[b'x'; 1000])]);
        let mut zip = Zip::open(&bytes).unwrap();
        assert_eq!(zip.read("a"), Ok(Some(b"one".to_vec())));
        assert_eq!(zip.read("b/c").unwrap().unwrap().len(), 1000);
        assert_eq!(zip.read("d"), Ok(None));
    }

    #[test]
    fn members_unpack_to_a_bounded_size_together() {
        let zeros = vec![0; 30 << 20];
        let bytes = zip(&[("a", &zeros), ("b", &zeros), ("c", &zeros), ("d", b"x")]);
        assert!(bytes.len() < 1 << 20);
        let mut zip = Zip::open(&bytes).unwrap();
        assert!(zip.read("a").is_ok() && zip.read("b").is_ok());
        assert_eq!(zip.read("c"), Err(ExtractError::TooLarge));
        assert_eq!(zip.read("d"), Err(ExtractError::TooLarge));
    }

    #[test]
    fn a_changed_member_is_damaged() {
        let mut bytes = zip(&[("a", b"one one one one one")]);
        bytes[33] ^= 1;
        let mut zip = Zip::open(&bytes).unwrap();
        assert_eq!(zip.read("a"), Err(DAMAGED));
    }

    #[test]
    fn an_archive_is_known_by_its_members() {
        for (members, kind_of) in [
            (
                &[("[Content_Types].xml", ""), ("word/document.xml", "")][..],
                Ok(Format::Docx),
            ),
            (
                &[("mimetype", "application/vnd.oasis.opendocument.text")],
                Ok(Format::Odt),
            ),
            (&[("mimetype", "application/epub+zip\n")], Ok(Format::Epub)),
            (
                &[("[Content_Types].xml", ""), ("xl/workbook.xml", "")],
                Err("a spreadsheet; save it as .csv to have it read"),
            ),
            (&[("a.txt", "")], Ok(Format::Zip)),
        ] {
            let members: Vec<(&str, &[u8])> = (members.iter())
                .map(|(name, text)| (*name, text.as_bytes()))
                .collect();
            assert_eq!(kind(&zip(&members), ""), kind_of, "{members:?}");
        }
        assert_eq!(kind(b"PK\x03\x04", "docx"), Ok(Format::Docx));
    }

    #[test]
    fn old_office_documents_say_what_to_do() {
        let mut head = vec![0; 100];
        head.extend("WordDocument".encode_utf16().flat_map(u16::to_le_bytes));
        assert!(old_office(&head).contains("save it as .docx"));
        assert!(old_office(&[]).contains("old office document"));
    }

    proptest! {
        #[test]
        fn no_change_makes_it_panic(changes in prop::collection::vec((0..400usize, any::<u8>()), 0..8), cut in 0..400usize) {
            let mut bytes = zip(&[("a", b"one"), ("bcd", &[b'x'; 100])]);
            for (at, byte) in changes {
                let at = at % bytes.len();
                bytes[at] = byte;
            }
            for bytes in [&bytes[..], &bytes[..cut.min(bytes.len())]] {
                let _ = kind(bytes, "");
                if let Ok(mut zip) = Zip::open(bytes) {
                    let names: Vec<String> = zip.names().map(str::to_owned).collect();
                    for name in names {
                        let _ = zip.read(&name);
                    }
                }
            }
        }
    }
}
