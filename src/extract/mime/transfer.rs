//! The bytes and the text of a part, whatever its encoding and charset.

use encoding_rs::{Encoding, REPLACEMENT, WINDOWS_1252};

use crate::decode;

/// How the bytes of a part are to be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Transfer {
    #[default]
    Identity,
    Base64,
    QuotedPrintable,
}

/// The text of bytes in a charset that may be wrong.
pub fn text(bytes: Vec<u8>, label: Option<&str>) -> Option<String> {
    let declared = label.and_then(|label| Encoding::for_label(label.trim().as_bytes()));
    match declared {
        // Old programs say so of everything.
        Some(charset) if charset == WINDOWS_1252 && std::str::from_utf8(&bytes).is_ok() => {}
        Some(charset) if charset != REPLACEMENT && charset != encoding_rs::UTF_8 => {
            let (text, _, _) = charset.decode(&bytes);
            return Some(text.replace('\0', " "));
        }
        _ => {}
    }
    decode::text(bytes, None).ok()
}

/// Decodes what is in the alphabet of base64 and passes over the rest.
pub fn base64(bytes: &[u8]) -> Vec<u8> {
    const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    const NONE: u8 = 64;
    const VALUES: [u8; 256] = {
        let mut values = [NONE; 256];
        let mut value = 0;
        while value < 64 {
            values[ALPHABET[value] as usize] = value as u8;
            value += 1;
        }
        values
    };
    let mut decoded = Vec::with_capacity(bytes.len() / 4 * 3);
    let (mut bits, mut count) = (0u32, 0);
    for byte in bytes {
        let value = VALUES[usize::from(*byte)];
        if value == NONE {
            // The end of a piece; programs put several into one body.
            if *byte == b'=' {
                (bits, count) = (0, 0);
            }
            continue;
        }
        bits = bits << 6 | u32::from(value);
        count += 6;
        if count >= 8 {
            count -= 8;
            decoded.push((bits >> count) as u8);
        }
    }
    decoded
}

/// Decodes quoted-printable; what is no code stays as it is.
pub fn quoted_printable(bytes: &[u8]) -> Vec<u8> {
    let mut decoded = Vec::with_capacity(bytes.len());
    for line in bytes.split_inclusive(|b| *b == b'\n') {
        let content = line.trim_ascii_end();
        let is_soft = content.ends_with(b"=");
        let content = if is_soft {
            &content[..content.len() - 1]
        } else {
            content
        };
        let mut at = 0;
        while let Some(byte) = content.get(at) {
            let hex = |at: usize| content.get(at).and_then(|b| char::from(*b).to_digit(16));
            match (*byte == b'=')
                .then(|| Some(hex(at + 1)? << 4 | hex(at + 2)?))
                .flatten()
            {
                Some(code) => {
                    decoded.push(code as u8);
                    at += 3;
                }
                None => {
                    decoded.push(*byte);
                    at += 1;
                }
            }
        }
        if !is_soft && line.ends_with(b"\n") {
            decoded.push(b'\n');
        }
    }
    decoded
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn codes_are_decoded_and_mistakes_passed_over() {
        assert_eq!(base64(b"SXQg\r\nc2h1dC4=SQ=="), b"It shut.I");
        assert_eq!(quoted_printable(b"a=3Db=\r\nc  \r\n=4"), b"a=bc\n=4");
    }

    proptest! {
        #[test]
        fn no_bytes_make_a_decoder_panic(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
            base64(&bytes);
            quoted_printable(&bytes);
        }
    }
}
