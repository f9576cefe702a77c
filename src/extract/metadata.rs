//! `web page → title, authors, date, site, address`: what a page says about itself, in JSON-LD,
//! meta tags and near its headline, the most deliberate source first.

use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

use dom_query::{Document, NodeRef};
use regex::Regex;
use serde_json::{Map, Value};

use super::html::{Piece, Zone};
use super::{byline, date, lines, one_line};
use crate::article::{Article, Origin, Precision, Published};

/// Meta tags that hold the date of publication, in lower case. None speaks of changes.
const PUBLISHED: [&str; 23] = [
    "article:published_time",
    "og:published_time",
    "article:published",
    "datepublished",
    "parsely-pub-date",
    "sailthru.date",
    "cxenseparse:recs:publishtime",
    "publish-date",
    "publish_date",
    "published-date",
    "publication_date",
    "article_date_original",
    "dc.date.issued",
    "dcterms.created",
    "dc.date",
    "dcterms.date",
    "dc.date.created",
    "pubdate",
    "article.published",
    "citation_publication_date",
    "originalpublicationdate",
    "published",
    "date",
];
const TITLE: [&str; 6] = [
    "og:title",
    "twitter:title",
    "parsely-title",
    "sailthru.title",
    "dc.title",
    "citation_title",
];
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
/// Characters between the headline and the byline or date, roughly: blocks looked at.
const NEAR_BLOCKS: usize = 12;
const NEAR_BYTES_MAX: usize = 160;
/// `<time>` elements looked at; the own one stands above those of a list of stories.
const TIMES_MAX: usize = 50;
/// Places looked at where the title is shown.
const TITLES_MAX: usize = 5;

/// What a page's data says of its text, which helps to find it.
#[derive(Clone)]
pub struct Told {
    /// JSON-LD's `articleBody`.
    pub body: Option<String>,
    pub description: Option<String>,
}

/// Reads what a page says about itself; `pieces` are its visible blocks. The address that it was
/// saved from counts after those that it gives: it may have marks of a campaign or a session.
pub fn read(page: &Document, pieces: &[Piece], saved_from: Option<&str>) -> (Article, Told) {
    let meta = meta_tags(page);
    let linked_data = LinkedData::read(page);
    let story = linked_data.story();
    let get = |names: &[&str]| names.iter().find_map(|name| meta.get(*name).cloned());
    let url = page
        .select_single("link[rel=canonical]")
        .attr("href")
        .map(|href| href.trim().to_owned())
        .filter(|href| href.starts_with("http"))
        .or_else(|| get(&["og:url", "twitter:url"]).filter(|url| url.starts_with("http")))
        .or_else(|| saved_from.map(str::to_owned));
    let site = get(&["og:site_name", "application-name"])
        .or_else(|| story.and_then(|story| name(story.get("publisher")?)))
        .or_else(|| url.as_deref().and_then(host));
    let (title, at) = title(page, &meta, story, site.as_deref(), pieces);
    let near = near(pieces, at);
    let told = Told {
        body: story
            .and_then(|story| story.get("articleBody")?.as_str())
            .map(str::to_owned),
        description: get(&["description", "og:description", "twitter:description"]),
    };
    let draft = Article {
        byline: authors(page, &meta, &linked_data, site.as_deref(), pieces, near),
        published: published(
            page,
            &meta,
            &linked_data,
            pieces,
            near,
            &title,
            url.as_deref(),
        ),
        language: page
            .select_single("html")
            .attr("lang")
            .and_then(|code| code.parse().ok())
            .or_else(|| get(&["og:locale", "language"])?.parse().ok())
            .unwrap_or_default(),
        title,
        site,
        url,
        ..Article::default()
    };
    (draft, told)
}

/// The first of each name wins, but each author of a paper has a tag.
fn meta_tags(page: &Document) -> HashMap<String, String> {
    let mut tags: HashMap<String, String> = HashMap::new();
    for node in page.select("meta[content]").nodes() {
        let content = one_line(&node.attr("content").unwrap_or_default());
        if content.is_empty() {
            continue;
        }
        for name in ["property", "name", "itemprop"]
            .iter()
            .filter_map(|key| node.attr(key))
        {
            let name = name.to_lowercase();
            match tags.get_mut(&name) {
                Some(authors) if name == "citation_author" && authors.len() < NEAR_BYTES_MAX => {
                    authors.push_str(", ");
                    authors.push_str(&content);
                }
                Some(_) => {}
                None => {
                    tags.insert(name, content.clone());
                }
            }
        }
    }
    tags
}

pub fn host(url: &str) -> Option<String> {
    let (_, rest) = url.split_once("://")?;
    let host = rest.split(['/', '?', '#', ':']).next()?;
    let host = host.strip_prefix("www.").unwrap_or(host);
    (!host.is_empty()).then(|| host.to_lowercase())
}

/// The blocks around a headline.
fn near(pieces: &[Piece], title: Option<usize>) -> &[Piece] {
    let Some(at) = title else {
        return &pieces[..pieces.len().min(NEAR_BLOCKS)];
    };
    &pieces[at.saturating_sub(3)..pieces.len().min(at + 1 + NEAR_BLOCKS)]
}

// JSON-LD.

/// Every object of a page's JSON-LD, whatever it is nested in.
struct LinkedData {
    objects: Vec<Map<String, Value>>,
}

impl LinkedData {
    fn read(page: &Document) -> LinkedData {
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
    fn story(&self) -> Option<&Map<String, Value>> {
        let of_kind =
            |wanted: fn(&str) -> bool| self.objects.iter().find(|object| kinds(object).any(wanted));
        of_kind(|kind| kind.ends_with("Article") || kind.ends_with("Posting")).or_else(|| {
            of_kind(|kind| matches!(kind, "Report" | "Review" | "Recipe" | "CreativeWork"))
        })
    }

    fn page(&self) -> Option<&Map<String, Value>> {
        self.objects.iter().find(|object| {
            kinds(object).any(|kind| kind.ends_with("Page") || kind == "VideoObject")
        })
    }

    /// What `{"@id": …}` refers to.
    fn by_id(&self, id: &str) -> Option<&Map<String, Value>> {
        self.objects.iter().find(|object| {
            object.get("@id").and_then(Value::as_str) == Some(id) && object.contains_key("name")
        })
    }
}

fn kinds(object: &Map<String, Value>) -> impl Iterator<Item = &str> {
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
fn name(value: &Value) -> Option<String> {
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

// Title.

/// The headline, and the block that shows it. The `<h1>` is the paper's own wording; what stands
/// in `<title>` is often bent for search engines and ends with the site's name. But an `<h1>` that
/// has little in common with it is the site's logo.
fn title(
    page: &Document,
    meta: &HashMap<String, String>,
    story: Option<&Map<String, Value>>,
    site: Option<&str>,
    pieces: &[Piece],
) -> (String, Option<usize>) {
    let declared: Vec<String> = (story
        .and_then(|story| name(story.get("headline")?))
        .into_iter())
    .chain(TITLE.iter().filter_map(|key| meta.get(*key).cloned()))
    .chain([one_line(&page.select_single("head title").text())])
    .filter(|title| !title.is_empty())
    .map(|title| without_site(&title, site))
    .collect();
    let best = pieces
        .iter()
        .enumerate()
        .filter(|(_, piece)| piece.heading == 1 && piece.text.len() <= 400)
        .filter(|(_, piece)| piece.zone != Zone::Hidden)
        .map(|(at, piece)| (at, one_line(&piece.text)))
        .filter(|(_, text)| site.is_none_or(|site| !site.eq_ignore_ascii_case(text)))
        .map(|(at, text)| {
            let shared = declared
                .iter()
                .map(|title| shared_words(&text, title))
                .max();
            (shared.unwrap_or(0), at, text)
        })
        // Of equals the first.
        .max_by_key(|(shared, at, _)| (*shared, std::cmp::Reverse(*at)));
    if let Some((shared, at, text)) = best
        && (declared.is_empty() || shared >= 60)
    {
        return (text, Some(at));
    }
    let title = declared.first().cloned().unwrap_or_default();
    let at = pieces.iter().position(|piece| piece.text == title);
    (title, at)
}

/// Of a heading's words, how many in a hundred the other title has.
fn shared_words(heading: &str, title: &str) -> usize {
    let words = |text: &str| -> HashSet<String> {
        text.to_lowercase()
            .split(|c: char| !c.is_alphanumeric())
            .filter(|word| !word.is_empty())
            .map(str::to_owned)
            .collect()
    };
    let (heading, title) = (words(heading), words(title));
    heading.intersection(&title).count() * 100 / heading.len().max(1)
}

/// Cuts ` - Site` and ` | Site` off: the site's name, or what is short beside the rest.
fn without_site(title: &str, site: Option<&str>) -> String {
    for mark in [" | ", " - ", " – ", " — ", " :: ", " » ", " · ", " • "] {
        let Some((before, after)) = title.rsplit_once(mark) else {
            continue;
        };
        let plain = |text: &str| -> String {
            text.chars()
                .filter(|c| c.is_alphanumeric())
                .flat_map(char::to_lowercase)
                .collect()
        };
        let is_site = site.is_some_and(|site| {
            let (site, after) = (plain(site), plain(after));
            !after.is_empty() && (site.contains(&after) || after.contains(&site))
        });
        let short = after.split_whitespace().count() <= 4
            && before.split_whitespace().count() >= 4
            && (mark == " | " || after.starts_with(char::is_uppercase));
        if is_site || short {
            return before.trim().to_owned();
        }
    }
    title.to_owned()
}

// Authors.

fn authors(
    page: &Document,
    meta: &HashMap<String, String>,
    linked_data: &LinkedData,
    site: Option<&str>,
    all: &[Piece],
    near: &[Piece],
) -> Option<String> {
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
            .filter_map(|key| meta.get(*key))
            .find_map(|text| byline::clean(text, site))
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
            })
    };
    // What previews of a link show: `Written by`, `Ann Marsh`.
    let from_preview = || {
        [
            ("twitter:label1", "twitter:data1"),
            ("twitter:label2", "twitter:data2"),
        ]
        .iter()
        .filter(|(label, _)| {
            meta.get(*label)
                .is_some_and(|label| byline::is_introduction(label))
        })
        .find_map(|(_, data)| byline::clean(meta.get(*data)?, site))
    };
    // At the end of the story, where the authors are presented.
    let from_end = || {
        (all.iter()
            .filter(|piece| piece.text.len() <= NEAR_BYTES_MAX))
        .find_map(|piece| byline::presented(&one_line(&piece.text)))
    };
    // Who writes alone gives the site the own name.
    let from_owner = || {
        let name = byline::clean(meta.get("author")?, None)?;
        (byline::is_bare_name(&name) && !name.starts_with("The ")).then_some(name)
    };
    from_story()
        .or_else(from_meta)
        .or_else(from_preview)
        .or_else(from_page)
        .or_else(from_line)
        .or_else(from_lines)
        .or_else(from_time)
        .or_else(from_likely)
        .or_else(from_end)
        .or_else(from_owner)
}

/// The text of an element that may be a byline; empty if it is too long to be. Read piece by
/// piece, since elements of this kind may hold each other and the whole page. Where two elements
/// meet without a blank, as a name and a job do that the page's style sets apart, a line ends.
fn short_text(node: &NodeRef) -> String {
    let mut lines = vec![String::new()];
    let mut length = 0;
    for part in node.descendants_it().filter(|part| part.is_text()) {
        let text = part.text();
        length += text.len();
        if length > 2 * NEAR_BYTES_MAX {
            return String::new();
        }
        let ends_word = |line: &String| line.ends_with(|c: char| c.is_alphanumeric() || c == '.');
        let glued = lines.last().is_some_and(ends_word)
            && text.starts_with(|c: char| c.is_uppercase() || c.is_numeric());
        if glued {
            lines.push(String::new());
        }
        if let Some(line) = lines.last_mut() {
            line.push_str(&text);
        }
    }
    let lines: Vec<String> = (lines.iter().map(|line| one_line(line)))
        .filter(|line| !line.is_empty())
        .collect();
    let text = lines.join("\n");
    match text.len() <= NEAR_BYTES_MAX {
        true => text,
        false => String::new(),
    }
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

// Date.

fn published(
    page: &Document,
    meta: &HashMap<String, String>,
    linked_data: &LinkedData,
    pieces: &[Piece],
    near: &[Piece],
    title: &str,
    url: Option<&str>,
) -> Option<Published> {
    let from_linked_data = || {
        [linked_data.story(), linked_data.page()]
            .into_iter()
            .flatten()
            .find_map(|object| {
                ["datePublished", "dateCreated", "uploadDate"]
                    .iter()
                    .find_map(|key| object.get(*key).and_then(date::of_value))
            })
            .map(|date| date.from(Origin::JsonLd))
    };
    let from_meta = || {
        PUBLISHED
            .iter()
            .find_map(|key| meta.get(*key).and_then(|text| date::parse(text)))
            .map(|date| date.from(Origin::MetaTag))
    };
    let from_time = || time_element(page).map(|date| date.from(Origin::TimeElement));
    let from_line = || {
        dated_lines(near)
            .next()
            .or_else(|| {
                // The title may also stand in a menu or a list; the date stands by one of them.
                (0..pieces.len())
                    .filter(|at| pieces[*at].heading == 1 || pieces[*at].text == title)
                    .take(TITLES_MAX)
                    .find_map(|at| dated_lines(self::near(pieces, Some(at))).next())
            })
            .map(|date| date.from(Origin::Byline))
    };
    // `Posted on 3 March 2017` near the title, or at the end of the story.
    let said = |pieces: &[Piece]| {
        let said = pieces.iter().filter(|piece| {
            let start = piece.text.get(..12).unwrap_or(&piece.text).to_lowercase();
            start.starts_with("published") || start.starts_with("posted on")
        });
        let date = dated_lines(said).next();
        date.map(|date| date.from(Origin::Byline))
    };
    let from_url = || {
        url.and_then(date::in_url)
            .map(|date| date.from(Origin::Url))
    };
    // A page with one date is of that date; one with several has teasers or comments.
    let from_anywhere = || {
        let mut dates = dated_lines(pieces);
        let first = dates.next()?;
        dates
            .all(|date| date.at.date() == first.at.date())
            .then(|| first.from(Origin::Byline))
    };
    let from_script = || script_date(page).map(|date| date.from(Origin::JsonLd));
    let declared = from_linked_data().or_else(from_meta);
    // Machines write the time of London or that of their server; the paper prints its own day.
    let printed = declared.and_then(|declared| {
        from_line().filter(|line| {
            let days = line.at.date().since(declared.at.date());
            line.precision >= Precision::Day
                && declared.precision == Precision::Second
                && days.is_ok_and(|days| days.get_days().abs() == 1)
        })
    });
    printed
        .or(declared)
        .or_else(from_time)
        .or_else(|| said(near))
        .or_else(from_line)
        .or_else(|| said(pieces))
        .or_else(from_url)
        .or_else(from_script)
        .or_else(from_anywhere)
}

/// The dates of short lines that do not speak of changes.
fn dated_lines<'a>(
    pieces: impl IntoIterator<Item = &'a Piece>,
) -> impl Iterator<Item = date::Written> {
    pieces
        .into_iter()
        .filter(|piece| {
            piece.text.len() <= NEAR_BYTES_MAX
                && !matches!(piece.zone, Zone::Caption | Zone::Hidden)
        })
        .filter_map(|piece| date::find(before_change(&piece.text)))
        .map(|(_, date)| date)
}

/// A text up to where it begins to speak of a change: `3 March 2017. Updated 5 March`.
fn before_change(text: &str) -> &str {
    if !is_of_change(text) {
        return text;
    }
    let end = text.to_ascii_lowercase().find("updated").unwrap_or(0);
    match is_of_change(&text[..end]) {
        true => "",
        false => &text[..end],
    }
}

/// The date in the data that a page's scripts carry, if it is one: several are those of other
/// stories too.
fn script_date(page: &Document) -> Option<date::Written> {
    static DATE: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(
            r#"(?:datePublished|date_published|publishedAt|published_at|publish(?:ed)?_?[dD]ate|publishedTime|published_time|first_?[pP]ublished(?:At|_at|_date|Date)?)\\?"\s*:\s*\\?"([^"\\]{8,40})"#,
        )
        // The pattern is a constant, and the tests use it.
        .expect("a valid pattern")
    });
    let mut found = None;
    for script in page.select("script").nodes() {
        for captures in DATE.captures_iter(&script.text()) {
            let date = date::parse(&captures[1])?;
            if found.is_some_and(|found: date::Written| found.at.date() != date.at.date()) {
                return None;
            }
            found = Some(date);
        }
    }
    found
}

/// The first `<time>` of the page that is no change and no other story's: one that says that it is
/// the publication first, then the first after the headline.
fn time_element(page: &Document) -> Option<date::Written> {
    let read = |node: &NodeRef| {
        let written = node.attr("datetime").or_else(|| node.attr("content"));
        written
            .and_then(|text| date::parse(&text))
            .or_else(|| date::parse(&node.text()))
    };
    let says =
        page.select("[itemprop=datePublished], time[pubdate], time.published, time.entry-date");
    let times = page.select("time, abbr.published");
    let own = |node: &&NodeRef| {
        let class = node.class().unwrap_or_default().to_lowercase();
        let foreign = node.ancestors_it(Some(12)).any(|ancestor| {
            ["aside", "nav", "footer", "li"]
                .iter()
                .any(|name| ancestor.has_name(name))
        });
        !foreign
            && !is_of_change(&class)
            && node.attr("itemprop").as_deref() != Some("dateModified")
            && !node
                .parent()
                .is_some_and(|parent| is_of_change(&parent.immediate_text()))
    };
    says.nodes()
        .iter()
        .chain(times.nodes().iter().take(TIMES_MAX).filter(own))
        .find_map(read)
}

/// Whether a text speaks of a change or of rights, not of publication.
fn is_of_change(text: &str) -> bool {
    const WORDS: [&str; 9] = [
        "updated",
        "modified",
        "aktualisiert",
        "mis à jour",
        "actualizado",
        "обновлено",
        "copyright",
        "©",
        "all rights",
    ];
    let text = text.to_lowercase();
    let published = ["publish", "posted", "veröffentlicht", "publié", "publicado"];
    WORDS.iter().any(|word| text.contains(word))
        && !published.iter().any(|word| text.contains(word))
}

#[cfg(test)]
mod tests {
    use super::super::html;
    use super::*;

    fn read_page(head: &str, body: &str) -> Article {
        html::read(&format!(
            "<html lang=de><head>{head}</head><body>{body}<p>The bow door had been passed by six \
             inspectors, none of whom had been aboard, and it opened in a moderate sea.</p></body>"
        ))
    }

    fn check_title(head: &str, body: &str, expected: &str) {
        assert_eq!(read_page(head, body).title, expected, "{head} {body}");
    }

    #[test]
    fn the_heading_is_the_title_if_the_page_agrees() {
        let seo = "<title>Bow door open: six inspectors signed | The Courier</title>";
        check_title(
            seo,
            "<h1>Six inspectors signed the bow door</h1>",
            "Six inspectors signed the bow door",
        );
        check_title(
            seo,
            "<h1>The Courier Online</h1>",
            "Bow door open: six inspectors signed",
        );
        check_title("", "<h1>Bow door</h1>", "Bow door");
        check_title(
            "<title>Bow door - The Courier</title><meta property=og:site_name content='The Courier'>",
            "",
            "Bow door",
        );
    }

    #[test]
    fn authors_come_from_the_most_deliberate_source() {
        let linked = "<script type=application/ld+json>{\"@type\":\"NewsArticle\",\"author\":[{\"name\":\"Ann Marsh\"},{\"name\":\"Jo Bell\"}]}</script>";
        for (head, body, expected) in [
            (
                linked,
                "<p class=byline>Somebody Else</p>",
                Some("Ann Marsh, Jo Bell"),
            ),
            (
                linked,
                "<p>Ann Marsh and Jo Bell</p>",
                Some("Ann Marsh and Jo Bell"),
            ),
            (
                "<meta name=author content='By Ann Marsh'>",
                "",
                Some("Ann Marsh"),
            ),
            (
                "<meta name=author content='Staff'>",
                "<a rel=author>Ann Marsh</a>",
                Some("Ann Marsh"),
            ),
            (
                "",
                "<div class=byline>By Ann Marsh, 3 March 2017</div>",
                Some("Ann Marsh"),
            ),
            (
                "",
                "<p>Ann Marsh <time datetime=2017-03-03>Friday</time></p>",
                Some("Ann Marsh"),
            ),
            (
                "",
                "<div class=author><span>Ann Marsh</span><span>Published 3 March 2017</span></div>",
                Some("Ann Marsh"),
            ),
            (
                "",
                "<div class=author><p>Written by</p><p>Ann Marsh</p><p>Harbour master</p></div>",
                Some("Ann Marsh"),
            ),
            (
                "",
                "<h1>Bow door</h1><p>3 March 2017 by Ann Marsh</p>",
                Some("Ann Marsh"),
            ),
            (
                "<meta name=twitter:label1 content='Written by'><meta name=twitter:data1 \
                 content='Ann Marsh'>",
                "",
                Some("Ann Marsh"),
            ),
            (
                "<meta property=og:site_name content='Ann Marsh'><meta name=author content='Ann Marsh'>",
                "",
                Some("Ann Marsh"),
            ),
            (
                "<meta name=author content='Ann &amp;amp; Jo Bell'>",
                "",
                Some("Ann & Jo Bell"),
            ),
            ("", "", None),
        ] {
            assert_eq!(
                read_page(head, body).byline.as_deref(),
                expected,
                "{head} {body}"
            );
        }
    }

    #[test]
    fn dates_of_publication_are_told_from_dates_of_change() {
        let linked = |fields: &str| {
            format!(
                "<script type=application/ld+json>{{\"@graph\":[{{\"@type\":\"Article\",{fields}}}]}}</script>"
            )
        };
        for (head, body, expected) in [
            (
                linked("\"datePublished\":\"2017-03-08T06:12:00Z\""),
                "",
                "2017-03-08T06:12:00 json-ld",
            ),
            (linked("\"dateModified\":\"2017-03-08\""), "", "none"),
            (
                "<meta property=article:published_time content=2017-03-08>".into(),
                "",
                "2017-03-08 meta tag",
            ),
            (
                "<meta property=article:modified_time content=2017-03-08>".into(),
                "",
                "none",
            ),
            (
                String::new(),
                "<h1>A</h1><time datetime=2017-03-08>x</time>",
                "2017-03-08 time element",
            ),
            (
                String::new(),
                "<h1>A</h1><p>8 March 2017</p>",
                "2017-03-08 byline",
            ),
            (
                String::new(),
                "<h1>A</h1><p>Updated 8 March 2017</p><p>© 2016</p>",
                "none",
            ),
            (
                linked("\"datePublished\":\"2017-03-09T02:12:00Z\""),
                "<h1>A</h1><p>8 March 2017</p>",
                "2017-03-08 byline",
            ),
            (
                String::new(),
                "<h1>A</h1><p>8 March 2017. Updated 9 March 2017</p>",
                "2017-03-08 byline",
            ),
            (
                String::new(),
                "<p>A</p><p>Said on 1 May 2016</p><p>Posted on 8 March 2017</p>",
                "2017-03-08 byline",
            ),
            (
                "<link rel=canonical href=https://a.example/2017/03/08/bow-door>".into(),
                "",
                "2017-03-08 url",
            ),
            (
                "<script>x={\"publishedAt\":\"2017-03-08\"}</script>".into(),
                "",
                "2017-03-08 json-ld",
            ),
        ] {
            let published = read_page(&head, body).published;
            let printed = published.map_or("none".into(), |p| format!("{p} {}", p.origin.name()));
            assert_eq!(printed, expected, "{head} {body}");
        }
    }

    #[test]
    fn site_address_and_declared_language_are_read() {
        let draft = read_page(
            "<link rel=canonical href=https://www.courier.example/a>",
            "",
        );
        assert_eq!(draft.url.as_deref(), Some("https://www.courier.example/a"));
        assert_eq!(draft.site.as_deref(), Some("courier.example"));
        assert_eq!(draft.language.code(), "de");
    }
}
