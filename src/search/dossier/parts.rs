//! `where an entity's mentions stand → the parts of articles that they stand in`.

use tantivy::DocId;

use crate::index::IndexError;
use crate::index::schema::column;
use crate::query::spans::Leaf;
use crate::search::company::{Chosen, Scope};

/// How often an entity stands in each part of its articles.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Parts {
    pub headline: Occurrences,
    /// The first paragraph of the text.
    pub lead: Occurrences,
    /// The text behind the lead.
    pub body: Occurrences,
    pub captions: Occurrences,
}

/// Mentions, and the articles that have any of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Occurrences {
    pub articles: u64,
    pub mentions: u64,
}

impl Parts {
    /// The parts in the order of an article, with their names.
    pub fn all(&self) -> [(&'static str, Occurrences); 4] {
        [
            ("headline", self.headline),
            ("lead", self.lead),
            ("body", self.body),
            ("captions", self.captions),
        ]
    }
}

/// Counts the mentions of an entity in each part of the articles that count.
pub fn parts(chosen: &Chosen, mentions: &Leaf) -> Result<Parts, IndexError> {
    let mut parts = Parts::default();
    for (number, segment) in chosen.segments() {
        let columns = segment.fast_fields();
        let title_ends = columns.column_opt::<u64>(column::TITLE_END)?;
        let captions_starts = columns.column_opt::<u64>(column::CAPTIONS_START)?;
        let mut see = |doc: DocId, at: &[u32], paragraphs: &[u32]| {
            let first = |column: &Option<tantivy::columnar::Column<u64>>, or: u64| {
                let value = column.as_ref().and_then(|column| column.first(doc));
                u32::try_from(value.unwrap_or(or)).unwrap_or(u32::MAX)
            };
            let title_end = first(&title_ends, 0);
            let captions = first(&captions_starts, u64::MAX);
            // The body's own paragraphs begin behind the title's.
            let lead = paragraphs.partition_point(|start| *start < title_end);
            let body = paragraphs.get(lead + 1).copied().unwrap_or(u32::MAX);
            let title_end = at.partition_point(|at| *at < title_end);
            let captions = at.partition_point(|at| *at < captions).max(title_end);
            let body = at
                .partition_point(|at| *at < body)
                .clamp(title_end, captions);
            parts.headline.see(title_end);
            parts.lead.see(body - title_end);
            parts.body.see(captions - body);
            parts.captions.see(at.len() - captions);
        };
        chosen.each_stand(number, segment, mentions, Scope::Paragraph, &mut see)?;
    }
    Ok(parts)
}

impl Occurrences {
    /// Sees an article with so many mentions.
    fn see(&mut self, mentions: usize) {
        self.articles += u64::from(mentions > 0);
        self.mentions += mentions as u64;
    }
}
