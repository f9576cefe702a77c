//! `zip archive → members`: reads the parts of office documents and e-books out of memory.
//!
//! What members unpack to is bounded for all of them together, whatever the archive claims.

use std::collections::HashMap;
use std::io::{Cursor, Read};

use zip::ZipArchive;
use zip::result::ZipError;

use super::{ExtractError, Format};
use crate::decode;

/// Bytes that the members of a document unpack to, all together: as much as a file read whole.
pub const UNPACKED_BYTES_MAX: u64 = decode::FILE_BYTES_MAX;

/// Members of a document; a book of many pictures has some thousands.
const MEMBERS_MAX: usize = 20_000;

const DAMAGED: ExtractError = ExtractError::Damaged("the zip archive is broken or cut off");

/// An archive in memory.
pub struct Zip<'a> {
    archive: ZipArchive<Cursor<&'a [u8]>>,
    members: HashMap<String, usize>,
    left: u64,
}

impl<'a> Zip<'a> {
    pub fn open(bytes: &'a [u8]) -> Result<Zip<'a>, ExtractError> {
        let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(|_| DAMAGED)?;
        if archive.len() > MEMBERS_MAX {
            return Err(ExtractError::Damaged("more than 20,000 files in it"));
        }
        let mut members = HashMap::with_capacity(archive.len());
        for number in 0..archive.len() {
            // A member that is broken is missed when it is asked for.
            if let Ok(member) = archive.by_index_raw(number) {
                // Names are in UTF-8, said or not; some writers use the other slash.
                let name = String::from_utf8_lossy(member.name_raw()).replace('\\', "/");
                members.entry(name).or_insert(number);
            }
        }
        Ok(Zip {
            archive,
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
        let Some(number) = self.members.get(name) else {
            return Ok(None);
        };
        let member = self
            .archive
            .by_index(*number)
            .map_err(|error| match error {
                ZipError::UnsupportedArchive(ZipError::PASSWORD_REQUIRED) => {
                    ExtractError::Encrypted
                }
                ZipError::UnsupportedArchive(_) => {
                    ExtractError::Damaged("packed in a way that documents are not")
                }
                _ => DAMAGED,
            })?;
        let mut bytes = Vec::new();
        let read = member.take(self.left + 1).read_to_end(&mut bytes);
        // What a broken member unpacked to counts as well.
        let fits = bytes.len() as u64 <= self.left;
        self.left = self.left.saturating_sub(bytes.len() as u64);
        if !fits {
            return Err(ExtractError::TooLarge);
        }
        read.map_err(|_| DAMAGED)?;
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
    use proptest::prelude::*;
    use std::io::Write;
    use zip::write::{SimpleFileOptions, ZipWriter};

    /// An archive with these members, deflated.
    pub fn zip(members: &[(&str, &[u8])]) -> Vec<u8> {
        let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
        for (name, content) in members {
            zip.start_file(*name, SimpleFileOptions::default()).unwrap();
            zip.write_all(content).unwrap();
        }
        zip.finish().unwrap().into_inner()
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
