//! All files of a site by path, found the way an old web server and a careless author would.

use std::collections::{HashMap, hash_map::Entry};

/// Names a server shows for a folder, in order of preference.
const INDEX_NAMES: [&str; 11] = [
    "index.html",
    "index.htm",
    "default.html",
    "default.htm",
    "accueil.html",
    "accueil.htm",
    "home.html",
    "home.htm",
    "index.php",
    "default.asp",
    "index.asp",
];

/// Ids to positions; positions are those of the site's file list.
#[derive(Debug, Default)]
pub(super) struct Catalogue {
    /// The folder that was the root of the web server, with a slash at the end; empty where it is that of the source.
    pub(super) root: String,
    exact: HashMap<String, usize>,
    folded: HashMap<String, usize>,
    /// Position by file name alone; `None` where several files share it.
    names: HashMap<String, Option<usize>>,
}

impl Catalogue {
    /// Adds a file. `false` where its id is taken.
    pub(super) fn insert(&mut self, id: &str, position: usize) -> bool {
        match self.exact.entry(id.to_owned()) {
            Entry::Occupied(_) => return false,
            Entry::Vacant(free) => free.insert(position),
        };
        let folded = id.to_lowercase();
        let name = folded.rsplit('/').next().unwrap_or_default().to_owned();
        self.names.entry(name).and_modify(|taken| *taken = None).or_insert(Some(position));
        self.folded.entry(folded).or_insert(position);
        true
    }

    /// The file at `path` (relative to the root, NFC, no `.` or `..`): as written, else ignoring case, else the index
    /// page of that folder.
    pub(super) fn find(&self, path: &str) -> Option<usize> {
        let path = path.trim_end_matches('/');
        if let Some(position) = self.exact.get(path) {
            return Some(*position);
        }
        let folded = path.to_lowercase();
        self.folded.get(&folded).copied().or_else(|| {
            let prefix = if folded.is_empty() { folded } else { folded + "/" };
            INDEX_NAMES.iter().find_map(|name| self.folded.get(&format!("{prefix}{name}")).copied())
        })
    }

    /// The file that a path on somebody's disk means: the longest tail of the path that exists in the site, at worst a
    /// file name that occurs only once.
    pub(super) fn find_tail(&self, path: &str) -> Option<usize> {
        let folded = path.to_lowercase();
        let mut tail = folded.as_str();
        while let Some((_, rest)) = tail.split_once('/') {
            if rest.contains('/')
                && let Some(position) = self.folded.get(rest)
            {
                return Some(*position);
            }
            tail = rest;
        }
        self.names.get(tail).copied().flatten()
    }
    /// The path of a file from the root of the web server.
    pub(super) fn served<'a>(&self, id: &'a str) -> &'a str {
        id.strip_prefix(&self.root).unwrap_or(id)
    }

    /// The addresses a file had on the old site.
    pub(super) fn old_paths(&self, id: &str) -> Vec<String> {
        let id = self.served(id);
        let mut paths = vec![format!("/{id}")];
        if is_index(id) {
            let folder = id.rsplit_once('/').map_or(String::new(), |(it, _)| format!("{it}/"));
            paths.push(format!("/{folder}"));
        }
        paths
    }
}

/// Whether the file is what a server shows for its folder.
pub(super) fn is_index(id: &str) -> bool {
    let name = id.rsplit('/').next().unwrap_or(id).to_lowercase();
    INDEX_NAMES.contains(&name.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_found_as_an_old_server_would() {
        let mut site = Catalogue::default();
        for (position, id) in
            ["Index.htm", "photos/Noël.JPG", "doc/a.htm", "b/a.htm"].into_iter().enumerate()
        {
            assert!(site.insert(id, position));
        }
        assert!(!site.insert("doc/a.htm", 9));
        let cases = [
            ("photos/Noël.JPG", Some(1)),
            ("PHOTOS/noël.jpg", Some(1)),
            ("", Some(0)),
            ("photos", None),
        ];
        for (path, position) in cases {
            assert_eq!(site.find(path), position, "{path}");
        }
        assert_eq!(site.find_tail("d:/mes documents/site/photos/noël.jpg"), Some(1));
        assert_eq!(site.find_tail("c:/temp/index.htm"), Some(0));
        assert_eq!(site.find_tail("c:/temp/a.htm"), None, "two files have that name");
    }

    #[test]
    fn an_index_page_also_answers_for_its_folder() {
        let mut site = Catalogue::default();
        assert_eq!(site.old_paths("rh/index.htm"), ["/rh/index.htm", "/rh/"]);
        assert_eq!(site.old_paths("Default.htm"), ["/Default.htm", "/"]);
        assert_eq!(site.old_paths("rh/x.htm"), ["/rh/x.htm"]);
        site.root = "www/".to_owned();
        assert_eq!(site.old_paths("www/index.htm"), ["/index.htm", "/"]);
    }
}
