//! Finds the folder that was the root of the web server: archives of sites mostly have one folder around them.

use super::{catalogue::is_index, walk::is_page};

/// What hosts call that folder, in lower case.
const NAMES: [&str; 6] = ["www", "public_html", "htdocs", "httpdocs", "wwwroot", "html"];

/// The root among these paths of pages and media, with a slash at the end; empty where it is that of the source.
pub(super) fn of(paths: &[&str]) -> String {
    let mut root = String::new();
    loop {
        let below = |path: &&str| path.strip_prefix(&root).map(str::to_owned);
        let rests: Vec<String> = paths.iter().filter_map(below).collect();
        if rests.iter().any(|rest| !rest.contains('/') && is_page(rest)) {
            break;
        }
        let pages = rests.iter().filter(|rest| is_page(rest));
        let mut folders = pages.filter_map(|rest| rest.split_once('/')).map(|(folder, _)| folder);
        let Some(first) = folders.next().filter(|first| folders.all(|folder| folder == *first))
        else {
            return String::new();
        };
        // Hosts keep logs and mails beside it; else everything lies in the one folder.
        let named = NAMES.contains(&first.to_lowercase().as_str());
        let start = format!("{first}/");
        if !named && !rests.iter().all(|rest| rest.starts_with(&start)) {
            return String::new();
        }
        root.push_str(&start);
        if named {
            return root;
        }
    }
    let is_home =
        |path: &&str| path.strip_prefix(&root).is_some_and(|it| !it.contains('/') && is_index(it));
    // A folder without a first page is rather a part of a site.
    if paths.iter().any(is_home) { root } else { String::new() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_root_is_the_folder_around_everything() {
        let cases: [(&[&str], &str); 7] = [
            (&["monsite/index.htm", "monsite/sub/page.htm", "monsite/images/a.jpg"], "monsite/"),
            (&["copie/site/index.htm", "copie/site/a.gif"], "copie/site/"),
            (&["logs/x.gz", "www/index.html"], "www/"),
            (&["public_html/a.htm"], "public_html/"),
            (&["index.htm", "rh/a.htm"], ""),
            (&["rh/a.htm", "images/a.gif"], ""),
            (&["rh/a.htm", "rh/b.htm"], ""),
        ];
        for (paths, root) in cases {
            assert_eq!(of(paths), root, "{paths:?}");
        }
    }
}
