//! Points and stretches of time, their normal forms, and the reckoning from the day of an article.

use std::fmt;

use jiff::ToSpan;
use jiff::civil::{Date, DateTime, Weekday};

use super::words::{Shift, Unit};
use crate::article::{Precision, Published};

/// A year, month, day or minute.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Point {
    Year(i16),
    Month(i16, i8),
    Day(Date),
    Minute(DateTime),
    /// A month and day whose year is not known.
    Yearless(i8, i8),
}

impl fmt::Display for Point {
    /// As ISO 8601 has it: `2017`, `2017-03`, `2017-03-02`, `2017-03-02T14:30`, `--03-02`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match *self {
            Point::Year(year) => write!(f, "{year:04}"),
            Point::Month(year, month) => write!(f, "{year:04}-{month:02}"),
            Point::Day(day) => write!(f, "{day}"),
            Point::Minute(at) => {
                write!(f, "{}T{:02}:{:02}", at.date(), at.hour(), at.minute())
            }
            Point::Yearless(month, day) => write!(f, "--{month:02}-{day:02}"),
        }
    }
}

/// A point, or all from one to another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stretch {
    pub from: Point,
    pub to: Option<Point>,
}

impl Stretch {
    pub fn between(from: Point, to: Point) -> Stretch {
        Stretch { from, to: Some(to) }
    }
}

impl From<Point> for Stretch {
    fn from(from: Point) -> Self {
        Stretch { from, to: None }
    }
}

impl fmt::Display for Stretch {
    /// `2016/2017` for a stretch.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.from)?;
        match self.to {
            Some(to) => write!(f, "/{to}"),
            None => Ok(()),
        }
    }
}

/// The third of a year, month or decade that `early`, `mid` and `late` say.
pub fn third(of: Stretch, third: i8) -> Option<Stretch> {
    let at = usize::try_from(third).ok().filter(|at| *at < 3)?;
    match (of.from, of.to) {
        (Point::Year(year), None) => {
            let first = [1, 5, 9][at];
            Some(months(year, first, year, first + 3))
        }
        (Point::Month(year, month), None) => {
            let day = |day| Date::new(year, month, day).ok();
            let first = day([1, 11, 21][at])?;
            let last = [day(10)?, day(20)?, first.last_of_month()][at];
            Some(Stretch::between(Point::Day(first), Point::Day(last)))
        }
        (Point::Year(first), Some(Point::Year(last))) if last == first + 9 => {
            let (from, to) = [(0, 3), (4, 6), (7, 9)][at];
            Some(Stretch::between(
                Point::Year(first + from),
                Point::Year(first + to),
            ))
        }
        // "late Monday" is Monday.
        (Point::Day(_) | Point::Minute(_), None) => Some(of),
        _ => None,
    }
}

fn months(year: i16, month: i8, end_year: i16, end_month: i8) -> Stretch {
    Stretch::between(Point::Month(year, month), Point::Month(end_year, end_month))
}

/// Three months of the north's weather: spring (0) from March, winter from December.
pub fn season(year: i16, season: i8) -> Stretch {
    match season {
        3 => months(year, 12, year + 1, 2),
        _ => months(year, 3 + 3 * season, year, 5 + 3 * season),
    }
}

/// From 1.
pub fn quarter(year: i16, quarter: i8) -> Stretch {
    months(year, 3 * quarter - 2, year, 3 * quarter)
}

/// From 1.
pub fn half(year: i16, half: i8) -> Stretch {
    months(year, 6 * half - 5, year, 6 * half)
}

/// The nineteenth is from 1801 to 1900.
pub fn century(number: i16) -> Stretch {
    let last = number * 100;
    Stretch::between(Point::Year(last - 99), Point::Year(last))
}

/// When an article was published, as far as dates can be reckoned from it.
#[derive(Debug, Clone, Copy)]
pub struct Now(Published);

impl Now {
    pub fn of(published: Option<Published>) -> Option<Now> {
        // Years that a story is from; a reckoning from others would leave the calendar.
        let years = 1000..=2999;
        published
            .filter(|published| years.contains(&published.at.year()))
            .map(Now)
    }

    pub fn day(self) -> Option<Date> {
        (self.0.precision >= Precision::Day).then(|| self.0.at.date())
    }

    pub fn month(self) -> Option<(i16, i8)> {
        let at = self.0.at;
        (self.0.precision >= Precision::Month).then(|| (at.year(), at.month()))
    }

    pub fn year(self) -> i16 {
        self.0.at.year()
    }

    /// So many days from the day of the article.
    pub fn day_from(self, days: i64) -> Option<Stretch> {
        Some(Point::Day(days_from(self.day()?, days)?).into())
    }

    /// The nearest such day up to that of the article, or from it if `ahead`.
    pub fn weekday(self, weekday: Weekday, ahead: bool) -> Option<Date> {
        let day = self.day()?;
        let days = match ahead {
            true => day.weekday().until(weekday),
            false => -day.weekday().since(weekday),
        };
        days_from(day, i64::from(days))
    }

    /// `last Tuesday` is before the day of the article, `next Tuesday` after it, `this Tuesday` in its
    /// week.
    pub fn shifted_weekday(self, weekday: Weekday, shift: Shift) -> Option<Date> {
        let day = self.day()?;
        let whole = |days: i8| if days == 0 { 7 } else { days };
        let days = match shift {
            Shift::Last | Shift::Past => -whole(day.weekday().since(weekday)),
            Shift::Next => whole(day.weekday().until(weekday)),
            Shift::This => weekday.to_monday_zero_offset() - day.weekday().to_monday_zero_offset(),
        };
        days_from(day, i64::from(days))
    }

    /// The month that an article means by its name alone: the latest such, unless what is said lies
    /// ahead, or the coming one is much nearer.
    pub fn named_month(self, month: i8, ahead: bool) -> Option<(i16, i8)> {
        const NEAR: i8 = 3;
        let (year, now) = self.month()?;
        let until = (month - now).rem_euclid(12);
        let coming = if month < now { year + 1 } else { year };
        let latest = if month > now { year - 1 } else { year };
        let is_coming = ahead || until <= NEAR;
        Some((if is_coming { coming } else { latest }, month))
    }

    pub fn shifted_month(self, month: i8, shift: Shift) -> Option<(i16, i8)> {
        let (year, now) = self.month()?;
        let year = match shift {
            Shift::Last | Shift::Past if month >= now => year - 1,
            Shift::Next if month <= now => year + 1,
            _ => year,
        };
        Some((year, month))
    }

    /// `last summer` is the latest that has ended, `next summer` the first that has not begun.
    pub fn shifted_season(self, name: i8, shift: Shift) -> Option<Stretch> {
        let (year, month) = self.month()?;
        // In January, winter is that of the year before.
        let first = if name == 3 { 12 } else { 3 + 3 * name };
        let begins = |year: i16| i32::from(year) * 12 + i32::from(first);
        let now = i32::from(year) * 12 + i32::from(month);
        let year = match shift {
            Shift::Last | Shift::Past => (year - 2..=year).rev().find(|y| begins(*y) + 3 <= now)?,
            Shift::Next => (year..=year + 1).find(|y| begins(*y) > now)?,
            Shift::This if name == 3 && month <= 4 => year - 1,
            Shift::This => year,
        };
        Some(season(year, name))
    }

    /// `last week`, `this year`, `next month`.
    pub fn shifted(self, unit: Unit, shift: Shift) -> Option<Stretch> {
        let steps = match shift {
            Shift::Last => -1,
            Shift::This => 0,
            Shift::Next => 1,
            Shift::Past => return self.past(1, unit),
        };
        match unit {
            Unit::PartOfDay if shift == Shift::This => self.day_from(0),
            Unit::Night if shift == Shift::Last => self.day_from(-1),
            Unit::Weekend => {
                let monday = self.week(steps)?;
                let saturday = days_from(monday, 5)?;
                // "last weekend" on a Sunday is the one before; on other days the latest.
                Some(Stretch::between(
                    Point::Day(saturday),
                    Point::Day(days_from(saturday, 1)?),
                ))
            }
            Unit::Week => {
                let monday = self.week(steps)?;
                Some(Stretch::between(
                    Point::Day(monday),
                    Point::Day(days_from(monday, 6)?),
                ))
            }
            Unit::Month => self.month_from(steps).map(Stretch::from),
            Unit::Quarter => {
                let (year, month) = self.month()?;
                let quarters = i64::from(year) * 4 + i64::from((month - 1) / 3) + steps;
                let year = i16::try_from(quarters.div_euclid(4)).ok()?;
                Some(quarter(
                    year,
                    i8::try_from(quarters.rem_euclid(4)).ok()? + 1,
                ))
            }
            Unit::Year => Some(Point::Year(self.year_from(steps)?).into()),
            _ => None,
        }
    }

    /// Two years ago is a year, three months ago a month, two weeks ago a week, two days ago a day.
    pub fn ago(self, count: u32, unit: Unit) -> Option<Stretch> {
        let steps = -i64::from(count);
        match unit {
            Unit::Day => self.day_from(steps),
            Unit::Week => {
                let monday = self.week(steps)?;
                Some(Stretch::between(
                    Point::Day(monday),
                    Point::Day(days_from(monday, 6)?),
                ))
            }
            Unit::Month => self.month_from(steps).map(Stretch::from),
            Unit::Year => Some(Point::Year(self.year_from(steps)?).into()),
            Unit::Decade => Some(Point::Year(self.year_from(10 * steps)?).into()),
            _ => None,
        }
    }

    /// The stretch of so many units that ends with the article: of days and weeks to the day, of months
    /// and years to the month, of decades to the year.
    pub fn past(self, count: u32, unit: Unit) -> Option<Stretch> {
        self.around(-i64::from(count), unit)
    }

    /// The stretch of so many units that begins with the article.
    pub fn coming(self, count: u32, unit: Unit) -> Option<Stretch> {
        self.around(i64::from(count), unit)
    }

    fn around(self, steps: i64, unit: Unit) -> Option<Stretch> {
        let (here, there) = match unit {
            Unit::Day | Unit::Week => {
                let days = if unit == Unit::Week { 7 * steps } else { steps };
                let day = self.day()?;
                (Point::Day(day), Point::Day(days_from(day, days)?))
            }
            Unit::Month | Unit::Year => {
                let months = if unit == Unit::Year {
                    12 * steps
                } else {
                    steps
                };
                (self.month_from(0)?, self.month_from(months)?)
            }
            Unit::Decade => (
                Point::Year(self.year()),
                Point::Year(self.year_from(10 * steps)?),
            ),
            _ => return None,
        };
        Some(match steps < 0 {
            true => Stretch::between(there, here),
            false => Stretch::between(here, there),
        })
    }

    /// The Monday of the week so many weeks away.
    fn week(self, steps: i64) -> Option<Date> {
        let day = self.day()?;
        let offset = i64::from(day.weekday().to_monday_zero_offset());
        days_from(day, 7 * steps - offset)
    }

    fn month_from(self, steps: i64) -> Option<Point> {
        let (year, month) = self.month()?;
        let months = i64::from(year) * 12 + i64::from(month) - 1 + steps;
        let year = i16::try_from(months.div_euclid(12))
            .ok()
            .filter(|year| *year > 0)?;
        Some(Point::Month(
            year,
            i8::try_from(months.rem_euclid(12)).ok()? + 1,
        ))
    }

    fn year_from(self, steps: i64) -> Option<i16> {
        let year = i16::try_from(i64::from(self.year()) + steps).ok()?;
        (1..=9999).contains(&year).then_some(year)
    }

    /// A day without a year is the nearest such, of those on this weekday if there are any.
    pub fn nearest(self, month: i8, day: i8, weekday: Option<Weekday>) -> Option<Date> {
        let now = self.day()?;
        let year = self.year();
        let near = |on: Option<Weekday>| {
            (year - 1..=year + 1)
                .filter_map(|year| Date::new(year, month, day).ok())
                .filter(|date| on.is_none_or(|on| date.weekday() == on))
                .min_by_key(|date| {
                    now.until(*date)
                        .map_or(i32::MAX, |span| span.get_days().abs())
                })
        };
        weekday.and_then(|on| near(Some(on))).or_else(|| near(None))
    }
}

fn days_from(day: Date, days: i64) -> Option<Date> {
    day.checked_add(i32::try_from(days).ok()?.days()).ok()
}
