//! Markup without a parser: whether a text has any, and what it says without it.

use super::limits::raw_text_end;

/// Whether a text begins as a web page does. A file that is `named` so need only have a tag.
pub fn looks_like_html(head: &str, named: bool) -> bool {
    const OPENINGS: [&str; 16] = [
        "<!doctype html",
        "<html",
        "<head",
        "<body",
        "<meta",
        "<title",
        "<div",
        "<article",
        "<main",
        "<section",
        "<header",
        "<p>",
        "<h1",
        "<table",
        "<link",
        "<script",
    ];
    let mut start = head.trim_start();
    // Comments and XML declarations may stand before everything.
    while let Some(rest) = start
        .strip_prefix("<!--")
        .or_else(|| start.strip_prefix("<?xml"))
    {
        let Some(end) = rest.find('>') else { break };
        start = rest[end + 1..].trim_start();
    }
    let begins = |text: &str| {
        OPENINGS.iter().any(|opening| {
            text.get(..opening.len())
                .is_some_and(|start| start.eq_ignore_ascii_case(opening))
        })
    };
    begins(start) || named && looks_like_fragment(head) || {
        let early = &start[..start.floor_char_boundary(1000)];
        early.match_indices('<').any(|(at, _)| {
            let text = &early[at..];
            ["<!doctype html", "<html", "<body"].iter().any(|opening| {
                text.get(..opening.len())
                    .is_some_and(|start| start.eq_ignore_ascii_case(opening))
            })
        })
    }
}

/// Whether a text has the tags that bodies in HTML have.
pub fn looks_like_fragment(text: &str) -> bool {
    const TAGS: [&str; 14] = [
        "p",
        "/p",
        "br",
        "div",
        "/div",
        "a",
        "ul",
        "li",
        "h2",
        "h3",
        "strong",
        "em",
        "span",
        "blockquote",
    ];
    text.contains('<')
        && text.match_indices('<').take(50).any(|(at, _)| {
            let rest = &text[at + 1..];
            let end = rest.find(['>', ' ', '\n']).unwrap_or(0);
            // `a < p > b` is no tag.
            TAGS.iter()
                .any(|tag| rest[..end].trim_end_matches('/').eq_ignore_ascii_case(tag))
                && rest.contains('>')
        })
}

/// The text of a piece of HTML that is not worth a parser, or not safe for one.
pub fn without_tags(html: &str) -> String {
    if !html.contains(['<', '&']) {
        return html.to_owned();
    }
    let mut text = String::with_capacity(html.len());
    let mut rest = html;
    // Looking for an end that never comes would take time with the square of the size.
    let last_end = html.rfind('>').unwrap_or(0);
    while let Some(at) = rest.find('<') {
        let may_end = html.len() - rest.len() + at < last_end;
        text.push_str(&rest[..at]);
        let tag = &rest[at..];
        let is_tag = tag[1..].starts_with(|c: char| c.is_ascii_alphabetic() || "/!?".contains(c));
        match (is_tag && may_end).then(|| tag.find('>')).flatten() {
            Some(end) => {
                let name = tag[1..].trim_start_matches('/');
                let inline = [
                    "a", "b", "i", "em", "strong", "span", "u", "sup", "sub", "font",
                ];
                let name = &name[..name.find(['>', ' ', '/', '\n']).unwrap_or(0)];
                if !inline.iter().any(|tag| name.eq_ignore_ascii_case(tag)) {
                    text.push('\n');
                }
                rest = &tag[end + 1..];
                let opens = !tag.starts_with("</");
                if opens
                    && ["script", "style"]
                        .iter()
                        .any(|tag| name.eq_ignore_ascii_case(tag))
                {
                    rest = &rest[raw_text_end(rest, 0, name)..];
                }
            }
            None => {
                text.push('<');
                rest = &tag[1..];
            }
        }
    }
    text.push_str(rest);
    for (name, character) in [
        ("&nbsp;", " "),
        ("&lt;", "<"),
        ("&gt;", ">"),
        ("&quot;", "\""),
        ("&#39;", "'"),
        ("&apos;", "'"),
        ("&rsquo;", "’"),
        ("&lsquo;", "‘"),
        ("&ldquo;", "“"),
        ("&rdquo;", "”"),
        ("&ndash;", "–"),
        ("&mdash;", "—"),
        ("&amp;", "&"),
    ] {
        if text.contains(name) {
            text = text.replace(name, character);
        }
    }
    text
}
#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_are_stripped_where_no_parser_is_worth_it() {
        for (html, text) in [
            ("a <b>bold</b> word", "a bold word"),
            ("one<p>two", "one\ntwo"),
            ("1 < 2 &amp; 3 > 2", "1 < 2 & 3 > 2"),
            ("cut <a href=", "cut <a href="),
            ("one<style>p {}</style> two", "one\n\n two"),
            ("one<SCRIPT>a('<p>')", "one\n"),
        ] {
            assert_eq!(without_tags(html), text);
        }
    }
}
