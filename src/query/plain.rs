//! `words in which nothing is syntax → Query`.

use super::ast::Query;
use crate::analysis::Words;

/// Articles with any of the words of a text; a word that occurs again ranks as much more. `None` if
/// there is no word.
pub fn any_of(text: &str) -> Option<Query> {
    list(text, Query::Or)
}

/// Articles with all the words of a text.
pub fn all_of(text: &str) -> Option<Query> {
    list(text, Query::And)
}

fn list(text: &str, of: fn(Vec<Query>) -> Query) -> Option<Query> {
    let mut words = words(text);
    match words.len() {
        0 | 1 => words.pop(),
        _ => Some(of(words)),
    }
}

/// Each word by itself, `time-sharing` as two; characters of scripts without spaces stay together,
/// and are next to each other where they match.
fn words(text: &str) -> Vec<Query> {
    let mut spans: Vec<std::ops::Range<usize>> = Vec::new();
    let mut words = Words::new(text);
    while let Some(span) = words.next_span() {
        match spans.last_mut() {
            Some(last) if last.end == span.start => last.end = span.end,
            _ => spans.push(span),
        }
    }
    let word = |span: std::ops::Range<usize>| match text.get(span).unwrap_or_default() {
        // In capitals they would be operators where the query is written.
        operator @ ("OR" | "AND" | "NOT") => Query::words(&operator.to_lowercase()),
        word => Query::words(word),
    };
    spans.into_iter().map(word).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(query: Option<Query>) -> String {
        query.map_or_else(String::new, |query| query.to_string())
    }

    #[test]
    fn nothing_is_syntax() {
        assert_eq!(
            written(any_of("site:x \"bow -door\" OR (rope's")),
            "(site OR x OR bow OR door OR or OR rope)"
        );
        assert_eq!(written(all_of("date:2017..")), "date 2017");
        assert_eq!(written(any_of(" -- ")), "");
    }

    #[test]
    fn words_that_touch_stay_together() {
        assert_eq!(
            written(any_of("東京 ferry-boat")),
            "(東京 OR ferry OR boat)"
        );
    }
}
