//! `timeline → bursts`: times in which more was published of something than chance allows, and what
//! these articles have that the others have not.

use std::ops::RangeInclusive;

use jiff::civil::Date;
use rustc_hash::{FxHashMap, FxHashSet};
use tantivy::DocAddress;

use super::ArchiveSearcher;
use super::names::each_article;
use super::timeline::{ArticleDates, Axis, Period, Timeline, periods_of_archive};
use super::top::ids;
use crate::analysis::{Stemmers, Words, ranking};
use crate::index::stored::StoredArticle;
use crate::index::{IndexError, guarded};
use crate::query::Query;

/// Articles that a burst has at least, and how many times as many as are expected.
const ARTICLES_MIN: u64 = 3;
const TIMES_MIN: f64 = 2.0;

/// The probability with which chance makes any burst in a timeline.
const CHANCE: f64 = 0.01;

/// Bursts of which it is told what makes them, those with the most articles beyond what is expected.
const TOLD_MAX: usize = 5;

/// Articles in a burst, and others, that are read for that; each takes some 50 µs.
const READ_MAX: usize = 200;

/// Names and words that are told of a burst.
const NAMES_MAX: usize = 4;
const WORDS_MAX: usize = 6;

/// Articles that have what is told: of one it may be chance.
const HAVING_MIN: u64 = 2;

/// The least likelihood ratio of what is told: chance has a larger one once in a thousand times (chi
/// square of one degree of freedom).
const RATIO_MIN: f64 = 10.83;

/// One period or several in a row with more articles than chance allows.
#[derive(Debug, Clone, PartialEq)]
pub struct Burst {
    /// `2017-03`; of several periods `2017-03..2017-04`.
    pub name: String,
    pub first: Date,
    pub last: Date,
    pub articles: u64,
    /// Articles that would be there if those that match had the same part in all articles of the archive
    /// from the first to the last of them.
    pub expected: f64,
    /// What these articles have more often than the others that match, the most telling first.
    pub names: Vec<String>,
    pub words: Vec<String>,
}

/// Finds the bursts of a timeline. The number of articles in a period is that of a Poisson process whose
/// rate follows the archive's own; its tail is bounded by Chernoff (Mitzenmacher and Upfal 2005, theorem
/// 5.4).
pub fn bursts(
    searcher: &ArchiveSearcher,
    query: &Query,
    timeline: &Timeline,
    axis: Axis,
) -> Result<Vec<Burst>, IndexError> {
    guarded(|| {
        let by = timeline.by;
        let bars = timeline.bars.iter().filter(|bar| bar.periods == 1);
        let bars: Vec<(i64, u64)> = bars
            .map(|bar| (by.number_of(bar.first), bar.articles))
            .collect();
        let (Some((first, _)), Some((last, _))) = (bars.first(), bars.last()) else {
            return Ok(Vec::new());
        };
        let mut archive = periods_of_archive(searcher, by, axis)?;
        archive.retain(|number, _| (first..=last).contains(&number));
        let of_archive = |number: &i64| archive.get(number).copied().unwrap_or_default() as f64;
        let all: f64 = archive.values().map(|articles| *articles as f64).sum();
        let placed: u64 = bars.iter().map(|(_, articles)| articles).sum();
        let rate = placed as f64 / all.max(1.0);
        let mut found: Vec<(i64, i64, u64, f64)> = Vec::new();
        for (number, articles) in &bars {
            let expected = rate * of_archive(number);
            if !is_burst(*articles, expected, bars.len()) {
                continue;
            }
            match found.last_mut() {
                Some((_, last, sum, of)) if *last + 1 == *number => {
                    (*last, *sum, *of) = (*number, *sum + articles, *of + expected);
                }
                _ => found.push((*number, *number, *articles, expected)),
            }
        }
        let beyond = |burst: &(i64, i64, u64, f64)| burst.2 as f64 - burst.3;
        let mut told: Vec<usize> = (0..found.len()).collect();
        told.sort_by(|a, b| beyond(&found[*b]).total_cmp(&beyond(&found[*a])));
        told.truncate(TOLD_MAX);
        let mut bursts = Vec::with_capacity(found.len());
        for (place, (first, last, articles, expected)) in found.iter().enumerate() {
            let (names, words) = match told.contains(&place) {
                true => telling(searcher, query, (by, axis), *first..=*last)?,
                false => (Vec::new(), Vec::new()),
            };
            bursts.push(Burst {
                name: by.name_of(*first, *last),
                first: by.first_day(*first),
                last: by.last_day(*last),
                articles: *articles,
                expected: *expected,
                names,
                words,
            });
        }
        Ok(bursts)
    })
}

/// Whether so many articles are more than chance allows in any of some periods.
fn is_burst(articles: u64, expected: f64, periods: usize) -> bool {
    let (found, expected) = (articles as f64, expected.max(f64::MIN_POSITIVE));
    let exponent = found * (found / expected).ln() - (found - expected);
    articles >= ARTICLES_MIN
        && found >= TIMES_MIN * expected
        && exponent >= (periods.max(1) as f64 / CHANCE).ln()
}

/// What the articles of some periods have more often than the others that match: names, and words that
/// are no part of these.
fn telling(
    searcher: &ArchiveSearcher,
    query: &Query,
    (by, axis): (Period, Axis),
    burst: RangeInclusive<i64>,
) -> Result<(Vec<String>, Vec<String>), IndexError> {
    let weight = searcher.matching(query)?;
    let (mut inside, mut outside) = (Vec::new(), Vec::new());
    for (segment, ordinal) in searcher.engine().segment_readers().iter().zip(0..) {
        let (dates, ids) = (ArticleDates::of(segment, axis)?, ids(segment)?);
        each_article(Some(weight.as_ref()), segment, &mut |doc| {
            let id = ids.as_ref().and_then(|ids| ids.first(doc));
            let of_burst = dates.periods(doc, by).any(|at| burst.contains(&at));
            let sample = if of_burst { &mut inside } else { &mut outside };
            sample.push((id, DocAddress::new(ordinal, doc)));
        })?;
    }
    let mut counts: [Counts; 2] = Default::default();
    let mut stemmers = Stemmers::default();
    for (articles, counts) in [&mut inside, &mut outside].into_iter().zip(&mut counts) {
        articles.sort_unstable();
        for (_, address) in articles.iter().take(READ_MAX) {
            counts.add(searcher, *address, &mut stemmers)?;
        }
    }
    let [inside, outside] = counts;
    let names = inside.beyond(&outside, |counts| &counts.names, NAMES_MAX);
    let of_names: FxHashSet<String> = names
        .iter()
        .flat_map(|name| {
            name.to_lowercase()
                .split_whitespace()
                .map(str::to_owned)
                .collect::<Vec<_>>()
        })
        .collect();
    let words = inside.beyond(&outside, |counts| &counts.words, WORDS_MAX + of_names.len());
    let words = words.into_iter().filter(|word| !of_names.contains(word));
    Ok((names, words.take(WORDS_MAX).collect()))
}

/// In how many of some articles each name and each word stands, and how it is first written.
#[derive(Default)]
struct Counts {
    articles: u64,
    names: FxHashMap<String, (u64, String)>,
    words: FxHashMap<String, (u64, String)>,
}

impl Counts {
    fn add(
        &mut self,
        searcher: &ArchiveSearcher,
        address: DocAddress,
        stemmers: &mut Stemmers,
    ) -> Result<(), IndexError> {
        let content = searcher.content(address)?;
        let article = StoredArticle::decode(&content)?;
        let text = article.text();
        let language = article.language();
        self.articles += 1;
        let mut seen = FxHashSet::default();
        for named in searcher.named(&article, &text)? {
            let key = format!("{} {}", named.id.kind.name(), named.id.key);
            if named.mention.kind.is_name() && seen.insert(key.clone()) {
                self.names.entry(key).or_insert((0, named.name)).0 += 1;
            }
        }
        let mut seen = FxHashSet::default();
        let mut words = Words::new(&text.text);
        while let Some(span) = words.next_span() {
            let folded = words.folded();
            if ranking::weight(language, folded) < 1.0 || folded.starts_with(char::is_numeric) {
                continue;
            }
            let stem = stemmers.stem(language, folded).to_owned();
            if seen.insert(stem.clone()) {
                let written = text.text.get(span).unwrap_or_default().to_lowercase();
                self.words.entry(stem).or_insert((0, written)).0 += 1;
            }
        }
        Ok(())
    }

    /// What these articles have more often than others, the most telling first; equals by the alphabet.
    fn beyond(
        &self,
        others: &Counts,
        of: impl Fn(&Counts) -> &FxHashMap<String, (u64, String)>,
        wanted: usize,
    ) -> Vec<String> {
        let mut telling: Vec<(f64, &String)> = of(self)
            .iter()
            .filter(|(_, (having, _))| *having >= HAVING_MIN)
            .filter_map(|(key, (having, written))| {
                let of_others = of(others).get(key).map_or(0, |(having, _)| *having);
                let is_more = having * others.articles > of_others * self.articles;
                let ratio = likelihood_ratio(*having, self.articles, of_others, others.articles);
                (is_more && ratio >= RATIO_MIN).then_some((ratio, written))
            })
            .collect();
        telling.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(b.1)));
        telling.truncate(wanted);
        telling
            .into_iter()
            .map(|(_, written)| written.clone())
            .collect()
    }
}

/// How much better two rates explain `a` of `n` and `b` of `m` than one does: G² (Dunning 1993,
/// "Accurate methods for the statistics of surprise and coincidence").
fn likelihood_ratio(a: u64, n: u64, b: u64, m: u64) -> f64 {
    let [a, n, b, m] = [a, n, b, m].map(|count| count as f64);
    let likelihood = |found: f64, of: f64, rate: f64| {
        let part = |count: f64, rate: f64| if count > 0.0 { count * rate.ln() } else { 0.0 };
        part(found, rate) + part(of - found, 1.0 - rate)
    };
    if n == 0.0 || m == 0.0 {
        return 0.0;
    }
    let both = (a + b) / (n + m);
    2.0 * (likelihood(a, n, a / n) + likelihood(b, m, b / m)
        - likelihood(a, n, both)
        - likelihood(b, m, both))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_burst_is_more_than_chance_makes_in_as_many_periods() {
        for (articles, expected, periods, is) in [
            (3, 0.01, 10, true),
            (2, 0.01, 10, false),
            (10, 2.0, 10, true),
            (10, 2.0, 10_000, false),
            (9, 5.0, 10, false),
            (1_000, 900.0, 10, false),
            (3, 0.0, 10, true),
        ] {
            assert_eq!(
                is_burst(articles, expected, periods),
                is,
                "{articles} of {expected}"
            );
        }
    }

    #[test]
    fn equal_rates_tell_nothing_and_unequal_ones_the_more_the_more_articles() {
        assert!(likelihood_ratio(10, 100, 20, 200).abs() < 1e-9);
        assert!((likelihood_ratio(10, 10, 0, 10) - 27.7259).abs() < 1e-4);
        assert!(likelihood_ratio(100, 100, 0, 100) > likelihood_ratio(10, 10, 0, 10));
        assert_eq!(likelihood_ratio(3, 3, 0, 0), 0.0);
    }
}
