//! Links and pictures, and the many things old pages used instead of them.

use scraper::ElementRef;

use super::{
    Tidy, enclose, escape,
    pieces::{Piece, is_blank, tight},
};
use crate::{LinkUsage, dom, script};

/// Names of pictures that only take up space, without extension and number, in lower case.
const SPACERS: [&str; 15] = [
    "spacer",
    "space",
    "pixel",
    "blank",
    "transp",
    "transparent",
    "trans",
    "clear",
    "clearpixel",
    "clear_pixel",
    "shim",
    "dot_clear",
    "cleardot",
    "vide",
    "px",
];

/// Where pages keep the address of a picture that a script loads when it comes into sight.
const LATE: [&str; 4] = ["data-src", "data-lazy-src", "data-original", "data-orig-file"];

/// How a GIF of one pixel's width begins that is written into its address.
const PIXEL: &str = "data:image/gif;base64,R0lGODlhAQAB";

/// Longest text of a link that stands for a frame, in characters.
const MAX_LABEL: usize = 60;

impl Tidy<'_> {
    pub(super) fn anchor(&mut self, a: ElementRef<'_>, out: &mut Vec<Piece>) {
        let place =
            a.attr("name").or_else(|| a.attr("id")).map(str::trim).filter(|name| !name.is_empty());
        if let Some(place) = place {
            out.push(Piece::Inline(format!("<a id=\"{}\"></a>", escape(place))));
        }
        let href = self.href(a);
        let pieces = self.content(a);
        let Some(href) = href else {
            out.extend(pieces);
            return;
        };
        let title = a
            .attr("title")
            .map(|title| format!(" title=\"{}\"", escape(title)))
            .unwrap_or_default();
        let open = format!("<a href=\"{}\"{title}>", self.address(&href, LinkUsage::Anchor));
        // Words and breaks next to each other are one link.
        let mut words = String::new();
        for piece in pieces {
            match piece {
                Piece::Inline(text) => words.push_str(&text),
                Piece::Break if !is_blank(&words) => words.push_str("<br>"),
                other => {
                    link(&open, &mut words, out);
                    out.push(other);
                }
            }
        }
        link(&open, &mut words, out);
    }

    /// The destination of a link, read out of a script where it is hidden there.
    fn href(&mut self, a: ElementRef<'_>) -> Option<String> {
        let href = a.attr("href").map(str::trim);
        let on_click = || a.attr("onclick").and_then(script::destination);
        match href {
            Some(href) if script::is_script(href) => {
                let destination = script::destination(href).or_else(on_click);
                self.count(if destination.is_some() {
                    "script_link"
                } else {
                    "script_link_dropped"
                });
                destination
            }
            Some("#" | "") | None => {
                let destination = on_click();
                if destination.is_some() {
                    self.count("script_link");
                }
                destination.or_else(|| href.filter(|href| !href.is_empty()).map(str::to_owned))
            }
            Some(href) => Some(href.to_owned()),
        }
    }

    pub(super) fn picture(&mut self, img: ElementRef<'_>, out: &mut Vec<Piece>) {
        let written = img.attr("src").map(str::trim).filter(|src| !src.is_empty());
        // A script would have put the picture in the place of nothing, or of one that is written into its address.
        let late = LATE.iter().find_map(|name| img.attr(name)).map(str::trim);
        let late = late.filter(|src| !src.is_empty() && !is_data(src));
        let Some(src) = written.filter(|src| late.is_none() || !is_data(src)).or(late) else {
            return;
        };
        if is_spacer(img, src) {
            return self.count("spacer");
        }
        let address = self.address(src, LinkUsage::Embedded);
        let alt = escape(img.attr("alt").unwrap_or_default().trim());
        let side = |name: &str| {
            let pixels = img.attr(name)?.trim().parse::<u32>().ok()?;
            Some(format!(" {name}=\"{pixels}\""))
        };
        let sides: String = ["width", "height"].into_iter().filter_map(side).collect();
        out.push(Piece::Inline(format!("<img src=\"{address}\" alt=\"{alt}\"{sides}>")));
    }

    pub(super) fn image_map(&mut self, map: ElementRef<'_>, out: &mut Vec<Piece>) {
        let mut items = String::new();
        for area in dom::all(map, "area") {
            let Some(href) = self.href(area).filter(|href| href != "#") else { continue };
            let label = area
                .attr("alt")
                .or_else(|| area.attr("title"))
                .map(str::trim)
                .filter(|label| !label.is_empty());
            let label = escape(label.unwrap_or(&href));
            let href = self.address(&href, LinkUsage::Anchor);
            items.push_str(&link_item(&href, &label));
        }
        if !items.is_empty() {
            self.count("image_map");
            out.push(Piece::Block(enclose("ul", &items)));
        }
    }

    pub(super) fn inline_frame(&mut self, frame: ElementRef<'_>, out: &mut Vec<Piece>) {
        let Some(src) = frame
            .attr("src")
            .map(str::trim)
            .filter(|src| !src.is_empty() && !script::is_script(src))
        else {
            return;
        };
        self.count("inline_frame");
        let label = frame.attr("title").filter(|title| !title.trim().is_empty()).unwrap_or(src);
        self.link_block(src, label, out);
    }

    /// A link that stands as a paragraph, in place of what it leads to.
    pub(super) fn link_block(&mut self, address: &str, label: &str, out: &mut Vec<Piece>) {
        let label = if label.chars().nth(MAX_LABEL).is_some() {
            escape(&label.chars().take(MAX_LABEL).chain(['…']).collect::<String>())
        } else {
            escape(label)
        };
        let href = self.address(address, LinkUsage::Anchor);
        out.extend([
            Piece::Edge,
            Piece::Inline(format!("<a href=\"{href}\">{label}</a>")),
            Piece::Edge,
        ]);
    }

    pub(super) fn jump_menu(&mut self, select: ElementRef<'_>, out: &mut Vec<Piece>) {
        let script = select.attr("onchange").unwrap_or_default().to_ascii_lowercase();
        if !script.contains("mm_jumpmenu") {
            return self.count("form_field");
        }
        let mut items = String::new();
        for option in dom::all(select, "option") {
            let href = option.attr("value").unwrap_or_default().trim();
            let label = escape(&dom::text(option, 200));
            if !matches!(href, "" | "#") && !label.is_empty() && !script::is_script(href) {
                let href = self.address(href, LinkUsage::Anchor);
                items.push_str(&link_item(&href, &label));
            }
        }
        if !items.is_empty() {
            self.count("jump_menu");
            out.push(Piece::Block(enclose("ul", &items)));
        }
    }

    pub(super) fn player(&mut self, player: ElementRef<'_>, tag: &str, out: &mut Vec<Piece>) {
        let sources = dom::all(player, "source").filter_map(|source| source.attr("src"));
        let Some(src) = player.attr("src").into_iter().chain(sources).next() else { return };
        let src = self.address(src, LinkUsage::Embedded);
        let inner = tight(self.content(player));
        out.push(Piece::Block(format!("<{tag} controls src=\"{src}\">{inner}</{tag}>")));
    }
}

fn link(open: &str, words: &mut String, out: &mut Vec<Piece>) {
    let words = std::mem::take(words);
    let words = words.strip_suffix("<br>").unwrap_or(&words);
    if is_blank(words) {
        out.push(Piece::Inline(words.to_owned()));
    } else {
        out.push(Piece::Inline(format!("{open}{words}</a>")));
    }
}

/// A list item that is a link; both parts are escaped.
fn link_item(href: &str, label: &str) -> String {
    enclose("li", &format!("<a href=\"{href}\">{label}</a>"))
}

fn is_data(src: &str) -> bool {
    src.get(..5).is_some_and(|scheme| scheme.eq_ignore_ascii_case("data:"))
}

fn is_spacer(img: ElementRef<'_>, src: &str) -> bool {
    let thin = |name| {
        img.attr(name)
            .and_then(|value| value.trim().parse::<u32>().ok())
            .is_some_and(|pixels| pixels <= 1)
    };
    let file = dom::file_name(src);
    let stem = file.rsplit_once('.').map_or(file.as_str(), |(stem, _)| stem);
    let stem = stem.trim_matches(|c: char| c.is_ascii_digit() || c == '_' || c == '-');
    thin("width") || thin("height") || SPACERS.contains(&stem) || src.starts_with(PIXEL)
}
