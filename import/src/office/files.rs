//! What each file of a source is, by its name.

/// What a file is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    /// A text that becomes a page.
    Text,
    /// A file with a page of its own.
    Attached,
    /// A picture, sound or film: there for the texts that show it.
    Shown,
    /// Nothing anybody wrote.
    Idle,
}

const SHOWN: [&str; 21] = [
    "png", "jpg", "jpeg", "gif", "bmp", "webp", "svg", "tif", "tiff", "emf", "wmf", "ico", "mp3",
    "wav", "ogg", "m4a", "mp4", "avi", "mov", "webm", "wmv",
];

const IDLE: [&str; 10] = ["lnk", "url", "tmp", "bak", "db", "ini", "lock", "log", "exe", "dll"];

/// Files that only an office suite makes.
const OFFICE: [&str; 26] = [
    "doc", "dot", "docx", "docm", "dotx", "dotm", "odt", "ott", "fodt", "pdf", "xls", "xlsx",
    "xlsm", "ods", "fods", "ppt", "pps", "pptx", "pptm", "ppsx", "odp", "fodp", "rtf", "wpd",
    "sxw", "pub",
];

/// The end of a name, in lower case.
pub(super) fn extension(path: &str) -> String {
    let name = path.rsplit('/').next().unwrap_or(path);
    name.rsplit_once('.').map_or(String::new(), |(_, extension)| extension.to_lowercase())
}

/// What a file is.
pub(super) fn role(path: &str) -> Role {
    let name = path.rsplit('/').next().unwrap_or(path);
    let hidden = path.split('/').any(|part| part.starts_with('.') || part == "__MACOSX");
    let extension = extension(path);
    let is = |list: &[&str]| list.contains(&extension.as_str());
    if hidden || name.starts_with("~$") || name.ends_with('~') || is(&IDLE) {
        Role::Idle
    } else if super::is_convertible(path) {
        Role::Text
    } else if is(&SHOWN) {
        Role::Shown
    } else {
        Role::Attached
    }
}

/// Whether only an office suite makes files of this name.
pub(super) fn is_office(path: &str) -> bool {
    role(path) != Role::Idle && OFFICE.contains(&extension(path).as_str())
}

/// Whether a file is one that a browser opens as a page.
pub(super) fn is_page(path: &str) -> bool {
    matches!(extension(path).as_str(), "htm" | "html" | "xhtml" | "php" | "asp" | "aspx" | "shtml")
}

/// What a file would be called by somebody who reads its name aloud.
pub(super) fn title(path: &str) -> String {
    let name = path.rsplit('/').next().unwrap_or(path);
    let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
    let words = crate::markup::line(&stem.replace('_', " "));
    if words.is_empty() { name.to_owned() } else { words }
}
