//! Which part of a page is its text, as far as only the whole site can tell.

use std::collections::BTreeMap;

use parvis_import::Options;

use crate::support::{Imported, folder};

fn bodies(files: &[(&str, &str)]) -> Vec<String> {
    let bytes: Vec<(&str, &[u8])> =
        files.iter().map(|(name, text)| (*name, text.as_bytes())).collect();
    let folder = folder(&bytes);
    let site = Imported::from(folder.path(), Options::default(), &BTreeMap::new());
    site.documents.into_values().map(|(_, rewritten)| rewritten.html.trim().to_owned()).collect()
}

#[test]
fn menus_go_and_a_page_that_is_all_menu_keeps_it() {
    let page = |text: &str| {
        format!(
            "<table><tr><td>Accueil<br>Plan</td><td>{text}</td></tr></table><p>Pied de page</p>"
        )
    };
    let [a, b, c, d] = ["un", "deux", "trois", ""].map(page);
    let bodies = bodies(&[("a.htm", &a), ("b.htm", &b), ("c.htm", &c), ("d.htm", &d)]);
    assert_eq!(
        bodies,
        ["<p>un</p>", "<p>deux</p>", "<p>trois</p>", "<p>Accueil<br>Plan</p>\n<p>Pied de page</p>"]
    );
}

#[test]
fn library_items_in_regions_stay_unless_most_pages_have_them() {
    let item = |name: &str| {
        format!(
            "<!-- #BeginLibraryItem \"/Library/{name}.lbi\" --><p>{name}</p><!-- #EndLibraryItem -->"
        )
    };
    let page = |items: &str| {
        format!(
            "<!-- InstanceBeginEditable name=\"corps\" --><p>Texte</p>{items}<!-- InstanceEndEditable -->"
        )
    };
    let rare = page(&format!("{}{}", item("appel"), item("adresse")));
    let common = page(&item("appel"));
    let bodies = bodies(&[("a.htm", &rare), ("b.htm", &common)]);
    assert_eq!(bodies, ["<p>Texte</p>\n<p>adresse</p>", "<p>Texte</p>"]);
}
