//! Turns the text of a post into HTML: blocks, shortcodes, and the paragraphs that `WordPress` makes when it shows a text.

mod autop;
mod blocks;
mod pictures;
mod players;
mod shortcodes;
mod tags;

use std::collections::{BTreeMap, HashMap};

use crate::{
    LinkUsage, bounds,
    tidy::{Tidied, tidy_fragment},
};

/// Longest mark of a break, with the words on its link, in bytes.
const MAX_MARK: usize = 500;

/// What the rest of the source knows and a text may ask for.
pub(super) trait Source {
    /// The text of a reusable block.
    fn block(&self, id: u64) -> Option<&str>;

    /// Attachments of the post that is being read.
    fn attached(&self) -> &[u64];

    /// The words below an attachment where a gallery shows it.
    fn caption(&self, attachment: u64) -> Option<&str>;

    /// What an attachment shows, for those who do not see it; nothing where there is no such attachment.
    fn alt(&self, attachment: u64) -> Option<&str>;
}

/// A picture of a gallery, with the words below it; nothing of one that is not in the source.
fn figure(source: &dyn Source, attachment: u64, notes: &mut Notes) -> String {
    let Some(alt) = source.alt(attachment).map(tags::escape) else {
        notes.missing_pictures.push(attachment);
        return String::new();
    };
    let words = source.caption(attachment).map(tags::escape);
    let words = words.map(|words| format!("<figcaption>{words}</figcaption>"));
    let address = attachment_address(attachment);
    format!("<figure><img src=\"{address}\" alt=\"{alt}\">{}</figure>\n", words.unwrap_or_default())
}

/// A text as HTML, with what is to be told of it.
#[derive(Debug, Default)]
pub(super) struct Converted {
    pub(super) html: String,
    /// Every address in it, each once.
    pub(super) addresses: Vec<(String, LinkUsage)>,
    /// What was taken out or put right, and how often.
    pub(super) counts: BTreeMap<&'static str, u64>,
    /// The attachment that each picture is said to be, by its address.
    pub(super) attachments: HashMap<String, u64>,
    pub(super) notes: Notes,
}

/// What could not be shown as it was.
#[derive(Debug, Default)]
pub(super) struct Notes {
    /// Blocks without a text of their own.
    pub(super) blocks: BTreeMap<String, u64>,
    /// Shortcodes that are not known here.
    pub(super) shortcodes: BTreeMap<String, u64>,
    /// Galleries that show nothing, because nothing is attached.
    pub(super) empty_galleries: u64,
    /// Pictures of galleries that are not in the source.
    pub(super) missing_pictures: Vec<u64>,
    /// Reusable blocks that are not in the source.
    pub(super) missing_blocks: Vec<u64>,
    /// Whether the notes at the foot, which are kept apart, belong here.
    pub(super) footnotes: bool,
    /// The markup is so broken that only its words were taken.
    pub(super) words_only: bool,
    /// Bytes that reusable blocks have added.
    pub(super) expanded: usize,
}

/// An address that stands for an attachment, as `WordPress` itself writes it.
pub(super) fn attachment_address(id: u64) -> String {
    format!("/?attachment_id={id}")
}

/// Converts the text of a post.
pub(super) fn convert(content: &str, source: &dyn Source) -> Converted {
    let mut notes = Notes::default();
    let mut marks = BTreeMap::new();
    let written = marked(content, &mut marks);
    let html = if blocks::are_in(&written) {
        let plain = blocks::read(&written, source, &mut notes);
        shortcodes::replace(&plain, source, &mut notes)
    } else {
        let linked = players::link_lines(&written);
        let plain = shortcodes::replace(&linked, source, &mut notes);
        autop::paragraphs(&plain)
    };
    let attachments = pictures::attachments(&html);
    let mut tidied = tidied(&html, &mut notes);
    for (mark, times) in marks {
        *tidied.counts.entry(mark).or_default() += times;
    }
    let Tidied { html, addresses, counts } = tidied;
    Converted { html, addresses, counts, attachments, notes }
}

/// Converts a text that has no blocks and no shortcodes: a comment, a note at the foot.
pub(super) fn convert_plain(content: &str) -> (String, Vec<(String, LinkUsage)>) {
    let html = autop::paragraphs(&players::link_lines(content));
    let tidied = tidied(&html, &mut Notes::default());
    (tidied.html, tidied.addresses)
}

fn tidied(html: &str, notes: &mut Notes) -> Tidied {
    if bounds::is_parsable(html) {
        return tidy_fragment(html);
    }
    notes.words_only = true;
    let words = tags::words(html);
    tidy_fragment(&autop::paragraphs(&words))
}

/// Replaces the marks of breaks in a text by what is seen of them.
fn marked(content: &str, marks: &mut BTreeMap<&'static str, u64>) -> String {
    if !content.contains("<!--") {
        return content.to_owned();
    }
    let mut out = String::with_capacity(content.len());
    let mut rest = content;
    while let Some((before, after)) = rest.split_once("<!--") {
        out.push_str(before);
        let mark = after.get(..10).unwrap_or(after).trim_start();
        let what = [("more", ""), ("nextpage", "\n<hr>\n"), ("noteaser", "")]
            .into_iter()
            .find(|(name, _)| mark.starts_with(name));
        let near = after.get(..after.floor_char_boundary(MAX_MARK)).unwrap_or(after);
        let end = what.and_then(|_| near.find("-->")).map(|at| at + 3);
        if let Some(((name, seen), end)) = what.zip(end) {
            *marks.entry(if name == "nextpage" { "page_break" } else { "more" }).or_default() += 1;
            out.push_str(seen);
            rest = after.get(end..).unwrap_or_default();
        } else {
            out.push_str("<!--");
            rest = after;
        }
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests;
