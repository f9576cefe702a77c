//! `clusters of copies → lines`.

use std::io::{self, Write};

use super::terminal::{Terminal, counted, safe_line};
use crate::search::Marked;
use crate::search::copies::{Cluster, Version};

/// Columns before the passages of a version.
const PASSAGE_COLUMNS: usize = 14;

impl Terminal {
    /// Writes the articles of a cluster, and in what each differs from the first.
    pub fn write_cluster(self, out: &mut dyn Write, cluster: &Cluster) -> io::Result<()> {
        let heading = self.heading();
        let articles = counted(cluster.articles as u64, "article");
        writeln!(out, "{heading}{articles} of one text{heading:#}")?;
        for (number, version) in cluster.versions.iter().enumerate() {
            self.write_copied(out, &version.article, 2)?;
            if number > 0 {
                self.write_difference(out, version)?;
            }
        }
        let more = cluster.articles - cluster.versions.len();
        if more > 0 {
            writeln!(out, "  and {} more", counted(more as u64, "article"))?;
        }
        writeln!(out)
    }

    fn write_difference(self, out: &mut dyn Write, version: &Version) -> io::Result<()> {
        let words = |count: usize| counted(count as u64, "word");
        let told = match (version.cut, version.added) {
            (0, 0) => "the same words".to_owned(),
            (cut, 0) => format!("{} cut", words(cut)),
            (0, added) => format!("{} added", words(added)),
            (cut, added) => format!("{} cut, {added} added", words(cut)),
        };
        writeln!(out, "{:PASSAGE_COLUMNS$}{told}", "")?;
        for (cut, added) in &version.passages {
            for (sign, passage) in [('-', cut), ('+', added)] {
                if !passage.is_empty() {
                    let passage = passage.replace('\n', " ");
                    let text = safe_line(&format!("{sign} {passage}")).into_owned();
                    let marks = Vec::new();
                    self.write_wrapped(out, &Marked { text, marks }, PASSAGE_COLUMNS)?;
                }
            }
        }
        Ok(())
    }
}
