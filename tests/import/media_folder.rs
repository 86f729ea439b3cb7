//! `--media`: pictures are found in folders, missing or ambiguous, and a later run fills the holes.

use std::fs;

use serde_json::{Value, json};

use super::blog::{Blog, HOST, gif, numbers, put, report, told};
use super::{linked, posts, rows, titled};
use crate::cli::program::path;
use crate::support::{Cast, Who};

fn blog() -> Blog {
    let show =
        |below: &str| format!("<p><img src=\"{HOST}/wp-content/uploads/{below}\" alt=\"\"></p>");
    Blog::default()
        .author("marie", "Marie", "")
        .post(1, "marie", "publish", &show("2010/01/plan.gif"), &[])
        .post(2, "marie", "publish", &show("2011/02/plan.gif"), &[])
        .post(3, "marie", "publish", &show("2010/01/cake.gif"), &[])
        .picture(11, "2010/01/plan.gif")
        .picture(12, "2011/02/plan.gif")
        .picture(13, "2010/01/cake.gif")
}

/// The bytes of the one picture that a post shows.
async fn picture(cast: &Cast, title: &str) -> Option<Vec<u8>> {
    let all = posts(cast, Who::Member, &cast.home).await;
    let html = titled(&all, title)["bodyHtml"].as_str().unwrap();
    let id = linked(html, "/media/").pop()?;
    let token = format!("Bearer {}", cast.app.token(cast.id(Who::Member)));
    let get = cast.app.client.get(format!("/media/{id}")).header("Authorization", token);
    let response = get.send().await.0;
    assert_eq!(response.status().as_u16(), 200, "{title}");
    Some(response.into_body().into_vec().await.unwrap())
}

async fn html(cast: &Cast, title: &str) -> String {
    let all = posts(cast, Who::Member, &cast.home).await;
    titled(&all, title)["bodyHtml"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn a_picture_is_found_by_the_end_of_its_old_path() {
    let (cast, folder) = (Cast::start().await, tempfile::tempdir().unwrap());
    let source = blog().write(folder.path());
    // As a rescue of the site left it, and as somebody's folder of a year.
    let [uploads, year] = ["rescue", "year"].map(|name| folder.path().join(name));
    put(&uploads, "wp-content/uploads/2010/01/plan.gif", 11);
    put(&year, "2011/02/plan.gif", 12);
    put(&year, "CAKE.GIF", 13);
    let media = ["--media", path(&uploads), "--media", path(&year)];
    let (told_of, code) = report(&cast, &source, &media);
    assert_eq!((numbers(&told_of, "media"), code), ([3, 3, 0, 0, 0, 0], 0), "{told_of}");
    for (title, number) in [("Post 1", 11), ("Post 2", 12), ("Post 3", 13)] {
        assert_eq!(picture(&cast, title).await, Some(gif(number)), "{title}");
    }
    // A folder that is no longer given takes nothing away.
    let before = rows(&cast.app, &["import_batch", "audit_log"]).await;
    let (again, code) = report(&cast, &source, &[]);
    assert_eq!(
        (numbers(&again, "media"), numbers(&again, "post"), code),
        ([3, 0, 0, 3, 0, 0], [3, 0, 0, 3, 0, 0], 0)
    );
    assert_eq!(rows(&cast.app, &["import_batch", "audit_log"]).await, before);
    let absent = super::blog::run(&cast, &source, &["--media", "/nonexistent"]);
    assert_eq!(absent.code, Some(1), "{absent:?}");
}

#[tokio::test]
async fn what_is_missing_is_named_in_the_text_and_filled_in_by_a_later_run() {
    let (cast, folder) = (Cast::start().await, tempfile::tempdir().unwrap());
    let (source, uploads) = (blog().write(folder.path()), folder.path().join("uploads"));
    put(&uploads, "2010/01/plan.gif", 11);
    put(&uploads, "2011/02/plan.gif", 12);
    let media = ["--media", path(&uploads)];
    let (first, code) = report(&cast, &source, &media);
    assert_eq!((numbers(&first, "media"), code), ([3, 2, 0, 0, 0, 1], 2), "{first}");
    let missing: Vec<&Value> = first["problems"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|problem| problem["code"] == "MISSING_MEDIA" && problem["kind"] == "media")
        .collect();
    assert_eq!(missing.len(), 1, "{first}");
    assert_eq!(missing[0]["severity"], "warning");
    assert!(html(&cast, "Post 3").await.contains("[cake.gif]"), "{}", html(&cast, "Post 3").await);
    assert_eq!(picture(&cast, "Post 3").await, None);
    let before = titled(&posts(&cast, Who::Member, &cast.home).await, "Post 3").clone();
    // The same once more changes nothing; what has been found since is put in its place.
    let (again, _) = report(&cast, &source, &media);
    assert_eq!(
        (numbers(&again, "media"), numbers(&again, "post")),
        ([3, 0, 0, 2, 0, 1], [3, 0, 0, 3, 0, 0])
    );
    put(&uploads, "2010/01/cake.gif", 13);
    let (later, code) = report(&cast, &source, &media);
    assert_eq!(
        (numbers(&later, "media"), numbers(&later, "post"), code),
        ([3, 1, 0, 2, 0, 0], [3, 0, 1, 2, 0, 0], 0),
        "{later}"
    );
    assert_eq!(picture(&cast, "Post 3").await, Some(gif(13)));
    let after = html(&cast, "Post 3").await;
    assert!(!after.contains('['), "{after}");
    let post = titled(&posts(&cast, Who::Member, &cast.home).await, "Post 3").clone();
    assert_eq!(
        (&post["id"], &post["revision"], &post["publishedAt"]),
        (&before["id"], &json!(2), &before["publishedAt"])
    );
}

#[tokio::test]
async fn of_several_that_could_be_it_none_is_taken() {
    let (cast, folder) = (Cast::start().await, tempfile::tempdir().unwrap());
    let source = blog().write(folder.path());
    let [one, other] = ["one", "other"].map(|name| folder.path().join(name));
    let media = ["--media", path(&one), "--media", path(&other)];
    put(&one, "plan.gif", 11);
    put(&other, "plan.gif", 12);
    // The same bytes twice are no choice.
    put(&one, "cake.gif", 13);
    put(&other, "copy/cake.gif", 13);
    let (told_of, code) = report(&cast, &source, &media);
    assert_eq!((numbers(&told_of, "media"), code), ([3, 1, 0, 0, 0, 2], 2), "{told_of}");
    assert_eq!(told(&told_of, "AMBIGUOUS_MEDIA").len(), 2, "{told_of}");
    assert_eq!(picture(&cast, "Post 1").await, None);
    assert_eq!(picture(&cast, "Post 3").await, Some(gif(13)));
    // The longer end of the old path decides.
    fs::create_dir_all(one.join("2010/01")).unwrap();
    fs::rename(one.join("plan.gif"), one.join("2010/01/plan.gif")).unwrap();
    fs::create_dir_all(other.join("2011/02")).unwrap();
    fs::rename(other.join("plan.gif"), other.join("2011/02/plan.gif")).unwrap();
    let (told_of, code) = report(&cast, &source, &media);
    assert_eq!((numbers(&told_of, "media"), code), ([3, 2, 0, 1, 0, 0], 0), "{told_of}");
    assert_eq!(picture(&cast, "Post 1").await, Some(gif(11)));
    assert_eq!(picture(&cast, "Post 2").await, Some(gif(12)));
}

#[tokio::test]
async fn a_name_alone_is_not_enough_in_folders_by_month() {
    let (cast, folder) = (Cast::start().await, tempfile::tempdir().unwrap());
    let elsewhere = "<p><img src=\"http://other.example/images/plan.gif\" alt=\"\"></p>";
    let source = blog().post(4, "marie", "publish", elsewhere, &[]).write(folder.path());
    let uploads = folder.path().join("uploads");
    put(&uploads, "2011/02/plan.gif", 12);
    let (told_of, code) = report(&cast, &source, &["--media", path(&uploads)]);
    assert_eq!((numbers(&told_of, "media")[1], code), (1, 2), "{told_of}");
    assert_eq!(picture(&cast, "Post 2").await, Some(gif(12)));
    for title in ["Post 1", "Post 4"] {
        assert_eq!(picture(&cast, title).await, None, "{title}");
    }
}

#[tokio::test]
async fn what_no_text_shows_is_told_and_is_for_who_leads() {
    let (cast, folder) = (Cast::start().await, tempfile::tempdir().unwrap());
    let source = Blog::default()
        .author("marie", "Marie", "")
        .post(1, "marie", "publish", "<p>Text.</p>", &[])
        .picture(11, "2010/01/plan.gif")
        .write(folder.path());
    let uploads = folder.path().join("uploads");
    put(&uploads, "2010/01/plan.gif", 11);
    let (told_of, code) = report(&cast, &source, &["--media", path(&uploads)]);
    assert_eq!((numbers(&told_of, "media")[1], code), (1, 0), "{told_of}");
    let unused = told_of["problems"].as_array().unwrap().iter();
    assert_eq!(unused.filter(|problem| problem["code"] == "UNUSED_MEDIA").count(), 1, "{told_of}");
    let query = "query($url: String!) { redirect(url: $url) { path } }";
    let url = json!({ "url": format!("{HOST}/wp-content/uploads/2010/01/plan.gif") });
    for (who, sees) in [(Who::Leader, true), (Who::Deputy, true), (Who::Member, false)] {
        let to = cast.ask(who, query, url.clone()).await;
        assert_eq!(to["redirect"]["path"].is_string(), sees, "{who:?}: {to}");
    }
}
