//! Finds out whether any file of a source holds `data:` addresses, without understanding it.

use std::io::Read;

use crate::{Tree, TreeFile};

/// How much is looked at together, in bytes.
const PIECE: usize = 128 << 10;

/// The address of a picture, sound, film or document begins so, in texts of all formats.
const MARKS: [&[u8]; 4] = [b"data:image/", b"data:audio/", b"data:video/", b"data:application/"];

/// Bytes at the end of a piece that may be the beginning of a mark.
const OVERLAP: usize = 32;

/// Whether a text of `tree` holds such an address.
pub(crate) fn are_in(tree: &Tree) -> bool {
    tree.files().iter().any(|file| is_in(tree, file).unwrap_or_default())
}

fn is_in(tree: &Tree, file: &TreeFile) -> std::io::Result<bool> {
    let mut reader = tree.read(file)?;
    let mut piece = Vec::with_capacity(PIECE + OVERLAP);
    let mut wide = false;
    let mut first = true;
    loop {
        let kept = piece.len();
        let read = reader.by_ref().take(PIECE as u64).read_to_end(&mut piece)?;
        if read == 0 {
            return Ok(false);
        }
        if first {
            wide = piece.starts_with(b"\xFF\xFE") || piece.starts_with(b"\xFE\xFF");
            // Pictures, archives and office files keep their own files in their own ways.
            if piece.contains(&0) && !wide {
                return Ok(false);
            }
            first = false;
        }
        if wide {
            // Of UTF-16 the ASCII letters remain.
            let narrow: Vec<u8> =
                piece.split_off(kept).into_iter().filter(|byte| *byte != 0).collect();
            piece.extend(narrow);
        }
        if has_mark(&piece) {
            return Ok(true);
        }
        piece.drain(..piece.len().saturating_sub(OVERLAP));
    }
}

fn has_mark(piece: &[u8]) -> bool {
    let mut from = 0;
    while let Some(at) = piece.get(from..).and_then(|rest| rest.iter().position(|b| *b == b':')) {
        let colon = from + at;
        let start = colon.saturating_sub(4);
        let found = piece.get(start..).is_some_and(|rest| {
            MARKS.iter().any(|mark| {
                rest.get(..mark.len()).is_some_and(|rest| rest.eq_ignore_ascii_case(mark))
            })
        });
        if found {
            return true;
        }
        from = colon + 1;
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Options;

    fn found(bytes: &[u8]) -> bool {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("a.xml"), bytes).unwrap();
        are_in(&Tree::open(&[folder.path().to_owned()], &Options::default()).unwrap())
    }

    #[test]
    fn marks_are_found_wherever_pieces_end() {
        for before in [0, 1, PIECE - 13, PIECE - 12, PIECE - 4, PIECE - 1, PIECE, PIECE + 5] {
            let text = format!("{}<img src='data:image/png;base64,x'>", "é:".repeat(before / 3));
            assert!(found(text.as_bytes()), "{before}");
        }
        let wide: Vec<u8> = [0xFF, 0xFE]
            .into_iter()
            .chain("x data:image/gif".encode_utf16().flat_map(u16::to_le_bytes))
            .collect();
        assert!(found(&wide));
        assert!(!found(b"data: image/png; http://x/data:y") && !found(b"\0data:image/png"));
    }
}
