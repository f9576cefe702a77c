//! What ranking and planning must know of the whole archive: counts of articles and words, and
//! languages.

use tantivy::query::Bm25StatisticsProvider;
use tantivy::schema::Field;
use tantivy::{Searcher, Term};

use crate::article::Language;
use crate::index::IndexError;
use crate::index::schema::{self, Fields};

/// Statistics for ranking: of articles only, and consistent with document frequencies, which
/// count deleted articles until the index is compacted.
pub struct ArticleStatistics {
    searcher: Searcher,
    pub articles: u64,
    text: Field,
    words: u64,
}

impl ArticleStatistics {
    pub fn of(searcher: &Searcher, fields: Fields) -> Result<Self, IndexError> {
        let articles = searcher.doc_freq(&Term::from_field_text(fields.kind, schema::ARTICLE))?;
        // The engine's own sum is a guess after a merge that dropped deleted articles, and would
        // make scores depend on the history of the index.
        let mut words = 0;
        for segment in searcher.segment_readers() {
            let lengths = segment.get_fieldnorms_reader(fields.text)?;
            let lengths = (0..segment.max_doc()).map(|doc| u64::from(lengths.fieldnorm(doc)));
            words += lengths.sum::<u64>();
        }
        Ok(ArticleStatistics {
            searcher: searcher.clone(),
            articles,
            text: fields.text,
            words,
        })
    }
}

impl ArticleStatistics {
    /// Words of an article that count in its length, on average.
    pub fn average_words(&self) -> f32 {
        self.words as f32 / self.articles.max(1) as f32
    }
}

impl Bm25StatisticsProvider for ArticleStatistics {
    fn total_num_tokens(&self, field: Field) -> tantivy::Result<u64> {
        if field == self.text {
            Ok(self.words)
        } else {
            self.searcher.total_num_tokens(field)
        }
    }

    fn total_num_docs(&self) -> tantivy::Result<u64> {
        Ok(self.articles)
    }

    fn doc_freq(&self, term: &Term) -> tantivy::Result<u64> {
        Ok(self.searcher.doc_freq(term)?.min(self.articles))
    }
}

/// The languages of the archive's articles, sorted.
pub fn languages(searcher: &Searcher, fields: Fields) -> Result<Vec<Language>, IndexError> {
    let mut languages: Vec<Language> = Vec::new();
    for segment in searcher.segment_readers() {
        let inverted = segment.inverted_index(fields.language)?;
        let mut terms = inverted
            .terms()
            .stream()
            .map_err(tantivy::TantivyError::from)?;
        while terms.advance() {
            let language = String::from_utf8_lossy(terms.key())
                .parse()
                .unwrap_or_default();
            if !languages.contains(&language) {
                languages.push(language);
            }
        }
    }
    languages.sort_unstable();
    Ok(languages)
}

/// The language of most articles, the first by code among equals.
pub fn most_frequent(
    searcher: &Searcher,
    fields: Fields,
    languages: &[Language],
) -> Result<Language, IndexError> {
    let mut most = (0, Language::UNDETERMINED);
    for language in languages {
        let term = Term::from_field_text(fields.language, language.code());
        let articles = searcher.doc_freq(&term)?;
        if articles > most.0 {
            most = (articles, *language);
        }
    }
    Ok(most.1)
}
