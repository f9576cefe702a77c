//! `what was typed → Query → the engine's query`.
//!
//! [`parse`] reads a query into the syntax tree of [`ast`], which knows nothing of any engine;
//! [`plain`] words that are nothing but words. [`describe`] says a query in words.
//! [`plan`] turns the tree into a query of ours, with the help of [`named`] for names and
//! [`expand`] for patterns of letters. [`spans`] tells where a pattern stands, in the postings of
//! the index or in the words of one article ([`text`]); [`scorer`] is what the engine lacks: a query
//! for what stands at places, `fuzzy` one for a word and those like it, `recency` one for what was
//! published lately, and [`lift`] one for words that the query does not have.

pub mod ast;
mod candidates;
pub mod describe;
pub mod expand;
mod fuzzy;
pub mod lift;
pub mod named;
pub mod parse;
pub mod plain;
pub mod plan;
pub mod postings;
mod recency;
pub mod scorer;
pub mod spans;
pub mod text;

pub use ast::Query;
pub use parse::parse;
