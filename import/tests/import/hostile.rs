//! Folders that are broken, strange, or meant to do harm.

use std::{collections::BTreeMap, fs, path::Path};

use parvis_import::{Format, Kind, Options, open};
use tempfile::TempDir;

use crate::support::{Imported, folder};

fn import(folder: &TempDir, options: Options) -> Imported {
    Imported::from(folder.path(), options, &BTreeMap::new())
}

fn codes(site: &Imported) -> Vec<(String, String)> {
    // When files were written is not what is tested here.
    let told = site.problems().into_iter().filter(|(code, ..)| code != "DATE_GUESSED");
    told.map(|(code, file, _)| (code, file)).collect()
}

fn pair(code: &str, file: &str) -> (String, String) {
    (code.to_owned(), file.to_owned())
}

#[test]
fn what_is_no_site_is_refused_with_a_code() {
    let code = |path: &Path, format| {
        open(&[path.to_owned()], format, Options::default()).unwrap_err().code()
    };
    let empty = folder(&[("notes.txt", b"x")]);
    assert_eq!(code(empty.path(), None), "FORMAT_UNRECOGNISED");
    assert_eq!(code(&empty.path().join("absent"), None), "SOURCE_NOT_READABLE");
    assert_eq!(
        Options::default().with_encoding("latin-12").unwrap_err().code(),
        "ENCODING_UNKNOWN"
    );
    assert_eq!("HTML".parse(), Ok(Format::Html));
    assert!("movable-type".parse::<Format>().is_err());
    assert!(
        open(&[empty.path().to_owned()], Some(Format::Html), Options::default()).is_ok(),
        "asked for, not detected"
    );
}

#[test]
fn what_editors_and_servers_left_is_skipped_and_counted() {
    let site = folder(&[
        (".git/page.htm", b"x"),
        ("Connections/base.asp", b"x"),
        ("_vti_cnf/accueil.htm", b"vti_encoding:SR|utf8-nl"),
        ("_vti_cnf/sous/plan.htm", b"x"),
        ("accueil.htm", b"<p>Accueil"),
        ("mon-site.ste", b"password=x"),
        ("rh/library/livre.htm", b"<p>only the folder at the root is Dreamweaver's"),
        ("rh/~$note.doc", b"x"),
    ]);
    let site = import(&site, Options::default());
    assert_eq!(site.totals(Kind::Page), [2, 2, 0, 0, 0, 0]);
    assert_eq!(site.totals(Kind::Other), [6, 0, 0, 0, 6, 0]);
    let folder = |name| pair("SKIPPED_FOLDER", name);
    let file = |name| pair("SKIPPED_FILE", name);
    let expected = [
        folder(".git"),
        folder("Connections"),
        folder("_vti_cnf"),
        file("mon-site.ste"),
        file("rh/~$note.doc"),
    ];
    assert_eq!(codes(&site), expected);
}

#[cfg(unix)]
#[test]
fn nothing_outside_the_folder_is_read() {
    use std::os::unix::fs::symlink;
    let outside = folder(&[("secret.htm", b"<p>secret"), ("secret.gif", b"GIF89a")]);
    let site = folder(&[(
        "index.htm",
        b"<title>a</title><img src='../secret.gif'><a href='lien.htm'>x</a><img src='lien.gif'>",
    )]);
    symlink(outside.path().join("secret.htm"), site.path().join("lien.htm")).unwrap();
    symlink(outside.path().join("secret.gif"), site.path().join("lien.gif")).unwrap();
    symlink(outside.path(), site.path().join("dossier")).unwrap();
    let site = import(&site, Options::default());
    assert_eq!(site.totals(Kind::Page), [2, 1, 0, 0, 1, 0]);
    assert!(site.assets.is_empty());
    let expected =
        ["MISSING_MEDIA", "BROKEN_LINK", "MISSING_MEDIA", "SYMLINK", "SYMLINK", "SYMLINK"];
    assert_eq!(codes(&site).into_iter().map(|(code, _)| code).collect::<Vec<_>>(), expected);
}

#[test]
fn too_large_empty_and_exploding_files_are_set_aside() {
    let bomb = format!("{}{}", "<b><font size=1>".repeat(3_000), "<p>x".repeat(3_000));
    let big = "x".repeat(90_001);
    let site = folder(&[
        ("a.htm", b"<p>texte"),
        ("big.htm", &big.as_bytes()[..70_001]),
        ("big.gif", big.as_bytes()),
        ("blank.htm", b"<html><body bgcolor=red>&nbsp;</body></html>"),
        ("bomb.htm", bomb.as_bytes()),
        ("code.php", b"<?php mysql_connect('db', 'root', 'hunter2'); ?>"),
        ("zero.htm", b""),
    ]);
    let options = Options { max_page_bytes: 70_000, max_asset_bytes: 90_000, ..Options::default() };
    let site = import(&site, options);
    assert_eq!(site.totals(Kind::Page), [6, 1, 0, 0, 3, 2]);
    assert_eq!(site.totals(Kind::Media), [1, 0, 0, 0, 0, 1]);
    let mut problems = codes(&site);
    problems.sort();
    let mut expected = vec![
        pair("TOO_LARGE", "big.htm"),
        pair("TOO_LARGE", "big.gif"),
        pair("EMPTY_PAGE", "blank.htm"),
        pair("EMPTY_PAGE", "code.php"),
        pair("MALFORMED", "bomb.htm"),
        pair("SKIPPED_FILE", "zero.htm"),
    ];
    expected.sort();
    assert_eq!(problems, expected);
    assert!(!serde_json::to_string(&site.report).unwrap().contains("hunter2"));
}

#[test]
fn redirects_in_circles_and_to_nowhere_end() {
    let frames = |src: &str| format!("<frameset cols='*'><frame src='{src}'></frameset>");
    let site = folder(&[
        ("a.htm", b"<a href='tour.htm'>tour</a> <a href='vers.htm#bas'>vers</a>"),
        ("tour.htm", frames("retour.htm").as_bytes()),
        ("retour.htm", frames("tour.htm").as_bytes()),
        ("nulle-part.htm", frames("absent.htm").as_bytes()),
        ("vers.htm", frames("vers2.htm").as_bytes()),
        ("vers2.htm", b"<meta http-equiv=refresh content='0;url=a.htm'>"),
        ("parti.htm", b"<meta http-equiv=refresh content='5;url=http://ailleurs.example/'><p>Parti &agrave; Lyon"),
    ]);
    let site = import(&site, Options::default());
    assert_eq!(site.totals(Kind::Redirect), [5, 2, 0, 0, 3, 0]);
    assert!(site.redirects.iter().all(|redirect| redirect.to == "a.htm"));
    assert_eq!(
        site.html("a.htm"),
        "<p><a href=\"tour.htm\">tour</a> <a href=\"/d/a.htm#bas\">vers</a></p>\n"
    );
    assert!(
        site.html("parti.htm").contains("Parti à Lyon"),
        "it says something, so it stays a page"
    );
}

#[cfg(target_os = "linux")]
#[test]
fn names_are_the_same_however_they_were_written() {
    use std::{ffi::OsStr, os::unix::ffi::OsStrExt};
    let site = folder(&[
        ("a.htm", "<a href='e\u{301}t\u{e9}.htm'>1</a> <a href='h\u{f4}tel.htm'>2</a>".as_bytes()),
        ("e\u{301}te\u{301}.htm", b"<p>decomposed"),
        ("\u{e9}t\u{e9}.htm", b"<p>composed"),
    ]);
    fs::write(site.path().join(OsStr::from_bytes(b"h\xF4tel.htm")), "<p>latin").unwrap();
    let site = import(&site, Options::default());
    assert_eq!(site.totals(Kind::Page), [4, 3, 0, 0, 0, 1]);
    assert_eq!(codes(&site), [pair("DUPLICATE_ID", "été.htm")]);
    assert_eq!(
        site.html("a.htm"),
        "<p><a href=\"/d/été.htm\">1</a> <a href=\"/d/hôtel.htm\">2</a></p>\n"
    );
}
