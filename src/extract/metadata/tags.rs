//! `<meta> → values by name`: what a page says about itself in the tags of its head.

use std::collections::HashMap;

use dom_query::Document;

use crate::extract::one_line;

/// Tags of a name: each author of a paper and each topic of a story has one.
const VALUES_MAX: usize = 100;

/// The values of a page's meta tags, by their names in lower case.
pub struct Tags(HashMap<String, Vec<String>>);

impl Tags {
    pub fn read(page: &Document) -> Tags {
        let mut tags: HashMap<String, Vec<String>> = HashMap::new();
        for node in page.select("meta[content]").nodes() {
            let content = one_line(&node.attr("content").unwrap_or_default());
            if content.is_empty() {
                continue;
            }
            for name in ["property", "name", "itemprop"]
                .iter()
                .filter_map(|key| node.attr(key))
            {
                let values = tags.entry(name.to_lowercase()).or_default();
                if values.len() < VALUES_MAX {
                    values.push(content.clone());
                }
            }
        }
        Tags(tags)
    }

    /// Every value of a name, in page order.
    pub fn all(&self, name: &str) -> &[String] {
        self.0.get(name).map_or(&[], Vec::as_slice)
    }

    /// The first value of a name.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.all(name).first().map(String::as_str)
    }

    /// The first value of the first of these names that the page has.
    pub fn first(&self, names: &[&str]) -> Option<&str> {
        names.iter().find_map(|name| self.get(name))
    }
}
