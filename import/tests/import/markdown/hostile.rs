//! Texts made to do harm.

use std::{collections::BTreeMap, fmt::Write as _};

use parvis_import::{Kind, Options};

use super::codes;
use crate::support::{Imported, folder};

#[test]
fn hostile_texts_end_soon_and_do_no_harm() {
    let mut texts: Vec<(String, String)> = Vec::new();
    for (n, piece) in [
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
    ]
    .iter()
    .enumerate()
    {
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
    let start = std::time::Instant::now();
    let site = Imported::from(folder.path(), Options::default(), &BTreeMap::new());
    assert!(start.elapsed().as_secs() < 120, "{:?}", start.elapsed());
    assert_eq!(site.totals(Kind::Page)[0], texts.len() as u64);
    assert!(site.html("reste.md").contains("est là"));
    let small = Options { max_page_bytes: 8_000, ..Options::default() };
    let site = Imported::from(folder.path(), small, &BTreeMap::new());
    assert!(codes(&site).contains(&"TOO_LARGE".to_owned()));
}
