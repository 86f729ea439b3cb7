//! Zip archives: their members as files, none of which leaves the archive or grows beyond what it is worth.

use std::{
    fs::File,
    io::{self, Cursor, Read, Seek, SeekFrom, Write},
    sync::{Mutex, PoisonError},
};

use jiff::{Timestamp, civil, tz::TimeZone};
use unicode_normalization::UnicodeNormalization;
use zip::ZipArchive;

use super::{Place, Tree, TreeFile, parts};
use crate::{Code, Kind, Options, Outcome, Problem, SetAside};

/// Members that are looked at; Tumblr's largest exports have some ten thousand.
const MAX_MEMBERS: usize = 500_000;

/// How much larger than in the archive a member may be. Texts shrink to a twentieth, nothing but repetition to a thousandth.
const MAX_RATIO: u64 = 500;

/// Members up to this size are read in memory, in bytes.
const IN_MEMORY: u64 = 1 << 20;

/// Zip files that are documents and not archives.
const DOCUMENTS: [&str; 9] = ["docx", "odt", "xlsx", "pptx", "ods", "odp", "epub", "docm", "xlsm"];

/// An open archive.
#[derive(Debug)]
pub(super) struct Archive(Mutex<ZipArchive<File>>);

/// Whether a file begins as zip archives do.
pub(super) fn is_zip(mut file: &File) -> io::Result<bool> {
    let mut start = [0; 4];
    let read = file.read(&mut start)?;
    file.seek(SeekFrom::Start(0))?;
    Ok(read == 4 && start == *b"PK\x03\x04")
}

/// Whether a zip file of this name is a document.
pub(super) fn is_document(name: &str) -> bool {
    let extension = name.rsplit_once('.').map_or(String::new(), |(_, it)| it.to_lowercase());
    DOCUMENTS.contains(&extension.as_str())
}

/// Adds the members of an archive to a tree, below `root`, and those of the archives in it that are parts of an export.
pub(super) fn list(tree: &mut Tree, file: File, name: &str, root: &str, options: &Options) {
    list_below(tree, file, name, root, options, true);
}

fn list_below(
    tree: &mut Tree,
    file: File,
    name: &str,
    root: &str,
    options: &Options,
    outermost: bool,
) {
    let broken =
        |cause: String| SetAside::failed(Problem::new(Code::Unreadable, Kind::Other, name, cause));
    let mut zip = match ZipArchive::new(file) {
        Ok(zip) => zip,
        Err(cause) => {
            return tree.aside.push(broken(format!("no archive that can be read: {cause}")));
        }
    };
    if zip.len() > MAX_MEMBERS {
        let message = format!("{} members; the limit is {MAX_MEMBERS}", zip.len());
        let problem = Problem::new(Code::ArchiveLimit, Kind::Other, name, message);
        return tree.aside.push(SetAside::failed(problem));
    }
    let (position, first, mut total) = (tree.archives.len(), tree.files.len(), 0_u64);
    for index in 0..zip.len() {
        let member = match zip.by_index_raw(index) {
            Ok(member) => member,
            Err(cause) => {
                tree.aside.push(broken(format!("member {index} cannot be read: {cause}")));
                continue;
            }
        };
        if member.is_dir() {
            continue;
        }
        let written = match std::str::from_utf8(member.name_raw()) {
            Ok(name) => name.to_owned(),
            Err(_) => match member.name() {
                Ok(name) => name.into_owned(),
                Err(cause) => {
                    tree.aside.push(broken(format!("member {index} has no name: {cause}")));
                    continue;
                }
            },
        };
        let set_aside = |code, outcome, message: &str| {
            let problem = Problem::new(code, Kind::Other, &printable(&written), message);
            SetAside { kind: Kind::Other, outcome, count: 1, problem }
        };
        let Some(path) = inside(root, &written).filter(|_| !member.is_symlink()) else {
            let message = "a member of the archive that would lie outside of it: left out";
            tree.aside.push(set_aside(Code::UnsafePath, Outcome::Skipped, message));
            continue;
        };
        if member.encrypted() {
            let message = "locked with a password";
            tree.aside.push(set_aside(Code::Encrypted, Outcome::Failed, message));
            continue;
        }
        let size = member.size();
        total = total.saturating_add(size);
        let bomb = size > IN_MEMORY && size / member.compressed_size().max(1) > MAX_RATIO;
        if bomb || total > options.max_archive_bytes {
            let message = "unpacks to more than is read; a bomb, or larger than the limit";
            tree.aside.push(set_aside(Code::ArchiveLimit, Outcome::Failed, message));
            continue;
        }
        let modified = member.last_modified().and_then(instant);
        let place = Place::Archived(position, index);
        tree.files.push(TreeFile { path, size, modified, place });
    }
    let archive = Archive(Mutex::new(zip));
    let listed = tree.files.get(first..).unwrap_or_default();
    let paths: Vec<&str> = listed.iter().map(|file| file.path.as_str()).collect();
    let inner = if outermost { parts::of(&paths) } else { Vec::new() };
    let inner: Vec<TreeFile> =
        inner.into_iter().rev().map(|part| tree.files.remove(first + part)).collect();
    let opened: Vec<_> =
        inner.into_iter().rev().map(|file| (archive.of(&file), file.path)).collect();
    tree.archives.push(archive);
    for (file, path) in opened {
        match file {
            Ok(file) => {
                list_below(tree, file, &path, parts::root(&path), options, false);
            }
            Err(cause) => {
                let problem = Problem::new(Code::Unreadable, Kind::Other, &path, cause.to_string());
                tree.aside.push(SetAside::failed(problem));
            }
        }
    }
}

impl Archive {
    /// The bytes of a member: small ones from memory, others from a temporary file without a name.
    pub(super) fn read(&self, member: usize) -> io::Result<Box<dyn Read + Send>> {
        let mut zip = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let member = zip.by_index(member).map_err(io::Error::other)?;
        if member.size() <= IN_MEMORY {
            let mut bytes = Vec::new();
            member.take(IN_MEMORY).read_to_end(&mut bytes)?;
            return Ok(Box::new(Cursor::new(bytes)));
        }
        Ok(Box::new(spool(member)?))
    }

    fn of(&self, file: &TreeFile) -> io::Result<File> {
        let Place::Archived(_, member) = file.place else {
            return Err(io::ErrorKind::NotFound.into());
        };
        let mut zip = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        spool(zip.by_index(member).map_err(io::Error::other)?)
    }
}

/// Unpacks to a temporary file, and no more than the archive says the member holds.
fn spool<R: Read + ?Sized>(member: zip::read::ZipFile<'_, R>) -> io::Result<File> {
    let mut file = tempfile::tempfile()?;
    let size = member.size();
    io::copy(&mut member.take(size), &mut file)?;
    file.flush()?;
    file.seek(SeekFrom::Start(0))?;
    Ok(file)
}

/// The path of a member below `root`, if it is one that stays inside.
fn inside(root: &str, written: &str) -> Option<String> {
    let written = written.replace('\\', "/");
    let drive = matches!(written.as_bytes(), [letter, b':', ..] if letter.is_ascii_alphabetic());
    if written.starts_with('/') || drive || written.contains('\0') {
        return None;
    }
    let mut parts: Vec<&str> = root.split('/').filter(|part| !part.is_empty()).collect();
    for part in written.split('/') {
        match part {
            "" | "." => {}
            ".." => return None,
            part => parts.push(part),
        }
    }
    let path: String = parts.join("/").nfc().collect();
    (!path.is_empty()).then_some(path)
}

fn printable(name: &str) -> String {
    name.chars().filter(|c| !c.is_control()).take(500).collect()
}

/// Archives tell the time of the clock on the wall; nobody knows where it hung.
fn instant(at: zip::DateTime) -> Option<Timestamp> {
    let part = |value: u8| i8::try_from(value).ok();
    let date = civil::Date::new(i16::try_from(at.year()).ok()?, part(at.month())?, part(at.day())?);
    let time = civil::Time::new(part(at.hour())?, part(at.minute())?, part(at.second())?, 0);
    TimeZone::UTC.to_timestamp(date.ok()?.to_datetime(time.ok()?)).ok()
}
