//! `mailbox → messages`: a file of many messages (mbox, RFC 4155 and what programs write).
//!
//! A message begins at a line `From ` with a time as C prints it, at the start or anywhere; Gmail
//! adds a zone to it, and newer Thunderbirds leave all of it out, which counts after a blank line
//! only. `>From ` within a message loses one mark (mboxrd; mboxo has no more than one). Lengths in
//! `Content-Length` are not believed.

use std::io::{BufRead, Read};
use std::panic::{AssertUnwindSafe, catch_unwind};

use super::{ExtractError, mail, mime};
use crate::article::Article;
use crate::decode::DecodeError;

/// Bytes of one message: as much as of a file that is read whole.
const MESSAGE_BYTES_MAX: usize = 64 << 20;

/// Messages of a mailbox that is read whole.
const MESSAGES_MAX: usize = 200_000;

/// Bytes of a line that are looked at together.
const PIECE_BYTES_MAX: u64 = 64 << 10;

/// The messages of a mailbox, one after the other, in the memory of one.
pub struct Messages<'a> {
    reader: &'a mut dyn BufRead,
    /// Whether the line that begins the next message was read.
    begun: bool,
}

impl<'a> Messages<'a> {
    pub fn new(reader: &'a mut dyn BufRead) -> Messages<'a> {
        Messages {
            reader,
            begun: false,
        }
    }

    /// Reads the next message into `message`; `false` at the end. One that is too long is an error
    /// [`DecodeError::LineTooLong`], after which the next one can be read. What stands before the
    /// first message is passed over.
    pub fn next(&mut self, message: &mut Vec<u8>) -> Result<bool, DecodeError> {
        message.clear();
        let mut line = Vec::new();
        let (mut at_line_start, mut after_blank, mut is_too_long) = (true, true, false);
        loop {
            line.clear();
            let read = (&mut self.reader)
                .take(PIECE_BYTES_MAX)
                .read_until(b'\n', &mut line)?;
            if read == 0 {
                break;
            }
            let is_start = std::mem::replace(&mut at_line_start, line.ends_with(b"\n"));
            if is_start && is_separator(&line) && (after_blank || is_dated(&line)) {
                if std::mem::replace(&mut self.begun, true) {
                    return self.give(is_too_long);
                }
                message.clear();
                is_too_long = false;
                continue;
            }
            after_blank = is_start && line.trim_ascii().is_empty();
            if !self.begun || is_too_long {
                continue;
            }
            let content = if is_start { without_mark(&line) } else { &line };
            if message.len() + content.len() > MESSAGE_BYTES_MAX {
                is_too_long = true;
                message.clear();
            } else {
                message.extend_from_slice(content);
            }
        }
        match std::mem::take(&mut self.begun) {
            true => self.give(is_too_long),
            false => Ok(false),
        }
    }

    fn give(&self, is_too_long: bool) -> Result<bool, DecodeError> {
        match is_too_long {
            true => Err(DecodeError::LineTooLong),
            false => Ok(true),
        }
    }
}

/// `>From ` as it was written.
fn without_mark(line: &[u8]) -> &[u8] {
    let marks = line.iter().take_while(|b| **b == b'>').count();
    match marks > 0 && line[marks..].starts_with(b"From ") {
        true => &line[1..],
        false => line,
    }
}

/// Whether a line begins a message, if a blank line stands before it or it [is dated](is_dated).
pub fn is_separator(line: &[u8]) -> bool {
    (line.strip_prefix(b"From ")).is_some_and(|rest| rest.trim_ascii().is_empty() || is_dated(line))
}

/// Whether a line is `From ann@courier.example Wed Mar  8 06:12:00 2017`.
pub fn is_dated(line: &[u8]) -> bool {
    const LINE_BYTES_MAX: usize = 500;
    const DAYS: [&[u8]; 7] = [b"Mon", b"Tue", b"Wed", b"Thu", b"Fri", b"Sat", b"Sun"];
    const MONTHS: [&[u8]; 12] = [
        b"Jan", b"Feb", b"Mar", b"Apr", b"May", b"Jun", b"Jul", b"Aug", b"Sep", b"Oct", b"Nov",
        b"Dec",
    ];
    let Some(rest) = line
        .strip_prefix(b"From ")
        .filter(|_| line.len() <= LINE_BYTES_MAX)
    else {
        return false;
    };
    let words = || {
        rest.split(u8::is_ascii_whitespace)
            .filter(|word| !word.is_empty())
    };
    let has = |names: &[&[u8]]| words().any(|word| names.contains(&word));
    let is_time = |word: &[u8]| {
        let is_pair =
            |part: &[u8]| (1..=2).contains(&part.len()) && part.iter().all(u8::is_ascii_digit);
        word.contains(&b':') && word.split(|b| *b == b':').all(is_pair)
    };
    let is_year = |word: &[u8]| word.len() == 4 && word.iter().all(u8::is_ascii_digit);
    has(&DAYS) && has(&MONTHS) && words().any(is_time) && words().any(is_year)
}

/// Reads all messages of a mailbox in memory: one that cannot be read is an error of its own.
pub fn read(bytes: &[u8]) -> Vec<Result<Article, ExtractError>> {
    let mut bytes = mime::without_byte_order_mark(bytes);
    let mut messages = Messages::new(&mut bytes);
    let mut drafts = Vec::new();
    let mut message = Vec::new();
    for number in 0.. {
        match messages.next(&mut message) {
            Ok(false) => break,
            Ok(true) if number >= MESSAGES_MAX || drafts.len() >= MESSAGES_MAX => {
                drafts.push(Err(ExtractError::TooMany { max: MESSAGES_MAX }));
                break;
            }
            Ok(true) => drafts.extend(read_message(&message)),
            Err(_) => drafts.push(Err(ExtractError::RecordTooLong)),
        }
    }
    if drafts.is_empty() {
        drafts.push(Err(ExtractError::Empty));
    }
    drafts
}

/// Reads one message of a mailbox. Should a parser panic on it, the others are still read.
fn read_message(message: &[u8]) -> Vec<Result<Article, ExtractError>> {
    catch_unwind(AssertUnwindSafe(|| mail::read(message)))
        .unwrap_or_else(|_| vec![Err(ExtractError::Internal)])
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn messages(bytes: &[u8]) -> Vec<String> {
        let mut reader = bytes;
        let mut messages = Messages::new(&mut reader);
        let mut message = Vec::new();
        let mut all = Vec::new();
        while messages.next(&mut message).unwrap() {
            all.push(String::from_utf8_lossy(&message).into_owned());
        }
        all
    }

    const DATED: &str = "From ann@courier.example Wed Mar  8 06:12:00 2017\n";

    #[test]
    fn messages_are_cut_at_the_lines_that_programs_write() {
        for separator in [
            DATED,
            "From - Wed Mar 08 06:12:00 2017\r\n",
            "From 1561234567890@xxx Wed Mar 08 06:12:00 +0000 2017\n",
            "From \n",
        ] {
            let mailbox = format!("{separator}a: b\n\nOne.\n\n{separator}a: c\n\nTwo.\n");
            assert_eq!(
                messages(mailbox.as_bytes()),
                ["a: b\n\nOne.\n\n", "a: c\n\nTwo.\n"]
            );
        }
    }

    #[test]
    fn a_sentence_that_begins_with_from_begins_no_message() {
        let text = format!(
            "{DATED}a: b\n\nFrom the pier at 10:30 in 2017.\n\nFrom Wed to Fri it shut.\n>From me.\n\
             >>From you.\n> From him.\nFrom \n"
        );
        assert_eq!(
            messages(text.as_bytes()),
            [
                "a: b\n\nFrom the pier at 10:30 in 2017.\n\nFrom Wed to Fri it shut.\nFrom me.\n\
              >From you.\n> From him.\nFrom \n"
            ]
        );
    }

    #[test]
    fn what_is_no_mailbox_has_no_messages() {
        assert_eq!(messages(b""), [""; 0]);
        assert_eq!(messages(b"Words.\n"), [""; 0]);
        assert_eq!(messages(DATED.as_bytes()), [""]);
        assert_eq!(read(b"Words.\n"), [Err(ExtractError::Empty)]);
    }

    #[test]
    fn a_message_that_is_too_long_costs_no_memory_and_no_other_message() {
        struct Endless {
            left: usize,
        }
        impl std::io::Read for Endless {
            fn read(&mut self, into: &mut [u8]) -> std::io::Result<usize> {
                let length = into.len().min(self.left);
                into[..length].fill(b'x');
                self.left -= length;
                Ok(length)
            }
        }
        let left = MESSAGE_BYTES_MAX + 1;
        let head: &[u8] = DATED.as_bytes();
        let tail = format!("\n\n{DATED}a: b\n\nTwo.\n");
        let whole = std::io::Read::chain(
            std::io::Read::chain(head, Endless { left }),
            tail.as_bytes(),
        );
        let mut reader = std::io::BufReader::new(whole);
        let mut messages = Messages::new(&mut reader);
        let mut message = Vec::new();
        let first = messages.next(&mut message);
        assert!(matches!(first, Err(DecodeError::LineTooLong)));
        assert!(matches!(messages.next(&mut message), Ok(true)));
        assert_eq!(message, b"a: b\n\nTwo.\n");
        assert!(matches!(messages.next(&mut message), Ok(false)));
    }

    proptest! {
        #[test]
        fn no_bytes_make_it_panic(pieces in prop::collection::vec(prop::sample::select(vec![
            DATED, "From ", "From \n", "\n", ">", ">From ", "a: b\n", "x", "\r\n", "\0", "é",
        ]), 0..40)) {
            let text = pieces.concat();
            messages(text.as_bytes());
            read(text.as_bytes());
        }
    }
}
