//! `marked sentences → weights`: a linear-chain conditional random field (Lafferty, McCallum and
//! Pereira 2001), by stochastic gradient ascent with AdaGrad steps (Duchi, Hazan and Singer 2011).
//!
//! Features are dropped at random while training (Hinton et al. 2012), so that no rare word is
//! relied upon alone, and the weights of the later rounds are averaged (Collins 2002). A token
//! whose mark leaves open what it is (a place of whatever sort) is trained on the sum over all
//! labels that it may have.

use super::labels::{ANY, LABELS, Label, LabelSet, may_begin, may_end, may_follow};
use super::numbers::{exp, ln};

/// A sentence to learn from: for each token its features, and the labels that it may have.
pub struct Example {
    /// Where the features of each token begin; one more than there are tokens.
    pub starts: Vec<usize>,
    pub allowed: Vec<LabelSet>,
    pub weight: f32,
}

/// How to train.
#[derive(Debug, Clone)]
pub struct Settings {
    pub rounds: usize,
    pub rate: f32,
    /// The share of features that is left out of each token.
    pub dropout: f32,
    /// Pull of all weights towards zero.
    pub l2: f32,
    pub seed: u64,
}

/// Weights by feature and label, and by pair of labels.
pub struct Weights {
    pub rows: Vec<[f32; LABELS]>,
    pub follow: [[f32; LABELS]; LABELS],
}

/// A source of random numbers (xorshift64, Marsaglia 2003).
pub struct Random(pub u64);

impl Random {
    fn draw(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }

    pub fn below(&mut self, n: usize) -> usize {
        (self.draw() % n.max(1) as u64) as usize
    }

    /// In 0..1.
    pub fn share(&mut self) -> f32 {
        (self.draw() >> 40) as f32 / (1u64 << 24) as f32
    }
}

/// Learns the weights of `features` features; `told` hears of each round.
pub fn train(
    examples: &[Example],
    features_of: &[u32],
    features: usize,
    settings: &Settings,
    mut told: impl FnMut(usize, f64),
) -> Weights {
    let mut weights = Weights {
        rows: vec![[0.0; LABELS]; features],
        follow: [[0.0; LABELS]; LABELS],
    };
    let mut squares = vec![[0f32; LABELS]; features];
    let mut follow_squares = [[1e-6f32; LABELS]; LABELS];
    let mut average: Vec<[f32; LABELS]> = Vec::new();
    let mut follow_average = [[0f32; LABELS]; LABELS];
    let mut averaged = 0f32;
    let mut order: Vec<usize> = (0..examples.len()).collect();
    let mut random = Random(settings.seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1);
    let mut lattice = Lattice::default();
    let mut free = Marginals::default();
    let mut bound = Marginals::default();
    let (mut kept, mut kept_starts) = (Vec::new(), Vec::new());
    for round in 0..settings.rounds {
        for at in (1..order.len()).rev() {
            order.swap(at, random.below(at + 1));
        }
        let (mut likelihood, mut tokens) = (0f64, 0usize);
        let steps = lattice.transitions(&weights.follow);
        let mut steps = steps;
        let mut since = 0;
        for example in order.iter().map(|at| &examples[*at]) {
            let length = example.allowed.len();
            tokens += length;
            since += 1;
            if since % 16 == 0 {
                steps = lattice.transitions(&weights.follow);
            }
            kept.clear();
            kept_starts.clear();
            kept_starts.push(0);
            for pair in example.starts.windows(2) {
                for feature in &features_of[pair[0]..pair[1]] {
                    if random.share() >= settings.dropout {
                        kept.push(*feature);
                    }
                }
                kept_starts.push(kept.len());
            }
            let scale = 1.0 / (1.0 - settings.dropout);
            lattice.scores.clear();
            for pair in kept_starts.windows(2) {
                let mut sum = [0f32; LABELS];
                for feature in &kept[pair[0]..pair[1]] {
                    let row = &weights.rows[*feature as usize];
                    for (sum, weight) in sum.iter_mut().zip(row) {
                        *sum += weight;
                    }
                }
                lattice.scores.push(sum.map(|sum| sum * scale));
            }
            lattice.exponentials();
            let all = free.compute(&lattice, &steps, &vec![ANY; length]);
            let own = bound.compute(&lattice, &steps, &example.allowed);
            likelihood += own - all;
            for at in 0..length {
                let mut gradient = [0f32; LABELS];
                let mut largest = 0f32;
                for ((gradient, own), all) in gradient
                    .iter_mut()
                    .zip(&bound.labels[at])
                    .zip(&free.labels[at])
                {
                    *gradient = (own - all) * example.weight;
                    largest = largest.max(gradient.abs());
                }
                if at > 0 {
                    update_steps(
                        &mut weights.follow,
                        &mut follow_squares,
                        &bound,
                        &free,
                        &steps,
                        at,
                        example.weight,
                        settings.rate,
                    );
                }
                if largest < 1e-3 {
                    continue;
                }
                for feature in &kept[kept_starts[at]..kept_starts[at + 1]] {
                    let row = &mut weights.rows[*feature as usize];
                    let squares = &mut squares[*feature as usize];
                    for label in 0..LABELS {
                        let step = gradient[label] - settings.l2 * row[label];
                        squares[label] += step * step;
                        row[label] += settings.rate * step / (squares[label].sqrt() + 1e-2);
                    }
                }
            }
        }
        if round >= settings.rounds / 2 {
            if average.is_empty() {
                average = vec![[0.0; LABELS]; features];
            }
            for (sum, row) in average.iter_mut().zip(&weights.rows) {
                for (sum, weight) in sum.iter_mut().zip(row) {
                    *sum += weight;
                }
            }
            for (sum, row) in follow_average.iter_mut().zip(&weights.follow) {
                for (sum, weight) in sum.iter_mut().zip(row) {
                    *sum += weight;
                }
            }
            averaged += 1.0;
        }
        told(round, likelihood / tokens.max(1) as f64);
    }
    if averaged > 0.0 {
        for (row, sum) in weights.rows.iter_mut().zip(&average) {
            *row = sum.map(|sum| sum / averaged);
        }
        for (row, sum) in weights.follow.iter_mut().zip(&follow_average) {
            *row = sum.map(|sum| sum / averaged);
        }
    }
    weights
}

/// Moves the weights of pairs of labels by what they were expected to be.
#[expect(clippy::too_many_arguments, reason = "the sums of both passes")]
fn update_steps(
    follow: &mut [[f32; LABELS]; LABELS],
    squares: &mut [[f32; LABELS]; LABELS],
    bound: &Marginals,
    free: &Marginals,
    steps: &Steps,
    at: usize,
    weight: f32,
    rate: f32,
) {
    for from in 0..LABELS {
        let (a, b) = (bound.forward[at - 1][from], free.forward[at - 1][from]);
        if a < 1e-6 && b < 1e-6 {
            continue;
        }
        for to in 0..LABELS {
            if steps[from][to] == 0.0 {
                continue;
            }
            let own = a * steps[from][to] * bound.onward[at][to];
            let all = b * steps[from][to] * free.onward[at][to];
            let gradient = (own - all) * weight;
            if gradient.abs() > 1e-4 {
                squares[from][to] += gradient * gradient;
                follow[from][to] += rate * gradient / (squares[from][to].sqrt() + 1e-3);
            }
        }
    }
}

type Steps = [[f32; LABELS]; LABELS];

/// The scores of a sentence's tokens, and their exponentials, each token's largest made 1.
#[derive(Default)]
struct Lattice {
    scores: Vec<[f32; LABELS]>,
    potentials: Vec<[f32; LABELS]>,
    largest: Vec<f32>,
}

impl Lattice {
    fn transitions(&self, follow: &[[f32; LABELS]; LABELS]) -> Steps {
        let mut steps = [[0f32; LABELS]; LABELS];
        for from in 0..LABELS {
            for to in 0..LABELS {
                if may_follow(from as Label, to as Label) {
                    steps[from][to] = exp(follow[from][to]);
                }
            }
        }
        steps
    }

    fn exponentials(&mut self) {
        self.potentials.clear();
        self.largest.clear();
        for scores in &self.scores {
            let largest = scores.iter().copied().fold(f32::MIN, f32::max);
            self.largest.push(largest);
            self.potentials
                .push(scores.map(|score| exp(score - largest)));
        }
    }
}

/// Probabilities of labels at each token, by the forward-backward algorithm (Rabiner 1989).
#[derive(Default)]
struct Marginals {
    /// Scaled forward sums.
    forward: Vec<[f32; LABELS]>,
    /// Potential times backward sum, by scale: what a step into the label is worth.
    onward: Vec<[f32; LABELS]>,
    labels: Vec<[f32; LABELS]>,
    scales: Vec<f32>,
}

impl Marginals {
    /// Sums over all rows of labels that are allowed; returns the logarithm of the sum.
    #[expect(
        clippy::needless_range_loop,
        reason = "several tables are walked side by side"
    )]
    fn compute(&mut self, lattice: &Lattice, steps: &Steps, allowed: &[LabelSet]) -> f64 {
        let length = allowed.len();
        self.forward.clear();
        self.scales.clear();
        let mut total = 0f64;
        for at in 0..length {
            let mut sums = [0f32; LABELS];
            if at == 0 {
                for (label, sum) in sums.iter_mut().enumerate() {
                    *sum = f32::from(may_begin(label as Label));
                }
            } else {
                for (from, weight) in self.forward[at - 1].iter().enumerate() {
                    if *weight > 0.0 {
                        for (sum, step) in sums.iter_mut().zip(&steps[from]) {
                            *sum += weight * step;
                        }
                    }
                }
            }
            let mut scale = 0f32;
            for label in 0..LABELS {
                let open =
                    allowed[at] >> label & 1 == 1 && (at + 1 < length || may_end(label as Label));
                sums[label] = if open {
                    sums[label] * lattice.potentials[at][label]
                } else {
                    0.0
                };
                scale += sums[label];
            }
            let scale = scale.max(1e-30);
            for sum in &mut sums {
                *sum /= scale;
            }
            total += ln(f64::from(scale)) + f64::from(lattice.largest[at]);
            self.scales.push(scale);
            self.forward.push(sums);
        }
        self.onward.clear();
        self.onward.resize(length, [0.0; LABELS]);
        self.labels.clear();
        self.labels.resize(length, [0.0; LABELS]);
        let mut backward = [0f32; LABELS];
        for (label, sum) in backward.iter_mut().enumerate() {
            *sum = f32::from(may_end(label as Label));
        }
        for at in (0..length).rev() {
            let mut norm = 0f32;
            for label in 0..LABELS {
                let open = allowed[at] >> label & 1 == 1;
                let p = self.forward[at][label] * backward[label];
                self.labels[at][label] = p;
                norm += p;
                self.onward[at][label] = if open {
                    lattice.potentials[at][label] * backward[label] / self.scales[at]
                } else {
                    0.0
                };
            }
            let norm = norm.max(1e-30);
            for p in &mut self.labels[at] {
                *p /= norm;
            }
            let mut next = [0f32; LABELS];
            for from in 0..LABELS {
                let mut sum = 0f32;
                for (step, onward) in steps[from].iter().zip(&self.onward[at]) {
                    sum += step * onward;
                }
                next[from] = sum;
            }
            backward = next;
        }
        total
    }
}
