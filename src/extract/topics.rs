//! `words → section, keywords`: what a story is about, as its source says, whatever the format.

use super::{html, one_line};

/// Keywords of an article; a list that goes on is made for search engines.
const KEYWORDS_MAX: usize = 50;

/// Bytes of a keyword or of a section's name; longer is a sentence.
const TOPIC_BYTES_MAX: usize = 100;

/// Bytes of a list of keywords that are looked at: as many as the longest keywords may take.
const LIST_BYTES_MAX: usize = KEYWORDS_MAX * TOPIC_BYTES_MAX;

/// The name of a section.
pub fn section(text: &str) -> Option<String> {
    const NONE: [&str; 6] = [
        "uncategorized",
        "uncategorised",
        "unknown",
        "none",
        "null",
        "default",
    ];
    topic(text).filter(|section| !NONE.contains(&section.to_lowercase().as_str()))
}

/// Adds a keyword, unless it is there.
pub fn add(keywords: &mut Vec<String>, text: &str) {
    if keywords.len() >= KEYWORDS_MAX {
        return;
    }
    let keyword = topic(text);
    let is_new = |keyword: &String| {
        let mut others = keywords.iter();
        !others.any(|other| other.to_lowercase() == keyword.to_lowercase())
    };
    keywords.extend(keyword.filter(is_new));
}

/// Adds the keywords of a list: semicolons or bars part them if there are any, else commas.
pub fn add_list(keywords: &mut Vec<String>, list: &str) {
    // Some sites escape twice; the semicolon of what they escape parts nothing.
    let list = html::without_tags(&list[..list.floor_char_boundary(LIST_BYTES_MAX)]);
    let separators: &[char] = match list.contains([';', '|']) {
        true => &[';', '|'],
        false => &[',', '、', '，', '،'],
    };
    for keyword in list.split(separators) {
        add(keywords, keyword);
    }
}

fn topic(text: &str) -> Option<String> {
    // Blanks and tags around the words may be longer than they are.
    let bounded = text.len() <= TOPIC_BYTES_MAX * 4;
    let topic = bounded.then(|| one_line(&html::without_tags(text)))?;
    let topic = topic.trim_matches(|c: char| c.is_whitespace() || ",;|#\"".contains(c));
    let is_topic = topic.len() <= TOPIC_BYTES_MAX && topic.contains(char::is_alphanumeric);
    is_topic.then(|| topic.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn listed(list: &str) -> Vec<String> {
        let mut keywords = Vec::new();
        add_list(&mut keywords, list);
        keywords
    }

    #[test]
    fn keywords_are_parted_and_each_is_there_once() {
        for (list, expected) in [
            ("ferries, bow door,  Ferries", &["ferries", "bow door"][..]),
            ("Quay, Ann; Ferries", &["Quay, Ann", "Ferries"]),
            ("sea &amp; air | harbours", &["sea & air", "harbours"]),
            ("#ferries, , -", &["ferries"]),
            ("", &[]),
        ] {
            assert_eq!(listed(list), expected, "{list}");
        }
    }

    #[test]
    fn no_list_makes_an_article_larger_than_it_should_be() {
        let many: Vec<String> = (0..100_000).map(|n| n.to_string()).collect();
        assert_eq!(listed(&many.join(",")).len(), KEYWORDS_MAX);
        assert_eq!(listed(&"a".repeat(TOPIC_BYTES_MAX + 1)), [""; 0]);
        assert_eq!(listed(&"é".repeat(LIST_BYTES_MAX)), [""; 0]);
    }

    #[test]
    fn a_section_has_a_name() {
        assert_eq!(section(" Harbour\n news ").as_deref(), Some("Harbour news"));
        for none in ["", "--", "Uncategorized", &"Harbour ".repeat(20)] {
            assert_eq!(section(none), None, "{none}");
        }
    }
}
