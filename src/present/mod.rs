//! `Results → what a person or a script reads`. Writes to any `Write`; prints nothing itself.

mod copies;
pub mod csv;
mod dossier;
mod explanation;
pub mod facets;
pub mod graph;
pub mod json;
pub mod names;
pub mod page;
pub mod terminal;
pub mod timeline;
