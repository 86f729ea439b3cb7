//! The intranet of 2004 in `fixtures/legacy-site`, from end to end.

use std::{collections::BTreeMap, fs, path::Path};

use parvis_import::{DateSource, Kind, Options, TitleSource};

use crate::support::Imported;

const SITE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures/legacy-site");

fn import() -> Imported {
    Imported::from(Path::new(SITE), Options::default(), &BTreeMap::new())
}

#[test]
fn everything_is_accounted_for() {
    let site = import();
    assert_eq!(site.totals(Kind::Page), [12, 12, 0, 0, 0, 0]);
    assert_eq!(site.totals(Kind::Media), [6, 6, 0, 0, 0, 0]);
    assert_eq!(site.totals(Kind::Redirect), [2, 2, 0, 0, 0, 0]);
    assert_eq!(site.totals(Kind::Other), [7, 0, 0, 0, 7, 0]);
    let problems = site.problems();
    let (guessed, problems): (Vec<_>, Vec<_>) =
        problems.into_iter().partition(|(code, ..)| code == "DATE_GUESSED");
    let dated: Vec<&str> = guessed.iter().map(|(_, file, _)| file.as_str()).collect();
    assert!(dated.contains(&"contact.htm"), "the file's time");
    assert!(dated.contains(&"accueil.htm"), "words in the page");
    assert!(!dated.contains(&"rh/mutuelle.htm"), "a date field");
    let expected = [
        ("MISSING_MEDIA", "communication/fete-ete-2003.htm", Some(13)),
        ("ENCODING_MISMATCH", "communication/journal.htm", None),
        ("BROKEN_LINK", "communication/journal.htm", Some(19)),
        ("ACTIVE_CONTENT_REMOVED", "contact.htm", None),
        ("ENCODING_GUESSED", "menu.htm", None),
        ("ACTIVE_CONTENT_REMOVED", "menu.htm", None),
        ("BROKEN_LINK", "rh/index.htm", Some(21)),
        ("ACTIVE_CONTENT_REMOVED", "rh/tickets-restaurant.htm", None),
        ("ENCODING_GUESSED", "services/plan.htm", None),
        ("ACTIVE_CONTENT_REMOVED", "services/plan.htm", None),
        ("BROKEN_LINK", "services/qualite.htm", Some(12)),
        ("SKIPPED_FOLDER", "Library", None),
        ("SKIPPED_FOLDER", "Templates", None),
        ("SKIPPED_FILE", "Thumbs.db", None),
        ("SKIPPED_FOLDER", "_notes", None),
        ("SKIPPED_FOLDER", "rh/_notes", None),
        ("SKIPPED_FILE", "styles.css", None),
    ];
    assert_eq!(
        problems,
        expected.map(|(code, file, line)| (code.to_owned(), file.to_owned(), line))
    );
    assert_eq!(site.report.exit_code(), 2);
}

#[test]
fn pages_are_named_and_dated() {
    let site = import();
    let page = |id: &str| {
        let document = &site.documents[id].0;
        let date = document.updated.as_ref().unwrap();
        (document.title.as_str(), document.title_from, date.instant.to_string(), date.derived_from)
    };
    let midnight = |day: &str| format!("{day}T00:00:00Z");
    let (title, heading) = (TitleSource::Title, TitleSource::Heading);
    let (text, field) = (DateSource::Text, DateSource::Field);
    assert_eq!(
        page("accueil.htm"),
        ("Bienvenue sur l’intranet", title, midnight("2004-03-12"), text)
    );
    assert_eq!(
        page("rh/congés.htm"),
        ("Congés et absences", heading, midnight("2004-02-01"), text)
    );
    assert_eq!(
        page("rh/mutuelle.htm"),
        ("La mutuelle d’entreprise", title, midnight("2003-11-17"), field)
    );
    assert_eq!(
        page("services/qualite.htm"),
        ("La démarche qualité", heading, midnight("2003-10-30"), text)
    );
    assert_eq!(page("contact.htm").3, DateSource::FileTime);
    let home = &site.documents["accueil.htm"].0;
    assert_eq!(
        (home.author.as_deref(), home.lang.as_deref()),
        (Some("Service communication"), Some("fr"))
    );
    assert_eq!(home.reading.encoding.as_ref().unwrap().used, "windows-1252");
    assert_eq!(
        site.documents["communication/journal.htm"].0.reading.encoding.as_ref().unwrap().used,
        "UTF-8"
    );
}

#[test]
fn bodies_hold_the_text_and_nothing_around_it() {
    let site = import();
    for (id, (_, rewritten)) in &site.documents {
        let html = &rewritten.html;
        assert!(
            !html.contains("webmestre</a>") && !html.contains("| <a"),
            "{id} has menu or foot: {html}"
        );
        assert!(
            !html.contains("<font") && !html.contains("javascript:") && !html.contains("spacer"),
            "{id}: {html}"
        );
        assert!(!html.contains('\u{FFFD}') && !html.contains('Ã'), "{id}: {html}");
    }
    assert!(
        site.html("rh/tickets-restaurant.htm")
            .contains("<p>Valeur\u{a0}: 7,50\u{a0}€, dont 60\u{a0}% payés")
    );
    let holidays = site.html("rh/congés.htm");
    assert!(
        holidays.contains("<caption>Fermetures de 2004</caption>")
            && holidays.contains("<tr><td>Noël</td>")
    );
    assert!(
        site.html("rh/mutuelle.htm").contains("<tr><td>Optique</td><td>150 € par an</td></tr>")
    );
    assert!(!site.html("services/qualite.htm").contains("<table"), "a layout table");
    let party = site.html("communication/fete-ete-2003.htm");
    assert!(
        party.contains("médailles du travail à Marcel Perrin.</p>") && !party.contains("Mso"),
        "{party}"
    );
}

#[test]
fn every_link_that_can_be_followed_is() {
    let site = import();
    let links = [
        (
            "accueil.htm",
            "<img alt=\"L’équipe de l’atelier\" height=\"12\" src=\"/d/Photos accueil/Équipe.png\"",
        ),
        ("accueil.htm", "<a href=\"/d/communication/journal.htm#numero12\">"),
        ("accueil.htm", "<a href=\"/d/communication/fete-ete-2003.htm\">"),
        ("accueil.htm", "<a href=\"/d/rh/congés.htm\">"),
        ("accueil.htm", "<a href=\"/d/services/plan.htm\">Le plan du site de Dijon</a>"),
        ("rh/index.htm", "<a href=\"/d/rh/mutuelle.htm#remboursements\">"),
        ("rh/index.htm", "<a href=\"/d/documents/reglement.txt\">"),
        ("rh/index.htm", "<a href=\"/rh/accord-rtt.htm\">"),
        ("rh/mutuelle.htm", "<a id=\"remboursements\"></a>"),
        ("rh/congés.htm", "<a href=\"mailto:rh@lumiere.example\">"),
        ("menu.htm", "<a href=\"/d/rh/congés.htm\">Congés</a>"),
        ("communication/fete-ete-2003.htm", "src=\"/d/images/fete.jpg\""),
        ("communication/fete-ete-2003.htm", "<span>[L’orchestre]</span>"),
        ("communication/fete-ete-2003.htm", "<a href=\"/d/rh/index.htm\">"),
        ("services/plan.htm", "<a href=\"/d/services/qualite.htm\">Bâtiment B : ateliers</a>"),
        ("services/qualite.htm", "<a href=\"/d/documents/reglement.txt\">dans le règlement</a>"),
        ("services/qualite.htm", "<a href=\"D:\\Qualité\\fiches.xls\">"),
        ("contact.htm", "<a href=\"http://www.luminaires.example/\">"),
    ];
    for (id, link) in links {
        assert!(site.html(id).contains(link), "{link}\nnot in {id}:\n{}", site.html(id));
    }
    let redirects: Vec<_> =
        site.redirects.iter().map(|r| (r.external_id.as_str(), r.to.as_str())).collect();
    assert_eq!(redirects, [("accueil-ancien.htm", "accueil.htm"), ("index.htm", "accueil.htm")]);
    assert_eq!(site.redirects[1].old_urls, ["/index.htm", "/"]);
}

#[test]
fn files_are_known_by_their_content() {
    let site = import();
    let file = |id: &str| {
        let found = &site.measured[id];
        (found.content_type, found.width, found.height)
    };
    assert_eq!(file("images/fete.jpg"), ("image/jpeg", Some(16), Some(10)));
    assert_eq!(file("images/plan.gif"), ("image/gif", Some(20), Some(14)));
    assert_eq!(file("Photos accueil/Équipe.png"), ("image/png", Some(16), Some(12)));
    assert_eq!(file("documents/reglement.txt"), ("text/plain", None, None));
}

#[test]
fn a_second_run_changes_nothing_and_a_found_picture_changes_its_page() {
    let copy = tempfile::tempdir().unwrap();
    copy_folder(Path::new(SITE), copy.path());
    let first = Imported::from(copy.path(), Options::default(), &BTreeMap::new()).hashes();
    // Copying gave every file another time, which must not count as a change.
    assert_eq!(first, import().hashes());
    let second = Imported::from(copy.path(), Options::default(), &first);
    assert_eq!(second.totals(Kind::Page), [12, 0, 0, 12, 0, 0]);

    fs::copy(copy.path().join("images/fete.jpg"), copy.path().join("images/orchestre.jpg"))
        .unwrap();
    let third = Imported::from(copy.path(), Options::default(), &first);
    assert_eq!(third.totals(Kind::Page), [12, 0, 1, 11, 0, 0]);
    assert!(third.html("communication/fete-ete-2003.htm").contains("/d/images/orchestre.jpg"));
}

fn copy_folder(from: &Path, to: &Path) {
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let target = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            fs::create_dir(&target).unwrap();
            copy_folder(&entry.path(), &target);
        } else {
            fs::write(&target, fs::read(entry.path()).unwrap()).unwrap();
        }
    }
}
