//! What is forgiven, and what is bounded.

use super::*;

const SPACES: &[Space] = &[
    Space { name: "wp", is: |uri| uri.ends_with("wordpress.example/export/1.2/") },
    Space { name: "", is: |uri| uri == "http://atom.example/" },
];

fn reader(source: &[u8], max: u64) -> Xml<&[u8]> {
    Xml::new(source, max, SPACES, None).unwrap()
}

/// Every event in short, and how it ended.
fn events(source: &[u8]) -> (Vec<String>, Option<XmlError>, Mended) {
    let mut xml = reader(source, 1000);
    let mut seen = Vec::new();
    let error = loop {
        match xml.next() {
            Ok(Some(Event::Open(element))) => {
                seen.push(format!("<{}@{}", element.name, element.line));
            }
            Ok(Some(Event::Close)) => seen.push(">".to_owned()),
            Ok(Some(Event::Text(text))) => seen.push(text),
            Ok(None) => break None,
            Err(error) => break Some(error),
        }
    };
    assert!(matches!(xml.next(), Ok(None)), "an error comes once");
    (seen, error, xml.mended())
}

fn words(source: &str) -> String {
    let mut xml = reader(source.as_bytes(), 1000);
    xml.next().unwrap();
    xml.text().unwrap()
}

#[test]
fn pieces_of_a_text_are_one() {
    assert_eq!(
        words("<a>x &amp; y &#233;&#xE9;&lt;<![CDATA[ <b>]]]]><![CDATA[> ]]>z</a>"),
        "x & y éé< <b>]]> z"
    );
    assert_eq!(
        words("<a>R&D & Co &nbsp;&bad name; &#0;&#x1c;&#xD800;&#13;.</a>"),
        "R&D & Co &nbsp;&bad name; ."
    );
    assert_eq!(words("<a>1 < 2 <!-- no > --><?php x ?><i>et</i> 3<br/></a>"), "1 < 2 et 3");
    assert_eq!(words("<a>]] ]> <![CDATA[[]]] ]] ]]></a>"), "]] ]> []]] ]] ");
}

#[test]
fn no_entity_that_a_file_declares_is_expanded() {
    let bomb =
        "<!DOCTYPE a [<!ENTITY x 'ha'><!ENTITY y \"&x;&x;>]\">]><a>&y;<b c='&x;&amp;&'/></a>";
    let (seen, error, _) = events(bomb.as_bytes());
    assert_eq!(seen, ["<a@1", "&y;", "<b@1", ">", ">"]);
    assert!(error.is_none());
    let mut xml = reader(bomb.as_bytes(), 1000);
    let tag = std::iter::from_fn(|| xml.next().unwrap()).find_map(|event| match event {
        Event::Open(element) => element.attribute("c").map(str::to_owned),
        _ => None,
    });
    assert_eq!(tag.as_deref(), Some("&x;&&"));
}

#[test]
fn names_follow_the_address_and_else_the_prefix() {
    let source = "<rss xmlns:x='https://wordpress.example/export/1.2/' xmlns:wp='http://other.example/'>
        <x:id/><wp:id/><dc:creator/><feed xmlns='http://atom.example/' xmlns:a='http://atom.example/'><a:entry/></feed><y:id/></rss>";
    let names: Vec<String> =
        events(source.as_bytes()).0.into_iter().filter(|it| it.starts_with('<')).collect();
    assert_eq!(
        names,
        ["<rss@1", "<wp:id@2", "<wp:id@2", "<dc:creator@2", "<feed@2", "<entry@2", "<y:id@2"]
    );
}

#[test]
fn lines_are_those_of_the_source() {
    let source = "<?xml version='1.0'?>\r\n<!--\n\n-->\n<a\n b='1'>\n<!-- \n --><b/>\n<![CDATA[\n\n]]><c/></a>";
    let tags: Vec<String> =
        events(source.as_bytes()).0.into_iter().filter(|it| it.starts_with('<')).collect();
    assert_eq!(tags, ["<a@5", "<b@8", "<c@11"]);
    let deep = format!("<a>{}<b/></a>", "<!--\n-->\n".repeat(40_000));
    assert!(events(deep.as_bytes()).0.contains(&"<b@80001".to_owned()));
}

#[test]
fn tags_that_do_not_match_are_put_right() {
    let (seen, error, mended) = events(b"<a><b>x<c></b></z>y</a>");
    assert_eq!(seen, ["<a@1", "<b@1", "x", "<c@1", ">", ">", "y", ">"]);
    assert!(error.is_none());
    assert_eq!(mended.tags, 2);
    let mut xml = reader("<a><i class='x\"'>l’été</i><br> &lt;</a>".as_bytes(), 1000);
    xml.next().unwrap();
    assert_eq!(xml.markup().unwrap(), "<i class=\"x&quot;\">l’été</i><br> &lt;");
}

#[test]
fn what_is_cut_off_is_told_and_no_more() {
    for source in ["<a><b>x", "<a><b>x<![CDATA[y", "<a><b>x<!-- ", "<a><b>x</", "<a><b>x<c d='"] {
        let (seen, error, _) = events(source.as_bytes());
        assert_eq!(seen[..2], ["<a@1", "<b@1"], "{source}");
        assert!(
            matches!(error, Some(XmlError::Truncated { ref element, line: 1 }) if element == "b"),
            "{source}: {error:?}"
        );
    }
    assert!(events(b"").1.is_none());
}

#[test]
fn nothing_grows_beyond_its_limit() {
    let long = "é".repeat(200_000);
    for source in [
        format!("<a>{long}</a>"),
        format!("<a><![CDATA[{long}]]></a>"),
        format!("<a>{}</a>", "&amp;".repeat(400_000)),
    ] {
        let mut xml = reader(source.as_bytes(), 1001);
        xml.next().unwrap();
        let text = xml.text().unwrap();
        assert!((1000..=1001).contains(&text.len()), "{}", text.len());
        assert_eq!(xml.mended().cut, 1);
        assert!(xml.buffer.capacity() < 1 << 20);
        assert!(xml.next().unwrap().is_none());
    }
    let tag = format!("<a b='{}' c=\"{}\"/>", "x>".repeat(2_000_000), "&".repeat(200_000));
    assert_eq!(events(tag.as_bytes()).0, ["<a@1", ">"]);
    let deep = format!("{}x{}", "<a>".repeat(100_000), "</a>".repeat(100_000));
    let (seen, error, mended) = events(deep.as_bytes());
    assert_eq!((seen.len(), mended.deep), (2 * MAX_DEPTH + 1, 100_000 - MAX_DEPTH as u64));
    assert!(error.is_none());
    let odd = [b"<a>".as_slice(), &vec![0xFF; 300_000], b"</a>"].concat();
    assert_eq!(reader(&odd, 9).max_text, 9);
    assert!(events(&odd).1.is_none());
}

#[test]
fn bytes_become_text() {
    let read = |bytes: &[u8]| {
        let mut xml = reader(bytes, 1000);
        xml.next().unwrap();
        (xml.text().unwrap(), xml.encoding().used.clone(), xml.cleaned())
    };
    let (text, used, cleaned) = read(b"<a>caf\xC3\xA9 \xFF\xC3(\x11\0\x1C\r\nx\ry\xEF\xBF\xBD</a>");
    assert_eq!((text.as_str(), used.as_str()), ("café ÿÃ(\nx\ny\u{FFFD}", "UTF-8"));
    assert_eq!(cleaned, Cleaned { replaced: 0, mended: 2, line: Some(1), control: 3 });
    let controls = read("<a>\nl\u{92}été \u{80}\u{9d} &#146;&#x81;</a>".as_bytes());
    assert_eq!(controls.0, "\nl’été € ’");
    assert_eq!(controls.2, Cleaned { replaced: 0, mended: 2, line: Some(2), control: 1 });
    let latin = read(b"<?xml version=\"1.0\" encoding=\"iso-8859-1\"?><a>l\x92\xE9t\xE9</a>");
    assert_eq!((latin.0.as_str(), latin.1.as_str()), ("l’été", "windows-1252"));
    let wrong = read("<?xml version='1.0' encoding='ISO-8859-1'?><a>été</a>".as_bytes());
    assert_eq!((wrong.0.as_str(), wrong.1.as_str()), ("été", "UTF-8"));
    let text = "<?xml version='1.0' encoding='utf-16'?><a>été €</a>";
    let little: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let big: Vec<u8> =
        "\u{FEFF}".encode_utf16().chain(text.encode_utf16()).flat_map(u16::to_be_bytes).collect();
    assert_eq!((read(&little).0.as_str(), read(&big).0.as_str()), ("été €", "été €"));
    assert_eq!(read(text.as_bytes()).0, "été €", "it says UTF-16 and is not");
}
