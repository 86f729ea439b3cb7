//! What the documentation of the readers promises, asserted of every record as it goes by.

use std::collections::HashSet;

use parvis_import::{Comment, Document, Kind, Record, Rewritten, rewrite};
use scraper::{Html, Node};
use serde_json::Value;

/// What went by.
#[derive(Default)]
pub(crate) struct Seen {
    place: u8,
    /// Names of the class and ids.
    ids: HashSet<(&'static str, String)>,
    leads_to: Vec<String>,
    /// Comments that were answered and have not come: they are not in the source.
    absent: HashSet<String>,
}

impl Seen {
    /// The next record.
    pub(crate) fn add(&mut self, record: &Record) {
        no_nul(&serde_json::to_value(record).expect("records have a form in JSON"));
        let (place, class, id) = match record {
            Record::Author(author) => (0, "author", &author.external_id),
            Record::Term(term) => (1, "term", &term.external_id),
            Record::Asset(asset) => (2, "asset", &asset.external_id),
            Record::Document(page) => {
                document(page);
                (3, "document", &page.external_id)
            }
            Record::Comment(comment) => {
                self.comment(comment);
                (3, "comment", &comment.external_id)
            }
            Record::Redirect(redirect) => {
                self.leads_to.push(redirect.to.clone());
                (4, "redirect", &redirect.external_id)
            }
            Record::SetAside(aside) => {
                assert_ne!(aside.problem.line, Some(0), "lines count from 1");
                return;
            }
        };
        assert!(place >= self.place, "not in the order of kinds: {record:?}");
        self.place = place;
        assert!(self.ids.insert((class, id.clone())), "two of one id: {record:?}");
    }

    /// After the last of them.
    pub(crate) fn finish(&self) {
        for id in &self.leads_to {
            let known = self.has("document", id) || self.has("asset", id);
            assert!(known, "a redirect to what is not there: {id}");
        }
    }

    fn has(&self, class: &'static str, id: &str) -> bool {
        self.ids.contains(&(class, id.to_owned()))
    }

    fn comment(&mut self, comment: &Comment) {
        assert!(self.has("document", &comment.document), "before its document: {comment:?}");
        assert!(!self.absent.contains(&comment.external_id), "after its answers: {comment:?}");
        assert_ne!(comment.line, Some(0), "lines count from 1");
        let parent = comment.parent.iter().filter(|id| !self.has("comment", id));
        let absent: Vec<String> = parent.cloned().collect();
        self.absent.extend(absent);
    }
}

fn document(page: &Document) {
    assert!(matches!(page.kind, Kind::Post | Kind::Page), "{:?}", page.kind);
    assert!(!page.title.trim().is_empty(), "a title is never empty");
    assert_ne!(page.reading.line, Some(0), "lines count from 1");
    let labels: HashSet<&String> = page.tags.iter().collect();
    assert_eq!(labels.len(), page.tags.len(), "each label once: {:?}", page.tags);
    // What is shown may be led to as well.
    let uses: HashSet<_> = page.links.iter().map(|link| (&link.raw, link.usage)).collect();
    assert_eq!(uses.len(), page.links.len(), "each use of an address once: {:?}", page.links);
    assert!(page.links.iter().all(|link| link.line != Some(0)), "lines count from 1");
    loads_nothing_foreign(&rewrite(page, |_, id| Some(format!("/d/{id}"))));
    let nowhere = rewrite(page, |_, _| None::<String>);
    loads_nothing_foreign(&nowhere);
    assert!(nowhere.entries.is_empty(), "leads nowhere: {:?}", nowhere.entries);
}

/// Whatever is shown in place has its source here.
fn loads_nothing_foreign(rewritten: &Rewritten) {
    for node in Html::parse_fragment(&rewritten.html).tree.nodes() {
        let Node::Element(element) = node.value() else { continue };
        let Some(src) = element.attr("src") else { continue };
        let start = src.trim_start().to_ascii_lowercase();
        let foreign = ["http:", "https:", "ftp:", "//"].iter().any(|it| start.starts_with(it));
        assert!(!foreign, "loaded from elsewhere: {src}");
    }
}

/// PostgreSQL takes no text with the character NUL.
fn no_nul(value: &Value) {
    match value {
        Value::String(text) => assert!(!text.contains('\0'), "NUL in {text:?}"),
        Value::Array(values) => values.iter().for_each(no_nul),
        Value::Object(fields) => fields.iter().for_each(|(name, value)| {
            assert!(!name.contains('\0'), "NUL in {name:?}");
            no_nul(value);
        }),
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}
