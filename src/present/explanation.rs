//! The sum of a score, for a person: a line for each part of the query.

use std::io::{self, Write};

use super::terminal::{Terminal, grouped, safe_line};
use crate::query::plan::Aspect;
use crate::search::Marked;
use crate::search::explain::{Explanation, ScorePart};

/// Columns before the lines of a hit.
const INDENT: usize = 5;

impl Terminal {
    /// Writes a score and its parts, each with what made it.
    pub fn write_explanation(
        self,
        out: &mut dyn Write,
        score: f32,
        explanation: &Explanation,
    ) -> io::Result<()> {
        let (words, average) = (explanation.words, explanation.average_words);
        let head = format!("score {score:.3}; {words} words count, on average {average:.0}");
        self.write_words(out, &head, INDENT)?;
        for part in &explanation.parts {
            let line = format!("{:.3}  {}", part.score, words_of(part));
            self.write_words(out, &line, INDENT + 2)?;
        }
        Ok(())
    }

    fn write_words(self, out: &mut dyn Write, words: &str, indent: usize) -> io::Result<()> {
        let words = Marked {
            text: safe_line(words).into_owned(),
            marks: Vec::new(),
        };
        self.write_wrapped(out, &words, indent)
    }
}

/// `ferry: 4 times, 1 in the title; in 12 articles; counted 0.2 times`.
fn words_of(part: &ScorePart) -> String {
    let query = &part.query;
    let place = match (part.aspect, part.times, part.times_in_title) {
        (Some(Aspect::Exact), ..) => {
            return format!("{query}: the word itself is above all others");
        }
        (Some(Aspect::Recent), ..) => return "its date, the newer the more".to_owned(),
        (Some(Aspect::Kin), ..) => {
            return format!("words that begin like these: {}", part.words.join(", "));
        }
        (Some(Aspect::Company), ..) => {
            return format!("words of the best articles: {}", part.words.join(", "));
        }
        (Some(Aspect::Similar), ..) => format!("{query}: words like it"),
        (_, 0, _) => query.to_string(),
        (_, 1, 0) => format!("{query}: once"),
        (_, 1, _) => format!("{query}: once, in the title"),
        (_, times, 0) => format!("{query}: {times} times"),
        (_, times, title) => format!("{query}: {times} times, {title} in the title"),
    };
    let articles = match part.articles {
        1 => "in this article alone".to_owned(),
        articles => format!("in {} articles", grouped(articles)),
    };
    match part.factor {
        1.0 => format!("{place}; {articles}"),
        factor => format!("{place}; {articles}; counted {factor} times"),
    }
}
