//! Authors and terms: those that the file declares, and those that only items name.

use std::collections::{HashMap, HashSet};

use super::{
    aside::Asides,
    item::{Item, Label},
    plain,
};
use crate::{Author, Code, Kind, Problem, SetAside, Term};

/// Authors and terms that are kept in memory.
const MAX_KNOWN: usize = 200_000;

/// Taxonomies that are the old system's own.
const INTERNAL: [&str; 12] = [
    "nav_menu",
    "post_format",
    "link_category",
    "wp_theme",
    "wp_template_part_area",
    "wp_pattern_category",
    "elementor_library_type",
    "author",
    "language",
    "term_language",
    "post_translations",
    "term_translations",
];

/// Who wrote, and the labels in use.
#[derive(Debug, Default)]
pub(super) struct People {
    pub(super) authors: Vec<Author>,
    by_login: HashMap<String, usize>,
    by_number: HashMap<u64, usize>,
    pub(super) terms: Vec<Term>,
    known_terms: HashSet<String>,
}

/// Whether a taxonomy is the old system's own.
pub(super) fn is_internal(domain: &str) -> bool {
    INTERNAL.contains(&domain)
}

/// The name under which a taxonomy is known here.
pub(super) fn taxonomy(domain: &str) -> &str {
    match domain {
        "post_tag" | "tag" => "tag",
        "category" | "" => "category",
        other => other,
    }
}

/// A login as it may be; stray marks around it are slips of whoever edited the file.
pub(super) fn login(written: &str) -> &str {
    written.trim_matches(|c: char| c.is_whitespace() || matches!(c, '<' | '>'))
}

/// The id of the author with this login.
pub(super) fn author_id(login: &str) -> String {
    format!("author:{login}")
}

impl People {
    /// Takes in what a file declares.
    pub(super) fn declared(
        &mut self,
        name: &str,
        values: &[(String, String)],
        file: &str,
        line: u32,
        asides: &mut Asides,
    ) {
        let value = |key: &str| {
            let found = values.iter().find(|(known, _)| known == key);
            found.map(|(_, value)| value.as_str()).filter(|value| !value.is_empty())
        };
        match name {
            "wp:category" => self.term(
                "category",
                value("wp:category_nicename"),
                value("wp:cat_name"),
                value("wp:category_parent"),
                value("wp:category_description"),
            ),
            "wp:tag" => self.term(
                "tag",
                value("wp:tag_slug"),
                value("wp:tag_name"),
                None,
                value("wp:tag_description"),
            ),
            "wp:term" => {
                let domain = value("wp:term_taxonomy").unwrap_or("category");
                let words = value("wp:term_name").or(value("wp:term_slug")).unwrap_or_default();
                if is_internal(domain) {
                    let message = format!("an entry of `{domain}`, which is not a label of texts");
                    let problem = Problem::new(Code::UnsupportedType, Kind::Term, words, message);
                    let problem = problem.in_file(file).at(Some(line)).titled(words);
                    asides.add(SetAside::skipped(problem));
                    return;
                }
                self.term(
                    taxonomy(domain),
                    value("wp:term_slug"),
                    value("wp:term_name"),
                    value("wp:term_parent"),
                    value("wp:term_description"),
                );
            }
            _ => self.declared_author(&value),
        }
    }

    /// Takes in whom and what an item names and nobody declared.
    pub(super) fn named(&mut self, item: &Item) {
        let creator = login(&item.creator);
        if !creator.is_empty() {
            self.author(creator, creator, None);
        }
        for label in &item.labels {
            if label.domain == "author" {
                let co_author = co_author(label);
                if self.by_login.contains_key(co_author) {
                    continue;
                }
                self.author(co_author, &label.name, None);
            } else if !is_internal(&label.domain) && !repeated(label, &item.labels) {
                let name = Some(label.name.as_str()).filter(|name| !name.is_empty());
                self.term(taxonomy(&label.domain), Some(&label.slug), name, None, None);
            }
        }
    }

    /// Takes in an author who has no account, as Co-Authors Plus keeps them; says whether it is one.
    pub(super) fn guest(&mut self, item: &Item) -> bool {
        let field = |name: &str| item.field(name).filter(|value| !value.is_empty());
        let slug = item.name.strip_prefix("cap-").unwrap_or(&item.name);
        let known = field("cap-user_login").unwrap_or(slug);
        let name = field("cap-display_name").unwrap_or(&item.title);
        if known.is_empty() || name.is_empty() {
            return false;
        }
        self.author(login(known), name, field("cap-user_email"));
        true
    }

    /// The author with this login.
    pub(super) fn author_of(&self, login: &str) -> Option<&Author> {
        self.authors.get(*self.by_login.get(login)?)
    }

    /// The author with this number.
    pub(super) fn author_number(&self, number: &str) -> Option<&Author> {
        self.authors.get(*self.by_number.get(&number.parse().ok()?)?)
    }

    /// Forgets the parents of terms that are not there.
    pub(super) fn settle(&mut self) {
        let known = &self.known_terms;
        for term in &mut self.terms {
            let stands_below =
                |parent: &String| known.contains(parent) && *parent != term.external_id;
            term.parent = term.parent.take().filter(stands_below);
        }
    }

    fn declared_author<'a>(&mut self, value: &dyn Fn(&str) -> Option<&'a str>) {
        let part = |name: &str| {
            value(&format!("wp:author_{name}")).or(value(&format!("wp:wp_author_{name}")))
        };
        let Some(known) = part("login").or(part("email")).map(login) else { return };
        let full = [part("first_name"), part("last_name")];
        let full = full.into_iter().flatten().collect::<Vec<_>>().join(" ");
        let full = Some(full).filter(|name| !name.is_empty());
        let name = part("display_name").map(str::to_owned).or(full);
        let name = name.unwrap_or_else(|| known.to_owned());
        self.author(known, &name, part("email"));
        let number = part("id").and_then(|id| id.parse::<u64>().ok());
        if let Some((number, position)) = number.zip(self.by_login.get(known)) {
            self.by_number.insert(number, *position);
        }
    }

    fn author(&mut self, login: &str, name: &str, email: Option<&str>) {
        if let Some(known) = self.by_login.get(login).and_then(|at| self.authors.get_mut(*at)) {
            // Items named them before a later file declared them.
            if known.name == login {
                known.name = plain::text(name);
            }
            if known.email.is_none() {
                known.email = email.map(str::to_owned);
            }
            return;
        }
        if self.authors.len() >= MAX_KNOWN || login.len() > 500 {
            return;
        }
        self.by_login.insert(login.to_owned(), self.authors.len());
        let name = Some(plain::text(name)).filter(|name| !name.is_empty());
        self.authors.push(Author {
            external_id: author_id(login),
            name: name.unwrap_or_else(|| login.to_owned()),
            email: email.map(str::to_owned),
        });
    }

    fn term(
        &mut self,
        taxonomy: &str,
        slug: Option<&str>,
        name: Option<&str>,
        parent: Option<&str>,
        description: Option<&str>,
    ) {
        let slug = slug.filter(|slug| !slug.is_empty());
        let Some(key) = slug.or(name) else { return };
        let external_id = format!("{taxonomy}:{key}");
        if self.terms.len() >= MAX_KNOWN
            || external_id.len() > 1000
            || !self.known_terms.insert(external_id.clone())
        {
            return;
        }
        self.terms.push(Term {
            external_id,
            taxonomy: taxonomy.to_owned(),
            name: plain::text(name.unwrap_or(key)),
            slug: slug.map(str::to_owned),
            parent: parent.map(|parent| format!("{taxonomy}:{parent}")),
            description: description.map(plain::text).filter(|words| !words.is_empty()),
        });
    }
}

/// The login of a co-author, whose entry in the taxonomy of authors is called `cap-login` or `login`.
pub(super) fn co_author(label: &Label) -> &str {
    login(label.slug.strip_prefix("cap-").unwrap_or(&label.slug))
}

/// Whether a label is given twice, as WXR 1.0 does: once without its name in addresses.
fn repeated(label: &Label, all: &[Label]) -> bool {
    label.slug.is_empty()
        && all.iter().take(1000).any(|other| !other.slug.is_empty() && other.name == label.name)
}
