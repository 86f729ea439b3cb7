//! Script in HTML and Markdown: nothing of it is served.

use scraper::{Html, Node};
use serde_json::json;

use crate::support::{Cast, Who};

/// Ways to smuggle script that have worked somewhere, collected from public cheat sheets.
const ATTACKS: &[&str] = &[
    "<script>alert(1)</script>",
    "<ScRiPt src=//x.example/a.js></sCrIpT>",
    "<script\u{c}>alert(1)</script>",
    "<<script>alert(1)//<</script>",
    "<img src=x onerror=alert(1)>",
    "<img src=\"x\" onerror = 'alert(1)'>",
    "<img/src=x/onerror=alert(1)>",
    "<img src=x:alert(1) onerror=eval(src)>",
    "<svg onload=alert(1)>",
    "<svg><script>alert(1)</script></svg>",
    "<svg><a xlink:href=\"javascript:alert(1)\"><text>x</text></a></svg>",
    "<svg><animate onbegin=alert(1) attributeName=x></svg>",
    "<svg><use href=\"data:image/svg+xml;base64,PHN2Zz4=#x\"/></svg>",
    "<math><mtext><table><mglyph><style><!--</style><img title=\"--&gt;&lt;img src=1 onerror=alert(1)&gt;\">",
    "<math href=\"javascript:alert(1)\">x</math>",
    "<body onload=alert(1)>",
    "<iframe src=\"javascript:alert(1)\"></iframe>",
    "<iframe srcdoc=\"<script>alert(1)</script>\"></iframe>",
    "<object data=\"javascript:alert(1)\"></object>",
    "<embed src=\"javascript:alert(1)\">",
    "<a href=\"javascript:alert(1)\">x</a>",
    "<a href=\"JaVaScRiPt:alert(1)\">x</a>",
    "<a href=\"java\nscript:alert(1)\">x</a>",
    "<a href=\"&#106;avascript:alert(1)\">x</a>",
    "<a href=\"&#x6A&#x61vascript:alert(1)\">x</a>",
    "<a href=\" javascript:alert(1)\">x</a>",
    "<a href=\"\u{1}javascript:alert(1)\">x</a>",
    "<a href=\"java&Tab;script:alert(1)\">x</a>",
    "<a href=\"javascript&colon;alert(1)\">x</a>",
    "<a href=\"data:text/html,<script>alert(1)</script>\">x</a>",
    "<a href=\"vbscript:msgbox(1)\">x</a>",
    "<a href=\"file:///etc/passwd\">x</a>",
    "[x](javascript:alert(1))",
    "[x](JAVASCRIPT:alert(1))",
    "[x](<javascript:alert(1)>)",
    "![x](javascript:alert(1))",
    "![x\"onerror=\"alert(1)](x)",
    "[x]: javascript:alert(1)\n\n[x]",
    "<javascript:alert(1)>",
    "[x](data:text/html;base64,PHNjcmlwdD4=)",
    "[x](\u{1}javascript:alert(1))",
    "<style>@import 'javascript:alert(1)'</style>",
    "<p style=\"background:url(javascript:alert(1))\">x</p>",
    "<link rel=stylesheet href=//x.example/a.css>",
    "<meta http-equiv=refresh content=\"0;url=javascript:alert(1)\">",
    "<base href=\"//x.example/\">",
    "<form action=\"javascript:alert(1)\"><input type=submit></form>",
    "<input autofocus onfocus=alert(1)>",
    "<button formaction=\"javascript:alert(1)\">x</button>",
    "<select onchange=alert(1)></select>",
    "<video><source onerror=alert(1)></video>",
    "<video src=x onerror=alert(1)>",
    "<audio src=x onerror=alert(1)>",
    "<details open ontoggle=alert(1)>x</details>",
    "<marquee onstart=alert(1)>x</marquee>",
    "<isindex action=javascript:alert(1)>",
    "<noscript><p title=\"</noscript><img src=x onerror=alert(1)>\">",
    "<template><script>alert(1)</script></template>",
    "<textarea><script>alert(1)</script></textarea>",
    "<title><img src=x onerror=alert(1)></title>",
    "<xmp><img src=x onerror=alert(1)></xmp>",
    "<plaintext><img src=x onerror=alert(1)>",
    "<!--><img src=x onerror=alert(1)>-->",
    "<![CDATA[<img src=x onerror=alert(1)>]]>",
    "<table background=\"javascript:alert(1)\"><td>x</td></table>",
    "<div onpointerover=alert(1)>x</div>",
    "<p id=\"__proto__\">x</p>",
    "<a id=config name=config>x</a>",
    "<form><math><mtext></form><form><mglyph><style></math><img src onerror=alert(1)>",
    "`<img src=x onerror=alert(1)>`<img src=x onerror=alert(1)>",
    // Mutation: safe as parsed once, not as parsed again.
    "<svg></p><style><a id=\"</style><img src=1 onerror=alert(1)>\">",
    "<form><math><mtext></form><form><mglyph><style></math><img src onerror=alert(1)>",
    "<math><mtext><table><mglyph><style><math href=javascript:alert(1)>x</math>",
    "<svg><desc><noscript><p title=\"</noscript><img src onerror=alert(1)>\">",
    "<math><annotation-xml encoding=\"text/html\"><style><img src onerror=alert(1)></style>",
    "<svg><foreignobject><style><!--</style><a title=\"--><img src onerror=alert(1)>\">",
    "<select><style></select><img src onerror=alert(1)></style></select>",
    "<p><svg><style><p id=\"</style><script>alert(1)</script>\"></p>",
    "<a><svg><title><style><img src=x onerror=alert(1)></style></title></svg></a>",
    "<noembed><img title=\"</noembed><img src onerror=alert(1)>\"></noembed>",
    "<noframes><style></noframes><img src=x onerror=alert(1)></style>",
    "<div><div><table><tr><td><caption><a href=\"javascript:alert(1)\">x</a></caption>",
    "<img alt=\"`><script>alert(1)</script>\">",
    "<img src=`x`onerror=alert(1)>",
    "<a href='&#0;javascript:alert(1)'>x</a>",
    "<a href=\"jav&#x09;ascript:alert(1)\">x</a>",
    "<a href=\"jav&NewLine;ascript&colon;alert(1)\">x</a>",
    "<a href=\"&#x0000106&#x0000097vascript:alert(1)\">x</a>",
    "<a href=\"\u{feff}javascript:alert(1)\">x</a>",
    "<a href=\"\u{200b}javascript:alert(1)\">x</a>",
    "<a href=\"livescript:alert(1)\">x</a>",
    "<a href=\"view-source:javascript:alert(1)\">x</a>",
    "<a href=\"blob:https://x.example/1\">x</a>",
    "<a href=\"feed:javascript:alert(1)\">x</a>",
    "<a href=\"jar:javascript:alert(1)!/\">x</a>",
    "<a href=\"https://x.example/\" target=_blank ping=\"https://x.example/p\">x</a>",
    "<img srcset=\"javascript:alert(1) 1x, x 2x\" src=x>",
    "<img src=x lowsrc=\"javascript:alert(1)\" dynsrc=\"javascript:alert(1)\">",
    "<q cite=\"javascript:alert(1)\">x</q>",
    "<blockquote cite=\"data:text/html,x\">x</blockquote>",
    "<area href=\"javascript:alert(1)\">",
    "<p is=\"x-element\" slot=\"s\" part=\"p\">x</p>",
    "<x-element onclick=alert(1)>x</x-element>",
    "<portal src=\"javascript:alert(1)\"></portal>",
    "<frameset onload=alert(1)><frame src=\"javascript:alert(1)\"></frameset>",
    "<applet code=x></applet>",
    "<bgsound src=\"javascript:alert(1)\">",
    "<layer src=\"//x.example/a.js\"></layer>",
    "<xml id=x><i><b>&lt;img src=x onerror=alert(1)&gt;</b></i></xml>",
    "<?xml-stylesheet href=\"javascript:alert(1)\"?>",
    "<!DOCTYPE x [<!ENTITY y \"<script>alert(1)</script>\">]>&y;",
    "<p dir=auto accesskey=x contenteditable onbeforeinput=alert(1)>x</p>",
    "<img src=x onerror\u{a0}=alert(1)>",
    "<img src=x \u{2028}onerror=alert(1)>",
    "<div title=\"x\" / onclick=alert(1)>x</div>",
    "[x](https://x.example/ \"onclick=alert(1)\")",
    "[x](https://x.example/\"onclick=alert(1))",
    "![x](https://x.example/a.png\"onerror=\"alert(1))",
    "[x](vbscript:msgbox)",
    "[x](&#x6A;avascript:alert(1))",
    "[x](java\\script:alert(1))",
    "[x][y]\n\n[y]: data:text/html,x \"t\"",
    "``` \"onload=alert(1)\n<script>alert(1)</script>\n```",
    "`<script>alert(1)</script>`",
    "| <script>alert(1)</script> |\n|---|\n| <img src=x onerror=alert(1)> |",
    "\\<script>alert(1)</script>",
    "- [ ] <input type=checkbox onclick=alert(1)>",
    "http://x.example/\"onmouseover=\"alert(1)",
    "javascript://x.example/%0Aalert(1)",
];

const ELEMENTS: &[&str] = &[
    // What the parser puts around a fragment.
    "html",
    "body",
    "a",
    "abbr",
    "acronym",
    "area",
    "article",
    "aside",
    "b",
    "bdi",
    "bdo",
    "blockquote",
    "br",
    "caption",
    "center",
    "cite",
    "code",
    "col",
    "colgroup",
    "data",
    "dd",
    "del",
    "details",
    "dfn",
    "div",
    "dl",
    "dt",
    "em",
    "figcaption",
    "figure",
    "footer",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "header",
    "hgroup",
    "hr",
    "i",
    "img",
    "ins",
    "kbd",
    "li",
    "map",
    "mark",
    "nav",
    "ol",
    "p",
    "pre",
    "q",
    "rp",
    "rt",
    "rtc",
    "ruby",
    "s",
    "samp",
    "section",
    "small",
    "span",
    "strike",
    "strong",
    "sub",
    "summary",
    "sup",
    "table",
    "tbody",
    "td",
    "th",
    "thead",
    "time",
    "tr",
    "tt",
    "u",
    "ul",
    "var",
    "wbr",
];

/// What a browser shows is what it read, written out and read again as often as pages are changed.
fn check(html: &str, attack: &str) {
    let mut html = html.to_owned();
    for _ in 0..3 {
        check_once(&html, attack);
        html = Html::parse_fragment(&html).root_element().inner_html();
    }
    // As part of a page that holds it where scripts or foreign content are read otherwise.
    for (open, close) in [("<noscript>", "</noscript>"), ("<svg><desc>", "</desc></svg>")] {
        let page = Html::parse_fragment(&format!("{open}{html}{close}"));
        let risky = page.tree.nodes().filter_map(|node| node.value().as_element()).any(|element| {
            ["script", "style", "iframe"].contains(&element.name())
                || element.attrs().any(|(name, _)| name.starts_with("on"))
        });
        assert!(!risky, "in {open}: {attack} -> {html}");
    }
}

/// Every element and attribute of served HTML, as a browser would read it.
fn check_once(html: &str, attack: &str) {
    for node in Html::parse_fragment(html).tree.nodes() {
        let Node::Element(element) = node.value() else { continue };
        assert!(ELEMENTS.contains(&element.name()), "{}: {attack} -> {html}", element.name());
        for (name, value) in element.attrs() {
            assert!(
                !name.starts_with("on")
                    && !["style", "srcdoc", "formaction", "name"].contains(&name),
                "{name}: {attack} -> {html}"
            );
            assert!(name != "id" || value.starts_with("section-"), "{attack} -> {html}");
            if ["href", "src", "cite"].contains(&name) {
                let folded: String =
                    value.chars().filter(|c| !c.is_control() && !c.is_whitespace()).collect();
                // Without a well-formed scheme (RFC 3986, section 3.1) it is a path.
                let scheme = folded
                    .split_once(':')
                    .map(|(scheme, _)| scheme.to_lowercase())
                    .filter(|scheme| {
                        scheme.chars().all(|c| c.is_ascii_alphanumeric() || "+-.".contains(c))
                    });
                let safe = scheme
                    .is_none_or(|scheme| ["http", "https", "mailto", "tel"].contains(&&*scheme));
                assert!(safe, "{value}: {attack} -> {html}");
            }
        }
    }
}

#[tokio::test]
async fn in_posts_of_both_formats_and_in_comments() {
    let cast = Cast::start().await;
    assert!(ATTACKS.len() >= 60);
    let mut kept = 0;
    for attack in ATTACKS {
        let attack = attack.replace('\u{c}', " ").replace('\u{1}', "&#1;");
        let mut served = Vec::new();
        let mut id = json!(null);
        for format in ["HTML", "MARKDOWN"] {
            let body = format!("before {attack} after");
            let input = json!({ "spaceId": cast.news, "title": attack.replace('\n', " "), "body": body, "format": format, "publish": true });
            let made =
                cast.done(Who::Leader, "postCreate", input, "post { id body bodyHtml }").await;
            assert_eq!(made["post"]["body"], body, "kept as written");
            served.push(made["post"]["bodyHtml"].as_str().unwrap().to_owned());
            id = made["post"]["id"].clone();
        }
        let comment = json!({ "postId": id, "body": format!("before {attack} after") });
        let made = cast.done(Who::Outsider, "commentAdd", comment, "comment { bodyHtml }").await;
        served.push(made["comment"]["bodyHtml"].as_str().unwrap().to_owned());
        for html in &served {
            check(html, &attack);
            kept += usize::from(html.contains("before"));
        }
    }
    assert_eq!(kept, ATTACKS.len() * 3, "the text around is kept");
}
