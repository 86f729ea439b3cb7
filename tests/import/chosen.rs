//! What of a source is taken: `--only`, `--limit`, `--since`; and `--prune`, which alone removes.

use std::fs;
use std::path::Path;

use serde_json::{Value, json};

use super::blog::{Blog, numbers, report, told};
use super::{posts, rows, titled, write};
use crate::support::{Cast, Who};

fn blog() -> Blog {
    Blog::default()
        .author("marie", "Marie", "")
        .post(1, "marie", "publish", "<p>One</p>", &[(1, 0, "1", "First"), (2, 1, "1", "Answer")])
        .post(40, "marie", "publish", "<p>Forty</p>", &[(3, 0, "1", "Late")])
        .post(80, "marie", "publish", "<p>Eighty</p>", &[])
}

async fn titles(cast: &Cast) -> Vec<String> {
    let all = posts(cast, Who::Member, &cast.home).await;
    all.iter().map(|post| post["title"].as_str().unwrap().to_owned()).collect()
}

#[tokio::test]
async fn only_some_kinds_some_documents_and_some_dates() {
    let folder = tempfile::tempdir().unwrap();
    let source = blog().write(folder.path());
    for (arguments, post, comment, author, came) in [
        (
            &["--only", "post"][..],
            [3, 3, 0, 0, 0, 0],
            [3, 0, 0, 0, 3, 0],
            [1, 0, 0, 0, 1, 0],
            &["Post 1", "Post 40", "Post 80"][..],
        ),
        (
            &["--only", "post,comment"],
            [3, 3, 0, 0, 0, 0],
            [3, 3, 0, 0, 0, 0],
            [1, 0, 0, 0, 1, 0],
            &["Post 1", "Post 40", "Post 80"],
        ),
        (&["--only", "author"], [3, 0, 0, 0, 3, 0], [3, 0, 0, 0, 3, 0], [1, 1, 0, 0, 0, 0], &[]),
        (
            &["--limit", "1"],
            [3, 1, 0, 0, 2, 0],
            [3, 2, 0, 0, 1, 0],
            [1, 1, 0, 0, 0, 0],
            &["Post 1"],
        ),
        (&["--limit", "0"], [3, 0, 0, 0, 3, 0], [3, 0, 0, 0, 3, 0], [1, 1, 0, 0, 0, 0], &[]),
        // Post 40 is of 13 February 2010, at eight.
        (
            &["--since", "2010-02-13"],
            [3, 2, 0, 0, 1, 0],
            [3, 1, 0, 0, 2, 0],
            [1, 1, 0, 0, 0, 0],
            &["Post 40", "Post 80"],
        ),
        (
            &["--since", "2010-02-14"],
            [3, 1, 0, 0, 2, 0],
            [3, 0, 0, 0, 3, 0],
            [1, 1, 0, 0, 0, 0],
            &["Post 80"],
        ),
    ] {
        let cast = Cast::start().await;
        let (told_of, code) = report(&cast, &source, arguments);
        let found = ["post", "comment", "author"].map(|kind| numbers(&told_of, kind));
        assert_eq!(found, [post, comment, author], "{arguments:?}: {told_of}");
        assert_eq!(code, 0, "left out because asked to: {told_of}");
        assert!(!told(&told_of, "EXCLUDED").is_empty(), "{told_of}");
        assert_eq!(titles(&cast).await, came, "{arguments:?}");
        // The rest comes with the next run, and what was here is not touched.
        let (rest, _) = report(&cast, &source, &[]);
        assert_eq!(numbers(&rest, "post"), [3, 3 - post[1], 0, post[1], 0, 0], "{arguments:?}");
        assert_eq!(numbers(&rest, "comment"), [3, 3 - comment[1], 0, comment[1], 0, 0]);
    }
    let cast = Cast::start().await;
    for wrong in [&["--only", "posts"][..], &["--since", "yesterday"], &["--limit", "-1"]] {
        let said = super::blog::run(&cast, &source, wrong);
        assert_eq!((said.code, said.out.is_empty()), (Some(64), true), "{wrong:?}: {said:?}");
    }
}

fn records(folder: &Path, ids: &[u32]) {
    let mut lines = Vec::new();
    for id in ids {
        lines.push(json!({ "type": "media", "external_id": format!("m{id}"), "path": format!("{id}.gif") }));
        lines.push(json!({ "type": "document", "external_id": id, "title": format!("Post {id}"),
            "body": format!("<p><img src=\"parvis:media/m{id}\"></p>"), "published_at": "2010-01-01T00:00:00Z",
            "old_urls": [format!("http://old.example/{id}")] }));
        lines.push(json!({ "type": "comment", "external_id": format!("c{id}"), "document": id, "body": "Said" }));
        super::blog::put(folder, &format!("{id}.gif"), *id);
    }
    let text: Vec<String> = lines.iter().map(Value::to_string).collect();
    write(&folder.join("records.jsonl"), text.join("\n").as_bytes());
}

#[tokio::test]
async fn only_prune_takes_out_and_not_what_people_have_changed() {
    let (cast, folder) = (Cast::start().await, tempfile::tempdir().unwrap());
    records(folder.path(), &[1, 2, 3, 4]);
    let (_, code) = report(&cast, folder.path(), &[]);
    assert_eq!(code, 0);
    let all = posts(&cast, Who::Member, &cast.home).await;
    let changed = json!({ "id": titled(&all, "Post 3")["id"], "title": "Ours" });
    cast.done(Who::Leader, "postUpdate", changed, "post { id }").await;
    let said = json!({ "postId": titled(&all, "Post 4")["id"], "body": "Please keep this." });
    cast.done(Who::Member, "commentAdd", said, "comment { id }").await;
    fs::remove_file(folder.path().join("2.gif")).unwrap();
    fs::remove_file(folder.path().join("3.gif")).unwrap();
    fs::remove_file(folder.path().join("4.gif")).unwrap();
    records(folder.path(), &[1]);
    // Without it all stays, and is said.
    let (kept, code) = report(&cast, folder.path(), &[]);
    let gone: Vec<String> =
        [2, 3, 4].iter().flat_map(|n| [format!("{n}"), format!("c{n}"), format!("m{n}")]).collect();
    let sorted = |mut ids: Vec<String>| {
        ids.sort();
        ids
    };
    assert_eq!((told(&kept, "VANISHED"), code), (sorted(gone), 2));
    assert_eq!(titles(&cast).await, ["Ours", "Post 1", "Post 2", "Post 4"]);
    // A dry run says so and takes nothing out; nor does a part of the source mean that the rest is gone.
    let before = rows(&cast.app, &[]).await;
    let (dry, _) = report(&cast, folder.path(), &["--prune", "--dry-run"]);
    for (id, code) in [("2", "PRUNED"), ("3", "CONFLICT"), ("4", "CONFLICT")] {
        assert!(told(&dry, code).contains(&id.to_owned()), "{id}: {dry}");
    }
    assert_eq!(rows(&cast.app, &[]).await, before);
    records(folder.path(), &[1, 2, 3, 4]);
    let (part, _) = report(&cast, folder.path(), &["--prune", "--limit", "1"]);
    assert_eq!(told(&part, "PRUNED"), Vec::<String>::new());
    assert_eq!(titles(&cast).await, ["Ours", "Post 1", "Post 2", "Post 4"]);
    records(folder.path(), &[1]);
    let (pruned, code) = report(&cast, folder.path(), &["--prune"]);
    let conflicts = told(&pruned, "CONFLICT");
    assert!(conflicts.contains(&"3".to_owned()) && conflicts.contains(&"4".to_owned()), "{pruned}");
    assert!(told(&pruned, "PRUNED").contains(&"2".to_owned()), "{pruned}");
    assert_eq!(told(&pruned, "PRUNED"), told(&dry, "PRUNED"), "as foretold");
    assert_eq!(code, 2, "what stays is a warning");
    assert_eq!(titles(&cast).await, ["Ours", "Post 1", "Post 4"]);
    let query = "{ redirect(url: \"http://old.example/2\") { path } }";
    assert_eq!(cast.ask(Who::Member, query, json!({})).await["redirect"], Value::Null);
    let (again, _) = report(&cast, folder.path(), &["--prune"]);
    assert_eq!(told(&again, "PRUNED"), Vec::<String>::new());
}

/// What is left out is no loss of the source, and what leads to it is said.
#[tokio::test]
async fn what_is_left_out_is_not_missing_and_no_link_to_it_is_silent() {
    let (cast, folder) = (Cast::start().await, tempfile::tempdir().unwrap());
    records(folder.path(), &[1, 2]);
    let file = folder.path().join("records.jsonl");
    let text = fs::read_to_string(&file).unwrap();
    write(
        &file,
        text.replace(
            "<p><img src=\\\"parvis:media/m1",
            "<p><a href=\\\"parvis:document/2\\\">two</a><img src=\\\"parvis:media/m1",
        )
        .as_bytes(),
    );
    let (part, code) = report(&cast, folder.path(), &["--only", "post", "--limit", "1"]);
    assert_eq!((told(&part, "MISSING_MEDIA"), code), (vec![], 2), "{part}");
    assert_eq!(told(&part, "BROKEN_LINK"), ["1"], "{part}");
    assert!(told(&part, "EXCLUDED").contains(&"1".to_owned()), "the picture: {part}");
    // What was said of what came earlier comes by itself.
    let (comments, _) = report(&cast, folder.path(), &["--only", "comment"]);
    assert_eq!(numbers(&comments, "comment"), [2, 1, 0, 0, 1, 0], "{comments}");
    assert_eq!(numbers(&comments, "post"), [2, 0, 0, 0, 2, 0]);
    let (rest, code) = report(&cast, folder.path(), &["--only", "post,media"]);
    assert_eq!((told(&rest, "BROKEN_LINK"), code), (vec![], 0), "{rest}");
    assert_eq!(numbers(&rest, "post"), [2, 1, 1, 0, 0, 0], "its picture came: {rest}");
}

/// What could not be read is not gone.
#[tokio::test]
async fn a_source_that_ends_early_has_nothing_taken_out() {
    let (cast, folder) = (Cast::start().await, tempfile::tempdir().unwrap());
    let body = format!("<p>{}</p>", "Text. ".repeat(200));
    let blog = (1..=6).fold(Blog::default().author("marie", "Marie", ""), |blog, id| {
        blog.post(id, "marie", "publish", &body, &[])
    });
    let source = blog.write(folder.path());
    report(&cast, &source, &[]);
    let whole = std::fs::read(&source).unwrap();
    std::fs::write(&source, &whole[..whole.len() / 2]).unwrap();
    let (pruned, code) = report(&cast, &source, &["--prune"]);
    assert_eq!((told(&pruned, "PRUNED"), told(&pruned, "VANISHED"), code), (vec![], vec![], 3));
    let problems = pruned["problems"].as_array().unwrap();
    assert!(problems.iter().any(|problem| problem["code"] == "NOT_PRUNED"), "{pruned}");
    assert_eq!(posts(&cast, Who::Member, &cast.home).await.len(), 6);
    // Whole again, it is as before.
    std::fs::write(&source, &whole).unwrap();
    let (again, code) = report(&cast, &source, &["--prune"]);
    assert_eq!((numbers(&again, "post"), code), ([6, 0, 0, 6, 0, 0], 0), "{again}");
}
