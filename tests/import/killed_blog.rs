//! `kill -9` while a blog with comments and pictures comes in, several times, then once more to the
//! end: what is exported then is the same as after an undisturbed run.

use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Instant;

use super::blog::{Blog, HOST, put};
use super::export::{export, named};
use super::killed::cut_off;
use super::texts;
use crate::cli::program::{parvis, path};
use crate::support::Cast;

const POSTS: u32 = 600;
const PICTURES: u32 = 60;

/// Posts that link to one another and show pictures, one of seven private; every third has a thread.
fn write(folder: &Path) {
    let mut blog = Blog::default().author("marie", "Marie", "").author("jean", "Jean", "");
    for id in 1..=POSTS {
        let picture = id % PICTURES;
        let body = format!(
            "<p>Text of {id}. <img src=\"{HOST}/wp-content/uploads/2010/01/{picture}.gif\" alt=\"\">
<a href=\"{HOST}/2010/post-{}/\">next</a> <a href=\"{HOST}/?p={}\">other</a></p><p>{}</p>",
            id % POSTS + 1,
            id * 7 % POSTS + 1,
            "Some more of it. ".repeat(40),
        );
        let first = id * 3;
        let said = [0, 1, 2].map(|n| format!("Comment {} on {id}", first + n));
        let thread = [
            (first, 0, "1", &*said[0]),
            (first + 1, first, "1", &*said[1]),
            (first + 2, first + 1, if id % 2 == 0 { "1" } else { "spam" }, &*said[2]),
        ];
        let thread = if id % 3 == 0 { &thread[..] } else { &[] };
        let status = if id % 7 == 0 { "private" } else { "publish" };
        blog = blog.post(id, if id % 2 == 0 { "marie" } else { "jean" }, status, &body, thread);
    }
    for number in 0..PICTURES {
        blog = blog.picture(10_000 + number, &format!("2010/01/{number}.gif"));
        put(&folder.join("uploads"), &format!("2010/01/{number}.gif"), number);
    }
    blog.write(folder);
}

fn command(cast: &Cast, folder: &Path) -> Command {
    let (blog, uploads) = (folder.join("blog.xml"), folder.join("uploads"));
    let base =
        ["import", path(&blog), "--space", "sales", "--source", "blog", "--media", path(&uploads)];
    let mut command = parvis(cast, &base);
    command.stdout(Stdio::null()).stderr(Stdio::null());
    command
}

/// What the rows count, by the source's names.
async fn counted(cast: &Cast) -> Vec<String> {
    let rows = cast.app.rows().await;
    let mut lines = Vec::new();
    for sql in [
        "SELECT title || ' ' || state || ' ' || revision || ' ' || comment_count || ' '
            || (SELECT COUNT(*) FROM comment c WHERE c.post_id = post.id) || ' '
            || (SELECT COUNT(*) FROM revision r WHERE r.post_id = post.id) || ' '
            || (SELECT COUNT(*) FROM post_tag t WHERE t.post_id = post.id) AS t FROM post",
        "SELECT kind || ' ' || external_id AS t FROM import_item",
        "SELECT 'addresses ' || COUNT(*) AS t FROM import_address",
        "SELECT 'media ' || COUNT(*) AS t FROM media",
    ] {
        lines.extend(texts(&rows, sql).await);
    }
    lines.sort();
    lines
}

#[tokio::test]
async fn killed_while_a_blog_comes_in_it_ends_as_undisturbed() {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path());
    let calm = Cast::start().await;
    let start = Instant::now();
    assert!(command(&calm, folder.path()).status().unwrap().success());
    let whole = start.elapsed();
    let (lines, out) = export(&calm, "sales");
    let expected = named(&lines, out.path());
    let of = |kind: &str| expected.keys().filter(|key| key.starts_with(kind)).count();
    // Of two hundred threads half end in a comment that was never approved.
    assert_eq!((of("document"), of("comment"), of("media")), (600, 500, 60));
    let expected_counts = counted(&calm).await;
    let cast = Cast::start().await;
    cut_off(&cast, || command(&cast, folder.path()), whole).await;
    let (lines, out) = export(&cast, "sales");
    let found = named(&lines, out.path());
    assert_eq!(found.keys().collect::<Vec<_>>(), expected.keys().collect::<Vec<_>>());
    for (key, record) in &expected {
        assert_eq!(&found[key], record, "{key}");
    }
    assert_eq!(counted(&cast).await, expected_counts);
}
