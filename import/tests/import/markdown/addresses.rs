//! Where texts were, and where their links and pictures lead.

use parvis_import::{Kind, LinkUsage, Located, Target};

use super::import;

#[test]
fn old_addresses_are_those_of_the_generator() {
    let urls = |files: &[(&str, &str)], id: &str| import(files).documents[id].0.old_urls.clone();
    let post = "_posts/2010-01-06-un-mot.md";
    assert_eq!(
        urls(&[(post, "---\ncategories: [Vie, Été]\n---\nx")], post),
        ["/vie/été/2010/01/06/un-mot.html", "/vie/été/2010/01/06/un-mot/"]
    );
    let config = (
        "_config.yml",
        "url: https://blog.example.org\nbaseurl: /b\npermalink: /:year/:i_month/:title/\ntitle: Le blog\n",
    );
    assert_eq!(urls(&[config, (post, "x")], post), ["/b/2010/1/un-mot/"]);
    let alias = "---\npermalink: /ici/\nredirect_from: [/la, 'http://vieux.example.org/x']\n---\nx";
    assert_eq!(
        urls(&[config, (post, alias)], post),
        ["/ici/", "/la", "http://vieux.example.org/x", "/b/2010/1/un-mot/"]
    );
    assert_eq!(
        urls(&[config, ("a-propos.md", "x")], "a-propos.md"),
        ["/b/a-propos.html", "/b/a-propos", "/b/a-propos.md"]
    );
    let hugo =
        ("hugo.toml", "baseURL = 'https://example.org/'\n[permalinks]\nnews = '/:year/:slug/'\n");
    let dated = "---\ndate: 2013-09-18\naliases: [/vieux/]\n---\nx";
    assert_eq!(
        urls(&[hugo, ("content/posts/Un Mot.md", dated)], "content/posts/Un Mot.md"),
        ["/vieux/", "/posts/un-mot/"]
    );
    assert_eq!(
        urls(&[hugo, ("content/news/mot.md", dated)], "content/news/mot.md"),
        ["/vieux/", "/2013/mot/"]
    );
    assert_eq!(
        urls(&[hugo, ("content/posts/mot/index.md", "x")], "content/posts/mot/index.md"),
        ["/posts/mot/"]
    );
    assert_eq!(urls(&[hugo, ("content/_index.md", "x")], "content/_index.md"), ["/"]);
    let pelican = (
        "pelicanconf.py",
        "SITEURL = 'http://ici.example.org'\nARTICLE_URL = '{date:%Y}/{slug}.html'\n",
    );
    assert_eq!(
        urls(&[pelican, ("content/a.md", "Title: L'été\nDate: 2013-09-18\n\nx")], "content/a.md"),
        ["/2013/lete.html", "/2013/lété.html"]
    );
    assert_eq!(urls(&[("a.md", "Title: Un mot\n\nx")], "a.md"), ["/un-mot.html"]);
    let site = import(&[
        config,
        (post, "[x](https://blog.example.org/b/2010/1/un-mot/) [y](/b/2010/1/absent/)"),
    ]);
    let targets: Vec<&Target> =
        site.documents[post].0.links.iter().map(|link| &link.target).collect();
    assert_eq!(targets[0], &Target::entry(Kind::Post, post));
    assert!(matches!(targets[1], Target::Missing { .. }));
}

#[test]
fn hugo_makes_addresses_of_titles_names_and_folders() {
    let made = |pattern: &str, path: &str, fields: &str| {
        let config = format!("[permalinks]\nposts = '{pattern}'\n");
        let text = format!("---\ndate: 2020-05-03\n{fields}\n---\nx");
        let site = import(&[("hugo.toml", &config), (path, &text)]);
        site.documents[path].0.old_urls.join(" ")
    };
    let (bundle, file) = ("content/posts/un/index.md", "content/posts/Deux Mots.md");
    let title = "title: Un été, à l'ombre";
    for (pattern, path, fields, address) in [
        ("/:year/:month/:slug/", bundle, title, "/2020/05/un-été-à-lombre/"),
        ("/:year/:month/:slug/", bundle, "title: x\nslug: ete", "/2020/05/ete/"),
        ("/:year/:month/:title/", bundle, "title: V 1.2 - x\nslug: ete", "/2020/05/v-1.2-x/"),
        ("/:slugorcontentbasename/", bundle, title, "/un/"),
        ("/:slugorcontentbasename/", bundle, "slug: ete", "/ete/"),
        ("/:slugorfilename/", bundle, title, "/un/"),
        ("/:contentbasename/", bundle, title, "/un/"),
        ("/:filename/", bundle, title, "/un/"),
        ("/:filename/", file, title, "/Deux Mots/"),
        ("/:slug/", bundle, "", "/un/"),
        ("/:sections/:slug/", bundle, title, "/posts/un-été-à-lombre/"),
        ("/:slug/", file, title, "/un-été-à-lombre/"),
    ] {
        assert_eq!(made(pattern, path, fields), address, "{pattern} {path} {fields}");
    }
    let text = "---\ndate: 2020-05-03\nslug: ete\n---\nx";
    let site = import(&[("hugo.toml", "title = 'x'"), (bundle, text)]);
    assert_eq!(site.documents[bundle].0.old_urls, ["/posts/ete/"]);
}

#[test]
fn links_and_pictures_are_found_wherever_they_stand() {
    let text = "[a](b.md#bas) [b](../notes/b) [c](/notes/b.html) [d]({filename}/notes/b.md) [e](/posts/2010/c/) \
        ![1](pic.png) ![2](/img/été.png) ![3](%7Bstatic%7D/img/été.png) ![4](https://ailleurs.example/x.png?w=3) \
        ![5](absent.png) [f](absent.md) [g](#ici) [h](mailto:a@example.org) ![6](IMG/%C3%89t%C3%A9.PNG) ![7](loin/seul.gif) [i](C:/x.doc)";
    let site = import(&[
        ("notes/a.md", text),
        ("notes/b.md", "# B\n\n## Bas\n\nx"),
        ("posts/c.md", "---\nurl: /posts/2010/c/\n---\n# C"),
        ("notes/pic.png", "p"),
        ("static/img/été.png", "p"),
        ("x/y/seul.gif", "p"),
    ]);
    let document = &site.documents["notes/a.md"].0;
    let target = |raw: &str| {
        &document
            .links
            .iter()
            .find(|link| link.raw == raw)
            .unwrap_or_else(|| panic!("{raw} in {:#?}", document.links))
            .target
    };
    let page = |id: &str| Target::entry(Kind::Page, id);
    let file = |id: &str| Target::entry(Kind::Media, id);
    assert_eq!(
        target("b.md#bas"),
        &Target::Entry {
            kind: Kind::Page,
            external_id: "notes/b.md".into(),
            fragment: Some("bas".into())
        }
    );
    for raw in ["../notes/b", "/notes/b.html", "%7Bfilename%7D/notes/b.md"] {
        assert_eq!(target(raw), &page("notes/b.md"), "{raw}");
    }
    assert_eq!(target("/posts/2010/c/"), &Target::entry(Kind::Post, "posts/c.md"));
    assert_eq!(target("pic.png"), &file("notes/pic.png"));
    for raw in
        ["/img/%C3%A9t%C3%A9.png", "%7Bstatic%7D/img/%C3%A9t%C3%A9.png", "IMG/%C3%89t%C3%A9.PNG"]
    {
        assert_eq!(target(raw), &file("static/img/été.png"), "{raw}");
    }
    assert_eq!(target("loin/seul.gif"), &file("x/y/seul.gif"));
    assert_eq!(
        target("https://ailleurs.example/x.png?w=3"),
        &file("media:ailleurs.example/x.png?w=3")
    );
    let asset = &site.assets["media:ailleurs.example/x.png?w=3"];
    assert_eq!(
        (asset.located.clone(), asset.old_urls.as_slice(), asset.name.as_str()),
        (Located::Elsewhere, &["https://ailleurs.example/x.png?w=3".to_owned()][..], "x.png")
    );
    assert_eq!(target("absent.png"), &Target::Missing { path: "notes/absent.png".into() });
    assert_eq!(target("absent.md"), &Target::Missing { path: "notes/absent.md".into() });
    assert_eq!(
        (target("#ici"), target("mailto:a@example.org"), target("C:/x.doc")),
        (&Target::SamePage, &Target::External, &Target::LocalDisk)
    );
    assert!(
        site.html("notes/b.md").contains("<h2><a id=\"bas\"></a>Bas</h2>"),
        "{}",
        site.html("notes/b.md")
    );
    let broken: Vec<_> = site
        .problems()
        .into_iter()
        .filter(|(_, file, _)| file == "notes/a.md")
        .map(|(code, _, line)| (code, line))
        .collect();
    let at = |code: &str, line| (code.to_owned(), line);
    assert_eq!(
        broken,
        [
            at("UNTITLED", None),
            at("DATE_GUESSED", None),
            at("MISSING_MEDIA", Some(1)),
            at("BROKEN_LINK", Some(1)),
            at("BROKEN_LINK", Some(1))
        ]
    );
    assert_eq!(site.totals(Kind::Media), [4, 4, 0, 0, 0, 0]);
}

#[test]
fn pictures_of_the_own_host_can_be_fetched() {
    let site = import(&[
        ("_config.yml", "url: http://blog.example.org"),
        (
            "_posts/2010-01-06-a.md",
            "---\nimage: /img/c.png\n---\n![a](http://www.blog.example.org/img/a.png) ![b](/img/b%20c.png) ![c](/img/a.png)",
        ),
        ("img/a.png", "p"),
    ]);
    let document = &site.documents["_posts/2010-01-06-a.md"].0;
    assert!(document.links.iter().all(|link| link.usage == LinkUsage::Embedded));
    assert_eq!(document.links[0].target, Target::entry(Kind::Media, "img/a.png"));
    assert_eq!(
        document.links[1].target,
        Target::entry(Kind::Media, "media:blog.example.org/img/b c.png")
    );
    assert_eq!(
        site.assets["media:blog.example.org/img/b c.png"].old_urls,
        ["https://blog.example.org/img/b%20c.png"]
    );
    assert_eq!(document.cover.as_deref(), Some("media:blog.example.org/img/c.png"));
    assert_eq!(site.totals(Kind::Media), [3, 3, 0, 0, 0, 0]);
}

#[test]
fn commands_and_wiki_links_lead_to_texts() {
    let text = "[u]({% post_url 2010-01-06-un-mot %}) [[Une page|ici]] [[Une page#Le bas]] ![[photo.png|300]] [[Absente]] {{< ref \"une page.md\" >}}\n\n{{< figure src=\"/photo.png\" caption=\"Mot\" >}}\n\n{% include nav.html %}\n";
    let site = import(&[
        ("_posts/2010-01-07-deux.md", text),
        ("_posts/2010-01-06-un-mot.md", "x"),
        ("notes/Une page.md", "# Une page\n\n## Le bas\n\nx"),
        ("photos/photo.png", "p"),
    ]);
    let html = site.html("_posts/2010-01-07-deux.md");
    for part in [
        "<a href=\"/d/_posts/2010-01-06-un-mot.md\">u</a>",
        "<a href=\"/d/notes/Une page.md\">ici</a>",
        "<a href=\"/d/notes/Une page.md#le-bas\">Une page</a>",
        "<img alt=\"\" src=\"/d/photos/photo.png\">",
        "[[Absente]]",
        "<figure><img alt=\"Mot\" src=\"/d/photos/photo.png\"><figcaption>Mot</figcaption></figure>",
        "{% include nav.html %}",
    ] {
        let swapped = part.replace(
            "<img alt=\"\" src=\"/d/photos/photo.png\">",
            "<img src=\"/d/photos/photo.png\" alt=\"\">",
        );
        assert!(html.contains(part) || html.contains(&swapped), "{part} in {html}");
    }
    let told: Vec<_> = site
        .problems()
        .into_iter()
        .filter(|(_, file, _)| file.ends_with("deux.md"))
        .map(|(code, _, line)| (code, line))
        .collect();
    assert_eq!(
        told,
        [
            ("UNTITLED".to_owned(), None),
            ("UNKNOWN_SHORTCODE".to_owned(), Some(5)),
            ("BROKEN_LINK".to_owned(), Some(1))
        ]
    );
}
