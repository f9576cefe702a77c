//! `columns → the table of names`, and the file that it is kept in.
//!
//! The table is made of the dictionaries of two columns and of what they have for each article, so
//! it takes time and memory by the distinct names. It names the segments that it was made of: a
//! reader that finds none for its own makes one in memory.

use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::path::Path;

use rustc_hash::FxHashMap;
use tantivy::columnar::{Column, StrColumn};
use tantivy::termdict::TermStreamer;
use tantivy::{InvertedIndexReader, Searcher, SegmentReader, TantivyError};

use super::derived::{self, commit_of};
use super::schema::names::{begin_entity, begin_surface};
use super::schema::{Fields, alias_parts, column, entity_parts};
use super::{ArchiveIndex, IndexError, guarded};
use crate::entities::Ground;
use crate::entities::key::key;
use crate::names::build::Built;
use crate::names::evidence::SeeArticle;
use crate::names::table::Keys;
use crate::names::{Definition, Evidence, NameId, NameSet, Table, build, kinds, table};

/// The file of the table, beside those of the index.
const TABLE_FILE: &str = "names";

/// Articles that are listed for each definition.
const EXAMPLES_MAX: usize = 3;

/// A value that stands for no name.
const NONE: NameId = NameId::MAX;

/// The table of a snapshot: that of the index folder, or one made in memory.
pub fn table_of(folder: &Path, searcher: &Searcher) -> Result<Option<Table>, IndexError> {
    let commit = commit_of(searcher);
    match guarded(|| Ok(stored_table(folder, commit)?))? {
        Some(table) => Ok(Some(table)),
        None => {
            let bytes = guarded(|| encoded(searcher, commit))?;
            Ok(Table::open(Box::new(bytes), commit))
        }
    }
}

/// The table that lies in an index folder, if it is of this commit.
fn stored_table(folder: &Path, commit: u64) -> tantivy::Result<Option<Table>> {
    let bytes = derived::read(folder, TABLE_FILE)?;
    Ok(bytes.and_then(|bytes| Table::open(Box::new(bytes), commit)))
}

/// Whether the table of an index folder is damaged. One of another commit is not: it is passed
/// over.
pub fn is_damaged(index: &ArchiveIndex) -> Result<bool, IndexError> {
    let commit = commit_of(&index.searcher());
    let table = guarded(|| Ok(stored_table(&index.archive.index_folder(), commit)?))?;
    Ok(table.is_some_and(|table| !table.is_sound()))
}

/// Brings the table of an index folder up to date with a snapshot; nothing is written if it is.
pub fn bring_up_to_date(folder: &Path, searcher: &Searcher) -> Result<(), IndexError> {
    let commit = commit_of(searcher);
    let table = guarded(|| Ok(stored_table(folder, commit)?))?;
    if table.is_some_and(|table| table.is_sound()) {
        return Ok(());
    }
    let bytes = guarded(|| encoded(searcher, commit))?;
    derived::write(folder, TABLE_FILE, &bytes)
}

fn encoded(searcher: &Searcher, commit: u64) -> Result<Vec<u8>, IndexError> {
    let mut gathered = Gathered::of(searcher)?;
    let evidence = std::mem::take(&mut gathered.evidence);
    let built = build(&evidence, &mut |see| gathered.for_each_article(see))?;
    let printed = gathered.printed(&evidence.names, &built)?;
    let printed = |id: NameId| match printed.get(&id) {
        Some(printed) => printed.clone(),
        None => evidence.names.key(id).to_owned(),
    };
    let keys = keys_of(searcher)?;
    Ok(table::encode(
        &built,
        &evidence.names,
        &printed,
        &keys,
        commit,
    ))
}

/// The keys of all names and of their short forms, by type, each once.
fn keys_of(searcher: &Searcher) -> Result<Keys, IndexError> {
    let (_, fields) = Fields::new();
    let mut inverted = Vec::new();
    for segment in searcher.segment_readers() {
        inverted.push(segment.inverted_index(fields.names)?);
    }
    let mut keys = Keys::default();
    for kind in kinds() {
        let mut streams = Vec::new();
        for prefix in [begin_entity(kind, ""), begin_surface(kind, "")] {
            for inverted in &inverted {
                streams.push((prefix.len(), prefix_range(inverted, &prefix)?));
            }
        }
        // Each stream is in order: the first of the keys that they stand at is the next.
        let mut next: BinaryHeap<Reverse<(Vec<u8>, usize)>> = BinaryHeap::new();
        let mut advance = |number: usize, mut key: Vec<u8>| {
            let (prefix, stream) = &mut streams[number];
            stream.advance().then(|| {
                key.clear();
                key.extend(stream.key().get(*prefix..).unwrap_or_default());
                Reverse((key, number))
            })
        };
        for number in 0..2 * inverted.len() {
            next.extend(advance(number, Vec::new()));
        }
        let mut last = Vec::new();
        while let Some(Reverse((key, number))) = next.pop() {
            if key != last {
                keys.push(&key);
                last.clone_from(&key);
            }
            next.extend(advance(number, key));
        }
        keys.end_kind();
    }
    Ok(keys)
}

/// The terms of a field that begin with a prefix.
pub fn prefix_range<'a>(
    inverted: &'a InvertedIndexReader,
    prefix: &str,
) -> tantivy::Result<TermStreamer<'a>> {
    // No term has a byte as large as this one, which is not UTF-8.
    let after = [prefix.as_bytes(), &[0xff]].concat();
    Ok(inverted
        .terms()
        .range()
        .ge(prefix)
        .lt(after)
        .into_stream()?)
}

/// The columns of a segment, with the names that their values stand for.
struct SegmentNames<'a> {
    segment: &'a SegmentReader,
    entities: Option<StrColumn>,
    aliases: Option<StrColumn>,
    ids: Option<Column<u64>>,
    /// The name of each value of `entities`, and the articles that have the value.
    names: Vec<(NameId, u32)>,
    /// The pair of names that each value of `aliases` joins.
    pairs: Vec<Option<(NameId, NameId, Ground)>>,
}

struct Gathered<'a> {
    segments: Vec<SegmentNames<'a>>,
    evidence: Evidence,
}

impl<'a> Gathered<'a> {
    fn of(searcher: &'a Searcher) -> Result<Self, IndexError> {
        let mut gathered = Gathered {
            segments: Vec::new(),
            evidence: Evidence::default(),
        };
        for segment in searcher.segment_readers() {
            let columns = segment.fast_fields();
            let mut names = SegmentNames {
                segment,
                entities: columns.str(column::ENTITY)?,
                aliases: columns.str(column::ALIAS)?,
                ids: columns.column_opt::<u64>(column::ID)?,
                names: Vec::new(),
                pairs: Vec::new(),
            };
            // What articles define comes first: it has its place however many names there are.
            names.intern_aliases(&mut gathered.evidence.names)?;
            gathered.segments.push(names);
        }
        gathered.see_definitions();
        for segment in &mut gathered.segments {
            segment.intern_entities(&mut gathered.evidence.names)?;
        }
        for segment in &mut gathered.segments {
            segment.count(&mut gathered.evidence);
        }
        Ok(gathered)
    }

    /// Counts the articles that give each definition.
    fn see_definitions(&mut self) {
        let mut found: FxHashMap<(NameId, NameId, Ground), (u64, Vec<u64>)> = FxHashMap::default();
        for segment in &self.segments {
            let Some(aliases) = &segment.aliases else {
                continue;
            };
            for doc in segment.segment.doc_ids_alive() {
                let mut pairs: Vec<_> = aliases
                    .term_ords(doc)
                    .filter_map(|value| *segment.pairs.get(value as usize)?)
                    .collect();
                pairs.sort_unstable();
                pairs.dedup();
                for pair in pairs {
                    let (articles, examples) = found.entry(pair).or_default();
                    *articles += 1;
                    if let Some(id) = segment.ids.as_ref().and_then(|ids| ids.first(doc)) {
                        examples.push(id);
                        examples.sort_unstable();
                        examples.truncate(EXAMPLES_MAX);
                    }
                }
            }
        }
        let definitions = found.into_iter();
        self.evidence.definitions = definitions
            .map(|((name, other, ground), (articles, examples))| Definition {
                name,
                other,
                ground,
                articles,
                examples,
            })
            .collect();
    }

    /// Hands over the names of each article, and the pairs that it says are one.
    fn for_each_article(&self, see: &mut SeeArticle<'_>) -> Result<(), IndexError> {
        let (mut names, mut said) = (Vec::new(), Vec::new());
        for segment in &self.segments {
            let Some(entities) = &segment.entities else {
                continue;
            };
            for doc in segment.segment.doc_ids_alive() {
                names.clear();
                said.clear();
                let values = entities.term_ords(doc);
                names.extend(
                    values
                        .filter_map(|value| Some(segment.names.get(value as usize)?.0))
                        .filter(|name| *name != NONE),
                );
                if names.len() < 2 {
                    continue;
                }
                if let Some(aliases) = &segment.aliases {
                    let pairs = aliases.term_ords(doc);
                    let pairs = pairs.filter_map(|value| *segment.pairs.get(value as usize)?);
                    said.extend(pairs.map(|(name, other, _)| (name, other)));
                }
                see(&names, &said);
            }
        }
        Ok(())
    }

    /// How most articles print the names that have a place in the table.
    fn printed(
        &self,
        names: &NameSet,
        built: &Built,
    ) -> Result<FxHashMap<NameId, String>, IndexError> {
        let mut forms: FxHashMap<NameId, FxHashMap<String, u64>> = FxHashMap::default();
        for (members, _) in &built.entities {
            forms.extend(members.iter().map(|id| (*id, FxHashMap::default())));
        }
        for doubt in &built.doubts {
            let candidates = doubt.candidates.iter().map(|(id, _)| *id);
            let all = candidates.chain([doubt.name]);
            forms.extend(all.map(|id| (id, FxHashMap::default())));
        }
        let mut add = |id: NameId, form: &str, articles: u64| {
            if let Some(forms) = forms.get_mut(&id).filter(|_| articles > 0) {
                match forms.get_mut(form) {
                    Some(count) => *count += articles,
                    None => {
                        forms.insert(form.to_owned(), articles);
                    }
                }
            }
        };
        for segment in &self.segments {
            each_value(segment.entities.as_ref(), |value, text| {
                if let Some((id, articles)) = segment.names.get(value)
                    && let Some((_, form)) = entity_parts(text)
                {
                    add(*id, form, u64::from(*articles));
                }
            })?;
            each_value(segment.aliases.as_ref(), |value, text| {
                if let Some(Some((name, other, _))) = segment.pairs.get(value)
                    && let Some(alias) = alias_parts(text)
                {
                    // Only for names that stand nowhere else.
                    for (id, form) in [(*name, &alias.name), (*other, &alias.other)] {
                        if names.articles(id) == 0 {
                            add(id, form, 1);
                        }
                    }
                }
            })?;
        }
        let forms = forms.into_iter();
        Ok(forms
            .filter_map(|(id, forms)| {
                let most = |a: &(String, u64), b: &(String, u64)| a.1.cmp(&b.1).then(b.0.cmp(&a.0));
                Some((id, forms.into_iter().max_by(most)?.0))
            })
            .collect())
    }
}

impl SegmentNames<'_> {
    fn intern_aliases(&mut self, names: &mut NameSet) -> Result<(), IndexError> {
        let pairs = &mut self.pairs;
        each_value(self.aliases.as_ref(), |_, text| {
            pairs.push(alias_parts(text).and_then(|alias| {
                let mut id = |name: &str| names.add(alias.kind, &key(alias.kind, name));
                let (name, other) = (id(&alias.name), id(&alias.other));
                (name != other).then_some((name, other, alias.ground))
            }));
        })
    }

    fn intern_entities(&mut self, names: &mut NameSet) -> Result<(), IndexError> {
        let found = &mut self.names;
        each_value(self.entities.as_ref(), |_, text| {
            let id = entity_parts(text)
                .filter(|(kind, _)| kind.is_name())
                .map_or(NONE, |(kind, name)| {
                    names.add_if_room(kind, &key(kind, name))
                });
            found.push((id, 0));
        })
    }

    /// Counts the articles that have each value, and each name.
    fn count(&mut self, evidence: &mut Evidence) {
        let Some(entities) = &self.entities else {
            return;
        };
        for doc in self.segment.doc_ids_alive() {
            let is_article = self.ids.as_ref().and_then(|ids| ids.first(doc)).is_some();
            evidence.articles += u64::from(is_article);
            for value in entities.term_ords(doc) {
                if let Some((id, articles)) = self.names.get_mut(value as usize) {
                    *articles = articles.saturating_add(1);
                    evidence.names.count(*id);
                }
            }
        }
    }
}

/// Hands over the values of a column, with their numbers.
fn each_value(
    column: Option<&StrColumn>,
    mut see: impl FnMut(usize, &str),
) -> Result<(), IndexError> {
    let Some(column) = column else { return Ok(()) };
    let stream = column.dictionary().stream();
    let mut values = stream.map_err(TantivyError::from)?;
    let mut number = 0;
    while values.advance() {
        see(number, &String::from_utf8_lossy(values.key()));
        number += 1;
    }
    Ok(())
}
