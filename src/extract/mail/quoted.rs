//! `body of a mail → draft`: a text as people and programs send it (RFC 3676 where it says
//! `format=flowed`).
//!
//! What the writer did not write is taken out: quoted lines (`> `) and the line that introduces
//! them, the message that a reply carries below it, the signature after `-- `, the footer of a
//! mailing list. A text that consists of nothing else is kept, since somebody passed it on.

use crate::article::{Article, Block, Removal, Role};
use crate::extract::{block, one_line, plain};

/// Lines of a signature; the custom is four. What is longer is text after a line of two hyphens.
const SIGNATURE_LINES_MAX: usize = 25;

/// Lines that introduce a quotation.
const INTRODUCTION_LINES_MAX: usize = 3;
const INTRODUCTION_BYTES_MAX: usize = 300;

/// Lines of the header that a forwarded message has in the text.
const FORWARDED_LINES_MAX: usize = 10;

/// A title above a text, as the reader of plain text takes it.
const TITLE_BYTES_MAX: usize = 300;

/// How the lines of a text are put together again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Flow {
    Fixed,
    Flowed { drops_space: bool },
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Story,
    Quote,
    Signature,
    Footer,
    /// The header of a forwarded message.
    Header,
}

impl Kind {
    fn role(self) -> Role {
        match self {
            Kind::Story => Role::Paragraph,
            Kind::Quote => Role::Removed(Removal::Repeated),
            Kind::Signature => Role::Removed(Removal::OutsideStory),
            Kind::Footer => Role::Removed(Removal::Interface),
            Kind::Header => Role::Removed(Removal::Metadata),
        }
    }
}

struct Line {
    kind: Kind,
    text: String,
}

/// Reads the text of a message that is called `title`.
pub fn read(text: &str, flow: Flow, title: &str) -> Article {
    let mut lines = match flow {
        Flow::Fixed => fixed(text),
        Flow::Flowed { drops_space } => flowed(text, drops_space),
    };
    mark(&mut lines);
    let has_story = (lines.iter())
        .any(|line| line.kind == Kind::Story && line.text.contains(char::is_alphanumeric));
    if !has_story {
        for line in &mut lines {
            if line.kind == Kind::Quote {
                line.kind = Kind::Story;
            }
        }
    }
    let mut draft = Article::default();
    let mut is_first = true;
    for run in lines.chunk_by(|a, b| a.kind == b.kind) {
        let Some(kind) = run.first().map(|line| line.kind) else {
            continue;
        };
        let mut text = String::new();
        for line in run {
            text.push_str(&line.text);
            text.push('\n');
        }
        if kind == Kind::Story && is_first && !text.trim().is_empty() {
            is_first = false;
            let above = std::mem::take(&mut draft.blocks);
            draft = titled(&text, title);
            draft.blocks.splice(0..0, above);
        } else {
            draft.blocks.extend(blocks(&text, kind));
        }
    }
    draft
}

fn blocks(text: &str, kind: Kind) -> impl Iterator<Item = Block> {
    plain::paragraphs(text).filter_map(move |found| match kind {
        Kind::Story => Some(found),
        _ => block(kind.role(), found.text),
    })
}

/// Reads a text as one of a file that names its title: what stands above the story may name the
/// author, and furniture is taken off.
fn titled(text: &str, title: &str) -> Article {
    let title = one_line(title);
    if title.is_empty() {
        return plain::read(text, "");
    }
    let shown = match title.len() <= TITLE_BYTES_MAX {
        true => title.as_str(),
        // It only keeps the first line from being taken for a title.
        false => "-",
    };
    let field = format!("Title: {shown}");
    let mut draft = plain::read(&format!("{field}\n\n{text}"), "");
    draft.blocks.retain(|block| block.text != field);
    draft.title = title;
    draft
}

/// Lines as they are.
fn fixed(text: &str) -> Vec<Line> {
    (text.lines())
        .map(|line| {
            let line = line.trim_end_matches('\r');
            let (depth, rest) = without_quotes(line, true);
            match depth {
                0 => Line {
                    kind: Kind::Story,
                    // What a mailbox did to a line that could be taken for its own.
                    text: match line.strip_prefix(">From ") {
                        Some(rest) => format!("From {rest}"),
                        None => line.to_owned(),
                    },
                },
                _ => Line {
                    kind: Kind::Quote,
                    text: rest.to_owned(),
                },
            }
        })
        .collect()
}

/// Lines of which those that end with a blank go on in the next one, if it is quoted as deeply.
/// A blank line is put between paragraphs, so that nobody joins them.
fn flowed(text: &str, drops_space: bool) -> Vec<Line> {
    let mut lines: Vec<Line> = Vec::new();
    let mut goes_on_at = None;
    for line in text.lines() {
        let line = line.trim_end_matches('\r');
        let (depth, rest) = without_quotes(line, false);
        let rest = rest.strip_prefix(' ').unwrap_or(rest);
        let is_signature = rest == "-- ";
        let goes_on = rest.ends_with(' ') && !is_signature;
        let part = match goes_on && drops_space {
            true => &rest[..rest.len() - 1],
            false => rest,
        };
        match lines.last_mut() {
            Some(last) if goes_on_at == Some(depth) && !is_signature => last.text.push_str(part),
            _ => {
                let kind = match depth {
                    0 => Kind::Story,
                    _ => Kind::Quote,
                };
                if lines
                    .last()
                    .is_some_and(|last| last.kind == kind && !last.text.is_empty())
                    && !part.is_empty()
                {
                    lines.push(Line {
                        kind,
                        text: String::new(),
                    });
                }
                lines.push(Line {
                    kind,
                    text: part.to_owned(),
                });
            }
        }
        goes_on_at = goes_on.then_some(depth);
    }
    lines
}

/// How often a line is quoted, and what it says. With `spaced`, blanks may stand between the
/// marks.
fn without_quotes(line: &str, spaced: bool) -> (usize, &str) {
    if line.starts_with(">From ") {
        return (0, line);
    }
    let (mut depth, mut rest) = (0, line);
    loop {
        let inner = match spaced && depth > 0 {
            true => rest.trim_start(),
            false => rest,
        };
        match inner.strip_prefix('>') {
            Some(after) => {
                depth += 1;
                rest = after;
            }
            None => return (depth, rest),
        }
    }
}

/// Tells what each line is.
fn mark(lines: &mut [Line]) {
    let all = |lines: &mut [Line], kind| lines.iter_mut().for_each(|line| line.kind = kind);
    let mut end = lines.len();
    if let Some(at) = lines.iter().rposition(|line| is_rule(&line.text))
        && at > 0
        && (lines[at + 1..].iter().take(3)).any(|line| names_list(&line.text))
    {
        all(&mut lines[at..], Kind::Footer);
        end = at;
    }
    let signature = lines[..end].iter().rposition(|line| {
        line.kind == Kind::Story && (line.text == "-- " || line.text.trim_end() == "--")
    });
    if let Some(at) = signature {
        let filled = lines[at..end]
            .iter()
            .filter(|line| !line.text.trim().is_empty());
        if filled.count() <= SIGNATURE_LINES_MAX + 1 {
            all(&mut lines[at..end], Kind::Signature);
            end = at;
        }
    }
    let has_text = |lines: &[Line]| lines.iter().any(|line| !line.text.trim().is_empty());
    let marker = (lines[..end].iter())
        .position(|line| line.kind == Kind::Story && is_marker(&line.text, &ORIGINAL));
    if let Some(at) = marker.filter(|at| has_text(&lines[..*at])) {
        all(&mut lines[at..end], Kind::Quote);
        end = at;
    }
    let marker = (lines[..end].iter()).position(|line| {
        line.kind == Kind::Story
            && (is_marker(&line.text, &FORWARDED) || is_marker(&line.text, &ORIGINAL))
    });
    if let Some(at) = marker {
        mark_header(&mut lines[at..end]);
    }
    for at in 1..end {
        if lines[at].kind == Kind::Quote && lines[at - 1].kind == Kind::Story {
            let from = at.saturating_sub(INTRODUCTION_LINES_MAX + 2);
            mark_introduction(&mut lines[from..at]);
        }
    }
}

/// Marks the header of a forwarded message: the line that says so, and the fields below.
fn mark_header(lines: &mut [Line]) {
    let mut fields = 0;
    for (number, line) in lines.iter_mut().enumerate().take(FORWARDED_LINES_MAX + 2) {
        let text = line.text.trim();
        let name = text
            .split_once(':')
            .map_or("", |(name, _)| name.trim_matches('*'));
        let is_field = !name.is_empty() && name.len() <= 24 && !name.contains(' ');
        if number > 0 && !is_field && (fields > 0 || !text.is_empty()) {
            return;
        }
        fields += usize::from(number > 0 && is_field);
        line.kind = Kind::Header;
    }
}

/// Marks `On 8 March 2017, Ann Marsh wrote:`, which may take several lines.
fn mark_introduction(lines: &mut [Line]) {
    let Some(last) = lines.iter().rposition(|line| !line.text.trim().is_empty()) else {
        return;
    };
    let text = lines[last].text.trim_end();
    // A blank line may stand between it and the quotation, no more.
    if lines.len() - last > 2 || lines[last].kind != Kind::Story || !text.ends_with([':', '：']) {
        return;
    }
    let first = (lines[..=last].iter().rev())
        .take_while(|line| line.kind == Kind::Story && !line.text.trim().is_empty())
        .take(INTRODUCTION_LINES_MAX + 1)
        .count();
    let introduction = &lines[last + 1 - first..=last];
    let whole: String = introduction.iter().map(|line| line.text.as_str()).collect();
    let says = [
        "@",
        " wrote",
        "schrieb",
        "a écrit",
        "escribió",
        "scritto",
        "пиш",
        "писал",
    ];
    let is_introduction = whole.len() <= INTRODUCTION_BYTES_MAX
        && (whole.contains(|c: char| c.is_ascii_digit()) || says.iter().any(|s| whole.contains(s)));
    if is_introduction && first <= INTRODUCTION_LINES_MAX {
        for line in &mut lines[last + 1 - first..=last] {
            line.kind = Kind::Quote;
        }
    }
}

/// What programs write above the message that a reply carries.
const ORIGINAL: [&str; 6] = [
    "original message",
    "ursprüngliche nachricht",
    "message d'origine",
    "mensaje original",
    "messaggio originale",
    "исходное сообщение",
];

/// What they write above one that is passed on.
const FORWARDED: [&str; 6] = [
    "forwarded message",
    "begin forwarded message:",
    "weitergeleitete nachricht",
    "message transféré",
    "mensaje reenviado",
    "пересылаемое сообщение",
];

fn is_marker(line: &str, markers: &[&str]) -> bool {
    const LINE_BYTES_MAX: usize = 120;
    if line.len() > LINE_BYTES_MAX {
        return false;
    }
    if !line.trim_start().starts_with("---") && !line.trim_end().ends_with(':') {
        return false;
    }
    let bare = line
        .trim_matches(|c: char| c.is_whitespace() || c == '-')
        .to_lowercase();
    markers.contains(&bare.as_str())
}

/// The line above the footer of a mailing list.
fn is_rule(line: &str) -> bool {
    let line = line.trim();
    line.len() >= 20 && line.bytes().all(|b| b == b'_')
}

fn names_list(line: &str) -> bool {
    let line = line.to_lowercase();
    line.contains("mailing list") || line.contains("unsubscribe") || line.contains("/listinfo")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read_fixed(text: &str) -> Vec<(String, Role)> {
        let draft = read(text, Flow::Fixed, "The bow door");
        (draft.blocks.into_iter())
            .map(|block| (block.text, block.role))
            .collect()
    }

    fn story(text: &str) -> Vec<String> {
        let is_story = |(text, role): (String, Role)| (role == Role::Paragraph).then_some(text);
        read_fixed(text).into_iter().filter_map(is_story).collect()
    }

    #[test]
    fn quotations_and_the_signature_are_taken_out() {
        let blocks = read_fixed(
            "It shut at eleven.\n\nOn 8 March 2017, Ann Marsh <ann@courier.example>\nwrote:\n\
             > Did it shut?\n> > When?\n\nAt eleven, I said.\n\n-- \nJo Bell\nPort Anselm\n",
        );
        let quote = Role::Removed(Removal::Repeated);
        let signature = Role::Removed(Removal::OutsideStory);
        let roles: Vec<(&str, Role)> = blocks
            .iter()
            .map(|(text, role)| (text.as_str(), *role))
            .collect();
        assert_eq!(roles[0], ("It shut at eleven.", Role::Paragraph));
        assert!(
            roles[1].0.starts_with("On 8 March") && roles[1].1 == quote,
            "{roles:?}"
        );
        assert!(roles.contains(&("At eleven, I said.", Role::Paragraph)));
        assert!(roles.contains(&("Jo Bell", signature)));
    }

    #[test]
    fn a_text_that_is_all_quoted_is_kept() {
        assert_eq!(story("> It shut.\n>\n> Twice.\n"), ["It shut.", "Twice."]);
    }

    #[test]
    fn what_a_reply_carries_is_taken_out_and_what_is_passed_on_is_kept() {
        let below = "From: Ann Marsh\nSubject: Door\n\nIt shut twice.\n";
        assert_eq!(
            story(&format!("Yes.\n\n-----Original Message-----\n{below}")),
            ["Yes."]
        );
        for marker in [
            "-----Original Message-----",
            "---------- Forwarded message ---------",
        ] {
            assert_eq!(story(&format!("{marker}\n{below}")), ["It shut twice."]);
        }
        let passed_on = format!("See below.\n\n---------- Forwarded message ---------\n{below}");
        assert_eq!(story(&passed_on), ["See below.", "It shut twice."]);
    }

    #[test]
    fn the_footer_of_a_mailing_list_is_taken_out() {
        let rule = "_".repeat(47);
        let text = format!("It shut.\n{rule}\nHarbour mailing list\nharbour@list.example\n");
        assert_eq!(story(&text), ["It shut."]);
        let text = format!("It shut.\n{rule}\nThe next story.\n");
        assert!(story(&text).contains(&"The next story.".to_owned()));
    }

    #[test]
    fn flowed_lines_are_joined_as_they_were() {
        let blocks = |text: &str, drops_space| {
            let draft = read(text, Flow::Flowed { drops_space }, "The bow door");
            let blocks = draft.blocks.into_iter();
            blocks.map(|block| block.text).collect::<Vec<_>>()
        };
        assert_eq!(
            blocks(
                "It shut \nat eleven.\nNobody saw.\n  A list\n>> was \n>> quoted\n> so\n",
                false
            ),
            [
                "It shut at eleven.",
                "Nobody saw.",
                "A list",
                "was quoted",
                "so"
            ]
        );
        assert_eq!(blocks("漢 \n字。\n", true), ["漢字。"]);
        let blocks = blocks("It shut. \n-- \nJo Bell\n", false);
        assert_eq!(blocks, ["It shut.", "--", "Jo Bell"]);
    }

    #[test]
    fn two_hyphens_above_a_long_text_are_no_signature() {
        let text = format!(
            "Above.\n--\n{}",
            "Below.\n\n".repeat(SIGNATURE_LINES_MAX + 5)
        );
        assert!(story(&text).len() > SIGNATURE_LINES_MAX);
    }
}
