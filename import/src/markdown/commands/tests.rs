//! What commands in texts become.

use super::*;
use crate::growth::assert_linear;

struct Two;

impl Places for Two {
    fn post(&self, name: &str) -> Option<String> {
        (name == "2010-01-06-un").then(|| "/_posts/2010-01-06-un.md".to_owned())
    }

    fn file(&self, reference: &str) -> Option<String> {
        let found = ["about.md", "Une page", "a b.png"].contains(&reference);
        found.then(|| format!("/{}", reference.replace(' ', "%20")))
    }
}

fn of(text: &str) -> Expanded {
    expand(text, Syntax::Markdown, 1, &Two)
}

#[test]
fn links_of_generators_lead_somewhere() {
    let cases = [
        ("[x]({% post_url 2010-01-06-un %})", "[x](/_posts/2010-01-06-un.md)"),
        ("[x]({% post_url absent %})", "[x](/_posts/absent)"),
        ("[x]({{ site.baseurl }}{%- link about.md -%})", "[x](/about.md)"),
        ("![x]({{ '/i/a.png' | relative_url }})", "![x](/i/a.png)"),
        ("[x]({{< ref \"about.md#bas\" >}})", "[x](/about.md#bas)"),
        ("[x]({{% relref path=\"absent.md\" %}})", "[x](/absent.md)"),
        (
            "[[Une page]] [[Une page#Le bas|ici]]",
            "[Une page](/Une%20page) [ici](/Une%20page#le-bas)",
        ),
        ("![[a b.png|300]]", "![](/a%20b.png)"),
        (
            "{{< youtube abc >}}",
            "<a href=\"https://www.youtube.com/watch?v=abc\">https://www.youtube.com/watch?v=abc</a>",
        ),
    ];
    for (text, expected) in cases {
        let expanded = of(text);
        assert_eq!(expanded.text, expected, "{text}");
        assert!(expanded.unknown.is_empty() && expanded.lost.is_empty(), "{text}");
    }
}

#[test]
fn pictures_and_code_of_generators_are_pictures_and_code() {
    let figure = "<figure><img src=\"/a.png\" alt=\"Le &quot;mot&quot;\"><figcaption>Le &quot;mot&quot;</figcaption></figure>";
    for text in [
        "{{< figure src=\"/a.png\" caption=\"Le \\\"mot\\\"\" >}}",
        "{% include figure.html url='/a.png' description='Le \"mot\"' %}",
    ] {
        assert_eq!(of(text).text.trim(), figure, "{text}");
    }
    assert_eq!(
        of("{% img left /a.png 35 35 'Un titre' 'Un mot' %}").text.trim(),
        "<figure><img src=\"/a.png\" alt=\"Un mot\"></figure>"
    );
    for (open, close) in [
        ("{% highlight ruby %}", "{% endhighlight %}"),
        ("{{< highlight go >}}", "{{< /highlight >}}"),
    ] {
        let text = format!("a\n{open}\n{{% x %}} <b>\n{close}\nb");
        assert_eq!(of(&text).text, "a\n\n\n~~~~~~\n{% x %} <b>\n~~~~~~\n\n\nb");
    }
    let html = expand("{% highlight x %}a<b{% endhighlight %}", Syntax::Html, 1, &Two);
    assert_eq!(html.text, "<pre>a&lt;b</pre>");
}

#[test]
fn what_is_unknown_is_seen_and_counted() {
    let text = of(
        "un\n{% include nav.html %}\n{{< note_it >}}*x*{{< /note_it >}}\n[[Absente|mot]] {{ page.title }} {{ autre }}",
    );
    assert_eq!(
        text.text,
        "un\n{% include nav.html %}\n{{&lt; note\\_it >}}*x*{{&lt; /note\\_it >}}\n\\[\\[Absente\\|mot\\]\\] {{ page.title }} {{ autre }}"
    );
    let unknown: Vec<_> = text.unknown.iter().map(|(name, at)| (name.as_str(), *at)).collect();
    assert_eq!(
        unknown,
        [
            ("{% include nav.html %}", (1, 2)),
            ("{{ page.title }}", (1, 4)),
            ("{{< /note_it >}}", (1, 3)),
            ("{{< note_it >}}", (1, 3)),
        ]
    );
    assert_eq!(text.lost, [(Code::BrokenLink, "[[Absente|mot]]".to_owned(), 4)]);
}

#[test]
fn code_is_left_alone() {
    let texts = [
        "```\n{% x %} [[a]]\n```\n",
        "~~~ sh\n[[ -f x ]] {% x %}\n```\n~~~\n",
        "`{% x %}` ``a ` [[b]]`` [[ -f x ]]",
        "\\{% x \\[[a]]",
        "[lien](a.md) ![x](b.png) [^1] {",
    ];
    for text in texts {
        let expanded = of(text);
        assert_eq!(expanded.text, text);
        assert!(expanded.unknown.is_empty() && expanded.lost.is_empty(), "{text}");
    }
    assert_eq!(of("{% raw %}{{ page.x }}{% endraw %}").text, "{{ page.x }}");
    assert_eq!(of("a{% comment %}{{ page.x }}{% endcomment %}b").text, "ab");
    assert_eq!(of("{{</* note */>}}").unknown.len(), 0);
}

#[test]
fn marks_of_kramdown_go() {
    assert_eq!(
        of("* TOC\n{:toc}\n\ntexte{: .rouge}\n{: #p}\n[TOC]\nfin").text,
        "\n\n\ntexte\n\n\nfin"
    );
    assert_eq!(of("## Titre {#bas}\n{#non} x").text, "## Titre <a id=\"bas\"></a>\n{#non} x");
}

#[test]
fn commands_of_wordpress_in_pages_are_told() {
    let text = "[caption id=\"a\" caption=\"Un mot\"]<img src=\"a.jpg\">[/caption] [gallery link=\"file\"] [sic]";
    let page = expand(text, Syntax::Html, 1, &Two);
    assert_eq!(
        page.text,
        "<figure><img src=\"a.jpg\"><figcaption>Un mot</figcaption></figure> [gallery link=\"file\"] [sic]"
    );
    assert_eq!(page.unknown.into_iter().collect::<Vec<_>>(), [("[gallery]".to_owned(), (1, 1))]);
}

#[test]
fn hostile_texts_take_no_more_time_than_their_length() {
    for piece in [
        "{% raw %}",
        "{{<",
        "[[",
        "`",
        "``` x\n",
        "{% highlight %}",
        "{:",
        "{% img",
        "`a``b",
        "{#a",
        "![[",
    ] {
        assert_linear(piece, 500_000, |bytes| {
            of(&piece.repeat(bytes / piece.len()));
        });
    }
}
