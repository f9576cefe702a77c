//! Names for a person: in the text of an article where they stand, and as lists.

use std::io::{self, Write};
use std::ops::Range;

use unicode_width::UnicodeWidthStr;

use super::terminal::{Terminal, grouped, safe, safe_line, wrap};
use crate::article::ArticleText;
use crate::entities::EntityType;
use crate::names::Name;
use crate::search::{Match, Named};

/// A name of an article.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ArticleName {
    pub id: Name,
    pub kind: EntityType,
    pub name: String,
    pub mentions: u64,
    /// Other forms that stand in the text, in its order.
    pub forms: Vec<String>,
}

/// The names of an article: by their types, of one type the most frequent first.
pub fn article_names(text: &ArticleText, named: &[Named]) -> Vec<ArticleName> {
    let mut names: Vec<ArticleName> = Vec::new();
    let mut places = rustc_hash::FxHashMap::default();
    for Named { mention, id, name } in named {
        let place = *places.entry(id).or_insert_with(|| {
            names.push(ArticleName {
                id: id.clone(),
                kind: mention.kind,
                name: name.clone(),
                mentions: 0,
                forms: Vec::new(),
            });
            names.len() - 1
        });
        let entry = &mut names[place];
        entry.mentions += 1;
        let surface = text.text.get(mention.span.clone()).unwrap_or_default();
        let surface = surface.split_whitespace().collect::<Vec<_>>().join(" ");
        if surface != entry.name && !entry.forms.contains(&surface) {
            entry.forms.push(surface);
        }
    }
    names.sort_by_key(|name| (name.kind, std::cmp::Reverse(name.mentions)));
    names
}

/// A stretch of a text that is shown marked: in colour, or in brackets where there is none.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shown {
    pub span: Range<usize>,
    /// The type of a name, which its brackets tell; none for what matched a query.
    pub kind: Option<EntityType>,
}

impl Shown {
    /// The names of an article, in the order of its text.
    pub fn names(named: &[Named]) -> Vec<Shown> {
        let mentions = named.iter().map(|named| &named.mention);
        mentions
            .map(|mention| Shown {
                span: mention.span.clone(),
                kind: Some(mention.kind),
            })
            .collect()
    }

    /// What matched a query, in the order of the text.
    pub fn matches(matches: &[Match]) -> Vec<Shown> {
        let spans = matches.iter().map(|found| found.span.clone());
        spans.map(|span| Shown { span, kind: None }).collect()
    }
}

impl Terminal {
    /// Writes the body and the captions of an article with something marked in them, in lines of the
    /// terminal's width.
    pub fn write_article(
        self,
        out: &mut dyn Write,
        text: &ArticleText,
        marked: &[Shown],
    ) -> io::Result<()> {
        let body = text.body.start..text.captions.end.max(text.body.end);
        self.write_with_marks(out, &text.text, body, marked)
    }

    /// Writes a part of a text like that.
    pub fn write_with_marks(
        self,
        out: &mut dyn Write,
        text: &str,
        part: Range<usize>,
        marked: &[Shown],
    ) -> io::Result<()> {
        let mut shown = String::new();
        let mut spans: Vec<(Range<usize>, Option<EntityType>)> = Vec::new();
        let mut at = part.start;
        for Shown { span, kind } in marked {
            // What a damaged index has of mentions may lie anywhere.
            if span.end > part.end || text.get(at..span.start).is_none() {
                continue;
            }
            let Some(surface) = text.get(span.clone()).map(safe) else {
                continue;
            };
            shown.push_str(&safe(&text[at..span.start]));
            let start = shown.len();
            match (self.colored, kind) {
                (true, _) => shown.push_str(&surface),
                (false, Some(kind)) => shown.push_str(&format!("[{surface}|{kind}]")),
                (false, None) => shown.push_str(&format!("[{surface}]")),
            }
            spans.push((start..shown.len(), *kind));
            at = span.end;
        }
        shown.push_str(&safe(&text[at..part.end]));
        let mut spans = spans.as_slice();
        for line in lines(&shown, self.columns) {
            let mut at = line.start;
            while let Some((span, kind)) = spans.first()
                && span.start < line.end
            {
                let (start, end) = (span.start.max(at), span.end.min(line.end));
                let style = kind.map_or(self.mark(), |kind| self.name(kind));
                let (before, inside) = (&shown[at..start], &shown[start..end]);
                write!(out, "{before}{style}{inside}{style:#}")?;
                at = end;
                if span.end > line.end {
                    break;
                }
                spans = &spans[1..];
            }
            writeln!(out, "{}", &shown[at..line.end])?;
        }
        Ok(())
    }

    /// Writes the names of an article below it.
    pub fn write_article_names(self, out: &mut dyn Write, names: &[ArticleName]) -> io::Result<()> {
        if names.is_empty() {
            return Ok(());
        }
        let faint = self.faint();
        writeln!(out, "\nits names {faint}(mentions){faint:#}")?;
        for name in names {
            let forms: Vec<&str> = name.forms.iter().map(String::as_str).collect();
            self.write_name(out, &[name.mentions], name.kind, &name.name, &forms)?;
        }
        Ok(())
    }

    /// Writes a line of a list of names: counts, type, name, and behind it as many of its other
    /// forms as have room.
    pub fn write_name(
        self,
        out: &mut dyn Write,
        counts: &[u64],
        kind: EntityType,
        name: &str,
        others: &[&str],
    ) -> io::Result<()> {
        for count in counts {
            write!(out, "{:>9}  ", grouped(*count))?;
        }
        let (style, text) = (self.name(kind), safe_line(name));
        write!(out, "{kind:<6}  {style}{text}{style:#}")?;
        let taken = 11 * counts.len() + kind.name().len().max(6) + 2 + text.width() + 4;
        // Names of two types may be printed alike.
        let mut seen = vec![name];
        let others = others.iter().filter(|other| {
            let is_new = !seen.contains(other);
            seen.push(other);
            is_new
        });
        let others: Vec<_> = others.map(|other| safe_line(other)).collect();
        let others = within(&others, self.columns.saturating_sub(taken));
        if !others.is_empty() {
            let faint = self.faint();
            write!(out, "{faint}  = {others}{faint:#}")?;
        }
        writeln!(out)
    }
}

/// The lines of a text of several paragraphs: byte ranges of at most so many columns.
fn lines(text: &str, columns: usize) -> Vec<Range<usize>> {
    let mut lines = Vec::new();
    let mut at = 0;
    for paragraph in text.split('\n') {
        let wrapped = wrap(paragraph, columns);
        match wrapped.is_empty() {
            true => lines.push(at..at),
            false => lines.extend(wrapped.into_iter().map(|l| at + l.start..at + l.end)),
        }
        at += paragraph.len() + 1;
    }
    lines
}

/// As many names as have room in so many columns, and a sign where there are more.
fn within(names: &[impl AsRef<str>], room: usize) -> String {
    let mut line = String::new();
    for (at, name) in names.iter().enumerate() {
        let name = name.as_ref();
        let more = if at + 1 < names.len() {
            " …".width()
        } else {
            0
        };
        if line.width() + 3 + name.width() + more > room {
            if line.width() + 2 <= room {
                line.push_str(if line.is_empty() { "…" } else { " …" });
            }
            break;
        }
        if at > 0 {
            line.push_str(" · ");
        }
        line.push_str(name);
    }
    line
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::article::Role;
    use crate::entities::{Detector, Mention};

    fn written(columns: usize, colored: bool) -> String {
        let body = "Ilse Marandt came to Upper Orrin.\nMarandt left.";
        let text = ArticleText::join("", [(Role::Paragraph, body)].into_iter());
        let base = text.body.start;
        let at = |from: usize, to: usize, kind: EntityType, name: &str| {
            Named::within_article(Mention {
                span: base + from..base + to,
                kind,
                place: None,
                detector: Detector::Model,
                name: name.to_owned(),
            })
        };
        let named = [
            at(0, 12, EntityType::Person, "Ilse Marandt"),
            at(21, 32, EntityType::Place, "Upper Orrin"),
            at(34, 41, EntityType::Person, "Ilse Marandt"),
        ];
        let terminal = Terminal::new(Some(columns), colored);
        let mut out = Vec::new();
        terminal
            .write_article(&mut out, &text, &Shown::names(&named))
            .unwrap();
        let names = article_names(&text, &named);
        terminal.write_article_names(&mut out, &names).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn names_stand_in_brackets_and_are_listed_below() {
        assert_eq!(
            written(48, false),
            "[Ilse Marandt|person] came to [Upper\nOrrin|place].\n[Marandt|person] left.\n\n\
             its names (mentions)\n        \
             2  person  Ilse Marandt  = Marandt\n        \
             1  place   Upper Orrin\n"
        );
    }

    #[test]
    fn a_coloured_name_that_is_broken_is_coloured_on_both_lines() {
        let shown = written(26, true);
        let green = |part: &str| format!("\u{1b}[32m{part}\u{1b}[0m");
        assert!(shown.contains(&green("Upper")), "{shown:?}");
        assert!(shown.contains(&green("Orrin")), "{shown:?}");
    }
}
