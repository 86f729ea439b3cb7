//! Old addresses of one picture in its many sizes.

use crate::address::Address;

/// Hosts of Blogger's pictures, and what follows their own names.
const BLOGGER: [&str; 3] = ["bp.blogspot.com", "googleusercontent.com", "ggpht.com"];

/// The paths under which what was at an address may be known, its own first, then those of the same picture in
/// another size.
#[must_use]
pub fn paths(address: &Address) -> Vec<String> {
    let mut paths = vec![address.path.clone()];
    paths.extend(of_any_size(address));
    paths.extend(uploaded(&address.path));
    paths
}

/// The path of a picture whatever its size, where its site tells the size in each of its addresses: `TypePad`'s
/// `/.a/6a00e5-800wi`, Blogger's `…/s320/lac.jpg` and `…=s320`.
#[must_use]
pub fn of_any_size(address: &Address) -> Option<String> {
    let Address { host, path } = address;
    let (folder, name) = path.rsplit_once('/')?;
    if name.starts_with("6a0") {
        let id = name.split(['-', '.']).next().unwrap_or(name);
        return Some(format!("{folder}/{id}"));
    }
    let host = host.as_deref()?;
    let of_blogger =
        |end: &str| host.strip_suffix(end).is_some_and(|own| own.is_empty() || own.ends_with('.'));
    BLOGGER.into_iter().find(|end| of_blogger(end))?;
    if let Some((id, size)) = name.split_once('=') {
        return is_size(size).then(|| format!("{folder}/{id}"));
    }
    let (above, size) = folder.rsplit_once('/')?;
    is_size(size).then(|| format!("{above}/s0/{name}"))
}

/// The paths under which a picture was uploaded that `WordPress` serves in another size, as
/// `/2010/01/lac-300x200.jpg`: the likelier first.
fn uploaded(path: &str) -> Vec<String> {
    let Some((stem, extension)) = path.rsplit_once('.') else { return Vec::new() };
    let cut = stem.rsplit_once('-').filter(|(_, sides)| is_sides(sides));
    let Some((stem, _)) = cut.filter(|(stem, _)| !stem.ends_with('/')) else { return Vec::new() };
    // Of those that are very large, a smaller copy stands for the upload.
    ["", "-scaled"].map(|end| format!("{stem}{end}.{extension}")).into()
}

/// `300x200`.
fn is_sides(text: &str) -> bool {
    let side =
        |side: &str| (1..=5).contains(&side.len()) && side.bytes().all(|b| b.is_ascii_digit());
    text.split_once('x').is_some_and(|(width, height)| side(width) && side(height))
}

/// `s320`, `s72-c`, `w320-h240`.
fn is_size(text: &str) -> bool {
    let measure = |part: &str| {
        part.strip_prefix(['s', 'w', 'h'])
            .is_some_and(|side| !side.is_empty() && side.bytes().all(|b| b.is_ascii_digit()))
    };
    text.split('-').next().is_some_and(measure)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::normal;

    fn any(address: &str) -> Option<String> {
        of_any_size(&normal(address).unwrap())
    }

    #[test]
    fn one_path_for_all_sizes() {
        let blogger = Some("/-Xy/AA/s0/lac.jpg".to_owned());
        for size in ["s1600", "s320", "s72-c", "w320-h240", "s1600-h"] {
            assert_eq!(any(&format!("http://4.bp.blogspot.com/-Xy/AA/{size}/lac.jpg")), blogger);
        }
        let newer = Some("/img/a/AVvX".to_owned());
        for size in ["s320", "w640-h480"] {
            let address = format!("https://blogger.googleusercontent.com/img/a/AVvX={size}");
            assert_eq!(any(&address), newer);
        }
        for end in ["-800wi", "-popup", "", "-pi.jpg"] {
            let address = format!("http://zoe.typepad.com/.a/6a00e5{end}");
            assert_eq!(any(&address), Some("/.a/6a00e5".to_owned()), "{end}");
        }
    }

    #[test]
    fn other_sites_have_no_sizes_in_them() {
        for address in [
            "http://zoe.blogspot.com/s1600/lac.jpg",
            "http://notbp.blogspot.com.example/-Xy/AA/s320/lac.jpg",
            "http://4.bp.blogspot.com/-Xy/AA/lac/lac.jpg",
            "/photos/lac.jpg",
        ] {
            assert_eq!(any(address), None, "{address}");
        }
    }

    #[test]
    fn what_was_uploaded() {
        let both = ["/u/2010/lac.jpg".to_owned(), "/u/2010/lac-scaled.jpg".to_owned()];
        assert_eq!(uploaded("/u/2010/lac-300x200.jpg"), both);
        for path in ["/u/lac.jpg", "/u/lac-300x.jpg", "/u/lac-300-200.jpg", "/u/-300x200.jpg", "/u"]
        {
            assert_eq!(uploaded(path), Vec::<String>::new(), "{path}");
        }
    }
}
