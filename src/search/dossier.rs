//! `a name → all that the archive knows of it`: its other names and what says so, when it was first
//! and last seen, who appears with it, and where.

use std::cmp::Reverse;
use std::collections::{BTreeMap, btree_map};

use jiff::civil::Date;
use rustc_hash::{FxHashMap, FxHashSet};
use tantivy::postings::Postings;
use tantivy::schema::IndexRecordOption;
use tantivy::{DocAddress, DocSet, TERMINATED, Term};

use super::ArchiveSearcher;
use super::names::{CountedName, NameFilter, count, day};
use crate::article::{ArticleId, Published};
use crate::entities::EntityType;
use crate::entities::key::key;
use crate::index::schema::{column, entity_parts, names};
use crate::index::stored::StoredArticle;
use crate::index::{IndexError, guarded};
use crate::names::{Doubt, Entity, Form, Known, Link, Name, NameRef, kinds, related};

/// A name is taken for the entity that so many times more articles have than any other of that
/// name.
const DOMINANT_PART: u64 = 10;

/// Articles of a segment that are asked how they print a name.
const PRINTED_ARTICLES: usize = 10;

/// Candidates and near names that are listed.
const CANDIDATES_MAX: usize = 20;

/// What a written name stands for.
#[derive(Debug, Clone, PartialEq)]
pub enum Found {
    /// One entity, and others of the same name that are much rarer.
    One(Name, Vec<CountedName>),
    /// Several.
    Several(Vec<CountedName>),
    /// None; names that are written alike.
    None(Vec<CountedName>),
}

/// All that the archive knows of an entity.
#[derive(Debug, Clone, PartialEq)]
pub struct Dossier {
    pub kind: EntityType,
    pub name: String,
    pub articles: u64,
    pub mentions: u64,
    /// The first and the last day from which an article mentions it.
    pub period: Option<(Date, Date)>,
    /// Articles of each year; without those whose date is not known.
    pub years: BTreeMap<i16, u64>,
    /// Its names, with the articles that have them now.
    pub entity: Entity,
    /// The articles that links give as examples, by their ids.
    pub examples: BTreeMap<ArticleId, Story>,
    /// Names of other things by its own name or one of its names.
    pub doubts: Vec<(Form, Doubt)>,
    /// The people of a country, and the country of a people, where the archive names them.
    pub related: Vec<CountedName>,
    pub companions: Vec<Companion>,
    /// The articles that mention it most.
    pub stories: Vec<Story>,
}

/// Another entity of the same articles.
#[derive(Debug, Clone, PartialEq)]
pub struct Companion {
    pub kind: EntityType,
    pub name: String,
    /// Articles that have both.
    pub articles: u64,
    /// How many times more these are than if the two had nothing to do with each other.
    pub lift: f64,
}

/// An article of a list.
#[derive(Debug, Clone, PartialEq)]
pub struct Story {
    pub id: ArticleId,
    pub title: String,
    pub published: Option<Published>,
    pub source: String,
    /// Mentions in it; 0 where they were not counted.
    pub mentions: u64,
}

/// What of a dossier is wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Extent {
    pub companions: usize,
    pub stories: usize,
}

/// Finds what a written name stands for.
pub fn find(searcher: &ArchiveSearcher, name: &NameRef) -> Result<Found, IndexError> {
    guarded(|| find_all(searcher, name))
}

fn find_all(searcher: &ArchiveSearcher, name: &NameRef) -> Result<Found, IndexError> {
    let known = searcher.names()?;
    let key = name.key();
    let is_kind = |kind: EntityType| name.kind.is_none_or(|wanted| wanted == kind);
    let mut same: Vec<CountedName> = Vec::new();
    let mut add = |candidate: CountedName| {
        if same.iter().all(|other| other.id != candidate.id) {
            same.push(candidate);
        }
    };
    let mut is_in_doubt = false;
    for name in kinds()
        .map(|kind| Name::new(kind, &key))
        .chain(known.changed(&name.text))
    {
        let is_renamed = known.get(&name).and_then(|known| known.renamed);
        let is_same = name.key == key
            || is_renamed.is_some_and(|to| crate::entities::key::key(name.kind, &to) == key);
        if !is_same || !is_kind(known.kind(&name)) {
            continue;
        }
        if let Some(found) = counted(searcher, &name)? {
            add(found);
        }
        if let Some(doubt) = known.doubt(&name)
            && known
                .get(&name)
                .is_none_or(|known| known.entity.forms.len() < 2)
        {
            is_in_doubt = true;
            for (form, _) in doubt.candidates {
                if let Some(found) = counted(searcher, &form.name)? {
                    add(found);
                }
            }
        }
    }
    same.sort_by(|a, b| (Reverse(a.articles), &a.id).cmp(&(Reverse(b.articles), &b.id)));
    if let Some((first, others)) = same.split_first()
        && !is_in_doubt
        && others
            .iter()
            .all(|other| other.articles * DOMINANT_PART <= first.articles)
    {
        return Ok(Found::One(first.id.clone(), others.to_vec()));
    }
    // Who writes the type has chosen the very name.
    if name.kind.is_some()
        && let Some(at) = same.iter().position(|found| found.id.key == key)
    {
        let chosen = same.remove(at);
        return Ok(Found::One(chosen.id, same));
    }
    if !same.is_empty() {
        same.truncate(CANDIDATES_MAX);
        return Ok(Found::Several(same));
    }
    // Longer names that have these words; else names that are written alike.
    let mut filter = NameFilter {
        kinds: name.kind.into_iter().collect(),
        words: name.text.clone(),
        limit: CANDIDATES_MAX,
        ..NameFilter::default()
    };
    let longer = count(searcher, &filter)?.names;
    match longer.as_slice() {
        [] => {
            filter.fuzzy = true;
            filter.limit = 5;
            Ok(Found::None(count(searcher, &filter)?.names))
        }
        [one] => Ok(Found::One(one.id.clone(), Vec::new())),
        _ => Ok(Found::Several(longer)),
    }
}

/// The entity of a name, with the articles of all its names, as far as the index counts them
/// without looking at each: an article counts for each of the names that it has.
fn counted(searcher: &ArchiveSearcher, name: &Name) -> Result<Option<CountedName>, IndexError> {
    let known = known_of(searcher, name)?;
    if known.hidden {
        return Ok(None);
    }
    let mut articles = 0;
    for form in &known.entity.forms {
        articles += searcher.engine().doc_freq(&begin(searcher, &form.name))?;
    }
    if articles == 0 && known.entity.forms.len() < 2 {
        return Ok(None);
    }
    let first = known.first().clone();
    Ok(Some(CountedName {
        kind: known.kind,
        name: name_of(searcher, &known)?,
        articles,
        mentions: None,
        period: None,
        entity: Some(known.entity).filter(|entity| entity.forms.len() > 1),
        id: first,
    }))
}

/// What an entity is called: as the user has it, or as the articles print the name that stands for
/// it.
pub fn name_of(searcher: &ArchiveSearcher, known: &Known) -> Result<String, IndexError> {
    let form = &known.entity.forms[0];
    match &known.renamed {
        Some(renamed) => Ok(renamed.clone()),
        None if form.printed == form.name.key => printed(searcher, &form.name),
        None => Ok(form.printed.clone()),
    }
}

/// How articles print a name: as most of the first [`PRINTED_ARTICLES`] of each segment do.
fn printed(searcher: &ArchiveSearcher, name: &Name) -> Result<String, IndexError> {
    let term = begin(searcher, name);
    let mut forms: BTreeMap<String, u64> = BTreeMap::new();
    for segment in searcher.engine().segment_readers() {
        let inverted = segment.inverted_index(searcher.fields().names)?;
        let postings = inverted.read_postings(&term, IndexRecordOption::Basic);
        let postings = postings.map_err(tantivy::TantivyError::from)?;
        let values = segment.fast_fields().str(column::ENTITY)?;
        let (Some(mut postings), Some(values)) = (postings, values) else {
            continue;
        };
        let mut text = String::new();
        for _ in 0..PRINTED_ARTICLES {
            if postings.doc() == TERMINATED {
                break;
            }
            for value in values.term_ords(postings.doc()) {
                text.clear();
                if values.ord_to_str(value, &mut text).is_ok_and(|found| found)
                    && let Some((kind, form)) = entity_parts(&text)
                    && kind == name.kind
                    && key(kind, form) == name.key
                {
                    *forms.entry(form.to_owned()).or_default() += 1;
                }
            }
            postings.advance();
        }
    }
    let most = forms
        .into_iter()
        .max_by(|a, b| a.1.cmp(&b.1).then(b.0.cmp(&a.0)));
    Ok(most.map_or_else(|| name.key.clone(), |(form, _)| form))
}

fn begin(searcher: &ArchiveSearcher, name: &Name) -> Term {
    let term = names::begin_entity(name.kind, &name.key);
    Term::from_field_text(searcher.fields().names, &term)
}

/// What is known of a name, at least the name.
fn known_of(searcher: &ArchiveSearcher, name: &Name) -> Result<Known, IndexError> {
    let known = searcher.names()?.get(name);
    Ok(known.unwrap_or_else(|| Known {
        entity: Entity {
            forms: vec![Form {
                name: name.clone(),
                printed: name.key.clone(),
                articles: 0,
            }],
            links: Vec::new(),
        },
        kind: name.kind,
        renamed: None,
        hidden: false,
    }))
}

/// Gathers what the archive knows of an entity, by the name that [`find`] gave.
pub fn dossier(
    searcher: &ArchiveSearcher,
    name: &Name,
    extent: Extent,
) -> Result<Dossier, IndexError> {
    guarded(|| Gathering::of(searcher, name)?.dossier(extent))
}

/// An article, with its mentions of an entity.
struct Seen {
    address: DocAddress,
    mentions: u64,
}

struct Gathering<'a> {
    searcher: &'a ArchiveSearcher,
    known: Known,
    articles: Vec<Seen>,
    /// How the articles print each name where it is the full form, and how many do.
    printed: Vec<FxHashMap<String, u64>>,
    /// The articles that have each name.
    with: Vec<u64>,
    period: Option<(i64, i64)>,
    years: BTreeMap<i16, u64>,
    /// Articles with each other entity.
    company: FxHashMap<Name, u64>,
}

impl<'a> Gathering<'a> {
    fn of(searcher: &'a ArchiveSearcher, name: &Name) -> Result<Self, IndexError> {
        let known = known_of(searcher, name)?;
        let mut gathering = Gathering {
            searcher,
            articles: Vec::new(),
            printed: vec![FxHashMap::default(); known.entity.forms.len()],
            with: vec![0; known.entity.forms.len()],
            known,
            period: None,
            years: BTreeMap::new(),
            company: FxHashMap::default(),
        };
        for segment in 0..searcher.engine().segment_readers().len() {
            gathering.see_articles(segment as u32)?;
        }
        Ok(gathering)
    }

    fn see_articles(&mut self, ordinal: u32) -> Result<(), IndexError> {
        let segment = self.searcher.engine().segment_reader(ordinal);
        let inverted = segment.inverted_index(self.searcher.fields().names)?;
        let mut mentions: BTreeMap<u32, u64> = BTreeMap::new();
        let each = |term: &Term, see: &mut dyn FnMut(u32, u32)| -> Result<(), IndexError> {
            let postings = inverted.read_postings(term, IndexRecordOption::WithFreqs);
            let postings = postings.map_err(tantivy::TantivyError::from)?;
            let Some(mut postings) = postings else {
                return Ok(());
            };
            while postings.doc() != TERMINATED {
                if !segment.is_deleted(postings.doc()) {
                    see(postings.doc(), postings.term_freq());
                }
                postings.advance();
            }
            Ok(())
        };
        let mut with: Vec<FxHashSet<u32>> = Vec::new();
        for form in &self.known.entity.forms {
            let mut docs = FxHashSet::default();
            each(&begin(self.searcher, &form.name), &mut |doc, times| {
                *mentions.entry(doc).or_default() += u64::from(times);
                docs.insert(doc);
            })?;
            with.push(docs);
        }
        // As a short form a name counts only where it stands for the entity.
        let forms = self.known.entity.forms.iter().zip(with);
        for ((form, mut docs), articles) in forms.zip(&mut self.with) {
            let term = names::begin_surface(form.name.kind, &form.name.key);
            let term = Term::from_field_text(self.searcher.fields().names, &term);
            each(&term, &mut |doc, _| {
                if mentions.contains_key(&doc) {
                    docs.insert(doc);
                }
            })?;
            *articles += docs.len() as u64;
        }
        let columns = segment.fast_fields();
        let dates = columns.column_opt::<i64>(column::PUBLISHED)?;
        let values = columns.str(column::ENTITY)?;
        let mut together: FxHashMap<u64, Vec<u32>> = FxHashMap::default();
        for (doc, mentions) in mentions {
            let address = DocAddress::new(ordinal, doc);
            self.articles.push(Seen { address, mentions });
            if let Some(date) = dates.as_ref().and_then(|dates| dates.first(doc)) {
                let (first, last) = self.period.unwrap_or((date, date));
                self.period = Some((first.min(date), last.max(date)));
                if let Some(day) = day(date) {
                    *self.years.entry(day.year()).or_default() += 1;
                }
            }
            for value in values.iter().flat_map(|values| values.term_ords(doc)) {
                together.entry(value).or_default().push(doc);
            }
        }
        let Some(values) = values else { return Ok(()) };
        let mut company: FxHashMap<Name, Vec<u32>> = FxHashMap::default();
        let mut text = String::new();
        for (value, docs) in together {
            text.clear();
            if !values.ord_to_str(value, &mut text).is_ok_and(|found| found) {
                continue;
            }
            let Some((kind, printed)) = entity_parts(&text).filter(|(kind, _)| kind.is_name())
            else {
                continue;
            };
            let name = Name::new(kind, &key(kind, printed));
            if let Some(place) = self.known.entity.place(&name) {
                let forms = &mut self.printed[place];
                *forms.entry(printed.to_owned()).or_default() += docs.len() as u64;
                continue;
            }
            let known = self.searcher.names()?.get(&name);
            if known.as_ref().is_some_and(|known| known.hidden) {
                continue;
            }
            let id = known.as_ref().map_or(&name, |known| known.first()).clone();
            company.entry(id).or_default().extend(docs);
        }
        for (name, mut docs) in company {
            docs.sort_unstable();
            docs.dedup();
            *self.company.entry(name).or_default() += docs.len() as u64;
        }
        Ok(())
    }

    fn dossier(mut self, extent: Extent) -> Result<Dossier, IndexError> {
        let forms = self.known.entity.forms.iter_mut();
        for ((form, printed), articles) in forms.zip(&self.printed).zip(&self.with) {
            form.articles = *articles;
            let most = printed.iter();
            let most = most.max_by(|a, b| a.1.cmp(b.1).then_with(|| b.0.cmp(a.0)));
            if let Some((most, _)) = most {
                form.printed = most.clone();
            }
        }
        let companions = self.companions(extent.companions)?;
        let stories = self.stories(extent.stories)?;
        let names = self.searcher.names()?;
        let forms = &self.known.entity.forms;
        let doubts = forms.iter();
        let doubts = doubts.filter_map(|form| Some((form.clone(), names.doubt(&form.name)?)));
        let mut related_names = Vec::new();
        for name in forms.iter().flat_map(|form| related(&form.name)) {
            related_names.extend(counted(self.searcher, &name)?);
        }
        let links: &[Link] = &self.known.entity.links;
        let examples = links.iter().flat_map(|link| &link.examples);
        let examples = told_by(self.searcher, examples.copied().map(ArticleId))?;
        let printed = forms[0].printed.clone();
        Ok(Dossier {
            kind: self.known.kind,
            name: self.known.renamed.clone().unwrap_or(printed),
            articles: self.articles.len() as u64,
            mentions: self.articles.iter().map(|seen| seen.mentions).sum(),
            period: (self.period).and_then(|(first, last)| Some((day(first)?, day(last)?))),
            years: self.years,
            doubts: doubts.collect(),
            related: related_names,
            companions,
            stories,
            examples,
            entity: self.known.entity,
        })
    }

    /// The entities of the most articles, with how much more these are than by chance.
    fn companions(&self, wanted: usize) -> Result<Vec<Companion>, IndexError> {
        let mut company: Vec<(&Name, &u64)> = self.company.iter().collect();
        company.sort_unstable_by_key(|(name, articles)| (Reverse(*articles), *name));
        company.truncate(wanted);
        let all = self.searcher.statistics.articles as f64;
        let mut companions = Vec::new();
        for (name, articles) in company {
            let Some(found) = counted(self.searcher, name)? else {
                continue;
            };
            let by_chance = self.articles.len() as f64 * found.articles as f64 / all;
            companions.push(Companion {
                kind: found.kind,
                name: found.name,
                articles: *articles,
                lift: *articles as f64 / by_chance.max(f64::MIN_POSITIVE),
            });
        }
        Ok(companions)
    }

    /// The articles with the most mentions, the newest first of equals.
    fn stories(&self, wanted: usize) -> Result<Vec<Story>, IndexError> {
        let mut seen = Vec::new();
        let same = |a: &Seen, b: &Seen| a.address.segment_ord == b.address.segment_ord;
        for articles in self.articles.chunk_by(same) {
            let segment = articles[0].address.segment_ord;
            let columns = self.searcher.engine().segment_reader(segment).fast_fields();
            let ids = columns.column_opt::<u64>(column::ID)?;
            let dates = columns.column_opt::<i64>(column::PUBLISHED)?;
            for article in articles {
                let doc = article.address.doc_id;
                let id = ids.as_ref().and_then(|ids| ids.first(doc));
                let date = dates.as_ref().and_then(|dates| dates.first(doc));
                seen.push((Reverse(article.mentions), Reverse(date), id, article));
            }
        }
        seen.sort_unstable_by_key(|(mentions, date, id, _)| (*mentions, *date, *id));
        let mut stories = Vec::new();
        for (_, _, id, article) in seen.into_iter().take(wanted) {
            let content = self.searcher.content(article.address)?;
            let stored = StoredArticle::decode(&content)?;
            let id = ArticleId(id.unwrap_or_default());
            stories.push(story(&stored, id, article.mentions));
        }
        Ok(stories)
    }
}

/// The stories of some articles, by their ids.
pub fn stories(
    searcher: &ArchiveSearcher,
    ids: impl IntoIterator<Item = ArticleId>,
) -> Result<BTreeMap<ArticleId, Story>, IndexError> {
    guarded(|| told_by(searcher, ids))
}

fn told_by(
    searcher: &ArchiveSearcher,
    ids: impl IntoIterator<Item = ArticleId>,
) -> Result<BTreeMap<ArticleId, Story>, IndexError> {
    let mut stories = BTreeMap::new();
    for id in ids {
        if let btree_map::Entry::Vacant(place) = stories.entry(id)
            && let Some(found) = searcher.articles_between(id.0, id.0)?.first()
        {
            place.insert(story(&found.article()?, id, 0));
        }
    }
    Ok(stories)
}

fn story(article: &StoredArticle, id: ArticleId, mentions: u64) -> Story {
    Story {
        id,
        title: article.title.clone().into_owned(),
        published: article.published(),
        source: article.source.clone().into_owned(),
        mentions,
    }
}
