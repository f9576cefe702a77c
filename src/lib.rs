//! dateline: full-text and entity search for archives of articles.

pub mod analysis;
pub mod archive;
pub mod article;
pub mod cli;
pub mod decode;
pub mod entities;
pub mod extract;
pub mod index;
pub mod present;
pub mod query;
pub mod report;
pub mod search;
pub mod walk;
