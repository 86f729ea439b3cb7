//! What is to be imported, as a tree of files: a folder, archives, or single files. Never leaves them.

mod archive;
mod folder;
mod parts;

use std::{
    collections::HashMap,
    fs::{self, File},
    io::{self, Read},
    path::{Path, PathBuf},
};

use jiff::Timestamp;

use self::archive::Archive;
use crate::{OpenError, Options, SetAside};

/// How much of a file [`Tree::head`] reads, in bytes.
const HEAD: u64 = 16 << 10;

/// A source: its files by name, wherever they lie.
#[derive(Debug)]
pub struct Tree {
    files: Vec<TreeFile>,
    archives: Vec<Archive>,
    aside: Vec<SetAside>,
    name: String,
    /// Positions by path; of several files with one path the first.
    positions: HashMap<String, usize>,
}

/// A file of the source.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TreeFile {
    /// Path relative to the root, NFC, forward slashes, never climbing.
    pub path: String,
    /// Size in bytes.
    pub size: u64,
    /// When it was last changed, as the file system or the archive says.
    pub modified: Option<Timestamp>,
    place: Place,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Place {
    Disk(PathBuf),
    /// Position of the archive, and of the member in it.
    Archived(usize, usize),
}

impl Tree {
    /// Lists what is at `paths`: of a folder or a zip all files in it, below the root; of other files themselves.
    /// Archives in folders and in archives are opened too, one level deep, where they are parts of an export.
    ///
    /// # Errors
    /// [`OpenError::NotReadable`] where one of them is not there.
    pub fn open(paths: &[PathBuf], options: &Options) -> Result<Self, OpenError> {
        let mut tree = Self {
            files: Vec::new(),
            archives: Vec::new(),
            aside: Vec::new(),
            name: String::new(),
            positions: HashMap::new(),
        };
        for path in paths {
            tree.add(path, options)?;
        }
        if let [only] = paths {
            let whole = only.canonicalize().unwrap_or_else(|_| only.clone());
            tree.name = folder::text_of(whole.file_name().unwrap_or_default());
        }
        for (position, file) in tree.files.iter().enumerate() {
            tree.positions.entry(file.path.clone()).or_insert(position);
        }
        Ok(tree)
    }

    fn add(&mut self, path: &Path, options: &Options) -> Result<(), OpenError> {
        let not_readable =
            |cause: io::Error| OpenError::NotReadable { path: path.to_owned(), cause };
        let about = fs::metadata(path).map_err(not_readable)?;
        if about.is_dir() {
            fs::read_dir(path).map_err(not_readable)?;
            let root = path.canonicalize().map_err(not_readable)?;
            let first = self.files.len();
            folder::list(&root, &mut self.files, &mut self.aside);
            parts::open(self, first..self.files.len(), options);
            return Ok(());
        }
        let name = folder::text_of(path.file_name().unwrap_or_default());
        let file = File::open(path).map_err(not_readable)?;
        if archive::is_zip(&file).map_err(not_readable)? && !archive::is_document(&name) {
            archive::list(self, file, &name, "", options);
        } else {
            let modified = about.modified().ok().and_then(|time| Timestamp::try_from(time).ok());
            let place = Place::Disk(path.to_owned());
            self.files.push(TreeFile { path: name, size: about.len(), modified, place });
        }
        Ok(())
    }

    /// All files, in the order of names within each path that was given.
    #[must_use]
    pub fn files(&self) -> &[TreeFile] {
        &self.files
    }

    /// What was found and cannot be part of it: symbolic links, members of archives that would leave them.
    #[must_use]
    pub fn aside(&self) -> &[SetAside] {
        &self.aside
    }

    /// The name of what was given, if it is one.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The file at `path`.
    #[must_use]
    pub fn file(&self, path: &str) -> Option<&TreeFile> {
        self.files.get(*self.positions.get(path)?)
    }

    /// Reads a file from its beginning; large members of archives by way of a temporary file.
    ///
    /// # Errors
    /// When it is gone, is no longer a plain file, or cannot be read.
    pub fn read(&self, file: &TreeFile) -> io::Result<Box<dyn Read + Send>> {
        match &file.place {
            Place::Disk(path) => {
                // The file may have been exchanged for a symbolic link since the folder was listed.
                if !fs::symlink_metadata(path)?.is_file() {
                    let message = "not a plain file any more";
                    return Err(io::Error::new(io::ErrorKind::InvalidInput, message));
                }
                Ok(Box::new(File::open(path)?))
            }
            Place::Archived(archive, member) => {
                let archive = self.archives.get(*archive).ok_or(io::ErrorKind::NotFound)?;
                archive.read(*member)
            }
        }
    }

    /// Reads a whole file of at most `limit` bytes.
    ///
    /// # Errors
    /// `FileTooLarge` beyond that; see [`Tree::read`].
    pub fn bytes(&self, file: &TreeFile, limit: u64) -> io::Result<Vec<u8>> {
        let mut bytes = Vec::new();
        self.read(file)?.take(limit.saturating_add(1)).read_to_end(&mut bytes)?;
        if bytes.len() as u64 > limit {
            let message = format!("more than {limit} bytes");
            return Err(io::Error::new(io::ErrorKind::FileTooLarge, message));
        }
        Ok(bytes)
    }

    /// The first 16 KiB of a file, to tell its format by; nothing where it cannot be read.
    #[must_use]
    pub fn head(&self, file: &TreeFile) -> Vec<u8> {
        let mut head = Vec::new();
        if let Ok(reader) = self.read(file) {
            // What was read before an error tells as much.
            let _ = reader.take(HEAD).read_to_end(&mut head);
        }
        head
    }

    /// Where a file lies on disk, if it is not in an archive.
    #[must_use]
    pub fn on_disk<'a>(&self, file: &'a TreeFile) -> Option<&'a Path> {
        match &file.place {
            Place::Disk(path) => Some(path),
            Place::Archived(..) => None,
        }
    }
}

#[cfg(test)]
mod tests;
