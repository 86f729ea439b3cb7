//! Pictures, text boxes and objects.

use std::rc::Rc;

use super::text::{Text, choose};
use crate::office::{
    node::Node,
    picture::{Shown, image, is_shown, link},
    words::{Look, Words},
};

/// Word's unit of length in a pixel.
const EMU_PER_PIXEL: u64 = 9_525;

/// Pictures wider than this are measured wrong, in pixels.
const MAX_SIDE: u64 = 20_000;

impl Text {
    /// Everything a drawing shows, wherever in it.
    pub(super) fn drawing(&mut self, drawing: &Node, look: &Look, words: &mut Words) {
        let about = drawing.nodes().find_map(|node| node.child("wp:docPr"));
        let alt = about.and_then(|it| it.get("descr").or_else(|| it.get("title")));
        let click = about.and_then(|it| it.child("a:hlinkClick"));
        let click = click.and_then(|it| self.relations.get(it.get("id")?));
        let click: Option<Rc<str>> = click.map(|relation| relation.target.as_str().into());
        let sides = drawing.nodes().find_map(|node| node.child("wp:extent")).and_then(|extent| {
            let side = |name: &str| {
                let pixels = extent.get(name)?.trim().parse::<u64>().ok()? / EMU_PER_PIXEL;
                u32::try_from(pixels).ok().filter(|_| pixels <= MAX_SIDE)
            };
            Some((side("cx")?, side("cy")?))
        });
        let look = Look { link: look.link.clone().or(click), ..look.clone() };
        let shown = Shown { alt: alt.unwrap_or_default(), sides };
        self.shapes(drawing, &shown, &look, words);
    }

    fn shapes(&mut self, node: &Node, shown: &Shown<'_>, look: &Look, words: &mut Words) {
        for child in node.nodes() {
            match &*child.name {
                "a:blip" => {
                    let id = child.exactly("r:embed").or_else(|| child.get("embed"));
                    let id = id.filter(|id| !id.is_empty()).or_else(|| child.get("link"));
                    self.picture(id, shown, look, words);
                }
                "v:imagedata" => {
                    let id = child.exactly("r:id").or_else(|| child.get("id"));
                    let alt = child.get("title").filter(|_| shown.alt.is_empty());
                    let shown = Shown { alt: alt.unwrap_or(shown.alt), sides: shown.sides };
                    self.picture(id, &shown, look, words);
                }
                "w:txbxContent" => {
                    let html = self.inner(child);
                    self.hoisted.push(html);
                }
                "o:OLEObject" => self.object(child, look, words),
                "c:chart" => self.problems.count("charts, left out"),
                "dgm:relIds" => self.problems.count("diagrams, left out"),
                "mc:AlternateContent" => {
                    if let Some(chosen) = choose(child) {
                        self.shapes(chosen, shown, look, words);
                    }
                }
                "v:rect" if child.get("hr").is_some() => self.hoisted.push("<hr>\n".to_owned()),
                _ => {
                    let alt = child.get("alt").filter(|_| shown.alt.is_empty());
                    let shown = Shown { alt: alt.unwrap_or(shown.alt), sides: shown.sides };
                    self.shapes(child, &shown, look, words);
                }
            }
        }
    }

    fn picture(&mut self, id: Option<&str>, shown: &Shown<'_>, look: &Look, words: &mut Words) {
        let Some(relation) = id.and_then(|id| self.relations.get(id)) else {
            return self.problems.count("pictures that are not in the file");
        };
        let target = relation.target.clone();
        if relation.is_outside {
            return words.mark(&image(&target, shown), look);
        }
        let name = target.rsplit('/').next().unwrap_or(&target).to_owned();
        let there = self.parts.has(&target);
        let address = self.pictures.take(&target, there, &name, shown.alt);
        if is_shown(&name) || !there {
            return words.mark(&image(&address, shown), look);
        }
        self.problems.count("pictures in a form that browsers do not show, kept as files");
        words.apart(&link(&address, &name));
    }

    /// A file of another program.
    fn object(&mut self, object: &Node, look: &Look, words: &mut Words) {
        let id = object.exactly("r:id").or_else(|| object.get("id"));
        let Some(relation) = id.and_then(|id| self.relations.get(id)) else { return };
        if relation.is_outside {
            return;
        }
        let target = relation.target.clone();
        let name = target.rsplit('/').next().unwrap_or(&target).to_owned();
        // What Windows wraps such objects in is no file that anybody could open.
        if name.to_lowercase().ends_with(".bin") || !self.parts.has(&target) {
            return self
                .problems
                .count("objects of other programs, of which only the picture is kept");
        }
        let address = self.pictures.take(&target, true, &name, "");
        words.push(" ", &Look::default());
        words.apart(&link(&address, &name));
        words.push(" ", look);
    }
}
