//! The trained model of names: from tokens to labelled spans.
//!
//! A linear-chain conditional random field over hashed features ([`features`]), trained by
//! [`train`] on marked text, stored as bytes that are read in place ([`format`]), and run by
//! [`tagger`]. Nothing here knows of articles or of the index.

mod agree;
mod chain;
pub mod classes;
pub mod conll;
pub mod define;
pub mod eval;
pub mod features;
pub mod format;
pub(super) mod hash;
pub mod labels;
pub mod lexicon;
pub mod make;
pub mod marks;
mod memory;
mod numbers;
pub mod tagger;
pub mod tokens;
pub mod train;
pub mod words;

/// The model that comes with the program; `names.md` beside it tells what it was made of.
pub fn built_in() -> format::Model {
    static BYTES: &[u8] = include_bytes!("names.model");
    // A test holds that these bytes are a model.
    format::Model::from_bytes(BYTES).unwrap_or_else(|_| format::Model::empty())
}
