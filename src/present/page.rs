//! An article as a page: what is known of it, then its blocks in reading order, kept or removed.

use std::io::{self, Write};

use anstyle::Style;

use super::terminal::{Terminal, counted, safe, safe_line, wrap};
use crate::article::{Published, Role};
use crate::index::settle::related::Related;

/// Columns before the text of a block: a sign, the longest reason for a removal, and a space
/// between.
const ROLE_COLUMNS: usize = 18;

/// What is known of an article besides its text.
#[derive(Debug, Clone, Copy, Default)]
pub struct Head<'a> {
    pub title: &'a str,
    pub byline: Option<&'a str>,
    pub published: Option<Published>,
    pub modified: Option<Published>,
    pub section: Option<&'a str>,
    /// Joined by commas; empty if there are none.
    pub keywords: &'a str,
    pub site: Option<&'a str>,
    pub url: Option<&'a str>,
    pub language: &'a str,
    pub file: &'a str,
    pub own_id: Option<&'a str>,
    pub id: Option<&'a str>,
    /// Joined by commas; empty if there are none.
    pub tags: &'a str,
}

impl Terminal {
    /// Writes the title, below it a line for everything that is known, and an empty line.
    pub fn write_head(self, out: &mut dyn Write, head: Head) -> io::Result<()> {
        let (heading, faint) = (self.heading(), self.faint());
        let title = match head.title {
            "" => "(no title)",
            title => title,
        };
        writeln!(out, "{heading}{}{heading:#}", safe_line(title))?;
        let dated = |date: Published| format!("{date} ({})", date.origin.name());
        let published = head.published.map_or("not known".into(), dated);
        for (what, value) in [
            ("byline", head.byline),
            ("published", Some(&*published)),
            ("modified", head.modified.map(dated).as_deref()),
            ("section", head.section),
            (
                "keywords",
                Some(head.keywords).filter(|keywords| !keywords.is_empty()),
            ),
            ("site", head.site),
            ("url", head.url),
            ("language", Some(head.language)),
            ("file", Some(head.file)),
            ("own id", head.own_id),
            ("id", head.id),
            ("tags", Some(head.tags).filter(|tags| !tags.is_empty())),
        ] {
            if let Some(value) = value {
                writeln!(out, "{faint}{what:>9}  {}{faint:#}", safe_line(value))?;
            }
        }
        writeln!(out)
    }

    /// Writes the articles that one leads to, below it, with their ids.
    pub fn write_related(self, out: &mut dyn Write, related: &[Related]) -> io::Result<()> {
        let faint = self.faint();
        if !related.is_empty() {
            writeln!(out, "\nrelated")?;
        }
        for Related { id, title } in related {
            writeln!(out, "  {faint}{id}{faint:#}  {}", safe_line(title))?;
        }
        Ok(())
    }

    /// Writes every block behind what it is: its role, or a minus and why it was removed. What
    /// was removed is dimmed.
    pub fn write_blocks<'b>(
        self,
        out: &mut dyn Write,
        blocks: impl Iterator<Item = (Role, &'b str)>,
    ) -> io::Result<()> {
        let columns = self.columns.saturating_sub(ROLE_COLUMNS).max(10);
        let (mut kept, mut removed) = (0, 0);
        for (role, text) in blocks {
            let (mut label, style) = match role {
                Role::Removed(_) => (format!("- {}", role.name()), self.faint()),
                _ => (format!("  {}", role.name()), Style::new()),
            };
            match role {
                Role::Removed(_) => removed += 1,
                _ => kept += 1,
            }
            let text = safe(text);
            for line in text.split('\n') {
                for part in wrap(line, columns) {
                    let part = &line[part];
                    writeln!(out, "{style}{label:ROLE_COLUMNS$}{part}{style:#}")?;
                    label.clear();
                }
            }
        }
        let kept = counted(kept, "block");
        writeln!(out, "\n{kept} kept, {removed} removed (marked -)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::article::Removal;

    fn written(columns: usize, colored: bool, blocks: &[(Role, &str)]) -> String {
        let mut out = Vec::new();
        let terminal = Terminal::new(Some(columns), colored);
        terminal
            .write_blocks(&mut out, blocks.iter().copied())
            .unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn blocks_stand_in_reading_order_behind_their_role_or_the_reason_for_their_removal() {
        let blocks = [
            (Role::Removed(Removal::ForeignScript), "Εφημερίδα"),
            (Role::Heading, "The bell"),
            (Role::Paragraph, "It was rung eighty-three times, slowly."),
            (Role::Removed(Removal::Interface), "Sign up"),
            (Role::Caption, "The bell,\nbefore"),
        ];
        assert_eq!(
            written(42, false, &blocks),
            "- foreign script  Εφημερίδα
  heading         The bell
  paragraph       It was rung eighty-three
                  times, slowly.
- interface       Sign up
  caption         The bell,
                  before

3 blocks kept, 2 removed (marked -)
"
        );
    }

    #[test]
    fn what_was_removed_is_dimmed_where_there_is_colour() {
        let blocks = [
            (Role::Paragraph, "Kept."),
            (Role::Removed(Removal::Teaser), "Gone."),
        ];
        let written = written(80, true, &blocks);
        let lines: Vec<&str> = written.lines().collect();
        assert!(!lines[0].contains('\u{1b}'), "{written:?}");
        assert_eq!(lines[1], "\u{1b}[2m- teaser          Gone.\u{1b}[0m");
    }

    #[test]
    fn a_block_cannot_drive_the_terminal() {
        let blocks = [(Role::Removed(Removal::Interface), "a\u{1b}[2Jb")];
        assert!(written(80, false, &blocks).starts_with("- interface       a\\u{1b}[2Jb\n"));
    }
}
