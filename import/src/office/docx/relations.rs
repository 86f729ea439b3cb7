//! What the parts of a document are to each other.

use std::collections::HashMap;

use crate::office::node::Node;

/// The relations of one part.
#[derive(Debug, Default)]
pub(super) struct Relations {
    by_id: HashMap<String, Relation>,
}

/// A relation to another part, or to something outside.
#[derive(Debug, Clone)]
pub(super) struct Relation {
    /// The end of its type: `image`, `hyperlink`.
    kind: String,
    /// Name of the part, or an address.
    pub(super) target: String,
    pub(super) is_outside: bool,
}

impl Relations {
    /// Reads the relations of a part in `folder`.
    pub(super) fn of(root: &Node, folder: &str) -> Self {
        let relations = root.descendants().filter(|node| &*node.name == "Relationship");
        let read = relations.filter_map(|node| {
            let target = node.exactly("Target")?;
            let is_outside = node.exactly("TargetMode") == Some("External");
            let kind = node.exactly("Type").unwrap_or_default();
            let kind = kind.rsplit('/').next().unwrap_or_default();
            // Strict files call it otherwise.
            let kind = if kind == "coreProperties" { "core-properties" } else { kind };
            let target = if is_outside { target.to_owned() } else { resolve(folder, target) };
            let relation = Relation { kind: kind.to_owned(), target, is_outside };
            Some((node.exactly("Id")?.to_owned(), relation))
        });
        Self { by_id: read.collect() }
    }

    pub(super) fn get(&self, id: &str) -> Option<&Relation> {
        self.by_id.get(id)
    }

    /// The relation of this type; of several that with the first id.
    pub(super) fn of_type(&self, kind: &str) -> Option<&Relation> {
        let all = self.by_id.iter().filter(|(_, relation)| relation.kind == kind);
        all.min_by_key(|(id, _)| id.as_str()).map(|(_, relation)| relation)
    }
}

/// The name of the part at `target`, seen from `folder`.
fn resolve(folder: &str, target: &str) -> String {
    let target = target.replace('\\', "/");
    let mut parts: Vec<&str> = match target.strip_prefix('/') {
        Some(_) => Vec::new(),
        None => folder.split('/').filter(|part| !part.is_empty()).collect(),
    };
    for part in target.split('/') {
        match part {
            "" | "." => {}
            ".." => drop(parts.pop()),
            part => parts.push(part),
        }
    }
    parts.join("/")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn targets_are_names_of_parts() {
        assert_eq!(resolve("word", "media/a.png"), "word/media/a.png");
        assert_eq!(resolve("word", "/word/media/a.png"), "word/media/a.png");
        assert_eq!(resolve("word", "../../media/./a.png"), "media/a.png");
        assert_eq!(resolve("", "word\\document.xml"), "word/document.xml");
    }
}
