//! Proves an index sound, or says what is wrong with it.

use std::collections::{HashMap, HashSet};

use tantivy::TantivyDocument;
use tantivy::schema::Value;

use super::manifest::{self, Outcome};
use super::schema::column;
use super::stored::StoredArticle;
use super::{ArchiveIndex, IndexError, copied, guarded, linked};

/// Problems that are told one by one; more of the same help nobody.
const PROBLEMS_MAX: usize = 20;

/// What a check found.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Soundness {
    pub articles: u64,
    pub sources: u64,
    pub mentions: u64,
    /// In words, the first ones; empty for a sound index.
    pub problems: Vec<String>,
    /// All problems.
    pub problems_total: u64,
}

impl Soundness {
    pub fn is_sound(&self) -> bool {
        self.problems_total == 0
    }

    fn problem(&mut self, problem: String) {
        self.problems_total += 1;
        if self.problems.len() < PROBLEMS_MAX {
            self.problems.push(problem);
        }
    }
}

/// Reads everything: checksums of all files, every stored article, every record of a source.
pub fn check(index: &ArchiveIndex) -> Result<Soundness, IndexError> {
    guarded(|| check_all(index))
}

fn check_all(index: &ArchiveIndex) -> Result<Soundness, IndexError> {
    let mut soundness = Soundness::default();
    for file in index.damaged_files()? {
        soundness.problem(format!("the checksum of {} is wrong", file.display()));
    }
    if linked::is_damaged(index)? {
        soundness.problem("the table of names is damaged; `dateline index` makes it anew".into());
    }
    if copied::is_damaged(index)? {
        soundness.problem("the file of copies is damaged; `dateline index` makes it anew".into());
    }
    if !soundness.is_sound() {
        // Reading on would only repeat the same in other words.
        return Ok(soundness);
    }
    let searcher = index.searcher();
    let manifest = manifest::read(&searcher, index.fields)?;
    let mut ids = HashSet::new();
    let mut articles_of: HashMap<String, u64> = HashMap::new();
    for segment in searcher.segment_readers() {
        let column = segment.fast_fields().column_opt::<u64>(column::ID)?;
        let store = segment
            .get_store_reader(1)
            .map_err(tantivy::TantivyError::from)?;
        for doc in segment.doc_ids_alive() {
            let Some(id) = column.as_ref().and_then(|ids| ids.first(doc)) else {
                continue;
            };
            let document: TantivyDocument = store.get(doc)?;
            let content = document.get_first(index.fields.content);
            let content = content
                .as_ref()
                .and_then(|value| value.as_bytes())
                .unwrap_or_default();
            let Ok(article) = StoredArticle::decode(content) else {
                soundness.problem(format!("article {id:016x} cannot be read"));
                continue;
            };
            if !ids.insert(id) {
                soundness.problem(format!("article {id:016x} is there twice"));
            }
            check_spans(&article, id, &mut soundness);
            *articles_of.entry(article.source.into_owned()).or_default() += 1;
            soundness.articles += 1;
        }
    }
    for (path, state) in &manifest {
        soundness.sources += 1;
        let found = articles_of.remove(path).unwrap_or_default();
        if found != state.articles
            || (state.outcome != Outcome::Indexed && state.outcome != Outcome::Partial && found > 0)
        {
            let known = state.articles;
            soundness.problem(format!(
                "{path} has {found} articles; its record says {known}"
            ));
        }
    }
    for path in articles_of.keys() {
        soundness.problem(format!("{path} has articles and no record"));
    }
    Ok(soundness)
}

fn check_spans(article: &StoredArticle, id: u64, soundness: &mut Soundness) {
    let text = article.text();
    let (mut end, mut readable) = (0, 0);
    for mention in article.mentions(&text) {
        readable += 1;
        let surface = text.text.get(mention.span.clone());
        if mention.span.start < end || surface.is_none_or(str::is_empty) {
            soundness.problem(format!("article {id:016x} has a mention outside its text"));
            return;
        }
        end = mention.span.end;
    }
    soundness.mentions += readable as u64;
    if readable < article.mention_count() {
        soundness.problem(format!(
            "article {id:016x} has a mention that cannot be read"
        ));
    }
}
