//! `a name in its sentence → what stands beside it in apposition`: `Russian Ambassador to Syria`,
//! `the Syrian President`, `head of the Sound Ferry Authority`.
//!
//! An apposition stands right before the name, or behind a comma after it, and has a noun that says
//! what somebody or something is. The nouns are listed: a phrase without one of them is none. They
//! are English; of German, French, Spanish and Italian there are those that stand before a name.

use std::ops::Range;

use lists::WORDS;

mod lists;

/// Words of an apposition: more are a clause of their own.
const WORDS_MAX: usize = 12;

/// Words before a noun that need not be known, where an article begins the phrase: `the Syrian state
/// news agency`.
const UNKNOWN_MAX: usize = 3;

/// What stands beside the name at `span` in apposition, without its article: byte ranges of the text.
/// Names of places and peoples stand before others as attributes, if `is_attribute` says that this is
/// one of them. Both ranges must lie on character boundaries; else there is nothing.
pub fn roles(
    text: &str,
    sentence: Range<usize>,
    span: &Range<usize>,
    is_attribute: bool,
) -> Vec<Range<usize>> {
    let mut roles = Vec::new();
    // In `Deputy Vellish Trade Envoy` the role is not of the name, which tells more of it.
    let is_attribute = is_attribute
        && (text.get(span.end..))
            .and_then(|after| after.strip_prefix(' '))
            .is_some_and(|after| after.starts_with(char::is_alphabetic));
    if !is_attribute && let Some(before) = text.get(sentence.start..span.start) {
        let base = sentence.start;
        let found = before_name(before);
        roles.extend(found.map(|found| base + found.start..base + found.end));
    }
    if let Some(after) = text.get(span.end..sentence.end) {
        if after.starts_with([',', '.', ';', ')'])
            && let Some(before) = text.get(sentence.start..span.start)
        {
            let base = sentence.start;
            let found = before_comma(before);
            roles.extend(found.map(|found| base + found.start..base + found.end));
        }
        let found = after_name(after);
        roles.extend(found.map(|found| span.end + found.start..span.end + found.end));
    }
    roles
}

/// A word of a phrase.
struct Word<'a> {
    span: Range<usize>,
    printed: &'a str,
    lower: String,
}

impl Word<'_> {
    fn is_capitalised(&self) -> bool {
        self.printed.starts_with(char::is_uppercase)
    }
}

/// The words of a phrase, cut at blanks, to the first sign that ends it.
fn words(text: &str) -> Vec<Word<'_>> {
    let mut words = Vec::new();
    let mut at = 0;
    for printed in text.split(' ') {
        let start = at;
        at += printed.len() + 1;
        let is_part = |c: char| c.is_alphanumeric() || matches!(c, '-' | '\'' | '’' | '.' | '&');
        let is_word = !printed.is_empty() && printed.chars().all(is_part);
        if !is_word {
            // Of a word with a sign behind it, what is before the sign.
            let end = printed.find(|c| !is_part(c)).unwrap_or(printed.len());
            if end > 0 {
                words.push(word(start, &printed[..end]));
            }
            break;
        }
        words.push(word(start, printed));
        if words.len() > 2 * WORDS_MAX {
            break;
        }
    }
    words
}

fn word(start: usize, printed: &str) -> Word<'_> {
    let bare = printed.trim_end_matches('.');
    let possessive = bare.strip_suffix("'s").or(printed.strip_suffix("’s"));
    Word {
        span: start..start + printed.len(),
        printed,
        lower: possessive.unwrap_or(bare).to_lowercase(),
    }
}

/// The words right before a name, the last one first, to the first sign between them.
fn words_before(text: &str) -> Vec<Word<'_>> {
    let mut words = Vec::new();
    let mut end = text.len();
    while let Some(rest) = text.get(..end).and_then(|text| text.strip_suffix(' ')) {
        let start = rest.rfind(' ').map_or(0, |at| at + 1);
        let printed = &rest[start..];
        let is_part = |c: char| c.is_alphanumeric() || matches!(c, '-' | '\'' | '’' | '&');
        let printed_end = rest.len();
        let is_word = !printed.is_empty() && printed.chars().all(is_part);
        if !is_word || words.len() > WORDS_MAX {
            // A quotation mark or a parenthesis may stand before the first word.
            let from = printed
                .rfind(|c| !is_part(c))
                .map(|at| at + printed[at..].chars().next().map_or(1, char::len_utf8));
            if let Some(from) = from
                && from < printed.len()
            {
                words.push(word(start + from, &printed[from..]));
            }
            break;
        }
        debug_assert_eq!(printed_end, start + printed.len());
        words.push(word(start, printed));
        end = start;
    }
    words
}

fn before_name(text: &str) -> Option<Range<usize>> {
    let lists = &*WORDS;
    let words = words_before(text);
    let last = words.first()?;
    // `head of the Sound Ferry Authority Adela Quist`: the noun stands before its complement.
    let mut taken = 0;
    let mut has_noun = false;
    for (at, word) in words.iter().enumerate().take(WORDS_MAX) {
        let lower = word.lower.as_str();
        let is_opener = word.span.start == 0 && lists.openers.contains(lower);
        if is_opener || lists.stops.contains(lower) || lists.verbs.contains(lower) {
            break;
        }
        let is_noun = match at {
            0 => is_nearest_noun(word),
            _ => lists.is_noun(lower),
        };
        if is_noun {
            (has_noun, taken) = (true, at + 1);
        } else if lists.links.contains(lower) {
            // Only a complement has its noun before it.
            if at == 0 || is_nearest_noun(last) {
                break;
            }
        } else if word.is_capitalised() {
            if has_noun {
                taken = at + 1;
            }
        } else if lists.determiners.contains(lower) {
            break;
        } else if lists.modifiers.contains(lower) {
            if has_noun {
                taken = at + 1;
            }
        } else {
            // Words that are not known are taken only as a whole, from the article on.
            if has_noun && let Some(first) = from_article(&words, at) {
                taken = first;
            }
            break;
        }
    }
    if !has_noun {
        return None;
    }
    // What begins with a word that joins begins behind it; so does what follows an `and`.
    let mut taken = &words[..taken];
    if let Some(and) = taken.iter().position(|word| word.lower == "and") {
        let (head, _) = taken.split_at(and);
        if head.iter().any(|word| lists.is_noun(&word.lower)) {
            taken = head;
        }
    }
    while let Some((first, rest)) = taken.split_last()
        && (lists.links.contains(first.lower.as_str())
            || lists.determiners.contains(first.lower.as_str()))
    {
        taken = rest;
    }
    let is_role = taken
        .iter()
        .any(|word| lists.is_noun(&word.lower) || lists.foreign.contains(word.lower.as_str()));
    // Without a complement the noun stands right before the name.
    let is_complete = {
        let nearest = taken.first()?;
        is_nearest_noun(nearest)
            || (nearest.is_capitalised()
                && taken
                    .iter()
                    .any(|word| matches!(word.lower.as_str(), "of" | "to" | "for")))
    };
    let first = taken.last()?;
    (is_role && is_complete).then_some(first.span.start..last.span.end)
}

/// What stands before the comma before a name: `The director, Edda Finch-Moreau, …`. It begins with
/// an article, else it is part of an enumeration.
fn before_comma(text: &str) -> Option<Range<usize>> {
    let lists = &*WORDS;
    let text = text.strip_suffix(", ")?;
    let sign = text.rfind([',', ';', ':', '(', '“', '"', '—', '–']);
    let start = sign.map_or(0, |at| {
        at + text[at..].chars().next().map_or(1, char::len_utf8)
    });
    let start = text.len() - text.get(start..)?.trim_start().len();
    let words = words(text.get(start..)?);
    let (article, phrase) = words.split_first()?;
    let (first, last) = (phrase.first()?, phrase.last()?);
    let is_whole = start + last.span.end == text.len();
    let of = phrase.iter().position(|word| word.lower == "of");
    let noun = of.unwrap_or(phrase.len()).checked_sub(1)?;
    let is_complete = phrase
        .get(noun)
        .is_some_and(|word| lists.is_noun(&word.lower));
    let is_clause = |word: &Word| {
        let lower = word.lower.as_str();
        lists.stops.contains(lower) || lists.verbs.contains(lower)
    };
    let is_role = is_whole
        && is_complete
        && noun <= UNKNOWN_MAX
        && phrase.len() <= WORDS_MAX
        && lists.determiners.contains(article.lower.as_str())
        && !phrase.iter().any(is_clause);
    is_role.then_some(start + first.span.start..start + last.span.end)
}

/// Whether a word right before a name says what it is, and is not the end of another name.
fn is_nearest_noun(word: &Word) -> bool {
    let lists = &*WORDS;
    let lower = word.lower.as_str();
    // `a major Kessarian port` is no officer's.
    if lower == "major" && !word.is_capitalised() {
        return false;
    }
    let is_name = word.is_capitalised() && lists.things.contains(lower);
    (lists.is_noun(lower) || lists.foreign.contains(lower)) && !is_name
}

/// How many words there are to the article before some that are not known, if there is one near.
fn from_article(words: &[Word], unknown: usize) -> Option<usize> {
    let lists = &*WORDS;
    for (at, word) in words.iter().enumerate().skip(unknown).take(UNKNOWN_MAX + 1) {
        let lower = word.lower.as_str();
        if lists.determiners.contains(lower) {
            return Some(at);
        }
        if lists.stops.contains(lower) || lists.verbs.contains(lower) || lists.links.contains(lower)
        {
            return None;
        }
    }
    None
}

fn after_name(text: &str) -> Option<Range<usize>> {
    let lists = &*WORDS;
    let mut rest = text.strip_prefix(", ")?;
    let mut base = 2;
    // `Dravec, 61, the owner of the line, …`
    if let Some((age, behind)) = rest.split_once(", ")
        && age.len() <= 3
        && age.bytes().all(|byte| byte.is_ascii_digit())
    {
        base += age.len() + 2;
        rest = behind;
    }
    let words = words(rest);
    let mut taken = 0;
    let mut noun = None;
    for (at, word) in words.iter().enumerate().take(WORDS_MAX) {
        let lower = word.lower.as_str();
        let is_first_determiner = at == 0 && lists.determiners.contains(lower);
        if lists.verbs.contains(lower) {
            return None;
        }
        let is_part = lists.links.contains(lower) || lists.determiners.contains(lower);
        if !is_first_determiner && !is_part && lists.stops.contains(lower) {
            break;
        }
        if lower == "and" && noun.is_some() && !joins(&words, at) {
            break;
        }
        if noun.is_none() && lists.is_noun(lower) {
            noun = Some(at);
        }
        taken = at + 1;
    }
    let noun = noun?;
    let has_known_begin = words.iter().take(noun).all(|word| {
        let lower = word.lower.as_str();
        let known = [&lists.determiners, &lists.modifiers];
        word.is_capitalised() || known.iter().any(|list| list.contains(lower))
    });
    // `an attempt to force …`: the noun is none that the name is.
    let is_complement = words
        .iter()
        .take(noun)
        .any(|word| lists.links.contains(word.lower.as_str()) && word.lower != "the");
    let begins_with_article = words
        .first()
        .is_some_and(|word| lists.determiners.contains(word.lower.as_str()));
    if is_complement || noun > UNKNOWN_MAX + 2 || !(has_known_begin || begins_with_article) {
        return None;
    }
    // An enumeration goes on behind a name: `Dravec, Minister Marandt and the judge`.
    let mut taken = &words[..taken];
    while let Some((last, before)) = taken.split_last()
        && (lists.links.contains(last.lower.as_str())
            || lists.determiners.contains(last.lower.as_str()))
    {
        taken = before;
    }
    let article = usize::from(begins_with_article);
    let first = taken.get(article)?;
    let last = taken.last()?;
    let names_another =
        !begins_with_article && noun + 1 < taken.len() && taken[noun + 1].is_capitalised();
    if names_another || taken.len() <= noun {
        return None;
    }
    let end = base + last.span.end;
    let end = match text.get(..end).is_some_and(|text| text.ends_with('.')) {
        true => end - 1,
        false => end,
    };
    Some(base + first.span.start..end)
}

/// Whether an `and` joins two nouns of one phrase: `founder and owner of the line`.
fn joins(words: &[Word], and: usize) -> bool {
    let lists = &*WORDS;
    let is_small = |word: &Word| {
        !word.is_capitalised()
            && (lists.is_noun(&word.lower) || lists.modifiers.contains(word.lower.as_str()))
    };
    words.get(and + 1).is_some_and(is_small)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The roles of the name in brackets.
    fn told(text: &str) -> Vec<String> {
        told_of(text, false)
    }

    fn told_of(text: &str, is_attribute: bool) -> Vec<String> {
        let start = text.find('[').unwrap();
        let end = text.find(']').unwrap() - 1;
        let plain = text.replace(['[', ']'], "");
        let found = roles(&plain, 0..plain.len(), &(start..end), is_attribute);
        found
            .into_iter()
            .map(|span| plain[span].to_owned())
            .collect()
    }

    #[test]
    fn what_stands_before_a_name() {
        assert_eq!(
            told("Kessarian Ambassador to Velland [Anton Grell] left."),
            ["Kessarian Ambassador to Velland"]
        );
        assert_eq!(
            told("On Monday the Vellish President [Graun] spoke."),
            ["Vellish President"]
        );
        assert_eq!(
            told("It was said by energy minister [Ilse Marandt] in Tresk."),
            ["energy minister"]
        );
        assert_eq!(
            told("The head of the Sound Ferry Authority [Adela Quist] resigned."),
            ["head of the Sound Ferry Authority"]
        );
        assert_eq!(told("When President [Graun] came"), ["President"]);
        assert_eq!(told("so on Friday Justice [Sollis] came"), ["Justice"]);
        assert_eq!(
            told("the Vellish state news agency [VNA] wrote"),
            ["Vellish state news agency"]
        );
        assert_eq!(
            told("(former deputy prime minister [Stenne])"),
            ["former deputy prime minister"]
        );
        assert_eq!(
            told("Die Energieministerin [Ilse Marandt] sagte"),
            ["Energieministerin"]
        );
        assert_eq!(
            told("the sinking of the ferry [Saint Orla] in January"),
            ["ferry"]
        );
    }

    #[test]
    fn what_stands_behind_a_name() {
        assert_eq!(
            told("[Mirela Haas], spokeswoman of the Orrin movement, said no."),
            ["spokeswoman of the Orrin movement"]
        );
        assert_eq!(
            told("[Josef Lindqvar], 58, the master of the ferry, was saved."),
            ["master of the ferry"]
        );
        assert_eq!(
            told("by [Viktor Dravec], the shipowner who sold it."),
            ["shipowner"]
        );
        assert_eq!(
            told("a letter of [Gregor Plume], a retired surveyor."),
            ["retired surveyor"]
        );
        assert_eq!(
            told("[Tidemark Leasing], a subsidiary of Northgate, paid."),
            ["subsidiary of Northgate"]
        );
        assert_eq!(
            told("[Dravec], founder and owner of the line, wept."),
            ["founder and owner of the line"]
        );
    }

    #[test]
    fn what_stands_before_a_name_and_a_comma() {
        for (text, role) in [
            (
                "The director, [Edda Finch-Moreau], has left it.",
                "director",
            ),
            ("On Monday the company's lawyer, [Elm], said no.", ""),
            (
                "On Monday, the company's lawyer, [Elm], said no.",
                "company's lawyer",
            ),
            ("He blamed the minister, [Haas].", ""),
            ("Lindqvar, the master, [Haas] and Graun", ""),
        ] {
            assert_eq!(told(text).concat(), role, "{text}");
        }
    }

    #[test]
    fn what_is_no_apposition() {
        for text in [
            "[Haas], Marandt and Graun came.",
            "[Haas], Minister Marandt and Graun came.",
            "[Haas], who was a minister, left.",
            "He said [Haas] left.",
            "The minister said [Haas] left.",
            "But in Tresk [Haas] was not known.",
            "[Haas], on the other hand, stayed.",
            "[Haas], it is said, was a judge.",
            "The minister met [Haas].",
            "the chief of the inquiry into [Northgate]",
            "[Haas]",
            "in [Tresk], a senior ministry official said.",
            "[Northgate], an attempt to force the union",
            "a supplier to [Northgate]",
        ] {
            assert_eq!(told(text), [""; 0], "{text}");
        }
    }

    #[test]
    fn what_a_place_is_an_attribute_of_is_no_role_of_it() {
        let attribute = "the deputy [Tresk] harbour master";
        assert_eq!(told_of(attribute, true), [""; 0]);
        let place = "the Vellish capital [Tresk], where";
        assert_eq!(told_of(place, true), ["Vellish capital"]);
    }

    #[test]
    fn any_text_and_any_span_is_no_panic() {
        for text in [
            "",
            " ",
            ", ",
            "é ",
            ", é",
            ", 5, ",
            "a  b ",
            "“é [x]",
            ", the , the ",
        ] {
            for start in 0..=text.len() {
                for end in start..=text.len() + 1 {
                    roles(text, 0..text.len(), &(start..end), false);
                }
            }
        }
    }
}
