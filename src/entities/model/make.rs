//! `marked texts + lexicon → model`: the whole of training.
//!
//! Features that are seen once are left out. If there are more than are kept, a first, short
//! training finds those that matter; a second learns the weights of those alone, so that what was
//! cut off is made up for. Some sentences are repeated as headlines print them, so that the model
//! knows those too.

use rustc_hash::FxHashMap;

use super::conll::{Document, Marked};
use super::features::{Case, Company, Places, Sentence, View, Word, case_of};
use super::format::{Model, Row, UNIT};
use super::labels::LABELS;
use super::lexicon::Lexicon;
use super::tokens::SENTENCE_TOKENS_MAX;
use super::train::{Example, Random, Settings, Weights, train};

/// Marked texts of one kind.
pub struct Source {
    pub documents: Vec<Document>,
    /// What a token of it counts.
    pub weight: f32,
    /// The share of its sentences that is repeated in title case or capitals.
    pub recased: f32,
}

/// How to make a model.
#[derive(Debug, Clone)]
pub struct Options {
    pub training: Settings,
    /// Rounds of the first training, which chooses the features if there are too many.
    pub choosing_rounds: usize,
    /// Features that are kept.
    pub rows: usize,
    /// Times that a feature must be seen to count.
    pub least: u8,
}

/// Sentences of a document that are looked at together, as long articles have.
const PIECE_SENTENCES: usize = 40;

/// What making a model has come to.
#[derive(Debug, Clone, Copy)]
pub enum Step {
    Read {
        sentences: usize,
        tokens: usize,
        features: usize,
    },
    Round {
        round: usize,
        likelihood: f64,
    },
    Chosen {
        features: usize,
    },
    Lost {
        features: usize,
    },
}

/// Makes a model; `told` hears of each step.
pub fn make(
    sources: &[Source],
    lexicon: &Lexicon,
    options: &Options,
    mut told: impl FnMut(Step),
) -> Vec<u8> {
    let mut pieces = pieces(sources, options.training.seed);
    let counts = count(&mut pieces, lexicon);
    let mut numbers: FxHashMap<u64, u32> = FxHashMap::default();
    let mut all = Examples::default();
    let mut reader = Reader::new(lexicon);
    for (piece, weight) in &pieces {
        reader.read(piece, |sentence, token_features| {
            all.begin(sentence, *weight);
            for features in token_features {
                for feature in features {
                    if counts[slot(*feature)] >= options.least {
                        let next = numbers.len() as u32;
                        all.features.push(*numbers.entry(*feature).or_insert(next));
                    }
                }
                all.close_token();
            }
        });
    }
    drop((counts, pieces, reader));
    let tokens = all
        .examples
        .iter()
        .map(|example| example.allowed.len())
        .sum();
    told(Step::Read {
        sentences: all.examples.len(),
        tokens,
        features: numbers.len(),
    });
    let mut follow_up = |round, likelihood| told(Step::Round { round, likelihood });
    // With room for all features nothing is to be chosen.
    let is_choice = numbers.len() > options.rows;
    let first = match is_choice {
        true => Settings {
            rounds: options.choosing_rounds,
            ..options.training.clone()
        },
        false => options.training.clone(),
    };
    let mut weights = train(
        &all.examples,
        &all.features,
        numbers.len(),
        &first,
        &mut follow_up,
    );
    if is_choice {
        let kept = strongest(&weights, options.rows);
        all.keep(&kept);
        numbers.retain(|_, number| {
            *number = kept[*number as usize];
            *number != GONE
        });
        told(Step::Chosen {
            features: numbers.len(),
        });
        let mut follow_up = |round, likelihood| told(Step::Round { round, likelihood });
        weights = train(
            &all.examples,
            &all.features,
            numbers.len(),
            &options.training,
            &mut follow_up,
        );
    }
    let rows: FxHashMap<u64, Row> = numbers
        .into_iter()
        .map(|(feature, number)| (feature, weights.rows[number as usize].map(stored)))
        .filter(|(_, row)| row.iter().any(|weight| *weight != 0))
        .collect();
    let (bytes, lost) = Model::write(lexicon, &weights.follow, &rows);
    told(Step::Lost { features: lost });
    bytes
}

fn stored(weight: f32) -> i8 {
    (weight * UNIT).round().clamp(-127.0, 127.0) as i8
}

/// The number of a feature that is left out.
const GONE: u32 = u32::MAX;

/// New numbers for the features with the largest weights; [`GONE`] for the others.
fn strongest(weights: &Weights, count: usize) -> Vec<u32> {
    let largest = |row: &[f32; LABELS]| {
        row.iter()
            .fold(0f32, |largest, weight| largest.max(weight.abs()))
    };
    let mut order: Vec<(f32, u32)> = weights.rows.iter().map(largest).zip(0..).collect();
    order.sort_unstable_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
    let mut kept = vec![GONE; order.len()];
    for (new, (_, old)) in order.iter().take(count).enumerate() {
        kept[*old as usize] = new as u32;
    }
    kept
}

#[derive(Default)]
struct Examples {
    examples: Vec<Example>,
    features: Vec<u32>,
}

impl Examples {
    fn begin(&mut self, sentence: &Marked, weight: f32) {
        let starts = vec![self.features.len()];
        self.examples.push(Example {
            starts,
            allowed: sentence.allowed.clone(),
            weight,
        });
    }

    fn close_token(&mut self) {
        if let Some(example) = self.examples.last_mut() {
            example.starts.push(self.features.len());
        }
    }

    /// Renumbers the features and leaves out those that are gone.
    fn keep(&mut self, kept: &[u32]) {
        let mut features = Vec::new();
        for example in &mut self.examples {
            let mut starts = vec![features.len()];
            for pair in example.starts.windows(2) {
                let numbers = self.features[pair[0]..pair[1]]
                    .iter()
                    .map(|feature| kept[*feature as usize]);
                features.extend(numbers.filter(|number| *number != GONE));
                starts.push(features.len());
            }
            example.starts = starts;
        }
        self.features = features;
    }
}

/// Slots for counting features, a byte each: features that share one count as one.
const SLOTS: usize = 1 << 28;

fn slot(feature: u64) -> usize {
    (feature >> 7) as usize & (SLOTS - 1)
}

fn count(pieces: &mut [(Document, f32)], lexicon: &Lexicon) -> Vec<u8> {
    let mut counts = vec![0u8; SLOTS];
    let mut reader = Reader::new(lexicon);
    for (piece, _) in pieces {
        reader.read(piece, |_, token_features| {
            for feature in token_features.iter().flatten() {
                let count = &mut counts[slot(*feature)];
                *count = count.saturating_add(1);
            }
        });
    }
    counts
}

/// Documents cut to pieces, with some sentences repeated in other cases.
fn pieces(sources: &[Source], seed: u64) -> Vec<(Document, f32)> {
    let mut random = Random(seed.wrapping_mul(77_777) | 1);
    let mut pieces = Vec::new();
    for source in sources {
        for document in &source.documents {
            let cut: Vec<Marked> = document.sentences.iter().flat_map(cut).collect();
            for sentences in cut.chunks(PIECE_SENTENCES) {
                let mut piece = Document {
                    sentences: sentences.to_vec(),
                };
                for sentence in sentences {
                    if random.share() < source.recased {
                        piece
                            .sentences
                            .push(recased(sentence, random.share() < 0.5));
                    }
                }
                pieces.push((piece, source.weight));
            }
        }
    }
    pieces
}

/// A sentence in parts that are no longer than the tagger's, each ending outside of names if it
/// can.
fn cut(sentence: &Marked) -> Vec<Marked> {
    let mut parts = Vec::new();
    let mut at = 0;
    while at < sentence.tokens.len() {
        let most = sentence.tokens.len().min(at + SENTENCE_TOKENS_MAX);
        let outside = (at + 1..=most).rev().find(|end| {
            let next = sentence.coarse.get(*end);
            next.is_none_or(|tag| !tag.starts_with("I-"))
        });
        let end = outside.unwrap_or(most);
        parts.push(Marked {
            tokens: sentence.tokens[at..end].to_vec(),
            allowed: sentence.allowed[at..end].to_vec(),
            coarse: sentence.coarse[at..end].to_vec(),
        });
        at = end;
    }
    parts
}

/// A sentence in capitals, or with a capital on each word.
pub fn recased(sentence: &Marked, caps: bool) -> Marked {
    let mut recased = sentence.clone();
    for token in &mut recased.tokens {
        *token = if caps {
            token.to_uppercase()
        } else {
            let mut chars = token.chars();
            chars.next().map_or_else(String::new, |first| {
                first.to_uppercase().chain(chars).collect()
            })
        };
    }
    recased
}

/// Reads the features of documents; remembers those of words.
struct Reader<'a> {
    lexicon: &'a Lexicon,
    words: FxHashMap<(String, u8), (Word, Vec<u64>)>,
}

impl<'a> Reader<'a> {
    fn new(lexicon: &'a Lexicon) -> Self {
        Reader {
            lexicon,
            words: FxHashMap::default(),
        }
    }

    fn learn(&mut self, token: &str, case: Case) {
        let key = (token.to_owned(), case as u8);
        self.words.entry(key).or_insert_with(|| {
            let mut features = Vec::new();
            let word = Word::read(token, case, self.lexicon);
            word.own(token, case, &mut features);
            (word, features)
        });
    }

    /// Gives each sentence with the features of its tokens.
    fn read(&mut self, document: &Document, mut each: impl FnMut(&Marked, &[Vec<u64>])) {
        for sentence in &document.sentences {
            for token in &sentence.tokens {
                self.learn(token, Case::Plain);
            }
        }
        let plain = |token: &String| &self.words[&(token.clone(), Case::Plain as u8)].0;
        let cases: Vec<Case> = (document.sentences.iter())
            .map(|sentence| {
                case_of(
                    sentence
                        .tokens
                        .iter()
                        .map(|token| (token.as_str(), plain(token))),
                )
            })
            .collect();
        for (sentence, case) in document.sentences.iter().zip(&cases) {
            for token in &sentence.tokens {
                self.learn(token, *case);
            }
        }
        let read: Vec<Vec<&(Word, Vec<u64>)>> = (document.sentences.iter().zip(&cases))
            .map(|(sentence, case)| {
                let tokens = sentence.tokens.iter();
                tokens
                    .map(|token| &self.words[&(token.clone(), *case as u8)])
                    .collect()
            })
            .collect();
        let words: Vec<Vec<&Word>> = (read.iter())
            .map(|read| read.iter().map(|(word, _)| word).collect())
            .collect();
        let mut first = 0;
        let sentences: Vec<Sentence> = (words.iter().zip(&cases))
            .map(|(words, case)| {
                let sentence = Sentence {
                    words,
                    case: *case,
                    first,
                };
                first += words.len() as u32;
                sentence
            })
            .collect();
        let company = Company::of(sentences.iter().copied());
        for ((marked, sentence), read) in document.sentences.iter().zip(&sentences).zip(&read) {
            let places = Places::new(*sentence, &company);
            let features: Vec<Vec<u64>> = (0..read.len())
                .map(|at| {
                    let mut features = read[at].1.clone();
                    for (view, offset) in View::OFFSETS {
                        if let Some(other) = at
                            .checked_add_signed(offset)
                            .and_then(|at| sentence.words.get(at))
                        {
                            other.seen_from(view, &mut features);
                        }
                    }
                    places.features(at, &mut features);
                    features
                })
                .collect();
            each(marked, &features);
        }
    }
}
