//! `tokens → Query`: operators, parentheses and what they hold.

use std::ops::Range;

use super::fields;
use super::mistake::{ParseError, mistake};
use super::patterns;
use super::tokens::{Kind, Token};
use crate::query::ast::{Boost, Pattern, Query};

/// Parentheses inside parentheses; a person needs three.
const NESTING_MAX: usize = 64;

/// Patterns in a row that are near each other; each more makes more places to look at.
const NEAR_MAX: usize = 8;

/// Reads tokens from the first to the last; each rule of the grammar is a function.
pub struct Parser<'a> {
    tokens: Vec<Token<'a>>,
    /// The number of the token to be read.
    next: usize,
    /// Bytes of the query.
    end: usize,
    /// Parentheses that are open.
    depth: usize,
    /// Mistakes that were set right.
    repairs: Vec<ParseError>,
}

impl<'a> Parser<'a> {
    /// For the tokens of a query of so many bytes.
    pub fn of(tokens: Vec<Token<'a>>, end: usize, repairs: Vec<ParseError>) -> Self {
        Parser {
            tokens,
            next: 0,
            end,
            depth: 0,
            repairs,
        }
    }

    /// All tokens as a query, and what was set right; none if they are but signs.
    pub fn query(mut self) -> Result<(Option<Query>, Vec<ParseError>), ParseError> {
        let mut all: Vec<Query> = Vec::new();
        loop {
            match self.or()? {
                Some(Query::And(inner)) => all.extend(inner),
                query => all.extend(query),
            }
            let Some(token) = self.tokens.get(self.next) else {
                break;
            };
            self.repair("`)` without `(`", "left out", token.span.clone());
            self.next += 1;
        }
        Ok((one_or(all, Query::And), self.repairs))
    }

    fn repair(&mut self, what: &str, help: &str, span: Range<usize>) {
        self.repairs.push(mistake(what, help, span));
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
        let mut after_or = None;
        loop {
            let operand = self.and()?;
            if operand.is_none() {
                let next = match self.peek() {
                    Some(Kind::Or) => Some(self.tokens[self.next].span.clone()),
                    _ => after_or,
                };
                if let Some(span) = next {
                    let what = "`OR` needs something on both sides";
                    self.repair(what, "left out; to search for the word, write \"or\"", span);
                }
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
            after_or = Some(self.tokens[self.next].span.clone());
            self.next += 1;
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
                        let what = "`AND` needs something on both sides";
                        self.repair(what, "left out: all words are searched anyway", span);
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
        let (mut negated, mut must, mut signed) = (false, false, None);
        while let Some(kind @ (Kind::Minus | Kind::Not | Kind::Plus)) = self.peek() {
            let sign = match kind {
                Kind::Plus => "+",
                Kind::Minus => "-",
                _ => "NOT",
            };
            match kind {
                Kind::Plus => must = true,
                _ => negated = !negated,
            }
            signed = Some((sign, self.tokens[self.next].span.clone()));
            self.next += 1;
        }
        if let Some((sign, span)) = signed
            && matches!(self.peek(), None | Some(Kind::Close | Kind::Or | Kind::And))
        {
            let what = format!("nothing follows that `{sign}` could hold for");
            let help = "left out; write -word without a space, or the word itself as \"not\"";
            self.repair(&what, help, span);
            return Ok(None);
        }
        let query = self.near()?;
        let query = match query {
            // Two negations are none.
            Some(Query::Not(inner)) if negated => Some(*inner),
            Some(query) if negated => Some(Query::Not(Box::new(query))),
            other => other,
        };
        Ok(match query {
            Some(query @ (Query::Not(_) | Query::Must(_))) => Some(query),
            Some(query) if must => Some(Query::Must(Box::new(query))),
            other => other,
        })
    }

    fn near(&mut self) -> Result<Option<Query>, ParseError> {
        let begin = self
            .tokens
            .get(self.next)
            .map_or(self.end, |t| t.span.start);
        let mut left = match self.peek() {
            Some(Kind::Near { .. }) => None,
            _ => self.primary()?,
        };
        let mut joined = 1;
        while let Some(&Kind::Near { distance, ordered }) = self.peek() {
            let span = self.tokens[self.next].span.clone();
            self.next += 1;
            joined += 1;
            if joined > NEAR_MAX {
                return Err(mistake(
                    &format!("more than {NEAR_MAX} in a row are to be near each other"),
                    "leave the words out that tell least",
                    span,
                ));
            }
            let right = match self.peek() {
                Some(
                    Kind::Word { .. }
                    | Kind::Phrase { .. }
                    | Kind::Regex(_)
                    | Kind::Open
                    | Kind::OpenField(_),
                ) => self.primary()?,
                _ => None,
            };
            let (Some(a), Some(b)) = (left, right) else {
                let operator = format!("{}/{distance}", if ordered { "BEFORE" } else { "NEAR" });
                let what = format!("`{operator}` needs a word, a phrase or a name on both sides");
                let help = format!("write a {operator} b, or leave it out");
                return Err(mistake(&what, &help, span.clone()).instead(span, ""));
            };
            let whole = begin..self.last_span().end;
            let (a, b) = (operand(a, &whole)?, operand(b, &whole)?);
            left = Some(Query::Text {
                pattern: Pattern::Near {
                    left: Box::new(a),
                    right: Box::new(b),
                    distance,
                    ordered,
                },
                part: None,
            });
        }
        Ok(left)
    }

    fn primary(&mut self) -> Result<Option<Query>, ParseError> {
        let Some(token) = self.tokens.get(self.next) else {
            return Ok(None);
        };
        let (kind, span, mut boost) = (token.kind.clone(), token.span.clone(), token.boost);
        self.next += 1;
        let query = match kind {
            Kind::Open | Kind::OpenField(_) => {
                let inside = self.inside(span.clone())?;
                boost = inside.1;
                match (inside.0, kind) {
                    (Some(query), Kind::OpenField(field)) => {
                        let whole = span.start..self.last_span().end;
                        Some(fields::group(field, query, whole)?)
                    }
                    (query, _) => query,
                }
            }
            Kind::Word { field, text } => fields::word(field, text, span)?,
            Kind::Phrase { field, text, slop } => fields::phrase(field, text, slop, span)?,
            Kind::Regex(text) => Some(Query::Text {
                pattern: patterns::regex(text, span)?,
                part: None,
            }),
            Kind::Close
            | Kind::Minus
            | Kind::Plus
            | Kind::Or
            | Kind::And
            | Kind::Not
            | Kind::Near { .. } => None,
        };
        Ok(match (query, boost) {
            (Some(query), Some(Boost(100))) => Some(query),
            (Some(query), Some(boost)) => Some(Query::Boost(Box::new(query), boost)),
            (query, _) => query,
        })
    }

    /// What stands in the parenthesis that opened at `span`, and how much it counts.
    fn inside(&mut self, span: Range<usize>) -> Result<(Option<Query>, Option<Boost>), ParseError> {
        self.depth += 1;
        if self.depth > NESTING_MAX {
            return Err(mistake(
                &format!("more than {NESTING_MAX} parentheses inside each other"),
                "leave out those that group nothing",
                span,
            ));
        }
        let query = self.or()?;
        self.depth -= 1;
        match self.tokens.get(self.next) {
            Some(close) => {
                let boost = close.boost;
                self.next += 1;
                Ok((query, boost))
            }
            None => {
                self.repair("`(` is never closed", "taken as closed at the end", span);
                Ok((query, None))
            }
        }
    }
}

/// One side of a `NEAR`: something that stands at a place.
fn operand(query: Query, span: &Range<usize>) -> Result<Pattern, ParseError> {
    match query {
        Query::Text {
            pattern,
            part: None,
        } => Ok(pattern),
        Query::Or(queries) => {
            let patterns = queries.into_iter().map(|query| operand(query, span));
            Ok(Pattern::AnyOf(patterns.collect::<Result<_, _>>()?))
        }
        _ => Err(mistake(
            "only words, phrases, names and alternatives of them can be near each other",
            "put what else must hold outside, such as (a OR b) NEAR/5 c -d, or title:(a NEAR/5 b)",
            span.clone(),
        )),
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
