//! Takes in the pieces of sources, in their order.

use std::sync::atomic::Ordering;
use std::time::Instant;

use super::super::changes::Task;
use super::super::ids::{self, Ids};
use super::super::manifest::Outcome;
use super::super::read::{Begin, End, Piece};
use super::super::segment::Document;
use super::super::stored::StoredSource;
use super::super::{IndexError, schema};
use super::Run;
use super::source::OpenSource;
use crate::report::Progress;

impl<'a> Run<'a> {
    pub(super) fn index_pieces(
        &mut self,
        pieces: impl Iterator<Item = Piece>,
        tasks: &[Task],
        stages: u64,
        observe: &mut dyn FnMut(Progress),
    ) -> Result<(), IndexError> {
        let mut progress = Progress {
            sources_total: tasks.len() as u64,
            bytes_total: tasks.iter().map(|task| task.candidate.bytes).sum(),
            ..Progress::default()
        };
        let mut committed = Instant::now();
        let mut source = None;
        for piece in pieces {
            if self.stop.load(Ordering::Relaxed) {
                break;
            }
            let started = Instant::now();
            let task = &tasks[piece.task];
            progress.bytes += piece.bytes as u64;
            progress.articles += piece.articles.len() as u64;
            progress.sources += u64::from(piece.end.is_some());
            self.index_piece(piece, task, stages, &mut source)?;
            self.report.timings.add += started.elapsed();
            observe(progress);
            if committed.elapsed() >= self.options.commit_interval {
                self.commit_between(&mut source, stages)?;
                committed = Instant::now();
            }
        }
        if self.stop.load(Ordering::Relaxed) {
            self.report.stopped = true;
            self.commit_between(&mut source, stages)?;
        }
        Ok(())
    }

    fn index_piece<'t>(
        &mut self,
        piece: Piece,
        task: &'t Task,
        stages: u64,
        open: &mut Option<OpenSource<'t>>,
    ) -> Result<(), IndexError> {
        if let Some(begin) = &piece.begin {
            *open = Some(self.begin(task, begin, &piece, stages)?);
        }
        let Some(source) = open else { return Ok(()) };
        source.records = piece.records;
        for reason in piece.skipped {
            *self.report.skipped_members.entry(reason).or_default() += 1;
        }
        let alone = !piece.is_container && piece.articles.len() == 1;
        let articles = if source.untouched {
            Vec::new()
        } else {
            piece.articles
        };
        for (number, article) in articles {
            match article {
                Ok(mut article) => {
                    let path = &source.task.candidate.path;
                    let (searcher, fields) = (&self.searcher, self.fields);
                    let is_taken = |id| ids::is_taken(searcher, fields, id);
                    let id = source.ids.assign(path, &article, alone, &is_taken)?;
                    let since = source.ids.since(id, &article).unwrap_or(self.began);
                    article.document.add_number_key(self.fields.id, id.0);
                    let values = &mut article.document.values;
                    values.add_i64(self.fields.indexed, since);
                    self.writer()?.add(article.document)?;
                    source.articles += 1;
                    self.report.articles += 1;
                }
                Err(error) if piece.is_container => {
                    source.record_failed(number, error.to_string());
                }
                Err(error) => source.error = Some(error),
            }
        }
        if let Some(end) = piece.end
            && let Some(source) = open.take()
        {
            self.end(source, end, stages)?;
        }
        Ok(())
    }

    /// Clears away what the index had of a source that is read again.
    fn begin<'t>(
        &mut self,
        task: &'t Task,
        begin: &Begin,
        piece: &Piece,
        stages: u64,
    ) -> Result<OpenSource<'t>, IndexError> {
        let mut source = OpenSource::new(task);
        let path = &task.candidate.path;
        let error = piece.end.as_ref().and_then(|end| end.error.as_ref());
        // What was read of it once is worth more than nothing.
        let is_out_of_reach = task.known.is_some() && error.is_some_and(|error| error.is_access);
        // A file that gave nothing, and still gives nothing for the same reason.
        let is_still_nothing = error.is_some()
            && piece.articles.is_empty()
            && task.is_in_doubt(stages)
            && task.known.is_some_and(|known| known.articles == 0);
        if begin.untouched || is_out_of_reach || is_still_nothing {
            source.untouched = true;
            return Ok(source);
        }
        let (searcher, fields) = (self.searcher.clone(), self.fields);
        if begin.resumed {
            source.ids = Ids::of_begun_source(&searcher, fields, path)?;
            if let Some(known) = task.known {
                source.recall(&searcher, fields, &known)?;
            }
            return Ok(source);
        }
        if task.known.is_some() {
            source.ids = Ids::of_source(&searcher, fields, path)?;
            self.delete_source(path)?;
        } else if let Some(old) = begin
            .renamed_from
            .iter()
            .find(|old| !self.claimed.contains(*old))
            .cloned()
        {
            source.ids = Ids::of_source(&searcher, fields, &old)?;
            self.delete_source(&old)?;
            self.claimed.insert(old);
            self.report.renamed += 1;
        }
        Ok(source)
    }

    fn end(&mut self, mut source: OpenSource, mut end: End, stages: u64) -> Result<(), IndexError> {
        let path = source.task.candidate.path.clone();
        if source.untouched {
            return self.end_untouched(source, end, stages);
        }
        // Where a container breaks off, the rest of it counts as one record that failed.
        if source.articles > 0
            && let Some(error) = end.error.take_if(|error| !error.is_skip)
        {
            source.record_failed(source.records + 1, error.reason);
        }
        let (outcome, reason) = source.outcome(&end);
        match outcome {
            Outcome::Skipped => *self.report.skipped.entry(reason.clone()).or_default() += 1,
            Outcome::Indexed | Outcome::Partial => self.report.indexed += 1,
            Outcome::Failed => {}
        }
        if outcome != Outcome::Skipped {
            self.account_failures(&path, &reason, &source.failed_records);
        }
        self.report.failed_records_total += source.failed_records_total;
        self.write_record(
            &source,
            outcome,
            &reason,
            end.content_hash,
            end.modified,
            stages,
        )
    }

    /// The articles stay as they are; at most the time of the file is news.
    fn end_untouched(
        &mut self,
        mut source: OpenSource,
        end: End,
        stages: u64,
    ) -> Result<(), IndexError> {
        let path = &source.task.candidate.path;
        let Some(known) = source.task.known else {
            return Ok(());
        };
        if let Some(error) = end.error.filter(|error| error.is_access) {
            self.account_failures(path, &error.reason, &[]);
            return Ok(());
        }
        self.account_known(path, &known)?;
        if known.modified == end.modified {
            return Ok(());
        }
        let (searcher, fields) = (self.searcher.clone(), self.fields);
        let reason = source.recall(&searcher, fields, &known)?;
        let (outcome, hash) = (known.outcome, known.content_hash);
        self.write_record(&source, outcome, &reason, hash, end.modified, stages)
    }

    /// Writes the record of a source, in place of the one before.
    pub(super) fn write_record(
        &mut self,
        source: &OpenSource,
        outcome: Outcome,
        reason: &str,
        content_hash: u64,
        modified: i64,
        stages: u64,
    ) -> Result<(), IndexError> {
        let fields = self.fields;
        let candidate = &source.task.candidate;
        let mut document = Document::default();
        document.add_key(fields.kind, schema::SOURCE);
        document.add_key(fields.source, &candidate.path);
        let values = &mut document.values;
        values.add_u64(fields.bytes, candidate.bytes);
        values.add_i64(fields.modified, modified);
        values.add_u64(fields.content_hash, content_hash);
        values.add_u64(fields.stages, stages);
        values.add_u64(fields.outcome, outcome.code());
        values.add_u64(fields.articles, source.articles);
        values.add_u64(fields.failed_records, source.failed_records_total);
        values.add_u64(fields.mounted, u64::from(candidate.mounted));
        let stored = StoredSource {
            path: candidate.path.as_str().into(),
            reason: reason.into(),
            failed_records: source.failed_records.clone(),
            failed_records_total: source.failed_records_total,
            records_read: source.records,
        };
        values.add_bytes(fields.content, &stored.encode());
        let had_record = source.task.known.is_some() || source.recorded;
        let writer = self.writer()?;
        if had_record {
            writer.delete_record(&candidate.path)?;
        }
        writer.add(document)
    }
}
