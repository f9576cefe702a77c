//! A network of names as one object with nodes and links.

use serde_json::{Value, json};

use super::VERSION;
use super::dossier::together;
use crate::search::graph::{Edge, Graph, Node};

/// A network, in the form of D3 and of networkx (`node_link_graph`).
pub fn graph(query: &str, graph: &Graph) -> Value {
    let node = |(number, node): (usize, &Node)| {
        json!({
            "id": format!("n{number}"),
            "name": node.name,
            "kind": node.kind.name(),
            "articles": node.articles,
            "units": node.units,
        })
    };
    let link = |edge: &Edge| {
        let mut object = together(&edge.together);
        object["source"] = format!("n{}", edge.first).into();
        object["target"] = format!("n{}", edge.second).into();
        object["weight"] = edge.together.both.into();
        object
    };
    json!({
        "type": "graph",
        "version": VERSION,
        "query": query,
        "within": graph.scope.noun(),
        "articles": graph.articles,
        "units": graph.units,
        "names": graph.names,
        "ties": graph.pairs,
        "directed": false,
        "multigraph": false,
        "graph": {},
        "nodes": graph.nodes.iter().enumerate().map(node).collect::<Vec<_>>(),
        "links": graph.edges.iter().map(link).collect::<Vec<_>>(),
    })
}
