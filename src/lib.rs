//! dateline: full-text and entity search for archives of articles.
//!
//! # The way of the data
//!
//! ```text
//! walk ─▶ decode ─▶ extract ─▶ detect ─▶ index ─▶ settle    (writing)
//! folder  bytes     text       Article    Article +  all articles
//!                                         Mentions
//!
//! query text ─▶ parse ─▶ plan ─▶ search ─▶ present         (reading)
//!               Query    engine   hits      terminal, JSON
//! ```
//!
//! Each stage takes the former one's type and gives its own; none reaches back. The modules below
//! stand in this order. [`index::run`] drives the writing, [`search::ArchiveSearcher`] the
//! reading, [`cli`] both.
//!
//! # Nouns
//!
//! An [**archive**](archive::Archive) is a folder of files and its index. A **source** is one of
//! its files; it ends as indexed, unchanged, skipped or failed, the last two with a reason. An
//! [**article**](article::Article) is one story; a source holds one or many. A
//! [**mention**](entities::Mention) is one occurrence of a name in an article, an **entity** what
//! mentions refer to. A [**hit**](search::Hit) is an article that matches a query. Articles of one
//! text, whatever was cut or added, are [**copies**](copies) of each other. A [**tag**](tags) is a word
//! that the user has given to an article, an [**item**](watch::Item) a query of a list that is watched.
//!
//! # What holds everywhere
//!
//! - Only `index`, `query` (but for `ast` and `parse`) and `search` name the engine's types; only
//!   `index::schema` knows the names of fields.
//! - PDFs are read by a process that can be stopped ([`apart`]); all else in the indexer's own.
//! - `extract`, `entities`, `analysis` and `query::parse` do no input or output; only `cli` writes
//!   to the standard streams, and `present` to whatever it is given.
//! - One position space an article: title, gap, body, gap, captions. Words, names, and the starts
//!   of sentences share it ([`index::document`]), so that phrases can mix them. What was removed
//!   from the page stands apart from it, and is searched only when asked for.
//! - Spans are bytes of [`article::ArticleText`], on character boundaries; `text[mention.span]` is
//!   the surface form.
//! - The engine's index is the single source of truth: articles and the state of their sources are
//!   committed together. A kill at any moment leaves the last commit.
//! - What depends on the whole archive (lines that recur, titles that are teasers) is a function of
//!   the set of its files: [`index::settle`] brings every article up to date with the others.
//! - Of copies that match the first is a hit, and the others stand under it; articles are counted
//!   with their copies, and those under another one apart.
//! - Equal scores stand in the order of their file, then of their ids: no hit depends on segments or
//!   threads.
//! - Everything that a stranger's file can inflate has a bound, a constant that ends in `_MAX`.

// The archive and its articles.
pub mod archive;
pub mod article;

// Writing, in the order of the stages; blank lines keep that order from being sorted away.
pub mod walk;

pub mod notice;

pub mod decode;

pub mod extract;

pub mod apart;

pub mod entities;

pub mod names;

pub mod user_file;

pub mod tags;

pub mod analysis;

pub mod copies;

pub mod index;

pub mod report;

// Reading.
pub mod query;

pub mod search;

pub mod watch;

pub mod present;

// Both, for a person or a script.
pub mod cli;
