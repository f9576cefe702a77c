//! `line → what it is by itself`: the marks by which a credit, a button or a pointer to another
//! story is known without seeing the rest of the page.
//!
//! Only marks that running prose hardly ever carries are listed, and all but the credits must
//! begin a short line; prose is never judged by a word within it.

use std::sync::LazyLock;

use super::Words;
use crate::article::{Removal, Role};

/// Longer lines are prose, whatever they begin with.
const LINE_BYTES_MAX: usize = 140;

/// Whole lines that are buttons, forms and notices, in lower case without end marks.
const INTERFACE: [&str; 76] = [
    "share",
    "share this",
    "share this article",
    "share this story",
    "share on facebook",
    "share on twitter",
    "share on x",
    "share via email",
    "tweet",
    "print",
    "print this article",
    "send by e-mail",
    "send by email",
    "e-mail",
    "email",
    "email this",
    "copy link",
    "save",
    "bookmark",
    "comment",
    "comments",
    "leave a comment",
    "add a comment",
    "post a comment",
    "log in",
    "log in or register",
    "login",
    "register",
    "sign in",
    "sign up",
    "subscribe",
    "subscribe now",
    "newsletter",
    "advertisement",
    "advertising",
    "sponsored",
    "continue reading",
    "continue reading below",
    "story continues below",
    "skip to content",
    "skip to main content",
    "back to top",
    "load more",
    "show more",
    "read more",
    "menu",
    "search",
    "close",
    "accept all",
    "accept cookies",
    "cookie settings",
    "privacy policy",
    "terms of use",
    "all rights reserved",
    "teilen",
    "drucken",
    "anmelden",
    "abonnieren",
    "anzeige",
    "kommentare",
    "zum inhalt springen",
    "partager",
    "imprimer",
    "s'abonner",
    "se connecter",
    "publicité",
    "compartir",
    "imprimir",
    "suscríbete",
    "поделиться",
    "печать",
    "подписаться",
    "войти",
    "реклама",
    "комментарии",
    "версия для печати",
];

/// Beginnings of such lines.
const INTERFACE_STARTS: [&str; 41] = [
    "to participate in the discussion",
    "to join the discussion",
    "to leave a comment",
    "to comment, ",
    "log in to ",
    "sign up for ",
    "sign up to ",
    "subscribe to ",
    "follow us on ",
    "like us on ",
    "click here to ",
    "share this ",
    "share on ",
    "send by e-mail",
    "this article is for subscribers",
    "already a subscriber",
    "we use cookies",
    "this site uses cookies",
    "by continuing to use",
    "copyright ©",
    "all rights reserved",
    "advertisement. ",
    "enable javascript",
    "please enable javascript",
    "you get this letter because",
    "you are receiving this",
    "unsubscribe",
    "view in browser",
    "wir verwenden cookies",
    "melden sie sich",
    "jetzt abonnieren",
    "diskutieren sie mit",
    "pour réagir",
    "pour commenter",
    "abonnez-vous",
    "inscrivez-vous",
    "чтобы оставить комментарий",
    "подписывайтесь",
    "нашли ошибку",
    "выделите её и нажмите",
    "для комментирования",
];

/// Beginnings of lines that point to another story.
const TEASER_STARTS: [&str; 24] = [
    "read also",
    "also read",
    "read more:",
    "read more about",
    "read next",
    "see also:",
    "related:",
    "related story",
    "related stories",
    "related articles",
    "more on this story",
    "more on this:",
    "recommended:",
    "lesen sie auch",
    "lesen sie mehr",
    "mehr zum thema",
    "lire aussi",
    "à lire aussi",
    "voir aussi",
    "lea también",
    "leia também",
    "leggi anche",
    "читайте также",
    "по теме:",
];

/// Beginnings of the credit of a picture.
const CREDIT_STARTS: [&str; 31] = [
    "(photo:",
    "(foto:",
    "(фото:",
    "bildquelle",
    "fotografía:",
    "imagen:",
    "imagem:",
    "crédito:",
    "источник фото",
    "фото предоставлено",
    "photo:",
    "photo by ",
    "photos by ",
    "photo credit",
    "photo courtesy",
    "photograph:",
    "photograph by ",
    "photographs by ",
    "image:",
    "image credit",
    "image by ",
    "picture:",
    "pictures:",
    "foto:",
    "fotos:",
    "foto von ",
    "bild:",
    "photo :",
    "crédit photo",
    "фото:",
    "(c) ",
];

/// Beginnings of notices that may be longer than buttons, all of which speak of cookies.
const COOKIE_STARTS: [&str; 22] = [
    "we use cookies",
    "we and our partners",
    "this site uses cookies",
    "this website uses cookies",
    "our website uses cookies",
    "by continuing to ",
    "by clicking ",
    "wir verwenden cookies",
    "wir nutzen cookies",
    "wir und unsere partner",
    "diese website verwendet cookies",
    "diese website nutzt cookies",
    "nous utilisons des cookies",
    "ce site utilise des cookies",
    "utilizamos cookies",
    "usamos cookies",
    "este sitio utiliza cookies",
    "este site utiliza cookies",
    "questo sito utilizza",
    "мы используем",
    "этот сайт использует",
    "на сайте используются",
];

static INTERFACE_LINES: LazyLock<Words<()>> =
    LazyLock::new(|| INTERFACE.iter().map(|line| (*line, ())).collect());

/// Why a line is no part of a story, if it shows so by itself.
pub fn judge(line: &str) -> Option<Removal> {
    if is_cookie_notice(line) {
        return Some(Removal::Interface);
    }
    if line.len() > LINE_BYTES_MAX {
        return None;
    }
    if is_trail(line) {
        return Some(Removal::Interface);
    }
    if line.starts_with('©') {
        return Some(match line.contains('/') {
            true => Removal::Credit,
            false => Removal::Interface,
        });
    }
    let lower = line.to_lowercase();
    let starts = |list: &[&str]| list.iter().any(|start| lower.starts_with(start));
    // The lists are ordered by how often a line of prose must pass them: most fail here.
    if INTERFACE_LINES.contains_key(lower.trim_end_matches([':', '!', '…', '›', '»', ' '])) {
        return Some(Removal::Interface);
    }
    if starts(&INTERFACE_STARTS) {
        return Some(Removal::Interface);
    }
    if starts(&CREDIT_STARTS) {
        return Some(Removal::Credit);
    }
    starts(&TEASER_STARTS).then_some(Removal::Teaser)
}

fn is_cookie_notice(line: &str) -> bool {
    const NOTICE_BYTES_MAX: usize = 600;
    const START_BYTES: usize = 80;
    if line.len() > NOTICE_BYTES_MAX || !(line.contains("ookie") || line.contains("куки")) {
        return false;
    }
    let start = line[..line.floor_char_boundary(START_BYTES)].to_lowercase();
    COOKIE_STARTS.iter().any(|notice| start.starts_with(notice))
}

/// A menu or a trail of sections in one line: `Home / The Port / Inquiry`, `Port | Sea | Sport`.
fn is_trail(line: &str) -> bool {
    [" | ", " / ", " › ", " » ", " > ", " · "]
        .iter()
        .any(|mark| {
            let mut parts = 0;
            line.contains(mark)
                && line.split(mark).all(|part| {
                    parts += 1;
                    let words = part.split_whitespace().count();
                    words <= 3
                        && !part.contains(|c: char| c.is_ascii_digit())
                        && !ends_sentence(part)
                })
                && parts >= 3
        })
}

/// Splits a line around `© Agency / Name`, which scraped pages glue to the caption before it and
/// to whatever came after. Gives the parts with what they are, or nothing for other lines.
pub fn split_credit(line: &str) -> Option<Vec<(Role, &str)>> {
    let at = line.find('©')?;
    let (before, rest) = line.split_at(at);
    // Without a slash it is a copyright notice; those are judged as a whole.
    let slash = rest.find('/').filter(|slash| *slash < LINE_BYTES_MAX)?;
    let glued = glue(rest, slash);
    if glued.is_none() && rest.len() > LINE_BYTES_MAX {
        return None;
    }
    let (credit, after) = rest.split_at(glued.unwrap_or(rest.len()));
    let side = |text: &str| match ends_sentence(text) && text.len() > LINE_BYTES_MAX {
        true => Role::Paragraph,
        false => Role::Caption,
    };
    let parts = [
        (side(before.trim()), before.trim()),
        (Role::Removed(Removal::Credit), credit.trim()),
        (side(after.trim()), after.trim()),
    ];
    Some(
        parts
            .into_iter()
            .filter(|(_, text)| !text.is_empty())
            .collect(),
    )
}

/// Where a credit runs into the next text without a blank: a small letter, then a capital.
fn glue(credit: &str, from: usize) -> Option<usize> {
    /// What follows must be longer than the rest of a name such as McDonald.
    const AFTER_BYTES_MIN: usize = 20;
    let mut before = ' ';
    for (at, c) in credit.char_indices().skip_while(|(at, _)| *at < from) {
        if at > LINE_BYTES_MAX {
            return None;
        }
        if before.is_lowercase() && c.is_uppercase() && credit.len() - at >= AFTER_BYTES_MIN {
            return Some(at);
        }
        before = c;
    }
    None
}

/// Whether a text ends as sentences do: a stop, and perhaps quotes or brackets after it.
pub fn ends_sentence(text: &str) -> bool {
    text.trim_end_matches([
        ' ', '\u{a0}', '\u{202f}', '"', '\'', '”', '’', '»', '“', '«', ')', ']', '」', '』',
    ])
    .ends_with(['.', '!', '?', '…', '。', '！', '？', '।', '؟'])
}

/// Whether a text has the shape of a headline: short, one line, no full stop at its end.
pub fn is_headline(text: &str) -> bool {
    /// Longer headlines exist, but more short paragraphs do.
    const HEADLINE_CHARS_MAX: usize = 180;
    let bare = text.trim_end_matches(['"', '”', '’', '»', '“', ')']);
    text.len() <= HEADLINE_CHARS_MAX * 4
        && text.chars().count() <= HEADLINE_CHARS_MAX
        && text.contains(char::is_alphabetic)
        && !text.contains('\n')
        && (!bare.ends_with(['.', ',', ';', ':']) || bare.ends_with("..."))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn furniture_is_known_by_how_it_begins() {
        for (line, expected) in [
            ("Share this", Some(Removal::Interface)),
            ("log in or register", Some(Removal::Interface)),
            (
                "To join the discussion, log in or register.",
                Some(Removal::Interface),
            ),
            ("Home / The Port / Inquiry", Some(Removal::Interface)),
            ("© «Голос Порта». 16+", Some(Removal::Interface)),
            ("© MERIDIAN / Lotte Arnesen", Some(Removal::Credit)),
            ("Photo by Lotte Arnesen / MERIDIAN", Some(Removal::Credit)),
            ("Read also: The bow door", Some(Removal::Teaser)),
            ("Lesen Sie auch: Die Bugklappe", Some(Removal::Teaser)),
            (
                "Wir verwenden Cookies, um Ihnen auf dieser Seite Inhalte und Anzeigen zu zeigen, \
                 die zu Ihnen passen, und um zu zählen, wie oft die Seite gelesen wird.",
                Some(Removal::Interface),
            ),
            (
                "Мы используем файлы cookie, чтобы сайт работал лучше.",
                Some(Removal::Interface),
            ),
            (
                "Wir verwenden in der Backstube nur Butter, sagt die Wirtin.",
                None,
            ),
            ("Фото предоставлено музеем порта", Some(Removal::Credit)),
            ("", None),
            ("He asked for a share.", None),
            ("Goals / assists / cards 3 / 4 / 1", None),
            ("The print was made in 1911.", None),
            ("Subhead of the story", None),
        ] {
            assert_eq!(judge(line), expected, "{line}");
        }
    }

    #[test]
    fn a_credit_is_cut_out_of_the_text_it_is_glued_to() {
        let credit = Role::Removed(Removal::Credit);
        let body = "The cost is known. The company puts it at sixty-one million crowns, and the \
                    minister puts it at nothing at all, since the water was there before the wall.";
        assert_eq!(
            split_credit("Haas outside the polling station.© MERIDIAN / Lotte Arnesen"),
            Some(vec![
                (Role::Caption, "Haas outside the polling station."),
                (credit, "© MERIDIAN / Lotte Arnesen"),
            ])
        );
        assert_eq!(
            split_credit(&format!("Voss on the dam© MERIDIAN / Lotte Arnesen{body}")),
            Some(vec![
                (Role::Caption, "Voss on the dam"),
                (credit, "© MERIDIAN / Lotte Arnesen"),
                (Role::Paragraph, body),
            ])
        );
        assert_eq!(split_credit("No credit here"), None);
        assert_eq!(split_credit("© 2017 The Courier"), None);
    }

    #[test]
    fn sentences_end_with_a_stop_even_inside_quotes() {
        assert!(ends_sentence("\"It shut.\""));
        assert!(ends_sentence("(It shut!)"));
        assert!(ends_sentence("« Fermez la porte. »"));
        assert!(!ends_sentence("It shut"));
        assert!(!ends_sentence(""));
    }
}
