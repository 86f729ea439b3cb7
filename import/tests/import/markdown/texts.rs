//! What texts become, and what is no text.

use std::collections::BTreeMap;

use parvis_import::{Kind, Options};

use super::{codes, from, import, one};
use crate::support::{Imported, folder};

#[test]
fn markdown_of_all_kinds_becomes_html() {
    let text = "Note[^1]\n\n| a | b |\n|---|--:|\n| 1 | 2 |\n\n- [x] fait\n- [ ] à faire\n\n~~non~~ https://example.org\n\nterme\n\n: sens\n\n3. trois\n\n```rs\nlet x = 1 < 2;\n```\n\n<div>brut <script>x()</script></div>\n\n[^1]: La note\n";
    let html = one("a.md", text).body_html;
    for part in [
        "<p>Note<sup><a id=\"fnref-1\"></a></sup><sup><a href=\"#fn-1\">1</a></sup></p>",
        "<td>1</td><td>2</td>",
        "<li>☑ fait</li><li>☐ à faire</li>",
        "<p><del>non</del> <a href=\"https://example.org\">https://example.org</a></p>",
        "<dl><dt>terme</dt><dd>sens</dd></dl>",
        "<ol start=\"3\"><li>trois</li></ol>",
        "<pre>let x = 1 &lt; 2;\n</pre>",
        "<p>brut</p>",
        "<a id=\"fn-1\"></a>La note",
    ] {
        assert!(html.contains(part), "{part}\nin {html}");
    }
    assert!(!html.contains("script"));
}

#[test]
fn what_is_no_text_is_set_aside_with_a_reason() {
    let site = import(&[
        ("_config.yml", "title: x"),
        ("_layouts/post.html", "x"),
        ("_includes/a/b.md", "x"),
        ("themes/x/layouts/y.md", "x"),
        ("node_modules/z/README.md", "x"),
        (".obsidian/app.json", "x"),
        ("README.md", "x"),
        ("css/style.css", "x"),
        ("vide.md", ""),
        ("blanc.md", "\u{feff}\n"),
        ("photo.jpg", "p"),
        ("_posts/2010-01-06-a.md", "# A"),
    ]);
    assert_eq!(site.totals(Kind::Post), [1, 1, 0, 0, 0, 0]);
    assert_eq!(site.totals(Kind::Page), [2, 0, 0, 0, 2, 0]);
    assert_eq!(site.totals(Kind::Media), [1, 1, 0, 0, 0, 0]);
    assert_eq!(site.totals(Kind::Other), [8, 0, 0, 0, 8, 0]);
    let aside: Vec<_> =
        site.problems().into_iter().skip(1).map(|(code, file, _)| (code, file)).collect();
    let pair = |code: &str, file: &str| (code.to_owned(), file.to_owned());
    assert_eq!(
        aside,
        [
            pair("SKIPPED_FOLDER", ".obsidian"),
            pair("SKIPPED_FILE", "README.md"),
            pair("SKIPPED_FILE", "_config.yml"),
            pair("SKIPPED_FOLDER", "_includes"),
            pair("SKIPPED_FOLDER", "_layouts"),
            pair("EMPTY_PAGE", "blanc.md"),
            pair("SKIPPED_FILE", "css/style.css"),
            pair("SKIPPED_FOLDER", "node_modules"),
            pair("SKIPPED_FOLDER", "themes"),
            pair("SKIPPED_FILE", "vide.md"),
        ]
    );
}

#[test]
fn encodings_are_found_out() {
    let site = from(
        &[
            ("latin.md", b"# L'\xE9t\xE9\n\nla soci\xE9t\xE9 f\xEAte No\xEBl \xE0 l\x92h\xF4tel"),
            ("un-octet.md", b"# D\xC3\xA9j\xC3\xA0 \xC3\xA9t\xC3\xA9\n\ncaf\xE9 \0\x0B\x07 fin"),
            ("binaire.md", &[0; 100]),
        ],
        Options::default(),
    );
    assert_eq!(site.documents["latin.md"].0.title, "L'été");
    assert!(site.html("latin.md").contains("la société fête Noël à l’hôtel"));
    assert_eq!(site.documents["un-octet.md"].0.title, "Déjà été");
    assert_eq!(site.html("un-octet.md"), "<p>café fin</p>\n");
    let codes = codes(&site);
    for code in ["ENCODING_GUESSED", "CHARACTERS_REPLACED", "MALFORMED"] {
        assert!(codes.contains(&code.to_owned()), "{code}");
    }
}

#[test]
fn a_second_run_changes_nothing() {
    let folder = folder(&[
        ("a.md", b"---\ndate: 2013-01-01\n---\n[x](b.md) ![y](c.png)"),
        ("b.md", b"# B"),
        ("c.png", b"p"),
    ]);
    let first = Imported::from(folder.path(), Options::default(), &BTreeMap::new()).hashes();
    let second = Imported::from(folder.path(), Options::default(), &first);
    assert_eq!((second.totals(Kind::Post)[3], second.totals(Kind::Page)[3]), (1, 1));
}
