//! The commands of Hugo, and what they have in common with those of Jekyll.

use super::commands::{Inner, Outcome, Places};
use crate::markup::escape;

/// What includes call the address of a picture.
const ADDRESS: [&str; 8] = ["src", "url", "image", "img", "file", "path", "image_path", "link"];

/// And the words below it.
const WORDS: [&str; 4] = ["caption", "title", "description", "desc"];

/// `{{< … >}}` and `{{% … %}}`.
pub(super) fn expand(inner: &str, places: &dyn Places) -> Outcome {
    let inner = inner.trim();
    if inner.starts_with("/*") {
        return Outcome::Literal;
    }
    let (name, rest) = inner.split_once(char::is_whitespace).unwrap_or((inner, ""));
    let arguments = Arguments::of(rest.trim_end_matches('/'));
    let first = arguments.positional.first().map(String::as_str);
    let at = |n: usize| arguments.positional.get(n).map(String::as_str);
    let id = first.or_else(|| arguments.get("id"));
    let keep = || Outcome::Keep(format!("{{{{< {name} >}}}}"));
    let film = |start: &str| id.map_or_else(keep, |id| Outcome::Put(link(&format!("{start}{id}"))));
    match name {
        "ref" | "relref" => {
            let Some(wanted) = first.or_else(|| arguments.get("path")) else { return keep() };
            let (path, place) =
                wanted.split_once('#').map_or((wanted, None), |(path, place)| (path, Some(place)));
            let found = if path.is_empty() { Some(String::new()) } else { places.file(path) };
            // A link to nothing is reported as one.
            let found = found.unwrap_or_else(|| {
                format!("/{}", path.trim_start_matches('/').replace(' ', "%20"))
            });
            Outcome::Put(place.map_or(found.clone(), |place| format!("{found}#{place}")))
        }
        "highlight" => Outcome::Until("/highlight", Inner::Code),
        "figure" | "img" | "image" | "imgproc" | "picture" => {
            let mut arguments = arguments;
            if let Some(src) = arguments.positional.first() {
                arguments.named.push(("src".to_owned(), src.clone()));
            }
            figure(&arguments).map_or_else(keep, Outcome::Put)
        }
        "youtube" => film("https://www.youtube.com/watch?v="),
        "vimeo" => film("https://vimeo.com/"),
        "instagram" => film("https://www.instagram.com/p/"),
        "gist" => match (first, at(1)) {
            (Some(user), Some(id)) => {
                Outcome::Put(link(&format!("https://gist.github.com/{user}/{id}")))
            }
            _ => keep(),
        },
        "tweet" | "x" => match (arguments.get("user"), arguments.get("id")) {
            (Some(user), Some(id)) => {
                Outcome::Put(link(&format!("https://twitter.com/{user}/status/{id}")))
            }
            _ => film("https://twitter.com/i/status/"),
        },
        _ => keep(),
    }
}

/// A picture with the words below it, if the arguments name one.
pub(super) fn figure(arguments: &Arguments) -> Option<String> {
    let src =
        ADDRESS.iter().find_map(|name| arguments.get(name)).filter(|src| !src.contains("{{"))?;
    let words = WORDS.iter().find_map(|name| arguments.get(name)).unwrap_or_default();
    let alt = arguments.get("alt").unwrap_or(words);
    let picture = format!("<img src=\"{}\" alt=\"{}\">", escape(src), escape(alt));
    let caption = if words.is_empty() {
        String::new()
    } else {
        format!("<figcaption>{}</figcaption>", escape(words))
    };
    Some(format!("\n\n<figure>{picture}{caption}</figure>\n\n"))
}

/// A link that shows its address.
pub(super) fn link(address: &str) -> String {
    let address = escape(address);
    format!("<a href=\"{address}\">{address}</a>")
}

/// What follows the name of a command.
#[derive(Debug, Default)]
pub(super) struct Arguments {
    pub(super) positional: Vec<String>,
    pub(super) named: Vec<(String, String)>,
}

impl Arguments {
    /// Words, words in quotes, and `name=value` of both.
    pub(super) fn of(text: &str) -> Self {
        let mut arguments = Self::default();
        let mut rest = text.trim();
        while !rest.is_empty() {
            let (first, after) = word(rest);
            rest = after.trim_start();
            let is_name =
                !first.is_empty() && first.chars().all(|c| c.is_alphanumeric() || "_-".contains(c));
            match rest.strip_prefix('=').filter(|_| is_name) {
                Some(value) => {
                    let (value, after) = word(value.trim_start());
                    arguments.named.push((first, value));
                    rest = after.trim_start();
                }
                None if rest.len() == text.len() => break,
                None => arguments.positional.push(first),
            }
        }
        arguments
    }

    /// The argument called `name`.
    pub(super) fn get(&self, name: &str) -> Option<&str> {
        let found = self.named.iter().find(|(known, _)| known.eq_ignore_ascii_case(name));
        found.map(|(_, value)| value.as_str()).filter(|value| !value.is_empty())
    }
}

/// The first word, and what follows it.
fn word(text: &str) -> (String, &str) {
    let Some(quote) = text.chars().next().filter(|c| matches!(c, '"' | '\'' | '`' | '“')) else {
        let end = text.find(|c: char| c.is_whitespace() || c == '=').unwrap_or(text.len());
        // A sign of equality where a word should be.
        let end = if end == 0 { text.chars().next().map_or(0, char::len_utf8) } else { end };
        let (first, rest) = text.split_at(end);
        return (first.to_owned(), rest);
    };
    let close = if quote == '“' { '”' } else { quote };
    let mut out = String::new();
    let mut chars = text.char_indices().skip(1);
    while let Some((at, c)) = chars.next() {
        match c {
            '\\' => out.extend(chars.next().map(|(_, c)| c)),
            c if c == close => return (out, text.get(at + c.len_utf8()..).unwrap_or_default()),
            c => out.push(c),
        }
    }
    (out, "")
}
