//! `the archive as a whole → its articles, cleaned once more`.
//!
//! Some of what stands in an article is known to be none of its story only from the other
//! articles: a line that recurs on its site, the title of another story. When a run has changed
//! the archive, this stage looks at all articles, and makes those anew of which it says something
//! else than before. So the index is a function of the set of files: in whatever order and in
//! however many runs they came, it ends the same.
//!
//! - [`sign`] is what each article tells the others of itself
//! - [`survey`] finds what stands in several articles
//! - [`verdict`] tells furniture from what belongs to the stories
//! - [`remake`] makes articles anew from what is stored of them
//! - [`related`] finds the articles to which teasers lead
//! - [`forecast`] foresees the verdict during a run, so that few must be

use std::sync::atomic::AtomicBool;

use tantivy::schema::Value;
use tantivy::{DocAddress, Searcher, TantivyDocument};

use super::IndexError;
use super::schema::Fields;
use super::stored::StoredArticle;
use super::writer::Writer;
use crate::article::{Article, ArticleText};
use crate::entities::Detectors;

pub mod forecast;
pub mod related;
mod remake;
pub mod sign;
mod survey;
mod verdict;

use verdict::Verdicts;

/// The version of the rules: an archive settled by others is settled again.
pub const SETTLE_VERSION: u32 = 1;

/// How to make articles anew.
pub struct Settling<'a> {
    pub fields: Fields,
    /// Detect names, also in articles that have none.
    pub entities: bool,
    /// What to detect names with; what is out of reach keeps its names in a run without any.
    pub detectors: Detectors,
    pub threads: usize,
    pub stop: &'a AtomicBool,
}

impl Settling<'_> {
    /// Makes the articles anew of which the archive as a whole says something else than when they
    /// were made; gives their number. The writer is left to be committed. When stopped early, a
    /// part of them is as before.
    pub fn settle(&self, searcher: &Searcher, writer: &mut Writer) -> Result<u64, IndexError> {
        let verdicts = Verdicts::new(
            searcher,
            self.fields,
            survey::survey(searcher)?,
            self.threads,
        )?;
        let mut changed: Vec<DocAddress> = Vec::new();
        survey::for_each_article(searcher, |(_, place), signs| {
            let mut blocks = signs.blocks.iter();
            if blocks.any(|sign| verdicts.may_change(signs.site, *sign)) {
                changed.push(place);
            }
        })?;
        remake::remake(self, searcher, &changed, &verdicts, writer)
    }
}

/// The article that is stored here, with the roles that it has in the index.
fn stored_article(
    searcher: &Searcher,
    fields: Fields,
    place: DocAddress,
) -> Result<Article, IndexError> {
    with_stored(searcher, fields, place, |article| article.to_article())
}

/// The text of the article that is stored here.
pub fn stored_text(
    searcher: &Searcher,
    fields: Fields,
    place: DocAddress,
) -> Result<ArticleText, IndexError> {
    with_stored(searcher, fields, place, |article| article.text())
}

fn with_stored<T>(
    searcher: &Searcher,
    fields: Fields,
    place: DocAddress,
    make: impl FnOnce(&StoredArticle) -> T,
) -> Result<T, IndexError> {
    let document: TantivyDocument = searcher.doc(place)?;
    let content = document.get_first(fields.content);
    let content = content.as_ref().and_then(|value| value.as_bytes());
    Ok(make(&StoredArticle::decode(content.unwrap_or_default())?))
}
