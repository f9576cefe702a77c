//! Pages as browsers and SingleFile save them.

use std::borrow::Cow;

/// The address that programs which save pages write in a comment at the top: SingleFile with the
/// time of saving, browsers as `saved from url=(0026)https://…`.
pub fn saved_from(html: &str) -> Option<&str> {
    const HEAD_BYTES: usize = 4096;
    let head = &html[..html.floor_char_boundary(HEAD_BYTES)];
    let after = match head.split_once("Page saved with SingleFile") {
        Some((_, after)) => after.split_once("url:")?.1.trim_start(),
        None => head.split_once("saved from url=(")?.1.split_once(')')?.1,
    };
    let end = after.find(|c: char| c.is_whitespace() || c == '<')?;
    let address = &after[..end];
    address.starts_with("http").then_some(address)
}

/// A page without the pictures, fonts and sheets that are written into its addresses
/// (`data:image/png;base64,…`). They are most of a page that was saved in one file.
pub fn without_data(html: &str) -> Cow<'_, str> {
    const SCHEME: &str = "data:";
    /// Shorter ones cost little.
    const DATA_BYTES_MIN: usize = 200;
    let is_data = |byte: &u8| byte.is_ascii_alphanumeric() || b"+/=%;,._~!*$-".contains(byte);
    let mut short = String::new();
    let (mut copied, mut at) = (0, 0);
    while let Some(found) = html[at..].find(SCHEME) {
        let start = at + found + SCHEME.len();
        let bytes = html.as_bytes()[start..].iter();
        let length = bytes.take_while(|byte| is_data(byte)).count();
        at = start + length;
        if length >= DATA_BYTES_MIN {
            short.push_str(&html[copied..start]);
            copied = at;
        }
    }
    if copied == 0 {
        return Cow::Borrowed(html);
    }
    short.push_str(&html[copied..]);
    Cow::Owned(short)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_saved_page_tells_its_address_unless_it_names_a_better_one() {
        let url = |comment: &str, head: &str| {
            super::super::read(&format!(
                "<!doctype html><html><!--{comment}--><head>{head}</head><p>It shut.</p>"
            ))
            .url
        };
        let single =
            "\n Page saved with SingleFile \n url: https://a.example/b?c \n saved date: x\n";
        let browser = " saved from url=(0019)https://a.example/b ";
        let canonical = "<link rel=canonical href=https://a.example/d>";
        assert_eq!(url(single, "").as_deref(), Some("https://a.example/b?c"));
        assert_eq!(url(browser, "").as_deref(), Some("https://a.example/b"));
        assert_eq!(
            url(single, canonical).as_deref(),
            Some("https://a.example/d")
        );
        assert_eq!(url(" saved from url=(0014)about:internet ", ""), None);
        assert_eq!(url(" saved from url=", ""), None);
    }

    #[test]
    fn data_in_addresses_is_left_out() {
        let long = "QUJD".repeat(1000);
        let page =
            |data: &str| format!("<p>It is <img src=data:image/png;base64,{data} alt=x>shut.");
        assert_eq!(
            without_data(&page(&long)),
            "<p>It is <img src=data: alt=x>shut."
        );
        assert_eq!(without_data(&page("QUJD")), page("QUJD"));
        assert_eq!(without_data("data: it shut"), "data: it shut");
    }
}
