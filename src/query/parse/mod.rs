//! `what was typed → Query`, or where the mistake is and what to write instead.
//!
//! ```text
//! query   = and { "OR" and }
//! and     = unary { ["AND"] unary }
//! unary   = ("-" | "NOT" | "+") unary | near
//! near    = primary { ("NEAR/" n | "BEFORE/" n) primary }
//! primary = ( [field ":"] "(" query ")" | field ":" ["="] value | text ) ["^" number]
//! text    = word | "=" word | word "~" [n] | wildcard | "/" regex "/" | "[" type "]"
//!         | ["="] '"' { text } '"' ["~" n]
//! field   = title body caption removed author site path lang date person org place group event work
//!           entity about email url money
//! date    = day | day ".." | ".." day | day ".." day | (">=" | "<=" | ">" | "<") day | "none"
//! day     = YYYY | YYYY-MM | YYYY-MM-DD
//! ```
//!
//! `in:removed`, anywhere outside of parentheses, makes every word and phrase without a field one
//! with `removed:`.
//!
//! `=` before the value of a field of names means that very name, and no other name of the same.
//!
//! `OR`, `AND`, `NOT`, `NEAR/n` and `BEFORE/n` are operators in capitals only. Signs that belong to
//! no word are ignored, so that a name can be pasted as it is printed; so is a colon at the end of a
//! word that is no field, as headlines have it, and a question mark at the end of a word.
//!
//! What is plainly left over or left out (quotation marks, parentheses, operators) is set right, and
//! said.
//!
//! `tokens` cuts what was typed into words, phrases and signs; `grammar` joins them into a query;
//! `patterns` reads words and what stands in quotes, `fields` the values of fields; `mistake` words
//! what is wrong.

mod fields;
mod grammar;
mod mistake;
mod patterns;
mod tokens;

use super::ast::{Part, Query};
use super::plain;
pub use fields::partial_date;
use grammar::Parser;
pub use mistake::ParseError;
use mistake::mistake;
use tokens::{take_in_removed, tokens};

/// Bytes of a query. A page of text pasted by mistake is a tenth of it.
const QUERY_BYTES_MAX: usize = 64 << 10;

/// A query as it was understood.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Parsed {
    pub query: Query,
    /// Mistakes that were set right, each with what was taken for it.
    pub repairs: Vec<ParseError>,
}

/// Parses a query; an empty one, or one of nothing but signs, is a mistake.
pub fn parse(text: &str) -> Result<Parsed, ParseError> {
    check_length(text)?;
    let mut repairs = Vec::new();
    let mut tokens = tokens(text, &mut repairs)?;
    let in_removed = take_in_removed(&mut tokens)?;
    let (mut query, repairs) = Parser::of(tokens, text.len(), repairs).query()?;
    if let Some(span) = in_removed.clone()
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
    match query {
        Some(query) if query.asks_too_much_of_removed() => Err(mistake(
            "what was taken off the pages is searched by whole words and \"phrases\" alone",
            "write the words, in any form",
            in_removed.unwrap_or(0..text.len()),
        )),
        Some(query) => Ok(Parsed { query, repairs }),
        None => Err(mistake(
            "nothing to search for",
            "write a word, \"a phrase\" or person:name",
            0..text.len(),
        )),
    }
}

/// Reads a text in which nothing is syntax: plain words that must all occur.
pub fn parse_literal(text: &str) -> Result<Query, ParseError> {
    check_length(text)?;
    plain::all_of(text)
        .ok_or_else(|| mistake("nothing to search for", "write a word", 0..text.len()))
}

fn check_length(text: &str) -> Result<(), ParseError> {
    if text.len() <= QUERY_BYTES_MAX {
        return Ok(());
    }
    let what = format!("the query is longer than {} KiB", QUERY_BYTES_MAX >> 10);
    Err(mistake(&what, "search for its most telling words", 0..0))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn check(typed: &str, understood: &str) {
        match parse(typed) {
            Ok(parsed) => {
                assert_eq!(parsed.query.to_string(), understood, "{typed}");
                assert_eq!(parsed.repairs, [], "{typed}");
            }
            Err(error) => panic!("{typed}: {error}"),
        }
    }

    fn check_mistake(typed: &str, marked: &str, message: &str) {
        match parse(typed) {
            Ok(parsed) => panic!("{typed} was understood as {}", parsed.query),
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
    fn places_forms_and_weights() {
        check("a NEAR/5 b", "a NEAR/5 b");
        check("x a BEFORE/3 \"b c\" -y", "x a BEFORE/3 \"b c\" -y");
        check("a NEAR/5 b NEAR/2 c", "(a NEAR/5 b) NEAR/2 c");
        check(
            "(a OR \"b c\") NEAR/9 [person]",
            "(a OR \"b c\") NEAR/9 [person]",
        );
        check(
            "entity:\"al-Nusra Front\" NEAR/15 [date]",
            "entity:\"al-Nusra Front\" NEAR/15 [date]",
        );
        check("title:(a NEAR/5 b c)", "title:(a NEAR/5 b) title:c");
        check("\"[place] cease*\"~3", "\"[place] cease*\"~3");
        check("ob?ma* why? *ism", "ob?ma* why *ism");
        check("=US =\"Prime Minister\"", "=US \"=Prime =Minister\"");
        check("sollis~ sollis~2", "sollis~1 sollis~2");
        check("/colou?r(s|ed)?/ a/b", "/colou?r(s|ed)?/ \"a/b\"");
        check("a^2 (b c)^0.5 \"d e\"^1", "a^2 (b c)^0.50 \"d e\"");
        check("+a (+b OR c)", "+a (+b OR c)");
        check("person:* [entity]", "[person] [entity]");
        check("about:Sollis about:=SFA", "about:\"Sollis\" about:=\"SFA\"");
        check(
            "author:(quill OR \"Hanne Doe\")",
            "(author:\"quill\" OR author:\"Hanne Doe\")",
        );
        check("date:>=2016 date:<2017-03", "date:2016.. date:..2017-02-28");
        check("body:ferry path:exports/", "body:ferry path:\"exports/\"");
    }

    #[test]
    fn what_is_plainly_left_over_is_set_right_and_said() {
        for (typed, understood, marked, message) in [
            (
                "\"a b",
                "\"a b\"",
                "\"",
                "the quotation mark is never closed; taken as closed at the end",
            ),
            (
                "a (b",
                "a b",
                "(",
                "`(` is never closed; taken as closed at the end",
            ),
            ("a) b", "a b", ")", "`)` without `(`; left out"),
            (
                "a OR",
                "a",
                "OR",
                "`OR` needs something on both sides; left out; to search for the word, write \"or\"",
            ),
            (
                "AND a",
                "a",
                "AND",
                "`AND` needs something on both sides; left out: all words are searched anyway",
            ),
            (
                "a NOT",
                "a",
                "NOT",
                "nothing follows that `NOT` could hold for; left out; write -word without a space, or the word itself as \"not\"",
            ),
        ] {
            let parsed = match parse(typed) {
                Ok(parsed) => parsed,
                Err(error) => panic!("{typed}: {error}"),
            };
            assert_eq!(parsed.query.to_string(), understood, "{typed}");
            let [repair] = parsed.repairs.as_slice() else {
                panic!("{typed}: {:?}", parsed.repairs)
            };
            assert_eq!(&typed[repair.span.clone()], marked, "{typed}");
            assert_eq!(repair.to_string(), message, "{typed}");
        }
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
            "there is no `in:captions`; write in:removed to search what was taken off the pages; for other parts, title:word, body:word or caption:word",
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
            "\"http://anselm-courier.example/2017\"",
        );
        check("10:30", "\"10:30\"");
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
            "there is no field `foo`; there are title, body, caption, removed, in, author, site, url, section, path, type, lang, date, indexed, tag, person, org, place, group, event, work, entity, about, email, money; to search for the words themselves, write them in quotes",
        );
        check_mistake(
            "persn:\"Amara Sollis\"",
            "persn",
            "there is no field `persn`; did you mean `person:`?",
        );
    }

    #[test]
    fn what_stands_around_left_over_parentheses_is_one_list() {
        let read = |text: &str| parse(text).map(|parsed| parsed.query);
        assert_eq!(read("a) b c) d"), read("a b c d"));
        assert_eq!(read("a b) c OR d)"), read("a b (c OR d)"));
    }

    #[test]
    fn a_message_repeats_only_the_beginning_of_what_was_typed() {
        let typed = format!("date:{}", "x".repeat(60_000));
        let message = parse(&typed).map_or_else(|e| e.to_string(), |p| p.query.to_string());
        assert!(message.chars().count() < 200, "{message}");
    }

    #[test]
    fn a_mistake_is_shown_where_it_is_with_what_to_write_instead() {
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
            "`yesterday` is no date; write date:2017, date:2017-03, date:2017-03-08, date:2017-01..2017-03, date:>=2016 or date:none",
        );
        check_mistake(
            "a NEAR/5",
            "NEAR/5",
            "`NEAR/5` needs a word, a phrase or a name on both sides; write a NEAR/5 b, or leave it out",
        );
        check_mistake(
            "a NEAR/0 b",
            "NEAR/0",
            "`NEAR/0` has no distance from 1 to 99 words; write NEAR/5",
        );
        check_mistake(
            "a NEAR/5 (b c)",
            "a NEAR/5 (b c)",
            "only words, phrases, names and alternatives of them can be near each other; put what else must hold outside, such as (a OR b) NEAR/5 c -d, or title:(a NEAR/5 b)",
        );
        check_mistake(
            "[boat]",
            "[boat]",
            "there is no type of names `[boat]`; there are [entity], [person], [org], [place], [group], [event], [work], [date], [money], [percent], [email], [url], [phone], [handle], [coordinates], [iban]; to search for the word, leave the brackets out",
        );
        check_mistake(
            "word~9",
            "word~9",
            "`~9` is not how many letters may differ; write word~ for one letter, or word~2 for two",
        );
        check_mistake(
            "\"a b\"~",
            "~",
            "`~` is not how many other words a phrase may have between; write \"several words\"~3, at most ~50",
        );
        check_mistake(
            "a^0",
            "^0",
            "`^0` is not how many times as much it counts; write word^2 or word^0.5, from ^0.01 to ^100",
        );
        check_mistake(
            "a *",
            "*",
            "`*` alone stands for every word; write some letters of the word, such as brib*, or leave it out",
        );
        check_mistake(
            "person:soll*",
            "person:soll*",
            "`person:` takes whole words, without `*`; write person:word, or the beginning without the field",
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
                let corrected = error.corrected(&text);
                prop_assert!(corrected.is_none_or(|corrected| parse(&corrected).is_ok()));
                prop_assert!(text.get(error.span).is_some());
            }
        }

        #[test]
        fn what_is_written_is_understood_the_same_way(
            words in prop::collection::vec(
                prop::sample::select(vec![
                    "ferry", "(", ")", "OR", "AND", "NOT", "-", "\"", "title:", "person:", "al-Assad",
                    "date:2017", "date:2016..", "in:removed", "removed:", "\"bow door\"", "&", "site:x.example", "Élysée", "10:30",
                    "NEAR/5", "BEFORE/2", "[person]", "brib*", "=US", "sollis~", "^2", "~3", "+", "/a+/", "person:(",
                    "title:(", "about:x", "person:*",
                ]),
                0..12,
            ),
            spaces in prop::bool::ANY,
        ) {
            let text = words.join(if spaces { " " } else { "" });
            match parse(&text) {
                Ok(Parsed { query, .. }) => {
                    let written = query.to_string();
                    let again = parse(&written).map(|parsed| parsed.query);
                    prop_assert_eq!(again, Ok(query), "{}", written);
                }
                Err(error) => {
                    let corrected = error.corrected(&text);
                    prop_assert!(corrected.is_none_or(|corrected| parse(&corrected).is_ok()));
                }
            }
        }
    }
}
