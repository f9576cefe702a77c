//! `text → terms`: how words become what is stored in the index and looked up by a query.
//!
//! [`words`] finds the words and folds case and accents away, [`stem`] reduces them to stems by
//! the language of the article, [`ranking`] weighs them, and [`sentences`] sees where a sentence begins. Queries, highlights
//! and the index all come through here, so that they always agree.

pub mod hash;
pub mod ranking;
pub mod sentences;
pub mod stem;
pub mod words;

pub use stem::Stemmers;
pub use words::{Words, fold};

/// Changes whenever the same text would give other terms or positions; part of the fingerprint
/// by which the index knows that a source must be read again.
pub const ANALYZER_VERSION: u32 = 2;
