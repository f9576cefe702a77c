//! `file → articles`: a file that was opened, those attached to it, and a file of a container.

use std::ops::ControlFlow;
use std::path::Path;

use crate::apart::PdfReader;
use crate::archive::stored_path;
use crate::article::Article;
use crate::decode::{
    self, Budget, Content, DecodeError, Found, Member, Next, Records, Whole, record_text,
};
use crate::extract::{self, Columns, Context, ExtractError, Format};

/// Mails that are attached to each other.
const ATTACHED_DEPTH_MAX: usize = 3;

/// Articles of the files that are attached to a mail: they are held in memory together.
const ATTACHED_ARTICLES_MAX: usize = 20_000;

/// The articles of a file, and those of the files that are attached to it.
pub fn articles_of(
    file: Whole,
    context: Context,
    pdfs: &mut PdfReader,
    is_over: &dyn Fn() -> bool,
) -> Result<Vec<Result<Article, ExtractError>>, DecodeError> {
    let budget = Budget::new(0);
    articles_within(file, context, (0, &budget), pdfs, is_over)
}

/// The articles of a file that is attached so many times, and what may still be unpacked for it.
fn articles_within(
    file: Whole,
    context: Context,
    (depth, budget): (usize, &Budget),
    pdfs: &mut PdfReader,
    is_over: &dyn Fn() -> bool,
) -> Result<Vec<Result<Article, ExtractError>>, DecodeError> {
    let (bytes, format) = (file.bytes, file.format);
    if format == Format::Pdf {
        return Ok(extract::extract_pdf(pdfs.read(bytes, is_over), context));
    }
    if !format.is_document() {
        let text = decode::text(bytes, file.charset)?;
        return Ok(extract::extract(&text, format, context));
    }
    let mut articles = extract::extract_document(&bytes, format, context);
    if format == Format::Mail && depth < ATTACHED_DEPTH_MAX {
        for attachment in extract::attachments(&bytes) {
            if is_over() {
                break;
            }
            let path = format!("{}/{}", context.path, attachment.name);
            let context = context.within(&path, None);
            let content = decode::open_bytes(attachment.bytes, context, budget);
            let within = (depth + 1, budget);
            let read = content.and_then(|content| {
                attached(content, context, within, pdfs, is_over, &mut articles)
            });
            articles.extend(read.err().map(|error| Err(unreadable(error))));
        }
    }
    Ok(articles)
}

/// Adds the articles of a file that is attached.
fn attached(
    content: Content,
    context: Context,
    within: (usize, &Budget),
    pdfs: &mut PdfReader,
    is_over: &dyn Fn() -> bool,
    articles: &mut Vec<Result<Article, ExtractError>>,
) -> Result<(), DecodeError> {
    let add_records = |records: Records, context: Context, articles: &mut Vec<_>| {
        see_records(records, context, &mut 0, &mut |_, article| {
            articles.push(article);
            articles.len() < ATTACHED_ARTICLES_MAX && !is_over()
        })
    };
    match content {
        Content::Whole(whole) => {
            articles.extend(articles_within(whole, context, within, pdfs, is_over)?);
        }
        Content::Records(records) => {
            add_records(records, context, articles)?;
        }
        Content::Members(members) => members.each(&mut |found| {
            let read = match found {
                Ok(Found::File(member)) => {
                    let path = format!("{}/{}", context.path, member.name);
                    let context = context.within(&path, None);
                    articles_within(member.file, context, within, pdfs, is_over)
                        .map(|more| articles.extend(more))
                }
                Ok(Found::Records(found)) => {
                    let path = format!("{}/{}", context.path, found.name);
                    add_records(found.records, context.within(&path, None), articles).map(|_| ())
                }
                Err(error) => Err(error),
            };
            articles.extend(read.err().map(|error| Err(unreadable(error))));
            match articles.len() < ATTACHED_ARTICLES_MAX && !is_over() {
                true => ControlFlow::Continue(()),
                false => ControlFlow::Break(()),
            }
        })?,
    }
    if articles.len() >= ATTACHED_ARTICLES_MAX {
        let max = ATTACHED_ARTICLES_MAX;
        articles.push(Err(ExtractError::TooMany { max }));
    }
    Ok(())
}

fn unreadable(error: DecodeError) -> ExtractError {
    ExtractError::Unreadable {
        is_skip: error.is_skip(),
        reason: error.to_string(),
    }
}

/// The articles of a file in a container; its path there may tell as much as any other.
pub fn articles_of_member(
    member: Result<Member, DecodeError>,
    container: Context,
    pdfs: &mut PdfReader,
    is_over: &dyn Fn() -> bool,
) -> Vec<Result<Article, ExtractError>> {
    let articles = member.and_then(|member| {
        let path = format!("{}/{}", container.path, member.name);
        let context = container.within(&path, member.url.as_deref());
        articles_of(member.file, context, pdfs, is_over)
    });
    articles.unwrap_or_else(|error| vec![Err(unreadable(error))])
}

/// Reads one file as a run would, and hands over each article, or why a record has none, until
/// the answer is `false`. Fails in words if the file cannot be read. `reader` is the program that
/// reads PDFs, `columns` what is told of the columns of tables.
pub fn read_file(
    file: &Path,
    reader: Option<&Path>,
    columns: Option<&Columns>,
    see: &mut dyn FnMut(u64, Result<Article, ExtractError>) -> bool,
) -> Result<(), String> {
    let path = file
        .file_name()
        .map(|name| stored_path(Path::new(name)))
        .unwrap_or_default();
    let context = Context {
        columns,
        ..Context::of(&path)
    };
    let content = decode::open(file, context).map_err(|error| error.to_string())?;
    read_content(content, context, reader, see)
}

/// Reads bytes as if they were those of a file; see [`read_file`].
pub fn read_bytes(
    bytes: Vec<u8>,
    reader: Option<&Path>,
    see: &mut dyn FnMut(u64, Result<Article, ExtractError>) -> bool,
) -> Result<(), String> {
    let context = Context::of("");
    let content = decode::open_bytes(bytes, context, &Budget::new(0));
    let content = content.map_err(|error| error.to_string())?;
    read_content(content, context, reader, see)
}

fn read_content(
    content: Content,
    context: Context,
    reader: Option<&Path>,
    see: &mut dyn FnMut(u64, Result<Article, ExtractError>) -> bool,
) -> Result<(), String> {
    let words = |error: DecodeError| error.to_string();
    let path = context.path;
    let mut pdfs = PdfReader::new(reader);
    match content {
        Content::Whole(whole) => {
            let articles = articles_of(whole, context, &mut pdfs, &|| false).map_err(words)?;
            for (number, article) in (1..).zip(articles) {
                if !see(number, article) {
                    break;
                }
            }
        }
        Content::Members(members) => {
            let mut number = 0;
            let read = members.each(&mut |found| {
                let read = match found {
                    Ok(Found::Records(found)) => {
                        let member = format!("{path}/{}", found.name);
                        let context = context.within(&member, found.url.as_deref());
                        match see_records(found.records, context, &mut number, see) {
                            Ok(true) => return ControlFlow::Continue(()),
                            Ok(false) => return ControlFlow::Break(()),
                            Err(error) => Err(error),
                        }
                    }
                    Ok(Found::File(member)) => Ok(member),
                    Err(error) => Err(error),
                };
                number += 1;
                let articles = articles_of_member(read, context, &mut pdfs, &|| false);
                match articles.into_iter().all(|article| see(number, article)) {
                    true => ControlFlow::Continue(()),
                    false => ControlFlow::Break(()),
                }
            });
            read.map_err(words)?;
        }
        Content::Records(records) => {
            see_records(records, context, &mut 0, see).map_err(words)?;
        }
    }
    Ok(())
}

/// Reads records, which count on from `number`; gives whether to go on.
fn see_records(
    mut records: Records,
    context: Context,
    number: &mut u64,
    see: &mut dyn FnMut(u64, Result<Article, ExtractError>) -> bool,
) -> Result<bool, DecodeError> {
    let kind = records.kind();
    let mut record = Vec::new();
    loop {
        let next = records.next(&mut record)?;
        *number += 1;
        let article = match next {
            Next::End => {
                *number -= 1;
                return Ok(true);
            }
            Next::Bad(error) => Err(error),
            Next::Record { .. } if record.trim_ascii().is_empty() => continue,
            Next::Record { line } => {
                extract::extract_record(&record_text(&record), &kind, line, context)
            }
        };
        if !see(*number, article) {
            return Ok(false);
        }
    }
}
