//! Exports of `WordPress`, one quirk a test.

use std::collections::BTreeMap;

use parvis_import::{Code, Kind, Options, State, Target};

use crate::support::{Imported, folder};

const HEAD: &str = "<rss version='2.0' xmlns:excerpt='http://wordpress.org/export/1.2/excerpt/' xmlns:content='http://purl.org/rss/1.0/modules/content/' xmlns:dc='http://purl.org/dc/elements/1.1/' xmlns:wp='http://wordpress.org/export/1.2/'><channel><title>Le blog</title><link>http://blog.example</link><language>fr-FR</language><wp:wxr_version>1.2</wp:wxr_version><wp:base_blog_url>http://blog.example</wp:base_blog_url>";

fn import(items: &[String]) -> Imported {
    let text = format!("{HEAD}{}</channel></rss>", items.concat());
    let files = folder(&[("export.xml", text.as_bytes())]);
    Imported::from(files.path(), Options::default(), &BTreeMap::new())
}

fn item(id: u32, kind: &str, status: &str, inner: &str) -> String {
    format!(
        "<item><title>t{id}</title><wp:post_id>{id}</wp:post_id><wp:post_date>2013-06-07 10:00:00</wp:post_date><wp:post_date_gmt>2013-06-07 08:00:00</wp:post_date_gmt><wp:post_type>{kind}</wp:post_type><wp:status>{status}</wp:status>{inner}</item>"
    )
}

fn meta(key: &str, value: &str) -> String {
    format!(
        "<wp:postmeta><wp:meta_key>{key}</wp:meta_key><wp:meta_value><![CDATA[{value}]]></wp:meta_value></wp:postmeta>"
    )
}

fn content(text: &str) -> String {
    format!("<content:encoded><![CDATA[{text}]]></content:encoded>")
}

fn codes(import: &Imported) -> Vec<String> {
    import.problems().into_iter().map(|(code, ..)| code).collect()
}

#[test]
fn former_names_and_dates_are_old_addresses() {
    let former = [meta("_wp_old_slug", "premier"), meta("_wp_old_date", "2013-05-02")].concat();
    let linked = |link: &str, name: &str| {
        format!("<link>{link}</link><wp:post_name>{name}</wp:post_name>{former}")
    };
    let blog = import(&[
        item(1, "post", "publish", &linked("http://blog.example/2013/06/07/mot/", "mot")),
        item(2, "post", "publish", &linked("http://blog.example/2013/06/deux.html", "deux")),
        item(
            3,
            "post",
            "publish",
            &format!(
                "{}{}",
                linked("http://blog.example/trois", "autre"),
                meta("blogger_permalink", "/2009/01/trois.html")
            ),
        ),
        item(
            4,
            "post",
            "publish",
            &content(
                "<a href=\"/2013/05/02/mot/\">a</a> <a href=\"http://blog.example/2013/06/premier.html\">b</a> <a href=\"/2009/01/trois.html\">c</a>",
            ),
        ),
    ]);
    let urls = |id: &str| blog.documents[id].0.old_urls.clone();
    assert_eq!(
        urls("post:1"),
        [
            "http://blog.example/2013/06/07/mot/",
            "http://blog.example/2013/06/07/premier/",
            "http://blog.example/2013/05/02/mot/",
            "/?p=1"
        ]
    );
    assert_eq!(
        urls("post:2"),
        [
            "http://blog.example/2013/06/deux.html",
            "http://blog.example/2013/06/premier.html",
            "http://blog.example/2013/05/deux.html",
            "/?p=2"
        ]
    );
    assert_eq!(urls("post:3"), ["http://blog.example/trois", "/2009/01/trois.html", "/?p=3"]);
    let targets: Vec<_> =
        blog.documents["post:4"].0.links.iter().map(|link| link.target.clone()).collect();
    let post = |id: &str| Target::entry(Kind::Post, id);
    assert_eq!(targets, [post("post:1"), post("post:2"), post("post:3")]);
}

#[test]
fn texts_say_their_own_language_and_whether_comments_were_closed() {
    let label = "<category domain='language' nicename='en'>English</category><category domain='post_translations' nicename='pll_5'>pll_5</category><category domain='post_tag' nicename='lac'>Lac</category>";
    let closed = "<wp:comment_status>closed</wp:comment_status>";
    let blog = import(&[
        item(1, "post", "publish", &format!("{label}{closed}")),
        item(2, "page", "publish", "<wp:comment_status>open</wp:comment_status>"),
    ]);
    let (post, _) = &blog.documents["post:1"];
    assert_eq!((post.lang.as_deref(), post.tags.as_slice()), (Some("en"), &["Lac".to_owned()][..]));
    assert_eq!(post.fields.keys().collect::<Vec<_>>(), ["comments"]);
    assert_eq!(blog.documents["post:2"].0.lang.as_deref(), Some("fr-FR"));
    assert!(blog.documents["post:2"].0.fields.is_empty());
    assert_eq!(blog.terms.len(), 1);
}

#[test]
fn galleries_show_the_words_below_their_pictures() {
    let picture = |id: u32, words: &str| {
        let url = format!("http://blog.example/wp-content/uploads/2013/06/{id}.jpg");
        let inner = format!(
            "<wp:attachment_url>{url}</wp:attachment_url><wp:post_parent>1</wp:post_parent><excerpt:encoded><![CDATA[{words}]]></excerpt:encoded>"
        );
        item(id, "attachment", "inherit", &inner)
    };
    let alt = meta("_wp_attachment_image_alt", "Un \"mont\"");
    let blog = import(&[
        item(1, "post", "publish", &content("[gallery]")),
        item(2, "post", "publish", &content("[gallery ids='7,99']x")),
        item(3, "post", "publish", &content("<!-- wp:gallery {\"ids\":[7,98]} /-->")),
        item(4, "post", "publish", ""),
        picture(7, "Le <b>mont</b> &amp; l'été").replace("</item>", &format!("{alt}</item>")),
        picture(8, ""),
    ]);
    for (id, missing) in
        [("post:2", "picture 99 of a gallery"), ("post:3", "picture 98 of a gallery")]
    {
        let (document, rewritten) = &blog.documents[id];
        assert_eq!(rewritten.html.matches("<img").count(), 1, "{}", rewritten.html);
        assert!(rewritten.html.contains("alt=\"Un &quot;mont&quot;\""), "{}", rewritten.html);
        assert!(!rewritten.html.contains("[]"), "{}", rewritten.html);
        let told: Vec<&str> = document.problems.iter().map(|it| it.message.as_str()).collect();
        assert_eq!(told, [format!("{missing} is not in the source")]);
    }
    let empty = &blog.documents["post:4"].0.problems;
    assert_eq!(empty.iter().map(|it| it.code).collect::<Vec<_>>(), [Code::EmptyPage]);
    let html = blog.html("post:1");
    assert_eq!(html.matches("<img").count(), 2, "{html}");
    assert_eq!(html.matches("<figcaption>").count(), 1, "{html}");
    assert!(html.contains("<figcaption>Le mont &amp; l'été</figcaption>"), "{html}");
}

#[test]
fn what_lies_in_the_trash_stays_there() {
    let blog = import(&[
        item(1, "post", "trash", &content("x")),
        item(
            2,
            "attachment",
            "trash",
            "<wp:attachment_url>http://blog.example/a.jpg</wp:attachment_url>",
        ),
        item(3, "post", "auto-draft", ""),
        item(4, "post", "publish", "<wp:post_password>x</wp:post_password>"),
    ]);
    assert_eq!(blog.totals(Kind::Post), [3, 1, 0, 0, 2, 0]);
    assert_eq!(blog.totals(Kind::Media), [1, 0, 0, 0, 1, 0]);
    assert_eq!(blog.documents["post:4"].0.state, State::Protected);
    assert_eq!(codes(&blog).iter().filter(|code| *code == "TRASHED").count(), 2);
}

#[test]
fn texts_of_types_that_plugins_add_are_pages() {
    let comment = "<wp:comment><wp:comment_id>1</wp:comment_id><wp:comment_approved>1</wp:comment_approved><wp:comment_content>Bon</wp:comment_content></wp:comment>";
    let link = |path: &str| format!("<link>http://blog.example/{path}</link>");
    let label = "<category domain='cuisine' nicename='alpes'>Alpes</category>";
    let recipe = format!("{}{}{label}{comment}", link("recette/tarte/"), content("La tarte"));
    let blog = import(&[
        item(1, "recette", "publish", &recipe),
        item(
            2,
            "recette",
            "private",
            &format!("{}{}", link("?post_type=recette&#038;p=2"), content("x")),
        ),
        item(
            3,
            "note",
            "publish",
            &format!("{}{}", link("?post_type=note&#038;p=3"), content("x")),
        ),
        item(4, "recette", "publish", &link("recette/vide/")),
        item(5, "shop_order", "publish", &format!("{}{}", link("commande/"), content("x"))),
        item(6, "shop_order", "publish", &format!("{}{}", link("commande2/"), content("x"))),
        item(7, "recette", "trash", &recipe),
        item(8, "post", "publish", &content("<a href='/recette/tarte/'>x</a>")),
    ]);
    let page = &blog.documents["post:1"].0;
    assert_eq!((page.kind, page.state), (Kind::Page, State::Published));
    assert_eq!(page.fields["post_type"], ["recette"]);
    assert_eq!(page.fields["cuisine"], ["Alpes"]);
    assert_eq!(blog.documents["post:2"].0.state, State::Private);
    assert_eq!(blog.documents["post:8"].0.links[0].target, Target::entry(Kind::Post, "post:1"));
    assert_eq!(blog.totals(Kind::Page), [3, 2, 0, 0, 1, 0]);
    assert_eq!(blog.totals(Kind::Comment)[..2], [2, 1]);
    assert_eq!(blog.totals(Kind::Other), [4, 0, 0, 0, 4, 0]);
    let told = blog.report.problems().iter();
    let told = told
        .filter(|it| it.kind == Kind::Other)
        .map(|it| (it.code, it.title.as_deref().unwrap_or_default(), it.message.as_str()));
    assert_eq!(
        told.collect::<Vec<_>>(),
        [
            (Code::SkippedType, "t3", "of type `note`, without an address or a title"),
            (
                Code::UnsupportedType,
                "recette",
                "items of a type that is no text here: `recette`; in all: 1"
            ),
            (
                Code::UnsupportedType,
                "shop_order",
                "items of a type that is no text here: `shop_order`; in all: 2"
            ),
        ]
    );
}

#[test]
fn guests_write_under_their_names() {
    let label = |slug: &str, name: &str| {
        format!("<category domain='author' nicename='{slug}'><![CDATA[{name}]]></category>")
    };
    let guest = |id: u32, login: &str, name: &str| {
        let name = [meta("cap-display_name", name), meta("cap-user_login", login)].concat();
        item(
            id,
            "guest-author",
            "publish",
            &format!("<wp:post_name>cap-{login}</wp:post_name>{name}"),
        )
    };
    let creator = "<dc:creator>admin</dc:creator>";
    let blog = import(&[
        item(
            1,
            "post",
            "publish",
            &format!("{creator}{}", label("cap-jean-dupont", "jean-dupont")),
        ),
        guest(2, "jean-dupont", "Jean Dupont"),
        guest(3, "lea", "Léa Roy"),
        item(4, "post", "publish", &format!("{creator}{}", label("lea", "lea"))),
        item(5, "post", "publish", creator),
    ]);
    let author = |id: &str| blog.documents[id].0.author.clone().unwrap();
    assert_eq!(
        [author("post:1"), author("post:4"), author("post:5")],
        ["Jean Dupont", "Léa Roy", "admin"]
    );
    assert_eq!(blog.documents["post:1"].0.author_id.as_deref(), Some("author:jean-dupont"));
    assert_eq!(blog.totals(Kind::Author), [3, 3, 0, 0, 0, 0]);
    assert_eq!(blog.totals(Kind::Other), [0; 6]);
}

#[test]
fn an_export_that_wrongly_says_utf8_keeps_its_accents() {
    let items = [
        item(1, "post", "publish", &content("L'été\n\nœuvre")),
        item(2, "post", "publish", &content(&"déjà ".repeat(40_000))),
    ];
    let text = format!(
        "<?xml version='1.0' encoding='UTF-8'?>\n{HEAD}\n{}</channel></rss>",
        items.concat()
    );
    let bytes = encoding_rs::WINDOWS_1252.encode(&text).0.into_owned();
    let files = folder(&[("export.xml", &bytes)]);
    let blog = Imported::from(files.path(), Options::default(), &BTreeMap::new());
    assert_eq!(blog.html("post:1"), "<p>L'été</p>\n<p>œuvre</p>\n");
    assert_eq!(blog.html("post:2").matches("déjà").count(), 40_000);
    let told: Vec<_> =
        blog.problems().into_iter().filter(|(code, ..)| code == "CHARACTERS_REPLACED").collect();
    assert_eq!(told, [("CHARACTERS_REPLACED".to_owned(), "export.xml".to_owned(), Some(3))]);
    let whole = folder(&[("export.xml", text.as_bytes())]);
    let whole = Imported::from(whole.path(), Options::default(), &BTreeMap::new());
    assert_eq!(whole.html("post:2"), blog.html("post:2"));
    assert!(!codes(&whole).contains(&"CHARACTERS_REPLACED".to_owned()));
}

#[test]
fn pages_of_attachments_and_short_links_are_old_addresses() {
    let file = |link: &str| {
        let url = "http://cdn.example/wp-content/uploads/2013/06/rose.jpg";
        format!(
            "<link>http://blog.example/{link}</link><wp:attachment_url>{url}</wp:attachment_url>"
        )
    };
    let blog = import(&[
        item(20, "attachment", "inherit", &file("rose/")),
        item(21, "attachment", "inherit", &file("?attachment_id=21")),
        item(22, "attachment", "inherit", "<link>http://blog.example/perdu/</link>"),
        item(23, "page", "publish", "<link>http://blog.example/a-propos/</link>"),
    ]);
    let urls = |id: &str| blog.assets[id].old_urls.clone();
    let rose = "http://cdn.example/wp-content/uploads/2013/06/rose.jpg";
    assert_eq!(
        urls("attachment:20"),
        [rose, "http://blog.example/rose/", "/?attachment_id=20"],
        "the first is where the file is"
    );
    assert_eq!(urls("attachment:21"), [rose, "http://blog.example/?attachment_id=21"]);
    assert_eq!(urls("attachment:22"), [""; 0], "a page is no place to fetch a file from");
    assert_eq!(
        blog.documents["post:23"].0.old_urls,
        ["http://blog.example/a-propos/", "/?page_id=23", "/?p=23"]
    );
}

#[test]
fn comments_that_cannot_be_parsed_keep_their_words() {
    let markup = format!("{}mot{}", "<b><font size=1>".repeat(2_500), "<p>x".repeat(2_500));
    let comment = |id: u32, text: &str| {
        format!(
            "<wp:comment><wp:comment_id>{id}</wp:comment_id><wp:comment_approved>1</wp:comment_approved><wp:comment_content><![CDATA[{text}]]></wp:comment_content></wp:comment>"
        )
    };
    let post =
        item(1, "post", "publish", &[comment(1, &markup), comment(2, &"y".repeat(9_000))].concat());
    let text = format!("{HEAD}{post}</channel></rss>");
    let files = folder(&[("export.xml", text.as_bytes())]);
    let options = Options { max_page_bytes: 80_000, ..Options::default() };
    let blog = Imported::from(files.path(), options, &BTreeMap::new());
    assert!(blog.comments[0].body_html.contains("mot"));
    assert!(codes(&blog).contains(&"MALFORMED".to_owned()));
    let options = Options { max_page_bytes: 8_000, ..Options::default() };
    let blog = Imported::from(files.path(), options, &BTreeMap::new());
    assert!(codes(&blog).contains(&"TOO_LARGE".to_owned()));
}
