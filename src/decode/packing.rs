//! `packed bytes → bytes`: gzip (RFC 1952) and Zstandard (RFC 8878) files, of any number of
//! members or frames one after the other.

use std::io::{self, BufRead, BufReader, Read};

use flate2::bufread::MultiGzDecoder;
use ruzstd::decoding::{FrameDecoder, StreamingDecoder};

/// How a file is packed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Packing {
    Gzip,
    Zstd,
}

const ZSTD_MAGIC: [u8; 4] = 0xFD2F_B528_u32.to_le_bytes();

impl Packing {
    /// Judges by a file's first bytes.
    pub fn of(head: &[u8]) -> Option<Packing> {
        if head.starts_with(&[0x1f, 0x8b]) {
            Some(Packing::Gzip)
        } else if head.starts_with(&ZSTD_MAGIC) {
            Some(Packing::Zstd)
        } else {
            None
        }
    }

    /// The name of the file without that of its packing.
    pub fn bare_name(self, name: &str) -> String {
        let strip = |ending: &str| Some(name.strip_suffix(ending)?.to_owned());
        let bare = match self {
            Packing::Gzip => {
                strip(".gz").or_else(|| strip(".tgz").map(|name| format!("{name}.tar")))
            }
            Packing::Zstd => strip(".zst").or_else(|| strip(".zstd")),
        };
        bare.unwrap_or_else(|| name.to_owned())
    }

    /// Unpacks while reading.
    pub fn unpack<'r>(self, packed: impl Read + 'r) -> Box<dyn Read + 'r> {
        let packed = BufReader::with_capacity(64 << 10, packed);
        match self {
            Packing::Gzip => Box::new(MultiGzDecoder::new(packed)),
            Packing::Zstd => Box::new(Frames {
                state: State::Between(packed),
            }),
        }
    }
}

/// Reads Zstandard frames as one stream.
struct Frames<R: BufRead> {
    state: State<R>,
}

#[expect(
    clippy::large_enum_variant,
    reason = "there is one of them for each file"
)]
enum State<R: BufRead> {
    Between(R),
    Inside(StreamingDecoder<R, FrameDecoder>),
    Ended,
}

impl<R: BufRead> Read for Frames<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        loop {
            match std::mem::replace(&mut self.state, State::Ended) {
                State::Ended => return Ok(0),
                State::Between(mut packed) => {
                    skip_frames(&mut packed)?;
                    if packed.fill_buf()?.is_empty() {
                        return Ok(0);
                    }
                    let frame = StreamingDecoder::new(packed).map_err(damaged)?;
                    self.state = State::Inside(frame);
                }
                State::Inside(mut frame) => match frame.read(buffer).map_err(damaged)? {
                    0 if !buffer.is_empty() => {
                        self.state = State::Between(frame.into_inner());
                    }
                    read => {
                        self.state = State::Inside(frame);
                        return Ok(read);
                    }
                },
            }
        }
    }
}

/// Passes over frames that hold no text (section 3.1.2).
fn skip_frames(packed: &mut impl BufRead) -> io::Result<()> {
    loop {
        let head = packed.fill_buf()?;
        let is_skippable =
            head.len() >= 4 && head[0] & 0xF0 == 0x50 && head[1..4] == [0x2A, 0x4D, 0x18];
        if !is_skippable {
            return Ok(());
        }
        let mut header = [0; 8];
        packed.read_exact(&mut header)?;
        let [.., a, b, c, d] = header;
        let length = u64::from(u32::from_le_bytes([a, b, c, d]));
        io::copy(&mut packed.take(length), &mut io::sink())?;
    }
}

fn damaged(error: impl std::error::Error + Send + Sync + 'static) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, error)
}
