//! Pictures, text boxes and objects.

use super::{
    SPACES,
    text::{Place, Text},
};
use crate::office::{
    node::{Node, parse},
    picture::{Shown, image, is_shown, link},
    words::{Look, Words},
};

/// Pixels in an inch.
const PIXELS: f64 = 96.0;

/// Pictures wider than this are measured wrong, in pixels.
const MAX_SIDE: f64 = 20_000.0;

impl Text {
    /// Everything a drawing shows.
    pub(super) fn drawing(&mut self, node: &Node, look: &Look, words: &mut Words) {
        match &*node.name {
            "draw:a" => {
                let link = node.get("href").map(Into::into);
                let look = Look { link: link.or_else(|| look.link.clone()), ..look.clone() };
                node.nodes().for_each(|child| self.drawing(child, &look, words));
            }
            "draw:frame" => self.frame(node, look, words),
            "draw:g" => node.nodes().for_each(|child| self.drawing(child, look, words)),
            // Words in a shape.
            name if name.starts_with("draw:") && node.has(&["text:p"]) => {
                let html = self.inner(node);
                self.hoisted.push(html);
            }
            name if name.starts_with("draw:") => self.lose("drawings, left out"),
            _ => {}
        }
    }

    fn frame(&mut self, frame: &Node, look: &Look, words: &mut Words) {
        for text in frame.nodes().filter(|node| &*node.name == "draw:text-box") {
            let html = self.inner(text);
            self.hoisted.push(html);
        }
        let of =
            |name: &str| frame.child(name).map(Node::text).filter(|text| !text.trim().is_empty());
        let alt = of("svg:desc").or_else(|| of("svg:title")).unwrap_or_default();
        let sides = frame.get("width").and_then(pixels).zip(frame.get("height").and_then(pixels));
        let shown = Shown { alt: &alt, sides };
        if let Some(object) = frame.child("draw:object").or_else(|| frame.child("draw:object-ole"))
        {
            return self.object(object, frame, &shown, look, words);
        }
        let images: Vec<&Node> = frame.nodes().filter(|node| &*node.name == "draw:image").collect();
        let best = images.iter().find(|image| is_shown(self.name_of(image).as_str()));
        if let Some(picture) = best.or(images.first()) {
            self.picture(picture, &shown, look, words);
        }
    }

    /// A formula, a chart, a sheet: what its words are, or the picture of it.
    fn object(
        &mut self,
        object: &Node,
        frame: &Node,
        shown: &Shown<'_>,
        look: &Look,
        words: &mut Words,
    ) {
        if let Some(formula) = self.formula(object) {
            words.push(&formula, &Look { code: true, ..Look::default() });
            return self.lose("formulas, of which only the words are kept");
        }
        self.lose("objects of other programs, of which only the picture is kept");
        let picture = frame.child("draw:image").filter(|image| is_shown(&self.name_of(image)));
        if let Some(picture) = picture {
            self.picture(picture, shown, look, words);
        }
    }

    fn formula(&mut self, object: &Node) -> Option<String> {
        let words = |root: &Node| {
            let math = root.descendants().find(|node| node.name.ends_with("math"))?;
            let note = math.descendants().find(|node| node.name.ends_with("annotation"));
            let text = note.map_or_else(|| math.text(), Node::text);
            let text = crate::markup::line(&text);
            (!text.is_empty()).then_some(text)
        };
        if let Some(found) = words(object) {
            return Some(found);
        }
        let name = object.get("href")?.trim_start_matches("./").trim_end_matches('/').to_owned();
        let Place::Package(package, limit) = &mut self.place else { return None };
        let bytes = package.part(&format!("{name}/content.xml"), *limit).ok()??;
        words(&parse(&*bytes, *limit, SPACES, &[]).ok()?.root)
    }

    /// The name under which a picture is known, for its end.
    fn name_of(&self, picture: &Node) -> String {
        match picture.get("href") {
            Some(href) => href.rsplit('/').next().unwrap_or(href).to_owned(),
            None => self.flat_name(picture).unwrap_or_default(),
        }
    }

    fn flat_name(&self, picture: &Node) -> Option<String> {
        let data = picture.child("office:binary-data")?;
        let number = self.numbers.get(&address(data))?;
        Some(format!("{number}.{}", extension(&decode(&start(data)))))
    }

    fn picture(&mut self, picture: &Node, shown: &Shown<'_>, look: &Look, words: &mut Words) {
        let Some(href) = picture.get("href").filter(|href| !href.trim().is_empty()) else {
            let Some(name) = self.flat_name(picture) else {
                return self.lose("pictures that are not in the file");
            };
            let address = self.pictures.take(&name, true, &format!("image-{name}"), shown.alt);
            return self.show(&address, &name, true, shown, look, words);
        };
        let part = href.trim().trim_start_matches("./");
        // What climbs, or has a scheme, lies outside of the document.
        let is_outside = part.starts_with("../") || part.starts_with('/') || part.contains(':');
        let there = match &self.place {
            Place::Package(package, _) => package.has(part),
            Place::Flat => false,
        };
        if is_outside || (matches!(self.place, Place::Flat) && !there) {
            return words.mark(&image(self.outside(part), shown), look);
        }
        let name = part.rsplit('/').next().unwrap_or(part).to_owned();
        let address = self.pictures.take(part, there, &name, shown.alt);
        self.show(&address, &name, there, shown, look, words);
    }

    /// An address as seen from the document: in a zip file it is written as seen from its root, which is a folder there.
    pub(super) fn outside<'b>(&self, address: &'b str) -> &'b str {
        let packed = matches!(self.place, Place::Package(..));
        address.strip_prefix("../").filter(|_| packed).unwrap_or(address)
    }

    fn show(
        &mut self,
        address: &str,
        name: &str,
        there: bool,
        shown: &Shown<'_>,
        look: &Look,
        words: &mut Words,
    ) {
        if is_shown(name) || !there {
            return words.mark(&image(address, shown), look);
        }
        self.lose("pictures in a form that browsers do not show, kept as files");
        words.apart(&link(address, name));
    }

    /// Numbers the pictures that are written into the document.
    pub(super) fn number_pictures(&mut self, root: &Node) {
        let all = written(root).enumerate();
        self.numbers = all.map(|(number, node)| (address(node), number)).collect();
    }
}

/// The pictures that are written into a document as text.
pub(super) fn written(root: &Node) -> impl Iterator<Item = &Node> {
    root.descendants().filter(|node| &*node.name == "office:binary-data")
}

/// Where a node is in memory: the tree does not move while it is read.
fn address(node: &Node) -> usize {
    std::ptr::from_ref(node).addr()
}

fn start(data: &Node) -> String {
    let text = data.text();
    text.chars().filter(|c| !c.is_whitespace()).take(64).collect()
}

/// The bytes that base64 stands for, as far as it is some.
pub(super) fn decode(text: &str) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(text.len() / 4 * 3);
    let (mut bits, mut count) = (0_u32, 0);
    for c in text.bytes() {
        let value = match c {
            b'A'..=b'Z' => c - b'A',
            b'a'..=b'z' => c - b'a' + 26,
            b'0'..=b'9' => c - b'0' + 52,
            b'+' | b'-' => 62,
            b'/' | b'_' => 63,
            b'=' => break,
            _ => continue,
        };
        bits = (bits << 6) | u32::from(value);
        count += 6;
        if count >= 8 {
            count -= 8;
            bytes.push(u8::try_from((bits >> count) & 0xFF).unwrap_or_default());
        }
    }
    bytes
}

fn extension(bytes: &[u8]) -> &'static str {
    if bytes.starts_with(b"<svg") || bytes.starts_with(b"<?xml") {
        return "svg";
    }
    infer::get(bytes).map_or("bin", |kind| kind.extension())
}

/// A length such as `2.5cm` in pixels.
fn pixels(length: &str) -> Option<u32> {
    let end = length.find(|c: char| c.is_ascii_alphabetic())?;
    let (number, unit) = length.split_at(end);
    let number: f64 = number.trim().parse().ok()?;
    let inches = match unit {
        "in" => number,
        "cm" => number / 2.54,
        "mm" => number / 25.4,
        "pt" => number / 72.0,
        "px" => number / PIXELS,
        _ => return None,
    };
    let pixels = (inches * PIXELS).round();
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "between 0 and the largest side"
    )]
    (0.0..=MAX_SIDE).contains(&pixels).then_some(pixels as u32)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn base64_is_read_and_lengths_are_pixels() {
        assert_eq!(decode("R0lG\n ODlh"), b"GIF89a");
        assert_eq!(decode("YQ=="), b"a");
        assert_eq!(decode("****"), b"");
        assert_eq!(pixels("2.54cm"), Some(96));
        assert_eq!(pixels("1in"), Some(96));
        assert_eq!((pixels("x"), pixels("-1cm"), pixels("99999cm")), (None, None, None));
    }
}
