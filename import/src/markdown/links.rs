//! Finds out what an address in a text means.

use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};

use super::{
    addresses::STATIC,
    commands::Places,
    name::{Name, Syntax},
    site::{Index, What},
};
use crate::{Asset, Kind, LinkUsage, Located, Target, address::decoded, dom, normal};

/// Folders that texts, or the files they use, may stand below.
const ROOTS: [&str; 8] = ["", "static", "content", "source", "public", "assets", "docs", "images"];

/// Endings that a link to a text may leave out or have instead.
const ENDINGS: [&str; 7] = ["md", "markdown", "mkd", "html", "htm", "rst", "mdown"];

/// Marks of Pelican before a path.
const MARKS: [&str; 5] = ["filename", "static", "attach", "photo", "gallery"];

/// What must be written as escapes in an address of Markdown or HTML.
const ESCAPED: &AsciiSet = &CONTROLS
    .add(b' ')
    .add(b'"')
    .add(b'#')
    .add(b'%')
    .add(b'(')
    .add(b')')
    .add(b'<')
    .add(b'>')
    .add(b'?')
    .add(b'[')
    .add(b'\\')
    .add(b']')
    .add(b'`')
    .add(b'{')
    .add(b'|')
    .add(b'}');

/// Where the addresses of one text are resolved from.
#[derive(Debug)]
pub(super) struct Base<'a> {
    index: &'a Index,
    /// Folder of the text, without a slash at the end.
    folder: &'a str,
    /// Path of the text without its ending: Hugo serves it as a folder.
    own: &'a str,
    /// An address the text had.
    address: Option<&'a str>,
    /// Its language, as its name says.
    lang: Option<&'a str>,
}

impl<'a> Base<'a> {
    /// The base of the text at `path`, which had `address`.
    pub(super) fn new(index: &'a Index, path: &'a str, address: Option<&'a str>) -> Self {
        let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
        let own = path.rsplit_once('.').map_or(path, |(own, _)| own);
        Self { index, folder, own, address, lang: Name::of(path).lang }
    }

    /// What `raw` means, and the asset it needs where that is not in the source.
    pub(super) fn target(&self, raw: &str, usage: LinkUsage) -> (Target, Option<Asset>) {
        let address = raw.trim();
        if address.is_empty() || address.starts_with('#') {
            return (Target::SamePage, None);
        }
        let (address, fragment) = match address.split_once('#') {
            Some((address, place)) => (address, Some(place.to_owned()).filter(|it| !it.is_empty())),
            None => (address, None),
        };
        let shown = usage == LinkUsage::Embedded;
        if is_local_disk(address) {
            return (Target::LocalDisk, None);
        }
        let Some(path) = self.own_path(address) else {
            return match asset(address).filter(|_| shown) {
                Some(asset) => (Target::entry(Kind::Media, &asset.external_id), Some(asset)),
                None => (Target::External, None),
            };
        };
        let (marked, path) = without_mark(&path);
        let path = if marked { path } else { path.split('?').next().unwrap_or(&path).to_owned() };
        if let Some(position) = self.find(&path, shown) {
            return match self.index.destination(position) {
                Some((file, What::Media)) => (
                    Target::Entry { kind: Kind::Media, external_id: file.path.clone(), fragment },
                    None,
                ),
                Some((file, What::Text { kind, .. })) => {
                    (Target::Entry { kind, external_id: file.path.clone(), fragment }, None)
                }
                _ => (Target::Missing { path }, None),
            };
        }
        let whole =
            if address.contains("//") { Some(address.to_owned()) } else { self.whole(&path) };
        match whole.as_deref().and_then(asset).filter(|_| shown) {
            Some(asset) => (Target::entry(Kind::Media, &asset.external_id), Some(asset)),
            None => (Target::Missing { path: joined(self.folder, &path) }, None),
        }
    }

    /// Whether several files could be what a picture's address means.
    pub(super) fn is_ambiguous(&self, raw: &str) -> bool {
        self.index.is_ambiguous(&dom::file_name(&decoded(raw)))
    }

    /// The decoded path, with its query; nothing for another site or scheme.
    fn own_path(&self, address: &str) -> Option<String> {
        let scheme = address.split_once(':').map_or("", |(scheme, _)| scheme);
        let is_scheme = !scheme.is_empty()
            && scheme.starts_with(|c: char| c.is_ascii_alphabetic())
            && scheme.chars().all(|c| c.is_ascii_alphanumeric() || "+-.".contains(c));
        let rest = if is_scheme {
            let web = scheme.eq_ignore_ascii_case("http") || scheme.eq_ignore_ascii_case("https");
            address.get(scheme.len() + 1..).filter(|rest| web && rest.starts_with("//"))?
        } else {
            address
        };
        let Some(authority) = rest.strip_prefix("//") else { return Some(decoded(rest)) };
        let (host, path) =
            authority.split_at(authority.find(['/', '?']).unwrap_or(authority.len()));
        let path = if path.is_empty() { "/" } else { path };
        self.index.is_own(host.split(':').next().unwrap_or(host)).then(|| decoded(path))
    }

    fn find(&self, path: &str, shown: bool) -> Option<u32> {
        let index = self.index;
        let config = &index.config;
        let base = config.base_path.as_str();
        let path = path
            .strip_prefix(base)
            .filter(|rest| !base.is_empty() && rest.starts_with('/'))
            .unwrap_or(path);
        // An address from the root means what it says; a path means the text in the same language.
        let is_path = !path.starts_with('/') || Syntax::of(path) == Some(Syntax::Markdown);
        let lang = self.lang.filter(|_| is_path);
        let at = |path: &str| self.at(path, shown, lang);
        if !path.starts_with('/') {
            let above = self.folder.rsplit_once('/').map_or("", |(above, _)| above);
            let found =
                [self.folder, self.own, above].iter().find_map(|folder| at(&joined(folder, path)));
            if found.is_some() {
                return found;
            }
        }
        let inner = path.trim_start_matches('/');
        let roots = ROOTS.iter().map(|root| format!("{}{root}", config.root));
        let found = roots.chain([String::new()]).find_map(|root| at(&joined(&root, inner)));
        let found = found.or_else(|| self.above(inner, shown, lang));
        if found.is_some() || shown {
            return found.or_else(|| index.named(&dom::file_name(inner)).filter(|_| shown));
        }
        let absolute = match self.address.filter(|_| !path.starts_with('/')) {
            Some(own) => {
                let own = normal(own)?.path;
                let folder = if own.contains('.') {
                    own.rsplit_once('/').map_or("", |(folder, _)| folder)
                } else {
                    &own
                };
                format!("/{}", joined(folder, path))
            }
            None => path.to_owned(),
        };
        index.addressed(&absolute).or_else(|| index.addressed(&format!("{base}{absolute}")))
    }

    /// A site may lie deeper than the source: the path below each folder that the text lies in.
    fn above(&self, inner: &str, shown: bool, lang: Option<&str>) -> Option<u32> {
        let mut folder = self.folder;
        while let Some((above, _)) = folder.rsplit_once('/') {
            folder = above;
            let roots =
                [String::new()].into_iter().chain(STATIC.iter().map(|root| format!("/{root}")));
            if let Some(found) = roots
                .into_iter()
                .find_map(|root| self.at(&joined(&format!("{folder}{root}"), inner), shown, lang))
            {
                return Some(found);
            }
        }
        None
    }

    /// The file at `path`; for links with the endings that texts have, or the text of a folder.
    fn at(&self, path: &str, shown: bool, lang: Option<&str>) -> Option<u32> {
        let index = self.index;
        if let Some(found) = index.at(path).filter(|_| !path.is_empty()) {
            return Some(found);
        }
        if shown {
            return None;
        }
        let stem =
            Syntax::of(path).and_then(|_| path.rsplit_once('.')).map_or(path, |(stem, _)| stem);
        let mut tags = lang.iter().map(|lang| format!(".{lang}")).chain([String::new()]);
        tags.find_map(|tag| {
            let other = ENDINGS.iter().filter(|_| !stem.is_empty());
            let other = other.map(|ending| format!("{stem}{tag}.{ending}"));
            let inside = ["index", "_index", "README"].iter().flat_map(|name| {
                let tag = &tag;
                ENDINGS.iter().map(move |ending| joined(path, &format!("{name}{tag}.{ending}")))
            });
            other.chain(inside).find_map(|path| index.at(&path))
        })
    }

    /// The whole address of a path of the site.
    fn whole(&self, path: &str) -> Option<String> {
        let host = self.index.config.site.hosts.first()?;
        path.starts_with('/')
            .then(|| format!("https://{host}{}", utf8_percent_encode(path, ESCAPED)))
    }
}

impl Places for Base<'_> {
    fn post(&self, name: &str) -> Option<String> {
        let name = name.trim().trim_matches(['"', '\'']);
        let file = name.rsplit('/').next().unwrap_or(name);
        let file = ENDINGS
            .iter()
            .find_map(|ending| file.strip_suffix(&format!(".{ending}")))
            .unwrap_or(file);
        self.address_of(self.index.named(file)?)
    }

    fn file(&self, reference: &str) -> Option<String> {
        let reference = reference.trim().trim_matches(['"', '\'']);
        let (_, path) = without_mark(reference);
        let name = path.rsplit('/').next().unwrap_or(&path);
        let found = self.find(&path, false).or_else(|| self.index.named(name));
        self.address_of(found?)
    }
}

impl Base<'_> {
    fn address_of(&self, position: u32) -> Option<String> {
        let (file, what) = self.index.file(position)?;
        (what != What::Lost).then(|| format!("/{}", utf8_percent_encode(&file.path, ESCAPED)))
    }
}

/// The asset of a picture that only its address is known of.
fn asset(address: &str) -> Option<Asset> {
    let normal = normal(address)?;
    let host = normal.host?;
    let name = normal.path.split('?').next()?.rsplit('/').next().unwrap_or_default().to_owned();
    let whole =
        if address.starts_with("//") { format!("https:{address}") } else { address.to_owned() };
    Some(Asset {
        external_id: format!("media:{host}{}", normal.path),
        name: if name.is_empty() { host } else { name },
        alt: None,
        located: Located::Elsewhere,
        old_urls: vec![whole],
        size: None,
        file: String::new(),
        line: None,
    })
}

/// Whether Pelican's mark stood before the path, and the path: `{static}/a.png`, `|filename|b.md`.
fn without_mark(path: &str) -> (bool, String) {
    let marked = [('{', '}'), ('|', '|')].into_iter().find_map(|(open, close)| {
        let (mark, rest) = path.strip_prefix(open)?.split_once(close)?;
        MARKS.iter().any(|known| known.eq_ignore_ascii_case(mark)).then(|| rest.to_owned())
    });
    match marked {
        Some(rest) => (true, rest),
        None => (false, path.to_owned()),
    }
}

/// `C:/x`, `file:///x`.
fn is_local_disk(address: &str) -> bool {
    let drive = matches!(address.as_bytes(), [letter, b':' | b'|', b'/' | b'\\', ..] if letter.is_ascii_alphabetic());
    drive || address.get(..5).is_some_and(|start| start.eq_ignore_ascii_case("file:"))
}

/// `path` below `folder`, without `.`, `..` and empty parts; it cannot climb above the root.
fn joined(folder: &str, path: &str) -> String {
    let path = path.replace('\\', "/");
    let mut parts: Vec<&str> = Vec::new();
    for part in folder.split('/').chain(path.split('/')) {
        match part {
            "" | "." => {}
            ".." => drop(parts.pop()),
            part => parts.push(part),
        }
    }
    parts.join("/")
}
