//! `web page → draft`: the story, and everything else that can be seen on the page as removed
//! blocks, in the order of the page.
//!
//! [`page`] cuts the page into blocks once; [`story`] tells by evidence which of them are the
//! story; [`roles`] gives each its role, so that nothing is lost.

mod limits;
mod markup;
mod page;
mod roles;
mod saved;
mod signs;
mod story;
mod weights;
mod wording;

use dom_query::Document;

use super::metadata::{self, Told};
use super::{block, plain, remove_title};
use crate::article::{Article, Block, Removal, Role};
use limits::is_tame;
pub use markup::{looks_like_fragment, looks_like_html, without_tags};
use page::Page;
pub use page::{Piece, Zone};
pub use story::{Evidence, FIRST_KINDS, KINDS, Observed, Pass, Weights};

/// Reads a page.
pub fn read(html: &str) -> Article {
    read_saved(html, None)
}

/// Reads a page that was saved from an address, which counts where the page names none.
pub fn read_saved(html: &str, address: Option<&str>) -> Article {
    match Parsed::of(html, address) {
        Some(parsed) => parsed.into_article(&weights::WEIGHTS),
        None => Article {
            blocks: plain::scraped(&without_tags(&saved::without_data(html))),
            url: address
                .or_else(|| saved::saved_from(html))
                .map(str::to_owned),
            ..Article::default()
        },
    }
}

/// A page in blocks, with what it says about itself, before its story is told from the rest.
#[derive(Clone)]
pub struct Parsed {
    page: Page,
    draft: Article,
    told: Told,
}

impl Parsed {
    /// None if no parser should read it.
    pub fn of(html: &str, address: Option<&str>) -> Option<Parsed> {
        let address = address.or_else(|| saved::saved_from(html));
        let html: &str = &saved::without_data(html);
        if !is_tame(html) {
            return None;
        }
        let document = Document::from(html);
        let page = Page::of(&document);
        let (draft, told) = metadata::read(&document, &page.pieces, address);
        Some(Parsed { page, draft, told })
    }

    fn known(&self) -> story::Known<'_> {
        story::Known {
            title: &self.draft.title,
            byline: self.draft.byline.as_deref(),
            declared: self.told.body.as_deref(),
            description: self.told.description.as_deref(),
        }
    }

    /// The page as these weights see it.
    pub fn into_article(self, weights: &Weights) -> Article {
        let chances = story::chances(&self.page, &self.known(), weights);
        let mut draft = self.draft;
        if chances
            .iter()
            .any(|chance| *chance > roles::STORY_CHANCE_MIN)
        {
            draft.blocks = roles::roles(self.page.pieces, &chances, &draft);
        } else {
            let text: Vec<&str> = (self.page.pieces.iter())
                .filter(|piece| piece.zone != Zone::Hidden)
                .map(|piece| piece.text.as_str())
                .collect();
            draft.blocks = plain::scraped(&text.join("\n"));
        }
        remove_title(&mut draft.blocks, &draft.title);
        draft
    }

    // For the program that makes the weights.

    pub fn texts(&self) -> impl Iterator<Item = &str> {
        self.page.pieces.iter().map(|piece| piece.text.as_str())
    }

    /// What the first pass observes of each block.
    pub fn observed(&self) -> Vec<Observed> {
        story::observed(&self.page, &self.known())
    }

    /// What the second pass observes besides.
    pub fn observed_around(&self, first: &[f32]) -> Vec<Observed> {
        story::observed_around(&self.page, &self.known(), first)
    }
}

/// Reads a piece of HTML that is the story and nothing else, such as a record's body.
pub fn blocks_of_fragment(html: &str) -> Vec<Block> {
    if !is_tame(html) {
        return plain::paragraphs(&without_tags(html)).collect();
    }
    let page = Page::of(&Document::from(html));
    let blocks = page.pieces.into_iter().filter_map(|piece| {
        let role = match piece.zone {
            Zone::Caption => Role::Caption,
            Zone::Credit => Role::Removed(Removal::Credit),
            Zone::Hidden => return None,
            _ if piece.heading > 0 => Role::Heading,
            _ => Role::Paragraph,
        };
        block(role, piece.text)
    });
    blocks.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const ONE: &str = "The bow door had been passed by six inspectors, none of whom had been aboard, \
                       and it opened at eleven minutes past eleven in a moderate sea.";
    const TWO: &str = "The judge, who had the windows shut, listened to four minutes of tape, and \
                       asked the surveyor where he had been, and for how long, and with whom.";

    fn page(head: &str, story: &str) -> Article {
        read(&format!(
            "<!doctype html><html lang=en><head>{head}</head><body><nav><a href=/>Home</a> <a \
             href=/sea>Sea</a></nav><article>{story}</article><aside><a href=/x>Dam engineer warned \
             of cracks</a></aside><footer>The Courier, Port Anselm</footer></body></html>"
        ))
    }

    fn story() -> String {
        format!(
            "<h1>The bow door</h1><p>{ONE}</p><figure><img src=a><figcaption>The door on the \
             quay</figcaption></figure><h2>Six signatures</h2><div>{TWO}<br><br>{ONE}</div><p>{TWO}</p>"
        )
    }

    #[test]
    fn the_story_is_kept_and_the_rest_of_the_page_is_removed_in_page_order() {
        let blocks: Vec<(Role, String)> = (page("<title>The bow door</title>", &story()).blocks)
            .into_iter()
            .map(|block| (block.role, block.text))
            .collect();
        let expected = [
            (Role::Removed(Removal::Interface), "Home Sea"),
            (Role::Removed(Removal::Repeated), "The bow door"),
            (Role::Paragraph, ONE),
            (Role::Caption, "The door on the quay"),
            (Role::Heading, "Six signatures"),
            (Role::Paragraph, TWO),
            (Role::Paragraph, ONE),
            (Role::Paragraph, TWO),
            (
                Role::Removed(Removal::OutsideStory),
                "Dam engineer warned of cracks",
            ),
            (
                Role::Removed(Removal::Interface),
                "The Courier, Port Anselm",
            ),
        ];
        let expected: Vec<(Role, String)> =
            expected.map(|(role, text)| (role, text.to_owned())).into();
        assert_eq!(blocks, expected);
    }

    #[test]
    fn words_in_different_elements_are_parted_as_they_are_seen() {
        let texts: Vec<String> = blocks_of_fragment(
            "<p>One<b>s</b> and <i>two</i>&nbsp;&amp; three</p>four<br>five<p></p><pre>a\n  b</pre>\
             <table><tr><td>1</td><td>2</td></tr></table><script>no</script><p hidden>no</p>",
        )
        .into_iter()
        .map(|block| block.text)
        .collect();
        assert_eq!(
            texts,
            ["Ones and two & three", "four\nfive", "a\n  b", "1 2"]
        );
    }

    #[test]
    fn a_page_of_one_short_paragraph_is_still_read() {
        let draft = read("<html><body><p>Fog in the harbour.</p></body></html>");
        let texts: Vec<&str> = draft
            .blocks
            .iter()
            .map(|block| block.text.as_str())
            .collect();
        assert_eq!(texts, ["Fog in the harbour."]);
    }

    #[test]
    fn links_under_more_on_this_story_are_teasers() {
        let list = "<p><b>More on this story</b><br>&raquo; <a href=/a>Ferry sinks in Sound of \
                    Orla</a><br>&raquo; <a href=/b>The trail behind the Saint Orla</a></p>";
        for list in [list, &list.replace("<br>", "<br><br>")] {
            let draft = page("<title>The bow door</title>", &format!("{}{list}", story()));
            for text in ["Ferry sinks", "The trail behind"] {
                let block = draft.blocks.iter().find(|block| block.text.contains(text));
                let role = block.map(|block| block.role);
                assert_eq!(role, Some(Role::Removed(Removal::Teaser)), "{text}");
            }
        }
    }

    fn role_of(draft: &Article, text: &str) -> Option<Role> {
        let mut blocks = draft.blocks.iter();
        let block = blocks.find(|block| block.text.contains(text));
        block.map(|block| block.role)
    }

    #[test]
    fn what_is_not_shown_is_no_text_of_the_page() {
        let menu = "<div style='display: none'><p>Choose your harbour</p></div>";
        let draft = page("<title>The bow door</title>", &format!("{menu}{}", story()));
        assert_eq!(role_of(&draft, "harbour"), None);
    }

    #[test]
    fn a_story_that_a_script_puts_in_its_place_is_read() {
        let story = format!("<div hidden id='S:0'><div>{}</div></div>", story());
        let draft = page("<title>The bow door</title>", &story);
        assert_eq!(role_of(&draft, "six inspectors"), Some(Role::Paragraph));
    }

    #[test]
    fn a_page_within_a_form_is_read() {
        let html = format!("<body><form><h1>The bow door</h1>{}</form></body>", story());
        assert_eq!(
            role_of(&read(&html), "six inspectors"),
            Some(Role::Paragraph)
        );
    }

    #[test]
    fn only_short_text_is_a_caption_by_its_class() {
        let story = format!(
            "<div class='caption-free caption'>{}{}</div>",
            story(),
            story().repeat(3)
        );
        let draft = page("<title>The bow door</title>", &story);
        assert_eq!(role_of(&draft, "six inspectors"), Some(Role::Paragraph));
    }

    #[test]
    fn a_caption_is_known_by_the_credit_at_its_end() {
        let caption = "<p>The hall, where chairs were left empty. Picture: Ann Marsh</p>";
        let story = format!("<h1>The bow door</h1><p>{ONE}</p>{caption}<p>{TWO}</p><p>{ONE}</p>");
        let draft = page("<title>The bow door</title>", &story);
        assert_eq!(role_of(&draft, "left empty"), Some(Role::Caption));
    }

    #[test]
    fn code_within_a_story_is_kept() {
        let code = "<pre><code>door.open(PIN)\n  .unless(lamp)</code></pre>";
        let draft = page(
            "<title>The bow door</title>",
            &format!("{}{code}<p>{TWO}</p>", story()),
        );
        assert_eq!(role_of(&draft, "door.open"), Some(Role::Paragraph));
    }

    #[test]
    fn a_cell_of_a_layout_is_apart_from_its_neighbour() {
        let html = format!(
            "<body><table><tr><td><h1>The bow door</h1><p>{ONE}<p>{TWO}<p>{ONE}</td><td><b>Newsletter</b>\
             <br>What happened in the Port today, at six.<hr></td></tr></table></body>"
        );
        let draft = read(&html);
        assert_eq!(role_of(&draft, "six inspectors"), Some(Role::Paragraph));
        let interface = Some(Role::Removed(Removal::Interface));
        assert_eq!(role_of(&draft, "Newsletter"), interface);
    }

    #[test]
    fn a_link_alone_below_a_text_is_apart_from_it() {
        let post = "<blockquote>Our lamp is gone, and nobody saw it go. &mdash; @harbour<br>\
                    <a href=/p>See this post on Loop</a></blockquote>";
        let texts: Vec<String> = blocks_of_fragment(post)
            .into_iter()
            .map(|block| block.text)
            .collect();
        assert_eq!(
            texts,
            [
                "Our lamp is gone, and nobody saw it go. — @harbour",
                "See this post on Loop"
            ]
        );
    }

    #[test]
    fn what_stands_on_a_page_again_and_again_is_no_part_of_the_story() {
        let notice = "<p>The ferry to Tresk leaves at nine on every day of the week.</p>";
        let draft = page(
            "<title>The bow door</title>",
            &format!("{}{}", story(), notice.repeat(3)),
        );
        let kept = draft.blocks.iter().any(|block| {
            block.text.contains("ferry to Tresk") && !matches!(block.role, Role::Removed(_))
        });
        assert!(!kept);
    }

    #[test]
    fn a_heading_after_the_last_paragraph_is_the_name_of_another_page() {
        let draft = page(
            "<title>The bow door</title>",
            &format!("{}<h3>Dredgers return to the outer basin</h3>", story()),
        );
        let role = role_of(&draft, "Dredgers return");
        assert_eq!(role, Some(Role::Removed(Removal::OutsideStory)));
    }

    #[test]
    fn the_line_of_rights_is_furniture() {
        let rights = "<p>© The Courier, 3 Compass Yard, Port Anselm. Founded in 1884 by two brothers, \
                      who sold it in 1902. Registered as a newspaper with the Post Office of Kessary.</p>";
        let draft = page(
            "<title>The bow door</title>",
            &format!("{}{rights}", story()),
        );
        let interface = Some(Role::Removed(Removal::Interface));
        assert_eq!(role_of(&draft, "Compass Yard"), interface);
    }
}
