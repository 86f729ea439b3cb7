//! Pages that only lead elsewhere: framesets and meta refreshes.

use scraper::{ElementRef, Html};

use crate::dom;

/// Frame names that authors gave to the frame with the text.
const MAIN_NAMES: [&str; 11] = [
    "main",
    "mainframe",
    "contenu",
    "content",
    "contents",
    "principal",
    "principale",
    "corps",
    "centre",
    "cadre1",
    "page",
];

/// Framesets within framesets beyond this depth are not looked into.
const MAX_NESTING: u32 = 16;

/// A refresh later than this is a reminder and not a redirect, in seconds.
const MAX_DELAY: u32 = 10;

/// A page with more text than this is content even if it refreshes, in bytes.
const MAX_TEXT: usize = 600;

/// The address a page leads to, as written, if leading there is all it does.
pub(super) fn redirect(page: &Html) -> Option<String> {
    if let Some(frameset) = dom::first(page, "frameset") {
        return main_frame(frameset);
    }
    let (delay, address) = dom::meta(page, "refresh")?.split_once([';', ','])?;
    let delay: u32 = delay.trim().split('.').next()?.parse().ok()?;
    let (key, address) = address.split_once('=')?;
    let address = address.trim().trim_matches(['\'', '"']);
    let short = dom::text(page.root_element(), MAX_TEXT).len() <= MAX_TEXT;
    (key.trim().eq_ignore_ascii_case("url") && delay <= MAX_DELAY && short && !address.is_empty())
        .then(|| address.to_owned())
}

fn main_frame(frameset: ElementRef<'_>) -> Option<String> {
    let mut frames = Vec::new();
    collect(frameset, 1.0, 0, &mut frames);
    let named = frames.iter().find(|(_, name, _)| MAIN_NAMES.contains(&name.as_str()));
    let largest =
        || frames.iter().reduce(|best, frame| if frame.0 > best.0 { frame } else { best });
    named.or_else(largest).map(|(_, _, address)| address.clone())
}

/// Each frame's share of the window, name and address.
fn collect(frameset: ElementRef<'_>, share: f64, depth: u32, out: &mut Vec<(f64, String, String)>) {
    let columns = shares(frameset.attr("cols"), 800.0);
    let rows = shares(frameset.attr("rows"), 600.0);
    let cells: Vec<f64> =
        rows.iter().flat_map(|row| columns.iter().map(move |column| row * column)).collect();
    let children = frameset
        .child_elements()
        .filter(|child| matches!(child.value().name(), "frame" | "frameset"));
    for (child, cell) in children.zip(cells) {
        if child.value().name() == "frameset" {
            if depth < MAX_NESTING {
                collect(child, share * cell, depth + 1, out);
            }
        } else if let Some(address) =
            child.attr("src").map(str::trim).filter(|address| !address.is_empty())
        {
            let name = child.attr("name").unwrap_or_default().trim().to_lowercase();
            out.push((share * cell, name, address.to_owned()));
        }
    }
}

/// `150,*` as parts of a window `pixels` wide or high.
fn shares(list: Option<&str>, pixels: f64) -> Vec<f64> {
    let Some(list) = list else { return vec![1.0] };
    let fixed = |part: &str| match part.strip_suffix('%') {
        Some(percent) => percent.trim().parse::<f64>().ok().map(|percent| percent / 100.0),
        None => part.parse::<f64>().ok().map(|size| size / pixels),
    };
    let parts: Vec<Option<f64>> = list.split(',').map(|part| fixed(part.trim())).collect();
    let taken: f64 = parts.iter().flatten().sum();
    let open = parts.iter().filter(|part| part.is_none()).count();
    let rest = (1.0 - taken).max(0.0) / f64::from(u32::try_from(open.max(1)).unwrap_or(u32::MAX));
    parts.into_iter().map(|part| part.unwrap_or(rest)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(html: &str) -> Option<String> {
        redirect(&Html::parse_document(html))
    }

    #[test]
    fn a_frameset_leads_to_its_main_frame() {
        let largest =
            r#"<frameset cols="150,*"><frame src="menu.htm"><frame src="accueil.htm"></frameset>"#;
        assert_eq!(of(largest).unwrap(), "accueil.htm");
        let nested = r#"<frameset rows="80,*,10%"><frame src="titre.htm" name="haut"><frameset cols="20%,80%">
            <frame src="menu.htm"><frame src="une.htm"></frameset><frame src="pied.htm"></frameset>"#;
        assert_eq!(of(nested).unwrap(), "une.htm");
        let named = r#"<frameset cols="90%,*"><frame src="pub.htm"><frame name="Contenu" src="a.htm"></frameset>"#;
        assert_eq!(of(named).unwrap(), "a.htm");
    }

    #[test]
    fn a_quick_refresh_of_an_empty_page_is_a_redirect() {
        let refresh = |delay: &str| {
            format!(r#"<meta http-equiv="Refresh" content="{delay}; URL='b.htm'"><p>Patientez"#)
        };
        assert_eq!(of(&refresh("0")).unwrap(), "b.htm");
        assert_eq!(of(&refresh("300")), None);
        assert_eq!(of(&(refresh("0") + &"texte ".repeat(200))), None);
    }
}
