//! All that is known of an export before its posts are read in full: the first pass.

use std::collections::{BTreeMap, HashSet};

use super::{
    classic::Classic,
    document, json,
    media::{self, Media},
    page,
    post::Post,
};
use crate::{Author, Code, Kind, Options, Outcome, Problem, SetAside, Site, Term, Tree};

/// Labels and authors that become records; an export that has more is an attack.
const MAX_LABELS: usize = 200_000;

/// An export, indexed.
#[derive(Debug)]
pub(super) struct Index {
    pub(super) tree: Tree,
    pub(super) options: Options,
    pub(super) site: Site,
    pub(super) media: Media,
    /// Positions in the tree of files that posts show.
    pub(super) files: Vec<usize>,
    pub(super) authors: BTreeMap<String, Author>,
    pub(super) terms: BTreeMap<String, Term>,
    pub(super) posts: u64,
    pub(super) elsewhere: u64,
    pub(super) aside: Vec<SetAside>,
    ids: HashSet<u64>,
    sources: Vec<Source>,
}

/// A file with posts, by its position in the tree.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Source {
    Classic(usize),
    Json(usize),
    Page(usize),
}

/// Whether a source is an export of Tumblr.
pub(super) fn recognises(tree: &Tree) -> bool {
    let mut looks = 0;
    tree.files().iter().any(|file| {
        let name = file.path.rsplit('/').next().unwrap_or_default().to_lowercase();
        let mut head = |marks: &[&str]| {
            looks += 1;
            let head = if looks > 50 { Vec::new() } else { tree.head(file) };
            let head = String::from_utf8_lossy(&head).into_owned();
            marks.iter().all(|mark| head.contains(mark))
        };
        match ending(&name) {
            _ if name == "posts_index.html" => true,
            "xml" => head(&["<tumblr"]),
            "json" => {
                head(&["\"blog_name\"", "\"post_url\""])
                    || head(&["\"blog_name\"", "\"reblog_key\""])
            }
            _ => page::id_of(&file.path).is_some() && head(&["id=\"timestamp\""]),
        }
    })
}

impl Index {
    /// Indexes an export.
    pub(super) fn of(tree: Tree, options: Options) -> Self {
        let site = Site { hosts: options.own_hosts.clone(), ..Site::default() };
        let mut index = Self {
            tree,
            options,
            site,
            media: Media::default(),
            files: Vec::new(),
            authors: BTreeMap::new(),
            terms: BTreeMap::new(),
            posts: 0,
            elsewhere: 0,
            aside: Vec::new(),
            ids: HashSet::new(),
            sources: Vec::new(),
        };
        index.sort();
        index.survey();
        index
    }

    /// All posts, each once, and what could not be read.
    pub(super) fn posts(&self) -> impl Iterator<Item = Result<Post, Box<SetAside>>> + Send + '_ {
        let mut known: HashSet<u64> = HashSet::new();
        self.sources.iter().flat_map(|source| self.of_source(*source)).filter_map(move |read| {
            let post = match read {
                Ok(post) => post,
                Err(aside) => return Some(Err(aside)),
            };
            let problem = |code, message: &str| {
                let problem = Problem::new(code, Kind::Post, &post.id, message);
                let problem = problem.in_file(&post.file).at(post.line);
                let external_id = problem.external_id.clone().filter(|id| !id.is_empty());
                let title = post.title.clone();
                Box::new(SetAside::failed(Problem { external_id, title, ..problem }))
            };
            if !post.has_id() {
                return Some(Err(problem(Code::InvalidRecord, "a post without an id")));
            }
            let id = post.id.parse().unwrap_or(u64::MAX);
            if known.insert(id) {
                return Some(Ok(post));
            }
            // The pages of an export say again what its list of posts says.
            let again = post.kind == "page" && self.has_list();
            (!again).then(|| Err(problem(Code::DuplicateId, "another post has the same id")))
        })
    }

    /// Whether a post is in the source.
    pub(super) fn has(&self, id: u64) -> bool {
        self.ids.contains(&id)
    }

    fn has_list(&self) -> bool {
        self.sources.iter().any(|source| !matches!(source, Source::Page(_)))
    }

    fn of_source(
        &self,
        source: Source,
    ) -> Box<dyn Iterator<Item = Result<Post, Box<SetAside>>> + Send + '_> {
        let file = |position: usize| self.tree.files().get(position);
        match source {
            Source::Classic(at) => match file(at) {
                Some(file) => Box::new(Classic::open(&self.tree, file, &self.options)),
                None => Box::new(std::iter::empty()),
            },
            Source::Json(at) => Box::new(
                file(at)
                    .map(|file| json::read(&self.tree, file, &self.options))
                    .into_iter()
                    .flatten(),
            ),
            Source::Page(at) => Box::new(file(at).into_iter().map(|file| {
                page::read(&self.tree, file, &self.options).map_err(|(code, message)| {
                    Box::new(SetAside::failed(Problem::new(code, Kind::Post, &file.path, message)))
                })
            })),
        }
    }

    /// Tells posts from the files they show and from what is no content.
    fn sort(&mut self) {
        let (mut lists, mut pages) = (Vec::new(), Vec::new());
        let mut once: HashSet<&str> = HashSet::new();
        for (position, file) in self.tree.files().iter().enumerate() {
            let path = file.path.as_str();
            let name = path.rsplit('/').next().unwrap_or_default().to_lowercase();
            let mut skip = |outcome, code, kind, message: &str| {
                let problem = Problem::new(code, kind, path, message);
                self.aside.push(SetAside { kind, outcome, count: 1, problem });
            };
            if !once.insert(path) {
                skip(
                    Outcome::Failed,
                    Code::DuplicateId,
                    Kind::Other,
                    "another file has the same path",
                );
            } else if name.starts_with("payload") && ending(&name) == "json" {
                skip(
                    Outcome::Skipped,
                    Code::SkippedFile,
                    Kind::Other,
                    "the data of an account, which are personal: never read",
                );
            } else if page::id_of(path).is_some() {
                pages.push(Source::Page(position));
            } else if ending(&name) == "xml"
                && String::from_utf8_lossy(&self.tree.head(file)).contains("<tumblr")
            {
                lists.push(Source::Classic(position));
            } else if ending(&name) == "json" && json::looks_like(&self.tree.head(file)) {
                lists.push(Source::Json(position));
            } else if media::element(path).is_none() || name.starts_with('.') {
                skip(Outcome::Skipped, Code::SkippedFile, Kind::Other, "not content");
            } else if file.size == 0 {
                skip(Outcome::Skipped, Code::SkippedFile, Kind::Media, "the file is empty");
            } else if file.size > self.options.max_asset_bytes {
                let message =
                    format!("{} bytes; the limit is {}", file.size, self.options.max_asset_bytes);
                skip(Outcome::Failed, Code::TooLarge, Kind::Media, &message);
            } else {
                self.media.add(path, position);
                self.files.push(position);
            }
        }
        self.media.sort();
        self.sources = lists.into_iter().chain(pages).collect();
        self.aside.extend(self.tree.aside().iter().cloned());
    }

    /// Looks into every post once and forgets it again.
    fn survey(&mut self) {
        let (mut posts, mut pages) = (0, 0_u64);
        let (mut ids, mut hosts) = (HashSet::new(), BTreeMap::new());
        let (mut authors, mut terms) = (BTreeMap::new(), BTreeMap::new());
        for read in self.posts() {
            posts += 1;
            let Ok(post) = read else { continue };
            pages += u64::from(post.kind == "page");
            ids.insert(post.id.parse().unwrap_or(u64::MAX));
            let own = post.urls.iter().filter_map(|url| crate::normal(url)?.host);
            for host in own
                .filter(|host| host != "tumblr.com")
                .chain(post.blog.iter().map(|it| format!("{it}.tumblr.com")))
            {
                if hosts.len() < 100 {
                    *hosts.entry(host.to_lowercase()).or_insert(0_u64) += 1;
                }
            }
            if let Some(name) =
                post.author.as_ref().or(post.blog.as_ref()).filter(|_| authors.len() < MAX_LABELS)
            {
                let author =
                    Author { external_id: author_id(name), name: name.clone(), email: None };
                authors.entry(author.external_id.clone()).or_insert(author);
            }
            for tag in &post.tags {
                if terms.len() >= MAX_LABELS {
                    break;
                }
                let id = format!("tag:{}", tag.to_lowercase());
                terms.entry(id.clone()).or_insert_with(|| Term {
                    external_id: id,
                    taxonomy: "tag".to_owned(),
                    name: tag.clone(),
                    slug: None,
                    parent: None,
                    description: None,
                });
            }
        }
        self.again(pages);
        let hosts = hosts.into_keys().filter(|host| !self.site.hosts.contains(host));
        self.site.hosts.extend(hosts.collect::<Vec<_>>());
        self.site.title = authors
            .values()
            .next()
            .map(|author: &Author| author.name.clone())
            .filter(|_| authors.len() == 1);
        (self.posts, self.ids, self.authors, self.terms) = (posts, ids, authors, terms);
        let mut known = HashSet::new();
        let assets =
            self.posts().filter_map(Result::ok).flat_map(|post| document::elsewhere(self, &post));
        let assets = assets.filter(|asset| known.insert(media::hash(&asset.external_id))).count();
        self.elsewhere = assets as u64;
    }

    /// The pages of posts that a list holds too are accounted for as one line.
    fn again(&mut self, read: u64) {
        let all =
            self.sources.iter().filter(|source| matches!(source, Source::Page(_))).count() as u64;
        let folder = self.sources.iter().find_map(|source| match source {
            Source::Page(at) => {
                Some(self.tree.files().get(*at)?.path.rsplit_once('/')?.0.to_owned())
            }
            _ => None,
        });
        let count = if self.has_list() { all.saturating_sub(read) } else { 0 };
        if let Some(folder) = folder.filter(|_| count > 0) {
            let message = format!("pages of posts that were read from the list of posts: {count}");
            let problem = Problem::new(Code::SkippedFolder, Kind::Other, &folder, message);
            self.aside.push(SetAside { count, ..SetAside::skipped(problem) });
        }
    }
}

/// What follows the last dot of a name.
fn ending(name: &str) -> &str {
    name.rsplit_once('.').map_or("", |(_, ending)| ending)
}

/// The id of whoever is called `name`.
pub(super) fn author_id(name: &str) -> String {
    format!("author:{}", name.to_lowercase())
}
