//! Posts as the API gives them: one in a file, as backup programs keep them, or a list of them.

use serde_json::Value;
use sha2::{Digest, Sha256};

use super::{
    npf,
    parts::{Parts, Picture},
    post::{Post, instant},
};
use crate::{
    Code, Kind, Options, Problem, SetAside, Tree, TreeFile, dates,
    encoding::{self, Decoded},
    rewrite::hex,
};

/// Whether a file begins as an answer of the API does.
pub(super) fn looks_like(head: &[u8]) -> bool {
    let head = String::from_utf8_lossy(head);
    let starts = head.trim_start_matches('\u{feff}').trim_start().starts_with(['{', '[']);
    let has = |name: &str| head.contains(&format!("\"{name}\""));
    starts && has("blog_name") && (has("reblog_key") || has("post_url") || has("id_string"))
}

/// The posts of a file.
pub(super) fn read(
    tree: &Tree,
    file: &TreeFile,
    options: &Options,
) -> Vec<Result<Post, Box<SetAside>>> {
    let failed = |code, message: String| {
        vec![Err(Box::new(SetAside::failed(Problem::new(code, Kind::Post, &file.path, message))))]
    };
    let bytes = match tree.bytes(file, options.max_page_bytes) {
        Ok(bytes) => bytes,
        Err(cause) => {
            let large = cause.kind() == std::io::ErrorKind::FileTooLarge;
            return failed(
                if large { Code::TooLarge } else { Code::Unreadable },
                cause.to_string(),
            );
        }
    };
    let Decoded { text, replaced, .. } = encoding::decode(&bytes, None);
    let value: Value = match serde_json::from_str(&text) {
        Ok(value) => value,
        Err(cause) => {
            let code = if cause.is_eof() { Code::Truncated } else { Code::Malformed };
            return failed(code, cause.to_string());
        }
    };
    let list = [&value, value.at("response")]
        .into_iter()
        .find_map(|it| it.as_array().or_else(|| it.at("posts").as_array()));
    let mut read: Vec<_> = match list {
        Some(posts) => posts.iter().map(|post| one(post, file, options)).collect(),
        None => vec![one(&value, file, options)],
    };
    // Once a file is enough.
    if let Some(Ok(post)) = read.first_mut() {
        post.replaced = replaced;
    }
    read
}

fn one(value: &Value, file: &TreeFile, options: &Options) -> Result<Post, Box<SetAside>> {
    let text = |name: &str| value.at(name).as_str().map(str::trim).filter(|it| !it.is_empty());
    let owned = |name: &str| text(name).map(str::to_owned);
    let number = |name: &str| value.at(name).as_u64().map(|it| it.to_string());
    let mut post = Post {
        id: owned("id_string").or_else(|| number("id")).or_else(|| owned("id")).unwrap_or_default(),
        kind: owned("original_type").or_else(|| owned("type")).unwrap_or_default(),
        slug: owned("slug"),
        blog: owned("blog_name")
            .or_else(|| value.at("blog").at("name").as_str().map(str::to_owned)),
        author: owned("post_author"),
        state: owned("state").unwrap_or_default(),
        written: number("timestamp")
            .and_then(|seconds| instant(&seconds))
            .or_else(|| dates::read(text("date")?, &options.time_zone)),
        urls: owned("post_url").into_iter().collect(),
        is_reblog: !value.at("reblogged_from_id").is_null()
            || value
                .at("trail")
                .as_array()
                .is_some_and(|it| it.iter().any(|it| it.at("is_current_item") != true)),
        file: file.path.clone(),
        sha256: hex(&Sha256::digest(value.to_string())),
        ..Post::default()
    };
    if !post.has_id() {
        let problem =
            Problem::new(Code::InvalidRecord, Kind::Post, &file.path, "no post: it has no id");
        let problem = text("title").iter().fold(problem, |problem, title| problem.titled(title));
        return Err(Box::new(SetAside::failed(problem)));
    }
    for tag in value.at("tags").as_array().into_iter().flatten().filter_map(Value::as_str) {
        let tag = tag.trim().to_owned();
        if !tag.is_empty() && !post.tags.contains(&tag) && post.tags.len() < 1_000 {
            post.tags.push(tag);
        }
    }
    let names = [
        ("reblogged_root_name", "reblogged_root_url"),
        ("reblogged_from_name", "reblogged_from_url"),
    ];
    post.origin = names.iter().find_map(|(name, url)| Some((owned(name)?, owned(url)?)));
    if value.at("content").is_array() {
        npf::fill(value, &mut post);
    } else {
        legacy(value, &mut post);
    }
    for name in
        ["source_url", "artist", "album", "track", "track_name", "year", "link_author", "publisher"]
    {
        if let Some(words) = text(name) {
            post.field(name, words);
        }
    }
    Ok(post)
}

/// A post of one of the old types.
fn legacy(value: &Value, post: &mut Post) {
    let text = |name: &str| value.at(name).as_str().unwrap_or_default().to_owned();
    let any = |names: &[&str]| {
        names.iter().map(|name| text(name)).find(|it| !it.is_empty()).unwrap_or_default()
    };
    // Programs that copy blogs have the words of a reblog in two parts; whoever has not has them in one.
    let reblog = value.at("reblog");
    let parted = reblog.at("tree_html").as_str().filter(|it| !it.trim().is_empty());
    let body = any(&["body", "caption", "description", "answer"]);
    let (own, trail) = match parted {
        Some(tree) => {
            (reblog.at("comment").as_str().unwrap_or_default().to_owned(), tree.to_owned())
        }
        None => (body, String::new()),
    };
    let is_markdown = value.at("format") == "markdown" && parted.is_none();
    let source = any(&["source"]);
    let asker = Some(text("asking_name")).filter(|name| !name.is_empty() && name != "Anonymous");
    let parts = Parts {
        title: any(&["title"]),
        text: if is_markdown { crate::markdown::to_html(&own) } else { own },
        quote: text("text"),
        source,
        url: text("url"),
        question: super::post::escape(&text("question")),
        asker: asker.map(|name| (name, text("asking_url"))),
        pictures: value.at("photos").as_array().into_iter().flatten().filter_map(picture).collect(),
        picture_link: text("link_url"),
        lines: value.at("dialogue").as_array().into_iter().flatten().filter_map(line).collect(),
        media: any(&["audio_url", "video_url"]),
        page: match post.kind.as_str() {
            // A film that is gone for Tumblr has at least the address it came from.
            "video" => any(&["permalink_url", "source_url"]),
            _ => any(&["permalink_url", "audio_source_url"]),
        },
        player: player(value.at("player"))
            .or_else(|| player(value.at("embed")))
            .unwrap_or_default(),
    };
    parts.fill(post);
    post.trail_html = trail;
}

fn picture(photo: &Value) -> Option<Picture> {
    let address = photo
        .at("original_size")
        .at("url")
        .as_str()
        .or_else(|| photo.at("alt_sizes").nth(0).at("url").as_str())?;
    let caption = photo.at("caption").as_str().unwrap_or_default();
    Some(Picture { address: address.to_owned(), caption: super::post::escape(caption) })
}

fn line(line: &Value) -> Option<(String, String)> {
    let label = line.at("label").as_str().or_else(|| line.at("name").as_str()).unwrap_or_default();
    Some((label.to_owned(), line.at("phrase").as_str()?.to_owned()))
}

/// Markup that plays a sound or a film; of several sizes the largest.
fn player(value: &Value) -> Option<String> {
    let markup = match value {
        Value::String(markup) => Some(markup.as_str()),
        Value::Array(sizes) => sizes.iter().rev().find_map(|size| size.at("embed_code").as_str()),
        _ => None,
    };
    markup.filter(|markup| !markup.is_empty()).map(str::to_owned)
}

/// Reading what may not be there: everything is nothing where it is not.
pub(super) trait Part {
    /// The value under `key`.
    fn at(&self, key: &str) -> &Value;
    /// The value at a place of a list.
    fn nth(&self, place: usize) -> &Value;
}

impl Part for Value {
    fn at(&self, key: &str) -> &Value {
        self.get(key).unwrap_or(&Value::Null)
    }

    fn nth(&self, place: usize) -> &Value {
        self.get(place).unwrap_or(&Value::Null)
    }
}
