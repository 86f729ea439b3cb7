//! Media: their rows here, their bytes in the media folder under the hash of their content.

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use entity::media;

use crate::access::Permit;
use crate::access::policy::ImportInto;
use crate::clock::Clock;

/// A medium to be.
#[derive(Clone, Debug)]
pub struct NewMedia {
    /// Of the content, in hexadecimal.
    pub sha256: String,
    /// By content.
    pub content_type: String,
    /// In bytes.
    pub byte_size: i64,
    /// Original file name.
    pub name: String,
    /// In pixels, of a picture.
    pub width: Option<i32>,
    /// In pixels, of a picture.
    pub height: Option<i32>,
}

/// Where the bytes with this hash lie.
#[must_use]
pub fn media_path(data: &Path, sha256: &str) -> PathBuf {
    data.join("media").join(sha256.get(..2).unwrap_or("00")).join(sha256)
}

/// Bytes on their way into the media folder, under a name of their own until it is known what they are.
#[derive(Debug)]
pub struct Keeping {
    data: PathBuf,
    file: tempfile::NamedTempFile,
}

impl Keeping {
    /// Begins.
    ///
    /// # Errors
    /// When the folder cannot be written.
    pub fn begin(data: &Path) -> io::Result<Self> {
        let folder = data.join("media");
        fs::create_dir_all(&folder)?;
        Ok(Self { data: data.to_owned(), file: tempfile::NamedTempFile::new_in(folder)? })
    }

    /// Adds bytes.
    ///
    /// # Errors
    /// When they cannot be written.
    pub fn add(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.file.write_all(bytes)
    }

    /// Gives them their place in one step, unless the same are there already.
    ///
    /// # Errors
    /// When the folder cannot be written.
    pub fn keep(self, sha256: &str) -> io::Result<()> {
        let path = media_path(&self.data, sha256);
        if path.exists() {
            return Ok(());
        }
        fs::create_dir_all(path.parent().unwrap_or(&self.data))?;
        self.file.persist(&path).map_err(|lost| lost.error)?;
        Ok(())
    }
}

/// The row of a medium to be.
pub(in crate::store) fn medium_of(
    permit: &Permit<ImportInto>,
    new: NewMedia,
    clock: &Clock,
) -> media::Model {
    media::Model {
        id: clock.new_id(),
        space_id: permit.row().id,
        sha256: new.sha256,
        content_type: new.content_type,
        byte_size: new.byte_size,
        name: new.name,
        width: new.width,
        height: new.height,
        added_by: permit.access().me(),
        created_at: clock.now(),
    }
}
