//! Exports of WordPress, made as a test needs them, and the command that imports them.

use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use super::write;
use crate::cli::program::{Said, parvis, path, said};
use crate::support::{Cast, Who};

/// Where the blog was.
pub(super) const HOST: &str = "http://blog.example";

/// An export of WordPress (WXR 1.2).
#[derive(Default)]
pub(super) struct Blog {
    parts: Vec<String>,
}

/// A comment: id, the one that it answers or 0, and whether it was approved (`1`, `0`, `spam`).
pub(super) type Spoken<'a> = (u32, u32, &'a str, &'a str);

impl Blog {
    /// Somebody who wrote.
    pub(super) fn author(mut self, login: &str, name: &str, email: &str) -> Self {
        self.parts.push(format!(
            "<wp:author><wp:author_login>{login}</wp:author_login><wp:author_email>{email}</wp:author_email>
<wp:author_display_name><![CDATA[{name}]]></wp:author_display_name></wp:author>"
        ));
        self
    }

    /// A post of 2010 by somebody, as the old system says how public it was.
    pub(super) fn post(
        mut self,
        id: u32,
        by: &str,
        status: &str,
        body: &str,
        comments: &[Spoken<'_>],
    ) -> Self {
        let comments: Vec<String> = comments.iter().map(comment).collect();
        let (day, month) = (id % 28 + 1, id / 28 % 12 + 1);
        self.parts.push(format!(
            "<item><title>Post {id}</title><link>{HOST}/2010/post-{id}/</link><dc:creator>{by}</dc:creator>
<guid isPermaLink=\"false\">{HOST}/?p={id}</guid><content:encoded><![CDATA[{body}]]></content:encoded>
<wp:post_id>{id}</wp:post_id><wp:post_date>2010-{month:02}-{day:02} 09:00:00</wp:post_date>
<wp:post_date_gmt>2010-{month:02}-{day:02} 08:00:00</wp:post_date_gmt><wp:post_name>post-{id}</wp:post_name>
<wp:status>{status}</wp:status><wp:post_type>post</wp:post_type>
<category domain=\"post_tag\" nicename=\"tag-{}\"><![CDATA[Tag {}]]></category>{}</item>",
            id % 5,
            id % 5,
            comments.join("\n"),
        ));
        self
    }

    /// A picture below the folder of uploads, as `2010/01/plan.gif`.
    pub(super) fn picture(mut self, id: u32, below: &str) -> Self {
        self.parts.push(format!(
            "<item><title>Picture {id}</title><link>{HOST}/?attachment_id={id}</link><dc:creator>marie</dc:creator>
<wp:post_id>{id}</wp:post_id><wp:post_date_gmt>2010-01-01 08:00:00</wp:post_date_gmt>
<wp:status>inherit</wp:status><wp:post_type>attachment</wp:post_type>
<wp:attachment_url>{HOST}/wp-content/uploads/{below}</wp:attachment_url>
<wp:postmeta><wp:meta_key>_wp_attached_file</wp:meta_key><wp:meta_value>{below}</wp:meta_value></wp:postmeta></item>"
        ));
        self
    }

    /// Writes it into a folder.
    pub(super) fn write(&self, folder: &Path) -> PathBuf {
        let file = folder.join("blog.xml");
        let text = format!(
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>
<rss version=\"2.0\" xmlns:excerpt=\"http://wordpress.org/export/1.2/excerpt/\" xmlns:content=\"http://purl.org/rss/1.0/modules/content/\"
 xmlns:dc=\"http://purl.org/dc/elements/1.1/\" xmlns:wp=\"http://wordpress.org/export/1.2/\">
<channel><title>Blog</title><link>{HOST}</link><language>en</language><wp:wxr_version>1.2</wp:wxr_version>
<wp:base_site_url>{HOST}</wp:base_site_url><wp:base_blog_url>{HOST}</wp:base_blog_url>
{}
</channel></rss>",
            self.parts.join("\n")
        );
        write(&file, text.as_bytes());
        file
    }
}

fn comment((id, parent, approved, body): &Spoken<'_>) -> String {
    format!(
        "<wp:comment><wp:comment_id>{id}</wp:comment_id><wp:comment_author><![CDATA[Reader {id}]]></wp:comment_author>
<wp:comment_author_email>reader{id}@elsewhere.example</wp:comment_author_email>
<wp:comment_date_gmt>2011-01-01 {:02}:{:02}:00</wp:comment_date_gmt><wp:comment_content><![CDATA[{body}]]></wp:comment_content>
<wp:comment_approved>{approved}</wp:comment_approved><wp:comment_type></wp:comment_type>
<wp:comment_parent>{parent}</wp:comment_parent></wp:comment>",
        id / 60 % 24,
        id % 60,
    )
}

/// A picture of its own for each number.
pub(super) fn gif(number: u32) -> Vec<u8> {
    let head = b"GIF89a\x01\x00\x01\x00\x80\x00\x00\x00\x00\x00\xff\xff\xff,\x00\x00\x00\x00\x01\x00\x01\x00\x00\x02\x02D\x01\x00;";
    [&head[..], &number.to_be_bytes()].concat()
}

/// Writes a picture into a folder.
pub(super) fn put(folder: &Path, name: &str, number: u32) {
    write(&folder.join(name), &gif(number));
}

/// `parvis import` of one source into Sales' home.
pub(super) fn run(cast: &Cast, source: &Path, more: &[&str]) -> Said {
    run_into(cast, "sales", source, more)
}

/// The address of a space, as its leader sees it: of a SECRET one, with its tail.
pub(super) async fn address(cast: &Cast, space: &str) -> String {
    let query = "query($id: ID!) { space(id: $id) { slug unit { slug } } }";
    let found = cast.ask(Who::Leader, query, json!({ "id": space })).await["space"].take();
    format!("{}/{}", found["unit"]["slug"].as_str().unwrap(), found["slug"].as_str().unwrap())
}

/// The same into another space.
pub(super) fn run_into(cast: &Cast, space: &str, source: &Path, more: &[&str]) -> Said {
    let first = ["import", path(source), "--space", space, "--source", "old"];
    said(parvis(cast, &first).args(more))
}

/// An import into Sales' home: its report and its exit code.
pub(super) fn report(cast: &Cast, source: &Path, more: &[&str]) -> (Value, i32) {
    read(run(cast, source, &[more, &["--json"]].concat()))
}

/// The report that a run printed, and its exit code.
pub(super) fn read(said: Said) -> (Value, i32) {
    let report = serde_json::from_str(&said.out).unwrap_or_else(|_| panic!("{said:?}"));
    assert_balanced(&report);
    (report, said.code.unwrap())
}

/// Every kind has its six numbers, and they add up.
pub(super) fn assert_balanced(report: &Value) {
    let kinds = ["post", "page", "comment", "media", "author", "term", "redirect", "other"];
    let totals = report["totals"].as_object().unwrap();
    assert_eq!(totals.len(), kinds.len(), "{totals:?}");
    for kind in kinds {
        let count =
            |name: &str| totals[kind][name].as_u64().unwrap_or_else(|| panic!("{kind} {name}"));
        let parts = ["imported", "updated", "unchanged", "skipped", "failed"].map(count);
        assert_eq!(count("in"), parts.iter().sum::<u64>(), "{kind}: {totals:?}");
        assert_eq!(totals[kind].as_object().unwrap().len(), 6, "{kind}");
    }
}

/// `[in, imported, updated, unchanged, skipped, failed]` of a kind.
pub(super) fn numbers(report: &Value, kind: &str) -> [u64; 6] {
    ["in", "imported", "updated", "unchanged", "skipped", "failed"]
        .map(|name| report["totals"][kind][name].as_u64().unwrap())
}

/// What the report says with this code, by `external_id`.
pub(super) fn told(report: &Value, code: &str) -> Vec<String> {
    let problems = report["problems"].as_array().unwrap();
    let with = problems.iter().filter(|problem| problem["code"] == code);
    let mut ids: Vec<String> =
        with.map(|problem| problem["external_id"].as_str().unwrap_or("-").to_owned()).collect();
    ids.sort();
    ids
}
