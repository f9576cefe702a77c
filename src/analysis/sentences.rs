//! `what stands between two words → whether a sentence begins`.
//!
//! Good enough for "in the same sentence" searches: a terminator, white space, and a word that
//! could begin a sentence. Initials and the usual abbreviations (`J. Smith`, `Mr. Smith`,
//! `Feb. 26`) end none.

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
    fn abbreviations_and_points_inside_begin_none() {
        assert!(!sentence_begins("Mr", ". ", "Dravec"));
        assert!(!sentence_begins("j", ". ", "Smith"));
        assert!(!sentence_begins("example", ".", "com"));
        assert!(!sentence_begins("crowns", ", ", "The"));
    }
}
