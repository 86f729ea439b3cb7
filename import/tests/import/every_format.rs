//! What holds for every format alike: files that are cut, texts without end, bytes that are no text, entities.

use std::{collections::BTreeMap, ops::Range};

use parvis_import::{Kind, Options, Severity};

use crate::support::{Imported, folder, zipped};

/// A file of three texts.
struct Sample {
    name: &'static str,
    start: &'static str,
    /// A text of this number and body.
    item: fn(u32, &str) -> String,
    end: &'static str,
}

const SAMPLES: [Sample; 6] = [
    Sample {
        name: "export.xml",
        start: "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<rss xmlns:content=\"http://purl.org/rss/1.0/modules/content/\" \
            xmlns:dc=\"http://purl.org/dc/elements/1.1/\" xmlns:wp=\"http://wordpress.org/export/1.2/\"><channel><title>Blog</title>\
            <link>http://blog.example</link><wp:wxr_version>1.2</wp:wxr_version>\n",
        item: |number, body| {
            format!(
                "<item><title>Titre {number}</title><link>http://blog.example/?p={number}</link><dc:creator>ana</dc:creator>\
                <content:encoded>{body}</content:encoded><wp:post_id>{number}</wp:post_id><wp:post_date_gmt>2010-05-05 10:00:00</wp:post_date_gmt>\
                <wp:status>publish</wp:status><wp:post_type>post</wp:post_type><wp:comment><wp:comment_id>{number}</wp:comment_id>\
                <wp:comment_author>Zo</wp:comment_author><wp:comment_content>oui</wp:comment_content><wp:comment_approved>1</wp:comment_approved>\
                </wp:comment></item>\n"
            )
        },
        end: "</channel></rss>\n",
    },
    Sample {
        name: "blog.xml",
        start: "<?xml version='1.0' encoding='UTF-8'?><feed xmlns='http://www.w3.org/2005/Atom'>\
            <id>tag:blogger.com,1999:blog-7.archive</id><title type='text'>Blog</title>\n",
        item: |number, body| {
            format!(
                "<entry><id>tag:blogger.com,1999:blog-7.post-{number}</id><published>2010-05-05T10:00:00.000+02:00</published>\
                <category scheme='http://schemas.google.com/g/2005#kind' term='http://schemas.google.com/blogger/2008/kind#post'/>\
                <title type='text'>Titre {number}</title><content type='html'>{body}</content></entry>\n"
            )
        },
        end: "</feed>\n",
    },
    Sample {
        name: "posts.xml",
        start: "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<tumblr version=\"1.0\"><posts>\n",
        item: |number, body| {
            format!(
                "<post id=\"{number}\" url=\"http://b.tumblr.com/post/{number}\" type=\"regular\" format=\"html\" \
                unix-timestamp=\"1425106864\"><regular-title>Titre {number}</regular-title><regular-body>{body}</regular-body></post>\n"
            )
        },
        end: "</posts></tumblr>\n",
    },
    Sample {
        name: "blog.txt",
        start: "",
        item: |number, body| {
            format!(
                "AUTHOR: Ana\nTITLE: Titre {number}\nSTATUS: Publish\nBASENAME: t{number}\nDATE: 01/0{number}/2010 10:00:00 AM\n-----\n\
                BODY:\n{body}\n-----\nEXTENDED BODY:\n\n-----\n--------\n"
            )
        },
        end: "",
    },
    Sample {
        name: "records.jsonl",
        start: "{\"type\":\"site\",\"version\":1,\"title\":\"Blog\"}\n",
        item: |number, body| {
            format!(
                "{{\"type\":\"document\",\"external_id\":\"{number}\",\"title\":\"Titre {number}\",\"body\":\"{body}\"}}\n"
            )
        },
        end: "",
    },
    Sample {
        name: "table.csv",
        start: "external_id;title;body\n",
        item: |number, body| format!("{number};Titre {number};\"{body}\"\n"),
        end: "",
    },
];

impl Sample {
    /// The file with these bodies, and where each text stands in it.
    fn with(&self, bodies: [&str; 3]) -> (String, [Range<usize>; 3]) {
        let mut text = self.start.to_owned();
        let places = [0, 1, 2].map(|at| {
            let begin = text.len();
            text.push_str(&(self.item)(u32::try_from(at).unwrap() + 1, bodies[at]));
            begin..text.len()
        });
        text.push_str(self.end);
        (text, places)
    }

    fn import(&self, bytes: &[u8], options: Options) -> Imported {
        Imported::from(folder(&[(self.name, bytes)]).path(), options, &BTreeMap::new())
    }
}

fn titles(read: &Imported) -> Vec<String> {
    let mut titles: Vec<String> =
        read.documents.values().map(|(document, _)| document.title.clone()).collect();
    titles.sort();
    titles
}

#[test]
fn what_was_whole_before_a_cut_comes_in_and_the_cut_is_told() {
    for sample in &SAMPLES {
        let (text, places) = sample.with(["un", "deux", "trois"]);
        let whole = sample.import(text.as_bytes(), Options::default());
        assert_eq!(titles(&whole), ["Titre 1", "Titre 2", "Titre 3"], "{}", sample.name);
        assert_ne!(whole.report.worst(), Some(Severity::Error), "{}", sample.name);
        // After the first text, for what is cut before it may be no export at all.
        for cut in (places[0].end..places[2].end).step_by(3) {
            let read = sample.import(&text.as_bytes()[..cut], Options::default());
            let told = format!("{} at {cut}: …{:?}", sample.name, &text[cut - 20..cut]);
            let complete = places.iter().filter(|place| place.end <= cut).count();
            let titles = titles(&read);
            assert!(titles.len() >= complete, "{told}: {titles:?}");
            for number in 1..=complete {
                assert!(titles.contains(&format!("Titre {number}")), "{told}: {titles:?}");
            }
            let within = places.iter().any(|place| place.contains(&cut) && place.start < cut);
            let last_line = text[cut..].trim().is_empty();
            let said = read.report.worst() == Some(Severity::Error) || titles.len() > complete;
            assert!(said || !within || last_line, "{told}: nothing said, {titles:?}");
        }
    }
}

#[test]
fn a_text_without_end_is_refused_and_its_neighbours_are_not() {
    for sample in &SAMPLES {
        let long = "mot ".repeat(50_000);
        let (text, _) = sample.with(["un", &long, "trois"]);
        let options = Options { max_text_bytes: 100_000, ..Options::default() };
        let read = sample.import(text.as_bytes(), options);
        let titles = titles(&read);
        assert!(titles.contains(&"Titre 1".to_owned()), "{}: {titles:?}", sample.name);
        assert!(titles.contains(&"Titre 3".to_owned()), "{}: {titles:?}", sample.name);
        let large = |it: &(String, String, Option<u32>)| it.0 == "TOO_LARGE";
        assert!(read.problems().iter().any(large), "{}: {:?}", sample.name, read.problems());
        // WordPress's is kept with its beginning, others are not.
        let failed: u64 = Kind::ALL.iter().map(|kind| read.totals(*kind)[5]).sum();
        let kept = failed == 0 && titles.len() == 3 && sample.name == "export.xml";
        assert!(failed == 1 || kept, "{}: {failed} failed, {titles:?}", sample.name);
        let stored = read.documents.values().map(|(_, it)| it.html.len()).max().unwrap_or_default();
        assert!(stored <= 100_100, "{}: {stored} bytes", sample.name);
    }
}

#[test]
fn bytes_that_are_no_text_cost_themselves_alone() {
    for sample in &SAMPLES {
        for bad in [&b"\0"[..], b"\x01\x02\x08", b"\xff\xfe", b"\xc3", b"\xed\xa0\x80", b"\x1b[2J"]
        {
            let (text, _) = sample.with(["un", "avant@milieu é", "trois"]);
            let bytes = replace(text.as_bytes(), b"@", bad);
            let read = sample.import(&bytes, Options::default());
            let told = format!("{} with {bad:?}", sample.name);
            let titles = titles(&read);
            assert!(titles.contains(&"Titre 1".to_owned()), "{told}: {titles:?}");
            assert!(titles.contains(&"Titre 3".to_owned()), "{told}: {titles:?}");
            for (document, rewritten) in read.documents.values() {
                let control = |c: char| c.is_control() && !"\n\t".contains(c);
                let clean =
                    ![&document.title, &rewritten.html].iter().any(|it| it.contains(control));
                assert!(clean, "{told}: {:?}", rewritten.html);
            }
            let kept = titles.len() == 3;
            assert!(kept || read.report.worst() == Some(Severity::Error), "{told}: lost silently");
        }
    }
}

#[test]
fn no_entity_unfolds_and_none_reads_a_file() {
    let doctype = "<!DOCTYPE x [<!ENTITY a \"hahahahaha\"><!ENTITY b \"&a;&a;&a;&a;&a;&a;&a;&a;\">\
        <!ENTITY c \"&b;&b;&b;&b;&b;&b;&b;&b;\"><!ENTITY f SYSTEM \"file:///etc/passwd\">]>";
    for sample in SAMPLES.iter().filter(|sample| sample.start.starts_with("<?xml")) {
        let (text, _) = sample.with(["un", "avant &c; &f; après", "trois"]);
        let text = text.replacen("?>", &format!("?>{doctype}"), 1);
        let read = sample.import(text.as_bytes(), Options::default());
        assert_eq!(read.documents.len(), 3, "{}", sample.name);
        for (_, rewritten) in read.documents.values() {
            let html = &rewritten.html;
            assert!(!html.contains("haha") && !html.contains("root:"), "{}: {html}", sample.name);
        }
    }
}

#[test]
fn office_files_that_are_cut_are_named_and_kept_apart() {
    let text = "<office:document-content xmlns:office=\"urn:oasis:names:tc:opendocument:xmlns:office:1.0\" \
        xmlns:text=\"urn:oasis:names:tc:opendocument:xmlns:text:1.0\"><office:body><office:text><text:p>un</text:p>\
        </office:text></office:body></office:document-content>";
    let odt = zipped(&[("content.xml", text.as_bytes())]);
    for cut in (4..odt.len()).step_by(5) {
        let files: [(&str, &[u8]); 2] = [("a.odt", &odt), ("b.odt", &odt[..cut])];
        let read = Imported::from(folder(&files).path(), Options::default(), &BTreeMap::new());
        assert!(read.documents["a.odt"].1.html.contains("un"), "{cut}");
        assert_eq!(read.report.worst(), Some(Severity::Error), "{cut}: nothing said");
    }
}

#[cfg(unix)]
#[test]
fn links_in_archives_lead_nowhere() {
    use std::io::{Cursor, Write as _};
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let options = zip::write::SimpleFileOptions::default();
    zip.start_file("index.htm", options).unwrap();
    zip.write_all(b"<title>a</title><p>texte <img src=secret.gif> <a href=passwd.htm>x</a>")
        .unwrap();
    zip.add_symlink("secret.gif", "/etc/hostname", options).unwrap();
    zip.add_symlink("passwd.htm", "/etc/passwd", options).unwrap();
    let bytes = zip.finish().unwrap().into_inner();
    let folder = folder(&[("site.zip", &bytes)]);
    let read =
        Imported::from(&folder.path().join("site.zip"), Options::default(), &BTreeMap::new());
    assert_eq!(read.documents.keys().collect::<Vec<_>>(), ["index.htm"]);
    assert!(read.assets.is_empty());
    let unsafe_paths = read.problems().iter().filter(|(code, ..)| code == "UNSAFE_PATH").count();
    assert_eq!(unsafe_paths, 2);
}

/// Replaces `what` by `by` in bytes.
fn replace(bytes: &[u8], what: &[u8], by: &[u8]) -> Vec<u8> {
    let at = bytes.windows(what.len()).position(|part| part == what).unwrap();
    [&bytes[..at], by, &bytes[at + what.len()..]].concat()
}
