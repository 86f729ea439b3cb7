//! The copy of the workspace that faults are planted in: always in the same folder, so that what was
//! built of it once is built no second time. All faults of Rust are in it, behind the name that the
//! program is started with.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use super::list::{FAULTS, PLANTED};

/// A copy of what git knows, as it was when this was made, with the faults.
pub(super) struct Copy {
    folder: PathBuf,
    files: BTreeMap<PathBuf, Vec<u8>>,
}

impl Copy {
    pub(super) fn new(folder: PathBuf) -> Self {
        let mut files = BTreeMap::new();
        for name in names() {
            // A file that is deleted and not committed yet is left out.
            if let Ok(bytes) = fs::read(workspace().join(&name)) {
                files.insert(folder.join(name), bytes);
            }
        }
        let mut copy = Self { folder, files };
        for fault in FAULTS.iter().filter(|fault| !fault.is_sql()) {
            copy.change(fault.file, |text| fault.planted(text).unwrap());
        }
        copy.change("api/src/lib.rs", |text| format!("{text}{PLANTED}"));
        copy.change(RIGHTS, |text| reads_its_sql(text).unwrap());
        copy.refresh();
        copy
    }

    fn change(&mut self, name: &str, change: impl Fn(&str) -> String) {
        let file = self.files.get_mut(&self.folder.join(name)).unwrap();
        *file = change(str::from_utf8(file).unwrap()).into_bytes();
    }

    pub(super) fn folder(&self) -> &Path {
        &self.folder
    }

    /// For the files of tests that are ended before they remove them.
    pub(super) fn scratch(&self) -> PathBuf {
        self.folder.join("scratch")
    }

    /// Makes the folder the copy again, whatever is in it. What is the same already stays as it is.
    pub(super) fn refresh(&self) {
        for (file, bytes) in &self.files {
            if fs::read(file).ok().as_ref() != Some(bytes) {
                fs::create_dir_all(file.parent().unwrap()).unwrap();
                fs::write(file, bytes).unwrap();
            }
        }
        self.remove_others(&self.folder);
        // Empty by now, but for folders.
        fs::remove_dir_all(self.scratch()).ok();
        fs::create_dir_all(self.scratch()).unwrap();
    }

    fn remove_others(&self, folder: &Path) {
        for entry in fs::read_dir(folder).unwrap() {
            let entry = entry.unwrap();
            if entry.file_type().unwrap().is_dir() {
                self.remove_others(&entry.path());
            } else if !self.files.contains_key(&entry.path()) {
                fs::remove_file(entry.path()).unwrap();
            }
        }
    }
}

pub(super) fn workspace() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().to_path_buf()
}

pub(super) const RIGHTS: &str = "api/src/access/rights.rs";

/// [`RIGHTS`] with its SQL read when the program starts: a fault in that takes no build. None if it has
/// it otherwise than this expects.
pub(super) fn reads_its_sql(rights: &str) -> Option<String> {
    let mut rights = rights.replace(", SUMMED)", ", &SUMMED)");
    for (name, file) in [("RULES", "rights.sql"), ("SUMMED", "summary.sql")] {
        let compiled_in = format!("const {name}: &str = include_str!(\"{file}\");");
        if rights.matches(&compiled_in).count() != 1 {
            return None;
        }
        let path = format!("concat!(env!(\"CARGO_MANIFEST_DIR\"), \"/src/access/{file}\")");
        let read = format!("LazyLock::new(|| std::fs::read_to_string({path}).unwrap())");
        rights =
            rights.replace(&compiled_in, &format!("static {name}: LazyLock<String> = {read};"));
    }
    Some(rights)
}

/// The files that git knows.
fn names() -> Vec<String> {
    let listed = Command::new("git").args(["ls-files", "-z"]).current_dir(workspace()).output();
    let listed = listed.unwrap();
    assert!(listed.status.success(), "not a git work tree: {listed:?}");
    let names = String::from_utf8(listed.stdout).unwrap();
    names.split_terminator('\0').map(ToOwned::to_owned).collect()
}
