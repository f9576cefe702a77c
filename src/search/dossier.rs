//! `a name → all that the archive knows of it`: its other names and what says so, when and where in
//! articles it stands, who appears with it, what it is called, and the articles that tell most.
//!
//! - [`find`] tells what a written name stands for
//! - `companions` finds who stands with it more than chance allows
//! - `parts` counts where in articles it stands
//! - `told` reads the best articles for its roles and the sentences that tell most
//! - [`pair`] gathers what two entities have in common
//!
//! Everything is counted in postings and columns but for what `told` reads, which says of how many
//! articles it is.

use std::cmp::Reverse;
use std::collections::hash_map::Entry;
use std::collections::{BTreeMap, btree_map};

use jiff::civil::Date;
use rustc_hash::{FxHashMap, FxHashSet};
use tantivy::{DocAddress, DocId};

use super::ArchiveSearcher;
use super::company::{Chosen, Scope, Stands, begin, mentions_of};
use super::names::{CountedName, day};
use super::timeline::{Dates, Days, Period, Timeline};
use crate::article::{ArticleId, Published};
use crate::entities::EntityType;
use crate::entities::key::key;
use crate::index::schema::{column, entity_parts, names};
use crate::index::stored::StoredArticle;
use crate::index::{IndexError, guarded};
use crate::names::{Doubt, Entity, Form, Known, Link, Name, related};
use crate::query::Query;
use crate::query::spans::Leaf;

mod companions;
mod find;
pub mod pair;
mod parts;
mod roles;
mod told;

use companions::{Candidate, Company};
pub use companions::{Companion, NamedDate};
use find::counted;
pub(super) use find::known_of;
pub use find::{Found, find, name_of};
pub use parts::{Occurrences, Parts};
pub use told::{Role, TellingSentence, Told};

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
    /// Articles by their time, and mentions in bars that stand for the same periods.
    pub articles_over_time: Timeline,
    pub mentions_over_time: Timeline,
    /// Where in the articles it stands.
    pub parts: Parts,
    /// Its names, with the articles that have them now.
    pub entity: Entity,
    /// The articles that links give as examples, by their ids.
    pub examples: BTreeMap<ArticleId, Story>,
    /// Names of other things by its own name or one of its names.
    pub doubts: Vec<(Form, Doubt)>,
    /// The people of a country, and the country of a people, where the archive names them.
    pub related: Vec<CountedName>,
    /// In what `companions` and `places` are counted.
    pub scope: Scope,
    /// Articles, paragraphs or sentences in which it stands, and all that there are.
    pub units: u64,
    pub units_all: u64,
    /// Those that stand with it more often than by chance, the surest first; without places.
    pub companions: Vec<Companion>,
    pub places: Vec<Companion>,
    /// Dates that stand in the same sentence, those in most sentences first.
    pub dates: Vec<NamedDate>,
    /// What the best articles say of it.
    pub told: Told,
    /// The articles that mention it most.
    pub stories: Vec<Story>,
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
#[derive(Debug, Clone, Default)]
pub struct Extent {
    /// Only articles that match this query count; all where there is none.
    pub query: Option<Query>,
    /// What is company.
    pub scope: Scope,
    /// The time that a bar stands for; a month where nothing is said.
    pub by: Option<Period>,
    /// How many are listed of each.
    pub companions: usize,
    pub roles: usize,
    pub sentences: usize,
    pub stories: usize,
}

/// Gathers what the archive knows of an entity, by the name that [`find`] gave.
pub fn dossier(
    searcher: &ArchiveSearcher,
    name: &Name,
    extent: &Extent,
) -> Result<Dossier, IndexError> {
    let chosen = Chosen::of(searcher, extent.query.as_ref())?;
    guarded(|| Gathering::of(&chosen, name)?.dossier(extent))
}

/// An article, with its mentions of an entity.
#[derive(Debug, Clone, Copy)]
struct Seen {
    address: DocAddress,
    mentions: u64,
}

struct Gathering<'a> {
    searcher: &'a ArchiveSearcher,
    chosen: &'a Chosen<'a>,
    known: Known,
    /// The terms of its mentions.
    mentions: Leaf,
    articles: Vec<Seen>,
    /// How the articles print each name where it is the full form, and how many do.
    printed: Vec<FxHashMap<String, u64>>,
    /// The articles that have each name.
    with: Vec<u64>,
    period: Option<(i64, i64)>,
    years: BTreeMap<i16, u64>,
    days: Days,
    mentioned: Days,
    /// Each other entity, or date, of its articles.
    company: FxHashMap<Name, Candidate>,
}

impl<'a> Gathering<'a> {
    fn of(chosen: &'a Chosen<'a>, name: &Name) -> Result<Self, IndexError> {
        let searcher = chosen.searcher();
        let known = known_of(searcher, name)?;
        let mut gathering = Gathering {
            searcher,
            chosen,
            mentions: mentions_of(searcher, &known.entity),
            articles: Vec::new(),
            printed: vec![FxHashMap::default(); known.entity.forms.len()],
            with: vec![0; known.entity.forms.len()],
            known,
            period: None,
            years: BTreeMap::new(),
            days: Days::default(),
            mentioned: Days::default(),
            company: FxHashMap::default(),
        };
        for (number, _) in chosen.segments() {
            gathering.see_articles(number)?;
        }
        Ok(gathering)
    }

    fn see_articles(&mut self, number: u32) -> Result<(), IndexError> {
        let segment = self.searcher.engine().segment_reader(number);
        let articles = (self.chosen).articles_with(number, segment, &self.mentions)?;
        self.count_forms(number, &articles)?;
        let columns = segment.fast_fields();
        let dates = Dates::of(segment)?;
        let values = columns.str(column::ENTITY)?;
        let seconds = columns.column_opt::<i64>(column::PUBLISHED)?;
        let mut together: FxHashMap<u64, Vec<DocId>> = FxHashMap::default();
        for (doc, mentions) in articles {
            let address = DocAddress::new(number, doc);
            self.articles.push(Seen { address, mentions });
            self.days.add(dates.get(doc), 1);
            self.mentioned.add(dates.get(doc), mentions);
            if let Some(date) = seconds.as_ref().and_then(|seconds| seconds.first(doc)) {
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
        let names = self.searcher.names()?;
        let mut company: FxHashMap<Name, Candidate> = FxHashMap::default();
        let mut see = |value: &str, docs: Vec<DocId>| {
            let Some((kind, printed)) = entity_parts(value) else {
                return;
            };
            if !kind.is_name() && kind != EntityType::Date {
                return;
            }
            let name = Name::new(kind, &key(kind, printed));
            if let Some(place) = self.known.entity.place(&name) {
                if let Some(forms) = self.printed.get_mut(place) {
                    *forms.entry(printed.to_owned()).or_default() += docs.len() as u64;
                }
                return;
            }
            let known = names.get(&name);
            if known.as_ref().is_some_and(|known| known.hidden) {
                return;
            }
            let id = known.as_ref().map_or(&name, |known| known.first()).clone();
            let other = company.entry(id.clone());
            let other = other.or_insert_with(|| Candidate::new(id));
            if name.kind.is_name() {
                other.see(printed.to_owned(), docs.len() as u64);
            }
            let docs = docs.into_iter().map(|doc| DocAddress::new(number, doc));
            other.articles.extend(docs);
        };
        // In the order of the dictionary, which is read once.
        let mut together: Vec<(u64, Vec<DocId>)> = together.into_iter().collect();
        together.sort_unstable_by_key(|(value, _)| *value);
        let ordinals: Vec<u64> = together.iter().map(|(value, _)| *value).collect();
        let mut together = together.into_iter();
        let found = values
            .dictionary()
            .sorted_ords_to_term_cb(&ordinals, |value| {
                if let Some((_, docs)) = together.next() {
                    see(&String::from_utf8_lossy(value), docs);
                }
            });
        found.map_err(tantivy::TantivyError::from)?;
        for (id, mut other) in company {
            other.articles.sort_unstable();
            other.articles.dedup();
            match self.company.entry(id) {
                Entry::Occupied(mut known) => known.get_mut().absorb(other),
                Entry::Vacant(place) => {
                    place.insert(other);
                }
            }
        }
        Ok(())
    }

    /// Counts the articles that have each of its names. As a short form a name counts only where it
    /// stands for the entity.
    fn count_forms(&mut self, number: u32, articles: &[(DocId, u64)]) -> Result<(), IndexError> {
        let segment = self.searcher.engine().segment_reader(number);
        let forms = self.known.entity.forms.iter();
        for (form, with) in forms.zip(&mut self.with) {
            let (kind, field) = (form.name.kind, self.searcher.fields().names);
            let surface = names::begin_surface(kind, &form.name.key);
            let terms = [
                begin(self.searcher, &form.name),
                tantivy::Term::from_field_text(field, &surface),
            ];
            let mut docs = FxHashSet::default();
            for term in terms {
                let leaf = Leaf {
                    terms: vec![term],
                    are_words: false,
                };
                for (doc, _) in self.chosen.articles_with(number, segment, &leaf)? {
                    if articles.binary_search_by_key(&doc, |(doc, _)| *doc).is_ok() {
                        docs.insert(doc);
                    }
                }
            }
            *with += docs.len() as u64;
        }
        Ok(())
    }

    fn dossier(mut self, extent: &Extent) -> Result<Dossier, IndexError> {
        let forms = self.known.entity.forms.iter_mut();
        for ((form, printed), articles) in forms.zip(&self.printed).zip(&self.with) {
            form.articles = *articles;
            let most = printed.iter();
            let most = most.max_by(|a, b| a.1.cmp(b.1).then_with(|| b.0.cmp(a.0)));
            if let Some((most, _)) = most {
                form.printed = most.clone();
            }
        }
        let company = self.company(extent.scope)?;
        let candidates = std::mem::take(&mut self.company);
        let mut candidates: Vec<Candidate> = candidates.into_values().collect();
        let dates = candidates.extract_if(.., |other| other.id.kind == EntityType::Date);
        let dates: Vec<Candidate> = dates.collect();
        let names = self.searcher.names()?;
        let is_place = |other: &mut Candidate| names.kind(&other.id) == EntityType::Place;
        let places: Vec<Candidate> = candidates.extract_if(.., is_place).collect();
        // What tells most of it is told beside its strongest company, listed or not.
        let telling = extent.companions.max(told::COMPANY_ASKED);
        let mut companions = company.strongest(candidates, telling)?;
        let mut places = company.strongest(places, telling)?;
        let dates = match extent.scope {
            Scope::Sentence => company.dates(dates, extent.companions)?,
            _ => (self.company(Scope::Sentence)?).dates(dates, extent.companions)?,
        };
        let ranked = self.ranked()?;
        let told = told::told(
            self.searcher,
            &self.known.entity,
            &ranked,
            companions.iter().chain(&places),
            extent,
        )?;
        companions.truncate(extent.companions);
        places.truncate(extent.companions);
        let stories = ranked.iter().take(extent.stories);
        let stories = stories
            .map(|(id, seen)| {
                let content = self.searcher.content(seen.address)?;
                Ok(story(&StoredArticle::decode(&content)?, *id, seen.mentions))
            })
            .collect::<Result<_, IndexError>>()?;
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
        let by = extent.by.unwrap_or(Period::Month);
        Ok(Dossier {
            kind: self.known.kind,
            name: self.known.renamed.clone().unwrap_or(printed),
            articles: self.articles.len() as u64,
            mentions: self.articles.iter().map(|seen| seen.mentions).sum(),
            period: (self.period).and_then(|(first, last)| Some((day(first)?, day(last)?))),
            years: self.years,
            articles_over_time: self.days.timeline(Some(by)),
            mentions_over_time: self.mentioned.timeline(Some(by)),
            parts: parts::parts(self.chosen, &self.mentions)?,
            doubts: doubts.collect(),
            related: related_names,
            scope: extent.scope,
            units: company.units,
            units_all: company.units_all,
            companions,
            places,
            dates,
            told,
            stories,
            examples,
            entity: self.known.entity,
        })
    }

    /// Where the entity stands, to be compared with where others do.
    fn company(&self, scope: Scope) -> Result<Company<'a>, IndexError> {
        let mut stands = Vec::new();
        if scope != Scope::Article {
            for (number, segment) in self.chosen.segments() {
                let of_segment = self.chosen.stands(number, segment, &self.mentions, scope)?;
                stands.push(of_segment);
            }
        }
        Ok(Company {
            chosen: self.chosen,
            scope,
            units: match scope {
                Scope::Article => self.articles.len() as u64,
                _ => stands.iter().map(Stands::count).sum(),
            },
            units_all: self.chosen.units(scope)?,
            stands,
        })
    }

    /// Its articles with their ids: those with the most mentions, the newest first of equals.
    fn ranked(&self) -> Result<Vec<(ArticleId, Seen)>, IndexError> {
        let mut ranked = Vec::with_capacity(self.articles.len());
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
                let place = (Reverse(article.mentions), Reverse(date), id);
                ranked.push((place, *article));
            }
        }
        ranked.sort_unstable_by_key(|(place, _)| *place);
        let ranked = ranked.into_iter();
        Ok(ranked
            .map(|((_, _, id), seen)| (ArticleId(id.unwrap_or_default()), seen))
            .collect())
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
