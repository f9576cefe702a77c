//! `documents → a segment of the engine's index`.
//!
//! The engine's own writer asks a tokenizer for the terms of each field and looks every single
//! one up. Ours come from one pass over the article, each term of it once (see [`invert`]), and
//! are collected here; columns, norms, dictionaries, posting blocks and the store are written by
//! the engine's own serializers, so that a segment is like any other to it.

use tantivy::directory::TerminatingWrite;
use tantivy::fastfield::FastFieldsWriter;
use tantivy::fieldnorm::{FieldNormReaders, FieldNormsSerializer, FieldNormsWriter};
use tantivy::index::{SegmentComponent, SegmentMeta};
use tantivy::postings::InvertedIndexSerializer;
use tantivy::schema::{Field, Schema};
use tantivy::store::StoreWriter;
use tantivy::{Index, Segment, TantivyDocument};

mod invert;
mod lists;

pub use invert::{DocumentPostings, Inverter};

use lists::{Buffers, PostingLists};

/// Documents in one segment at most; the engine counts up to 2^31.
const DOCUMENTS_MAX: u32 = 1 << 24;

/// A document on its way into a segment.
#[derive(Debug, Default)]
pub struct Document {
    /// What is stored, and what stands in columns.
    pub values: TantivyDocument,
    pub postings: DocumentPostings,
    /// The length of the field whose matches are ranked, in terms.
    pub length: u32,
}

impl Document {
    /// Adds a text that is found as a whole, in a column too if its field has one.
    pub fn add_key(&mut self, field: Field, text: &str) {
        self.values.add_text(field, text);
        self.postings.push_key(field, text.as_bytes());
    }

    /// Adds a number that is found, and stands in a column.
    pub fn add_number_key(&mut self, field: Field, number: u64) {
        self.values.add_u64(field, number);
        // The engine's order of bytes.
        self.postings.push_key(field, &number.to_be_bytes());
    }

    /// Bytes that it takes in memory, about.
    pub fn memory(&self) -> usize {
        // The values are all in one buffer, whose length is not told.
        self.values.len() * 16 + self.postings.memory()
    }
}

/// Collects documents for one segment.
pub struct SegmentBuilder {
    segment: Segment,
    schema: Schema,
    /// The field whose lengths are kept.
    ranked: Field,
    documents: u32,
    lists: PostingLists,
    norms: FieldNormsWriter,
    columns: FastFieldsWriter,
    store: StoreWriter,
}

impl SegmentBuilder {
    pub fn new(index: &Index, ranked: Field) -> tantivy::Result<Self> {
        let segment = index.new_segment();
        let schema = segment.schema();
        let settings = index.settings();
        let store = StoreWriter::new(
            segment.open_write(SegmentComponent::Store)?,
            settings.docstore_compression,
            settings.docstore_blocksize,
            settings.docstore_compress_dedicated_thread,
        )?;
        Ok(SegmentBuilder {
            ranked,
            documents: 0,
            lists: PostingLists::default(),
            norms: FieldNormsWriter::for_schema(&schema),
            columns: FastFieldsWriter::from_schema_and_tokenizer_manager(
                &schema,
                index.tokenizers().clone(),
            )?,
            store,
            schema,
            segment,
        })
    }

    pub fn add(&mut self, document: &Document) -> tantivy::Result<()> {
        if document.length > 0 {
            self.norms
                .record(self.documents, self.ranked, document.length);
        }
        self.lists.add(self.documents, &document.postings);
        self.columns.add_document(&document.values)?;
        self.store.store(&document.values, &self.schema)?;
        self.documents += 1;
        Ok(())
    }

    /// Whether it has so many bytes in memory that it should be written.
    pub fn is_full(&self, memory_max: usize) -> bool {
        let memory = self.lists.memory()
            + self.norms.mem_usage()
            + self.columns.mem_usage()
            + self.store.mem_usage();
        memory > memory_max || self.documents >= DOCUMENTS_MAX || self.lists.is_full()
    }

    /// Writes the segment, for a commit to take it up.
    pub fn finish(mut self) -> tantivy::Result<SegmentMeta> {
        let segment = &self.segment;
        self.norms.fill_up_to_max_doc(self.documents);
        let norms = segment.open_write(SegmentComponent::FieldNorms)?;
        self.norms
            .serialize(FieldNormsSerializer::from_write(norms)?, None)?;
        // The lists name the best of each of their blocks, for which they must know the norms.
        let norms = FieldNormReaders::open(segment.open_read(SegmentComponent::FieldNorms)?)?;
        write_lists(&self.lists, segment, &self.schema, &norms)?;
        let mut columns = segment.open_write(SegmentComponent::FastFields)?;
        self.columns.serialize(&mut columns, None)?;
        columns.terminate()?;
        self.store.close()?;
        let meta = self.segment.with_max_doc(self.documents).meta().clone();
        meta.untrack_temp_docstore();
        Ok(meta)
    }
}

fn write_lists(
    lists: &PostingLists,
    segment: &Segment,
    schema: &Schema,
    norms: &FieldNormReaders,
) -> tantivy::Result<()> {
    let mut serializer = InvertedIndexSerializer::open(segment)?;
    let mut buffers = Buffers::default();
    let order = lists.in_order();
    for lists_of_field in order.chunk_by(|a, b| lists.field_of(*a) == lists.field_of(*b)) {
        let number = lists.field_of(lists_of_field[0]);
        let field = Field::from_field_id(u32::from(number));
        let positions = schema
            .get_field_entry(field)
            .field_type()
            .index_record_option()
            .is_some_and(|option| option.has_positions());
        let norms = norms.get_field(field)?;
        let mut writer = serializer.new_field(field, lists.occurrences_in(number), norms)?;
        for list in lists_of_field {
            lists.write(*list, positions, &mut buffers, &mut writer)?;
        }
        writer.close()?;
    }
    serializer.close()?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use tantivy::postings::Postings;
    use tantivy::schema::{IndexRecordOption, STORED, STRING, TextFieldIndexing, TextOptions};
    use tantivy::tokenizer::{PreTokenizedString, Token};
    use tantivy::{DocSet, IndexWriter, TERMINATED};

    /// What an index says of all its terms, in order: field, term, document, positions.
    type Contents = Vec<(u32, Vec<u8>, u32, Vec<u32>)>;

    struct Fields {
        key: Field,
        text: Field,
        exact: Field,
    }

    fn index() -> (Index, Fields) {
        let mut schema = Schema::builder();
        let positions = TextFieldIndexing::default()
            .set_tokenizer("raw")
            .set_index_option(IndexRecordOption::WithFreqsAndPositions);
        let options = |norms| {
            TextOptions::default().set_indexing_options(positions.clone().set_fieldnorms(norms))
        };
        let fields = Fields {
            key: schema.add_text_field("key", STRING | STORED),
            text: schema.add_text_field("text", options(true)),
            exact: schema.add_text_field("exact", options(false)),
        };
        (Index::create_in_ram(schema.build()), fields)
    }

    fn contents(index: &Index) -> (Contents, Vec<u32>) {
        let searcher = index.reader().unwrap().searcher();
        let [segment] = searcher.segment_readers() else {
            panic!("one segment expected");
        };
        let (mut all, mut lengths) = (Vec::new(), Vec::new());
        for (field, entry) in segment.schema().fields() {
            let inverted = segment.inverted_index(field).unwrap();
            let mut terms = inverted.terms().stream().unwrap();
            while let Some((term, info)) = terms.next() {
                let option = IndexRecordOption::WithFreqsAndPositions;
                let mut postings = inverted.read_postings_from_terminfo(info, option).unwrap();
                while postings.doc() != TERMINATED {
                    let mut positions = Vec::new();
                    if entry.name() != "key" {
                        postings.positions(&mut positions);
                    }
                    all.push((field.field_id(), term.to_vec(), postings.doc(), positions));
                    postings.advance();
                }
            }
            if let Ok(norms) = segment.get_fieldnorms_reader(field)
                && entry.name() == "text"
            {
                lengths.extend((0..segment.max_doc()).map(|doc| norms.fieldnorm(doc)));
            }
        }
        (all, lengths)
    }

    /// The index that the engine's own writer makes of words whose stem is their first letter.
    fn by_the_engine(documents: &[Vec<String>]) -> (Contents, Vec<u32>) {
        let (index, fields) = index();
        let mut writer: IndexWriter = index.writer_with_num_threads(1, 15_000_000).unwrap();
        for (number, words) in documents.iter().enumerate() {
            let mut document = TantivyDocument::new();
            document.add_text(fields.key, format!("number {number}"));
            let field_of = |terms: Vec<(usize, &str)>| PreTokenizedString {
                text: String::new(),
                tokens: terms
                    .into_iter()
                    .map(|(position, text)| Token {
                        position,
                        text: text.to_owned(),
                        ..Token::default()
                    })
                    .collect(),
            };
            let stems = words.iter().map(|word| &word[..1]).enumerate().collect();
            let exact = words.iter().map(String::as_str).enumerate();
            let exact = exact.filter(|(_, word)| word.len() > 1).collect();
            document.add_pre_tokenized_text(fields.text, field_of(stems));
            document.add_pre_tokenized_text(fields.exact, field_of(exact));
            writer.add_document(document).unwrap();
        }
        writer.commit().unwrap();
        contents(&index)
    }

    fn by_us(documents: &[Vec<String>]) -> (Contents, Vec<u32>) {
        let (index, fields) = index();
        let mut inverter = Inverter::new(fields.text, fields.exact);
        let mut builder = SegmentBuilder::new(&index, fields.text).unwrap();
        for (number, words) in documents.iter().enumerate() {
            for (position, word) in (0..).zip(words) {
                inverter.push_word(
                    position,
                    1,
                    (word, crate::analysis::hash::hash_of(word.as_bytes())),
                    None,
                    || &word[..1],
                );
            }
            let mut document = Document::default();
            (document.postings, document.length) = inverter.finish();
            document.add_key(fields.key, &format!("number {number}"));
            builder.add(&document).unwrap();
        }
        let mut writer: IndexWriter = index.writer_with_num_threads(1, 15_000_000).unwrap();
        writer.add_segment(builder.finish().unwrap()).unwrap();
        writer.commit().unwrap();
        let searcher = index.reader().unwrap().searcher();
        for number in 0..documents.len() as u32 {
            let stored: TantivyDocument =
                searcher.doc(tantivy::DocAddress::new(0, number)).unwrap();
            let name = format!("number {number}");
            assert_eq!(
                stored
                    .get_first(fields.key)
                    .and_then(|v| tantivy::schema::Value::as_str(&v)),
                Some(name.as_str())
            );
        }
        contents(&index)
    }

    #[test]
    fn long_lists_and_long_words_are_as_the_engine_writes_them() {
        let word = |n: usize| format!("{}{}", char::from(b'a' + (n % 3) as u8), "x".repeat(n % 40));
        let documents: Vec<Vec<String>> = (0..700)
            .map(|number| (0..number % 97 + 1).map(|n| word(n * number)).collect())
            .collect();
        assert_eq!(by_us(&documents), by_the_engine(&documents));
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(32))]
        #[test]
        fn a_segment_is_as_the_engine_would_write_it(
            documents in prop::collection::vec(prop::collection::vec("[a-c]{1,17}", 1..40), 1..20)
        ) {
            prop_assert_eq!(by_us(&documents), by_the_engine(&documents));
        }
    }
}
