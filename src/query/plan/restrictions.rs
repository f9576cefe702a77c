//! What restricts and does not rank: byline, site, section, address, path, date.

use std::collections::BTreeSet;
use std::ops::Bound;

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use tantivy::Term;
use tantivy::query::{ExistsQuery, Query as EngineQuery, RangeQuery, TermSetQuery};
use tantivy::schema::Field;

use super::super::ast::{Added, DateRange, Part, PartialDate};
use super::super::scorer::{Measure, PlacesQuery};
use super::super::spans::{Node, Places};
use super::patterns::sequence;
use super::{Planner, folded_words, unranked};
use crate::analysis::fold;
use crate::entities::key::contains_words;
use crate::index::schema::column;
use crate::index::stored::civil_seconds;

impl Planner<'_> {
    /// Words next to each other in the byline.
    pub(super) fn byline(&self, text: &str) -> Box<dyn EngineQuery> {
        let mut places = Places::default();
        let words = folded_words(text).into_iter();
        let slots = words
            .map(|word| Term::from_field_text(self.fields.byline, &word))
            .map(|term| Node::Leaf(places.leaf(vec![term], false)))
            .collect();
        places.root = sequence(slots, 0);
        // The parts of the article have other positions.
        Box::new(PlacesQuery {
            places,
            part: Some(Part::Removed),
            measure: Measure::Names,
        })
    }

    /// Sites are few: all that are, or end in, the given name.
    pub(super) fn site(&self, text: &str) -> tantivy::Result<Box<dyn EngineQuery>> {
        let site = fold(text);
        let below = format!(".{site}");
        self.with_key(self.fields.site, &|name| {
            name == site || name.ends_with(&below)
        })
    }

    /// Articles of which the own address has a text in it, whatever its case.
    pub(super) fn url(&self, text: &str) -> tantivy::Result<Box<dyn EngineQuery>> {
        let wanted = text.to_lowercase();
        let found = self.with_key(self.fields.url, &|url| url.to_lowercase().contains(&wanted))?;
        Ok(unranked(found))
    }

    /// Articles of sections of which the name contains words.
    pub(super) fn section(&self, text: &str) -> tantivy::Result<Box<dyn EngineQuery>> {
        let wanted = folded_words(text).join(" ");
        let found = self.with_key(self.fields.section, &|name| {
            let name = folded_words(name).join(" ");
            contains_words(name.as_bytes(), wanted.as_bytes())
        })?;
        Ok(unranked(found))
    }

    /// Articles of sources whose path has a text in it, whatever its case.
    pub(super) fn path(&self, text: &str) -> tantivy::Result<Box<dyn EngineQuery>> {
        let wanted = text.to_lowercase();
        let found = self.with_key(self.fields.source, &|path| {
            path.to_lowercase().contains(&wanted)
        })?;
        // The records of sources have paths too.
        Ok(self.but_not(vec![unranked(found), self.all_articles()], Vec::new()))
    }

    /// Documents of which a key is one of those that are meant.
    fn with_key(
        &self,
        field: Field,
        is_meant: &dyn Fn(&str) -> bool,
    ) -> tantivy::Result<Box<dyn EngineQuery>> {
        let mut found = BTreeSet::new();
        for segment in self.searcher.segment_readers() {
            let inverted = segment.inverted_index(field)?;
            let mut terms = inverted.terms().stream()?;
            while terms.advance() {
                let name = String::from_utf8_lossy(terms.key());
                if is_meant(&name) {
                    found.insert(name.into_owned());
                }
            }
        }
        let terms = found.iter().map(|name| Term::from_field_text(field, name));
        Ok(Box::new(TermSetQuery::new(terms)))
    }

    /// Articles that the user has given a tag.
    pub(super) fn tag(&self, tag: &str) -> Box<dyn EngineQuery> {
        let ids = self.tagged.get(tag).into_iter().flatten();
        let ids = ids.map(|id| Term::from_field_u64(self.fields.id, *id));
        unranked(Box::new(TermSetQuery::new(ids)))
    }

    /// Articles that came into the archive in a time, by the clock of this machine.
    pub(super) fn indexed(&self, added: Added) -> Box<dyn EngineQuery> {
        let (from, to) = match added {
            Added::Days(days) => {
                let today = jiff::Zoned::now().date();
                let first = today.checked_sub(jiff::Span::new().days(days));
                (Some(first.unwrap_or(Date::MIN)), None)
            }
            Added::Between(from, to) => (
                from.map(PartialDate::first_day),
                to.and_then(PartialDate::day_after),
            ),
        };
        let zone = TimeZone::system();
        let at = |date: Date| {
            let start = date.to_zoned(zone.clone()).map(|day| day.timestamp());
            Term::from_field_i64(
                self.fields.indexed,
                start.unwrap_or(Timestamp::MIN).as_microsecond(),
            )
        };
        let bound = |date: Option<Date>, kind: fn(Term) -> Bound<Term>| {
            date.map_or(Bound::Unbounded, |date| kind(at(date)))
        };
        let range = RangeQuery::new(bound(from, Bound::Included), bound(to, Bound::Excluded));
        self.but_not(vec![Box::new(range)], Vec::new())
    }

    pub(super) fn date(&self, range: &DateRange) -> Box<dyn EngineQuery> {
        match range {
            DateRange::Unknown => {
                let known = Box::new(ExistsQuery::new(column::PUBLISHED.into(), false));
                self.but_not(Vec::new(), vec![known])
            }
            // The whole time that the article's date stands for must lie in the range: a story of
            // "2017" is not one of March 2017.
            DateRange::Between(from, to) => {
                let at = |field, date: jiff::civil::Date| {
                    Term::from_field_i64(field, civil_seconds(date.at(0, 0, 0, 0)))
                };
                let mut clauses: Vec<Box<dyn EngineQuery>> = Vec::new();
                if let Some(from) = from {
                    let first = at(self.fields.published, from.first_day());
                    clauses.push(Box::new(RangeQuery::new(
                        Bound::Included(first),
                        Bound::Unbounded,
                    )));
                }
                if let Some(end) = to.and_then(|to| to.day_after()) {
                    let end = at(self.fields.published_end, end);
                    clauses.push(Box::new(RangeQuery::new(
                        Bound::Unbounded,
                        Bound::Included(end),
                    )));
                }
                self.but_not(clauses, Vec::new())
            }
        }
    }
}
