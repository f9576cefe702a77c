//! A network as GEXF 1.3, the format of Gephi (<https://gexf.net/schema.html>), with the colours of
//! types and sizes by articles.

use std::io::{self, Write};

use super::{Xml, colour, ends};
use crate::search::graph::Graph;

/// How large the name of most articles is, and that of fewest, in Gephi's units.
const SIZES: (f64, f64) = (40.0, 8.0);

/// What nodes and edges carry, by its number.
const OF_NODES: [(&str, &str); 3] = [("type", "string"), ("articles", "long"), ("units", "long")];
const OF_EDGES: [(&str, &str); 4] = [
    ("both", "long"),
    ("by_chance", "double"),
    ("times_chance", "double"),
    ("log_likelihood", "double"),
];

/// Writes a network; the weight of an edge is the number of articles, paragraphs or sentences that
/// have both names.
pub fn write_gexf(out: &mut dyn Write, graph: &Graph) -> io::Result<()> {
    writeln!(out, r#"<?xml version="1.0" encoding="UTF-8"?>"#)?;
    writeln!(
        out,
        r#"<gexf xmlns="http://gexf.net/1.3" xmlns:viz="http://gexf.net/1.3/viz" version="1.3">"#
    )?;
    let what = graph.scope.noun();
    writeln!(
        out,
        "  <meta>\n    <creator>dateline</creator>\n    <description>names in the same {what}</description>\n  </meta>"
    )?;
    writeln!(
        out,
        r#"  <graph defaultedgetype="undirected" mode="static">"#
    )?;
    attributes(out, "node", &OF_NODES)?;
    attributes(out, "edge", &OF_EDGES)?;
    let most = graph.nodes.iter().map(|node| node.articles).max();
    let most = most.unwrap_or_default().max(1) as f64;
    writeln!(out, "    <nodes>")?;
    for (number, node) in graph.nodes.iter().enumerate() {
        let label = Xml(&node.name);
        writeln!(out, r#"      <node id="n{number}" label="{label}">"#)?;
        let values = [
            node.kind.to_string(),
            node.articles.to_string(),
            node.units.to_string(),
        ];
        values_of(out, &values)?;
        let [red, green, blue] = colour(node.kind);
        writeln!(
            out,
            r#"        <viz:color r="{red}" g="{green}" b="{blue}"/>"#
        )?;
        let size = SIZES.1 + (SIZES.0 - SIZES.1) * (node.articles as f64 / most).sqrt();
        writeln!(out, r#"        <viz:size value="{size:.1}"/>"#)?;
        writeln!(out, "      </node>")?;
    }
    writeln!(out, "    </nodes>\n    <edges>")?;
    for (number, edge) in graph.edges.iter().enumerate() {
        if ends(graph, edge).is_none() {
            continue;
        }
        let (first, second, together) = (edge.first, edge.second, &edge.together);
        let weight = together.both;
        writeln!(
            out,
            r#"      <edge id="e{number}" source="n{first}" target="n{second}" weight="{weight}">"#
        )?;
        let values = [
            together.both.to_string(),
            together.by_chance().to_string(),
            together.times_chance().to_string(),
            together.strength().to_string(),
        ];
        values_of(out, &values)?;
        writeln!(out, "      </edge>")?;
    }
    writeln!(out, "    </edges>\n  </graph>\n</gexf>")
}

fn attributes(out: &mut dyn Write, class: &str, of: &[(&str, &str)]) -> io::Result<()> {
    writeln!(out, r#"    <attributes class="{class}">"#)?;
    for (number, (title, kind)) in of.iter().enumerate() {
        writeln!(
            out,
            r#"      <attribute id="{number}" title="{title}" type="{kind}"/>"#
        )?;
    }
    writeln!(out, "    </attributes>")
}

fn values_of(out: &mut dyn Write, values: &[String]) -> io::Result<()> {
    writeln!(out, "        <attvalues>")?;
    for (number, value) in values.iter().enumerate() {
        writeln!(
            out,
            r#"          <attvalue for="{number}" value="{}"/>"#,
            Xml(value)
        )?;
    }
    writeln!(out, "        </attvalues>")
}
