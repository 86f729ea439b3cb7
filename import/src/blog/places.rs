//! What the addresses in the texts of a blog lead to.

use std::collections::{BTreeSet, HashMap};

use url::Url;

use super::hash;
use crate::{
    LinkUsage,
    address::{Address, normal},
};

/// Ends of names that are pages and not files, in lower case.
const PAGES: [&str; 16] = [
    "html", "htm", "xhtml", "shtml", "php", "php3", "asp", "aspx", "jsp", "cgi", "pl", "xml",
    "rdf", "atom", "rss", "cfm",
];

/// Longest end of a name that tells a file, in bytes.
const MAX_EXTENSION: usize = 5;

/// Reads the identity out of an address that is known to be a picture's.
pub(crate) type PictureId = fn(&Address) -> Option<String>;

/// Addresses of a blog.
#[derive(Debug)]
pub(crate) struct Places {
    /// Host names in their one spelling.
    own: BTreeSet<String>,
    /// Positions of documents by address.
    documents: HashMap<u64, u32>,
    picture: PictureId,
    /// Known pictures belong to the blog wherever they are.
    pub(crate) pictures_are_own: bool,
}

/// What an address means.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Meaning {
    /// A place in the same document.
    SamePage,
    /// A document of the source, and a place in it.
    Document(u32, Option<String>),
    /// A picture or file, by id and whole address. A `sure` one is part of the source even if nothing else tells of it.
    Medium { id: String, address: String, own: bool, sure: bool },
    /// A page of the old site that is not in the source.
    Missing(Address),
    /// A path on somebody's disk.
    LocalDisk,
    /// Another site, a mail address.
    External,
}

impl Places {
    /// No addresses yet, but for the hosts that whoever imports names.
    pub(crate) fn new(own_hosts: &[String], picture: PictureId) -> Self {
        let mut places = Self {
            own: BTreeSet::new(),
            documents: HashMap::new(),
            picture,
            pictures_are_own: false,
        };
        for host in own_hosts {
            let with_scheme = if host.contains("//") { host.clone() } else { format!("//{host}") };
            places.add_host(&with_scheme);
        }
        places
    }

    /// Takes the host of an address for the blog's own. `true` where it is new.
    pub(crate) fn add_host(&mut self, address: &str) -> bool {
        let host = normal(address).and_then(|address| address.host);
        host.is_some_and(|host| self.own.insert(host))
    }

    /// The blog's own hosts.
    pub(crate) fn hosts(&self) -> impl Iterator<Item = &String> {
        self.own.iter()
    }

    /// Whether an address is on one of them.
    pub(crate) fn is_own(&self, address: &str) -> bool {
        normal(address)
            .is_some_and(|address| address.host.is_none_or(|host| self.own.contains(&host)))
    }

    /// The document with this path, whatever the host.
    pub(crate) fn document_at(&self, path: &str) -> Option<u32> {
        self.documents.get(&hash((None::<String>, path))).copied()
    }

    /// A document was at `address`. The first one keeps it.
    pub(crate) fn add_document(&mut self, address: &str, position: u32) {
        if let Some(address) = normal(address) {
            self.documents.entry(hash((&address.host, &address.path))).or_insert(position);
            // The blog may have had several hosts, with the same paths.
            self.documents.entry(hash((None::<String>, &address.path))).or_insert(position);
        }
    }

    /// What `raw` means in a document that was at `base`.
    pub(crate) fn meaning(&self, raw: &str, usage: LinkUsage, base: Option<&str>) -> Meaning {
        let raw = raw.trim();
        if raw.starts_with('#') {
            return Meaning::SamePage;
        }
        if is_local(raw) {
            return Meaning::LocalDisk;
        }
        let whole = absolute(raw, base);
        let Some(mut address) = normal(&whole) else { return Meaning::External };
        address.path.truncate(address.path.trim_end().len());
        let known = (self.picture)(&address);
        let is_known = known.is_some();
        let own = address.host.as_ref().is_none_or(|host| self.own.contains(host))
            || (is_known && self.pictures_are_own);
        let id = || known.unwrap_or_else(|| medium_id(&address));
        if usage == LinkUsage::Embedded {
            return Meaning::Medium { id: id(), address: whole, own, sure: true };
        }
        if let Some(position) = self.document(&address, own) {
            let fragment = raw.split_once('#').map(|(_, fragment)| fragment.to_owned());
            return Meaning::Document(position, fragment.filter(|fragment| !fragment.is_empty()));
        }
        match (own, is_known) {
            (true, _) if is_known || is_file(&address.path) => {
                Meaning::Medium { id: id(), address: whole, own, sure: true }
            }
            (true, _) => Meaning::Missing(address),
            (false, true) => Meaning::Medium { id: id(), address: whole, own, sure: false },
            (false, false) => Meaning::External,
        }
    }

    fn document(&self, address: &Address, own: bool) -> Option<u32> {
        let found = self.documents.get(&hash((&address.host, &address.path)));
        let path = || self.documents.get(&hash((None::<String>, &address.path)));
        found.or_else(|| if own { path() } else { None }).copied()
    }
}

/// Identity of a medium that nothing but its address tells of.
fn medium_id(address: &Address) -> String {
    format!("media:{}{}", address.host.as_deref().unwrap_or_default(), address.path)
}

/// The whole address, as it would be fetched.
fn absolute(raw: &str, base: Option<&str>) -> String {
    if let Some(rest) = raw.strip_prefix("//") {
        return format!("http://{rest}");
    }
    let joined = base.and_then(|base| Url::parse(base).ok()).and_then(|base| base.join(raw).ok());
    // What is whole already stays as it is written.
    match joined {
        Some(joined) if normal(raw).is_none_or(|address| address.host.is_none()) => joined.into(),
        _ => raw.to_owned(),
    }
}

fn is_local(raw: &str) -> bool {
    let lower = raw.get(..5).unwrap_or_default().to_ascii_lowercase();
    let drive =
        matches!(raw.as_bytes(), [letter, b':', b'\\' | b'/', ..] if letter.is_ascii_alphabetic());
    lower == "file:" || drive
}

/// Whether a path ends in the name of a file that is no page.
pub(crate) fn is_file(path: &str) -> bool {
    let path = path.split('?').next().unwrap_or(path);
    let name = path.rsplit('/').next().unwrap_or(path);
    let Some((stem, extension)) = name.rsplit_once('.') else { return false };
    let short = !extension.is_empty() && extension.len() <= MAX_EXTENSION;
    let letters = extension.chars().all(|c| c.is_ascii_alphanumeric())
        && extension.chars().any(|c| c.is_ascii_alphabetic());
    !stem.is_empty() && short && letters && !PAGES.contains(&extension.to_lowercase().as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_told_apart() {
        let mut places = Places::new(&["www.Ancien.example".into()], |address| {
            address.path.strip_prefix("/pic/").map(|id| format!("media:{id}"))
        });
        assert!(places.add_host("https://blog.example/x"));
        assert!(places.add_host("https://zoe.blogspot.fr/x"));
        assert!(
            places.is_own("http://zoe.blogspot.co.uk/y")
                && !places.is_own("http://ana.blogspot.fr/y")
        );
        assert!(!places.add_host("http://www.blog.example/y"));
        places.add_document("https://blog.example/2013/09/rentree.html", 7);
        let base = Some("https://blog.example/2013/10/x.html");
        let anchor = |raw| places.meaning(raw, LinkUsage::Anchor, base);
        let medium = |id: &str, address: &str, own, sure| Meaning::Medium {
            id: id.into(),
            address: address.into(),
            own,
            sure,
        };
        assert_eq!(anchor("#bas"), Meaning::SamePage);
        assert_eq!(
            anchor("http://ancien.example/2013/09/rentree.html#c1"),
            Meaning::Document(7, Some("c1".into()))
        );
        assert_eq!(anchor("../09/rentree.html%20"), Meaning::Document(7, None));
        assert_eq!(anchor("http://ailleurs.example/2013/09/rentree.html"), Meaning::External);
        assert!(matches!(anchor("/archives.html"), Meaning::Missing(_)));
        assert_eq!(
            anchor("/files/a.zip"),
            medium(
                "media:blog.example/files/a.zip",
                "https://blog.example/files/a.zip",
                true,
                true
            )
        );
        assert_eq!(
            anchor("//x.example/pic/9"),
            medium("media:9", "http://x.example/pic/9", false, false)
        );
        assert_eq!(anchor("mailto:a@b.example"), Meaning::External);
        assert_eq!(anchor("C:\\Temp\\a.gif"), Meaning::LocalDisk);
        let shown = places.meaning("http://x.example/a?b=1", LinkUsage::Embedded, None);
        assert_eq!(shown, medium("media:x.example/a?b=1", "http://x.example/a?b=1", false, true));
        let data = places.meaning("data:image/gif;base64,R0", LinkUsage::Embedded, base);
        assert_eq!(data, Meaning::External);
    }

    #[test]
    fn only_names_of_files_are_files() {
        assert!(is_file("/a/b.zip") && is_file("/b.PDF?x=1"));
        assert!(
            !is_file("/2013/") && !is_file("/v1.5") && !is_file("/a.html") && !is_file("/.rss")
        );
    }
}
