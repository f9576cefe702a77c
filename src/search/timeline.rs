//! `articles that match → how many were published when`, by days, weeks, months or years.
//!
//! Dates are those of the columns: the time span that a date stands for tells how exactly it is
//! known. An article of which only the year is known stands on no day and in no month. By the dates in
//! its text an article stands in several periods, in each once.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use jiff::ToSpan;
use jiff::civil::{Date, date};
use rustc_hash::FxHashMap;
use tantivy::SegmentReader;
use tantivy::columnar::{Column, StrColumn};
use tantivy::query::Weight;

use super::ArchiveSearcher;
use super::names::each_article;
use crate::article::Precision;
use crate::entities::EntityType;
use crate::index::schema::{column, entity_value};
use crate::index::stored::civil_seconds;
use crate::index::{IndexError, guarded};
use crate::query::Query;

const DAY_SECONDS: i64 = 24 * 60 * 60;

/// Periods that span most articles where the period is ours to choose: what a person sees at once.
const PERIODS_WANTED: i64 = 40;

/// Empty periods in a row that have bars of their own; more are one bar.
const EMPTY_IN_A_ROW: i64 = 3;

/// The time that a bar stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Period {
    Day,
    /// From Monday to Sunday, numbered as ISO 8601 has it.
    Week,
    Month,
    Year,
}

impl Period {
    /// From the shortest on.
    pub const ALL: [Period; 4] = [Period::Day, Period::Week, Period::Month, Period::Year];

    pub fn noun(self) -> &'static str {
        match self {
            Period::Day => "day",
            Period::Week => "week",
            Period::Month => "month",
            Period::Year => "year",
        }
    }

    /// How exactly a date must be known to lie in one period.
    fn precision(self) -> Precision {
        match self {
            Period::Day | Period::Week => Precision::Day,
            Period::Month => Precision::Month,
            Period::Year => Precision::Year,
        }
    }

    /// The number of the period that a day lies in. Days are counted from 1970-01-01, which was a
    /// Thursday, and so are weeks; months and years from the year 0.
    pub fn number(self, day: i64) -> i64 {
        let date = civil(day);
        match self {
            Period::Day => day,
            Period::Week => (day + 3).div_euclid(7),
            Period::Month => 12 * i64::from(date.year()) + i64::from(date.month()) - 1,
            Period::Year => date.year().into(),
        }
    }

    /// The number of the period that a date lies in.
    pub(super) fn number_of(self, date: Date) -> i64 {
        self.number(day_number(date))
    }

    /// The first day of a period.
    pub(super) fn first_day(self, number: i64) -> Date {
        let of_year = |year: i64, month: i64| {
            let year = i16::try_from(year).ok();
            let first = year.and_then(|year| Date::new(year, month as i8, 1).ok());
            first.unwrap_or(if number < 0 { Date::MIN } else { Date::MAX })
        };
        match self {
            Period::Day => civil(number),
            Period::Week => civil(7 * number - 3),
            Period::Month => of_year(number.div_euclid(12), number.rem_euclid(12) + 1),
            Period::Year => of_year(number, 1),
        }
    }

    /// The last day of a period.
    pub(super) fn last_day(self, number: i64) -> Date {
        let after = self.first_day(number + 1);
        after.yesterday().unwrap_or(after)
    }

    /// What some periods in a row are called: `2017-03`, `2017-03..2017-08`.
    pub(super) fn name_of(self, first: i64, last: i64) -> String {
        match first == last {
            true => self.name(first),
            false => format!("{}..{}", self.name(first), self.name(last)),
        }
    }

    /// What a period is called: `2017-03-08`, `2017-W10`, `2017-03`, `2017`.
    pub fn name(self, number: i64) -> String {
        let first = self.first_day(number);
        match self {
            Period::Day => first.to_string(),
            Period::Week => {
                let week = first.iso_week_date();
                format!("{:04}-W{:02}", week.year(), week.week())
            }
            Period::Month => format!("{:04}-{:02}", first.year(), first.month()),
            Period::Year => format!("{:04}", first.year()),
        }
    }
}

impl fmt::Display for Period {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.noun())
    }
}

/// The date so many days after 1970-01-01; beyond the calendar its end.
fn civil(day: i64) -> Date {
    let days = day.clamp(-4_000_000, 4_000_000);
    date(1970, 1, 1).saturating_add(days.days())
}

/// When articles were published.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Timeline {
    pub by: Period,
    /// All articles that match.
    pub articles: u64,
    /// Articles without a date.
    pub undated: u64,
    /// Articles that stand in no bar, since only their year is known, or only their month.
    pub only_year: u64,
    pub only_month: u64,
    /// From the first period with an article to the last, without gaps.
    pub bars: Vec<Bar>,
}

impl Timeline {
    /// The articles that stand in a bar.
    pub fn placed(&self) -> u64 {
        let apart = self.undated + self.only_year + self.only_month;
        self.articles.saturating_sub(apart)
    }
}

/// A period, or several in a row without an article.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bar {
    /// `2017-03`; of several periods `2017-03..2017-08`.
    pub name: String,
    pub first: Date,
    pub last: Date,
    pub periods: u64,
    pub articles: u64,
}

impl Bar {
    fn new(by: Period, first: i64, last: i64, articles: u64) -> Bar {
        Bar {
            name: by.name_of(first, last),
            first: by.first_day(first),
            last: by.last_day(last),
            periods: (last - first + 1).unsigned_abs(),
            articles,
        }
    }
}

/// Which dates of an article count.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Axis {
    /// When it was published.
    #[default]
    Published,
    /// The years, months and days in its text, but for stretches of several years.
    Text,
}

/// Counts the articles that match each query; the period is chosen by their span if none is given. All
/// timelines have the same bars.
pub fn timelines(
    searcher: &ArchiveSearcher,
    queries: &[Query],
    by: Option<Period>,
    axis: Axis,
) -> Result<Vec<Timeline>, IndexError> {
    guarded(|| {
        let mut counted = Vec::with_capacity(queries.len());
        for query in queries {
            let weight = searcher.matching(query)?;
            counted.push(Days::of(searcher, Some(weight.as_ref()), axis)?);
        }
        let all = counted.iter().flat_map(Days::dates);
        let by = by.unwrap_or_else(|| fitting(&all.collect()));
        let counted = counted.into_iter().map(|days| days.by_period(by));
        let mut counted: Vec<_> = counted.collect();
        let numbers = counted
            .iter()
            .flat_map(|(_, periods)| periods.keys().copied());
        let numbers: Vec<i64> = numbers.collect();
        for (timeline, periods) in &mut counted {
            for number in &numbers {
                periods.entry(*number).or_default();
            }
            timeline.bars = bars(by, periods);
        }
        Ok(counted.into_iter().map(|(timeline, _)| timeline).collect())
    })
}

/// The articles of the whole archive in each period.
pub(super) fn periods_of_archive(
    searcher: &ArchiveSearcher,
    by: Period,
    axis: Axis,
) -> Result<BTreeMap<i64, u64>, IndexError> {
    let (_, periods) = Days::of(searcher, None, axis)?.by_period(by);
    Ok(periods)
}

/// A day, or the first one of a month or year where that is all that is known, counted from 1970-01-01.
type Dated = (i64, Precision);

/// Counts by day, or by the month or year where that is all that is known.
#[derive(Debug, Default)]
pub(super) struct Days {
    all: u64,
    undated: u64,
    days: BTreeMap<Dated, u64>,
    /// The dates of articles that have several.
    several: Vec<Vec<Dated>>,
}

impl Days {
    /// Adds to what [`Dates::get`] gives.
    pub(super) fn add(&mut self, date: Option<(i64, Precision)>, count: u64) {
        self.all += count;
        match date {
            Some(date) => *self.days.entry(date).or_default() += count,
            None => self.undated += count,
        }
    }

    /// Counts the articles that match.
    fn of(
        searcher: &ArchiveSearcher,
        weight: Option<&dyn Weight>,
        axis: Axis,
    ) -> Result<Days, IndexError> {
        let mut days = Days::default();
        for segment in searcher.engine().segment_readers() {
            let dates = ArticleDates::of(segment, axis)?;
            each_article(weight, segment, &mut |doc| match &dates.get(doc)[..] {
                [] => days.add(None, 1),
                [date] => days.add(Some(*date), 1),
                several => {
                    days.all += 1;
                    days.several.push(several.to_vec());
                }
            })?;
        }
        Ok(days)
    }

    /// All dates, with the articles that have them.
    fn dates(&self) -> impl Iterator<Item = (Dated, u64)> {
        let several = self.several.iter().flatten();
        let days = self.days.iter().map(|(date, articles)| (*date, *articles));
        days.chain(several.map(|date| (*date, 1)))
    }

    /// The counts by periods, which are chosen by their span if none is given.
    pub(super) fn timeline(self, by: Option<Period>) -> Timeline {
        let by = by.unwrap_or_else(|| fitting(&self.dates().collect()));
        let (mut timeline, periods) = self.by_period(by);
        timeline.bars = bars(by, &periods);
        timeline
    }

    /// A timeline without bars, and the articles in each period.
    fn by_period(self, by: Period) -> (Timeline, BTreeMap<i64, u64>) {
        let mut timeline = Timeline {
            by,
            articles: self.all,
            undated: self.undated,
            only_year: 0,
            only_month: 0,
            bars: Vec::new(),
        };
        let mut periods: BTreeMap<i64, u64> = BTreeMap::new();
        for ((day, precision), articles) in self.days {
            if precision >= by.precision() {
                *periods.entry(by.number(day)).or_default() += articles;
            } else if precision == Precision::Year {
                timeline.only_year += articles;
            } else {
                timeline.only_month += articles;
            }
        }
        for dates in self.several {
            let exact = dates.iter();
            let exact = exact.filter(|(_, precision)| *precision >= by.precision());
            let numbers: BTreeSet<i64> = exact.map(|(day, _)| by.number(*day)).collect();
            let best = dates.iter().map(|(_, precision)| *precision).max();
            match (numbers.is_empty(), best) {
                (true, Some(Precision::Year)) => timeline.only_year += 1,
                (true, _) => timeline.only_month += 1,
                (false, _) => {}
            }
            for number in numbers {
                *periods.entry(number).or_default() += 1;
            }
        }
        (timeline, periods)
    }
}

/// Dates in order, with the articles that have them.
#[derive(Default)]
struct Counted(BTreeMap<Dated, u64>);

impl FromIterator<(Dated, u64)> for Counted {
    fn from_iter<I: IntoIterator<Item = (Dated, u64)>>(dates: I) -> Counted {
        let mut counted = Counted::default();
        for (date, articles) in dates {
            *counted.0.entry(date).or_default() += articles;
        }
        counted
    }
}

/// The shortest period that has a place for most articles, and of which few enough span them, but
/// for a tenth at either end.
fn fitting(dates: &Counted) -> Period {
    let all: u64 = dates.0.values().sum();
    let fits = |by: &Period| {
        let exact = dates.0.iter();
        let exact = exact.filter(|((_, precision), _)| *precision >= by.precision());
        let placed: u64 = exact.clone().map(|(_, articles)| articles).sum();
        let end = placed / 10;
        let mut seen = 0;
        let middle = exact.filter(|(_, articles)| {
            let before = seen;
            seen += **articles;
            seen > end && before < placed - end
        });
        let mut numbers = middle.map(|((day, _), _)| by.number(*day));
        let first = numbers.next().unwrap_or_default();
        let last = numbers.last().unwrap_or(first);
        last - first < PERIODS_WANTED && 2 * placed >= all
    };
    Period::ALL.into_iter().find(fits).unwrap_or(Period::Year)
}

fn bars(by: Period, periods: &BTreeMap<i64, u64>) -> Vec<Bar> {
    let mut bars = Vec::new();
    let mut next = periods.keys().next().copied().unwrap_or_default();
    for (number, articles) in periods {
        match number - next {
            empty if empty > EMPTY_IN_A_ROW => bars.push(Bar::new(by, next, number - 1, 0)),
            _ => bars.extend((next..*number).map(|empty| Bar::new(by, empty, empty, 0))),
        }
        bars.push(Bar::new(by, *number, *number, *articles));
        next = number + 1;
    }
    bars
}

/// The dates of the articles of a segment.
pub(super) struct Dates {
    first: Option<Column<i64>>,
    end: Option<Column<i64>>,
}

impl Dates {
    pub(super) fn of(segment: &SegmentReader) -> tantivy::Result<Dates> {
        let columns = segment.fast_fields();
        Ok(Dates {
            first: columns.column_opt(column::PUBLISHED)?,
            end: columns.column_opt(column::PUBLISHED_END)?,
        })
    }

    /// The first day that an article's date stands for, counted from 1970-01-01, and whether the
    /// date is a year, a month or a day.
    pub(super) fn get(&self, doc: u32) -> Option<(i64, Precision)> {
        let first = self.first.as_ref()?.first(doc)?;
        let end = self.end.as_ref().and_then(|end| end.first(doc));
        let precision = match end.unwrap_or(first).saturating_sub(first) {
            ..=DAY_SECONDS => Precision::Day,
            seconds if seconds <= 31 * DAY_SECONDS => Precision::Month,
            _ => Precision::Year,
        };
        Some((first.div_euclid(DAY_SECONDS), precision))
    }
}

/// The dates of the articles of a segment, on either axis.
pub(super) enum ArticleDates {
    Published(Dates),
    Text {
        entities: Option<StrColumn>,
        /// By the numbers of the column's values.
        dates: FxHashMap<u64, Dated>,
    },
}

impl ArticleDates {
    pub(super) fn of(segment: &SegmentReader, axis: Axis) -> tantivy::Result<ArticleDates> {
        if axis == Axis::Published {
            return Ok(ArticleDates::Published(Dates::of(segment)?));
        }
        let entities = segment.fast_fields().str(column::ENTITY)?;
        let mut dates = FxHashMap::default();
        if let Some(entities) = &entities {
            let first = entity_value(EntityType::Date, "");
            let values = entities.dictionary().range().ge(&first).into_stream();
            let mut values = values.map_err(tantivy::TantivyError::from)?;
            while values.advance()
                && let Some(name) = values.key().strip_prefix(first.as_bytes())
            {
                if let Some(date) = str::from_utf8(name).ok().and_then(dated) {
                    dates.insert(values.term_ord(), date);
                }
            }
        }
        Ok(ArticleDates::Text { entities, dates })
    }

    fn get(&self, doc: u32) -> Vec<Dated> {
        match self {
            ArticleDates::Published(dates) => dates.get(doc).into_iter().collect(),
            ArticleDates::Text { entities, dates } => {
                let values = entities.iter().flat_map(|entities| entities.term_ords(doc));
                let mut found: Vec<Dated> = values
                    .filter_map(|value| dates.get(&value).copied())
                    .collect();
                found.sort_unstable();
                found.dedup();
                found
            }
        }
    }

    /// The numbers of the periods that an article's dates lie in, if they are known that exactly.
    pub(super) fn periods(&self, doc: u32, by: Period) -> impl Iterator<Item = i64> {
        let exact = self.get(doc).into_iter();
        let exact = exact.filter(move |(_, precision)| *precision >= by.precision());
        exact.map(move |(day, _)| by.number(day))
    }
}

/// The date that a name of a date stands for, if its year is told. Of a stretch it is the month or year
/// in which both ends lie.
fn dated(name: &str) -> Option<Dated> {
    let (first, last) = match name.split_once('/') {
        Some((first, last)) => (parts(first)?, parts(last)?),
        None => (parts(name)?, parts(name)?),
    };
    let same = |at: usize| first[at].filter(|part| last[at] == Some(*part));
    let year = i16::try_from(same(0)?).ok()?;
    let (month, day) = (same(1), same(2));
    let precision = match (month, day) {
        (Some(_), Some(_)) => Precision::Day,
        (Some(_), None) => Precision::Month,
        _ => Precision::Year,
    };
    let month = i8::try_from(month.unwrap_or(1)).ok()?;
    let day = match precision {
        Precision::Day => i8::try_from(day?).ok()?,
        _ => 1,
    };
    let date = Date::new(year, month, day).ok()?;
    Some((day_number(date), precision))
}

/// Year, month and day of a date as ISO 8601 has it, as far as they are told; a time of day is left out.
fn parts(date: &str) -> Option<[Option<u16>; 3]> {
    let date = date.split('T').next()?;
    let mut parts = date.split('-').map(|part| part.parse().ok());
    let year = parts.next()??;
    Some([Some(year), parts.next().flatten(), parts.next().flatten()])
}

/// The days from 1970-01-01 to a date.
fn day_number(date: Date) -> i64 {
    civil_seconds(date.into()).div_euclid(DAY_SECONDS)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(year: i16, month: i8, day: i8) -> i64 {
        let days = date(1970, 1, 1).until(date(year, month, day)).unwrap();
        days.get_days().into()
    }

    fn name(by: Period, day: i64) -> String {
        by.name(by.number(day))
    }

    #[test]
    fn weeks_are_those_of_iso_8601() {
        assert_eq!(name(Period::Week, day(2017, 3, 8)), "2017-W10");
        assert_eq!(name(Period::Week, day(2017, 1, 1)), "2016-W52");
        assert_eq!(name(Period::Week, day(2018, 12, 31)), "2019-W01");
        assert_eq!(name(Period::Week, day(2021, 1, 3)), "2020-W53");
        assert_eq!(name(Period::Week, day(1969, 12, 28)), "1969-W52");
    }

    #[test]
    fn a_date_in_a_text_is_as_exact_as_it_is_told() {
        for (name, expected) in [
            ("2017", Some((day(2017, 1, 1), Precision::Year))),
            ("2017-03", Some((day(2017, 3, 1), Precision::Month))),
            ("2017-03-08", Some((day(2017, 3, 8), Precision::Day))),
            ("2017-03-08T14:30", Some((day(2017, 3, 8), Precision::Day))),
            (
                "2017-03-06/2017-03-12",
                Some((day(2017, 3, 1), Precision::Month)),
            ),
            (
                "2017-02-27/2017-03-05",
                Some((day(2017, 1, 1), Precision::Year)),
            ),
            ("2017-03/2017-05", Some((day(2017, 1, 1), Precision::Year))),
            ("1990/1999", None),
            ("--03-02", None),
            ("2017-13", None),
            ("2017-02-30", None),
            ("soon", None),
        ] {
            assert_eq!(dated(name), expected, "{name}");
        }
    }

    #[test]
    fn every_period_begins_where_the_one_before_ended() {
        for by in Period::ALL {
            for at in [day(1899, 12, 31), day(1969, 12, 31), day(2016, 2, 29)] {
                let number = by.number(at);
                let (first, last) = (by.first_day(number), by.last_day(number));
                assert!(first <= civil(at) && civil(at) <= last, "{by} of {at}");
                assert_eq!(last.tomorrow().unwrap(), by.first_day(number + 1));
            }
        }
    }

    #[test]
    fn many_empty_periods_are_one_bar_and_few_are_bars_of_their_own() {
        let periods = [(0, 2), (4, 1), (10, 5)].into_iter().collect();
        let bars = bars(Period::Day, &periods);
        let told: Vec<_> = bars.iter().map(|bar| (bar.periods, bar.articles)).collect();
        assert_eq!(
            told,
            [(1, 2), (1, 0), (1, 0), (1, 0), (1, 1), (5, 0), (1, 5)]
        );
        assert_eq!(bars[5].name, "1970-01-06..1970-01-10");
    }

    #[test]
    fn the_period_is_the_shortest_of_which_few_span_most_articles() {
        let fitting =
            |days: &[(i64, Precision)]| fitting(&days.iter().map(|day| (*day, 1)).collect());
        let every = |step: usize, count: usize| -> Vec<(i64, Precision)> {
            let days = (0..).step_by(step).take(count);
            days.map(|day| (day, Precision::Day)).collect()
        };
        assert_eq!(fitting(&[]), Period::Day);
        assert_eq!(fitting(&every(1, 40)), Period::Day);
        assert_eq!(fitting(&every(7, 40)), Period::Week);
        assert_eq!(fitting(&every(30, 40)), Period::Month);
        assert_eq!(fitting(&every(365, 20)), Period::Year);
        let mut days = every(1, 40);
        days.push((-20_000, Precision::Day));
        assert_eq!(
            fitting(&days),
            Period::Day,
            "one old article changes nothing"
        );
        days.extend([(10, Precision::Month); 50]);
        assert_eq!(
            fitting(&days),
            Period::Month,
            "of most only the month is known"
        );
    }

    #[test]
    fn the_end_of_the_calendar_is_no_end_of_the_program() {
        for by in Period::ALL {
            for day in [
                i64::from(i32::MIN),
                i64::from(i32::MAX),
                2_932_896,
                -4_371_587,
            ] {
                by.name(by.number(day));
                Bar::new(by, by.number(day), by.number(day), 1);
            }
        }
    }
}
