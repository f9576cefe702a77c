//! `reference → address`: where on the web an article is found.

/// Bytes of an address; browsers take no longer ones.
const ADDRESS_BYTES_MAX: usize = 2048;

/// The name of an address's host, without `www.`.
pub fn host(address: &str) -> Option<String> {
    let host = authority(address)?.rsplit('@').next()?.split(':').next()?;
    let host = host.strip_prefix("www.").unwrap_or(host);
    (!host.is_empty()).then(|| host.to_lowercase())
}

/// The address of a story that a page or a record refers to, which may be relative to `base`.
/// `None` for the root of a site, a host of somebody's own, and what is not on the web.
pub fn of_story(reference: &str, base: Option<&str>) -> Option<String> {
    let reference = reference.split('#').next()?.trim();
    let address = resolve(reference, base)?;
    let (_, rest) = address.split_once("://")?;
    let path = rest.split_once('/').map_or("", |(_, path)| path);
    let path = path.trim_end_matches('/');
    let is_root = matches!(path, "" | "index.html" | "index.htm" | "index.php");
    let is_public = host(&address)?.contains('.') && !address.contains(char::is_whitespace);
    (is_public && !is_root && address.len() <= ADDRESS_BYTES_MAX).then_some(address)
}

/// The host of an address, and what stands before and after it there.
fn authority(address: &str) -> Option<&str> {
    address.split_once("://")?.1.split(['/', '?', '#']).next()
}

/// Makes a reference absolute (RFC 3986, 5.2); `None` if it is none of the web.
fn resolve(reference: &str, base: Option<&str>) -> Option<String> {
    let is_web =
        |scheme: &str| scheme.eq_ignore_ascii_case("http") || scheme.eq_ignore_ascii_case("https");
    let beginning = reference.split(['/', '?', '#']).next().unwrap_or("");
    if let Some((scheme, _)) = beginning.split_once(':') {
        let is_absolute = is_web(scheme) && reference[scheme.len()..].starts_with("://");
        return is_absolute.then(|| reference.to_owned());
    }
    if reference.is_empty() {
        return None;
    }
    let scheme = base.and_then(|base| base.split_once("://").map(|(scheme, _)| scheme));
    if reference.starts_with("//") {
        return Some(format!("{}:{reference}", scheme.unwrap_or("https")));
    }
    let base = base?;
    let scheme = scheme.filter(|scheme| is_web(scheme))?;
    let authority = authority(base)?;
    let path = &base[scheme.len() + "://".len() + authority.len()..];
    let path = path.split(['?', '#']).next().unwrap_or("");
    let path = match reference.as_bytes().first() {
        Some(b'/') => without_dots(reference),
        Some(b'?') => format!("{path}{reference}"),
        _ => {
            let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
            without_dots(&format!("{folder}/{reference}"))
        }
    };
    Some(format!("{scheme}://{authority}{path}"))
}

/// A path without `.` and `..`.
fn without_dots(reference: &str) -> String {
    let end = reference.find('?').unwrap_or(reference.len());
    let (path, rest) = reference.split_at(end);
    let mut parts: Vec<&str> = Vec::new();
    let count = path.split('/').count();
    for (at, part) in path.split('/').enumerate().skip(1) {
        let is_last = at + 1 == count;
        match part {
            "." | ".." => {
                if part == ".." {
                    parts.pop();
                }
                if is_last {
                    parts.push("");
                }
            }
            part => parts.push(part),
        }
    }
    format!("/{}{rest}", parts.join("/"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references_are_made_absolute() {
        let base = Some("https://courier.example/2017/03/bow-door?page=1");
        for (reference, base, expected) in [
            ("https://a.example/b#c", None, "https://a.example/b"),
            ("//a.example/b", base, "https://a.example/b"),
            (
                "/sea/bow-door",
                base,
                "https://courier.example/sea/bow-door",
            ),
            (
                "bow-door.html",
                base,
                "https://courier.example/2017/03/bow-door.html",
            ),
            (
                "../04/./bow?x=..",
                base,
                "https://courier.example/2017/04/bow?x=..",
            ),
            ("../../../../bow", base, "https://courier.example/bow"),
            (
                "?id=7",
                base,
                "https://courier.example/2017/03/bow-door?id=7",
            ),
            ("bow", Some("http://a.example"), "http://a.example/bow"),
        ] {
            assert_eq!(
                of_story(reference, base).as_deref(),
                Some(expected),
                "{reference}"
            );
        }
    }

    #[test]
    fn what_is_no_address_of_a_story_is_none() {
        for reference in [
            "",
            "#top",
            "https://courier.example",
            "https://courier.example/#news",
            "https://courier.example/index.html",
            "http://localhost/bow-door",
            "javascript:void(0)",
            "mailto:ann@courier.example",
            "file:///home/ann/a.html",
            "https:bow",
            "https://courier.example/bow door",
            "/bow-door",
            "://",
        ] {
            assert_eq!(of_story(reference, None), None, "{reference}");
        }
        let long = format!("https://a.example/{}", "a".repeat(ADDRESS_BYTES_MAX));
        assert_eq!(of_story(&long, None), None);
        assert_eq!(of_story("/a", Some("file:///b")), None);
    }

    #[test]
    fn a_host_is_named_without_www() {
        assert_eq!(
            host("https://www.A.example:8080/b").as_deref(),
            Some("a.example")
        );
        assert_eq!(host("a.example"), None);
    }
}
