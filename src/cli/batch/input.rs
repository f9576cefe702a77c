//! `a file → the queries of a batch`: its lines, or a column of a table.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Read};
use std::path::Path;

use super::CliError;
use crate::extract::rows::{Cut, Rows, fields};

/// Bytes of one line: what a query may have, and as much again for its id.
const LINE_BYTES_MAX: usize = 128 << 10;

/// Bytes of a table, which is read whole: some million names.
const TABLE_BYTES_MAX: usize = 64 << 20;

/// What may stand between the columns of a table.
const DELIMITERS: [u8; 4] = [b',', b';', b'\t', b'|'];

/// A text that was read, and its id; empty if it has none.
pub struct Asked {
    pub id: String,
    pub text: String,
}

/// What stands on a line.
pub struct Line {
    /// Of the file, from 1.
    pub number: u64,
    /// What was read, or why it cannot be.
    pub read: Result<Asked, String>,
}

/// A file of queries.
pub struct Input {
    /// As it is called in messages.
    pub name: String,
    kind: Kind,
}

enum Kind {
    Lines(Lines),
    Table(Table),
}

impl Input {
    /// Opens a file, or the standard input; `columns` are those of the queries and of the ids, if it is a
    /// table.
    pub fn open(path: &Path, columns: Option<(&str, Option<&str>)>) -> Result<Input, CliError> {
        let (name, input): (String, Box<dyn BufRead>) = match path.to_str() {
            Some("-") => ("standard input".into(), Box::new(io::stdin().lock())),
            _ => {
                let name = path.display().to_string();
                let file = File::open(path).map_err(|error| unreadable(&name, &error))?;
                (name, Box::new(BufReader::new(file)))
            }
        };
        let kind = match columns {
            None => Kind::Lines(Lines { input, number: 0 }),
            Some((queries, ids)) => {
                let table = Table::read(input, queries, ids).map_err(|error| match error {
                    Unread::Io(error) => unreadable(&name, &error),
                    Unread::What(what) => CliError::Usage(format!("{name}: {what}")),
                })?;
                Kind::Table(table)
            }
        };
        Ok(Input { name, kind })
    }

    /// The next line that is not empty; `None` after the last.
    pub fn next(&mut self) -> Result<Option<Line>, CliError> {
        match &mut self.kind {
            Kind::Lines(lines) => lines.next().map_err(|error| unreadable(&self.name, &error)),
            Kind::Table(table) => Ok(table.next()),
        }
    }
}

fn unreadable(name: &str, error: &io::Error) -> CliError {
    CliError::Usage(format!("cannot read {name}: {error}"))
}

fn too_long() -> String {
    format!("it is longer than {} KiB", LINE_BYTES_MAX >> 10)
}

/// The lines of a file.
struct Lines {
    input: Box<dyn BufRead>,
    /// The number of the last line, from 1.
    number: u64,
}

impl Lines {
    fn next(&mut self) -> io::Result<Option<Line>> {
        loop {
            let mut bytes = Vec::new();
            let mut part = (&mut self.input).take(LINE_BYTES_MAX as u64 + 1);
            part.read_until(b'\n', &mut bytes)?;
            if bytes.is_empty() {
                return Ok(None);
            }
            self.number += 1;
            let is_long = bytes.len() > LINE_BYTES_MAX;
            if is_long && bytes.last() != Some(&b'\n') {
                self.input.skip_until(b'\n')?;
            }
            let read = match String::from_utf8(bytes) {
                _ if is_long => Err(too_long()),
                Err(_) => Err("it is not UTF-8; save the file as such".to_owned()),
                Ok(line) => {
                    let line = line.trim_end_matches(['\n', '\r']);
                    let line = match self.number {
                        1 => line.trim_start_matches('\u{feff}'),
                        _ => line,
                    };
                    if line.trim().is_empty() {
                        continue;
                    }
                    Ok(match line.split_once('\t') {
                        Some((id, text)) => Asked {
                            id: id.trim().to_owned(),
                            text: text.to_owned(),
                        },
                        None => Asked {
                            id: String::new(),
                            text: line.to_owned(),
                        },
                    })
                }
            };
            let number = self.number;
            return Ok(Some(Line { number, read }));
        }
    }
}

/// Why a table cannot be read.
enum Unread {
    Io(io::Error),
    What(String),
}

/// The rows of a table, without its header.
struct Table {
    text: String,
    /// Where the next row begins, and on which line.
    at: usize,
    line: u64,
    rows: Rows,
    delimiter: u8,
    /// The places of the columns.
    queries: usize,
    ids: Option<usize>,
}

impl Table {
    fn read(input: Box<dyn BufRead>, queries: &str, ids: Option<&str>) -> Result<Table, Unread> {
        let mut bytes = Vec::new();
        let mut part = input.take(TABLE_BYTES_MAX as u64 + 1);
        part.read_to_end(&mut bytes).map_err(Unread::Io)?;
        if bytes.len() > TABLE_BYTES_MAX {
            let most = TABLE_BYTES_MAX >> 20;
            return Err(Unread::What(format!(
                "a table longer than {most} MiB; split it"
            )));
        }
        let text = String::from_utf8(bytes)
            .map_err(|_| Unread::What("it is not UTF-8; save the file as such".into()))?;
        let head = text.trim_start_matches('\u{feff}');
        let base = text.len() - head.len();
        let header = |delimiter: u8| -> (Vec<String>, usize) {
            match Rows::new(delimiter).cut(head.as_bytes(), true) {
                Cut::Row { end, next } => {
                    let row = head.get(..end).unwrap_or_default();
                    let names = fields(row, delimiter).map(|name| name.trim().to_lowercase());
                    (names.collect(), next)
                }
                Cut::OpenQuote { .. } | Cut::More => (Vec::new(), head.len()),
            }
        };
        let most = DELIMITERS
            .into_iter()
            .max_by_key(|sign| header(*sign).0.len());
        let delimiter = most.unwrap_or(b',');
        let (names, next) = header(delimiter);
        let place = |wanted: &str| {
            let found = names.iter().position(|name| *name == wanted.to_lowercase());
            found.ok_or_else(|| {
                let columns = names.join(", ");
                Unread::What(format!("no column `{wanted}`; its columns are {columns}"))
            })
        };
        let (queries, ids) = (place(queries)?, ids.map(place).transpose()?);
        Ok(Table {
            at: base + next,
            line: 1 + breaks(head.get(..next).unwrap_or_default()),
            rows: Rows::new(delimiter),
            delimiter,
            queries,
            ids,
            text,
        })
    }

    fn next(&mut self) -> Option<Line> {
        loop {
            let rest = self.text.get(self.at..).filter(|rest| !rest.is_empty())?;
            let number = self.line;
            let (row, next) = match self.rows.cut(rest.as_bytes(), true) {
                Cut::Row { end, next } => (Ok(rest.get(..end).unwrap_or_default()), next),
                Cut::OpenQuote { next } => (Err("a quote that is never closed".to_owned()), next),
                Cut::More => return None,
            };
            self.at += next;
            self.line += breaks(rest.get(..next).unwrap_or_default());
            let read = match row {
                Err(what) => Err(what),
                Ok(row) => {
                    let cells: Vec<_> = fields(row, self.delimiter).collect();
                    let cell = |place: usize| {
                        let cell = cells.get(place).map_or("", |cell| cell.trim());
                        cell.to_owned()
                    };
                    let asked = Asked {
                        id: self.ids.map(cell).unwrap_or_default(),
                        text: cell(self.queries),
                    };
                    if cells.iter().all(|cell| cell.trim().is_empty()) {
                        continue;
                    }
                    match asked.text.len() {
                        0 => Err("nothing stands in the column".to_owned()),
                        bytes if bytes > LINE_BYTES_MAX => Err(too_long()),
                        _ => Ok(asked),
                    }
                }
            };
            return Some(Line { number, read });
        }
    }
}

/// Line breaks of a text.
fn breaks(text: &str) -> u64 {
    text.bytes().filter(|byte| *byte == b'\n').count() as u64
}
