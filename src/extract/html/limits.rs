//! Whether a page can be parsed in bounded time and memory.
//!
//! Parsers of HTML take time that grows with the square of some properties of a page: how deep its
//! elements nest, how many attributes one has, how often a text is interrupted. Real pages stay far
//! below these bounds; what exceeds one is read as text without a parser.

/// Open elements within each other; browsers stop at 512 too. Deeper pages are hostile or broken,
/// and cost time that grows with the square of the depth.
const DEPTH_MAX: usize = 512;
/// Sum of the depths of all tags: the parser looks through the open elements at many of them.
/// Real pages stay under a million; this many take some seconds.
const DEPTH_SUM_MAX: usize = 10_000_000;
/// Attributes of one element; the parser compares each with all others.
const ATTRIBUTES_MAX: usize = 1000;
/// Attributes of all elements; each takes some dozens of bytes.
const ATTRIBUTES_SUM_MAX: usize = 1_000_000;
/// Bytes of markup; larger pages are logs and data. Real ones stay under one mebibyte.
const MARKUP_BYTES_MAX: usize = 8 << 20;
/// What may be tags: each takes some hundreds of bytes as a node, and as many as a mistake. The
/// longest real pages have some ten thousands.
const TAGS_MAX: usize = 400_000;
/// Bytes that are copied while the parser puts texts together: it adds piece by piece to what it
/// has between two elements, and references, line breaks and lone `<` cut pieces. This many take
/// about a second.
const COPIED_BYTES_MAX: usize = 10_000_000_000;

/// Whether a page can be parsed in time that grows with its size alone. Elements that close each
/// other (`<p>`, `<li>`, table cells) are not counted, and neither are those without content.
pub fn is_tame(html: &str) -> bool {
    // Elements of which the parser makes one wherever they stand.
    const ENDS_TEXT: [&str; 5] = ["p", "li", "br", "img", "hr"];
    const NOT_NESTING: [&str; 28] = [
        "p", "li", "td", "th", "tr", "dt", "dd", "option", "optgroup", "br", "img", "meta", "link",
        "input", "hr", "source", "area", "base", "col", "embed", "track", "wbr", "param", "html",
        "head", "body", "tbody", "thead",
    ];
    if html.len() > MARKUP_BYTES_MAX {
        return false;
    }
    let bytes = html.as_bytes();
    let (mut depth, mut depth_sum, mut at) = (0usize, 0usize, 0);
    let (mut tags, mut attributes_sum) = (0, 0);
    let mut drawings = 0usize;
    // Where the text began that the parser may be adding to.
    let (mut text, mut copied) = (0, 0usize);
    let copies = |from: usize, to: usize, text: usize| -> usize {
        let cuts = (from..to).filter(|at| matches!(bytes[*at], b'&' | b'\n' | b'\r' | 0 | b'<'));
        cuts.map(|at| at - text).sum()
    };
    while let Some(found) = html[at..].find('<') {
        tags += 1;
        copied += copies(at, at + found + 1, text);
        if tags > TAGS_MAX || copied > COPIED_BYTES_MAX {
            return false;
        }
        let closing = bytes.get(at + found + 1) == Some(&b'/');
        let name_at = at + found + 1 + usize::from(closing);
        let name_length = bytes[name_at..]
            .iter()
            .take_while(|b| b.is_ascii_alphanumeric())
            .count();
        let name = &html[name_at..name_at + name_length];
        at = name_at + name_length;
        if !name.starts_with(|c: char| c.is_ascii_alphabetic()) {
            continue;
        }
        let (end, attributes) = tag_end(bytes, at);
        depth_sum += depth;
        attributes_sum += attributes;
        if attributes > ATTRIBUTES_MAX
            || depth_sum > DEPTH_SUM_MAX
            || attributes_sum > ATTRIBUTES_SUM_MAX
        {
            return false;
        }
        let empty = bytes.get(end.wrapping_sub(2)) == Some(&b'/');
        at = html.ceil_char_boundary(end);
        let is_among = |names: &[&str]| names.iter().any(|tag| name.eq_ignore_ascii_case(tag));
        if !closing && (is_among(&ENDS_TEXT) || !is_among(&NOT_NESTING)) {
            text = at;
        }
        if is_among(&NOT_NESTING) {
            continue;
        }
        if is_among(&["svg", "math"]) {
            drawings = match closing {
                true => drawings.saturating_sub(1),
                false => drawings + usize::from(!empty),
            };
        }
        if closing {
            depth = depth.saturating_sub(1);
        } else if drawings == 0 && is_among(&["script", "style"]) {
            // Their content is no markup, but in a drawing it is.
            let end = raw_text_end(html, at, name);
            copied += copies(at, end, text);
            at = end;
        } else if !empty {
            depth += 1;
            if depth > DEPTH_MAX {
                return false;
            }
        }
    }
    copied + copies(at, html.len(), text) <= COPIED_BYTES_MAX
}

/// Where the text of a script or style ends, which may hold tags of its own in strings.
pub fn raw_text_end(html: &str, from: usize, name: &str) -> usize {
    html[from..]
        .match_indices("</")
        .map(|(at, _)| from + at)
        .find(|at| {
            let end = html[*at + 2..].get(..name.len());
            end.is_some_and(|end| end.eq_ignore_ascii_case(name))
        })
        .unwrap_or(html.len())
}

/// Where a tag ends, and how many attributes it may have. A `>` in quotes does not end it; quotes
/// only count after `=`.
fn tag_end(bytes: &[u8], from: usize) -> (usize, usize) {
    let (mut at, mut attributes, mut after_equals) = (from, 0, false);
    while let Some(byte) = bytes.get(at) {
        at += 1;
        match byte {
            b'>' => break,
            b'"' | b'\'' if after_equals => {
                let rest = &bytes[at..];
                at += rest
                    .iter()
                    .position(|b| b == byte)
                    .map_or(rest.len(), |end| end + 1);
                after_equals = false;
            }
            b'=' => after_equals = true,
            b' ' | b'\n' | b'\t' | b'\r' | b'/' | b'\x0c' => {
                attributes += usize::from(!after_equals);
            }
            _ => after_equals = false,
        }
    }
    (at, attributes)
}
#[cfg(test)]
mod tests {
    use super::super::{read, without_tags};
    use super::*;

    const ONE: &str = "The bow door had been passed by six inspectors, none of whom had been aboard, \
                       and it opened at eleven minutes past eleven in a moderate sea.";

    #[test]
    fn hostile_markup_is_read_without_a_parser() {
        for (open, close) in [("<div>", "</div>"), ("<b id=1>", ""), ("<p \"><div>", "")] {
            let deep = format!("{}{ONE}{}", open.repeat(20_000), close.repeat(20_000));
            assert!(!is_tame(&deep));
            let kept = read(&deep).blocks;
            assert!(
                kept.iter()
                    .any(|block| block.text.contains("six inspectors"))
            );
        }
        let (open, close) = ("<div>".repeat(500), "</div>".repeat(500));
        assert!(!is_tame(&format!(
            "{open}{}{close}",
            "<i>x</i>".repeat(20_000)
        )));
        let nested = format!("{}{ONE}{}", "<div>".repeat(500), "</div>".repeat(500));
        assert!(is_tame(&nested));
        assert!(!read(&nested).is_empty());
        let attributes: String = (0..5_000).map(|n| format!(" a{n}")).collect();
        assert!(!is_tame(&format!("<p{attributes}>One</p>")));
        assert!(is_tame(&"<p>One<li>Two<br><img src=a>".repeat(5_000)));
    }

    #[test]
    fn tags_in_the_strings_of_a_script_are_no_tags() {
        let script = format!(
            "<script>a = '</b>'; if (i <b{}) {{}}</script>",
            " \n".repeat(2_000)
        );
        assert!(is_tame(&format!("{script}<p>{ONE}</p>")));
        let deep = format!("<svg><style>{}", "<g>".repeat(20_000));
        assert!(!is_tame(&deep));
    }

    #[test]
    fn references_and_brackets_without_end_are_read_without_a_parser() {
        let prose = "Smith &amp; Sons said so. ";
        assert!(is_tame(&format!("<p>{}", prose.repeat(2_000))));
        assert!(is_tame(&format!("<p>{prose}").repeat(20_000)));
        for hostile in [
            format!("<p>{}", prose.repeat(200_000)),
            "&amp;".repeat(1_000_000),
            "a</x>&".repeat(500_000),
            "<".repeat(1_000_000),
            "<p a b c d e f g h i j k l m n o>".repeat(100_000),
        ] {
            assert!(!is_tame(&hostile), "{}", &hostile[..20]);
        }
        let text = without_tags(&"<a".repeat(1_000_000));
        assert_eq!(text.len(), 2_000_000);
    }
}
