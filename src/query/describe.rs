//! `Query → what will be searched, in words`.

use super::ast::{ANY_TAG, Added, DateRange, Form, Part, PartialDate, Pattern, Query, Word};
use crate::entities::EntityType;

/// Says in words what a query finds, a line for each of its parts, those inside of others indented.
pub fn describe(query: &Query) -> Vec<String> {
    let mut lines = Vec::new();
    let mut write = |depth: usize, text: String| {
        lines.push(format!("{:1$}{text}", "", 2 * depth));
    };
    write(0, "articles".to_owned());
    say(query, 1, "with ", &mut write);
    lines
}

/// Says a query; `with` goes before what an article has.
fn say(query: &Query, depth: usize, with: &str, write: &mut dyn FnMut(usize, String)) {
    match query {
        Query::Text { pattern, part } => {
            write(
                depth,
                format!("{with}{}{}", pattern_words(pattern), place(*part)),
            );
        }
        Query::About { name, exact } => {
            let of = name_words(None, name, *exact);
            write(
                depth,
                format!("{with}{of}, ranked by how much of the article it is"),
            );
        }
        Query::Author(text) => write(depth, format!("{with}“{text}” in the byline")),
        Query::Site(text) => write(depth, format!("from the site {text}")),
        Query::Path(text) => write(depth, format!("from a file with “{text}” in its path")),
        Query::Url(text) => write(depth, format!("with “{text}” in their address")),
        Query::Section(text) => write(depth, format!("from a section with “{text}” in its name")),
        Query::Type(format) => write(depth, format!("read from a {} file", format.name())),
        Query::Indexed(added) => write(depth, added_words(*added)),
        Query::Tag(tag) if tag == ANY_TAG => write(depth, "with a tag of yours".to_owned()),
        Query::Tag(tag) => write(depth, format!("with your tag “{tag}”")),
        Query::Language(language) => write(depth, format!("in the language {language}")),
        Query::Date(range) => write(depth, date_words(range)),
        Query::Not(query) => match **query {
            Query::And(_) | Query::Or(_) => {
                write(depth, "but not those".to_owned());
                say(query, depth + 1, "with ", write);
            }
            _ => say(query, depth, "but not those with ", write),
        },
        Query::Must(query) => {
            write(depth, "in any case".to_owned());
            say(query, depth + 1, "with ", write);
        }
        Query::Boost(query, boost) => {
            write(depth, format!("counted {} times", boost.factor()));
            say(query, depth + 1, "with ", write);
        }
        Query::And(queries) => {
            write(depth, "all of:".to_owned());
            queries
                .iter()
                .for_each(|query| say(query, depth + 1, "with ", write));
        }
        Query::Or(queries) => {
            write(depth, "at least one of:".to_owned());
            queries
                .iter()
                .for_each(|query| say(query, depth + 1, "with ", write));
        }
    }
}

fn place(part: Option<Part>) -> &'static str {
    match part {
        None => "",
        Some(Part::Title) => ", in the title",
        Some(Part::Body) => ", in the body",
        Some(Part::Caption) => ", in a caption",
        Some(Part::Removed) => ", in what was taken off the page",
    }
}

fn pattern_words(pattern: &Pattern) -> String {
    match pattern {
        Pattern::Word(word) => word_words(word),
        Pattern::Phrase { slots, slop } => {
            let slots: Vec<String> = slots.iter().map(pattern_words).collect();
            let between = match slop {
                0 => String::new(),
                1 => ", at most one other word between".to_owned(),
                slop => format!(", at most {slop} other words between"),
            };
            match slots.as_slice() {
                [one] => one.clone(),
                slots => format!("({}){between}", slots.join(", then ")),
            }
        }
        Pattern::AnyName(kind) => format!("a mention of any {}", kind_words(*kind)),
        Pattern::Named { kind, name, exact } => name_words(*kind, name, *exact),
        Pattern::Near {
            left,
            right,
            distance,
            ordered,
        } => {
            let how = if *ordered { "before" } else { "from" };
            let words = if *distance == 1 { "word" } else { "words" };
            let (left, right) = (pattern_words(left), pattern_words(right));
            format!("({left}) at most {distance} {words} {how} ({right})")
        }
        Pattern::AnyOf(patterns) => {
            let patterns: Vec<String> = patterns.iter().map(pattern_words).collect();
            patterns.join(" or ")
        }
    }
}

fn word_words(word: &Word) -> String {
    let text = &word.text;
    match word.form {
        Form::Stem => format!("“{text}” in any form"),
        Form::Literal => format!("“{text}” in these very letters"),
        Form::Wildcard => format!("a word like {text}"),
        Form::Fuzzy(1) => format!("“{text}”, or below it a word that differs by a letter"),
        Form::Fuzzy(letters) => {
            format!("“{text}”, or below it a word that differs by up to {letters} letters")
        }
        Form::Regex => format!("a word that matches /{text}/"),
    }
}

fn name_words(kind: Option<EntityType>, name: &str, exact: bool) -> String {
    let kind = kind_words(kind);
    match exact {
        true => format!("the very name “{name}” of a {kind}"),
        false => format!("a {kind} with “{name}” in its name, by any of its names"),
    }
}

fn kind_words(kind: Option<EntityType>) -> &'static str {
    kind.map_or("name", EntityType::name)
}

fn date_words(range: &DateRange) -> String {
    match range {
        DateRange::Unknown => "without a known date".to_owned(),
        DateRange::Between(from, to) => format!("published{}", bounds(*from, *to)),
    }
}

fn added_words(added: Added) -> String {
    match added {
        Added::Days(0) => "new in the archive today".to_owned(),
        Added::Days(1) => "new in the archive since yesterday".to_owned(),
        Added::Days(days) => format!("new in the archive since {days} days ago"),
        Added::Between(from, to) => format!("new in the archive{}", bounds(from, to)),
    }
}

fn bounds(from: Option<PartialDate>, to: Option<PartialDate>) -> String {
    let bound = |word: &str, date: Option<PartialDate>| {
        date.map_or(String::new(), |date| format!(" {word} {date}"))
    };
    match (from, to) {
        (Some(from), Some(to)) if from == to => format!(" in {from}"),
        _ => format!("{}{}", bound("from", from), bound("to", to)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::query::parse;

    fn check(query: &str, expected: &str) {
        let parsed = parse(query).unwrap_or_else(|error| panic!("{query}: {error}"));
        assert_eq!(describe(&parsed.query).join("\n"), expected, "{query}");
    }

    #[test]
    fn a_query_is_told_in_words() {
        check("ferry", "articles\n  with “ferry” in any form");
        check(
            "(ferry OR \"bow door\"~2) -title:strike date:2017-03",
            "articles
  all of:
    at least one of:
      with “ferry” in any form
      with (“bow” in any form, then “door” in any form), at most 2 other words between
    but not those with “strike” in any form, in the title
    published in 2017-03",
        );
        check(
            "[person] NEAR/10 brib* =US~ fery~ person:=Haas^2",
            "articles
  all of:
    with (a mention of any person) at most 10 words from (a word like brib*)
    with “US” in these very letters
    with “fery”, or below it a word that differs by a letter
    counted 2 times
      with the very name “Haas” of a person",
        );
    }
}
