//! What front matter tells of a text, whatever the keys are called.

use std::collections::BTreeMap;

use super::{
    config::Config,
    front::Style,
    name::Name,
    node::{Node, same_key},
    people,
    state::{SHOWN_FROM, SHOWN_UNTIL, Shown, state},
    words::{is_no, is_yes},
};
use crate::{DateSource, Dated, Kind, Options, State, dates, when};

/// Keys that become something of their own; all others are kept as fields.
const USED: [&[&str]; 15] = [
    TITLE,
    SLUG,
    LANG,
    SUMMARY,
    CREATED,
    UPDATED,
    AUTHORS,
    TAGS,
    CATEGORIES,
    ADDRESSES,
    COVER,
    STICKY,
    STATES,
    &["layout", "type"],
    &["save_as"],
];

const TITLE: &[&str] = &["title", "titre"];
const SLUG: &[&str] = &["slug"];
const LANG: &[&str] = &["lang", "language", "locale"];
const SUMMARY: &[&str] = &["summary", "excerpt", "description", "abstract", "résumé"];
const CREATED: &[&str] =
    &["date", "publishdate", "pubdate", "published_at", "created", "created_at", "published"];
const UPDATED: &[&str] = &[
    "lastmod",
    "updated",
    "modified",
    "last_modified_at",
    "updated_at",
    "date_modified",
    "last_modified",
];
const AUTHORS: &[&str] = &["authors", "author", "auteur"];
const TAGS: &[&str] = &["tags", "tag", "keywords"];
const CATEGORIES: &[&str] = &["categories", "category", "catégories", "catégorie"];
const ADDRESSES: &[&str] =
    &["permalink", "url", "aliases", "alias", "redirect_from", "old_url", "old_urls"];
const COVER: &[&str] =
    &["cover", "image", "featured_image", "feature_image", "thumbnail", "banner", "hero", "images"];
const STICKY: &[&str] = &["sticky", "pinned", "pin"];
const STATES: &[&str] =
    &["draft", "published", "status", "private", "hidden", "unlisted", "visibility"];

/// Front matter in the words of Parvis.
#[derive(Debug)]
pub(super) struct Meta {
    pub(super) title: Option<String>,
    pub(super) slug: Option<String>,
    pub(super) lang: Option<String>,
    pub(super) summary: Option<String>,
    pub(super) authors: Vec<people::Person>,
    pub(super) tags: Vec<String>,
    pub(super) categories: Vec<String>,
    pub(super) created: Option<Dated>,
    pub(super) updated: Option<Dated>,
    /// From when on it is shown, where that is said beside the date.
    pub(super) published: Option<Dated>,
    /// Until when it is shown.
    pub(super) until: Option<Dated>,
    /// Whether that has passed.
    pub(super) is_over: bool,
    pub(super) kind: Kind,
    pub(super) state: State,
    pub(super) sticky: bool,
    pub(super) cover: Option<String>,
    /// Addresses as written.
    pub(super) addresses: Vec<String>,
    pub(super) fields: BTreeMap<String, Vec<String>>,
    /// Dates that cannot be one: key and words.
    pub(super) no_dates: Vec<(String, String)>,
}

impl Meta {
    /// Reads the values of front matter written in `style` above the text called `name`.
    pub(super) fn of(
        values: &Node,
        style: Style,
        name: &Name<'_>,
        options: &Options,
        by_space: bool,
    ) -> Self {
        let zone = &options.time_zone;
        let mut no_dates = Vec::new();
        let mut date = |keys: &[&str]| {
            let (key, words) = first(values, keys)?;
            // Jekyll writes `published: true` beside its dates.
            if is_yes(words) || is_no(words) {
                return None;
            }
            let read = dates::read(words, zone);
            let said = (key.to_owned(), words.to_owned());
            if read.is_none() && !no_dates.contains(&said) {
                no_dates.push(said);
            }
            read
        };
        let (written, updated) = (date(CREATED), date(UPDATED));
        let (published, until) = (date(SHOWN_FROM), date(SHOWN_UNTIL));
        let of_name = || {
            let day = name.date?;
            when::local(day.at(0, 0, 0, 0), zone, day.to_string(), DateSource::FileName)
        };
        let text = |keys: &[&str]| first(values, keys).map(|(_, words)| words.to_owned());
        let plural = by_space && style == Style::Fenced;
        let created = written.or_else(of_name);
        let from = published.as_ref().or(created.as_ref());
        let shown = Shown { from, until: until.as_ref(), now: options.now };
        Self {
            title: text(TITLE).map(|title| one_line(&title)),
            slug: text(SLUG),
            lang: text(LANG).or_else(|| name.lang.map(str::to_owned)),
            summary: text(SUMMARY).map(|words| one_line(&words)),
            authors: people::of(values, AUTHORS),
            tags: labels(values, TAGS, plural),
            categories: labels(values, CATEGORIES, plural),
            kind: kind(values, name, created.is_some()),
            state: state(values, name, &shown),
            is_over: shown.is_over(),
            created,
            updated,
            published,
            until,
            sticky: text(STICKY).is_some_and(|words| is_yes(&words)),
            cover: cover(values),
            addresses: addresses(values),
            fields: rest(values),
            no_dates,
        }
    }

    /// What Pelican takes from its settings and from folders where a text does not say it.
    pub(super) fn complete(&mut self, config: &Config, name: &Name<'_>) {
        if self.authors.is_empty() {
            self.authors = config.author.iter().filter_map(|name| people::named(name)).collect();
        }
        let within = name.folder.get(config.root.len()..).unwrap_or_default();
        let within = within.strip_prefix("content").unwrap_or(within).trim_start_matches('/');
        let folder = within.rsplit('/').next().filter(|folder| !folder.is_empty());
        if self.categories.is_empty() && config.folders_are_categories && !name.is_in("pages") {
            self.categories.extend(folder.map(str::to_owned));
        }
    }
}

/// The first of the keys that has a value, and its words.
fn first<'a>(values: &'a Node, keys: &[&'a str]) -> Option<(&'a str, &'a str)> {
    keys.iter().find_map(|key| Some((*key, values.get(key)?.text()?)))
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn list(node: Option<&Node>) -> Vec<String> {
    match node {
        Some(Node::List(items)) => items.iter().filter_map(Node::text).map(str::to_owned).collect(),
        Some(node) => node.text().map(str::to_owned).into_iter().collect(),
        None => Vec::new(),
    }
}

/// The addresses that a text gives itself; the file that Pelican wrote is one where no other is said.
fn addresses(values: &Node) -> Vec<String> {
    let written: Vec<String> = ADDRESSES.iter().flat_map(|key| list(values.get(key))).collect();
    if written.is_empty() { list(values.get("save_as")) } else { written }
}

/// Labels, each once. One text holds several, between commas or semicolons; Jekyll parts them at spaces too.
fn labels(values: &Node, keys: &[&str], by_space: bool) -> Vec<String> {
    let mut labels: Vec<String> = Vec::new();
    let mut add = |label: &str| {
        let label = one_line(label.trim().trim_start_matches('#'));
        if !label.is_empty() && !labels.contains(&label) && labels.len() < 200 {
            labels.push(label);
        }
    };
    for key in keys {
        match values.get(key) {
            Some(Node::Text(words)) if words.contains([',', ';']) => {
                words.split([',', ';']).for_each(&mut add);
            }
            Some(Node::Text(words)) if by_space && key.ends_with('s') => {
                words.split_whitespace().for_each(&mut add);
            }
            node => list(node).iter().for_each(|label| add(label)),
        }
    }
    labels
}

fn kind(values: &Node, name: &Name<'_>, dated: bool) -> Kind {
    let said = ["type", "layout"].iter().filter_map(|key| values.get(key)?.text());
    for word in said {
        match word.to_lowercase().as_str() {
            "page" => return Kind::Page,
            "post" | "posts" | "blog" | "article" => return Kind::Post,
            _ => {}
        }
    }
    let in_any = |folders: &[&str]| folders.iter().any(|folder| name.is_in(folder));
    if in_any(&["_posts", "_drafts"]) {
        Kind::Post
    } else if in_any(&["pages", "page"]) || name.stem == "_index" {
        Kind::Page
    } else if dated || (in_any(&["posts", "post", "blog", "articles", "news"]) && !name.is_index())
    {
        Kind::Post
    } else {
        Kind::Page
    }
}

/// The picture: `cover: a.jpg`, `cover: {image: a.jpg}`, `header: {teaser: a.jpg}`.
fn cover(values: &Node) -> Option<String> {
    let inner = |node: &Node| {
        let names = ["image", "src", "path", "url", "teaser", "feature"];
        let found = names.iter().find_map(|name| node.get(name)?.text().map(str::to_owned));
        found.or_else(|| node.text().map(str::to_owned))
    };
    COVER.iter().chain(&["header"]).find_map(|key| inner(values.get(key)?))
}

/// All that is used for nothing else, by name; values within values as `meta.id`.
fn rest(values: &Node) -> BTreeMap<String, Vec<String>> {
    let mut fields = BTreeMap::new();
    let Node::Map(entries) = values else { return fields };
    for (key, node) in entries {
        let used = USED.iter().flat_map(|keys| keys.iter()).any(|used| same_key(used, key));
        // A password is not a thing to keep.
        if !used && !same_key(key, "password") {
            flatten(key, node, &mut fields);
        }
    }
    fields
}

fn flatten(key: &str, node: &Node, fields: &mut BTreeMap<String, Vec<String>>) {
    match node {
        Node::Text(words) if !words.trim().is_empty() => {
            fields.entry(key.to_owned()).or_default().push(words.trim().to_owned());
        }
        Node::List(items) => items.iter().for_each(|item| flatten(key, item, fields)),
        Node::Map(entries) => {
            for (name, node) in entries {
                flatten(&format!("{key}.{name}"), node, fields);
            }
        }
        Node::Text(_) | Node::Empty => {}
    }
}
