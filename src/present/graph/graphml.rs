//! A network as GraphML, which yEd, Gephi, Cytoscape, igraph and networkx open
//! (<http://graphml.graphdrawing.org/specification.html>).

use std::io::{self, Write};

use super::{Xml, ends};
use crate::search::graph::Graph;

/// What nodes and edges carry: its name, what has it, its type.
const KEYS: [(&str, &str, &str); 10] = [
    ("label", "node", "string"),
    ("type", "node", "string"),
    ("articles", "node", "long"),
    ("units", "node", "long"),
    ("weight", "edge", "double"),
    ("both", "edge", "long"),
    ("by_chance", "edge", "double"),
    ("times_chance", "edge", "double"),
    ("log_likelihood", "edge", "double"),
    ("within", "edge", "string"),
];

/// Writes a network; the weight of an edge is the number of articles, paragraphs or sentences that
/// have both names.
pub fn write_graphml(out: &mut dyn Write, graph: &Graph) -> io::Result<()> {
    writeln!(out, r#"<?xml version="1.0" encoding="UTF-8"?>"#)?;
    writeln!(
        out,
        r#"<graphml xmlns="http://graphml.graphdrawing.org/xmlns">"#
    )?;
    for (name, of, kind) in KEYS {
        writeln!(
            out,
            r#"  <key id="{name}" for="{of}" attr.name="{name}" attr.type="{kind}"/>"#
        )?;
    }
    writeln!(out, r#"  <graph id="names" edgedefault="undirected">"#)?;
    for (number, node) in graph.nodes.iter().enumerate() {
        writeln!(out, r#"    <node id="n{number}">"#)?;
        data(out, "label", Xml(&node.name))?;
        data(out, "type", node.kind)?;
        data(out, "articles", node.articles)?;
        data(out, "units", node.units)?;
        writeln!(out, "    </node>")?;
    }
    for (number, edge) in graph.edges.iter().enumerate() {
        if ends(graph, edge).is_none() {
            continue;
        }
        let (first, second, together) = (edge.first, edge.second, &edge.together);
        writeln!(
            out,
            r#"    <edge id="e{number}" source="n{first}" target="n{second}">"#
        )?;
        data(out, "weight", together.both)?;
        data(out, "both", together.both)?;
        data(out, "by_chance", together.by_chance())?;
        data(out, "times_chance", together.times_chance())?;
        data(out, "log_likelihood", together.strength())?;
        data(out, "within", graph.scope.noun())?;
        writeln!(out, "    </edge>")?;
    }
    writeln!(out, "  </graph>\n</graphml>")
}

fn data(out: &mut dyn Write, key: &str, value: impl std::fmt::Display) -> io::Result<()> {
    writeln!(out, r#"      <data key="{key}">{value}</data>"#)
}
