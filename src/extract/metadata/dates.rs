//! `web page → dates`: when the story was published, and when it was last changed.

use std::sync::LazyLock;

use dom_query::{Document, NodeRef};
use regex::Regex;

use super::{NEAR_BYTES_MAX, Piece, Sources, Zone, near};
use crate::article::{Origin, Precision, Published};
use crate::extract::date;

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
pub fn published(
    sources: &Sources,
    near: &[Piece],
    title: &str,
    url: Option<&str>,
) -> Option<Published> {
    let Sources {
        page,
        tags,
        linked_data,
        pieces,
    } = sources;
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
            .find_map(|name| tags.get(name).and_then(date::parse))
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
        let mut dates = dated_lines(*pieces);
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

/// The date of the last change; `near` are the blocks around the headline.
pub fn modified(sources: &Sources, near: &[Piece]) -> Option<Published> {
    let Sources {
        page,
        tags,
        linked_data,
        ..
    } = sources;
    let from_linked_data = || {
        [linked_data.story(), linked_data.page()]
            .into_iter()
            .flatten()
            .find_map(|object| date::of_value(object.get("dateModified")?))
            .map(|date| date.from(Origin::JsonLd))
    };
    let from_meta = || {
        MODIFIED
            .iter()
            .find_map(|name| tags.get(name).and_then(date::parse))
            .map(|date| date.from(Origin::MetaTag))
    };
    let from_time = || {
        let times = page.select("[itemprop=dateModified], time.updated, time.modified");
        // A theme of WordPress has one element for both until there is a change.
        let own = |node: &&NodeRef| !node.has_class("published");
        let mut times = times.nodes().iter().take(TIMES_MAX).filter(own);
        times
            .find_map(written_in)
            .map(|date| date.from(Origin::TimeElement))
    };
    let from_line = || {
        near.iter()
            .filter(|piece| piece.text.len() <= NEAR_BYTES_MAX && piece.zone != Zone::Hidden)
            .find_map(|piece| {
                let change = piece.text.get(before_change(&piece.text).len()..)?;
                (is_of_change(change) && !is_of_rights(change)).then(|| date::find(change))?
            })
            .map(|(_, date)| date.from(Origin::Byline))
    };
    from_linked_data()
        .or_else(from_meta)
        .or_else(from_time)
        .or_else(from_line)
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

/// The date of an element: as it has it for machines, else as it shows it.
fn written_in(node: &NodeRef) -> Option<date::Written> {
    let written = node.attr("datetime").or_else(|| node.attr("content"));
    written
        .and_then(|text| date::parse(&text))
        .or_else(|| date::parse(&node.text()))
}

/// The first `<time>` of the page that is no change and no other story's: one that says that it is
/// the publication first, then the first after the headline.
fn time_element(page: &Document) -> Option<date::Written> {
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
        .find_map(written_in)
}

/// Whether a text speaks of a change or of rights, not of publication.
fn is_of_change(text: &str) -> bool {
    const WORDS: [&str; 6] = [
        "updated",
        "modified",
        "aktualisiert",
        "mis à jour",
        "actualizado",
        "обновлено",
    ];
    let lower = text.to_lowercase();
    let published = ["publish", "posted", "veröffentlicht", "publié", "publicado"];
    (WORDS.iter().any(|word| lower.contains(word)) || is_of_rights(text))
        && !published.iter().any(|word| lower.contains(word))
}

/// Whether a text is a line of rights, whose year or day is that of the site.
fn is_of_rights(text: &str) -> bool {
    let text = text.to_lowercase();
    let mut words = ["copyright", "©", "all rights"].iter();
    words.any(|word| text.contains(word))
}
