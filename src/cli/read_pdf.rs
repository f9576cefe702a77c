//! `dateline read-pdf`: the process that reads PDFs for another one; hidden, since nobody types it.

use std::io::{self, Read};
use std::sync::mpsc;
use std::thread;

use super::{CliError, Context, Exit};
use crate::apart;

/// Read PDFs for another process (internal)
#[derive(Debug, clap::Args)]
pub struct Args {}

/// Answers each PDF on the standard input, and ends with it, even in the middle of a PDF: whoever
/// asked is gone.
pub fn run(_: Args, context: &mut Context) -> Result<Exit, CliError> {
    let (sender, requests) = mpsc::channel();
    thread::spawn(move || {
        let mut input = io::stdin();
        while let Ok(Some(bytes)) = apart::read_frame(&mut input.by_ref()) {
            if sender.send(bytes).is_err() {
                break;
            }
        }
        std::process::exit(0);
    });
    apart::limit_memory();
    for bytes in requests {
        apart::limit_time();
        let answer = apart::answer(bytes);
        apart::write_frame(context.out, &answer)?;
    }
    Ok(Exit::Done)
}
