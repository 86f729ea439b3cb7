//! Addresses of pictures at Blogger, which hold the size: `…/s1600/lac.jpg`, `…/w320-h240/lac.jpg`, `…=s320`.

use crate::address::Address;

/// Identity of a picture, if the address is one of Blogger's: without its size, and without the number of the machine.
pub(super) fn id(address: &Address) -> Option<String> {
    let host = machine(address.host.as_deref()?)?;
    let path = address.path.split('?').next().unwrap_or(&address.path);
    let path = path.split_once('=').map_or(path, |(path, _)| path);
    let parts: Vec<&str> = path.split('/').filter(|part| !is_size(part)).collect();
    Some(format!("media:{host}{}", parts.join("/")))
}

/// How large the picture at an address is: pixels, or all it has.
pub(super) fn size(address: &str) -> u64 {
    let path = address.split('?').next().unwrap_or(address);
    let parts = path.split(['/', '=']);
    parts.filter(|part| is_size(part)).map(pixels).max().unwrap_or(u64::MAX)
}

/// The address of the picture itself; `s1600-h` is a page that shows it.
pub(super) fn plain(address: &str) -> String {
    let parts = address.split('/').map(|part| match part.strip_suffix("-h") {
        Some(size) if is_size(size) => size,
        _ => part,
    });
    parts.collect::<Vec<_>>().join("/")
}

/// The name of the file in an address of a picture, in the ways it may be written.
pub(super) fn names(path: &str) -> [String; 2] {
    let path = path.split('?').next().unwrap_or(path);
    let name = path.rsplit('/').next().unwrap_or(path).to_lowercase();
    let spaced = name.replace('+', " ");
    [name, spaced]
}

/// The machines that keep pictures are several, and each has all of them.
fn machine(host: &str) -> Option<&str> {
    if host.ends_with(".bp.blogspot.com") || host == "bp.blogspot.com" {
        return Some("bp.blogspot.com");
    }
    let googles = [".googleusercontent.com", ".ggpht.com"];
    let domain = googles.into_iter().find(|domain| host.ends_with(domain))?;
    Some(if host.starts_with("blogger.") { host } else { domain.trim_start_matches('.') })
}

/// `s1600`, `s72-c`, `w320-h240`, `w400-h300-rw`, and `h120`.
fn is_size(part: &str) -> bool {
    let mut pieces = part.split('-');
    let first = pieces.next().unwrap_or_default();
    let number = |piece: &str| {
        let digits = piece.get(1..).unwrap_or_default();
        !digits.is_empty() && digits.len() <= 5 && digits.bytes().all(|byte| byte.is_ascii_digit())
    };
    let measure = first.starts_with(['s', 'w', 'h']) && number(first);
    measure
        && pieces.all(|piece| piece.len() <= 6 && piece.chars().all(|c| c.is_ascii_alphanumeric()))
}

fn pixels(size: &str) -> u64 {
    let digits: String = size.chars().skip(1).take_while(char::is_ascii_digit).collect();
    match digits.parse() {
        Ok(0) => u64::MAX,
        Ok(pixels) => pixels,
        Err(_) => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::address::normal;

    #[test]
    fn one_picture_has_one_id_in_all_its_sizes() {
        let of = |address: &str| id(&normal(address).unwrap());
        let expected = Some("media:bp.blogspot.com/-Xy/Vn/AA/lR/lac.jpg".to_owned());
        for address in [
            "http://4.bp.blogspot.com/-Xy/Vn/AA/lR/s1600/lac.jpg",
            "https://1.bp.blogspot.com/-Xy/Vn/AA/lR/s1600-h/lac.jpg",
            "//2.bp.blogspot.com/-Xy/Vn/AA/lR/w320-h240/lac.jpg",
            "//2.bp.blogspot.com/-Xy/Vn/AA/lR/s72-c/lac.jpg",
            "//2.bp.blogspot.com/-Xy/Vn/AA/lR/lac.jpg",
        ] {
            assert_eq!(of(address), expected, "{address}");
        }
        let newer = Some("media:blogger.googleusercontent.com/img/a/AVvX".to_owned());
        assert_eq!(of("https://blogger.googleusercontent.com/img/a/AVvX=w640-h480"), newer);
        assert_eq!(of("https://blogger.googleusercontent.com/img/a/AVvX=s320"), newer);
        assert_eq!(of("http://zoe.blogspot.com/s1600/lac.jpg"), None);
    }

    #[test]
    fn sizes_are_compared() {
        assert!(size("http://x/s1600/a.jpg") > size("http://x/s320/a.jpg"));
        assert!(size("http://x/s0/a.jpg") > size("http://x/s1600/a.jpg"));
        assert_eq!(plain("http://x/s1600-h/a-h.jpg"), "http://x/s1600/a-h.jpg");
        assert_eq!(names("/s1600/Le+Lac.JPG"), ["le+lac.jpg", "le lac.jpg"]);
        assert!(!is_size("s1600x") && !is_size("2013") && is_size("w400-h300-rw"));
    }
}
