//! `web page → dates`: when the story was published, and when it was last changed.

use std::sync::LazyLock;

use dom_query::{Document, NodeRef};
use regex::Regex;

use super::{NEAR_BYTES_MAX, Piece, Sources, Zone, near, short_text};
use crate::article::{Origin, Precision, Published};
use crate::extract::date::{self, Order};
use crate::extract::lines;

/// Meta tags that hold the date of publication, in lower case. None speaks of changes.
const PUBLISHED: [&str; 29] = [
    "article:published_time",
    "og:published_time",
    "article:published",
    "datepublished",
    "parsely-pub-date",
    "sailthru.date",
    "cxenseparse:recs:publishtime",
    "og:article:published_time",
    "rnews:datepublished",
    "bt:pubdate",
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
    "citation_online_date",
    "citation_publication_date",
    "citation_date",
    "dc.date.published",
    "originalpublicationdate",
    "published",
    "date",
];
/// Meta tags that hold the date of the last change, in lower case.
const MODIFIED: [&str; 15] = [
    "article:modified_time",
    "og:modified_time",
    "article:modified",
    "datemodified",
    "dcterms.modified",
    "dc.date.modified",
    "date.modified",
    "date_modified",
    "last-modified",
    "last_modified",
    "lastmod",
    "last_updated",
    "article.updated",
    "modified",
    "og:updated_time",
];
/// `<time>` elements looked at; the own one stands above those of a list of stories.
const TIMES_MAX: usize = 50;
/// Places looked at where the title is shown.
const TITLES_MAX: usize = 5;

/// The date of publication; `near` are the blocks around the headline.
///
/// What the page declares counts first, then what it shows. A site that has moved declares when
/// its new system took the story in: an earlier day by the headline or in the address is the
/// story's. A page that only says when it was changed has no date of publication.
pub fn published(
    sources: &Sources,
    near: &[Piece],
    title: &str,
    url: Option<&str>,
) -> Option<Published> {
    let pieces = sources.pieces;
    let declared = declared(sources);
    let lines = Lines {
        order: order(sources),
        change: match declared {
            Some(_) => None,
            None => change_element(sources.page, "time").map(|date| date.at.date()),
        },
    };
    let headline = headline_date(&lines, near);
    let line = || {
        lines.first(near).or_else(|| {
            // The title may also stand in a menu or a list; the date stands by one of them.
            (0..pieces.len())
                .filter(|at| pieces[*at].heading == 1 || pieces[*at].text == title)
                .take(TITLES_MAX)
                .find_map(|at| lines.first(self::near(pieces, Some(at))))
        })
    };
    let address = url.and_then(date::in_url);
    let by_line = |date: date::Written| date.from(Origin::Byline);
    if let Some(declared) = declared {
        let days_after = |date: &date::Written| {
            let days = declared.at.date().since(date.at.date());
            days.map_or(0, |days| days.get_days())
        };
        // Machines write the time of London or that of their server; the paper prints its own day.
        let printed = line().filter(|line| {
            line.precision >= Precision::Day
                && declared.precision == Precision::Second
                && days_after(line).abs() == 1
        });
        let earlier = || headline.filter(|line| days_after(line) > 1).map(by_line);
        return printed.map(by_line).or_else(earlier).or(Some(declared));
    }
    // The first `<time>` may be a teaser's; the day under the headline is the story's.
    let time = || {
        let (time, shown) = time_element(sources.page)?;
        let days = [Some(time.at.date()), shown.map(|shown| shown.at.date())];
        let other = headline.filter(|line| !days.contains(&Some(line.at.date())));
        Some(other.map_or(time.from(Origin::TimeElement), by_line))
    };
    time()
        .or_else(|| lines.said(near).map(by_line))
        .or_else(|| line().map(by_line))
        .or_else(|| lines.said(pieces).map(by_line))
        .or_else(|| lines.originally(pieces).map(by_line))
        .or_else(|| Some(address?.from(Origin::Url)))
        .or_else(|| Some(script_date(sources.page)?.from(Origin::JsonLd)))
        .or_else(|| lines.only(pieces).map(by_line))
}

/// The date of the last change; `near` are the blocks around the headline.
pub fn modified(sources: &Sources, near: &[Piece]) -> Option<Published> {
    let from_time = || {
        Some(
            change_element(sources.page, "[itemprop=dateModified], time")?
                .from(Origin::TimeElement),
        )
    };
    let from_line = || {
        let mut lines = near.iter().filter(|piece| is_line(piece));
        let date = lines.find_map(|piece| date::find(of_change(&piece.text)));
        Some(date?.1.from(Origin::Byline))
    };
    linked(sources, &["dateModified"])
        .or_else(|| tagged(sources, &MODIFIED))
        .or_else(from_time)
        .or_else(from_line)
}

/// The date of publication that the page's data declares.
fn declared(sources: &Sources) -> Option<Published> {
    linked(sources, &["datePublished", "dateCreated", "uploadDate"])
        .or_else(|| tagged(sources, &PUBLISHED))
}

/// The date under the first of these names in JSON-LD.
fn linked(sources: &Sources, names: &[&str]) -> Option<Published> {
    let data = &sources.linked_data;
    let objects = [data.story(), data.page()].into_iter().flatten();
    let mut values = objects.flat_map(|object| names.iter().filter_map(|name| object.get(*name)));
    Some(values.find_map(date::of_value)?.from(Origin::JsonLd))
}

/// The date under the first of these names in meta tags.
fn tagged(sources: &Sources, names: &[&str]) -> Option<Published> {
    let mut values = names.iter().filter_map(|name| sources.tags.get(name));
    Some(values.find_map(date::parse)?.from(Origin::MetaTag))
}

// Lines of the page.

/// Reads the dates of a page's lines.
struct Lines {
    order: Option<Order>,
    /// The day of a change, as an element of the page has it: the words in it may not say so.
    change: Option<jiff::civil::Date>,
}

impl Lines {
    /// The dates of short lines, as far as they do not speak of changes.
    fn dates<'a>(
        &self,
        pieces: impl IntoIterator<Item = &'a Piece>,
    ) -> impl Iterator<Item = date::Written> {
        pieces
            .into_iter()
            .filter(|piece| is_line(piece))
            .filter_map(|piece| date::find_ordered(of_publication(&piece.text), self.order))
            .map(|(_, date)| date)
            .filter(|date| self.change != Some(date.at.date()))
    }

    fn first(&self, pieces: &[Piece]) -> Option<date::Written> {
        self.dates(pieces).next()
    }

    /// `Posted on 3 March 2017`; the date may have the next line to itself.
    fn said(&self, pieces: &[Piece]) -> Option<date::Written> {
        const LABELS: [&str; 6] = [
            "published",
            "published on",
            "date published",
            "publication date",
            "posted",
            "posted on",
        ];
        let is_label = |text: &str| {
            let text = text.trim_end_matches(|c: char| c == ':' || c.is_whitespace());
            LABELS.contains(&text.to_lowercase().as_str())
        };
        let said = pieces.iter().filter(|piece| {
            let start = piece.text.get(..12).unwrap_or(&piece.text).to_lowercase();
            start.starts_with("published") || start.starts_with("posted on")
        });
        self.dates(said).next().or_else(|| {
            let labelled = pieces.windows(2).filter(|two| is_label(&two[0].text));
            self.dates(labelled.map(|two| &two[1])).next()
        })
    }

    /// `Originally published on 3 March 2017`, wherever it stands.
    fn originally(&self, pieces: &[Piece]) -> Option<date::Written> {
        let said = |piece: &&Piece| {
            is_line(piece) && piece.text.to_lowercase().contains("originally published")
        };
        self.dates(pieces.iter().filter(said))
            .find(|date| date.precision >= Precision::Day)
    }

    /// The date of a page that shows one; one with several has teasers or comments.
    fn only(&self, pieces: &[Piece]) -> Option<date::Written> {
        let own = |piece: &&Piece| !lines::ends_sentence(&piece.text);
        let mut dates = self.dates(pieces.iter().filter(own));
        let first = dates.next()?;
        dates
            .all(|date| date.at.date() == first.at.date())
            .then_some(first)
    }
}

/// The day in a short line of its own by the headline, which speaks of no change.
fn headline_date(lines: &Lines, near: &[Piece]) -> Option<date::Written> {
    const LINE_BYTES_MAX: usize = 80;
    let own = near
        .iter()
        .filter(|piece| piece.text.len() <= LINE_BYTES_MAX && !lines::ends_sentence(&piece.text));
    lines
        .dates(own)
        .find(|date| date.precision >= Precision::Day)
}

/// Whether a block is short enough to be a line with a date, and seen where it stands.
fn is_line(piece: &Piece) -> bool {
    piece.text.len() <= NEAR_BYTES_MAX && !matches!(piece.zone, Zone::Caption | Zone::Hidden)
}

/// In which order the page has day and month where it gives them as numbers: that of its country,
/// else that of a date on it of which only one order makes sense.
fn order(sources: &Sources) -> Option<Order> {
    let code = sources.page.select_single("html").attr("lang");
    let code = code.map(|code| code.to_string());
    let codes = code
        .as_deref()
        .into_iter()
        .chain(sources.tags.get("og:locale"));
    let of_code = |code: &str| {
        let code = code.to_lowercase().replace('_', "-");
        let (language, country) = code.split_once('-').unwrap_or((&code, ""));
        match (language, country) {
            ("en" | "es", "us") | ("en", "ph") => Some(Order::MonthFirst),
            ("en", "") => None,
            // Theirs begin with the year.
            ("zh" | "ja" | "ko" | "hu" | "lt" | "mn", _) => None,
            _ => Some(Order::DayFirst),
        }
    };
    codes
        .filter(|code| !code.is_empty())
        .find_map(of_code)
        .or_else(|| {
            let mut lines = sources.pieces.iter().filter(|piece| is_line(piece));
            lines.find_map(|piece| date::order_in(&piece.text))
        })
}

/// The part of a line that speaks of publication: `Updated 5 March. Published 3 March 2017`.
fn of_publication(text: &str) -> &str {
    let Some(change) = find_word(text, &OF_CHANGE) else {
        let is_other = is_of_rights(text) && find_word(text, &OF_PUBLICATION).is_none();
        return if is_other { "" } else { text };
    };
    let before = &text[..change];
    match find_word(text, &OF_PUBLICATION) {
        Some(published) if published > change => &text[published..],
        // `Published and updated on 3 March 2017`
        Some(_) if !before.contains(|c: char| c.is_ascii_digit()) => text,
        Some(_) => before,
        None if is_of_rights(before) => "",
        None => before,
    }
}

/// The part of a line that speaks of a change.
fn of_change(text: &str) -> &str {
    let Some(change) = find_word(text, &OF_CHANGE) else {
        return "";
    };
    let rest = &text[change..];
    match find_word(rest, &OF_PUBLICATION) {
        Some(published) => &rest[..published],
        None => rest,
    }
}

/// Words that say that a date is that of a change.
const OF_CHANGE: [&str; 24] = [
    "updated",
    "last update",
    "modified",
    "revised",
    "last edited",
    "last reviewed",
    "aktualisiert",
    "geändert",
    "mis à jour",
    "mise à jour",
    "modifié",
    "actualizado",
    "actualización",
    "modificado",
    "atualizado",
    "atualização",
    "aggiornato",
    "aggiornamento",
    "bijgewerkt",
    "zaktualizowano",
    "uppdaterad",
    "oppdatert",
    "обновлено",
    "оновлено",
];

/// Words that say that a date is that of publication.
const OF_PUBLICATION: [&str; 12] = [
    "publish",
    "posted",
    "veröffentlicht",
    "erschienen",
    "publié",
    "publicado",
    "pubblicato",
    "gepubliceerd",
    "opublikowano",
    "publicerad",
    "опубликовано",
    "опубліковано",
];

/// Where the first of these words stands in a text.
fn find_word(text: &str, words: &[&str]) -> Option<usize> {
    let mut lower = text.to_lowercase();
    if lower.len() != text.len() {
        lower = text.to_ascii_lowercase();
    }
    let places = words.iter().filter_map(|word| lower.find(word));
    places.min().filter(|at| text.is_char_boundary(*at))
}

/// Whether a text speaks of a change, not of publication.
fn is_of_change(text: &str) -> bool {
    find_word(text, &OF_CHANGE).is_some() && find_word(text, &OF_PUBLICATION).is_none()
}

/// Whether a text is a line of rights, whose year or day is that of the site.
fn is_of_rights(text: &str) -> bool {
    find_word(text, &["copyright", "©", "all rights"]).is_some()
}

// Elements and scripts.

/// The first `<time>` of the page that is no change and no other story's: one that says that it is
/// the publication first, then the first after the headline. Given with the date that it shows,
/// which may be another.
fn time_element(page: &Document) -> Option<(date::Written, Option<date::Written>)> {
    let says =
        page.select("[itemprop=datePublished], time[pubdate], time.published, time.entry-date");
    let times = page.select("time, abbr.published");
    let own = |node: &&NodeRef| {
        !node.ancestors_it(Some(12)).any(|ancestor| {
            ["aside", "nav", "footer", "li"]
                .iter()
                .any(|name| ancestor.has_name(name))
        })
    };
    says.nodes()
        .iter()
        .take(TIMES_MAX)
        .chain(times.nodes().iter().take(TIMES_MAX).filter(own))
        .filter(|node| !is_change(node))
        .find_map(|node| Some((written_in(node)?, date::parse(&node.text()))))
}

/// The date of the first of these elements that holds that of a change.
fn change_element(page: &Document, elements: &str) -> Option<date::Written> {
    let times = page.select(elements);
    let mut times = times.nodes().iter().take(TIMES_MAX);
    times.find_map(|node| is_change(node).then(|| written_in(node))?)
}

/// Whether the element of a date or those around it call it that of a change.
fn is_change(node: &NodeRef) -> bool {
    let class_says = |node: &NodeRef| {
        let class = node.class().unwrap_or_default().to_lowercase();
        let has = |words: &[&str]| words.iter().any(|word| class.contains(word));
        has(&["updated", "modified", "changed"]) && !has(&["publi", "posted", "created"])
    };
    let text_says = |node: &NodeRef| is_of_change(&short_text(node));
    node.attr("itemprop").as_deref() == Some("dateModified")
        || class_says(node)
        || text_says(node)
        || (node.parent())
            .is_some_and(|parent| class_says(&parent) || is_of_change(&parent.immediate_text()))
        || (node.prev_element_sibling()).is_some_and(|before| text_says(&before))
}

/// The date of an element: as it has it for machines, else as it shows it.
fn written_in(node: &NodeRef) -> Option<date::Written> {
    let attributes = ["datetime", "content", "title", "data-datetime"].iter();
    let mut written = attributes.filter_map(|name| node.attr(name));
    written
        .find_map(|text| date::parse(&text))
        .or_else(|| date::parse(&node.text()))
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
