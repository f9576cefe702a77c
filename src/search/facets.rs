//! `articles that match → what they have in common, counted`: their people, organisations and
//! places, sites, languages, years and months; of all of them, not only of those that are shown.
//!
//! Counts come from columns. Of each site one article is read, for how its name is printed.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use rustc_hash::FxHashMap;
use tantivy::DocAddress;
use tantivy::columnar::StrColumn;

use super::ArchiveSearcher;
use super::names::{NameFilter, count_each_type, each_article};
use super::timeline::{Dates, Period};
use super::top::ids;
use crate::article::Precision;
use crate::entities::EntityType;
use crate::index::schema::column;
use crate::index::stored::StoredArticle;
use crate::index::{IndexError, guarded};
use crate::query::Query;

/// Something that articles have and can be counted by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Field {
    Name(EntityType),
    Site,
    Language,
    Year,
    Month,
}

impl Field {
    /// All that are counted, in the order in which they are shown.
    pub const ALL: [Field; 7] = [
        Field::Name(EntityType::Person),
        Field::Name(EntityType::Org),
        Field::Name(EntityType::Place),
        Field::Site,
        Field::Language,
        Field::Year,
        Field::Month,
    ];

    /// Its name in a query and in JSON.
    pub fn name(self) -> &'static str {
        match self {
            Field::Name(kind) => kind.name(),
            Field::Site => "site",
            Field::Language => "language",
            Field::Year => "year",
            Field::Month => "month",
        }
    }
}

/// What the articles have in one field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Facet {
    pub field: Field,
    /// The values of the most articles; equals in the order of the alphabet.
    pub best: Vec<Value>,
    /// How many values there are.
    pub values: u64,
    /// Articles without any; of names this is not counted.
    pub without: Option<u64>,
}

/// A value of a field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Value {
    pub name: String,
    /// Articles that have it.
    pub articles: u64,
}

/// Counts what the articles that match have in each field of [`Field::ALL`], and gives the best
/// `limit` values of each.
pub fn facets(
    searcher: &ArchiveSearcher,
    query: &Query,
    limit: usize,
) -> Result<Vec<Facet>, IndexError> {
    let kinds = Field::ALL.into_iter().filter_map(|field| match field {
        Field::Name(kind) => Some(kind),
        _ => None,
    });
    let filter = NameFilter {
        kinds: kinds.collect(),
        query: Some(query.clone()),
        limit,
        ..NameFilter::default()
    };
    let mut of_names = count_each_type(searcher, &filter)?.into_iter();
    let counted = guarded(|| Counted::of(searcher, query))?;
    let mut facets = Vec::with_capacity(Field::ALL.len());
    for field in Field::ALL {
        facets.push(match field {
            Field::Name(_) => {
                let counted = of_names.next().unwrap_or_default();
                let value = |name: super::names::CountedName| Value {
                    name: name.name,
                    articles: name.articles,
                };
                Facet {
                    field,
                    best: counted.names.into_iter().map(value).collect(),
                    values: counted.total,
                    without: None,
                }
            }
            Field::Site => guarded(|| counted.sites(searcher, limit))?,
            Field::Language => counted.facet(field, &counted.languages, limit),
            Field::Year => counted.facet(field, &counted.years, limit),
            Field::Month => counted.facet(field, &counted.months, limit),
        });
    }
    Ok(facets)
}

/// What is counted of all fields but the names.
#[derive(Default)]
struct Counted {
    articles: u64,
    sites: FxHashMap<String, Site>,
    languages: BTreeMap<String, u64>,
    years: BTreeMap<String, u64>,
    months: BTreeMap<String, u64>,
}

/// A site by its folded name.
struct Site {
    articles: u64,
    /// Its article with the lowest id, which tells how its name is printed.
    example: (u64, DocAddress),
}

impl Counted {
    fn of(searcher: &ArchiveSearcher, query: &Query) -> Result<Counted, IndexError> {
        let weight = searcher.matching(query)?;
        let mut counted = Counted::default();
        let mut days: BTreeMap<(i64, Precision), u64> = BTreeMap::new();
        for (ordinal, segment) in (0..).zip(searcher.engine().segment_readers()) {
            let columns = segment.fast_fields();
            let ids = ids(segment)?;
            let dates = Dates::of(segment)?;
            let sites = columns.str(column::SITE)?;
            let languages = columns.str(column::LANGUAGE)?;
            let mut of_sites: FxHashMap<u64, Site> = FxHashMap::default();
            let mut of_languages: FxHashMap<u64, u64> = FxHashMap::default();
            each_article(Some(weight.as_ref()), segment, &mut |doc| {
                counted.articles += 1;
                for site in sites.iter().flat_map(|sites| sites.term_ords(doc)) {
                    let id = ids.as_ref().and_then(|ids| ids.first(doc));
                    let this = (id.unwrap_or_default(), DocAddress::new(ordinal, doc));
                    let site = of_sites.entry(site).or_insert(Site {
                        articles: 0,
                        example: this,
                    });
                    site.articles += 1;
                    site.example = site.example.min(this);
                }
                for language in languages.iter().flat_map(|all| all.term_ords(doc)) {
                    *of_languages.entry(language).or_default() += 1;
                }
                if let Some(date) = dates.get(doc) {
                    *days.entry(date).or_default() += 1;
                }
            })?;
            for (site, seen) in of_sites {
                let known = counted.sites.entry(text(sites.as_ref(), site)?);
                let known = known.or_insert(Site {
                    articles: 0,
                    ..seen
                });
                known.articles += seen.articles;
                known.example = known.example.min(seen.example);
            }
            for (language, articles) in of_languages {
                let language = text(languages.as_ref(), language)?;
                *counted.languages.entry(language).or_default() += articles;
            }
        }
        for ((day, precision), articles) in days {
            let year = Period::Year.name(Period::Year.number(day));
            *counted.years.entry(year).or_default() += articles;
            if precision >= Precision::Month {
                let month = Period::Month.name(Period::Month.number(day));
                *counted.months.entry(month).or_default() += articles;
            }
        }
        Ok(counted)
    }

    fn facet(&self, field: Field, counts: &BTreeMap<String, u64>, limit: usize) -> Facet {
        let mut values: Vec<Value> = counts
            .iter()
            .map(|(name, articles)| Value {
                name: name.clone(),
                articles: *articles,
            })
            .collect();
        // Equals stay in the order of the map.
        values.sort_by_key(|value| Reverse(value.articles));
        let with: u64 = counts.values().sum();
        let total = values.len() as u64;
        values.truncate(limit);
        Facet {
            field,
            best: values,
            values: total,
            without: Some(self.articles.saturating_sub(with)),
        }
    }

    fn sites(&self, searcher: &ArchiveSearcher, limit: usize) -> Result<Facet, IndexError> {
        let counts = self.sites.iter();
        let counts = counts.map(|(name, site)| (name.clone(), site.articles));
        let mut facet = self.facet(Field::Site, &counts.collect(), limit);
        for value in &mut facet.best {
            if let Some(site) = self.sites.get(&value.name) {
                let content = searcher.content(site.example.1)?;
                if let Some(printed) = StoredArticle::decode(&content)?.site {
                    value.name = printed.into_owned();
                }
            }
        }
        Ok(facet)
    }
}

/// A value of a column of texts.
fn text(column: Option<&StrColumn>, ordinal: u64) -> Result<String, IndexError> {
    let mut text = String::new();
    if let Some(column) = column {
        let found = column.ord_to_str(ordinal, &mut text);
        found.map_err(tantivy::TantivyError::from)?;
    }
    Ok(text)
}
