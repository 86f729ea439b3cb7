//! One page of the export of these years, which tells of a post only what it shows.

use scraper::{ElementRef, Html};
use sha2::{Digest, Sha256};

use super::post::{Post, is_id};
use crate::{
    Code, Options, Tree, TreeFile, bounds, dates, dom,
    encoding::{self, Decoded},
    rewrite::hex,
};

/// The id of the post that a page is for: `posts/html/107047312455.html`.
pub(super) fn id_of(path: &str) -> Option<&str> {
    let (folder, name) = path.rsplit_once('/')?;
    let id = name.strip_suffix(".html").filter(|id| is_id(id) && id.len() >= 6)?;
    folder.split('/').any(|part| part == "html").then_some(id)
}

/// The post of the page in `file`.
pub(super) fn read(
    tree: &Tree,
    file: &TreeFile,
    options: &Options,
) -> Result<Post, (Code, String)> {
    let bytes = tree.bytes(file, options.max_page_bytes).map_err(|cause| {
        let large = cause.kind() == std::io::ErrorKind::FileTooLarge;
        (if large { Code::TooLarge } else { Code::Unreadable }, cause.to_string())
    })?;
    let Decoded { text, replaced, .. } = encoding::decode(&bytes, options.encoding);
    if !bounds::is_parsable(&text) {
        return Err((Code::Malformed, "the markup would grow without end when parsed".to_owned()));
    }
    let mut page = Html::parse_document(&text);
    let root = page.root_element();
    let is = |element: &ElementRef<'_>, name: &str, value: &str| element.attr(name) == Some(value);
    let all = || root.descendent_elements();
    let title = dom::first(&page, "h1").map(|title| dom::text(title, usize::MAX));
    let words = all().find(|it| is(it, "id", "timestamp")).map(|it| dom::text(it, 200));
    let tags = all().filter(|it| is(it, "class", "tag")).map(|it| dom::text(it, 500));
    let mut post = Post {
        id: id_of(&file.path).unwrap_or_default().to_owned(),
        kind: "page".to_owned(),
        state: state(&file.path).to_owned(),
        title: title.filter(|title| !title.is_empty()),
        written: words.and_then(|words| dates::read(&words, &options.time_zone)),
        tags: tags.filter(|tag| !tag.is_empty()).collect(),
        replaced,
        file: file.path.clone(),
        sha256: hex(&Sha256::digest(&bytes)),
        ..Post::default()
    };
    let mut known = std::collections::HashSet::new();
    post.tags.retain(|tag| known.insert(tag.clone()));
    let around = |it: &ElementRef<'_>| {
        is(it, "id", "footer") || is(it, "id", "timestamp") || is(it, "class", "tag")
    };
    let mut gone: Vec<_> = all().filter(around).map(|it| it.id()).collect();
    gone.extend(dom::first(&page, "h1").map(|it| it.id()));
    for id in gone {
        if let Some(mut node) = page.tree.get_mut(id) {
            node.detach();
        }
    }
    post.own_html = dom::first(&page, "body").map(|body| body.inner_html()).unwrap_or_default();
    Ok(post)
}

/// What was not public lies in a folder of its own.
fn state(path: &str) -> &'static str {
    let lower = path.to_lowercase();
    let in_folder = |name: &str| lower.split('/').rev().skip(1).any(|part| part.starts_with(name));
    [("submission", "submission"), ("draft", "draft"), ("queue", "queue"), ("private", "private")]
        .into_iter()
        .find_map(|(folder, state)| in_folder(folder).then_some(state))
        .unwrap_or("published")
}
