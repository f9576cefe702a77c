//! Mailboxes of any size: their messages one after the other, in the memory of one.

use std::io::{BufReader, Read};
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

impl<R: Read + Send> Container for Mailbox<R> {
    fn each(&mut self, see: &mut dyn FnMut(Entry) -> ControlFlow<()>) -> Result<(), DecodeError> {
        let mut messages = Messages::new(&mut self.0);
        for number in 1_u64.. {
            let mut message = Vec::new();
            let content = match messages.next(&mut message) {
                Ok(false) => break,
                Ok(true) => Ok(message),
                Err(error @ DecodeError::LineTooLong) => Err(error),
                Err(error) => return Err(error),
            };
            if see(Entry::of_file(format!("{number}.eml"), content)).is_break() {
                break;
            }
        }
        Ok(())
    }
}
