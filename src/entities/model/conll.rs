//! CoNLL columns: a token a line, columns parted by tabs, an empty line after each sentence,
//! `-DOCSTART-` before each article.

use super::labels::{Class, Label, LabelSet, OUTSIDE, labels_of};

/// The sentences of an article, with what their tokens may be.
#[derive(Debug, Clone, Default)]
pub struct Document {
    pub sentences: Vec<Marked>,
}

impl Document {
    /// Whether a name is marked in it.
    pub fn has_names(&self) -> bool {
        let mut tags = self.sentences.iter().flat_map(|sentence| &sentence.coarse);
        tags.any(|tag| tag != "O")
    }
}

/// A sentence with marks.
#[derive(Debug, Clone, Default)]
pub struct Marked {
    pub tokens: Vec<String>,
    pub allowed: Vec<LabelSet>,
    /// The coarse tags as they stand in the file.
    pub coarse: Vec<String>,
}

/// What a line before each article begins with.
pub const DOCUMENT: &str = "-DOCSTART-";

/// Why a file is not one of columns, or not one to learn from or to compare with.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NotColumns {
    #[error("no token is in it")]
    Empty,
    #[error("line {0} is text and no token")]
    Text(usize),
    #[error("the columns of line {0} have blanks between them, and no tabs")]
    Blanks(usize),
    #[error("line {line}: `{tag}` is no tag")]
    Tag { line: usize, tag: String },
    #[error("no name is marked in it")]
    Unmarked,
}

/// How a file of columns is written.
pub const COLUMNS: &str = "write a token a line and an empty line after each sentence, and behind each token a tab and its tag: B-PER where a person's name begins and I-PER where it goes on, likewise ORG, LOC and MISC, and O for no name";

/// Makes sure that a text is columns.
pub fn check(text: &str) -> Result<(), NotColumns> {
    let mut rows = 0;
    for (line, row) in (1..).zip(text.lines()) {
        if row.is_empty() || row.starts_with(DOCUMENT) {
            continue;
        }
        rows += 1;
        let mut columns = row.split('\t');
        let token = columns.next().unwrap_or_default();
        match columns.next() {
            Some(tag) if is_tag(tag) => {}
            Some(tag) => {
                let tag = tag.chars().take(40).collect();
                return Err(NotColumns::Tag { line, tag });
            }
            // Some sets have numbers with a blank in them.
            None => match token.trim().rsplit_once(' ') {
                None => {}
                Some((_, last)) if is_tag(last) => return Err(NotColumns::Blanks(line)),
                Some(_) => return Err(NotColumns::Text(line)),
            },
        }
    }
    if rows == 0 {
        return Err(NotColumns::Empty);
    }
    Ok(())
}

fn is_tag(tag: &str) -> bool {
    tag == "O" || matches!(tag.split_once('-'), Some(("B" | "I", kind)) if !kind.is_empty())
}

/// The tokens of lines, by sentence.
pub fn read_tokens<'t>(lines: &[&'t str]) -> Vec<Vec<&'t str>> {
    let sentences = lines.split(|line| line.is_empty() || line.starts_with(DOCUMENT));
    sentences
        .filter(|lines| !lines.is_empty())
        .map(|lines| {
            lines
                .iter()
                .map(|line| line.split('\t').next().unwrap_or(""))
                .collect()
        })
        .collect()
}

/// Sentences of one article: more are read as if another one began.
const DOCUMENT_SENTENCES_MAX: usize = 2_000;

/// What a tag of the fine column, and where it is unknown of the coarse one, may mean.
fn classes_of(coarse: &str, fine: &str) -> &'static [Class] {
    use Class::{Event, Fac, Gpe, Loc, Misc, Norp, Org, Per};
    match fine {
        "GPE" | "country" => &[Gpe],
        "FAC" => &[Fac],
        "NORP" | "norp" => &[Norp],
        "EVENT" | "event" | "election" => &[Event],
        _ => match coarse {
            "PER" => &[Per],
            "ORG" => &[Org],
            "LOC" => &[Gpe, Loc, Fac],
            _ => &[Norp, Event, Misc],
        },
    }
}

/// Reads a file of columns; `fine` says whether `LOC` and `MISC` in its fine column are the narrow
/// types of that name, which they are where `GPE` stands beside them.
pub fn read(text: &str) -> Vec<Document> {
    let fine = text.lines().any(|line| line.ends_with("\tB-GPE"));
    let mut documents = vec![Document::default()];
    let mut rows: Vec<(&str, &str, &str)> = Vec::new();
    for line in text.lines().chain([""]) {
        let starts = line.starts_with(DOCUMENT);
        if !line.is_empty() && !starts {
            let mut columns = line.split('\t');
            let token = columns.next().unwrap_or("");
            let coarse = columns.next().unwrap_or("O");
            rows.push((token, coarse, columns.next().unwrap_or(coarse)));
            continue;
        }
        if !rows.is_empty() {
            if let Some(document) = documents.last_mut() {
                document.sentences.push(marked(&rows, fine));
            }
            rows.clear();
        }
        let full = documents
            .last()
            .is_some_and(|d| d.sentences.len() >= DOCUMENT_SENTENCES_MAX);
        if starts || full {
            documents.push(Document::default());
        }
    }
    documents.retain(|document| !document.sentences.is_empty());
    documents
}

fn marked(rows: &[(&str, &str, &str)], fine: bool) -> Marked {
    let mut sentence = Marked::default();
    let mut at = 0;
    while at < rows.len() {
        let (_, coarse, fine_tag) = rows[at];
        let kind = coarse.get(2..).unwrap_or("");
        let mut end = at + 1;
        if coarse == "O" || kind.is_empty() {
            sentence.allowed.push(1 << OUTSIDE);
        } else {
            while rows
                .get(end)
                .is_some_and(|row| row.1.strip_prefix("I-") == Some(kind))
            {
                end += 1;
            }
            let tag = fine_tag.get(2..).unwrap_or("");
            let classes: &[Class] = match (fine, tag) {
                (true, "LOC") => &[Class::Loc],
                (true, "MISC") => &[Class::Misc],
                _ => classes_of(kind, tag),
            };
            let mut allowed = vec![0; end - at];
            for class in classes {
                for (set, label) in allowed.iter_mut().zip(labels_of(*class, end - at)) {
                    *set |= 1u64 << label;
                }
            }
            sentence.allowed.extend(allowed);
        }
        for (token, coarse, _) in &rows[at..end] {
            sentence.tokens.push((*token).to_owned());
            sentence.coarse.push((*coarse).to_owned());
        }
        at = end;
    }
    sentence
}

/// The tags of a row of labels: BIO, coarse and fine.
pub fn tags(labels: &[Label]) -> Vec<(String, String)> {
    let mut tags = vec![("O".to_owned(), "O".to_owned()); labels.len()];
    for (range, class) in super::labels::names_of(labels) {
        for at in range.clone() {
            let prefix = if at == range.start { "B" } else { "I" };
            tags[at] = (
                format!("{prefix}-{}", class.coarse()),
                format!("{prefix}-{}", class.name()),
            );
        }
    }
    tags
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_file_of_columns_is_told_with_its_line() {
        let tag = |line, tag: &str| NotColumns::Tag {
            line,
            tag: tag.to_owned(),
        };
        for (text, expected) in [
            ("-DOCSTART-\n\nIlse\tB-PER\n10 000\tO\n\n", Ok(())),
            ("Ilse\nMarandt\n", Ok(())),
            ("", Err(NotColumns::Empty)),
            ("-DOCSTART-\tO\n\n", Err(NotColumns::Empty)),
            ("Ilse\n\nShe left.\n", Err(NotColumns::Text(3))),
            ("Ilse NNP B-NP B-PER\n", Err(NotColumns::Blanks(1))),
            ("Ilse\tNNP\tB-PER\n", Err(tag(1, "NNP"))),
            ("Ilse\tB-\n", Err(tag(1, "B-"))),
        ] {
            assert_eq!(check(text), expected, "{text}");
        }
    }
}
