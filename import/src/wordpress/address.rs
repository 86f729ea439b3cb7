//! Addresses of pictures as `WordPress` writes them: resized, served by Photon, below `uploads`.

use crate::address::{Address, normal};

/// Endings of files that are shown or downloaded, not read as pages.
const FILES: [&str; 46] = [
    "jpg", "jpeg", "jpe", "png", "gif", "webp", "avif", "svg", "bmp", "tif", "tiff", "ico", "heic",
    "mp3", "m4a", "ogg", "oga", "wav", "flac", "mp4", "m4v", "mov", "avi", "wmv", "mpg", "mpeg",
    "webm", "ogv", "flv", "3gp", "pdf", "doc", "docx", "xls", "xlsx", "ppt", "pptx", "odt", "ods",
    "odp", "rtf", "zip", "gz", "7z", "epub", "csv",
];

/// Words that `WordPress` appends to the name of a picture that it has made from another.
const VARIANTS: [&str; 2] = ["-scaled", "-rotated"];

/// The address behind the one that a content network serves: `i0.wp.com/host/path` is `host/path`. Sizes that are asked
/// for in the query do not make another picture.
pub(super) fn origin(written: &str) -> Option<Address> {
    let mut address = normal(written)?;
    if let Some((path, _)) = address.path.split_once('?')
        && is_file(path)
    {
        address.path = path.to_owned();
    }
    let photon = address.host.as_deref().is_some_and(|host| {
        host.strip_suffix(".wp.com").is_some_and(|name| {
            name.strip_prefix('i')
                .is_some_and(|n| n.len() == 1 && n.bytes().all(|b| b.is_ascii_digit()))
        })
    });
    if photon {
        return normal(&format!("http:/{}", address.path))
            .or_else(|| normal(&format!("http://{}", address.path.trim_start_matches('/'))));
    }
    Some(address)
}

/// Whether a path leads to a file and not to a page.
pub(super) fn is_file(path: &str) -> bool {
    let path = path.split('?').next().unwrap_or(path);
    let name = path.rsplit('/').next().unwrap_or(path);
    name.rsplit_once('.')
        .is_some_and(|(_, extension)| FILES.iter().any(|it| it.eq_ignore_ascii_case(extension)))
}

/// What stands below the folder of uploads: `2013/05/photo.jpg`.
pub(super) fn below_uploads(path: &str) -> Option<&str> {
    for folder in ["/uploads/", "/files/"] {
        if let Some((_, rest)) = path.rsplit_once(folder) {
            return Some(rest).filter(|rest| !rest.is_empty());
        }
    }
    // `name.files.wordpress.com/2013/05/photo.jpg`
    let rest = path.trim_start_matches('/');
    let mut parts = rest.split('/');
    let digits = |part: Option<&str>, length| {
        part.is_some_and(|it| it.len() == length && it.bytes().all(|b| b.is_ascii_digit()))
    };
    (digits(parts.next(), 4) && digits(parts.next(), 2) && parts.next().is_some() && is_file(rest))
        .then_some(rest)
}

/// The path of the picture from which this one was made by resizing, if its name says so.
pub(super) fn unsized_path(path: &str) -> Option<String> {
    let (folder, name) = path.rsplit_once('/').map_or(("", path), |(folder, name)| (folder, name));
    let (stem, extension) = name.rsplit_once('.')?;
    let shorter = without_size(stem)
        .or_else(|| VARIANTS.iter().find_map(|variant| stem.strip_suffix(variant)))
        .or_else(|| without_edit(stem))?;
    let slash = if path.contains('/') { "/" } else { "" };
    (!shorter.is_empty()).then(|| format!("{folder}{slash}{shorter}.{extension}"))
}

/// `photo` of `photo-300x200`.
fn without_size(stem: &str) -> Option<&str> {
    let (rest, size) = stem.rsplit_once('-')?;
    let (width, height) = size.split_once('x')?;
    let side = |it: &str| (1..=5).contains(&it.len()) && it.bytes().all(|b| b.is_ascii_digit());
    (side(width) && side(height)).then_some(rest)
}

/// `photo` of `photo-e1358976523412`, which was edited in the old system.
fn without_edit(stem: &str) -> Option<&str> {
    let (rest, stamp) = stem.rsplit_once("-e")?;
    (stamp.len() >= 10 && stamp.bytes().all(|b| b.is_ascii_digit())).then_some(rest)
}

/// The file name at the end of a path.
pub(super) fn file_name(path: &str) -> &str {
    let path = path.split('?').next().unwrap_or(path);
    path.rsplit('/').next().unwrap_or(path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_resized_picture_is_the_same_picture() {
        let of = |path: &str| unsized_path(path);
        assert_eq!(of("/2013/05/mont-300x200.jpg").as_deref(), Some("/2013/05/mont.jpg"));
        assert_eq!(of("mont-scaled.jpg").as_deref(), Some("mont.jpg"));
        assert_eq!(of("/a/mont-e1358976523412.png").as_deref(), Some("/a/mont.png"));
        assert_eq!(of("/a/route-66.jpg"), None);
        assert_eq!(of("/a/4x4.jpg"), None);
        assert_eq!(of("/a/-300x200.jpg"), None);
    }

    #[test]
    fn content_networks_are_seen_through() {
        let of = |address: &str| {
            let found = origin(address).unwrap();
            (found.host.unwrap_or_default(), found.path)
        };
        let expected = ("blog.example".to_owned(), "/wp-content/uploads/2013/05/a.jpg".to_owned());
        assert_eq!(
            of(
                "https://i0.wp.com/blog.example/wp-content/uploads/2013/05/a.jpg?resize=300%2C200&ssl=1"
            ),
            expected
        );
        assert_eq!(of("http://www.blog.example/wp-content/uploads/2013/05/a.jpg?w=300"), expected);
        assert_eq!(of("//blog.example/?p=12").1, "/?p=12");
        assert_eq!(of("http://wp.com/a.jpg").0, "wp.com");
        assert_eq!(origin("data:image/png;base64,AAAA"), None);
        assert_eq!(below_uploads(&expected.1), Some("2013/05/a.jpg"));
        assert_eq!(below_uploads("/2013/05/a.jpg"), Some("2013/05/a.jpg"));
        assert_eq!(below_uploads("/2013/05/article"), None);
    }
}
