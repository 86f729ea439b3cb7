//! Finds out what an address in an old page means.

use encoding_rs::WINDOWS_1252;
use percent_encoding::percent_decode_str;
use unicode_normalization::UnicodeNormalization;
use url::Url;

use super::catalogue::Catalogue;
use crate::address::at_home;

/// What an address means, before redirects are followed.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Meaning {
    /// A file of the site, by position.
    File { position: usize, fragment: Option<String> },
    /// A place in the same page.
    SamePage,
    /// Somewhere else.
    External,
    /// A path of the site where nothing is.
    Missing { path: String },
    /// A path on a disk, found nowhere in the site.
    LocalDisk,
}

/// Where the addresses of one page are resolved from.
#[derive(Debug)]
pub(super) struct Base<'a> {
    catalogue: &'a Catalogue,
    own_hosts: Vec<String>,
    /// Folder relative to the root, without a slash at the end.
    folder: String,
}

impl<'a> Base<'a> {
    /// The base of the page `id`, which may say `<base href>`. A host named there is the site's own.
    pub(super) fn new(
        catalogue: &'a Catalogue,
        id: &str,
        own_hosts: &[String],
        base_href: Option<&str>,
    ) -> Self {
        let folder = id.rsplit_once('/').map_or("", |(folder, _)| folder).to_owned();
        let mut base = Self {
            catalogue,
            own_hosts: own_hosts.iter().map(|host| at_home(&host.to_lowercase())).collect(),
            folder,
        };
        let Some(href) = base_href.map(str::trim) else { return base };
        let path = match Url::parse(href) {
            Ok(url) if matches!(url.scheme(), "http" | "https") => {
                base.own_hosts.extend(url.host_str().map(at_home));
                url.path().to_owned()
            }
            Ok(_) => return base,
            Err(_) => href.to_owned(),
        };
        let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
        base.folder = if path.starts_with('/') {
            base.join(&format!("/{folder}"))
        } else {
            base.join(folder)
        };
        base
    }

    /// What `raw` means in this page.
    pub(super) fn meaning(&self, raw: &str) -> Meaning {
        let address: String = raw.trim().chars().filter(|c| !matches!(c, '\n' | '\t')).collect();
        if address.is_empty() || address.starts_with('#') {
            return Meaning::SamePage;
        }
        let (address, fragment) = match address.split_once('#') {
            Some((address, fragment)) => {
                (address.to_owned(), Some(fragment.to_owned()).filter(|f| !f.is_empty()))
            }
            None => (address, None),
        };
        let address = address.replace('\\', "/");
        if let Some(path) = local_disk(&address) {
            let found = self.catalogue.find_tail(&normal(&decoded(path)));
            return found
                .map_or(Meaning::LocalDisk, |position| Meaning::File { position, fragment });
        }
        let Some(path) = self.own_path(&address) else { return Meaning::External };
        let (without_query, query) =
            path.split_once('?').map_or((path, ""), |(path, query)| (path, query));
        // Tools that copy a site keep the query in the file name, so the whole is tried first.
        let whole = (!query.is_empty()).then(|| self.catalogue.find(&self.join(path))).flatten();
        let wanted = self.join(without_query);
        // Whoever kept the folder around a site may have written it, and a path may climb out of it.
        let root = &self.catalogue.root;
        let around = || {
            let other = match wanted.strip_prefix(root.as_str()) {
                Some(bare) => bare.to_owned(),
                None => format!("{root}{wanted}"),
            };
            self.catalogue.find(&other).filter(|_| !root.is_empty())
        };
        match whole.or_else(|| self.catalogue.find(&wanted)).or_else(around) {
            Some(position) => Meaning::File { position, fragment },
            None => Meaning::Missing { path: wanted },
        }
    }

    /// The path within the site, or `None` for another site or scheme.
    fn own_path<'b>(&self, address: &'b str) -> Option<&'b str> {
        let scheme = address.split_once(':').map_or("", |(scheme, _)| scheme);
        let is_scheme = scheme.starts_with(|c: char| c.is_ascii_alphabetic())
            && scheme.chars().all(|c| c.is_ascii_alphanumeric() || "+-.".contains(c));
        let rest = if is_scheme {
            let web = scheme.eq_ignore_ascii_case("http") || scheme.eq_ignore_ascii_case("https");
            address.get(scheme.len() + 1..).filter(|_| web)?
        } else {
            address
        };
        let Some(authority) = rest.strip_prefix("//") else { return Some(rest) };
        let (host, _) = authority.split_once('/').unwrap_or((authority, ""));
        let bare = host.split(':').next().unwrap_or(host);
        let own = self.own_hosts.contains(&at_home(&bare.to_lowercase()));
        own.then(|| authority.get(host.len()..).filter(|path| !path.is_empty()).unwrap_or("/"))
    }

    fn join(&self, path: &str) -> String {
        let path = decoded(path);
        if path.starts_with('/') {
            normal(&format!("{}{path}", self.catalogue.root))
        } else if self.folder.is_empty() {
            normal(&path)
        } else {
            normal(&format!("{}/{path}", self.folder))
        }
    }
}

/// The path on a disk or a network share, if the address is one: `file:///C|/x`, `D:/x`, `//server/share` is not.
fn local_disk(address: &str) -> Option<&str> {
    let lower = address.to_ascii_lowercase();
    if lower.starts_with("file:") {
        return address.get(5..).map(|path| path.trim_start_matches('/'));
    }
    // A leftover may stand behind a relative path: `histo/D:/Temp/x.gif`.
    let mut at = 0;
    for part in address.split('/') {
        if matches!(part.as_bytes(), [letter, b':' | b'|'] if letter.is_ascii_alphabetic()) {
            return address.get(at..);
        }
        at += part.len() + 1;
    }
    None
}

/// Percent-decodes as UTF-8, or as windows-1252 as pages of that time did.
fn decoded(path: &str) -> String {
    let bytes: Vec<u8> = percent_decode_str(path).collect();
    match String::from_utf8(bytes) {
        Ok(text) => text,
        Err(error) => WINDOWS_1252.decode_without_bom_handling(error.as_bytes()).0.into_owned(),
    }
}

/// Removes `.`, `..` and empty parts; a path cannot climb above the root.
fn normal(path: &str) -> String {
    let mut parts: Vec<&str> = Vec::new();
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." => drop(parts.pop()),
            part => parts.push(part),
        }
    }
    parts.join("/").nfc().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn site() -> Catalogue {
        let mut site = Catalogue::default();
        let ids = [
            "index.htm",
            "rh/congés.htm",
            "Photos accueil/Logo.jpg",
            "rh/index.htm",
            "liste.php?id=3",
            "rh/plan.gif",
        ];
        for (position, id) in ids.into_iter().enumerate() {
            site.insert(id, position);
        }
        site
    }

    #[test]
    fn every_way_of_writing_an_address_is_understood() {
        let site = site();
        let base = Base::new(&site, "rh/x.htm", &["www.lumiere.example".into()], None);
        let file = |position| Meaning::File { position, fragment: None };
        let cases = [
            ("congés.htm", file(1)),
            ("cong%C3%A9s.htm", file(1)),
            ("cong%E9s.htm", file(1)),
            ("conge\u{301}s.htm", file(1)),
            ("CONGÉS.HTM#haut", Meaning::File { position: 1, fragment: Some("haut".into()) }),
            ("..\\Photos accueil\\Logo.jpg", file(2)),
            ("../Photos%20accueil/logo.JPG", file(2)),
            ("/", file(0)),
            ("/rh/", file(3)),
            ("./", file(3)),
            ("../../../index.htm", file(0)),
            ("http://WWW.Lumiere.example/rh/plan.gif", file(5)),
            ("/liste.php?id=3", file(4)),
            ("plan.gif?v=2", file(5)),
            ("file:///C|/Sites/intranet/rh/plan.gif", file(5)),
            ("D:/Temp/plan.gif", file(5)),
            ("histo/D:\\Temp\\autre.gif", Meaning::LocalDisk),
            ("#haut", Meaning::SamePage),
            ("mailto:rh@lumiere.example", Meaning::External),
            ("https://ailleurs.example/rh/plan.gif", Meaning::External),
            ("//ailleurs.example/plan.gif", Meaning::External),
            ("absent.htm", Meaning::Missing { path: "rh/absent.htm".into() }),
            ("http:plan.gif", file(5)),
        ];
        for (raw, meaning) in cases {
            assert_eq!(base.meaning(raw), meaning, "{raw}");
        }
    }

    #[test]
    fn base_href_moves_relative_addresses() {
        let site = site();
        let meaning =
            |href: &str, raw: &str| Base::new(&site, "x/y.htm", &[], Some(href)).meaning(raw);
        let plan = Meaning::File { position: 5, fragment: None };
        assert_eq!(meaning("http://intranet.example/rh/", "plan.gif"), plan);
        assert_eq!(
            meaning("http://intranet.example/rh/", "http://intranet.example/rh/plan.gif"),
            plan
        );
        assert_eq!(meaning("../rh/", "plan.gif"), plan);
    }
}
