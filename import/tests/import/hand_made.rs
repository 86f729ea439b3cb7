//! Sites that were made by hand, with what servers and editors of their time left in them.

use std::collections::BTreeMap;

use parvis_import::{Kind, Options, State};

use crate::support::{Imported, folder, zipped};

fn import(files: &[(&str, &[u8])]) -> Imported {
    Imported::from(folder(files).path(), Options::default(), &BTreeMap::new())
}

/// Code and file of every problem but those of dates.
fn problems(site: &Imported) -> Vec<(String, String)> {
    let all = site.problems().into_iter().filter(|(code, ..)| code != "DATE_GUESSED");
    all.map(|(code, file, _)| (code, file)).collect()
}

fn pair(code: &str, file: &str) -> (String, String) {
    (code.to_owned(), file.to_owned())
}

#[test]
fn what_a_password_kept_is_not_published() {
    let site = import(&[
        ("index.htm", b"<p>Bonjour <a href=rh/paie.pdf>paie</a> <a href=rh/a.htm>A</a>"),
        ("rh/.htaccess", b"AuthType Basic\r\n<Limit GET>\r\nrequire valid-user\r\n</Limit>"),
        ("rh/a.htm", b"<p>Salaires <a href=paie.pdf>ici</a>"),
        ("rh/sous/b.htm", b"<p>Primes"),
        ("rh/paie.pdf", b"%PDF"),
        ("open/.htaccess", b"Options -Indexes"),
        ("open/c.htm", b"<p>Cantine"),
        ("_private/form.htm", b"<p>Formulaire"),
    ]);
    let state = |id: &str| site.documents[id].0.state;
    assert_eq!((state("index.htm"), state("open/c.htm")), (State::Published, State::Published));
    assert_eq!((state("rh/a.htm"), state("rh/sous/b.htm")), (State::Protected, State::Protected));
    assert_eq!(state("_private/form.htm"), State::Private);
    assert_eq!(
        problems(&site).into_iter().filter(|it| it.0 != "SKIPPED_FILE").collect::<Vec<_>>(),
        [
            pair("KEPT_PRIVATE", "_private/form.htm"),
            pair("BROKEN_LINK", "index.htm"),
            pair("KEPT_PRIVATE", "rh/a.htm"),
            pair("KEPT_PRIVATE", "rh/sous/b.htm"),
        ]
    );
    assert!(site.html("rh/a.htm").contains("/d/rh/paie.pdf"), "{}", site.html("rh/a.htm"));
    assert!(!site.html("index.htm").contains("/d/rh/paie.pdf"), "a public page does not open it");
}

#[test]
fn what_frontpage_puts_around_pages_is_no_page() {
    let site = import(&[
        ("index.htm", b"<p>Bonjour <img src=_themes/bleu/puce.gif>"),
        ("_borders/top.htm", b"<p>Bandeau"),
        ("_themes/bleu/puce.gif", b"GIF89a"),
        ("_themes/bleu/theme.htm", b"<p>Essai"),
        ("_vti_bin/shtml.htm", b"<p>x"),
        ("_vti_cnf/index.htm", b"vti_encoding:SR|utf8-nl"),
    ]);
    assert_eq!(site.totals(Kind::Page), [1, 1, 0, 0, 0, 0]);
    assert!(site.html("index.htm").contains("/d/_themes/bleu/puce.gif"));
    let folders = ["_borders", "_themes", "_vti_bin", "_vti_cnf"];
    assert_eq!(problems(&site), folders.map(|folder| pair("SKIPPED_FOLDER", folder)));
}

#[test]
fn folders_of_templates_are_those_that_hold_some() {
    let site = import(&[
        ("index.htm", b"<p>Bonjour"),
        ("Templates/lettres.htm", b"<p>Lettres types"),
        ("Library/livres.htm", b"<p>Livres"),
        ("Connections/base.php", b"<p>secret"),
        ("club/index.htm", b"<p>Club"),
        ("club/Templates/club.dwt", b"<p>Modele"),
        ("club/Templates/_notes/club.dwt.mno", b"x"),
        ("club/Templates/sous/perdue.htm", b"<p>Perdue"),
        ("club/Templates/_vti_cnf/perdue.htm", b"vti_encoding:SR|utf8-nl"),
        ("club/Library/pied.lbi", b"<p>Pied"),
    ]);
    let pages: Vec<_> = site.documents.keys().map(String::as_str).collect();
    assert_eq!(
        pages,
        ["Library/livres.htm", "Templates/lettres.htm", "club/index.htm", "index.htm"]
    );
    assert_eq!(
        problems(&site),
        [
            pair("SKIPPED_FOLDER", "Connections"),
            pair("SKIPPED_FOLDER", "club/Library"),
            pair("SKIPPED_FOLDER", "club/Templates"),
            pair("SKIPPED_FILE", "club/Templates/sous/perdue.htm"),
        ]
    );
    assert_eq!(site.totals(Kind::Page), [5, 4, 0, 0, 1, 0]);
    assert_eq!(site.totals(Kind::Other), [5, 0, 0, 0, 5, 0]);
}

#[test]
fn archives_in_folders_are_read_and_downloads_stay_files() {
    let site = import(&[
        ("index.htm", b"<p>Voir <a href=outils.zip>les outils</a>"),
        ("outils.zip", &zipped(&[("lisez.htm", b"<p>x")])),
    ]);
    assert_eq!(site.totals(Kind::Page), [1, 1, 0, 0, 0, 0]);
    assert!(site.html("index.htm").contains("/d/outils.zip"));
    let inner: &[(&str, &[u8])] =
        &[("index.htm", b"<p>Bonjour <img src=a.gif>"), ("a.gif", b"GIF89a")];
    let site = import(&[("site.zip", &zipped(inner))]);
    assert_eq!((site.totals(Kind::Page)[1], site.totals(Kind::Media)[1]), (1, 1));

    let page = b"<html><body><h1>T</h1><img src=\"../../media/107047312455_0.jpg\"></body></html>";
    let posts = zipped(&[("posts_index.html", b"x"), ("html/107047312455.html", page)]);
    let blog = import(&[
        ("payload-0.json", b"[]"),
        ("media/107047312455_0.jpg", b"j"),
        ("posts.zip", &posts),
    ]);
    assert_eq!(blog.totals(Kind::Post), [1, 1, 0, 0, 0, 0]);
    assert!(blog.html("107047312455").contains("/d/media/107047312455_0.jpg"));

    let xml = br#"<rss xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:wp="http://wordpress.org/export/1.2/"><channel><wp:wxr_version>1.2</wp:wxr_version><wp:base_blog_url>http://b.example</wp:base_blog_url><item><title>T</title><wp:post_id>1</wp:post_id><wp:post_type>post</wp:post_type><wp:status>publish</wp:status><content:encoded><![CDATA[<img src="http://b.example/wp-content/uploads/2013/09/a.jpg">]]></content:encoded></item></channel></rss>"#;
    let uploads = zipped(&[("2013/09/a.jpg", b"j")]);
    let blog = import(&[("site.xml", xml), ("uploads.zip", &uploads)]);
    let missing = |(code, ..): &(String, String)| code == "MISSING_MEDIA";
    assert!(!problems(&blog).iter().any(missing), "{:?}", problems(&blog));
    assert_eq!(import(&[("site.zip", &zipped(&[("site.xml", xml)]))]).totals(Kind::Post)[1], 1);
}

#[test]
fn regions_that_are_called_menus_stay_where_they_are_texts() {
    let page = |menu: &str, text: &str| {
        format!(
            "<!-- InstanceBeginEditable name=\"bandeau\" --><p>Bonjour à tous<!-- InstanceEndEditable -->\
            <!-- InstanceBeginEditable name=\"Menu_du_jour\" -->{menu}<!-- InstanceEndEditable -->\
            <!-- InstanceBeginEditable name=\"corps\" --><p>{text}<!-- InstanceEndEditable -->"
        )
    };
    let site = import(&[
        ("a.htm", page("<p>Lundi : gratin", "un").as_bytes()),
        ("b.htm", page("<p>Mardi : soupe", "deux").as_bytes()),
        ("c.htm", page("<a href=a.htm>A</a> | <a href=b.htm>B</a>", "trois").as_bytes()),
    ]);
    assert_eq!(site.html("a.htm"), "<p>Lundi : gratin</p>\n<p>un</p>\n");
    assert_eq!(site.html("b.htm"), "<p>Mardi : soupe</p>\n<p>deux</p>\n");
    assert_eq!(site.html("c.htm"), "<p>trois</p>\n");
    let told: Vec<_> =
        problems(&site).into_iter().filter(|(code, _)| code == "FURNITURE_REMOVED").collect();
    assert_eq!(told, ["a.htm", "b.htm", "c.htm"].map(|id| pair("FURNITURE_REMOVED", id)));
}

#[test]
fn a_folder_around_a_site_is_no_part_of_its_addresses() {
    let members: &[(&str, &[u8])] = &[
        ("monsite/index.htm", b"<p>Accueil <img src=/images/iris.jpg>"),
        (
            "monsite/sub/page.htm",
            b"<p>Page <a href=/index.htm>accueil</a> <a href=/monsite/sub/>x</a>",
        ),
        ("monsite/sub/index.htm", b"<p>Sub"),
        ("monsite/images/iris.jpg", b"j"),
    ];
    let site = import(&[("site.zip", &zipped(members))]);
    let home = "site/monsite/index.htm";
    assert!(site.html(home).contains("/d/site/monsite/images/iris.jpg"), "{}", site.html(home));
    assert_eq!(site.documents[home].0.old_urls, ["/index.htm", "/"]);
    let page = site.html("site/monsite/sub/page.htm");
    assert!(page.contains("/d/site/monsite/index.htm"), "{page}");
    assert_eq!(site.assets["site/monsite/images/iris.jpg"].old_urls, ["/images/iris.jpg"]);
}

#[test]
fn hosts_that_pages_name_as_theirs_are_the_sites_own() {
    let site = import(&[
        ("index.htm", b"<p>A <a href=http://www.lumiere.example/rh/a.htm>a</a> <a href=http://x.example/>x</a>"),
        ("rh/a.htm", b"<link rel=canonical href=http://www.lumiere.example/rh/a.htm><p>RH"),
    ]);
    assert!(site.html("index.htm").contains("/d/rh/a.htm"), "{}", site.html("index.htm"));
    assert!(site.html("index.htm").contains("http://x.example/"));
    assert_eq!(problems(&site), [pair("OWN_HOST_GUESSED", "rh/a.htm")]);
}

#[test]
fn authors_are_those_whom_heads_of_pages_name() {
    let site = import(&[
        ("a.htm", "<meta name=Author content=\"Léa\n Martin \"><p>Un".as_bytes()),
        ("b.htm", "<meta name=author content=\"Léa Martin\"><p>Deux".as_bytes()),
        ("c.htm", b"<meta name=author content=\"Luc Roy\"><p>Trois"),
        ("d.htm", b"<meta name=author content=\" \"><p>Quatre"),
        // It is left out.
        ("e.htm", b"<meta name=author content=Personne>"),
    ]);
    let authors: Vec<_> =
        site.authors.iter().map(|it| (it.external_id.as_str(), it.name.as_str())).collect();
    assert_eq!(authors, [("Léa Martin", "Léa Martin"), ("Luc Roy", "Luc Roy")]);
    let of = |id: &str| site.documents[id].0.author.as_deref();
    assert_eq!(
        [of("a.htm"), of("b.htm"), of("d.htm")],
        [Some("Léa Martin"), Some("Léa Martin"), None]
    );
    assert_eq!(site.totals(Kind::Author), [2, 2, 0, 0, 0, 0]);
}

#[test]
fn heads_of_pages_tell_labels_summaries_and_dates() {
    let site = import(&[
        ("a.htm", "<meta name=Keywords content=\"congés, RTT; Congés\"><meta name=description content=\"Un résumé\">\
            <meta name=DC.Date content=2004-03-12><p>Texte".as_bytes()),
        ("b.htm", b"<meta property=article:published_time content=2010-05-06T07:08:09Z><p>Texte"),
        ("c.shtml", b"<p>Texte <time datetime=2011-01-02 pubdate>hier</time><!--#include virtual=\"/menu.htm\" -->"),
    ]);
    let (document, _) = &site.documents["a.htm"];
    assert_eq!(
        (document.tags.join("|").as_str(), document.excerpt.as_deref()),
        ("congés|RTT", Some("Un résumé"))
    );
    let at = |id: &str| site.documents[id].0.published.as_ref().unwrap().instant.to_string();
    assert_eq!(at("a.htm"), "2004-03-12T00:00:00Z");
    assert_eq!(
        (at("b.htm").as_str(), at("c.shtml").as_str()),
        ("2010-05-06T07:08:09Z", "2011-01-02T00:00:00Z")
    );
    assert!(!site.problems().iter().any(|(code, ..)| code == "DATE_GUESSED"));
    assert!(problems(&site).contains(&pair("DYNAMIC_CODE_REMOVED", "c.shtml")));
}
