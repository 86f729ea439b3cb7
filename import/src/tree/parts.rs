//! Zip archives among other files: parts of an export are opened, files that a site offers stay what they are.

use std::{fs::File, ops::Range};

use super::{Place, Tree, archive};
use crate::{Code, Kind, Options, Problem, SetAside};

/// Endings of what names files beside it: a zip beside them is one of those.
const NAMING: [&str; 21] = [
    "htm", "html", "xhtml", "shtml", "php", "asp", "aspx", "jsp", "cfm", "md", "markdown", "mdown",
    "rst", "jsonl", "csv", "tsv", "xlsx", "xlsm", "docx", "odt", "fodt",
];

/// Endings of exports that are a text each.
const EXPORTS: [&str; 4] = ["xml", "atom", "json", "txt"];

/// Which of these paths, of one folder or archive, are zips to be opened: those at its top, where nothing names files, and
/// which nobody has unpacked there already.
pub(super) fn of(paths: &[&str]) -> Vec<usize> {
    let is_kept =
        |path: &&str| !path.split('/').any(|part| part.starts_with('.') || part == "__MACOSX");
    let seen: Vec<&str> = paths.iter().copied().filter(is_kept).collect();
    if seen.iter().any(|path| NAMING.contains(&ending(path).as_str())) {
        return Vec::new();
    }
    let top = seen.iter().map(|path| folder(path)).reduce(common).unwrap_or_default();
    let is_part = |path: &str| {
        let Some(stem) = path.get(..path.len().saturating_sub(3)) else { return false };
        let unpacked = format!("{}/", stem.trim_end_matches('.'));
        ending(path) == "zip"
            && is_kept(&path)
            && folder(path) == top
            && !seen.iter().any(|other| other.starts_with(&unpacked))
    };
    (0..paths.len()).filter(|at| paths.get(*at).is_some_and(|path| is_part(path))).collect()
}

/// Opens the parts of an export among those files of a folder. One that holds nothing but files stays one too: it may be
/// what a text links to.
pub(super) fn open(tree: &mut Tree, files: Range<usize>, options: &Options) {
    let listed = tree.files.get(files.clone()).unwrap_or_default();
    let paths: Vec<&str> = listed.iter().map(|file| file.path.as_str()).collect();
    let parts: Vec<usize> = of(&paths).into_iter().map(|at| at + files.start).collect();
    let mut replaced = Vec::new();
    for part in parts {
        let Some(file) = tree.files.get(part).cloned() else { continue };
        let Place::Disk(on_disk) = &file.place else { continue };
        let opened = File::open(on_disk).and_then(|zip| Ok((archive::is_zip(&zip)?, zip)));
        match opened {
            Ok((true, zip)) => {
                let first = tree.files.len();
                archive::list(tree, zip, &file.path, root(&file.path), options);
                let members = tree.files.get(first..).unwrap_or_default();
                let is_text = |path: &str| {
                    let ending = ending(path);
                    [&NAMING[..], &EXPORTS].concat().contains(&ending.as_str())
                };
                if members.iter().any(|member| is_text(&member.path)) {
                    replaced.push(part);
                }
            }
            Ok((false, _)) => {}
            Err(cause) => {
                let problem =
                    Problem::new(Code::Unreadable, Kind::Other, &file.path, cause.to_string());
                tree.aside.push(SetAside { count: 0, ..SetAside::failed(problem) });
            }
        }
    }
    replaced.into_iter().rev().for_each(|part| drop(tree.files.remove(part)));
}

/// The folder that stands for an archive.
pub(super) fn root(path: &str) -> &str {
    path.get(..path.len().saturating_sub(4)).unwrap_or_default()
}

fn ending(path: &str) -> String {
    let name = path.rsplit('/').next().unwrap_or(path);
    name.rsplit_once('.').map_or_else(String::new, |(_, ending)| ending.to_lowercase())
}

fn folder(path: &str) -> &str {
    path.rsplit_once('/').map_or("", |(folder, _)| folder)
}

/// The folder that two folders lie in.
fn common<'a>(one: &'a str, other: &str) -> &'a str {
    let mut end = 0;
    for (a, b) in one.split('/').zip(other.split('/')) {
        if a != b {
            break;
        }
        end += a.len() + 1;
    }
    one.get(..end.saturating_sub(1)).unwrap_or(one)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_of_an_export_are_told_from_downloads() {
        assert_eq!(of(&["media/1_0.jpg", "payload-0.json", "posts.zip"]), [2]);
        assert_eq!(of(&["blog/media/1.jpg", "blog/posts.zip", "__MACOSX/x.html"]), [1]);
        assert_eq!(of(&["site.xml", "uploads.ZIP"]), [1]);
        assert_eq!(of(&["takeout-1.zip", "takeout-2.zip"]), [0, 1]);
        assert_eq!(of(&["site.xml", "uploads/2013/09/plan.zip"]), [0; 0], "a file of a post");
        assert_eq!(of(&["index.htm", "outils.zip"]), [0; 0], "a file of the site");
        assert_eq!(of(&["posts.zip", "posts/html/1.txt"]), [0; 0], "unpacked already");
        assert_eq!(of(&["zip", "a.b/zip"]), [0; 0]);
    }
}
