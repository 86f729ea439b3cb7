//! DOCX, as Word, `LibreOffice` and others write it, transitional and strict.

mod drawing;
mod field;
mod notes;
mod numbering;
mod paragraph;
mod parts;
mod relations;
mod run;
mod styles;
mod symbols;
mod table;
mod text;

use self::{parts::Parts, text::Text};
use super::{Draft, Refused};
use crate::{Options, Tree, TreeFile, xml::Space};

/// The namespaces of Word, in both of their spellings.
const SPACES: &[Space] = &[
    Space { name: "w", is: |uri| is(uri, "wordprocessingml/", "main") },
    Space { name: "r", is: |uri| is(uri, "officeDocument/", "relationships") },
    Space { name: "m", is: |uri| is(uri, "officeDocument/", "math") },
    Space { name: "a", is: |uri| is(uri, "drawingml/", "main") },
    Space { name: "wp", is: |uri| is(uri, "drawingml/", "wordprocessingDrawing") },
    Space { name: "pic", is: |uri| is(uri, "drawingml/", "picture") },
    Space { name: "c", is: |uri| is(uri, "drawingml/", "chart") },
    Space { name: "dgm", is: |uri| is(uri, "drawingml/", "diagram") },
    Space { name: "v", is: |uri| uri == "urn:schemas-microsoft-com:vml" },
    Space { name: "o", is: |uri| uri == "urn:schemas-microsoft-com:office:office" },
    Space { name: "mc", is: |uri| uri.ends_with("/markup-compatibility/2006") },
    Space { name: "wps", is: |uri| uri.ends_with("/2010/wordprocessingShape") },
    Space { name: "dc", is: |uri| uri == "http://purl.org/dc/elements/1.1/" },
    Space { name: "cp", is: |uri| uri.ends_with("/metadata/core-properties") },
    Space { name: "dcterms", is: |uri| uri == "http://purl.org/dc/terms/" },
    // Relationships have no prefix.
    Space { name: "", is: |uri| uri.ends_with("/package/2006/relationships") },
];

/// Whether an address is that of a namespace: `…/wordprocessingml/2006/main`, or without the year in strict files.
fn is(uri: &str, family: &str, name: &str) -> bool {
    let known = ["http://schemas.openxmlformats.org/", "http://purl.oclc.org/ooxml/"];
    let rest = known.iter().find_map(|start| uri.strip_prefix(start));
    let rest = rest.and_then(|rest| rest.strip_prefix(family));
    rest.is_some_and(|rest| rest.rsplit('/').next() == Some(name))
}

/// Elements that only say how the text looks.
const IDLE: &[&str] = &[
    "w:rFonts",
    "w:lang",
    "w:sz",
    "w:szCs",
    "w:color",
    "w:spacing",
    "w:proofErr",
    "w:kern",
    "w:lastRenderedPageBreak",
    "w:noProof",
    "w:bCs",
    "w:iCs",
    "w:shd",
    "w:bdr",
    "w:jc",
    "w:ind",
    "w:tabs",
    "w:pBdr",
    "w:sectPr",
    "w:tblBorders",
    "w:tcBorders",
    "w:tcW",
    "w:tblW",
    "w:tblGrid",
    "w:latentStyles",
    "w:keepNext",
    "w:keepLines",
    "w:widowControl",
    "a:extLst",
    "pic:spPr",
    "wps:spPr",
    "wps:style",
    "wps:bodyPr",
    "v:shapetype",
    "v:stroke",
    "v:path",
    "v:formulas",
    "v:fill",
    "v:shadow",
    "w:rPrChange",
    "w:pPrChange",
    "w:tblPrChange",
    "w:trPrChange",
    "w:tcPrChange",
    "w:sectPrChange",
    "w:numberingChange",
    "w:tblPrExChange",
];

/// Reads a document.
pub(super) fn read(tree: &Tree, file: &TreeFile, options: &Options) -> Result<Draft, Refused> {
    let mut parts = Parts::open(tree, file, options)?;
    let body = parts.body()?;
    let meta = parts.meta(options);
    let remarks = parts.remarks();
    let mut text = Text::new(&file.path, parts, &body);
    let (html, heading) = text.whole(&body);
    let Text { pictures, problems, .. } = text;
    Ok(Draft { html, heading, meta, pictures, problems: problems.all(), remarks })
}
