//! `dateline model join`: marks and the articles that they were made in, put together.

use std::collections::HashMap;
use std::io::{BufRead, BufReader, Read};
use std::path::PathBuf;

use serde::Deserialize;

use super::{not_read, open, read, write};
use crate::cli::{CliError, Context, Exit, warn};
use crate::entities::model::marks::{Joined, parse};
use crate::present::terminal::counted;

/// Make a marked file of marks and the articles that they were made in
///
/// Some texts may be used but not passed on with their marks, such as those of
/// src/entities/model/marks/wiki.tsv.gz: there stand the number of an article, begin and end of a
/// sentence in the characters of its text, and begin, end and type of each name. The articles are
/// JSON lines with `_id` (or `id`) and `text`.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  dateline model join wiki.conll src/entities/model/marks/wiki.tsv.gz articles.jsonl.gz
  dateline model join marked.conll marks.tsv one.jsonl two.jsonl")]
pub struct Args {
    /// Where to write the marked file
    out: PathBuf,
    /// The marks
    marks: PathBuf,
    /// The articles
    #[arg(required = true)]
    articles: Vec<PathBuf>,
}

/// Bytes of a line of the articles; longer ones are no article.
const LINE_BYTES_MAX: u64 = 64 << 20;

#[derive(Deserialize)]
struct Record {
    #[serde(rename = "_id", alias = "id")]
    id: Id,
    text: String,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Id {
    Number(u64),
    Text(String),
}

pub fn run(args: &Args, context: &mut Context) -> Result<Exit, CliError> {
    let marks = parse(&read(context, &args.marks)?)
        .map_err(|error| CliError::Usage(format!("{}, {error}", args.marks.display())))?;
    let mut texts: HashMap<&str, Option<String>> =
        marks.iter().map(|marks| (&*marks.article, None)).collect();
    for file in &args.articles {
        let mut lines = BufReader::with_capacity(1 << 16, open(context, file)?);
        for number in 1.. {
            let mut line = Vec::new();
            let read = lines.by_ref().take(LINE_BYTES_MAX);
            let read = { read }.read_until(b'\n', &mut line);
            let bytes = read.map_err(|error| not_read(&context.stand.join(file), &error))?;
            if bytes == 0 {
                break;
            }
            let wrong = |what: &dyn std::fmt::Display| {
                let file = file.display();
                CliError::Usage(format!(
                    "{file}, line {number}: {what}; the articles are JSON lines with `_id` and `text`"
                ))
            };
            if line.trim_ascii().is_empty() {
                continue;
            }
            let record: Record = serde_json::from_slice(&line).map_err(|error| wrong(&error))?;
            let id = match record.id {
                Id::Number(number) => number.to_string(),
                Id::Text(text) => text,
            };
            if let Some(text) = texts.get_mut(&*id) {
                *text = Some(record.text);
            }
        }
    }
    let (mut columns, mut joined) = (String::new(), Joined::default());
    for marks in &marks {
        if let Some(Some(text)) = texts.get(&*marks.article) {
            marks.write(text, &mut columns, &mut joined);
        }
    }
    let absent = marks.len() - joined.articles;
    if joined.sentences == 0 {
        let what = match absent {
            0 => "no sentence of the marks is in the articles: they have other texts".to_owned(),
            _ => format!("none of the articles of {} is there", args.marks.display()),
        };
        return Err(CliError::Usage(what));
    }
    write(context, &args.out, columns.as_bytes())?;
    if absent > 0 {
        let absent = counted(absent as u64, "article");
        warn(&format!("not there: {absent} of the marks"));
    }
    if joined.unfit > 0 {
        let unfit = counted(joined.unfit as u64, "sentence");
        warn(&format!("left out: {unfit} that the articles have not so"));
    }
    writeln!(
        context.out,
        "{}: {} of {}, {}",
        args.out.display(),
        counted(joined.sentences as u64, "sentence"),
        counted(joined.articles as u64, "article"),
        counted(joined.names as u64, "name"),
    )?;
    Ok(match absent + joined.unfit {
        0 => Exit::Done,
        _ => Exit::SomeFailed,
    })
}
