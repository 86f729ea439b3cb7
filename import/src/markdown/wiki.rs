//! `[[Page#place|words]]` and `![[picture.png]]`, as Obsidian and many wikis write links.

use super::commands::Places;
use crate::{Code, dom};

/// Longest name, in bytes.
const MAX_NAME: usize = 300;

/// Endings of what is shown in place, in lower case.
const SHOWN: [&str; 12] =
    ["png", "jpg", "jpeg", "gif", "webp", "svg", "bmp", "avif", "mp3", "mp4", "ogg", "webm"];

/// A link between double brackets.
#[derive(Debug)]
pub(super) struct Link<'a> {
    target: &'a str,
    place: Option<&'a str>,
    words: Option<&'a str>,
    shown: bool,
}

impl<'a> Link<'a> {
    /// Reads what stands between the brackets; `shown` where an exclamation mark stood before them.
    pub(super) fn of(inner: &'a str, shown: bool) -> Option<Self> {
        let is_name = !inner.is_empty()
            && inner.len() <= MAX_NAME
            && !inner.starts_with([' ', '-', '^', '"', '\'', '$', '['])
            && !inner.contains(['\n', '[', ']']);
        if !is_name {
            return None;
        }
        let (target, words) =
            inner.split_once('|').map_or((inner, None), |(target, words)| (target, Some(words)));
        let target = target.trim_end_matches('\\').trim();
        let (target, place) =
            target.split_once('#').map_or((target, None), |(target, place)| (target, Some(place)));
        Some(Self { target: target.trim(), place, words: words.map(str::trim), shown })
    }

    /// The link in Markdown, or what its lack is called.
    pub(super) fn markdown(&self, places: &dyn Places) -> Result<String, Code> {
        let picture = self.shown && is_shown(self.target);
        let lost = if picture { Code::MissingMedia } else { Code::BrokenLink };
        let mut address = match self.target {
            "" => String::new(),
            target => places.file(target).ok_or(lost)?,
        };
        if let Some(place) = self.place.filter(|_| !picture) {
            address = format!("{address}#{}", place.to_lowercase().replace(' ', "-"));
        }
        if address.is_empty() {
            return Err(lost);
        }
        let size = |words: &&str| !words.chars().all(|c| c.is_ascii_digit() || c == 'x');
        let words = self.words.filter(|words| !picture || size(words));
        let name = if picture { "" } else { self.target };
        let words =
            words.unwrap_or(if name.is_empty() { self.place.unwrap_or_default() } else { name });
        let mark = if picture { "!" } else { "" };
        Ok(format!("{mark}[{}]({address})", words.replace(['[', ']'], "")))
    }
}

/// Whether a file is shown in place, by its name.
pub(super) fn is_shown(address: &str) -> bool {
    let name = dom::file_name(address);
    name.rsplit_once('.').is_some_and(|(_, extension)| SHOWN.contains(&extension))
}
