//! Finds out which attachments the pictures of a text say they are.

use std::collections::HashMap;

use super::tags::{self, Attributes, Scanner};

/// The ids that `WordPress` has written into its pictures (`class="wp-image-12"`), by the address of each picture.
pub(super) fn attachments(html: &str) -> HashMap<String, u64> {
    let mut found = HashMap::new();
    let mut rest = html;
    let mut scanner = Scanner::default();
    while let Some(at) = rest.find("<img") {
        rest = rest.get(at..).unwrap_or_default();
        let Some(end) = scanner.end(rest) else { break };
        let (tag, after) = rest.split_at(end);
        rest = after;
        let inner = tag.trim_start_matches("<img").trim_end_matches(['>', '/']);
        let attributes = Attributes::of(inner);
        let class = attributes.get("class").unwrap_or_default();
        let named = class.split_whitespace().find_map(|class| class.strip_prefix("wp-image-"));
        let id = named.or_else(|| attributes.get("data-id")).and_then(|id| id.parse().ok());
        if let Some((id, src)) = id.zip(attributes.get("src")) {
            found.entry(tags::unescaped(src)).or_insert(id);
        }
    }
    found
}
