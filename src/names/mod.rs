//! `what all articles say of names → entities`: which names are one, and on what grounds.
//!
//! ```text
//! Evidence ─▶ build ─▶ Table ─▶ Names ◀─ Corrections
//! articles    unite    a file    what a query asks
//! ```
//!
//! A name is a type and a key. What articles say of names ([`Evidence`]) gives links; [`build`]
//! unites names along links, the strongest first, and keeps apart what does not go together. The
//! [`Table`] holds only names that have a link or are in doubt: all others are entities by
//! themselves. The aliases of the user's list and the [`Corrections`] are laid over the table when
//! it is asked ([`Names`]).
//!
//! The table is a function of the set of articles: their order, and that of segments, is nowhere
//! in it.

use crate::entities::{EntityType, Ground};

pub mod build;
pub mod corrections;
mod demonyms;
pub mod evidence;
mod known;
mod said;
mod spelling;
pub mod table;
mod unite;

pub use build::build;
pub use corrections::{Corrections, NameRef};
pub use demonyms::related;
pub use evidence::{Definition, Evidence, NameId, NameSet};
pub use known::{Known, Names};
pub use table::Table;

/// A name of the archive.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Name {
    pub kind: EntityType,
    /// What [`key`](crate::entities::key::key) makes of it.
    pub key: String,
}

impl Name {
    pub fn new(kind: EntityType, key: &str) -> Name {
        let key = key.to_owned();
        Name { kind, key }
    }
}

/// Types whose names can be one.
pub fn kinds() -> impl Iterator<Item = EntityType> {
    EntityType::ALL.into_iter().filter(|kind| kind.is_name())
}

/// A name of an entity.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Form {
    pub name: Name,
    /// As most articles print it.
    pub printed: String,
    /// Articles that have it, as the full form of a name.
    pub articles: u64,
}

/// Why two names are one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Reason {
    /// The user says so: a correction on this line.
    Corrected(u32),
    /// Articles say so.
    Defined(Ground),
    /// They are spelt alike and keep the same company.
    Spelling,
    /// They are one name, which the detector took for something else in some articles, and keep the
    /// same company.
    Type,
    /// One is the surname, or the first name and the surname, of the only full name that fits.
    ShortForm,
    /// One is an alias of the other on this line of the user's list.
    Listed(u32),
}

impl Reason {
    /// The word it has in output.
    pub fn name(self) -> &'static str {
        match self {
            Reason::Corrected(_) => "correction",
            Reason::Defined(ground) => ground.name(),
            Reason::Spelling => "spelling",
            Reason::Type => "type",
            Reason::ShortForm => "short-form",
            Reason::Listed(_) => "list",
        }
    }

    fn code(self) -> u8 {
        match self {
            Reason::Defined(Ground::Acronym) => 0,
            Reason::Defined(Ground::AlsoKnownAs) => 1,
            Reason::Defined(Ground::Formerly) => 2,
            Reason::Spelling => 3,
            Reason::ShortForm => 4,
            Reason::Corrected(_) => 5,
            Reason::Defined(Ground::Inferred) => 6,
            Reason::Listed(_) => 7,
            Reason::Type => 8,
        }
    }

    fn of_code(code: u8) -> Option<Reason> {
        Some(match code {
            0 => Reason::Defined(Ground::Acronym),
            1 => Reason::Defined(Ground::AlsoKnownAs),
            2 => Reason::Defined(Ground::Formerly),
            3 => Reason::Spelling,
            4 => Reason::ShortForm,
            6 => Reason::Defined(Ground::Inferred),
            8 => Reason::Type,
            _ => return None,
        })
    }
}

/// Two names of one entity, by their places in [`Entity::forms`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link {
    /// The name that stands for the other: `HTS`.
    pub name: usize,
    /// The name that it stands for: `Hayat Tahrir al-Sham`.
    pub other: usize,
    pub reason: Reason,
    /// Articles that say so; for a spelling, the names that both keep company with; for a short
    /// form, the articles that have the longer one.
    pub count: u64,
    /// Ids of some of the articles that say so, the smallest.
    pub examples: Vec<u64>,
}

impl Link {
    /// How sure it is, from 0 to 1: what one more article adds is half of what was missing.
    pub fn weight(&self) -> f64 {
        let half = |n: u64| 0.5f64.powi(n.min(50) as i32);
        match self.reason {
            Reason::Corrected(_) | Reason::Listed(_) => 1.0,
            // What articles only show is never as sure as what one of them says.
            Reason::Defined(Ground::Inferred) => 0.7 * (1.0 - half(self.count)),
            Reason::Defined(_) => 1.0 - half(self.count + 1),
            Reason::Spelling | Reason::Type => 0.9 - 0.4 * half(self.count.saturating_sub(1)),
            Reason::ShortForm => 0.6,
        }
    }
}

/// What names refer to.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Entity {
    /// Its names; the first one stands for it: the most frequent that is no short form.
    pub forms: Vec<Form>,
    pub links: Vec<Link>,
}

impl Entity {
    /// Puts the name first that stands for the entity, the others after it by their articles.
    fn sort(&mut self) {
        let mut is_short = vec![false; self.forms.len()];
        for link in &self.links {
            if matches!(
                link.reason,
                Reason::ShortForm
                    | Reason::Type
                    | Reason::Defined(Ground::Acronym | Ground::Inferred)
                    | Reason::Listed(_)
            ) {
                is_short[link.name] = true;
            }
        }
        let mut order: Vec<usize> = (0..self.forms.len()).collect();
        order.sort_by(|a, b| {
            let (a, b) = (*a, *b);
            let by_articles = self.forms[b].articles.cmp(&self.forms[a].articles);
            let by_name = || self.forms[a].name.cmp(&self.forms[b].name);
            (self.forms[a].articles == 0)
                .cmp(&(self.forms[b].articles == 0))
                .then(is_short[a].cmp(&is_short[b]))
                .then(by_articles)
                .then_with(by_name)
        });
        let mut place = vec![0; order.len()];
        for (to, from) in order.iter().enumerate() {
            place[*from] = to;
        }
        self.forms = order.iter().map(|at| self.forms[*at].clone()).collect();
        for link in &mut self.links {
            (link.name, link.other) = (place[link.name], place[link.other]);
        }
        self.links.sort_by(|a, b| {
            (a.name, a.other, a.reason, b.count).cmp(&(b.name, b.other, b.reason, a.count))
        });
    }

    /// The place of a name among its forms.
    pub fn place(&self, name: &Name) -> Option<usize> {
        self.forms.iter().position(|form| form.name == *name)
    }

    /// The links that lead from one of some names to another one, the fewest.
    pub fn path(&self, from: &[usize], to: usize) -> Vec<&Link> {
        let mut came: Vec<Option<&Link>> = vec![None; self.forms.len()];
        let mut queue: std::collections::VecDeque<usize> = from.iter().copied().collect();
        let mut seen = vec![false; self.forms.len()];
        from.iter().for_each(|at| seen[*at] = true);
        while let Some(at) = queue.pop_front() {
            if at == to {
                break;
            }
            for link in &self.links {
                let next = match (link.name == at, link.other == at) {
                    (true, _) => link.other,
                    (_, true) => link.name,
                    _ => continue,
                };
                if !seen[next] {
                    seen[next] = true;
                    came[next] = Some(link);
                    queue.push_back(next);
                }
            }
        }
        let mut path = Vec::new();
        let mut at = to;
        while let Some(link) = came[at] {
            path.push(link);
            at = if link.name == at {
                link.other
            } else {
                link.name
            };
        }
        path.reverse();
        path
    }

    /// A link in words, seen from one of its names: `also known as ISIS by 3 articles`.
    pub fn words(&self, link: &Link, from: usize) -> String {
        let to = match link.name == from {
            true => link.other,
            false => link.name,
        };
        let other = self.forms.get(to);
        let to = other.map_or("", |form| &form.printed);
        let (n, s) = (link.count, if link.count == 1 { "" } else { "s" });
        match link.reason {
            Reason::Corrected(line) => {
                format!("the same as {to} by line {line} of the corrections")
            }
            Reason::Listed(line) if link.name == from => {
                format!("an alias of {to} by line {line} of the list")
            }
            Reason::Listed(line) => format!("{to} as an alias by line {line} of the list"),
            Reason::Defined(Ground::Acronym) if link.name == from => {
                format!("short for {to} by {n} article{s}")
            }
            Reason::Defined(Ground::Acronym) => format!("{to} for short by {n} article{s}"),
            Reason::Defined(Ground::AlsoKnownAs) => format!("also known as {to} by {n} article{s}"),
            Reason::Defined(Ground::Formerly) if link.name == from => {
                format!("a former name of {to} by {n} article{s}")
            }
            Reason::Defined(Ground::Formerly) => format!("formerly {to} by {n} article{s}"),
            Reason::Defined(Ground::Inferred) => {
                format!("used as if it were {to} by {n} article{s}")
            }
            Reason::Spelling => format!("spelt like {to}, with {n} other name{s} in common"),
            Reason::Type => {
                let kind = other.map_or("", |form| form.name.kind.name());
                format!("a {kind} in other articles, with {n} other name{s} in common")
            }
            Reason::ShortForm if link.name == from => {
                format!("short for {to}, the only full name of the archive that fits")
            }
            Reason::ShortForm => format!("the only full name of the archive that {to} fits"),
        }
    }
}

/// A name that could be short for several others, and so is none of them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Doubt {
    pub reason: Reason,
    /// What it could be short for, with the articles that say so or have it; the most first.
    pub candidates: Vec<(Form, u64)>,
    /// All candidates; the list is cut.
    pub total: u64,
}
