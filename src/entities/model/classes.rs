//! `bigrams of words → classes of words that keep the same company`.
//!
//! The exchange algorithm (Kneser and Ney 1993; Martin, Liermann and Ney 1998): words move between
//! a fixed number of classes as long as the likelihood of a bigram model over classes grows. The
//! objective is `Σ N(c,d) ln N(c,d) − 2 Σ N(c) ln N(c)` for the bigram counts N between classes.
//! Cost of a round: for each word, the classes it stands beside times the number of classes.

use super::numbers::ln;

/// Words as numbers 0.., the most frequent first, and how often each follows each.
pub struct Bigrams {
    /// How often each word occurs.
    pub counts: Vec<u32>,
    /// (word, next word, times), each pair once.
    pub pairs: Vec<(u32, u32, u32)>,
}

/// Puts each word in one of `classes` classes; `rounds` passes over all words, or fewer when
/// nothing moves. The result depends on nothing but the arguments.
pub fn exchange(bigrams: &Bigrams, classes: usize, rounds: usize) -> Vec<u16> {
    let words = bigrams.counts.len();
    let mut class: Vec<u16> = (0..words).map(|word| (word % classes) as u16).collect();
    let (before, after) = (neighbours(bigrams, true), neighbours(bigrams, false));
    let total: u64 = bigrams.counts.iter().map(|n| u64::from(*n)).sum();
    let table = Table::new(total.min(1 << 22) as usize + 2);
    let mut joint = vec![0i64; classes * classes];
    let mut first = vec![0i64; classes];
    let mut second = vec![0i64; classes];
    for (a, b, n) in &bigrams.pairs {
        let (a, b) = (class[*a as usize] as usize, class[*b as usize] as usize);
        joint[a * classes + b] += i64::from(*n);
        first[a] += i64::from(*n);
        second[b] += i64::from(*n);
    }
    let mut left = Sparse::new(classes);
    let mut right = Sparse::new(classes);
    for _ in 0..rounds {
        let mut moved = 0;
        for word in 0..words {
            let old = class[word] as usize;
            let own = left.fill(&before, word, &class) + right.fill(&after, word, &class);
            let (followed, follows) = (right.total + own, left.total + own);
            if followed + follows == 0 {
                continue;
            }
            // Take the word out of its class, then ask of every class what it would gain.
            shift(&mut joint, classes, old, &left, &right, own, -1);
            first[old] -= followed;
            second[old] -= follows;
            let mut best = (f64::NEG_INFINITY, old);
            for new in 0..classes {
                let mut gain = 0.0;
                for (other, n) in &right.entries {
                    let now = joint[new * classes + *other];
                    let extra = if *other == new { left.get(new) } else { 0 };
                    if extra == 0 {
                        gain += table.nln(now + n) - table.nln(now);
                    }
                }
                for (other, n) in &left.entries {
                    if *other == new {
                        continue;
                    }
                    let now = joint[*other * classes + new];
                    gain += table.nln(now + n) - table.nln(now);
                }
                let now = joint[new * classes + new];
                let diagonal = right.get(new) + left.get(new) + own;
                if left.get(new) != 0 || right.get(new) == 0 {
                    gain += table.nln(now + diagonal) - table.nln(now);
                } else if own != 0 {
                    gain += table.nln(now + diagonal) - table.nln(now + right.get(new));
                }
                gain -= table.nln(first[new] + followed) - table.nln(first[new]);
                gain -= table.nln(second[new] + follows) - table.nln(second[new]);
                if gain > best.0 {
                    best = (gain, new);
                }
            }
            let new = best.1;
            shift(&mut joint, classes, new, &left, &right, own, 1);
            first[new] += followed;
            second[new] += follows;
            moved += usize::from(new != old);
            class[word] = new as u16;
        }
        if moved * 1000 < words {
            break;
        }
    }
    class
}

/// Adds a word's bigrams to those of a class, or takes them away.
fn shift(
    joint: &mut [i64],
    classes: usize,
    class: usize,
    left: &Sparse,
    right: &Sparse,
    own: i64,
    sign: i64,
) {
    for (other, n) in &right.entries {
        joint[class * classes + *other] += sign * n;
    }
    for (other, n) in &left.entries {
        joint[*other * classes + class] += sign * n;
    }
    joint[class * classes + class] += sign * own;
}

/// For each word, the words before it (or after it), with how often.
struct Neighbours {
    starts: Vec<u32>,
    others: Vec<(u32, u32)>,
}

fn neighbours(bigrams: &Bigrams, before: bool) -> Neighbours {
    let key = |pair: &(u32, u32, u32)| {
        if before {
            (pair.1, pair.0)
        } else {
            (pair.0, pair.1)
        }
    };
    let mut starts = vec![0u32; bigrams.counts.len() + 1];
    for pair in &bigrams.pairs {
        starts[key(pair).0 as usize + 1] += 1;
    }
    for word in 1..starts.len() {
        starts[word] += starts[word - 1];
    }
    let mut next = starts.clone();
    let mut others = vec![(0, 0); bigrams.pairs.len()];
    for pair in &bigrams.pairs {
        let (word, other) = key(pair);
        others[next[word as usize] as usize] = (other, pair.2);
        next[word as usize] += 1;
    }
    Neighbours { starts, others }
}

/// Counts by class, of which few are not zero.
struct Sparse {
    dense: Vec<i64>,
    entries: Vec<(usize, i64)>,
    total: i64,
}

impl Sparse {
    fn new(classes: usize) -> Sparse {
        Sparse {
            dense: vec![0; classes],
            entries: Vec::new(),
            total: 0,
        }
    }

    /// Counts the classes beside a word; returns how often it stands beside itself, which is
    /// left out (and halved, since both sides see it).
    fn fill(&mut self, neighbours: &Neighbours, word: usize, class: &[u16]) -> i64 {
        for (class, _) in self.entries.drain(..) {
            self.dense[class] = 0;
        }
        self.total = 0;
        let range = neighbours.starts[word] as usize..neighbours.starts[word + 1] as usize;
        let mut own = 0;
        for (other, n) in &neighbours.others[range] {
            if *other as usize == word {
                own = i64::from(*n);
                continue;
            }
            let class = class[*other as usize] as usize;
            if self.dense[class] == 0 {
                self.entries.push((class, 0));
            }
            self.dense[class] += i64::from(*n);
            self.total += i64::from(*n);
        }
        for (class, n) in &mut self.entries {
            *n = self.dense[*class];
        }
        own / 2
    }

    fn get(&self, class: usize) -> i64 {
        self.dense[class]
    }
}

/// `n ln n`, from a table where n is small.
struct Table(Vec<f64>);

impl Table {
    fn new(size: usize) -> Table {
        Table(
            (0..size)
                .map(|n| if n < 2 { 0.0 } else { n as f64 * ln(n as f64) })
                .collect(),
        )
    }

    fn nln(&self, n: i64) -> f64 {
        match self.0.get(n as usize) {
            Some(value) => *value,
            None => n as f64 * ln(n as f64),
        }
    }
}
