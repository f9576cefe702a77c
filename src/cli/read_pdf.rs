//! `dateline read-pdf`: the process that reads PDFs for another one. Nobody types it, so it is in no
//! help, and has no options.

use std::io;
use std::process::ExitCode;
use std::sync::mpsc;
use std::thread;

use crate::apart;

/// Answers each PDF on the standard input, and ends with it, even in the middle of a PDF: whoever
/// asked is gone.
pub fn main() -> ExitCode {
    let (sender, requests) = mpsc::channel();
    thread::spawn(move || {
        let mut input = io::stdin().lock();
        while let Ok(Some(bytes)) = apart::read_frame(&mut input) {
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
        if apart::write_frame(&mut io::stdout().lock(), &answer).is_err() {
            break;
        }
    }
    ExitCode::SUCCESS
}
