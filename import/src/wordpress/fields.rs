//! What else an item tells: its custom fields, and labels of taxonomies that are no tags.

use std::collections::BTreeMap;

use super::{item::Item, people, php, types};

/// Longest value that is kept, in bytes, and how many fields of one item are.
const MAX_VALUE: usize = 64 << 10;
const MAX_FIELDS: usize = 500;

/// Parts of names of fields that hold what is nobody's business.
const PRIVATE: [&str; 17] = [
    "mail",
    "phone",
    "telephone",
    "mobile",
    "password",
    "passwd",
    "secret",
    "token",
    "api_key",
    "apikey",
    "akismet",
    "author_ip",
    "user_ip",
    "remote_addr",
    "address",
    "birth",
    "iban",
];

/// The fields of an item by name.
pub(super) fn of(item: &Item) -> BTreeMap<String, Vec<String>> {
    let mut fields: BTreeMap<String, Vec<String>> = BTreeMap::new();
    let mut add = |name: &str, value: &str| {
        let value = value.trim();
        if name.is_empty() || value.is_empty() || value.len() > MAX_VALUE || is_private(name, value)
        {
            return;
        }
        if fields.len() < MAX_FIELDS || fields.contains_key(name) {
            let values = fields.entry(name.to_owned()).or_default();
            if values.len() < MAX_FIELDS && !values.iter().any(|known| known == value) {
                values.push(value.to_owned());
            }
        }
    };
    for (key, value) in
        item.fields.iter().filter(|(key, _)| !key.starts_with('_') && key != "footnotes")
    {
        match php::leaves(value) {
            Some(leaves) => {
                leaves.iter().for_each(|(path, value)| add(&format!("{key}.{path}"), value));
            }
            None => add(key, value),
        }
    }
    if let Some(kind) = types::own_type(item) {
        add("post_type", kind);
    }
    for label in &item.labels {
        match label.domain.as_str() {
            "post_format" => add("post_format", label.slug.trim_start_matches("post-format-")),
            "author" => add("co_authors", &label.name),
            domain => {
                let taxonomy = people::taxonomy(domain);
                if !matches!(taxonomy, "tag" | "category") && !people::is_internal(domain) {
                    add(taxonomy, &label.name);
                }
            }
        }
    }
    if item.order != "0" {
        add("menu_order", &item.order);
    }
    if item.comment_status == "closed" {
        add("comments", "closed");
    }
    fields
}

fn is_private(name: &str, value: &str) -> bool {
    let name = name.to_ascii_lowercase();
    PRIVATE.iter().any(|part| name.contains(part)) || value.split_whitespace().any(is_mail_address)
}

fn is_mail_address(word: &str) -> bool {
    let word = word.trim_matches(|c: char| !c.is_alphanumeric());
    word.split_once('@').is_some_and(|(name, host)| {
        !name.is_empty() && host.contains('.') && !word.contains("://") && !host.contains('/')
    })
}
