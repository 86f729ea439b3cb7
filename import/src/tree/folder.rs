//! The files of a folder.

use std::{ffi::OsStr, io, path::Path};

use encoding_rs::WINDOWS_1252;
use jiff::Timestamp;
use unicode_normalization::UnicodeNormalization;
use walkdir::WalkDir;

use super::{Place, TreeFile};
use crate::{Code, Kind, Problem, SetAside};

/// Folders deeper than this are not a source but a loop or an attack.
const MAX_DEPTH: usize = 64;

/// Lists what is below `root`, in the order of names. Symbolic links are never followed.
pub(super) fn list(root: &Path, files: &mut Vec<TreeFile>, aside: &mut Vec<SetAside>) {
    let entries = WalkDir::new(root).min_depth(1).max_depth(MAX_DEPTH).sort_by_file_name();
    for entry in entries {
        match entry {
            Ok(entry) if entry.file_type().is_dir() => {}
            Ok(entry) => {
                let path = id_of(root, entry.path());
                if !entry.file_type().is_file() {
                    let message = "symbolic links and devices are not followed";
                    let problem = Problem::new(Code::Symlink, Kind::Other, &path, message);
                    aside.push(SetAside::skipped(problem));
                    continue;
                }
                let about = entry.metadata().ok();
                let modified = about.as_ref().and_then(|about| about.modified().ok());
                files.push(TreeFile {
                    path,
                    size: about.map_or(0, |about| about.len()),
                    modified: modified.and_then(|time| Timestamp::try_from(time).ok()),
                    place: Place::Disk(entry.into_path()),
                });
            }
            Err(error) => {
                let path = error.path().map(|path| id_of(root, path)).unwrap_or_default();
                let reason = error
                    .io_error()
                    .map_or_else(|| "cannot be read".to_owned(), io::Error::to_string);
                let problem = Problem::new(Code::Unreadable, Kind::Other, &path, reason);
                aside.push(SetAside::failed(problem));
            }
        }
    }
}

/// The path of a file below `root`. Names that are not UTF-8 were written by a Latin-1 server and are read as such.
fn id_of(root: &Path, path: &Path) -> String {
    let relative = path.strip_prefix(root).unwrap_or(path);
    let parts: Vec<String> = relative.iter().map(text_of).collect();
    parts.join("/").nfc().collect()
}

pub(super) fn text_of(name: &OsStr) -> String {
    match name.to_str() {
        Some(name) => name.nfc().collect(),
        None => WINDOWS_1252.decode_without_bom_handling(name.as_encoded_bytes()).0.into_owned(),
    }
}
