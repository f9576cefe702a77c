//! `tokens + labels → labels`: names that the text itself defines, `Front of Quiet Rivers (FQR)`.
//!
//! Words with capitals whose initials are the acronym in brackets behind them are a name even where
//! the model saw none, and so is the acronym wherever it stands (Schwartz and Hearst 2003).

use std::ops::Range;

use rustc_hash::FxHashSet;

use super::labels::{Class, Label, OUTSIDE, labels_of, names_of};

/// Letters of an acronym.
const LETTERS: Range<usize> = 2..9;

/// Words without a capital that a name may have between others.
const SMALL: [&str; 8] = ["of", "the", "for", "and", "de", "in", "on", "to"];

/// Labels the names that a text defines and that have no label yet.
pub fn define(tokens: &[&str], sentences: &[Range<usize>], labels: &mut [Label]) {
    let mut acronyms: FxHashSet<&str> = FxHashSet::default();
    for sentence in sentences {
        for open in sentence.clone() {
            let [Some("("), Some(acronym), Some(")")] =
                [0, 1, 2].map(|at| tokens.get(open + at).copied())
            else {
                continue;
            };
            let Some(name) = spelt(tokens, sentence.start..open, acronym) else {
                continue;
            };
            let free =
                |span: &Range<usize>| labels[span.clone()].iter().all(|label| *label == OUTSIDE);
            if free(&name) {
                let acronym_span = open + 1..open + 2;
                let known = names_of(&labels[acronym_span.clone()])
                    .first()
                    .map(|name| name.1);
                for span in [name, acronym_span] {
                    let length = span.len();
                    let class = known.unwrap_or(Class::Org);
                    for (label, new) in labels[span].iter_mut().zip(labels_of(class, length)) {
                        *label = new;
                    }
                }
                acronyms.insert(acronym);
            }
        }
    }
    if acronyms.is_empty() {
        return;
    }
    for (token, label) in tokens.iter().zip(labels) {
        if *label == OUTSIDE
            && acronyms.contains(token)
            && let Some(unit) = labels_of(Class::Org, 1).next()
        {
            *label = unit;
        }
    }
}

/// The words before an acronym whose initials it is.
fn spelt(tokens: &[&str], before: Range<usize>, acronym: &str) -> Option<Range<usize>> {
    let letters: Vec<char> = acronym.chars().collect();
    if !LETTERS.contains(&letters.len()) || !letters.iter().all(|c| c.is_uppercase()) {
        return None;
    }
    let mut rest = letters.as_slice();
    for at in before.clone().rev() {
        let token = tokens[at];
        match rest.split_last() {
            Some((last, others)) if token.starts_with(*last) => {
                rest = others;
                if rest.is_empty() {
                    return Some(at..before.end);
                }
            }
            _ if SMALL.contains(&token) && at + 1 < before.end => {}
            _ => return None,
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn initials_in_brackets_make_a_name_of_the_words_before() {
        let text = "the Front of Quiet Rivers ( FQR ) left and the FQR came ( PM )";
        let tokens: Vec<&str> = text.split(' ').collect();
        let mut labels = vec![OUTSIDE; tokens.len()];
        let whole = 0..tokens.len();
        define(&tokens, std::slice::from_ref(&whole), &mut labels);
        let spans: Vec<Range<usize>> = names_of(&labels)
            .into_iter()
            .map(|(span, _)| span)
            .collect();
        assert_eq!(spans, [1..5, 6..7, 11..12]);
    }
}
