//! `words → authors`: what a byline says, without "By", addresses, jobs and the paper's own name.

use crate::extract::one_line;

/// Longer is a sentence, not names.
const BYLINE_BYTES_MAX: usize = 160;

/// What stands before the authors.
const INTRODUCTIONS: [&str; 26] = [
    "by ",
    "by: ",
    "written by: ",
    "written by ",
    "authored by: ",
    "article by ",
    "recipe by ",
    "words by ",
    "story by ",
    "posted by ",
    "author: ",
    "authors: ",
    "von ",
    "von: ",
    "autor: ",
    "text: ",
    "par ",
    "par: ",
    "auteur : ",
    "por ",
    "por: ",
    "di ",
    "door ",
    "автор: ",
    "автор ",
    "af ",
];

/// Who is nobody in particular.
const NOBODY: [&str; 27] = [
    "updated",
    "published",
    "share",
    "staff",
    "staff writer",
    "staff report",
    "staff reporter",
    "staff reports",
    "admin",
    "administrator",
    "editor",
    "editors",
    "redaktion",
    "newsroom",
    "web desk",
    "news desk",
    "unknown",
    "anonymous",
    "author",
    "the author",
    "by",
    "written by",
    "webmaster",
    "sign in",
    "learn more",
    "min read",
    "view more posts",
];

/// The day of a date, of which the rest was cut off.
const WEEKDAYS: [&str; 7] = [
    "monday",
    "tuesday",
    "wednesday",
    "thursday",
    "friday",
    "saturday",
    "sunday",
];

/// Whether a line names those who did something else than write: `Updated by Jo Bell`.
fn is_of_others(line: &str) -> bool {
    const WORK: [&str; 11] = [
        "updated",
        "last updated",
        "reviewed",
        "medically reviewed",
        "fact checked",
        "fact-checked",
        "edited",
        "photo",
        "photos",
        "photographs",
        "illustrations",
    ];
    let lower = line.get(..40).unwrap_or(line).to_lowercase();
    let work = lower.split_once(" by ").map(|(work, _)| work.trim());
    work.is_some_and(|work| WORK.contains(&work))
}

/// What stands between the authors of a byline. Not ` y ` and ` e `, which stand in surnames too.
const BETWEEN: [&str; 9] = [
    ", ", "; ", " & ", " | ", " / ", " and ", " und ", " et ", " och ",
];

/// Each of those whom a byline names, as printed.
pub fn authors(byline: &str) -> impl Iterator<Item = &str> {
    let mut rest = byline;
    std::iter::from_fn(move || {
        while !rest.is_empty() {
            let ends = BETWEEN
                .iter()
                .filter_map(|word| Some((rest.find(word)?, word.len())));
            let (end, between) = ends.min().unwrap_or((rest.len(), 0));
            let author = rest[..end].trim();
            rest = &rest[end + between..];
            // What follows a comma before "and": `A, B, and C`.
            let author = author.strip_prefix("and ").unwrap_or(author);
            if author.contains(char::is_alphabetic) {
                return Some(author);
            }
        }
        None
    })
}

/// The authors in a field that holds nothing else; `site` is no author.
pub fn clean(text: &str, site: Option<&str>) -> Option<String> {
    let line = one_line(text);
    // Some sites escape twice.
    let line = line.replace("&amp;", "&").replace("&#039;", "'");
    if is_of_others(&line) {
        return None;
    }
    let name = without_introduction(&line).unwrap_or(&line);
    let name = without_job(name);
    let name = name.trim_matches(|c: char| c.is_whitespace() || ",;|·•-–—:".contains(c));
    let lower = name.to_lowercase();
    let is_site = |site: &str| {
        let site = site.to_lowercase();
        site == lower || site.split('.').any(|part| part == lower)
    };
    let is_nobody = name.is_empty()
        || name.len() > BYLINE_BYTES_MAX
        || name.contains("://")
        || name.starts_with("www.")
        || name.starts_with('@')
        || !name.contains(char::is_alphabetic)
        || name.contains(['{', '}', '='])
        || NOBODY.contains(&lower.as_str())
        || WEEKDAYS
            .iter()
            .any(|day| lower == *day || lower == day[..3])
        || site.is_some_and(is_site);
    (!is_nobody).then(|| name.to_owned())
}

/// Whether a text only announces authors: `By`, `Written by:`, `Author`.
pub fn is_introduction(text: &str) -> bool {
    let text = text.trim().trim_end_matches(':').trim_end().to_lowercase();
    let spaced = format!("{text} ");
    text == "author"
        || text == "authors"
        || text == "article by"
        || INTRODUCTIONS.contains(&spaced.as_str())
}

/// The authors in a line that presents them, wherever on the page it stands.
pub fn presented(line: &str) -> Option<String> {
    const PRESENTS: [&str; 6] = [
        "written by ",
        "written by: ",
        "words by ",
        "story by ",
        "article by ",
        "about the author: ",
    ];
    let lower = line.to_lowercase();
    let start = PRESENTS.iter().find(|start| lower.starts_with(**start))?;
    name_in(line.get(start.len()..)?)
}

/// The authors in a line of running text, which must say that it names them.
pub fn in_line(line: &str) -> Option<String> {
    if line.len() > BYLINE_BYTES_MAX || line.ends_with(['.', '!', '?', ':']) {
        return None;
    }
    let name = without_introduction(line)?;
    is_name_like(without_job(name))
        .then(|| clean(name, None))
        .flatten()
}

/// The authors after "by" within a line that also holds other things, such as a date:
/// `Monday, 19 December 2016 · written before sunrise by Petra Underhay`.
pub fn within_line(line: &str) -> Option<String> {
    let lower = line.to_lowercase();
    if lower.len() != line.len() {
        return None;
    }
    [" by: ", " by ", " von ", " par ", " por "]
        .iter()
        .filter_map(|word| lower.rfind(word).map(|at| at + word.len()))
        .chain(
            ["by: ", "by ", "von ", "par ", "por "]
                .iter()
                .filter(|word| lower.starts_with(**word))
                .map(|word| word.len()),
        )
        .filter_map(|start| line.get(start..))
        .map(|rest| rest.split(['·', '|', '•', '–', '—']).next().unwrap_or(rest))
        .find(|rest| is_name_like(without_job(rest)))
        .and_then(|rest| clean(rest.trim_end_matches('.'), None))
}

/// The first two to four words in a row that are capitalised, where a page shows that a text is a
/// byline: `De notre envoyée spéciale Solène Maugard`.
pub fn name_in(text: &str) -> Option<String> {
    let mut names: Vec<&str> = Vec::new();
    for word in text.split_whitespace() {
        let bare = word.trim_end_matches([',', ';', ':']);
        // `Nick van Mead`
        if PARTICLES.contains(&bare) && names.len() == 1 {
            names.push(bare);
            continue;
        }
        let is_name = bare.starts_with(char::is_uppercase)
            && bare.contains(char::is_lowercase)
            && bare
                .chars()
                .all(|c| c.is_alphabetic() || "-.'’".contains(c));
        if is_name {
            names.push(bare);
        }
        if names.len() == 4 || names.len() >= 2 && (!is_name || bare.len() < word.len()) {
            break;
        }
        if !is_name || bare.len() < word.len() {
            names.clear();
        }
    }
    while names.last().is_some_and(|name| PARTICLES.contains(name)) {
        names.pop();
    }
    (names.len() >= 2)
        .then(|| clean(&names.join(" "), None))
        .flatten()
}

/// Small words within names.
const PARTICLES: [&str; 12] = [
    "van", "von", "de", "der", "den", "del", "della", "di", "da", "du", "la", "bin",
];

/// A name as it is said: offices and papers of science write `Marsh, Ann`.
pub fn in_order(name: &str) -> String {
    let is_word = |word: &str| word.starts_with(char::is_uppercase) && !word.contains('.');
    match name.split_once(", ") {
        Some((last, first))
            if !last.contains(' ')
                && is_word(last)
                && !first.contains(',')
                && first.split(' ').count() <= 2
                && first.split(' ').all(is_word) =>
        {
            format!("{first} {last}")
        }
        _ => name.to_owned(),
    }
}

/// Two to five words, all capitalised, as names are that stand alone.
pub fn is_bare_name(text: &str) -> bool {
    (2..=5).contains(&text.split_whitespace().count())
        && text
            .split_whitespace()
            .all(|word| word.starts_with(char::is_uppercase))
        && text.contains(char::is_lowercase)
        && !text.contains([':', '|', '/', '?', '!'])
}

/// Whether most words are capitalised, as in names and unlike "by the sea".
fn is_name_like(text: &str) -> bool {
    let words = text.split_whitespace();
    let (mut capital, mut all) = (0, 0);
    for word in words {
        all += 1;
        let small = matches!(
            word,
            "and" | "und" | "et" | "y" | "e" | "de" | "van" | "von" | "&"
        );
        let upper = word.trim_start_matches(|c: char| !c.is_alphabetic());
        capital += usize::from(small || upper.starts_with(char::is_uppercase));
    }
    text.starts_with(|c: char| c.is_uppercase() || c == '@') && capital * 3 >= all * 2
}

fn without_introduction(line: &str) -> Option<&str> {
    // Where a page sets the two apart by their looks alone: `ByAnn Marsh`.
    let glued = line.strip_prefix("By").filter(|name| {
        let mut chars = name.chars();
        chars.next().is_some_and(char::is_uppercase)
            && chars.next().is_some_and(char::is_lowercase)
            && name.contains(' ')
    });
    if glued.is_some() {
        return glued;
    }
    INTRODUCTIONS.iter().find_map(|introduction| {
        // Capital and small letters of these words have the same length in bytes.
        let (start, rest) = line.split_at_checked(introduction.len())?;
        let same = start.eq_ignore_ascii_case(introduction)
            || !start.is_ascii() && start.to_lowercase() == *introduction;
        same.then(|| rest.trim())
    })
}

/// Cuts what follows the names: `, Staff Writer`, `| The Courier`, `(ann@courier.example)`.
fn without_job(name: &str) -> &str {
    let end = [" | ", " (", " – ", " — ", " · ", " • ", " <"]
        .iter()
        .filter_map(|mark| name.find(mark))
        .min()
        .unwrap_or(name.len());
    let name = &name[..end];
    const TITLES: [&str; 10] = [
        "writer",
        "editor",
        "reporter",
        "correspondent",
        "contributor",
        "columnist",
        "former",
        "senior",
        "staff",
        "deputy",
    ];
    const JOBS: [&str; 16] = [
        "staff",
        "writer",
        "reporter",
        "correspondent",
        "editor",
        "contributor",
        "columnist",
        "analyst",
        "expert",
        "attorney",
        "envoyé",
        "for the",
        "special to",
        "korrespondent",
        "reporterin",
        "news",
    ];
    let name = match name.rsplit_once(", ") {
        Some((before, job)) if JOBS.iter().any(|word| job.to_lowercase().contains(word)) => before,
        _ => name,
    };
    // `Ann Marsh Former Deputy Editor`
    let mut end = 0;
    for (at, word) in name.split(' ').enumerate() {
        if at >= 2 && TITLES.contains(&word.to_lowercase().trim_end_matches(',')) {
            return name[..end].trim_end();
        }
        end += word.len() + 1;
    }
    name
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn authors_are_named_without_what_stands_around_them() {
        for (text, expected) in [
            ("By Ann Marsh", Some("Ann Marsh")),
            ("BY ANN MARSH", Some("ANN MARSH")),
            ("  Ann\n Marsh ", Some("Ann Marsh")),
            ("Von Jost Wiedenau", Some("Jost Wiedenau")),
            ("Ann Marsh, Staff Writer", Some("Ann Marsh")),
            ("Ann Marsh, Jo Bell", Some("Ann Marsh, Jo Bell")),
            ("Ann Marsh | The Courier", Some("Ann Marsh")),
            ("Автор: Вера Залесская", Some("Вера Залесская")),
            ("ByAnn Marsh", Some("Ann Marsh")),
            ("Byron Marsh", Some("Byron Marsh")),
            ("Ann Marsh Former Deputy Editor", Some("Ann Marsh")),
            ("Ann Marsh, Harbour Safety Expert", Some("Ann Marsh")),
            ("Updated by Ann Marsh", None),
            ("Saturday", None),
            ("Sat", None),
            ("Staff", None),
            ("The Courier", None),
            ("https://courier.example/ann", None),
            ("", None),
            ("—", None),
        ] {
            assert_eq!(
                clean(text, Some("The Courier")).as_deref(),
                expected,
                "{text}"
            );
        }
    }

    #[test]
    fn a_byline_is_split_into_its_authors() {
        for (byline, expected) in [
            ("Ann Marsh", &["Ann Marsh"][..]),
            ("Ann Marsh and Jo Bell", &["Ann Marsh", "Jo Bell"]),
            (
                "Ann Marsh, Jo Bell, and Bo Lund",
                &["Ann Marsh", "Jo Bell", "Bo Lund"],
            ),
            (
                "Ann Marsh & Jo Bell / Anders",
                &["Ann Marsh", "Jo Bell", "Anders"],
            ),
            ("Jost Wiedenau und Ute Rand", &["Jost Wiedenau", "Ute Rand"]),
            ("Sandy Marsh, ", &["Sandy Marsh"]),
            ("", &[]),
        ] {
            assert_eq!(authors(byline).collect::<Vec<_>>(), expected, "{byline}");
        }
    }

    #[test]
    fn a_line_names_authors_only_if_it_says_so() {
        for (line, expected) in [
            ("By Ann Marsh and Jo Bell", Some("Ann Marsh and Jo Bell")),
            (
                "par Bastien Kerval, envoyé spécial à Pont",
                Some("Bastien Kerval"),
            ),
            ("By the sea", None),
            ("By Monday the water had gone.", None),
            ("Ann Marsh", None),
        ] {
            assert_eq!(in_line(line).as_deref(), expected, "{line}");
        }
    }

    #[test]
    fn a_name_is_found_among_small_words() {
        for (text, expected) in [
            (
                "De notre envoyée spéciale Solène Maugard,",
                Some("Solène Maugard"),
            ),
            ("Hanne Quill, courts reporter", Some("Hanne Quill")),
            ("Nick van Mead", Some("Nick van Mead")),
            ("Nick van der sea", None),
            ("Monday evening", None),
            ("", None),
        ] {
            assert_eq!(name_in(text).as_deref(), expected, "{text}");
        }
    }

    #[test]
    fn authors_are_found_beside_a_date() {
        for (line, expected) in [
            (
                "Monday · written before sunrise by Petra Underhay",
                Some("Petra Underhay"),
            ),
            (
                "Halbrück, 20. März 2017. Von Jost Wiedenau",
                Some("Jost Wiedenau"),
            ),
            (
                "Port, le 14 juin 2017 — par Solène Maubrac",
                Some("Solène Maubrac"),
            ),
            ("by: Ann Marsh", Some("Ann Marsh")),
            ("Monday by the sea", None),
        ] {
            assert_eq!(within_line(line).as_deref(), expected, "{line}");
        }
    }
}
