//! `paragraphs → draft`: what office documents have in common, whatever program wrote them: a list
//! of paragraphs with styles, and what the file says of itself.
//!
//! What the story says counts before what the file says: a document's author is who first saved
//! it, its date when that was, and its title often that of the document it was made from.

use serde::{Deserialize, Serialize};

use super::{block, byline, date, lines, one_line, plain, remove_title, topics};
use crate::article::{Article, Block, Origin, Removal, Role};

/// What a paragraph is by its style.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub enum Kind {
    #[default]
    Text,
    Title,
    Heading,
    Author,
    Date,
    Caption,
    /// Tables of contents and the like.
    Left,
    /// What stands in the margin of every page: the paper's name, the number of the page.
    Margin,
}

impl Kind {
    /// The kind of a style by the name that programs of any language give it in a file.
    pub fn of_style(name: &str) -> Option<Kind> {
        let name: String = (name.to_lowercase().replace("_20_", " ").chars())
            .filter(|c| *c != ' ' && *c != '_' && *c != '-')
            .collect();
        let bare = name.trim_end_matches(|c: char| c.is_ascii_digit());
        Some(match bare {
            "title" => Kind::Title,
            "heading" | "subtitle" | "abstracttitle" => Kind::Heading,
            "author" => Kind::Author,
            "date" => Kind::Date,
            "caption" | "imagecaption" | "tablecaption" | "figurecaption" | "illustration"
            | "figure" | "drawing" => Kind::Caption,
            "toc" | "tocheading" | "contents" | "contentsheading" | "header" | "footer" => {
                Kind::Left
            }
            "normal" | "standard" | "bodytext" | "textbody" => Kind::Text,
            _ => return None,
        })
    }
}

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Paragraph {
    pub kind: Kind,
    pub text: String,
}

/// Paragraphs of a document, each of which takes a hundred bytes besides its text. What comes
/// after them is added to the last.
const PARAGRAPHS_MAX: usize = 500_000;

/// Adds a paragraph, if it has text.
pub fn add(paragraphs: &mut Vec<Paragraph>, paragraph: Paragraph) {
    if paragraph.text.trim().is_empty() {
        return;
    }
    let is_full = paragraphs.len() >= PARAGRAPHS_MAX;
    match paragraphs.last_mut() {
        Some(last) if is_full => {
            last.text.push('\n');
            last.text.push_str(&paragraph.text);
        }
        _ => paragraphs.push(paragraph),
    }
}

/// What a file says of itself.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Properties {
    pub title: Option<String>,
    pub author: Option<String>,
    pub created: Option<String>,
    pub modified: Option<String>,
    /// The category, which is what word processors call a section.
    pub section: Option<String>,
    /// As [`topics::add`] adds them.
    pub keywords: Vec<String>,
    pub language: Option<String>,
}

/// Makes a draft of a document.
pub fn draft(properties: Properties, paragraphs: Vec<Paragraph>, path: &str) -> Article {
    let mut paragraphs = paragraphs;
    paragraphs.retain(|paragraph| !paragraph.text.trim().is_empty());
    let mut draft = Article {
        title: title(&properties, &paragraphs),
        language: (properties.language)
            .and_then(|code| code.parse().ok())
            .unwrap_or_default(),
        modified: (properties.modified)
            .and_then(|written| date::parse(&written))
            .map(|date| date.from(Origin::Field)),
        section: properties.section.as_deref().and_then(topics::section),
        keywords: properties.keywords,
        ..Article::default()
    };
    draft.blocks = (paragraphs.into_iter())
        .filter_map(|paragraph| read(paragraph, &mut draft.byline, &mut draft.published))
        .collect();
    read_first_lines(&mut draft);
    draft.byline =
        (draft.byline.take()).or_else(|| properties.author.and_then(|name| author(&name)));
    draft.published = (draft.published)
        .or_else(|| plain::dateline(&draft.blocks, path))
        .or_else(|| date::in_path(path).map(|date| date.from(Origin::FileName)))
        .or_else(|| {
            let date = date::parse(&properties.created?)?;
            Some(date.from(Origin::Field))
        });
    let title = one_line(&draft.title);
    remove_title(&mut draft.blocks, &title);
    draft
}

fn read(
    paragraph: Paragraph,
    author: &mut Option<String>,
    published: &mut Option<crate::article::Published>,
) -> Option<Block> {
    let text = paragraph.text;
    let role = match paragraph.kind {
        Kind::Text => Role::Paragraph,
        Kind::Title | Kind::Heading => {
            return block(Role::Heading, one_line(&text));
        }
        Kind::Caption => Role::Caption,
        Kind::Left => Role::Removed(Removal::Interface),
        Kind::Margin => Role::Removed(Removal::OutsideStory),
        Kind::Author => match byline::clean(&text, None) {
            Some(name) if author.is_none() => {
                *author = Some(name);
                Role::Removed(Removal::Metadata)
            }
            Some(name) => {
                *author = author.take().map(|first| format!("{first}, {name}"));
                Role::Removed(Removal::Metadata)
            }
            None => Role::Paragraph,
        },
        Kind::Date => match date::parse(&text) {
            Some(date) => {
                *published = published.or(Some(date.from(Origin::Byline)));
                Role::Removed(Removal::Metadata)
            }
            None => Role::Paragraph,
        },
    };
    block(role, text)
}

/// The title: the paragraph that is one by its style, else what the file says, unless a program
/// said it, else the first line if it has the shape of a headline.
fn title(properties: &Properties, paragraphs: &[Paragraph]) -> String {
    let styled = (paragraphs.iter()).find(|paragraph| paragraph.kind == Kind::Title);
    let first = paragraphs.first();
    let headed = first.filter(|paragraph| paragraph.kind == Kind::Heading);
    if let Some(paragraph) = styled.or(headed) {
        return one_line(&paragraph.text);
    }
    if let Some(title) = properties.title.as_deref().map(one_line)
        && !title.is_empty()
        && !is_default_title(&title)
    {
        return title;
    }
    match first {
        Some(first) if paragraphs.len() > 1 && lines::is_headline(first.text.trim()) => {
            one_line(&first.text)
        }
        _ => String::new(),
    }
}

/// Names of files, and what programs call a document that has no name.
pub fn is_default_title(title: &str) -> bool {
    const ENDINGS: [&str; 7] = [".doc", ".docx", ".odt", ".rtf", ".dot", ".txt", ".indd"];
    const BEGINNINGS: [&str; 6] = [
        "microsoft word - ",
        "untitled",
        "unbenannt",
        "document1",
        "dokument1",
        "word document",
    ];
    let title = title.to_lowercase();
    ENDINGS.iter().any(|ending| title.ends_with(ending))
        || BEGINNINGS.iter().any(|begin| title.starts_with(begin))
}

/// The author of a file, unless a program put it there.
fn author(name: &str) -> Option<String> {
    const PROGRAMS: [&str; 9] = [
        "python-docx",
        "microsoft office user",
        "microsoft account",
        "windows user",
        "office",
        "user",
        "owner",
        "author",
        "pandoc",
    ];
    let is_program = PROGRAMS.contains(&name.trim().to_lowercase().as_str());
    // Several are parted by semicolons.
    let names = name.replace(';', ", ");
    (!is_program).then(|| byline::clean(&names, None)).flatten()
}

/// The lines under the title that say who wrote it and when.
pub fn read_first_lines(draft: &mut Article) {
    const LINES: usize = 4;
    const LINE_BYTES_MAX: usize = 160;
    /// Letters besides a date that leave a line one.
    const BESIDES_MAX: usize = 40;
    let title = draft.title.clone();
    let body = (draft.blocks.iter_mut())
        .filter(|block| matches!(block.role, Role::Paragraph | Role::Heading))
        .filter(|block| block.text != title);
    // A name alone is an author's if a date stands next to it.
    let mut name: Option<&mut Block> = None;
    let mut after_date = false;
    for block in body.take(LINES) {
        let text = &block.text;
        if text.len() > LINE_BYTES_MAX || lines::ends_sentence(text) {
            break;
        }
        let found = date::find(text);
        let rest = match &found {
            Some((range, _)) => [&text[..range.start], &text[range.end..]].concat(),
            None => text.clone(),
        };
        let around = |c: char| c.is_whitespace() || ",;|·•-–—".contains(c);
        let rest = one_line(rest.trim_matches(around));
        let is_bare = byline::is_bare_name(&rest) && (after_date || found.is_some());
        let mut names = byline::in_line(&rest)
            .or_else(|| is_bare.then(|| byline::clean(&rest, None)).flatten())
            .filter(|_| draft.byline.is_none());
        let date = found.filter(|_| names.is_some() || rest.len() <= BESIDES_MAX);
        if date.is_some()
            && names.is_none()
            && draft.byline.is_none()
            && let Some(before) = name.take()
        {
            names = byline::clean(&before.text, None);
            if names.is_some() {
                before.role = Role::Removed(Removal::Metadata);
            }
        }
        after_date = date.is_some();
        name = None;
        if names.is_none() && date.is_none() {
            if byline::is_bare_name(text) {
                name = Some(block);
            }
            continue;
        }
        draft.published = (draft.published).or(date.map(|(_, date)| date.from(Origin::Byline)));
        draft.byline = draft.byline.take().or(names);
        block.role = Role::Removed(Removal::Metadata);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn paragraphs(texts: &[(Kind, &str)]) -> Vec<Paragraph> {
        let paragraph = |(kind, text): &(Kind, &str)| Paragraph {
            kind: *kind,
            text: (*text).into(),
        };
        texts.iter().map(paragraph).collect()
    }

    const STORY: &str = "It opened at eleven minutes past eleven, and nobody had been aboard.";

    #[test]
    fn what_the_story_says_counts_before_what_the_file_says() {
        let properties = Properties {
            title: Some("Template".into()),
            author: Some("Clerk One".into()),
            created: Some("2020-01-01T00:00:00Z".into()),
            modified: Some("2020-02-01T00:00:00Z".into()),
            section: Some("Harbour".into()),
            keywords: vec!["ferries".into(), "bow doors".into()],
            language: Some("en-GB".into()),
        };
        let texts = [
            (Kind::Title, "The bow door"),
            (Kind::Text, "By Ann Marsh, 8 March 2017"),
            (Kind::Text, STORY),
            (Kind::Heading, "Why"),
            (Kind::Left, "Contents"),
        ];
        let article = draft(properties.clone(), paragraphs(&texts), "a.docx");
        assert_eq!(article.title, "The bow door");
        assert_eq!(article.byline.as_deref(), Some("Ann Marsh"));
        assert_eq!(
            article.published.map(|p| p.to_string()),
            Some("2017-03-08".into())
        );
        assert_eq!(
            article.modified.map(|p| p.to_string()),
            Some("2020-02-01T00:00:00".into())
        );
        assert_eq!(article.section.as_deref(), Some("Harbour"));
        assert_eq!(article.keywords, ["ferries", "bow doors"]);
        let roles: Vec<Role> = article.blocks.iter().map(|block| block.role).collect();
        assert_eq!(
            roles,
            [
                Role::Removed(Removal::Repeated),
                Role::Removed(Removal::Metadata),
                Role::Paragraph,
                Role::Heading,
                Role::Removed(Removal::Interface)
            ]
        );
        let article = draft(
            properties,
            paragraphs(&[(Kind::Text, STORY)]),
            "2017-05-01.docx",
        );
        assert_eq!(article.title, "Template");
        assert_eq!(article.byline.as_deref(), Some("Clerk One"));
        assert_eq!(
            article.published.map(|p| p.to_string()),
            Some("2017-05-01".into())
        );
    }

    #[test]
    fn a_name_alone_is_an_authors_if_a_date_stands_next_to_it() {
        let byline = |lines: &[&str]| {
            let mut texts = vec![(Kind::Title, "The bow door")];
            texts.extend(lines.iter().map(|line| (Kind::Text, *line)));
            texts.push((Kind::Text, STORY));
            draft(Properties::default(), paragraphs(&texts), "").byline
        };
        for lines in [
            &["Ann Marsh", "8 March 2017"][..],
            &["8 March 2017", "Ann Marsh"],
            &["Ann Marsh, 8 March 2017"],
        ] {
            assert_eq!(byline(lines).as_deref(), Some("Ann Marsh"), "{lines:?}");
        }
        assert_eq!(byline(&["Port Anselm"]), None);
    }

    #[test]
    fn what_a_program_says_is_nothing() {
        let properties = Properties {
            title: Some("Microsoft Word - draft3.doc".into()),
            author: Some("Microsoft Office User".into()),
            ..Properties::default()
        };
        let texts = [(Kind::Text, "The bow door"), (Kind::Text, STORY)];
        let article = draft(properties, paragraphs(&texts), "");
        assert_eq!(article.title, "The bow door");
        assert_eq!((article.byline, article.published), (None, None));
    }

    #[test]
    fn styles_are_known_by_their_names() {
        for (name, kind) in [
            ("heading 2", Some(Kind::Heading)),
            ("Heading_20_1", Some(Kind::Heading)),
            ("Image Caption", Some(Kind::Caption)),
            ("toc 1", Some(Kind::Left)),
            ("Text_20_body", Some(Kind::Text)),
            ("Fancy", None),
        ] {
            assert_eq!(Kind::of_style(name), kind, "{name}");
        }
    }
}
