//! What the archive knows of an entity, and of two, for a person: short sections, the most important
//! first.

use std::io::{self, Write};

use unicode_width::UnicodeWidthStr;

use super::facets::lines;
use super::terminal::{Terminal, counted, grouped, safe_line, safe_marked};
use crate::article::ArticleId;
use crate::names::Entity;
use crate::search::Marked;
use crate::search::dossier::pair::Pair;
use crate::search::dossier::{Companion, Dossier};
use crate::search::names::CountedName;

/// Columns before what a line of counts tells.
const LABEL: usize = 11;

/// Columns before the text of a sentence, and before the story that it is from.
const SENTENCE: usize = 2;
const ITS_STORY: usize = 4;

impl Terminal {
    /// Writes all that is known of an entity; with bars over time instead of a line if `with_bars`.
    pub fn write_dossier(
        self,
        out: &mut dyn Write,
        dossier: &Dossier,
        others: &[CountedName],
        with_bars: bool,
    ) -> io::Result<()> {
        let (heading, faint) = (self.heading(), self.faint());
        let name = safe_line(&dossier.name);
        writeln!(out, "{heading}{name}{heading:#}  {}", dossier.kind)?;
        let mut line = format!(
            "{}, {}",
            counted(dossier.articles, "article"),
            counted(dossier.mentions, "mention")
        );
        match dossier.period {
            Some((first, last)) if first == last => line.push_str(&format!(", on {first}")),
            Some((first, last)) => line.push_str(&format!(", from {first} to {last}")),
            None if dossier.articles > 0 => line.push_str(", without dates"),
            None => {}
        }
        writeln!(out, "{line}")?;
        self.write_when(out, dossier, with_bars)?;
        self.write_parts(out, dossier)?;
        self.write_aliases(out, dossier)?;
        self.write_doubts(out, dossier)?;
        if !others.is_empty() {
            writeln!(out, "\nof the same name")?;
            self.write_names(out, others)?;
        }
        if !dossier.related.is_empty() {
            writeln!(out, "\nrelated")?;
            self.write_names(out, &dossier.related)?;
        }
        self.write_roles(out, dossier)?;
        self.write_company(out, dossier)?;
        self.write_sentences(out, dossier)?;
        if !dossier.stories.is_empty() {
            writeln!(out, "\narticles {faint}(mentions){faint:#}")?;
            for story in &dossier.stories {
                let mentions = grouped(story.mentions);
                writeln!(out, "{mentions:>9}  {}", self.story_line(story, 11))?;
            }
        }
        Ok(())
    }

    /// Writes what two entities have in common.
    pub fn write_pair(self, out: &mut dyn Write, pair: &Pair, with_bars: bool) -> io::Result<()> {
        let (heading, faint) = (self.heading(), self.faint());
        for (member, before) in [(&pair.first, ""), (&pair.second, "  and  ")] {
            let name = safe_line(&member.name);
            write!(out, "{before}{heading}{name}{heading:#}  {}", member.kind)?;
        }
        writeln!(out)?;
        writeln!(
            out,
            "\ntogether {faint}(of the first, of the second, times as many as by chance){faint:#}"
        )?;
        for (scope, table) in &pair.together {
            let noun = format!("{}s", scope.noun());
            let (both, first) = (grouped(table.both), grouped(table.first));
            let second = grouped(table.second);
            write!(out, "{both:>9}  {noun:<10}  {first:>9}  {second:>9}")?;
            match table.both {
                0 => writeln!(out)?,
                _ => writeln!(out, "  {:>9}", format!("{}×", times(table.times_chance())))?,
            }
        }
        let timeline = &pair.over_time;
        if timeline.bars.len() > 1 && !with_bars {
            writeln!(out)?;
            self.write_sparkline(out, "articles", timeline, true)?;
        } else if with_bars && !timeline.bars.is_empty() {
            writeln!(out, "\narticles by {}", timeline.by)?;
            self.write_timeline(out, timeline)?;
        }
        if pair.stories.is_empty() {
            return Ok(());
        }
        writeln!(out, "\narticles {faint}(sentences of both){faint:#}")?;
        for shared in &pair.stories {
            let sentences = grouped(shared.sentences);
            writeln!(
                out,
                "{sentences:>9}  {}",
                self.story_line(&shared.story, 11)
            )?;
            for told in &shared.told {
                self.write_sentence(out, told, 11)?;
            }
        }
        Ok(())
    }

    /// Writes a list of names with the articles of each.
    pub fn write_names(self, out: &mut dyn Write, names: &[CountedName]) -> io::Result<()> {
        for name in names {
            self.write_name(out, &[name.articles], name.kind, &name.name, &[])?;
        }
        Ok(())
    }

    fn write_when(self, out: &mut dyn Write, dossier: &Dossier, with_bars: bool) -> io::Result<()> {
        let articles = &dossier.articles_over_time;
        if with_bars && !articles.bars.is_empty() {
            writeln!(out, "\narticles by {}", articles.by)?;
            self.write_timeline(out, articles)?;
            writeln!(out, "mentions by {}", articles.by)?;
            self.write_timeline(out, &dossier.mentions_over_time)?;
            return writeln!(out);
        }
        if articles.bars.len() < 2 {
            return Ok(());
        }
        self.write_sparkline(out, "articles", articles, true)?;
        self.write_sparkline(out, "mentions", &dossier.mentions_over_time, false)
    }

    fn write_parts(self, out: &mut dyn Write, dossier: &Dossier) -> io::Result<()> {
        let faint = self.faint();
        let parts = dossier.parts.all().into_iter();
        let parts = parts.filter(|(_, found)| found.articles > 0);
        let parts = parts.map(|(part, found)| format!("{part} {}", grouped(found.articles)));
        let parts: Vec<String> = parts.collect();
        if parts.is_empty() {
            return Ok(());
        }
        let line = parts.join(" · ");
        writeln!(
            out,
            "{faint}{:<LABEL$}{faint:#}{line} {faint}(articles){faint:#}",
            "stands in"
        )
    }

    /// The other names, each with what says so.
    fn write_aliases(self, out: &mut dyn Write, dossier: &Dossier) -> io::Result<()> {
        let entity: &Entity = &dossier.entity;
        if entity.forms.len() < 2 {
            return Ok(());
        }
        let faint = self.faint();
        writeln!(out, "\nits names {faint}(articles){faint:#}")?;
        for (place, form) in entity.forms.iter().enumerate() {
            self.write_name(out, &[form.articles], form.name.kind, &form.printed, &[])?;
            // Each link is told once, with the name that stands for the other.
            for link in entity.links.iter().filter(|link| link.name == place) {
                let words = entity.words(link, place);
                writeln!(out, "{:19}{faint}{}{faint:#}", "", safe_line(&words))?;
                for id in &link.examples {
                    if let Some(story) = dossier.examples.get(&ArticleId(*id)) {
                        let line = self.story_line(story, 21);
                        writeln!(out, "{:21}{faint}{line}{faint:#}", "")?;
                    }
                }
            }
        }
        Ok(())
    }

    fn write_doubts(self, out: &mut dyn Write, dossier: &Dossier) -> io::Result<()> {
        for (form, doubt) in &dossier.doubts {
            let candidates = doubt.candidates.iter();
            let candidates: Vec<String> = candidates
                .map(|(other, articles)| {
                    format!("{} ({})", other.printed, counted(*articles, "article"))
                })
                .collect();
            let more = doubt.total.saturating_sub(candidates.len() as u64);
            let more = if more > 0 {
                format!(" and {more} more")
            } else {
                String::new()
            };
            let text = format!(
                "{} can be short for {}{more}",
                form.printed,
                candidates.join(", ")
            );
            writeln!(out, "{}", safe_line(&text))?;
        }
        Ok(())
    }

    fn write_roles(self, out: &mut dyn Write, dossier: &Dossier) -> io::Result<()> {
        let (faint, told) = (self.faint(), &dossier.told);
        if told.roles.is_empty() {
            return Ok(());
        }
        let from = self.read_from(dossier);
        writeln!(
            out,
            "\ncalled {faint}(articles, one of them{from}){faint:#}"
        )?;
        for role in &told.roles {
            let words = safe_line(&role.words);
            let articles = grouped(role.articles);
            let source = role.sources.first();
            let source = source.map_or_else(String::new, ArticleId::to_string);
            let fill = self
                .columns
                .saturating_sub(11 + words.width() + source.width() + 2);
            writeln!(
                out,
                "{articles:>9}  {words}  {:fill$}{faint}{source}{faint:#}",
                ""
            )?;
        }
        Ok(())
    }

    fn write_company(self, out: &mut dyn Write, dossier: &Dossier) -> io::Result<()> {
        let faint = self.faint();
        let what = dossier.scope.noun();
        if !dossier.companions.is_empty() {
            writeln!(
                out,
                "\nin the same {what} {faint}({what}s, times as many as by chance){faint:#}"
            )?;
            for other in &dossier.companions {
                let style = self.name(other.kind);
                let (both, text) = (grouped(other.together.both), safe_line(&other.name));
                let times = format!("{}×", times(other.together.times_chance()));
                let kind = other.kind;
                writeln!(
                    out,
                    "{both:>9}  {times:>7}  {kind:<6}  {style}{text}{style:#}"
                )?;
            }
        }
        let value = |name: &str, count| format!("{} ({})", safe_line(name), grouped(count));
        let place = |place: &Companion| value(&place.name, place.together.both);
        let places: Vec<String> = dossier.places.iter().map(place).collect();
        self.write_values(
            out,
            "places",
            &format!("{what}s; the surest first"),
            &places,
        )?;
        let dates = dossier.dates.iter();
        let dates: Vec<String> = dates.map(|it| value(&it.date, it.sentences)).collect();
        self.write_values(out, "dates", "sentences of both", &dates)
    }

    /// Writes values in lines below what they are.
    fn write_values(
        self,
        out: &mut dyn Write,
        label: &str,
        note: &str,
        values: &[String],
    ) -> io::Result<()> {
        if values.is_empty() {
            return Ok(());
        }
        let faint = self.faint();
        writeln!(out, "\n{label} {faint}({note}){faint:#}")?;
        for line in lines(values, self.columns.saturating_sub(SENTENCE)) {
            writeln!(out, "{:SENTENCE$}{line}", "")?;
        }
        Ok(())
    }

    fn write_sentences(self, out: &mut dyn Write, dossier: &Dossier) -> io::Result<()> {
        let faint = self.faint();
        if dossier.told.sentences.is_empty() {
            return Ok(());
        }
        let from = self.read_from(dossier);
        let from = from.trim_start_matches("; ");
        match from.is_empty() {
            true => writeln!(out, "\nwhat tells most")?,
            false => writeln!(out, "\nwhat tells most {faint}({from}){faint:#}")?,
        }
        for sentence in &dossier.told.sentences {
            self.write_sentence(out, &sentence.text, SENTENCE)?;
            let line = self.story_line(&sentence.story, ITS_STORY);
            writeln!(out, "{:ITS_STORY$}{faint}{line}{faint:#}", "")?;
        }
        Ok(())
    }

    /// Writes a sentence in lines, with what it is of marked.
    fn write_sentence(self, out: &mut dyn Write, told: &Marked, indent: usize) -> io::Result<()> {
        self.write_wrapped(out, &safe_marked(told), indent)
    }

    /// From which articles roles and sentences are, if not from all.
    fn read_from(self, dossier: &Dossier) -> String {
        let told = &dossier.told;
        match told.articles_read < told.articles {
            true => format!(
                "; of the {} that mention it most",
                grouped(told.articles_read)
            ),
            false => String::new(),
        }
    }
}

/// How many times: what is seen at a glance.
fn times(times: f64) -> String {
    match times {
        0.0..9.95 => format!("{times:.1}"),
        _ => grouped(times.round() as u64),
    }
}
