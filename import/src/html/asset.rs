//! Describes a file that pages show or link to, without holding it in memory.

use std::{
    fs::{self, File},
    io::{self, BufReader, Read},
    path::Path,
};

use sha2::{Digest, Sha256};

use super::catalogue::old_paths;
use crate::{Asset, rewrite::hex};

/// How much of a file tells its type, in bytes; office files need to be looked into.
const HEAD: usize = 64 << 10;

/// Pictures whose sides exceed this are damaged, in pixels.
const MAX_SIDE: usize = 65_535;

/// Reads the file `id` at `path`.
pub(super) fn read(id: &str, path: &Path, max_bytes: u64) -> io::Result<Asset> {
    if !fs::symlink_metadata(path)?.is_file() {
        return Err(io::Error::new(io::ErrorKind::InvalidInput, "not a plain file"));
    }
    let mut file = File::open(path)?.take(max_bytes.saturating_add(1));
    let mut head = Vec::new();
    file.by_ref().take(HEAD as u64).read_to_end(&mut head)?;
    let mut digest = Sha256::new();
    digest.update(&head);
    let mut size = head.len() as u64;
    let mut buffer = vec![0; HEAD];
    loop {
        match file.read(&mut buffer)? {
            0 => break,
            read => {
                digest.update(buffer.get(..read).unwrap_or_default());
                size += read as u64;
            }
        }
    }
    if size > max_bytes {
        return Err(io::Error::new(
            io::ErrorKind::FileTooLarge,
            format!("more than {max_bytes} bytes"),
        ));
    }
    let content_type = content_type(&head, id);
    let (width, height) =
        if content_type.starts_with("image/") { sides(path)? } else { (None, None) };
    Ok(Asset {
        external_id: id.to_owned(),
        path: path.to_owned(),
        name: id.rsplit('/').next().unwrap_or(id).to_owned(),
        content_type: content_type.to_owned(),
        sha256: hex(&digest.finalize()),
        size,
        width,
        height,
        old_paths: old_paths(id),
    })
}

/// The type by content; the name counts only for plain text, which has no signature.
fn content_type(head: &[u8], id: &str) -> &'static str {
    if let Some(found) = infer::get(head) {
        return found.mime_type();
    }
    let extension =
        id.rsplit_once('.').map_or(String::new(), |(_, extension)| extension.to_lowercase());
    match extension.as_str() {
        "txt" if !head.contains(&0) => "text/plain",
        "csv" if !head.contains(&0) => "text/csv",
        _ => "application/octet-stream",
    }
}

fn sides(path: &Path) -> io::Result<(Option<u32>, Option<u32>)> {
    let found = imagesize::reader_size(BufReader::new(File::open(path)?)).ok();
    let side = |pixels: usize| u32::try_from(pixels).ok().filter(|_| pixels <= MAX_SIDE);
    Ok((found.and_then(|found| side(found.width)), found.and_then(|found| side(found.height))))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_content_and_not_the_name_tells_the_type() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("logo.jpg");
        let gif =
            b"GIF89a\x03\0\x02\0\x80\0\0\0\0\0\xFF\xFF\xFF,\0\0\0\0\x03\0\x02\0\0\x02\x02\x84Q\0;";
        fs::write(&path, gif).unwrap();
        let asset = read("img/logo.jpg", &path, 1000).unwrap();
        assert_eq!(
            (asset.content_type.as_str(), asset.width, asset.height),
            ("image/gif", Some(3), Some(2))
        );
        assert_eq!((asset.name.as_str(), asset.size), ("logo.jpg", gif.len() as u64));
        assert_eq!(asset.sha256, hex(&Sha256::digest(gif)));
        assert_eq!(read("x", &path, 10).unwrap_err().kind(), io::ErrorKind::FileTooLarge);
        fs::write(&path, "Nom;Poste\n").unwrap();
        assert_eq!(read("a.CSV", &path, 1000).unwrap().content_type, "text/csv");
        assert_eq!(read("a.jpg", &path, 1000).unwrap().content_type, "application/octet-stream");
    }
}
