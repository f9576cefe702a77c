//! `what stands between two words → whether a sentence begins`.
//!
//! Good enough for "in the same sentence" searches: a terminator, white space, and a word that
//! could begin a sentence. Initials and the usual abbreviations (`J. Smith`, `Mr. Smith`,
//! `Feb. 26`) end none.

use std::ops::Range;

use super::Words;

/// Whether the word at `next` begins a sentence, given the word before it and the text between
/// them.
pub fn sentence_begins(previous: &str, between: &str, next: &str) -> bool {
    let Some(terminator) = between.find(['.', '!', '?', '…', '。', '！', '？']) else {
        return false;
    };
    let after = &between[terminator..];
    if after.starts_with(['。', '！', '？']) {
        return true;
    }
    if !after.contains(char::is_whitespace) || next.starts_with(char::is_lowercase) {
        return false;
    }
    !(after.starts_with('.') && is_abbreviation(previous))
}

/// Whether a paragraph begins behind this text between two words.
pub fn paragraph_begins(between: &str) -> bool {
    between.contains("\n\n")
}

/// The sentences of a part of a text, in order, without the blanks around them. A paragraph begins a
/// sentence too. The part must lie on character boundaries, else it has none.
pub fn sentences(text: &str, part: Range<usize>) -> Vec<Range<usize>> {
    let base = part.start;
    let Some(text) = text.get(part) else {
        return Vec::new();
    };
    let mut starts = Vec::new();
    let mut words = Words::new(text);
    let mut last: Option<Range<usize>> = None;
    while let Some(span) = words.next_span() {
        match &last {
            None => starts.push(0),
            // A quotation mark or a parenthesis before the first word belongs to its sentence.
            Some(last) => {
                let between = &text[last.end..span.start];
                if paragraph_begins(between)
                    || sentence_begins(&text[last.clone()], between, &text[span.start..])
                {
                    let blank = between.rfind(char::is_whitespace);
                    let after = blank.map_or(between, |at| &between[at..]);
                    starts.push(span.start - after.trim_start().len());
                }
            }
        }
        last = Some(span);
    }
    let ends = starts.iter().skip(1).copied().chain([text.len()]);
    let trimmed = starts.iter().zip(ends).map(|(start, end)| {
        let sentence = &text[*start..end];
        let blank = sentence.len() - sentence.trim_start().len();
        let start = base + start + blank;
        start..start + sentence.trim().len()
    });
    trimmed.collect()
}

const ABBREVIATIONS: [&str; 37] = [
    "mr", "mrs", "ms", "dr", "prof", "st", "gen", "col", "lt", "sgt", "capt", "sen", "rep", "gov",
    "rev", "jr", "sr", "vs", "no", "nr", "inc", "corp", "ltd", "co", "jan", "feb", "mar", "apr",
    "jun", "jul", "aug", "sep", "sept", "oct", "nov", "dec", "ave",
];

fn is_abbreviation(word: &str) -> bool {
    let is_initial =
        word.chars().nth(1).is_none() && !word.starts_with(|c: char| c.is_ascii_digit());
    is_initial
        || ABBREVIATIONS
            .iter()
            .any(|abbreviation| abbreviation.eq_ignore_ascii_case(word))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_full_stop_and_a_capital_begin_a_sentence() {
        assert!(sentence_begins("sank", ". ", "The"));
        assert!(sentence_begins("said", ".\" ", "He"));
        assert!(sentence_begins("京", "。", "東"));
    }

    #[test]
    fn a_text_is_cut_into_its_sentences() {
        let text = "x The ship sank. \"Nobody came,\" he said at 3.5 p.m.\n\n“Help!” cried Mr. Haas. (He is 43.) ";
        let found = sentences(text, 2..text.len());
        let found: Vec<&str> = found.into_iter().map(|span| &text[span]).collect();
        assert_eq!(
            found,
            [
                "The ship sank.",
                "\"Nobody came,\" he said at 3.5 p.m.",
                "“Help!” cried Mr. Haas.",
                "(He is 43.)",
            ]
        );
        assert!(sentences("", 0..0).is_empty());
        assert!(sentences("é", 1..2).is_empty());
    }

    #[test]
    fn abbreviations_and_points_inside_begin_none() {
        assert!(!sentence_begins("Mr", ". ", "Dravec"));
        assert!(!sentence_begins("j", ". ", "Smith"));
        assert!(!sentence_begins("example", ".", "com"));
        assert!(!sentence_begins("crowns", ", ", "The"));
    }
}
