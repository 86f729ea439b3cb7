//! Finds the files of a site and sorts them: pages, media, and what is not content. Never leaves the folder.

use std::{
    ffi::OsStr,
    io,
    path::{Path, PathBuf},
};

use encoding_rs::WINDOWS_1252;
use unicode_normalization::UnicodeNormalization;
use walkdir::{DirEntry, WalkDir};

use crate::{Code, Kind, Options, Outcome, Problem, SetAside};

/// Folders deeper than this are not a site but a loop or an attack.
const MAX_DEPTH: usize = 64;

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

/// Folders that Dreamweaver reserves at the root of a site, in lower case.
const ROOT_FOLDERS: [&str; 3] = ["templates", "library", "connections"];

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
    /// Path relative to the root, NFC, forward slashes.
    pub(super) id: String,
    pub(super) path: PathBuf,
    pub(super) kind: Kind,
}

/// Everything below a root, in the order of names.
#[derive(Debug, Default)]
pub(super) struct Walk {
    pub(super) found: Vec<Found>,
    pub(super) aside: Vec<SetAside>,
}

impl Walk {
    /// Lists `root`.
    pub(super) fn of(root: &Path, options: &Options) -> Self {
        let mut walk = Self::default();
        let mut entries =
            WalkDir::new(root).min_depth(1).max_depth(MAX_DEPTH).sort_by_file_name().into_iter();
        while let Some(entry) = entries.next() {
            match entry {
                Ok(entry) if entry.file_type().is_dir() => {
                    if is_reserved(&entry) {
                        walk.skip_folder(root, entry.path());
                        entries.skip_current_dir();
                    }
                }
                Ok(entry) => walk.take(root, &entry, options),
                Err(error) => {
                    let id = error.path().map(|path| id_of(root, path)).unwrap_or_default();
                    let reason = error
                        .io_error()
                        .map_or_else(|| "cannot be read".to_owned(), io::Error::to_string);
                    walk.set_aside(Outcome::Failed, Kind::Other, Code::Unreadable, &id, reason);
                }
            }
        }
        walk
    }

    fn take(&mut self, root: &Path, entry: &DirEntry, options: &Options) {
        let id = id_of(root, entry.path());
        let kind = kind_of(&id);
        if !entry.file_type().is_file() {
            let message = "symbolic links and devices are not followed";
            return self.set_aside(Outcome::Skipped, kind, Code::Symlink, &id, message);
        }
        if kind == Kind::Other {
            return self.set_aside(Outcome::Skipped, kind, Code::SkippedFile, &id, "not content");
        }
        let limit =
            if kind == Kind::Page { options.max_page_bytes } else { options.max_asset_bytes };
        match entry.metadata().map(|metadata| metadata.len()) {
            Err(error) => {
                self.set_aside(Outcome::Failed, kind, Code::Unreadable, &id, error.to_string());
            }
            Ok(0) => {
                self.set_aside(Outcome::Skipped, kind, Code::SkippedFile, &id, "the file is empty");
            }
            Ok(size) if size > limit => {
                let message = format!("{size} bytes; the limit is {limit}");
                self.set_aside(Outcome::Failed, kind, Code::TooLarge, &id, message);
            }
            Ok(_) => self.found.push(Found { id, path: entry.path().to_owned(), kind }),
        }
    }

    fn skip_folder(&mut self, root: &Path, folder: &Path) {
        let files = WalkDir::new(folder).max_depth(MAX_DEPTH).into_iter().flatten();
        let count = files.filter(|entry| !entry.file_type().is_dir()).count() as u64;
        let message = format!(
            "belongs to an editor or server, files in it: {count}; they may hold passwords and paths"
        );
        let problem = Problem::new(Code::SkippedFolder, Kind::Other, &id_of(root, folder), message);
        self.aside.push(SetAside { kind: Kind::Other, outcome: Outcome::Skipped, count, problem });
    }

    fn set_aside(
        &mut self,
        outcome: Outcome,
        kind: Kind,
        code: Code,
        id: &str,
        message: impl Into<String>,
    ) {
        let problem = Problem::new(code, kind, id, message);
        self.aside.push(SetAside { kind, outcome, count: 1, problem });
    }
}

fn is_reserved(folder: &DirEntry) -> bool {
    let name = text_of(folder.file_name()).to_lowercase();
    name.starts_with('.')
        || name.starts_with("_vti_")
        || EDITOR_FOLDERS.contains(&name.as_str())
        || (folder.depth() == 1 && ROOT_FOLDERS.contains(&name.as_str()))
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

/// The external id of a file. Names that are not UTF-8 were written by a Latin-1 server and are read as such.
fn id_of(root: &Path, path: &Path) -> String {
    let relative = path.strip_prefix(root).unwrap_or(path);
    let parts: Vec<String> = relative.iter().map(text_of).collect();
    parts.join("/").nfc().collect()
}

fn text_of(name: &OsStr) -> String {
    match name.to_str() {
        Some(name) => name.to_owned(),
        None => WINDOWS_1252.decode_without_bom_handling(name.as_encoded_bytes()).0.into_owned(),
    }
}

/// Whether a file name is one of a page.
pub(super) fn is_page(path: &Path) -> bool {
    path.file_name().is_some_and(|name| kind_of(&text_of(name)) == Kind::Page)
}
