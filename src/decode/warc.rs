//! Web archives: WARC 1.0 and 1.1 (ISO 28500:2017), as crawlers and Common Crawl write them.
//!
//! Of its records, those that hold a page are read: responses with the HTTP head they came with
//! (RFC 9112), resources and conversions as they are. When a page was fetched is not when it was
//! published, so that the date of the record is of no use here.

use std::io::{BufRead, BufReader, Cursor, Read};
use std::ops::ControlFlow;

use brotli_decompressor::Decompressor;
use encoding_rs::Encoding;
use flate2::read::{DeflateDecoder, MultiGzDecoder, ZlibDecoder};

use super::members::{Container, Entry, read_bounded};
use super::packing::Packing;
use super::{DecodeError, FILE_BYTES_MAX};

/// Bytes of the head of a record or of an answer.
const HEAD_BYTES_MAX: u64 = 64 << 10;

/// Times that an answer may be packed.
const CODINGS_MAX: usize = 4;

/// Bytes that the Brotli decoder reads at once.
const BROTLI_BUFFER_BYTES: usize = 16 << 10;

pub struct Warc<R>(BufReader<R>);

impl<R: Read> Warc<R> {
    pub fn new(reader: R) -> Self {
        Warc(BufReader::with_capacity(64 << 10, reader))
    }
}

impl<R: Read> Container for Warc<R> {
    fn each(&mut self, see: &mut dyn FnMut(Entry) -> ControlFlow<()>) -> Result<(), DecodeError> {
        while let Some(record) = read_head(&mut self.0)? {
            if !record.first.starts_with("WARC/") {
                return Err(broken("no record where one should begin"));
            }
            let length = record.get("content-length").and_then(|n| n.parse().ok());
            let length: u64 = length.ok_or_else(|| broken("a record without a length"))?;
            let mut block = (&mut self.0).take(length);
            let entry = match record.get("warc-type") {
                Some("response" | "resource" | "conversion") => Some(page(&record, &mut block)?),
                _ => None,
            };
            std::io::copy(&mut block, &mut std::io::sink())?;
            if block.limit() > 0 {
                return Err(broken("it ends in the middle of a record"));
            }
            if entry.is_some_and(|entry| see(entry).is_break()) {
                break;
            }
        }
        Ok(())
    }
}

fn broken(reason: &str) -> DecodeError {
    DecodeError::Archive(reason.to_owned())
}

/// The first line of a head, and its fields with their names in lower case.
struct Head {
    first: String,
    fields: Vec<(String, String)>,
}

impl Head {
    fn get(&self, name: &str) -> Option<&str> {
        let field = self.fields.iter().find(|(field, _)| field == name);
        field.map(|(_, value)| value.as_str())
    }
}

/// Reads lines up to an empty one; nothing at the end of the file.
fn read_head(reader: &mut impl BufRead) -> Result<Option<Head>, DecodeError> {
    let mut reader = reader.take(HEAD_BYTES_MAX);
    let mut head: Option<Head> = None;
    let mut line = Vec::new();
    loop {
        line.clear();
        if reader.read_until(b'\n', &mut line)? == 0 {
            return match head {
                Some(_) if reader.limit() == 0 => Err(broken("a record with an endless head")),
                Some(_) => Err(broken("it ends in the middle of a record")),
                None => Ok(None),
            };
        }
        let line = String::from_utf8_lossy(&line);
        let line = line.trim_end_matches(['\r', '\n']);
        match &mut head {
            // Records are parted by empty lines.
            None if line.is_empty() => {}
            None => {
                head = Some(Head {
                    first: line.to_owned(),
                    fields: Vec::new(),
                });
            }
            Some(_) if line.is_empty() => return Ok(head),
            Some(head) => match line.split_once(':') {
                // A line that goes on.
                _ if line.starts_with([' ', '\t']) => {
                    if let Some((_, value)) = head.fields.last_mut() {
                        value.push(' ');
                        value.push_str(line.trim());
                    }
                }
                Some((name, value)) => {
                    let (name, value) = (name.trim().to_lowercase(), value.trim().to_owned());
                    head.fields.push((name, value));
                }
                None => {}
            },
        }
    }
}

/// The page of a record; what is wrong with it is no fault of the archive.
fn page(record: &Head, block: &mut impl Read) -> Result<Entry<'static>, DecodeError> {
    let url = record.get("warc-target-uri");
    let url = url.map(|url| url.trim_matches(['<', '>']).to_owned());
    let mut kind = record.get("content-type").unwrap_or_default().to_owned();
    let content = if kind.starts_with("application/http") {
        let mut block = BufReader::new(block);
        match read_head(&mut block) {
            Ok(Some(head)) => {
                kind = head.get("content-type").unwrap_or_default().to_owned();
                match part_of_page(&kind) {
                    Some(reason) => Err(DecodeError::Passed(reason)),
                    None => body(&head, block),
                }
            }
            Ok(None) => Err(DecodeError::Empty),
            Err(error) => Err(error),
        }
    } else {
        read_bounded(block)
    };
    Ok(Entry {
        name: url.clone().unwrap_or_default(),
        url,
        charset: charset_of(&kind),
        content: content.map(|bytes| Box::new(Cursor::new(bytes)) as _),
    })
}

/// What an answer is that is no page but belongs to one, by what the server says.
fn part_of_page(kind: &str) -> Option<&'static str> {
    const PARTS: [(&str, &str); 8] = [
        ("image/", "a picture of a page"),
        ("audio/", "a sound of a page"),
        ("video/", "a film of a page"),
        ("font/", "a font of a page"),
        ("text/css", "a style sheet of a page"),
        ("text/javascript", "a script of a page"),
        ("application/javascript", "a script of a page"),
        ("application/x-javascript", "a script of a page"),
    ];
    let kind = kind.trim().to_ascii_lowercase();
    let part = PARTS.iter().find(|(start, _)| kind.starts_with(start));
    part.map(|(_, reason)| *reason)
}

/// The body of an answer, without what it was wrapped in for the way.
fn body(head: &Head, body: impl Read) -> Result<Vec<u8>, DecodeError> {
    let status = head.first.split(' ').nth(1).unwrap_or_default();
    if status != "200" {
        return Err(DecodeError::Passed(
            "an answer of a web server without a page",
        ));
    }
    let mut bytes = read_bounded(body)?;
    // Some crawlers take the wrapping off and leave the fields.
    if head
        .get("transfer-encoding")
        .is_some_and(|coding| coding.contains("chunked"))
        && let Some(joined) = join_chunks(&bytes)
    {
        bytes = joined;
    }
    let codings = head.get("content-encoding").unwrap_or_default();
    let codings = codings
        .split(',')
        .map(|coding| coding.trim().to_lowercase());
    let codings: Vec<String> = codings.filter(|coding| !coding.is_empty()).collect();
    if codings.len() > CODINGS_MAX {
        return Err(DecodeError::TooDeep);
    }
    // The last one was put on last.
    for coding in codings.iter().rev() {
        bytes = without_coding(coding, bytes)?;
    }
    Ok(bytes)
}

/// Unpacks a body; one that is not packed as it says has been unpacked before.
fn without_coding(coding: &str, bytes: Vec<u8>) -> Result<Vec<u8>, DecodeError> {
    let packed = bytes.as_slice();
    let is_text = || std::str::from_utf8(&packed[..packed.len().min(64)]).is_ok();
    let unpacked = match coding {
        "gzip" | "x-gzip" if packed.starts_with(&[0x1f, 0x8b]) => {
            return read_bounded(MultiGzDecoder::new(packed));
        }
        // With the head of zlib (RFC 9110, section 8.4.1.2), and as some servers send it, without.
        "deflate" => read_bounded(ZlibDecoder::new(packed)).or_else(|error| match error {
            DecodeError::TooLarge => Err(error),
            _ if is_text() => Err(error),
            _ => read_bounded(DeflateDecoder::new(packed)),
        }),
        "br" => read_bounded(Decompressor::new(packed, BROTLI_BUFFER_BYTES)),
        "zstd" if Packing::of(packed) == Some(Packing::Zstd) => {
            return read_bounded(Packing::Zstd.unpack(packed));
        }
        _ => return Ok(bytes),
    };
    match unpacked {
        Err(DecodeError::Packed(_)) if is_text() => Ok(bytes),
        unpacked => unpacked,
    }
}

/// Puts the chunks of a body together (RFC 9112, section 7.1); nothing if it has none.
fn join_chunks(mut bytes: &[u8]) -> Option<Vec<u8>> {
    let mut joined = Vec::new();
    loop {
        let end = bytes.iter().take(1024).position(|byte| *byte == b'\n')?;
        let line = std::str::from_utf8(&bytes[..end]).ok()?;
        let size = line.split(';').next().unwrap_or_default().trim();
        let size = usize::from_str_radix(size, 16).ok()?;
        bytes = &bytes[end + 1..];
        if size == 0 {
            return Some(joined);
        }
        // What was cut off is gone; what is there is text.
        let chunk = &bytes[..size.min(bytes.len())];
        joined.extend_from_slice(chunk);
        if chunk.len() < size || joined.len() as u64 > FILE_BYTES_MAX {
            return Some(joined);
        }
        bytes = bytes[size..].strip_prefix(b"\r\n")?;
    }
}

fn charset_of(content_type: &str) -> Option<&'static Encoding> {
    let (_, charset) = content_type.split_once("charset=")?;
    let charset = charset.split(';').next().unwrap_or_default();
    Encoding::for_label(charset.trim().trim_matches(['"', '\'']).as_bytes())
}
