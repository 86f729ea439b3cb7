//! The addresses a text had, as its generator made them from its name and date.

use jiff::civil::Date;

use super::{
    config::{Config, Generator, is_post_path},
    front::Style,
    meta::Meta,
    name::{Name, Syntax, plain_slug, slug},
};
use crate::Kind;

/// Where Jekyll puts posts unless it is told otherwise.
const JEKYLL: &str = "/:categories/:year/:month/:day/:title.html";

/// And where it is often told to put them.
const PRETTY: &str = "/:categories/:year/:month/:day/:title/";

/// Folders whose files stand at the root of a site.
pub(super) const STATIC: [&str; 4] = ["static", "public", "assets", "extra"];

/// What an address is made of.
struct Parts<'a> {
    name: &'a Name<'a>,
    meta: &'a Meta,
    /// Folder within the site, without the one that holds all texts.
    folder: &'a str,
    slug: String,
    date: Option<Date>,
    /// What addresses in its language begin with.
    prefix: String,
    generator: Generator,
}

impl Parts<'_> {
    /// Whether it lies in a folder with its pictures, whose name is its own.
    fn is_bundle(&self) -> bool {
        self.generator == Generator::Hugo && self.name.stem == "index" && !self.folder.is_empty()
    }

    /// The name of the file, or of the folder that is a text with its pictures.
    fn basename(&self) -> &str {
        let folder = self.folder.rsplit('/').next().filter(|_| self.is_bundle());
        folder.unwrap_or(self.name.stem)
    }

    /// What Hugo makes of a title; `or_slug` where a slug goes before it.
    fn by_title(&self, or_slug: bool) -> String {
        let slug = self.meta.slug.clone().filter(|_| or_slug);
        let title = self.meta.title.as_deref().map(urlized).filter(|title| !title.is_empty());
        slug.or(title).unwrap_or_else(|| self.basename().to_owned())
    }
}

/// Words as Hugo writes them in addresses: accents and points stay, blanks are one `-`, other marks go.
fn urlized(words: &str) -> String {
    let mut out = String::with_capacity(words.len());
    let mut blank = false;
    for c in words.chars().flat_map(char::to_lowercase) {
        if c.is_alphanumeric() || "._-+~/#".contains(c) {
            if blank && c != '-' {
                out.push('-');
            }
            out.push(c);
            blank = false;
        } else if c.is_whitespace() {
            blank = !out.is_empty() && !out.ends_with('-');
        }
    }
    out
}

/// The addresses of the text at `path`, those it gives itself first.
pub(super) fn of(config: &Config, path: &str, meta: &Meta, style: Style) -> Vec<String> {
    let name = Name::of(path);
    let within = name.folder.get(config.root.len()..).unwrap_or_default();
    let folder = ["content", "source", "src", "docs"]
        .iter()
        .find_map(|top| {
            within.strip_prefix(top).filter(|rest| rest.is_empty() || rest.starts_with('/'))
        })
        .unwrap_or(within)
        .trim_matches('/');
    let language = config.languages.of(&name, within);
    let folder = language.map_or(folder, |(_, folder)| folder);
    let day = meta.created.as_ref().and_then(|date| {
        let words = date.as_written.get(..10).unwrap_or_default().replace('/', "-");
        words.parse().ok()
    });
    let parts = Parts {
        slug: meta.slug.clone().unwrap_or_else(|| name.stem.to_owned()),
        date: day.or(name.date),
        name: &name,
        meta,
        generator: config.generator,
        folder,
        prefix: language.map(|(code, _)| config.languages.prefix(code)).unwrap_or_default(),
    };
    let own = |address: &String| match address {
        whole if whole.contains("://") => whole.clone(),
        path if path.contains(':') && !path.contains(' ') => expand(&parts, path),
        path => format!("/{}", path.trim_start_matches('/')),
    };
    let mut addresses: Vec<String> = meta.addresses.iter().map(own).collect();
    let made = made(config, &parts, path, style).into_iter();
    addresses.extend(made.map(|address| format!("{}{address}", config.base_path)));
    let mut once: Vec<String> = Vec::new();
    for address in addresses {
        let address = squeeze(&address);
        if !once.contains(&address) && address != "/" || is_home(&parts) {
            once.push(address);
        }
    }
    once.truncate(100);
    once
}

fn is_home(parts: &Parts<'_>) -> bool {
    parts.name.is_index() && parts.folder.is_empty()
}

/// What the generator made of it.
fn made(config: &Config, parts: &Parts<'_>, path: &str, style: Style) -> Vec<String> {
    let pelican = config.generator == Generator::Pelican
        || (config.generator == Generator::Unknown && matches!(style, Style::Bare | Style::Head));
    if config.generator != Generator::Hugo && is_post_path(path) {
        return match config.pattern.as_deref() {
            Some(pattern) => vec![expand(parts, named(pattern))],
            None if config.is_known => vec![expand(parts, JEKYLL)],
            None => vec![expand(parts, JEKYLL), expand(parts, PRETTY)],
        };
    }
    if pelican {
        return of_pelican(config, parts);
    }
    if config.generator == Generator::Hugo {
        return vec![format!("{}{}", parts.prefix, of_hugo(config, parts))];
    }
    if let Some(collection) = parts.folder.strip_prefix('_') {
        let (name, below) = collection.split_once('/').unwrap_or((collection, ""));
        if let Some((_, pattern)) = config.sections.iter().find(|(known, _)| known == name) {
            let path = format!("{below}/{}", parts.slug);
            let pattern = pattern.replace(":collection", name).replace(":path", &path);
            return vec![expand(parts, &pattern)];
        }
        let stem = format!("/{collection}/{}", parts.name.whole);
        return vec![format!("{stem}.html"), stem];
    }
    let folder = format!("/{}", parts.folder);
    if parts.name.is_index() {
        return vec![format!("{folder}/")];
    }
    let stem = format!("{folder}/{}", parts.name.whole);
    let mut made = vec![format!("{stem}.html"), stem];
    if Syntax::of(path) != Some(Syntax::Html) {
        made.push(format!("/{}", path.get(config.root.len()..).unwrap_or(path)));
    }
    made
}

/// Newer versions write accents in addresses where they are told to.
fn of_pelican(config: &Config, parts: &Parts<'_>) -> Vec<String> {
    let mut made: Vec<String> =
        [plain_slug as fn(&str) -> String, slug].map(|it| by_pelican(config, parts, it)).into();
    made.dedup();
    made
}

fn by_pelican(config: &Config, parts: &Parts<'_>, slug_of: fn(&str) -> String) -> String {
    let title = parts.meta.title.as_deref().unwrap_or(parts.name.stem);
    let slug = parts.meta.slug.clone().unwrap_or_else(|| slug_of(title));
    let other = parts.meta.lang.as_deref().filter(|lang| {
        config.site.lang.as_deref().is_some_and(|site| !site.eq_ignore_ascii_case(lang))
    });
    let end = other.map(|lang| format!("-{lang}")).unwrap_or_default();
    let is_page = parts.name.is_in("pages");
    let pattern = if is_page { config.pages.as_deref() } else { config.pattern.as_deref() };
    let Some(pattern) = pattern else {
        return format!("/{}{slug}{end}.html", if is_page { "pages/" } else { "" });
    };
    let category = parts.meta.categories.first().map(|it| slug_of(it)).unwrap_or_default();
    let author = parts.meta.authors.first().map(|it| slug_of(&it.name)).unwrap_or_default();
    let mut address = format!("/{}", pattern.trim_start_matches('/'));
    let mut put = |what: &str, value: String| address = address.replace(what, &value);
    put("{slug}", slug);
    put("{category}", category);
    put("{author}", author);
    put("{lang}", parts.meta.lang.clone().unwrap_or_default());
    if let Some(date) = parts.date {
        put("{date:%Y}", format!("{:04}", date.year()));
        put("{date:%m}", format!("{:02}", date.month()));
        put("{date:%d}", format!("{:02}", date.day()));
    }
    address
}

fn of_hugo(config: &Config, parts: &Parts<'_>) -> String {
    let section = parts.folder.split('/').next().unwrap_or_default();
    let pattern = config.sections.iter().find(|(name, _)| name == section);
    if let Some((_, pattern)) = pattern.filter(|_| parts.meta.kind == Kind::Post) {
        return expand(parts, pattern);
    }
    let folder = parts.folder.to_lowercase().replace(' ', "-");
    if parts.is_bundle()
        && let (Some(slug), Some((above, _))) = (&parts.meta.slug, folder.rsplit_once('/'))
    {
        return format!("/{above}/{}/", slug.to_lowercase().replace(' ', "-"));
    }
    if parts.name.is_index() {
        return format!("/{folder}/");
    }
    format!("/{folder}/{}/", parts.slug.to_lowercase().replace(' ', "-"))
}

/// The patterns of Jekyll that have a name.
fn named(pattern: &str) -> &str {
    match pattern {
        "date" => JEKYLL,
        "pretty" => PRETTY,
        "ordinal" => "/:categories/:year/:y_day/:title.html",
        "none" => "/:categories/:title.html",
        other => other,
    }
}

/// Puts values for the words that begin with a colon; those nobody knows go.
fn expand(parts: &Parts<'_>, pattern: &str) -> String {
    let mut out = String::with_capacity(pattern.len() + 1);
    if !pattern.starts_with('/') {
        out.push('/');
    }
    let mut pieces = pattern.split(':');
    out.push_str(pieces.next().unwrap_or_default());
    for piece in pieces {
        let length = piece.bytes().take_while(|b| b.is_ascii_lowercase() || *b == b'_').count();
        let (word, rest) = piece.split_at(length);
        out.push_str(&value(parts, word));
        out.push_str(rest);
    }
    out
}

fn value(parts: &Parts<'_>, word: &str) -> String {
    let date = |show: fn(Date) -> String| parts.date.map(show).unwrap_or_default();
    match word {
        "year" => date(|d| format!("{:04}", d.year())),
        "month" => date(|d| format!("{:02}", d.month())),
        "day" => date(|d| format!("{:02}", d.day())),
        "i_month" => date(|d| d.month().to_string()),
        "i_day" => date(|d| d.day().to_string()),
        "short_year" => date(|d| format!("{:02}", d.year() % 100)),
        "y_day" | "yearday" => date(|d| format!("{:03}", d.day_of_year())),
        "title" | "slug" if parts.generator == Generator::Hugo => parts.by_title(word == "slug"),
        "title" | "slug" => parts.slug.clone(),
        "slugorfilename" | "slugorcontentbasename" => {
            parts.meta.slug.clone().unwrap_or_else(|| parts.basename().to_owned())
        }
        "filename" | "contentbasename" | "basename" | "name" => parts.basename().to_owned(),
        "section" => parts.folder.split('/').next().unwrap_or_default().to_owned(),
        "sections" if parts.is_bundle() => {
            parts.folder.rsplit_once('/').map_or("", |(above, _)| above).to_owned()
        }
        "sections" | "path" => parts.folder.to_owned(),
        "output_ext" => ".html".to_owned(),
        "categories" => {
            let above = parts.folder.split("_posts").next().unwrap_or_default().trim_matches('/');
            let own = parts.meta.categories.iter().map(|it| it.to_lowercase().replace(' ', "-"));
            let above = above.split('/').filter(|part| !part.is_empty() && *part != "_drafts");
            above.map(str::to_owned).chain(own).collect::<Vec<_>>().join("/")
        }
        _ => String::new(),
    }
}

/// One slash where several met.
fn squeeze(address: &str) -> String {
    let (scheme, path) =
        address.split_once("://").map_or(("", address), |(scheme, rest)| (scheme, rest));
    let mut out = if scheme.is_empty() { String::new() } else { format!("{scheme}://") };
    for c in path.chars() {
        if c != '/' || !out.ends_with('/') || out.ends_with("://") {
            out.push(c);
        }
    }
    out
}
