//! `articles ⇄ their tags`: the user's file says them by id, or by where an article was found when the
//! index has given it another id since.

use std::collections::BTreeMap;
use std::path::PathBuf;

use rustc_hash::FxHashMap;
use tantivy::Term;
use tantivy::query::TermQuery;
use tantivy::schema::IndexRecordOption;

use super::ArchiveSearcher;
use crate::article::ArticleId;
use crate::index::stored::StoredArticle;
use crate::index::{IndexError, guarded};
use crate::query::Query;
use crate::query::ast::ANY_TAG;
use crate::tags::{Place, Tagged, Tags};
use crate::user_file::Problem;

/// Articles of one file that are looked through for one that has lost its id; a second's work.
const LOOKED_THROUGH_MAX: usize = 20_000;

impl ArchiveSearcher {
    /// What the user says of articles; read when it is first asked for.
    pub fn tags(&self) -> Result<&Tags, IndexError> {
        if let Some(tags) = self.tags.get() {
            return Ok(tags);
        }
        let path = self.archive.tags_file();
        let tags = Tags::read(&path).map_err(|source| IndexError::Io {
            action: "read",
            path,
            source,
        })?;
        Ok(self.tags.get_or_init(|| tags))
    }

    /// The file of the tags, and its lines that cannot be read; none where no tags were asked for.
    pub fn problems_of_tags(&self) -> (PathBuf, &[Problem]) {
        let problems = self.tags.get().map_or(&[][..], |tags| &tags.problems);
        (self.archive.tags_file(), problems)
    }

    /// The line that has the tags of an article.
    pub fn tagged(
        &self,
        id: ArticleId,
        article: &StoredArticle,
    ) -> Result<Option<&Tagged>, IndexError> {
        let tags = self.tags()?;
        if let Some(tagged) = tags.get(id) {
            return Ok(Some(tagged));
        }
        for tagged in tags.at(&Place::of(article)) {
            if self.meant(tagged)? == Some(id) {
                return Ok(Some(tagged));
            }
        }
        Ok(None)
    }

    /// The tags of an article, in the order of the alphabet.
    pub fn tags_of(
        &self,
        id: ArticleId,
        article: &StoredArticle,
    ) -> Result<Vec<String>, IndexError> {
        let tagged = self.tagged(id, article)?;
        Ok(tagged.map_or_else(Vec::new, |tagged| tagged.tags.clone()))
    }

    /// The article that a line means: that of its id, else the only one without a line of its own
    /// that stands where it was found; `None` if it is gone.
    pub fn meant(&self, tagged: &Tagged) -> Result<Option<ArticleId>, IndexError> {
        guarded(|| {
            let id = Term::from_field_u64(self.fields.id, tagged.id.0);
            if self.articles_at(id)? > 0 {
                return Ok(Some(tagged.id));
            }
            let Place { source, own_id, .. } = &tagged.place;
            let (field, text) = match own_id.is_empty() {
                true => (self.fields.source, source),
                false => (self.fields.own_id, own_id),
            };
            let term = Term::from_field_text(field, text);
            if text.is_empty() || self.articles_at(term.clone())? > LOOKED_THROUGH_MAX as u64 {
                return Ok(None);
            }
            let tags = self.tags()?;
            let mut meant = None;
            for found in self.articles_with(term)? {
                let is_at_place = Place::of(&found.article()?).meets(&tagged.place);
                if is_at_place && tags.get(found.id).is_none() {
                    if meant.is_some() {
                        return Ok(None);
                    }
                    meant = Some(found.id);
                }
            }
            Ok(meant)
        })
    }

    /// The tags of all articles that have any, by their ids.
    pub fn tagged_articles(&self) -> Result<FxHashMap<u64, &Tagged>, IndexError> {
        let mut articles = FxHashMap::default();
        for tagged in &self.tags()?.articles {
            if let Some(id) = self.meant(tagged)? {
                articles.insert(id.0, tagged);
            }
        }
        Ok(articles)
    }

    /// Articles that a term stands in.
    fn articles_at(&self, term: Term) -> Result<u64, IndexError> {
        use tantivy::query::{EnableScoring, Query as _};
        // Deleted ones are among these.
        if self.searcher.doc_freq(&term)? == 0 {
            return Ok(0);
        }
        let scoring = EnableScoring::disabled_from_searcher(&self.searcher);
        let query = TermQuery::new(term, IndexRecordOption::Basic);
        self.count(query.weight(scoring)?.as_ref())
    }

    /// The articles that have each tag of a query.
    pub(super) fn articles_of_tags(
        &self,
        query: &Query,
    ) -> Result<BTreeMap<String, Vec<u64>>, IndexError> {
        let mut articles = BTreeMap::new();
        for tag in query.tags() {
            let mut ids = Vec::new();
            for tagged in &self.tags()?.articles {
                if tag == ANY_TAG || tagged.has(tag) {
                    ids.extend(self.meant(tagged)?.map(|id| id.0));
                }
            }
            articles.insert(tag.to_owned(), ids);
        }
        Ok(articles)
    }
}
