//! `what was typed → Query → the engine's query`.
//!
//! [`parse`] reads a query into the syntax tree of [`ast`], which knows nothing of any engine, and
//! [`plain`] words that are nothing but words;
//! [`plan`] turns the tree into a query of ours, and [`sequence`] is the scorer that the engine
//! lacks: words at positions, in any of several forms, in one part of the article.

pub mod ast;
pub mod parse;
pub mod plain;
pub mod plan;
pub mod sequence;

pub use ast::Query;
pub use parse::parse;
