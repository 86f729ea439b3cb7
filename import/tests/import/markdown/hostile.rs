//! Texts made to do harm.

use std::{collections::BTreeMap, fmt::Write as _};

use parvis_import::{Kind, Options};

use super::codes;
use crate::{
    growth::assert_linear,
    support::{Imported, folder},
};

/// Texts are made of one of these, over and over.
const PIECES: [&str; 24] = [
    "> ",
    "- ",
    "1. ",
    "[",
    "![",
    "*a_",
    "`",
    "<a",
    "<b>",
    "|a",
    "[^a]",
    "&",
    "\\",
    "[a]: b\n",
    "> - ",
    "* * ",
    "]](",
    "a: b\n",
    "{% raw %}",
    "[a](",
    "~",
    "\n\n- a\n\n  ",
    "<!--",
    "<div>",
];

#[test]
fn hostile_texts_take_no_more_time_than_their_length() {
    for piece in PIECES {
        assert_linear(piece, 40_000, |bytes| {
            let folder = folder(&[("a.md", piece.repeat(bytes / piece.len()).as_bytes())]);
            Imported::from(folder.path(), Options::default(), &BTreeMap::new());
        });
    }
}

#[test]
fn hostile_texts_do_no_harm() {
    let mut texts: Vec<(String, String)> = Vec::new();
    for (n, piece) in PIECES.iter().enumerate() {
        texts.push((format!("{n:02}.md"), piece.repeat(10_000 / piece.len())));
    }
    let mut list = "- ".repeat(5_000);
    list.push_str(&"\n".repeat(20_000));
    texts.push(("liste.md".into(), list));
    let mut notes = String::new();
    for n in 0..500 {
        let _ = write!(notes, "a[^{n}]\n\n[^{n}]: x[^{n}]\n\n");
    }
    texts.push(("notes.md".into(), notes));
    texts.push((
        "tableau.md".into(),
        format!("{}\n{}\n{}", "|a".repeat(300), "|-".repeat(300), "|b\n".repeat(300)),
    ));
    texts.push(("yaml.md".into(), format!("---\na: {}\n---\nx", "[".repeat(60_000))));
    texts.push((
        "ancres.md".into(),
        format!("---\na: &a [{}]\nb: [{}]\n---\nx", "x, ".repeat(8_000), "*a, ".repeat(8_000)),
    ));
    texts.push(("reste.md".into(), "# Le reste\n\nest là".into()));
    let files: Vec<(&str, &[u8])> =
        texts.iter().map(|(name, text)| (name.as_str(), text.as_bytes())).collect();
    let folder = folder(&files);
    let site = Imported::from(folder.path(), Options::default(), &BTreeMap::new());
    assert_eq!(site.totals(Kind::Page)[0], texts.len() as u64);
    assert!(site.html("reste.md").contains("est là"));
    let small = Options { max_page_bytes: 8_000, ..Options::default() };
    let site = Imported::from(folder.path(), small, &BTreeMap::new());
    assert!(codes(&site).contains(&"TOO_LARGE".to_owned()));
}
