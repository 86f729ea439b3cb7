//! Recognises what most pages of a site repeat: menus, banners, feet.

use std::{
    collections::{HashMap, HashSet},
    hash::{DefaultHasher, Hash, Hasher},
};

use scraper::{ElementRef, Html, Node};

use crate::dom;

const BLOCKS: [&str; 20] = [
    "table", "tr", "td", "div", "p", "ul", "ol", "center", "h1", "h2", "h3", "h4", "header", "nav",
    "footer", "section", "aside", "form", "map", "dl",
];

/// A block with more text than this is not a menu, in bytes.
const MAX_TEXT: usize = 4096;

/// Nor is one with more elements and texts than this; it also bounds the work for nested blocks.
const MAX_NODES: usize = 2000;

/// Sites with fewer pages have nothing that counts as repeated.
const MIN_PAGES: usize = 4;

/// Counts in how many pages each block occurs.
#[derive(Debug, Default)]
pub(crate) struct BlockCounts {
    pages: usize,
    counts: HashMap<u64, usize>,
}

impl BlockCounts {
    /// Counts the blocks of one page.
    pub(crate) fn add(&mut self, page: &Html) {
        self.pages += 1;
        let blocks: HashSet<u64> =
            page.root_element().descendent_elements().filter_map(signature).collect();
        for block in blocks {
            *self.counts.entry(block).or_default() += 1;
        }
    }

    /// The blocks that more than 60 % of the pages have.
    pub(crate) fn repeated(self) -> HashSet<u64> {
        let Self { pages, counts } = self;
        let often = |count: usize| pages >= MIN_PAGES && count * 10 > pages * 6;
        counts.into_iter().filter(|(_, count)| often(*count)).map(|(block, _)| block).collect()
    }
}

/// What a block says and shows, whatever its links and attributes: menus differ in those from folder to folder.
pub(crate) fn signature(block: ElementRef<'_>) -> Option<u64> {
    if !BLOCKS.contains(&block.value().name()) {
        return None;
    }
    let mut hasher = DefaultHasher::new();
    let mut text = 0;
    let mut shows = false;
    for (nodes, node) in block.descendants().enumerate() {
        if nodes > MAX_NODES || text > MAX_TEXT {
            return None;
        }
        match node.value() {
            Node::Text(words) => {
                for word in words.split_whitespace() {
                    word.hash(&mut hasher);
                    text += word.len();
                    shows = true;
                }
            }
            Node::Element(element) if element.name() == "img" => {
                dom::file_name(element.attr("src").unwrap_or_default()).hash(&mut hasher);
                shows = true;
            }
            _ => {}
        }
    }
    shows.then(|| hasher.finish())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_most_pages_share_is_repeated() {
        let mut counts = BlockCounts::default();
        for page in 0..5 {
            let rare = if page < 3 { "<p>trois pages</p>" } else { "" };
            let html =
                format!("<div><a href='{page}/x.htm'>Accueil</a></div><p>texte {page}</p>{rare}");
            counts.add(&Html::parse_document(&html));
        }
        let repeated = counts.repeated();
        let page = Html::parse_document("<div>Accueil</div><p>texte 1</p><p>trois pages</p>");
        let kept: Vec<bool> = ["div", "p"]
            .iter()
            .flat_map(|name| dom::all(page.root_element(), name))
            .map(|block| repeated.contains(&signature(block).unwrap()))
            .collect();
        assert_eq!(kept, [true, false, false], "three of five is 60 % and not more");
    }
}
