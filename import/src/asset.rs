//! Files that documents show or link to, and what is told of their bytes.

use std::io::{self, Cursor, Read};

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::rewrite::hex;

/// How much of a file tells its type, in bytes; office files need to be looked into.
const HEAD: usize = 64 << 10;

/// How much of a picture tells its sides, in bytes: some cameras put long notes before them.
const PICTURE_HEAD: usize = 1 << 20;

/// Pictures whose sides exceed this are damaged, in pixels.
const MAX_SIDE: usize = 65_535;

/// A file that documents use.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Asset {
    /// Identity within the source.
    pub external_id: String,
    /// Original file name, NFC.
    pub name: String,
    /// What it shows, for those who do not see it.
    pub alt: Option<String>,
    /// Where its bytes are.
    pub located: Located,
    /// Addresses the file had: whole, or as paths from the root of the old site. The first is where it would be fetched.
    pub old_urls: Vec<String>,
    /// Size in bytes, where the source tells it; it helps to choose among files of one name.
    pub size: Option<u64>,
    /// File that tells of it, relative to the root.
    pub file: String,
    /// Line there, from 1.
    pub line: Option<u32>,
}

/// Where the bytes of an asset are.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Located {
    /// In the source, under this name: [`Reader::bytes`](crate::Reader::bytes) reads them.
    Inside(String),
    /// Not in the source, which knows the address alone.
    Elsewhere,
}

/// What the bytes of a file tell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Measured {
    /// SHA-256 of the bytes, lower-case hexadecimal.
    pub sha256: String,
    /// Size in bytes.
    pub size: u64,
    /// Media type by content; `application/octet-stream` where the bytes tell nothing.
    pub content_type: &'static str,
    /// Width in pixels, of pictures.
    pub width: Option<u32>,
    /// Height in pixels, of pictures.
    pub height: Option<u32>,
}

/// Reads the file called `name` to its end, gives each piece to `keep`, and tells what the bytes tell.
///
/// # Errors
/// What reading or `keep` comes to; `FileTooLarge` beyond `max_bytes`.
pub fn measure(
    name: &str,
    mut file: impl Read,
    max_bytes: u64,
    mut keep: impl FnMut(&[u8]) -> io::Result<()>,
) -> io::Result<Measured> {
    let mut digest = Sha256::new();
    let mut head = Vec::new();
    let mut size = 0_u64;
    let mut buffer = vec![0; HEAD];
    loop {
        let read = match file.read(&mut buffer) {
            Ok(0) => break,
            Ok(read) => read,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            Err(error) => return Err(error),
        };
        let piece = buffer.get(..read).unwrap_or_default();
        size += read as u64;
        if size > max_bytes {
            let message = format!("more than {max_bytes} bytes");
            return Err(io::Error::new(io::ErrorKind::FileTooLarge, message));
        }
        digest.update(piece);
        if head.len() < PICTURE_HEAD {
            head.extend_from_slice(piece.get(..PICTURE_HEAD - head.len()).unwrap_or(piece));
        }
        keep(piece)?;
    }
    let content_type = content_type(&head, name);
    let (width, height) =
        if content_type.starts_with("image/") { sides(&head) } else { (None, None) };
    Ok(Measured { sha256: hex(&digest.finalize()), size, content_type, width, height })
}

/// The type by content; the name counts only for plain text, which has no signature.
fn content_type(head: &[u8], name: &str) -> &'static str {
    let head = head.get(..HEAD).unwrap_or(head);
    if let Some(found) = infer::get(head) {
        return found.mime_type();
    }
    let extension =
        name.rsplit_once('.').map_or(String::new(), |(_, extension)| extension.to_lowercase());
    match extension.as_str() {
        "txt" if !head.contains(&0) => "text/plain",
        "csv" if !head.contains(&0) => "text/csv",
        _ => "application/octet-stream",
    }
}

fn sides(head: &[u8]) -> (Option<u32>, Option<u32>) {
    let found = imagesize::reader_size(Cursor::new(head)).ok();
    let side = |pixels: usize| u32::try_from(pixels).ok().filter(|_| pixels <= MAX_SIDE);
    (found.and_then(|found| side(found.width)), found.and_then(|found| side(found.height)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_content_and_not_the_name_tells_the_type() {
        let gif =
            b"GIF89a\x03\0\x02\0\x80\0\0\0\0\0\xFF\xFF\xFF,\0\0\0\0\x03\0\x02\0\0\x02\x02\x84Q\0;";
        let mut kept = Vec::new();
        let keep = |piece: &[u8]| {
            kept.extend_from_slice(piece);
            Ok(())
        };
        let found = measure("img/logo.jpg", &gif[..], 1000, keep).unwrap();
        assert_eq!(
            (found.content_type, found.width, found.height),
            ("image/gif", Some(3), Some(2))
        );
        assert_eq!((found.size, kept.as_slice()), (gif.len() as u64, &gif[..]));
        assert_eq!(found.sha256, hex(&Sha256::digest(gif)));
        let plain = |name, bytes: &[u8]| measure(name, bytes, 10, |_| Ok(()));
        assert_eq!(plain("x", gif).unwrap_err().kind(), io::ErrorKind::FileTooLarge);
        assert_eq!(plain("a.CSV", b"Nom;Poste\n").unwrap().content_type, "text/csv");
        assert_eq!(
            plain("a.jpg", b"Nom;Poste\n").unwrap().content_type,
            "application/octet-stream"
        );
    }
}
