//! What old markup becomes.

use super::*;

fn of(html: &str) -> Tidied {
    tidy(&Html::parse_fragment(html), &HashSet::new())
}

#[test]
fn looks_go_and_words_stay() {
    let page = of("<center><FONT size=4 color=red><b>Bienvenue &amp; <I>bonne</I></b></FONT><br><br>chez <u>nous</u></center>
        <div align=right background=fond.gif>Fin<script>x()</script><!-- note --></div>");
    assert_eq!(
        page.html,
        "<p><b>Bienvenue &amp; </b><b><i>bonne</i></b></p>\n<p>chez <u>nous</u></p>\n<p>Fin</p>\n"
    );
    assert_eq!(
        ["font", "center", "script_or_style", "background"].map(|what| page.counts[what]),
        [1, 1, 1, 1]
    );
}

#[test]
fn layout_tables_go_and_data_stays() {
    let layout = of(
        "<table><tr><td><table><tr><td>Menu</td></tr></table></td><td><p>Texte</p></td></tr></table>",
    );
    assert_eq!(layout.html, "<p>Menu</p>\n<p>Texte</p>\n");
    assert_eq!(layout.counts["layout_table"], 2);
    let data = of(
        "<table border=1 bgcolor=blue><tr><th colspan=2>Poste</th></tr><tr><td><font>RH</font></td><td>12</td></tr></table>",
    );
    let expected = "<table><tbody><tr><th colspan=\"2\">Poste</th></tr><tr><td>RH</td><td>12</td></tr></tbody></table>\n";
    // A single header cell above two columns still makes a table of data.
    assert_eq!(data.html, expected);
    let plain =
        of("<table><tr><td>Nom</td><td>Poste</td></tr><tr><td>Ana</td><td>12</td></tr></table>");
    assert!(plain.html.contains("<td>Ana</td><td>12</td>"), "{}", plain.html);
    let nested = of(
        "<table><tr><td>Nom</td><td><table><tr><td>x</td></tr></table></td></tr><tr><td>a</td><td>b</td></tr></table>",
    );
    assert!(!nested.html.contains("<table"), "{}", nested.html);
    let line = of("<table><tr><td>Dijon</td><td>2 - 1</td><td>Beaune</td></tr></table>");
    assert!(line.html.contains("<td>2 - 1</td>"), "{}", line.html);
    let columns = of(
        "<table><tr><td>Nom</td><td><h2>Poste</h2></td></tr><tr><td>Ana</td><td>12</td></tr></table>",
    );
    assert!(!columns.html.contains("<table"), "{}", columns.html);
}

#[test]
fn spacers_go_and_pictures_stay() {
    let page =
        of("<img src=img/spacer.gif><img src=trait.gif width=1 height=40><img src=transp2.gif>
        <img src='mont-blanc.jpg' width=40 height=30 border=0 alt='Le \"mont\"'>");
    assert_eq!(
        page.html,
        "<p><img src=\"mont-blanc.jpg\" alt=\"Le &quot;mont&quot;\" width=\"40\" height=\"30\"></p>\n"
    );
    assert_eq!(page.counts["spacer"], 3);
}

#[test]
fn an_embedded_address_is_foreseen() {
    for html in [
        "<p>x<IMG src=a.png>",
        "<image src=a.png>",
        "<video><source src=a.mp4></video>",
        "<Audio src=a.mp3>",
        "<table><td><img data-src=a.png>",
    ] {
        let embedded = of(html).addresses.iter().any(|(_, usage)| *usage == LinkUsage::Embedded);
        assert!(embedded && may_embed(html), "{html}");
    }
    assert!(!may_embed("<p>An <a href=x>img</a>, <i>video</i> &lt;img src=a.png></p>"));
}

#[test]
fn word_leaves_its_words() {
    let page = of("<p class=MsoNormal style='mso-x:1'><!--[if gte mso 9]><xml><w:z>9</w:z></xml><![endif]-->Bonjour<o:p></o:p></p>
        <p class=MsoNormal><o:p>&nbsp;</o:p></p><st1:City>Lyon</st1:City>");
    assert_eq!(page.html, "<p>Bonjour</p>\n<p>Lyon</p>\n");
    assert_eq!(page.counts["word"], 3);
}

#[test]
fn hidden_destinations_become_links() {
    let page = of("<a href=\"javascript:MM_openBrWindow('plan.htm','','')\">Plan</a> <a href=# onClick=\"MM_openBrWindow('x.htm','','')\">X</a>
        <a href='javascript:print()'>Imprimer</a><map name=m><area href=sud.htm alt=Sud><area href=nord.htm></map>
        <form><select onChange=\"MM_jumpMenu('parent',this,0)\"><option value='#'>Choisir</option><option value='rh.htm'>RH</option></select></form>");
    let links =
        ["plan.htm\">Plan", "x.htm\">X", "sud.htm\">Sud", "nord.htm\">nord.htm", "rh.htm\">RH"];
    for link in links {
        assert!(page.html.contains(&format!("<a href=\"{link}</a>")), "{link} in {}", page.html);
    }
    assert!(
        page.html.contains("Imprimer")
            && !page.html.contains("javascript")
            && !page.html.contains("Choisir")
    );
    assert_eq!(page.addresses.len(), 5);
}

#[test]
fn places_to_jump_to_are_kept() {
    let page = of("<a href='#b'>b</a><a name=a>A</a><div id=b>B</div><div id=layer1>C</div>");
    assert!(
        page.html.contains("<a id=\"a\"></a>A") && page.html.contains("<a id=\"b\"></a>"),
        "{}",
        page.html
    );
    assert!(!page.html.contains("layer1"));
}

#[test]
fn lists_are_well_formed_again() {
    let page = of(
        "<ul><li>un<li><font>deux</font><ul><li>trois</ul></li><ul><li>quatre</ul></ul><ol></ol>",
    );
    assert_eq!(
        page.html,
        "<ul><li>un</li><li>deux<ul><li>trois</li></ul></li><li><ul><li>quatre</li></ul></li></ul>\n"
    );
}

#[test]
fn very_deep_markup_is_cut_down_and_its_text_kept() {
    let page = of(&format!("{}fond{}", "<div><ul><li>".repeat(1_000), "</div>".repeat(1_000)));
    assert!(page.html.contains("fond"));
    assert!(page.html.matches("<ul>").count() < MAX_DEPTH);
}

#[test]
fn no_break_spaces_are_kept_in_sentences_and_not_as_filling() {
    assert_eq!(
        of("Attention\u{a0}!&nbsp;&nbsp; &nbsp;Danger").html,
        "<p>Attention\u{a0}! Danger</p>\n"
    );
}

#[test]
fn tasks_keep_their_boxes_lists_their_numbers_and_notes_their_places() {
    let page = of(
        "<ol start=4><li id=note><p>un <a href='#note'>x</a></ol><ul><li><input type=checkbox disabled checked> fait\
        <li><input type=checkbox disabled> à faire</ul><input type=checkbox>",
    );
    assert_eq!(
        page.html,
        "<ol start=\"4\"><li><a id=\"note\"></a>un <a href=\"#note\">x</a></li></ol>\n\
        <ul><li>☑ fait</li><li>☐ à faire</li></ul>\n"
    );
    assert_eq!(page.counts["form_field"], 1);
}

#[test]
fn films_of_other_sites_become_links_and_flash_goes() {
    let page = of(
        "<object><param name=movie value='http://www.youtube.com/v/aB-1_c&amp;fs=1'><embed src=x.swf></object>\
        <embed src='http://vimeo.example/12'><object data='http://a.example/banner.swf'>x</object><embed src=own.mov>",
    );
    let film = "https://www.youtube.com/watch?v=aB-1_c";
    assert_eq!(
        page.html,
        format!(
            "<p><a href=\"{film}\">{film}</a></p>\n<p><a href=\"http://vimeo.example/12\">http://vimeo.example/12</a></p>\n"
        )
    );
    assert_eq!(page.counts["object"], 4);
}
