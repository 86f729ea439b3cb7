//! Folders of texts in Markdown and pages with front matter, one quirk a test.

mod addresses;
mod front_matter;
mod generators;
mod hostile;
mod texts;

use std::collections::BTreeMap;

use parvis_import::{Document, Format, Options, open};

use crate::support::{Imported, folder};

fn import(files: &[(&str, &str)]) -> Imported {
    let bytes: Vec<(&str, &[u8])> =
        files.iter().map(|(name, text)| (*name, text.as_bytes())).collect();
    from(&bytes, Options::default())
}

fn from(files: &[(&str, &[u8])], options: Options) -> Imported {
    let folder = folder(files);
    let reader = open(&[folder.path().to_owned()], None, options.clone()).unwrap();
    assert_eq!(reader.format(), Format::Markdown);
    // Twice the same.
    assert_eq!(reader.records().collect::<Vec<_>>(), reader.records().collect::<Vec<_>>());
    let site = Imported::from(folder.path(), options, &BTreeMap::new());
    assert!(
        site.problems().iter().all(|(code, ..)| code != "NOT_PROCESSED"),
        "{:?}",
        site.problems()
    );
    site
}

fn one(name: &str, text: &str) -> Document {
    let site = import(&[(name, text)]);
    site.documents[name].0.clone()
}

fn codes(site: &Imported) -> Vec<String> {
    site.problems().into_iter().map(|(code, ..)| code).collect()
}
