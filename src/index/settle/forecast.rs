//! `lines seen so far in a run → what settling will likely say of them`.
//!
//! Most furniture shows itself after some dozens of articles of its site. What is foreseen here
//! spares most articles from being made twice; what is foreseen wrongly is put right when the
//! archive is settled.

use std::sync::{Mutex, PoisonError};

use rustc_hash::FxHashMap;

use super::sign::{self, Line};
use super::verdict::{leave_something, take_out};
use crate::article::{Article, Removal, Role};

/// Counters of lines, of two bytes each.
const COUNTERS: usize = 1 << 22;

/// A line is foreseen to be furniture in so many articles, one in so many of its site.
const ARTICLES_MIN: u16 = 12;
const SHARE_MIN: u32 = 8;

/// Lines of all articles that the threads of a run have seen.
#[derive(Default)]
pub struct Forecast(Mutex<Seen>);

#[derive(Default)]
struct Seen {
    /// Articles of each site.
    sites: FxHashMap<u32, u32>,
    /// Allotted with the first line.
    counters: Vec<u16>,
}

impl Forecast {
    /// Sees the lines of an article as its own file has it, and takes out of it what is likely to
    /// recur: only lines around the story.
    pub fn apply(&self, article: &mut Article, source: &str, lines: &[Line]) {
        if lines.is_empty() {
            return;
        }
        let site = sign::site_of(article, source);
        let mut recurs = vec![false; article.blocks.len()];
        {
            let mut seen = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            let seen = &mut *seen;
            seen.counters.resize(COUNTERS, 0);
            let articles = seen.sites.entry(site).or_default();
            *articles += 1;
            for line in lines {
                let counter = &mut seen.counters[place_of(site, line.hash)];
                *counter = counter.saturating_add(1);
                recurs[line.block] =
                    *counter >= ARTICLES_MIN && u32::from(*counter) >= *articles / SHARE_MIN;
            }
        }
        let count = article.blocks.len();
        take_from(article, &recurs, 0..count);
        take_from(article, &recurs, (0..count).rev());
        leave_something(article);
    }
}

/// Takes blocks out of the body, from one end to the first one that is of the story.
fn take_from(article: &mut Article, recurs: &[bool], order: impl Iterator<Item = usize>) {
    for at in order {
        let block = &mut article.blocks[at];
        match block.role {
            Role::Paragraph | Role::Heading if recurs[at] => {
                take_out(block, Removal::Recurring);
            }
            Role::Paragraph | Role::Heading => return,
            Role::Caption | Role::Removed(_) => {}
        }
    }
}

fn place_of(site: u32, line: u32) -> usize {
    let both = u64::from(site) << 32 | u64::from(line);
    (both.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 32) as usize % COUNTERS
}
