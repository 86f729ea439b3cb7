//! Exports of Tumblr, of every generation, one quirk a test.

mod api;
mod classic;
mod pages;

use std::collections::BTreeMap;

use parvis_import::{Format, Options, open};
use tempfile::TempDir;

use crate::support::{Imported, folder};

fn import(folder: &TempDir, options: Options) -> Imported {
    let reader = open(&[folder.path().to_owned()], None, options.clone()).unwrap();
    assert_eq!(reader.format(), Format::Tumblr);
    assert_eq!(reader.records().collect::<Vec<_>>(), reader.records().collect::<Vec<_>>());
    let site = Imported::from(folder.path(), options, &BTreeMap::new());
    assert!(codes(&site).iter().all(|(code, _)| code != "NOT_PROCESSED"), "{:?}", codes(&site));
    site
}

fn codes(site: &Imported) -> Vec<(String, Option<String>)> {
    let pair = |it: &parvis_import::Problem| {
        (
            serde_json::to_value(it.code).unwrap().as_str().unwrap().to_owned(),
            it.external_id.clone(),
        )
    };
    site.report.problems().iter().map(pair).collect()
}

fn pair(code: &str, id: &str) -> (String, Option<String>) {
    (code.to_owned(), Some(id.to_owned()))
}

/// `posts.xml` with posts whose number, type and inside are these.
fn classic(posts: &[(&str, &str, &str)]) -> String {
    let post = |(id, attributes, inside): &(&str, &str, &str)| {
        format!(
            "<post id=\"{id}\" url=\"http://blog.tumblr.com/post/{id}\" url-with-slug=\"http://blog.tumblr.com/post/{id}/des-mots\" \
             date-gmt=\"2015-02-28 07:01:04 GMT\" date=\"Sat, 28 Feb 2015 08:01:04\" unix-timestamp=\"1425106864\" \
             reblog-key=\"x\" slug=\"des-mots\" tumblelog=\"blog\" {attributes}>{inside}</post>\n"
        )
    };
    let posts: String = posts.iter().map(post).collect();
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<tumblr version=\"1.0\"><posts>\n{posts}</posts></tumblr>"
    )
}

fn of(posts: &[(&str, &str, &str)]) -> Imported {
    import(&folder(&[("posts/posts.xml", classic(posts).as_bytes())]), Options::default())
}
