//! `articles that match → what they have in common, counted`: their people, organisations and
//! places, sites, languages, years and months; of all of them, not only of those that are shown.
//!
//! Counts come from columns. Of each site one article is read, for how its name is printed.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use rustc_hash::FxHashMap;
use tantivy::columnar::StrColumn;
use tantivy::{DocAddress, SegmentReader};

use super::ArchiveSearcher;
use super::names::{NameFilter, count_each_type, each_article};
use super::timeline::{Dates, Period};
use super::top::ids;
use crate::analysis::fold;
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
    Author,
    Section,
    Format,
    Language,
    Year,
    Month,
    /// Those that the user has given.
    Tag,
}

impl Field {
    /// All that are counted, in the order in which they are shown.
    pub const ALL: [Field; 11] = [
        Field::Name(EntityType::Person),
        Field::Name(EntityType::Org),
        Field::Name(EntityType::Place),
        Field::Site,
        Field::Author,
        Field::Section,
        Field::Format,
        Field::Language,
        Field::Year,
        Field::Month,
        Field::Tag,
    ];

    /// Its name in JSON; in a query too, but for the format, which is `type:` there.
    pub fn name(self) -> &'static str {
        match self {
            Field::Name(kind) => kind.name(),
            Field::Site => "site",
            Field::Author => "author",
            Field::Section => "section",
            Field::Format => "format",
            Field::Language => "language",
            Field::Year => "year",
            Field::Month => "month",
            Field::Tag => "tag",
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
            Field::Author => counted.printed(field, &counted.authors, limit),
            Field::Section => counted.printed(field, &counted.sections, limit),
            Field::Format => counted.facet(field, &counted.formats, limit),
            Field::Language => counted.facet(field, &counted.languages, limit),
            Field::Year => counted.facet(field, &counted.years, limit),
            Field::Month => counted.facet(field, &counted.months, limit),
            Field::Tag => counted.printed(field, &counted.tags, limit),
        });
    }
    Ok(facets)
}

/// What is counted of all fields but the names.
#[derive(Default)]
struct Counted {
    articles: u64,
    sites: FxHashMap<String, Site>,
    authors: Counts,
    sections: Counts,
    formats: Counts,
    languages: Counts,
    years: Counts,
    months: Counts,
    tags: Counts,
}

/// Values, and the articles that have each.
#[derive(Default)]
struct Counts {
    of: BTreeMap<String, u64>,
    /// Articles that have any.
    with: u64,
}

impl Counts {
    fn add(&mut self, value: String, articles: u64) {
        *self.of.entry(value).or_default() += articles;
    }
}

/// Counts a column of texts in one segment.
struct TextCounter {
    column: Option<StrColumn>,
    of: FxHashMap<u64, u64>,
    with: u64,
}

impl TextCounter {
    fn new(segment: &SegmentReader, name: &str) -> tantivy::Result<TextCounter> {
        Ok(TextCounter {
            column: segment.fast_fields().str(name)?,
            of: FxHashMap::default(),
            with: 0,
        })
    }

    fn see(&mut self, doc: u32) {
        let mut is_first = true;
        for value in self.column.iter().flat_map(|column| column.term_ords(doc)) {
            *self.of.entry(value).or_default() += 1;
            self.with += u64::from(std::mem::take(&mut is_first));
        }
    }

    fn add_to(self, counts: &mut Counts) -> Result<(), IndexError> {
        counts.with += self.with;
        for (value, articles) in self.of {
            counts.add(text(self.column.as_ref(), value)?, articles);
        }
        Ok(())
    }
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
        let tagged = searcher.tagged_articles()?;
        let mut counted = Counted::default();
        let mut days: BTreeMap<(i64, Precision), u64> = BTreeMap::new();
        for (ordinal, segment) in (0..).zip(searcher.engine().segment_readers()) {
            let columns = segment.fast_fields();
            let ids = ids(segment)?;
            let dates = Dates::of(segment)?;
            let sites = columns.str(column::SITE)?;
            let mut of_sites: FxHashMap<u64, Site> = FxHashMap::default();
            let mut texts = [
                TextCounter::new(segment, column::AUTHOR)?,
                TextCounter::new(segment, column::SECTION)?,
                TextCounter::new(segment, column::FORMAT)?,
                TextCounter::new(segment, column::LANGUAGE)?,
            ];
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
                texts.iter_mut().for_each(|text| text.see(doc));
                if !tagged.is_empty()
                    && let Some(id) = ids.as_ref().and_then(|ids| ids.first(doc))
                    && let Some(tagged) = tagged.get(&id)
                {
                    counted.tags.with += 1;
                    for tag in &tagged.tags {
                        counted.tags.add(tag.clone(), 1);
                    }
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
            let [authors, sections, formats, languages] = texts;
            authors.add_to(&mut counted.authors)?;
            sections.add_to(&mut counted.sections)?;
            formats.add_to(&mut counted.formats)?;
            languages.add_to(&mut counted.languages)?;
        }
        for ((day, precision), articles) in days {
            let year = Period::Year.name(Period::Year.number(day));
            counted.years.add(year, articles);
            counted.years.with += articles;
            if precision >= Precision::Month {
                let month = Period::Month.name(Period::Month.number(day));
                counted.months.add(month, articles);
                counted.months.with += articles;
            }
        }
        Ok(counted)
    }

    /// A field whose values are one whatever their case and accents; the most frequent printing
    /// stands for them.
    fn printed(&self, field: Field, counts: &Counts, limit: usize) -> Facet {
        let mut printings: BTreeMap<String, Vec<(&String, u64)>> = BTreeMap::new();
        for (name, articles) in &counts.of {
            let printings = printings.entry(fold(name)).or_default();
            printings.push((name, *articles));
        }
        let mut merged = Counts {
            with: counts.with,
            ..Counts::default()
        };
        for printings in printings.values() {
            let best = printings
                .iter()
                .min_by_key(|(_, articles)| Reverse(*articles));
            if let Some((name, _)) = best {
                merged.add(name.to_string(), printings.iter().map(|(_, n)| n).sum());
            }
        }
        self.facet(field, &merged, limit)
    }

    fn facet(&self, field: Field, counts: &Counts, limit: usize) -> Facet {
        let mut values: Vec<Value> = counts
            .of
            .iter()
            .map(|(name, articles)| Value {
                name: name.clone(),
                articles: *articles,
            })
            .collect();
        // Equals stay in the order of the map.
        values.sort_by_key(|value| Reverse(value.articles));
        let total = values.len() as u64;
        values.truncate(limit);
        Facet {
            field,
            best: values,
            values: total,
            without: Some(self.articles.saturating_sub(counts.with)),
        }
    }

    fn sites(&self, searcher: &ArchiveSearcher, limit: usize) -> Result<Facet, IndexError> {
        let mut counts = Counts::default();
        for (name, site) in &self.sites {
            counts.add(name.clone(), site.articles);
            counts.with += site.articles;
        }
        let mut facet = self.facet(Field::Site, &counts, limit);
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
