//! Films in objects, and the boxes of task lists.

use scraper::ElementRef;

use super::{Tidy, pieces::Piece};
use crate::dom;

impl Tidy<'_> {
    /// A film of another site becomes a link to it; Flash of the site's own is gone.
    pub(super) fn object(&mut self, object: ElementRef<'_>, out: &mut Vec<Piece>) {
        self.count("object");
        if let Some(address) = shown(object) {
            self.link_block(&address, &address, out);
        }
    }

    /// Boxes that nobody can tick belong to a list of tasks.
    pub(super) fn input(&mut self, input: ElementRef<'_>, out: &mut Vec<Piece>) {
        let is_box = input.attr("type").is_some_and(|kind| kind.eq_ignore_ascii_case("checkbox"));
        if !is_box || input.attr("disabled").is_none() {
            return self.count("form_field");
        }
        let mark = if input.attr("checked").is_some() { "☑" } else { "☐" };
        out.push(Piece::Inline(mark.to_owned()));
    }
}

/// The whole address of what an object shows, unless it is Flash itself.
fn shown(object: ElementRef<'_>) -> Option<String> {
    let params = dom::all(object, "param").filter_map(|param| {
        let name = param.attr("name")?;
        let is_address = ["movie", "src", "url"].iter().any(|it| it.eq_ignore_ascii_case(name));
        param.attr("value").filter(|_| is_address)
    });
    let embeds = dom::all(object, "embed").filter_map(|embed| embed.attr("src"));
    let own = object.attr("data").into_iter().chain(object.attr("src"));
    own.chain(params).chain(embeds).map(str::trim).find_map(|address| {
        let whole = ["http://", "https://", "//"].iter().any(|start| address.starts_with(start));
        let name = dom::file_name(address);
        let flash = name.rsplit_once('.').is_some_and(|(_, extension)| extension == "swf");
        (whole && !flash).then(|| film(address))
    })
}

/// The page of a film, for the addresses that only its player understood.
fn film(address: &str) -> String {
    let id = address.split_once("youtube.com/v/").map(|(_, rest)| {
        let is_id = |c: &char| c.is_ascii_alphanumeric() || "-_".contains(*c);
        rest.chars().take_while(is_id).collect::<String>()
    });
    match id.filter(|id| !id.is_empty()) {
        Some(id) => format!("https://www.youtube.com/watch?v={id}"),
        None => address.to_owned(),
    }
}
