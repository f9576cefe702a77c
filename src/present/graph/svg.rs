//! A network as a picture that any browser shows: one SVG file that needs no other.

use std::io::{self, Write};

use unicode_width::UnicodeWidthStr;

use super::layout::{Box, Tie, layout};
use super::{Xml, colour, ends};
use crate::entities::EntityType;
use crate::present::terminal::{counted, cut, grouped};
use crate::search::graph::Graph;

/// Names of a picture: with more, nobody finds one.
pub const SVG_NODES_MAX: usize = 300;

/// Radii of the names of most and of fewest articles, in pixels as all that follows.
const RADII: (f64, f64) = (22.0, 5.0);

/// Widths of the lines of most and of fewest articles.
const LINES: (f64, f64) = (6.0, 0.8);

/// Height of a label, and the width of one of its letters, of a sans-serif font of 12 pixels.
const LABEL_HEIGHT: f64 = 16.0;
const LETTER_WIDTH: f64 = 6.8;

/// Columns of a label; the whole name stands in its title.
const LABEL_COLUMNS_MAX: usize = 28;

/// Space around the picture, for its heading, and for the legend.
const BORDER: f64 = 24.0;
const HEADING: f64 = 56.0;
const LEGEND: f64 = 30.0;
const WIDTH_MIN: f64 = 560.0;

/// Draws a network: a dot for each name, larger for more articles and coloured by type; a line for
/// each tie, wider for more that have both. `heading` says what it is the network of.
pub fn write_svg(out: &mut dyn Write, graph: &Graph, heading: &str) -> io::Result<()> {
    let most = graph.nodes.iter().map(|node| node.articles).max();
    let most = most.unwrap_or_default().max(1) as f64;
    let radius = |articles: u64| RADII.1 + (RADII.0 - RADII.1) * (articles as f64 / most).sqrt();
    let labels: Vec<_> = graph
        .nodes
        .iter()
        .map(|node| cut(&node.name, LABEL_COLUMNS_MAX))
        .collect();
    let boxes: Vec<Box> = (graph.nodes.iter().zip(&labels))
        .map(|(node, label)| Box {
            width: (label.width() as f64 * LETTER_WIDTH).max(2.0 * radius(node.articles)),
            height: 2.0 * radius(node.articles) + LABEL_HEIGHT,
        })
        .collect();
    let widest = graph.edges.iter().map(|edge| edge.together.both).max();
    let widest = widest.unwrap_or_default().max(1) as f64;
    let ties = graph.edges.iter().map(|edge| -> Tie {
        let part = (edge.together.both as f64 / widest).sqrt();
        (edge.first, edge.second, part)
    });
    let ties: Vec<Tie> = ties.collect();
    let mut places = layout(&boxes, &ties);
    let (width, height) = frame(&mut places, &boxes);
    begin(out, graph, heading, width, height)?;
    writeln!(
        out,
        r##"<g stroke="#7d8794" stroke-opacity="0.5" stroke-linecap="round">"##
    )?;
    for (edge, (_, _, part)) in graph.edges.iter().zip(&ties) {
        let (Some((first, second)), Some(from), Some(to)) = (
            ends(graph, edge),
            places.get(edge.first),
            places.get(edge.second),
        ) else {
            continue;
        };
        let line = LINES.1 + (LINES.0 - LINES.1) * part;
        let title = format!(
            "{} – {}: {}, {:.1} times as many as by chance",
            first.name,
            second.name,
            counted(edge.together.both, graph.scope.noun()),
            edge.together.times_chance()
        );
        writeln!(
            out,
            r#"<line x1="{:.1}" y1="{:.1}" x2="{:.1}" y2="{:.1}" stroke-width="{line:.1}"><title>{}</title></line>"#,
            from.0,
            from.1,
            to.0,
            to.1,
            Xml(&title)
        )?;
    }
    writeln!(out, "</g>")?;
    for ((node, label), (x, y)) in graph.nodes.iter().zip(&labels).zip(&places) {
        let radius = radius(node.articles);
        let title = format!(
            "{} ({}): {}",
            node.name,
            node.kind,
            counted(node.articles, "article")
        );
        // A light ground behind the label keeps lines from crossing its letters.
        let ground = label.width() as f64 * LETTER_WIDTH;
        writeln!(
            out,
            r##"<g><title>{}</title><rect class="ground" x="{:.1}" y="{:.1}" width="{ground:.1}" height="14"/><circle cx="{x:.1}" cy="{y:.1}" r="{radius:.1}" fill="{}" stroke="#ffffff"/><text x="{x:.1}" y="{:.1}" text-anchor="middle">{}</text></g>"##,
            Xml(&title),
            x - ground / 2.0,
            y + radius + 1.0,
            hex(node.kind),
            y + radius + 12.0,
            Xml(label)
        )?;
    }
    legend(out, graph, height)?;
    writeln!(out, "</svg>")
}

/// Moves the places into a frame with room for heading and legend, so that a place is the middle of
/// its dot; gives the size of the frame.
fn frame(places: &mut [(f64, f64)], boxes: &[Box]) -> (f64, f64) {
    let sides = places.iter().zip(boxes).map(|((x, y), of)| {
        let (half_width, half_height) = (of.width / 2.0, of.height / 2.0);
        [
            x - half_width,
            y - half_height,
            x + half_width,
            y + half_height,
        ]
    });
    let all = sides.reduce(|all, one| {
        [
            all[0].min(one[0]),
            all[1].min(one[1]),
            all[2].max(one[2]),
            all[3].max(one[3]),
        ]
    });
    let [left, top, right, bottom] = all.unwrap_or_default();
    let width = (right - left + 2.0 * BORDER).max(WIDTH_MIN);
    let indent = (width - (right - left)) / 2.0;
    for (x, y) in places.iter_mut() {
        *x += indent - left;
        *y += HEADING - top - LABEL_HEIGHT / 2.0;
    }
    (width, bottom - top + HEADING + LEGEND + BORDER)
}

fn begin(
    out: &mut dyn Write,
    graph: &Graph,
    heading: &str,
    width: f64,
    height: f64,
) -> io::Result<()> {
    writeln!(
        out,
        r#"<svg xmlns="http://www.w3.org/2000/svg" width="{width:.0}" height="{height:.0}" viewBox="0 0 {width:.0} {height:.0}" font-family="Helvetica, Arial, sans-serif" font-size="12">"#
    )?;
    let heading = cut(heading, (width / (1.3 * LETTER_WIDTH)) as usize);
    writeln!(out, "<title>{}</title>", Xml(&heading))?;
    writeln!(
        out,
        "<style>text {{ fill: #1d232b }} .ground {{ fill: #ffffff; fill-opacity: 0.8 }}</style>"
    )?;
    writeln!(
        out,
        r##"<rect width="100%" height="100%" fill="#ffffff"/>"##
    )?;
    writeln!(
        out,
        r#"<text x="{BORDER}" y="26" font-size="16" font-weight="bold">{}</text>"#,
        Xml(&heading)
    )?;
    let what = graph.scope.noun();
    writeln!(
        out,
        r#"<text x="{BORDER}" y="44">{} of {} and {} of {}; a line: in the same {what}</text>"#,
        grouped(graph.nodes.len() as u64),
        counted(graph.names, "name"),
        grouped(graph.edges.len() as u64),
        counted(graph.pairs, "tie"),
    )
}

/// What colours mean, below the picture.
fn legend(out: &mut dyn Write, graph: &Graph, height: f64) -> io::Result<()> {
    let mut kinds: Vec<EntityType> = graph.nodes.iter().map(|node| node.kind).collect();
    kinds.sort_unstable();
    kinds.dedup();
    let y = height - 14.0;
    let mut x = BORDER + 5.0;
    for kind in kinds {
        let colour = hex(kind);
        writeln!(
            out,
            r#"<circle cx="{x:.1}" cy="{:.1}" r="5" fill="{colour}"/><text x="{:.1}" y="{y:.1}">{kind}</text>"#,
            y - 4.0,
            x + 10.0
        )?;
        x += 34.0 + kind.name().len() as f64 * LETTER_WIDTH;
    }
    Ok(())
}

fn hex(kind: EntityType) -> String {
    let [red, green, blue] = colour(kind);
    format!("#{red:02x}{green:02x}{blue:02x}")
}
