//! What the settings of a generator say of all its texts: languages, time zones, authors, redirects.

use parvis_import::{Document, Kind, State, Target};

use super::import;
use crate::support::Imported;

fn urls(site: &Imported, id: &str) -> Vec<String> {
    site.documents[id].0.old_urls.clone()
}

fn instant(document: &Document) -> String {
    document.created.as_ref().unwrap().instant.to_string()
}

#[test]
fn the_time_zone_of_a_site_counts_for_its_dates() {
    let text = "---\ndate: 2010-07-06 10:00\n---\nx";
    let with = [
        ("_config.yml", "timezone: America/Toronto", "_posts/2010-07-06-a.md", text),
        ("hugo.toml", "timeZone = 'America/Toronto'", "content/posts/a.md", text),
        (
            "pelicanconf.py",
            "TIMEZONE = 'America/Toronto'",
            "content/a.md",
            "Title: a\nDate: 2010-07-06 10:00\n\nx",
        ),
    ];
    for (name, settings, id, text) in with {
        let site = import(&[(name, settings), (id, text)]);
        assert_eq!(instant(&site.documents[id].0), "2010-07-06T14:00:00Z", "{name}");
    }
    let nonsense = import(&[("_config.yml", "timezone: Ici"), ("_posts/2010-07-06-a.md", text)]);
    let (document, _) = &nonsense.documents["_posts/2010-07-06-a.md"];
    assert_eq!(instant(document), "2010-07-06T10:00:00Z");
}

#[test]
fn pages_that_only_lead_elsewhere_are_redirects() {
    let site = import(&[
        ("_config.yml", "url: http://blog.example.org"),
        ("_posts/2010-07-06-a.md", "---\npermalink: /nouveau/\n---\n[x](/vieux/) [y](/hop/)"),
        (
            "vieux.md",
            "---\npermalink: /vieux/\nredirect_to: http://blog.example.org/nouveau/\n---\n",
        ),
        ("hop.md", "---\npermalink: /hop/\nredirect_to: [/vieux/]\n---\n"),
        ("dehors.md", "---\nredirect_to: https://ailleurs.example/\n---\n"),
        ("texte.md", "---\nredirect_to: /nouveau/\n---\nUn texte"),
        ("rond.md", "---\npermalink: /rond/\nredirect_to: /carre/\n---\n"),
        ("carre.md", "---\npermalink: /carre/\nredirect_to: /rond/\n---\n"),
    ]);
    let mut led: Vec<_> = site
        .redirects
        .iter()
        .map(|it| (it.external_id.as_str(), it.to.as_str(), it.old_urls[0].as_str()))
        .collect();
    led.sort_unstable();
    let post = "_posts/2010-07-06-a.md";
    assert_eq!(led, [("hop.md", post, "/hop/"), ("vieux.md", post, "/vieux/")]);
    assert_eq!(site.totals(Kind::Redirect), [2, 2, 0, 0, 0, 0]);
    let (document, _) = &site.documents[post];
    assert!(document.links.iter().all(|link| link.target == Target::entry(Kind::Post, post)));
    assert!(site.html("dehors.md").contains("href=\"https://ailleurs.example/\""));
    assert_eq!(site.html("texte.md"), "<p>Un texte</p>\n");
    assert!(site.documents.contains_key("rond.md") && site.documents.contains_key("carre.md"));
}

#[test]
fn texts_of_hugo_are_in_the_languages_of_its_settings() {
    let settings = "baseURL = 'https://example.org/'\ndefaultContentLanguage = 'fr'\n[languages.fr]\ntitle = 'Le site'\n[languages.en]\ntitle = 'The site'\n[languages.pt-br]\nweight = 3\n";
    let site = import(&[
        ("hugo.toml", settings),
        ("content/posts/mot.fr.md", "---\ntitle: Mot\ndate: 2010-07-06\n---\n[x](autre.md)"),
        ("content/posts/mot.en.md", "---\ntitle: Word\ndate: 2010-07-06\n---\n[x](autre.md)"),
        ("content/posts/mot.pt-br.md", "---\ntitle: Palavra\ndate: 2010-07-06\n---\nx"),
        ("content/posts/autre.fr.md", "---\ntitle: Autre\n---\nx"),
        (
            "content/posts/autre.en.md",
            "---\ntitle: Other\n---\n[mot](/posts/mot/) [en](/en/posts/mot/)",
        ),
        ("content/_index.en.md", "---\ntitle: Home\n---\nx"),
    ]);
    let told: Vec<_> = ["fr", "en", "pt-br"]
        .map(|lang| {
            let id = format!("content/posts/mot.{lang}.md");
            (site.documents[&id].0.lang.clone().unwrap(), urls(&site, &id))
        })
        .into();
    let of = |lang: &str, url: &str| (lang.to_owned(), vec![url.to_owned()]);
    assert_eq!(
        told,
        [of("fr", "/posts/mot/"), of("en", "/en/posts/mot/"), of("pt-br", "/pt-br/posts/mot/")]
    );
    assert_eq!(urls(&site, "content/_index.en.md"), ["/en/"]);
    let target = |id: &str, at: usize| site.documents[id].0.links[at].target.clone();
    for lang in ["fr", "en"] {
        let other = Target::entry(Kind::Page, format!("content/posts/autre.{lang}.md"));
        let found = target(&format!("content/posts/mot.{lang}.md"), 0);
        let Target::Entry { external_id, .. } = &found else { panic!("{found:?}") };
        let Target::Entry { external_id: wanted, .. } = &other else { panic!("{other:?}") };
        assert_eq!(external_id, wanted);
    }
    let post = |lang: &str| Target::entry(Kind::Post, format!("content/posts/mot.{lang}.md"));
    assert_eq!(target("content/posts/autre.en.md", 0), post("fr"));
    assert_eq!(target("content/posts/autre.en.md", 1), post("en"));

    let folders = "languages:\n  en:\n    contentDir: content/english\n    title: The site\n  fr:\n    contentDir: content/french\ndefaultContentLanguageInSubdir: true\n";
    let site = import(&[
        ("config.yaml", folders),
        ("content/english/posts/word.md", "---\ntitle: Word\n---\nx"),
        ("content/french/posts/mot.md", "---\ntitle: Mot\n---\nx"),
        ("content/french/_index.md", "---\ntitle: Accueil\n---\nx"),
    ]);
    assert_eq!(urls(&site, "content/english/posts/word.md"), ["/en/posts/word/"]);
    assert_eq!(urls(&site, "content/french/posts/mot.md"), ["/fr/posts/mot/"]);
    assert_eq!(urls(&site, "content/french/_index.md"), ["/fr/"]);
    let (document, _) = &site.documents["content/french/posts/mot.md"];
    assert_eq!(document.lang.as_deref(), Some("fr"));
}

#[test]
fn jekyll_looks_its_authors_up() {
    let list = "ana:\n  name: Ana Petit\n  email: ana@example.org\nluc: Luc Roy\nzoe:\n  web: https://example.org\n";
    let site = import(&[
        ("_config.yml", "title: Ici"),
        ("_data/authors.yml", list),
        ("_posts/2010-07-06-a.md", "---\nauthor: ana\n---\nx"),
        ("_posts/2010-07-07-b.md", "---\nauthors: [luc, ana, zoe, Eva Blum]\n---\nx"),
    ]);
    let names = |id: &str| site.documents[id].0.author.clone().unwrap();
    assert_eq!(names("_posts/2010-07-06-a.md"), "Ana Petit");
    assert_eq!(names("_posts/2010-07-07-b.md"), "Luc Roy, Ana Petit, zoe, Eva Blum");
    let authors: Vec<_> =
        site.authors.iter().map(|it| (it.name.as_str(), it.email.as_deref())).collect();
    let email = Some("ana@example.org");
    assert_eq!(
        authors,
        [("Ana Petit", email), ("Eva Blum", None), ("Luc Roy", None), ("zoe", None)]
    );
    // Where there is no list, or another program is at work, a word is a name.
    let plain = import(&[("_posts/2010-07-06-a.md", "---\nauthor: ana\n---\nx")]);
    assert_eq!(plain.authors[0].name, "ana");
    let hugo = import(&[
        ("hugo.toml", "title = 'Ici'"),
        ("_data/authors.yml", list),
        ("content/a.md", "---\nauthor: ana\n---\nx"),
    ]);
    assert_eq!(hugo.authors[0].name, "ana");
}

#[test]
fn pelican_completes_what_texts_do_not_say() {
    let settings = "AUTHOR = 'Ana Petit'\nSITEURL = 'http://ici.example.org'\nDEFAULT_LANG = 'fr'\nPAGE_URL = '{slug}/'\nARTICLE_URL = '{category}/{slug}.html'\n";
    let site = import(&[
        ("pelicanconf.py", settings),
        ("content/Voyages/a.md", "Title: Été\nDate: 2010-07-06\n\nx"),
        (
            "content/b.md",
            "Title: b\nDate: 2010-07-06\nCategory: Vie\nAuthor: Luc Roy\nSave_as: ici/b.html\n\nx",
        ),
        ("content/c.md", "Title: c\nDate: 2010-07-06\nLang: en\nSlug: mot\nStatus: draft\n\nx"),
        ("content/pages/moi.md", "Title: Moi\n\nx"),
    ]);
    let (first, _) = &site.documents["content/Voyages/a.md"];
    assert_eq!(first.author.as_deref(), Some("Ana Petit"));
    assert_eq!(first.tags, ["Voyages"]);
    assert_eq!(first.old_urls, ["/voyages/ete.html", "/voyages/été.html"]);
    let (second, _) = &site.documents["content/b.md"];
    assert_eq!(
        (second.author.as_deref(), second.tags.as_slice()),
        (Some("Luc Roy"), &["Vie".to_owned()][..])
    );
    assert_eq!(second.old_urls, ["/ici/b.html", "/vie/b.html"]);
    assert_eq!(site.documents["content/c.md"].0.state, State::Draft);
    assert_eq!(urls(&site, "content/pages/moi.md"), ["/moi/"]);
    assert!(site.documents["content/pages/moi.md"].0.tags.is_empty());
    let plain = import(&[
        ("pelicanconf.py", "DEFAULT_LANG = 'fr'\nUSE_FOLDER_AS_CATEGORY = False\n"),
        ("content/x/c.md", "Title: c\nDate: 2010-07-06\nLang: en\nSlug: mot\n\nx"),
    ]);
    assert_eq!(urls(&plain, "content/x/c.md"), ["/mot-en.html"]);
    assert!(plain.documents["content/x/c.md"].0.tags.is_empty());
}

#[test]
fn collections_of_jekyll_have_their_own_addresses() {
    let site = import(&[
        (
            "_config.yml",
            "collections:\n  docs:\n    output: true\n    permalink: /aide/:path/\n  recettes: {output: true}\n",
        ),
        ("_docs/guide/debut.md", "---\ntitle: Début\n---\nx"),
        ("_recettes/un.md", "---\ntitle: Un\n---\n[x](/aide/guide/debut/)"),
        ("_posts/2010-07-06-a.md", "{% asset_img plan.png Le plan %}"),
        ("_posts/2010-07-06-a/plan.png", "p"),
    ]);
    assert_eq!(urls(&site, "_docs/guide/debut.md"), ["/aide/guide/debut/"]);
    assert_eq!(urls(&site, "_recettes/un.md"), ["/recettes/un.html", "/recettes/un"]);
    let (note, _) = &site.documents["_recettes/un.md"];
    assert_eq!(note.links[0].target, Target::entry(Kind::Page, "_docs/guide/debut.md"));
    assert!(site.html("_posts/2010-07-06-a.md").contains("/d/_posts/2010-07-06-a/plan.png"));
}
