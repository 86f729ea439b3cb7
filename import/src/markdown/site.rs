//! All that is known of a source before its texts are read in full: the first pass.

use std::{
    collections::{BTreeMap, HashMap, HashSet},
    hash::{DefaultHasher, Hash, Hasher},
};

use super::{
    addresses,
    config::Config,
    links::Base,
    name::{Name, Syntax},
    page,
    source::Source,
    text::jumps,
    walk::{self, Found},
};
use crate::{
    Asset, Author, Code, Kind, LinkUsage, Located, Options, Problem, SetAside, Target, Term, Tree,
    TreeFile, address::at_home, normal,
};

/// Stands for a name that several files have.
const SEVERAL: u32 = u32::MAX;

/// Redirects that lead to redirects are followed this often.
const MAX_HOPS: usize = 8;

/// Labels and authors that become records; a source that has more is an attack.
const MAX_LABELS: usize = 100_000;

/// A source, indexed.
#[derive(Debug)]
pub(super) struct Index {
    pub(super) tree: Tree,
    pub(super) options: Options,
    pub(super) config: Config,
    pub(super) items: Vec<Item>,
    pub(super) authors: BTreeMap<String, Author>,
    pub(super) terms: BTreeMap<String, Term>,
    pub(super) aside: Vec<SetAside>,
    /// Places that links jump to.
    pub(super) jumps: HashSet<u64>,
    /// Pictures and the like that are not in the source, each once.
    pub(super) elsewhere: u64,
    paths: HashMap<u64, u32>,
    names: HashMap<u64, u32>,
    addresses: HashMap<u64, u32>,
    /// Texts that only say where they lead, until it is known whether that is in the source.
    leads: Vec<u32>,
}

/// A file that is handed over.
#[derive(Debug, Clone, Copy)]
pub(super) struct Item {
    /// Its position in the tree.
    pub(super) file: usize,
    pub(super) what: What,
}

/// What a file is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum What {
    Media,
    /// `elsewhere` where it shows what is not in the source.
    Text {
        syntax: Syntax,
        kind: Kind,
        elsewhere: bool,
    },
    /// Only leads to another file, at this position, which is no redirect itself.
    Redirect {
        to: u32,
    },
    /// Not handed over; it is among those set aside.
    Lost,
}

impl Index {
    /// Indexes a source.
    pub(super) fn of(tree: Tree, mut options: Options) -> Self {
        let config = Config::of(&tree, &options);
        // The site knows better where it was written than whoever imports several.
        if let Some(zone) = config.time_zone.clone() {
            options.time_zone = zone;
        }
        let (found, aside) = walk::sort(&tree, &config, &options);
        let mut index = Self {
            tree,
            options,
            config,
            items: Vec::with_capacity(found.len()),
            authors: BTreeMap::new(),
            terms: BTreeMap::new(),
            aside,
            jumps: HashSet::new(),
            elsewhere: 0,
            paths: HashMap::new(),
            names: HashMap::new(),
            addresses: HashMap::new(),
            leads: Vec::new(),
        };
        index.catalogue(found);
        index.survey();
        index.settle_redirects();
        index.aside.sort_by(|a, b| a.problem.external_id.cmp(&b.problem.external_id));
        index
    }

    /// The file of an item.
    pub(super) fn file(&self, position: u32) -> Option<(&TreeFile, What)> {
        let item = self.items.get(usize::try_from(position).ok()?)?;
        Some((self.tree.files().get(item.file)?, item.what))
    }

    /// The file that links to the one at `position` lead to.
    pub(super) fn destination(&self, position: u32) -> Option<(&TreeFile, What)> {
        match self.file(position)? {
            (_, What::Redirect { to }) => self.file(to),
            found => Some(found),
        }
    }

    /// The file at `path`, whatever its case.
    pub(super) fn at(&self, path: &str) -> Option<u32> {
        self.paths.get(&hash(path)).copied()
    }

    /// The only file called `name`, with or without its ending.
    pub(super) fn named(&self, name: &str) -> Option<u32> {
        self.names.get(&hash(name)).copied().filter(|position| *position != SEVERAL)
    }

    /// Whether several files are called `name`.
    pub(super) fn is_ambiguous(&self, name: &str) -> bool {
        self.names.get(&hash(name)) == Some(&SEVERAL)
    }

    /// The text that had this address, a path from the root of the old site.
    pub(super) fn addressed(&self, path: &str) -> Option<u32> {
        self.addresses.get(&hash(&normal(path)?.path)).copied()
    }

    /// Whether `host` is one of the source's own.
    pub(super) fn is_own(&self, host: &str) -> bool {
        let bare = |host: &str| at_home(&host.trim_start_matches("www.").to_lowercase());
        self.config.site.hosts.iter().any(|own| bare(own) == bare(host))
    }

    /// The assets that a text shows and the source does not hold.
    pub(super) fn assets_of(&self, item: Item) -> Vec<Asset> {
        let Some(file) = self.tree.files().get(item.file) else { return Vec::new() };
        let What::Text { syntax, .. } = item.what else { return Vec::new() };
        let Ok(source) = Source::read(&self.tree, file, syntax, &self.options) else {
            return Vec::new();
        };
        page::elsewhere(self, &file.path, &source)
    }

    fn catalogue(&mut self, found: Vec<Found>) {
        let mut known: HashSet<u64> = HashSet::new();
        for found in found {
            let (file, what) = match found {
                Found::Media(file) => (file, What::Media),
                Found::Text(file, syntax) => {
                    (file, What::Text { syntax, kind: Kind::Page, elsewhere: false })
                }
            };
            let Some(path) = self.tree.files().get(file).map(|file| file.path.clone()) else {
                continue;
            };
            let position = u32::try_from(self.items.len()).unwrap_or(SEVERAL);
            let exact = {
                let mut hasher = DefaultHasher::new();
                path.hash(&mut hasher);
                hasher.finish()
            };
            if !known.insert(exact) {
                let kind = if what == What::Media { Kind::Media } else { Kind::Page };
                let message = "another file has the same path";
                self.aside.push(SetAside::failed(Problem::new(
                    Code::DuplicateId,
                    kind,
                    &path,
                    message,
                )));
                continue;
            }
            self.paths.entry(hash(&path)).or_insert(position);
            let name = Name::of(&path);
            let file_name = path.rsplit('/').next().unwrap_or(&path);
            let mut names = vec![file_name];
            if what != What::Media && !name.is_index() {
                names.push(name.whole);
            }
            names.dedup();
            for name in names {
                self.names
                    .entry(hash(name))
                    .and_modify(|taken| *taken = SEVERAL)
                    .or_insert(position);
            }
            self.items.push(Item { file, what });
        }
    }

    /// Looks into every text once and forgets it again.
    fn survey(&mut self) {
        let mut elsewhere: HashSet<u64> = HashSet::new();
        for position in 0..self.items.len() {
            let Some(Item { file, what: What::Text { syntax, .. } }) =
                self.items.get(position).copied()
            else {
                continue;
            };
            let Some(file) = self.tree.files().get(file).cloned() else { continue };
            let what = match Source::read(&self.tree, &file, syntax, &self.options) {
                Err((code, message)) => {
                    self.aside.push(SetAside::failed(Problem::new(
                        code,
                        Kind::Page,
                        &file.path,
                        message,
                    )));
                    What::Lost
                }
                Ok(source) if source.text.trim().is_empty() => {
                    let problem =
                        Problem::new(Code::EmptyPage, Kind::Page, &file.path, "the file is empty");
                    self.aside.push(SetAside::skipped(problem));
                    What::Lost
                }
                Ok(source) => {
                    let kind = self.take(position, &file.path, &source);
                    let assets = page::elsewhere(self, &file.path, &source);
                    let shows = !assets.is_empty();
                    elsewhere.extend(assets.iter().map(|asset| hash(&asset.external_id)));
                    What::Text { syntax, kind, elsewhere: shows }
                }
            };
            if let Some(item) = self.items.get_mut(position) {
                item.what = what;
            }
        }
        self.elsewhere = elsewhere.len() as u64;
    }

    /// Finds the pages that hold nothing but the address of another text of the site.
    fn settle_redirects(&mut self) {
        let mut leads: HashMap<u32, u32> = HashMap::new();
        for position in std::mem::take(&mut self.leads) {
            if let Some(to) = self.lead(position).filter(|to| *to != position) {
                leads.insert(position, to);
            }
        }
        for from in leads.keys() {
            let mut to = *from;
            for _ in 0..MAX_HOPS {
                to = leads.get(&to).copied().unwrap_or(to);
            }
            let known = self.file(to).is_some_and(|(_, what)| what != What::Lost);
            // Those that run in circles stay pages.
            if known
                && !leads.contains_key(&to)
                && let Some(item) = self.items.get_mut(*from as usize)
            {
                item.what = What::Redirect { to };
            }
        }
    }

    fn lead(&self, position: u32) -> Option<u32> {
        let (file, what) = self.file(position)?;
        let What::Text { syntax, .. } = what else { return None };
        let source = Source::read(&self.tree, file, syntax, &self.options).ok()?;
        let meta = source.meta(&file.path, self);
        let address = page::redirects_to(&meta)?;
        match Base::new(self, &file.path, None).target(address, LinkUsage::Anchor).0 {
            Target::Entry { external_id, .. } => self.at(&external_id),
            _ => None,
        }
    }

    /// Takes over addresses, people and labels of a text.
    fn take(&mut self, position: usize, path: &str, source: &Source) -> Kind {
        let meta = source.meta(path, self);
        let position = u32::try_from(position).unwrap_or(SEVERAL);
        if page::redirects_to(&meta).is_some() && source.body().trim().is_empty() {
            self.leads.push(position);
        }
        for address in addresses::of(&self.config, path, &meta, source.front.style) {
            let Some(address) = normal(&address) else { continue };
            self.addresses.entry(hash(&address.path)).or_insert(position);
        }
        self.jumps.extend(jumps(&source.text));
        for person in meta.authors {
            if self.authors.len() < MAX_LABELS {
                let id = author_id(&person.name);
                let author = Author { external_id: id.clone(), name: person.name, email: None };
                let author = self.authors.entry(id).or_insert(author);
                author.email = author.email.take().or(person.email);
            }
        }
        let tags = meta.tags.iter().map(|tag| ("tag", tag));
        for (taxonomy, name) in tags.chain(meta.categories.iter().map(|it| ("category", it))) {
            if self.terms.len() < MAX_LABELS {
                let id = format!("{taxonomy}:{}", name.to_lowercase());
                self.terms.entry(id.clone()).or_insert_with(|| Term {
                    external_id: id,
                    taxonomy: taxonomy.to_owned(),
                    name: name.clone(),
                    slug: None,
                    parent: None,
                    description: None,
                });
            }
        }
        meta.kind
    }
}

/// The id of whoever is called `name`.
pub(super) fn author_id(name: &str) -> String {
    format!("author:{}", name.to_lowercase())
}

/// The asset of a file in the source.
pub(super) fn inside(file: &TreeFile, config: &Config) -> Asset {
    let path = file.path.get(config.root.len()..).unwrap_or(&file.path);
    let mut old_urls = vec![format!("{}/{path}", config.base_path)];
    if let Some((folder, rest)) = path.split_once('/')
        && (addresses::STATIC.contains(&folder) || folder == "content")
    {
        old_urls.insert(0, format!("{}/{rest}", config.base_path));
    }
    Asset {
        external_id: file.path.clone(),
        name: path.rsplit('/').next().unwrap_or(path).to_owned(),
        alt: None,
        located: Located::Inside(file.path.clone()),
        old_urls,
        size: Some(file.size),
        file: file.path.clone(),
        line: None,
    }
}

/// Words as a number, whatever their case.
pub(super) fn hash(words: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    words.chars().flat_map(char::to_lowercase).for_each(|c| c.hash(&mut hasher));
    hasher.finish()
}
