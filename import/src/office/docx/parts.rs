//! The parts of a document: which there are, and where each lies.

use super::{
    IDLE, SPACES,
    numbering::Numbering,
    relations::{Relation, Relations},
    styles::Styles,
};
use crate::{
    Code, Options, Tree, TreeFile,
    office::{
        Refused,
        meta::Meta,
        node::{Node, parse},
        package::Package,
    },
};

/// The parts of an open document.
pub(super) struct Parts {
    package: Package,
    limit: u64,
    main: String,
    /// Relations of the whole, and of the main part.
    package_relations: Relations,
    pub(super) relations: Relations,
    pub(super) styles: Styles,
    pub(super) numbering: Numbering,
    pub(super) problems: Vec<(Code, String)>,
}

impl Parts {
    pub(super) fn open(tree: &Tree, file: &TreeFile, options: &Options) -> Result<Self, Refused> {
        let mut parts = Self {
            package: Package::open(tree, file, options)?,
            limit: options.max_text_bytes,
            main: "word/document.xml".to_owned(),
            package_relations: Relations::default(),
            relations: Relations::default(),
            styles: Styles::default(),
            numbering: Numbering::default(),
            problems: Vec::new(),
        };
        parts.package_relations = parts.relations_of("")?;
        if let Some(main) = parts.package_relations.of_type("officeDocument") {
            parts.main.clone_from(&main.target);
        }
        let main = parts.main.clone();
        parts.relations = parts.relations_of(&main)?;
        if let Some(styles) = parts.related("styles", "word/styles.xml") {
            parts.styles = Styles::of(&styles);
        }
        if let Some(numbering) = parts.related("numbering", "word/numbering.xml") {
            parts.numbering = Numbering::of(&numbering);
        }
        Ok(parts)
    }

    /// The body of the text.
    pub(super) fn body(&mut self) -> Result<Node, Refused> {
        let main = self.main.clone();
        let missing = || (Code::Malformed, format!("{main} is missing"));
        let mut root = self.part(&main)?.ok_or_else(missing)?;
        let find = |node: &mut Node, name: &str| {
            let position = node.children.iter().position(|child| {
                matches!(child, crate::office::node::Child::Node(node) if &*node.name == name)
            })?;
            match node.children.get_mut(position).map(std::mem::take) {
                Some(crate::office::node::Child::Node(node)) => Some(node),
                _ => None,
            }
        };
        let mut document = find(&mut root, "w:document").ok_or_else(missing)?;
        find(&mut document, "w:body").ok_or_else(missing)
    }

    pub(super) fn meta(&mut self, options: &Options) -> Meta {
        let named = self.package_relations.of_type("core-properties");
        let name = named.map_or_else(|| "docProps/core.xml".to_owned(), |it| it.target.clone());
        let root = self.part(&name).ok().flatten();
        let problems = &mut self.problems;
        root.map(|root| Meta::of(&root, options, problems)).unwrap_or_default()
    }

    /// How many remarks stand in the margin.
    pub(super) fn remarks(&mut self) -> u64 {
        let root = self.related("comments", "word/comments.xml");
        let is_remark = |node: &&Node| &*node.name == "w:comment";
        root.map_or(0, |root| root.descendants().filter(is_remark).count() as u64)
    }

    /// A part that the main one is related to, with its own relations.
    pub(super) fn notes(&mut self, kind: &str) -> Option<(Node, Relations)> {
        let name = self.relations.of_type(kind)?.target.clone();
        let root = self.tolerant(&name)?;
        let relations = self.relations_of(&name).unwrap_or_default();
        Some((root, relations))
    }

    /// Whether the document has a part of this name.
    pub(super) fn has(&self, name: &str) -> bool {
        self.package.has(name)
    }

    fn related(&mut self, kind: &str, usual: &str) -> Option<Node> {
        let named = self.relations.of_type(kind).map(|relation: &Relation| relation.target.clone());
        self.tolerant(&named.unwrap_or_else(|| usual.to_owned()))
    }

    /// A part without which the text can be read.
    fn tolerant(&mut self, name: &str) -> Option<Node> {
        match self.part(name) {
            Ok(root) => root,
            Err((_, cause)) => {
                self.problems.push((Code::ConversionLoss, format!("{name}: {cause}")));
                None
            }
        }
    }

    fn part(&mut self, name: &str) -> Result<Option<Node>, Refused> {
        let Some(bytes) = self.package.part(name, self.limit)? else { return Ok(None) };
        let parsed = parse(&*bytes, self.limit, SPACES, IDLE)?;
        self.problems.extend(parsed.problems(name));
        Ok(Some(parsed.root))
    }

    fn relations_of(&mut self, part: &str) -> Result<Relations, Refused> {
        let (folder, name) = part.rsplit_once('/').unwrap_or(("", part));
        let slash = if folder.is_empty() { "" } else { "/" };
        let path = format!("{folder}{slash}_rels/{name}.rels");
        let root = self.part(&path)?;
        Ok(root.map(|root| Relations::of(&root, folder)).unwrap_or_default())
    }
}
