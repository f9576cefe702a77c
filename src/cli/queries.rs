//! Queries among the arguments of a command, and what several commands are asked in the same words.

use clap::ValueEnum;

use super::{CliError, parse_query};
use crate::query::Query;
use crate::query::ast::DateRange;
use crate::query::parse::{parse_literal, partial_date};
use crate::search::company::Scope;
use crate::search::timeline::Period;

/// A query as it was typed.
#[derive(Debug, clap::Args)]
pub struct Typed {
    /// What to search for (`dateline search --help` tells how it is written)
    #[arg(allow_hyphen_values = true)]
    query: String,
    /// More of it, for those who leave the quotes out
    #[arg(hide = true)]
    more: Vec<String>,
    /// Take it as plain words that must all occur: nothing in it is syntax
    #[arg(long)]
    literal: bool,
}

impl Typed {
    pub fn text(&self) -> String {
        let more = self.more.iter().map(|more| format!(" {more}"));
        self.query.clone() + &more.collect::<String>()
    }

    pub fn query(&self) -> Result<Query, CliError> {
        let text = self.text();
        if !self.literal {
            return parse_query(&text);
        }
        parse_literal(&text).map_err(|error| CliError::Query { query: text, error })
    }
}

/// Which articles count.
#[derive(Debug, clap::Args)]
pub struct Within {
    /// Only articles that match this query
    #[arg(long, value_name = "QUERY", allow_hyphen_values = true)]
    query: Option<String>,
    /// Only articles from this year, month or day on
    #[arg(long, value_name = "DATE")]
    since: Option<String>,
    /// Only articles up to this year, month or day
    #[arg(long, value_name = "DATE")]
    until: Option<String>,
}

impl Within {
    /// The query that they match; `None` for all.
    pub fn query(&self) -> Result<Option<Query>, CliError> {
        let mut parts = Vec::new();
        parts.extend(self.query.as_deref().map(parse_query).transpose()?);
        let date = |option: &str, text: &Option<String>| match text {
            None => Ok(None),
            Some(text) => match partial_date(text) {
                Some(date) => Ok(Some(date)),
                None => Err(CliError::Usage(format!(
                    "`{text}` is no date for {option}; write 2017, 2017-03 or 2017-03-08"
                ))),
            },
        };
        let (since, until) = (date("--since", &self.since)?, date("--until", &self.until)?);
        if since.is_some() || until.is_some() {
            parts.push(Query::Date(DateRange::Between(since, until)));
        }
        Ok(match parts.len() {
            0 | 1 => parts.pop(),
            _ => Some(Query::And(parts)),
        })
    }
}

/// The time that a bar stands for.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub enum Time {
    Day,
    Week,
    Month,
    Year,
}

impl Time {
    pub fn period(self) -> Period {
        match self {
            Time::Day => Period::Day,
            Time::Week => Period::Week,
            Time::Month => Period::Month,
            Time::Year => Period::Year,
        }
    }
}

/// What names must share to be in company.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub enum Shared {
    Article,
    Paragraph,
    Sentence,
}

impl Shared {
    pub fn scope(self) -> Scope {
        match self {
            Shared::Article => Scope::Article,
            Shared::Paragraph => Scope::Paragraph,
            Shared::Sentence => Scope::Sentence,
        }
    }
}
