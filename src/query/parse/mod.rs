//! `what was typed → Query`, or where the mistake is and what to write instead.
//!
//! ```text
//! query   = and { "OR" and }
//! and     = unary { ["AND"] unary }
//! unary   = ("-" | "NOT") unary | primary
//! primary = "(" query ")" | [field ":" ["="]] ( '"' phrase '"' | word )
//! field   = title caption removed author site lang date person org place group event work entity
//!           email url money
//! date    = day | day ".." | ".." day | day ".." day | "none"
//! day     = YYYY | YYYY-MM | YYYY-MM-DD
//! ```
//!
//! `in:removed`, anywhere outside of parentheses, makes every word and phrase without a field one
//! with `removed:`.
//!
//! `=` before the value of a field of names means that very name, and no other name of the same.
//!
//! `OR`, `AND` and `NOT` are operators in capitals only. Signs that belong to no word are
//! ignored, so that a name can be pasted as it is printed; so is a colon at the end of a word that
//! is no field, as headlines have it.
//!
//! `tokens` cuts what was typed into words, phrases and signs; `grammar` joins them into a query;
//! `fields` reads the value of a field; `mistake` words what is wrong.

mod fields;
mod grammar;
mod mistake;
mod tokens;

use super::ast::{Part, Query};
pub use fields::partial_date;
use grammar::Parser;
pub use mistake::ParseError;
use mistake::mistake;
use tokens::{take_in_removed, tokens};

/// Bytes of a query. A page of text pasted by mistake is a tenth of it.
const QUERY_BYTES_MAX: usize = 64 << 10;

/// Parses a query; an empty one, or one of nothing but signs, is a mistake.
pub fn parse(text: &str) -> Result<Query, ParseError> {
    if text.len() > QUERY_BYTES_MAX {
        return Err(ParseError {
            what: format!("the query is longer than {} KiB", QUERY_BYTES_MAX >> 10),
            help: "search for its most telling words".into(),
            span: 0..0,
        });
    }
    let mut tokens = tokens(text)?;
    let in_removed = take_in_removed(&mut tokens)?;
    let mut query = Parser::of(tokens, text.len()).query()?;
    if let Some(span) = in_removed
        && !query
            .as_mut()
            .is_some_and(|query| query.move_to(Part::Removed))
    {
        return Err(mistake(
            "`in:removed` needs a word to look for",
            "write in:removed word or in:removed \"several words\"",
            span,
        ));
    }
    query.ok_or_else(|| {
        mistake(
            "nothing to search for",
            "write a word, \"a phrase\" or person:name",
            0..text.len(),
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn check(typed: &str, understood: &str) {
        match parse(typed) {
            Ok(query) => assert_eq!(query.to_string(), understood, "{typed}"),
            Err(error) => panic!("{typed}: {error}"),
        }
    }

    fn check_mistake(typed: &str, marked: &str, message: &str) {
        match parse(typed) {
            Ok(query) => panic!("{typed} was understood as {query}"),
            Err(error) => {
                assert_eq!(&typed[error.span.clone()], marked, "{typed}");
                assert_eq!(error.to_string(), message, "{typed}");
            }
        }
    }

    #[test]
    fn words_phrases_and_operators() {
        check("ferry  inquiry", "ferry inquiry");
        check("ferry AND inquiry", "ferry inquiry");
        check("\"saint orla\" ferry", "\"saint orla\" ferry");
        check("ferry OR boat harbour", "(ferry OR boat harbour)");
        check("(ferry OR boat) harbour", "(ferry OR boat) harbour");
        check("ferry -boat", "ferry -boat");
        check("NOT (a b)", "-(a b)");
        check("--a", "a");
        check("a OR (b OR c)", "(a OR b OR c)");
    }

    #[test]
    fn fields_and_dates() {
        check("title:inquiry", "title:inquiry");
        check("title:\"bow door\"", "title:\"bow door\"");
        check("person:\"Amara Sollis\"", "person:\"Amara Sollis\"");
        check("entity:NMH", "entity:\"NMH\"");
        check("entity:=NMH", "entity:=\"NMH\"");
        check("person:=\"Amara Sollis\"", "person:=\"Amara Sollis\"");
        check("work:\"Saint Orla\"", "work:\"Saint Orla\"");
        check("date:2017-03", "date:2017-03");
        check("date:2017-01..2017-03", "date:2017-01..2017-03");
        check("date:..2016", "date:..2016");
        check("date:none", "date:none");
        check("lang:EN", "lang:en");
    }

    #[test]
    fn in_removed_is_short_for_a_field_before_every_word() {
        check(
            "in:removed \"sign up\" dravec",
            "removed:\"sign up\" removed:dravec",
        );
        check("ferry in:removed", "removed:ferry");
        check(
            "(a OR -b) date:2017 in:removed title:c",
            "(removed:a OR -removed:b) date:2017 title:c",
        );
        check("in:removed AND a", "removed:a");
        check("a AND in:removed AND b", "removed:a removed:b");
        check("a AND in:removed", "removed:a");
        check("in:removed a OR b", "(removed:a OR removed:b)");
        check("dravec removed:\"sign up\"", "dravec removed:\"sign up\"");
        check_mistake(
            "in:captions a",
            "in:captions",
            "there is no `in:captions`; write in:removed to search what was taken off the pages",
        );
        for (typed, marked) in [
            ("a (in:removed b)", "in:removed"),
            ("-in:removed a", "in:removed"),
        ] {
            check_mistake(
                typed,
                marked,
                "`in:removed` holds for the whole query; write it outside of parentheses, without a minus; for one word there is removed:word",
            );
        }
        for typed in ["in:removed", "in:removed date:2017", "in:removed title:a"] {
            check_mistake(
                typed,
                "in:removed",
                "`in:removed` needs a word to look for; write in:removed word or in:removed \"several words\"",
            );
        }
    }

    #[test]
    fn names_can_be_pasted_as_they_are_printed() {
        check("Marks & Spencer", "Marks Spencer");
        check("al-Assad", "al-Assad");
        check("„Saint Orla“", "\"Saint Orla\"");
        check(
            "http://anselm-courier.example/2017",
            "http://anselm-courier.example/2017",
        );
        check("10:30", "10:30");
        check("a - b", "a b");
    }

    #[test]
    fn a_headline_with_a_colon_can_be_pasted() {
        check("Sollis: the report", "Sollis the report");
        check("Re: ferry", "Re ferry");
        check("ferry:", "ferry");
        check_mistake(
            "foo:bar",
            "foo",
            "there is no field `foo`; there are title, caption, removed, in, author, site, lang, date, person, org, place, group, event, work, entity, email, url, money; to search for the words themselves, write \"foo:bar\"",
        );
        check_mistake(
            "persn:\"Amara Sollis\"",
            "persn",
            "there is no field `persn`; did you mean `person:`?",
        );
    }

    #[test]
    fn a_message_repeats_only_the_beginning_of_what_was_typed() {
        let typed = format!("date:{}", "x".repeat(60_000));
        let message = parse(&typed).map_or_else(|e| e.to_string(), |q| q.to_string());
        assert!(message.chars().count() < 200, "{message}");
    }

    #[test]
    fn a_mistake_is_shown_where_it_is_with_what_to_write_instead() {
        check_mistake(
            "a (b",
            "(",
            "`(` is never closed; add `)`, or remove this one",
        );
        check_mistake("a) b", ")", "`)` without `(`; remove it, or open it before");
        check_mistake(
            "\"a b",
            "\"",
            "the quotation mark is never closed; add one at the end of the phrase, or remove this one",
        );
        check_mistake(
            "persn:haas",
            "persn",
            "there is no field `persn`; did you mean `person:`?",
        );
        check_mistake(
            "title: a",
            "title:",
            "`title:` has no value; write title:word or title:\"several words\", without a space",
        );
        check_mistake(
            "date:yesterday",
            "date:yesterday",
            "`yesterday` is no date; write date:2017, date:2017-03, date:2017-03-08, date:2017-01..2017-03 or date:none",
        );
        check_mistake(
            "a OR",
            "OR",
            "`OR` needs something on both sides; to search for the word, write \"or\"",
        );
        check_mistake(
            "brib*",
            "brib*",
            "prefixes (`brib*`) are not supported yet; write whole words or \"phrases\"",
        );
        check_mistake(
            " & ",
            " & ",
            "nothing to search for; write a word, \"a phrase\" or person:name",
        );
    }

    proptest! {
        #[test]
        fn no_text_makes_it_panic_and_mistakes_lie_inside(text in "\\PC{0,60}") {
            if let Err(error) = parse(&text) {
                prop_assert!(text.get(error.span).is_some());
            }
        }

        #[test]
        fn what_is_written_is_understood_the_same_way(
            words in prop::collection::vec(
                prop::sample::select(vec![
                    "ferry", "(", ")", "OR", "AND", "NOT", "-", "\"", "title:", "person:", "al-Assad",
                    "date:2017", "date:2016..", "in:removed", "removed:", "\"bow door\"", "&", "site:x.example", "Élysée", "10:30",
                ]),
                0..12,
            ),
            spaces in prop::bool::ANY,
        ) {
            let text = words.join(if spaces { " " } else { "" });
            if let Ok(query) = parse(&text) {
                let written = query.to_string();
                prop_assert_eq!(parse(&written), Ok(query), "{}", written);
            }
        }
    }
}
