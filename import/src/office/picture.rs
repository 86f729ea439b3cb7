//! Files within a document: pictures, and what else was put into it.

use std::collections::BTreeMap;

use super::{WITHIN, files::extension};
use crate::{Asset, Kind, Located, Target, markup::escape};

/// Pictures that browsers show, by the ends of their names.
const SHOWN: [&str; 7] = ["png", "jpg", "jpeg", "gif", "bmp", "webp", "svg"];

/// The files that a document uses, by their addresses in its text.
#[derive(Debug, Default)]
pub(super) struct Pictures {
    file: String,
    used: BTreeMap<String, Used>,
}

#[derive(Debug)]
struct Used {
    /// Name of the part; none if it is not there.
    part: Option<String>,
    name: String,
    alt: Option<String>,
}

/// A picture as a text shows it.
#[derive(Debug, Clone, Default)]
pub(super) struct Shown<'a> {
    pub(super) alt: &'a str,
    /// Sides in pixels.
    pub(super) sides: Option<(u32, u32)>,
}

impl Pictures {
    pub(super) fn of(file: &str) -> Self {
        Self { file: file.to_owned(), used: BTreeMap::new() }
    }

    /// Takes over a part of the document; gives its address.
    pub(super) fn take(&mut self, part: &str, is_there: bool, name: &str, alt: &str) -> String {
        let address = format!("media:{}{WITHIN}{part}", self.file);
        let alt = Some(alt.trim()).filter(|alt| !alt.is_empty()).map(str::to_owned);
        self.used.entry(address.clone()).or_insert_with(|| Used {
            part: is_there.then(|| part.to_owned()),
            name: name.to_owned(),
            alt,
        });
        address
    }

    /// What an address in the text leads to, if it is one of these.
    pub(super) fn target(&self, raw: &str) -> Option<Target> {
        let used = self.used.get(raw)?;
        Some(match used.part {
            Some(_) => Target::entry(Kind::Media, raw),
            None => Target::Missing { path: raw.trim_start_matches("media:").to_owned() },
        })
    }

    /// All that are there.
    pub(super) fn assets(&self) -> Vec<Asset> {
        let there = self.used.iter().filter_map(|(id, used)| {
            Some(Asset {
                external_id: id.clone(),
                name: used.name.clone(),
                alt: used.alt.clone(),
                located: Located::Inside(format!("{}{WITHIN}{}", self.file, used.part.as_ref()?)),
                old_urls: Vec::new(),
                size: None,
                file: self.file.clone(),
                line: None,
            })
        });
        there.collect()
    }
}

/// Whether browsers show pictures of this name.
pub(super) fn is_shown(name: &str) -> bool {
    SHOWN.contains(&extension(name).as_str())
}

/// A picture as HTML.
pub(super) fn image(address: &str, shown: &Shown<'_>) -> String {
    // A picture whose sides are nothing is there all the same.
    let sides = shown.sides.filter(|(width, height)| *width > 1 && *height > 1);
    let sides = sides.map(|(width, height)| format!(" width=\"{width}\" height=\"{height}\""));
    let (address, alt) = (escape(address), escape(shown.alt.trim()));
    format!("<img src=\"{address}\" alt=\"{alt}\"{}>", sides.unwrap_or_default())
}

/// A link to a file as HTML.
pub(super) fn link(address: &str, name: &str) -> String {
    format!("<a href=\"{}\">{}</a>", escape(address), escape(name))
}
