//! `JSON-LD → objects`: what a page says about itself in the vocabulary of schema.org.

use dom_query::Document;
use serde_json::{Map, Value};

use crate::extract::one_line;

/// Every object of a page's JSON-LD, whatever it is nested in.
pub struct LinkedData {
    objects: Vec<Map<String, Value>>,
}

impl LinkedData {
    pub fn read(page: &Document) -> LinkedData {
        let mut objects = Vec::new();
        for script in page.select("script[type='application/ld+json']").nodes() {
            let text = script.text();
            // Some sites leave line breaks in their strings.
            let parsed = serde_json::from_str(&text)
                .or_else(|_| serde_json::from_str(&text.replace(['\n', '\r', '\t'], " ")));
            if let Ok(value) = parsed {
                gather(value, &mut objects);
            }
        }
        LinkedData { objects }
    }

    /// The object of the page's story.
    pub fn story(&self) -> Option<&Map<String, Value>> {
        let of_kind =
            |wanted: fn(&str) -> bool| self.objects.iter().find(|object| kinds(object).any(wanted));
        of_kind(|kind| kind.ends_with("Article") || kind.ends_with("Posting")).or_else(|| {
            of_kind(|kind| matches!(kind, "Report" | "Review" | "Recipe" | "CreativeWork"))
        })
    }

    pub fn page(&self) -> Option<&Map<String, Value>> {
        self.objects.iter().find(|object| {
            kinds(object).any(|kind| kind.ends_with("Page") || kind == "VideoObject")
        })
    }

    /// What `{"@id": …}` refers to.
    pub fn by_id(&self, id: &str) -> Option<&Map<String, Value>> {
        self.objects.iter().find(|object| {
            object.get("@id").and_then(Value::as_str) == Some(id) && object.contains_key("name")
        })
    }
}

pub fn kinds(object: &Map<String, Value>) -> impl Iterator<Item = &str> {
    let kinds = match object.get("@type") {
        Some(Value::Array(kinds)) => kinds.as_slice(),
        Some(kind) => std::slice::from_ref(kind),
        None => &[],
    };
    kinds.iter().filter_map(Value::as_str)
}

/// Objects in lists, graphs and `mainEntity`, outer ones first. The parser bounds the depth.
fn gather(value: Value, objects: &mut Vec<Map<String, Value>>) {
    match value {
        Value::Array(values) => values.into_iter().for_each(|value| gather(value, objects)),
        Value::Object(mut object) => {
            let inner = ["@graph", "mainEntity", "mainEntityOfPage"]
                .map(|key| object.get_mut(key).map(Value::take));
            objects.push(object);
            inner
                .into_iter()
                .flatten()
                .for_each(|value| gather(value, objects));
        }
        _ => {}
    }
}

/// The name of a person or organisation: a string or an object.
pub fn name(value: &Value) -> Option<String> {
    match value {
        Value::String(name) => Some(one_line(name)).filter(|name| !name.is_empty()),
        Value::Object(object) => name(object.get("name").filter(|name| name.is_string())?),
        Value::Array(values) => values
            .iter()
            .filter(|value| !value.is_array())
            .find_map(name),
        _ => None,
    }
}
