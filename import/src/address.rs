//! One spelling for all the ways in which an old address is written.

use percent_encoding::percent_decode_str;
use unicode_normalization::UnicodeNormalization;

/// Digits from which on `/post/DIGITS/any-words` is known to be one of Tumblr's addresses.
const TUMBLR_ID: usize = 6;

/// Parts of a query that do not choose another page: trackers, and Blogger's switch to its page for telephones.
pub const IDLE: [&str; 9] =
    ["m", "fbclid", "gclid", "amp", "replytocom", "ref", "share", "nocache", "showcomment"];

/// Ends of the hosts of Blogger, none of which is anybody else's.
const COUNTRIES: [&str; 73] = [
    "ae", "al", "am", "ba", "be", "bg", "bj", "ca", "cf", "ch", "cl", "co.at", "co.id", "co.il",
    "co.ke", "co.nz", "co.uk", "co.za", "com.ar", "com.au", "com.br", "com.by", "com.co", "com.cy",
    "com.ee", "com.eg", "com.es", "com.mt", "com.ng", "com.tr", "com.uy", "cv", "cz", "de", "dk",
    "fi", "fr", "gr", "hk", "hr", "hu", "ie", "in", "is", "it", "jp", "kr", "li", "lt", "lu", "md",
    "mk", "mr", "mx", "my", "nl", "no", "pe", "pt", "qa", "re", "ro", "rs", "ru", "se", "sg", "si",
    "sk", "sn", "td", "tw", "ug", "vn",
];

/// An old address in its one spelling: `https://www.Example.org/a/?m=1#x` and `http://example.org/a` are the same.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Address {
    /// In lower case, without `www.` and the usual ports; none for a path. Blogs of Blogger answer in every country:
    /// `x.blogspot.fr` is `x.blogspot.com`.
    pub host: Option<String>,
    /// Begins with `/` and ends with none, unless it is the root; decoded, NFC, with the parts of the query that count.
    pub path: String,
}

/// The one spelling of `address`: with or without scheme, `www.`, slash at the end, escapes, tracking and place in the
/// page. `None` for what is no address of a web page.
#[must_use]
pub fn normal(address: &str) -> Option<Address> {
    let address = address.trim();
    let address = address.split('#').next().unwrap_or(address);
    if address.is_empty() || address.chars().any(char::is_control) {
        return None;
    }
    let (host, rest) = split_host(address)?;
    let (path, query) = rest.split_once('?').unwrap_or((rest, ""));
    let mut path = tidy_path(path);
    let mut kept: Vec<String> = query.split('&').filter(|part| counts(part)).map(decoded).collect();
    kept.sort();
    if !kept.is_empty() {
        path.push('?');
        path.push_str(&kept.join("&"));
    }
    Some(Address { host, path })
}

/// The host, if there is one, and what follows it.
fn split_host(address: &str) -> Option<(Option<String>, &str)> {
    let scheme = address.split_once(':').map_or("", |(scheme, _)| scheme);
    let is_scheme = scheme.starts_with(|c: char| c.is_ascii_alphabetic())
        && scheme.chars().all(|c| c.is_ascii_alphanumeric() || "+-.".contains(c));
    let web = scheme.eq_ignore_ascii_case("http") || scheme.eq_ignore_ascii_case("https");
    if is_scheme && !web {
        return None;
    }
    let rest = if is_scheme { address.get(scheme.len() + 1..)? } else { address };
    let Some(authority) = rest.strip_prefix("//") else { return Some((None, rest)) };
    let end = authority.find(['/', '?']).unwrap_or(authority.len());
    let (host, rest) = authority.split_at(end);
    let host = host.rsplit('@').next().unwrap_or(host).to_lowercase();
    let host = host.strip_suffix(":80").or_else(|| host.strip_suffix(":443")).unwrap_or(&host);
    let host = host.trim_end_matches('.');
    let host = host.strip_prefix("www.").unwrap_or(host);
    (!host.is_empty()).then(|| (Some(at_home(host)), rest))
}

/// A host, or that of a blog of Blogger in the country that all of them have.
pub(crate) fn at_home(host: &str) -> String {
    match host.split_once(".blogspot.") {
        Some((name, country))
            if !name.is_empty() && !name.contains('.') && COUNTRIES.contains(&country) =>
        {
            format!("{name}.blogspot.com")
        }
        _ => host.to_owned(),
    }
}

fn tidy_path(path: &str) -> String {
    let decoded = decoded(path).replace('\\', "/");
    let mut parts: Vec<&str> = Vec::new();
    for part in decoded.split('/') {
        match part {
            "" | "." => {}
            ".." => drop(parts.pop()),
            part => parts.push(part),
        }
    }
    if let ["post", id, _words] = parts.as_slice()
        && id.len() >= TUMBLR_ID
        && id.chars().all(|c| c.is_ascii_digit())
    {
        parts.pop();
    }
    format!("/{}", parts.join("/"))
}

fn counts(part: &str) -> bool {
    let name = part.split('=').next().unwrap_or(part).to_ascii_lowercase();
    !name.is_empty() && !name.starts_with("utm_") && !IDLE.contains(&name.as_str())
}

/// Percent-decodes as UTF-8, or as windows-1252 as pages of that time did.
pub(crate) fn decoded(path: &str) -> String {
    let bytes: Vec<u8> = percent_decode_str(path).collect();
    let text = String::from_utf8(bytes).unwrap_or_else(|error| {
        let bytes = error.as_bytes();
        encoding_rs::WINDOWS_1252.decode_without_bom_handling(bytes).0.into_owned()
    });
    text.chars().filter(|c| !c.is_control()).nfc().collect()
}

/// The address of a file at `path` from the root of the old site.
pub(crate) fn of_path(path: &str) -> String {
    format!("/{}", path.replace('%', "%25").replace('?', "%3F").replace('#', "%23"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_spelling_of_an_address_is_one() {
        let same = [
            "http://blog.example.org/2013/09/rentr%C3%A9e/",
            "https://www.blog.example.org/2013/09/rentrée",
            "//BLOG.example.org:443//2013/./09/rentr%E9e/?m=1&utm_source=x#comments",
        ];
        for spelling in same {
            let found = normal(spelling).unwrap();
            assert_eq!(found.host.as_deref(), Some("blog.example.org"), "{spelling}");
            assert_eq!(found.path, "/2013/09/rentrée", "{spelling}");
        }
        let path = |address: &str| normal(address).unwrap().path;
        assert_eq!(path("http://x.example?p=12"), "/?p=12");
        assert_eq!(path("/?page_id=3&m=1"), "/?page_id=3");
        assert_eq!(path("/a?b=2&a=1"), path("/a/?a=1&b=2"));
        assert_eq!(path("http://x.tumblr.example/post/1070473124/les-mots"), "/post/1070473124");
        assert_eq!(path("/post/2013/les-mots"), "/post/2013/les-mots");
        assert_eq!(path("/../../etc/passwd"), "/etc/passwd");
    }

    #[test]
    fn a_blog_of_blogger_is_one_in_all_countries() {
        let host = |address: &str| normal(address).unwrap().host.unwrap();
        for country in ["com", "fr", "co.uk", "com.br", "de"] {
            let address = format!("http://www.Zoe.blogspot.{country}:80/2013/09/a.html?m=1");
            assert_eq!(host(&address), "zoe.blogspot.com", "{country}");
        }
        for other in ["1.bp.blogspot.fr", "zoe.blogspot.example", "zoe.blogspot.co", "blogspot.fr"]
        {
            assert_eq!(host(&format!("//{other}/a")), other);
        }
    }

    #[test]
    fn what_is_no_page_has_no_spelling() {
        for other in
            ["", "#x", "mailto:a@example.org", "javascript:x()", "data:text/html,x", "http://"]
        {
            assert_eq!(normal(other), None, "{other}");
        }
    }
}
