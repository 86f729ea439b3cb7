//! Chooses a title that tells a page from the others.

use std::collections::HashMap;

use scraper::{ElementRef, Html};

use super::catalogue;
use crate::{TitleSource, dom};

/// Longer titles are sentences that happen to be big, in bytes.
const MAX_BYTES: usize = 110;

/// What editors write when the author writes nothing, in lower case.
const NO_TITLES: [&str; 9] = [
    "untitled document",
    "document sans-titre",
    "document sans titre",
    "document sans nom",
    "page sans titre",
    "sans titre",
    "untitled",
    "no title",
    "titre",
];

/// What a page could be called, best first.
#[derive(Debug)]
pub(super) struct Candidates {
    title: Option<String>,
    headings: Vec<String>,
}

impl Candidates {
    /// The title element, then headings, then big FONTs.
    pub(super) fn of(page: &Html) -> Self {
        let title =
            dom::first(page, "title").map(|title| collapse(&title.text().collect::<String>()));
        let named = |name: &'static str| dom::all(page.root_element(), name);
        let big = named("font").filter(|font| is_big(*font));
        let mut headings: Vec<String> = Vec::new();
        for element in named("h1").chain(named("h2")).chain(big).take(8) {
            let text = dom::text(element, MAX_BYTES);
            if (3..=MAX_BYTES).contains(&text.len()) && !headings.contains(&text) {
                headings.push(text);
            }
        }
        Self { title: title.filter(|title| is_title(title)), headings }
    }
}

/// The title of every page, given the candidates and ids of all of them.
pub(super) fn choose<'a>(
    pages: impl Iterator<Item = (&'a str, &'a Candidates)> + Clone,
) -> Vec<(String, TitleSource)> {
    let mut titles: HashMap<&str, usize> = HashMap::new();
    let mut headings: HashMap<&str, usize> = HashMap::new();
    for (_, page) in pages.clone() {
        page.title.iter().for_each(|title| *titles.entry(title).or_default() += 1);
        page.headings.iter().for_each(|heading| *headings.entry(heading).or_default() += 1);
    }
    let unique = |counts: &HashMap<&str, usize>, text: &str| counts.get(text) == Some(&1);
    let one = |(id, page): (&str, &Candidates)| {
        if let Some(title) = page.title.as_ref().filter(|title| unique(&titles, title)) {
            return (title.clone(), TitleSource::Title);
        }
        if let Some(heading) = page.headings.iter().find(|heading| unique(&headings, heading)) {
            return (heading.clone(), TitleSource::Heading);
        }
        match (&page.title, id.contains('/') || !catalogue::is_index(id)) {
            // The first page of a site is called what all its pages are called.
            (Some(title), false) => (title.clone(), TitleSource::Title),
            _ => (from_file_name(id), TitleSource::FileName),
        }
    };
    pages.map(one).collect()
}

fn is_title(title: &str) -> bool {
    let lower = title.to_lowercase();
    let stem = lower.trim_end_matches(|c: char| c.is_ascii_digit()).trim();
    !lower.is_empty()
        && !NO_TITLES.contains(&lower.as_str())
        && !matches!(stem, "nouvelle page" | "new page")
}

fn is_big(font: ElementRef<'_>) -> bool {
    let size = font.attr("size").unwrap_or_default().trim();
    match size.strip_prefix('+') {
        Some(step) => step.parse().is_ok_and(|step: u8| step >= 2),
        None => size.parse().is_ok_and(|size: u8| size >= 5),
    }
}

/// `horaires_ete-2004.htm` as "Horaires ete 2004"; an index page is called after its folder.
fn from_file_name(id: &str) -> String {
    let path = if catalogue::is_index(id) {
        id.rsplit_once('/').map_or(id, |(folder, _)| folder)
    } else {
        id
    };
    let name = path.rsplit('/').next().unwrap_or(path);
    let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
    let words = collapse(&stem.replace(['_', '-'], " "));
    let mut chars = words.chars();
    match chars.next() {
        Some(first) => first.to_uppercase().chain(chars).collect(),
        None => id.to_owned(),
    }
}

fn collapse(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn titles(pages: &[(&str, &str)]) -> Vec<(String, TitleSource)> {
        let read: Vec<_> = pages
            .iter()
            .map(|(id, html)| (*id, Candidates::of(&Html::parse_document(html))))
            .collect();
        choose(read.iter().map(|(id, candidates)| (*id, candidates)))
    }

    #[test]
    fn each_page_gets_what_tells_it_from_the_others() {
        let titles = titles(&[
            ("index.htm", "<title>Intranet</title><h1>Intranet</h1>"),
            ("a.htm", "<title>Intranet</title><h1>Intranet</h1><h2>Les congés</h2>"),
            ("b.htm", "<title> Le\n plan </title><h1>Intranet</h1>"),
            ("c/index.htm", "<title>Document sans titre</title><font size='+3'>La  cantine</font>"),
            ("notes-de_frais.htm", "<title>Nouvelle page 1</title>"),
            ("d/qualité/index.htm", "<title>Intranet</title>"),
        ]);
        let expected = [
            ("Intranet", TitleSource::Title),
            ("Les congés", TitleSource::Heading),
            ("Le plan", TitleSource::Title),
            ("La cantine", TitleSource::Heading),
            ("Notes de frais", TitleSource::FileName),
            ("Qualité", TitleSource::FileName),
        ];
        assert_eq!(titles, expected.map(|(title, from)| (title.to_owned(), from)));
    }
}
