//! Sorts the files of a site: pages, media, and what is not content.

use std::collections::{BTreeMap, BTreeSet};

use crate::{Code, Kind, Options, Outcome, Problem, SetAside, Tree, TreeFile};

/// Folders of editors and servers, at any depth, in lower case.
const EDITOR_FOLDERS: [&str; 8] = [
    "_notes",
    "_baks",
    "_mmserverscripts",
    "_fpclass",
    "_overlay",
    "_derived",
    "nbproject",
    "__macosx",
];

/// Folders of what `FrontPage` puts around the text of pages, at any depth, in lower case. Pages show pictures from there.
const FURNITURE_FOLDERS: [&str; 2] = ["_borders", "_themes"];

/// Folders that Dreamweaver reserves at the root of a site, and what their files end in, in lower case. There are sites
/// within sites; and without such a file the name is one that anybody may give to a folder.
const MASTERS: [(&str, &str); 2] = [("templates", ".dwt"), ("library", ".lbi")];

/// Where it keeps the passwords of databases, at the root of a site, in lower case.
const CONNECTIONS: &str = "connections";

const PAGES: [&str; 13] = [
    "htm", "html", "xhtml", "xht", "shtml", "shtm", "php", "php3", "phtml", "asp", "aspx", "jsp",
    "cfm",
];

const NOT_CONTENT: [&str; 27] = [
    "css", "js", "map", "xml", "dwt", "lbi", "mno", "ste", "lck", "bak", "tmp", "log", "ini", "db",
    "inc", "cfg", "dll", "class", "jar", "swf", "fla", "cab", "ocx", "vbs", "wsf", "lnk", "url",
];

/// A file worth reading.
#[derive(Debug)]
pub(super) struct Found {
    pub(super) file: TreeFile,
    pub(super) kind: Kind,
}

/// All files of a site, in the order of names.
#[derive(Debug, Default)]
pub(super) struct Walk {
    pub(super) found: Vec<Found>,
    pub(super) aside: Vec<SetAside>,
}

impl Walk {
    /// Sorts the files of `tree`.
    pub(super) fn of(tree: &Tree, options: &Options) -> Self {
        let mut walk = Self::default();
        let mut reserved: BTreeMap<&str, u64> = BTreeMap::new();
        let mut furniture: BTreeMap<&str, u64> = BTreeMap::new();
        let masters = masters(tree);
        for file in tree.files() {
            let path = &file.path;
            let around = furniture_folder(path).filter(|_| kind_of(path) != Kind::Media);
            match (reserved_folder(path, &masters), around) {
                // Somebody may have put it there who knew nothing of templates.
                (Some(folder), _) if masters.contains(folder) && is_page(path) => {
                    let message = format!("a page in `{folder}`, which is for templates: left out");
                    let problem = Problem::new(Code::SkippedFile, Kind::Page, path, message);
                    walk.aside.push(SetAside::skipped(problem));
                }
                (Some(folder), _) => *reserved.entry(folder).or_default() += 1,
                (None, Some(folder)) => *furniture.entry(folder).or_default() += 1,
                (None, None) => walk.take(file, options),
            }
        }
        for aside in tree.aside() {
            let path = aside.problem.external_id.as_deref().unwrap_or_default();
            if reserved_folder(path, &masters).is_none() {
                let kind = kind_of(path);
                let problem = Problem { kind, ..aside.problem.clone() };
                walk.aside.push(SetAside { kind, problem, ..aside.clone() });
            }
        }
        let reserved = reserved.into_iter().map(|it| {
            (it, "belongs to an editor or server; its files may hold passwords and paths; files")
        });
        let furniture = furniture.into_iter().map(|it| {
            (it, "what an editor puts around the text of pages; pictures there come in; others")
        });
        let folders = reserved.chain(furniture).map(|((folder, count), what)| {
            let message = format!("{what}: {count}");
            let problem = Problem::new(Code::SkippedFolder, Kind::Other, folder, message);
            SetAside { kind: Kind::Other, outcome: Outcome::Skipped, count, problem }
        });
        walk.aside.extend(folders);
        walk.aside.sort_by(|a, b| a.problem.external_id.cmp(&b.problem.external_id));
        walk
    }

    fn take(&mut self, file: &TreeFile, options: &Options) {
        let kind = kind_of(&file.path);
        let mut set_aside = |outcome, code, message: String| {
            let problem = Problem::new(code, kind, &file.path, message);
            self.aside.push(SetAside { kind, outcome, count: 1, problem });
        };
        let limit =
            if kind == Kind::Page { options.max_page_bytes } else { options.max_asset_bytes };
        if kind == Kind::Other {
            set_aside(Outcome::Skipped, Code::SkippedFile, "not content".to_owned());
        } else if file.size == 0 {
            set_aside(Outcome::Skipped, Code::SkippedFile, "the file is empty".to_owned());
        } else if file.size > limit {
            let message = format!("{} bytes; the limit is {limit}", file.size);
            set_aside(Outcome::Failed, Code::TooLarge, message);
        } else {
            self.found.push(Found { file: file.clone(), kind });
        }
    }
}

/// The folders of templates and library items: those that hold some.
fn masters(tree: &Tree) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for file in tree.files() {
        let lower = file.path.to_lowercase();
        let Some((own, _)) = MASTERS.iter().find(|(_, end)| lower.ends_with(end)) else { continue };
        let folder = outermost(&file.path, |name, _| name == *own);
        found.extend(folder.map(str::to_owned));
    }
    found
}

/// The outermost folder of an editor or server that a file lies in; `masters` are those of templates.
fn reserved_folder<'a>(path: &'a str, masters: &BTreeSet<String>) -> Option<&'a str> {
    outermost(path, |name, folder| {
        is_of_editor(name)
            || name == CONNECTIONS && name.len() == folder.len()
            || masters.contains(folder)
    })
}

fn is_of_editor(name: &str) -> bool {
    name.starts_with('.') || name.starts_with("_vti_") || EDITOR_FOLDERS.contains(&name)
}

fn furniture_folder(path: &str) -> Option<&str> {
    outermost(path, |name, _| FURNITURE_FOLDERS.contains(&name))
}

/// The outermost folder of a path that `is_it`, given its name in lower case and its own path.
fn outermost(path: &str, is_it: impl Fn(&str, &str) -> bool) -> Option<&str> {
    let mut at = 0;
    while let Some(length) = path.get(at..)?.find('/') {
        let name = path.get(at..at + length)?.to_lowercase();
        let folder = path.get(..at + length)?;
        if is_it(&name, folder) {
            return Some(folder);
        }
        at += length + 1;
    }
    None
}

fn kind_of(id: &str) -> Kind {
    let name = id.rsplit('/').next().unwrap_or(id).to_lowercase();
    let extension = name.rsplit_once('.').map_or("", |(_, extension)| extension);
    let leftover = name.starts_with('.')
        || name.starts_with("~$")
        || name.ends_with('~')
        || name == "web.config";
    if leftover || NOT_CONTENT.contains(&extension) {
        Kind::Other
    } else if PAGES.contains(&extension) {
        Kind::Page
    } else {
        Kind::Media
    }
}

/// Whether a file is a page, and none that an editor keeps for itself.
pub(super) fn is_page(path: &str) -> bool {
    kind_of(path) == Kind::Page
        && outermost(path, |name, _| is_of_editor(name)).is_none()
        && furniture_folder(path).is_none()
}
