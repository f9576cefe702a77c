//! `boxes and ties → places`: tied boxes stand near each other, and no two overlap.
//!
//! Ties pull and boxes push (Fruchterman and Reingold 1991), from places on a spiral; then boxes
//! that overlap move apart. Nothing is random: the same network has the same places.

/// A node with its label.
#[derive(Debug, Clone, Copy)]
pub struct Box {
    pub width: f64,
    pub height: f64,
}

/// Two boxes by their numbers, and how strongly they are tied, from 0 to 1.
pub type Tie = (usize, usize, f64);

/// Steps of pulling and pushing.
const STEPS: usize = 400;

/// Rounds of moving boxes apart; each ends with fewer overlaps than it began with, mostly.
const ROUNDS_MAX: usize = 600;

/// Free space around a box.
const MARGIN: f64 = 6.0;

/// How much wider than high the picture is.
const ASPECT: f64 = 1.5;

/// Area of the picture for each area of a box.
const ROOM: f64 = 5.0;

/// How strongly ties pull whose strength is 0, where one of strength 1 pulls with 1.
const PULL_MIN: f64 = 0.6;

/// How strongly the middle pulls, which keeps parts without ties to each other in one picture.
const MIDDLE: f64 = 0.4;

/// The angle between two boxes on the spiral: no two stand in one direction from the middle.
const GOLDEN_ANGLE: f64 = 2.399_963_229_728_653;

/// The middles of the boxes.
pub fn layout(boxes: &[Box], ties: &[Tie]) -> Vec<(f64, f64)> {
    let area: f64 = boxes
        .iter()
        .map(|b| (b.width + MARGIN) * (b.height + MARGIN))
        .sum();
    let distance = (ROOM * area / boxes.len().max(1) as f64).sqrt().max(1.0);
    let on_spiral = |at: usize| {
        let (radius, angle) = (distance * (at as f64).sqrt(), GOLDEN_ANGLE * at as f64);
        (ASPECT * radius * angle.cos(), radius * angle.sin())
    };
    let mut places: Vec<(f64, f64)> = (0..boxes.len()).map(on_spiral).collect();
    for step in 0..STEPS {
        let reach = 2.0 * distance * (1.0 - step as f64 / STEPS as f64) + 0.5;
        pull_and_push(&mut places, ties, distance, reach);
    }
    let height = (ROOM * area / ASPECT).sqrt();
    fit(&mut places, ASPECT * height, height);
    for _ in 0..ROUNDS_MAX {
        if !move_apart(&mut places, boxes) {
            break;
        }
    }
    places
}

/// Stretches the places to a width and a height.
fn fit(places: &mut [(f64, f64)], width: f64, height: f64) {
    let extent = |of: fn(&(f64, f64)) -> f64| {
        let low = places.iter().map(of).fold(f64::INFINITY, f64::min);
        let high = places.iter().map(of).fold(f64::NEG_INFINITY, f64::max);
        (high - low).max(1.0)
    };
    let (by_x, by_y) = (width / extent(|(x, _)| *x), height / extent(|(_, y)| *y));
    for (x, y) in places.iter_mut() {
        (*x, *y) = (*x * by_x, *y * by_y);
    }
}

/// One step, in which no box moves further than `reach`.
fn pull_and_push(places: &mut [(f64, f64)], ties: &[Tie], distance: f64, reach: f64) {
    let mut moves = vec![(0.0, 0.0); places.len()];
    for (at, (x, y)) in places.iter().enumerate() {
        for (other, (x_other, y_other)) in places.iter().enumerate().skip(at + 1) {
            let (dx, dy) = (x - x_other, y - y_other);
            let square = (dx * dx + dy * dy).max(1.0);
            let force = distance * distance / square;
            add(&mut moves, at, dx * force, dy * force);
            add(&mut moves, other, -dx * force, -dy * force);
        }
        add(&mut moves, at, -MIDDLE * x / ASPECT, -MIDDLE * y * ASPECT);
    }
    for (first, second, strength) in ties {
        let (Some((x, y)), Some((x_other, y_other))) = (places.get(*first), places.get(*second))
        else {
            continue;
        };
        let (dx, dy) = (x - x_other, y - y_other);
        let pull = PULL_MIN + (1.0 - PULL_MIN) * strength;
        let force = pull * (dx * dx + dy * dy).sqrt() / distance;
        add(&mut moves, *first, -dx * force, -dy * force);
        add(&mut moves, *second, dx * force, dy * force);
    }
    for ((x, y), (dx, dy)) in places.iter_mut().zip(moves) {
        let length = (dx * dx + dy * dy).sqrt();
        if length > 0.0 {
            let part = length.min(reach) / length;
            *x += dx * part;
            *y += dy * part;
        }
    }
}

fn add(moves: &mut [(f64, f64)], at: usize, dx: f64, dy: f64) {
    if let Some(place) = moves.get_mut(at) {
        place.0 += dx;
        place.1 += dy;
    }
}

/// Moves boxes that overlap apart, the shorter way; whether any did.
fn move_apart(places: &mut [(f64, f64)], boxes: &[Box]) -> bool {
    let mut did = false;
    for at in 0..places.len() {
        for other in at + 1..places.len() {
            let (dx, dy) = overlap(places, boxes, at, other);
            if dx <= 0.0 || dy <= 0.0 {
                continue;
            }
            did = true;
            // A bit more than half, so that rounding leaves nothing.
            let (dx, dy) = match dx < dy * ASPECT {
                true => (0.5 * dx + 0.05, 0.0),
                false => (0.0, 0.5 * dy + 0.05),
            };
            let is_before = |a: f64, b: f64| if a <= b { -1.0 } else { 1.0 };
            let (dx, dy) = (
                dx * is_before(places[at].0, places[other].0),
                dy * is_before(places[at].1, places[other].1),
            );
            add(places, at, dx, dy);
            add(places, other, -dx, -dy);
        }
    }
    did
}

/// By how much two boxes overlap in width and in height.
fn overlap(places: &[(f64, f64)], boxes: &[Box], at: usize, other: usize) -> (f64, f64) {
    let (a, b) = (places[at], places[other]);
    let (one, two) = (boxes[at], boxes[other]);
    (
        (one.width + two.width) / 2.0 + MARGIN - (a.0 - b.0).abs(),
        (one.height + two.height) / 2.0 + MARGIN - (a.1 - b.1).abs(),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn boxes(count: usize) -> Vec<Box> {
        let width = |at: usize| 60.0 + 13.0 * (at % 9) as f64;
        (0..count)
            .map(|at| Box {
                width: width(at),
                height: 30.0,
            })
            .collect()
    }

    fn apart(a: (f64, f64), b: (f64, f64)) -> f64 {
        ((a.0 - b.0).powi(2) + (a.1 - b.1).powi(2)).sqrt()
    }

    #[test]
    fn no_two_boxes_overlap() {
        for count in [0, 1, 2, 40, 120] {
            let boxes = boxes(count);
            let ties: Vec<Tie> = (1..count)
                .map(|at| (at, at * at % at.max(7), 0.5))
                .collect();
            let places = layout(&boxes, &ties);
            for at in 0..count {
                for other in at + 1..count {
                    let (dx, dy) = overlap(&places, &boxes, at, other);
                    assert!(dx < MARGIN || dy < MARGIN, "{at} and {other} of {count}");
                }
            }
        }
    }

    #[test]
    fn what_is_tied_stands_nearer_than_what_is_not() {
        // Two rings of ten, tied by one line.
        let mut ties: Vec<Tie> = Vec::new();
        for ring in [0, 10] {
            ties.extend((0..10).map(|at| (ring + at, ring + (at + 1) % 10, 1.0)));
            ties.extend((0..10).map(|at| (ring + at, ring + (at + 3) % 10, 1.0)));
        }
        ties.push((0, 10, 0.2));
        let places = layout(&boxes(20), &ties);
        let mean = |pairs: &[(usize, usize)]| {
            let all: f64 = pairs
                .iter()
                .map(|(a, b)| apart(places[*a], places[*b]))
                .sum();
            all / pairs.len() as f64
        };
        let within: Vec<_> = (0..10).flat_map(|a| (0..a).map(move |b| (a, b))).collect();
        let between: Vec<_> = (0..10)
            .flat_map(|a| (10..20).map(move |b| (a, b)))
            .collect();
        assert!(1.5 * mean(&within) < mean(&between));
    }

    #[test]
    fn places_are_the_same_every_time() {
        let (boxes, ties) = (boxes(30), [(0, 5, 1.0), (5, 9, 0.3)]);
        assert_eq!(layout(&boxes, &ties), layout(&boxes, &ties));
        assert!(
            layout(&boxes, &ties)
                .iter()
                .all(|(x, y)| x.is_finite() && y.is_finite())
        );
    }
}
