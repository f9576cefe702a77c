//! `work → pieces`: decodes, extracts, detects and analyzes.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::Ordering;
use std::time::Instant;

use crossbeam_channel::{Receiver, Sender};

use super::super::articles::{articles_of, articles_of_member};
use super::super::document::{Prepared, Preparer};
use super::super::settle::sign::lines_of;
use super::{Batch, Payload, Piece, Shared, Stage, Work};
use crate::apart::PdfReader;
use crate::article::Article;
use crate::decode::{DecodeError, record_text};
use crate::entities::{Detected, Finder};
use crate::extract::{self, ExtractError};

pub struct Worker<'a> {
    shared: &'a Shared<'a>,
    /// None in runs without names.
    finder: Option<Finder>,
    preparer: Preparer,
    pdf_reader: PdfReader,
}

impl<'a> Worker<'a> {
    pub fn new(shared: &'a Shared<'a>) -> Self {
        Worker {
            shared,
            finder: shared.detectors.map(Finder::new),
            preparer: Preparer::new(shared.fields),
            pdf_reader: PdfReader::new(shared.reader),
        }
    }

    pub fn run(mut self, batches: &Receiver<Batch>, results: &Sender<(u64, Vec<Piece>)>) {
        for batch in batches {
            let mut pieces = Vec::with_capacity(batch.work.len());
            for work in batch.work {
                if self.shared.closed.load(Ordering::Relaxed) {
                    return;
                }
                pieces.push(self.piece(work));
            }
            if results.send((batch.order, pieces)).is_err() {
                return;
            }
        }
    }

    fn piece(&mut self, work: Work) -> Piece {
        let path = &self.shared.tasks[work.task].candidate.path;
        let context = self.shared.context(work.task);
        let mut piece = Piece {
            task: work.task,
            begin: work.begin,
            articles: Vec::new(),
            records: work.records,
            is_container: matches!(work.payload, Payload::Records(_) | Payload::Member(_)),
            skipped: Vec::new(),
            end: work.end,
            bytes: work.bytes,
            weight: work.payload.weight(),
        };
        match work.payload {
            Payload::Nothing => {}
            Payload::File(whole) => {
                match self.extract(|pdfs, is_over| articles_of(whole, context, pdfs, is_over)) {
                    Ok(articles) => self.prepare_all(articles, path, &mut piece),
                    Err(error) => {
                        if let Some(end) = &mut piece.end {
                            end.error = Some(error.into());
                        }
                    }
                }
            }
            Payload::Member(member) => {
                let articles = self.extract(|pdfs, is_over| {
                    Ok::<_, DecodeError>(articles_of_member(member, context, pdfs, is_over))
                });
                for article in articles.unwrap_or_default() {
                    match self.prepare(article, path, work.records) {
                        Err(error) if error.is_skip() => piece.skipped.push(error.to_string()),
                        prepared => piece.articles.push((work.records, prepared)),
                    }
                }
            }
            Payload::Records(batch) => {
                let bad = batch.bad.into_iter();
                piece.articles = bad.map(|(number, error)| (number, Err(error))).collect();
                let context = match &batch.member {
                    Some((path, url)) => context.within(path, url.as_deref()),
                    None => context,
                };
                let mut start = 0;
                for record in batch.records {
                    let bytes = batch.bytes.get(start..record.end).unwrap_or_default();
                    start = record.end;
                    if bytes.trim_ascii().is_empty() {
                        continue;
                    }
                    let text = record_text(bytes);
                    let article = self.extract(|_, _| {
                        let article =
                            extract::extract_record(&text, &batch.kind, record.line, context);
                        Ok::<_, DecodeError>(vec![article])
                    });
                    for article in article.unwrap_or_default() {
                        let prepared = self.prepare(article, path, record.number);
                        piece.articles.push((record.number, prepared));
                    }
                }
            }
        }
        piece
    }

    /// Extraction runs other people's parsers over strangers' files: a panic in one of them is a
    /// failure of that text and of no other.
    fn extract<E>(
        &mut self,
        extract: impl FnOnce(
            &mut PdfReader,
            &dyn Fn() -> bool,
        ) -> Result<Vec<Result<Article, ExtractError>>, E>,
    ) -> Result<Vec<Result<Article, ExtractError>>, E> {
        let started = Instant::now();
        let (pdfs, shared) = (&mut self.pdf_reader, self.shared);
        let articles = catch_unwind(AssertUnwindSafe(|| extract(pdfs, &|| shared.is_over())));
        self.shared.clock.add(Stage::Extract, started);
        articles.unwrap_or_else(|_| Ok(vec![Err(ExtractError::Internal)]))
    }

    fn prepare_all(
        &mut self,
        articles: Vec<Result<Article, ExtractError>>,
        path: &str,
        piece: &mut Piece,
    ) {
        let has_more = articles.len() > 1;
        for (number, article) in (1..).zip(articles) {
            match self.prepare(article, path, number) {
                // What a file brings along and is no text, such as a picture with a mail.
                Err(error @ ExtractError::Unreadable { is_skip: true, .. }) if has_more => {
                    piece.skipped.push(error.to_string());
                }
                prepared => piece.articles.push((number, prepared)),
            }
        }
        piece.is_container = piece.articles.len() > 1;
    }

    fn prepare(
        &mut self,
        article: Result<Article, ExtractError>,
        path: &str,
        number: u64,
    ) -> Result<Prepared, ExtractError> {
        let mut article = article?;
        if article.is_empty() {
            return Err(ExtractError::Empty);
        }
        let shared = self.shared;
        let prepared = catch_unwind(AssertUnwindSafe(|| {
            let lines: Vec<_> = lines_of(&article).collect();
            shared.forecast.apply(&mut article, path, &lines);
            let text = article.text();
            let names = if let Some(finder) = &mut self.finder {
                let started = Instant::now();
                let names = finder.detect(&text, article.language, article.published);
                shared.clock.add(Stage::Detect, started);
                names
            } else {
                Detected::default()
            };
            let started = Instant::now();
            let prepared =
                self.preparer
                    .prepare(article, &text, &names, &lines, path, number as u32 - 1);
            shared.clock.add(Stage::Analyze, started);
            prepared
        }));
        prepared.map_err(|_| {
            self.preparer = Preparer::new(shared.fields);
            self.finder = shared.detectors.map(Finder::new);
            ExtractError::Internal
        })
    }
}
