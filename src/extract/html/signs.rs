//! `class names → what they say`: the words by which those who make pages name their parts.
//!
//! Readability knows two lists of such words, for and against. Here they are groups, each with a
//! weight of its own (see [`super::weights`]), since `comment` tells more than `widget`.

use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::LazyLock;

use dom_query::NodeRef;

use super::super::Words;

/// Words of one meaning, in lower case.
pub const GROUPS: [(&str, &str); 49] = [
    ("article", "article articles story stories newsarticle"),
    ("body", "body articlebody storybody"),
    ("content", "content contents maincontent pagecontent"),
    (
        "entry",
        "entry entrycontent post posts blog blogpost postcontent",
    ),
    ("main", "main primary"),
    (
        "text",
        "text prose richtext rich copy wysiwyg markdown paragraph paragraphs \
         editor txt",
    ),
    (
        "lead",
        "lead lede dek deck standfirst summary excerpt intro introduction \
         subtitle subhead subheadline abstract",
    ),
    (
        "comment",
        "comment comments commentlist respond reply replies disqus discussion \
         commenting",
    ),
    (
        "side",
        "sidebar side rail aside complementary secondary sidenav",
    ),
    (
        "related",
        "related recommended recommendations recommendation recirc \
         recirculation similar popular trending latest more also suggested next \
         readmore",
    ),
    (
        "share",
        "share sharing social follow facebook twitter sharedaddy addtoany \
         whatsapp pinterest",
    ),
    (
        "advert",
        "ad ads advert adverts advertisement advertising banner sponsor \
         sponsored sponsors promo promos promotion promoted cta upsell adslot \
         adunit",
    ),
    (
        "newsletter",
        "newsletter newsletters subscribe subscription signup optin mailing \
         email mail form forms paywall",
    ),
    (
        "nav",
        "nav navigation navbar menu menus submenu breadcrumb breadcrumbs topbar \
         megamenu",
    ),
    ("header", "header masthead head hero top"),
    ("footer", "footer foot bottom colophon contentinfo"),
    ("widget", "widget widgets module modules"),
    (
        "teaser",
        "card cards teaser teasers tile tiles item items carousel slider swiper \
         slide slick feed list lists listing archive loop",
    ),
    ("grid", "grid row rows col cols column columns flex"),
    (
        "author",
        "author authors bio byline profile contributor contributors about \
         biography vcard writer avatar",
    ),
    (
        "meta",
        "meta metadata info details date time timestamp published reading \
         datetime",
    ),
    (
        "tagged",
        "tag tags category categories topic topics keyword keywords label \
         labels taxonomy",
    ),
    (
        "picture",
        "caption credit credits figure image images img photo photos gallery \
         picture media video player audio figcaption podcast",
    ),
    ("consent", "cookie cookies consent gdpr privacy ccpa"),
    (
        "modal",
        "modal popup overlay dialog lightbox drawer offcanvas tooltip dropdown \
         toast alert notification notice flyout",
    ),
    (
        "account",
        "login account register user users signin member members cart checkout \
         basket",
    ),
    ("search", "search searchbox"),
    ("pager", "pagination pager prev previous paging pages"),
    (
        "toc",
        "toc jump anchor anchors index outline tableofcontents",
    ),
    (
        "unseen",
        "hidden hide sr visually screenreader invisible print noprint skip \
         screen",
    ),
    (
        "product",
        "product products price prices pricing buy shop store deal deals offer \
         offers",
    ),
    ("rating", "review reviews rating ratings star stars score"),
    (
        "button",
        "btn button buttons toolbar tools actions action controls toggle link \
         links",
    ),
    ("table", "table tables tbl"),
    (
        "quote",
        "quote quotes pullquote blockquote callout highlight box inset infobox \
         tip tips",
    ),
    (
        "questions",
        "faq faqs accordion collapse tab tabs panel question questions answer \
         answers",
    ),
    (
        "notes",
        "footnote footnotes reference references citation citations \
         bibliography sources source notes note endnotes",
    ),
    (
        "legal",
        "disclaimer disclosure correction legal copyright terms license",
    ),
    ("title", "title titles headline heading headings"),
    ("section", "section sections"),
    (
        "wrapper",
        "container wrapper wrap inner outer layout region",
    ),
    ("single", "single page detail view node field"),
    (
        "recipe",
        "recipe ingredients ingredient instructions directions step steps",
    ),
    ("embed", "embed embeds tweet oembed iframe"),
    (
        "feedback",
        "feedback rate vote voting poll survey helpful reaction reactions like \
         likes",
    ),
    ("donate", "donate donation support membership"),
    (
        "contact",
        "contact address location map phone hours event events",
    ),
    ("language", "language languages lang translate"),
    (
        "testimonial",
        "testimonial testimonials client clients partner partners team staff \
         people",
    ),
];

/// Beginnings of words that are written together, such as `relatedposts`, and their groups.
const STEMS: [(&str, &str); 25] = [
    ("comment", "comment"),
    ("sidebar", "side"),
    ("related", "related"),
    ("recommend", "related"),
    ("newsletter", "newsletter"),
    ("subscri", "newsletter"),
    ("social", "share"),
    ("share", "share"),
    ("sponsor", "advert"),
    ("advert", "advert"),
    ("promo", "advert"),
    ("breadcrumb", "nav"),
    ("navig", "nav"),
    ("articlebody", "body"),
    ("article", "article"),
    ("content", "content"),
    ("author", "author"),
    ("widget", "widget"),
    ("popular", "related"),
    ("trending", "related"),
    ("cookie", "consent"),
    ("footer", "footer"),
    ("header", "header"),
    ("caption", "picture"),
    ("paragraph", "text"),
];

/// A set of groups, a bit each.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Signs(pub u64);

impl Signs {
    /// What an element's classes, id and role say, and a hash of its name and classes. Only the
    /// first of many are read.
    pub fn of(name: &str, node: &NodeRef) -> (Signs, u64) {
        const BYTES_MAX: usize = 400;
        let mut signs = Signs::default();
        let mut look = DefaultHasher::new();
        name.hash(&mut look);
        if let Some(element) = node.element_ref() {
            for attribute in &element.attrs {
                let key: &str = &attribute.name.local;
                if !matches!(key, "class" | "id" | "role" | "itemprop") {
                    continue;
                }
                let value: &str = &attribute.value;
                let value = &value[..value.floor_char_boundary(BYTES_MAX)];
                if key == "class" {
                    value.hash(&mut look);
                }
                // The whole page's classes tell what kind of page it is, not what a part is.
                if !matches!(name, "html" | "body") {
                    words(value, |word| signs.0 |= group(word));
                }
            }
        }
        (signs, look.finish())
    }

    #[cfg(test)]
    fn has(self, name: &str) -> bool {
        let at = GROUPS.iter().position(|(group, _)| *group == name);
        at.is_some_and(|at| self.0 >> at & 1 == 1)
    }

    /// The numbers of the groups.
    pub fn each(self) -> impl Iterator<Item = usize> {
        bits(self.0)
    }
}

/// The numbers of the bits that are set.
fn bits(mut set: u64) -> impl Iterator<Item = usize> {
    std::iter::from_fn(move || {
        let lowest = set.trailing_zeros() as usize;
        (set != 0).then(|| {
            set &= set - 1;
            lowest
        })
    })
}

/// The bit of the group that a word belongs to, or none.
fn group(word: &str) -> u64 {
    static TABLE: LazyLock<Words<u64>> = LazyLock::new(|| {
        GROUPS
            .iter()
            .enumerate()
            .flat_map(|(at, (_, words))| words.split(' ').map(move |word| (word, 1 << at)))
            .collect()
    });
    if let Some(bit) = TABLE.get(word) {
        return *bit;
    }
    let stem = STEMS.iter().find(|(stem, _)| word.starts_with(stem));
    stem.and_then(|(_, name)| GROUPS.iter().position(|(group, _)| group == name))
        .map_or(0, |at| 1 << at)
}

/// Gives the words of class names in lower case: `post-body`, `post_body`, `postBody`.
fn words(names: &str, mut see: impl FnMut(&str)) {
    let mut word = String::new();
    let mut before = ' ';
    for c in names.chars() {
        if !c.is_ascii_alphabetic() || c.is_ascii_uppercase() && before.is_ascii_lowercase() {
            if word.len() > 1 {
                see(&word);
            }
            word.clear();
        }
        if c.is_ascii_alphabetic() {
            word.push(c.to_ascii_lowercase());
        }
        before = c;
    }
    if word.len() > 1 {
        see(&word);
    }
}

/// Names of elements that say what their text is.
pub const TAGS: [&str; 24] = [
    "p",
    "div",
    "li",
    "h1",
    "h2",
    "h3",
    "section",
    "article",
    "main",
    "nav",
    "aside",
    "header",
    "footer",
    "form",
    "button",
    "figure",
    "figcaption",
    "table",
    "blockquote",
    "pre",
    "details",
    "dl",
    "label",
    "address",
];

/// A set of elements' names, a bit each.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Tags(pub u64);

impl Tags {
    pub fn of(name: &str) -> Tags {
        let at = TAGS.iter().position(|tag| *tag == name);
        Tags(at.map_or(0, |at| 1 << at))
    }

    pub fn has(self, name: &str) -> bool {
        self.0 & Tags::of(name).0 != 0
    }

    /// The numbers of the names.
    pub fn each(self) -> impl Iterator<Item = usize> {
        bits(self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn class_names_are_read_word_by_word() {
        let read = |names: &str| {
            let mut signs = Signs::default();
            words(names, |word| signs.0 |= group(word));
            signs
        };
        let names = |signs: Signs| -> Vec<&str> { signs.each().map(|at| GROUPS[at].0).collect() };
        assert_eq!(names(read("post-body")), ["body", "entry"]);
        assert_eq!(names(read("articleBody")), ["article", "body"]);
        assert_eq!(
            names(read("RelatedPosts__x relatedposts")),
            ["entry", "related"]
        );
        assert_eq!(names(read("x q7 ")), Vec::<&str>::new());
        assert!(read("comment-42").has("comment"));
    }
}
