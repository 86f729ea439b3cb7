//! Reads exports of `TypePad` and Movable Type, and of the many systems that write their format.
//!
//! One text file holds all entries with their comments; pictures are addresses, unless their files lie beside it.

mod breaks;
mod charset;
mod comments;
mod dates;
mod document;
mod entry;
mod export;
mod grammar;
mod index;
mod leftovers;
mod lines;
mod links;
mod pictures;
mod records;

use std::{
    collections::BTreeMap,
    io::{self, Read},
};

use self::{index::Index, records::Records};
use crate::{
    Asset, Format, Kind, Located, OpenError, Options, Reader, Record, Site, Term, Tree, TreeFile,
};

/// Ends of names that exports have, in lower case; many have none.
const NAMES: [&str; 7] = ["txt", "text", "mt", "export", "mtif", "dat", "bak"];

/// Some exports and the files that came along with them.
#[derive(Debug)]
pub(crate) struct TypePad {
    index: Index,
    site: Site,
}

impl TypePad {
    /// Whether a source holds an export.
    pub(crate) fn recognises(tree: &Tree) -> bool {
        tree.files().iter().any(|file| may_be(file) && is_export(&tree.head(file)))
    }

    /// Indexes the exports of a source.
    ///
    /// # Errors
    /// [`OpenError::NotThatFormat`] where there is none.
    pub(crate) fn open(tree: Tree, options: Options) -> Result<Self, OpenError> {
        let alone = tree.files().len() == 1;
        let files = (0_u32..).zip(tree.files());
        let exports =
            files.filter(|(_, file)| (alone || may_be(file)) && is_export(&tree.head(file)));
        let exports: Vec<u32> = exports.map(|(position, _)| position).collect();
        if exports.is_empty() {
            let message = "no file begins with an entry".to_owned();
            return Err(OpenError::NotThatFormat { format: Format::TypePad, message });
        }
        let index = Index::of(tree, options, &exports);
        let site = Site { hosts: index.places.hosts().cloned().collect(), ..Site::default() };
        Ok(Self { index, site })
    }

    fn terms(&self) -> impl Iterator<Item = Record> + Send + '_ {
        self.index.terms.iter().map(|(taxonomy, name)| {
            Record::Term(Term {
                external_id: format!("{taxonomy}:{name}"),
                taxonomy: (*taxonomy).to_owned(),
                name: name.clone(),
                slug: None,
                parent: None,
                description: None,
            })
        })
    }
}

impl Reader for TypePad {
    fn format(&self) -> Format {
        Format::TypePad
    }

    fn expected(&self) -> BTreeMap<Kind, u64> {
        self.index.expected.clone()
    }

    fn site(&self) -> &Site {
        &self.site
    }

    fn records(&self) -> Box<dyn Iterator<Item = Record> + Send + '_> {
        let authors = self.index.authors.iter().cloned().map(Record::Author);
        let media = self.index.media.all().iter();
        let assets = media.map(|medium| Record::Asset(medium.asset(&self.index.tree)));
        let aside = self.index.aside.iter().cloned().map(Record::SetAside);
        let texts = Records::of(&self.index);
        Box::new(authors.chain(self.terms()).chain(assets).chain(texts).chain(aside))
    }

    fn bytes(&self, asset: &Asset) -> io::Result<Box<dyn Read + Send>> {
        let Located::Inside(path) = &asset.located else {
            return Err(io::ErrorKind::NotFound.into());
        };
        let file = self.index.tree.file(path).ok_or(io::ErrorKind::NotFound)?;
        self.index.tree.read(file)
    }
}

/// Whether the name can be that of an export.
fn may_be(file: &TreeFile) -> bool {
    let name = file.path.rsplit('/').next().unwrap_or(&file.path).to_lowercase();
    match name.rsplit_once('.') {
        Some((_, extension)) => NAMES.contains(&extension),
        None => !name.starts_with("6a"),
    }
}

/// Whether a file begins with the header of an entry and has a part of one.
fn is_export(head: &[u8]) -> bool {
    // Of UTF-16 the ASCII letters remain.
    let head: Vec<u8> = head.iter().copied().filter(|byte| *byte != 0).collect();
    let text = String::from_utf8_lossy(&head);
    let text = text.trim_start_matches(['\u{feff}', '\u{fffd}']);
    let mut lines = text.split(['\n', '\r']).map(str::trim_end).filter(|line| !line.is_empty());
    let begins = lines.next().is_some_and(grammar::is_header);
    let mut ended = false;
    begins
        && lines.any(|line| {
            let part = line == "START BODY:" || (ended && grammar::section(line).is_some());
            ended = grammar::is_section_end(line);
            part
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn exports_are_known_by_their_beginning() {
        assert!(is_export(b"AUTHOR: x\nTITLE: y\n\nDATE: z\n-----\nBODY:\n"));
        assert!(is_export(b"\xEF\xBB\xBFTITLE: y\r\n-----\r\nBODY:\r\n"));
        assert!(is_export(
            b"\xFF\xFEA\0U\0T\0H\0O\0R\0:\0 \0x\0\n\0-\0-\0-\0-\0-\0\n\0B\0O\0D\0Y\0:\0\n\0"
        ));
        assert!(!is_export(b"TITLE: y\n\nBODY: text of a letter\n"));
        assert!(!is_export(b"Bonjour\n-----\nBODY:\n"));
    }
}
