//! What becomes of each element of an old page.

/// How an element is treated.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Treatment {
    /// Gone with all it contains; counted under this name.
    Drop(&'static str),
    /// Gone without a word: it never shows anything.
    Ignore,
    /// Only its content stays; counted under this name where there is one.
    Unwrap(Option<&'static str>),
    /// Its content stays, as paragraphs of its own.
    Container(Option<&'static str>),
    /// Marks up words, under this name.
    Inline(&'static str),
    /// A block of words, under this name.
    Heading(&'static str),
    /// A block of paragraphs, under this name.
    Flow(&'static str),
    /// A list, under this name, of these items.
    List(&'static str),
    /// Text whose white space counts.
    Preformatted,
    /// Line break.
    Break,
    /// Horizontal rule.
    Rule,
    /// `a` and `area`.
    Anchor,
    /// `img`.
    Picture,
    /// `map`: its areas become a list of links.
    ImageMap,
    /// `iframe`: a link to what it shows.
    InlineFrame,
    /// `select`: a list of links if it is a Dreamweaver jump menu, else gone.
    JumpMenu,
    /// `input`: a task of a list keeps its box, others go.
    Input,
    /// `object` and `embed`: a link to what they show, where it can be shown without them.
    Object,
    /// `audio` and `video`, under this name.
    Player(&'static str),
    /// `table`.
    Table,
}

/// How the tags begin of elements whose treatment embeds an address.
pub(super) const EMBEDDING: [&str; 3] = ["im", "audio", "video"];

/// The treatment of the element called `name`.
pub(super) fn treatment(name: &str) -> Treatment {
    use Treatment::{
        Anchor, Break, Container, Drop, Flow, Heading, Ignore, ImageMap, Inline, InlineFrame,
        Input, JumpMenu, List, Object, Picture, Player, Preformatted, Rule, Table, Unwrap,
    };
    match name {
        "a" => Anchor,
        "b" => Inline("b"),
        "strong" => Inline("strong"),
        "i" => Inline("i"),
        "em" => Inline("em"),
        "u" => Inline("u"),
        "s" | "strike" => Inline("s"),
        "del" => Inline("del"),
        "ins" => Inline("ins"),
        "sub" => Inline("sub"),
        "sup" => Inline("sup"),
        "small" => Inline("small"),
        "code" | "tt" => Inline("code"),
        "kbd" => Inline("kbd"),
        "samp" => Inline("samp"),
        "var" => Inline("var"),
        "cite" => Inline("cite"),
        "q" => Inline("q"),
        "mark" => Inline("mark"),
        "dfn" => Inline("dfn"),
        "abbr" | "acronym" => Inline("abbr"),
        "font" | "basefont" => Unwrap(Some("font")),
        "center" => Container(Some("center")),
        "h1" => Heading("h1"),
        "h2" => Heading("h2"),
        "h3" => Heading("h3"),
        "h4" => Heading("h4"),
        "h5" => Heading("h5"),
        "h6" => Heading("h6"),
        "blockquote" => Flow("blockquote"),
        "figure" => Flow("figure"),
        "figcaption" => Flow("figcaption"),
        "ul" | "dir" | "menu" => List("ul"),
        "ol" => List("ol"),
        "dl" => List("dl"),
        "pre" | "xmp" | "listing" | "plaintext" => Preformatted,
        "br" => Break,
        "hr" => Rule,
        "img" | "image" => Picture,
        "map" => ImageMap,
        "iframe" => InlineFrame,
        "select" => JumpMenu,
        "audio" => Player("audio"),
        "video" => Player("video"),
        "table" => Table,
        "script" | "style" | "noscript" => Drop("script_or_style"),
        "object" | "embed" => Object,
        "applet" | "bgsound" => Drop("object"),
        "svg" | "math" | "canvas" => Drop("drawing"),
        "input" => Input,
        "textarea" | "button" => Drop("form_field"),
        "form" => Container(Some("form")),
        "head" | "title" | "meta" | "link" | "base" | "xml" | "template" | "noframes"
        | "frameset" | "frame" | "param" | "spacer" | "colgroup" | "col" => Ignore,
        "p" | "div" | "body" | "html" | "address" | "section" | "article" | "header" | "footer"
        | "nav" | "main" | "aside" | "fieldset" | "legend" | "details" | "summary" | "tbody"
        | "thead" | "tfoot" | "tr" | "td" | "th" | "caption" | "li" | "dt" | "dd" | "marquee"
        | "layer" | "ilayer" | "multicol" | "hgroup" => Container(None),
        // Word's own elements: `o:p`, `st1:City`, `v:shape`.
        name if name.contains(':') => Unwrap(Some("word")),
        _ => Unwrap(None),
    }
}
