//! Folders of a site that not everyone could open: what lies in them is not published again.

use crate::{State, Tree};

/// Larger files are not rules of a web server, in bytes.
const MAX_RULES: u64 = 256 << 10;

/// A folder that the web server or the editor kept to some.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Closed {
    /// Relative to the root, with a slash at the end; empty for the root itself.
    folder: String,
    pub(super) state: State,
}

impl Closed {
    /// Why, as a sentence of the report.
    pub(super) fn message(&self) -> String {
        let folder = &self.folder;
        match self.state {
            State::Protected => format!("`{folder}.htaccess` let in only who signed in"),
            _ => format!("`{folder}` was shown to no visitor"),
        }
    }
}

/// The folders of `tree` that were closed: by Apache's `.htaccess`, or as `FrontPage` keeps `_private`.
pub(super) fn closed(tree: &Tree) -> Vec<Closed> {
    let mut found: Vec<Closed> = Vec::new();
    for file in tree.files() {
        let (folder, name) = file.path.rsplit_once('/').unwrap_or(("", &file.path));
        if name.eq_ignore_ascii_case(".htaccess") {
            // Rules that cannot be read may say anything.
            let rules = tree.bytes(file, MAX_RULES);
            if rules.map_or(true, |rules| wants_sign_in(&String::from_utf8_lossy(&rules))) {
                let folder = file.path.get(..file.path.len() - name.len()).unwrap_or_default();
                found.push(Closed { folder: folder.to_owned(), state: State::Protected });
            }
        }
        let lower = format!("/{}/", folder.to_ascii_lowercase());
        if let Some(at) = lower.find("/_private/") {
            let folder = folder.get(..at + "_private".len()).unwrap_or(folder);
            let folder = format!("{folder}/");
            if found.last().is_none_or(|last| last.folder != folder) {
                found.push(Closed { folder, state: State::Private });
            }
        }
    }
    found
}

/// What keeps the file at `path` from being public, if anything does.
pub(super) fn of<'a>(closed: &'a [Closed], path: &str) -> Option<&'a Closed> {
    closed.iter().find(|it| path.starts_with(&it.folder))
}

/// Whether rules name people who may come in: `Require valid-user`, `Require group rh`. Rules on addresses and on single
/// methods of HTTP keep nobody out who is inside.
fn wants_sign_in(rules: &str) -> bool {
    rules.split(['\n', '\r']).any(|line| {
        let mut words = line.split_whitespace().map(str::to_ascii_lowercase);
        if words.next().as_deref() != Some("require") {
            return false;
        }
        let first = words.next().unwrap_or_default();
        matches!(
            first.as_str(),
            "valid-user" | "user" | "group" | "file-owner" | "file-group" | "dbm-group"
        ) || first.starts_with("ldap-")
            || first.starts_with("dbd-")
            || (first == "all" && words.next().as_deref() == Some("denied"))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_rules_on_people_close_a_folder() {
        let closes = [
            "AuthType Basic\nAuthName \"RH\"\nAuthUserFile /x\nRequire valid-user",
            "authtype basic\r\n<Limit GET POST>\r\n  require user marie jean\r\n</Limit>",
            "Require\tgroup rh",
            "Require all denied",
        ];
        let opens = [
            "",
            "# Require valid-user",
            "AuthType Basic",
            "Require all granted",
            "Require ip 10.0",
            "Options -Indexes\nErrorDocument 404 /perdu.htm",
        ];
        assert!(closes.iter().all(|rules| wants_sign_in(rules)));
        assert!(opens.iter().all(|rules| !wants_sign_in(rules)));
    }

    #[test]
    fn a_closed_folder_closes_what_is_below_it() {
        let state = State::Protected;
        let closed = [Closed { folder: "rh/".into(), state }];
        assert!(of(&closed, "rh/paie/a.htm").is_some());
        assert!(of(&closed, "rh.htm").is_none());
        assert!(of(&[Closed { folder: String::new(), state }], "a.htm").is_some());
    }
}
