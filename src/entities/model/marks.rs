//! `marks that stand off + articles → columns`: for texts that may not be passed on with their
//! marks.
//!
//! A line is a sentence: the article, begin and end of the sentence, and begin, end and type of
//! each name in it. Numbers count characters of the article's plain text; `⇥` is a tab:
//!
//! ```text
//! 18480293 ⇥ 178-253 ⇥ 178-181:ORG 227-252:PER
//! ```

use std::ops::Range;

use rustc_hash::FxHashMap;

use super::conll::DOCUMENT;
use super::labels::Class;
use super::tokens::Tokens;

/// The marks of an article.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ArticleMarks {
    pub article: String,
    sentences: Vec<Sentence>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct Sentence {
    span: Range<usize>,
    names: Vec<(Range<usize>, Class)>,
}

/// A line that is none of marks.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "line {line}: {what}; a line of marks has an article, a tab, the sentence as BEGIN-END, a tab, and its names as BEGIN-END:TYPE with blanks between"
)]
pub struct WrongMark {
    /// Counted from 1.
    pub line: usize,
    pub what: String,
}

/// What became of the marks of some articles.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Joined {
    pub articles: usize,
    pub sentences: usize,
    pub names: usize,
    /// Sentences that their article does not have, or not so.
    pub unfit: usize,
}

/// Reads marks; articles come in the order in which they first occur.
pub fn parse(text: &str) -> Result<Vec<ArticleMarks>, WrongMark> {
    let mut articles: Vec<ArticleMarks> = Vec::new();
    let mut places: FxHashMap<&str, usize> = FxHashMap::default();
    for (line, text) in (1..).zip(text.lines()) {
        if text.trim().is_empty() {
            continue;
        }
        let wrong = |what: String| WrongMark { line, what };
        let mut columns = text.split('\t');
        let article = columns.next().unwrap_or_default();
        let span = columns.next().unwrap_or_default();
        let span = range(span).ok_or_else(|| wrong(format!("`{span}` is no sentence")))?;
        let mut names = Vec::new();
        for mark in columns.next().unwrap_or_default().split_whitespace() {
            names.push(name(mark).ok_or_else(|| wrong(format!("`{mark}` marks no name")))?);
        }
        let place = *places.entry(article).or_insert(articles.len());
        if place == articles.len() {
            articles.push(ArticleMarks {
                article: article.to_owned(),
                sentences: Vec::new(),
            });
        }
        articles[place].sentences.push(Sentence { span, names });
    }
    Ok(articles)
}

fn range(text: &str) -> Option<Range<usize>> {
    let (begin, end) = text.split_once('-')?;
    let (begin, end) = (begin.parse().ok()?, end.parse().ok()?);
    (begin < end).then_some(begin..end)
}

fn name(mark: &str) -> Option<(Range<usize>, Class)> {
    let (span, class) = mark.split_once(':')?;
    let class = Class::ALL.into_iter().find(|c| c.name() == class)?;
    Some((range(span)?, class))
}

impl ArticleMarks {
    /// Writes the sentences of the article, of which this is the text, as columns. One in which a
    /// name does not begin and end with a token is left out: it is of another text.
    pub fn write(&self, text: &str, out: &mut String, joined: &mut Joined) {
        let mut bytes: Vec<usize> = text.char_indices().map(|(at, _)| at).collect();
        bytes.push(text.len());
        let span = |chars: &Range<usize>| Some(*bytes.get(chars.start)?..*bytes.get(chars.end)?);
        out.push_str(&format!("{DOCUMENT}\tO\tO\n\n"));
        joined.articles += 1;
        for sentence in &self.sentences {
            let rows = span(&sentence.span).and_then(|part| {
                let names = sentence.names.iter();
                let names = names.map(|(chars, class)| Some((span(chars)?, *class)));
                rows(text, part, &names.collect::<Option<Vec<_>>>()?)
            });
            match rows {
                Some(rows) => {
                    out.push_str(&rows);
                    out.push('\n');
                    joined.sentences += 1;
                    joined.names += sentence.names.len();
                }
                None => joined.unfit += 1,
            }
        }
    }
}

/// The rows of a sentence, whose names are given by bytes of the text.
fn rows(text: &str, part: Range<usize>, names: &[(Range<usize>, Class)]) -> Option<String> {
    let mut tokens = Tokens::default();
    tokens.add(text, part.clone());
    let mut rows = String::new();
    let mut names = names.iter().peekable();
    let mut inside: Option<(usize, Class)> = None;
    for token in &tokens.tokens {
        let Range { start, end } = token.span();
        let prefix = match (inside, names.peek()) {
            (Some(_), _) => "I",
            (None, Some((name, class))) if name.start == start => {
                inside = Some((name.end, *class));
                names.next();
                "B"
            }
            (None, Some((name, _))) if name.start < end => return None,
            _ => "O",
        };
        let surface = token.text(text);
        match inside {
            Some((_, class)) => rows.push_str(&format!(
                "{surface}\t{prefix}-{}\t{prefix}-{}\n",
                class.coarse(),
                class.name()
            )),
            None => rows.push_str(&format!("{surface}\tO\tO\n")),
        }
        match inside {
            Some((name_end, _)) if name_end < end => return None,
            Some((name_end, _)) if name_end == end => inside = None,
            _ => {}
        }
    }
    let is_whole = inside.is_none() && names.peek().is_none() && !rows.is_empty();
    is_whole.then_some(rows)
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "Über the Sound. Ilse Marandt left Upper Orrin.";

    fn joined(marks: &str) -> (String, Joined) {
        let (mut out, mut joined) = (String::new(), Joined::default());
        for marks in parse(marks).unwrap() {
            marks.write(TEXT, &mut out, &mut joined);
        }
        (out, joined)
    }

    #[test]
    fn numbers_count_characters() {
        let (columns, joined) = joined("7\t16-46\t16-28:PER 34-45:GPE\n");
        assert_eq!(
            columns,
            "-DOCSTART-\tO\tO\n\nIlse\tB-PER\tB-PER\nMarandt\tI-PER\tI-PER\nleft\tO\tO\n\
             Upper\tB-LOC\tB-GPE\nOrrin\tI-LOC\tI-GPE\n.\tO\tO\n\n"
        );
        assert_eq!((joined.sentences, joined.names, joined.unfit), (1, 2, 0));
    }

    #[test]
    fn what_is_of_another_text_is_left_out() {
        for marks in [
            "7\t16-460\t",
            "7\t16-46\t17-28:PER",
            "7\t16-46\t16-27:PER",
            "7\t16-46\t3-8:PER",
            "7\t16-46\t34-90:PER",
        ] {
            let (columns, joined) = joined(marks);
            assert_eq!(columns, "-DOCSTART-\tO\tO\n\n", "{marks}");
            assert_eq!((joined.sentences, joined.unfit), (0, 1), "{marks}");
        }
    }

    #[test]
    fn a_wrong_line_has_its_number() {
        for marks in ["7\t16-46\n\n7\t46-16\t", "7\t1-2\n\n7\t1-2\t1-2:SHIP"] {
            assert_eq!(parse(marks).unwrap_err().line, 3);
        }
    }
}
