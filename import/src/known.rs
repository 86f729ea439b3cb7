//! The addresses that things of a source had, to recognise links among them.

use std::{
    collections::{HashMap, HashSet},
    hash::{DefaultHasher, Hash, Hasher},
    sync::Arc,
};

use crate::{Asset, Kind, LinkUsage, Located, Target, address, normal};

/// Addresses by what they lead to. Keeps hashes and not the addresses.
#[derive(Debug, Default)]
pub(crate) struct Known {
    hosts: HashSet<String>,
    entries: HashMap<u64, (Kind, Arc<str>)>,
}

impl Known {
    /// Takes this host for one of the source's own.
    pub(crate) fn add_host(&mut self, host: &str) {
        let host = host.trim().to_lowercase();
        let host = host.rsplit("://").next().unwrap_or_default().trim_end_matches('/');
        let host = host.strip_prefix("www.").unwrap_or(host);
        if !host.is_empty() {
            self.hosts.insert(address::at_home(host));
        }
    }

    /// Remembers that `address` led to an item. Of several the first counts.
    pub(crate) fn add(&mut self, address: &str, kind: Kind, external_id: &Arc<str>) {
        if let Some(key) = normal(address).map(|address| self.key(&address)) {
            self.entries.entry(key).or_insert_with(|| (kind, Arc::clone(external_id)));
        }
    }

    /// What an address in a text leads to. Pictures elsewhere are entries too: see [`picture_elsewhere`].
    pub(crate) fn target(&self, raw: &str, usage: LinkUsage) -> Target {
        let raw = raw.trim();
        if raw.starts_with('#') || raw.is_empty() {
            return Target::SamePage;
        }
        if is_on_disk(raw) {
            return Target::LocalDisk;
        }
        let Some(address) = normal(raw) else { return Target::External };
        let fragment = raw.split_once('#').map(|(_, place)| place.to_owned());
        if let Some((kind, id)) = self.entries.get(&self.key(&address)) {
            let fragment = fragment.filter(|place| !place.is_empty());
            return Target::Entry { kind: *kind, external_id: id.to_string(), fragment };
        }
        match &address.host {
            None => Target::Missing { path: address.path },
            Some(_) if usage == LinkUsage::Embedded => {
                Target::entry(Kind::Media, picture_id(&address))
            }
            Some(host) if self.hosts.contains(host) => Target::Missing { path: raw.to_owned() },
            Some(_) => Target::External,
        }
    }

    /// On one of the own hosts the host says nothing.
    fn key(&self, address: &address::Address) -> u64 {
        let host = address.host.as_ref().filter(|host| !self.hosts.contains(*host));
        hash(&(host, &address.path))
    }
}

/// The asset for a picture that a text shows from another place, if the address is of that sort.
pub(crate) fn picture_elsewhere(raw: &str, file: &str, line: Option<u32>) -> Option<Asset> {
    let address = normal(raw)?;
    address.host.as_ref()?;
    let whole = if raw.trim().starts_with("//") {
        format!("https:{}", raw.trim())
    } else {
        raw.trim().to_owned()
    };
    let name = address.path.split('?').next().unwrap_or_default();
    let name = name.rsplit('/').next().filter(|name| !name.is_empty()).unwrap_or("image");
    Some(Asset {
        external_id: picture_id(&address),
        name: name.to_owned(),
        alt: None,
        located: Located::Elsewhere,
        old_urls: vec![whole],
        size: None,
        file: file.to_owned(),
        line,
    })
}

fn picture_id(address: &address::Address) -> String {
    format!("media:{}{}", address.host.as_deref().unwrap_or_default(), address.path)
}

/// Whether an address is a path on somebody's computer: `file:///C:/x`, `C:\x`, `\\server\share`.
pub(crate) fn is_on_disk(raw: &str) -> bool {
    let bytes = raw.as_bytes();
    let drive = matches!(bytes, [letter, b':', b'\\' | b'/', ..] if letter.is_ascii_alphabetic());
    let scheme = raw.get(..5).is_some_and(|start| start.eq_ignore_ascii_case("file:"));
    drive || scheme || raw.starts_with("\\\\")
}

/// A number that stands for a value in an index.
pub(crate) fn hash(value: &impl Hash) -> u64 {
    let mut hasher = DefaultHasher::new();
    value.hash(&mut hasher);
    hasher.finish()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_known_in_all_their_spellings() {
        let mut known = Known::default();
        known.add_host("http://www.Vieux.example/");
        let id: Arc<str> = "post:1".into();
        known.add("http://vieux.example/2013/a.html", Kind::Post, &id);
        let target = |raw: &str| known.target(raw, LinkUsage::Anchor);
        let found = Target::Entry {
            kind: Kind::Post,
            external_id: "post:1".into(),
            fragment: Some("x".into()),
        };
        assert_eq!(target("https://www.vieux.example/2013/a.html?utm_source=y#x"), found);
        assert_eq!(target("/2013/a.html"), Target::entry(Kind::Post, "post:1"));
        let missing = "http://vieux.example/b";
        assert_eq!(target(missing), Target::Missing { path: missing.into() });
        assert_eq!(target("http://autre.example/2013/a.html"), Target::External);
        assert_eq!(target("mailto:a@example.org"), Target::External);
        assert_eq!(target("#x"), Target::SamePage);
        known.add_host("zoe.blogspot.fr");
        let target = |raw: &str| known.target(raw, LinkUsage::Anchor);
        assert_eq!(
            target("http://zoe.blogspot.co.uk/2013/a.html"),
            Target::entry(Kind::Post, "post:1"),
            "a blog is one in all countries"
        );
        for disk in ["file:///C:/x.doc", "C:\\x.doc", "\\\\serveur\\x"] {
            assert_eq!(target(disk), Target::LocalDisk, "{disk}");
        }
        let raw = "//photos.example/a b.jpg?w=3";
        let asset = picture_elsewhere(raw, "f", None).unwrap();
        assert_eq!(
            (asset.name.as_str(), &*asset.old_urls[0]),
            ("a b.jpg", "https://photos.example/a b.jpg?w=3")
        );
        assert_eq!(
            known.target(raw, LinkUsage::Embedded),
            Target::entry(Kind::Media, asset.external_id)
        );
        assert_eq!(picture_elsewhere("data:image/png;base64,xx", "f", None), None);
    }
}
