//! Files of the source: attachments, and pictures that only texts tell of.

use std::{
    collections::{HashMap, HashSet},
    io::{self, BufRead, BufWriter, Write},
};

use serde::{Deserialize, Serialize};
use unicode_normalization::UnicodeNormalization;

use super::{
    address::{self, below_uploads},
    former::{file_addresses, page_addresses},
    index::{Index, hash},
    item::Item,
    php, plain,
};
use crate::{Asset, LinkUsage, Located, Tree, TreeFile, address::Address, spool::Spool};

/// Longest address that is kept, in bytes.
const MAX_ADDRESS: usize = 8 << 10;

/// A file that a text names: what it is there is known when all has been read.
#[derive(Debug, Serialize, Deserialize)]
enum Line {
    Attachment(Asset),
    Named { address: String, said: Option<u64>, anchor: bool, file: String, line: u32 },
}

/// Files that were found, on disk until they are asked for.
#[derive(Debug)]
pub(super) struct Files {
    spool: BufWriter<Spool>,
    known: HashSet<u64>,
}

/// Pictures that lie in the source itself, by what stands below the folder of uploads.
#[derive(Debug, Default)]
pub(super) struct Inside(HashMap<u64, usize>);

impl Inside {
    pub(super) fn of(files: &[TreeFile]) -> Self {
        let mut inside = HashMap::new();
        for (position, file) in files.iter().enumerate() {
            let path = format!("/{}", file.path);
            let below = below_uploads(&path).unwrap_or(&file.path).to_lowercase();
            inside.entry(hash(&below)).or_insert(position);
        }
        Self(inside)
    }

    fn position(&self, path: &str) -> Option<usize> {
        let below = below_uploads(path).unwrap_or(path.trim_start_matches('/'));
        self.0.get(&hash(&below.to_lowercase())).copied()
    }
}

impl Files {
    pub(super) fn new() -> io::Result<Self> {
        Ok(Self { spool: BufWriter::new(Spool::new()?), known: HashSet::new() })
    }

    /// Takes an attachment in.
    pub(super) fn attachment(&mut self, id: String, item: &Item, file: &str) -> io::Result<()> {
        let metadata =
            item.field("_wp_attachment_metadata").and_then(php::leaves).unwrap_or_default();
        let size = metadata.iter().find(|(path, _)| path == "filesize");
        let alt = item.field("_wp_attachment_image_alt").map(plain::text);
        let mut old_urls = file_addresses(item);
        let path = old_urls.first().and_then(|url| crate::normal(url)).map(|address| address.path);
        let attached = item.field("_wp_attached_file");
        let name = path.as_deref().map(address::file_name).filter(|name| !name.is_empty());
        let name = name.or(attached.map(address::file_name)).unwrap_or(&item.title);
        let name: String = name.nfc().collect();
        // The first address is where the file is fetched: a page is none.
        if old_urls.first().is_some_and(|url| url.contains("//")) {
            for page in page_addresses(item) {
                if !old_urls.contains(&page) {
                    old_urls.push(page);
                }
            }
        }
        self.write(&Line::Attachment(Asset {
            external_id: id,
            name,
            alt: alt.filter(|alt| !alt.is_empty()),
            located: Located::Elsewhere,
            old_urls,
            size: size.and_then(|(_, size)| size.parse().ok()),
            file: file.to_owned(),
            line: Some(item.line),
        }))
    }

    /// Takes in an address that a text shows or links to.
    pub(super) fn named(
        &mut self,
        written: &str,
        usage: LinkUsage,
        said: Option<u64>,
        file: &str,
        line: u32,
    ) -> io::Result<()> {
        let anchor = usage == LinkUsage::Anchor;
        let Some(address) = address::origin(written) else { return Ok(()) };
        if (anchor && !address::is_file(&address.path))
            || written.len() > MAX_ADDRESS
            || !self.known.insert(hash(&(&address, said, anchor)))
        {
            return Ok(());
        }
        let (address, file) = (written.to_owned(), file.to_owned());
        self.write(&Line::Named { address, said, anchor, file, line })
    }

    /// Ends the first pass.
    pub(super) fn settle(mut self) -> io::Result<Spool> {
        self.spool.flush()?;
        self.spool.into_inner().map_err(io::IntoInnerError::into_error)
    }

    fn write(&mut self, line: &Line) -> io::Result<()> {
        serde_json::to_writer(&mut self.spool, line)?;
        self.spool.write_all(b"\n")
    }
}

/// The assets among the files that were found, each once.
pub(super) fn assets<'a>(
    spool: &'a Spool,
    index: &'a Index,
    tree: &'a Tree,
    inside: &'a Inside,
    base: &'a str,
) -> impl Iterator<Item = (Asset, Option<usize>)> + use<'a> {
    let mut given = HashSet::new();
    let lines = spool.all().lines().map_while(Result::ok);
    let found = lines.filter_map(|line| serde_json::from_str::<Line>(&line).ok());
    found.filter_map(move |line| {
        let mut asset = match line {
            Line::Attachment(asset) => asset,
            Line::Named { address, said, anchor, file, line } => {
                let id = own_id(&address, said, anchor, index)?;
                if !given.insert(hash(&id)) {
                    return None;
                }
                named(id, &address, base, file, line)?
            }
        };
        let paths = asset.old_urls.iter().filter_map(|url| address::origin(url));
        let position = paths.into_iter().find_map(|address| inside.position(&address.path));
        if let Some(file) = position.and_then(|position| tree.files().get(position)) {
            asset.located = Located::Inside(file.path.clone());
            asset.size = Some(file.size);
        }
        Some((asset, position))
    })
}

/// The id of a picture that is no attachment.
fn own_id(written: &str, said: Option<u64>, anchor: bool, index: &Index) -> Option<String> {
    let address = address::origin(written)?;
    let host = address.host.as_deref();
    let near = index.is_own(host) || host.is_some_and(|host| index.file_hosts.contains(host));
    let attached = index.file(&address, said).is_some() || address.path.contains("?attachment_id=");
    (!attached && (near || !anchor)).then(|| media_id(&address, index))
}

/// The id of the file at an address: on the site's own hosts its path, else with the host.
pub(super) fn media_id(address: &Address, index: &Index) -> String {
    match &address.host {
        Some(host) if !index.own_hosts.contains(host) => format!("media://{host}{}", address.path),
        _ => format!("media:{}", address.path),
    }
}

fn named(id: String, written: &str, base: &str, file: String, line: u32) -> Option<Asset> {
    let address = address::origin(written)?;
    let first = whole(written, base);
    let mut old_urls = Vec::new();
    if let Some(original) = address::unsized_path(&first) {
        old_urls.push(original);
    }
    old_urls.insert(0, first);
    let name = address::file_name(&address.path);
    let name = if name.is_empty() { id.as_str() } else { name };
    Some(Asset {
        name: name.nfc().collect(),
        external_id: id,
        alt: None,
        located: Located::Elsewhere,
        old_urls,
        size: None,
        file,
        line: Some(line),
    })
}

/// The whole address where the file would be fetched.
fn whole(written: &str, base: &str) -> String {
    let written = written.trim();
    let path = written.split(['?', '#']).next().unwrap_or(written);
    let plain = if address::is_file(path) { path } else { written };
    for scheme in ["https://", "http://", "//"] {
        let Some(rest) = plain.strip_prefix(scheme) else { continue };
        let (host, path) = rest.split_once('/').unwrap_or((rest, ""));
        let photon = host.len() == 9 && host.starts_with('i') && host.ends_with(".wp.com");
        let name = path.split('/').next().unwrap_or_default();
        if photon && name.contains('.') {
            return format!("https://{path}");
        }
        let scheme = if scheme == "//" { "https://" } else { scheme };
        return format!("{scheme}{rest}");
    }
    let Ok(base) = url::Url::parse(base) else { return plain.to_owned() };
    base.join(plain).map_or_else(|_| plain.to_owned(), |joined| joined.to_string())
}
