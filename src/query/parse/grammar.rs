//! `tokens → Query`: operators, parentheses and what they hold.

use std::ops::Range;

use super::fields::operand;
use super::mistake::{ParseError, mistake};
use super::tokens::{Kind, Token};
use crate::query::ast::Query;

/// Parentheses inside parentheses; a person needs three.
const NESTING_MAX: usize = 64;

/// Reads tokens from the first to the last; each rule of the grammar is a function.
pub struct Parser<'a> {
    tokens: Vec<Token<'a>>,
    /// The number of the token to be read.
    next: usize,
    /// Bytes of the query.
    end: usize,
    /// Parentheses that are open.
    depth: usize,
}

impl<'a> Parser<'a> {
    /// For the tokens of a query of so many bytes.
    pub fn of(tokens: Vec<Token<'a>>, end: usize) -> Self {
        Parser {
            tokens,
            next: 0,
            end,
            depth: 0,
        }
    }

    /// All tokens as a query; none if they are but signs.
    pub fn query(mut self) -> Result<Option<Query>, ParseError> {
        let query = self.or()?;
        match self.tokens.get(self.next) {
            Some(token) => Err(mistake(
                "`)` without `(`",
                "remove it, or open it before",
                token.span.clone(),
            )),
            None => Ok(query),
        }
    }

    fn peek(&self) -> Option<&Kind<'a>> {
        self.tokens.get(self.next).map(|token| &token.kind)
    }

    /// Bytes of the token before, or of the end.
    fn last_span(&self) -> Range<usize> {
        match self.next.checked_sub(1).and_then(|i| self.tokens.get(i)) {
            Some(token) => token.span.clone(),
            None => self.end..self.end,
        }
    }

    fn or(&mut self) -> Result<Option<Query>, ParseError> {
        let mut alternatives: Vec<Query> = Vec::new();
        let mut after_or = false;
        loop {
            let operand = self.and()?;
            if operand.is_none() && (after_or || self.peek() == Some(&Kind::Or)) {
                let span = match self.peek() {
                    Some(Kind::Or) => self.tokens[self.next].span.clone(),
                    _ => self.last_span(),
                };
                return Err(mistake(
                    "`OR` needs something on both sides",
                    "to search for the word, write \"or\"",
                    span,
                ));
            }
            // `a OR (b OR c)` is `a OR b OR c`.
            match operand {
                Some(Query::Or(inner)) => alternatives.extend(inner),
                Some(query) => alternatives.push(query),
                None => {}
            }
            if self.peek() != Some(&Kind::Or) {
                break;
            }
            self.next += 1;
            after_or = true;
        }
        Ok(one_or(alternatives, Query::Or))
    }

    fn and(&mut self) -> Result<Option<Query>, ParseError> {
        let mut all: Vec<Query> = Vec::new();
        loop {
            match self.peek() {
                None | Some(Kind::Close | Kind::Or) => break,
                Some(Kind::And) => {
                    let span = self.tokens[self.next].span.clone();
                    self.next += 1;
                    if all.is_empty()
                        || matches!(self.peek(), None | Some(Kind::Close | Kind::Or | Kind::And))
                    {
                        return Err(mistake(
                            "`AND` needs something on both sides",
                            "leave it out: all words are searched anyway",
                            span,
                        ));
                    }
                }
                Some(_) => match self.unary()? {
                    Some(Query::And(inner)) => all.extend(inner),
                    Some(query) => all.push(query),
                    None => {}
                },
            }
        }
        Ok(one_or(all, Query::And))
    }

    fn unary(&mut self) -> Result<Option<Query>, ParseError> {
        let mut negated = false;
        while matches!(self.peek(), Some(Kind::Minus | Kind::Not)) {
            negated = !negated;
            self.next += 1;
        }
        if matches!(self.peek(), None | Some(Kind::Close | Kind::Or | Kind::And)) {
            return Err(mistake(
                "nothing to exclude",
                "write -word without a space; to search for the word, write \"not\"",
                self.last_span(),
            ));
        }
        let query = self.primary()?;
        Ok(match query {
            // Two negations are none.
            Some(Query::Not(inner)) if negated => Some(*inner),
            Some(query) if negated => Some(Query::Not(Box::new(query))),
            other => other,
        })
    }

    fn primary(&mut self) -> Result<Option<Query>, ParseError> {
        let Some(token) = self.tokens.get(self.next) else {
            return Ok(None);
        };
        let (kind, span) = (token.kind.clone(), token.span.clone());
        self.next += 1;
        match kind {
            Kind::Open => {
                self.depth += 1;
                if self.depth > NESTING_MAX {
                    return Err(mistake(
                        "too many parentheses inside each other",
                        "write the query flatter",
                        span,
                    ));
                }
                let query = self.or()?;
                if self.peek() != Some(&Kind::Close) {
                    return Err(mistake(
                        "`(` is never closed",
                        "add `)`, or remove this one",
                        span,
                    ));
                }
                self.next += 1;
                self.depth -= 1;
                Ok(query)
            }
            Kind::Word { field, text } => operand(field, text, false, span),
            Kind::Phrase { field, text } => operand(field, text, true, span),
            Kind::Close | Kind::Minus | Kind::Or | Kind::And | Kind::Not => Ok(None),
        }
    }
}

/// Several queries as one.
fn one_or(mut queries: Vec<Query>, many: fn(Vec<Query>) -> Query) -> Option<Query> {
    if queries.len() > 1 {
        Some(many(queries))
    } else {
        queries.pop()
    }
}
