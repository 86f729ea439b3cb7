//! Texts with bytes that are not of their encoding: accents stay, and the report has the line.

use std::collections::BTreeMap;

use parvis_import::Options;

use crate::{
    docx::docx,
    support::{Imported, folder},
};

/// Words in UTF-8 with one byte of windows-1252.
const WORDS: &[u8] = b"d\xC3\xA9j\xC3\xA0 \xC3\xA9t\xC3\xA9 \xC3\xA0 c\xC3\xB4t\xC3\xA9 caf\xE9";

fn import(files: &[(&str, &[u8])]) -> Imported {
    Imported::from(folder(files).path(), Options::default(), &BTreeMap::new())
}

fn replaced(read: &Imported) -> Vec<(String, Option<u32>)> {
    let problems = read.problems().into_iter();
    let found = problems.filter(|(code, ..)| code == "CHARACTERS_REPLACED");
    found.map(|(_, file, line)| (file, line)).collect()
}

#[test]
fn one_bad_byte_does_not_spoil_the_accents_of_a_page() {
    let declared = [b"<meta charset=utf-8>\n<p>", WORDS, b"</p>"].concat();
    let marked = [b"\xEF\xBB\xBF<title>b</title>\n\n<p>", WORDS, b"</p>"].concat();
    let site = import(&[("a.htm", &declared), ("b.htm", &marked)]);
    for id in ["a.htm", "b.htm"] {
        assert!(site.html(id).contains("déjà été à côté café"), "{}", site.html(id));
    }
    let expected = [("a.htm".to_owned(), Some(2)), ("b.htm".to_owned(), Some(3))];
    assert_eq!(replaced(&site), expected);
}

#[test]
fn quotes_and_euros_that_were_taken_for_latin_1_are_given_back() {
    let words = "l\u{92}\u{e9}t\u{e9} \u{e0} 3 \u{80}\u{85}";
    let mended = "l’été à 3 €…";
    let items = format!(
        "<item><title>{words}</title><wp:post_id>1</wp:post_id><wp:post_type>post</wp:post_type><wp:status>publish</wp:status><content:encoded><![CDATA[<p>{words}</p>]]></content:encoded></item>"
    );
    let files = [
        ("a.htm", format!("<meta charset=utf-8>\n<title>{words}</title><p>{words}</p>"), 2),
        ("a.md", format!("---\ntitle: \"{words}\"\n---\n\n{words}"), 2),
        ("a.csv", format!("external_id;title;body\n1;{words};<p>{words}</p>\n"), 2),
        (
            "a.jsonl",
            format!(
                "{{\"type\":\"document\",\"external_id\":\"1\",\"title\":\"{words}\",\"body\":\"<p>{words}</p>\"}}\n"
            ),
            1,
        ),
        (
            "a.txt",
            format!(
                "TITLE: {words}\nSTATUS: Publish\nDATE: 01/02/2010 10:00:00\n-----\nBODY:\n{words}\n-----\n--------\n"
            ),
            1,
        ),
        (
            "a.xml",
            format!(
                "<rss xmlns:content=\"http://purl.org/rss/1.0/modules/content/\" xmlns:wp=\"http://wordpress.org/export/1.2/\"><channel><wp:wxr_version>1.2</wp:wxr_version>\n{items}</channel></rss>"
            ),
            2,
        ),
    ];
    for (name, text, line) in files {
        let read = import(&[(name, text.as_bytes())]);
        let (document, rewritten) = read.documents.values().next().unwrap();
        assert_eq!(document.title, mended, "{name}");
        assert!(rewritten.html.contains(mended), "{name}: {}", rewritten.html);
        assert_eq!(replaced(&read).first(), Some(&(name.to_owned(), Some(line))), "{name}");
    }
}

#[test]
fn and_so_are_those_of_a_document_of_word() {
    let text = docx("<w:p><w:r><w:t>l\u{92}\u{e9}t\u{e9}</w:t></w:r></w:p>");
    let read = import(&[("a.docx", &text)]);
    assert_eq!(read.html("a.docx"), "<p>l’été</p>\n");
    assert_eq!(replaced(&read), [("a.docx".to_owned(), None)]);
}

#[test]
fn nor_those_of_a_post_of_tumblr() {
    let end = b"</p><span id=\"timestamp\"> July 27th, 2025 7:14pm </span></body></html>";
    let page = [b"<html><body>\n<h1>T</h1><p>", WORDS, end].concat();
    let path = "posts/html/107047312455.html";
    let blog = import(&[(path, &page), ("media/107047312455_0.jpg", b"j")]);
    assert!(blog.html("107047312455").contains("déjà été à côté café"));
    assert_eq!(replaced(&blog), [(path.to_owned(), Some(2))]);
}

#[test]
fn nor_those_of_a_table_and_of_the_texts_that_it_names() {
    let table = [b"external_id;title;body_file\n1;", WORDS, b";t/1.html\n"].concat();
    let text = [b"<p>\n", WORDS, b"</p>"].concat();
    let read = import(&[("liste.csv", &table), ("t/1.html", &text)]);
    assert_eq!(read.documents["1"].0.title, "déjà été à côté café");
    assert!(read.html("1").contains("déjà été à côté café"), "{}", read.html("1"));
    let expected = [("liste.csv".to_owned(), Some(2)), ("t/1.html".to_owned(), Some(2))];
    let mut found = replaced(&read);
    found.sort();
    assert_eq!(found, expected);
}

#[test]
fn french_of_an_old_macintosh_is_read_and_bytes_without_meaning_are_told() {
    let mac = b"<p>\x82a va tr\x8Fs bien, fran\x8Dais o\x9D \x90tes</p>";
    let odd = b"<p>la soci\xE9t\xE9 f\xEAte No\xEBl\n\x81</p>";
    let table = b"external_id;title\n1;d\x8Ej\x88 \x8Et\x8E\n";
    let site = import(&[("a.htm", mac), ("b.htm", odd)]);
    assert_eq!(site.html("a.htm"), "<p>Ça va très bien, français où êtes</p>\n");
    assert_eq!(replaced(&site), [("b.htm".to_owned(), Some(2))]);
    let problems = site.report.problems();
    assert!(problems.iter().any(|it| it.message.contains("--encoding macintosh")));
    let read = import(&[("liste.csv", table)]);
    assert_eq!(read.documents["1"].0.title, "déjà été");
    assert!(read.problems().iter().any(|(code, ..)| code == "ENCODING_GUESSED"));
}
