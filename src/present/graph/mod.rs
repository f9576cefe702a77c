//! A network of names: for a person, and in the formats that other tools open.

use std::fmt;
use std::io::{self, Write};

use unicode_width::UnicodeWidthStr;

use super::terminal::{Terminal, cut, grouped, safe_line};
use crate::entities::EntityType;
use crate::search::graph::{Edge, Graph, Node};

mod gexf;
mod graphml;
mod layout;
mod svg;

pub use gexf::write_gexf;
pub use graphml::write_graphml;
pub use svg::{SVG_NODES_MAX, write_svg};

/// Text of a stranger as XML has it, in an element or in an attribute. What XML cannot hold stands as
/// the replacement character.
struct Xml<'a>(&'a str);

impl fmt::Display for Xml<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for c in self.0.chars() {
            match c {
                '&' => f.write_str("&amp;")?,
                '<' => f.write_str("&lt;")?,
                '>' => f.write_str("&gt;")?,
                '"' => f.write_str("&quot;")?,
                '\'' => f.write_str("&#39;")?,
                // Blanks that an attribute would lose.
                '\t' | '\n' | '\r' => write!(f, "&#{};", u32::from(c))?,
                c if c.is_control() || matches!(c, '\u{fffe}' | '\u{ffff}') => {
                    f.write_str("\u{fffd}")?;
                }
                c => write!(f, "{c}")?,
            }
        }
        Ok(())
    }
}

/// The colour of a type, dark enough on white; red, green and blue.
fn colour(kind: EntityType) -> [u8; 3] {
    match kind {
        EntityType::Person => [31, 102, 166],
        EntityType::Org => [156, 62, 136],
        EntityType::Place => [47, 127, 62],
        EntityType::Group => [176, 96, 16],
        EntityType::Event => [178, 52, 52],
        _ => [92, 96, 104],
    }
}

/// An edge with the names at its ends.
fn ends<'g>(graph: &'g Graph, edge: &Edge) -> Option<(&'g Node, &'g Node)> {
    Some((graph.nodes.get(edge.first)?, graph.nodes.get(edge.second)?))
}

impl Terminal {
    /// Writes the ties of a network, the surest first.
    pub fn write_graph(self, out: &mut dyn Write, graph: &Graph) -> io::Result<()> {
        let faint = self.faint();
        if graph.edges.is_empty() {
            return Ok(());
        }
        let what = graph.scope.noun();
        writeln!(
            out,
            "who stands with whom {faint}({what}s, times as many as by chance){faint:#}"
        )?;
        for edge in &graph.edges {
            let Some((first, second)) = ends(graph, edge) else {
                continue;
            };
            let both = grouped(edge.together.both);
            let times = format!("{:.1}×", edge.together.times_chance());
            write!(out, "{both:>9}  {times:>8}  ")?;
            let room = self.columns.saturating_sub(9 + 2 + 8 + 2 + 3);
            let second_name = safe_line(&second.name);
            let half = room.saturating_sub(second_name.width()).max(room / 2);
            let first_name = safe_line(&first.name);
            let first_name = cut(&first_name, half);
            let rest = room.saturating_sub(first_name.width());
            let (one, other) = (self.name(first.kind), self.name(second.kind));
            let second_name = cut(&second_name, rest);
            writeln!(
                out,
                "{one}{first_name}{one:#} {faint}–{faint:#} {other}{second_name}{other:#}"
            )?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_of_strangers_is_no_markup() {
        let text = Xml("<b a='1' c=\"2\">&\n\u{0}\u{1b}é</b>").to_string();
        assert_eq!(
            text,
            "&lt;b a=&#39;1&#39; c=&quot;2&quot;&gt;&amp;&#10;\u{fffd}\u{fffd}é&lt;/b&gt;"
        );
    }
}
