//! What the settings of Jekyll, Hugo and Pelican tell of a site.

use jiff::tz::TimeZone;

use super::{
    languages::Languages,
    node::{Node, Notation, parse},
};
use crate::{Options, Site, Tree, TreeFile};

/// Settings are no larger than this, in bytes.
const MAX_BYTES: u64 = 64 << 10;

/// Folders that belong to a site; the site does not lie below them.
const WITHIN: [&str; 10] =
    ["content", "posts", "post", "pages", "static", "source", "docs", "blog", "articles", "images"];

/// Files of settings, with who reads them, best first.
const SETTINGS: [(&str, Generator); 19] = [
    ("_config.yml", Generator::Jekyll),
    ("_config.yaml", Generator::Jekyll),
    ("_config.toml", Generator::Jekyll),
    ("hugo.toml", Generator::Hugo),
    ("hugo.yaml", Generator::Hugo),
    ("hugo.json", Generator::Hugo),
    ("config.toml", Generator::Hugo),
    ("config.yaml", Generator::Hugo),
    ("config.yml", Generator::Hugo),
    ("config/_default/hugo.toml", Generator::Hugo),
    ("config/_default/hugo.yaml", Generator::Hugo),
    ("config/_default/config.toml", Generator::Hugo),
    ("config/_default/config.yaml", Generator::Hugo),
    ("config/_default/languages.toml", Generator::Hugo),
    ("config/_default/languages.yaml", Generator::Hugo),
    ("config/_default/permalinks.toml", Generator::Hugo),
    ("config/_default/permalinks.yaml", Generator::Hugo),
    ("publishconf.py", Generator::Pelican),
    ("pelicanconf.py", Generator::Pelican),
];

/// The program that made pages of the texts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Generator {
    Jekyll,
    Hugo,
    Pelican,
    Unknown,
}

/// The settings of a site.
#[derive(Debug)]
pub(super) struct Config {
    pub(super) generator: Generator,
    /// Whether a file of settings was found.
    pub(super) is_known: bool,
    /// Folder that all files lie in, with a slash at the end, or nothing.
    pub(super) root: String,
    /// Path that all addresses begin with, without a slash at the end.
    pub(super) base_path: String,
    /// How addresses of posts are made.
    pub(super) pattern: Option<String>,
    /// How those of pages of Pelican are made.
    pub(super) pages: Option<String>,
    /// How those of a section of Hugo, or a collection of Jekyll, are made.
    pub(super) sections: Vec<(String, String)>,
    pub(super) languages: Languages,
    /// Where dates without a zone were written.
    pub(super) time_zone: Option<TimeZone>,
    /// Who wrote what nobody is said to have written, in a site of Pelican.
    pub(super) author: Option<String>,
    /// People by the words that name them in texts of Jekyll.
    pub(super) people: Node,
    /// Whether texts of Pelican without a category have that of their folder.
    pub(super) folders_are_categories: bool,
    pub(super) site: Site,
}

impl Config {
    /// Reads the settings in `tree`, if there are any.
    pub(super) fn of(tree: &Tree, options: &Options) -> Self {
        let mut config = Self {
            generator: Generator::Unknown,
            is_known: false,
            root: root(tree.files()),
            base_path: String::new(),
            pattern: None,
            pages: None,
            sections: Vec::new(),
            languages: Languages::default(),
            time_zone: None,
            author: None,
            people: Node::Empty,
            folders_are_categories: true,
            site: Site { hosts: options.own_hosts.clone(), ..Site::default() },
        };
        for (name, generator) in SETTINGS {
            if config.is_known && generator != config.generator {
                continue;
            }
            let found = tree.file(&format!("{}{name}", config.root)).or_else(|| tree.file(name));
            let Some(bytes) = found.and_then(|file| tree.bytes(file, MAX_BYTES).ok()) else {
                continue;
            };
            let text = String::from_utf8_lossy(&bytes);
            let values = match name.rsplit('.').next() {
                Some("toml") => parse(&text, Notation::Toml),
                Some("json") => parse(&text, Notation::Json),
                Some("py") => Ok(assignments(&text)),
                _ => parse(&text, Notation::Yaml),
            };
            if let Ok(values @ Node::Map(_)) = values {
                config.generator = generator;
                config.is_known = true;
                let file = name.rsplit('/').next().unwrap_or(name);
                match file.split('.').next() {
                    Some("languages") => config.languages.list(&values),
                    Some("permalinks") => config.permalinks(&values),
                    _ => config.take(&values),
                }
            }
        }
        if config.generator == Generator::Unknown {
            let below = |folder: &str| {
                let start = format!("{}{folder}", config.root);
                tree.files().iter().any(|file| file.path.starts_with(&start))
            };
            if tree.files().iter().any(|file| is_post_path(&file.path)) {
                config.generator = Generator::Jekyll;
            } else if below("content/") && (below("archetypes/") || below("static/")) {
                config.generator = Generator::Hugo;
            }
        }
        if config.generator == Generator::Jekyll {
            config.people = people(tree, &config.root);
        }
        config
    }

    fn take(&mut self, values: &Node) {
        let text = |names: &[&str]| {
            names.iter().find_map(|name| values.get(name)?.text()).map(str::to_owned)
        };
        if let Some(url) = text(&["url", "baseURL", "SITEURL"])
            && let Some((_, rest)) = url.split_once("://")
        {
            let (host, path) = rest.split_once('/').unwrap_or((rest, ""));
            let host = host.to_lowercase();
            if host.contains('.') && !self.site.hosts.contains(&host) {
                self.site.hosts.push(host);
            }
            path.trim_matches('/').clone_into(&mut self.base_path);
        }
        // What Hugo calls so is a whole address and was read above.
        if let Some(path) = text(&["baseurl"]).filter(|path| !path.contains("://")) {
            path.trim_matches('/').clone_into(&mut self.base_path);
        }
        if !self.base_path.is_empty() && !self.base_path.starts_with('/') {
            self.base_path.insert(0, '/');
        }
        self.site.title = self.site.title.take().or_else(|| text(&["title", "SITENAME"]));
        self.site.lang = self.site.lang.take().or_else(|| {
            text(&["lang", "languageCode", "defaultContentLanguage", "DEFAULT_LANG", "locale"])
        });
        self.languages.take(values);
        self.site.title = self.site.title.take().or_else(|| self.languages.title());
        self.pattern = self.pattern.take().or_else(|| text(&["permalink", "ARTICLE_URL"]));
        self.pages = self.pages.take().or_else(|| text(&["PAGE_URL"]));
        self.time_zone = self
            .time_zone
            .take()
            .or_else(|| text(&["timezone"]).and_then(|name| TimeZone::get(&name).ok()));
        if self.generator == Generator::Pelican {
            self.author = self.author.take().or_else(|| text(&["AUTHOR"]));
            let folders = text(&["USE_FOLDER_AS_CATEGORY"]);
            self.folders_are_categories &= folders.is_none_or(|words| words != "False");
        }
        if let Some(sections) = values.get("permalinks") {
            self.permalinks(sections);
        }
        if let Some(Node::Map(collections)) = values.get("collections") {
            let own = |(name, values): &(String, Node)| {
                Some((name.clone(), values.get("permalink")?.text()?.to_owned()))
            };
            self.sections.extend(collections.iter().filter_map(own));
        }
    }

    fn permalinks(&mut self, sections: &Node) {
        let Node::Map(sections) = sections else { return };
        for (section, pattern) in sections {
            match pattern {
                Node::Text(pattern) => self.sections.push((section.clone(), pattern.clone())),
                // Newer Hugo has them below `page`.
                Node::Map(inner) if section == "page" => {
                    let text = |(section, pattern): &(String, Node)| {
                        Some((section.clone(), pattern.text()?.to_owned()))
                    };
                    self.sections.extend(inner.iter().filter_map(text));
                }
                _ => {}
            }
        }
    }
}

/// The list of people that themes of Jekyll look names up in.
fn people(tree: &Tree, root: &str) -> Node {
    let names = [("yml", Notation::Yaml), ("yaml", Notation::Yaml), ("json", Notation::Json)];
    let found = names.into_iter().find_map(|(end, notation)| {
        let name = format!("_data/authors.{end}");
        let file = tree.file(&format!("{root}{name}")).or_else(|| tree.file(&name))?;
        let bytes = tree.bytes(file, MAX_BYTES).ok()?;
        parse(&String::from_utf8_lossy(&bytes), notation).ok()
    });
    found.unwrap_or(Node::Empty)
}

/// The folder that all files lie in.
fn root(files: &[TreeFile]) -> String {
    let mut paths = files
        .iter()
        .map(|file| file.path.as_str())
        .filter(|path| !path.split('/').any(|part| part.starts_with('.')));
    let Some(first) = paths.next() else { return String::new() };
    let mut common: Vec<&str> = first.split('/').collect();
    common.pop();
    for path in paths {
        let same = common.iter().zip(path.split('/')).take_while(|(a, b)| *a == b).count();
        common.truncate(same);
    }
    let ends = |part: &&&str| part.starts_with('_') || WITHIN.contains(part);
    let length = common.iter().position(|part| ends(&part)).unwrap_or(common.len());
    common.truncate(length);
    if common.is_empty() { String::new() } else { common.join("/") + "/" }
}

/// Whether a path lies in a folder where Jekyll keeps posts.
pub(super) fn is_post_path(path: &str) -> bool {
    path.split('/').any(|part| part == "_posts" || part == "_drafts")
}

/// The assignments of words in a program: `SITEURL = 'https://example.org'`. Programs are never run.
fn assignments(text: &str) -> Node {
    let entries = text.lines().filter_map(|line| {
        let (key, value) = line.split_once('=')?;
        let value = value.trim();
        let switch = value.split(['#', ' ']).next().filter(|it| matches!(*it, "True" | "False"));
        let quoted = || {
            let quote = value.chars().next().filter(|c| matches!(c, '"' | '\''))?;
            value.get(1..)?.split(quote).next()
        };
        let value = switch.or_else(quoted)?;
        Some((key.trim().to_owned(), Node::Text(value.to_owned())))
    });
    Node::Map(entries.collect())
}
