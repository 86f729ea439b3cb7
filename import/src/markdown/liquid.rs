//! The commands of Jekyll.

use super::{
    commands::{Inner, Outcome, Places},
    hugo::{Arguments, figure, link},
};

/// Filters that change nothing about where an address leads.
const FILTERS: [&str; 7] =
    ["relative_url", "absolute_url", "prepend", "escape", "uri_escape", "strip", "append"];

/// `{% … %}`.
pub(super) fn tag(inner: &str, places: &dyn Places) -> Outcome {
    let inner = inner.trim_matches('-').trim();
    let (name, rest) = inner.split_once(char::is_whitespace).unwrap_or((inner, ""));
    let rest = rest.trim();
    let arguments = Arguments::of(rest);
    let keep = || Outcome::Keep(format!("{{% {name} %}}"));
    let film = |start: &str| match arguments.positional.first() {
        Some(id) => Outcome::Put(link(&format!("{start}{id}"))),
        None => keep(),
    };
    match name {
        "raw" => Outcome::Until("endraw", Inner::AsWritten),
        "comment" => Outcome::Until("endcomment", Inner::Dropped),
        "highlight" => Outcome::Until("endhighlight", Inner::Code),
        "codeblock" => Outcome::Until("endcodeblock", Inner::Code),
        // A link to nothing is reported as one.
        "post_url" => Outcome::Put(
            places.post(rest).unwrap_or_else(|| format!("/_posts/{}", rest.replace(' ', "%20"))),
        ),
        "link" => {
            Outcome::Put(places.file(rest).unwrap_or_else(|| {
                format!("/{}", rest.trim_start_matches('/').replace(' ', "%20"))
            }))
        }
        "img" | "asset_img" => picture(rest).map_or_else(keep, Outcome::Put),
        "youtube" => film("https://www.youtube.com/watch?v="),
        "vimeo" => film("https://vimeo.com/"),
        "gist" => film("https://gist.github.com/"),
        "include" | "include_relative" | "figure" => match figure(&arguments) {
            Some(figure) => Outcome::Put(figure),
            None => Outcome::Keep(format!(
                "{{% {name} {} %}}",
                arguments.positional.first().map_or("", |it| it)
            )),
        },
        _ => keep(),
    }
}

/// `{{ … }}`.
pub(super) fn output(inner: &str) -> Outcome {
    let inner = inner.trim_matches('-').trim();
    let mut pipes = inner.split('|').map(str::trim);
    let value = pipes.next().unwrap_or_default();
    let known = pipes.all(|filter| {
        let name = filter.split([':', ' ']).next().unwrap_or_default();
        FILTERS.contains(&name)
    });
    let quoted =
        ['"', '\''].into_iter().find_map(|quote| value.strip_prefix(quote)?.strip_suffix(quote));
    match (value, quoted) {
        ("site.baseurl" | "site.url" | "site.github.url" | "site.root", _) if known => {
            Outcome::Put(String::new())
        }
        (_, Some(literal)) if known && !literal.contains(['"', '\'']) => {
            Outcome::Put(literal.to_owned())
        }
        _ if value.starts_with("site.")
            || value.starts_with("page.")
            || value.starts_with("include.") =>
        {
            Outcome::Keep(format!("{{{{ {value} }}}}"))
        }
        // Other programs write in double braces too.
        _ => Outcome::Literal,
    }
}

/// `{% img left /images/a.png 350 350 "title" "alt" %}`, of Octopress.
fn picture(rest: &str) -> Option<String> {
    let arguments = Arguments::of(rest);
    let is_address = |word: &&String| word.contains('/') || word.contains('.');
    let src = arguments.positional.iter().find(is_address)?;
    let mut words = arguments.positional.iter().filter(|word| *word != src && word.contains(' '));
    let named = vec![
        ("src".to_owned(), src.clone()),
        ("alt".to_owned(), words.next_back().cloned().unwrap_or_default()),
    ];
    figure(&Arguments { named, ..Arguments::default() })
}
