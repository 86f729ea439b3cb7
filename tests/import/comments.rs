//! Comments that come in: threads in their order, approved ones alone, and none readable by more
//! people than what they are on.

use serde_json::{Value, json};

use super::blog::{Blog, Spoken, address, numbers, read, report, run_into, told};
use super::{drafts, posts, rows, titled};
use crate::support::{Cast, Who};

/// Ids are times too: 61 is written after 60.
const THREAD: [Spoken<'_>; 8] = [
    (63, 61, "1", "Answer to the second"),
    (60, 0, "1", "First, with <b>bold</b> and <script>alert(1)</script> and http://a.example/x"),
    (61, 60, "1", "Second answers the first"),
    (62, 0, "spam", "Buy now"),
    (64, 0, "0", "Waits for ever"),
    (65, 0, "trash", "Thrown away"),
    (66, 62, "1", "Answers the spam"),
    (67, 999, "1", "Answers nothing"),
];

const COMMENTS: &str =
    "query($id: ID!) { post(id: $id) { commentCount comments(first: 100) { nodes {
    id bodyHtml originalAuthor createdAt onDraft author { id } parent { bodyHtml } } } } }";

async fn post(cast: &Cast, who: Who, title: &str) -> Option<String> {
    let all = posts(cast, who, &cast.home).await;
    let one = all.iter().find(|post| post["title"] == title)?;
    Some(one["id"].as_str().unwrap().to_owned())
}

/// The comments that this person reads, and how many the post says it has.
async fn comments(cast: &Cast, who: Who, post: &str) -> Option<(Vec<Value>, u64)> {
    let seen = cast.ask(who, COMMENTS, json!({ "id": post })).await["post"].take();
    let count = seen["commentCount"].as_u64()?;
    Some((seen["comments"]["nodes"].as_array().unwrap().clone(), count))
}

fn first_words(comment: &Value) -> String {
    let html = comment["bodyHtml"].as_str().unwrap_or_default();
    let text = html.trim_start_matches("<p>").split('<').next().unwrap();
    text.split(' ').take(2).collect::<Vec<_>>().join(" ")
}

#[tokio::test]
async fn threads_come_in_order_and_what_was_not_approved_does_not() {
    let (cast, folder) = (Cast::start().await, tempfile::tempdir().unwrap());
    let blog = Blog::default().author("marie", "Marie", "");
    let source = blog.post(1, "marie", "publish", "<p>One</p>", &THREAD).write(folder.path());
    let (told_of, code) = report(&cast, &source, &[]);
    assert_eq!(numbers(&told_of, "comment"), [8, 5, 0, 0, 3, 0], "{told_of}");
    assert_eq!((told(&told_of, "UNAPPROVED").len(), code), (3, 2), "{told_of}");
    assert_eq!(told(&told_of, "UNKNOWN_PARENT").len(), 2, "{told_of}");
    let post = post(&cast, Who::Member, "Post 1").await.unwrap();
    let (all, count) = comments(&cast, Who::Child, &post).await.unwrap();
    assert_eq!(count, 5);
    let seen: Vec<_> = all
        .iter()
        .map(|one| {
            (first_words(one), first_words(&one["parent"]), one["createdAt"].as_str().unwrap())
        })
        .collect();
    let row = |words: &str, parent: &str, at| (words.to_owned(), parent.to_owned(), at);
    assert_eq!(
        seen,
        [
            row("First, with", "", "2011-01-01T01:00:00Z"),
            row("Second answers", "First, with", "2011-01-01T01:01:00Z"),
            row("Answer to", "Second answers", "2011-01-01T01:03:00Z"),
            row("Answers the", "", "2011-01-01T01:06:00Z"),
            row("Answers nothing", "", "2011-01-01T01:07:00Z"),
        ],
        "{all:?}"
    );
    for one in &all {
        assert_eq!(
            (&one["author"]["id"], &one["onDraft"]),
            (&json!(cast.id(Who::Leader)), &json!(false))
        );
        assert!(one["originalAuthor"].as_str().unwrap().starts_with("Reader 6"), "{one}");
    }
    let html = all[0]["bodyHtml"].as_str().unwrap();
    assert!(html.contains("bold") && !html.contains("<script"), "{html}");
    // Addresses of commenters are kept nowhere.
    let kept = rows(&cast.app, &[]).await;
    assert!(!kept.iter().any(|row| row.contains("@elsewhere.example")), "an address is kept");
    assert!(!kept.iter().any(|row| row.contains("Buy now") || row.contains("Waits for ever")));
    // People answer as ever; the next run leaves all as it is, and what was deleted stays so.
    let answer = json!({ "postId": post, "parentId": all[0]["id"], "body": "At last" });
    cast.done(Who::Member, "commentAdd", answer, "comment { id }").await;
    cast.done(Who::Leader, "commentDelete", json!({ "id": all[3]["id"] }), "deletedId").await;
    let (again, _) = report(&cast, &source, &[]);
    assert_eq!(numbers(&again, "comment"), [8, 0, 0, 5, 3, 0], "{again}");
    let (all, count) = comments(&cast, Who::Child, &post).await.unwrap();
    assert_eq!((all.len(), count), (5, 5), "{all:?}");
    assert_eq!(first_words(all.last().unwrap()), "At last");
}

#[tokio::test]
async fn what_was_said_of_a_private_post_is_for_nobody_else() {
    let (cast, folder) = (Cast::start().await, tempfile::tempdir().unwrap());
    let said = [(60, 0, "1", "Among us"), (61, 60, "1", "Of course")];
    let mut blog = Blog::default().author("marie", "Marie", "");
    for (id, status) in [(1, "private"), (2, "draft"), (3, "pending"), (4, "future")] {
        let said = said.map(|(comment, parent, approved, body)| {
            (comment + id * 10, if parent == 0 { 0 } else { parent + id * 10 }, approved, body)
        });
        blog = blog.post(id, "marie", status, "<p>Closed</p>", &said);
    }
    let source = blog.write(folder.path());
    let (told_of, code) = report(&cast, &source, &[]);
    assert_eq!(
        (numbers(&told_of, "post"), numbers(&told_of, "comment"), code),
        ([4, 4, 0, 0, 0, 0], [8, 8, 0, 0, 0, 0], 0),
        "{told_of}"
    );
    let node = "query($id: ID!) { node(id: $id) { id } }";
    let closed = drafts(&cast, Who::Leader).await;
    for id in 1..=4 {
        let title = format!("Post {id}");
        let post = titled(&closed, &title)["id"].as_str().unwrap().to_owned();
        let (all, _) = comments(&cast, Who::Leader, &post).await.unwrap();
        assert_eq!(all.len(), 2, "who imports has them: {title}");
        for who in [
            Who::Deputy,
            Who::Editor,
            Who::Author,
            Who::Member,
            Who::Child,
            Who::Boss,
            Who::Outsider,
            Who::Administrator,
        ] {
            assert_eq!(comments(&cast, who, &post).await, None, "{title} for {who:?}");
            for one in &all {
                let seen = cast.ask(who, node, json!({ "id": one["id"] })).await;
                assert_eq!(seen["node"], Value::Null, "{title} for {who:?}");
            }
        }
        // Whoever imported may publish the text; what was said in private stays so (rule R12).
        cast.done(Who::Leader, "postPublish", json!({ "id": post }), "post { id }").await;
        let (all, count) = comments(&cast, Who::Member, &post).await.unwrap();
        assert_eq!((all.len(), count), (0, 0), "{title}: {all:?}");
    }
}

#[tokio::test]
async fn comments_come_whatever_the_order_of_lines_and_follow_their_space() {
    let (cast, folder) = (Cast::start().await, tempfile::tempdir().unwrap());
    let lines = [
        json!({ "type": "comment", "external_id": "3", "document": "d", "parent": "2", "body": "Third", "author": "C", "written_at": "2010-01-03T00:00:00Z" }),
        json!({ "type": "comment", "external_id": "2", "document": "d", "parent": "1", "body": "Second", "author": "B", "written_at": "2010-01-02T00:00:00Z" }),
        json!({ "type": "comment", "external_id": "1", "document": "d", "body": "First", "author": "A", "written_at": "2010-01-01T00:00:00Z" }),
        json!({ "type": "comment", "external_id": "4", "document": "absent", "body": "Lost" }),
        json!({ "type": "document", "external_id": "d", "title": "D", "body": "<p>T</p>", "published_at": "2010-01-01T00:00:00Z" }),
    ];
    let text: Vec<String> = lines.iter().map(Value::to_string).collect();
    super::write(&folder.path().join("records.jsonl"), text.join("\n").as_bytes());
    let merger = address(&cast, &cast.merger).await;
    let (told_of, code) = read(run_into(&cast, &merger, folder.path(), &["--json"]));
    assert_eq!(
        (numbers(&told_of, "comment")[0], numbers(&told_of, "comment")[1]),
        (4, 3),
        "{told_of}"
    );
    assert_eq!((told(&told_of, "UNKNOWN_PARENT"), code), (vec!["4".to_owned()], 2), "{told_of}");
    let all = posts(&cast, Who::Member, &cast.merger).await;
    let post = titled(&all, "D")["id"].as_str().unwrap();
    let (all, _) = comments(&cast, Who::Member, post).await.unwrap();
    let seen: Vec<_> =
        all.iter().map(|one| (first_words(one), first_words(&one["parent"]))).collect();
    let pair = |a: &str, b: &str| (a.to_owned(), b.to_owned());
    assert_eq!(
        seen,
        [pair("First", ""), pair("Second", "First"), pair("Third", "Second")],
        "{all:?}"
    );
    for who in [Who::Boss, Who::Outsider, Who::Child] {
        assert_eq!(comments(&cast, who, post).await, None, "{who:?}");
    }
}

/// Links of comments lead to the texts that came in, those that come after too; what leads nowhere is said.
#[tokio::test]
async fn their_links_lead_to_new_places() {
    let (cast, folder) = (Cast::start().await, tempfile::tempdir().unwrap());
    let host = super::blog::HOST;
    let said = format!(
        "See <a href=\"{host}/2010/post-2/#end\">this</a>, <a href=\"{host}/?p=3\">that</a>, \
        <a href=\"{host}/gone/\">those</a> and <a href=\"http://a.example/x\">others</a>"
    );
    let blog = Blog::default().author("marie", "Marie", "");
    let blog = blog.post(1, "marie", "publish", "<p>One</p>", &[(60, 0, "1", &said)]);
    let blog = blog.post(2, "marie", "publish", "<p>Two</p>", &[]);
    let source = blog.post(3, "marie", "publish", "<p>Three</p>", &[]).write(folder.path());
    let (told_of, _) = report(&cast, &source, &[]);
    let broken: Vec<_> = told_of["problems"].as_array().unwrap().iter().collect();
    let broken: Vec<_> =
        broken.into_iter().filter(|problem| problem["code"] == "BROKEN_LINK").collect();
    assert_eq!(broken.len(), 1, "{told_of}");
    assert_eq!(
        (&broken[0]["kind"], &broken[0]["external_id"]),
        (&json!("comment"), &json!("comment:60"))
    );
    assert!(broken[0]["message"].as_str().unwrap().contains("/gone"), "{told_of}");
    let one = post(&cast, Who::Member, "Post 1").await.unwrap();
    let (all, _) = comments(&cast, Who::Member, &one).await.unwrap();
    let html = all[0]["bodyHtml"].as_str().unwrap();
    for (title, place) in [("Post 2", "#"), ("Post 3", "\"")] {
        let id = post(&cast, Who::Member, title).await.unwrap();
        assert!(html.contains(&format!("href=\"/posts/{id}{place}")), "{title}: {html}");
    }
    assert!(html.contains("http://a.example/x") && html.contains("/gone/"), "{html}");
    let (again, _) = report(&cast, &source, &[]);
    assert_eq!(numbers(&again, "comment"), [1, 0, 0, 1, 0, 0], "{again}");
}

/// Comments show no pictures: the name of each stands in its place, and that is said.
#[tokio::test]
async fn their_pictures_are_named_and_told() {
    let (cast, folder) = (Cast::start().await, tempfile::tempdir().unwrap());
    let host = super::blog::HOST;
    let said = format!(
        "Look: <img src=\"{host}/wp-content/uploads/plan.png\" alt=\"The plan\">, \
        <img src=\"data:image/png;base64,iVBORw0KGgo=\"> and <img src=\"http://a.example/far.png\">"
    );
    let blog = Blog::default().author("marie", "Marie", "");
    let blog = blog.post(1, "marie", "publish", "<p>One</p>", &[(60, 0, "1", &said)]);
    let source = blog.write(folder.path());
    let (told_of, _) = report(&cast, &source, &[]);
    let told: Vec<_> = told_of["problems"].as_array().unwrap().iter().collect();
    let told = told.into_iter().filter(|problem| problem["kind"] == "comment");
    let mut codes: Vec<_> = told.map(|problem| problem["code"].as_str().unwrap()).collect();
    codes.sort_unstable();
    assert_eq!(codes, ["CONVERSION_LOSS"; 3], "{told_of}");
    let one = post(&cast, Who::Member, "Post 1").await.unwrap();
    let (all, _) = comments(&cast, Who::Member, &one).await.unwrap();
    let html = all[0]["bodyHtml"].as_str().unwrap();
    assert!(html.contains("[The plan]") && html.contains("http://a.example/far.png"), "{html}");
    assert!(!html.contains("<img"), "{html}");
}
