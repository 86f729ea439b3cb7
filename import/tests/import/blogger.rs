//! Blogs of Blogger, in both formats.

use std::collections::BTreeMap;

use parvis_import::{Format, Kind, Located, Options, State, Target, TitleSource, normal, open};

use crate::support::{Imported, folder};

const CLASSIC: &str = "<?xml version='1.0' encoding='UTF-8'?><feed xmlns='http://www.w3.org/2005/Atom' xmlns:thr='http://purl.org/syndication/thread/1.0'><id>tag:blogger.com,1999:blog-7.archive</id><title type='text'>Le lac</title><link rel='alternate' type='text/html' href='http://lelac.blogspot.com/'/>";

const TAKEOUT: &str = "<?xml version='1.0' encoding='UTF-8'?>\n<feed xmlns='http://www.w3.org/2005/Atom' xmlns:blogger='http://schemas.google.com/blogger/2018'>\n<id>tag:blogger.com,1999:blog-7</id>\n<title>Le lac</title>\n";

fn import(files: &[(&str, &[u8])]) -> Imported {
    Imported::from(folder(files).path(), Options::default(), &BTreeMap::new())
}

/// An entry of a classic export.
fn classic(number: u32, kind: &str, inner: &str) -> String {
    format!(
        "<entry><id>tag:blogger.com,1999:blog-7.post-{number}</id><published>2010-05-0{}T10:00:00.000+02:00</published><updated>2011-01-01T00:00:00Z</updated><category scheme='http://schemas.google.com/g/2005#kind' term='http://schemas.google.com/blogger/2008/kind#{kind}'/>{inner}</entry>",
        number % 9 + 1
    )
}

/// An entry of a Takeout.
fn takeout(number: u32, kind: &str, status: &str, inner: &str) -> String {
    format!(
        "<entry><id>tag:blogger.com,1999:blog-7.post-{number}</id><blogger:type>{kind}</blogger:type><blogger:status>{status}</blogger:status><author><name>Zoé</name><uri></uri><blogger:type>BLOGGER</blogger:type></author><published>2010-05-05T10:00:00Z</published><updated>2010-05-06T10:00:00Z</updated>{inner}<link/><enclosure/><blogger:trashed/></entry>"
    )
}

pub(crate) fn codes(import: &Imported) -> Vec<String> {
    import.problems().into_iter().map(|(code, ..)| code).collect()
}

fn id(number: u32) -> String {
    format!("tag:blogger.com,1999:blog-7.post-{number}")
}

#[test]
fn a_classic_export_comes_in_with_comments_in_threads() {
    let author = "<author><name>Zoé</name><uri>http://www.blogger.com/profile/1</uri><email>zoe@blog.example</email></author>";
    let about = "<thr:in-reply-to ref='tag:blogger.com,1999:blog-7.post-1' href='x'/>";
    let answers = "<link rel='related' type='application/atom+xml' href='http://www.blogger.com/feeds/7/1/comments/default/12'/>";
    let feed = [
        CLASSIC.to_owned(),
        classic(90, "settings", "<title type='text'>x</title><content type='text'>true</content>"),
        classic(91, "settings", "<content type='text'>false</content>"),
        classic(92, "template", "<content type='text'>&lt;html&gt;</content>"),
        classic(13, "comment", &format!("<content type='html'>la réponse</content>{author}{about}{answers}")),
        classic(12, "comment", &format!("<content type='html'>une &lt;b&gt;question&lt;/b&gt;</content><author><name>Ana</name><email>ana@x.example</email></author>{about}")),
        classic(14, "comment", &format!("<content type='html'>perdu</content>{}", about.replace("post-1'", "post-77'"))),
        classic(1, "post", &format!("<category scheme='http://www.blogger.com/atom/ns#' term='Été'/><title type='text'>Vélos &amp;amp; lac &lt;3</title><content type='html'>un&lt;br/&gt;&lt;br/&gt;deux&lt;a name='more'&gt;&lt;/a&gt; &lt;a href=\"http://lelac.blogspot.fr/p/moi.html?m=1\"&gt;moi&lt;/a&gt; &lt;a href=\"/2010/05/absent.html\"&gt;absent&lt;/a&gt;</content><link rel='replies' href='http://lelac.blogspot.com/feeds/1/comments/default'/><link rel='self' href='http://www.blogger.com/feeds/7/posts/default/1'/><link rel='alternate' type='text/html' href='http://lelac.blogspot.com/2010/05/velos.html'/>{author}")),
        classic(2, "page", &format!("<title type='text'></title><content type='html'>Qui je suis</content><link rel='alternate' href='http://lelac.blogspot.com/p/moi.html'/>{author}")),
        classic(3, "post", &format!("<app:control xmlns:app='http://purl.org/atom/app#'><app:draft>yes</app:draft></app:control><title type='text'>brouillon</title><content type='html'>x</content>{author}")),
        "</feed>".to_owned(),
    ]
    .concat();
    let blog = import(&[("blog-05-05-2010.xml", feed.as_bytes())]);
    let (post, _) = &blog.documents[&id(1)];
    assert_eq!(post.title, "Vélos & lac <3");
    assert_eq!(
        (post.kind, post.state, post.slug.as_deref()),
        (Kind::Post, State::Published, Some("velos"))
    );
    assert_eq!(post.published.as_ref().unwrap().instant.to_string(), "2010-05-02T08:00:00Z");
    assert_eq!(
        (post.tags.clone(), post.old_urls.clone()),
        (vec!["Été".to_owned()], vec!["http://lelac.blogspot.com/2010/05/velos.html".to_owned()])
    );
    let html = blog.html(&id(1));
    assert!(html.starts_with("<p>un</p>\n<p>deux<a id=\"more\"></a>"), "{html}");
    assert!(html.contains(&format!("href=\"/d/{}\"", id(2))), "{html}");
    assert!(post.links.iter().any(|link| matches!(&link.target, Target::Missing { path } if path == "lelac.blogspot.com/2010/05/absent.html")));
    let (page, _) = &blog.documents[&id(2)];
    assert_eq!(
        (page.kind, page.title.as_str(), page.title_from),
        (Kind::Page, "Qui je suis", TitleSource::FirstWords)
    );
    let (draft, _) = &blog.documents[&id(3)];
    assert!(
        draft.state == State::Draft
            && draft.published.is_none()
            && draft.created.is_some()
            && draft.old_urls.is_empty()
    );
    let comments: Vec<_> = blog
        .comments
        .iter()
        .map(|c| {
            (c.external_id.clone(), c.parent.clone(), c.author.as_deref(), c.author_id.as_deref())
        })
        .collect();
    assert_eq!(
        comments,
        [
            (id(12), None, Some("Ana"), None),
            (id(13), Some(id(12)), Some("Zoé"), Some("author:Zoé"))
        ]
    );
    assert_eq!(blog.comments[0].body_html, "<p>une <b>question</b></p>\n");
    assert_eq!(blog.authors[0].email.as_deref(), Some("zoe@blog.example"));
    assert_eq!(blog.totals(Kind::Comment), [3, 2, 0, 0, 0, 1]);
    assert_eq!(blog.totals(Kind::Other), [3, 0, 0, 0, 3, 0]);
    let mut found = codes(&blog);
    found.sort();
    assert_eq!(
        found,
        ["BROKEN_LINK", "UNKNOWN_PARENT", "UNSUPPORTED_TYPE", "UNSUPPORTED_TYPE", "UNTITLED"]
    );
    assert!(!format!("{:?}{:?}", blog.comments, blog.report).contains("ana@x"));
}

#[test]
fn a_takeout_comes_in_with_its_albums() {
    let picture = |size: &str, name: &str| {
        format!(
            "&lt;img src=\"https://blogger.googleusercontent.com/img/b/R29/AVvX{}/{size}/{name}\"/&gt;",
            name.len()
        )
    };
    let text = format!(
        "<title>L&amp;#39;été</title><content type='html'>&lt;a href=\"https://blogger.googleusercontent.com/img/b/R29/AVvX7/s1600/lac.jpg\"&gt;{}&lt;/a&gt; {} {} &lt;img src=\"https://ailleurs.example/lac.jpg\"/&gt; &lt;a href=\"http://www.monlac.example/p/moi.html\"&gt;moi&lt;/a&gt; &lt;a href=\"http://www.monlac.example/search/label/x\"&gt;x&lt;/a&gt;</content><blogger:metaDescription>En bref</blogger:metaDescription><blogger:created>2010-05-04T10:00:00Z</blogger:created><blogger:location><blogger:name>Annecy</blogger:name><blogger:latitude>45.9</blogger:latitude></blogger:location><category scheme='tag:blogger.com,1999:blog-7' term='Été'/><blogger:filename>/2010/05/ete.html</blogger:filename>",
        picture("s320", "lac.jpg"),
        picture("w320-h240", "mont+1.jpg"),
        picture("s0", "double.jpg"),
    );
    let blogs = [
        TAKEOUT.to_owned(),
        takeout(1, "POST", "LIVE", &text),
        takeout(2, "PAGE", "LIVE", "<title>Moi</title><content type='html'>x</content><blogger:filename>/p/moi.html</blogger:filename>"),
        takeout(3, "POST", "DRAFT", "<title>b</title><content type='html'>x</content><blogger:filename/>"),
        takeout(4, "POST", "SCHEDULED", "<title>s</title><content type='html'>x</content>"),
        takeout(5, "POST", "SOFT_TRASHED", "<title>t</title><content type='html'>x</content>"),
        "</feed>".to_owned(),
    ]
    .concat();
    let comments = [
        TAKEOUT.to_owned(),
        takeout(10, "COMMENT", "LIVE", "<title/><content type='html'>bien</content><blogger:parent>tag:blogger.com,1999:blog-7.post-1</blogger:parent>"),
        takeout(11, "COMMENT", "SPAM", "<content type='html'>achetez</content><blogger:parent>tag:blogger.com,1999:blog-7.post-1</blogger:parent>"),
        "</feed>".to_owned(),
    ]
    .concat();
    let note = |name: &str, size: usize| {
        format!("{{\"sizeBytes\": \"{size}\", \"filename\": \"{name}\"}}")
    };
    let files = [
        ("Takeout/Blogger/Blogs/Le lac/feed.atom", blogs.clone()),
        (
            "Takeout/Blogger/Blogs/Le lac/theme-classic.xml",
            "<html xmlns='http://www.w3.org/1999/xhtml'/>".to_owned(),
        ),
        ("Takeout/Blogger/Blogs/Le lac/settings.csv", "a,b".to_owned()),
        ("Takeout/Blogger/Comments/Le lac/feed.atom", comments),
        ("Takeout/Blogger/Albums/Le lac/lac.jpg", "lac".to_owned()),
        ("Takeout/Blogger/Albums/Le lac/lac.jpg.json", note("lac.jpg", 3)),
        ("Takeout/Blogger/Albums/Le lac/x.jpg", "mont".to_owned()),
        ("Takeout/Blogger/Albums/Le lac/x.jpg.json", note("Mont 1.jpg", 4)),
        ("Takeout/Blogger/Albums/Le lac/double.jpg", "a".to_owned()),
        ("Takeout/Blogger/Albums/Le lac/double.jpg.json", note("double.jpg", 1)),
        ("Takeout/Blogger/Albums/Le lac/double(1).jpg", "bb".to_owned()),
        ("Takeout/Blogger/Albums/Le lac/double.jpg(1).json", note("double.jpg", 2)),
        ("Takeout/Blogger/Albums/Le lac/metadata.json", "{\"title\": \"Le lac\"}".to_owned()),
    ];
    let files: Vec<(&str, &[u8])> =
        files.iter().map(|(name, text)| (*name, text.as_bytes())).collect();
    let blog = import(&files);
    let (post, _) = &blog.documents[&id(1)];
    assert_eq!(post.title, "L'été");
    assert_eq!(post.excerpt.as_deref(), Some("En bref"));
    assert_eq!(post.fields["location"], ["Annecy", "latitude 45.9"]);
    assert_eq!(
        post.old_urls,
        ["https://monlac.example/2010/05/ete.html"],
        "its own texts tell the host"
    );
    let states: Vec<_> = [2, 3, 4].map(|number| blog.documents[&id(number)].0.state).into();
    assert_eq!(states, [State::Published, State::Draft, State::Scheduled]);
    let located = |id: &str| blog.assets[id].located.clone();
    let host = "media:blogger.googleusercontent.com/img/b/R29";
    assert_eq!(
        located(&format!("{host}/AVvX7/lac.jpg")),
        Located::Inside("Takeout/Blogger/Albums/Le lac/lac.jpg".into())
    );
    assert!(
        blog.assets[&format!("{host}/AVvX7/lac.jpg")].old_urls[0].contains("/s1600/"),
        "the largest is fetched"
    );
    assert_eq!(
        located(&format!("{host}/AVvX10/mont+1.jpg")),
        Located::Inside("Takeout/Blogger/Albums/Le lac/x.jpg".into())
    );
    assert_eq!(located(&format!("{host}/AVvX10/double.jpg")), Located::Elsewhere);
    assert_eq!(located("media:ailleurs.example/lac.jpg"), Located::Elsewhere);
    assert_eq!(blog.totals(Kind::Post), [4, 3, 0, 0, 1, 0]);
    assert_eq!(blog.totals(Kind::Comment), [2, 1, 0, 0, 1, 0]);
    assert_eq!(blog.totals(Kind::Media), [6, 4, 0, 0, 2, 0]);
    assert_eq!(blog.totals(Kind::Other), [7, 0, 0, 0, 7, 0]);
    let found = codes(&blog);
    for code in ["AMBIGUOUS_MEDIA", "TRASHED", "UNAPPROVED", "BROKEN_LINK"] {
        assert_eq!(found.iter().filter(|found| *found == code).count(), 1, "{code} in {found:?}");
    }
    let html = blog.html(&id(1));
    assert!(html.contains(&format!("href=\"/d/{}\"", id(2))), "{html}");
    assert!(
        html.contains(&format!(
            "<a href=\"/d/{host}/AVvX7/lac.jpg\"><img alt=\"\" src=\"/d/{host}/AVvX7/lac.jpg\""
        )),
        "{html}"
    );
    // The same blog in the other format is the same blog.
    let alone = classic(1, "post", "<title type='text'>x</title><content type='html'>x</content>");
    let both = import(&[
        ("a.xml", format!("{CLASSIC}{alone}</feed>").as_bytes()),
        ("b/feed.atom", blogs.as_bytes()),
    ]);
    assert!(codes(&both).contains(&"DUPLICATE_ID".to_owned()));
    let options = Options { own_hosts: vec!["lac.example".into()], ..Options::default() };
    let named = Imported::from(folder(&files).path(), options, &BTreeMap::new());
    assert!(
        named.documents[&id(2)].0.old_urls.contains(&"https://lac.example/p/moi.html".to_owned())
    );
}

#[test]
fn settings_tell_where_a_blog_was_and_in_which_language() {
    let setting = |name: &str, value: &str| {
        format!(
            "<entry><id>tag:blogger.com,1999:blog-7.settings.{name}</id><category scheme='http://schemas.google.com/g/2005#kind' term='http://schemas.google.com/blogger/2008/kind#settings'/><content type='text'>{value}</content></entry>"
        )
    };
    let text = "<title type='text'>t</title><content type='html'>&lt;a href=\"http://zoe.blogspot.com/2010/05/x.html\"&gt;x&lt;/a&gt; &lt;a href=\"http://www.zoe.example/2010/05/y.html\"&gt;y&lt;/a&gt;</content><georss:featurename>Annecy</georss:featurename><georss:point>45.9 6.1</georss:point>";
    let head = CLASSIC
        .replace("<link rel='alternate' type='text/html' href='http://lelac.blogspot.com/'/>", "");
    let feed = [
        head.replace("<feed", "<feed xmlns:georss='http://www.georss.org/georss'"),
        setting("BLOG_SUBDOMAIN", "zoe"),
        setting("BLOG_CUSTOM_DOMAIN", "www.zoe.example"),
        setting("BLOG_LOCALE", "fr_CA"),
        setting("BLOG_NAME", "x"),
        classic(1, "post", text),
        "</feed>".to_owned(),
    ]
    .concat();
    let blog = import(&[("blog.xml", feed.as_bytes())]);
    let (post, _) = &blog.documents[&id(1)];
    assert_eq!(post.lang.as_deref(), Some("fr-CA"));
    assert_eq!(post.fields["location"], ["Annecy", "point 45.9 6.1"]);
    let missing = |link: &parvis_import::Link| matches!(link.target, Target::Missing { .. });
    assert!(post.links.len() == 2 && post.links.iter().all(missing), "{:?}", post.links);
    assert_eq!(blog.totals(Kind::Other), [4, 0, 0, 0, 4, 0]);
}

#[test]
fn a_blog_is_one_in_all_countries() {
    let at = |country: &str| format!("http://lelac.blogspot.{country}/2010/05/velos.html");
    let linking = |country: &str| {
        let text = format!("&lt;a href=\"{}\"&gt;x&lt;/a&gt;", at(country));
        format!("<title type='text'>t</title><content type='html'>{text}</content>")
    };
    let feed = [
        CLASSIC.replace("blogspot.com", "blogspot.fr"),
        classic(
            1,
            "post",
            &format!("{}<link rel='alternate' href='{}'/>", linking("de"), at("fr")),
        ),
        classic(2, "post", &linking("co.uk")),
        "</feed>".to_owned(),
    ]
    .concat();
    let blog = import(&[("blog.xml", feed.as_bytes())]);
    for number in [1, 2] {
        let link = &blog.documents[&id(number)].0.links[0];
        assert_eq!(link.target, Target::entry(Kind::Post, id(1)), "{}", link.raw);
    }
    let former = blog.documents[&id(1)].0.old_urls.first().and_then(|url| normal(url));
    for country in ["com", "fr", "co.uk", "com.br", "ch"] {
        assert_eq!(former, normal(&at(country)), "{country}");
    }
}

#[test]
fn a_cut_feed_gives_what_was_whole() {
    let entries: String = (1..6).map(|number| classic(number, if number == 4 { "comment" } else { "post" }, &format!("<title type='text'>t{number}</title><content type='html'>&lt;p&gt;x</content><thr:in-reply-to ref='{}'/>", id(1)))).collect();
    let feed = format!("{CLASSIC}{entries}</feed>");
    let start = feed.find("<entry>").unwrap();
    for end in (start..feed.len()).step_by(7) {
        let found = folder(&[("blog.xml", feed[..end].as_bytes())]);
        let reader =
            open(&[found.path().to_owned()], Some(Format::Blogger), Options::default()).unwrap();
        let mut counted: BTreeMap<Kind, u64> =
            reader.expected().keys().map(|kind| (*kind, 0)).collect();
        let mut truncated = false;
        for record in reader.records() {
            let (kind, count) = match record {
                parvis_import::Record::Document(document) => (document.kind, 1),
                parvis_import::Record::Comment(_) => (Kind::Comment, 1),
                parvis_import::Record::Asset(_) => (Kind::Media, 1),
                parvis_import::Record::SetAside(aside) => {
                    truncated |= aside.problem.code == parvis_import::Code::Truncated;
                    (aside.kind, aside.count)
                }
                other => panic!("{other:?}"),
            };
            *counted.entry(kind).or_default() += count;
        }
        assert_eq!(counted, reader.expected(), "cut at {end}");
        assert!(truncated, "cut at {end}");
    }
}

#[test]
fn hostile_feeds_are_read_in_bounds() {
    let of = |content: &str| {
        format!(
            "{CLASSIC}{}</feed>",
            classic(
                1,
                "post",
                &format!("<title type='text'>t</title><content type='html'>{content}</content>")
            )
        )
    };
    let options = || Options { max_text_bytes: 100_000, ..Options::default() };
    let bomb =
        format!("{}{}", "&lt;b&gt;&lt;font size=1&gt;".repeat(2_500), "&lt;p&gt;x".repeat(2_500));
    for (content, code) in [("x".repeat(200_000), "TOO_LARGE"), (bomb, "MALFORMED")] {
        let blog = Imported::from(
            folder(&[("blog.xml", of(&content).as_bytes())]).path(),
            options(),
            &BTreeMap::new(),
        );
        assert_eq!(blog.totals(Kind::Post), [1, 0, 0, 0, 0, 1]);
        assert_eq!(codes(&blog), [code]);
    }
    let circle: String = (0..2_000)
        .map(|number| {
            classic(
                100 + number,
                "comment",
                &format!(
                    "<content type='html'>x</content><thr:in-reply-to ref='{}'/>",
                    id(100 + (number + 1) % 2_000)
                ),
            )
        })
        .collect();
    let blog = import(&[("blog.xml", format!("{CLASSIC}{circle}</feed>").as_bytes())]);
    assert_eq!(blog.totals(Kind::Comment), [2_000, 0, 0, 0, 0, 2_000]);
    let chain: String = (0..3_000).map(|number| classic(100 + number, "comment", &format!("<content type='html'>x</content><thr:in-reply-to ref='{}'/><link rel='related' href='http://www.blogger.com/feeds/7/1/comments/default/{}'/>", id(1), 101 + number))).collect();
    let blog = import(&[(
        "blog.xml",
        format!(
            "{CLASSIC}{chain}{}</feed>",
            classic(1, "post", "<content type='html'>x</content>")
        )
        .as_bytes(),
    )]);
    assert_eq!(blog.totals(Kind::Comment), [3_000, 3_000, 0, 0, 0, 0]);
    let mut seen = std::collections::BTreeSet::new();
    for comment in &blog.comments {
        assert!(comment.parent.as_ref().is_none_or(|parent| seen.contains(parent)));
        seen.insert(comment.external_id.clone());
    }
}
