//! The minimal program on the engine that dateline is compared with.

#![allow(dead_code, reason = "each benchmark uses a part of it")]

use std::fs;
use std::path::{Path, PathBuf};

use tantivy::collector::TopDocs;
use tantivy::query::QueryParser;
use tantivy::schema::{Field, IndexRecordOption, Schema, TextFieldIndexing, TextOptions};
use tantivy::snippet::SnippetGenerator;
use tantivy::{Index, IndexWriter, TantivyDocument, doc};

use super::Failure;

/// As much as dateline gives its writer.
const WRITER_BYTES: usize = 192 << 20;

fn schema() -> (Schema, Field, Field) {
    let mut schema = Schema::builder();
    let text = TextOptions::default().set_stored().set_indexing_options(
        TextFieldIndexing::default()
            .set_tokenizer("en_stem")
            .set_index_option(IndexRecordOption::WithFreqsAndPositions),
    );
    let title = schema.add_text_field("title", text.clone());
    let body = schema.add_text_field("body", text);
    (schema.build(), title, body)
}

/// The files below a folder, without dateline's own.
pub fn files(folder: &Path) -> impl Iterator<Item = walkdir::Result<PathBuf>> {
    walkdir::WalkDir::new(folder)
        .into_iter()
        .filter_entry(|entry| entry.file_name() != ".dateline")
        .filter(|entry| {
            entry
                .as_ref()
                .map_or(true, |entry| entry.file_type().is_file())
        })
        .map(|entry| entry.map(walkdir::DirEntry::into_path))
}

/// Indexes a folder of text files or JSON lines.
pub fn index(folder: &Path, index: &Path) -> Result<(), Failure> {
    fs::create_dir_all(index)?;
    let (schema, title, body) = schema();
    let threads = std::thread::available_parallelism()?.get().min(8);
    let index = Index::create_in_dir(index, schema)?;
    let mut writer: IndexWriter = index.writer_with_num_threads(threads, WRITER_BYTES)?;
    for file in files(folder) {
        let file = file?;
        let text = fs::read_to_string(&file)?;
        if file
            .extension()
            .is_some_and(|extension| extension == "jsonl")
        {
            for line in text.lines() {
                let record: serde_json::Value = serde_json::from_str(line)?;
                let field = |name: &str| record[name].as_str().unwrap_or_default();
                writer.add_document(doc!(title => field("title"), body => field("text")))?;
            }
        } else {
            let (first, rest) = text.split_once('\n').unwrap_or((&text, ""));
            writer.add_document(doc!(title => first, body => rest))?;
        }
    }
    writer.commit()?;
    writer.wait_merging_threads()?;
    Ok(())
}

/// Searches what [`index`] made.
pub struct Searcher {
    searcher: tantivy::Searcher,
    parser: QueryParser,
    body: Field,
}

impl Searcher {
    pub fn open(index: &Path) -> Result<Self, Failure> {
        let index = Index::open_in_dir(index)?;
        let (_, title, body) = schema();
        let parser = QueryParser::for_index(&index, vec![title, body]);
        Ok(Searcher {
            searcher: index.reader()?.searcher(),
            parser,
            body,
        })
    }

    /// The ten best documents, fetched, each with a snippet.
    pub fn top_ten(&self, query: &str) -> Result<usize, Failure> {
        let query = self.parser.parse_query(query)?;
        let top = self
            .searcher
            .search(&query, &TopDocs::with_limit(10).order_by_score())?;
        let snippets = SnippetGenerator::create(&self.searcher, &*query, self.body)?;
        for (_, address) in &top {
            let document = self.searcher.doc::<TantivyDocument>(*address)?;
            std::hint::black_box(snippets.snippet_from_doc(&document));
        }
        Ok(top.len())
    }
}
