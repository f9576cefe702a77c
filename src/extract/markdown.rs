//! `Markdown → draft`: front matter to metadata, everything else to blocks.

use pulldown_cmark::{Event, HeadingLevel, Options, Parser, Tag, TagEnd};

use super::{block, byline, date, html, lines, one_line, plain, remove_title};
use crate::article::{Article, Block, Origin, Removal, Role};

/// Bytes of a text that is read as Markdown: each of its marks takes up to a hundred bytes of
/// memory. Books have three million.
pub const TEXT_BYTES_MAX: usize = 8 << 20;

/// Lines of front matter; what goes on longer is text after a rule.
const FRONT_MATTER_LINES_MAX: usize = 200;

/// Whether a text begins with front matter, or with a heading that text follows.
pub fn looks_like_markdown(head: &str) -> bool {
    if front_matter(head).is_some() {
        return true;
    }
    let mut lines = head.lines();
    lines.next().is_some_and(|line| line.starts_with("# "))
        && lines.next().is_some_and(|line| line.trim().is_empty())
}

/// Reads a file.
pub fn read(text: &str) -> Article {
    let mut draft = Article::default();
    let text = match front_matter(text) {
        Some((fields, rest)) => {
            read_fields(fields, &mut draft);
            rest
        }
        None => text,
    };
    let mut reader = Reader::default();
    // Tables, footnotes and strikes, since notes have them; no smart quotes: text stays as it is.
    let options =
        Options::ENABLE_TABLES | Options::ENABLE_FOOTNOTES | Options::ENABLE_STRIKETHROUGH;
    for event in Parser::new_ext(text, options) {
        reader.read(event);
    }
    reader.end(Role::Paragraph);
    draft.blocks = reader.blocks;
    if draft.title.is_empty() {
        draft.title = reader.title;
    }
    read_dateline(&mut draft, &reader.emphasised);
    draft.published = draft
        .published
        .or_else(|| plain::dateline(&draft.blocks, ""));
    remove_title(&mut draft.blocks, &draft.title);
    draft
}

/// The lines between `---` and `---` at the start, and what follows them. Something between them
/// must be a field: a rule is written the same.
fn front_matter(text: &str) -> Option<(&str, &str)> {
    let text = text.trim_start();
    let rest = text.strip_prefix("---")?;
    let start = rest.find('\n')?;
    if !rest[..start].trim().is_empty() {
        return None;
    }
    let rest = &rest[start + 1..];
    let mut at = 0;
    for line in rest.split_inclusive('\n').take(FRONT_MATTER_LINES_MAX) {
        if matches!(line.trim_end(), "---" | "...") {
            let fields = &rest[..at];
            let has_field = fields.lines().any(|line| {
                line.split_once(':')
                    .is_some_and(|(key, _)| !key.is_empty() && !key.contains(' '))
            });
            return has_field.then_some((fields, &rest[at + line.len()..]));
        }
        at += line.len();
    }
    None
}

/// Reads `key: value` and `key:` followed by `- value` lines; other YAML is left alone.
fn read_fields(fields: &str, draft: &mut Article) {
    let mut key = String::new();
    let mut items: Vec<&str> = Vec::new();
    let mut read = |key: &str, value: &str| {
        let field = match key {
            "title" | "headline" => "title",
            "date" | "published" | "pubdate" | "publishdate" | "date_published" => "date",
            "author" | "authors" | "byline" => "author",
            "site" | "publication" | "source" | "newspaper" => "site",
            "url" | "link" | "permalink" | "canonical" | "canonical_url" => "url",
            "updated" | "modified" | "lastmod" | "last_modified_at" | "date_modified" => "modified",
            "section" | "category" | "desk" | "rubric" => "section",
            "tags" | "keywords" | "topics" | "categories" => "keywords",
            "lang" | "language" => "language",
            "id" | "slug" | "guid" if draft.own_id.is_none() && key != "slug" => {
                draft.own_id = Some(value.to_owned());
                return;
            }
            _ => return,
        };
        plain::read_field(field, value, draft);
    };
    for line in fields.lines().chain([":"]) {
        if let Some(item) = line.trim_start().strip_prefix("- ") {
            items.push(unquoted(item));
            continue;
        }
        if line.starts_with([' ', '\t', '#']) {
            continue;
        }
        let Some((next, value)) = line.split_once(':') else {
            continue;
        };
        if !items.is_empty() {
            read(&key, &items.join(", "));
            items.clear();
        }
        key = next.trim().to_lowercase();
        let value = value.trim();
        let list = value
            .strip_prefix('[')
            .and_then(|value| value.strip_suffix(']'));
        let value = match list {
            Some(list) => list.split(',').map(unquoted).collect::<Vec<_>>().join(", "),
            None => unquoted(value).to_owned(),
        };
        if !value.is_empty() {
            read(&key, &value);
        }
    }
}

fn unquoted(value: &str) -> &str {
    let value = value.trim();
    ['"', '\'']
        .iter()
        .find_map(|quote| value.strip_prefix(*quote)?.strip_suffix(*quote))
        .unwrap_or(value)
}

/// Gathers events into blocks.
#[derive(Default)]
struct Reader {
    blocks: Vec<Block>,
    title: String,
    text: String,
    /// Bytes of the text that are links, and that are emphasised.
    linked: usize,
    stressed: usize,
    links: usize,
    emphases: usize,
    images: usize,
    /// What the images of the paragraph show, to follow it.
    captions: Vec<String>,
    code: bool,
    html: String,
    /// The places of blocks that are emphasised as a whole.
    emphasised: Vec<usize>,
}

impl Reader {
    fn read(&mut self, event: Event) {
        match event {
            Event::Start(tag) => self.start(tag),
            Event::End(tag) => self.finish(tag),
            Event::Text(text) if self.images > 0 => {
                if let Some(caption) = self.captions.last_mut() {
                    caption.push_str(&text);
                }
            }
            Event::Text(text) | Event::Code(text) => self.push(&text),
            Event::InlineMath(text) | Event::DisplayMath(text) => self.push(&text),
            Event::Html(text) => self.html.push_str(&text),
            Event::InlineHtml(tag) => {
                if tag.starts_with("<br") {
                    self.push("\n");
                }
            }
            Event::SoftBreak => self.push(" "),
            Event::HardBreak => self.push("\n"),
            Event::Rule => self.end(Role::Paragraph),
            Event::FootnoteReference(_) | Event::TaskListMarker(_) => {}
        }
    }

    fn start(&mut self, tag: Tag) {
        match tag {
            Tag::Emphasis | Tag::Strong | Tag::Strikethrough => self.emphases += 1,
            Tag::Link { .. } => self.links += 1,
            Tag::Image { title, .. } => {
                self.images += 1;
                // The title follows the alternative text, whose events come next.
                self.captions.push(title.to_string());
                self.captions.push(String::new());
            }
            Tag::TableCell => {
                if !self.text.is_empty() {
                    self.push(" | ");
                }
            }
            Tag::CodeBlock(_) => {
                self.end(Role::Paragraph);
                self.code = true;
            }
            _ => self.end(Role::Paragraph),
        }
    }

    fn finish(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::Emphasis | TagEnd::Strong | TagEnd::Strikethrough => {
                self.emphases = self.emphases.saturating_sub(1);
            }
            TagEnd::Link => self.links = self.links.saturating_sub(1),
            TagEnd::Image => self.images = self.images.saturating_sub(1),
            TagEnd::TableCell => {}
            TagEnd::Heading(level) => {
                if self.title.is_empty() && level == HeadingLevel::H1 {
                    self.title = one_line(&self.text);
                }
                self.end(Role::Heading);
            }
            TagEnd::CodeBlock => {
                self.end(Role::Paragraph);
                self.code = false;
            }
            TagEnd::HtmlBlock => {
                let html = std::mem::take(&mut self.html);
                self.blocks.extend(html::blocks_of_fragment(&html));
            }
            _ => self.end(Role::Paragraph),
        }
    }

    fn push(&mut self, text: &str) {
        self.text.push_str(text);
        let bytes = text.trim().len();
        self.linked += if self.links > 0 { bytes } else { 0 };
        self.stressed += if self.emphases > 0 { bytes } else { 0 };
    }

    /// Ends a block.
    fn end(&mut self, role: Role) {
        let text = std::mem::take(&mut self.text);
        let linked = std::mem::take(&mut self.linked);
        let stressed = std::mem::take(&mut self.stressed);
        let words = text.bytes().filter(|b| !b.is_ascii_whitespace()).count();
        // A list of stories: its heading, and then nothing but links.
        let under_teaser =
            (self.blocks.last()).is_some_and(|block| block.role == Role::Removed(Removal::Teaser));
        let role = match lines::judge(text.trim()) {
            Some(Removal::Teaser) if !self.code => Role::Removed(Removal::Teaser),
            None if under_teaser && linked > 0 && linked >= text.trim().len() => {
                Role::Removed(Removal::Teaser)
            }
            Some(reason) if role != Role::Heading && !self.code => Role::Removed(reason),
            // `[Share](…) | [Print](…)`
            _ if linked > 0 && is_links_only(&text, linked) => Role::Removed(Removal::Interface),
            _ => role,
        };
        if let Some(block) = block(role, text) {
            if stressed * 10 >= words * 9 {
                self.emphasised.push(self.blocks.len());
            }
            self.blocks.push(block);
        }
        // The alternative text came last, and is the first to be read.
        let captions = std::mem::take(&mut self.captions);
        for pair in captions.chunks(2) {
            let mut before = None;
            for caption in pair.iter().rev() {
                let caption = one_line(caption);
                if before.as_ref() != Some(&caption) {
                    self.blocks.extend(block(Role::Caption, caption.clone()));
                }
                before = Some(caption);
            }
        }
    }
}

/// Several links with nothing but bars between them.
fn is_links_only(text: &str, linked: usize) -> bool {
    let bars = text.matches(['|', '·', '•']).count();
    let rest = text
        .chars()
        .filter(|c| !c.is_whitespace() && !"|·•".contains(*c));
    bars > 0 && rest.map(char::len_utf8).sum::<usize>() <= linked
}

/// The emphasised line under the title: `*Halbrück, 20 March 2017. By Jost Wiedenau*`.
fn read_dateline(draft: &mut Article, emphasised: &[usize]) {
    const LINE_BYTES_MAX: usize = 160;
    let mut body = (draft.blocks.iter())
        .enumerate()
        .filter(|(_, block)| block.role == Role::Paragraph);
    let Some((at, _)) = body.next() else {
        return;
    };
    // Letters are signed: `**Petra Underhay**`.
    if draft.byline.is_none() {
        let signed = body.filter(|(at, _)| emphasised.contains(at));
        draft.byline = signed
            .map(|(_, block)| block.text.as_str())
            .rfind(|text| byline::is_bare_name(text))
            .and_then(|name| byline::clean(name, None));
    }
    let Some(block) = draft.blocks.get_mut(at) else {
        return;
    };
    if block.text.len() > LINE_BYTES_MAX || !emphasised.contains(&at) {
        return;
    }
    let date = date::find(&block.text).map(|(_, date)| date.from(Origin::Header));
    let author = byline::in_line(&block.text).or_else(|| byline::within_line(&block.text));
    if date.is_none() && author.is_none() {
        return;
    }
    block.role = Role::Removed(Removal::Metadata);
    draft.published = draft.published.or(date);
    draft.byline = draft.byline.take().or(author);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &[(Role, &str)]) {
        let draft = read(text);
        let blocks: Vec<(Role, &str)> = (draft.blocks.iter())
            .map(|block| (block.role, block.text.as_str()))
            .collect();
        assert_eq!(blocks, expected, "{text}");
    }

    #[test]
    fn front_matter_is_read_into_the_metadata() {
        let draft = read(
            "---\ntitle: \"Bathroom fittings\"\ndate: 2017-05-21\nauthors:\n  - Ann Marsh\n  - Jo \
             Bell\ntags: [ferries, \"bow doors\"]\nsection: Harbour\nlastmod: 2017-06-01\nlang: en\nurl: https://notes.example/pier-7\n---\n\nText.\n",
        );
        assert_eq!(draft.title, "Bathroom fittings");
        assert_eq!(draft.byline.as_deref(), Some("Ann Marsh, Jo Bell"));
        assert_eq!(
            draft.published.map(|p| p.to_string()),
            Some("2017-05-21".into())
        );
        assert_eq!(
            draft.modified.map(|p| p.to_string()),
            Some("2017-06-01".into())
        );
        assert_eq!(draft.section.as_deref(), Some("Harbour"));
        assert_eq!(draft.keywords, ["ferries", "bow doors"]);
        assert_eq!(draft.url.as_deref(), Some("https://notes.example/pier-7"));
        assert_eq!(draft.blocks.len(), 1);
    }

    #[test]
    fn the_first_heading_is_the_title_and_the_others_stay() {
        check(
            "# The bow door\n\nIt *shut*.\n\n## Why\n\nNobody [knows](x).",
            &[
                (Role::Removed(Removal::Repeated), "The bow door"),
                (Role::Paragraph, "It shut."),
                (Role::Heading, "Why"),
                (Role::Paragraph, "Nobody knows."),
            ],
        );
    }

    #[test]
    fn the_emphasised_line_under_the_title_gives_date_and_author() {
        let draft = read("# Nebel\n\n*Halbrück, 20. März 2017. Von Jost Wiedenau*\n\nUm neun.");
        assert_eq!(draft.byline.as_deref(), Some("Jost Wiedenau"));
        assert_eq!(
            draft.published.map(|p| p.to_string()),
            Some("2017-03-20".into())
        );
        assert_eq!(draft.blocks[1].role, Role::Removed(Removal::Metadata));
    }

    #[test]
    fn pictures_give_their_alternative_text_and_title_as_captions() {
        check(
            "One.\n\n![The wall](/wall.jpg \"Room 12\")\n\nTwo.",
            &[
                (Role::Paragraph, "One."),
                (Role::Caption, "The wall"),
                (Role::Caption, "Room 12"),
                (Role::Paragraph, "Two."),
            ],
        );
    }

    #[test]
    fn lists_tables_and_code_are_text() {
        check(
            "- one\n- two\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n```\nx = 1\ny = 2\n```\n",
            &[
                (Role::Paragraph, "one"),
                (Role::Paragraph, "two"),
                (Role::Paragraph, "a | b"),
                (Role::Paragraph, "1 | 2"),
                (Role::Paragraph, "x = 1\ny = 2"),
            ],
        );
    }

    #[test]
    fn pointers_to_other_stories_and_buttons_are_removed() {
        check(
            "One.\n\nRead also: [Two](two.md)\n\n[Share](a) | [Print](b)",
            &[
                (Role::Paragraph, "One."),
                (Role::Removed(Removal::Teaser), "Read also: Two"),
                (Role::Removed(Removal::Interface), "Share | Print"),
            ],
        );
    }

    #[test]
    fn a_rule_at_the_start_is_no_front_matter() {
        check(
            "---\n\nText.\n\n---\n\nMore.",
            &[(Role::Paragraph, "Text."), (Role::Paragraph, "More.")],
        );
    }

    #[test]
    fn links_under_more_on_this_story_are_teasers() {
        let draft = read(
            "# One\n\nA sentence.\n\n## More on this story\n\n- [Ferry sinks](/a)\n- [A \
             trail](/b)\n\nThe [last](/c) one.\n",
        );
        let kept: Vec<&str> = (draft.blocks.iter())
            .filter(|block| !matches!(block.role, Role::Removed(_)))
            .map(|block| block.text.as_str())
            .collect();
        assert_eq!(kept, ["A sentence.", "The last one."]);
    }
}
