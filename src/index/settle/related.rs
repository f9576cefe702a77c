//! `an article → the articles whose titles stand in it`.

use tantivy::Searcher;

use super::sign::{is_same_line, title_hash};
use super::stored_article;
use super::survey::{Place, for_each_article};
use crate::article::{ArticleId, Removal, Role};
use crate::index::IndexError;
use crate::index::schema::{Fields, column};
use crate::index::stored::StoredArticle;

/// Related articles of one article; a page of headlines has no more use for them.
const RELATED_MAX: usize = 50;

/// An article whose title stands in another one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Related {
    pub id: ArticleId,
    pub title: String,
}

/// The articles to which the teasers of an article lead, in the order of the teasers. Of several
/// articles with one title, always the same.
pub fn related(
    searcher: &Searcher,
    fields: Fields,
    article: &StoredArticle,
) -> Result<Vec<Related>, IndexError> {
    let teasers = article.blocks.iter().filter(|block| {
        matches!(
            block.role(),
            Role::Removed(Removal::Teaser | Removal::TitleElsewhere(_))
        )
    });
    let mut wanted: Vec<(u32, &str, Option<Place>)> = Vec::new();
    for teaser in teasers.filter(|teaser| !is_same_line(&teaser.text, &article.title)) {
        if let Some(hash) = title_hash(&teaser.text)
            && wanted.len() < RELATED_MAX
            && wanted.iter().all(|(other, ..)| *other != hash)
        {
            wanted.push((hash, &teaser.text, None));
        }
    }
    if wanted.is_empty() {
        return Ok(Vec::new());
    }
    for_each_article(searcher, |place, signs| {
        let title = signs.title;
        if let Some((_, _, found)) = wanted.iter_mut().find(|(hash, ..)| Some(*hash) == title)
            && found.is_none_or(|other| place < other)
        {
            *found = Some(place);
        }
    })?;
    let mut related = Vec::new();
    for (_, teaser, place) in wanted {
        let Some((_, place)) = place else { continue };
        let title = stored_article(searcher, fields, place)?.title;
        let segment = searcher.segment_reader(place.segment_ord);
        let ids = segment.fast_fields().u64(column::ID)?;
        if is_same_line(&title, teaser)
            && let Some(id) = ids.first(place.doc_id)
        {
            let id = ArticleId(id);
            related.push(Related { id, title });
        }
    }
    Ok(related)
}
