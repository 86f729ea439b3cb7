//! What texts become.

use super::*;
use crate::growth::assert_linear;

struct Known;

impl Source for Known {
    fn block(&self, id: u64) -> Option<&str> {
        match id {
            7 => Some("<!-- wp:paragraph --><p>Repris</p><!-- /wp:paragraph -->"),
            8 => Some("<p>x</p><!-- wp:block {\"ref\":8} /--><!-- wp:block {\"ref\":8} /-->"),
            _ => None,
        }
    }

    fn attached(&self) -> &[u64] {
        &[3, 4]
    }

    fn alt(&self, attachment: u64) -> Option<&str> {
        (attachment < 90).then_some("")
    }

    fn caption(&self, attachment: u64) -> Option<&str> {
        (attachment == 13).then_some("Le mont & la <mer>")
    }
}

fn html(content: &str) -> String {
    convert(content, &Known).html
}

#[test]
fn blank_lines_are_paragraphs_and_line_ends_breaks() {
    assert_eq!(
        html("Un\n\nDeux\ntrois\n\n\n\nQuatre"),
        "<p>Un</p>\n<p>Deux<br>trois</p>\n<p>Quatre</p>\n"
    );
    assert_eq!(
        html(
            "<h2>Titre</h2>\nUn <em>deux\n\ntrois</em>\n<ul>\n<li>a</li>\n\n<li>b</li>\n</ul>\nfin"
        ),
        "<h2>Titre</h2>\n<p>Un <em>deux</em></p>\n<p><em>trois</em></p>\n<ul><li>a</li><li>b</li></ul>\n<p>fin</p>\n"
    );
    assert_eq!(
        html("<blockquote>Un\n\nDeux</blockquote>\nUn<br />\nDeux<br/>\n\nTrois"),
        "<blockquote><p>Un</p><p>Deux</p></blockquote>\n<p>Un<br>Deux</p>\n<p>Trois</p>\n"
    );
    assert_eq!(html("<pre>a\n\n  b &lt;c\n</pre>\n\nx"), "<pre>a\n\n  b &lt;c\n</pre>\n<p>x</p>\n");
    assert_eq!(html("<p>Un</p>\n\n<p>Deux\n</p>"), "<p>Un</p>\n<p>Deux</p>\n");
    assert_eq!(html("1 < 2 et 3 > 2\n\nA&B"), "<p>1 &lt; 2 et 3 &gt; 2</p>\n<p>A&amp;B</p>\n");
    assert_eq!(html("C:\\temp\\x \\\\o//"), "<p>C:\\temp\\x \\\\o//</p>\n");
}

#[test]
fn breaks_of_pages_and_teasers() {
    let page = convert(
        "Début<!--more Lire la suite-->\n\nSuite\n<!--nextpage-->\nFin<!-- note -->",
        &Known,
    );
    assert_eq!(page.html, "<p>Début</p>\n<p>Suite</p>\n<hr>\n<p>Fin</p>\n");
    assert_eq!((page.counts["more"], page.counts["page_break"]), (1, 1));
}

#[test]
fn captions_are_figures() {
    let new = "[caption id=\"attachment_6\" align=\"alignright\" width=\"300\"]<a href=\"/a.jpg\"><img class=\"wp-image-6\" src=\"/a-300x200.jpg?x=1&amp;y\" /></a> Le <em>mont</em>[/caption]";
    let page = convert(new, &Known);
    assert_eq!(
        page.html,
        "<figure><a href=\"/a.jpg\"><img src=\"/a-300x200.jpg?x=1&amp;y\" alt=\"\"></a><figcaption>Le <em>mont</em></figcaption></figure>\n"
    );
    assert_eq!(page.attachments["/a-300x200.jpg?x=1&y"], 6);
    let old = "[caption id=\"\" caption=\"Vieux &quot;mot&quot;\"]<img src=a.jpg>[/caption]";
    let below = |attributes: &str| {
        let html = html(&format!("[caption {attributes}]<img src=a.jpg>[/caption]"));
        let words = html.split_once("<figcaption>").and_then(|(_, it)| it.split_once("</fig"));
        words.map(|(words, _)| words.to_owned()).unwrap_or(html)
    };
    assert!(html(old).contains("<figcaption>Vieux &quot;mot&quot;</fig"), "{}", html(old));
    for attributes in [
        "id=\"x\" caption=\"Une “belle” rose rouge\"",
        "caption=\"Une “belle” rose rouge\" id=\"x\"",
        "id='x' caption='Une “belle” rose rouge'",
        "id=”x” caption=”Une “belle” rose rouge”",
        "caption=“Une “belle” rose rouge” id=”x”",
        "id=&quot;x&quot; caption=&quot;Une “belle” rose rouge&quot; width=&#8221;3&#8221;",
        "caption=\"Une “belle” rose rouge” id=\"x\"",
    ] {
        assert_eq!(below(attributes), "Une “belle” rose rouge", "{attributes}");
    }
    assert_eq!(
        below("caption=\"Une &quot;belle&quot; rose\" width=\"3\""),
        "Une &quot;belle&quot; rose"
    );
    let shown =
        "<pre>[caption]<img src=x>[/caption]</pre><code>[gallery]</code> [[gallery ids=\"1\"]]";
    assert_eq!(html(shown), "<pre>[caption]<img src=x>[/caption]</pre>\n<p><code>[gallery]</code> [gallery ids=&quot;1&quot;]</p>\n".replace("<img src=x>", ""));
}

#[test]
fn galleries_name_their_pictures() {
    let page = convert("[gallery columns=\"2\" ids=\"12, 13\"]", &Known);
    let expected = [12, 13].map(|id| (attachment_address(id), LinkUsage::Embedded));
    assert_eq!(page.addresses, expected);
    let words = "<figcaption>Le mont &amp; la &lt;mer&gt;</figcaption>";
    assert_eq!(page.html.matches(words).count(), 1, "{}", page.html);
    assert_eq!(convert("[gallery link='file' exclude=4]", &Known).addresses.len(), 1);
    let none = convert("[gallery ids=\"\"]", &Known);
    assert_eq!((none.html.as_str(), none.notes.empty_galleries), ("", 1));
}

#[test]
fn what_was_shown_from_elsewhere_is_a_link() {
    let film = |address: &str| format!("<p><a href=\"{address}\">{address}</a></p>\n");
    let youtube = film("https://www.youtube.com/watch?v=InCeVCGtHak");
    for code in [
        "[youtube InCeVCGtHak]",
        "[youtube=https://www.youtube.com/watch?v=InCeVCGtHak]",
        "[youtube]InCeVCGtHak[/youtube]",
        "[youtube id=\"InCeVCGtHak\"]",
        "[embed width=\"3\"]https://www.youtube.com/watch?v=InCeVCGtHak[/embed]",
        "https://www.youtube.com/watch?v=InCeVCGtHak\n",
    ] {
        assert_eq!(html(code), youtube, "{code}");
    }
    assert_eq!(html("[vimeo 123]"), film("https://vimeo.com/123"));
    assert_eq!(
        html("[audio http://x.example/a.mp3|titles=x]"),
        "<audio controls src=\"http://x.example/a.mp3\"></audio>\n"
    );
    assert_eq!(html("[video mp4=\"/a.mp4\"][/video]"), "<video controls src=\"/a.mp4\"></video>\n");
    assert_eq!(
        html("[gallery ids=1] milieu [youtube a] fin [youtube]b[/youtube] [/gallery]")
            .matches("milieu")
            .count(),
        1
    );
}

#[test]
fn code_is_code() {
    assert_eq!(
        html("[code lang=\"php\"]\nif (a < 1) {\n\n  [gallery]\n}\n[/code]\nx"),
        "<pre>if (a &lt; 1) {\n\n  [gallery]\n}</pre>\n<p>x</p>\n"
    );
    assert_eq!(
        html("La balise [code]<em>[/code] ici"),
        "<p>La balise <code>&lt;em&gt;</code> ici</p>\n"
    );
    assert_eq!(html("[sourcecode]\na &lt; b\nc\n[/sourcecode]"), "<pre>a &lt; b\nc</pre>\n");
}

#[test]
fn unknown_shortcodes_stay_and_are_noted() {
    let page = convert(
        "Avant [contact-form-7 id=\"1\"] [sic] [...] [1] [promo]x[/promo] [youtube] après [/x]",
        &Known,
    );
    assert_eq!(
        page.html,
        "<p>Avant [contact-form-7 id=&quot;1&quot;] [sic] [...] [1] [promo]x[/promo] [youtube] après [/x]</p>\n"
    );
    let names: Vec<&str> = page.notes.shortcodes.keys().map(String::as_str).collect();
    assert_eq!(names, ["contact-form-7", "promo", "youtube"]);
}

#[test]
fn blocks_lose_their_comments_and_nothing_else() {
    let page = convert(
        "<!-- wp:group {\"layout\":{\"type\":\"constrained\"}} -->\n<div class=\"wp-block-group\"><!-- wp:heading -->\n<h2>Titre</h2>\n<!-- /wp:heading -->\n\n<!-- wp:paragraph {\"fontSize\":\"large\"} -->\n<p>Un\ndeux</p>\n<!-- /wp:paragraph --></div>\n<!-- /wp:group -->\n<!-- wp:latest-posts {\"postsToShow\":3} /-->\n<!-- wp:give/donor-dashboard /-->\n<!-- wp:jetpack/button --><a href=\"/x\">Oui</a><!-- /wp:jetpack/button --><!-- wp:search --><!-- /wp:search --><!-- wp:spacer /-->",
        &Known,
    );
    assert_eq!(page.html, "<h2>Titre</h2>\n<p>Un deux</p>\n<p><a href=\"/x\">Oui</a></p>\n");
    let names: Vec<&str> = page.notes.blocks.keys().map(String::as_str).collect();
    assert_eq!(names, ["give/donor-dashboard", "latest-posts", "search"]);
}

#[test]
fn what_only_the_comments_of_blocks_tell_is_shown() {
    let embed = "<!-- wp:core-embed/youtube {\"url\":\"https://youtu.be/x\"} -->\n<figure class=\"wp-block-embed\"><div class=\"w\">\nhttps://youtu.be/x\n</div><figcaption>Film</figcaption></figure>\n<!-- /wp:core-embed/youtube -->";
    assert_eq!(
        html(embed),
        "<figure><a href=\"https://youtu.be/x\">https://youtu.be/x</a><figcaption>Film</figcaption></figure>\n"
    );
    assert_eq!(
        html("<!-- wp:embed {\"url\":\"https://a.example/b\"} /-->"),
        "<p><a href=\"https://a.example/b\">https://a.example/b</a></p>\n"
    );
    assert_eq!(
        html(
            "<!-- wp:cover {\"url\":\"/c.jpg\"} --><div style=\"background-image:url(/c.jpg)\"><p>Mot</p></div><!-- /wp:cover -->"
        ),
        "<figure><img src=\"/c.jpg\" alt=\"\"></figure>\n<p>Mot</p>\n"
    );
    assert_eq!(
        html("<!-- wp:social-link {\"url\":\"https://s.example/\",\"service\":\"github\"} /-->"),
        "<p><a href=\"https://s.example/\">github</a></p>\n"
    );
    assert_eq!(convert("<!-- wp:gallery {\"ids\":[3,\"4\"]} /-->", &Known).addresses.len(), 2);
    assert!(convert("<!-- wp:footnotes /-->", &Known).notes.footnotes);
}

#[test]
fn reusable_blocks_are_put_in_and_do_not_grow_without_end() {
    assert_eq!(html("<!-- wp:block {\"ref\":7} /-->"), "<p>Repris</p>\n");
    let absent = convert("<!-- wp:block {\"ref\":9} /-->", &Known);
    assert_eq!(absent.notes.missing_blocks, [9]);
    let endless = convert("<!-- wp:block {\"ref\":8} /-->", &Known);
    assert!(endless.html.len() < 10_000 && endless.notes.blocks.contains_key("block"));
}

#[test]
fn hostile_texts_take_no_more_time_than_their_length() {
    for piece in [
        "[",
        "[caption]",
        "[a b=\"c\"]",
        "<!--",
        "<!--more",
        "<a ",
        "<a '",
        "<pre>",
        "<!-- wp:a -->",
        "<!-- wp:block {\"ref\":7} /-->",
        "<img src=\"",
        "\n",
        "[[gallery]",
        "http://a\n",
        "]]>",
        "&",
    ] {
        assert_linear(piece, 400_000, |bytes| {
            convert(&piece.repeat(bytes / piece.len()), &Known);
        });
    }
    for (opening, closing) in [("[code]", "[/code]"), ("[x][/y]", "[/x]")] {
        assert_linear(opening, 400_000, |bytes| {
            convert(&(opening.repeat(bytes / opening.len()) + closing), &Known);
        });
    }
    let [opening, closing] = ["<!-- wp:cover {\"url\":\"a\"} -->", "<!-- /wp:cover -->"];
    assert_linear(opening, 400_000, |bytes| {
        let each = bytes / opening.len();
        convert(&(opening.repeat(each) + &closing.repeat(each)), &Known);
    });
}
