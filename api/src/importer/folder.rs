//! Folders in which pictures and files of a source are looked for: what a rescue of the old site, a
//! backup or a download left.

use std::collections::HashMap;
use std::io;
use std::path::PathBuf;

use import::{Asset, Options, Tree, TreeFile, normal};

/// The files of some folders and archives, by the ends of their paths.
#[derive(Debug, Default)]
pub struct MediaFolder {
    trees: Vec<Tree>,
    /// Positions of tree and file by name in lower case.
    names: HashMap<String, Vec<(usize, usize)>>,
}

/// What is found of a file.
#[derive(Debug)]
pub(super) enum Found<'a> {
    /// It.
    One(&'a Tree, &'a TreeFile),
    /// So many that could be it.
    Several(usize),
    /// Nothing.
    Nothing,
}

impl MediaFolder {
    /// Lists folders or archives.
    ///
    /// # Errors
    /// When one of them cannot be read.
    pub fn open(paths: &[PathBuf], options: &Options) -> Result<Self, import::OpenError> {
        let mut folder = Self::default();
        for path in paths {
            let tree = Tree::open(std::slice::from_ref(path), options)?;
            for (position, file) in tree.files().iter().enumerate() {
                let place = (folder.trees.len(), position);
                for key in keys(name_of(&file.path)) {
                    folder.names.entry(key).or_default().push(place);
                }
            }
            folder.trees.push(tree);
        }
        Ok(folder)
    }

    /// The file that an asset means: the one that shares the longest end of its old path; of several
    /// alike the one of its size. A name alone is not enough in folders by month, as `WordPress` makes them,
    /// where each month has its `photo.jpg`.
    pub(super) fn find(&self, asset: &Asset) -> Found<'_> {
        let paths: Vec<String> = asset
            .old_urls
            .iter()
            .filter_map(|url| normal(url))
            .map(|address| address.path.split('?').next().unwrap_or_default().to_lowercase())
            .chain([asset.name.to_lowercase()])
            .collect();
        let mut best: Vec<(&Tree, &TreeFile)> = Vec::new();
        let mut longest = 0;
        for path in &paths {
            let candidates = keys(name_of(path)).into_iter();
            let candidates = candidates.filter_map(|key| self.names.get(&key)).flatten();
            for (tree, file) in candidates {
                let Some(tree) = self.trees.get(*tree) else { continue };
                let Some(file) = tree.files().get(*file) else { continue };
                let alike = common_end(path, &file.path.to_lowercase()).max(1);
                if alike == 1 && !of_one_month(path, &file.path) {
                    continue;
                }
                if alike > longest {
                    best.clear();
                    longest = alike;
                }
                if alike == longest && !best.iter().any(|(_, other)| *other == file) {
                    best.push((tree, file));
                }
            }
        }
        if best.len() > 1 && asset.size.is_some() {
            let fitting: Vec<_> =
                best.iter().copied().filter(|(_, file)| Some(file.size) == asset.size).collect();
            if !fitting.is_empty() {
                best = fitting;
            }
        }
        match best.as_slice() {
            [] => Found::Nothing,
            [(tree, file)] => Found::One(tree, file),
            // The same file saved twice under one name is no choice.
            [(tree, file), others @ ..]
                if others.iter().all(|(_, it)| it.size == file.size) && same(&best) =>
            {
                Found::One(tree, file)
            }
            several => Found::Several(several.len()),
        }
    }
}

/// Names under which a file is looked for.
fn keys(name: &str) -> Vec<String> {
    let name = name.to_lowercase();
    let id = name.starts_with("6a0").then(|| {
        // TypePad's names are ids, with neither extension nor fixed size.
        let end = name.find(['-', '.']).unwrap_or(name.len());
        name.get(..end).unwrap_or_default().to_owned()
    });
    let mut keys = vec![name];
    keys.extend(id);
    keys.dedup();
    keys
}

fn name_of(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}

/// How many parts of two paths are the same, from their ends.
fn common_end(a: &str, b: &str) -> usize {
    a.rsplit('/').zip(b.rsplit('/')).take_while(|(a, b)| a == b && !a.is_empty()).count()
}

/// Whether a file that shares no more than its name with an old path can be what stood there: not if it lies
/// in the folder of a month, and the path names another month or none.
fn of_one_month(path: &str, file: &str) -> bool {
    month(file).is_none_or(|month_of_file| month(path) == Some(month_of_file))
}

/// Year and month by which the folder of a file is named, as `2011/02`.
fn month(path: &str) -> Option<(&str, &str)> {
    let mut folders = path.rsplit('/').skip(1);
    let (month, year) = (folders.next()?, folders.next()?);
    let numeric =
        |text: &str, length| text.len() == length && text.bytes().all(|b| b.is_ascii_digit());
    (numeric(month, 2) && numeric(year, 4)).then_some((year, month))
}

/// Whether all are the same bytes.
fn same(files: &[(&Tree, &TreeFile)]) -> bool {
    let digest = |(tree, file): &(&Tree, &TreeFile)| -> io::Result<String> {
        let measured = import::measure(&file.path, tree.read(file)?, u64::MAX, |_| Ok(()))?;
        Ok(measured.sha256)
    };
    let mut all = files.iter().map(digest);
    let Some(Ok(first)) = all.next() else { return false };
    all.all(|other| other.is_ok_and(|other| other == first))
}

/// A file that is read again from its beginning.
pub(super) type Bytes = Box<dyn io::Read + Send>;

impl Found<'_> {
    /// The bytes of the one that was found.
    pub(super) fn bytes(&self) -> io::Result<Bytes> {
        match self {
            Self::One(tree, file) => tree.read(file),
            Self::Several(_) | Self::Nothing => Err(io::ErrorKind::NotFound.into()),
        }
    }
}
