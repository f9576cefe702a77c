//! `web page → authors`: who wrote the story, the most deliberate source first.

use std::collections::HashSet;

use serde_json::Value;

use super::linked_data::{kinds, name};
use super::{NEAR_BYTES_MAX, Piece, Sources, Zone, short_text};
use crate::extract::{byline, date, lines, one_line};

/// Meta tags that hold the authors, in lower case.
const AUTHOR: [&str; 11] = [
    "author",
    "article:author_name",
    "parsely-author",
    "sailthru.author",
    "dc.creator",
    "dcterms.creator",
    "citation_author",
    "byl",
    "article:author",
    "og:article:author",
    "twitter:creator_name",
];

/// Bytes of a name, and of a line with a date and little else.
const NAME_BYTES_MAX: usize = 40;
const DATE_BYTES_MAX: usize = 60;

/// The authors; `near` are the blocks around the headline.
pub fn of(
    sources: &Sources,
    site: Option<&str>,
    url: Option<&str>,
    near: &[Piece],
) -> Option<String> {
    let Sources {
        page,
        tags,
        linked_data,
        pieces,
    } = sources;
    let from_story = || {
        let author = linked_data
            .story()?
            .get("author")
            .or(linked_data.story()?.get("creator"))?;
        let one = |value: &Value| -> Option<String> {
            let reference = value.get("@id").and_then(Value::as_str);
            let object = reference.and_then(|id| linked_data.by_id(id));
            let organisation = value
                .as_object()
                .or(object)
                .is_some_and(|object| kinds(object).any(|kind| kind.ends_with("Organization")));
            let name = name(value).or_else(|| name(object?.get("name")?));
            let person = value
                .as_object()
                .or(object)
                .is_some_and(|object| kinds(object).any(|kind| kind == "Person"));
            // Who writes alone gives the site the own name.
            let site = site.filter(|site| !person || !byline::is_bare_name(site));
            name.filter(|_| !organisation)
                .and_then(|name| byline::clean(&name, site))
        };
        let mut names: Vec<String> = match author {
            Value::Array(authors) => authors.iter().filter_map(one).collect(),
            author => one(author).into_iter().collect(),
        };
        let mut seen = HashSet::new();
        names.retain(|name| seen.insert(name.clone()));
        // As the page prints them, if it does: `Ann Marsh and Jo Bell`.
        let printed = || {
            let mut lines = near
                .iter()
                .map(|piece| one_line(&piece.text))
                .filter(|line| line.len() <= NEAR_BYTES_MAX)
                .filter_map(|line| byline::clean(&line, site));
            lines.find(|line| names.iter().all(|name| line.contains(name)))
        };
        match names.len() {
            0 | 1 => names.pop(),
            _ => printed().or_else(|| Some(names.join(", "))),
        }
    };
    let from_meta = || {
        AUTHOR
            .iter()
            .filter_map(|name| match *name {
                // Each author of a paper has a tag.
                "citation_author" => {
                    let names = tags.all(name).iter().map(|name| byline::in_order(name));
                    Some(names.collect::<Vec<_>>().join(", "))
                }
                name => tags.get(name).map(str::to_owned),
            })
            .find_map(|text| byline::clean(&text, site))
    };
    let from_page = || {
        const MARKS: [&str; 8] = [
            "[itemprop=author] [itemprop=name]",
            "[itemprop=author]",
            "[rel=author]",
            ".byline",
            ".author-name",
            ".article-author",
            ".post-author",
            ".author",
        ];
        MARKS.iter().find_map(|mark| {
            let selected = page.select(mark);
            let mut texts = selected.nodes().iter().map(short_text);
            texts.find_map(|text| first_author(&text, |line| byline::clean(line, site)))
        })
    };
    // Looser marks, so the text must have the shape of a name.
    let from_likely = || {
        const MARKS: [&str; 5] = [
            "[class*=byline]",
            "[class*=author]",
            "[class*=Author]",
            "a[href*='/author']",
            "[class*=signature]",
        ];
        MARKS.iter().find_map(|mark| {
            let selected = page.select(mark);
            let mut texts = selected.nodes().iter().map(short_text);
            texts.find_map(|text| first_author(&text, byline::name_in))
        })
    };
    // `Ann Marsh, courts reporter <time>Monday evening</time>`
    let from_time = || {
        let times = page.select("time");
        let time = times.nodes().first()?;
        let text = short_text(&time.parent()?);
        let before = text.split(one_line(&time.text()).as_str()).next()?;
        byline::name_in(before).filter(|_| text.len() <= NEAR_BYTES_MAX)
    };
    let from_line = || {
        near.iter()
            .find_map(|piece| byline::in_line(&one_line(&piece.text)))
    };
    // `By` and the name in blocks of their own; `3 March 2017 by Ann Marsh`.
    let from_lines = || {
        near.windows(2)
            .filter(|two| byline::is_introduction(&two[0].text))
            .map(|two| one_line(&two[1].text))
            .filter(|line| line.len() <= NEAR_BYTES_MAX && !lines::ends_sentence(line))
            .find_map(|line| byline::name_in(&line))
            .or_else(|| {
                near.iter()
                    .filter(|piece| piece.text.len() <= NEAR_BYTES_MAX && piece.heading == 0)
                    .filter(|piece| date::find(&piece.text).is_some())
                    .find_map(|piece| byline::within_line(&one_line(&piece.text)))
                    .map(|names| without_date(&names).to_owned())
            })
    };
    // A name with a line to itself, next to one with a date. So stand rubrics, which the address
    // has too: `Press Release` in `/press-releases/bow-door`.
    let path = url.and_then(|url| url.split_once("://")?.1.split_once('/'));
    let path = path.map_or(String::new(), |(_, path)| path.to_lowercase());
    let is_rubric = |name: &str| {
        let name = name.to_lowercase();
        let mut words = name.split(' ').map(|word| word.trim_end_matches('s'));
        words.any(|word| word.len() > 3 && path.contains(word))
    };
    let from_neighbour = || {
        let line = |piece: &Piece| one_line(&piece.text);
        let is_name = |piece: &Piece| {
            piece.heading == 0 && piece.text.len() <= NAME_BYTES_MAX && {
                let name = line(piece);
                byline::is_bare_name(&name)
                    && !is_rubric(&name)
                    && byline::name_in(&name).is_some_and(|n| n == name)
            }
        };
        let is_date =
            |piece: &Piece| piece.text.len() <= DATE_BYTES_MAX && date::find(&piece.text).is_some();
        near.windows(2).find_map(|two| match two {
            [name, date] | [date, name] if is_name(name) && is_date(date) => {
                byline::clean(&line(name), site)
            }
            _ => None,
        })
    };
    // What previews of a link show: `Written by`, `Ann Marsh`.
    let from_preview = || {
        [
            ("twitter:label1", "twitter:data1"),
            ("twitter:label2", "twitter:data2"),
        ]
        .iter()
        .filter(|(label, _)| tags.get(label).is_some_and(byline::is_introduction))
        .find_map(|(_, data)| byline::clean(tags.get(data)?, site))
    };
    // At the end of the story, where the authors are presented.
    let from_end = || {
        let short = |piece: &&Piece| piece.text.len() <= NEAR_BYTES_MAX;
        (pieces.iter().filter(short))
            .find_map(|piece| byline::presented(&one_line(&piece.text)))
            .or_else(|| {
                let mut two = pieces.windows(2);
                two.find_map(|two| {
                    let name = one_line(&two[1].text);
                    let is_name = byline::is_introduction(&two[0].text)
                        && byline::is_bare_name(&name)
                        && name.len() <= NAME_BYTES_MAX;
                    is_name.then(|| byline::clean(&name, site))?
                })
            })
    };
    // Who writes alone gives the site the own name.
    let from_owner = || {
        let name = byline::clean(tags.get("author")?, None)?;
        (byline::is_bare_name(&name) && !name.starts_with("The ")).then_some(name)
    };
    let declared = from_story().or_else(from_meta).or_else(from_preview);
    // A system names who put the story in; the paper prints who wrote it.
    let printed = declared.as_ref().and_then(|declared| {
        let mut under = under_headline(near);
        let line = under.find_map(|piece| byline::in_line(&one_line(&piece.text)))?;
        let words = line.to_lowercase();
        let mut words = words.split(|c: char| !c.is_alphanumeric());
        let declared = declared.to_lowercase();
        let is_other = !words.any(|word| word.len() > 1 && declared.contains(word));
        is_other.then_some(line)
    });
    printed
        .or(declared)
        .or_else(from_page)
        .or_else(from_line)
        .or_else(from_lines)
        .or_else(from_time)
        .or_else(from_likely)
        .or_else(from_neighbour)
        .or_else(from_end)
        .or_else(from_owner)
}

/// The lines between a headline and the text or the next heading: below may be other stories.
fn under_headline(near: &[Piece]) -> impl Iterator<Item = &Piece> {
    const LINES_MAX: usize = 6;
    let after = near.iter().skip_while(|piece| piece.heading != 1).skip(1);
    after
        .take_while(|piece| {
            piece.text.len() <= 2 * NEAR_BYTES_MAX
                && (piece.heading == 0 || byline::in_line(&piece.text).is_some())
        })
        .filter(|piece| piece.zone == Zone::Page)
        .take(LINES_MAX)
}

/// The authors in the text of an element that holds a byline: those of its first line that has
/// any; `By` may stand in a line of its own.
fn first_author(text: &str, read: impl Fn(&str) -> Option<String>) -> Option<String> {
    text.lines()
        .filter(|line| !byline::is_introduction(line))
        .find_map(|line| read(without_date(line)))
}

/// A byline's text up to the date that follows it.
fn without_date(text: &str) -> &str {
    match date::find(text) {
        Some((range, _)) if range.start > 0 => {
            let before = text[..range.start].trim_end_matches(|c: char| !c.is_alphabetic());
            ["published", "posted", "on", "updated"]
                .iter()
                .fold(before, |text, word| {
                    text.strip_suffix(word).map_or(text, |text| {
                        text.trim_end_matches(|c: char| !c.is_alphabetic())
                    })
                })
        }
        _ => text,
    }
}
