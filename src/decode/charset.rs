//! `bytes → text`: which charset a file is written in, and its text.

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE};

use super::{DecodeError, known_binary};

/// Share of control characters above which bytes are no text, as one in this many. Random bytes
/// have one in nine, the worst real texts seen (printer files) one in two hundred.
const CONTROL_ONE_IN_MAX: usize = 50;

/// Decodes the bytes of a whole file, whose charset may be known. What no charset explains becomes
/// U+FFFD, and a stray zero byte a space.
pub fn text(bytes: Vec<u8>, charset: Option<Charset>) -> Result<String, DecodeError> {
    let charset = charset.map_or_else(|| Charset::of(&bytes), Ok)?;
    let text = match charset {
        Charset::Utf8 { mark: false } => String::from_utf8(bytes)
            .unwrap_or_else(|error| String::from_utf8_lossy(error.as_bytes()).into_owned()),
        charset => charset.decode(&bytes).into_owned(),
    };
    Ok(if text.contains('\0') {
        text.replace('\0', " ")
    } else {
        text
    })
}

/// How the characters of a file are encoded.
#[derive(Debug, Clone, Copy)]
pub enum Charset {
    Utf8 { mark: bool },
    Other(&'static Encoding),
}

impl Charset {
    /// In this order: byte order mark, valid UTF-8, what the file declares, UTF-16 by its zero
    /// bytes, the guess of the browsers.
    pub(super) fn of(bytes: &[u8]) -> Result<Charset, DecodeError> {
        if let Some((encoding, _)) = Encoding::for_bom(bytes) {
            return Ok(if encoding == UTF_8 {
                Charset::Utf8 { mark: true }
            } else {
                Charset::Other(encoding)
            });
        }
        if let Some(kind) = known_binary(bytes) {
            return Err(DecodeError::Binary(kind));
        }
        let (mut controls, mut zeros) = (0, 0);
        for byte in bytes {
            controls += usize::from(IS_CONTROL[usize::from(*byte)]);
            zeros += usize::from(*byte == 0);
        }
        if zeros > 0
            && let Some(encoding) = utf16_by_zeros(bytes)
        {
            return Ok(Charset::Other(encoding));
        }
        if controls * CONTROL_ONE_IN_MAX > bytes.len() {
            return Err(DecodeError::Binary("not text"));
        }
        // A multi-byte character may be cut off where the head of a file ends.
        let valid = match std::str::from_utf8(bytes) {
            Ok(_) => true,
            Err(error) => error.error_len().is_none() && error.valid_up_to() > 0,
        };
        if valid {
            return Ok(Charset::Utf8 { mark: false });
        }
        Ok(match declared(bytes) {
            Some(encoding) if encoding != UTF_8 => Charset::Other(encoding),
            declared => guess(bytes, declared),
        })
    }

    pub(super) fn decode<'a>(&self, bytes: &'a [u8]) -> std::borrow::Cow<'a, str> {
        match self {
            Charset::Utf8 { .. } => UTF_8.decode_with_bom_removal(bytes).0,
            Charset::Other(encoding) => encoding.decode(bytes).0,
        }
    }

    pub(super) fn mark_bytes(&self) -> usize {
        match self {
            Charset::Utf8 { mark: true } => 3,
            _ => 0,
        }
    }
}

/// Control characters that text does not have; feeds, tabs and escapes are not among them.
const IS_CONTROL: [bool; 256] = {
    let mut table = [false; 256];
    let mut byte = 0;
    while byte < 0x20 {
        table[byte] = !matches!(byte as u8, b'\t' | b'\n' | b'\r' | 0x0c | 0x1b);
        byte += 1;
    }
    table[0x7f] = true;
    table
};

/// UTF-16 without a mark: text of European languages has a zero in nearly every second byte.
fn utf16_by_zeros(bytes: &[u8]) -> Option<&'static Encoding> {
    let zeros = |parity: usize| {
        bytes
            .iter()
            .skip(parity)
            .step_by(2)
            .filter(|b| **b == 0)
            .count()
    };
    let (even, odd, pairs) = (zeros(0), zeros(1), bytes.len() / 2);
    // Two fifths of the pairs: spaces and digits alone give a fifth in any script.
    match pairs {
        0 => None,
        _ if odd * 5 > pairs * 2 && even * 20 < pairs => Some(UTF_16LE),
        _ if even * 5 > pairs * 2 && odd * 20 < pairs => Some(UTF_16BE),
        _ => None,
    }
}

/// The charset that a page or an XML file declares in its first kilobyte, as the HTML standard's
/// prescan finds it.
fn declared(bytes: &[u8]) -> Option<&'static Encoding> {
    let head = &bytes[..bytes.len().min(1024)];
    let head = String::from_utf8_lossy(head).to_ascii_lowercase();
    let at = head.find("charset").or_else(|| head.find("encoding"))?;
    let value = head[at..]
        .split_once('=')?
        .1
        .trim_start_matches([' ', '"', '\'']);
    let end = value.find(|c: char| !c.is_ascii_alphanumeric() && !"-_:.".contains(c))?;
    let encoding = Encoding::for_label(&value.as_bytes()[..end])?;
    // A page whose declaration could be read byte by byte is not in UTF-16.
    Some(if encoding == UTF_16LE || encoding == UTF_16BE {
        UTF_8
    } else {
        encoding
    })
}

/// A declaration of UTF-8 is believed while nearly everything is: single bad bytes happen.
fn guess(bytes: &[u8], declared: Option<&'static Encoding>) -> Charset {
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Allow);
    detector.feed(bytes, true);
    let guess = detector.guess(None, Utf8Detection::Allow);
    if guess == UTF_8 || (declared == Some(UTF_8) && mostly_utf8(bytes)) {
        Charset::Utf8 { mark: false }
    } else {
        Charset::Other(guess)
    }
}

/// Whether bytes are UTF-8 with a few mistakes.
pub(super) fn mostly_utf8(bytes: &[u8]) -> bool {
    let (mut good, mut bad) = (0usize, 0usize);
    for chunk in bytes.utf8_chunks() {
        good += chunk.valid().chars().filter(|c| !c.is_ascii()).count();
        bad += chunk.invalid().len();
    }
    good > bad * 4
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn any_charset_is_read() {
        let russian = "Паром «Святая Орла» затонул в проливе ночью. Погибли люди, сообщает порт.";
        let french = "La préfète a déclaré à l'Élysée que le barrage était fissuré depuis été.";
        let (cp1251, ..) = encoding_rs::WINDOWS_1251.encode(russian);
        let (latin1, ..) = encoding_rs::WINDOWS_1252.encode(french);
        let utf16: Vec<u8> = french.encode_utf16().flat_map(u16::to_le_bytes).collect();
        let marked = [b"\xef\xbb\xbf", french.as_bytes()].concat();
        for (bytes, expected) in [
            (russian.as_bytes(), russian),
            (&cp1251, russian),
            (&latin1, french),
            (&utf16, french),
            (&marked, french),
        ] {
            assert_eq!(text(bytes.to_vec(), None).unwrap(), expected);
        }
    }

    #[test]
    fn a_declared_charset_is_believed() {
        let page = "<meta charset=\"iso-8859-2\"><p>\u{17c}</p>";
        let (bytes, ..) = encoding_rs::ISO_8859_2.encode(page);
        assert_eq!(text(bytes.into_owned(), None).unwrap(), page);
    }

    #[test]
    fn pictures_programs_and_noise_are_no_text() {
        let mut state = 1u64;
        let noise: Vec<u8> = std::iter::repeat_with(|| {
            state = state
                .wrapping_mul(6364136223846793005)
                .wrapping_add(1442695040888963407);
            (state >> 56) as u8
        })
        .take(4096)
        .collect();
        for bytes in [
            &b"\x89PNG\r\n\x1a\n"[..],
            b"%PDF-1.4 text",
            &noise,
            b"\0\0\0",
        ] {
            assert!(matches!(
                text(bytes.to_vec(), None),
                Err(DecodeError::Binary(_))
            ));
        }
    }

    proptest! {
        #[test]
        fn no_bytes_make_it_panic(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
            let _ = text(bytes, None);
        }
    }
}
