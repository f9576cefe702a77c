//! `parts of a message → draft`: which parts are its text, which of several versions is read, and
//! how.

use super::quoted::Flow;
use super::{letter, newsletter, quoted, story_of};
use crate::article::Article;
use crate::extract::html;
use crate::extract::mime::{Kind, Message, Part};

/// Reads the text of the message that is this part of `message` and is called `title`; nothing if
/// it has none.
pub fn read(message: &Message, number: usize, title: &str) -> Option<Article> {
    let is_bulk = message.parts.get(number)?.headers.is_bulk;
    let reader = Reader {
        message,
        number,
        title,
        is_bulk,
    };
    reader.story(number).map(|story| story.draft)
}

struct Reader<'a> {
    message: &'a Message<'a>,
    number: usize,
    title: &'a str,
    /// Whether its header says that it was sent to many.
    is_bulk: bool,
}

/// A text of a message.
struct Story {
    draft: Article,
    version: Version,
}

/// How a text was read.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Version {
    Plain,
    /// HTML that one person wrote to another.
    Letter,
    /// HTML that was sent to many.
    Page,
}

impl Story {
    /// Letters of the story, addresses not counted.
    fn letters(&self) -> usize {
        let words = story_of(&self.draft.blocks).flat_map(|block| block.text.split_whitespace());
        let words = words.filter(|word| !word.contains("://"));
        words
            .flat_map(str::chars)
            .filter(|c| c.is_alphabetic())
            .count()
    }
}

impl Reader<'_> {
    /// The text of a part and of those within it, messages left out.
    fn story(&self, number: usize) -> Option<Story> {
        let part = self.message.parts.get(number)?;
        match part.kind {
            Kind::Message => None,
            Kind::Leaf => self.leaf(part, number == self.number),
            Kind::Multipart => match part.content_type() {
                "multipart/alternative" => self.best_of(part),
                "multipart/related" => self.story(self.message.root_of(part)?),
                // Of a notice that mail was not delivered, what it says to people.
                "multipart/report" => self.story(*part.children.first()?),
                _ => self.all_of(part),
            },
        }
    }

    fn leaf(&self, part: &Part, is_root: bool) -> Option<Story> {
        if part.headers.is_attachment && !is_root {
            return None;
        }
        let is_html = match part.content_type() {
            "text/html" => true,
            "text/plain" => false,
            // Old programs say `text`, or nothing that is known, of the whole message.
            kind if is_root && !kind.contains('/') => false,
            _ => return None,
        };
        let text = self.message.text(part)?;
        let is_html = is_html || html::looks_like_html(&text, false);
        let (draft, version) = if !is_html {
            let flow = match part.headers.is_flowed {
                true => Flow::Flowed {
                    drops_space: part.headers.drops_space,
                },
                false => Flow::Fixed,
            };
            (quoted::read(&text, flow, self.title), Version::Plain)
        } else if self.is_bulk || newsletter::is_newsletter(&text) {
            (newsletter::read(&text, self.title), Version::Page)
        } else {
            (letter::read(&text), Version::Letter)
        };
        Some(Story { draft, version })
    }

    /// The better of several versions of a text.
    fn best_of(&self, part: &Part) -> Option<Story> {
        /// The other version is taken if it has more than so many times the letters.
        const MUCH_MORE: usize = 2;
        let stories = part.children.iter().filter_map(|child| self.story(*child));
        let (mut rich, mut plain) = (None, None);
        for story in stories {
            // Later versions are the richer ones.
            match story.version {
                Version::Plain => plain = Some(story),
                Version::Letter | Version::Page => rich = Some(story),
            }
        }
        let (rich, plain) = match (rich, plain) {
            (Some(rich), Some(plain)) => (rich, plain),
            (rich, plain) => return rich.or(plain),
        };
        let (wanted, other) = match rich.version {
            Version::Page => (rich, plain),
            _ => (plain, rich),
        };
        let is_better = other.letters() > wanted.letters() * MUCH_MORE;
        Some(if is_better { other } else { wanted })
    }

    /// The texts of all parts, one after the other. What the first says of itself counts.
    fn all_of(&self, part: &Part) -> Option<Story> {
        let mut stories = part.children.iter().filter_map(|child| self.story(*child));
        let mut all = stories.next()?;
        for story in stories {
            all.draft.byline = all.draft.byline.or(story.draft.byline);
            all.draft.blocks.extend(story.draft.blocks);
        }
        Some(all)
    }
}

#[cfg(test)]
mod tests {
    use crate::extract::mail::tests::{HEAD, only, story};

    #[test]
    fn the_version_that_says_more_is_read() {
        let both = |list: &str, plain: &str, html: &str| {
            let text = format!(
                "{HEAD}{list}Content-Type: multipart/alternative; boundary=b\n\n--b\n\n{plain}\n--b\n\
                 Content-Type: text/html\n\n{html}\n--b--\n"
            );
            story(&only(&text)).join(" ")
        };
        let html = "<p>It shut at <b>eleven</b> and nobody saw who did it.</p>";
        assert_eq!(
            both("", "It shut at eleven, plainly.", html),
            "It shut at eleven, plainly."
        );
        let whole = "It shut at eleven and nobody saw who did it.";
        assert_eq!(both("", "See the web.", html), whole);
        assert_eq!(
            both("List-Id: <a.b>\n", "It shut at eleven, plainly.", html),
            whole
        );
        let long = "It shut at eleven. ".repeat(10);
        assert_eq!(
            both("List-Id: <a.b>\n", &long, "<p>Picture</p>"),
            long.trim()
        );
    }
}
