//! The languages of a site of Hugo: which text is in which, and what its address begins with.

use super::{name::Name, node::Node};

/// Languages of one site that are told apart.
const MAX_LANGUAGES: usize = 200;

/// What the settings say of languages; without any a site has one.
#[derive(Debug, Default)]
pub(super) struct Languages {
    list: Vec<Language>,
    /// Code of the one that needs no folder.
    default: Option<String>,
    /// Whether even that one has a folder in addresses.
    all_in_folders: bool,
}

#[derive(Debug)]
struct Language {
    code: String,
    /// Folder of its texts, if it has one of its own.
    folder: Option<String>,
    title: Option<String>,
}

impl Languages {
    /// Takes over what a file of settings says.
    pub(super) fn take(&mut self, values: &Node) {
        let text = |key: &str| values.get(key).and_then(Node::text).map(str::to_lowercase);
        self.default = self.default.take().or_else(|| text("defaultContentLanguage"));
        self.all_in_folders |=
            text("defaultContentLanguageInSubdir").is_some_and(|words| words == "true");
        if let Some(languages) = values.get("languages") {
            self.list(languages);
        }
    }

    /// Takes over the languages by their codes, as a file of their own lists them.
    pub(super) fn list(&mut self, languages: &Node) {
        let Node::Map(languages) = languages else { return };
        for (code, values) in languages.iter().take(MAX_LANGUAGES) {
            let code = code.to_lowercase();
            let text = |key: &str| values.get(key).and_then(Node::text).map(str::to_owned);
            let folder = text("contentDir").map(|folder| folder.trim_matches('/').to_owned());
            if !self.list.iter().any(|known| known.code == code) {
                self.list.push(Language { code, folder, title: text("title") });
            }
        }
    }

    /// What the site is called in its first language.
    pub(super) fn title(&self) -> Option<String> {
        let default = self.list.iter().find(|language| self.is_default(&language.code));
        default.or(self.list.first()).and_then(|language| language.title.clone())
    }

    /// The code of the language that a text is in, and its folder without that of all texts; `within` is its folder in
    /// the site.
    pub(super) fn of<'a>(&'a self, name: &Name<'a>, within: &'a str) -> Option<(&'a str, &'a str)> {
        let in_folder = self.list.iter().find_map(|language| {
            let rest = within.strip_prefix(language.folder.as_deref()?)?;
            let whole = rest.is_empty() || rest.starts_with('/');
            whole.then(|| (language.code.as_str(), rest.trim_matches('/')))
        });
        in_folder.or_else(|| {
            let said = name.lang?.to_lowercase();
            let known = self.list.iter().find(|language| language.code == said)?;
            let folder = within.strip_prefix("content").unwrap_or(within);
            Some((known.code.as_str(), folder.trim_matches('/')))
        })
    }

    /// What an address in this language begins with: `/fr`, or nothing.
    pub(super) fn prefix(&self, code: &str) -> String {
        if self.is_default(code) && !self.all_in_folders {
            return String::new();
        }
        format!("/{code}")
    }

    fn is_default(&self, code: &str) -> bool {
        self.default.as_deref().unwrap_or("en") == code
    }
}
