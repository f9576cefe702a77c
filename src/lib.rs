//! dateline: full-text and entity search for archives of articles.

pub mod article;
pub mod entities;
pub mod extract;
