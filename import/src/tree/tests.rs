//! Reading folders and archives: what is where, and what hostile ones may not do.

use std::io::Write as _;

use zip::{ZipWriter, write::SimpleFileOptions};

use super::*;
use crate::{Code, Problem};

fn zipped(members: &[(&str, &[u8])]) -> Vec<u8> {
    let mut zip = ZipWriter::new(io::Cursor::new(Vec::new()));
    for (name, bytes) in members {
        zip.start_file(*name, SimpleFileOptions::default()).unwrap();
        zip.write_all(bytes).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

fn tree(files: &[(&str, &[u8])], options: &Options) -> (tempfile::TempDir, Tree) {
    let folder = tempfile::tempdir().unwrap();
    let mut paths = Vec::new();
    for (name, bytes) in files {
        fs::write(folder.path().join(name), bytes).unwrap();
        paths.push(folder.path().join(name));
    }
    let tree = Tree::open(&paths, options).unwrap();
    (folder, tree)
}

fn codes(tree: &Tree) -> Vec<(Code, Option<&str>)> {
    let problem = |problem: &'_ Problem| (problem.code, problem.external_id.clone());
    let found: Vec<_> = tree.aside().iter().map(|aside| problem(&aside.problem)).collect();
    found.into_iter().map(|(code, id)| (code, id.map(|id| &*id.leak()))).collect()
}

#[test]
fn members_of_archives_are_files_and_archives_in_them_are_folders() {
    let inner = zipped(&[("html/1.html", b"<h1>un</h1>"), ("/style.css", b"x")]);
    let big = vec![b'x'; 2 << 20];
    let outer =
        zipped(&[("media/1_0.jpg", b"jpg"), ("posts.zip", &inner), ("media/big.bin", &big)]);
    let (_folder, tree) = tree(&[("export.zip", &outer)], &Options::default());
    let names: Vec<&str> = tree.files().iter().map(|file| file.path.as_str()).collect();
    assert_eq!(names, ["media/1_0.jpg", "posts/html/1.html"]);
    let codes = codes(&tree);
    assert_eq!(
        codes,
        [(Code::ArchiveLimit, Some("media/big.bin")), (Code::UnsafePath, Some("/style.css"))]
    );
    let page = tree.file("posts/html/1.html").unwrap();
    assert_eq!(tree.bytes(page, 100).unwrap(), b"<h1>un</h1>");
    assert_eq!(tree.bytes(page, 3).unwrap_err().kind(), io::ErrorKind::FileTooLarge);
    assert_eq!(tree.name(), "export.zip");
}

#[test]
fn nothing_leaves_an_archive() {
    let names = ["../up.txt", "a/../../up.txt", "/etc/passwd", "C:\\x.txt", "..\\up.txt"];
    let members: Vec<(&str, &[u8])> = names.iter().map(|name| (*name, &b"x"[..])).collect();
    let (_folder, tree) = tree(&[("slip.zip", &zipped(&members))], &Options::default());
    assert!(tree.files().is_empty(), "{:?}", tree.files());
    assert!(codes(&tree).iter().all(|(code, _)| *code == Code::UnsafePath));
    assert_eq!(tree.aside().len(), names.len());
}

#[test]
fn large_members_are_spooled_and_the_whole_has_a_limit() {
    let noise: Vec<u8> =
        (0..3_u32 << 20).map(|n| (n.wrapping_mul(2_654_435_761) >> 24) as u8).collect();
    let bytes = zipped(&[("a.bin", &noise), ("b.bin", &noise)]);
    let (_folder, whole) = tree(&[("a.zip", &bytes)], &Options::default());
    assert_eq!(whole.bytes(&whole.files()[1], 4 << 20).unwrap(), noise);
    let options = Options { max_archive_bytes: 4 << 20, ..Options::default() };
    let (_folder, cut) = tree(&[("a.zip", &bytes)], &options);
    assert_eq!(codes(&cut), [(Code::ArchiveLimit, Some("b.bin"))]);
}

#[test]
fn broken_archives_and_documents_are_told_apart() {
    let docx = zipped(&[("word/document.xml", b"<x/>")]);
    let (_folder, tree) = tree(
        &[("a.docx", &docx), ("cut.zip", &docx[..docx.len() - 30]), ("plain.zip", b"no zip")],
        &Options::default(),
    );
    let names: Vec<&str> = tree.files().iter().map(|file| file.path.as_str()).collect();
    assert_eq!(names, ["a.docx", "plain.zip"]);
    assert_eq!(codes(&tree), [(Code::Unreadable, Some("cut.zip"))]);
}

#[test]
fn archives_in_a_folder_are_opened_where_they_are_parts() {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, bytes: &[u8]| fs::write(folder.path().join(name), bytes).unwrap();
    write("payload-0.json", b"{}");
    write("posts.zip", &zipped(&[("html/1.html", b"<h1>un</h1>"), ("../up.html", b"x")]));
    write("images.zip", &zipped(&[("a.jpg", b"jpg")]));
    let names = |tree: &Tree| -> Vec<String> {
        tree.files().iter().map(|file| file.path.clone()).collect()
    };
    let open = || Tree::open(&[folder.path().to_owned()], &Options::default()).unwrap();
    let tree = open();
    assert_eq!(names(&tree), ["images.zip", "payload-0.json", "images/a.jpg", "posts/html/1.html"]);
    assert_eq!(codes(&tree), [(Code::UnsafePath, Some("../up.html"))]);
    assert_eq!(tree.bytes(tree.file("images/a.jpg").unwrap(), 9).unwrap(), b"jpg");
    write("index.html", b"<a href=posts.zip>");
    assert_eq!(names(&open()), ["images.zip", "index.html", "payload-0.json", "posts.zip"]);
}
