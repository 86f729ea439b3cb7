//! Makes a document of a post: the second pass.

use std::collections::BTreeMap;

use scraper::Html;

use super::{
    links,
    media::{self, Assigned},
    parts::plain,
    post::{Post, escape, link},
    reblog,
    site::{Index, author_id},
};
use crate::{
    Asset, Code, DateSource, Document, Kind, Link, LinkUsage, Located, Problem, Reading, SetAside,
    State, Target, TitleSource, bounds, normal,
    tidy::{Tidied, tidy_fragment},
};

/// Longest title made of the first words, in characters.
const MAX_TITLE: usize = 80;

/// A post as HTML.
struct Body {
    tidied: Tidied,
    assigned: Assigned,
}

/// Why a post has no body.
enum Refusal {
    /// Others wrote all of it, and that is not wanted.
    Repeated,
    /// It cannot be parsed.
    Endless,
    /// It is larger than what is read.
    TooLarge,
}

/// The document of a post, or why it is none.
pub(super) fn read(index: &Index, post: &Post) -> Result<Document, Box<SetAside>> {
    let aside = |code, message: &str| {
        let problem =
            Problem::new(code, Kind::Post, &post.id, message).in_file(&post.file).at(post.line);
        problem.titled(post.title.as_deref().unwrap_or_default())
    };
    let mut body = convert(index, post).map_err(|refusal| {
        Box::new(match refusal {
            Refusal::Repeated => {
                let message = "somebody else's text, and nothing added to it";
                SetAside::skipped(aside(Code::Reblog, message))
            }
            Refusal::Endless => {
                let message = "the markup would grow without end when parsed";
                SetAside::failed(aside(Code::Malformed, message))
            }
            Refusal::TooLarge => {
                SetAside::failed(aside(Code::TooLarge, "its text is larger than what is read"))
            }
        })
    })?;
    append_unused(index, &mut body);
    let (title, title_from) = title(post, &body.tidied.html);
    let state = post.state();
    let author = post.author.as_ref().or(post.blog.as_ref());
    let mut document = Document {
        title_from,
        state,
        author: author.cloned(),
        author_id: author.map(|name| author_id(name)),
        created: post.written.clone(),
        published: post.written.clone().filter(|_| !matches!(state, State::Draft | State::Pending)),
        tags: post.tags.clone(),
        slug: post.slug.clone(),
        fields: post.fields.clone(),
        old_urls: old_urls(post),
        links: body.tidied.addresses.iter().map(|it| to_link(index, post, &body, it)).collect(),
        reading: Reading {
            file: post.file.clone(),
            line: post.line,
            sha256: post.sha256.clone(),
            encoding: None,
            tidied: body
                .tidied
                .counts
                .iter()
                .map(|(what, times)| ((*what).to_owned(), *times))
                .collect(),
        },
        ..Document::new(Kind::Post, &post.id, title)
    };
    if let Some((name, url)) = &post.origin {
        document.fields.insert("reblogged_from".to_owned(), vec![name.clone(), url.clone()]);
    }
    document.problems = problems(index, post, &document, &body);
    document.body_html = body.tidied.html;
    Ok(document)
}

/// The assets that a post shows and the source does not hold.
pub(super) fn elsewhere(index: &Index, post: &Post) -> Vec<Asset> {
    let Ok(body) = convert(index, post) else { return Vec::new() };
    let shown = body.tidied.addresses.iter().filter(|(_, usage)| *usage == LinkUsage::Embedded);
    shown
        .filter(|(raw, _)| !body.assigned.by_address.contains_key(raw))
        .filter_map(|(raw, _)| asset(raw))
        .map(|asset| Asset { file: post.file.clone(), line: post.line, ..asset })
        .collect()
}

/// The body with the files it shows.
fn convert(index: &Index, post: &Post) -> Result<Body, Refusal> {
    if post.cut {
        return Err(Refusal::TooLarge);
    }
    let html = whole(post, index.options.reblogs).ok_or(Refusal::Repeated)?;
    let html = links::without_detours(&html);
    if !bounds::is_parsable(&html) {
        return Err(Refusal::Endless);
    }
    let tidied = tidy_fragment(&html);
    let shown: Vec<&str> = tidied
        .addresses
        .iter()
        .filter(|(_, usage)| *usage == LinkUsage::Embedded)
        .map(|(raw, _)| raw.as_str())
        .collect();
    let assigned = index.media.assign(&index.tree, &post.id, &shown);
    Ok(Body { tidied, assigned })
}

/// What others wrote, as a quotation, and what was added to it.
fn whole(post: &Post, reblogs: bool) -> Option<String> {
    if reblogs {
        return Some(format!("{}{}", post.trail_html, post.own_html));
    }
    let (quoted, own) = reblog::parts(&post.own_html);
    let repeats = post.is_reblog || !post.trail_html.is_empty() || quoted;
    if !repeats {
        return Some(post.own_html.clone());
    }
    let own = if quoted { own } else { post.own_html.clone() };
    // What is shown but not said is what was repeated: the picture, the question, the film.
    let said = plain(&own);
    let shown_only = !post.trail_html.is_empty()
        && post.kind != "npf"
        && post.kind != "regular"
        && post.kind != "text";
    if said.is_empty() || (shown_only && !quoted && said == plain(&post.trail_html)) {
        return None;
    }
    let from = post.origin.as_ref().map(|(name, url)| format!("<p>{}</p>", link(url, name)));
    Some(format!("{}{own}", from.unwrap_or_default()))
}

/// Files of the post that its text does not show are shown at its end.
fn append_unused(index: &Index, body: &mut Body) {
    for position in &body.assigned.unused {
        let Some(file) = index.tree.files().get(*position) else { continue };
        let address = format!("/{}", file.path);
        let src = escape(&address);
        let html = match media::element(&file.path) {
            Some("img") | None => format!("<figure><img src=\"{src}\" alt=\"\"></figure>\n"),
            Some(tag) => format!("<{tag} controls src=\"{src}\"></{tag}>\n"),
        };
        body.tidied.html.push_str(&html);
        body.tidied.addresses.push((address.clone(), LinkUsage::Embedded));
        body.assigned.by_address.insert(address, *position);
    }
}

fn to_link(index: &Index, post: &Post, body: &Body, (raw, usage): &(String, LinkUsage)) -> Link {
    let file = body.assigned.by_address.get(raw).and_then(|at| index.tree.files().get(*at));
    let target = match (file, usage) {
        (Some(file), _) => Target::entry(Kind::Media, &file.path),
        (None, LinkUsage::Embedded) => match asset(raw) {
            Some(asset) => Target::entry(Kind::Media, asset.external_id),
            None => Target::Missing { path: raw.clone() },
        },
        (None, LinkUsage::Anchor) => links::target(index, raw),
    };
    let line = if matches!(target, Target::Missing { .. }) { post.line } else { None };
    Link { raw: raw.clone(), usage: *usage, target, line }
}

/// The asset of a file that only its address is known of.
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

/// The title, else the first words, else the words of the address.
fn title(post: &Post, html: &str) -> (String, TitleSource) {
    if let Some(title) = &post.title {
        return (title.clone(), TitleSource::Title);
    }
    let text = |html: &str| crate::dom::text(Html::parse_fragment(html).root_element(), 1_000);
    // What was added to somebody else's text tells it from the others that repeat it.
    let repeats = !post.trail_html.is_empty() && bounds::is_parsable(&post.own_html);
    let own = if repeats { text(&post.own_html) } else { String::new() };
    let words = if own.is_empty() { text(html) } else { own };
    let mut title: String = words.chars().take(MAX_TITLE).collect();
    if words.chars().nth(MAX_TITLE).is_some() {
        title = title.rsplit_once(' ').map_or(title.clone(), |(title, _)| title.to_owned()) + "…";
    }
    if title.trim().is_empty() {
        let slug = post.slug.as_deref().unwrap_or_default().replace('-', " ");
        title = if slug.trim().is_empty() { format!("Tumblr {}", post.id) } else { slug };
    }
    (title, TitleSource::FirstWords)
}

/// Addresses the post had; those of drafts and submissions lead to Tumblr's own pages.
fn old_urls(post: &Post) -> Vec<String> {
    let mut urls: Vec<String> = Vec::new();
    let own = post.urls.iter().filter(|url| !url.contains("/submissions?")).cloned();
    // The dashboard's address, which Tumblr now gives out itself.
    let blog = post.blog.as_deref().filter(|_| post.has_id() && post.state() == State::Published);
    let dashboard = blog.map(|blog| format!("https://www.tumblr.com/{blog}/{}", post.id));
    let slug = post.slug.as_deref().filter(|slug| !slug.is_empty());
    let with_slug = dashboard.as_ref().zip(slug).map(|(address, slug)| format!("{address}/{slug}"));
    for url in own.chain([format!("/post/{}", post.id)]).chain(with_slug).chain(dashboard) {
        if !urls.contains(&url) {
            urls.push(url);
        }
    }
    urls
}

fn problems(index: &Index, post: &Post, document: &Document, body: &Body) -> Vec<Problem> {
    let mut problems = Vec::new();
    if let Some(replaced) = &post.replaced {
        let id = &post.id;
        let problem = Problem::new(Code::CharactersReplaced, Kind::Post, id, replaced.message());
        let problem = problem.in_file(&post.file).titled(&document.title);
        problems.push(problem.at(Some(replaced.line)));
    }
    let mut add = |code, message: String| {
        let problem = Problem::new(code, Kind::Post, &post.id, message);
        problems.push(problem.in_file(&post.file).titled(&document.title).at(post.line));
    };
    if document.title_from == TitleSource::FirstWords {
        add(Code::Untitled, "the first words stand for a title".to_owned());
    }
    match &post.written {
        None => add(Code::DateGuessed, "nothing tells when it was written".to_owned()),
        Some(date) if date.shifted => {
            add(
                Code::DateShifted,
                "the clocks left this hour out: taken as an hour later".to_owned(),
            );
        }
        Some(date) if date.derived_from != DateSource::Field => {
            add(
                Code::DateGuessed,
                format!("{}: taken as local time, for no zone is said", date.as_written),
            );
        }
        Some(_) => {}
    }
    // Who takes the document in tells of its state; that says not that it is a guess.
    if !post.state_is_known() {
        add(Code::KeptPrivate, format!("its state is `{}`: kept as a draft", post.state));
    }
    let mut unknown: BTreeMap<&str, u64> = BTreeMap::new();
    post.unknown.iter().for_each(|what| *unknown.entry(what).or_default() += 1);
    for (what, times) in unknown {
        add(Code::UnknownBlock, format!("{what}; its words were kept; times: {times}"));
    }
    // The one sound or film of a post about it was meant, whatever its text says.
    let unused = body.assigned.unused.iter().filter_map(|at| index.tree.files().get(*at));
    let plays = |path: &str| post.plays && media::element(path) != Some("img");
    for file in unused.filter(|file| !plays(&file.path)) {
        add(
            Code::UnusedMedia,
            format!(
                "`{}` belongs to the post and its text does not show it; added at the end",
                file.path
            ),
        );
    }
    if body.assigned.renumbered {
        add(
            Code::UnusedMedia,
            "the numbers of its pictures are not those of the files: taken in their order"
                .to_owned(),
        );
    }
    if document.links.is_empty() && body.tidied.html.trim().is_empty() {
        add(Code::EmptyPage, "no text and no picture".to_owned());
    }
    problems
}
