//! Files that lie beside an export and that no text of it uses.

use super::pictures::Files;
use crate::{Code, Kind, Problem, SetAside, Tree, blog::places};

/// Sets them aside, each with its reason.
pub(super) fn set_aside(tree: &Tree, exports: &[u32], files: &Files, aside: &mut Vec<SetAside>) {
    for (position, file) in (0_u32..).zip(tree.files()) {
        if exports.contains(&position) || files.is_used(position) {
            continue;
        }
        let (kind, message) = if files.is_other_size(position) {
            (Kind::Media, "a smaller version of a picture that came in")
        } else if places::is_file(&file.path) {
            (Kind::Media, "no text uses it")
        } else {
            (Kind::Other, "not part of the export")
        };
        aside.push(SetAside::skipped(Problem::new(Code::SkippedFile, kind, &file.path, message)));
    }
}
