//! Mailboxes of any size: their messages one after the other, in the memory of one.

use std::io::{BufReader, Cursor, Read};
use std::ops::ControlFlow;

use super::DecodeError;
use super::members::{Container, Entry};
use crate::extract::mbox::{Messages, is_dated};

pub struct Mailbox<R>(BufReader<R>);

impl<R: Read> Mailbox<R> {
    pub fn new(reader: R) -> Self {
        Mailbox(BufReader::with_capacity(64 << 10, reader))
    }
}

/// Whether a file begins as mailboxes do.
pub fn is_mailbox(head: &[u8]) -> bool {
    head.split(|byte| *byte == b'\n')
        .next()
        .is_some_and(is_dated)
}

impl<R: Read> Container for Mailbox<R> {
    fn each(&mut self, see: &mut dyn FnMut(Entry) -> ControlFlow<()>) -> Result<(), DecodeError> {
        let mut messages = Messages::new(&mut self.0);
        for number in 1_u64.. {
            let mut message = Vec::new();
            let name = format!("{number}.eml");
            let entry = match messages.next(&mut message) {
                Ok(false) => break,
                Ok(true) => Entry::of_file(name, Cursor::new(message)),
                Err(error @ DecodeError::LineTooLong) => Entry::of_error(name, error),
                Err(error) => return Err(error),
            };
            if see(entry).is_break() {
                break;
            }
        }
        Ok(())
    }
}
