//! Sorts the files of a source: texts, files that they use, and what is not content.

use std::collections::BTreeMap;

use super::{
    config::{Config, Generator},
    front,
    name::Syntax,
};
use crate::{Code, Kind, Options, Problem, SetAside, Tree, TreeFile};

/// Folders of generators, editors and package managers, at any depth, in lower case.
const FOLDERS: [&str; 14] = [
    "_layouts",
    "_includes",
    "_sass",
    "_data",
    "_site",
    "_plugins",
    "_notes",
    "node_modules",
    "bower_components",
    "__pycache__",
    "__macosx",
    "vendor",
    "themes",
    "archetypes",
];

/// Folders at the root of a site that hold no texts where a generator is at work, in lower case.
const AT_ROOT: [&str; 8] =
    ["theme", "layouts", "i18n", "data", "public", "output", "resources", "plugins"];

/// Endings of files that are no content, in lower case.
const NOT_CONTENT: [&str; 48] = [
    "css",
    "scss",
    "sass",
    "less",
    "styl",
    "js",
    "mjs",
    "cjs",
    "ts",
    "jsx",
    "tsx",
    "vue",
    "svelte",
    "map",
    "xml",
    "xsl",
    "json",
    "yml",
    "yaml",
    "toml",
    "ini",
    "cfg",
    "conf",
    "lock",
    "py",
    "pyc",
    "rb",
    "sh",
    "bat",
    "ps1",
    "go",
    "rs",
    "php",
    "pl",
    "lua",
    "liquid",
    "j2",
    "tmpl",
    "log",
    "tmp",
    "bak",
    "db",
    "woff",
    "woff2",
    "ttf",
    "eot",
    "otf",
    "webmanifest",
];

/// Files without an ending, or of any, that are no content, in lower case.
const NAMES: [&str; 14] = [
    "gemfile",
    "rakefile",
    "makefile",
    "dockerfile",
    "procfile",
    "license",
    "copying",
    "cname",
    "thumbs.db",
    "robots.txt",
    "requirements.txt",
    "humans.txt",
    "ads.txt",
    "favicon.ico",
];

/// Texts at the root of a site that are about its making, without their endings, in lower case.
const ABOUT: [&str; 7] =
    ["readme", "license", "licence", "contributing", "changelog", "code_of_conduct", "security"];

/// Plain pages of HTML are looked into this often to tell whether a folder holds texts.
const MAX_LOOKS: usize = 50;

/// A file worth reading, by its position in the tree.
#[derive(Debug)]
pub(super) enum Found {
    Text(usize, Syntax),
    Media(usize),
}

/// Whether a source holds texts in Markdown, or pages with front matter.
pub(super) fn recognises(tree: &Tree) -> bool {
    let (mut texts, mut pages, mut looks) = (0_usize, 0_usize, 0);
    for file in tree.files().iter().filter(|file| folder_of(&file.path, None).is_none()) {
        match Syntax::of(&file.path) {
            Some(Syntax::Markdown) => texts += 1,
            Some(Syntax::Html) if looks < MAX_LOOKS => {
                looks += 1;
                let head = tree.head(file);
                let head = String::from_utf8_lossy(&head);
                let head = head.trim_start_matches('\u{feff}');
                if front::split(head, false).style == front::Style::None {
                    pages += 1;
                } else {
                    texts += 1;
                }
            }
            Some(Syntax::Html) => pages += 1,
            Some(Syntax::Rst) | None => {}
        }
    }
    texts > 0 && texts * 2 >= pages
}

/// Sorts the files of `tree`.
pub(super) fn sort(tree: &Tree, config: &Config, options: &Options) -> (Vec<Found>, Vec<SetAside>) {
    let (mut found, mut aside) = (Vec::new(), Vec::new());
    let mut folders: BTreeMap<&str, u64> = BTreeMap::new();
    for (position, file) in tree.files().iter().enumerate() {
        if let Some(folder) = folder_of(&file.path, Some(config)) {
            *folders.entry(folder).or_default() += 1;
            continue;
        }
        match look(file, config, options) {
            Ok(Some(syntax)) => found.push(Found::Text(position, syntax)),
            Ok(None) => found.push(Found::Media(position)),
            Err(set_aside) => aside.push(*set_aside),
        }
    }
    for (folder, count) in folders {
        let message =
            format!("belongs to the making of the site and holds no texts; files in it: {count}");
        let problem = Problem::new(Code::SkippedFolder, Kind::Other, folder, message);
        aside.push(SetAside { count, ..SetAside::skipped(problem) });
    }
    let outside = tree.aside().iter().filter(|aside| {
        folder_of(aside.problem.external_id.as_deref().unwrap_or_default(), Some(config)).is_none()
    });
    aside.extend(outside.cloned());
    (found, aside)
}

/// The syntax of a text, nothing for a file that texts use, or why it is neither.
fn look(
    file: &TreeFile,
    config: &Config,
    options: &Options,
) -> Result<Option<Syntax>, Box<SetAside>> {
    let path = file.path.as_str();
    let skip = |kind, message: &str| {
        Err(Box::new(SetAside::skipped(Problem::new(Code::SkippedFile, kind, path, message))))
    };
    let syntax = Syntax::of(path);
    let name = path.rsplit('/').next().unwrap_or(path).to_lowercase();
    let (stem, extension) = name.rsplit_once('.').unwrap_or((&name, ""));
    let at_root = path.len() == config.root.len() + name.len();
    let leftover = name.starts_with('.') || name.starts_with("~$") || name.ends_with('~');
    if leftover || NOT_CONTENT.contains(&extension) || NAMES.contains(&name.as_str()) {
        return skip(Kind::Other, "not content");
    }
    if syntax.is_some() && at_root && config.is_known && ABOUT.contains(&stem) {
        return skip(Kind::Other, "about the making of the site");
    }
    let kind = if syntax.is_some() { Kind::Page } else { Kind::Media };
    if file.size == 0 {
        return skip(kind, "the file is empty");
    }
    let limit = if syntax.is_some() { options.max_page_bytes } else { options.max_asset_bytes };
    if file.size > limit {
        let message = format!("{} bytes; the limit is {limit}", file.size);
        return Err(Box::new(SetAside::failed(Problem::new(Code::TooLarge, kind, path, message))));
    }
    Ok(syntax)
}

/// The outermost folder that holds no content a file lies in.
fn folder_of<'a>(path: &'a str, config: Option<&Config>) -> Option<&'a str> {
    let mut at = 0;
    while let Some(length) = path.get(at..)?.find('/') {
        let name = path.get(at..at + length)?.to_lowercase();
        let root = config.is_some_and(|config| {
            at == config.root.len() && config.generator != Generator::Unknown
        });
        let known = FOLDERS.contains(&name.as_str()) || (root && AT_ROOT.contains(&name.as_str()));
        if name.starts_with('.') || known {
            return path.get(..at + length);
        }
        at += length + 1;
    }
    None
}
