//! `articles that match → how many were published when`, by days, weeks, months or years.
//!
//! Dates are those of the columns: the time span that a date stands for tells how exactly it is
//! known. An article of which only the year is known stands on no day and in no month.

use std::collections::BTreeMap;
use std::fmt;

use jiff::ToSpan;
use jiff::civil::{Date, date};
use tantivy::SegmentReader;
use tantivy::columnar::Column;

use super::ArchiveSearcher;
use super::names::each_article;
use crate::article::Precision;
use crate::index::schema::column;
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

    /// The first day of a period.
    fn first_day(self, number: i64) -> Date {
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
    fn last_day(self, number: i64) -> Date {
        let after = self.first_day(number + 1);
        after.yesterday().unwrap_or(after)
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
        self.bars.iter().map(|bar| bar.articles).sum()
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
        let name = match first == last {
            true => by.name(first),
            false => format!("{}..{}", by.name(first), by.name(last)),
        };
        Bar {
            name,
            first: by.first_day(first),
            last: by.last_day(last),
            periods: (last - first + 1).unsigned_abs(),
            articles,
        }
    }
}

/// Counts the articles that match by the time of their publication; the period is chosen by their
/// span if none is given.
pub fn timeline(
    searcher: &ArchiveSearcher,
    query: &Query,
    by: Option<Period>,
) -> Result<Timeline, IndexError> {
    guarded(|| {
        let weight = searcher.matching(query)?;
        let mut days = Days::default();
        for segment in searcher.engine().segment_readers() {
            let dates = Dates::of(segment)?;
            each_article(Some(weight.as_ref()), segment, &mut |doc| {
                days.add(dates.get(doc), 1)
            })?;
        }
        Ok(days.timeline(by))
    })
}

/// Counts by day, or by the month or year where that is all that is known.
#[derive(Debug, Default)]
pub(super) struct Days {
    all: u64,
    undated: u64,
    days: BTreeMap<(i64, Precision), u64>,
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

    /// The counts by periods, which are chosen by their span if none is given.
    pub(super) fn timeline(self, by: Option<Period>) -> Timeline {
        let by = by.unwrap_or_else(|| fitting(&self.days));
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
        timeline.bars = bars(by, &periods);
        timeline
    }
}

/// The shortest period that has a place for most articles, and of which few enough span them, but
/// for a tenth at either end.
fn fitting(days: &BTreeMap<(i64, Precision), u64>) -> Period {
    let all: u64 = days.values().sum();
    let fits = |by: &Period| {
        let exact = days.iter();
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
        let fitting = |days: &[(i64, Precision)]| {
            let mut counts = BTreeMap::new();
            for day in days {
                *counts.entry(*day).or_default() += 1;
            }
            fitting(&counts)
        };
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
