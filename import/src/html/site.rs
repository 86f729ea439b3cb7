//! The index of a site: what the first pass learns about all files, before any page is read in full.

use std::collections::{HashMap, HashSet};

use scraper::Html;

use super::{
    access::{self, Closed},
    catalogue::Catalogue,
    frames,
    hosts::Hosts,
    links::{Base, Meaning},
    page, regions, root,
    source::Source,
    title::{self, Candidates},
    walk::{Found, Walk},
};
use crate::{
    Code, Kind, Options, Outcome, Problem, SetAside, TitleSource, Tree, TreeFile, bylines::Bylines,
    dom, tidy::blocks::BlockCounts,
};

/// Redirects that lead to redirects are followed this often.
const MAX_HOPS: usize = 8;

/// A library item that more than this share of the pages uses is not content of any, in percent.
const SHARED_PERCENT: usize = 60;

/// All that is known about a site.
#[derive(Debug)]
pub(super) struct Site {
    pub(super) tree: Tree,
    pub(super) options: Options,
    pub(super) catalogue: Catalogue,
    pub(super) files: Vec<File>,
    /// Signatures of blocks that most pages have.
    pub(super) repeated: HashSet<u64>,
    /// Library items that most pages have.
    pub(super) shared_items: HashSet<String>,
    /// Signatures of regions that are called as furniture is, and that several pages have.
    pub(super) repeated_regions: HashSet<u64>,
    /// Whom the heads of pages name.
    pub(super) bylines: Bylines,
    pub(super) aside: Vec<SetAside>,
    closed: Vec<Closed>,
}

/// A file and what it is for.
#[derive(Debug)]
pub(super) enum File {
    Page(PageFile),
    Media(TreeFile),
    /// `to` is the position in the list of files that `address` means.
    Redirect {
        id: String,
        address: String,
        to: Option<usize>,
    },
    /// Not handed over; it is among those set aside.
    Lost {
        id: String,
    },
}

/// A page that will be read in full.
#[derive(Debug)]
pub(super) struct PageFile {
    pub(super) id: String,
    pub(super) file: TreeFile,
    pub(super) title: String,
    pub(super) title_from: TitleSource,
}

impl Site {
    /// Indexes a site.
    pub(super) fn index(tree: Tree, options: Options) -> Self {
        let walk = Walk::of(&tree, &options);
        let closed = access::closed(&tree);
        let mut site = Self {
            tree,
            options,
            catalogue: Catalogue::default(),
            files: Vec::new(),
            repeated: HashSet::new(),
            shared_items: HashSet::new(),
            repeated_regions: HashSet::new(),
            bylines: Bylines::default(),
            aside: walk.aside,
            closed,
        };
        let paths: Vec<&str> = walk.found.iter().map(|it| it.file.path.as_str()).collect();
        site.catalogue.root = root::of(&paths);
        let found = site.catalogue(walk.found);
        site.survey(found);
        site.settle_redirects();
        site
    }

    /// The id of a file.
    pub(super) fn id(&self, position: usize) -> &str {
        match self.files.get(position) {
            Some(
                File::Page(PageFile { id, .. })
                | File::Media(TreeFile { path: id, .. })
                | File::Redirect { id, .. }
                | File::Lost { id },
            ) => id,
            None => "",
        }
    }

    /// What kept a file from being public.
    pub(super) fn closed(&self, id: &str) -> Option<&Closed> {
        access::of(&self.closed, id)
    }

    /// The page or medium that a file leads to: itself, or the end of its redirects.
    pub(super) fn destination(&self, position: usize) -> Option<(Kind, &str)> {
        let mut position = position;
        for _ in 0..MAX_HOPS {
            match self.files.get(position)? {
                File::Page(page) => return Some((Kind::Page, &page.id)),
                File::Media(file) => return Some((Kind::Media, &file.path)),
                File::Redirect { to, .. } => position = (*to)?,
                File::Lost { .. } => return None,
            }
        }
        None
    }

    fn catalogue(&mut self, found: Vec<Found>) -> Vec<Found> {
        let mut kept: Vec<Found> = Vec::with_capacity(found.len());
        for file in found {
            if self.catalogue.insert(&file.file.path, kept.len()) {
                kept.push(file);
            } else {
                let message = "another file has the same name in another Unicode form";
                self.fail(file.kind, Code::DuplicateId, &file.file.path, message);
            }
        }
        kept
    }

    /// Looks into every page once and forgets it again.
    fn survey(&mut self, found: Vec<Found>) {
        let mut blocks = BlockCounts::default();
        let mut items: HashMap<String, usize> = HashMap::new();
        let mut furniture: HashMap<u64, usize> = HashMap::new();
        let mut candidates: Vec<(usize, Candidates)> = Vec::new();
        let mut hosts = Hosts::default();
        let mut pages = 0;
        for Found { file, kind } in found {
            if kind == Kind::Media {
                self.files.push(File::Media(file));
                continue;
            }
            let id = file.path.clone();
            let source = match Source::read(&self.tree, &file, &self.options) {
                Ok(source) => source,
                Err((code, message)) => {
                    self.fail(Kind::Page, code, &id, &message);
                    self.files.push(File::Lost { id });
                    continue;
                }
            };
            let page = Html::parse_document(&source.text);
            let empty = is_empty(&page);
            if let Some(address) = frames::redirect(&page) {
                let to = self.position(&id, &page, &address);
                // A page that shows something and leads out of the site is still a page.
                if to.is_some() || empty {
                    self.files.push(File::Redirect { id, address, to });
                    continue;
                }
            }
            if empty {
                self.skip(
                    Kind::Page,
                    Code::EmptyPage,
                    &id,
                    "no text and no picture; code only, or a blank page",
                );
                self.files.push(File::Lost { id });
                continue;
            }
            pages += 1;
            blocks.add(&page);
            for region in regions::furniture(&source.text) {
                *furniture.entry(region).or_default() += 1;
            }
            let names: HashSet<String> =
                regions::library_items(&source.text).into_iter().map(|(name, _, _)| name).collect();
            for name in names {
                *items.entry(name).or_default() += 1;
            }
            hosts.look(&id, &page, &self.catalogue);
            self.bylines.named(page::author(&page).as_deref());
            candidates.push((self.files.len(), Candidates::of(&page)));
            self.files.push(File::Page(PageFile {
                id,
                file,
                title: String::new(),
                title_from: TitleSource::Title,
            }));
        }
        self.repeated = blocks.repeated();
        let several = furniture.into_iter().filter(|(_, uses)| *uses > 1);
        self.repeated_regions = several.map(|(region, _)| region).collect();
        let shared = |name: &str, uses: usize| {
            (uses > 1 && regions::is_furniture(name)) || uses * 100 > pages * SHARED_PERCENT
        };
        self.shared_items = items
            .into_iter()
            .filter(|(name, uses)| shared(name, *uses))
            .map(|(name, _)| name)
            .collect();
        self.name_pages(&candidates);
        for (host, page) in hosts.own(&self.options.own_hosts) {
            let message = format!(
                "`{host}` is the site's own host, by its pages: links to it lead into the source"
            );
            let problem = Problem::new(Code::OwnHostGuessed, Kind::Other, &page, message);
            // A remark on the site, which is no item.
            let problem = Problem { external_id: None, ..problem };
            self.aside.push(SetAside { count: 0, ..SetAside::skipped(problem) });
            self.options.own_hosts.push(host);
        }
    }

    fn name_pages(&mut self, candidates: &[(usize, Candidates)]) {
        let titles = title::choose(
            candidates.iter().map(|(at, page)| (self.catalogue.served(self.id(*at)), page)),
        );
        for ((position, _), (title, from)) in candidates.iter().zip(titles) {
            if let Some(File::Page(page)) = self.files.get_mut(*position) {
                page.title = title;
                page.title_from = from;
            }
        }
    }

    fn position(&self, id: &str, page: &Html, address: &str) -> Option<usize> {
        let base_href = dom::first(page, "base").and_then(|base| base.attr("href"));
        match Base::new(&self.catalogue, id, &self.options.own_hosts, base_href).meaning(address) {
            Meaning::File { position, .. } => Some(position),
            _ => None,
        }
    }

    /// Sets aside the redirects that come to nothing or run in circles.
    fn settle_redirects(&mut self) {
        let resolved = |file: &File| match file {
            File::Redirect { id, address, to: None } => {
                match Base::new(&self.catalogue, id, &self.options.own_hosts, None).meaning(address)
                {
                    Meaning::File { position, .. } => Some(position),
                    _ => None,
                }
            }
            _ => None,
        };
        // The own hosts were not known when they were found.
        let found: Vec<Option<usize>> = self.files.iter().map(resolved).collect();
        for (file, found) in self.files.iter_mut().zip(found) {
            if let (File::Redirect { to, .. }, Some(position)) = (file, found) {
                *to = Some(position);
            }
        }
        let mut broken = Vec::new();
        for (position, file) in self.files.iter().enumerate() {
            if let File::Redirect { id, address, .. } = file
                && self.destination(position).is_none()
            {
                broken.push((
                    position,
                    id.clone(),
                    format!("leads to `{address}`, which is not in the source"),
                ));
            }
        }
        for (position, id, message) in broken {
            self.skip(Kind::Redirect, Code::BrokenRedirect, &id, &message);
            if let Some(file) = self.files.get_mut(position) {
                *file = File::Lost { id };
            }
        }
    }

    fn skip(&mut self, kind: Kind, code: Code, id: &str, message: &str) {
        self.set_aside(Outcome::Skipped, Problem::new(code, kind, id, message));
    }

    fn fail(&mut self, kind: Kind, code: Code, id: &str, message: &str) {
        self.set_aside(Outcome::Failed, Problem::new(code, kind, id, message));
    }

    fn set_aside(&mut self, outcome: Outcome, problem: Problem) {
        self.aside.push(SetAside { kind: problem.kind, outcome, count: 1, problem });
    }
}

/// Whether a page shows nothing at all.
fn is_empty(page: &Html) -> bool {
    let shows = ["img", "iframe", "object", "embed", "video", "audio", "applet", "area"];
    dom::text(page.root_element(), 0).is_empty()
        && shows.iter().all(|name| dom::first(page, name).is_none())
}
