//! `header → title, site`: what a subject, a mailing list and a sender call an article and where
//! it appeared.

use crate::extract::mime::Mailbox;
use crate::extract::one_line;

/// The title that a subject gives: without `Re:`, `Fwd:` and their kin, and without the name of the
/// mailing list in brackets.
pub fn title(subject: &str, list: Option<&Mailbox>) -> String {
    const PREFIXES: [&str; 20] = [
        "re", "fwd", "fw", "aw", "wg", "antw", "antwort", "tr", "rv", "res", "enc", "sv", "vs",
        "vb", "odp", "rif", "на", "отв", "回复", "转发",
    ];
    let mut rest = one_line(subject);
    loop {
        let before = rest.len();
        if let Some((prefix, after)) = rest.split_once([':', '：']) {
            // `Re[2]:`
            let prefix = prefix.split(['[', '(']).next().unwrap_or_default();
            let prefix = prefix.trim().to_lowercase();
            if PREFIXES.contains(&prefix.as_str()) && !after.trim().is_empty() {
                rest = after.trim().to_owned();
            }
        }
        if let Some(inner) = rest.strip_prefix('[')
            && let Some((name, after)) = inner.split_once(']')
            && !after.trim().is_empty()
            && list.is_some_and(|list| is_list_name(name, list))
        {
            rest = after.trim().to_owned();
        }
        if rest.len() == before {
            return rest;
        }
    }
}

/// Whether a word in brackets is how a mailing list calls itself.
fn is_list_name(name: &str, list: &Mailbox) -> bool {
    let letters = |text: &str| -> String {
        let letters = text.chars().filter(|c| c.is_alphanumeric());
        letters.flat_map(char::to_lowercase).collect()
    };
    let name = letters(name);
    let known = [&list.name, &list.address].into_iter().flatten();
    !name.is_empty()
        && known
            .map(|known| letters(known))
            .any(|known| known.contains(&name))
}

/// The name of a mailing list, if it is one for people, else the domain of the sender.
pub fn site(list: Option<&Mailbox>, from: &Mailbox) -> Option<String> {
    let name = list.and_then(|list| list.name.as_deref()).filter(|name| {
        let has_word = name.split_whitespace().any(|word| {
            word.len() > 2
                && word
                    .chars()
                    .all(|c| c.is_alphabetic() || "-'’.,".contains(c))
        });
        // Services number their lists: `1a2b3c4dmc list`.
        let has_number = name.chars().filter(char::is_ascii_digit).count() > 4;
        has_word && !has_number && !name.ends_with("mc list")
    });
    let domain = || {
        let (_, domain) = from.address.as_deref()?.rsplit_once('@')?;
        let domain = domain.trim().trim_end_matches('.').to_lowercase();
        let domain = domain.strip_prefix("www.").unwrap_or(&domain);
        (domain.contains('.') && !domain.contains(char::is_whitespace)).then(|| domain.to_owned())
    };
    name.map(str::to_owned).or_else(domain)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_subject_is_a_title_without_what_programs_add() {
        let list = Mailbox {
            name: Some("Harbour News".into()),
            address: Some("harbour.list.example".into()),
        };
        for (subject, expected) in [
            ("Re: Door", "Door"),
            ("RE[2]: AW: Fwd: [Harbour] Re: Door", "Door"),
            ("[Update] Door", "[Update] Door"),
            ("Re:", "Re:"),
            ("Report: Door", "Report: Door"),
            ("Re: Zero: an hour", "Zero: an hour"),
            ("回复：门", "门"),
        ] {
            assert_eq!(title(subject, Some(&list)), expected);
        }
        assert_eq!(title("[Harbour] Door", None), "[Harbour] Door");
    }
}
